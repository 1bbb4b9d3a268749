//! The blocks of one rule and what ended them, in order.

use super::{Number, SlotNumber, Words};
use crate::law::model::*;
use crate::law::{Kind, Operation};
use crate::source::Place;
use crate::time::Date;
use std::collections::{BTreeSet, HashMap};

/// The blocks of one rule and what ended them, by `from`, then `known`.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub id: String,
    pub act: String,
    pub slot: String,
    /// Number of the slot.
    pub number: SlotNumber,
    pub links: Vec<Link>,
    /// Every day on which a link, its territory or its body begins, ends or becomes known, in order.
    pub dates: Vec<Date>,
    /// Whether any link drops later ones.
    pub sweeps: bool,
}

/// One link of a chain.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub from: Date,
    pub known: Date,
    pub day: Day,
    pub what: What,
    /// Links that start no earlier and were known before are gone once this one is known.
    pub drops_later: bool,
    /// The reading in which it is there: switch and value.
    pub when: Box<[(Number, Number)]>,
    /// A draft.
    pub is_proposed: bool,
    /// The amendments that annul the heading under which the link was published: it never was, once one is known.
    pub annulled_by: Box<[usize]>,
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// This block governs.
    Block(RuleNumber),
    /// The rule has ended, by this amendment.
    Ended(usize),
}

impl Chain {
    /// Its blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = RuleNumber> + '_ {
        self.links.iter().filter_map(|link| if let What::Block(rule) = link.what { Some(rule) } else { None })
    }

    /// Whether a link that starts no later, was known later and is `usable` has swept this one away.
    pub fn is_dropped(&self, link: &Link, usable: impl Fn(&Link) -> bool) -> bool {
        let sweeps = |other: &Link| other.drops_later && other.from <= link.from && link.known < other.known;
        self.sweeps && self.links.iter().any(|other| sweeps(other) && usable(other))
    }

    /// Fills in what needs the numbers of the law's words.
    pub(super) fn complete(&mut self, law: &Law, words: &Words, number: SlotNumber) {
        self.number = number;
        for link in &mut self.links {
            link.when = match link.what {
                What::Block(rule) => words.when(&law.rules[rule].when),
                What::Ended(change) => words.when(&law.amendments[change].when),
            };
        }
        self.sweeps = self.links.iter().any(|link| link.drops_later);
        self.dates = dates(law, words, &self.links);
    }
}

/// The chains of a law, in the order of their rules.
pub(super) fn chains(law: &Law) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for (number, rule) in law.rules.iter().enumerate() {
        let link = Link {
            from: rule.from,
            known: rule.known,
            day: rule.applies_to,
            what: What::Block(number),
            drops_later: rule.later_versions == Some(LaterVersions::Drop),
            when: Box::default(),
            is_proposed: rule.grade == Grade::Proposed,
            annulled_by: Box::default(),
        };
        match chains.last_mut() {
            Some(chain) if chain.id == rule.id => chain.links.push(link),
            _ => chains.push(Chain {
                id: rule.id.clone(),
                act: rule.act.clone(),
                slot: rule.slot.clone(),
                number: usize::MAX,
                links: vec![link],
                dates: Vec::new(),
                sweeps: false,
            }),
        }
    }
    end(law, &mut chains);
    annul(law, &mut chains);
    for chain in &mut chains {
        // What is stated anew on the day of an end follows it.
        chain.links.sort_by_key(|link| (link.from, link.known, matches!(link.what, What::Block(_))));
    }
    chains
}

/// Adds the ends that repeals, annulments and replacements put to rules.
fn end(law: &Law, chains: &mut [Chain]) {
    let provision = |id: &str| id.find('/').unwrap_or(id.len());
    let mut ends: HashMap<&str, Vec<(usize, &Amendment)>> = HashMap::new();
    for (number, change) in law.amendments.iter().enumerate() {
        if matches!(change.operation, Operation::Repeal | Operation::Annul | Operation::Replace) {
            ends.entry(&change.target[..provision(&change.target)]).or_default().push((number, change));
        }
    }
    for chain in chains {
        let under = ends.get(&chain.id[..provision(&chain.id)]).into_iter().flatten();
        let concerns = |target: &str| chain.id.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        for &(number, change) in under.filter(|(_, change)| concerns(&change.target)) {
            if change.operation == Operation::Replace && change.restated.contains(&chain.slot) {
                continue;
            }
            chain.links.push(Link {
                from: change.from,
                known: change.known,
                day: change.applies_to,
                what: What::Ended(number),
                drops_later: change.operation == Operation::Annul || change.later_versions == Some(LaterVersions::Drop),
                when: Box::default(),
                is_proposed: false,
                annulled_by: Box::default(),
            });
        }
    }
}

/// Marks what was published under headings that are annulled: the amendments that they make were never made.
fn annul(law: &Law, chains: &mut [Chain]) {
    let annulled: Vec<(usize, &Amendment)> =
        law.amendments.iter().enumerate().filter(|(_, change)| change.operation == Operation::Annul).collect();
    if annulled.is_empty() {
        return;
    }
    let headings = headings(law);
    for link in chains.iter_mut().flat_map(|chain| &mut chain.links) {
        let place = match link.what {
            What::Block(rule) => &law.rules[rule].place,
            What::Ended(change) => &law.amendments[change].place,
        };
        let under = heading_of(&headings, place);
        let by = annulled.iter().filter(|(_, change)| under == Some(change.target.as_str()));
        link.annulled_by = by.map(|(number, _)| *number).collect();
    }
}

/// File and line of every heading, in order, and its provision.
pub(crate) fn headings(law: &Law) -> Vec<(&str, u32, &str)> {
    let is_insertion = |provision: &Provision| law.amendments.iter().any(|change| change.place == provision.place);
    let own = law.provisions.values().filter(|provision| !is_insertion(provision));
    let mut headings: Vec<_> = own.map(|provision| (provision.place.file.as_str(), provision.place.line, provision.id.as_str())).collect();
    headings.sort();
    headings
}

/// The provision under whose heading a block stands.
pub(crate) fn heading_of<'l>(headings: &[(&'l str, u32, &'l str)], place: &Place) -> Option<&'l str> {
    let after = headings.partition_point(|(file, line, _)| (*file, *line) <= (place.file.as_str(), place.line));
    headings[..after].last().filter(|(file, ..)| *file == place.file).map(|(_, _, id)| *id)
}

fn dates(law: &Law, words: &Words, links: &[Link]) -> Vec<Date> {
    let mut dates = BTreeSet::new();
    for link in links {
        dates.extend([link.from, link.known]);
        dates.extend(link.annulled_by.iter().map(|change| law.amendments[*change].known));
        let answers = link.when.iter().filter_map(|(switch, _)| words.readings.get(*switch as usize)?.1);
        dates.extend(answers.map(|(known, _)| known));
        if let What::Block(rule) = link.what {
            let rule = &law.rules[rule];
            dates.extend(rule.until);
            let named = rule.scope.territory.iter().chain(&rule.except.territory).filter_map(|id| law.territories.get(id));
            dates.extend(named.flat_map(|territory| [territory.from, territory.until]).flatten());
            let bodies = match &rule.kind {
                Kind::Jurisdiction { body } => vec![body],
                Kind::Competence(competence) => vec![&competence.body],
                _ => Vec::new(),
            };
            let maker = law.acts.get(&rule.act).map(|act| &act.body).filter(|_| matches!(rule.kind, Kind::Competence(_)));
            dates.extend(bodies.into_iter().chain(maker).flat_map(|body| words.successions(words.bodies.number(body))));
        }
    }
    dates.into_iter().collect()
}
