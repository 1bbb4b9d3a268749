//! Files that we did not write: each is read, written back, compiled or refused with places, and nothing panics.

mod common;

use alatau_core::procedure::{Options, bpmn, compile};
use proptest::prelude::*;

/// Reads all files of a suite; answers how many were read, compiled and refused.
fn run(folder: &str) -> Option<(usize, usize, usize)> {
    let folder = common::suite(folder)?;
    let (mut read, mut compiled, mut refused) = (0, 0, 0);
    for path in common::files(&folder, "bpmn") {
        let name = path.display().to_string();
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let file = match bpmn::parse(&name, &text) {
            Ok(file) => file,
            Err(errors) => {
                println!("{}", errors[0]);
                continue;
            }
        };
        read += 1;
        assert_eq!(file.write(), text);
        for process in file.processes.iter().filter(|p| !p.scope.nodes.is_empty()) {
            match compile(&file, &Options { process: Some(&process.element.id), ..Options::default() }) {
                Ok(_) => compiled += 1,
                Err(errors) => {
                    refused += 1;
                    assert!(!errors.is_empty());
                    for error in &errors {
                        assert!(error.place.line > 0 && !error.excerpt.is_empty() && error.code.starts_with("AL-2"), "{error}");
                    }
                    println!("{name} {}: {} {}", process.element.id, errors[0].code, errors[0].message);
                }
            }
        }
    }
    println!("{}: {read} read, {compiled} processes compiled, {refused} refused", folder.display());
    Some((read, compiled, refused))
}

#[test]
fn reference_models_are_read_and_written_back() {
    if let Some((read, compiled, _)) = run("bpmn-miwg/Reference") {
        assert!(read >= 20 && compiled >= 3, "{read} {compiled}");
    }
}

#[test]
fn library_models_are_read_and_written_back() {
    if let Some((read, compiled, _)) = run("bpmn-lib-engine") {
        assert!(read >= 45 && compiled >= 15, "{read} {compiled}");
    }
}

#[test]
fn executable_suites_are_read_without_panic() {
    for suite in ["bpmn-betsy", "bpmn-spiff"] {
        run(suite);
    }
}

fn good() -> String {
    std::fs::read_to_string(common::data("procedure/elements.bpmn")).unwrap()
}

fn survives(text: &str) {
    if let Ok(file) = bpmn::parse("fuzz.bpmn", text) {
        assert_eq!(file.write(), text);
        let _ = compile(&file, &Options::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_cut_anywhere_is_refused_and_nothing_panics(at in 0usize..9000) {
        let text = good();
        let cut = (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap();
        survives(&text[..cut]);
    }

    #[test]
    fn changed_bytes_are_read_or_refused_and_nothing_panics(changes in prop::collection::vec((0usize..9000, any::<u8>()), 1..4)) {
        let mut bytes = good().into_bytes();
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn exchanged_words_are_compiled_or_refused_and_nothing_panics(a in 0usize..400, b in 0usize..400) {
        let text = good();
        let mut words: Vec<&str> = text.split('"').collect();
        let length = words.len();
        // Every second piece stands between quotes.
        words.swap((a % length) | 1, (b % length) | 1);
        survives(&words.join("\""));
    }
}
