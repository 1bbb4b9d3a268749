//! How tokens move: the walk from one resting place of a case to the next.
//!
//! The walk folds each event it writes into a copy of the case, by the same
//! [`apply`] that every reader of the events uses. So it always sees its own
//! events, and cannot disagree with them.

use super::event::{Event, What};
use super::few::Few;
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Active, Case, Note, NoteKind, ROOT, WHOLE, apply};
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
    /// Signals thrown, which are heard when all tokens have come to rest.
    pub(super) thrown: Vec<u16>,
    steps: u32,
}

impl<'a> Walk<'a> {
    #[inline]
    pub(super) fn new(case: &'a mut Case, rulebook: &'a Rulebook, now: Timestamp, out: &'a mut Vec<Event>) -> Walk<'a> {
        Walk { case, rulebook, net: &rulebook.net, now, out, pending: Few::default(), thrown: Vec::new(), steps: 0 }
    }

    /// Writes an event and folds it into the walk's own case.
    #[inline]
    pub(super) fn emit(&mut self, what: What) {
        self.out.push(Event { at: self.now, what });
        if let Some(event) = self.out.last() {
            apply(self.case, event);
        }
    }

    /// Files the case: at the none start event, or at the event that creates it.
    pub(super) fn file(&mut self, at: Option<u16>, facts: &[(u16, Value)]) -> Result<(), Rejection> {
        let start = self.created_at(at)?;
        let registered = match &self.rulebook.calendar {
            Some(calendar) => calendar.register(self.now).map_err(|e| Rejection::Calendar(e.to_string()))?,
            None => self.today(),
        };
        self.emit(What::Filed { registered });
        self.state_facts(facts, ROOT)?;
        self.watch(self.net.watches, ROOT, WHOLE)?;
        let Some(start) = start else {
            for i in self.net.begins.iter() {
                self.enter_node(self.net.starts[i as usize], ROOT)?;
            }
            return Ok(());
        };
        let event = self.net.nodes[start as usize].event;
        if event != NONE {
            self.emit(What::Marked { event, on: registered });
        }
        self.await_others(start)?;
        self.take_outs(start, ROOT)
    }

    /// A parallel event-based gateway creates the case at its first event, and waits for the others in it.
    fn await_others(&mut self, start: u16) -> Result<(), Rejection> {
        let net = self.net;
        let gateway = |g: &Node| g.kind == Kind::EventBased && g.all && g.outs.iter().any(|f| net.flows[f as usize].target == start);
        let Some(gateway) = net.nodes.iter().find(|g| gateway(g)).filter(|_| net.start != start) else { return Ok(()) };
        for other in gateway.outs.iter().map(|f| net.flows[f as usize].target).filter(|&o| o != start) {
            self.enter_node(other, ROOT)?;
        }
        Ok(())
    }

    /// The event that creates the case; nothing where it begins at all elements that no flow enters.
    fn created_at(&self, at: Option<u16>) -> Result<Option<u16>, Rejection> {
        let net = self.net;
        let begins = || net.begins.iter().map(|i| net.starts[i as usize]);
        match at {
            None if net.start != NONE => Ok(Some(net.start)),
            None if begins().any(|node| !net.triggers_of(node).is_empty()) => Err(Rejection::NoSuchStart { element: String::new() }),
            None => Ok(None),
            Some(node) if node == net.start || begins().any(|one| one == node) => Ok(Some(node)),
            Some(node) => Err(Rejection::NoSuchStart { element: self.id(node) }),
        }
    }

    /// The BPMN id of a node.
    pub(super) fn id(&self, node: u16) -> String {
        self.net.info.get(node as usize).map_or_else(String::new, |info| info.id.clone())
    }

    /// States facts: within the scope that has one of that name, else for the whole case.
    #[inline]
    pub(super) fn state_facts(&mut self, facts: &[(u16, Value)], scope: u16) -> Result<(), Rejection> {
        for &(fact, value) in facts {
            if fact as usize >= self.net.facts.len() {
                return Err(Rejection::UnknownFact { fact });
            }
            self.state(fact, value, scope);
        }
        Ok(())
    }

    #[inline]
    pub(super) fn state(&mut self, fact: u16, value: Value, scope: u16) {
        match self.local(fact, scope) {
            Some((scope, _)) => self.emit(What::LocalStated { fact, scope, value }),
            None => self.emit(What::FactStated { fact, value }),
        }
    }

    /// The innermost scope in which a fact is known by itself, and its value there.
    #[inline(always)]
    fn local(&self, fact: u16, scope: u16) -> Option<(u16, Value)> {
        if self.case.scopes.is_empty() { None } else { self.local_around(fact, scope) }
    }

    #[cold]
    fn local_around(&self, fact: u16, scope: u16) -> Option<(u16, Value)> {
        let mut at = self.case.scope(scope);
        while let Some(found) = at {
            if let Some(local) = found.locals.iter().find(|l| l.0 == fact) {
                return Some((found.number, local.1));
            }
            at = self.case.scope(found.parent);
        }
        None
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
        if self.net.nodes[node as usize].extra {
            return self.complete_more(node, scope);
        }
        self.leave(node, scope)
    }

    /// What a completion does beyond letting a token go.
    #[cold]
    pub(super) fn complete_more(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        if n.undo != NONE {
            self.emit(What::Undoable { node, scope });
        }
        for _ in 0..n.completion_quantity {
            self.leave(node, scope)?;
        }
        self.ad_hoc_completed(scope)
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
        // The default is taken if no condition holds, whatever flows have none (BPMN 2.0.2, section 13.2.1).
        let (mut any, mut chosen) = (false, false);
        for flow in n.outs.iter().rev() {
            if flow != n.default && self.holds(flow, scope)? {
                self.pending.push(Step { flow, scope });
                any = true;
                chosen |= !matches!(self.net.flows[flow as usize].condition, Condition::Always);
            }
        }
        if !chosen && n.default != NONE {
            self.pending.push(Step { flow: n.default, scope });
        } else if !any {
            return Err(Rejection::NoWay { element: self.net.info[node as usize].id.clone() });
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
            if !self.hear()? && !self.settle()? {
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
        if flow.slot != NONE {
            return self.arrive(flow.target, flow.slot, step.scope);
        }
        self.enter_node(flow.target, step.scope)
    }

    /// A token enters an element that waits for no other.
    #[inline]
    pub(super) fn enter_node(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Task => {
                let activity = self.begin(node, scope);
                if n.boundary.len > 0 { self.arm_boundaries(n, activity, scope) } else { Ok(()) }
            }
            Kind::Exclusive => {
                let flow = self.choose(node, n, scope)?;
                if n.event != NONE {
                    self.mark(n.event)?;
                }
                self.pending.push(Step { flow, scope });
                Ok(())
            }
            Kind::End if n.triggers.len == 0 => {
                if n.event != NONE {
                    self.mark(n.event)?;
                }
                self.emit(What::Ended { node, outcome: n.outcome });
                Ok(())
            }
            Kind::Parallel | Kind::Start | Kind::Boundary => self.leave(node, scope),
            Kind::Inclusive | Kind::Complex => self.leave_inclusive(node, n, scope),
            _ => self.enter_rare(node, scope),
        }
    }

    /// Events with triggers, scripts, and all that opens a scope.
    fn enter_rare(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Catch => {
                let activity = self.begin(node, scope);
                if self.net.timer_of(node).is_some() {
                    self.arm(node, activity)?;
                }
                self.arm_boundaries(n, activity, scope)
            }
            Kind::EventBased => {
                let activity = self.begin(node, scope);
                for flow in n.outs.iter() {
                    self.arm_one(self.net.flows[flow as usize].target, scope, activity)?;
                }
                Ok(())
            }
            Kind::Throw if n.triggers.len == 0 => {
                if n.outcome.is_some() {
                    self.emit(What::Ended { node, outcome: n.outcome });
                }
                self.leave(node, scope)
            }
            Kind::Throw | Kind::End => self.throw(node, scope),
            Kind::Script => {
                let facts = self.facts(scope);
                let value = self.net.scripts[n.rule as usize](&facts, &self.net.symbols);
                self.state(n.result, value, scope);
                if n.extra { self.complete_more(node, scope) } else { self.leave(node, scope) }
            }
            Kind::SubProcess | Kind::EventSubProcess => self.open(node, scope).map(|_| ()),
            Kind::AdHoc => self.open_ad_hoc(node, scope),
            Kind::Multi => self.open_multi(node, scope),
            _ => Ok(()),
        }
    }

    /// A token arrives where others are waited for.
    fn arrive(&mut self, node: u16, slot: u16, scope: u16) -> Result<(), Rejection> {
        self.emit(What::Arrived { scope, slot });
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Parallel if self.all_marked(n, scope) => self.join(node, n, scope),
            Kind::Parallel | Kind::Inclusive => Ok(()),
            Kind::Complex => self.activate(node, n, slot, scope),
            _ if self.case.marks_of(scope).count(slot) >= u32::from(n.start_quantity) => {
                for _ in 0..n.start_quantity {
                    self.emit(What::Merged { scope, first: slot, len: 1 });
                }
                self.enter_node(node, scope)
            }
            _ => Ok(()),
        }
    }

