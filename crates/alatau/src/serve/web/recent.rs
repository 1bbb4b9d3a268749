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
    let world = server.library.world.clone();
    let counted = Arc::new(server.readers.read(move |store| count(store, &world, now)).await?);
    *kept = Some((now, counted.clone()));
    Ok(counted)
}

/// The cases that ended in one month: their times in all and on each clock, and how many of them were on time.
#[derive(Default)]
struct Ended {
    times: [Vec<i64>; 4],
    on_time: u64,
}

fn count(store: &impl Journal, world: &World, now: i64) -> Result<Lately, Refusal> {
    let since = now - DAYS * Timestamp::DAY;
    // Twelve months are no longer than this.
    let far = now - 32 * MONTHS as i64 * Timestamp::DAY;
    let mut times: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    let mut months: BTreeMap<Date, Ended> = BTreeMap::new();
    store.each_case(&mut |row| {
        let Some(closed) = row.closed.filter(|closed| *closed >= far) else { return };
        let month = months.entry(world.day(Timestamp(closed)).first_of_month()).or_default();
        let clocks = [closed - row.filed, row.statutory, row.extended, row.applicant_time];
        month.times.iter_mut().zip(clocks).for_each(|(times, time)| times.push(time));
        month.on_time += u64::from(!row.late && row.extended == 0);
        if closed >= since {
            for place in ["", &row.place] {
                times.entry((row.service.clone(), place.to_string())).or_default().push(closed - row.filed);
            }
        }
    })?;
    let days = |micros: Option<i64>| micros.unwrap_or_default() as f64 / Timestamp::DAY as f64;
    let recent = |mut times: Vec<i64>| {
        let of = spread(&mut times);
        Recent { cases: times.len() as u64, median_days: days(of.median), p90_days: days(of.p90) }
    };
    let month = |(first, mut ended): (Date, Ended)| {
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
        services: times.into_iter().map(|(of, times)| (of, recent(times))).collect(),
        months: months.into_iter().rev().take(MONTHS).map(month).collect(),
    })
}
