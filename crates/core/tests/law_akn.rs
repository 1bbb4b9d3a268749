//! Akoma Ntoso: fifty acts out and in again lose nothing, and the documents are valid by the official schema.

#[path = "law_akn/fifty.rs"]
mod fifty;
mod law_support;

use alatau_core::law::akn::{NotAkn, read, write};
use alatau_core::law::{Act, Law};
use law_support::{load, read_folder, with};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn documents(law: &Law) -> BTreeMap<String, String> {
    law.acts.values().flat_map(|act: &Act| write(law, act)).collect()
}

/// The files that documents stand for, beside the lists of `files`.
fn read_again(files: &BTreeMap<String, String>, documents: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let lists = files.iter().filter(|(name, _)| !name.starts_with("acts/")).map(|(name, text)| (name.clone(), text.clone()));
    let acts = documents.iter().map(|(name, text)| read(text).unwrap_or_else(|error| panic!("{name}: {error}")));
    lists.chain(acts).collect()
}

fn shipped() -> BTreeMap<String, String> {
    let files = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law"));
    files.into_iter().filter(|(name, _)| !name.ends_with(".test.yaml")).collect()
}

/// Everything the schema covers, compared one by one; the hash covers the rest.
fn check_round_trip(files: &BTreeMap<String, String>) {
    let law = load(files);
    let first = documents(&law);
    let again = load(&read_again(files, &first));
    assert_eq!(law.acts.len(), again.acts.len());
    for (id, act) in &law.acts {
        let read = Act { place: act.place.clone(), ..again.acts[id].clone() };
        assert_eq!(*act, read, "titles, ELI, rank, body and days of {id}");
    }
    assert_eq!(law.provisions.len(), again.provisions.len());
    for (id, provision) in &law.provisions {
        let read = &again.provisions[id];
        assert_eq!(provision.level, read.level, "level of {id}");
        assert_eq!((&provision.label, &provision.heading, &provision.text), (&read.label, &read.heading, &read.text), "{id}");
        assert_eq!(provision.translations, read.translations, "translations of {id}");
    }
    let versions = |law: &Law| law.rules.iter().map(|rule| (rule.version(), rule.hash)).collect::<Vec<_>>();
    assert_eq!(versions(&law), versions(&again));
    assert_eq!(law.hash(), again.hash());
    assert_eq!(first, documents(&again), "a second writing gives the same bytes");
}

#[test]
fn fifty_acts_lose_nothing() {
    for seed in 1..=20 {
        println!("seed {seed}");
        let files = fifty::files(seed);
        let law = load(&files);
        assert!(law.acts.len() == 50 && law.amendments.len() > 20 && law.rules.len() > 50, "the fixture is rich");
        check_round_trip(&files);
    }
}

#[test]
fn the_shipped_law_loses_nothing() {
    check_round_trip(&shipped());
}

#[test]
fn a_document_names_work_expression_amendments_and_references() {
    let law = load(&fifty::files(1));
    let all = documents(&law);
    let act = law.acts.values().find(|act| !act.eli.is_empty()).expect("some have an ELI");
    let text = &all[&format!("{}.eng.xml", act.id)];
    let eli = act.eli.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(text.contains(&format!("<FRBRalias value=\"{eli}\" name=\"eli\"/>")), "{text}");
    assert!(text.contains(&format!("<FRBRuri value=\"/akn/kz/act/{}/{}\"/>", act.adopted, act.id)));
    let change = law.amendments.iter().find(|change| !change.target.starts_with(&change.act)).expect("acts amend each other");
    let target = change.target.split('#').next().unwrap();
    let (amending, amended) = (&all[&format!("{}.eng.xml", change.act)], &all[&format!("{target}.eng.xml")]);
    assert!(amending.contains("<activeModifications>") && amending.contains(&format!("eId=\"of-{target}\"")));
    assert!(amended.contains("<passiveModifications>") && amended.contains(&format!("source=\"#by-{}\"", change.act)));
    assert!(amended.contains(&format!("date=\"{}\"", change.from)));
    assert!(all.values().any(|text| text.contains("<ref href=\"/akn/kz/act/")), "provisions named in the text are references");
}

#[test]
fn what_is_no_act_is_refused_with_the_line() {
    assert!(matches!(read("no xml"), Err(NotAkn::Xml(_))));
    assert!(matches!(read("<act/>"), Err(NotAkn::Missing { what: "act", line: 1 })));
    let law = load(&fifty::files(1));
    let (_, text) = documents(&law).pop_first().unwrap();
    let broken = text.replacen(" wId=", " id=", 1);
    assert!(matches!(read(&broken), Err(NotAkn::Missing { what: "wId", line }) if line > 10));
    let without_body = text.replace("<body>", "<Body>").replace("</body>", "</Body>");
    assert!(matches!(read(&without_body), Err(NotAkn::Missing { what: "body", .. })));
}

#[test]
fn an_act_without_provisions_is_still_a_document() {
    let files = fifty::files(1);
    let bare = files["acts/act-00.md"].split("\n## ").next().unwrap().to_string();
    let law = load(&with(files.into_iter().filter(|(name, _)| !name.starts_with("acts/")).collect(), "acts/act-00.md", &bare));
    let all = documents(&law);
    assert!(all["act-00.eng.xml"].contains("<hcontainer name=\"empty\""));
    validate("akn-empty", &all);
}

#[test]
fn the_documents_are_valid_by_the_official_schema() {
    validate("akn-shipped", &documents(&load(&shipped())));
    validate("akn-fifty", &documents(&load(&fifty::files(3))));
}

/// Runs the validator that `cargo xtask test tools` installs; without it the test says so and holds nothing.
fn validate(folder: &str, documents: &BTreeMap<String, String>) {
    let tmp = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let python = tmp.join("../akn/bin/python");
    if !python.exists() {
        println!("skipped: no validator in target/akn; `cargo xtask test tools` installs it where python and pip are at hand");
        return;
    }
    let folder = tmp.join(folder);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder of our own");
    for (name, text) in documents {
        std::fs::write(folder.join(name), text).expect("a file of our own");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_akn/validate.py");
    let output = Command::new(&python).arg(script).arg(&folder).output().expect("the validator starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), format!("{} valid, 0 invalid", documents.len()));
}
