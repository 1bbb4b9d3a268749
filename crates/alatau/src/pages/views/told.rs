//! *Messages*: what one was told.

use super::Moment;

/// What one was told, the newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Messages {
    /// Those of this page.
    pub messages: Vec<Message>,
    /// The page before; none: this is the first.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

/// Something that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The event in its case.
    pub href: String,
    /// Number of the case.
    pub case: u64,
    /// What the case is about.
    pub title: String,
    /// Number of the event within the case.
    pub event: u64,
    /// When it was told.
    pub at: Moment,
    /// What was told.
    pub text: String,
    /// What was written with it: what the file lacks.
    pub words: Vec<String>,
    /// It came after what was read so far.
    pub new: bool,
}
