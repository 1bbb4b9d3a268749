//! What is explained: a ruling with everything that it was made from.

use super::path::datum;
use crate::case::What;
use crate::case::record::{Actor, Recorded};
use crate::decision::dmn::Datum;
use crate::law::{Certificate, Question};
use crate::procedure::{NONE, Net, Outcome};
use crate::time::{Date, Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// A human who answers for something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Person {
    /// Name, or the id under which the register of officers knows it.
    pub name: String,
    /// Role of the law's vocabulary.
    pub role: String,
}

/// A judgement, answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Judged {
    /// Judgement slot.
    pub slot: String,
    /// One of the answers that the law lists.
    pub answer: String,
    /// Who answered.
    pub who: Person,
    /// In the human's own words.
    pub reason: String,
}

/// The stored form of the law's [`Question`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Situation {
    /// Territories.
    pub places: BTreeSet<String>,
    /// Statuses of the person.
    pub person: BTreeSet<String>,
    /// Class of the case, where it is not computed.
    pub class: Option<String>,
    /// Readings of open questions.
    pub switches: BTreeMap<String, String>,
    /// Day of filing.
    pub filed: Date,
    /// Day on which the clock or the liability started.
    pub started: Option<Date>,
    /// Day of the ruling.
    pub decided: Date,
    /// Day of knowledge.
    pub known: Date,
    /// The applicant's stability certificate.
    pub certificate: Option<Certificate>,
    /// What the holder, or a named human, chose where a clause or the certificate leaves it to them.
    pub choices: BTreeMap<String, String>,
}

impl From<&Question> for Situation {
    fn from(q: &Question) -> Situation {
        Situation {
            places: q.places.clone(),
            person: q.person.clone(),
            class: q.class.clone(),
            switches: q.switches.clone(),
            filed: q.filed,
            started: q.started,
            decided: q.decided,
            known: q.known,
            certificate: q.certificate.as_deref().cloned(),
            choices: q.choices.clone(),
        }
    }
}

impl Situation {
    /// The question to the law, for a class.
    pub fn question(&self, class: Option<&str>) -> Question {
        Question {
            places: self.places.clone(),
            person: self.person.clone(),
            class: class.map(String::from),
            switches: self.switches.clone(),
            filed: self.filed,
            started: self.started,
            decided: self.decided,
            known: self.known,
            certificate: self.certificate.clone().map(Arc::new),
            choices: self.choices.clone(),
        }
    }
}

/// The fact that holds a judgement's answer: `judgement.fits-the-street` is `fits_the_street`.
///
/// Conditions and tables read it by this name; nobody but the human may state it.
pub fn judgement_fact(slot: &str) -> String {
    slot.strip_prefix("judgement.").unwrap_or(slot).replace(['-', '.'], "_")
}

/// The ruling that an event of a case is, with the facts stated before it; nothing if it is none.
///
/// `before` are the events of the same case up to it, `reason` the words of the
/// human, which are kept beside the case.
pub fn of_event(event: &Recorded, before: &[Recorded], net: &Net, zone: &Zone, situation: &Situation, reason: &str) -> Option<Ruling> {
    let node_of = |activity: u32| {
        before.iter().rev().find_map(|earlier| match earlier.event.what {
            What::Entered { node, activity: entered, .. } if entered == activity => Some(node),
            _ => None,
        })
    };
    let made = match event.event.what {
        What::Ruled { outcome, activity, .. } => {
            let info = &net.info[node_of(activity)? as usize];
            let Actor::Principal(name) = &event.by else { return None };
            let role = info.authority.strip_prefix("jurisdiction.").unwrap_or(&info.authority);
            let who = Person { name: name.clone(), role: role.to_string() };
            Made::Person { element: info.id.clone(), outcome, who, reason: reason.to_string(), grounds: event.cites.clone() }
        }
        What::SilenceSpoke { node, .. } => {
            // Silence speaks at the end of the last day, so the instant before lies in it.
            Made::Silence { element: net.info[node as usize].id.clone(), due: Some(zone.date(event.event.at.plus(-1))) }
        }
        _ => return None,
    };
    let mut facts = BTreeMap::new();
    for earlier in before {
        if let What::FactStated { fact, value } = earlier.event.what
            && fact != NONE
        {
            facts.insert(net.facts[fact as usize].clone(), datum(value, &net.symbols));
        }
    }
    facts.retain(|name, _| name != "silence" && name != "ruling");
    let service = Some(net.service.clone()).filter(|service| !service.is_empty());
    Some(Ruling { service, situation: situation.clone(), facts, class_by: None, made, judgements: Vec::new() })
}
