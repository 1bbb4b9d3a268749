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
use crate::two::hash_two;
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

/// A content with what its salt is made of.
#[derive(Clone, Copy, Debug)]
pub struct Salted<'c> {
    /// The key of its case.
    pub case_key: &'c [u8; 32],
    /// Number of its entry in its procedure.
    pub number: u64,
    /// The content.
    pub content: &'c [u8],
}

/// The commitments to two contents, each as by [`salt`] and [`commit`], in two thirds of the time.
pub fn commit_two(both: [Salted<'_>; 2]) -> [Hash; 2] {
    let salts = hash_two(|which, head| salted(both[which].case_key, both[which].number, head), [&[], &[]]);
    hash_two(|which, head| committed(&salts[which], head), both.map(|one| one.content))
}

/// What a salt is the hash of.
#[inline]
fn salted(case_key: &[u8; 32], number: u64, bytes: &mut [u8; 55]) {
    bytes[..15].copy_from_slice(SALT);
    bytes[15..47].copy_from_slice(case_key);
    bytes[47..].copy_from_slice(&number.to_be_bytes());
}

/// What stands before the content in what a commitment is the hash of.
#[inline]
fn committed(salt: &[u8; 32], bytes: &mut [u8; 53]) {
    bytes[..21].copy_from_slice(COMMITMENT);
    bytes[21..].copy_from_slice(salt);
}

/// Is this the content of the commitment?
pub fn opens(commitment: &Hash, salt: &[u8; 32], content: &[u8]) -> bool {
    commit(salt, content) == *commitment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_commitments_are_what_each_is_alone() {
        let keys = [[7; 32], [9; 32]];
        let one = Salted { case_key: &keys[0], number: 17, content: b"[]" };
        let other = Salted { case_key: &keys[1], number: u64::MAX, content: &[b'x'; 300] };
        let alone = |of: Salted<'_>| commit(&salt(of.case_key, of.number), of.content);
        assert_eq!(commit_two([one, other]), [alone(one), alone(other)]);
        assert_eq!(commit_two([other, one]), [alone(other), alone(one)]);
    }
}
