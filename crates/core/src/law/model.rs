//! Acts, provisions and rules.
//!
//! A [`Rule`] is one published block: one version of one act's answer to one
//! slot. Blocks with the same [`Rule::id`] form a chain; which link governs is
//! decided in resolution, never here. Invariant: `Law::rules` keeps the order
//! of (slot, id, from, known, act), so that the same law gives the same numbers.

use super::kind::Kind;
use super::lists::{Authority, Rank, Switch, Territory, Vocabulary};
use crate::source::Place;
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Number of a rule block within [`Law::rules`].
pub type RuleNumber = usize;

/// Everything that stands in the law's folder, read and linked.
#[derive(Clone, Debug, Default)]
pub struct Law {
    /// By id.
    pub acts: BTreeMap<String, Act>,
    /// By id, `act#key`.
    pub provisions: BTreeMap<String, Provision>,
    /// Every rule block, in the order of (slot, id, from, known, act).
    pub rules: Vec<Rule>,
    /// Every amendment that changes a provision otherwise than by a rule block.
    pub amendments: Vec<Amendment>,
    /// The closed lists.
    pub vocabulary: Vocabulary,
    /// High to low.
    pub ranks: Vec<Rank>,
    /// Bodies, by id.
    pub authorities: BTreeMap<String, Authority>,
    /// By id.
    pub territories: BTreeMap<String, Territory>,
    /// Open questions, by id.
    pub switches: BTreeMap<String, Switch>,
    /// Tests that stand beside the acts: text by file.
    pub tests: BTreeMap<String, String>,
    /// Every file as it was read, for excerpts.
    pub(crate) sources: BTreeMap<String, String>,
    /// Chains, closures and prefixes; see `index.rs`.
    pub(crate) index: super::index::Index,
    /// SHA-256 of the canonical form.
    pub(crate) hash: [u8; 32],
}

/// A statute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Act {
    /// Equal to the file's name without `.md`.
    pub id: String,
    /// European Legislation Identifier, or empty.
    pub eli: String,
    /// Title in the three languages.
    pub title: Labels,
    /// Id of a [`Rank`].
    pub rank: String,
    /// Id of the [`Authority`] that made it.
    pub body: String,
    /// Day of adoption.
    pub adopted: Date,
    /// Day of publication.
    pub published: Date,
    /// The city could rely on it from this day on.
    pub known: Date,
    /// Where the act begins.
    pub place: Place,
}

/// An article with a key that survives renumbering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provision {
    /// `act#key`.
    pub id: String,
    /// The act it belongs to.
    pub act: String,
    /// The part after `#`.
    pub key: String,
    /// Number of `#` before the heading: 2 is an article, 3 stands under it.
    pub level: u8,
    /// `Art. 25`, or empty.
    pub label: String,
    /// The heading without its label.
    pub heading: String,
    /// The words of the article, without the blocks.
    pub text: String,
    /// Other languages: `kk`, `ru`.
    pub translations: BTreeMap<String, Translation>,
    /// Where the heading stands.
    pub place: Place,
}

/// A provision in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Translation {
    /// Label and heading.
    pub heading: String,
    /// The words.
    pub text: String,
}

/// One published block: a version of one act's answer to one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `act#key/slot`; survives amendment.
    pub id: String,
    /// The act the rule belongs to.
    pub act: String,
    /// The act whose text holds this block; another than `act` if it amends it.
    pub set_by: String,
    /// `act#key`.
    pub provision: String,
    /// The question it answers, and every narrower one.
    pub slot: String,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// First day on which the city could rely on it.
    pub known: Date,
    /// The day of the case that must reach `from`.
    pub applies_to: Day,
    /// Where, to whom and to what it applies; empty lists are no condition.
    pub scope: Scope,
    /// What it leaves out; empty excludes nothing.
    pub except: Scope,
    /// Rules, provisions or acts of equal rank that it sets aside.
    pub derogates: Vec<String>,
    /// Ranks that may provide otherwise.
    pub subsidiary_to: Vec<String>,
    /// The reading: every switch must have the value.
    pub when: BTreeMap<String, String>,
    /// What becomes of later versions that were known before this block.
    pub later_versions: Option<LaterVersions>,
    /// How well its content is known.
    pub grade: Grade,
    /// Where its content stands.
    pub source: String,
    /// Why an assumption is as it is.
    pub basis: String,
    /// Who knows better.
    pub ask: String,
    /// Lowest and highest value that an assumed number may have.
    pub range: Option<(String, String)>,
    /// The content.
    pub kind: Kind,
    /// SHA-256 of the content, as part of its version.
    pub hash: [u8; 32],
    /// Byte offset of each key in the file, for messages.
    #[serde(skip)]
    pub(crate) keys: BTreeMap<&'static str, usize>,
    /// Where the block stands.
    pub place: Place,
}

