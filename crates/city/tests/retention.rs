//! How long what is personal is kept, and when it is due: the law says it, the city goes by it.

mod common;

use alatau_city::{Ask, Behind, City, DRAFT, Erasure, Keeping, Role, Until, World};
use alatau_core::law::Grade;
use alatau_core::time::Date;
use alatau_store::{Journal, Sqlite};
use common::{Town, at, person, world, world_of};
use std::sync::Arc;

const LIST: &str = "acts/archives-list.md";
const FIVE_YEARS: &[(&str, &str)] = &[("case-file-keeping", "five-years")];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The shipped law, with the list of storage periods rewritten.
fn listed(change: impl Fn(&str) -> String, readings: &[(&str, &str)]) -> Arc<World> {
    Arc::new(world_of(|path, text| if path == LIST { change(text) } else { text.to_string() }, readings))
}

/// The list as if its text were at hand, with one of its readings: no open question, and the grade of what is reported.
fn known(text: &str, reading: &str) -> String {
    let (head, readings) = text.split_once("### ").unwrap();
    let of = readings.split("### ").find(|of| of.contains(&format!("case-file-keeping = \"{reading}\""))).unwrap();
    let doubts = ["grade = \"assumed\"", "basis = ", "when = "];
    let lines = of.lines().filter(|line| !doubts.iter().any(|doubt| line.starts_with(doubt)));
    format!("{head}### {}\n", lines.collect::<Vec<_>>().join("\n"))
}

/// A town under a law, and the number of a case that was withdrawn in it at an instant.
fn withdrawn(world: &Arc<World>, closed: &str) -> (Town<Sqlite>, u64) {
    let mut town = Town::new(closed);
    town.city = City::open(world.clone(), &mut town.journal).unwrap();
    let case = one_more(&mut town);
    (town, case)
}

fn one_more(town: &mut Town<Sqlite>) -> u64 {
    let applicant = person(1, Role::Applicant, "");
    let case = town.file(&applicant, &[]).unwrap();
    town.ask(&applicant, Ask::Withdraw { case }).unwrap();
    case
}

fn keeping(world: &World, town: &Town<Sqlite>, case: u64, today: &str) -> Option<Keeping> {
    world.keeping_of(&town.journal.case(case).unwrap().unwrap(), day(today)).unwrap()
}

fn erase(town: &mut Town<Sqlite>, case: u64, by_court: bool) -> Result<(), &'static str> {
    let erased = town.ask(&person(9, Role::Operator, ""), Ask::Erase { case, reason: "Asked for.".into(), by_court });
    erased.map(|_| ()).map_err(|problem| problem.code)
}

#[test]
fn where_no_act_answers_nothing_is_due_and_the_open_question_is_named() {
    let world = world();
    let (mut town, case) = withdrawn(&world, "2026-11-23 10:00");
    let kept = keeping(&world, &town, case, "2126-11-23").unwrap();
    assert_eq!((kept.until, kept.rule, kept.open), (Until::Unknown, None, vec!["case-file-keeping".to_string()]));
    let due = world.due_cases(&town.journal, day("2126-11-23"), Behind::default(), 10).unwrap();
    assert!(due.cases.is_empty() && due.next.is_none());
    assert_eq!(world.keeping_of_class(DRAFT, day("2026-11-23")).open, ["draft-keeping"]);
    assert_eq!(erase(&mut town, case, false), Ok(()), "who may erase says why, as ever");
}

#[test]
fn a_case_is_kept_to_the_last_day_and_due_from_the_next_on() {
    let world = listed(str::to_string, FIVE_YEARS);
    let (town, case) = withdrawn(&world, "2026-11-23 10:00");
    let kept = keeping(&world, &town, case, "2026-11-23").unwrap();
    assert_eq!(kept.until, Until::Day { last: day("2031-12-31"), erased_by: Some(day("2032-01-01")) });
    assert_eq!((kept.grade, kept.slot.as_str()), (Some(Grade::Assumed), "retention.case-file.withdrawn"));
    assert_eq!(kept.open, ["case-file-keeping"], "the answer hangs on the reading");
    for (today, cases) in [("2031-12-31", 0), ("2032-01-01", 1), ("2099-12-31", 1)] {
        let due = world.due_cases(&town.journal, day(today), Behind::default(), 10).unwrap();
        assert_eq!(due.cases.len(), cases, "{today}");
    }
}

#[test]
fn an_instant_before_midnight_belongs_to_the_year_that_ends() {
    let world = listed(str::to_string, FIVE_YEARS);
    for (closed, last) in [("2026-12-31 23:59", "2031-12-31"), ("2027-01-01 00:00", "2032-12-31")] {
        let (town, case) = withdrawn(&world, closed);
        let kept = keeping(&world, &town, case, "2027-01-01").unwrap();
        assert!(matches!(kept.until, Until::Day { last: found, .. } if found == day(last)), "{closed}: {kept:?}");
    }
}

#[test]
fn a_period_reaches_beyond_every_calendar() {
    for (length, last) in [(73, Some("2099-12-31")), (974, Some("3000-12-31")), (7_973, Some("9999-12-31")), (4_000_000, None)] {
        let world = listed(|text| text.replace("length = 5", &format!("length = {length}")), FIVE_YEARS);
        let (town, case) = withdrawn(&world, "2026-11-23 10:00");
        let kept = keeping(&world, &town, case, "2026-11-23").unwrap();
        match last.map(day) {
            Some(last) => {
                assert_eq!(kept.until, Until::Day { last, erased_by: Some(last.plus(1)) });
                let due = |today| world.due_cases(&town.journal, today, Behind::default(), 10).unwrap().cases.len();
                assert_eq!((due(last), due(last.plus(1))), (0, 1), "{last}");
            }
            None => assert_eq!(kept.until, Until::Unknown),
        }
    }
}

