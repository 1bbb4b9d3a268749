//! Every element of a file by its id, whether the view knows it or not: for drawing.

use super::xml::{children, element, tagged, text};
use super::{Bpmn, Element};
use crate::decision::xml::document;
use crate::procedure::elements::{Group, group};
use std::collections::BTreeMap;

/// An element that has an id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Itself.
    pub element: Element,
    /// What is written in it: the `text` of an annotation, the `dataState` of a data object.
    pub text: String,
    /// Ids that its `sourceRef` and `targetRef` children or attributes name; empty where it has none.
    pub ends: (String, String),
    /// Id of the element in which it stands, or empty.
    pub within: String,
    /// Whether it holds other flow nodes.
    pub holds: bool,
    /// Whether it is a flow with a condition.
    pub conditional: bool,
}

impl Bpmn {
    /// Every element of BPMN's namespace that has an id.
    pub fn index(&self) -> BTreeMap<String, Indexed> {
        let Ok(document) = document(&self.file, &self.text) else { return BTreeMap::new() };
        let nodes = document.descendants().filter(super::xml::is_model_element);
        let with_id = nodes.filter_map(|node| node.attribute("id").map(|id| (id.to_string(), indexed(node))));
        with_id.collect()
    }
}

fn indexed(node: roxmltree::Node<'_, '_>) -> Indexed {
    let words = tagged(node, "text").next().map(|n| text(n).value.trim().to_string());
    let state = || tagged(node, "dataState").next().and_then(|n| n.attribute("name")).map(|name| format!("[{name}]"));
    let end = |name: &'static str| {
        let child = || tagged(node, name).next().map(|n| text(n).value.trim().to_string());
        let found = node.attribute(name).map(str::to_string).or_else(child).unwrap_or_default();
        found.rsplit_once(':').map_or(found.clone(), |(_, tail)| tail.to_string())
    };
    let holds = children(node).any(|n| group(n.tag_name().name()) == Some(Group::Node));
    let conditional = tagged(node, "conditionExpression").next().is_some();
    Indexed {
        element: element(node),
        text: words.or_else(state).unwrap_or_default(),
        ends: (end("sourceRef"), end("targetRef")),
        within: node.parent_element().and_then(|parent| parent.attribute("id")).unwrap_or("").to_string(),
        holds,
        conditional,
    }
}
