//! Decisions: routing values, FEEL expressions and DMN tables.

mod compare;
pub mod condition;
pub mod feel;
mod value;

pub use compare::Compare;
pub use value::{Symbols, Value, ValueKind};
