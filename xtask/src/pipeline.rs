//! `cargo xtask test`: the stages, their order, their seconds.

use crate::run::{Done, cargo, must};
use crate::{browser, journey, screens, smoke, tidy, tools};
use std::path::Path;
use std::time::Instant;

/// How a stage ended.
enum Ended {
    Passed,
    Skipped(String),
    Failed(String),
}

/// A stage: its name, and what it does.
type Stage = (&'static str, fn(&Path) -> Ended);

const STAGES: [Stage; 12] = [
    ("tools", |root| ended(tools::prepare(root))),
    ("format", format),
    ("clippy", clippy),
    ("test", test_programs),
    ("doctest", |root| ended(must(cargo(root, &["test", "--workspace", "--doc", "--locked", "--quiet"])))),
    ("tidy", |root| ended(tidy::report(root))),
    ("program", |root| ended(must(cargo(root, &["build", "--locked"])))),
    ("smoke", |root| ended(smoke::run_all(root))),
    ("same-bytes", |root| ended(smoke::same_bytes(root))),
    ("picture", picture),
    ("screens", walk_pages),
    ("receipt-page", receipt_page),
];

/// Runs all stages, or those named; fails at the end if any failed.
pub fn test(root: &Path, only: &[&str]) -> Done {
    if let Some(unknown) = only.iter().find(|name| STAGES.iter().all(|(stage, _)| stage != *name)) {
        let names: Vec<&str> = STAGES.iter().map(|(name, _)| *name).collect();
        return Err(format!("no stage is called `{unknown}`; there are {}", names.join(", ")));
    }
    let begin = Instant::now();
    let mut table = Vec::new();
    for (name, stage) in STAGES.iter().filter(|(name, _)| only.is_empty() || only.contains(name)) {
        println!("\n== {name}");
        let start = Instant::now();
        let end = stage(root);
        if let Ended::Failed(why) | Ended::Skipped(why) = &end {
            println!("{why}");
        }
        table.push((*name, start.elapsed().as_secs_f64(), end));
    }
    println!("\nstage        seconds");
    for (name, seconds, end) in &table {
        println!("{name:<11} {seconds:>8.1}  {}", word(end));
    }
    println!("{:<11} {:>8.1}", "all", begin.elapsed().as_secs_f64());
    let failed: Vec<&str> = table.iter().filter(|(_, _, end)| matches!(end, Ended::Failed(_))).map(|(name, _, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn ended(done: Done) -> Ended {
    match done {
        Ok(()) => Ended::Passed,
        Err(why) => Ended::Failed(why),
    }
}

fn word(end: &Ended) -> String {
    match end {
        Ended::Passed => "passed".to_string(),
        Ended::Skipped(why) => format!("skipped: {why}"),
        Ended::Failed(why) => format!("FAILED: {why}"),
    }
}

fn format(root: &Path) -> Ended {
    if !tools::has_component(root, "fmt", "rustfmt") {
        return Ended::Skipped("rustfmt is not installed".to_string());
    }
    ended(must(cargo(root, &["fmt", "--all", "--", "--check"])))
}

fn clippy(root: &Path) -> Ended {
    if !tools::has_component(root, "clippy", "clippy") {
        return Ended::Skipped("clippy is not installed".to_string());
    }
    ended(must(cargo(root, &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"])))
}

fn test_programs(root: &Path) -> Ended {
    if tools::has_nextest(root) {
        let arguments = ["nextest", "run", "--workspace", "--locked", "--no-tests", "pass", "--status-level", "slow", "--no-fail-fast"];
        return ended(must(cargo(root, &arguments)));
    }
    ended(must(cargo(root, &["test", "--workspace", "--lib", "--bins", "--tests", "--locked", "--no-fail-fast", "--quiet"])))
}

fn picture(root: &Path) -> Ended {
    match tools::chromium() {
        None => Ended::Skipped("no chromium".to_string()),
        Some(browser) => ended(browser::picture_report(root, &browser)),
    }
}

fn walk_pages(root: &Path) -> Ended {
    match screens::missing(root) {
        Some(what) => Ended::Skipped(what),
        None => ended(screens::walk(root, true).and_then(|()| journey::walk(root, true))),
    }
}

fn receipt_page(root: &Path) -> Ended {
    match tools::chromium() {
        None => Ended::Skipped("no chromium".to_string()),
        Some(browser) => ended(browser::check_receipts(root, &browser)),
    }
}
