//! The state of a case: a tree of scopes, its waiting activities, facts and clocks.

use super::event::{Event, Part, What, Yields};
use super::few::Few;
use crate::decision::Value;
use crate::procedure::{Clock, Outcome};
use crate::time::{Date, Timestamp};
use std::borrow::Cow;

/// The whole case is scope 0.
pub const ROOT: u16 = 0;
/// What is watched for in the whole case belongs to this activity.
pub const WHOLE: u32 = u32::MAX;

const TIMER: u8 = 1;
const STOPPED: u8 = 2;
const EXTENDED: u8 = 4;
const RESUMED: u8 = 8;
const HOLDS: u8 = 16;

/// A waiting token or an armed timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    /// When it fires by itself; [`Timestamp::NEVER`] if it does not.
    pub due: Timestamp,
    /// Activity within the case; a boundary timer has its host's number.
    pub activity: u32,
    /// Term: day zero of the stretch that is counted now.
    pub since: Date,
    /// Node of the net.
    pub node: u16,
    /// Scope it waits in.
    pub scope: u16,
    /// Term: units still to count from `since` on. Cycle: how often it fires still.
    /// Event that needs several triggers: one bit for each that occurred.
    pub left: u16,
    /// Term: version of the rule that its start pinned.
    pub version: u8,
    /// Bit 0: a boundary timer, not a token. Term: stopped (bit 1), in a further
    /// leg (bit 2), stopped at least once (bit 3). Bit 4: its condition holds already.
    pub flags: u8,
}

impl Default for Active {
    fn default() -> Active {
        Active { due: Timestamp::NEVER, activity: 0, since: Date::MIN, node: 0, scope: ROOT, left: 0, version: 0, flags: 0 }
    }
}

impl Active {
    /// Whether it is a token, and not a boundary timer.
    #[inline]
    pub fn is_token(self) -> bool {
        self.flags & TIMER == 0
    }

    /// Whether it counts a term of the law.
    pub fn is_term(self) -> bool {
        self.since != Date::MIN
    }

    /// Whether its term is stopped.
    pub fn is_stopped(self) -> bool {
        self.flags & STOPPED != 0
    }

    /// Whether its term runs in a further leg.
    pub fn is_extended(self) -> bool {
        self.flags & EXTENDED != 0
    }

    /// Whether its stretch began with a resumption or a further leg, not with the term.
    pub fn is_continued(self) -> bool {
        self.flags & (RESUMED | EXTENDED) != 0
    }

    /// Whether the condition that it watches for holds already.
    pub fn holds(self) -> bool {
        self.flags & HOLDS != 0
    }

    /// Whether its time is still to come, be it that the clock is stopped.
    pub fn is_pending(self, now: Timestamp) -> bool {
        self.is_stopped() || now < self.due && self.due != Timestamp::NEVER
    }
}

const _: () = assert!(size_of::<Active>() == 24);

/// Tokens that wait at joins of one scope, by slot: a bit for the first token of
/// slots 0 to 63, a count for every further one.
#[derive(Debug, Default, PartialEq)]
pub struct Marks {
    bits: u64,
    more: Few<(u16, u16), 0>,
}

impl Clone for Marks {
    #[inline]
    fn clone(&self) -> Marks {
        Marks { bits: self.bits, more: self.more.clone() }
    }

    #[inline]
    fn clone_from(&mut self, other: &Marks) {
        self.bits = other.bits;
        self.more.clone_from(&other.more);
    }
}

impl Marks {
    /// Adds a token.
    #[inline]
    pub fn add(&mut self, slot: u16) {
        if slot < 64 && self.bits & 1 << slot == 0 {
            self.bits |= 1 << slot;
        } else if let Some(entry) = self.more.as_mut_slice().iter_mut().find(|e| e.0 == slot) {
            entry.1 += 1;
        } else {
            self.more.push((slot, 1));
        }
    }

    /// Takes one token away, if there is one.
    #[inline]
    pub fn take(&mut self, slot: u16) {
        if let Some(entry) = self.more.as_mut_slice().iter_mut().find(|e| e.0 == slot) {
            entry.1 -= 1;
            self.more.retain(|e| e.1 > 0);
        } else if slot < 64 {
            self.bits &= !(1 << slot);
        }
    }

    /// Whether a token waits.
    #[inline]
    pub fn has(&self, slot: u16) -> bool {
        slot < 64 && self.bits & 1 << slot != 0 || self.more.as_slice().iter().any(|e| e.0 == slot)
    }

