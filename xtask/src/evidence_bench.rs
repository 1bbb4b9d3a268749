//! `cargo xtask bench evidence`: leaves, proofs and receipts of a log of a million leaves, one thread.

use crate::law_bench::number;
use crate::run::{Done, cargo, must};
use std::path::Path;

/// What is done, and under which name the example prints it.
const LINES: [(&str, &str); 12] = [
    ("write the bytes of a leaf", "leaf_write"),
    ("read a leaf strictly", "leaf_read"),
    ("hash of a leaf", "leaf_hash"),
    ("salt and commitment of a content", "commitment"),
    ("add a leaf to the root's frontier", "frontier_push"),
    ("leaf, commitment, hash, root and tiles", "leaf_to_tiles"),
    ("audit: leaf made, read, hashed, counted", "audit"),
    ("inclusion proof from tiles, checked", "prove_inclusion"),
    ("verify an inclusion proof", "check_inclusion"),
    ("sign a checkpoint", "sign_checkpoint"),
    ("verify a signed checkpoint", "open_checkpoint"),
    ("read and verify a whole receipt", "verify_receipt"),
];

/// The example proves and verifies for real; a wrong result ends it.
pub fn evidence(root: &Path) -> Done {
    let example = ["--release", "--locked", "--quiet", "--package", "alatau-evidence", "--example", "measure"];
    must(cargo(root, &[&["build"], &example[..]].concat()))?;
    let output = cargo(root, &[&["run"], &example[..]].concat()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("\n{:<44} {:>10}", "evidence, a log of 1,000,000 leaves", "ns of CPU");
    for (name, key) in LINES {
        let ns = number(&said, key).ok_or_else(|| format!("evidence: {}", String::from_utf8_lossy(&output.stderr)))?;
        println!("{name:<44} {ns:>10.0}");
    }
    Ok(())
}
