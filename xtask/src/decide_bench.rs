//! `cargo xtask bench decide`: the shared permit track, our net beside the library's own evaluator.

use crate::law_bench::number;
use crate::run::{Done, cargo, must};
use std::path::Path;

/// Both in one process and the same minutes; every answer is checked before it is timed.
pub fn decide(root: &Path) -> Done {
    let example = ["--release", "--locked", "--quiet", "--package", "alatau-core", "--example", "decide"];
    must(cargo(root, &[&["build"], &example[..]].concat()))?;
    let output = cargo(root, &[&["run"], &example[..]].concat()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = |key: &str| number(&said, key).ok_or_else(|| format!("decide: {}", String::from_utf8_lossy(&output.stderr)));
    let library = rate("library_per_s")?;
    println!("\n{:<52} {:>16} {:>9}", "the permit track: 4 inputs, 10 rules", "decisions/CPU s", "x dsntk");
    for (name, key) in [
        ("alatau: the net, with the matched rule", "net_per_s"),
        ("alatau: with the whole trace", "traced_per_s"),
        ("dsntk 0.3.0: its model evaluator", "library_per_s"),
    ] {
        let rate = rate(key)?;
        println!("{name:<52} {rate:>16.0} {:>9.1}", rate / library);
    }
    Ok(())
}
