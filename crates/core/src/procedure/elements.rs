//! The element table: every element of BPMN 2.0 and what is done with it.
//!
//! It is not a description beside the code. The reader decides by it what lies in
//! a process ([`super::bpmn`]), the compiler what each flow node does and which
//! trigger may stand where ([`super::compile()`]), and `alatau procedure elements`
//! prints it; so none of the three can say something else than the others do.
//!
//! Invariant: a tag stands once, or once more for each attribute that changes what it does.
//!
//! ```
//! use alatau_core::procedure::elements::{Fate, find};
//! use alatau_core::procedure::Kind;
//! assert_eq!(find("userTask", |_| false).map(|e| e.fate), Some(Fate::Executed(Kind::Task)));
//! assert!(matches!(find("choreographyTask", |_| false).map(|e| e.fate), Some(Fate::Refused(_))));
//! ```

use super::net::Kind;
use Group::{Artifact, Collaboration, Data, Flow, Global, Inner, Root};
use Place::{Boundary, Catch, End, EventScopeStart, ProcessStart, Throw};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Where in a file an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Beside the processes, under `definitions`.
    Root,
    /// A task under `definitions`, which call activities call.
    Global,
    /// In a collaboration, choreography or conversation.
    Collaboration,
    /// Activity, event or gateway.
    Node,
    /// Sequence flow or lanes.
    Flow,
    /// Data object or store.
    Data,
    /// Annotation, association or group.
    Artifact,
    /// In a process or flow node.
    Inner,
    /// What an event waits for or throws.
    Trigger,
}

/// What is done with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A flow node that the kernel carries out.
    Executed(Kind),
    /// It shapes what flow nodes do.
    Read(Reading),
    /// A trigger that is carried out at these places, and refused at all others.
    At(&'static [Place]),
    /// Kept in the file and drawn where it has a shape; it changes nothing.
    Tolerated(Tolerated),
    /// The file does not compile.
    Refused(Refused),
}

/// What an element that is no flow node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The procedure itself.
    Process,
    /// Carries tokens, on a condition.
    Flow,
    /// Says who acts.
    Lane,
    /// Names what events, tasks or files refer to.
    Named,
    /// Connects an event to what undoes.
    Undoes,
    /// Repeats an activity.
    Repeats,
    /// A FEEL expression of what it stands in.
    Expression,
    /// A trigger at the root, which events refer to.
    Shared,
    /// What is drawn, and where.
    Drawing,
    /// A pool: its process, by name.
    Pool,
}

/// Why an element may stand in the file though nothing is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerated {
    /// It says to people what is meant.
    Note,
    /// Facts carry the data.
    Data,
    /// Lanes and the law say who acts.
    Resource,
    /// How services are reached is not part of a procedure.
    Service,
    /// Between pools; each process is carried out by itself and hands its messages on.
    Between,
    /// It watches, or belongs to another tool.
    Tool,
    /// Said by the sequence flows already.
    Repeated,
}

/// Why an element is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It belongs to a choreography, which nobody carries out alone.
    Choreography,
    /// It is abstract: other elements stand for it in a file.
    Abstract,
}

/// Where an event stands: what it may wait for or throw hangs on it (BPMN 2.0.2,
/// tables 10.88 to 10.92).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Start event of a process.
    ProcessStart,
    /// Start event of a sub-process: nothing.
    ScopeStart,
    /// Start event of an event sub-process.
    EventScopeStart,
    /// Intermediate catch event.
    Catch,
    /// Intermediate throw event.
    Throw,
    /// Boundary event.
    Boundary,
    /// End event.
    End,
}

impl Place {
    /// Whether a trigger may stand here.
    pub fn allows(self, tag: &str) -> bool {
        matches!(find(tag, |_| false).map(|e| e.fate), Some(Fate::At(places)) if places.contains(&self))
    }

    /// Whether the event waits, and does not throw.
    pub fn catches(self) -> bool {
        !matches!(self, Place::Throw | Place::End)
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Place::ProcessStart => "start event of a process",
            Place::ScopeStart => "start event of a sub-process",
            Place::EventScopeStart => "start event of an event sub-process",
            Place::Catch => "intermediate catch event",
            Place::Throw => "intermediate throw event",
            Place::Boundary => "boundary event",
            Place::End => "end event",
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Local name.
    pub tag: &'static str,
    /// An attribute that must be `true` for this line to count.
    pub only_with: Option<&'static str>,
    /// Where it stands.
    pub group: Group,
    /// What is done with it.
    pub fate: Fate,
}

/// The line for an element: the one whose attribute is set, else the one without.
pub fn find(tag: &str, has: impl Fn(&str) -> bool) -> Option<&'static Entry> {
    let first = *FIRST.get(tag)?;
    ELEMENTS[first..].iter().find(|e| e.tag == tag && e.only_with.is_none_or(&has))
}

