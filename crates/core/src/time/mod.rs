//! Civil dates, instants and working days.
//!
//! Law counts in [`Date`]s, events carry [`Timestamp`]s, a [`Zone`] turns one
//! into the other. The same types serve deadlines, officers' hours and the
//! virtual clock.

mod date;
mod timestamp;

pub use date::{Date, Weekday};
pub use timestamp::{Timestamp, Zone};
