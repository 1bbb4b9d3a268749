//! The complete event: what happened, who did it, by which provision, under
//! which rulebook, and its number within its procedure; and its stored form.
//!
//! The stored form is versioned from the first day. Samples of every version
//! are kept beside the tests and must be readable for ever.

use super::event::{Event, What};
use super::reasons::{Given, Judged, Reasons, judgement_fact};
use super::rulebook::Rulebook;
use super::state::{Before, Case};
use crate::decision::dmn::Datum;
use crate::decision::{Symbols, Value, decimal};
use crate::law::Certificate;
use crate::procedure::{NONE, Net};
use crate::time::{Date, Timestamp};
use std::borrow::Cow;

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
    /// What a ruling, a silence or an answered judgement has beyond the event;
    /// nothing for other events, and for those stored in the first form.
    pub reasons: Option<Reasons>,
}

/// What the events of one command share.
#[derive(Clone, Copy, Debug)]
pub struct Head<'h> {
    /// Procedure: BPMN id of the process.
    pub procedure: &'h str,
    /// Number of the first event within its procedure.
    pub number: u64,
    /// Case.
    pub case: u64,
    /// Who gave the command.
    pub by: &'h Actor,
    /// Hash of the rulebook used.
    pub rulebook: &'h [u8; 32],
}

/// An event with what it rests on; with its [`Head`] it is complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounded<'r> {
    /// What happened, and when.
    pub event: &'r Event,
    /// Provisions it rests on.
    pub cites: Cow<'r, [String]>,
    /// What a ruling, a silence or an answered judgement has beyond the event.
    pub reasons: Option<Box<Reasons>>,
}

/// Finds what the events of one command rest on.
///
/// `case` is the case before the command: it tells which node an activity is.
/// A ruling among them still needs the hash of its record ([`crate::explain::seal`]) before it can be stored.
///
/// # Errors
/// [`Unrecorded`]: what a human has to give is not there. Nothing is to be kept then.
pub fn ground<'r>(case: &Case, events: &'r [Event], given: &Given<'_>, rulebook: &'r Rulebook) -> Result<Vec<Grounded<'r>>, Unrecorded> {
    let certificate = given.asked.certificate.as_ref().map(Certificate::hash);
    if certificate != rulebook.certificate || given.asked.choices != rulebook.choices {
        return Err(Unrecorded::OtherLaw);
    }
    let mut before = Before::new(case, events);
    let cited = |(index, event)| Grounded { event, cites: cites(&mut before, index, event, rulebook), reasons: None };
    let mut grounded: Vec<Grounded<'r>> = events.iter().enumerate().map(cited).collect();
    let (mut before, mut recorder) = (Before::new(case, events), Recorder { given, rulebook, judged: given.judged });
    for (index, one) in grounded.iter_mut().enumerate() {
        if let Some(reasons) = recorder.reasons(&mut before, index, one.event)? {
            one.reasons = Some(Box::new(reasons));
        }
    }
    match recorder.judged {
        None => Ok(grounded),
        Some(judged) => Err(Unrecorded::NotAsked { slot: judged.slot.clone() }),
    }
}

/// The events of one command, each complete by itself.
pub fn complete(head: Head<'_>, grounded: &[Grounded<'_>]) -> Vec<Recorded> {
    let one = |(number, grounded): (u64, &Grounded<'_>)| Recorded {
        procedure: head.procedure.to_string(),
        number,
        case: head.case,
        event: *grounded.event,
        by: head.by.clone(),
        cites: grounded.cites.to_vec(),
        rulebook: *head.rulebook,
        reasons: grounded.reasons.as_deref().cloned(),
    };
    (head.number..).zip(grounded).map(one).collect()
}

/// [`ground`] and [`complete`] at once: the events of one command, numbered from `number`.
///
/// # Errors
/// [`Unrecorded`], as [`ground`].
pub fn record(
    case_id: u64,
    case: &Case,
    events: &[Event],
    given: &Given<'_>,
    rulebook: &Rulebook,
    number: u64,
) -> Result<Vec<Recorded>, Unrecorded> {
    let head = Head { procedure: &rulebook.net.id, number, case: case_id, by: given.by, rulebook: &rulebook.hash };
    Ok(complete(head, &ground(case, events, given, rulebook)?))
}

