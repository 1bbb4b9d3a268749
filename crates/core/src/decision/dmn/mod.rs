//! DMN: decision tables and literal expressions, read with positions and run by
//! our own table runner, which tells the rules that matched.
//!
//! [`load`] refuses what it cannot run exactly; the library's own reader then
//! checks the file against the standard. A decision that yields null is
//! *undetermined* ([`Answer::output`] is nothing, and [`Answer::reason`] says
//! why), never a silent "no".
//!
//! ```
//! use alatau_core::decision::dmn::{self, Datum};
//! let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/decision/two-steps.dmn"));
//! let model = dmn::load("two-steps.dmn", text).unwrap();
//! let inputs = [("height m".into(), Datum::number("30")), ("filed".into(), Datum::text("2026-11-02"))].into();
//! let answer = model.decide("level", &inputs).unwrap();
//! assert_eq!((answer.output, answer.matched), (Some(Datum::text("level-1")), vec![0]));
//! ```

mod datum;
mod graph;
mod load;
mod named;
mod run;
mod table;
mod types;

pub use datum::Datum;
pub use load::load;
pub use run::{Answer, Fate, Fault, Nulls};
pub use table::{Aggregation, Cell, Column, HitPolicy, Output, Rule, Table};
pub use types::Kind;

use crate::decision::feel::{AstNode, Prepared};
use crate::source::Place;

/// An input of the model.
pub struct Input {
    /// XML id.
    pub id: String,
    /// Name of its variable.
    pub name: String,
    /// What its values must be.
    pub kind: Kind,
    /// What people call it: English, Kazakh, Russian (`al:label.en` and so on); may be empty.
    pub labels: [String; 3],
    /// Whether the applicant can change it (`al:by="applicant"`).
    pub is_applicants: bool,
    /// Allowed values, if its type restricts them.
    pub(crate) allowed: Option<Cell>,
    /// Where it stands.
    pub place: Place,
}

/// How a decision is made.
pub enum Logic {
    /// By a table.
    Table(Table),
    /// By one expression.
    Literal(Literal),
}

/// A literal expression.
pub struct Literal {
    /// As written.
    pub text: String,
    pub(crate) tree: AstNode,
    pub(crate) prepared: Prepared,
}

/// A decision.
pub struct Decision {
    /// XML id.
    pub id: String,
    /// Name of its variable.
    pub name: String,
    /// What its values must be.
    pub kind: Kind,
    /// Inputs that it needs, as indices into [`Model::inputs`].
    pub inputs: Vec<usize>,
    /// Decisions that it needs, as indices into [`Model::decisions`].
    pub decisions: Vec<usize>,
    /// How it is made.
    pub logic: Logic,
    /// Where it stands.
    pub place: Place,
}

/// A loaded model.
pub struct Model {
    /// Path as the user gave it.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub hash: [u8; 32],
    /// Name of the definitions.
    pub name: String,
    /// Inputs, in document order.
    pub inputs: Vec<Input>,
    /// Decisions, in document order; none needs itself, not even through others.
    pub decisions: Vec<Decision>,
}

impl Model {
    /// The decision with this name or id.
    pub fn decision(&self, name: &str) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.name == name || d.id == name)
    }
}
