//! Why a command was refused, in order of precedence.

use crate::time::{Date, Timestamp};

/// A refusal under law. Nothing happened; the case is as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The case is over.
    #[error("the case is closed; file a new application or a complaint")]
    CaseClosed,
    /// It was filed before.
    #[error("the case is filed already; send a correction instead")]
    AlreadyFiled,
    /// It was never filed.
    #[error("the case is not filed yet; file it first")]
    NotFiled,
    /// The command is dated before the last event.
    #[error("the command is dated {now}, before the last event at {last}; date it later")]
    BeforeLastEvent {
        /// Instant of the command.
        now: Timestamp,
        /// Instant of the last event.
        last: Timestamp,
    },
    /// The term is over and silence has spoken: nothing can be back-dated.
    #[error("the term ended at {due} and silence has spoken; let the clock act first")]
    SilenceHasSpoken {
        /// When it ended.
        due: Timestamp,
    },
    /// Nothing is due yet.
    #[error("nothing is due by itself at this instant")]
    NothingDue,
    /// The activity is over, or never was.
    #[error("activity {activity} is not open; it was completed, or silence ended it")]
    NoSuchActivity {
        /// Its number.
        activity: u32,
    },
    /// A ruling is needed, not a mere completion; or the other way round.
    #[error("activity {activity} {}; use {}", if *ruling { "rules on the case" } else { "does not rule" }, if *ruling { "a ruling with grounds" } else { "a completion" })]
    WrongCommand {
        /// Its number.
        activity: u32,
        /// Whether it rules.
        ruling: bool,
    },
    /// A ruling needs at least one provision.
    #[error("a ruling names its legal grounds; cite at least one provision")]
    GroundsMissing,
    /// A ground is not a provision of the case's law.
    #[error("ground {ground} is not a provision of the law that governs the case")]
    UnknownGround {
        /// Number given.
        ground: u16,
    },
    /// The holder's certificate keeps an older provision, which the newer one does not better.
    #[error("ground {ground}, `{provision}`, is newer than the law that the applicant's certificate keeps; cite the kept provision")]
    AgainstCertificate {
        /// Number given.
        ground: u16,
        /// The newer provision.
        provision: String,
    },
    /// Nobody waits for this message.
    #[error("the case does not wait for this message now")]
    MessageNotExpected,
    /// Nobody waits for this signal.
    #[error("the case does not wait for this signal now")]
    SignalNotExpected,
    /// The procedure cannot begin there, or not without a trigger.
    #[error("the procedure does not begin at `{element}`{}", if element.is_empty() { "; it begins by an event: start it at that event" } else { "" })]
    NoSuchStart {
        /// Element named, or empty.
        element: String,
    },
    /// An activity cannot be begun by hand, or not now.
    #[error("`{element}` cannot be begun now: {reason}")]
    NotToBegin {
        /// Element.
        element: String,
        /// Why not.
        reason: &'static str,
    },
    /// How often an activity is carried out is not a number, or not a list.
    #[error("`{element}` cannot begin: how often it is carried out is {found}; state {needed} first")]
    NotCountable {
        /// Element.
        element: String,
        /// What was found.
        found: String,
        /// What is needed.
        needed: &'static str,
    },
    /// A timer's expression gives no time.
    #[error("the time of `{element}` is {found}, which is neither a duration nor a date and time with an offset")]
    NoTime {
        /// Element.
        element: String,
        /// What was found.
        found: String,
    },
    /// Nobody catches this error.
    #[error("no boundary event catches the error of `{element}`; put one on it, or on a sub-process around it")]
    ErrorNotCaught {
        /// Activity or end event that raised it.
        element: String,
    },
    /// A fact is not one that the procedure reads.
    #[error("fact {fact} is not one of the procedure")]
    UnknownFact {
        /// Number given.
        fact: u16,
    },
    /// A condition met an unknown value: the engine refuses to decide.
    #[error("the condition on `{flow}` cannot be decided: {fact} is unknown or of another kind; state it first")]
    Undecided {
        /// Flow.
        flow: String,
        /// Fact, or the expression.
        fact: String,
    },
    /// No condition holds and there is no default.
    #[error("no way leads on from `{element}`: no condition holds and there is no default flow")]
    NoWay {
        /// Gateway or activity.
        element: String,
    },
    /// The walk did not come to rest.
    #[error("the procedure turns in a circle at `{element}` without waiting anywhere")]
    EndlessLoop {
        /// Where it was given up.
        element: String,
    },
    /// The term counts from an event that has not happened.
    #[error("the term `{term}` counts from `{event}`, which has not happened")]
    NoStart {
        /// Slot.
        term: String,
        /// Legal event.
        event: String,
    },
    /// The law allows no extension, or no further one.
    #[error("the term may not be extended{}", if *again { " again" } else { "" })]
    NoExtension {
        /// Whether it was extended before.
        again: bool,
    },
    /// The extension is longer than the law allows.
    #[error("the extension would end on {end}, the law allows {cap} at most")]
    ExtensionBeyondCap {
        /// Day it would end.
        end: Date,
        /// Last lawful day.
        cap: Date,
    },
    /// The calendar has no such year.
    #[error("{0}")]
    Calendar(String),
}
