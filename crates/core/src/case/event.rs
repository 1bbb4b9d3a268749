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

/// A ruling has at most so many legal grounds.
pub const GROUNDS_MAX: usize = 4;

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
        grounds: [u16; GROUNDS_MAX],
    },
    /// An activity was ended from outside, with its timers.
    Cancelled {
        /// Node.
        node: u16,
        /// Its number.
        activity: u32,
    },
    /// Something is watched for beside an activity or a scope: a time or a condition.
    Armed {
        /// The event that waits.
        node: u16,
        /// Scope it belongs to.
        scope: u16,
        /// Activity it belongs to; `u32::MAX` is the case itself.
        activity: u32,
    },
    /// One of several triggers that an event needs occurred.
    Occurred {
        /// The event.
        node: u16,
        /// Which, in the order of the file.
        trigger: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// A condition that is watched for holds, or no longer does.
    Condition {
        /// Whether it holds.
        holds: bool,
        /// The event.
        node: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// A timer will fire so many times more.
    CycleCounted {
        /// The event.
        node: u16,
        /// How often; `u16::MAX` is without end.
        left: u16,
        /// Activity it belongs to.
        activity: u32,
    },
    /// An event sub-process ended everything else in its scope.
    Interrupted {
        /// Scope.
        scope: u16,
    },
    /// A fact became known within a scope only.
    LocalStated {
        /// Fact of the net.
        fact: u16,
        /// Scope.
        scope: u16,
        /// Its value; the stored form keeps it beside the event, with its word.
        #[serde(skip)]
        value: Value,
    },
    /// So many instances of an activity are to come.
    Planned {
        /// Scope that holds them.
        scope: u16,
        /// How many; `u16::MAX` is not known yet.
        total: u16,
    },
    /// An instance of an activity began.
    InstanceBegan {
        /// Scope that holds it.
        scope: u16,
    },
    /// An instance of an activity ended.
    InstanceEnded {
        /// Scope that holds it.
        scope: u16,
    },
    /// What an activity did can be undone from now on.
    Undoable {
        /// Node.
        node: u16,
        /// Scope it was done in.
        scope: u16,
    },
    /// What was done in a scope that ended can be undone from the scope around it.
    UndoKept {
        /// The scope that ends.
        scope: u16,
        /// Node of the sub-process.
        within: u16,
    },
    /// What an activity did is being undone.
    UndoBegan {
        /// Node.
        node: u16,
        /// Scope it was done in.
        scope: u16,
    },
    /// A message left the case.
    MessageThrown {
        /// The event or task.
        node: u16,
        /// Message of the net.
        message: u16,
    },
    /// A signal was thrown, to this case and all others.
    SignalThrown {
        /// The event.
        node: u16,
        /// Signal of the net.
        signal: u16,
    },
    /// An escalation left its scope.
    EscalationThrown {
        /// The event.
        node: u16,
        /// Escalation of the net.
        escalation: u16,
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
    /// The case runs on another procedure from now on. What it has by number (facts, legal
    /// events, tokens at joins, local facts) is gone; the events that follow state it anew.
    Migrated {
        /// First bytes of [`crate::procedure::Net::hash`] of the procedure that it runs on now.
        net: [u8; 8],
        /// How many events that follow belong to it.
        events: u16,
        /// Whether this takes a migration back.
        back: bool,
    },
    /// Part of a case goes on at an element of its new procedure.
    Carried {
        /// What kind of part.
        part: Part,
        /// Its number among the parts of its kind.
        index: u16,
        /// The element.
        node: u16,
        /// Token or timer: version of its term's rule. Note: its number. Done thing: the
        /// sub-process in which it was done, or `u16::MAX`.
        number: u16,
    },
    /// Nothing is waited for any more by an event beside an activity.
    Disarmed {
        /// The event.
        node: u16,
        /// Activity it belonged to.
        activity: u32,
    },
}

/// What of a case stands at an element of its procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Part {
    /// A token or a timer: [`super::Case::active`].
    Token,
    /// A stop or an extension of a term: [`super::Case::notes`].
    Note,
    /// Something that can be undone: [`super::Case::undoable`].
    Done,
}

const _: () = assert!(size_of::<What>() == 16 && size_of::<Event>() == 24);
