//! From XML to a decision table.

use super::graph::child_text;
use super::load::{Reader, children};
use super::logic::texts;
use super::net::ColumnNet;
use super::table::listed_values;
use super::{Aggregation, Cell, Column, HitPolicy, Output, Rule, Table};
use crate::decision::feel::{AstNode, Names, Prepared};
use roxmltree::Node;

/// Reads a table; `name` is the decision's.
pub(super) fn table(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, name: &str, declared: &Names) -> Option<Table> {
    let before = reader.errors.len();
    let policy = policy(reader, node);
    let columns: Vec<Option<Column>> = children(node, "input").into_iter().map(|n| column(reader, n, declared)).collect();
    let output_nodes = children(node, "output");
    let outputs: Vec<Option<Output>> = output_nodes.iter().map(|n| output(reader, *n, declared)).collect();
    if output_nodes.len() > 1 && output_nodes.iter().any(|n| n.attribute("name").is_none_or(str::is_empty)) {
        reader.refuse(
            "AL-2307",
            node.range().start,
            format!("the table of `{name}` has several outputs and not all have names"),
            "name each output",
        );
    }
    if output_nodes.is_empty() {
        reader.refuse("AL-2307", node.range().start, format!("the table of `{name}` has no output"), "add one");
    }
    let listed = outputs.iter().flatten().any(|o| !o.values.is_empty());
    if matches!(policy, Some(HitPolicy::Priority | HitPolicy::OutputOrder)) && !listed {
        let message = format!("the table of `{name}` goes by priority, but no output lists its values");
        reader.refuse("AL-2307", node.range().start, message, "add outputValues in order of priority");
    }
    let rules: Vec<Option<Rule>> =
        children(node, "rule").into_iter().map(|n| rule(reader, n, columns.len(), outputs.len(), declared)).collect();
    if reader.errors.len() > before {
        return None;
    }
    let columns = columns.into_iter().collect::<Option<Vec<_>>>()?;
    let rules = rules.into_iter().collect::<Option<Vec<_>>>()?;
    let cells = |column: usize| rules.iter().map(|rule| &rule.cells[column]).collect::<Vec<_>>();
    let net = (0..columns.len()).map(|column| ColumnNet::of(&cells(column))).collect();
    Some(Table { policy: policy?, columns, outputs: outputs.into_iter().collect::<Option<_>>()?, rules, net })
}

fn policy(reader: &mut Reader<'_, '_>, node: Node<'_, '_>) -> Option<HitPolicy> {
    let aggregation = match node.attribute("aggregation") {
        None => Some(Aggregation::List),
        Some("SUM") => Some(Aggregation::Sum),
        Some("MIN") => Some(Aggregation::Min),
        Some("MAX") => Some(Aggregation::Max),
        Some("COUNT") => Some(Aggregation::Count),
        Some(_) => None,
    };
    let policy = match (node.attribute("hitPolicy").unwrap_or("UNIQUE"), aggregation) {
        ("UNIQUE", _) => Some(HitPolicy::Unique),
        ("FIRST", _) => Some(HitPolicy::First),
        ("ANY", _) => Some(HitPolicy::Any),
        ("PRIORITY", _) => Some(HitPolicy::Priority),
        ("COLLECT", Some(a)) => Some(HitPolicy::Collect(a)),
        ("RULE ORDER", _) => Some(HitPolicy::RuleOrder),
        ("OUTPUT ORDER", _) => Some(HitPolicy::OutputOrder),
        _ => None,
    };
    if policy.is_none() {
        let at = node.attribute_node("hitPolicy").map_or(node.range().start, |a| a.range().start);
        reader.refuse(
            "AL-2307",
            at,
            "the hit policy or its aggregation is none of DMN's",
            "UNIQUE, FIRST, ANY, PRIORITY, COLLECT, RULE ORDER or OUTPUT ORDER",
        );
    }
    policy
}

fn column(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, declared: &Names) -> Option<Column> {
    let text = child_text(node, "inputExpression").unwrap_or((String::new(), node.range().start));
    let (tree, prepared) = reader.prepare("input expression", &text, declared)?;
    let allowed = match child_text(node, "inputValues").filter(|(t, _)| !t.is_empty()) {
        Some(values) => Some(reader.cell("input values", &values, declared)?),
        None => None,
    };
    Some(Column { text: text.0, tree, prepared, allowed })
}

fn output(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, declared: &Names) -> Option<Output> {
    let values = match child_text(node, "outputValues").filter(|(t, _)| !t.is_empty()) {
        Some((text, at)) => listed_values(&text).map_err(|fault| reader.fault(at, "output values", fault)).ok()?,
        None => Vec::new(),
    };
    let default = match child_text(node, "defaultOutputEntry").filter(|(t, _)| !t.is_empty()) {
        Some(text) => Some(reader.prepare("default output", &text, declared)?.1),
        None => None,
    };
    Some(Output { name: node.attribute("name").unwrap_or("").trim().to_string(), values, default })
}

fn rule(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, columns: usize, outputs: usize, declared: &Names) -> Option<Rule> {
    let (cells, results) = (texts(node, "inputEntry"), texts(node, "outputEntry"));
    if cells.len() != columns || results.len() != outputs {
        let message = format!("the rule has {} inputs and {} outputs; the table has {columns} and {outputs}", cells.len(), results.len());
        reader.refuse("AL-2307", node.range().start, message, "fill each cell; `-` means that any value will do");
        return None;
    }
    let id = node.attribute("id").unwrap_or("").to_string();
    let cells: Vec<Option<Cell>> = cells.iter().map(|text| reader.cell(&format!("cell of rule `{id}`"), text, declared)).collect();
    let outputs: Vec<Option<(AstNode, Prepared)>> =
        results.iter().map(|text| reader.prepare(&format!("output of rule `{id}`"), text, declared)).collect();
    let (trees, outputs) = outputs.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some(Rule {
        id,
        place: reader.place(node),
        annotations: texts(node, "annotationEntry").into_iter().map(|(text, _)| text).collect(),
        cells: cells.into_iter().collect::<Option<_>>()?,
        trees,
        outputs,
    })
}
