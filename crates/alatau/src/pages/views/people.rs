//! The front page, signing in, accounts, checking a receipt, a provision, what went wrong.

use super::{Choice, Citation, Field, Moment, Recent};
use alatau_core::law::Grade;
use alatau_core::time::Date;

/// The front page.
#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// Name of the city.
    pub city: String,
    /// Services: name, where it is explained, and how long it took lately; none: no case ended.
    pub services: Vec<(String, String, Option<Recent>)>,
    /// Cases filed.
    pub filed: u64,
    /// Cases open.
    pub open: u64,
    /// How often silence spoke.
    pub silences: u64,
    /// Entries in the log.
    pub leaves: u64,
}

/// Signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Name that was tried.
    pub name: String,
    /// Path to go to afterwards, of this site.
    pub then: String,
    /// Secret of a link that works once, instead of name and password; empty: none.
    pub link: String,
    /// Why it did not work; empty: not tried yet.
    pub error: String,
}

/// The first account of a new city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// Secret of the link that the program printed.
    pub secret: String,
    /// Name, label, password twice.
    pub fields: Vec<Field>,
}

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Name to sign in with.
    pub name: String,
    /// Name that others see.
    pub label: String,
    /// Roles, in words.
    pub roles: Vec<String>,
    /// Body; empty: none.
    pub body: String,
    /// There is a password already.
    pub has_password: bool,
    /// The present password, where there is one, and the new one twice.
    pub fields: Vec<Field>,
    /// Interests, of who decides cases.
    pub interests: Option<Interests>,
}

/// In whose cases one takes no part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interests {
    /// Who, and the number of their account.
    pub declared: Vec<(String, u64)>,
    /// A case of somebody further.
    pub field: Field,
}

/// Accounts, for the operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Accounts {
    /// Those of this page.
    pub accounts: Vec<Account>,
    /// How many there are, of those that are looked for.
    pub total: usize,
    /// Words of the names that are looked for; empty: all.
    pub wanted: String,
    /// The page before; none: this is the first.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
    /// A new one.
    pub fields: Vec<Field>,
    /// Where it is sent.
    pub action: String,
    /// A link that works once, just made, and for whom.
    pub link: Option<(String, String)>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Number.
    pub number: u64,
    /// Name to sign in with.
    pub name: String,
    /// Name that others see.
    pub label: String,
    /// Roles, in words.
    pub roles: Vec<String>,
    /// Body; empty: none.
    pub body: String,
    /// When it was made.
    pub created: Moment,
    /// It is closed.
    pub closed: bool,
    /// Where a new link is made.
    pub renew: String,
    /// Where it is closed or opened again.
    pub switch: String,
}

/// Checking a receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct Verify {
    /// What was pasted.
    pub text: String,
    /// What came of it.
    pub verified: Option<Verified>,
    /// Origin of the log.
    pub origin: String,
    /// Verifier key of the log.
    pub key: String,
    /// Leaves under the newest checkpoint.
    pub size: u64,
    /// Its root.
    pub root: String,
    /// Where the page is that needs no network.
    pub offline: String,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It is genuine, and no longer valid.
    Ended,
    /// It does not hold.
    Broken,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// In a word.
    pub verdict: Verdict,
    /// In a sentence.
    pub summary: String,
    /// What is proved, a sentence each.
    pub lines: Vec<String>,
}

/// A provision with its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Provision {
    /// Key for ever.
    pub key: String,
    /// Act.
    pub act: String,
    /// Heading.
    pub heading: String,
    /// The text, by paragraph.
    pub text: Vec<String>,
    /// In force since; none: not known on the day.
    pub from: Option<Date>,
    /// And until; none: without an end.
    pub until: Option<Date>,
    /// How well its rules are known, the weakest of them; none: it has no rule.
    pub grade: Option<Grade>,
    /// Where it was read.
    pub source: String,
    /// Day it is asked for.
    pub on: Date,
    /// Days on which it begins to read otherwise.
    pub versions: Vec<Choice>,
    /// What its rules say on the day.
    pub rules: Vec<RuleShown>,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleShown {
    /// The question that it answers.
    pub slot: String,
    /// The answer.
    pub value: String,
    /// How well it is known.
    pub grade: Grade,
}

/// What went wrong, as RFC 9457 has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Status of HTTP.
    pub status: u16,
    /// Our code, `AL-1204`; empty: none.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// What happened and what to do, in the reader's language; empty: only `precisely` is known.
    pub detail: String,
    /// What exactly; empty: nothing more is known in the reader's language.
    pub precisely: String,
    /// By which provisions it is not allowed.
    pub cites: Vec<Citation>,
    /// Where to go on: name and path.
    pub ways: Vec<(String, String)>,
}
