//! From tallies to figures, and from replications to intervals.

use crate::answer::{Causes, Column, Interval};
use crate::tally::Tally;
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;

const DAY: f64 = Timestamp::DAY as f64;

/// The figures of one table in one replication. The replication is the unit of statistics.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Median days.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
    shares: [f64; 7],
    clocks: [f64; 3],
    causes: [f64; 7],
    cases: f64,
}

impl Figures {
    /// The figures of a tally.
    pub fn of(tally: &Tally) -> Figures {
        let closed = tally.closed.max(1) as f64;
        let share = |n: u64| n as f64 / closed;
        let unfinished = (tally.filed - tally.closed) as f64 / tally.filed.max(1) as f64;
        let shares = [
            share(tally.on_time),
            share(tally.by_silence),
            share(tally.approved),
            share(tally.handoffs),
            unfinished,
            share(tally.amended),
            share(tally.refused_once),
        ];
        let days = |micros: i128| micros as f64 / closed / DAY;
        Figures {
            median: tally.days.quantile(0.5) / DAY,
            p90: tally.days.quantile(0.9) / DAY,
            shares,
            clocks: tally.clocks.map(days),
            causes: tally.causes.map(days),
            cases: tally.filed as f64,
        }
    }
}

/// Mean and 95 % interval over replications: between the 2.5 % and 97.5 % quantiles.
pub fn interval(values: impl Iterator<Item = f64>) -> Interval {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return Interval::default();
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_by(f64::total_cmp);
    Interval { mean, low: quantile(&values, 0.025), high: quantile(&values, 0.975) }
}

/// The middle value; 0 of none.
pub fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    if values.is_empty() { 0.0 } else { quantile(&values, 0.5) }
}

/// Mean and the 95 % interval of the mean itself (normal approximation).
pub fn error_of_mean(values: &[f64]) -> Interval {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0).max(1.0);
    let half = 1.96 * libm::sqrt(variance / n);
    Interval { mean, low: mean - half, high: mean + half }
}

fn quantile(sorted: &[f64], q: f64) -> f64 {
    let rank = q * (sorted.len() - 1) as f64;
    let low = libm::floor(rank) as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (sorted[high] - sorted[low]) * (rank - low as f64)
}

/// A column over its replications.
pub fn column(id: &str, figures: &[&Figures], busy: BTreeMap<String, f64>) -> Column {
    let over = |pick: &dyn Fn(&Figures) -> f64| interval(figures.iter().map(|f| pick(f)));
    let mean = |pick: &dyn Fn(&Figures) -> f64| figures.iter().map(|f| pick(f)).sum::<f64>() / figures.len().max(1) as f64;
    let cause = |i: usize| mean(&|f| f.causes[i]);
    Column {
        id: id.to_string(),
        median_days: over(&|f| f.median),
        p90_days: over(&|f| f.p90),
        on_time: over(&|f| f.shares[0]),
        by_silence: over(&|f| f.shares[1]),
        approved: over(&|f| f.shares[2]),
        handoffs: over(&|f| f.shares[3]),
        unfinished: over(&|f| f.shares[4]),
        statutory_days: over(&|f| f.clocks[0]),
        extended_days: over(&|f| f.clocks[1]),
        applicant_days: over(&|f| f.clocks[2]),
        law_changed: over(&|f| f.shares[5]),
        refused_once: over(&|f| f.shares[6]),
        causes: Causes {
            work: cause(0),
            queue: cause(1),
            off_hours: cause(2),
            batch: cause(3),
            applicant: cause(4),
            agency: cause(5),
            term: cause(6),
        },
        busy,
        cases: mean(&|f| f.cases),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_the_middle_of_its_values() {
        let found = interval((0..=100).map(f64::from));
        assert_eq!((found.mean, found.low, found.high), (50.0, 2.5, 97.5));
    }
}
