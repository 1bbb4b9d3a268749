//! `cargo xtask bench law` and `openfisca`: reading a large law, and looking up many days.

use crate::bench::{environment, measure};
use crate::run::{Done, cargo, command, must};
use std::collections::BTreeMap;
use std::path::Path;

/// Runs of which the one that was done soonest counts: another program on the machine costs some of them a third.
const RUNS: usize = 5;
/// What is measured of a run: wall and CPU seconds of reading, of checking, and of both.
const SECONDS: [&str; 6] = ["load_s", "load_cpu_s", "check_s", "check_cpu_s", "both_s", "both_cpu_s"];

/// Reads and checks a generated law and a quarter of it by all threads, and the law by one.
pub fn load(root: &Path) -> Done {
    must(cargo(root, &["build", "--release", "--locked", "--package", "alatau", "--example", "law_load"]))?;
    println!("\n{:<20} {:>5} {:>7} {:>17} {:>17} {:>17} {:>7}", "a generated law", "acts", "threads", "load", "check", "both", "MiB");
    println!("{:<34} {}", "wall and CPU seconds", "     wall      CPU".repeat(3));
    let mut hashes = BTreeMap::new();
    for (acts, threads) in [("250", "0"), ("1000", "0"), ("1000", "1")] {
        let best = soonest(root, acts, threads)?;
        let seconds: String = best.seconds.iter().map(|seconds| format!(" {seconds:>8.3}")).collect();
        println!("{:<20} {acts:>5} {:>7} {seconds} {:>7.1}", "", best.threads, best.peak_mib);
        if best.findings > 0.0 {
            return Err(format!("the generated law of {acts} acts has {} findings", best.findings));
        }
        if hashes.insert(acts, best.hash.clone()).is_some_and(|other| other != best.hash) {
            return Err(format!("the generated law of {acts} acts has another hash when {} threads read it", best.threads));
        }
    }
    Ok(())
}

/// What a run of `law_load` cost, and what it read.
struct Load {
    seconds: [f64; 6],
    threads: f64,
    findings: f64,
    hash: String,
    peak_mib: f64,
}

fn soonest(root: &Path, acts: &str, threads: &str) -> Result<Load, String> {
    let mut best: Option<Load> = None;
    for _ in 0..RUNS {
        let run = measure(&example(root, "law_load", &[acts, "50", "1", threads]))?;
        let read = |key: &str| number(&run.said, key).ok_or_else(|| format!("law_load: printed no `{key}`: {}", run.said));
        let mut load =
            Load { seconds: [0.0; 6], threads: read("threads")?, findings: read("findings")?, hash: String::new(), peak_mib: run.peak_mib };
        for (second, key) in load.seconds.iter_mut().zip(SECONDS) {
            *second = read(key)?;
        }
        load.hash = value(&run.said, "hash").ok_or("law_load: printed no `hash`")?.to_string();
        if best.as_ref().is_none_or(|best| load.seconds[4] < best.seconds[4]) {
            best = Some(load);
        }
    }
    best.ok_or_else(|| "law_load never ran".to_string())
}

/// Two dated parameters for a million (person, day) pairs, ours and theirs.
pub fn openfisca(root: &Path) -> Done {
    build(root)?;
    let values = root.join("target/xtask-openfisca.json").to_string_lossy().into_owned();
    let python = match environment(root, "openfisca-country-template==8.2.0") {
        Ok(python) => python.to_string_lossy().into_owned(),
        Err(why) => {
            println!("OpenFisca: skipped, {why}");
            return Ok(());
        }
    };
    let script = root.join("benches/peers/openfisca_lookup.py").to_string_lossy().into_owned();
    let theirs = measure(&command(root, &python, &[&script, &values])).map_err(|why| format!("OpenFisca: {why}"))?;
    let ours = measure(&example(root, "law_batch", &[&values])).map_err(|why| format!("law_batch: {why}"))?;
    let read = |said: &str, key: &str| number(said, key).ok_or_else(|| format!("no `{key}` in {said}"));
    println!("\n{:<52} {:>9} {:>8} {:>14} {:>8}", "two dated parameters", "values", "CPU s", "values/CPU s", "MiB");
    let row = |name: &str, values: f64, cpu_s: f64, mib: f64| {
        println!("{name:<52} {values:>9.0} {cpu_s:>8.4} {:>14.0} {mib:>8.1}", values / cpu_s);
    };
    let (all, single) = (read(&ours.said, "values")?, read(&theirs.said, "single_values")?);
    row("alatau: parameter_over, resolving included", all, read(&ours.said, "lookup_cpu_s")?, ours.peak_mib);
    row("alatau: the steps held as numbers", all, read(&ours.said, "held_cpu_s")?, ours.peak_mib);
    row("OpenFisca 46.0.1: grouped by day, spread by numpy", all, read(&theirs.said, "lookup_cpu_s")?, theirs.peak_mib);
    row("OpenFisca 46.0.1: one call a pair", single, read(&theirs.said, "single_cpu_s")?, theirs.peak_mib);
    println!("whole programs, CPU s: alatau {:.2}, OpenFisca {:.2} (with imports and writing the values)", ours.cpu_s, theirs.cpu_s);
    for key in ["sum_a", "sum_b"] {
        let (a, b) = (read(&ours.said, key)?, read(&theirs.said, key)?);
        if (a - b).abs() > 1e-6 * b.abs() {
            return Err(format!("{key}: {a} of ours is not {b} of theirs"));
        }
    }
    Ok(())
}

fn build(root: &Path) -> Done {
    must(cargo(root, &["build", "--release", "--locked", "--package", "alatau-core", "--examples"]))
}

fn example(root: &Path, name: &str, words: &[&str]) -> std::process::Command {
    command(root, &root.join("target/release/examples").join(name).to_string_lossy(), words)
}

/// The number behind a key of a flat JSON object.
pub(crate) fn number(said: &str, key: &str) -> Option<f64> {
    value(said, key)?.parse().ok()
}

/// What stands behind a key of a flat JSON object, up to the next one.
fn value<'s>(said: &'s str, key: &str) -> Option<&'s str> {
    let rest = said.split_once(&format!("\"{key}\":"))?.1.trim_start();
    rest.split([',', '}', '\n']).next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_by_its_key() {
        assert_eq!(number("{\"acts\": 1000, \"load_cpu_s\": 0.75}\n", "load_cpu_s"), Some(0.75));
        assert_eq!(number("{\"acts\": 1000}", "findings"), None);
        assert_eq!(value("{\"hash\": \"3078\", \"acts\": 1}", "hash"), Some("\"3078\""));
    }
}
