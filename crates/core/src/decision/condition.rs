//! Conditions: FEEL expressions that answer yes, no or "undetermined".
//!
//! FEEL itself lets an unknown become a silent "no" (`null = "a"` is false). A
//! condition of a procedure may not: wherever it needs a fact that is unknown,
//! its answer is nothing, and the kernel refuses to decide. Only `fact = null`
//! and `fact != null` may ask whether a fact is known. `and` and `or` answer as
//! soon as what is known suffices.
//!
//! Comparisons, ranges, lists, `and`, `or` and `not` are computed here on machine
//! words; the FEEL library evaluates the rest.
//!
//! ```
//! use alatau_core::decision::{Symbols, Value, condition};
//! let (mut facts, symbols) = (Vec::new(), Symbols::default());
//! let rule = condition::parse("=kind in (\"shop\", \"hotel\") and storeys > 3").unwrap().bind(&mut facts, &symbols);
//! assert_eq!(facts, ["kind", "storeys"]);
//! let shop = symbols.intern("shop");
//! assert_eq!(rule.evaluate(&[shop, Value::int(4)], &symbols), Some(true));
//! assert_eq!(rule.evaluate(&[shop, Value::NULL], &symbols), None);
//! ```

use super::feel::{AstNode, Fault, Form, identifiers};
use super::{Compare, Symbols, Value, ValueKind, feel};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{Evaluator, FeelNumber, FeelScope, Name};
use std::sync::Arc;

/// A constant that a fact is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A truth value.
    Bool(bool),
    /// A number with at most four decimal places.
    Number(Value),
    /// A string.
    Text(String),
}

impl Literal {
    fn kind(&self) -> ValueKind {
        match self {
            Literal::Bool(_) => ValueKind::Bool,
            Literal::Number(_) => ValueKind::Number,
            Literal::Text(_) => ValueKind::Symbol,
        }
    }

    /// The constant as a routing value.
    pub fn value(&self, symbols: &Symbols) -> Value {
        match self {
            Literal::Bool(b) => Value::bool(*b),
            Literal::Number(n) => *n,
            Literal::Text(t) => symbols.intern(t),
        }
    }
}

/// A condition by the names of its facts.
#[derive(Clone)]
pub enum Formula {
    /// Always the same answer.
    Constant(bool),
    /// A fact against a constant.
    Compare {
        /// Name of the fact.
        fact: String,
        /// How.
        op: Compare,
        /// With what.
        with: Literal,
    },
    /// Whether a fact is known.
    Known {
        /// Name of the fact.
        fact: String,
        /// The answer when it is known.
        answer: bool,
    },
    /// All hold.
    And(Vec<Formula>),
    /// One holds.
    Or(Vec<Formula>),
    /// It does not hold.
    Not(Box<Formula>),
    /// What only the FEEL library can evaluate; all its facts must be known.
    Feel {
        /// The prepared expression.
        evaluator: Arc<Evaluator>,
        /// Names of its facts.
        facts: Vec<String>,
    },
}

/// A condition bound to the indices of its facts.
#[derive(Clone)]
pub enum Bound {
    /// Always the same answer.
    Constant(bool),
    /// A fact against a constant.
    Compare(u16, Compare, Value),
    /// Whether a fact is known, and the answer then.
    Known(u16, bool),
    /// All hold.
    And(Vec<Bound>),
    /// One holds.
    Or(Vec<Bound>),
    /// It does not hold.
    Not(Box<Bound>),
    /// Facts by name and index, and the prepared expression.
    Feel(Arc<Evaluator>, Vec<(Name, u16)>),
}

/// Parses a condition. A leading `=`, as some modelers write it, is dropped.
/// Every identifier in it is a fact.
pub fn parse(text: &str) -> Result<Formula, Fault> {
    let trimmed = text.trim_start();
    let body = trimmed.strip_prefix('=').unwrap_or(trimmed);
    let dropped = text.len() - body.len();
    let shift = |fault: Fault| Fault { offset: fault.offset + dropped, ..fault };
    let declared: Vec<String> = identifiers(body).into_iter().map(|(name, _)| name).collect();
    let parsed = feel::parse(body, Form::Expression, &declared[..].into()).map_err(shift)?;
    facts_are_single(&parsed.tree, &declared).map_err(shift)?;
    formula(&parsed.tree).map_err(shift)
}

