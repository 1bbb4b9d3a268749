//! What a city proves about its cases, and how anyone checks it.
//!
//! Pure: no file, network, clock or chance. It knows leaves, not what they are about.
//!
//! Each command to a case leaves one [`leaf::Leaf`] in a log for ever. What is personal
//! stays outside; the leaf holds a [`commitment`] to it. The leaves form a Merkle tree
//! (RFC 6962): [`tree`] has its hashes and proofs, [`tiles`] the plain files in which it is
//! published. The log signs its size and root ([`note`]), a reader says whom he trusts
//! ([`policy`]), a [`proof`] leads from a leaf to a signed root, and a [`receipt`] is what an
//! applicant takes home. Who reads the whole log sees whether it is [`complete`].

pub mod commitment;
pub mod complete;
pub mod hex;
pub mod leaf;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod tiles;
pub mod tree;
mod two;

/// A SHA-256 hash.
pub type Hash = [u8; 32];
