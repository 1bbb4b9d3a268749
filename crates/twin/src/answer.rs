//! The answer of a comparison: what is printed, written as JSON and drawn.
//!
//! Every number here was computed by a run; the terminal, the JSON and the HTML
//! report only show it. Durations are calendar days with fractions; shares are
//! 0 to 1.

use alatau_core::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A statistic over replications: its mean and the 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Interval {
    /// Mean over the replications.
    pub mean: f64,
    /// 2.5 % quantile over the replications.
    pub low: f64,
    /// 97.5 % quantile over the replications.
    pub high: f64,
}

/// The law alone, before any simulation: the kernel walked twice, once with
/// every act at once and once with every act in the last instant of its term.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Paper {
    /// Column: `ordinary`, `sez`, `alatau-facade`, `alatau`.
    pub id: String,
    /// Responsibility level the row is for, for example `level-2`.
    pub class: String,
    /// Steps that somebody must do.
    pub steps: u32,
    /// Distinct bodies among them (the applicant is not one).
    pub bodies: u32,
    /// Documents the applicant hands in.
    pub documents: u32,
    /// Fees in tenge that the law names; nothing if it names none.
    pub fees: Option<String>,
    /// Changes of body from one step to the next.
    pub handoffs: u32,
    /// Days if everybody acts at once and private work takes no time.
    pub shortest_days: f64,
    /// Days if every body uses its whole term once, without extension or correction.
    pub longest_days: f64,
    /// The steps in order, as the longest walk took them.
    pub walk: Vec<PaperStep>,
    /// Rules used, by grade: `reported` → 12.
    pub grades: BTreeMap<String, u32>,
}

/// One step of the paper answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PaperStep {
    /// BPMN id.
    pub id: String,
    /// Name in the chosen language.
    pub name: String,
    /// Body, or the applicant.
    pub body: String,
    /// Term slot, if a term limits it.
    pub term: Option<String>,
    /// Length in words of the law: `10 working-days`.
    pub length: Option<String>,
    /// What silence yields.
    pub silence: Option<String>,
    /// Grade of the term.
    pub grade: Option<String>,
    /// Provisions it cites.
    pub cites: Vec<String>,
    /// First and last lawful day, counted in days from filing, on the longest walk.
    pub from_day: f64,
    /// See `from_day`.
    pub to_day: f64,
}

/// Days by cause; the parts add up to the whole, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Causes {
    /// Somebody works on it.
    pub work: f64,
    /// It waits for a free officer.
    pub queue: f64,
    /// Nobody is on duty.
    pub off_hours: f64,
    /// It waits for a collective sitting or a batch.
    pub batch: f64,
    /// The applicant has it.
    pub applicant: f64,
    /// A consulted agency has it.
    pub agency: f64,
    /// It waits for silence to speak.
    pub term: f64,
}

/// One column of the comparison over one table of cases.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Column {
    /// `ordinary`, `sez`, `alatau-facade`, `alatau`.
    pub id: String,
    /// Median days from filing to the end, over finished cases.
    pub median_days: Interval,
    /// 90th percentile.
    pub p90_days: Interval,
    /// Share of authority terms that were met by an act.
    pub on_time: Interval,
    /// Share of cases decided by silence.
    pub by_silence: Interval,
    /// Share of finished cases that were approved.
    pub approved: Interval,
    /// Mean changes of body in a case.
    pub handoffs: Interval,
    /// Share of cases not ended when the run stopped.
    pub unfinished: Interval,
    /// Mean statutory, extended and applicant's days.
    pub statutory_days: Interval,
    /// See above.
    pub extended_days: Interval,
    /// See above.
    pub applicant_days: Interval,
    /// Share of cases whose applicable provisions changed between filing and ruling.
    pub law_changed: Interval,
    /// Share of cases refused at least once, by ruling or silence, and filed again.
    pub refused_once: Interval,
    /// Mean days by cause over finished cases.
    pub causes: Causes,
    /// Busy share of each body.
    pub busy: BTreeMap<String, f64>,
    /// Cases filed in one replication, mean.
    pub cases: f64,
}

/// What one lever is worth.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Lever {
    /// `fewer-steps`, `merged-steps`, `parallel-review`, `shorter-terms`, `silence`,
    /// `one-lead-body`, `staffing`, `priority`; last comes `interaction`.
    pub id: String,
    /// Days saved (negative: lost) by this lever alone.
    pub days: Interval,
    /// `assumed` for every lever that no enacted rule supports.
    pub grade: String,
}

/// A paired difference: `b` minus `a` in each replication, same cases, same draws.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Difference {
    /// Column compared with.
    pub a: String,
    /// Column compared.
    pub b: String,
    /// Difference of the median days (negative: `b` is faster); the mean over replications, so that levers add up to it.
    pub median_days: f64,
    /// The same in the middle replication: half of them lie below. Far from the mean where a few draws weigh much.
    pub middle_days: f64,
    /// 95 % interval over what we do not know and chance.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// 95 % interval of the simulation error alone (assumed parameters held at their centre).
    pub error_low: f64,
    /// See `error_low`.
    pub error_high: f64,
    /// Whether the difference exists only through provisions graded `assumed`.
    pub only_assumed: bool,
    /// How it divides among the levers; they sum to the difference. Empty where no lever applies.
    pub levers: Vec<Lever>,
}

