//! `law_batch VALUES.json`: two dated parameters for a million (person, day) pairs.
//!
//! The file holds each parameter's values by first day, as a peer wrote them:
//! `{"a": [["2015-01-01", "0.15"]], "b": [...]}`. They become a law; persons live
//! in two places, have a status or none, and one of two classes. Printed are the
//! sums, by which the work of both is compared, and the CPU time of the look-up.

mod support;

use alatau_core::law::{Law, Literal, Question};
use alatau_core::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use support::cpu_seconds;

const PAIRS: u64 = 1_000_000;
/// The days of 2010 to 2025.
const SPAN: u64 = 5_844;

fn main() {
    let file = std::env::args().nth(1).expect("the file of values");
    let text = std::fs::read_to_string(&file).expect("the file can be read");
    let values: BTreeMap<String, Vec<(String, String)>> = serde_json::from_str(&text).expect("values by first day");
    let (law, findings) = Law::load(&files(&values));
    assert!(findings.is_empty(), "{findings:#?}");
    let first: Date = "2010-01-01".parse().expect("a day");
    let pairs: Vec<(usize, Date)> = (0..PAIRS).map(|n| ((n % 8) as usize, first.plus(offset(n) as i32))).collect();

    let start = cpu_seconds();
    let mut sums = Vec::new();
    for slot in ["parameter.a", "parameter.b"] {
        let mut sum = 0.0;
        for person in 0..8 {
            let days: Vec<Date> = pairs.iter().filter(|(who, _)| *who == person).map(|(_, day)| *day).collect();
            let found = law.parameter_over(slot, &question(person, first), &days);
            sum += found.into_iter().flatten().map(number).sum::<f64>();
        }
        sums.push(sum);
    }
    let whole = cpu_seconds() - start;

    // The steps alone, as a program holds them that looks up often: numbers by first day, for each kind of person.
    let start = cpu_seconds();
    let steps: Vec<[Vec<(Date, f64)>; 2]> =
        (0..8).map(|person| ["parameter.a", "parameter.b"].map(|slot| numbers(&law, slot, person, first))).collect();
    let mut again = [0.0, 0.0];
    for (person, day) in &pairs {
        for (sum, steps) in again.iter_mut().zip(&steps[*person]) {
            *sum += steps[steps.partition_point(|(from, _)| from <= day) - 1].1;
        }
    }
    let held = cpu_seconds() - start;
    assert!(again.iter().zip(&sums).all(|(a, b)| (a - b).abs() < 1e-3), "{again:?} {sums:?}");
    println!(
        "{{\"values\": {}, \"sum_a\": {:.4}, \"sum_b\": {:.4}, \"lookup_cpu_s\": {whole:.4}, \"held_cpu_s\": {held:.4}}}",
        2 * PAIRS,
        sums[0],
        sums[1]
    );
}

/// The day of a pair, the same in every program: the upper bits of a multiplicative sequence.
fn offset(number: u64) -> u64 {
    (number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33) % SPAN
}

fn question(person: usize, day: Date) -> Question {
    Question {
        person: if person & 2 == 0 { BTreeSet::new() } else { BTreeSet::from(["resident".to_string()]) },
        class: Some(format!("class-{}", 1 + (person >> 2))),
        known: Date::MAX,
        ..Question::on(["country", "city"][person & 1], day)
    }
}

fn numbers(law: &Law, slot: &str, person: usize, day: Date) -> Vec<(Date, f64)> {
    let question = question(person, day);
    let days: Vec<Date> = law.steps(slot, &question).iter().map(|(day, _)| day).collect();
    let values = law.parameter_over(slot, &question, &days).into_iter().map(|value| value.map_or(0.0, number));
    days.iter().copied().zip(values).collect()
}

fn number(value: &Literal) -> f64 {
    match value {
        Literal::Text(text) => text.parse().unwrap_or(0.0),
        Literal::Integer(number) => *number as f64,
        _ => 0.0,
    }
}

/// A law with the two parameters and nothing else.
fn files(values: &BTreeMap<String, Vec<(String, String)>>) -> BTreeMap<String, String> {
    let label = "label = { en = \"x\", kk = \"x\", ru = \"x\" }";
    let mut act = "+++\nid = \"act\"\nrank = \"law\"\nbody = \"p\"\nadopted = 1990-01-01\npublished = 1990-01-01\ngrade = \"assumed\"\n\
                   basis = \"a peer's example\"\nask = \"nobody\"\n+++\n"
        .to_string();
    let mut vocabulary =
        format!("[areas.money]\n{label}\n[statuses.resident]\n{label}\n[classes.class-1]\n{label}\n[classes.class-2]\n{label}\n");
    for (name, steps) in values {
        let _ = writeln!(act, "## Art. {name} {{#{name}}}");
        let _ = write!(vocabulary, "[slots.\"parameter.{name}\"]\narea = \"money\"\n{label}\n");
        for (from, value) in steps {
            let _ = write!(act, "```toml rule\nrule = \"parameter.{name}\"\nfrom = {from}\nvalue = \"{value}\"\n```\n");
        }
    }
    let files = [
        ("acts/act.md", act),
        ("vocabulary.toml", vocabulary),
        ("ranks.toml", format!("[[rank]]\nid = \"law\"\n{label}\n")),
        ("authorities.toml", format!("[authorities.p]\n{label}\n")),
        ("territories.toml", format!("[territories.country]\n{label}\n[territories.city]\n{label}\nwithin = \"country\"\n")),
        ("switches.toml", String::new()),
    ];
    files.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}
