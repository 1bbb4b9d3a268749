//! The proof that a leaf is in a log, as a text that needs nothing else (C2SP tlog-proof).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! index 73894
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//!
//! example.org/alatau
//! 109482
//! sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
//!
//! — example.org/alatau hI2DJw...
//! ```

use crate::policy::{Accepted, Policy};
use crate::{Hash, note, tree};
use base64::prelude::{BASE64_STANDARD, Engine as _};

const HEAD: &str = "c2sp.org/tlog-proof@v1\n";

/// A tree of 2^64 leaves is not higher.
const HASHES_MAX: usize = 64;

/// A proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Number of the leaf in the log, from 0.
    pub index: u64,
    /// The hashes beside its way to the root, the leaf's neighbour first.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, as it was published.
    pub checkpoint: String,
}

/// What is wrong with a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is not in its form.
    #[error("AL-4211: the proof is not in the form of c2sp.org/tlog-proof@v1")]
    Form,
    /// The checkpoint is not accepted.
    #[error(transparent)]
    Note(#[from] note::Wrong),
    /// It does not lead to the root.
    #[error(transparent)]
    Tree(#[from] tree::Wrong),
}

impl Proof {
    /// Its text.
    pub fn write(&self) -> String {
        let hashes: String = self.hashes.iter().map(|hash| BASE64_STANDARD.encode(hash) + "\n").collect();
        format!("{HEAD}index {}\n{hashes}\n{}", self.index, self.checkpoint)
    }

    /// Reads its text. Extra data, which proves nothing, is refused: no byte of a proof may be changed unseen.
    ///
    /// # Errors
    /// [`Wrong::Form`].
    pub fn read(text: &str) -> Result<Proof, Wrong> {
        let rest = text.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix("index ")).ok_or(Wrong::Form)?;
        let (before, checkpoint) = rest.split_once("\n\n").ok_or(Wrong::Form)?;
        let mut lines = before.split('\n');
        let index = lines.next().and_then(|number| number.parse().ok()).ok_or(Wrong::Form)?;
        let hash = |line: &str| BASE64_STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
        let hashes: Vec<Hash> = lines.map(hash).collect::<Option<_>>().ok_or(Wrong::Form)?;
        let proof = Proof { index, hashes, checkpoint: checkpoint.to_string() };
        if proof.hashes.len() <= HASHES_MAX && proof.write() == text { Ok(proof) } else { Err(Wrong::Form) }
    }

    /// Checks that this leaf is where the proof says, in a log that the policy accepts.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn verify(&self, leaf: &Hash, policy: &Policy) -> Result<Accepted, Wrong> {
        let accepted = policy.open(&self.checkpoint)?;
        tree::check_inclusion(&self.hashes, accepted.checkpoint.size, &accepted.checkpoint.root, self.index, leaf)?;
        Ok(accepted)
    }
}
