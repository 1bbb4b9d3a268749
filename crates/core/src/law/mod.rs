//! The law as data: acts, rules and their versions, and the resolver that says
//! which of them answers a question.
//!
//! Invariant: nothing here opens a file or knows a clock; the texts, the days
//! and the day of knowledge are handed in.
//!
//! In reading order: [`model`] and [`kind`] (what a law is made of), [`lists`]
//! (what may be named), [`read`] (from texts), [`resolve`] (which rule answers),
//! [`Steps`] (the same over many days),
//! [`check`] (what is wrong with it), [`hash`] (what identifies it).

mod batch;
pub mod check;
pub mod hash;
mod index;
pub mod kind;
pub mod lists;
pub mod model;
mod read;
pub mod resolve;
pub mod tests;

pub use batch::Steps;
pub use check::{check, check_against};
pub use hash::hex;
pub use kind::*;
pub use lists::*;
pub use model::*;
pub use resolve::*;
pub use tests::{TestOutcome, run_tests};
