//! The virtual clock: what happens next.
//!
//! Work, waiting and arrivals lie in one heap. Due instants of the law do not:
//! each case lies in at most one day bucket, is pushed there only when its next
//! due gets earlier, and is looked at when that day opens. Most dues die before
//! that, and cost nothing.

use alatau_core::time::Timestamp;

/// What comes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A case's own clock: silence or a timer. The slot of the case.
    Due(u32),
    /// A piece of work or waiting is done: its number.
    Done(u32),
    /// The next application arrives.
    Arrival,
    /// A body opens: its number.
    Opens(u32),
}

/// The agenda: pops entries by instant; at one instant silences come first, by
/// case, then all else in order of entry. That order is part of the meaning:
/// at t = due silence has spoken.
#[derive(Debug, Default)]
pub struct Agenda {
    heap: Heap,
    /// The top was handed out and waits to be replaced: most entries beget one more.
    spent: bool,
    sequence: u32,
    /// Slots whose next due lies on a day, by day from `base`.
    days: std::collections::VecDeque<Vec<u32>>,
    base: i64,
    /// First day that is not open yet.
    open_until: i64,
    waiting: usize,
}

/// Numbers, the least on top; each has four below it, so that a walk down is half as
/// long as where each has two. Only the top is ever taken out.
#[derive(Debug, Default)]
struct Heap {
    /// The numbers, then places that hold [`NOTHING`], so that below a place lie four or none.
    keys: Vec<u128>,
    len: usize,
}

/// Greater than every number in a heap.
const NOTHING: u128 = u128::MAX;

impl Heap {
    #[inline]
    fn top(&self) -> Option<u128> {
        self.keys.first().copied().filter(|&key| key != NOTHING)
    }

    fn push(&mut self, key: u128) {
        let mut hole = self.len;
        if hole == self.keys.len() {
            self.keys.resize(if hole == 0 { 1 } else { hole + 4 }, NOTHING);
        }
        self.len += 1;
        while hole > 0 {
            let above = (hole - 1) / 4;
            if self.keys[above] <= key {
                break;
            }
            self.keys[hole] = self.keys[above];
            hole = above;
        }
        self.keys[hole] = key;
    }

    fn pop(&mut self) {
        self.len -= 1;
        let last = std::mem::replace(&mut self.keys[self.len], NOTHING);
        if self.len > 0 {
            self.replace_top(last);
        }
    }

    /// Puts `key` in the place of the top; the heap is not empty.
    #[inline]
    fn replace_top(&mut self, key: u128) {
        let mut hole = 0;
        while let Some(&[a, b, c, d]) = self.keys.get(4 * hole + 1..4 * hole + 5) {
            let left = if b < a { (1, b) } else { (0, a) };
            let right = if d < c { (3, d) } else { (2, c) };
            let (which, least) = if right.1 < left.1 { right } else { left };
            if key <= least {
                break;
            }
            self.keys[hole] = least;
            hole = 4 * hole + 1 + which;
        }
        self.keys[hole] = key;
    }
}

const KINDS: u32 = 30;
/// Days that have a bucket; a due further off lies in the heap at once.
const DAYS_MAX: usize = 8_192;

impl Agenda {
    /// Adds work, waiting, an arrival or an opening.
    #[inline]
    pub fn push(&mut self, at: Timestamp, entry: Entry) {
        let (kind, number) = match entry {
            Entry::Due(_) => unreachable!("dues are armed by day"),
            Entry::Done(job) => (1u32, job),
            Entry::Arrival => (2, 0),
            Entry::Opens(pool) => (3, pool),
        };
        debug_assert!(number < 1 << KINDS);
        self.sequence = (self.sequence + 1) & (u32::MAX >> 1);
        let low = u128::from(self.sequence) << 32 | u128::from(kind << KINDS | number);
        self.insert(u128::from(at.0 as u64) << 64 | 1 << 63 | low);
    }

    #[inline]
    fn insert(&mut self, key: u128) {
        if std::mem::take(&mut self.spent) {
            self.heap.replace_top(key);
        } else {
            self.heap.push(key);
        }
    }

    fn push_due(&mut self, at: Timestamp, case: u32, slot: u32) {
        let low = u128::from(case) << 32 | u128::from(slot);
        debug_assert!(case < 1 << 31);
        self.insert(u128::from(at.0 as u64) << 64 | low);
    }

