//! Acts as Akoma Ntoso 3.0 (LegalDocML, OASIS) and back.
//!
//! Each act is one document a language. What the schema has a place for stands
//! there: FRBR levels with the ELI, events of its life, amendments, articles,
//! references. What it has none for, the fenced blocks of the law format,
//! stands word for word in `proprietary`, in a namespace of our own. So a law
//! that was written out and read again has the same hash.

mod read;
mod write;
mod xml;

pub use read::{NotAkn, read};
pub use write::write;

/// Namespace of Akoma Ntoso 3.0.
pub const AKN: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// Namespace of the blocks that the schema has no place for.
pub const OURS: &str = "urn:alatau:law:1";

/// Our languages and their codes in ISO 639-2, which Akoma Ntoso uses.
const LANGUAGES: [(&str, &str); 3] = [("en", "eng"), ("kk", "kaz"), ("ru", "rus")];

/// The hierarchical element and the prefix of its id, by the number of `#` before the heading.
const LEVELS: [(&str, &str); 6] =
    [("chapter", "chp"), ("article", "art"), ("paragraph", "para"), ("subparagraph", "subpara"), ("point", "point"), ("indent", "indent")];
