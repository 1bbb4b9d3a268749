//! Events as they are kept: complete, versioned, readable for ever.

use super::support::*;
use alatau_core::case::record::{Actor, Damaged, Recorded, StoredEvent, record};
use alatau_core::case::{Case, Command, Event, What, Yields, apply, handle};
use alatau_core::decision::Value;
use alatau_core::procedure::{Clock, Net, Outcome};
use alatau_core::time::{Date, Timestamp};
use std::path::PathBuf;

/// A net with the facts and words of the samples.
fn sample_net() -> Net {
    net(elements("t x t1 t2 e"), "s>t; t>x; x>t1[silence = \"approved\" and area > 0]; x>t2[docs_ok = true]; t1>e; t2>e")
}

/// One event of every kind, and one fact of every type.
fn every_kind(net: &Net) -> Vec<What> {
    let fact = |name: &str| net.fact(name).unwrap();
    let date = |text: &str| text.parse::<Date>().unwrap();
    let due = Timestamp(1_794_834_000_000_000);
    let stated = |name: &str, value| What::FactStated { fact: fact(name), value };
    vec![
        What::Filed { registered: date("2026-11-02") },
        stated("silence", net.symbols.get("approved").unwrap()),
        stated("silence", Value::symbol(u32::MAX)),
        stated("docs_ok", Value::bool(false)),
        stated("area", Value::parse_number("-12.5").unwrap()),
        stated("area", Value::parse_number("0.0001").unwrap()),
        stated("area", Value::int(120)),
        stated("area", Value::NULL),
        What::Entered { node: 1, scope: 0, activity: 3 },
        What::TimerSet { node: 2, activity: 3, due },
        What::TermCounted { version: 1, node: 2, left: 10, activity: 3, since: date("2026-11-02") },
        What::TermStopped { stop: 0, node: 2, left: 7, activity: 3 },
        What::StopEnded { stop: 0, node: 2, activity: 3 },
        What::TermExtended { node: 2, by: 5, activity: 3 },
        What::LegBegan { node: 2, left: 5, activity: 3, since: date("2026-11-16") },
        What::SilenceSpoke { node: 2, yields: Yields::Approved, activity: 3 },
        What::TimerFired { node: 2, activity: 3 },
        What::Completed { node: 1, activity: 3 },
        What::Marked { event: 0, on: date("2026-11-02") },
        What::Arrived { scope: 0, slot: 1 },
        What::Merged { scope: 0, first: 0, len: 2 },
        What::ScopeOpened { scope: 1, parent: 0, activity: 4 },
        What::ScopeClosed { scope: 1 },
        What::Ruled { outcome: Outcome::Refused, activity: 3, grounds: [0, 1, u16::MAX, u16::MAX] },
        What::ErrorThrown { error: 0 },
        What::Withdrawn,
        What::Ended { node: 5, outcome: Some(Outcome::Approved) },
        What::Ended { node: 5, outcome: None },
        What::ClockSwitched { clock: Clock::Applicant },
        What::Stuck { scope: 0 },
        What::Closed { outcome: Some(Outcome::Withdrawn) },
        What::Closed { outcome: None },
    ]
}

fn samples(net: &Net) -> Vec<Recorded> {
    let event = |(number, what): (u64, What)| Recorded {
        procedure: "building-permit".into(),
        number,
        case: 42,
        event: Event { at: Timestamp(1_793_595_600_000_000 + number as i64), what },
        by: if number % 2 == 0 { Actor::Clock } else { Actor::Principal("officer-7".into()) },
        cites: vec!["permits-law#consultation".into()],
        rulebook: std::array::from_fn(|i| i as u8),
    };
    (1..).zip(every_kind(net)).map(event).collect()
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/event_v1.jsonl")
}

#[test]
fn the_first_stored_form_is_readable_for_ever_and_written_to_the_byte() {
    let net = sample_net();
    let written: String = samples(&net).iter().map(|r| serde_json::to_string(&StoredEvent::write(r, &net)).unwrap() + "\n").collect();
    let kept = std::fs::read_to_string(path()).unwrap_or_default();
    if std::env::var("ALATAU_GOLDEN").is_ok_and(|v| v == "write") && kept.is_empty() {
        // Only a form that has no samples yet gets them; those that are kept are never rewritten.
        std::fs::write(path(), &written).unwrap();
        return;
    }
    let read: Vec<Recorded> = kept.lines().map(|line| serde_json::from_str::<StoredEvent>(line).unwrap().read(&net).unwrap()).collect();
    assert_eq!(read, samples(&net));
    for (kept, written) in kept.lines().zip(written.lines()) {
        assert_eq!(kept, written);
    }
    assert_eq!(kept.len(), written.len());
}

#[test]
fn the_samples_hold_every_kind_of_event() {
    // A new kind fails to compile here until it has a sample.
    let name = |what: &What| match what {
        What::Filed { .. } => 0,
        What::FactStated { .. } => 1,
        What::Entered { .. } => 2,
        What::TimerSet { .. } => 3,
        What::TermCounted { .. } => 4,
        What::TermStopped { .. } => 5,
        What::StopEnded { .. } => 6,
        What::TermExtended { .. } => 7,
        What::LegBegan { .. } => 8,
        What::SilenceSpoke { .. } => 9,
        What::TimerFired { .. } => 10,
        What::Completed { .. } => 11,
        What::Marked { .. } => 12,
        What::Arrived { .. } => 13,
        What::Merged { .. } => 14,
        What::ScopeOpened { .. } => 15,
        What::ScopeClosed { .. } => 16,
        What::Ruled { .. } => 17,
        What::ErrorThrown { .. } => 18,
        What::Withdrawn => 19,
        What::Ended { .. } => 20,
        What::ClockSwitched { .. } => 21,
        What::Stuck { .. } => 22,
        What::Closed { .. } => 23,
        _ => 24,
    };
    let kinds: std::collections::BTreeSet<i32> = every_kind(&sample_net()).iter().map(name).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), (0..24).collect::<Vec<_>>());
}

