//! From XML to the logic of a decision: tables, literal and boxed expressions.

use super::boxed::{Boxed, Loop, Parameters, Shape};
use super::graph::child_text;
use super::items::Types;
use super::load::{Reader, children, kind_of, nothing};
use super::tables;
use super::{BoxedLogic, Literal, Logic};
use crate::decision::feel::Names;
use crate::decision::xml;
use dsntk_feel::closure::Closure;
use dsntk_feel::{FeelType, Name, QualifiedName};
use dsntk_feel_parser::ClosureBuilder;
use roxmltree::Node;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Deepest nesting of boxed expressions.
const DEPTH_MAX: usize = 32;

const EXPRESSIONS: [&str; 12] = [
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "relation",
    "functionDefinition",
    "invocation",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
];

/// The expressions among the children of an element.
fn expressions<'d, 'i>(node: Node<'d, 'i>) -> Vec<Node<'d, 'i>> {
    let namespace = node.document().root_element().tag_name().namespace();
    let is_one = |n: &Node<'_, '_>| EXPRESSIONS.contains(&n.tag_name().name()) && n.tag_name().namespace() == namespace;
    node.children().filter(|n| n.is_element() && is_one(n)).collect()
}

/// The logic of a decision.
pub(super) fn decision(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, name: &str, types: &Types<'_, '_>, names: &Names) -> Option<Logic> {
    let all = expressions(node);
    if let Some(second) = all.get(1) {
        let message = format!("the decision `{name}` has more than one expression");
        reader.refuse("AL-2305", second.range().start, message, "leave the one that decides");
        return None;
    }
    let Some(&expression) = all.first() else {
        if reader.reading.standard {
            return Some(Logic::Boxed(BoxedLogic { tag: String::new(), boxed: nothing() }));
        }
        reader.refuse("AL-2305", node.range().start, format!("the decision `{name}` has no logic"), "add a table or a literal expression");
        return None;
    };
    // A table or text that declares a type of its own is made to fit it, as any boxed expression is.
    let declares = expression.attribute("typeRef").is_some();
    match expression.tag_name().name() {
        "decisionTable" if !declares => tables::table(reader, expression, name, names).map(Logic::Table),
        "literalExpression" if !declares => {
            let text = child_text(expression, "text").unwrap_or((String::new(), expression.range().start));
            let (tree, prepared) = reader.prepare(&format!("expression of `{name}`"), &text, names)?;
            Some(Logic::Literal(Literal { text: text.0, tree, prepared }))
        }
        tag => {
            let boxed = Builder { reader, types, name, depth: 0 }.build(expression, names)?;
            Some(Logic::Boxed(BoxedLogic { tag: tag.to_string(), boxed }))
        }
    }
}

/// Parameters and body of a business knowledge model.
pub(super) fn encapsulated(
    reader: &mut Reader<'_, '_>,
    node: Node<'_, '_>,
    name: &str,
    types: &Types<'_, '_>,
    names: &Names,
) -> Option<(Parameters, Arc<Boxed>)> {
    let Some(&logic) = children(node, "encapsulatedLogic").first() else {
        reader.refuse(
            "AL-2305",
            node.range().start,
            format!("the business knowledge model `{name}` has no logic"),
            "add encapsulatedLogic",
        );
        return None;
    };
    Builder { reader, types, name, depth: 0 }.function(logic, names).map(|(parameters, body, _)| (parameters, body))
}

struct Builder<'b, 'r, 's, 't> {
    reader: &'b mut Reader<'r, 's>,
    types: &'b Types<'t, 't>,
    /// Name of the decision, for messages.
    name: &'b str,
    depth: usize,
}

impl Builder<'_, '_, '_, '_> {
    fn build(&mut self, node: Node<'_, '_>, names: &Names) -> Option<Arc<Boxed>> {
        if self.depth >= DEPTH_MAX {
            let message = format!("the expression of `{}` is nested more than {DEPTH_MAX} deep", self.name);
            self.reader.refuse("AL-2208", node.range().start, message, "let a decision compute a part of it");
            return None;
        }
        self.depth += 1;
        let shape = self.shape(node, names);
        self.depth -= 1;
        let (shape, reads) = shape?;
        let declared = node.attribute("typeRef").is_some() && !matches!(shape, Shape::Function(..));
        let kind = declared.then(|| kind_of(node, self.types, self.reader).feel_type());
        Some(Arc::new(Boxed { shape, kind, reads }))
    }

