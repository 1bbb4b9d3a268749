//! What people may ask of the city, and what it answers.

use crate::entry::Facts;
use crate::policy::Principal;
use crate::problem::Problem;
use alatau_core::procedure::Outcome;
use alatau_core::register::Want;
use alatau_store::{Account, Blob, Document, Journal, Login};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// An application, as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Application {
    /// What it is about, in a line.
    pub title: String,
    /// Territory.
    pub place: String,
    /// Class of the case; empty: the procedure finds it.
    pub class: String,
    /// Statuses of the applicant.
    pub person: BTreeSet<String>,
    /// What is to be done, in the applicant's words.
    pub description: String,
    /// How to reach the applicant.
    pub contact: String,
    /// Plots, slots and quotas that it needs.
    pub wants: Vec<Want>,
    /// Facts that the procedure asks at filing.
    pub facts: Facts,
    /// Documents that were filed with it; the city writes them down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Paper>,
}

/// A document in the record of a filing or of a step: who has the file can show that it is this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Paper {
    /// Name of the file.
    pub name: String,
    /// Media type; empty in records that were made before it was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub media: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// How many bytes it has; 0 in records that were made before it was kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
}

impl From<&Document> for Paper {
    fn from(document: &Document) -> Paper {
        let Document { name, media, hash, bytes, .. } = document;
        Paper { name: name.clone(), media: media.clone(), sha256: alatau_core::law::hex(hash), bytes: *bytes }
    }
}

/// The answer of a named human to what the law leaves to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Judgement {
    /// Judgement slot.
    pub slot: String,
    /// One of the law's answers.
    pub answer: String,
    /// Why.
    pub reason: String,
}

/// A provision on which a ruling rests, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ground {
    /// Provision, for example `permits-law#refusal`.
    pub provision: String,
    /// Why it applies, in the officer's words.
    pub reason: String,
}

/// Something that a file lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lack {
    /// What: a document or a field.
    pub what: String,
    /// Provision that asks for it, for example `permits-law#completeness`.
    pub provision: String,
    /// Why it is asked here, in a sentence.
    pub reason: String,
}

/// What somebody writes with a step: kept in its entry, and erased with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Said {
    /// In their words: an opinion, an answer, the reasons of a complaint.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// All that a file lacks, where it is called incomplete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Lack>,
    /// Documents that the applicant added to the open case since their last own step; the city writes them down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
}

impl Said {
    /// Nothing was written.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.lacks.is_empty() && self.papers.is_empty()
    }
}

/// A ruling that waits for a second person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Proposal {
    /// The ruling.
    pub outcome: Outcome,
    /// What it rests on.
    pub grounds: Vec<Ground>,
    /// What the procedure asks of it.
    #[serde(default)]
    pub facts: Facts,
    /// What the law leaves to a human.
    #[serde(default)]
    pub judgement: Option<Judgement>,
    /// Name of who proposed it.
    #[serde(default)]
    pub by: String,
    /// Events of the case when it was proposed: a later one makes it void.
    #[serde(default)]
    pub events: u64,
}

/// A proposal as it is kept beside its case.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// Account of who proposed it.
    pub account: u64,
    /// The ruling.
    pub proposal: Proposal,
    /// Its SHA-256, hexadecimal: whoever confirms names what they have read.
    pub mark: String,
}

impl Proposed {
    /// Reads a kept proposal; nothing: none is proposed any more.
    ///
    /// # Errors
    /// It is damaged.
    pub fn read(kept: &[u8]) -> Result<Option<Proposed>, Problem> {
        if kept.is_empty() {
            return Ok(None);
        }
        let (account, proposal) = serde_json::from_slice(kept).map_err(|error| Problem::fault(format!("a proposal: {error}")))?;
        Ok(Some(Proposed { account, proposal, mark: alatau_core::law::hex(&Sha256::digest(kept)) }))
    }
}

/// How a case was erased: kept beside what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Account of the operator.
    pub by: u64,
    /// Why.
    pub reason: String,
    /// A court decided it; then it may be before the law has it kept no longer.
    #[serde(default)]
    pub by_court: bool,
}

impl Erasure {
    /// Name of the setting that keeps it.
    pub fn setting(case: u64) -> String {
        format!("erased/{case}")
    }

