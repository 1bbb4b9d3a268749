//! What the case kernel promises.

mod at_will;
mod composite;
mod elements;
mod ensemble;
mod flow;
mod generate;
mod migrate;
mod migrate_random;
mod properties;
mod register;
mod search;
mod stored;
mod support;
mod terms;
