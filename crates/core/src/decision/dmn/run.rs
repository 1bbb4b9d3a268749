//! The runner: inputs evaluated once, rules told apart column by column.

use super::table::Output;
use super::{Aggregation, Datum, Decision, HitPolicy, Kind, Logic, Model, Table};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelScope, Name};
use std::collections::BTreeMap;

/// What an unknown input means to a cell that tests it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nulls {
    /// The cell stays open, and where the answer hangs on it, it is undetermined. So law decides.
    #[default]
    Refuse,
    /// As the DMN standard has it: the test fails. For conformance suites.
    Standard,
}

/// The answer of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the decision.
    pub decision: String,
    /// The answer; nothing if it is undetermined.
    pub output: Option<Datum>,
    /// Rules that matched, counted from 0, in document order.
    pub matched: Vec<usize>,
    /// Why it is undetermined.
    pub reason: Option<String>,
    /// Values of a table's input columns.
    pub columns: Vec<Datum>,
    /// What became of each rule of a table; empty where an input was barred.
    pub fates: Vec<Fate>,
    /// The decisions that it needed, each once.
    pub required: Vec<Answer>,
}

/// What became of a rule of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Every cell holds.
    Matched,
    /// The cell of this column is the first that does not hold.
    Failed(usize),
    /// The cell of this column tests an unknown value, and no cell fails.
    Open(usize),
}

/// A question that cannot be put.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No decision has this name or id.
    #[error("AL-2308: there is no decision `{0}` in {1}")]
    NoSuchDecision(String, String),
    /// An input has the wrong kind.
    #[error("AL-2308: the input `{name}` must be {expected}, not {found} ({place})")]
    WrongKind {
        /// Name of the input.
        name: String,
        /// What it must be.
        expected: &'static str,
        /// What was given.
        found: String,
        /// Where it is declared.
        place: String,
    },
}

impl Model {
    /// Makes a decision, and before it those that it needs. Inputs that are not given are null.
    pub fn decide(&self, name: &str, inputs: &BTreeMap<String, Datum>) -> Result<Answer, Fault> {
        self.decide_with(name, inputs, Nulls::Refuse)
    }

    /// The same, with a choice of what unknown inputs mean.
    pub fn decide_with(&self, name: &str, inputs: &BTreeMap<String, Datum>, nulls: Nulls) -> Result<Answer, Fault> {
        let number = self.decisions.iter().position(|d| d.name == name || d.id == name);
        let Some(number) = number else { return Err(Fault::NoSuchDecision(name.to_string(), self.file.clone())) };
        let mut made = BTreeMap::new();
        self.make(number, inputs, nulls, &mut made)?;
        let mut answer = made.remove(&number).expect("it was just made").0;
        answer.required = made.into_values().map(|(answer, _)| answer).collect();
        Ok(answer)
    }

    fn make(
        &self,
        number: usize,
        inputs: &BTreeMap<String, Datum>,
        nulls: Nulls,
        made: &mut BTreeMap<usize, (Answer, FeelValue)>,
    ) -> Result<(), Fault> {
        if made.contains_key(&number) {
            return Ok(());
        }
        let decision = &self.decisions[number];
        let mut context = FeelContext::default();
        let mut barred = None;
        for &input in &decision.inputs {
            let (value, reason) = self.input(input, inputs)?;
            context.set_entry(&Name::from(self.inputs[input].name.as_str()), value);
            barred = barred.or(reason);
        }
        for &needed in &decision.decisions {
            self.make(needed, inputs, nulls, made)?;
            context.set_entry(&Name::from(self.decisions[needed].name.as_str()), made[&needed].1.clone());
        }
        let mut ruled = match (&barred, &decision.logic) {
            (Some(reason), _) => Ruled::open(reason.clone()),
            (None, Logic::Table(table)) => run(table, context, nulls),
            (None, Logic::Literal(literal)) => Ruled { value: (literal.prepared.evaluator)(&FeelScope::from(context)), ..Ruled::default() },
        };
        ruled.settle(decision);
        let output = Some(Datum::from_feel(&ruled.value)).filter(|d| *d != Datum::Null);
        let reason = ruled.reason.take().filter(|_| output.is_none());
        let Ruled { value, matched, columns, fates, .. } = ruled;
        let answer = Answer { decision: decision.name.clone(), output, matched, reason, columns, fates, required: Vec::new() };
        made.insert(number, (answer, value));
        Ok(())
    }

