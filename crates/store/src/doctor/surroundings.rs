//! The disk that the store lies on.

use super::{Check, Finding, State};
use crate::{JOURNAL, flush_rate, free_bytes, is_open_to_others};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Room below which somebody should look: the size of the journal again, and this.
const ROOM: u64 = 1 << 30;
/// Flushes a second below which a group of commands waits long.
const FLUSHES: f64 = 50.0;
/// How long the flushes are measured.
const TIME: Duration = Duration::from_millis(100);

/// Who may read the folder, the journal with what SQLite has beside it, and keys?
pub(super) fn rights(store: &Path) -> Finding {
    let named = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(JOURNAL)) || path.extension().is_some_and(|end| end == "key")
    };
    let inside = fs::read_dir(store).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).filter(named);
    let mut all: Vec<PathBuf> = std::iter::once(store.to_path_buf()).chain(inside).collect();
    all.sort();
    let open = all.iter().filter(|path| is_open_to_others(path));
    let wrong: Vec<String> = open.map(|path| format!("{} is open to others; `chmod go-rwx` it", path.display())).collect();
    let state = if wrong.is_empty() { State::Well } else { State::Warning };
    Finding { check: Check::Rights, state, figures: vec![("looked_at", all.len() as f64)], wrong }
}

/// Is there room for the journal to grow, and for a backup of it?
pub(super) fn room(store: &Path) -> Finding {
    let journal = std::fs::metadata(store.join(JOURNAL)).map_or(0, |file| file.len());
    let (state, figures, wrong) = match free_bytes(store) {
        None => (State::Warning, vec![], vec!["the system does not tell how much room is left".to_string()]),
        Some(free) if free < journal + ROOM => (State::Warning, vec![("free", free as f64)], vec![format!("{free} bytes are left")]),
        Some(free) => (State::Well, vec![("free", free as f64)], vec![]),
    };
    Finding { check: Check::Room, state, figures, wrong }
}

/// How fast a commit can be durable here.
pub(super) fn flush(store: &Path) -> Finding {
    let (state, figures, wrong) = match flush_rate(store, TIME) {
        Err(fault) => (State::Bad, vec![], vec![fault.to_string()]),
        Ok(rate) => {
            let figures = vec![("per_second", rate.per_second), ("p99_ms", rate.p99.as_secs_f64() * 1000.0)];
            let slow = rate.per_second < FLUSHES;
            let wrong = if slow { vec![format!("only {:.0} flushes a second", rate.per_second)] } else { vec![] };
            (if slow { State::Warning } else { State::Well }, figures, wrong)
        }
    };
    Finding { check: Check::Flush, state, figures, wrong }
}
