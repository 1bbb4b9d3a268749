//! What the checks look up: chains by name, competences by body, which territory lies where.

use crate::law::index::{Chain, What};
use crate::law::{Kind, Law, Rule};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Derived from a law for the time of one check.
pub(super) struct Tables<'l> {
    chains: HashMap<&'l str, &'l Chain>,
    competences: BTreeMap<&'l str, Vec<&'l Chain>>,
    slots: HashSet<&'l str>,
    within: BTreeMap<&'l str, BTreeSet<&'l str>>,
}

impl<'l> Tables<'l> {
    pub fn of(law: &'l Law) -> Tables<'l> {
        let mut tables = Tables {
            chains: law.index.chains.iter().map(|chain| (chain.id.as_str(), chain)).collect(),
            competences: BTreeMap::new(),
            slots: law.index.chains.iter().map(|chain| chain.slot.as_str()).collect(),
            within: law.territories.keys().map(|id| (id.as_str(), containing(law, id))).collect(),
        };
        for chain in law.index.chains.iter().filter(|chain| chain.slot.starts_with("competence.")) {
            let bodies: BTreeSet<&str> = rules(law, chain)
                .filter_map(|rule| if let Kind::Competence(competence) = &rule.kind { Some(competence.body.as_str()) } else { None })
                .collect();
            bodies.into_iter().for_each(|body| tables.competences.entry(body).or_default().push(chain));
        }
        tables
    }

    /// The chain of a rule by its id, `act#key/slot`.
    pub fn chain(&self, id: &str) -> Option<&'l Chain> {
        self.chains.get(id).copied()
    }

    /// Whether some rule is for exactly this slot.
    pub fn has_rule(&self, slot: &str) -> bool {
        self.slots.contains(slot)
    }

    /// Whether territory `inner` is `outer` or lies within it.
    pub fn lies_within(&self, inner: &str, outer: &str) -> bool {
        inner == outer || self.within.get(inner).is_some_and(|all| all.contains(outer))
    }

    /// Chains by which a body has a competence.
    pub fn own_competences(&self, body: &str) -> &[&'l Chain] {
        self.competences.get(body).map_or(&[], Vec::as_slice)
    }

    /// The same, with all that they were handed on from.
    pub fn competences_of(&self, law: &'l Law, body: &'l str) -> Vec<&'l Chain> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut open = vec![body];
        while let Some(body) = open.pop() {
            if !seen.insert(body) {
                continue;
            }
            for chain in self.own_competences(body) {
                found.push(*chain);
                for rule in rules(law, chain) {
                    if let Kind::Competence(competence) = &rule.kind {
                        open.extend(competence.from_body.as_deref());
                    }
                }
            }
        }
        found
    }
}

/// The blocks of a chain, in the order of its links.
pub(super) fn rules<'l>(law: &'l Law, chain: &Chain) -> impl Iterator<Item = &'l Rule> {
    chain.links.iter().filter_map(|link| if let What::Block(rule) = link.what { Some(&law.rules[rule]) } else { None })
}

/// The territory and all that contain it; a circle ends where it closes.
fn containing<'l>(law: &'l Law, id: &'l str) -> BTreeSet<&'l str> {
    let mut all = BTreeSet::new();
    let mut open = vec![id];
    while let Some(next) = open.pop() {
        if all.insert(next)
            && let Some(territory) = law.territories.get(next)
        {
            open.extend(territory.within.iter().map(String::as_str));
        }
    }
    all
}
