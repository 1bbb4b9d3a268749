//! The permit model: ten tasks in a row, three pools, one loop for missing documents.

use crate::hours::{CLERKS, EXPERTS, LEADS};
use crate::log::{Line, Log};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Mean work in seconds, and the pool, of T1 to T10.
const TASKS: [(f64, usize); 10] = [
    (600.0, CLERK),
    (1_200.0, CLERK),
    (1_800.0, CLERK),
    (3_600.0, EXPERT),
    (3_600.0, EXPERT),
    (3_600.0, EXPERT),
    (1_800.0, EXPERT),
    (2_700.0, LEAD),
    (900.0, LEAD),
    (600.0, CLERK),
];
const CLERK: usize = 0;
const EXPERT: usize = 1;
const LEAD: usize = 2;
const OFFICERS: [u8; 3] = [4, 14, 6];
/// T2 checks completeness; a quarter of the files go to T3 and come back.
const CHECK: u8 = 1;
const REQUEST: u8 = 2;
const LAST: u8 = 9;
const INCOMPLETE: f64 = 0.25;

/// Sum and histogram of cycle times, and what else the run says.
pub struct Totals {
    cases: u32,
    activities: u64,
    cycle_us: u128,
    /// Finished cases by cycle time, in steps of six minutes.
    histogram: Vec<u32>,
    arrivals_us: u64,
}

/// A case under way.
struct Case {
    number: u32,
    arrived: u64,
    enabled: u64,
    started: u64,
    task: u8,
    officer: u8,
}

struct Pool {
    idle: Vec<u8>,
    waiting: VecDeque<u32>,
}

struct City<'a, L: Log> {
    random: Random,
    cases: Vec<Case>,
    free: Vec<u32>,
    pools: [Pool; 3],
    /// Ends of work and the next arrival: time, then order of entry, then slot of the case.
    agenda: BinaryHeap<Reverse<u128>>,
    entered: u32,
    totals: Totals,
    log: &'a mut L,
}

/// The slot that means "the next case arrives".
const ARRIVAL: u32 = u32::MAX;

/// Runs until `cases` cases are done.
pub fn run(cases: u32, seed: u64, gap_min: f64, log: &mut impl Log) -> Totals {
    let pool = |officers: u8| Pool { idle: (0..officers).rev().collect(), waiting: VecDeque::new() };
    let totals = Totals { cases: 0, activities: 0, cycle_us: 0, histogram: Vec::new(), arrivals_us: 0 };
    let mut city = City {
        random: Random::new(seed),
        cases: Vec::new(),
        free: Vec::new(),
        pools: OFFICERS.map(pool),
        agenda: BinaryHeap::new(),
        entered: 0,
        totals,
        log,
    };
    let mut arrived = 0;
    let first = CLERKS.finish(0, city.random.exponential(gap_min * 60.0));
    city.enter(first, ARRIVAL);
    while let Some(Reverse(key)) = city.agenda.pop() {
        let (now, slot) = ((key >> 64) as u64, key as u32);
        if slot == ARRIVAL {
            city.arrive(arrived, now);
            arrived += 1;
            city.totals.arrivals_us = CLERKS.elapsed(now);
            if arrived < cases {
                let gap = city.random.exponential(gap_min * 60.0);
                city.enter(CLERKS.finish(now, gap), ARRIVAL);
            }
        } else {
            city.complete(slot, now);
        }
    }
    city.totals
}

impl<L: Log> City<'_, L> {
    fn enter(&mut self, at: u64, slot: u32) {
        self.agenda.push(Reverse(u128::from(at) << 64 | u128::from(self.entered) << 32 | u128::from(slot)));
        self.entered = self.entered.wrapping_add(1);
    }

    fn arrive(&mut self, number: u32, now: u64) {
        let case = Case { number, arrived: now, enabled: now, started: now, task: 0, officer: 0 };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.cases[slot as usize] = case;
                slot
            }
            None => {
                self.cases.push(case);
                self.cases.len() as u32 - 1
            }
        };
        self.pools[CLERK].waiting.push_back(slot);
        self.assign(CLERK, now);
    }

    fn complete(&mut self, slot: u32, now: u64) {
        let case = &mut self.cases[slot as usize];
        let pool = TASKS[case.task as usize].1;
        let Case { number, task, officer, enabled, started, .. } = *case;
        self.log.write(&Line { case: number, task, officer, enabled, started, ended: now });
        self.totals.activities += 1;
        self.pools[pool].idle.push(officer);
        if task == LAST {
            let cycle = now - case.arrived;
            self.free.push(slot);
            self.totals.done(cycle);
            self.assign(pool, now);
            return;
        }
        case.task = match task {
            CHECK if self.random.uniform() >= INCOMPLETE => REQUEST + 1,
            REQUEST => CHECK,
            _ => task + 1,
        };
        case.enabled = now;
        let next = TASKS[case.task as usize].1;
        self.pools[next].waiting.push_back(slot);
        self.assign(pool, now);
        if next != pool {
            self.assign(next, now);
        }
    }

    /// Idle officers take the files that waited longest.
    #[inline(always)]
    fn assign(&mut self, pool: usize, now: u64) {
        while !self.pools[pool].idle.is_empty() {
            let Some(slot) = self.pools[pool].waiting.pop_front() else { return };
            let officer = self.pools[pool].idle.pop().unwrap_or(0);
            let case = &mut self.cases[slot as usize];
            let work = self.random.exponential(TASKS[case.task as usize].0);
            case.officer = officer;
            case.started = finish(pool, now, 0);
            let end = finish(pool, now, work);
            self.enter(end, slot);
        }
    }
}

