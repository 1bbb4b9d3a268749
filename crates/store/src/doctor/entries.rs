//! Entries, their leaves, contents and published files: one walk over the log.

use super::{Check, Finding, Published, State, Wrong};
use crate::{Fault, Journal, Sqlite};
use alatau_evidence::commitment::{opens, salt};
use alatau_evidence::complete::{self, Auditor};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Checkpoint;
use alatau_evidence::tiles::{Edge, Tile, WIDTH, bundle, bundle_path};
use alatau_evidence::tree::{Frontier, leaf_hash};
use std::path::PathBuf;

/// Leaves that are held between two words about the progress.
const LEAVES: u64 = 16_384;

/// Numbers, frontier, contents and tiles.
pub(super) fn examine(journal: &Sqlite, published: Published<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<Finding>, Fault> {
    let edge = Frontier::from_bytes(&journal.frontier()?).ok_or_else(|| Fault::Damaged("the edge of its log is none".to_string()))?;
    let Published { log, checkpoint, unread } = published;
    // A backup has no published files: whoever restores it finds the last checkpoint alone.
    let is_published = log.is_some_and(|log| log.join("tile").exists());
    let held_to = checkpoint.as_ref().filter(|_| is_published).map_or(0, |checkpoint| checkpoint.size);
    let promised = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let own = Checkpoint { origin: "edge".to_string(), size: edge.size(), root: edge.root() };
    let mut walk = Walk {
        auditor: Auditor::new(std::iter::once(own).chain(checkpoint).collect()),
        files: Files { log: log.map(PathBuf::from).unwrap_or_default(), size: held_to, ..Files::default() },
        numbers: Wrong::default(),
        contents: Wrong::default(),
        opened: 0,
        erased: 0,
    };
    journal.each_entry(&mut |row| {
        walk.take(row);
        if walk.auditor.size().is_multiple_of(LEAVES) {
            progress(walk.auditor.size(), edge.size());
        }
    })?;
    progress(walk.auditor.size(), edge.size());
    walk.files.finish();
    if let Some(said) = unread {
        walk.files.wrong.add(|| said);
    }
    let (size, Walk { auditor, files, mut numbers, contents, opened, erased }) = (walk.auditor.size(), walk);
    let mut tiles =
        Finding::of(Check::Tiles, vec![("files", files.read as f64), ("behind", (size - size.min(held_to)) as f64)], files.wrong);
    if tiles.state == State::Well && held_to < size {
        tiles.state = State::Warning;
        tiles.wrong.push(format!("the published files are {} leaves behind; they are written as the city starts", size - held_to));
    }
    let mut frontier = Wrong::default();
    frontier.unless(size == edge.size(), || format!("the log has {size} leaves, its edge says {}", edge.size()));
    for finding in auditor.finish() {
        let of_roots = matches!(finding, complete::Finding::Contradicts(_) | complete::Finding::CutOff { .. });
        if of_roots { &mut frontier } else { &mut numbers }.add(|| finding.to_string());
    }
    for (procedure, events) in journal.counters()? {
        let last = journal.last_event(&procedure)?;
        numbers.unless(last == events, || format!("procedure {procedure} has {last} events, its counter says {events}"));
    }
    Ok(vec![
        Finding::of(Check::Numbers, vec![("entries", size as f64)], numbers),
        Finding::of(Check::Frontier, vec![("leaves", size as f64), ("checkpoint", promised as f64)], frontier),
        Finding::of(Check::Contents, vec![("opened", opened as f64), ("erased", erased as f64)], contents),
        tiles,
    ])
}

/// What is known while walking.
struct Walk {
    auditor: Auditor,
    files: Files,
    numbers: Wrong,
    contents: Wrong,
    opened: u64,
    erased: u64,
}

impl Walk {
    fn take(&mut self, row: &crate::sqlite::EntryRow) {
        let at = self.auditor.size();
        self.numbers.unless(row.leaf_number == at, || format!("leaf {at} is missing before leaf {}", row.leaf_number));
        self.files.take(row.leaf);
        // What is no leaf is reported by the auditor.
        let Some(leaf) = self.auditor.push(row.leaf) else { return };
        let Leaf { procedure, number, events, case, index, at: instant, .. } = leaf;
        let same =
            (procedure, number, events, case, index, instant) == (row.procedure, row.number, row.events, row.case, row.index, row.at);
        self.numbers.unless(same, || format!("leaf {at} says other numbers than its row"));
        match (row.content, row.key) {
            (Some(content), Some(key)) => {
                self.opened += 1;
                let kept = opens(&leaf.content, &salt(key, number), content);
                self.contents.unless(kept, || format!("the content of leaf {at} is not the one that it was committed to"));
            }
            (None, None) => self.erased += 1,
            (Some(_), None) => self.contents.add(|| format!("the content of leaf {at} has no key")),
            (None, Some(_)) => self.contents.add(|| format!("the content of leaf {at} is missing, its key is there")),
        }
    }
}

/// The published files beside what the leaves say they hold, as far as the checkpoint reaches.
#[derive(Default)]
struct Files {
    log: PathBuf,
    /// Leaves under the checkpoint.
    size: u64,
    edge: Edge,
    leaves: Vec<Vec<u8>>,
    read: u64,
    wrong: Wrong,
}

impl Files {
    fn take(&mut self, leaf: &[u8]) {
        if self.edge.size() == self.size {
            return;
        }
        let mut full = Vec::new();
        self.edge.push(leaf_hash(leaf), &mut full);
        self.leaves.push(leaf.to_vec());
        for (tile, bytes) in full {
            self.hold(&tile.path(), &bytes, None);
        }
        if self.leaves.len() == usize::from(WIDTH) {
            self.bundle();
        }
    }

    fn finish(&mut self) {
        if !self.leaves.is_empty() {
            self.bundle();
        }
        let partial: Vec<(Tile, Vec<u8>)> = self.edge.partial();
        for (tile, bytes) in partial {
            let full = Tile { width: WIDTH, ..tile };
            self.hold(&tile.path(), &bytes, Some(full.path()));
        }
    }

    fn bundle(&mut self) {
        let index = (self.edge.size() - 1) / u64::from(WIDTH);
        match bundle(&self.leaves) {
            Ok(bytes) => self.hold(&bundle_path(index, self.leaves.len() as u16), &bytes, Some(bundle_path(index, WIDTH))),
            Err(wrong) => self.wrong.add(|| format!("bundle {index}: {wrong}")),
        }
        self.leaves.clear();
    }

    /// Holds a file; a partial one may have given way to the full one, which begins with it, since the checkpoint was read.
    fn hold(&mut self, name: &str, bytes: &[u8], full: Option<String>) {
        self.read += 1;
        let read = |name: &str| std::fs::read(self.log.join(name));
        let there = read(name).or_else(|error| {
            let full = full.and_then(|full| read(&full).ok());
            full.and_then(|full| full.get(..bytes.len()).map(<[u8]>::to_vec)).ok_or(error)
        });
        match there {
            Ok(there) => self.wrong.unless(there == bytes, || format!("{name} is not what the journal says")),
            Err(error) => self.wrong.add(|| format!("{name}: {error}")),
        }
    }
}
