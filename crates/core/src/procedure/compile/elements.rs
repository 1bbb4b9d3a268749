//! What each element does, or why it is refused.

use super::super::bpmn::FlowNode;
use super::super::elements::{self, Fate};
use super::super::net::{Kind, NONE};
use super::{Part, Work, blank, info, missing};

/// Fills nodes and their names; every element that the kernel cannot run is refused.
pub(super) fn read(work: &mut Work<'_>) {
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        let part = work.drafts[index].part;
        if part != Part::Body {
            identify(work, node, index);
        }
        let kind = if part == Part::Frame { Some(Kind::Multi) } else { kind(work, node) };
        work.drafts[index].kind = kind;
        // A refused element stands in as a task, so that the other checks can go on.
        let mut built = blank(kind.unwrap_or(Kind::Task), work.drafts[index].parent);
        built.interrupting = match node.tag.as_str() {
            "boundaryEvent" => !node.element.is_not("cancelActivity"),
            "startEvent" => !node.element.is_not("isInterrupting"),
            _ => false,
        };
        built.special = node.tag == "transaction" || node.element.get("ordering").is_some_and(|o| o.value.trim() == "Sequential");
        if part != Part::Body && is_activity(&node.tag) {
            built.start_quantity = quantity(work, node, "startQuantity");
            built.completion_quantity = quantity(work, node, "completionQuantity");
        }
        work.net.nodes.push(built);
        let info = info(work, index);
        work.net.info.push(info);
    }
    number_tasks(work);
    attach_boundaries(work);
}

fn quantity(work: &mut Work<'_>, node: &FlowNode, name: &str) -> u8 {
    let Some(attribute) = node.element.get(name) else { return 1 };
    match attribute.value.trim().parse::<u8>() {
        Ok(number) if number > 0 => number,
        _ => {
            let message = format!("{} has {name}=\"{}\"", node.element.label(), attribute.value);
            work.refuse("AL-2118", attribute.at, message, "it can be a whole number from 1 to 255");
            1
        }
    }
}

fn identify<'a>(work: &mut Work<'a>, node: &'a FlowNode, index: usize) {
    let id = node.element.id.as_str();
    if id.is_empty() {
        let message = format!("this {} has no id", node.tag);
        return work.refuse("AL-2102", node.at, message, "give it an id that no other element has");
    }
    if let Some(first) = work.beside(index, id) {
        let place = work.file.place(work.drafts[first as usize].from.at);
        let message = format!("the id `{id}` is used twice; the first is at {place}");
        return work.refuse("AL-2103", node.at, message, "give one of them another id");
    }
    work.ids.insert((work.drafts[index].call, id), index as u16);
}

fn kind(work: &mut Work<'_>, node: &FlowNode) -> Option<Kind> {
    // A global task does what the task of its name does.
    let tag = node.tag.strip_prefix("global").map_or(node.tag.clone(), |rest| format!("{}{}", rest[..1].to_ascii_lowercase(), &rest[1..]));
    match elements::find(&tag, |attribute| node.element.is(attribute)).map(|entry| entry.fate) {
        Some(Fate::Executed(Kind::Script)) if is_foreign(work, node) => Some(Kind::Task),
        // A link is a flow in two pieces: nothing is waited for at its end.
        Some(Fate::Executed(Kind::Catch)) if is_link(node) => Some(Kind::Throw),
        Some(Fate::Executed(kind)) => Some(kind),
        _ => refused(work, node),
    }
}

fn is_link(node: &FlowNode) -> bool {
    node.events.iter().any(|e| e.element.tag == "linkEventDefinition")
}

/// Whether a script is in another language, and the caller runs such scripts.
fn is_foreign(work: &Work<'_>, node: &FlowNode) -> bool {
    let written = node.element.get("scriptFormat").or(node.element.get("scriptLanguage"));
    let is_feel = written.is_some_and(|format| format.value.to_ascii_lowercase().contains("feel"));
    work.options.foreign_scripts && !is_feel
}

fn refused(work: &mut Work<'_>, node: &FlowNode) -> Option<Kind> {
    let id = if node.element.id.is_empty() { String::new() } else { format!(" `{}`", node.element.id) };
    let help = "it belongs to choreographies or is abstract; docs/elements.md lists what is carried out";
    work.refuse("AL-2109", node.at, format!("{}{id} cannot be carried out", node.tag), help);
    None
}

fn number_tasks(work: &mut Work<'_>) {
    for index in 0..work.net.nodes.len() {
        if work.net.nodes[index].kind == Kind::Task {
            work.net.nodes[index].task = work.net.tasks.len() as u16;
            work.net.tasks.push(index as u16);
        }
    }
}

/// Groups boundary events by the activity they stand on.
fn attach_boundaries(work: &mut Work<'_>) {
    let mut pairs: Vec<(u16, u16)> = Vec::new();
    for index in 0..work.drafts.len() {
        let node = work.look(index);
        if node.tag != "boundaryEvent" {
            continue;
        }
        let Some(reference) = &node.attached_to else {
            let message = format!("{} does not say which activity it stands on", node.element.label());
            work.refuse("AL-2104", node.at, message, "add attachedToRef");
            continue;
        };
        match work.beside(index, &reference.id) {
            None => missing(work, node, "activity", reference),
            Some(host) => {
                let draft = &work.drafts[host as usize];
                if !is_activity(&draft.from.tag) || draft.parent != work.drafts[index].parent {
                    let message =
                        format!("{} stands on {}, which is no activity beside it", node.element.label(), draft.from.element.label());
                    work.refuse("AL-2112", reference.at, message, "attach it to a task or sub-process of the same scope");
                    continue;
                }
                work.net.nodes[index].host = host;
                pairs.push((host, index as u16));
            }
        }
    }
    pairs.sort_unstable();
    for (host, index) in pairs {
        let span = &mut work.net.nodes[host as usize].boundary;
        if span.len == 0 {
            span.first = work.net.boundaries.len() as u16;
        }
        span.len += 1;
        work.net.boundaries.push(index);
    }
    debug_assert!(work.net.nodes.iter().all(|n| n.kind == Kind::Boundary || n.host == NONE));
}

/// Whether a tag is an activity, supported or not.
pub(super) fn is_activity(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    lower.ends_with("task") || lower.ends_with("subprocess") || tag == "callActivity" || tag == "transaction"
}
