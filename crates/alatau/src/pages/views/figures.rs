//! *The public figures.*

use super::Moment;
use alatau_core::time::Date;

/// What is measured here, and what was computed before.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// When they were taken.
    pub at: Moment,
    /// Cases and durations, one line a service or body.
    pub measured: Vec<Measured>,
    /// The cases that ended in each of the last months, the newest month first.
    pub months: Vec<Month>,
    /// Where cases wait now.
    pub waiting: Vec<Waiting>,
    /// Old cases that stand still, kept out of the durations.
    pub stuck: Vec<Stuck>,
    /// From how many days on a case counts as stuck.
    pub stuck_from_days: u32,
    /// The answer of the comparison; none: it was not computed.
    pub compared: Option<Compared>,
    /// It is being computed.
    pub soon: bool,
    /// Leaves that the figures stand on.
    pub leaves: u64,
    /// Root of the log, in words of its checkpoint.
    pub root: String,
    /// Where the figures are as data.
    pub data: String,
}

/// The cases that ended in a month; times in days, the median of each clock by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// How many ended.
    pub cases: u64,
    /// Half of them took no longer in all.
    pub median_days: f64,
    /// Nine of ten took no longer in all.
    pub p90_days: f64,
    /// On the statutory clock.
    pub statutory: f64,
    /// On the extended clock.
    pub extended: f64,
    /// On the applicant's clock.
    pub applicant: f64,
    /// Share of them that were on time.
    pub on_time: f64,
}

impl Month {
    /// For machines: `2026-11`.
    pub fn stamp(&self) -> String {
        self.first.to_string()[..7].to_string()
    }
}

/// Median and nine of ten, in days; none: no case.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Half of the cases took no longer.
    pub median_days: Option<f64>,
    /// Nine of ten took no longer.
    pub p90_days: Option<f64>,
}

/// Figures of one service, as the city defines them (`alatau_city::figures`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Name of the procedure.
    pub name: String,
    /// Its id, by which the log and the data name it.
    pub id: String,
    /// Filed.
    pub filed: u64,
    /// Open.
    pub open: u64,
    /// Over.
    pub closed: u64,
    /// Approved.
    pub approved: u64,
    /// Refused.
    pub refused: u64,
    /// Taken back.
    pub withdrawn: u64,
    /// How often silence spoke.
    pub silences: u64,
    /// Cases in which an authority let its term pass.
    pub late: u64,
    /// Cases with an extension.
    pub extended: u64,
    /// Over, not late and not extended.
    pub on_time: u64,
    /// From filing to the end.
    pub total: Spread,
    /// On the clock of the bodies, by law.
    pub statutory: Spread,
    /// On extensions.
    pub extended_time: Spread,
    /// With the applicant.
    pub applicant: Spread,
}

impl Measured {
    /// Share of the cases that are over which were on time; none: none is over.
    pub fn on_time_share(&self) -> Option<f64> {
        (self.closed > 0).then(|| self.on_time as f64 / self.closed as f64)
    }
}

/// Where cases wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiting {
    /// Body.
    pub body: String,
    /// Open tasks.
    pub tasks: u64,
    /// Of these: silence decides within two working days.
    pub firing: u64,
    /// Days that the oldest has waited.
    pub oldest_days: f64,
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
    /// Cases of each replication.
    pub cases: u32,
    /// Replications.
    pub replications: u32,
    /// Numbers that nobody measured.
    pub assumptions: Vec<Assumption>,
    /// Command that computes it again.
    pub command: String,
}

/// A number that nobody measured, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its range.
    pub range: String,
    /// How well it is known.
    pub grade: String,
    /// What it rests on.
    pub basis: String,
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
