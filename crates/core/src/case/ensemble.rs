//! Cases that talk to each other on one clock: pools of a collaboration, and
//! cases that a message, a signal or a time creates.
//!
//! Messages wait until somebody takes them; a case that waits comes before a new
//! case that the message would create. Signals reach every case that waits for
//! them at that moment, and create a case of every procedure that they start.
//! What is due earliest acts first; at the same instant the older case does.
//!
//! ```
//! use alatau_core::case::{Ensemble, Status};
//! use alatau_core::procedure::{Options, bpmn};
//! use alatau_core::time::Timestamp;
//! let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
//!   <signal id="g" name="open"/>
//!   <process id="door"><startEvent id="s"/><intermediateThrowEvent id="t"><signalEventDefinition signalRef="g"/></intermediateThrowEvent>
//!     <sequenceFlow id="a" sourceRef="s" targetRef="t"/></process>
//!   <process id="light"><startEvent id="on"><signalEventDefinition signalRef="g"/></startEvent><task id="shine"/>
//!     <sequenceFlow id="b" sourceRef="on" targetRef="shine"/></process></definitions>"#;
//! let file = bpmn::parse("house.bpmn", text).unwrap();
//! let mut house = Ensemble::of(&file, &Options::default(), Timestamp(0)).unwrap();
//! house.file(0, &[]).unwrap();
//! let found: Vec<_> = house.members.iter().map(|m| (m.procedure, m.case.status)).collect();
//! assert_eq!(found, [(0, Status::Closed), (1, Status::Open)]);
//! ```

use super::event::{Event, What};
use super::handle::{Command, handle};
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Case, ROOT, Status, apply, next_due};
use super::walk::Walk;
use crate::decision::Value;
use crate::procedure::bpmn::{Bpmn, FlowNode, Process, Scope};
use crate::procedure::{Kind, NONE, Net, Options, Timer, Trigger, compile};
use crate::source::Diagnostic;
use crate::time::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// Messages and signals that one call may deliver before it is given up as a circle.
const DELIVERIES_MAX: usize = 10_000;

/// A procedure of which cases can be created.
pub struct Procedure {
    /// Its net and law.
    pub rulebook: Rulebook,
    /// Facts with which an event creates a case.
    pub facts: Vec<(u16, Value)>,
}

/// A case under way.
#[derive(Debug)]
pub struct Member {
    /// Number of its procedure.
    pub procedure: usize,
    /// Its state.
    pub case: Case,
    /// All that happened to it.
    pub log: Vec<Event>,
}

/// A message flow between two elements, by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFlow {
    /// The element that throws the message.
    pub from: String,
    /// Procedure that gets it; nothing: it leaves for a closed pool.
    pub to: Option<usize>,
    /// The element that catches it, or the pool.
    pub element: String,
}

/// What is under way between the cases.
#[derive(Clone, Debug)]
enum Thrown {
    /// A message: its name, and the procedure and element that its flow leads to.
    Message { name: String, to: Option<(usize, String)> },
    /// A signal, and the case that threw it.
    Signal { name: String, by: Option<usize> },
}

/// A time at which a case is created.
#[derive(Clone, Copy, Debug)]
struct Alarm {
    at: Timestamp,
    procedure: usize,
    node: u16,
    left: u16,
}

/// Cases on one clock, with what they send each other.
pub struct Ensemble {
    /// What cases can be created of.
    pub procedures: Vec<Procedure>,
    /// Cases so far, in the order of their creation.
    pub members: Vec<Member>,
    /// Flows of messages; without one, a message goes by its name.
    pub flows: Vec<MessageFlow>,
    /// Now.
    pub now: Timestamp,
    alarms: Vec<Alarm>,
    post: VecDeque<Thrown>,
    /// Start events that need all of their triggers: procedure, node, and a bit for each that occurred.
    partly: Vec<(usize, u16, u16)>,
}

/// How far an ensemble has come.
pub(super) struct Course {
    /// Each case, and how many events it has.
    members: Vec<(Case, usize)>,
    now: Timestamp,
    alarms: Vec<Alarm>,
    post: VecDeque<Thrown>,
    partly: Vec<(usize, u16, u16)>,
}

