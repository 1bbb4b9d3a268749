//! How tokens move: joins, sub-processes, errors, timers, messages.

use super::support::*;
use alatau_core::case::{Command, Rejection, Rulebook, What, apply, handle};
use alatau_core::decision::Value;
use alatau_core::procedure::{NONE, Net, Options, Outcome, bpmn, compile};

fn file(net: Net) -> Live {
    Live::filed(book(net, &[]), "2026-11-02 10:00")
}

const LATER: &str = "2026-11-02 11:00";

fn error_boundary(id: &str, host: &str, code: &str) -> String {
    let reference = if code.is_empty() { String::new() } else { format!(" errorRef=\"{code}\"") };
    format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\"><errorEventDefinition{reference}/></boundaryEvent>")
}

fn hour_timer(id: &str, host: &str, interrupting: bool, hours: u32) -> String {
    format!(
        "<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" cancelActivity=\"{interrupting}\"><timerEventDefinition><timeDuration>PT{hours}H\
         </timeDuration></timerEventDefinition></boundaryEvent>"
    )
}

#[test]
fn a_parallel_join_waits_for_every_branch() {
    let mut live = file(net(elements("p1 p2 t1 t2 t3 e"), "s>p1; p1>t1; p1>t2; t1>p2; t2>p2; p2>t3; t3>e"));
    live.complete("t2", LATER);
    assert_eq!(live.open(), ["t1"]);
    live.complete("t1", LATER);
    assert_eq!(live.open(), ["t3"]);
}

#[test]
fn two_tokens_on_one_flow_are_two() {
    // Both gateways merge without waiting: `t3` is entered twice, and the join pairs its tokens with those of `t4` and `t5`.
    let mut live = file(net(
        elements("p1 p2 t1 t2 t3 t4 t5 t6 x x2 e"),
        "s>p1; p1>t1; p1>t2; p1>t4; p1>t5; t1>x; t2>x; x>t3; t3>p2; t4>x2; t5>x2; x2>p2; p2>t6; t6>e",
    ));
    for task in ["t1", "t2"] {
        live.complete(task, LATER);
    }
    assert_eq!(live.open(), ["t3", "t3", "t4", "t5"]);
    live.complete("t3", LATER);
    live.complete("t3", LATER);
    assert_eq!(live.open(), ["t4", "t5"], "two tokens wait on one flow");
    live.complete("t4", LATER);
    assert_eq!(live.open(), ["t5", "t6"], "one of them went on");
    live.complete("t5", LATER);
    assert_eq!(live.open(), ["t6", "t6"]);
    live.complete("t6", LATER);
    assert!(live.is_open());
    live.complete("t6", LATER);
    assert!(!live.is_open());
}

#[test]
fn an_inclusive_join_waits_for_those_branches_that_were_taken() {
    let ways = "s>t; t>i1; i1>t1[a = true]; i1>t2[b = true]; i1>t3[c = true]; t1>i2; t2>i2; t3>i2; i2>e";
    let book = book(net(elements("t i1 i2 t1 t2 t3 e"), ways), &[]);
    for taken in [&["t1"][..], &["t1", "t3"], &["t1", "t2", "t3"]] {
        let facts: Vec<(u16, Value)> = [("a", "t1"), ("b", "t2"), ("c", "t3")]
            .iter()
            .map(|(fact, task)| (book.net.fact(fact).unwrap(), Value::bool(taken.contains(task))))
            .collect();
        let mut live = Live::filed(book.clone(), "2026-11-02 10:00");
        live.send(Command::Complete { activity: live.activity("t"), facts: &facts }, at(LATER)).unwrap();
        assert_eq!(live.open(), taken);
        for task in taken {
            assert!(live.is_open());
            live.complete(task, LATER);
        }
        assert!(!live.is_open(), "{taken:?}");
    }
}

#[test]
fn an_inclusive_join_waits_while_a_token_upstream_can_still_come() {
    // `t1` goes to the join either directly or by the long way through `t3`, so the join waits for it.
    let ways = "s>p1; p1>t1; p1>t2; t2>i2; t1>x; x>t3[a = true]; x>t4[a = false]; t3>i2; t4>e2; i2>t5; t5>e";
    let book = book(net(elements("p1 i2 t1 t2 t3 t4 t5 x e e2"), ways), &[]);
    for long in [true, false] {
        let mut live = Live::filed(book.clone(), "2026-11-02 10:00");
        live.complete("t2", LATER);
        assert_eq!(live.open(), ["t1"], "a token upstream of an empty flow holds the join");
        live.complete_with("t1", LATER, "a", Value::bool(long)).unwrap();
        assert_eq!(live.open(), if long { vec!["t3"] } else { vec!["t4", "t5"] });
    }
}

