//! `cargo xtask soak`: what takes too long for every change.

use crate::run::{Done, cargo, command, must};
use crate::{smoke, tools};
use std::path::Path;

/// Cases of one property in an ordinary test run (the library's default).
const CASES: u32 = 256;

/// Tests of the kernel: cases, procedures, decisions.
const KERNEL: [&str; 8] = ["--package", "alatau-core", "--test", "case_rules", "--test", "decision_fuzz", "--test", "procedure_suites"];

/// Tests of the live city: its server under faults, its process killed, the program killed under load, its channels
/// held to each other.
const CITY: [&str; 15] = [
    "--package",
    "alatau-city",
    "--package",
    "alatau",
    "--bins",
    "--test",
    "simulation",
    "--test",
    "killed",
    "--test",
    "requests",
    "--test",
    "story",
    "--test",
    "served",
];

/// Seconds for which requests are made up.
const SECONDS: &str = "300";

/// Seeds of the server's simulation, and kills of its process, for each unit of the factor: 1,000 by default.
const RUNS: u32 = 25;

/// Commands of the walk after each of which all channels show one state, for each unit of the factor: 10,000 by default.
const STEPS: u32 = 250;

/// The property tests with `factor` times as many cases, then the ignored tests, in release;
/// after the word `kernel` or `city` those of that part only. `release` builds the program
/// as it is given away, and compares its bytes with those of the tests' build. After `api`,
/// requests made up from the description of the API.
pub fn soak(root: &Path, arguments: &[&str]) -> Done {
    if arguments == ["release"] {
        must(cargo(root, &["build", "--locked"]))?;
        must(cargo(root, &["build", "--release", "--locked"]))?;
        return smoke::same_optimised(root);
    }
    let (part, arguments): (&[&str], &[&str]) = match arguments {
        ["api"] => return api(root, SECONDS),
        ["api", seconds] => return api(root, seconds),
        ["kernel", rest @ ..] => (&KERNEL, rest),
        ["city", rest @ ..] => (&CITY, rest),
        all => (&["--workspace", "--lib", "--bins", "--tests"], all),
    };
    let factor: u32 = match arguments {
        [] => 40,
        [text] => text.parse().map_err(|_| format!("`{text}` is not a whole number"))?,
        _ => return Err("soak takes `release`, `api` and seconds, or the word `kernel` or `city`, one number, or both".to_string()),
    };
    let cases = CASES.saturating_mul(factor).to_string();
    let runs = RUNS.saturating_mul(factor).to_string();
    let steps = STEPS.saturating_mul(factor).to_string();
    println!("PROPTEST_CASES={cases} ALATAU_CASES={cases} ALATAU_SEEDS={runs} ALATAU_KILLS={runs} ALATAU_STEPS={steps}");
    let run = |extra: &[&str]| {
        let mut words = vec!["test", "--release", "--locked", "--no-fail-fast", "--quiet"];
        words.extend(part);
        words.extend(extra);
        let mut command = cargo(root, &words);
        command.env("PROPTEST_CASES", &cases).env("ALATAU_CASES", &cases);
        command.env("ALATAU_SEEDS", &runs).env("ALATAU_KILLS", &runs).env("ALATAU_STEPS", &steps);
        must(command)
    };
    let ordinary = run(&[]);
    // What writes files of the repository is ignored, and stays so.
    let ignored = run(&["--", "--ignored", "--nocapture", "--skip", "writes_the_fixture"]);
    ordinary.and(ignored)
}

/// Asks every operation of a city's API as it should be asked, then for so many seconds what is made up from its
/// description: fails on any 5xx, and on what the description does not have.
fn api(root: &Path, seconds: &str) -> Done {
    let python = tools::api_tester(root)?;
    must(cargo(root, &["build", "--locked", "--package", "alatau"]))?;
    let [script, program, law, folder] =
        ["xtask/soak/api.py", "target/debug/alatau", "law", "target/soak"].map(|path| root.join(path).to_string_lossy().into_owned());
    must(command(root, &python.to_string_lossy(), &[&script, &program, &law, &folder, seconds]))
}
