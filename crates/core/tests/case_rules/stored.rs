//! Events as they are kept: complete, versioned, readable for ever.

use super::support::*;
use alatau_core::case::bytes::{self, Unreadable};
use alatau_core::case::packed::{self, Packed, Place};
use alatau_core::case::reasons::{Given, Judged, Person, Reasons, Situation};
use alatau_core::case::record::{Actor, Damaged, Grounded, Head, Recorded, StoredEvent, Unrecorded, complete, record};
use alatau_core::case::together::Together;
use alatau_core::case::{Case, Command, Event, Part, Rulebook, What, Yields, apply, handle};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::law::Question;
use alatau_core::procedure::{Clock, Net, Options, Outcome, bpmn, compile};
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
        reasons: None,
    };
    (1..).zip(every_kind(net)).map(event).collect()
}

fn asked() -> Situation {
    let mut question = Question::on("alatau", day("2026-11-02"));
    question.class = Some("level-2".into());
    question.person.insert("resident".into());
    question.switches.insert("council-acts".into(), "adopted".into());
    question.choices.insert("term.opinion".into(), "old".into());
    Situation::from(&question)
}

fn answered() -> Judged {
    let who = Person { name: "officer-9".into(), role: "architect".into() };
    Judged { slot: "judgement.fits".into(), answer: "yes".into(), who, reason: "it keeps the line of the street".into() }
}

fn ruling(judged: Option<Judged>, record: Option<String>) -> Reasons {
    let (element, role, reason) = ("decide".into(), "permit-issuer".into(), "the fire opinion is negative".into());
    Reasons::Ruling { element, role, reason, judged, asked: Box::new(asked()), record }
}

fn silence(record: Option<String>) -> Reasons {
    Reasons::Silence { element: "silent".into(), due: day("2026-11-16"), asked: Box::new(asked()), record }
}

/// The same events with what the second form adds, each shape of it once.
fn second_samples(net: &Net) -> Vec<Recorded> {
    let hash = || Some("5d".repeat(32));
    let mut all = Vec::new();
    for sample in samples(net) {
        let reasons = match sample.event.what {
            What::Ruled { .. } => vec![Some(ruling(Some(answered()), hash())), Some(ruling(None, hash()))],
            What::SilenceSpoke { .. } => vec![Some(silence(hash())), Some(silence(None))],
            What::Completed { .. } => vec![None, Some(Reasons::Judgement(answered()))],
            _ => vec![None],
        };
        all.extend(reasons.into_iter().map(|reasons| Recorded { reasons, ..sample.clone() }));
    }
    let plain = all[0].clone();
    let number = all.len() as u64 + 1;
    let later = (number..).zip(later_kinds(net));
    all.extend(later.map(|(number, what)| Recorded { number, event: Event { what, ..plain.event }, ..plain.clone() }));
    all
}

/// The kinds of events that came after the first samples, and what a fact can be beside a word.
fn later_kinds(net: &Net) -> Vec<What> {
    let area = net.fact("area").unwrap();
    let list = Datum::List(vec![Datum::text("fire"), Datum::number("1.23456"), Datum::Null]);
    vec![
        What::FactStated { fact: area, value: net.symbols.value(&list) },
        What::LocalStated { fact: area, scope: 1, value: net.symbols.value(&Datum::number("1.23456")) },
        What::Cancelled { node: 1, activity: 3 },
        What::Armed { node: 2, scope: 0, activity: u32::MAX },
        What::Occurred { node: 2, trigger: 1, activity: 3 },
        What::Condition { holds: true, node: 2, activity: 3 },
        What::CycleCounted { node: 2, left: 3, activity: 3 },
        What::Interrupted { scope: 1 },
        What::Planned { scope: 1, total: 3 },
        What::InstanceBegan { scope: 1 },
        What::InstanceEnded { scope: 1 },
        What::Undoable { node: 1, scope: 0 },
        What::UndoKept { scope: 1, within: 4 },
        What::UndoBegan { node: 1, scope: 0 },
        What::MessageThrown { node: 5, message: 0 },
        What::SignalThrown { node: 5, signal: 0 },
        What::EscalationThrown { node: 5, escalation: 0 },
        What::Migrated { net: [7, 6, 5, 4, 3, 2, 1, 0], events: 3, back: false },
        What::Carried { part: Part::Token, index: 0, node: 2, number: 1 },
        What::Carried { part: Part::Note, index: 0, node: 2, number: 0 },
        What::Carried { part: Part::Done, index: 0, node: 2, number: u16::MAX },
        What::Disarmed { node: 2, activity: 3 },
    ]
}

