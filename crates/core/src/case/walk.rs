//! How tokens move: the walk from one resting place of a case to the next.
//!
//! The walk folds each event it writes into a copy of the case, by the same
//! [`apply`] that every reader of the events uses. So it always sees its own
//! events, and cannot disagree with them.

use super::event::{Event, What};
use super::few::Few;
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Active, Case, Note, NoteKind, ROOT, apply};
use crate::decision::Value;
use crate::procedure::{Clock, Compare, Condition, Kind, NONE, Net, Node, Outcome};
use crate::time::{Date, Timestamp};

/// Nodes that one command may pass before the walk is given up as a circle.
const STEPS_MAX: u32 = 100_000;

/// A token on its way: the flow it takes and the scope it moves in.
#[derive(Clone, Copy, Default)]
struct Step {
    flow: u16,
    scope: u16,
}

/// One command on its way through the net, with a copy of the case.
pub(super) struct Walk<'a> {
    pub(super) case: &'a mut Case,
    pub(super) rulebook: &'a Rulebook,
    pub(super) net: &'a Net,
    pub(super) now: Timestamp,
    out: &'a mut Vec<Event>,
    pending: Few<Step, 8>,
    steps: u32,
}

impl<'a> Walk<'a> {
    #[inline]
    pub(super) fn new(case: &'a mut Case, rulebook: &'a Rulebook, now: Timestamp, out: &'a mut Vec<Event>) -> Walk<'a> {
        Walk { case, rulebook, net: &rulebook.net, now, out, pending: Few::default(), steps: 0 }
    }

    /// Writes an event and folds it into the walk's own case.
    #[inline]
    pub(super) fn emit(&mut self, what: What) {
        self.out.push(Event { at: self.now, what });
        if let Some(event) = self.out.last() {
            apply(self.case, event);
        }
    }

    pub(super) fn file(&mut self, facts: &[(u16, Value)]) -> Result<(), Rejection> {
        let registered = match &self.rulebook.calendar {
            Some(calendar) => calendar.register(self.now).map_err(|e| Rejection::Calendar(e.to_string()))?,
            None => self.today(),
        };
        self.emit(What::Filed { registered });
        self.state_facts(facts)?;
        let start = self.net.start;
        if self.net.nodes[start as usize].event != NONE {
            self.emit(What::Marked { event: self.net.nodes[start as usize].event, on: registered });
        }
        self.take_outs(start, ROOT)
    }

    pub(super) fn state_facts(&mut self, facts: &[(u16, Value)]) -> Result<(), Rejection> {
        for &(fact, value) in facts {
            if fact as usize >= self.net.facts.len() {
                return Err(Rejection::UnknownFact { fact });
            }
            self.emit(What::FactStated { fact, value });
        }
        Ok(())
    }

    pub(super) fn state_ruling(&mut self, outcome: Outcome) {
        let word = match outcome {
            Outcome::Approved => "approved",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
        };
        if self.rulebook.ruling_fact != NONE {
            self.emit(What::FactStated { fact: self.rulebook.ruling_fact, value: self.rulebook.word(word) });
        }
    }

    /// Ends an activity and sends its token on.
    #[inline]
    pub(super) fn complete(&mut self, node: u16, scope: u16, activity: u32) -> Result<(), Rejection> {
        self.emit(What::Completed { node, activity });
        self.leave(node, scope)
    }

    /// Marks the legal event of a node and takes the flows that leave it.
    #[inline]
    pub(super) fn leave(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let event = self.net.nodes[node as usize].event;
        if event != NONE {
            self.mark(event)?;
        }
        self.take_outs(node, scope)
    }

    /// Takes every flow that leaves a node that is not a gateway: all without a
    /// condition, and those whose condition holds; else the default.
    #[inline]
    pub(super) fn take_outs(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        if n.outs.len == 1 && matches!(self.net.flows[n.outs.first as usize].condition, Condition::Always) {
            self.pending.push(Step { flow: n.outs.first, scope });
            return Ok(());
        }
        if n.outs.len == 0 {
            return Ok(());
        }
        self.take_all_true(node, n, scope)
    }

    fn take_all_true(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        let mut any = false;
        for flow in n.outs.iter().rev() {
            if flow != n.default && self.holds(flow)? {
                self.pending.push(Step { flow, scope });
                any = true;
            }
        }
        if !any {
            if n.default == NONE {
                return Err(Rejection::NoWay { element: self.net.info[node as usize].id.clone() });
            }
            self.pending.push(Step { flow: n.default, scope });
        }
        Ok(())
    }

    /// Moves every token until all of them wait, then closes what is empty.
    pub(super) fn finish(&mut self) -> Result<(), Rejection> {
        loop {
            while let Some(step) = self.pending.pop() {
                self.steps += 1;
                if self.steps > STEPS_MAX {
                    let node = self.net.flows[step.flow as usize].target;
                    return Err(Rejection::EndlessLoop { element: self.net.info[node as usize].id.clone() });
                }
                self.enter(step)?;
            }
            if !self.settle()? {
                break;
            }
        }
        if self.net.has_clocks {
            self.switch_clock();
        }
        Ok(())
    }

    #[inline]
    fn enter(&mut self, step: Step) -> Result<(), Rejection> {
        let flow = &self.net.flows[step.flow as usize];
        let (node, scope) = (flow.target, step.scope);
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Task | Kind::CatchMessage => {
                let activity = self.begin(node, scope);
                if n.boundary.len > 0 { self.arm_boundaries(n, activity) } else { Ok(()) }
            }
            Kind::Exclusive => {
                let flow = self.choose(node, n)?;
                if n.event != NONE {
                    self.mark(n.event)?;
                }
                self.pending.push(Step { flow, scope });
                Ok(())
            }
            Kind::Parallel | Kind::Inclusive if n.slots.len > 0 => {
                self.emit(What::Arrived { scope, slot: flow.slot });
                if n.kind == Kind::Parallel && self.all_marked(n, scope) { self.join(node, n, scope) } else { Ok(()) }
            }
            Kind::Throw if n.outcome.is_some() => {
                self.emit(What::Ended { node, outcome: n.outcome });
                self.leave(node, scope)
            }
            Kind::Parallel | Kind::Start | Kind::Throw | Kind::BoundaryTimer | Kind::BoundaryError => self.leave(node, scope),
            Kind::Inclusive => self.leave_inclusive(node, n, scope),
            Kind::End => {
                if n.event != NONE {
                    self.mark(n.event)?;
                }
                self.emit(What::Ended { node, outcome: n.outcome });
                Ok(())
            }
            Kind::TerminateEnd => self.terminate(node, n, scope),
            Kind::ErrorEnd => {
                if n.event != NONE {
                    self.mark(n.event)?;
                }
                self.emit(What::ErrorThrown { error: n.error });
                self.raise_from(scope, n.error, node)
            }
            Kind::SubProcess => self.open(node, n, scope),
            Kind::CatchTimer => {
                let activity = self.begin(node, scope);
                self.arm(node, activity)
            }
        }
    }