    /// A complex gateway: goes on once its condition holds, then takes what still
    /// comes of the same round without going on again (BPMN 2.0.2, section 13.4.5).
    fn activate(&mut self, node: u16, n: &Node, slot: u16, scope: u16) -> Result<(), Rejection> {
        let half = n.slots.len / 2;
        let marks = self.case.marks_of(scope);
        let fired = (n.slots.first + half..n.slots.first + n.slots.len).any(|s| marks.has(s));
        if fired {
            // A second token of the same flow belongs to the next round.
            if marks.has(slot + half) {
                return Ok(());
            }
            self.emit(What::Merged { scope, first: slot, len: 1 });
            self.emit(What::Arrived { scope, slot: slot + half });
            return Ok(());
        }
        self.activate_anew(node, n, scope)
    }

    /// A complex gateway that has not gone on in this round: asks its condition.
    fn activate_anew(&mut self, node: u16, n: &Node, scope: u16) -> Result<(), Rejection> {
        let half = n.slots.len / 2;
        let marks = self.case.marks_of(scope);
        let count = (n.slots.first..n.slots.first + half).filter(|&s| marks.has(s)).count();
        let mut facts = self.facts(scope);
        if let Some(fact) = facts.get_mut(n.result as usize) {
            *fact = Value::int(count as i32);
        }
        let condition = self.net.guards[n.rule as usize];
        if evaluate(self.net, condition, |fact| facts[fact as usize]) != Some(true) {
            return Ok(());
        }
        for s in n.slots.first..n.slots.first + half {
            if self.case.marks_of(scope).has(s) {
                self.emit(What::Arrived { scope, slot: s + half });
            }
        }
        self.emit(What::Merged { scope, first: n.slots.first, len: half });
        self.leave_inclusive(node, n, scope)
    }

