//! Change of a procedure while cases are open: which stay, which move, and why one cannot.
//!
//! A [`Bridge`] leads from a rulebook to another under a [`Plan`]. What moves is
//! all that a case has: tokens, timers with their due instant, terms with what they
//! counted, stops and extensions, facts, local facts, tokens at joins, marked
//! legal events, repeated instances, what can be undone, what is watched for. The
//! move is a run of events, the first of them [`What::Migrated`], so that a moved
//! case is the fold of its events like any other.
//!
//! Invariant: a case moves whole or not at all. No token is lost and none is doubled.

mod block;
mod carry;
mod map;
mod plan;

pub use block::Block;
pub use plan::{Cases, Plan, Stay, Timers};

use super::event::{Event, What};
use super::few::Few;
use super::record::{Actor, Recorded};
use super::rejection::Rejection;
use super::rulebook::{Rulebook, StopRule, TermRule};
use super::state::{Active, Case, Marks, ROOT, Scope, Status, WHOLE, apply, next_due};
use super::walk::Walk;
use crate::decision::condition;
use crate::procedure::{Kind, NONE, Net, Timer, Trigger};
use crate::time::{Timestamp, Zone};
use map::Map;

/// The way from one procedure to another.
pub struct Bridge<'a> {
    /// Under which the cases ran so far.
    from: &'a Rulebook,
    /// Under which moved cases go on: the new one, with the versions of terms that run.
    to: Rulebook,
    plan: &'a Plan,
    map: Map,
}

/// What becomes of a case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Verdict {
    /// It goes on as it did.
    Stays {
        /// Why.
        because: Because,
    },
    /// It goes on in the new procedure.
    Moves {
        /// Where it waits there: BPMN ids, in order.
        at: Vec<String>,
        /// When it changes by itself next.
        due: Option<Timestamp>,
    },
    /// The plan says that it moves, and it cannot.
    Blocked {
        /// Every obstacle.
        blocks: Vec<Block>,
    },
}

/// Why a case stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// The plan keeps all cases, or names this one.
    Pinned,
    /// It was filed before the day of the split.
    FiledBefore,
    /// It waits at an element of the split.
    WaitsThere,
    /// The condition of the split holds for its facts.
    Facts,
    /// It is over.
    Over,
    /// It was never filed.
    NotFiled,
}

/// Why a change is not taken back.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotUndone {
    /// It never moved, or is back already.
    #[error("the case was not moved from `{0}`, or is back already")]
    NotMoved(String),
    /// Something happened since.
    #[error("{0} events came after the move; the case goes on where it is, or moves by a plan of its own")]
    WentOn(usize),
    /// The case advanced as it moved.
    #[error("the move let the case advance at once; what happened cannot be taken back")]
    Advanced,
    /// It cannot be now.
    #[error("{0}")]
    Refused(Rejection),
    /// The plan is another.
    #[error("the case does not stand as this plan would have moved it; undo with the plan that moved it")]
    OtherPlan,
}

