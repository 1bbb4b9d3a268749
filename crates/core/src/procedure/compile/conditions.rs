//! Conditions of flows, and the choices that replace them in a simulation.

use super::super::bpmn::{Element, Text};
use super::super::net::{Condition, Expression, Kind, NONE, Node};
use super::{Options, Work, number};
use crate::decision::condition::{self, Formula, Literal};
use crate::decision::{Compare, Value, ValueKind};
use std::sync::Arc;

/// Fills the conditions of all flows.
pub(super) fn read(work: &mut Work<'_>, options: &Options<'_>) {
    let chosen = choices(work, options);
    for index in 0..work.net.nodes.len() {
        if chosen.contains(&(index as u16)) {
            choose(work, index);
        } else {
            node_conditions(work, index);
        }
    }
}

/// A condition that an element waits for, ends by or repeats by; answers its number among the guards.
pub(super) fn guard(work: &mut Work<'_>, text: &Text, element: &Element) -> Option<u16> {
    match condition::parse(&text.value) {
        Ok(formula) => {
            agree(work, &element.id, text.at, &formula);
            let condition = bind(work, &formula);
            work.net.guards.push(condition);
            Some(work.net.guards.len() as u16 - 1)
        }
        Err(fault) => {
            work.refuse(fault.code, text.at + fault.offset, format!("condition of {}: {}", element.label(), fault.message), fault.help);
            None
        }
    }
}

/// Gateways whose conditions are replaced; what the options name wrongly is refused.
fn choices(work: &mut Work<'_>, options: &Options<'_>) -> Vec<u16> {
    let mut chosen = Vec::new();
    for (gateway, flows) in options.branching.into_iter().flatten() {
        let Some(&index) = work.ids.get(&(NONE, gateway.as_str())) else {
            let message = format!("the branching names gateway `{gateway}`, which the process does not have");
            let at = work.file.definitions.at;
            work.refuse("AL-2121", at, message, "correct the scenario");
            continue;
        };
        let node = work.net.nodes[index as usize];
        let from = work.drafts[index as usize].from;
        let strange = flows.iter().find(|(id, _)| !node.outs.iter().any(|f| work.net.flow_ids[f as usize] == *id));
        if node.kind != Kind::Exclusive {
            let message = format!("the branching names {}, which is no exclusive gateway", from.element.label());
            work.refuse("AL-2121", from.at, message, "give probabilities to exclusive gateways only");
        } else if let Some((flow, _)) = strange {
            let message = format!("the branching of {} names flow `{flow}`, which does not leave it", from.element.label());
            work.refuse("AL-2121", from.at, message, "correct the scenario");
        } else if node.outs.len > 1 {
            chosen.push(index);
        }
    }
    chosen
}

fn choose(work: &mut Work<'_>, index: usize) {
    let fact = number(&mut work.net.facts, &format!("choice:{}", work.drafts[index].from.element.id));
    let outs = work.net.nodes[index].outs;
    for (k, flow) in outs.iter().enumerate() {
        let last = k + 1 == outs.len as usize;
        let value = Value::int(k as i32);
        work.net.flows[flow as usize].condition =
            if last { Condition::Always } else { Condition::Compare { fact, op: Compare::Equal, value } };
        if last {
            work.net.nodes[index].default = flow;
        }
    }
}

fn node_conditions(work: &mut Work<'_>, index: usize) {
    let node = work.net.nodes[index];
    work.look(index);
    let mut formulas: Vec<Option<Formula>> = Vec::new();
    for flow in node.outs.iter() {
        formulas.push(flow_condition(work, index, flow));
    }
    let folded = complement(&node, &formulas).map(|k| node.outs.first + k as u16);
    if let Some(flow) = folded {
        work.net.nodes[index].default = flow;
    }
    for (flow, formula) in node.outs.iter().zip(formulas) {
        let formula = formula.filter(|_| folded != Some(flow));
        // Beside a default, what always holds is still a condition.
        let condition = formula.map_or(Condition::Always, |f| if node.default == NONE { bind(work, &f) } else { bind_any(work, &f) });
        work.net.flows[flow as usize].condition = condition;
    }
}

