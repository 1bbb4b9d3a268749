//! What moves with a case to a changed procedure, and what keeps it where it is.

use super::support::*;
use alatau_core::case::migrate::{Because, Block, Bridge, Cases, NotUndone, Plan, Stay, Timers, Verdict};
use alatau_core::case::{Case, Command, Event, Yields, apply};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::{Kind, Net};
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;

fn bare(net: Net) -> alatau_core::case::Rulebook {
    book(net, &[])
}

/// Moves a live case, checks the fold, and lets it go on in the new procedure.
fn move_on(live: &mut Live, bridge: &Bridge<'_>, now: Timestamp) -> Result<Vec<Event>, Vec<Block>> {
    let (mut out, mut next) = (Vec::new(), Case::default());
    bridge.migrate(&live.case, now, &mut out, &mut next)?;
    out.iter().for_each(|event| apply(&mut live.case, event));
    assert!(live.case == next, "the fold of the events is the case");
    live.log.extend(&out);
    live.book = bridge.rulebook().clone();
    Ok(out)
}

fn blocks(live: &Live, to: Net, plan: &Plan) -> Vec<Block> {
    let to = book(to, &[]);
    let bridge = Bridge::new(&live.book, &to, plan);
    match bridge.judge(1, &live.case, live.case.last) {
        Verdict::Blocked { blocks } => blocks,
        other => panic!("{other:?}"),
    }
}

const TIMER: &str = "<boundaryEvent id=\"b\" attachedToRef=\"t\" cancelActivity=\"false\"><timerEventDefinition><timeDuration>PT48H</timeDuration></timerEventDefinition></boundaryEvent>";
const SHORTER: &str = "<boundaryEvent id=\"b\" attachedToRef=\"t\" cancelActivity=\"false\"><timerEventDefinition><timeDuration>PT24H</timeDuration></timerEventDefinition></boundaryEvent>";

#[test]
fn a_timer_keeps_its_due_instant_unless_the_plan_recounts() {
    let old = || bare(net(elements("t t2 e e2") + TIMER, "s>t; t>e; b>t2; t2>e2"));
    let new = || bare(net(elements("t t2 e e2") + SHORTER, "s>t; t>e; b>t2; t2>e2"));
    for (timers, due) in [(Timers::Keep, "2026-11-04 10:00"), (Timers::Recount, "2026-11-03 10:00")] {
        let mut live = Live::filed(old(), "2026-11-02 10:00");
        let (plan, to) = (Plan { timers, ..Plan::default() }, new());
        let from = live.book.clone();
        move_on(&mut live, &Bridge::new(&from, &to, &plan), at("2026-11-02 12:00")).unwrap();
        assert_eq!(live.due("b"), at(due), "{timers:?}");
        live.tick("2026-11-05 10:00");
        assert_eq!(live.open(), ["t", "t2"]);
    }
}

#[test]
fn a_dropped_timer_is_waited_for_no_more_and_comes_back_when_the_move_is_undone() {
    let old = bare(net(elements("t t2 e e2") + TIMER, "s>t; t>e; b>t2; t2>e2"));
    let new = bare(net(elements("t e"), "s>t; t>e"));
    let mut live = Live::filed(old.clone(), "2026-11-02 10:00");
    assert_eq!(blocks(&live, net(elements("t e"), "s>t; t>e"), &Plan::default()), [Block::Armed { element: "b".into() }]);
    let plan = Plan { drop: vec!["b".into()], ..Plan::default() };
    let bridge = Bridge::new(&old, &new, &plan);
    let before = live.case.clone();
    move_on(&mut live, &bridge, at("2026-11-02 12:00")).unwrap();
    assert_eq!(alatau_core::case::next_due(&live.case), None);
    let (mut out, mut next) = (Vec::new(), Case::default());
    bridge.undo(&live.log, at("2026-11-02 12:00"), &mut out, &mut next).unwrap();
    assert_eq!(next.active, before.active);
    // Once something has happened, nothing is taken back.
    live.complete("t", "2026-11-03 10:00");
    assert!(matches!(bridge.undo(&live.log, at("2026-11-03 10:00"), &mut Vec::new(), &mut next), Err(NotUndone::WentOn(_))));
}