impl<'a> Bridge<'a> {
    /// From `from` to `to`, under a plan read for their nets.
    pub fn new(from: &'a Rulebook, to: &Rulebook, plan: &'a Plan) -> Bridge<'a> {
        let map = Map::new(&from.net, &to.net, plan);
        let to = succeeding(from, to, &map);
        Bridge { from, to, plan, map }
    }

    /// The rulebook under which a moved case goes on.
    pub fn rulebook(&self) -> &Rulebook {
        &self.to
    }

    /// What becomes of a case at `now`. Nothing happens to it.
    pub fn judge(&self, number: u64, case: &Case, now: Timestamp) -> Verdict {
        if let Some(because) = self.stays(number, case) {
            return Verdict::Stays { because };
        }
        let mut next = Case::default();
        match self.migrate(case, now, &mut Vec::new(), &mut next) {
            Ok(()) => {
                let tokens = next.active.as_slice().iter().filter(|a| a.is_token());
                let at = tokens.map(|a| self.to.net.info[a.node as usize].id.clone()).collect();
                Verdict::Moves { at, due: next_due(&next).map(|due| due.at) }
            }
            Err(blocks) => Verdict::Blocked { blocks },
        }
    }

    /// Why a case stays, if it does.
    pub fn stays(&self, number: u64, case: &Case) -> Option<Because> {
        match case.status {
            Status::New => return Some(Because::NotFiled),
            Status::Closed => return Some(Because::Over),
            Status::Open => {}
        }
        match self.plan.exceptions.get(&number).unwrap_or(&self.plan.cases) {
            Cases::Pin => Some(Because::Pinned),
            Cases::Migrate => None,
            Cases::Split => self.split(case),
        }
    }

    fn split(&self, case: &Case) -> Option<Because> {
        let stay = &self.plan.stay;
        let filed = match &self.from.calendar {
            Some(calendar) => calendar.zone.date(case.filed),
            None => Zone::utc().date(case.filed),
        };
        if stay.filed_before.is_some_and(|day| filed < day) {
            return Some(Because::FiledBefore);
        }
        let net = &self.from.net;
        let waits = |a: &Active| a.is_token() && stay.at.contains(&net.info[a.node as usize].id);
        if case.active.as_slice().iter().any(waits) {
            return Some(Because::WaitsThere);
        }
        let formula = condition::parse(stay.when.as_deref()?).ok()?;
        let mut names = net.facts.clone();
        let bound = formula.bind(&mut names, &net.symbols);
        let fact = |(own, given): (usize, crate::decision::Value)| if case.facts.at(own).is_null() { given } else { case.facts.at(own) };
        let facts: Vec<_> = self.from.given.iter().copied().enumerate().map(fact).collect();
        (bound.evaluate(&facts, &net.symbols) == Some(true)).then_some(Because::Facts)
    }

    /// Moves a case: its events are appended to `out`, and `next` is the case after them.
    ///
    /// # Errors
    /// Every obstacle; `out` is as it was, and what is in `next` means nothing.
    pub fn migrate(&self, case: &Case, now: Timestamp, out: &mut Vec<Event>, next: &mut Case) -> Result<(), Vec<Block>> {
        let mut carried = self.carried(case);
        if now < case.last {
            carried.blocks.push(Block::Earlier { last: case.last });
        }
        if let Some(due) = next_due(case).filter(|due| due.at <= now) {
            carried.blocks.push(Block::Due { at: due.at });
        }
        if !carried.blocks.is_empty() {
            return Err(carried.blocks);
        }
        let start = out.len();
        next.clone_from(case);
        let moved = self.moved(carried, case, now, out, next);
        let fits = seal(out, start, &self.to.net, false);
        let moved = moved.map_err(|refusal| Block::Law { refusal: refusal.to_string() });
        moved.and(if fits { Ok(()) } else { Err(Block::Large) }).map_err(|block| {
            out.truncate(start);
            vec![block]
        })
    }

    fn moved(&self, carried: carry::Carried, case: &Case, now: Timestamp, out: &mut Vec<Event>, next: &mut Case) -> Result<(), Rejection> {
        let mut walk = Walk::new(next, &self.to, now, out);
        rewrite(&mut walk, &carried.case, &carried.kept);
        if self.plan.timers == Timers::Recount {
            walk.recount_all()?;
            self.set_anew(&mut walk, case);
        }
        self.begin_new(&mut walk)?;
        walk.finish()
    }

    /// Constant durations and instants as the new procedure has them.
    fn set_anew(&self, walk: &mut Walk<'_>, case: &Case) {
        for old in case.active.as_slice().iter().filter(|a| !a.is_term() && a.due != Timestamp::NEVER) {
            let Some(node) = self.map.node(old.node) else { continue };
            let due = match (self.from.net.timer_of(old.node), self.to.net.timer_of(node)) {
                (Some(Timer::Micros(was)), Some(Timer::Micros(is))) => old.due.plus(is - was),
                (_, Some(Timer::At(instant))) => Timestamp(*instant),
                _ => old.due,
            };
            let activity = old.activity;
            if due != old.due && walk.case.timer(node, activity).is_some() {
                walk.emit(What::TimerSet { node, activity, due });
            }
        }
    }

    /// Times and conditions that only the new procedure has begin now, beside what waits already.
    fn begin_new(&self, walk: &mut Walk<'_>) -> Result<(), Rejection> {
        let (net, root_is_over) = (walk.net, walk.case.interrupted);
        let arms = |net: &Net, node: u16| net.triggers_of(node).iter().any(|t| matches!(t, Trigger::Timer(_) | Trigger::Condition(_)));
        let was_armed: Vec<u16> =
            (0..self.from.net.nodes.len() as u16).filter(|&n| arms(&self.from.net, n)).filter_map(|n| self.map.node(n)).collect();
        let is_new = |node: &u16| !was_armed.contains(node);
        let mut new: Vec<(u16, u16, u32)> = Vec::new();
        for token in walk.case.active.as_slice().iter().filter(|a| a.is_token()) {
            let n = &net.nodes[token.node as usize];
            let mut beside: Vec<u16> = n.boundary.iter().map(|b| net.boundaries[b as usize]).collect();
            if n.kind == Kind::EventBased {
                beside.extend(n.outs.iter().map(|flow| net.flows[flow as usize].target));
            }
            new.extend(beside.into_iter().filter(is_new).map(|node| (node, token.scope, token.activity)));
        }
        for scope in walk.case.scopes.iter().filter(|s| !s.interrupted) {
            let Some(host) = walk.case.token(scope.activity) else { continue };
            let watchers = net.nodes[host.node as usize].watchers.iter().map(|w| net.watchers[w as usize]);
            new.extend(watchers.filter(is_new).map(|node| (node, scope.number, scope.activity)));
        }
        if !root_is_over {
            let watchers = net.watches.iter().map(|w| net.watchers[w as usize]);
            new.extend(watchers.filter(is_new).map(|node| (node, ROOT, WHOLE)));
        }
        new.into_iter().try_for_each(|(node, scope, activity)| walk.arm_one(node, scope, activity))
    }

    /// Takes the last move back: `log` is all that happened to the case. Its events are
    /// appended to `out`, and `next` is the case after them, as it was before the move;
    /// timers that the plan had dropped stand last.
    ///
    /// # Errors
    /// [`NotUndone`]: something happened since, or at once.
    pub fn undo(&self, log: &[Event], now: Timestamp, out: &mut Vec<Event>, next: &mut Case) -> Result<(), NotUndone> {
        let not_moved = || NotUndone::NotMoved(self.from.net.id.clone());
        let is_move = |e: &Event| matches!(e.what, What::Migrated { .. });
        let at = log.iter().rposition(is_move).ok_or_else(not_moved)?;
        let What::Migrated { net, events, back: false } = log[at].what else { return Err(not_moved()) };
        if net != name_of(&self.to.net) {
            return Err(not_moved());
        }
        let own = &log[at + 1..];
        if own.len() != events as usize {
            return Err(NotUndone::WentOn(own.len().saturating_sub(events as usize)));
        }
        if !own.iter().all(|event| only_carries(&event.what)) {
            return Err(NotUndone::Advanced);
        }
        let fold = |events: &[Event]| {
            let mut case = Case::default();
            events.iter().for_each(|event| apply(&mut case, event));
            case
        };
        let (mut before, after) = (fold(&log[..at]), fold(log));
        if now < after.last {
            return Err(NotUndone::Refused(Rejection::BeforeLastEvent { now, last: after.last }));
        }
        if let Some(due) = next_due(&after).filter(|due| due.at <= now) {
            return Err(NotUndone::Refused(Rejection::SilenceHasSpoken { due: due.at }));
        }
        let kept = self.matched(&mut before, &after)?;
        let start = out.len();
        next.clone_from(&after);
        let mut walk = Walk::new(next, self.from, now, out);
        rewrite(&mut walk, &before, &kept);
        let ended = walk.finish();
        seal(out, start, &self.from.net, true);
        ended.map_err(|rejection| {
            out.truncate(start);
            NotUndone::Refused(rejection)
        })
    }

    /// Which of the moved case's entries were there before; the others began with the move.
    /// Entries that the move dropped go to the end of `before`.
    fn matched(&self, before: &mut Case, after: &Case) -> Result<Vec<bool>, NotUndone> {
        let mut rest: Vec<Active> = before.active.as_slice().to_vec();
        let (mut order, mut kept): (Few<Active, 4>, Vec<bool>) = (Few::default(), Vec::new());
        for new in after.active.as_slice() {
            let is_it = |old: &Active| old.activity == new.activity && self.map.node(old.node) == Some(new.node);
            let found = rest.iter().position(is_it);
            kept.push(found.is_some());
            if let Some(at) = found {
                order.push(rest.remove(at));
            } else if new.is_token() {
                return Err(NotUndone::OtherPlan);
            }
        }
        if rest.iter().any(|old| old.is_token()) || before.scopes.len() != after.scopes.len() || before.notes.len() != after.notes.len() {
            return Err(NotUndone::OtherPlan);
        }
        rest.into_iter().for_each(|old| order.push(old));
        before.active = order;
        Ok(kept)
    }

    /// The events of a move, or of its undoing, made complete and numbered from `number`:
    /// they rest on the provisions of the plan.
    pub fn record(&self, case: u64, events: &[Event], by: &Actor, number: u64) -> Vec<Recorded> {
        let back = matches!(events.first().map(|e| e.what), Some(What::Migrated { back: true, .. }));
        let rulebook = if back { self.from } else { &self.to };
        let recorded = |(number, event): (u64, &Event)| Recorded {
            procedure: rulebook.net.id.clone(),
            number,
            case,
            event: *event,
            by: by.clone(),
            cites: self.plan.cites.clone(),
            rulebook: rulebook.hash,
            reasons: None,
        };
        (number..).zip(events).map(recorded).collect()
    }
}

