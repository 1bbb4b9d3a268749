//! Signed notes, and the checkpoints that a log signs (C2SP signed-note, tlog-checkpoint).
//!
//! A checkpoint says: my log is called so, has so many leaves, and this is its root. Who
//! signed two that contradict each other is caught for ever. Witnesses may sign
//! beside the log (C2SP tlog-cosignature, Ed25519).
//!
//! Strictness: a signature counts only if key, point and number are in their one canonical form,
//! neither point is of small order, and the equation holds without a cofactor. Nothing
//! that two honest verifiers may judge differently is accepted.
//!
//! ```
//! use alatau_evidence::note::{Checkpoint, Signer};
//! use alatau_evidence::policy::Policy;
//! let signer = Signer::new("example.org/alatau", &[7; 32]).unwrap();
//! let checkpoint = Checkpoint { origin: "example.org/alatau".into(), size: 2, root: [1; 32] };
//! let signed = checkpoint.sign(&signer).unwrap();
//! assert!(signed.starts_with("example.org/alatau\n2\n"));
//! assert_eq!(Policy::of(signer.key()).open(&signed).unwrap().checkpoint, checkpoint);
//! ```

use crate::Hash;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signature, SignatureError, SigningKey, VerifyingKey};
use signed_note::{Note, VerificationError};
use std::fmt;

/// The byte that says what kind of signature a key makes.
const ED25519: u8 = 0x01;
const COSIGNATURE: u8 = 0x04;

/// What is wrong with a key, a policy, a note or its signatures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A key is not in the form `name+id+base64`, or its id is not that of its name and bytes, or it is no sound Ed25519 key.
    #[error("AL-4205: `{0}` is no verifier key of the form name+id+base64; copy it again from where the city publishes it")]
    Key(String),
    /// A line of a policy cannot be read.
    #[error("AL-4206: line {line} of the policy: {why}; the form is described at c2sp.org/tlog-policy")]
    Policy {
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A note or checkpoint is not in its form.
    #[error("AL-4207: the checkpoint is not in the form of a signed note")]
    Form,
    /// A known key's signature is not of this text.
    #[error("AL-4208: the signature of {0} is not of this checkpoint: one of the two was changed")]
    Signature(String),
    /// No log of the policy signed.
    #[error("AL-4209: no key of the policy signed the checkpoint of {origin}")]
    Unknown {
        /// What the checkpoint calls its log.
        origin: String,
    },
    /// Too few witnesses signed.
    #[error("AL-4210: the witnesses that the policy asks for did not sign the checkpoint of {origin}")]
    Quorum {
        /// What the checkpoint calls its log.
        origin: String,
    },
}

/// A key that verifies: of a log or of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    name: String,
    id: u32,
    kind: u8,
    key: VerifyingKey,
}

impl Key {
    /// Reads a verifier key, `name+id+base64`.
    ///
    /// # Errors
    /// [`Wrong::Key`].
    pub fn read(text: &str) -> Result<Key, Wrong> {
        let wrong = || Wrong::Key(text.chars().take(200).collect());
        let [name, id, key] = text.splitn(3, '+').collect::<Vec<_>>()[..] else { return Err(wrong()) };
        let bytes = BASE64_STANDARD.decode(key).map_err(|_| wrong())?;
        let (kind, point) = bytes.split_first().ok_or_else(wrong)?;
        let point: &[u8; 32] = point.try_into().map_err(|_| wrong())?;
        let known =
            Key { name: name.to_string(), id: signed_note::key_id(name, &bytes), kind: *kind, key: sound(point).ok_or_else(wrong)? };
        let is_key = signed_note::is_key_name_valid(name) && matches!(*kind, ED25519 | COSIGNATURE) && id == format!("{:08x}", known.id);
        if is_key { Ok(known) } else { Err(wrong()) }
    }

    /// What it calls itself; a log's is the origin of its checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Is it a witness's?
    pub fn is_witness(&self) -> bool {
        self.kind == COSIGNATURE
    }

    /// The 32 bytes of the key itself.
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64_STANDARD.encode(typed(self.kind, &self.key)))
    }
}

impl signed_note::Verifier for Key {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        if self.kind == ED25519 {
            return signature.try_into().is_ok_and(|signature| is_signed_by(&self.key, text, signature));
        }
        // A witness signs when it saw the checkpoint, too.
        let Some((time, signature)) = signature.split_first_chunk::<8>() else { return false };
        let text = [format!("cosignature/v1\ntime {}\n", u64::from_be_bytes(*time)).as_bytes(), text].concat();
        signature.try_into().is_ok_and(|signature| is_signed_by(&self.key, &text, signature))
    }
}

