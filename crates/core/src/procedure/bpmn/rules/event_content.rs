//! What event definitions say: messages, codes, conditions, times, and the data that events carry.

use super::data::same_item;
use super::schema::SCHEMA;
use super::tags::Tag;
use super::values::{is_cycle, is_date, is_duration, is_worked_out};
use super::{Check, Rule, rules};
use crate::procedure::bpmn::ALATAU;

rules! { "AL-2158";
    ESCALATION Formal "escalation-code" "8.4.4 Escalation"
        "an event that throws an escalation names one with an escalationCode"
        "add escalationRef, and a code to the escalation";
    ERROR Formal "error-code" "8.4.3 Error"
        "an event that throws an error names one with an errorCode"
        "add errorRef, and a code to the error";
    MESSAGE Formal "message-reference" "10.5.5 Event Definitions"
        "in an executable process a message event names its message"
        "add messageRef";
    OPERATION Formal "message-operation" "10.5.5 Event Definitions"
        "in an executable process a message event names its operation"
        "add operationRef";
    SIGNAL Formal "signal-reference" "10.5.5 Event Definitions"
        "in an executable process a signal event names its signal"
        "add signalRef";
    CONDITION Formal "condition-formal" "10.5.5 Event Definitions"
        "in an executable process a conditional event has a formal expression"
        "write the condition, with xsi:type=\"tFormalExpression\"";
    TIMES Breaking "timer-one-time" "10.5.5 Event Definitions"
        "a timer has one of timeDate, timeDuration and timeCycle"
        "keep the one that is meant";
    NO_TIME Formal "timer-no-time" "10.5.5 Event Definitions"
        "in an executable process a timer has timeDate, timeDuration or timeCycle"
        "add the one that is meant";
    DATE Formal "timer-date" "10.5.5 Event Definitions"
        "timeDate is a date of ISO 8601"
        "write for example 2026-05-01T09:00:00+05:00";
    DURATION Formal "timer-duration" "10.5.5 Event Definitions"
        "timeDuration is a duration of ISO 8601"
        "write for example P3D or PT1H30M";
    CYCLE Formal "timer-cycle" "10.5.5 Event Definitions"
        "timeCycle is a repeating interval of ISO 8601"
        "write for example R3/PT10M";
    DATA_COUNT Formal "event-data-count" "10.4.1 Data Modeling"
        "an event with data has one input or output for each definition that carries data"
        "add the data that are missing";
    DATA_ITEM Formal "event-data-item" "10.4.1 Data Modeling"
        "the data of an event have the item definition of its message, error, escalation or signal"
        "let both name the same item definition";
}

/// Checks event definitions.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let events = SCHEMA.group("event");
    for item in 0..check.model.items.len() as u32 {
        match check.model.tag(item) {
            Tag::EscalationEventDefinition => thrown(check, item, "escalationRef", "escalationCode", &ESCALATION),
            Tag::ErrorEventDefinition => thrown(check, item, "errorRef", "errorCode", &ERROR),
            Tag::MessageEventDefinition => {
                require(check, item, &MESSAGE, check.model.attribute(item, "messageRef").is_some());
                require(check, item, &OPERATION, check.model.first(item, Tag::OperationRef).is_some());
            }
            Tag::SignalEventDefinition => require(check, item, &SIGNAL, check.model.attribute(item, "signalRef").is_some()),
            Tag::ConditionalEventDefinition => {
                let condition = check.model.first(item, Tag::Condition);
                let formal = condition.is_some_and(|c| super::expressions::is_formal(&check.model, c) && !check.model.text(c).is_empty());
                require(check, item, &CONDITION, formal);
            }
            Tag::TimerEventDefinition => timer(check, item),
            _ if check.model.is(item, events) => data(check, item),
            _ => {}
        }
    }
}

fn require(check: &mut Check<'_, '_>, item: u32, rule: &'static Rule, holds: bool) {
    if !holds && check.model.executable(item) {
        let fact = format!("{} of {}", check.model.label(item), check.model.label(check.model.parent(item)));
        check.breach(rule, item, fact);
    }
}

fn thrown(check: &mut Check<'_, '_>, item: u32, reference: &str, code: &str, rule: &'static Rule) {
    let throws = matches!(check.model.parent_tag(item), Some(Tag::EndEvent | Tag::IntermediateThrowEvent));
    let coded = check.model.referred(item, reference).is_some_and(|r| check.model.attribute(r, code).is_some_and(|c| !c.is_empty()));
    require(check, item, rule, !throws || coded);
}

fn timer(check: &mut Check<'_, '_>, item: u32) {
    let times: Vec<u32> =
        check.model.children(item).filter(|&c| matches!(check.model.tag(c), Tag::TimeDate | Tag::TimeDuration | Tag::TimeCycle)).collect();
    if times.len() > 1 {
        let fact = format!("{} has {}", check.model.label(item), times.len());
        check.breach(&TIMES, item, fact);
    }
    // A term of the law is a time, too: `al:term` on the event.
    let event = check.model.parent(item);
    let by_law = check.model.items.get(event as usize).is_some_and(|event| event.node.attribute((ALATAU, "term")).is_some());
    require(check, item, &NO_TIME, by_law || !times.is_empty());
    for time in times {
        let text = check.model.text(time);
        let (good, rule): (fn(&str) -> bool, &'static Rule) = match check.model.tag(time) {
            Tag::TimeDate => (is_date, &DATE),
            Tag::TimeDuration => (is_duration, &DURATION),
            _ => (|t| is_cycle(t) || is_duration(t), &CYCLE),
        };
        if !text.is_empty() && !good(text) && !is_worked_out(text) {
            let fact = format!("`{}` of {} is `{text}`", check.model.tag(time).name(), check.model.label(item));
            check.breach(rule, time, fact);
        }
    }
}

/// The k-th input or output belongs to the k-th definition that carries data.
fn data(check: &mut Check<'_, '_>, event: u32) {
    let model = &check.model;
    let items: Vec<u32> = model.children(event).filter(|&c| matches!(model.tag(c), Tag::DataInput | Tag::DataOutput)).collect();
    if items.is_empty() {
        return;
    }
    let carries = |t: &u32| {
        let reference = match model.tag(*t) {
            Tag::MessageEventDefinition => ("messageRef", "itemRef"),
            Tag::ErrorEventDefinition => ("errorRef", "structureRef"),
            Tag::EscalationEventDefinition => ("escalationRef", "structureRef"),
            Tag::SignalEventDefinition => ("signalRef", "structureRef"),
            _ => return None,
        };
        Some((*t, reference))
    };
    let carriers: Vec<(u32, (&str, &str))> = model.triggers(event).iter().filter_map(carries).collect();
    if carriers.len() != items.len() {
        let fact = format!("{} has {} data and {} definitions that carry data", model.label(event), items.len(), carriers.len());
        check.breach(&DATA_COUNT, event, fact);
        return;
    }
    for (item, (trigger, (reference, structure))) in items.into_iter().zip(carriers) {
        let model = &check.model;
        let Some(meant) = model.referred(trigger, reference) else { continue };
        let (theirs, ours) = (model.referred(meant, structure), model.referred(item, "itemSubjectRef"));
        if !same_item(model, theirs, ours) {
            let fact = format!("{} of {} and {}", model.label(item), model.label(event), model.label(meant));
            check.breach(&DATA_ITEM, item, fact);
        }
    }
}