impl Ensemble {
    /// How far it has come, to go back to.
    pub(super) fn course(&self) -> Course {
        let members = self.members.iter().map(|member| (member.case.clone(), member.log.len())).collect();
        let Ensemble { now, alarms, post, partly, .. } = self;
        Course { members, now: *now, alarms: alarms.clone(), post: post.clone(), partly: partly.clone() }
    }

    /// Forgets what happened since.
    pub(super) fn back_to(&mut self, course: Course) {
        self.members.truncate(course.members.len());
        for (member, (case, events)) in self.members.iter_mut().zip(course.members) {
            member.case = case;
            member.log.truncate(events);
        }
        (self.now, self.alarms, self.post, self.partly) = (course.now, course.alarms, course.post, course.partly);
    }

    /// Procedures from `now` on, no case yet. Start events that wait for a time are armed.
    pub fn new(procedures: Vec<Procedure>, flows: Vec<MessageFlow>, now: Timestamp) -> Result<Ensemble, Rejection> {
        let mut alarms = Vec::new();
        for (procedure, Procedure { rulebook, .. }) in procedures.iter().enumerate() {
            let net = &rulebook.net;
            for node in begins(net) {
                let Some(timer) = net.timer_of(node) else { continue };
                let left = if let Timer::Cycle { times, .. } = timer { *times } else { 1 };
                let (mut case, mut out) = (Case::default(), Vec::new());
                let at = Walk::new(&mut case, rulebook, now, &mut out).first_time(node, timer)?;
                alarms.push(Alarm { at, procedure, node, left });
            }
        }
        Ok(Ensemble { procedures, members: Vec::new(), flows, now, alarms, post: VecDeque::new(), partly: Vec::new() })
    }

    /// The processes of a file that no other process of it calls, each under no law,
    /// in the order of the file, with the message flows between its pools.
    pub fn of(file: &Bpmn, options: &Options<'_>, now: Timestamp) -> Result<Ensemble, Vec<Diagnostic>> {
        let mut procedures = Vec::new();
        let processes: Vec<&Process> = uncalled(file);
        for process in &processes {
            let net = compile(file, &Options { process: Some(&process.element.id), ..*options })?;
            procedures.push(Procedure { rulebook: Rulebook::bare(Arc::new(net)), facts: Vec::new() });
        }
        let flows = message_flows(file, &processes);
        let at = processes.first().map_or(0, |p| p.at);
        let refused =
            |rejection: Rejection| vec![file.error("AL-2113", at, rejection.to_string(), "write a constant time on start events")];
        Ensemble::new(procedures, flows, now).map_err(refused)
    }

    /// Creates a case at the none start event of its procedure, or at one whose condition
    /// holds with these facts; answers its number.
    pub fn file(&mut self, procedure: usize, facts: &[(u16, Value)]) -> Result<usize, Rejection> {
        match self.conditional_start(procedure, facts) {
            Some(node) => self.create(procedure, Command::Start { node, facts })?,
            None => self.create(procedure, Command::File { facts })?,
        }
        let number = self.members.len() - 1;
        self.deliver()?;
        Ok(number)
    }

    /// Creates a case at an event; answers its number.
    pub fn start(&mut self, procedure: usize, node: u16, facts: &[(u16, Value)]) -> Result<usize, Rejection> {
        self.create(procedure, Command::Start { node, facts })?;
        let number = self.members.len() - 1;
        self.deliver()?;
        Ok(number)
    }

    /// Sends a command to a case, and what follows from it to the others.
    pub fn send(&mut self, member: usize, command: Command<'_>) -> Result<(), Rejection> {
        self.act(member, command)?;
        self.deliver()
    }

    /// A message from outside.
    pub fn message(&mut self, name: &str) -> Result<(), Rejection> {
        self.post.push_back(Thrown::Message { name: name.to_string(), to: None });
        self.deliver()
    }

