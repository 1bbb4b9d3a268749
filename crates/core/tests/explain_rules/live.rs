//! A case under way: its events become rulings, and the record's path is the kernel's.

use crate::support::{Body, body, golden};
use alatau_core::case::bind::bind;
use alatau_core::case::reasons::{Given, Reasons};
use alatau_core::case::record::{Actor, Recorded, StoredEvent, record as complete};
use alatau_core::case::{Case, Command, Event, Rulebook, What, apply, handle, next_due};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Fault, Judged, Kept, Made, Person, Ruling, Situation, kept, of_event, record, seal};
use alatau_core::law::Question;
use alatau_core::procedure::{Kind, Net, Outcome};
use alatau_core::time::{Calendar, Timestamp, WeeklyPattern, Zone};
use std::sync::Arc;

/// How a case goes on after its conditions are checked.
#[derive(Clone, Copy)]
enum Then {
    /// A named human answers the judgement so and rules so.
    Rule(&'static str, Outcome),
    /// Nobody acts within the term.
    Silence,
}

fn kiosk() -> &'static Arc<Net> {
    &body("invented").procedures["kiosk.bpmn"]
}

fn question() -> Question {
    let mut question = Question::on("country", "2026-05-04".parse().unwrap());
    question.class = Some("small".into());
    question
}

fn rulebook(law: &Body) -> Rulebook {
    let calendar = Arc::new(Calendar::weekly("office", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2026, 2027));
    let bound = bind(&law.law, &law.procedures, "service.kiosk", &question(), &calendar);
    bound.unwrap_or_else(|error| panic!("{error}")).rulebook
}

fn judged(answer: &str) -> Judged {
    let who = Person { name: "officer-9".into(), role: "trade-office".into() };
    Judged { slot: "judgement.fits-the-street".into(), answer: answer.into(), who, reason: "it stands back from the library".into() }
}

/// Events of a case under law: filed, checked, and ruled on or left to silence. With what the recorder adds, not yet sealed.
fn carried(objections: i32, then: Then) -> (Vec<Recorded>, Case) {
    let (net, book) = (kiosk(), rulebook(body("invented")));
    let asked = Situation::from(&question());
    let (officer, clock) = (Actor::Principal("officer-7".into()), Actor::Clock);
    let fact = |name: &str| net.fact(name).unwrap_or_else(|| panic!("no fact {name}"));
    let (mut case, mut all) = (Case::default(), Vec::new());
    let mut act = |case: &mut Case, now: Timestamp, command: Command<'_>, given: Given<'_>| {
        let mut events: Vec<Event> = Vec::new();
        handle(case, command, &book, now, &mut events).unwrap_or_else(|error| panic!("{error}"));
        let recorded = complete(1, case, &events, &given, &book, all.len() as u64 + 1);
        all.extend(recorded.unwrap_or_else(|error| panic!("{error}")));
        events.iter().for_each(|event| apply(case, event));
    };
    let now = Zone::almaty().instant("2026-05-04".parse().unwrap(), 10 * Timestamp::HOUR);
    let open = |case: &Case| case.active.as_slice().iter().find(|token| token.is_token()).map(|token| token.activity).unwrap();
    let filed = [(fact("objections"), Value::int(objections))];
    act(&mut case, now, Command::File { facts: &filed }, Given::by(&officer, &asked));
    let activity = open(&case);
    act(&mut case, now.plus(1), Command::Complete { activity, facts: &[] }, Given::by(&officer, &asked));
    match then {
        Then::Rule(answer, outcome) => {
            let judged = judged(answer);
            let given = Given { reason: "the written conditions are met", judged: Some(&judged), ..Given::by(&officer, &asked) };
            let ground = book.citations.iter().position(|cited| cited == "kiosk-law#conditions").unwrap() as u16;
            let facts = [(fact("fits_the_street"), book.word(answer))];
            let command = Command::Rule { activity: open(&case), outcome, grounds: &[ground], facts: &facts };
            act(&mut case, now.plus(2), command, given);
        }
        Then::Silence => {
            let due = next_due(&case).expect("a term runs").at;
            act(&mut case, due, Command::Tick, Given::by(&clock, &asked));
        }
    }
    (all, case)
}

/// The events as a journal keeps them, a line each.
fn written(events: &[Recorded]) -> String {
    let line = |event| serde_json::to_string(&StoredEvent::write(event, kiosk()).unwrap_or_else(|error| panic!("{error}"))).unwrap() + "\n";
    events.iter().map(line).collect()
}

fn read(text: &str) -> Vec<Recorded> {
    let event = |line: &str| serde_json::from_str::<StoredEvent>(line).unwrap().read(kiosk()).unwrap_or_else(|error| panic!("{error}"));
    text.lines().map(event).collect()
}

/// What the events of a text say under a law.
fn explained(text: &str, law: &Body) -> Vec<Kept> {
    kept(&read(text), kiosk(), law.sources()).unwrap_or_else(|fault| panic!("{fault}"))
}

