//! The law as data: acts, rules and their versions, and the resolver that says
//! which of them answers a question.
//!
//! Invariant: nothing here opens a file or knows a clock; the texts, the days
//! and the day of knowledge are handed in.
//!
//! In reading order: [`model`] and [`kind`] (what a law is made of), [`lists`]
//! (what may be named), [`read`] (from texts), [`resolve`] (which rule answers),
//! [`Steps`] (the same over many days),
//! [`Certificate`] (what is kept for a holder), [`check`] (what is wrong with
//! it), [`hash`] (what identifies it). For those who read law: [`wording`] (the
//! words on a day), [`survey`] (who is answered what), [`diff`] (what two laws
//! say otherwise), [`coverage`] (what is executed), [`akn`] (acts in an open
//! format).

pub mod akn;
mod batch;
mod certificate;
pub mod check;
pub mod coverage;
pub mod diff;
pub mod hash;
mod index;
pub mod kind;
pub mod lists;
pub mod model;
mod read;
pub mod resolve;
pub mod survey;
pub mod tests;
pub mod wording;

pub use batch::Steps;
pub use certificate::{Certificate, CertificateFault, Covered, NotIssued};
pub use check::{check, check_against, check_with};
pub use hash::hex;
pub use index::covers;
pub use kind::*;
pub use lists::*;
pub use model::*;
pub use read::nearest;
pub use resolve::*;
pub use tests::{TestOutcome, run_tests};
pub use wording::Wording;