    /// A signal from outside.
    pub fn signal(&mut self, name: &str) -> Result<(), Rejection> {
        self.post.push_back(Thrown::Signal { name: name.to_string(), by: None });
        self.deliver()
    }

    /// The earliest instant at which something happens by itself.
    pub fn next_due(&self) -> Option<Timestamp> {
        let cases = self.members.iter().filter_map(|m| next_due(&m.case)).map(|due| due.at);
        cases.chain(self.alarms.iter().map(|a| a.at)).min()
    }

    /// Lets the earliest thing that is due by `until` act, at its own instant. Nothing is
    /// due any more: the clock stands at `until`, and the answer is false.
    pub fn tick(&mut self, until: Timestamp) -> Result<bool, Rejection> {
        let Some(due) = self.next_due().filter(|&due| due <= until) else {
            self.now = self.now.max(until);
            return Ok(false);
        };
        self.now = self.now.max(due);
        let is_it = |m: &Member| next_due(&m.case).is_some_and(|d| d.at == due);
        match self.members.iter().position(is_it) {
            Some(member) => self.act(member, Command::Tick)?,
            None => self.ring(due)?,
        }
        self.deliver()?;
        Ok(true)
    }

    /// Messages that nobody has taken yet.
    pub fn waiting(&self) -> usize {
        self.post.len()
    }

    /// A start event's time has come.
    fn ring(&mut self, due: Timestamp) -> Result<(), Rejection> {
        let Some(index) = self.alarms.iter().position(|a| a.at == due) else { return Ok(()) };
        let Alarm { procedure, node, left, .. } = self.alarms[index];
        match self.procedures[procedure].rulebook.net.timer_of(node) {
            Some(Timer::Cycle { every, .. }) if left > 1 => {
                self.alarms[index].at = due.plus(*every);
                self.alarms[index].left = if left == u16::MAX { left } else { left - 1 };
            }
            _ => drop(self.alarms.remove(index)),
        }
        self.create_by_event(procedure, node, |t| matches!(t, Trigger::Timer(_))).map(drop)
    }

    /// A trigger of a start event occurred. False: it has occurred already, and the others are still to come.
    fn create_by_event(&mut self, procedure: usize, node: u16, is_it: impl Fn(&Trigger) -> bool) -> Result<bool, Rejection> {
        let net = &self.procedures[procedure].rulebook.net;
        let triggers = net.triggers_of(node);
        if net.nodes[node as usize].kind == Kind::Start && net.nodes[node as usize].all {
            let bit = 1u16 << triggers.iter().position(is_it).unwrap_or(0).min(15);
            let whole = (1u32 << triggers.len().min(16)) - 1;
            let found = self.partly.iter().position(|p| (p.0, p.1) == (procedure, node)).unwrap_or_else(|| {
                self.partly.push((procedure, node, 0));
                self.partly.len() - 1
            });
            let bits = &mut self.partly[found].2;
            if *bits & bit != 0 {
                return Ok(false);
            }
            *bits |= bit;
            if u32::from(*bits) != whole {
                return Ok(true);
            }
            self.partly.remove(found);
        }
        let facts = self.procedures[procedure].facts.clone();
        self.create(procedure, Command::Start { node, facts: &facts }).map(|()| true)
    }

    fn conditional_start(&self, procedure: usize, facts: &[(u16, Value)]) -> Option<u16> {
        let rulebook = &self.procedures[procedure].rulebook;
        let net = &rulebook.net;
        let conditions =
            |node: u16| net.triggers_of(node).iter().filter_map(|t| if let Trigger::Condition(guard) = t { Some(*guard) } else { None });
        if net.start != NONE || !begins(net).any(|node| conditions(node).next().is_some()) {
            return None;
        }
        let (mut case, mut out) = (Case::default(), Vec::new());
        for &(fact, value) in facts {
            apply(&mut case, &Event { at: self.now, what: What::FactStated { fact, value } });
        }
        let walk = Walk::new(&mut case, rulebook, self.now, &mut out);
        begins(net).find(|&node| conditions(node).any(|guard| walk.guard(guard, ROOT)))
    }