#[test]
fn an_inclusive_join_does_not_wait_for_a_token_that_can_also_come_by_a_full_flow() {
    // The standard's exception: a second token on the loop reaches the flow that is full already.
    let ways = "s>p1; p1>t1; p1>t2; t1>x; t2>x; x>t3; t3>x3; x3>i2[a = 1]; x3>t4[a = 2]; t4>i2; i2>t5; t5>e";
    let mut live = file(net(elements("p1 i2 t1 t2 t3 t4 t5 x x3 e"), ways));
    live.complete("t1", LATER);
    live.complete_with("t3", LATER, "a", Value::int(1)).unwrap();
    assert_eq!(live.open(), ["t2", "t5"], "t2 leads to both flows, so it holds nothing up");
}

#[test]
fn an_inclusive_join_waits_for_a_sub_process_and_works_inside_one() {
    let block = sub("work", elements("i1 i2 t1 t2 e1"), "work_s>i1; i1>t1[a = true]; i1>t2[a != false]; t1>i2; t2>i2; i2>e1");
    let ways = "s>t0; t0>p1; p1>work; p1>t3; work>i3; t3>i3; i3>t4; t4>e";
    let mut live = file(net(elements("t0 p1 i3 t3 t4 e") + block, ways));
    live.complete_with("t0", LATER, "a", Value::bool(true)).unwrap();
    live.complete("t3", LATER);
    live.complete("t1", LATER);
    assert_eq!(live.open(), ["t2", "work"]);
    live.complete("t2", LATER);
    assert_eq!(live.open(), ["t4"]);
}

#[test]
fn a_sub_process_is_over_when_its_last_token_is() {
    let inner = sub("inner", elements("t2 e2"), "inner_s>t2; t2>e2");
    let outer = sub("outer", elements("p1 t1 e1 e3") + inner, "outer_s>p1; p1>t1; p1>inner; t1>e1; inner>e3");
    let mut live = file(net(elements("t3 e") + outer, "s>outer; outer>t3; t3>e"));
    assert_eq!(live.case.scopes.len(), 2);
    live.complete("t1", LATER);
    assert_eq!(live.open(), ["inner", "outer", "t2"]);
    live.complete("t2", LATER);
    assert_eq!((live.open(), live.case.scopes.len()), (vec!["t3".to_string()], 0));
}

#[test]
fn a_sub_process_without_anything_to_wait_for_is_passed() {
    let mut live = file(net(elements("t e") + sub("work", elements("e1"), "work_s>e1"), "s>work; work>t; t>e"));
    live.complete("t", LATER);
    assert!(!live.is_open());
}

#[test]
fn a_terminate_end_ends_its_own_scope_and_no_other() {
    let inner = sub("work", elements("p1 t1 t2 z e1"), "work_s>p1; p1>t1; p1>t2; t1>z; t2>e1");
    let mut live = file(net(elements("p2 t3 t4 e e2") + inner, "s>p2; p2>work; p2>t3; work>t4; t3>e; t4>e2"));
    live.complete("t1", LATER);
    assert_eq!(live.open(), ["t3", "t4"], "t2 is gone, the rest of the case is not");
    let mut whole = file(net(elements("p1 t1 t2 z e"), "s>p1; p1>t1; p1>t2; t1>z; t2>e"));
    whole.complete("t1", LATER);
    assert!(!whole.is_open());
}

#[test]
fn a_terminate_end_marks_its_event() {
    let end = "<endEvent id=\"z\" al:event=\"stopped\" al:outcome=\"refused\"><terminateEventDefinition/></endEvent>";
    let mut live = file(net(elements("t") + end, "s>t; t>z"));
    let stopped = live.book.net.events.iter().position(|e| e == "stopped").unwrap();
    live.complete("t", LATER);
    assert_eq!((live.case.marked.at(stopped).day(), live.case.outcome), (Some(day("2026-11-02")), Some(Outcome::Refused)));
}