    #[inline]
    fn begin(&mut self, node: u16, scope: u16) -> u32 {
        let activity = self.case.next_activity;
        self.emit(What::Entered { node, scope, activity });
        activity
    }

    fn open(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        let activity = self.begin(node, scope);
        let inner = self.free_scope();
        self.emit(What::ScopeOpened { scope: inner, parent: scope, activity });
        self.arm_boundaries(n, activity)?;
        self.leave(n.start, inner)
    }

    /// A number that no open scope has; after 65,534 instances the old ones come again.
    fn free_scope(&self) -> u16 {
        let mut number = self.case.next_scope;
        while number == ROOT || number == NONE || self.case.scopes.iter().any(|s| s.number == number) {
            number = number.wrapping_add(1);
        }
        number
    }

    fn arm_boundaries(&mut self, n: &Node, activity: u32) -> Result<(), Rejection> {
        for i in n.boundary.iter() {
            let boundary = self.net.boundaries[i as usize];
            if self.net.nodes[boundary as usize].kind == Kind::BoundaryTimer {
                self.arm(boundary, activity)?;
            }
        }
        Ok(())
    }

    /// An exclusive gateway: the first flow in document order whose condition holds.
    #[inline]
    fn choose(&self, node: u16, n: &Node) -> Result<u16, Rejection> {
        for flow in n.outs.iter() {
            if flow != n.default && self.holds(flow)? {
                return Ok(flow);
            }
        }
        match n.default {
            NONE => Err(Rejection::NoWay { element: self.net.info[node as usize].id.clone() }),
            flow => Ok(flow),
        }
    }

