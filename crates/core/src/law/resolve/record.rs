//! A resolution as it is kept: versions and hashes instead of numbers.
//!
//! Invariant: what is published later leaves the record of an earlier day of
//! knowledge byte for byte as it was. So it holds nothing that nobody knew:
//! numbers of rules and [`Answer::next_change`] (which looks ahead on purpose,
//! so that a caller knows when to ask again) are not part of it.

use super::answer::{Answer, Had, Resolution, Undetermined};
use super::stability::Selection;
use super::trace::TraceLine;
use crate::law::{Law, RuleNumber, hex};
use serde_json::{Value, json};

impl Resolution {
    /// The record, with the law that resolved it.
    ///
    /// ```json
    /// {"resolution": "no-rule", "had": [{"version": "a#b/term.c@2026-01-01", "until": null, "in": ["alatau"]}], "trace": []}
    /// ```
    pub fn record(&self, law: &Law) -> Value {
        match self {
            Resolution::Answer(answer) => json!({ "resolution": "answer", "answer": of_answer(answer, law) }),
            Resolution::NotOffered { answer, offered_in } => {
                json!({ "resolution": "not-offered", "answer": of_answer(answer, law), "offered_in": offered_in })
            }
            Resolution::NoRule { had, trace } => {
                let had: Vec<Value> = had.iter().map(|had| of_had(had, law)).collect();
                json!({ "resolution": "no-rule", "had": had, "trace": of_trace(trace, law) })
            }
            Resolution::Undetermined { why, trace } => {
                json!({ "resolution": "undetermined", "why": of_reason(why, law), "trace": of_trace(trace, law) })
            }
        }
    }
}

fn version(law: &Law, rule: RuleNumber) -> String {
    law.rules[rule].version()
}

fn of_answer(answer: &Answer, law: &Law) -> Value {
    let uses: Vec<Value> =
        answer.uses.iter().map(|used| json!({ "name": used.name, "slot": used.slot, "version": used.version })).collect();
    json!({
        "version": answer.version,
        "hash": hex(&answer.hash),
        "grade": answer.grade,
        "consulted": answer.consulted,
        "decisive": answer.decisive,
        "competence": answer.competence.map(|rule| version(law, rule)),
        "transition": answer.transition.map(|rule| version(law, rule)),
        "selection": answer.selection.as_ref().map(|selection| of_selection(selection, law)),
        "body": answer.body,
        "uses": uses,
        "trace": of_trace(&answer.trace, law),
    })
}

fn of_selection(selection: &Selection, law: &Law) -> Value {
    let version = |rule: Option<RuleNumber>| rule.map(|rule| version(law, rule));
    json!({
        "by": version(Some(selection.by)),
        "by_certificate": selection.by_certificate,
        "old": version(selection.old),
        "new": version(selection.new),
        "held": selection.held,
    })
}

fn of_had(had: &Had, law: &Law) -> Value {
    let until = had.until.map(|until| until.to_string());
    json!({ "version": version(law, had.rule), "until": until, "in": had.territories })
}

fn of_trace(trace: &[TraceLine], law: &Law) -> Vec<Value> {
    let line = |line: &TraceLine| {
        json!({
            "step": line.step,
            "version": version(law, line.rule),
            "verdict": line.verdict,
            "principle": line.principle,
            "by": line.by.map(|rule| version(law, rule)),
            "because": line.because,
        })
    };
    trace.iter().map(line).collect()
}

fn of_reason(why: &Undetermined, law: &Law) -> Value {
    let version = |rule: &RuleNumber| version(law, *rule);
    match why {
        Undetermined::Tie { rules } => json!({ "tie": rules.iter().map(version).collect::<Vec<_>>() }),
        Undetermined::Choice { clause, old, new } => json!({ "choice": [version(clause), version(old), version(new)] }),
        Undetermined::Incomparable { clause, old, new, human } => {
            json!({ "incomparable": [version(clause), version(old), version(new)], "human": human })
        }
        Undetermined::Certificate(fault) => json!({ "certificate": fault.to_string() }),
        Undetermined::Uses { rule, slot } => json!({ "uses": [version(rule), slot] }),
    }
}
