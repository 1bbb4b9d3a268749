//! What can only be tried from within: a file that may not grow, and a connection that is no longer believed.

use super::*;
use crate::{Draft, Journal};

fn draft(number: u64) -> Write {
    let body = "x".repeat(30_000);
    Write::Draft(Draft { draft: number, account: 1, service: "permit".to_string(), changed: 1, version: 1, body })
}

#[test]
fn a_file_that_may_not_grow_is_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::open(&folder.path().join("journal.sqlite")).unwrap();
    journal.commit(&[draft(1)]).unwrap();
    let limit = |journal: &Sqlite, pages: i64| {
        journal.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let pages = limit(&journal, 1);
    assert_eq!(journal.commit(&[draft(2), draft(3)]), Err(Fault::Full));
    assert_eq!((journal.drafts(1).unwrap().len(), journal.ids().unwrap().draft), (1, 1));
    limit(&journal, pages + 100);
    journal.commit(&[draft(2), draft(3)]).unwrap();
    assert_eq!(journal.drafts(1).unwrap().len(), 3);
}

#[test]
fn after_a_failed_flush_the_connection_is_opened_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::open(&folder.path().join("journal.sqlite")).unwrap();
    journal.commit(&[draft(1)]).unwrap();
    journal.doubtful = true;
    journal.connection.execute_batch("CREATE TEMP TABLE of_the_old_connection (x INTEGER)").unwrap();
    journal.commit(&[draft(2)]).unwrap();
    assert!(!journal.doubtful);
    assert!(journal.connection.prepare("SELECT * FROM of_the_old_connection").is_err());
    assert_eq!(journal.drafts(1).unwrap().len(), 2);
    assert_eq!(Sqlite::open(&folder.path().join("journal.sqlite")).err(), Some(Fault::Busy), "the lock was kept");
}

#[test]
fn an_error_of_the_disk_is_doubtful_and_a_full_disk_is_not() {
    let failure = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
    assert!(fault::is_doubtful(&failure(rusqlite::ffi::SQLITE_IOERR_FSYNC)));
    assert!(!fault::is_doubtful(&failure(rusqlite::ffi::SQLITE_FULL)));
}

#[test]
fn a_commit_is_flushed_and_a_writer_has_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let writer = Sqlite::open(&path).unwrap();
    let pragma = |name: &str| writer.connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    assert_eq!(pragma("synchronous"), 2.into());
    assert_eq!(pragma("journal_mode"), "wal".to_string().into());
    assert_eq!((pragma("secure_delete"), pragma("foreign_keys"), pragma("recursive_triggers")), (1.into(), 1.into(), 1.into()));
}

#[test]
#[cfg(debug_assertions)]
fn a_look_up_that_scans_or_sorts_stops_a_debug_build() {
    let mut journal = Sqlite::in_memory().unwrap();
    journal.commit(&[draft(1), draft(2), draft(3)]).unwrap();
    let scan = "SELECT draft FROM drafts WHERE body = 'y'";
    let sort = "SELECT draft FROM drafts WHERE account = 1 ORDER BY version DESC, draft";
    for sql in [scan, sort] {
        let looked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| journal.lookup(sql, [], |row| row.get::<_, i64>(0))));
        assert!(looked.is_err(), "{sql}");
    }
    journal.lookup("SELECT draft FROM drafts WHERE account = 1 ORDER BY changed", [], |row| row.get::<_, i64>(0)).unwrap();
}
