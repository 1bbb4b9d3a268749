//! The log as plain files that any web server can give away: hash tiles, entry bundles
//! and the signed checkpoint (C2SP tlog-tiles), under one folder.
//!
//! The files follow from the journal and from nothing else. A publisher that was stopped,
//! at whatever point, goes on where the checkpoint in the folder says; what it finds missing
//! or wrong it writes again. Invariants: a file appears whole or not at all; the checkpoint
//! comes last and covers only leaves that the journal has on disk and whose full tiles are.
//! Partial tiles and bundles live until the next leaves come, so they are not flushed: what
//! a power cut takes of them is missed at the next start and written again.

use crate::disk::{Folder, Lasts, io_fault};
use crate::{Fault, Journal};
use alatau_evidence::note::Checkpoint;
use alatau_evidence::tiles::{Edge, Tile, Tiles, WIDTH, bundle, bundle_path};
use alatau_evidence::tree::{Frontier, leaf_hashes};
use std::path::Path;

/// Name of the file with the signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// Leaves that are read from the journal at once: 64 bundles.
const AT_ONCE: usize = 64 * WIDTH as usize;

/// Writes a journal's log as files.
pub struct Publisher {
    folder: Folder,
    edge: Edge,
    /// The checkpoint in the folder: it was signed, so it has to stay true.
    promised: Option<Checkpoint>,
    /// Whether the edge is that of the checkpoint.
    resumed: bool,
    /// How far the files that were found at the start have been looked over; nothing: all of them.
    looked: Option<Edge>,
}

/// What a publication wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Leaves that the checkpoint covers.
    pub size: u64,
    /// Files that were written.
    pub files: u64,
}

impl Publisher {
    /// Goes on in a folder, or begins in a new one.
    ///
    /// # Errors
    /// [`Fault::Full`], [`Fault::ReadOnly`], [`Fault::Failed`]: the folder cannot be made or read.
    pub fn open(folder: &Path) -> Result<Publisher, Fault> {
        let promised = checkpoint(folder)?;
        let folder = Folder::open(folder)?;
        let edge = promised.as_ref().and_then(|promised| resume(&folder, promised));
        Ok(Publisher { resumed: edge.is_some(), edge: edge.unwrap_or_default(), promised, folder, looked: Some(Edge::default()) })
    }

    /// How many leaves the checkpoint in the folder covers.
    pub fn size(&self) -> u64 {
        self.promised.as_ref().map_or(0, |promised| promised.size)
    }

    /// Holds the next stretch of the files that were found at the start against the journal, and says how many are not
    /// as it has them: the next [`Publisher::publish`] writes them again, if the journal keeps what was signed. Nothing
    /// left to look at: none.
    ///
    /// # Errors
    /// A [`Fault`] of the journal.
    pub fn look_over(&mut self, journal: &impl Journal) -> Result<Option<u64>, Fault> {
        let size = self.size();
        let Some(mut edge) = self.looked.take_if(|edge| edge.size() < size) else { return Ok(None) };
        let (folder, mut wrong) = (&self.folder, 0);
        let mut hold = |name: &str, bytes: &[u8], _: Lasts| {
            wrong += u64::from(folder.read(name).is_none_or(|there| there != bytes));
            Ok(())
        };
        lay(&mut edge, journal, size, &mut hold)?;
        if edge.size() == size {
            lay_partial(&edge, &mut hold)?;
        }
        self.looked = Some(edge);
        self.resumed &= wrong == 0;
        Ok(Some(wrong))
    }

    /// Publishes all leaves that the journal has. `sign` makes the signed checkpoint of a size and a root.
    ///
    /// # Errors
    /// [`Fault::Damaged`] where the journal has fewer or other leaves than a checkpoint that was signed: nothing is
    /// signed then. Another [`Fault`] of the journal or of the folder. What was published before stays.
    pub fn publish(
        &mut self,
        journal: &impl Journal,
        sign: impl FnOnce(u64, [u8; 32]) -> Result<String, Fault>,
    ) -> Result<Published, Fault> {
        let edge = self.edge.clone();
        let done = self.publish_on(journal, sign);
        if done.is_err() {
            // Of the files beyond the last checkpoint nobody knows which were written: all of them again.
            self.edge = edge;
        }
        done
    }