    fn shape(&mut self, node: Node<'_, '_>, names: &Names) -> Option<(Shape, Closure)> {
        Some(match node.tag_name().name() {
            "literalExpression" => {
                let text = child_text(node, "text").unwrap_or((String::new(), node.range().start));
                let (tree, prepared) = self.reader.prepare(&format!("expression of `{}`", self.name), &text, names)?;
                (Shape::Feel(prepared.evaluator), ClosureBuilder::from_node(&tree))
            }
            "decisionTable" => {
                let table = tables::table(self.reader, node, self.name, names)?;
                let trees = table.columns.iter().map(|column| &column.tree).chain(table.rules.iter().flat_map(|rule| &rule.trees));
                let cells = table.rules.iter().flat_map(|rule| rule.cells.iter().map(|cell| &cell.tree));
                let reads = joined(trees.chain(cells).map(ClosureBuilder::from_node));
                (Shape::Table(Box::new(table)), reads)
            }
            "context" => self.context(node, names)?,
            "list" => {
                let items = expressions(node).into_iter().map(|item| self.build(item, names)).collect::<Option<Vec<_>>>()?;
                let reads = all(&items);
                (Shape::List(items), reads)
            }
            "relation" => self.relation(node, names)?,
            "functionDefinition" => {
                let (parameters, body, result) = self.function(node, names)?;
                let mut reads = body.reads.clone();
                parameters.iter().for_each(|(name, _)| reads.remove(name.clone()));
                (Shape::Function(parameters, body, result), reads)
            }
            "invocation" => self.invocation(node, names)?,
            "conditional" => {
                let [test, then, other] = ["if", "then", "else"].map(|tag| self.within(node, tag, names));
                let parts = [test?, then?, other?];
                let reads = all(&parts);
                let [test, then, other] = parts;
                (Shape::Conditional(test, then, other), reads)
            }
            "filter" => {
                let list = self.within(node, "in", names)?;
                let mut inner = names.with("item");
                inner.declared.extend(names.parts.iter().cloned());
                let test = self.within(node, "match", &inner)?;
                let reads = all(&[list.clone(), test.clone()]);
                (Shape::Filter(list, test), reads)
            }
            tag => self.each(node, tag, names)?,
        })
    }

    /// The expression in a child element such as `then`.
    fn within(&mut self, node: Node<'_, '_>, tag: &str, names: &Names) -> Option<Arc<Boxed>> {
        let holder = children(node, tag).into_iter().next();
        match holder.and_then(|holder| expressions(holder).into_iter().next()) {
            Some(expression) => self.build(expression, names),
            None => self.missing(node, tag),
        }
    }

    fn missing<T>(&mut self, node: Node<'_, '_>, what: &str) -> Option<T> {
        let message = format!("the {} of `{}` has no `{what}` with an expression", node.tag_name().name(), self.name);
        self.reader.refuse("AL-2305", node.range().start, message, "complete it in a DMN editor");
        None
    }

    fn context(&mut self, node: Node<'_, '_>, names: &Names) -> Option<(Shape, Closure)> {
        let mut names = names.clone();
        let (mut entries, mut reads, mut own) = (Vec::new(), Vec::new(), Vec::new());
        for entry in children(node, "contextEntry") {
            let Some(&expression) = expressions(entry).first() else { return self.missing(entry, "expression") };
            let value = self.build(expression, &names)?;
            reads.push(value.reads.clone());
            let variable = children(entry, "variable").into_iter().next().map(|variable| {
                let name = variable.attribute("name").unwrap_or("").trim().to_string();
                let kind = kind_of(variable, self.types, self.reader);
                names.declared.push(name.clone());
                own.push(name.clone());
                super::boxed::parameter(&name, &kind)
            });
            entries.push((variable, value));
        }
        let mut reads = joined(reads.into_iter());
        own.iter().for_each(|name| reads.remove(Name::from(name.as_str())));
        Some((Shape::Context(entries), reads))
    }

