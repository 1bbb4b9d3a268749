//! The complete event: what happened, who did it, by which provision, under
//! which rulebook, and its number within its procedure; and its stored form.
//!
//! The stored form is versioned from the first day. Samples of every version
//! are kept beside the tests and must be readable for ever.

use super::event::{Event, What};
use super::rulebook::Rulebook;
use super::state::Case;
use crate::decision::{Symbols, Value, decimal};
use crate::procedure::{NONE, Net};
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
    // The version that the clock keeps; one that only starts takes the newest.
    let of_term = |node: u16, activity: u32, version: Option<u8>, silence: bool| match net.term_of(node) {
        Some(term) => {
            let versions = rulebook.terms.get(term as usize).map_or(&[][..], Vec::as_slice);
            let running = || case.timer(node, activity).filter(|t| t.is_term()).map(|t| t.version);
            let rule = version.or_else(running).map_or(versions.last(), |v| versions.get(v as usize));
            let Some(rule) = rule else { return of_node(node) };
            vec![if silence { rule.silence_provision.clone() } else { rule.provision.clone() }]
        }
        _ => of_node(node),
    };
    match event.what {
        What::Ruled { grounds, .. } => {
            let named = grounds.iter().filter(|&&g| g != NONE);
            named.map(|&g| rulebook.citations[g as usize].clone()).collect()
        }
        What::SilenceSpoke { node, activity, .. } => of_term(node, activity, None, true),
        What::TermCounted { node, activity, version, .. } => of_term(node, activity, Some(version), false),
        What::TimerSet { node, activity, .. }
        | What::TermStopped { node, activity, .. }
        | What::StopEnded { node, activity, .. }
        | What::TermExtended { node, activity, .. }
        | What::LegBegan { node, activity, .. } => of_term(node, activity, None, false),
        What::Entered { node, .. }
        | What::Completed { node, .. }
        | What::Cancelled { node, .. }
        | What::Ended { node, .. }
        | What::TimerFired { node, .. }
        | What::Condition { node, .. }
        | What::Occurred { node, .. }
        | What::UndoBegan { node, .. }
        | What::MessageThrown { node, .. }
        | What::SignalThrown { node, .. }
        | What::EscalationThrown { node, .. } => of_node(node),
        What::ScopeOpened { activity, .. } => case.token(activity).map_or(Vec::new(), |a| of_node(a.node)),
        What::Filed { .. } if net.start != NONE => of_node(net.start),
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
/// 1970-01-01T00:00:00Z, dates as day numbers since 1970-01-01. Numbers of nodes,
/// events and errors are those of the net that the rulebook's hash names.
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
    /// What a `fact-stated` states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    states: Option<Stated>,
}

/// A fact by its name, and its value in words.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Stated {
    fact: String,
    value: StoredValue,
}

/// A value that can be read without the net.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum StoredValue {
    /// Unknown.
    Null,
    /// A truth value.
    Bool(bool),
    /// A decimal with at most four places.
    Number(String),
    /// A string that conditions compare; `null`: one that none compares.
    Word(Option<String>),
}

impl StoredValue {
    fn of(value: Value, symbols: &Symbols) -> StoredValue {
        if let Some(truth) = value.as_bool() {
            StoredValue::Bool(truth)
        } else if let Some(number) = value.as_scaled() {
            StoredValue::Number(decimal(number))
        } else if value.as_symbol().is_some() {
            StoredValue::Word(symbols.name(value).map(String::from))
        } else {
            StoredValue::Null
        }
    }

    fn read(&self, symbols: &Symbols) -> Option<Value> {
        match self {
            StoredValue::Null => Some(Value::NULL),
            StoredValue::Bool(truth) => Some(Value::bool(*truth)),
            StoredValue::Number(text) => Value::parse_number(text),
            StoredValue::Word(Some(word)) => Some(symbols.intern(word)),
            StoredValue::Word(None) => Some(Value::symbol(u32::MAX)),
        }
    }
}

impl StoredEvent {
    /// The stored form of an event of `net`.
    pub fn write(recorded: &Recorded, net: &Net) -> StoredEvent {
        let r = recorded;
        let states = match r.event.what {
            What::FactStated { fact, value } => {
                Some(Stated { fact: net.facts[fact as usize].clone(), value: StoredValue::of(value, &net.symbols) })
            }
            _ => None,
        };
        StoredEvent::V1(StoredV1 {
            procedure: r.procedure.clone(),
            number: r.number,
            case: r.case,
            at: r.event.at,
            by: r.by.clone(),
            cites: r.cites.clone(),
            rulebook: hex(&r.rulebook),
            what: r.event.what,
            states,
        })
    }

    /// The event, of a case that runs on `net`.
    ///
    /// # Errors
    /// [`Damaged`]: it was not written of this net, or was changed since.
    pub fn read(self, net: &Net) -> Result<Recorded, Damaged> {
        let StoredEvent::V1(mut s) = self;
        let rulebook = unhex(&s.rulebook).ok_or(Damaged::Hash(s.rulebook))?;
        if let What::FactStated { fact, value } = &mut s.what {
            let stated = s.states.ok_or(Damaged::Nothing { number: s.number })?;
            let same = net.facts.get(*fact as usize).is_some_and(|name| *name == stated.fact);
            let read = stated.value.read(&net.symbols).filter(|_| same);
            *value = read.ok_or_else(|| Damaged::Fact { number: s.number, fact: stated.fact, procedure: net.id.clone() })?;
        }
        let event = Event { at: s.at, what: s.what };
        Ok(Recorded { procedure: s.procedure, number: s.number, case: s.case, event, by: s.by, cites: s.cites, rulebook })
    }
}

/// A stored event that cannot be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// The hash of the rulebook.
    #[error("the rulebook hash `{0}` is not 64 hexadecimal digits; the stored event is damaged")]
    Hash(String),
    /// A fact is stated, and its value is not there.
    #[error("event {number} states a fact without its value; the stored event is damaged")]
    Nothing {
        /// Event.
        number: u64,
    },
    /// A fact, or its value, is not one of the net.
    #[error("event {number} states `{fact}`, which is not so in procedure `{procedure}`; read it with the net that the rulebook names")]
    Fact {
        /// Event.
        number: u64,
        /// Name of the fact.
        fact: String,
        /// Process.
        procedure: String,
    },
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