/// What a human has to give with a ruling or a judgement, and did not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrecorded {
    /// The clock cannot rule.
    #[error("AL-1502: the ruling at `{element}` names nobody; a named human rules, the clock lets only silence speak")]
    Nobody {
        /// BPMN id of the activity.
        element: String,
    },
    /// A human ruling or answer without name or reason.
    #[error("AL-1502: {what} has no {missing}; a human who decides is named and gives a reason")]
    Unsigned {
        /// BPMN id of the activity, or judgement slot.
        what: String,
        /// `name` or `reason`.
        missing: &'static str,
    },
    /// A judgement that nobody answered.
    #[error("AL-1502: `{element}` asks `{slot}` of a named human; record the command with the answer and its reason")]
    NotJudged {
        /// BPMN id of the activity.
        element: String,
        /// Judgement slot.
        slot: String,
    },
    /// An answer to what no activity of the command asks.
    #[error("AL-1502: no activity that this command ends asks `{slot}`; leave the answer out")]
    NotAsked {
        /// Judgement slot.
        slot: String,
    },
    /// The fact that conditions read is not the human's answer.
    #[error("AL-1502: the fact `{fact}` is not what the human answered to `{slot}`; only that answer may be stated")]
    NotTheAnswer {
        /// Fact.
        fact: String,
        /// Judgement slot.
        slot: String,
    },
    /// The rulebook is of another question.
    #[error("the case's rulebook was bound with another certificate or other choices; record it with what the law was asked")]
    OtherLaw,
    /// A ruling without the hash of its record is not stored.
    #[error("the ruling of event {number} does not name the record that explains it; seal the events first")]
    Unexplained {
        /// Event.
        number: u64,
    },
}

/// Finds what belongs to each event of one command.
struct Recorder<'r> {
    given: &'r Given<'r>,
    rulebook: &'r Rulebook,
    /// The answer, until it has its activity.
    judged: Option<&'r Judged>,
}

impl Recorder<'_> {
    fn reasons(&mut self, before: &mut Before<'_>, index: usize, event: &Event) -> Result<Option<Reasons>, Unrecorded> {
        match event.what {
            What::Ruled { activity, .. } => {
                let node = before.event(index).token(activity).map_or(NONE, |token| token.node);
                self.ruling(node).map(Some)
            }
            // The judgement of a ruling has been kept with it.
            What::Completed { node, .. } if !self.rulebook.net.nodes[node as usize].ruling => {
                Ok(self.judgement(node)?.map(Reasons::Judgement))
            }
            What::SilenceSpoke { node, .. } => Ok(Some(self.silence(node, event.at))),
            What::FactStated { fact, value } | What::LocalStated { fact, value, .. } => self.is_lawful(fact, value).map(|()| None),
            _ => Ok(None),
        }
    }

    fn ruling(&mut self, node: u16) -> Result<Reasons, Unrecorded> {
        let info = &self.rulebook.net.info[node as usize];
        let Actor::Principal(name) = self.given.by else { return Err(Unrecorded::Nobody { element: info.id.clone() }) };
        signed(&info.id, name, self.given.reason)?;
        Ok(Reasons::Ruling {
            element: info.id.clone(),
            role: info.authority.strip_prefix("jurisdiction.").unwrap_or(&info.authority).to_string(),
            reason: self.given.reason.trim().to_string(),
            judged: self.judgement(node)?,
            asked: Box::new(self.given.asked.clone()),
            record: None,
        })
    }

    /// The answer to what the activity asks, if it asks.
    fn judgement(&mut self, node: u16) -> Result<Option<Judged>, Unrecorded> {
        let info = &self.rulebook.net.info[node as usize];
        if info.judgement.is_empty() {
            return Ok(None);
        }
        let missing = || Unrecorded::NotJudged { element: info.id.clone(), slot: info.judgement.clone() };
        let judged = self.judged.take_if(|judged| judged.slot == info.judgement).ok_or_else(missing)?;
        signed(&judged.slot, &judged.who.name, &judged.reason)?;
        Ok(Some(judged.clone()))
    }

    /// Silence speaks at the end of the last day, so the instant before lies in it.
    fn silence(&self, node: u16, at: Timestamp) -> Reasons {
        let before = at.plus(-1);
        let in_utc = || Date(before.0.div_euclid(Timestamp::DAY) as i32);
        Reasons::Silence {
            element: self.rulebook.net.info[node as usize].id.clone(),
            due: self.rulebook.calendar.as_ref().map_or_else(in_utc, |calendar| calendar.zone.date(before)),
            asked: Box::new(self.given.asked.clone()),
            record: None,
        }
    }

    /// What a judgement decides is stated as the human answered, or not at all.
    fn is_lawful(&self, fact: u16, value: Value) -> Result<(), Unrecorded> {
        let (net, name) = (&self.rulebook.net, &self.rulebook.net.facts[fact as usize]);
        let Some(slot) = judgements(net).find(|slot| judgement_fact(slot) == *name) else { return Ok(()) };
        match self.given.judged {
            Some(judged) if judged.slot == slot && self.rulebook.word(&judged.answer) == value => Ok(()),
            _ => Err(Unrecorded::NotTheAnswer { fact: name.clone(), slot: slot.to_string() }),
        }
    }
}

