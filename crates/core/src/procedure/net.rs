//! The compiled procedure: flat vectors and small integers.
//!
//! A net is what the kernel walks. Names, positions and citations stand beside
//! it in [`NodeInfo`], index by index, and are never touched while walking.

pub use crate::decision::Compare;
use crate::decision::{Symbols, Value};
use crate::source::Place;
use crate::text::Lang;

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
    /// Start event: passes the token on.
    Start,
    /// End event: consumes the token, and throws its triggers.
    End,
    /// A task that somebody, or a service, completes.
    Task,
    /// Exclusive gateway.
    Exclusive,
    /// Parallel gateway.
    Parallel,
    /// Inclusive gateway.
    Inclusive,
    /// Complex gateway: goes on once its activation condition holds.
    Complex,
    /// Event-based gateway: the first event of its targets decides.
    EventBased,
    /// Intermediate catch event, or receive task: waits for one of its triggers.
    Catch,
    /// Intermediate throw event, or send task: throws its triggers and passes the token on.
    Throw,
    /// Boundary event: waits for one of its triggers while its host waits.
    Boundary,
    /// Script task: states facts, then passes the token on.
    Script,
    /// Embedded or called sub-process, or transaction: opens a scope.
    SubProcess,
    /// Event sub-process: opens a scope when the trigger of its start event occurs.
    EventSubProcess,
    /// Ad-hoc sub-process: opens a scope whose activities need no flows.
    AdHoc,
    /// An activity that is carried out several times: holds its body as the only element of its scope.
    Multi,
}

impl Kind {
    /// Whether it opens a scope in which other elements lie.
    pub fn holds(self) -> bool {
        matches!(self, Kind::SubProcess | Kind::EventSubProcess | Kind::AdHoc | Kind::Multi)
    }
}

/// What an event waits for, or throws (BPMN 2.0.2, section 10.5.5). Links are
/// compiled to flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A message: [`Net::messages`].
    Message(u16),
    /// A signal: [`Net::signals`].
    Signal(u16),
    /// A time: [`Net::timers`].
    Timer(u16),
    /// A condition that becomes true: [`Net::guards`].
    Condition(u16),
    /// An error: [`Net::errors`]; caught: [`NONE`] is any.
    Error(u16),
    /// An escalation: [`Net::escalations`]; caught: [`NONE`] is any.
    Escalation(u16),
    /// Undoes what was completed: one activity, or all of its scope ([`NONE`]).
    Compensation(u16),
    /// Ends a transaction and undoes what was completed in it.
    Cancel,
    /// Ends its scope, with everything in it.
    Terminate,
}

/// How often an activity is carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// One after the other.
    pub sequential: bool,
    /// Multi-instance: how many, an index into [`Net::scripts`]; [`NONE`]: one per item of the collection.
    pub cardinality: u16,
    /// Multi-instance: the list fact that gives one item to each instance, or [`NONE`].
    pub collection: u16,
    /// The fact by which an instance knows its item, or [`NONE`].
    pub item: u16,
    /// The list fact that collects results, or [`NONE`].
    pub results: u16,
    /// The fact that an instance leaves as its result, or [`NONE`].
    pub result: u16,
    /// Multi-instance: ends the rest once it holds ([`Net::guards`]), or [`NONE`].
    pub until: u16,
    /// Loop: goes on while it holds ([`Net::guards`]), or [`NONE`].
    pub again: u16,
    /// Loop: whether the condition is asked before the first time.
    pub test_before: bool,
    /// Loop: highest number of times; [`u16::MAX`]: without limit.
    pub most: u16,
    /// When an ended instance throws to the boundary of the activity.
    pub throws: Throws,
    /// What it throws.
    pub trigger: Option<Trigger>,
    /// Behaviour `Complex`: what an ended instance throws where a condition ([`Net::guards`]) holds.
    pub complex: Vec<(u16, Trigger)>,
    /// Facts that hold the standard's `loopCounter`, `numberOfInstances`,
    /// `numberOfActiveInstances` and `numberOfCompletedInstances`, where conditions read them.
    pub counters: [u16; 4],
}

/// When an instance that ended throws an event (BPMN 2.0.2, table 10.31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throws {
    /// Never: behaviour `All`.
    Never,
    /// The first one does: behaviour `One`.
    First,
    /// Each does: behaviour `None`.
    Each,
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
    /// Months, then microseconds, counted in the calendar's zone.
    Months(i32, i64),
    /// The first time, and how often after it; [`u16::MAX`]: without end.
    Cycle {
        /// Microseconds between two times.
        every: i64,
        /// The first time, if stated; else one interval from now.
        start: Option<i64>,
        /// How often in all.
        times: u16,
    },
    /// What a FEEL expression says: a duration, or a date and time ([`Net::scripts`]).
    Feel(u16),
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
    /// Scope holder: its start event, or the body of a [`Kind::Multi`].
    pub start: u16,
    /// Scope holder: further elements that start with it ([`Net::starts`]): activities of
    /// an ad-hoc sub-process, or elements without incoming flows where there is no start event.
    pub starts: Span,
    /// Scope holder: the start events of its event sub-processes ([`Net::watchers`]).
    pub watchers: Span,
    /// Boundary event: the activity it is attached to.
    pub host: u16,
    /// Boundary events attached to it: [`Net::boundaries`].
    pub boundary: Span,
    /// What it waits for or throws: [`Net::triggers`].
    pub triggers: Span,
    /// Catch event: whether all triggers must occur, not one.
    pub all: bool,
    /// Activity: how many tokens must arrive before it starts.
    pub start_quantity: u8,
    /// Activity: how many tokens leave it.
    pub completion_quantity: u8,
    /// What it does beyond its kind: script ([`Net::scripts`]), repetition
    /// ([`Net::repeats`]), completion or activation condition ([`Net::guards`]).
    pub rule: u16,
    /// Script: the fact that its result is stated as.
    pub result: u16,
    /// Activity: what undoes it once it is completed: a task, or an event sub-process within.
    pub undo: u16,
    /// Ad-hoc sub-process: activities run one at a time. Transaction: can be cancelled.
    /// Event that throws compensation: it does not wait until all is undone.
    pub special: bool,
    /// Whether more happens when it completes than that its token leaves: it can be
    /// undone, several tokens leave, or it lies in an ad-hoc sub-process.
    pub extra: bool,
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

