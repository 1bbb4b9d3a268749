//! How long a class of records is kept, and from when on it has to be erased.

use super::{Rounding, Unit};
use crate::time::{Date, count};
use serde::Serialize;

/// How long records of a class are kept.
///
/// ```
/// use alatau_core::law::{Begins, Kept, Period, Retention, Unit};
/// let five_years = Retention {
///     period: Period::Lasts { length: 5, unit: Unit::Years, rounding: Default::default() },
///     counts_from: "closed".to_string(),
///     begins: Begins::NewYear,
/// };
/// let last = five_years.kept("2026-11-23".parse().unwrap()).unwrap();
/// assert_eq!(last, Kept::Until("2031-12-31".parse().unwrap()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// For how long.
    pub period: Period,
    /// The event after which the period begins.
    pub counts_from: String,
    /// Where it begins.
    pub begins: Begins,
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// So long by the civil calendar: no working day moves its end.
    Lasts {
        /// How many.
        length: u32,
        /// Calendar days, months or years.
        unit: Unit,
        /// Where a month has no such day.
        rounding: Rounding,
    },
    /// For ever.
    Permanent,
}

/// Where a period begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Begins {
    /// On the day of the event, which is day zero.
    #[default]
    Event,
    /// With the year after the event: 31 December of its year is day zero.
    NewYear,
}

/// Until when something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// This day is the last.
    Until(Date),
    /// For ever.
    Permanently,
}

impl Retention {
    /// Until when that is kept whose period begins with an event of a day; nothing where the end lies beyond all dates.
    pub fn kept(&self, event: Date) -> Option<Kept> {
        let zero = match self.begins {
            Begins::Event => event,
            Begins::NewYear => Date::from_ymd(event.year(), 12, 31)?,
        };
        match self.period {
            Period::Permanent => Some(Kept::Permanently),
            Period::Lasts { length, unit, rounding } => count::civil_end(zero, length, unit, rounding).map(Kept::Until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(period: Period, begins: Begins, event: &str) -> String {
        let retention = Retention { period, counts_from: "closed".to_string(), begins };
        match retention.kept(event.parse().unwrap()) {
            None => "beyond".to_string(),
            Some(Kept::Permanently) => "for ever".to_string(),
            Some(Kept::Until(day)) => day.to_string(),
        }
    }

    #[test]
    fn a_period_ends_by_the_civil_calendar_on_whatever_day_it_ends() {
        let lasts = |length, unit, rounding| Period::Lasts { length, unit, rounding };
        let years = |length| lasts(length, Unit::Years, Rounding::Down);
        for (period, begins, event, last) in [
            (years(5), Begins::Event, "2026-11-23", "2031-11-23"),
            (years(5), Begins::NewYear, "2026-01-01", "2031-12-31"),
            (years(5), Begins::NewYear, "2026-12-31", "2031-12-31"),
            (years(1), Begins::Event, "2028-02-29", "2029-02-28"),
            (lasts(1, Unit::Years, Rounding::Up), Begins::Event, "2028-02-29", "2029-03-01"),
            (years(4), Begins::Event, "2028-02-29", "2032-02-29"),
            (lasts(1, Unit::Months, Rounding::Down), Begins::Event, "2027-01-31", "2027-02-28"),
            (lasts(30, Unit::CalendarDays, Rounding::Down), Begins::Event, "2027-01-31", "2027-03-02"),
            (lasts(0, Unit::CalendarDays, Rounding::Down), Begins::Event, "2027-01-31", "2027-01-31"),
            (years(75), Begins::NewYear, "2024-06-01", "2099-12-31"),
            (years(u32::MAX), Begins::Event, "2026-11-23", "beyond"),
            (lasts(u32::MAX, Unit::CalendarDays, Rounding::Down), Begins::Event, "2026-11-23", "beyond"),
            (lasts(1, Unit::WorkingDays, Rounding::Down), Begins::Event, "2026-11-23", "beyond"),
            (Period::Permanent, Begins::Event, "2026-11-23", "for ever"),
        ] {
            assert_eq!(kept(period, begins, event), last, "{period:?} {begins:?} {event}");
        }
    }
}
