//! What happens when a command meets a case.

use super::event::{Event, GROUNDS_MAX, What};
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Case, ROOT, Status, next_due};
use super::walk::Walk;
use crate::decision::Value;
use crate::procedure::{Kind, NONE, Outcome, Trigger};
use crate::time::Timestamp;

/// What somebody, or the clock, wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command<'a> {
    /// File the application with the facts of its form.
    File {
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// File the application by an event that creates it: one of [`crate::procedure::Net::begins`].
    Start {
        /// The start event, receive task or catch event.
        node: u16,
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// Complete an activity, stating facts.
    Complete {
        /// Its number.
        activity: u32,
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// Rule on the case at an activity that rules.
    Rule {
        /// Its number.
        activity: u32,
        /// The ruling.
        outcome: Outcome,
        /// Provisions, as numbers of [`Rulebook::citations`]; the first four are kept in the event.
        grounds: &'a [u16],
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// A message arrived.
    Receive {
        /// Message of the net.
        message: u16,
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// A signal was thrown, here or elsewhere.
    Signal {
        /// Signal of the net.
        signal: u16,
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// Begin an activity of an open ad-hoc sub-process, once more or out of turn.
    Begin {
        /// Number of the ad-hoc sub-process.
        activity: u32,
        /// The activity to begin.
        node: u16,
    },
    /// State facts without completing anything: a condition may wait for them.
    State {
        /// Facts of the net.
        facts: &'a [(u16, Value)],
    },
    /// An activity escalates: somebody else must know, and work goes on.
    Escalate {
        /// Its number.
        activity: u32,
        /// Escalation of the net, or [`NONE`]: one without a code.
        escalation: u16,
    },
    /// An activity raised an error.
    Raise {
        /// Its number.
        activity: u32,
        /// Error of the net, or [`NONE`]: one without a code.
        error: u16,
    },
    /// Extend the term of an activity, before it is over.
    Extend {
        /// Its number.
        activity: u32,
        /// Units of the further leg.
        by: u16,
    },
    /// The law changed while the case ran: recount the clocks that a newer version reaches.
    Recount,
    /// The clock: let the earliest due timer or silence act.
    Tick,
    /// The applicant takes the application back.
    Withdraw,
}

/// Says what happens. Events are appended to `out`; on `Err` it is as it was.
///
/// A [`Command::Tick`] acts at the instant that was due, however late the clock
/// comes, and lets exactly one timer act; every other command is refused while
/// something is due, so that nothing can be back-dated past a silence.
pub fn handle(case: &Case, command: Command<'_>, rulebook: &Rulebook, now: Timestamp, out: &mut Vec<Event>) -> Result<(), Rejection> {
    step(case, command, rulebook, now, out, &mut Case::default())
}

/// As [`handle`], and leaves in `next` what [`super::apply`] makes of `case` with the
/// events that were appended; who keeps a spare case saves folding them twice.
/// On `Err` what is in `next` means nothing.
#[inline]
pub fn step(
    case: &Case,
    command: Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    out: &mut Vec<Event>,
    next: &mut Case,
) -> Result<(), Rejection> {
    let before = out.len();
    let result = dispatch(case, command, rulebook, now, out, next);
    if result.is_err() {
        out.truncate(before);
    }
    result
}

#[inline]
fn dispatch(
    case: &Case,
    command: Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    out: &mut Vec<Event>,
    next: &mut Case,
) -> Result<(), Rejection> {
    match (case.status, command) {
        (Status::Closed, _) => return Err(Rejection::CaseClosed),
        (Status::Open, Command::File { .. } | Command::Start { .. }) => return Err(Rejection::AlreadyFiled),
        (Status::New, Command::File { facts } | Command::Start { facts, .. }) => {
            let at = if let Command::Start { node, .. } = command { Some(node) } else { None };
            next.clone_from(case);
            let mut walk = Walk::new(next, rulebook, now, out);
            walk.file(at, facts)?;
            return walk.finish();
        }
        (Status::New, _) => return Err(Rejection::NotFiled),
        (Status::Open, _) => {}
    }
    if now < case.last {
        return Err(Rejection::BeforeLastEvent { now, last: case.last });
    }
    let due = next_due(case).map_or(Timestamp::NEVER, |d| d.at);
    if let Command::Tick = command {
        if due > now {
            return Err(Rejection::NothingDue);
        }
        next.clone_from(case);
        let mut walk = Walk::new(next, rulebook, due.max(case.last), out);
        walk.fire(due)?;
        return walk.finish();
    }
    if due <= now {
        return Err(Rejection::SilenceHasSpoken { due });
    }
    next.clone_from(case);
    let mut walk = Walk::new(next, rulebook, now, out);
    act(&mut walk, command)?;
    walk.finish()
}

#[inline]
fn act(walk: &mut Walk<'_>, command: Command<'_>) -> Result<(), Rejection> {
    match command {
        Command::Complete { activity, facts } => {
            let (node, scope) = open_task(walk, activity, false)?;
            walk.state_facts(facts, scope)?;
            walk.complete(node, scope, activity)
        }
        Command::Rule { activity, outcome, grounds, facts } => {
            let (node, scope) = open_task(walk, activity, true)?;
            let kept = checked_grounds(walk.rulebook, grounds)?;
            walk.emit(What::Ruled { outcome, activity, grounds: kept });
            walk.state_facts(facts, scope)?;
            walk.state_ruling(outcome);
            walk.complete(node, scope, activity)
        }
        Command::Receive { message, facts } => {
            let first = walk.waiting(|t| *t == Trigger::Message(message)).first().copied().ok_or(Rejection::MessageNotExpected)?;
            walk.state_facts(facts, first.scope)?;
            walk.receive(message).map(drop)
        }
        Command::Signal { signal, facts } => {
            if walk.waiting(|t| *t == Trigger::Signal(signal)).is_empty() {
                return Err(Rejection::SignalNotExpected);
            }
            walk.state_facts(facts, ROOT)?;
            walk.signal(signal).map(drop)
        }
        Command::Begin { activity, node } => walk.begin_by_hand(activity, node),
        Command::State { facts } => walk.state_facts(facts, ROOT),
        Command::Escalate { activity, escalation } => {
            let token = walk.case.token(activity).ok_or(Rejection::NoSuchActivity { activity })?;
            walk.escalate_from(token, escalation)
        }
        Command::Raise { activity, error } => {
            let token = walk.case.token(activity).ok_or(Rejection::NoSuchActivity { activity })?;
            if error != NONE && error as usize >= walk.net.errors.len() {
                return Err(Rejection::ErrorNotCaught { element: walk.net.info[token.node as usize].id.clone() });
            }
            walk.raise(token, error)
        }
        Command::Extend { activity, by } => walk.extend(activity, by),
        Command::Recount => walk.recount(),
        Command::Withdraw => {
            walk.emit(What::Withdrawn);
            walk.emit(What::Closed { outcome: Some(Outcome::Withdrawn) });
            Ok(())
        }
        Command::File { .. } | Command::Start { .. } | Command::Tick => unreachable!("handled by the caller"),
    }
}

#[inline]
fn open_task(walk: &Walk<'_>, activity: u32, ruling: bool) -> Result<(u16, u16), Rejection> {
    let Some(token) = walk.case.token(activity) else { return Err(Rejection::NoSuchActivity { activity }) };
    let node = &walk.net.nodes[token.node as usize];
    if node.kind != Kind::Task {
        return Err(Rejection::NoSuchActivity { activity });
    }
    if node.ruling != ruling {
        return Err(Rejection::WrongCommand { activity, ruling: node.ruling });
    }
    Ok((token.node, token.scope))
}

fn checked_grounds(rulebook: &Rulebook, grounds: &[u16]) -> Result<[u16; GROUNDS_MAX], Rejection> {
    if grounds.is_empty() {
        return Err(Rejection::GroundsMissing);
    }
    if let Some(&ground) = grounds.iter().find(|&&g| g as usize >= rulebook.citations.len()) {
        return Err(Rejection::UnknownGround { ground });
    }
    if let Some(&ground) = grounds.iter().find(|ground| rulebook.barred.contains(ground)) {
        let provision = rulebook.citations[ground as usize].clone();
        return Err(Rejection::AgainstCertificate { ground, provision });
    }
    let mut kept = [u16::MAX; GROUNDS_MAX];
    for (slot, ground) in kept.iter_mut().zip(grounds) {
        *slot = *ground;
    }
    Ok(kept)
}
