//! What the tests of procedures and decisions share.
#![allow(dead_code)]

use std::path::PathBuf;

/// A path in the repository.
pub fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A path in this crate's test data.
pub fn data(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

/// A folder of the outside suites, or nothing, with a word, where they are absent.
pub fn suite(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ALATAU_DATA").map_or_else(|| in_repository("../shared/data"), PathBuf::from);
    let folder = root.join(path);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: {path} is not here; set ALATAU_DATA to the folder of the outside suites");
    None
}

/// Compares with the text that lies in the test data; with `ALATAU_GOLDEN=write` writes it.
pub fn golden(path: &str, found: &str) {
    let path = data(path);
    if std::env::var("ALATAU_GOLDEN").is_ok_and(|v| v == "write") {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{} differs; found:\n{found}", path.display());
}

/// All files below a folder with this ending, in order.
pub fn files(folder: &std::path::Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
