//! What lies in a process or sub-process: flow nodes, flows, lanes, data.

use super::super::elements::{self, Group};
use super::xml::{children, element, is_model, tagged, text};
use super::{Element, Text};
use roxmltree::Node;

/// A name in the file that points to another element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Id of the element meant, without a namespace prefix.
    pub id: String,
    /// Byte of the reference.
    pub at: usize,
}

impl Reference {
    fn attribute(node: Node<'_, '_>, name: &str) -> Option<Reference> {
        let found = node.attribute_node(name)?;
        Some(Reference { id: local(found.value()), at: found.range().start })
    }

    fn content(node: Node<'_, '_>) -> Reference {
        let Text { value, at } = text(node);
        Reference { id: local(&value), at }
    }
}

/// A qualified name without its prefix.
fn local(name: &str) -> String {
    let name = name.trim();
    name.rsplit_once(':').map_or(name, |(_, tail)| tail).to_string()
}

/// The time of a timer: one of three forms, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerText {
    /// `timeDate`, `timeDuration` or `timeCycle`.
    pub form: String,
    /// ISO 8601 text or an expression.
    pub text: Text,
}

/// What triggers an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventDefinition {
    /// Its element, for example `timerEventDefinition`; `eventDefinitionRef` for a reference.
    pub element: Element,
    /// Message, error, signal, escalation, activity or link that it names.
    pub reference: Option<Reference>,
    /// Timer: its time.
    pub timer: Option<TimerText>,
    /// Conditional: its condition.
    pub condition: Option<Text>,
}

/// A flow node: event, activity or gateway, of whatever tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowNode {
    /// Byte of its `<`.
    pub at: usize,
    /// Local name, for example `userTask`.
    pub tag: String,
    /// Its element.
    pub element: Element,
    /// `<incoming>` children.
    pub incoming: Vec<Reference>,
    /// `<outgoing>` children.
    pub outgoing: Vec<Reference>,
    /// `default` flow.
    pub default: Option<Reference>,
    /// Boundary event: the activity it stands on.
    pub attached_to: Option<Reference>,
    /// Triggers.
    pub events: Vec<EventDefinition>,
    /// Loop or multi-instance marker.
    pub marker: Option<Marker>,
    /// Expressions that belong to it: `script`, `completionCondition`, `activationCondition`.
    pub expressions: Vec<Expression>,
    /// Sub-process: what lies in it.
    pub scope: Option<Box<Scope>>,
}

/// An expression that stands in an element of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    /// Local name, for example `loopCardinality`.
    pub tag: String,
    /// What it says.
    pub text: Text,
    /// Language, if the file states one.
    pub language: Option<Text>,
}

/// A loop or multi-instance marker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marker {
    /// `standardLoopCharacteristics` or `multiInstanceLoopCharacteristics`.
    pub element: Element,
    /// `loopCondition`, `loopCardinality`, `completionCondition`.
    pub expressions: Vec<Expression>,
    /// `loopDataInputRef`, `loopDataOutputRef`, and the names of `inputDataItem` and `outputDataItem`.
    pub data: Vec<(String, Reference)>,
    /// `complexBehaviorDefinition`: what is thrown when an instance ends, and the condition.
    pub complex: Vec<(Text, Vec<EventDefinition>)>,
}

impl Marker {
    /// The expression with a tag.
    pub fn expression(&self, tag: &str) -> Option<&Expression> {
        self.expressions.iter().find(|e| e.tag == tag && !e.text.value.trim().is_empty())
    }

    /// The data with a tag.
    pub fn data(&self, tag: &str) -> Option<&Reference> {
        self.data.iter().find(|(name, _)| name == tag).map(|(_, reference)| reference)
    }
}

/// A sequence flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SequenceFlow {
    /// Its element.
    pub element: Element,
    /// Where it begins.
    pub source: Reference,
    /// Where it ends.
    pub target: Reference,
    /// Its condition, if it has one.
    pub condition: Option<Text>,
    /// Language of the condition, if the file states one.
    pub language: Option<Text>,
}

/// A lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Its element.
    pub element: Element,
    /// Flow nodes that lie in it.
    pub nodes: Vec<Reference>,
    /// Lanes within it.
    pub lanes: Vec<Lane>,
}

/// A data object, reference or store, or an artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataElement {
    /// Its element.
    pub element: Element,
    /// What it refers to, if to anything.
    pub reference: Option<Reference>,
}

/// The contents of a process or sub-process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Flow nodes, in document order.
    pub nodes: Vec<FlowNode>,
    /// Sequence flows, in document order.
    pub flows: Vec<SequenceFlow>,
    /// Lanes.
    pub lanes: Vec<Lane>,
    /// Data objects and stores.
    pub data: Vec<DataElement>,
    /// Text annotations, groups, associations.
    pub artifacts: Vec<DataElement>,
    /// Children that BPMN does not know at this place, in BPMN's namespace or in none.
    pub unknown: Vec<Element>,
}

