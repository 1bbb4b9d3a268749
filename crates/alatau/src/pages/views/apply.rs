//! *File an application.*

use super::{Choice, Citation, Document, Field, Moment};

/// Own applications.
#[derive(Clone, Debug, PartialEq)]
pub struct Applications {
    /// Services that can be applied for.
    pub services: Vec<Choice>,
    /// Where a draft is begun.
    pub begin: String,
    /// Drafts.
    pub drafts: Vec<DraftLine>,
    /// Filed.
    pub cases: Vec<ApplicationLine>,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Where it is.
    pub href: String,
    /// What it is about, in the applicant's words; empty: not said yet.
    pub title: String,
    /// Service.
    pub service: String,
    /// When it was changed.
    pub changed: Moment,
    /// Parts done.
    pub done: u32,
    /// Parts in all.
    pub of: u32,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationLine {
    /// Where it is.
    pub href: String,
    /// Number.
    pub number: u64,
    /// What it is about.
    pub title: String,
    /// Service.
    pub service: String,
    /// When it was filed.
    pub filed: Moment,
    /// Who has it now; empty: nobody, it is closed.
    pub holder: String,
    /// Whether the applicant has to act.
    pub yours: bool,
    /// When silence, or a timer, changes it next.
    pub due: Option<Moment>,
    /// `approved`, `refused`, `withdrawn`; empty: open.
    pub outcome: String,
}

/// Cases, for who may read all.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    /// Open, closed or all.
    pub which: Vec<Choice>,
    /// Those of this page.
    pub cases: Vec<ApplicationLine>,
    /// The page before; none: this is the first.
    pub before: Option<String>,
    /// The page after; none: this is the last.
    pub after: Option<String>,
}

/// How far a part of an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Nothing yet.
    ToDo,
    /// Begun.
    Begun,
    /// Done.
    Done,
    /// Waits for another part.
    Later,
    /// Not needed.
    NotNeeded,
}

/// The parts of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskList {
    /// Number of the draft.
    pub draft: u64,
    /// Service.
    pub service: String,
    /// What it is about; empty: not said yet.
    pub title: String,
    /// When it was changed.
    pub changed: Moment,
    /// The parts, in groups.
    pub groups: Vec<TaskGroup>,
    /// Where a draft is thrown away.
    pub discard: String,
}

/// Parts that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskGroup {
    /// Heading.
    pub title: String,
    /// The parts.
    pub tasks: Vec<Task>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Name.
    pub name: String,
    /// What it takes; empty: nothing to say.
    pub hint: String,
    /// Where it is; none while it has to wait.
    pub href: Option<String>,
    /// How far it is.
    pub state: TaskState,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormPage {
    /// Which application.
    pub caption: String,
    /// What is asked.
    pub title: String,
    /// Why it is asked; empty: nothing to say.
    pub lead: String,
    /// Where it is sent.
    pub action: String,
    /// Where the list of parts is.
    pub back: String,
    /// Version of the draft, so that nothing is overwritten.
    pub version: u64,
    /// Fields.
    pub fields: Vec<Field>,
    /// Why it is asked, in provisions.
    pub cites: Vec<Citation>,
}

/// Documents that are wanted, and those that are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Documents {
    /// Which application.
    pub caption: String,
    /// Where the list of parts is.
    pub back: String,
    /// What is wanted.
    pub wanted: Vec<Wanted>,
    /// Largest file, in bytes.
    pub bytes_max: u64,
}

/// A document that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Name that is sent.
    pub name: String,
    /// What it is.
    pub label: String,
    /// What it has to be; empty: nothing to say.
    pub hint: String,
    /// Another step yields it: it is not asked.
    pub from_step: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// Those that are there, and where each is taken away.
    pub given: Vec<(Document, String)>,
    /// What was wrong with the last one; empty: nothing.
    pub error: String,
    /// Who asks for it.
    pub cites: Vec<Citation>,
}

/// All answers, before they are filed.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckAnswers {
    /// Which application.
    pub caption: String,
    /// Where the list of parts is.
    pub back: String,
    /// The answers.
    pub groups: Vec<Answers>,
    /// Where it is filed.
    pub action: String,
    /// Version of the draft that is filed.
    pub version: u64,
    /// Sent once, however often the button is pressed.
    pub key: String,
    /// When the first term would end, were it filed now.
    pub first_due: Option<Moment>,
    /// What is missing; empty: it can be filed.
    pub missing: Vec<(String, String)>,
    /// Where something is to be put right, and what; none: nothing.
    pub error: Option<(String, String)>,
}

/// Answers of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Heading.
    pub title: String,
    /// Where they are changed.
    pub change: String,
    /// Question and answer.
    pub rows: Vec<(String, String)>,
    /// What these answers are, in short: sent with the declaration.
    pub mark: String,
    /// They are other answers than those that were read.
    pub changed: bool,
}
