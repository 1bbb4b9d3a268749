//! Cutting the log off: the store as it was at an earlier moment.

use super::Sqlite;
use crate::{Fault, Journal};
use alatau_evidence::tree::Frontier;
use rusqlite::TransactionBehavior;

/// What stands beside the log and came after an instant.
const LATER: [&str; 7] = [
    "DELETE FROM documents WHERE at > ?1",
    "DELETE FROM drafts WHERE changed > ?1",
    "DELETE FROM notices WHERE at > ?1",
    "DELETE FROM answers WHERE at > ?1",
    "DELETE FROM accounts WHERE created > ?1",
    "DELETE FROM logins WHERE created > ?1",
    "DELETE FROM looks WHERE at > ?1",
];

/// What belongs to a case, an account or a document that is not there any more.
const ORPHANED: &str = "
    DELETE FROM cases WHERE case_no NOT IN (SELECT case_no FROM entries);
    DELETE FROM tasks WHERE case_no NOT IN (SELECT case_no FROM cases);
    DELETE FROM holdings WHERE case_no NOT IN (SELECT case_no FROM cases);
    DELETE FROM documents WHERE case_no > 0 AND case_no NOT IN (SELECT case_no FROM cases);
    DELETE FROM blobs WHERE hash NOT IN (SELECT hash FROM documents);
    DELETE FROM logins WHERE account NOT IN (SELECT account FROM accounts);
    UPDATE procedures SET events =
        (SELECT coalesce(max(e.number + e.events - 1), 0) FROM entries e WHERE e.procedure = procedures.procedure);
    DELETE FROM procedures WHERE events = 0;";

impl Sqlite {
    /// Takes away every entry from a number on, and what came after an instant; answers the cases that lost entries and are
    /// there still, whose rows are as they were before: who knows the law makes them anew.
    pub(crate) fn cut_off(&mut self, leaves: u64, at: i64) -> Result<Vec<u64>, Fault> {
        let mut frontier = Frontier::default();
        while frontier.size() < leaves {
            let hashes = self.leaf_hashes(frontier.size(), 16_384.min((leaves - frontier.size()) as usize))?;
            if hashes.is_empty() {
                return Err(Fault::Failed(format!("its log has only {} leaves", frontier.size())));
            }
            hashes.into_iter().for_each(|hash| frontier.push(hash));
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let all = |sql: &str| -> Result<Vec<String>, Fault> {
            let mut statement = transaction.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        // The guards against mistakes stand aside for this one transaction.
        let guards = all("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")?;
        for name in all("SELECT name FROM sqlite_schema WHERE type = 'trigger'")? {
            transaction.execute_batch(&format!("DROP TRIGGER {name}"))?;
        }
        let lost = "SELECT DISTINCT case_no FROM entries WHERE leaf_no >= ?1 ORDER BY case_no";
        let lost: Vec<u64> = transaction.prepare(lost)?.query_map([leaves], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for table in ["contents", "entries"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE leaf_no >= ?1"), [leaves])?;
        }
        for sql in LATER {
            transaction.execute(sql, [at])?;
        }
        for case in &lost {
            transaction.execute("DELETE FROM settings WHERE name GLOB 'proposal/' || ?1 || '/*'", [case])?;
        }
        transaction.execute_batch(ORPHANED)?;
        super::counts::make_anew(&transaction)?;
        transaction.execute("UPDATE log SET size = ?1, frontier = ?2", (frontier.size(), frontier.to_bytes()))?;
        guards.iter().try_for_each(|guard| transaction.execute_batch(guard))?;
        transaction.commit()?;
        self.words = Default::default();
        let is_there = |case: &u64| self.case(*case).map(|row| row.is_some());
        lost.into_iter().filter_map(|case| is_there(&case).map(|there| there.then_some(case)).transpose()).collect()
    }
}
