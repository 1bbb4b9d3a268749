//! Requests under the shipped law, one at a time.

mod common;

use alatau_city::{Ask, City, Ground, Kind, Proposal, Request, Role};
use alatau_core::time::Timestamp;
use alatau_store::{CaseFilter, Journal, Page, Write};
use common::*;
use serde_json::json;
use std::sync::Arc;

/// The body that issues permits in the city once its acts are adopted.
const ISSUER: &str = "alatau-city-authority";

#[test]
fn an_application_goes_to_the_body_that_the_law_names() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &["03-046-001-117"]).unwrap();
    let row = town.journal.case(case).unwrap().unwrap();
    assert!(
        row.open && row.clock == "applicant" && town.journal.tasks(case).unwrap()[0].due.is_none(),
        "the sketch is the applicant's: {row:?}"
    );
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    let task = town.journal.tasks(case).unwrap().remove(0);
    assert_eq!((task.element.as_str(), task.body.as_str(), task.yields.as_str()), ("check-completeness", ISSUER, "escalated"));
    assert!(task.due.is_some());

    let early = town.complete(&officer, case, "check-completeness", facts(json!({}))).unwrap_err();
    assert!(early.detail.contains("complete"), "what the gateway reads has to be stated: {early}");
    let foreign = town.complete(&officer, case, "check-completeness", facts(json!({"ruling": "approved"}))).unwrap_err();
    assert_eq!(foreign.code, "AL-4410");
    let other = person(3, Role::Officer, "architecture-almaty-region");
    assert_eq!(town.complete(&other, case, "check-completeness", facts(json!({"complete": true}))).unwrap_err().kind, Kind::NotFound);
    town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    let bodies: Vec<String> = town.journal.tasks(case).unwrap().into_iter().map(|task| task.body).collect();
    assert_eq!(bodies.len(), 4, "four bodies work side by side: {bodies:?}");
    let not_mine = town.complete(&applicant, case, "planning-assignment", facts(json!({}))).unwrap_err();
    assert_eq!(not_mine.kind, Kind::NotAllowed);
}

#[test]
fn silence_acts_at_its_instant_however_late_the_clock_comes() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    // A week's outage, and more: nobody ticks for a month; then all of it at once.
    let due = town.city.next_due(&town.journal).unwrap().unwrap();
    town.now = at("2027-01-30 10:00");
    while town.city.tick(town.now, &town.journal).unwrap() {}
    town.city.flush(&mut town.journal).unwrap();
    let entries = town.journal.entries(case).unwrap();
    let spoke: Vec<i64> = entries.iter().filter(|entry| entry.leaf.windows(13).any(|w| w == b"silence-spoke")).map(|e| e.at).collect();
    assert_eq!(spoke.first(), Some(&due.0));
    assert!(spoke.is_sorted() && spoke.iter().all(|at| *at < town.now.0), "{spoke:?}");
    let row = town.journal.case(case).unwrap().unwrap();
    assert_eq!(u64::from(row.silences), spoke.len() as u64);
    // Again nothing: each spoke exactly once.
    while town.city.tick(town.now, &town.journal).unwrap() {}
    assert!(!town.city.is_staged());
}

#[test]
fn a_case_goes_on_after_the_law_renamed_its_procedure() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let [old, other] = [(); 2].map(|()| town.file(&applicant, &[]).unwrap());
    town.complete(&applicant, other, "prepare-sketch-first", facts(json!({}))).unwrap();
    let renamed = changed_world(|text| {
        text.replace("\"building-permit\"", "\"permit\"").replace("\"building-permit-parallel\"", "\"permit-parallel\"")
    });
    town.city = City::open(Arc::new(renamed), &mut town.journal).unwrap();
    let new = town.file(&applicant, &[]).unwrap();
    let done = town.complete(&applicant, old, "prepare-sketch-first", facts(json!({}))).unwrap();
    assert!(done.events > 2);
    let numbers =
        |case| town.journal.entries(case).unwrap().iter().map(|entry| (entry.procedure.clone(), entry.number)).collect::<Vec<_>>();
    assert!(numbers(new)[0].0.starts_with("permit") && numbers(new)[0].1 == 1, "{:?}", numbers(new));
    assert!(numbers(old)[1].0.starts_with("building-permit") && numbers(old)[1].1 > numbers(other)[1].1, "{:?}", numbers(old));
}