/// Did this key make this Ed25519 signature? See the strictness above.
pub fn is_signature(key: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> bool {
    sound(key).is_some_and(|key| is_signed_by(&key, text, signature))
}

/// Is this a note, of whatever text, that the key signed?
pub fn is_signed(note: &str, key: &Key) -> bool {
    Note::from_bytes(note.as_bytes()).is_ok_and(|note| note.verify(&Known(&[key])).is_ok())
}

fn is_signed_by(key: &VerifyingKey, text: &[u8], signature: &[u8; 64]) -> bool {
    key.verify_strict(text, &Signature::from_bytes(signature)).is_ok()
}

/// A key that has only one way of being written, and is not of small order.
fn sound(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes).ok()?;
    (key.to_edwards().compress().to_bytes() == *bytes && !key.is_weak()).then_some(key)
}

fn typed(kind: u8, key: &VerifyingKey) -> Vec<u8> {
    [&[kind], key.as_bytes().as_slice()].concat()
}

/// Who signs checkpoints: a log.
pub struct Signer {
    key: Key,
    secret: SigningKey,
}

impl Signer {
    /// A signer by its name and its secret seed of 32 random bytes.
    ///
    /// # Errors
    /// [`Wrong::Key`] where the name is empty or has a space or a plus.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Signer, Wrong> {
        if !signed_note::is_key_name_valid(name) || name.contains(char::is_control) {
            return Err(Wrong::Key(name.to_string()));
        }
        let secret = SigningKey::from_bytes(seed);
        let key = secret.verifying_key();
        let id = signed_note::key_id(name, &typed(ED25519, &key));
        Ok(Signer { key: Key { name: name.to_string(), id, kind: ED25519, key }, secret })
    }

    /// The key that verifies what it signs; its text is to be published.
    pub fn key(&self) -> Key {
        self.key.clone()
    }
}

impl signed_note::Signer for Signer {
    fn name(&self) -> &str {
        &self.key.name
    }

    fn key_id(&self) -> u32 {
        self.key.id
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SignatureError> {
        ed25519_dalek::Signer::try_sign(&self.secret, text).map(|signature| signature.to_vec())
    }
}

/// What a log says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What the log is called, for ever: the name of its key.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The signed note that says it.
    ///
    /// # Errors
    /// [`Wrong::Unknown`] where the signer has another name than the log.
    pub fn sign(&self, signer: &Signer) -> Result<String, Wrong> {
        if self.origin != signer.key.name {
            return Err(Wrong::Unknown { origin: self.origin.clone() });
        }
        let text = tlog_tiles::Checkpoint::new(&self.origin, self.size, tlog_tiles::Hash(self.root), "").map_err(|_| Wrong::Form)?;
        let mut note = Note::new(&text.to_bytes(), &[]).map_err(|_| Wrong::Form)?;
        note.add_sigs(&[signer]).map_err(|_| Wrong::Form)?;
        String::from_utf8(note.to_bytes()).map_err(|_| Wrong::Form)
    }

    /// What a checkpoint says, whoever signed it: only to tell people which log is meant.
    ///
    /// # Errors
    /// [`Wrong::Form`].
    pub fn unverified(note: &str) -> Result<Checkpoint, Wrong> {
        Checkpoint::of(&Note::from_bytes(note.as_bytes()).map_err(|_| Wrong::Form)?)
    }

    fn of(note: &Note) -> Result<Checkpoint, Wrong> {
        let text = tlog_tiles::Checkpoint::from_bytes(note.text()).map_err(|_| Wrong::Form)?;
        Ok(Checkpoint { origin: text.origin().to_string(), size: text.size(), root: text.hash().0 })
    }
}

/// A note whose signatures by known keys are right, and the keys that signed it.
pub(crate) fn opened<'k>(note: &str, known: &[&'k Key]) -> Result<(Checkpoint, Vec<&'k Key>), Wrong> {
    let read = Note::from_bytes(note.as_bytes()).map_err(|_| Wrong::Form)?;
    // A second spelling of the same note is not the note that was signed.
    if read.to_bytes() != note.as_bytes() {
        return Err(Wrong::Form);
    }
    let checkpoint = Checkpoint::of(&read)?;
    let signed = match read.verify(&Known(known)) {
        Ok((signed, _)) => signed,
        Err(signed_note::NoteError::InvalidSignature { name, .. }) => return Err(Wrong::Signature(name)),
        Err(_) => return Err(Wrong::Unknown { origin: checkpoint.origin }),
    };
    let by = known.iter().filter(|key| signed.iter().any(|one| one.name() == key.name && one.id() == key.id));
    Ok((checkpoint, by.copied().collect()))
}

struct Known<'a, 'k>(&'a [&'k Key]);

impl signed_note::Verifiers for Known<'_, '_> {
    fn verifier(&self, name: &str, id: u32) -> Result<&dyn signed_note::Verifier, VerificationError> {
        let known = self.0.iter().find(|key| key.name == name && key.id == id);
        known.map(|key| *key as &dyn signed_note::Verifier).ok_or_else(|| VerificationError::UnknownKey { name: name.to_string(), id })
    }
}