/// How [`What::Migrated`] names a procedure.
pub fn name_of(net: &Net) -> [u8; 8] {
    std::array::from_fn(|at| net.hash[at])
}

/// Whether an event of a move only states what the case had.
fn only_carries(what: &What) -> bool {
    matches!(
        what,
        What::Carried { .. }
            | What::Disarmed { .. }
            | What::FactStated { .. }
            | What::LocalStated { .. }
            | What::Marked { .. }
            | What::Arrived { .. }
            | What::Planned { .. }
            | What::Armed { .. }
            | What::TimerSet { .. }
            | What::TermCounted { .. }
            | What::CycleCounted { .. }
            | What::Condition { .. }
            | What::ClockSwitched { .. }
    )
}

/// Writes how many events belong to a move; answers whether they can be counted.
fn seal(out: &mut [Event], start: usize, net: &Net, back: bool) -> bool {
    let own = out.len().saturating_sub(start + 1);
    if let Some(first) = out.get_mut(start) {
        first.what = What::Migrated { net: name_of(net), events: own.try_into().unwrap_or(u16::MAX), back };
    }
    own <= u16::MAX as usize
}

/// Makes the case of the walk what `target` is. Of its active entries those that are
/// `kept` are the first of the target's, in order; further ones are armed anew.
///
/// # Panics
/// If the fold of the events is not the target: a part of the case would be lost.
fn rewrite(walk: &mut Walk<'_>, target: &Case, kept: &[bool]) {
    let before: Vec<Active> = walk.case.active.as_slice().to_vec();
    walk.emit(What::Migrated { net: name_of(walk.net), events: 0, back: false });
    for (old, _) in before.iter().zip(kept).filter(|(_, kept)| !**kept) {
        walk.emit(What::Disarmed { node: old.node, activity: old.activity });
    }
    let going_on: Vec<Active> = before.iter().zip(kept).filter(|(_, kept)| **kept).map(|(old, _)| *old).collect();
    parts(walk, target, &going_on);
    for (old, new) in going_on.iter().zip(target.active.as_slice()) {
        times(walk, *old, *new);
    }
    for new in &target.active.as_slice()[going_on.len()..] {
        let Active { node, scope, activity, .. } = *new;
        walk.emit(What::Armed { node, scope, activity });
        times(walk, Active { node, scope, activity, ..Active::default() }, *new);
    }
    facts_and_marks(walk, target);
    let fresh = |marks: &Marks| {
        let mut fresh = Marks::default();
        marks.slots().into_iter().for_each(|(slot, count)| (0..count).for_each(|_| fresh.add(slot)));
        fresh
    };
    let mut wanted = Case { last: walk.now, clock: walk.case.clock, clocks: walk.case.clocks, since: walk.case.since, ..target.clone() };
    wanted.marks = fresh(&wanted.marks);
    wanted.scopes.as_mut_slice().iter_mut().for_each(|scope| scope.marks = fresh(&scope.marks));
    assert!(*walk.case == wanted, "a moved case has all that it had");
}