#[test]
fn a_stored_value_can_be_read_without_the_net() {
    let net = sample_net();
    let stored = |what| {
        let recorded = Recorded { event: Event { at: Timestamp(0), what }, ..samples(&net)[0].clone() };
        serde_json::to_value(StoredEvent::write(&recorded, &net)).unwrap()["states"].to_string()
    };
    let values: Vec<String> = every_kind(&net)[1..8].iter().map(|w| stored(*w)).collect();
    assert_eq!(values[0], r#"{"fact":"silence","value":{"word":"approved"}}"#);
    assert_eq!(values[1], r#"{"fact":"silence","value":{"word":null}}"#);
    assert_eq!(values[2], r#"{"fact":"docs_ok","value":{"bool":false}}"#);
    assert_eq!(values[3], r#"{"fact":"area","value":{"number":"-12.5"}}"#);
    assert_eq!(values[4], r#"{"fact":"area","value":{"number":"0.0001"}}"#);
    assert_eq!(values[5], r#"{"fact":"area","value":{"number":"120"}}"#);
    assert_eq!(values[6], r#"{"fact":"area","value":"null"}"#);
}

#[test]
fn damage_is_found_and_named() {
    let net = sample_net();
    let good = serde_json::to_string(&StoredEvent::write(&samples(&net)[1], &net)).unwrap();
    let read = |text: &str| serde_json::from_str::<StoredEvent>(text).map(|s| s.read(&net).err());
    assert_eq!(read(&good).unwrap(), None);
    assert!(matches!(read(&good.replace("approved", "granted")).unwrap(), Some(Damaged::Fact { number: 2, .. })));
    assert!(matches!(read(&good.replace("\"silence\"", "\"area\"")).unwrap(), Some(Damaged::Fact { .. })));
    assert!(matches!(read(&good.replace("000102", "zz0102")).unwrap(), Some(Damaged::Hash(_))));
    assert!(matches!(read(&good.replace("\"states\"", "\"other\"")).unwrap(), Some(Damaged::Nothing { number: 2 })));
    assert!(read(&good.replace("\"v\":\"1\"", "\"v\":\"9\"")).is_err(), "a form from the future is not guessed at");
}

#[test]
fn a_recorded_event_says_who_by_what_right_and_under_which_rulebook() {
    let xml = Xml::from("<userTask id=\"t\" al:cites=\"act#review\" al:ruling=\"true\"/><endEvent id=\"e\"/>");
    let mut book = book(
        net(xml + term_timer("b", "t", "term.decision") + elements("e2"), "s>t; t>e; b>e2"),
        &[rule("term.decision", "2 working-days", Yields::Refused)],
    );
    book.hash = [7; 32];
    let mut case = Case::default();
    let mut number = 1;
    let mut step = |case: &mut Case, command: Command<'_>, when: &str, by: Actor, book: &_| {
        let mut events = Vec::new();
        handle(case, command, book, at(when), &mut events).unwrap();
        let recorded = record(42, case, &events, &by, book, number);
        events.iter().for_each(|e| apply(case, e));
        number += events.len() as u64;
        recorded
    };
    let officer = Actor::Principal("officer-7".into());
    let filed = step(&mut case, Command::File { facts: &[] }, "2026-11-02 10:00", officer, &book);
    let numbers: Vec<u64> = filed.iter().map(|r| r.number).collect();
    assert_eq!(numbers, (1..=filed.len() as u64).collect::<Vec<_>>());
    assert!(filed.iter().all(|r| (r.case, r.rulebook, r.procedure.as_str()) == (42, [7; 32], "p")));
    let cites = |all: &[Recorded], wanted: fn(&What) -> bool| all.iter().find(|r| wanted(&r.event.what)).unwrap().cites.clone();
    assert_eq!(cites(&filed, |w| matches!(w, What::Entered { .. })), ["act#review"]);
    assert_eq!(cites(&filed, |w| matches!(w, What::TimerSet { .. })), ["act#term.decision"]);
    // A newer version that does not reach running clocks is not what the silence rests on.
    let mut newer = rule("term.decision", "9 working-days", Yields::Approved);
    newer.silence_provision = "newer#silence".into();
    book.terms[0].push(newer);
    let mut silent = case.clone();
    let spoke = step(&mut silent, Command::Tick, "2026-11-09 10:00", Actor::Clock, &book);
    assert_eq!(cites(&spoke, |w| matches!(w, What::SilenceSpoke { .. })), ["act#silence-term.decision"]);
    assert_eq!((spoke[0].by.clone(), spoke[0].number), (Actor::Clock, filed.len() as u64 + 1));
    let ruling = Command::Rule { activity: 0, outcome: Outcome::Approved, grounds: &[1, 0], facts: &[] };
    let ruled = step(&mut case, ruling, "2026-11-03 10:00", Actor::Principal("officer-7".into()), &book);
    assert_eq!(cites(&ruled, |w| matches!(w, What::Ruled { .. })), ["act#two", "act#one"]);
}
