//! The Merkle tree over the leaves (RFC 6962, section 2.1), as far as a writer needs it.
//!
//! A [`Frontier`] is the least that must be kept to go on with a tree: the roots of
//! its full subtrees, one for each bit of its size. At ten million leaves that is a
//! few hundred bytes.
//!
//! ```
//! use alatau_evidence::tree::{Frontier, leaf_hash};
//! let mut log = Frontier::default();
//! log.push(leaf_hash(b"first"));
//! log.push(leaf_hash(b"second"));
//! assert_eq!(Frontier::from_bytes(&log.to_bytes()), Some(log.clone()));
//! assert_eq!(log.size(), 2);
//! ```

use crate::Hash;
use crate::two::hash_two;
use tlog_tiles::{EMPTY_HASH, record_hash};

/// The hash of a leaf's bytes: SHA-256 of a zero byte and the bytes (RFC 6962).
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    record_hash(leaf).0
}

/// The hashes of two leaves, each as [`leaf_hash`], in two thirds of the time.
pub fn leaf_hash_two(leaves: [&[u8]; 2]) -> [Hash; 2] {
    hash_two(|_, head| *head = [0], leaves)
}

/// The hashes of leaves, in their order.
pub fn leaf_hashes(leaves: &[&[u8]]) -> Vec<Hash> {
    let (twos, last) = leaves.as_chunks();
    twos.iter().flat_map(|two| leaf_hash_two(*two)).chain(last.iter().map(|leaf| leaf_hash(leaf))).collect()
}

/// The right edge of a tree: all that a writer needs to add a leaf and to know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the full subtrees, the largest first; as many as the size has bits set.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each bit that is set at the end of the size is a full subtree that this leaf makes one twice as large.
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("a peak for each bit of the size");
            hash = node_hash(left, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root hash; of no leaves at all, the hash of nothing.
    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(left, right)).unwrap_or(EMPTY_HASH.0)
    }

    /// Its bytes: the size in eight, the highest first, then each peak in 32, the largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.peaks.len());
        bytes.extend(self.size.to_be_bytes());
        bytes.extend(self.peaks.as_flattened());
        bytes
    }

    /// Back from its bytes; nothing if they are not exactly such.
    pub fn from_bytes(bytes: &[u8]) -> Option<Frontier> {
        let (size, peaks) = bytes.split_first_chunk::<8>()?;
        let (size, (peaks, rest)) = (u64::from_be_bytes(*size), peaks.as_chunks::<32>());
        (rest.is_empty() && peaks.len() == size.count_ones() as usize).then(|| Frontier { size, peaks: peaks.to_vec() })
    }
}

/// What is wrong with a tile or with a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A tile that is needed is not there.
    #[error("AL-4202: {0} is missing; publish the log's tiles again")]
    Missing(String),
    /// A tile or bundle has not the length that its place demands, or does not lead to the root.
    #[error("AL-4203: a tile or bundle of the log is damaged; publish the log's tiles again")]
    Tile,
    /// A proof does not lead from what it proves to the root.
    #[error("AL-4204: the proof does not lead to the root of the log")]
    Proof,
}

/// Checks that a leaf is in a log: `proof` leads from its hash and index (from 0) to the root.
///
/// # Errors
/// [`Wrong::Proof`].
pub fn check_inclusion(proof: &[Hash], size: u64, root: &Hash, index: u64, leaf: &Hash) -> Result<(), Wrong> {
    let done = tlog_tiles::check_record(&lent(proof), size, tlog_tiles::Hash(*root), index, tlog_tiles::Hash(*leaf));
    done.map_err(|_| Wrong::Proof)
}

/// Checks that a log is the beginning of a later one. A log of no leaves proves nothing and is refused.
///
/// # Errors
/// [`Wrong::Proof`].
pub fn check_consistency(proof: &[Hash], earlier: (u64, &Hash), later: (u64, &Hash)) -> Result<(), Wrong> {
    let (old, new) = (tlog_tiles::Hash(*earlier.1), tlog_tiles::Hash(*later.1));
    tlog_tiles::check_tree(&lent(proof), later.0, new, earlier.0, old).map_err(|_| Wrong::Proof)
}

fn lent(proof: &[Hash]) -> Vec<tlog_tiles::Hash> {
    proof.iter().map(|hash| tlog_tiles::Hash(*hash)).collect()
}

/// The hash of an inner node: SHA-256 of a byte 1 and the hashes of its two children (RFC 6962).
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    tlog_tiles::node_hash(tlog_tiles::Hash(left), tlog_tiles::Hash(right)).0
}
