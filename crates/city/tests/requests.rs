//! Requests under the shipped law, one at a time.

mod common;

use alatau_city::{Ask, City, Ground, Kind, Lack, Principal, Proposal, Request, Role, Said};
use alatau_core::time::Timestamp;
use alatau_store::{Account, CaseFilter, Journal, Login, Page, Write};
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
    for (account, body, element) in [(5, "electricity-network", "electricity-conditions"), (6, "water-network", "water-conditions")] {
        town.complete(&person(account, Role::Officer, body), case, element, facts(json!({}))).unwrap();
    }
    town.complete(&first, case, "issue-initial-materials", facts(json!({}))).unwrap();
    let activity = town.activity(case, "approve-sketch-too");
    let refused =
        town.ask(&first, Ask::Complete { case, activity, facts: facts(json!({})), judgement: None, said: Said::default() }).unwrap_err();
    assert!(refused.detail.contains("rules on the case"), "{refused}");
    let proposal = |reason: &str| {
        let grounds = vec![Ground { provision: "construction-rules#sketch".into(), reason: reason.into() }];
        let outcome = alatau_core::procedure::Outcome::Approved;
        Box::new(Proposal { outcome, grounds, facts: facts(json!({})), judgement: None, by: String::new(), events: 0 })
    };
    let empty = town.ask(&first, Ask::Propose { case, activity, proposal: proposal(" ") }).unwrap_err();
    assert!(empty.detail.contains("has no reason"), "{empty}");
    assert_eq!(town.ask(&second, Ask::Confirm { case, activity, mark: None }).unwrap_err().code, "AL-4409");
    town.ask(&first, Ask::Propose { case, activity, proposal: proposal("It keeps to the plan.") }).unwrap();
    assert_eq!(town.ask(&first, Ask::Confirm { case, activity, mark: None }).unwrap_err().code, "AL-4405");
    let mark = |town: &Town<alatau_store::Sqlite>| town.city.proposal_of(case, activity, &town.journal).unwrap().unwrap().mark;
    let read = Some(mark(&town));
    // The first writes it anew while the second reads; then declares an interest.
    town.ask(&first, Ask::Propose { case, activity, proposal: proposal("It keeps to the plan of 2026.") }).unwrap();
    assert_eq!(town.ask(&second, Ask::Confirm { case, activity, mark: read }).unwrap_err().code, "AL-4403");
    town.ask(&first, Ask::Declare { party: 1, interested: true }).unwrap();
    assert_eq!(town.ask(&second, Ask::Confirm { case, activity, mark: Some(mark(&town)) }).unwrap_err().code, "AL-4406");
    town.ask(&first, Ask::Declare { party: 1, interested: false }).unwrap();
    // The first took the task: the second can say no as well as yes.
    town.ask(&first, Ask::Claim { case, activity }).unwrap();
    town.ask(&second, Ask::Decline { case, activity }).unwrap();
    let mut many = proposal("It keeps to the plan.");
    many.grounds = vec![many.grounds[0].clone(); 5];
    let refused = town.ask(&first, Ask::Propose { case, activity, proposal: many }).unwrap_err();
    assert!(refused.detail.contains("at most 4"), "{refused}");
    // What happens in the case after it makes a proposal void.
    town.ask(&first, Ask::Propose { case, activity, proposal: proposal("It keeps to the plan.") }).unwrap();
    town.complete(&person(7, Role::Officer, "gas-network"), case, "gas-conditions", facts(json!({}))).unwrap();
    assert_eq!(town.ask(&second, Ask::Confirm { case, activity, mark: None }).unwrap_err().code, "AL-4409");
    town.ask(&first, Ask::Propose { case, activity, proposal: proposal("It keeps to the plan.") }).unwrap();
    let read = Some(mark(&town));
    town.ask(&second, Ask::Confirm { case, activity, mark: read }).unwrap();
    let entries = town.journal.entries(case).unwrap();
    let text = String::from_utf8(entries.last().unwrap().content.clone().unwrap()).unwrap();
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
    town.ask(&one, Ask::Withdraw { case }).unwrap();
    assert!(!town.journal.case(case).unwrap().unwrap().open);
    town.file(&other, &["17"]).unwrap();
}

