//! A journal whose disk fails, by a seed: the same seed and the same commits, the same mishaps.
//!
//! A commit may fail before it (nothing is kept) or after it (all is kept, although the
//! answer was a failure: the power went between the disk and the answer), the disk may be
//! full or not writable for some commits, and it may be slow. Whoever stands on a
//! journal has to be right over this one too.

use crate::{
    Account, Answer, CaseCount, CaseFilter, CaseRow, Document, Draft, Ended, Fault, Holding, Ids, Journal, Login, Look, Notice, Page, Part,
    StoredEntry, TaskCount, TaskRow, Worklist, Write,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often what goes wrong, in thousandths of the commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Fails and keeps nothing.
    pub before: u16,
    /// Keeps everything and says that it failed.
    pub after: u16,
    /// The disk is full from here on, for [`Rates::lasts`] commits.
    pub full: u16,
    /// The disk cannot be written from here on, for [`Rates::lasts`] commits.
    pub read_only: u16,
    /// How many commits such a state lasts at most; at least 1.
    pub lasts: u16,
    /// Is done, but slowly.
    pub slow: u16,
    /// How slowly at most.
    pub slow_by: Duration,
}

/// What became of the commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mishaps {
    /// Commits asked for.
    pub commits: u64,
    /// Failed, nothing kept.
    pub before: u64,
    /// Kept, although the answer was a failure.
    pub after: u64,
    /// Refused by a full disk.
    pub full: u64,
    /// Refused by a disk that cannot be written.
    pub read_only: u64,
    /// Done slowly.
    pub slow: u64,
    /// How long that took in all.
    pub delayed: Duration,
}

/// A state of the disk that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disk {
    Well,
    Full,
    ReadOnly,
}

/// The rates of a journal that somebody else has by now: what is put here holds from the next commit on.
pub type Dial = Arc<Mutex<Rates>>;

/// A journal over a disk that fails.
pub struct Faulty<J> {
    journal: J,
    rates: Dial,
    state: u64,
    disk: Disk,
    /// Commits for which the disk stays as it is.
    left: u16,
    waits: bool,
    mishaps: Mishaps,
}

impl<J: Journal> Faulty<J> {
    /// A journal whose mishaps are drawn from a seed.
    pub fn new(journal: J, seed: u64, rates: Rates) -> Faulty<J> {
        let rates = Arc::new(Mutex::new(rates));
        Faulty { journal, rates, state: seed, disk: Disk::Well, left: 0, waits: false, mishaps: Mishaps::default() }
    }

    /// A slow commit really waits; otherwise its time is only added up in [`Mishaps::delayed`].
    pub fn that_waits(mut self) -> Faulty<J> {
        self.waits = true;
        self
    }

    /// Where the rates are, for who wants to change them later.
    pub fn dial(&self) -> Dial {
        self.rates.clone()
    }

    /// What became of the commits so far.
    pub fn mishaps(&self) -> Mishaps {
        self.mishaps
    }

    /// The journal underneath.
    pub fn inner(&self) -> &J {
        &self.journal
    }

    /// The journal underneath, without this around it.
    pub fn into_inner(self) -> J {
        self.journal
    }

    /// The next number of the seed: SplitMix64 (Steele, Lea and Flood 2014).
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// What the disk is like for the next commit.
    fn turn(&mut self, drawn: u64, Rates { full, read_only, lasts, .. }: Rates) {
        match self.left {
            0 => self.disk = Disk::Well,
            _ => self.left -= 1,
        }
        if self.disk == Disk::Well && drawn < u64::from(full) + u64::from(read_only) {
            self.disk = if drawn < u64::from(full) { Disk::Full } else { Disk::ReadOnly };
            self.left = (self.draw() % u64::from(lasts.max(1))) as u16;
        }
    }

    fn delay(&mut self, drawn: u64, Rates { slow, slow_by, .. }: Rates) {
        if drawn >= u64::from(slow) {
            return;
        }
        let nanoseconds = slow_by.as_nanos() as u64;
        let delay = Duration::from_nanos(if nanoseconds == 0 { 0 } else { self.draw() % nanoseconds });
        self.mishaps.slow += 1;
        self.mishaps.delayed += delay;
        if self.waits {
            std::thread::sleep(delay);
        }
    }
}