    /// How many tokens wait.
    pub fn count(&self, slot: u16) -> u32 {
        let more = self.more.as_slice().iter().find(|e| e.0 == slot).map_or(0, |e| u32::from(e.1));
        more + u32::from(slot < 64 && self.bits & 1 << slot != 0)
    }

    /// Each slot at which tokens wait, in order, and how many.
    pub fn slots(&self) -> Vec<(u16, u32)> {
        let further = self.more.as_slice().iter().map(|e| e.0);
        let slots: std::collections::BTreeSet<u16> = (0..64).filter(|&s| self.has(s)).chain(further).collect();
        slots.into_iter().map(|slot| (slot, self.count(slot))).collect()
    }

    /// Whether no token waits.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.bits == 0 && self.more.as_slice().is_empty()
    }
}

/// A sub-process instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Number within the case.
    pub number: u16,
    /// Scope around it.
    pub parent: u16,
    /// The sub-process activity, an entry of [`Case::active`].
    pub activity: u32,
    /// Tokens at joins.
    pub marks: Marks,
    /// Facts that are known in it only.
    pub locals: Few<(u16, Value), 0>,
    /// Instances that are to come in all, of a repeated activity or an ad-hoc sub-process.
    pub planned: u16,
    /// Instances that began.
    pub begun: u16,
    /// Instances that ended.
    pub ended: u16,
    /// An event sub-process ended what else was in it.
    pub interrupted: bool,
}

/// Something done that can be undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undoable {
    /// Node that did it.
    pub node: u16,
    /// Scope from which it can be undone.
    pub scope: u16,
    /// The ended sub-process of that scope in which it was done, or `u16::MAX`.
    pub within: u16,
    /// The activity that was to come next: who asks with this number or a later one undoes it.
    pub before: u32,
}

/// Whether commands are still accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Not filed yet.
    #[default]
    New,
    /// Under way.
    Open,
    /// Over.
    Closed,
}

/// One application, as the fold of its events.
#[derive(Debug, Default, PartialEq)]
pub struct Case {
    /// Waiting tokens and armed timers, in order of entry.
    pub active: Few<Active, 4>,
    /// Facts that conditions read.
    pub facts: Few<Value, 4>,
    /// Last day of each legal event of the net.
    pub marked: Few<Mark, 4>,
    /// Tokens at joins of the root scope.
    pub marks: Marks,
    /// Stops and extensions of the terms that run.
    pub notes: Few<Note, 0>,
    /// Sub-process instances, outer before inner.
    pub scopes: Few<Scope, 0>,
    /// What can be undone, in order of completion.
    pub undoable: Few<Undoable, 0>,
    /// Microseconds on the statutory, extended and applicant's clock, up to `since`.
    pub clocks: [i64; 3],
    /// Since when the current clock runs.
    pub since: Timestamp,
    /// When it was filed.
    pub filed: Timestamp,
    /// Instant of the last event.
    pub last: Timestamp,
    /// Next activity number.
    pub next_activity: u32,
    /// Next scope number.
    pub next_scope: u16,
    /// Clock that runs.
    pub clock: Clock,
    /// New, open or closed.
    pub status: Status,
    /// How it ended, or what was last ruled.
    pub outcome: Option<Outcome>,
    /// Silence that spoke last, if any decided the outcome.
    pub silence: Option<Yields>,
    /// A join can never fire.
    pub stuck: bool,
    /// An event sub-process of the case itself ended what else was in it.
    pub interrupted: bool,
}

impl Clone for Case {
    #[inline]
    fn clone(&self) -> Case {
        let mut copy = Case::default();
        copy.clone_from(self);
        copy
    }

    /// Field by field, so that what is the same on both sides costs nothing.
    #[inline]
    fn clone_from(&mut self, other: &Case) {
        let Case { active, facts, marked, marks, notes, scopes, undoable, clocks, since, filed, last, .. } = other;
        self.active.clone_from(active);
        self.facts.clone_from(facts);
        self.marked.clone_from(marked);
        self.marks.clone_from(marks);
        self.notes.clone_from(notes);
        self.scopes.clone_from(scopes);
        self.undoable.clone_from(undoable);
        (self.clocks, self.since, self.filed, self.last) = (*clocks, *since, *filed, *last);
        let Case { next_activity, next_scope, clock, status, outcome, silence, stuck, interrupted, .. } = *other;
        (self.next_activity, self.next_scope, self.clock, self.status) = (next_activity, next_scope, clock, status);
        (self.outcome, self.silence, self.stuck, self.interrupted) = (outcome, silence, stuck, interrupted);
    }
}