    fn relation(&mut self, node: Node<'_, '_>, names: &Names) -> Option<(Shape, Closure)> {
        let columns: Vec<Name> = children(node, "column").iter().map(|n| Name::from(n.attribute("name").unwrap_or(""))).collect();
        let mut rows = Vec::new();
        for row in children(node, "row") {
            let cells = expressions(row).into_iter().map(|cell| self.build(cell, names)).collect::<Option<Vec<_>>>()?;
            if cells.len() != columns.len() {
                let message = format!("a row of `{}` has {} cells; the relation has {} columns", self.name, cells.len(), columns.len());
                self.reader.refuse("AL-2307", row.range().start, message, "fill each cell");
                return None;
            }
            rows.push(columns.iter().cloned().zip(cells).collect::<Vec<_>>());
        }
        let reads = joined(rows.iter().flatten().map(|(_, cell)| cell.reads.clone()));
        Some((Shape::Relation(rows), reads))
    }

    /// Parameters, body and type of the result.
    fn function(&mut self, node: Node<'_, '_>, names: &Names) -> Option<(Parameters, Arc<Boxed>, FeelType)> {
        if !matches!(node.attribute("kind"), None | Some("FEEL")) {
            let message = format!("`{}` is an external function: it runs code that nobody here can check", self.name);
            self.reader.refuse("AL-2203", node.range().start, message, "express the rule in FEEL or as a table");
            return None;
        }
        let mut inner = names.clone();
        let mut parameters = Vec::new();
        for parameter in children(node, "formalParameter") {
            let name = parameter.attribute("name").unwrap_or("").trim();
            let kind = kind_of(parameter, self.types, self.reader);
            inner = inner.with(name);
            parameters.push(super::boxed::parameter(name, &kind));
        }
        let Some(&body) = expressions(node).first() else { return self.missing(node, "body") };
        let result = kind_of(node, self.types, self.reader).feel_type();
        Some((parameters, self.build(body, &inner)?, result))
    }

    fn invocation(&mut self, node: Node<'_, '_>, names: &Names) -> Option<(Shape, Closure)> {
        let Some(&called) = expressions(node).first() else { return self.missing(node, "function to call") };
        let called = self.build(called, names)?;
        let mut arguments = Vec::new();
        for binding in children(node, "binding") {
            let Some(parameter) = children(binding, "parameter").into_iter().next() else { return self.missing(binding, "parameter") };
            let Some(&value) = expressions(binding).first() else { return self.missing(binding, "value") };
            let kind = kind_of(parameter, self.types, self.reader);
            let (name, kind) = super::boxed::parameter(parameter.attribute("name").unwrap_or(""), &kind);
            arguments.push((name, kind, self.build(value, names)?));
        }
        let reads = joined(arguments.iter().map(|(_, _, value)| value.reads.clone()).chain([called.reads.clone()]));
        Some((Shape::Invocation(called, arguments), reads))
    }

    fn each(&mut self, node: Node<'_, '_>, tag: &str, names: &Names) -> Option<(Shape, Closure)> {
        let (what, body) = match tag {
            "for" => (Loop::For, "return"),
            "some" => (Loop::Some, "satisfies"),
            _ => (Loop::Every, "satisfies"),
        };
        let item = node.attribute("iteratorVariable").unwrap_or("").trim();
        if item.is_empty() {
            return self.missing(node, "iteratorVariable");
        }
        let list = self.within(node, "in", names)?;
        let mut body_reads = self.within(node, body, &names.with(item).with("partial"))?;
        let mut reads = body_reads.reads.clone();
        reads.remove(Name::from(item));
        let reads = joined([list.reads.clone(), reads].into_iter());
        let body = std::mem::replace(&mut body_reads, nothing());
        Some((Shape::Each(what, Name::from(item), list, body), reads))
    }
}

/// The names that any of these reads.
fn joined(all: impl Iterator<Item = Closure>) -> Closure {
    let names: BTreeSet<QualifiedName> = all.flat_map(|closure| closure.iter().cloned().collect::<Vec<_>>()).collect();
    names.into_iter().collect::<Vec<_>>().into()
}

fn all(parts: &[Arc<Boxed>]) -> Closure {
    joined(parts.iter().map(|part| part.reads.clone()))
}

/// The text of each cell of a rule, with its byte.
pub(super) fn texts(node: Node<'_, '_>, tag: &str) -> Vec<(String, usize)> {
    let text = |n: Node<'_, '_>| children(n, "text").into_iter().next().map_or((String::new(), n.range().start), xml::text);
    children(node, tag).into_iter().map(text).collect()
}
