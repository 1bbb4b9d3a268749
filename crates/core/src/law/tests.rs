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
//! knowledge of that day. `filed` is a day, or the minute of filing on the clock
//! of the place, `2027-02-01T18:40`: what comes in after a calendar closes is
//! registered on the next working day.
//!
//! What is expected of a slot is one word: of a term the due day (counted by the
//! caller, who has the calendar) or its length such as `10 working-days`; of
//! silence what it yields; of a parameter its value; of a service the procedure;
//! of a jurisdiction the body; of revenue `0.5 to` the receiver. `no-rule`, `not-offered` and `undetermined` are
//! expectations too. Or it is a table of what the answer must say:
//!
//! ```yaml
//!   then: { term.opinion: { is: 2027-02-15, act: permits-law, version: "permits-law#x/term.opinion@2021-07-01", grade: reported } }
//! ```

use super::kind::*;
use super::model::{Law, Rule};
use super::read::did_you_mean;
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

/// Counts a term: the day on which it is due, if the caller's calendar knows; with
/// the microseconds since midnight at which the case was filed, if they are stated.
pub type Due<'d> = &'d dyn Fn(&Rule, &Question, Option<i64>) -> Option<Date>;

/// What may be asked of an answer.
const ASKED: [&str; 6] = ["is", "act", "version", "rule", "grade", "by"];

/// Runs every test that stands beside the law; findings are tests that cannot be read.
pub fn run_tests(law: &Law, due: Due<'_>) -> (Vec<TestOutcome>, Vec<Diagnostic>) {
    let (mut outcomes, mut findings) = (Vec::new(), Vec::new());
    for (file, text) in &law.tests {
        for test in read(file, text, &mut findings) {
            let (question, minute) = match test.question() {
                Ok(read) => read,
                Err((word, message)) => {
                    findings.push(test.finding("AL-1001", &word, message, "write days as 2027-02-01, a minute as 2027-02-01T18:40"));
                    continue;
                }
            };
            if let Err(unknown) = law.understands(&question) {
                let hint = did_you_mean(&unknown.name, unknown.known.iter().map(String::as_str));
                let message = format!("there is no {} `{}`{hint}", unknown.what, unknown.name);
                findings.push(test.finding("AL-1101", &unknown.name, message, "write a word of the law's lists"));
                continue;
            }
            match test.certified(law, question) {
                Ok(question) => outcomes.extend(test.outcomes(law, &question, minute, due, &mut findings)),
                Err(message) => {
                    let help = "`certificate: { guarantee: guarantee.NAME, on: 2027-02-01 }`";
                    findings.push(test.finding("AL-1601", "certificate", message, help));
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
struct Test<'t> {
    place: Place,
    /// The lines of the test.
    text: &'t str,
    written: Written,
}

/// Each test is an entry of the list at the left margin; it is read for itself, so that one bad test hides no other.
fn read<'t>(file: &str, text: &'t str, findings: &mut Vec<Diagnostic>) -> Vec<Test<'t>> {
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
        match serde_saphyr::from_str::<Vec<Written>>(&text[start..end]) {
            Ok(written) => tests.extend(written.into_iter().map(|written| Test { place: place.clone(), text: &text[start..end], written })),
            Err(error) => {
                // The library may count a line end that is none in the file: the place stays within it.
                let (line, column) = error.location().map_or((1, 1), |at| (at.line() as u32, at.column() as u32));
                let line = place.line + line.saturating_sub(1).min(text[start..].lines().count().saturating_sub(1) as u32);
                let excerpt = text.split('\n').nth(line as usize - 1).unwrap_or("").trim_end_matches('\r').to_string();
                let column = column.clamp(1, excerpt.chars().count() as u32 + 1);
                // The place is told beside the message, and counts from the file's beginning.
                let reason = error.to_string().lines().next().unwrap_or("").to_string();
                let reason = match reason.strip_prefix("error: line ").and_then(|rest| rest.split_once(": ")) {
                    Some((_, reason)) => reason.to_string(),
                    None => reason,
                };
                let hint = unknown_key(&reason).unwrap_or_default();
                findings.push(Diagnostic {
                    place: Place { line, column, ..place },
                    severity: Severity::Error,
                    code: "AL-1001",
                    message: format!("this test cannot be read: {reason}{hint}"),
                    help: "a test has `it`, `given` (place, filed, ...) and `then`".into(),
                    excerpt,
                });
            }
        }
    }
    tests
}

impl Test<'_> {
    /// A finding at the line and column where `word` first stands, or at the test.
    fn finding(&self, code: &'static str, word: &str, message: String, help: impl Into<String>) -> Diagnostic {
        let at = self.text.find(word).unwrap_or(0);
        let found = Diagnostic::error(code, &self.place.file, self.text, at, message, help);
        Diagnostic { place: Place { line: found.place.line + self.place.line - 1, ..found.place }, ..found }
    }

    /// What is asked, and the time of day of filing, if it is stated; an error names the word at fault.
    fn question(&self) -> Result<(Question, Option<i64>), (String, String)> {
        let given = &self.written.given;
        let day = |text: &String| text.parse::<Date>().map_err(|error| (text.clone(), error.to_string()));
        let (filed, minute) = match given.filed.split_once('T') {
            Some((date, time)) => {
                let wrong = || (given.filed.clone(), format!("`{time}` is not a time of day"));
                (day(&date.to_string()).map_err(|(_, why)| (given.filed.clone(), why))?, Some(time_of_day(time).ok_or_else(wrong)?))
            }
            None => (day(&given.filed)?, None),
        };
        let started = given.started.as_ref().map(day).transpose()?;
        let decided = given.decided.as_ref().map(day).transpose()?.unwrap_or(filed);
        let question = Question {
            places: given.place.set(),
            person: given.person.set(),
            class: given.class.clone(),
            switches: given.switches.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            started,
            decided,
            known: given.known.as_ref().map(day).transpose()?.unwrap_or(decided),
            choices: given.choices.clone(),
            ..Question::on("", filed)
        };
        Ok((question, minute))
    }

    /// The same question, asked by the holder of the test's certificate.
    fn certified(&self, law: &Law, question: Question) -> Result<Question, String> {
        let Some(Certified { guarantee, on }) = &self.written.given.certificate else { return Ok(question) };
        let on = on.parse::<Date>().map_err(|error| error.to_string())?;
        let then = Question { class: None, filed: on, started: None, decided: on, known: on, ..question.clone() };
        let certificate = law.issue(guarantee, &then, "the applicant", "1").map_err(|error| error.to_string())?;
        Ok(Question { certificate: Some(Arc::new(certificate)), ..question })
    }

    fn outcomes(
        &self,
        law: &Law,
        question: &Question,
        minute: Option<i64>,
        due: Due<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<TestOutcome> {
        let asked = law.ask(question);
        let mut outcomes = Vec::new();
        for (slot, expected) in &self.written.then {
            let listed = &law.vocabulary.slots;
            if !listed.contains_key(slot) && !law.rules.iter().any(|rule| rule.slot == *slot) {
                let hint = did_you_mean(slot, listed.keys().map(String::as_str));
                findings.push(self.finding("AL-1101", slot, format!("there is no slot `{slot}`{hint}"), "name a slot of vocabulary.toml"));
                continue;
            }
            let resolution = asked.resolve(slot);
            let word = Value::String("is".into());
            let parts: Vec<(&str, &Value)> = match expected {
                Value::Object(table) => table.iter().map(|(key, value)| (key.as_str(), value)).collect(),
                value => vec![(word.as_str().unwrap_or_default(), value)],
            };
            for (part, expected) in parts {
                if !ASKED.contains(&part) {
                    let message = format!("`{part}` cannot be asked of an answer{}", did_you_mean(part, ASKED.into_iter()));
                    findings.push(self.finding("AL-1001", part, message, format!("ask one of: {}", ASKED.join(", "))));
                    continue;
                }
                let expected = plain(expected);
                let found = match part {
                    "is" => said(law, &resolution, question, &expected, &|rule| due(rule, question, minute)),
                    part => told(law, &resolution, part),
                };
                let slot = if part == "is" { slot.clone() } else { format!("{slot} ({part})") };
                outcomes.push(TestOutcome { place: self.place.clone(), it: self.written.it.clone(), slot, expected, found });
            }
        }
        outcomes
    }
}

/// The nearest key to the one that nobody knows: the library says "unknown field `plase`, expected one of place, person, ...".
fn unknown_key(reason: &str) -> Option<String> {
    let (unknown, known) = reason.split_once("unknown field `")?.1.split_once('`')?;
    let known = known.trim_start_matches(", expected ").trim_start_matches("one of ");
    Some(did_you_mean(unknown, known.split([',', ' ', '`']).filter(|word| !word.is_empty())))
}

/// `18:40` in microseconds since midnight.
fn time_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str, below: i64| digits.parse::<i64>().ok().filter(|n| digits.len() == 2 && (0..below).contains(n));
    Some((number(hours, 24)? * 60 + number(minutes, 60)?) * 60_000_000)
}

