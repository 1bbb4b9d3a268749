//! The entry of a command: its content, which can be erased, and its leaf, which stays.

use crate::ask::Said;
use crate::problem::Problem;
use alatau_core::case::packed::{self, Packed, Place};
use alatau_core::case::record::{Actor, Grounded, Head, Recorded, StoredEvent};
use alatau_core::case::together::Together;
use alatau_core::case::{Case, Event, Rulebook, apply, public};
use alatau_core::json;
use alatau_core::procedure::Net;
use alatau_core::register;
use alatau_evidence::commitment::{Salted, commit, commit_two, salt};
use alatau_evidence::leaf::{Leaf, PUBLIC_MAX};
use alatau_store::{Entry, Write};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
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
        #[serde(default, skip_serializing_if = "Facts::is_empty")]
        facts: Facts,
    },
    /// Complete an activity.
    Complete {
        /// Its number.
        activity: u32,
        /// What it states.
        #[serde(default, skip_serializing_if = "Facts::is_empty")]
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
        #[serde(default, skip_serializing_if = "Facts::is_empty")]
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Content {
    /// Form: 1 has `events`, 2 `happened`, 3 and 4 have `packed`.
    pub v: u8,
    /// The command; nothing in the further entries of a command that has several.
    pub command: Option<Act>,
    /// The application, where it was filed.
    pub application: Option<serde_json::Value>,
    /// What somebody wrote with it.
    #[serde(default)]
    pub said: Said,
    /// What happened, in the first form: each event by itself.
    #[serde(default)]
    pub events: Vec<StoredEvent>,
    /// What happened, in the second form.
    pub happened: Option<Together>,
    /// Who acted, in the fourth form.
    pub by: Option<Actor>,
    /// What happened, in the third form, or in the fourth, which is written.
    pub packed: Option<Packed>,
    /// What happened in the register.
    #[serde(default)]
    pub register: Vec<register::Event>,
}

impl Content {
    /// The form in which contents are written.
    pub const FORM: u8 = 4;

    /// From its bytes.
    ///
    /// # Errors
    /// Why they are none, or none that this version knows.
    pub fn read(bytes: &[u8]) -> Result<Content, String> {
        let content: Content = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match content.v {
            1..=Content::FORM => Ok(content),
            later => {
                let known = Content::FORM;
                Err(format!("its form is {later}, and this version knows those up to {known}; read it with the version that wrote it"))
            }
        }
    }

    /// Adds its events, of a case that runs on `net`.
    ///
    /// # Errors
    /// Why an event cannot be read.
    pub fn events_into(self, place: Place<'_>, net: &Net, events: &mut Vec<Recorded>) -> Result<(), String> {
        let together = self.happened.into_iter().flat_map(Together::apart);
        for event in self.events.into_iter().chain(together) {
            events.push(event.read(net).map_err(|damage| damage.to_string())?);
        }
        if let Some(packed) = self.packed {
            events.extend(packed.read(self.by, place, net).map_err(|damage| damage.to_string())?);
        }
        Ok(())
    }
}

/// What one command came to.
pub(crate) struct Made<'m> {
    /// The case before it.
    pub before: &'m Case,
    /// Its law.
    pub rulebook: &'m Rulebook,
    /// Bodies by node.
    pub bodies: &'m [String],
    /// Number of its first event within the procedure.
    pub number: u64,
    /// Number of the case.
    pub case: u64,
    /// Events of the case so far.
    pub index: u64,
    /// The key of its salts.
    pub key: &'m [u8; 32],
    /// Who gave the command.
    pub by: &'m Actor,
    /// The command.
    pub command: Act,
    /// The application, where it was filed.
    pub application: Option<serde_json::Value>,
    /// What somebody wrote with it.
    pub said: Said,
    /// The events.
    pub events: &'m [Event],
    /// The same with what they rest on.
    pub grounded: &'m [Grounded<'m>],
    /// Those of the register.
    pub register: &'m [register::Event],
}

/// Where entries are written before they are kept, again and again the same.
#[derive(Default)]
pub(crate) struct Sheets {
    public: Vec<u8>,
    block: Vec<u8>,
    content: Vec<u8>,
    /// The last entry, while its commitment waits to be made together with the next one's: its place, and its case's key.
    alone: Option<(usize, [u8; 32])>,
}

impl Sheets {
    /// Nothing waits any more: the commitment of the last entry is made, if it still has none.
    pub fn settle(&mut self, staged: &mut [Write]) {
        if let Some((place, key)) = self.alone.take() {
            let entry = entry(&mut staged[place]);
            Leaf::commit_to(&commit(&salt(&key, entry.number), &entry.content), &mut entry.leaf);
        }
    }

