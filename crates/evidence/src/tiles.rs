//! The log as plain files: hash tiles and entry bundles (C2SP tlog-tiles).
//!
//! Anyone who has these files and a signed checkpoint can prove what is in the log,
//! without us. A tile holds 256 hashes of one level, side by side; on the right edge
//! of the tree a partial one holds fewer. A bundle holds the 256 leaves under a tile of
//! level 0, each after its length in two bytes, the higher first.
//!
//! ```
//! use alatau_evidence::tiles::{Tile, bundle, bundle_path, leaves_in};
//! assert_eq!(Tile { level: 1, index: 1_234_067, width: 256 }.path(), "tile/1/x001/x234/067");
//! assert_eq!(bundle_path(0, 3), "tile/entries/000.p/3");
//! let bytes = bundle(&[b"one", b"two"]).unwrap();
//! assert_eq!(leaves_in(&bytes).unwrap(), [b"one", b"two"]);
//! ```

use crate::Hash;
use crate::tree::{Wrong, check_consistency, check_inclusion, node_hash};
use tlog_tiles::HashReader;

/// How many hashes a full tile has.
pub const WIDTH: u16 = 256;
/// How many levels of the tree are in one tile: the power of two that is [`WIDTH`].
const HEIGHT: u8 = 8;

/// A tile of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// 0: hashes of leaves; above, each hash is the root of a full tile of the level below.
    pub level: u8,
    /// Which one of its level, from 0, left to right.
    pub index: u64,
    /// How many hashes it has: 1 to 256, and then it is full.
    pub width: u16,
}

impl Tile {
    /// Where it lies: `tile/<level>/<index>`, and `.p/<width>` behind it if it is partial.
    pub fn path(&self) -> String {
        path(&self.level.to_string(), self.index, self.width)
    }
}

/// Where the leaves under a tile of level 0 lie: `tile/entries/<index>`, and `.p/<width>` if it is partial.
pub fn bundle_path(index: u64, width: u16) -> String {
    path("entries", index, width)
}

/// The bundles of a log of `size` leaves from the one that holds leaf `from` on: index and width of each.
pub fn bundles(from: u64, size: u64) -> impl Iterator<Item = (u64, u16)> {
    let width = u64::from(WIDTH);
    (from / width..size.div_ceil(width)).map(move |index| (index, (size - index * width).min(width) as u16))
}

/// A number in groups of three digits, all but the last with an `x`, so that no folder grows large.
fn path(level: &str, index: u64, width: u16) -> String {
    let mut number = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        number = format!("x{:03}/{number}", rest % 1000);
        rest /= 1000;
    }
    let partial = if width == WIDTH { String::new() } else { format!(".p/{width}") };
    format!("tile/{level}/{number}{partial}")
}

/// The bytes of an entry bundle.
///
/// # Errors
/// [`Wrong::Tile`] where a leaf is longer than 65,535 bytes.
pub fn bundle<L: AsRef<[u8]>>(leaves: &[L]) -> Result<Vec<u8>, Wrong> {
    let mut bytes = Vec::with_capacity(leaves.iter().map(|leaf| 2 + leaf.as_ref().len()).sum());
    for leaf in leaves.iter().map(AsRef::as_ref) {
        bytes.extend(u16::try_from(leaf.len()).map_err(|_| Wrong::Tile)?.to_be_bytes());
        bytes.extend(leaf);
    }
    Ok(bytes)
}

/// The leaves in an entry bundle.
///
/// # Errors
/// [`Wrong::Tile`] where a length leads past the end.
pub fn leaves_in(mut bytes: &[u8]) -> Result<Vec<&[u8]>, Wrong> {
    let mut leaves = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (leaf, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(Wrong::Tile)?;
        leaves.push(leaf);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(leaves) } else { Err(Wrong::Tile) }
}

/// The hashes in a tile.
///
/// # Errors
/// [`Wrong::Tile`] where they are not as many as its width says.
pub fn hashes_in(tile: Tile, bytes: &[u8]) -> Result<Vec<Hash>, Wrong> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() && hashes.len() == usize::from(tile.width) { Ok(hashes.to_vec()) } else { Err(Wrong::Tile) }
}

/// The right edge of a tree, tile by tile: what a publisher needs to write the tiles of new leaves.
///
/// It can be had again at any time, from the leaf hashes ([`Edge::push`] for each) or from
/// the partial tiles of a published size ([`Edge::resume`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// For each level, how many full tiles lie to the left, and the hashes after them: 0 to 255.
    levels: Vec<(u64, Vec<Hash>)>,
}