/// Numbers of elements, of versions and of notes.
fn parts(walk: &mut Walk<'_>, target: &Case, going_on: &[Active]) {
    use super::event::Part;
    for (index, (old, new)) in (0u16..).zip(going_on.iter().zip(target.active.as_slice())) {
        if (old.node, old.version) != (new.node, new.version) {
            walk.emit(What::Carried { part: Part::Token, index, node: new.node, number: u16::from(new.version) });
        }
    }
    let notes: Vec<_> = walk.case.notes.as_slice().to_vec();
    for (index, (old, new)) in (0u16..).zip(notes.iter().zip(target.notes.as_slice())) {
        if (old.node, old.number) != (new.node, new.number) {
            walk.emit(What::Carried { part: Part::Note, index, node: new.node, number: new.number });
        }
    }
    let done: Vec<_> = walk.case.undoable.as_slice().to_vec();
    for (index, (old, new)) in (0u16..).zip(done.iter().zip(target.undoable.as_slice())) {
        if (old.node, old.within) != (new.node, new.within) {
            walk.emit(What::Carried { part: Part::Done, index, node: new.node, number: new.within });
        }
    }
}

/// What an entry counts and waits for, where it differs.
fn times(walk: &mut Walk<'_>, old: Active, new: Active) {
    let Active { node, activity, left, .. } = new;
    if new.is_term() && (old.since, old.left) != (new.since, new.left) {
        walk.emit(What::TermCounted { version: new.version, node, left, activity, since: new.since });
    } else if old.left != new.left {
        walk.emit(What::CycleCounted { node, left, activity });
    }
    if old.due != new.due && !new.is_stopped() {
        walk.emit(What::TimerSet { node, activity, due: new.due });
    }
    if old.holds() != new.holds() {
        walk.emit(What::Condition { holds: new.holds(), node, activity });
    }
}