/// The smallest change of one weak parameter that flips an order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Flip {
    /// Parameter, for example `staffing-alatau` or `term.decision`.
    pub parameter: String,
    /// Its name in the chosen language; empty where the scenario gives none.
    #[serde(default)]
    pub label: String,
    /// Grade of the parameter.
    pub grade: String,
    /// Its range.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Value it has now.
    pub now: f64,
    /// Smallest changed value at which the order of `a` and `b` turns; nothing if none within the range.
    pub flips_at: Option<f64>,
    /// Difference of the median days at the low end of the range.
    pub days_at_low: f64,
    /// Difference of the median days at the high end.
    pub days_at_high: f64,
    /// Unit of the value, for example `share` or `times`.
    pub unit: String,
    /// The order that is meant.
    pub a: String,
    /// See `a`.
    pub b: String,
}

/// The same question at one load and one way of responding to terms.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Cell {
    /// Busy share of the ordinary regime: 0.6, 0.8, 0.9.
    pub load: f64,
    /// `first-come`, `earliest-deadline`, `fills-the-term`.
    pub response: String,
    /// Median days by column.
    pub median_days: BTreeMap<String, f64>,
    /// `alatau` minus `alatau-facade`.
    pub difference: Interval,
}

/// One real thing to hold the answer against.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Yardstick {
    /// What it is, for example `calgary-applied-to-issued`.
    pub id: String,
    /// Median days.
    pub median_days: f64,
    /// 90th percentile, if known.
    pub p90_days: Option<f64>,
    /// How many cases.
    pub cases: u32,
    /// Of these, still open or ended without issue.
    pub censored: u32,
    /// Source to quote.
    pub source: String,
}

/// What became of the shipped cases before any was filed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Mix {
    /// Records read.
    pub records: u32,
    /// In the headline table.
    pub headline: u32,
    /// In the second table.
    pub rest: u32,
    /// By responsibility level.
    pub levels: BTreeMap<String, u32>,
    /// The same for the headline table alone.
    #[serde(default)]
    pub headline_levels: BTreeMap<String, u32>,
    /// Records with an empty field that the law asks for.
    pub incomplete: u32,
    /// Kinds that need no permit here, with their count.
    pub no_permit: BTreeMap<String, u32>,
    /// Kinds that do not exist in a special economic zone, with their count.
    pub not_in_sez: BTreeMap<String, u32>,
}

/// A switch of the law that the answer hangs on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OpenQuestion {
    /// Name of the switch.
    pub switch: String,
    /// The question, in the chosen language.
    pub question: String,
    /// The value used where no column says otherwise.
    pub value: String,
    /// The value used in each column; empty where all use the same.
    #[serde(default)]
    pub by_column: BTreeMap<String, String>,
    /// Who could answer it.
    pub ask: String,
}

/// An assumed number: value, range, where it is used.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Assumption {
    /// Parameter, for example `effort.sketch-review.median`.
    pub parameter: String,
    /// Its name in the chosen language; empty where the scenario gives none.
    #[serde(default)]
    pub label: String,
    /// Centre.
    pub value: f64,
    /// Range that each replication draws from.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Unit.
    pub unit: String,
    /// `assumed`, `reported`, ...
    pub grade: String,
    /// What it rests on.
    pub basis: String,
}

/// Everything that `alatau compare` shows.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Answer {
    /// Service, for example `building-permit`.
    pub service: String,
    /// Cases filed in each column in each replication (the headline table).
    pub cases: u32,
    /// Replications of the main cell.
    pub replications: u32,
    /// Seed.
    pub seed: u64,
    /// Hash of the canonical form of the law, hex.
    pub law: String,
    /// The normalised command.
    pub command: String,
    /// First day of filing.
    pub from: Date,
    /// Load of the ordinary regime in the main cell.
    pub load: f64,
    /// Response to terms in the main cell.
    pub response: String,
    /// The law alone.
    pub paper: Vec<Paper>,
    /// The headline table.
    pub territories: Vec<Column>,
    /// The other cases.
    pub rest: Vec<Column>,
    /// Paired differences; the first is `alatau` against `alatau-facade`.
    pub differences: Vec<Difference>,
    /// Load and response varied.
    pub cells: Vec<Cell>,
    /// Smallest changes that flip the order.
    pub flips: Vec<Flip>,
    /// Staffing of the special regime, as a multiple, at which it stops being faster; nothing if it stays faster in the whole range.
    pub staffing_break_even: Option<f64>,
    /// Real figures beside ours.
    pub yardsticks: Vec<Yardstick>,
    /// What the shipped records became.
    pub mix: Mix,
    /// Open questions of the law that the answer hangs on.
    pub questions: Vec<OpenQuestion>,
    /// Assumed numbers.
    pub assumptions: Vec<Assumption>,
    /// Whether any due date used a projected calendar day.
    pub projected_days: bool,
    /// Procedures of the service that the law leaves unknown, in the chosen language.
    pub unknown: Vec<String>,
    /// Whether the run was stopped before all replications were done.
    pub stopped_early: bool,
}
