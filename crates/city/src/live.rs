//! A case in memory: the fold of its entries, with the rows that follow from it.

use crate::Spelled;
use crate::ask::{Paper, Said};
use crate::entry::{Act, Content, Facts};
use crate::problem::Problem;
use crate::world::{Book, World, asked_after};
use alatau_core::case::packed::Place;
use alatau_core::case::paper::COMPLAINS;
use alatau_core::case::record::Recorded;
use alatau_core::case::{Active, Before, Case, Event, Status, TermRule, What, Yields, apply, handle, next_due};
use alatau_core::explain::Situation;
use alatau_core::procedure::{Clock, Kind, Net, Outcome};
use alatau_core::time::{Date, Timestamp};
use alatau_store::{CaseRow, Journal, StoredEntry, TaskRow};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a case was filed with: kept in its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// SHA-256 of the procedure's file, hexadecimal: the case stays on it.
    pub procedure: String,
    /// What the law was asked.
    pub situation: Situation,
}

/// A case, its row and its tasks.
pub(crate) struct Live {
    pub case: Case,
    /// With what is staged, which keeps a row as it was when it changes again.
    pub row: Arc<CaseRow>,
    pub tasks: Arc<Vec<TaskRow>>,
    pub asked: Arc<Asked>,
    /// The law under which it acted last.
    pub book: Arc<Book>,
    /// Documents that were added to it, and that no step of the applicant's names yet.
    pub added: Vec<Paper>,
}

/// The events of entries, in order. `net` is the procedure they were written of.
///
/// # Errors
/// An entry that was erased, or is damaged.
pub fn read_events(entries: &[StoredEntry], net: &Net) -> Result<Vec<Recorded>, Problem> {
    read_all(entries, net).map(|(events, _)| events)
}

/// The events of entries, in order, and what was written with each command, by the number of its first event.
///
/// # Errors
/// As of [`read_events`].
pub fn read_all(entries: &[StoredEntry], net: &Net) -> Result<(Vec<Recorded>, BTreeMap<u64, Said>), Problem> {
    let (mut events, mut said) = (Vec::new(), BTreeMap::new());
    for entry in entries {
        let mut content = read_content(entry)?;
        // A further entry of a long command goes on with what was written.
        if content.command.is_some() {
            said.insert(entry.index, std::mem::take(&mut content.said));
        }
        content.events_into(place(entry), net, &mut events).map_err(|why| damaged(entry, why))?;
    }
    Ok((events, said))
}

/// The documents of a case that neither its filing nor a step names, in the order in which they came.
pub(crate) fn unnamed(journal: &impl Journal, case: u64) -> Result<Vec<Paper>, Problem> {
    let documents = journal.documents(case)?;
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut named = BTreeSet::new();
    for entry in journal.entries(case)? {
        let Content { application, said, .. } = read_content(&entry)?;
        let filed = application.and_then(|mut application| serde_json::from_value::<Vec<Paper>>(application["documents"].take()).ok());
        named.extend(filed.unwrap_or_default().into_iter().chain(said.papers).map(|paper| (paper.name, paper.sha256)));
    }
    let papers = documents.iter().map(Paper::from);
    Ok(papers.filter(|paper| !named.contains(&(paper.name.clone(), paper.sha256.clone()))).collect())
}

/// The task in which the applicant may complain now, if the procedure waits for that.
pub fn complaint_of<'t>(book: &Book, tasks: &'t [TaskRow]) -> Option<&'t TaskRow> {
    let net = &book.bound.rulebook.net;
    let complains = net.fact(COMPLAINS)?;
    let asks = |task: &&TaskRow| net.node(&task.element).is_some_and(|node| asked_after(book, node).contains(&complains));
    tasks.iter().filter(|task| task.body.is_empty()).find(asks)
}

/// When the first term of a case would end, were it filed at an instant.
pub fn first_due(book: &Book, facts: &Facts, now: Timestamp) -> Option<Timestamp> {
    let rulebook = &book.bound.rulebook;
    let filing = Spelled::of(Act::File { facts: facts.clone() }, rulebook).ok()?;
    let (mut case, mut events) = (Case::default(), Vec::new());
    handle(&case, filing.command(), rulebook, now, &mut events).ok()?;
    events.iter().for_each(|event| apply(&mut case, event));
    next_due(&case).map(|due| due.at)
}

