//! What each element does, or why it is refused.

use super::super::bpmn::{Element, EventDefinition, FlowNode};
use super::super::net::Kind;
use super::{Work, blank, info, number, timers};

/// Fills nodes and their names; every element that the kernel cannot run is refused.
pub(super) fn read(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.drafts[index].from;
        identify(work, node, index as u16);
        let kind = kind(work, node);
        work.drafts[index].kind = kind;
        // A refused element stands in as a task, so that the other checks can go on.
        let mut built = blank(kind.unwrap_or(Kind::Task), work.drafts[index].parent);
        built.interrupting = node.tag == "boundaryEvent" && !node.element.is_not("cancelActivity");
        work.net.nodes.push(built);
        work.net.info.push(info(work.file, node));
        if kind.is_some() {
            trigger(work, node, index);
        }
    }
    number_tasks(work);
    attach_boundaries(work);
}

fn identify<'a>(work: &mut Work<'a>, node: &'a FlowNode, index: u16) {
    let id = node.element.id.as_str();
    if id.is_empty() {
        let message = format!("this {} has no id", node.tag);
        return work.refuse("AL-2102", node.at, message, "give it an id that no other element has");
    }
    if let Some(&first) = work.ids.get(id) {
        let place = work.file.place(work.drafts[first as usize].from.at);
        let message = format!("the id `{id}` is used twice; the first is at {place}");
        return work.refuse("AL-2103", node.at, message, "give one of them another id");
    }
    work.ids.insert(id, index);
}

fn kind(work: &mut Work<'_>, node: &FlowNode) -> Option<Kind> {
    if let Some(marker) = &node.marker {
        let word = if marker.tag.starts_with("multi") { "multi-instance marker" } else { "loop marker" };
        let message = format!("{} has a {word}, which is not supported yet", node.element.label());
        work.refuse("AL-2111", marker.at, message, "draw the repetition with gateways");
    }
    if node.element.is("isForCompensation") {
        let message = format!("{} is for compensation, which is not supported yet", node.element.label());
        work.refuse("AL-2109", node.at, message, "draw the way back with ordinary flows");
    }
    match node.tag.as_str() {
        "task" | "userTask" | "manualTask" | "serviceTask" | "businessRuleTask" => Some(Kind::Task),
        "exclusiveGateway" => Some(Kind::Exclusive),
        "parallelGateway" => Some(Kind::Parallel),
        "inclusiveGateway" => Some(Kind::Inclusive),
        "subProcess" if node.element.is("triggeredByEvent") => {
            refused(work, node, "event sub-process", "use a boundary event on the sub-process")
        }
        "subProcess" => Some(Kind::SubProcess),
        "startEvent" | "endEvent" | "intermediateCatchEvent" | "intermediateThrowEvent" | "boundaryEvent" => event(work, node),
        "sendTask" | "receiveTask" => refused(work, node, &node.tag, "use a message event, or a service task"),
        "scriptTask" => refused(work, node, &node.tag, "use a business rule task, or a condition on a flow"),
        "callActivity" => refused(work, node, &node.tag, "draw the called process as a sub-process"),
        "eventBasedGateway" => refused(work, node, &node.tag, "use a task with boundary events"),
        "complexGateway" => refused(work, node, &node.tag, "use exclusive, parallel and inclusive gateways"),
        _ => refused(work, node, &node.tag, "docs/errors/AL-2109.md lists what is supported"),
    }
}

fn refused(work: &mut Work<'_>, node: &FlowNode, what: &str, help: &str) -> Option<Kind> {
    let id = if node.element.id.is_empty() { String::new() } else { format!(" `{}`", node.element.id) };
    work.refuse("AL-2109", node.at, format!("{what}{id} is not supported yet"), help);
    None
}

fn event(work: &mut Work<'_>, node: &FlowNode) -> Option<Kind> {
    let triggers: Vec<&str> = node.events.iter().map(|e| e.element.tag.as_str()).collect();
    let found = match (node.tag.as_str(), triggers.as_slice()) {
        ("startEvent", []) => Some(Kind::Start),
        ("endEvent", [] | ["messageEventDefinition"]) => Some(Kind::End),
        ("endEvent", ["terminateEventDefinition"]) => Some(Kind::TerminateEnd),
        ("endEvent", ["errorEventDefinition"]) => Some(Kind::ErrorEnd),
        ("intermediateCatchEvent", ["messageEventDefinition"]) => Some(Kind::CatchMessage),
        ("intermediateCatchEvent", ["timerEventDefinition"]) => Some(Kind::CatchTimer),
        ("intermediateThrowEvent", [] | ["messageEventDefinition"]) => Some(Kind::Throw),
        ("boundaryEvent", ["timerEventDefinition"]) => Some(Kind::BoundaryTimer),
        ("boundaryEvent", ["errorEventDefinition"]) => Some(Kind::BoundaryError),
        _ => None,
    };
    if found.is_none() {
        let what = match triggers.as_slice() {
            [] => "no trigger".to_string(),
            [one] => one.trim_end_matches("EventDefinition").to_string() + " trigger",
            many => format!("{} triggers", many.len()),
        };
        let message = format!("{} with {what} is not supported yet", node.element.label());
        work.refuse("AL-2110", node.at, message, "docs/errors/AL-2110.md lists the events that are");
    }
    found
}

