//! What is kept, a row each. Instants are microseconds since 1970-01-01T00:00:00Z.

/// What one command made happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Procedure: BPMN id of the process.
    pub procedure: String,
    /// Number of its first event within the procedure, from 1.
    pub number: u64,
    /// How many events it has.
    pub events: u32,
    /// Case.
    pub case: u64,
    /// Number of its first event within the case, from 1.
    pub index: u64,
    /// When.
    pub at: i64,
    /// The events, complete; can be erased.
    pub content: Vec<u8>,
    /// What stands in the log for ever.
    pub leaf: Vec<u8>,
}

/// An entry that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Number of its leaf in the log, from 0.
    pub leaf_number: u64,
    /// Procedure.
    pub procedure: String,
    /// Number of its first event within the procedure, from 1.
    pub number: u64,
    /// How many events it has.
    pub events: u32,
    /// Case.
    pub case: u64,
    /// Number of its first event within the case, from 1.
    pub index: u64,
    /// When.
    pub at: i64,
    /// The events; none: erased.
    pub content: Option<Vec<u8>>,
    /// The leaf.
    pub leaf: Vec<u8>,
}

/// A case as lists and figures need it: what follows from its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseRow {
    /// Number.
    pub case: u64,
    /// Procedure it runs on.
    pub procedure: String,
    /// Service slot.
    pub service: String,
    /// Territory.
    pub place: String,
    /// Account of the applicant.
    pub applicant: u64,
    /// What it is about, in the applicant's words; empty once erased.
    pub title: String,
    /// Whether it is open.
    pub open: bool,
    /// `approved`, `refused`, `withdrawn`, or nothing.
    pub outcome: Option<String>,
    /// When it was filed.
    pub filed: i64,
    /// When it was closed.
    pub closed: Option<i64>,
    /// When the clock changes it next: silence, a timer, or a change of its law.
    pub due: Option<i64>,
    /// Events so far.
    pub events: u64,
    /// What the law was asked, as JSON; empty once erased.
    pub asked: String,
    /// Key of its salts; none once erased.
    pub key: Option<[u8; 32]>,
    /// Clock that runs: `statutory`, `extended`, `applicant`.
    pub clock: String,
    /// Since when.
    pub clock_since: i64,
    /// Time on the statutory clock before that.
    pub statutory: i64,
    /// Time on the extended clock before that.
    pub extended: i64,
    /// Time on the applicant's clock before that.
    pub applicant_time: i64,
    /// How often silence spoke.
    pub silences: u32,
    /// Whether silence spoke where an authority had to act.
    pub late: bool,
}

/// A waiting activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// Case.
    pub case: u64,
    /// Number of the activity within the case.
    pub activity: u32,
    /// BPMN id of the element.
    pub element: String,
    /// Body that has to act; empty: the applicant.
    pub body: String,
    /// Since when.
    pub since: i64,
    /// When silence speaks; none: the law sets no term, or it is stopped.
    pub due: Option<i64>,
    /// What silence means then; empty: nothing.
    pub yields: String,
    /// Account that took it.
    pub claimed: Option<u64>,
}

/// A thing that a case holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// `plot`, `quota`, `slot`, `interest`.
    pub register: String,
    /// The thing: number of the plot, name of the quota, ...
    pub thing: String,
    /// Case that holds it.
    pub case: u64,
    /// How much: 1 for a whole thing.
    pub amount: u64,
    /// How much there is in all; a thing that one case holds alone has 1.
    pub limit: u64,
}

/// Something to be told to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Number, from 1.
    pub number: u64,
    /// Account it is for.
    pub account: u64,
    /// Case it is about.
    pub case: u64,
    /// Number of the event within the case that it tells of.
    pub index: u64,
    /// When.
    pub at: i64,
    /// Key of its text in the catalogue.
    pub text: String,
}

/// The answer that a request got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Account that asked.
    pub account: u64,
    /// Its idempotency key.
    pub key: String,
    /// SHA-256 of the request: the same key with another request is refused.
    pub request: [u8; 32],
    /// When.
    pub at: i64,
    /// The answer.
    pub body: Vec<u8>,
}

/// An application that is not filed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Number, from 1.
    pub draft: u64,
    /// Account it belongs to.
    pub account: u64,
    /// Service slot.
    pub service: String,
    /// When it was changed last.
    pub changed: i64,
    /// Version, from 1; grows with each change.
    pub version: u64,
    /// Answers, as JSON.
    pub body: String,
}

/// A document of a case or a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Case; 0: a draft's.
    pub case: u64,
    /// Draft; 0: a case's.
    pub draft: u64,
    /// Name, as the applicant gave it.
    pub name: String,
    /// Media type.
    pub media: String,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// How many bytes.
    pub bytes: u64,
    /// When it was given.
    pub at: i64,
    /// Who gave it.
    pub by: u64,
}

/// Bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256.
    pub hash: [u8; 32],
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Who may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Number, from 1.
    pub account: u64,
    /// Name to sign in with.
    pub name: String,
    /// Name that others see.
    pub label: String,
    /// Argon2 hash of the password, PHC string; empty: no password.
    pub password: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Body that the person acts for; empty: none.
    pub body: String,
    /// When it was made.
    pub created: i64,
    /// Whether it is closed.
    pub closed: bool,
}

/// A proof of having signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// Account.
    pub account: u64,
    /// `browser`, `token`, or `link`: one that works once.
    pub kind: String,
    /// Name of a token.
    pub label: String,
    /// When it was made.
    pub created: i64,
    /// When it ends.
    pub expires: i64,
}

/// Somebody looked at a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Case.
    pub case: u64,
    /// Account that looked.
    pub account: u64,
    /// When.
    pub at: i64,
    /// What at: `case`, `document`, ...
    pub what: String,
}

/// Which cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Of this applicant.
    pub applicant: Option<u64>,
    /// Open, or closed.
    pub open: Option<bool>,
    /// Of this service.
    pub service: Option<String>,
}

/// Which tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worklist {
    /// Of this body; none: of all.
    pub body: Option<String>,
    /// Taken by this account.
    pub claimed: Option<u64>,
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
}

/// The highest numbers given so far; 0: none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Case.
    pub case: u64,
    /// Draft.
    pub draft: u64,
    /// Account.
    pub account: u64,
    /// Notice.
    pub notice: u64,
}