/// With constant hours in each branch.
#[inline(always)]
fn finish(pool: usize, now: u64, work: u64) -> u64 {
    match pool {
        CLERK => CLERKS.finish(now, work),
        EXPERT => EXPERTS.finish(now, work),
        _ => LEADS.finish(now, work),
    }
}

impl Totals {
    fn done(&mut self, cycle_us: u64) {
        const STEP_US: u64 = 360_000_000;
        self.cases += 1;
        self.cycle_us += u128::from(cycle_us);
        let bucket = (cycle_us / STEP_US) as usize;
        if bucket >= self.histogram.len() {
            self.histogram.resize(bucket + 1, 0);
        }
        self.histogram[bucket] += 1;
    }

    fn mean_h(&self) -> f64 {
        self.cycle_us as f64 / f64::from(self.cases) / 3.6e9
    }

    /// Middle of the step that holds the quantile, in hours.
    fn quantile_h(&self, share: f64) -> f64 {
        let mut left = (share * f64::from(self.cases)).ceil() as u32;
        for (bucket, count) in self.histogram.iter().enumerate() {
            if *count >= left {
                return bucket as f64 / 10.0 + 0.05;
            }
            left -= count;
        }
        0.0
    }

    /// The keys of `alatau simulate --json`.
    pub fn json(&self, seed: u64, cpu_s: Option<f64>) -> String {
        let gap = self.arrivals_us as f64 / f64::from(self.cases) / 6e7;
        let cpu = cpu_s.map_or("null".to_string(), |seconds| format!("{seconds:.3}"));
        let (p50, p90, p95) = (self.quantile_h(0.5), self.quantile_h(0.9), self.quantile_h(0.95));
        format!(
            "{{\"cases\": {}, \"activities\": {}, \
             \"cycle_time_h\": {{\"mean\": {:.3}, \"p50\": {p50:.2}, \"p90\": {p90:.2}, \"p95\": {p95:.2}}}, \
             \"interarrival_min\": {{\"mean\": {gap:.3}}}, \"seed\": {seed}, \"cpu_s\": {cpu}}}",
            self.cases,
            self.activities,
            self.mean_h()
        )
    }
}

/// xoshiro256++ (D. Blackman and S. Vigna), filled by splitmix64.
struct Random([u64; 4]);

impl Random {
    fn new(seed: u64) -> Random {
        let mut state = seed;
        Random(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        }))
    }

    #[inline(always)]
    fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let answer = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.0 = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        answer
    }

    /// From 0, below 1.
    #[inline(always)]
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// By inversion: one number, one draw. Microseconds.
    #[inline(always)]
    fn exponential(&mut self, mean_s: f64) -> u64 {
        (-(1.0 - self.uniform()).ln() * mean_s * 1e6) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Nothing;

    #[test]
    fn the_mean_is_the_one_on_which_other_simulators_agree() {
        let totals = run(1_000_000, 1, 20.0, &mut Nothing);
        let activities = totals.activities as f64 / f64::from(totals.cases);
        assert!((9.65..9.68).contains(&activities), "{activities} activities a case");
        assert!((35.5..36.0).contains(&totals.mean_h()), "{}", totals.mean_h());
    }

    #[test]
    fn gaps_count_calendar_time_also_when_they_are_long() {
        for gap in [20.0, 240.0] {
            let totals = run(20_000, 3, gap, &mut Nothing);
            let mean = totals.arrivals_us as f64 / 20_000.0 / 6e7;
            assert!((mean / gap - 1.0).abs() < 0.03, "{mean} for {gap}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_run() {
        let [a, b, c] = [7, 7, 8].map(|seed| run(2_000, seed, 20.0, &mut Nothing).cycle_us);
        assert!(a == b && a != c);
    }
}