/// What a running term remembers of its stops and extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Activity of the term.
    pub activity: u32,
    /// The boundary or catch event of the term.
    pub node: u16,
    /// Stop: its number in the rule. Extension: units of the further leg granted last.
    pub number: u16,
    /// Of what.
    pub kind: NoteKind,
    /// How often so far.
    pub times: u8,
    /// Stop: the cause holds the clock. Extension: granted, but not begun. Pause: not over.
    pub open: bool,
    /// Day zero of the term's first leg.
    pub zero: Date,
    /// Pause: the day on which the clock ran again.
    pub resumed: Date,
    /// Pause: when the clock was stopped.
    pub stopped: Timestamp,
}

/// What a [`Note`] is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum NoteKind {
    /// A cause that stops the clock.
    #[default]
    Stop,
    /// A further leg.
    Extension,
    /// A time in which the clock stood, whatever the causes.
    Pause,
}

/// The day of a legal event, or none: one word, because every case has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(Date);

impl Mark {
    /// Marked on a day.
    pub fn on(day: Date) -> Mark {
        Mark(day)
    }

    /// The day, if it was marked.
    pub fn day(self) -> Option<Date> {
        (self.0 != Date::MIN).then_some(self.0)
    }
}

impl Default for Mark {
    fn default() -> Mark {
        Mark(Date::MIN)
    }
}

/// The earliest instant at which silence, or a timer, changes a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When.
    pub at: Timestamp,
}

/// When silence itself will change this case, if ever.
#[inline]
pub fn next_due(case: &Case) -> Option<Due> {
    let at = case.active.as_slice().iter().map(|a| a.due).min()?;
    (at != Timestamp::NEVER).then_some(Due { at })
}

impl Case {
    /// The waiting token of an activity.
    #[inline]
    pub fn token(&self, activity: u32) -> Option<Active> {
        self.active.as_slice().iter().find(|a| a.activity == activity && a.is_token()).copied()
    }

    /// Tokens at joins of a scope.
    #[inline]
    pub fn marks_of(&self, scope: u16) -> &Marks {
        match scope {
            ROOT => &self.marks,
            _ => &self.scopes[self.scope_index(scope)].marks,
        }
    }

    #[inline]
    fn marks_mut(&mut self, scope: u16) -> &mut Marks {
        match scope {
            ROOT => &mut self.marks,
            _ => {
                let index = self.scope_index(scope);
                &mut self.scopes.as_mut_slice()[index].marks
            }
        }
    }

    /// The scope with a number; nothing for the whole case.
    pub fn scope(&self, scope: u16) -> Option<&Scope> {
        self.scopes.iter().find(|s| s.number == scope)
    }

    fn scope_mut(&mut self, scope: u16) -> Option<&mut Scope> {
        self.scopes.as_mut_slice().iter_mut().find(|s| s.number == scope)
    }

    /// Whether an event sub-process ended what else was in a scope.
    pub fn is_interrupted(&self, scope: u16) -> bool {
        self.scope(scope).map_or(self.interrupted, |s| s.interrupted)
    }

    fn scope_index(&self, scope: u16) -> usize {
        self.scopes.iter().position(|s| s.number == scope).expect("an open scope is in the case")
    }

    /// How many scopes lie around a scope.
    pub fn depth(&self, scope: u16) -> usize {
        let around = |s: &u16| self.scope(*s).map(|found| found.parent);
        std::iter::successors(Some(scope), around).count() - 1
    }

    /// Whether `scope` is `outer` or lies in it.
    pub fn is_within(&self, scope: u16, outer: u16) -> bool {
        let mut at = scope;
        loop {
            if at == outer {
                return true;
            }
            if at == ROOT {
                return false;
            }
            at = self.scopes[self.scope_index(at)].parent;
        }
    }

    /// The timer, or waiting catch event, of a node and activity.
    pub fn timer(&self, node: u16, activity: u32) -> Option<Active> {
        self.active.as_slice().iter().find(|a| a.node == node && a.activity == activity).copied()
    }