    fn publish_on(
        &mut self,
        journal: &impl Journal,
        sign: impl FnOnce(u64, [u8; 32]) -> Result<String, Fault>,
    ) -> Result<Published, Fault> {
        let frontier =
            Frontier::from_bytes(&journal.frontier()?).ok_or_else(|| Fault::Damaged("the edge of its log is none".to_string()))?;
        let (before, mut files) = (self.size(), 0);
        if before > frontier.size() {
            return Err(Fault::Damaged(format!("its log has {} leaves, a checkpoint of {before} was signed", frontier.size())));
        }
        if self.resumed && before == frontier.size() {
            return Ok(Published { size: before, files });
        }
        if !self.resumed || !self.grow(journal, &frontier, &mut files)? {
            // Files are missing or damaged: all of them again, unless the journal is another one.
            self.hold_to_promise(journal)?;
            self.edge = Edge::default();
            if !self.grow(journal, &frontier, &mut files)? {
                return Err(Fault::Damaged("its leaves are not those of the edge of its log".to_string()));
            }
        }
        let text = sign(frontier.size(), frontier.root())?;
        let signed = Checkpoint::unverified(&text).ok().filter(|signed| (signed.size, signed.root) == (frontier.size(), frontier.root()));
        let signed = signed.ok_or_else(|| Fault::Failed("what was signed is not the checkpoint of the log".to_string()))?;
        self.folder.write(CHECKPOINT, text.as_bytes(), Lasts::AtOnce)?;
        self.folder.settle()?;
        (self.promised, self.resumed) = (Some(signed), true);
        self.drop_partial(before)?;
        Ok(Published { size: frontier.size(), files: files + 1 })
    }

    /// The journal's first leaves have the root that was signed.
    fn hold_to_promise(&self, journal: &impl Journal) -> Result<(), Fault> {
        let Some(promised) = &self.promised else { return Ok(()) };
        let mut begin = Frontier::default();
        while begin.size() < promised.size {
            let wanted = (promised.size - begin.size()).min(AT_ONCE as u64);
            let hashes = journal.leaf_hashes(begin.size(), wanted as usize)?;
            if hashes.len() as u64 != wanted {
                return Err(Fault::Damaged(format!("leaf {} is missing", begin.size() + hashes.len() as u64)));
            }
            hashes.into_iter().for_each(|hash| begin.push(hash));
        }
        let kept = begin.root() == promised.root;
        let broken = || Fault::Damaged(format!("its first {} leaves are not those of the checkpoint that was signed", promised.size));
        kept.then_some(()).ok_or_else(broken)
    }

    /// Writes tiles and bundles up to the frontier. False: what was there does not lead to its root.
    fn grow(&mut self, journal: &impl Journal, frontier: &Frontier, files: &mut u64) -> Result<bool, Fault> {
        let folder = &mut self.folder;
        let mut write = |name: &str, bytes: &[u8], lasts: Lasts| {
            *files += u64::from(folder.write(name, bytes, lasts)?);
            Ok(())
        };
        while self.edge.size() < frontier.size() {
            lay(&mut self.edge, journal, frontier.size(), &mut write)?;
        }
        lay_partial(&self.edge, &mut write)?;
        self.folder.settle()?;
        Ok(self.leads_to(frontier))
    }

    /// Whether the files at the right edge lead to the root; each tile on the way is held against it.
    fn leads_to(&self, frontier: &Frontier) -> bool {
        let tiles = Tiles::new(frontier.size(), frontier.root(), |tile: &Tile| self.folder.read(&tile.path()));
        frontier.size() == 0 || tiles.inclusion(frontier.size() - 1).is_ok()
    }

