//! The public figures: what a city says of itself, and what anyone computes again.
//!
//! The same figures come from two sides that share nothing but this shape and what is counted
//! how: [`Figures::kept`] from what the store counts with the rows that the city's pages show
//! ([`Figures::of_rows`] reads them all), and [`Tally`] from the leaves of the log alone. An audit
//! compares them.
//!
//! Definitions: *closed* is every case that is over, withdrawn ones too. *By silence*
//! counts how often silence spoke, whoever was silent. *Late* is a case in which an
//! authority let its term pass. *On time* is a closed case that is not late and was not
//! extended: an agreed extension never counts as on time. Times are of closed cases, in
//! microseconds, kept apart by clock; the median and the 90th percentile are nearest ranks.

use crate::course::{Course, Wrong};
use crate::problem::Problem;
use alatau_evidence::leaf::Leaf;
use alatau_store::{CaseRow, Journal, Part};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Median and 90th percentile, in microseconds; nothing: no case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spread {
    /// Half of the cases took no longer.
    pub median: Option<i64>,
    /// Nine of ten took no longer.
    pub p90: Option<i64>,
}

/// The figures of one procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Figure {
    /// BPMN id of the process.
    pub procedure: String,
    /// Cases filed.
    pub filed: u64,
    /// Cases open.
    pub open: u64,
    /// Cases that are over.
    pub closed: u64,
    /// Granted.
    pub approved: u64,
    /// Refused.
    pub refused: u64,
    /// Taken back.
    pub withdrawn: u64,
    /// How often silence spoke.
    pub silences: u64,
    /// Cases in which an authority let its term pass.
    pub late: u64,
    /// Cases with time on the extended clock.
    pub extended: u64,
    /// Closed, not late and not extended.
    pub on_time: u64,
    /// From filing to the end.
    pub total: Spread,
    /// On the authority's clock.
    pub statutory_time: Spread,
    /// On the clock of extensions.
    pub extended_time: Spread,
    /// On the applicant's clock.
    pub applicant_time: Spread,
}

/// The figures of a city at a size of its log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Figures {
    /// Leaves that they rest on.
    pub size: u64,
    /// By procedure, in the order of their ids.
    pub procedures: Vec<Figure>,
}

/// What counts of one case.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    filed: i64,
    clocks: [i64; 3],
    clock: usize,
    since: i64,
    silences: u64,
    late: bool,
    closed: Option<i64>,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Outcome {
    #[default]
    None,
    Approved,
    Refused,
    Withdrawn,
}

impl Outcome {
    fn of(word: Option<&str>) -> Outcome {
        match word {
            Some("approved") => Outcome::Approved,
            Some("refused") => Outcome::Refused,
            Some("withdrawn") => Outcome::Withdrawn,
            _ => Outcome::None,
        }
    }
}

/// Cases that are alike in all that is counted, but for their times.
struct Alike {
    cases: u64,
    silences: u64,
    is_closed: bool,
    is_late: bool,
    is_extended: bool,
    outcome: Outcome,
}

impl Figure {
    /// What of a figure is a count: the one definition, for a case and for many.
    fn count(&mut self, alike: &Alike) {
        let of = |holds: bool| if holds { alike.cases } else { 0 };
        self.filed += alike.cases;
        self.silences += alike.silences;
        self.late += of(alike.is_late);
        self.extended += of(alike.is_extended);
        self.open += of(!alike.is_closed);
        self.closed += of(alike.is_closed);
        self.on_time += of(alike.is_closed && !alike.is_late && !alike.is_extended);
        self.approved += of(alike.is_closed && alike.outcome == Outcome::Approved);
        self.refused += of(alike.is_closed && alike.outcome == Outcome::Refused);
        self.withdrawn += of(alike.is_closed && alike.outcome == Outcome::Withdrawn);
    }

