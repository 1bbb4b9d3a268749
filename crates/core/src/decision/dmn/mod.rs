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
//! let text = r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
//!   <inputData id="i" name="storeys"><variable id="iv" name="storeys" typeRef="number"/></inputData>
//!   <decision id="level" name="level"><variable id="v" name="level" typeRef="string"/>
//!     <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
//!     <decisionTable id="t" hitPolicy="FIRST">
//!       <input id="c"><inputExpression id="e"><text>storeys</text></inputExpression></input>
//!       <output id="o"/>
//!       <rule id="r1"><inputEntry id="a"><text>&gt; 12</text></inputEntry><outputEntry id="b"><text>"level-1"</text></outputEntry></rule>
//!       <rule id="r2"><inputEntry id="f"><text>-</text></inputEntry><outputEntry id="g"><text>"level-2"</text></outputEntry></rule>
//!     </decisionTable></decision></definitions>"#;
//! let model = dmn::load("level.dmn", text).unwrap();
//! let answer = model.decide("level", &[("storeys".into(), Datum::number("20"))].into()).unwrap();
//! assert_eq!((answer.output, answer.matched), (Some(Datum::text("level-1")), vec![0]));
//! ```

mod datum;
mod graph;
mod load;
mod run;
mod table;
mod types;

pub use datum::Datum;
pub use load::load;
pub use run::{Answer, Fault, Nulls};
pub use table::{Aggregation, Cell, Column, HitPolicy, Output, Rule, Table};
pub use types::Kind;

use crate::decision::feel::Prepared;
use crate::source::Place;

/// An input of the model.
pub struct Input {
    /// XML id.
    pub id: String,
    /// Name of its variable.
    pub name: String,
    /// What its values must be.
    pub kind: Kind,
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
