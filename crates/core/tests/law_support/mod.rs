//! Tools of the law's tests: the fictional body of law of the law format.
#![allow(dead_code)]

use alatau_core::law::{Answer, Kind, Law, ParameterValue, Question, Resolution};
use alatau_core::source::{Diagnostic, Severity};
use alatau_core::time::Date;
use std::collections::BTreeMap;

/// The files of `tests/law_example`.
pub fn example_files() -> BTreeMap<String, String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_example");
    read_folder(&root)
}

/// Every text below a folder, by path relative to it.
pub fn read_folder(root: &std::path::Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder exists") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("it lies below").to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    files
}

/// The example, without findings.
pub fn example() -> Law {
    load(&example_files())
}

/// Loads and insists that nothing was found.
pub fn load(files: &BTreeMap<String, String>) -> Law {
    let (law, findings) = Law::load(files);
    assert!(findings.is_empty(), "{}", shown(&findings));
    law
}

/// All findings of loading and checking.
pub fn findings(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let (law, mut findings) = Law::load(files);
    findings.extend(alatau_core::law::check(&law));
    findings
}

/// The findings that are errors.
pub fn errors(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    findings(files).into_iter().filter(|f| f.severity == Severity::Error).collect()
}

/// Findings as a person reads them.
pub fn shown(findings: &[Diagnostic]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

/// A day.
pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// In the city, with the council's acts adopted.
pub fn in_alatau(filed: &str, class: &str) -> Question {
    let mut question = Question::on("alatau", day(filed));
    question.class = (!class.is_empty()).then(|| class.to_string());
    question.switches.insert("council-acts".into(), "adopted".into());
    question
}

/// The answer, which must exist.
pub fn answer(law: &Law, slot: &str, question: &Question) -> Answer {
    match law.resolve(slot, question) {
        Resolution::Answer(answer) => answer,
        other => panic!("no answer to {slot}: {other:#?}"),
    }
}

/// What the answer says, in a word.
pub fn says(law: &Law, slot: &str, question: &Question) -> String {
    let rule = &law.rules[answer(law, slot, question).rule];
    match &rule.kind {
        Kind::Term(term) => term.length.to_string(),
        Kind::Silence(silence) => silence.yields.as_str().to_string(),
        Kind::Jurisdiction { body } => body.clone(),
        Kind::Service(service) => service.procedure.clone().unwrap_or_default(),
        Kind::Parameter(parameter) => match &parameter.value {
            ParameterValue::Set(classes) => classes.join(" "),
            _ => parameter.value_for(question.class.as_deref()).map(ToString::to_string).unwrap_or_default(),
        },
        other => format!("{other:?}"),
    }
}

/// The trace as text, one line per candidate.
pub fn trace(law: &Law, slot: &str, question: &Question) -> String {
    law.resolve(slot, question).trace().iter().map(|line| law.trace_text(line) + "\n").collect()
}

/// The example with `act.md` added or replaced.
pub fn with(mut files: BTreeMap<String, String>, path: &str, text: &str) -> BTreeMap<String, String> {
    files.insert(path.into(), text.into());
    files
}
