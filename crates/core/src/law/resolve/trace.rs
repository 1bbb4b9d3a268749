//! Why a rule answers and the others do not: one final line per candidate.
//! What nobody knew on the day of knowledge is no candidate: a block exists iff
//! it was known, so that a later publication changes no earlier answer.

use crate::law::{Law, RuleNumber};
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The step of section 6 at which a candidate's fate was settled.
pub type Step = u8;

/// What became of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TraceLine {
    /// 1 known, 2 reading, 3 time, 4 scope, 5 competence, 6 within a rank, 7 across ranks, 8 selection.
    pub step: Step,
    /// The block that stands for the rule: the governing one, or the last that was considered.
    pub rule: RuleNumber,
    /// What became of it.
    pub verdict: Verdict,
    /// By which principle.
    pub principle: Principle,
    /// The rule that beat it, or that it beat last.
    pub by: Option<RuleNumber>,
    /// The particular reason.
    pub because: Because,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It answers.
    Wins,
    /// Another rule beat it.
    Loses,
    /// Its body had no competence.
    Void,
    /// Its body's competence has ended.
    Lapsed,
    /// It does not concern the question.
    Out,
}

/// The principle that settled a candidate's fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Principle {
    Known,
    Reading,
    Time,
    Scope,
    Competence,
    Derogation,
    Speciality,
    Later,
    Rank,
    Subsidiary,
    Displacement,
    Transition,
    Certificate,
}

/// The particular reason; people read it through the message catalogue, logs through `Display`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Because {
    /// It is a draft.
    Proposed,
    /// It was annulled from the beginning.
    Annulled {
        /// The day from which that is known.
        on: Date,
    },
    /// Another reading holds.
    OtherReading {
        /// The open question.
        switch: String,
        /// The value it needs.
        needs: String,
    },
    /// It begins later.
    Begins {
        /// Its first day.
        on: Date,
    },
    /// It has ended.
    Ended {
        /// The first day without it.
        on: Date,
    },
    /// Another place.
    Territory,
    /// Another person.
    Person,
    /// Another class.
    Class,
    /// It excepts this case.
    Excepted,
    /// Its table has no row for the class.
    NoRow,
    /// Its body may not regulate this.
    NoCompetence,
    /// Its body's competence begins later.
    CompetenceBegins {
        /// The first day of the competence.
        on: Date,
    },
    /// Its body's competence has ended.
    CompetenceEnded {
        /// The first day without it.
        on: Date,
    },
    /// Its value lies outside the bounds of the competence.
    OutsideBounds,
    /// The other says that it stands notwithstanding this one.
    Derogated,
    /// The other is narrower.
    Narrower,
    /// The other is in force since a later day.
    LaterFrom,
    /// The other was published later.
    LaterPublished,
    /// The other ranks higher.
    HigherRank,
    /// The higher one lets this rank provide otherwise.
    Yields,
    /// The lower one's competence displaces up to this rank.
    Displaced,
    /// It ranks higher, is later, and the competence does not reach later law.
    HigherAndLater,
    /// Two rules are left; neither answers.
    Tie,
    /// A transition clause keeps the older version.
    KeptByTransition,
    /// The holder's certificate keeps the older version.
    KeptByCertificate,
    /// It is the only rule for the case.
    Only,
    /// It stood against every other.
    Stands,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Because::Proposed => f.write_str("it is a draft"),
            Because::Annulled { on } => write!(f, "it was annulled from the beginning, as is known since {on}"),
            Because::OtherReading { switch, needs } => write!(f, "it needs {switch} = {needs}"),
            Because::Begins { on } => write!(f, "it begins on {on}"),
            Because::Ended { on } => write!(f, "it ended on {on}"),
            Because::Territory => f.write_str("it is for another territory"),
            Because::Person => f.write_str("it is for other persons"),
            Because::Class => f.write_str("it is for another class"),
            Because::Excepted => f.write_str("it excepts this case"),
            Because::NoRow => f.write_str("it has no row for this class"),
            Because::NoCompetence => f.write_str("its body may not regulate this"),
            Because::CompetenceBegins { on } => write!(f, "its body's competence begins on {on}"),
            Because::CompetenceEnded { on } => write!(f, "its body's competence ended on {on}"),
            Because::OutsideBounds => f.write_str("its value lies outside the bounds of the competence"),
            Because::Derogated => f.write_str("the other stands notwithstanding it"),
            Because::Narrower => f.write_str("the other is narrower"),
            Because::LaterFrom => f.write_str("the other is in force since a later day"),
            Because::LaterPublished => f.write_str("the other was published later"),
            Because::HigherRank => f.write_str("the other ranks higher"),
            Because::Yields => f.write_str("it lets the lower rank provide otherwise"),
            Because::Displaced => f.write_str("the competence of the other's body displaces it"),
            Because::HigherAndLater => f.write_str("the other ranks higher and is later"),
            Because::Tie => f.write_str("another rule is as strong; neither answers"),
            Because::KeptByTransition => f.write_str("a transition clause keeps the older version"),
            Because::KeptByCertificate => f.write_str("the holder's certificate keeps the older version"),
            Because::Only => f.write_str("it is the only rule for this case"),
            Because::Stands => f.write_str("it stands against every other rule"),
        }
    }
}

impl Law {
    /// A trace line in one English sentence, for logs and tests.
    pub fn trace_text(&self, line: &TraceLine) -> String {
        let verdict = format!("{:?}, {:?}", line.verdict, line.principle).to_lowercase();
        let by = line.by.map(|by| format!(" ({})", self.rules[by].id)).unwrap_or_default();
        format!("{} {}: {verdict}: {}{by}", line.step, self.rules[line.rule].id, line.because)
    }
}
