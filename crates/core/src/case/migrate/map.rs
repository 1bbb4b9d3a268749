//! Which element, join slot, fact and legal event of the new procedure is which of the old one.

use super::plan::Plan;
use crate::procedure::{Kind, NONE, Net, Timer, Trigger};
use std::collections::BTreeMap;

/// The old procedure's numbers in the new one; nothing where it has no such thing.
pub(super) struct Map {
    /// Elements, by BPMN id or the plan's renames.
    pub nodes: Vec<Option<u16>>,
    /// Slots of joins. All slots of a join that has other flows now are nothing.
    pub slots: Vec<Option<u16>>,
    /// Facts by name.
    pub facts: Vec<Option<u16>>,
    /// Legal events by name.
    pub events: Vec<Option<u16>>,
}

impl Map {
    pub fn new(from: &Net, to: &Net, plan: &Plan) -> Map {
        let nodes = nodes(from, to, plan);
        let slots = slots(from, to, plan, &nodes);
        Map { slots, nodes, facts: by_name(&from.facts, &to.facts), events: by_name(&from.events, &to.events) }
    }

    pub fn node(&self, node: u16) -> Option<u16> {
        self.nodes.get(node as usize).copied().flatten()
    }
}

fn by_name(from: &[String], to: &[String]) -> Vec<Option<u16>> {
    from.iter().map(|name| to.iter().position(|other| other == name).map(|at| at as u16)).collect()
}

fn new_id<'a>(plan: &'a Plan, id: &'a str) -> &'a str {
    plan.rename.get(id).map_or(id, String::as_str)
}

/// Elements by id. A marked activity is two nodes of one id, its frame and its body, told apart by their order.
fn nodes(from: &Net, to: &Net, plan: &Plan) -> Vec<Option<u16>> {
    let mut known: BTreeMap<(&str, usize), u16> = BTreeMap::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (node, info) in (0u16..).zip(&to.info) {
        let nth = seen.entry(&info.id).or_default();
        known.insert((&info.id, *nth), node);
        *nth += 1;
    }
    seen.clear();
    let taken = |id: &str| plan.rename.values().any(|new| new == id);
    let mut map = Vec::with_capacity(from.nodes.len());
    for info in &from.info {
        let nth = seen.entry(&info.id).or_default();
        let id = new_id(plan, &info.id);
        // What a rename took has another element's tokens.
        let free = plan.rename.contains_key(&info.id) || !taken(id);
        map.push(known.get(&(id, *nth)).copied().filter(|_| free));
        *nth += 1;
    }
    map
}

/// The flow of the new procedure that a flow into a join is: by its id, else by its ends.
fn flow(from: &Net, to: &Net, plan: &Plan, nodes: &[Option<u16>], flow: usize) -> Option<usize> {
    let target = nodes[from.flows[flow].target as usize]?;
    let into = |at: &usize| to.flows[*at].target == target;
    let id = new_id(plan, &from.flow_ids[flow]);
    let by_id = to.flow_ids.iter().position(|other| !id.is_empty() && other == id).filter(into);
    by_id.or_else(|| {
        let source = nodes[from.flows[flow].source as usize]?;
        let ends = |net: &Net, source, target| {
            let is_it = move |(at, one): (usize, &crate::procedure::Flow)| ((one.source, one.target) == (source, target)).then_some(at);
            net.flows.iter().enumerate().filter_map(is_it).collect::<Vec<usize>>()
        };
        let here = ends(from, from.flows[flow].source, from.flows[flow].target);
        let nth = here.iter().position(|one| *one == flow)?;
        ends(to, source, target).get(nth).copied()
    })
}

fn slots(from: &Net, to: &Net, plan: &Plan, nodes: &[Option<u16>]) -> Vec<Option<u16>> {
    let mut map = vec![None; from.slots as usize];
    for (node, n) in from.nodes.iter().enumerate().filter(|(_, n)| n.slots.len > 0) {
        let Some(new) = nodes[node].map(|new| &to.nodes[new as usize]) else { continue };
        if new.slots.len != n.slots.len || new.kind != n.kind {
            continue;
        }
        let flows: Vec<usize> =
            (0..from.flows.len()).filter(|&f| from.flows[f].target as usize == node && from.flows[f].slot != NONE).collect();
        let pair = |&old: &usize| Some((from.flows[old].slot, to.flows[flow(from, to, plan, nodes, old)?].slot));
        let pairs: Vec<Option<(u16, u16)>> = flows.iter().map(pair).collect();
        let mut new_slots: Vec<u16> = pairs.iter().flatten().map(|pair| pair.1).filter(|slot| *slot != NONE).collect();
        new_slots.sort_unstable();
        new_slots.dedup();
        if new_slots.len() != flows.len() {
            continue;
        }
        // A complex gateway has a second slot for each flow: that it went on already.
        let second = if n.kind == Kind::Complex { n.slots.len / 2 } else { 0 };
        for (old, new) in pairs.into_iter().flatten() {
            map[old as usize] = Some(new);
            if second > 0 {
                map[(old + second) as usize] = Some(new + second);
            }
        }
    }
    map
}

/// What a trigger is, told without the numbers of its net. Constant times are all alike: a time that runs keeps its due instant.
pub(super) fn trigger(net: &Net, trigger: Trigger) -> String {
    let name = |kind: &str, names: &[String], number: u16| format!("{kind} {}", names.get(number as usize).map_or("", String::as_str));
    match trigger {
        Trigger::Message(n) => name("message", &net.messages, n),
        Trigger::Signal(n) => name("signal", &net.signals, n),
        Trigger::Error(n) => name("error", &net.errors, n),
        Trigger::Escalation(n) => name("escalation", &net.escalations, n),
        Trigger::Timer(n) => match net.timers.get(n as usize) {
            Some(Timer::Term(term)) => name("term", &net.terms, *term),
            _ => "time".into(),
        },
        Trigger::Condition(_) => "condition".into(),
        Trigger::Compensation(of) => format!("compensation {}", net.info.get(of as usize).map_or("", |info| info.id.as_str())),
        Trigger::Cancel => "cancel".into(),
        Trigger::Terminate => "terminate".into(),
    }
}
