//! Terms: how they start, stop, resume, are extended, and what silence does
//! (law format, section 8).

use super::event::{What, Yields};
use super::rejection::Rejection;
use super::rulebook::{StopRule, TermRule};
use super::state::Active;
use super::walk::Walk;
use crate::procedure::{Kind, NONE, Timer};
use crate::time::{Calendar, Date, OutOfCalendar, TermSpec, Timestamp, Unit, count};

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
        let timer = self.net.nodes[node as usize].timer;
        match self.net.timers.get(timer as usize) {
            Some(&Timer::Term(term)) => self.rulebook.terms.get(term as usize).map(Vec::as_slice),
            _ => None,
        }
    }

    /// The version that the start of this clock pinned.
    fn rule(&self, timer: Active) -> Option<&'a TermRule> {
        self.versions(timer.node)?.get(timer.version as usize)
    }

    /// Arms the timer of a boundary or catch event.
    pub(super) fn arm(&mut self, node: u16, activity: u32) -> Result<(), Rejection> {
        let due = match self.net.timers[self.net.nodes[node as usize].timer as usize] {
            Timer::Micros(micros) => self.now.plus(micros),
            Timer::At(instant) => Timestamp(instant),
            Timer::Term(_) => return self.start_term(node, activity),
        };
        self.emit(What::TimerSet { node, activity, due });
        Ok(())
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
            event => self.case.marked.at(event as usize).day().ok_or_else(|| Rejection::NoStart {
                term: rule.slot.clone(),
                event: self.net.events[event as usize].clone(),
            })?,
        };
        let leg = if rule.spec.unit == Unit::Hours { hours(self.now, rule.spec.length)? } else { leg(calendar, since, &rule.spec)? };
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
        for timer in timers {
            let Some(rule) = self.rule(timer) else { continue };
            for stop in &rule.stops {
                if stop.on == event && !timer.is_stopped() && timer.stops() < stop.times {
                    self.stop(timer, rule, on)?;
                } else if stop.until == event && timer.is_stopped() {
                    self.resume(timer, rule, stop, on)?;
                }
            }
        }
        Ok(())
    }

    fn stop(&mut self, timer: Active, rule: &TermRule, on: Date) -> Result<(), Rejection> {
        let left = if rule.spec.unit == Unit::Hours {
            minutes_until(self.now, timer.due)
        } else {
            let calendar = self.calendar()?;
            let counted = match timer.stops() {
                0 => count::consumed(timer.since, on, &rule.spec, calendar)?,
                _ => count::consumed_since_resumption(timer.since, on, &rule.spec, calendar)?,
            };
            timer.left.saturating_sub(counted.try_into().unwrap_or(u16::MAX))
        };
        self.emit(What::TermStopped { node: timer.node, left, activity: timer.activity });
        Ok(())
    }

    fn resume(&mut self, timer: Active, rule: &TermRule, stop: &StopRule, on: Date) -> Result<(), Rejection> {
        let (node, activity, version) = (timer.node, timer.activity, timer.version);
        let calendar = self.calendar()?;
        let leg = match (rule.spec.unit, stop.restart) {
            (Unit::Hours, true) => hours(self.now, rule.spec.length)?,
            (Unit::Hours, false) => Leg { due: self.now.plus(i64::from(timer.left) * MINUTE), left: timer.left },
            (_, true) => leg(calendar, on, &rule.spec)?,
            (_, false) => {
                let day = count::resume_due(on, u32::from(timer.left), &rule.spec, calendar)?;
                Leg { due: calendar.due_instant(day), left: timer.left }
            }
        };
        self.emit(What::TimerSet { node, activity, due: leg.due });
        self.emit(What::TermCounted { version, node, left: leg.left, activity, since: on });
        Ok(())
    }

    /// Grants a further leg to the term of an activity, before this leg is over.
    pub(super) fn extend(&mut self, activity: u32, by: u16) -> Result<(), Rejection> {
        let is_term = |a: &&Active| a.activity == activity && a.is_term();
        let timer = *self.case.active.as_slice().iter().find(is_term).ok_or(Rejection::NoSuchActivity { activity })?;
        let rule = self.rule(timer).ok_or(Rejection::NoExtension { again: false })?;
        let extension = rule.extension.ok_or(Rejection::NoExtension { again: false })?;
        let pending = self.case.extensions.as_slice().iter().any(|e| e.activity == activity);
        if timer.is_stopped() || pending || timer.is_extended() && extension.times < 2 {
            return Err(Rejection::NoExtension { again: pending || timer.is_extended() });
        }
        let calendar = self.calendar()?;
        let zero = calendar.zone.date(timer.due.plus(-1));
        let end = count::leg_due(zero, &TermSpec { length: u32::from(by), ..rule.spec }, calendar)?;
        let cap = count::cap_day(zero, &extension.cap, 0, calendar)?;
        if end > cap {
            return Err(Rejection::ExtensionBeyondCap { end, cap });
        }
        self.emit(What::TermExtended { node: timer.node, by, activity });
        Ok(())
    }

    /// Lets the earliest due timer act: inner scopes first, then in order of entry.
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
        let due_now = self.case.active.as_slice().iter().filter(|a| a.due == due);
        let timer = *due_now.min_by_key(|a| (-depth(a.scope), a.node, a.activity)).expect("something is due");
        let (node, activity) = (timer.node, timer.activity);
        let host = self.case.token(activity).expect("a timer has its host");
        let Some(rule) = self.rule(timer).filter(|_| timer.is_term()) else {
            self.emit(What::TimerFired { node, activity });
            return self.fired(node, host);
        };
        if let Some(extension) = self.case.extensions.as_slice().iter().find(|e| e.activity == activity && e.node == node).copied() {
            return self.next_leg(timer, rule, extension.by);
        }
        self.emit(What::SilenceSpoke { node, yields: rule.yields, activity });
        if rule.yields == Yields::Escalated {
            // Nothing is deemed; a path beside the activity tells the supervisor.
            return if self.net.nodes[node as usize].interrupting { Ok(()) } else { self.leave(node, host.scope) };
        }
        if self.rulebook.silence_fact != NONE {
            let value = self.rulebook.word(rule.yields.word());
            self.emit(What::FactStated { fact: self.rulebook.silence_fact, value });
        }
        self.fired(node, host)
    }

    /// Recounts the clocks that a newer version reaches: from day zero, due no
    /// earlier than the version's first day, and never to the applicant's harm.
    pub(super) fn recount(&mut self) -> Result<(), Rejection> {
        let timers: Vec<Active> = self.case.active.as_slice().iter().filter(|a| a.is_term() && !a.is_stopped()).copied().collect();
        for timer in timers {
            let Some([.., newest]) = self.versions(timer.node) else { continue };
            let version = self.versions(timer.node).unwrap_or_default().len() as u8 - 1;
            if version == timer.version || !newest.reaches_running {
                continue;
            }
            let calendar = self.calendar()?;
            if newest.spec.unit == Unit::Hours {
                continue;
            }
            let pinned = self.rule(timer).map_or(0, |r| r.spec.length);
            let counted = pinned.saturating_sub(u32::from(timer.left));
            let recounted = leg(calendar, timer.since, &TermSpec { length: newest.spec.length.saturating_sub(counted), ..newest.spec })?;
            let due = recounted.due.max(calendar.due_instant(newest.from));
            if newest.by_applicant() && due < timer.due {
                continue;
            }
            let (node, activity, since) = (timer.node, timer.activity, timer.since);
            self.emit(What::TimerSet { node, activity, due });
            self.emit(What::TermCounted { version, node, left: recounted.left, activity, since });
        }
        Ok(())
    }

    fn next_leg(&mut self, timer: Active, rule: &TermRule, by: u16) -> Result<(), Rejection> {
        let calendar = self.calendar()?;
        let since = calendar.zone.date(timer.due.plus(-1));
        let leg = leg(calendar, since, &TermSpec { length: u32::from(by), ..rule.spec })?;
        let (node, activity) = (timer.node, timer.activity);
        self.emit(What::LegBegan { node, left: leg.left, activity, since });
        self.emit(What::TimerSet { node, activity, due: leg.due });
        Ok(())
    }

    fn fired(&mut self, node: u16, host: Active) -> Result<(), Rejection> {
        let n = &self.net.nodes[node as usize];
        if n.kind == Kind::CatchTimer {
            return self.complete(host.node, host.scope, host.activity);
        }
        if n.interrupting {
            return self.interrupt(node, host);
        }
        debug_assert!(host.is_token());
        self.leave(node, host.scope)
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

/// A leg in hours that starts now; what is left is kept in minutes.
fn hours(now: Timestamp, length: u32) -> Result<Leg, Rejection> {
    let left = length.checked_mul(60).and_then(|m| u16::try_from(m).ok()).ok_or_else(|| too_long(length))?;
    Ok(Leg { due: now.plus(i64::from(length) * Timestamp::HOUR), left })
}

fn minutes_until(now: Timestamp, due: Timestamp) -> u16 {
    ((due.0 - now.0 + MINUTE - 1) / MINUTE).clamp(0, i64::from(u16::MAX)) as u16
}

fn too_long(length: u32) -> Rejection {
    Rejection::Calendar(format!("a term of {length} is longer than a clock can count; state it in a larger unit"))
}