#[test]
fn who_repeats_a_request_gets_the_answer_again_and_nothing_happens_twice() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let case = town.file(&applicant, &[]).unwrap();
    let mut withdraw = Request { by: applicant, key: Some("a".into()), seen: None, ask: Ask::Withdraw { case }, entropy: [0; 32] };
    let first = town.city.take(&withdraw, town.now, &town.journal).unwrap();
    assert_eq!(town.city.take(&withdraw, town.now, &town.journal).unwrap(), first, "before it is kept");
    town.city.flush(&mut town.journal).unwrap();
    assert_eq!(town.city.take(&withdraw, town.now, &town.journal).unwrap(), first, "and after");
    assert!(!town.city.is_staged());
    withdraw.ask = Ask::Withdraw { case: case + 1 };
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
    town.ask(&officer, Ask::Declare { party: 1, interested: false }).unwrap();
    town.ask(&officer, Ask::Declare { party: 1, interested: true }).unwrap();
    let said = town.journal.looks(alatau_city::OF_REGISTERS).unwrap();
    assert!(said.len() == 3 && said.iter().all(|look| look.account == 2 && look.what.contains("interested")), "{said:?}");
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
    let mut withdraw = |by: &Principal, seen| town.ask_as_seen(by, Some(seen), Ask::Withdraw { case });
    assert_eq!(withdraw(&applicant, seen).unwrap_err().kind, Kind::Stale);
    assert_eq!(withdraw(&person(2, Role::Applicant, ""), seen).unwrap_err().kind, Kind::NotFound, "nobody learns a version by guessing");
}

#[test]
fn what_is_erased_stays_proved_and_takes_no_commands() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, operator) = (person(1, Role::Applicant, ""), person(9, Role::Operator, ""));
    let case = town.file(&applicant, &[]).unwrap();
    assert_eq!(
        town.ask(&operator, Ask::Erase { case, reason: "Asked for.".into(), by_court: false }).unwrap_err().code,
        "AL-4411",
        "not while it is open"
    );
    town.ask(&applicant, Ask::Withdraw { case }).unwrap();
    let (frontier, leaves) = (town.journal.frontier().unwrap(), town.journal.leaves(0, 99).unwrap());
    town.ask(&operator, Ask::Erase { case, reason: "Asked for.".into(), by_court: false }).unwrap();
    assert_eq!((town.journal.frontier().unwrap(), town.journal.leaves(0, 99).unwrap()), (frontier, leaves));
    assert!(town.journal.entries(case).unwrap().iter().all(|entry| entry.content.is_none()));
    assert!(town.ask(&applicant, Ask::Withdraw { case }).is_err());
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

/// What a file lacks.
fn lack(what: &str, provision: &str, reason: &str) -> Lack {
    Lack { what: what.into(), provision: provision.into(), reason: reason.into() }
}

/// The notices of an account, the oldest first.
fn notices(town: &Town<alatau_store::Sqlite>, account: u64) -> Vec<String> {
    let all = town.journal.notices(0, 999).unwrap();
    all.into_iter().filter(|notice| notice.account == account).map(|notice| notice.text).collect()
}

#[test]
fn an_incomplete_file_comes_back_with_all_that_it_lacks() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    let activity = town.activity(case, "check-completeness");
    let events = town.journal.case(case).unwrap().unwrap().events;
    let said = |lacks: &[Lack]| Said { lacks: lacks.to_vec(), ..Said::default() };
    let plan = lack("site plan", "permits-law#completeness", "The plan has no scale.");
    let check = |complete: bool, said: Said| {
        let facts = facts(json!({ "complete": complete }));
        Ask::Complete { case, activity, facts, judgement: None, said }
    };
    let refusals = [
        (false, said(&[]), "AL-4418"),
        (false, said(&[plan.clone(), lack(" ", "permits-law#completeness", "It is missing.")]), "AL-4418"),
        (false, said(&[lack("survey", "permits-law#completeness", "")]), "AL-4418"),
        (false, said(&[lack("survey", "permits-law#nothing", "It is missing.")]), "AL-4418"),
        (false, said(&[lack("survey", "permits-law#completeness", &"x".repeat(10_000))]), "AL-4416"),
        (true, said(std::slice::from_ref(&plan)), "AL-4418"),
    ];
    for (complete, said, code) in refusals {
        assert_eq!(town.ask(&officer, check(complete, said)).unwrap_err().code, code);
    }
    let word = Ask::Complete { case, activity, facts: facts(json!({ "complete": "no" })), judgement: None, said: said(&[]) };
    assert_eq!(town.ask(&officer, word).unwrap_err().code, "AL-4418", "whatever is not `true` calls the file incomplete");
    assert_eq!(town.journal.case(case).unwrap().unwrap().events, events, "nothing happened");
    town.ask(&officer, check(false, said(std::slice::from_ref(&plan)))).unwrap();
    assert_eq!(town.journal.tasks(case).unwrap()[0].element, "correct-file");
    assert_eq!(notices(&town, 1), ["notice-filed", "notice-your-turn", "notice-correction"]);
    let entries = town.journal.entries(case).unwrap();
    let entry = entries.last().unwrap();
    assert_eq!(alatau_city::read_content(entry).unwrap().said, said(&[plan]));
    assert!(!String::from_utf8_lossy(&entry.leaf).contains("scale"), "the log for ever has no word of it");
}

