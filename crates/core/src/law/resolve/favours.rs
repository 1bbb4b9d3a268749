//! Which of two rules is better for the applicant.

use super::asked::Asked;
use super::contest::Contest;
use crate::decision::Value;
use crate::decision::dmn::{Datum, Model};
use crate::law::{
    Amount, Decision, Favours, Fee, Kind, Law, Literal, Parameter, ParameterValue, Period, Retention, Rule, RuleNumber, Silence,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The tables of the law's decisions and the facts of one case: with them a fee that is computed can be compared.
#[derive(Clone, Copy)]
pub struct Facts<'f> {
    /// By file, as the rules name it.
    pub tables: &'f BTreeMap<String, Model>,
    /// By name.
    pub facts: &'f BTreeMap<String, Datum>,
}

impl Facts<'_> {
    /// What a decision gives with these values of the slots it uses; nothing if it is undetermined or no single value.
    fn compute(&self, decision: &Decision, uses: BTreeMap<String, Literal>) -> Option<Literal> {
        let mut inputs = self.facts.clone();
        inputs.extend(uses.into_iter().map(|(name, value)| (name, datum(&value))));
        match self.tables.get(&decision.file)?.decide(&decision.decision, &inputs).ok()?.output? {
            Datum::Bool(truth) => Some(Literal::Truth(truth)),
            Datum::Number(text) | Datum::Text(text) | Datum::Temporal(_, text) => Some(Literal::Text(text)),
            Datum::Null | Datum::List(_) | Datum::Context(_) => None,
        }
    }
}

fn datum(value: &Literal) -> Datum {
    match value {
        Literal::Truth(truth) => Datum::Bool(*truth),
        Literal::Integer(number) => Datum::Number(number.to_string()),
        Literal::Date(date) => Datum::Text(date.to_string()),
        Literal::Text(text) if Value::parse_number(text).is_some() => Datum::Number(text.clone()),
        Literal::Text(text) => Datum::Text(text.clone()),
    }
}

/// Which of the two bodies of law a rule is read in.
#[derive(Clone, Copy)]
pub(super) enum Side<'f> {
    /// The older one: what a rule uses is older too, if this finds it.
    Old(&'f dyn Fn(&str) -> Option<RuleNumber>),
    /// The law as it is without clause or certificate.
    New,
}

impl Asked<'_> {
    /// Whether the older rule is better (greater) for the applicant; nothing if they cannot be compared.
    pub(super) fn compare(
        &self,
        slot: &str,
        old: RuleNumber,
        new: RuleNumber,
        older: &dyn Fn(&str) -> Option<RuleNumber>,
    ) -> Option<Ordering> {
        let (a, b) = (&self.law.rules[old], &self.law.rules[new]);
        if old == new {
            return Some(Ordering::Equal);
        }
        if decision_of(a).is_none() && decision_of(b).is_none() {
            return favours(self.law, slot, a, b, self.question.class.as_deref());
        }
        let value = |rule, side| answer_of(rule, self.value(rule, side));
        in_favour(self.law, slot, b, &value(a, Side::Old(older)), &value(b, Side::New))
    }

    /// What a rule answers on the facts of the case.
    fn value(&self, rule: &Rule, side: Side<'_>) -> Option<Literal> {
        let Some(decision) = decision_of(rule) else { return literal(rule, self.question.class.as_deref()) };
        let facts = self.facts?;
        let mut uses = BTreeMap::new();
        for (name, used) in &decision.uses {
            let asked = used.on.map(|day| self.on(self.day(day)));
            let current = || Contest::of(asked.as_ref().unwrap_or(self), &used.slot, false).winner();
            let number = match side {
                Side::Old(older) => older(&used.slot).or_else(current),
                Side::New => current(),
            };
            uses.insert(name.clone(), literal(&self.law.rules[number?], self.question.class.as_deref())?);
        }
        facts.compute(decision, uses)
    }
}

/// The table that a rule is computed by.
fn decision_of(rule: &Rule) -> Option<&Decision> {
    match &rule.kind {
        Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => Some(decision),
        _ => None,
    }
}

/// Whether `a` is better (greater) for the applicant than `b`; nothing if they cannot be compared.
pub(crate) fn favours(law: &Law, slot: &str, a: &Rule, b: &Rule, class: Option<&str>) -> Option<Ordering> {
    in_favour(law, slot, b, &answer_of(a, literal(a, class)), &answer_of(b, literal(b, class)))
}

/// An answer and what it counts.
struct Counted {
    value: Option<Literal>,
    unit: String,
}

/// Compares two answers by the slot's `favours`.
fn in_favour(law: &Law, slot: &str, rule: &Rule, a: &Counted, b: &Counted) -> Option<Ordering> {
    let listed = law.vocabulary.slots.get(slot).or_else(|| law.vocabulary.slots.get(&rule.slot))?;
    let (first, second) = (a.value.as_ref()?, b.value.as_ref()?);
    let ordering = match &listed.favours {
        Favours::None => return None,
        Favours::BestFirst(order) => {
            let position = |value: &Literal| order.iter().position(|listed| *listed == value.to_string());
            return Some(position(second)?.cmp(&position(first)?));
        }
        _ if a.unit != b.unit => return None,
        _ => match (first, second) {
            (Literal::Date(first), Literal::Date(second)) => first.cmp(second),
            _ => number(first)?.cmp(&number(second)?),
        },
    };
    Some(if listed.favours == Favours::Lower { ordering.reverse() } else { ordering })
}

fn number(value: &Literal) -> Option<i64> {
    Value::parse_number(&value.to_string())?.as_scaled()
}

fn answer_of(rule: &Rule, value: Option<Literal>) -> Counted {
    let unit = match &rule.kind {
        Kind::Term(term) => term.unit.word().to_string(),
        Kind::Retention(Retention { period: Period::Lasts { unit, .. }, .. }) => unit.word().to_string(),
        Kind::Parameter(parameter) => parameter.unit.clone(),
        Kind::Fee(fee) => fee.unit.clone(),
        _ => String::new(),
    };
    Counted { value, unit }
}

/// The one value a rule answers with.
fn literal(rule: &Rule, class: Option<&str>) -> Option<Literal> {
    let word = |word: &str| Some(Literal::Text(word.to_string()));
    match &rule.kind {
        Kind::Silence(Silence { yields, .. }) => word(yields.as_str()),
        Kind::Jurisdiction { body } => word(body),
        Kind::Parameter(Parameter { value: ParameterValue::Set(_), .. }) => None,
        Kind::Parameter(parameter) => parameter.value_for(class).cloned(),
        Kind::Term(term) => Some(Literal::Integer(i64::from(term.length))),
        Kind::Retention(Retention { period: Period::Lasts { length, .. }, .. }) => Some(Literal::Integer(i64::from(*length))),
        Kind::Fee(Fee { amount: Amount::Value(value), .. }) => Some(value.clone()),
        Kind::Revenue(revenue) => word(&revenue.share),
        _ => None,
    }
}
