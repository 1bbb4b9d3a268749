//! `cargo xtask golden`: expected output lies beside its input and is rewritten here.

use crate::run::{Done, cargo, command, must};
use std::path::Path;

/// Tests that compare with a kept file write it instead when they see this variable set to `write`.
pub const VARIABLE: &str = "ALATAU_GOLDEN";

/// Rewrites every kept output and shows what changed.
pub fn refresh(root: &Path) -> Done {
    let mut tests = cargo(root, &["test", "--workspace", "--lib", "--bins", "--tests", "--quiet", "--no-fail-fast"]);
    tests.env(VARIABLE, "write");
    let done = must(tests);
    if root.join(".git").exists() {
        must(command(root, "git", &["--no-pager", "diff", "--stat"]))?;
    }
    println!("read this diff and explain it in the commit");
    done
}
