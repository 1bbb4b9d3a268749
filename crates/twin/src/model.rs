//! What the twin knows about people: bodies, work, answers.

use crate::draws::{Distribution, Draws, Purpose};
use crate::hours::Hours;
use alatau_core::case::{Case, Command, Event, Rulebook};
use alatau_core::decision::Value;
use alatau_core::time::Timestamp;

/// The seven words for why a case did not move on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cause {
    /// Somebody works on it.
    Work,
    /// It waits for a free officer.
    Queue,
    /// Nobody is on duty.
    OffHours,
    /// It waits for a sitting or a dispatch.
    Batch,
    /// The applicant has it.
    Applicant,
    /// A consulted agency has it.
    Agency,
    /// It waits for silence to speak.
    Term,
}

/// In which order a body takes what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// In order of arrival, and nothing else: may take work in closed hours and
    /// begin it at the opening, which is the same.
    FirstCome,
    /// Priority first, then order of arrival.
    Priority,
    /// Priority first, then the earliest due instant.
    EarliestDeadline,
}

/// Officers who share one queue.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Name of the body.
    pub name: String,
    /// How many.
    pub officers: u32,
    /// When they work.
    pub hours: Hours,
    /// Whom they take first.
    pub discipline: Discipline,
    /// Share of officer days lost to absence.
    pub absence: f64,
}

/// What a task needs.
#[derive(Clone, Debug)]
pub enum Doing {
    /// Work by an officer of a pool.
    Work {
        /// Pool.
        pool: u16,
        /// Microseconds of working time.
        effort: Distribution,
        /// Address of its draws.
        purpose: Purpose,
        /// Microseconds of working time until it is in the queue, if it comes from another body.
        handoff: i64,
        /// The result leaves on every so-manieth working day; 1: on any.
        sitting: u32,
        /// Share of the term that passes before the result leaves: 0 as soon as it is ready.
        fill: f64,
    },
    /// Time that passes without our officers.
    Wait {
        /// Microseconds.
        time: Distribution,
        /// Address of its draws.
        purpose: Purpose,
        /// Who has it.
        cause: Cause,
        /// Share that never answers.
        silent: f64,
    },
}

impl Doing {
    /// Address of its draws.
    pub fn purpose(&self) -> Purpose {
        let (Doing::Work { purpose, .. } | Doing::Wait { purpose, .. }) = self;
        *purpose
    }
}

/// A fact that a task states when it is completed: one of `values`, with the
/// cumulative probabilities `upto` (the last is 1).
#[derive(Clone, Debug)]
pub struct Stating {
    /// Fact of the net.
    pub fact: u16,
    /// Address of its draws.
    pub purpose: Purpose,
    /// Cumulative probabilities at the first visit.
    pub upto: Vec<f64>,
    /// Cumulative probabilities at every further visit; empty: the same.
    pub again: Vec<f64>,
    /// Values, in the same order.
    pub values: Vec<Value>,
    /// Whether a flawed file surely yields the first value at the first visit.
    pub flaw: bool,
}

/// How a ruling falls.
#[derive(Clone, Debug)]
pub struct Rulings {
    /// Probability of a grant at the first ruling.
    pub granted: f64,
    /// Probability of a grant at every further ruling.
    pub granted_again: f64,
    /// Address of its draws.
    pub purpose: Purpose,
    /// Provisions it cites, as numbers of the rulebook's citations.
    pub grounds: Vec<u16>,
}

/// A task of a net, with its people.
#[derive(Clone, Debug)]
pub struct TaskModel {
    /// What it needs.
    pub doing: Doing,
    /// What it states.
    pub states: Vec<Stating>,
    /// Whether and how it rules.
    pub rules: Option<Rulings>,
    /// Body that does it; changes of it are hand-offs. `u16::MAX`: the applicant.
    pub body: u16,
    /// Number of its work within the model: visits are counted by work.
    pub visit: u16,
}

/// A rulebook with its people.
#[derive(Clone)]
pub struct Book {
    /// The law.
    pub rulebook: Rulebook,
    /// Tasks, by task number of the net.
    pub tasks: Vec<TaskModel>,
    /// Instant at which the law must be asked anew, and the book that answers.
    pub next: Option<(Timestamp, u16)>,
    /// Books that govern applications filed again: from when, in order.
    pub anew: Vec<(Timestamp, u16)>,
    /// Microseconds after which a refused applicant files again; nothing: never.
    pub refiling: Option<Distribution>,
}