const CASES: [(i32, Then); 5] = [
    (1, Then::Rule("yes", Outcome::Approved)),
    (4, Then::Rule("yes", Outcome::Approved)),
    (1, Then::Rule("no", Outcome::Approved)),
    (0, Then::Rule("yes", Outcome::Refused)),
    (0, Then::Silence),
];

#[test]
fn a_ruling_of_a_live_case_has_a_record_with_the_kernels_outcome() {
    for (objections, then) in CASES {
        let (mut events, case) = carried(objections, then);
        let made = seal(&mut events, 0, kiosk(), body("invented").sources()).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(made.len(), 1);
        let ruling = &made[0].ruling;
        // The answer to the judgement stands beside the ruling, with name and reason, never among the facts.
        assert_eq!(ruling.facts.keys().collect::<Vec<_>>(), ["objections"]);
        match (&ruling.made, then) {
            (Made::Person { element, who, grounds, reason, .. }, Then::Rule(answer, _)) => {
                assert_eq!((element.as_str(), who.name.as_str(), who.role.as_str()), ("decide", "officer-7", "trade-office"));
                assert_eq!((grounds.len(), reason.as_str()), (1, "the written conditions are met"));
                assert_eq!(ruling.judgements, [judged(answer)]);
            }
            (Made::Silence { element, due }, Then::Silence) => {
                assert_eq!((element.as_str(), *due), ("silent", Some("2026-05-18".parse().unwrap())));
            }
            other => panic!("{:?}", other.0),
        }
        let expected = if case.outcome == Some(Outcome::Approved) { "approved" } else { "refused" };
        assert_eq!(made[0].said.value, Datum::text(expected), "{objections} {ruling:?}");
    }
}

#[test]
fn stored_events_explain_their_rulings_and_need_nothing_else() {
    for (number, (objections, then)) in CASES.into_iter().enumerate() {
        let (mut events, _) = carried(objections, then);
        let made = seal(&mut events, 0, kiosk(), body("invented").sources()).unwrap();
        let text = written(&events);
        assert_eq!(read(&text), events);
        let found = explained(&text, body("invented"));
        assert_eq!(found.iter().map(|one| &one.record).collect::<Vec<_>>(), made.iter().collect::<Vec<_>>());
        assert!(found.iter().all(Kept::holds));
        match number {
            2 => golden("data/explain/kiosk-ruled.jsonl", &text),
            4 => golden("data/explain/kiosk-silent.jsonl", &text),
            _ => {}
        }
    }
}

#[test]
fn whoever_changes_events_or_law_is_found_out() {
    let sealed = |then| {
        let (mut events, _) = carried(1, then);
        seal(&mut events, 0, kiosk(), body("invented").sources()).unwrap();
        written(&events)
    };
    let (ruled, silent) = (sealed(Then::Rule("no", Outcome::Approved)), sealed(Then::Silence));
    let changes = [
        (&ruled, "\"answer\":\"no\"", "\"answer\":\"yes\""),
        (&ruled, "it stands back from the library", "it stands beside the library"),
        (&ruled, "officer-9", "C. Omarov"),
        (&ruled, "\"principal\":\"officer-7\"", "\"principal\":\"D. Serikova\""),
        (&ruled, "the written conditions are met", "they are not"),
        (&ruled, "\"outcome\":\"approved\"", "\"outcome\":\"refused\""),
        (&ruled, "{\"number\":\"1\"}", "{\"number\":\"2\"}"),
        (&ruled, "kiosk-law#conditions\"],\"rulebook", "kiosk-law#street\"],\"rulebook"),
        (&ruled, "\"class\":\"small\"", "\"class\":\"large\""),
        (&silent, "\"due\":\"2026-05-18\"", "\"due\":\"2026-05-19\""),
        (&silent, "\"class\":\"small\"", "\"class\":\"large\""),
    ];
    for (text, from, to) in changes {
        assert!(text.contains(from), "{from} in {text}");
        let found = explained(&text.replace(from, to), body("invented"));
        assert!(found.len() == 1 && !found[0].holds(), "{from}: {found:?}");
    }
    let law = body("invented").with("acts/kiosk-law.md", |text| text.replace("length = 10", "length = 9"));
    assert!(!explained(&silent, &law)[0].holds());
}

#[test]
fn events_of_the_first_form_are_read_and_explain_nothing() {
    let (mut events, _) = carried(1, Then::Rule("yes", Outcome::Approved));
    assert!(matches!(events.iter().find_map(|event| event.reasons.as_ref()), Some(Reasons::Ruling { record: None, .. })));
    events.iter_mut().for_each(|event| event.reasons = None);
    assert!((0..=events.len()).all(|at| of_event(&events, at, kiosk()).is_none()));
    assert_eq!(kept(&events, kiosk(), body("invented").sources()), Ok(Vec::new()));
}