    /// The last of what is staged is an entry: its commitment is made, together with that of the one before.
    fn commit(&mut self, key: &[u8; 32], staged: &mut [Write]) {
        let last = staged.len() - 1;
        let Some((place, other_key)) = self.alone.take() else {
            self.alone = Some((last, *key));
            return;
        };
        let both = staged.get_disjoint_mut([place, last]).expect("an entry is staged once");
        let [other, this] = both.map(entry);
        let hashes = commit_two([
            Salted { case_key: &other_key, number: other.number, content: &other.content },
            Salted { case_key: key, number: this.number, content: &this.content },
        ]);
        Leaf::commit_to(&hashes[0], &mut other.leaf);
        Leaf::commit_to(&hashes[1], &mut this.leaf);
    }
}

fn entry(write: &mut Write) -> &mut Entry {
    let Write::Entry(entry) = write else { unreachable!("an entry stays where it is staged") };
    entry
}

impl Made<'_> {
    /// Stages the entries: one, unless the public part is too long for one leaf. Nothing is staged on `Err`.
    ///
    /// Commitments are made for two entries at a time; [`Sheets::settle`] makes the last.
    pub fn entries(self, sheets: &mut Sheets, staged: &mut Vec<Write>) -> Result<(), Problem> {
        let before = staged.len();
        let written = self.written(sheets, staged);
        if written.is_err() {
            staged.truncate(before);
            sheets.alone.take_if(|(place, _)| *place >= before);
        }
        written
    }

    fn written(self, sheets: &mut Sheets, staged: &mut Vec<Write>) -> Result<(), Problem> {
        let (net, at) = (&self.rulebook.net, self.events.first().map_or(0, |event| event.at.0));
        let (mut state, mut done) = (Cow::Borrowed(self.before), 0);
        let (mut command, mut application, mut said, mut register) = (Some(self.command), self.application, self.said, self.register);
        while done < self.events.len() {
            let taken = leaf_full(&state, &self.events[done..], self.rulebook, self.bodies, &mut sheets.public);
            let (number, index) = (self.number + done as u64, self.index + done as u64 + 1);
            let head = Head { procedure: &net.id, number, case: self.case, by: self.by, rulebook: &self.rulebook.hash };
            let out = &mut sheets.content;
            out.clear();
            out.extend_from_slice(b"{\"v\":");
            json::number(Content::FORM, out);
            member("command", command.take().as_ref(), out)?;
            member("application", application.take().as_ref(), out)?;
            member("said", Some(std::mem::take(&mut said)).filter(|said| !said.is_empty()).as_ref(), out)?;
            out.push(b',');
            packed::write(head, &self.grounded[done..done + taken], net, &mut sheets.block, out)
                .map_err(|error| Problem::new(crate::Kind::Refused, "AL-4408", error.to_string()))?;
            member("register", Some(std::mem::take(&mut register)).filter(|events| !events.is_empty()), out)?;
            out.push(b'}');
            let leaf = Leaf {
                procedure: &net.id,
                number,
                events: taken as u32,
                case: self.case,
                index,
                at,
                public: std::str::from_utf8(&sheets.public).map_err(|error| Problem::fault(error.to_string()))?,
                content: [0; 32],
            };
            let mut written = Vec::new();
            leaf.write(&mut written).map_err(|wrong| Problem::fault(format!("a leaf cannot be written: {wrong}")))?;
            let (procedure, events, case) = (net.id.clone(), leaf.events, self.case);
            let content = sheets.content.as_slice().into();
            staged.push(Write::Entry(Entry { procedure, number, events, case, index, at, content, leaf: written }));
            sheets.commit(self.key, staged);
            let (now, later) = self.events[done..].split_at(taken);
            if !later.is_empty() {
                now.iter().for_each(|event| apply(state.to_mut(), event));
            }
            done += taken;
        }
        Ok(())
    }
}

/// A further member of a JSON object, if there is one.
fn member<T: Serialize>(name: &str, value: Option<T>, out: &mut Vec<u8>) -> Result<(), Problem> {
    let Some(value) = value else { return Ok(()) };
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    json::write(&value, out).map_err(|error| Problem::fault(format!("an entry cannot be written: {error}")))
}

/// As many events as one leaf holds, at least one; writes their public part.
fn leaf_full(state: &Case, events: &[Event], rulebook: &Rulebook, bodies: &[String], public: &mut Vec<u8>) -> usize {
    let mut taken = events.len();
    loop {
        public.clear();
        public::write(state, &events[..taken], rulebook, bodies, public);
        if public.len() <= PUBLIC_MAX || taken == 1 {
            return taken;
        }
        taken = taken.div_ceil(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_of_a_later_form_is_refused_in_words() {
        assert_eq!(Content::read(br#"{"v":4,"command":"tick"}"#).unwrap().command, Some(Act::Tick));
        let later = Content::read(br#"{"v":5,"command":"tick"}"#).unwrap_err();
        assert_eq!(later, "its form is 5, and this version knows those up to 4; read it with the version that wrote it");
    }
}
