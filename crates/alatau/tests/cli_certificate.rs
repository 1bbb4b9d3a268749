//! `alatau law certificate` from the outside.

mod cli;

use cli::{alatau, changed_law, json};
use std::path::PathBuf;

const PROMISED: [&str; 2] = ["--switch", "investor-stability=promised"];

/// Issues the certificate of an investor on 2 November 2026 into a file of this name.
fn issued(name: &str) -> (String, serde_json::Value) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let file = path.to_str().unwrap().to_string();
    let words = ["law", "certificate", "issue", "--guarantee", "guarantee.investor-stability", "--holder", "Steppe Glass LLP"];
    let rest = ["--in", "alatau", "--on", "2026-11-02", "--person", "foreign-investor", "--out", &file, "--json"];
    let (code, value) = json(&[&PROMISED[..], &words, &rest].concat());
    assert_eq!(code, 0);
    (file, value)
}

fn edited(file: &str, name: &str, change: impl Fn(&str) -> String) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, changed).unwrap();
    path.to_str().unwrap().to_string()
}

#[test]
fn what_is_issued_is_what_is_written_and_it_verifies() {
    let (file, value) = issued("glass.json");
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(written, value);
    assert_eq!((value["until"].as_str(), value["selects"].as_str()), (Some("2050-11-02"), Some("most-favourable")));
    let (code, verified) = json(&["law", "certificate", "verify", &file, "--json"]);
    assert_eq!((code, verified["verifies"].as_bool(), verified["faults"].as_array().map(Vec::len)), (0, Some(true), Some(0)));
    for lang in ["en", "kk", "ru"] {
        let run = alatau(&["law", "certificate", "verify", &file, "--on", "2027-11-02", "--in", "alatau", "--lang", lang]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains(verified["hash"].as_str().unwrap()), "{}", run.out);
    }
}

#[test]
fn a_case_of_the_holder_says_of_each_slot_what_is_used_and_why() {
    let (file, _) = issued("slots.json");
    let words = ["law", "certificate", "verify", &file, "--on", "2027-11-02", "--in", "alatau", "--class", "level-2", "--json"];
    let (code, verified) = json(&words);
    assert_eq!(code, 0);
    let slots = verified["slots"].as_array().unwrap();
    assert!(slots.len() > 20 && slots.iter().all(|slot| slot["kept"] == true && slot["why"] == "unchanged"), "{slots:#?}");
    // A later law of equal rank that derogates is told, with its hash.
    let later = "\n## Later {#later}\n```toml rule\nrule = \"term.decision.sketch\"\nfrom = 2027-06-01\nscope = { territory = \"alatau\" }\n\
        derogates = \"alatau-constitutional-law#licence-stability\"\nlength = 90\nunit = \"working-days\"\ncounts-from = \"sketch-filed\"\n\
        by = \"permit-issuer\"\nto = \"applicant\"\ncalendar = \"kz\"\nend = \"next-working-day\"\ngrade = \"assumed\"\nbasis = \"test\"\nask = \"nobody\"\n```\n";
    let law = changed_law("derogating", "acts/alatau-constitutional-law.md", |text| text.to_string() + later);
    let (code, verified) = json(&[&words[..], &["--law", law.to_str().unwrap()]].concat());
    assert_eq!(code, 0);
    let sketch = verified["slots"].as_array().unwrap().iter().find(|slot| slot["slot"] == "term.decision.sketch").unwrap();
    assert_eq!((sketch["kept"].as_bool(), sketch["why"].as_str()), (Some(false), Some("derogated")));
    assert_eq!(sketch["used"], "alatau-constitutional-law#later/term.decision.sketch@2027-06-01");
    // The trace of the one slot says the same in the ruling's own reasons.
    let trace =
        ["law", "trace", "term.decision.sketch", "--in", "alatau", "--on", "2027-11-02", "--class", "level-2", "--certificate", &file];
    let (_, traced) = json(&[&trace[..], &["--json", "--law", law.to_str().unwrap()]].concat());
    assert_eq!(
        (traced["answer"]["selection"]["why"].as_str(), traced["answer"]["selection"]["by_certificate"].as_bool()),
        (Some("derogated"), Some(true))
    );
    let kept = alatau(&trace);
    assert!(kept.code == 0 && kept.out.contains("Certificate: kept"), "{}", kept.out);
}

#[test]
fn a_changed_record_or_a_changed_law_is_the_answer_no_with_what_is_wrong() {
    let (file, value) = issued("changed.json");
    let hash = value["covers"][0]["hash"].as_str().unwrap().to_string();
    let claims = [
        ((hash.clone(), "0".repeat(64)), "hash"),
        (("2050-11-02".to_string(), "2060-11-02".to_string()), "length"),
        (("\"alatau-city-authority\"".to_string(), "\"akimat-alatau\"".to_string()), "issuer"),
    ];
    for ((from, to), fault) in claims {
        let changed = edited(&file, &format!("changed-{fault}.json"), |text| text.replacen(&from, &to, 1));
        let (code, verified) = json(&["law", "certificate", "verify", &changed, "--json"]);
        assert_eq!((code, verified["faults"][0]["fault"].as_str(), verified["sound"].as_bool()), (1, Some(fault), Some(false)));
        let run = alatau(&["law", "certificate", "verify", &changed]);
        assert!(run.code == 1 && run.out.contains("AL-1601 "), "{}", run.out);
    }
    let law = changed_law("edited-block", "acts/permits-law.md", |text| text.replacen("length = 10", "length = 11", 1));
    let (code, verified) = json(&["law", "certificate", "verify", &file, "--json", "--law", law.to_str().unwrap()]);
    assert_eq!((code, verified["faults"][0]["fault"].as_str()), (1, Some("hash")));
}

#[test]
fn a_file_that_is_none_is_located() {
    let (file, _) = issued("broken.json");
    let broken = edited(&file, "broken-key.json", |text| text.replacen("\"until\"", "\"untill\"", 1));
    let run = alatau(&["law", "certificate", "verify", &broken]);
    assert!(run.code == 2 && run.out.is_empty(), "{}", run.out);
    assert!(run.err.contains("AL-1601") && run.err.contains("broken-key.json:") && run.err.contains("untill"), "{}", run.err);
    let missing = alatau(&["law", "certificate", "verify", "/nowhere/c.json"]);
    assert!(missing.code == 2 && missing.err.contains("/nowhere/c.json"), "{}", missing.err);
}

#[test]
fn nothing_is_issued_by_default_and_unknown_words_are_told() {
    let issue = |more: &[&str]| {
        let words = ["law", "certificate", "issue", "--holder", "A", "--in", "alatau", "--person", "foreign-investor"];
        alatau(&[&words[..], more].concat())
    };
    let run = issue(&["--guarantee", "guarantee.investor-stability", "--on", "2026-11-02"]);
    assert!(run.code == 1 && run.err.contains("--switch") && run.out.is_empty(), "{}", run.err);
    let run = issue(&["--guarantee", "guarantee.nothing", "--on", "2026-11-02"]);
    assert!(run.code == 2 && run.err.contains("guarantee.investor-stability"), "{}", run.err);
    let run = issue(&["--guarantee", "guarantee.investor-stability", "--on", "tomorrow"]);
    assert!(run.code == 2 && run.err.contains("tomorrow"), "{}", run.err);
    let run = issue(&["--guarantee", "guarantee.investor-stability", "--on", "2026-11-02", "--person", "martian"]);
    assert!(run.code == 2 && run.err.contains("martian"), "{}", run.err);
}
