//! The journal on this disk: durable entries a second in groups, beside the flushes of the same minute.
//!
//! Flushes are what the disk gives, whatever is written; a commit needs at least one. So the figure to
//! compare is the ratio, and the absolute rates say how busy the disk was.

use crate::run::{Done, cargo, command, must};
use std::path::Path;

/// Seconds that each group size is measured.
const SECONDS: &str = "5";
/// A writer that flushes more than once a commit, or does much else, falls below this part of the flush rate.
const COMMITS_A_FLUSH: f64 = 0.25;

/// Prints entries and commits a second for groups of 1, 16, 256 and 1,024 commands.
pub fn journal(root: &Path) -> Done {
    must(cargo(root, &["build", "--release", "--locked", "--package", "alatau-store", "--example", "journal"]))?;
    let folder = root.join("target/xtask-bench-journal");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let program = root.join("target/release/examples/journal");
    let output = command(root, &program.to_string_lossy(), &["rate", &folder.to_string_lossy(), SECONDS]).output();
    let _ = std::fs::remove_dir_all(&folder);
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("journal: {}", String::from_utf8_lossy(&output.stderr)));
    }
    println!(
        "\n{:<20} {:>12} {:>11} {:>11} {:>16} {:>16} {:>9} {:>9} {:>11}",
        "commands a commit", "entries/s", "commits/s", "flushes/s", "entries a flush", "commits a flush", "p50 us", "p99 us", "CPU us each"
    );
    let mut slow = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [group, entries, commits, flushes, p50, p99, cpu] = numbers[..] else { return Err(format!("journal: printed `{line}`")) };
        println!(
            "{group:<20} {entries:>12.0} {commits:>11.0} {flushes:>11.0} {:>16.2} {:>16.2} {p50:>9.0} {p99:>9.0} {cpu:>11.1}",
            entries / flushes,
            commits / flushes
        );
        if group == 1.0 && commits < flushes * COMMITS_A_FLUSH {
            slow.push(format!("{commits:.0} commits a second where the disk flushes {flushes:.0} times"));
        }
    }
    if slow.is_empty() { Ok(()) } else { Err(slow.join("; ")) }
}
