//! Decisions: routing values, FEEL expressions and DMN tables.

mod value;

pub use value::{Symbols, Value};