/// Reads go through.
macro_rules! through {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        $(fn $name(&self, $($argument: $kind),*) -> Result<$answer, Fault> {
            self.journal.$name($($argument),*)
        })*
    };
}

impl<J: Journal> Journal for Faulty<J> {
    fn commit(&mut self, writes: &[Write]) -> Result<u64, Fault> {
        let [disk, speed, fate] = [(); 3].map(|()| self.draw() % 1000);
        self.mishaps.commits += 1;
        let rates = *self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        self.turn(disk, rates);
        self.delay(speed, rates);
        match self.disk {
            Disk::Full => {
                self.mishaps.full += 1;
                return Err(Fault::Full);
            }
            Disk::ReadOnly => {
                self.mishaps.read_only += 1;
                return Err(Fault::ReadOnly("drawn from the seed".to_string()));
            }
            Disk::Well => {}
        }
        let Rates { before, after, .. } = rates;
        if fate < u64::from(before) {
            self.mishaps.before += 1;
            return Err(Fault::Failed("drawn from the seed, before the commit".to_string()));
        }
        let size = self.journal.commit(writes)?;
        if fate < u64::from(before) + u64::from(after) {
            self.mishaps.after += 1;
            return Err(Fault::Failed("drawn from the seed, after the commit".to_string()));
        }
        Ok(size)
    }

    through! {
        size() -> u64;
        frontier() -> Vec<u8>;
        leaves(from: u64, limit: usize) -> Vec<Vec<u8>>;
        leaf_hashes(from: u64, limit: usize) -> Vec<[u8; 32]>;
        last_number(procedure: &str) -> u64;
        entries(case: u64) -> Vec<StoredEntry>;
        entry(leaf: u64) -> Option<StoredEntry>;
        case(case: u64) -> Option<CaseRow>;
        cases(filter: &CaseFilter, page: Page) -> Vec<CaseRow>;
        to_erase(behind: (i64, u64), until: i64, limit: usize) -> Vec<CaseRow>;
        each_case(each: &mut dyn FnMut(&CaseRow)) -> ();
        case_counts() -> Vec<CaseCount>;
        time(procedure: &str, part: Part, rank: u64) -> Option<i64>;
        each_ended(since: i64, each: &mut dyn FnMut(Ended<'_>)) -> ();
        first_open(before: i64, limit: usize) -> Vec<u64>;
        tasks(case: u64) -> Vec<TaskRow>;
        worklist(worklist: &Worklist, page: Page) -> Vec<TaskRow>;
        task_counts() -> Vec<TaskCount>;
        waits_since(of: &TaskCount) -> Option<i64>;
        waited_before(of: &TaskCount, before: i64) -> u64;
        next_due() -> Option<i64>;
        due(until: i64, limit: usize) -> Vec<(i64, u64)>;
        holding(register: &str, thing: &str) -> Vec<Holding>;
        held(case: u64) -> Vec<Holding>;
        register(register: &str) -> Vec<Holding>;
        answer(account: u64, key: &str) -> Option<Answer>;
        outlived(ended: i64, answered: i64) -> bool;
        notices(after: u64, limit: usize) -> Vec<Notice>;
        notices_of(account: u64, page: Page) -> Vec<Notice>;
        draft(draft: u64) -> Option<Draft>;
        drafts(account: u64) -> Vec<Draft>;
        documents(case: u64) -> Vec<Document>;
        draft_documents(draft: u64) -> Vec<Document>;
        blob(hash: &[u8; 32]) -> Option<Vec<u8>>;
        account(account: u64) -> Option<Account>;
        account_named(name: &str) -> Option<Account>;
        accounts() -> Vec<Account>;
        login(hash: &[u8; 32]) -> Option<Login>;
        logins(account: u64) -> Vec<Login>;
        looks(case: u64) -> Vec<Look>;
        setting(name: &str) -> Option<Vec<u8>>;
        ids() -> Ids;
    }
}
