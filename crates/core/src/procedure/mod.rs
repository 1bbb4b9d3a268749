//! Procedures: BPMN 2.0 files, read without loss ([`bpmn`]) and compiled with
//! refusals into a flat [`Net`].

pub mod bpmn;
mod compile;
mod dump;
pub mod elements;
mod net;
pub mod sound;

pub(crate) use compile::timers;
pub use compile::{Branching, Options, compile};
pub use dump::Dump;
pub use net::{
    Clock, Compare, Condition, Expression, Flow, Kind, NONE, Net, Node, NodeInfo, Outcome, Repeat, Script, Span, Throws, Timer, Trigger,
};

/// An instant as BPMN files write it: ISO 8601 with `Z` or an offset.
pub fn instant(text: &str) -> Option<crate::time::Timestamp> {
    timers::instant(text).map(crate::time::Timestamp)
}
