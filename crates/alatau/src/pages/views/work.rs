//! *The officer's worklist*, and the place where a case is worked on.

use super::{Case, Choice, Citation, Clock, Event, Field, Moment};

/// What a body has to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Worklist {
    /// Body; empty: all.
    pub body: String,
    /// All, or mine: where each list is.
    pub whose: Vec<Choice>,
    /// Tasks of this page, in order of legal risk.
    pub tasks: Vec<Job>,
    /// Tasks in all.
    pub total: u64,
    /// Of those, silence is about to decide.
    pub firing: u64,
    /// From so many times on it is said how often such a task was late.
    pub late_from: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The page before; none: this is the first.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

/// How near the end of its term a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Silence is about to decide.
    Firing,
    /// It is due within five working days.
    Soon,
    /// There is time.
    Calm,
    /// The clock stands.
    Stopped,
    /// The law sets no term.
    NoTerm,
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Where it is.
    pub href: String,
    /// Case.
    pub case: u64,
    /// What it is about.
    pub title: String,
    /// Service.
    pub service: String,
    /// The step.
    pub step: String,
    /// Since when.
    pub since: Moment,
    /// When silence speaks.
    pub due: Option<Moment>,
    /// Working days until then.
    pub slack_days: Option<i32>,
    /// How many times that were like this one were late, of how many, and the share of one; none: too few.
    pub late: Option<(u32, u32, f64)>,
    /// What silence means; empty: nothing.
    pub yields: String,
    /// It is about to decide.
    pub firing: bool,
    /// The clock stands.
    pub stopped: bool,
    /// Who took it; empty: nobody.
    pub claimed: String,
    /// It is the reader's.
    pub mine: bool,
}

impl Job {
    /// How near the end of its term it is.
    pub fn risk(&self) -> Risk {
        match (self.slack_days, self.stopped) {
            (_, true) => Risk::Stopped,
            (None, _) => Risk::NoTerm,
            (Some(_), _) if self.firing => Risk::Firing,
            (Some(days), _) if days <= 5 => Risk::Soon,
            _ => Risk::Calm,
        }
    }
}

/// A task with its case.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The case, as its applicant sees it.
    pub case: Case,
    /// The step.
    pub step: String,
    /// Since when it waits.
    pub since: Moment,
    /// Its clock.
    pub clock: Option<Clock>,
    /// What was written with the steps so far, the newest first.
    pub opinions: Vec<Event>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// What the rules say of it, the decisive first.
    pub trace: Vec<Tested>,
    /// Somebody else took it: then nothing can be done here.
    pub taken_by: String,
    /// Where it is taken; none: it is taken.
    pub claim: Option<String>,
    /// Where it is given back; none: it is not the reader's.
    pub release: Option<String>,
    /// Where an interest in the applicant is declared; none: the reader decides nothing.
    pub declare: Option<String>,
    /// What can be done, besides a ruling.
    pub forms: Vec<TaskForm>,
    /// Where it is ruled; none: this step has no ruling, or the reader may not.
    pub ruling: Option<RulingForm>,
    /// A ruling that waits for a second person.
    pub proposal: Option<Proposal>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub value: String,
    /// Who said so.
    pub by: String,
}

/// A rule or condition that was tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// In a sentence.
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// Something that can be done with a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskForm {
    /// Id of the form on the page.
    pub id: String,
    /// What, in words.
    pub title: String,
    /// What it does; empty: nothing to say.
    pub lead: String,
    /// Where it is sent.
    pub action: String,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// What else may be said with it, under a title of its own; none: nothing.
    pub more: Option<(String, String, Vec<Field>)>,
    /// Name of the button.
    pub button: String,
    /// Not what is mostly done.
    pub aside: bool,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// A ruling to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct RulingForm {
    /// Where it is sent.
    pub action: String,
    /// `approved`, `refused`.
    pub outcomes: Vec<Choice>,
    /// Grounds to choose from, each with its reason; those of the step itself first.
    pub grounds: Vec<Ground>,
    /// How many of them are of the step itself.
    pub near: usize,
    /// What the procedure asks beside the ruling.
    pub facts: Vec<Field>,
    /// What only a human may answer: fields named by the question.
    pub judgements: Vec<Field>,
    /// What is wrong with it: field and sentence.
    pub errors: Vec<(String, String)>,
    /// A second person has to confirm.
    pub second_person: bool,
}

/// A ground to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The provision.
    pub cite: Citation,
    /// It is chosen.
    pub chosen: bool,
    /// Why it applies.
    pub reason: String,
}

/// A ruling that waits for a second person.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// `approved`, `refused`.
    pub outcome: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Grounds and why each applies.
    pub grounds: Vec<(Citation, String)>,
    /// What it states: name and value.
    pub states: Vec<(String, String)>,
    /// Where it is confirmed, and the mark of what the reader sees; none: the reader wrote it.
    pub confirm: Option<(String, String)>,
    /// Where it is sent back; none: the reader may not.
    pub send_back: Option<String>,
}
