//! The law as data: acts, rules and their versions, and the resolver that says
//! which of them answers a question.
//!
//! Invariant: nothing here opens a file or knows a clock; the texts, the days
//! and the day of knowledge are handed in.

mod index;
pub mod kind;
pub mod lists;
pub mod model;

pub use kind::*;
pub use lists::*;
pub use model::*;
