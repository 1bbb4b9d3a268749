//! The law as it stands for one case, in the shape the kernel walks.

use super::event::Yields;
use crate::decision::Value;
use crate::law::CapOn;
use crate::procedure::{Clock, NONE, Net};
use crate::time::{Calendar, Date, TermSpec};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Net, terms, silences and calendar that govern a case, bound together once.
///
/// It belongs to one question (law hash, places, person, class, switches, filing
/// day, today, knowledge day) and holds until `valid_until`; then the law is
/// asked anew.
#[derive(Clone)]
pub struct Rulebook {
    /// The compiled procedure.
    pub net: Arc<Net>,
    /// SHA-256 over the versions of everything it was bound from.
    pub hash: [u8; 32],
    /// Calendar of the law; none for a bare simulation, which counts in UTC days.
    pub calendar: Option<Arc<Calendar>>,
    /// Terms, same index as [`Net::terms`]: every version since the filing, the
    /// newest last. A clock that runs keeps the version that started it.
    pub terms: Vec<Vec<TermRule>>,
    /// Facts that the law gives, same index as [`Net::facts`]; null where the case states them.
    pub given: Vec<Value>,
    /// Provisions that rulings may cite, except those in `barred`.
    pub citations: Vec<String>,
    /// Newer provisions that the holder's certificate keeps away, as numbers of `citations`, in order.
    pub barred: Vec<u16>,
    /// SHA-256 of the holder's certificate.
    pub certificate: Option<[u8; 32]>,
    /// What the holder, or the named human, chose for this case.
    pub choices: BTreeMap<String, String>,
    /// First day on which a provision it used may answer differently.
    pub valid_until: Date,
    /// Fact that silence states, if conditions read it.
    pub silence_fact: u16,
    /// Fact that a ruling states, if conditions read it.
    pub ruling_fact: u16,
}

/// A term of the law with its silence, resolved for the case.
#[derive(Clone, Debug)]
pub struct TermRule {
    /// Slot, for example `term.opinion`.
    pub slot: String,
    /// Provision that sets it.
    pub provision: String,
    /// Provision that says what silence means.
    pub silence_provision: String,
    /// Length, unit, end, rounding.
    pub spec: TermSpec,
    /// Legal event it counts from ([`Net::events`]); [`NONE`]: from the entry of its activity.
    pub counts_from: u16,
    /// What stops it.
    pub stops: Vec<StopRule>,
    /// How it may be extended.
    pub extension: Option<ExtensionRule>,
    /// What silence yields.
    pub yields: Yields,
    /// Role that must act: `applicant`, `agency`, or a role of the authority.
    pub by: String,
    /// Lowest and highest length, if it is only assumed.
    pub range: Option<(u32, u32)>,
    /// How well its content is known.
    pub grade: crate::law::Grade,
    /// Whether this version reaches clocks that run already (`applies-to = "decided"`).
    pub reaches_running: bool,
    /// First day of this version: a recount is never due earlier.
    pub from: Date,
}

impl TermRule {
    /// Whether it is the applicant's own term.
    pub fn by_applicant(&self) -> bool {
        self.by == "applicant"
    }

    /// Whether it binds the authority, and not a consulted agency or the applicant.
    pub fn by_authority(&self) -> bool {
        self.by != "applicant" && self.by != "agency"
    }
}

/// A legal event that stops a term, and the one that lets it run again.
#[derive(Clone, Copy, Debug)]
pub struct StopRule {
    /// Event of the net.
    pub on: u16,
    /// Event of the net.
    pub until: u16,
    /// Clock that runs meanwhile.
    pub waits_for: Clock,
    /// Whether the count begins again from zero.
    pub restart: bool,
    /// How often; [`u8::MAX`]: without limit.
    pub times: u8,
}

/// How often and how far a term may be extended.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionRule {
    /// How often.
    pub times: u8,
    /// Cap.
    pub cap: TermSpec,
    /// Whether the cap counts from the due day of the leg before, or from the first day zero with stopped days added.
    pub cap_on: CapOn,
}

impl Rulebook {
    /// A rulebook without law: a net, its own durations, nothing cited.
    pub fn bare(net: Arc<Net>) -> Rulebook {
        let given = vec![Value::NULL; net.facts.len()];
        let fact = |name| net.fact(name).unwrap_or(NONE);
        let (silence_fact, ruling_fact) = (fact("silence"), fact("ruling"));
        let hash = net.hash;
        Rulebook {
            net,
            hash,
            calendar: None,
            terms: Vec::new(),
            given,
            citations: Vec::new(),
            barred: Vec::new(),
            certificate: None,
            choices: BTreeMap::new(),
            valid_until: Date::MAX,
            silence_fact,
            ruling_fact,
        }
    }

    /// A word as a routing value.
    pub fn word(&self, word: &str) -> Value {
        self.net.symbols.intern(word)
    }
}
