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
//! ```

mod checks;
mod conditions;
mod elements;
mod events;
mod extensions;
mod flows;
mod joins;
mod repeats;
pub(crate) mod timers;

use super::bpmn::{Bpmn, Element, FlowNode, Process, Reference, Scope, SequenceFlow, rules};
use super::net::{Clock, Kind, NONE, Net, Node, NodeInfo, Span};
use crate::decision::condition::Formula;
use crate::decision::{Symbols, ValueKind};
use crate::source::Diagnostic;
use sha2::{Digest, Sha256};
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
    /// Further files in which called processes may be found.
    pub library: &'a [&'a Bpmn],
    /// Whether script tasks that are not written in FEEL wait for whoever drives the case.
    pub foreign_scripts: bool,
    /// Whether a breach of the letter of the standard refuses the file too.
    pub strict: bool,
}

/// Most elements, and most flows, that a net can have.
const COUNT_MAX: usize = NONE as usize - 1;

/// Compiles one process of a file.
pub fn compile(file: &Bpmn, options: &Options<'_>) -> Result<Net, Vec<Diagnostic>> {
    let process = choose(file, options).map_err(|errors| rules::with_refusals(errors, file, options.strict))?;
    let mut links = Vec::new();
    for one in std::iter::once(&file).chain(options.library) {
        one.processes.iter().for_each(|p| flows::links(&p.scope, &mut links));
    }
    let mut work = Work::new(file, process, options, &links);
    work.gather(&process.scope, NONE, NONE);
    if work.drafts.len() > COUNT_MAX || work.flows.len() > COUNT_MAX {
        let message = format!("the process has {} elements and {} flows; at most {COUNT_MAX} of each", work.drafts.len(), work.flows.len());
        return Err(vec![file.error("AL-2119", process.at, message, "split it into several processes")]);
    }
    elements::read(&mut work);
    flows::connect(&mut work);
    conditions::read(&mut work, options);
    events::read(&mut work);
    repeats::read(&mut work);
    work.file = file;
    extensions::read(&mut work, process);
    checks::run(&mut work, process);
    work.errors = rules::with_refusals(work.errors, file, options.strict);
    if work.errors.is_empty() {
        repeats::counters(&mut work.net);
        joins::number(&mut work.net);
        finish(&mut work.net);
        return Ok(work.net);
    }
    work.errors
        .sort_by(|a, b| (&a.place.file, a.place.line, a.place.column, a.code).cmp(&(&b.place.file, b.place.line, b.place.column, b.code)));
    work.errors.dedup();
    Err(work.errors)
}

/// [`Net::numbers`].
fn numbers(net: &Net) -> [u8; 8] {
    let slots = net.flows.iter().zip(&net.flow_ids).map(|(flow, id)| format!("{}-{}", flow.slot, id));
    let nodes = net.info.iter().map(|info| info.id.clone());
    let names = [&net.facts, &net.events, &net.messages, &net.signals, &net.errors, &net.escalations];
    let mut all: Vec<Vec<String>> = vec![nodes.collect(), slots.collect()];
    all.extend(names.into_iter().cloned());
    let hash = Sha256::digest(serde_json::to_vec(&all).unwrap_or_default());
    std::array::from_fn(|index| hash[index])
}

/// What the kernel wants to know of the whole.
fn finish(net: &mut Net) {
    net.symbols.seal();
    net.numbers = numbers(net);
    net.has_clocks = !net.terms.is_empty() || net.nodes.iter().any(|n| n.clock != Clock::Statutory);
    net.has_inclusive_joins = net.nodes.iter().any(|n| matches!(n.kind, Kind::Inclusive | Kind::Complex) && n.slots.len > 0);
    net.has_guards = !net.guards.is_empty();
    net.has_undo = net.nodes.iter().any(|n| n.undo != NONE);
    for index in 0..net.nodes.len() {
        let node = net.nodes[index];
        let in_ad_hoc = node.parent != NONE && net.nodes[node.parent as usize].kind == Kind::AdHoc;
        net.nodes[index].extra = in_ad_hoc || node.undo != NONE || node.completion_quantity > 1;
    }
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

/// Which part of a repeated activity a draft is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The activity, carried out once.
    Whole,
    /// What holds the repetitions.
    Frame,
    /// What is repeated.
    Body,
}

