//! Random histories of amendment: exactly one answer per day, and what is known later changes nothing earlier.

mod law_support;

use alatau_core::law::{Law, Question, Resolution};
use alatau_core::time::Date;
use law_support::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One published step: when it starts, when it is known, what it does.
#[derive(Clone, Debug)]
struct Step {
    from: i32,
    known: i32,
    change: Change,
    drops: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Change {
    Value,
    ValueUntil(i32),
    Repeal,
}

const START: i32 = 20_000;
const DAYS: i32 = 60;

fn step() -> impl Strategy<Value = Step> {
    let change = prop_oneof![3 => Just(Change::Value), 1 => (1..DAYS).prop_map(Change::ValueUntil), 1 => Just(Change::Repeal)];
    (0..DAYS, 0..DAYS, change, any::<bool>()).prop_map(|(from, known, change, drops)| Step { from, known, change, drops })
}

fn date(offset: i32) -> Date {
    Date(START + offset)
}

/// The base act sets the value 0 for ever; each step is an act of its own that amends it.
fn law_of(steps: &[Step]) -> Law {
    let mut files = example_files();
    files.retain(|name, _| name.ends_with(".toml"));
    let ranks = files["ranks.toml"].replace("\"favourable\"", "\"yes\"");
    files.insert("ranks.toml".into(), ranks);
    let front = |id: &str, published: Date| {
        format!(
            "+++\nid = \"{id}\"\nrank = \"constitutional-law\"\nbody = \"parliament\"\nadopted = {published}\npublished = {published}\n\
             grade = \"assumed\"\nbasis = \"random\"\nask = \"nobody\"\n+++\n"
        )
    };
    let base = date(-10);
    let rule = |from: Date, value: usize, more: &str| {
        format!("```toml rule\nrule = \"parameter.phase\"\nfrom = {from}\nvalue = \"{value}\"\n{more}```\n")
    };
    files.insert("acts/base.md".into(), front("base", base) + "## Art. 1 {#one}\n" + rule(base, 0, "").as_str());
    for (number, step) in steps.iter().enumerate() {
        let (id, from) = (format!("step-{number}"), date(step.from));
        let later = if step.drops { "later-versions = \"drop\"\n" } else { "later-versions = \"keep\"\n" };
        let head = front(&id, date(step.known)) + "## Art. 1 {#one}\n";
        let amend =
            |what: &str, more: &str| format!("```toml amend\namend = \"{what}\"\ntarget = \"base#one\"\nfrom = {from}\n{more}```\n");
        let body = match step.change {
            Change::Value => amend("replace", "") + rule(from, number + 1, later).as_str(),
            Change::ValueUntil(days) => {
                amend("replace", "") + rule(from, number + 1, &format!("{later}until = {}\n", from.plus(days))).as_str()
            }
            Change::Repeal => amend("repeal", &format!("{later}successor = \"none\"\n")),
        };
        files.insert(format!("acts/{id}.md"), head + body.as_str());
    }
    load(&files)
}

/// What the chain says, worked out from the steps alone: the value, or nothing if ended.
fn expected(steps: &[Step], day: i32, known: i32) -> Option<usize> {
    let there: Vec<(usize, &Step)> = steps.iter().enumerate().filter(|(_, step)| step.known <= known).collect();
    let is_swept = |step: &Step| there.iter().any(|(_, other)| other.drops && other.from <= step.from && step.known < other.known);
    let standing = there.iter().filter(|(_, step)| step.from <= day && !is_swept(step));
    match standing.max_by_key(|(_, step)| (step.from, step.known)) {
        None => Some(0),
        Some((_, Step { change: Change::Repeal, .. })) => None,
        Some((_, Step { change: Change::ValueUntil(days), from, .. })) if from + days <= day => None,
        Some((number, _)) => Some(number + 1),
    }
}

fn question(day: i32, known: i32) -> Question {
    Question { known: date(known), ..Question::on("kazakhstan", date(day)) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    /// No overlap, no gap, no fall-through. A failure prints the history that caused it.
    #[test]
    fn every_day_has_exactly_one_answer(mut steps in prop::collection::vec(step(), 0..7)) {
        let mut seen = BTreeMap::new();
        steps.retain(|step| seen.insert((step.from, step.known), ()).is_none());
        let law = law_of(&steps);
        for day in 0..DAYS {
            for known in [0, day, DAYS / 2, DAYS] {
                let found = match law.resolve("parameter.phase", &question(day, known)) {
                    Resolution::Answer(answer) => Some(says_rule(&law, answer.rule)),
                    Resolution::NoRule { had, .. } => { prop_assert!(!had.is_empty()); None }
                    other => return Err(TestCaseError::fail(format!("{other:?}"))),
                };
                prop_assert_eq!(found, expected(&steps, day, known), "day {} known {} {:?}", day, known, &steps);
            }
        }
    }

    /// An answer stays as it is until its `next_change`.
    #[test]
    fn nothing_changes_before_the_day_that_is_named(mut steps in prop::collection::vec(step(), 0..7)) {
        let mut seen = BTreeMap::new();
        steps.retain(|step| seen.insert((step.from, step.known), ()).is_none());
        let law = law_of(&steps);
        for day in 0..DAYS {
            let Some(answer) = law.resolve("parameter.phase", &question(day, day)).answer().cloned() else { continue };
            let stays = answer.next_change.map_or(DAYS, |change| (change.0 - START).min(DAYS));
            for later in day..stays {
                let again = law.resolve("parameter.phase", &question(later, later));
                prop_assert_eq!(again.answer().map(|a| &a.version), Some(&answer.version));
            }
        }
    }
}

fn says_rule(law: &Law, rule: usize) -> usize {
    match &law.rules[rule].kind {
        alatau_core::law::Kind::Parameter(parameter) => parameter.value_for(None).unwrap().to_string().parse().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_running_case_stays_under_the_version_it_was_filed_under_unless_the_new_one_reaches_decided_cases() {
    let files = example_files();
    for (applies, expected) in [("filed", "first"), ("decided", "second")] {
        let city = files["acts/city-law.md"].replace("from = 2027-01-01", &format!("from = 2027-01-01\napplies-to = \"{applies}\""));
        let law = load(&with(files.clone(), "acts/city-law.md", &city));
        let running = Question { decided: day("2027-02-01"), known: day("2027-02-01"), ..in_alatau("2026-12-01", "") };
        assert_eq!(says(&law, "parameter.phase", &running), expected);
    }
}

#[test]
fn an_annulled_rule_never_was_once_that_is_known() {
    let mut files = example_files();
    let city = files["acts/city-law.md"].split("## Art. 1").next().unwrap().replace("city-law", "ruling").replace("2026-05", "2027-05");
    files.insert(
        "acts/ruling.md".into(),
        city + "## Ruling {#ruling}\n```toml amend\namend = \"annul\"\ntarget = \"city-law#opening\"\n```\n",
    );
    let law = load(&files);
    let open =
        |known: &str| law.resolve("parameter.opening", &Question { known: day(known), ..in_alatau("2026-12-01", "") }).answer().is_some();
    assert!(open("2027-05-19") && !open("2027-05-20"));
}

#[test]
fn a_transition_clause_keeps_the_better_version_for_the_applicant() {
    let mut files = example_files();
    let slot = "[slots.\"transition.terms\"]\narea = \"administration\"\noptional = true\n[areas.administration]";
    files.insert("vocabulary.toml".into(), files["vocabulary.toml"].replacen("[areas.administration]", slot, 1));
    let longer = "## Art. 76b {#longer}\n```toml amend\namend = \"replace\"\ntarget = \"code#term\"\nfrom = 2028-01-01\napplies-to = \"decided\"\n```\n\
                  ```toml rule\nrule = \"term.decision\"\nlength = 30\nunit = \"working-days\"\ncounts-from = \"registered\"\nby = \"permit-issuer\"\n\
                  to = \"applicant\"\ncalendar = \"kz\"\nend = \"next-working-day\"\n```\n## Art. 76c {#transition}\n```toml rule\n\
                  rule = \"transition.terms\"\nfrom = 2021-07-01\ncovers = [\"term.decision\"]\nselects = \"SELECTS\"\nas-of = \"filed\"\n```\n";
    for (selects, expected) in [("most-favourable", "15"), ("frozen", "15"), ("new", "30")] {
        let code = files["acts/code.md"].clone() + longer.replace("SELECTS", selects).as_str();
        let law = load(&with(files.clone(), "acts/code.md", &code));
        let running = Question { decided: day("2028-02-01"), ..Question::on("kazakhstan", day("2027-12-01")) };
        assert_eq!(says(&law, "term.decision.building-permit", &running), expected, "{selects}");
    }
}
