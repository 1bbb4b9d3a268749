//! Which conditions decide: those whose flip, run again, changes what was ruled.

use super::candidates::{candidates, facts};
use super::fault::Fault;
use super::record::{element_cites, silent_slot};
use super::ruling::Made;
use super::tables::TableRun;
use super::trial::{Changes, Run, Trial, word_of};
use crate::case::reasons::judgement_fact;
use crate::decision::dmn::{Datum, Logic};
use crate::law::{Kind, Yields};
use crate::procedure::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A condition that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decisive {
    /// The condition.
    pub condition: Condition,
    /// The flip that was tried: the nearest one that changes the result.
    pub flip: Change,
    /// What the rules say with the flip; null if they leave it open.
    pub then: Datum,
    /// Provisions that hold the condition.
    pub cites: Vec<String>,
}

/// A condition of a ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Condition {
    /// What a named human ruled.
    Ruling {
        /// The ruling.
        outcome: String,
    },
    /// What a named human answered.
    Judgement {
        /// Slot.
        slot: String,
        /// The answer.
        answer: String,
    },
    /// What silence means.
    Silence {
        /// Slot.
        slot: String,
        /// What it yields.
        yields: String,
    },
    /// A test on a fact of the case.
    Fact {
        /// The fact.
        fact: String,
        /// Its value.
        value: Datum,
        /// What is tested: an input expression, or the fact itself.
        expression: String,
        /// The test, as written.
        test: String,
        /// Whether it holds.
        holds: bool,
    },
    /// A condition of a gateway on what the law says.
    Flow {
        /// BPMN id of the gateway.
        element: String,
        /// The condition, as written.
        test: String,
        /// Whether it holds.
        holds: bool,
    },
}

/// One thing, otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// The human rules otherwise.
    Outcome {
        /// How.
        to: Outcome,
    },
    /// The human answers otherwise.
    Answer {
        /// Slot.
        slot: String,
        /// How.
        to: String,
    },
    /// Silence means something else.
    Yields {
        /// What.
        to: String,
    },
    /// A fact has another value.
    Fact {
        /// Which.
        fact: String,
        /// What.
        to: Datum,
    },
    /// A condition of a flow is answered the other way.
    Flow {
        /// BPMN id.
        flow: String,
        /// How.
        to: bool,
    },
}

impl Change {
    fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        match self {
            Change::Outcome { to } => changes.outcome = Some(*to),
            Change::Answer { slot, to } => drop(changes.answers.insert(slot.clone(), to.clone())),
            Change::Yields { to } => changes.yields = if to == "approved" { Some(Yields::Approved) } else { Some(Yields::Refused) },
            Change::Fact { fact, to } => drop(changes.facts.insert(fact.clone(), to.clone())),
            Change::Flow { flow, to } => drop(changes.flows.insert(flow.clone(), *to)),
        }
        changes
    }
}

/// Runs the rules with this one change.
pub(super) fn rerun(trial: &Trial<'_>, change: &Change) -> Result<Run, Fault> {
    trial.run(&change.changes())
}

/// The decisive conditions: humans and silence first, then facts by the size of
/// the flip, then what the law says at gateways.
pub(super) fn decisive(trial: &Trial<'_>, run: &Run) -> Result<Vec<Decisive>, Fault> {
    let mut found = Vec::new();
    humans(trial, run, &mut found)?;
    let mut of_facts = Vec::new();
    for fact in facts(trial, run) {
        if let Some((size, one)) = of_fact(trial, run, &fact)? {
            of_facts.push((size, fact, one));
        }
    }
    of_facts.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.extend(of_facts.into_iter().map(|(_, _, one)| one));
    flows(trial, run, &mut found)?;
    Ok(found)
}

/// Tries a flip; answers the condition if the ruling is then another one.
fn attempt(trial: &Trial<'_>, run: &Run, flip: Change, condition: Condition, cites: Vec<String>) -> Result<Option<Decisive>, Fault> {
    let then = rerun(trial, &flip)?.said.value;
    Ok((then != run.said.value).then_some(Decisive { condition, flip, then, cites }))
}

