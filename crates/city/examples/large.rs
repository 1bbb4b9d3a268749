//! Fills a new store with many open cases, through the city: each is filed, and its applicant does the first step.
//!
//! `cargo run --release -p alatau-city --example large -- FOLDER 1000000` prints cases, entries, events and seconds.

mod support;

use alatau_city::{Ask, City, Principal, Request, Role};
use alatau_core::time::Timestamp;
use alatau_store::{JOURNAL, Journal as _, Sqlite};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// So many cases are one commit.
const GROUP: u64 = 2_000;

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = words.next().expect("a new folder");
    let cases: u64 = words.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let mut journal = Sqlite::open(&Path::new(&folder).join(JOURNAL)).expect("a new store");
    let mut city = City::open(Arc::new(support::world(None)), &mut journal).expect("a city");
    let filed = alatau_core::procedure::instant("2026-11-23T10:00:00+05:00").expect("an instant");
    let by = Principal { account: 1, name: "applicant".into(), roles: [Role::Applicant].into(), body: String::new() };
    let application = support::application();
    let begun = Instant::now();
    for number in 1..=cases {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        // A second apart: cases have their own instants, as people have.
        let now = Timestamp(filed.0 + number as i64 * Timestamp::SECOND);
        let case = city.enter(&application, "service.building-permit", &by, key, now, &journal).expect("it is filed");
        let ask = Ask::Complete { case, activity: 0, facts: Default::default(), judgement: None, said: Default::default() };
        city.take(&Request { by: by.clone(), key: None, seen: None, ask, entropy: key }, now, &journal).expect("it is done");
        if number.is_multiple_of(GROUP) || number == cases {
            city.flush(&mut journal).expect("it is kept");
        }
    }
    let procedures = city.world().procedures.values();
    let events: u64 = procedures.map(|net| journal.last_number(&net.id).expect("the store answers")).sum();
    let entries = journal.size().expect("the store answers");
    println!("cases {cases} entries {entries} events {events} seconds {:.0}", begun.elapsed().as_secs_f64());
}
