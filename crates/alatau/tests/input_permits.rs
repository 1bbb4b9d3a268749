//! Permit records from CSV: the real file, and every way in which a file can be wrong.

#[path = "../src/input/mod.rs"]
#[allow(dead_code)]
mod input;

use alatau_core::source::{Diagnostic, Severity};
use input::{Record, kept_out, nothing_left, read_permits, yardstick};
use std::path::{Path, PathBuf};

const HEADER: &str = "permitnum,statuscurrent,applieddate,issueddate,completeddate,permittype,permitclass,permitclassgroup,\
permitclassmapped,workclass,housingunits,estprojectcost,totalsqft,communitycode";
const ONE: &str = "BP1,Completed,2024-01-10,2024-02-01,,Demolition,1106 - House,Single Family,Residential,New,0,1000.50,,ABC";
const TWO: &str = "BP2,Issued Permit,2024-01-11T00:00:00.000,,,Demolition,,,,,,,1200,ABC";

fn file(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn reads(bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    read_permits("cases.csv", bytes).unwrap_or_else(|errors| panic!("{}", shown(&errors)))
}

fn refused(bytes: &[u8]) -> Vec<Diagnostic> {
    match read_permits("cases.csv", bytes) {
        Ok((records, _)) => panic!("{} records were read", records.len()),
        Err(errors) => errors,
    }
}

fn shown(found: &[Diagnostic]) -> String {
    found.iter().map(|one| format!("{one}\n")).collect()
}

/// One finding, of this code, at this place.
fn check(found: &[Diagnostic], code: &str, line: u32, column: u32) {
    let places: Vec<_> = found.iter().map(|one| (one.code, one.place.line, one.place.column)).collect();
    assert_eq!(places, [(code, line, column)], "{}", shown(found));
    assert!(!found[0].help.is_empty() && !found[0].message.is_empty());
}

/// The shipped file, else the folder named by `ALATAU_DATA`, else the one beside the repository.
fn real_file() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let outside = std::env::var_os("ALATAU_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let candidates = [root.join("law/cases/calgary-building-permits.csv"), outside.join("permits-open/calgary-building-permits.csv")];
    candidates.into_iter().find(|path| path.is_file())
}

#[test]
fn the_real_permits_give_the_known_yardstick() {
    let Some(path) = real_file() else {
        eprintln!("skipped: calgary-building-permits.csv is in neither law/cases nor ALATAU_DATA");
        return;
    };
    let (records, warnings) = reads(&std::fs::read(path).unwrap());
    assert!(warnings.is_empty(), "{}", shown(&warnings));
    let found = yardstick(&records);
    assert_eq!((found.median_days, found.p90_days, found.cases, found.censored), (Some(22), Some(93), 2_960, 131));
    let commercial = |record: &&Record| record.kind.as_deref() == Some("Commercial / Multi Family Project");
    assert_eq!(records.iter().filter(commercial).count(), 580);
    assert_eq!(records.iter().filter(|record| record.cost.is_none()).count(), 320);
    assert_eq!(records.iter().filter(|record| record.area_sqft.is_none()).count(), 2_036);
    assert_eq!(records.iter().filter(|record| record.units == Some(0)).count(), 1_443);
    assert_eq!(records.iter().filter(|record| record.class.is_none()).count(), 2);
    assert_eq!((records[0].line, records[0].number.as_str()), (2, "BP2013-09623"));
    assert_eq!((records[0].applied.to_string(), records[0].cost.as_deref()), ("2013-07-08".to_string(), Some("246089.8")));
}

#[test]
fn an_empty_field_stays_unknown_and_a_written_zero_is_a_zero() {
    let (records, warnings) = reads(&file(&[HEADER, ONE, TWO]));
    assert!(warnings.is_empty());
    assert_eq!((records[0].units, records[0].area_sqft.as_deref(), records[0].cost.as_deref()), (Some(0), None, Some("1000.50")));
    assert_eq!((records[1].units, records[1].area_sqft.as_deref(), records[1].cost.as_deref()), (None, Some("1200"), None));
    assert_eq!((records[1].class.as_deref(), records[1].work.as_deref(), records[1].issued), (None, None, None));
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let plain = file(&[HEADER, ONE, TWO]);
    let text = String::from_utf8(plain.clone()).unwrap().replace('\n', "\r\n");
    let marked = format!("\u{FEFF}{text}");
    assert_eq!(reads(&plain), reads(text.as_bytes()));
    assert_eq!(reads(&plain), reads(marked.as_bytes()));
    assert_eq!(reads(&plain), reads(text.replace("\r\n", "\r").as_bytes()));
}

#[test]
fn the_line_of_a_finding_is_right_after_windows_line_ends_blank_lines_and_quoted_line_ends() {
    let quoted = ONE.replace("1106 - House", "\"house,\r\nwith a \"\"garden\"\"\"");
    let bad = TWO.replace("2024-01-11T00:00:00.000", "2024-02-30");
    let text = [HEADER, "", &quoted, &bad].join("\r\n");
    let errors = refused(text.as_bytes());
    check(&errors, "AL-3006", 5, 19);
    assert_eq!(errors[0].excerpt, bad);
    let (records, _) = reads([HEADER, &quoted, TWO].join("\r\n").as_bytes());
    assert_eq!(records[0].class.as_deref(), Some("house,\r\nwith a \"garden\""));
    assert_eq!((records[0].line, records[1].line), (2, 4));
}

#[test]
fn a_day_that_does_not_exist_refuses_the_file_with_its_place() {
    for day in ["2024-02-30", "30.01.2024", "2024-1-1", "2024-01-01T25:00", "2024-01-01T", "2024-01-01T00:00:00.", "tomorrow"] {
        let errors = refused(&file(&[HEADER, ONE, &TWO.replace("2024-01-11T00:00:00.000", day)]));
        check(&errors, "AL-3006", 3, 19);
        assert!(errors[0].message.contains(day), "{}", errors[0].message);
    }
    for day in ["2024-01-11", "2024-01-11T23:59", "2024-01-11 00:00:00", "2024-01-11T00:00:00.000Z", " 2024-01-11 "] {
        let (records, _) = reads(&file(&[HEADER, &TWO.replace("2024-01-11T00:00:00.000", day)]));
        assert_eq!(records[0].applied.to_string(), "2024-01-11");
    }
}

#[test]
fn what_is_not_a_number_refuses_the_file() {
    for (field, column) in [("-1", 92), ("many", 92), ("99999999999", 92), ("1.5", 92)] {
        let errors = refused(&file(&[HEADER, &ONE.replace(",0,1000.50,", &format!(",{field},1000.50,"))]));
        check(&errors, "AL-3007", 2, column);
    }
    for field in ["1e5", "$5", "1 000", "NaN", "-3", ".5", "5."] {
        let errors = refused(&file(&[HEADER, &ONE.replace("1000.50", field)]));
        check(&errors, "AL-3007", 2, 94);
    }
}

#[test]
fn an_issue_before_the_application_keeps_the_record_out_and_the_same_day_does_not() {
    let early = ONE.replace("2024-02-01", "2024-01-09").replace("BP1", "BP3");
    let (records, warnings) = reads(&file(&[HEADER, &early, TWO]));
    check(&warnings, "AL-3009", 2, 26);
    assert_eq!((records.len(), kept_out(&warnings), warnings[0].severity), (1, 1, Severity::Warning));
    let (records, warnings) = reads(&file(&[HEADER, &ONE.replace("2024-02-01", "2024-01-10")]));
    assert_eq!((records.len(), warnings.len(), yardstick(&records).median_days), (1, 0, Some(0)));
}

#[test]
fn the_second_record_of_a_number_is_kept_out() {
    let (records, warnings) = reads(&file(&[HEADER, ONE, TWO, &ONE.replace("Demolition", "Other")]));
    check(&warnings, "AL-3010", 4, 1);
    assert!(warnings[0].message.contains("line 2"));
    assert_eq!((records.len(), records[0].kind.as_deref()), (2, Some("Demolition")));
}

#[test]
fn a_record_without_number_or_day_is_kept_out() {
    let (records, warnings) = reads(&file(&[HEADER, ONE, &TWO.replace("BP2", ""), &TWO.replace("2024-01-11T00:00:00.000", " ")]));
    let places: Vec<_> = warnings.iter().map(|one| (one.code, one.place.line, one.place.column)).collect();
    assert_eq!(places, [("AL-3011", 3, 1), ("AL-3011", 4, 19)]);
    assert_eq!((records.len(), kept_out(&warnings)), (1, 2));
}

#[test]
fn a_header_in_the_middle_is_skipped_and_named() {
    let (records, warnings) = reads(&file(&[HEADER, ONE, &HEADER.to_uppercase(), TWO]));
    check(&warnings, "AL-3005", 3, 1);
    assert_eq!((records.len(), kept_out(&warnings)), (2, 0));
}

#[test]
fn another_delimiter_is_recognised_and_said() {
    for (delimiter, word) in [(";", "semicolon"), ("\t", "tab"), ("|", "bar")] {
        let text: Vec<String> = [HEADER, ONE, TWO].iter().map(|line| line.replace(',', delimiter)).collect();
        let lines: Vec<&str> = text.iter().map(String::as_str).collect();
        let (records, warnings) = reads(&file(&lines));
        check(&warnings, "AL-3003", 1, 1);
        assert!(warnings[0].message.contains(word));
        assert_eq!(records, reads(&file(&[HEADER, ONE, TWO])).0);
    }
}

#[test]
fn a_renamed_column_is_proposed_and_a_missing_one_named() {
    let errors = refused(&file(&[&HEADER.replace("issueddate", "issuedate"), ONE]));
    check(&errors, "AL-3004", 1, 37);
    assert!(errors[0].message.contains("did you mean `issuedate`?"), "{}", errors[0].message);
    let errors = refused(&file(&[&HEADER.replace("workclass,", "zone,"), ONE]));
    check(&errors, "AL-3004", 1, 1);
    assert!(errors[0].message.contains("`workclass`"));
    let errors = refused(&file(&[&HEADER.replace("communitycode", "workclass"), ONE]));
    check(&errors, "AL-3004", 1, 168);
    assert_eq!(refused(b"hello\nworld\n").len(), 13);
    let spelled = HEADER.replace("permitnum", "Permit_Num").replace("applieddate", " Applied Date ");
    assert_eq!(reads(&file(&[&spelled, ONE])).0.len(), 1);
}

#[test]
fn a_line_of_another_width_refuses_the_file() {
    let errors = refused(&file(&[HEADER, &format!("{ONE},more"), "BP9,Completed"]));
    let places: Vec<_> = errors.iter().map(|one| (one.code, one.place.line)).collect();
    assert_eq!(places, [("AL-3008", 2), ("AL-3008", 3)]);
}

#[test]
fn an_open_quotation_is_found_where_it_opens() {
    let errors = refused(&file(&[HEADER, ONE, &TWO.replace("Demolition", "\"Demolition"), ONE]));
    check(&errors, "AL-3013", 3, 45);
}

#[test]
fn an_empty_file_and_a_file_without_records_are_refused() {
    for bytes in [&b""[..], b"\n\r\n  \n", b"\xEF\xBB\xBF"] {
        check(&refused(bytes), "AL-3001", if bytes.is_empty() || bytes.len() == 3 { 0 } else { 1 }, u32::from(bytes.len() == 6));
    }
    check(&refused(&file(&[HEADER])), "AL-3012", 0, 0);
    let found = refused(&file(&[HEADER, &TWO.replace("BP2", "")]));
    let codes: Vec<_> = found.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["AL-3011", "AL-3012"]);
    assert_eq!(nothing_left("cases.csv", "no record is commercial").code, "AL-3012");
}