/// Judgement slots that the activities of a procedure ask.
pub(crate) fn judgements(net: &Net) -> impl Iterator<Item = &str> {
    net.info.iter().map(|info| info.judgement.as_str()).filter(|slot| !slot.is_empty())
}

fn signed(what: &str, name: &str, reason: &str) -> Result<(), Unrecorded> {
    let unsigned = |missing| Err(Unrecorded::Unsigned { what: what.to_string(), missing });
    match (name.trim().is_empty(), reason.trim().is_empty()) {
        (true, _) => unsigned("name"),
        (_, true) => unsigned("reason"),
        _ => Ok(()),
    }
}

/// The provisions an event rests on: a ruling's grounds, a term's rules, else
/// what the element cites.
fn cites<'r>(before: &mut Before<'_>, index: usize, event: &Event, rulebook: &'r Rulebook) -> Cow<'r, [String]> {
    let net = &rulebook.net;
    let of_node = |node: u16| Cow::Borrowed(net.info[node as usize].cites.as_slice());
    // The version that the clock keeps; one that only starts takes the newest.
    let mut of_term = |node: u16, activity: u32, version: Option<u8>, silence: bool| match net.term_of(node) {
        Some(term) => {
            let versions = rulebook.terms.get(term as usize).map_or(&[][..], Vec::as_slice);
            let running = || before.event(index).timer(node, activity).filter(|t| t.is_term()).map(|t| t.version);
            let rule = version.or_else(running).map_or(versions.last(), |v| versions.get(v as usize));
            let Some(rule) = rule else { return of_node(node) };
            Cow::Borrowed(std::slice::from_ref(if silence { &rule.silence_provision } else { &rule.provision }))
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
        What::ScopeOpened { activity, .. } => before.event(index).token(activity).map_or(Cow::default(), |a| of_node(a.node)),
        What::Filed { .. } if net.start != NONE => of_node(net.start),
        _ => Cow::default(),
    }
}

/// The stored form of [`Recorded`]. A new form is a new variant; old ones stay readable.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "v")]
#[expect(clippy::large_enum_variant, reason = "events are read and written one at a time")]
pub enum StoredEvent {
    /// The first form.
    #[serde(rename = "1")]
    V1(StoredV1),
    /// The second form: a ruling is complete by itself.
    #[serde(rename = "2")]
    V2(StoredV2),
}

/// First stored form: JSON with the keys below; instants in microseconds since
/// 1970-01-01T00:00:00Z, dates as day numbers since 1970-01-01. Numbers of nodes,
/// events and errors are those of the net that the rulebook's hash names.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StoredV1 {
    pub(super) procedure: String,
    pub(super) number: u64,
    pub(super) case: u64,
    pub(super) at: Timestamp,
    pub(super) by: Actor,
    pub(super) cites: Vec<String>,
    pub(super) rulebook: String,
    pub(super) what: What,
    /// What a `fact-stated` or `local-stated` states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) states: Option<Stated>,
}

/// Second stored form: the first, and what a ruling, a silence or an answered
/// judgement has beyond it. A ruling always names its reasons and its record.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StoredV2 {
    #[serde(flatten)]
    pub(super) event: StoredV1,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reasons: Option<Reasons>,
}

/// A fact by its name, and its value in words.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Stated {
    fact: String,
    value: StoredValue,
}

impl Stated {
    /// What an event states, if it states something.
    pub(super) fn of(what: &What, net: &Net) -> Option<Stated> {
        let (What::FactStated { fact, value } | What::LocalStated { fact, value, .. }) = *what else { return None };
        Some(Stated { fact: net.facts[fact as usize].clone(), value: StoredValue::of(value, &net.symbols) })
    }
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
    /// A string; `null`: one that was not kept.
    Word(Option<String>),
    /// A list, a context or a longer decimal.
    Datum(Datum),
}

impl StoredValue {
    fn of(value: Value, symbols: &Symbols) -> StoredValue {
        if let Some(truth) = value.as_bool() {
            StoredValue::Bool(truth)
        } else if let Some(number) = value.as_scaled() {
            StoredValue::Number(decimal(number))
        } else if value.as_symbol().is_some() {
            match symbols.datum(value) {
                Datum::Text(word) => StoredValue::Word(Some(word)),
                Datum::Null => StoredValue::Word(None),
                other => StoredValue::Datum(other),
            }
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
            StoredValue::Datum(datum) => Some(symbols.value(datum)),
        }
    }
}

