//! Terms, silence, stops, extensions, rulings.

use super::support::*;
use alatau_core::case::{Command, ExtensionRule, Rejection, Rulebook, TermRule, What, Yields, next_due};
use alatau_core::law::CapOn;
use alatau_core::procedure::{Clock, NONE, Outcome};
use alatau_core::time::{Date, FirstDay, Timestamp};

/// One task under a term; silence leads to `silent`, an answer to `done`.
fn one_term(yields: Yields) -> Rulebook {
    let ends = "<endEvent id=\"done\" al:outcome=\"approved\"/><endEvent id=\"silent\" al:outcome=\"refused\"/>";
    let elements = elements("t") + term_timer("b", "t", "term.decision") + ends;
    book(net(elements, "s>t; t>done; b>silent"), &[rule("term.decision", "10 working-days", yields)])
}

#[test]
fn a_term_is_over_at_midnight_and_not_before() {
    let mut live = Live::filed(one_term(Yields::Refused), "2026-11-02 10:00");
    let due = at("2026-11-16 24:00");
    assert_eq!(live.due("b"), due);
    assert_eq!(live.send(Command::Tick, due.plus(-1)), Err(Rejection::NothingDue));
    let activity = live.activity("t");
    let late = Command::Complete { activity, facts: &[] };
    assert_eq!(live.send(late, due), Err(Rejection::SilenceHasSpoken { due }));
    live.send(late, due.plus(-1)).unwrap();
    assert_eq!(live.case.outcome, Some(Outcome::Approved));
}

#[test]
fn three_agencies_answer_each_within_its_own_term_and_a_late_one_blocks_nobody() {
    let agencies = ["water", "power", "gas"];
    let mut xml = elements("p1 p2") + "<userTask id=\"rule\"/><endEvent id=\"done\"/>";
    let mut ways = String::from("s>p1; p2>rule; rule>done;");
    for agency in agencies {
        xml = xml + format!("<userTask id=\"{agency}\"/><exclusiveGateway id=\"x_{agency}\"/>");
        xml = xml + term_timer(&format!("silent_{agency}"), agency, &format!("term.opinion.{agency}"));
        ways += &format!("p1>{agency}; {agency}>x_{agency}; silent_{agency}>x_{agency}; x_{agency}>p2;");
    }
    let rules = [("water", 10), ("power", 5), ("gas", 3)].map(|(agency, days)| {
        let slot = format!("term.opinion.{agency}");
        rule(&slot, &format!("{days} working-days"), Yields::Agreed)
    });
    let mut live = Live::filed(book(net(xml, &ways), &rules), "2026-11-02 10:00");
    let dues = agencies.map(|a| live.due(&format!("silent_{a}")));
    assert_eq!(dues, [at("2026-11-16 24:00"), at("2026-11-09 24:00"), at("2026-11-05 24:00")]);
    live.complete("water", "2026-11-04 09:00");
    assert_eq!(live.open(), ["gas", "power"]);
    live.tick("2026-11-09 12:00");
    // Gas kept silent; power still answers in time and the case goes on at once.
    live.complete("power", "2026-11-09 23:59");
    assert_eq!(live.open(), ["rule"]);
    assert_eq!(live.silences(), [("silent_gas".to_string(), Yields::Agreed, dues[2])]);
}

#[test]
fn silence_means_on_each_edge_what_the_law_says() {
    for yields in [Yields::Approved, Yields::Refused, Yields::Agreed, Yields::Withdrawn] {
        let xml = elements("t x") + term_timer("b", "t", "term.decision") + elements("e_approved e_refused e_agreed e_withdrawn e");
        let ways = ["approved", "refused", "agreed", "withdrawn"].map(|w| format!("x>e_{w}[silence = \"{w}\"]")).join(";");
        let book = book(net(xml, &format!("s>t; t>e; b>x; {ways}")), &[rule("term.decision", "2 working-days", yields)]);
        let mut live = Live::filed(book, "2026-11-02 10:00");
        live.tick("2026-11-20 00:00");
        let Some(What::Ended { node, .. }) = live.log.iter().map(|e| e.what).find(|w| matches!(w, What::Ended { .. })) else { panic!() };
        assert_eq!(live.book.net.info[node as usize].id, format!("e_{}", yields.word()));
        assert_eq!(live.case.silence, Some(yields));
        assert_eq!(live.case.last, at("2026-11-04 24:00"), "it is over at the instant that was due, however late the clock comes");
    }
}

