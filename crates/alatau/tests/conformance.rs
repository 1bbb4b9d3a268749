//! The suites that others wrote: what once passed keeps passing.

mod cli;

use std::path::{Path, PathBuf};
use toml_edit::DocumentMut;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the outside suites, where they are.
fn data(folder: &str) -> Option<PathBuf> {
    let data = std::env::var_os("ALATAU_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from).join(folder);
    data.is_dir().then_some(data)
}

#[test]
fn no_suite_passes_fewer_cases_than_before() {
    let scores = std::fs::read_to_string(root().join("conformance/scores.toml")).unwrap();
    let scores: DocumentMut = scores.parse().unwrap();
    let mut worse = Vec::new();
    for (suite, score) in scores.iter() {
        let expected = score["passed"].as_integer().unwrap();
        let Some(dir) = data(score["folder"].as_str().unwrap()) else {
            println!("SKIPPED: {suite} is not here; set ALATAU_DATA to the folder of the outside suites");
            continue;
        };
        let (code, found) = cli::json(&["conformance", suite, &dir.to_string_lossy(), "--json"]);
        let (passed, failed) = (found["passed"].as_i64().unwrap(), found["failed"].as_i64().unwrap());
        println!("{suite}: {passed} passed, {failed} failed, {} skipped", found["skipped"]);
        assert_eq!(code, i32::from(failed > 0), "{suite}");
        if passed < expected {
            worse.push(format!("{suite}: {passed} passed, before {expected}; failures: {:#}", found["failures"]));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

#[test]
fn a_folder_without_cases_is_wrong_input() {
    for suite in ["bpmn-betsy", "bpmn-spiff", "dmn-tck"] {
        for dir in [concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli"), "/nowhere/at/all"] {
            let run = cli::alatau(&["conformance", suite, dir]);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
            assert!(run.err.contains(dir), "{}", run.err);
        }
    }
}
