//! From a BPMN file to a [`Net`], or to the list of reasons why not.
//!
//! Whatever the kernel cannot carry out exactly as BPMN means it is refused by
//! name and place; nothing is skipped in silence. All refusals are collected,
//! in the order of the file.
//!
//! ```
//! use alatau_core::procedure::{Options, bpmn, compile};
//! let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
//!   <process id="p">
//!     <startEvent id="filed"/><userTask id="review"/><endEvent id="done"/>
//!     <sequenceFlow id="a" sourceRef="filed" targetRef="review"/>
//!     <sequenceFlow id="b" sourceRef="review" targetRef="done"/>
//!   </process></definitions>"#;
//! let net = compile(&bpmn::parse("p.bpmn", text).unwrap(), &Options::default()).unwrap();
//! assert_eq!(net.tasks.len(), 1);
//! assert!(net.one_safe);
//! ```

mod checks;
mod conditions;
mod elements;
mod extensions;
mod flows;
mod joins;
mod safety;
mod timers;

use super::bpmn::{Bpmn, FlowNode, Process, Scope, SequenceFlow, rules};
use super::net::{Clock, Kind, NONE, Net, Node, NodeInfo, Span};
use crate::decision::Symbols;
use crate::source::Diagnostic;
use std::collections::{BTreeMap, HashMap};

/// For gateways, by id: their flows with a probability each.
pub type Branching = BTreeMap<String, Vec<(String, f64)>>;

/// What to compile, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Id of the process; needed where the file has several.
    pub process: Option<&'a str>,
    /// Exclusive gateways whose conditions a choice replaces: flow number k is
    /// taken when fact `choice:<gateway id>` is k, the last flow otherwise.
    pub branching: Option<&'a Branching>,
    /// Whether a breach of the letter of the standard refuses the file too.
    pub strict: bool,
}

/// Most elements, and most flows, that a net can have.
const COUNT_MAX: usize = NONE as usize - 1;

/// Compiles one process of a file.
pub fn compile(file: &Bpmn, options: &Options<'_>) -> Result<Net, Vec<Diagnostic>> {
    let process = choose(file, options)?;
    let mut work = Work::new(file, process);
    work.gather(&process.scope, NONE);
    if work.drafts.len() > COUNT_MAX || work.flows.len() > COUNT_MAX {
        let message = format!("the process has {} elements and {} flows; at most {COUNT_MAX} of each", work.drafts.len(), work.flows.len());
        return Err(vec![file.error("AL-2119", process.at, message, "split it into several processes")]);
    }
    elements::read(&mut work);
    flows::connect(&mut work);
    conditions::read(&mut work, options);
    extensions::read(&mut work, process);
    checks::run(&mut work, process);
    rules::add_refusals(&mut work.errors, file, options.strict);
    if work.errors.is_empty() {
        joins::number(&mut work.net);
        work.net.has_clocks = !work.net.terms.is_empty() || work.net.nodes.iter().any(|n| n.clock != Clock::Statutory);
        work.net.has_inclusive_joins = work.net.nodes.iter().any(|n| n.kind == Kind::Inclusive && n.slots.len > 0);
        work.net.one_safe = safety::one_safe(&work.net);
        return Ok(work.net);
    }
    work.errors.sort_by(|a, b| (a.place.line, a.place.column, a.code).cmp(&(b.place.line, b.place.column, b.code)));
    work.errors.dedup();
    Err(work.errors)
}

fn choose<'a>(file: &'a Bpmn, options: &Options<'_>) -> Result<&'a Process, Vec<Diagnostic>> {
    let ids = || file.processes.iter().map(|p| p.element.id.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(id) = options.process {
        let help = format!("the file has: {}", ids());
        let missing = || vec![file.error("AL-2101", file.definitions.at, format!("there is no process `{id}`"), help)];
        return file.process(id).ok_or_else(missing);
    }
    let filled: Vec<&Process> = file.processes.iter().filter(|p| !p.scope.nodes.is_empty()).collect();
    match (filled.as_slice(), file.processes.as_slice()) {
        ([one], _) => Ok(*one),
        ([], [one]) => Ok(one),
        _ if file.processes.is_empty() => Err(vec![file.error(
            "AL-2101",
            file.definitions.at,
            "the file has no process",
            "draw one, or export the model with its process",
        )]),
        _ => {
            let message = format!("the file has {} processes and none was chosen", file.processes.len());
            Err(vec![file.error("AL-2101", file.definitions.at, message, format!("name one of: {}", ids()))])
        }
    }
}

/// An element on its way into the net.
pub(super) struct Draft<'a> {
    /// As parsed.
    pub(super) from: &'a FlowNode,
    /// Sub-process that holds it, or [`NONE`].
    pub(super) parent: u16,
    /// What it does, unless refused.
    pub(super) kind: Option<Kind>,
}