    /// The extension of a term, if any was granted.
    pub fn extension(&self, node: u16, activity: u32) -> Option<Note> {
        let is_it = |n: &&Note| (n.node, n.activity, n.kind) == (node, activity, NoteKind::Extension);
        self.notes.as_slice().iter().find(is_it).copied()
    }

    /// The stops of a term so far.
    pub fn stops(&self, node: u16, activity: u32) -> impl Iterator<Item = Note> {
        self.notes.as_slice().iter().filter(move |n| (n.node, n.activity, n.kind) == (node, activity, NoteKind::Stop)).copied()
    }

    /// The times in which the clock of a term stood.
    pub fn pauses(&self, node: u16, activity: u32) -> impl Iterator<Item = Note> {
        self.notes.as_slice().iter().filter(move |n| (n.node, n.activity, n.kind) == (node, activity, NoteKind::Pause)).copied()
    }

    /// Day zero of the first leg of a term: before its first stop or extension, that of the stretch that is counted.
    pub fn day_zero(&self, timer: Active) -> Date {
        let first = self.notes.as_slice().iter().find(|n| (n.node, n.activity) == (timer.node, timer.activity));
        first.map_or(timer.since, |note| note.zero)
    }

    /// The note of a stop or extension, new if there is none.
    fn note_mut(&mut self, kind: NoteKind, node: u16, activity: u32, stop: u8) -> &mut Note {
        let number = u16::from(stop);
        let is_it =
            |n: &Note| (n.node, n.activity, n.kind) == (node, activity, kind) && (kind == NoteKind::Extension || n.number == number);
        let index = self.notes.as_slice().iter().position(is_it).unwrap_or_else(|| {
            let zero = self.timer(node, activity).map_or(Date::MIN, |timer| self.day_zero(timer));
            self.notes.push(Note { activity, node, number, kind, zero, ..Note::default() });
            self.notes.as_slice().len() - 1
        });
        &mut self.notes.as_mut_slice()[index]
    }

    /// A cause holds the clock of a term; if it ran, a pause begins.
    fn stop(&mut self, number: u8, node: u16, activity: u32, left: u16, at: Timestamp) {
        let note = self.note_mut(NoteKind::Stop, node, activity, number);
        note.open = true;
        note.times = note.times.saturating_add(1);
        let zero = note.zero;
        let Some(timer) = self.timer_mut(node, activity) else { return };
        let ran = !timer.is_stopped();
        timer.left = left;
        timer.due = Timestamp::NEVER;
        timer.flags |= STOPPED | RESUMED;
        if ran {
            self.notes.push(Note { activity, node, kind: NoteKind::Pause, open: true, zero, stopped: at, ..Note::default() });
        }
    }

    /// The clock of a term runs again from `day` on.
    fn end_pause(&mut self, node: u16, activity: u32, day: Date) {
        let is_it = |n: &&mut Note| n.open && (n.node, n.activity, n.kind) == (node, activity, NoteKind::Pause);
        if let Some(pause) = self.notes.as_mut_slice().iter_mut().find(is_it) {
            (pause.open, pause.resumed) = (false, day);
        }
    }

    fn timer_mut(&mut self, node: u16, activity: u32) -> Option<&mut Active> {
        self.active.as_mut_slice().iter_mut().find(|a| a.node == node && a.activity == activity)
    }

    /// Removes a scope with everything in it, or only what is in it.
    fn remove_scope(&mut self, scope: u16, keep: bool) {
        let mut gone = vec![scope];
        for s in self.scopes.iter() {
            if gone.contains(&s.parent) {
                gone.push(s.number);
            }
        }
        self.active.retain(|a| !gone.contains(&a.scope));
        let Case { active, notes, .. } = self;
        notes.retain(|n| active.as_slice().iter().any(|a| a.activity == n.activity));
        if keep {
            gone.remove(0);
        }
        self.scopes.retain(|s| !gone.contains(&s.number));
        if !self.undoable.is_empty() {
            self.undoable.retain(|u| !gone.contains(&u.scope));
        }
    }

    /// A part goes on at another element.
    fn carry(&mut self, part: Part, index: usize, node: u16, number: u16) {
        match part {
            Part::Token => {
                if let Some(active) = self.active.as_mut_slice().get_mut(index) {
                    (active.node, active.version) = (node, number as u8);
                }
            }
            Part::Note => {
                if let Some(note) = self.notes.as_mut_slice().get_mut(index) {
                    (note.node, note.number) = (node, number);
                }
            }
            Part::Done => {
                if let Some(done) = self.undoable.as_mut_slice().get_mut(index) {
                    (done.node, done.within) = (node, number);
                }
            }
        }
    }