#[test]
fn who_is_refused_by_silence_complains_with_reasons_and_the_higher_body_rules() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file_class(&applicant, "level-1", &[]).unwrap();
    let complain = |reason: &str| Ask::Complain { case, reason: reason.into() };
    let early = town.ask(&applicant, complain("Too slow.")).unwrap_err();
    assert_eq!((early.code, early.kind), ("AL-4419", Kind::Conflict));
    assert!(early.detail.contains("waits for prepare-sketch-first"), "{early}");
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    while !town.journal.tasks(case).unwrap().iter().any(|task| task.element == "decide-complaint") {
        town.now = town.city.next_due(&town.journal).unwrap().expect("silence comes");
        while town.city.tick(town.now, &town.journal).unwrap() {}
        town.city.flush(&mut town.journal).unwrap();
    }
    assert_eq!(town.ask(&applicant, complain(" ")).unwrap_err().code, "AL-4419");
    assert_eq!(town.ask(&officer, complain("Mine.")).unwrap_err().kind, Kind::NotAllowed);
    let stranger = person(3, Role::Applicant, "");
    assert_eq!(town.ask(&stranger, complain("Mine.")).unwrap_err().kind, Kind::NotFound);
    town.ask(&applicant, complain("Nobody looked at the file.")).unwrap();
    assert_eq!(notices(&town, 1).last().unwrap(), "notice-complaint");
    let entry = town.journal.entries(case).unwrap().pop().unwrap();
    assert_eq!(alatau_city::read_content(&entry).unwrap().said.words, "Nobody looked at the file.");
    let leaf = String::from_utf8(entry.leaf).unwrap();
    assert!(leaf.contains("complaint-filed") && !leaf.contains("looked"), "{leaf}");
    let task = town.journal.tasks(case).unwrap().remove(0);
    assert_eq!(task.element, "consider-complaint");
    assert!(task.due.is_some() && task.body != ISSUER, "{task:?}");
    assert_eq!(town.ask(&applicant, complain("Again.")).unwrap_err().code, "AL-4419");
    let [first, second] = [4, 5].map(|account| person(account, Role::Officer, &task.body));
    let grounds = vec![Ground { provision: "appc#complaint-decision".into(), reason: "The term had passed.".into() }];
    let outcome = alatau_core::procedure::Outcome::Approved;
    let proposal = Box::new(Proposal { outcome, grounds, facts: facts(json!({})), judgement: None, by: String::new(), events: 0 });
    town.ask(&first, Ask::Propose { case, activity: task.activity, proposal }).unwrap();
    town.ask(&second, Ask::Confirm { case, activity: task.activity, mark: None }).unwrap();
    let row = town.journal.case(case).unwrap().unwrap();
    assert_eq!((row.open, row.outcome.as_deref()), (false, Some("approved")));
    let late = town.ask(&applicant, complain("Again.")).unwrap_err();
    assert!(late.detail.contains("is closed"), "{late}");
}

#[test]
fn an_opinion_is_kept_in_the_words_of_its_body() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.complete(&officer, case, "check-completeness", facts(json!({"complete": true}))).unwrap();
    let activity = town.activity(case, "water-conditions");
    let said = Said { words: "A pipe of 50 mm, from the main in the street.".into(), ..Said::default() };
    let network = person(6, Role::Officer, "water-network");
    let opinion = Ask::Complete { case, activity, facts: facts(json!({})), judgement: None, said: said.clone() };
    town.ask(&network, opinion).unwrap();
    assert_eq!(alatau_city::read_content(town.journal.entries(case).unwrap().last().unwrap()).unwrap().said, said);
}

