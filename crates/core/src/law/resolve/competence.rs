//! Step 5: whether the body that made a rule may regulate this, here, now.

use super::asked::Asked;
use super::candidate::{Candidate, Governing};
use super::question::Question;
use super::trace::{Because, Verdict};
use crate::decision::Value;
use crate::law::index::{Chain, What, covers};
use crate::law::{Amount, Competence, Fee, Kind, Law, Literal, ParameterValue, Rule, RuleNumber};
use crate::time::Date;
use std::collections::BTreeMap;

/// A competence found for a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub rule: RuleNumber,
    /// Order of the highest rank it displaces; lower numbers rank higher.
    pub displaces: Option<usize>,
}

/// Longest chain of delegations that is followed.
const DEPTH: u8 = 8;

impl Asked<'_> {
    /// The competence of the rule's body over it; an error says why it is void or lapsed.
    pub(super) fn competence(&self, candidate: Candidate) -> Result<Option<Found>, (Verdict, Because)> {
        let rule = &self.law.rules[candidate.rule];
        let needed = self.needs_competence(&rule.act);
        let mut best: Option<Found> = None;
        let mut why = (Verdict::Void, Because::NoCompetence);
        let body = self.law.acts.get(&rule.act).map_or("", |act| &act.body);
        for &number in self.law.index.competences_of.get(body).into_iter().flatten() {
            let chain = &self.law.index.chains[number];
            match self.grants(chain, rule, candidate.day, DEPTH) {
                Ok(found) => {
                    let strength = |f: &Found| f.displaces.map_or(usize::MAX, |order| order);
                    if best.as_ref().is_none_or(|earlier| strength(&found) < strength(earlier)) {
                        best = Some(found);
                    }
                }
                Err(Some(reason)) if why.1 == Because::NoCompetence => why = reason,
                Err(_) => {}
            }
        }
        if best.is_none() && needed { Err(why) } else { Ok(best) }
    }

    /// Whether acts of this act's rank are void without a competence.
    pub(super) fn needs_competence(&self, act: &str) -> bool {
        let rank = self.law.acts.get(act).map(|act| &act.rank);
        self.law.ranks.iter().any(|r| r.needs_competence && Some(&r.id) == rank)
    }

    /// Whether the chain's competence reaches the rule on `day`; an error may say why not.
    fn grants(&self, chain: &Chain, rule: &Rule, day: Date, depth: u8) -> Result<Found, Option<(Verdict, Because)>> {
        let body = self.law.acts.get(&rule.act).map(|act| act.body.as_str()).ok_or(None)?;
        let adopted = self.law.acts.get(&rule.set_by).map(|act| act.adopted).ok_or(None)?;
        let reaches = |number: RuleNumber| self.reaches(number, body, rule, day);
        let known_then = chain.links.iter().any(|link| match link.what {
            What::Block(number) => {
                link.known <= adopted && self.misread(&self.law.rules[number].when).is_none() && reaches(number).is_some()
            }
            What::Ended(_) => false,
        });
        match self.on(day).governing(chain) {
            Governing::Block(governing) => {
                let competence = reaches(governing.rule).filter(|_| known_then).ok_or(None)?;
                if !within_bounds(competence, rule, self.question.class.as_deref()) {
                    return Err(Some((Verdict::Void, Because::OutsideBounds)));
                }
                if !self.is_founded(governing.rule, competence, day, depth) {
                    return Err(None);
                }
                let displaces = competence.displaces.as_ref().and_then(|rank| self.law.index.rank_order.get(rank)).copied();
                Ok(Found { rule: governing.rule, displaces })
            }
            Governing::Out(line) => match line.because {
                Because::Begins { on } if reaches(line.rule).is_some() => Err(Some((Verdict::Void, Because::CompetenceBegins { on }))),
                Because::Ended { on } if known_then => Err(Some((Verdict::Lapsed, Because::CompetenceEnded { on }))),
                _ => Err(None),
            },
        }
    }

    /// The competence in block `number`, if it is the body's and covers subject, territory and case.
    fn reaches(&self, number: RuleNumber, body: &str, rule: &Rule, day: Date) -> Option<&Competence> {
        let block = &self.law.rules[number];
        let Kind::Competence(competence) = &block.kind else { return None };
        let area = self.area(&rule.slot);
        let subject = competence.slots.iter().any(|slot| covers(slot, &rule.slot))
            || (competence.areas.iter().any(|a| covers(a, area)) && !competence.except_areas.iter().any(|a| covers(a, area)));
        let ours = competence.body == body && subject && self.covers_territory(block, rule);
        let outside = !self.person_fits(&block.scope) || !self.class_fits(&block.scope) || !self.territory_fits(&block.scope, day);
        (ours && !outside).then_some(competence)
    }

    /// The area of a slot, or of the nearest broader slot that is listed.
    fn area(&self, slot: &str) -> &str {
        let mut slot = slot;
        loop {
            if let Some(listed) = self.law.vocabulary.slots.get(slot) {
                return &listed.area;
            }
            match slot.rsplit_once('.') {
                Some((broader, _)) => slot = broader,
                None => return "",
            }
        }
    }

    /// Whether every territory of the rule lies in one of the competence's.
    fn covers_territory(&self, competence: &Rule, rule: &Rule) -> bool {
        let inside = |inner: &str, outer: &[String]| outer.iter().any(|outer| self.law.index.lies_within(inner, outer));
        let allowed = &competence.scope.territory;
        let excepted = &competence.except.territory;
        let all = |test: &dyn Fn(&str) -> bool| !rule.scope.territory.is_empty() && rule.scope.territory.iter().all(|t| test(t));
        (allowed.is_empty() || all(&|t| inside(t, allowed))) && (excepted.is_empty() || all(&|t| !inside(t, excepted)))
    }

    /// Whether a handed-on competence has a source that is no narrower; one of a rank that needs it must be handed on.
    fn is_founded(&self, number: RuleNumber, competence: &Competence, day: Date, depth: u8) -> bool {
        let block = &self.law.rules[number];
        let Some(from_body) = &competence.from_body else { return !self.needs_competence(&block.act) };
        depth > 0
            && self.law.index.competences.iter().any(|&chain| {
                let Governing::Block(source) = self.on(day).governing(&self.law.index.chains[chain]) else { return false };
                let Kind::Competence(wider) = &self.law.rules[source.rule].kind else { return false };
                wider.body == *from_body
                    && wider.delegable
                    && is_no_wider(competence, wider)
                    && self.covers_territory(&self.law.rules[source.rule], block)
                    && self.is_founded(source.rule, wider, day, depth - 1)
            })
    }
}

