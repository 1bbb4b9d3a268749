//! The whole comparison: replications of every column, differences, levers,
//! loads and responses, and what would flip the order.

use super::figures::{Figures, column, error_of_mean, interval, middle};
use super::regime::{Ground, Regime, Territory, bodies, office_hours, roles};
use super::replicate::{Applicant, Run, Setting};
use super::scenario::{Sample, TERMS};
use crate::answer::{Cell, Column, Difference, Flip, Interval, Lever};
use crate::draws::Draws;
use crate::engine::Fault;
use alatau_core::case::bind::BindError;
use alatau_core::law::Grade;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is asked.
pub struct Request<'a> {
    /// Law, people, days.
    pub ground: Ground<'a>,
    /// `ordinary`, `sez`, `alatau-facade`, `alatau`, in this order.
    pub territories: [Territory; 4],
    /// Levers of the law: name and the readings that switch it on alone.
    pub levers: Vec<(String, Territory)>,
    /// The shipped cases.
    pub cases: &'a [Applicant],
    /// Seed.
    pub seed: u64,
    /// Replications of the main cell.
    pub replications: u32,
    /// Told after each run of a territory; answers whether to go on.
    pub progress: &'a (dyn Fn() -> bool + Sync),
}

/// What was found.
#[derive(Clone)]
pub struct Found {
    /// Headline table.
    pub territories: Vec<Column>,
    /// The other cases.
    pub rest: Vec<Column>,
    /// Paired differences.
    pub differences: Vec<Difference>,
    /// Load and response varied.
    pub cells: Vec<Cell>,
    /// What flips the order.
    pub flips: Vec<Flip>,
    /// Staffing at which the city stops being faster.
    pub staffing_break_even: Option<f64>,
    /// Replications of the main cell that were finished.
    pub replications: u32,
    /// Whether the run was stopped.
    pub stopped_early: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The law does not answer.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The kernel refused.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The working hours cannot be used.
    #[error("{0}")]
    Hours(String),
    /// Stopped before one replication was done.
    #[error("stopped before the first replication was done; nothing was found")]
    Stopped,
}

/// How many runs a comparison makes, for the bar that shows them.
pub fn runs(replications: u32, levers: usize, loads: usize, responses: usize) -> u64 {
    let main = u64::from(replications) * (levers as u64 + 6);
    let centre = u64::from(half(replications)) * 5;
    let cells = (loads * responses - 1) as u64 * u64::from(fewer(replications)) * 5;
    let flips = (PARAMETERS.len() as u64 * 2 + 8) * u64::from(fewer(replications)) * 3;
    main + centre + cells + flips
}

/// Replications with every parameter at its centre.
fn half(replications: u32) -> u32 {
    replications.div_ceil(2).max(2)
}

/// Replications of a side question.
fn fewer(replications: u32) -> u32 {
    (replications / 4).clamp(1, 12)
}

/// Smallest staffing that is tried when the break-even lies below the range.
const FEWEST: f64 = 0.2;

/// Parameters whose change might flip the order, beside the terms of the assumed act.
const PARAMETERS: [&str; 11] = [
    "staffing-alatau",
    TERMS,
    "effort.expertise-review.median",
    "effort.sketch-review.median",
    "effort.design-documents.median",
    "effort.sketch-preparation.median",
    "probability.agency-silent",
    "probability.negative-expertise",
    "probability.incomplete-initial",
    "handoff-delay",
    "refiling",
];

/// Figures of one replication in one territory.
struct Cellar {
    headline: Figures,
    rest: Figures,
    /// The part of the headline that can exist in a zone.
    zone: Figures,
    busy: Vec<f64>,
}

const FACADE: usize = 2;
const ALATAU: usize = 3;

