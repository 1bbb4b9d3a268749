//! One case under one rulebook, and the words that move it.
//!
//! Invariant: the case is the fold of all batches of events; undo takes the last
//! batch away and folds the rest anew.

use super::super::law::Told as Law;
use super::super::words::Words;
use alatau_core::case::{Active, Case, Command, Event, Rulebook, Status, apply, handle, next_due};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::law::nearest;
use alatau_core::procedure::{Kind, NONE, Net, Outcome, instant};
use alatau_core::text::Lang;
use alatau_core::time::{Date, Timestamp, Zone};
use serde_json::json;
use std::collections::BTreeMap;

/// What became of a command: the events in words, or why it was refused.
pub type Told = Result<Vec<String>, String>;

const WORDS: [&str; 17] = [
    "complete", "rule", "message", "signal", "begin", "state", "raise", "escalate", "extend", "tick", "wait", "withdraw", "undo", "facts",
    "show", "help", "quit",
];

/// A case that is being gone through.
pub struct Trial {
    rulebook: Rulebook,
    law: Option<Law>,
    case: Case,
    batches: Vec<(Timestamp, Vec<Event>)>,
    now: Timestamp,
    lang: Lang,
}

impl Trial {
    /// A case that is not filed yet.
    pub fn new(rulebook: Rulebook, law: Option<Law>, now: Timestamp, lang: Lang) -> Trial {
        Trial { rulebook, law, case: Case::default(), batches: Vec::new(), now, lang }
    }

