//! Sequence flows: what they join, what lists them, where they are missing.

use super::model::{Level, NONE};
use super::schema::{Groups, SCHEMA};
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2153";
    ARTIFACT_TARGET Breaking "artifact-target" "8.4.1 Artifacts"
        "an artifact is not the target of a sequence flow"
        "let the flow end at an activity, gateway or event; an association joins artifacts";
    ARTIFACT_SOURCE Breaking "artifact-source" "8.4.1 Artifacts"
        "an artifact is not the source of a sequence flow"
        "let the flow begin at an activity, gateway or event; an association joins artifacts";
    NODE_SOURCE Breaking "sequence-flow-source" "8.4.13 Sequence Flow"
        "a sequence flow begins at an activity, gateway or event, not at an event sub-process"
        "choose another source";
    NODE_TARGET Breaking "sequence-flow-target" "8.4.13 Sequence Flow"
        "a sequence flow ends at an activity, gateway or event, not at an event sub-process"
        "choose another target";
    POOL Breaking "sequence-flow-pool" "7.6.1 Sequence Flow connection rules"
        "a sequence flow stays within its pool"
        "use a message flow between the pools";
    LEVEL Breaking "sequence-flow-level" "7.6.1 Sequence Flow connection rules"
        "a sequence flow does not cross the border of a sub-process"
        "end the flow at the sub-process itself, or begin it there";
    CONTAINER Formal "sequence-flow-container" "8.4.8 Flow Elements Container"
        "a sequence flow stands in the process or sub-process of its ends"
        "move the flow there";
    INCOMING Formal "incoming-list" "8.4.13 Sequence Flow"
        "the target of a sequence flow lists it as `incoming`, and lists no other flow"
        "export the model again, or correct the list";
    OUTGOING Formal "outgoing-list" "8.4.13 Sequence Flow"
        "the source of a sequence flow lists it as `outgoing`, and lists no other flow"
        "export the model again, or correct the list";
    CONDITION_ALONE Formal "condition-alone" "8.4.13 Sequence Flow"
        "an activity with a conditional flow has another outgoing flow as well"
        "remove the condition, or add a flow for the other case";
    CONDITION_SOURCE Formal "condition-source" "8.4.13 Sequence Flow"
        "a flow out of a parallel or event-based gateway has no condition"
        "remove the condition, or use an exclusive or inclusive gateway";
    CONDITION_EVENT Formal "condition-event" "8.4.13 Sequence Flow"
        "a conditional flow begins at an activity, or at an exclusive, inclusive or complex gateway"
        "put a gateway between";
    DEFAULT Breaking "default-flow" "8.4.13 Sequence Flow"
        "the default flow of an element begins at that element"
        "name one of its own outgoing flows";
    DEFAULT_CONDITION Formal "default-condition" "8.4.13 Sequence Flow"
        "the default flow has no condition"
        "remove the condition";
    IMMEDIATE Formal "not-immediate" "8.4.13 Sequence Flow"
        "`isImmediate` is not `false` in an executable process"
        "remove the attribute, or say isExecutable=\"false\"";
    NO_INCOMING Formal "no-incoming" "10.5.2 Start Event"
        "where there is a start event, every element has an incoming flow"
        "connect the element";
    NO_OUTGOING Formal "no-outgoing" "10.5.3 End Event"
        "where there is an end event, every element has an outgoing flow"
        "connect the element";
}

/// Checks sequence flows.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let entries = [check.model.pairs(Tag::Outgoing), check.model.pairs(Tag::Incoming)];
    let groups = (SCHEMA.group("artifact"), SCHEMA.group("flowNode"));
    for index in 0..check.model.flows.len() {
        let flow = &check.model.flows[index];
        let (item, source, target) = (flow.item, flow.source, flow.target);
        ends(check, groups, item, [source, target]);
        lists(check, &entries, item, [source, target]);
        condition(check, item, source);
        if check.model.denies(item, "isImmediate") && check.model.executable(item) {
            let fact = check.model.label(item);
            check.breach(&IMMEDIATE, item, fact);
        }
    }
    for item in 0..check.model.items.len() as u32 {
        if check.model.is(item, groups.1) {
            node(check, item);
        }
    }
}

