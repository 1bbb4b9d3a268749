//! The disk of a live city.
//!
//! A [`Journal`] keeps what happened (entries and their leaves), what follows from
//! it (cases, tasks, holdings) and what stands beside it (accounts, drafts,
//! documents), and commits any number of [`Write`]s at once or not at all. Who reads
//! after a commit sees it. One contract suite (`tests/contract.rs`) holds every
//! back-end to the same behaviour.
//!
//! Invariants: an entry is never changed or removed, only its content can be erased;
//! numbers within a procedure and indices within a case have no gaps; the log's
//! frontier is of exactly the leaves that are there.

mod backup;
mod counts;
mod disk;
mod doctor;
mod faulty;
mod rows;
mod sqlite;
pub mod tiles;

pub use backup::{Backup, JOURNAL, LOG, Restored, Settle, Until, back_up, restore};
pub use counts::{CaseCount, DAY, Ended, Part, TaskCount};
pub use disk::{FlushRate, flush_rate, free_bytes, io_fault, is_open_to_others, private_file, private_folder};
pub use doctor::{Check, Finding, State, examine};
pub use faulty::{Dial, Faulty, Mishaps, Rates};
pub use rows::{
    Account, Answer, Blob, CaseFilter, CaseRow, Document, Draft, Entry, Holding, Ids, Login, Look, Notice, Page, StoredEntry, TaskRow,
    Worklist,
};
pub use sqlite::{Keeper, Sqlite};
use std::sync::Arc;

/// One thing to be kept. The order within a commit is the order in which they are carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// Appends an entry and its leaf.
    Entry(Entry),
    /// Puts the row of a case, new or changed.
    Case(Arc<CaseRow>),
    /// Replaces the tasks of a case.
    Tasks {
        /// Case.
        case: u64,
        /// All that it waits for now.
        tasks: Arc<Vec<TaskRow>>,
    },
    /// Holds a thing of a register; refused where another case holds it.
    Hold(Holding),
    /// Lets go of all that a case holds.
    Release {
        /// Case.
        case: u64,
    },
    /// Keeps a notice.
    Notice(Notice),
    /// Keeps the answer to a request, for who asks it again.
    Answer(Answer),
    /// Puts a draft, new or changed.
    Draft(Draft),
    /// Removes a draft.
    DropDraft {
        /// Draft.
        draft: u64,
    },
    /// Keeps a document's bytes under their SHA-256; what is there stays.
    Blob(Blob),
    /// Adds a document to a case or a draft.
    Document(Document),
    /// Removes a document of a draft, and its bytes where no other document has them.
    DropDocument {
        /// Draft.
        draft: u64,
        /// SHA-256 of the document.
        hash: [u8; 32],
    },
    /// Moves the documents of a draft to the case that was filed from it.
    Adopt {
        /// Draft.
        draft: u64,
        /// Case.
        case: u64,
    },
    /// Puts an account, new or changed.
    Account(Account),
    /// Keeps a login.
    Login(Login),
    /// Removes a login.
    DropLogin {
        /// SHA-256 of its secret.
        hash: [u8; 32],
    },
    /// Removes what has served its time, the oldest first.
    Forget {
        /// Logins that ended at or before this instant go.
        ended: i64,
        /// Answers that were given before this instant go.
        answered: i64,
        /// At most so many of each.
        most: u32,
    },
    /// Notes that somebody looked at a case.
    Look(Look),
    /// Erases what is personal in a case: contents of its entries, its key, its documents,
    /// title and question. Entries, leaves and proofs stay.
    Erase {
        /// Case.
        case: u64,
    },
    /// Keeps a setting of the store, for example the origin of its log.
    Setting {
        /// Name.
        name: String,
        /// Value.
        value: Vec<u8>,
    },
}

