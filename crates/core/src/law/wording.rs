//! The words of a provision on a day: what was inserted, replaced, repealed or renumbered by then.

use super::index::{heading_of, headings};
use super::resolve::Question;
use super::survey::Moment;
use super::*;
use crate::time::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
        let prefix = format!("{act}#");
        let of_act = self.provisions.range(prefix.clone()..).take_while(|(id, _)| id.starts_with(&prefix));
        let mut all: Vec<&Provision> = of_act.map(|(_, provision)| provision).collect();
        all.sort_by_key(|provision| (provision.place.file != own, &provision.place));
        all
    }

    /// The words of `provision` on `day`, with the knowledge of `known`, each open question at its answer or default;
    /// nothing if it is not in force then.
    pub fn text_at(&self, provision: &str, day: Date, known: Date) -> Option<Wording> {
        let words = Wordings::at(self, Moment { valid: day, known }, &BTreeMap::new());
        words.of(provision).filter(|wording| wording.is_in_force(day))
    }
}

/// The words of a law as of one moment.
pub struct Wordings<'l> {
    law: &'l Law,
    moment: Moment,
    /// Amendments that are known, hold in the reading and are not annulled, by target, in the order of their days.
    changes: BTreeMap<&'l str, Vec<&'l Amendment>>,
    /// Rules by provision.
    rules: BTreeMap<&'l str, Vec<RuleNumber>>,
    /// The first day of the first rule of each act.
    first: BTreeMap<&'l str, Date>,
}

impl<'l> Wordings<'l> {
    /// Prepares all provisions at once.
    pub fn at(law: &'l Law, moment: Moment, switches: &BTreeMap<String, String>) -> Wordings<'l> {
        let question = Question { switches: switches.clone(), known: moment.known, ..Question::on("", moment.valid) };
        let asked = law.ask(&question);
        let holds =
            |change: &Amendment| change.known <= moment.known && change.when.iter().all(|(name, value)| asked.switch(name) == Some(value));
        let standing = || law.amendments.iter().filter(|change| holds(change));
        let annulled: BTreeSet<&str> =
            standing().filter(|change| change.operation == Operation::Annul).map(|change| change.target.as_str()).collect();
        let headings = if annulled.is_empty() { Default::default() } else { headings(law) };
        let is_annulled = |change: &Amendment| heading_of(&headings, &change.place).is_some_and(|under| annulled.contains(under));
        let mut words = Wordings { law, moment, changes: BTreeMap::new(), rules: BTreeMap::new(), first: BTreeMap::new() };
        for change in standing().filter(|change| !is_annulled(change)) {
            words.changes.entry(&change.target).or_default().push(change);
        }
        words.changes.values_mut().for_each(|changes| changes.sort_by_key(|change| (change.from, change.known)));
        for (number, rule) in law.rules.iter().enumerate() {
            words.rules.entry(&rule.provision).or_default().push(number);
            let first = words.first.entry(&rule.set_by).or_insert(rule.from);
            *first = rule.from.min(*first);
        }
        words
    }

    /// The words of `provision`; nothing if it was not known by then, or never was.
    pub fn of(&self, provision: &str) -> Option<Wording> {
        let stated = self.law.provisions.get(provision)?;
        let act = self.law.acts.get(&stated.act)?;
        let changes = self.changes.get(provision).map_or(&[][..], Vec::as_slice);
        let inserts = |change: &Amendment| change.operation == Operation::Insert && change.target == provision;
        let is_inserted = self.law.amendments.iter().any(|change| inserts(change) && change.place == stated.place);
        let is_own = act.known <= self.moment.known && !is_inserted;
        let mut wording = is_own.then(|| Wording::of(stated, self.begins(stated, act)));
        for change in changes.iter().filter(|change| !is_swept(change, changes)) {
            wording = changed(stated, wording, change, self.moment.valid);
        }
        let mut wording = wording?;
        if wording.until.is_none() {
            wording.until = self.expires(provision);
        }
        Some(wording)
    }

    /// The rules of a provision, of all days and acts.
    pub fn rules_of(&self, provision: &str) -> &[RuleNumber] {
        self.rules.get(provision).map_or(&[], Vec::as_slice)
    }

    /// The first day of its first rule; without one, of the act's first rule; without that, the day of publication.
    fn begins(&self, provision: &Provision, act: &Act) -> Date {
        let rules = self.rules_of(&provision.id).iter().map(|number| &self.law.rules[*number]);
        let own = rules.filter(|rule| rule.set_by == act.id).map(|rule| rule.from).min();
        own.or_else(|| self.first.get(act.id.as_str()).copied()).unwrap_or(act.published)
    }

    /// The day on which the last of its rules has ended, if all of them do.
    fn expires(&self, provision: &str) -> Option<Date> {
        let (rules, known) = (&self.law.rules, self.moment.known);
        let last = |number: &RuleNumber| {
            let rule = &rules[*number];
            let follower = rules.get(number + 1).filter(|next| next.id == rule.id && next.known <= known);
            follower.is_none().then_some(rule.until)
        };
        let known_rules = self.rules_of(provision).iter().filter(|number| rules[**number].known <= known);
        let ends: Vec<Option<Date>> = known_rules.filter_map(last).collect();
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