/// Whether the rule's body may make it, on `day` and in a reading; drafts take part.
pub(crate) fn is_competent(law: &Law, number: RuleNumber, day: Date, reading: &BTreeMap<String, String>) -> bool {
    let rule = &law.rules[number];
    let places = rule.scope.territory.iter().cloned().collect();
    let person = rule.scope.person.iter().cloned().collect();
    let class = rule.scope.class.first().cloned();
    let question = Question { places, person, class, switches: reading.clone(), known: Date::MAX, ..Question::on("", day) };
    law.ask(&question).with_proposed().competence(Candidate { rule: number, day }).is_ok()
}

/// Whether `narrow` covers nothing that `wide` does not.
pub(crate) fn is_no_wider(narrow: &Competence, wide: &Competence) -> bool {
    let areas = narrow.areas.iter().all(|area| wide.areas.iter().any(|w| covers(w, area)));
    let excepted = wide.except_areas.iter().all(|area| {
        narrow.except_areas.iter().any(|n| covers(n, area)) || !narrow.areas.iter().any(|n| covers(n, area) || covers(area, n))
    });
    let slots = narrow.slots.iter().all(|slot| wide.slots.iter().any(|w| covers(w, slot)));
    areas && excepted && slots
}

/// Whether the rule's number lies within `min` and `max`.
fn within_bounds(competence: &Competence, rule: &Rule, class: Option<&str>) -> bool {
    let bound = |literal: &Option<Literal>| literal.as_ref().and_then(number);
    let (min, max) = (bound(&competence.min), bound(&competence.max));
    if min.is_none() && max.is_none() {
        return true;
    }
    let value = number_of(rule, class);
    value.is_some_and(|value| min.is_none_or(|min| min <= value) && max.is_none_or(|max| value <= max))
}

fn number(literal: &Literal) -> Option<i64> {
    Value::parse_number(&literal.to_string())?.as_scaled()
}

/// The number a rule sets, in ten-thousandths: length, value or amount.
pub(crate) fn number_of(rule: &Rule, class: Option<&str>) -> Option<i64> {
    match &rule.kind {
        Kind::Term(term) => Some(i64::from(term.length) * Value::SCALE),
        Kind::Parameter(parameter) => match &parameter.value {
            ParameterValue::Set(_) => None,
            _ => parameter.value_for(class).and_then(number),
        },
        Kind::Fee(Fee { amount: Amount::Value(value), .. }) => number(value),
        Kind::Revenue(revenue) => Value::parse_number(&revenue.share)?.as_scaled(),
        _ => None,
    }
}
