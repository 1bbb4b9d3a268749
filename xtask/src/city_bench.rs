//! The whole server: durable commands a second in process and over HTTP at 1, 16 and 256
//! clients, beside the flushes of this disk in the same run.

use crate::run::{Done, cargo, must};
use std::path::Path;

/// Prints commands a second, the 50th and 99th percentile of their times, and the ratio to flushes.
pub fn city(root: &Path) -> Done {
    let build = ["test", "--release", "--locked", "--package", "alatau", "--bin", "alatau", "--"];
    must(cargo(root, &[&build[..], &["--ignored", "--nocapture", "serve::tests::measure"]].concat()))
}