/// A prepared FEEL expression: facts in the order of [`Net::facts`], any value.
pub type Script = std::sync::Arc<dyn Fn(&[Value], &Symbols) -> Value + Send + Sync>;

/// A compiled procedure.
///
/// Invariant: every index in a node or flow is in range or [`NONE`]; `flows`
/// are grouped by source, in document order.
#[derive(Clone)]
pub struct Net {
    /// BPMN id of the process.
    pub id: String,
    /// Its English, Kazakh and Russian name, each as far as the file has it.
    pub names: [String; 3],
    /// Service slot that it carries out (`al:service`), or empty.
    pub service: String,
    /// Facts that the law fills when a case is filed: name and slot (`al:uses`).
    pub uses: Vec<(String, String)>,
    /// SHA-256 of the file's bytes.
    pub hash: [u8; 32],
    /// First bytes of the SHA-256 of all names behind the numbers that events bear, in order. Stored events have it:
    /// whoever numbers otherwise cannot take one element for another.
    pub numbers: [u8; 8],
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
    /// Triggers, grouped by event.
    pub triggers: Vec<Trigger>,
    /// Timers.
    pub timers: Vec<Timer>,
    /// Conditions of events, loops and ad-hoc sub-processes.
    pub guards: Vec<Condition>,
    /// Expressions of scripts, timers and cardinalities.
    pub scripts: Vec<Script>,
    /// Repetitions.
    pub repeats: Vec<Repeat>,
    /// Elements that start with their scope, grouped by holder.
    pub starts: Vec<u16>,
    /// Start events of event sub-processes, grouped by holder.
    pub watchers: Vec<u16>,
    /// None start event of the process; [`NONE`] if something else begins it.
    pub start: u16,
    /// Elements that begin the process beside or instead of it ([`Net::starts`]): start events
    /// with a trigger, instantiating receive tasks, or elements without incoming flows.
    pub begins: Span,
    /// Start events of the event sub-processes of the process itself ([`Net::watchers`]).
    pub watches: Span,
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
    /// Signals, by name.
    pub signals: Vec<String>,
    /// Error codes.
    pub errors: Vec<String>,
    /// Escalation codes.
    pub escalations: Vec<String>,
    /// How many join slots there are.
    pub slots: u16,
    /// For each slot of an inclusive join: the nodes from which a token can still
    /// reach it without passing the join, one bit a node (64 to a word).
    pub upstream: Vec<Vec<u64>>,
    /// Whether any element runs the applicant's clock or a term that can be extended.
    pub has_clocks: bool,
    /// Whether any inclusive gateway joins.
    pub has_inclusive_joins: bool,
    /// Whether any event waits for a condition.
    pub has_guards: bool,
    /// Whether any activity can be undone.
    pub has_undo: bool,
}

impl Net {
    /// The name of the process in a language; without one, the English name or the id.
    pub fn name(&self, lang: Lang) -> &str {
        let [en, kk, ru] = &self.names;
        let wanted = match lang {
            Lang::En => en,
            Lang::Kk => kk,
            Lang::Ru => ru,
        };
        [wanted, en].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.id)
    }

    /// The index of a fact that conditions read.
    pub fn fact(&self, name: &str) -> Option<u16> {
        self.facts.iter().position(|f| f == name).map(|i| i as u16)
    }

    /// The node with a BPMN id.
    pub fn node(&self, id: &str) -> Option<u16> {
        self.info.iter().position(|n| n.id == id).map(|i| i as u16)
    }

    /// What an event waits for or throws.
    #[inline]
    pub fn triggers_of(&self, node: u16) -> &[Trigger] {
        let Span { first, len } = self.nodes[node as usize].triggers;
        &self.triggers[first as usize..first as usize + len as usize]
    }

    /// The time that an event waits for.
    pub fn timer_of(&self, node: u16) -> Option<&Timer> {
        let timer = |t: &Trigger| if let Trigger::Timer(timer) = t { self.timers.get(*timer as usize) } else { None };
        self.triggers_of(node).iter().find_map(timer)
    }

    /// The term of the law that an event waits for: its number in [`Net::terms`].
    pub fn term_of(&self, node: u16) -> Option<u16> {
        if let Some(Timer::Term(term)) = self.timer_of(node) { Some(*term) } else { None }
    }

    /// The message that an event waits for or throws.
    pub fn message_of(&self, node: u16) -> Option<u16> {
        self.triggers_of(node).iter().find_map(|t| if let Trigger::Message(message) = t { Some(*message) } else { None })
    }

    /// Whether an event ends more than its own token: its scope, a transaction, or by an error.
    pub fn breaks_off(&self, node: u16) -> bool {
        self.triggers_of(node).iter().any(|t| matches!(t, Trigger::Terminate | Trigger::Error(_) | Trigger::Cancel))
    }

    /// Whether a token stays at an element until a command or a time moves it.
    pub fn waits(&self, node: u16) -> bool {
        matches!(self.nodes[node as usize].kind, Kind::Task | Kind::Catch | Kind::EventBased)
    }
}