#[test]
fn escalated_silence_deems_nothing_and_the_outer_clock_runs_on() {
    let inner = sub("work", elements("t e1") + term_timer("b", "t", "term.opinion"), "work_s>t; t>e1; b>e1");
    let xml = inner + term_timer("outer", "work", "term.decision") + elements("done silent");
    let rules = [rule("term.opinion", "2 working-days", Yields::Escalated), rule("term.decision", "5 working-days", Yields::Refused)];
    let mut live = Live::filed(book(net(xml, "s>work; work>done; outer>silent"), &rules), "2026-11-02 10:00");
    live.tick("2026-11-05 10:00");
    assert_eq!(live.open(), ["t", "work"], "the agency may still answer");
    assert_eq!(next_due(&live.case).unwrap().at, at("2026-11-09 24:00"));
    let activity = live.activity("t");
    assert_eq!(live.send(Command::Extend { activity, by: 2 }, at("2026-11-05 11:00")), Err(Rejection::NoExtension { again: false }));
    live.tick("2026-11-30 10:00");
    assert_eq!(live.silences().iter().map(|s| s.1).collect::<Vec<_>>(), [Yields::Escalated, Yields::Refused]);
    assert!(!live.is_open());
}

#[test]
fn escalated_silence_takes_the_path_beside_the_activity() {
    let beside = term_timer("b", "t", "term.opinion").0.replace("al:term", "cancelActivity=\"false\" al:term");
    let xml = elements("t tell e e2") + beside;
    let rules = [rule("term.opinion", "2 working-days", Yields::Escalated)];
    let mut live = Live::filed(book(net(xml, "s>t; t>e; b>tell; tell>e2"), &rules), "2026-11-02 10:00");
    live.tick("2026-11-05 10:00");
    assert_eq!(live.open(), ["t", "tell"]);
}

/// `t` under a term; beside it a correction is asked for (`ask`) and given (`fix`), again and again.
fn stoppable() -> alatau_core::procedure::Net {
    let xml = elements("p t x e e2")
        + term_timer("b", "t", "term.decision")
        + "<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\" al:clock=\"applicant\" al:event=\"corrected\"/>\
           <task id=\"wait\" al:event=\"power-cut\"/><task id=\"go\" al:event=\"power-back\"/><endEvent id=\"silent\"/>";
    net(xml, "s>p; p>t; p>x; p>wait; t>e; b>silent; x>ask; ask>fix; fix>x; wait>go; go>e2")
}

#[test]
fn the_day_of_the_stop_counts_and_the_day_of_resumption_does_not() {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-05 10:00");
    assert_eq!(live.due("b"), Timestamp::NEVER);
    // Tuesday, Wednesday and Thursday are used, seven are left; Monday does not count.
    let timer = *live.case.active.as_slice().iter().find(|a| a.is_term()).unwrap();
    assert_eq!(timer.left, 7);
    assert!(next_due(&live.case).is_none(), "while stopped nothing falls due");
    live.complete("fix", "2026-11-16 10:00");
    assert_eq!(live.due("b"), at("2026-11-25 24:00"));
    // A second stop the same day takes nothing more.
    live.complete("ask", "2026-11-16 18:00");
    live.complete("fix", "2026-11-16 19:00");
    assert_eq!(live.due("b"), at("2026-11-25 24:00"));
}

#[test]
fn a_stop_that_restarts_zeroes_the_count() {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    decision.stops[0].restart = true;
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-05 10:00");
    live.complete("fix", "2026-11-16 10:00");
    assert_eq!(live.due("b"), at("2026-11-30 24:00"));
}

#[test]
fn a_stop_happens_only_as_often_as_the_law_allows() {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    decision.stops[0].times = 1;
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-03 10:00");
    live.complete("fix", "2026-11-03 11:00");
    let due = live.due("b");
    live.complete("ask", "2026-11-04 10:00");
    assert_eq!(live.due("b"), due, "the second request stops nothing");
}