/// Reads what lies in a process or sub-process.
pub(super) fn scope(node: Node<'_, '_>) -> Scope {
    let mut scope = Scope::default();
    for child in node.children().filter(|n| n.is_element()) {
        let tag = child.tag_name().name();
        if !is_model(child) {
            if child.tag_name().namespace().unwrap_or("").is_empty() {
                scope.unknown.push(element(child));
            }
            continue;
        }
        match elements::group(tag) {
            Some(Group::Flow) if tag == "sequenceFlow" => scope.flows.push(sequence_flow(child)),
            Some(Group::Flow) => scope.lanes.extend(tagged(child, "lane").map(lane)),
            Some(Group::Node) => scope.nodes.push(flow_node(child)),
            Some(Group::Data) => scope.data.push(data_element(child)),
            Some(Group::Artifact) => scope.artifacts.push(data_element(child)),
            Some(Group::Inner) => {}
            _ => scope.unknown.push(element(child)),
        }
    }
    scope
}

/// Reads an event, activity or gateway, or a global task.
pub(super) fn flow_node(node: Node<'_, '_>) -> FlowNode {
    let element = element(node);
    let mut found = FlowNode {
        at: element.at,
        tag: element.tag.clone(),
        default: Reference::attribute(node, "default"),
        attached_to: Reference::attribute(node, "attachedToRef"),
        ..FlowNode::default()
    };
    for child in children(node) {
        match child.tag_name().name() {
            "incoming" => found.incoming.push(Reference::content(child)),
            "outgoing" => found.outgoing.push(Reference::content(child)),
            "multiInstanceLoopCharacteristics" | "standardLoopCharacteristics" => found.marker = Some(marker(child)),
            "script" | "completionCondition" | "activationCondition" => found.expressions.push(expression(child)),
            tag if tag.ends_with("EventDefinition") || tag == "eventDefinitionRef" => found.events.push(event_definition(child)),
            _ => {}
        }
    }
    if elements::is_sub_process(&element.tag) {
        found.scope = Some(Box::new(scope(node)));
    }
    found.element = element;
    found
}

fn expression(node: Node<'_, '_>) -> Expression {
    let language = node.attribute_node("language").map(|a| Text { value: a.value().to_string(), at: a.range().start });
    Expression { tag: node.tag_name().name().to_string(), text: text(node), language }
}

fn marker(node: Node<'_, '_>) -> Marker {
    let mut found = Marker { element: element(node), ..Marker::default() };
    for child in children(node) {
        match child.tag_name().name() {
            "loopCondition" | "loopCardinality" | "completionCondition" => found.expressions.push(expression(child)),
            tag @ ("loopDataInputRef" | "loopDataOutputRef") => found.data.push((tag.to_string(), Reference::content(child))),
            "complexBehaviorDefinition" => {
                let condition = tagged(child, "condition").next().map_or_else(Text::default, text);
                let is_definition =
                    |n: &Node<'_, '_>| n.tag_name().name().ends_with("EventDefinition") || n.tag_name().name() == "eventDefinitionRef";
                let events = tagged(child, "event")
                    .flat_map(|event| children(event).filter(is_definition).map(event_definition).collect::<Vec<_>>());
                found.complex.push((condition, events.collect()));
            }
            tag @ ("inputDataItem" | "outputDataItem") => {
                let name = child.attribute("name").or(child.attribute("id")).unwrap_or("").to_string();
                found.data.push((tag.to_string(), Reference { id: name, at: child.range().start }));
            }
            _ => {}
        }
    }
    found
}

/// Reads a trigger, in an event or at the root.
pub(super) fn event_definition(node: Node<'_, '_>) -> EventDefinition {
    let names = ["messageRef", "errorRef", "signalRef", "escalationRef", "activityRef"];
    let mut reference = names.iter().find_map(|name| Reference::attribute(node, name));
    if node.tag_name().name() == "linkEventDefinition" {
        reference = node.attribute_node("name").map(|name| Reference { id: name.value().trim().to_string(), at: name.range().start });
    }
    if node.tag_name().name() == "eventDefinitionRef" {
        reference = Some(Reference::content(node));
    }
    let timer = children(node)
        .find(|n| n.tag_name().name().starts_with("time"))
        .map(|n| TimerText { form: n.tag_name().name().to_string(), text: text(n) });
    EventDefinition { element: element(node), reference, timer, condition: tagged(node, "condition").next().map(text) }
}

fn sequence_flow(node: Node<'_, '_>) -> SequenceFlow {
    let at = node.range().start;
    let end = |name| Reference::attribute(node, name).unwrap_or(Reference { id: String::new(), at });
    let condition = tagged(node, "conditionExpression").next().map(expression);
    let (condition, language) = condition.map_or((None, None), |found| (Some(found.text), found.language));
    SequenceFlow { element: element(node), source: end("sourceRef"), target: end("targetRef"), condition, language }
}

fn lane(node: Node<'_, '_>) -> Lane {
    Lane {
        element: element(node),
        nodes: tagged(node, "flowNodeRef").map(Reference::content).collect(),
        lanes: tagged(node, "childLaneSet").flat_map(|set| tagged(set, "lane").map(lane).collect::<Vec<_>>()).collect(),
    }
}

fn data_element(node: Node<'_, '_>) -> DataElement {
    let names = ["dataObjectRef", "dataStoreRef", "sourceRef"];
    DataElement { element: element(node), reference: names.iter().find_map(|n| Reference::attribute(node, n)) }
}

/// A pool's reference to its process.
pub(super) fn process_reference(node: Node<'_, '_>) -> Option<Reference> {
    Reference::attribute(node, "processRef")
}
