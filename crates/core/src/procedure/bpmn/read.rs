//! From XML to the view.

use super::super::elements::{self, Group};
use super::scope::{event_definition, flow_node, process_reference, scope};
use super::xml::{children, element, is_model, tagged};
use super::{Bpmn, Collaboration, MODEL, Participant, Process, diagram, rules};
use crate::decision::xml::document;
use crate::source::Diagnostic;
use roxmltree::Node;
use sha2::{Digest, Sha256};

pub(super) fn read(file: &str, text: &str) -> Result<Bpmn, Vec<Diagnostic>> {
    let document = document(file, text)?;
    let root = document.root_element();
    if let Some(error) = wrong_root(file, text, root) {
        return Err(vec![error]);
    }
    let mut bpmn = Bpmn {
        file: file.to_string(),
        text: text.to_string(),
        hash: Sha256::digest(text.as_bytes()).into(),
        definitions: element(root),
        processes: Vec::new(),
        global_tasks: Vec::new(),
        collaborations: Vec::new(),
        messages: Vec::new(),
        errors: Vec::new(),
        others: Vec::new(),
        event_definitions: Vec::new(),
        diagrams: Vec::new(),
        violations: rules::check(&document),
        lines: std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect(),
    };
    for child in root.children().filter(|n| n.is_element()) {
        root_child(&mut bpmn, child);
    }
    Ok(bpmn)
}

fn root_child(bpmn: &mut Bpmn, node: Node<'_, '_>) {
    if !is_model(node) {
        if node.tag_name().name() == "BPMNDiagram" {
            bpmn.diagrams.push(diagram::diagram(node));
        }
        return;
    }
    match node.tag_name().name() {
        "process" => bpmn.processes.push(Process { at: node.range().start, element: element(node), scope: scope(node) }),
        "collaboration" | "choreography" | "globalConversation" => bpmn.collaborations.push(collaboration(node)),
        tag if elements::group(tag) == Some(Group::Global) => bpmn.global_tasks.push(flow_node(node)),
        "message" => bpmn.messages.push(element(node)),
        "error" => bpmn.errors.push(element(node)),
        tag if tag.ends_with("EventDefinition") => bpmn.event_definitions.push(event_definition(node)),
        _ => bpmn.others.push(element(node)),
    }
}

/// Children of a collaboration that have a place of their own in the view, or none.
const PARTS: [&str; 4] = ["participant", "messageFlow", "documentation", "extensionElements"];

fn collaboration(node: Node<'_, '_>) -> Collaboration {
    Collaboration {
        element: element(node),
        participants: tagged(node, "participant").map(|n| Participant { element: element(n), process: process_reference(n) }).collect(),
        message_flows: tagged(node, "messageFlow").map(element).collect(),
        others: children(node).filter(|n| !PARTS.contains(&n.tag_name().name())).map(element).collect(),
    }
}

fn wrong_root(file: &str, text: &str, root: Node<'_, '_>) -> Option<Diagnostic> {
    let name = root.tag_name();
    if name.name() == "definitions" && name.namespace() == Some(MODEL) {
        return None;
    }
    let message = match name.namespace() {
        Some(other) if name.name() == "definitions" => format!("the root is `definitions` of the namespace {other}, not of BPMN 2.0"),
        None if name.name() == "definitions" => "the root is `definitions` without a namespace".to_string(),
        _ => format!("the root is `{}`; a BPMN file begins with `definitions`", name.name()),
    };
    Some(Diagnostic::error("AL-2003", file, text, root.range().start, message, format!("the namespace of BPMN 2.0 is {MODEL}")))
}