impl Rule {
    /// `permits-law#consultation/term.opinion@2014-11-21`, with `;act` if another act set it.
    pub fn version(&self) -> String {
        match self.set_by == self.act {
            true => format!("{}@{}", self.id, self.from),
            false => format!("{}@{};{}", self.id, self.from, self.set_by),
        }
    }
}

/// A change to a provision that is not itself a rule block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amendment {
    /// What is done.
    pub operation: Operation,
    /// The provision, `act#key`, or the rule, `act#key/slot`.
    pub target: String,
    /// The amending act.
    pub act: String,
    /// First day of effect; an annulment without one undoes from the beginning.
    pub from: Date,
    /// First day on which the city could rely on it.
    pub known: Date,
    /// The day of the case that must reach `from`.
    pub applies_to: Day,
    /// What becomes of later versions that were known before.
    pub later_versions: Option<LaterVersions>,
    /// Slots that the same heading states anew; they follow instead of ending.
    pub restated: Vec<String>,
    /// The reading in which it holds.
    pub when: BTreeMap<String, String>,
    /// What takes the place of a repealed provision.
    pub successor: Option<String>,
    /// The new label of a renumbered provision.
    pub label: Option<String>,
    /// New heading and text, if the block has some.
    pub text: Option<Translation>,
    /// Where the block stands.
    pub place: Place,
}

/// What an `amend` block does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// A new provision.
    Insert,
    /// New content.
    Replace,
    /// Ends on a day.
    Repeal,
    /// Never was (ex tunc), once known.
    Annul,
    /// A new label; the key stays.
    Renumber,
}

/// The day of the case that decides which version governs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Day {
    /// The case was filed.
    #[default]
    Filed,
    /// A clock or a liability started.
    Started,
    /// The case is decided.
    Decided,
    /// Revenue: money came in.
    Received,
    /// Revenue: the claim arose.
    Accrued,
}

/// Where, to whom and to what. Lists are any-of, the three keys all-of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Territories.
    pub territory: Vec<String>,
    /// Statuses of the person.
    pub person: Vec<String>,
    /// Classes of the case; `@parameter.NAME` stands for a set.
    pub class: Vec<String>,
}

impl Scope {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.territory.is_empty() && self.person.is_empty() && self.class.is_empty()
    }
}

/// What becomes of versions that start later and were known earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaterVersions {
    /// They still follow.
    Keep,
    /// They are gone.
    Drop,
}

/// How well a content is known; the later, the weaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// The text is at hand.
    Enacted,
    /// A trustworthy report restates it.
    Reported,
    /// A bill.
    Bill,
    /// Our assumption, with basis and who knows.
    Assumed,
    /// A draft, seen only by `propose`.
    Proposed,
}

impl Grade {
    /// The word of the law's files.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Enacted => "enacted",
            Grade::Reported => "reported",
            Grade::Bill => "bill",
            Grade::Assumed => "assumed",
            Grade::Proposed => "proposed",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name in the three languages; a missing one is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Labels {
    /// English.
    pub en: String,
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
}

impl Labels {
    /// The name in `language` (`en`, `kk`, `ru`), or in English.
    pub fn get(&self, language: &str) -> &str {
        let wanted = match language {
            "kk" => &self.kk,
            "ru" => &self.ru,
            _ => &self.en,
        };
        if wanted.is_empty() { &self.en } else { wanted }
    }
}
