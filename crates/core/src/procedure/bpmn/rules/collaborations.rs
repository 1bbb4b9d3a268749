//! Collaborations: pools, and the messages between them.

use super::model::{Model, NONE};
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, Rule, rules};

rules! { "AL-2165";
    ARTIFACT_TARGET Breaking "artifact-message-target" "8.4.1 Artifacts"
        "an artifact is not the target of a message flow"
        "let the message go to a pool, activity or event";
    ARTIFACT_SOURCE Breaking "artifact-message-source" "8.4.1 Artifacts"
        "an artifact is not the source of a message flow"
        "let the message come from a pool, activity or event";
    SOURCE Breaking "message-flow-source" "9.4 Message Flow"
        "a message flow begins at a pool, activity or event"
        "choose another source";
    TARGET Breaking "message-flow-target" "9.4 Message Flow"
        "a message flow ends at a pool, activity or event"
        "choose another target";
    SAME_POOL Breaking "message-flow-pool" "9.4 Message Flow"
        "a message flow joins two pools"
        "use a sequence flow within a pool";
    MINIMUM Formal "multiplicity-minimum" "9.3 Pool and Participant"
        "the least number of participants is not negative"
        "write 0 or more";
    MAXIMUM Formal "multiplicity-maximum" "9.3 Pool and Participant"
        "the greatest number of participants is one or more, and not below the least"
        "write a greater number";
    FROM_START Breaking "start-event-message-source" "10.5.2 Start Event"
        "a start event is not the source of a message flow"
        "let the message come from a task or a throwing event";
    TO_START Formal "start-event-message-trigger" "10.5.2 Start Event"
        "a start event that is the target of a message flow has a message trigger"
        "add the trigger";
    TO_END Breaking "end-event-message-target" "10.5.3 End Event"
        "an end event is not the target of a message flow"
        "let the message go to a task or a catching event";
    FROM_END Formal "end-event-message-trigger" "10.5.3 End Event"
        "an end event that is the source of a message flow throws a message"
        "add the message";
    TO_THROW Breaking "throw-event-message-target" "10.5.4 Intermediate Event"
        "a throwing event is not the target of a message flow"
        "let the message go to a catching event";
    FROM_CATCH Breaking "catch-event-message-source" "10.5.4 Intermediate Event"
        "a catching event is not the source of a message flow"
        "let the message come from a throwing event";
    EVENT_MESSAGE Formal "event-message-trigger" "10.5.4 Intermediate Event"
        "an event at the end of a message flow has a message trigger"
        "add the trigger";
    TASK Formal "task-message-direction" "10.3.3 Tasks"
        "a send task sends and a receive task receives"
        "turn the message flow, or use the other kind of task";
    MESSAGE Formal "message-flow-message" "9.4 Message Flow"
        "a message flow carries the message of its ends"
        "name the same message at both";
}

/// Checks collaborations.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let mut pools: Vec<(u32, u32)> = Vec::new();
    for pool in check.model.all(Tag::Participant).collect::<Vec<_>>() {
        if let Some(process) = check.model.referred(pool, "processRef") {
            pools.push((pool, process));
        }
    }
    for item in check.model.all(Tag::ParticipantMultiplicity).collect::<Vec<_>>() {
        multiplicity(check, item);
    }
    for item in check.model.all(Tag::MessageFlow).collect::<Vec<_>>() {
        message_flow(check, item, &pools);
    }
}

fn multiplicity(check: &mut Check<'_, '_>, item: u32) {
    let number = |name, usual| check.model.attribute(item, name).map_or(Some(usual), |n| n.parse::<i64>().ok());
    let (Some(minimum), Some(maximum)) = (number("minimum", 0), number("maximum", 1)) else { return };
    for (rule, broken) in [(&MINIMUM, minimum < 0), (&MAXIMUM, maximum < 1 || maximum < minimum)] {
        if broken {
            let fact = format!("{} of {}", check.model.label(item), check.model.label(check.model.parent(item)));
            check.breach(rule, item, fact);
        }
    }
}

