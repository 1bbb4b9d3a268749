//! The worklist by legal risk: the least slack to the statutory date first, then the greatest share of late
//! ones among the times that were like this, then filing.
//!
//! The share is measured, not imagined. The public part of the log says when a body had a step and how that
//! ended; of the times that lasted at least as long as a task has waited by now, it counts those that took
//! longer than the task has in all, or that silence ended. Below [`TIMES_MIN`] of them it says nothing. Where
//! a run of the twin filled the store, it is the twin that was measured.

use super::Server;
use super::refusal::Refusal;
use super::writer::unix_now;
use alatau_city::{Principal, World, interests, keeps_out};
use alatau_core::procedure::NONE;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{CaseRow, Journal, Page, Sqlite, TaskRow, Worklist};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError};

/// The first look reads so many leaves of the log, the newest; a later one those that came since.
const LEAVES: u64 = 50_000;
/// Leaves, or tasks, that are read at once.
const AT_ONCE: usize = 2_000;
/// Times of a step that are remembered, the newest.
const TIMES: usize = 1_000;
/// Fewer times say nothing.
pub const TIMES_MIN: usize = 20;

/// How many of the times that were like this one were late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Breach {
    /// The step took longer than this task has, or silence ended it.
    pub late: u32,
    /// Times in all: of the same step at the same body, and at least as long as this task has waited.
    pub of: u32,
}

impl Breach {
    /// The probability, as it was measured.
    pub fn share(self) -> f64 {
        f64::from(self.late) / f64::from(self.of)
    }

    fn cmp(self, other: Breach) -> Ordering {
        let cross = |a: Breach, b: Breach| u64::from(a.late) * u64::from(b.of);
        cross(self, other).cmp(&cross(other, self))
    }
}

/// A task, and how near its breach is.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The task.
    pub task: TaskRow,
    /// Working days left until its term ends; none: no term runs.
    pub slack: Option<i32>,
    /// How such times went; none: too few of them, no term runs, or it is over.
    pub breach: Option<Breach>,
}

/// How long a step was open once, and whether silence ended it.
struct Time {
    lasted: i64,
    silent: bool,
}

/// A step that is open at the last leaf that was read.
struct Open {
    activity: u32,
    body: String,
    element: String,
    since: i64,
}

/// How the steps of bodies went, as the log says; read on at each look.
#[derive(Default)]
pub struct Times {
    seen: u64,
    open: HashMap<u64, Vec<Open>>,
    of: HashMap<String, HashMap<String, VecDeque<Time>>>,
}

/// What a public event says that is needed here.
#[derive(Deserialize)]
struct Public<'a> {
    #[serde(borrow)]
    what: Cow<'a, str>,
    #[serde(borrow, default)]
    element: Cow<'a, str>,
    #[serde(borrow, default)]
    body: Cow<'a, str>,
    /// Where silence spoke.
    #[serde(borrow, default)]
    at: Cow<'a, str>,
    #[serde(default)]
    activity: Option<u32>,
}

/// A page of the worklist of a principal's body as it is now, or of the tasks that they took themselves, told of one
/// after the other with the case. In the place of a task from which a declared interest keeps them out there is nothing.
///
/// # Errors
/// The store cannot be read, or `tell` says so.
pub async fn worklist<T: Send + 'static>(
    server: &Arc<Server>,
    by: &Principal,
    mine: bool,
    page: Page,
    tell: impl Fn(&Sqlite, Job, CaseRow) -> Result<T, Refusal> + Send + 'static,
) -> Result<Vec<Option<T>>, Refusal> {
    let (asked, by) = (server.clone(), by.clone());
    let wanted = Worklist { body: Some(by.body.clone()), claimed: mine.then_some(by.account) };
    let read = move |store: &Sqlite| {
        let world = &asked.library.world;
        let jobs = {
            let mut times = asked.times.lock().unwrap_or_else(PoisonError::into_inner);
            times.read_on(store, world)?;
            times.worklist(store, world, &wanted, page, Timestamp(unix_now()))?
        };
        let interests = interests(store)?;
        let theirs = |job: Job| {
            let row = store.case(job.task.case)?.unwrap_or_default();
            let is_kept_out = keeps_out(&by, row.applicant, interests.contains(&(by.account, row.applicant)));
            (!is_kept_out).then(|| tell(store, job, row)).transpose()
        };
        jobs.into_iter().map(theirs).collect()
    };
    server.readers.read(read).await
}

