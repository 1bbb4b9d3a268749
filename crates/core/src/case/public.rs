//! What of an event anyone may know: what happened where and when, which body
//! acted, what silence meant and how the case ended, never a fact, a reason or a
//! name. The transparency log keeps this for ever, so the words are never changed.

use super::event::{Event, What};
use super::rulebook::Rulebook;
use super::state::{Before, Case};
use crate::json;
use crate::procedure::{Clock, NONE, Outcome};
use crate::time::Date;

/// A word, a number or a day of a public event.
#[derive(Clone, Copy)]
enum Part<'a> {
    Text(&'a str),
    Number(i64),
    Day(Date),
}

/// Appends the public part of one command's events: a JSON array, one object an event.
///
/// `case` is the case before the command; `bodies` the body of each node, empty for the applicant.
pub fn write(case: &Case, events: &[Event], rulebook: &Rulebook, bodies: &[String], out: &mut Vec<u8>) {
    let mut before = Before::new(case, events);
    out.push(b'[');
    for (number, event) in events.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        one(&mut before, number, event, rulebook, bodies, out);
    }
    out.push(b']');
}

/// Writes `{"what":"…",…}`; empty words are left out.
macro_rules! say {
    ($out:ident, $what:literal $(, $key:literal: $part:expr)*) => {{
        $out.extend_from_slice(concat!("{\"what\":\"", $what, "\"").as_bytes());
        $(say_part(concat!(",\"", $key, "\":"), $part, $out);)*
        $out.push(b'}');
    }};
}

fn one(before: &mut Before<'_>, index: usize, event: &Event, rulebook: &Rulebook, bodies: &[String], out: &mut Vec<u8>) {
    let net = &rulebook.net;
    let id = |node: u16| Part::Text(net.info.get(node as usize).map_or("", |info| info.id.as_str()));
    let body = |node: u16| Part::Text(bodies.get(node as usize).map_or("", String::as_str));
    let host = |case: &Case, activity: u32| id(case.token(activity).map_or(NONE, |token| token.node));
    let word = |outcome: Option<Outcome>| Part::Text(outcome.map_or("", outcome_word));
    let activity = |number: u32| Part::Number(i64::from(number));
    match event.what {
        What::Filed { registered } => say!(out, "filed", "registered": Part::Day(registered)),
        What::FactStated { .. } => say!(out, "fact-stated"),
        What::LocalStated { .. } => say!(out, "local-stated"),
        What::Entered { node, activity: number, .. } => {
            say!(out, "entered", "element": id(node), "activity": activity(number), "body": body(node));
        }
        What::Completed { node, activity: number } => {
            say!(out, "completed", "element": id(node), "activity": activity(number), "body": body(node));
        }
        What::Cancelled { node, activity: number } => say!(out, "cancelled", "element": id(node), "activity": activity(number)),
        What::TimerSet { node, activity: number, due } => {
            say!(out, "timer-set", "element": id(node), "activity": activity(number), "due": Part::Number(due.0));
        }
        What::SilenceSpoke { node, yields, activity: number } => {
            let case = before.event(index);
            let by = who_had_to_act(rulebook, case, node, number);
            let (at, yields, by) = (host(case, number), Part::Text(yields.word()), Part::Text(by));
            say!(out, "silence-spoke", "element": id(node), "activity": activity(number), "at": at, "yields": yields, "by": by);
        }
        What::Ruled { outcome, activity: number, grounds } => {
            let named = grounds.iter().filter(|&&ground| ground != NONE).filter_map(|&ground| rulebook.citations.get(ground as usize));
            let cites = named.map(String::as_str).collect::<Vec<_>>().join(" ");
            let (element, outcome) = (host(before.event(index), number), Part::Text(outcome_word(outcome)));
            say!(out, "ruled", "element": element, "activity": activity(number), "outcome": outcome, "cites": Part::Text(&cites));
        }
        What::TermStopped { node, activity: number, .. } => say!(out, "term-stopped", "element": id(node), "activity": activity(number)),
        What::StopEnded { node, activity: number, .. } => say!(out, "stop-ended", "element": id(node), "activity": activity(number)),
        What::TermExtended { node, by, activity: number } => {
            say!(out, "term-extended", "element": id(node), "activity": activity(number), "by": Part::Number(i64::from(by)));
        }
        What::ClockSwitched { clock } => say!(out, "clock-switched", "clock": Part::Text(clock_word(clock))),
        What::Ended { node, outcome } => say!(out, "ended", "element": id(node), "outcome": word(outcome)),
        What::Closed { outcome } => say!(out, "closed", "outcome": word(outcome)),
        What::Marked { event, on } => {
            let name = net.events.get(event as usize).map_or("", String::as_str);
            say!(out, "marked", "event": Part::Text(name), "on": Part::Day(on));
        }
        other => {
            out.extend_from_slice(b"{\"what\":\"");
            out.extend_from_slice(kind(other).as_bytes());
            out.extend_from_slice(b"\"}");
        }
    }
}

