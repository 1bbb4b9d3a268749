//! The public figures: counted from the rows of all cases, kept until the log grows.

use super::{Shared, instant};
use crate::serve::Server;
use crate::serve::refusal::{Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::World;
use alatau_city::figures::Figures as Counted;
use alatau_core::time::Timestamp;
use alatau_store::{CaseFilter, Journal, Page, Sqlite, TaskRow, Worklist};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;
use utoipa::{IntoParams, ToSchema};

/// An open case counts as stuck so many days after its filing.
pub const STUCK_DAYS: i64 = 365;
/// Rows that are read at once.
const AT_ONCE: usize = 10_000;

/// Where work waits.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
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
    /// Open cases that were filed more than a year ago; no duration has them, for durations are of closed cases.
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
        figures: Counted::of_rows(store)?,
        waiting: waiting(store, world, now)?,
        stuck: stuck(store, now)?,
    })
}

/// Whether silence is about to decide a task: it decides something, and the last fifth of the working days runs, or the last day.
pub fn firing(world: &World, task: &TaskRow, now: i64) -> bool {
    let Some(due) = task.due.map(Timestamp) else { return false };
    let left = world.slack(Timestamp(now), due);
    let decides = !matches!(task.yields.as_str(), "" | "escalated");
    decides && (left <= 0 || left * 5 < world.slack(Timestamp(task.since), due))
}

fn waiting(store: &Sqlite, world: &World, now: i64) -> Result<BTreeMap<String, Waiting>, Refusal> {
    let mut bodies = BTreeMap::<String, Waiting>::new();
    let mut page = Page { skip: 0, limit: AT_ONCE };
    loop {
        let tasks = store.worklist(&Worklist::default(), page)?;
        let is_last = tasks.len() < AT_ONCE;
        for task in tasks {
            let firing = firing(world, &task, now);
            let waiting = bodies.entry(task.body).or_default();
            waiting.tasks += 1;
            waiting.with_term += u64::from(task.due.is_some());
            waiting.firing += u64::from(firing);
            waiting.longest_days = waiting.longest_days.max((now - task.since) as f64 / Timestamp::DAY as f64);
        }
        if is_last {
            return Ok(bodies);
        }
        page.skip += AT_ONCE;
    }
}

fn stuck(store: &Sqlite, now: i64) -> Result<Vec<u64>, Refusal> {
    let (mut stuck, mut page) = (Vec::new(), Page { skip: 0, limit: AT_ONCE });
    let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
    loop {
        let rows = store.cases(&filter, page)?;
        let is_last = rows.len() < AT_ONCE;
        stuck.extend(rows.iter().filter(|row| now - row.filed > STUCK_DAYS * Timestamp::DAY).map(|row| row.case));
        if is_last {
            return Ok(stuck);
        }
        page.skip += AT_ONCE;
    }
}
