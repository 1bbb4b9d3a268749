//! What step 8 found: which version of a covered slot is used, and why.

use crate::law::{Law, RuleNumber};
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What step 8 did with a covered slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Selection {
    /// The transition clause, or the guarantee of the certificate.
    pub by: RuleNumber,
    /// Whether it was a certificate.
    pub by_certificate: bool,
    /// The older version.
    pub old: Option<RuleNumber>,
    /// The rule that answers without clause or certificate.
    pub new: Option<RuleNumber>,
    /// Which of them is used, and why.
    pub held: Held,
}

impl Selection {
    /// Whether an older version answers in place of the newer one.
    pub fn keeps_old(&self) -> bool {
        self.held.uses_old() && self.old != self.new
    }
}

/// Whether and why the older version of a covered slot is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "held")]
pub enum Held {
    /// The law has not changed.
    Unchanged,
    /// The older one, even if worse.
    Frozen,
    /// The older one: nothing answers any more.
    OnlyOld,
    /// The older one: it is better for the applicant.
    OldBetter,
    /// The newer one: it is at least as good for the applicant.
    NewAsGood,
    /// The older one: the holder, or the named human, says so.
    ChosenOld,
    /// The newer one: the holder, or the named human, says so.
    ChosenNew,
    /// The newer one: so the clause says.
    New,
    /// Not kept: the newer one ranks higher than the guarantee's act.
    HigherRank,
    /// Not kept: the newer one, of equal rank, stands notwithstanding the guarantee.
    Derogated,
    /// Not kept: the guarantee leaves the area out.
    ExceptArea,
    /// Not kept: the case's day lies before the certificate's.
    NotYet {
        /// Its first day.
        from: Date,
    },
    /// Not kept any more.
    Ended {
        /// The first day without it.
        until: Date,
    },
    /// Not kept: the guarantee was annulled.
    Annulled {
        /// Since when that is known.
        known: Date,
    },
    /// Not kept: for this place, person or class another version answered then, which the certificate does not name.
    OtherVersion,
}

impl Held {
    /// Whether the version of the certificate, or of the clause's day, is the one that is used.
    pub fn uses_old(&self) -> bool {
        matches!(self, Held::Unchanged | Held::Frozen | Held::OnlyOld | Held::OldBetter | Held::ChosenOld)
    }

    /// Whether the promise was kept: an older version was used, or a newer one that the promise allows.
    pub fn is_kept(&self) -> bool {
        self.uses_old() || matches!(self, Held::NewAsGood | Held::ChosenNew | Held::New)
    }

    /// The end of its key in the message catalogue, and its day, if it has one.
    pub fn key(&self) -> (&'static str, Option<Date>) {
        match self {
            Held::Unchanged => ("unchanged", None),
            Held::Frozen => ("frozen", None),
            Held::OnlyOld => ("only-old", None),
            Held::OldBetter => ("old-better", None),
            Held::NewAsGood => ("new-as-good", None),
            Held::ChosenOld => ("chosen-old", None),
            Held::ChosenNew => ("chosen-new", None),
            Held::New => ("new", None),
            Held::HigherRank => ("higher-rank", None),
            Held::Derogated => ("derogated", None),
            Held::ExceptArea => ("except-area", None),
            Held::NotYet { from } => ("not-yet", Some(*from)),
            Held::Ended { until } => ("ended", Some(*until)),
            Held::Annulled { known } => ("annulled", Some(*known)),
            Held::OtherVersion => ("other-version", None),
        }
    }
}

/// What became of one slot of a certificate in a ruling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredSlot {
    /// The slot.
    pub slot: String,
    /// The version that is used; nothing if none is, or if a human must decide first.
    pub used: Option<RuleNumber>,
    /// What the certificate did; an error says why it is not decided.
    pub selection: Result<Selection, super::Undetermined>,
}

impl CoveredSlot {
    /// The newer rule that may not be used.
    pub fn barred(&self) -> Option<RuleNumber> {
        self.selection.as_ref().ok().filter(|selection| selection.keeps_old()).and_then(|selection| selection.new)
    }
}

impl Law {
    /// What becomes of each slot of the question's certificate, in the order of the slots; nothing without one.
    pub fn covered(&self, question: &super::Question) -> Vec<CoveredSlot> {
        let Some(certificate) = &question.certificate else { return Vec::new() };
        let asked = self.ask(question);
        let slots: BTreeSet<&String> = certificate.covers.iter().map(|covered| &covered.slot).collect();
        slots.into_iter().filter_map(|slot| asked.covered(slot)).collect()
    }
}