    #[inline]
    fn fact(&self, fact: u16) -> Value {
        let own = self.case.facts.at(fact as usize);
        if own.is_null() { self.rulebook.given[fact as usize] } else { own }
    }

    #[inline]
    fn holds(&self, flow: u16) -> Result<bool, Rejection> {
        match self.net.flows[flow as usize].condition {
            Condition::Always => Ok(true),
            Condition::Compare { fact, op, value } => match compare(self.fact(fact), op, value) {
                Some(answer) => Ok(answer),
                None => Err(self.undecided(flow, &self.net.facts[fact as usize])),
            },
            Condition::Feel(expression) => {
                let facts: Vec<Value> = (0..self.net.facts.len() as u16).map(|f| self.fact(f)).collect();
                let expression = &self.net.expressions[expression as usize];
                expression(&facts, &self.net.symbols).ok_or_else(|| self.undecided(flow, "a fact of its expression"))
            }
        }
    }

    #[cold]
    fn undecided(&self, flow: u16, fact: &str) -> Rejection {
        Rejection::Undecided { flow: self.net.flow_ids[flow as usize].clone(), fact: fact.to_string() }
    }

    fn all_marked(&self, n: &Node, scope: u16) -> bool {
        let marks = self.case.marks_of(scope);
        n.slots.iter().all(|slot| marks.has(slot))
    }

    fn join(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        self.emit(What::Merged { scope, first: n.slots.first, len: n.slots.len });
        match n.kind {
            Kind::Parallel => self.leave(node, scope),
            _ => self.leave_inclusive(node, n, scope),
        }
    }

    fn leave_inclusive(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        if n.event != NONE {
            self.mark(n.event)?;
        }
        self.take_all_true(node, n, scope)
    }

    fn terminate(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        if n.event != NONE {
            self.mark(n.event)?;
        }
        self.emit(What::Ended { node, outcome: n.outcome });
        let mut kept: Few<Step, 8> = Few::default();
        for &step in self.pending.as_slice() {
            if !self.case.is_within(step.scope, scope) {
                kept.push(step);
            }
        }
        self.pending = kept;
        if scope == ROOT {
            let outcome = self.case.outcome;
            self.emit(What::Closed { outcome });
            return Ok(());
        }
        self.close_scope(scope)
    }

    /// Ends a sub-process and sends its token on.
    fn close_scope(&mut self, scope: u16) -> Result<(), Rejection> {
        let instance = self.case.scopes.iter().find(|s| s.number == scope).expect("an open scope").clone();
        self.emit(What::ScopeClosed { scope });
        let host = self.case.token(instance.activity).expect("a scope has its activity");
        self.complete(host.node, host.scope, host.activity)
    }

    /// An error raised by an activity: caught at its boundary or around it.
    pub(super) fn raise(&mut self, token: Active, error: u16) -> Result<(), Rejection> {
        if let Some(boundary) = self.catcher(token.node, error) {
            self.emit(What::ErrorThrown { error });
            return self.interrupt(boundary, token);
        }
        self.emit(What::ErrorThrown { error });
        self.raise_from(token.scope, error, token.node)
    }