/// Row and tasks of a case as its events say, under the law at hand. `row` has what no event says: service, place,
/// applicant, title, question and key.
pub fn rebuilt(row: &CaseRow, asked: &Asked, book: Arc<Book>, events: &[Event], world: &World) -> (CaseRow, Vec<TaskRow>) {
    let blank = CaseRow {
        case: row.case,
        procedure: book.bound.rulebook.net.id.clone(),
        service: row.service.clone(),
        place: row.place.clone(),
        applicant: row.applicant,
        title: row.title.clone(),
        asked: row.asked.clone(),
        key: row.key,
        ..CaseRow::default()
    };
    let (asked, row) = (Arc::new(asked.clone()), Arc::new(blank));
    let mut live = Live { case: Case::default(), tasks: Arc::default(), row, asked, book, added: Vec::new() };
    let mut last = Case::default();
    events.iter().for_each(|event| apply(&mut last, event));
    live.take_in(events, &mut last, world);
    (Arc::unwrap_or_clone(live.row), Arc::unwrap_or_clone(live.tasks))
}

/// The content of an entry.
///
/// # Errors
/// It was erased, or is damaged.
pub fn read_content(entry: &StoredEntry) -> Result<Content, Problem> {
    let erased = || Problem::new(crate::Kind::Gone, "AL-4411", format!("the content of case {} was erased; its proofs remain", entry.case));
    let content = entry.content.as_ref().ok_or_else(erased)?;
    Content::read(content).map_err(|why| damaged(entry, why))
}

fn place(entry: &StoredEntry) -> Place<'_> {
    Place { procedure: &entry.procedure, number: entry.number, case: entry.case }
}

fn damaged(entry: &StoredEntry, why: String) -> Problem {
    Problem::fault(format!(
        "entry {} of case {} cannot be read: {why}. If the store was changed, restore the last backup",
        entry.index, entry.case
    ))
}

impl Live {
    /// Folds a case from its entries.
    pub fn fold(journal: &impl Journal, net: &Net, case: u64) -> Result<Case, Problem> {
        let mut folded = Case::default();
        for event in read_events(&journal.entries(case)?, net)? {
            apply(&mut folded, &event.event);
        }
        Ok(folded)
    }

    /// Takes in what happened: case, row and tasks.
    /// `next` is the case after it, and is left as it was before.
    pub fn take_in(&mut self, events: &[Event], next: &mut Case, world: &World) {
        let mut since = Vec::new();
        let mut before = Before::new(&self.case, events);
        let row = Arc::make_mut(&mut self.row);
        for (index, event) in events.iter().enumerate() {
            match event.what {
                What::Entered { activity, .. } => since.push((activity, event.at)),
                What::SilenceSpoke { node, activity, yields } => {
                    row.silences += 1;
                    let by_authority = rule_of(&self.book, before.event(index), node, activity).is_some_and(|rule| rule.by_authority());
                    row.late |= by_authority && yields != Yields::Withdrawn;
                }
                What::Closed { .. } => row.closed = Some(event.at.0),
                What::Filed { .. } => row.filed = event.at.0,
                _ => {}
            }
        }
        std::mem::swap(&mut self.case, next);
        let due = self.next(world).map(|(at, _)| at.0);
        let [statutory, extended, applicant] = self.case.clocks;
        let row = Arc::make_mut(&mut self.row);
        row.events += events.len() as u64;
        row.open = self.case.status == Status::Open;
        // A ruling on the way is not how the case ends.
        row.outcome = self.case.outcome.filter(|_| !row.open).map(|outcome| outcome_word(outcome).to_string());
        (row.statutory, row.extended, row.applicant_time) = (statutory, extended, applicant);
        if row.clock != clock_word(self.case.clock) {
            row.clock = clock_word(self.case.clock).to_string();
        }
        row.clock_since = self.case.since.0;
        row.due = due;
        let before = std::mem::take(&mut self.tasks);
        self.tasks = Arc::new(self.waiting(before, &since));
    }

