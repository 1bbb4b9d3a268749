//! The compiled procedure: flat vectors and small integers.
//!
//! A net is what the kernel walks. Names, positions and citations stand beside
//! it in [`NodeInfo`], index by index, and are never touched while walking.

pub use crate::decision::Compare;
use crate::decision::{Symbols, Value};
use crate::source::Place;

/// "None" in every `u16` field of a net.
pub const NONE: u16 = u16::MAX;

/// A run of entries in one of the net's vectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First index.
    pub first: u16,
    /// How many.
    pub len: u16,
}

impl Span {
    /// The indices.
    pub fn iter(self) -> std::ops::Range<u16> {
        self.first..self.first + self.len
    }
}

/// What an element does with a token (BPMN 2.0.2, section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// None start event: passes the token on.
    Start,
    /// None end event: consumes the token.
    End,
    /// Ends its scope, with everything in it.
    TerminateEnd,
    /// Throws an error out of its scope, to a boundary event with the same code.
    ErrorEnd,
    /// Any task: waits until it is completed.
    Task,
    /// Exclusive gateway.
    Exclusive,
    /// Parallel gateway.
    Parallel,
    /// Inclusive gateway.
    Inclusive,
    /// Embedded sub-process: opens a scope.
    SubProcess,
    /// Intermediate catch event that waits for a message.
    CatchMessage,
    /// Intermediate catch event that waits for a time.
    CatchTimer,
    /// Intermediate throw event (none or message): passes the token on.
    Throw,
    /// Boundary timer event.
    BoundaryTimer,
    /// Boundary error event.
    BoundaryError,
}

/// Which clock runs while an element waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Clock {
    /// The authority's time within the term.
    #[default]
    Statutory,
    /// The authority's time within an extension.
    Extended,
    /// The applicant's time.
    Applicant,
}

/// How a case or one of its branches ended, where an element says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Outcome {
    /// Granted.
    Approved,
    /// Refused.
    Refused,
    /// Taken back by the applicant.
    Withdrawn,
}

/// When a token may take a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No condition.
    Always,
    /// One fact against one constant; null refuses to decide.
    Compare {
        /// Index into [`Net::facts`].
        fact: u16,
        /// How.
        op: Compare,
        /// With what.
        value: Value,
    },
    /// Index into [`Net::expressions`]: anything else that FEEL can say.
    Feel(u16),
}

/// A sequence flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Node it leaves.
    pub source: u16,
    /// Node it enters.
    pub target: u16,
    /// Slot that an arriving token marks, if the target joins; else [`NONE`].
    pub slot: u16,
    /// When it may be taken.
    pub condition: Condition,
}

/// How long an intermediate or boundary timer waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timer {
    /// A term of the law, by its slot (index into [`Net::terms`]).
    Term(u16),
    /// A constant ISO 8601 duration, in microseconds; months and years are refused.
    Micros(i64),
    /// A constant ISO 8601 date and time with offset, as an instant in microseconds.
    At(i64),
}

/// An element as the kernel sees it. Fields that do not apply hold [`NONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it does.
    pub kind: Kind,
    /// Clock that runs while it waits.
    pub clock: Clock,
    /// Whether a boundary event interrupts its host.
    pub interrupting: bool,
    /// What reaching it means for the case.
    pub outcome: Option<Outcome>,
    /// Flows that leave it: [`Net::flows`], in document order.
    pub outs: Span,
    /// How many flows enter it.
    pub ins: u16,
    /// Slots of its incoming flows, if it joins (parallel or inclusive with more than one).
    pub slots: Span,
    /// Default flow.
    pub default: u16,
    /// Sub-process that contains it, as a node; [`NONE`] at the top.
    pub parent: u16,
    /// Sub-process: its start event.
    pub start: u16,
    /// Boundary event: the activity it is attached to.
    pub host: u16,
    /// Boundary events attached to it: [`Net::boundaries`].
    pub boundary: Span,
    /// Timer: [`Net::timers`].
    pub timer: u16,
    /// Message that it waits for or throws: [`Net::messages`].
    pub message: u16,
    /// Error that it throws or catches: [`Net::errors`]; a boundary with [`NONE`] catches all.
    pub error: u16,
    /// Legal event that its completion marks: [`Net::events`].
    pub event: u16,
    /// Its number among the tasks.
    pub task: u16,
    /// Whether its completion rules on the case: the command states fact `ruling` (`al:ruling`).
    pub ruling: bool,
}