#[test]
fn two_causes_hold_a_clock_until_both_have_ended() {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected"), stop(&net, "power-cut", "power-back")];
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-03 10:00");
    live.complete("wait", "2026-11-04 10:00");
    live.complete("fix", "2026-11-05 10:00");
    assert_eq!(live.due("b"), Timestamp::NEVER, "the power is still off");
    live.complete("go", "2026-11-06 10:00");
    assert_eq!(live.due("b"), at("2026-11-19 24:00"), "nine days from Friday on");
}

#[test]
fn forty_stops_do_not_wear_out_the_clock() {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    for minute in 0..40 {
        live.complete("ask", &format!("2026-11-02 11:{minute:02}"));
        live.complete("fix", &format!("2026-11-02 11:{minute:02}"));
    }
    assert_eq!(live.due("b"), at("2026-11-16 24:00"));
    assert!(!live.case.timer(live.book.net.node("b").unwrap(), live.activity("t")).unwrap().is_extended());
}

#[test]
fn what_silence_has_ended_no_later_cause_can_stop_or_start_again() {
    let net = stoppable();
    let mut decision = rule("term.decision", "2 working-days", Yields::Escalated);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.tick("2026-11-05 09:00");
    live.complete("ask", "2026-11-05 10:00");
    live.complete("fix", "2026-11-06 10:00");
    assert_eq!((live.due("b"), live.silences().len()), (Timestamp::NEVER, 1));
}

#[test]
fn while_a_stop_waits_for_the_applicant_his_clock_runs() {
    let net = net(
        elements("e silent")
            + sub(
                "work",
                "<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"other\"/><task id=\"fix\" al:event=\"corrected\"/><task id=\"t\"/>\
                 <parallelGateway id=\"p\"/><parallelGateway id=\"j\"/><endEvent id=\"e1\"/>",
                "work_s>p; p>ask; p>other; ask>fix; fix>t; t>j; other>j; j>e1",
            )
            + term_timer("b", "work", "term.decision"),
        "s>work; work>e; b>silent",
    );
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-02 12:00");
    assert_eq!(live.case.clock, Clock::Applicant);
    live.complete("fix", "2026-11-02 17:00");
    live.complete("t", "2026-11-02 18:00");
    live.complete("other", "2026-11-02 18:00");
    assert_eq!(live.hours(), [3, 0, 5]);
}

#[test]
fn a_term_is_extended_once_before_it_is_over_and_within_the_cap() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].extension = Some(ExtensionRule { times: 1, cap: "5 working-days".parse().unwrap(), cap_on: CapOn::Extension });
    let mut live = Live::filed(book, "2026-11-02 10:00");
    let activity = live.activity("t");
    let now = at("2026-11-16 18:00");
    let beyond = live.send(Command::Extend { activity, by: 6 }, now);
    assert_eq!(beyond, Err(Rejection::ExtensionBeyondCap { end: day("2026-11-24"), cap: day("2026-11-23") }));
    live.send(Command::Extend { activity, by: 5 }, now).unwrap();
    assert_eq!(live.send(Command::Extend { activity, by: 1 }, now), Err(Rejection::NoExtension { again: true }));
    assert_eq!(live.due("b"), at("2026-11-16 24:00"), "the first leg runs to its own end");
    assert_eq!(live.case.clock, Clock::Statutory);
    live.tick("2026-11-17 00:00");
    assert_eq!((live.case.clock, live.due("b")), (Clock::Extended, at("2026-11-23 24:00")));
    assert_eq!(live.send(Command::Extend { activity, by: 1 }, at("2026-11-17 10:00")), Err(Rejection::NoExtension { again: true }));
    live.complete("t", "2026-11-17 10:00");
    assert_eq!(live.hours(), [14 * 24 + 14, 10, 0]);
}

