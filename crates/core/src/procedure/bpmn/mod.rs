//! BPMN 2.0 files, read without loss.
//!
//! [`parse`] keeps the source text and lays a typed view over it: every element
//! that BPMN knows, whether this program can run it or not, with the byte at
//! which it stands. Nothing is judged here except that the text is XML and its
//! root is BPMN; what cannot be run is refused when the view is compiled
//! ([`super::compile`]).
//!
//! Invariant: [`Bpmn::write`] gives back the bytes that were read.
//!
//! ```
//! let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
//!   <process id="p"><startEvent id="s"/></process></definitions>"#;
//! let file = alatau_core::procedure::bpmn::parse("small.bpmn", text).unwrap();
//! assert_eq!(file.processes[0].scope.nodes[0].tag, "startEvent");
//! assert_eq!(file.place(file.processes[0].at).line, 2);
//! assert_eq!(file.write(), text);
//! ```

mod diagram;
mod index;
mod read;
pub mod rules;
mod scope;
mod xml;

pub use diagram::{Bounds, Diagram, Edge, Point, Shape};
pub use index::Indexed;
pub use scope::{DataElement, EventDefinition, Expression, FlowNode, Lane, Marker, Reference, Scope, SequenceFlow, TimerText};

use crate::source::{Diagnostic, Place, Severity};

/// Namespace of BPMN 2.0 models.
pub const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// Namespace of our extension attributes.
pub const ALATAU: &str = "urn:alatau:bpmn";
/// Most characters of a line that an error shows.
const EXCERPT_MAX: usize = 400;
/// Text that an expression or an attribute holds, with the byte at which it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, entities resolved.
    pub value: String,
    /// Byte in the file.
    pub at: usize,
}

/// An XML attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Namespace; empty for BPMN's own attributes.
    pub namespace: String,
    /// Local name.
    pub name: String,
    /// Value, entities resolved.
    pub value: String,
    /// Byte in the file.
    pub at: usize,
}

/// What every element carries: where it stands, its tag, its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Byte of its `<`.
    pub at: usize,
    /// Local name, for example `userTask`.
    pub tag: String,
    /// `id`, or empty.
    pub id: String,
    /// `name`, or empty.
    pub name: String,
    /// All attributes, in document order.
    pub attributes: Vec<Attribute>,
}

impl Element {
    /// A BPMN attribute.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.namespace.is_empty() && a.name == name)
    }

    /// One of our extension attributes.
    pub fn al(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.namespace == ALATAU && a.name == name)
    }

    /// All our extension attributes.
    pub fn extensions(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|a| a.namespace == ALATAU)
    }

    /// Whether a BPMN attribute says `true`.
    pub fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(|a| matches!(a.value.trim(), "true" | "1"))
    }

    /// Whether a BPMN attribute says `false`.
    pub fn is_not(&self, name: &str) -> bool {
        self.get(name).is_some_and(|a| matches!(a.value.trim(), "false" | "0"))
    }

    /// `userTask 'check'`, or the tag alone.
    pub fn label(&self) -> String {
        match self.id.as_str() {
            "" => self.tag.clone(),
            id => format!("{} `{id}`", self.tag),
        }
    }
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// Its element.
    pub element: Element,
    /// Byte of its `<`.
    pub at: usize,
    /// What lies in it.
    pub scope: Scope,
}

/// A pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participant {
    /// Its element.
    pub element: Element,
    /// Process that it shows, if not a closed box.
    pub process: Option<Reference>,
}

/// A collaboration: pools and the messages between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collaboration {
    /// Its element: `collaboration`, `choreography` or `globalConversation`.
    pub element: Element,
    /// Pools.
    pub participants: Vec<Participant>,
    /// Message flows.
    pub message_flows: Vec<Element>,
    /// What else stands in it: artifacts, conversations, associations, choreography activities.
    pub others: Vec<Element>,
}

/// A parsed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bpmn {
    /// Path as the user gave it.
    pub file: String,
    /// The text as it was read.
    pub text: String,
    /// SHA-256 of the text's bytes.
    pub hash: [u8; 32],
    /// The root element.
    pub definitions: Element,
    /// Processes, in document order.
    pub processes: Vec<Process>,
    /// Global tasks, which call activities may call: as flow nodes, for example of tag `globalUserTask`.
    pub global_tasks: Vec<FlowNode>,
    /// Collaborations.
    pub collaborations: Vec<Collaboration>,
    /// Root `message` elements.
    pub messages: Vec<Element>,
    /// Root `error` elements.
    pub errors: Vec<Element>,
    /// Other root elements: signals, escalations, item definitions, data stores, interfaces, imports ...
    pub others: Vec<Element>,
    /// Event definitions that stand at the root, for reference.
    pub event_definitions: Vec<EventDefinition>,
    /// Diagrams.
    pub diagrams: Vec<Diagram>,
    /// Breaches of the standard's rules, in the order of the file; at most [`rules::VIOLATIONS_MAX`].
    pub violations: Vec<rules::Violation>,
    /// First byte of each line.
    lines: Vec<usize>,
}

/// Reads BPMN text. `file` is how the user named it.
///
/// Errors are XML that is not well formed, a document type declaration, another
/// root or namespace, and texts too large or too deep to be meant.
pub fn parse(file: &str, text: &str) -> Result<Bpmn, Vec<Diagnostic>> {
    read::read(file, text)
}

impl Bpmn {
    /// The text of the file, byte for byte as it was read.
    pub fn write(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte.
    pub fn place(&self, at: usize) -> Place {
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..at).map_or(0, |s| s.chars().count()) as u32 + 1;
        Place { file: self.file.clone(), line: line as u32, column }
    }

    /// An error at a byte, with its line.
    pub fn error(&self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let at = self.text.floor_char_boundary(at);
        let place = self.place(at);
        let start = self.lines.get(place.line as usize - 1).copied().unwrap_or(0);
        // A file in one line of megabytes has many errors; each shows the beginning of the line only.
        let line = self.text[start..].lines().next().unwrap_or("");
        let excerpt = line.char_indices().nth(EXCERPT_MAX).map_or(line, |(end, _)| &line[..end]).to_string();
        Diagnostic { place, severity: Severity::Error, code, message: message.into(), help: help.into(), excerpt }
    }

    /// The process with an id.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|p| p.element.id == id)
    }

    /// The shape that draws an element.
    pub fn shape(&self, id: &str) -> Option<&Shape> {
        self.diagrams.iter().flat_map(|d| &d.shapes).find(|s| s.of == id)
    }

    /// The line that draws a flow.
    pub fn edge(&self, id: &str) -> Option<&Edge> {
        self.diagrams.iter().flat_map(|d| &d.edges).find(|e| e.of == id)
    }
}
