//! The values that a model itself names for an input: the constants of its
//! cells, the ends of its intervals, what its expressions compare the input with.

use super::{Column, Datum, Kind, Logic, Model};
use crate::decision::feel::{AstNode, children, free_names};
use dsntk_feel::context::FeelContext;
use dsntk_feel::{FeelScope, Name};
use std::collections::{BTreeMap, BTreeSet};

impl Model {
    /// The values that cells and expressions compare `input` with, in the order of [`Datum`].
    ///
    /// `known` gives the inputs and, for a cell such as `> limit`, the decisions made;
    /// what it does not give is null, and a comparison with null names nothing.
    pub fn named_values(&self, input: &str, known: &BTreeMap<String, Datum>) -> BTreeSet<Datum> {
        let mut named = Named { input, trees: Vec::new() };
        for own in self.inputs.iter().filter(|own| own.name == input).filter_map(|own| own.allowed.as_ref()) {
            own.cells().into_iter().for_each(|cell| named.cell(&cell.tree, true));
        }
        for decision in &self.decisions {
            match &decision.logic {
                Logic::Literal(literal) => named.expression(&literal.tree, false),
                Logic::Boxed(_) => {}
                Logic::Table(table) => {
                    for (number, column) in table.columns.iter().enumerate() {
                        let own = matches!(&column.tree, AstNode::Name(name) if name.as_str() == input);
                        let cells = table.rules.iter().map(|rule| &rule.cells[number]).chain(&column.allowed);
                        cells.for_each(|cell| named.cell(&cell.tree, own));
                        named.expression(&column.tree, false);
                    }
                }
            }
        }
        let mut context = FeelContext::default();
        for (name, value) in known {
            if let Some(value) = value.to_feel() {
                context.set_entry(&Name::from(name.as_str()), value);
            }
        }
        let scope = FeelScope::from(context);
        let kind = self.inputs.iter().find(|own| own.name == input).map(|own| &own.kind);
        let value = |tree: &&AstNode| Datum::from_feel(&dsntk_feel_evaluator::evaluate(&scope, tree));
        let fits = |value: &Datum| {
            let scalar = matches!(value, Datum::Bool(_) | Datum::Number(_) | Datum::Text(_));
            scalar && kind.is_some_and(|kind| kind.admits(value))
        };
        let mut values: BTreeSet<Datum> = named.trees.iter().map(value).filter(fits).collect();
        if kind == Some(&Kind::Bool) {
            values.extend([Datum::Bool(false), Datum::Bool(true)]);
        }
        values
    }

    /// The words that rules of a decision's table say, so far as they are constants.
    pub fn words(&self, decision: &str) -> BTreeSet<String> {
        let Some(Logic::Table(table)) = self.decision(decision).map(|decision| &decision.logic) else { return BTreeSet::new() };
        let scope = FeelScope::default();
        let outputs = table.rules.iter().flat_map(|rule| &rule.outputs).map(|output| Datum::from_feel(&(output.evaluator)(&scope)));
        outputs.filter_map(|said| if let Datum::Text(word) = said { Some(word) } else { None }).collect()
    }
}

impl Column {
    /// Names that its expression reads.
    pub fn reads(&self) -> Vec<String> {
        let mut names = Vec::new();
        free_names(&self.tree, &mut Vec::new(), &mut names);
        names
    }
}

struct Named<'m> {
    input: &'m str,
    trees: Vec<&'m AstNode>,
}

impl<'m> Named<'m> {
    /// A cell; with `own`, its column is the input itself.
    fn cell(&mut self, tree: &'m AstNode, own: bool) {
        use AstNode as N;
        match tree {
            N::Irrelevant | N::Null => {}
            N::ExpressionList(all) | N::NegatedList(all) | N::CommaList(all) | N::List(all) => {
                all.iter().for_each(|one| self.cell(one, own))
            }
            N::Range(low, high) => [low, high].into_iter().for_each(|end| self.cell(end, own)),
            N::IntervalStart(end, _) | N::IntervalEnd(end, _) => self.cell(end, own),
            N::UnaryGt(to) | N::UnaryGe(to) | N::UnaryLt(to) | N::UnaryLe(to) | N::UnaryEq(to) | N::UnaryNe(to) => self.cell(to, own),
            N::Numeric(..) | N::String(_) | N::Boolean(_) | N::Neg(_) | N::Name(_) | N::FunctionInvocation(..) if own => {
                self.trees.push(tree)
            }
            other => self.expression(other, own),
        }
    }

    /// An expression: what it compares the input with; with `own`, `?` is the input.
    fn expression(&mut self, tree: &'m AstNode, own: bool) {
        use AstNode as N;
        let is_input = |node: &AstNode| matches!(node, N::Name(name) if name.as_str() == self.input || own && name.as_str() == "?");
        match tree {
            N::Eq(a, b) | N::Nq(a, b) | N::Lt(a, b) | N::Le(a, b) | N::Gt(a, b) | N::Ge(a, b) => match (is_input(a), is_input(b)) {
                (true, _) => self.trees.push(b),
                (_, true) => self.trees.push(a),
                _ => {}
            },
            N::Between(x, low, high) if is_input(x) => self.trees.extend([&**low, &**high]),
            N::In(x, set) if is_input(x) => self.cell(set, true),
            _ => {}
        }
        children(tree).into_iter().for_each(|child| self.expression(child, own));
    }
}