/// One application to come.
#[derive(Clone, Debug, Default)]
pub struct Filing {
    /// When.
    pub at: Timestamp,
    /// Book that governs it on that day.
    pub book: u16,
    /// Number that addresses its draws: the same in every territory.
    pub number: u32,
    /// Facts of its form.
    pub facts: Vec<(u16, Value)>,
    /// Whether the file lacks something that the law asks for.
    pub flawed: bool,
    /// Whether it goes before others where the law says so.
    pub priority: bool,
    /// Table it counts in.
    pub group: u8,
}

/// Where applications come from: asked for the next one when the last has come.
pub trait Arrivals {
    /// Fills in the next filing; false when there are no more.
    fn next(&mut self, filing: &mut Filing) -> bool;
}

/// Who watches a run. Every method is called after the kernel has spoken.
pub trait Observer {
    /// A case was filed.
    fn filed(&mut self, _slot: u32, _filing: &Filing) {}
    /// A command was accepted under a rulebook; [`Observer::acted`] and its events follow.
    fn commanded(&mut self, _slot: u32, _command: Command<'_>, _rulebook: &Rulebook, _at: Timestamp) {}
    /// A command was accepted: the activity whose completion, or silence, it is;
    /// [`NOBODY`] at filing. Its events follow.
    fn acted(&mut self, _slot: u32, _after: u32) {}
    /// An event was folded into a case.
    fn event(&mut self, _slot: u32, _event: &Event) {}
    /// People took notice of a task that began.
    fn began(&mut self, _slot: u32, _activity: u32, _wait: Wait) {}
    /// An activity waits for something else from now on.
    fn waits(&mut self, _slot: u32, _activity: u32, _wait: Wait, _at: Timestamp) {}
    /// An officer took work on an activity and will be done at the end of the span.
    fn worked(&mut self, _slot: u32, _work: &Worked) {}
    /// A refused applicant filed again; what follows belongs to the same application.
    fn refiled(&mut self, _slot: u32, _refused: &Case, _at: Timestamp) {}
    /// A case closed.
    fn closed(&mut self, _slot: u32, _case: &Case, _kept: &FilingKept, _at: Timestamp) {}
}

/// What an activity waits for, and on which hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For a free officer of a pool: queue while it is open, off-hours else.
    Officer(u16),
    /// For an officer of a pool who works on it: work while it is open, off-hours else.
    Work(u16),
    /// For one cause, day and night.
    Cause(Cause),
}

/// No activity: the filing itself.
pub const NOBODY: u32 = u32::MAX;

/// A stretch of work.
#[derive(Clone, Copy, Debug)]
pub struct Worked {
    /// Number of the application.
    pub number: u32,
    /// Activity within its case.
    pub activity: u32,
    /// Node of the net.
    pub node: u16,
    /// Pool.
    pub pool: u16,
    /// When the work could have begun.
    pub enabled: Timestamp,
    /// When it began.
    pub start: Timestamp,
    /// When it is done.
    pub done: Timestamp,
}

/// What the twin keeps of a filing.
#[derive(Clone, Copy, Debug, Default)]
pub struct FilingKept {
    /// Number that addresses its draws.
    pub number: u32,
    /// Table it counts in.
    pub group: u8,
    /// Changes of body so far.
    pub handoffs: u16,
    /// How often it was refused and filed again.
    pub refilings: u8,
    /// Whether the law changed on it.
    pub amended: bool,
}

impl Stating {
    /// Which of the values a visit states.
    #[inline]
    pub fn drawn(&self, draws: &Draws, number: u32, visit: u32, flawed: bool) -> usize {
        if self.flaw && flawed && visit == 0 {
            return 0;
        }
        let upto = if visit > 0 && !self.again.is_empty() { &self.again } else { &self.upto };
        let u = draws.uniform(number, self.purpose, visit);
        upto.iter().position(|&p| u < p).unwrap_or(self.values.len() - 1)
    }
}
