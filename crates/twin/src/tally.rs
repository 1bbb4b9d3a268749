//! What one replication of a comparison counts: durations, clocks, causes.
//!
//! Causes: each activity carries the days by cause of the whole path that led to
//! it. What follows a join begins where the branch that came last ended, so each
//! instant of a case has exactly one cause, and the parts add up to the whole.

use crate::model::{Book, Cause, Filing, FilingKept, NOBODY, Observer, Pool, Wait, Worked};
use crate::sketch::Sketch;
use alatau_core::case::{Case, Event, What, Yields};
use alatau_core::procedure::{Clock, Outcome};
use alatau_core::time::Timestamp;

/// Microseconds by cause, in the order of [`Cause`].
pub type Split = [i64; 7];

/// Figures of one table of cases in one replication.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Time from filing to the end, in microseconds.
    pub days: Sketch,
    /// Applications filed.
    pub filed: u64,
    /// Cases closed.
    pub closed: u64,
    /// Of these, granted.
    pub approved: u64,
    /// Of these, with a step that an authority's silence decided.
    pub by_silence: u64,
    /// Of these, without any overrun of an authority's term.
    pub on_time: u64,
    /// Of these, refused at least once and filed again.
    pub refused_once: u64,
    /// Changes of body.
    pub handoffs: u64,
    /// Cases on which the law changed between filing and the end.
    pub amended: u64,
    /// Microseconds on the statutory, extended and applicant's clock.
    pub clocks: [i128; 3],
    /// Microseconds by cause.
    pub causes: [i128; 7],
}

impl Tally {
    /// Adds another table.
    pub fn add(&mut self, other: &Tally) {
        self.days.merge(&other.days);
        self.filed += other.filed;
        self.closed += other.closed;
        self.approved += other.approved;
        self.by_silence += other.by_silence;
        self.on_time += other.on_time;
        self.refused_once += other.refused_once;
        self.handoffs += other.handoffs;
        self.amended += other.amended;
        for (sum, part) in self.clocks.iter_mut().zip(other.clocks) {
            *sum += part;
        }
        for (sum, part) in self.causes.iter_mut().zip(other.causes) {
            *sum += part;
        }
    }
}

struct Track {
    activity: u32,
    scope: u16,
    /// Up to when `split` accounts.
    at: Timestamp,
    split: Split,
    wait: Wait,
}

#[derive(Default)]
struct Watch {
    filed: Timestamp,
    after: u32,
    tracks: Vec<Track>,
    ended: Vec<(u32, Split)>,
    /// Scope, the one around it, and the sub-process activity that opened it.
    parents: Vec<(u16, u16, u32)>,
    last: Split,
    silence: bool,
    overrun: bool,
    book: u16,
    /// Clocks of earlier filings of the same application.
    clocks: [i64; 3],
}

/// Counts by table; the twin's observer in a comparison.
pub struct Counter<'m> {
    books: &'m [Book],
    pools: &'m [Pool],
    watches: Vec<Watch>,
    /// Tables, by the group of the filing; filings of further groups are not counted.
    pub tallies: Vec<Tally>,
}

impl<'m> Counter<'m> {
    /// Nothing counted yet.
    pub fn new(books: &'m [Book], pools: &'m [Pool], groups: usize) -> Counter<'m> {
        Counter { books, pools, watches: Vec::new(), tallies: vec![Tally::default(); groups] }
    }
}

impl Track {
    /// Accounts up to `until`.
    fn settle(&mut self, until: Timestamp, pools: &[Pool]) {
        let span = until.0 - self.at.0;
        match self.wait {
            Wait::Cause(cause) => self.split[cause as usize] += span,
            Wait::Officer(pool) | Wait::Work(pool) => {
                let open = pools[pool as usize].hours.between(self.at, until);
                let cause = if matches!(self.wait, Wait::Work(_)) { Cause::Work } else { Cause::Queue };
                self.split[cause as usize] += open;
                self.split[Cause::OffHours as usize] += span - open;
            }
        }
        self.at = until;
    }
}

impl Watch {
    fn is_within(&self, scope: u16, outer: u16) -> bool {
        let mut at = scope;
        while at != outer {
            match self.parents.iter().find(|p| p.0 == at) {
                Some(&(_, parent, _)) => at = parent,
                None => return false,
            }
        }
        true
    }

    fn end(&mut self, index: usize, at: Timestamp, pools: &[Pool]) {
        let mut track = self.tracks.swap_remove(index);
        track.settle(at, pools);
        self.ended.push((track.activity, track.split));
    }

    /// A sub-process that is interrupted ends where its activity that began last stands.
    fn end_scope(&mut self, scope: u16, at: Timestamp, pools: &[Pool]) {
        let inside: Vec<usize> = (0..self.tracks.len()).filter(|&i| self.is_within(self.tracks[i].scope, scope)).collect();
        let Some(&latest) = inside.iter().max_by_key(|&&i| self.tracks[i].activity) else { return };
        self.tracks[latest].settle(at, pools);
        let split = self.tracks[latest].split;
        let parents = std::mem::take(&mut self.parents);
        let mut inside = inside.into_iter();
        let mut next = inside.next();
        let mut index = 0;
        self.tracks.retain(|_| {
            let gone = next == Some(index);
            if gone {
                next = inside.next();
            }
            index += 1;
            !gone
        });
        self.parents = parents;
        // A branch that ended the scope by its own act has its days already.
        if !self.ended.iter().any(|e| e.0 == self.after) {
            self.ended.push((self.after, split));
        }
    }
}

