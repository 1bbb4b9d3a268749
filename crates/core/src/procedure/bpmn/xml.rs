//! Small helpers over the XML library: positions, text, errors with a place.

use super::{Attribute, DEPTH_MAX, Element, MODEL, TEXT_BYTES_MAX, Text};
use crate::source::Diagnostic;
use roxmltree::{Document, Node, ParsingOptions};

/// Parses XML; document types, and with them entities of one's own, are refused.
pub(super) fn document<'a>(file: &str, text: &'a str) -> Result<Document<'a>, Diagnostic> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("the file has {} bytes; at most {TEXT_BYTES_MAX} are read", text.len());
        return Err(Diagnostic::error("AL-2004", file, "", 0, message, "split the model into several files"));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 4_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| xml_error(file, text, &e))?;
    match too_deep(&document) {
        Some(at) => {
            let message = format!("elements are nested more than {} deep", 4 * DEPTH_MAX);
            Err(Diagnostic::error("AL-2004", file, text, at, message, "flatten the model"))
        }
        None => Ok(document),
    }
}

/// The byte of an element that is nested deeper than any model needs.
fn too_deep(document: &Document<'_>) -> Option<usize> {
    let mut depth = 0usize;
    let mut node = document.root_element();
    loop {
        if let Some(child) = node.first_element_child() {
            depth += 1;
            if depth > 4 * DEPTH_MAX {
                return Some(child.range().start);
            }
            node = child;
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling_element() {
                node = next;
                break;
            }
            match node.parent_element() {
                Some(parent) if depth > 0 => {
                    depth -= 1;
                    node = parent;
                }
                _ => return None,
            }
        }
    }
}

fn xml_error(file: &str, text: &str, error: &roxmltree::Error) -> Diagnostic {
    use roxmltree::Error::{DtdDetected, NoRootNode, UnclosedRootNode};
    let at = match error {
        DtdDetected => text.find("<!DOCTYPE").unwrap_or(0),
        UnclosedRootNode => text.len(),
        NoRootNode => 0,
        other => byte_of(text, other.pos()),
    };
    if matches!(error, DtdDetected) {
        let help = "remove the <!DOCTYPE ...> declaration; BPMN and DMN need none";
        return Diagnostic::error("AL-2002", file, text, at, "the file declares a document type, which is never read", help);
    }
    let message = format!("this is not well-formed XML: {}", sentence(error));
    Diagnostic::error("AL-2001", file, text, at, message, "export the model again, or repair the text at this place")
}

/// The library's words without the position that the place already tells.
fn sentence(error: &roxmltree::Error) -> String {
    let words = error.to_string();
    match words.rsplit_once(" at ") {
        Some((head, tail)) if tail.bytes().all(|b| b.is_ascii_digit() || b == b':') => head.to_string(),
        _ => words,
    }
}

fn byte_of(text: &str, pos: roxmltree::TextPos) -> usize {
    let start: usize = text.split_inclusive('\n').take(pos.row.saturating_sub(1) as usize).map(str::len).sum();
    let line = text.get(start..).unwrap_or("");
    let column = pos.col.saturating_sub(1) as usize;
    start + line.char_indices().nth(column).map_or(line.len(), |(i, _)| i)
}

/// Whether the node is a BPMN element with this tag.
pub(super) fn is_model(node: Node<'_, '_>) -> bool {
    node.is_element() && node.tag_name().namespace() == Some(MODEL)
}

/// BPMN children of a node.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(|n| is_model(*n))
}

/// BPMN children with one tag.
pub(super) fn tagged<'a, 'i>(node: Node<'a, 'i>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    children(node).filter(move |n| n.tag_name().name() == tag)
}

/// All text under a node, with the byte of its first character.
pub(super) fn text(node: Node<'_, '_>) -> Text {
    let mut value = String::new();
    let mut at = None;
    for piece in node.children().filter(|n| n.is_text()) {
        at.get_or_insert(piece.range().start);
        value.push_str(piece.text().unwrap_or(""));
    }
    let blank = value.len() - value.trim_start().len();
    Text { at: at.map_or(node.range().start, |a| a + blank), value: value.trim().to_string() }
}

/// Tag, id, name and attributes of a node.
pub(super) fn element(node: Node<'_, '_>) -> Element {
    let own = |name: &str| node.attribute(name).unwrap_or("").to_string();
    let attributes = node
        .attributes()
        .map(|a| Attribute {
            namespace: a.namespace().unwrap_or("").to_string(),
            name: a.name().to_string(),
            value: a.value().to_string(),
            at: a.range().start,
        })
        .collect();
    Element { at: node.range().start, tag: node.tag_name().name().to_string(), id: own("id"), name: own("name"), attributes }
}
