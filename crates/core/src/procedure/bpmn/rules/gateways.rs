//! Gateways: how many flows, and what an event-based gateway waits for.

use super::model::NONE;
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2154";
    CONVERGING Formal "gateway-converging" "8.4.9 Gateways"
        "a converging gateway has at most one outgoing flow"
        "set gatewayDirection to Mixed or Diverging, or remove the attribute";
    DIVERGING Formal "gateway-diverging" "8.4.9 Gateways"
        "a diverging gateway has at most one incoming flow"
        "set gatewayDirection to Mixed or Converging, or remove the attribute";
    MIXED Formal "gateway-mixed" "8.4.9 Gateways"
        "a mixed gateway has several incoming and several outgoing flows"
        "set gatewayDirection to Converging or Diverging, or remove the attribute";
    FLOWS Formal "gateway-flows" "10.6.1 Sequence Flow considerations"
        "a gateway has several incoming or several outgoing flows"
        "remove the gateway, or connect it";
    EVENT_FLOWS Formal "event-gateway-flows" "10.6.6 Event-Based Gateway"
        "an event-based gateway has two or more outgoing flows"
        "add what else may happen, or remove the gateway";
    EVENT_TARGET Breaking "event-gateway-target" "10.6.6 Event-Based Gateway"
        "an event-based gateway leads to receive tasks and to catching events with a message, signal, timer or condition only"
        "put such an event between";
    EVENT_MIXED Formal "event-gateway-mixed" "10.6.6 Event-Based Gateway"
        "an event-based gateway waits for messages by receive tasks or by events, not by both"
        "use one of the two for all messages";
    EVENT_BOUNDARY Formal "event-gateway-boundary" "10.6.6 Event-Based Gateway"
        "a receive task after an event-based gateway has no boundary events"
        "add the boundary's event as another branch of the gateway";
    EVENT_INCOMING Formal "event-gateway-target-flows" "10.6.6 Event-Based Gateway"
        "what stands after an event-based gateway has no other incoming flow"
        "let the other flows end behind it";
    INSTANTIATE Formal "event-gateway-instantiate" "10.6.6 Event-Based Gateway"
        "an event-based gateway that starts the process has no incoming flow"
        "remove the flow or the attribute `instantiate`";
    PARALLEL Formal "event-gateway-parallel" "10.6.6 Event-Based Gateway"
        "only an event-based gateway that starts the process waits for all its events"
        "set eventGatewayType to Exclusive, or instantiate to true";
}

/// Checks gateways.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let group = SCHEMA.group("gateway");
    let mut hosts: Vec<u32> = check.model.all(Tag::BoundaryEvent).filter_map(|b| check.model.referred(b, "attachedToRef")).collect();
    hosts.sort_unstable();
    for item in 0..check.model.items.len() as u32 {
        if !check.model.is(item, group) {
            continue;
        }
        let (ins, outs) = (check.model.incoming(item).count(), check.model.outgoing(item).count());
        let direction = match check.model.attribute(item, "gatewayDirection") {
            Some("Converging") if outs > 1 => Some(&CONVERGING),
            Some("Diverging") if ins > 1 => Some(&DIVERGING),
            Some("Mixed") if ins < 2 || outs < 2 => Some(&MIXED),
            _ => None,
        };
        let lonely = (ins < 2 && outs < 2).then_some(&FLOWS);
        for rule in [direction, lonely].into_iter().flatten() {
            let fact = format!("{} has {ins} incoming and {outs} outgoing flows", check.model.label(item));
            check.breach(rule, item, fact);
        }
        if check.model.tag(item) == Tag::EventBasedGateway {
            event_based(check, item, (ins, outs), &hosts);
        }
    }
}

fn event_based(check: &mut Check<'_, '_>, item: u32, (ins, outs): (usize, usize), hosts: &[u32]) {
    let starts = check.model.says(item, "instantiate");
    let parallel = check.model.attribute(item, "eventGatewayType") == Some("Parallel");
    for (rule, broken) in [(&EVENT_FLOWS, outs < 2), (&INSTANTIATE, starts && ins > 0), (&PARALLEL, parallel && !starts)] {
        if broken {
            let fact = check.model.label(item);
            check.breach(rule, item, fact);
        }
    }
    let targets: Vec<u32> = check.model.outgoing(item).map(|f| f.target).filter(|&t| t != NONE).collect();
    let by_message =
        |check: &Check<'_, '_>, t: u32| check.model.triggers(t).iter().any(|&d| check.model.tag(d) == Tag::MessageEventDefinition);
    let receives = targets.iter().any(|&t| check.model.tag(t) == Tag::ReceiveTask);
    if receives && targets.iter().any(|&t| check.model.tag(t) == Tag::IntermediateCatchEvent && by_message(check, t)) {
        let fact = check.model.label(item);
        check.breach(&EVENT_MIXED, item, fact);
    }
    for target in targets {
        event_target(check, item, target, hosts);
    }
}

fn event_target(check: &mut Check<'_, '_>, gateway: u32, target: u32, hosts: &[u32]) {
    let model = &check.model;
    let triggers = model.triggers(target);
    let waits = |t: &u32| {
        let tag = model.tag(*t);
        matches!(
            tag,
            Tag::MessageEventDefinition | Tag::SignalEventDefinition | Tag::TimerEventDefinition | Tag::ConditionalEventDefinition
        )
    };
    let good = match model.tag(target) {
        Tag::ReceiveTask => true,
        Tag::IntermediateCatchEvent => !triggers.is_empty() && triggers.iter().all(waits),
        _ => false,
    };
    let boundary = model.tag(target) == Tag::ReceiveTask && hosts.binary_search(&target).is_ok();
    let crowded = model.incoming(target).nth(1).is_some();
    for (rule, broken) in [(&EVENT_TARGET, !good), (&EVENT_BOUNDARY, boundary), (&EVENT_INCOMING, crowded)] {
        if broken {
            let fact = format!("{} after {}", check.model.label(target), check.model.label(gateway));
            check.breach(rule, target, fact);
        }
    }
}
