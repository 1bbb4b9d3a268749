//! What resolution looks up: chains of links, slots and their candidates, and
//! the law's words as small numbers. Everything here follows from the law and
//! holds nothing of its own.

mod chain;
mod power;
mod words;

pub(crate) use chain::{Chain, Link, What, heading_of, headings};
pub(crate) use power::{Power, regulates};
pub(crate) use words::{Area, ClassWord, Number, Reading, Words};

use super::Kind;
use super::model::*;
use super::resolve::uses_of;
use crate::time::Date;
use crate::workers::Workers;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Number of a chain within [`Index::chains`].
pub(crate) type ChainNumber = usize;

/// Number of a slot within [`Index::slots`].
pub(crate) type SlotNumber = usize;

/// Derived tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// In the order of their rules.
    pub chains: Vec<Chain>,
    /// What each rule is compared by, in the order of [`Law::rules`].
    pub blocks: Vec<Block>,
    /// Every slot that is listed, answered or read, in the order of their names.
    pub slots: Vec<SlotEntry>,
    /// Territories, statuses, classes, switches and bodies.
    pub words: Words,
    /// Chains of competences.
    pub competences: Vec<ChainNumber>,
    /// For each handed-on competence: the chains that may be its source.
    pub sources: BTreeMap<RuleNumber, Vec<Power>>,
    /// For each group of rules alike in body, slot and territories: the competences that may reach them.
    pub powers: Vec<Vec<Power>>,
    /// Slots of transition clauses.
    pub transitions: Vec<String>,
    /// Order of ranks: 0 is the highest.
    pub rank_order: BTreeMap<String, usize>,
    by_name: HashMap<String, SlotNumber>,
}

/// One rule block, its words as numbers.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub scope: Area,
    pub except: Area,
    /// The classes that have a row; nothing if the rule is not a table by class.
    pub rows: Option<Box<[Number]>>,
    /// First day no longer in force.
    pub until: Date,
    /// Days of the act that set it.
    pub adopted: Date,
    pub published: Date,
    /// Body of the rule's own act.
    pub body: Number,
    /// Order of the rank of its own act, 0 the highest.
    pub order: usize,
    /// Whether an act of this rank is void without a competence.
    pub needs_competence: bool,
    /// Its group within [`Index::powers`].
    pub powers: usize,
}

/// A slot and who may answer it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SlotEntry {
    pub name: String,
    /// Chains on the slot or a prefix of it, the broadest first.
    pub candidates: Vec<ChainNumber>,
    /// Sets that the candidates or their competences name.
    pub sets: Vec<SlotNumber>,
    /// Slots of transition clauses that may cover it.
    pub transitions: Vec<SlotNumber>,
    /// Whether any candidate, competence or clause hangs on a switch.
    pub has_switch: bool,
    /// Every day on which something that may decide it begins, ends or becomes known, in order.
    pub dates: Vec<Date>,
}

impl Index {
    pub fn of(law: &Law, workers: &impl Workers) -> Index {
        let (words, mut chains) = workers.both(|| Words::of(law), || chain::chains(law));
        let mut index = Index { words, slots: slots(law, &chains), ..Index::default() };
        index.rank_order = law.ranks.iter().enumerate().map(|(order, rank)| (rank.id.clone(), order)).collect();
        index.by_name = index.slots.iter().enumerate().map(|(number, slot)| (slot.name.clone(), number)).collect();
        let complete = |chain: &mut Chain| {
            let number = index.by_name.get(&chain.slot).copied().unwrap_or(usize::MAX);
            chain.complete(law, &index.words, number);
        };
        let blocks = || law.rules.iter().map(|rule| index.block(law, rule)).collect();
        (index.blocks, ()) = workers.both(blocks, || chains.iter_mut().for_each(complete));
        index.chains = chains;
        for (number, chain) in index.chains.iter().enumerate() {
            match chain.blocks().next().map(|rule| &law.rules[rule].kind) {
                Some(Kind::Competence(_)) => index.competences.push(number),
                Some(Kind::Transition(_)) if !index.transitions.contains(&chain.slot) => index.transitions.push(chain.slot.clone()),
                _ => {}
            }
        }
        power::find(law, &mut index);
        for number in 0..index.slots.len() {
            index.complete(law, number);
        }
        index
    }

    fn block(&self, law: &Law, rule: &Rule) -> Block {
        let act = law.acts.get(&rule.act);
        let set_by = law.acts.get(&rule.set_by);
        let order = act.and_then(|act| self.rank_order.get(&act.rank)).copied();
        let rows = match &rule.kind {
            Kind::Parameter(super::Parameter { value: super::ParameterValue::PerClass(rows), .. }) => Some(rows),
            _ => None,
        };
        let set = |slot: &str| self.slot(slot).unwrap_or(usize::MAX);
        Block {
            scope: self.words.area(&rule.scope, &set),
            except: self.words.area(&rule.except, &set),
            rows: rows.map(|rows| rows.keys().map(|class| self.words.classes.number(class)).collect()),
            until: rule.until.unwrap_or(Date::MAX),
            adopted: set_by.map_or(Date::MAX, |act| act.adopted),
            published: set_by.map_or(Date::MIN, |act| act.published),
            body: act.map_or(Number::MAX, |act| self.words.bodies.number(&act.body)),
            order: order.unwrap_or(usize::MAX),
            needs_competence: order.is_some_and(|order| law.ranks[order].needs_competence),
            powers: 0,
        }
    }

