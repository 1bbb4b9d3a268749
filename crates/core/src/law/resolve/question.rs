//! What is asked: place, person, class, days, knowledge, readings.

use crate::law::index::covers;
use crate::law::{AppealLaw, Certificate, Day, Law};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that an answer of the law depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// Territories that contain the place; what contains them is added.
    pub places: BTreeSet<String>,
    /// Statuses of the person.
    pub person: BTreeSet<String>,
    /// Class of the case, fixed at filing; nothing while it is not known.
    pub class: Option<String>,
    /// Values of open questions; those not named have their default.
    pub switches: BTreeMap<String, String>,
    /// The day of filing.
    pub filed: Date,
    /// The day on which the clock or the liability started; if it has not, it would on `decided`.
    pub started: Option<Date>,
    /// The day of the decision: today, as long as there is none.
    pub decided: Date,
    /// The day of knowledge: today for a live command, the recorded day for a replay.
    pub known: Date,
    /// The applicant's stability certificate.
    pub certificate: Option<Arc<Certificate>>,
    /// What the holder, or the named human, said once for this case where a clause or a certificate leaves it to them: by
    /// slot, with all narrower ones, `old` or `new`.
    pub choices: BTreeMap<String, String>,
}

impl Question {
    /// A question about one place on one day, with the knowledge of that day.
    pub fn on(place: &str, day: Date) -> Question {
        Question {
            places: BTreeSet::from([place.to_string()]),
            person: BTreeSet::new(),
            class: None,
            switches: BTreeMap::new(),
            filed: day,
            started: None,
            decided: day,
            known: day,
            certificate: None,
            choices: BTreeMap::new(),
        }
    }

    /// The question that a remedy puts on `today` against a ruling that was given on this one. Ex tunc: the days of the
    /// contested ruling, the knowledge of today. Ex nunc: the law of today.
    pub fn on_appeal(&self, law: AppealLaw, today: Date) -> Question {
        match law {
            AppealLaw::ExTunc => Question { known: today, ..self.clone() },
            AppealLaw::ExNunc => Question { filed: today, started: None, decided: today, known: today, ..self.clone() },
        }
    }

    /// The day that a rule's `applies-to` names. Money received counts as decided, a claim that arose as started.
    pub fn day(&self, day: Day) -> Date {
        match day {
            Day::Filed => self.filed,
            Day::Decided | Day::Received => self.decided,
            Day::Started | Day::Accrued => self.started.unwrap_or(self.decided),
        }
    }
}

/// Why the law cannot be asked so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`; known are: {}", known.join(", "))]
pub struct NotAQuestion {
    /// `territory`, `status`, `class`, `switch`, `value of SWITCH`, `slot of a choice`, or `choice for SLOT`.
    pub what: String,
    /// The unknown word.
    pub name: String,
    /// The words that would do.
    pub known: Vec<String>,
}

impl Law {
    /// Whether every word of the question is one of the law's.
    pub fn understands(&self, question: &Question) -> Result<(), NotAQuestion> {
        let listed = |what: &str, name: &str, known: Vec<&String>| match known.iter().any(|k| *k == name) {
            true => Ok(()),
            false => Err(NotAQuestion { what: what.into(), name: name.into(), known: known.into_iter().cloned().collect() }),
        };
        for place in &question.places {
            listed("territory", place, self.territories.keys().collect())?;
        }
        for status in &question.person {
            listed("status", status, self.vocabulary.statuses.keys().collect())?;
        }
        if let Some(class) = &question.class {
            listed("class", class, self.vocabulary.classes.keys().collect())?;
        }
        for (name, value) in &question.switches {
            listed("switch", name, self.switches.keys().collect())?;
            listed(&format!("value of {name}"), value, self.switches[name].values.iter().collect())?;
        }
        let words = ["old".to_string(), "new".to_string()];
        for (slot, word) in &question.choices {
            if !self.vocabulary.slots.keys().any(|listed| covers(slot, listed)) {
                listed("slot of a choice", slot, self.vocabulary.slots.keys().collect())?;
            }
            listed(&format!("choice for {slot}"), word, words.iter().collect())?;
        }
        Ok(())
    }
}
