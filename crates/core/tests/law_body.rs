//! Two time axes over an invented body of law: staged commencement, sunset,
//! amendment of every kind, correction with effect for the past, annulment,
//! successors. The claims stand beside its acts; here is what they cannot say.

mod law_support;

use alatau_core::law::{Law, Question, run_tests};
use law_support::*;
use std::collections::BTreeMap;

fn files() -> BTreeMap<String, String> {
    read_folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_body"))
}

fn without(act: &str) -> Law {
    let mut files = files();
    files.retain(|name, _| !name.contains(act));
    load(&files)
}

#[test]
fn the_invented_body_of_law_is_without_findings_and_its_tests_pass() {
    let found = findings(&files());
    assert!(found.is_empty(), "{}", shown(&found));
    let law = load(&files());
    let (outcomes, findings) = run_tests(&law, &|_, _, _| None);
    assert!(findings.is_empty(), "{}", shown(&findings));
    assert!(outcomes.len() > 60);
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Questions to the body of law: places, persons, classes and days around every date that its acts name.
fn questions(law: &Law, known: &str) -> Vec<Question> {
    let mut questions = Vec::new();
    for place in ["land", "city", "zone", "quarter"] {
        for class in [None, Some("small"), Some("large")] {
            for filed in ["2019-12-31", "2026-07-01", "2027-06-30", "2028-03-01", "2029-01-15", "2030-01-01", "2050-01-01"] {
                for reading in ["yes", "no"] {
                    let mut question = Question { known: day(known), ..Question::on(place, day(filed)) };
                    question.class = class.map(str::to_string);
                    question.switches.insert("tax-in-fee".into(), reading.into());
                    law.understands(&question).expect("its own words");
                    questions.push(question);
                }
            }
        }
    }
    questions
}

/// Every answer to every slot, as it would be kept.
fn records(law: &Law, known: &str) -> String {
    let mut text = String::new();
    for question in questions(law, known) {
        let asked = law.ask(&question);
        for slot in law.vocabulary.slots.keys() {
            text.push_str(&asked.resolve(slot).record(law).to_string());
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_correction_published_on_1_march_with_effect_from_1_january_leaves_every_answer_known_before_byte_identical() {
    let (without, with) = (without("correction"), load(&files()));
    for known in ["2026-06-01", "2028-12-31", "2029-02-28"] {
        let (before, after) = (records(&without, known), records(&with, known));
        assert!(before.len() > 100_000 && before == after, "known {known}");
    }
    assert_ne!(records(&without, "2029-03-01"), records(&with, "2029-03-01"));
}

#[test]
fn no_act_of_the_body_changes_an_answer_known_before_it() {
    let whole = load(&files());
    for act in whole.acts.values().filter(|act| !matches!(act.id.as_str(), "code" | "city-law")) {
        let eve = act.known.plus(-1).to_string();
        let mut then = files();
        then.retain(|name, _| {
            let id = name.trim_start_matches("acts/").split('.').next().unwrap_or("");
            whole.acts.get(id).is_none_or(|other| other.known < act.known)
        });
        assert_eq!(records(&load(&then), &eve), records(&whole, &eve), "{}", act.id);
    }
}

#[test]
fn the_repealed_surcharge_and_the_sunset_are_named_as_the_next_change() {
    let law = load(&files());
    let changes = |slot: &str, on: &str| answer(&law, slot, &Question::on("city", day(on))).next_change.map(|day| day.to_string());
    assert_eq!(changes("parameter.fee.building.timber", "2027-12-01"), Some("2028-03-01".into()));
    assert_eq!(changes("parameter.regime", "2027-12-01"), Some("2050-01-01".into()));
    assert_eq!(changes("jurisdiction.issuer", "2027-12-01"), Some("2028-01-01".into()));
}

#[test]
fn an_open_question_is_shown_in_every_answer_that_hangs_on_it_also_through_what_is_read() {
    let law = load(&files());
    let mut question = Question { known: day("2029-03-01"), ..Question::on("city", day("2029-01-15")) };
    for (reading, fee) in [("no", "5"), ("yes", "0")] {
        question.switches.insert("tax-in-fee".into(), reading.into());
        assert_eq!(says(&law, "parameter.fee", &question), fee);
        for slot in ["parameter.fee", "decision.charge"] {
            let answer = answer(&law, slot, &question);
            assert_eq!(answer.decisive.iter().collect::<Vec<_>>(), ["tax-in-fee"], "{slot}");
            assert_eq!(answer.consulted["tax-in-fee"], reading);
        }
    }
    let rate = answer(&law, "parameter.rate", &question);
    assert!(rate.consulted.is_empty() && rate.decisive.is_empty());
}

/// provision, day, known: label | heading | words | act, or nothing.
const WORDINGS: &str = include_str!("data/law/wordings.txt");

#[test]
fn the_words_of_a_provision_are_those_of_the_day_and_its_key_survives_renumbering() {
    let law = load(&files());
    let mut checked = 0;
    for line in WORDINGS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (asked, expected) = line.split_once(" = ").expect("a question and an answer");
        let [provision, on, known] = asked.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let found = law.text_at(provision, day(on), day(known));
        let shown = found.map_or("nothing".to_string(), |w| format!("{} | {} | {} | {}", w.label, w.heading, w.text, w.set_by));
        assert_eq!(shown, expected, "{asked}");
        checked += 1;
    }
    assert!(checked >= 14);
    // The rule that stood under the old number answers under the same key.
    let rate = answer(&law, "parameter.rate", &Question::on("land", day("2028-10-01")));
    assert_eq!(rate.version, "code#rate/parameter.rate@2028-09-01;amending-law");
}

#[test]
fn a_short_answer_is_the_long_one_without_its_words() {
    let law = load(&files());
    for question in questions(&law, "2029-06-01") {
        let asked = law.ask(&question);
        for (slot, brief) in law.rulebook(&question) {
            use alatau_core::law::{Brief, Resolution};
            match (asked.resolve(slot), brief) {
                (Resolution::Answer(answer) | Resolution::NotOffered { answer, .. }, Brief::Rule(winner)) => {
                    assert_eq!((winner.rule, winner.grade, winner.competence), (answer.rule, answer.grade, answer.competence), "{slot}");
                    assert_eq!((winner.transition, winner.next_change), (answer.transition, answer.next_change), "{slot}");
                    assert_eq!(winner.is_decided_by_switch, !answer.decisive.is_empty(), "{slot}");
                }
                (Resolution::NoRule { .. }, Brief::NoRule) => {}
                (Resolution::Undetermined { why, .. }, Brief::Undetermined(short)) => assert_eq!(why, short, "{slot}"),
                (long, short) => panic!("{slot}: {long:?}, {short:?}"),
            }
        }
    }
}
