//! Is the store well? Everything that can be held against something else is.
//!
//! Reads only, beside a running writer if there is one; each check answers with a finding,
//! so that a sound store gives as many findings as there are checks.

mod entries;
mod rows;
mod surroundings;

use crate::{Fault, JOURNAL, LOG, Sqlite, tiles};
use alatau_evidence::note::Checkpoint;
use std::path::Path;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// SQLite's own check of pages, indexes and references.
    File,
    /// Tables, indexes and triggers are those that the program makes.
    Form,
    /// Numbers within procedures and indices within cases have no gap; leaves and rows say the same.
    Numbers,
    /// The edge of the log is that of its leaves; so is the last checkpoint.
    Frontier,
    /// What is not erased is what its leaf was committed to.
    Contents,
    /// The published files are those of the journal.
    Tiles,
    /// Cases have as many events as their entries; who is closed is not due and waits for nothing.
    Cases,
    /// What figures are taken from is what the rows say.
    Counts,
    /// Nothing is held beyond what there is.
    Holdings,
    /// Documents have their bytes, and bytes their hash.
    Documents,
    /// Only its owner reads the folder, the journal and the key.
    Rights,
    /// Room on the disk.
    Room,
    /// How fast the disk flushes.
    Flush,
}

impl Check {
    /// A word for it: key of its text, and name in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Check::File => "file",
            Check::Form => "form",
            Check::Numbers => "numbers",
            Check::Frontier => "frontier",
            Check::Contents => "contents",
            Check::Tiles => "tiles",
            Check::Cases => "cases",
            Check::Counts => "counts",
            Check::Holdings => "holdings",
            Check::Documents => "documents",
            Check::Rights => "rights",
            Check::Room => "room",
            Check::Flush => "flush",
        }
    }
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it has to be.
    Well,
    /// It works, but somebody should look.
    Warning,
    /// It is not as it has to be.
    Bad,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Check.
    pub check: Check,
    /// How it is.
    pub state: State,
    /// Figures, each under a word: how many were looked at, bytes, flushes a second.
    pub figures: Vec<(&'static str, f64)>,
    /// What is wrong, the first few places of it; empty where all is well.
    pub wrong: Vec<String>,
}

/// Places that a finding names at most.
const NAMED: usize = 10;

impl Finding {
    /// Bad as soon as one thing is wrong.
    fn of(check: Check, figures: Vec<(&'static str, f64)>, wrong: Wrong) -> Finding {
        let state = if wrong.count == 0 { State::Well } else { State::Bad };
        let mut named = wrong.named;
        if wrong.count > named.len() {
            named.push(format!("... {} in all", wrong.count));
        }
        Finding { check, state, figures, wrong: named }
    }
}

/// What is wrong: all of it counted, the first few named.
#[derive(Default)]
struct Wrong {
    count: usize,
    named: Vec<String>,
}

impl Wrong {
    fn add(&mut self, what: impl FnOnce() -> String) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(what());
        }
    }

    fn unless(&mut self, well: bool, what: impl FnOnce() -> String) {
        if !well {
            self.add(what);
        }
    }
}

/// Examines the store in a folder, the journal as of one moment.
///
/// # Errors
/// [`Fault`] where it cannot be opened or read; damage is no fault but a finding.
pub fn examine(store: &Path) -> Result<Vec<Finding>, Fault> {
    let mut findings = match examine_journal(store) {
        Err(Fault::Damaged(said)) => vec![Finding { check: Check::File, state: State::Bad, figures: Vec::new(), wrong: vec![said] }],
        examined => examined?,
    };
    findings.push(surroundings::rights(store));
    findings.push(surroundings::room(store));
    findings.push(surroundings::flush(store));
    Ok(findings)
}

/// The published files beside a journal, and their checkpoint; what of it could not be read.
struct Published<'p> {
    /// Their folder; none: there are no files.
    log: Option<&'p Path>,
    checkpoint: Option<Checkpoint>,
    unread: Option<String>,
}

fn examine_journal(store: &Path) -> Result<Vec<Finding>, Fault> {
    let log = store.join(LOG);
    // Before the journal's moment: what a checkpoint covers was in the journal already.
    let (checkpoint, unread) = match tiles::checkpoint(&log) {
        Err(Fault::Damaged(said)) => (None, Some(said)),
        read => (read?, None),
    };
    let published = Published { log: Some(&log), checkpoint, unread };
    Sqlite::reader(&store.join(JOURNAL))?.snapshot(|journal| examine_all(journal, published, &mut |_, _| {}))
}

/// All checks of a journal and of what is published of it. `progress` hears (leaves held, leaves in all).
fn examine_all(journal: &Sqlite, published: Published<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<Finding>, Fault> {
    let mut findings = vec![rows::file(journal)?];
    // A damaged file gives no answer that is worth anything.
    if findings[0].state == State::Well {
        findings.push(rows::form(journal)?);
        findings.extend(entries::examine(journal, published, progress)?);
        findings.push(rows::cases(journal)?);
        findings.push(rows::counts(journal)?);
        findings.push(rows::holdings(journal)?);
        findings.push(rows::documents(journal)?);
    }
    Ok(findings)
}

/// A journal in which nothing is bad, and that keeps the leaves of a checkpoint.
pub(crate) fn sound(journal: &Sqlite, checkpoint: Option<Checkpoint>, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
    let published = Published { log: None, checkpoint, unread: None };
    let bad = |found: &Finding| found.state == State::Bad;
    match examine_all(journal, published, progress)?.into_iter().find(bad) {
        None => Ok(()),
        Some(found) => Err(Fault::Damaged(format!("{}: {}", found.check.word(), found.wrong.join("; ")))),
    }
}