    /// An input's value, and why it bars any decision, if it does.
    fn input(&self, number: usize, inputs: &BTreeMap<String, Datum>) -> Result<(FeelValue, Option<String>), Fault> {
        let input = &self.inputs[number];
        let given = inputs.get(&input.name).unwrap_or(&Datum::Null);
        let wrong = || Fault::WrongKind {
            name: input.name.clone(),
            expected: input.kind.word(),
            found: given.to_string(),
            place: input.place.to_string(),
        };
        if !input.kind.admits(given) {
            return Err(wrong());
        }
        let value = temporal(&input.kind, given.to_feel().ok_or_else(wrong)?);
        if *given != Datum::Null && matches!(value, FeelValue::Null(_)) {
            return Err(wrong());
        }
        let mut context = FeelContext::default();
        context.set_entry(&Name::from("?"), value.clone());
        let scope = FeelScope::from(context);
        let barred = input.allowed.as_ref().filter(|_| *given != Datum::Null).and_then(|a| a.passes(&value, &scope, false)) == Some(false);
        Ok((value, barred.then(|| format!("{given} is none of the allowed values of `{}`", input.name))))
    }
}

/// ISO text as the dates, times and durations that the kind asks for; null where it is none.
fn temporal(kind: &Kind, value: FeelValue) -> FeelValue {
    match (kind, value) {
        (Kind::Temporal(function), text @ FeelValue::String(_)) => {
            let mut context = FeelContext::default();
            context.set_entry(&Name::from("text"), text);
            let scope = FeelScope::from(context);
            match dsntk_feel_parser::parse_expression(&scope, &format!("{function}(text)"), false) {
                Ok(tree) => dsntk_feel_evaluator::evaluate(&scope, &tree),
                Err(_) => FeelValue::Null(None),
            }
        }
        (Kind::List(of), FeelValue::List(items)) => FeelValue::List(items.into_iter().map(|i| temporal(of, i)).collect()),
        (Kind::Context(parts), FeelValue::Context(mut context)) => {
            for (name, kind) in parts {
                let name = Name::from(name.as_str());
                if let Some(value) = context.remove_entry(&name) {
                    context.set_entry(&name, temporal(kind, value));
                }
            }
            FeelValue::Context(context)
        }
        (_, value) => value,
    }
}

/// What a decision's logic said.
struct Ruled {
    value: FeelValue,
    matched: Vec<usize>,
    reason: Option<String>,
    columns: Vec<Datum>,
    fates: Vec<Fate>,
}

impl Default for Ruled {
    fn default() -> Ruled {
        Ruled { value: FeelValue::Null(None), matched: Vec::new(), reason: None, columns: Vec::new(), fates: Vec::new() }
    }
}

impl Ruled {
    fn open(reason: String) -> Ruled {
        Ruled { reason: Some(reason), ..Ruled::default() }
    }

    /// Holds the value against the decision's type and finds a reason for null.
    fn settle(&mut self, decision: &Decision) {
        let datum = Datum::from_feel(&self.value);
        if !decision.kind.admits(&datum) {
            self.reason = Some(format!("the answer {datum} is not {}", decision.kind.word()));
            self.value = FeelValue::Null(None);
        }
        if let (FeelValue::Null(why), None) = (&self.value, &self.reason) {
            self.reason = Some(why.clone().unwrap_or_else(|| "the expression yields null".to_string()));
        }
    }
}

/// Runs a table.
fn run(table: &Table, context: FeelContext, nulls: Nulls) -> Ruled {
    let scope = FeelScope::from(context);
    let mut fates = vec![Fate::Matched; table.rules.len()];
    let mut columns = Vec::with_capacity(table.columns.len());
    for (number, column) in table.columns.iter().enumerate() {
        let value = (column.prepared.evaluator)(&scope);
        columns.push(Datum::from_feel(&value));
        let mut own = FeelContext::default();
        own.set_entry(&Name::from("?"), value.clone());
        scope.push(own);
        let known = !matches!(value, FeelValue::Null(_));
        let barred = column.allowed.as_ref().filter(|_| known).and_then(|a| a.passes(&value, &scope, false)) == Some(false);
        for (rule, fate) in fates.iter_mut().enumerate().filter(|(_, fate)| !matches!(fate, Fate::Failed(_))) {
            match table.rules[rule].cells[number].passes(&value, &scope, nulls == Nulls::Refuse) {
                Some(true) => {}
                Some(false) => *fate = Fate::Failed(number),
                None if *fate == Fate::Matched => *fate = Fate::Open(number),
                None => {}
            }
        }
        scope.pop();
        if barred {
            let reason = format!("{} is none of the input values of `{}`", Datum::from_feel(&value), column.text);
            return Ruled { columns, ..Ruled::open(reason) };
        }
    }
    let matched: Vec<usize> = (0..fates.len()).filter(|&rule| fates[rule] == Fate::Matched).collect();
    let unknown =
        fates.iter().enumerate().find_map(|(rule, fate)| if let Fate::Open(column) = fate { Some((rule, *column)) } else { None });
    if let Some((rule, column)) = unknown.filter(|(rule, _)| hangs_on(table.policy, *rule, &matched)) {
        let reason = format!("rule {} needs `{}`, which is unknown", rule + 1, table.columns[column].text);
        return Ruled { matched, reason: Some(reason), columns, fates, ..Ruled::default() };
    }
    Ruled { columns, fates, ..speak(table, &scope, matched) }
}

