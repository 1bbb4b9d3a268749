//! The events of one command as the journal keeps them: small, and with what they rest on.
//!
//! ```json
//! {"by":{"principal":"officer-7"},"rulebook":"00…1f","numbers":"8c1f0d2e4b6a7955","events":"AYCAwKnX6YsMBQE",
//!  "cites":[[1,["permits-law#review"]],[1,[]]],"reasons":[[0,{"judgement":{…}}]]}
//! ```
//!
//! `events` is the block of [`super::bytes`] in base64 without padding. `numbers` are the first bytes of
//! [`Net::numbers`]: a net that gives other things the same numbers reads nothing of it. `cites` has runs, how many
//! events and their provisions; `reasons` the place of an event, from 0, and what it has beyond itself. Where nothing
//! is cited, or nothing has reasons, the key is left out. Procedure, case and number stand where the entry is kept.

use super::bytes;
use super::reasons::Reasons;
use super::record::{Actor, Damaged, Grounded, Head, Recorded, Unrecorded, has_its_reasons, unhex};
use crate::json;
use crate::procedure::Net;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The stored form, as it is read.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Packed {
    by: Actor,
    rulebook: String,
    numbers: String,
    events: String,
    #[serde(default)]
    cites: Vec<(usize, Vec<String>)>,
    #[serde(default)]
    reasons: Vec<(usize, Reasons)>,
}

/// Where the events of an entry stand.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// Procedure: BPMN id of the process.
    pub procedure: &'p str,
    /// Number of the first event within its procedure.
    pub number: u64,
    /// Case.
    pub case: u64,
}

/// Appends the stored form of one command's events, of `net`. `block` is room that is used again.
///
/// # Errors
/// [`Unrecorded::Unexplained`]: a ruling that does not name its record; nothing was written then.
pub fn write(head: Head<'_>, events: &[Grounded<'_>], net: &Net, block: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<(), Unrecorded> {
    for (number, Grounded { event, reasons, .. }) in (head.number..).zip(events) {
        if !has_its_reasons(&event.what, reasons.as_deref()) {
            return Err(Unrecorded::Unexplained { number });
        }
    }
    out.extend_from_slice(b"{\"by\":");
    written(head.by, out);
    out.extend_from_slice(b",\"rulebook\":\"");
    json::hex(head.rulebook, out);
    out.extend_from_slice(b"\",\"numbers\":\"");
    json::hex(&net.numbers, out);
    out.extend_from_slice(b"\",\"events\":\"");
    block.clear();
    bytes::write(events.iter().map(|grounded| grounded.event), &net.symbols, block);
    base64(block, out);
    out.push(b'"');
    if events.iter().any(|grounded| !grounded.cites.is_empty()) {
        // Most events of a run borrow the same provisions.
        let same = |one: &Grounded<'_>, two: &Grounded<'_>| std::ptr::eq::<[String]>(&*one.cites, &*two.cites) || one.cites == two.cites;
        list(",\"cites\":", events.chunk_by(same).map(|run| (run.len(), &*run[0].cites)), out);
    }
    if events.iter().any(|grounded| grounded.reasons.is_some()) {
        let reasoned = events.iter().enumerate().filter_map(|(place, grounded)| Some((place, grounded.reasons.as_deref()?)));
        list(",\"reasons\":", reasoned, out);
    }
    out.push(b'}');
    Ok(())
}

fn base64(block: &[u8], out: &mut Vec<u8>) {
    let begin = out.len();
    out.resize(begin + (4 * block.len()).div_ceil(3), b'A');
    let written = STANDARD_NO_PAD.encode_slice(block, &mut out[begin..]);
    debug_assert_eq!(written, Ok(out.len() - begin));
}

fn list(key: &str, items: impl Iterator<Item = impl serde::Serialize>, out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    for (index, item) in items.enumerate() {
        out.push(if index == 0 { b'[' } else { b',' });
        written(&item, out);
    }
    out.push(b']');
}

fn written(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    json::write(value, out).expect("words, numbers and dates are JSON");
}

impl Packed {
    /// The events, complete, of a case that runs on `net`.
    ///
    /// # Errors
    /// [`Damaged`]: they were not written of this net, or were changed since.
    pub fn read(self, place: Place<'_>, net: &Net) -> Result<Vec<Recorded>, Damaged> {
        let Packed { by, rulebook, numbers, events, cites, reasons } = self;
        let damaged = |why: String| Damaged::Block { number: place.number, why };
        let rulebook = unhex(&rulebook).ok_or(Damaged::Hash(rulebook))?;
        if numbers != crate::law::hex(&net.numbers) {
            return Err(Damaged::Numbers { number: place.number, procedure: net.id.clone() });
        }
        let block = STANDARD_NO_PAD.decode(events).map_err(|error| damaged(error.to_string()))?;
        let events = bytes::read(&block, &net.symbols).map_err(|error| damaged(error.to_string()))?;
        let mut provisions: Vec<Vec<String>> = Vec::with_capacity(events.len());
        for (count, cited) in cites {
            if count > events.len() - provisions.len() {
                return Err(damaged(format!("its provisions are those of more than its {} events", events.len())));
            }
            provisions.extend(std::iter::repeat_n(cited, count));
        }
        provisions.resize(events.len(), Vec::new());
        let mut own: Vec<Option<Reasons>> = vec![None; events.len()];
        for (index, reasons) in reasons {
            let one = own.get_mut(index).ok_or_else(|| damaged(format!("reasons of event {index}, and there are {}", events.len())))?;
            *one = Some(reasons);
        }
        let one = |(((number, event), cites), reasons)| {
            let event: super::Event = event;
            if !has_its_reasons(&event.what, Option::as_ref(&reasons)) {
                return Err(Damaged::Reasons { number });
            }
            let procedure = place.procedure.to_string();
            Ok(Recorded { procedure, number, case: place.case, event, by: by.clone(), cites, rulebook, reasons })
        };
        (place.number..).zip(events).zip(provisions).zip(own).map(one).collect()
    }
}