/// Two terms of the law, one under way with a stop, an extension and an event that it stopped on.
fn stopped(length: &str) -> (alatau_core::case::Rulebook, &'static str) {
    let parts =
        Xml("<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\" al:clock=\"applicant\" al:event=\"corrected\"/>".into());
    let ways = "s>p1; p1>t; p1>ask; ask>fix; t>p2; fix>p2; b>p2; p2>e";
    let net = net(parts + elements("p1 p2 t e") + term_timer("b", "t", "term.review"), ways);
    let mut rule = rule("term.review", length, Yields::Agreed);
    rule.stops = vec![stop(&net, "correction-requested", "corrected")];
    (book(net, &[rule]), "b")
}

#[test]
fn a_term_keeps_what_it_counted_its_stops_and_the_version_of_its_rule() {
    let (old, timer) = stopped("10 working-days");
    let (new, _) = stopped("20 working-days");
    for (timers, due) in [(Timers::Keep, "2026-11-19 00:00"), (Timers::Recount, "2026-12-03 00:00")] {
        let mut live = Live::filed(old.clone(), "2026-11-02 10:00");
        live.complete("ask", "2026-11-04 10:00");
        let plan = Plan { timers, ..Plan::default() };
        let events = move_on(&mut live, &Bridge::new(&old, &new, &plan), at("2026-11-05 10:00")).unwrap();
        assert!(live.case.timer(live.book.net.node(timer).unwrap(), live.activity("t")).unwrap().is_stopped(), "{events:?}");
        live.complete("fix", "2026-11-06 10:00");
        assert_eq!(live.due(timer), at(due), "{timers:?}");
    }
}

#[test]
fn a_term_that_the_new_procedure_does_not_know_keeps_its_case() {
    let (old, _) = stopped("10 working-days");
    let live = Live::filed(old, "2026-11-02 10:00");
    let parts = || Xml("<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\" al:event=\"corrected\"/>".into());
    let ways = "s>p1; p1>t; p1>ask; ask>fix; t>p2; fix>p2; p2>e";
    let without = net(parts() + elements("p1 p2 t e"), ways);
    assert_eq!(blocks(&live, without, &Plan::default()), [Block::Term { element: "b".into(), term: "term.review".into() }]);
    // The clock could stop and never run again.
    let endless = net(
        Xml("<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\"/>".into())
            + elements("p1 p2 t e")
            + term_timer("b", "t", "term.review"),
        &format!("{ways}; b>p2"),
    );
    let new = book(endless, &[rule("term.review", "10 working-days", Yields::Agreed)]);
    let plan = Plan::default();
    let verdict = Bridge::new(&live.book, &new, &plan).judge(1, &live.case, live.case.last);
    assert_eq!(verdict, Verdict::Blocked { blocks: vec![Block::EndlessStop { element: "b".into(), event: "corrected".into() }] });
}

#[test]
fn every_obstacle_is_named() {
    let same = |text: &str, ways: &str| net(elements(text), ways);
    let live = Live::filed(bare(same("t e", "s>t; t>e")), "2026-11-02 10:00");
    let element = || "t".to_string();
    assert_eq!(blocks(&live, same("t9 e", "s>t9; t9>e"), &Plan::default()), [Block::NoElement { element: element() }]);
    assert_eq!(
        blocks(&live, net(sub("t", elements("t1 e1"), "t_s>t1; t1>e1") + elements("e"), "s>t; t>e"), &Plan::default()),
        [Block::OtherKind { element: element() }]
    );
    let inside = net(sub("sub", elements("t e1"), "sub_s>t; t>e1") + elements("e"), "s>sub; sub>e");
    assert_eq!(blocks(&live, inside, &Plan::default()), [Block::OtherScope { element: element() }]);
    let deep = Live::filed(bare(net(sub("sub", elements("t e1"), "sub_s>t; t>e1") + elements("e"), "s>sub; sub>e")), "2026-11-02 10:00");
    assert_eq!(
        blocks(&deep, same("t e", "s>t; t>e"), &Plan::default()),
        [Block::NoElement { element: "sub".into() }, Block::NoScope { element: element(), scope: "sub".into() }]
    );
    let mut joins = Live::filed(bare(same("t t2 p1 p2 e", "s>p1; p1>t; p1>t2; t>p2; t2>p2; p2>e")), "2026-11-02 10:00");
    joins.complete("t", "2026-11-02 11:00");
    let other = same("t t2 t3 p1 p2 e", "s>p1; p1>t; p1>t2; p1>t3; t>p2; t2>p2; t3>p2; p2>e");
    assert_eq!(blocks(&joins, other, &Plan::default()), [Block::Join { element: "p2".into() }]);
    let catch = |definition: &str| format!("<intermediateCatchEvent id=\"t\">{definition}</intermediateCatchEvent>");
    let message = catch("<messageEventDefinition messageRef=\"answer\"/>");
    let time = catch("<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>");
    let waits = Live::filed(bare(net(elements("e") + message, "s>t; t>e")), "2026-11-02 10:00");
    assert_eq!(blocks(&waits, net(elements("e") + time, "s>t; t>e"), &Plan::default()), [Block::Trigger { element: element() }]);
    let plan = Plan::default();
    let to = bare(same("t e", "s>t; t>e"));
    let early = Bridge::new(&live.book, &to, &plan).judge(1, &live.case, live.case.last.plus(-1));
    assert_eq!(early, Verdict::Blocked { blocks: vec![Block::Earlier { last: live.case.last }] });
}

