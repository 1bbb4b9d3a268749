//! The closed lists: vocabulary, ranks, bodies, territories, switches.

use super::model::{Grade, Labels, Law};
use crate::source::Place;
use crate::text::{Lang, by_key};
use crate::time::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// `vocabulary.toml`: what may be named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Vocabulary {
    /// Questions, by id.
    pub slots: BTreeMap<String, Slot>,
    /// Dotted; an area covers its children.
    pub areas: BTreeMap<String, Word>,
    /// Classes of cases.
    pub classes: BTreeMap<String, Word>,
    /// Statuses of persons.
    pub statuses: BTreeMap<String, Word>,
    /// Legal events.
    pub events: BTreeMap<String, Word>,
    /// Kinds of receipts.
    pub receipts: BTreeMap<String, Word>,
    /// Roles in a procedure: who acts, who waits. If none is listed, any word will do.
    pub roles: BTreeMap<String, Word>,
}

/// A listed word and its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Its names.
    pub label: Labels,
    /// Where it is listed.
    pub place: Place,
}

/// A question that rules answer: `kind.name[.narrower]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Its names.
    pub label: Labels,
    /// Type of the answer (`number`, `date`, `text`, `set`, ...), or empty.
    pub r#type: String,
    /// Unit of the answer, or empty.
    pub unit: String,
    /// The only values that a parameter may have; empty if any will do.
    pub values: Vec<String>,
    /// The one area it belongs to.
    pub area: String,
    /// What is better for the applicant.
    pub favours: Favours,
    /// Whether a place without an answer is no error.
    pub optional: bool,
    /// Whether a term has no silence on purpose, and why.
    pub without_silence: Option<String>,
    /// Where it is listed.
    pub place: Place,
}

/// What is better for the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Favours {
    /// The smaller value.
    Lower,
    /// The greater value.
    Higher,
    /// The one that stands first.
    BestFirst(Vec<String>),
    /// Cannot be compared.
    #[default]
    None,
}

/// A level of acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rank {
    /// Its id.
    pub id: String,
    /// Its names.
    pub label: Labels,
    /// Whether an act of this rank is void without a competence of its body.
    pub needs_competence: bool,
    /// Whether `from` may lie before `known`.
    pub retroactive: Retroactive,
    /// Where it is listed.
    pub place: Place,
}

/// Whether acts of a rank may reach back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retroactive {
    /// Not at all.
    #[default]
    Never,
    /// Only to the advantage of the applicant.
    Favourable,
    /// Freely.
    Yes,
}

/// A body that makes acts or handles cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Its names.
    pub label: Labels,
    /// Ranks of the acts it makes.
    pub makes: Vec<String>,
    /// The body that took its place.
    pub successor: Option<String>,
    /// First day of its existence, if it is dated.
    pub from: Option<Date>,
    /// First day it no longer exists.
    pub until: Option<Date>,
    /// Where that stands, or empty.
    pub source: String,
    /// Where it is listed.
    pub place: Place,
}

/// A territory; territories may overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Territory {
    /// Its names.
    pub label: Labels,
    /// Territories that contain it.
    pub within: Vec<String>,
    /// Territories of which it shares a part, and neither contains the other.
    pub overlaps: Vec<String>,
    /// First day of its existence, if it is dated.
    pub from: Option<Date>,
    /// First day it no longer exists.
    pub until: Option<Date>,
    /// How well its bounds are known.
    pub grade: Option<Grade>,
    /// Where they stand, or empty.
    pub source: String,
    /// Where it is listed.
    pub place: Place,
}

impl Territory {
    /// Whether it exists on `day`.
    pub fn exists_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// An open question of reality.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// The question.
    pub question: Labels,
    /// Possible answers.
    pub values: Vec<String>,
    /// The value when nobody says otherwise.
    pub default: String,
    /// Who knows.
    pub ask: String,
    /// The answer, once there is one: it binds every query from its `known` day on.
    pub answer: Option<SwitchAnswer>,
    /// Where it is listed.
    pub place: Place,
}

impl Law {
    /// An answer to an open question in words; a body by its name.
    pub fn reading(&self, value: &str, lang: Lang) -> String {
        let body = || self.authorities.get(value).map(|body| body.label.get(lang.code()).to_string());
        by_key(lang, &format!("portal-reading-{value}")).or_else(body).unwrap_or_else(|| value.to_string())
    }

    /// Who could answer, as an `ask` of the law has it, in a language: each body by its own name there, whoever else by the
    /// catalogue; a name that neither has stands for itself.
    pub fn who_knows(&self, ask: &str, lang: Lang) -> String {
        let named = |name: &str| {
            let body = self.authorities.values().find(|body| body.label.en == name);
            let body = body.map(|body| body.label.get(lang.code()).to_string());
            let key = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
            body.or_else(|| by_key(lang, &format!("knows-{}", key.to_lowercase()))).unwrap_or_else(|| name.to_string())
        };
        ask.split(';').map(|name| named(name.trim())).collect::<Vec<_>>().join("; ")
    }
}

/// The answer to an open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SwitchAnswer {
    /// One of the switch's values.
    pub value: String,
    /// The day from which it binds.
    pub known: Date,
    /// Where it stands.
    pub source: String,
}
