//! Events: which triggers where, and the flows of start and end events.

use super::model::{Level, NONE};
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, Rule, rules};

rules! { "AL-2155";
    START_INCOMING Breaking "start-event-incoming" "10.5.2 Start Event"
        "a start event has no incoming flow"
        "remove the flow, or use an intermediate event";
    START_OUTGOING Formal "start-event-outgoing" "10.5.2 Start Event"
        "a start event has an outgoing flow"
        "connect it to what comes first";
    END_OUTGOING Breaking "end-event-outgoing" "10.5.3 End Event"
        "an end event has no outgoing flow"
        "remove the flow, or use an intermediate event";
    END_INCOMING Formal "end-event-incoming" "10.5.3 End Event"
        "an end event has an incoming flow"
        "connect it";
    NO_START Formal "end-without-start" "10.5.3 End Event"
        "where there is an end event there is a start event, or a task or gateway that starts the process"
        "add a start event";
    NO_END Formal "start-without-end" "10.5.2 Start Event"
        "where there is a start event there is an end event"
        "add an end event";
    START Breaking "start-trigger" "10.5.2 Start Event"
        "a process starts by nothing, a message, a timer, a condition or a signal"
        "choose one of these triggers";
    START_SUB Breaking "start-trigger-sub-process" "10.5.2 Start Event"
        "a sub-process starts without a trigger, when the flow reaches it"
        "remove the trigger, or make it an event sub-process";
    START_EVENT_SUB Breaking "start-trigger-event-sub-process" "10.5.2 Start Event"
        "an event sub-process starts by a message, timer, error, escalation, compensation, condition or signal"
        "choose one of these triggers";
    START_BESIDE Breaking "start-trigger-not-interrupting" "10.5.2 Start Event"
        "an event sub-process that does not interrupt starts by a message, timer, escalation, condition or signal"
        "let it interrupt, or choose one of these triggers";
    END Breaking "end-trigger" "10.5.3 End Event"
        "an end event has no trigger, or a message, escalation, error, cancel, compensation, signal or terminate"
        "choose one of these";
    CANCEL_END Breaking "cancel-end-transaction" "10.5.3 End Event"
        "a cancel end event stands in a transaction"
        "make the sub-process a transaction, or end with an error";
    CATCH Breaking "catch-trigger" "10.5.4 Intermediate Event"
        "an intermediate event in the flow catches a message, timer, condition, link or signal"
        "choose one of these triggers";
    CATCH_NONE Formal "catch-trigger-none" "10.5.4 Intermediate Event"
        "an intermediate event that catches has a trigger"
        "add one; an event without a trigger is an intermediate throw event";
    THROW Breaking "throw-trigger" "10.5.4 Intermediate Event"
        "an intermediate event throws nothing, a message, escalation, compensation, link or signal"
        "choose one of these";
    BOUNDARY Breaking "boundary-trigger" "10.5.4 Intermediate Event"
        "an interrupting boundary event catches a message, timer, escalation, error, cancel, compensation, condition or signal"
        "choose one of these triggers";
    BOUNDARY_BESIDE Breaking "boundary-trigger-not-interrupting" "10.5.4 Intermediate Event"
        "a boundary event that does not interrupt catches a message, timer, escalation, condition or signal"
        "let it interrupt, or choose one of these triggers";
    BOUNDARY_COMPENSATION Formal "boundary-compensation-interrupting" "10.5.4 Intermediate Event"
        "a compensation boundary event is not marked as one that does not interrupt"
        "remove cancelActivity=\"false\"";
    CANCEL_BOUNDARY Breaking "cancel-boundary-transaction" "10.5.4 Intermediate Event"
        "a cancel boundary event stands on a transaction"
        "make the sub-process a transaction, or catch an error";
    CATCH_FLOWS Formal "intermediate-incoming" "10.5.4 Intermediate Event"
        "an intermediate event has an incoming flow"
        "connect it";
    THROW_FLOWS Formal "intermediate-outgoing" "10.5.4 Intermediate Event"
        "an intermediate event has an outgoing flow"
        "connect it";
    PARALLEL Formal "parallel-multiple" "10.5.1 Concepts"
        "an event that waits for all its triggers has several"
        "remove parallelMultiple, or add the other triggers";
    REUSED Formal "thrown-definition-reused" "10.5.5 Event Definitions"
        "the event definition in a throwing event is used there only"
        "move the definition to the root, and refer to it";
}

