//! A register: what one case holds and another therefore cannot have.
//!
//! Case and register are two aggregates with the same pair of functions,
//! `handle` and `apply`. A command that touches both goes through [`transact`]:
//! both event lists are appended together, or neither is.
//!
//! ```
//! use alatau_core::register::{Command, PlotId, Register, apply, handle};
//! use alatau_core::time::Timestamp;
//! let (mut register, mut events) = (Register::default(), Vec::new());
//! let claim = |case| Command::Claim { case, plots: &[PlotId(17)] };
//! handle(&register, claim(1), Timestamp(0), &mut events).unwrap();
//! events.iter().for_each(|event| apply(&mut register, event));
//! let refused = handle(&register, claim(2), Timestamp(1), &mut events).unwrap_err();
//! assert_eq!(refused.to_string(), "plot 17 is held by case 1; wait until it is decided, or withdraw it");
//! ```

use crate::case::{self, Case, Rulebook};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A plot of land, by its number in the cadastre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct PlotId(pub u64);

/// Which case holds which plot.
///
/// Invariant: `holders` and `held` say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    holders: BTreeMap<PlotId, u64>,
    held: BTreeSet<(u64, PlotId)>,
}

impl Register {
    /// The case that holds a plot.
    pub fn holder(&self, plot: PlotId) -> Option<u64> {
        self.holders.get(&plot).copied()
    }

    /// The plots that a case holds, in order.
    pub fn held_by(&self, case: u64) -> impl Iterator<Item = PlotId> {
        self.held.range((case, PlotId(0))..=(case, PlotId(u64::MAX))).map(|(_, plot)| *plot)
    }
}

/// What a case wants of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// Hold these plots until the case is over; what it holds already it keeps.
    Claim {
        /// Case.
        case: u64,
        /// Plots.
        plots: &'a [PlotId],
    },
    /// Let go of every plot.
    Release {
        /// Case.
        case: u64,
    },
}

/// What happened to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A case holds a plot from now on.
    Claimed {
        /// Plot.
        plot: PlotId,
        /// Case.
        case: u64,
    },
    /// A plot is free again.
    Released {
        /// Plot.
        plot: PlotId,
        /// Case that held it.
        case: u64,
    },
}

/// Why the register refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Another case holds the plot.
    #[error("plot {} is held by case {holder}; wait until it is decided, or withdraw it", plot.0)]
    Held {
        /// Plot.
        plot: PlotId,
        /// Case that holds it.
        holder: u64,
    },
}

/// Says what happens. Events are appended to `out`; on `Err` it is as it was.
pub fn handle(register: &Register, command: Command<'_>, now: Timestamp, out: &mut Vec<Event>) -> Result<(), Rejection> {
    match command {
        Command::Claim { case, plots } => {
            let plots: BTreeSet<PlotId> = plots.iter().copied().collect();
            for &plot in &plots {
                if let Some(holder) = register.holder(plot).filter(|&holder| holder != case) {
                    return Err(Rejection::Held { plot, holder });
                }
            }
            let free = plots.into_iter().filter(|&plot| register.holder(plot).is_none());
            out.extend(free.map(|plot| Event { at: now, what: What::Claimed { plot, case } }));
        }
        Command::Release { case } => {
            out.extend(register.held_by(case).map(|plot| Event { at: now, what: What::Released { plot, case } }));
        }
    }
    Ok(())
}

/// Folds one event into the register.
pub fn apply(register: &mut Register, event: &Event) {
    match event.what {
        What::Claimed { plot, case } => {
            let before = register.holders.insert(plot, case);
            assert!(before.is_none(), "a plot has one holder");
            register.held.insert((case, plot));
        }
        What::Released { plot, case } => {
            let before = register.holders.remove(&plot);
            assert!(before == Some(case), "only the holder lets a plot go");
            register.held.remove(&(case, plot));
        }
    }
}

/// A case, as the register needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Claimant<'a> {
    /// Its number.
    pub number: u64,
    /// Its state.
    pub case: &'a Case,
    /// The plots that it is about: claimed when it is filed, free when it is over.
    pub plots: &'a [PlotId],
}

/// Why a command on a case and the register was refused: the case speaks first.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// By the case.
    #[error(transparent)]
    Case(#[from] case::Rejection),
    /// By the register.
    #[error(transparent)]
    Register(#[from] Rejection),
}

/// Handles a command by the case and by the register. Both lists are appended; on
/// `Err` both are as they were.
pub fn transact(
    claimant: Claimant<'_>,
    register: &Register,
    command: case::Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    case_events: &mut Vec<case::Event>,
    register_events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let (cases, registers) = (case_events.len(), register_events.len());
    let result = both(claimant, register, command, rulebook, now, case_events, register_events);
    if result.is_err() {
        case_events.truncate(cases);
        register_events.truncate(registers);
    }
    result
}

fn both(
    claimant: Claimant<'_>,
    register: &Register,
    command: case::Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    case_events: &mut Vec<case::Event>,
    register_events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let (before, number) = (case_events.len(), claimant.number);
    case::handle(claimant.case, command, rulebook, now, case_events)?;
    let new = &case_events[before..];
    let first = register_events.len();
    if let Some(filed) = new.iter().find(|e| matches!(e.what, case::What::Filed { .. })) {
        handle(register, Command::Claim { case: number, plots: claimant.plots }, filed.at, register_events)?;
    }
    if let Some(closed) = new.iter().find(|e| matches!(e.what, case::What::Closed { .. })) {
        let claimed: Vec<Event> = register_events[first..].to_vec();
        handle(register, Command::Release { case: number }, closed.at, register_events)?;
        // A case may be over as soon as it is filed: then it lets go of what it has just claimed.
        for event in claimed {
            if let What::Claimed { plot, case } = event.what {
                register_events.push(Event { at: closed.at, what: What::Released { plot, case } });
            }
        }
    }
    Ok(())
}
