//! How long the services took lately: the cases that ended in the last 90 days, and those of each of the last twelve months.

use crate::pages::views::{Month, Recent};
use crate::serve::Server;
use crate::serve::refusal::Refusal;
use crate::serve::writer::unix_now;
use alatau_city::World;
use alatau_city::figures::{Spread, spread};
use alatau_core::time::{Date, Timestamp};
use alatau_store::Journal;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// "Lately", in days.
const DAYS: i64 = 90;
/// For so long an answer is kept, in microseconds.
const KEPT: i64 = 600_000_000;

/// So many months are counted, the present one with them.
const MONTHS: usize = 12;

/// What was counted.
pub struct Lately {
    /// Times by service and place; of the whole city under the empty place.
    services: BTreeMap<(String, String), Recent>,
    /// The last months in which a case ended, the newest first.
    pub months: Vec<Month>,
}

impl Lately {
    /// How long a service took lately in a place; in the whole city, where the place is empty. Nothing: no case ended.
    pub fn of(&self, service: &str, place: &str) -> Option<Recent> {
        self.services.get(&(service.to_string(), place.to_string())).copied()
    }
}

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
    let (readers, world) = (server.readers.clone(), server.library.world.clone());
    let counting = async move { readers.read(move |store| count(store, &world, now)).await.map(Arc::new) };
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

/// The cases that ended in one month: their times in all and on each clock, and how many of them were on time.
#[derive(Default)]
struct OfMonth {
    times: [Vec<i64>; 4],
    on_time: u64,
}

fn count(store: &impl Journal, world: &World, now: i64) -> Result<Lately, Refusal> {
    let since = now - DAYS * Timestamp::DAY;
    // Twelve months are no longer than this.
    let far = now - 32 * MONTHS as i64 * Timestamp::DAY;
    let mut times: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
    let mut months: BTreeMap<Date, OfMonth> = BTreeMap::new();
    store.each_ended(far, &mut |case| {
        let month = months.entry(world.day(Timestamp(case.closed)).first_of_month()).or_default();
        let time = case.closed - case.filed;
        let clocks = [time, case.statutory, case.extended, case.applicant_time];
        month.times.iter_mut().zip(clocks).for_each(|(times, time)| times.push(time));
        month.on_time += u64::from(!case.late && case.extended == 0);
        if case.closed < since {
            return;
        }
        if !times.contains_key(case.service) {
            times.insert(case.service.to_string(), BTreeMap::new());
        }
        let Some(places) = times.get_mut(case.service) else { return };
        for place in ["", case.place] {
            match places.get_mut(place) {
                Some(times) => times.push(time),
                None => drop(places.insert(place.to_string(), vec![time])),
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
    let month = |(first, mut ended): (Date, OfMonth)| {
        let cases = ended.times[0].len() as u64;
        let [total, statutory, extended, applicant] = ended.times.each_mut().map(|times| spread(times));
        let of_clock = |spread: Spread| days(spread.median);
        Month {
            first,
            cases,
            median_days: days(total.median),
            p90_days: days(total.p90),
            statutory: of_clock(statutory),
            extended: of_clock(extended),
            applicant: of_clock(applicant),
            on_time: ended.on_time as f64 / cases.max(1) as f64,
        }
    };
    Ok(Lately {
        services: times.into_iter().flat_map(by_place).collect(),
        months: months.into_iter().rev().take(MONTHS).map(month).collect(),
    })
}
