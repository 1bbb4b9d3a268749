//! Counting a term: when it is due, what was used of it, when the rest is due.
//!
//! A day counts iff the clock ran when it began, and, for working days, it is
//! one. So the days of start and resumption do not count, the day of a stop
//! does. A leg ends on the first working day (any day with `stays`) on which
//! the count is reached and at whose end the clock runs. Months become calendar
//! days at the leg's start.
//!
//! What is left of a leg is one number, in the unit of [`counted_in`]: working
//! days, calendar days, or seconds for hours.
//!
//! ```
//! use alatau_core::time::{Calendar, Date, TermSpec, WeeklyPattern, Zone, count};
//! let calendar = Calendar::weekly("office", Zone::utc(), WeeklyPattern::FIVE_DAYS, 2026, 2027);
//! let term: TermSpec = "10 working-days".parse().unwrap();
//! let monday: Date = "2026-11-02".parse().unwrap();
//! assert_eq!(count::leg_due(monday, &term, &calendar).unwrap().to_string(), "2026-11-16");
//! // Stopped on Thursday: Tuesday, Wednesday and Thursday are used.
//! assert_eq!(count::consumed(monday, monday.plus(3), &term, &calendar), Ok(3));
//! ```

use super::{Calendar, Date, End, FirstDay, OutOfCalendar, Rounding, TermSpec, Timestamp, Unit};

/// The unit in which what is left of a leg is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedIn {
    /// Working days.
    WorkingDays,
    /// Calendar days; months and years too, from the leg's start on.
    CalendarDays,
    /// Seconds, for a term in hours.
    Seconds,
}

/// The unit in which what is left of a leg in `unit` is kept.
pub fn counted_in(unit: Unit) -> CountedIn {
    match unit {
        Unit::WorkingDays => CountedIn::WorkingDays,
        Unit::CalendarDays | Unit::Months | Unit::Years => CountedIn::CalendarDays,
        Unit::Hours => CountedIn::Seconds,
    }
}

/// When a leg is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Due {
    /// The due day.
    pub day: Date,
    /// The instant at which silence has spoken: 24:00 of the due day; for hours, the end of the last.
    pub at: Timestamp,
}

/// The same-numbered day `months` later; where the month has none, its last day or the first of the next.
pub fn add_months(date: Date, months: u32, rounding: Rounding) -> Option<Date> {
    let (year, month, day) = date.ymd();
    let total = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
    let year = i32::try_from(total.div_euclid(12)).ok().filter(|year| *year < 1_000_000)?;
    let first = Date::from_ymd(year, total.rem_euclid(12) as u32 + 1, 1)?;
    let last = first.last_of_month();
    match (first.plus(day as i32 - 1) <= last, rounding) {
        (true, _) => Some(first.plus(day as i32 - 1)),
        (false, Rounding::Down) => Some(last),
        (false, Rounding::Up) => Some(last.plus(1)),
    }
}

/// The last day of a period that runs by the civil calendar alone, `start` being day zero: it needs no working days, so it
/// reaches as far as dates do. Nothing for working days and hours, and beyond all dates.
pub fn civil_end(start: Date, length: u32, unit: Unit, rounding: Rounding) -> Option<Date> {
    match unit {
        Unit::CalendarDays => start.0.checked_add_unsigned(length).filter(|day| *day < Date::MAX.0 / 2).map(Date),
        Unit::Months => add_months(start, length, rounding),
        Unit::Years => add_months(start, length.checked_mul(12)?, rounding),
        Unit::WorkingDays | Unit::Hours => None,
    }
}

/// How much a whole leg counts, in the unit of [`counted_in`], if it starts on `start`.
pub fn leg_length(start: Date, spec: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    let too_far = || calendar.out_of(calendar.last().plus(1));
    let months = |factor: u32| {
        let end = spec.length.checked_mul(factor).and_then(|n| add_months(start, n, spec.rounding)).ok_or_else(too_far)?;
        Ok((end.0 - start.0) as u32)
    };
    match spec.unit {
        Unit::WorkingDays | Unit::CalendarDays => Ok(spec.length),
        Unit::Months => months(1),
        Unit::Years => months(12),
        Unit::Hours => spec.length.checked_mul(3_600).ok_or_else(too_far),
    }
}

/// The due day of a leg that starts on `start`. A term in hours starts with that day.
pub fn leg_due(start: Date, spec: &TermSpec, calendar: &Calendar) -> Result<Date, OutOfCalendar> {
    match spec.unit {
        Unit::Hours => due(calendar.zone.midnight(start), spec, calendar).map(|due| due.day),
        _ => count_from(day_zero(start, spec.first_day), start, leg_length(start, spec, calendar)?, spec, calendar),
    }
}

/// Days that count from `since` to a stop on `stop`, in the unit of [`counted_in`].
/// `since` is the leg's start; after a resumption use [`consumed_since_resumption`].
pub fn consumed(since: Date, stop: Date, spec: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    counted_after(day_zero(since, spec.first_day), stop, spec.unit, calendar)
}

/// Days that count from a resumption on `resumed` to the next stop on `stop`.
pub fn consumed_since_resumption(resumed: Date, stop: Date, spec: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    counted_after(resumed, stop, spec.unit, calendar)
}

