//! Step 5: whether the body that made a rule may regulate this, here, now.
//!
//! What hangs on no question (body, slot or area, territory) was found when the
//! law was read: [`Power`]. What is left are days, readings and the case.

use super::asked::Asked;
use super::candidate::Candidate;
use super::question::Question;
use super::trace::{Because, Verdict};
use crate::decision::Value;
use crate::law::index::{Power, What, covers, regulates};
use crate::law::{AgainstLater, Amount, Competence, Fee, Kind, Law, Literal, ParameterValue, Period, Retention, Rule, RuleNumber};
use crate::time::Date;
use std::collections::BTreeMap;

/// A competence found for a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub rule: RuleNumber,
    /// Order of the highest rank it displaces; lower numbers rank higher.
    pub displaces: Option<usize>,
    pub against_later: AgainstLater,
}

impl Found {
    /// The farther it displaces, and the surer against later law, the smaller.
    fn weakness(&self) -> (usize, u8) {
        (self.displaces.unwrap_or(usize::MAX), weakness(self.against_later))
    }
}

/// Longest chain of delegations that is followed.
const DEPTH: u8 = 8;

impl Asked<'_> {
    /// The strongest competence of the rule's body over it.
    pub(super) fn competence(&self, candidate: Candidate) -> Option<Found> {
        self.competences(candidate).min_by_key(Found::weakness)
    }

    /// Every competence of the rule's body over it.
    pub(super) fn competences(&self, candidate: Candidate) -> impl Iterator<Item = Found> + '_ {
        self.powers(candidate).iter().filter_map(move |power| self.grants(power, candidate))
    }

    fn powers(&self, candidate: Candidate) -> &[Power] {
        &self.law.index.powers[self.law.index.blocks[candidate.rule].powers]
    }

    /// The competence, if it reaches the rule on its day.
    fn grants(&self, power: &Power, candidate: Candidate) -> Option<Found> {
        let Candidate { rule, day } = candidate;
        let (number, competence) = self.competence_on(power, day)?;
        let granted = self.is_heir(competence, rule, day)
            && self.was_known(power, rule, day)
            && within_bounds(competence, &self.law.rules[rule], self.question.class.as_deref())
            && self.is_founded(number, competence, day, DEPTH);
        let order = |rank: &String| self.law.index.rank_order.get(rank).copied();
        granted.then(|| Found {
            rule: number,
            displaces: competence.displaces.as_ref().and_then(order),
            against_later: competence.against_later,
        })
    }

    /// The version in force on `day`, if it is one that reaches and concerns the case.
    fn competence_on(&self, power: &Power, day: Date) -> Option<(RuleNumber, &Competence)> {
        let (link, governing) = self.governing_on(&self.law.index.chains[power.chain], day)?;
        let Kind::Competence(competence) = &self.law.rules[governing].kind else { return None };
        (power.reaches[link] && self.outside(governing, day).is_none()).then_some((governing, competence))
    }

    /// Why no competence reaches the rule: the reason that says most.
    pub(super) fn why_void(&self, candidate: Candidate) -> (Verdict, Because) {
        let reasons = self.powers(candidate).iter().filter_map(|power| self.why_not_granted(power, candidate));
        reasons.into_iter().next().unwrap_or((Verdict::Void, Because::NoCompetence))
    }

    /// Whether the competence begins later, has ended, or sets bounds, if that is what is wrong.
    fn why_not_granted(&self, power: &Power, candidate: Candidate) -> Option<(Verdict, Because)> {
        let Candidate { rule, day } = candidate;
        let chain = &self.law.index.chains[power.chain];
        if let Some((_, competence)) = self.competence_on(power, day) {
            let outside = !within_bounds(competence, &self.law.rules[rule], self.question.class.as_deref());
            let else_good = self.is_heir(competence, rule, day) && self.was_known(power, rule, day);
            return (else_good && outside).then_some((Verdict::Void, Because::OutsideBounds));
        }
        let line = self.on(day).why_not(chain)?;
        let link = chain.links.iter().position(|link| link.what == What::Block(line.rule))?;
        match line.because {
            Because::Begins { on } if power.reaches[link] && self.outside(line.rule, day).is_none() => {
                Some((Verdict::Void, Because::CompetenceBegins { on }))
            }
            Because::Ended { on } if self.was_known(power, rule, day) => Some((Verdict::Lapsed, Because::CompetenceEnded { on })),
            _ => None,
        }
    }

    /// Whether the competence is of the body that made the rule, or of whoever holds its place on `day`.
    fn is_heir(&self, competence: &Competence, rule: RuleNumber, day: Date) -> bool {
        let words = &self.law.index.words;
        words.heir_on(words.bodies.number(&competence.body), day) == words.heir_on(self.law.index.blocks[rule].body, day)
    }

    /// Whether a version of the competence that reaches the rule was known when the act was adopted.
    fn was_known(&self, power: &Power, rule: RuleNumber, day: Date) -> bool {
        let adopted = self.law.index.blocks[rule].adopted;
        self.law.index.chains[power.chain].links.iter().zip(&power.reaches).any(|(link, reaches)| match link.what {
            What::Block(number) => *reaches && link.known <= adopted && self.is_there(link) && self.outside(number, day).is_none(),
            What::Ended(_) => false,
        })
    }

    /// Whether a handed-on competence has a source that is no narrower; one of a rank that needs it must be handed on,
    /// and by the body itself.
    fn is_founded(&self, number: RuleNumber, competence: &Competence, day: Date, depth: u8) -> bool {
        let law = self.law;
        let block = &law.index.blocks[number];
        let Some(from_body) = &competence.from_body else { return !block.needs_competence };
        let words = &law.index.words;
        let own = words.heir_on(words.bodies.number(from_body), day) == words.heir_on(block.body, day);
        depth > 0
            && (own || !block.needs_competence)
            && law.index.sources.get(&number).into_iter().flatten().any(|power| {
                let source = self.competence_on(power, day);
                source.is_some_and(|(source, wider)| self.is_founded(source, wider, day, depth - 1))
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
    let found = law.ask(&question).with_proposed().competence(Candidate { rule: number, day });
    found.is_some() || !law.index.blocks[number].needs_competence
}

/// Whether `wide` may be handed on as `narrow`, which covers nothing that `wide` does not.
pub(crate) fn is_no_wider(law: &Law, narrow: &Competence, wide: &Competence) -> bool {
    let areas = narrow.areas.iter().all(|area| wide.areas.iter().any(|w| covers(w, area)));
    let excepted = wide.except_areas.iter().all(|area| {
        narrow.except_areas.iter().any(|n| covers(n, area)) || !narrow.areas.iter().any(|n| covers(n, area) || covers(area, n))
    });
    let slots = narrow.slots.iter().all(|slot| regulates(law, wide, slot));
    let order =
        |competence: &Competence| competence.displaces.as_ref().and_then(|rank| law.ranks.iter().position(|listed| listed.id == *rank));
    let displaces = order(narrow).is_none_or(|own| order(wide).is_some_and(|source| source <= own));
    let against_later = narrow.displaces.is_none() || weakness(narrow.against_later) >= weakness(wide.against_later);
    let bound = |literal: &Option<Literal>| literal.as_ref().and_then(number);
    let min = bound(&wide.min).is_none_or(|source| bound(&narrow.min).is_some_and(|own| own >= source));
    let max = bound(&wide.max).is_none_or(|source| bound(&narrow.max).is_some_and(|own| own <= source));
    wide.delegable && areas && excepted && slots && displaces && against_later && min && max
}

/// The surer against later law, the smaller.
fn weakness(against_later: AgainstLater) -> u8 {
    match against_later {
        AgainstLater::Prevails => 0,
        AgainstLater::UnlessExpress => 1,
        AgainstLater::Yields => 2,
    }
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
        Kind::Retention(Retention { period: Period::Lasts { length, .. }, .. }) => Some(i64::from(*length) * Value::SCALE),
        Kind::Parameter(parameter) => match &parameter.value {
            ParameterValue::Set(_) => None,
            _ => parameter.value_for(class).and_then(number),
        },
        Kind::Fee(Fee { amount: Amount::Value(value), .. }) => number(value),
        Kind::Revenue(revenue) => Value::parse_number(&revenue.share)?.as_scaled(),
        _ => None,
    }
}