/// Term of ten working days from Monday 2 November, stopped as told, extended too far: the day it would end and the last that is allowed.
fn last_day((cap, cap_on): (&str, CapOn), stops: &[(&str, &str)]) -> Result<(), (Date, Date)> {
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected"), stop(&net, "power-cut", "power-back")];
    decision.extension = Some(ExtensionRule { times: 1, cap: cap.parse().unwrap(), cap_on });
    let mut live = Live::filed(book(net, &[decision]), "2026-11-02 10:00");
    for (element, when) in stops {
        live.complete(element, when);
    }
    let activity = live.activity("t");
    match live.send(Command::Extend { activity, by: 400 }, at("2026-11-13 10:00")) {
        Err(Rejection::ExtensionBeyondCap { end, cap }) => {
            live.send(Command::Extend { activity, by: 1 }, at("2026-11-13 10:00")).unwrap();
            Err((end, cap))
        }
        other => panic!("400 days are beyond every cap: {other:?}"),
    }
}

#[test]
fn a_cap_on_all_legs_counts_from_the_first_day_with_stopped_days_added() {
    let cap = |rule, stops: &[(&str, &str)]| last_day(rule, stops).unwrap_err().1;
    let total = ("15 working-days", CapOn::Total);
    assert_eq!(cap(total, &[]), day("2026-11-23"));
    // Stopped on Thursday, running again on Tuesday: Friday, Monday and Tuesday are added.
    let thursday_to_tuesday = [("ask", "2026-11-05 10:00"), ("fix", "2026-11-10 10:00")];
    assert_eq!(cap(total, &thursday_to_tuesday), day("2026-11-26"));
    // A day of which the clock stood only a part is not added.
    assert_eq!(cap(total, &[("ask", "2026-11-05 10:00"), ("fix", "2026-11-05 16:00")]), day("2026-11-23"));
    // Two causes at once hold the clock once; two after each other add up.
    let at_once = [("ask", "2026-11-03 10:00"), ("wait", "2026-11-04 10:00"), ("fix", "2026-11-05 10:00"), ("go", "2026-11-06 10:00")];
    assert_eq!(cap(total, &at_once), day("2026-11-26"));
    let in_turn = [("ask", "2026-11-03 10:00"), ("fix", "2026-11-04 10:00"), ("ask", "2026-11-05 10:00"), ("fix", "2026-11-06 10:00")];
    assert_eq!(cap(total, &in_turn), day("2026-11-25"));
    // A cap in months adds calendar days: 2 December, and five days from Thursday to Tuesday.
    assert_eq!(cap(("1 month", CapOn::Total), &thursday_to_tuesday), day("2026-12-07"));
    // The same cap on the extension alone counts from the due day, 19 November.
    assert_eq!(cap(("15 working-days", CapOn::Extension), &thursday_to_tuesday), day("2026-12-10"));
}

#[test]
fn a_cap_on_all_legs_bounds_the_second_extension_too() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].extension = Some(ExtensionRule { times: 2, cap: "15 working-days".parse().unwrap(), cap_on: CapOn::Total });
    let mut live = Live::filed(book, "2026-11-02 10:00");
    let activity = live.activity("t");
    live.send(Command::Extend { activity, by: 3 }, at("2026-11-16 10:00")).unwrap();
    live.tick("2026-11-17 00:00");
    let beyond = live.send(Command::Extend { activity, by: 3 }, at("2026-11-17 10:00"));
    assert_eq!(beyond, Err(Rejection::ExtensionBeyondCap { end: day("2026-11-24"), cap: day("2026-11-23") }));
    live.send(Command::Extend { activity, by: 2 }, at("2026-11-17 10:00")).unwrap();
}

#[test]
fn a_provision_that_the_certificate_keeps_away_is_no_ground() {
    let elements = elements("r") + "<endEvent id=\"done\"/>";
    let mut book = book(net(elements, "s>r; r>done"), &[]);
    book.barred = vec![0];
    let mut live = Live::filed(book, "2026-11-02 10:00");
    let ruling = |grounds| Command::Rule { activity: 0, outcome: Outcome::Approved, grounds, facts: &[] };
    let refused = Rejection::AgainstCertificate { ground: 0, provision: "act#one".into() };
    assert_eq!(live.send(ruling(&[1, 0]), at("2026-11-03 10:00")), Err(refused));
    assert_eq!(live.send(ruling(&[2]), at("2026-11-03 10:00")), Err(Rejection::UnknownGround { ground: 2 }));
    live.send(ruling(&[1]), at("2026-11-03 10:00")).unwrap();
}

