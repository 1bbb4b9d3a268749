//! Every element in every position: small procedures, and the events that BPMN 2.0.2 derives from them.
//!
//! A play is a list of steps, each with what it brings about in words: `+t` a token
//! waits, `-t` it is done, `xt` ended from outside, `*t` its time came, `m:t` `g:t`
//! `c:t` a message, signal or escalation left it, `e:bad` an error went out, `<t` undone,
//! `t.` an end event, `|` a scope was interrupted, `closed`, `stuck`.

use crate::support::{Live, Xml, flows};
use alatau_core::case::{Active, Case, Command, Event, Rejection, Rulebook, What, next_due};
use alatau_core::decision::Value;
use alatau_core::procedure::{Kind, NONE, Net, Options, bpmn, compile};
use alatau_core::time::Timestamp;
use std::sync::Arc;

const ROOTS: &str = "<message id=\"m1\" name=\"m1\"/><message id=\"m2\" name=\"m2\"/>\
    <signal id=\"g1\" name=\"g1\"/><signal id=\"g2\" name=\"g2\"/>\
    <error id=\"bad\" errorCode=\"bad\"/><error id=\"worse\" errorCode=\"worse\"/>\
    <escalation id=\"up\" escalationCode=\"up\"/><escalation id=\"top\" escalationCode=\"top\"/>\
    <signalEventDefinition id=\"thrown\" signalRef=\"g1\"/>\
    <globalUserTask id=\"global\"/>";

/// A definition from a word: `m1`, `g1`, `bad`, `up`, `2s`, `x>1`, `undo`, `undo:t`, `undo-aside`, `cancel`, `stop`,
/// `any-error`, `any-escalation`.
fn definition(word: &str) -> String {
    let named = |kind: &str| format!("<{kind}EventDefinition {kind}Ref=\"{word}\"/>");
    match word {
        "m1" | "m2" => named("message"),
        "g1" | "g2" => named("signal"),
        "bad" | "worse" => named("error"),
        "up" | "top" => named("escalation"),
        "any-error" => "<errorEventDefinition/>".into(),
        "any-escalation" => "<escalationEventDefinition/>".into(),
        "cancel" => "<cancelEventDefinition/>".into(),
        "stop" => "<terminateEventDefinition/>".into(),
        "undo" => "<compensateEventDefinition/>".into(),
        "undo-aside" => "<compensateEventDefinition waitForCompletion=\"false\"/>".into(),
        _ if word.starts_with("undo:") => format!("<compensateEventDefinition activityRef=\"{}\"/>", &word[5..]),
        _ if word.starts_with('R') => format!("<timerEventDefinition><timeCycle>{word}</timeCycle></timerEventDefinition>"),
        _ if word.ends_with('s') => {
            let time = word.to_ascii_uppercase();
            format!("<timerEventDefinition><timeDuration>PT{time}</timeDuration></timerEventDefinition>")
        }
        _ => {
            let condition = word.replace('<', "&lt;");
            format!("<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>")
        }
    }
}

fn definitions(words: &str) -> String {
    words.split_whitespace().map(definition).collect()
}

