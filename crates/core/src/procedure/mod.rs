//! Procedures: BPMN 2.0 files, read without loss ([`bpmn`]) and compiled with
//! refusals into a flat [`Net`].

mod net;

pub use net::{Clock, Compare, Condition, Flow, Kind, NONE, Net, Node, NodeInfo, Outcome, Span, Timer};
