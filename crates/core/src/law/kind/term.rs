//! Time limits: how long, from when, what stops and extends them.

pub use crate::time::{End, FirstDay, Rounding, Unit};
use serde::Serialize;

/// A statutory time limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// How many units.
    pub length: u32,
    /// Of what.
    pub unit: Unit,
    /// The event that starts the clock.
    pub counts_from: String,
    /// The role that must act.
    pub by: String,
    /// The role that waits.
    pub to: String,
    /// `kz`: the calendar slot without `calendar.` and year.
    pub calendar: String,
    /// Where a term ends that would end on a day off.
    pub end: End,
    /// Whether the first day counts.
    pub first_day: FirstDay,
    /// Where a month has no such day.
    pub rounding: Rounding,
    /// What stops the clock; nothing else does.
    pub stop: Vec<Stop>,
    /// Further legs.
    pub extend: Option<Extend>,
}

/// What stops a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// The event that stops it.
    pub on: String,
    /// The event that ends the stop.
    pub until: Option<String>,
    /// The role that everybody waits for.
    pub waits_for: String,
    /// What the stop does to the count.
    pub effect: StopEffect,
    /// How often; nothing is without limit.
    pub times: Option<u32>,
    /// The term whose silence ends the stop.
    pub limit: Option<String>,
}

/// What a stop does to the count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopEffect {
    /// It goes on afterwards.
    #[default]
    Pause,
    /// It begins again.
    Restart,
}

/// A further leg of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Extend {
    /// How often.
    pub times: u32,
    /// Longest duration.
    pub cap: Option<u32>,
    /// Unit of the cap.
    pub unit: Unit,
    /// What the cap bounds.
    pub cap_on: CapOn,
    /// The role that grants it.
    pub by: String,
    /// Whether and how it must be told; free words.
    pub notice: Option<String>,
}

/// What the cap of an extension bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapOn {
    /// The further leg alone.
    #[default]
    Extension,
    /// All legs, from the first day zero.
    Total,
}
