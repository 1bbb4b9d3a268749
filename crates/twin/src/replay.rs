//! A case of the live city, run again on the virtual clock.
//!
//! What people did is taken from the record: the command and its instant. What the
//! clock did is not: silence and timers act here when they are due here, and the law
//! changes on its day. So the same events come out only if live and twin are one engine.

use alatau_core::case::{Case, Command, Event, Rejection, Rulebook, Status, apply, handle, next_due};
use alatau_core::time::Timestamp;

/// What people did in a case, as the record has it.
pub trait Record {
    /// When the next thing was done; nothing: no more.
    fn at(&self, deed: usize) -> Option<Timestamp>;
    /// The command, in the numbers of a rulebook, given to `give`.
    ///
    /// # Errors
    /// Those of `give`, and what cannot be said in this rulebook.
    fn give(&self, deed: usize, rulebook: &Rulebook, give: &mut dyn FnMut(Command<'_>) -> Result<(), Rejection>) -> Result<(), Differs>;
}

/// Where the replay differs from the record.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Differs {
    /// The kernel refuses what it accepted then.
    #[error("deed {deed} is refused now: {rejection}")]
    Refused {
        /// Number of the deed, from 0.
        deed: usize,
        /// Why.
        rejection: Rejection,
    },
    /// The clock cannot go on.
    #[error("the clock cannot go on at {at}: {rejection}")]
    Clock {
        /// When.
        at: Timestamp,
        /// Why.
        rejection: Rejection,
    },
    /// The command names what the rulebook has not.
    #[error("deed {deed} cannot be said: {why}")]
    Unspeakable {
        /// Number of the deed, from 0.
        deed: usize,
        /// Why.
        why: String,
    },
}

/// Runs a case again, up to and with `until`. `laws` are its rulebooks in order, each
/// with the instant from which it holds; the first is the one it was filed under.
///
/// # Errors
/// [`Differs`]: the record is not what this engine does.
pub fn replay(record: &impl Record, laws: &[(Timestamp, &Rulebook)], until: Timestamp) -> Result<Vec<Event>, Differs> {
    let mut run = Run { case: Case::default(), events: Vec::new() };
    let (mut deed, mut law) = (0, 0);
    loop {
        let open = run.case.status == Status::Open;
        let due = next_due(&run.case).map(|due| due.at).filter(|_| open).unwrap_or(Timestamp::NEVER);
        let change = laws.get(law + 1).map(|(at, _)| *at).filter(|_| open).unwrap_or(Timestamp::NEVER);
        let done = record.at(deed).unwrap_or(Timestamp::NEVER);
        let next = due.min(change).min(done);
        if next == Timestamp::NEVER || next > until {
            return Ok(run.events);
        }
        if change < due && change <= done {
            law += 1;
            run.step(Command::Recount, laws[law].1, change).map_err(|rejection| Differs::Clock { at: change, rejection })?;
        } else if due <= done {
            let at = due.max(run.case.last);
            run.step(Command::Tick, laws[law].1, at).map_err(|rejection| Differs::Clock { at, rejection })?;
        } else {
            let rulebook = laws[law].1;
            record.give(deed, rulebook, &mut |command| run.step(command, rulebook, done))?;
            deed += 1;
        }
    }
}

struct Run {
    case: Case,
    events: Vec<Event>,
}

impl Run {
    fn step(&mut self, command: Command<'_>, rulebook: &Rulebook, now: Timestamp) -> Result<(), Rejection> {
        let before = self.events.len();
        handle(&self.case, command, rulebook, now, &mut self.events)?;
        self.events[before..].iter().for_each(|event| apply(&mut self.case, event));
        Ok(())
    }
}
