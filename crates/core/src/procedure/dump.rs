//! A net as text, for people and for golden tests.

use super::net::{Condition, Kind, NONE, Net, Node, Timer, Trigger};
use std::fmt;

/// One line an element and one a flow. The form is stable; indices do not show.
pub struct Dump<'a>(pub &'a Net);

impl fmt::Display for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let net = self.0;
        writeln!(f, "process {} start {} slots {}", net.id, id(net, net.start), net.slots)?;
        if !net.service.is_empty() {
            writeln!(f, "service {}", net.service)?;
        }
        for (fact, slot) in &net.uses {
            writeln!(f, "uses {fact} = {slot}")?;
        }
        for (index, node) in net.nodes.iter().enumerate() {
            element(f, net, index, node)?;
            for flow in node.outs.iter() {
                sequence(f, net, flow)?;
            }
        }
        Ok(())
    }
}

fn id(net: &Net, node: u16) -> &str {
    net.info.get(node as usize).map_or("-", |i| i.id.as_str())
}

fn element(f: &mut fmt::Formatter<'_>, net: &Net, index: usize, node: &Node) -> fmt::Result {
    let info = &net.info[index];
    write!(f, "{:?} {}", node.kind, info.id)?;
    for (word, value) in [("name", &info.name), ("authority", &info.authority), ("form", &info.form), ("decision", &info.decision)] {
        if !value.is_empty() {
            write!(f, " {word} {value:?}")?;
        }
    }
    if !info.cites.is_empty() {
        write!(f, " cites {}", info.cites.join(","))?;
    }
    if node.task != NONE && info.effort != info.id {
        write!(f, " effort {}", info.effort)?;
    }
    if node.clock != super::Clock::Statutory {
        write!(f, " clock {:?}", node.clock)?;
    }
    for (word, node) in [("in", node.parent), ("on", node.host), ("starts", node.start)] {
        if node != NONE {
            write!(f, " {word} {}", id(net, node))?;
        }
    }
    for trigger in net.triggers_of(index as u16) {
        triggered(f, net, *trigger)?;
    }
    if let Some(name) = net.events.get(node.event as usize) {
        write!(f, " event {name:?}")?;
    }
    if node.kind == Kind::Boundary && !node.interrupting {
        f.write_str(" non-interrupting")?;
    }
    if node.undo != NONE {
        write!(f, " undone by {}", id(net, node.undo))?;
    }
    if node.ruling {
        f.write_str(" ruling")?;
    }
    if let Some(outcome) = node.outcome {
        write!(f, " outcome {outcome:?}")?;
    }
    if node.slots.len > 0 {
        write!(f, " joins {}", node.slots.len)?;
    }
    writeln!(f)
}

fn triggered(f: &mut fmt::Formatter<'_>, net: &Net, trigger: Trigger) -> fmt::Result {
    let any = |list: &[String], number: u16| list.get(number as usize).map_or("any".to_string(), |name| format!("{name:?}"));
    match trigger {
        Trigger::Message(n) => write!(f, " message {}", any(&net.messages, n)),
        Trigger::Signal(n) => write!(f, " signal {}", any(&net.signals, n)),
        Trigger::Error(n) => write!(f, " error {}", any(&net.errors, n)),
        Trigger::Escalation(n) => write!(f, " escalation {}", any(&net.escalations, n)),
        Trigger::Condition(n) => write!(f, " when {:?}", net.guards[n as usize]),
        Trigger::Compensation(NONE) => f.write_str(" compensation"),
        Trigger::Compensation(n) => write!(f, " compensation of {}", id(net, n)),
        Trigger::Cancel => f.write_str(" cancel"),
        Trigger::Terminate => f.write_str(" terminate"),
        Trigger::Timer(n) => match &net.timers[n as usize] {
            Timer::Term(term) => write!(f, " term {}", net.terms[*term as usize]),
            Timer::Micros(micros) => write!(f, " after {micros} us"),
            Timer::At(instant) => write!(f, " at {}", crate::time::Timestamp(*instant)),
            other => write!(f, " timer {other:?}"),
        },
    }
}

fn sequence(f: &mut fmt::Formatter<'_>, net: &Net, index: u16) -> fmt::Result {
    let flow = &net.flows[index as usize];
    write!(f, "  {} -> {}", net.flow_ids[index as usize], id(net, flow.target))?;
    match flow.condition {
        Condition::Always => {}
        Condition::Compare { fact, op, value } => {
            let constant = net.symbols.name(value).map_or_else(|| format!("{value:?}"), |s| format!("{s:?}"));
            write!(f, " if {} {} {constant}", net.facts[fact as usize], op.sign())?;
        }
        Condition::Feel(number) => write!(f, " if feel {number}")?,
    }
    if net.nodes[flow.source as usize].default == index {
        f.write_str(" default")?;
    }
    if let Some(bits) = net.upstream.get(flow.slot as usize).filter(|b| !b.is_empty()) {
        let from: Vec<&str> = (0..net.nodes.len()).filter(|i| bits[i / 64] & (1 << (i % 64)) != 0).map(|i| id(net, i as u16)).collect();
        write!(f, " upstream {}", from.join(","))?;
    }
    writeln!(f)
}
