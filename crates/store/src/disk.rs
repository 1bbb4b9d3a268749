//! The file system: files that appear whole or not at all, how much room is left, how fast the disk flushes.

use crate::Fault;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Name of the file under which a new one is written before it gets its own.
const FRESH: &str = ".new";
/// More files than these are flushed together.
#[cfg(target_os = "linux")]
const MANY: usize = 32;

/// What went wrong with a file, as a fault of the store.
pub fn io_fault(path: &Path, error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::Full,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Fault::ReadOnly(format!("{}: {error}", path.display())),
        _ => Fault::Failed(format!("{}: {error}", path.display())),
    }
}

/// Makes a folder, and what is missing of those above it, that only its owner looks into.
///
/// # Errors
/// The disk's.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(path)
}

/// How a file is made that only its owner reads.
pub fn private_file() -> fs::OpenOptions {
    let mut file = File::options();
    file.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file
}

/// Whether others than its owner may read or change a file; of a folder, whether they may list it or put something
/// into it. To pass through it is no harm: the published log in it is for all.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    return fs::metadata(path).is_ok_and(|found| {
        use std::os::unix::fs::PermissionsExt as _;
        found.permissions().mode() & if found.is_dir() { 0o066 } else { 0o077 } != 0
    });
    #[cfg(not(unix))]
    return false;
}

/// A folder of files that follow from something else.
pub(crate) struct Folder {
    path: PathBuf,
    /// Files, and folders with new names in them, that are not flushed yet.
    changed: BTreeSet<PathBuf>,
}

/// From when on a file outlives a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// From before it has its name.
    AtOnce,
    /// From when the folder is settled.
    OnceSettled,
    /// Never, perhaps: another file soon replaces it.
    ForNow,
}

impl Folder {
    /// Opens or makes it.
    pub(crate) fn open(path: &Path) -> Result<Folder, Fault> {
        fs::create_dir_all(path).map_err(|error| io_fault(path, &error))?;
        Ok(Folder { path: path.to_path_buf(), changed: BTreeSet::new() })
    }

    /// The bytes of a file; nothing if it cannot be read.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path.join(name)).ok()
    }

    /// Puts a file there, whole or not at all for every reader. False: it was there with these bytes.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8], lasts: Lasts) -> Result<bool, Fault> {
        let path = self.path.join(name);
        if self.read(name).is_some_and(|there| there == bytes) {
            return Ok(false);
        }
        self.put(&path, bytes, lasts).map_err(|error| io_fault(&path, &error))?;
        Ok(true)
    }

    fn put(&mut self, path: &Path, bytes: &[u8], lasts: Lasts) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.path);
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            let ours = folder.ancestors().take_while(|ancestor| *ancestor != self.path);
            self.changed.extend(ours.map(Path::to_path_buf));
            self.changed.insert(self.path.clone());
        }
        let fresh = self.path.join(FRESH);
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        if lasts == Lasts::AtOnce {
            file.sync_all()?;
        }
        fs::rename(&fresh, path)?;
        if lasts != Lasts::ForNow {
            self.changed.insert(folder.to_path_buf());
        }
        if lasts == Lasts::OnceSettled {
            self.changed.insert(path.to_path_buf());
        }
        Ok(())
    }

    /// Flushes what was written since the last time, names and files. Many are one flush of the whole disk, where the
    /// system has that.
    pub(crate) fn settle(&mut self) -> Result<(), Fault> {
        #[cfg(target_os = "linux")]
        if self.changed.len() > MANY {
            let flushed = File::open(&self.path).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
            flushed.map_err(|error| io_fault(&self.path, &error))?;
            self.changed.clear();
        }
        for changed in &self.changed {
            sync(changed)?;
        }
        self.changed.clear();
        Ok(())
    }

    /// Removes a folder in it, if it is there.
    pub(crate) fn remove_all(&self, name: &str) -> Result<(), Fault> {
        let path = self.path.join(name);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(io_fault(&path, &error)),
            _ => Ok(()),
        }
    }
}

/// Flushes a file, or the names in a folder.
pub(crate) fn sync(path: &Path) -> Result<(), Fault> {
    // Only where a folder can be opened as a file; elsewhere the file system does it by itself.
    if cfg!(unix) {
        File::open(path).and_then(|file| file.sync_all()).map_err(|error| io_fault(path, &error))?;
    }
    Ok(())
}

/// How fast a disk makes small writes durable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlushRate {
    /// Flushes of 4 KiB a second, one after the other.
    pub per_second: f64,
    /// Half of them took at most so long.
    pub p50: Duration,
    /// All but one in a hundred took at most so long.
    pub p99: Duration,
}

/// Measures a folder's disk for some time: appends 4 KiB and flushes, again and again, to a file that is removed afterwards.
///
/// # Errors
/// [`Fault::Full`], [`Fault::ReadOnly`], [`Fault::Failed`].
pub fn flush_rate(folder: &Path, time: Duration) -> Result<FlushRate, Fault> {
    let path = folder.join(".flush-rate");
    let measured = measure(&path, time).map_err(|error| io_fault(&path, &error));
    let _ = fs::remove_file(&path);
    let mut took = measured?;
    took.sort_unstable();
    let part = |hundredths: usize| took[(took.len() - 1) * hundredths / 100];
    let all: Duration = took.iter().sum();
    Ok(FlushRate { per_second: took.len() as f64 / all.as_secs_f64().max(1e-9), p50: part(50), p99: part(99) })
}

fn measure(path: &Path, time: Duration) -> io::Result<Vec<Duration>> {
    let mut file = File::create(path)?;
    let (begin, block, mut took) = (Instant::now(), [7u8; 4096], Vec::new());
    while took.is_empty() || begin.elapsed() < time {
        let start = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        took.push(start.elapsed());
    }
    Ok(took)
}

/// Bytes that are free for us where a folder lies; nothing where the system does not tell.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    return rustix::fs::statvfs(folder).ok().map(|disk| disk.f_bavail * disk.f_frsize);
    #[cfg(not(unix))]
    return None;
}