/// The first line of each element.
static FIRST: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| ELEMENTS.iter().enumerate().rev().map(|(n, e)| (e.tag, n)).collect());

/// Where an element stands, if BPMN has it.
pub fn group(tag: &str) -> Option<Group> {
    find(tag, |_| false).map(|e| e.group)
}

/// Whether other elements lie in this flow node.
pub fn is_sub_process(tag: &str) -> bool {
    tag != "callActivity" && matches!(find(tag, |_| false).map(|e| e.fate), Some(Fate::Executed(kind)) if kind.holds())
}

const fn line(group: Group, tag: &'static str, fate: Fate) -> Entry {
    Entry { tag, only_with: None, group, fate }
}

const fn node(tag: &'static str, kind: Kind) -> Entry {
    line(Group::Node, tag, Fate::Executed(kind))
}

const fn kept(group: Group, tag: &'static str, why: Tolerated) -> Entry {
    line(group, tag, Fate::Tolerated(why))
}

const fn read(group: Group, tag: &'static str, how: Reading) -> Entry {
    line(group, tag, Fate::Read(how))
}

const fn refused(group: Group, tag: &'static str, why: Refused) -> Entry {
    line(group, tag, Fate::Refused(why))
}

const fn trigger(tag: &'static str, places: &'static [Place]) -> Entry {
    line(Group::Trigger, tag, Fate::At(places))
}

