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
        let prefix = format!("{act}#");
        let of_act = self.provisions.range(prefix.clone()..).take_while(|(id, _)| id.starts_with(&prefix));
        let mut all: Vec<&Provision> = of_act.map(|(_, provision)| provision).collect();
        all.sort_by_key(|provision| (provision.place.file != own, &provision.place));
        all
    }
}

/// The words of a law as of one moment.
pub struct Wordings<'l> {
    law: &'l Law,
    moment: Moment,
    /// Amendments that are known and hold in the reading, by target, in the order of their days.
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
        let holds = |when: &BTreeMap<String, String>| when.iter().all(|(name, value)| asked.switch(name) == Some(value));
        let mut words = Wordings { law, moment, changes: BTreeMap::new(), rules: BTreeMap::new(), first: BTreeMap::new() };
        for change in law.amendments.iter().filter(|change| change.known <= moment.known && holds(&change.when)) {
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
        let inserted = stated.place.file != act.place.file;
        if act.known > self.moment.known || (inserted && !changes.iter().any(|change| change.operation == Operation::Insert)) {
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
            wording.change(change, self.moment.valid)?;
        }
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
