//! What an applicant takes home: one file that proves, without any network, what the city put in its log.
//!
//! It has the leaf, the proof that it is in the log, and what is behind the leaf's commitment
//! with the salt that opens it. Its form is JSON with these members, a line each:
//!
//! ```json
//! {
//! "receipt": 1,
//! "leaf": "{\"v\":1,...}",
//! "salt": "<64 hex>",
//! "content": "[...]",
//! "proof": "c2sp.org/tlog-proof@v1\n..."
//! }
//! ```
//!
//! `salt` and `content` are left out where the content was erased or is not the reader's: the
//! leaf is proved all the same.
//!
//! Invariant: there is one way to write a receipt, and every byte of it counts.

use crate::leaf::{self, Leaf, leaf_hash};
use crate::note::Checkpoint;
use crate::policy::Policy;
use crate::proof::{self, Proof};
use crate::{commitment, hex};
use serde_json::{Map, Value};

/// No receipt is longer, in bytes; a longer file is not read.
pub const BYTES_MAX: usize = 1 << 20;

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The bytes of the leaf.
    pub leaf: String,
    /// What is behind its commitment, if it is shown.
    pub opened: Option<Opened>,
    /// That the leaf is in the log.
    pub proof: Proof,
}

/// What is behind a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The salt of the entry ([`commitment::salt`]); it opens no other.
    pub salt: [u8; 32],
    /// The content: the events of the entry.
    pub content: String,
}

/// What a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved<'a> {
    /// The leaf.
    pub leaf: Leaf<'a>,
    /// The content, if it is shown.
    pub content: Option<&'a str>,
    /// Its number in the log, from 0.
    pub index: u64,
    /// The log's checkpoint.
    pub checkpoint: Checkpoint,
    /// Witnesses that signed it, by their names in the policy.
    pub witnesses: Vec<String>,
}

/// Why a receipt proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is not in its form.
    #[error("AL-4212: the file is not in the form of a receipt")]
    Form,
    /// The leaf is none.
    #[error(transparent)]
    Leaf(#[from] leaf::Wrong),
    /// The content is not what the leaf commits to.
    #[error("AL-4213: the content is not the one that the leaf commits to: content, salt or leaf was changed")]
    Content,
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] proof::Wrong),
}

impl Receipt {
    /// Its text.
    pub fn write(&self) -> String {
        let mut members = vec![("receipt", "1".to_string()), ("leaf", quoted(&self.leaf))];
        if let Some(opened) = &self.opened {
            members.push(("salt", quoted(&String::from_utf8_lossy(&hex::digits(&opened.salt)))));
            members.push(("content", quoted(&opened.content)));
        }
        members.push(("proof", quoted(&self.proof.write())));
        let lines: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    /// Reads its text; nothing is verified yet.
    ///
    /// # Errors
    /// [`Wrong::Form`], [`Wrong::Proof`].
    pub fn read(text: &str) -> Result<Receipt, Wrong> {
        if text.len() > BYTES_MAX {
            return Err(Wrong::Form);
        }
        let members: Map<String, Value> = serde_json::from_str(text).map_err(|_| Wrong::Form)?;
        let member = |name: &str| members.get(name).and_then(Value::as_str);
        let required = |name: &str| member(name).ok_or(Wrong::Form);
        let opened = match (member("salt"), member("content")) {
            (Some(salt), Some(content)) => {
                Some(Opened { salt: hex::hash(salt.as_bytes()).ok_or(Wrong::Form)?, content: content.to_string() })
            }
            _ => None,
        };
        let receipt = Receipt { leaf: required("leaf")?.to_string(), opened, proof: Proof::read(required("proof")?)? };
        if receipt.write() == text { Ok(receipt) } else { Err(Wrong::Form) }
    }

    /// What it proves to who trusts this policy.
    ///
    /// # Errors
    /// [`Wrong`]: nothing then.
    pub fn verify(&self, policy: &Policy) -> Result<Proved<'_>, Wrong> {
        let leaf = Leaf::read(self.leaf.as_bytes())?;
        let accepted = self.proof.verify(&leaf_hash(self.leaf.as_bytes()), policy)?;
        if self.opened.as_ref().is_some_and(|opened| !commitment::opens(&leaf.content, &opened.salt, opened.content.as_bytes())) {
            return Err(Wrong::Content);
        }
        let content = self.opened.as_ref().map(|opened| opened.content.as_str());
        Ok(Proved { leaf, content, index: self.proof.index, checkpoint: accepted.checkpoint, witnesses: accepted.witnesses })
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
