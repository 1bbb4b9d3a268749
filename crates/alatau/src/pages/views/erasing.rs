//! Keeping and erasing.

use super::{Citation, Field, Moment};
use alatau_core::time::Date;

/// How long something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The last day; none: for ever, or not known.
    pub until: Option<Date>,
    /// For ever.
    pub permanently: bool,
    /// It is to be erased by now.
    pub due: bool,
    /// What says so; empty: no act does.
    pub cites: Vec<Citation>,
    /// Open questions on which it hangs, and who could answer.
    pub open: Vec<(String, String)>,
}

/// A class of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptClass {
    /// What is kept.
    pub label: String,
    /// How long, in words; empty: not known.
    pub period: String,
    /// What says so.
    pub kept: Kept,
}

/// A case that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLine {
    /// Number.
    pub number: u64,
    /// Service.
    pub service: String,
    /// How it ended, the word of its badge.
    pub outcome: String,
    /// When it was closed.
    pub closed: Moment,
    /// The last day on which it may be erased in time; none: no term runs.
    pub erased_by: Option<Date>,
    /// That day is over.
    pub late: bool,
    /// Until when it was kept, and what says so.
    pub kept: Kept,
}

/// What is kept how long, and what is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasing {
    /// Classes of records.
    pub classes: Vec<KeptClass>,
    /// Cases that are due, the earliest closed first.
    pub due: Vec<DueLine>,
    /// Where the list goes on; none: that is all.
    pub after: Option<String>,
    /// Number of a case, why, whether a court decided it.
    pub fields: Vec<Field>,
    /// The case of which the page warns: sent once more, it is erased all the same.
    pub anyway: Option<u64>,
    /// Where the forms go.
    pub action: String,
}