/// A fact has no parts: `case.fee` asks for one.
fn facts_are_single(tree: &AstNode, declared: &[String]) -> Result<(), Fault> {
    if let AstNode::Path(base, part) = tree
        && let (AstNode::Name(base), AstNode::Name(part)) = (&**base, &**part)
        && declared.iter().any(|d| d == base.as_str())
    {
        let message = format!("`{base}` is a single value and has no part `{part}`");
        return Err(Fault::new("AL-2209", 0, message, format!("name a fact of its own, for example `{base}_{part}`")));
    }
    feel::children(tree).into_iter().try_for_each(|child| facts_are_single(child, declared))
}

fn formula(tree: &AstNode) -> Result<Formula, Fault> {
    Ok(match tree {
        AstNode::And(a, b) => join(formula(a)?, formula(b)?, true),
        AstNode::Or(a, b) => join(formula(a)?, formula(b)?, false),
        AstNode::Boolean(b) => Formula::Constant(*b),
        AstNode::Name(name) => is_true(name.as_str()),
        AstNode::FunctionInvocation(name, arguments) => match (&**name, &**arguments) {
            (AstNode::Name(n), AstNode::PositionalParameters(list)) if n.as_str() == "not" && list.len() == 1 => {
                negation(formula(&list[0])?)
            }
            _ => library(tree)?,
        },
        AstNode::Eq(a, b) => comparison(Compare::Equal, a, b, tree)?,
        AstNode::Nq(a, b) => comparison(Compare::NotEqual, a, b, tree)?,
        AstNode::Lt(a, b) => comparison(Compare::Less, a, b, tree)?,
        AstNode::Le(a, b) => comparison(Compare::LessOrEqual, a, b, tree)?,
        AstNode::Gt(a, b) => comparison(Compare::Greater, a, b, tree)?,
        AstNode::Ge(a, b) => comparison(Compare::GreaterOrEqual, a, b, tree)?,
        AstNode::Between(x, low, high) => {
            let low = comparison(Compare::GreaterOrEqual, x, low, tree)?;
            join(low, comparison(Compare::LessOrEqual, x, high, tree)?, true)
        }
        AstNode::In(x, set) => membership(x, set).map_or_else(|| library(tree), Ok)?,
        AstNode::Numeric(..) | AstNode::String(_) | AstNode::Null | AstNode::Neg(_) | AstNode::List(_) | AstNode::Context(_) => {
            return Err(not_a_truth_value());
        }
        AstNode::Add(..) | AstNode::Sub(..) | AstNode::Mul(..) | AstNode::Div(..) | AstNode::Exp(..) => return Err(not_a_truth_value()),
        _ => library(tree)?,
    })
}

fn not_a_truth_value() -> Fault {
    let message = "the condition can only be a number, a string or a list, never true or false";
    Fault::new("AL-2206", 0, message, "compare it with something, for example `fee > 0`")
}

fn is_true(fact: &str) -> Formula {
    Formula::Compare { fact: fact.to_string(), op: Compare::Equal, with: Literal::Bool(true) }
}

fn join(a: Formula, b: Formula, all: bool) -> Formula {
    let mut parts = Vec::new();
    for part in [a, b] {
        match part {
            Formula::And(inner) if all => parts.extend(inner),
            Formula::Or(inner) if !all => parts.extend(inner),
            other => parts.push(other),
        }
    }
    if all { Formula::And(parts) } else { Formula::Or(parts) }
}

fn negation(of: Formula) -> Formula {
    match of {
        Formula::Constant(b) => Formula::Constant(!b),
        Formula::Compare { fact, op, with } => Formula::Compare { fact, op: op.negated(), with },
        Formula::Known { fact, answer } => Formula::Known { fact, answer: !answer },
        Formula::Not(inner) => *inner,
        other => Formula::Not(Box::new(other)),
    }
}

