//! A rulebook bound under a certificate, and the kernel that keeps to it.

use super::law_support::day;
use super::world::*;
use alatau_core::case::bind::{BindError, Bound, bind, succeed};
use alatau_core::case::{Case, Command, Rejection, apply, handle};
use alatau_core::law::{Law, Question};
use alatau_core::procedure::{Net, Options, Outcome, bpmn, compile};
use alatau_core::time::{Calendar, Timestamp, WeeklyPattern, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

fn calendar() -> Arc<Calendar> {
    Arc::new(Calendar::weekly("kz", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2026, 2040))
}

fn net(change: (&str, &str)) -> Net {
    let text = std::fs::read_to_string(folder().join("permit.bpmn")).unwrap().replace(change.0, change.1);
    let file = bpmn::parse("permit.bpmn", &text).unwrap_or_else(|e| panic!("{e:?}"));
    compile(&file, &Options::default()).unwrap_or_else(|e| panic!("{}", e[0]))
}

fn bound(law: &Law, question: &Question) -> Result<Bound, BindError> {
    let nets = BTreeMap::from([("permit.bpmn".to_string(), Arc::new(net(("", ""))))]);
    bind(law, &nets, "service.permit", question, &calendar())
}

fn at(text: &str) -> Timestamp {
    Zone::almaty().midnight(day(text)).plus(10 * Timestamp::HOUR)
}

/// Files the case and rules on it, citing one provision.
fn rule(bound: &Bound, filed: &str, provision: &str) -> Result<(), Rejection> {
    let book = &bound.rulebook;
    let ground = book.citations.iter().position(|cited| cited == provision).unwrap_or_else(|| panic!("{provision}: {:?}", book.citations));
    let (mut case, mut log) = (Case::default(), Vec::new());
    handle(&case, Command::File { facts: &[] }, book, at(filed), &mut log).unwrap();
    log.iter().for_each(|event| apply(&mut case, event));
    let ruling = Command::Rule { activity: 0, outcome: Outcome::Approved, grounds: &[ground as u16], facts: &[] };
    handle(&case, ruling, book, at(filed).plus(Timestamp::HOUR), &mut log)
}

#[test]
fn the_kernel_refuses_a_ruling_on_the_newer_provision_and_takes_the_kept_one() {
    let law = law(&["longer-term"], &[]);
    let bound = bound(&law, &holder("2030-02-01", &certificate(&[]))).unwrap();
    assert_eq!(bound.rulebook.terms[0][0].spec.length, 15);
    let refused = rule(&bound, "2030-02-01", "longer-term#term").unwrap_err();
    assert!(matches!(&refused, Rejection::AgainstCertificate { provision, .. } if provision == "longer-term#term"), "{refused}");
    rule(&bound, "2030-02-01", "code#term").unwrap();
}

#[test]
fn a_more_favourable_provision_is_taken_where_the_certificate_allows_it() {
    let favourable = [("selects = \"frozen\"", "selects = \"most-favourable\"")];
    for (changes, is_allowed) in [(&favourable[..], true), (&[], false)] {
        let law = law(&["shorter-term"], changes);
        let bound = bound(&law, &holder("2030-02-01", &certificate(changes))).unwrap();
        assert_eq!(rule(&bound, "2030-02-01", "shorter-term#term").is_ok(), is_allowed);
        assert_eq!(bound.rulebook.terms[0][0].spec.length, if is_allowed { 10 } else { 15 });
    }
}

#[test]
fn a_ruling_says_of_each_covered_slot_whether_and_why_it_was_used() {
    let law = law(&["longer-term", "constitution", "dearer-rate"], &[]);
    let bound = bound(&law, &holder("2030-02-01", &certificate(&[]))).unwrap();
    let said: Vec<(&str, &str)> = bound.covered.iter().map(|c| (c.slot.as_str(), c.selection.as_ref().unwrap().held.key().0)).collect();
    let expected = [
        ("fee.permit", "unchanged"),
        ("parameter.rate", "frozen"),
        ("parameter.storeys", "unchanged"),
        ("service.permit", "unchanged"),
        ("silence.decision", "unchanged"),
        ("term.decision", "higher-rank"),
        ("term.decision.tower", "higher-rank"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn the_certificate_and_the_choices_are_part_of_the_rulebooks_hash() {
    let law = law(&[], &[]);
    let with = holder("2030-02-01", &certificate(&[]));
    let mut chosen = with.clone();
    chosen.choices.insert("term.decision".into(), "old".into());
    let mut other = certificate(&[]);
    other.holder = "Another LLP".into();
    let questions = [case("2030-02-01"), with, chosen, holder("2030-02-01", &other)];
    let hashes: Vec<[u8; 32]> = questions.iter().map(|question| bound(&law, question).unwrap().rulebook.hash).collect();
    for (i, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..i].contains(hash), "{i}");
    }
}

#[test]
fn a_wrong_hash_refuses_the_command() {
    let mut certificate = certificate(&[]);
    certificate.covers[1].hash[0] ^= 1;
    let refused = bound(&law(&[], &[]), &holder("2030-02-01", &certificate)).err().unwrap();
    assert!(matches!(&refused, BindError::Certificate(_)) && refused.to_string().starts_with("AL-1601"), "{refused}");
}

#[test]
fn an_annulled_guarantee_refuses_nothing_and_keeps_nothing() {
    let law = law(&["longer-term", "court"], &[]);
    let bound = bound(&law, &holder("2030-02-01", &certificate(&[]))).unwrap();
    assert_eq!((bound.rulebook.terms[0][0].spec.length, bound.rulebook.barred.len()), (30, 0));
}

#[test]
fn a_case_stays_under_its_certificate_and_its_choices() {
    let law = law(&["longer-term"], &[("selects = \"frozen\"", "selects = \"choice\"")]);
    let mut question = holder("2030-02-01", &certificate(&[("selects = \"frozen\"", "selects = \"choice\"")]));
    assert!(bound(&law, &question).is_err(), "the holder has not chosen");
    question.choices.insert("term.decision".into(), "old".into());
    let first = bound(&law, &question).unwrap();
    assert!(succeed(&first.rulebook, bound(&law, &question).unwrap()).is_ok());
    let mut changed = question.clone();
    changed.choices.insert("term.decision".into(), "new".into());
    assert_eq!(succeed(&first.rulebook, bound(&law, &changed).unwrap()).err(), Some(BindError::Changed { what: "choice" }));
    let without = Question { certificate: None, ..question };
    assert_eq!(succeed(&first.rulebook, bound(&law, &without).unwrap()).err(), Some(BindError::Changed { what: "certificate" }));
}

#[test]
fn a_stop_that_nothing_can_end_is_an_error_and_one_that_never_begins_is_none() {
    let stop = "end = \"next-working-day\"\nstop = [{ on = \"asked\", until = \"answered\", waits-for = \"applicant\", limit = \"term.decision.tower\" }]\n```\n## Art. 3";
    let events = "[events.registered]\nlabel = { en = \"R\", kk = \"R\", ru = \"R\" }\n[events.asked]\nlabel = { en = \"A\", kk = \"A\", ru = \"A\" }\n[events.answered]";
    let law = law(&[], &[("end = \"next-working-day\"\n```\n## Art. 3", stop), ("[events.registered]", events)]);
    let with = |change| {
        let nets = BTreeMap::from([("permit.bpmn".to_string(), Arc::new(net(change)))]);
        bind(&law, &nets, "service.permit", &case("2026-07-01"), &calendar()).map(|bound| bound.rulebook.terms[0][0].stops.len())
    };
    assert_eq!(with(("", "")).unwrap(), 0, "nobody asks in this procedure");
    let asks = "<userTask id=\"decide\" al:event=\"asked\"";
    match with(("<userTask id=\"decide\"", asks)) {
        Err(BindError::EndlessStop { on, until, .. }) => assert_eq!((on.as_str(), until.as_str()), ("asked", "answered")),
        other => panic!("{other:?}"),
    }
    let answers = ("<endEvent id=\"done\"/>", "<endEvent id=\"done\" al:event=\"answered\"/>");
    let both = net(("<userTask id=\"decide\"", asks));
    assert!(both.events.contains(&"asked".to_string()));
    let text = std::fs::read_to_string(folder().join("permit.bpmn")).unwrap();
    let text = text.replace("<userTask id=\"decide\"", asks).replace(answers.0, answers.1);
    let file = bpmn::parse("permit.bpmn", &text).unwrap();
    let nets = BTreeMap::from([("permit.bpmn".to_string(), Arc::new(compile(&file, &Options::default()).unwrap()))]);
    assert_eq!(bind(&law, &nets, "service.permit", &case("2026-07-01"), &calendar()).unwrap().rulebook.terms[0][0].stops.len(), 1);
}
