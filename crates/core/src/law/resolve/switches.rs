//! Open questions: which were asked on the way to an answer, and which decide it.

use super::asked::Asked;
use crate::law::index::{Chain, ChainNumber, Link, Number, SlotNumber, What};
use crate::law::{Day, Kind, RuleNumber};
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
                for rule in chain.blocks() {
                    let block = &self.law.index.blocks[rule];
                    for set in block.scope.sets().chain(block.except.sets()) {
                        self.consult_set(set, consulted);
                    }
                    self.consult_powers(rule, consulted);
                }
            }
        }
    }

    /// Whether the link is a block for this case, in some reading.
    fn may_concern(&self, link: &Link) -> bool {
        let What::Block(rule) = link.what else { return false };
        let day = self.day(link.day);
        link.known <= self.question.known && link.from <= day && (!link.is_proposed || self.proposed) && self.outside(rule, day).is_none()
    }

    fn consult_powers(&self, rule: RuleNumber, consulted: &mut Consulted) {
        let index = &self.law.index;
        let sources = index.sources.get(&rule).into_iter().flatten();
        for power in index.powers[index.blocks[rule].powers].iter().chain(sources) {
            if !consulted.chains.contains(&power.chain) {
                consulted.chains.push(power.chain);
                let chain = &index.chains[power.chain];
                self.consult_chain(chain, consulted);
                chain.blocks().filter(|rule| matches!(self.law.rules[*rule].kind, Kind::Competence(_))).for_each(|rule| {
                    self.consult_powers(rule, consulted);
                });
            }
        }
    }

    fn consult_set(&self, set: SlotNumber, consulted: &mut Consulted) {
        if !consulted.sets.contains(&set) {
            consulted.sets.push(set);
            self.consult_slot(&self.law.index.slots[set].candidates, consulted);
        }
    }

    /// A link comes or goes with a switch if every other condition of its reading holds.
    fn consult_chain(&self, chain: &Chain, consulted: &mut Consulted) {
        let latest = [Day::Filed, Day::Started, Day::Decided].map(|day| self.day(day)).into_iter().max();
        let has_come = |link: &&Link| link.known <= self.question.known && Some(link.from) <= latest;
        for link in chain.links.iter().filter(has_come) {
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
