//! *The public figures.*

use super::{Choice, Moment, ThreePart};

/// What is measured here, and what was computed before.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Which service.
    pub services: Vec<Choice>,
    /// When they were taken.
    pub at: Moment,
    /// Cases and durations, one line a service or body.
    pub measured: Vec<Measured>,
    /// Where cases wait now.
    pub waiting: Vec<Waiting>,
    /// Old cases that stand still, kept out of the durations.
    pub stuck: Vec<Stuck>,
    /// From how many days on a case counts as stuck.
    pub stuck_from_days: u32,
    /// The answer of the comparison; none: it was not computed.
    pub compared: Option<Compared>,
    /// Leaves that the figures stand on.
    pub leaves: u64,
    /// Root of the log, in words of its checkpoint.
    pub root: String,
    /// Where the figures are as data.
    pub data: String,
}

/// Figures of one service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Name.
    pub name: String,
    /// Filed.
    pub filed: u64,
    /// Open.
    pub open: u64,
    /// Approved.
    pub approved: u64,
    /// Refused.
    pub refused: u64,
    /// Taken back.
    pub withdrawn: u64,
    /// Cases that the durations stand on.
    pub finished: u64,
    /// Median days; none: no case is finished.
    pub median_days: Option<f64>,
    /// Nine of ten within so many days.
    pub p90_days: Option<f64>,
    /// Mean days on the three clocks.
    pub time: ThreePart,
    /// Share of terms met by an act, of those without extension.
    pub on_time: Option<f64>,
    /// Cases decided by silence.
    pub by_silence: u64,
}

/// Where cases wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiting {
    /// Body.
    pub body: String,
    /// Open tasks.
    pub tasks: u64,
    /// Silences that spoke.
    pub silences: u64,
    /// Terms met by an act.
    pub met: u64,
}

/// A case that stands still.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// Number of the case.
    pub number: u64,
    /// The step.
    pub step: String,
    /// Who has it.
    pub body: String,
    /// Days without an event.
    pub days: f64,
}

/// The answer of `alatau compare`.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The sentence.
    pub sentence: String,
    /// Days by regime.
    pub regimes: Vec<Regime>,
    /// Command that computes it again.
    pub command: String,
}

/// One regime of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// Name.
    pub name: String,
    /// Median days.
    pub median: f64,
    /// 95 % interval of the median.
    pub interval: (f64, f64),
    /// Nine of ten within so many days.
    pub p90: f64,
    /// It was measured here, not computed.
    pub measured: bool,
}