    /// The slot, or the nearest broader one that is listed, answered or read: they have the same candidates.
    pub fn slot(&self, name: &str) -> Option<SlotNumber> {
        let mut name = name;
        loop {
            if let Some(number) = self.by_name.get(name) {
                return Some(*number);
            }
            name = name.rsplit_once('.')?.0;
        }
    }

    /// Chains on `slot` or a prefix of it, the broadest first.
    pub fn candidates(&self, slot: &str) -> impl Iterator<Item = ChainNumber> + '_ {
        self.slot(slot).into_iter().flat_map(|number| &self.slots[number].candidates).copied()
    }

    /// Whether territory `inner` is `outer` or lies within it.
    pub fn lies_within(&self, inner: &str, outer: &str) -> bool {
        inner == outer || self.words.lies_within(self.words.territories.number(inner), self.words.territories.number(outer))
    }

    /// What may decide a slot beside its candidates: competences, sets, clauses; and the days of all of them.
    fn complete(&mut self, law: &Law, number: SlotNumber) {
        let slot = &self.slots[number];
        let mut chains: BTreeSet<ChainNumber> = slot.candidates.iter().copied().collect();
        for clause in self.transitions.iter().filter_map(|clause| self.slot(clause)).filter(|clause| *clause != number) {
            let acts = || slot.candidates.iter().map(|chain| &self.chains[*chain].act);
            let covers_it = |rule: RuleNumber| match &law.rules[rule].kind {
                Kind::Transition(transition) => {
                    transition.covers.iter().any(|covered| covers(covered, &slot.name) || acts().any(|act| act == covered))
                }
                _ => false,
            };
            if self.slots[clause].candidates.iter().any(|chain| self.chains[*chain].blocks().any(covers_it)) {
                chains.extend(&self.slots[clause].candidates);
            }
        }
        let transitions: BTreeSet<SlotNumber> =
            chains.iter().filter(|chain| !slot.candidates.contains(chain)).map(|chain| self.chains[*chain].number).collect();
        let mut sets: BTreeSet<SlotNumber> = BTreeSet::new();
        let mut open: Vec<ChainNumber> = chains.iter().copied().collect();
        while let Some(chain) = open.pop() {
            for rule in self.chains[chain].blocks() {
                let block = &self.blocks[rule];
                let named = block.scope.sets().chain(block.except.sets()).filter(|set| sets.insert(*set)).collect::<Vec<_>>();
                let read = named.into_iter().flat_map(|set| &self.slots[set].candidates).copied();
                let powers = self.powers[block.powers].iter().chain(self.sources.get(&rule).into_iter().flatten());
                open.extend(read.chain(powers.map(|power| power.chain)).filter(|chain| chains.insert(*chain)));
            }
        }
        let dates: BTreeSet<Date> = chains.iter().flat_map(|chain| &self.chains[*chain].dates).copied().collect();
        let has_switch =
            chains.iter().any(|chain| self.chains[*chain].links.iter().any(|link| !link.when.is_empty() || !link.annulled_by.is_empty()));
        let slot = &mut self.slots[number];
        slot.dates = dates.into_iter().collect();
        slot.sets = sets.into_iter().collect();
        slot.transitions = transitions.into_iter().collect();
        slot.has_switch = has_switch;
    }
}

/// Every slot that is listed, answered or read, with its candidates.
fn slots(law: &Law, chains: &[Chain]) -> Vec<SlotEntry> {
    let listed = law.vocabulary.slots.keys().map(String::as_str);
    let mut names: Vec<&str> = listed.chain(law.rules.iter().map(|rule| rule.slot.as_str())).collect();
    for rule in &law.rules {
        names.extend(rule.scope.class.iter().chain(&rule.except.class).filter_map(|class| class.strip_prefix('@')));
        names.extend(uses_of(rule).map(|(_, used)| used.slot.as_str()));
    }
    names.sort();
    names.dedup();
    let mut by_slot: HashMap<&str, Vec<ChainNumber>> = HashMap::new();
    for (number, chain) in chains.iter().enumerate() {
        by_slot.entry(&chain.slot).or_default().push(number);
    }
    let entry = |name: &str| SlotEntry {
        name: name.to_string(),
        candidates: prefixes(name).filter_map(|prefix| by_slot.get(prefix)).flatten().copied().collect(),
        ..SlotEntry::default()
    };
    names.into_iter().map(entry).collect()
}

/// `term.decision.sketch` has the prefixes `term.decision` and itself.
pub(crate) fn prefixes(slot: &str) -> impl Iterator<Item = &str> {
    slot.match_indices('.').skip(1).map(|(at, _)| &slot[..at]).chain([slot])
}

/// Whether `broad` is `narrow` or a dotted prefix of it.
pub fn covers(broad: &str, narrow: &str) -> bool {
    narrow.strip_prefix(broad).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The area of a slot, or of the nearest broader slot that is listed.
pub(crate) fn area<'l>(law: &'l Law, slot: &str) -> &'l str {
    let mut slot = slot;
    loop {
        if let Some(listed) = law.vocabulary.slots.get(slot) {
            return &listed.area;
        }
        match slot.rsplit_once('.') {
            Some((broader, _)) => slot = broader,
            None => return "",
        }
    }
}
