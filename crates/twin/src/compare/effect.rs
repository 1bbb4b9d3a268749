//! What a draft changes: the same applications under two laws, case by case.
//!
//! Both laws meet the same officers, the same applicants and the same draws, so
//! that what differs in a case is the draft's doing: by its own rules, or by the
//! queues that other cases leave behind.

use super::analysis::CompareError;
use super::regime::{Ground, Regime, Territory, bodies, office_hours, roles};
use super::replicate::{Applicant, GROUPS, Peopled, Run, Setting};
use super::scenario::Sample;
use crate::draws::{Draws, Purpose};
use crate::engine::Fault;
use crate::model::{Filing, FilingKept, Observer};
use alatau_core::case::Case;
use alatau_core::procedure::Outcome;
use alatau_core::time::Timestamp;
use rayon::prelude::*;

/// What is asked.
pub struct Proposal<'a> {
    /// The law as it is.
    pub before: Ground<'a>,
    /// The law with the draft; all else is the same.
    pub after: Ground<'a>,
    /// Where each case is filed; the ordinary regime first.
    pub territories: &'a [Territory],
    /// Cases, in streams that are filed one by one: each has its own draw of what nobody knows.
    pub streams: &'a [Vec<Applicant>],
    /// Seed.
    pub seed: u64,
    /// Told after each run of a territory; answers whether to go on.
    pub progress: &'a (dyn Fn() -> bool + Sync),
}

/// How an application ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whether it was granted in the end.
    pub granted: bool,
    /// Whether silence decided.
    pub by_silence: bool,
    /// How often it was refused and filed again.
    pub refusals: u8,
    /// Microseconds from filing to the end.
    pub time: i64,
}

impl Ended {
    /// Whether both were ruled alike, whenever that was.
    pub fn is_ruled_like(&self, other: &Ended) -> bool {
        (self.granted, self.by_silence, self.refusals) == (other.granted, other.by_silence, other.refusals)
    }
}

/// One case under both laws; nothing where it did not end, or cannot exist in the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Number of its class.
    pub class: u8,
    /// Under the law as it is.
    pub before: Option<Ended>,
    /// With the draft.
    pub after: Option<Ended>,
}

/// How many runs a proposal makes, for the bar that shows them.
pub fn runs(territories: usize, streams: usize) -> u64 {
    (territories * streams * 2) as u64
}

/// Cases drawn from the mix of real ones: what each is, each attribute by itself, so that mixtures occur which the
/// records do not have.
pub fn generated(real: &[Applicant], count: u32, seed: u64) -> Vec<Applicant> {
    let draws = Draws::new(seed, u32::MAX);
    let of = |case: u32, purpose: &str| {
        let at = draws.uniform(case, Purpose::new(purpose), 0) * real.len() as f64;
        real[(at as usize).min(real.len() - 1)]
    };
    let case = |number| {
        // The class and the zone hang together: an industrial plant is neither a house nor small.
        let Applicant { class, in_sez, .. } = of(number, "generated:class");
        Applicant { class, in_sez, headline: of(number, "generated:headline").headline, flawed: of(number, "generated:flawed").flawed }
    };
    if real.is_empty() { Vec::new() } else { (0..count).map(case).collect() }
}

/// Files every case everywhere under both laws: by territory, then every case in the order of the streams.
///
/// # Errors
/// [`CompareError`].
pub fn pairs(proposal: &Proposal<'_>) -> Result<Vec<Vec<Pair>>, CompareError> {
    let bound = |ground: &Ground<'_>| -> Result<Vec<Regime>, CompareError> {
        let regimes = proposal.territories.iter().map(|territory| Regime::bind(ground, territory.clone()));
        Ok(regimes.collect::<Result<_, _>>()?)
    };
    let (before, after) = (bound(&proposal.before)?, bound(&proposal.after)?);
    let all: Vec<&Regime> = before.iter().chain(&after).collect();
    let (roles, bodies) = (roles(proposal.before.scenario, &all), bodies(&all));
    let hours = office_hours(&proposal.before).map_err(CompareError::Hours)?;
    let one = |(number, cases): (usize, &Vec<Applicant>)| -> Result<Option<Vec<Vec<Pair>>>, Fault> {
        let scenario = proposal.before.scenario;
        let setting =
            |ground, ordinary| Setting { ground, ordinary, hours: &hours, cases, roles: &roles, bodies: &bodies, seed: proposal.seed };
        let (old, new) = (setting(&proposal.before, &before[0]), setting(&proposal.after, &after[0]));
        let number = number as u32;
        let sample = Sample::drawn(scenario, Draws::new(proposal.seed, number));
        let desks = old.desks(number, &sample, scenario.loads[0])?;
        let response = scenario.responses.first().map_or("first-come", String::as_str);
        let run = Run { number, sample: &sample, response, desks: &desks };
        let mut found = Vec::with_capacity(before.len());
        for (a, b) in before.iter().zip(&after) {
            let mut ends = [Vec::new(), Vec::new()];
            for ((setting, regime), ends) in [(&old, a), (&new, b)].into_iter().zip(&mut ends) {
                if !(proposal.progress)() {
                    return Ok(None);
                }
                let people: Peopled = setting.people(regime, run);
                *ends = setting.watched(regime, run, &people, Ends::of(cases.len()))?.0.ended;
            }
            let [before, after] = ends;
            let paired = cases.iter().zip(before.into_iter().zip(after));
            found.push(paired.map(|(case, (before, after))| Pair { class: case.class, before, after }).collect());
        }
        Ok(Some(found))
    };
    let results: Vec<_> = proposal.streams.par_iter().enumerate().map(one).collect();
    let mut all: Vec<Vec<Pair>> = vec![Vec::new(); proposal.territories.len()];
    for result in results {
        let found = result?.ok_or(CompareError::Stopped)?;
        all.iter_mut().zip(found).for_each(|(all, found)| all.extend(found));
    }
    Ok(all)
}

/// Keeps how each counted case ended.
struct Ends {
    /// By slot: when it was filed, and whether it counts.
    filed: Vec<(Timestamp, bool)>,
    /// By number of the case.
    ended: Vec<Option<Ended>>,
}

impl Ends {
    fn of(cases: usize) -> Ends {
        Ends { filed: Vec::new(), ended: vec![None; cases] }
    }
}

impl Observer for Ends {
    fn filed(&mut self, slot: u32, filing: &Filing) {
        let slot = slot as usize;
        if slot >= self.filed.len() {
            self.filed.resize(slot + 1, (Timestamp::MIN, false));
        }
        self.filed[slot] = (filing.at, usize::from(filing.group) < GROUPS);
    }

    fn closed(&mut self, slot: u32, case: &Case, kept: &FilingKept, at: Timestamp) {
        let (filed, counts) = self.filed[slot as usize];
        if !counts {
            return;
        }
        if let Some(ended) = self.ended.get_mut(kept.number as usize) {
            let granted = case.outcome == Some(Outcome::Approved);
            *ended = Some(Ended { granted, by_silence: case.silence.is_some(), refusals: kept.refilings, time: at.0 - filed.0 });
        }
    }
}
