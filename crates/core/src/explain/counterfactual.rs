//! What would have led to approval: the smallest changes of facts that the
//! applicant controls, each run through the rules again.
//!
//! Which facts these are is declared where the fact is: `al:by="applicant"` on
//! the `inputData` of the DMN file ([`controlled`]); the caller may name others.
//! The search tries one fact, then two, and so on, with every value that tables
//! and conditions name; it stops at the first number of facts that suffices, so
//! no smaller set was overlooked. Of one set of facts only the smallest change
//! is told. Where nothing suffices it says so, and whether it could try all.

use super::candidates::{Candidate, all};
use super::fault::Fault;
use super::ruling::{Made, Ruling};
use super::trial::{Changes, Run, Said, Sources, Trial};
use crate::decision::dmn::{Datum, Kind as Type};
use crate::law::Favours;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What counts as approval: one of these is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Goal {
    /// Any of them.
    pub any_of: Vec<Datum>,
}

/// A fact that would have to be otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FactChange {
    /// The fact.
    pub fact: String,
    /// Its value.
    pub from: Datum,
    /// The value that it would need.
    pub to: Datum,
}

/// Changes that lead to the goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counterfactual {
    /// The changes, by fact.
    pub changes: Vec<FactChange>,
    /// How large they are together: millionths of the stated values; a word for another counts as one whole.
    pub size: u64,
    /// What the rules say with them.
    pub then: Said,
    /// Provisions of the rules that then speak.
    pub cites: Vec<String>,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Search {
    /// What was sought.
    pub goal: Goal,
    /// Facts that were allowed to change.
    pub controlled: Vec<String>,
    /// The smallest changes, the smallest first.
    pub found: Vec<Counterfactual>,
    /// How often the rules were run.
    pub runs: u32,
    /// Whether every combination was tried, or the first number of facts that suffices was tried in full.
    pub complete: bool,
}

/// Runs before a search is given up; it then says that it is not complete.
pub const RUNS_MAX: u32 = 20_000;

impl Goal {
    /// Approval, as far as it is declared: for a human and for silence the word;
    /// for a decision what its slot `favours` first, or a yes.
    pub fn of(ruling: &Ruling, sources: &Sources<'_>) -> Option<Goal> {
        let Made::Table { decision, .. } = &ruling.made else {
            return Some(Goal { any_of: vec![Datum::text("approved"), Datum::text("agreed")] });
        };
        let slot = sources.law.vocabulary.slots.get(decision)?;
        let best = match &slot.favours {
            Favours::BestFirst(list) => list.first().map(|word| Datum::text(word)),
            _ => None,
        };
        let is_yes_or_no = || {
            let named = sources.decisions.values().filter_map(|model| model.decision(decision.strip_prefix("decision.")?));
            named.into_iter().any(|decision| decision.kind == Type::Bool).then_some(Datum::Bool(true))
        };
        best.or_else(is_yes_or_no).map(|best| Goal { any_of: vec![best] })
    }

    /// Whether a ruling is what was sought.
    pub fn is_met(&self, said: &Said) -> bool {
        self.any_of.contains(&said.value)
    }
}

/// The facts that the applicant controls: `al:by="applicant"` in the models that the ruling asks.
///
/// # Errors
/// As [`super::record`].
pub fn controlled(ruling: &Ruling, sources: Sources<'_>) -> Result<Vec<String>, Fault> {
    let run = Trial::new(ruling, sources)?.run(&Changes::default())?;
    let inputs = run.models.keys().flat_map(|file| &sources.decisions[file].inputs);
    let mut names: Vec<String> = inputs.filter(|input| input.is_applicants).map(|input| input.name.clone()).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The smallest changes of the `controlled` facts that lead to `goal`.
///
/// # Errors
/// As [`super::record`]; a change that the law cannot answer is merely no way.
pub fn counterfactuals(ruling: &Ruling, sources: Sources<'_>, goal: &Goal, controlled: &[String]) -> Result<Search, Fault> {
    let trial = Trial::new(ruling, sources)?;
    let run = trial.run(&Changes::default())?;
    let mut controlled = controlled.to_vec();
    controlled.sort();
    controlled.dedup();
    let values = all(&trial, &run, &controlled);
    let mut search = Search { goal: goal.clone(), controlled, found: Vec::new(), runs: 1, complete: true };
    if goal.is_met(&run.said) {
        return Ok(search);
    }
    for number in 1..=search.controlled.len() {
        for set in sets(&search.controlled, number) {
            search.try_set(&trial, &values, &set);
        }
        if !search.found.is_empty() || !search.complete {
            break;
        }
    }
    let names = |one: &Counterfactual| one.changes.iter().map(|change| change.fact.clone()).collect::<Vec<_>>();
    search.found.sort_by_key(|found| (found.size, names(found)));
    Ok(search)
}

impl Search {
    /// Keeps the smallest change of just these facts that leads to the goal.
    fn try_set(&mut self, trial: &Trial<'_>, values: &BTreeMap<String, Vec<Candidate>>, set: &[String]) {
        let lists: Vec<&[Candidate]> = set.iter().map(|fact| values[fact].as_slice()).collect();
        let mut picks: Vec<(u64, Vec<usize>)> = Vec::new();
        let product = lists.iter().map(|list| list.len()).product::<usize>();
        if product > RUNS_MAX.saturating_sub(self.runs) as usize {
            self.complete = false;
            return;
        }
        for number in 0..product {
            let mut rest = number;
            let pick: Vec<usize> = lists
                .iter()
                .map(|list| {
                    let at = rest % list.len();
                    rest /= list.len();
                    at
                })
                .collect();
            let size = pick.iter().zip(&lists).map(|(at, list)| list[*at].size).fold(0u64, u64::saturating_add);
            picks.push((size, pick));
        }
        picks.sort();
        for (size, pick) in picks {
            let to = set.iter().zip(pick.iter().zip(&lists)).map(|(fact, (at, list))| (fact.clone(), list[*at].value.clone()));
            let changes = Changes { facts: to.collect(), ..Changes::default() };
            self.runs += 1;
            if let Ok(run) = trial.run(&changes)
                && self.goal.is_met(&run.said)
            {
                self.found.push(told(trial, &run, changes, size));
                return;
            }
        }
    }
}

fn told(trial: &Trial<'_>, run: &Run, changes: Changes, size: u64) -> Counterfactual {
    let from = |fact: &String| trial.ruling.facts.get(fact).cloned().unwrap_or(Datum::Null);
    let changes = changes.facts.into_iter().map(|(fact, to)| FactChange { from: from(&fact), fact, to }).collect();
    let mut cites: Vec<String> = run.tables.iter().filter_map(|table| table.fired()).flat_map(|row| row.cites.clone()).collect();
    cites.extend(
        run.tables.iter().filter_map(|table| run.slots.get(&table.slot)).map(|a| trial.sources.law.rules[a.rule].provision.clone()),
    );
    let mut seen = std::collections::BTreeSet::new();
    cites.retain(|id| seen.insert(id.clone()));
    Counterfactual { changes, size, then: run.said.clone(), cites }
}

/// Every choice of `number` of the facts, in their order.
fn sets(facts: &[String], number: usize) -> Vec<Vec<String>> {
    if number == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (at, first) in facts.iter().enumerate() {
        for mut rest in sets(&facts[at + 1..], number - 1) {
            rest.insert(0, first.clone());
            found.push(rest);
        }
    }
    found
}
