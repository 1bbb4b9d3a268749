//! The events of one command as the journal keeps them: small, and with what they rest on.
//!
//! ```json
//! "by":{"principal":"officer-7"},
//! "packed":["AAECAwQFBgcI…AYCAwKnX6YsMBQE",[[1,["permits-law#review"]],[1,[]]],[[0,{"judgement":{…}}]]]
//! ```
//!
//! Who acted, and a block in base64 without padding, provisions, reasons. The block has the hash of the rulebook used,
//! [`Net::numbers`], and the events as [`super::bytes`] writes them: a net that gives other things the same numbers
//! reads nothing of it. Provisions stand in runs, how many events and what they cite; reasons with the place of their
//! event, from 0. Where no event has reasons, and then where none cites anything, the end is left out. Procedure, case
//! and number stand where the entry is kept.

use super::bytes;
use super::reasons::Reasons;
use super::record::{Actor, Damaged, Grounded, Head, Recorded, Unrecorded, has_its_reasons, unhex};
use crate::json;
use crate::procedure::Net;
use base64_simd::{Out, STANDARD_NO_PAD};

/// The stored form, as it is read: the list above, or the object that was written before, in which who acted, and hash
/// and numbers in hexadecimal digits, stand beside a block of events alone.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Packed {
    events: String,
    #[serde(default)]
    cites: Vec<(usize, Vec<String>)>,
    #[serde(default)]
    reasons: Vec<(usize, Reasons)>,
    #[serde(default)]
    by: Option<Actor>,
    #[serde(default)]
    rulebook: Option<String>,
    #[serde(default)]
    numbers: Option<String>,
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

/// Appends the two members of the stored form of one command's events, of `net`. `block` is room that is used again.
///
/// # Errors
/// [`Unrecorded::Unexplained`]: a ruling that does not name its record; nothing was written then.
pub fn write(head: Head<'_>, events: &[Grounded<'_>], net: &Net, block: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<(), Unrecorded> {
    for (number, Grounded { event, reasons, .. }) in (head.number..).zip(events) {
        if !has_its_reasons(&event.what, reasons.as_deref()) {
            return Err(Unrecorded::Unexplained { number });
        }
    }
    out.extend_from_slice(b"\"by\":");
    written(head.by, out);
    block.clear();
    block.extend_from_slice(head.rulebook);
    block.extend_from_slice(&net.numbers);
    bytes::write(events.iter().map(|grounded| grounded.event), &net.symbols, block);
    out.extend_from_slice(b",\"packed\":[\"");
    base64(block, out);
    out.push(b'"');
    let has_reasons = events.iter().any(|grounded| grounded.reasons.is_some());
    if has_reasons || events.iter().any(|grounded| !grounded.cites.is_empty()) {
        // Most events of a run borrow the same provisions.
        let same = |one: &Grounded<'_>, two: &Grounded<'_>| std::ptr::eq::<[String]>(&*one.cites, &*two.cites) || one.cites == two.cites;
        list(events.chunk_by(same).map(|run| (run.len(), &*run[0].cites)), out);
    }
    if has_reasons {
        list(events.iter().enumerate().filter_map(|(place, grounded)| Some((place, grounded.reasons.as_deref()?))), out);
    }
    out.push(b']');
    Ok(())
}

fn base64(block: &[u8], out: &mut Vec<u8>) {
    let begin = out.len();
    out.resize(begin + STANDARD_NO_PAD.encoded_length(block.len()), b'A');
    let _ = STANDARD_NO_PAD.encode(block, Out::from_slice(&mut out[begin..]));
}

/// A further member that is a list; there is at least one item.
fn list(items: impl Iterator<Item = impl serde::Serialize>, out: &mut Vec<u8>) {
    for (index, item) in items.enumerate() {
        out.extend_from_slice(if index == 0 { b",[" } else { b"," });
        written(&item, out);
    }
    out.push(b']');
}

fn written(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    json::write(value, out).expect("words, numbers and dates are JSON");
}

impl Packed {
    /// The events, complete, of a case that runs on `net`. `by` is who acted, if it stands beside them.
    ///
    /// # Errors
    /// [`Damaged`]: they were not written of this net, or were changed since.
    pub fn read(self, by: Option<Actor>, place: Place<'_>, net: &Net) -> Result<Vec<Recorded>, Damaged> {
        let Packed { events, cites, reasons, by: within, rulebook, numbers } = self;
        let damaged = |why: String| Damaged::Block { number: place.number, why };
        let by = by.or(within).ok_or_else(|| damaged("nobody is named who acted".to_string()))?;
        let block = STANDARD_NO_PAD.decode_to_vec(events).map_err(|error| damaged(error.to_string()))?;
        let (rulebook, numbers, events) = match (rulebook, numbers) {
            (None, None) => {
                let parts = block.split_first_chunk().and_then(|(hash, rest)| Some((*hash, rest.split_first_chunk::<8>()?)));
                let (hash, (numbers, events)) = parts.ok_or_else(|| damaged("it ends before its events begin".to_string()))?;
                (hash, crate::law::hex(numbers), events)
            }
            (rulebook, numbers) => {
                let rulebook = rulebook.unwrap_or_default();
                (unhex(&rulebook).ok_or(Damaged::Hash(rulebook))?, numbers.unwrap_or_default(), block.as_slice())
            }
        };
        if numbers != crate::law::hex(&net.numbers) {
            return Err(Damaged::Numbers { number: place.number, procedure: net.id.clone() });
        }
        let events = bytes::read(events, &net.symbols).map_err(|error| damaged(error.to_string()))?;
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
