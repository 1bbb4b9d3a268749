//! Events: what is thrown, who waits for it, and what happens then (BPMN 2.0.2,
//! sections 10.5 and 13.5).

use super::event::What;
use super::rejection::Rejection;
use super::state::{Active, ROOT, WHOLE};
use super::walk::Walk;
use crate::procedure::{Kind, NONE, Span, Timer, Trigger};

/// Somebody who waits: the event, the activity it belongs to (its token, the host of a
/// boundary, the gateway before it, or the activity of the scope that it watches) and the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// The event.
    pub(super) node: u16,
    /// Activity.
    pub(super) activity: u32,
    /// Scope.
    pub(super) scope: u16,
}

impl Walk<'_> {
    /// Arms the times and conditions of event sub-processes within a scope.
    pub(super) fn watch(&mut self, watchers: Span, scope: u16, activity: u32) -> Result<(), Rejection> {
        for i in watchers.iter() {
            self.arm_one(self.net.watchers[i as usize], scope, activity)?;
        }
        Ok(())
    }

    /// Arms the times and conditions of an event beside an activity.
    pub(super) fn arm_one(&mut self, node: u16, scope: u16, activity: u32) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        let is_guarded = self.net.triggers_of(node).iter().any(|t| matches!(t, Trigger::Condition(_)));
        let is_timed = self.net.timer_of(node).is_some();
        // The timer of a boundary event makes its own place.
        if is_guarded || is_timed && n.kind != Kind::Boundary {
            self.emit(What::Armed { node, scope, activity });
        }
        if is_timed { self.arm(node, activity) } else { Ok(()) }
    }

    /// All that wait for a trigger: tokens before what stands beside activities and scopes, and there the inner before the outer.
    pub(super) fn waiting(&self, is_it: impl Fn(&Trigger) -> bool) -> Vec<Waiting> {
        let net = self.net;
        let hears = |node: u16| net.triggers_of(node).iter().any(&is_it);
        let (mut found, mut aside) = (Vec::new(), Vec::new());
        for a in self.case.active.as_slice().iter().filter(|a| a.is_token()) {
            let n = &net.nodes[a.node as usize];
            let at = |node| Waiting { node, activity: a.activity, scope: a.scope };
            match n.kind {
                Kind::Catch if hears(a.node) => found.push(at(a.node)),
                Kind::EventBased => {
                    found.extend(n.outs.iter().map(|f| net.flows[f as usize].target).filter(|&t| hears(t)).map(at));
                }
                _ => {}
            }
            aside.extend(n.boundary.iter().map(|b| net.boundaries[b as usize]).filter(|&b| hears(b)).map(at));
        }
        for scope in self.case.scopes.iter().rev().filter(|s| !s.interrupted) {
            let Some(host) = self.case.token(scope.activity) else { continue };
            let at = |node| Waiting { node, activity: scope.activity, scope: scope.number };
            let watchers = net.nodes[host.node as usize].watchers;
            aside.extend(watchers.iter().map(|w| net.watchers[w as usize]).filter(|&w| hears(w)).map(at));
        }
        if !self.case.interrupted {
            let at = |node| Waiting { node, activity: WHOLE, scope: ROOT };
            aside.extend(net.watches.iter().map(|w| net.watchers[w as usize]).filter(|&w| hears(w)).map(at));
        }
        aside.sort_by_key(|w| std::cmp::Reverse(self.case.depth(w.scope)));
        found.extend(aside);
        found
    }

    /// Whether somebody who waited still does.
    fn still(&self, waiting: Waiting) -> bool {
        match self.net.nodes[waiting.node as usize].kind {
            Kind::Start => !self.case.is_interrupted(waiting.scope) && (waiting.scope == ROOT || self.case.scope(waiting.scope).is_some()),
            _ => self.case.token(waiting.activity).is_some(),
        }
    }

    /// What was waited for happened; `trigger` tells which of several.
    pub(super) fn occurs(&mut self, waiting: Waiting, is_it: impl Fn(&Trigger) -> bool) -> Result<(), Rejection> {
        let Waiting { node, activity, scope } = waiting;
        let n = &self.net.nodes[node as usize];
        if n.all {
            let triggers = self.net.triggers_of(node);
            let trigger = triggers.iter().position(is_it).unwrap_or(0) as u16;
            if self.case.timer(node, activity).is_none() {
                self.emit(What::Armed { node, scope, activity });
            }
            self.emit(What::Occurred { node, trigger, activity });
            let bits = self.case.timer(node, activity).map_or(0, |a| a.left);
            if u32::from(bits).count_ones() < triggers.len().min(16) as u32 {
                return Ok(());
            }
            if matches!(n.kind, Kind::Boundary | Kind::Start) && !n.interrupting {
                // It waits for all of them anew.
                self.emit(What::CycleCounted { node, left: 0, activity });
            }
        }
        if n.kind == Kind::Start {
            return self.begin_event_scope(node, scope);
        }
        let host = self.case.token(activity).expect("who waits has a token");
        match n.kind {
            Kind::Catch if host.node == node => self.complete(node, scope, activity),
            Kind::Boundary if n.interrupting => self.interrupt(node, host),
            Kind::Boundary => self.leave(node, host.scope),
            _ => {
                self.emit(What::Completed { node: host.node, activity });
                self.leave(node, scope)
            }
        }
    }

    /// An event sub-process begins, and ends everything else in its scope if it interrupts.
    fn begin_event_scope(&mut self, start: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[start as usize];
        if n.interrupting {
            self.forget(scope);
            self.emit(What::Interrupted { scope });
        }
        self.enter_node(n.parent, scope)
    }

    /// One who waits for a message gets it.
    pub(super) fn receive(&mut self, message: u16) -> Result<Option<Waiting>, Rejection> {
        let is_it = |t: &Trigger| *t == Trigger::Message(message);
        let Some(&first) = self.waiting(is_it).first() else { return Ok(None) };
        self.occurs(first, is_it)?;
        Ok(Some(first))
    }

    /// All who wait for a signal hear it; answers whether anybody did.
    pub(super) fn signal(&mut self, signal: u16) -> Result<bool, Rejection> {
        let is_it = |t: &Trigger| *t == Trigger::Signal(signal);
        let all = self.waiting(is_it);
        for &waiting in &all {
            if self.still(waiting) {
                self.occurs(waiting, is_it)?;
            }
        }
        Ok(!all.is_empty())
    }

    /// Signals thrown and conditions that have come true are heard when all tokens rest.
    #[inline]
    pub(super) fn hear(&mut self) -> Result<bool, Rejection> {
        if !self.thrown.is_empty() {
            let signal = self.thrown.remove(0);
            self.signal(signal)?;
            return Ok(true);
        }
        if self.net.has_guards { self.check_guards() } else { Ok(false) }
    }

    /// Lets the first event act whose condition has become true. Conditions are asked
    /// when tokens rest; one acts when it turns from not true to true.
    #[cold]
    fn check_guards(&mut self) -> Result<bool, Rejection> {
        let active: Vec<Active> = self.case.active.as_slice().to_vec();
        for a in active {
            let Some(guard) = self.guard_of(a.node) else { continue };
            let holds = self.guard(guard, a.scope);
            if holds == a.holds() {
                continue;
            }
            let (node, activity) = (a.node, a.activity);
            self.emit(What::Condition { holds, node, activity });
            if holds {
                self.occurs(Waiting { node, activity, scope: a.scope }, |t| *t == Trigger::Condition(guard))?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn guard_of(&self, node: u16) -> Option<u16> {
        self.net.triggers_of(node).iter().find_map(|t| if let Trigger::Condition(guard) = t { Some(*guard) } else { None })
    }

    /// A throw or end event, or a send task: throws its triggers, and goes on where it still can.
    pub(super) fn throw(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        if n.kind == Kind::End && n.event != NONE {
            self.mark(n.event)?;
        }
        let (mut last, mut ends) = (None, false);
        for &trigger in self.net.triggers_of(node) {
            match trigger {
                Trigger::Message(message) => self.emit(What::MessageThrown { node, message }),
                Trigger::Signal(signal) => {
                    self.emit(What::SignalThrown { node, signal });
                    self.thrown.push(signal);
                }
                Trigger::Escalation(escalation) => {
                    self.emit(What::EscalationThrown { node, escalation });
                    ends |= self.escalate(escalation, scope)?;
                }
                other => last = Some(other),
            }
        }
        if ends {
            return Ok(());
        }
        match last {
            Some(Trigger::Terminate) => self.terminate(node, scope),
            Some(Trigger::Error(error)) => {
                self.emit(What::ErrorThrown { error });
                self.raise_from(scope, error)
            }
            Some(Trigger::Cancel) => {
                self.forget(scope);
                self.emit(What::Interrupted { scope });
                let activity = self.begin(node, scope);
                self.undo_next(self.case.token(activity).expect("it was just begun"))
            }
            Some(_) => {
                let activity = self.begin(node, scope);
                if n.special {
                    self.thrown(node, scope)?;
                }
                self.undo_next(self.case.token(activity).expect("it was just begun"))
            }
            None => self.thrown(node, scope),
        }
    }

    /// All is thrown: the token ends, or goes on.
    fn thrown(&mut self, node: u16, scope: u16) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        if n.kind == Kind::End || n.outcome.is_some() {
            self.emit(What::Ended { node, outcome: n.outcome });
        }
        match n.kind {
            Kind::End => Ok(()),
            _ if n.extra => self.complete_more(node, scope),
            _ => self.leave(node, scope),
        }
    }

    /// An activity raises an error, to itself and then outwards.
    pub(super) fn raise(&mut self, token: Active, error: u16) -> Result<(), Rejection> {
        let is_it = |t: &Trigger| catches(*t, Trigger::Error(error));
        if self.catcher(token, token.scope, is_it).is_none() {
            let element = self.id(token.node);
            return Err(Rejection::ErrorNotCaught { element });
        }
        self.emit(What::ErrorThrown { error });
        if let Some(boundary) = self.boundary(token.node, is_it) {
            return self.interrupt(boundary, token);
        }
        self.raise_from(token.scope, error)
    }

    /// An error leaves a scope. One that nobody catches ends the case.
    pub(super) fn raise_from(&mut self, scope: u16, error: u16) -> Result<(), Rejection> {
        let is_it = |t: &Trigger| catches(*t, Trigger::Error(error));
        match self.outwards(scope, is_it) {
            Some(waiting) => self.occurs(waiting, is_it),
            None => {
                self.forget(ROOT);
                let outcome = self.case.outcome;
                self.emit(What::Closed { outcome });
                Ok(())
            }
        }
    }

    /// An activity escalates, to itself and then outwards; nothing need happen.
    pub(super) fn escalate_from(&mut self, token: Active, escalation: u16) -> Result<(), Rejection> {
        let is_it = |t: &Trigger| catches(*t, Trigger::Escalation(escalation));
        self.emit(What::EscalationThrown { node: token.node, escalation });
        if let Some(node) = self.boundary(token.node, is_it) {
            return self.occurs(Waiting { node, activity: token.activity, scope: token.scope }, is_it);
        }
        self.escalate(escalation, token.scope).map(drop)
    }

    /// An escalation leaves a scope; answers whether who catches it ends what threw it.
    fn escalate(&mut self, escalation: u16, scope: u16) -> Result<bool, Rejection> {
        let is_it = |t: &Trigger| catches(*t, Trigger::Escalation(escalation));
        let Some(waiting) = self.outwards(scope, is_it) else { return Ok(false) };
        self.occurs(waiting, is_it)?;
        Ok(self.net.nodes[waiting.node as usize].interrupting)
    }

    fn catcher(&self, token: Active, scope: u16, is_it: impl Fn(&Trigger) -> bool + Copy) -> Option<u16> {
        self.boundary(token.node, is_it).or_else(|| self.outwards(scope, is_it).map(|w| w.node))
    }

    /// The boundary event of an activity with a trigger.
    pub(super) fn boundary(&self, node: u16, is_it: impl Fn(&Trigger) -> bool) -> Option<u16> {
        let span = self.net.nodes[node as usize].boundary;
        span.iter().map(|i| self.net.boundaries[i as usize]).find(|&b| self.net.triggers_of(b).iter().any(&is_it))
    }

    /// Who catches what leaves a scope: its event sub-processes, the boundary of its
    /// activity, then the same around it. An event sub-process does not catch its own.
    fn outwards(&self, scope: u16, is_it: impl Fn(&Trigger) -> bool) -> Option<Waiting> {
        let hears = |span: Span, from: u16| {
            let watchers = span.iter().map(|w| self.net.watchers[w as usize]).filter(|&w| self.net.nodes[w as usize].parent != from);
            watchers.into_iter().find(|&w| self.net.triggers_of(w).iter().any(&is_it))
        };
        let (mut at, mut from) = (scope, NONE);
        while let Some(found) = self.case.scope(at) {
            let host = self.case.token(found.activity).expect("a scope has its activity");
            let waiting = |node| Waiting { node, activity: host.activity, scope: host.scope };
            if let Some(node) = hears(self.net.nodes[host.node as usize].watchers, from).filter(|_| !found.interrupted) {
                return Some(Waiting { scope: at, ..waiting(node) });
            }
            if let Some(node) = self.boundary(host.node, &is_it) {
                return Some(waiting(node));
            }
            (at, from) = (found.parent, host.node);
        }
        let node = hears(self.net.watches, from).filter(|_| !self.case.interrupted)?;
        Some(Waiting { node, activity: WHOLE, scope: ROOT })
    }

    /// A timer that is no term of the law fired.
    pub(super) fn timer_fired(&mut self, timer: Active) -> Result<(), Rejection> {
        let (node, activity) = (timer.node, timer.activity);
        self.emit(What::TimerFired { node, activity });
        let n = &self.net.nodes[node as usize];
        // An intermediate event that waits for a cycle lets a token go each time.
        let catches = n.kind == Kind::Catch && self.case.token(activity).is_some_and(|host| host.node == node);
        let again = matches!(n.kind, Kind::Boundary | Kind::Start) && !n.interrupting || catches;
        if let Some(Timer::Cycle { every, .. }) = self.net.timer_of(node)
            && timer.left > 1
            && again
        {
            self.emit(What::TimerSet { node, activity, due: timer.due.plus(*every) });
            let left = if timer.left == u16::MAX { u16::MAX } else { timer.left - 1 };
            self.emit(What::CycleCounted { node, left, activity });
            if catches {
                return self.leave(node, timer.scope);
            }
        }
        self.occurs(Waiting { node, activity, scope: timer.scope }, |t| matches!(t, Trigger::Timer(_)))
    }
}

/// Whether an event that waits for `wanted` catches `thrown`: the same code, or any.
fn catches(wanted: Trigger, thrown: Trigger) -> bool {
    wanted == thrown
        || matches!((wanted, thrown), (Trigger::Error(NONE), Trigger::Error(_)) | (Trigger::Escalation(NONE), Trigger::Escalation(_)))
}