/// Whether the answer can depend on a rule that an unknown value leaves open.
fn hangs_on(policy: HitPolicy, rule: usize, matched: &[usize]) -> bool {
    match (policy, matched.first()) {
        (_, None) => true,
        (HitPolicy::First, Some(&first)) => rule < first,
        // The author promises that no other rule disagrees.
        (HitPolicy::Unique | HitPolicy::Any, Some(_)) => false,
        _ => true,
    }
}

/// The outputs of the rules that matched, under the hit policy.
fn speak(table: &Table, scope: &FeelScope, matched: Vec<usize>) -> Ruled {
    let said = |rule: usize| -> Vec<FeelValue> { table.rules[rule].outputs.iter().map(|o| (o.evaluator)(scope)).collect() };
    let one = |values: Vec<FeelValue>| component(&table.outputs, values);
    if matched.is_empty() {
        return nobody(table, scope);
    }
    let numbers = || matched.iter().map(|r| (r + 1).to_string()).collect::<Vec<_>>().join(", ");
    let value = match table.policy {
        HitPolicy::Unique if matched.len() > 1 => {
            let reason = format!("rules {} all match, but only one may", numbers());
            return Ruled { reason: Some(reason), matched, ..Ruled::default() };
        }
        HitPolicy::Unique => one(said(matched[0])),
        HitPolicy::First => {
            let first = matched[0];
            return Ruled { value: one(said(first)), matched: vec![first], ..Ruled::default() };
        }
        HitPolicy::Any => {
            let first = said(matched[0]);
            if matched[1..].iter().any(|&r| said(r) != first) {
                let reason = format!("rules {} match and do not say the same", numbers());
                return Ruled { reason: Some(reason), matched, ..Ruled::default() };
            }
            one(first)
        }
        HitPolicy::Priority => one(ranked(table, &said, &matched).remove(0)),
        HitPolicy::OutputOrder => FeelValue::List(ranked(table, &said, &matched).into_iter().map(one).collect()),
        HitPolicy::RuleOrder => FeelValue::List(matched.iter().map(|&r| one(said(r))).collect()),
        HitPolicy::Collect(aggregation) => collect(aggregation, matched.iter().map(|&r| one(said(r))).collect()),
    };
    Ruled { value, matched, ..Ruled::default() }
}

/// No rule matches: the default outputs, an empty count, or nothing.
fn nobody(table: &Table, scope: &FeelScope) -> Ruled {
    if table.outputs.iter().any(|o| o.default.is_some()) {
        let values = table.outputs.iter().map(|o| o.default.as_ref().map_or(FeelValue::Null(None), |d| (d.evaluator)(scope))).collect();
        return Ruled { value: component(&table.outputs, values), ..Ruled::default() };
    }
    match table.policy {
        HitPolicy::Collect(Aggregation::Count) => Ruled { value: FeelValue::Number(0u8.into()), ..Ruled::default() },
        _ => Ruled::open("no rule matches".to_string()),
    }
}

/// One output as itself, several as a context.
fn component(outputs: &[Output], mut values: Vec<FeelValue>) -> FeelValue {
    if values.len() == 1 {
        return values.remove(0);
    }
    let mut context = FeelContext::default();
    for (output, value) in outputs.iter().zip(values) {
        context.set_entry(&Name::from(output.name.as_str()), value);
    }
    FeelValue::Context(context)
}

/// Outputs of the rules, the most important first; equals keep the order of the rules.
fn ranked(table: &Table, said: &dyn Fn(usize) -> Vec<FeelValue>, matched: &[usize]) -> Vec<Vec<FeelValue>> {
    let rank = |values: &[FeelValue]| -> Vec<usize> {
        // An output without a list does not order the rules.
        let place = |(output, value): (&Output, &FeelValue)| match output.values.as_slice() {
            [] => 0,
            listed => listed.iter().position(|v| v == value).unwrap_or(usize::MAX),
        };
        table.outputs.iter().zip(values).map(place).collect()
    };
    let mut all: Vec<Vec<FeelValue>> = matched.iter().map(|&r| said(r)).collect();
    all.sort_by_key(|values| rank(values));
    all
}

fn collect(aggregation: Aggregation, values: Vec<FeelValue>) -> FeelValue {
    match aggregation {
        Aggregation::List => FeelValue::List(values),
        Aggregation::Sum => dsntk_feel_evaluator::evaluate_sum(values),
        Aggregation::Min => dsntk_feel_evaluator::evaluate_min(values),
        Aggregation::Max => dsntk_feel_evaluator::evaluate_max(values),
        Aggregation::Count => FeelValue::Number(values.len().into()),
    }
}
