//! The public figures: of the counts that the store keeps with its rows, made anew when the log grew.

use super::{Shared, instant};
use crate::serve::Server;
use crate::serve::refusal::{Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::World;
use alatau_city::figures::Figures as Counted;
use alatau_core::time::Timestamp;
use alatau_store::{DAY, Journal, Sqlite, TaskCount, TaskRow};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::Mutex;
use utoipa::{IntoParams, ToSchema};

/// An open case counts as stuck so many days after its filing.
pub const STUCK_DAYS: i64 = 365;
/// At most so many of them are named.
const STUCK_MAX: usize = 1_000;

/// Where work waits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting {
    /// Open tasks.
    pub tasks: u64,
    /// Of those, with a term that runs.
    pub with_term: u64,
    /// Of those, silence is about to decide ([`firing`]).
    pub firing: u64,
    /// Days that the longest has waited.
    pub longest_days: f64,
}

/// The figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// When they were taken, in microseconds since 1970.
    #[serde(skip)]
    pub taken: i64,
    /// When they were taken.
    at: String,
    /// By procedure: counts, three-part times in microseconds, on time, by silence; `alatau audit` computes the same from the log.
    #[schema(value_type = Object)]
    pub figures: Counted,
    /// Where work waits now, by body; the applicant is the empty name.
    pub waiting: BTreeMap<String, Waiting>,
    /// Open cases that were filed more than a year ago, at most a thousand, the longest open first; no duration has them, for durations
    /// are of closed cases.
    pub stuck: Vec<u64>,
}

/// Figures that were taken last.
#[derive(Default)]
pub struct Cache(Mutex<Option<Arc<Figures>>>);

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only of the procedure with this id.
    #[param(example = "building-permit")]
    procedure: Option<String>,
}

/// Counts, durations in three parts, silences: for anyone
#[utoipa::path(get, path = "/api/figures", tag = "figures", params(Which), responses((status = 200, body = Figures)))]
pub async fn figures(State(server): Shared, Query(which): Query<Which>) -> Result<Json<Figures>, Refusal> {
    let mut taken = Figures::clone(&*taken(&server).await?);
    if let Some(procedure) = which.procedure {
        taken.figures.procedures.retain(|figure| figure.procedure == procedure);
    }
    Ok(Json(taken))
}

/// The figures of now.
///
/// # Errors
/// The store cannot be read.
pub async fn taken(server: &Arc<Server>) -> Result<Arc<Figures>, Refusal> {
    // One reader counts; who else wants them waits without one.
    let mut kept = server.figures.0.lock().await;
    let (known, world) = (kept.clone(), server.library.world.clone());
    let taken = server.readers.read(move |store| {
        let leaves = store.size()?;
        known.filter(|taken| taken.figures.size == leaves).map_or_else(|| take(store, &world).map(Arc::new), Ok)
    });
    let taken = taken.await?;
    *kept = Some(taken.clone());
    Ok(taken)
}

fn take(store: &Sqlite, world: &World) -> Result<Figures, Refusal> {
    let now = unix_now();
    Ok(Figures {
        taken: now,
        at: instant(now),
        figures: Counted::kept(store)?,
        waiting: waiting(store, world, now)?,
        stuck: store.first_open(now - STUCK_DAYS * Timestamp::DAY, STUCK_MAX)?,
    })
}

/// Whether silence is about to decide a task: it decides something, and the last fifth of the working days runs, or the last day.
pub fn firing(world: &World, task: &TaskRow, now: i64) -> bool {
    decides(&task.yields) && task.due.is_some_and(|due| ends_soon(world, task.since, due, now))
}

fn decides(yields: &str) -> bool {
    !matches!(yields, "" | "escalated")
}

fn ends_soon(world: &World, since: i64, due: i64, now: i64) -> bool {
    let left = world.slack(Timestamp(now), Timestamp(due));
    left <= 0 || left * 5 < world.slack(Timestamp(since), Timestamp(due))
}

