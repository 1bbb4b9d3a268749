//! Activities that are carried out several times: loops and multi-instance.

use super::super::bpmn::{FlowNode, Marker};
use super::super::net::{Kind, NONE, Net, Repeat, Throws, Trigger};
use super::conditions::guard;
use super::{Part, Work, events, missing, name_or_id, number};
use crate::decision::script;

/// Fills the repetitions of all marked activities.
pub(super) fn read(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        let Some(marker) = node.marker.as_ref().filter(|_| work.drafts[index].part == Part::Frame) else { continue };
        let repeat = match marker.element.tag.as_str() {
            "standardLoopCharacteristics" => standard(work, node, marker),
            _ => multi(work, node, marker),
        };
        work.net.nodes[index].rule = work.net.repeats.len() as u16;
        work.net.repeats.push(repeat);
        // The body follows its frame.
        work.net.nodes[index].start = index as u16 + 1;
    }
}

const BLANK: Repeat = Repeat {
    sequential: true,
    cardinality: NONE,
    collection: NONE,
    item: NONE,
    results: NONE,
    result: NONE,
    until: NONE,
    again: NONE,
    test_before: false,
    most: u16::MAX,
    throws: Throws::Never,
    trigger: None,
    complex: Vec::new(),
    counters: [NONE; 4],
};

fn standard(work: &mut Work<'_>, node: &FlowNode, marker: &Marker) -> Repeat {
    let mut repeat = BLANK;
    repeat.test_before = marker.element.is("testBefore");
    if let Some(condition) = marker.expression("loopCondition") {
        repeat.again = guard(work, &condition.text, &node.element).unwrap_or(NONE);
    }
    if let Some(most) = marker.element.get("loopMaximum") {
        match most.value.trim().parse::<u16>() {
            Ok(number) if number > 0 => repeat.most = number,
            _ => {
                let message = format!("{} has loopMaximum=\"{}\"", node.element.label(), most.value);
                work.refuse("AL-2111", most.at, message, "it can be a whole number from 1 on; leave it out for no limit");
            }
        }
    }
    let is_bounded = marker.element.get("loopMaximum").is_some() || marker.expression("loopCondition").is_some();
    if !is_bounded {
        let message = format!("the loop of {} never ends: it has neither a loopCondition nor a loopMaximum", node.element.label());
        work.refuse("AL-2111", marker.element.at, message, "add a loopCondition in FEEL, or a loopMaximum");
    }
    repeat
}

fn multi<'a>(work: &mut Work<'a>, node: &'a FlowNode, marker: &'a Marker) -> Repeat {
    let mut repeat = Repeat { sequential: marker.element.is("isSequential"), ..BLANK };
    if let Some(cardinality) = marker.expression("loopCardinality") {
        repeat.cardinality = cardinality_of(work, node, &cardinality.text.value, cardinality.text.at);
    }
    let fact = |work: &mut Work<'_>, tag: &str| {
        let Some(reference) = marker.data(tag) else { return NONE };
        let name = data_name(work, &reference.id);
        number(&mut work.net.facts, &name)
    };
    repeat.collection = fact(work, "loopDataInputRef");
    repeat.results = fact(work, "loopDataOutputRef");
    repeat.item = fact(work, "inputDataItem");
    repeat.result = fact(work, "outputDataItem");
    if repeat.cardinality == NONE && repeat.collection == NONE && marker.expression("loopCardinality").is_none() {
        let message = format!("{} does not say how often it is carried out", node.element.label());
        work.refuse("AL-2111", marker.element.at, message, "add a loopCardinality, or a loopDataInputRef to a list");
    }
    if let Some(condition) = marker.expression("completionCondition") {
        repeat.until = guard(work, &condition.text, &node.element).unwrap_or(NONE);
    }
    behavior(work, node, marker, &mut repeat);
    repeat
}

