//! Variants of the benchmark: the same work, drawn and written in other ways.

use crate::support::{Model, data, joined, permit};
use alatau_core::time::Timestamp;

const CASES: u32 = 5_000;
const PERMIT: &str = "permit-simulation.json";

fn variant(name: &str, scenario: &str) -> Model {
    joined(&data(&format!("variants/{name}.bpmn")), &data(scenario))
}

/// Every case ends, with as many activities as in the benchmark; answers the mean cycle time in hours.
fn check(model: &Model) -> f64 {
    let found = model.simulate(CASES, 3);
    assert_eq!((found.cases, found.unfinished), (u64::from(CASES), 0));
    let activities = found.activities as f64 / f64::from(CASES);
    assert!((activities - 29.0 / 3.0).abs() < 0.1, "{activities} activities a case");
    found.cycle.mean() / Timestamp::HOUR as f64
}

#[test]
fn user_tasks_are_the_same_work() {
    assert_eq!(check(&variant("user-tasks", PERMIT)), check(&permit()));
}

#[test]
fn a_timer_that_never_comes_changes_nothing() {
    assert_eq!(check(&variant("boundary-timers", PERMIT)), check(&permit()));
}

#[test]
fn parallel_reviews_are_the_same_work_and_sooner_done() {
    let (parallel, straight) = (check(&variant("parallel-reviews", PERMIT)), check(&permit()));
    assert!(parallel < straight && parallel > straight / 2.0, "{parallel} and {straight} hours");
}

#[test]
fn conditions_instead_of_probabilities_give_the_same_distribution() {
    let (conditions, chances) = (check(&variant("conditions", "variants/conditions.json")), check(&permit()));
    assert!((conditions / chances - 1.0).abs() < 0.05, "{conditions} and {chances} hours");
}

#[test]
fn other_names_and_another_order_give_the_same_distribution() {
    let (other, known) = (check(&variant("other-names", "variants/other-names.json")), check(&permit()));
    assert!((other / known - 1.0).abs() < 0.05, "{other} and {known} hours");
}
