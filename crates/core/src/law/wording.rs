//! The words of a provision on a day: what was inserted, replaced, repealed or renumbered by then.

use super::index::{heading_of, headings};
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

    /// The words of `provision` on `day`, with the knowledge of `known`, each open question at its answer or default;
    /// nothing if it is not in force then.
    pub fn text_at(&self, provision: &str, day: Date, known: Date) -> Option<Wording> {
        self.wording(provision, Moment { valid: day, known }, &BTreeMap::new()).filter(|wording| wording.is_in_force(day))
    }

    /// The words of `provision` as of a moment; nothing if it was not known by then, or never was.
    pub fn wording(&self, provision: &str, moment: Moment, switches: &BTreeMap<String, String>) -> Option<Wording> {
        let stated = self.provisions.get(provision)?;
        let act = self.acts.get(&stated.act)?;
        let question = Question { switches: switches.clone(), known: moment.known, ..Question::on("", moment.valid) };
        let asked = self.ask(&question);
        let holds =
            |change: &Amendment| change.known <= moment.known && change.when.iter().all(|(name, value)| asked.switch(name) == Some(value));
        let headings = headings(self);
        let is_annulled = |change: &Amendment| {
            let under = heading_of(&headings, &change.place);
            let mut annulments = self.amendments.iter().filter(|other| other.operation == Operation::Annul && holds(other));
            annulments.any(|other| under == Some(&other.target))
        };
        let targets = self.amendments.iter().filter(|change| change.target == provision && holds(change));
        let mut changes: Vec<&Amendment> = targets.filter(|change| !is_annulled(change)).collect();
        changes.sort_by_key(|change| (change.from, change.known));
        let inserts = |change: &Amendment| change.operation == Operation::Insert && change.target == provision;
        let is_inserted = self.amendments.iter().any(|change| inserts(change) && change.place == stated.place);
        let mut wording = (act.known <= moment.known && !is_inserted).then(|| Wording::of(stated, self.begins(stated, act)));
        for change in changes.iter().filter(|change| !is_swept(change, &changes)) {
            wording = changed(stated, wording, change, moment.valid);
        }
        let mut wording = wording?;
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
    /// The provision's own words.
    fn of(stated: &Provision, from: Date) -> Wording {
        Wording {
            label: stated.label.clone(),
            heading: stated.heading.clone(),
            text: stated.text.clone(),
            set_by: stated.act.clone(),
            from,
            until: None,
            ended_by: None,
            successor: None,
        }
    }
}

/// Whether a change that is later known sweeps this one away.
fn is_swept(change: &Amendment, changes: &[&Amendment]) -> bool {
    changes.iter().any(|other| {
        let sweeps = other.operation == Operation::Annul || other.later_versions == Some(LaterVersions::Drop);
        sweeps && other.from <= change.from && change.known < other.known
    })
}

/// What one amendment makes of the words. Only an insertion makes some where there are none; nothing is left of what was annulled.
fn changed(stated: &Provision, before: Option<Wording>, change: &Amendment, valid: Date) -> Option<Wording> {
    let reached = change.from <= valid;
    if change.operation == Operation::Insert && (before.is_none() || reached) {
        let own = Wording { set_by: change.act.clone(), ..Wording::of(stated, change.from) };
        let kept = before.filter(|before| before.until.is_none_or(|until| change.from < until));
        return Some(restated(kept.unwrap_or(own), change));
    }
    let mut wording = before?;
    match change.operation {
        Operation::Annul => return None,
        Operation::Repeal => {
            wording.until = Some(change.from);
            wording.ended_by = Some(change.act.clone());
            wording.successor = change.successor.clone().filter(|successor| successor != "none");
        }
        Operation::Replace if reached => wording = restated(wording, change),
        Operation::Renumber if reached => wording.label = change.label.clone().unwrap_or_default(),
        Operation::Insert | Operation::Replace | Operation::Renumber => {}
    }
    Some(wording)
}

/// New text, heading and label, as far as the amendment has some.
fn restated(mut wording: Wording, change: &Amendment) -> Wording {
    if let Some(words) = &change.text {
        wording.text = words.text.clone();
        wording.set_by = change.act.clone();
        if !words.heading.is_empty() {
            wording.heading = words.heading.clone();
        }
    }
    if let Some(label) = &change.label {
        wording.label = label.clone();
    }
    wording
}