/// A judgement that the recorder kept is the law's: another role, or an answer that it does not list, has no record.
#[test]
fn a_ruling_that_the_law_does_not_bear_out_is_not_sealed() {
    let role = |judged: &mut Judged| judged.who.role = "applicant".into();
    let answer = |judged: &mut Judged| judged.answer = "perhaps".into();
    for change in [role as fn(&mut Judged), answer] {
        let (mut events, _) = carried(1, Then::Rule("yes", Outcome::Approved));
        let before = events.iter_mut().find_map(|event| match &mut event.reasons {
            Some(Reasons::Ruling { judged: Some(judged), .. }) => Some(judged),
            _ => None,
        });
        change(before.expect("a judgement"));
        let unsealed = events.clone();
        let refused = seal(&mut events, 0, kiosk(), body("invented").sources());
        assert!(matches!(refused, Err(Fault::WrongJudgement { .. })), "{refused:?}");
        assert_eq!(events, unsealed);
    }
}

/// On every activity that rules and every silence of the shipped procedures, the
/// record passes the gateways that the kernel passes.
#[test]
fn a_path_is_the_kernels_path() {
    let law = body("shipped");
    let mut tried = 0;
    for (file, net) in &law.procedures {
        for node in 0..net.nodes.len() as u16 {
            if !net.nodes[node as usize].ruling || net.nodes[node as usize].kind != Kind::Task {
                continue;
            }
            for outcome in [Outcome::Approved, Outcome::Refused] {
                let mut question = Question::on("alatau", "2026-11-02".parse().unwrap());
                question.class = Some("level-1".into());
                question.switches.insert("council-acts".into(), "adopted".into());
                let who = alatau_core::explain::Person { name: "A".into(), role: "permit-issuer".into() };
                let element = net.info[node as usize].id.clone();
                let made = Made::Person { element, outcome, who, reason: "r".into(), grounds: Vec::new() };
                let ruling = Ruling {
                    service: Some(net.service.clone()),
                    situation: Situation::from(&question),
                    facts: [("complains".to_string(), Datum::Bool(false))].into(),
                    class_by: None,
                    made,
                    judgements: Vec::new(),
                };
                let Ok(made) = record(&ruling, law.sources()) else { continue };
                if !made.files.contains_key(&format!("procedures/{file}")) {
                    continue;
                }
                let word = net.symbols.get(if outcome == Outcome::Approved { "approved" } else { "refused" });
                let mut facts = vec![Value::NULL; net.facts.len()];
                for (name, slot) in &net.uses {
                    let said = law.law.resolve(slot, &question);
                    let rule = &law.law.rules[said.answer().expect("an answer").rule];
                    let alatau_core::law::Kind::Parameter(parameter) = &rule.kind else { panic!("{slot}") };
                    let value = parameter.value_for(Some("level-1")).map(ToString::to_string).unwrap_or_default();
                    facts[net.fact(name).unwrap() as usize] = net.symbols.get(&value).unwrap_or(Value::symbol(u32::MAX));
                }
                facts[net.fact("ruling").unwrap() as usize] = word.unwrap_or(Value::symbol(u32::MAX));
                // A token at a join waits for others; the kernel says that it arrived, not that it entered.
                let is_join = |id: &String| matches!(net.nodes[net.node(id).unwrap() as usize].kind, Kind::Parallel | Kind::Inclusive);
                let next: Vec<String> = made.said.next.iter().filter(|id| !is_join(id)).cloned().collect();
                assert_eq!(next, waits(net, node, &facts), "{file}: {}", net.info[node as usize].id);
                tried += 1;
            }
        }
    }
    assert!(tried >= 4, "{tried}");
}

/// Where the kernel's tokens wait after an activity, in a net without timers.
fn waits(net: &Net, node: u16, facts: &[Value]) -> Vec<String> {
    let mut bare = net.clone();
    bare.nodes.iter_mut().for_each(|node| node.boundary.len = 0);
    let mut rulebook = Rulebook::bare(Arc::new(bare));
    rulebook.given = facts.to_vec();
    rulebook.ruling_fact = u16::MAX;
    rulebook.citations = vec!["x".into()];
    let mut case = Case::default();
    let at = Timestamp(0);
    let mut events = vec![What::Filed { registered: "2026-11-02".parse().unwrap() }];
    let parent = net.nodes[node as usize].parent;
    if parent != alatau_core::procedure::NONE {
        events.push(What::Entered { node: parent, scope: 0, activity: 0 });
        events.push(What::ScopeOpened { scope: 1, parent: 0, activity: 0 });
        events.push(What::Entered { node, scope: 1, activity: 1 });
    } else {
        events.push(What::Entered { node, scope: 0, activity: 1 });
    }
    events.iter().for_each(|what| apply(&mut case, &Event { at, what: *what }));
    let mut out = Vec::new();
    handle(&case, Command::Rule { activity: 1, outcome: Outcome::Approved, grounds: &[0], facts: &[] }, &rulebook, at, &mut out)
        .unwrap_or_else(|error| panic!("{error}"));
    let entered = out.iter().filter_map(|event| match event.what {
        What::Entered { node, .. } => Some(net.info[node as usize].id.clone()),
        _ => None,
    });
    entered.collect()
}
