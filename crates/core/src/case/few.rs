//! A short list that lives inside its owner, and is shared once it outgrows it.

use std::ops::Deref;
use std::sync::Arc;

/// Up to `N` items inline, more on the heap; always one contiguous slice.
///
/// What lies on the heap is shared by clones until one of them changes it, so that
/// a copy of the owner costs no allocation.
///
/// Invariant: if there is a `spill` it is not empty and holds every item, else the
/// first `len` of `inline` do.
#[derive(Debug)]
pub struct Few<T, const N: usize> {
    inline: [T; N],
    len: u16,
    spill: Option<Arc<Vec<T>>>,
}

impl<T: Clone + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Few { inline: std::array::from_fn(|_| T::default()), len: 0, spill: None }
    }
}

impl<T: Clone, const N: usize> Clone for Few<T, N> {
    #[inline]
    fn clone(&self) -> Self {
        Few { inline: self.inline.clone(), len: self.len, spill: self.spill.clone() }
    }

    #[inline]
    fn clone_from(&mut self, other: &Self) {
        self.inline.clone_from_slice(&other.inline);
        self.len = other.len;
        if self.spill.is_some() || other.spill.is_some() {
            self.spill.clone_from(&other.spill);
        }
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.spill {
            None => &self.inline[..self.len as usize],
            Some(spill) => spill,
        }
    }
}

impl<T: Clone + Default, const N: usize> Few<T, N> {
    /// The items.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        self
    }

    /// The items, to change in place.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        match &mut self.spill {
            None => &mut self.inline[..self.len as usize],
            Some(spill) => Arc::make_mut(spill).as_mut_slice(),
        }
    }

    /// Adds at the end.
    #[inline]
    pub fn push(&mut self, item: T) {
        // The place first, then the item: written once, where it stays.
        *self.room() = item;
    }

    /// A new place at the end.
    #[inline]
    fn room(&mut self) -> &mut T {
        if self.spill.is_none() && (self.len as usize) < N {
            self.len += 1;
            return &mut self.inline[self.len as usize - 1];
        }
        self.room_on_the_heap()
    }

    #[cold]
    fn room_on_the_heap(&mut self) -> &mut T {
        let spill = self.spill.get_or_insert_with(|| Arc::new(self.inline[..self.len as usize].to_vec()));
        let spill = Arc::make_mut(spill);
        spill.push(T::default());
        spill.last_mut().expect("it was just added")
    }

    /// Takes the last.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        match &mut self.spill {
            None => {
                self.len = self.len.checked_sub(1)?;
                Some(self.inline[self.len as usize].clone())
            }
            Some(spill) => {
                let item = Arc::make_mut(spill).pop();
                self.settle();
                item
            }
        }
    }

    /// Moves back inline when the heap list is empty.
    #[cold]
    fn settle(&mut self) {
        if self.spill.as_ref().is_some_and(|s| s.is_empty()) {
            self.spill = None;
            self.len = 0;
        }
    }

    /// Keeps what `keep` says, in order.
    #[inline]
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        if let Some(spill) = &mut self.spill {
            if !spill.iter().all(&keep) {
                Arc::make_mut(spill).retain(keep);
                self.settle();
            }
            return;
        }
        let mut kept = 0;
        for i in 0..self.len as usize {
            if keep(&self.inline[i]) {
                if kept != i {
                    self.inline[kept] = self.inline[i].clone();
                }
                kept += 1;
            }
        }
        self.len = kept as u16;
    }

    /// The item at `index`, or the default beyond the end.
    #[inline]
    pub fn at(&self, index: usize) -> T {
        self.get(index).cloned().unwrap_or_default()
    }

    /// Sets the item at `index`, filling with defaults up to it.
    #[inline]
    pub fn set(&mut self, index: usize, item: T) {
        while self.len() <= index {
            self.push(T::default());
        }
        self.as_mut_slice()[index] = item;
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Few<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_behaves_like_a_vector_on_both_sides_of_the_spill() {
        let mut few: Few<u32, 3> = Few::default();
        let mut vec = Vec::new();
        for i in 0..9 {
            few.push(i);
            vec.push(i);
            assert_eq!(few.as_slice(), &vec[..]);
        }
        few.retain(|i| i % 3 != 0);
        vec.retain(|i| i % 3 != 0);
        assert_eq!(few.as_slice(), &vec[..]);
        while let Some(item) = vec.pop() {
            assert_eq!(few.pop(), Some(item));
        }
        assert_eq!(few.pop(), None);
        few.set(4, 7);
        assert_eq!(few.as_slice(), &[0, 0, 0, 0, 7]);
    }

    #[test]
    fn a_change_of_one_clone_is_not_seen_by_the_other() {
        let mut few: Few<u32, 1> = Few::default();
        (0..4).for_each(|i| few.push(i));
        let other = few.clone();
        few.as_mut_slice()[0] = 9;
        few.retain(|i| *i != 2);
        assert_eq!((few.as_slice(), other.as_slice()), (&[9, 1, 3][..], &[0, 1, 2, 3][..]));
    }
}
