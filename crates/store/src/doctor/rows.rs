//! The file, and the rows that follow from the entries.

use super::{Check, Finding, Wrong};
use crate::sqlite::counts::Counts;
use crate::{Fault, Sqlite};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// SQLite's own check: pages, order of the indexes, references between tables.
pub(super) fn file(journal: &Sqlite) -> Result<Finding, Fault> {
    let mut wrong = Wrong::default();
    let connection = journal.connection();
    let mut statement = connection.prepare("PRAGMA integrity_check(10)")?;
    let mut rows = statement.query([])?;
    // A damage that stops the check itself is found as well.
    while let Some(row) = rows.next().unwrap_or_else(|error| {
        wrong.add(|| error.to_string());
        None
    }) {
        let said: String = row.get(0)?;
        wrong.unless(said == "ok", || said.clone());
    }
    if wrong.count == 0 {
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, row): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
            wrong.add(|| format!("row {} of {table} refers to nothing", row.unwrap_or(0)));
        }
    }
    let pages = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = pages("page_count")? * pages("page_size")?;
    Ok(Finding::of(Check::File, vec![("bytes", bytes as f64)], wrong))
}

/// Tables, indexes and triggers beside those of a new store.
pub(super) fn form(journal: &Sqlite) -> Result<Finding, Fault> {
    let made = |journal: &Sqlite| -> Result<BTreeMap<String, String>, Fault> {
        let sql = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let mut statement = journal.connection().prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let (found, wanted) = (made(journal)?, made(&Sqlite::in_memory()?)?);
    let mut wrong = Wrong::default();
    for (name, sql) in &wanted {
        wrong.unless(found.get(name) == Some(sql), || {
            let how = if found.contains_key(name) { "is another than the program makes" } else { "is missing" };
            format!("{name} {how}")
        });
    }
    for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
        wrong.add(|| format!("{name} is not made by the program"));
    }
    Ok(Finding::of(Check::Form, vec![("made", found.len() as f64)], wrong))
}

/// Cases beside their entries, their instants and their tasks.
pub(super) fn cases(journal: &Sqlite) -> Result<Finding, Fault> {
    let mut wrong = Wrong::default();
    let mut say = |sql: &str, what: fn(i64, i64, i64) -> String| -> Result<(), Fault> {
        let mut statement = journal.connection().prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (a, b, c) = (row.get(0)?, row.get(1)?, row.get(2)?);
            wrong.add(|| what(a, b, c));
        }
        Ok(())
    };
    say(
        "SELECT c.case_no, c.events, coalesce(e.events, 0) FROM cases c
         LEFT JOIN (SELECT case_no, sum(events) AS events FROM entries GROUP BY case_no) e ON e.case_no = c.case_no
         WHERE c.events <> coalesce(e.events, 0)",
        |case, says, has| format!("case {case} says {says} events, its entries have {has}"),
    )?;
    say(
        "SELECT DISTINCT e.case_no, 0, 0 FROM entries e WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_no = e.case_no)",
        |case, _, _| format!("case {case} has entries and no row"),
    )?;
    say("SELECT case_no, due, 0 FROM cases WHERE due IS NOT NULL AND open = 0", |case, due, _| {
        format!("case {case} is closed and due at {due}")
    })?;
    say(
        "SELECT t.case_no, t.activity, 0 FROM tasks t LEFT JOIN cases c ON c.case_no = t.case_no WHERE coalesce(c.open, 0) = 0",
        |case, activity, _| format!("activity {activity} of case {case} waits, but the case is not open"),
    )?;
    // No task falls due before its case: the clock would come too late.
    say(
        "SELECT t.case_no, t.due, coalesce(c.due, -1) FROM tasks t JOIN cases c ON c.case_no = t.case_no
         WHERE t.due < 9223372036854775807 AND (c.due IS NULL OR c.due > t.due)",
        |case, task, due| format!("a task of case {case} is due at {task}, the case only at {due}"),
    )?;
    // Who looks for the longest open ones reads from the first number on.
    say(
        "SELECT case_no, filed, before FROM (SELECT case_no, filed, lag(filed) OVER (ORDER BY case_no) AS before FROM cases)
         WHERE filed < before",
        |case, filed, before| format!("case {case} was filed at {filed}, the one before it at {before}"),
    )?;
    let count = |sql: &str| journal.connection().query_row(sql, [], |row| row.get::<_, i64>(0));
    let figures = vec![
        ("cases", count("SELECT count(*) FROM cases")? as f64),
        ("open", count("SELECT count(*) FROM cases WHERE open = 1")? as f64),
        ("due", count("SELECT count(*) FROM cases WHERE due IS NOT NULL")? as f64),
        ("tasks", count("SELECT count(*) FROM tasks")? as f64),
    ];
    Ok(Finding::of(Check::Cases, figures, wrong))
}

/// What is counted with each commit, beside the rows counted anew.
pub(super) fn counts(journal: &Sqlite) -> Result<Finding, Fault> {
    let mut wrong = Wrong::default();
    let counted = Counts::differences(journal.connection(), |what| wrong.add(|| what))?;
    Ok(Finding::of(Check::Counts, vec![("counts", counted as f64)], wrong))
}

/// The sum of what is held of a thing, beside how much there is of it.
pub(super) fn holdings(journal: &Sqlite) -> Result<Finding, Fault> {
    let mut wrong = Wrong::default();
    let mut statement = journal.connection().prepare(
        "SELECT w.word, h.thing, sum(h.amount), max(h.capacity) FROM holdings h JOIN words w ON w.id = h.register
         GROUP BY h.register, h.thing",
    )?;
    let mut rows = statement.query([])?;
    let mut things = 0.0;
    while let Some(row) = rows.next()? {
        things += 1.0;
        let (register, thing): (String, String) = (row.get(0)?, row.get(1)?);
        let (held, capacity): (i64, i64) = (row.get(2)?, row.get(3)?);
        wrong.unless(held <= capacity, || format!("{held} of {register} `{thing}` is held, there is {capacity}"));
    }
    Ok(Finding::of(Check::Holdings, vec![("things", things)], wrong))
}

/// Bytes beside their hash and their length.
pub(super) fn documents(journal: &Sqlite) -> Result<Finding, Fault> {
    let mut wrong = Wrong::default();
    let mut statement = journal.connection().prepare("SELECT id, hash, bytes FROM blobs")?;
    let mut rows = statement.query([])?;
    let mut bytes = 0.0;
    while let Some(row) = rows.next()? {
        let (id, hash): (i64, [u8; 32]) = (row.get(0)?, row.get(1)?);
        let content = row.get_ref(2)?.as_blob().map_err(|error| Fault::Damaged(error.to_string()))?;
        bytes += content.len() as f64;
        wrong.unless(Sha256::digest(content).as_slice() == hash, || format!("the bytes of document {id} are not those of its hash"));
    }
    let sql = "SELECT d.name FROM documents d JOIN blobs b ON b.hash = d.hash WHERE d.bytes <> length(b.bytes)";
    let mut statement = journal.connection().prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        wrong.add(|| format!("document `{name}` says another length than it has"));
    }
    Ok(Finding::of(Check::Documents, vec![("bytes", bytes)], wrong))
}