#[test]
fn gateways_and_throw_events_mark_what_they_say() {
    let xml = "<exclusiveGateway id=\"x\" al:event=\"one\"/><parallelGateway id=\"p1\" al:event=\"two\"/><parallelGateway id=\"p2\" al:event=\"three\"/>\
               <intermediateThrowEvent id=\"w\" al:event=\"four\" al:outcome=\"approved\"/>";
    let live = file(net(elements("t e") + xml, "s>x; x>p1; p1>p2; p1>w; w>p2; p2>t; t>e"));
    let marked = ["one", "two", "three", "four"].map(|name| {
        let event = live.book.net.events.iter().position(|e| e == name).unwrap();
        live.case.marked.at(event).day().is_some()
    });
    assert_eq!((marked, live.case.outcome), ([true; 4], Some(Outcome::Approved)));
}

#[test]
fn an_error_is_caught_on_the_activity_or_around_it_and_nowhere_else() {
    let inner = sub("work", elements("t1 e1") + error_boundary("on_task", "t1", "bad") + elements("e2"), "work_s>t1; t1>e1; on_task>e2");
    let xml = elements("e t2") + inner + error_boundary("around", "work", "worse") + elements("e3");
    let net = net(xml, "s>work; work>e; around>t2; t2>e3");
    let error = |code: &str| net.errors.iter().position(|e| e == code).unwrap() as u16;
    let (bad, worse) = (error("bad"), error("worse"));
    let raise = |code: u16| {
        let mut live = file(net.clone());
        let activity = live.activity("t1");
        let result = live.send(Command::Raise { activity, error: code }, at(LATER));
        result.map(|_| live.open())
    };
    assert_eq!(raise(bad), Ok(vec![]));
    assert_eq!(raise(worse), Ok(vec!["t2".into()]));
    let nowhere = Err(Rejection::ErrorNotCaught { element: "t1".into() });
    assert_eq!(raise(99), nowhere, "an error that the net does not know");
    assert_eq!(raise(NONE), nowhere);
}

#[test]
fn an_error_end_leaves_its_sub_process_with_everything_in_it() {
    let end = "<endEvent id=\"failed\" al:event=\"failed\"><errorEventDefinition errorRef=\"bad\"/></endEvent>";
    let inner = sub("inner", elements("p t1 t2 e1") + end, "inner_s>p; p>t1; p>t2; t1>failed; t2>e1");
    let outer = sub("outer", elements("e2") + inner, "outer_s>inner; inner>e2");
    for catch in ["", "bad"] {
        let xml = elements("e t3 e3") + &outer + error_boundary("around", "outer", catch);
        let mut live = file(net(xml, "s>outer; outer>e; around>t3; t3>e3"));
        live.complete("t1", LATER);
        assert_eq!((live.open(), live.case.scopes.len()), (vec!["t3".to_string()], 0));
        assert!(live.case.marked.as_slice().iter().filter(|m| m.day().is_some()).count() == 2, "filing and failure are marked");
    }
    // Nobody catches it: the case is over, without an outcome (BPMN 2.0.2, section 13.5.3).
    let mut live = file(net(elements("e") + &outer, "s>outer; outer>e"));
    let activity = live.activity("t1");
    live.send(Command::Complete { activity, facts: &[] }, at(LATER)).unwrap();
    assert_eq!((live.is_open(), live.case.outcome), (false, None));
}

#[test]
fn a_timer_that_does_not_interrupt_starts_a_path_beside() {
    let xml = elements("t tell e e2") + hour_timer("b", "t", false, 2);
    let mut live = file(net(xml, "s>t; t>e; b>tell; tell>e2"));
    live.tick("2026-11-02 20:00");
    assert_eq!((live.open(), live.case.last), (vec!["t".to_string(), "tell".into()], at("2026-11-02 12:00")));
    live.complete("t", "2026-11-02 20:00");
    assert_eq!(live.open(), ["tell"]);
    live.complete("tell", "2026-11-02 20:00");
    assert!(!live.is_open());
}

#[test]
fn a_timer_that_interrupts_ends_a_sub_process_with_all_in_it() {
    let inner = sub("inner", elements("t2 e2"), "inner_s>t2; t2>e2");
    let outer = sub("outer", elements("p1 t1 p2 t5 e1") + inner, "outer_s>p1; p1>t1; p1>inner; t1>p2; inner>p2; p2>t5; t5>e1");
    let mut live = file(net(elements("t3 e e3") + outer + hour_timer("b", "outer", true, 2), "s>outer; outer>e; b>t3; t3>e3"));
    live.complete("t1", LATER);
    live.tick("2026-11-02 20:00");
    assert_eq!((live.open(), live.case.scopes.len()), (vec!["t3".to_string()], 0));
}