    /// What a node did last in a scope is being undone.
    fn undo_began(&mut self, node: u16, scope: u16) {
        let is_it = |u: &Undoable| (u.node, u.scope) == (node, scope);
        let last = self.undoable.iter().rposition(is_it);
        // Of what was done several times the oldest is undone first: each of the rest takes the time of the next.
        let mut before = u32::MAX;
        for undoable in self.undoable.as_mut_slice().iter_mut().rev().filter(|u| is_it(u)) {
            std::mem::swap(&mut undoable.before, &mut before);
        }
        let mut kept = Few::default();
        let rest = self.undoable.iter().enumerate().filter(|(i, _)| Some(*i) != last).map(|(_, u)| *u);
        rest.for_each(|u| kept.push(u));
        self.undoable = kept;
    }

    fn settle_clock(&mut self, at: Timestamp) {
        self.clocks[self.clock as usize] += at.0 - self.since.0;
        self.since = at;
    }
}

/// Folds one event into the case. Needs neither net, law nor calendar.
#[inline]
pub fn apply(case: &mut Case, event: &Event) {
    case.last = event.at;
    match event.what {
        What::Filed { .. } => {
            case.status = Status::Open;
            case.filed = event.at;
            case.since = event.at;
            case.next_scope = 1;
        }
        What::FactStated { fact, value } => case.facts.set(fact as usize, value),
        What::Entered { node, scope, activity } => {
            case.active.push(Active { activity, node, scope, ..Active::default() });
            case.next_activity = activity + 1;
        }
        What::Completed { activity, .. } | What::Cancelled { activity, .. } => {
            case.active.retain(|a| a.activity != activity);
            case.notes.retain(|n| n.activity != activity);
        }
        What::Arrived { scope, slot } => case.marks_mut(scope).add(slot),
        What::Merged { scope, first, len } => {
            let marks = case.marks_mut(scope);
            for slot in first..first + len {
                marks.take(slot);
            }
        }
        What::Marked { event, on } => case.marked.set(event as usize, Mark::on(on)),
        What::Ended { outcome, .. } => case.outcome = outcome.or(case.outcome),
        What::ClockSwitched { clock } => {
            case.settle_clock(event.at);
            case.clock = clock;
        }
        What::Closed { outcome } => {
            case.settle_clock(event.at);
            case.status = Status::Closed;
            case.outcome = outcome;
            case.active = Few::default();
            case.marks = Marks::default();
            case.scopes = Few::default();
            case.notes = Few::default();
            case.undoable = Few::default();
        }
        _ => apply_rare(case, event),
    }
}

/// The case as it was before each event of one command, folded only as far as somebody asks.
pub struct Before<'e> {
    case: Cow<'e, Case>,
    to_come: &'e [Event],
    events: usize,
}

impl<'e> Before<'e> {
    /// `case` is the case before all of the events.
    pub fn new(case: &'e Case, events: &'e [Event]) -> Before<'e> {
        Before { case: Cow::Borrowed(case), to_come: events, events: events.len() }
    }

    /// The case before the event of an index: the last one that was asked for, or a later one.
    pub fn event(&mut self, index: usize) -> &Case {
        let further = index.saturating_sub(self.events - self.to_come.len());
        let (now, later) = self.to_come.split_at(further);
        if !now.is_empty() {
            let case = self.case.to_mut();
            now.iter().for_each(|event| apply(case, event));
            self.to_come = later;
        }
        &self.case
    }
}