#[test]
fn what_is_only_assumed_warns_and_does_not_forbid() {
    let world = listed(str::to_string, FIVE_YEARS);
    let (mut town, case) = withdrawn(&world, "2026-11-23 10:00");
    let kept = keeping(&world, &town, case, "2026-11-23").unwrap();
    let today = [day("2026-11-23"), day("2031-12-31"), day("2032-01-01")];
    assert_eq!(today.map(|today| (kept.is_only_assumed(today), kept.binds(today))), [(true, false), (true, false), (false, false)]);
    assert_eq!(erase(&mut town, case, false), Ok(()));
}

#[test]
fn what_an_act_has_kept_is_not_erased_before_and_a_court_may_decide_otherwise() {
    let world = listed(|text| known(text, "five-years"), &[]);
    let (mut town, case) = withdrawn(&world, "2026-11-23 10:00");
    assert_eq!(keeping(&world, &town, case, "2026-11-23").unwrap().grade, Some(Grade::Reported));
    town.now = at("2031-12-31 23:59");
    assert_eq!(erase(&mut town, case, false), Err("AL-4438"), "on the last day");
    let second = one_more_before(&mut town, &world);
    town.now = at("2032-01-01 00:00");
    assert_eq!(erase(&mut town, case, false), Ok(()), "the day after");
    assert!(keeping(&world, &town, case, "2032-01-01").is_none(), "nothing is left to keep");
    assert_eq!(erase(&mut town, second, true), Ok(()));
    let erasure = Erasure::of(second, &town.journal).unwrap().unwrap();
    assert!(erasure.by_court, "that a court decided it stands beside what is left");
}

/// A case that is closed now, and so kept for years.
fn one_more_before(town: &mut Town<Sqlite>, world: &World) -> u64 {
    let case = one_more(town);
    assert_eq!(erase(town, case, false), Err("AL-4438"));
    assert!(keeping(world, town, case, "2036-12-31").unwrap().binds(day("2036-12-31")));
    case
}

#[test]
fn what_is_kept_for_ever_is_never_due() {
    let world = listed(|text| known(text, "permanent"), &[]);
    let (mut town, case) = withdrawn(&world, "2026-11-23 10:00");
    assert_eq!(keeping(&world, &town, case, "2026-11-23").unwrap().until, Until::Permanently);
    assert!(world.due_cases(&town.journal, day("9999-12-31"), Behind::default(), 10).unwrap().cases.is_empty());
    assert_eq!((erase(&mut town, case, false), erase(&mut town, case, true)), (Err("AL-4438"), Ok(())));
}

#[test]
fn an_outcome_may_be_kept_otherwise() {
    let narrower = |text: &str| {
        let block = "\n## Withdrawn {#withdrawn}\nOne month.\n```toml rule\nrule = \"retention.case-file.withdrawn\"\nfrom = 2025-06-17\n\
            length = 1\nunit = \"months\"\ncounts-from = \"closed\"\n```\n";
        format!("{text}{block}")
    };
    let world = listed(narrower, FIVE_YEARS);
    let (town, case) = withdrawn(&world, "2027-01-31 10:00");
    let kept = keeping(&world, &town, case, "2027-01-31").unwrap();
    assert_eq!(kept.until, Until::Day { last: day("2027-02-28"), erased_by: Some(day("2027-03-01")) });
    let due = |today: &str| world.due_cases(&town.journal, day(today), Behind::default(), 10).unwrap().cases.len();
    assert_eq!((due("2027-02-28"), due("2027-03-01")), (0, 1), "the shorter period is found, though the other is longer");
    assert!(
        matches!(world.keeping_of_class("retention.case-file.approved", day("2027-01-31")).until, Until::Day { last, .. } if last == day("2032-12-31"))
    );
}

#[test]
fn the_list_shows_each_case_once_in_the_order_of_closing_and_none_that_is_erased() {
    let world = listed(str::to_string, FIVE_YEARS);
    let (mut town, first) = withdrawn(&world, "2026-11-23 10:00");
    let mut cases: Vec<u64> = vec![first];
    // Two are closed at one instant.
    for minute in ["10:00", "10:01", "10:02", "10:02", "10:03"] {
        town.now = at(&format!("2026-11-23 {minute}"));
        cases.push(one_more(&mut town));
    }
    let walk = |town: &Town<Sqlite>, limit| {
        let (mut found, mut from) = (Vec::new(), Behind::default());
        loop {
            let due = world.due_cases(&town.journal, day("2032-01-01"), from, limit).unwrap();
            found.extend(due.cases.iter().map(|(row, _)| row.case));
            match due.next {
                Some(next) => from = next,
                None => return found,
            }
        }
    };
    for limit in 1..=7 {
        assert_eq!(walk(&town, limit), cases, "{limit} a page");
    }
    assert_eq!(erase(&mut town, cases[2], false), Ok(()));
    cases.remove(2);
    assert_eq!(walk(&town, 2), cases);
}
