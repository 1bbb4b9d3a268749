//! Who may regulate what, and which rules go on for old cases.

use super::{Literal, Unit};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// What a body may regulate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Competence {
    /// Who may.
    pub body: String,
    /// Areas, with all below them.
    pub areas: Vec<String>,
    /// Slots, with all narrower ones.
    pub slots: Vec<String>,
    /// Areas left out.
    pub except_areas: Vec<String>,
    /// Up to this rank, its acts displace higher ones.
    pub displaces: Option<String>,
    /// Whether they also displace a later higher one.
    pub against_later: AgainstLater,
    /// Whether it may be handed on.
    pub delegable: bool,
    /// The body that handed it on.
    pub from_body: Option<String>,
    /// Smallest number it may set.
    pub min: Option<Literal>,
    /// Greatest number it may set.
    pub max: Option<Literal>,
}

/// Whether an act displaces a later one of higher rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgainstLater {
    /// It does.
    Prevails,
    /// It does not.
    #[default]
    Yields,
    /// It does, unless the later one names its territory or the act.
    UnlessExpress,
}

/// Which rules go on for old cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// Slots and acts.
    pub covers: Vec<String>,
    /// Which version is taken.
    pub selects: Selects,
    /// The day of the older law.
    pub as_of: AsOf,
    /// Slots that move as one.
    pub together: Vec<Vec<String>>,
}

/// Which version of a covered slot is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selects {
    /// The old one, even if worse.
    Frozen,
    /// The better one for the applicant.
    MostFavourable,
    /// What the holder says, once a case.
    Choice,
    /// The new one.
    New,
}

/// The day of the older law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsOf {
    /// A fixed day.
    Day(Date),
    /// The day the case was filed.
    Filed,
}

/// What may be frozen for an investor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guarantee {
    /// Areas that are frozen.
    pub areas: Vec<String>,
    /// Areas that are not.
    pub except_areas: Vec<String>,
    /// Which version is taken.
    pub selects: Selects,
    /// How long.
    pub length: u32,
    /// Of what.
    pub unit: Unit,
    /// The body that issues it.
    pub by: String,
    /// Slots that move on all the same.
    pub floating: Vec<String>,
    /// Slots that move as one.
    pub together: Vec<Vec<String>>,
}
