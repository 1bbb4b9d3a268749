//! BPMN model interchange: each model is read and written back with the same elements, attributes and coordinates.
//!
//! Two checks can fail. The text that is written, as canonical XML, is that of the
//! file, foreign extensions included. And the typed view, which the compiler and
//! the drawings use, lists the same elements, attributes, shapes, edges, corners
//! and labels as a reader of its own ([`scan`]) finds in the XML.

use super::{Outcome, Verdict, files, scan};
use crate::failure::Failure;
use alatau_core::procedure::bpmn::{self, Bounds, Bpmn, Element, FlowNode, Lane, MODEL, Scope};
use scan::Seen;
use std::collections::BTreeMap;
use std::path::Path;

const DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";

/// One case for each model below the folder.
pub(super) fn run(dir: &Path) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for (name, path) in files(dir, ".bpmn")? {
        let bytes = std::fs::read(&path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        let result = match String::from_utf8(bytes) {
            Ok(text) => match judge(&name, &text) {
                Ok(()) => Verdict::Passed,
                Err(reason) => Verdict::Failed(reason),
            },
            Err(_) => Verdict::Skipped("is not in UTF-8".to_string()),
        };
        outcomes.push(Outcome { case: name, result });
    }
    Ok(outcomes)
}

fn judge(name: &str, text: &str) -> Result<(), String> {
    let file = bpmn::parse(name, text).map_err(|errors| errors.first().map_or(String::new(), |e| e.message.clone()))?;
    let (before, after) = (scan::scan(text)?, scan::scan(file.write())?);
    if scan::canonical(&before) != scan::canonical(&after) {
        return Err("what is written is not what was read".to_string());
    }
    let (theirs, ours) = (of_xml(&before), of_view(&file));
    let only = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| {
        a.iter().find(|(line, count)| b.get(*line) != Some(*count)).map(|(line, count)| format!("{line} ({count})"))
    };
    match (only(&theirs, &ours), only(&ours, &theirs)) {
        (None, None) => Ok(()),
        (Some(line), _) => Err(format!("the view lacks {line}")),
        (None, Some(line)) => Err(format!("the view invents {line}")),
    }
}

fn add(lines: &mut BTreeMap<String, usize>, line: String) {
    *lines.entry(line).or_default() += 1;
}

fn line(tag: &str, mut attributes: Vec<(String, String, String)>) -> String {
    attributes.sort();
    let all: Vec<String> = attributes.iter().map(|(space, name, value)| format!("{{{space}}}{name}={value:?}")).collect();
    format!("<{tag} {}>", all.join(" "))
}

/// What the view should show: process and collaboration contents, root elements, triggers, loop markers.
fn of_xml(all: &[Seen]) -> BTreeMap<String, usize> {
    let mut lines = BTreeMap::new();
    for seen in all.iter().filter(|s| !s.in_extension) {
        if seen.namespace == DI && matches!(seen.tag.as_str(), "BPMNShape" | "BPMNEdge") {
            add(&mut lines, drawn(all, seen));
        }
        let parent = seen.parent.map(|p| all[p].tag.as_str()).unwrap_or("");
        if seen.namespace == MODEL && is_shown(&seen.tag, parent) {
            add(&mut lines, line(&seen.tag, seen.attributes.clone()));
        }
    }
    lines
}

fn is_shown(tag: &str, parent: &str) -> bool {
    let flow = tag.ends_with("Event") || tag.ends_with("Gateway") || tag == "task" || tag.ends_with("Task") || tag.ends_with("rocess");
    let data = matches!(tag, "dataObject" | "dataObjectReference" | "dataStoreReference");
    let drawn = matches!(tag, "sequenceFlow" | "lane" | "callActivity" | "transaction" | "textAnnotation" | "association" | "group");
    let marks = tag.ends_with("LoopCharacteristics") || tag.ends_with("EventDefinition") || tag == "eventDefinitionRef";
    let pools =
        matches!(parent, "collaboration" | "choreography" | "globalConversation") && tag != "documentation" && tag != "extensionElements";
    let root = matches!(parent, "" | "definitions");
    flow || data || drawn || marks || pools || root
}

fn number(seen: &Seen, name: &str) -> Option<f64> {
    seen.attributes.iter().find(|a| a.0.is_empty() && a.1 == name)?.2.trim().parse().ok()
}

