//! Decisions: routing values, FEEL expressions and DMN tables.

mod compare;
pub mod condition;
pub mod dmn;
pub mod feel;
pub mod script;
mod value;
pub(crate) mod xml;

pub use compare::Compare;
pub use value::decimal;
pub use value::{Symbols, Value, ValueKind};