impl Times {
    /// Reads what the log has beyond what was read.
    ///
    /// # Errors
    /// The store cannot be read, or the log has what no city writes.
    pub fn read_on(&mut self, store: &Sqlite, world: &World) -> Result<(), Refusal> {
        self.seen = self.seen.max(store.size()?.saturating_sub(LEAVES));
        loop {
            let leaves = store.leaves(self.seen, AT_ONCE)?;
            for bytes in &leaves {
                self.leaf(&Leaf::read(bytes).map_err(|wrong| Refusal::fault(wrong.to_string()))?, world)?;
                self.seen += 1;
            }
            if leaves.len() < AT_ONCE {
                return Ok(());
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf<'_>, world: &World) -> Result<(), Refusal> {
        let events: Vec<Public<'_>> =
            serde_json::from_str(leaf.public).map_err(|error| Refusal::fault(format!("leaf {}: {error}", self.seen)))?;
        for event in events {
            let Some(activity) = event.activity else {
                if event.what == "closed" {
                    self.open.remove(&leaf.case);
                }
                continue;
            };
            match event.what.as_ref() {
                "entered" if !event.body.is_empty() => self.open.entry(leaf.case).or_default().push(Open {
                    activity,
                    body: event.body.into_owned(),
                    element: event.element.into_owned(),
                    since: leaf.at,
                }),
                "completed" | "ruled" => self.ended(leaf, false, |open| open.activity == activity),
                // The term may be of the stage around the step.
                "silence-spoke" => {
                    self.ended(leaf, true, |open| open.activity == activity || lies_within(world, leaf.procedure, &open.element, &event.at))
                }
                // Nobody was late, and nobody was in time.
                "cancelled" => drop(self.open.get_mut(&leaf.case).map(|open| open.retain(|open| open.activity != activity))),
                _ => {}
            }
        }
        Ok(())
    }

    fn ended(&mut self, leaf: &Leaf<'_>, silent: bool, is_it: impl Fn(&Open) -> bool) {
        let Some(open) = self.open.get_mut(&leaf.case) else { return };
        for Open { body, element, since, .. } in open.extract_if(.., |open| is_it(open)) {
            let times = self.of.entry(body).or_default().entry(element).or_default();
            times.push_back(Time { lasted: leaf.at - since, silent });
            if times.len() > TIMES {
                times.pop_front();
            }
        }
    }

    /// How the times went that lasted as long as this task has waited.
    fn breach(&self, task: &TaskRow, now: Timestamp) -> Option<Breach> {
        let due = task.due.filter(|due| *due > now.0)?;
        let (waited, whole) = (now.0 - task.since, due - task.since);
        let like = self.of.get(&task.body)?.get(&task.element)?.iter().filter(|time| time.lasted >= waited);
        let (mut late, mut of) = (0, 0);
        for time in like {
            of += 1;
            late += u32::from(time.silent || time.lasted > whole);
        }
        (of as usize >= TIMES_MIN).then_some(Breach { late, of })
    }

    /// A page of a worklist, by legal risk. What is over and what has no term stays in the order of the store: the
    /// earliest due first, then the longest waiting.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn worklist(&self, store: &Sqlite, world: &World, wanted: &Worklist, page: Page, now: Timestamp) -> Result<Vec<Job>, Refusal> {
        // The earlier of two dues never has more slack: tasks with the same slack stand together in the store.
        let slack = |task: &TaskRow| task.due.map(|due| world.slack(now, Timestamp(due)));
        let is_weighed = |slack: Option<i32>| slack.is_some_and(|days| days >= 0);
        let Some(first) = store.worklist(wanted, Page { skip: page.skip, limit: 1 })?.pop() else { return Ok(Vec::new()) };
        let group = slack(&first);
        let (mut from, mut to) = (if is_weighed(group) { 0 } else { page.skip }, page.skip);
        while from < to {
            let middle = from.midpoint(to);
            let task = store.worklist(wanted, Page { skip: middle, limit: 1 })?.pop();
            if task.is_some_and(|task| slack(&task) != group) { from = middle + 1 } else { to = middle }
        }
        let before = page.skip - from;
        let mut jobs: Vec<Job> = Vec::new();
        loop {
            let limit = AT_ONCE.min(page.limit.max(100));
            let more = store.worklist(wanted, Page { skip: from + jobs.len(), limit })?;
            let is_end = more.len() < limit;
            jobs.extend(more.into_iter().map(|task| Job { slack: slack(&task), breach: self.breach(&task, now), task }));
            let last = jobs.get(before + page.limit - 1).map(|job| job.slack);
            if is_end || last.is_some_and(|last| !is_weighed(last) || jobs.last().is_some_and(|job| job.slack != last)) {
                break;
            }
        }
        let days = |job: &Job| job.slack.unwrap_or(i32::MAX);
        jobs.sort_by(|a, b| {
            let by_risk =
                || by_breach(a.breach, b.breach).then_with(|| (a.task.case, a.task.activity).cmp(&(b.task.case, b.task.activity)));
            days(a).cmp(&days(b)).then_with(|| if is_weighed(a.slack) { by_risk() } else { Ordering::Equal })
        });
        Ok(jobs.into_iter().skip(before).take(page.limit).collect())
    }
}

/// The greater share first; what is not known last.
fn by_breach(a: Option<Breach>, b: Option<Breach>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.cmp(a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Whether an element lies within a stage of a procedure, as the law in force has it.
fn lies_within(world: &World, procedure: &str, element: &str, stage: &str) -> bool {
    let Some(net) = world.procedures.values().find(|net| net.id == procedure) else { return false };
    let parent = |node: &u16| Some(net.nodes[*node as usize].parent).filter(|parent| *parent != NONE);
    let mut around = std::iter::successors(net.node(element).as_ref().and_then(parent), parent);
    net.node(stage).is_some_and(|stage| around.any(|node| node == stage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alatau_core::time::{Calendar, Date, WeeklyPattern, Zone};
    use alatau_store::Write;
    use std::collections::BTreeMap;

    const HOUR: i64 = Timestamp::HOUR;
    const BODY: &str = "alatau-city-authority";

    fn world() -> World {
        let body = crate::shipped::read_sound(None).map_err(|failure| failure.message().to_string()).unwrap();
        crate::city::world(&body, BTreeMap::new()).map_err(|failure| failure.message().to_string()).unwrap()
    }

    /// A store in which these tasks wait: case, element, since, due.
    fn store(tasks: &[(u64, &str, i64, Option<i64>)]) -> Sqlite {
        let mut store = Sqlite::in_memory().unwrap();
        let row = |&(case, element, since, due): &(u64, &str, i64, Option<i64>)| {
            let element = element.to_string();
            TaskRow { case, element, body: BODY.to_string(), since, due, activity: 0, ..TaskRow::default() }
        };
        let write = |task: TaskRow| Write::Tasks { case: task.case, tasks: Arc::new(vec![task]) };
        store.commit(&tasks.iter().map(row).map(write).collect::<Vec<_>>()).unwrap();
        store
    }

    /// What the log says of a step: one leaf in which it was entered, one in which it ended.
    fn once(times: &mut Times, world: &World, case: u64, element: &str, lasted: i64, end: &str) {
        let begin = format!(r#"[{{"what":"entered","element":"{element}","activity":3,"body":"{BODY}"}}]"#);
        for (at, public) in [(0, begin.as_str()), (lasted, end)] {
            let leaf = Leaf { procedure: "building-permit", number: 1, events: 1, case, index: 1, at, public, content: [0; 32] };
            times.leaf(&leaf, world).unwrap();
        }
    }

    const DONE: &str = r#"[{"what":"completed","element":"any","activity":3}]"#;
    const SILENT: &str = r#"[{"what":"silence-spoke","element":"any","activity":3,"at":"any","yields":"refused"}]"#;

    fn cases(times: &Times, store: &Sqlite, world: &World, page: Page, now: i64) -> Vec<(u64, Option<Breach>)> {
        let wanted = Worklist { body: Some(BODY.to_string()), claimed: None };
        let jobs = times.worklist(store, world, &wanted, page, Timestamp(now)).unwrap();
        jobs.into_iter().map(|job| (job.task.case, job.breach)).collect()
    }

    fn at(day: &str, hour: i64) -> i64 {
        Zone::almaty().midnight(day.parse::<Date>().unwrap()).0 + hour * HOUR
    }

    #[test]
    fn with_as_many_days_left_what_was_late_more_often_stands_first_then_what_was_filed_first() {
        let (world, mut times) = (world(), Times::default());
        for turn in 0..40 {
            once(&mut times, &world, 100 + turn, "slow", 30 * HOUR, if turn % 4 == 0 { DONE } else { SILENT });
            once(&mut times, &world, 200 + turn, "quick", if turn < 39 { 30 * HOUR } else { 500 * HOUR }, DONE);
        }
        for turn in 0..19 {
            once(&mut times, &world, 300 + turn, "rare", 30 * HOUR, SILENT);
        }
        let (now, due) = (at("2026-11-23", 12), Some(at("2026-11-26", 0)));
        let since = |hours: i64| now - hours * HOUR;
        // By due and since, the order of the store is 7, 6, 4, 5, 3, 2, 1, 8, 9.
        let tasks = [
            (1, "quick", since(1), due),
            (2, "slow", since(2), due),
            (3, "slow", since(3), due),
            (4, "rare", since(9), due),
            (5, "quick", since(8), due),
            (6, "quick", since(40), due),
            (7, "slow", since(90), Some(now - HOUR)),
            (8, "slow", since(5), Some(at("2026-11-27", 0))),
            (9, "slow", since(5), None),
        ];
        let store = store(&tasks);
        let all = cases(&times, &store, &world, Page { skip: 0, limit: 100 }, now);
        assert_eq!(all.iter().map(|(case, _)| *case).collect::<Vec<_>>(), [7, 2, 3, 1, 5, 4, 6, 8, 9], "{all:?}");
        let known: BTreeMap<u64, Option<Breach>> = all.iter().copied().collect();
        assert_eq!((known[&2], known[&1]), (Some(Breach { late: 30, of: 40 }), Some(Breach { late: 1, of: 40 })));
        assert_eq!((known[&4], known[&6], known[&7], known[&9]), (None, None, None, None), "too few, or nothing to be late for");
        for limit in 1..9 {
            let pages = (0..9).step_by(limit).flat_map(|skip| cases(&times, &store, &world, Page { skip, limit }, now));
            assert_eq!(pages.collect::<Vec<_>>(), all, "in pages of {limit}");
        }
        assert!(cases(&times, &store, &world, Page { skip: 9, limit: 5 }, now).is_empty());
    }

    #[test]
    fn another_calendar_sorts_anew_at_the_next_look() {
        let (mut world, mut times) = (world(), Times::default());
        for turn in 0..20 {
            once(&mut times, &world, 100 + turn, "slow", 30 * HOUR, SILENT);
        }
        // Friday; due at the end of Friday, and of Saturday.
        let now = at("2026-11-20", 12);
        let store = store(&[(1, "quick", now - HOUR, Some(at("2026-11-21", 0))), (2, "slow", now - HOUR, Some(at("2026-11-22", 0)))]);
        let order =
            |world: &World| cases(&times, &store, world, Page { skip: 0, limit: 9 }, now).iter().map(|job| job.0).collect::<Vec<_>>();
        assert_eq!(order(&world), [2, 1], "Saturday is no working day: both have the same slack");
        let zone = world.calendar.zone.clone();
        world.calendar = Arc::new(Calendar::weekly("every", zone, WeeklyPattern::EVERY_DAY, 2026, 2027));
        assert_eq!(order(&world), [1, 2], "now Saturday is one more");
    }

    #[test]
    fn silence_over_a_stage_is_a_breach_of_the_steps_within_it_and_a_step_that_was_called_off_is_none() {
        let (world, mut times) = (world(), Times::default());
        let stage = r#"[{"what":"silence-spoke","element":"t","activity":2,"at":"initial-materials","yields":"approved"}]"#;
        let called_off = r#"[{"what":"cancelled","element":"approve-sketch","activity":3},{"what":"closed"}]"#;
        for turn in 0..20 {
            once(&mut times, &world, turn, "planning-assignment", HOUR, stage);
            once(&mut times, &world, 50 + turn, "expertise", HOUR, stage);
            once(&mut times, &world, 100 + turn, "expertise", HOUR, called_off);
        }
        let of = |element: &str| times.of.get(BODY).and_then(|steps| steps.get(element)).map_or(0, VecDeque::len);
        assert_eq!((of("planning-assignment"), of("expertise")), (20, 0));
        assert!(times.open.keys().all(|case| (50..70).contains(case)), "what is over is forgotten");
    }
}
