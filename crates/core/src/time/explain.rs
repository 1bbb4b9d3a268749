//! A count, day by day.
//!
//! [`explain`] walks from the start to the due day and says of each day whether
//! it counted, as which number, and why. It walks where [`mod@super::count`]
//! looks up, so that the tests can hold one against the other.
//!
//! ```
//! use alatau_core::time::{Calendar, TermSpec, Timestamp, WeeklyPattern, Why, Zone, explain::explain};
//! let calendar = Calendar::weekly("office", Zone::utc(), WeeklyPattern::FIVE_DAYS, 2026, 2027);
//! let term: TermSpec = "2 working-days".parse().unwrap();
//! let friday = Zone::utc().instant("2026-11-06".parse().unwrap(), 15 * Timestamp::HOUR);
//! let count = explain(friday, &term, &[], &calendar).unwrap();
//! let whys: Vec<Why> = count.days.iter().map(|day| day.why).collect();
//! assert_eq!(whys, [Why::StartDay, Why::Weekend, Why::Weekend, Why::Counted, Why::Counted]);
//! ```

use super::{Calendar, Date, DayKind, Due, End, FirstDay, OutOfCalendar, TermSpec, Timestamp, Unit, Weekday, count};

/// Why a day counted or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The day of the start is day zero.
    StartDay,
    /// It counted.
    Counted,
    /// It counted, though the week has it off: it was worked in exchange.
    WorkedWeekend,
    /// Off by the week.
    Weekend,
    /// Off by its name.
    Holiday,
    /// Off in place of another day.
    MovedDayOff,
    /// The clock stood when the day began.
    Stopped,
    /// The clock stood when the day began, and ran again before its end.
    Resumed,
    /// The count was reached on a day off before; the term ends here.
    RolledEnd,
}

/// One day of a count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CountedDay {
    /// The date.
    pub date: Date,
    /// Its day of the week.
    pub weekday: Weekday,
    /// Its number in the count; for a term in hours, the whole hours used by its end.
    pub counted: Option<u32>,
    /// Why it counted or did not.
    pub why: Why,
    /// What is celebrated; empty on an ordinary day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The day that this one stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Date>,
    /// The count leans on whether the day is worked, and that may still turn out otherwise.
    pub projected: bool,
}

/// A stop of the clock; without a resumption it still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When the clock stopped.
    pub stopped: Timestamp,
    /// When it ran again.
    pub resumed: Option<Timestamp>,
}

/// A count from the day of the start to the due day, or to the stop that still lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Every day.
    pub days: Vec<CountedDay>,
    /// When the term is due; nothing if the clock stands.
    pub due: Option<Due>,
    /// A day of the count may still turn out otherwise.
    pub projected: bool,
}

/// Counts a term from `start`, with the clock stopped in `pauses` (in order, not overlapping), and says why.
pub fn explain(start: Timestamp, spec: &TermSpec, pauses: &[Pause], calendar: &Calendar) -> Result<Explained, OutOfCalendar> {
    let first = calendar.zone.date(start);
    let mut walk = Walk { spec, pauses, calendar, start, first, total: count::leg_length(first, spec, calendar)?, used: 0 };
    let mut days = Vec::new();
    let mut due = None;
    let mut date = first;
    while due.is_none() && !walk.stands_for_good(date) {
        let (day, ends) = walk.step(date)?;
        days.push(day);
        due = ends;
        date = date.plus(1);
    }
    let projected = days.iter().any(|day| day.projected);
    Ok(Explained { days, due, projected })
}

struct Walk<'a> {
    spec: &'a TermSpec,
    pauses: &'a [Pause],
    calendar: &'a Calendar,
    start: Timestamp,
    first: Date,
    /// Days to count, or seconds.
    total: u32,
    /// Days counted, or seconds.
    used: u32,
}