/// What a store is asked to keep and to tell.
pub trait Journal {
    /// Carries out all writes, durably, or none. Answers the size of the log.
    ///
    /// # Errors
    /// [`Fault`]; nothing was kept then.
    fn commit(&mut self, writes: &[Write]) -> Result<u64, Fault>;

    /// How many leaves the log has.
    fn size(&self) -> Result<u64, Fault>;
    /// The log's frontier, as [`alatau_evidence`] writes it.
    fn frontier(&self) -> Result<Vec<u8>, Fault>;
    /// Leaves from a number (from 0) on, at most so many, in order.
    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Fault>;
    /// Their hashes (RFC 6962).
    fn leaf_hashes(&self, from: u64, limit: usize) -> Result<Vec<[u8; 32]>, Fault>;
    /// Number of the last event of a procedure; 0: none.
    fn last_number(&self, procedure: &str) -> Result<u64, Fault>;
    /// The entries of a case, in order.
    fn entries(&self, case: u64) -> Result<Vec<StoredEntry>, Fault>;
    /// The entry of a leaf number.
    fn entry(&self, leaf: u64) -> Result<Option<StoredEntry>, Fault>;

    /// A case.
    fn case(&self, case: u64) -> Result<Option<CaseRow>, Fault>;
    /// Cases, newest first.
    fn cases(&self, filter: &CaseFilter, page: Page) -> Result<Vec<CaseRow>, Fault>;
    /// Every case, in the order of their numbers, without holding them all.
    fn each_case(&self, each: &mut dyn FnMut(&CaseRow)) -> Result<(), Fault>;
    /// Closed cases that are not erased, the earliest closed first: those behind an instant of closing and a case, up to an
    /// instant.
    fn to_erase(&self, behind: (i64, u64), until: i64, limit: usize) -> Result<Vec<CaseRow>, Fault>;
    /// How many cases are alike in all that figures count by, in any order; kept with every row.
    fn case_counts(&self) -> Result<Vec<CaseCount>, Fault>;
    /// A part of the time of the closed case of a procedure that has this rank by it, from 0, in microseconds.
    fn time(&self, procedure: &str, part: Part, rank: u64) -> Result<Option<i64>, Fault>;
    /// Cases that were closed at or after an instant, by when; lent.
    fn each_ended(&self, since: i64, each: &mut dyn FnMut(Ended<'_>)) -> Result<(), Fault>;
    /// The first open cases by their numbers, up to one that was filed at or after an instant: cases are numbered as they are filed.
    fn first_open(&self, before: i64, limit: usize) -> Result<Vec<u64>, Fault>;
    /// What a case waits for.
    fn tasks(&self, case: u64) -> Result<Vec<TaskRow>, Fault>;
    /// Tasks, the earliest due first, then the longest waiting; those without a due day last.
    fn worklist(&self, worklist: &Worklist, page: Page) -> Result<Vec<TaskRow>, Fault>;
    /// How many tasks are alike in all by which their waiting is judged, in any order; kept with every row.
    fn task_counts(&self) -> Result<Vec<TaskCount>, Fault>;
    /// The earliest instant, not before that of such tasks, since which one of their body with their due instant waits.
    fn waits_since(&self, of: &TaskCount) -> Result<Option<i64>, Fault>;
    /// How many of such tasks wait since before an instant.
    fn waited_before(&self, of: &TaskCount, before: i64) -> Result<u64, Fault>;
    /// The earliest instant at which a case changes by itself.
    fn next_due(&self) -> Result<Option<i64>, Fault>;
    /// Cases that change by themselves at or before an instant: (instant, case), in order.
    fn due(&self, until: i64, limit: usize) -> Result<Vec<(i64, u64)>, Fault>;

    /// Who holds a thing.
    fn holding(&self, register: &str, thing: &str) -> Result<Vec<Holding>, Fault>;
    /// What a case holds.
    fn held(&self, case: u64) -> Result<Vec<Holding>, Fault>;
    /// All that is held in a register.
    fn register(&self, register: &str) -> Result<Vec<Holding>, Fault>;

    /// The kept answer to a request.
    fn answer(&self, account: u64, key: &str) -> Result<Option<Answer>, Fault>;
    /// Whether there are logins that ended at or before an instant, or answers that were given before another.
    fn outlived(&self, ended: i64, answered: i64) -> Result<bool, Fault>;
    /// Notices after a number, in order.
    fn notices(&self, after: u64, limit: usize) -> Result<Vec<Notice>, Fault>;
    /// Notices of an account, the newest first.
    fn notices_of(&self, account: u64, page: Page) -> Result<Vec<Notice>, Fault>;
    /// A draft.
    fn draft(&self, draft: u64) -> Result<Option<Draft>, Fault>;
    /// Drafts of an account, the last changed first.
    fn drafts(&self, account: u64) -> Result<Vec<Draft>, Fault>;
    /// Documents of a case.
    fn documents(&self, case: u64) -> Result<Vec<Document>, Fault>;
    /// Documents of a draft.
    fn draft_documents(&self, draft: u64) -> Result<Vec<Document>, Fault>;
    /// Bytes of a document.
    fn blob(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, Fault>;
    /// An account.
    fn account(&self, account: u64) -> Result<Option<Account>, Fault>;
    /// The account with a name.
    fn account_named(&self, name: &str) -> Result<Option<Account>, Fault>;
    /// All accounts, by number.
    fn accounts(&self) -> Result<Vec<Account>, Fault>;
    /// A login by the SHA-256 of its secret.
    fn login(&self, hash: &[u8; 32]) -> Result<Option<Login>, Fault>;
    /// Logins of an account.
    fn logins(&self, account: u64) -> Result<Vec<Login>, Fault>;
    /// Who looked at a case, the last first.
    fn looks(&self, case: u64) -> Result<Vec<Look>, Fault>;
    /// A setting.
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Fault>;
    /// The highest numbers given so far.
    fn ids(&self) -> Result<Ids, Fault>;
}

/// What a store cannot do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Somebody else appended first.
    #[error("AL-4101: case {case} has {found} events, not {expected}; read it again and repeat the command")]
    Conflict {
        /// Case.
        case: u64,
        /// Events that the entry follows.
        expected: u64,
        /// Events that are there.
        found: u64,
    },
    /// The number within the procedure is not the next.
    #[error("AL-4102: procedure `{procedure}` has {found} events, not {expected}; open the store anew")]
    Number {
        /// Procedure.
        procedure: String,
        /// Events that the entry follows.
        expected: u64,
        /// Events that are there.
        found: u64,
    },
    /// Another case holds the thing.
    #[error("AL-4103: {register} `{thing}` is held by case {holder}; wait until it is decided, or withdraw it")]
    Taken {
        /// Register.
        register: String,
        /// Thing.
        thing: String,
        /// Case that holds it.
        holder: u64,
    },
    /// The disk is full.
    #[error("AL-4104: the disk of the store is full; free some space, nothing was lost and the next command tries again")]
    Full,
    /// The store cannot be written.
    #[error("AL-4105: the store cannot be written: {0}; make its folder writable")]
    ReadOnly(String),
    /// Another process has it.
    #[error("AL-4106: the store is in use by another process; stop that one first")]
    Busy,
    /// It was written by a later program.
    #[error("AL-4107: the store has form {found}, this program reads forms up to {known}; use a later program")]
    Newer {
        /// Form that is there.
        found: u32,
        /// Latest form known.
        known: u32,
    },
    /// It is damaged, or no store.
    #[error("AL-4108: the store is damaged: {0}; restore the last backup with `alatau restore`")]
    Damaged(String),
    /// Anything else the disk says.
    #[error("AL-4109: the store failed: {0}; what was not acknowledged was not kept")]
    Failed(String),
    /// There is no store.
    #[error("AL-4110: there is no store at {0}; name its folder with --data")]
    Missing(String),
}
