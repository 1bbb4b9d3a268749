//! One replication: the same cases, the same draws, one territory.

use super::regime::{CLASSES, Desk, Ground, People, Regime};
use super::scenario::Sample;
use crate::draws::{Distribution, Draws, Purpose};
use crate::engine::{Engine, Fault};
use crate::hours::Hours;
use crate::model::{Arrivals, Book, Filing, Observer, Pool};
use crate::tally::{Counter, Tally};
use alatau_core::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// A case to be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Number of its class in [`CLASSES`].
    pub class: u8,
    /// In the headline table.
    pub headline: bool,
    /// Whether it can exist in a special economic zone.
    pub in_sez: bool,
    /// Whether the file lacks something that the law asks for.
    pub flawed: bool,
}

/// Tables: headline and rest, each split by whether the kind exists in a zone.
pub const GROUPS: usize = 4;
/// Filed, but not counted.
const UNCOUNTED: u8 = u8::MAX;

impl Applicant {
    fn group(self) -> u8 {
        u8::from(!self.headline) * 2 + u8::from(!self.in_sez)
    }
}

/// What one replication found in one territory.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// By group.
    pub tallies: Vec<Tally>,
    /// Busy share of each pool while applications came in.
    pub busy: Vec<f64>,
}

impl Outcome {
    /// Two groups as one table.
    pub fn table(&self, first: usize) -> Tally {
        let mut all = self.tallies[first].clone();
        all.add(&self.tallies[first + 1]);
        all
    }
}

/// What a replication is made of.
pub struct Setting<'a> {
    /// Law, people, days.
    pub ground: &'a Ground<'a>,
    /// The ordinary regime; where a zone does not take a case, it is filed here.
    pub ordinary: &'a Regime,
    /// Hours of all bodies.
    pub hours: &'a Hours,
    /// The shipped cases.
    pub cases: &'a [Applicant],
    /// Roles of the pools.
    pub roles: &'a [String],
    /// Bodies, numbered.
    pub bodies: &'a BTreeMap<String, u16>,
    /// Seed.
    pub seed: u64,
}

/// Cases filed before the counted ones, so that desks are not empty.
const WARM_UP: u32 = 200;

/// Applications of one replication, in an order drawn for it.
struct Stream<'a> {
    order: Vec<u32>,
    next: usize,
    at: Timestamp,
    gap: Distribution,
    hours: &'a Hours,
    draws: Draws,
    cases: &'a [Applicant],
    /// The regime, and the number of its first book; then the ordinary one and its.
    regimes: [(&'a Regime, u16); 2],
    zone: bool,
    investors: f64,
    calendar: &'a alatau_core::time::Calendar,
    last: Timestamp,
}

impl Arrivals for Stream<'_> {
    fn next(&mut self, filing: &mut Filing) -> bool {
        let Some(&place) = self.order.get(self.next) else { return false };
        let warm = self.next < WARM_UP as usize;
        let gap = self.draws.series(Purpose::new("arrival")).sample(self.gap, self.next as u32, 0);
        self.at = self.hours.advance(self.at, (gap as i64).max(1));
        let applicant = self.cases[place as usize];
        let outside = self.zone && !applicant.in_sez;
        let (regime, base) = self.regimes[usize::from(outside)];
        filing.at = self.at;
        filing.number = if warm { place + 1_000_000 } else { place };
        filing.book = base + regime.book(applicant.class as usize, self.calendar.zone.date(self.at));
        filing.flawed = applicant.flawed;
        let investor = applicant.headline && self.draws.uniform(filing.number, Purpose::new("investor"), 0) < self.investors;
        filing.priority = regime.priority && investor;
        filing.group = if warm || outside { UNCOUNTED } else { applicant.group() };
        self.last = self.at;
        self.next += 1;
        true
    }
}

/// A territory's law and people in one replication.
pub struct Peopled {
    /// Books of the regime; those of the ordinary one follow where a zone does not take a case.
    pub books: Vec<Book>,
    /// Number of the first ordinary book.
    base: u16,
    /// Officers.
    pub pools: Vec<Pool>,
}

/// How one territory is run.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Replication.
    pub number: u32,
    /// Drawing of the parameters.
    pub sample: &'a Sample<'a>,
    /// Response to terms.
    pub response: &'a str,
    /// Officers by role.
    pub desks: &'a [Desk],
}

