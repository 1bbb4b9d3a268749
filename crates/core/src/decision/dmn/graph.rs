//! Which decision needs which: every reference must lead somewhere, and none back to itself.

use super::load::Reader;
use crate::decision::xml;
use roxmltree::Node;
use std::collections::BTreeMap;

/// What a decision requires, by index.
#[derive(Default)]
pub(super) struct Requirements {
    pub(super) inputs: Vec<usize>,
    pub(super) decisions: Vec<usize>,
}

/// Reads `informationRequirement`s; a reference that leads nowhere is refused.
pub(super) fn requirements(reader: &mut Reader<'_>, node: Node<'_, '_>, inputs: &BTreeMap<&str, usize>, decisions: &BTreeMap<&str, usize>) -> Requirements {
    let mut found = Requirements::default();
    for requirement in reader.children(node, "informationRequirement") {
        for child in requirement.children().filter(|n| n.is_element()) {
            let (list, known, what) = match child.tag_name().name() {
                "requiredInput" => (&mut found.inputs, inputs, "input"),
                "requiredDecision" => (&mut found.decisions, decisions, "decision"),
                _ => continue,
            };
            match target(child).and_then(|(id, _)| known.get(id.as_str())) {
                Some(&index) if !list.contains(&index) => list.push(index),
                Some(_) => {}
                None => {
                    let href = child.attribute("href").unwrap_or("");
                    let at = child.attribute_node("href").map_or(child.range().start, |a| a.range().start);
                    let message = format!("the requirement names the {what} `{href}`, which the file does not have");
                    reader.refuse("AL-2304", at, message, "add it, or correct the href; other files are not read");
                }
            }
        }
    }
    for requirement in reader.children(node, "knowledgeRequirement") {
        let at = requirement.range().start;
        reader.refuse("AL-2305", at, "business knowledge models are not supported yet", "write the rule where it is needed");
    }
    found
}

/// The id within this file that an `href` names.
fn target(node: Node<'_, '_>) -> Option<(String, usize)> {
    let href = node.attribute_node("href")?;
    let (document, id) = href.value().rsplit_once('#')?;
    let own = document.is_empty() || node.document().root_element().attribute("namespace") == Some(document);
    own.then(|| (id.to_string(), href.range().start))
}

/// The first decision that needs itself, if one does.
pub(super) fn circle(needs: &[Vec<usize>]) -> Option<usize> {
    let mut ins = vec![0usize; needs.len()];
    needs.iter().flatten().for_each(|&n| ins[n] += 1);
    let mut open: Vec<usize> = (0..needs.len()).filter(|&i| ins[i] == 0).collect();
    let mut left = needs.len();
    while let Some(index) = open.pop() {
        left -= 1;
        for &next in &needs[index] {
            ins[next] -= 1;
            if ins[next] == 0 {
                open.push(next);
            }
        }
    }
    (left > 0).then(|| (0..needs.len()).find(|&i| ins[i] > 0)).flatten()
}

/// The text of a child element, with its byte.
pub(super) fn child_text(reader: &Reader<'_>, node: Node<'_, '_>, tag: &str) -> Option<(String, usize)> {
    let child = reader.children(node, tag).into_iter().next()?;
    let holder = reader.children(child, "text").into_iter().next().unwrap_or(child);
    Some(xml::text(holder))
}
