//! `cargo xtask soak`: what takes too long for every change.

use crate::run::{Done, cargo, must};
use std::path::Path;

/// Cases of one property in an ordinary test run (the library's default).
const CASES: u32 = 256;

/// The property tests with `factor` times as many cases, then the ignored tests, in release.
pub fn soak(root: &Path, arguments: &[&str]) -> Done {
    let factor: u32 = match arguments {
        [] => 40,
        [text] => text.parse().map_err(|_| format!("`{text}` is not a whole number"))?,
        _ => return Err("soak takes one number".to_string()),
    };
    let cases = CASES.saturating_mul(factor).to_string();
    println!("PROPTEST_CASES={cases} ALATAU_CASES={cases}");
    let run = |extra: &[&str]| {
        let mut words = vec!["test", "--workspace", "--release", "--lib", "--bins", "--tests", "--locked", "--no-fail-fast", "--quiet"];
        words.extend(extra);
        let mut command = cargo(root, &words);
        command.env("PROPTEST_CASES", &cases).env("ALATAU_CASES", &cases);
        must(command)
    };
    let ordinary = run(&[]);
    let ignored = run(&["--", "--ignored", "--nocapture"]);
    ordinary.and(ignored)
}