impl Walk<'_> {
    fn step(&mut self, date: Date) -> Result<(CountedDay, Option<Due>), OutOfCalendar> {
        let day = self.calendar.day(date)?;
        let reached_before = self.used >= self.total;
        let before = self.used;
        let instant = self.count(date, day.working);
        let counted = self.used > before;
        let ends = self.used >= self.total && self.runs_at_end(date) && (self.spec.end == End::Stays || day.working);
        let why = match day.kind {
            DayKind::WorkedWeekend if counted && self.spec.unit == Unit::WorkingDays => Why::WorkedWeekend,
            _ if counted => Why::Counted,
            _ if date == self.first && self.spec.first_day == FirstDay::Excluded => Why::StartDay,
            _ if !self.runs_at_start(date) && self.runs_at_end(date) => Why::Resumed,
            _ if !self.runs_at_start(date) => Why::Stopped,
            DayKind::Weekend => Why::Weekend,
            DayKind::Holiday => Why::Holiday,
            DayKind::MovedDayOff => Why::MovedDayOff,
            DayKind::Workday | DayKind::WorkedWeekend if ends => Why::RolledEnd,
            DayKind::Workday | DayKind::WorkedWeekend => Why::Stopped,
        };
        let leans = match self.spec.unit {
            Unit::WorkingDays => counted || !matches!(why, Why::StartDay | Why::Stopped | Why::Resumed) || ends,
            _ => self.spec.end == End::NextWorkingDay && self.used >= self.total,
        };
        let number = if self.spec.unit == Unit::Hours { self.used / 3_600 } else { self.used };
        let explained = CountedDay {
            date,
            weekday: date.weekday(),
            counted: counted.then_some(number),
            why,
            name: day.name.to_string(),
            moved_from: day.moved_from,
            projected: leans && day.provenance.is_uncertain(),
        };
        let at = instant.filter(|_| !reached_before || self.spec.end == End::Stays).unwrap_or_else(|| self.calendar.due_instant(date));
        Ok((explained, ends.then_some(Due { day: date, at })))
    }

    /// Adds what the day gives to the count; for hours, the instant at which the last one ends.
    fn count(&mut self, date: Date, working: bool) -> Option<Timestamp> {
        if self.spec.unit == Unit::Hours {
            return self.count_seconds(date);
        }
        let begins = if date == self.first { self.spec.first_day == FirstDay::Included } else { self.runs_at_start(date) };
        if begins && self.used < self.total && (working || self.spec.unit != Unit::WorkingDays) {
            self.used += 1;
        }
        None
    }

    fn count_seconds(&mut self, date: Date) -> Option<Timestamp> {
        let midnight = self.calendar.due_instant(date);
        let opens = self.calendar.zone.midnight(date).max(self.start);
        let (mut from, mut reached) = (opens, None);
        for pause in self.pauses.iter().filter(|pause| pause.resumed.is_none_or(|resumed| resumed > opens)) {
            reached = reached.or(self.run(from, pause.stopped.min(midnight)));
            from = from.max(pause.resumed.unwrap_or(midnight).min(midnight));
        }
        reached.or(self.run(from, midnight))
    }

    fn run(&mut self, from: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let left = self.total - self.used;
        let seconds = ((until.0 - from.0).max(0) / Timestamp::SECOND).min(i64::from(left)) as u32;
        self.used += seconds;
        (self.used >= self.total).then(|| from.plus(i64::from(seconds) * Timestamp::SECOND))
    }

    /// The clock ran when the day began. A stop or resumption at 00:00 belongs to the day that begins.
    fn runs_at_start(&self, date: Date) -> bool {
        let day = |at: Timestamp| self.calendar.zone.date(at);
        !self.pauses.iter().any(|pause| day(pause.stopped) < date && pause.resumed.is_none_or(|resumed| date <= day(resumed)))
    }

    fn runs_at_end(&self, date: Date) -> bool {
        let day = |at: Timestamp| self.calendar.zone.date(at);
        !self.pauses.iter().any(|pause| day(pause.stopped) <= date && pause.resumed.is_none_or(|resumed| date < day(resumed)))
    }

    /// The clock stopped before `date` and was not seen to run again.
    fn stands_for_good(&self, date: Date) -> bool {
        self.pauses.iter().any(|pause| pause.resumed.is_none() && self.calendar.zone.date(pause.stopped) < date)
    }
}