/// Compares.
///
/// # Errors
/// [`CompareError`].
pub fn compare(request: &Request<'_>) -> Result<Found, CompareError> {
    let ground = &request.ground;
    let mut regimes = Vec::new();
    for territory in request.territories.iter().chain(request.levers.iter().map(|l| &l.1)) {
        regimes.push(Regime::bind(ground, territory.clone())?);
    }
    let refs: Vec<&Regime> = regimes.iter().collect();
    let (roles, bodies) = (roles(ground.scenario, &refs), bodies(&refs));
    let hours = office_hours(ground).map_err(CompareError::Hours)?;
    let setting =
        Setting { ground, ordinary: &regimes[0], hours: &hours, cases: request.cases, roles: &roles, bodies: &bodies, seed: request.seed };
    let work = Work { request, setting, regimes: &regimes };
    let load = ground.scenario.loads[0];
    let response = ground.scenario.responses.first().map_or("first-come", String::as_str);
    let all: Vec<usize> = (0..regimes.len()).collect();
    let (main, stopped) = work.replications(request.replications, Draw::Ranges, load, response, &all, None)?;
    if main.is_empty() {
        return Err(CompareError::Stopped);
    }
    let (centre, _) = work.replications(half(request.replications), Draw::Centre, load, response, &[0, 1, FACADE, ALATAU], None)?;
    let cells = work.cells(&main, load, response)?;
    let (flips, break_even) = work.flips(load, response)?;
    let busy = |t: usize| {
        roles.iter().enumerate().map(|(i, r)| (r.clone(), main.iter().map(|m| m[t].busy[i]).sum::<f64>() / main.len() as f64)).collect()
    };
    let table = |pick: &dyn Fn(&Cellar) -> &Figures| -> Vec<Column> {
        let one = |t: usize| column(&request.territories[t].id, &main.iter().map(|m| pick(&m[t])).collect::<Vec<_>>(), busy(t));
        (0..4).map(one).collect()
    };
    Ok(Found {
        territories: table(&|c| &c.headline),
        rest: table(&|c| &c.rest),
        differences: work.differences(&main, &centre),
        cells,
        flips,
        staffing_break_even: break_even,
        replications: main.len() as u32,
        stopped_early: stopped,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Draw {
    Ranges,
    Centre,
}

/// Replications by number, each with one entry a territory asked for.
type Replications = Vec<Vec<Cellar>>;

struct Work<'a> {
    request: &'a Request<'a>,
    setting: Setting<'a>,
    regimes: &'a [Regime],
}

impl Work<'_> {
    /// Runs the territories `which` in each of `count` replications, on all cores; results stand in order of number.
    fn replications(
        &self,
        count: u32,
        draw: Draw,
        load: f64,
        response: &str,
        which: &[usize],
        fixed: Option<(&str, f64)>,
    ) -> Result<(Replications, bool), CompareError> {
        let one = |number: u32| -> Result<Option<Vec<Cellar>>, Fault> {
            let scenario = self.request.ground.scenario;
            let mut sample = match draw {
                Draw::Ranges => Sample::drawn(scenario, Draws::new(self.request.seed, number)),
                Draw::Centre => Sample::centre(scenario),
            };
            if let Some((name, value)) = fixed {
                sample = sample.with(name, value);
            }
            if !(self.request.progress)() {
                return Ok(None);
            }
            let desks = self.setting.desks(number, &sample, load)?;
            let mut found = Vec::with_capacity(which.len());
            for &t in which {
                if !(self.request.progress)() {
                    return Ok(None);
                }
                let outcome = self.setting.run(&self.regimes[t], Run { number, sample: &sample, response, desks: &desks })?;
                found.push(Cellar {
                    headline: Figures::of(&outcome.table(0)),
                    rest: Figures::of(&outcome.table(2)),
                    zone: Figures::of(&outcome.tallies[0]),
                    busy: outcome.busy,
                });
            }
            Ok(Some(found))
        };
        let results: Vec<Result<Option<Vec<Cellar>>, Fault>> = (0..count).into_par_iter().map(one).collect();
        let mut done = Vec::new();
        let mut stopped = false;
        for result in results {
            match result? {
                Some(found) => done.push(found),
                None => stopped = true,
            }
        }
        Ok((done, stopped))
    }

    fn differences(&self, main: &Replications, centre: &Replications) -> Vec<Difference> {
        let pairs = [(FACADE, ALATAU), (0, FACADE), (0, ALATAU), (0, 1), (1, ALATAU)];
        let difference = |&(a, b): &(usize, usize)| {
            // Where a zone takes part, only kinds that can exist in one are compared.
            let median = |c: &Cellar| if a == 1 || b == 1 { c.zone.median } else { c.headline.median };
            let apart = |m: &Vec<Cellar>| median(&m[b]) - median(&m[a]);
            let paired = interval(main.iter().map(apart));
            let fixed: Vec<f64> = centre.iter().map(|m| median(&m[b]) - median(&m[a])).collect();
            let error = error_of_mean(&fixed);
            Difference {
                a: self.request.territories[a].id.clone(),
                b: self.request.territories[b].id.clone(),
                median_days: paired.mean,
                middle_days: middle(main.iter().map(apart)),
                low: paired.low,
                high: paired.high,
                error_low: error.low,
                error_high: error.high,
                only_assumed: self.only_assumed(a, b),
                levers: if (a, b) == (FACADE, ALATAU) { self.levers(main) } else { Vec::new() },
            }
        };
        pairs.iter().map(difference).collect()
    }

    /// Each lever alone against the facade, and what is left when all work together.
    fn levers(&self, main: &Replications) -> Vec<Lever> {
        let median = |m: &[Cellar], t: usize| m[t].headline.median;
        let saved = |t: usize| interval(main.iter().map(|m| median(m, FACADE) - median(m, t)));
        let named = self.request.levers.iter().enumerate();
        let mut levers: Vec<Lever> =
            named.map(|(i, (id, _))| Lever { id: id.clone(), days: saved(4 + i), grade: Grade::Assumed.to_string() }).collect();
        let alone = |m: &[Cellar]| (0..self.request.levers.len()).map(|i| median(m, FACADE) - median(m, 4 + i)).sum::<f64>();
        let interaction = interval(main.iter().map(|m| median(m, FACADE) - median(m, ALATAU) - alone(m)));
        levers.push(Lever { id: "interaction".into(), days: interaction, grade: Grade::Assumed.to_string() });
        levers
    }

    /// Whether every rule in which two territories differ is only assumed on one side
    /// at least. What only one of them asks follows from another procedure, which is a
    /// difference of its own.
    fn only_assumed(&self, a: usize, b: usize) -> bool {
        let law = self.request.ground.law;
        let mut differs = false;
        for class in 0..super::regime::CLASSES.len() {
            let (one, other) = (self.regimes[a].first(class), self.regimes[b].first(class));
            for (slot, answer) in &other.answers {
                let Some(same) = one.answers.get(slot).filter(|same| same.version != answer.version) else { continue };
                differs = true;
                if [same, answer].iter().all(|a| law.rules[a.rule].grade != Grade::Assumed) {
                    return false;
                }
            }
        }
        differs || self.regimes[a].territory.staffed != self.regimes[b].territory.staffed
    }

    fn cells(&self, main: &Replications, load: f64, response: &str) -> Result<Vec<Cell>, CompareError> {
        let scenario = self.request.ground.scenario;
        let count = fewer(self.request.replications);
        let mut cells = Vec::new();
        let mut loads = scenario.loads.clone();
        loads.sort_by(f64::total_cmp);
        for &at in &loads {
            for way in &scenario.responses {
                let own;
                let replications = if at == load && way == response {
                    main
                } else {
                    own = self.replications(count, Draw::Ranges, at, way, &[0, 1, FACADE, ALATAU], None)?.0;
                    &own
                };
                if replications.is_empty() {
                    continue;
                }
                let mean = |t: usize| replications.iter().map(|m| m[t].headline.median).sum::<f64>() / replications.len() as f64;
                let median_days: BTreeMap<String, f64> = (0..4).map(|t| (self.request.territories[t].id.clone(), mean(t))).collect();
                let difference = interval(replications.iter().map(|m| m[ALATAU].headline.median - m[FACADE].headline.median));
                cells.push(Cell { load: at, response: way.clone(), median_days, difference });
            }
        }
        Ok(cells)
    }

    /// Mean difference of the city to the facade with one parameter set.
    fn difference_at(&self, load: f64, response: &str, name: &str, value: f64) -> Result<Option<f64>, CompareError> {
        let count = fewer(self.request.replications);
        let (found, _) = self.replications(count, Draw::Ranges, load, response, &[FACADE, ALATAU], Some((name, value)))?;
        let differences = found.iter().map(|m| m[1].headline.median - m[0].headline.median);
        let Interval { mean, .. } = interval(differences);
        Ok((!found.is_empty()).then_some(mean))
    }

    fn flips(&self, load: f64, response: &str) -> Result<(Vec<Flip>, Option<f64>), CompareError> {
        let scenario = self.request.ground.scenario;
        let mut flips = Vec::new();
        let mut break_even = None;
        for name in PARAMETERS {
            let (now, low, high, unit, grade) = match scenario.parameters.get(name) {
                Some(p) => (p.value, p.low, p.high, p.unit.clone(), p.grade.clone()),
                // The lengths of the assumed act, from half to the ordinary ones.
                None => (1.0, 0.5, 2.0, "times".to_string(), Grade::Assumed.to_string()),
            };
            let at = |value: f64| self.difference_at(load, response, name, value);
            let (Some(days_at_low), Some(days_at_high)) = (at(low)?, at(high)?) else { break };
            let mut flips_at = None;
            if days_at_low * days_at_high < 0.0 {
                flips_at = self.turning_point(&at, (low, days_at_low), (high, days_at_high))?;
            }
            if name == "staffing-alatau" {
                break_even = flips_at;
                if break_even.is_none() && days_at_low < 0.0 {
                    // Faster in the whole range: how few officers would undo it?
                    if let Some(days) = at(FEWEST)?.filter(|days| *days > 0.0) {
                        break_even = self.turning_point(&at, (FEWEST, days), (low, days_at_low))?;
                    }
                }
            }
            let (a, b) = (self.request.territories[FACADE].id.clone(), self.request.territories[ALATAU].id.clone());
            flips.push(Flip {
                parameter: name.to_string(),
                label: String::new(),
                grade,
                low,
                high,
                now,
                flips_at,
                days_at_low,
                days_at_high,
                unit,
                a,
                b,
            });
        }
        let reach = |f: &Flip| (f.days_at_high - f.days_at_low).abs();
        flips.sort_by(|x, y| reach(y).total_cmp(&reach(x)));
        Ok((flips, break_even))
    }

    /// Where the difference turns, by halving four times.
    fn turning_point(
        &self,
        at: &dyn Fn(f64) -> Result<Option<f64>, CompareError>,
        low: (f64, f64),
        high: (f64, f64),
    ) -> Result<Option<f64>, CompareError> {
        let (mut low, mut high) = (low, high);
        for _ in 0..4 {
            let middle = (low.0 + high.0) / 2.0;
            let Some(days) = at(middle)? else { return Ok(None) };
            if days * low.1 > 0.0 {
                low = (middle, days);
            } else {
                high = (middle, days);
            }
        }
        Ok(Some((low.0 + high.0) / 2.0))
    }
}
