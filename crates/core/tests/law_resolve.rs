//! The fictional example of the law format: what it states, and the boundary days.

mod law_support;

use alatau_core::law::{Because, Grade, Principle, Question, Resolution, Verdict, run_tests};
use law_support::*;

const TERM: &str = "term.decision.building-permit";
const SILENCE: &str = "silence.decision.building-permit";

#[test]
fn the_example_is_without_findings() {
    let found = findings(&example_files());
    assert!(found.is_empty(), "{}", shown(&found));
}

#[test]
fn a_case_filed_two_days_before_is_under_the_code_and_the_act_is_out_by_time() {
    let law = example();
    let question = in_alatau("2026-12-30", "class-2");
    let answer = answer(&law, TERM, &question);
    assert_eq!(law.rules[answer.rule].id, "code#term/term.decision");
    let act = answer.trace.iter().find(|line| law.rules[line.rule].act == "alatau-permits").unwrap();
    assert_eq!((act.step, act.verdict, act.principle), (3, Verdict::Out, Principle::Time));
    assert_eq!(answer.next_change, Some(day("2027-01-01")));
}

#[test]
fn from_2027_the_act_wins_by_displacement() {
    let law = example();
    let answer = answer(&law, TERM, &in_alatau("2027-01-01", "class-2"));
    assert_eq!(answer.version, "alatau-permits#time-limit/term.decision.building-permit@2027-01-01");
    let winner = &answer.trace[0];
    assert_eq!((winner.step, winner.verdict, winner.principle), (7, Verdict::Wins, Principle::Displacement));
    let loser = answer.trace.iter().find(|line| line.verdict == Verdict::Loses).unwrap();
    assert_eq!((&loser.because, loser.by), (&Because::Displaced, Some(answer.rule)));
    assert_eq!(law.rules[answer.competence.unwrap()].id, "city-law#competence/competence.council");
}

#[test]
fn silence_approves_except_class_one_where_the_general_refusal_answers() {
    let law = example();
    assert_eq!(says(&law, SILENCE, &in_alatau("2027-02-01", "class-2")), "approved");
    let question = in_alatau("2027-02-01", "class-1");
    assert_eq!(says(&law, SILENCE, &question), "refused");
    let answer = answer(&law, SILENCE, &question);
    let act = answer.trace.iter().find(|line| law.rules[line.rule].act == "alatau-permits").unwrap();
    assert_eq!((act.verdict, act.principle, &act.because), (Verdict::Out, Principle::Scope, &Because::Excepted));
}

#[test]
fn a_class_without_a_row_pays_the_fee_of_the_code() {
    let law = example();
    let fee = |class: &str| says(&law, "parameter.permit-fee-rate", &in_alatau("2027-02-01", class));
    assert_eq!((fee("class-1"), fee("class-2"), fee("class-3")), ("0.004".into(), "0.003".into(), "0.010".into()));
}

#[test]
fn outside_the_city_the_act_is_out_by_scope() {
    let law = example();
    let mut question = in_alatau("2027-02-01", "class-2");
    question.places = ["kazakhstan".to_string()].into();
    let answer = answer(&law, TERM, &question);
    let act = answer.trace.iter().find(|line| law.rules[line.rule].act == "alatau-permits").unwrap();
    assert_eq!((act.verdict, &act.because), (Verdict::Out, &Because::Territory));
    assert!(answer.decisive.is_empty());
}

#[test]
fn a_reading_that_does_not_hold_leaves_the_facade_and_is_decisive() {
    let law = example();
    let mut question = in_alatau("2027-02-01", "class-2");
    question.switches.insert("council-acts".into(), "none".into());
    let answer = answer(&law, TERM, &question);
    assert_eq!(law.rules[answer.rule].act, "code");
    assert_eq!(answer.decisive.iter().collect::<Vec<_>>(), ["council-acts"]);
    assert_eq!(answer.consulted["council-acts"], "none");
    assert_eq!(answer.grade, Grade::Assumed);
}

#[test]
fn three_days_of_commencement_give_three_rule_sets() {
    let law = example();
    let phase = |date: &str| says(&law, "parameter.phase", &in_alatau(date, ""));
    assert_eq!(phase("2026-07-01"), "first");
    assert_eq!(phase("2026-12-31"), "first");
    assert_eq!(phase("2027-01-01"), "second");
    assert_eq!(phase("2027-06-30"), "second");
    assert_eq!(phase("2027-07-01"), "full");
    let before = law.resolve("parameter.phase", &in_alatau("2026-06-30", ""));
    assert!(matches!(before, Resolution::NoRule { ref had, .. } if had.len() == 3), "{before:?}");
}

#[test]
fn a_provision_begins_on_a_sunday_and_ends_on_the_first_of_january_2050() {
    let law = example();
    let opens = |date: &str| law.resolve("parameter.opening", &in_alatau(date, "")).answer().is_some();
    assert!(!opens("2026-10-31") && opens("2026-11-01"));
    assert!(opens("2049-12-31") && !opens("2050-01-01"));
    let answer = answer(&law, "parameter.opening", &in_alatau("2026-11-01", ""));
    assert_eq!(answer.next_change, Some(day("2050-01-01")));
}

