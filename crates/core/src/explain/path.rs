//! The gateways that a ruling meets on its way to the next resting place.

use crate::decision::dmn::Datum;
use crate::decision::{Symbols, Value, condition, decimal};
use crate::procedure::{Condition, Kind, NONE, Net, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A flow whose condition was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Branch {
    /// BPMN id of the element that it leaves.
    pub element: String,
    /// BPMN id of the flow.
    pub flow: String,
    /// The condition, as written; empty for a default flow.
    pub condition: String,
    /// Whether it holds; nothing for a default flow, and where a fact is unknown.
    pub holds: Option<bool>,
    /// Whether the token took it.
    pub taken: bool,
    /// The facts that the condition reads.
    pub reads: BTreeMap<String, Datum>,
}

/// Where a path led.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path {
    /// Every flow that was asked, in the order of asking.
    pub branches: Vec<Branch>,
    /// The last outcome that an element on the way stands for, and the element.
    pub outcome: Option<(Outcome, String)>,
    /// Elements where tokens wait now.
    pub next: Vec<String>,
    /// Why a gateway could not decide.
    pub reason: Option<String>,
}

/// Elements passed before a path is given up as a circle.
const STEPS_MAX: usize = 1_000;

/// Follows the token that leaves `node`. `forced` turns conditions into their opposite, by flow.
pub(super) fn follow(net: &Net, node: u16, facts: &[Value], forced: &BTreeMap<String, bool>) -> Path {
    let mut path = Path::default();
    let mut open = path.leave(net, node, facts, forced);
    open.reverse();
    for _ in 0..STEPS_MAX {
        let Some(node) = open.pop() else { break };
        let mut next = path.enter(net, node, facts, forced);
        next.reverse();
        open.extend(next);
    }
    path
}

impl Path {
    fn enter(&mut self, net: &Net, node: u16, facts: &[Value], forced: &BTreeMap<String, bool>) -> Vec<u16> {
        let n = &net.nodes[node as usize];
        if let Some(outcome) = n.outcome {
            self.outcome = Some((outcome, net.info[node as usize].id.clone()));
        }
        match n.kind {
            Kind::Parallel | Kind::Inclusive if n.slots.len > 0 => self.rest(net, node),
            Kind::Exclusive | Kind::Parallel | Kind::Inclusive | Kind::Throw | Kind::Start => self.leave(net, node, facts, forced),
            // A sub-process that ends sends its token on; what else ran in it has been joined before.
            Kind::End if n.parent != NONE && !net.breaks_off(node) => self.leave(net, n.parent, facts, forced),
            Kind::End => Vec::new(),
            _ => self.rest(net, node),
        }
    }

    fn rest(&mut self, net: &Net, node: u16) -> Vec<u16> {
        self.next.push(net.info[node as usize].id.clone());
        Vec::new()
    }

    fn leave(&mut self, net: &Net, node: u16, facts: &[Value], forced: &BTreeMap<String, bool>) -> Vec<u16> {
        let n = &net.nodes[node as usize];
        let mut taken = Vec::new();
        for flow in n.outs.iter().filter(|flow| *flow != n.default) {
            let id = &net.flow_ids[flow as usize];
            let holds = forced.get(id).copied().or_else(|| holds(net, flow, facts));
            let Some(holds) = holds else {
                self.branches.push(branch(net, node, flow, facts, None, false));
                self.reason = Some(format!("the condition `{}` of `{id}` reads what is unknown", net.flow_conditions[flow as usize]));
                return Vec::new();
            };
            if !matches!(net.flows[flow as usize].condition, Condition::Always) {
                self.branches.push(branch(net, node, flow, facts, Some(holds), holds));
            }
            if holds {
                taken.push(net.flows[flow as usize].target);
                if n.kind == Kind::Exclusive {
                    return taken;
                }
            }
        }
        if taken.is_empty() && n.default != NONE {
            if n.outs.len > 1 {
                self.branches.push(branch(net, node, n.default, facts, None, true));
            }
            taken.push(net.flows[n.default as usize].target);
        }
        taken
    }
}

fn holds(net: &Net, flow: u16, facts: &[Value]) -> Option<bool> {
    match net.flows[flow as usize].condition {
        Condition::Always => Some(true),
        Condition::Compare { fact, op, value } => op.holds(facts[fact as usize], value),
        Condition::Feel(expression) => net.expressions[expression as usize](facts, &net.symbols),
    }
}

fn branch(net: &Net, node: u16, flow: u16, facts: &[Value], holds: Option<bool>, taken: bool) -> Branch {
    let is_default = net.nodes[node as usize].default == flow;
    let text = if is_default { String::new() } else { net.flow_conditions[flow as usize].clone() };
    let names = condition::parse(&text).map(|formula| formula.facts()).unwrap_or_default();
    let value = |name: &str| net.fact(name).map_or(Datum::Null, |fact| datum(facts[fact as usize], &net.symbols));
    let reads = names.into_iter().map(|(name, _)| (name.clone(), value(&name))).collect();
    Branch { element: net.info[node as usize].id.clone(), flow: net.flow_ids[flow as usize].clone(), condition: text, holds, taken, reads }
}

/// A routing value in words. A word that no condition compares is not known here.
pub(super) fn datum(value: Value, symbols: &Symbols) -> Datum {
    if let Some(truth) = value.as_bool() {
        Datum::Bool(truth)
    } else if let Some(number) = value.as_scaled() {
        Datum::Number(decimal(number))
    } else {
        symbols.name(value).filter(|word| symbols.get(word).is_some()).map_or(Datum::Null, Datum::text)
    }
}

/// A fact as conditions compare it.
pub(super) fn value(datum: &Datum, symbols: &Symbols) -> Value {
    match datum {
        Datum::Bool(truth) => Value::bool(*truth),
        Datum::Number(text) => Value::parse_number(text).unwrap_or(Value::NULL),
        Datum::Text(text) | Datum::Temporal(_, text) => symbols.intern(text),
        Datum::Null | Datum::List(_) | Datum::Context(_) => Value::NULL,
    }
}