/// One thing about an answer.
fn told(law: &Law, resolution: &Resolution, part: &str) -> String {
    let answer = match resolution {
        Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => answer,
        other => return status(other).into(),
    };
    let rule = &law.rules[answer.rule];
    match part {
        "act" => rule.set_by.clone(),
        "version" => answer.version.clone(),
        "rule" => rule.id.clone(),
        "grade" => answer.grade.to_string(),
        _ => answer.trace.first().map(|line| format!("{:?}", line.principle).to_lowercase()).unwrap_or_default(),
    }
}

/// How a question ends that no rule answers.
fn status(resolution: &Resolution) -> &'static str {
    match resolution {
        Resolution::Answer(_) => "answered",
        Resolution::NotOffered { .. } => "not-offered",
        Resolution::NoRule { .. } => "no-rule",
        Resolution::Undetermined { .. } => "undetermined",
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

/// What the law says, in the form in which a test expects it.
fn said(law: &Law, resolution: &Resolution, question: &Question, expected: &str, due: &dyn Fn(&Rule) -> Option<Date>) -> String {
    let Resolution::Answer(answer) = resolution else { return status(resolution).into() };
    let rule = &law.rules[answer.rule];
    match &rule.kind {
        Kind::Term(term) if expected.parse::<Date>().is_ok() => match due(rule) {
            Some(day) => day.to_string(),
            None => format!("{} {}, but no due day", term.length, term.unit.word()),
        },
        Kind::Term(term) => format!("{} {}", term.length, term.unit.word()),
        Kind::Retention(retention) => match (retention.period, due(rule)) {
            (Period::Permanent, _) => "permanent".into(),
            (_, Some(day)) if expected.parse::<Date>().is_ok() => day.to_string(),
            (Period::Lasts { length, unit, .. }, _) => format!("{length} {}", unit.word()),
        },
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