impl StoredEvent {
    /// The stored form of an event of `net`.
    ///
    /// # Errors
    /// [`Unrecorded::Unexplained`]: a ruling that does not name its record.
    pub fn write(recorded: &Recorded, net: &Net) -> Result<StoredEvent, Unrecorded> {
        let r = recorded;
        if !has_its_reasons(&r.event.what, r.reasons.as_ref()) {
            return Err(Unrecorded::Unexplained { number: r.number });
        }
        let event = StoredV1 {
            procedure: r.procedure.clone(),
            number: r.number,
            case: r.case,
            at: r.event.at,
            by: r.by.clone(),
            cites: r.cites.clone(),
            rulebook: hex(&r.rulebook),
            what: r.event.what,
            states: Stated::of(&r.event.what, net),
        };
        Ok(StoredEvent::V2(StoredV2 { event, reasons: r.reasons.clone() }))
    }

    /// BPMN id of the process whose net reads it.
    pub fn procedure(&self) -> &str {
        &self.first().procedure
    }

    /// Its case.
    pub fn case(&self) -> u64 {
        self.first().case
    }

    /// Hash of the rulebook that it names, hexadecimal.
    pub fn rulebook(&self) -> &str {
        &self.first().rulebook
    }

    /// The procedure that its case moves to with it, as [`What::Migrated`] names it.
    pub fn migrates_to(&self) -> Option<[u8; 8]> {
        if let What::Migrated { net, .. } = self.first().what { Some(net) } else { None }
    }

    fn first(&self) -> &StoredV1 {
        match self {
            StoredEvent::V1(event) | StoredEvent::V2(StoredV2 { event, .. }) => event,
        }
    }

    /// The event, of a case that runs on `net`.
    ///
    /// # Errors
    /// [`Damaged`]: it was not written of this net, or was changed since.
    pub fn read(self, net: &Net) -> Result<Recorded, Damaged> {
        let (mut s, reasons) = match self {
            StoredEvent::V1(event) => (event, None),
            StoredEvent::V2(StoredV2 { event, reasons }) => {
                if !has_its_reasons(&event.what, reasons.as_ref()) {
                    return Err(Damaged::Reasons { number: event.number });
                }
                (event, reasons)
            }
        };
        let rulebook = unhex(&s.rulebook).ok_or(Damaged::Hash(s.rulebook))?;
        if let What::FactStated { fact, value } | What::LocalStated { fact, value, .. } = &mut s.what {
            let stated = s.states.ok_or(Damaged::Nothing { number: s.number })?;
            let same = net.facts.get(*fact as usize).is_some_and(|name| *name == stated.fact);
            let read = stated.value.read(&net.symbols).filter(|_| same);
            *value = read.ok_or_else(|| Damaged::Fact { number: s.number, fact: stated.fact, procedure: net.id.clone() })?;
        }
        let event = Event { at: s.at, what: s.what };
        Ok(Recorded { procedure: s.procedure, number: s.number, case: s.case, event, by: s.by, cites: s.cites, rulebook, reasons })
    }
}

/// Whether the reasons are of the event's kind; a ruling has all of them, with the hash of its record.
pub(super) fn has_its_reasons(what: &What, reasons: Option<&Reasons>) -> bool {
    match (what, reasons) {
        (What::Ruled { .. }, Some(Reasons::Ruling { record, .. })) => record.as_ref().is_some_and(|hash| unhex(hash).is_some()),
        (What::SilenceSpoke { .. }, Some(Reasons::Silence { record, .. })) => record.as_ref().is_none_or(|hash| unhex(hash).is_some()),
        (What::Completed { .. }, Some(Reasons::Judgement(_))) => true,
        (What::Ruled { .. } | What::SilenceSpoke { .. }, _) | (_, Some(_)) => false,
        (_, None) => true,
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
    /// A ruling, or a silence, without what belongs to it; or something that belongs to another kind of event.
    #[error("event {number} has not the reasons that such an event is stored with; the stored event is damaged")]
    Reasons {
        /// Event.
        number: u64,
    },
    /// What the events are numbered by is not the net's.
    #[error(
        "the events from {number} on were written with other numbers than procedure `{procedure}` gives its elements and facts now; \
         read them with the version of the program that wrote them"
    )]
    Numbers {
        /// First event.
        number: u64,
        /// Process.
        procedure: String,
    },
    /// The block of events.
    #[error("the block of the events from {number} on is damaged: {why}")]
    Block {
        /// First event.
        number: u64,
        /// What is wrong there.
        why: String,
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

pub use crate::law::hex;

pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}