    /// Removes the partial tiles and bundles that full ones replaced since a size.
    fn drop_partial(&self, before: u64) -> Result<(), Fault> {
        let (mut old, mut new, mut level) = (before, self.size(), 0u8);
        while old > 0 {
            let index = old / u64::from(WIDTH);
            if new / u64::from(WIDTH) > index {
                self.folder.remove_all(&format!("{}.p", Tile { level, index, width: WIDTH }.path()))?;
                if level == 0 {
                    self.folder.remove_all(&format!("{}.p", bundle_path(index, WIDTH)))?;
                }
            }
            (old, new, level) = (index, new / u64::from(WIDTH), level + 1);
        }
        Ok(())
    }
}

/// What is done with a file of the log: its name, its bytes, and how long it lasts.
type Put<'p> = dyn FnMut(&str, &[u8], Lasts) -> Result<(), Fault> + 'p;

/// Lays out the next stretch of leaves, at most up to a size: bundles, from the one on that is not full yet, and full tiles.
fn lay(edge: &mut Edge, journal: &impl Journal, size: u64, put: &mut Put<'_>) -> Result<(), Fault> {
    let width = u64::from(WIDTH);
    // The first leaves of the bundle are in the edge already.
    let next = edge.size() / width * width;
    let wanted = (size - next).min(AT_ONCE as u64);
    let leaves = journal.leaves(next, wanted as usize)?;
    if leaves.len() as u64 != wanted {
        return Err(Fault::Damaged(format!("leaf {} is missing", next + leaves.len() as u64)));
    }
    for (index, leaves) in (next / width..).zip(leaves.chunks(usize::from(WIDTH))) {
        let bytes = bundle(leaves).map_err(|_| Fault::Damaged(format!("a leaf of bundle {index} is too long")))?;
        let lasts = if leaves.len() == usize::from(WIDTH) { Lasts::OnceSettled } else { Lasts::ForNow };
        put(&bundle_path(index, leaves.len() as u16), &bytes, lasts)?;
    }
    let (known, mut full) = ((edge.size() - next) as usize, Vec::new());
    let new: Vec<&[u8]> = leaves[known..].iter().map(Vec::as_slice).collect();
    leaf_hashes(&new).into_iter().for_each(|hash| edge.push(hash, &mut full));
    full.into_iter().try_for_each(|(tile, bytes)| put(&tile.path(), &bytes, Lasts::OnceSettled))
}

/// Lays out the tiles that are not full yet.
fn lay_partial(edge: &Edge, put: &mut Put<'_>) -> Result<(), Fault> {
    edge.partial().into_iter().try_for_each(|(tile, bytes)| put(&tile.path(), &bytes, Lasts::ForNow))
}

/// The last checkpoint in a folder, whoever signed it; nothing if there is none.
///
/// # Errors
/// [`Fault::Damaged`]: it is no checkpoint; [`Fault::Failed`]: it cannot be read.
pub fn checkpoint(folder: &Path) -> Result<Option<Checkpoint>, Fault> {
    match std::fs::read_to_string(folder.join(CHECKPOINT)) {
        Ok(text) => Checkpoint::unverified(&text).map(Some).map_err(|wrong| Fault::Damaged(wrong.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_fault(&folder.join(CHECKPOINT), &error)),
    }
}

/// The right edge of a checkpoint, if the folder's tiles lead to its root.
fn resume(folder: &Folder, checkpoint: &Checkpoint) -> Option<Edge> {
    let read = |tile: &Tile| {
        // A partial tile may have been removed when the full one came; the full one begins with it.
        let full = || folder.read(&Tile { width: WIDTH, ..*tile }.path())?.get(..32 * usize::from(tile.width)).map(<[u8]>::to_vec);
        folder.read(&tile.path()).or_else(full)
    };
    let Checkpoint { size, root, .. } = checkpoint;
    let edge = Edge::resume(*size, read).ok()?;
    let sound = *size == 0 || Tiles::new(*size, *root, read).inclusion(size - 1).is_ok();
    sound.then_some(edge)
}
