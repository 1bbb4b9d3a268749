//! Commitments: a hash in the open of a content that is not.
//!
//! The content of an entry is personal and may have to be erased; its leaf stays for
//! ever. So the leaf holds only the hash of the content behind a salt that nobody can
//! guess. Each case has a secret key of 32 random bytes, drawn when it is filed, and
//! each of its entries a salt of its own, so that a receipt opens one entry and no
//! other. Erasing a case is deleting its contents and its key: what is left in the
//! log then tells nothing, and every proof over it stays what it was.
//!
//! ```
//! use alatau_evidence::commitment::{commit, opens, salt};
//! let salt = salt(&[7; 32], 17);
//! let commitment = commit(&salt, b"[]");
//! assert!(opens(&commitment, &salt, b"[]"));
//! assert!(!opens(&commitment, &salt, b"[1]"));
//! ```

use crate::Hash;
use sha2::{Digest, Sha256};

/// What keeps a salt's hash apart from every other hash.
const SALT: &[u8] = b"alatau salt v1\0";

/// What keeps a commitment's hash apart from every other hash.
const COMMITMENT: &[u8] = b"alatau commitment v1\0";

/// The salt of an entry: SHA-256 of `"alatau salt v1\0"`, the key of its case, and the
/// entry's number in its procedure as eight bytes, the highest first.
pub fn salt(case_key: &[u8; 32], number: u64) -> [u8; 32] {
    Sha256::new().chain_update(SALT).chain_update(case_key).chain_update(number.to_be_bytes()).finalize().into()
}

/// The commitment to a content: SHA-256 of `"alatau commitment v1\0"`, the salt, the content.
pub fn commit(salt: &[u8; 32], content: &[u8]) -> Hash {
    Sha256::new().chain_update(COMMITMENT).chain_update(salt).chain_update(content).finalize().into()
}

/// Is this the content of the commitment?
pub fn opens(commitment: &Hash, salt: &[u8; 32], content: &[u8]) -> bool {
    commit(salt, content) == *commitment
}