#[test]
fn a_term_is_not_extended_once_it_is_over_and_never_without_a_rule() {
    let mut live = Live::filed(one_term(Yields::Refused), "2026-11-02 10:00");
    let activity = live.activity("t");
    assert_eq!(live.send(Command::Extend { activity, by: 1 }, at("2026-11-03 10:00")), Err(Rejection::NoExtension { again: false }));
    let over = at("2026-11-16 24:00");
    assert_eq!(live.send(Command::Extend { activity, by: 1 }, over), Err(Rejection::SilenceHasSpoken { due: over }));
    assert_eq!(live.send(Command::Extend { activity: 99, by: 1 }, at("2026-11-03 10:00")), Err(Rejection::NoSuchActivity { activity: 99 }));
}

#[test]
fn two_extensions_are_two_and_not_three() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].spec = "1 working-day".parse().unwrap();
    book.terms[0][0].extension = Some(ExtensionRule { times: 2, cap: "5 working-days".parse().unwrap(), cap_on: CapOn::Extension });
    let mut live = Live::filed(book, "2026-11-02 10:00");
    let activity = live.activity("t");
    for now in ["2026-11-03 10:00", "2026-11-04 10:00"] {
        live.send(Command::Extend { activity, by: 1 }, at(now)).unwrap();
        live.tick(&now.replace("10:00", "24:00"));
    }
    assert_eq!(live.send(Command::Extend { activity, by: 1 }, at("2026-11-05 10:00")), Err(Rejection::NoExtension { again: true }));
}

#[test]
fn where_the_first_day_counts_it_counts_once_and_not_again_in_the_further_leg() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].spec.first_day = FirstDay::Included;
    book.terms[0][0].extension = Some(ExtensionRule { times: 1, cap: "5 working-days".parse().unwrap(), cap_on: CapOn::Extension });
    let mut live = Live::filed(book, "2026-11-02 10:00");
    assert_eq!(live.due("b"), at("2026-11-13 24:00"));
    let activity = live.activity("t");
    live.send(Command::Extend { activity, by: 5 }, at("2026-11-03 10:00")).unwrap();
    live.tick("2026-11-14 00:00");
    assert_eq!(live.due("b"), at("2026-11-20 24:00"));
}

#[test]
fn a_clock_counts_from_the_registration() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].counts_from = book.net.events.iter().position(|e| e == "registered").unwrap() as u16;
    // Sunday is registered on Monday.
    assert_eq!(Live::filed(book, "2026-11-01 12:00").due("b"), at("2026-11-16 24:00"));
}

#[test]
fn a_term_that_counts_from_what_has_not_happened_is_refused() {
    let xml = elements("t") + term_timer("b", "t", "term.decision") + "<endEvent id=\"done\" al:event=\"issued\"/>";
    let mut decision = rule("term.decision", "2 working-days", Yields::Refused);
    let net = net(xml, "s>t; t>done; b>done");
    decision.counts_from = net.events.iter().position(|e| e == "issued").unwrap() as u16;
    let mut live = Live::new(book(net, &[decision]));
    let refused = live.send(Command::File { facts: &[] }, at("2026-11-02 10:00")).unwrap_err();
    assert_eq!(refused.to_string(), "the term `term.decision` counts from `issued`, which has not happened");
}

#[test]
fn hours_run_by_the_clock_and_end_on_a_working_day() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].spec = "24 hours".parse().unwrap();
    assert_eq!(Live::filed(book.clone(), "2026-11-02 10:30").due("b"), at("2026-11-03 10:30"));
    assert_eq!(Live::filed(book, "2026-11-06 10:30").due("b"), at("2026-11-09 24:00"), "Saturday gives the whole of Monday");
}