    #[inline]
    pub(super) fn begin(&mut self, node: u16, scope: u16) -> u32 {
        let activity = self.case.next_activity;
        self.emit(What::Entered { node, scope, activity });
        activity
    }

    /// Opens a sub-process; answers its scope.
    pub(super) fn open(&mut self, node: u16, scope: u16) -> Result<u16, Rejection> {
        let n = &self.net.nodes[node as usize];
        let activity = self.begin(node, scope);
        let inner = self.open_scope(scope, activity);
        self.arm_boundaries(n, activity, scope)?;
        self.watch(n.watchers, inner, activity)?;
        if n.start != NONE {
            self.leave(n.start, inner)?;
        }
        for start in n.starts.iter() {
            self.enter_node(self.net.starts[start as usize], inner)?;
        }
        Ok(inner)
    }

    /// Opens a scope for an activity; answers its number.
    pub(super) fn open_scope(&mut self, parent: u16, activity: u32) -> u16 {
        let scope = self.free_scope();
        self.emit(What::ScopeOpened { scope, parent, activity });
        scope
    }

    /// A number that no open scope has; after 65,534 instances the old ones come again.
    fn free_scope(&self) -> u16 {
        let mut number = self.case.next_scope;
        while number == ROOT || number == NONE || self.case.scopes.iter().any(|s| s.number == number) {
            number = number.wrapping_add(1);
        }
        number
    }

    pub(super) fn arm_boundaries(&mut self, n: &Node, activity: u32, scope: u16) -> Result<(), Rejection> {
        for i in n.boundary.iter() {
            self.arm_one(self.net.boundaries[i as usize], scope, activity)?;
        }
        Ok(())
    }

    /// An exclusive gateway: the first flow in document order whose condition holds.
    #[inline]
    fn choose(&self, node: u16, n: &Node, scope: u16) -> Result<u16, Rejection> {
        for flow in n.outs.iter() {
            if flow != n.default && self.holds(flow, scope)? {
                return Ok(flow);
            }
        }
        match n.default {
            NONE => Err(Rejection::NoWay { element: self.net.info[node as usize].id.clone() }),
            flow => Ok(flow),
        }
    }

    #[inline]
    pub(super) fn fact(&self, fact: u16, scope: u16) -> Value {
        if let Some((_, value)) = self.local(fact, scope) {
            return value;
        }
        let own = self.case.facts.at(fact as usize);
        if own.is_null() { self.rulebook.given[fact as usize] } else { own }
    }

    /// All facts as a scope sees them.
    pub(super) fn facts(&self, scope: u16) -> Vec<Value> {
        (0..self.net.facts.len() as u16).map(|fact| self.fact(fact, scope)).collect()
    }

    #[inline]
    fn holds(&self, flow: u16, scope: u16) -> Result<bool, Rejection> {
        let condition = self.net.flows[flow as usize].condition;
        match evaluate(self.net, condition, |fact| self.fact(fact, scope)) {
            Some(answer) => Ok(answer),
            None => Err(self.undecided(flow, condition)),
        }
    }

