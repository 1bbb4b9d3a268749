//! Two ways in which a comparison could lie, and that it does not.

#[path = "../src/compare/columns.rs"]
#[allow(dead_code)]
mod columns;
mod compare_support;
#[path = "../src/report/sentence.rs"]
#[allow(dead_code)]
mod sentence;
#[path = "../src/report/words.rs"]
#[allow(dead_code)]
mod words;

use alatau_core::text::Lang;
use alatau_core::time::Date;
use alatau_twin::answer::{Answer, Column, Difference, Mix};
use alatau_twin::compare::analysis::Found;
use alatau_twin::compare::regime::Territory;
use compare_support::{Body, body, found, law_files, without_council_rules};
use std::collections::BTreeMap;

const REPLICATIONS: u32 = 3;
const SEED: u64 = 20_261_102;

/// The four columns with the city's staffing as in the ordinary regime: what is left is the law.
fn columns_by_law_alone() -> [Territory; 4] {
    columns::columns(&BTreeMap::new()).map(|territory| Territory { staffed: false, ..territory })
}

/// A column without its name.
fn bytes(column: &Column) -> String {
    serde_json::to_string(&Column { id: String::new(), ..column.clone() }).expect("JSON")
}

fn difference<'a>(found: &'a Found, a: &str, b: &str) -> &'a Difference {
    found.differences.iter().find(|d| d.a == a && d.b == b).expect("a difference")
}

/// What would be printed on this result.
fn answer(found: Found) -> Answer {
    let Found { territories, rest, differences, cells, flips, staffing_break_even, replications, stopped_early } = found;
    let some = || "some".to_string();
    Answer {
        service: "building-permit".into(),
        cases: 30,
        replications,
        seed: SEED,
        law: some(),
        command: some(),
        from: Date::from_ymd(2026, 11, 2).expect("a day"),
        load: 0.8,
        response: "first-come".into(),
        paper: Vec::new(),
        territories,
        rest,
        differences,
        cells,
        flips,
        staffing_break_even,
        yardsticks: Vec::new(),
        mix: Mix::default(),
        questions: Vec::new(),
        assumptions: Vec::new(),
        projected_days: false,
        unknown: Vec::new(),
        stopped_early,
    }
}

fn emptied() -> Body {
    body(&without_council_rules(law_files()))
}

#[test]
fn without_the_rules_of_the_assumed_act_the_city_is_its_facade_and_no_lead_is_claimed() {
    println!("seed {SEED}");
    let found = found(&emptied(), columns_by_law_alone(), REPLICATIONS, SEED);
    assert_eq!((found.territories[2].id.as_str(), found.territories[3].id.as_str()), ("alatau-facade", "alatau"));
    assert_eq!(bytes(&found.territories[2]), bytes(&found.territories[3]));
    assert_eq!(bytes(&found.rest[2]), bytes(&found.rest[3]));
    let council = difference(&found, "alatau-facade", "alatau");
    assert_eq!((council.median_days, council.low, council.high), (0.0, 0.0, 0.0));
    assert_eq!((council.error_low, council.error_high), (0.0, 0.0));
    for lever in council.levers.iter().filter(|l| l.id != "staffing" && l.id != "interaction") {
        assert_eq!(lever.days.mean, 0.0, "{}", lever.id);
    }
    let answer = answer(found);
    for (lang, lead) in [(Lang::En, "faster"), (Lang::Ru, "быстрее"), (Lang::Kk, "жылдам")] {
        let said = sentence::sentence(&answer, lang);
        println!("{said}");
        assert_eq!(said.split("; ").count(), 2, "neither a lever nor a flip is spoken of: {said}");
        assert!(!said.contains(lead), "{said}");
    }
}

#[test]
fn with_the_shipped_law_the_two_columns_are_not_the_same() {
    let found = found(&body(&law_files()), columns_by_law_alone(), 1, SEED);
    assert_ne!(bytes(&found.territories[2]), bytes(&found.territories[3]));
    assert_ne!(difference(&found, "alatau-facade", "alatau").median_days, 0.0);
}

#[test]
fn with_the_parameters_of_two_columns_exchanged_the_difference_changes_its_sign() {
    println!("seed {SEED}");
    let body = body(&law_files());
    let there = columns::columns(&BTreeMap::new());
    let mut back = there.clone();
    back.swap(2, 3);
    let (there, back) = (found(&body, there, REPLICATIONS, SEED), found(&body, back, REPLICATIONS, SEED));
    let (one, other) = (difference(&there, "alatau-facade", "alatau"), difference(&back, "alatau", "alatau-facade"));
    assert!(one.median_days != 0.0);
    assert_eq!(one.median_days, -other.median_days);
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} and {b}");
    close(one.low, -other.high);
    close(one.high, -other.low);
    close(one.error_low, -other.error_high);
    assert_eq!(one.only_assumed, other.only_assumed);
    assert_eq!(bytes(&there.territories[2]), bytes(&back.territories[3]));
    assert_eq!(bytes(&there.territories[3]), bytes(&back.territories[2]));
    assert_eq!(bytes(&there.territories[0]), bytes(&back.territories[0]));
}

#[test]
fn the_levers_and_their_interaction_sum_to_the_difference() {
    println!("seed {SEED}");
    let found = found(&body(&law_files()), columns::columns(&BTreeMap::new()), REPLICATIONS, SEED);
    let council = difference(&found, "alatau-facade", "alatau");
    let ids: Vec<&str> = council.levers.iter().map(|l| l.id.as_str()).collect();
    let named = [
        "fewer-steps",
        "merged-steps",
        "parallel-review",
        "shorter-terms",
        "silence",
        "one-lead-body",
        "priority",
        "staffing",
        "interaction",
    ];
    assert_eq!(ids, named);
    let saved: f64 = council.levers.iter().map(|l| l.days.mean).sum();
    assert!((saved + council.median_days).abs() < 1e-9, "levers save {saved} days, the difference is {}", council.median_days);
}

#[test]
fn with_every_lever_of_the_act_off_the_city_is_its_facade() {
    let off = BTreeMap::from(
        ["fewer-steps", "merged-steps", "parallel-review", "shorter-terms", "silence", "one-lead-body", "priority"]
            .map(|l| (format!("council-{l}"), "off".to_string())),
    );
    let columns = columns::columns(&off).map(|territory| Territory { staffed: false, ..territory });
    let found = found(&body(&law_files()), columns, 1, SEED);
    assert_eq!(bytes(&found.territories[2]), bytes(&found.territories[3]));
}

#[test]
fn every_column_of_a_comparison_adds_up() {
    println!("seed {SEED}");
    let found = found(&body(&law_files()), columns::columns(&BTreeMap::new()), REPLICATIONS, SEED);
    for column in found.territories.iter().chain(&found.rest) {
        for share in [column.on_time, column.by_silence, column.approved, column.unfinished, column.law_changed, column.refused_once] {
            for end in [share.low, share.mean, share.high] {
                assert!((0.0..=1.0).contains(&end), "{}: {share:?}", column.id);
            }
        }
        let c = &column.causes;
        let causes = c.work + c.queue + c.off_hours + c.batch + c.applicant + c.agency + c.term;
        let clocks = column.statutory_days.mean + column.extended_days.mean + column.applicant_days.mean;
        assert!((causes - clocks).abs() < 1e-6, "{}: {causes} days by cause, {clocks} by clock", column.id);
        assert!(causes > column.median_days.low / 3.0, "{}", column.id);
        assert!(column.busy.values().all(|b| (0.0..=1.2).contains(b)), "{}: {:?}", column.id, column.busy);
    }
}