#[test]
fn a_document_is_taken_out_of_ones_own_draft_and_of_no_other() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, stranger) = (person(1, Role::Applicant, ""), person(2, Role::Applicant, ""));
    let service = "service.building-permit".to_string();
    let draft = town.ask(&applicant, Ask::SaveDraft { draft: None, service, application: Box::default() }).unwrap().draft;
    let attach = |name: &str, bytes: &[u8]| {
        let (name, media) = (name.to_string(), "application/pdf".to_string());
        Ask::Attach { draft, case: 0, name, media, blob: alatau_city::blob(bytes.to_vec()) }
    };
    town.ask(&applicant, attach("plan.pdf", b"plan")).unwrap();
    town.ask(&applicant, attach("deed.pdf", b"deed")).unwrap();
    let hash = town.journal.draft_documents(draft).unwrap()[0].hash;
    let detach = |hash: &[u8]| Ask::Detach { draft, hash: alatau_core::law::hex(hash) };
    assert_eq!(town.ask(&stranger, detach(&hash)).unwrap_err().kind, Kind::NotFound);
    assert_eq!(town.ask(&person(3, Role::Officer, ISSUER), detach(&hash)).unwrap_err().kind, Kind::NotAllowed);
    assert_eq!(town.ask(&applicant, detach(&[0; 32])).unwrap_err().kind, Kind::NotFound);
    town.ask(&applicant, detach(&hash)).unwrap();
    let left: Vec<String> = town.journal.draft_documents(draft).unwrap().into_iter().map(|document| document.name).collect();
    assert_eq!((left, town.journal.blob(&hash).unwrap()), (vec!["deed.pdf".to_string()], None));
    assert_eq!(town.ask(&applicant, detach(&hash)).unwrap_err().kind, Kind::NotFound);
}

#[test]
fn accounts_and_logins_are_kept_by_whom_the_policy_says() {
    let mut town = Town::new("2026-11-23 10:00");
    let account = |number: u64, name: &str, role: Role| Account {
        account: number,
        name: name.into(),
        roles: vec![role.word().into()],
        body: if alatau_city::needs_body([role.word()]) { ISSUER.into() } else { String::new() },
        ..Account::default()
    };
    let nobody = Principal::default();
    let first = town.ask(&nobody, Ask::PutAccount(account(0, "root", Role::Operator))).unwrap().account;
    let again = town.ask(&nobody, Ask::PutAccount(account(0, "root-2", Role::Operator))).unwrap_err();
    assert_eq!(again.kind, Kind::NotSignedIn, "only the first account is made by nobody");
    let operator = person(first, Role::Operator, "");
    let made = town.ask(&operator, Ask::PutAccount(account(0, "a", Role::Applicant))).unwrap().account;
    let other = town.ask(&operator, Ask::PutAccount(account(0, "b", Role::Applicant))).unwrap().account;
    assert_eq!(town.ask(&operator, Ask::PutAccount(account(99, "c", Role::Applicant))).unwrap_err().kind, Kind::NotFound);
    let shut_out = town.ask(&operator, Ask::PutAccount(account(first, "root", Role::Auditor))).unwrap_err();
    assert_eq!(shut_out.code, "AL-4430");

    let kept = |town: &Town<alatau_store::Sqlite>, number| town.journal.account(number).unwrap().unwrap();
    let login = |account: u64, kind: &str, mark: u8| {
        let (kind, label) = (kind.to_string(), String::new());
        Ask::SignIn(Login { hash: [mark; 32], account, kind, label, created: 0, expires: i64::MAX })
    };
    for role in Role::ALL {
        let is_operator = role == Role::Operator;
        let own = Account { account: made, ..account(made, "a", role) };
        town.ask(&operator, Ask::PutAccount(own.clone())).unwrap();
        let by = person(made, role, "");
        let password = format!("hash of {role:?}");
        town.ask(&by, Ask::SetPassword { password: password.clone() }).unwrap();
        town.ask(&operator, Ask::PutAccount(Account { password: "older".into(), ..own })).unwrap();
        assert_eq!(kept(&town, made).password, password, "who keeps an account does not bring an old password back");
        let renamed = Account { label: "Other".into(), ..kept(&town, made) };
        let foreign = Account { password: "mine".into(), ..kept(&town, other) };
        for ask in [Ask::PutAccount(account(0, &format!("by {role:?}"), role)), Ask::PutAccount(renamed), Ask::PutAccount(foreign)] {
            assert_eq!(town.ask(&by, ask).is_ok(), is_operator, "{role:?}");
        }
        for kind in ["browser", "token", "link"] {
            town.ask(&by, login(made, kind, 1)).unwrap();
            assert_eq!(town.ask(&by, login(other, kind, 2)).is_ok(), is_operator && kind == "link", "{role:?} {kind}");
        }
        town.ask(&by, Ask::SignOut { hash: [1; 32] }).unwrap();
        assert_eq!(town.journal.login(&[1; 32]).unwrap(), None);
        town.ask(&person(other, Role::Applicant, ""), login(other, "token", 3)).unwrap();
        assert_eq!(town.ask(&by, Ask::SignOut { hash: [3; 32] }).is_ok(), is_operator, "{role:?}");
        for ask in [login(made, "browser", 4), Ask::SignOut { hash: [3; 32] }] {
            assert_eq!(town.ask(&nobody, ask).unwrap_err().kind, Kind::NotSignedIn);
        }
    }
    town.ask(&operator, Ask::PutAccount(Account { closed: true, ..kept(&town, other) })).unwrap();
    assert_eq!(town.ask(&operator, login(other, "link", 5)).unwrap_err().kind, Kind::NotFound, "a closed account signs in no more");
}

