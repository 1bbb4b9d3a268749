//! The rulings of a case as its events keep them: each names its record by
//! hash, and whoever has the law computes the record again from the events.

use super::fault::Fault;
use super::record::{Record, record};
use super::ruling::of_event;
use super::trial::Sources;
use crate::case::record::Recorded;
use crate::procedure::Net;

/// A ruling, or a silence, that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Number of its event.
    pub number: u64,
    /// SHA-256 that the event names; a silence may name none.
    pub named: Option<String>,
    /// The record, computed from the events.
    pub record: Record,
}

impl Kept {
    /// Whether the record is the one that the event names.
    pub fn holds(&self) -> bool {
        self.named.as_ref() == Some(&self.record.hash())
    }
}

/// Explains the rulings and silences among `events[from..]` and writes the hashes of their records into them.
///
/// `events` are those of the case in order, with what the recorder added.
///
/// # Errors
/// [`Fault`]: one of them cannot be explained; nothing was written then.
pub fn seal(events: &mut [Recorded], from: usize, net: &Net, sources: Sources<'_>) -> Result<Vec<Record>, Fault> {
    let made = rulings(events, from, net, sources)?;
    for (at, record) in &made {
        if let Some(reasons) = &mut events[*at].reasons {
            reasons.name_record(record.hash());
        }
    }
    Ok(made.into_iter().map(|(_, record)| record).collect())
}

/// Every ruling and silence of a case, explained from its stored events alone.
///
/// # Errors
/// [`Fault`]: one of them cannot be explained under this law.
pub fn kept(events: &[Recorded], net: &Net, sources: Sources<'_>) -> Result<Vec<Kept>, Fault> {
    let of = |(at, record): (usize, Record)| {
        let Recorded { number, reasons, .. } = &events[at];
        Kept { number: *number, named: reasons.as_ref().and_then(|reasons| reasons.record()).map(String::from), record }
    };
    Ok(rulings(events, 0, net, sources)?.into_iter().map(of).collect())
}

fn rulings(events: &[Recorded], from: usize, net: &Net, sources: Sources<'_>) -> Result<Vec<(usize, Record)>, Fault> {
    let all = (from..events.len()).filter_map(|at| Some((at, of_event(events, at, net)?)));
    all.map(|(at, ruling)| Ok((at, record(&ruling, sources)?))).collect()
}
