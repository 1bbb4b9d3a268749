//! Small procedures by hand, and a case that checks its own replay at every step.

use alatau_core::case::{Case, Command, Event, Rejection, Rulebook, StopRule, TermRule, What, Yields, apply, next_due, step};
use alatau_core::decision::Value;
use alatau_core::procedure::{Clock, Kind, NONE, Net, Options, Outcome, bpmn, compile};
use alatau_core::time::{Calendar, Date, Timestamp, WeeklyPattern, Zone};
use std::ops::Add;
use std::sync::Arc;

/// A piece of a file; pieces add up.
pub struct Xml(pub String);

impl<T: AsRef<str>> Add<T> for Xml {
    type Output = Xml;

    fn add(self, rest: T) -> Xml {
        Xml(self.0 + rest.as_ref())
    }
}

impl From<&str> for Xml {
    fn from(text: &str) -> Xml {
        Xml(text.into())
    }
}

impl AsRef<str> for Xml {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Sequence flows from `a>b` words; `a>b[condition]` has one. A flow's id is `a-b`.
pub fn flows(text: &str) -> String {
    let mut xml = String::new();
    for line in text.split(';').map(str::trim).filter(|l| !l.is_empty()) {
        let (way, condition) = line.split_once('[').map_or((line, ""), |(way, c)| (way, c.trim_end_matches(']')));
        let (from, to) = way.trim().split_once('>').unwrap();
        let escaped = condition.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let condition = if escaped.is_empty() { String::new() } else { format!("<conditionExpression>{escaped}</conditionExpression>") };
        xml += &format!("<sequenceFlow id=\"{from}-{to}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>");
    }
    xml
}

/// Elements by their first letter: `t` task, `x` `p` `i` gateways, `e` end, `z` terminate, `r` a task that rules.
pub fn elements(names: &str) -> Xml {
    let element = |name: &str| match &name[..1] {
        "t" => format!("<task id=\"{name}\"/>"),
        "r" => format!("<userTask id=\"{name}\" al:ruling=\"true\"/>"),
        "x" => format!("<exclusiveGateway id=\"{name}\"/>"),
        "p" => format!("<parallelGateway id=\"{name}\"/>"),
        "i" => format!("<inclusiveGateway id=\"{name}\"/>"),
        "z" => format!("<endEvent id=\"{name}\"><terminateEventDefinition/></endEvent>"),
        _ => format!("<endEvent id=\"{name}\"/>"),
    };
    Xml(names.split_whitespace().map(element).collect())
}

/// A timer on an activity that counts a term of the law.
pub fn term_timer(id: &str, host: &str, slot: &str) -> Xml {
    Xml(format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" al:term=\"{slot}\"><timerEventDefinition/></boundaryEvent>"))
}

/// A sub-process with its own start `ID_s`.
pub fn sub(id: &str, elements: impl AsRef<str>, inner: &str) -> Xml {
    let elements = elements.as_ref();
    Xml(format!("<subProcess id=\"{id}\"><startEvent id=\"{id}_s\"/>{elements}{}</subProcess>", flows(inner)))
}

/// A process with start `s`.
pub fn net(elements: impl AsRef<str>, ways: &str) -> Net {
    net_beside(elements, ways, "")
}

/// A process with start `s`, beside others.
pub fn net_beside(elements: impl AsRef<str>, ways: &str, others: &str) -> Net {
    let elements = elements.as_ref();
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:al=\"urn:alatau:bpmn\"><message id=\"answer\" name=\"answer\"/>\
         <error id=\"bad\" errorCode=\"bad\"/><error id=\"worse\" errorCode=\"worse\"/><escalation id=\"up\" escalationCode=\"up\"/>\
         <signal id=\"bell\" name=\"bell\"/>\
         <process id=\"model\"><startEvent id=\"s\" al:event=\"registered\"/>{elements}{}</process>{others}</definitions>",
        flows(ways)
    );
    let file = bpmn::parse("inline.bpmn", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    compile(&file, &Options { process: Some("model"), ..Options::default() }).unwrap_or_else(|e| panic!("{}\n{text}", e[0]))
}

/// The office's calendar: Monday to Friday in Almaty.
pub fn office() -> Calendar {
    Calendar::weekly("office", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2026, 2029)
}

/// `2026-11-02 10:00` in Almaty.
pub fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    Zone::almaty().midnight(day.parse().unwrap()).plus(minutes * 60 * Timestamp::SECOND)
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The rule of a term: its slot, length and silence.
pub fn rule(slot: &str, length: &str, yields: Yields) -> TermRule {
    TermRule {
        slot: slot.into(),
        provision: format!("act#{slot}"),
        silence_provision: format!("act#silence-{slot}"),
        spec: length.parse().unwrap(),
        counts_from: NONE,
        stops: Vec::new(),
        extension: None,
        yields,
        by: "permit-issuer".into(),
        range: None,
        grade: alatau_core::law::Grade::Assumed,
        reaches_running: false,
        from: day("2026-01-01"),
    }
}

/// A stop between two events of the net that waits for the applicant.
pub fn stop(net: &Net, on: &str, until: &str) -> StopRule {
    let event = |name: &str| net.events.iter().position(|e| e == name).unwrap() as u16;
    StopRule { on: event(on), until: event(until), waits_for: Clock::Applicant, restart: false, times: u8::MAX }
}