/// A flow on its way into the net.
pub(super) struct FlowDraft<'a> {
    /// As parsed.
    pub(super) from: &'a SequenceFlow,
    /// Sub-process that holds it, or [`NONE`].
    pub(super) parent: u16,
}

/// Everything that the stages share.
pub(super) struct Work<'a> {
    pub(super) file: &'a Bpmn,
    pub(super) net: Net,
    pub(super) errors: Vec<Diagnostic>,
    /// Elements, index by index as in the net.
    pub(super) drafts: Vec<Draft<'a>>,
    /// Flows in document order; the net has them grouped by source.
    pub(super) flows: Vec<FlowDraft<'a>>,
    /// For each flow of the net: its number in `flows`.
    pub(super) flow_drafts: Vec<usize>,
    /// Node by id.
    pub(super) ids: HashMap<&'a str, u16>,
}

impl<'a> Work<'a> {
    fn new(file: &'a Bpmn, process: &Process) -> Work<'a> {
        let net = Net {
            id: process.element.id.clone(),
            service: String::new(),
            uses: Vec::new(),
            hash: file.hash,
            nodes: Vec::new(),
            info: Vec::new(),
            flows: Vec::new(),
            flow_ids: Vec::new(),
            flow_conditions: Vec::new(),
            boundaries: Vec::new(),
            timers: Vec::new(),
            start: NONE,
            tasks: Vec::new(),
            facts: Vec::new(),
            symbols: Symbols::default(),
            expressions: Vec::new(),
            terms: Vec::new(),
            events: Vec::new(),
            messages: Vec::new(),
            errors: Vec::new(),
            slots: 0,
            has_clocks: false,
            has_inclusive_joins: false,
            upstream: Vec::new(),
            one_safe: false,
        };
        Work { file, net, errors: Vec::new(), drafts: Vec::new(), flows: Vec::new(), flow_drafts: Vec::new(), ids: HashMap::new() }
    }

    /// Records a refusal.
    pub(super) fn refuse(&mut self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) {
        let error = self.file.error(code, at, message, help);
        self.errors.push(error);
    }

    /// Numbers the elements: a sub-process first, then what lies in it.
    fn gather(&mut self, scope: &'a Scope, parent: u16) {
        for node in &scope.nodes {
            let index = u16::try_from(self.drafts.len()).unwrap_or(NONE);
            self.drafts.push(Draft { from: node, parent, kind: None });
            if let Some(inner) = &node.scope {
                self.gather(inner, index);
            }
        }
        self.flows.extend(scope.flows.iter().map(|from| FlowDraft { from, parent }));
        for unknown in &scope.unknown {
            let message = format!("`{}` is not an element that BPMN 2.0 has at this place", unknown.label());
            self.refuse("AL-2109", unknown.at, message, "check the spelling and the namespace of the element");
        }
    }
}

/// An element with nothing set.
pub(super) fn blank(kind: Kind, parent: u16) -> Node {
    Node {
        kind,
        clock: Clock::Statutory,
        interrupting: false,
        outcome: None,
        outs: Span::default(),
        ins: 0,
        slots: Span::default(),
        default: NONE,
        parent,
        start: NONE,
        host: NONE,
        boundary: Span::default(),
        timer: NONE,
        message: NONE,
        error: NONE,
        event: NONE,
        task: NONE,
        ruling: false,
    }
}

/// The index of a name in a list, new at the end.
pub(super) fn number(list: &mut Vec<String>, name: &str) -> u16 {
    crate::decision::condition::index(list, name)
}

/// What people see of an element, before the extension attributes are read.
pub(super) fn info(file: &Bpmn, node: &FlowNode) -> NodeInfo {
    NodeInfo {
        id: node.element.id.clone(),
        name: node.element.name.clone(),
        tag: node.tag.clone(),
        effort: node.element.id.clone(),
        place: file.place(node.at),
        ..NodeInfo::default()
    }
}
