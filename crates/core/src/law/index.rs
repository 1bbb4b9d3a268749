//! What resolution looks up: chains of links, slots, competences, containment.

use super::model::*;
use super::{Kind, Operation};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Number of a chain within [`Index::chains`].
pub(crate) type ChainNumber = usize;

/// Derived tables; they follow from the law and hold nothing of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub chains: Vec<Chain>,
    /// Chains whose slot is exactly this one.
    pub by_slot: BTreeMap<String, Vec<ChainNumber>>,
    /// Chains of competences.
    pub competences: Vec<ChainNumber>,
    /// The same, by the body that has one.
    pub competences_of: BTreeMap<String, Vec<ChainNumber>>,
    /// Slots of transition clauses.
    pub transitions: Vec<String>,
    /// Every territory that contains a territory, itself included, at any time.
    pub within: BTreeMap<String, BTreeSet<String>>,
    /// Order of ranks: 0 is the highest.
    pub rank_order: BTreeMap<String, usize>,
}

/// The blocks of one rule and what ended them, by `from`, then `known`.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub id: String,
    pub act: String,
    pub slot: String,
    pub links: Vec<Link>,
    /// Every day on which a link or its territory begins, ends or becomes known, in order.
    pub dates: Vec<Date>,
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
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// This block governs.
    Block(RuleNumber),
    /// The rule has ended, by this amendment.
    Ended(usize),
}

impl Index {
    pub fn of(law: &Law) -> Index {
        let mut chains: Vec<Chain> = Vec::new();
        for (number, rule) in law.rules.iter().enumerate() {
            let link = Link {
                from: rule.from,
                known: rule.known,
                day: rule.applies_to,
                what: What::Block(number),
                drops_later: rule.later_versions == Some(LaterVersions::Drop),
            };
            match chains.last_mut() {
                Some(chain) if chain.id == rule.id => chain.links.push(link),
                _ => chains.push(Chain {
                    id: rule.id.clone(),
                    act: rule.act.clone(),
                    slot: rule.slot.clone(),
                    links: vec![link],
                    dates: Vec::new(),
                }),
            }
        }
        for (number, change) in law.amendments.iter().enumerate() {
            end_chains(law, &mut chains, number, change);
        }
        for chain in &mut chains {
            chain.links.sort_by_key(|link| (link.from, link.known));
            chain.dates = dates(law, &chain.links);
        }
        let mut index = Index { chains, ..Index::default() };
        for (number, chain) in index.chains.iter().enumerate() {
            index.by_slot.entry(chain.slot.clone()).or_default().push(number);
            for link in &chain.links {
                if let What::Block(rule) = link.what
                    && let Kind::Competence(competence) = &law.rules[rule].kind
                {
                    let chains = index.competences_of.entry(competence.body.clone()).or_default();
                    if chains.last() != Some(&number) {
                        chains.push(number);
                    }
                }
            }
            let first = chain.links.iter().find_map(|link| if let What::Block(rule) = link.what { Some(rule) } else { None });
            match first.map(|rule| &law.rules[rule].kind) {
                Some(Kind::Competence(_)) => index.competences.push(number),
                Some(Kind::Transition(_)) if !index.transitions.contains(&chain.slot) => index.transitions.push(chain.slot.clone()),
                _ => {}
            }
        }
        index.within = law.territories.keys().map(|id| (id.clone(), containing(law, id))).collect();
        index.rank_order = law.ranks.iter().enumerate().map(|(order, rank)| (rank.id.clone(), order)).collect();
        index
    }

    /// Chains on `slot` or a prefix of it, the broadest first.
    pub fn candidates<'i>(&'i self, slot: &'i str) -> impl Iterator<Item = ChainNumber> + 'i {
        prefixes(slot).filter_map(|prefix| self.by_slot.get(prefix)).flatten().copied()
    }

    /// Whether territory `inner` is `outer` or lies within it.
    pub fn lies_within(&self, inner: &str, outer: &str) -> bool {
        inner == outer || self.within.get(inner).is_some_and(|all| all.contains(outer))
    }
}

/// `term.decision.sketch` has the prefixes `term.decision` and itself.
pub(crate) fn prefixes(slot: &str) -> impl Iterator<Item = &str> {
    slot.match_indices('.').skip(1).map(|(at, _)| &slot[..at]).chain([slot])
}

/// Whether `broad` is `narrow` or a dotted prefix of it.
pub fn covers(broad: &str, narrow: &str) -> bool {
    narrow.strip_prefix(broad).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn dates(law: &Law, links: &[Link]) -> Vec<Date> {
    let mut dates = BTreeSet::new();
    for link in links {
        dates.extend([link.from, link.known]);
        if let What::Block(rule) = link.what {
            let rule = &law.rules[rule];
            dates.extend(rule.until);
            let named = rule.scope.territory.iter().chain(&rule.except.territory).filter_map(|id| law.territories.get(id));
            dates.extend(named.flat_map(|territory| [territory.from, territory.until]).flatten());
            let answers = rule.when.keys().filter_map(|name| law.switches.get(name)?.answer.as_ref());
            dates.extend(answers.map(|answer| answer.known));
        }
    }
    dates.into_iter().collect()
}

/// Adds the end that a repeal, an annulment or a replacement puts to rules.
fn end_chains(law: &Law, chains: &mut [Chain], number: usize, change: &Amendment) {
    let annuls = change.operation == Operation::Annul;
    let ends = matches!(change.operation, Operation::Repeal | Operation::Annul | Operation::Replace);
    let under = format!("{}/", change.target);
    for chain in chains.iter_mut().filter(|chain| ends && (chain.id == change.target || chain.id.starts_with(&under))) {
        let restated = change.operation == Operation::Replace && change.restated.contains(&chain.slot);
        let only_new = chain.links.iter().all(|link| match link.what {
            What::Block(rule) => law.rules[rule].set_by == change.act && change.act != chain.act,
            What::Ended(_) => true,
        });
        if restated || (only_new && !annuls) {
            continue;
        }
        chain.links.push(Link {
            from: change.from,
            known: change.known,
            day: change.applies_to,
            what: What::Ended(number),
            drops_later: annuls || change.later_versions == Some(LaterVersions::Drop),
        });
    }
}

/// The territory and all that contain it; a circle ends where it closes.
fn containing(law: &Law, id: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut open = vec![id.to_string()];
    while let Some(next) = open.pop() {
        if all.insert(next.clone())
            && let Some(territory) = law.territories.get(&next)
        {
            open.extend(territory.within.iter().cloned());
        }
    }
    all
}
