//! Real disks that are full, cannot be written, or lose their folder: a clear refusal, no damage, and on it goes afterwards.
//!
//! Small file systems in memory are mounted for it, which only an administrator may do; where it is not allowed the
//! tests say so and the page limit of SQLite stands in (`src/sqlite/tests.rs`).

#[path = "contract/rows.rs"]
#[allow(dead_code)]
mod rows;

use alatau_store::{Entry, Fault, Journal, Sqlite, Write};
use rows::{case, entry};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

/// A file system of a few megabytes; gone when dropped.
struct Small(TempDir);

impl Small {
    fn mount(megabytes: u32) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = mount(&["-t", "tmpfs", "-o", &size, "tmpfs", &folder.path().to_string_lossy()]);
        if !mounted {
            println!("skipped: no file system may be mounted here");
        }
        mounted.then(|| Small(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn mount(words: &[&str]) -> bool {
    Command::new("mount").args(words).output().is_ok_and(|done| done.status.success())
}

fn big(number: u64) -> Vec<Write> {
    vec![
        Write::Entry(Entry { content: vec![number as u8; 20_000], ..entry("building-permit", number, number, 1, 1) }),
        Write::Case(Arc::new(case(number))),
    ]
}

#[test]
fn a_full_disk_refuses_and_keeps_what_was_there() {
    let Some(disk) = Small::mount(4) else { return };
    let path = disk.path().join("journal.sqlite");
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![0; 1 << 20]).unwrap();
    let mut journal = Sqlite::open(&path).unwrap();
    let mut kept = 0;
    let fault = loop {
        match journal.commit(&big(kept + 1)) {
            Ok(size) => kept = size,
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault, Fault::Full, "after {kept} entries");
    assert!(kept > 10);
    for _ in 0..5 {
        assert_eq!(journal.commit(&big(kept + 1)), Err(Fault::Full));
        assert_eq!((journal.size(), journal.case(kept + 1)), (Ok(kept), Ok(None)));
    }
    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(journal.commit(&big(kept + 1)), Ok(kept + 1), "space was freed");
    drop(journal);
    let journal = Sqlite::open(&path).unwrap();
    let entries = (1..=kept + 1).filter(|case| journal.entries(*case).unwrap().len() == 1).count() as u64;
    assert_eq!((entries, journal.size()), (kept + 1, Ok(kept + 1)));
}

#[test]
fn a_disk_that_turns_read_only_refuses_and_goes_on_when_it_can_be_written_again() {
    let Some(disk) = Small::mount(16) else { return };
    let (path, folder) = (disk.path().join("journal.sqlite"), disk.path().to_string_lossy().into_owned());
    let mut journal = Sqlite::open(&path).unwrap();
    journal.commit(&big(1)).unwrap();
    drop(journal);
    assert!(mount(&["-o", "remount,ro", &folder]));
    let answer = Sqlite::open(&path).err();
    assert!(matches!(answer, Some(Fault::ReadOnly(_))), "{answer:?}");
    assert!(mount(&["-o", "remount,rw", &folder]));
    let mut journal = Sqlite::open(&path).unwrap();
    assert_eq!((journal.entries(1).unwrap().len(), journal.commit(&big(2))), (1, Ok(2)));
}
