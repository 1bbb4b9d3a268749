//! Civil dates, instants and working days.
//!
//! Law counts in [`Date`]s, events carry [`Timestamp`]s, a [`Zone`] turns one
//! into the other, a [`Calendar`] says which days are worked, [`mod@count`]
//! applies a [`TermSpec`] to it and [`mod@explain`] shows the count day by day. The
//! same types serve deadlines, officers' hours, the virtual clock and the
//! mining of logs.

mod calendar;
pub mod count;
mod date;
pub mod explain;
pub mod projection;
mod spec;
mod timestamp;
mod year;
mod zone;

pub use calendar::{Calendar, Day, DayKind, OutOfCalendar, Provenance};
pub use count::{CountedIn, Due};
pub use date::{Date, NotADate, Weekday};
pub use explain::{CountedDay, Explained, Pause, Why};
pub use spec::{End, FirstDay, Rounding, TermSpec, Unit, UnknownWord};
pub use timestamp::{Timestamp, Zone};
pub use year::{BadCalendar, DayRule, WeeklyPattern, YearData, YearRows};
pub use zone::{TZDB, UnknownZone};