fn path(form: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/samples/event_{form}.jsonl"))
}

fn read_all(text: &str, net: &Net) -> Vec<Recorded> {
    text.lines().map(|line| serde_json::from_str::<StoredEvent>(line).unwrap().read(net).unwrap()).collect()
}

#[test]
fn the_first_stored_form_is_readable_for_ever() {
    let net = sample_net();
    let kept = std::fs::read_to_string(path("v1")).unwrap();
    assert_eq!(read_all(&kept, &net), samples(&net));
}

#[test]
fn the_second_stored_form_is_readable_for_ever_and_written_to_the_byte() {
    let net = sample_net();
    let write = |event: &Recorded| serde_json::to_string(&StoredEvent::write(event, &net).unwrap()).unwrap() + "\n";
    let written: String = second_samples(&net).iter().map(write).collect();
    let kept = std::fs::read_to_string(path("v2")).unwrap_or_default();
    if std::env::var("ALATAU_GOLDEN").is_ok_and(|v| v == "write") && kept.is_empty() {
        // Only a form that has no samples yet gets them; those that are kept are never rewritten.
        std::fs::write(path("v2"), &written).unwrap();
        return;
    }
    assert_eq!(read_all(&kept, &net), second_samples(&net));
    for (kept, written) in kept.lines().zip(written.lines()) {
        assert_eq!(kept, written);
    }
    assert_eq!(kept.len(), written.len());
}

#[test]
fn a_ruling_is_stored_with_its_reasons_and_its_record_or_not_at_all() {
    let net = sample_net();
    let find = |wanted: fn(&What) -> bool| samples(&net).into_iter().find(|sample| wanted(&sample.event.what)).unwrap();
    let (ruled, spoke) = (find(|what| matches!(what, What::Ruled { .. })), find(|what| matches!(what, What::SilenceSpoke { .. })));
    let hash = || Some("5d".repeat(32));
    let bad = [
        (&ruled, None),
        (&ruled, Some(ruling(None, None))),
        (&ruled, Some(ruling(None, Some("5d".into())))),
        (&ruled, Some(silence(hash()))),
        (&ruled, Some(Reasons::Judgement(answered()))),
        (&spoke, None),
        (&spoke, Some(silence(Some("none".into())))),
        (&spoke, Some(ruling(None, hash()))),
    ];
    for (event, reasons) in bad {
        let event = Recorded { reasons, ..event.clone() };
        assert_eq!(StoredEvent::write(&event, &net), Err(Unrecorded::Unexplained { number: event.number }), "{:?}", event.reasons);
    }
    // Nor is one read that lost them, or an event that was given those of another.
    let good = Recorded { reasons: Some(ruling(None, hash())), ..ruled.clone() };
    let text = serde_json::to_string(&StoredEvent::write(&good, &net).unwrap()).unwrap();
    for (from, to) in [("\"reasons\"", "\"other\""), ("5d5d", "5g5d"), ("{\"ruled\":", "{\"error-thrown\":{\"error\":0},\"ruled\":")] {
        assert_ne!(text, text.replace(from, to));
        let read = serde_json::from_str::<StoredEvent>(&text.replace(from, to)).map(|stored| stored.read(&net));
        assert!(!matches!(read, Ok(Ok(_))), "{to}");
    }
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
        What::LocalStated { .. } => 24,
        What::Cancelled { .. } => 25,
        What::Armed { .. } => 26,
        What::Occurred { .. } => 27,
        What::Condition { .. } => 28,
        What::CycleCounted { .. } => 29,
        What::Interrupted { .. } => 30,
        What::Planned { .. } => 31,
        What::InstanceBegan { .. } => 32,
        What::InstanceEnded { .. } => 33,
        What::Undoable { .. } => 34,
        What::UndoKept { .. } => 35,
        What::UndoBegan { .. } => 36,
        What::MessageThrown { .. } => 37,
        What::SignalThrown { .. } => 38,
        What::EscalationThrown { .. } => 39,
        What::Migrated { .. } => 40,
        What::Carried { .. } => 41,
        What::Disarmed { .. } => 42,
    };
    let net = sample_net();
    let kinds: std::collections::BTreeSet<i32> = second_samples(&net).iter().map(|r| name(&r.event.what)).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), (0..43).collect::<Vec<_>>());
}