#[test]
fn who_acts_for_a_body_has_one() {
    let mut town = Town::new("2026-11-23 10:00");
    let operator = person(1, Role::Operator, "");
    for role in Role::ALL {
        let account = |name: &str, body: &str| Account {
            name: format!("{name} {role:?}"),
            roles: vec![Role::Applicant.word().into(), role.word().into()],
            body: body.into(),
            ..Account::default()
        };
        let without = town.ask(&operator, Ask::PutAccount(account("without", "")));
        match role {
            Role::Officer | Role::Supervisor => assert_eq!(without.unwrap_err().code, "AL-4404", "{role:?}"),
            _ => assert!(without.is_ok(), "{role:?}"),
        }
        let number = town.ask(&operator, Ask::PutAccount(account("with", ISSUER))).unwrap().account;
        let closed = Account { account: number, closed: true, body: String::new(), ..account("with", "") };
        town.ask(&operator, Ask::PutAccount(closed)).unwrap();
    }
}

#[test]
fn what_one_has_read_of_what_was_told_is_kept_for_oneself_and_not_ahead() {
    let mut town = Town::new("2026-11-23 10:00");
    let [first, second] = [1, 2].map(|account| person(account, Role::Applicant, ""));
    let read = |town: &Town<alatau_store::Sqlite>, account| alatau_city::told_until(account, &town.journal).unwrap();
    assert_eq!(read(&town, 1), i64::MIN);
    town.ask(&first, Ask::ReadNotices { until: 17 }).unwrap();
    town.ask(&second, Ask::ReadNotices { until: i64::MAX }).unwrap();
    assert_eq!(read(&town, 1), 17);
    assert!(read(&town, 2) < i64::MAX, "nobody has read what will be told only later");
    assert_eq!(town.ask(&Principal::default(), Ask::ReadNotices { until: 17 }).unwrap_err().kind, Kind::NotSignedIn);
}