fn comparison(op: Compare, left: &AstNode, right: &AstNode, whole: &AstNode) -> Result<Formula, Fault> {
    let (fact, op, constant) = match (left, right) {
        (AstNode::Name(name), constant) => (name, op, constant),
        (constant, AstNode::Name(name)) => (name, op.mirrored(), constant),
        _ => return library(whole),
    };
    let fact = fact.as_str().to_string();
    let equality = matches!(op, Compare::Equal | Compare::NotEqual);
    if matches!(constant, AstNode::Null) && equality {
        return Ok(Formula::Known { fact, answer: op == Compare::NotEqual });
    }
    match literal(constant) {
        Some(with) if equality || with.kind() == ValueKind::Number => Ok(Formula::Compare { fact, op, with }),
        Some(with) if with.kind() == ValueKind::Bool => {
            let message =
                format!("`{fact} {} {constant}` asks whether a truth value is larger than another", op.sign(), constant = spoken(&with));
            Err(Fault::new("AL-2206", 0, message, "compare truth values with `=` or `!=`"))
        }
        _ => library(whole),
    }
}

fn spoken(literal: &Literal) -> String {
    match literal {
        Literal::Bool(b) => b.to_string(),
        Literal::Number(n) => format!("{n:?}"),
        Literal::Text(t) => format!("\"{t}\""),
    }
}

fn literal(node: &AstNode) -> Option<Literal> {
    match node {
        AstNode::Boolean(b) => Some(Literal::Bool(*b)),
        AstNode::String(text) => Some(Literal::Text(text.clone())),
        AstNode::Numeric(whole, fraction, _, exponent) if exponent.is_empty() => decimal("", whole, fraction),
        AstNode::Neg(inner) => match &**inner {
            AstNode::Numeric(whole, fraction, _, exponent) if exponent.is_empty() => decimal("-", whole, fraction),
            _ => None,
        },
        _ => None,
    }
}

fn decimal(sign: &str, whole: &str, fraction: &str) -> Option<Literal> {
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Value::parse_number(&format!("{sign}{whole}.{fraction}")).map(Literal::Number)
}

/// `x in (1, 2)`, `x in [1..5]`, `x in (> 3, "a")`: one comparison or several.
fn membership(x: &AstNode, set: &AstNode) -> Option<Formula> {
    let AstNode::Name(name) = x else { return None };
    let fact = name.as_str();
    let test = |op, with: Literal| {
        let ordered = !matches!(op, Compare::Equal | Compare::NotEqual);
        (!ordered || with.kind() == ValueKind::Number).then(|| Formula::Compare { fact: fact.to_string(), op, with })
    };
    match set {
        AstNode::ExpressionList(items) | AstNode::CommaList(items) | AstNode::List(items) => {
            let parts: Option<Vec<Formula>> = items.iter().map(|item| membership(x, item)).collect();
            parts.filter(|p| !p.is_empty()).map(|mut p| if p.len() == 1 { p.remove(0) } else { Formula::Or(p) })
        }
        AstNode::Range(start, end) => {
            let (AstNode::IntervalStart(low, low_type), AstNode::IntervalEnd(high, high_type)) = (&**start, &**end) else { return None };
            let low_op = if low_type.opened() { Compare::Greater } else { Compare::GreaterOrEqual };
            let high_op = if high_type.opened() { Compare::Less } else { Compare::LessOrEqual };
            Some(Formula::And(vec![test(low_op, literal(low)?)?, test(high_op, literal(high)?)?]))
        }
        AstNode::UnaryGt(v) => test(Compare::Greater, literal(v)?),
        AstNode::UnaryGe(v) => test(Compare::GreaterOrEqual, literal(v)?),
        AstNode::UnaryLt(v) => test(Compare::Less, literal(v)?),
        AstNode::UnaryLe(v) => test(Compare::LessOrEqual, literal(v)?),
        AstNode::UnaryEq(v) => test(Compare::Equal, literal(v)?),
        AstNode::UnaryNe(v) => test(Compare::NotEqual, literal(v)?),
        constant => test(Compare::Equal, literal(constant)?),
    }
}