/// The trigger as a word.
fn word(tag: Tag) -> &'static str {
    tag.name().strip_suffix("EventDefinition").unwrap_or(tag.name())
}

/// Checks events.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let group = SCHEMA.group("event");
    for item in 0..check.model.items.len() as u32 {
        if check.model.is(item, group) && !in_choreography(check, item) {
            event(check, item);
        }
    }
    for reference in check.model.all(Tag::EventDefinitionRef).collect::<Vec<_>>() {
        let definition = check.model.named(reference, check.model.text(reference));
        let owner = check.model.items.get(definition as usize).map_or(definition, |d| d.parent);
        let throws = check.model.items.get(owner as usize).is_some_and(|o| matches!(o.tag, Tag::EndEvent | Tag::IntermediateThrowEvent));
        if throws {
            let user = check.model.label(check.model.parent(reference));
            let fact = format!("{user} uses {} of {}", check.model.label(definition), check.model.label(owner));
            check.breach(&REUSED, reference, fact);
        }
    }
}

fn in_choreography(check: &Check<'_, '_>, item: u32) -> bool {
    matches!(check.model.parent_tag(item), Some(Tag::Choreography | Tag::SubChoreography | Tag::GlobalChoreographyTask))
}

fn event(check: &mut Check<'_, '_>, item: u32) {
    let tag = check.model.tag(item);
    let triggers = check.model.triggers(item);
    let references = check.model.tagged(item, Tag::EventDefinitionRef).count();
    let none = triggers.is_empty() && references == 0;
    if check.model.says(item, "parallelMultiple") && triggers.len().max(references) < 2 && !none {
        let fact = check.model.label(item);
        check.breach(&PARALLEL, item, fact);
    }
    match tag {
        Tag::StartEvent => start(check, item, &triggers, none),
        Tag::EndEvent => end(check, item, &triggers),
        Tag::BoundaryEvent => boundary(check, item, &triggers, none),
        Tag::IntermediateCatchEvent => {
            intermediate(check, item, &triggers);
            if none {
                let fact = check.model.label(item);
                check.breach(&CATCH_NONE, item, fact);
            }
            allow(check, item, &triggers, &CATCH, &["message", "timer", "conditional", "link", "signal"]);
        }
        Tag::IntermediateThrowEvent => {
            intermediate(check, item, &triggers);
            allow(check, item, &triggers, &THROW, &["message", "escalation", "compensate", "link", "signal"]);
        }
        _ => {}
    }
}

/// Reports the triggers that the place does not have.
fn allow(check: &mut Check<'_, '_>, item: u32, triggers: &[u32], rule: &'static Rule, words: &[&str]) {
    let wrong: Vec<&str> = triggers.iter().map(|&t| word(check.model.tag(t))).filter(|w| !words.contains(w)).collect();
    if !wrong.is_empty() {
        let fact = format!("{} has the trigger {}", check.model.label(item), wrong.join(", "));
        check.breach(rule, item, fact);
    }
}