#[test]
fn an_activity_that_ends_takes_its_timers_with_it() {
    let mut live = file(net(elements("t t2 e") + hour_timer("b", "t", true, 2), "s>t; t>t2; b>t2; t2>e"));
    live.complete("t", LATER);
    assert_eq!(live.send(Command::Tick, at("2026-11-09 10:00")), Err(Rejection::NothingDue));
}

#[test]
fn a_date_that_has_passed_fires_at_once_and_not_in_the_past() {
    let xml = elements("e")
        + "<intermediateCatchEvent id=\"c\"><timerEventDefinition><timeDate>2026-01-01T00:00:00Z</timeDate></timerEventDefinition></intermediateCatchEvent>";
    let mut live = file(net(xml, "s>c; c>e"));
    live.tick("2026-11-03 10:00");
    assert_eq!((live.is_open(), live.case.last), (false, at("2026-11-02 10:00")));
}

#[test]
fn a_message_is_caught_where_it_is_waited_for() {
    let xml =
        elements("p t e e2") + "<intermediateCatchEvent id=\"c\"><messageEventDefinition messageRef=\"answer\"/></intermediateCatchEvent>";
    let mut live = file(net(xml, "s>t; t>p; p>c; p>e2; c>e"));
    let receive = Command::Receive { message: 0, facts: &[] };
    assert_eq!(live.send(receive, at(LATER)), Err(Rejection::MessageNotExpected));
    live.complete("t", LATER);
    let activity = live.activity("c");
    assert_eq!(live.send(Command::Complete { activity, facts: &[] }, at(LATER)), Err(Rejection::NoSuchActivity { activity }));
    live.send(receive, at(LATER)).unwrap();
    assert!(!live.is_open());
}

#[test]
fn a_join_that_can_never_fire_is_reported() {
    let mut live = file(net(elements("x t1 t2 p1 t3 e t0"), "s>t0; t0>x; x>t1[a = 1]; x>t2[a = 2]; t1>p1; t2>p1; p1>t3; t3>e"));
    live.complete_with("t0", LATER, "a", Value::int(1)).unwrap();
    let events = live.complete("t1", LATER);
    assert_eq!(events.last().unwrap().what, What::Stuck { scope: 0 });
    assert!(live.case.stuck && live.is_open());
    live.send(Command::Withdraw, at(LATER)).unwrap();
}

#[test]
fn a_stuck_sub_process_is_reported_and_its_timer_frees_the_case() {
    let inner = sub("work", elements("x t1 t2 p1 e1"), "work_s>x; x>t1[a = 1]; x>t2[a = 2]; t1>p1; t2>p1; p1>e1");
    let mut live = file(net(elements("t0 t3 e e3") + inner + hour_timer("b", "work", true, 5), "s>t0; t0>work; work>e; b>t3; t3>e3"));
    live.complete_with("t0", LATER, "a", Value::int(1)).unwrap();
    live.complete("t1", LATER);
    assert!(live.case.stuck);
    live.tick("2026-11-02 20:00");
    assert!(!live.case.stuck, "what was stuck is gone");
    live.complete("t3", "2026-11-02 20:00");
    assert!(!live.is_open());
}

#[test]
fn a_null_condition_refuses_to_decide_and_leaves_the_case_as_it_was() {
    let mut live = file(net(elements("t x t1 t2 e"), "s>t; t>x; x>t1[ok = true]; x>t2[ok = false]; t1>e; t2>e"));
    let activity = live.activity("t");
    let refused = live.send(Command::Complete { activity, facts: &[] }, at(LATER)).unwrap_err();
    assert_eq!(refused, Rejection::Undecided { flow: "x-t1".into(), fact: "ok".into() });
    assert_eq!(live.open(), ["t"]);
    let unknown = live.send(Command::Complete { activity, facts: &[(7, Value::bool(true))] }, at(LATER));
    assert_eq!(unknown, Err(Rejection::UnknownFact { fact: 7 }));
    live.complete_with("t", LATER, "ok", Value::bool(false)).unwrap();
    assert_eq!(live.open(), ["t2"]);
}

