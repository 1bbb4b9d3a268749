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
    for (text, hint) in [("{\"storeys\": 3}", "housingunits"), ("{\"housingunits\": \"many\"}", "AL-2308"), ("[1]", "JSON"), ("{", "JSON")]
    {
        std::fs::write(&bad, text).unwrap();
        refused(words(path, "alatau", &[]), hint);
    }
    refused(vec!["explain", "building-permit", "--in", "alatau"], "--on");
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
