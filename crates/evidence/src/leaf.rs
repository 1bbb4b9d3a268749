//! Leaves: what stands in the log for ever, one for each command to a case.
//!
//! A leaf is public and small. It has a number in its procedure and an index in its
//! case, both without gaps, so that a leaf left out is seen; what is not personal in
//! the events; and a commitment to the rest. Its bytes are JSON in one fixed form,
//! with these keys in this order and no space anywhere:
//!
//! ```
//! # use alatau_evidence::leaf::Leaf;
//! let start = r#"{"v":1,"procedure":"building-permit","number":17,"events":2,"case":4,"index":9,"at":1793600000000000,"#;
//! let end = r#""public":[{"kind":"decided"},{"kind":"closed"}],"content":""#;
//! let text = format!("{start}{end}{}\"}}", "0123456789abcdef".repeat(4));
//! let bytes = text.as_bytes();
//! let leaf = Leaf::read(bytes).unwrap();
//! assert_eq!((leaf.procedure, leaf.number, leaf.next_number()), ("building-permit", 17, 19));
//! let mut written = Vec::new();
//! leaf.write(&mut written).unwrap();
//! assert_eq!(written, bytes);
//! ```
//!
//! Invariant: [`Leaf::read`] takes exactly what [`Leaf::write`] writes. There is no second
//! way to write a leaf, so two readers of the same bytes cannot read different things.

use crate::{Hash, hex, tree};

/// The longest name of a procedure, in bytes. With [`PUBLIC_MAX`] it keeps a leaf below the 65,535 bytes of an entry bundle.
pub const PROCEDURE_MAX: usize = 256;

/// The longest public part, in bytes. A command with more becomes several entries.
pub const PUBLIC_MAX: usize = 32_768;

/// The greatest number in a leaf. Whatever reads JSON has it exactly, also a browser.
pub const NUMBER_MAX: u64 = (1 << 53) - 1;

/// The end of a leaf: `"content":"` with 64 digits and `"}`.
const TAIL: usize = CONTENT.len() + 64 + END.len();
const CONTENT: &str = ",\"content\":\"";
const END: &str = "\"}";

/// One entry of a case as everyone may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Name of the procedure, without quotation marks, backslashes and control characters.
    pub procedure: &'a str,
    /// Number of its first event within the procedure, from 1, without gaps.
    pub number: u64,
    /// How many events it has, at least one.
    pub events: u32,
    /// Number of the case.
    pub case: u64,
    /// Index of its first event within the case, from 1, without gaps.
    pub index: u64,
    /// When, in microseconds since 1970 in UTC.
    pub at: i64,
    /// What everyone may see of the events: a JSON array without spaces, one object an event.
    pub public: &'a str,
    /// Commitment to the content ([`crate::commitment`]).
    pub content: Hash,
}

/// What is wrong with a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The name of a procedure is empty, longer than [`PROCEDURE_MAX`], or has a character that JSON would escape.
    #[error(
        "AL-4201: this is no leaf: the name of the procedure is empty or too long, or has a quotation mark, a backslash or a control character"
    )]
    Procedure,
    /// A number is below its least value or above [`NUMBER_MAX`].
    #[error("AL-4201: this is no leaf: a number is below its least value or above 9007199254740991")]
    Number,
    /// The public part is longer than [`PUBLIC_MAX`].
    #[error("AL-4201: this is no leaf: the public part is longer than 32768 bytes")]
    Long,
    /// The public part is no JSON array of objects in its shortest form, one an event.
    #[error("AL-4201: this is no leaf: the public part is no JSON array without spaces that has one object an event")]
    Public,
    /// The bytes are not in the form of a leaf; the place is in bytes from the start.
    #[error("AL-4201: this is no leaf: byte {0} is not as in a leaf")]
    Form(usize),
}