/// The due day of a leg that runs again from `resumed` with `left` to count. Nothing left ends it that very day.
pub fn resume_due(resumed: Date, left: u32, spec: &TermSpec, calendar: &Calendar) -> Result<Date, OutOfCalendar> {
    match spec.unit {
        Unit::Hours => resume_due_at(calendar.zone.midnight(resumed), left, spec, calendar).map(|due| due.day),
        _ => count_from(resumed, resumed, left, spec, calendar),
    }
}

/// When a leg is due that starts at `start`.
pub fn due(start: Timestamp, spec: &TermSpec, calendar: &Calendar) -> Result<Due, OutOfCalendar> {
    let day = calendar.zone.date(start);
    match spec.unit {
        Unit::Hours => resume_due_at(start, leg_length(day, spec, calendar)?, spec, calendar),
        _ => leg_due(day, spec, calendar).map(|day| end_of(day, calendar)),
    }
}

/// What a leg used from its start at `since` to a stop at `stop`, in the unit of [`counted_in`].
pub fn consumed_at(since: Timestamp, stop: Timestamp, spec: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    match spec.unit {
        Unit::Hours => Ok(seconds_between(since, stop)),
        _ => consumed(calendar.zone.date(since), calendar.zone.date(stop), spec, calendar),
    }
}

/// What a leg used from a resumption at `resumed` to the next stop at `stop`.
pub fn consumed_since_resumption_at(
    resumed: Timestamp,
    stop: Timestamp,
    spec: &TermSpec,
    calendar: &Calendar,
) -> Result<u32, OutOfCalendar> {
    consumed_at(resumed, stop, &TermSpec { first_day: FirstDay::Excluded, ..*spec }, calendar)
}

/// When a leg is due that runs again from `resumed` with `left` to count. Hours
/// end to the second; if their last falls on a day off, `next-working-day` gives
/// the whole of the next working day.
pub fn resume_due_at(resumed: Timestamp, left: u32, spec: &TermSpec, calendar: &Calendar) -> Result<Due, OutOfCalendar> {
    if spec.unit != Unit::Hours {
        return resume_due(calendar.zone.date(resumed), left, spec, calendar).map(|day| end_of(day, calendar));
    }
    if left == 0 && spec.end == End::NextWorkingDay {
        return Ok(end_of(calendar.working_day_from(calendar.zone.date(resumed))?, calendar));
    }
    let at = resumed
        .0
        .checked_add(i64::from(left) * Timestamp::SECOND)
        .map(Timestamp)
        .ok_or_else(|| calendar.out_of(calendar.last().plus(1)))?;
    // An hour that ends at midnight belongs to the day it closes.
    let day = calendar.zone.date(at.plus(-1)).max(calendar.zone.date(resumed));
    if spec.end == End::Stays || calendar.is_working(day)? {
        return Ok(Due { day, at });
    }
    Ok(end_of(calendar.working_day_from(day)?, calendar))
}

/// The last day that a cap allows: `cap` from `day_zero`, with `stopped` days added in the cap's own unit, moved by `cap.end`.
pub fn cap_day(day_zero: Date, cap: &TermSpec, stopped: u32, calendar: &Calendar) -> Result<Date, OutOfCalendar> {
    let length = leg_length(day_zero, cap, calendar)?.saturating_add(stopped);
    match cap.unit {
        Unit::Hours => resume_due(day_zero, length, cap, calendar),
        _ => count_from(day_zero, day_zero, length, cap, calendar),
    }
}

/// What did not count of a cap while a clock stood from `stop` to `resumed`, in the unit of [`counted_in`]: the day of the
/// stop still counted, the day of resumption did not.
pub fn stopped(stop: Date, resumed: Date, cap: &TermSpec, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    counted_after(stop, resumed, cap.unit, calendar)
}

fn end_of(day: Date, calendar: &Calendar) -> Due {
    Due { day, at: calendar.due_instant(day) }
}

/// The last day that does not count.
pub(crate) fn day_zero(start: Date, first_day: FirstDay) -> Date {
    start.plus(if first_day == FirstDay::Included { -1 } else { 0 })
}

/// The first day on or after `earliest` on which `count` days after `zero` have counted and that may end a term.
fn count_from(zero: Date, earliest: Date, count: u32, spec: &TermSpec, calendar: &Calendar) -> Result<Date, OutOfCalendar> {
    let reached = match counted_in(spec.unit) {
        CountedIn::WorkingDays => calendar.add_working_days(zero, count)?,
        CountedIn::CalendarDays | CountedIn::Seconds => {
            let sum = zero.0.checked_add_unsigned(count).filter(|n| *n < Date::MAX.0 / 2);
            sum.map(Date).ok_or_else(|| calendar.out_of(calendar.last().plus(1)))?
        }
    };
    let reached = reached.max(earliest);
    match spec.end {
        End::Stays => calendar.is_working(reached).map(|_| reached),
        End::NextWorkingDay => calendar.working_day_from(reached),
    }
}

fn counted_after(zero: Date, stop: Date, unit: Unit, calendar: &Calendar) -> Result<u32, OutOfCalendar> {
    match counted_in(unit) {
        CountedIn::WorkingDays => calendar.working_days_between(zero, stop),
        CountedIn::CalendarDays => Ok((stop.0 - zero.0).max(0) as u32),
        CountedIn::Seconds => Ok(seconds_between(calendar.zone.midnight(zero), calendar.zone.midnight(stop))),
    }
}

fn seconds_between(since: Timestamp, stop: Timestamp) -> u32 {
    u32::try_from((stop.0 - since.0).max(0) / Timestamp::SECOND).unwrap_or(u32::MAX)
}
