//! `alatau explain` from the outside: an applicant asks why, and what would help.

mod cli;

use cli::{alatau, golden, json, shipped};
use std::path::{Path, PathBuf};

fn facts() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/apartments.json").to_string_lossy().into_owned()
}

fn words<'a>(facts: &'a str, place: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["explain", "building-permit", "--in", place, "--on", "2026-11-02", "--facts", facts], more].concat()
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Without the hash, which any change of the articles used changes.
fn without_hash(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.split_whitespace().any(|word| word.len() == 64));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn an_applicant_reads_why_and_what_would_help() {
    let facts = facts();
    let silent = ["--silent", "initial-materials", "--switch", "council-acts=adopted"];
    for (name, more) in [("level", &["--want", "level-2"][..]), ("silent", &silent[..])] {
        for lang in ["en", "kk", "ru"] {
            let run = alatau(&[&words(&facts, "alatau", more)[..], &["--lang", lang]].concat());
            assert_eq!(run.code, 0, "{}", run.err);
            golden(&format!("explain-{name}.{lang}.txt"), &without_hash(&run.out));
        }
    }
}

#[test]
fn what_helps_helps_when_it_is_filed() {
    let facts = facts();
    let more = ["--silent", "initial-materials", "--switch", "council-acts=adopted"];
    let (_, before) = json(&[&words(&facts, "alatau", &more)[..], &["--json"]].concat());
    assert_eq!(before["record"]["said"]["value"], "refused");
    let change = &before["ways"]["found"][0]["changes"][0];
    assert_eq!((&change["fact"], &change["to"]["number"]), (&"housingunits".into(), &"99".into()));
    let path = scratch("fewer.json");
    let text = std::fs::read_to_string(&facts).unwrap().replace("120", "99");
    std::fs::write(&path, text).unwrap();
    let (_, after) = json(&[&words(path.to_str().unwrap(), "alatau", &more)[..], &["--json"]].concat());
    assert_eq!(after["record"]["said"]["value"], "approved");
    assert_eq!(after["ways"]["found"].as_array().map(Vec::len), Some(0));
}

#[test]
fn where_nothing_helps_it_says_so() {
    let facts = facts();
    let run = alatau(&words(&facts, "ordinary", &["--silent", "approve-sketch"]));
    assert!(run.code == 0 && run.out.contains("No change of these facts leads to approved"), "{}", run.out);
}

#[test]
fn a_kept_record_holds_until_somebody_changes_it() {
    let (facts, path) = (facts(), scratch("record.json"));
    let kept = path.to_str().unwrap();
    let (_, said) = json(&words(&facts, "alatau", &["--record", kept, "--json"]));
    let (code, checked) = json(&["explain", "--check", kept, "--json"]);
    assert_eq!((code, &checked["holds"], &checked["hash"]), (0, &true.into(), &said["hash"]));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"120\"", "\"90\"", 1)).unwrap();
    let run = alatau(&["explain", "--check", kept]);
    assert!(run.code == 1 && run.out.contains("said / value: stored \"level-1\", computed \"level-2\""), "{}", run.out);
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    assert_eq!(alatau(&["explain", "--check", kept]).code, 2);
}

#[test]
fn wrong_words_are_refused_with_those_that_exist() {
    let facts = facts();
    let bad = scratch("bad.json");
    let refused = |words: Vec<&str>, hint: &str| {
        let run = alatau(&words);
        assert!(run.code == 2 && run.err.contains(hint) && run.out.is_empty(), "{words:?}: {} {}", run.code, run.err);
    };
    refused(words(&facts, "alatau", &["--silent", "nobody"]), "approve-sketch");
    refused(words(&facts, "alatau", &["--want", "level-9"]), "level-3");
    refused(words(&facts, "alatau", &["--may-change", "floors"]), "housingunits");
    refused(words(&facts, "atlantis", &[]), "alatau");
    refused(words("/nowhere/facts.json", "alatau", &[]), "/nowhere/facts.json");
    let path = bad.to_str().unwrap();
    for (text, hint) in [("{\"storeys\": 3}", "housingunits"), ("{\"housingunits\": \"many\"}", "AL-2308")] {
        std::fs::write(&bad, text).unwrap();
        refused(words(path, "alatau", &[]), hint);
    }
    refused(vec!["explain", "building-permit", "--in", "alatau"], "--on");
    refused(vec!["explain", "building-permit", "--in", "alatau", "--on", "1990-01-01", "--facts", &facts], "AL-1204");
    let other = shipped().join("acts");
    refused([&words(&facts, "alatau", &[])[..], &["--law", other.to_str().unwrap()]].concat(), "");
}

#[test]
fn what_is_not_told_leaves_the_ruling_open() {
    let path = scratch("unknown.json");
    std::fs::write(&path, "{\"permittype\": \"Commercial / Multi Family Project\"}").unwrap();
    let run = alatau(&words(path.to_str().unwrap(), "alatau", &[]));
    assert!(run.code == 0 && run.out.contains("The rules leave this open"), "{}", run.out);
}