fn facts_and_marks(walk: &mut Walk<'_>, target: &Case) {
    let facts = target.facts.as_slice();
    for (fact, &value) in facts.iter().enumerate().filter(|(at, value)| !value.is_null() || at + 1 == facts.len()) {
        walk.emit(What::FactStated { fact: fact as u16, value });
    }
    for (event, mark) in target.marked.as_slice().iter().enumerate() {
        if let Some(on) = mark.day() {
            walk.emit(What::Marked { event: event as u16, on });
        }
    }
    let arrive = |walk: &mut Walk<'_>, scope: u16, marks: &Marks| {
        for (slot, count) in marks.slots() {
            (0..count).for_each(|_| walk.emit(What::Arrived { scope, slot }));
        }
    };
    arrive(walk, ROOT, &target.marks);
    let scopes: Vec<Scope> = walk.case.scopes.to_vec();
    for (old, new) in scopes.iter().zip(target.scopes.iter()) {
        let scope = new.number;
        arrive(walk, scope, &new.marks);
        for &(fact, value) in new.locals.as_slice() {
            walk.emit(What::LocalStated { fact, scope, value });
        }
        if old.planned != new.planned {
            walk.emit(What::Planned { scope, total: new.planned });
        }
    }
}

/// The new rulebook with the versions of the old one, so that clocks that run keep theirs.
fn succeeding(from: &Rulebook, to: &Rulebook, map: &Map) -> Rulebook {
    let mut after = to.clone();
    let event = |event: u16| map.events.get(event as usize).copied().flatten().unwrap_or(NONE);
    let stop = |stop: &StopRule| StopRule { on: event(stop.on), until: event(stop.until), ..*stop };
    let moved =
        |rule: &TermRule| TermRule { counts_from: event(rule.counts_from), stops: rule.stops.iter().map(stop).collect(), ..rule.clone() };
    for (slot, versions) in to.net.terms.iter().zip(&mut after.terms) {
        let old = from.net.terms.iter().position(|other| other == slot).and_then(|term| from.terms.get(term));
        let mut all: Vec<TermRule> = old.map_or(Vec::new(), |versions| versions.iter().map(moved).collect());
        for new in versions.drain(..) {
            if !all.last().is_some_and(|last| same(last, &new)) {
                all.push(new);
            }
        }
        *versions = all;
    }
    after
}

/// Whether two rules count alike.
fn same(a: &TermRule, b: &TermRule) -> bool {
    let stops = |rule: &TermRule| rule.stops.iter().map(|s| (s.on, s.until, s.waits_for, s.restart, s.times)).collect::<Vec<_>>();
    let extension = |rule: &TermRule| rule.extension.map(|e| (e.times, e.cap, e.cap_on));
    let head = |r: &TermRule| (r.spec, r.counts_from, r.yields, r.from);
    a.provision == b.provision && head(a) == head(b) && stops(a) == stops(b) && extension(a) == extension(b)
}
