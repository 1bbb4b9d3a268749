//! SHA-256 of two messages at once, in two thirds of the time of one after the other.
//!
//! A processor's SHA instructions wait most of the time for what they have just made. A block of another
//! message between them fills the wait; the hashes are the same.

use crate::Hash;
use sha2::compress256;
use sha2::digest::generic_array::GenericArray;
use std::slice::from_ref;

/// The state before the first block (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The hashes of two messages: each has a head, which is written for it in its place, and what follows.
#[inline]
pub(crate) fn hash_two<const HEAD: usize>(mut head: impl FnMut(usize, &mut [u8; HEAD]), messages: [&[u8]; 2]) -> [Hash; 2] {
    let mut padded = [Padded::EMPTY; 2];
    for (which, (padded, message)) in padded.iter_mut().zip(messages).enumerate() {
        head(which, padded.first.first_chunk_mut().expect("a head is shorter than a block"));
        padded.fill(HEAD, message);
    }
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

/// A message in blocks (section 5.1.1): those in the middle stay where they are.
struct Padded<'m> {
    first: Block,
    middle: &'m [Block],
    last: [Block; 2],
    /// How many of the last there are.
    lasts: usize,
}

impl<'m> Padded<'m> {
    const EMPTY: Padded<'m> = Padded { first: [0; 64], middle: &[], last: [[0; 64]; 2], lasts: 0 };

    /// Puts the message behind its head, and the length behind the message.
    #[inline]
    fn fill(&mut self, head: usize, message: &'m [u8]) {
        let bits = (8 * (head + message.len()) as u64).to_be_bytes();
        let (begin, end) = match message.split_at_checked(64 - head) {
            Some((beside, rest)) => {
                self.first[head..].copy_from_slice(beside);
                let end;
                (self.middle, end) = rest.as_chunks();
                self.lasts = 1;
                (0, end)
            }
            None => (head, message),
        };
        let length = begin + end.len();
        let block = if self.lasts == 0 { &mut self.first } else { &mut self.last[0] };
        block[begin..length].copy_from_slice(end);
        block[length] = 0x80;
        if length < 64 - 8 {
            block[56..].copy_from_slice(&bits);
        } else {
            self.last[self.lasts][56..].copy_from_slice(&bits);
            self.lasts += 1;
        }
    }

    #[inline]
    fn blocks(&self) -> impl Iterator<Item = &Block> {
        std::iter::once(&self.first).chain(self.middle).chain(&self.last[..self.lasts])
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
            let both = [&bytes[..length], &bytes[length..]];
            assert_eq!(hash_two(|_, _: &mut [u8; 0]| (), both), both.map(|one| alone(&[], one)), "{length} bytes");
            assert_eq!(hash_two(|_, head| *head = [7; 1], both), both.map(|one| alone(&[7], one)), "1 and {length} bytes");
            assert_eq!(hash_two(|_, head| *head = [5; 63], both), both.map(|one| alone(&[5; 63], one)), "63 and {length} bytes");
        }
    }

    proptest! {
        #[test]
        fn any_two_are_what_each_is_alone(
            heads in any::<[[u8; 32]; 2]>(),
            one in prop::collection::vec(any::<u8>(), 0..1000),
            other in prop::collection::vec(any::<u8>(), 0..1000),
        ) {
            let both = hash_two(|which, head| *head = heads[which], [&one, &other]);
            prop_assert_eq!(both, [alone(&heads[0], &one), alone(&heads[1], &other)]);
        }
    }
}
