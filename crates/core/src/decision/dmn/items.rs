//! The types that models define: item definitions, and what `typeRef` names.

use super::graph::child_text;
use super::load::{Reader, children};
use super::types::Allowed;
use super::{Cell, Kind};
use crate::decision::feel::Names;
use crate::decision::xml;
use dsntk_feel::{FeelType, Name};
use roxmltree::Node;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Deepest nesting of item definitions.
const DEPTH_MAX: usize = 64;
/// Most parts of one type, those of its parts included: types that double each other grow fast.
const PARTS_MAX: usize = 4096;

/// The types of one file.
#[derive(Default)]
pub(super) struct Types<'d, 'i> {
    nodes: BTreeMap<String, Node<'d, 'i>>,
    /// What each name means; nothing where it is defined by itself or too large.
    kinds: BTreeMap<String, Option<Kind>>,
    /// Names of all components.
    pub(super) parts: Vec<String>,
}

impl<'d, 'i> Types<'d, 'i> {
    /// Reads the item definitions of a file; `imported` gives those of the files it imports, by the name of the import.
    pub(super) fn read(root: Node<'d, 'i>, imported: &[(String, &Types<'d, 'i>)]) -> Types<'d, 'i> {
        let mut types = Types::default();
        let components = root.descendants().filter(|n| n.is_element() && n.tag_name().name() == "itemComponent");
        types.parts = components.filter_map(|n| n.attribute("name")).map(|n| n.trim().to_string()).collect();
        for (import, other) in imported {
            let named = |name: &str| if import.is_empty() { name.to_string() } else { format!("{import}.{name}") };
            types.kinds.extend(other.kinds.iter().map(|(name, kind)| (named(name), kind.clone())));
            types.nodes.extend(other.nodes.iter().map(|(name, node)| (named(name), *node)));
            types.parts.extend(other.parts.iter().cloned());
        }
        types.parts.sort();
        types.parts.dedup();
        let own: Vec<Node<'d, 'i>> = children(root, "itemDefinition");
        types.nodes.extend(own.iter().filter_map(|n| Some((n.attribute("name")?.trim().to_string(), *n))));
        for name in own.iter().filter_map(|n| n.attribute("name")) {
            types.resolve(name.trim(), &mut Vec::new());
        }
        types
    }

    /// The kind that a name means; nothing if there is no such type, or if it is defined by itself.
    fn resolve(&mut self, name: &str, open: &mut Vec<String>) -> Option<Kind> {
        if let Some(kind) = self.kinds.get(name) {
            return kind.clone();
        }
        let node = match self.nodes.get(name) {
            Some(node) if !open.iter().any(|o| o == name) && open.len() < DEPTH_MAX => *node,
            Some(_) => return None,
            None => return Kind::built_in(name),
        };
        open.push(name.to_string());
        let kind = self.kind_of(node, open).filter(|kind| size(kind) <= PARTS_MAX);
        open.pop();
        self.kinds.insert(name.to_string(), kind.clone());
        kind
    }

    fn kind_of(&mut self, node: Node<'d, 'i>, open: &mut Vec<String>) -> Option<Kind> {
        let components = children(node, "itemComponent");
        let inner = if let Some(function) = children(node, "functionItem").first() {
            let mut kind = |name: Option<&str>| name.map_or(Some(Kind::Any), |name| self.resolve(name.trim(), open));
            let result = kind(function.attribute("outputTypeRef"))?;
            let parameters: Option<Vec<Kind>> = children(*function, "parameters").iter().map(|n| kind(n.attribute("typeRef"))).collect();
            Kind::Function(parameters?, Box::new(result))
        } else if components.is_empty() {
            match children(node, "typeRef").first() {
                Some(reference) => self.resolve(&xml::text(*reference).0, open)?,
                None => Kind::Any,
            }
        } else {
            let mut part = |n: &Node<'d, 'i>| Some((n.attribute("name")?.trim().to_string(), self.kind_of(*n, open)?));
            Kind::Context(components.iter().map(&mut part).collect::<Option<_>>()?)
        };
        Some(if is_list(node) { Kind::List(Box::new(inner)) } else { inner })
    }

    /// The kind that a `typeRef` names; a name that means nothing is refused.
    pub(super) fn kind(&self, reader: &mut Reader<'_, '_>, type_ref: Option<(&str, usize)>) -> Kind {
        let Some((name, at)) = type_ref else { return Kind::Any };
        let prefixed = name.split_once(':').map(|(_, local)| local.trim());
        let known = |name: &str| self.kinds.get(name).cloned().unwrap_or_else(|| Kind::built_in(name));
        if let Some(kind) = [Some(name.trim()), prefixed].into_iter().flatten().find_map(known) {
            return kind;
        }
        reader.refuse("AL-2303", at, format!("there is no type `{name}`"), "use a FEEL type or add an itemDefinition");
        Kind::Any
    }

    /// The values that a `typeRef` allows.
    pub(super) fn allowed(&self, reader: &mut Reader<'_, '_>, name: &str) -> Option<Allowed> {
        // A type without a kind names itself or is too large; it has been refused.
        self.kinds.get(name.trim())?.as_ref()?;
        self.allowed_of(reader, *self.nodes.get(name.trim())?, &mut 0).or_none()
    }

    fn allowed_of(&self, reader: &mut Reader<'_, '_>, node: Node<'d, 'i>, seen: &mut usize) -> Allowed {
        let mut allowed = Allowed::default();
        *seen += 1;
        // A type that is too large has no kind, and is refused where it is named.
        if *seen > PARTS_MAX {
            return allowed;
        }
        let reference = children(node, "typeRef").first().map(|n| xml::text(*n).0);
        if let Some(next) = reference.and_then(|name| self.nodes.get(&name)) {
            allowed = self.allowed_of(reader, *next, seen);
        }
        for component in children(node, "itemComponent") {
            let part = self.allowed_of(reader, component, seen).or_none();
            let name = Name::from(component.attribute("name").unwrap_or(""));
            allowed.parts.extend(part.map(|part| (name, part)));
        }
        let list = is_list(node);
        let mut own = |tag: &str| -> Option<Cell> {
            let text = child_text(node, tag).filter(|(text, _)| !text.is_empty())?;
            reader.cell("allowed values", &text, &Names::default())
        };
        let (of_items, of_all) = (own("allowedValues"), own("typeConstraint"));
        if list {
            let items = Allowed { own: of_items.or(allowed.own.take()), ..allowed };
            return Allowed { own: of_all, items: items.or_none().map(Box::new), ..Allowed::default() };
        }
        allowed.own = of_all.or(of_items).or(allowed.own);
        allowed
    }

    /// The types by name, for FEEL's `instance of`.
    pub(super) fn by_name(&self) -> Arc<BTreeMap<String, FeelType>> {
        let known = self.kinds.iter().filter_map(|(name, kind)| Some((name.clone(), kind.as_ref()?.feel_type())));
        Arc::new(known.collect())
    }
}

/// How many parts a kind has.
fn size(kind: &Kind) -> usize {
    1 + match kind {
        Kind::List(of) | Kind::Range(of) => size(of),
        Kind::Context(parts) => parts.values().map(size).sum(),
        Kind::Function(parameters, result) => parameters.iter().map(size).sum::<usize>() + size(result),
        _ => 0,
    }
}

fn is_list(node: Node<'_, '_>) -> bool {
    node.attribute("isCollection") == Some("true")
}