/// The table.
pub static ELEMENTS: &[Entry] = &[
    node("task", Kind::Task),
    node("userTask", Kind::Task),
    node("manualTask", Kind::Task),
    node("serviceTask", Kind::Task),
    node("businessRuleTask", Kind::Task),
    node("scriptTask", Kind::Script),
    node("sendTask", Kind::Throw),
    node("receiveTask", Kind::Catch),
    Entry { only_with: Some("triggeredByEvent"), ..node("subProcess", Kind::EventSubProcess) },
    node("subProcess", Kind::SubProcess),
    node("transaction", Kind::SubProcess),
    node("adHocSubProcess", Kind::AdHoc),
    node("callActivity", Kind::SubProcess),
    node("exclusiveGateway", Kind::Exclusive),
    node("parallelGateway", Kind::Parallel),
    node("inclusiveGateway", Kind::Inclusive),
    node("complexGateway", Kind::Complex),
    node("eventBasedGateway", Kind::EventBased),
    node("startEvent", Kind::Start),
    node("intermediateCatchEvent", Kind::Catch),
    node("intermediateThrowEvent", Kind::Throw),
    node("boundaryEvent", Kind::Boundary),
    node("endEvent", Kind::End),
    refused(Group::Node, "implicitThrowEvent", Refused::Abstract),
    refused(Group::Node, "event", Refused::Abstract),
    refused(Group::Node, "choreographyActivity", Refused::Abstract),
    refused(Group::Node, "choreographyTask", Refused::Choreography),
    refused(Group::Node, "subChoreography", Refused::Choreography),
    refused(Group::Node, "callChoreography", Refused::Choreography),
    trigger("messageEventDefinition", &[ProcessStart, EventScopeStart, Catch, Throw, Boundary, End]),
    trigger("timerEventDefinition", &[ProcessStart, EventScopeStart, Catch, Boundary]),
    trigger("conditionalEventDefinition", &[ProcessStart, EventScopeStart, Catch, Boundary]),
    trigger("signalEventDefinition", &[ProcessStart, EventScopeStart, Catch, Throw, Boundary, End]),
    trigger("errorEventDefinition", &[EventScopeStart, Boundary, End]),
    trigger("escalationEventDefinition", &[EventScopeStart, Throw, Boundary, End]),
    trigger("compensateEventDefinition", &[EventScopeStart, Throw, Boundary, End]),
    trigger("linkEventDefinition", &[Catch, Throw]),
    trigger("cancelEventDefinition", &[Boundary, End]),
    trigger("terminateEventDefinition", &[End]),
    read(Group::Trigger, "eventDefinitionRef", Reading::Shared),
    read(Flow, "sequenceFlow", Reading::Flow),
    read(Flow, "laneSet", Reading::Lane),
    kept(Data, "dataObject", Tolerated::Data),
    kept(Data, "dataObjectReference", Tolerated::Data),
    kept(Data, "dataStoreReference", Tolerated::Data),
    read(Artifact, "association", Reading::Undoes),
    kept(Artifact, "textAnnotation", Tolerated::Note),
    kept(Artifact, "group", Tolerated::Note),
    read(Inner, "standardLoopCharacteristics", Reading::Repeats),
    read(Inner, "multiInstanceLoopCharacteristics", Reading::Repeats),
    read(Inner, "script", Reading::Expression),
    read(Inner, "completionCondition", Reading::Expression),
    read(Inner, "activationCondition", Reading::Expression),
    kept(Inner, "incoming", Tolerated::Repeated),
    kept(Inner, "outgoing", Tolerated::Repeated),
    kept(Inner, "documentation", Tolerated::Note),
    kept(Inner, "extensionElements", Tolerated::Tool),
    kept(Inner, "auditing", Tolerated::Tool),
    kept(Inner, "monitoring", Tolerated::Tool),
    kept(Inner, "property", Tolerated::Data),
    kept(Inner, "ioSpecification", Tolerated::Data),
    kept(Inner, "dataInputAssociation", Tolerated::Data),
    kept(Inner, "dataOutputAssociation", Tolerated::Data),
    kept(Inner, "dataInput", Tolerated::Data),
    kept(Inner, "dataOutput", Tolerated::Data),
    kept(Inner, "inputSet", Tolerated::Data),
    kept(Inner, "outputSet", Tolerated::Data),
    kept(Inner, "performer", Tolerated::Resource),
    kept(Inner, "humanPerformer", Tolerated::Resource),
    kept(Inner, "potentialOwner", Tolerated::Resource),
    kept(Inner, "resourceRole", Tolerated::Resource),
    kept(Inner, "rendering", Tolerated::Tool),
    kept(Inner, "ioBinding", Tolerated::Service),
    kept(Inner, "supportedInterfaceRef", Tolerated::Service),
    kept(Inner, "correlationSubscription", Tolerated::Service),
    kept(Inner, "supports", Tolerated::Note),
    kept(Inner, "categoryValueRef", Tolerated::Note),
    read(Global, "globalTask", Reading::Named),
    read(Global, "globalUserTask", Reading::Named),
    read(Global, "globalManualTask", Reading::Named),
    read(Global, "globalBusinessRuleTask", Reading::Named),
    read(Global, "globalScriptTask", Reading::Named),
    read(Root, "process", Reading::Process),
    read(Root, "message", Reading::Named),
    read(Root, "error", Reading::Named),
    read(Root, "signal", Reading::Named),
    read(Root, "escalation", Reading::Named),
    read(Root, "BPMNDiagram", Reading::Drawing),
    kept(Root, "collaboration", Tolerated::Between),
    kept(Root, "choreography", Tolerated::Between),
    kept(Root, "globalConversation", Tolerated::Between),
    kept(Root, "globalChoreographyTask", Tolerated::Between),
    kept(Root, "import", Tolerated::Tool),
    kept(Root, "extension", Tolerated::Tool),
    kept(Root, "relationship", Tolerated::Tool),
    kept(Root, "itemDefinition", Tolerated::Data),
    kept(Root, "dataStore", Tolerated::Data),
    kept(Root, "category", Tolerated::Note),
    kept(Root, "resource", Tolerated::Resource),
    kept(Root, "partnerEntity", Tolerated::Resource),
    kept(Root, "partnerRole", Tolerated::Resource),
    kept(Root, "interface", Tolerated::Service),
    kept(Root, "endPoint", Tolerated::Service),
    kept(Root, "correlationProperty", Tolerated::Service),
    read(Collaboration, "participant", Reading::Pool),
    kept(Collaboration, "messageFlow", Tolerated::Between),
    kept(Collaboration, "messageFlowAssociation", Tolerated::Between),
    kept(Collaboration, "participantAssociation", Tolerated::Between),
    kept(Collaboration, "conversation", Tolerated::Between),
    kept(Collaboration, "subConversation", Tolerated::Between),
    kept(Collaboration, "callConversation", Tolerated::Between),
    kept(Collaboration, "conversationLink", Tolerated::Between),
    kept(Collaboration, "conversationAssociation", Tolerated::Between),
    kept(Collaboration, "correlationKey", Tolerated::Service),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_stands_once_for_each_attribute() {
        for (number, entry) in ELEMENTS.iter().enumerate() {
            let same = |e: &Entry| e.tag == entry.tag && e.only_with == entry.only_with;
            assert_eq!(ELEMENTS.iter().position(same), Some(number), "{}", entry.tag);
        }
    }

    #[test]
    fn the_line_with_its_attribute_stands_first() {
        assert_eq!(find("subProcess", |a| a == "triggeredByEvent").map(|e| e.fate), Some(Fate::Executed(Kind::EventSubProcess)));
        assert_eq!(find("subProcess", |_| false).map(|e| e.fate), Some(Fate::Executed(Kind::SubProcess)));
    }
}