    /// Arms a case: its next due is at `due`. Arm again only when it gets earlier.
    #[inline]
    pub fn arm(&mut self, due: Timestamp, case: u32, slot: u32) {
        let day = due.0.div_euclid(Timestamp::DAY);
        if day < self.open_until {
            self.push_due(due, case, slot);
            return;
        }
        if self.waiting == 0 {
            self.days.clear();
            self.base = day;
        }
        if self.base - day > DAYS_MAX as i64 {
            return self.push_due(due, case, slot);
        }
        while day < self.base {
            self.days.push_front(Vec::new());
            self.base -= 1;
        }
        let index = (day - self.base) as usize;
        if index >= DAYS_MAX {
            return self.push_due(due, case, slot);
        }
        while self.days.len() <= index {
            self.days.push_back(Vec::new());
        }
        self.days[index].push(slot);
        self.waiting += 1;
    }

    /// The next entry and its instant. Before it leaves a day behind, `open` is
    /// asked about each slot that lies on the days up to there: it answers the
    /// case's number and next due, if it still has one.
    #[inline]
    pub fn pop(&mut self, mut open: impl FnMut(u32) -> Option<(Timestamp, u32)>) -> Option<(Timestamp, Entry)> {
        if std::mem::take(&mut self.spent) {
            self.heap.pop();
        }
        loop {
            let next = self.heap.top().map(|key| (key >> 64) as i64);
            if self.waiting > 0 {
                let first = self.base;
                if next.is_none_or(|at| at.div_euclid(Timestamp::DAY) >= first) {
                    self.open_day(&mut open);
                    continue;
                }
            }
            let key = self.heap.top()?;
            self.spent = true;
            let at = Timestamp((key >> 64) as i64);
            let number = key as u32 & ((1 << KINDS) - 1);
            let entry = match (key >> 63 & 1, key as u32 >> KINDS) {
                (0, _) => Entry::Due(key as u32),
                (_, 1) => Entry::Done(number),
                (_, 2) => Entry::Arrival,
                _ => Entry::Opens(number),
            };
            return Some((at, entry));
        }
    }

    fn open_day(&mut self, open: &mut impl FnMut(u32) -> Option<(Timestamp, u32)>) {
        let day = self.base;
        let slots = self.days.pop_front().unwrap_or_default();
        self.base += 1;
        self.open_until = self.open_until.max(day + 1);
        self.waiting -= slots.len();
        for slot in slots {
            if let Some((due, case)) = open(slot) {
                self.arm(due, case, slot);
            }
        }
        while self.waiting > 0 && self.days.front().is_some_and(Vec::is_empty) {
            self.days.pop_front();
            self.base += 1;
        }
    }

    /// How many entries lie in the heap.
    pub fn len(&self) -> usize {
        self.heap.len - usize::from(self.spent)
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.waiting == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_speaks_before_anything_else_at_its_instant() {
        let mut agenda = Agenda::default();
        let noon = Timestamp(20_000 * Timestamp::DAY);
        agenda.push(noon, Entry::Done(5));
        agenda.arm(noon, 9, 1);
        agenda.arm(noon, 3, 2);
        let dues = [(noon, 0), (noon, 9), (noon, 3)];
        let mut order = Vec::new();
        while let Some((_, entry)) = agenda.pop(|slot| Some(dues[slot as usize])) {
            order.push(entry);
        }
        assert_eq!(order, [Entry::Due(2), Entry::Due(1), Entry::Done(5)]);
    }

    #[test]
    fn a_due_that_moved_is_looked_at_again_on_its_new_day() {
        let mut agenda = Agenda::default();
        let day = |n: i64| Timestamp(n * Timestamp::DAY + 7);
        agenda.arm(day(10), 1, 0);
        agenda.push(day(30), Entry::Arrival);
        let moved = std::cell::Cell::new(day(20));
        let first = agenda.pop(|_| Some((moved.get(), 1)));
        assert_eq!(first, Some((day(20), Entry::Due(0))));
        assert_eq!(agenda.pop(|_| None), Some((day(30), Entry::Arrival)));
        assert!(agenda.is_empty());
    }

    #[test]
    fn a_heap_hands_out_the_least_in_any_course_of_events() {
        let (mut heap, mut sorted) = (Heap::default(), std::collections::BTreeSet::new());
        let series = crate::draws::Draws::new(1, 0).series(crate::draws::Purpose::new("heap"));
        for n in 0..20_000 {
            let bits = series.bits(n, 0);
            let key = u128::from(bits) << 32 | u128::from(n);
            // Grows to some hundreds, then shrinks to nothing, again and again.
            let grows = n / 500 % 2 == 0;
            match bits % 4 {
                0 | 1 if grows => {
                    heap.push(key);
                    sorted.insert(key);
                }
                0..3 if sorted.pop_first().is_some() => heap.pop(),
                _ if sorted.pop_first().is_some() => {
                    heap.replace_top(key);
                    sorted.insert(key);
                }
                _ => {}
            }
            assert_eq!((heap.top(), heap.len), (sorted.first().copied(), sorted.len()));
        }
    }
}
