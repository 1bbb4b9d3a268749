//! What the SQLite file itself promises: one writer, readers beside it, tables that refuse
//! to be rewritten, erasure that leaves no byte, and clear refusals of what is no store.

#[path = "contract/rows.rs"]
#[allow(dead_code)]
mod rows;

use alatau_store::{CaseRow, Fault, Journal, Sqlite, Write};
use rows::{blob, case, document, entry, one_of_each};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    (folder, path)
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let (_folder, path) = folder();
    let first = Sqlite::open(&path).unwrap();
    assert_eq!(Sqlite::open(&path).err(), Some(Fault::Busy));
    drop(first);
    Sqlite::open(&path).unwrap();
}

#[test]
fn a_reader_sees_every_commit_and_a_snapshot_sees_one_moment() {
    let (_folder, path) = folder();
    let mut writer = Sqlite::open(&path).unwrap();
    let mut reader = Sqlite::reader(&path).unwrap();
    writer.commit(&one_of_each()).unwrap();
    assert_eq!(reader.case(1), Ok(Some(case(1))));
    let seen = reader.snapshot(|moment| {
        let before = moment.size()?;
        writer.commit(&[Write::Entry(entry("building-permit", 3, 1, 3, 1)), Write::Case(Arc::new(case(2)))])?;
        Ok::<_, Fault>((before, moment.size()?, moment.case(2)?))
    });
    assert_eq!(seen, Ok((1, 1, None)));
    assert_eq!((reader.size(), reader.case(2)), (Ok(2), Ok(Some(case(2)))));
    assert!(matches!(reader.commit(&[Write::Release { case: 1 }]), Err(Fault::ReadOnly(_))));
}

#[test]
fn a_reader_needs_a_store() {
    let (_folder, path) = folder();
    assert!(Sqlite::reader(&path).is_err());
    assert!(!path.exists(), "asking made a file");
}

#[test]
fn the_tables_refuse_to_be_rewritten_by_whoever_has_the_file() {
    let (_folder, path) = folder();
    Sqlite::open(&path).unwrap().commit(&one_of_each()).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
    for sql in [
        "UPDATE entries SET at = 1",
        "DELETE FROM entries",
        "REPLACE INTO entries SELECT leaf_no, procedure, number, events, case_no, case_index, 77, leaf FROM entries",
        "UPDATE contents SET content = x'00'",
        "UPDATE words SET word = 'other' WHERE id = 1",
        "DELETE FROM words",
        "UPDATE looks SET at = 1",
        "DELETE FROM looks",
        "DELETE FROM log",
        "UPDATE log SET size = 0",
        "INSERT INTO log VALUES (2, 0, x'00', 0)",
    ] {
        let before: i64 = other.query_row("SELECT total_changes()", [], |row| row.get(0)).unwrap();
        let refusal = other.execute(sql, []);
        assert!(refusal.is_err(), "{sql}");
        let after: i64 = other.query_row("SELECT total_changes()", [], |row| row.get(0)).unwrap();
        assert_eq!(before, after, "{sql}");
    }
}

#[test]
fn what_was_erased_is_in_no_byte_of_the_folder() {
    let (folder, path) = folder();
    let secret = "Гүлнар-7731-secret";
    let mut writer = Sqlite::open(&path).unwrap();
    let personal = |case_no: u64| {
        vec![
            Write::Entry(alatau_store::Entry {
                content: secret.repeat(400).into_bytes(),
                ..entry("building-permit", 1 + (case_no - 1) * 2, case_no, 1, 2)
            }),
            Write::Case(Arc::new(CaseRow { title: secret.to_string(), asked: secret.repeat(40), ..case(case_no) })),
            Write::Blob(alatau_store::Blob { bytes: secret.repeat(1000).into_bytes(), ..blob(case_no as u8) }),
            Write::Document(document(case_no, 0, case_no as u8)),
        ]
    };
    writer.commit(&personal(1)).unwrap();
    writer.commit(&personal(2)).unwrap();
    assert!(found(folder.path(), secret) > 0);
    writer.commit(&[Write::Erase { case: 1 }, Write::Erase { case: 2 }]).unwrap();
    assert_eq!(found(folder.path(), secret), 0);
}

