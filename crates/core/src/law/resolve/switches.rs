//! Open questions: which were asked on the way to an answer, and which decide it.

use super::asked::Asked;
use super::trace::Because;
use crate::law::index::{Chain, ChainNumber, Link, Number, SlotNumber, What};
use crate::law::{Day, RuleNumber};
use std::collections::BTreeMap;

/// Switches that were asked, and the other values under which some link would come or go.
#[derive(Debug, Default)]
pub(super) struct Consulted {
    /// In the order in which they were met.
    pub switches: Vec<Number>,
    /// A switch and another of its values.
    alternatives: Vec<(Number, Number)>,
    chains: Vec<ChainNumber>,
    sets: Vec<SlotNumber>,
}

impl Asked<'_> {
    /// Switches on which a rule for this place, person and class hangs, a competence of its body, a set in its scope, or a
    /// transition clause. Only what is known and has begun counts.
    pub(super) fn consulted(&self, slot: &str) -> Consulted {
        let mut consulted = Consulted::default();
        let index = &self.law.index;
        if let Some(entry) = index.slot(slot).map(|number| &index.slots[number]).filter(|entry| entry.has_switch) {
            self.consult_slot(&entry.candidates, &mut consulted);
            for clause in &entry.transitions {
                self.consult_slot(&index.slots[*clause].candidates, &mut consulted);
            }
        }
        consulted
    }

    fn consult_slot(&self, candidates: &[ChainNumber], consulted: &mut Consulted) {
        for &number in candidates {
            let chain = &self.law.index.chains[number];
            if chain.links.iter().any(|link| self.may_concern(link)) && !consulted.chains.contains(&number) {
                consulted.chains.push(number);
                self.consult_chain(chain, consulted);
            }
        }
    }

    /// Whether the link is a block for this case, or would be if a set that it names held other classes.
    fn may_concern(&self, link: &Link) -> bool {
        let What::Block(rule) = link.what else { return false };
        let block = &self.law.index.blocks[rule];
        let names_set = block.scope.sets().chain(block.except.sets()).next().is_some();
        let concerns = || match self.outside(rule, self.day(link.day)) {
            Some(Because::Class | Because::Excepted) => names_set,
            because => because.is_none(),
        };
        link.known <= self.question.known && link.from <= self.day(link.day) && (!link.is_proposed || self.proposed) && concerns()
    }

    /// Whether the link is known and has begun by the last day of the case.
    fn has_come(&self, link: &Link) -> bool {
        let latest = [Day::Filed, Day::Started, Day::Decided].map(|day| self.day(day)).into_iter().max();
        link.known <= self.question.known && Some(link.from) <= latest
    }

    /// The readings of a chain's links, and all that its blocks stand on: sets, competences, their sources.
    fn consult_chain(&self, chain: &Chain, consulted: &mut Consulted) {
        let index = &self.law.index;
        for link in chain.links.iter().filter(|link| self.has_come(link)) {
            self.consult_link(link, consulted);
            let What::Block(rule) = link.what else { continue };
            let block = &index.blocks[rule];
            for set in block.scope.sets().chain(block.except.sets()) {
                if !consulted.sets.contains(&set) {
                    consulted.sets.push(set);
                    self.consult_slot(&index.slots[set].candidates, consulted);
                }
            }
            for power in index.powers[block.powers].iter().chain(index.sources.get(&rule).into_iter().flatten()) {
                let chain = &index.chains[power.chain];
                let may_reach = chain.links.iter().zip(&power.reaches).any(|(link, reaches)| *reaches && self.has_come(link));
                if may_reach && !consulted.chains.contains(&power.chain) {
                    consulted.chains.push(power.chain);
                    self.consult_chain(chain, consulted);
                }
            }
        }
    }

    /// A link comes or goes with a switch if every other condition of its reading holds.
    fn consult_link(&self, link: &Link, consulted: &mut Consulted) {
        let annulled = link.annulled_by.iter().map(|change| &self.law.amendments[*change]);
        for name in annulled.filter(|change| change.known <= self.question.known).flat_map(|change| change.when.keys()) {
            let switch = self.law.index.words.switches.number(name);
            if !consulted.switches.contains(&switch) {
                consulted.switches.push(switch);
            }
            self.others(switch).for_each(|other| consulted.add(switch, other));
        }
        let mut wrong = link.when.iter().filter(|(switch, value)| self.reads(*switch) != *value);
        let (first_wrong, second_wrong) = (wrong.next(), wrong.next());
        for (switch, value) in &link.when {
            if !consulted.switches.contains(switch) {
                consulted.switches.push(*switch);
            }
            match (first_wrong, second_wrong) {
                (None, _) => self.others(*switch).for_each(|other| consulted.add(*switch, other)),
                (Some((wrong, _)), None) if wrong == switch => consulted.add(*switch, *value),
                _ => {}
            }
        }
    }

    /// The other values of a switch.
    fn others(&self, switch: Number) -> impl Iterator<Item = Number> + '_ {
        let current = self.reads(switch);
        self.law.index.words.values_of[switch as usize].iter().copied().filter(move |value| *value != current)
    }

    /// Consulted switches that are still open and whose other value changes the winner.
    pub(super) fn decisive(&self, slot: &str, consulted: &Consulted, winner: RuleNumber) -> Vec<Number> {
        let mut decisive: Vec<Number> = Vec::new();
        for &(switch, value) in &consulted.alternatives {
            let (_, answer) = self.law.index.words.readings[switch as usize];
            let is_open = answer.is_none_or(|(known, _)| known > self.question.known);
            if is_open && !decisive.contains(&switch) && self.reading(switch, value).winner(slot) != Some(winner) {
                decisive.push(switch);
            }
        }
        decisive
    }

    /// Names of switches with the value that holds.
    pub(super) fn named(&self, switches: &[Number]) -> BTreeMap<String, String> {
        let names = switches.iter().map(|switch| self.law.index.words.switches.word(*switch));
        names.map(|name| (name.to_string(), self.switch(name).unwrap_or("").to_string())).collect()
    }
}

impl Consulted {
    fn add(&mut self, switch: Number, value: Number) {
        if !self.alternatives.contains(&(switch, value)) {
            self.alternatives.push((switch, value));
        }
    }
}
