//! The runner: inputs evaluated once, rules told apart column by column.

use super::boxed::call;
use super::graph::{Need, Target};
use super::table::Output;
use super::{Aggregation, Datum, Decision, HitPolicy, Logic, Model, Parts, Table};
use crate::decision::feel::guard;
use dsntk_feel::closure::Closure;
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{Evaluator, FeelScope, FunctionBody, Name};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

const NULL: FeelValue = FeelValue::Null(None);

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

    /// The same, with a choice of what unknown inputs mean. With [`Nulls::Standard`] a decision
    /// that is given among the inputs is taken as it is given.
    pub fn decide_with(&self, name: &str, inputs: &BTreeMap<String, Datum>, nulls: Nulls) -> Result<Answer, Fault> {
        let number = self.decisions.iter().position(|d| d.name == name || d.id == name);
        let Some(number) = number else { return Err(Fault::NoSuchDecision(name.to_string(), self.file.clone())) };
        let needed = self.needed(&[number]);
        let mut given = Given::default();
        for &input in needed.iter().flat_map(|&decision| &self.decisions[decision].inputs) {
            if let Entry::Vacant(open) = given.inputs.entry(input) {
                open.insert(self.input(input, inputs, nulls)?);
            }
        }
        if nulls == Nulls::Standard {
            for (&decision, datum) in needed.iter().filter_map(|d| Some((d, inputs.get(&self.decisions[*d].name)?))) {
                let Decision { kind, feel_type, .. } = &self.decisions[decision];
                given.decisions.insert(decision, kind.value(datum.to_feel().unwrap_or(NULL)).coerced(feel_type));
            }
        }
        let (mut made, too_deep) = guard::watched(|| run(&self.parts, &needed, given, nulls));
        let mut answer = made.remove(&number).map_or_else(|| Answer::given(name), |(answer, _)| answer);
        answer.stop(too_deep);
        answer.required = made.into_values().map(|(answer, _)| answer).collect();
        Ok(answer)
    }

    /// Calls a decision service or a business knowledge model with arguments by name; those that are not given are null.
    pub fn invoke(&self, name: &str, inputs: &BTreeMap<String, Datum>, nulls: Nulls) -> Result<Answer, Fault> {
        let service = self.services.iter().position(|s| s.name == name || s.id == name).map(Target::Service);
        let knowledge = || self.knowledge.iter().position(|k| k.name == name || k.id == name).map(Target::Knowledge);
        let called = service.or_else(knowledge).ok_or_else(|| Fault::NoSuchDecision(name.to_string(), self.file.clone()))?;
        let parameters = match called {
            Target::Service(number) => &self.services[number].parameters,
            Target::Knowledge(number) => &self.knowledge[number].parameters,
            _ => return Err(Fault::NoSuchDecision(name.to_string(), self.file.clone())),
        };
        let mut given = FeelContext::default();
        for (parameter, kind) in parameters {
            let value = inputs.get(parameter.as_str()).and_then(Datum::to_feel).unwrap_or(NULL);
            let value = value.coerced(kind);
            // Outside values that do not fit are null here, so that the call itself is made.
            given.set_entry(parameter, if value.is_invalid_coercion() { NULL } else { value });
        }
        let (value, too_deep) = guard::watched(|| call(&function(&self.parts, called, nulls), given, &FeelScope::default()));
        let mut ruled = Ruled { value, ..Ruled::default() };
        ruled.explain_null();
        let mut answer = ruled.answer(name).0;
        answer.stop(too_deep);
        Ok(answer)
    }

    /// The value of an input, and why it bars any decision, if it does.
    fn input(&self, number: usize, inputs: &BTreeMap<String, Datum>, nulls: Nulls) -> Result<(FeelValue, Option<String>), Fault> {
        let input = &self.inputs[number];
        let given = inputs.get(&input.name).unwrap_or(&Datum::Null);
        let wrong = || Fault::WrongKind {
            name: input.name.clone(),
            expected: input.kind.word(),
            found: given.to_string(),
            place: input.place.to_string(),
        };
        let value = match nulls {
            Nulls::Refuse if !input.kind.admits(given) => return Err(wrong()),
            Nulls::Refuse => input.kind.value(given.to_feel().ok_or_else(wrong)?),
            Nulls::Standard => input.kind.value(given.to_feel().unwrap_or(NULL)).coerced(&input.feel_type),
        };
        if nulls == Nulls::Refuse && *given != Datum::Null && matches!(value, FeelValue::Null(_)) {
            return Err(wrong());
        }
        let is_allowed = input.allowed.as_ref().is_none_or(|allowed| allowed.admits(&value));
        let barred = (!is_allowed).then(|| format!("{given} is none of the allowed values of `{}`", input.name));
        Ok((value, barred))
    }
}

