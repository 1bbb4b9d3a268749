//! What events wait for or throw, and what scripts state.

use super::super::bpmn::{Element, EventDefinition, FlowNode, Reference};
use super::super::elements::Place;
use super::super::net::{Kind, NONE, Span, Timer, Trigger};
use super::conditions::guard;
use super::{Part, Work, missing, name_or_id, number, timers};
use crate::decision::dmn::Datum;
use crate::decision::script;
use std::sync::Arc;

/// Fills the triggers of all events and message tasks, scripts, and what undoes an activity.
pub(super) fn read(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        if work.drafts[index].part == Part::Frame {
            continue;
        }
        match (work.drafts[index].kind, node.tag.as_str()) {
            (Some(Kind::Script), _) => read_script(work, node, index),
            (Some(Kind::Catch | Kind::Throw), "receiveTask" | "sendTask") => task_message(work, node, index),
            (Some(Kind::Start | Kind::End | Kind::Catch | Kind::Throw | Kind::Boundary), _) => triggers(work, node, index),
            (Some(Kind::Complex), _) => activation(work, node, index),
            (Some(Kind::AdHoc), _) => completion(work, node, index),
            _ => {}
        }
    }
    undo(work);
}

fn place(work: &Work<'_>, node: &FlowNode, index: usize) -> Place {
    let holder = work.drafts.get(work.drafts[index].parent as usize);
    match node.tag.as_str() {
        "startEvent" => match holder.map(|h| (h.kind, h.from.tag.as_str())) {
            None | Some((_, "callActivity")) => Place::ProcessStart,
            Some((Some(Kind::EventSubProcess), _)) => Place::EventScopeStart,
            Some(_) => Place::ScopeStart,
        },
        "endEvent" => Place::End,
        "intermediateCatchEvent" => Place::Catch,
        "intermediateThrowEvent" => Place::Throw,
        _ => Place::Boundary,
    }
}

fn triggers<'a>(work: &mut Work<'a>, node: &'a FlowNode, index: usize) {
    let place = place(work, node, index);
    let needs_one = matches!(place, Place::EventScopeStart | Place::Catch | Place::Boundary);
    if node.events.is_empty() && needs_one {
        let message = format!("{} has no trigger; a {} waits for something", node.element.label(), place.word());
        return work.refuse("AL-2110", node.at, message, "docs/elements.md lists what each event may wait for");
    }
    let (first, mut goes_on) = (work.net.triggers.len() as u16, false);
    for definition in &node.events {
        if let Some(found) = trigger(work, node, definition, place) {
            work.net.triggers.push(found);
            let undoes = matches!(found, Trigger::Compensation(_)) && !place.catches();
            goes_on |= undoes && resolved(work, node, definition).is_some_and(|d| d.element.is_not("waitForCompletion"));
        }
    }
    work.net.nodes[index].special |= goes_on;
    work.net.nodes[index].triggers = Span { first, len: work.net.triggers.len() as u16 - first };
    work.net.nodes[index].all = node.element.is("parallelMultiple") && node.events.len() > 1;
    let interrupts_always = |t: &Trigger| matches!(t, Trigger::Error(_) | Trigger::Cancel);
    let held = place == Place::Boundary && node.element.is_not("cancelActivity")
        || place == Place::EventScopeStart && node.element.is_not("isInterrupting");
    if held && work.net.triggers_of(index as u16).iter().any(interrupts_always) {
        let message = format!("{} says that it does not interrupt, but an error or a cancellation always does", node.element.label());
        work.refuse("AL-2110", node.at, message, "remove cancelActivity or isInterrupting");
    }
}

/// What a definition throws, on behalf of an activity.
pub(super) fn thrown<'a>(work: &mut Work<'a>, node: &'a FlowNode, definition: &'a EventDefinition) -> Option<Trigger> {
    trigger(work, node, definition, Place::Throw)
}

/// The definition itself, or the one at the root that it refers to.
fn resolved<'a>(work: &mut Work<'a>, node: &FlowNode, definition: &'a EventDefinition) -> Option<&'a EventDefinition> {
    if definition.element.tag != "eventDefinitionRef" {
        return Some(definition);
    }
    let reference = definition.reference.as_ref()?;
    let found = work.file.event_definitions.iter().find(|d| d.element.id == reference.id);
    if found.is_none() {
        missing(work, node, "event definition", reference);
    }
    found
}