#[test]
fn events_packed_together_are_the_events_stored_apart() {
    let net = sample_net();
    let samples = second_samples(&net);
    fn grounded<'e>(recorded: &Recorded, event: &'e Event) -> Grounded<'e> {
        Grounded { event, cites: recorded.cites.clone().into(), reasons: recorded.reasons.clone().map(Box::new) }
    }
    let written = |head: Head<'_>, events: &[Grounded<'_>]| {
        let (mut block, mut out) = (Vec::new(), Vec::new());
        packed::write(head, events, &net, &mut block, &mut out).map(|()| format!("{{{}}}", String::from_utf8(out).unwrap()))
    };
    #[derive(serde::Deserialize)]
    struct Entry {
        by: Option<Actor>,
        packed: Packed,
    }
    let read = |text: &str, place: Place<'_>, net: &Net| {
        let Entry { by, packed } = serde_json::from_str(text).unwrap();
        packed.read(by, place, net)
    };
    for ((first, second), third) in samples.iter().zip(samples.iter().cycle().skip(1)).zip(samples.iter().cycle().skip(2)) {
        let head = Head { procedure: &first.procedure, number: 7, case: first.case, by: &first.by, rulebook: &first.rulebook };
        let place = Place { procedure: &first.procedure, number: 7, case: first.case };
        // The second happened later: it keeps an instant of its own.
        let later = |recorded: &Recorded| Event { at: recorded.event.at.plus(60), ..recorded.event };
        let (second_event, third_event) = (later(second), later(third));
        let events = [grounded(first, &first.event), grounded(second, &second_event), grounded(third, &third_event)];
        let text = written(head, &events).unwrap();
        assert_eq!(read(&text, place, &net).unwrap(), complete(head, &events), "{text}");
        // A net that numbers otherwise reads nothing of it, and no damage is taken for an event.
        let other = Net { numbers: [7; 8], ..sample_net() };
        assert_eq!(read(&text, place, &other), Err(Damaged::Numbers { number: 7, procedure: net.id.clone() }));
        for (whole, broken) in
            [("\"by\"", "\"of\""), ("\"AAECAwQ", "\"!AAECAw"), ("\"AAECAwQ", "\"AwQ"), (",[[3,[", ",[[93,["), ("]]],[[", "]]],[[9")]
        {
            if text.contains(whole) {
                assert!(read(&text.replacen(whole, broken, 1), place, &net).is_err(), "{text}: {broken}");
            }
        }
    }
    let cut = read(r#"{"by":"clock","packed":["AAEC"]}"#, Place { procedure: "p", number: 9, case: 1 }, &net);
    assert_eq!(cut.unwrap_err().to_string(), "the block of the events from 9 on is damaged: it ends before its events begin");
    let ruled = samples.iter().find(|event| matches!(event.event.what, What::Ruled { .. })).unwrap();
    let bare = [Grounded { reasons: None, ..grounded(ruled, &ruled.event) }];
    let head = Head { procedure: &ruled.procedure, number: 9, case: 1, by: &ruled.by, rulebook: &ruled.rulebook };
    assert_eq!(written(head, &bare), Err(Unrecorded::Unexplained { number: 9 }));
}

