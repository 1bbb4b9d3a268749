//! The paper answer: a case walked through the kernel by the law alone.
//!
//! Twice: once everybody acts at once, once everybody acts in the last instant
//! of the term that binds him. Nobody corrects, extends or is silent, and private
//! work takes no time. So the two durations rest on no guess about people.

use super::event::{Event, What};
use super::handle::{Command, handle};
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Active, Case, Status, apply};
use crate::decision::Value;
use crate::procedure::{Kind, NONE, Outcome};
use crate::time::Timestamp;

/// When everybody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As soon as it is his turn.
    AtOnce,
    /// In the last instant that the law allows.
    LastMoment,
}

/// One step that somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Node of the net.
    pub node: u16,
    /// When it could begin.
    pub began: Timestamp,
    /// When it was done.
    pub ended: Timestamp,
    /// Term that bound it ([`crate::procedure::Net::terms`]), its own or that of the stage around it; [`NONE`]: no term.
    pub term: u16,
    /// Due instant of that term.
    pub due: Timestamp,
}

/// A case walked to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Walked {
    /// Steps in the order in which they could begin.
    pub steps: Vec<Step>,
    /// Filing.
    pub filed: Timestamp,
    /// End.
    pub ended: Timestamp,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Every event, in order.
    pub events: Vec<Event>,
}

/// Steps after which a walk is given up.
const STEPS_MAX: usize = 10_000;

/// Files a case at `filed` and walks it to its end.
///
/// `facts` are stated at every completion: what a flawless case states, for
/// example `complete = true`.
///
/// # Errors
/// What the kernel refuses; a walk that does not end is [`Rejection::EndlessLoop`].
pub fn walk(rulebook: &Rulebook, filed: Timestamp, pace: Pace, facts: &[(u16, Value)]) -> Result<Walked, Rejection> {
    let mut case = Case::default();
    let mut walked = Walked { steps: Vec::new(), filed, ended: filed, outcome: None, events: Vec::new() };
    let mut began: Vec<(u32, Timestamp)> = Vec::new();
    let mut events = Vec::new();
    let mut now = filed;
    handle(&case, Command::File { facts: &[] }, rulebook, now, &mut events)?;
    loop {
        for event in &events {
            apply(&mut case, event);
            if let What::Entered { activity, .. } = event.what {
                began.push((activity, event.at));
            }
        }
        walked.events.append(&mut events);
        if case.status == Status::Closed {
            break;
        }
        let Some((token, due, term)) = next(&case, rulebook, pace) else { break };
        if walked.steps.len() >= STEPS_MAX {
            return Err(Rejection::EndlessLoop { element: rulebook.net.info[token.node as usize].id.clone() });
        }
        if pace == Pace::LastMoment && due != Timestamp::NEVER {
            now = now.max(due.plus(-1));
        }
        let from = began.iter().find(|b| b.0 == token.activity).map_or(now, |b| b.1);
        walked.steps.push(Step { node: token.node, began: from, ended: now, term, due });
        act(&case, token, rulebook, now, facts, &mut events)?;
    }
    walked.steps.sort_by_key(|s| (s.began, s.ended, s.node));
    walked.ended = case.last;
    walked.outcome = case.outcome;
    Ok(walked)
}

/// Who acts next: with the earliest due at the last moment, else in order of entry.
fn next(case: &Case, rulebook: &Rulebook, pace: Pace) -> Option<(Active, Timestamp, u16)> {
    let waits = |a: &&Active| a.is_token() && can_act(rulebook, a.node);
    let bound = |a: &Active| {
        let (due, term) = binding(case, rulebook, *a);
        (*a, due, term)
    };
    let open = case.active.as_slice().iter().filter(waits).map(bound);
    match pace {
        Pace::AtOnce => open.min_by_key(|(a, ..)| a.activity),
        // Whoever no term binds acts at once, before others use their time.
        Pace::LastMoment => open.min_by_key(|(a, due, _)| (if *due == Timestamp::NEVER { Timestamp::MIN } else { *due }, a.activity)),
    }
}

/// Whether somebody can move a token that waits at a node: by completing it, or by a message.
fn can_act(rulebook: &Rulebook, node: u16) -> bool {
    let net = &rulebook.net;
    net.nodes[node as usize].kind == Kind::Task || net.waits(node) && net.message_of(node).is_some()
}

/// The earliest due that binds an activity: its own timer, or that of a scope around it.
fn binding(case: &Case, rulebook: &Rulebook, token: Active) -> (Timestamp, u16) {
    let timers = |activity: u32| case.active.as_slice().iter().filter(move |a| !a.is_token() && a.activity == activity);
    let mut found = (Timestamp::NEVER, NONE);
    let mut consider = |activity: u32| {
        for timer in timers(activity) {
            if timer.due >= found.0 {
                continue;
            }
            found = (timer.due, rulebook.net.term_of(timer.node).unwrap_or(NONE));
        }
    };
    consider(token.activity);
    let mut scope = token.scope;
    while let Some(around) = case.scopes.iter().find(|s| s.number == scope) {
        consider(around.activity);
        scope = around.parent;
    }
    found
}

fn act(
    case: &Case,
    token: Active,
    rulebook: &Rulebook,
    now: Timestamp,
    facts: &[(u16, Value)],
    events: &mut Vec<Event>,
) -> Result<(), Rejection> {
    let node = &rulebook.net.nodes[token.node as usize];
    let activity = token.activity;
    if let Some(message) = rulebook.net.message_of(token.node) {
        return handle(case, Command::Receive { message, facts }, rulebook, now, events);
    }
    if !node.ruling {
        return handle(case, Command::Complete { activity, facts }, rulebook, now, events);
    }
    let cites = &rulebook.net.info[token.node as usize].cites;
    let mut grounds: Vec<u16> = cites.iter().filter_map(|c| rulebook.citations.iter().position(|k| k == c)).map(|g| g as u16).collect();
    if grounds.is_empty() && !rulebook.citations.is_empty() {
        grounds.push(0);
    }
    handle(case, Command::Rule { activity, outcome: Outcome::Approved, grounds: &grounds, facts }, rulebook, now, events)
}

/// The fact by which whoever checks a file says that it is complete.
pub const COMPLETE: &str = "complete";
/// The fact by which an applicant says that they complain.
pub const COMPLAINS: &str = "complains";

/// What a flawless application states wherever a procedure asks: complete, and nobody complains.
pub fn flawless(rulebook: &Rulebook) -> Vec<(u16, Value)> {
    let known = [(COMPLETE, Value::bool(true)), (COMPLAINS, Value::bool(false))];
    known.iter().filter_map(|(name, value)| Some((rulebook.net.fact(name)?, *value))).collect()
}