fn drawn(all: &[Seen], seen: &Seen) -> String {
    let children = |of: usize, tag: &'static str| all.iter().filter(move |s| s.parent == Some(of) && s.tag == tag);
    let bounds = |of: usize| {
        let found = children(of, "Bounds").next()?;
        Some([number(found, "x")?, number(found, "y")?, number(found, "width")?, number(found, "height")?])
    };
    let label = children(seen.index, "BPMNLabel").next().and_then(|l| bounds(l.index));
    let of = seen.attributes.iter().find(|a| a.1 == "bpmnElement").map_or("", |a| a.2.as_str());
    let of = of.rsplit(':').next().unwrap_or("").trim();
    let corners: Vec<[f64; 2]> = children(seen.index, "waypoint").filter_map(|w| Some([number(w, "x")?, number(w, "y")?])).collect();
    match seen.tag.as_str() {
        "BPMNShape" => format!("shape of {of} at {:?} label {label:?}", bounds(seen.index).unwrap_or_default()),
        _ => format!("edge of {of} along {corners:?} label {label:?}"),
    }
}

fn of_view(file: &Bpmn) -> BTreeMap<String, usize> {
    let mut lines = BTreeMap::new();
    let mut put = |e: &Element| add(&mut lines, shown(e));
    put(&file.definitions);
    file.messages.iter().chain(&file.errors).chain(&file.others).for_each(&mut put);
    file.event_definitions.iter().for_each(|d| put(&d.element));
    for collaboration in &file.collaborations {
        put(&collaboration.element);
        collaboration.participants.iter().for_each(|p| put(&p.element));
        collaboration.message_flows.iter().chain(&collaboration.others).for_each(&mut put);
    }
    for process in &file.processes {
        put(&process.element);
        scope(&process.scope, &mut put);
    }
    file.global_tasks.iter().for_each(|task| node(task, &mut put));
    let array = |b: &Bounds| [b.x, b.y, b.width, b.height];
    for diagram in &file.diagrams {
        for shape in &diagram.shapes {
            let label = shape.label.as_ref().map(array);
            add(&mut lines, format!("shape of {} at {:?} label {label:?}", shape.of, array(&shape.bounds)));
        }
        for edge in &diagram.edges {
            let corners: Vec<[f64; 2]> = edge.waypoints.iter().map(|p| [p.x, p.y]).collect();
            add(&mut lines, format!("edge of {} along {corners:?} label {:?}", edge.of, edge.label.as_ref().map(array)));
        }
    }
    lines
}

fn scope(scope: &Scope, put: &mut impl FnMut(&Element)) {
    scope.nodes.iter().for_each(|n| node(n, put));
    scope.flows.iter().for_each(|f| put(&f.element));
    scope.data.iter().chain(&scope.artifacts).for_each(|d| put(&d.element));
    scope.lanes.iter().for_each(|l| lane(l, put));
}

fn node(node: &FlowNode, put: &mut impl FnMut(&Element)) {
    put(&node.element);
    node.events.iter().for_each(|e| put(&e.element));
    if let Some(marker) = &node.marker {
        put(&marker.element);
    }
    if let Some(inner) = &node.scope {
        scope(inner, put);
    }
}

fn lane(found: &Lane, put: &mut impl FnMut(&Element)) {
    put(&found.element);
    found.lanes.iter().for_each(|l| lane(l, put));
}

fn shown(element: &Element) -> String {
    line(&element.tag, element.attributes.iter().map(|a| (a.namespace.clone(), a.name.clone(), a.value.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL_TEXT: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" id="d" targetNamespace="t">
        <process id="p"><startEvent id="s" name="A &amp; B" x:c="1"/>
        <extensionElements><x:task/></extensionElements></process></definitions>"#;

    #[test]
    fn a_view_without_an_element_or_an_attribute_is_noticed() {
        judge("m", MODEL_TEXT).unwrap();
        let file = bpmn::parse("m", MODEL_TEXT).unwrap();
        let theirs = of_xml(&scan::scan(MODEL_TEXT).unwrap());
        assert_eq!(of_view(&file), theirs);
        let mut less = file.clone();
        less.processes[0].scope.nodes[0].element.attributes.pop();
        assert_ne!(of_view(&less), theirs);
        let mut none = file.clone();
        none.processes[0].scope.nodes.clear();
        assert_ne!(of_view(&none), theirs);
    }
}
