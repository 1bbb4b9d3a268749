//! Queues whose means are known in closed form.

use crate::support::{chain, joined, scenario};
use alatau_core::time::Timestamp;

/// Seeds of the runs that a mean is taken over, and the cases of each.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;
const CASES: u32 = 20_000;
/// 99.5 % quantile of Student's t with 23 degrees of freedom.
const T_99: f64 = 2.807;

/// Mean time in an M/M/c queue, waiting and service (Erlang C).
fn mean_time(arrivals: f64, services: f64, servers: u32) -> f64 {
    let load = arrivals / services;
    let c = f64::from(servers);
    let mut term = 1.0;
    let mut below = 0.0;
    for k in 0..servers {
        below += term;
        term *= load / f64::from(k + 1);
    }
    let above = term * c / (c - load);
    let waits = above / (below + above);
    waits / (c * services - arrivals) + 1.0 / services
}

/// The mean over the seeds and half the width of its 99 % interval, in hours.
fn measured(gap: f64, service: f64, servers: u32) -> (f64, f64) {
    let model = joined(&chain(&["serve"]), &scenario(gap * 3_600.0, &[servers], &[("serve", 0, service * 3_600.0)], ""));
    let means: Vec<f64> = SEEDS.map(|seed| model.simulate(CASES, seed).cycle.mean() / Timestamp::HOUR as f64).collect();
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, T_99 * (variance / n).sqrt())
}

fn check(gap: f64, service: f64, servers: u32) {
    let exact = mean_time(1.0 / gap, 1.0 / service, servers);
    let (mean, half) = measured(gap, service, servers);
    println!("M/M/{servers}, seeds {SEEDS:?}: {mean:.4} h, 99 % within {half:.4}; the closed form gives {exact:.4} h");
    assert!((mean - exact).abs() <= half, "M/M/{servers}, seeds {SEEDS:?}: {mean} ± {half}, not {exact}");
    assert!(half < 0.03 * exact, "the interval is narrow enough to tell: ± {half} of {exact}");
}

#[test]
fn one_officer_agrees_with_the_closed_form_of_m_m_1() {
    assert!((mean_time(0.7, 1.0, 1) - 1.0 / 0.3).abs() < 1e-12);
    check(1.0, 0.7, 1);
}

#[test]
fn three_officers_agree_with_the_closed_form_of_m_m_3() {
    check(1.0, 2.4, 3);
}
