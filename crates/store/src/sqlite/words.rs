//! Words by number. A word never changes, so what is known stays right, in any
//! connection; a number that was given in a transaction that failed is forgotten.

use rusqlite::{Connection, OptionalExtension, Result};
use std::collections::{BTreeMap, HashMap};

/// The words that a connection has met.
#[derive(Default)]
pub(super) struct Words {
    numbers: HashMap<String, i64>,
    words: BTreeMap<i64, String>,
    /// Those of the transaction that runs.
    fresh: Vec<i64>,
}

impl Words {
    /// The number of a word; one that is new gets the next.
    pub(super) fn give(&mut self, connection: &Connection, word: &str) -> Result<i64> {
        if let Some(number) = self.find(connection, word)? {
            return Ok(number);
        }
        connection.prepare_cached("INSERT INTO words (word) VALUES (?1)")?.execute([word])?;
        let number = connection.last_insert_rowid();
        self.fresh.push(number);
        self.learn(number, word);
        Ok(number)
    }

    /// The number of a word, if it has one.
    pub(super) fn find(&mut self, connection: &Connection, word: &str) -> Result<Option<i64>> {
        if let Some(number) = self.numbers.get(word) {
            return Ok(Some(*number));
        }
        let mut statement = connection.prepare_cached("SELECT id FROM words WHERE word = ?1")?;
        let number = statement.query_row([word], |row| row.get(0)).optional()?;
        if let Some(number) = number {
            self.learn(number, word);
        }
        Ok(number)
    }

    /// The word with a number.
    pub(super) fn word(&mut self, connection: &Connection, number: i64) -> Result<String> {
        if let Some(word) = self.words.get(&number) {
            return Ok(word.clone());
        }
        let word: String = connection.prepare_cached("SELECT word FROM words WHERE id = ?1")?.query_row([number], |row| row.get(0))?;
        self.learn(number, &word);
        Ok(word)
    }

    /// The transaction is over; what it gave stays only if it was kept.
    pub(super) fn settle(&mut self, kept: bool) {
        for number in self.fresh.drain(..) {
            if !kept && let Some(word) = self.words.remove(&number) {
                self.numbers.remove(&word);
            }
        }
    }

    fn learn(&mut self, number: i64, word: &str) {
        self.numbers.insert(word.to_string(), number);
        self.words.insert(number, word.to_string());
    }
}
