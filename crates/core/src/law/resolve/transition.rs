//! Step 8: transition clauses choose between the new version and an older one.

use super::Undetermined;
use super::asked::Asked;
use super::contest::{Contest, Standing};
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::decision::Value;
use crate::law::index::covers;
use crate::law::{AsOf, Day, Favours, Kind, Law, Literal, ParameterValue, Rule, RuleNumber, Selects, Silence, Transition};
use std::cmp::Ordering;

impl<'l> Asked<'l> {
    /// Lets the first transition clause that covers the slot choose.
    pub(super) fn select(&self, slot: &str, contest: &mut Contest) {
        if self.law.index.transitions.is_empty() || slot.starts_with("transition.") || self.at.is_some() {
            return;
        }
        let Some(new) = contest.winner() else { return };
        for clause_slot in &self.law.index.transitions {
            let Some(clause) = Contest::of(self, clause_slot, false).winner() else { continue };
            let Kind::Transition(transition) = &self.law.rules[clause].kind else { continue };
            let act = &self.law.rules[new].act;
            if !transition.covers.iter().any(|covered| covers(covered, slot) || covered == act) {
                continue;
            }
            if let Some(old) = self.older(slot, transition).filter(|old| *old != new) {
                self.choose(slot, transition.selects, (clause, old, new), contest);
            }
            return;
        }
    }

    /// The rule that answered on the clause's day.
    fn older(&self, slot: &str, transition: &Transition) -> Option<RuleNumber> {
        let day = match transition.as_of {
            AsOf::Day(day) => day,
            AsOf::Filed => self.day(Day::Filed),
        };
        Contest::of(&self.on(day), slot, false).winner()
    }

    fn choose(&self, slot: &str, selects: Selects, (clause, old, new): (RuleNumber, RuleNumber, RuleNumber), contest: &mut Contest) {
        let class = self.question.class.as_deref();
        let keeps_old = match selects {
            Selects::New => false,
            Selects::Frozen => true,
            Selects::Choice => {
                contest.open = Some(Undetermined::Choice { clause, old, new });
                return;
            }
            Selects::MostFavourable => match favours(self.law, slot, &self.law.rules[old], &self.law.rules[new], class) {
                Some(Ordering::Greater) => true,
                Some(_) => false,
                None => {
                    contest.open = Some(Undetermined::Incomparable { clause, old, new });
                    return;
                }
            },
        };
        if keeps_old {
            contest.trace.retain(|line| line.rule != old);
            contest.note(TraceLine {
                step: 8,
                rule: new,
                verdict: Verdict::Loses,
                principle: Principle::Transition,
                by: Some(old),
                because: Because::KeptByTransition,
            });
            contest.left = vec![Standing { rule: old, competence: None }];
            contest.won = (8, Principle::Transition, Some(new));
            contest.transition = Some(clause);
        }
    }
}

/// Whether `a` is better (greater) for the applicant than `b`; nothing if they cannot be compared.
pub(crate) fn favours(law: &Law, slot: &str, a: &Rule, b: &Rule, class: Option<&str>) -> Option<Ordering> {
    let listed = law.vocabulary.slots.get(slot).or_else(|| law.vocabulary.slots.get(&b.slot))?;
    match &listed.favours {
        Favours::None => None,
        Favours::BestFirst(order) => {
            let position = |rule: &Rule| word(rule, class).and_then(|word| order.iter().position(|listed| *listed == word));
            Some(position(b)?.cmp(&position(a)?))
        }
        direction => {
            let ordering = comparable(a, class)?.partial_cmp_in(&comparable(b, class)?)?;
            Some(if *direction == Favours::Lower { ordering.reverse() } else { ordering })
        }
    }
}

/// A number and what it counts.
struct Quantity(i64, String);

impl Quantity {
    fn partial_cmp_in(&self, other: &Quantity) -> Option<Ordering> {
        (self.1 == other.1).then(|| self.0.cmp(&other.0))
    }
}

fn comparable(rule: &Rule, class: Option<&str>) -> Option<Quantity> {
    let unit = match &rule.kind {
        Kind::Term(term) => format!("{:?}", term.unit),
        Kind::Parameter(parameter) => parameter.unit.clone(),
        Kind::Fee(fee) => fee.unit.clone(),
        _ => String::new(),
    };
    Some(Quantity(super::competence::number_of(rule, class)?, unit))
}

/// The word a rule answers with.
fn word(rule: &Rule, class: Option<&str>) -> Option<String> {
    match &rule.kind {
        Kind::Silence(Silence { yields, .. }) => Some(yields.as_str().to_string()),
        Kind::Jurisdiction { body } => Some(body.clone()),
        Kind::Parameter(parameter) => match &parameter.value {
            ParameterValue::Set(_) => None,
            _ => parameter.value_for(class).map(Literal::to_string),
        },
        Kind::Term(term) => Value::scaled(i64::from(term.length)).map(|_| term.length.to_string()),
        _ => None,
    }
}