/// An element on its way into the net.
pub(super) struct Draft<'a> {
    /// As parsed.
    pub(super) from: &'a FlowNode,
    /// File that it stands in.
    pub(super) file: &'a Bpmn,
    /// Scope holder that it lies in, or [`NONE`].
    pub(super) parent: u16,
    /// Call activity in whose called process it lies, or [`NONE`].
    pub(super) call: u16,
    /// Repeated activities stand in the net twice.
    pub(super) part: Part,
    /// What it does, unless refused.
    pub(super) kind: Option<Kind>,
}

/// A flow on its way into the net.
pub(super) struct FlowDraft<'a> {
    /// As parsed.
    pub(super) from: &'a SequenceFlow,
    /// File that it stands in.
    pub(super) file: &'a Bpmn,
    /// Scope holder that it lies in, or [`NONE`].
    pub(super) parent: u16,
    /// Call activity in whose called process it lies, or [`NONE`].
    pub(super) call: u16,
}

/// Everything that the stages share.
pub(super) struct Work<'a> {
    /// The file that is read now: the one chosen, or one that is called.
    pub(super) file: &'a Bpmn,
    pub(super) options: &'a Options<'a>,
    pub(super) net: Net,
    pub(super) errors: Vec<Diagnostic>,
    /// Elements, index by index as in the net.
    pub(super) drafts: Vec<Draft<'a>>,
    /// Flows in document order; the net has them grouped by source.
    pub(super) flows: Vec<FlowDraft<'a>>,
    /// For each flow of the net: its number in `flows`.
    pub(super) flow_drafts: Vec<usize>,
    /// Node by the call it lies in and its id.
    pub(super) ids: HashMap<(u16, &'a str), u16>,
    /// Conditions of flows by what they say.
    pub(super) formulas: HashMap<&'a str, Formula>,
    /// For each fact the kind that it was first compared with, and where.
    pub(super) kinds: BTreeMap<String, (ValueKind, String)>,
    /// Flows from links to their targets, with the scope of each.
    links: &'a [(&'a Scope, SequenceFlow)],
    /// Processes that are being called, outer before inner.
    called: Vec<&'a Process>,
}

