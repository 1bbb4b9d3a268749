//! The public figures: counted from the rows of all cases, kept for a moment.

use super::cases::{ThreePart, days_of};
use super::{Shared, instant};
use crate::serve::refusal::{Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_core::time::Timestamp;
use alatau_store::{CaseRow, Journal, Page, Sqlite, Worklist};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::{IntoParams, ToSchema};

/// An open case counts as stuck after so many days without a decision.
const STUCK_DAYS: i64 = 365;

/// Figures of one service, or of all.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Measured {
    filed: u64,
    open: u64,
    approved: u64,
    refused: u64,
    withdrawn: u64,
    /// Closed cases: the durations stand on them.
    closed: u64,
    /// Of those, ended by a silence of whoever had to act.
    by_silence: u64,
    /// Share of closed cases in which no authority was silent.
    on_time: Option<f64>,
    /// Days from filing to closing: half of the cases took no longer.
    median_days: Option<f64>,
    /// Nine of ten took no longer.
    p90_days: Option<f64>,
    /// Mean days of closed cases on the three clocks.
    mean_days: ThreePart,
    /// Open cases older than a year; they are in no duration.
    stuck: u64,
}

/// Where work waits.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting {
    /// Open tasks.
    tasks: u64,
    /// Of those, with a term.
    with_term: u64,
    /// Days that the longest has waited.
    longest_days: f64,
}

/// The figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figures {
    /// When they were taken.
    at: String,
    /// Leaves of the log that they stand on.
    leaves: u64,
    /// All services.
    all: Measured,
    /// By service.
    services: BTreeMap<String, Measured>,
    /// By body; the applicant is the empty name.
    bodies: BTreeMap<String, Waiting>,
}

/// Figures that were taken last.
#[derive(Default)]
pub struct Cache(Mutex<Option<Arc<Figures>>>);

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only of this service.
    service: Option<String>,
}

/// Counts, durations in three parts, silences: for anyone
#[utoipa::path(get, path = "/api/figures", tag = "figures", params(Which), responses((status = 200, body = Figures)))]
pub async fn figures(State(server): Shared, Query(which): Query<Which>) -> Result<Json<Figures>, Refusal> {
    let state = server.clone();
    let taken = server.readers.read(move |store| {
        let leaves = store.size()?;
        let mut kept = state.figures.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().filter(|figures| figures.leaves == leaves) {
            Some(figures) => Ok(figures.clone()),
            None => {
                let taken = Arc::new(take(store, leaves)?);
                *kept = Some(taken.clone());
                Ok(taken)
            }
        }
    });
    let mut figures = Figures::clone(&*taken.await?);
    if let Some(service) = which.service {
        figures.services.retain(|name, _| *name == service);
    }
    Ok(Json(figures))
}

#[derive(Default)]
struct Counting {
    shown: Measured,
    days: Vec<f64>,
    sum: ThreePart,
    late: u64,
}

impl Counting {
    fn count(&mut self, row: &CaseRow, now: i64) {
        let shown = &mut self.shown;
        shown.filed += 1;
        if row.open {
            shown.open += 1;
            shown.stuck += u64::from(now - row.filed > STUCK_DAYS * Timestamp::DAY);
            return;
        }
        shown.closed += 1;
        match row.outcome.as_deref() {
            Some("approved") => shown.approved += 1,
            Some("refused") => shown.refused += 1,
            Some("withdrawn") => shown.withdrawn += 1,
            _ => {}
        }
        shown.by_silence += u64::from(row.silences > 0);
        self.late += u64::from(row.late);
        self.days.push((row.closed.unwrap_or(row.filed) - row.filed) as f64 / Timestamp::DAY as f64);
        let days = days_of(row, now);
        self.sum.statutory += days.statutory;
        self.sum.extended += days.extended;
        self.sum.applicant += days.applicant;
    }

    fn finish(mut self) -> Measured {
        let closed = self.days.len();
        if closed > 0 {
            self.days.sort_by(f64::total_cmp);
            let at = |share: f64| self.days[((closed as f64 * share).ceil() as usize).clamp(1, closed) - 1];
            self.shown.median_days = Some(at(0.5));
            self.shown.p90_days = Some(at(0.9));
            self.shown.on_time = Some(1.0 - self.late as f64 / closed as f64);
            let mean = |sum: f64| sum / closed as f64;
            self.shown.mean_days =
                ThreePart { statutory: mean(self.sum.statutory), extended: mean(self.sum.extended), applicant: mean(self.sum.applicant) };
        }
        self.shown
    }
}

fn take(store: &Sqlite, leaves: u64) -> Result<Figures, Refusal> {
    let now = unix_now();
    let (mut all, mut services) = (Counting::default(), BTreeMap::<String, Counting>::new());
    store.each_case(&mut |row| {
        all.count(row, now);
        match services.get_mut(&row.service) {
            Some(service) => service.count(row, now),
            None => services.entry(row.service.clone()).or_default().count(row, now),
        }
    })?;
    let mut bodies = BTreeMap::<String, Waiting>::new();
    let mut page = Page { skip: 0, limit: 10_000 };
    loop {
        let tasks = store.worklist(&Worklist::default(), page)?;
        let full = tasks.len() == page.limit;
        for task in tasks {
            let waiting = bodies.entry(task.body).or_default();
            waiting.tasks += 1;
            waiting.with_term += u64::from(task.due.is_some());
            waiting.longest_days = waiting.longest_days.max((now - task.since) as f64 / Timestamp::DAY as f64);
        }
        if !full {
            break;
        }
        page.skip += page.limit;
    }
    let services = services.into_iter().map(|(name, counting)| (name, counting.finish())).collect();
    Ok(Figures { at: instant(now), leaves, all: all.finish(), services, bodies })
}
