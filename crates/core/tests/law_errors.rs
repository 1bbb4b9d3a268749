//! Broken acts: located findings, and never a panic.

mod law_support;

use alatau_core::law::{Law, check};
use alatau_core::source::{Diagnostic, Severity};
use law_support::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One text replaced in one file of the example must give `code` at `excerpt`, with `message` in the sentence.
fn expect(file: &str, (from, to): (&str, &str), code: &str, excerpt: &str, message: &str) {
    let mut files = example_files();
    let text = files[file].replacen(from, to, 1);
    assert_ne!(text, files[file], "`{from}` does not occur in {file}");
    files.insert(file.into(), text);
    let found = findings(&files);
    let hit = found.iter().find(|f| f.code == code && f.excerpt.contains(excerpt) && f.message.contains(message));
    let hit = hit.unwrap_or_else(|| panic!("no {code} `{message}` at `{excerpt}`:\n{}", shown(&found)));
    assert!(hit.place.line > 0 && hit.place.column > 0 && !hit.help.is_empty(), "{hit:?}");
    assert_eq!(files[&hit.place.file].lines().nth(hit.place.line as usize - 1), Some(hit.excerpt.as_str()));
}

const ACT: &str = "acts/alatau-permits.md";
const CODE: &str = "acts/code.md";
const CITY: &str = "acts/city-law.md";

#[test]
fn al_1001_wrong_keys_types_and_floats() {
    expect(ACT, ("length = 10", "lenght = 10"), "AL-1001", "lenght = 10", "`lenght`: did you mean `length`?");
    expect(ACT, ("length = 10", "length = \"ten\""), "AL-1001", "length = \"ten\"", "must be a whole number");
    expect(ACT, ("length = 10", "length = 10.5"), "AL-1001", "length = 10.5", "a decimal without quotes");
    expect(ACT, ("length = 10", "length = ["), "AL-1001", "", "not TOML");
    expect(ACT, ("from = 2027-01-01", "from = 2027-02-30"), "AL-1001", "2027-02-30", "not TOML");
    expect(ACT, ("yields = \"approved\"", "yields = \"aproved\""), "AL-1001", "aproved", "did you mean `approved`?");
    expect(ACT, ("counts-from = \"registered\"\n", ""), "AL-1001", "rule = \"term.decision.building-permit\"", "needs `counts-from`");
    expect(ACT, ("adopted = 2026-11-20\n", ""), "AL-1001", "id =", "needs `adopted`");
    expect(
        ACT,
        ("published = 2026-11-25", "published = 2026-11-25\nknown = 2026-11-24"),
        "AL-1001",
        "known",
        "earlier than the publication",
    );
}

#[test]
fn al_1002_structure() {
    expect(ACT, ("yields = \"approved\"", "yields = \"approved\"\nrule = \"silence.opinion\""), "AL-1002", "```toml rule", "two rules");
    expect(ACT, ("{#silence}", "{#time-limit}"), "AL-1002", "{#time-limit}", "opens two provisions");
    expect(ACT, (" {#silence}", ""), "AL-1002", "## Art. 2 Silence", "no key");
    expect(ACT, ("id = \"alatau-permits\"", "id = \"alatau\""), "AL-1002", "id = \"alatau\"", "its file");
    let text = "+++\nid = \"code\"\n+++\n## Art. 76 {#term}\nОн бес жұмыс күні.\n```toml rule\nrule = \"term.decision\"\n```\n";
    let found = findings(&with(example_files(), "acts/code.kk.md", text));
    assert!(found.iter().any(|f| f.code == "AL-1002" && f.place.file == "acts/code.kk.md" && f.place.line == 6), "{}", shown(&found));
}

#[test]
fn al_1101_unknown_words() {
    expect(ACT, ("rule = \"silence.decision", "rule = \"silense.decision"), "AL-1101", "silense", "did you mean `silence`?");
    expect(
        ACT,
        ("decision.building-permit\"\nfrom = 2027-01-01\nexcept", "decision.bilding-permit\"\nfrom = 2027-01-01\nexcept"),
        "AL-1101",
        "bilding",
        "did you mean",
    );
    expect(ACT, ("class = \"class-1\"", "class = \"class-9\""), "AL-1101", "class-9", "no class `class-9`");
    expect(ACT, ("counts-from = \"registered\"", "counts-from = \"registred\""), "AL-1101", "registred", "did you mean `registered`?");
    expect(ACT, ("territory = \"alatau\"", "territory = \"alatao\""), "AL-1101", "", "no territory `alatao`");
    expect(ACT, ("council-acts = \"adopted\"", "council-acts = \"addopted\""), "AL-1101", "", "no value of `council-acts` `addopted`");
    expect(ACT, ("body = \"council\"", "body = \"councel\""), "AL-1101", "", "no body `councel`");
    expect(CITY, ("{ switch = \"later-law\" }", "{ switch = \"later-laws\" }"), "AL-1101", "later-laws", "no switch `later-laws`");
    expect(CITY, ("displaces = \"code\"", "displaces = \"codes\""), "AL-1101", "codes", "no rank `codes`");
}

