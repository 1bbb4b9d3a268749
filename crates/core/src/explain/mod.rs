//! Why a ruling is as it is: a record that can be computed again, a text for
//! laypersons, and what would have led to approval.
//!
//! ```text
//! record(&ruling, &sources)?                     inputs, provisions, rules that fired and that failed
//! recompute(&record, &sources)?                  the same from the stored inputs: the same hash
//! layperson(&record, &sources, lang)             at most twelve lines, the decisive condition first
//! counterfactuals(&ruling, &sources, goal, ...)? the smallest changes that lead to approval
//! seal(&mut events, from, &net, &sources)?       new events of a case name the records that explain them
//! kept(&events, &net, &sources)?                 the rulings of stored events, each computed again
//! ```
//!
//! Invariant: nothing here guesses. A condition is called decisive because the
//! rules were run again with it flipped and said something else; a change is
//! proposed because the rules were run with it and approved. A judgement is
//! never run: where the law keeps a question for a named human, the human's
//! answer stands in the ruling, with name, role and reason, or there is none.

mod candidates;
mod canonical;
mod counterfactual;
mod decisive;
mod fault;
mod grounds;
mod kept;
mod lay;
mod path;
mod record;
mod ruling;
mod tables;
mod trial;
mod words;

pub use crate::case::reasons::{Judged, Person, Situation, judgement_fact};
pub use canonical::Difference;
pub use counterfactual::{Counterfactual, FactChange, Goal, Search, controlled, counterfactuals};
pub use decisive::{Change, Condition, Decisive};
pub use fault::Fault;
pub use grounds::{Parted, join};
pub use kept::{Kept, kept, seal};
pub use lay::{LINES_MAX, Line, Link, layperson, ways};
pub use path::Branch;
pub use record::{
    Asked, JudgementShown, Provision, Record, SelectionShown, StoredRecord, TermShown, TraceShown, recompute, record, verify,
};
pub use ruling::{Made, Ruling, of_event};
pub use tables::{RowFate, RowRun, TableRun};
pub use trial::{Said, Sources};
pub use words::{fact, spoken};
