//! What a rule says: one typed form per kind of slot.
//!
//! The first segment of a slot names the kind: `term.opinion` is a [`Term`].

mod retention;
mod stability;
mod term;

pub use retention::*;
pub use stability::*;
pub use term::*;

use super::model::Labels;
use crate::time::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// The content of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Kind {
    /// What can be applied for, and by which procedure.
    Service(Service),
    /// Which body handles cases in a role.
    Jurisdiction {
        /// Id of an authority.
        body: String,
    },
    /// A statutory time limit.
    Term(Term),
    /// What happens when a term passes in silence.
    Silence(Silence),
    /// A number, word, date or set.
    Parameter(Parameter),
    /// A decision table.
    Decision(Decision),
    /// Money to be paid.
    Fee(Fee),
    /// A question that only a named human answers.
    Judgement(Judgement),
    /// A remedy.
    Appeal(Appeal),
    /// What a body may regulate.
    Competence(Competence),
    /// Which older rules go on for old cases.
    Transition(Transition),
    /// Which rules may be frozen for an investor.
    Guarantee(Guarantee),
    /// Who receives which share.
    Revenue(Revenue),
    /// How long records of a class are kept.
    Retention(Retention),
    /// Working days of one year.
    Calendar(Calendar),
    /// Nothing to execute.
    Informative {
        /// Why.
        because: String,
    },
}

/// A service that may be applied for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// File of the procedure; nothing only if the service is not offered.
    pub procedure: Option<String>,
    /// Whether it exists here.
    pub offered: bool,
    /// What it means that the service is not offered.
    pub meaning: Option<Meaning>,
    /// The service to use instead, if the meaning is `instead`.
    pub instead: Option<String>,
    /// File of the form.
    pub form: Option<String>,
    /// When an application counts as filed.
    pub filed_when: FiledWhen,
    /// File of the plan that moves running cases.
    pub migration: Option<String>,
}

/// What it means that a service is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Everybody may act without asking.
    Free,
    /// Nobody may act.
    Forbidden,
    /// Another service serves.
    Instead,
}

/// When an application counts as filed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FiledWhen {
    /// When it comes in.
    #[default]
    Received,
    /// When it is complete.
    Complete,
}

/// What silence yields, and towards whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// The deemed answer.
    pub yields: Yields,
    /// Who is told, if `escalated`, or towards whom it works.
    pub to: Option<String>,
    /// What happens to the fee.
    pub refund: Option<String>,
}

/// The deemed answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Yields {
    /// The authority's yes.
    Approved,
    /// The authority's no.
    Refused,
    /// An agency's yes.
    Agreed,
    /// The applicant gave up.
    Withdrawn,
    /// Nothing is deemed; the supervisor is told.
    Escalated,
}

impl Yields {
    /// The word of the law's files.
    pub fn as_str(self) -> &'static str {
        match self {
            Yields::Approved => "approved",
            Yields::Refused => "refused",
            Yields::Agreed => "agreed",
            Yields::Withdrawn => "withdrawn",
            Yields::Escalated => "escalated",
        }
    }
}

/// A parameter and its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The value, or a row per class.
    pub value: ParameterValue,
    /// Unit, or empty.
    pub unit: String,
}

/// Forms of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterValue {
    /// One value for all.
    One(Literal),
    /// A row answers for its class only.
    PerClass(BTreeMap<String, Literal>),
    /// A set of classes.
    Set(Vec<String>),
}

impl Parameter {
    /// The value for a class; nothing if no row is for it, or if it is a set.
    pub fn value_for(&self, class: Option<&str>) -> Option<&Literal> {
        match &self.value {
            ParameterValue::One(value) => Some(value),
            ParameterValue::PerClass(rows) => class.and_then(|class| rows.get(class)),
            ParameterValue::Set(_) => None,
        }
    }
}

/// A value as it stands in the file. Decimals are text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Integer(i64),
    /// A day.
    Date(Date),
    /// A word, or a decimal.
    Text(String),
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Truth(value) => write!(f, "{value}"),
            Literal::Integer(value) => write!(f, "{value}"),
            Literal::Date(value) => write!(f, "{value}"),
            Literal::Text(value) => f.write_str(value),
        }
    }
}

/// A decision table and what it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// DMN file.
    pub file: String,
    /// Name of the decision in it.
    pub decision: String,
    /// Facts of the case it reads: name and type (empty if not stated).
    pub facts: BTreeMap<String, String>,
    /// Slots it reads, by the name used in the table.
    pub uses: BTreeMap<String, Use>,
}

/// A slot that a decision reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// The slot.
    pub slot: String,
    /// The day on which it is read, if not the case's own.
    pub on: Option<super::model::Day>,
}

/// A fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fee {
    /// How much.
    pub amount: Amount,
    /// In what.
    pub unit: String,
    /// The event that makes it due.
    pub liable: String,
    /// How it is rounded.
    pub round: Option<String>,
}

/// How much a fee is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// A fixed amount.
    Value(Literal),
    /// Computed.
    Decision(Decision),
}

/// A question for a named human.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The question.
    pub question: Labels,
    /// Possible answers.
    pub answers: Vec<String>,
    /// The role that answers.
    pub by: String,
}

/// A remedy against a ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Appeal {
    /// What is contested: slots or events.
    pub against: Vec<String>,
    /// The role or jurisdiction that decides it.
    pub to: String,
    /// The term slot within which it must be lodged.
    pub term: String,
    /// By which law it is decided.
    pub law: AppealLaw,
}

/// By which law a remedy is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppealLaw {
    /// Days of the contested ruling, knowledge of today.
    ExTunc,
    /// Today's.
    ExNunc,
}

/// Who receives which share of which receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revenue {
    /// Kinds of receipts.
    pub receipts: Vec<String>,
    /// A decimal between 0 and 1.
    pub share: String,
    /// Id of an authority or account.
    pub receiver: String,
}

/// Working days of one year of one calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// The week and the days that differ from it.
    pub rows: crate::time::YearRows,
    /// IANA name of the time zone.
    pub zone: Option<String>,
}