#[test]
fn facts_that_cannot_be_read_are_shown_with_line_and_caret() {
    let path = scratch("broken-facts.json");
    let file = path.to_str().unwrap();
    for (text, at, excerpt, caret) in [
        ("{\n  \"housingunits\": [120]\n}", "2:19", "  \"housingunits\": [120]", 18),
        ("{\n  \"housingunits\": 12O\n}", "2:21", "  \"housingunits\": 12O", 20),
        ("{\"a\": {\"b\": 1}}", "1:7", "{\"a\": {\"b\": 1}}", 6),
        ("{\"a\": 1, \"a\": 2}", "1:16", "{\"a\": 1, \"a\": 2}", 15),
        ("[1]", "1:1", "[1]", 0),
        ("{\n  \"a\": 1,\n\n", "2:10", "  \"a\": 1,", 9),
        ("{\"ауданы\": тоқсан}", "1:12", "{\"ауданы\": тоқсан}", 11),
        ("", "1:1", "", 0),
    ] {
        std::fs::write(&path, text).unwrap();
        let run = alatau(&words(file, "alatau", &[]));
        let shown = |part: &str| run.err.contains(part);
        assert!(run.code == 2 && run.out.is_empty() && shown("error[AL-3103]") && shown("one JSON object"), "{text}: {}", run.err);
        assert!(shown(&format!("--> {file}:{at}\n")), "{text}: {}", run.err);
        let line = at.split(':').next().unwrap();
        assert!(excerpt.is_empty() || shown(&format!("{line} | {excerpt}\n  | {}^\n", " ".repeat(caret))), "{text}: {}", run.err);
    }
    assert!(alatau(&[&words(file, "alatau", &[])[..], &["--lang", "kk"]].concat()).err.contains("JSON объектісі"));
}

/// A case under the invented law of the core's tests, as its test wrote the stored events.
fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/data/explain").join(name)
}

fn of_case<'a>(file: &'a str, law: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["explain", "--case", file, "--law", law], more].concat()
}

fn kiosks() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/explain_law").to_string_lossy().into_owned()
}

#[test]
fn the_rulings_of_a_case_are_explained_from_its_stored_events() {
    let law = kiosks();
    for name in ["ruled", "silent"] {
        let path = case(&format!("kiosk-{name}.jsonl"));
        let file = path.to_str().unwrap();
        for lang in ["en", "kk", "ru"] {
            let run = alatau(&of_case(file, &law, &["--lang", lang]));
            assert_eq!(run.code, 0, "{}{}", run.out, run.err);
            golden(&format!("explain-case-{name}.{lang}.txt"), &run.out);
        }
        let (code, said) = json(&of_case(file, &law, &["--json"]));
        let ruling = &said["rulings"][0];
        assert_eq!((code, &said["holds"], &ruling["hash"]), (0, &true.into(), &ruling["named"]));
        assert!(std::fs::read_to_string(&path).unwrap().contains(ruling["hash"].as_str().unwrap()));
    }
}

#[test]
fn a_case_that_was_tampered_with_does_not_hold() {
    let (law, path) = (kiosks(), scratch("case.jsonl"));
    let file = path.to_str().unwrap();
    let good = std::fs::read_to_string(case("kiosk-ruled.jsonl")).unwrap();
    let write = |text: &str| {
        assert_ne!(text, good);
        std::fs::write(&path, text).unwrap();
    };
    write(&good.replace("it stands back from the library", "it hides the library"));
    let run = alatau(&of_case(file, &law, &[]));
    assert!(run.code == 1 && run.out.contains("The event names another record"), "{}{}", run.out, run.err);
    let (code, said) = json(&of_case(file, &law, &["--json"]));
    assert_eq!((code, &said["holds"], &said["rulings"][0]["holds"]), (1, &false.into(), &false.into()));
    // Events of the first form, without reasons.
    let first = |line: &str| {
        let mut event: serde_json::Value = serde_json::from_str(line).unwrap();
        let event = event.as_object_mut().unwrap();
        event.remove("reasons");
        event.insert("v".into(), "1".into());
        format!("{}\n", serde_json::to_string(event).unwrap())
    };
    write(&good.lines().map(first).collect::<String>());
    let run = alatau(&of_case(file, &law, &[]));
    assert!(run.code == 1 && run.out.contains("before rulings kept their reasons"), "{}{}", run.out, run.err);
    let lines: Vec<&str> = good.lines().collect();
    let until_the_ruling: String = lines.iter().take_while(|line| !line.contains("\"ruled\"")).map(|line| format!("{line}\n")).collect();
    write(&until_the_ruling);
    let run = alatau(&of_case(file, &law, &[]));
    assert!(run.code == 0 && run.out.contains("no ruling and no silence"), "{}{}", run.out, run.err);
}

#[test]
fn what_is_no_case_is_refused_where_it_stands() {
    let (law, path) = (kiosks(), scratch("no-case.jsonl"));
    let file = path.to_str().unwrap();
    let good = std::fs::read_to_string(case("kiosk-ruled.jsonl")).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let swapped = [lines[1], lines[0]].join("\n");
    let other = format!("{}\n{}", lines[0], lines[1].replace("\"case\":1", "\"case\":2"));
    for (text, hint) in [
        (good[..good.len() / 2].to_string(), "error[AL-3104]"),
        (String::new(), "error[AL-3104]"),
        (good.replacen("\"v\":\"2\"", "\"v\":\"9\"", 1), "no-case.jsonl:1:"),
        (good.replace("\"reasons\"", "\"other\""), "stored event is damaged"),
        (good.replace("\"procedure\":\"kiosk\"", "\"procedure\":\"kiosks\""), "no procedure “kiosks”"),
        (swapped, "in their order"),
        (other, "event 2 is of another case"),
    ] {
        std::fs::write(&path, &text).unwrap();
        let run = alatau(&of_case(file, &law, &[]));
        assert!(run.code == 2 && run.err.contains(hint) && run.out.is_empty(), "{hint}: {} {}{}", run.code, run.out, run.err);
    }
    assert_eq!(alatau(&of_case(file, &law, &["--silent", "decide"])).code, 2, "a case brings all that it is made from");
    assert_eq!(alatau(&of_case(file, &law, &["--check", file])).code, 2);
}
