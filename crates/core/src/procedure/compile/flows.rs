//! Sequence flows: both ends found, grouped by source, joins marked.

use super::super::bpmn::{Element, FlowNode, Reference, Scope, SequenceFlow};
use super::super::net::{Condition, Flow, Kind, NONE, Span};
use super::{Part, Work};
use std::collections::HashMap;

/// Flows from each link that is thrown to the link of the same name that is caught
/// in its scope (BPMN 2.0.2, section 10.5.5: a link is a flow drawn in two pieces).
pub(super) fn links<'a>(scope: &'a Scope, found: &mut Vec<(&'a Scope, SequenceFlow)>) {
    let name = |node: &FlowNode| {
        let definition = node.events.iter().find(|e| e.element.tag == "linkEventDefinition")?;
        Some(definition.reference.as_ref().map_or(String::new(), |r| r.id.clone()))
    };
    for source in scope.nodes.iter().filter(|n| n.tag == "intermediateThrowEvent") {
        let Some(link) = name(source) else { continue };
        let is_target = |n: &&FlowNode| n.tag == "intermediateCatchEvent" && name(n).as_ref() == Some(&link);
        let target = scope.nodes.iter().find(is_target).map_or(String::new(), |t| t.element.id.clone());
        let id = format!("link:{}", source.element.id);
        let element = Element { at: source.at, tag: "link".to_string(), id, ..Element::default() };
        let end = |id: &str| Reference { id: id.to_string(), at: source.at };
        let flow = SequenceFlow { element, source: end(&source.element.id), target: end(&target), ..SequenceFlow::default() };
        found.push((scope, flow));
    }
    scope.nodes.iter().filter_map(|n| n.scope.as_deref()).for_each(|inner| links(inner, found));
}

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
    let mut seen: HashMap<(u16, &str), usize> = HashMap::new();
    for number in 0..work.flows.len() {
        let (element, call) = (&work.flows[number].from.element, work.flows[number].call);
        work.file = work.flows[number].file;
        let node = work.ids.get(&(call, element.id.as_str())).map(|&n| work.drafts[n as usize].from.at);
        if element.id.is_empty() {
            work.refuse("AL-2102", element.at, "this sequenceFlow has no id", "give it an id that no other element has");
        } else if let Some(first) = node.or(seen.get(&(call, element.id.as_str())).copied()) {
            let message = format!("the id `{}` is used twice; the first is at {}", element.id, work.file.place(first));
            work.refuse("AL-2103", element.at, message, "give one of them another id");
        } else {
            seen.insert((call, &element.id), element.at);
        }
    }
}

fn ends(work: &mut Work<'_>, number: usize) -> Option<Flow> {
    let (from, parent, call) = (work.flows[number].from, work.flows[number].parent, work.flows[number].call);
    work.file = work.flows[number].file;
    let mut nodes = [NONE; 2];
    for (slot, (end, word)) in nodes.iter_mut().zip([(&from.source, "sourceRef"), (&from.target, "targetRef")]) {
        match work.ids.get(&(call, end.id.as_str())) {
            Some(&node) => *slot = node,
            None if end.id.is_empty() && from.element.tag == "link" => {
                let id = from.source.id.as_str();
                let message = format!("intermediateThrowEvent `{id}` throws a link that no catch event of its scope has");
                work.refuse("AL-2104", end.at, message, "add an intermediate catch event with a link of the same name");
                return None;
            }
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
    } else if tail.kind == Some(Kind::EventSubProcess) || head.kind == Some(Kind::EventSubProcess) {
        Some("touches an event sub-process, which only its start event begins")
    } else if tail.from.element.is("isForCompensation") || head.from.element.is("isForCompensation") {
        Some("touches an activity that only compensation begins")
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
    let by_id: HashMap<(u16, &str), usize> =
        work.flows.iter().enumerate().map(|(i, f)| ((f.call, f.from.element.id.as_str()), i)).collect();
    let mut found = Vec::new();
    for draft in work.drafts.iter().filter(|d| d.part != Part::Body) {
        let own = draft.from.element.id.as_str();
        let lists = [(&draft.from.incoming, "incoming"), (&draft.from.outgoing, "outgoing")];
        for (list, word) in lists {
            for reference in list {
                let flow = by_id.get(&(draft.call, reference.id.as_str())).map(|&i| work.flows[i].from);
                let fits = flow.is_some_and(|f| own == if word == "incoming" { &f.target.id } else { &f.source.id });
                if !fits {
                    let reason = if flow.is_none() { "which the file does not have" } else { "which does not" };
                    let message = format!("{} lists `{}` as {word}, {reason}", draft.from.element.label(), reference.id);
                    found.push((draft.file, reference.at, message));
                }
            }
        }
    }
    for (file, at, message) in found {
        work.file = file;
        work.refuse("AL-2104", at, message, "export the model again, or correct the list");
    }
}

fn defaults(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        let Some(default) = node.default.as_ref().filter(|_| work.drafts[index].part != Part::Body) else { continue };
        let outs = work.net.nodes[index].outs;
        let may = chooses(work, index);
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

/// Whether an element may choose among its outgoing flows.
pub(super) fn chooses(work: &Work<'_>, index: usize) -> bool {
    let kind = work.drafts[index].kind;
    matches!(kind, None | Some(Kind::Exclusive | Kind::Inclusive | Kind::Complex))
        || super::elements::is_activity(&work.drafts[index].from.tag)
}

/// Numbers the slots of parallel and inclusive gateways that join.
fn join_slots(work: &mut Work<'_>) {
    let net = &mut work.net;
    let mut next = vec![NONE; net.nodes.len()];
    for (index, node) in net.nodes.iter_mut().enumerate() {
        let len = match node.kind {
            Kind::Parallel | Kind::Inclusive if node.ins > 1 => node.ins,
            // The second half remembers what arrived by the time it went on.
            Kind::Complex if node.ins > 1 => 2 * node.ins,
            // All tokens wait together until there are enough.
            _ if node.start_quantity > 1 && node.ins > 0 => 1,
            _ => continue,
        };
        node.slots = Span { first: net.slots, len };
        next[index] = net.slots;
        net.slots += len;
    }
    for flow in &mut net.flows {
        let slot = &mut next[flow.target as usize];
        if *slot != NONE {
            flow.slot = *slot;
            *slot += u16::from(net.nodes[flow.target as usize].start_quantity == 1);
        }
    }
}