    /// Whether a guard holds; what cannot be decided does not hold yet.
    pub(super) fn guard(&self, guard: u16, scope: u16) -> bool {
        evaluate(self.net, self.net.guards[guard as usize], |fact| self.fact(fact, scope)) == Some(true)
    }

    #[cold]
    fn undecided(&self, flow: u16, condition: Condition) -> Rejection {
        let fact = match condition {
            Condition::Compare { fact, .. } => self.net.facts[fact as usize].as_str(),
            _ => "a fact of its expression",
        };
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

    /// Ends a scope, with everything in it.
    pub(super) fn terminate(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        self.emit(What::Ended { node, outcome: self.net.nodes[node as usize].outcome });
        self.forget(scope);
        if scope == ROOT {
            let outcome = self.case.outcome;
            self.emit(What::Closed { outcome });
            return Ok(());
        }
        self.close_scope(scope)
    }

    /// Drops the tokens that are on their way within a scope.
    pub(super) fn forget(&mut self, scope: u16) {
        let mut kept: Few<Step, 8> = Few::default();
        for &step in self.pending.as_slice() {
            if !self.case.is_within(step.scope, scope) {
                kept.push(step);
            }
        }
        self.pending = kept;
    }

    /// Ends a scope and does what its activity does then.
    pub(super) fn close_scope(&mut self, scope: u16) -> Result<(), Rejection> {
        let (activity, parent) = self.case.scope(scope).map(|s| (s.activity, s.parent)).expect("an open scope");
        let host = self.case.token(activity).expect("a scope has its activity");
        let n = &self.net.nodes[host.node as usize];
        let is_instance = n.kind == Kind::Multi && self.case.scope(parent).is_some_and(|p| p.activity == activity);
        if n.undo == NONE && self.case.undoable.iter().any(|u| u.scope == scope) {
            self.emit(What::UndoKept { scope, within: host.node });
        }
        if is_instance {
            return self.instance_ended(scope, parent, host);
        }
        self.emit(What::ScopeClosed { scope });
        match n.kind {
            Kind::Throw | Kind::End => self.undo_next(host),
            _ => self.complete(host.node, host.scope, host.activity),
        }
    }

    /// An interrupting boundary event: ends its host and all in it.
    pub(super) fn interrupt(&mut self, boundary: u16, host: Active) -> Result<(), Rejection> {
        self.cancel_activity(host);
        self.leave(boundary, host.scope)
    }

    /// Ends an activity from outside, with all in it.
    pub(super) fn cancel_activity(&mut self, host: Active) {
        if let Some(inner) = self.case.scopes.iter().find(|s| s.activity == host.activity).map(|s| s.number) {
            self.forget(inner);
            self.emit(What::ScopeClosed { scope: inner });
        }
        self.emit(What::Cancelled { node: host.node, activity: host.activity });
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
                if self.empty_scope(number)? {
                    return Ok(true);
                }
            }
        }
        if !self.case.active.as_slice().iter().any(|a| a.is_token()) {
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
            if !matches!(n.kind, Kind::Inclusive | Kind::Complex) || n.slots.len == 0 {
                continue;
            }
            for &scope in &scopes {
                let marks = self.case.marks_of(scope);
                if n.kind == Kind::Inclusive && n.slots.iter().any(|slot| marks.has(slot)) && !self.may_still_arrive(node as u16, n, scope)
                {
                    self.join(node as u16, n, scope)?;
                    return Ok(true);
                }
                let second = n.slots.first + n.slots.len / 2..n.slots.first + n.slots.len;
                let fired = n.kind == Kind::Complex && second.clone().any(|slot| marks.has(slot));
                if fired && (second.clone().all(|slot| marks.has(slot)) || !self.may_still_arrive(node as u16, n, scope)) {
                    // The round of a complex gateway is over.
                    self.emit(What::Merged { scope, first: second.start, len: n.slots.len / 2 });
                    if (n.slots.first..second.start).any(|slot| self.case.marks_of(scope).has(slot)) {
                        self.activate_anew(node as u16, n, scope)?;
                    }
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
            if a.is_token() && !n.kind.holds() {
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

/// The answer of a condition; nothing if it cannot be decided.
#[inline]
pub(super) fn evaluate(net: &Net, condition: Condition, fact: impl Fn(u16) -> Value) -> Option<bool> {
    match condition {
        Condition::Always => Some(true),
        Condition::Compare { fact: name, op, value } => compare(fact(name), op, value),
        Condition::Feel(expression) => {
            let facts: Vec<Value> = (0..net.facts.len() as u16).map(fact).collect();
            net.expressions[expression as usize](&facts, &net.symbols)
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