/// What people see of an element. Same index as its [`Node`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeInfo {
    /// BPMN id.
    pub id: String,
    /// BPMN name: the English text. Kazakh and Russian stand in `al:name.kk` and `al:name.ru`.
    pub name: String,
    /// Kazakh name, if the file has one.
    pub name_kk: String,
    /// Russian name, if the file has one.
    pub name_ru: String,
    /// BPMN tag, for example `userTask`.
    pub tag: String,
    /// Jurisdiction slot of the lane it lies in, for example `jurisdiction.permit-issuer`.
    pub authority: String,
    /// Provisions it cites (`al:cites`), for example `permits-law#consultation`.
    pub cites: Vec<String>,
    /// `al:form`.
    pub form: String,
    /// `al:decision`: a decision slot.
    pub decision: String,
    /// `al:judgement`: a judgement slot.
    pub judgement: String,
    /// `al:effort`: name of the work it costs; the purpose of the twin's draw. Default: the id.
    pub effort: String,
    /// Where it stands in the file.
    pub place: Place,
}

/// A prepared FEEL condition: facts in the order of [`Net::facts`], answer true,
/// false, or nothing when the expression yields null or another type.
pub type Expression = std::sync::Arc<dyn Fn(&[Value], &Symbols) -> Option<bool> + Send + Sync>;

/// A compiled procedure.
///
/// Invariant: every index in a node or flow is in range or [`NONE`]; `flows`
/// are grouped by source, in document order.
#[derive(Clone)]
pub struct Net {
    /// BPMN id of the process.
    pub id: String,
    /// Service slot that it carries out (`al:service`), or empty.
    pub service: String,
    /// Facts that the law fills when a case is filed: name and slot (`al:uses`).
    pub uses: Vec<(String, String)>,
    /// SHA-256 of the file's bytes.
    pub hash: [u8; 32],
    /// Elements.
    pub nodes: Vec<Node>,
    /// Their names and places.
    pub info: Vec<NodeInfo>,
    /// Sequence flows.
    pub flows: Vec<Flow>,
    /// BPMN ids of the flows.
    pub flow_ids: Vec<String>,
    /// Conditions of the flows, as written; empty where there is none.
    pub flow_conditions: Vec<String>,
    /// Boundary events, grouped by host.
    pub boundaries: Vec<u16>,
    /// Timers.
    pub timers: Vec<Timer>,
    /// Start event of the process.
    pub start: u16,
    /// Nodes that are tasks, by task number.
    pub tasks: Vec<u16>,
    /// Names of the facts that conditions read.
    pub facts: Vec<String>,
    /// Strings that conditions compare.
    pub symbols: Symbols,
    /// Conditions that are not one comparison.
    pub expressions: Vec<Expression>,
    /// Term slots that timers name, for example `term.opinion`.
    pub terms: Vec<String>,
    /// Legal events that elements mark, for example `registered`.
    pub events: Vec<String>,
    /// Messages, by name.
    pub messages: Vec<String>,
    /// Error codes.
    pub errors: Vec<String>,
    /// How many join slots there are.
    pub slots: u16,
    /// For each slot of an inclusive join: the nodes from which a token can still
    /// reach it without passing the join, one bit a node (64 to a word).
    pub upstream: Vec<Vec<u64>>,
    /// Whether any element runs the applicant's clock or a term that can be extended.
    pub has_clocks: bool,
    /// Whether any inclusive gateway joins.
    pub has_inclusive_joins: bool,
    /// Whether at most one token can ever be on a flow. Where false, marks are counted.
    pub one_safe: bool,
}

impl Net {
    /// The index of a fact that conditions read.
    pub fn fact(&self, name: &str) -> Option<u16> {
        self.facts.iter().position(|f| f == name).map(|i| i as u16)
    }

    /// The node with a BPMN id.
    pub fn node(&self, id: &str) -> Option<u16> {
        self.info.iter().position(|n| n.id == id).map(|i| i as u16)
    }
}
