//! *Registers*: what cases hold, and how much there is of it.

use super::{Choice, Field, Moment};

/// The registers.
#[derive(Clone, Debug, PartialEq)]
pub struct Registers {
    /// Quotas.
    pub quotas: Vec<Quota>,
    /// A quota, new or changed, and where it is sent; none: the reader may not set one.
    pub form: Option<(Vec<Field>, String)>,
    /// Which things are shown: `plot` or `slot`.
    pub of: String,
    /// Plots, or slots: where each list is.
    pub which: Vec<Choice>,
    /// What is looked for; empty: nothing in particular.
    pub wanted: String,
    /// What is held, of this page.
    pub held: Vec<Held>,
    /// How many things are held in all, of those that were looked for.
    pub total: usize,
    /// The page before; none: this is the first.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
    /// Limits that were set, the last first.
    pub history: Vec<LimitSet>,
}

/// A quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Its name.
    pub name: String,
    /// What is held of it.
    pub used: u64,
    /// What there is.
    pub limit: u64,
    /// By which cases.
    pub by: Vec<Part>,
    /// And by so many more.
    pub more: usize,
}

impl Quota {
    /// Held share of the whole, from 0 to 100.
    pub fn used_percent(&self) -> u64 {
        (self.used.saturating_mul(100)).checked_div(self.limit).unwrap_or(100).min(100)
    }

    /// What is still there; a limit may have been set below what is held.
    pub fn left(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }
}

/// What a case holds of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number of the case.
    pub case: u64,
    /// Where it is; none: the reader may not see it.
    pub href: Option<String>,
    /// How much.
    pub amount: u64,
}

/// A thing, and the case that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub thing: String,
    /// Who holds it.
    pub by: Part,
}

/// A limit that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSet {
    /// When.
    pub at: Moment,
    /// Who set it.
    pub by: String,
    /// Name of the quota.
    pub quota: String,
    /// The limit.
    pub limit: u64,
}
