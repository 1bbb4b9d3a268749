//! `alatau law check`.

use crate::cli::{print, print_json, say};
use crate::failure::Failure;
use crate::shipped::{self, Body};
use crate::threads::Threads;
use alatau_core::source::{Diagnostic, Severity};
use alatau_core::text::Lang;
use serde_json::json;
use std::path::Path;

/// Prints every finding; the answer is "no" if one is an error.
pub fn check(body: &Body, against: Option<&Path>, lang: Lang, as_json: bool) -> Result<(), Failure> {
    // What is wrong with the earlier state itself was its own matter: the blocks that could be read count.
    let earlier = against.map(|folder| shipped::read(Some(folder))).transpose()?;
    let found = findings(body, earlier.as_ref());
    let (errors, warnings): (Vec<&Diagnostic>, Vec<&Diagnostic>) = found.iter().partition(|f| f.severity == Severity::Error);
    let counts = (errors.len().to_string(), warnings.len().to_string());
    let summary = say(lang, "law-check-summary", &[("errors", &counts.0), ("warnings", &counts.1)]);
    let is_sound = errors.is_empty();
    if as_json {
        print_json(&json!({ "errors": written(&errors), "warnings": written(&warnings) }))?;
        eprintln!("{summary}");
    } else {
        let shown: Vec<String> = found.iter().map(|finding| format!("{finding}\n\n")).collect();
        print(&format!("{}{summary}\n", shown.concat()))?;
    }
    if is_sound { Ok(()) } else { Err(Failure::No(String::new())) }
}

/// What the readers and both checks found, in the order of the files.
pub(super) fn findings(body: &Body, earlier: Option<&Body>) -> Vec<Diagnostic> {
    let mut found = body.findings.clone();
    found.extend(earlier.into_iter().flat_map(|earlier| alatau_core::law::check_against(&body.law, &earlier.law)));
    found.extend(alatau_core::law::check_with(&body.law, &Threads));
    found.extend(alatau_core::check::check(&body.law, &body.files, &body.procedures));
    found.sort();
    found.dedup();
    found
}

/// Findings as JSON.
pub fn written(found: &[&Diagnostic]) -> Vec<serde_json::Value> {
    let one = |finding: &&Diagnostic| {
        json!({
            "code": finding.code,
            "file": finding.place.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "message": finding.message,
            "help": finding.help,
            "excerpt": finding.excerpt,
        })
    };
    found.iter().map(one).collect()
}
