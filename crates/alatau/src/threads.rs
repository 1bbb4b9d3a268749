//! The threads of the program, lent to the core.

use alatau_core::workers::Workers;
use rayon::prelude::*;

/// As many threads as `--threads` says, or as the machine has.
#[derive(Clone, Copy, Debug)]
pub struct Threads;

impl Workers for Threads {
    fn map<P: Sync, R: Send>(&self, pieces: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
        pieces.par_iter().with_max_len(1).map(&work).collect()
    }

    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
        rayon::join(one, other)
    }
}
