//! The words of a provision on a day: what was inserted, replaced, repealed or renumbered by then.

use super::resolve::Question;
use super::survey::Moment;
use super::*;
use crate::time::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A provision as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// `Art. 25`, or empty.
    pub label: String,
    /// The heading without its label.
    pub heading: String,
    /// The words.
    pub text: String,
    /// The act that last set the words.
    pub set_by: String,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force, as far as is known.
    pub until: Option<Date>,
    /// The act that ended it.
    pub ended_by: Option<String>,
    /// What took its place, if the act that ended it says so.
    pub successor: Option<String>,
}

impl Wording {
    /// Whether it is in force on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

impl Law {
    /// The provisions of an act in the order of its text; what other acts inserted stands last.
    pub fn provisions_of(&self, act: &str) -> Vec<&Provision> {
        let own = self.acts.get(act).map_or("", |act| act.place.file.as_str());
        let mut all: Vec<&Provision> = self.provisions.values().filter(|provision| provision.act == act).collect();
        all.sort_by_key(|provision| (provision.place.file != own, &provision.place));
        all
    }

    /// The words of `provision` as of a moment; nothing if it was not known by then, or never was.
    pub fn wording(&self, provision: &str, moment: Moment, switches: &BTreeMap<String, String>) -> Option<Wording> {
        let stated = self.provisions.get(provision)?;
        let act = self.acts.get(&stated.act)?;
        let question = Question { switches: switches.clone(), known: moment.known, ..Question::on("", moment.valid) };
        let asked = self.ask(&question);
        let holds = |when: &BTreeMap<String, String>| when.iter().all(|(name, value)| asked.switch(name) == Some(value));
        let mut changes: Vec<&Amendment> = self
            .amendments
            .iter()
            .filter(|change| change.target == provision && change.known <= moment.known && holds(&change.when))
            .collect();
        changes.sort_by_key(|change| (change.from, change.known));
        let inserted = stated.place.file != act.place.file;
        if act.known > moment.known || (inserted && !changes.iter().any(|change| change.operation == Operation::Insert)) {
            return None;
        }
        let mut wording = Wording {
            label: stated.label.clone(),
            heading: stated.heading.clone(),
            text: stated.text.clone(),
            set_by: stated.act.clone(),
            from: self.begins(stated, act),
            until: None,
            ended_by: None,
            successor: None,
        };
        for change in changes {
            wording.change(change, moment.valid)?;
        }
        if wording.until.is_none() {
            wording.until = self.expires(provision, moment.known);
        }
        Some(wording)
    }

    /// The first day of its first rule; without one, of the act's first rule; without that, the day of publication.
    fn begins(&self, provision: &Provision, act: &Act) -> Date {
        let own = self.rules.iter().filter(|rule| rule.provision == provision.id && rule.set_by == act.id).map(|rule| rule.from).min();
        let first = || self.rules.iter().filter(|rule| rule.set_by == act.id).map(|rule| rule.from).min();
        own.or_else(first).unwrap_or(act.published)
    }

    /// The day on which the last of its rules has ended, if all of them do.
    fn expires(&self, provision: &str, known: Date) -> Option<Date> {
        let last = |number: usize| {
            let rule = &self.rules[number];
            let follower = self.rules.get(number + 1).filter(|next| next.id == rule.id && next.known <= known);
            follower.is_none().then_some(rule.until)
        };
        let numbers = (0..self.rules.len()).filter(|n| self.rules[*n].provision == provision && self.rules[*n].known <= known);
        let ends: Vec<Option<Date>> = numbers.filter_map(last).collect();
        if ends.iter().any(Option::is_none) { None } else { ends.into_iter().flatten().max() }
    }
}

impl Wording {
    /// Applies one amendment; nothing is left of what was annulled.
    fn change(&mut self, change: &Amendment, valid: Date) -> Option<()> {
        let reached = change.from <= valid;
        match change.operation {
            Operation::Annul => return None,
            Operation::Insert => {
                self.from = change.from;
                self.set_by = change.act.clone();
            }
            Operation::Repeal => {
                self.until = Some(change.from);
                self.ended_by = Some(change.act.clone());
                self.successor = change.successor.clone().filter(|successor| successor != "none");
            }
            Operation::Replace if reached => {
                if let Some(words) = &change.text {
                    self.text = words.text.clone();
                    self.set_by = change.act.clone();
                }
            }
            Operation::Renumber if reached => self.label = change.label.clone().unwrap_or_default(),
            Operation::Replace | Operation::Renumber => {}
        }
        Some(())
    }
}
