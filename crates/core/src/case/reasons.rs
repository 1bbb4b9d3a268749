//! What a ruling is made from and the kernel's 24 bytes have no room for: what
//! the law was asked, who ruled in which role and why, what a named human
//! answered, and the hash of the record that explains it.
//!
//! It travels beside the command into [`super::record`]. The kernel neither
//! reads nor carries it, so simulation pays nothing for it.

use super::record::Actor;
use crate::law::{Certificate, Question};
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What comes with a command.
#[derive(Clone, Copy, Debug)]
pub struct Given<'g> {
    /// Who gave it.
    pub by: &'g Actor,
    /// What the law was asked when the case's rulebook was bound.
    pub asked: &'g Situation,
    /// Why, in the words of whoever rules; empty for a command that rules on nothing.
    pub reason: &'g str,
    /// The answer to the judgement of the activity, if it has one.
    pub judged: Option<&'g Judged>,
}

impl<'g> Given<'g> {
    /// With a command that neither rules nor judges.
    pub fn by(by: &'g Actor, asked: &'g Situation) -> Given<'g> {
        Given { by, asked, reason: "", judged: None }
    }
}

/// What an event has beyond what the kernel folds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Reasons {
    /// Of a person's ruling. Its grounds are what the event cites.
    Ruling {
        /// BPMN id of the activity.
        element: String,
        /// Role in which the person ruled.
        role: String,
        /// In the person's own words.
        reason: String,
        /// The judgement that belongs to it, answered.
        judged: Option<Judged>,
        /// What the law was asked.
        asked: Box<Situation>,
        /// SHA-256 of the record that explains it ([`crate::explain::seal`]).
        record: Option<String>,
    },
    /// Of silence, which rules in nobody's name.
    Silence {
        /// BPMN id of the timer event.
        element: String,
        /// Last day of the term.
        due: Date,
        /// What the law was asked.
        asked: Box<Situation>,
        /// SHA-256 of the record that explains it ([`crate::explain::seal`]).
        record: Option<String>,
    },
    /// Of an activity that answers a judgement and does not rule.
    Judgement(Judged),
}

impl Reasons {
    /// The judgement that was answered.
    pub fn judged(&self) -> Option<&Judged> {
        match self {
            Reasons::Ruling { judged, .. } => judged.as_ref(),
            Reasons::Judgement(judged) => Some(judged),
            Reasons::Silence { .. } => None,
        }
    }

    /// SHA-256 of the record that explains the ruling or the silence.
    pub fn record(&self) -> Option<&str> {
        match self {
            Reasons::Ruling { record, .. } | Reasons::Silence { record, .. } => record.as_deref(),
            Reasons::Judgement(_) => None,
        }
    }

    /// Names the record; a mere judgement has none.
    pub(crate) fn name_record(&mut self, hash: String) {
        if let Reasons::Ruling { record, .. } | Reasons::Silence { record, .. } = self {
            *record = Some(hash);
        }
    }
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