impl Answer {
    /// Undetermined, if calls lay too deep in each other.
    fn stop(&mut self, too_deep: bool) {
        if too_deep {
            (self.output, self.reason) = (None, Some(guard::too_deep()));
        }
    }

    /// A decision that was given from outside.
    fn given(name: &str) -> Answer {
        Ruled::open("it was given, not made".to_string()).answer(name).0
    }
}

impl Parts {
    /// Decisions that these need, with themselves, each behind those that it needs.
    fn needed(&self, wanted: &[usize]) -> Vec<usize> {
        let (mut is_needed, mut open) = (vec![false; self.decisions.len()], wanted.to_vec());
        while let Some(number) = open.pop() {
            if !std::mem::replace(&mut is_needed[number], true) {
                open.extend(&self.decisions[number].decisions);
            }
        }
        self.order.iter().copied().filter(|&number| is_needed[number]).collect()
    }
}

/// What comes from outside: values of inputs, with what bars a decision, and decisions that are given instead of made.
#[derive(Default)]
struct Given {
    inputs: BTreeMap<usize, (FeelValue, Option<String>)>,
    decisions: BTreeMap<usize, FeelValue>,
}

/// Makes decisions in order.
fn run(parts: &Arc<Parts>, order: &[usize], mut given: Given, nulls: Nulls) -> BTreeMap<usize, (Answer, FeelValue)> {
    let mut made: BTreeMap<usize, (Answer, FeelValue)> = BTreeMap::new();
    for &number in order {
        let decision = &parts.decisions[number];
        if given.decisions.contains_key(&number) {
            continue;
        }
        let mut context = root(nulls);
        let mut barred = None;
        for need in &decision.needs {
            let (name, value) = match need.target {
                Target::Input(input) => {
                    let (value, reason) = given.inputs.get(&input).cloned().unwrap_or((NULL, None));
                    barred = barred.or(reason);
                    (&parts.inputs[input].name, value)
                }
                Target::Decision(needed) => {
                    let value = given.decisions.get(&needed).or(made.get(&needed).map(|(_, value)| value));
                    (&parts.decisions[needed].name, value.cloned().unwrap_or(NULL))
                }
                called => (parts.name(called), function(parts, called, nulls)),
            };
            place(&mut context, need, name, value);
        }
        let mut ruled = match (&barred, decision.faults.first(), &decision.logic) {
            (Some(reason), _, _) => Ruled::open(reason.clone()),
            (_, Some(fault), _) => Ruled::open(fault.to_string()),
            (None, None, Logic::Table(table)) => decide(table, &FeelScope::from(context), nulls),
            (None, None, Logic::Literal(literal)) => {
                Ruled { value: (literal.prepared.evaluator)(&FeelScope::from(context)), ..Ruled::default() }
            }
            (None, None, Logic::Boxed(boxed)) => {
                Ruled { value: boxed.boxed.evaluate(&FeelScope::from(context), nulls), ..Ruled::default() }
            }
        };
        ruled.settle(decision);
        made.insert(number, ruled.answer(&decision.name));
    }
    given.decisions.clear();
    made
}