    /// An error that leaves its scope; `node` threw it.
    fn raise_from(&mut self, scope: u16, error: u16, node: u16) -> Result<(), Rejection> {
        let mut at = scope;
        while at != ROOT {
            let instance = self.case.scopes.iter().find(|s| s.number == at).expect("an open scope").clone();
            let host = self.case.token(instance.activity).expect("a scope has its activity");
            if let Some(boundary) = self.catcher(host.node, error) {
                return self.interrupt(boundary, host);
            }
            at = instance.parent;
        }
        Err(Rejection::ErrorNotCaught { element: self.net.info[node as usize].id.clone() })
    }

    fn catcher(&self, node: u16, error: u16) -> Option<u16> {
        let span = self.net.nodes[node as usize].boundary;
        let boundaries = span.iter().map(|i| self.net.boundaries[i as usize]);
        let catches = |b: &u16| {
            let n = &self.net.nodes[*b as usize];
            n.kind == Kind::BoundaryError && (n.error == NONE || n.error == error)
        };
        boundaries.into_iter().find(catches)
    }

    /// An interrupting boundary event: ends its host and all in it.
    pub(super) fn interrupt(&mut self, boundary: u16, host: Active) -> Result<(), Rejection> {
        if let Some(inner) = self.case.scopes.iter().find(|s| s.activity == host.activity).map(|s| s.number) {
            let mut kept: Few<Step, 8> = Few::default();
            for &step in self.pending.as_slice() {
                if !self.case.is_within(step.scope, inner) {
                    kept.push(step);
                }
            }
            self.pending = kept;
            self.emit(What::ScopeClosed { scope: inner });
        }
        self.emit(What::Completed { node: host.node, activity: host.activity });
        self.leave(boundary, host.scope)
    }

    /// When no token moves any more: fires inclusive joins, ends empty scopes and
    /// the case. Answers whether tokens move again.
    #[inline]
    fn settle(&mut self) -> Result<bool, Rejection> {
        if self.case.status == super::state::Status::Closed {
            return Ok(false);
        }
        if self.net.has_inclusive_joins && self.fire_inclusive()? {
            return Ok(true);
        }
        if !self.case.scopes.is_empty() {
            for i in (0..self.case.scopes.len()).rev() {
                let (number, marks) = (self.case.scopes[i].number, !self.case.scopes[i].marks.is_empty());
                let empty = !self.case.active.as_slice().iter().any(|a| a.scope == number && a.is_token());
                if !empty || self.case.scopes.iter().any(|s| s.parent == number) {
                    continue;
                }
                if marks {
                    if !self.case.stuck {
                        self.emit(What::Stuck { scope: number });
                    }
                    continue;
                }
                self.close_scope(number)?;
                return Ok(true);
            }
        }
        if self.case.active.as_slice().is_empty() {
            if self.case.marks.is_empty() {
                let outcome = self.case.outcome;
                self.emit(What::Closed { outcome });
            } else if !self.case.stuck {
                self.emit(What::Stuck { scope: ROOT });
            }
        }
        Ok(false)
    }

