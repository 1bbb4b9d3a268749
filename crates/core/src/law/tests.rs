//! Tests that stand beside the law: `ID.test.yaml`, given a case, then answers.
//!
//! ```yaml
//! - it: gives ten working days, and approval by silence
//!   given: { place: [alatau], class: class-2, filed: 2027-02-01 }
//!   then: { term.decision.building-permit: 2027-02-15, silence.decision.building-permit: approved }
//! ```
//!
//! `given` may also hold `person`, `switches`, `choices`, `started`, `decided`, `known` and
//! `certificate = { guarantee, on }`, one that is issued on that day to the same person in the same place;
//! without them the case is started and decided on the day of filing, with the
//! knowledge of that day. What is expected of a slot is one word: of a term the
//! due day (counted by the caller, who has the calendar) or its length such as
//! `10 working-days`; of silence what it yields; of a parameter its value; of a
//! service the procedure; of a jurisdiction the body; of revenue `0.5 to` the receiver. `no-rule`, `not-offered`
//! and `undetermined` are expectations too.

use super::kind::*;
use super::model::{Law, Rule};
use super::resolve::{Question, Resolution};
use crate::source::{Diagnostic, Place, Severity};
use crate::time::Date;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One expectation of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// The test's file and line.
    pub place: Place,
    /// The test's claim.
    pub it: String,
    /// The slot that was asked.
    pub slot: String,
    /// What the test expects.
    pub expected: String,
    /// What the law says.
    pub found: String,
}

impl TestOutcome {
    /// Whether the law says what is expected.
    pub fn passed(&self) -> bool {
        self.expected == self.found
    }
}

/// Counts a term: the day on which it is due, if the caller's calendar knows.
pub type Due<'d> = &'d dyn Fn(&Rule, &Question) -> Option<Date>;

/// Runs every test that stands beside the law; findings are tests that cannot be read.
pub fn run_tests(law: &Law, due: Due<'_>) -> (Vec<TestOutcome>, Vec<Diagnostic>) {
    let (mut outcomes, mut findings) = (Vec::new(), Vec::new());
    for (file, text) in &law.tests {
        for test in read(file, text, &mut findings) {
            let question = match test.question() {
                Ok(question) => question,
                Err(message) => {
                    findings.push(test.finding("AL-1001", message, "write days as 2027-02-01"));
                    continue;
                }
            };
            if let Err(unknown) = law.understands(&question) {
                findings.push(test.finding("AL-1101", unknown.to_string(), "write a word of the law's lists"));
                continue;
            }
            match test.certified(law, question) {
                Ok(question) => outcomes.extend(test.outcomes(law, &question, due)),
                Err(message) => {
                    findings.push(test.finding("AL-1601", message, "`certificate: { guarantee: guarantee.NAME, on: 2027-02-01 }`"));
                }
            }
        }
    }
    (outcomes, findings)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    it: String,
    given: Given,
    then: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    place: Words,
    #[serde(default)]
    person: Words,
    class: Option<String>,
    #[serde(default)]
    switches: BTreeMap<String, Value>,
    filed: String,
    started: Option<String>,
    decided: Option<String>,
    known: Option<String>,
    #[serde(default)]
    choices: BTreeMap<String, String>,
    certificate: Option<Certified>,
}

/// A certificate that is issued for the test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certified {
    guarantee: String,
    on: String,
}

/// One word or a list.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Words {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Words {
    fn set(&self) -> BTreeSet<String> {
        match self {
            Words::None => BTreeSet::new(),
            Words::One(word) => BTreeSet::from([word.clone()]),
            Words::Many(words) => words.iter().cloned().collect(),
        }
    }
}

/// A test and where it stands.
struct Test {
    place: Place,
    excerpt: String,
    written: Written,
}

/// Each test is an entry of the list at the left margin; it is read for itself, so that one bad test hides no other.
fn read(file: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Vec<Test> {
    let mut tests = Vec::new();
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut offset = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.starts_with('-') && !line.starts_with("---") {
            starts.push((number, offset));
        }
        offset += line.len();
    }
    if starts.is_empty() {
        let help = "write `- it: ...`, `given: { place: [...], filed: ... }` and `then: { slot: ... }`";
        findings.push(Diagnostic::error("AL-1001", file, text, 0, "this file holds no test", help));
    }
    let ends = starts.iter().skip(1).map(|(_, offset)| *offset).chain([text.len()]).collect::<Vec<_>>();
    for (&(first_line, start), end) in starts.iter().zip(ends) {
        let place = Place { file: file.to_string(), line: first_line as u32 + 1, column: 1 };
        let excerpt = text[start..end].lines().next().unwrap_or("").to_string();
        match serde_saphyr::from_str::<Vec<Written>>(&text[start..end]) {
            Ok(written) => {
                tests.extend(written.into_iter().map(|written| Test { place: place.clone(), excerpt: excerpt.clone(), written }))
            }
            Err(error) => {
                let line = error.location().map_or(place.line, |location| place.line + (location.line() as u32).saturating_sub(1));
                let column = error.location().map_or(1, |location| location.column() as u32);
                let excerpt = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("").to_string();
                let reason = error.to_string().lines().next().unwrap_or("").to_string();
                findings.push(Diagnostic {
                    place: Place { line, column, ..place },
                    severity: Severity::Error,
                    code: "AL-1001",
                    message: format!("this test cannot be read: {reason}"),
                    help: "a test has `it`, `given` (place, filed, ...) and `then`".into(),
                    excerpt,
                });
            }
        }
    }
    tests
}

