//! A copy of the store while it is being written, and the way back.
//!
//! A backup is a folder: the journal as of one moment, the last checkpoint, and whatever
//! files were given along (keys, configuration). Tiles are not in it; they follow from
//! the journal. Restoring never overwrites, and puts the journal in place only after every
//! leaf was hashed again, the root is that of the journal's edge and of the checkpoint, every
//! content was held against what it was committed to, and nothing of the rest is bad.

use crate::disk::{io_fault, private_file, private_folder, sync};
use crate::{Fault, Journal, Sqlite, doctor, tiles};
use alatau_evidence::tree::Frontier;
use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Name of the journal's file in the folder of a store, and in a backup.
pub const JOURNAL: &str = "journal.sqlite";
/// Name of the folder of the published log in the folder of a store, and of the last checkpoint's in a backup.
pub const LOG: &str = "log";
/// Folder of the files that were given along.
const BESIDE: &str = "beside";
/// Pages of 4 KiB between two words about the progress: 16 MiB.
const PAGES: i32 = 4096;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Leaves of its log.
    pub size: u64,
    /// Root over them.
    pub root: [u8; 32],
    /// Bytes of the journal's file.
    pub bytes: u64,
    /// Files that were given along, by name.
    pub beside: Vec<String>,
}

/// What was restored, and how it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Leaves that were hashed.
    pub size: u64,
    /// Root over them; it is that of the journal's edge.
    pub root: [u8; 32],
    /// Leaves under the backup's checkpoint, whose root is right; none: there was no checkpoint, or it was left behind
    /// because the log was cut off before its end.
    pub checkpoint: Option<u64>,
    /// Files that had been given along and were put beside the journal, by name.
    pub beside: Vec<String>,
}

/// A moment that a copy is cut off at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until {
    /// Leaves that stay.
    pub leaves: u64,
    /// Instant of it: what stands beside the log goes if it came later.
    pub at: i64,
}

/// Copies the store in a folder into a new folder, as of one moment, while others read and write it.
/// `beside` are further files to take along; `progress` hears (pages done, pages in all).
///
/// # Errors
/// [`Fault::Failed`] where the new folder is there and not empty, or two files have one name; otherwise as the disk says.
/// What was begun is removed.
pub fn back_up(store: &Path, into: &Path, beside: &[PathBuf], progress: &mut dyn FnMut(u64, u64)) -> Result<Backup, Fault> {
    begin_folder(into)?;
    let done = copy_store(store, into, beside, progress);
    if done.is_err() {
        let _ = fs::remove_dir_all(into);
    }
    done
}

fn copy_store(store: &Path, into: &Path, beside: &[PathBuf], progress: &mut dyn FnMut(u64, u64)) -> Result<Backup, Fault> {
    // The checkpoint first: what it covers is in the journal already.
    let checkpoint = store.join(LOG).join(tiles::CHECKPOINT);
    if checkpoint.exists() {
        let log = into.join(LOG);
        fs::create_dir(&log).map_err(|error| io_fault(&log, &error))?;
        copy_file(&checkpoint, &log.join(tiles::CHECKPOINT))?;
        sync(&log)?;
    }
    let target = into.join(JOURNAL);
    let source = Sqlite::reader(&store.join(JOURNAL))?;
    let frontier = source.snapshot(|moment| {
        // The first read of a snapshot chooses its moment.
        let frontier = moment.frontier()?;
        copy_pages(moment.connection(), &target, progress)?;
        Ok::<_, Fault>(frontier)
    })?;
    let frontier = Frontier::from_bytes(&frontier).ok_or_else(|| Fault::Damaged("the edge of its log is none".to_string()))?;
    let file = File::open(&target).and_then(|file| file.sync_all().map(|()| file)).and_then(|file| file.metadata());
    let bytes = file.map_err(|error| io_fault(&target, &error))?.len();
    let beside = copy_beside(beside, &into.join(BESIDE))?;
    sync(into)?;
    Ok(Backup { size: frontier.size(), root: frontier.root(), bytes, beside })
}

fn copy_pages(source: &Connection, target: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
    private_file().create_new(true).open(target).map_err(|error| io_fault(target, &error))?;
    let mut copy = Connection::open(target)?;
    let copying = Copying::new(source, &mut copy)?;
    loop {
        let step = copying.step(PAGES)?;
        let reached = copying.progress();
        progress((reached.pagecount - reached.remaining) as u64, reached.pagecount as u64);
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            _ => return Err(Fault::Busy),
        }
    }
    drop(copying);
    // One file, that needs no other beside it.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error.into())
}

/// Makes the rows of cases anew that lost entries, or refuses.
pub type Settle<'s, E> = dyn FnMut(&mut Sqlite, &[u64]) -> Result<(), E> + 's;

