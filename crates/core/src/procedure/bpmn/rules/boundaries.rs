//! Boundary events and compensation: what they stand on, and what undoes it.

use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2156";
    INCOMING Breaking "boundary-incoming" "10.5.4 Intermediate Event"
        "a boundary event has no incoming flow"
        "let the flow end at an intermediate event in the flow";
    OUTGOING Formal "boundary-outgoing" "10.5.4 Intermediate Event"
        "a boundary event has an outgoing flow"
        "connect it to what is done then";
    COMPENSATION_OUTGOING Breaking "compensation-boundary-outgoing" "10.5.4 Intermediate Event"
        "a compensation boundary event has no outgoing flow"
        "use an association to the activity that undoes";
    NO_HANDLER Formal "compensation-handler-absent" "10.7.1 Compensation Handler"
        "a compensation boundary event has an association to the activity that undoes"
        "draw the association";
    HANDLER Formal "compensation-handler-mark" "10.7.1 Compensation Handler"
        "the activity that undoes is marked `isForCompensation`"
        "set the mark";
    HANDLER_FLOWS Formal "compensation-handler-flows" "10.3 Activities"
        "an activity that undoes has neither incoming nor outgoing flows"
        "remove the flows";
    HOST_LEVEL Breaking "boundary-level" "10.5.4 Intermediate Event"
        "a boundary event stands in the process or sub-process of its activity"
        "move it there";
}

/// Checks boundary events and compensation.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let ends = |a| Some((check.model.referred(a, "sourceRef")?, check.model.referred(a, "targetRef")?));
    let mut joined: Vec<(u32, u32)> = check.model.all(Tag::Association).filter_map(ends).collect();
    joined.sort_unstable();
    for item in check.model.all(Tag::BoundaryEvent).collect::<Vec<_>>() {
        let from = joined.partition_point(|j| j.0 < item);
        boundary(check, item, joined[from..].iter().take_while(|j| j.0 == item).map(|j| j.1));
    }
    let activity = SCHEMA.group("activity");
    for item in 0..check.model.items.len() as u32 {
        let undoes = check.model.is(item, activity) && check.model.says(item, "isForCompensation");
        if undoes && (check.model.has_incoming(item) || check.model.has_outgoing(item)) {
            let fact = check.model.label(item);
            check.breach(&HANDLER_FLOWS, item, fact);
        }
    }
}

fn boundary(check: &mut Check<'_, '_>, item: u32, associated: impl Iterator<Item = u32>) {
    let model = &check.model;
    let compensates = model.triggers(item).iter().any(|&t| model.tag(t) == Tag::CompensateEventDefinition);
    let incoming = model.has_incoming(item) || model.first(item, Tag::Incoming).is_some();
    let outgoing = model.has_outgoing(item);
    let elsewhere = model.referred(item, "attachedToRef").is_some_and(|h| model.parent(h) != model.parent(item));
    let handlers: Vec<u32> = associated.filter(|&t| model.is(t, SCHEMA.group("activity"))).collect();
    let unmarked = handlers.iter().copied().find(|&h| !model.says(h, "isForCompensation"));
    let found = [
        (&INCOMING, incoming),
        (&OUTGOING, !outgoing && !compensates),
        (&COMPENSATION_OUTGOING, outgoing && compensates),
        (&NO_HANDLER, compensates && handlers.is_empty()),
        (&HOST_LEVEL, elsewhere),
    ];
    for (rule, broken) in found {
        if broken {
            let fact = check.model.label(item);
            check.breach(rule, item, fact);
        }
    }
    if let Some(handler) = unmarked.filter(|_| compensates) {
        let fact = format!("{} of {}", check.model.label(handler), check.model.label(item));
        check.breach(&HANDLER, handler, fact);
    }
}
