//! Terms: how they start, stop, resume, are extended, and what silence does
//! (law format, section 8).

use super::event::{What, Yields};
use super::rejection::Rejection;
use super::rulebook::{StopRule, TermRule};
use super::state::{Active, Note, ROOT};
use super::trigger::Waiting;
use super::walk::Walk;
use crate::law::CapOn;
use crate::procedure::{Kind, NONE, Timer, Trigger, timers};
use crate::time::{Calendar, Date, FirstDay, OutOfCalendar, Rounding, TermSpec, Timestamp, Unit, count};

impl From<OutOfCalendar> for Rejection {
    fn from(error: OutOfCalendar) -> Rejection {
        Rejection::Calendar(error.to_string())
    }
}

impl<'a> Walk<'a> {
    fn calendar(&self) -> Result<&'a Calendar, Rejection> {
        let missing = || Rejection::Calendar("the procedure names a term of the law, but no law governs this run".into());
        self.rulebook.calendar.as_deref().ok_or_else(missing)
    }

    /// All versions of the term that a timer names.
    fn versions(&self, node: u16) -> Option<&'a [TermRule]> {
        self.rulebook.terms.get(self.net.term_of(node)? as usize).map(Vec::as_slice)
    }

    /// The version that the start of this clock pinned.
    fn rule(&self, timer: Active) -> Option<&'a TermRule> {
        self.versions(timer.node)?.get(timer.version as usize)
    }

    /// Arms the timer of a boundary or catch event.
    pub(super) fn arm(&mut self, node: u16, activity: u32) -> Result<(), Rejection> {
        let Some(timer) = self.net.timer_of(node) else { return Ok(()) };
        let scope = self.case.timer(node, activity).or(self.case.token(activity)).map_or(ROOT, |a| a.scope);
        if let Timer::Term(_) = timer {
            return self.start_term(node, activity);
        }
        let due = self.time_of(node, timer, scope)?;
        self.emit(What::TimerSet { node, activity, due });
        if let Timer::Cycle { times, .. } = timer {
            self.emit(What::CycleCounted { node, left: *times, activity });
        }
        Ok(())
    }

    /// When the time of a start event comes for the first time, before there is a case.
    pub(super) fn first_time(&self, node: u16, timer: &Timer) -> Result<Timestamp, Rejection> {
        self.time_of(node, timer, ROOT)
    }

    fn time_of(&self, node: u16, timer: &Timer, scope: u16) -> Result<Timestamp, Rejection> {
        Ok(match timer {
            Timer::Micros(micros) => self.now.plus(*micros),
            Timer::At(instant) => Timestamp(*instant),
            Timer::Months(months, micros) => self.months_on(*months).plus(*micros),
            Timer::Cycle { every, start, .. } => start.map_or_else(|| self.now.plus(*every), Timestamp),
            Timer::Feel(number) => return self.computed_time(node, *number, scope),
            Timer::Term(_) => return Err(Rejection::Calendar("a term of the law counts from something that happens in a case".into())),
        })
    }

    /// So many months from now, at the same time of day in the calendar's zone; the last
    /// day of a shorter month.
    fn months_on(&self, months: i32) -> Timestamp {
        let day = self.today();
        let on = count::add_months(day, months.unsigned_abs(), Rounding::Down).unwrap_or(Date::MAX);
        match &self.rulebook.calendar {
            Some(calendar) => {
                let into = self.now.0 - calendar.zone.midnight(day).0;
                calendar.zone.midnight(on).plus(into)
            }
            None => Timestamp(i64::from(on.0) * Timestamp::DAY + self.now.0.rem_euclid(Timestamp::DAY)),
        }
    }

    /// The time that an expression gives: a duration from now, or an instant.
    fn computed_time(&self, node: u16, script: u16, scope: u16) -> Result<Timestamp, Rejection> {
        let value = self.net.scripts[script as usize](&self.facts(scope), &self.net.symbols);
        let text = self.net.symbols.name(value).unwrap_or_default();
        match (timers::span(text), timers::instant(text)) {
            (Some(Timer::Micros(micros)), _) => Ok(self.now.plus(micros)),
            (Some(Timer::Months(months, micros)), _) => Ok(self.months_on(months).plus(micros)),
            (_, Some(instant)) => Ok(Timestamp(instant)),
            _ => Err(Rejection::NoTime { element: self.id(node), found: self.net.symbols.datum(value).to_string() }),
        }
    }

    fn start_term(&mut self, node: u16, activity: u32) -> Result<(), Rejection> {
        let calendar = self.calendar()?;
        let versions = self.versions(node).unwrap_or_default();
        let (rule, version) = match versions {
            [.., rule] => (rule, versions.len() as u8 - 1),
            [] => return Err(Rejection::Calendar("the rulebook has no rule for this term".into())),
        };
        let since = match rule.counts_from {
            NONE => self.today(),
            event => self
                .case
                .marked
                .at(event as usize)
                .day()
                .ok_or_else(|| Rejection::NoStart { term: rule.slot.clone(), event: self.net.events[event as usize].clone() })?,
        };
        let leg = if rule.spec.unit == Unit::Hours { hours(calendar, self.now, &rule.spec)? } else { leg(calendar, since, &rule.spec)? };
        self.emit(What::TimerSet { node, activity, due: leg.due });
        self.emit(What::TermCounted { version, node, left: leg.left, activity, since });
        Ok(())
    }

    /// Marks a legal event today, and stops or resumes the terms that it touches.
    pub(super) fn mark(&mut self, event: u16) -> Result<(), Rejection> {
        let on = self.today();
        self.emit(What::Marked { event, on });
        if self.rulebook.terms.is_empty() {
            return Ok(());
        }
        let timers: Vec<Active> = self.case.active.as_slice().iter().filter(|a| a.is_term()).copied().collect();
        for Active { node, activity, .. } in timers {
            let stops = self.case.timer(node, activity).and_then(|t| self.rule(t)).map_or(&[][..], |rule| &rule.stops);
            for (number, stop) in (0u8..).zip(stops) {
                let timer = self.case.timer(node, activity).expect("marking ends no timer");
                if stop.until == event {
                    self.end_stop(timer, number, on)?;
                } else if stop.on == event {
                    self.begin_stop(timer, number, on)?;
                }
            }
        }
        Ok(())
    }

    fn begin_stop(&mut self, timer: Active, number: u8, on: Date) -> Result<(), Rejection> {
        let Some(rule) = self.rule(timer) else { return Ok(()) };
        let before = self.case.stops(timer.node, timer.activity).find(|n| n.number == u16::from(number)).unwrap_or_default();
        let limit = rule.stops[number as usize].times;
        // What silence has ended, no later cause can stop.
        if before.open || limit != u8::MAX && before.times >= limit || !timer.is_pending(self.now) {
            return Ok(());
        }
        let left = if timer.is_stopped() {
            timer.left
        } else if rule.spec.unit == Unit::Hours {
            minutes_until(self.now, timer.due)
        } else {
            let counted = used(timer, on, &rule.spec, self.calendar()?)?;
            timer.left.saturating_sub(counted.try_into().unwrap_or(u16::MAX))
        };
        self.emit(What::TermStopped { stop: number, node: timer.node, left, activity: timer.activity });
        Ok(())
    }

    /// Ends a stop; if nothing else holds the clock, it runs again.
    fn end_stop(&mut self, timer: Active, number: u8, on: Date) -> Result<(), Rejection> {
        let (node, activity, version) = (timer.node, timer.activity, timer.version);
        let Some(rule) = self.rule(timer) else { return Ok(()) };
        if !self.case.stops(node, activity).any(|n| n.open && n.number == u16::from(number)) {
            return Ok(());
        }
        let calendar = self.calendar()?;
        self.emit(What::StopEnded { stop: number, node, activity });
        let granted = self.case.extension(node, activity).filter(|_| timer.is_extended());
        let whole = after_start(&rule.spec, granted.map_or(rule.spec.length, |n| u32::from(n.number)));
        let leg = match (rule.spec.unit, rule.stops[number as usize].restart) {
            (Unit::Hours, true) => hours(calendar, self.now, &whole)?,
            (Unit::Hours, false) => minutes(calendar, self.now, timer.left, &whole)?,
            (_, true) => leg(calendar, on, &whole)?,
            (_, false) => {
                let day = count::resume_due(on, u32::from(timer.left), &rule.spec, calendar)?;
                Leg { due: calendar.due_instant(day), left: timer.left }
            }
        };
        if !self.case.stops(node, activity).any(|n| n.open) {
            self.emit(What::TimerSet { node, activity, due: leg.due });
        }
        self.emit(What::TermCounted { version, node, left: leg.left, activity, since: on });
        Ok(())
    }

    /// The stop that a note is about, in the version that the clock keeps.
    pub(super) fn stop_rule(&self, note: &Note) -> Option<&'a StopRule> {
        let timer = self.case.timer(note.node, note.activity)?;
        self.rule(timer)?.stops.get(note.number as usize)
    }

    /// Grants a further leg to the term of an activity, before this leg is over.
    pub(super) fn extend(&mut self, activity: u32, by: u16) -> Result<(), Rejection> {
        let terms = self.case.active.as_slice().iter().filter(|a| a.activity == activity && a.is_term());
        let timers: Vec<(Active, &TermRule)> = terms.filter_map(|&a| Some((a, self.rule(a)?))).collect();
        let (timer, rule) = match timers.iter().find(|(timer, rule)| rule.extension.is_some() && timer.due != Timestamp::NEVER) {
            Some(&found) => found,
            None if timers.is_empty() => return Err(Rejection::NoSuchActivity { activity }),
            None => return Err(Rejection::NoExtension { again: false }),
        };
        let extension = rule.extension.ok_or(Rejection::NoExtension { again: false })?;
        if self.case.extension(timer.node, activity).is_some_and(|n| n.open || n.times >= extension.times) {
            return Err(Rejection::NoExtension { again: true });
        }
        if extension.times == 0 {
            return Err(Rejection::NoExtension { again: false });
        }
        let calendar = self.calendar()?;
        let zero = calendar.zone.date(timer.due.plus(-1));
        let end = count::leg_due(zero, &after_start(&rule.spec, u32::from(by)), calendar)?;
        let cap = match extension.cap_on {
            CapOn::Extension => count::cap_day(zero, &extension.cap, 0, calendar)?,
            CapOn::Total => self.total_cap(timer, &extension.cap, calendar)?,
        };
        if end > cap {
            return Err(Rejection::ExtensionBeyondCap { end, cap });
        }
        self.emit(What::TermExtended { node: timer.node, by, activity });
        Ok(())
    }

    /// The last day that a cap on all legs allows: from the first day zero, with the days added on which the clock stood.
    fn total_cap(&self, timer: Active, cap: &TermSpec, calendar: &Calendar) -> Result<Date, Rejection> {
        let mut stopped = 0u32;
        for pause in self.case.pauses(timer.node, timer.activity) {
            let from = calendar.zone.date(pause.stopped);
            stopped = stopped.saturating_add(count::stopped(from, pause.resumed, cap, calendar)?);
        }
        Ok(count::cap_day(count::day_zero(self.case.day_zero(timer), cap.first_day), cap, stopped, calendar)?)
    }

    /// Lets the earliest due timer act: at one instant inner scopes first, then
    /// terms by their slot, then in the order of the file.
    pub(super) fn fire(&mut self, due: Timestamp) -> Result<(), Rejection> {
        let depth = |scope: u16| {
            let mut depth = 0;
            let mut at = scope;
            while let Some(s) = self.case.scopes.iter().find(|s| s.number == at) {
                at = s.parent;
                depth += 1;
            }
            depth
        };
        let slot = |a: &Active| self.rule(*a).map_or("", |rule| rule.slot.as_str());
        let due_now = self.case.active.as_slice().iter().filter(|a| a.due == due);
        let timer = *due_now.min_by_key(|a| (-depth(a.scope), slot(a), a.node, a.activity)).expect("something is due");
        let (node, activity) = (timer.node, timer.activity);
        let Some(rule) = self.rule(timer).filter(|_| timer.is_term()) else { return self.timer_fired(timer) };
        let host = self.case.token(activity).expect("a term has its activity");
        if let Some(extension) = self.case.extension(node, activity).filter(|n| n.open) {
            return self.next_leg(timer, rule, extension.number);
        }
        self.emit(What::SilenceSpoke { node, yields: rule.yields, activity });
        let n = &self.net.nodes[node as usize];
        if rule.yields == Yields::Escalated && n.kind == Kind::Boundary {
            // Nothing is deemed; a path beside the activity tells the supervisor.
            return if n.interrupting { Ok(()) } else { self.leave(node, host.scope) };
        }
        if self.rulebook.silence_fact != NONE {
            let value = self.rulebook.word(rule.yields.word());
            self.emit(What::FactStated { fact: self.rulebook.silence_fact, value });
        }
        self.occurs(Waiting { node, activity, scope: timer.scope }, |t| matches!(t, Trigger::Timer(_)))
    }

    /// Recounts the clocks that a newer version reaches: from day zero, due no
    /// earlier than the version's first day, and never to the applicant's harm. A
    /// silence that has spoken stays, and so does a further leg: it was granted.
    pub(super) fn recount(&mut self) -> Result<(), Rejection> {
        self.recount_where(|newest| newest.reaches_running)
    }

    /// Recounts every clock that the newest version of its term can count, reached by it or not.
    pub(super) fn recount_all(&mut self) -> Result<(), Rejection> {
        self.recount_where(|_| true)
    }

    fn recount_where(&mut self, reaches: impl Fn(&TermRule) -> bool) -> Result<(), Rejection> {
        let pending = |a: &&Active| a.is_term() && !a.is_extended() && a.is_pending(self.now);
        let timers: Vec<Active> = self.case.active.as_slice().iter().filter(pending).copied().collect();
        for timer in timers {
            let versions = self.versions(timer.node).unwrap_or_default();
            let (Some(pinned), [.., newest]) = (self.rule(timer), versions) else { continue };
            let version = versions.len() as u8 - 1;
            let both_in_days = newest.spec.unit != Unit::Hours && pinned.spec.unit != Unit::Hours;
            if version == timer.version || !reaches(newest) || !both_in_days {
                continue;
            }
            // A stop under way keeps its number only where the new version has it too.
            let same = |n: Note| newest.stops.get(n.number as usize).is_some_and(|s| s.until == pinned.stops[n.number as usize].until);
            if !self.case.stops(timer.node, timer.activity).filter(|n| n.open).all(same) {
                continue;
            }
            self.recount_one(timer, pinned, newest, version)?;
        }
        Ok(())
    }

    fn recount_one(&mut self, timer: Active, pinned: &TermRule, newest: &TermRule, version: u8) -> Result<(), Rejection> {
        let calendar = self.calendar()?;
        let (node, activity, since) = (timer.node, timer.activity, timer.since);
        let counted = count::leg_length(since, &pinned.spec, calendar)?.saturating_sub(u32::from(timer.left));
        let whole = count::leg_length(since, &newest.spec, calendar)?;
        let left = u16::try_from(whole.saturating_sub(counted)).map_err(|_| too_long(whole))?;
        if timer.is_stopped() {
            if !newest.by_applicant() || left >= timer.left {
                self.emit(What::TermCounted { version, node, left, activity, since });
            }
            return Ok(());
        }
        let day = match timer.is_continued() {
            false => count::leg_due(since, &newest.spec, calendar)?,
            true => count::resume_due(since, u32::from(left), &newest.spec, calendar)?,
        };
        let due = calendar.due_instant(day.max(newest.from));
        if newest.by_applicant() && due < timer.due {
            return Ok(());
        }
        self.emit(What::TermCounted { version, node, left, activity, since });
        self.emit(What::TimerSet { node, activity, due });
        Ok(())
    }

    fn next_leg(&mut self, timer: Active, rule: &TermRule, by: u16) -> Result<(), Rejection> {
        let calendar = self.calendar()?;
        let since = calendar.zone.date(timer.due.plus(-1));
        let spec = after_start(&rule.spec, u32::from(by));
        let leg = if spec.unit == Unit::Hours { hours(calendar, timer.due, &spec)? } else { leg(calendar, since, &spec)? };
        let (node, activity) = (timer.node, timer.activity);
        self.emit(What::LegBegan { node, left: leg.left, activity, since });
        self.emit(What::TimerSet { node, activity, due: leg.due });
        Ok(())
    }
}