#[test]
fn other_encodings_are_recognised_and_said() {
    let cyrillic = ONE.replace("1106 - House", "Жеке тұрғын үй").replace('ұ', "у").replace('ғ', "г").replace('ү', "у");
    let text = format!("{HEADER}\n{cyrillic}\n");
    let expected = reads(text.as_bytes()).0;
    let (windows, _, unmappable) = encoding_rs::WINDOWS_1251.encode(&text);
    assert!(!unmappable);
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for (bytes, name) in [(windows.as_ref(), "windows-1251"), (&little, "UTF-16LE"), (&little[2..], "UTF-16LE"), (&big, "UTF-16BE")] {
        let (records, warnings) = reads(bytes);
        check(&warnings, "AL-3002", 0, 0);
        assert!(warnings[0].message.contains(name), "{}", warnings[0].message);
        assert_eq!(records, expected);
    }
    let western = ONE.replace("1106 - House", "Café-théâtre");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&western);
    let (records, warnings) = reads(&[HEADER.as_bytes(), b"\n", &bytes].concat());
    assert!(warnings[0].message.contains("windows-1252"), "{}", warnings[0].message);
    assert_eq!(records[0].class.as_deref(), Some("Café-théâtre"));
}

#[test]
fn what_is_not_text_is_named() {
    for (bytes, word) in
        [(&b"PK\x03\x04\0\0\0\x01\x02"[..], "spreadsheet"), (b"\x1F\x8B\x08\0\0\x01", "gzip"), (b"a\x01\0\0\x02b\0c", "not text")]
    {
        let errors = refused(bytes);
        check(&errors, "AL-3002", 0, 0);
        assert!(errors[0].message.contains(word), "{}", errors[0].message);
    }
    let errors = refused(&[b"\xEF\xBB\xBFpermitnum,".as_slice(), b"\xFF\n"].concat());
    check(&errors, "AL-3002", 1, 11);
}

#[test]
fn reading_stops_after_many_errors_and_says_so() {
    let bad = TWO.replace("2024-01-11T00:00:00.000", "never");
    let lines: Vec<&str> = std::iter::once(HEADER).chain(std::iter::repeat_n(bad.as_str(), 400)).collect();
    let errors = refused(&file(&lines));
    assert_eq!(errors.len(), 25);
    assert!(errors[24].help.contains("stopped after 25"));
}

#[test]
fn a_yardstick_of_nothing_has_no_figures() {
    assert_eq!(yardstick(&[]), input::Yardstick::default());
    let (records, _) = reads(&file(&[HEADER, TWO]));
    let found = yardstick(&records);
    assert_eq!((found.median_days, found.cases, found.censored), (None, 1, 1));
}