#[test]
fn a_number_that_no_store_can_keep_is_refused_and_breaks_nothing() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer, operator) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER), person(9, Role::Operator, ""));
    let huge = u64::MAX;
    let want = alatau_core::register::Thing::new(alatau_core::register::Kind::Quota, "q");
    let application = alatau_city::Application {
        wants: vec![alatau_core::register::Want { thing: want, amount: huge }],
        ..alatau_city::Application::default()
    };
    let service = "service.building-permit".to_string();
    let ask = Ask::SaveDraft { draft: None, service, application: Box::new(application) };
    assert_eq!(town.ask(&applicant, ask).unwrap_err().code, "AL-4420");
    assert_eq!(town.ask(&operator, Ask::SetQuota { quota: "q".into(), limit: huge }).unwrap_err().code, "AL-4420");
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    for value in [json!(huge), json!([huge]), json!({ "deep": [huge] })] {
        let refused = town.complete(&officer, case, "check-completeness", facts(json!({ "complete": value }))).unwrap_err();
        assert_eq!((refused.code, refused.kind), ("AL-4420", Kind::Unreadable));
    }
    let absent = [
        (&applicant, Ask::Withdraw { case: huge }),
        (&applicant, Ask::File { draft: huge }),
        (&applicant, Ask::DropDraft { draft: huge }),
        (&officer, Ask::Claim { case: huge, activity: 0 }),
        (&operator, Ask::Erase { case: huge, reason: "Asked for.".into(), by_court: false }),
        (&operator, Ask::PutAccount(Account { account: huge, name: "x".into(), ..Account::default() })),
    ];
    for (by, ask) in absent {
        assert_eq!(town.ask(by, ask).unwrap_err().kind, Kind::NotFound);
    }
    town.file(&applicant, &[]).expect("the city goes on");
}

#[test]
fn the_earlier_of_two_terms_never_has_more_working_days_left() {
    let world = world();
    let slack = |now: &str, due: &str| world.slack(at(now), at(due));
    // A term ends with its last day: at the midnight after it.
    assert_eq!(slack("2026-11-27 10:00", "2026-11-28 00:00"), 0, "Friday, until its end");
    assert_eq!(slack("2026-11-27 10:00", "2026-12-01 00:00"), 1, "over a weekend");
    assert_eq!(slack("2026-12-15 10:00", "2026-12-18 00:00"), 1, "over Independence Day");
    assert_eq!(slack("2026-11-28 00:00", "2026-11-28 00:00"), -1, "over");
    let hour = 3_600_000_000;
    for now in (0..40 * 24).step_by(7).map(|hours| at("2026-12-10 00:00").plus(hours * hour)) {
        let left: Vec<i32> = (-48..60 * 24).step_by(5).map(|hours| world.slack(now, now.plus(hours * hour))).collect();
        assert!(left.is_sorted(), "{now}: {left:?}");
        assert!(left[0] == -1 && left.last().is_some_and(|days| (30..=45).contains(days)), "{now}: {left:?}");
    }
}

#[test]
fn the_first_term_of_a_draft_is_that_of_the_case_it_becomes() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let mut with_term = 0;
    for (place, class) in [("alatau", "level-1"), ("alatau", "level-3"), ("almaty-region", "level-1"), ("almaty-region", "level-2")] {
        let person = ["resident-company".to_string()].into();
        let application = alatau_city::Application {
            title: "A workshop".into(),
            place: place.into(),
            class: class.into(),
            person,
            ..alatau_city::Application::default()
        };
        let world = world();
        let question = world.question(place, &application.person, Some(class), world.day(town.now)).unwrap();
        let situation = alatau_core::explain::Situation::from(&question);
        let book = world.books("service.building-permit", &situation, None, &mut Vec::new(), world.day(town.now)).unwrap();
        let promised = alatau_city::first_due(&book, &application.facts, town.now);
        let case = town.city.enter(&application, "service.building-permit", &applicant, [7; 32], town.now, &town.journal).unwrap();
        let due = town.city.tasks(case, &town.journal).unwrap().iter().filter_map(|task| task.due).min();
        assert_eq!(promised.map(|at| at.0), due, "{place}, {class}");
        with_term += u32::from(due.is_some());
    }
    assert!(with_term > 0, "somewhere a body has a term from the first day");
}

