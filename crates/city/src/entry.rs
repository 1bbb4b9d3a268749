//! The entry of a command: its content, which can be erased, and its leaf, which stays.

use crate::ask::Said;
use crate::problem::Problem;
use alatau_core::case::record::{Recorded, StoredEvent};
use alatau_core::case::{Case, Event, Rulebook, apply, public};
use alatau_core::procedure::Net;
use alatau_core::register;
use alatau_core::time::Timestamp;
use alatau_evidence::commitment;
use alatau_evidence::leaf::{Leaf, PUBLIC_MAX};
use alatau_store::Entry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Facts by name, as JSON.
pub type Facts = BTreeMap<String, serde_json::Value>;

/// A command as it was given: what a replay gives the kernel again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Act {
    /// File the application.
    File {
        /// Facts of its form.
        facts: Facts,
    },
    /// Complete an activity.
    Complete {
        /// Its number.
        activity: u32,
        /// What it states.
        facts: Facts,
    },
    /// Rule.
    Rule {
        /// Number of the activity.
        activity: u32,
        /// `approved`, `refused` or `withdrawn`.
        outcome: alatau_core::procedure::Outcome,
        /// Provisions.
        grounds: Vec<String>,
        /// What it states.
        facts: Facts,
    },
    /// Extend a term.
    Extend {
        /// Number of the activity.
        activity: u32,
        /// Units.
        by: u16,
    },
    /// The law changed: recount.
    Recount,
    /// What is due acts.
    Tick,
    /// The applicant takes the application back.
    Withdraw,
}

/// The erasable part of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Form.
    pub v: u8,
    /// The command; nothing in the further entries of a command that has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<Act>,
    /// The application, where it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<serde_json::Value>,
    /// What somebody wrote with it.
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub said: Said,
    /// What happened.
    pub events: Vec<StoredEvent>,
    /// What happened in the register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub register: Vec<register::Event>,
}

/// What one command came to.
pub(crate) struct Made<'m> {
    /// The case before it.
    pub before: &'m Case,
    /// Its law.
    pub rulebook: &'m Rulebook,
    /// Bodies by node.
    pub bodies: &'m [String],
    /// Number of the case.
    pub case: u64,
    /// Events of the case so far.
    pub index: u64,
    /// The key of its salts.
    pub key: &'m [u8; 32],
    /// The command.
    pub command: Act,
    /// The application, where it was filed.
    pub application: Option<serde_json::Value>,
    /// What somebody wrote with it.
    pub said: Said,
    /// The events, complete.
    pub events: &'m [Recorded],
    /// Those of the register.
    pub register: Vec<register::Event>,
}

impl Made<'_> {
    /// The entries: one, unless the public part is too long for one leaf.
    pub fn entries(self) -> Result<Vec<Entry>, Problem> {
        let at = self.events.first().map_or(Timestamp(0), |event| event.event.at);
        let mut entries = Vec::with_capacity(1);
        let (mut rest, mut state, mut index) = (self.events, self.before.clone(), self.index);
        let (mut command, mut application, mut said, mut register) = (Some(self.command), self.application, self.said, self.register);
        while let Some(first) = rest.first() {
            let (taken, public) = leaf_full(&state, rest, self.rulebook, self.bodies);
            let (now, later) = rest.split_at(taken);
            let content = Content {
                v: 1,
                command: command.take(),
                application: application.take(),
                said: std::mem::take(&mut said),
                events: stored(now, &self.rulebook.net)?,
                register: std::mem::take(&mut register),
            };
            let content = serde_json::to_vec(&content).map_err(|error| Problem::fault(format!("an entry cannot be written: {error}")))?;
            let leaf = Leaf {
                procedure: &self.rulebook.net.id,
                number: first.number,
                events: taken as u32,
                case: self.case,
                index: index + 1,
                at: at.0,
                public: std::str::from_utf8(&public).map_err(|error| Problem::fault(error.to_string()))?,
                content: commitment::commit(&commitment::salt(self.key, first.number), &content),
            };
            let mut bytes = Vec::new();
            leaf.write(&mut bytes).map_err(|wrong| Problem::fault(format!("a leaf cannot be written: {wrong}")))?;
            let (procedure, number, events) = (leaf.procedure.to_string(), leaf.number, leaf.events);
            entries.push(Entry { procedure, number, events, case: self.case, index: index + 1, at: at.0, content, leaf: bytes });
            now.iter().for_each(|event| apply(&mut state, &event.event));
            index += taken as u64;
            rest = later;
        }
        Ok(entries)
    }
}

/// As many events as one leaf holds, at least one, and their public part.
fn leaf_full(state: &Case, events: &[Recorded], rulebook: &Rulebook, bodies: &[String]) -> (usize, Vec<u8>) {
    let mut taken = events.len();
    loop {
        let plain: Vec<Event> = events[..taken].iter().map(|event| event.event).collect();
        let mut public = Vec::new();
        public::write(state, &plain, rulebook, bodies, &mut public);
        if public.len() <= PUBLIC_MAX || taken == 1 {
            return (taken, public);
        }
        taken = taken.div_ceil(2);
    }
}

fn stored(events: &[Recorded], net: &Net) -> Result<Vec<StoredEvent>, Problem> {
    let one = |event| StoredEvent::write(event, net).map_err(|error| Problem::new(crate::Kind::Refused, "AL-4408", error.to_string()));
    events.iter().map(one).collect()
}