/// The condition of one flow; refuses it where none may stand or one is missing.
fn flow_condition(work: &mut Work<'_>, index: usize, flow: u16) -> Option<Formula> {
    let node = work.net.nodes[index];
    let from = work.flows[work.flow_drafts[flow as usize]].from;
    let Some(text) = &from.condition else {
        if node.kind == Kind::Exclusive && node.outs.len > 1 && node.default != flow {
            let gateway = work.drafts[index].from.element.label();
            let message = format!("{} leaves {gateway} without a condition and is not its default", from.element.label());
            work.refuse("AL-2114", from.element.at, message, "add a condition, or make it the gateway's default flow");
        }
        return None;
    };
    if node.default == flow {
        let message = format!("{} is a default flow and has a condition, which nobody would read", from.element.label());
        work.refuse("AL-2115", text.at, message, "remove the condition, or the default");
        return None;
    }
    if !super::flows::chooses(work, index) {
        let message = format!("{} has a condition, but {} does not choose", from.element.label(), work.drafts[index].from.element.label());
        work.refuse("AL-2115", text.at, message, "put an exclusive or inclusive gateway before it");
        return None;
    }
    if let Some(language) = from.language.as_ref().filter(|l| !l.value.trim().is_empty() && !l.value.to_ascii_lowercase().contains("feel"))
    {
        let message = format!("the condition of {} is in the language {}", from.element.label(), language.value);
        work.refuse("AL-2207", language.at, message, "write it in FEEL");
        return None;
    }
    // What stands in a file often is read once.
    let known = work.formulas.get(text.value.as_str()).cloned();
    match known.map_or_else(|| condition::parse(&text.value), Ok) {
        Ok(formula) => {
            agree(work, &from.element.id, text.at, &formula);
            work.formulas.entry(&text.value).or_insert_with(|| formula.clone());
            Some(formula)
        }
        Err(fault) => {
            let message = format!("condition of {}: {}", from.element.label(), fault.message);
            work.refuse(fault.code, text.at + fault.offset, message, fault.help);
            None
        }
    }
}

/// All conditions must take a fact for the same kind of value.
fn agree(work: &mut Work<'_>, place: &str, at: usize, formula: &Formula) {
    for (fact, kind) in formula.facts() {
        let Some(kind) = kind else { continue };
        let (first, whose) = work.kinds.entry(fact.clone()).or_insert_with(|| (kind, place.to_string())).clone();
        if first != kind {
            let message = format!("the fact `{fact}` is {} in `{place}` and {} in `{whose}`", word(kind), word(first));
            work.refuse("AL-2205", at, message, "compare a fact with one kind of value everywhere");
        }
    }
}

fn word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Bool => "a truth value",
        ValueKind::Number => "a number",
        ValueKind::Symbol => "a string",
    }
}

/// Of two conditions that are each other's opposite, the second becomes the
/// default: one comparison instead of two, and the same answer, for an unknown
/// fact stops at the first.
fn complement(node: &Node, formulas: &[Option<Formula>]) -> Option<usize> {
    if node.kind != Kind::Exclusive || node.default != NONE {
        return None;
    }
    let [Some(Formula::Compare { fact: a, op: first, with: x }), Some(Formula::Compare { fact: b, op: second, with: y })] = formulas else {
        return None;
    };
    let opposite = *second == first.negated() && x == y;
    let truth = *first == Compare::Equal && *second == Compare::Equal && matches!((x, y), (Literal::Bool(p), Literal::Bool(q)) if p != q);
    (a == b && (opposite || truth)).then_some(1)
}

fn bind(work: &mut Work<'_>, formula: &Formula) -> Condition {
    if let Formula::Constant(true) = formula {
        return Condition::Always;
    }
    bind_any(work, formula)
}

fn bind_any(work: &mut Work<'_>, formula: &Formula) -> Condition {
    let net = &mut work.net;
    if let Formula::Compare { fact, op, with } = formula {
        let value = with.value(&net.symbols);
        return Condition::Compare { fact: number(&mut net.facts, fact), op: *op, value };
    }
    let bound = formula.bind(&mut net.facts, &net.symbols);
    let expression: Expression = Arc::new(move |facts, symbols| bound.evaluate(facts, symbols));
    net.expressions.push(expression);
    Condition::Feel((net.expressions.len() - 1) as u16)
}
