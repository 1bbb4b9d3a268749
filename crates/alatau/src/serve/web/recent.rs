//! How long the services took lately: the cases that ended in the last 90 days.

use crate::pages::views::Recent;
use crate::serve::Server;
use crate::serve::refusal::Refusal;
use crate::serve::writer::unix_now;
use alatau_city::figures::spread;
use alatau_core::time::Timestamp;
use alatau_store::Journal;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// "Lately", in days.
const DAYS: i64 = 90;
/// For so long an answer is kept, in microseconds.
const KEPT: i64 = 600_000_000;

/// Times by service and place; of the whole city under the empty place.
pub type Lately = BTreeMap<(String, String), Recent>;

/// What was counted last, and when.
#[derive(Default)]
pub struct Cache(Mutex<Option<(i64, Arc<Lately>)>>);

/// Times of the cases that ended lately; none older than ten minutes.
///
/// # Errors
/// The store cannot be read.
pub async fn lately(server: &Arc<Server>) -> Result<Arc<Lately>, Refusal> {
    let mut kept = server.lately.0.lock().await;
    let now = unix_now();
    if let Some((_, known)) = kept.as_ref().filter(|(at, _)| (0..KEPT).contains(&(now - at))) {
        return Ok(known.clone());
    }
    let counted = Arc::new(server.readers.read(move |store| count(store, now - DAYS * Timestamp::DAY)).await?);
    *kept = Some((now, counted.clone()));
    Ok(counted)
}

fn count(store: &impl Journal, since: i64) -> Result<Lately, Refusal> {
    let mut times: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    store.each_ended(since, &mut |case| {
        for place in ["", &case.place] {
            times.entry((case.service.clone(), place.to_string())).or_default().push(case.closed - case.filed);
        }
    })?;
    let days = |micros: Option<i64>| micros.unwrap_or_default() as f64 / Timestamp::DAY as f64;
    let recent = |mut times: Vec<i64>| {
        let of = spread(&mut times);
        Recent { cases: times.len() as u64, median_days: days(of.median), p90_days: days(of.p90) }
    };
    Ok(times.into_iter().map(|(of, times)| (of, recent(times))).collect())
}