    /// Fires the first inclusive join that no other token can still reach
    /// (BPMN 2.0.2, section 13.4.3).
    fn fire_inclusive(&mut self) -> Result<bool, Rejection> {
        let scopes: Vec<u16> = std::iter::once(ROOT).chain(self.case.scopes.iter().map(|s| s.number)).collect();
        for (node, n) in self.net.nodes.iter().enumerate() {
            if n.kind != Kind::Inclusive || n.slots.len == 0 {
                continue;
            }
            for &scope in &scopes {
                let marked = n.slots.iter().any(|slot| self.case.marks_of(scope).has(slot));
                if marked && !self.may_still_arrive(node as u16, n, scope) {
                    self.join(node as u16, n, scope)?;
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a token of the scope can reach an empty slot of the join and no full one.
    fn may_still_arrive(&self, join: u16, n: &Node, scope: u16) -> bool {
        let marks = self.case.marks_of(scope);
        let reaches =
            |slot: u16, node: u16| self.net.upstream[slot as usize].get(node as usize / 64).is_some_and(|w| w >> (node % 64) & 1 == 1);
        let blocks = |node: u16| {
            n.slots.iter().any(|s| !marks.has(s) && reaches(s, node)) && !n.slots.iter().any(|s| marks.has(s) && reaches(s, node))
        };
        let waiting = self.case.active.as_slice().iter().filter(|a| a.is_token() && a.scope == scope);
        let at_joins = self
            .net
            .nodes
            .iter()
            .enumerate()
            .filter(|(i, other)| *i as u16 != join && other.slots.len > 0 && other.slots.iter().any(|s| marks.has(s)));
        waiting.map(|a| a.node).chain(at_joins.map(|(i, _)| i as u16)).any(blocks)
    }

    /// The clock that runs now: the applicant's if only the applicant is waited
    /// for, by the activity itself or by what stopped its term; the extended one if
    /// a term runs in a further leg; else the statutory.
    fn switch_clock(&mut self) {
        if self.case.status == super::state::Status::Closed {
            return;
        }
        let mut clock = Clock::Applicant;
        let mut any = false;
        for a in self.case.active.as_slice() {
            let n = &self.net.nodes[a.node as usize];
            if a.is_token() && n.kind != Kind::SubProcess {
                any = true;
                if n.clock != Clock::Applicant && !self.is_held_for_applicant(*a) {
                    clock = Clock::Statutory;
                }
            }
        }
        if clock != Clock::Applicant && self.case.active.as_slice().iter().any(|a| a.is_extended()) {
            clock = Clock::Extended;
        }
        if any && clock != self.case.clock {
            self.emit(What::ClockSwitched { clock });
        }
    }

    /// Whether the term of a token, or of a sub-process around it, is stopped until
    /// the applicant acts.
    fn is_held_for_applicant(&self, token: Active) -> bool {
        if self.case.notes.as_slice().is_empty() {
            return false;
        }
        let mut hosts = vec![token.activity];
        let mut at = token.scope;
        while let Some(scope) = self.case.scopes.iter().find(|s| s.number == at) {
            hosts.push(scope.activity);
            at = scope.parent;
        }
        let is_held = |n: &&Note| n.kind == NoteKind::Stop && n.open && hosts.contains(&n.activity);
        let mut held = self.case.notes.as_slice().iter().filter(is_held);
        held.any(|n| self.stop_rule(n).is_some_and(|stop| stop.waits_for == Clock::Applicant))
    }

    /// The civil day of now.
    pub(super) fn today(&self) -> Date {
        match &self.rulebook.calendar {
            Some(calendar) => calendar.zone.date(self.now),
            None => Date(self.now.0.div_euclid(Timestamp::DAY) as i32),
        }
    }
}

#[inline]
fn compare(fact: Value, op: Compare, value: Value) -> Option<bool> {
    if let (Some(a), Some(b)) = (fact.as_scaled(), value.as_scaled()) {
        return Some(match op {
            Compare::Equal => a == b,
            Compare::NotEqual => a != b,
            Compare::Less => a < b,
            Compare::LessOrEqual => a <= b,
            Compare::Greater => a > b,
            Compare::GreaterOrEqual => a >= b,
        });
    }
    let same_kind = fact.as_bool().is_some() && value.as_bool().is_some() || fact.as_symbol().is_some() && value.as_symbol().is_some();
    match op {
        Compare::Equal if same_kind => Some(fact == value),
        Compare::NotEqual if same_kind => Some(fact != value),
        _ => None,
    }
}