/// The names that every expression sees: the guard of calls, where functions may be passed in.
fn root(nulls: Nulls) -> FeelContext {
    let mut context = FeelContext::default();
    if nulls == Nulls::Standard {
        guard::place(&mut context);
    }
    context
}

/// Puts a value under its name, or under the name of the import through which it is needed.
fn place(context: &mut FeelContext, need: &Need, name: &str, value: FeelValue) {
    match &need.under {
        None => context.set_entry(&Name::from(name), value),
        Some(import) => context.create_entries(&[Name::from(import.as_str()), Name::from(name)], value),
    }
}

impl Parts {
    fn name(&self, target: Target) -> &String {
        match target {
            Target::Input(number) => &self.inputs[number].name,
            Target::Decision(number) => &self.decisions[number].name,
            Target::Knowledge(number) => &self.knowledge[number].name,
            Target::Service(number) => &self.services[number].name,
        }
    }
}

/// A business knowledge model or a decision service as a function.
fn function(parts: &Arc<Parts>, called: Target, nulls: Nulls) -> FeelValue {
    let owner = parts.clone();
    let (parameters, result, body): (_, _, Evaluator) = match called {
        Target::Knowledge(number) => {
            let knowledge = &parts.knowledge[number];
            let body = Box::new(move |scope: &FeelScope| known(&owner, number, scope, nulls));
            (knowledge.parameters.clone(), knowledge.result.clone(), body)
        }
        Target::Service(number) => {
            let service = &parts.services[number];
            let body = Box::new(move |scope: &FeelScope| served(&owner, number, scope, nulls));
            (service.parameters.clone(), service.result.clone(), body)
        }
        _ => return NULL,
    };
    let body = FunctionBody::LiteralExpression(Arc::new(body));
    FeelValue::FunctionDefinition(parameters, body, false, Closure::default(), FeelContext::default(), result)
}

/// The body of a business knowledge model, where the innermost context of `scope` holds the arguments.
fn known(parts: &Arc<Parts>, number: usize, scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let Some(_call) = guard::Call::begin() else { return FeelValue::Null(Some(guard::too_deep())) };
    let knowledge = &parts.knowledge[number];
    let mut context = root(nulls);
    for need in &knowledge.needs {
        place(&mut context, need, parts.name(need.target), function(parts, need.target, nulls));
    }
    // Arguments hide what is required under the same name.
    context.zip(&scope.peek().unwrap_or_default());
    // Nothing of the caller's is seen, as the standard has it.
    knowledge.body.evaluate(&FeelScope::from(context), nulls)
}

/// The decisions of a service, with the arguments in place of its inputs and input decisions.
fn served(parts: &Arc<Parts>, number: usize, scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let Some(_call) = guard::Call::begin() else { return FeelValue::Null(Some(guard::too_deep())) };
    let service = &parts.services[number];
    let arguments = scope.peek().unwrap_or_default();
    let argument = |name: &str| arguments.get_entry(&Name::from(name)).cloned().unwrap_or(NULL);
    let mut given = Given::default();
    for &input in &service.inputs {
        given.inputs.insert(input, (argument(&parts.inputs[input].name), None));
    }
    for &decision in &service.input_decisions {
        given.decisions.insert(decision, argument(&parts.decisions[decision].name));
    }
    let order: Vec<usize> = parts.needed(&service.outputs);
    let made = run(parts, &order, given, nulls);
    let value = |decision: &usize| made.get(decision).map(|(_, value)| value.clone()).unwrap_or(NULL);
    match service.outputs.as_slice() {
        [one] => value(one),
        several => {
            let mut context = FeelContext::default();
            several.iter().for_each(|decision| context.set_entry(&Name::from(parts.decisions[*decision].name.as_str()), value(decision)));
            FeelValue::Context(context)
        }
    }
}

/// What a decision's logic said.
pub(super) struct Ruled {
    pub(super) value: FeelValue,
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