fn ends(check: &mut Check<'_, '_>, groups: (Groups, Groups), item: u32, [source, target]: [u32; 2]) {
    let (artifact, node) = groups;
    for (end, word, on_artifact, on_other) in
        [(source, "begins at", &ARTIFACT_SOURCE, &NODE_SOURCE), (target, "ends at", &ARTIFACT_TARGET, &NODE_TARGET)]
    {
        if end == NONE {
            continue;
        }
        let event_sub_process = check.model.tag(end) == Tag::SubProcess && check.model.says(end, "triggeredByEvent");
        let rule = if check.model.is(end, artifact) {
            on_artifact
        } else if !check.model.is(end, node) || event_sub_process {
            on_other
        } else {
            continue;
        };
        let fact = format!("{} {word} {}", check.model.label(item), check.model.label(end));
        check.breach(rule, item, fact);
    }
    if source == NONE || target == NONE || !check.model.is(source, node) || !check.model.is(target, node) {
        return;
    }
    let (from, to) = (check.model.parent(source), check.model.parent(target));
    let process = |end: u32| check.model.items[end as usize].process;
    let rule = match from == to {
        true if check.model.parent(item) == from => return,
        true => &CONTAINER,
        false if process(source) != process(target) => &POOL,
        false => &LEVEL,
    };
    let fact = format!("{} from {} to {}", check.model.label(item), check.model.label(source), check.model.label(target));
    check.breach(rule, item, fact);
}

/// The flow is in the lists of its ends.
fn lists(check: &mut Check<'_, '_>, entries: &[Vec<(u32, u32)>; 2], item: u32, ends: [u32; 2]) {
    for ((end, entries), rule) in ends.into_iter().zip(entries).zip([&OUTGOING, &INCOMING]) {
        if end != NONE && entries.binary_search(&(end, item)).is_err() {
            let fact = format!("{} does not list {}", check.model.label(end), check.model.label(item));
            check.breach(rule, end, fact);
        }
    }
}

fn condition(check: &mut Check<'_, '_>, item: u32, source: u32) {
    if source == NONE || check.model.first(item, Tag::ConditionExpression).is_none() {
        return;
    }
    let model = &check.model;
    let rule = match model.tag(source) {
        Tag::ParallelGateway | Tag::EventBasedGateway => &CONDITION_SOURCE,
        Tag::ExclusiveGateway | Tag::InclusiveGateway | Tag::ComplexGateway => return,
        _ if !model.is(source, SCHEMA.group("activity")) => &CONDITION_EVENT,
        _ if model.outgoing(source).nth(1).is_none() => &CONDITION_ALONE,
        _ => return,
    };
    let fact = format!("{} out of {}", model.label(item), model.label(source));
    check.breach(rule, item, fact);
}

fn node(check: &mut Check<'_, '_>, item: u32) {
    for (tag, rule, word) in [(Tag::Incoming, &INCOMING, "end"), (Tag::Outgoing, &OUTGOING, "begin")] {
        for entry in check.model.tagged(item, tag).collect::<Vec<_>>() {
            let flow = check.model.named(entry, check.model.text(entry));
            let end = |f: &super::model::Flow| if tag == Tag::Incoming { f.target } else { f.source };
            if check.model.flow(flow).is_some_and(|f| end(f) != item) {
                let fact = format!("{} lists {}, which does not {word} there", check.model.label(item), check.model.label(flow));
                check.breach(rule, entry, fact);
            }
        }
    }
    default(check, item);
    unconnected(check, item);
}

fn default(check: &mut Check<'_, '_>, item: u32) {
    let Some(flow) = check.model.referred(item, "default").filter(|&f| check.model.tag(f) == Tag::SequenceFlow) else { return };
    if check.model.flow(flow).is_some_and(|f| f.source != item) {
        let fact = format!("`default` of {} is {}", check.model.label(item), check.model.label(flow));
        check.breach(&DEFAULT, item, fact);
    } else if check.model.first(flow, Tag::ConditionExpression).is_some() {
        let fact = format!("{}, the default of {}", check.model.label(flow), check.model.label(item));
        check.breach(&DEFAULT_CONDITION, flow, fact);
    }
}

/// Elements that no token reaches or leaves, where the level shows its start or end.
fn unconnected(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let (tag, parent) = (model.tag(item), model.parent(item));
    let apart = model.says(item, "isForCompensation")
        || model.says(item, "triggeredByEvent")
        || matches!(tag, Tag::StartEvent | Tag::BoundaryEvent | Tag::EndEvent)
        || model.parent_tag(item) == Some(Tag::AdHocSubProcess);
    if apart || parent == NONE {
        return;
    }
    let link = matches!(tag, Tag::IntermediateCatchEvent | Tag::IntermediateThrowEvent)
        && model.triggers(item).iter().any(|&t| model.tag(t) == Tag::LinkEventDefinition);
    let begins = model.says(item, "instantiate") || link && tag == Tag::IntermediateCatchEvent;
    let ends = link && tag == Tag::IntermediateThrowEvent;
    let no_incoming = !begins && !model.has_incoming(item) && model.has(parent, Level::Start);
    let no_outgoing = !ends && !model.has_outgoing(item) && model.has(parent, Level::End);
    let fact = model.label(item);
    if no_incoming {
        check.breach(&NO_INCOMING, item, fact.clone());
    }
    if no_outgoing {
        check.breach(&NO_OUTGOING, item, fact);
    }
}
