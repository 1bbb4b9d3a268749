//! Which rule answers a slot: sections 5 to 7 of the law format.
//!
//! Steps: known, reading, time, scope ([`candidate`]), competence
//! ([`competence`]), within a rank and across ranks ([`contest`]), certificate
//! and transition ([`transition`], [`favours`], [`stability`]), uses and answer
//! ([`answer`], [`record`]), open questions ([`switches`]). The losers are kept: they
//! are the explanation. Without a rule there is no answer, never a fall-back.

mod answer;
mod asked;
mod candidate;
mod competence;
mod contest;
mod favours;
mod question;
mod record;
mod stability;
mod switches;
mod trace;
mod transition;

pub use answer::{Answer, Brief, Had, Resolution, Undetermined, Used, Winner};
pub use asked::Asked;
pub use favours::Facts;
pub use question::{NotAQuestion, Question};
pub use stability::{CoveredSlot, Held, Selection};
pub use trace::{Because, Principle, Step, TraceLine, Verdict};

pub(crate) use answer::uses_of;
pub(crate) use competence::{is_competent, is_no_wider};
pub(crate) use contest::derogates;
pub(crate) use favours::favours;