fn message_flow(check: &mut Check<'_, '_>, item: u32, pools: &[(u32, u32)]) {
    let source = check.model.referred(item, "sourceRef");
    let target = check.model.referred(item, "targetRef");
    for (end, sends) in [(source, true), (target, false)] {
        let Some(end) = end else { continue };
        for rule in end_rules(&check.model, end, sends).into_iter().flatten() {
            let word = if sends { "begins at" } else { "ends at" };
            let fact = format!("{} {word} {}", check.model.label(item), check.model.label(end));
            check.breach(rule, item, fact);
        }
    }
    let (Some(source), Some(target)) = (source, target) else { return };
    let in_choreography = matches!(check.model.parent_tag(item), Some(Tag::Choreography | Tag::GlobalChoreographyTask));
    let (from, to) = (pool(&check.model, source, pools), pool(&check.model, target, pools));
    if (source == target || from.is_some() && from == to) && !in_choreography {
        let fact = format!("{} from {} to {}", check.model.label(item), check.model.label(source), check.model.label(target));
        check.breach(&SAME_POOL, item, fact);
    }
    let message = check.model.referred(item, "messageRef");
    for end in [source, target] {
        let theirs = message_of(&check.model, end);
        if message.is_some() && theirs.is_some() && message != theirs {
            let fact = format!("{} and {}", check.model.label(item), check.model.label(end));
            check.breach(&MESSAGE, item, fact);
        }
    }
}

/// What stands for the pool of an element: its process; a pool without a process is itself.
fn pool(model: &Model<'_, '_>, end: u32, pools: &[(u32, u32)]) -> Option<u32> {
    match model.tag(end) {
        Tag::Participant => Some(pools.binary_search_by_key(&end, |p| p.0).map_or(end, |at| pools[at].1)),
        _ => Some(model.items[end as usize].process).filter(|&p| p != NONE),
    }
}

fn message_of(model: &Model<'_, '_>, end: u32) -> Option<u32> {
    match model.tag(end) {
        Tag::SendTask | Tag::ReceiveTask => model.referred(end, "messageRef"),
        _ if model.is(end, SCHEMA.group("event")) => match model.triggers(end).as_slice() {
            [one] => model.referred(*one, "messageRef"),
            _ => None,
        },
        _ => None,
    }
}

/// What an end of a message flow breaks.
fn end_rules(model: &Model<'_, '_>, end: u32, sends: bool) -> [Option<&'static Rule>; 2] {
    let [artifact, activity, event] = ["artifact", "activity", "event"].map(|g| SCHEMA.group(g));
    if model.is(end, artifact) {
        return [Some(if sends { &ARTIFACT_SOURCE } else { &ARTIFACT_TARGET }), None];
    }
    if model.is(end, event) {
        let by_message = model.triggers(end).iter().any(|&t| model.tag(t) == Tag::MessageEventDefinition);
        let (rule, trigger): (Option<&'static Rule>, &'static Rule) = match (model.tag(end), sends) {
            (Tag::StartEvent, true) => (Some(&FROM_START), &TO_START),
            (Tag::StartEvent, false) => (None, &TO_START),
            (Tag::EndEvent, false) => (Some(&TO_END), &FROM_END),
            (Tag::EndEvent, true) => (None, &FROM_END),
            (Tag::IntermediateThrowEvent | Tag::ImplicitThrowEvent, false) => (Some(&TO_THROW), &EVENT_MESSAGE),
            (Tag::IntermediateCatchEvent | Tag::BoundaryEvent, true) => (Some(&FROM_CATCH), &EVENT_MESSAGE),
            _ => (None, &EVENT_MESSAGE),
        };
        let missing = (rule.is_none() && !by_message).then_some(trigger);
        return [rule, missing];
    }
    let good = model.is(end, activity) || matches!(model.tag(end), Tag::Participant);
    let task = matches!((model.tag(end), sends), (Tag::SendTask, false) | (Tag::ReceiveTask, true));
    match (good, task) {
        (false, _) => [Some(if sends { &SOURCE } else { &TARGET }), None],
        (true, true) => [Some(&TASK), None],
        _ => [None, None],
    }
}