#[test]
fn an_application_is_taken_back_at_any_time_but_not_past_its_silence() {
    let mut live = Live::filed(one_term(Yields::Approved), "2026-11-02 10:00");
    let due = at("2026-11-16 24:00");
    assert_eq!(live.send(Command::Withdraw, due), Err(Rejection::SilenceHasSpoken { due }));
    live.send(Command::Withdraw, due.plus(-1)).unwrap();
    assert_eq!((live.case.outcome, live.is_open()), (Some(Outcome::Withdrawn), false));
    assert_eq!(live.send(Command::Withdraw, due), Err(Rejection::CaseClosed));
    assert!(next_due(&live.case).is_none());
}

/// A ruling under a term; a refusal, ruled or silent, leads to a complaint with its own term and ruling.
fn complaint() -> Rulebook {
    let xml = Xml("<userTask id=\"rule\" al:ruling=\"true\"/>".into())
        + elements("x e")
        + term_timer("b", "rule", "term.decision")
        + "<exclusiveGateway id=\"x2\"/><userTask id=\"complain\" al:clock=\"applicant\" al:event=\"complaint-filed\"/>\
           <userTask id=\"rehear\" al:ruling=\"true\"/><endEvent id=\"upheld\"/><endEvent id=\"final\"/>\
           <endEvent id=\"granted\" al:outcome=\"approved\"/>"
        + term_timer("lapsed", "complain", "term.complaint")
        + term_timer("b2", "rehear", "term.decision.complaint");
    let net = net(
        xml,
        "s>rule; rule>x; b>x2; x>granted[ruling = \"approved\"]; x>x2[ruling = \"refused\"]; x2>complain; lapsed>upheld;\
         complain>rehear; rehear>final; b2>e",
    );
    let mut complaint = rule("term.complaint", "3 months", Yields::Withdrawn);
    complaint.by = "applicant".into();
    book(
        net,
        &[
            rule("term.decision", "10 working-days", Yields::Refused),
            complaint,
            rule("term.decision.complaint", "20 working-days", Yields::Refused),
        ],
    )
}

#[test]
fn a_ruling_names_grounds_that_are_law() {
    let mut live = Live::filed(complaint(), "2026-11-02 10:00");
    let activity = live.activity("rule");
    let ruling = |grounds| Command::Rule { activity, outcome: Outcome::Approved, grounds, facts: &[] };
    let now = at("2026-11-03 10:00");
    assert_eq!(live.send(ruling(&[]), now), Err(Rejection::GroundsMissing));
    assert_eq!(live.send(ruling(&[0, 2]), now), Err(Rejection::UnknownGround { ground: 2 }));
    assert_eq!(live.send(Command::Complete { activity, facts: &[] }, now), Err(Rejection::WrongCommand { activity, ruling: true }));
    let events = live.send(ruling(&[0, 1]), now).unwrap();
    assert!(events.iter().any(|e| e.what == What::Ruled { outcome: Outcome::Approved, activity, grounds: [0, 1, NONE, NONE] }));
    assert_eq!((live.case.outcome, live.is_open()), (Some(Outcome::Approved), false));
}

#[test]
fn a_refusal_by_ruling_or_by_silence_opens_three_months_for_a_complaint() {
    for silent in [false, true] {
        let mut live = Live::filed(complaint(), "2026-11-02 10:00");
        let due = if silent {
            live.tick("2026-11-17 00:00");
            "2027-02-17 24:00"
        } else {
            live.rule("rule", "2026-11-13 16:00", Outcome::Refused);
            // 13 February 2027 is a Saturday.
            "2027-02-15 24:00"
        };
        assert_eq!((live.open(), live.due("lapsed")), (vec!["complain".to_string()], at(due)));
        assert_eq!(live.case.clock, Clock::Applicant);
        live.complete("complain", "2026-12-01 10:00");
        assert_eq!(live.case.clock, Clock::Statutory);
        assert_eq!(live.due("b2"), at("2026-12-29 24:00"));
        live.rule("rehear", "2026-12-10 10:00", Outcome::Approved);
        assert_eq!((live.case.outcome, live.is_open(), live.case.silence), (Some(Outcome::Approved), false, None));
    }
}

#[test]
fn who_does_not_complain_in_time_keeps_the_refusal() {
    let mut live = Live::filed(complaint(), "2026-11-02 10:00");
    live.rule("rule", "2026-11-13 16:00", Outcome::Refused);
    live.tick("2027-03-01 00:00");
    assert_eq!((live.case.outcome, live.is_open()), (Some(Outcome::Refused), false));
    assert_eq!(live.case.last, at("2027-02-15 24:00"));
}

