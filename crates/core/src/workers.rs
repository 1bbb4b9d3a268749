//! Who does work that falls into independent pieces.
//!
//! The core knows no threads; a program that has some lends them by its own
//! [`Workers`]. Whoever does the work, the results stand in the order of the
//! pieces, so nothing that is computed hangs on how many work.

/// Does independent pieces of work.
pub trait Workers: Sync {
    /// The result of `work` for each piece, in the order of the pieces.
    fn map<P: Sync, R: Send>(&self, pieces: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R>;

    /// The results of two works that do not wait for each other.
    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B);
}

/// One piece after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct InOrder;

impl Workers for InOrder {
    fn map<P: Sync, R: Send>(&self, pieces: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
        pieces.iter().map(work).collect()
    }

    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
        (one(), other())
    }
}