    /// Of a case, if one is kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(case: u64, journal: &impl Journal) -> Result<Option<Erasure>, Problem> {
        Ok(journal.setting(&Erasure::setting(case))?.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Keep a draft, new or changed.
    SaveDraft {
        /// Which; none: a new one.
        draft: Option<u64>,
        /// Service slot.
        service: String,
        /// The answers so far.
        application: Box<Application>,
    },
    /// Throw a draft away.
    DropDraft {
        /// Which.
        draft: u64,
    },
    /// Add a document to a draft, or to an open case of one's own.
    Attach {
        /// Draft; 0: a case's.
        draft: u64,
        /// Case; 0: a draft's.
        case: u64,
        /// Name of the file.
        name: String,
        /// Media type.
        media: String,
        /// Its bytes ([`crate::blob`]).
        blob: Blob,
    },
    /// Take a document out of a draft.
    Detach {
        /// Draft.
        draft: u64,
        /// SHA-256 of the document, hexadecimal.
        hash: String,
    },
    /// File a draft.
    File {
        /// Which.
        draft: u64,
    },
    /// Take a task.
    Claim {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
    },
    /// Give a task back.
    Unclaim {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
    },
    /// Complete a task that does not rule.
    Complete {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
        /// What it states.
        facts: Facts,
        /// What the law leaves to a human.
        judgement: Option<Judgement>,
        /// What is written with it. A file that is called incomplete names what it lacks.
        said: Said,
    },
    /// Complain of what was decided, where the procedure waits for it.
    Complain {
        /// Case.
        case: u64,
        /// What is wrong.
        reason: String,
    },
    /// Propose a ruling.
    Propose {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
        /// The ruling.
        proposal: Box<Proposal>,
    },
    /// Confirm the proposed ruling, as a second person: now it is one.
    Confirm {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
        /// [`Proposed::mark`] of what the second person has read; another proposal is refused.
        mark: Option<String>,
    },
    /// Send the proposed ruling back.
    Decline {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
    },
    /// Extend the term of a task.
    Extend {
        /// Case.
        case: u64,
        /// Activity.
        activity: u32,
        /// Units.
        by: u16,
    },
    /// Take the application back.
    Withdraw {
        /// Case.
        case: u64,
    },
    /// Declare, or take back, an interest in the cases of a party.
    Declare {
        /// Account of the party.
        party: u64,
        /// Whether there is one.
        interested: bool,
    },
    /// Set the limit of a quota.
    SetQuota {
        /// Its name.
        quota: String,
        /// In all.
        limit: u64,
    },
    /// Note that one has read what one was told.
    ReadNotices {
        /// Up to the notices of this instant.
        until: i64,
    },
    /// Note that somebody looked at a case.
    Look {
        /// Case.
        case: u64,
        /// What at.
        what: String,
    },
    /// Keep an account, new (number 0) or changed. The shell has hashed the password of a new one; that of
    /// one that is there stays.
    PutAccount(Account),
    /// Change one's own password; the shell has hashed it.
    SetPassword {
        /// The new one, hashed.
        password: String,
    },
    /// Keep a login that the shell made.
    SignIn(Login),
    /// Remove a login.
    SignOut {
        /// SHA-256 of its secret.
        hash: [u8; 32],
    },
    /// Erase the personal content of a closed case.
    Erase {
        /// Case.
        case: u64,
        /// Why: kept beside what is left of the case.
        reason: String,
        /// A court decided it.
        by_court: bool,
    },
}

impl Ask {
    /// What it changes that has a version.
    pub(crate) fn of(&self) -> Option<Of> {
        match *self {
            Ask::SaveDraft { draft: Some(draft), .. } | Ask::DropDraft { draft } | Ask::Detach { draft, .. } | Ask::File { draft } => {
                Some(Of::Draft(draft))
            }
            Ask::Attach { draft, case: 0, .. } => Some(Of::Draft(draft)),
            Ask::Attach { case, .. }
            | Ask::Claim { case, .. }
            | Ask::Unclaim { case, .. }
            | Ask::Complete { case, .. }
            | Ask::Complain { case, .. }
            | Ask::Propose { case, .. }
            | Ask::Confirm { case, .. }
            | Ask::Decline { case, .. }
            | Ask::Extend { case, .. }
            | Ask::Withdraw { case }
            | Ask::Erase { case, .. } => Some(Of::Case(case)),
            Ask::SaveDraft { draft: None, .. }
            | Ask::Declare { .. }
            | Ask::SetQuota { .. }
            | Ask::ReadNotices { .. }
            | Ask::Look { .. }
            | Ask::PutAccount(_)
            | Ask::SetPassword { .. }
            | Ask::SignIn(_)
            | Ask::SignOut { .. } => None,
        }
    }
}

/// Something with a version.
pub(crate) enum Of {
    /// A case: its version is the number of its events.
    Case(u64),
    /// A draft.
    Draft(u64),
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub by: Principal,
    /// Idempotency key: asked again, the same is answered and nothing happens twice.
    pub key: Option<String>,
    /// Version of the case (its events) or of the draft that the principal has seen; another one is refused.
    pub seen: Option<u64>,
    /// What.
    pub ask: Ask,
    /// 32 random bytes.
    pub entropy: [u8; 32],
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reply {
    /// Case, if it is about one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub case: u64,
    /// Events of the case now.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub events: u64,
    /// Draft, if it is about one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub draft: u64,
    /// Version of the draft now.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub version: u64,
    /// Account, if it is about one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub account: u64,
    /// SHA-256 of a document, hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it by reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
