//! What can only be tried from within: a file that may not grow, and a connection that is no longer believed.

use super::*;
use crate::{CaseFilter, CaseRow, Draft, Holding, Journal, Page, Part, TaskRow, Worklist};

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

thread_local! {
    static HEARD: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// A statement was asked for.
pub(super) fn hear(sql: &str) {
    HEARD.with(|heard| heard.borrow_mut().insert(sql.split_whitespace().collect::<Vec<_>>().join(" ")));
}

/// What reads a table from one end to the other, or sorts, and why it may.
const WHOLE: [(&str, &str, &str); 5] = [
    ("late, key, title, asked FROM cases ORDER BY case_no DESC LIMIT", "SCAN cases", "a page, in the order of the numbers"),
    ("late, key, title, asked FROM cases ORDER BY case_no", "SCAN cases", "who examines or copies a store reads all of it"),
    (":limit + :skip)) ORDER BY case_no DESC LIMIT", "USE TEMP B-TREE", "a page of open cases and one of closed, put into one"),
    ("SELECT size, frontier FROM log", "SCAN log", "one row"),
    ("SELECT EXISTS", "SCAN CONSTANT ROW", "no table"),
];

/// Asks for all that a journal tells.
fn read_all(journal: &Sqlite) -> Result<(), Fault> {
    let page = Page { skip: 0, limit: 2 };
    (journal.size()?, journal.frontier()?, journal.leaves(0, 1)?, journal.leaf_hashes(0, 1)?, journal.last_number("p")?);
    (journal.entries(1)?, journal.entry(0)?, journal.case(1)?, journal.tasks(1)?, journal.next_due()?, journal.due(9, 1)?);
    journal.each_case(&mut |_| {})?;
    journal.each_ended(0, &mut |_| {})?;
    (journal.case_counts()?, journal.first_open(9, 1)?);
    for part in Part::ALL {
        assert_eq!(journal.time("p", part, 0)?, Some(if part == Part::Total { 4 } else { 0 }), "it is looked for");
    }
    for count in journal.task_counts()? {
        assert_eq!((journal.waits_since(&count)?, journal.waited_before(&count, 1)?), (Some(0), 1));
    }
    let word = || Some("s".to_string());
    for (applicant, open) in [(None, None), (None, Some(true)), (Some(1), None), (Some(1), Some(false))] {
        for service in [None, word()] {
            journal.cases(&CaseFilter { applicant, open, service }, page)?;
        }
    }
    for (body, claimed) in [(None, None), (word(), None), (None, Some(1)), (word(), Some(1))] {
        journal.worklist(&Worklist { body, claimed }, page)?;
    }
    (journal.holding("s", "t")?, journal.held(1)?, journal.register("s")?, journal.answer(1, "k")?, journal.outlived(0, 0)?);
    (journal.notices(0, 1)?, journal.notices_of(1, page)?, journal.draft(1)?, journal.drafts(1)?, journal.documents(1)?);
    (journal.draft_documents(1)?, journal.blob(&[0; 32])?, journal.account(1)?, journal.account_named("n")?, journal.accounts()?);
    (journal.login(&[0; 32])?, journal.logins(1)?, journal.looks(1)?, journal.setting("n")?, journal.ids()?);
    Ok(())
}

#[test]
fn no_read_goes_through_a_whole_table_but_those_that_say_why() {
    let mut journal = Sqlite::in_memory().unwrap();
    let [service, procedure] = ["s", "p"].map(str::to_string);
    let row = CaseRow { case: 1, service, procedure, filed: 1, closed: Some(5), ..CaseRow::default() };
    let task = TaskRow { case: 1, body: "s".to_string(), ..TaskRow::default() };
    let held = Holding { register: "s".to_string(), thing: "t".to_string(), case: 1, amount: 1, limit: 1 };
    journal.commit(&[Write::Case(row.into()), Write::Tasks { case: 1, tasks: vec![task].into() }, Write::Hold(held)]).unwrap();
    read_all(&journal).unwrap();
    let heard = HEARD.take();
    assert!(heard.len() > 50, "only {} statements were heard", heard.len());
    let mut used = BTreeSet::new();
    for sql in &heard {
        let mut plan = journal.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![rusqlite::types::Null; plan.parameter_count()];
        let lines = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
        for line in
            lines.map(Result::unwrap).filter(|line| line.starts_with("SCAN") && !line.starts_with("SCAN (") || line.contains("TEMP B-TREE"))
        {
            let known =
                WHOLE.iter().position(|(end, step, _)| line.starts_with(step) && (sql.ends_with(end) || sql.contains(&format!("{end} "))));
            used.insert(known.unwrap_or_else(|| panic!("{line}: {sql}")));
        }
    }
    assert_eq!(used.len(), WHOLE.len(), "an exception that none needs");
}
