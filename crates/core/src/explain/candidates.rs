//! Which other values of a fact are worth a try: those that tables and
//! conditions name, and beside each number its two neighbours.
//!
//! The neighbour is one step away: one in the last decimal place that the stated
//! value or any named one uses. So for whole numbers `> 12` is tried with 12 and
//! 13, and every interval with both its ends. A number does not become negative
//! unless the stated or a named value is. For a word, one that no test names is
//! tried too, after all others.

use super::trial::{Run, Trial, judgement_names};
use crate::decision::condition::{self, Formula, Literal};
use crate::decision::dmn::Datum;
use crate::decision::{Value, decimal};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Another value of a fact, and how far it lies from the stated one, in millionths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub size: u64,
    pub value: Datum,
}

/// A word that no test names: it fails every one of them. Tried last.
pub(super) const ELSE: &str = "something else";
/// A change from one thing to another of a different kind: one whole.
const WHOLE: u64 = 1_000_000;

/// Facts that the run read, and that are neither the law's nor a human's.
pub(super) fn facts(trial: &Trial<'_>, run: &Run) -> BTreeSet<String> {
    let decisions = trial.sources.decisions;
    let models = run.models.keys().filter_map(|file| decisions.get(file)).flat_map(|model| &model.inputs).map(|input| input.name.clone());
    let used: BTreeSet<&String> = run.slots.values().flat_map(|answer| &answer.uses).map(|used| &used.name).collect();
    let net = run.procedure.as_ref().and_then(|file| trial.sources.procedures.get(file));
    let given: BTreeSet<&String> = net.iter().flat_map(|net| &net.uses).map(|(name, _)| name).collect();
    let read = run.branches.iter().flat_map(|branch| branch.reads.keys().cloned());
    let judged = judgement_names(trial);
    let own = |name: &String| {
        !used.contains(name) && !given.contains(name) && !judged.contains(name) && !matches!(name.as_str(), "silence" | "ruling")
    };
    models.chain(read).filter(own).collect()
}

/// Other values of `fact`, the nearest first.
pub(super) fn candidates(trial: &Trial<'_>, run: &Run, fact: &str) -> Vec<Candidate> {
    let stated = trial.ruling.facts.get(fact).cloned().unwrap_or(Datum::Null);
    let mut named: BTreeSet<Datum> = BTreeSet::new();
    for (file, known) in &run.models {
        named.extend(trial.sources.decisions[file].named_values(fact, known));
    }
    if let Some(net) = run.procedure.as_ref().and_then(|file| trial.sources.procedures.get(file)) {
        for formula in net.flow_conditions.iter().filter_map(|text| condition::parse(text).ok()) {
            compared(&formula, fact, &mut named);
        }
    }
    let mut values = neighbours(&stated, &named);
    values.extend(named);
    values.remove(&stated);
    let distance = |value: Datum| Candidate { size: size(&stated, &value), value };
    let mut found: Vec<Candidate> = values.into_iter().filter(|value| !same(&stated, value)).map(distance).collect();
    let is_word = |value: &Datum| matches!(value, Datum::Text(_)) && day(value).is_none();
    if is_word(&stated) || found.iter().any(|candidate| is_word(&candidate.value)) {
        found.push(Candidate { size: WHOLE + 1, value: Datum::text(ELSE) });
    }
    found.sort();
    found.dedup_by(|a, b| same(&a.value, &b.value));
    found
}

/// What a condition compares a fact with.
fn compared(formula: &Formula, fact: &str, named: &mut BTreeSet<Datum>) {
    match formula {
        Formula::Compare { fact: own, with, .. } if own == fact => match with {
            Literal::Bool(_) => named.extend([Datum::Bool(false), Datum::Bool(true)]),
            Literal::Number(number) => drop(number.as_scaled().map(|n| named.insert(Datum::Number(decimal(n))))),
            Literal::Text(text) => drop(named.insert(Datum::text(text))),
        },
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| compared(part, fact, named)),
        Formula::Not(inner) => compared(inner, fact, named),
        _ => {}
    }
}

/// The values one step away from every named number or day.
fn neighbours(stated: &Datum, named: &BTreeSet<Datum>) -> BTreeSet<Datum> {
    let all: Vec<&Datum> = named.iter().chain([stated]).collect();
    let numbers: Vec<i64> = all.iter().filter_map(|value| scaled(value)).collect();
    let places = all.iter().filter_map(|value| places(value)).max().unwrap_or(0);
    let step = Value::SCALE / 10_i64.pow(places);
    let lowest = if numbers.iter().any(|number| *number < 0) { i64::MIN } else { 0 };
    let mut found = BTreeSet::new();
    for value in named {
        if let Some(number) = scaled(value) {
            let beside = [number.saturating_sub(step), number.saturating_add(step)];
            found.extend(beside.into_iter().filter(|number| *number >= lowest).map(|number| Datum::Number(decimal(number))));
        }
        if let Some(day) = day(value) {
            found.extend([day.plus(-1), day.plus(1)].map(|day| Datum::Text(day.to_string())));
        }
    }
    found
}

/// How far apart two values are, in millionths of the stated one.
fn size(stated: &Datum, value: &Datum) -> u64 {
    if let (Some(a), Some(b)) = (scaled(stated), scaled(value)) {
        let (apart, whole) = (u128::from(a.abs_diff(b)), u128::from(a.unsigned_abs().max(Value::SCALE as u64)));
        return u64::try_from(apart * u128::from(WHOLE) / whole).unwrap_or(u64::MAX);
    }
    if let (Some(a), Some(b)) = (day(stated), day(value)) {
        return u64::from(a.0.abs_diff(b.0)) * WHOLE / 365;
    }
    WHOLE
}

/// Whether two values are one, however written.
fn same(a: &Datum, b: &Datum) -> bool {
    a == b || matches!((scaled(a), scaled(b)), (Some(a), Some(b)) if a == b)
}

fn scaled(value: &Datum) -> Option<i64> {
    match value {
        Datum::Number(text) => Value::parse_number(text).and_then(Value::as_scaled),
        _ => None,
    }
}

/// Decimal places that a number is written with, zeros at the end aside.
fn places(value: &Datum) -> Option<u32> {
    let number = scaled(value)?;
    let places = decimal(number).split_once('.').map_or(0, |(_, fraction)| fraction.len());
    Some(places as u32)
}

fn day(value: &Datum) -> Option<Date> {
    match value {
        Datum::Text(text) if text.len() == 10 => text.parse().ok(),
        _ => None,
    }
}

/// The values of every fact that may change.
pub(super) fn all(trial: &Trial<'_>, run: &Run, facts: &[String]) -> BTreeMap<String, Vec<Candidate>> {
    facts.iter().map(|fact| (fact.clone(), candidates(trial, run, fact))).collect()
}