#[test]
fn what_was_erased_is_gone_also_where_rows_grew_and_moved() {
    let (folder, path) = folder();
    let mut writer = Sqlite::open(&path).unwrap();
    // Rows of all lengths, changed again and again in no order, so that pages are split and filled anew.
    for round in 0..6u64 {
        let writes = (0..400u64).map(|n| {
            let number = 1 + (n * 181 + round * 7) % 400;
            let asked = "Дәулет-9944".repeat(((number * 37 + round * 61) % 90) as usize);
            Write::Case(Arc::new(CaseRow { asked, ..case(number) }))
        });
        for writes in writes.collect::<Vec<_>>().chunks(9) {
            writer.commit(writes).unwrap();
        }
    }
    assert!(found(folder.path(), "Дәулет-9944") > 0);
    let erasures: Vec<Write> = (1..=400).map(|case| Write::Erase { case }).collect();
    writer.commit(&erasures).unwrap();
    assert_eq!(found(folder.path(), "Дәулет-9944"), 0);
}

#[test]
fn an_erasure_waits_for_no_reader_and_is_complete_once_it_is_gone() {
    let (folder, path) = folder();
    let mut writer = Sqlite::open(&path).unwrap();
    let title = "Айгүл-5512".to_string();
    writer.commit(&[Write::Case(Arc::new(CaseRow { title: title.clone(), ..case(1) }))]).unwrap();
    let reader = Sqlite::reader(&path).unwrap();
    let took = reader.snapshot(|moment| {
        assert_eq!(moment.case(1)?.map(|row| row.title), Some(title.clone()));
        let begin = std::time::Instant::now();
        writer.commit(&[Write::Erase { case: 1 }])?;
        assert_eq!(moment.case(1)?.map(|row| row.title), Some(title.clone()), "a snapshot stays what it was");
        Ok::<_, Fault>(begin.elapsed())
    });
    assert!(took.unwrap().as_secs() < 4, "it waited for the reader");
    writer.commit(&[Write::Release { case: 1 }]).unwrap();
    assert_eq!(found(folder.path(), &title), 0);
}

/// How many files of a folder have these bytes.
fn found(folder: &Path, text: &str) -> usize {
    let has = |path: PathBuf| std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes());
    std::fs::read_dir(folder).unwrap().filter(|file| has(file.as_ref().unwrap().path())).count()
}

#[test]
fn a_later_store_is_refused_and_left_as_it_is() {
    let (_folder, path) = folder();
    drop(Sqlite::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(Sqlite::open(&path).err(), Some(Fault::Newer { found: 9, known: 4 }));
    assert_eq!(Sqlite::reader(&path).err(), Some(Fault::Newer { found: 9, known: 4 }));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn what_is_no_store_is_refused_and_left_as_it_is() {
    let (_folder, path) = folder();
    std::fs::write(&path, "a letter to the akimat, not a database; long enough to be taken for one. ".repeat(20)).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(&path), Err(Fault::Damaged(_))));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    std::fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE songs (name TEXT)").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(&path), Err(Fault::Damaged(_))));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_damaged_page_is_reported_never_believed() {
    let (_folder, path) = folder();
    let mut writer = Sqlite::open(&path).unwrap();
    for number in 0..200 {
        writer.commit(&[Write::Entry(entry("building-permit", 1 + number, number + 1, 1, 1))]).unwrap();
    }
    drop(writer);
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 8].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    let read = Sqlite::reader(&path).and_then(|reader| reader.leaves(0, 1000));
    assert!(matches!(read, Err(Fault::Damaged(_))), "{read:?}");
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let answer = Sqlite::open(Path::new("/sys/journal.sqlite")).err();
    assert!(matches!(answer, Some(Fault::ReadOnly(_))), "{answer:?}");
}