#[test]
fn a_late_answer_after_silence_has_no_effect() {
    let mut live = Live::filed(complaint(), "2026-11-02 10:00");
    let activity = live.activity("rule");
    live.tick("2026-11-17 00:00");
    let late = Command::Rule { activity, outcome: Outcome::Approved, grounds: &[0], facts: &[] };
    assert_eq!(live.send(late, at("2026-11-17 09:00")), Err(Rejection::NoSuchActivity { activity }));
}

#[test]
fn nothing_is_dated_before_the_last_event() {
    let mut live = Live::filed(complaint(), "2026-11-02 10:00");
    let (now, last) = (at("2026-11-02 09:59"), at("2026-11-02 10:00"));
    assert_eq!(live.send(Command::Withdraw, now), Err(Rejection::BeforeLastEvent { now, last }));
    assert_eq!(live.send(Command::File { facts: &[] }, last), Err(Rejection::AlreadyFiled));
    assert_eq!(Live::new(complaint()).send(Command::Withdraw, last), Err(Rejection::NotFiled));
}

#[test]
fn after_a_week_without_a_clock_everything_fires_in_order_at_the_instants_that_were_due() {
    let xml = elements("p t1 t2 t3 e e1 e2 e3")
        + term_timer("b1", "t1", "term.one")
        + term_timer("b2", "t2", "term.two")
        + term_timer("b3", "t3", "term.three");
    let net = net(xml, "s>p; p>t1; p>t2; p>t3; t1>e1; t2>e2; t3>e3; b1>e; b2>e; b3>e");
    let rules =
        [("term.one", 3), ("term.two", 1), ("term.three", 2)].map(|(slot, n)| rule(slot, &format!("{n} working-days"), Yields::Agreed));
    let mut live = Live::filed(book(net, &rules), "2026-11-02 10:00");
    live.tick("2026-11-12 10:00");
    let found: Vec<_> = live.silences().into_iter().map(|s| (s.0, s.2)).collect();
    let due = ["2026-11-03 24:00", "2026-11-04 24:00", "2026-11-05 24:00"].map(at);
    assert_eq!(found, [("b2".to_string(), due[0]), ("b3".to_string(), due[1]), ("b1".to_string(), due[2])]);
}

#[test]
fn at_one_instant_inner_scopes_speak_first_and_then_slots_in_order() {
    let work = sub("work", elements("t e1") + term_timer("inner", "t", "term.z"), "work_s>t; t>e1; inner>e1");
    let xml = elements("p tu tv e e2 e3") + work + term_timer("outer", "work", "term.a")
        // In the file, term.c stands before term.b.
        + term_timer("on_u", "tu", "term.c") + term_timer("on_v", "tv", "term.b");
    let net = net(xml, "s>p; p>work; p>tu; p>tv; work>e; outer>e; tu>e2; on_u>e2; tv>e3; on_v>e3");
    let rules = ["term.z", "term.a", "term.c", "term.b"].map(|slot| rule(slot, "2 working-days", Yields::Agreed));
    let mut live = Live::filed(book(net, &rules), "2026-11-02 10:00");
    live.tick("2026-11-05 00:00");
    // The inner silence completes the sub-process, so the outer one has nothing left to end.
    let order: Vec<String> = live.silences().into_iter().map(|s| s.0).collect();
    assert_eq!(order, ["inner", "on_v", "on_u"]);
}

