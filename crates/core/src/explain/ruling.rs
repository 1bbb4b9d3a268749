//! What is explained: a ruling with everything that it was made from.

use super::path::datum;
use crate::case::What;
use crate::case::reasons::{Judged, Person, Reasons, Situation, judgement_fact};
use crate::case::record::{Actor, Recorded, judgements as asked_of_humans};
use crate::decision::dmn::Datum;
use crate::procedure::{Net, Outcome};
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A ruling and its inputs; from these the record can be computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ruling {
    /// Slot of the service in whose procedure it was made; nothing for a table asked by itself.
    pub service: Option<String>,
    /// Place, person, class, days and readings.
    pub situation: Situation,
    /// Facts that were stated; what is not stated is unknown.
    pub facts: BTreeMap<String, Datum>,
    /// Slot of the decision that gives the class from the facts; nothing where the class was fixed otherwise.
    pub class_by: Option<String>,
    /// Who or what ruled.
    pub made: Made,
    /// What named humans answered.
    pub judgements: Vec<Judged>,
}

/// Who or what ruled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Made {
    /// A decision table.
    Table {
        /// Slot of the decision.
        decision: String,
        /// The part of its answer that is the ruling, where it has several.
        part: Option<String>,
    },
    /// A named human.
    Person {
        /// BPMN id of the activity.
        element: String,
        /// The ruling.
        outcome: Outcome,
        /// The human.
        who: Person,
        /// In the human's own words.
        reason: String,
        /// Provisions named as grounds.
        grounds: Vec<String>,
    },
    /// Nobody, within the term.
    Silence {
        /// BPMN id of the timer event.
        element: String,
        /// Last day of the term, if the case's events tell it.
        due: Option<Date>,
    },
}

/// The ruling, or the silence, that the event at `at` of a case is; nothing if
/// it is none, or was stored before rulings named their reasons.
///
/// `events` are those of the case in order; only `at` and those before it are
/// read, and the facts that were stated with the ruling, which stand behind it.
pub fn of_event(events: &[Recorded], at: usize, net: &Net) -> Option<Ruling> {
    let event = events.get(at)?;
    let (made, asked) = match (event.event.what, event.reasons.as_ref()?, &event.by) {
        (What::Ruled { outcome, .. }, Reasons::Ruling { element, role, reason, asked, .. }, Actor::Principal(name)) => {
            let who = Person { name: name.clone(), role: role.clone() };
            let (element, reason, grounds) = (element.clone(), reason.clone(), event.cites.clone());
            (Made::Person { element, outcome, who, reason, grounds }, asked)
        }
        (What::SilenceSpoke { .. }, Reasons::Silence { element, due, asked, .. }, _) => {
            (Made::Silence { element: element.clone(), due: Some(*due) }, asked)
        }
        _ => return None,
    };
    let service = Some(net.service.clone()).filter(|service| !service.is_empty());
    let (facts, judgements) = (facts(events, at, net), judgements(&events[..=at]));
    Some(Ruling { service, situation: (**asked).clone(), facts, class_by: None, made, judgements })
}

/// What was stated up to a ruling and with it, the last word of each fact; what
/// the engine states itself and what only a named human answers is none of it.
fn facts(events: &[Recorded], at: usize, net: &Net) -> BTreeMap<String, Datum> {
    let mut facts = BTreeMap::new();
    let stated = |event: &Recorded| match event.event.what {
        What::FactStated { fact, value } => Some((net.facts.get(fact as usize)?.clone(), datum(value, &net.symbols))),
        _ => None,
    };
    facts.extend(events[..at].iter().filter_map(stated));
    facts.extend(events[at + 1..].iter().map_while(stated));
    let judged: BTreeSet<String> = asked_of_humans(net).map(judgement_fact).collect();
    facts.retain(|name, _| name != "silence" && name != "ruling" && !judged.contains(name));
    facts
}

/// The last answer to each judgement, in the order of the slots.
fn judgements(events: &[Recorded]) -> Vec<Judged> {
    let answered = events.iter().filter_map(|event| event.reasons.as_ref()?.judged());
    let last: BTreeMap<&str, &Judged> = answered.map(|judged| (judged.slot.as_str(), judged)).collect();
    last.into_values().cloned().collect()
}
