//! How the server is: what operators watch.

use super::writer::unix_now;
use alatau_city::Problem;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper ends of the classes of durations, in microseconds.
const CLASSES: [u64; 9] = [1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 250_000, 1_000_000, 5_000_000];

/// Counts of durations in classes.
#[derive(Default)]
struct Durations {
    classes: [AtomicU64; CLASSES.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Durations {
    fn note(&self, took: Duration) {
        let micros = took.as_micros() as u64;
        for (_, class) in CLASSES.iter().zip(&self.classes).filter(|(end, _)| micros <= **end) {
            class.fetch_add(1, Relaxed);
        }
        self.count.fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    fn write(&self, name: &str, help: &str, out: &mut String) {
        let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} histogram\n");
        for (end, class) in CLASSES.iter().zip(&self.classes) {
            let _ = writeln!(out, "{name}_bucket{{le=\"{}\"}} {}", *end as f64 / 1e6, class.load(Relaxed));
        }
        let (count, sum) = (self.count.load(Relaxed), self.micros.load(Relaxed) as f64 / 1e6);
        let _ = write!(out, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}\n");
    }
}

/// Counts, and what is wrong now.
#[derive(Default)]
pub struct Health {
    /// Answers by hundreds of their status, from 1xx.
    answers: [AtomicU64; 5],
    requests: Durations,
    commits: Durations,
    served: AtomicU64,
    waiting: AtomicI64,
    listening: AtomicI64,
    stuck: AtomicU64,
    /// By how many microseconds the wall clock is not believed: ahead, or behind with a minus.
    off: AtomicI64,
    /// Published files of the log that were damaged and written again.
    mended: AtomicU64,
    clock: Mutex<Option<String>>,
    store: Mutex<Option<String>>,
    log: Mutex<Option<String>>,
    started: AtomicI64,
}

/// What is wrong now.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Report {
    /// Nothing is wrong.
    pub healthy: bool,
    /// Why the clock is not believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Why nothing can be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// Why the log cannot be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// Cases whose own clock cannot go on.
    pub stuck: u64,
    /// Requests that wait.
    pub waiting: i64,
    /// Version of the program.
    pub version: &'static str,
}

fn set(place: &Mutex<Option<String>>, value: Option<String>) {
    *place.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = value;
}

fn get(place: &Mutex<Option<String>>) -> Option<String> {
    place.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}

impl Health {
    /// From now on.
    pub fn new() -> Health {
        Health { started: AtomicI64::new(unix_now()), ..Health::default() }
    }

    /// So many more requests wait.
    pub fn waits(&self, more: i64) {
        self.waiting.fetch_add(more, Relaxed);
    }

    /// So many more listen to events; answers how many did before.
    pub fn listens(&self, more: i64) -> i64 {
        self.listening.fetch_add(more, Relaxed)
    }

    /// So many requests were served by a commit.
    pub fn served(&self, count: usize) {
        self.served.fetch_add(count as u64, Relaxed);
    }

    /// A commit took so long.
    pub fn committed(&self, took: Duration) {
        self.commits.note(took);
    }

    /// A request was answered.
    pub fn answered(&self, status: u16, took: Duration) {
        self.answers[usize::from(status / 100).clamp(1, 5) - 1].fetch_add(1, Relaxed);
        self.requests.note(took);
    }

    /// So many cases cannot go on.
    pub fn stuck(&self, count: usize) {
        self.stuck.store(count as u64, Relaxed);
    }

    /// Whether the clock is believed, and by how many microseconds it is off if not.
    pub fn clock(&self, off: i64, wrong: Option<String>) {
        self.off.store(off, Relaxed);
        match (&get(&self.clock), &wrong) {
            (None, Some(why)) => tracing::error!(%why, "the clock is not believed"),
            (Some(_), None) => tracing::info!("the clock is believed"),
            // It says another number every second.
            _ => {}
        }
        set(&self.clock, wrong);
    }

    /// So many published files of the log were damaged and written again.
    pub fn mended(&self, files: u64) {
        self.mended.fetch_add(files, Relaxed);
    }

    /// Whether the store keeps.
    pub fn store(&self, wrong: Option<&Problem>) {
        let wrong = wrong.map(ToString::to_string);
        if get(&self.store) != wrong {
            match &wrong {
                Some(why) => tracing::error!(%why, "the store does not keep"),
                None => tracing::info!("the store keeps"),
            }
            set(&self.store, wrong);
        }
    }

    /// Whether the log is published.
    pub fn published(&self, wrong: Option<String>) {
        set(&self.log, wrong);
    }

    /// Whether the store kept what it was given last.
    pub fn keeps(&self) -> bool {
        get(&self.store).is_none()
    }

    /// What is wrong now.
    pub fn report(&self) -> Report {
        let (clock, store, log) = (get(&self.clock), get(&self.store), get(&self.log));
        Report {
            healthy: clock.is_none() && store.is_none() && log.is_none(),
            clock,
            store,
            log,
            stuck: self.stuck.load(Relaxed),
            waiting: self.waiting.load(Relaxed),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// Everything in the text form of Prometheus; `leaves` is the size of the log.
    pub fn metrics(&self, leaves: u64) -> String {
        let mut out = String::new();
        let _ = write!(out, "# HELP alatau_answers_total Answers by class of status\n# TYPE alatau_answers_total counter\n");
        for (class, count) in (1..).zip(&self.answers) {
            let _ = writeln!(out, "alatau_answers_total{{status=\"{class}xx\"}} {}", count.load(Relaxed));
        }
        self.requests.write("alatau_request_seconds", "Time from request to answer", &mut out);
        self.commits.write("alatau_commit_seconds", "Time of one commit to the disk", &mut out);
        let report = self.report();
        let gauges: [(&str, &str, f64); 9] = [
            ("alatau_healthy", "1 if nothing is wrong", f64::from(u8::from(report.healthy))),
            ("alatau_waiting_requests", "Requests that wait for the writer", report.waiting as f64),
            ("alatau_event_listeners", "Open streams of events", self.listening.load(Relaxed) as f64),
            ("alatau_stuck_cases", "Cases whose own clock cannot go on", report.stuck as f64),
            (
                "alatau_clock_off_seconds",
                "By how much the clock is not believed: ahead, or behind with a minus",
                self.off.load(Relaxed) as f64 / 1e6,
            ),
            ("alatau_mended_files", "Published files of the log that were damaged and written again", self.mended.load(Relaxed) as f64),
            ("alatau_log_leaves", "Leaves of the log", leaves as f64),
            ("alatau_commands", "Requests that the writer served since the start", self.served.load(Relaxed) as f64),
            ("alatau_start_time_seconds", "When the program started", self.started.load(Relaxed) as f64 / 1e6),
        ];
        for (name, help, value) in gauges {
            let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
        }
        out
    }
}
