//! What a city proves about its cases, and how anyone checks it.
//!
//! Pure: no file, network, clock or chance. It knows leaves, not what they are about.
//!
//! Each command to a case leaves one [`leaf::Leaf`] in a log for ever. What is personal
//! stays outside; the leaf holds a [`commitment`] to it. The leaves form a Merkle tree
//! (RFC 6962), kept by its [`tree::Frontier`].

pub mod commitment;
mod hex;
pub mod leaf;
pub mod tree;

/// A SHA-256 hash.
pub type Hash = [u8; 32];
