//! What the public figures cost in a large city: taken from what the store counts, and counted from all rows.
//!
//! `cargo run --release -p alatau-city --example figures -- FOLDER 1000000` makes a store of so many cases that were filed over a
//! year (three of ten are open and wait for somebody), and prints what each reading takes, the least of five.

use alatau_city::figures::Figures;
use alatau_store::{CaseRow, JOURNAL, Journal as _, Sqlite, TaskRow, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// So many cases are one commit.
const GROUP: u64 = 2_000;
const DAY: i64 = 86_400_000_000;
/// 2026-01-01T00:00:00Z.
const BEGIN: i64 = 1_767_225_600_000_000;
const END: i64 = BEGIN + 365 * DAY;
const PROCEDURES: [&str; 3] = ["building-permit", "land-permit", "connection"];
const BODIES: [&str; 6] = ["akimat", "architecture", "fire", "water", "power", "roads"];

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = words.next().expect("a new folder");
    let cases: u64 = words.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let path = Path::new(&folder).join(JOURNAL);
    let begun = Instant::now();
    let mut journal = Sqlite::open(&path).expect("a new store");
    let mut writes = Vec::new();
    for number in 1..=cases {
        case(number, cases, &mut writes);
        if number.is_multiple_of(GROUP) || number == cases {
            journal.commit(&writes).expect("it is kept");
            writes.clear();
        }
    }
    drop(journal);
    println!("{cases} cases in {:.0} s, {} MiB", begun.elapsed().as_secs_f64(), path.metadata().map_or(0, |file| file.len() >> 20));
    let store = Sqlite::reader(&path).expect("a store");
    let rows = timed("figures from all rows", || Figures::of_rows(&store).expect("they are read"));
    let kept = timed("figures from the counts", || Figures::kept(&store).expect("they are read"));
    assert_eq!(rows, kept, "both ways are one");
    let waiting = timed("tasks that are alike", || store.task_counts().expect("they are read"));
    println!("  of {} tasks: {}", waiting.iter().map(|count| count.tasks).sum::<u64>(), waiting.len());
    let stuck = timed("cases open for long", || store.first_open(END - 300 * DAY, 1_000).expect("they are read"));
    println!("  {}", stuck.len());
    let ended = timed("cases ended in 90 days", || {
        let mut ended = 0;
        store.each_ended(END - 90 * DAY, &mut |_| ended += 1).expect("they are read");
        ended
    });
    println!("  {ended}");
}

/// The least time of five.
fn timed<T>(what: &str, mut read: impl FnMut() -> T) -> T {
    let mut least = f64::INFINITY;
    let mut answer = None;
    for _ in 0..5 {
        let begun = Instant::now();
        answer = Some(read());
        least = least.min(begun.elapsed().as_secs_f64() * 1e3);
    }
    println!("{what}: {least:.1} ms");
    answer.expect("it was read")
}

/// The rows of a case, and of what it waits for; drawn from its number.
fn case(number: u64, cases: u64, writes: &mut Vec<Write>) {
    let drawn = |salt: u64, below: u64| {
        let mixed = (number ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) % below
    };
    let filed = BEGIN + (number as i64) * (365 * DAY / cases as i64);
    let open = drawn(1, 10) < 3;
    let total = DAY + drawn(2, 60 * DAY as u64) as i64;
    let extended = if drawn(3, 10) == 0 { total / 5 } else { 0 };
    let applicant_time = if drawn(4, 2) == 0 { total / 7 } else { 0 };
    let outcome = ["approved", "approved", "approved", "refused", "withdrawn"][drawn(5, 5) as usize];
    writes.push(Write::Case(Arc::new(CaseRow {
        case: number,
        procedure: PROCEDURES[drawn(6, 3) as usize].to_string(),
        service: format!("service.{}", PROCEDURES[drawn(6, 3) as usize]),
        place: ["alatau", "almaty-region"][drawn(7, 2) as usize].to_string(),
        applicant: 1 + drawn(8, 100_000),
        title: format!("House {number}"),
        open,
        outcome: (!open).then(|| outcome.to_string()),
        filed,
        closed: (!open).then_some(filed + total),
        due: open.then_some(filed + 90 * DAY),
        events: 10,
        // As long as what a permit's law is asked.
        asked: format!("{{\"asked\":\"{}\"}}", "x".repeat(900)),
        key: Some([number as u8; 32]),
        clock: "statutory".to_string(),
        clock_since: filed,
        statutory: total - extended - applicant_time,
        extended,
        applicant_time,
        silences: u32::from(drawn(9, 20) == 0),
        late: drawn(9, 20) == 0,
    })));
    let since = filed + drawn(10, 5 * DAY as u64) as i64;
    let term = (10 + 5 * drawn(11, 6) as i64) * DAY;
    let task = TaskRow {
        case: number,
        activity: 3,
        element: "check".to_string(),
        body: BODIES[drawn(12, 6) as usize].to_string(),
        since,
        // A term ends with its day.
        due: (drawn(13, 3) > 0).then_some((since + term) / DAY * DAY),
        yields: ["approved", "escalated"][drawn(14, 2) as usize].to_string(),
        claimed: None,
    };
    writes.push(Write::Tasks { case: number, tasks: Arc::new(if open { vec![task] } else { Vec::new() }) });
}
