//! Our attributes: what ties elements to the law, and lanes to authorities.

use super::super::bpmn::{Attribute, Element, Lane, Process, Scope};
use super::super::net::{Clock, NONE, Outcome};
use super::{Part, Work, elements, number};
use crate::decision::feel::nearest;
use std::collections::BTreeMap;

const PROCESS: [&str; 5] = ["service", "uses", "cites", "name.kk", "name.ru"];
const LANE: [&str; 4] = ["authority", "cites", "name.kk", "name.ru"];
const FLOW: [&str; 3] = ["cites", "name.kk", "name.ru"];
const ANY: [&str; 4] = ["cites", "event", "name.kk", "name.ru"];
const ACTIVITY: [&str; 7] = ["form", "decision", "judgement", "clock", "effort", "ruling", "result"];

/// Reads the extension attributes of the process, its lanes, flows and elements.
pub(super) fn read(work: &mut Work<'_>, process: &Process) {
    known(work, &process.element, &PROCESS);
    if let Some(service) = process.element.al("service") {
        work.net.service = service.value.trim().to_string();
    }
    if let Some(uses) = process.element.al("uses") {
        read_uses(work, uses);
    }
    for number in 0..work.flows.len() {
        let flow = work.flows[number].from;
        work.file = work.flows[number].file;
        known(work, &flow.element, &FLOW);
    }
    for index in 0..work.drafts.len() {
        node(work, index);
    }
    lanes(work, process);
}

/// Refuses attributes that do not belong on an element.
fn known(work: &mut Work<'_>, element: &Element, allowed: &[&str]) {
    for attribute in element.extensions() {
        let name = attribute.name.as_str();
        if allowed.contains(&name) {
            continue;
        }
        let every = [&PROCESS[..], &LANE, &ACTIVITY, &ANY, &["term", "outcome"]].concat();
        let message = format!("{} cannot have al:{name}", element.label());
        let help = match nearest(name, every.iter().copied()) {
            Some(near) if near == name => format!("al:{name} belongs on another kind of element; here stand: {}", allowed.join(", ")),
            Some(near) => format!("did you mean al:{near}?"),
            None => format!("here stand: {}", allowed.join(", ")),
        };
        work.refuse("AL-2117", attribute.at, message, help);
    }
}

fn read_uses(work: &mut Work<'_>, uses: &Attribute) {
    for pair in uses.value.split_whitespace() {
        match pair.split_once('=') {
            Some((fact, slot)) if !fact.is_empty() && !slot.is_empty() => {
                if work.net.uses.iter().any(|(f, _)| f == fact) {
                    let message = format!("al:uses fills the fact `{fact}` twice");
                    work.refuse("AL-2118", uses.at, message, "name each fact once");
                }
                work.net.uses.push((fact.to_string(), slot.to_string()));
            }
            _ => {
                let message = format!("al:uses has `{pair}`, which is not of the form fact=slot");
                work.refuse("AL-2118", uses.at, message, "write for example initial_stage=parameter.initial-stage");
            }
        }
    }
}

fn node(work: &mut Work<'_>, index: usize) {
    let from = work.look(index);
    if from.element.extensions().next().is_none() {
        return;
    }
    let mut allowed = ANY.to_vec();
    if elements::is_activity(&from.tag) {
        allowed.extend(ACTIVITY);
    }
    if from.events.iter().any(|e| e.element.tag == "timerEventDefinition") {
        allowed.push("term");
    }
    if matches!(from.tag.as_str(), "endEvent" | "intermediateThrowEvent") {
        allowed.push("outcome");
    }
    if matches!(from.tag.as_str(), "intermediateCatchEvent") {
        allowed.push("clock");
    }
    known(work, &from.element, &allowed);
    let text = |name: &str| from.element.al(name).map(|a| a.value.trim().to_string()).unwrap_or_default();
    let part = work.drafts[index].part;
    let info = &mut work.net.info[index];
    (info.name_kk, info.name_ru) = (text("name.kk"), text("name.ru"));
    // Of a repeated activity the body is what somebody does, the frame what happens once.
    if part != Part::Frame {
        (info.form, info.decision, info.judgement) = (text("form"), text("decision"), text("judgement"));
    }
    info.cites = text("cites").split_whitespace().map(String::from).collect();
    if from.element.al("effort").is_some() {
        info.effort = text("effort");
    }
    if let Some(event) = from.element.al("event").filter(|_| part != Part::Body) {
        work.net.nodes[index].event = number(&mut work.net.events, event.value.trim());
    }
    if let Some(clock) = from.element.al("clock") {
        work.net.nodes[index].clock =
            one_of(work, clock, &[("statutory", Clock::Statutory), ("applicant", Clock::Applicant)]).unwrap_or_default();
    }
    if let Some(ruling) = from.element.al("ruling").filter(|_| part != Part::Frame) {
        work.net.nodes[index].ruling = one_of(work, ruling, &[("true", true), ("false", false)]).unwrap_or_default();
    }
    if let Some(outcome) = from.element.al("outcome") {
        let words = [("approved", Outcome::Approved), ("refused", Outcome::Refused), ("withdrawn", Outcome::Withdrawn)];
        work.net.nodes[index].outcome = one_of(work, outcome, &words);
    }
}