#[test]
fn repeated_instances_move_unless_there_are_too_many() {
    let draw = |sequential: bool| {
        let count = "<loopCardinality>3</loopCardinality>";
        let mark = format!("<multiInstanceLoopCharacteristics isSequential=\"{sequential}\">{count}</multiInstanceLoopCharacteristics>");
        net(format!("<userTask id=\"t\">{mark}</userTask><endEvent id=\"e\"/>"), "s>t; t>e")
    };
    let old = bare(draw(false));
    let mut live = Live::filed(old.clone(), "2026-11-02 10:00");
    assert_eq!(blocks(&live, draw(true), &Plan::default()), [Block::Instances { element: "t".into(), found: 3, most: 1 }]);
    let (new, plan) = (bare(draw(false)), Plan::default());
    move_on(&mut live, &Bridge::new(&old, &new, &plan), at("2026-11-02 11:00")).unwrap();
    for _ in 0..3 {
        let is_instance = |a: &&alatau_core::case::Active| a.is_token() && live.kind(a.node) == Kind::Task;
        let activity = live.case.active.as_slice().iter().find(is_instance).unwrap().activity;
        live.send(Command::Complete { activity, facts: &[] }, at("2026-11-02 12:00")).unwrap();
    }
    assert!(!live.is_open());
}

#[test]
fn what_can_be_undone_moves_and_a_new_watcher_is_armed() {
    let undo = "<boundaryEvent id=\"u\" attachedToRef=\"t1\"><compensateEventDefinition/></boundaryEvent><task id=\"undo\" isForCompensation=\"true\"/>\
        <association id=\"a\" associationDirection=\"One\" sourceRef=\"u\" targetRef=\"undo\"/><endEvent id=\"e\"><compensateEventDefinition/></endEvent>";
    let old = bare(net(elements("t1 t2") + undo, "s>t1; t1>t2; t2>e"));
    let watch = "<subProcess id=\"late\" triggeredByEvent=\"true\"><startEvent id=\"soon\" isInterrupting=\"false\"><timerEventDefinition>\
        <timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent><task id=\"tell\"/><sequenceFlow id=\"soon-tell\" sourceRef=\"soon\" targetRef=\"tell\"/></subProcess>";
    let new = bare(net(elements("t1 t2") + undo + watch, "s>t1; t1>t2; t2>e"));
    let mut live = Live::filed(old.clone(), "2026-11-02 10:00");
    live.complete("t1", "2026-11-02 11:00");
    assert_eq!(blocks(&live, net(elements("t1 t2 e"), "s>t1; t1>t2; t2>e"), &Plan::default()), [Block::Undo { element: "t1".into() }]);
    let plan = Plan::default();
    move_on(&mut live, &Bridge::new(&old, &new, &plan), at("2026-11-02 12:00")).unwrap();
    live.tick("2026-11-02 13:00");
    assert_eq!(live.open(), ["late", "t2", "tell"]);
    live.complete("tell", "2026-11-02 14:00");
    live.complete("t2", "2026-11-02 15:00");
    assert!(live.open().contains(&"undo".to_string()), "{:?}", live.open());
}

