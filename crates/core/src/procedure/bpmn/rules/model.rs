//! The BPMN elements of a file, numbered in document order, with what the rules ask of them over and over:
//! parents and children, names, flows into and out of an element.

use super::schema::{Groups, SCHEMA};
use super::tags::{COUNT, Tag};
use crate::procedure::bpmn::MODEL;
use roxmltree::{Document, Node};
use std::collections::HashMap;

/// No element.
pub(super) const NONE: u32 = u32::MAX;

/// One element.
pub(super) struct Item<'a, 'i> {
    /// In the XML.
    pub(super) node: Node<'a, 'i>,
    /// Its name.
    pub(super) tag: Tag,
    /// The element around it, or [`NONE`].
    pub(super) parent: u32,
    /// Its first child, or [`NONE`].
    pub(super) child: u32,
    /// Its next sibling, or [`NONE`].
    pub(super) next: u32,
    /// The process around it, or [`NONE`].
    pub(super) process: u32,
}

/// Where a name leads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To an element of this file.
    Here(u32),
    /// Into another namespace, where we do not look.
    Elsewhere,
    /// Nowhere.
    Nowhere,
}

/// A sequence flow and its ends.
pub(super) struct Flow {
    /// The element.
    pub(super) item: u32,
    /// Where it begins, or [`NONE`].
    pub(super) source: u32,
    /// Where it ends, or [`NONE`].
    pub(super) target: u32,
    next_out: u32,
    next_in: u32,
}

/// All elements of a file.
pub(super) struct Model<'a, 'i> {
    /// In document order.
    pub(super) items: Vec<Item<'a, 'i>>,
    /// Elements in BPMN's namespace with a name that BPMN does not have.
    pub(super) unknown: Vec<Node<'a, 'i>>,
    /// Names that a second element carries.
    pub(super) repeated: Vec<(u32, u32)>,
    /// Sequence flows.
    pub(super) flows: Vec<Flow>,
    by_id: HashMap<&'a str, u32>,
    first_out: Vec<u32>,
    first_in: Vec<u32>,
    /// First element of each name, and for each element the next with its name.
    first_of: Vec<u32>,
    next_of: Vec<u32>,
    /// For each element which of [`Level`]'s marks its children set.
    marks: Vec<u8>,
    target_namespace: &'a str,
}

/// What the children of a process or sub-process have among them.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Level {
    /// A start event.
    Start = 1,
    /// An end event.
    End = 2,
    /// A task or gateway that starts the process.
    Instantiate = 4,
}

impl<'a, 'i> Model<'a, 'i> {
    /// Numbers the elements of a document.
    pub(super) fn of(document: &'a Document<'i>) -> Model<'a, 'i> {
        let root = document.root_element();
        let mut model = Model {
            items: Vec::new(),
            unknown: Vec::new(),
            repeated: Vec::new(),
            flows: Vec::new(),
            by_id: HashMap::with_capacity(512),
            first_out: Vec::new(),
            first_in: Vec::new(),
            first_of: vec![NONE; COUNT],
            next_of: Vec::new(),
            marks: Vec::new(),
            target_namespace: root.attribute("targetNamespace").unwrap_or(""),
        };
        model.add(root, NONE, NONE);
        model.chain();
        model.mark();
        model.connect();
        model
    }

    fn add(&mut self, node: Node<'a, 'i>, parent: u32, process: u32) -> u32 {
        let Some(tag) = Tag::of(node.tag_name().name()) else {
            self.unknown.push(node);
            return NONE;
        };
        let index = self.items.len() as u32;
        self.items.push(Item { node, tag, parent, child: NONE, next: NONE, process });
        if let Some(id) = node.attribute("id") {
            match self.by_id.get(id.trim()) {
                Some(first) => self.repeated.push((*first, index)),
                None => drop(self.by_id.insert(id.trim(), index)),
            }
        }
        if matches!(tag, Tag::ExtensionElements | Tag::Documentation | Tag::Text | Tag::Script) {
            return index;
        }
        let process = if tag == Tag::Process { index } else { process };
        let mut last = NONE;
        for child in node.children().filter(|n| n.is_element() && n.tag_name().namespace() == Some(MODEL)) {
            let added = self.add(child, index, process);
            if added == NONE {
                continue;
            }
            match last {
                NONE => self.items[index as usize].child = added,
                last => self.items[last as usize].next = added,
            }
            last = added;
        }
        index
    }