/// Times, messages and errors of events.
fn trigger(work: &mut Work<'_>, node: &FlowNode, index: usize) {
    if node.events.is_empty() {
        return;
    }
    let definition = &node.events[0];
    match work.net.nodes[index].kind {
        Kind::CatchTimer | Kind::BoundaryTimer => {
            if let Some(timer) = timers::timer(work, node, definition) {
                work.net.nodes[index].timer = work.net.timers.len() as u16;
                work.net.timers.push(timer);
            }
        }
        Kind::ErrorEnd | Kind::BoundaryError => error_code(work, node, definition, index),
        Kind::End | Kind::CatchMessage | Kind::Throw => message_name(work, node, definition, index),
        _ => {}
    }
}

fn error_code(work: &mut Work<'_>, node: &FlowNode, definition: &EventDefinition, index: usize) {
    let throws = work.net.nodes[index].kind == Kind::ErrorEnd;
    if !throws && node.element.is_not("cancelActivity") {
        let message = format!("{} says cancelActivity=\"false\", but an error always interrupts", node.element.label());
        work.refuse("AL-2110", node.at, message, "remove the attribute");
    }
    let Some(reference) = &definition.reference else {
        if throws {
            let message = format!("{} does not say which error it throws", node.element.label());
            work.refuse("AL-2110", node.at, message, "add errorRef, and an `error` element with an errorCode");
        }
        return;
    };
    match work.file.errors.iter().find(|e| e.id == reference.id) {
        Some(error) => {
            let code = error.get("errorCode").map(|a| a.value.clone()).filter(|c| !c.is_empty());
            let code = code.unwrap_or_else(|| name_or_id(error));
            work.net.nodes[index].error = number(&mut work.net.errors, &code);
        }
        None => missing(work, node, "error", &reference.id, reference.at),
    }
}

fn message_name(work: &mut Work<'_>, node: &FlowNode, definition: &EventDefinition, index: usize) {
    let name = match &definition.reference {
        // A message event without a message waits for one with its own id.
        None => node.element.id.clone(),
        Some(reference) => match work.file.messages.iter().find(|m| m.id == reference.id) {
            Some(message) => name_or_id(message),
            None => return missing(work, node, "message", &reference.id, reference.at),
        },
    };
    work.net.nodes[index].message = number(&mut work.net.messages, &name);
}

fn name_or_id(element: &Element) -> String {
    if element.name.is_empty() { element.id.clone() } else { element.name.clone() }
}

/// A reference to nothing.
pub(super) fn missing(work: &mut Work<'_>, node: &FlowNode, what: &str, id: &str, at: usize) {
    let message = format!("{} refers to {what} `{id}`, which the file does not have", node.element.label());
    work.refuse("AL-2104", at, message, format!("add the {what}, or correct the reference"));
}

fn number_tasks(work: &mut Work<'_>) {
    for index in 0..work.net.nodes.len() {
        if work.net.nodes[index].kind == Kind::Task {
            work.net.nodes[index].task = work.net.tasks.len() as u16;
            work.net.tasks.push(index as u16);
        }
    }
}

/// Groups boundary events by the activity they stand on.
fn attach_boundaries(work: &mut Work<'_>) {
    let mut pairs: Vec<(u16, u16)> = Vec::new();
    for index in 0..work.drafts.len() {
        let node = work.drafts[index].from;
        if node.tag != "boundaryEvent" {
            continue;
        }
        let Some(reference) = &node.attached_to else {
            let message = format!("{} does not say which activity it stands on", node.element.label());
            work.refuse("AL-2104", node.at, message, "add attachedToRef");
            continue;
        };
        match work.ids.get(reference.id.as_str()) {
            None => missing(work, node, "activity", &reference.id, reference.at),
            Some(&host) => {
                let draft = &work.drafts[host as usize];
                if !is_activity(&draft.from.tag) || draft.parent != work.drafts[index].parent {
                    let message =
                        format!("{} stands on {}, which is no activity beside it", node.element.label(), draft.from.element.label());
                    work.refuse("AL-2112", reference.at, message, "attach it to a task or sub-process of the same scope");
                    continue;
                }
                work.net.nodes[index].host = host;
                pairs.push((host, index as u16));
            }
        }
    }
    pairs.sort_unstable();
    for (host, index) in pairs {
        let span = &mut work.net.nodes[host as usize].boundary;
        if span.len == 0 {
            span.first = work.net.boundaries.len() as u16;
        }
        span.len += 1;
        work.net.boundaries.push(index);
    }
}

/// Whether a tag is an activity, supported or not.
pub(super) fn is_activity(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    lower.ends_with("task") || lower.ends_with("subprocess") || tag == "callActivity" || tag == "transaction"
}
