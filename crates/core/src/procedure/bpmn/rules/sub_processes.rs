//! Sub-processes, ad-hoc and event sub-processes, call activities.

use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2161";
    CHOREOGRAPHY Breaking "choreography-in-process" "10.3.5 Sub-Processes"
        "a process or sub-process contains no choreography activities"
        "use a task, or draw a choreography";
    FLOWS Breaking "event-sub-process-flows" "10.3.5 Sub-Processes"
        "an event sub-process has neither incoming nor outgoing flows"
        "remove the flows";
    STARTS Breaking "event-sub-process-start" "10.3.5 Sub-Processes"
        "an event sub-process has exactly one start event"
        "keep one start event, with the trigger";
    KIND Formal "event-sub-process-kind" "10.3.5 Sub-Processes"
        "only an embedded sub-process is started by an event"
        "remove triggeredByEvent, or use a plain sub-process";
    AD_HOC_EMPTY Formal "ad-hoc-empty" "10.3.5 Sub-Processes"
        "an ad-hoc sub-process contains an activity"
        "add the activities among which people choose";
    AD_HOC_EVENTS Formal "ad-hoc-events" "10.3.5 Sub-Processes"
        "an ad-hoc sub-process has no start and no end event"
        "remove the events";
    DATA Formal "sub-process-data" "10.4.1 Data Modeling"
        "a sub-process has no inputs and outputs of its own"
        "remove `ioSpecification`; what lies within sees the data around";
    CALLED_START Formal "called-process-start" "10.3.6 Call Activity"
        "a process that is called has a start event without a trigger"
        "add one";
}

/// Checks sub-processes and calls.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let choreography = SCHEMA.group("choreographyActivity");
    for item in 0..check.model.items.len() as u32 {
        let tag = check.model.tag(item);
        let within = matches!(check.model.parent_tag(item), Some(Tag::Process | Tag::SubProcess | Tag::AdHocSubProcess | Tag::Transaction));
        if within && check.model.is(item, choreography) {
            let fact = format!("{} in {}", check.model.label(item), check.model.label(check.model.parent(item)));
            check.breach(&CHOREOGRAPHY, item, fact);
        }
        match tag {
            Tag::SubProcess | Tag::AdHocSubProcess | Tag::Transaction => sub_process(check, item),
            Tag::CallActivity => call(check, item),
            _ => {}
        }
    }
}

fn sub_process(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let (activity, conversation) = (SCHEMA.group("activity"), SCHEMA.group("conversationNode"));
    let by_event = model.tag(item) == Tag::SubProcess && model.says(item, "triggeredByEvent");
    let ad_hoc = model.tag(item) == Tag::AdHocSubProcess;
    let has = |tag| model.first(item, tag).is_some();
    let flows = model.has_incoming(item) || model.has_outgoing(item) || has(Tag::Incoming) || has(Tag::Outgoing);
    let talks = ad_hoc && model.children(item).any(|c| model.is(c, conversation) || model.tag(c) == Tag::ConversationLink);
    let starts = model.tagged(item, Tag::StartEvent).take(2).count();
    let found = [
        (&FLOWS, by_event && flows),
        (&STARTS, by_event && starts != 1),
        (&KIND, model.says(item, "triggeredByEvent") && !by_event),
        (&AD_HOC_EMPTY, ad_hoc && !model.children(item).any(|c| model.is(c, activity))),
        (&AD_HOC_EVENTS, ad_hoc && (has(Tag::StartEvent) || has(Tag::EndEvent) || talks)),
        (&DATA, has(Tag::IoSpecification)),
    ];
    for (rule, broken) in found {
        if broken {
            let fact = check.model.label(item);
            check.breach(rule, item, fact);
        }
    }
}

fn call(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let Some(called) = model.referred(item, "calledElement").filter(|&c| model.tag(c) == Tag::Process) else { return };
    let plain = |s: u32| model.triggers(s).is_empty() && model.first(s, Tag::EventDefinitionRef).is_none();
    let none = model.first(called, Tag::StartEvent).is_some() && !model.tagged(called, Tag::StartEvent).any(plain);
    if none {
        let fact = format!("{} calls {}", check.model.label(item), check.model.label(called));
        check.breach(&CALLED_START, item, fact);
    }
}
