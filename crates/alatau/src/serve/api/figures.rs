//! The public figures: counted from the rows of all cases, kept until the log grows.

use super::{Shared, instant};
use crate::serve::refusal::{Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::figures::Figures as Counted;
use alatau_core::time::Timestamp;
use alatau_store::{CaseFilter, Journal, Page, Sqlite, Worklist};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Days that the longest has waited.
    pub longest_days: f64,
}

/// The figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// When they were taken.
    pub at: String,
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

/// The figures of the log as it is, counted anew only when it grew.
pub async fn taken(server: &Arc<crate::serve::Server>) -> Result<Arc<Figures>, Refusal> {
    let state = server.clone();
    let taken = server.readers.read(move |store| {
        let leaves = store.size()?;
        let mut kept = state.figures.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().filter(|taken| taken.figures.size == leaves) {
            Some(taken) => Ok(taken.clone()),
            None => {
                let taken = Arc::new(take(store)?);
                *kept = Some(taken.clone());
                Ok(taken)
            }
        }
    });
    taken.await
}

fn take(store: &Sqlite) -> Result<Figures, Refusal> {
    let now = unix_now();
    Ok(Figures { at: instant(now), figures: Counted::of_rows(store)?, waiting: waiting(store, now)?, stuck: stuck(store, now)? })
}

fn waiting(store: &Sqlite, now: i64) -> Result<BTreeMap<String, Waiting>, Refusal> {
    let mut bodies = BTreeMap::<String, Waiting>::new();
    let mut page = Page { skip: 0, limit: AT_ONCE };
    loop {
        let tasks = store.worklist(&Worklist::default(), page)?;
        let is_last = tasks.len() < AT_ONCE;
        for task in tasks {
            let waiting = bodies.entry(task.body).or_default();
            waiting.tasks += 1;
            waiting.with_term += u64::from(task.due.is_some());
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
