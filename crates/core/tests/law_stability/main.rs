//! Certificates and transition clauses on an invented law (`law/`), changed by later acts (`later/`).

#[path = "../law_support/mod.rs"]
mod law_support;

mod certificates;
mod history;
mod kernel;
mod transitions;
mod world;