    fn words(&self) -> Words<'_> {
        Words { net: &self.rulebook.net, told: self.law.as_ref(), lang: self.lang }
    }

    /// What the catalogue says.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words().say(key, args)
    }

    fn net(&self) -> &Net {
        &self.rulebook.net
    }

    /// Files the case; one that begins by an event only, at the first of these.
    pub fn file(&mut self, facts: &BTreeMap<String, Datum>) -> Told {
        let mut known = Vec::new();
        for (name, datum) in facts {
            let fact = self.fact(name)?;
            known.push((fact, self.net().symbols.value(datum)));
        }
        let begin = self.net().begins.iter().next().map(|number| self.net().starts[number as usize]);
        match begin {
            Some(node) if self.net().start == NONE => self.act(Command::Start { node, facts: &known }),
            _ => self.act(Command::File { facts: &known }),
        }
    }

    /// Does what a line says.
    pub fn obey(&mut self, line: &str) -> Told {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (word, rest) = words.split_first().map_or(("", &[][..]), |(word, rest)| (*word, rest));
        match (word, rest) {
            ("complete", [number, facts @ ..]) => {
                let (activity, facts) = (self.activity(number)?, self.facts(facts)?);
                self.act(Command::Complete { activity, facts: &facts })
            }
            ("rule", [number, outcome, facts @ ..]) => self.rule(number, outcome, facts),
            ("message", [name, facts @ ..]) => {
                let (message, facts) = (self.number(&self.net().messages, name)?, self.facts(facts)?);
                self.receive(message, &facts)
            }
            ("signal", [name, facts @ ..]) => {
                let (signal, facts) = (self.number(&self.net().signals, name)?, self.facts(facts)?);
                self.act(Command::Signal { signal, facts: &facts })
            }
            ("state", [_, ..]) => {
                let facts = self.facts(rest)?;
                self.act(Command::State { facts: &facts })
            }
            ("begin", [number, id]) => {
                let activity = self.activity(number)?;
                let unknown = || self.say("procedure-run-unknown", &[("word", *id), ("known", "")]);
                let node = self.net().node(id).ok_or_else(unknown)?;
                self.act(Command::Begin { activity, node })
            }
            ("raise", [number, code @ ..]) => {
                let activity = self.activity(number)?;
                let error = code.first().map_or(Ok(NONE), |code| self.number(&self.net().errors, code))?;
                self.act(Command::Raise { activity, error })
            }
            ("escalate", [number, code @ ..]) => {
                let activity = self.activity(number)?;
                let escalation = code.first().map_or(Ok(NONE), |code| self.number(&self.net().escalations, code))?;
                self.act(Command::Escalate { activity, escalation })
            }
            ("extend", [number, by]) => {
                let activity = self.activity(number)?;
                let by = by.parse().map_err(|_| self.say("procedure-run-number", &[("word", *by)]))?;
                self.act(Command::Extend { activity, by })
            }
            ("tick", []) => self.tick(),
            ("wait", ["until", until]) | ("wait", [until]) => self.wait(until),
            ("withdraw", []) => self.act(Command::Withdraw),
            ("undo", []) => self.undo(),
            ("facts", []) => Ok(self.known()),
            ("show", []) => Ok(Vec::new()),
            ("help", []) => Ok(vec![self.say("procedure-run-help", &[])]),
            _ => Err(self.not_understood(word, line)),
        }
    }

    fn not_understood(&self, word: &str, line: &str) -> String {
        match nearest(word, WORDS.iter().copied()).filter(|near| *near != word) {
            Some(near) => self.say("procedure-run-did-you-mean", &[("word", word), ("near", near)]),
            None => self.say("procedure-run-not-understood", &[("line", line)]),
        }
    }

    /// Does it, or says why not; then the case is as it was.
    fn act(&mut self, command: Command<'_>) -> Told {
        let mut events = Vec::new();
        handle(&self.case, command, &self.rulebook, self.now, &mut events).map_err(|rejection| rejection.to_string())?;
        for event in &events {
            apply(&mut self.case, event);
        }
        let said = events.iter().filter_map(|event| self.words().event(&event.what)).collect();
        self.batches.push((self.now, events));
        Ok(said)
    }

    fn rule(&mut self, number: &str, outcome: &str, facts: &[&str]) -> Told {
        let (activity, facts) = (self.activity(number)?, self.facts(facts)?);
        let outcome = match outcome {
            "approved" => Outcome::Approved,
            "refused" => Outcome::Refused,
            "withdrawn" => Outcome::Withdrawn,
            other => return Err(self.say("procedure-run-unknown", &[("word", other), ("known", "approved, refused, withdrawn")])),
        };
        // What the step itself cites; else the first provision that may be cited.
        let cites = self.case.token(activity).map_or(&[][..], |token| self.net().info[token.node as usize].cites.as_slice());
        let citations = &self.rulebook.citations;
        let may = |ground: &usize| !self.rulebook.barred.contains(&(*ground as u16));
        let own = cites.iter().filter_map(|cite| citations.iter().position(|c| c == cite)).find(may);
        let grounds = [own.or_else(|| (0..citations.len()).find(may)).unwrap_or(0) as u16];
        self.act(Command::Rule { activity, outcome, grounds: &grounds, facts: &facts })
    }

    /// A message for an open case, or one that begins it.
    fn receive(&mut self, message: u16, facts: &[(u16, Value)]) -> Told {
        let begins = self.net().begins.iter().map(|number| self.net().starts[number as usize]);
        let begin = begins.into_iter().find(|node| self.net().message_of(*node) == Some(message));
        match (self.case.status, begin) {
            (Status::New, Some(node)) => self.act(Command::Start { node, facts }),
            _ => self.act(Command::Receive { message, facts }),
        }
    }

    /// Lets what is due next happen, and turns the clock there.
    fn tick(&mut self) -> Told {
        let due = next_due(&self.case).ok_or_else(|| self.say("procedure-run-nothing-due", &[]))?;
        let before = self.now;
        self.now = before.max(due.at);
        self.act(Command::Tick).inspect_err(|_| self.now = before)
    }

    /// Lets everything happen that is due by then, and turns the clock there.
    fn wait(&mut self, until: &str) -> Told {
        let utc = Zone::utc();
        let zone = self.law.as_ref().map_or(&utc, |law| &law.calendar.zone);
        let day = until.parse::<Date>().ok().map(|day| zone.midnight(day));
        let until = instant(until).or(day).ok_or_else(|| self.say("procedure-not-an-instant", &[("text", until)]))?;
        if until < self.now {
            return Err(self.say("procedure-run-back", &[("now", &self.words().instant(self.now))]));
        }
        let (before, mut said, mut all) = ((self.now, self.case.clone(), self.batches.len()), Vec::new(), Vec::new());
        while let Some(due) = next_due(&self.case).filter(|due| due.at <= until) {
            self.now = self.now.max(due.at);
            match self.act(Command::Tick) {
                Ok(words) => said.extend(words),
                Err(why) => {
                    (self.now, self.case) = (before.0, before.1);
                    self.batches.truncate(before.2);
                    return Err(why);
                }
            }
        }
        // All that a wait lets happen is undone together.
        all.extend(self.batches.drain(before.2..).flat_map(|(_, events)| events));
        self.now = until;
        self.batches.push((until, all));
        Ok(said)
    }

    fn undo(&mut self) -> Told {
        if self.batches.len() < 2 {
            return Err(self.say("procedure-run-nothing-to-undo", &[]));
        }
        self.batches.pop();
        self.case = Case::default();
        for event in self.batches.iter().flat_map(|(_, events)| events) {
            apply(&mut self.case, event);
        }
        self.now = self.batches.last().map_or(self.now, |(at, _)| *at);
        Ok(vec![self.say("procedure-run-undone", &[])])
    }

    /// The number of an activity, by its number or by the id of its element.
    fn activity(&self, word: &str) -> Result<u32, String> {
        let open = || self.case.active.as_slice().iter().filter(|token| token.is_token());
        let of = |token: &Active| self.net().info[token.node as usize].id == word;
        let found = word.parse().ok().or_else(|| open().find(|token| of(token)).map(|token| token.activity));
        let known = || open().map(|token| token.activity.to_string()).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| self.say("procedure-run-unknown", &[("word", word), ("known", &known())]))
    }

    fn number(&self, list: &[String], name: &str) -> Result<u16, String> {
        let plain = |text: &str| text.replace([' ', '_'], "-").to_lowercase();
        let found = list.iter().position(|known| known == name || plain(known) == plain(name));
        found.map(|number| number as u16).ok_or_else(|| self.say("procedure-run-unknown", &[("word", name), ("known", &list.join(", "))]))
    }

    fn fact(&self, name: &str) -> Result<u16, String> {
        let net = self.net();
        net.fact(name).ok_or_else(|| self.say("procedure-run-unknown", &[("word", name), ("known", &net.facts.join(", "))]))
    }

    fn facts(&self, words: &[&str]) -> Result<Vec<(u16, Value)>, String> {
        let one = |word: &&str| -> Result<(u16, Value), String> {
            let (name, value) = word.split_once('=').ok_or_else(|| self.say("procedure-run-fact-form", &[("word", *word)]))?;
            Ok((self.fact(name)?, self.net().symbols.value(&datum(value))))
        };
        words.iter().map(one).collect()
    }

    fn known(&self) -> Vec<String> {
        let words = self.words();
        let values = self.net().facts.iter().zip(self.case.facts.as_slice());
        let lines: Vec<String> =
            values.filter(|(_, v)| !v.is_null()).map(|(name, value)| format!("{name} = {}", words.value(*value))).collect();
        if lines.is_empty() { vec![self.say("procedure-run-no-facts", &[])] } else { lines }
    }

    /// What waits: token, name, who, due.
    fn waiting(&self) -> Vec<Waiting> {
        let net = self.net();
        let tokens = self.case.active.as_slice().iter().filter(|a| a.is_token() && !matches!(net.nodes[a.node as usize].kind, Kind::Multi));
        let shown = tokens.filter(|a| !net.nodes[a.node as usize].kind.holds() || net.nodes[a.node as usize].kind == Kind::AdHoc);
        let one = |token: &Active| {
            let (words, node) = (self.words(), &net.nodes[token.node as usize]);
            let due = self.case.active.as_slice().iter().filter(|a| a.activity == token.activity).map(|a| a.due).min();
            Waiting {
                activity: token.activity,
                id: net.info[token.node as usize].id.clone(),
                name: words.name(token.node),
                who: (node.kind == Kind::Task).then(|| self.law.as_ref().map(|law| law.body(token.node, self.lang))).flatten(),
                what: (node.triggers.len > 0).then(|| words.triggers(token.node)),
                rules: node.ruling,
                due: due.filter(|due| *due != Timestamp::NEVER).map(|due| words.instant(due)),
            }
        };
        shown.map(one).collect()
    }

    /// What became of a command, and what waits now.
    pub fn text(&self, told: &Told) -> String {
        let mut text = String::new();
        match told {
            Ok(said) => said.iter().for_each(|line| text += &format!("  {line}\n")),
            Err(why) => text += &format!("  {}\n", self.say("procedure-run-refused", &[("why", why)])),
        }
        let now = self.words().instant(self.now);
        if self.case.status == Status::Closed {
            let outcome = self.words().outcome(self.case.outcome);
            return format!("{text}{}\n", self.say("procedure-run-closed", &[("now", &now), ("outcome", &outcome)]));
        }
        text += &format!("{}\n", self.say("procedure-run-waits", &[("now", &now)]));
        for waiting in self.waiting() {
            let number = waiting.activity.to_string();
            let mut line = format!("  {number}  {} ({})", waiting.name, waiting.id);
            let rules = waiting.rules.then(|| self.say("procedure-rules", &[]));
            let due = waiting.due.map(|due| self.say("procedure-run-due", &[("due", &due)]));
            for part in [waiting.who, waiting.what, rules, due].into_iter().flatten() {
                line += &format!("; {part}");
            }
            text += &format!("{line}\n");
        }
        text
    }

    /// The same as JSON.
    pub fn json(&self, command: &str, told: &Told) -> serde_json::Value {
        let (events, refused) = match told {
            Ok(said) => (said.clone(), None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let status = match self.case.status {
            Status::New => "new",
            Status::Open => "open",
            Status::Closed => "closed",
        };
        json!({
            "command": command, "events": events, "refused": refused, "now": self.now.to_string(), "status": status,
            "outcome": self.case.outcome, "waits": self.waiting(),
        })
    }
}

/// Something that waits.
#[derive(serde::Serialize)]
struct Waiting {
    activity: u32,
    id: String,
    name: String,
    who: Option<String>,
    what: Option<String>,
    rules: bool,
    due: Option<String>,
}

/// A value as it is typed: JSON where it is that, a word otherwise.
fn datum(text: &str) -> Datum {
    let parsed = serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::String(text.to_string()));
    of_json(parsed)
}

fn of_json(value: serde_json::Value) -> Datum {
    match value {
        serde_json::Value::Null => Datum::Null,
        serde_json::Value::Bool(truth) => Datum::Bool(truth),
        serde_json::Value::Number(number) => Datum::Number(number.to_string()),
        serde_json::Value::String(word) => Datum::Text(word),
        serde_json::Value::Array(items) => Datum::List(items.into_iter().map(of_json).collect()),
        serde_json::Value::Object(entries) => Datum::Context(entries.into_iter().map(|(name, value)| (name, of_json(value))).collect()),
    }
}