impl Observer for Counter<'_> {
    fn filed(&mut self, slot: u32, filing: &Filing) {
        let slot = slot as usize;
        if slot >= self.watches.len() {
            self.watches.resize_with(slot + 1, Watch::default);
        }
        let watch = &mut self.watches[slot];
        watch.filed = filing.at;
        watch.tracks.clear();
        watch.ended.clear();
        watch.parents.clear();
        watch.clocks = [0; 3];
        (watch.silence, watch.overrun, watch.last, watch.book) = (false, false, Split::default(), filing.book);
        if let Some(tally) = self.tallies.get_mut(filing.group as usize) {
            tally.filed += 1;
        }
    }

    fn acted(&mut self, slot: u32, after: u32) {
        self.watches[slot as usize].after = after;
    }

    fn event(&mut self, slot: u32, event: &Event) {
        let watch = &mut self.watches[slot as usize];
        match event.what {
            What::Entered { scope, activity, .. } => {
                let split = watch.came_from(event.at, self.pools);
                let wait = Wait::Cause(Cause::Term);
                watch.tracks.push(Track { activity, scope, at: event.at, split, wait });
            }
            What::Completed { activity, .. } | What::Cancelled { activity, .. } => {
                if let Some(index) = watch.tracks.iter().position(|t| t.activity == activity) {
                    watch.end(index, event.at, self.pools);
                }
            }
            What::ScopeOpened { scope, parent, activity } => {
                // A sub-process waits for nothing itself: what is inside it does.
                watch.tracks.retain(|t| t.activity != activity);
                watch.parents.push((scope, parent, activity));
            }
            What::ScopeClosed { scope } => watch.end_scope(scope, event.at, self.pools),
            What::SilenceSpoke { node, yields, .. } => {
                let rulebook = &self.books[watch.book as usize].rulebook;
                let Some(term) = rulebook.net.term_of(node) else { return };
                let by_authority = rulebook.terms[term as usize].last().is_some_and(|rule| rule.by_authority());
                watch.overrun |= by_authority;
                watch.silence |= by_authority && matches!(yields, Yields::Approved | Yields::Refused);
            }
            _ => {}
        }
    }

    fn began(&mut self, slot: u32, activity: u32, wait: Wait) {
        if let Some(track) = self.watches[slot as usize].tracks.iter_mut().find(|t| t.activity == activity) {
            track.wait = wait;
        }
    }

    fn waits(&mut self, slot: u32, activity: u32, wait: Wait, at: Timestamp) {
        if let Some(track) = self.watches[slot as usize].tracks.iter_mut().find(|t| t.activity == activity) {
            track.settle(at, self.pools);
            track.wait = wait;
        }
    }

    fn worked(&mut self, slot: u32, work: &Worked) {
        self.waits(slot, work.activity, Wait::Work(work.pool), work.start);
    }

    fn refiled(&mut self, slot: u32, refused: &Case, at: Timestamp) {
        let watch = &mut self.watches[slot as usize];
        let mut split = watch.came_from(at, self.pools);
        let gap = at.0 - watch.filed.0 - split.iter().sum::<i64>();
        split[Cause::Applicant as usize] += gap;
        for (sum, part) in watch.clocks.iter_mut().zip(refused.clocks) {
            *sum += part;
        }
        watch.clocks[Clock::Applicant as usize] += gap;
        watch.last = split;
        watch.after = NOBODY;
        watch.tracks.clear();
        watch.ended.clear();
        watch.parents.clear();
    }

    fn closed(&mut self, slot: u32, case: &Case, kept: &FilingKept, at: Timestamp) {
        let watch = &mut self.watches[slot as usize];
        let Some(tally) = self.tallies.get_mut(kept.group as usize) else { return };
        let split = watch.came_from(at, self.pools);
        let whole = at.0 - watch.filed.0;
        assert!(split.iter().sum::<i64>() == whole, "causes add up: {split:?} to {whole}");
        tally.days.record(whole);
        tally.closed += 1;
        tally.approved += u64::from(case.outcome == Some(Outcome::Approved));
        tally.by_silence += u64::from(watch.silence);
        tally.on_time += u64::from(!watch.overrun);
        tally.refused_once += u64::from(kept.refilings > 0);
        tally.handoffs += u64::from(kept.handoffs);
        tally.amended += u64::from(kept.amended);
        for ((sum, part), before) in tally.clocks.iter_mut().zip(case.clocks).zip(watch.clocks) {
            *sum += i128::from(part + before);
        }
        for (sum, part) in tally.causes.iter_mut().zip(split) {
            *sum += i128::from(part);
        }
    }
}

impl Watch {
    /// Days by cause of the path that ends with the activity that acted; at a
    /// filing, of what went before it. An activity beside which a timer spoke goes
    /// on: then of its path up to now.
    fn came_from(&self, at: Timestamp, pools: &[Pool]) -> Split {
        if let Some(ended) = self.ended.iter().rev().find(|e| e.0 == self.after) {
            return ended.1;
        }
        let scope = self.parents.iter().find(|p| p.2 == self.after).map(|p| p.0);
        let goes_on = |t: &&Track| t.activity == self.after || scope.is_some_and(|s| self.is_within(t.scope, s));
        let Some(track) = self.tracks.iter().filter(goes_on).max_by_key(|t| t.activity) else { return self.last };
        let mut until_now = Track { ..*track };
        until_now.settle(at, pools);
        until_now.split
    }
}
