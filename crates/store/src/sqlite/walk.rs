//! The whole log in its order, for who examines it: rows lent, not copied.

use super::Sqlite;
use crate::{Fault, Journal};

/// An entry as it lies in the tables, with the key of its case.
pub(crate) struct EntryRow<'a> {
    /// Number of its leaf.
    pub(crate) leaf_number: u64,
    /// Procedure.
    pub(crate) procedure: &'a str,
    /// Number of its first event within the procedure.
    pub(crate) number: u64,
    /// How many events it has.
    pub(crate) events: u32,
    /// Case.
    pub(crate) case: u64,
    /// Number of its first event within the case.
    pub(crate) index: u64,
    /// When.
    pub(crate) at: i64,
    /// The leaf.
    pub(crate) leaf: &'a [u8],
    /// The events; none: erased.
    pub(crate) content: Option<&'a [u8]>,
    /// Key of its case; none: erased.
    pub(crate) key: Option<&'a [u8; 32]>,
}

impl Sqlite {
    /// Every entry, by the number of its leaf.
    pub(crate) fn each_entry(&self, each: &mut dyn FnMut(&EntryRow)) -> Result<(), Fault> {
        let mut statement = self.connection.prepare(
            "SELECT e.leaf_no, e.procedure, e.number, e.events, e.case_no, e.case_index, e.at, e.leaf, c.content, k.key
             FROM entries e LEFT JOIN contents c ON c.leaf_no = e.leaf_no LEFT JOIN cases k ON k.case_no = e.case_no
             ORDER BY e.leaf_no",
        )?;
        let mut rows = statement.query([])?;
        let damaged = |error: rusqlite::types::FromSqlError| Fault::Damaged(error.to_string());
        while let Some(row) = rows.next()? {
            let procedure = self.words.borrow_mut().word(&self.connection, row.get(1)?)?;
            let key: Option<[u8; 32]> = row.get(9)?;
            each(&EntryRow {
                leaf_number: row.get(0)?,
                procedure: &procedure,
                number: row.get(2)?,
                events: row.get(3)?,
                case: row.get(4)?,
                index: row.get(5)?,
                at: row.get(6)?,
                leaf: row.get_ref(7)?.as_blob().map_err(damaged)?,
                content: row.get_ref(8)?.as_blob_or_null().map_err(damaged)?,
                key: key.as_ref(),
            });
        }
        Ok(())
    }

    /// The counter of each procedure.
    pub(crate) fn counters(&self) -> Result<Vec<(String, u64)>, Fault> {
        let mut statement =
            self.connection.prepare("SELECT w.word FROM procedures p JOIN words w ON w.id = p.procedure ORDER BY w.word")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        names.into_iter().map(|name| self.last_number(&name).map(|events| (name, events))).collect()
    }

    /// The number of a procedure's last event, as its entries have it.
    pub(crate) fn last_event(&self, procedure: &str) -> Result<u64, Fault> {
        let sql = "SELECT coalesce(max(number + events - 1), 0) FROM entries
                   WHERE procedure = (SELECT id FROM words WHERE word = ?1)";
        Ok(self.connection.query_row(sql, [procedure], |row| row.get(0))?)
    }
}