    fn chain(&mut self) {
        self.next_of = vec![NONE; self.items.len()];
        for item in (0..self.items.len()).rev() {
            let first = &mut self.first_of[self.items[item].tag as usize];
            self.next_of[item] = std::mem::replace(first, item as u32);
        }
    }

    fn mark(&mut self) {
        self.marks = vec![0; self.items.len()];
        for item in 0..self.items.len() as u32 {
            let mark = match self.tag(item) {
                Tag::StartEvent => Level::Start as u8,
                Tag::EndEvent => Level::End as u8,
                Tag::ReceiveTask | Tag::EventBasedGateway if self.says(item, "instantiate") => Level::Instantiate as u8,
                _ => continue,
            };
            if let Some(marks) = self.marks.get_mut(self.items[item as usize].parent as usize) {
                *marks |= mark;
            }
        }
    }

    fn connect(&mut self) {
        self.first_out = vec![NONE; self.items.len()];
        self.first_in = vec![NONE; self.items.len()];
        let flows: Vec<u32> = self.all(Tag::SequenceFlow).collect();
        for item in flows {
            let end = |name| self.attribute(item, name).map_or(NONE, |id| self.named(item, id));
            let (source, target) = (end("sourceRef"), end("targetRef"));
            let flow = self.flows.len() as u32;
            let link = |list: &mut Vec<u32>, end: u32| match list.get_mut(end as usize) {
                Some(first) => std::mem::replace(first, flow),
                None => NONE,
            };
            let next_out = link(&mut self.first_out, source);
            let next_in = link(&mut self.first_in, target);
            self.flows.push(Flow { item, source, target, next_out, next_in });
        }
    }

    /// The name of an element.
    pub(super) fn tag(&self, item: u32) -> Tag {
        self.items[item as usize].tag
    }

    /// Whether the element belongs to a group of the schema.
    pub(super) fn is(&self, item: u32, groups: Groups) -> bool {
        SCHEMA.form(self.tag(item)).groups.meets(groups)
    }