impl Edge {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash; the tiles that it makes full are given with their bytes.
    pub fn push(&mut self, leaf: Hash, full: &mut Vec<(Tile, Vec<u8>)>) {
        self.size += 1;
        let mut hash = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push((0, Vec::with_capacity(usize::from(WIDTH))));
            }
            let (index, hashes) = &mut self.levels[level];
            hashes.push(hash);
            if hashes.len() < usize::from(WIDTH) {
                return;
            }
            full.push((Tile { level: level as u8, index: *index, width: WIDTH }, hashes.as_flattened().to_vec()));
            hash = root_of_full(hashes);
            hashes.clear();
            *index += 1;
        }
    }

    /// The partial tiles of this size, with their bytes.
    pub fn partial(&self) -> Vec<(Tile, Vec<u8>)> {
        let levels = self.levels.iter().enumerate().filter(|(_, (_, hashes))| !hashes.is_empty());
        let tile = |level: usize, index, hashes: &[Hash]| Tile { level: level as u8, index, width: hashes.len() as u16 };
        levels.map(|(level, (index, hashes))| (tile(level, *index, hashes), hashes.as_flattened().to_vec())).collect()
    }

    /// The edge of a published size, from its partial tiles.
    ///
    /// # Errors
    /// [`Wrong::Missing`] where `read` has no such tile, [`Wrong::Tile`] where it has another length.
    pub fn resume(size: u64, mut read: impl FnMut(&Tile) -> Option<Vec<u8>>) -> Result<Edge, Wrong> {
        let mut edge = Edge { size, levels: Vec::new() };
        let mut hashes_at_level = size;
        while hashes_at_level > 0 {
            let (index, width) = (hashes_at_level / u64::from(WIDTH), (hashes_at_level % u64::from(WIDTH)) as u16);
            let tile = Tile { level: edge.levels.len() as u8, index, width };
            let hashes = match width {
                0 => Vec::new(),
                _ => hashes_in(tile, &read(&tile).ok_or_else(|| Wrong::Missing(tile.path()))?)?,
            };
            edge.levels.push((index, hashes));
            hashes_at_level = index;
        }
        Ok(edge)
    }
}

/// The root over 256 hashes.
fn root_of_full(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|[left, right]| node_hash(*left, *right)).collect();
    }
    row[0]
}

/// A log, read from its tiles. What they lead to is held against the root before it is given.
///
/// The library's own reader (`TileHashReader`) is not used: where one tile serves several of the
/// subtrees under the root, it leaves as many of the other tiles unchecked.
pub struct Tiles<R> {
    size: u64,
    root: Hash,
    read: R,
}

impl<R: Fn(&Tile) -> Option<Vec<u8>>> Tiles<R> {
    /// A log by the size and root of its checkpoint; `read` gives a tile's bytes.
    pub fn new(size: u64, root: Hash, read: R) -> Tiles<R> {
        Tiles { size, root, read }
    }

    /// The proof that the leaf of this index (from 0) is in the log: the hashes beside its way to the root.
    ///
    /// # Errors
    /// [`Wrong`]: no such leaf, or a tile is missing or does not lead to the root.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, Wrong> {
        if index >= self.size {
            return Err(Wrong::Proof);
        }
        let leaf = self.read_hashes(&[tlog_tiles::stored_hash_index(0, index)]).map_err(wrong)?[0].0;
        let proof = plain(tlog_tiles::prove_record(self.size, index, self))?;
        check_inclusion(&proof, self.size, &self.root, index, &leaf).map_err(|_| Wrong::Tile)?;
        Ok(proof)
    }

    /// The proof that the log of an earlier size is the beginning of this one.
    ///
    /// # Errors
    /// [`Wrong`]: the size is 0 or too great, or a tile is missing or does not lead to the root.
    pub fn consistency(&self, earlier: u64) -> Result<Vec<Hash>, Wrong> {
        if earlier == 0 || earlier > self.size {
            return Err(Wrong::Proof);
        }
        let root = tlog_tiles::tree_hash(earlier, self).map_err(wrong)?.0;
        let proof = plain(tlog_tiles::prove_tree(self.size, earlier, self))?;
        check_consistency(&proof, (earlier, &root), (self.size, &self.root)).map_err(|_| Wrong::Tile)?;
        Ok(proof)
    }
}

fn plain(hashes: Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error>) -> Result<Vec<Hash>, Wrong> {
    Ok(hashes.map_err(wrong)?.into_iter().map(|hash| hash.0).collect())
}

/// The library has no error with words of a reader but this one.
fn wrong(error: tlog_tiles::Error) -> Wrong {
    match error {
        tlog_tiles::Error::InvalidInput(path) => Wrong::Missing(path),
        _ => Wrong::Tile,
    }
}

impl<R: Fn(&Tile) -> Option<Vec<u8>>> HashReader for Tiles<R> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let mut last: Option<(Tile, Vec<u8>)> = None;
        let hash = |index: &u64| {
            let place = tlog_tiles::Tile::from_index(HEIGHT, *index).parent(0, self.size).ok_or(tlog_tiles::Error::IndexesNotInTree)?;
            let tile = Tile { level: place.level(), index: place.level_index(), width: place.width() as u16 };
            if last.as_ref().is_none_or(|(read, _)| *read != tile) {
                let bytes = (self.read)(&tile).ok_or_else(|| tlog_tiles::Error::InvalidInput(tile.path()))?;
                hashes_in(tile, &bytes).map_err(|_| tlog_tiles::Error::InvalidTile)?;
                last = Some((tile, bytes));
            }
            place.hash_at_index(&last.as_ref().expect("just read").1, *index)
        };
        indexes.iter().map(hash).collect()
    }
}
