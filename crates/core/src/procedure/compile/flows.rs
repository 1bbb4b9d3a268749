//! Sequence flows: both ends found, grouped by source, joins marked.

use super::super::net::{Condition, Flow, Kind, NONE, Span};
use super::Work;
use std::collections::HashMap;

/// Fills the net's flows and what nodes know of them.
pub(super) fn connect(work: &mut Work<'_>) {
    flow_ids_differ(work);
    let mut found: Vec<(u16, usize, Flow)> = Vec::new();
    for number in 0..work.flows.len() {
        if let Some(flow) = ends(work, number) {
            found.push((flow.source, number, flow));
        }
    }
    found.sort_by_key(|(source, number, _)| (*source, *number));
    for (source, number, flow) in found {
        let index = work.net.flows.len() as u16;
        let outs = &mut work.net.nodes[source as usize].outs;
        if outs.len == 0 {
            outs.first = index;
        }
        outs.len += 1;
        work.net.nodes[flow.target as usize].ins += 1;
        work.net.flow_ids.push(work.flows[number].from.element.id.clone());
        work.net.flow_conditions.push(work.flows[number].from.condition.as_ref().map_or(String::new(), |c| c.value.trim().to_string()));
        work.net.flows.push(flow);
        work.flow_drafts.push(number);
    }
    references(work);
    defaults(work);
    join_slots(work);
}

fn flow_ids_differ(work: &mut Work<'_>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for number in 0..work.flows.len() {
        let element = &work.flows[number].from.element;
        let node = work.ids.get(element.id.as_str()).map(|&n| work.drafts[n as usize].from.at);
        if element.id.is_empty() {
            work.refuse("AL-2102", element.at, "this sequenceFlow has no id", "give it an id that no other element has");
        } else if let Some(first) = node.or(seen.get(element.id.as_str()).copied()) {
            let message = format!("the id `{}` is used twice; the first is at {}", element.id, work.file.place(first));
            work.refuse("AL-2103", element.at, message, "give one of them another id");
        } else {
            seen.insert(&element.id, element.at);
        }
    }
}

fn ends(work: &mut Work<'_>, number: usize) -> Option<Flow> {
    let (from, parent) = (work.flows[number].from, work.flows[number].parent);
    let mut nodes = [NONE; 2];
    for (slot, (end, word)) in nodes.iter_mut().zip([(&from.source, "sourceRef"), (&from.target, "targetRef")]) {
        match work.ids.get(end.id.as_str()) {
            Some(&node) => *slot = node,
            None if end.id.is_empty() => {
                let message = format!("{} has no {word}", from.element.label());
                work.refuse("AL-2104", end.at, message, "connect both ends of the flow");
            }
            None => {
                let message = format!("{}: its {word} `{}` is no element of this process", from.element.label(), end.id);
                work.refuse("AL-2104", end.at, message, "connect both ends of the flow");
            }
        }
    }
    let [source, target] = nodes;
    if source == NONE || target == NONE {
        return None;
    }
    let (tail, head) = (&work.drafts[source as usize], &work.drafts[target as usize]);
    let problem = if tail.parent != parent || head.parent != parent {
        Some("crosses the border of a sub-process")
    } else if tail.from.tag == "endEvent" {
        Some("leaves an end event")
    } else if head.from.tag == "startEvent" {
        Some("enters a start event")
    } else if head.from.tag == "boundaryEvent" {
        Some("enters a boundary event")
    } else {
        None
    };
    if let Some(problem) = problem {
        let message = format!("{} {problem}", from.element.label());
        work.refuse("AL-2105", from.element.at, message, "redraw the flow between elements of one scope, from a start to an end");
        return None;
    }
    Some(Flow { source, target, slot: NONE, condition: Condition::Always })
}

/// `<incoming>` and `<outgoing>` must name flows that really enter or leave.
fn references(work: &mut Work<'_>) {
    let by_id: HashMap<&str, usize> = work.flows.iter().enumerate().map(|(i, f)| (f.from.element.id.as_str(), i)).collect();
    let mut found = Vec::new();
    for draft in &work.drafts {
        let own = draft.from.element.id.as_str();
        let lists = [(&draft.from.incoming, "incoming"), (&draft.from.outgoing, "outgoing")];
        for (list, word) in lists {
            for reference in list {
                let flow = by_id.get(reference.id.as_str()).map(|&i| work.flows[i].from);
                let fits = flow.is_some_and(|f| own == if word == "incoming" { &f.target.id } else { &f.source.id });
                if !fits {
                    let reason = if flow.is_none() { "which the file does not have" } else { "which does not" };
                    let message = format!("{} lists `{}` as {word}, {reason}", draft.from.element.label(), reference.id);
                    found.push((reference.at, message));
                }
            }
        }
    }
    for (at, message) in found {
        work.refuse("AL-2104", at, message, "export the model again, or correct the list");
    }
}

fn defaults(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.drafts[index].from;
        let Some(default) = &node.default else { continue };
        let outs = work.net.nodes[index].outs;
        let may = matches!(work.drafts[index].kind, None | Some(Kind::Exclusive | Kind::Inclusive | Kind::Task | Kind::SubProcess));
        match outs.iter().find(|&f| work.net.flow_ids[f as usize] == default.id) {
            Some(flow) if may => work.net.nodes[index].default = flow,
            Some(_) => {
                let message = format!("{} cannot have a default flow", node.element.label());
                work.refuse("AL-2115", default.at, message, "only exclusive and inclusive gateways and activities choose");
            }
            None => {
                let message = format!("{}: its default `{}` is no flow that leaves it", node.element.label(), default.id);
                work.refuse("AL-2104", default.at, message, "name one of its outgoing flows");
            }
        }
    }
}

/// Numbers the slots of parallel and inclusive gateways that join.
fn join_slots(work: &mut Work<'_>) {
    let net = &mut work.net;
    let mut next = vec![NONE; net.nodes.len()];
    for (index, node) in net.nodes.iter_mut().enumerate() {
        if matches!(node.kind, Kind::Parallel | Kind::Inclusive) && node.ins > 1 {
            node.slots = Span { first: net.slots, len: node.ins };
            next[index] = net.slots;
            net.slots += node.ins;
        }
    }
    for flow in &mut net.flows {
        let slot = &mut next[flow.target as usize];
        if *slot != NONE {
            flow.slot = *slot;
            *slot += 1;
        }
    }
}
