//! Events as bytes, as [`super::packed`] keeps them: a tenth of the JSON form, and
//! written at the kernel's own pace.
//!
//! A block begins with the form's number. Each event is its tag, the microseconds
//! since the event before (the first: since 1970), and its fields in order. Numbers
//! are LEB128, signed ones zigzag; a value is its kind and what it says, a string,
//! list or context as JSON, a word that no condition compares as nothing, so that a
//! block can be read with any net that has the same facts. Tags are never given twice; a new kind takes the next.

use super::event::{Event, Part, What, Yields};
use crate::decision::dmn::Datum;
use crate::decision::{Symbols, Value};
use crate::procedure::{Clock, Outcome};
use crate::time::{Date, Timestamp};

/// Number of the form, the first byte of a block.
pub const FORM: u8 = 1;

/// Why a block cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It ends within an event, or is empty.
    #[error("the block ends within an event, at byte {at}; it was cut or damaged")]
    Cut {
        /// Byte.
        at: usize,
    },
    /// Written by a later version, or damaged.
    #[error("byte {at} is {found}, which this version does not know; read it with the version that wrote it, or restore it")]
    Unknown {
        /// Byte.
        at: usize,
        /// What stands there.
        found: u8,
    },
}

/// Appends a block with all events.
pub fn write<'e>(events: impl IntoIterator<Item = &'e Event>, symbols: &Symbols, out: &mut Vec<u8>) {
    out.push(FORM);
    let mut before = 0;
    for event in events {
        write_what(&event.what, event.at.0 - before, symbols, out);
        before = event.at.0;
    }
}

/// Reads a block to its end.
///
/// # Errors
/// [`Unreadable`], with the byte.
pub fn read(block: &[u8], symbols: &Symbols) -> Result<Vec<Event>, Unreadable> {
    let mut input = Input { bytes: block, at: 0, symbols };
    let form = input.byte()?;
    if form != FORM {
        return Err(Unreadable::Unknown { at: 0, found: form });
    }
    let (mut events, mut before) = (Vec::new(), 0i64);
    while input.at < block.len() {
        let (at, what) = read_what(&mut input)?;
        before = before.wrapping_add(at);
        events.push(Event { at: Timestamp(before), what });
    }
    Ok(events)
}

struct Input<'b> {
    bytes: &'b [u8],
    at: usize,
    symbols: &'b Symbols,
}

impl Input<'_> {
    fn byte(&mut self) -> Result<u8, Unreadable> {
        let byte = *self.bytes.get(self.at).ok_or(Unreadable::Cut { at: self.at })?;
        self.at += 1;
        Ok(byte)
    }

    fn unsigned(&mut self) -> Result<u64, Unreadable> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte()?;
            value |= u64::from(byte & 127).wrapping_shl(shift);
            if byte < 128 {
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                return Err(Unreadable::Unknown { at: self.at - 1, found: byte });
            }
        }
    }
}

#[inline]
fn unsigned(mut value: u64, out: &mut Vec<u8>) {
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

/// What a field is as bytes.
trait Field: Sized {
    fn write(self, symbols: &Symbols, out: &mut Vec<u8>);
    fn read(input: &mut Input<'_>) -> Result<Self, Unreadable>;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Field for $type {
            #[inline]
            fn write(self, _: &Symbols, out: &mut Vec<u8>) {
                unsigned(u64::from(self), out);
            }

            fn read(input: &mut Input<'_>) -> Result<Self, Unreadable> {
                let at = input.at;
                <$type>::try_from(input.unsigned()?).map_err(|_| Unreadable::Unknown { at, found: input.bytes[at] })
            }
        }
    )*};
}

numbers!(u8, u16, u32);

impl Field for i64 {
    #[inline]
    fn write(self, _: &Symbols, out: &mut Vec<u8>) {
        unsigned((self << 1 ^ self >> 63) as u64, out);
    }

    fn read(input: &mut Input<'_>) -> Result<i64, Unreadable> {
        let raw = input.unsigned()?;
        Ok((raw >> 1) as i64 ^ -((raw & 1) as i64))
    }
}

impl Field for Timestamp {
    #[inline]
    fn write(self, symbols: &Symbols, out: &mut Vec<u8>) {
        self.0.write(symbols, out);
    }

    fn read(input: &mut Input<'_>) -> Result<Timestamp, Unreadable> {
        i64::read(input).map(Timestamp)
    }
}

impl Field for Date {
    #[inline]
    fn write(self, symbols: &Symbols, out: &mut Vec<u8>) {
        i64::from(self.0).write(symbols, out);
    }

    fn read(input: &mut Input<'_>) -> Result<Date, Unreadable> {
        let at = input.at;
        let day = i64::read(input)?;
        i32::try_from(day).map(Date).map_err(|_| Unreadable::Unknown { at, found: input.bytes[at] })
    }
}

/// Words that are one byte: their place in the list.
macro_rules! words {
    ($($type:ty: [$($word:expr),*];)*) => {$(
        impl Field for $type {
            fn write(self, _: &Symbols, out: &mut Vec<u8>) {
                out.push([$($word),*].iter().position(|word| *word == self).unwrap_or(255) as u8);
            }

            fn read(input: &mut Input<'_>) -> Result<Self, Unreadable> {
                let (at, found) = (input.at, input.byte()?);
                [$($word),*].get(found as usize).copied().ok_or(Unreadable::Unknown { at, found })
            }
        }
    )*};
}