/// A leg of a term: when it is over, and how much there is to count.
struct Leg {
    due: Timestamp,
    left: u16,
}

const MINUTE: i64 = 60 * Timestamp::SECOND;

/// A leg in days, months or years that starts on `since`.
fn leg(calendar: &Calendar, since: Date, spec: &TermSpec) -> Result<Leg, Rejection> {
    let due = calendar.due_instant(count::leg_due(since, spec, calendar)?);
    let left = count::leg_length(since, spec, calendar)?.try_into().map_err(|_| too_long(spec.length))?;
    Ok(Leg { due, left })
}

/// A leg in hours that starts at `start`; what is left is kept in minutes.
fn hours(calendar: &Calendar, start: Timestamp, spec: &TermSpec) -> Result<Leg, Rejection> {
    let left = spec.length.checked_mul(60).and_then(|m| u16::try_from(m).ok()).ok_or_else(|| too_long(spec.length))?;
    minutes(calendar, start, left, spec)
}

/// What is left of a leg in hours, from `start` on.
fn minutes(calendar: &Calendar, start: Timestamp, left: u16, spec: &TermSpec) -> Result<Leg, Rejection> {
    let due = count::resume_due_at(start, u32::from(left) * 60, spec, calendar)?;
    Ok(Leg { due: due.at, left })
}

/// A stretch that follows another: the day on which it begins never counts.
fn after_start(spec: &TermSpec, length: u32) -> TermSpec {
    TermSpec { length, first_day: FirstDay::Excluded, ..*spec }
}

/// Days that a stretch used until a stop.
fn used(timer: Active, stop: Date, spec: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    match timer.is_continued() {
        true => count::consumed_since_resumption(timer.since, stop, spec, calendar),
        false => count::consumed(timer.since, stop, spec, calendar),
    }
}

fn minutes_until(now: Timestamp, due: Timestamp) -> u16 {
    ((due.0 - now.0 + MINUTE - 1) / MINUTE).clamp(0, i64::from(u16::MAX)) as u16
}

fn too_long(length: u32) -> Rejection {
    Rejection::Calendar(format!("a term of {length} is longer than a clock can count; state it in a larger unit"))
}