    fn create(&mut self, procedure: usize, command: Command<'_>) -> Result<(), Rejection> {
        self.members.push(Member { procedure, case: Case::default(), log: Vec::new() });
        let result = self.act(self.members.len() - 1, command);
        if result.is_err() {
            self.members.pop();
        }
        result
    }

    /// One command to one case; what it throws is posted.
    fn act(&mut self, member: usize, command: Command<'_>) -> Result<(), Rejection> {
        let found = &mut self.members[member];
        let rulebook = &self.procedures[found.procedure].rulebook;
        let before = found.log.len();
        handle(&found.case, command, rulebook, self.now, &mut found.log)?;
        for event in &found.log[before..] {
            apply(&mut found.case, event);
        }
        for event in &found.log[before..] {
            match event.what {
                What::MessageThrown { node, message } => {
                    let id = rulebook.net.info[node as usize].id.as_str();
                    let flow = self.flows.iter().find(|f| is_of(id, &f.from));
                    let name = rulebook.net.messages[message as usize].clone();
                    match flow {
                        None => self.post.push_back(Thrown::Message { name, to: None }),
                        Some(MessageFlow { to: Some(to), element, .. }) => {
                            self.post.push_back(Thrown::Message { name, to: Some((*to, element.clone())) });
                        }
                        Some(_) => {}
                    }
                }
                What::SignalThrown { signal, .. } => {
                    let name = rulebook.net.signals[signal as usize].clone();
                    self.post.push_back(Thrown::Signal { name, by: Some(member) });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Hands out what was posted until nobody waits for what is left.
    fn deliver(&mut self) -> Result<(), Rejection> {
        let mut kept = VecDeque::new();
        let mut count = 0;
        while let Some(thrown) = self.post.pop_front() {
            let taken = match &thrown {
                Thrown::Message { name, to } => self.hand_message(name, to.as_ref()),
                Thrown::Signal { name, by } => self.hand_signal(name, *by).map(|()| true),
            };
            count += 1;
            match taken {
                Ok(true) if count > DELIVERIES_MAX => return Err(Rejection::EndlessLoop { element: format!("{thrown:?}") }),
                // Somebody moved: what nobody wanted may be wanted now.
                Ok(true) => kept.drain(..).rev().for_each(|earlier| self.post.push_front(earlier)),
                Ok(false) => kept.push_back(thrown),
                Err(refused) => {
                    kept.drain(..).rev().for_each(|earlier| self.post.push_front(earlier));
                    return Err(refused);
                }
            }
        }
        self.post = kept;
        Ok(())
    }

    /// Gives a message to the first case that waits for it, or creates one; answers whether it was taken.
    fn hand_message(&mut self, name: &str, to: Option<&(usize, String)>) -> Result<bool, Rejection> {
        let net = |ensemble: &Ensemble, procedure: usize| ensemble.procedures[procedure].rulebook.net.clone();
        for member in 0..self.members.len() {
            let procedure = self.members[member].procedure;
            if self.members[member].case.status != Status::Open || to.is_some_and(|(to, _)| *to != procedure) {
                continue;
            }
            let Some(message) = message_in(&net(self, procedure), name, to) else { continue };
            match self.act(member, Command::Receive { message, facts: &[] }) {
                Ok(()) => return Ok(true),
                Err(Rejection::MessageNotExpected) => {}
                Err(refused) => return Err(refused),
            }
        }
        for procedure in 0..self.procedures.len() {
            if to.is_some_and(|(to, _)| *to != procedure) {
                continue;
            }
            let net = net(self, procedure);
            let Some(message) = message_in(&net, name, to) else { continue };
            let begin = begins(&net).find(|&node| net.triggers_of(node).contains(&Trigger::Message(message)));
            if let Some(node) = begin
                && self.create_by_event(procedure, node, |t| *t == Trigger::Message(message))?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives a signal to all other cases that wait for it, and creates those that it starts.
    fn hand_signal(&mut self, name: &str, by: Option<usize>) -> Result<(), Rejection> {
        let number = |net: &Net| net.signals.iter().position(|s| s == name).map(|s| s as u16);
        let mut refused = None;
        for member in (0..self.members.len()).filter(|&m| Some(m) != by) {
            let found = &self.members[member];
            let Some(signal) = number(&self.procedures[found.procedure].rulebook.net) else { continue };
            if found.case.status == Status::Open
                && let Err(rejection) = self.act(member, Command::Signal { signal, facts: &[] })
                && rejection != Rejection::SignalNotExpected
            {
                refused = refused.or(Some(rejection));
            }
        }
        for procedure in 0..self.procedures.len() {
            let net = self.procedures[procedure].rulebook.net.clone();
            let Some(signal) = number(&net) else { continue };
            let starts = begins(&net).filter(|&node| net.triggers_of(node).contains(&Trigger::Signal(signal)));
            for node in starts.collect::<Vec<_>>() {
                if let Err(rejection) = self.create_by_event(procedure, node, |t| *t == Trigger::Signal(signal)) {
                    refused = refused.or(Some(rejection));
                }
            }
        }
        refused.map_or(Ok(()), Err)
    }
}

/// The events that create a case of a procedure.
fn begins(net: &Net) -> impl Iterator<Item = u16> + '_ {
    net.begins.iter().map(|i| net.starts[i as usize])
}

/// The number of a message for whom it is meant: the message of the element that its flow leads to, else by name.
fn message_in(net: &Net, name: &str, to: Option<&(usize, String)>) -> Option<u16> {
    let meant = to.and_then(|(_, element)| {
        let mut nodes = (0..net.nodes.len() as u16).filter(|&n| is_of(&net.info[n as usize].id, element));
        nodes.find_map(|n| net.message_of(n))
    });
    meant.or_else(|| net.messages.iter().position(|m| m == name).map(|m| m as u16))
}

/// Whether a node's id is the element's, be it within a called process.
fn is_of(node: &str, element: &str) -> bool {
    node == element || node.strip_suffix(element).is_some_and(|rest| rest.ends_with('/'))
}

/// Processes with elements that no call activity of the file calls.
fn uncalled(file: &Bpmn) -> Vec<&Process> {
    fn calls<'a>(scope: &'a Scope, found: &mut Vec<&'a str>) {
        for node in &scope.nodes {
            found.extend(called(node));
            node.scope.iter().for_each(|inner| calls(inner, found));
        }
    }
    let mut found = Vec::new();
    file.processes.iter().for_each(|p| calls(&p.scope, &mut found));
    file.processes.iter().filter(|p| !p.scope.nodes.is_empty() && !found.contains(&p.element.id.as_str())).collect()
}

fn called(node: &FlowNode) -> Option<&str> {
    let name = node.element.get("calledElement")?.value.trim();
    Some(name.rsplit_once(':').map_or(name, |(_, tail)| tail))
}

fn message_flows(file: &Bpmn, processes: &[&Process]) -> Vec<MessageFlow> {
    fn holds(scope: &Scope, id: &str) -> bool {
        scope.nodes.iter().any(|n| n.element.id == id || n.scope.as_ref().is_some_and(|inner| holds(inner, id)))
    }
    let local = |name: &str| name.trim().rsplit(':').next().unwrap_or_default().to_string();
    let mut flows = Vec::new();
    for collaboration in &file.collaborations {
        let of_pool = |id: &str| {
            let pool = collaboration.participants.iter().find(|p| p.element.id == id)?;
            let process = pool.process.as_ref()?;
            processes.iter().position(|p| p.element.id == process.id)
        };
        for flow in &collaboration.message_flows {
            let (Some(from), Some(to)) = (flow.get("sourceRef"), flow.get("targetRef")) else { continue };
            let element = local(&to.value);
            let to = processes.iter().position(|p| holds(&p.scope, &element)).or_else(|| of_pool(&element));
            let is_pool = collaboration.participants.iter().any(|p| p.element.id == element);
            // A flow to something unknown says nothing; the message goes by its name.
            if to.is_some() || is_pool {
                flows.push(MessageFlow { from: local(&from.value), to, element });
            }
        }
    }
    flows
}