fn waiting(store: &impl Journal, world: &World, now: i64) -> Result<BTreeMap<String, Waiting>, Refusal> {
    let counts = store.task_counts()?;
    let mut bodies = BTreeMap::<&str, Waiting>::new();
    let mut oldest = HashMap::<(&str, bool), Vec<&TaskCount>>::new();
    let mut known = HashMap::new();
    for count in &counts {
        let waiting = bodies.entry(&count.body).or_default();
        waiting.tasks += count.tasks;
        let first = oldest.entry((&count.body, count.due.is_some())).or_default();
        if first.first().is_some_and(|first| count.since < first.since) {
            first.clear();
        }
        if first.first().is_none_or(|first| count.since == first.since) {
            first.push(count);
        }
        let Some(due) = count.due else { continue };
        waiting.with_term += count.tasks;
        if decides(&count.yields) {
            // A day of universal time is of two civil days; of the earlier one more of the term is over.
            let last = world.day(Timestamp(count.since + DAY - 1));
            let soon = |since: i64| ends_soon(world, since, due, now);
            let both = known.entry((count.since, due)).or_insert_with(|| (soon(count.since), soon(count.since + DAY - 1)));
            waiting.firing += match *both {
                (_, true) => count.tasks,
                (true, false) => store.waited_before(count, world.calendar.zone.midnight(last).0)?,
                (false, false) => 0,
            };
        }
    }
    for ((body, _), first) in oldest {
        let since = first.into_iter().map(|count| store.waits_since(count)).collect::<Result<Vec<_>, _>>()?;
        let longest = since.into_iter().flatten().min().map_or(0.0, |since| (now - since) as f64 / Timestamp::DAY as f64);
        let waiting = bodies.entry(body).or_default();
        waiting.longest_days = waiting.longest_days.max(longest);
    }
    Ok(bodies.into_iter().map(|(body, waiting)| (body.to_string(), waiting)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alatau_core::time::Date;
    use alatau_store::{Page, Worklist, Write};

    /// The same, task by task.
    fn one_by_one(store: &Sqlite, world: &World, now: i64) -> BTreeMap<String, Waiting> {
        let mut bodies = BTreeMap::<String, Waiting>::new();
        for task in store.worklist(&Worklist::default(), Page { skip: 0, limit: usize::MAX }).unwrap() {
            let waiting = bodies.entry(task.body.clone()).or_default();
            waiting.tasks += 1;
            waiting.with_term += u64::from(task.due.is_some());
            waiting.firing += u64::from(firing(world, &task, now));
            waiting.longest_days = waiting.longest_days.max((now - task.since) as f64 / Timestamp::DAY as f64);
        }
        bodies
    }

    #[test]
    fn waiting_is_the_same_by_kinds_and_task_by_task() {
        let body = crate::shipped::read_sound(None).map_err(|failure| failure.message().to_string()).unwrap();
        let world = crate::city::world(&body, BTreeMap::new()).map_err(|failure| failure.message().to_string()).unwrap();
        let midnight = world.calendar.zone.midnight(Date::from_ymd(2026, 11, 23).unwrap()).0;
        let mut store = Sqlite::in_memory().unwrap();
        let mut firing = std::collections::BTreeSet::new();
        for case in 1..=2_000_u64 {
            let drawn = |salt: u64, below: i64| (case.wrapping_mul(2_654_435_761).wrapping_add(salt * 40_503) >> 7) as i64 % below;
            // Each hour of the last weeks, the borders of both kinds of days among them.
            let since = midnight - drawn(1, 24 * 40) * Timestamp::HOUR - [0, 1, -1][case as usize % 3] * i64::from(case % 2 == 0);
            let due = midnight + Timestamp::DAY * (drawn(2, 12) - 2);
            let task = TaskRow {
                case,
                body: ["akimat", "fire", ""][drawn(3, 3) as usize].to_string(),
                since: since.min(midnight + 5 * Timestamp::HOUR),
                due: (drawn(4, 4) > 0).then_some(due),
                yields: ["approved", "", "escalated", "refused"][drawn(5, 4) as usize].to_string(),
                ..TaskRow::default()
            };
            store.commit(&[Write::Tasks { case, tasks: vec![task].into() }]).unwrap();
        }
        for hours in [0, 5, 10, 30, 60, 100, 200] {
            let now = midnight + hours * Timestamp::HOUR;
            let found = waiting(&store, &world, now).unwrap();
            assert_eq!(found, one_by_one(&store, &world, now), "{hours} hours later");
            firing.insert(found.values().map(|waiting| waiting.firing).sum::<u64>());
        }
        assert!(firing.len() > 3, "silence comes nearer: {firing:?}");
    }
}