fn trigger<'a>(work: &mut Work<'a>, node: &'a FlowNode, definition: &'a EventDefinition, place: Place) -> Option<Trigger> {
    let definition = resolved(work, node, definition)?;
    let tag = definition.element.tag.as_str();
    if !place.allows(tag) {
        let word = tag.trim_end_matches("EventDefinition");
        let message = format!("{} has a {word} trigger, which a {} cannot have", node.element.label(), place.word());
        work.refuse("AL-2110", definition.element.at, message, "docs/elements.md lists what each event may wait for or throw");
        return None;
    }
    match tag {
        "messageEventDefinition" => message(work, node, definition.reference.as_ref()).map(Trigger::Message),
        "timerEventDefinition" => {
            let timer = timers::timer(work, node, definition)?;
            if matches!(timer, Timer::Term(_)) && place == Place::EventScopeStart {
                let message = format!("{} has a term of the law; a term belongs to an activity", node.element.label());
                work.refuse("AL-2113", node.at, message, "put a boundary event with al:term on the activity");
            }
            work.net.timers.push(timer);
            Some(Trigger::Timer(work.net.timers.len() as u16 - 1))
        }
        "conditionalEventDefinition" => {
            let text = definition.condition.as_ref().filter(|c| !c.value.trim().is_empty());
            let Some(text) = text else {
                let message = format!("{} does not say which condition it waits for", node.element.label());
                work.refuse("AL-2110", definition.element.at, message, "add a condition in FEEL");
                return None;
            };
            guard(work, text, &node.element).map(Trigger::Condition)
        }
        "signalEventDefinition" => signal(work, node, definition.reference.as_ref()).map(Trigger::Signal),
        "errorEventDefinition" => coded(work, node, definition, place, "error", "errorCode").map(Trigger::Error),
        "escalationEventDefinition" => coded(work, node, definition, place, "escalation", "escalationCode").map(Trigger::Escalation),
        "compensateEventDefinition" => compensation(work, node, definition, place),
        "cancelEventDefinition" => Some(Trigger::Cancel),
        "terminateEventDefinition" => Some(Trigger::Terminate),
        // Links are flows by now.
        _ => None,
    }
}

/// The number of a message; one without a message waits for one with the event's own id.
fn message(work: &mut Work<'_>, node: &FlowNode, reference: Option<&Reference>) -> Option<u16> {
    let name = match reference {
        None => node.element.id.clone(),
        Some(reference) => match work.file.messages.iter().find(|m| m.id == reference.id) {
            Some(message) => name_or_id(message),
            None => {
                missing(work, node, "message", reference);
                return None;
            }
        },
    };
    Some(number(&mut work.net.messages, &name))
}

fn signal(work: &mut Work<'_>, node: &FlowNode, reference: Option<&Reference>) -> Option<u16> {
    let name = match reference {
        None => node.element.id.clone(),
        Some(reference) => match work.file.others.iter().find(|e| e.tag == "signal" && e.id == reference.id) {
            Some(signal) => name_or_id(signal),
            None => {
                missing(work, node, "signal", reference);
                return None;
            }
        },
    };
    Some(number(&mut work.net.signals, &name))
}

/// The code of an error or escalation; without a reference, a catch takes any.
fn coded(work: &mut Work<'_>, node: &FlowNode, definition: &EventDefinition, place: Place, what: &str, attribute: &str) -> Option<u16> {
    let Some(reference) = &definition.reference else {
        if place.catches() {
            return Some(NONE);
        }
        let message = format!("{} does not say which {what} it throws", node.element.label());
        work.refuse("AL-2110", node.at, message, format!("add {what}Ref, and an `{what}` element with {attribute}"));
        return None;
    };
    let file = work.file;
    let roots: &[Element] = if what == "error" { &file.errors } else { &file.others };
    let Some(found) = roots.iter().find(|e| e.tag == what && e.id == reference.id) else {
        missing(work, node, what, reference);
        return None;
    };
    let code = found.get(attribute).map(|a| a.value.clone()).filter(|c| !c.is_empty()).unwrap_or_else(|| name_or_id(found));
    let list = if what == "error" { &mut work.net.errors } else { &mut work.net.escalations };
    Some(number(list, &code))
}

fn compensation(work: &mut Work<'_>, node: &FlowNode, definition: &EventDefinition, place: Place) -> Option<Trigger> {
    if place.catches() {
        return Some(Trigger::Compensation(NONE));
    }
    let Some(reference) = &definition.reference else { return Some(Trigger::Compensation(NONE)) };
    let draft = work.drafts.iter().position(|d| std::ptr::eq(d.from, node)).unwrap_or(0);
    match work.beside(draft, &reference.id) {
        Some(activity) => Some(Trigger::Compensation(activity)),
        None => {
            missing(work, node, "activity", reference);
            None
        }
    }
}

fn task_message(work: &mut Work<'_>, node: &FlowNode, index: usize) {
    let reference = node.element.get("messageRef").map(|a| {
        let name = a.value.trim();
        Reference { id: name.rsplit_once(':').map_or(name, |(_, tail)| tail).to_string(), at: a.at }
    });
    if let Some(found) = message(work, node, reference.as_ref()) {
        work.net.nodes[index].triggers = Span { first: work.net.triggers.len() as u16, len: 1 };
        work.net.triggers.push(Trigger::Message(found));
    }
}

fn activation(work: &mut Work<'_>, node: &FlowNode, index: usize) {
    let expression = node.expressions.iter().find(|e| e.tag == "activationCondition" && !e.text.value.trim().is_empty());
    match expression {
        Some(expression) => work.net.nodes[index].rule = guard(work, &expression.text, &node.element).unwrap_or(NONE),
        None if work.net.nodes[index].ins > 1 => {
            let message = format!("{} joins and does not say when it goes on", node.element.label());
            work.refuse(
                "AL-2109",
                node.at,
                message,
                "add an activationCondition, for example `activationCount >= 2`, or use another gateway",
            );
        }
        None => {}
    }
}