/// One element from a line `kind id [words]`; kinds are named below.
fn element(line: &str) -> String {
    let mut parts = line.trim().splitn(3, ' ');
    let (kind, id, rest) = (parts.next().unwrap(), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let event = |tag: &str, attributes: &str, words: &str| format!("<{tag} id=\"{id}\" {attributes}>{}</{tag}>", definitions(words));
    match kind {
        "t" => format!("<task id=\"{id}\"/>"),
        "undoer" => format!("<task id=\"{id}\" isForCompensation=\"true\"/>"),
        "send" => format!("<sendTask id=\"{id}\" messageRef=\"{rest}\"/>"),
        "receive" => format!("<receiveTask id=\"{id}\" messageRef=\"{rest}\"/>"),
        "x" => format!("<exclusiveGateway id=\"{id}\"/>"),
        "p" => format!("<parallelGateway id=\"{id}\"/>"),
        "i" => format!("<inclusiveGateway id=\"{id}\"/>"),
        "first" => format!("<eventBasedGateway id=\"{id}\"/>"),
        "complex" => {
            format!("<complexGateway id=\"{id}\"><activationCondition>{}</activationCondition></complexGateway>", rest.replace('<', "&lt;"))
        }
        "start" => event("startEvent", "", rest),
        "watch" => event("startEvent", "isInterrupting=\"false\"", rest),
        "catch" => event("intermediateCatchEvent", "", rest),
        "catch-all" => event("intermediateCatchEvent", "parallelMultiple=\"true\"", rest),
        "throw" => event("intermediateThrowEvent", "", rest),
        "end" => event("endEvent", "", rest),
        "on" | "beside" | "on-all" => {
            let (host, words) = rest.split_once(' ').unwrap();
            let way = match kind {
                "on" => "",
                "beside" => "cancelActivity=\"false\"",
                _ => "parallelMultiple=\"true\"",
            };
            event("boundaryEvent", &format!("attachedToRef=\"{host}\" {way}"), words)
        }
        "undone-by" => {
            let (boundary, handler) = (id, rest);
            format!("<association id=\"{boundary}-{handler}\" sourceRef=\"{boundary}\" targetRef=\"{handler}\"/>")
        }
        "fact" => format!("<dataObject id=\"{id}\"/>"),
        other => panic!("no element `{other}`"),
    }
}

/// Elements by lines between `;`, and flows `a>b`.
fn body(lines: &str) -> Xml {
    let lines = lines.split(';').map(str::trim).filter(|l| !l.is_empty());
    let (ways, elements): (Vec<&str>, Vec<&str>) =
        lines.partition(|l| l.split('[').next().unwrap().contains('>') && !l.split('[').next().unwrap().contains(' '));
    Xml(elements.into_iter().map(element).collect()) + flows(&ways.join(";"))
}

/// A sub-process with what lies in it.
fn within(tag: &str, id: &str, attributes: &str, inner: impl AsRef<str>) -> Xml {
    Xml(format!("<{tag} id=\"{id}\" {attributes}>{}</{tag}>", inner.as_ref()))
}

/// An activity with a marker.
fn marked(tag: &str, id: &str, marker: impl AsRef<str>, inner: impl AsRef<str>) -> Xml {
    Xml(format!("<{tag} id=\"{id}\">{}{}</{tag}>", marker.as_ref(), inner.as_ref()))
}

fn built(process: impl AsRef<str>, others: impl AsRef<str>) -> Result<Net, String> {
    let (process, others) = (process.as_ref(), others.as_ref());
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:al=\"urn:alatau:bpmn\">\
         {ROOTS}<process id=\"main\">{process}</process>{others}</definitions>"
    );
    let file = bpmn::parse("inline.bpmn", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    compile(&file, &Options { process: Some("main"), ..Options::default() }).map_err(|e| format!("{}\n{text}", e[0]))
}

fn words(net: &Net, events: &[Event]) -> String {
    let id = |node: u16| net.info[node as usize].id.clone();
    let said = events.iter().filter_map(|event| match event.what {
        What::Entered { node, .. } => Some(format!("+{}", id(node))),
        What::Completed { node, .. } => Some(format!("-{}", id(node))),
        What::Cancelled { node, .. } => Some(format!("x{}", id(node))),
        What::TimerFired { node, .. } => Some(format!("*{}", id(node))),
        What::MessageThrown { node, .. } => Some(format!("m:{}", id(node))),
        What::SignalThrown { node, .. } => Some(format!("g:{}", id(node))),
        What::EscalationThrown { node, .. } => Some(format!("c:{}", id(node))),
        What::ErrorThrown { error } => Some(format!("e:{}", net.errors.get(error as usize).map_or("", String::as_str))),
        What::UndoBegan { node, .. } => Some(format!("<{}", id(node))),
        What::Ended { node, .. } => Some(format!("{}.", id(node))),
        What::Interrupted { .. } => Some("|".to_string()),
        What::Stuck { .. } => Some("stuck".to_string()),
        What::Closed { .. } => Some("closed".to_string()),
        _ => None,
    });
    said.collect::<Vec<_>>().join(" ")
}

/// A value as steps write it.
fn value(net: &Net, text: &str) -> Value {
    match text {
        "true" => Value::bool(true),
        "false" => Value::bool(false),
        _ if text.starts_with('[') => {
            let items = text.trim_matches(['[', ']']).split(',').filter(|i| !i.is_empty());
            let list = items.map(alatau_core::decision::dmn::Datum::number).collect();
            net.symbols.value(&alatau_core::decision::dmn::Datum::List(list))
        }
        _ => Value::parse_number(text).unwrap(),
    }
}

/// `x=1` words as facts of a net.
fn facts(net: &Net, words: &[&str]) -> Vec<(u16, Value)> {
    let fact = |word: &str| {
        let (name, text) = word.split_once('=').unwrap();
        (net.fact(name).unwrap_or_else(|| panic!("no fact `{name}` in {:?}", net.facts)), value(net, text))
    };
    words.iter().map(|word| fact(word)).collect()
}

struct Play {
    live: Live,
    now: Timestamp,
}

impl Play {
    /// The first open task of an element; a repeated one has several, and a frame around them.
    fn task(&self, id: &str) -> u32 {
        let net = &self.live.book.net;
        let is_it = |a: &&Active| a.is_token() && net.info[a.node as usize].id == id && net.nodes[a.node as usize].kind == Kind::Task;
        let found = self.live.case.active.as_slice().iter().filter(is_it).map(|a| a.activity).min();
        found.unwrap_or_else(|| panic!("`{id}` is not open; open are {:?}", self.live.open()))
    }

    fn step(&mut self, step: &str) -> Result<Vec<Event>, Rejection> {
        let net = self.live.book.net.clone();
        let parts: Vec<&str> = step.split_whitespace().collect();
        let given = |from: usize| facts(&net, &parts[from..]);
        let numbered = |list: &[String], name: &str| list.iter().position(|n| n == name).map_or(NONE, |n| n as u16);
        let now = self.now;
        match parts[0] {
            "file" => self.live.send(Command::File { facts: &given(1) }, now),
            "start" => self.live.send(Command::Start { node: net.node(parts[1]).unwrap(), facts: &given(2) }, now),
            "do" => {
                let activity = self.task(parts[1]);
                self.live.send(Command::Complete { activity, facts: &given(2) }, now)
            }
            "message" => self.live.send(Command::Receive { message: numbered(&net.messages, parts[1]), facts: &given(2) }, now),
            "signal" => self.live.send(Command::Signal { signal: numbered(&net.signals, parts[1]), facts: &given(2) }, now),
            "state" => self.live.send(Command::State { facts: &given(1) }, now),
            "raise" => {
                let activity = self.task(parts[1]);
                self.live.send(Command::Raise { activity, error: numbered(&net.errors, parts[2]) }, now)
            }
            "escalate" => {
                let activity = self.task(parts[1]);
                self.live.send(Command::Escalate { activity, escalation: numbered(&net.escalations, parts[2]) }, now)
            }
            "begin" => {
                let activity = self.live.activity(parts[1]);
                self.live.send(Command::Begin { activity, node: net.node(parts[2]).unwrap() }, now)
            }
            "wait" => {
                self.now = now.plus(parts[1].trim_end_matches('s').parse::<i64>().unwrap() * Timestamp::SECOND);
                let mut all = Vec::new();
                while next_due(&self.live.case).is_some_and(|due| due.at <= self.now) {
                    all.extend(self.live.send(Command::Tick, self.now)?);
                }
                Ok(all)
            }
            other => panic!("no step `{other}`"),
        }
    }
}

/// Carries out the steps and compares what each brings about. `no` as expectation: it is refused.
fn play_all(process: impl AsRef<str>, others: impl AsRef<str>, steps: &[(&str, &str)]) {
    let process = process.as_ref();
    let net = built(process, others).unwrap_or_else(|e| panic!("{e}"));
    let book = Rulebook::bare(Arc::new(net));
    let mut play = Play { live: Live { book, case: Case::default(), log: Vec::new() }, now: Timestamp(0) };
    let mut shown = String::new();
    for (step, expected) in steps {
        let found = match play.step(step) {
            Ok(events) => words(&play.live.book.net, &events),
            Err(refused) if *expected == "no" => {
                assert!(!refused.to_string().is_empty());
                "no".to_string()
            }
            Err(refused) => format!("no: {refused}"),
        };
        shown += &format!("{step}: {found}\n");
        assert_eq!(&found, expected, "at `{step}` of\n{shown}\nopen: {:?}\n{process}", play.live.open());
    }
}

fn play(process: impl AsRef<str>, steps: &[(&str, &str)]) {
    play_all(process, "", steps);
}

fn sub(id: &str, inner: impl AsRef<str>) -> Xml {
    within("subProcess", id, "", inner)
}

fn esp(id: &str, inner: impl AsRef<str>) -> Xml {
    within("subProcess", id, "triggeredByEvent=\"true\"", inner)
}

mod boundaries;
mod compensation;
mod gateways;
mod repeats;
mod scopes;
