//! `alatau law test`: the tests that stand beside the acts, due days counted by the law's calendar.

use crate::cli::{print, print_json, say};
use crate::failure::Failure;
use crate::shipped::Body;
use alatau_core::case::bind;
use alatau_core::law::{Kept, Kind, Law, Question, Rule, TestOutcome, run_tests};
use alatau_core::source::Diagnostic;
use alatau_core::text::Lang;
use alatau_core::time::{Calendar, Date, TermSpec, count};
use serde_json::json;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Runs them all; the answer is "no" if one fails.
pub fn run(body: &Body, lang: Lang, as_json: bool) -> Result<(), Failure> {
    let (outcomes, findings) = outcomes(&body.law);
    if !findings.is_empty() {
        return Err(findings.into());
    }
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed()).collect();
    let passed = outcomes.len() - failed.len();
    let reason = |expected: &str, found: &str| say(lang, "law-test-differs", &[("expected", expected), ("found", found)]);
    let failures: Vec<(String, String)> = failed
        .iter()
        .map(|outcome| {
            let case = format!("{}: {}: {}", outcome.place, outcome.it, outcome.slot);
            (case, reason(&outcome.expected, &outcome.found))
        })
        .collect();
    let summary = format!("{passed} passed, {} failed, 0 skipped", failed.len());
    if as_json {
        let failures: Vec<_> = failures.iter().map(|(case, reason)| json!({ "case": case, "reason": reason })).collect();
        print_json(&json!({ "suite": "law", "passed": passed, "failed": failed.len(), "skipped": 0, "failures": failures }))?;
        eprintln!("{summary}");
    } else {
        let lines: Vec<String> = failures.iter().map(|(case, reason)| format!("{case}\n  {reason}\n")).collect();
        print(&format!("{}{summary}\n", lines.concat()))?;
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::No(String::new())) }
}

/// What every test says, and what is wrong with the tests.
pub(super) fn outcomes(law: &Law) -> (Vec<TestOutcome>, Vec<Diagnostic>) {
    let calendars = Calendars { law, built: RefCell::default() };
    run_tests(law, &|rule, question, minute| calendars.due(rule, question, minute))
}

/// A calendar's name, and the readings under which it was asked.
type Asked = (String, BTreeMap<String, String>);

/// Calendars by name and readings.
struct Calendars<'l> {
    law: &'l Law,
    built: RefCell<BTreeMap<Asked, Option<Calendar>>>,
}

impl Calendars<'_> {
    /// The due day of a term that starts on the day the case was registered, or on the day that is stated; of a retention, the
    /// last day of keeping what was closed on the day of decision.
    fn due(&self, rule: &Rule, question: &Question, minute: Option<i64>) -> Option<Date> {
        let term = match &rule.kind {
            Kind::Term(term) => term,
            Kind::Retention(retention) => {
                return match retention.kept(question.decided)? {
                    Kept::Until(day) => Some(day),
                    Kept::Permanently => None,
                };
            }
            _ => return None,
        };
        let mut built = self.built.borrow_mut();
        let calendar = built.entry((term.calendar.clone(), question.switches.clone())).or_insert_with(|| {
            let everything = Question { known: Date::MAX, ..question.clone() };
            bind::calendar(self.law, &term.calendar, &everything).ok()
        });
        let calendar = calendar.as_ref()?;
        let spec = TermSpec { length: term.length, unit: term.unit, end: term.end, first_day: term.first_day, rounding: term.rounding };
        let start = match (question.started, minute) {
            (Some(day), _) => day,
            (None, Some(minute)) => calendar.register(calendar.zone.instant(question.filed, minute)).ok()?,
            (None, None) => calendar.working_day_from(question.filed).ok()?,
        };
        count::leg_due(start, &spec, calendar).ok()
    }
}
