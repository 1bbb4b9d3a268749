//! Cases that talk to each other on one clock.

use alatau_core::case::{Case, Command, Ensemble, Rejection, Status, apply};
use alatau_core::decision::Value;
use alatau_core::procedure::{Kind, Options, bpmn};
use alatau_core::time::Timestamp;

const ROOTS: &str = "<message id=\"ask\" name=\"ask\"/><message id=\"reply\" name=\"reply\"/><signal id=\"alarm\" name=\"alarm\"/>";

fn message(word: &str) -> String {
    format!("<messageEventDefinition messageRef=\"{word}\"/>")
}

fn way(from: &str, to: &str) -> String {
    format!("<sequenceFlow id=\"{from}-{to}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>")
}

fn process(id: &str, inner: &str) -> String {
    format!("<process id=\"{id}\">{inner}</process>")
}

fn ensemble(parts: &[&str]) -> Ensemble {
    let inner = parts.concat();
    let text = format!("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">{ROOTS}{inner}</definitions>");
    let file = bpmn::parse("inline.bpmn", &text).unwrap();
    Ensemble::of(&file, &Options::default(), Timestamp(0)).unwrap_or_else(|e| panic!("{}", e[0]))
}

/// Each case: number of its procedure, and what it waits for; `over` when closed.
fn shown(ensemble: &Ensemble) -> Vec<String> {
    let one = |member: &alatau_core::case::Member| {
        let mut replayed = Case::default();
        member.log.iter().for_each(|event| apply(&mut replayed, event));
        assert!(replayed == member.case, "a case is the fold of its events");
        let net = &ensemble.procedures[member.procedure].rulebook.net;
        let tokens = member.case.active.as_slice().iter().filter(|a| a.is_token()).map(|a| net.info[a.node as usize].id.as_str());
        let open: Vec<&str> = if member.case.status == Status::Closed { vec!["over"] } else { tokens.collect() };
        format!("{}:{}", member.procedure, open.join("+"))
    };
    ensemble.members.iter().map(one).collect()
}

/// Completes the open task of a case.
fn complete(ensemble: &mut Ensemble, member: usize) -> Result<(), Rejection> {
    let net = ensemble.procedures[ensemble.members[member].procedure].rulebook.net.clone();
    let tokens = ensemble.members[member].case.active.as_slice().iter();
    let activity = tokens.filter(|a| net.nodes[a.node as usize].kind == Kind::Task).map(|a| a.activity).min().unwrap();
    ensemble.send(member, Command::Complete { activity, facts: &[] })
}

fn asking(first: &str) -> String {
    let body = format!(
        "<startEvent id=\"s\"/>{first}<intermediateThrowEvent id=\"q\">{}</intermediateThrowEvent>\
         <receiveTask id=\"r\" messageRef=\"reply\"/>{}",
        message("ask"),
        [way("q", "r"), if first.is_empty() { way("s", "q") } else { [way("s", "t"), way("t", "q")].concat() }].concat()
    );
    process("asks", &body)
}

#[test]
fn pools_answer_each_other() {
    let answers = process(
        "answers",
        &format!(
            "<startEvent id=\"z\">{}</startEvent><task id=\"think\"/><endEvent id=\"a\">{}</endEvent>{}{}",
            message("ask"),
            message("reply"),
            way("z", "think"),
            way("think", "a")
        ),
    );
    let mut pools = ensemble(&[&asking(""), &answers]);
    pools.file(0, &[]).unwrap();
    assert_eq!(shown(&pools), ["0:r", "1:think"]);
    complete(&mut pools, 1).unwrap();
    assert_eq!(shown(&pools), ["0:over", "1:over"]);
    assert_eq!(pools.waiting(), 0);
}

#[test]
fn a_message_waits_until_somebody_takes_it_and_a_signal_does_not() {
    let late = |event: &str| {
        process(
            "late",
            &format!(
                "<startEvent id=\"z\"/><task id=\"t\"/><intermediateCatchEvent id=\"c\">{event}</intermediateCatchEvent>{}{}",
                way("z", "t"),
                way("t", "c")
            ),
        )
    };
    let mut pools = ensemble(&[&asking(""), &late(&message("ask"))]);
    pools.file(1, &[]).unwrap();
    pools.file(0, &[]).unwrap();
    assert_eq!((shown(&pools), pools.waiting()), (vec!["1:t".to_string(), "0:r".to_string()], 1));
    complete(&mut pools, 0).unwrap();
    assert_eq!(
        (shown(&pools), pools.waiting()),
        (vec!["1:over".to_string(), "0:r".to_string()], 0),
        "it is given out as soon as somebody waits"
    );
    pools.message("reply").unwrap();
    assert_eq!((shown(&pools), pools.waiting()), (vec!["1:over".to_string(), "0:over".to_string()], 0));
}

#[test]
fn a_message_flow_leads_to_one_pool_whatever_the_names() {
    let takes = |id: &str, event: &str| {
        process(
            id,
            &format!(
                "<startEvent id=\"s{id}\"/><intermediateCatchEvent id=\"c{id}\"><messageEventDefinition {event}/>\
                 </intermediateCatchEvent>{}",
                way(&format!("s{id}"), &format!("c{id}"))
            ),
        )
    };
    let collaboration = "<collaboration id=\"k\"><participant id=\"p0\" processRef=\"asks\"/><participant id=\"p1\" processRef=\"one\"/>\
        <participant id=\"p2\" processRef=\"two\"/><participant id=\"closed\"/>\
        <messageFlow id=\"f\" sourceRef=\"q\" targetRef=\"ctwo\"/></collaboration>";
    let mut pools = ensemble(&[&asking(""), &takes("one", "messageRef=\"ask\""), &takes("two", ""), collaboration]);
    pools.file(1, &[]).unwrap();
    pools.file(2, &[]).unwrap();
    pools.file(0, &[]).unwrap();
    assert_eq!(shown(&pools), ["1:cone", "2:over", "0:r"], "the flow leads to the second, whose event has no message");
    let away = collaboration.replace("ctwo", "closed");
    let mut pools = ensemble(&[&asking(""), &takes("one", "messageRef=\"ask\""), &takes("two", ""), &away]);
    pools.file(1, &[]).unwrap();
    pools.file(0, &[]).unwrap();
    assert_eq!((shown(&pools), pools.waiting()), (vec!["1:cone".to_string(), "0:r".to_string()], 0), "a closed pool took it");
}

#[test]
fn a_signal_reaches_all_and_creates_cases() {
    let event = "<signalEventDefinition signalRef=\"alarm\"/>";
    let hears = process(
        "hears",
        &format!("<startEvent id=\"s\"/><intermediateCatchEvent id=\"c\">{event}</intermediateCatchEvent>{}", way("s", "c")),
    );
    let wakes = process("wakes", &format!("<startEvent id=\"w\">{event}</startEvent><task id=\"t\"/>{}", way("w", "t")));
    let rings = process("rings", &format!("<startEvent id=\"b\"/><endEvent id=\"e\">{event}</endEvent>{}", way("b", "e")));
    let mut pools = ensemble(&[&hears, &wakes, &rings]);
    pools.file(0, &[]).unwrap();
    pools.file(0, &[]).unwrap();
    pools.file(2, &[]).unwrap();
    assert_eq!(shown(&pools), ["0:over", "0:over", "2:over", "1:t"]);
    pools.signal("alarm").unwrap();
    assert_eq!(shown(&pools).len(), 5);
    pools.signal("unknown").unwrap();
    assert_eq!(shown(&pools).len(), 5);
}

#[test]
fn times_create_cases_and_the_earliest_acts_first() {
    let every = "<timerEventDefinition><timeCycle>R2/PT10S</timeCycle></timerEventDefinition>";
    let wait = "<timerEventDefinition><timeDuration>PT4S</timeDuration></timerEventDefinition>";
    let inner = format!(
        "<startEvent id=\"s\">{every}</startEvent><intermediateCatchEvent id=\"c\">{wait}</intermediateCatchEvent><task id=\"t\"/>{}{}",
        way("s", "c"),
        way("c", "t")
    );
    let mut pools = ensemble(&[&process("turns", &inner)]);
    let second = |n: i64| Timestamp(n * Timestamp::SECOND);
    assert_eq!(pools.next_due(), Some(second(10)));
    assert_eq!((pools.tick(second(9)), pools.now), (Ok(false), second(9)));
    for (due, expected) in [(10, vec!["0:c"]), (14, vec!["0:t"]), (20, vec!["0:t", "0:c"]), (24, vec!["0:t", "0:t"])] {
        assert_eq!(pools.next_due(), Some(second(due)));
        assert_eq!(pools.tick(second(60)), Ok(true));
        assert_eq!((pools.now, shown(&pools)), (second(due), expected.into_iter().map(String::from).collect()));
    }
    assert_eq!((pools.next_due(), pools.tick(second(60)), pools.now), (None, Ok(false), second(60)));
}

#[test]
fn a_condition_creates_a_case_where_it_holds() {
    let event = "<conditionalEventDefinition><condition>x > 1</condition></conditionalEventDefinition>";
    let mut pools = ensemble(&[&process("when", &format!("<startEvent id=\"s\">{event}</startEvent><task id=\"t\"/>{}", way("s", "t")))]);
    let fact = pools.procedures[0].rulebook.net.fact("x").unwrap();
    assert!(matches!(pools.file(0, &[(fact, Value::int(1))]), Err(Rejection::NoSuchStart { .. })));
    pools.file(0, &[(fact, Value::int(2))]).unwrap();
    assert_eq!(shown(&pools), ["0:t"]);
}

#[test]
fn all_triggers_of_a_parallel_start_are_needed() {
    let start = format!(
        "<startEvent id=\"s\" parallelMultiple=\"true\">{}{}</startEvent><task id=\"t\"/>{}",
        message("ask"),
        message("reply"),
        way("s", "t")
    );
    let mut pools = ensemble(&[&process("both", &start)]);
    pools.message("ask").unwrap();
    assert!(shown(&pools).is_empty());
    pools.message("reply").unwrap();
    assert_eq!(shown(&pools), ["0:t"]);
    pools.message("reply").unwrap();
    pools.message("reply").unwrap();
    assert_eq!((shown(&pools).len(), pools.waiting()), (1, 1), "the second reply waits for the next ask");
    pools.message("ask").unwrap();
    assert_eq!(shown(&pools).len(), 2);
}

#[test]
fn cases_that_wake_each_other_without_end_are_stopped() {
    let event = "<signalEventDefinition signalRef=\"alarm\"/>";
    let echo = process("echo", &format!("<startEvent id=\"s\">{event}</startEvent><endEvent id=\"e\">{event}</endEvent>{}", way("s", "e")));
    let mut pools = ensemble(&[&echo]);
    assert!(matches!(pools.signal("alarm"), Err(Rejection::EndlessLoop { .. })));
}
