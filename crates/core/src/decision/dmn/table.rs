//! Decision tables, prepared once.

use super::net::ColumnNet;
use crate::decision::feel::{self, AstNode, Fault, Form, Names, Prepared, children};
use crate::source::Place;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{Evaluator, FeelScope, Name};

/// Which of the matching rules speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// At most one rule matches.
    Unique,
    /// The first that matches.
    First,
    /// All that match say the same.
    Any,
    /// The one whose outputs stand first in the lists of output values.
    Priority,
    /// All, in no order that means anything.
    Collect(Aggregation),
    /// All, in the order of the rules.
    RuleOrder,
    /// All, in the order of the lists of output values.
    OutputOrder,
}

/// What is made of collected outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// The list itself.
    List,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many.
    Count,
}

/// An input column.
pub struct Column {
    /// The input expression, as written.
    pub text: String,
    pub(crate) tree: AstNode,
    pub(crate) prepared: Prepared,
    pub(crate) allowed: Option<Cell>,
}

/// An output column.
pub struct Output {
    /// Its name; may be empty where there is only one.
    pub name: String,
    /// Values in order of priority, where listed.
    pub(crate) values: Vec<FeelValue>,
    /// What it says when no rule matches.
    pub(crate) default: Option<Prepared>,
}

/// A rule.
pub struct Rule {
    /// XML id, or empty.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// Its annotations.
    pub annotations: Vec<String>,
    /// Its cells, one a column.
    pub cells: Vec<Cell>,
    /// Its outputs, one a column.
    pub(crate) trees: Vec<AstNode>,
    pub(crate) outputs: Vec<Prepared>,
}

/// A decision table.
pub struct Table {
    /// Which of the matching rules speak.
    pub policy: HitPolicy,
    /// Input columns.
    pub columns: Vec<Column>,
    /// Output columns.
    pub outputs: Vec<Output>,
    /// Rules, in document order.
    pub rules: Vec<Rule>,
    /// The columns as nets.
    pub(crate) net: Vec<ColumnNet>,
}

/// A cell: tests on the value of its column.
pub struct Cell {
    /// As written.
    pub text: String,
    pub(crate) tree: AstNode,
    test: Test,
    /// Whether it asks about null itself.
    asks_null: bool,
}

enum Test {
    /// `-`
    Any,
    /// One of them must hold.
    Some(Vec<Evaluator>),
    /// None may hold.
    None(Vec<Evaluator>),
}

impl Cell {
    /// Prepares the tests of a cell.
    pub(crate) fn prepare(text: &str, names: &Names) -> Result<Cell, Fault> {
        let parsed = feel::parse(text, Form::UnaryTests, names)?;
        let asks_null = mentions(&parsed.tree, &|n| matches!(n, AstNode::Null));
        let tree = parsed.tree.clone();
        let test = match parsed.tree {
            AstNode::Irrelevant => Test::Any,
            AstNode::ExpressionList(items) => Test::Some(items.into_iter().map(single).collect()),
            AstNode::NegatedList(items) => Test::None(items.into_iter().map(single).collect()),
            other => Test::Some(vec![single(other)]),
        };
        Ok(Cell { text: text.to_string(), tree, test, asks_null })
    }

    /// Whether the cell says `-`.
    pub fn is_open(&self) -> bool {
        matches!(self.test, Test::Any)
    }

    /// Whether null answers the cell: it asks about null, or says `-`.
    pub(crate) fn may_answer_null(&self) -> bool {
        self.asks_null || self.is_open()
    }

    /// Whether the value passes. With `strict`, a null that the cell does not ask about leaves it open.
    pub(crate) fn passes(&self, value: &FeelValue, scope: &FeelScope, strict: bool) -> Option<bool> {
        if self.is_open() {
            return Some(true);
        }
        if strict && matches!(value, FeelValue::Null(_)) && !self.asks_null {
            return None;
        }
        let holds = |e: &Evaluator| matches!(e(scope), FeelValue::Boolean(true));
        Some(match &self.test {
            Test::Any => true,
            Test::Some(tests) => tests.iter().any(holds),
            Test::None(tests) => !tests.iter().any(holds),
        })
    }
}

/// One test: with `?` an expression that must be true, otherwise membership of the column's value.
fn single(item: AstNode) -> Evaluator {
    let own = mentions(&item, &|n| matches!(n, AstNode::Name(name) if name.as_str() == "?"));
    let tree =
        if own { item } else { AstNode::In(Box::new(AstNode::Name(Name::from("?"))), Box::new(AstNode::ExpressionList(vec![item]))) };
    dsntk_feel_evaluator::prepare(&tree)
}

fn mentions(node: &AstNode, what: &dyn Fn(&AstNode) -> bool) -> bool {
    what(node) || children(node).into_iter().any(|child| mentions(child, what))
}

/// The constants of a list of output values, in order.
pub(crate) fn listed_values(text: &str) -> Result<Vec<FeelValue>, Fault> {
    let parsed = feel::parse(text, Form::UnaryTests, &Names::default())?;
    let items = match parsed.tree {
        AstNode::ExpressionList(items) => items,
        other => vec![other],
    };
    let scope = FeelScope::default();
    Ok(items.iter().map(|item| dsntk_feel_evaluator::evaluate(&scope, item)).collect())
}