#[test]
fn no_rule_names_the_days_and_places_that_had_one() {
    let law = example();
    match law.resolve("parameter.opening", &Question::on("kazakhstan", day("2026-11-02"))) {
        Resolution::NoRule { had, trace } => {
            assert_eq!((had[0].from, had[0].until), (day("2026-11-01"), Some(day("2050-01-01"))));
            assert_eq!(had[0].territories, ["alatau"]);
            assert_eq!(trace[0].because, Because::Territory);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_act_that_is_published_later_leaves_older_answers_as_they_were() {
    let law = example();
    let erratum = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/law_example/acts/code.md"));
    let erratum = erratum.unwrap().split("## Art. 1").next().unwrap().replace("\"code\"\neli", "\"erratum\"\neli");
    let erratum = erratum.replace("2020-06-29", "2028-01-10").replace("2020-06-30", "2028-01-15")
        + "## Slip {#slip}\n```toml amend\namend = \"replace\"\ntarget = \"code#term\"\nfrom = 2021-07-01\nlater-versions = \"keep\"\n```\n\
           ```toml rule\nrule = \"term.decision\"\nlength = 20\nunit = \"working-days\"\ncounts-from = \"registered\"\nby = \"permit-issuer\"\n\
           to = \"applicant\"\ncalendar = \"kz\"\nend = \"next-working-day\"\n```\n";
    let (corrected, found) = alatau_core::law::Law::load(&with(example_files(), "acts/erratum.md", &erratum));
    assert!(found.is_empty(), "{}", shown(&found));
    let mut question = Question::on("kazakhstan", day("2027-03-01"));
    assert_eq!(law.resolve(TERM, &question).answer().unwrap().hash, corrected.resolve(TERM, &question).answer().unwrap().hash);
    assert_eq!(says(&corrected, TERM, &question), "15");
    question.known = day("2028-01-15");
    assert_eq!(says(&corrected, TERM, &question), "20");
    let version = answer(&corrected, TERM, &question).version;
    assert_eq!(version, "code#term/term.decision@2021-07-01;erratum");
}

#[test]
fn an_answered_switch_binds_from_the_day_it_is_known() {
    let files = example_files();
    let switches = files["switches.toml"].replacen(
        "ask = \"the council\"",
        "ask = \"the council\"\nanswer = { value = \"none\", known = 2027-03-01, source = \"the gazette\" }",
        1,
    );
    let law = load(&with(files, "switches.toml", &switches));
    let question = in_alatau("2027-02-28", "class-2");
    assert_eq!(says(&law, TERM, &question), "10");
    let after = Question { known: day("2027-03-01"), ..question };
    let answer = answer(&law, TERM, &after);
    assert_eq!(law.rules[answer.rule].act, "code");
    assert!(answer.decisive.is_empty(), "an answered question is open no more");
}

#[test]
fn a_later_code_stands_or_falls_with_the_switch() {
    let files = example_files();
    let code = files["code.md".to_string().as_str().replace("code", "acts/code").as_str()].clone();
    let code = code
        + "## Art. 76a Term for buildings {#term-buildings}\n```toml rule\nrule = \"term.decision.building-permit\"\nfrom = 2028-01-01\n\
           length = 12\nunit = \"working-days\"\ncounts-from = \"registered\"\nby = \"permit-issuer\"\nto = \"applicant\"\ncalendar = \"kz\"\n\
           end = \"next-working-day\"\n```\n";
    let law = load(&with(files, "acts/code.md", &code));
    let mut question = in_alatau("2028-02-01", "class-2");
    for (value, length) in [("prevails", "10"), ("yields", "12"), ("unless-express", "10")] {
        question.switches.insert("later-law".into(), value.into());
        assert_eq!(says(&law, TERM, &question), length, "{value}\n{}", trace(&law, TERM, &question));
    }
    let answer = answer(&law, TERM, &question);
    assert_eq!(answer.decisive.iter().collect::<Vec<_>>(), ["council-acts", "later-law"]);
    // Within the code, the narrower slot beats the general one.
    let mut outside = question.clone();
    outside.places = ["kazakhstan".to_string()].into();
    assert_eq!(says(&law, TERM, &outside), "12");
}

#[test]
fn an_act_without_competence_is_void_and_one_ahead_of_it_waits() {
    let files = example_files();
    let city = files["acts/city-law.md"].replace("from = 2026-07-01\nbody", "from = 2027-06-01\nuntil = 2030-01-01\nbody");
    let law = load(&with(files.clone(), "acts/city-law.md", &city));
    let fate = |law: &alatau_core::law::Law, date: &str| {
        let answer = answer(law, TERM, &in_alatau(date, "class-2"));
        let line = answer.trace.iter().find(|line| law.rules[line.rule].act == "alatau-permits").unwrap();
        (line.verdict, line.because.clone())
    };
    assert_eq!(fate(&law, "2027-05-31"), (Verdict::Void, Because::CompetenceBegins { on: day("2027-06-01") }));
    assert_eq!(fate(&law, "2027-06-01").0, Verdict::Wins);
    assert_eq!(fate(&law, "2030-01-01"), (Verdict::Lapsed, Because::CompetenceEnded { on: day("2030-01-01") }));
    let other = files["acts/city-law.md"].replace("areas = [\"construction\"]", "areas = [\"government\"]");
    let law = load(&with(files, "acts/city-law.md", &other));
    assert_eq!(fate(&law, "2027-06-01"), (Verdict::Void, Because::NoCompetence));
}

#[test]
fn tests_beside_the_law_pass() {
    let law = example();
    let due = |rule: &alatau_core::law::Rule, question: &Question, _: Option<i64>| {
        // Ten or fifteen working days from a Monday, without a holiday, are two or three weeks.
        let alatau_core::law::Kind::Term(term) = &rule.kind else { return None };
        Some(question.filed.plus(term.length as i32 / 5 * 7))
    };
    let (outcomes, findings) = run_tests(&law, &due);
    assert!(findings.is_empty(), "{}", shown(&findings));
    assert_eq!(outcomes.len(), 11);
    assert!(outcomes.iter().all(|outcome| outcome.passed()), "{outcomes:#?}");
}
