//! From what a receipt proves to the one answer that a person asks for.
//!
//! A leaf's public part is a list of events. What is read of them here: `outcome` (a
//! word), `until` (the last day on which what was granted is in force) and the outcome `revoked`.
//! The last event that says something counts. See docs/decisions/what-does-a-receipt-prove.md.

use alatau_core::time::Date;
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::{Proved, Receipt, Wrong};
use alatau_evidence::{note, proof};
use serde_json::Value;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Proved and in force.
    Valid,
    /// Proved, and over.
    Expired {
        /// Last day.
        until: Date,
    },
    /// Proved, and it says that the decision no longer stands.
    Revoked,
    /// Some byte is not what it was.
    Changed {
        /// Which part does not hold.
        part: Part,
        /// With its code.
        why: String,
    },
    /// Signed by nobody who is trusted.
    UnknownKey {
        /// What it says of its log.
        origin: String,
    },
    /// Signed by too few.
    Witnesses {
        /// What it says of its log.
        origin: String,
    },
    /// It never was a receipt.
    NoReceipt,
}

/// A part of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The file itself, or the leaf.
    Form,
    /// What was opened.
    Content,
    /// The way to the root.
    Proof,
    /// What the log signed.
    Signature,
}

impl Part {
    /// The sentence about it.
    pub(super) fn message(self) -> &'static str {
        match self {
            Part::Form => "evidence-why-form",
            Part::Content => "evidence-why-content",
            Part::Proof => "evidence-why-proof",
            Part::Signature => "evidence-why-signature",
        }
    }
}

impl Verdict {
    /// Its name in JSON, and in the page.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::Expired { .. } => "expired",
            Verdict::Revoked => "revoked",
            Verdict::Changed { .. } => "changed",
            Verdict::UnknownKey { .. } => "unknown-key",
            Verdict::Witnesses { .. } => "witnesses",
            Verdict::NoReceipt => "no-receipt",
        }
    }
}

/// What the events of a leaf say about the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Says {
    /// Outcome, as it stands in the leaf.
    pub outcome: Option<String>,
    /// Last day on which it is in force.
    pub until: Option<Date>,
}

/// The answer, and what it rests on.
pub(super) struct Checked<'a> {
    /// The answer.
    pub verdict: Verdict,
    /// What the leaf says.
    pub says: Says,
    /// What is proved, if anything.
    pub proved: Option<Proved<'a>>,
}

/// Reads a receipt. What has parts of one, but not its form, was one once.
pub(super) fn read(text: &str) -> Result<Receipt, Verdict> {
    Receipt::read(text).map_err(|wrong| match ["\"leaf\": \"", "\"proof\": \""].iter().any(|part| text.contains(part)) {
        true => Verdict::Changed { part: Part::Form, why: wrong.to_string() },
        false => Verdict::NoReceipt,
    })
}

/// Checks a receipt for a day.
pub(super) fn check<'a>(receipt: &'a Receipt, policy: &Policy, today: Date) -> Checked<'a> {
    let proved = match receipt.verify(policy) {
        Ok(proved) => proved,
        Err(wrong) => return Checked { verdict: refused(&wrong), says: Says::default(), proved: None },
    };
    let says = said(proved.leaf.public);
    let verdict = match (&says.outcome, says.until) {
        (Some(outcome), _) if outcome == "revoked" => Verdict::Revoked,
        (_, Some(until)) if until < today => Verdict::Expired { until },
        _ => Verdict::Valid,
    };
    Checked { verdict, says, proved: Some(proved) }
}

fn refused(wrong: &Wrong) -> Verdict {
    let part = match wrong {
        Wrong::Proof(proof::Wrong::Note(note::Wrong::Unknown { origin })) => return Verdict::UnknownKey { origin: origin.clone() },
        Wrong::Proof(proof::Wrong::Note(note::Wrong::Quorum { origin })) => return Verdict::Witnesses { origin: origin.clone() },
        Wrong::Form | Wrong::Leaf(_) | Wrong::Proof(proof::Wrong::Form) => Part::Form,
        Wrong::Content => Part::Content,
        Wrong::Proof(proof::Wrong::Tree(_)) => Part::Proof,
        Wrong::Proof(proof::Wrong::Note(_)) => Part::Signature,
    };
    Verdict::Changed { part, why: wrong.to_string() }
}

/// What the events say, the later before the earlier.
fn said(public: &str) -> Says {
    let events: Vec<Value> = serde_json::from_str(public).unwrap_or_default();
    let last = |name: &str| events.iter().rev().find_map(|event| event.get(name)?.as_str());
    Says { outcome: last("outcome").map(str::to_string), until: last("until").and_then(|day| day.parse().ok()) }
}