fn humans(trial: &Trial<'_>, run: &Run, found: &mut Vec<Decisive>) -> Result<(), Fault> {
    match &trial.ruling.made {
        Made::Person { outcome, grounds, .. } => {
            let to = if *outcome == Outcome::Approved { Outcome::Refused } else { Outcome::Approved };
            let mut cites = grounds.clone();
            cites.extend(element_cites(&trial.sources, trial.ruling, run.procedure.as_ref()));
            let condition = Condition::Ruling { outcome: word_of(*outcome).to_string() };
            found.extend(attempt(trial, run, Change::Outcome { to }, condition, unique(cites))?);
        }
        Made::Silence { element, .. } => {
            let slot = silent_slot(&trial.sources, element, run.procedure.as_ref()).unwrap_or_default().replacen("term.", "silence.", 1);
            if let Some(answer) = run.slots.get(&slot) {
                let rule = &trial.sources.law.rules[answer.rule];
                let Kind::Silence(silent) = &rule.kind else { return Ok(()) };
                let to = if silent.yields == Yields::Approved { "refused" } else { "approved" };
                let condition = Condition::Silence { slot, yields: silent.yields.as_str().to_string() };
                found.extend(attempt(trial, run, Change::Yields { to: to.to_string() }, condition, vec![rule.provision.clone()])?);
            }
        }
        Made::Table { .. } => {}
    }
    for judged in &trial.ruling.judgements {
        let rule = &trial.sources.law.rules[run.slots[&judged.slot].rule];
        let Kind::Judgement(judgement) = &rule.kind else { continue };
        for to in judgement.answers.iter().filter(|answer| **answer != judged.answer) {
            let flip = Change::Answer { slot: judged.slot.clone(), to: to.clone() };
            let condition = Condition::Judgement { slot: judged.slot.clone(), answer: judged.answer.clone() };
            if let Some(one) = attempt(trial, run, flip, condition, vec![rule.provision.clone()])? {
                found.push(one);
                break;
            }
        }
    }
    Ok(())
}

/// The nearest other value of a fact that changes the ruling.
fn of_fact(trial: &Trial<'_>, run: &Run, fact: &str) -> Result<Option<(u64, Decisive)>, Fault> {
    for candidate in candidates(trial, run, fact) {
        let flip = Change::Fact { fact: fact.to_string(), to: candidate.value.clone() };
        // A value that is not allowed is none to compare with.
        let Ok(other) = rerun(trial, &flip) else { continue };
        if other.said.value != run.said.value && other.said.value != Datum::Null {
            let (condition, cites) = tested(trial, run, &other, fact);
            return Ok(Some((candidate.size, Decisive { condition, flip, then: other.said.value, cites })));
        }
    }
    Ok(None)
}

/// The test that the two runs answer differently.
fn tested(trial: &Trial<'_>, run: &Run, other: &Run, fact: &str) -> (Condition, Vec<String>) {
    let value = trial.ruling.facts.get(fact).cloned().unwrap_or(Datum::Null);
    for (before, after) in run.tables.iter().zip(&other.tables) {
        if let Some((expression, test, holds, mut cites)) = cell(trial, run, before, after, fact) {
            if let Some(answer) = run.slots.get(&before.slot) {
                // A cell such as `> limit` rests on the provision that says the limit.
                let named = answer.uses.iter().filter(|used| test.contains(used.name.as_str())).map(|used| used.rule);
                cites.extend(named.chain([answer.rule]).map(|rule| trial.sources.law.rules[rule].provision.clone()));
            }
            return (Condition::Fact { fact: fact.to_string(), value, expression, test, holds }, unique(cites));
        }
    }
    for (before, after) in run.branches.iter().zip(&other.branches) {
        if before.flow == after.flow && before.holds != after.holds && before.reads.contains_key(fact) {
            let (test, holds) = (before.condition.clone(), before.holds == Some(true));
            let condition = Condition::Fact { fact: fact.to_string(), value, expression: String::new(), test, holds };
            return (condition, cites_of(trial, run, &before.element));
        }
    }
    let reads = |table: &&TableRun| table.expression.as_ref().is_some_and(|text| text.contains(fact));
    let table = run.tables.iter().find(reads);
    let test = table.and_then(|table| table.expression.clone()).unwrap_or_default();
    let slot = table.or(run.tables.last()).and_then(|table| run.slots.get(&table.slot));
    let cites = slot.map(|answer| trial.sources.law.rules[answer.rule].provision.clone()).into_iter().collect();
    (Condition::Fact { fact: fact.to_string(), value, expression: String::new(), test, holds: true }, cites)
}

