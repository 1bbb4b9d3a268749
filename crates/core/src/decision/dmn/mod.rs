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

mod boxed;
mod datum;
mod files;
mod graph;
mod items;
mod load;
mod logic;
mod named;
mod net;
mod run;
mod table;
mod tables;
mod types;

pub use datum::Datum;
pub use load::{Reading, load, load_with};
pub use net::Net;
pub use run::{Answer, Fate, Fault, Nulls};
pub use table::{Aggregation, Cell, Column, HitPolicy, Output, Rule, Table};
pub use types::Kind;

use crate::decision::feel::{AstNode, Prepared};
use crate::source::{Diagnostic, Place};
use boxed::Boxed;
use dsntk_feel::{FeelType, Name};
use graph::{Need, Target};
use std::ops::Deref;
use std::sync::Arc;
use types::Allowed;

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
    pub(crate) feel_type: FeelType,
    /// Allowed values, if its type restricts them.
    pub(crate) allowed: Option<Allowed>,
    /// Where it stands.
    pub place: Place,
}

/// How a decision is made.
pub enum Logic {
    /// By a table.
    Table(Table),
    /// By one expression.
    Literal(Literal),
    /// By a context, an invocation or another boxed expression.
    Boxed(BoxedLogic),
}

/// A boxed expression.
pub struct BoxedLogic {
    /// Its tag in the file, for example `context`.
    pub tag: String,
    pub(crate) boxed: Arc<Boxed>,
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
    pub(crate) feel_type: FeelType,
    /// Inputs that it needs, as indices into [`Parts::inputs`].
    pub inputs: Vec<usize>,
    /// Decisions that it needs, as indices into [`Parts::decisions`].
    pub decisions: Vec<usize>,
    pub(crate) needs: Vec<Need>,
    /// How it is made.
    pub logic: Logic,
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it, where [`Reading::standard`] lets it stand; it is then undetermined.
    pub faults: Vec<Diagnostic>,
}

/// A business knowledge model: a function that decisions call.
pub struct Knowledge {
    /// XML id.
    pub id: String,
    /// Name of its variable.
    pub name: String,
    pub(crate) needs: Vec<Need>,
    pub(crate) parameters: Vec<(Name, FeelType)>,
    pub(crate) body: Arc<Boxed>,
    pub(crate) result: FeelType,
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it, where [`Reading::standard`] lets it stand.
    pub faults: Vec<Diagnostic>,
}

/// A decision service: decisions under one name, with the values that they are given from outside.
pub struct Service {
    /// XML id.
    pub id: String,
    /// Name of its variable.
    pub name: String,
    /// Inputs that it is given, as indices into [`Parts::inputs`].
    pub inputs: Vec<usize>,
    /// Decisions whose answers it is given, as indices into [`Parts::decisions`].
    pub input_decisions: Vec<usize>,
    /// Decisions whose answers it gives, as indices into [`Parts::decisions`].
    pub outputs: Vec<usize>,
    pub(crate) parameters: Vec<(Name, FeelType)>,
    pub(crate) result: FeelType,
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it, where [`Reading::standard`] lets it stand.
    pub faults: Vec<Diagnostic>,
}

/// What a model is made of; of imported files, too, behind its own.
#[derive(Default)]
pub struct Parts {
    /// Inputs, in document order.
    pub inputs: Vec<Input>,
    /// Decisions, in document order; none needs itself, not even through others.
    pub decisions: Vec<Decision>,
    /// Business knowledge models, in document order.
    pub knowledge: Vec<Knowledge>,
    /// Decision services, in document order.
    pub services: Vec<Service>,
    /// Decisions in an order in which each stands behind those that it needs.
    pub(crate) order: Vec<usize>,
}

/// A loaded model.
pub struct Model {
    /// Path as the user gave it.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub hash: [u8; 32],
    /// Name of the definitions.
    pub name: String,
    pub(crate) parts: Arc<Parts>,
}

impl Deref for Model {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl Parts {
    /// The decision with this name or id.
    pub fn decision(&self, name: &str) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.name == name || d.id == name)
    }

    /// What is wrong with the functions that a decision calls, through others too.
    pub fn calls(&self, decision: usize) -> impl Iterator<Item = &Diagnostic> {
        let knowledge =
            |needs: &[Need]| needs.iter().filter_map(|n| if let Target::Knowledge(k) = n.target { Some(k) } else { None }).collect();
        let mut called: Vec<usize> = knowledge(&self.decisions[decision].needs);
        let mut next = 0;
        while let Some(&number) = called.get(next) {
            let more: Vec<usize> = knowledge(&self.knowledge[number].needs);
            called.extend(more.into_iter().filter(|n| !called.contains(n)).collect::<Vec<_>>());
            next += 1;
        }
        called.into_iter().flat_map(|number| &self.knowledge[number].faults)
    }
}
