//! A case under way: its events become rulings, and the record's path is the kernel's.

use crate::support::{Fixture, body};
use alatau_core::case::record::{Actor, Recorded, record as complete};
use alatau_core::case::{Case, Command, Event, Rulebook, What, apply, handle};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Fault, Made, Ruling, Situation, of_event, record};
use alatau_core::law::Question;
use alatau_core::procedure::{Kind, Net, Outcome};
use alatau_core::time::{Timestamp, Zone};
use std::sync::Arc;

fn situation() -> Situation {
    let mut question = Question::on("country", "2026-05-04".parse().unwrap());
    question.class = Some("small".into());
    Situation::from(&question)
}

/// Events of a case that is filed, judged and ruled on, under a rulebook without law.
fn carried(facts: &[(&str, Value)], outcome: Outcome) -> (Vec<Recorded>, Case) {
    let net: &Arc<Net> = &body("invented").procedures["kiosk.bpmn"];
    let mut rulebook = Rulebook::bare(net.clone());
    rulebook.citations = vec!["kiosk-law#conditions".into()];
    rulebook.terms = net.terms.iter().map(|_| Vec::new()).collect();
    // The law's term is no matter here: the timer waits for a constant time instead.
    let mut without_law = (**net).clone();
    without_law.timers.iter_mut().for_each(|timer| *timer = alatau_core::procedure::Timer::Micros(Timestamp::HOUR));
    rulebook.net = Arc::new(without_law);
    let fact = |name: &str| net.fact(name).unwrap_or_else(|| panic!("no fact {name}"));
    let given = |names: &[(&str, Value)]| names.iter().map(|(name, value)| (fact(name), *value)).collect::<Vec<_>>();
    let word = |text: &str| net.symbols.intern(text);
    rulebook.given[fact("neighbours") as usize] = word("asked");
    let (mut case, mut all) = (Case::default(), Vec::new());
    let mut now = Zone::almaty().instant("2026-05-04".parse().unwrap(), 9 * Timestamp::HOUR);
    let mut act = |case: &mut Case, command: Command<'_>| {
        let mut events: Vec<Event> = Vec::new();
        handle(case, command, &rulebook, now, &mut events).unwrap_or_else(|error| panic!("{error}"));
        let by = Actor::Principal("A. Serikova".into());
        all.extend(complete(1, case, &events, &by, &rulebook, all.len() as u64 + 1));
        events.iter().for_each(|event| apply(case, event));
        now = now.plus(60 * Timestamp::SECOND);
    };
    act(&mut case, Command::File { facts: &given(facts) });
    let open = |case: &Case| case.active.as_slice().iter().find(|token| token.is_token()).map(|token| token.activity).unwrap();
    let judged = given(&[("fits_the_street", word("yes"))]);
    let activity = open(&case);
    act(&mut case, Command::Complete { activity, facts: &[] });
    let activity = open(&case);
    act(&mut case, Command::Rule { activity, outcome, grounds: &[0], facts: &judged });
    (all, case)
}

fn of(events: &[Recorded], number: usize) -> Ruling {
    let net = &body("invented").procedures["kiosk.bpmn"];
    let rulings = events.iter().enumerate().filter_map(|(at, event)| {
        of_event(event, &events[..at], net, &Zone::almaty(), &situation(), "as the file shows").map(|ruling| (ruling, at))
    });
    rulings.map(|(ruling, _)| ruling).nth(number).expect("a ruling")
}

#[test]
fn a_ruling_of_a_live_case_has_a_record_with_the_kernels_outcome() {
    for (objections, outcome) in [(1, Outcome::Approved), (4, Outcome::Approved), (0, Outcome::Refused)] {
        let (events, case) = carried(&[("objections", Value::int(objections))], outcome);
        let mut ruling = of(&events, 0);
        let Made::Person { element, who, grounds, .. } = &ruling.made else { panic!("a human ruled") };
        assert_eq!((element.as_str(), who.name.as_str(), grounds.len()), ("decide", "A. Serikova", 1));
        // The answer to the judgement stands beside the ruling, with name and reason, never among the facts.
        assert!(!ruling.facts.contains_key("fits_the_street"));
        assert!(matches!(record(&ruling, body("invented").sources()), Err(Fault::NotJudged { .. })));
        ruling.judgements = Fixture::named("a human refuses").judgements;
        let made = record(&ruling, body("invented").sources()).unwrap_or_else(|fault| panic!("{fault}"));
        let expected = match case.outcome {
            Some(Outcome::Approved) => "approved",
            _ => "refused",
        };
        assert_eq!(made.said.value, Datum::text(expected), "{objections} {outcome:?}");
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
                    facts[net.fact(name).unwrap() as usize] = net.symbols.intern(&value);
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