#[test]
fn al_1102_dangling_references() {
    expect(ACT, ("limit = \"term.correction\"", "limit = \"term.corection\""), "AL-1102", "stop", "did you mean `term.correction`?");
    expect(CODE, ("value = \"0.010\"", "value = \"0.010\"\nderogates = [\"code#nothing\"]"), "AL-1102", "derogates", "does not exist");
    let repeal = "```toml amend\namend = \"repeal\"\ntarget = \"code#lost\"\nfrom = 2030-01-01\nsuccessor = \"none\"\n```\n## Art. 3 Fee";
    expect(ACT, ("## Art. 3 Fee", repeal), "AL-1102", "```toml amend", "`code#lost` does not exist");
}

#[test]
fn al_1103_circles() {
    expect("territories.toml", ("[territories.kazakhstan]", "[territories.kazakhstan]\nwithin = \"alatau\""), "AL-1103", "", "circle");
    let set = "value = \"0.010\"\nscope = { class = \"@parameter.permit-fee-rate\" }";
    expect(CODE, ("value = \"0.010\"", set), "AL-1103", "", "`parameter.permit-fee-rate` → `parameter.permit-fee-rate`");
}

#[test]
fn al_1202_versions_of_one_rule() {
    expect(
        CITY,
        ("from = 2027-01-01\nvalue = \"second\"", "from = 2026-07-01\nvalue = \"second\""),
        "AL-1202",
        "from = 2026-07-01",
        "two versions",
    );
    let late = "value = \"full\"\n```\n```toml rule\nrule = \"parameter.phase\"\nfrom = 2027-03-01\nknown = 2027-02-01\nvalue = \"third\"";
    expect(CITY, ("value = \"full\"", late), "AL-1202", "from = 2027-03-01", "which was known already");
    expect(CITY, ("value = \"full\"", "value = \"full\"\nscope = { territory = \"kazakhstan\" }"), "AL-1202", "scope", "the scope of");
}

#[test]
fn al_1203_reaching_back() {
    expect(
        CODE,
        ("from = 2021-07-01\nlength = 15", "from = 2019-07-01\nlength = 15"),
        "AL-1203",
        "from = 2019-07-01",
        "may not reach back",
    );
}

#[test]
fn al_1204_nobody_answers() {
    expect(
        CODE,
        ("yields = \"refused\"", "until = 2050-01-01\nyields = \"refused\""),
        "AL-1204",
        "until = 2050-01-01",
        "from 2050-01-01 nobody answers",
    );
    let slot = "[slots.\"fee.permit\"]\narea = \"construction\"\n[areas.administration]";
    expect("vocabulary.toml", ("[areas.administration]", slot), "AL-1204", "[slots.\"fee.permit\"]", "no rule answers `fee.permit`");
}

#[test]
fn al_1301_void_acts_are_told() {
    let mut files = example_files();
    let act = files[ACT].replacen("grade = \"assumed\"", "grade = \"proposed\"", 1).replacen("scope = { territory = \"alatau\" }\n", "", 1);
    files.insert(ACT.into(), act.clone());
    let found = errors(&files);
    assert!(found.iter().any(|f| f.code == "AL-1301"), "{}", shown(&found));
    files.insert(ACT.into(), act.replacen("grade = \"proposed\"", "grade = \"assumed\"", 1));
    let found = findings(&files);
    assert!(found.iter().any(|f| f.code == "AL-1301" && f.severity == Severity::Warning), "{}", shown(&found));
}

