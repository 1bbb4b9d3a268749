//! What the journal costs on this disk: durable entries a second in groups, and a big store opened.
//!
//! `journal rate FOLDER SECONDS` prints for each group size: size, entries a second, commits a second, flushes a second of the
//! same minute, p50 and p99 of a commit in microseconds, CPU microseconds an entry. `journal make FOLDER CASES EVENTS` writes a
//! store of so many open cases and events; `journal open FOLDER` opens it and asks what a server asks when it starts.

#[path = "../tests/common/load.rs"]
mod load;

use alatau_store::{Fault, JOURNAL, Journal, Page, Sqlite, Worklist, Write, flush_rate};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const GROUPS: [u64; 4] = [1, 16, 256, 1024];
/// Open cases that the commands of a measurement go around.
const CASES: u64 = 10_000;
/// Events of an entry of the big store.
const MANY: u64 = 8;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["rate", folder, seconds] => rate(Path::new(folder), number(seconds)),
        ["make", folder, cases, events] => make(Path::new(folder), number(cases), number(events)),
        ["open", folder] => open(Path::new(folder)),
        _ => Err(Fault::Failed("journal rate FOLDER SECONDS | make FOLDER CASES EVENTS | open FOLDER".to_string())),
    };
    if let Err(fault) = done {
        eprintln!("{fault}");
        std::process::exit(1);
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a whole number")
}

fn rate(folder: &Path, seconds: u64) -> Result<(), Fault> {
    let mut journal = Sqlite::open(&folder.join(JOURNAL))?;
    let mut next = journal.size()?;
    for group in GROUPS {
        let before = flush_rate(folder, Duration::from_secs(1))?.per_second;
        let (begin, cpu, from) = (Instant::now(), cpu_seconds(), next);
        let (mut took, mut made) = (Vec::new(), 0.0);
        while begin.elapsed() < Duration::from_secs(seconds) {
            let making = cpu_seconds();
            let writes = load::commands(next, next + group, CASES);
            made += cpu_seconds() - making;
            let start = Instant::now();
            journal.commit(&writes)?;
            took.push(start.elapsed());
            next += group;
        }
        let cpu = cpu_seconds() - cpu - made;
        let after = flush_rate(folder, Duration::from_secs(1))?.per_second;
        let all: Duration = took.iter().sum();
        took.sort_unstable();
        let part = |hundredths: usize| took[(took.len() - 1) * hundredths / 100].as_micros();
        println!(
            "{group} {:.0} {:.0} {:.0} {} {} {:.1}",
            (next - from) as f64 / all.as_secs_f64(),
            took.len() as f64 / all.as_secs_f64(),
            (before + after) / 2.0,
            part(50),
            part(99),
            cpu * 1e6 / (next - from) as f64,
        );
    }
    Ok(())
}

fn make(folder: &Path, cases: u64, events: u64) -> Result<(), Fault> {
    let mut journal = Sqlite::open(&folder.join(JOURNAL))?;
    let begin = Instant::now();
    for from in (0..cases).step_by(5000) {
        journal.commit(&load::commands(from, cases.min(from + 5000), cases))?;
    }
    // The rest in longer entries, around all cases.
    let (mut number, mut command) = (load::EVENTS * cases, cases);
    while number < events {
        let mut writes = Vec::new();
        for _ in 0..5000 {
            let (mut entry, mut row) = (load::entry(command, cases), load::row(command, cases));
            let index = load::EVENTS + 1 + MANY * (command / cases - 1);
            (entry.number, entry.index, entry.events, row.events) = (number + 1, index, MANY as u32, index + MANY - 1);
            writes.extend([Write::Entry(entry), Write::Case(Arc::new(row))]);
            (number, command) = (number + MANY, command + 1);
        }
        journal.commit(&writes)?;
    }
    let bytes = std::fs::metadata(folder.join(JOURNAL)).map_or(0, |file| file.len());
    println!("{cases} {number} {} {bytes} {:.0}", journal.size()?, begin.elapsed().as_secs_f64());
    Ok(())
}

fn open(folder: &Path) -> Result<(), Fault> {
    let begin = Instant::now();
    let journal = Sqlite::open(&folder.join(JOURNAL))?;
    let asked = (journal.size()?, journal.ids()?, journal.next_due()?, journal.last_number("building-permit")?);
    let opened = begin.elapsed();
    let begin = Instant::now();
    let page = Page { skip: 0, limit: 50 };
    let list = journal.worklist(&Worklist { body: Some("fire".to_string()), claimed: None }, page)?;
    let due = journal.due(i64::MAX, 1000)?;
    let asking = begin.elapsed();
    let begin = Instant::now();
    let mut open = 0u64;
    journal.each_case(&mut |row| open += u64::from(row.open))?;
    println!(
        "open {:.1} ms; worklist of {} and {} due {:.1} ms; every one of {open} cases {:.0} ms; peak {} MiB; {asked:?}",
        opened.as_secs_f64() * 1e3,
        list.len(),
        due.len(),
        asking.as_secs_f64() * 1e3,
        begin.elapsed().as_secs_f64() * 1e3,
        peak_mib(),
    );
    Ok(())
}

/// CPU of this thread so far, where the system tells (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