/// Puts the journal of a backup, and what was given along, into a new folder; verifies all of it before.
///
/// `until` cuts the log off at an earlier moment; `settle` hears which cases lost entries by that, makes their rows anew, and
/// may refuse the whole. `progress` hears (leaves verified, leaves in all).
///
/// # Errors
/// [`Fault::Failed`] where the folder is there and not empty; [`Fault::Damaged`] where the backup does not lead to the root
/// of its log or of its checkpoint, or anything in it is bad. What was begun is removed.
pub fn restore<E: From<Fault>>(
    backup: &Path,
    into: &Path,
    until: Option<Until>,
    settle: &mut Settle<'_, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Restored, E> {
    if !backup.join(JOURNAL).exists() {
        return Err(Fault::Missing(backup.display().to_string()).into());
    }
    begin_folder(into)?;
    let done = put_back(backup, into, until, settle, progress);
    if done.is_err() {
        let _ = fs::remove_dir_all(into);
    }
    done
}

fn put_back<E: From<Fault>>(
    backup: &Path,
    into: &Path,
    until: Option<Until>,
    settle: &mut Settle<'_, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Restored, E> {
    let fresh = into.join("journal.new");
    copy_file(&backup.join(JOURNAL), &fresh)?;
    let mut checkpoint = tiles::checkpoint(&backup.join(LOG))?;
    // As its writer: a store of an earlier form is brought forward.
    let mut journal = Sqlite::open(&fresh)?;
    doctor::sound(&journal, checkpoint.clone(), progress)?;
    let lost = until.map_or(Ok(Vec::new()), |until| journal.cut_off(until.leaves, until.at))?;
    checkpoint = checkpoint.filter(|checkpoint| until.is_none_or(|until| checkpoint.size <= until.leaves));
    settle(&mut journal, &lost)?;
    if until.is_some() {
        doctor::sound(&journal, checkpoint.clone(), &mut |_, _| {})?;
    }
    let frontier = journal.frontier()?;
    let edge = Frontier::from_bytes(&frontier).ok_or_else(|| Fault::Damaged("the edge of its log is none".to_string()))?;
    drop(journal);
    let lock = into.join("journal.new.lock");
    fs::remove_file(&lock).map_err(|error| io_fault(&lock, &error))?;
    if checkpoint.is_some() {
        let log = into.join(LOG);
        fs::create_dir(&log).map_err(|error| io_fault(&log, &error))?;
        copy_file(&backup.join(LOG).join(tiles::CHECKPOINT), &log.join(tiles::CHECKPOINT))?;
        sync(&log)?;
    }
    let given = files_in(&backup.join(BESIDE))?;
    let beside = given.iter().map(|file| copy_into(file, into)).collect::<Result<_, _>>()?;
    let place = into.join(JOURNAL);
    fs::rename(&fresh, &place).map_err(|error| io_fault(&place, &error))?;
    sync(into)?;
    Ok(Restored { size: edge.size(), root: edge.root(), checkpoint: checkpoint.map(|checkpoint| checkpoint.size), beside })
}

/// A new folder, or one that is empty.
fn begin_folder(folder: &Path) -> Result<(), Fault> {
    private_folder(folder).map_err(|error| io_fault(folder, &error))?;
    if files_in(folder)?.is_empty() {
        Ok(())
    } else {
        Err(Fault::Failed(format!("{} is not empty, and nothing is overwritten; name a new folder", folder.display())))
    }
}

/// What is in a folder, by name; nothing if there is none.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let read = || fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut files = read().map_err(|error| io_fault(folder, &error))?;
    files.sort();
    Ok(files)
}

fn copy_beside(files: &[PathBuf], folder: &Path) -> Result<Vec<String>, Fault> {
    if !files.is_empty() {
        fs::create_dir(folder).map_err(|error| io_fault(folder, &error))?;
    }
    let names = files.iter().map(|file| copy_into(file, folder)).collect::<Result<_, _>>()?;
    if !files.is_empty() {
        sync(folder)?;
    }
    Ok(names)
}

/// Copies a file into a folder under its own name; answers the name.
fn copy_into(file: &Path, folder: &Path) -> Result<String, Fault> {
    let name = file.file_name().ok_or_else(|| Fault::Failed(format!("{} is no file", file.display())))?;
    let place = folder.join(name);
    if place.exists() {
        return Err(Fault::Failed(format!("{} would be overwritten", place.display())));
    }
    copy_file(file, &place)?;
    Ok(name.to_string_lossy().into_owned())
}

/// Copies bytes, for nobody but the owner to read, and flushes them.
fn copy_file(from: &Path, to: &Path) -> Result<(), Fault> {
    let copy = || {
        let (mut source, mut target) = (File::open(from)?, private_file().create_new(true).open(to)?);
        std::io::copy(&mut source, &mut target)?;
        target.flush()?;
        target.sync_all()
    };
    copy().map_err(|error| io_fault(from, &error))
}
