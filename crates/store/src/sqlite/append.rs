//! Appending to the log: entry, content, counters, and the right edge of the tree.

use super::read::prepared;
use super::words::Words;
use crate::{Entry, Fault};
use alatau_evidence::Hash;
use alatau_evidence::tree::Frontier;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

/// The log while a transaction runs.
pub(super) struct Log {
    frontier: Frontier,
    /// Size that the store has.
    before: u64,
    /// Events of the procedures that this transaction touched.
    procedures: BTreeMap<i64, u64>,
}

impl Log {
    /// As it is before the transaction.
    pub(super) fn read(connection: &Connection) -> Result<Log, Fault> {
        let frontier = frontier(connection)?;
        Ok(Log { before: frontier.size(), frontier, procedures: BTreeMap::new() })
    }

    /// Appends an entry with the hash of its leaf, if it is the next of its case and of its procedure.
    pub(super) fn append(&mut self, connection: &Connection, words: &mut Words, entry: &Entry, leaf: Hash) -> Result<(), Fault> {
        if entry.events == 0 || entry.index == 0 || entry.number == 0 {
            return Err(Fault::Failed(format!("an entry of case {} has no event, or is not counted from 1", entry.case)));
        }
        let found = last_index(connection, entry.case)?;
        if entry.index != found + 1 {
            return Err(Fault::Conflict { case: entry.case, expected: entry.index - 1, found });
        }
        let procedure = words.give(connection, &entry.procedure)?;
        let found = match self.procedures.get(&procedure) {
            Some(found) => *found,
            None => last_number(connection, procedure)?,
        };
        if entry.number != found + 1 {
            return Err(Fault::Number { procedure: entry.procedure.clone(), expected: entry.number - 1, found });
        }
        self.procedures.insert(procedure, found + u64::from(entry.events));
        let leaf_no = self.frontier.size();
        connection
            .prepare_cached(
                "INSERT INTO entries (leaf_no, procedure, number, events, case_no, case_index, at, leaf)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((leaf_no, procedure, entry.number, entry.events, entry.case, entry.index, entry.at, &entry.leaf))?;
        connection.prepare_cached("INSERT INTO contents (leaf_no, content) VALUES (?1, ?2)")?.execute((leaf_no, &entry.content))?;
        self.frontier.push(leaf);
        Ok(())
    }

    /// Writes counters and edge down, in the same transaction; answers the size.
    pub(super) fn write(self, connection: &Connection) -> Result<u64, Fault> {
        let size = self.frontier.size();
        if size == self.before {
            return Ok(size);
        }
        let mut statement = connection.prepare_cached(
            "INSERT INTO procedures (procedure, events) VALUES (?1, ?2)
             ON CONFLICT (procedure) DO UPDATE SET events = excluded.events",
        )?;
        for (procedure, events) in self.procedures {
            statement.execute((procedure, events))?;
        }
        connection.prepare_cached("UPDATE log SET size = ?1, frontier = ?2")?.execute((size, self.frontier.to_bytes()))?;
        Ok(size)
    }
}

/// The right edge of the tree.
pub(super) fn frontier(connection: &Connection) -> Result<Frontier, Fault> {
    let mut statement = prepared(connection, "SELECT size, frontier FROM log")?;
    let (size, bytes): (u64, Vec<u8>) = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Frontier::from_bytes(&bytes)
        .filter(|frontier| frontier.size() == size)
        .ok_or_else(|| Fault::Damaged("the edge of its log is none".to_string()))
}

/// Number of the last event of a procedure; 0: none.
pub(super) fn last_number(connection: &Connection, procedure: i64) -> Result<u64, Fault> {
    let mut statement = prepared(connection, "SELECT events FROM procedures WHERE procedure = ?1")?;
    Ok(statement.query_row([procedure], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Index of the last event of a case; 0: none.
fn last_index(connection: &Connection, case: u64) -> Result<u64, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT case_index + events - 1 FROM entries WHERE case_no = ?1 ORDER BY case_index DESC LIMIT 1")?;
    Ok(statement.query_row([case], |row| row.get(0)).optional()?.unwrap_or(0))
}