words! {
    bool: [false, true];
    Clock: [Clock::Statutory, Clock::Extended, Clock::Applicant];
    Yields: [Yields::Approved, Yields::Refused, Yields::Agreed, Yields::Withdrawn, Yields::Escalated];
    Part: [Part::Token, Part::Note, Part::Done];
    Outcome: [Outcome::Approved, Outcome::Refused, Outcome::Withdrawn];
    Option<Outcome>: [None, Some(Outcome::Approved), Some(Outcome::Refused), Some(Outcome::Withdrawn)];
}

impl Field for [u16; 4] {
    fn write(self, symbols: &Symbols, out: &mut Vec<u8>) {
        self.into_iter().for_each(|number| number.write(symbols, out));
    }

    fn read(input: &mut Input<'_>) -> Result<[u16; 4], Unreadable> {
        Ok([u16::read(input)?, u16::read(input)?, u16::read(input)?, u16::read(input)?])
    }
}

impl Field for [u8; 8] {
    fn write(self, _: &Symbols, out: &mut Vec<u8>) {
        out.extend(self);
    }

    fn read(input: &mut Input<'_>) -> Result<[u8; 8], Unreadable> {
        let mut bytes = [0; 8];
        for byte in &mut bytes {
            *byte = input.byte()?;
        }
        Ok(bytes)
    }
}

impl Field for Value {
    fn write(self, symbols: &Symbols, out: &mut Vec<u8>) {
        match (self.as_bool(), self.as_scaled()) {
            (Some(truth), _) => out.push(1 + u8::from(truth)),
            (_, Some(number)) => {
                out.push(3);
                number.write(symbols, out);
            }
            _ if self.is_null() => out.push(0),
            _ => {
                let datum = symbols.datum(self);
                if datum == Datum::Null {
                    return out.push(5);
                }
                let text = serde_json::to_vec(&datum).unwrap_or_default();
                out.push(4);
                unsigned(text.len() as u64, out);
                out.extend(text);
            }
        }
    }

    fn read(input: &mut Input<'_>) -> Result<Value, Unreadable> {
        let (at, found) = (input.at, input.byte()?);
        let unknown = Unreadable::Unknown { at, found };
        match found {
            0 => Ok(Value::NULL),
            1 | 2 => Ok(Value::bool(found == 2)),
            3 => Value::scaled(i64::read(input)?).ok_or(unknown),
            4 => {
                let len = usize::try_from(input.unsigned()?).unwrap_or(usize::MAX);
                let end =
                    input.at.checked_add(len).filter(|&end| end <= input.bytes.len()).ok_or(Unreadable::Cut { at: input.bytes.len() })?;
                let datum: Datum = serde_json::from_slice(&input.bytes[input.at..end]).map_err(|_| unknown)?;
                input.at = end;
                Ok(input.symbols.value(&datum))
            }
            5 => Ok(Value::symbol(u32::MAX)),
            _ => Err(unknown),
        }
    }
}

/// The tag and fields of each kind of event.
macro_rules! kinds {
    ($($tag:literal $kind:ident { $($field:ident),* })*) => {
        #[inline]
        fn write_what(what: &What, delta: i64, symbols: &Symbols, out: &mut Vec<u8>) {
            match *what {
                $(What::$kind { $($field),* } => {
                    out.push($tag);
                    delta.write(symbols, out);
                    $($field.write(symbols, out);)*
                })*
            }
        }

        fn read_what(input: &mut Input<'_>) -> Result<(i64, What), Unreadable> {
            let (at, tag) = (input.at, input.byte()?);
            let since = i64::read(input)?;
            let what = match tag {
                $($tag => What::$kind { $($field: Field::read(input)?),* },)*
                found => return Err(Unreadable::Unknown { at, found }),
            };
            Ok((since, what))
        }
    };
}

kinds! {
    0 Filed { registered }
    1 FactStated { fact, value }
    2 Entered { node, scope, activity }
    3 TimerSet { node, activity, due }
    4 TermCounted { version, node, left, activity, since }
    5 TermStopped { stop, node, left, activity }
    6 StopEnded { stop, node, activity }
    7 TermExtended { node, by, activity }
    8 LegBegan { node, left, activity, since }
    9 SilenceSpoke { node, yields, activity }
    10 TimerFired { node, activity }
    11 Completed { node, activity }
    12 Marked { event, on }
    13 Arrived { scope, slot }
    14 Merged { scope, first, len }
    15 ScopeOpened { scope, parent, activity }
    16 ScopeClosed { scope }
    17 Ruled { outcome, activity, grounds }
    18 ErrorThrown { error }
    19 Withdrawn {}
    20 Ended { node, outcome }
    21 ClockSwitched { clock }
    22 Stuck { scope }
    23 Closed { outcome }
    24 LocalStated { fact, scope, value }
    25 Cancelled { node, activity }
    26 Armed { node, scope, activity }
    27 Occurred { node, trigger, activity }
    28 Condition { holds, node, activity }
    29 CycleCounted { node, left, activity }
    30 Interrupted { scope }
    31 Planned { scope, total }
    32 InstanceBegan { scope }
    33 InstanceEnded { scope }
    34 Undoable { node, scope }
    35 UndoKept { scope, within }
    36 UndoBegan { node, scope }
    37 MessageThrown { node, message }
    38 SignalThrown { node, signal }
    39 EscalationThrown { node, escalation }
    40 Migrated { net, events, back }
    41 Carried { part, index, node, number }
    42 Disarmed { node, activity }
}