fn flows(check: &mut Check<'_, '_>, item: u32, found: [(&'static Rule, bool); 3]) {
    for (rule, broken) in found {
        if broken {
            let fact = check.model.label(item);
            check.breach(rule, item, fact);
        }
    }
}

fn start(check: &mut Check<'_, '_>, item: u32, triggers: &[u32], none: bool) {
    let parent = check.model.parent(item);
    let listed = check.model.first(item, Tag::Incoming).is_some();
    let incoming = check.model.has_incoming(item) || listed;
    let ends = check.model.has(parent, Level::End);
    let outgoing = check.model.has_outgoing(item);
    flows(check, item, [(&START_INCOMING, incoming), (&START_OUTGOING, !outgoing), (&NO_END, !ends)]);
    match check.model.parent_tag(item) {
        Some(Tag::SubProcess) if check.model.says(parent, "triggeredByEvent") => {
            if none {
                let fact = format!("{} has no trigger", check.model.label(item));
                check.breach(&START_EVENT_SUB, item, fact);
            }
            let all = ["message", "timer", "escalation", "conditional", "signal", "error", "compensate"];
            allow(check, item, triggers, &START_EVENT_SUB, &all);
            if check.model.denies(item, "isInterrupting") {
                let some: Vec<u32> = triggers.iter().copied().filter(|&t| all.contains(&word(check.model.tag(t)))).collect();
                allow(check, item, &some, &START_BESIDE, &all[..5]);
            }
        }
        Some(Tag::Process) => allow(check, item, triggers, &START, &["message", "timer", "conditional", "signal"]),
        _ => allow(check, item, triggers, &START_SUB, &[]),
    }
}

fn end(check: &mut Check<'_, '_>, item: u32, triggers: &[u32]) {
    let model = &check.model;
    let parent = model.parent(item);
    let begins = model.has(parent, Level::Start) || model.has(parent, Level::Instantiate);
    let outgoing = model.has_outgoing(item) || model.first(item, Tag::Outgoing).is_some();
    let incoming = model.has_incoming(item);
    let in_transaction =
        std::iter::successors(Some(parent), |&p| Some(model.parent(p)).filter(|&q| q != NONE)).any(|p| model.tag(p) == Tag::Transaction);
    let cancels = triggers.iter().any(|&t| model.tag(t) == Tag::CancelEventDefinition) && !in_transaction;
    flows(check, item, [(&END_OUTGOING, outgoing), (&END_INCOMING, !incoming), (&NO_START, !begins)]);
    allow(check, item, triggers, &END, &["message", "escalation", "error", "cancel", "compensate", "signal", "terminate"]);
    if cancels {
        let fact = check.model.label(item);
        check.breach(&CANCEL_END, item, fact);
    }
}

fn intermediate(check: &mut Check<'_, '_>, item: u32, triggers: &[u32]) {
    let link = triggers.iter().any(|&t| check.model.tag(t) == Tag::LinkEventDefinition);
    let catches = check.model.tag(item) == Tag::IntermediateCatchEvent;
    let no_incoming = !(check.model.has_incoming(item) || link && catches);
    let no_outgoing = !(check.model.has_outgoing(item) || link && !catches);
    let apart = check.model.parent_tag(item) == Some(Tag::AdHocSubProcess);
    flows(check, item, [(&CATCH_FLOWS, no_incoming && !apart), (&THROW_FLOWS, no_outgoing && !apart), (&THROW_FLOWS, false)]);
}

fn boundary(check: &mut Check<'_, '_>, item: u32, triggers: &[u32], none: bool) {
    let beside = check.model.denies(item, "cancelActivity");
    let is = |check: &Check<'_, '_>, wanted: Tag| triggers.iter().any(|&t| check.model.tag(t) == wanted);
    let rule = if beside { &BOUNDARY_BESIDE } else { &BOUNDARY };
    if none {
        let fact = format!("{} has no trigger", check.model.label(item));
        check.breach(rule, item, fact);
    }
    if beside {
        allow(check, item, triggers, rule, &["message", "timer", "escalation", "conditional", "signal", "compensate"]);
        if is(check, Tag::CompensateEventDefinition) {
            let fact = check.model.label(item);
            check.breach(&BOUNDARY_COMPENSATION, item, fact);
        }
    } else {
        let all = ["message", "timer", "escalation", "error", "cancel", "compensate", "conditional", "signal"];
        allow(check, item, triggers, rule, &all);
    }
    let host = check.model.referred(item, "attachedToRef");
    if is(check, Tag::CancelEventDefinition) && host.is_some_and(|h| check.model.tag(h) != Tag::Transaction) {
        let fact = check.model.label(item);
        check.breach(&CANCEL_BOUNDARY, item, fact);
    }
}