impl Test {
    fn finding(&self, code: &'static str, message: String, help: &str) -> Diagnostic {
        let (place, excerpt) = (self.place.clone(), self.excerpt.clone());
        Diagnostic { place, severity: Severity::Error, code, message, help: help.into(), excerpt }
    }

    fn question(&self) -> Result<Question, String> {
        let given = &self.written.given;
        let day = |text: &String| text.parse::<Date>().map_err(|error| error.to_string());
        let filed = day(&given.filed)?;
        let started = given.started.as_ref().map(day).transpose()?;
        let decided = given.decided.as_ref().map(day).transpose()?.unwrap_or(filed);
        Ok(Question {
            places: given.place.set(),
            person: given.person.set(),
            class: given.class.clone(),
            switches: given.switches.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            filed,
            started,
            decided,
            known: given.known.as_ref().map(day).transpose()?.unwrap_or(decided),
            certificate: None,
            choices: given.choices.clone(),
        })
    }

    /// The same question, asked by the holder of the test's certificate.
    fn certified(&self, law: &Law, question: Question) -> Result<Question, String> {
        let Some(Certified { guarantee, on }) = &self.written.given.certificate else { return Ok(question) };
        let on = on.parse::<Date>().map_err(|error| error.to_string())?;
        let then = Question { class: None, filed: on, started: None, decided: on, known: on, ..question.clone() };
        let certificate = law.issue(guarantee, &then, "the applicant", "1").map_err(|error| error.to_string())?;
        Ok(Question { certificate: Some(Arc::new(certificate)), ..question })
    }

    fn outcomes(&self, law: &Law, question: &Question, due: Due<'_>) -> Vec<TestOutcome> {
        let asked = law.ask(question);
        let outcomes = self.written.then.iter().map(|(slot, expected)| {
            let expected = plain(expected);
            let found = match asked.resolve(slot) {
                Resolution::Answer(answer) => said(law, &law.rules[answer.rule], question, &expected, due),
                Resolution::NotOffered { .. } => "not-offered".into(),
                Resolution::NoRule { .. } => "no-rule".into(),
                Resolution::Undetermined { .. } => "undetermined".into(),
            };
            TestOutcome { place: self.place.clone(), it: self.written.it.clone(), slot: slot.clone(), expected, found }
        });
        outcomes.collect()
    }
}

/// The text of a single value.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".into(),
        other => other.to_string(),
    }
}

/// What a rule says, in the form in which a test expects it.
fn said(law: &Law, rule: &Rule, question: &Question, expected: &str, due: Due<'_>) -> String {
    match &rule.kind {
        Kind::Term(term) if expected.parse::<Date>().is_ok() => match due(rule, question) {
            Some(day) => day.to_string(),
            None => format!("{} {}, but no due day", term.length, term.unit.word()),
        },
        Kind::Term(term) => format!("{} {}", term.length, term.unit.word()),
        Kind::Silence(silence) => silence.yields.as_str().into(),
        Kind::Parameter(Parameter { value: ParameterValue::Set(classes), .. }) => classes.join(" "),
        Kind::Parameter(parameter) => parameter.value_for(question.class.as_deref()).map(Literal::to_string).unwrap_or_default(),
        Kind::Service(service) => service.procedure.clone().unwrap_or_default(),
        Kind::Jurisdiction { body } => law.body_on(body, question.day(rule.applies_to)).to_string(),
        Kind::Decision(decision) => decision.file.clone(),
        Kind::Fee(Fee { amount: Amount::Value(value), .. }) => value.to_string(),
        Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => decision.file.clone(),
        Kind::Appeal(appeal) => appeal.to.clone(),
        Kind::Competence(competence) => competence.body.clone(),
        Kind::Revenue(revenue) => format!("{} to {}", revenue.share, revenue.receiver),
        Kind::Judgement(judgement) => judgement.by.clone(),
        Kind::Transition(_) | Kind::Guarantee(_) | Kind::Calendar(_) | Kind::Informative { .. } => rule.version(),
    }
}
