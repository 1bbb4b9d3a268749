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