/// Terms, timers, scopes, rulings.
fn apply_rare(case: &mut Case, event: &Event) {
    match event.what {
        What::TimerSet { node, activity, due } => {
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.due = due;
                timer.flags &= !STOPPED;
            } else {
                let scope = case.token(activity).map_or(ROOT, |a| a.scope);
                case.active.push(Active { due, activity, node, scope, flags: TIMER, ..Active::default() });
            }
        }
        What::TermCounted { version, node, left, activity, since } => {
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.version = version;
                timer.left = left;
                timer.since = since;
                if timer.flags & (STOPPED | RESUMED) == RESUMED {
                    case.end_pause(node, activity, since);
                }
            }
        }
        What::TermStopped { stop, node, left, activity } => {
            case.stop(stop, node, activity, left, event.at);
        }
        What::StopEnded { stop, node, activity } => case.note_mut(NoteKind::Stop, node, activity, stop).open = false,
        What::TermExtended { node, by, activity } => {
            let note = case.note_mut(NoteKind::Extension, node, activity, 0);
            (note.number, note.open, note.times) = (by, true, note.times.saturating_add(1));
        }
        What::LegBegan { node, left, activity, since } => {
            case.note_mut(NoteKind::Extension, node, activity, 0).open = false;
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.left = left;
                timer.since = since;
                timer.flags |= EXTENDED;
            }
        }
        What::SilenceSpoke { node, activity, yields } => {
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.due = Timestamp::NEVER;
            }
            case.silence = Some(yields);
        }
        What::TimerFired { node, activity } => {
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.due = Timestamp::NEVER;
            }
        }
        What::ScopeOpened { scope, parent, activity } => {
            case.scopes.push(Scope { number: scope, parent, activity, ..Scope::default() });
            case.next_scope = scope.saturating_add(1);
        }
        What::ScopeClosed { scope } => {
            case.remove_scope(scope, false);
            // What was stuck may have gone with it; if not, it is reported anew.
            case.stuck = false;
        }
        What::Ruled { outcome, .. } => {
            case.outcome = Some(outcome);
            case.silence = None;
        }
        What::Stuck { .. } => case.stuck = true,
        _ => apply_special(case, event),
    }
}

/// Event sub-processes, repetitions, what can be undone.
#[cold]
fn apply_special(case: &mut Case, event: &Event) {
    match event.what {
        What::Armed { node, scope, activity } => case.active.push(Active { activity, node, scope, flags: TIMER, ..Active::default() }),
        What::Occurred { node, trigger, activity } => {
            if let Some(waits) = case.timer_mut(node, activity) {
                waits.left |= 1 << trigger.min(15);
            }
        }
        What::Condition { holds, node, activity } => {
            if let Some(watch) = case.timer_mut(node, activity) {
                watch.flags = watch.flags & !HOLDS | if holds { HOLDS } else { 0 };
            }
        }
        What::CycleCounted { node, left, activity } => {
            if let Some(timer) = case.timer_mut(node, activity) {
                timer.left = left;
            }
        }
        What::Interrupted { scope } => {
            case.remove_scope(scope, true);
            *case.marks_mut(scope) = Marks::default();
            match case.scope_mut(scope) {
                Some(scope) => scope.interrupted = true,
                None => case.interrupted = true,
            }
            case.stuck = false;
        }
        What::LocalStated { fact, scope, value } => {
            if let Some(scope) = case.scope_mut(scope) {
                match scope.locals.as_mut_slice().iter_mut().find(|l| l.0 == fact) {
                    Some(local) => local.1 = value,
                    None => scope.locals.push((fact, value)),
                }
            }
        }
        What::Planned { scope, total } => drop(case.scope_mut(scope).map(|s| s.planned = total)),
        What::InstanceBegan { scope } => drop(case.scope_mut(scope).map(|s| s.begun = s.begun.saturating_add(1))),
        What::InstanceEnded { scope } => drop(case.scope_mut(scope).map(|s| s.ended = s.ended.saturating_add(1))),
        What::Undoable { node, scope } => {
            let before = case.next_activity;
            case.undoable.push(Undoable { node, scope, within: u16::MAX, before });
        }
        What::UndoKept { scope, within } => {
            let parent = case.scope(scope).map_or(ROOT, |s| s.parent);
            for undoable in case.undoable.as_mut_slice().iter_mut().filter(|u| u.scope == scope) {
                (undoable.scope, undoable.within) = (parent, within);
            }
        }
        What::UndoBegan { node, scope } => case.undo_began(node, scope),
        What::Migrated { .. } => {
            case.facts = Few::default();
            case.marked = Few::default();
            case.marks = Marks::default();
            for scope in case.scopes.as_mut_slice() {
                (scope.marks, scope.locals) = (Marks::default(), Few::default());
            }
        }
        What::Carried { part, index, node, number } => case.carry(part, index as usize, node, number),
        What::Disarmed { node, activity } => {
            case.active.retain(|a| a.is_token() || (a.node, a.activity) != (node, activity));
            case.notes.retain(|n| (n.node, n.activity) != (node, activity));
        }
        _ => {}
    }
}
