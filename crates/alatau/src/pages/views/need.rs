//! *What do I need?*

use super::{Choice, Citation, Field, Length};
use alatau_core::law::Grade;
use alatau_core::time::Date;

/// The question, and its answer for one place or two.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The question: service, day, class, person, place, and a place beside it.
    pub fields: Vec<Field>,
    /// The answers, one a place.
    pub answers: Vec<Answer>,
    /// Where an application begins; none: nobody may apply here.
    pub apply: Option<String>,
}

/// What a service takes in one place on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Service.
    pub service: String,
    /// Place.
    pub place: String,
    /// Day of filing.
    pub on: Date,
    /// Day of registration, if another.
    pub registered: Option<Date>,
    /// In figures.
    pub totals: Totals,
    /// How long it took here lately; none: no case ended.
    pub recent: Option<Recent>,
    /// Body that takes the file first; empty: none.
    pub contact: String,
    /// The acts that it rests on.
    pub acts: Vec<String>,
    /// Steps in their order.
    pub steps: Vec<Step>,
    /// Documents that the applicant gives, asked once.
    pub documents: Vec<String>,
    /// Why these provisions hold.
    pub reasons: Vec<Reason>,
    /// Open questions it hangs on.
    pub open: Vec<Assumed>,
    /// Some of it is assumed.
    pub assumed: bool,
    /// Where the diagram of the procedure is; none: it has none.
    pub diagram: Option<String>,
    /// Hash of the law, hex.
    pub law: String,
}

/// An answer in figures, from the law alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Steps.
    pub steps: u32,
    /// Bodies.
    pub bodies: u32,
    /// Papers that pass hands.
    pub documents: u32,
    /// Fees in words: `12 500 ₸`; empty: the law sets none.
    pub fees: String,
    /// Changes of body.
    pub handoffs: u32,
    /// Days if everybody acts at once.
    pub shortest_days: f64,
    /// Days if every body uses its whole term once.
    pub longest_days: f64,
    /// Rules that nobody enacted.
    pub assumed_rules: u32,
}

/// The cases that ended in the last 90 days, from filing to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Recent {
    /// How many.
    pub cases: u64,
    /// Half of them took no longer.
    pub median_days: f64,
    /// Nine of ten took no longer.
    pub p90_days: f64,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// `2.3`.
    pub number: String,
    /// Name.
    pub name: String,
    /// Body that acts.
    pub body: String,
    /// Whether that is the applicant.
    pub applicant: bool,
    /// Part of another step.
    pub inner: bool,
    /// Its terms.
    pub terms: Vec<StepTerm>,
    /// Its fees, in words.
    pub fees: Vec<String>,
    /// How well the weakest of its rules is known.
    pub grade: Grade,
    /// The provisions it rests on.
    pub cites: Vec<Citation>,
}

/// A term of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepTerm {
    /// How long.
    pub length: Length,
    /// Due day, were the step begun on the day of filing.
    pub due: Date,
    /// What silence means: `refused`, `agreed`, ...; empty: nothing.
    pub yields: String,
    /// What it may be, if it is assumed.
    pub range: Option<(u32, u32)>,
}

/// Why a provision holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The question of the law.
    pub slot: String,
    /// What answers it.
    pub holds: Citation,
    /// By which principle.
    pub because: String,
    /// What does not: provision and why, in words.
    pub others: Vec<(Citation, String)>,
}

/// An open question of reality.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumed {
    /// The question.
    pub question: String,
    /// How it was read.
    pub reading: String,
    /// Who could answer.
    pub ask: String,
}

/// Two answers side by side: one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What is compared.
    pub measure: String,
    /// One text a place.
    pub values: Vec<String>,
    /// The place that has less of it, by index; none: equal, or no order.
    pub less: Option<usize>,
}

impl Answered {
    /// Whether this place has less of it than the other.
    pub fn is_less(&self, place: &usize) -> bool {
        self.less == Some(*place)
    }
}
