//! `cargo xtask bench law` and `openfisca`: reading a large law, and looking up many days.

use crate::bench::{environment, measure};
use crate::run::{Done, cargo, command, must};
use std::path::Path;

/// Reads and checks a generated law, and a quarter of it.
pub fn load(root: &Path) -> Done {
    build(root)?;
    println!("\n{:<38} {:>8} {:>8} {:>8} {:>8} {:>9}", "a generated law", "acts", "load s", "check s", "MiB", "findings");
    for acts in ["250", "1000"] {
        let mut runs = Vec::new();
        for _ in 0..3 {
            let run = measure(&example(root, "law_load", &[acts, "50", "1"]))?;
            let number = |key| number(&run.said, key).ok_or_else(|| format!("law_load: printed no `{key}`: {}", run.said));
            runs.push([number("load_cpu_s")?, number("check_cpu_s")?, run.peak_mib, number("findings")?]);
        }
        runs.sort_by(|a, b| (a[0] + a[1]).total_cmp(&(b[0] + b[1])));
        let [load, check, mib, findings] = runs[1];
        println!("{:<38} {acts:>8} {load:>8.3} {check:>8.3} {mib:>8.1} {findings:>9.0}", "Law::load and check, CPU seconds");
        if findings > 0.0 {
            return Err(format!("the generated law of {acts} acts has {findings} findings"));
        }
    }
    Ok(())
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
    let rest = said.split_once(&format!("\"{key}\":"))?.1.trim_start();
    rest.split([',', '}', '\n']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_by_its_key() {
        assert_eq!(number("{\"acts\": 1000, \"load_cpu_s\": 0.75}\n", "load_cpu_s"), Some(0.75));
        assert_eq!(number("{\"acts\": 1000}", "findings"), None);
    }
}