#[test]
fn events_stored_together_in_the_second_form_are_read() {
    let net = sample_net();
    let text = concat!(
        r#"{"procedure":"p","number":17,"case":4,"at":1793600000000000,"by":{"principal":"officer-7"},"rulebook":""#,
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        r#"","events":[{"what":{"fact-stated":{"fact":0}},"states":{"fact":"silence","value":{"word":"approved"}}},"#,
        r#"{"what":{"completed":{"node":2,"activity":1}},"cites":["permits-law#review"]},{"at":1793600000000060,"what":"withdrawn"}]}"#,
    );
    let events: Vec<Recorded> = serde_json::from_str::<Together>(text).unwrap().apart().map(|event| event.read(&net).unwrap()).collect();
    let heads: Vec<(u64, u64, i64)> = events.iter().map(|event| (event.number, event.case, event.event.at.0)).collect();
    assert_eq!(heads, [(17, 4, 1_793_600_000_000_000), (18, 4, 1_793_600_000_000_000), (19, 4, 1_793_600_000_000_060)]);
    assert_eq!(events[1].event.what, What::Completed { node: 2, activity: 1 });
    assert_eq!((events[0].cites.len(), &events[1].cites[..]), (0, &["permits-law#review".to_string()][..]));
    assert_eq!(events[0].event.what, What::FactStated { fact: net.fact("silence").unwrap(), value: net.symbols.get("approved").unwrap() });
    assert!(events.iter().all(|event| event.rulebook[31] == 31 && event.by == Actor::Principal("officer-7".into())));
}

#[test]
fn events_packed_in_the_third_form_are_read() {
    let net = sample_net();
    let text = concat!(
        r#"{"by":{"principal":"officer-7"},"rulebook":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","#,
        r#""numbers":"d74585d13fd0e989","events":"AQGAgPStodGvBgAECiJhcHByb3ZlZCILAAIBE3g","#,
        r#""cites":[[1,[]],[1,["permits-law#review"]],[1,[]]],"reasons":[[1,{"judgement":{"slot":"judgement.fits","answer":"yes","#,
        r#""who":{"name":"officer-9","role":"architect"},"reason":"it keeps the line of the street"}}]]}"#,
    );
    let place = Place { procedure: "p", number: 17, case: 4 };
    let read = |text: &str| serde_json::from_str::<Packed>(text).unwrap().read(None, place, &net);
    let events = read(text).unwrap();
    let heads: Vec<(u64, i64)> = events.iter().map(|event| (event.number, event.event.at.0)).collect();
    assert_eq!(heads, [(17, 1_793_600_000_000_000), (18, 1_793_600_000_000_000), (19, 1_793_600_000_000_060)]);
    assert_eq!(events[0].event.what, What::FactStated { fact: net.fact("silence").unwrap(), value: net.symbols.get("approved").unwrap() });
    assert_eq!(events[1].event.what, What::Completed { node: 2, activity: 1 });
    assert_eq!(events[1].reasons, Some(Reasons::Judgement(answered())));
    assert_eq!((events[0].cites.len(), &events[1].cites[..]), (0, &["permits-law#review".to_string()][..]));
    assert!(events.iter().all(|event| event.rulebook[31] == 31 && event.by == Actor::Principal("officer-7".into())));
    assert_eq!(read(&text.replace("d74585d1", "00000000")), Err(Damaged::Numbers { number: 17, procedure: net.id.clone() }));
    assert!(matches!(read(&text.replace("0001020304", "0001020")), Err(Damaged::Hash(_))));
    assert!(matches!(read(&text.replace("\"rulebook\"", "\"other\"")), Err(Damaged::Hash(_))));
}

#[test]
fn what_numbers_mean_stays() {
    // What is stored names elements and facts by number: if this changes, entries that were kept cannot be read any more.
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../benches/data/flow.bpmn");
    let flow = bpmn::parse("flow", &std::fs::read_to_string(path).unwrap()).unwrap();
    let flow = compile(&flow, &Options::default()).unwrap();
    let numbers = [flow, sample_net()].map(|net| alatau_core::law::hex(&net.numbers));
    assert_eq!(numbers, ["94ec3ccea01f741f", "d74585d13fd0e989"]);
}