#[test]
fn al_1302_and_1303_contradictions() {
    let twin = "value = \"0.010\"\nunit = \"MCI/m2\"\n```\n## Art. 91 {#fee-again}\n```toml rule\nrule = \"parameter.permit-fee-rate\"\nfrom = 2021-07-01\nvalue = \"0.020\"";
    expect(CODE, ("value = \"0.010\"", twin), "AL-1302", "rule = \"parameter.permit-fee-rate\"", "two rules answer");
    let mutual = twin.replace("\"0.020\"", "\"0.020\"\nderogates = \"code#fee\"").replacen(
        "\"0.010\"",
        "\"0.010\"\nderogates = \"code#fee-again\"",
        1,
    );
    expect(CODE, ("value = \"0.010\"", &mutual), "AL-1302", "derogates", "derogate from each other");
    let beyond = "except = { class = \"class-1\" }\nderogates = \"code#silence\"";
    expect(ACT, ("except = { class = \"class-1\" }", beyond), "AL-1303", "derogates", "equal rank only");
    expect(
        CITY,
        ("body = \"council\"\nareas", "body = \"council\"\nfrom-body = \"parliament\"\nareas"),
        "AL-1303",
        "from-body",
        "no competence to hand on",
    );
}

#[test]
fn al_1401_nothing_waits_for_ever() {
    expect(ACT, (", limit = \"term.correction\"", ""), "AL-1401", "stop = ", "no `limit`");
    expect(CODE, ("cap = 2, ", ""), "AL-1401", "extend", "no cap");
    expect(
        CODE,
        ("rule = \"silence.correction\"\nfrom = 2021-07-01", "rule = \"silence.correction\"\nfrom = 2022-01-01"),
        "AL-1401",
        "rule = \"term.correction\"",
        "silence",
    );
}

#[test]
fn al_1701_grade_source_basis_ask_and_tests() {
    expect(ACT, ("basis = \"illustration\"\n", ""), "AL-1701", "", "needs `basis`");
    expect(ACT, ("grade = \"assumed\"\n", ""), "AL-1701", "", "no `grade`");
    expect(CODE, ("grade = \"assumed\"", "grade = \"reported\""), "AL-1701", "", "needs `source`");
    let mut files = example_files();
    files.remove("acts/code.test.yaml");
    assert!(errors(&files).iter().any(|f| f.code == "AL-1701" && f.message.contains("has no test")));
    expect(
        CODE,
        ("## Art. 90 Fee {#fee}", "## Art. 89 Words {#words}\nOnly words.\n## Art. 90 Fee {#fee}"),
        "AL-1701",
        "Art. 89",
        "words but no block",
    );
}

/// Reading, checking, testing and asking a broken law: findings, no panic.
fn survives(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let (law, mut found) = Law::load(files);
    found.extend(check(&law));
    found.extend(alatau_core::law::run_tests(&law, &|_, _, _| None).1);
    let question = in_alatau("2027-02-01", "class-2");
    for slot in law.vocabulary.slots.keys().map(String::as_str).chain(["", "term", "..", "term.x.y"]) {
        law.resolve(slot, &question).trace().iter().for_each(|line| drop(law.trace_text(line)));
    }
    found
}

#[test]
fn the_pages_of_the_errors_exist() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors");
    let codes: BTreeSet<String> = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/law_errors.rs"))
        .unwrap()
        .match_indices("\"AL-1")
        .map(|(at, _)| at)
        .map(|at| include_str!("law_errors.rs")[at + 1..].split('"').next().unwrap().to_string())
        .filter(|code| code.len() == 7)
        .collect();
    assert!(codes.len() >= 12, "{codes:?}");
    for code in codes {
        let page = std::fs::read_to_string(format!("{root}/{code}.md")).unwrap_or_default();
        assert!(page.starts_with(&format!("# {code}")), "docs/errors/{code}.md");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_truncated_or_mutilated_file_is_reported_and_never_panics(
        file in 0usize..12, at in 0.0f64..1.0, length in 0usize..60, insert in "[ -~\n\\p{Cyrillic}]{0,12}", cut in any::<bool>()
    ) {
        let mut files = example_files();
        let name = files.keys().nth(file % files.len()).unwrap().clone();
        let text: Vec<char> = files[&name].chars().collect();
        let start = (at * text.len() as f64) as usize;
        let end = if cut { text.len() } else { (start + length).min(text.len()) };
        let broken: String = text[..start].iter().copied().chain(insert.chars()).chain(text[end..].iter().copied()).collect();
        let lines = broken.lines().count() as u32;
        files.insert(name.clone(), broken);
        for finding in survives(&files) {
            if finding.place.file == name {
                prop_assert!(finding.place.line <= lines.max(1), "{finding}");
            }
        }
    }

    #[test]
    fn swapped_lines_never_panic(file in 0usize..12, a in 0usize..200, b in 0usize..200) {
        let mut files = example_files();
        let name = files.keys().nth(file % files.len()).unwrap().clone();
        let mut lines: Vec<String> = files[&name].lines().map(str::to_string).collect();
        let count = lines.len();
        lines.swap(a % count, b % count);
        files.insert(name, lines.join("\r\n"));
        survives(&files);
    }
}
