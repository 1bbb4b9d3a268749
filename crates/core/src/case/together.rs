//! The events of one command in the second form of the journal, which is still read: what they share stands once.
//!
//! ```json
//! {"procedure":"permit","number":17,"case":4,"at":1793600000000000,"by":{"principal":"officer-7"},"rulebook":"00…1f",
//!  "events":[{"what":{"completed":{"node":5,"activity":1}},"cites":["permits-law#review"]},{"what":{"arrived":{"scope":0,"slot":3}}}]}
//! ```
//!
//! Keys and words are those of [`StoredEvent`], the form of an event by itself; an event has
//! an `at` of its own where it differs. Both forms are read by the one reader there. What is
//! written now is [`super::packed`].

use super::event::What;
use super::reasons::Reasons;
use super::record::{Actor, Stated, StoredEvent, StoredV1, StoredV2};
use crate::time::Timestamp;

/// The stored form.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Together {
    procedure: String,
    number: u64,
    case: u64,
    at: Timestamp,
    by: Actor,
    rulebook: String,
    events: Vec<One>,
}

/// What an event has alone.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct One {
    at: Option<Timestamp>,
    what: What,
    #[serde(default)]
    cites: Vec<String>,
    states: Option<Stated>,
    reasons: Option<Reasons>,
}

impl Together {
    /// Each event by itself.
    pub fn apart(self) -> impl Iterator<Item = StoredEvent> {
        let Together { procedure, number, case, at, by, rulebook, events } = self;
        (number..).zip(events).map(move |(number, one)| {
            let event = StoredV1 {
                procedure: procedure.clone(),
                number,
                case,
                at: one.at.unwrap_or(at),
                by: by.clone(),
                cites: one.cites,
                rulebook: rulebook.clone(),
                what: one.what,
                states: one.states,
            };
            StoredEvent::V2(StoredV2 { event, reasons: one.reasons })
        })
    }
}
