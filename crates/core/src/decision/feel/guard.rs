//! Calls that never end are stopped.
//!
//! Where the standard's own reading lets a function be passed in and called, it can
//! be given itself. So each body of a function that is written in FEEL becomes a call
//! of [`NAME`], which counts how deep calls lie in each other; functions of boxed
//! expressions, knowledge models and services count themselves. From the first call
//! that lies too deep on, all calls of the evaluation are null, so that it ends, and
//! the answer tells why.

use dsntk_feel::closure::Closure;
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value;
use dsntk_feel::{Evaluator, FeelScope, FeelType, FunctionBody, Name};
use dsntk_feel_parser::AstNode;
use std::cell::Cell;
use std::sync::Arc;

/// Most calls of functions, one within the other.
pub(crate) const CALLS_DEEP_MAX: u32 = 256;

/// The name under which the guard stands; no expression can write it.
const NAME: &str = "\u{1}within";

thread_local! {
    /// How deep the calls of this evaluation lie, and whether that was too deep once.
    static CALLS: Cell<(u32, bool)> = const { Cell::new((0, false)) };
}

/// A call under way.
pub(crate) struct Call(());

impl Call {
    /// Begins a call; nothing if it may not be made.
    pub(crate) fn begin() -> Option<Call> {
        let (depth, over) = CALLS.get();
        if over || depth >= CALLS_DEEP_MAX {
            CALLS.set((depth, true));
            return None;
        }
        CALLS.set((depth + 1, over));
        Some(Call(()))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let (depth, over) = CALLS.get();
        CALLS.set((depth - 1, over));
    }
}

/// Evaluates; answers also whether calls lay too deep.
pub(crate) fn watched<T>(evaluate: impl FnOnce() -> T) -> (T, bool) {
    let before = CALLS.replace((0, false));
    let value = evaluate();
    (value, CALLS.replace(before).1)
}

/// Why a call was not made.
pub(crate) fn too_deep() -> String {
    format!("AL-2309: calls lie more than {CALLS_DEEP_MAX} deep in each other: a function that calls itself never ends")
}

/// Makes the guard known to the expressions that read a context.
pub(crate) fn place(context: &mut FeelContext) {
    let body: Evaluator = Box::new(|scope: &FeelScope| {
        let function = scope.peek().and_then(|given| given.get_entry(&parameter()).cloned());
        let Some(_call) = Call::begin() else { return Value::Null(Some(too_deep())) };
        match function {
            Some(Value::FunctionDefinition(_, body, _, _, kept, _)) => {
                scope.push(kept);
                let value = body.evaluate(scope);
                scope.pop();
                value
            }
            _ => Value::Null(None),
        }
    });
    let body = FunctionBody::LiteralExpression(Arc::new(body));
    let parameters = vec![(parameter(), FeelType::Any)];
    let guard = Value::FunctionDefinition(parameters, body, false, Closure::default(), FeelContext::default(), FeelType::Any);
    context.set_entry(&Name::from(NAME), guard);
}

fn parameter() -> Name {
    Name::from("\u{1}body")
}

/// `function(x) body` as `function(x) within(function() body)`.
pub(super) fn guard(node: &mut AstNode) {
    super::walk::children_mut(node).into_iter().for_each(guard);
    if let AstNode::FunctionBody(body, false) = node {
        let inner = std::mem::replace(&mut **body, AstNode::Null);
        let inner = AstNode::FunctionDefinition(
            Box::new(AstNode::FormalParameters(Vec::new())),
            Box::new(AstNode::FunctionBody(Box::new(inner), false)),
        );
        let called = Box::new(AstNode::Name(Name::from(NAME)));
        **body = AstNode::FunctionInvocation(called, Box::new(AstNode::PositionalParameters(vec![inner])));
    }
}
