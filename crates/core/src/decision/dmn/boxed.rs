//! Boxed expressions: contexts, lists, relations, functions, invocations,
//! conditionals, loops and tables within each other.

use super::run::speak_in;
use super::{Kind, Nulls, Table};
use crate::decision::feel::guard;
use dsntk_feel::closure::Closure;
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{Evaluator, FeelScope, FeelType, FunctionBody, IntervalType, Name};
use dsntk_feel_evaluator::{EveryExpressionEvaluator, FilterExpressionEvaluator, ForExpressionEvaluator, SomeExpressionEvaluator};
use std::sync::Arc;

/// An expression and the type that it declares for its value.
pub(crate) struct Boxed {
    pub(super) shape: Shape,
    pub(super) kind: Option<FeelType>,
    /// Names that it reads from around it.
    pub(super) reads: Closure,
}

/// An entry of a context: its name and type, if it has one, and what it says.
type Entry = (Option<(Name, FeelType)>, Arc<Boxed>);

/// The parameters of a function.
pub(super) type Parameters = Vec<(Name, FeelType)>;

pub(super) enum Shape {
    /// FEEL text.
    Feel(Evaluator),
    Table(Box<Table>),
    /// Entries in order; the one without a name is the result.
    Context(Vec<Entry>),
    List(Vec<Arc<Boxed>>),
    /// Rows of named cells.
    Relation(Vec<Vec<(Name, Arc<Boxed>)>>),
    /// Parameters, body and type of the result.
    Function(Parameters, Arc<Boxed>, FeelType),
    /// What is called, and the arguments by the names of the parameters.
    Invocation(Arc<Boxed>, Vec<(Name, FeelType, Arc<Boxed>)>),
    Conditional(Arc<Boxed>, Arc<Boxed>, Arc<Boxed>),
    /// The list and the test.
    Filter(Arc<Boxed>, Arc<Boxed>),
    /// What is done with each item, the name of the item, the list, and what is asked of each.
    Each(Loop, Name, Arc<Boxed>, Arc<Boxed>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loop {
    For,
    Some,
    Every,
}

pub(super) fn null(why: &str) -> FeelValue {
    FeelValue::Null(Some(why.to_string()))
}

impl Boxed {
    /// The value of the expression where `scope` gives the names.
    pub(super) fn evaluate(self: &Arc<Boxed>, scope: &FeelScope, nulls: Nulls) -> FeelValue {
        let value = match &self.shape {
            Shape::Feel(evaluator) => evaluator(scope),
            Shape::Table(table) => speak_in(table, scope, nulls),
            Shape::Context(entries) => context(entries, scope, nulls),
            Shape::List(items) => FeelValue::List(items.iter().map(|item| item.evaluate(scope, nulls)).collect()),
            Shape::Relation(rows) => {
                let row = |cells: &Vec<(Name, Arc<Boxed>)>| {
                    let mut row = FeelContext::default();
                    cells.iter().for_each(|(name, cell)| row.set_entry(name, cell.evaluate(scope, nulls)));
                    FeelValue::Context(row)
                };
                FeelValue::List(rows.iter().map(row).collect())
            }
            Shape::Function(parameters, body, result) => function(parameters.clone(), body, result.clone(), scope, nulls),
            Shape::Invocation(called, arguments) => invocation(&called.evaluate(scope, nulls), arguments, scope, nulls),
            Shape::Conditional(test, then, other) => match test.evaluate(scope, nulls) {
                FeelValue::Boolean(true) => then.evaluate(scope, nulls),
                FeelValue::Boolean(false) => other.evaluate(scope, nulls),
                FeelValue::Null(_) if nulls == Nulls::Standard => other.evaluate(scope, nulls),
                other => null(&format!("the condition is {other}, neither true nor false")),
            },
            Shape::Filter(list, test) => {
                let list = list.evaluate(scope, nulls);
                FilterExpressionEvaluator::default().evaluate(scope, list, &evaluator(test, nulls))
            }
            Shape::Each(what, item, list, body) => each(*what, item, list.evaluate(scope, nulls), body, scope, nulls),
        };
        match &self.kind {
            Some(kind) => value.coerced(kind),
            None => value,
        }
    }
}

/// The expression as the library's closure.
pub(super) fn evaluator(boxed: &Arc<Boxed>, nulls: Nulls) -> Evaluator {
    let boxed = boxed.clone();
    Box::new(move |scope: &FeelScope| boxed.evaluate(scope, nulls))
}

/// Each entry sees those before it.
fn context(entries: &[Entry], scope: &FeelScope, nulls: Nulls) -> FeelValue {
    scope.push(FeelContext::default());
    let mut result = None;
    for (variable, entry) in entries {
        let value = entry.evaluate(scope, nulls);
        match variable {
            Some((name, kind)) => scope.set_value(name, value.coerced(kind)),
            None => {
                result = Some(value);
                break;
            }
        }
    }
    let made = scope.pop().unwrap_or_default();
    result.unwrap_or(FeelValue::Context(made))
}

/// A function that remembers the values of the names that its body reads.
fn function(parameters: Vec<(Name, FeelType)>, body: &Arc<Boxed>, result: FeelType, scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let mut reads = body.reads.clone();
    parameters.iter().for_each(|(name, _)| reads.remove(name.clone()));
    let mut kept = FeelContext::default();
    for name in reads.iter() {
        if let Some(value) = scope.search_entry(name) {
            kept.create_entry(name, value);
        }
    }
    let body = evaluator(body, nulls);
    let body: Evaluator = Box::new(move |scope: &FeelScope| match guard::Call::begin() {
        Some(_call) => body(scope),
        None => null(&guard::too_deep()),
    });
    let body = FunctionBody::LiteralExpression(Arc::new(body));
    FeelValue::FunctionDefinition(parameters, body, false, reads, kept, result)
}

/// Calls a function with arguments by name, each of the type that its parameter declares.
fn invocation(called: &FeelValue, arguments: &[(Name, FeelType, Arc<Boxed>)], scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let mut given = FeelContext::default();
    for (name, kind, argument) in arguments {
        let value = argument.evaluate(scope, nulls).coerced(kind);
        if value.is_invalid_coercion() {
            return value;
        }
        given.set_entry(name, value);
    }
    call(called, given, scope)
}

/// Calls a function that is no built-in with arguments by name.
pub(super) fn call(called: &FeelValue, mut given: FeelContext, scope: &FeelScope) -> FeelValue {
    let FeelValue::FunctionDefinition(parameters, body, false, _, kept, result) = called else {
        return null(&format!("{called} is called, which is no function"));
    };
    if given.len() > parameters.len() {
        return null("the call gives more arguments than the function has parameters");
    }
    for (name, kind) in parameters {
        let Some(value) = given.get_entry(name) else { return null(&format!("the call gives no argument `{name}`")) };
        let value = value.coerced(kind);
        if value.is_invalid_coercion() {
            return value;
        }
        given.set_entry(name, value);
    }
    scope.push(kept.clone());
    scope.push(given);
    let value = body.evaluate(scope);
    scope.pop();
    scope.pop();
    value.coerced(result)
}

fn each(what: Loop, item: &Name, list: FeelValue, body: &Arc<Boxed>, scope: &FeelScope, nulls: Nulls) -> FeelValue {
    let body = evaluator(body, nulls);
    match (what, list) {
        (Loop::For, FeelValue::Range(start, IntervalType::Closed, end, IntervalType::Closed)) => {
            let mut each = ForExpressionEvaluator::default();
            match each.add_interval(item.clone(), *start, *end) {
                Ok(()) => FeelValue::List(each.evaluate(scope, &body)),
                Err(why) => null(&why.to_string()),
            }
        }
        (_, FeelValue::Null(_)) => null("the list to go through is null"),
        (Loop::For, list) => {
            let mut each = ForExpressionEvaluator::default();
            each.add_list(item.clone(), list);
            FeelValue::List(each.evaluate(scope, &body))
        }
        (Loop::Some, list) => {
            let mut each = SomeExpressionEvaluator::default();
            each.add_list(item.clone(), list);
            each.evaluate(scope, &body)
        }
        (Loop::Every, list) => {
            let mut each = EveryExpressionEvaluator::default();
            each.add_list(item.clone(), list);
            each.evaluate(scope, &body)
        }
    }
}

/// A parameter as the library wants it.
pub(super) fn parameter(name: &str, kind: &Kind) -> (Name, FeelType) {
    (Name::from(name), kind.feel_type())
}