#[test]
fn a_step_is_extended_by_the_term_that_ends_it_wherever_that_hangs() {
    let begun = |change: &dyn Fn(String) -> String| {
        let mut town = Town::new("2026-11-23 10:00");
        // The term of the stage becomes one that may be extended.
        let longer = |text: &str| change(text.replace("al:term=\"term.decision.initial-materials\"", "al:term=\"term.decision\""));
        town.city = City::open(Arc::new(changed_world(longer)), &mut town.journal).unwrap();
        let case = town.file(&person(1, Role::Applicant, ""), &[]).unwrap();
        town.complete(&person(1, Role::Applicant, ""), case, "prepare-sketch-first", facts(json!({}))).unwrap();
        town.complete(&person(2, Role::Officer, ISSUER), case, "check-completeness", facts(json!({"complete": true}))).unwrap();
        (town, case)
    };
    let (mut town, case) = begun(&|text| text);
    let activity = town.activity(case, "planning-assignment");
    let due = |town: &Town<alatau_store::Sqlite>| {
        let tasks = town.journal.tasks(case).unwrap();
        tasks.into_iter().find(|task| task.activity == activity).unwrap().due.unwrap()
    };
    let before = due(&town);
    town.ask(&person(2, Role::Officer, ISSUER), Ask::Extend { case, activity, by: 5 }).unwrap();
    town.now = Timestamp(before);
    while town.city.tick(town.now, &town.journal).unwrap() {}
    town.city.flush(&mut town.journal).unwrap();
    assert!(due(&town) > before, "its further leg runs");
    let entries = town.journal.entries(case).unwrap();
    let extended = entries.iter().filter(|entry| String::from_utf8_lossy(&entry.leaf).contains("initial-silent")).count();
    assert!(extended > 0, "the clock of the stage is named in the log");

    // The step is another body's than the stage.
    let (mut town, case) = begun(&|text| {
        let moved = text.replace("<flowNodeRef>planning-assignment</flowNodeRef>", "");
        moved.replace(
            "<flowNodeRef>electricity-silent</flowNodeRef>",
            "<flowNodeRef>electricity-silent</flowNodeRef><flowNodeRef>planning-assignment</flowNodeRef>",
        )
    });
    let (network, activity) = (person(5, Role::Officer, "electricity-network"), town.activity(case, "planning-assignment"));
    let refused = town.ask(&network, Ask::Extend { case, activity, by: 5 }).unwrap_err();
    assert_eq!((refused.code, refused.kind), ("AL-4434", Kind::Refused));
    assert!(refused.detail.contains("`initial-silent` of the stage `initial-materials`") && refused.detail.contains(ISSUER), "{refused}");
}

#[test]
fn no_officer_rules_that_an_application_was_withdrawn() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let case = town.file(&applicant, &[]).unwrap();
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    let activity = town.activity(case, "check-completeness");
    let grounds = vec![Ground { provision: "permits-law#completeness".into(), reason: "It was taken back.".into() }];
    let outcome = alatau_core::procedure::Outcome::Withdrawn;
    let proposal = Box::new(Proposal { outcome, grounds, facts: facts(json!({})), judgement: None, by: String::new(), events: 0 });
    let refused = town.ask(&officer, Ask::Propose { case, activity, proposal }).unwrap_err();
    assert_eq!((refused.code, refused.kind), ("AL-4435", Kind::Refused));
}

#[test]
fn logins_that_ended_and_old_answers_go_and_looks_stay() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, operator) = (person(1, Role::Applicant, ""), Principal::program());
    let account = Account { name: "a".into(), roles: vec!["applicant".into()], ..Account::default() };
    town.ask(&operator, Ask::PutAccount(account)).unwrap();
    let day = 86_400_000_000;
    for (hash, days) in [([1; 32], 1), ([2; 32], 30)] {
        let (kind, label, created) = ("link".to_string(), String::new(), town.now.0);
        let login = Login { hash, account: 1, kind, label, created, expires: created + days * day };
        town.ask(&operator, Ask::SignIn(login)).unwrap();
    }
    let case = town.file(&applicant, &[]).unwrap();
    let look = Request { by: applicant, key: Some("k".into()), seen: None, ask: Ask::Look { case, what: "case".into() }, entropy: [0; 32] };
    town.city.take(&look, town.now, &town.journal).unwrap();
    town.city.flush(&mut town.journal).unwrap();
    let mut later = |days: i64| {
        town.now = Timestamp(town.now.0 + days * day);
        while town.city.tick(town.now, &town.journal).unwrap() {}
        town.city.flush(&mut town.journal).unwrap();
        let logins = [[1; 32], [2; 32]].map(|hash| town.journal.login(&hash).unwrap().is_some());
        (logins, town.journal.answer(1, "k").unwrap().is_some(), town.journal.looks(case).unwrap().len())
    };
    assert_eq!(later(1), ([false, true], true, 1));
    assert_eq!(later(6), ([false, true], true, 1), "seven days to the microsecond are not over");
    assert_eq!(later(1), ([false, true], false, 1));
    assert_eq!(later(30), ([false, false], false, 1));
}

