//! Activities that are carried out several times, and ad-hoc sub-processes
//! (BPMN 2.0.2, sections 10.3.5, 10.3.8 and 13.3.6).
//!
//! A repeated activity holds a scope; each instance has one within it, so that its
//! item and its result are its own.

use super::event::What;
use super::rejection::Rejection;
use super::state::{Active, ROOT};
use super::trigger::Waiting;
use super::walk::Walk;
use crate::decision::Value;
use crate::decision::dmn::Datum;
use crate::procedure::{Kind, NONE, Repeat, Throws, Trigger};

/// Most instances that one command may begin.
const INSTANCES_MAX: usize = 65_534;

impl<'a> Walk<'a> {
    fn repeat(&self, node: u16) -> &'a Repeat {
        &self.net.repeats[self.net.nodes[node as usize].rule as usize]
    }

    /// A repeated activity begins.
    pub(super) fn open_multi(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let total = self.instances(node, scope)?;
        let n = &self.net.nodes[node as usize];
        let activity = self.begin(node, scope);
        let holder = self.open_scope(scope, activity);
        self.arm_boundaries(n, activity, scope)?;
        self.emit(What::Planned { scope: holder, total });
        let repeat = self.repeat(node);
        if repeat.results != NONE {
            let empty = self.net.symbols.value(&Datum::List(Vec::new()));
            self.state(repeat.results, empty, scope);
        }
        self.count(holder, repeat);
        let before = repeat.test_before && repeat.again != NONE && !self.guard(repeat.again, holder);
        if total == 0 || before {
            return self.end_multi(holder);
        }
        let at_once = if repeat.sequential { 1 } else { total };
        for _ in 0..at_once {
            self.begin_instance(holder, node)?;
        }
        Ok(())
    }

    /// How many instances there will be; [`u16::MAX`] for a loop.
    fn instances(&self, node: u16, scope: u16) -> Result<u16, Rejection> {
        let repeat = self.repeat(node);
        let refuse = |value: Value, needed| {
            let found = self.net.symbols.datum(value).to_string();
            Err(Rejection::NotCountable { element: self.id(node), found, needed })
        };
        if repeat.collection != NONE {
            let value = self.fact(repeat.collection, scope);
            return match self.net.symbols.datum(value) {
                Datum::List(items) if items.len() <= INSTANCES_MAX => Ok(items.len() as u16),
                _ => refuse(value, "a list"),
            };
        }
        if repeat.cardinality == NONE {
            return Ok(u16::MAX);
        }
        let value = self.net.scripts[repeat.cardinality as usize](&self.facts(scope), &self.net.symbols);
        match value.as_scaled() {
            Some(n) if n >= 0 && n % Value::SCALE == 0 && n / Value::SCALE <= INSTANCES_MAX as i64 => Ok((n / Value::SCALE) as u16),
            _ => refuse(value, "a whole number from 0 on"),
        }
    }

    fn begin_instance(&mut self, holder: u16, node: u16) -> Result<(), Rejection> {
        let repeat = self.repeat(node);
        let (activity, number) = self.case.scope(holder).map(|s| (s.activity, s.begun)).expect("an open scope");
        self.emit(What::InstanceBegan { scope: holder });
        self.count(holder, repeat);
        let scope = self.open_scope(holder, activity);
        let list = if repeat.collection == NONE { Value::NULL } else { self.fact(repeat.collection, holder) };
        if let Datum::List(items) = self.net.symbols.datum(list)
            && repeat.item != NONE
            && let Some(item) = items.get(number as usize)
        {
            self.emit(What::LocalStated { fact: repeat.item, scope, value: self.net.symbols.value(item) });
        }
        if repeat.result != NONE {
            self.emit(What::LocalStated { fact: repeat.result, scope, value: Value::NULL });
        }
        if repeat.counters[0] != NONE {
            self.emit(What::LocalStated { fact: repeat.counters[0], scope, value: Value::int(i32::from(number) + 1) });
        }
        self.enter_node(self.net.nodes[node as usize].start, scope)
    }

    /// States the standard's counters where conditions read them.
    fn count(&mut self, holder: u16, repeat: &Repeat) {
        let Some(scope) = self.case.scope(holder) else { return };
        let numbers = [scope.begun, scope.planned, scope.begun - scope.ended, scope.ended];
        for (fact, number) in repeat.counters.into_iter().zip(numbers) {
            if fact != NONE {
                self.emit(What::LocalStated { fact, scope: holder, value: Value::int(i32::from(number)) });
            }
        }
    }

    /// An instance ended: its result is kept, then the next begins, or the activity ends.
    pub(super) fn instance_ended(&mut self, scope: u16, holder: u16, host: Active) -> Result<(), Rejection> {
        let repeat = self.repeat(host.node);
        if repeat.results != NONE && repeat.result != NONE {
            let result = self.net.symbols.datum(self.fact(repeat.result, scope));
            let mut list = match self.net.symbols.datum(self.fact(repeat.results, host.scope)) {
                Datum::List(items) => items,
                _ => Vec::new(),
            };
            list.push(result);
            let value = self.net.symbols.value(&Datum::List(list));
            self.state(repeat.results, value, host.scope);
        }
        self.emit(What::ScopeClosed { scope });
        self.emit(What::InstanceEnded { scope: holder });
        self.count(holder, repeat);
        self.instance_throws(host, holder, repeat)?;
        let Some(state) = self.case.scope(holder).cloned() else { return Ok(()) };
        let enough = repeat.until != NONE && self.guard(repeat.until, holder);
        let looped = repeat.cardinality == NONE && repeat.collection == NONE;
        let again = !looped || (repeat.again == NONE || self.guard(repeat.again, holder)) && state.begun < repeat.most;
        if enough || state.ended == state.planned || !again {
            return self.end_multi(holder);
        }
        if repeat.sequential { self.begin_instance(holder, host.node) } else { Ok(()) }
    }

    /// The event that an ended instance throws goes to the boundary, which never ends the others.
    fn instance_throws(&mut self, host: Active, holder: u16, repeat: &Repeat) -> Result<(), Rejection> {
        let ended = self.case.scope(holder).map_or(0, |s| s.ended);
        let throws = match repeat.throws {
            Throws::Never => false,
            Throws::First => ended == 1,
            Throws::Each => true,
        };
        if let Some(trigger) = repeat.trigger.filter(|_| throws) {
            self.throw_to_border(host, trigger)?;
        }
        for &(guard, trigger) in &repeat.complex {
            if self.guard(guard, holder) {
                self.throw_to_border(host, trigger)?;
            }
        }
        Ok(())
    }

    fn throw_to_border(&mut self, host: Active, trigger: Trigger) -> Result<(), Rejection> {
        let node = host.node;
        match trigger {
            Trigger::Message(message) => self.emit(What::MessageThrown { node, message }),
            Trigger::Signal(signal) => self.emit(What::SignalThrown { node, signal }),
            Trigger::Escalation(escalation) => self.emit(What::EscalationThrown { node, escalation }),
            _ => {}
        }
        match self.boundary(node, |t| *t == trigger) {
            Some(boundary) => self.leave(boundary, host.scope),
            None => Ok(()),
        }
    }

    /// A repeated activity or ad-hoc sub-process ends, with what still runs in it.
    fn end_multi(&mut self, holder: u16) -> Result<(), Rejection> {
        self.forget(holder);
        self.close_scope(holder)
    }

    /// An ad-hoc sub-process begins: all its activities are offered, or the first of them.
    pub(super) fn open_ad_hoc(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        let activity = self.begin(node, scope);
        let inner = self.open_scope(scope, activity);
        self.arm_boundaries(n, activity, scope)?;
        self.watch(n.watchers, inner, activity)?;
        self.emit(What::Planned { scope: inner, total: n.starts.len });
        let at_once = if n.special { n.starts.len.min(1) } else { n.starts.len };
        for i in 0..at_once {
            self.emit(What::InstanceBegan { scope: inner });
            self.enter_node(self.net.starts[(n.starts.first + i) as usize], inner)?;
        }
        Ok(())
    }

    /// An activity of an ad-hoc sub-process was completed: its condition is asked.
    pub(super) fn ad_hoc_completed(&mut self, scope: u16) -> Result<(), Rejection> {
        let Some(found) = self.case.scope(scope) else { return Ok(()) };
        let host = self.case.token(found.activity).expect("a scope has its activity");
        let n = &self.net.nodes[host.node as usize];
        if n.kind == Kind::AdHoc && n.rule != NONE && n.interrupting && self.guard(n.rule, scope) {
            return self.end_multi(scope);
        }
        Ok(())
    }

    /// Nothing moves in a scope any more; answers whether something happened.
    pub(super) fn empty_scope(&mut self, scope: u16) -> Result<bool, Rejection> {
        let found = self.case.scope(scope).cloned().expect("an open scope");
        let host = self.case.token(found.activity).expect("a scope has its activity");
        let n = &self.net.nodes[host.node as usize];
        if n.kind == Kind::AdHoc {
            let enough = n.rule != NONE && self.guard(n.rule, scope);
            if !enough && n.special && found.begun < found.planned {
                self.emit(What::InstanceBegan { scope });
                self.enter_node(self.net.starts[(n.starts.first + found.begun) as usize], scope)?;
                return Ok(true);
            }
            if !enough && n.rule != NONE {
                // It stays open: somebody may begin an activity again, or a fact end it.
                return Ok(false);
            }
        }
        self.close_scope(scope)?;
        Ok(true)
    }

    /// Begins an activity of an open ad-hoc sub-process by hand.
    pub(super) fn begin_by_hand(&mut self, activity: u32, node: u16) -> Result<(), Rejection> {
        let host = self.case.token(activity).ok_or(Rejection::NoSuchActivity { activity })?;
        let n = &self.net.nodes[host.node as usize];
        let refuse = |reason| Err(Rejection::NotToBegin { element: self.id(node), reason });
        if n.kind != Kind::AdHoc || !n.starts.iter().any(|i| self.net.starts[i as usize] == node) {
            return refuse("it is not one of the activities of this ad-hoc sub-process");
        }
        let scope = self.case.scopes.iter().find(|s| s.activity == activity).map_or(ROOT, |s| s.number);
        if n.special && self.case.active.as_slice().iter().any(|a| a.scope == scope && a.is_token()) {
            return refuse("another one is under way, and they are carried out one at a time");
        }
        self.enter_node(node, scope)
    }

    /// Undoes what can be undone, the last first; then the event that asked goes on.
    pub(super) fn undo_next(&mut self, asked: Active) -> Result<(), Rejection> {
        let triggers = self.net.triggers_of(asked.node);
        let target = triggers.iter().find_map(|t| if let Trigger::Compensation(of) = t { Some(*of) } else { None }).unwrap_or(NONE);
        let around = self.around(asked.scope);
        let is_it = |u: &super::state::Undoable| {
            let is_there = u.scope == asked.scope || Some(u.scope) == around;
            // What is done while it is being undone stays.
            u.before <= asked.activity && is_there && (target == NONE || u.node == target || u.within == target)
        };
        let Some(done) = self.case.undoable.iter().rfind(|u| is_it(u)).copied() else { return self.undone(asked) };
        self.emit(What::UndoBegan { node: done.node, scope: done.scope });
        let inner = self.open_scope(asked.scope, asked.activity);
        self.enter_node(self.net.nodes[done.node as usize].undo, inner)
    }

    /// The scope that an event sub-process watches, if a scope belongs to one.
    fn around(&self, scope: u16) -> Option<u16> {
        let found = self.case.scope(scope)?;
        let host = self.case.token(found.activity)?;
        (self.net.nodes[host.node as usize].kind == Kind::EventSubProcess).then_some(found.parent)
    }

    /// Everything asked for is undone: a token goes on or ends, or a transaction is left.
    fn undone(&mut self, asked: Active) -> Result<(), Rejection> {
        let Active { node, activity, scope, .. } = asked;
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Throw if !n.special => return self.complete(node, scope, activity),
            _ => self.emit(What::Completed { node, activity }),
        }
        if n.special {
            // It did not wait.
            return Ok(());
        }
        self.emit(What::Ended { node, outcome: n.outcome });
        if !self.net.triggers_of(node).contains(&Trigger::Cancel) || scope == ROOT {
            return Ok(());
        }
        let host = self.case.scope(scope).and_then(|s| self.case.token(s.activity)).expect("a transaction has its activity");
        match self.boundary(host.node, |t| *t == Trigger::Cancel) {
            Some(node) => self.occurs(Waiting { node, activity: host.activity, scope: host.scope }, |_| true),
            None => self.close_scope(scope),
        }
    }
}