impl<'a> Leaf<'a> {
    /// Writes its bytes at the end of a buffer.
    ///
    /// That the public part is JSON is up to the caller; it was just made. All else is checked.
    ///
    /// # Errors
    /// [`Wrong`]; nothing was written then.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), Wrong> {
        self.check()?;
        let mut number = itoa::Buffer::new();
        out.reserve(160 + self.procedure.len() + self.public.len() + TAIL);
        out.extend_from_slice(b"{\"v\":1,\"procedure\":\"");
        out.extend_from_slice(self.procedure.as_bytes());
        out.extend_from_slice(b"\",\"number\":");
        out.extend_from_slice(number.format(self.number).as_bytes());
        out.extend_from_slice(b",\"events\":");
        out.extend_from_slice(number.format(self.events).as_bytes());
        out.extend_from_slice(b",\"case\":");
        out.extend_from_slice(number.format(self.case).as_bytes());
        out.extend_from_slice(b",\"index\":");
        out.extend_from_slice(number.format(self.index).as_bytes());
        out.extend_from_slice(b",\"at\":");
        out.extend_from_slice(number.format(self.at).as_bytes());
        out.extend_from_slice(b",\"public\":");
        out.extend_from_slice(self.public.as_bytes());
        out.extend_from_slice(CONTENT.as_bytes());
        out.extend_from_slice(&hex::digits(&self.content));
        out.extend_from_slice(END.as_bytes());
        Ok(())
    }

    /// Writes another commitment into the bytes of a leaf, in its place; what is no leaf becomes none by it.
    pub fn commit_to(content: &Hash, leaf: &mut [u8]) {
        let begin = leaf.len().saturating_sub(64 + END.len());
        if let Some(digits) = leaf[begin..].first_chunk_mut() {
            *digits = hex::digits(content);
        }
    }

    /// Reads the bytes of a leaf, and nothing else.
    ///
    /// # Errors
    /// [`Wrong`], where they differ from what [`Leaf::write`] writes.
    pub fn read(bytes: &'a [u8]) -> Result<Leaf<'a>, Wrong> {
        let text = std::str::from_utf8(bytes).map_err(|error| Wrong::Form(error.valid_up_to()))?;
        let mut reader = Reader { text, at: 0 };
        reader.expect("{\"v\":1,\"procedure\":\"")?;
        let procedure = reader.until('"')?;
        reader.expect("\",\"number\":")?;
        let number = reader.number()?;
        reader.expect(",\"events\":")?;
        let events = u32::try_from(reader.number()?).map_err(|_| Wrong::Number)?;
        reader.expect(",\"case\":")?;
        let case = reader.number()?;
        reader.expect(",\"index\":")?;
        let index = reader.number()?;
        reader.expect(",\"at\":")?;
        let at = i64::try_from(reader.number()?).map_err(|_| Wrong::Number)?;
        reader.expect(",\"public\":")?;
        // The end has a fixed length, so the public part is what lies before it.
        let end = text.len().checked_sub(TAIL).filter(|end| *end >= reader.at && text.is_char_boundary(*end));
        let end = end.ok_or(Wrong::Form(reader.at))?;
        let public = &text[reader.at..end];
        reader.at = end;
        reader.expect(CONTENT)?;
        let content = text.as_bytes().get(reader.at..reader.at + 64).and_then(hex::hash).ok_or(Wrong::Form(reader.at))?;
        reader.at += 64;
        reader.expect(END)?;
        let leaf = Leaf { procedure, number, events, case, index, at, public, content };
        leaf.check()?;
        if is_public_part(public, events) { Ok(leaf) } else { Err(Wrong::Public) }
    }

    /// The number that the next leaf of its procedure has.
    pub fn next_number(&self) -> u64 {
        self.number + u64::from(self.events)
    }

    /// The index that the next leaf of its case has.
    pub fn next_index(&self) -> u64 {
        self.index + u64::from(self.events)
    }

    fn check(&self) -> Result<(), Wrong> {
        // All bytes, so that sixteen are looked at at a time.
        let has_escaped = self.procedure.bytes().fold(false, |found, one| found | (one < b' ') | (one == b'"') | (one == b'\\'));
        if self.procedure.is_empty() || self.procedure.len() > PROCEDURE_MAX || has_escaped {
            return Err(Wrong::Procedure);
        }
        let at = u64::try_from(self.at).map_err(|_| Wrong::Number)?;
        if self.number == 0
            || self.events == 0
            || self.index == 0
            || [self.number, self.case, self.index, at].iter().any(|one| *one > NUMBER_MAX)
        {
            return Err(Wrong::Number);
        }
        if self.public.len() > PUBLIC_MAX {
            return Err(Wrong::Long);
        }
        Ok(())
    }
}

/// The hash of a leaf's bytes in the log (RFC 6962).
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    tree::leaf_hash(bytes)
}

/// Is it a JSON array of so many objects, in the shortest form, with no key twice?
fn is_public_part(text: &str, events: u32) -> bool {
    let Ok(serde_json::Value::Array(objects)) = serde_json::from_str(text) else { return false };
    // What is written again from what was read is the same text only if nothing was dropped or spelled otherwise.
    objects.len() == events as usize
        && objects.iter().all(serde_json::Value::is_object)
        && serde_json::to_string(&objects).is_ok_and(|again| again == text)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn expect(&mut self, words: &str) -> Result<(), Wrong> {
        let same = self.text.as_bytes()[self.at..].iter().zip(words.bytes()).take_while(|(one, two)| **one == *two).count();
        if same < words.len() {
            return Err(Wrong::Form(self.at + same));
        }
        self.at += words.len();
        Ok(())
    }

    fn until(&mut self, end: char) -> Result<&'a str, Wrong> {
        let rest = &self.text[self.at..];
        let length = rest.find(end).ok_or(Wrong::Form(self.text.len()))?;
        self.at += length;
        Ok(&rest[..length])
    }

    /// Digits without a zero in front.
    fn number(&mut self) -> Result<u64, Wrong> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &rest[..length];
        if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
            return Err(Wrong::Form(self.at));
        }
        self.at += length;
        digits.parse().map_err(|_| Wrong::Number)
    }
}