fn one_of<T: Copy>(work: &mut Work<'_>, attribute: &Attribute, words: &[(&str, T)]) -> Option<T> {
    let value = attribute.value.trim();
    let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let list = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let message = format!("al:{} is `{value}`", attribute.name);
        work.refuse("AL-2118", attribute.at, message, format!("it can be: {list}"));
    }
    found
}

/// Gives each element the authority of its lane; what has none takes that of the
/// activity it stands on or of the sub-process it lies in.
fn lanes(work: &mut Work<'_>, process: &Process) {
    let mut found: BTreeMap<u16, (String, String)> = BTreeMap::new();
    work.file = work.drafts.first().map_or(work.file, |d| d.file);
    lanes_of(work, &process.scope, &mut found);
    for index in 0..work.net.nodes.len() {
        if let Some((authority, _)) = found.get(&(index as u16)) {
            work.net.info[index].authority = authority.clone();
        }
    }
    // Hosts and sub-processes may stand after what they lend to: two passes reach every level.
    for _ in 0..2 {
        for index in 0..work.net.nodes.len() {
            let node = work.net.nodes[index];
            let lender = if node.host != NONE { node.host } else { node.parent };
            if work.net.info[index].authority.is_empty() && lender != NONE {
                work.net.info[index].authority = work.net.info[lender as usize].authority.clone();
            }
        }
    }
}

fn lanes_of(work: &mut Work<'_>, scope: &Scope, found: &mut BTreeMap<u16, (String, String)>) {
    for lane in &scope.lanes {
        one_lane(work, lane, "", found);
    }
    for node in &scope.nodes {
        if let Some(inner) = &node.scope {
            lanes_of(work, inner, found);
        }
    }
}

fn one_lane(work: &mut Work<'_>, lane: &Lane, outer: &str, found: &mut BTreeMap<u16, (String, String)>) {
    known(work, &lane.element, &LANE);
    let authority = lane.element.al("authority").map_or(outer, |a| a.value.trim()).to_string();
    for inner in &lane.lanes {
        one_lane(work, inner, &authority, found);
    }
    for reference in &lane.nodes {
        let Some(&index) = work.ids.get(&(NONE, reference.id.as_str())) else {
            let message = format!("{} holds `{}`, which is no element of this process", lane.element.label(), reference.id);
            work.refuse("AL-2104", reference.at, message, "export the model again, or remove the flowNodeRef");
            continue;
        };
        match found.get(&index) {
            // A lane may repeat what its inner lanes hold.
            Some((_, owner)) if *owner == lane.element.id || lane.lanes.iter().any(|l| holds(l, owner)) => {}
            Some((_, owner)) => {
                let message = format!("`{}` lies in the lanes `{owner}` and `{}`", reference.id, lane.element.id);
                work.refuse("AL-2120", reference.at, message, "let each element lie in one lane");
            }
            None => {
                found.insert(index, (authority.clone(), lane.element.id.clone()));
            }
        }
    }
}

fn holds(lane: &Lane, id: &str) -> bool {
    lane.element.id == id || lane.lanes.iter().any(|l| holds(l, id))
}
