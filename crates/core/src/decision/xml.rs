//! XML with positions, for BPMN and DMN alike.

use crate::source::Diagnostic;
use roxmltree::{Document, Node, ParsingOptions};

/// Largest text that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 32 << 20;
/// Deepest nesting of elements that is read.
pub const DEPTH_MAX: usize = 256;
/// Most XML nodes that are read.
const NODES_MAX: u32 = 4_000_000;

/// Parses XML; document types, and with them entities of one's own, are refused.
pub(crate) fn document<'a>(file: &str, text: &'a str) -> Result<Document<'a>, Diagnostic> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("the file has {} bytes; at most {TEXT_BYTES_MAX} are read", text.len());
        return Err(Diagnostic::error("AL-2004", file, "", 0, message, "split the model into several files"));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| xml_error(file, text, &e))?;
    match too_deep(&document) {
        Some(at) => {
            let message = format!("elements are nested more than {} deep", DEPTH_MAX);
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
            if depth > DEPTH_MAX {
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

/// All text under a node without blanks around it, with the byte of its first character.
pub(crate) fn text(node: Node<'_, '_>) -> (String, usize) {
    let mut value = String::new();
    let mut at = None;
    for piece in node.children().filter(|n| n.is_text()) {
        at.get_or_insert(piece.range().start);
        value.push_str(piece.text().unwrap_or(""));
    }
    let blank = value.len() - value.trim_start().len();
    (value.trim().to_string(), at.map_or(node.range().start, |a| a + blank))
}
