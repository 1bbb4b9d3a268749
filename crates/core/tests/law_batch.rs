//! Looking up many days says what resolving each of them says.

#[path = "law_support/generate.rs"]
mod generate;
mod law_support;

use alatau_core::law::{Kind, Law, Question, Resolution};
use alatau_core::time::Date;
use law_support::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Day by day through `resolve`, and through the batch.
fn check(law: &Law, slot: &str, question: &Question, days: &[Date]) {
    let steps = law.steps(slot, question);
    let values = law.parameter_over(slot, question, days);
    for (day, value) in days.iter().zip(values) {
        let on_day = Question { filed: *day, started: None, decided: *day, ..question.clone() };
        let answer = match law.resolve(slot, &on_day) {
            Resolution::Answer(answer) => Some(answer.rule),
            _ => None,
        };
        assert_eq!(steps.at(*day), answer, "{slot} on {day}: {question:?}");
        let expected = answer.and_then(|rule| match &law.rules[rule].kind {
            Kind::Parameter(parameter) => parameter.value_for(question.class.as_deref()),
            _ => None,
        });
        assert_eq!(value, expected, "{slot} on {day}");
    }
}

#[test]
fn the_example_is_answered_alike_on_every_day_of_seven_years() {
    let law = example();
    let days: Vec<Date> = (0..7 * 365).map(|n| day("2020-12-01").plus(n)).collect();
    for slot in ["parameter.permit-fee-rate", "parameter.phase", "parameter.opening", "parameter.nothing"] {
        for class in ["", "class-1", "class-3"] {
            check(&law, slot, &Question { known: Date::MAX, ..in_alatau("2026-01-01", class) }, &days);
            check(&law, slot, &in_alatau("2026-05-20", class), &days[1500..2200]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_generated_law_is_answered_alike_on_random_days(seed in 0u64..1000, place in 0usize..20, status in 0usize..4, class in 0usize..5) {
        let law = load(&generate::law(60, 10, seed));
        let question = Question {
            person: (0..status.min(1)).map(|_| format!("status-{}", status - 1)).collect::<BTreeSet<String>>(),
            class: Some(format!("class-{class}")),
            known: Date::MAX,
            ..Question::on(&format!("city-{place}"), day("2024-01-01"))
        };
        let days: Vec<Date> = (0..60).map(|n| day("2015-01-01").plus(n * 97)).collect();
        for slot in law.vocabulary.slots.keys().filter(|slot| slot.starts_with("parameter.")).step_by(5) {
            check(&law, slot, &question, &days);
        }
    }
}

#[test]
fn a_generated_law_has_no_finding() {
    let found = findings(&generate::law(200, 50, 7));
    assert!(found.is_empty(), "{}", shown(&found));
}
