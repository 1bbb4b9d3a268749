//! The invented law, later acts, and what it says.

use super::law_support::{day, read_folder, shown};
use alatau_core::law::{Certificate, Kind, Law, ParameterValue, Question, Resolution, Undetermined};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_stability")
}

/// The files of the law, with later acts; each change is a text and what stands in its place, in every file.
pub fn files(later: &[&str], changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut files = read_folder(&folder().join("law"));
    for name in later {
        let path = folder().join(format!("later/{name}.md"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        files.insert(format!("acts/{name}.md"), text);
    }
    for (from, to) in changes {
        assert!(files.values().any(|text| text.contains(from)), "`{from}` stands nowhere");
        files.values_mut().for_each(|text| *text = text.replace(from, to));
    }
    files
}

/// The law with later acts and changes; nothing may be found when it is read.
pub fn law(later: &[&str], changes: &[(&str, &str)]) -> Law {
    let (law, findings) = Law::load(&files(later, changes));
    assert!(findings.is_empty(), "{}", shown(&findings));
    law
}

/// An investor's application for a house in the city.
pub fn case(filed: &str) -> Question {
    let mut question = Question::on("city", day(filed));
    question.person.insert("investor".into());
    question.class = Some("house".into());
    question
}

/// The certificate of 1 July 2026, issued under the law as it was then, with changes to the guarantee.
pub fn certificate(changes: &[(&str, &str)]) -> Certificate {
    let question = Question { class: None, ..case("2026-07-01") };
    law(&[], changes).issue("guarantee.investor", &question, "Steppe Glass LLP", "IO-1").unwrap()
}

/// The same application by the holder of a certificate.
pub fn holder(filed: &str, certificate: &Certificate) -> Question {
    Question { certificate: Some(Arc::new(certificate.clone())), ..case(filed) }
}

/// What the law says, in a word; an asterisk marks an older version that was kept.
pub fn says(law: &Law, slot: &str, question: &Question) -> String {
    let answer = match law.resolve(slot, question) {
        Resolution::Answer(answer) => answer,
        Resolution::NoRule { .. } => return "nothing".into(),
        Resolution::NotOffered { .. } => return "not offered".into(),
        Resolution::Undetermined { why, .. } => return open(law, &why),
    };
    let kept = if answer.selection.as_ref().is_some_and(|selection| selection.keeps_old()) { "*" } else { "" };
    let word = match &law.rules[answer.rule].kind {
        Kind::Term(term) => term.length.to_string(),
        Kind::Silence(silence) => silence.yields.as_str().to_string(),
        Kind::Parameter(parameter) => match &parameter.value {
            ParameterValue::Set(classes) => classes.join(" "),
            _ => parameter.value_for(question.class.as_deref()).unwrap().to_string(),
        },
        _ => answer.version.clone(),
    };
    word + kept
}

/// Why a question is open, in a word.
pub fn open(law: &Law, why: &Undetermined) -> String {
    match why {
        Undetermined::Choice { .. } => "holder chooses".into(),
        Undetermined::Incomparable { human, .. } => format!("{human} decides"),
        Undetermined::Certificate(fault) => fault.to_string(),
        Undetermined::Uses { slot, .. } => format!("uses {slot}"),
        Undetermined::Tie { rules } => {
            let ids: Vec<&str> = rules.iter().map(|rule| law.rules[*rule].id.as_str()).collect();
            format!("tie of {}", ids.join(" and "))
        }
    }
}

/// What the certificate did with a slot.
pub fn held(law: &Law, slot: &str, question: &Question) -> String {
    let covered = law.covered(question);
    let found = covered.iter().find(|covered| covered.slot == slot);
    match found.map(|covered| &covered.selection) {
        None => "not covered".into(),
        Some(Ok(selection)) => selection.held.key().0.into(),
        Some(Err(why)) => open(law, why),
    }
}