fn cardinality_of(work: &mut Work<'_>, node: &FlowNode, text: &str, at: usize) -> u16 {
    let constant = text.trim().trim_start_matches('=').trim();
    let problem = match constant.parse::<i64>() {
        Ok(count) if (0..=i64::from(u16::MAX - 1)).contains(&count) => return events::constant(work, count as u32),
        Ok(_) => "is no number of instances".to_string(),
        Err(_) => match script::parse(text) {
            Ok(expression) => return events::bind(work, &expression),
            Err(fault) => fault.message,
        },
    };
    let message = format!("the loopCardinality `{constant}` of {} {problem}", node.element.label());
    work.refuse("AL-2111", at, message, "write a whole number from 0 to 65,534, or a FEEL expression that gives one");
    NONE
}

/// The fact that holds a data object, data input or property: its name.
fn data_name(work: &Work<'_>, id: &str) -> String {
    let scopes = work.file.processes.iter().map(|p| &p.scope);
    let found = scopes.flat_map(|s| &s.data).find(|d| d.element.id == id);
    found.map_or_else(|| id.to_string(), |d| name_or_id(&d.element))
}

/// Which ended instance throws an event to the boundary (BPMN 2.0.2, table 10.31).
fn behavior<'a>(work: &mut Work<'a>, node: &'a FlowNode, marker: &'a Marker, repeat: &mut Repeat) {
    let word = marker.element.get("behavior").map_or("All", |b| b.value.trim());
    let (throws, attribute) = match word {
        "None" => (Throws::Each, "noneBehaviorEventRef"),
        "One" => (Throws::First, "oneBehaviorEventRef"),
        "All" => return,
        "Complex" if !marker.complex.is_empty() => return complex(work, node, marker, repeat),
        _ => {
            let message = format!("{} has the behavior `{word}`, which is not supported", node.element.label());
            return work.refuse(
                "AL-2111",
                marker.element.at,
                message,
                "it can be All, One, None or Complex with complexBehaviorDefinitions",
            );
        }
    };
    let Some(reference) = marker.element.get(attribute) else {
        let message = format!("{} has the behavior {word} and no {attribute}", node.element.label());
        return work.refuse("AL-2111", marker.element.at, message, "name the event definition that it throws");
    };
    let file = work.file;
    let id = reference.value.trim();
    let id = id.rsplit_once(':').map_or(id, |(_, tail)| tail);
    let Some(definition) = file.event_definitions.iter().find(|d| d.element.id == id) else {
        let at = super::Reference { id: id.to_string(), at: reference.at };
        return missing(work, node, "event definition", &at);
    };
    repeat.throws = throws;
    repeat.trigger = match events::thrown(work, node, definition) {
        Some(trigger @ (Trigger::Signal(_) | Trigger::Message(_) | Trigger::Escalation(_))) => Some(trigger),
        _ => None,
    };
    if repeat.trigger.is_none() {
        let message = format!("{} throws something that an activity cannot", node.element.label());
        work.refuse("AL-2111", reference.at, message, "let it throw a signal, a message or an escalation");
    }
}

/// What is thrown when an instance ends, each thing under its own condition.
fn complex<'a>(work: &mut Work<'a>, node: &'a FlowNode, marker: &'a Marker, repeat: &mut Repeat) {
    for (condition, events) in &marker.complex {
        let Some(guard) = guard(work, condition, &node.element) else { continue };
        for definition in events {
            match events::thrown(work, node, definition) {
                Some(trigger @ (Trigger::Signal(_) | Trigger::Message(_) | Trigger::Escalation(_))) => {
                    repeat.complex.push((guard, trigger))
                }
                Some(_) => {
                    let message = format!("{} throws something that an activity cannot", node.element.label());
                    work.refuse("AL-2111", definition.element.at, message, "let it throw a signal, a message or an escalation");
                }
                None => {}
            }
        }
    }
}

/// Looks up which of the standard's counters conditions read (BPMN 2.0.2, tables 10.29 and 10.30).
pub(super) fn counters(net: &mut Net) {
    let names = ["loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"];
    let found = names.map(|name| net.fact(name).unwrap_or(NONE));
    net.repeats.iter_mut().for_each(|repeat| repeat.counters = found);
    let activation = net.fact("activationCount").unwrap_or(NONE);
    for node in net.nodes.iter_mut().filter(|n| n.kind == Kind::Complex) {
        node.result = activation;
    }
}
