//! What a person reads of a comparison: the sentence, the terminal tables and
//! the page.
//!
//! Invariant: nothing is computed here. Every number that is printed stands in
//! the [`Answer`](alatau_twin::answer::Answer); every word stands in the message
//! catalogue or in the answer. The same answer and language give the same bytes.

mod chart;
mod markup;
mod page;
mod sections;
pub mod sentence;
mod table;
mod tables;
mod terminal;
mod words;

pub use page::html;
// The tests of the report read the page alone.
#[allow(unused_imports)]
pub use sentence::sentence;
#[allow(unused_imports)]
pub use tables::assumptions;
pub use terminal::terminal;
#[allow(unused_imports)]
pub use words::name;