#[test]
fn a_case_that_cannot_go_on_rests_and_holds_up_nobody() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let cases = [(); 3].map(|()| town.file(&applicant, &[]).unwrap());
    for case in cases {
        town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    }
    let due = town.city.next_due(&town.journal).unwrap().unwrap();
    // Its content is gone, behind the city's back, while it was open.
    town.journal.commit(&[Write::Erase { case: cases[1] }]).unwrap();
    town.city.forget(&town.journal).unwrap();
    town.now = due;
    while town.city.tick(town.now, &town.journal).unwrap() {}
    town.city.flush(&mut town.journal).unwrap();
    let silences = cases.map(|case| town.journal.case(case).unwrap().unwrap().silences);
    assert_eq!(silences, [1, 0, 1]);
    assert_eq!(town.city.stuck().map(|(case, problem)| (case, problem.code)).collect::<Vec<_>>(), [(cases[1], "AL-4411")]);
    let next = town.city.next_due(&town.journal).unwrap().unwrap();
    assert!(next > town.now, "it is not tried at once again: {next}");
    // After a minute it is, and rests again.
    town.now = Timestamp(town.now.0 + 61_000_000);
    assert!(!town.city.tick(town.now, &town.journal).unwrap() && !town.city.is_staged());
    assert!(town.city.stuck().len() == 1 && town.city.next_due(&town.journal).unwrap().unwrap() > town.now);
}

#[test]
fn a_ruling_needs_two_persons_and_a_reason_for_each_ground() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let [first, second] = [2, 3].map(|account| person(account, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.complete(&first, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    town.complete(&first, case, "planning-assignment", facts(json!({}))).unwrap();
    for (account, body, element) in [
        (5, "electricity-network", "electricity-conditions"),
        (6, "water-network", "water-conditions"),
        (7, "gas-network", "gas-conditions"),
    ] {
        town.complete(&person(account, Role::Officer, body), case, element, facts(json!({}))).unwrap();
    }
    town.complete(&first, case, "issue-initial-materials", facts(json!({}))).unwrap();
    let activity = town.activity(case, "approve-sketch-too");
    let refused = town.ask(&first, Ask::Complete { case, activity, seen: None, facts: facts(json!({})), judgement: None }).unwrap_err();
    assert!(refused.detail.contains("rules on the case"), "{refused}");
    let proposal = |reason: &str| {
        let grounds = vec![Ground { provision: "construction-rules#sketch".into(), reason: reason.into() }];
        let outcome = alatau_core::procedure::Outcome::Approved;
        Box::new(Proposal { outcome, grounds, facts: facts(json!({})), judgement: None, by: String::new(), events: 0 })
    };
    let empty = town.ask(&first, Ask::Propose { case, activity, seen: None, proposal: proposal(" ") }).unwrap_err();
    assert!(empty.detail.contains("has no reason"), "{empty}");
    assert_eq!(town.ask(&second, Ask::Confirm { case, activity }).unwrap_err().code, "AL-4409");
    town.ask(&first, Ask::Propose { case, activity, seen: None, proposal: proposal("It keeps to the plan.") }).unwrap();
    assert_eq!(town.ask(&first, Ask::Confirm { case, activity }).unwrap_err().code, "AL-4405");
    town.ask(&second, Ask::Confirm { case, activity }).unwrap();
    let content = alatau_city::read_content(town.journal.entries(case).unwrap().last().unwrap()).unwrap();
    let text = serde_json::to_string(&content).unwrap();
    assert!(text.contains("It keeps to the plan.") && text.contains("\"record\":\""), "{text}");
}

#[test]
fn one_plot_has_one_case() {
    let mut town = Town::new("2026-11-23 10:00");
    let (one, other) = (person(1, Role::Applicant, ""), person(2, Role::Applicant, ""));
    let case = town.file(&one, &["17"]).unwrap();
    let refused = town.file(&other, &["17"]).unwrap_err();
    assert_eq!((refused.code, refused.kind), ("AL-4301", Kind::Conflict));
    assert_eq!(town.journal.cases(&CaseFilter::default(), Page { skip: 0, limit: 9 }).unwrap().len(), 1);
    town.ask(&one, Ask::Withdraw { case, seen: None }).unwrap();
    assert!(!town.journal.case(case).unwrap().unwrap().open);
    town.file(&other, &["17"]).unwrap();
}

#[test]
fn who_repeats_a_request_gets_the_answer_again_and_nothing_happens_twice() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let case = town.file(&applicant, &[]).unwrap();
    let mut withdraw = Request { by: applicant, key: Some("a".into()), ask: Ask::Withdraw { case, seen: None }, entropy: [0; 32] };
    let first = town.city.take(&withdraw, town.now, &town.journal).unwrap();
    assert_eq!(town.city.take(&withdraw, town.now, &town.journal).unwrap(), first, "before it is kept");
    town.city.flush(&mut town.journal).unwrap();
    assert_eq!(town.city.take(&withdraw, town.now, &town.journal).unwrap(), first, "and after");
    assert!(!town.city.is_staged());
    withdraw.ask = Ask::Withdraw { case: case + 1, seen: None };
    assert_eq!(town.city.take(&withdraw, town.now, &town.journal).unwrap_err().code, "AL-4407");
}

#[test]
fn an_officer_with_an_interest_has_no_part() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.ask(&officer, Ask::Declare { party: 1, interested: true }).unwrap();
    let refused = town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap_err();
    assert_eq!(refused.code, "AL-4406");
    let other = person(3, Role::Officer, ISSUER);
    let activity = town.activity(case, "check-completeness");
    town.ask(&other, Ask::Claim { case, activity }).unwrap();
    let third = person(4, Role::Officer, ISSUER);
    assert_eq!(town.ask(&third, Ask::Claim { case, activity }).unwrap_err().code, "AL-4415");
    let supervisor = person(5, Role::Supervisor, ISSUER);
    town.ask(&supervisor, Ask::Unclaim { case, activity }).unwrap();
    town.ask(&third, Ask::Claim { case, activity }).unwrap();
}