/// `agency`, `applicant`, or a role of the authority: by whom the term that is over was set.
fn who_had_to_act<'r>(rulebook: &'r Rulebook, case: &Case, node: u16, activity: u32) -> &'r str {
    let versions = rulebook.net.term_of(node).and_then(|term| rulebook.terms.get(term as usize)).map_or(&[][..], Vec::as_slice);
    let version = case.timer(node, activity).map_or(0, |timer| timer.version);
    versions.get(version as usize).or(versions.last()).map_or("", |rule| rule.by.as_str())
}

/// Names of the events that say nothing further in public; as in their stored form.
const fn kind(what: What) -> &'static str {
    match what {
        What::TermCounted { .. } => "term-counted",
        What::LegBegan { .. } => "leg-began",
        What::TimerFired { .. } => "timer-fired",
        What::Arrived { .. } => "arrived",
        What::Merged { .. } => "merged",
        What::ScopeOpened { .. } => "scope-opened",
        What::ScopeClosed { .. } => "scope-closed",
        What::Armed { .. } => "armed",
        What::Occurred { .. } => "occurred",
        What::Condition { .. } => "condition",
        What::CycleCounted { .. } => "cycle-counted",
        What::Interrupted { .. } => "interrupted",
        What::Planned { .. } => "planned",
        What::InstanceBegan { .. } => "instance-began",
        What::InstanceEnded { .. } => "instance-ended",
        What::Undoable { .. } => "undoable",
        What::UndoKept { .. } => "undo-kept",
        What::UndoBegan { .. } => "undo-began",
        What::MessageThrown { .. } => "message-thrown",
        What::SignalThrown { .. } => "signal-thrown",
        What::EscalationThrown { .. } => "escalation-thrown",
        What::ErrorThrown { .. } => "error-thrown",
        What::Withdrawn => "withdrawn",
        What::Stuck { .. } => "stuck",
        What::Migrated { .. } => "migrated",
        What::Carried { .. } => "carried",
        What::Disarmed { .. } => "disarmed",
        What::Filed { .. } | What::FactStated { .. } | What::LocalStated { .. } | What::Entered { .. } | What::Completed { .. } => "",
        What::Cancelled { .. } | What::TimerSet { .. } | What::SilenceSpoke { .. } | What::Ruled { .. } | What::TermStopped { .. } => "",
        What::StopEnded { .. } | What::TermExtended { .. } | What::ClockSwitched { .. } | What::Ended { .. } => "",
        What::Closed { .. } | What::Marked { .. } => "",
    }
}

const fn clock_word(clock: Clock) -> &'static str {
    match clock {
        Clock::Statutory => "statutory",
        Clock::Extended => "extended",
        Clock::Applicant => "applicant",
    }
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Refused => "refused",
        Outcome::Withdrawn => "withdrawn",
    }
}

/// A key with its comma and colon, and what it has.
#[inline(always)]
fn say_part(key: &'static str, part: Part<'_>, out: &mut Vec<u8>) {
    if matches!(part, Part::Text("")) {
        return;
    }
    out.extend_from_slice(key.as_bytes());
    match part {
        Part::Text(text) => json::text(text, out),
        Part::Day(day) => json::write(&day, out).unwrap_or_default(),
        Part::Number(number) => json::number(number, out),
    }
}
