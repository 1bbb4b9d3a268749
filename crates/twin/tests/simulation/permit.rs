//! The permit model of the benchmarks: a fast wrong answer is worth nothing.

use crate::support::{Model, data, joined, permit};
use alatau_core::time::Timestamp;

const HOUR: f64 = Timestamp::HOUR as f64;
const MINUTE: f64 = HOUR / 60.0;

/// Mean cycle time of each of the seeds 1 to 10, in hours, on all cores.
fn means(model: &Model, cases: u32) -> Vec<f64> {
    std::thread::scope(|scope| {
        let one = |seed: u64| scope.spawn(move || model.simulate(cases, seed).cycle.mean() / HOUR);
        let runs: Vec<_> = (1..=10).map(one).collect();
        runs.into_iter().map(|run| run.join().expect("a run")).collect()
    })
}

fn check(cases: u32, mean_within: (f64, f64), each_within: (f64, f64)) {
    let found = means(&permit(), cases);
    let mean = found.iter().sum::<f64>() / found.len() as f64;
    println!("{cases} cases, seeds 1 to 10: mean {mean:.3} h of {found:.2?}");
    assert!((mean_within.0..=mean_within.1).contains(&mean), "mean {mean}: {found:?}");
    assert!(found.iter().all(|m| (each_within.0..=each_within.1).contains(m)), "{found:?}");
}

#[test]
fn the_mean_cycle_time_over_ten_seeds_is_the_known_one_and_no_seed_is_far_from_it() {
    check(100_000, (35.5, 36.0), (35.2, 36.5));
}

#[test]
#[ignore = "a long run; `cargo xtask soak`"]
fn the_mean_cycle_time_of_a_million_cases_is_the_known_one() {
    check(1_000_000, (35.6, 35.9), (35.2, 36.5));
}

#[test]
fn gaps_between_arrivals_count_time_of_the_arrival_calendar() {
    let found = permit().simulate(40_000, 1);
    assert_eq!((found.cases, found.unfinished), (40_000, 0));
    assert!((found.gap / MINUTE - 20.0).abs() < 0.4, "{} minutes", found.gap / MINUTE);
    let rare = data("permit-simulation.json").replace("\"value\": 1200.0", "\"value\": 14400.0");
    let found = joined(&data("permit-simulation.bpmn"), &rare).simulate(40_000, 1);
    assert!((found.gap / MINUTE - 240.0).abs() < 4.8, "{} minutes", found.gap / MINUTE);
}

#[test]
fn a_quarter_of_the_files_is_sent_back_each_time() {
    let found = permit().simulate(40_000, 5);
    let activities = found.activities as f64 / found.cases as f64;
    assert!((activities - 29.0 / 3.0).abs() < 0.03, "{activities} activities a case, not 8 + 1/0.75 + 0.25/0.75");
}