#[test]
fn facts_move_by_name_and_words_keep_their_meaning() {
    let ways = |first: &str| format!("s>t; t>x; x>t1[{first}]; x>t2[kind = \"house\"]; x>e; t1>e; t2>e");
    let draw = |first: &str| net(elements("t t1 t2 e") + "<exclusiveGateway id=\"x\" default=\"x-e\"/>", &ways(first));
    // Facts and words are numbered otherwise in the new file.
    let (old, new) = (bare(draw("kind = \"shed\"")), bare(draw("height > 3 and colour = \"red\"")));
    let mut live = Live::new(old.clone());
    let house = old.net.symbols.intern("house");
    live.send(Command::File { facts: &[(old.net.fact("kind").unwrap(), house)] }, at("2026-11-02 10:00")).unwrap();
    let plan = Plan::default();
    move_on(&mut live, &Bridge::new(&old, &new, &plan), at("2026-11-02 11:00")).unwrap();
    let kind = live.case.facts.at(new.net.fact("kind").unwrap() as usize);
    assert_eq!(new.net.symbols.datum(kind), Datum::text("house"));
    live.complete_with("t", "2026-11-02 12:00", "height", Value::int(1)).unwrap();
    assert_eq!(live.open(), ["t2"]);
}

#[test]
fn a_split_keeps_some_cases_and_moves_the_others() {
    let draw = || bare(net(elements("t t2 e"), "s>t; t>t2[height > 0]; t2>e"));
    let (old, new) = (draw(), draw());
    let case = |day: &str, height: i32, done: bool| {
        let mut live = Live::new(draw());
        live.send(Command::File { facts: &[(0, Value::int(height))] }, at(&format!("{day} 10:00"))).unwrap();
        if done {
            live.complete("t", "2026-11-05 10:00");
        }
        live.case
    };
    let stay = Stay { filed_before: Some(day("2026-11-03")), at: vec!["t2".into()], when: Some("height > 20".into()) };
    let exceptions = BTreeMap::from([(7, Cases::Migrate), (8, Cases::Pin)]);
    let plan = Plan { cases: Cases::Split, stay, exceptions, ..Plan::default() };
    let bridge = Bridge::new(&old, &new, &plan);
    let stays = |because| Some(because);
    for (number, day, height, done, wanted) in [
        (1, "2026-11-02", 5, false, stays(Because::FiledBefore)),
        (2, "2026-11-03", 5, false, None),
        (3, "2026-11-03", 5, true, stays(Because::WaitsThere)),
        (4, "2026-11-03", 20, false, None),
        (5, "2026-11-03", 21, false, stays(Because::Facts)),
        (7, "2026-11-02", 5, false, None),
        (8, "2026-11-03", 5, false, stays(Because::Pinned)),
    ] {
        assert_eq!(bridge.stays(number, &case(day, height, done)), wanted, "case {number}");
    }
}

#[test]
fn a_plan_that_names_what_is_not_there_is_refused_where_it_does() {
    let (from, to) =
        (net(elements("t e") + TIMER + elements("t2 e2"), "s>t; t>e[height > 0]; b>t2; t2>e2"), net(elements("t9 e"), "s>t9; t9>e"));
    let faults = |text: &str| match Plan::read("plan.toml", text, &from, &to) {
        Ok(plan) => panic!("{plan:?}"),
        Err(found) => found.iter().map(|d| (d.code, d.place.line, d.place.column)).collect::<Vec<_>>(),
    };
    assert!(Plan::read("plan.toml", "cases = \"migrate\"\ndrop = [\"b\"]\n[rename]\nt = \"t9\"\n", &from, &to).is_ok());
    assert_eq!(faults("cases = \"move\"\n"), [("AL-2601", 1, 9)]);
    assert_eq!(faults("cases = \"pin\"\nspeed = 1\n"), [("AL-2601", 2, 1)]);
    assert_eq!(faults("cases = \"split\"\n"), [("AL-2601", 1, 9)]);
    assert_eq!(faults("cases = \"migrate\"\n[rename]\ntt = \"t9\"\nt = \"none\"\n"), [("AL-2602", 4, 5), ("AL-2602", 3, 1)]);
    assert_eq!(faults("cases = \"migrate\"\ndrop = [\"t\"]\n"), [("AL-2602", 2, 9)]);
    assert_eq!(faults("cases = \"split\"\n[stay]\nwhen = 'width > 1'\n"), [("AL-2602", 3, 9)]);
    assert_eq!(faults("cases = \"pin\"\n[exceptions]\nx = \"pin\"\n"), [("AL-2601", 3, 1)]);
}
