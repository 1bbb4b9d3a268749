//! User tasks of the shared permit flow, beside engines that run the same file.

use crate::bench::{environment, measure};
use crate::law_bench::number;
use crate::run::{Done, cargo, command, find_program, must, succeeds};
use std::path::{Path, PathBuf};

const FLOW: &str = "benches/data/flow.bpmn";
/// The peers get fewer instances; their time per task does not fall with more.
const INSTANCES: &str = "200";

/// Prints user tasks per CPU second of ours and of two peers.
pub fn flow(root: &Path) -> Done {
    let both = ["--example", "flow", "--example", "compile"];
    must(cargo(root, &[&["build", "--release", "--locked", "--package", "alatau-core"], &both[..]].concat()))?;
    let example = |name: &str| measure(&command(root, &root.join("target/release/examples").join(name).to_string_lossy(), &[]));
    let ours = example("flow")?;
    println!("\n{:<58} {:>14}", "permit flow", "tasks/CPU s");
    for line in ours.said.lines() {
        let (name, rate) = line.split_once(' ').ok_or("flow: printed no rate")?;
        let name = if name == "bare" { "alatau, the kernel alone" } else { "alatau, with look-up, journal bytes and next due" };
        println!("{name:<58} {:>14}", rate.trim());
    }
    for (name, work) in [("SpiffWorkflow 3.2.0", spiff(root)), ("bpmn-engine 25.0.1 for Node", engine(root))] {
        let rate = work.and_then(|work| measure(&work)).and_then(|run| rate(&run.said).ok_or("printed no rate".to_string()));
        match rate {
            Ok(rate) => println!("{name:<58} {rate:>14.0}"),
            Err(why) => println!("{name}: skipped, {why}"),
        }
    }
    let compiled = example("compile")?;
    let numbers: Vec<f64> = compiled.said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [bytes, elements, xml_us, all_us] = numbers[..] else { return Err("compile: printed no four numbers".to_string()) };
    println!(
        "\na procedure of {bytes} bytes and {elements} elements: XML parse {xml_us} us, to the net {all_us} us ({:.1} times)",
        all_us / xml_us
    );
    Ok(())
}

/// The rate of a peer that did the whole work, and nothing else.
fn rate(said: &str) -> Option<f64> {
    let instances: f64 = INSTANCES.parse().ok()?;
    let right = number(said, "tasks")? == instances * 6.5 && number(said, "permits")? == instances * 0.9;
    number(said, "per_cpu_s").filter(|_| right)
}

fn spiff(root: &Path) -> Result<std::process::Command, String> {
    let python = environment(root, "SpiffWorkflow==3.2.0")?;
    Ok(command(root, &python.to_string_lossy(), &["benches/peers/flow_spiff.py", INSTANCES, FLOW]))
}

fn engine(root: &Path) -> Result<std::process::Command, String> {
    let folder = packages(root, "bpmn-engine", "25.0.1")?;
    let node = find_program(&["node"]).ok_or("node is missing")?;
    let mut work = command(root, "env", &[&format!("NODE_PATH={}", folder.display())]);
    work.args([&node.to_string_lossy(), "benches/peers/flow_bpmn_engine.js", INSTANCES, FLOW]);
    Ok(work)
}

/// A package of npm in a folder of its own under `target/`.
fn packages(root: &Path, package: &str, version: &str) -> Result<PathBuf, String> {
    let folder = root.join("target/peers").join(package);
    let modules = folder.join("node_modules");
    if modules.join(package).is_dir() {
        return Ok(modules);
    }
    let npm = find_program(&["npm"]).ok_or("npm is missing")?;
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    println!("installing {package} {version} into {}", folder.display());
    let wanted = format!("{package}@{version}");
    let words = ["install", "--silent", "--no-audit", "--no-fund", "--prefix", &folder.to_string_lossy(), &wanted];
    match succeeds(command(root, &npm.to_string_lossy(), &words)) {
        true => Ok(modules),
        false => Err(format!("npm cannot install {wanted}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_work_has_a_rate() {
        assert_eq!(rate(r#"{"tasks": 1300, "permits": 180, "per_cpu_s": 3000.5}"#), Some(3000.5));
        assert_eq!(rate(r#"{"tasks": 1299, "permits": 180, "per_cpu_s": 3000.5}"#), None);
        assert_eq!(rate("nothing"), None);
    }
}