/// Rulebook with the office's calendar; rules are found by slot.
pub fn book(net: Net, rules: &[TermRule]) -> Rulebook {
    let mut book = Rulebook::bare(Arc::new(net));
    let of_slot = |slot: &String| rules.iter().filter(|r| r.slot == *slot).cloned().collect::<Vec<_>>();
    book.terms = book.net.terms.iter().map(of_slot).collect();
    assert!(book.terms.iter().all(|versions| !versions.is_empty()), "each term has a rule");
    book.calendar = Some(Arc::new(office()));
    book.citations = vec!["act#one".into(), "act#two".into()];
    book
}

/// A case under way, with all that ever happened to it.
pub struct Live {
    pub book: Rulebook,
    pub case: Case,
    pub log: Vec<Event>,
}

impl Live {
    pub fn new(book: Rulebook) -> Live {
        Live { book, case: Case::default(), log: Vec::new() }
    }

    /// Files it at once.
    pub fn filed(book: Rulebook, when: &str) -> Live {
        let mut live = Live::new(book);
        live.send(Command::File { facts: &[] }, at(when)).unwrap();
        live
    }

    /// Sends a command; checks the promises that every command keeps.
    pub fn send(&mut self, command: Command<'_>, now: Timestamp) -> Result<Vec<Event>, Rejection> {
        let before = self.case.clone();
        let kept = self.log.clone();
        let mut next = Case::default();
        let result = step(&self.case, command, &self.book, now, &mut self.log, &mut next);
        assert!(self.case == before && self.log[..kept.len()] == kept[..]);
        if let Err(refused) = result {
            assert!(self.log == kept, "a refusal writes nothing: {refused}");
            return Err(refused);
        }
        let new = self.log[kept.len()..].to_vec();
        new.iter().for_each(|event| apply(&mut self.case, event));
        assert!(next == self.case, "the walk's own case is the fold of its events");
        self.check();
        Ok(new)
    }

    fn check(&self) {
        let mut replayed = Case::default();
        self.log.iter().for_each(|event| apply(&mut replayed, event));
        assert!(replayed == self.case, "the fold of the events is the case");
        assert!(self.log.is_sorted_by_key(|e| e.at), "events are in the order of time");
        if self.is_open() {
            assert!(self.case.stuck || self.case.active.as_slice().iter().any(|a| a.is_token()), "an open case has a token");
        } else {
            let (filed, closed) = (self.log[0].at, self.log[self.log.len() - 1].at);
            assert_eq!(self.case.clocks.iter().sum::<i64>(), closed.0 - filed.0, "the clocks add up");
        }
    }

    pub fn is_open(&self) -> bool {
        !self.log.iter().any(|e| matches!(e.what, What::Closed { .. }))
    }

    pub fn kind(&self, node: u16) -> Kind {
        self.book.net.nodes[node as usize].kind
    }

    /// Number of the open activity of an element; the latest if it has several.
    pub fn activity(&self, id: &str) -> u32 {
        let node = self.book.net.node(id).unwrap();
        let found = self.case.active.as_slice().iter().filter(|a| a.node == node && a.is_token()).map(|a| a.activity).max();
        found.unwrap_or_else(|| panic!("`{id}` is not open; open are {:?}", self.open()))
    }

    /// Ids of the elements that wait, in order.
    pub fn open(&self) -> Vec<String> {
        let tokens = self.case.active.as_slice().iter().filter(|a| a.is_token());
        let mut ids: Vec<String> = tokens.map(|a| self.book.net.info[a.node as usize].id.clone()).collect();
        ids.sort();
        ids
    }

    pub fn complete(&mut self, id: &str, when: &str) -> Vec<Event> {
        let activity = self.activity(id);
        self.send(Command::Complete { activity, facts: &[] }, at(when)).unwrap()
    }

    pub fn complete_with(&mut self, id: &str, when: &str, fact: &str, value: Value) -> Result<Vec<Event>, Rejection> {
        let facts = [(self.book.net.fact(fact).unwrap(), value)];
        self.send(Command::Complete { activity: self.activity(id), facts: &facts }, at(when))
    }

    pub fn rule(&mut self, id: &str, when: &str, outcome: Outcome) -> Vec<Event> {
        self.send(Command::Rule { activity: self.activity(id), outcome, grounds: &[1], facts: &[] }, at(when)).unwrap()
    }

    /// Lets all that is due until `when` act, one tick each.
    pub fn tick(&mut self, when: &str) -> Vec<Event> {
        let mut all = Vec::new();
        while next_due(&self.case).is_some_and(|due| due.at <= at(when)) {
            all.extend(self.send(Command::Tick, at(when)).unwrap());
        }
        all
    }

    /// When the timer of an element is due.
    pub fn due(&self, id: &str) -> Timestamp {
        let node = self.book.net.node(id).unwrap();
        self.case.active.as_slice().iter().find(|a| a.node == node).map_or(Timestamp::NEVER, |a| a.due)
    }

    /// The silences so far: element, meaning, instant.
    pub fn silences(&self) -> Vec<(String, Yields, Timestamp)> {
        let spoke = |e: &Event| match e.what {
            What::SilenceSpoke { node, yields, .. } => Some((self.book.net.info[node as usize].id.clone(), yields, e.at)),
            _ => None,
        };
        self.log.iter().filter_map(spoke).collect()
    }

    /// Whole hours on the statutory, extended and applicant's clock.
    pub fn hours(&self) -> [i64; 3] {
        self.case.clocks.map(|c| c / Timestamp::HOUR)
    }
}
