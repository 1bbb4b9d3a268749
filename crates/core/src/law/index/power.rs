//! Which competences may reach which rules, as far as that hangs on no question:
//! body, slot or area, and territory.

use super::chain::{Chain, What};
use super::{ChainNumber, Index, Number, area, covers};
use crate::law::resolve::is_no_wider;
use crate::law::{Competence, Kind, Law, Rule, RuleNumber};
use crate::time::Date;
use std::collections::BTreeMap;

/// A chain of competences of which some version may reach a rule, or be the source of another competence.
#[derive(Clone, Debug)]
pub(crate) struct Power {
    pub chain: ChainNumber,
    /// By link of the chain: whether that version reaches.
    pub reaches: Box<[bool]>,
}

/// Finds the competences of every rule, once for rules that are alike, and the sources of every handed-on competence.
pub(super) fn find(law: &Law, index: &mut Index) {
    let mut of_body: BTreeMap<Number, Vec<ChainNumber>> = BTreeMap::new();
    for &chain in &index.competences {
        for competence in index.chains[chain].blocks().filter_map(|rule| competence(&law.rules[rule])) {
            let chains = of_body.entry(index.last_heir(&competence.body)).or_default();
            if chains.last() != Some(&chain) {
                chains.push(chain);
            }
        }
    }
    let mut groups: BTreeMap<(Number, &str, &[String]), usize> = BTreeMap::new();
    let mut powers: Vec<Vec<Power>> = vec![Vec::new()];
    for (number, rule) in law.rules.iter().enumerate() {
        let body = index.words.heir_on(index.blocks[number].body, Date::MAX);
        if let Some(chains) = of_body.get(&body) {
            index.blocks[number].powers = *groups.entry((body, &rule.slot, &rule.scope.territory)).or_insert_with(|| {
                let reaches = |block: &Rule, competence: &Competence| {
                    index.last_heir(&competence.body) == body
                        && regulates(law, competence, &rule.slot)
                        && covers_territory(index, block, rule)
                };
                powers.push(index.powers_where(law, chains, reaches));
                powers.len() - 1
            });
        }
        if let Some(narrow) = competence(rule)
            && let Some(from_body) = &narrow.from_body
        {
            let chains = of_body.get(&index.last_heir(from_body)).map_or(&[][..], Vec::as_slice);
            let feeds = |block: &Rule, wide: &Competence| {
                wide.body == *from_body && is_no_wider(law, narrow, wide) && covers_territory(index, block, rule)
            };
            let sources = index.powers_where(law, chains, feeds);
            index.sources.insert(number, sources);
        }
    }
    index.powers = powers;
}

fn competence(rule: &Rule) -> Option<&Competence> {
    if let Kind::Competence(competence) = &rule.kind { Some(competence) } else { None }
}

impl Index {
    /// Who holds a body's place in the end.
    fn last_heir(&self, body: &str) -> Number {
        self.words.heir_on(self.words.bodies.number(body), Date::MAX)
    }

    /// Those of the chains that have a version which passes `test`.
    fn powers_where(&self, law: &Law, chains: &[ChainNumber], test: impl Fn(&Rule, &Competence) -> bool) -> Vec<Power> {
        let passes = |rule: RuleNumber| competence(&law.rules[rule]).is_some_and(|competence| test(&law.rules[rule], competence));
        let reaches = |chain: &Chain| -> Box<[bool]> {
            chain.links.iter().map(|link| matches!(link.what, What::Block(rule) if passes(rule))).collect()
        };
        let powers = chains.iter().map(|&chain| Power { chain, reaches: reaches(&self.chains[chain]) });
        powers.filter(|power| power.reaches.contains(&true)).collect()
    }
}

/// Whether the competence is over the slot: itself, a broader one, or an area that it leaves to the body.
pub(crate) fn regulates(law: &Law, competence: &Competence, slot: &str) -> bool {
    let area = area(law, slot);
    competence.slots.iter().any(|listed| covers(listed, slot))
        || (competence.areas.iter().any(|listed| covers(listed, area))
            && !competence.except_areas.iter().any(|listed| covers(listed, area)))
}

/// Whether every territory of the rule lies in one of the competence's.
fn covers_territory(index: &Index, competence: &Rule, rule: &Rule) -> bool {
    let number = |id: &String| index.words.territories.number(id);
    let inside = |inner: &String| competence.scope.territory.iter().any(|outer| index.words.lies_within(number(inner), number(outer)));
    competence.scope.territory.is_empty() || (!rule.scope.territory.is_empty() && rule.scope.territory.iter().all(inside))
}
