//! Small parts over the XML library: BPMN children, text, attributes.

use super::{Attribute, Element, MODEL, Text};
use roxmltree::Node;

/// Whether the node is a BPMN element with this tag.
pub(super) fn is_model(node: Node<'_, '_>) -> bool {
    node.is_element() && node.tag_name().namespace() == Some(MODEL)
}

/// The same, for filters.
pub(super) fn is_model_element(node: &Node<'_, '_>) -> bool {
    is_model(*node)
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
    let (value, at) = crate::decision::xml::text(node);
    Text { value, at }
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