#[test]
fn who_has_not_seen_the_last_event_is_told_so() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let case = town.file(&applicant, &[]).unwrap();
    let seen = town.journal.case(case).unwrap().unwrap().events;
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    assert_eq!(town.ask(&applicant, Ask::Withdraw { case, seen: Some(seen) }).unwrap_err().kind, Kind::Stale);
}

#[test]
fn what_is_erased_stays_proved_and_takes_no_commands() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, operator) = (person(1, Role::Applicant, ""), person(9, Role::Operator, ""));
    let case = town.file(&applicant, &[]).unwrap();
    assert_eq!(town.ask(&operator, Ask::Erase { case }).unwrap_err().code, "AL-4411", "not while it is open");
    town.ask(&applicant, Ask::Withdraw { case, seen: None }).unwrap();
    let (frontier, leaves) = (town.journal.frontier().unwrap(), town.journal.leaves(0, 99).unwrap());
    town.ask(&operator, Ask::Erase { case }).unwrap();
    assert_eq!((town.journal.frontier().unwrap(), town.journal.leaves(0, 99).unwrap()), (frontier, leaves));
    assert!(town.journal.entries(case).unwrap().iter().all(|entry| entry.content.is_none()));
    assert!(town.ask(&applicant, Ask::Withdraw { case, seen: None }).is_err());
}

#[test]
fn a_city_opened_anew_is_the_same() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &["17"]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.city = alatau_city::City::open(world(), &mut town.journal).unwrap();
    town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    assert_eq!(town.file(&applicant, &["17"]).unwrap_err().code, "AL-4301");
    let numbers: Vec<(u64, u32)> = town.journal.entries(case).unwrap().iter().map(|e| (e.number, e.events)).collect();
    assert!(numbers.windows(2).all(|pair| pair[0].0 + u64::from(pair[0].1) == pair[1].0), "{numbers:?}");
}
