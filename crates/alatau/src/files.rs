//! Reading and writing files, with errors that say what to do.

use crate::failure::Failure;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The bytes of a file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::Input(format!("{}: {e}; check the path and its permissions", path.display())))
}

/// The text of a file, which must be UTF-8.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path)?).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failure::Input(format!("{}: byte {at} is not UTF-8; save the file as UTF-8", path.display()))
    })
}

/// Where a result goes: a file that could be opened for writing, or standard output for `-`.
pub enum Sink {
    /// Standard output.
    Stdout,
    /// A file beside the wanted one; it takes its name when it is complete.
    File {
        /// What is written to.
        file: BufWriter<File>,
        /// Where it stands meanwhile.
        partial: std::path::PathBuf,
        /// Its name in the end.
        path: std::path::PathBuf,
    },
}

impl Sink {
    /// Opens a result before anything is computed, so that a path that cannot be
    /// written fails first. What stood there before stays until the result is complete.
    pub fn open(path: &Path) -> Result<Sink, Failure> {
        if path.as_os_str() == "-" {
            return Ok(Sink::Stdout);
        }
        let fail = |e: std::io::Error| Failure::Input(format!("{} cannot be written: {e}; choose another path", path.display()));
        if path.is_dir() {
            return Err(Failure::Input(format!("{} is a folder; name a file", path.display())));
        }
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = std::path::PathBuf::from(partial);
        let file = BufWriter::new(File::create(&partial).map_err(fail)?);
        Ok(Sink::File { file, partial, path: path.to_path_buf() })
    }

    /// Writes the whole result and gives it its name.
    pub fn finish(self, text: &str) -> Result<(), Failure> {
        match self {
            Sink::Stdout => std::io::stdout().write_all(text.as_bytes()).map_err(|e| Failure::Input(format!("standard output: {e}"))),
            Sink::File { mut file, partial, path } => {
                let fail = |e: std::io::Error| Failure::Input(format!("{}: {e}", path.display()));
                file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(fail)?;
                std::fs::rename(&partial, &path).map_err(fail)
            }
        }
    }

    /// Leaves no trace.
    pub fn abandon(self) {
        if let Sink::File { file, partial, .. } = self {
            drop(file);
            let _ = std::fs::remove_file(partial);
        }
    }
}
