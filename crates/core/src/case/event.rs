//! What happened to a case, in 24 bytes.
//!
//! An [`Event`] is what the kernel folds; [`super::record`] makes it complete
//! (principal, citation, rulebook, number) and gives it a stored form.

use crate::decision::Value;
use crate::procedure::{Clock, Outcome};
use crate::time::{Date, Timestamp};

/// A thing that happened at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What silence yields (law format, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Yields {
    /// Silence grants.
    Approved,
    /// Silence refuses.
    Refused,
    /// Silence agrees.
    Agreed,
    /// Silence takes the application or the complaint back.
    Withdrawn,
    /// Silence deems nothing: overdue, the supervisor is told, outer clocks run on.
    Escalated,
}

impl Yields {
    /// The word of the law format, as conditions compare it.
    pub const fn word(self) -> &'static str {
        match self {
            Yields::Approved => "approved",
            Yields::Refused => "refused",
            Yields::Agreed => "agreed",
            Yields::Withdrawn => "withdrawn",
            Yields::Escalated => "escalated",
        }
    }

    /// Reads the word of the law format.
    pub fn parse(word: &str) -> Option<Yields> {
        [Yields::Approved, Yields::Refused, Yields::Agreed, Yields::Withdrawn, Yields::Escalated].into_iter().find(|y| y.word() == word)
    }
}

/// Kinds of events. Node, scope and fact numbers are those of the case's net;
/// `apply` never needs the net itself.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum What {
    /// The application was filed; law's clocks may count from `registered`.
    Filed {
        /// First working day on or after the filing.
        registered: Date,
    },
    /// A fact became known.
    FactStated {
        /// Fact of the net.
        fact: u16,
        /// Its value; the stored form keeps it beside the event, with its word.
        #[serde(skip)]
        value: Value,
    },
    /// A token waits at an activity or catch event.
    Entered {
        /// Node.
        node: u16,
        /// Scope it waits in.
        scope: u16,
        /// Number of the activity within the case.
        activity: u32,
    },
    /// A timer will fire at `due` unless something else happens first.
    TimerSet {
        /// The boundary or catch event.
        node: u16,
        /// Activity it belongs to.
        activity: u32,
        /// When silence, or the timer, speaks.
        due: Timestamp,
    },
    /// The days of a term count from `since` on, with `left` to go.
    TermCounted {
        /// Version of the term's rule that this clock keeps.
        version: u8,
        /// The boundary or catch event.
        node: u16,
        /// Days (or months, hours) still to count.
        left: u16,
        /// Activity it belongs to.
        activity: u32,
        /// Day zero of this stretch.
        since: Date,
    },
    /// A cause holds the clock of a term from now on.
    TermStopped {
        /// The cause: number among the stops of the term's rule.
        stop: u8,
        /// The boundary or catch event.
        node: u16,
        /// Days still to count when it resumes.
        left: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// A cause no longer holds the clock of a term; it runs again when none does.
    StopEnded {
        /// The cause: number among the stops of the term's rule.
        stop: u8,
        /// The boundary or catch event.
        node: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// A term will get a further leg when this one is over.
    TermExtended {
        /// The boundary or catch event.
        node: u16,
        /// Units of the further leg.
        by: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// The further leg of a term began.
    LegBegan {
        /// The boundary or catch event.
        node: u16,
        /// Units to count.
        left: u16,
        /// Activity it belongs to.
        activity: u32,
        /// Day zero: the due day of the leg before.
        since: Date,
    },
    /// Nobody acted within the term, and the law says what that means.
    SilenceSpoke {
        /// The boundary or catch event.
        node: u16,
        /// What it means.
        yields: Yields,
        /// Activity it belongs to.
        activity: u32,
    },
    /// A timer without a law fired.
    TimerFired {
        /// The boundary or catch event.
        node: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// An activity ended, with its timers.
    Completed {
        /// Node.
        node: u16,
        /// Its number.
        activity: u32,
    },
    /// A legal event happened.
    Marked {
        /// Event of the net.
        event: u16,
        /// Civil day it counts as.
        on: Date,
    },
    /// A token arrived at a join and waits for others.
    Arrived {
        /// Scope.
        scope: u16,
        /// Slot of the flow it came by.
        slot: u16,
    },
    /// A join let one token of each marked slot through as one.
    Merged {
        /// Scope.
        scope: u16,
        /// First slot of the join.
        first: u16,
        /// How many slots it has.
        len: u16,
    },
    /// A sub-process began.
    ScopeOpened {
        /// Its number within the case; the whole case is scope 0.
        scope: u16,
        /// Scope around it.
        parent: u16,
        /// The sub-process activity.
        activity: u32,
    },
    /// A scope ended, with everything in it.
    ScopeClosed {
        /// Its number.
        scope: u16,
    },
    /// A person or body ruled, on legal grounds.
    Ruled {
        /// The ruling.
        outcome: Outcome,
        /// Activity that ruled.
        activity: u32,
        /// Provisions, as numbers of the rulebook's citations; `u16::MAX` = none.
        grounds: [u16; 4],
    },
    /// An error left its scope.
    ErrorThrown {
        /// Error of the net.
        error: u16,
    },
    /// The applicant took the application back.
    Withdrawn,
    /// A token was consumed at an end event, or passed a throw event that says how the case ends.
    Ended {
        /// The end or throw event.
        node: u16,
        /// What it means for the case.
        outcome: Option<Outcome>,
    },
    /// Another clock runs from now on.
    ClockSwitched {
        /// Which.
        clock: Clock,
    },
    /// Tokens wait at a join that no other token can ever complete.
    Stuck {
        /// Scope.
        scope: u16,
    },
    /// The case is over.
    Closed {
        /// How, if any element said so.
        outcome: Option<Outcome>,
    },
}

const _: () = assert!(size_of::<What>() == 16 && size_of::<Event>() == 24);
