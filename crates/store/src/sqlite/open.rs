//! Opening a store, as its writer or as a reader.

use super::{Sqlite, form};
use crate::Fault;
use crate::disk::{io_fault, private_file};
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long a connection waits for another that has the file for a moment.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Statements that stay prepared; more than there are.
const STATEMENTS: usize = 128;
/// Pages of the write-ahead log before the writer itself brings them into the file: 64 MiB. A [`Keeper`] does it earlier.
const LOG_PAGES: u32 = 16_384;

/// The lock of a store's writer. It is given back in words, not only by closing the file: a program that
/// was started in the meantime has the file, too, for a moment.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Sqlite {
    /// Opens the store in a file as its only writer; makes it if there is none.
    ///
    /// # Errors
    /// [`Fault::Busy`] if it has a writer, [`Fault::Newer`], [`Fault::Damaged`], [`Fault::ReadOnly`].
    pub fn open(path: &Path) -> Result<Sqlite, Fault> {
        let lock = lock(path)?;
        let connection = writer(path)?;
        Ok(Sqlite::over(connection, Some(path.to_path_buf()), Some(lock)))
    }

    /// Opens the store in a file for reading; it must be there.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn reader(path: &Path) -> Result<Sqlite, Fault> {
        if !path.exists() {
            return Err(Fault::Missing(path.display().to_string()));
        }
        match reading(path, OpenFlags::empty()) {
            // On a disk that cannot be written, or another's, the index of the write-ahead log cannot be made.
            Err(Fault::ReadOnly(_)) => Sqlite::unwritable(path),
            read => Ok(Sqlite::over(read?, Some(path.to_path_buf()), None)),
        }
    }

    /// Reads a store where nothing can be written: as it lies there, if all is in the file; otherwise a copy of it.
    fn unwritable(path: &Path) -> Result<Sqlite, Fault> {
        let log = beside(path, "-wal");
        let is_whole = std::fs::metadata(&log).map_or(true, |log| log.len() == 0);
        if is_whole {
            let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let connection = reading(Path::new(&format!("file:{name}?immutable=1")), OpenFlags::SQLITE_OPEN_URI)?;
            return Ok(Sqlite::over(connection, Some(path.to_path_buf()), None));
        }
        let aside = Aside::new()?;
        let copy = aside.0.join("journal");
        for (from, to) in [(path, copy.clone()), (&log, beside(&copy, "-wal"))] {
            std::fs::copy(from, &to).map_err(|error| io_fault(&to, &error))?;
        }
        let connection = reading(&copy, OpenFlags::empty())?;
        Ok(Sqlite { aside: Some(aside), ..Sqlite::over(connection, Some(copy), None) })
    }

    /// Whether another process writes the store in a file; nothing is made to find out.
    ///
    /// # Errors
    /// [`Fault::ReadOnly`], [`Fault::Failed`]: its lock cannot be opened.
    pub fn is_in_use(path: &Path) -> Result<bool, Fault> {
        let name = beside(path, ".lock");
        match File::open(&name) {
            Ok(file) => Ok(matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(io_fault(&name, &error)),
        }
    }

    /// SQLite's quick check of its pages.
    ///
    /// # Errors
    /// [`Fault::Damaged`]: what it says.
    pub fn quick_check(&self) -> Result<(), Fault> {
        let said: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if said == "ok" { Ok(()) } else { Err(Fault::Damaged(said)) }
    }

    /// A new store in memory, gone when it is dropped.
    ///
    /// # Errors
    /// [`Fault::Failed`] where there is no memory.
    pub fn in_memory() -> Result<Sqlite, Fault> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        form::bring_forward(&mut connection, &form::FORMS)?;
        Ok(Sqlite::over(connection, None, None))
    }

    /// A keeper of the same file; nothing for a store in memory.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn keeper(&self) -> Result<Option<Keeper>, Fault> {
        let open = |path: &PathBuf| -> Result<Keeper, Fault> {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            prepare(&connection)?;
            Ok(Keeper(connection))
        };
        self.path.as_ref().map(open).transpose()
    }

    fn over(connection: Connection, path: Option<PathBuf>, lock: Option<Lock>) -> Sqlite {
        Sqlite { connection, words: Default::default(), path, lock, aside: None, doubtful: false, unforgotten: false }
    }

    /// A new connection in place of the old; the lock stays.
    pub(super) fn open_anew(&mut self) -> Result<(), Fault> {
        if let (Some(path), Some(_)) = (&self.path, &self.lock) {
            self.connection = writer(path)?;
            self.words = Default::default();
        }
        self.doubtful = false;
        Ok(())
    }
}

/// Brings the write-ahead log into the file, so that the writer need not: beside it, and without making anybody wait.
/// It changes no content, so it is no second writer.
pub struct Keeper(Connection);

impl Keeper {
    /// Brings over what no reader needs as it was. What is left stays for the next time.
    ///
    /// # Errors
    /// [`Fault::Full`], [`Fault::ReadOnly`], [`Fault::Failed`].
    pub fn tidy(&self) -> Result<(), Fault> {
        Ok(self.0.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }
}

/// A folder for a copy, gone when it is dropped.
pub(super) struct Aside(PathBuf);

impl Aside {
    fn new() -> Result<Aside, Fault> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("alatau-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        crate::private_folder(&path).map_err(|error| io_fault(&path, &error))?;
        Ok(Aside(path))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The name of a file beside the store's.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The file whose lock says who writes.
fn lock(path: &Path) -> Result<Lock, Fault> {
    let name = beside(path, ".lock");
    let file = private_file().create(true).truncate(false).open(&name).map_err(|error| io_fault(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Fault::Busy),
        Err(TryLockError::Error(error)) => Err(io_fault(&name, &error)),
    }
}

fn reading(path: &Path, flags: OpenFlags) -> Result<Connection, Fault> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    if form::found(&connection, form::FORMS.len())? < form::FORMS.len() {
        return Err(Fault::Failed("the store has an earlier form; open it once with `alatau serve`".to_string()));
    }
    Ok(connection)
}

fn writer(path: &Path) -> Result<Connection, Fault> {
    // What SQLite puts beside it has the same rights. Where there is a file already, or none can be made, SQLite says what is wrong.
    let _ = private_file().create_new(true).open(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    // Before anything is written: is it ours?
    form::found(&connection, form::FORMS.len())?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(Fault::Failed(format!("the file system of {} cannot carry a write-ahead log", path.display())));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    form::bring_forward(&mut connection, &form::FORMS)?;
    Ok(connection)
}

/// What every connection needs.
fn prepare(connection: &Connection) -> Result<(), Fault> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // `recursive_triggers`: a row that is replaced counts as removed, too.
    // `secure_delete`: what was erased is overwritten, not only let go.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(())
}