/// The cell on the fact that held in the rule that spoke and no longer does; else
/// the one that kept another rule from speaking.
fn cell(trial: &Trial<'_>, run: &Run, before: &TableRun, after: &TableRun, fact: &str) -> Option<(String, String, bool, Vec<String>)> {
    let Logic::Table(table) = &trial.model(run, &before.slot)?.decision(&before.decision)?.logic else { return None };
    let reads = |column: usize| table.columns.get(column - 1).is_some_and(|column| column.reads().iter().any(|name| name == fact));
    let pairs = || before.rows.iter().zip(&after.rows);
    let fell = pairs().find_map(|(a, b)| (a.column.is_none()).then_some(b.column).flatten().filter(|c| reads(*c)).map(|c| (a, c, true)));
    let rose =
        || pairs().find_map(|(a, b)| (b.column.is_none()).then_some(a.column).flatten().filter(|c| reads(*c)).map(|c| (a, c, false)));
    let spoke = |row: &super::RowRun| before.fired().is_some_and(|fired| fired.row == row.row);
    let (row, column, holds) = fell.filter(|(row, ..)| spoke(row)).or_else(rose).or(fell)?;
    Some((table.columns[column - 1].text.clone(), row.cells[column - 1].clone(), holds, row.cites.clone()))
}

/// Conditions of gateways that read what the law says.
fn flows(trial: &Trial<'_>, run: &Run, found: &mut Vec<Decisive>) -> Result<(), Fault> {
    let own: BTreeSet<String> = facts(trial, run);
    let judged: BTreeSet<String> = trial.ruling.judgements.iter().map(|judged| judgement_fact(&judged.slot)).collect();
    for branch in run.branches.iter().filter(|branch| branch.holds.is_some()) {
        let said_elsewhere = |name: &String| own.contains(name) || judged.contains(name) || matches!(name.as_str(), "silence" | "ruling");
        if branch.reads.keys().all(said_elsewhere) {
            continue;
        }
        let holds = branch.holds == Some(true);
        let flip = Change::Flow { flow: branch.flow.clone(), to: !holds };
        let condition = Condition::Flow { element: branch.element.clone(), test: branch.condition.clone(), holds };
        found.extend(attempt(trial, run, flip, condition, cites_of(trial, run, &branch.element))?);
    }
    Ok(())
}

/// The provisions that an element cites, or else those of the service.
fn cites_of(trial: &Trial<'_>, run: &Run, element: &str) -> Vec<String> {
    let net = run.procedure.as_ref().and_then(|file| trial.sources.procedures.get(file));
    let own = net.and_then(|net| net.node(element).map(|node| net.info[node as usize].cites.clone())).unwrap_or_default();
    let service = trial.ruling.service.as_ref().and_then(|slot| run.slots.get(slot));
    let fallback = || service.map(|answer| trial.sources.law.rules[answer.rule].provision.clone()).into_iter().collect();
    if own.is_empty() { fallback() } else { own }
}

fn unique(cites: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    cites.into_iter().filter(|id| seen.insert(id.clone())).collect()
}
