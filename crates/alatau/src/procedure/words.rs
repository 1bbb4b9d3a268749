//! Conditions, times, triggers and events of a procedure in words.

use super::law::Told;
use crate::cli::{say, say_with};
use crate::pages::say::Say;
use crate::pages::views::Moment;
use alatau_core::case::What;
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::{Compare, Condition, Kind, NONE, Net, Outcome, Timer, Trigger};
use alatau_core::text::{Arg, Lang, by_key};
use alatau_core::time::{Timestamp, Zone};

/// A net, what the law says of it, and a language.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The procedure.
    pub net: &'a Net,
    /// The law of a place, if one is given.
    pub told: Option<&'a Told>,
    /// Language.
    pub lang: Lang,
}

impl Words<'_> {
    /// What the catalogue says.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        say(self.lang, key, args)
    }

    /// Name of a node.
    pub fn name(&self, node: u16) -> String {
        self.net.info.get(node as usize).map_or(String::new(), |info| crate::law::explain::name(info, self.lang))
    }

    /// A fact as people say it.
    pub fn fact(&self, name: &str) -> String {
        let from_law = || self.told.and_then(|told| told.facts.get(name)).cloned();
        let known = || by_key(self.lang, &format!("procedure-fact-{}", name.replace('_', "-")));
        let spaced = || match name.strip_prefix("choice:") {
            Some(gateway) => self.net.node(gateway).map_or(gateway.to_string(), |node| self.name(node)),
            None => name.replace(['_', '-'], " "),
        };
        from_law().or_else(known).unwrap_or_else(spaced)
    }

    /// A value as people say it.
    pub fn value(&self, value: Value) -> String {
        self.datum(&self.net.symbols.datum(value))
    }

    fn datum(&self, datum: &Datum) -> String {
        match datum {
            Datum::Null => self.say("procedure-value-unknown", &[]),
            Datum::Bool(true) => self.say("procedure-value-yes", &[]),
            Datum::Bool(false) => self.say("procedure-value-no", &[]),
            Datum::Number(number) => number.clone(),
            Datum::Temporal(_, text) => text.clone(),
            Datum::Text(word) => by_key(self.lang, &format!("silence-{word}")).unwrap_or_else(|| format!("“{word}”")),
            Datum::List(items) => format!("[{}]", items.iter().map(|item| self.datum(item)).collect::<Vec<_>>().join(", ")),
            Datum::Context(entries) => {
                let entry = |(name, value): (&String, &Datum)| format!("{name}: {}", self.datum(value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// A condition; `written` is how the file says it.
    pub fn condition(&self, condition: &Condition, written: &str) -> String {
        match condition {
            Condition::Always => self.say("procedure-always", &[]),
            Condition::Feel(_) => written.trim().trim_start_matches('=').trim().to_string(),
            Condition::Compare { fact, op, value } => {
                let key = match op {
                    Compare::Equal => "procedure-is",
                    Compare::NotEqual => "procedure-is-not",
                    Compare::Less => "procedure-below",
                    Compare::LessOrEqual => "procedure-at-most",
                    Compare::Greater => "procedure-above",
                    Compare::GreaterOrEqual => "procedure-at-least",
                };
                let name = self.net.facts.get(*fact as usize).map_or("", String::as_str);
                self.say(key, &[("fact", &self.fact(name)), ("value", &self.value(*value))])
            }
        }
    }

    /// Whether the law of the place decides a condition already.
    pub fn decided(&self, condition: &Condition) -> Option<bool> {
        let Condition::Compare { fact, op, value } = condition else { return None };
        let given = *self.told?.bound.rulebook.given.get(*fact as usize)?;
        op.holds(given, *value)
    }

    /// How long a timer waits.
    pub fn timer(&self, timer: &Timer) -> String {
        match timer {
            Timer::Term(term) => match self.told.and_then(|told| told.terms.get(*term as usize)) {
                Some(term) => self.say("procedure-term-here", &[("length", &term.length), ("silence", &term.silence)]),
                None => self.say("procedure-term", &[("term", self.net.terms.get(*term as usize).map_or("", String::as_str))]),
            },
            Timer::Micros(micros) => self.duration(*micros),
            Timer::At(instant) => self.say("procedure-at", &[("instant", &self.instant(Timestamp(*instant)))]),
            Timer::Months(months, micros) => {
                let months = say_with(self.lang, "length-months", &[("n", Arg::from(months.unsigned_abs()))]);
                if *micros == 0 { months } else { format!("{months}, {}", self.duration(*micros)) }
            }
            Timer::Cycle { every, times, .. } => {
                let every = self.duration(*every);
                match times {
                    &u16::MAX => self.say("procedure-every", &[("every", &every)]),
                    times => self.say("procedure-every-times", &[("every", &every), ("times", &times.to_string())]),
                }
            }
            Timer::Feel(_) => self.say("procedure-time-computed", &[]),
        }
    }

    fn duration(&self, micros: i64) -> String {
        let mut left = micros / Timestamp::SECOND;
        let mut parts = Vec::new();
        for (key, seconds) in [("length-calendar-days", 86_400), ("length-hours", 3_600), ("length-minutes", 60), ("length-seconds", 1)] {
            let count = left / seconds;
            left %= seconds;
            if count > 0 {
                parts.push(say_with(self.lang, key, &[("n", Arg::from(count as u32))]));
            }
        }
        if parts.is_empty() { say_with(self.lang, "length-seconds", &[("n", Arg::from(0u32))]) } else { parts.join(", ") }
    }

    /// An instant on the clock of the place, or in UTC.
    pub fn instant(&self, at: Timestamp) -> String {
        let utc = Zone::utc();
        let zone = self.told.map_or(&utc, |told| &told.calendar.zone);
        let seconds = zone.time_of_day(at) / Timestamp::SECOND;
        let clock = format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
        let mark = if self.told.is_none() { " UTC" } else { "" };
        format!("{} {clock}{mark}", alatau_core::text::date(self.lang, zone.date(at)))
    }

    /// The end of a term as pages write it: midnight is 24:00 of the day before.
    fn until(&self, at: Timestamp) -> String {
        let utc = Zone::utc();
        let zone = self.told.map_or(&utc, |told| &told.calendar.zone);
        let mark = if self.told.is_none() { " UTC" } else { "" };
        Say(self.lang).until(&Moment::at(at, zone)) + mark
    }

    /// What an event waits for.
    pub fn triggers(&self, node: u16) -> String {
        let all = self.net.nodes[node as usize].all;
        let words: Vec<String> = self.net.triggers_of(node).iter().map(|trigger| self.trigger(trigger)).collect();
        words.join(&self.say(if all { "procedure-and" } else { "procedure-or" }, &[]))
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        let of = |list: &[String], number: u16| list.get(number as usize).cloned().unwrap_or_default();
        let (key, name) = match trigger {
            Trigger::Message(number) => ("procedure-on-message", of(&self.net.messages, *number)),
            Trigger::Signal(number) => ("procedure-on-signal", of(&self.net.signals, *number)),
            Trigger::Timer(number) => {
                let Some(timer) = self.net.timers.get(*number as usize) else { return String::new() };
                let key = if matches!(timer, Timer::Term(_)) { "procedure-on-term" } else { "procedure-on-timer" };
                return self.say(key, &[("time", &self.timer(timer))]);
            }
            Trigger::Condition(number) => {
                let written = self.say("procedure-a-condition", &[]);
                ("procedure-on-condition", self.condition(&self.net.guards[*number as usize], &written))
            }
            Trigger::Error(NONE) => ("procedure-on-any-error", String::new()),
            Trigger::Error(number) => ("procedure-on-error", of(&self.net.errors, *number)),
            Trigger::Escalation(NONE) => ("procedure-on-any-escalation", String::new()),
            Trigger::Escalation(number) => ("procedure-on-escalation", of(&self.net.escalations, *number)),
            Trigger::Compensation(NONE) => ("procedure-on-compensation", String::new()),
            Trigger::Compensation(node) => ("procedure-on-compensation-of", self.name(*node)),
            Trigger::Cancel => ("procedure-on-cancel", String::new()),
            Trigger::Terminate => ("procedure-on-terminate", String::new()),
        };
        if name.is_empty() { self.say(key, &[]) } else { self.say(key, &[("name", &name)]) }
    }

    /// How a case ends.
    pub fn outcome(&self, outcome: Option<Outcome>) -> String {
        self.say(
            match outcome {
                Some(Outcome::Approved) => "silence-approved",
                Some(Outcome::Refused) => "silence-refused",
                Some(Outcome::Withdrawn) => "silence-withdrawn",
                None => "procedure-no-outcome",
            },
            &[],
        )
    }

    /// What happened, or nothing where only the kernel's books changed.
    pub fn event(&self, what: &What) -> Option<String> {
        let of = |list: &[String], number: u16| list.get(number as usize).cloned().unwrap_or_default();
        let about = |key: &str, node: u16| Some(self.say(key, &[("name", &self.name(node))]));
        let with = |key: &str, name: &str| Some(self.say(key, &[("name", name)]));
        match what {
            What::Filed { .. } => Some(self.say("procedure-event-filed", &[])),
            What::FactStated { fact, value } | What::LocalStated { fact, value, .. } => {
                let fact = self.fact(&of(&self.net.facts, *fact));
                Some(self.say("procedure-event-fact", &[("fact", &fact), ("value", &self.value(*value))]))
            }
            What::Entered { node, activity, .. } if !matches!(self.net.nodes[*node as usize].kind, Kind::Multi) => {
                Some(self.say("procedure-event-entered", &[("name", &self.name(*node)), ("number", &activity.to_string())]))
            }
            What::TimerSet { node, due, .. } => {
                Some(self.say("procedure-event-timer-set", &[("name", &self.name(*node)), ("due", &self.until(*due))]))
            }
            What::TermStopped { node, .. } => about("procedure-event-term-stopped", *node),
            What::StopEnded { node, .. } => about("procedure-event-stop-ended", *node),
            What::TermExtended { node, .. } => about("procedure-event-extended", *node),
            What::SilenceSpoke { node, yields, .. } => {
                let silence = self.say(&format!("silence-{}", yields.word()), &[]);
                Some(self.say("procedure-event-silence", &[("name", &self.name(*node)), ("silence", &silence)]))
            }
            What::TimerFired { node, .. } => about("procedure-event-timer-fired", *node),
            What::Completed { node, .. } => about("procedure-event-completed", *node),
            What::Cancelled { node, .. } => about("procedure-event-cancelled", *node),
            What::Marked { event, .. } => with("procedure-event-marked", &of(&self.net.events, *event)),
            What::Ruled { outcome, .. } => with("procedure-event-ruled", &self.outcome(Some(*outcome))),
            What::UndoBegan { node, .. } => about("procedure-event-undo", *node),
            What::MessageThrown { message, .. } => with("procedure-event-message", &of(&self.net.messages, *message)),
            What::SignalThrown { signal, .. } => with("procedure-event-signal", &of(&self.net.signals, *signal)),
            What::EscalationThrown { escalation, .. } => with("procedure-event-escalation", &of(&self.net.escalations, *escalation)),
            What::ErrorThrown { error } => with("procedure-event-error", &of(&self.net.errors, *error)),
            What::Condition { holds: true, node, .. } => about("procedure-event-condition", *node),
            What::Ended { node, outcome: None } => about("procedure-event-ended", *node),
            What::Ended { node, outcome } => {
                Some(self.say("procedure-event-ended-as", &[("name", &self.name(*node)), ("outcome", &self.outcome(*outcome))]))
            }
            What::Withdrawn => Some(self.say("procedure-event-withdrawn", &[])),
            What::Stuck { .. } => Some(self.say("procedure-event-stuck", &[])),
            What::Closed { outcome } => with("procedure-event-closed", &self.outcome(*outcome)),
            _ => None,
        }
    }
}
