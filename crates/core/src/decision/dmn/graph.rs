//! Which element needs which: every reference must lead somewhere, and none back to itself.

use super::load::{Reader, children};
use crate::decision::xml;
use roxmltree::Node;

/// What a reference can lead to, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Input(usize),
    Decision(usize),
    Knowledge(usize),
    Service(usize),
}

/// Something that an element needs, and the name of the import under which it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) target: Target,
    pub(crate) under: Option<String>,
}

/// Longest chain of business knowledge models and decision services, one calling the next.
pub(super) const CALLS_MAX: usize = 32;

/// Reads `informationRequirement`s and `knowledgeRequirement`s; a reference that leads nowhere is refused.
pub(super) fn requirements(reader: &mut Reader<'_, '_>, node: Node<'_, '_>) -> Vec<Need> {
    let mut found: Vec<Need> = Vec::new();
    for requirement in children(node, "informationRequirement").into_iter().chain(children(node, "knowledgeRequirement")) {
        for child in requirement.children().filter(|n| n.is_element()) {
            let what = match child.tag_name().name() {
                "requiredInput" => "input",
                "requiredDecision" => "decision",
                "requiredKnowledge" => "business knowledge model or decision service",
                _ => continue,
            };
            let fits = |target: &Target| match target {
                Target::Input(_) => what == "input",
                Target::Decision(_) => what == "decision",
                Target::Knowledge(_) | Target::Service(_) => what.starts_with("business"),
            };
            found.extend(reference(reader, child, what, &fits).filter(|need| !found.contains(need)));
        }
    }
    found
}

/// What an element's `href` leads to; if it leads nowhere, or to something else, it is refused.
pub(super) fn reference(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, what: &str, fits: &dyn Fn(&Target) -> bool) -> Option<Need> {
    let found = node.attribute("href").and_then(|href| reader.target(href)).filter(|need| fits(&need.target));
    if found.is_none() {
        let href = node.attribute("href").unwrap_or("");
        let at = node.attribute_node("href").map_or(node.range().start, |a| a.range().start);
        let owner = node.ancestors().find_map(|n| n.attribute("id").filter(|_| n != node)).unwrap_or("");
        let message = format!("`{owner}` requires the {what} `{href}`, which the file does not have");
        reader.refuse("AL-2304", at, message, "add it, or correct the href; files that are not imported are not read");
    }
    found
}

/// An order in which each element stands behind those that it needs; if there is none, one that needs itself.
pub(super) fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, usize> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    needs.iter().enumerate().for_each(|(user, needed)| needed.iter().for_each(|&n| users[n].push(user)));
    let mut sorted: Vec<usize> = (0..needs.len()).filter(|&i| open[i] == 0).collect();
    let mut next = 0;
    while let Some(&index) = sorted.get(next) {
        next += 1;
        for &user in &users[index] {
            open[user] -= 1;
            if open[user] == 0 {
                sorted.push(user);
            }
        }
    }
    match sorted.len() == needs.len() {
        true => Ok(sorted),
        false => Err(on_a_circle(needs, &open)),
    }
}

/// Of the elements that wait for ever, one that lies on a circle and does not merely need one that does.
fn on_a_circle(needs: &[Vec<usize>], open: &[usize]) -> usize {
    let mut seen = vec![false; needs.len()];
    let mut at = (0..needs.len()).find(|&i| open[i] > 0).unwrap_or(0);
    while !seen[at] {
        seen[at] = true;
        at = needs[at].iter().copied().find(|&n| open[n] > 0).unwrap_or(at);
    }
    at
}

/// The text of a child element, with its byte.
pub(super) fn child_text(node: Node<'_, '_>, tag: &str) -> Option<(String, usize)> {
    let child = children(node, tag).into_iter().next()?;
    let holder = children(child, "text").into_iter().next().unwrap_or(child);
    Some(xml::text(holder))
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_is_needed_stands_before_what_needs_it() {
        assert_eq!(order(&[vec![1, 2], vec![2], vec![]]), Ok(vec![2, 1, 0]));
        assert_eq!(order(&[vec![1], vec![2], vec![1]]), Err(1));
        assert_eq!(order(&[vec![0]]), Err(0));
    }
}
