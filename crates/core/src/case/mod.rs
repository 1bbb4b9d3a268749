//! The case kernel: what a command does to a case under its rulebook.
//!
//! ```text
//! handle(&case, command, &rulebook, now, &mut events)?   says what happens
//! apply(&mut case, &event)                               folds it in
//! next_due(&case)                                        when silence itself acts
//! step(&case, command, .., &mut events, &mut next)?      both at once, for who keeps a spare case
//! ```
//!
//! Invariant: a case is the fold of its events. The walk that finds out what
//! happens folds each event into its own copy by the same `apply`, so live and
//! replayed cases cannot differ.

pub mod bind;
pub mod bytes;
pub mod composite;
mod ensemble;
mod event;
mod few;
mod handle;
pub mod migrate;
pub mod packed;
pub mod paper;
pub mod public;
pub mod reasons;
pub mod record;
mod rejection;
mod repeat;
mod rulebook;
mod state;
mod term;
pub mod together;
mod trigger;
mod walk;

pub use ensemble::{Ensemble, Member, MessageFlow, Procedure};
pub use event::{Event, GROUNDS_MAX, Part, What, Yields};
pub use few::Few;
pub use handle::{Command, handle, step};
pub use rejection::Rejection;
pub use rulebook::{ExtensionRule, Rulebook, StopRule, TermRule};
pub use state::{Active, Before, Case, Due, Mark, Note, NoteKind, ROOT, Scope, Status, Undoable, WHOLE, apply, next_due};