#[test]
fn only_a_version_that_reaches_running_clocks_recounts_them() {
    for (reaches, applicant, length, from, due) in [
        (false, false, "5 working-days", "2026-11-04", "2026-11-16 24:00"),
        (true, false, "5 working-days", "2026-11-04", "2026-11-09 24:00"),
        (true, false, "1 working-day", "2026-11-04", "2026-11-04 24:00"),
        (true, false, "20 working-days", "2026-11-04", "2026-11-30 24:00"),
        (true, true, "5 working-days", "2026-11-04", "2026-11-16 24:00"),
        (true, true, "15 working-days", "2026-11-04", "2026-11-23 24:00"),
    ] {
        let mut live = Live::filed(one_term(Yields::Refused), "2026-11-02 10:00");
        let mut newer = rule("term.decision", length, Yields::Approved);
        (newer.reaches_running, newer.from) = (reaches, day(from));
        if applicant {
            newer.by = "applicant".into();
        }
        live.book.terms[0].push(newer);
        live.send(Command::Recount, at("2026-11-04 00:00")).unwrap();
        assert_eq!(live.due("b"), at(due), "{reaches} {applicant} {length}");
        let again = live.send(Command::Recount, at("2026-11-04 00:01")).unwrap();
        assert!(!reaches || applicant && length == "5 working-days" || again.is_empty(), "a clock is recounted once");
        live.tick("2026-12-30 00:00");
        let kept = !reaches || applicant && length == "5 working-days";
        assert_eq!(live.silences()[0].1, if kept { Yields::Refused } else { Yields::Approved }, "the version brings its silence");
    }
}

#[test]
fn a_recount_reaches_a_stopped_clock_and_leaves_spoken_silence_and_further_legs_alone() {
    let newer = |length: &str| {
        let mut newer = rule("term.decision", length, Yields::Approved);
        (newer.reaches_running, newer.from) = (true, day("2026-11-05"));
        newer
    };
    let net = stoppable();
    let mut decision = rule("term.decision", "10 working-days", Yields::Refused);
    decision.stops = vec![stop(&net, "correction-requested", "corrected")];
    let mut live = Live::filed(book(net, &[decision.clone()]), "2026-11-02 10:00");
    live.complete("ask", "2026-11-04 10:00");
    live.book.terms[0].push(TermRule { stops: decision.stops.clone(), ..newer("5 working-days") });
    live.send(Command::Recount, at("2026-11-05 00:00")).unwrap();
    assert_eq!(live.due("b"), Timestamp::NEVER);
    live.complete("fix", "2026-11-09 10:00");
    assert_eq!(live.due("b"), at("2026-11-12 24:00"), "two of five are used");

    let mut spoken = Live::filed(one_term(Yields::Escalated), "2026-11-02 10:00");
    spoken.tick("2026-11-17 00:00");
    spoken.book.terms[0].push(newer("30 working-days"));
    assert_eq!(spoken.send(Command::Recount, at("2026-11-17 10:00")), Ok(vec![]));

    let mut book = one_term(Yields::Refused);
    book.terms[0][0].extension = Some(ExtensionRule { times: 1, cap: "5 working-days".parse().unwrap(), cap_on: CapOn::Extension });
    let mut extended = Live::filed(book, "2026-11-02 10:00");
    extended.send(Command::Extend { activity: extended.activity("t"), by: 5 }, at("2026-11-03 10:00")).unwrap();
    extended.tick("2026-11-17 00:00");
    extended.book.terms[0].push(newer("30 working-days"));
    assert_eq!(extended.send(Command::Recount, at("2026-11-17 10:00")), Ok(vec![]));
}

#[test]
fn a_calendar_without_the_year_refuses_and_says_so() {
    let mut book = one_term(Yields::Refused);
    book.terms[0][0].spec = "10 years".parse().unwrap();
    let refused = Live::new(book).send(Command::File { facts: &[] }, at("2026-11-02 10:00")).unwrap_err();
    assert!(refused.to_string().starts_with("AL-1204: nobody says which days of 2036 are worked"), "{refused}");
}

#[test]
fn a_timer_catch_waits_for_its_term_and_goes_on() {
    let xml = "<intermediateCatchEvent id=\"c\" al:term=\"term.pause\"><timerEventDefinition/></intermediateCatchEvent>";
    for yields in [Yields::Agreed, Yields::Escalated] {
        let mut live =
            Live::filed(book(net(elements("e") + xml, "s>c; c>e"), &[rule("term.pause", "2 working-days", yields)]), "2026-11-02 10:00");
        live.tick("2026-11-09 00:00");
        assert_eq!((live.is_open(), live.case.last), (false, at("2026-11-04 24:00")));
    }
}