    /// An attribute of BPMN, without blanks around it.
    pub(super) fn attribute(&self, item: u32, name: &str) -> Option<&'a str> {
        self.items[item as usize].node.attribute(name).map(str::trim)
    }

    /// Whether an attribute says `true`.
    pub(super) fn says(&self, item: u32, name: &str) -> bool {
        matches!(self.attribute(item, name), Some("true" | "1"))
    }

    /// Whether an attribute says `false`.
    pub(super) fn denies(&self, item: u32, name: &str) -> bool {
        matches!(self.attribute(item, name), Some("false" | "0"))
    }

    /// The id, or nothing.
    pub(super) fn id(&self, item: u32) -> &'a str {
        self.attribute(item, "id").unwrap_or("")
    }

    /// The element around, or [`NONE`].
    pub(super) fn parent(&self, item: u32) -> u32 {
        self.items[item as usize].parent
    }

    /// The name of the element around.
    pub(super) fn parent_tag(&self, item: u32) -> Option<Tag> {
        self.items.get(self.parent(item) as usize).map(|p| p.tag)
    }

    /// Text between the tags, without blanks around it.
    pub(super) fn text(&self, item: u32) -> &'a str {
        self.items[item as usize].node.text().unwrap_or("").trim()
    }

    /// Children, in order.
    pub(super) fn children(&self, item: u32) -> impl Iterator<Item = u32> + '_ {
        let first = Some(self.items[item as usize].child).filter(|&c| c != NONE);
        std::iter::successors(first, |&c| Some(self.items[c as usize].next).filter(|&n| n != NONE))
    }

    /// Children with one name.
    pub(super) fn tagged(&self, item: u32, tag: Tag) -> impl Iterator<Item = u32> + '_ {
        self.children(item).filter(move |&c| self.tag(c) == tag)
    }

    /// The first child with a name.
    pub(super) fn first(&self, item: u32, tag: Tag) -> Option<u32> {
        self.tagged(item, tag).next()
    }

    /// Elements with one name, in the whole file.
    pub(super) fn all(&self, tag: Tag) -> impl Iterator<Item = u32> + '_ {
        let walk = |item: u32| Some(item).filter(|&i| i != NONE);
        std::iter::successors(walk(self.first_of[tag as usize]), move |&i| walk(self.next_of[i as usize]))
    }

    /// Whether the element stands in a process that says that it can be executed.
    pub(super) fn executable(&self, item: u32) -> bool {
        let process = self.items[item as usize].process;
        process != NONE && self.says(process, "isExecutable")
    }

    /// Where a qualified name at an element leads.
    pub(super) fn target(&self, at: u32, name: &str) -> Target {
        let name = name.trim();
        if let Some(&found) = self.by_id.get(name) {
            return Target::Here(found);
        }
        let Some((prefix, local)) = name.split_once(':') else { return Target::Nowhere };
        match self.items[at as usize].node.lookup_namespace_uri(Some(prefix)) {
            Some(namespace) if namespace != self.target_namespace => Target::Elsewhere,
            _ => self.by_id.get(local).map_or(Target::Nowhere, |&found| Target::Here(found)),
        }
    }

    /// The element that a name means, or [`NONE`].
    pub(super) fn named(&self, at: u32, name: &str) -> u32 {
        match self.target(at, name) {
            Target::Here(found) => found,
            _ => NONE,
        }
    }

    /// The element that an attribute means.
    pub(super) fn referred(&self, item: u32, attribute: &str) -> Option<u32> {
        let found = self.named(item, self.attribute(item, attribute)?);
        Some(found).filter(|&f| f != NONE)
    }

    /// The elements that the text of some children means.
    pub(super) fn listed(&self, item: u32, tag: Tag) -> impl Iterator<Item = u32> + '_ {
        self.tagged(item, tag).map(|c| self.named(c, self.text(c))).filter(|&f| f != NONE)
    }

    /// For all children of one name: the element around, and the one that the text of the child means; sorted.
    pub(super) fn pairs(&self, tag: Tag) -> Vec<(u32, u32)> {
        let mut pairs: Vec<(u32, u32)> = self.all(tag).map(|c| (self.parent(c), self.named(c, self.text(c)))).collect();
        pairs.sort_unstable();
        pairs
    }

    /// Whether some child of an element is a start event, an end event, or starts the process.
    pub(super) fn has(&self, item: u32, level: Level) -> bool {
        self.marks.get(item as usize).is_some_and(|m| m & level as u8 != 0)
    }

    /// The sequence flow that an element is.
    pub(super) fn flow(&self, item: u32) -> Option<&Flow> {
        self.flows.binary_search_by_key(&item, |f| f.item).ok().map(|at| &self.flows[at])
    }

    /// Sequence flows that begin at an element.
    pub(super) fn outgoing(&self, item: u32) -> impl Iterator<Item = &Flow> + '_ {
        let walk = |flow: u32| self.flows.get(flow as usize);
        std::iter::successors(walk(self.first_out[item as usize]), move |f| walk(f.next_out))
    }

    /// Sequence flows that end at an element.
    pub(super) fn incoming(&self, item: u32) -> impl Iterator<Item = &Flow> + '_ {
        let walk = |flow: u32| self.flows.get(flow as usize);
        std::iter::successors(walk(self.first_in[item as usize]), move |f| walk(f.next_in))
    }

    /// Whether a flow ends at the element.
    pub(super) fn has_incoming(&self, item: u32) -> bool {
        self.first_in[item as usize] != NONE
    }

    /// Whether a flow begins at the element.
    pub(super) fn has_outgoing(&self, item: u32) -> bool {
        self.first_out[item as usize] != NONE
    }

    /// The triggers of an event, those it refers to among them.
    pub(super) fn triggers(&self, event: u32) -> Vec<u32> {
        let group = SCHEMA.group("eventDefinition");
        let triggers = self.children(event).filter_map(|c| match self.tag(c) {
            Tag::EventDefinitionRef => Some(self.named(c, self.text(c))).filter(|&f| f != NONE && self.is(f, group)),
            _ if self.is(c, group) => Some(c),
            _ => None,
        });
        triggers.collect()
    }

    /// How an element is called in a message: `userTask `check``.
    pub(super) fn label(&self, item: u32) -> String {
        match self.id(item) {
            "" => match self.items.get(self.parent(item) as usize) {
                Some(_) if !self.id(self.parent(item)).is_empty() => {
                    format!("{} of {}", self.tag(item).name(), self.label(self.parent(item)))
                }
                _ => self.tag(item).name().to_string(),
            },
            id => format!("{} `{id}`", self.tag(item).name()),
        }
    }

    /// Byte of an element.
    pub(super) fn at(&self, item: u32) -> usize {
        self.items[item as usize].node.range().start
    }

    /// Byte of an attribute, or of the element.
    pub(super) fn attribute_at(&self, item: u32, name: &str) -> usize {
        self.items[item as usize].node.attribute_node(name).map_or(self.at(item), |a| a.range().start)
    }
}