#[test]
fn one_plot_stays_one_however_its_number_is_written() {
    let mut town = Town::new("2026-11-23 10:00");
    let (one, other) = (person(1, Role::Applicant, ""), person(2, Role::Applicant, ""));
    let case = town.file(&one, &["P-77", "077"]).unwrap();
    // Small, Cyrillic, with blanks, with another dash, in full width.
    for same in ["p-77", "Р-77", " p - 77 ", "P–77", "Ｐ－７７", "077 ", "０７７"] {
        let refused = town.file(&other, &[same]).unwrap_err();
        assert_eq!((refused.code, refused.kind), ("AL-4301", Kind::Conflict), "{same}");
        assert!(refused.detail.contains(&format!("`{same}`")), "it is named as it was written: {refused}");
    }
    for unseen in ["77\u{200b}", "7\u{202e}7", "77\n", " ", "", "٧٧", "𝟕𝟕", "77\u{301}"] {
        assert_eq!(town.file(&other, &[unseen]).unwrap_err().code, "AL-4404", "{unseen:?}");
    }
    town.file(&other, &["P-78", "77"]).unwrap();
    town.ask(&one, Ask::Withdraw { case }).unwrap();
    town.file(&other, &["p-77"]).unwrap();
}

#[test]
fn a_declared_interest_frees_the_task_and_hides_the_file() {
    let mut town = Town::new("2026-11-23 10:00");
    let (applicant, officer) = (person(1, Role::Applicant, ""), person(2, Role::Officer, ISSUER));
    let [case, other] = [1, 3].map(|account| town.file(&person(account, Role::Applicant, ""), &[]).unwrap());
    for (case, by) in [(case, applicant), (other, person(3, Role::Applicant, ""))] {
        town.complete(&by, case, "prepare-sketch-first", facts(json!({}))).unwrap();
        let activity = town.activity(case, "check-completeness");
        town.ask(&officer, Ask::Claim { case, activity }).unwrap();
    }
    assert_eq!(town.ask(&officer, Ask::Declare { party: 999, interested: true }).unwrap_err().kind, Kind::NotFound);
    town.ask(&officer, Ask::Declare { party: 1, interested: true }).unwrap();
    let claimed = |case| town.journal.tasks(case).unwrap()[0].claimed;
    assert_eq!([claimed(case), claimed(other)], [None, Some(2)]);
    let look = |case| Ask::Look { case, what: "case".into() };
    assert_eq!(town.ask(&officer, look(case)).unwrap_err().code, "AL-4406");
    town.ask(&officer, look(other)).unwrap();
    town.ask(&Principal { roles: [Role::Officer, Role::Auditor].into(), ..officer.clone() }, look(case)).unwrap();
    town.ask(&officer, Ask::Declare { party: 1, interested: false }).unwrap();
    town.ask(&officer, look(case)).unwrap();
}

#[test]
fn what_one_applicant_keeps_has_bounds() {
    let mut town = Town::new("2026-11-23 10:00");
    let applicant = person(1, Role::Applicant, "");
    let case = town.file(&applicant, &[]).unwrap();
    let begin = || Ask::SaveDraft { draft: None, service: "service.building-permit".into(), application: Box::default() };
    let drafts: Vec<u64> = (0..100).map(|_| town.ask(&applicant, begin()).unwrap().draft).collect();
    assert_eq!(town.ask(&applicant, begin()).unwrap_err().code, "AL-4436");
    town.ask(&person(2, Role::Applicant, ""), begin()).unwrap();
    town.ask(&applicant, Ask::DropDraft { draft: drafts[0] }).unwrap();
    town.ask(&applicant, begin()).unwrap();
    let attach = |draft: u64, case: u64, number: u8| {
        let (name, media) = (format!("{number}.txt"), "text/plain".to_string());
        Ask::Attach { draft, case, name, media, blob: alatau_city::blob(vec![number]) }
    };
    for (draft, case) in [(drafts[1], 0), (0, case)] {
        for number in 0..20 {
            town.ask(&applicant, attach(draft, case, number)).unwrap();
        }
        assert_eq!(town.ask(&applicant, attach(draft, case, 20)).unwrap_err().code, "AL-4436");
    }
    town.complete(&applicant, case, "prepare-sketch-first", facts(json!({}))).unwrap();
    town.ask(&applicant, attach(0, case, 20)).unwrap();
}
