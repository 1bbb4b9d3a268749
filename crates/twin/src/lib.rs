//! Virtual time around the kernel of `alatau-core`: people who are drawn, a clock
//! that jumps, replications and statistics.
//!
//! Invariant: the twin replaces people and clock, never law or procedure. Same
//! seed, same bytes, on any number of threads.

pub mod agenda;
pub mod answer;
pub mod compare;
pub mod draws;
pub mod engine;
pub mod hours;
pub mod model;
pub mod prosimos;
pub mod replay;
pub mod simulate;
pub mod sketch;
pub mod tally;
