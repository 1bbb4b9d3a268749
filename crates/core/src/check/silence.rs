//! AL-1402: the path of a timer, walked from the boundary with what silence says.
//!
//! The path is held against the two ways that the awaited act itself can lead:
//! with a favourable ruling and with an unfavourable one. A fact that nobody
//! knows here opens every way.

use crate::decision::Value;
use crate::law::Yields;
use crate::procedure::{Compare, Condition, Kind, NONE, Net, Outcome};
use std::collections::BTreeSet;

/// Facts by their number in the net; null is unknown.
pub(super) type Given = Vec<Value>;

/// Why the path of a timer contradicts what silence yields, if it does.
pub(super) fn contradiction(net: &Net, timer: u16, yields: Yields, given: &Given) -> Option<String> {
    let path = Walk::along(net, timer, given, "silence", yields.as_str(), None);
    if let Some(&stuck) = path.stuck.first() {
        return Some(format!("`{}` has no way for it", net.info[stuck as usize].id));
    }
    let host = net.nodes[timer as usize].host;
    let act = |ruling: &str, truth| match host {
        NONE => None,
        _ => Some(Walk::along(net, host, given, "ruling", ruling, Some(truth)).rests),
    };
    let (favourable, unfavourable) = (act("approved", true).unwrap_or_default(), act("refused", false).unwrap_or_default());
    let id = |node: &u16| net.info[*node as usize].id.as_str();
    let only = |rests: &BTreeSet<u16>, here: &BTreeSet<u16>, not: &BTreeSet<u16>| {
        rests.iter().find(|node| here.contains(node) && !not.contains(node)).copied()
    };
    match yields {
        Yields::Escalated => None,
        Yields::Approved | Yields::Agreed => {
            let against = path.passed.iter().find(|(outcome, _)| *outcome != Outcome::Approved);
            if let Some((_, node)) = against {
                return Some(format!("its path passes `{}`", id(node)));
            }
            only(&path.rests, &unfavourable, &favourable).map(|node| format!("its path leads to `{}`, as a refusal does", id(&node)))
        }
        Yields::Refused => {
            if let Some((_, node)) = path.passed.iter().find(|(outcome, _)| *outcome == Outcome::Approved) {
                return Some(format!("its path reaches `{}`", id(node)));
            }
            let says_no = path.passed.iter().any(|(outcome, _)| *outcome == Outcome::Refused);
            let goes_on = path.rests.iter().find(|node| favourable.contains(node)).filter(|_| !says_no);
            goes_on.map(|node| format!("its path leads to `{}`, as a favourable ruling does", id(node)))
        }
        Yields::Withdrawn => {
            let ends = |node: &&u16| !matches!(net.nodes[**node as usize].kind, Kind::End);
            let approved = path.passed.iter().find(|(outcome, _)| *outcome == Outcome::Approved).map(|(_, node)| node);
            path.rests.iter().find(ends).or(approved).map(|node| format!("its path leads to `{}`", id(node)))
        }
    }
}

/// Where a token comes to rest, and what it passes.
#[derive(Default)]
struct Walk {
    rests: BTreeSet<u16>,
    passed: Vec<(Outcome, u16)>,
    stuck: Vec<u16>,
}

impl Walk {
    /// From where `node` is left, with one fact known to be `word`; truth values that nobody knows are `truth`.
    fn along(net: &Net, node: u16, given: &Given, fact: &str, word: &str, truth: Option<bool>) -> Walk {
        let mut facts = given.clone();
        if let Some(number) = net.fact(fact) {
            facts[number as usize] = net.symbols.intern(word);
        }
        let mut walk = Walk::default();
        let mut seen = BTreeSet::new();
        let mut open = walk.leave(net, node, &facts, truth);
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                open.extend(walk.enter(net, node, &facts, truth));
            }
        }
        walk
    }

    fn enter(&mut self, net: &Net, node: u16, facts: &[Value], truth: Option<bool>) -> Vec<u16> {
        let n = &net.nodes[node as usize];
        self.pass(net, node);
        let joins = matches!(n.kind, Kind::Parallel | Kind::Inclusive) && n.slots.len > 0;
        match n.kind {
            Kind::Exclusive | Kind::Parallel | Kind::Inclusive | Kind::Throw | Kind::Start | Kind::Boundary if !joins => {
                self.leave(net, node, facts, truth)
            }
            _ => {
                self.rests.insert(node);
                Vec::new()
            }
        }
    }

    fn pass(&mut self, net: &Net, node: u16) {
        let n = &net.nodes[node as usize];
        let marked = net.events.get(n.event as usize).and_then(|event| match event.as_str() {
            "refused" => Some(Outcome::Refused),
            _ => None,
        });
        self.passed.extend(n.outcome.or(marked).map(|outcome| (outcome, node)));
    }

    /// The elements that may follow.
    fn leave(&mut self, net: &Net, node: u16, facts: &[Value], truth: Option<bool>) -> Vec<u16> {
        let n = &net.nodes[node as usize];
        let (mut next, mut surely) = (Vec::new(), false);
        for flow in n.outs.iter().filter(|flow| *flow != n.default) {
            let Some(answer) = holds(net, flow, facts, truth) else {
                next.push(net.flows[flow as usize].target);
                continue;
            };
            if answer {
                next.push(net.flows[flow as usize].target);
                surely = true;
                if n.kind == Kind::Exclusive {
                    break;
                }
            }
        }
        if !surely && n.default != NONE {
            next.push(net.flows[n.default as usize].target);
        }
        if next.is_empty() && n.outs.len > 0 {
            self.stuck.push(node);
        }
        next
    }
}

/// Whether a flow is taken; nothing where that is not known.
fn holds(net: &Net, flow: u16, facts: &[Value], truth: Option<bool>) -> Option<bool> {
    match net.flows[flow as usize].condition {
        Condition::Always => Some(true),
        Condition::Feel(expression) => net.expressions[expression as usize](facts, &net.symbols),
        Condition::Compare { fact, op, value } => {
            let known = facts[fact as usize];
            let known = match truth.filter(|_| known.is_null() && value.as_bool().is_some()) {
                Some(truth) => Value::bool(truth),
                None => known,
            };
            match (known.is_null(), op) {
                (true, _) => None,
                (false, Compare::Equal) => Some(known == value),
                (false, Compare::NotEqual) => Some(known != value),
                (false, _) => {
                    let (a, b) = (known.as_scaled()?, value.as_scaled()?);
                    Some(match op {
                        Compare::Less => a < b,
                        Compare::LessOrEqual => a <= b,
                        Compare::Greater => a > b,
                        _ => a >= b,
                    })
                }
            }
        }
    }
}