    /// The figure with its times, of which there is one for each closed case.
    fn with_times<E>(self, mut time: impl FnMut(Part, u64) -> Result<Option<i64>, E>) -> Result<Figure, E> {
        let cases = self.closed;
        let mut spread = |part: Part| -> Result<Spread, E> {
            let mut of = |share: u64| nearest_rank(cases, share).map_or(Ok(None), |rank| time(part, rank));
            Ok(Spread { median: of(50)?, p90: of(90)? })
        };
        let [total, statutory_time, extended_time, applicant_time] = Part::ALL.map(&mut spread);
        Ok(Figure {
            total: total?,
            statutory_time: statutory_time?,
            extended_time: extended_time?,
            applicant_time: applicant_time?,
            ..self
        })
    }
}

/// The rank, from 0, that no more than a share in a hundred of so many does not exceed; none of nothing.
fn nearest_rank(count: u64, share: u64) -> Option<u64> {
    (count > 0).then(|| (count * share).div_ceil(100).max(1) - 1)
}

/// The sums of one procedure.
#[derive(Clone, Debug, Default)]
struct Sums {
    figure: Figure,
    times: [Vec<i64>; 4],
}

impl Sums {
    fn count(&mut self, case: &Counted) {
        self.figure.count(&Alike {
            cases: 1,
            silences: case.silences,
            is_closed: case.closed.is_some(),
            is_late: case.late,
            is_extended: case.clocks[1] > 0,
            outcome: case.outcome,
        });
        let Some(closed) = case.closed else { return };
        let [statutory, extended, applicant] = case.clocks;
        for (times, time) in self.times.iter_mut().zip([closed - case.filed, statutory, extended, applicant]) {
            times.push(time);
        }
    }

    fn figure(self, procedure: String) -> Figure {
        let Sums { figure, mut times } = self;
        let ranked = |part: Part, rank: u64| Ok::<_, std::convert::Infallible>(ranked(&mut times[part as usize], rank));
        let Ok(figure) = Figure { procedure, ..figure }.with_times(ranked);
        figure
    }
}

/// The time of a rank; the order of the times is changed.
fn ranked(times: &mut [i64], rank: u64) -> Option<i64> {
    let rank = usize::try_from(rank).ok().filter(|rank| *rank < times.len())?;
    Some(*times.select_nth_unstable(rank).1)
}

/// Median and 90th percentile, by nearest ranks; the order of the times is changed.
pub fn spread(times: &mut [i64]) -> Spread {
    let count = times.len() as u64;
    let mut of = |share: u64| nearest_rank(count, share).and_then(|rank| ranked(times, rank));
    Spread { median: of(50), p90: of(90) }
}

fn figures(size: u64, sums: BTreeMap<String, Sums>) -> Figures {
    Figures { size, procedures: sums.into_iter().map(|(procedure, sums)| sums.figure(procedure)).collect() }
}

impl Figures {
    /// The figures of the counts that the store keeps with its rows: milliseconds, however many cases there are.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn kept(journal: &impl Journal) -> Result<Figures, Problem> {
        let mut figures: BTreeMap<String, Figure> = BTreeMap::new();
        for count in journal.case_counts()? {
            let alike = Alike {
                cases: count.cases,
                silences: count.silences,
                is_closed: count.closed,
                is_late: count.late,
                is_extended: count.extended,
                outcome: Outcome::of(count.outcome.as_deref()),
            };
            figures.entry(count.procedure).or_default().count(&alike);
        }
        let figure = |(procedure, figure): (String, Figure)| {
            let figure = Figure { procedure: procedure.clone(), ..figure };
            figure.with_times(|part, rank| journal.time(&procedure, part, rank))
        };
        Ok(Figures { size: journal.size()?, procedures: figures.into_iter().map(figure).collect::<Result<_, _>>()? })
    }

    /// The figures of the rows that the pages show, read one by one: what [`Figures::kept`] has to be.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of_rows(journal: &impl Journal) -> Result<Figures, Problem> {
        let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
        journal.each_case(&mut |row: &CaseRow| {
            let counted = Counted {
                filed: row.filed,
                clocks: [row.statutory, row.extended, row.applicant_time],
                silences: u64::from(row.silences),
                late: row.late,
                closed: row.closed,
                outcome: Outcome::of(row.outcome.as_deref()),
                ..Counted::default()
            };
            sums.entry(row.procedure.clone()).or_default().count(&counted);
        })?;
        Ok(figures(journal.size()?, sums))
    }

    /// Where other figures differ: procedure, figure, this one's value, the other's.
    pub fn differences(&self, other: &Figures) -> Vec<[String; 4]> {
        let flat = |figures: &Figures| {
            let mut all = BTreeMap::from([((String::new(), "size".to_string()), figures.size.to_string())]);
            for figure in &figures.procedures {
                let serde_json::Value::Object(fields) = serde_json::to_value(figure).unwrap_or_default() else { continue };
                for (name, value) in fields {
                    all.insert((figure.procedure.clone(), name), value.to_string());
                }
            }
            all
        };
        let (ours, others) = (flat(self), flat(other));
        let keys: std::collections::BTreeSet<_> = ours.keys().chain(others.keys()).collect();
        let value = |of: &BTreeMap<(String, String), String>, key| of.get(key).cloned().unwrap_or_else(|| "-".into());
        let both = keys.into_iter().map(|key| (key, value(&ours, key), value(&others, key)));
        both.filter(|(_, ours, others)| ours != others).map(|(key, ours, others)| [key.0.clone(), key.1.clone(), ours, others]).collect()
    }
}