    /// What the clock does in this case next: silence or a timer, or the law changes and is asked anew.
    pub fn next(&self, world: &World) -> Option<(Timestamp, Act)> {
        if self.case.status != Status::Open {
            return None;
        }
        let due = next_due(&self.case).map_or(Timestamp::NEVER, |due| due.at);
        let until = self.book.bound.rulebook.valid_until;
        let change = if until == Date::MAX { Timestamp::NEVER } else { world.calendar.zone.midnight(until) };
        // A term that ends as the law changes ended under the old one.
        match change < due {
            _ if change.min(due) == Timestamp::NEVER => None,
            true => Some((change, Act::Recount)),
            false => Some((due, Act::Tick)),
        }
    }

    /// What waits for somebody: since when, and the earliest day on which silence ends it or what is around it.
    fn waiting(&self, mut before: Arc<Vec<TaskRow>>, entered: &[(u32, Timestamp)]) -> Vec<TaskRow> {
        if self.case.status != Status::Open {
            return Vec::new();
        }
        let net = &self.book.bound.rulebook.net;
        let tokens = self.case.active.as_slice().iter();
        let people = tokens.filter(|token| token.is_token() && net.nodes[token.node as usize].kind == Kind::Task);
        people.map(|token| self.task(token, &mut before, entered)).collect()
    }

    fn task(&self, token: &Active, before: &mut Arc<Vec<TaskRow>>, entered: &[(u32, Timestamp)]) -> TaskRow {
        let timer = self.due_of(token);
        let due = timer.map(|timer| timer.due.0);
        let yields = || Some(rule_of(&self.book, &self.case, timer?.node, timer?.activity)?.yields.word());
        if let Some(place) = before.iter().position(|task| task.activity == token.activity) {
            // Nobody else has the row as it was, unless it is still to be kept.
            let mut task = match Arc::get_mut(before) {
                Some(rows) => std::mem::take(&mut rows[place]),
                None => before[place].clone(),
            };
            if task.due != due {
                (task.due, task.yields) = (due, yields().unwrap_or_default().to_string());
            }
            return task;
        }
        let since = entered.iter().rev().find(|(activity, _)| *activity == token.activity).map(|(_, at)| at.0);
        TaskRow {
            case: self.row.case,
            activity: token.activity,
            element: self.book.bound.rulebook.net.info[token.node as usize].id.clone(),
            body: self.book.bound.bodies.get(token.node as usize).cloned().unwrap_or_default(),
            since: since.unwrap_or(self.case.last.0),
            due,
            yields: yields().unwrap_or_default().to_string(),
            claimed: None,
        }
    }

    /// The timer that ends a token, or a scope around it, first.
    pub(crate) fn due_of(&self, token: &Active) -> Option<Active> {
        let around = || std::iter::successors(self.case.scope(token.scope), |scope| self.case.scope(scope.parent));
        let ends = |activity| activity == token.activity || around().any(|scope| scope.activity == activity);
        let timers = self.case.active.as_slice().iter().filter(|timer| !timer.is_token() && ends(timer.activity));
        timers.filter(|timer| timer.due != Timestamp::NEVER).min_by_key(|timer| timer.due).copied()
    }
}

/// The rule by which a term of a case is counted.
fn rule_of<'b>(book: &'b Book, case: &Case, node: u16, activity: u32) -> Option<&'b TermRule> {
    let rulebook = &book.bound.rulebook;
    let versions = rulebook.terms.get(rulebook.net.term_of(node)? as usize)?;
    let version = case.timer(node, activity).map_or(0, |timer| timer.version);
    versions.get(version as usize).or(versions.last())
}

/// The word of stores and requests.
pub const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Refused => "refused",
        Outcome::Withdrawn => "withdrawn",
    }
}

const fn clock_word(clock: Clock) -> &'static str {
    match clock {
        Clock::Statutory => "statutory",
        Clock::Extended => "extended",
        Clock::Applicant => "applicant",
    }
}
