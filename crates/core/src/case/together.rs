//! The events of one command, stored together: what they share stands once.
//!
//! ```json
//! {"procedure":"permit","number":17,"case":4,"at":1793600000000000,"by":{"principal":"officer-7"},"rulebook":"00…1f",
//!  "events":[{"what":{"completed":{"node":5,"activity":1}},"cites":["permits-law#review"]},{"what":{"arrived":{"scope":0,"slot":3}}}]}
//! ```
//!
//! Keys and words are those of [`StoredEvent`], the form of an event by itself; an event has
//! an `at` of its own where it differs. Both forms are read by the one reader there.

use super::event::What;
use super::reasons::Reasons;
use super::record::{Actor, Grounded, Head, Stated, StoredEvent, StoredV1, StoredV2, Unrecorded, has_its_reasons, hex};
use crate::procedure::Net;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The stored form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together<'t> {
    procedure: Cow<'t, str>,
    number: u64,
    case: u64,
    at: Timestamp,
    by: Cow<'t, Actor>,
    rulebook: Cow<'t, str>,
    events: Vec<One<'t>>,
}

/// What an event has alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct One<'t> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    what: What,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    cites: Cow<'t, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    states: Option<Stated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reasons: Option<Cow<'t, Box<Reasons>>>,
}

impl<'t> Together<'t> {
    /// The stored form of one command's events, of `net`.
    ///
    /// # Errors
    /// [`Unrecorded::Unexplained`]: a ruling that does not name its record.
    pub fn write(head: Head<'t>, events: &'t [Grounded<'_>], net: &Net) -> Result<Together<'t>, Unrecorded> {
        let at = events.first().map_or(Timestamp(0), |first| first.event.at);
        let one = |(number, grounded): (u64, &'t Grounded<'_>)| {
            let Grounded { event, cites, reasons } = grounded;
            if !has_its_reasons(&event.what, reasons.as_deref()) {
                return Err(Unrecorded::Unexplained { number });
            }
            Ok(One {
                at: Some(event.at).filter(|own| *own != at),
                what: event.what,
                cites: Cow::Borrowed(cites),
                states: Stated::of(&event.what, net),
                reasons: reasons.as_ref().map(Cow::Borrowed),
            })
        };
        Ok(Together {
            procedure: Cow::Borrowed(head.procedure),
            number: head.number,
            case: head.case,
            at,
            by: Cow::Borrowed(head.by),
            rulebook: Cow::Owned(hex(head.rulebook)),
            events: (head.number..).zip(events).map(one).collect::<Result<_, _>>()?,
        })
    }

    /// Each event by itself.
    pub fn apart(self) -> impl Iterator<Item = StoredEvent> {
        let Together { procedure, number, case, at, by, rulebook, events } = self;
        (number..).zip(events).map(move |(number, one)| {
            let event = StoredV1 {
                procedure: procedure.to_string(),
                number,
                case,
                at: one.at.unwrap_or(at),
                by: by.as_ref().clone(),
                cites: one.cites.into_owned(),
                rulebook: rulebook.to_string(),
                what: one.what,
                states: one.states,
            };
            StoredEvent::V2(StoredV2 { event, reasons: one.reasons.map(|reasons| *reasons.into_owned()) })
        })
    }
}
