//! The store in one SQLite file.
//!
//! One writer, any number of readers. The writer holds a lock beside the file as long
//! as it lives, so a second one is refused; it commits with the write-ahead log and a
//! flush to the disk each time. A reader has its own connection and sees what was
//! committed when its statement, or its [`Sqlite::snapshot`], began.
//!
//! Invariants that the tables themselves keep (`form1.sql`): entries, words and looks are
//! neither changed nor removed, contents are removed but never changed, the log never shrinks.

mod append;
mod beside;
pub(crate) mod counts;
mod cut;
mod fault;
mod follow;
mod form;
mod open;
mod read;
#[cfg(test)]
mod tests;
mod walk;
mod words;

use crate::{Fault, Write};
use alatau_evidence::tree::leaf_hashes;
pub use open::Keeper;
use rusqlite::{Connection, TransactionBehavior};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
pub(crate) use walk::EntryRow;
use words::Words;

/// A store in an SQLite file: the writer's or a reader's connection to it.
pub struct Sqlite {
    connection: Connection,
    words: RefCell<Words>,
    /// Where it is; nothing: in memory.
    path: Option<PathBuf>,
    /// The writer's lock, given back after the connection is closed; a reader has none.
    lock: Option<open::Lock>,
    /// Where a copy lies that is read in its stead; gone after the connection is closed.
    #[expect(dead_code, reason = "its end removes the copy")]
    aside: Option<open::Aside>,
    /// The disk failed in a way that makes what is in memory doubtful.
    doubtful: bool,
    /// Something was erased and may still lie in the write-ahead log.
    unforgotten: bool,
}

impl Sqlite {
    /// Reads that all see the same moment.
    ///
    /// # Errors
    /// Those of the reads, and [`Fault`]s of the store.
    pub fn snapshot<T, E: From<Fault>>(&self, read: impl FnOnce(&Sqlite) -> Result<T, E>) -> Result<T, E> {
        let transaction = self.connection.unchecked_transaction().map_err(Fault::from)?;
        let answer = read(self)?;
        transaction.commit().map_err(Fault::from)?;
        Ok(answer)
    }

    /// The connection, for what only SQLite can do: its own backup, its own check.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Carries out all writes in one transaction.
    fn commit_all(&mut self, writes: &[Write]) -> Result<u64, Fault> {
        if self.doubtful {
            self.open_anew()?;
        }
        let done = self.transact(writes);
        self.words.get_mut().settle(done.is_ok());
        if done.is_ok() {
            self.unforgotten |= takes_away(writes);
            self.forget();
        }
        done
    }

    fn transact(&mut self, writes: &[Write]) -> Result<u64, Fault> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let size = carry_out_all(&transaction, self.words.get_mut(), writes)?;
        if let Err(error) = transaction.commit() {
            self.doubtful = fault::is_doubtful(&error);
            return Err(error.into());
        }
        Ok(size)
    }

    /// What was erased leaves the write-ahead log too. Where a reader still looks at the moment before, a later
    /// commit tries again; nobody waits for it.
    fn forget(&mut self) {
        if !self.unforgotten || self.path.is_none() {
            return;
        }
        let _ = self.connection.busy_timeout(Duration::ZERO);
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        let _ = self.connection.busy_timeout(open::PATIENCE);
        self.unforgotten = busy != Ok(0);
    }
}

/// Whether something personal is gone afterwards. A draft that was filed is not: it is in its case.
fn takes_away(writes: &[Write]) -> bool {
    let adopted = |write: &Write| if let Write::Adopt { draft, .. } = write { Some(*draft) } else { None };
    let filed: BTreeSet<u64> = writes.iter().filter_map(adopted).collect();
    writes.iter().any(|write| match write {
        Write::Erase { .. } | Write::DropDocument { .. } => true,
        Write::DropDraft { draft } => !filed.contains(draft),
        _ => false,
    })
}

fn carry_out_all(connection: &Connection, words: &mut Words, writes: &[Write]) -> Result<u64, Fault> {
    let mut log = append::Log::read(connection)?;
    let mut counts = counts::Counts::default();
    let leaves = writes.iter().filter_map(|write| if let Write::Entry(entry) = write { Some(entry.leaf.as_slice()) } else { None });
    let leaves: Vec<&[u8]> = leaves.collect();
    let mut hashes = leaf_hashes(&leaves).into_iter();
    for write in writes {
        match write {
            Write::Entry(entry) => log.append(connection, words, entry, hashes.next().expect("a hash for each leaf"))?,
            Write::Case(row) => follow::case(connection, words, &mut counts, row)?,
            Write::Tasks { case, tasks } => follow::tasks(connection, words, &mut counts, *case, tasks)?,
            other => carry_out(connection, words, other)?,
        }
    }
    counts.write(connection)?;
    log.write(connection)
}

/// Everything but an entry, and what is counted.
fn carry_out(connection: &Connection, words: &mut Words, write: &Write) -> Result<(), Fault> {
    match write {
        Write::Entry(_) | Write::Case(_) | Write::Tasks { .. } => unreachable!("it goes to the log, or is counted"),
        Write::Hold(holding) => follow::hold(connection, words, holding),
        Write::Release { case } => follow::release(connection, *case),
        Write::Notice(notice) => follow::notice(connection, words, notice),
        Write::Answer(answer) => beside::answer(connection, answer),
        Write::Draft(draft) => beside::draft(connection, words, draft),
        Write::DropDraft { draft } => beside::drop_draft(connection, *draft),
        Write::DropDocument { draft, hash } => beside::drop_document(connection, *draft, hash),
        Write::Blob(blob) => beside::blob(connection, blob),
        Write::Document(document) => beside::document(connection, document),
        Write::Adopt { draft, case } => beside::adopt(connection, *draft, *case),
        Write::Account(account) => beside::account(connection, account),
        Write::Login(login) => beside::login(connection, login),
        Write::DropLogin { hash } => beside::drop_login(connection, hash),
        Write::Forget { ended, answered, most } => beside::forget(connection, *ended, *answered, *most),
        Write::Look(look) => beside::look(connection, words, look),
        Write::Erase { case } => follow::erase(connection, *case),
        Write::Setting { name, value } => beside::setting(connection, name, value),
    }
}