/// What a public event says that figures, and who follows the course of a case, need.
#[derive(Deserialize)]
pub(crate) struct Public<'a> {
    #[serde(borrow)]
    pub what: Cow<'a, str>,
    #[serde(borrow, default)]
    outcome: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    clock: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    yields: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    by: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub element: Option<Cow<'a, str>>,
    #[serde(default)]
    pub activity: Option<u32>,
    #[serde(default)]
    pub due: Option<i64>,
}

/// Counts leaves, one after the other, and says where they tell a course of events that cannot be.
#[derive(Default)]
pub struct Tally {
    size: u64,
    course: Course,
    procedures: Vec<String>,
    cases: HashMap<u64, (u32, Counted)>,
}

impl Tally {
    /// Takes in the next leaf.
    ///
    /// # Errors
    /// Its public part is not what a city writes.
    pub fn leaf(&mut self, leaf: &Leaf<'_>) -> Result<(), Problem> {
        self.size += 1;
        let events: Vec<Public<'_>> = serde_json::from_str(leaf.public)
            .map_err(|error| Problem::fault(format!("leaf {}: its public part: {error}", self.size - 1)))?;
        self.course.leaf(self.size - 1, leaf, &events);
        let procedures = &mut self.procedures;
        let (_, case) = self.cases.entry(leaf.case).or_insert_with(|| {
            let number = procedures.iter().position(|name| name == leaf.procedure).unwrap_or_else(|| {
                procedures.push(leaf.procedure.to_string());
                procedures.len() - 1
            });
            (number as u32, Counted::default())
        });
        for event in events {
            match event.what.as_ref() {
                "filed" => (case.filed, case.since) = (leaf.at, leaf.at),
                "clock-switched" => {
                    case.clocks[case.clock] += leaf.at - case.since;
                    case.since = leaf.at;
                    case.clock = match event.clock.as_deref() {
                        Some("extended") => 1,
                        Some("applicant") => 2,
                        _ => 0,
                    };
                }
                "silence-spoke" => {
                    case.silences += 1;
                    let by_authority = !matches!(event.by.as_deref(), None | Some("applicant" | "agency"));
                    case.late |= by_authority && event.yields.as_deref() != Some("withdrawn");
                }
                "closed" => {
                    case.clocks[case.clock] += leaf.at - case.since;
                    case.since = leaf.at;
                    case.closed = Some(leaf.at);
                    case.outcome = Outcome::of(event.outcome.as_deref());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What an honest city does not write, in the leaves so far.
    pub fn wrongs(&self) -> Vec<Wrong> {
        self.course.wrongs.iter().cloned().chain(self.course.passed()).collect()
    }

    /// The figures of all leaves so far.
    pub fn figures(&self) -> Figures {
        let mut sums: BTreeMap<String, Sums> = self.procedures.iter().map(|name| (name.clone(), Sums::default())).collect();
        for (procedure, case) in self.cases.values() {
            if let Some(sums) = sums.get_mut(&self.procedures[*procedure as usize]) {
                sums.count(case);
            }
        }
        figures(self.size, sums)
    }
}
