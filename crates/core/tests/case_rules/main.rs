//! What the case kernel promises.

mod flow;
mod properties;
mod register;
mod stored;
mod support;
mod terms;