#[test]
fn a_gateway_without_a_way_refuses() {
    let mut live = file(net(elements("t x t1 t2 e"), "s>t; t>x; x>t1[n = 1]; x>t2[n = 2]; t1>e; t2>e"));
    let refused = live.complete_with("t", LATER, "n", Value::int(3)).unwrap_err();
    assert_eq!(refused, Rejection::NoWay { element: "x".into() });
}

#[test]
fn what_the_law_gives_is_a_fact_until_the_case_states_another() {
    let net = net(elements("t x t1 t2 e"), "s>t; t>x; x>t1[ok = true]; x>t2[ok = false]; t1>e; t2>e");
    let mut book: Rulebook = book(net, &[]);
    book.given[0] = Value::bool(true);
    let mut live = Live::filed(book.clone(), "2026-11-02 10:00");
    live.complete("t", LATER);
    assert_eq!(live.open(), ["t1"]);
    let mut live = Live::filed(book, "2026-11-02 10:00");
    live.complete_with("t", LATER, "ok", Value::bool(false)).unwrap();
    assert_eq!(live.open(), ["t2"]);
}

#[test]
fn a_circle_without_a_wait_is_no_procedure() {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\"><startEvent id=\"s\"/>{}{}</process></definitions>",
        elements("x1 x2 e").as_ref(),
        flows("s>x1; x1>x2; x2>x1[a = 1]; x2>e[a = 2]")
    );
    let errors = compile(&bpmn::parse("circle.bpmn", &text).unwrap(), &Options::default()).err().unwrap();
    assert_eq!(errors[0].code, "AL-2116");
}

#[test]
fn a_walk_that_does_not_come_to_rest_is_given_up() {
    // Seventeen doublings in a row make more than a hundred thousand tokens.
    let (mut names, mut ways) = (String::from("t e x0"), String::from("s>t; t>x0;"));
    for n in 0..17 {
        names += &format!(" p{n} x{}", n + 1);
        // Two flows to one gateway: by two throw events.
        ways += &format!("x{n}>p{n}; p{n}>x{0}; p{n}>w{n}; w{n}>x{0};", n + 1);
    }
    let throws: String = (0..17).map(|n| format!("<intermediateThrowEvent id=\"w{n}\"/>")).collect();
    let mut live = file(net(elements(&names) + throws, &(ways + "x17>e")));
    let activity = live.activity("t");
    let refused = live.send(Command::Complete { activity, facts: &[] }, at(LATER)).unwrap_err();
    assert!(matches!(refused, Rejection::EndlessLoop { .. }), "{refused}");
    assert_eq!(live.open(), ["t"]);
}

#[test]
fn seventy_thousand_sub_processes_do_not_wear_out_a_case() {
    let work = sub("work", elements("e1"), "work_s>e1");
    let net = net(elements("t x e") + work, "s>t; t>work; work>x; x>t[more != 0]; x>e[more = 0]");
    let mut book = book(net, &[]);
    book.given[0] = Value::int(1);
    let now = at(LATER);
    let mut case = alatau_core::case::Case::default();
    let mut events = Vec::new();
    handle(&case, Command::File { facts: &[] }, &book, now, &mut events).unwrap();
    events.drain(..).for_each(|e| apply(&mut case, &e));
    for _ in 0..70_000 {
        let activity = case.active.as_slice()[0].activity;
        handle(&case, Command::Complete { activity, facts: &[] }, &book, now, &mut events).unwrap();
        events.drain(..).for_each(|e| apply(&mut case, &e));
    }
    assert_eq!((case.active.as_slice().len(), case.scopes.len()), (1, 0));
}

#[test]
fn a_silence_that_cannot_be_decided_waits_until_the_law_gives_the_fact() {
    let xml = elements("t x e e2") + hour_timer("b", "t", true, 2);
    let mut live = file(net(xml, "s>t; t>e; b>x; x>e[small = true]; x>e2[small = false]"));
    let (due, later) = (at("2026-11-02 12:00"), at("2026-11-03 10:00"));
    let undecided = Rejection::Undecided { flow: "x-e".into(), fact: "small".into() };
    assert_eq!(live.send(Command::Tick, later), Err(undecided));
    assert_eq!(live.send(Command::Withdraw, later), Err(Rejection::SilenceHasSpoken { due }));
    live.book.given[0] = Value::bool(true);
    live.send(Command::Tick, later).unwrap();
    assert_eq!((live.is_open(), live.case.last), (false, due));
}
