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

/// Times of the cases that ended lately, as they were counted last. Who comes ten minutes later has them counted anew for those
/// who come after; nobody but the first of all waits.
///
/// # Errors
/// The store cannot be read.
pub async fn lately(server: &Arc<Server>) -> Result<Arc<Lately>, Refusal> {
    let mut kept = server.lately.0.lock().await;
    let now = unix_now();
    let counting = server.readers.clone();
    let counting = async move { counting.read(move |store| count(store, now - DAYS * Timestamp::DAY)).await.map(Arc::new) };
    let Some((at, known)) = kept.as_mut() else {
        let counted = counting.await?;
        *kept = Some((now, counted.clone()));
        return Ok(counted);
    };
    if !(0..KEPT).contains(&(now - *at)) {
        // One counts; where that fails, the next does in another ten minutes.
        *at = now;
        let server = server.clone();
        tokio::spawn(async move {
            match counting.await {
                Ok(counted) => *server.lately.0.lock().await = Some((now, counted)),
                Err(refusal) => tracing::warn!(why = refusal.details().detail, "how long the services took lately could not be counted"),
            }
        });
    }
    Ok(known.clone())
}

fn count(store: &impl Journal, since: i64) -> Result<Lately, Refusal> {
    let mut times: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
    store.each_ended(since, &mut |case| {
        if !times.contains_key(case.service) {
            times.insert(case.service.to_string(), BTreeMap::new());
        }
        let Some(places) = times.get_mut(case.service) else { return };
        for place in ["", case.place] {
            match places.get_mut(place) {
                Some(times) => times.push(case.closed - case.filed),
                None => drop(places.insert(place.to_string(), vec![case.closed - case.filed])),
            }
        }
    })?;
    let days = |micros: Option<i64>| micros.unwrap_or_default() as f64 / Timestamp::DAY as f64;
    let recent = |mut times: Vec<i64>| {
        let of = spread(&mut times);
        Recent { cases: times.len() as u64, median_days: days(of.median), p90_days: days(of.p90) }
    };
    let by_place = |(service, places): (String, BTreeMap<String, Vec<i64>>)| {
        places.into_iter().map(move |(place, times)| ((service.clone(), place), recent(times)))
    };
    Ok(times.into_iter().flat_map(by_place).collect())
}