impl Setting<'_> {
    /// Runs one territory.
    ///
    /// # Errors
    /// [`Fault`], if the kernel refuses what nobody may refuse.
    pub fn run(&self, regime: &Regime, run: Run<'_>) -> Result<Outcome, Fault> {
        let people = self.people(regime, run);
        let (counter, busy) = self.watched(regime, run, &people, Counter::new(&people.books, &people.pools, GROUPS))?;
        Ok(Outcome { tallies: counter.tallies, busy })
    }

    /// Books and pools of a territory in one replication.
    pub fn people(&self, regime: &Regime, run: Run<'_>) -> Peopled {
        let people = People {
            scenario: self.ground.scenario,
            sample: run.sample,
            desks: run.desks,
            bodies: self.bodies,
            response: run.response,
            full_day: self.hours.full_day(),
        };
        let mut books = regime.books(self.ground, &people, 0);
        let base = books.len() as u16;
        if regime.is_zone() {
            books.extend(self.ordinary.books(self.ground, &people, base));
        }
        Peopled { books, base, pools: people.pools(self.hours, regime.territory.staffed) }
    }

    /// Runs one territory before the eyes of an observer; answers him, and the busy share of each pool.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn watched<O: Observer>(&self, regime: &Regime, run: Run<'_>, people: &Peopled, observer: O) -> Result<(O, Vec<f64>), Fault> {
        let Peopled { books, base, pools } = people;
        let draws = Draws::new(self.seed, run.number);
        let start = self.hours.next_open(self.ground.calendar.zone.midnight(self.ground.from));
        let mut stream = Stream {
            order: self.order(&draws),
            next: 0,
            at: start,
            gap: Distribution::Exponential { mean: self.hours.full_day() as f64 / run.sample.get("filing.rate", 1.0) },
            hours: self.hours,
            draws,
            cases: self.cases,
            regimes: [(regime, 0), (self.ordinary, *base)],
            zone: regime.is_zone(),
            investors: run.sample.get("investor-share", 0.0),
            calendar: &self.ground.calendar,
            last: start,
        };
        let mut engine = Engine::new(books, pools, draws, observer);
        engine.run(&mut stream, self.ground.calendar.zone.midnight(self.ground.until))?;
        let span = self.hours.between(start, stream.last).max(1) as f64;
        let absence = run.sample.get("absence", 0.0);
        let share = |(worked, pool): (i64, &Pool)| worked as f64 / (span * f64::from(pool.officers) * (1.0 - absence));
        let busy = engine.worked().zip(pools).map(share).collect();
        Ok((engine.observer, busy))
    }

    /// The order in which cases are filed: some twice, as warm-up, then each once.
    fn order(&self, draws: &Draws) -> Vec<u32> {
        let n = self.cases.len() as u32;
        let mut order: Vec<u32> = (0..n).collect();
        order.sort_by_key(|&case| (draws.bits(case, Purpose::new("order"), 0), case));
        let warm: Vec<u32> = order.iter().rev().copied().cycle().take(WARM_UP as usize).collect();
        warm.into_iter().chain(order).collect()
    }

    /// Officers by role so that the ordinary regime is `load` busy in this
    /// replication: found by a run in which nobody waits for an officer.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn desks(&self, number: u32, sample: &Sample<'_>, load: f64) -> Result<Vec<Desk>, Fault> {
        let many: Vec<Desk> = self.roles.iter().map(|role| Desk { role: role.clone(), officers: 100_000, scale: 1.0 }).collect();
        let free = sample.clone().with("absence", 0.0);
        let found = self.run(self.ordinary, Run { number, sample: &free, response: "first-come", desks: &many })?;
        let present = 1.0 - sample.get("absence", 0.0);
        let desk = |(role, busy): (&String, &f64)| {
            let wanted = busy * 100_000.0 / (load * present);
            let officers = libm::round(wanted).max(1.0);
            // A desk with less work than one officer keeps its pace; the rest of its day is for others.
            let scale = if wanted < 1.0 { 1.0 } else { officers / wanted };
            Desk { role: role.clone(), officers: officers as u32, scale }
        };
        Ok(self.roles.iter().zip(&found.busy).map(desk).collect())
    }
}

/// Class by name.
pub fn class_number(class: &str) -> Option<u8> {
    CLASSES.iter().position(|c| *c == class).map(|i| i as u8)
}

/// The last day that is simulated: long enough for the slowest.
pub fn horizon(from: Date) -> Date {
    from.plus(6 * 366)
}
