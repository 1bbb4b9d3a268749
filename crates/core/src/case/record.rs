//! The complete event: what happened, who did it, by which provision, under
//! which rulebook, and its number within its procedure; and its stored form.
//!
//! The stored form is versioned from the first day. Samples of every version
//! are kept beside the tests and must be readable for ever.

use super::event::{Event, What};
use super::rulebook::Rulebook;
use super::state::Case;
use crate::procedure::{NONE, Timer};
use crate::time::Timestamp;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A signed-in person, by id.
    Principal(String),
    /// The clock: silence, a timer.
    Clock,
}

/// An event that is complete by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Procedure: BPMN id of the process.
    pub procedure: String,
    /// Number of the event within its procedure, from 1, without gaps.
    pub number: u64,
    /// Case.
    pub case: u64,
    /// What happened, and when.
    pub event: Event,
    /// Who did it.
    pub by: Actor,
    /// Provisions it rests on.
    pub cites: Vec<String>,
    /// Hash of the rulebook used.
    pub rulebook: [u8; 32],
}

/// Makes the events of one command complete, numbering them from `number`.
///
/// `case` is the case before the command: it tells which node an activity is.
pub fn record(case_id: u64, case: &Case, events: &[Event], by: &Actor, rulebook: &Rulebook, number: u64) -> Vec<Recorded> {
    let mut state = case.clone();
    let mut recorded = Vec::with_capacity(events.len());
    for (event, number) in events.iter().zip(number..) {
        let cites = cites(&state, event, rulebook);
        super::state::apply(&mut state, event);
        let procedure = rulebook.net.id.clone();
        recorded.push(Recorded { procedure, number, case: case_id, event: *event, by: by.clone(), cites, rulebook: rulebook.hash });
    }
    recorded
}

/// The provisions an event rests on: a ruling's grounds, a term's rules, else
/// what the element cites.
fn cites(case: &Case, event: &Event, rulebook: &Rulebook) -> Vec<String> {
    let net = &rulebook.net;
    let of_node = |node: u16| net.info[node as usize].cites.clone();
    let of_term = |node: u16, silence: bool| match net.timers.get(net.nodes[node as usize].timer as usize) {
        Some(&Timer::Term(term)) => {
            let Some(rule) = rulebook.terms.get(term as usize).and_then(|versions| versions.last()) else { return of_node(node) };
            vec![if silence { rule.silence_provision.clone() } else { rule.provision.clone() }]
        }
        _ => of_node(node),
    };
    match event.what {
        What::Ruled { grounds, .. } => {
            let named = grounds.iter().filter(|&&g| g != NONE);
            named.map(|&g| rulebook.citations[g as usize].clone()).collect()
        }
        What::SilenceSpoke { node, .. } => of_term(node, true),
        What::TimerSet { node, .. }
        | What::TermCounted { node, .. }
        | What::TermStopped { node, .. }
        | What::TermExtended { node, .. }
        | What::LegBegan { node, .. } => of_term(node, false),
        What::Entered { node, .. } | What::Completed { node, .. } | What::Ended { node, .. } | What::TimerFired { node, .. } => of_node(node),
        What::ScopeOpened { activity, .. } => case.token(activity).map_or(Vec::new(), |a| of_node(a.node)),
        What::Filed { .. } => of_node(net.start),
        _ => Vec::new(),
    }
}

/// The stored form of [`Recorded`]. A new form is a new variant; old ones stay readable.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "v")]
pub enum StoredEvent {
    /// The first form.
    #[serde(rename = "1")]
    V1(StoredV1),
}

/// First stored form: JSON with the keys below; instants in microseconds since
/// 1970-01-01T00:00:00Z, dates as day numbers since 1970-01-01, values as their word.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StoredV1 {
    procedure: String,
    number: u64,
    case: u64,
    at: Timestamp,
    by: Actor,
    cites: Vec<String>,
    rulebook: String,
    what: What,
}

impl From<&Recorded> for StoredEvent {
    fn from(r: &Recorded) -> StoredEvent {
        StoredEvent::V1(StoredV1 {
            procedure: r.procedure.clone(),
            number: r.number,
            case: r.case,
            at: r.event.at,
            by: r.by.clone(),
            cites: r.cites.clone(),
            rulebook: hex(&r.rulebook),
            what: r.event.what,
        })
    }
}

/// A stored event that cannot be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rulebook hash `{0}` is not 64 hexadecimal digits; the stored event is damaged")]
pub struct BadHash(pub String);

impl TryFrom<StoredEvent> for Recorded {
    type Error = BadHash;

    fn try_from(stored: StoredEvent) -> Result<Recorded, BadHash> {
        let StoredEvent::V1(s) = stored;
        let rulebook = unhex(&s.rulebook).ok_or(BadHash(s.rulebook))?;
        let event = Event { at: s.at, what: s.what };
        Ok(Recorded { procedure: s.procedure, number: s.number, case: s.case, event, by: s.by, cites: s.cites, rulebook })
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}

/// A routing value as its word.
pub(super) mod value_bits {
    use crate::decision::Value;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        value.bits().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        Ok(Value::from_bits(u64::deserialize(deserializer)?))
    }
}