fn completion(work: &mut Work<'_>, node: &FlowNode, index: usize) {
    let expression = node.expressions.iter().find(|e| e.tag == "completionCondition" && !e.text.value.trim().is_empty());
    if let Some(expression) = expression {
        work.net.nodes[index].rule = guard(work, &expression.text, &node.element).unwrap_or(NONE);
    }
    // What is still open when the condition holds is cancelled unless the file says otherwise.
    work.net.nodes[index].interrupting = !node.element.is_not("cancelRemainingInstances");
}

fn read_script(work: &mut Work<'_>, node: &FlowNode, index: usize) {
    let label = node.element.label();
    let written = node.element.get("scriptFormat").or(node.element.get("scriptLanguage"));
    if let Some(format) = written.filter(|f| !f.value.trim().is_empty() && !f.value.to_ascii_lowercase().contains("feel")) {
        let message = format!("the script of {label} is in {}", format.value);
        return work.refuse("AL-2207", format.at, message, "write it in FEEL, or make it a service task");
    }
    let Some(text) = node.expressions.iter().find(|e| e.tag == "script" && !e.text.value.trim().is_empty()) else {
        return work.refuse("AL-2109", node.at, format!("{label} has no script"), "add a script in FEEL, or make it a task");
    };
    let Some(result) = node.element.al("result") else {
        let message = format!("{label} does not say which fact its script states");
        return work.refuse("AL-2118", node.at, message, "add al:result with the name of a fact");
    };
    match script::parse(&text.text.value) {
        Ok(parsed) => {
            work.net.nodes[index].rule = bind(work, &parsed);
            work.net.nodes[index].result = number(&mut work.net.facts, result.value.trim());
        }
        Err(fault) => {
            work.refuse(fault.code, text.text.at + fault.offset, format!("script of {label}: {}", fault.message), fault.help);
        }
    }
}

/// Puts a script into the net; answers its number.
pub(super) fn bind(work: &mut Work<'_>, parsed: &script::Script) -> u16 {
    let bound = parsed.bind(&mut work.net.facts);
    work.net.scripts.push(Arc::new(move |facts, symbols| bound.evaluate(facts, symbols)));
    work.net.scripts.len() as u16 - 1
}

/// A constant script.
pub(super) fn constant(work: &mut Work<'_>, number: u32) -> u16 {
    let datum = Datum::Number(number.to_string());
    work.net.scripts.push(Arc::new(move |_, symbols| symbols.value(&datum)));
    work.net.scripts.len() as u16 - 1
}

/// Ties each activity to what undoes it: the handler that an association leads to
/// from its boundary event, or the compensation event sub-process within it.
fn undo(work: &mut Work<'_>) {
    let compensates = |work: &Work<'_>, node: u16| work.net.triggers_of(node).contains(&Trigger::Compensation(NONE));
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        if work.net.nodes[index].kind == Kind::Boundary && compensates(work, index as u16) {
            let host = work.net.nodes[index].host;
            let Some(handler) = handler(work, index) else {
                let message = format!("no association leads from {} to the activity that undoes", node.element.label());
                work.refuse("AL-2110", node.at, message, "draw an association to an activity with isForCompensation=\"true\"");
                continue;
            };
            if host != NONE {
                work.net.nodes[host as usize].undo = handler;
            }
        }
        let (kind, parent) = (work.net.nodes[index].kind, work.net.nodes[index].parent);
        let holder = work.net.nodes.get(parent as usize).map(|n| (n.kind, n.parent));
        if kind == Kind::Start
            && compensates(work, index as u16)
            && let Some((Kind::EventSubProcess, around)) = holder
            && around != NONE
        {
            work.net.nodes[around as usize].undo = parent;
        }
    }
}

fn handler(work: &Work<'_>, boundary: usize) -> Option<u16> {
    let draft = &work.drafts[boundary];
    let id = draft.from.element.id.as_str();
    let scope = match work.drafts.get(draft.parent as usize) {
        Some(holder) if holder.from.scope.is_some() => holder.from.scope.as_deref(),
        _ => work.called.first().map(|p| &p.scope).filter(|_| draft.call == NONE),
    };
    let all: Box<dyn Iterator<Item = &super::super::bpmn::DataElement>> = match scope {
        Some(scope) => Box::new(scope.artifacts.iter()),
        None => Box::new(draft.file.processes.iter().flat_map(|p| p.scope.artifacts.iter())),
    };
    let mut ends =
        all.filter(|a| a.element.tag == "association").filter_map(|a| Some((a.element.get("sourceRef")?, a.element.get("targetRef")?)));
    let other = ends.find_map(|(source, target)| match (local(&source.value), local(&target.value)) {
        (from, to) if from == id => Some(to.to_string()),
        (from, to) if to == id => Some(from.to_string()),
        _ => None,
    })?;
    work.beside(boundary, &other)
}

fn local(name: &str) -> &str {
    let name = name.trim();
    name.rsplit_once(':').map_or(name, |(_, tail)| tail)
}