impl<'a> Work<'a> {
    fn new(file: &'a Bpmn, process: &'a Process, options: &'a Options<'a>, links: &'a [(&'a Scope, SequenceFlow)]) -> Work<'a> {
        let said = |name: &str| process.element.al(name).map(|a| a.value.trim().to_string()).unwrap_or_default();
        let net = Net {
            id: process.element.id.clone(),
            names: [process.element.name.clone(), said("name.kk"), said("name.ru")],
            service: String::new(),
            uses: Vec::new(),
            hash: file.hash,
            numbers: [0; 8],
            nodes: Vec::new(),
            info: Vec::new(),
            flows: Vec::new(),
            flow_ids: Vec::new(),
            flow_conditions: Vec::new(),
            boundaries: Vec::new(),
            triggers: Vec::new(),
            timers: Vec::new(),
            guards: Vec::new(),
            scripts: Vec::new(),
            repeats: Vec::new(),
            starts: Vec::new(),
            watchers: Vec::new(),
            start: NONE,
            begins: Span::default(),
            watches: Span::default(),
            tasks: Vec::new(),
            facts: Vec::new(),
            symbols: Symbols::default(),
            expressions: Vec::new(),
            terms: Vec::new(),
            events: Vec::new(),
            messages: Vec::new(),
            signals: Vec::new(),
            errors: Vec::new(),
            escalations: Vec::new(),
            slots: 0,
            has_clocks: false,
            has_inclusive_joins: false,
            has_guards: false,
            has_undo: false,
            upstream: Vec::new(),
        };
        Work {
            file,
            options,
            net,
            errors: Vec::new(),
            drafts: Vec::new(),
            flows: Vec::new(),
            flow_drafts: Vec::new(),
            ids: HashMap::new(),
            formulas: HashMap::new(),
            kinds: BTreeMap::new(),
            links,
            called: vec![process],
        }
    }

    /// The node with an id, in the same process as a draft.
    pub(super) fn beside(&self, draft: usize, id: &str) -> Option<u16> {
        self.ids.get(&(self.drafts[draft].call, id)).copied()
    }

    /// Turns to the file of a draft and answers the element.
    pub(super) fn look(&mut self, draft: usize) -> &'a FlowNode {
        self.file = self.drafts[draft].file;
        self.drafts[draft].from
    }

    /// Records a refusal.
    pub(super) fn refuse(&mut self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) {
        let error = self.file.error(code, at, message, help);
        self.errors.push(error);
    }

    /// Numbers the elements: a scope holder first, then what lies in it.
    fn gather(&mut self, scope: &'a Scope, parent: u16, call: u16) {
        for node in &scope.nodes {
            self.draft(node, parent, call);
        }
        let file = self.file;
        self.flows.extend(scope.flows.iter().map(|from| FlowDraft { from, file, parent, call }));
        let links = self.links.iter().filter(|(of, _)| std::ptr::eq(*of, scope));
        self.flows.extend(links.map(|(_, from)| FlowDraft { from, file, parent, call }));
        for unknown in &scope.unknown {
            let message = format!("`{}` is not an element that BPMN 2.0 has at this place", unknown.label());
            self.refuse("AL-2109", unknown.at, message, "check the spelling and the namespace of the element");
        }
    }

    fn draft(&mut self, from: &'a FlowNode, parent: u16, call: u16) {
        if self.drafts.len() > COUNT_MAX {
            return;
        }
        let file = self.file;
        let next = |work: &Work<'_>| u16::try_from(work.drafts.len()).unwrap_or(NONE);
        let (mut parent, mut part) = (parent, Part::Whole);
        if from.marker.is_some() {
            let frame = next(self);
            self.drafts.push(Draft { from, file, parent, call, part: Part::Frame, kind: None });
            (parent, part) = (frame, Part::Body);
        }
        let index = next(self);
        self.drafts.push(Draft { from, file, parent, call, part, kind: None });
        if let Some(inner) = &from.scope {
            self.gather(inner, index, call);
        }
        if from.tag == "callActivity" {
            self.call(from, index);
        }
    }

    /// Draws what a call activity calls into the net.
    fn call(&mut self, from: &'a FlowNode, index: u16) {
        let label = from.element.label();
        let Some(called) = from.element.get("calledElement").filter(|a| !a.value.trim().is_empty()) else {
            let help = "add calledElement with the id of a process or of a global task";
            return self.refuse("AL-2104", from.at, format!("{label} does not say what it calls"), help);
        };
        let name = called.value.trim();
        let id = name.rsplit_once(':').map_or(name, |(_, tail)| tail);
        let (here, options) = (self.file, self.options);
        let files = std::iter::once(here).chain(options.library.iter().copied());
        for file in files {
            if let Some(process) = file.process(id) {
                if self.called.iter().any(|p| std::ptr::eq(*p, process)) {
                    let message = format!("{label} calls `{id}`, which is being carried out already: it would call itself for ever");
                    return self.refuse("AL-2122", called.at, message, "draw the repetition as a loop, or file a further application");
                }
                self.called.push(process);
                self.file = file;
                self.gather(&process.scope, index, index);
                self.file = here;
                self.called.pop();
                return;
            }
            if let Some(task) = file.global_tasks.iter().find(|t| t.element.id == id) {
                self.file = file;
                self.draft(task, index, index);
                self.file = here;
                return;
            }
        }
        let message = format!("{label} calls `{id}`, which no file at hand has");
        self.refuse("AL-2104", called.at, message, "add the file with that process, or correct the reference");
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
        starts: Span::default(),
        watchers: Span::default(),
        host: NONE,
        boundary: Span::default(),
        triggers: Span::default(),
        all: false,
        start_quantity: 1,
        completion_quantity: 1,
        rule: NONE,
        result: NONE,
        undo: NONE,
        special: false,
        extra: false,
        event: NONE,
        task: NONE,
        ruling: false,
    }
}

/// The index of a name in a list, new at the end.
pub(super) fn number(list: &mut Vec<String>, name: &str) -> u16 {
    crate::decision::condition::index(list, name)
}

/// What people see of an element, before the extension attributes are read. What a
/// call activity calls has the id of the call before its own.
pub(super) fn info(work: &Work<'_>, draft: usize) -> NodeInfo {
    let Draft { from, file, call, .. } = &work.drafts[draft];
    let id = match work.net.info.get(*call as usize) {
        Some(call) => format!("{}/{}", call.id, from.element.id),
        None => from.element.id.clone(),
    };
    NodeInfo {
        name: from.element.name.clone(),
        tag: from.tag.clone(),
        effort: from.element.id.clone(),
        place: file.place(from.at),
        id,
        ..NodeInfo::default()
    }
}

/// Name or, without one, id.
pub(super) fn name_or_id(element: &Element) -> String {
    if element.name.is_empty() { element.id.clone() } else { element.name.clone() }
}

/// A reference to nothing.
pub(super) fn missing(work: &mut Work<'_>, node: &FlowNode, what: &str, reference: &Reference) {
    let message = format!("{} refers to {what} `{}`, which the file does not have", node.element.label(), reference.id);
    work.refuse("AL-2104", reference.at, message, format!("add the {what}, or correct the reference"));
}
