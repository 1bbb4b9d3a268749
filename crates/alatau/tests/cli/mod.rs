//! Runs the built program.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `alatau` with these words; a panic is never an answer.
pub fn alatau(words: &[&str]) -> Run {
    alatau_in(Path::new("."), words)
}

/// Runs `alatau` from a folder, so that what it prints names no place of this machine.
pub fn alatau_in(folder: &Path, words: &[&str]) -> Run {
    let mut program = Command::new(env!("CARGO_BIN_EXE_alatau"));
    let Output { status, stdout, stderr } = program.current_dir(folder).args(words).output().expect("the program starts");
    let run = Run {
        code: status.code().expect("the program ends by itself"),
        out: String::from_utf8(stdout).expect("UTF-8"),
        err: String::from_utf8(stderr).expect("UTF-8"),
    };
    assert!(!run.err.contains("panicked"), "{words:?}: {}", run.err);
    assert_ne!(run.code, 3, "{words:?}: {}", run.err);
    run
}

/// The JSON of a run, which must be alone on standard output.
pub fn json(words: &[&str]) -> (i32, serde_json::Value) {
    let run = alatau(words);
    let value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{words:?}: {error}\n{}\n{}", run.out, run.err));
    (run.code, value)
}

/// A copy of the shipped law in a folder of its own, with one file changed.
pub fn changed_law(name: &str, file: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    copy(&shipped(), &folder);
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    let changed = change(&text);
    assert_ne!(text, changed, "{file} was to be changed");
    std::fs::write(&path, changed).expect("a file of our own");
    folder
}

/// The shipped law.
pub fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder of our own");
    for entry in std::fs::read_dir(from).expect("the law is there").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}

/// Holds `text` against the file beside the tests; `ALATAU_GOLDEN=write` writes it anew.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    if std::env::var("ALATAU_GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{name} differs; look at it, then run with ALATAU_GOLDEN=write\n{text}");
}