#[test]
fn a_stored_value_can_be_read_without_the_net() {
    let net = sample_net();
    let stored = |what| {
        let recorded = Recorded { event: Event { at: Timestamp(0), what }, ..samples(&net)[0].clone() };
        serde_json::to_value(StoredEvent::write(&recorded, &net).unwrap()).unwrap()["states"].to_string()
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
    let good = serde_json::to_string(&StoredEvent::write(&samples(&net)[1], &net).unwrap()).unwrap();
    let read = |text: &str| serde_json::from_str::<StoredEvent>(text).map(|s| s.read(&net).err());
    assert_eq!(read(&good).unwrap(), None);
    assert_eq!(read(&good.replace("approved", "granted")).unwrap(), None, "a word that no condition compares is a word");
    assert!(matches!(read(&good.replace("\"silence\"", "\"area\"")).unwrap(), Some(Damaged::Fact { .. })));
    assert!(matches!(read(&good.replace("000102", "zz0102")).unwrap(), Some(Damaged::Hash(_))));
    assert!(matches!(read(&good.replace("\"states\"", "\"other\"")).unwrap(), Some(Damaged::Nothing { number: 2 })));
    assert!(read(&good.replace("\"v\":\"2\"", "\"v\":\"9\"")).is_err(), "a form from the future is not guessed at");
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
        let asked = bare_situation();
        let given = Given { reason: "it keeps the line", ..Given::by(&by, &asked) };
        let recorded = record(42, case, &events, &given, book, number).unwrap();
        events.iter().for_each(|e| apply(case, e));
        number += events.len() as u64;
        recorded
    };
    let officer = Actor::Principal("officer-7".into());
    let filed = step(&mut case, Command::File { facts: &[] }, "2026-11-02 10:00", officer, &book);
    let numbers: Vec<u64> = filed.iter().map(|r| r.number).collect();
    assert_eq!(numbers, (1..=filed.len() as u64).collect::<Vec<_>>());
    assert!(filed.iter().all(|r| (r.case, r.rulebook, r.procedure.as_str()) == (42, [7; 32], "model")));
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
    assert!(matches!(&ruled[0].reasons, Some(Reasons::Ruling { element, reason, .. }) if element == "t" && reason == "it keeps the line"));
}

/// A rulebook without certificate and choices was bound with none.
fn bare_situation() -> Situation {
    Situation::from(&Question::on("alatau", day("2026-11-02")))
}

/// A case at an activity that asks a judgement, and a rulebook for it.
fn judging(ruling: &str) -> (Case, Rulebook) {
    let task = format!("<userTask id=\"t\" al:cites=\"act#review\" al:judgement=\"judgement.fits-here\" {ruling}/>");
    let ways = "s>t; t>x; x>e[area > 1]; x>e2[fits_here = \"yes\"]; b>e3";
    let elements = Xml(task) + term_timer("b", "t", "term.decision") + elements("x e e2 e3");
    let book = book(net(elements, ways), &[rule("term.decision", "2 working-days", Yields::Refused)]);
    let (mut case, mut events) = (Case::default(), Vec::new());
    handle(&case, Command::File { facts: &[] }, &book, at("2026-11-02 10:00"), &mut events).unwrap();
    events.iter().for_each(|event| apply(&mut case, event));
    (case, book)
}

