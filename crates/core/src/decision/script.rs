//! Scripts: FEEL expressions whose value a case keeps.
//!
//! A condition must decide and refuses the unknown; a script only computes, so an
//! unknown fact is FEEL's null in it, and what FEEL cannot compute is null.
//!
//! ```
//! use alatau_core::decision::{Symbols, Value, script};
//! let (mut facts, symbols) = (Vec::new(), Symbols::default());
//! let fee = script::parse("= if floors > 2 then 100 * floors else 50").unwrap().bind(&mut facts);
//! assert_eq!(fee.evaluate(&[Value::int(3)], &symbols), Value::int(300));
//! ```

use super::condition::{index, to_feel};
use super::dmn::Datum;
use super::feel::{self, Fault, Form, identifiers};
use super::{Symbols, Value};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{Evaluator, FeelScope, Name};
use std::sync::Arc;

/// A parsed script and the names of the facts that it reads.
#[derive(Clone)]
pub struct Script {
    evaluator: Arc<Evaluator>,
    facts: Vec<String>,
}

/// A script bound to the indices of its facts.
#[derive(Clone)]
pub struct Bound {
    evaluator: Arc<Evaluator>,
    facts: Vec<(Name, u16)>,
}

/// Parses a script. A leading `=` is dropped; every identifier in it is a fact.
pub fn parse(text: &str) -> Result<Script, Fault> {
    let trimmed = text.trim_start();
    let body = trimmed.strip_prefix('=').unwrap_or(trimmed);
    let dropped = text.len() - body.len();
    let declared: Vec<String> = identifiers(body).into_iter().map(|(name, _)| name).collect();
    let parsed =
        feel::parse(body, Form::Expression, &declared[..].into()).map_err(|fault| Fault { offset: fault.offset + dropped, ..fault })?;
    let mut facts = Vec::new();
    feel::free_names(&parsed.tree, &mut Vec::new(), &mut facts);
    Ok(Script { evaluator: Arc::new(dsntk_feel_evaluator::prepare(&parsed.tree)), facts })
}

impl Script {
    /// Gives facts their indices in `facts`, new ones at the end.
    pub fn bind(&self, facts: &mut Vec<String>) -> Bound {
        let facts = self.facts.iter().map(|name| (Name::from(name.as_str()), index(facts, name))).collect();
        Bound { evaluator: self.evaluator.clone(), facts }
    }
}

impl Bound {
    /// The value for these facts.
    pub fn evaluate(&self, facts: &[Value], symbols: &Symbols) -> Value {
        let mut context = FeelContext::default();
        for (name, fact) in &self.facts {
            let value = facts.get(*fact as usize).copied().unwrap_or(Value::NULL);
            context.set_entry(name, to_feel(value, symbols).unwrap_or(FeelValue::Null(None)));
        }
        symbols.value(&Datum::from_feel(&(self.evaluator)(&FeelScope::from(context))))
    }
}
