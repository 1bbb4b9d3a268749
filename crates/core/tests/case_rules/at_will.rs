//! Steps that an officer adds at will move no date of the law; a rule's stop does, and says so.

use super::support::*;
use alatau_core::case::reasons::{Given, Situation};
use alatau_core::case::record::{Actor, record};
use alatau_core::case::{Case, Command, Rulebook, What, Yields, handle};
use alatau_core::law::Question;
use alatau_core::time::Timestamp;

/// A decision within ten working days; beside it consultations, site visits and requests at will.
fn deciding() -> Rulebook {
    let steps = "<adHocSubProcess id=\"steps\"><task id=\"visit\"/><task id=\"consult\" al:event=\"consulted\"/>\
        <task id=\"ask\" al:event=\"correction-requested\"/><task id=\"get\" al:event=\"corrected\"/>\
        <completionCondition>done = true</completionCondition></adHocSubProcess>";
    let net =
        net(elements("p1 p2 t e") + steps + term_timer("b", "t", "term.decision"), "s>p1; p1>t; p1>steps; t>p2; b>p2; steps>p2; p2>e");
    let mut rule = rule("term.decision", "10 working-days", Yields::Approved);
    rule.stops = vec![stop(&net, "correction-requested", "corrected")];
    book(net, &[rule])
}

fn begin(live: &mut Live, id: &str, now: Timestamp) {
    let (activity, node) = (live.activity("steps"), live.book.net.node(id).unwrap());
    live.send(Command::Begin { activity, node }, now).unwrap();
}

#[test]
fn no_number_of_steps_at_will_moves_the_date_of_the_law() {
    let mut live = Live::filed(deciding(), "2026-11-02 10:00");
    let due = live.due("b");
    assert_eq!(due, at("2026-11-17 00:00"));
    let mut now = at("2026-11-02 11:00");
    for round in 0..40 {
        let id = ["visit", "consult"][round % 2];
        now = now.plus(2 * Timestamp::HOUR);
        begin(&mut live, id, now);
        let activity = live.activity(id);
        now = now.plus(3 * Timestamp::HOUR);
        live.send(Command::Complete { activity, facts: &[] }, now).unwrap();
        assert_eq!(live.due("b"), due, "after {} steps", round + 1);
    }
    assert!(!live.log.iter().any(|e| matches!(e.what, What::TermStopped { .. } | What::TermExtended { .. })));
    live.tick("2026-11-17 00:00");
    assert_eq!(live.silences(), [("b".to_string(), Yields::Approved, due)]);
}

#[test]
fn a_step_that_a_rule_lets_stop_the_clock_does_and_the_event_cites_it() {
    let mut live = Live::filed(deciding(), "2026-11-02 10:00");
    let before: Case = live.case.clone();
    let command = Command::Complete { activity: live.activity("ask"), facts: &[] };
    let mut events = Vec::new();
    handle(&before, command, &live.book, at("2026-11-04 10:00"), &mut events).unwrap();
    let (by, asked) = (Actor::Principal("officer-7".into()), Situation::from(&Question::on("alatau", day("2026-11-02"))));
    let recorded = record(1, &before, &events, &Given::by(&by, &asked), &live.book, 1).unwrap();
    let stopped = recorded.iter().find(|r| matches!(r.event.what, What::TermStopped { .. })).expect("the rule stops the clock");
    assert_eq!((stopped.cites.as_slice(), &stopped.by), (&["act#term.decision".to_string()][..], &by));
    live.complete("ask", "2026-11-04 10:00");
    assert_eq!(live.due("b"), Timestamp::NEVER);
    live.complete("get", "2026-11-06 10:00");
    assert_eq!(live.due("b"), at("2026-11-19 00:00"), "two working days later");
}
