//! Procedures: BPMN 2.0 files, read without loss ([`bpmn`]) and compiled with
//! refusals into a flat [`Net`].

pub mod bpmn;
mod compile;
mod dump;
mod net;

pub(crate) use compile::timers;
pub use compile::{Branching, Options, compile};
pub use dump::Dump;
pub use net::{
    Clock, Compare, Condition, Expression, Flow, Kind, NONE, Net, Node, NodeInfo, Outcome, Repeat, Script, Span, Throws, Timer, Trigger,
};