    /// Makes the value fit the decision's type, as the standard has it, and finds a reason for null.
    fn settle(&mut self, decision: &Decision) {
        let value = std::mem::replace(&mut self.value, NULL);
        let fits = value.coerced(&decision.feel_type);
        if fits.is_invalid_coercion() && !matches!(value, FeelValue::Null(_)) {
            self.reason = Some(format!("the answer {} is not {}", Datum::from_feel(&value), decision.kind.word()));
            return;
        }
        self.value = fits;
        self.explain_null();
    }

    fn explain_null(&mut self) {
        if let (FeelValue::Null(why), None) = (&self.value, &self.reason) {
            self.reason = Some(why.clone().unwrap_or_else(|| "the expression yields null".to_string()));
        }
    }

    fn answer(self, decision: &str) -> (Answer, FeelValue) {
        let output = Some(Datum::from_feel(&self.value)).filter(|d| *d != Datum::Null);
        let reason = self.reason.filter(|_| output.is_none());
        let Ruled { value, matched, columns, fates, .. } = self;
        (Answer { decision: decision.to_string(), output, matched, reason, columns, fates, required: Vec::new() }, value)
    }
}

/// The value of a table within another expression.
pub(super) fn speak_in(table: &Table, scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let ruled = decide(table, scope, nulls);
    match (ruled.value, ruled.reason) {
        (FeelValue::Null(None), reason) => FeelValue::Null(reason),
        (value, _) => value,
    }
}

/// Runs a table.
fn decide(table: &Table, scope: &FeelScope, nulls: Nulls) -> Ruled {
    let mut fates = vec![Fate::Matched; table.rules.len()];
    let mut columns = Vec::with_capacity(table.columns.len());
    for (number, column) in table.columns.iter().enumerate() {
        let value = (column.prepared.evaluator)(scope);
        columns.push(Datum::from_feel(&value));
        let mut own = FeelContext::default();
        own.set_entry(&Name::from("?"), value.clone());
        scope.push(own);
        let known = !matches!(value, FeelValue::Null(_));
        let barred = column.allowed.as_ref().filter(|_| known).and_then(|a| a.passes(&value, scope, false)) == Some(false);
        let (net, strict) = (&table.net[number], nulls == Nulls::Refuse);
        let row = net.row(&value);
        for (rule, fate) in fates.iter_mut().enumerate().filter(|(_, fate)| !matches!(fate, Fate::Failed(_))) {
            let passes = row.and_then(|row| net.passes(row, rule, strict));
            match passes.unwrap_or_else(|| table.rules[rule].cells[number].passes(&value, scope, strict)) {
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
    let mut matched: Vec<usize> = (0..fates.len()).filter(|&rule| fates[rule] == Fate::Matched).collect();
    if table.policy == HitPolicy::First {
        matched.truncate(1);
    }
    let unknown =
        fates.iter().enumerate().find_map(|(rule, fate)| if let Fate::Open(column) = fate { Some((rule, *column)) } else { None });
    if let Some((rule, column)) = unknown.filter(|(rule, _)| hangs_on(table.policy, *rule, &matched)) {
        let reason = format!("rule {} needs `{}`, which is unknown", rule + 1, table.columns[column].text);
        return Ruled { matched, reason: Some(reason), columns, fates, ..Ruled::default() };
    }
    Ruled { columns, fates, ..speak(table, scope, matched) }
}

/// Whether the answer can depend on a rule that an unknown value leaves open.
pub(super) fn hangs_on(policy: HitPolicy, rule: usize, matched: &[usize]) -> bool {
    match (policy, matched.first()) {
        (_, None) => true,
        (HitPolicy::First, Some(&first)) => rule < first,
        // The author promises that no other rule disagrees.
        (HitPolicy::Unique | HitPolicy::Any, Some(_)) => false,
        _ => true,
    }
}

/// The outputs of the rules that matched, under the hit policy.
pub(super) fn speak(table: &Table, scope: &FeelScope, matched: Vec<usize>) -> Ruled {
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
        HitPolicy::Unique | HitPolicy::First => one(said(matched[0])),
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
pub(super) fn component(outputs: &[Output], mut values: Vec<FeelValue>) -> FeelValue {
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
