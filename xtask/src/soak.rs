//! `cargo xtask soak`: what takes too long for every change.

use crate::run::{Done, cargo, must};
use std::path::Path;

/// Cases of one property in an ordinary test run (the library's default).
const CASES: u32 = 256;

/// Tests of the kernel: cases, procedures, decisions.
const KERNEL: [&str; 8] = ["--package", "alatau-core", "--test", "case_rules", "--test", "decision_fuzz", "--test", "procedure_suites"];

/// The property tests with `factor` times as many cases, then the ignored tests, in release;
/// after the word `kernel` those of the kernel only.
pub fn soak(root: &Path, arguments: &[&str]) -> Done {
    let (kernel, arguments) = match arguments {
        ["kernel", rest @ ..] => (true, rest),
        all => (false, all),
    };
    let factor: u32 = match arguments {
        [] => 40,
        [text] => text.parse().map_err(|_| format!("`{text}` is not a whole number"))?,
        _ => return Err("soak takes the word `kernel`, one number, or both".to_string()),
    };
    let cases = CASES.saturating_mul(factor).to_string();
    println!("PROPTEST_CASES={cases} ALATAU_CASES={cases}");
    let run = |extra: &[&str]| {
        let mut words = vec!["test", "--release", "--locked", "--no-fail-fast", "--quiet"];
        words.extend(if kernel { &KERNEL[..] } else { &["--workspace", "--lib", "--bins", "--tests"] });
        words.extend(extra);
        let mut command = cargo(root, &words);
        command.env("PROPTEST_CASES", &cases).env("ALATAU_CASES", &cases);
        must(command)
    };
    let ordinary = run(&[]);
    let ignored = run(&["--", "--ignored", "--nocapture"]);
    ordinary.and(ignored)
}
