//! The twin on small models whose answers are known.

mod causes;
mod draws;
mod one_engine;
mod permit;
mod queueing;
mod support;
mod variants;