#[test]
fn a_human_who_decides_is_named_and_gives_a_reason() {
    let (case, book) = judging("al:ruling=\"true\"");
    let fact = |name| book.net.fact(name).unwrap();
    let facts = [(fact("area"), Value::int(1)), (fact("fits_here"), book.word("yes"))];
    let rule = Command::Rule { activity: 0, outcome: Outcome::Approved, grounds: &[0], facts: &facts };
    let (who, asked) = (Actor::Principal("officer-7".into()), bare_situation());
    let answer = Judged { slot: "judgement.fits-here".into(), ..answered() };
    let good = Given { by: &who, asked: &asked, reason: "so it is", judged: Some(&answer) };
    let recorded = |given: Given<'_>| {
        let mut events = Vec::new();
        handle(&case, rule, &book, at("2026-11-03 10:00"), &mut events).unwrap();
        record(1, &case, &events, &given, &book, 1)
    };
    let kept = recorded(good).unwrap();
    assert_eq!(kept[0].reasons.as_ref().and_then(Reasons::judged), Some(&answer));
    assert!(kept[1..].iter().all(|event| event.reasons.is_none()), "the judgement stands once");
    let nobody = Actor::Principal(" ".into());
    let other = Judged { slot: "judgement.other".into(), ..answer.clone() };
    let mute = Judged { reason: "\n".into(), ..answer.clone() };
    let nameless = Judged { who: Person { name: String::new(), ..answer.who.clone() }, ..answer.clone() };
    let differs = Judged { answer: "no".into(), ..answer.clone() };
    let elsewhere = Situation { choices: [("term.decision".to_string(), "old".to_string())].into(), ..asked.clone() };
    for (given, said) in [
        (Given { reason: " \t", ..good }, "t has no reason"),
        (Given { by: &nobody, ..good }, "t has no name"),
        (Given { by: &Actor::Clock, ..good }, "the ruling at `t` names nobody"),
        (Given { judged: None, ..good }, "`t` asks `judgement.fits-here`"),
        (Given { judged: Some(&other), ..good }, "`t` asks `judgement.fits-here`"),
        (Given { judged: Some(&mute), ..good }, "judgement.fits-here has no reason"),
        (Given { judged: Some(&nameless), ..good }, "judgement.fits-here has no name"),
        (Given { judged: Some(&differs), ..good }, "the fact `fits_here` is not what the human answered"),
        (Given { asked: &elsewhere, ..good }, "another certificate or other choices"),
    ] {
        let refused = recorded(given).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn an_activity_that_only_judges_keeps_the_answer_and_one_that_is_cut_off_needs_none() {
    let (case, book) = judging("");
    let fact = |name| book.net.fact(name).unwrap();
    let (who, asked) = (Actor::Principal("officer-7".into()), bare_situation());
    let answer = Judged { slot: "judgement.fits-here".into(), ..answered() };
    let given = Given { judged: Some(&answer), ..Given::by(&who, &asked) };
    let recorded = |command: Command<'_>, when: &str, given: Given<'_>| {
        let mut events = Vec::new();
        handle(&case, command, &book, at(when), &mut events).unwrap();
        record(1, &case, &events, &given, &book, 1)
    };
    let judged = [(fact("area"), Value::int(1)), (fact("fits_here"), book.word("yes"))];
    let kept = recorded(Command::Complete { activity: 0, facts: &judged }, "2026-11-03 10:00", given).unwrap();
    let reasons: Vec<&Reasons> = kept.iter().filter_map(|event| event.reasons.as_ref()).collect();
    assert_eq!(reasons, [&Reasons::Judgement(answer.clone())]);
    // Without the answer the activity does not end, whether or not somebody states the fact.
    let other = [(fact("area"), Value::int(2))];
    for facts in [&judged[..], &other[..]] {
        let refused = recorded(Command::Complete { activity: 0, facts }, "2026-11-03 10:00", Given::by(&who, &asked));
        assert!(matches!(refused, Err(Unrecorded::NotJudged { .. } | Unrecorded::NotTheAnswer { .. })), "{refused:?}");
    }
    // Silence ends it without one, and an answer that comes with the clock belongs to nothing.
    let spoke = recorded(Command::Tick, "2026-11-09 10:00", Given::by(&Actor::Clock, &asked)).unwrap();
    assert!(matches!(&spoke[0].reasons, Some(Reasons::Silence { element, due, .. }) if element == "b" && *due == day("2026-11-04")));
    assert!(spoke[1..].iter().all(|event| event.reasons.is_none()));
    let late = recorded(Command::Tick, "2026-11-09 10:00", Given { judged: Some(&answer), ..Given::by(&Actor::Clock, &asked) });
    assert_eq!(late, Err(Unrecorded::NotAsked { slot: answer.slot.clone() }));
}

#[test]
fn events_come_back_from_their_bytes_and_damage_is_placed() {
    let net = sample_net();
    let events: Vec<Event> = second_samples(&net).iter().map(|r| r.event).collect();
    let mut block = Vec::new();
    bytes::write(&events, &net.symbols, &mut block);
    assert_eq!(bytes::read(&block, &net.symbols).unwrap(), events);
    assert!(block.len() < events.len() * 16, "{} bytes", block.len());
    assert_eq!(bytes::read(&[], &net.symbols), Err(Unreadable::Cut { at: 0 }));
    assert_eq!(bytes::read(&[2], &net.symbols), Err(Unreadable::Unknown { at: 0, found: 2 }));
    for end in 1..block.len() {
        // A cut between two events is a shorter block; any other is told with its byte.
        match bytes::read(&block[..end], &net.symbols) {
            Ok(read) => assert_eq!(read, events[..read.len()]),
            Err(error) => assert_eq!(error, Unreadable::Cut { at: end }),
        }
    }
    for at in 0..block.len() {
        let mut damaged = block.clone();
        damaged[at] ^= 0xff;
        drop(bytes::read(&damaged, &net.symbols));
    }
}