fn library(tree: &AstNode) -> Result<Formula, Fault> {
    let mut facts = Vec::new();
    feel::free_names(tree, &mut Vec::new(), &mut facts);
    Ok(Formula::Feel { evaluator: Arc::new(dsntk_feel_evaluator::prepare(tree)), facts })
}

impl Formula {
    /// The facts that the condition reads, with the kind that a comparison shows.
    pub fn facts(&self) -> Vec<(String, Option<ValueKind>)> {
        match self {
            Formula::Constant(_) => Vec::new(),
            Formula::Compare { fact, with, .. } => vec![(fact.clone(), Some(with.kind()))],
            Formula::Known { fact, .. } => vec![(fact.clone(), None)],
            Formula::And(parts) | Formula::Or(parts) => parts.iter().flat_map(Formula::facts).collect(),
            Formula::Not(inner) => inner.facts(),
            Formula::Feel { facts, .. } => facts.iter().map(|f| (f.clone(), None)).collect(),
        }
    }

    /// Gives facts their indices in `facts` and strings their symbols, new ones at the end.
    pub fn bind(&self, facts: &mut Vec<String>, symbols: &Symbols) -> Bound {
        match self {
            Formula::Constant(b) => Bound::Constant(*b),
            Formula::Compare { fact, op, with } => Bound::Compare(index(facts, fact), *op, with.value(symbols)),
            Formula::Known { fact, answer } => Bound::Known(index(facts, fact), *answer),
            Formula::And(parts) => Bound::And(parts.iter().map(|p| p.bind(facts, symbols)).collect()),
            Formula::Or(parts) => Bound::Or(parts.iter().map(|p| p.bind(facts, symbols)).collect()),
            Formula::Not(inner) => Bound::Not(Box::new(inner.bind(facts, symbols))),
            Formula::Feel { evaluator, facts: names } => {
                let names = names.iter().map(|n| (Name::from(n.as_str()), index(facts, n))).collect();
                Bound::Feel(evaluator.clone(), names)
            }
        }
    }
}

/// The index of a fact, new at the end.
pub fn index(facts: &mut Vec<String>, fact: &str) -> u16 {
    let at = facts.iter().position(|f| f == fact).unwrap_or_else(|| {
        facts.push(fact.to_string());
        facts.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl Bound {
    /// The answer for these facts; nothing if it is undetermined.
    pub fn evaluate(&self, facts: &[Value], symbols: &Symbols) -> Option<bool> {
        let fact = |i: u16| facts.get(i as usize).copied().unwrap_or(Value::NULL);
        match self {
            Bound::Constant(b) => Some(*b),
            Bound::Compare(i, op, with) => op.holds(fact(*i), *with),
            Bound::Known(i, answer) => Some(fact(*i).is_null() != *answer),
            Bound::And(parts) => three_valued(parts, facts, symbols, false),
            Bound::Or(parts) => three_valued(parts, facts, symbols, true),
            Bound::Not(inner) => inner.evaluate(facts, symbols).map(|b| !b),
            Bound::Feel(evaluator, names) => {
                let mut context = FeelContext::default();
                for (name, i) in names {
                    context.set_entry(name, to_feel(fact(*i), symbols)?);
                }
                match evaluator(&FeelScope::from(context)) {
                    FeelValue::Boolean(b) => Some(b),
                    _ => None,
                }
            }
        }
    }
}

/// `decisive` settles the matter at once; otherwise one unknown leaves it open.
fn three_valued(parts: &[Bound], facts: &[Value], symbols: &Symbols, decisive: bool) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part.evaluate(facts, symbols) {
            Some(answer) if answer == decisive => return Some(decisive),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!decisive) }
}

/// A routing value as FEEL's; nothing for null.
pub(super) fn to_feel(value: Value, symbols: &Symbols) -> Option<FeelValue> {
    match value.kind() {
        ValueKind::Null => None,
        ValueKind::Bool => value.as_bool().map(FeelValue::Boolean),
        ValueKind::Number => value.as_scaled().map(|n| FeelValue::Number(FeelNumber::new(n, 4))),
        ValueKind::Symbol => symbols.datum(value).to_feel(),
    }
}
