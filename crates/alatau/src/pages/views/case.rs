//! *The case*, and its receipt.

use super::{Citation, Clock, Document, Field, Kept, Moment, ThreePart};

/// How a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// It is open.
    Open,
    /// It is closed: `approved`, `refused`, `withdrawn`; `done` if it says nothing.
    Closed {
        /// How.
        outcome: String,
        /// When.
        at: Moment,
        /// Nobody acted: silence decided.
        by_silence: bool,
    },
}

/// All that the page of a case shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Number.
    pub number: u64,
    /// What it is about.
    pub title: String,
    /// Service.
    pub service: String,
    /// Place.
    pub place: String,
    /// When it was filed.
    pub filed: Moment,
    /// How it stands.
    pub state: CaseState,
    /// It can go no further by itself.
    pub stuck: bool,
    /// Who has it now, each with its own clock.
    pub holders: Vec<Holder>,
    /// The steps that may come after that; none: it ends.
    pub next: Vec<String>,
    /// Where the diagram is that shows it.
    pub diagram: String,
    /// The date on which silence decides, if everything stays as it is.
    pub promise: Option<Promise>,
    /// What the applicant has to do now.
    pub asked: Vec<Ask>,
    /// Time so far.
    pub time: ThreePart,
    /// What happened, the newest first.
    pub events: Vec<Event>,
    /// Number of the last event within the case: every channel shows this.
    pub last_event: u64,
    /// Documents.
    pub documents: Vec<Document>,
    /// Who looked at the file, the newest first.
    pub looks: Vec<Look>,
    /// What was applied for: questions and answers.
    pub application: Vec<(String, String)>,
    /// Rulings.
    pub rulings: Vec<Ruling>,
    /// Where a document is added; none: not allowed.
    pub attach: Option<String>,
    /// Where the receipt is; none: nothing was decided.
    pub receipt: Option<String>,
    /// Where it is taken back; none: not allowed.
    pub withdraw: Option<String>,
    /// A complaint that may be made now; none: nothing to complain of.
    pub complaint: Option<Complaint>,
    /// How long what is personal in it is kept; none: it is open.
    pub kept: Option<Kept>,
    /// Who looks is an officer: then this is where the work is done.
    pub work: Option<String>,
}

impl Case {
    /// Where the diagram is with only what is around where the case is now: what a small screen shows.
    pub fn diagram_near(&self) -> String {
        format!("{}?part=here", self.diagram)
    }
}

/// Who has the case, for one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Body; the applicant too.
    pub body: String,
    /// It is the applicant.
    pub applicant: bool,
    /// The step.
    pub step: String,
    /// Since when.
    pub since: Moment,
    /// Its clock; none: the law sets no term.
    pub clock: Option<Clock>,
}

/// The date on which silence decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// The last instant.
    pub at: Moment,
    /// What silence means.
    pub yields: String,
    /// The step it ends.
    pub step: String,
    /// A day of the count may still turn out otherwise.
    pub projected: bool,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// What the applicant has to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// What, in words.
    pub title: String,
    /// What was written about it; empty: nothing.
    pub words: String,
    /// Each thing that is asked for, one list.
    pub items: Vec<Because>,
    /// Until when; none: no term.
    pub until: Option<Moment>,
    /// What silence means then; empty: nothing.
    pub yields: String,
    /// Where the answer is sent.
    pub action: String,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// A complaint that may be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// Until when; none: no term.
    pub until: Option<Moment>,
    /// Where it is sent.
    pub action: String,
    /// Where it is said that there is none: address, and the fact that says so.
    pub decline: (String, String),
    /// What is wrong with what was sent; empty: nothing.
    pub error: String,
    /// What was written so far.
    pub reason: String,
    /// The provisions that allow it.
    pub cites: Vec<Citation>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Number within the case.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// What, in a sentence.
    pub text: String,
    /// Who did it; empty: the clock.
    pub by: String,
    /// The clock acted, nobody else.
    pub clock: bool,
    /// Something was decided.
    pub weighty: bool,
    /// What was written with it; empty: nothing.
    pub words: Vec<String>,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// Somebody looked at the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// At what.
    pub what: String,
}

/// A ruling, by a person or by silence.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// `approved`, `refused`.
    pub outcome: String,
    /// What was decided: the step.
    pub step: String,
    /// When.
    pub at: Moment,
    /// Who; empty: silence.
    pub by: String,
    /// Body.
    pub body: String,
    /// The reason, in the words of who ruled; empty for silence.
    pub reason: String,
    /// Grounds.
    pub grounds: Vec<RulingGround>,
    /// The explanation in lines, the decisive first.
    pub because: Vec<Because>,
    /// Hash of the record, hex.
    pub record: String,
    /// Where its receipt is.
    pub receipt: String,
}

/// A line of an explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// One or two sentences.
    pub text: String,
    /// By which provisions.
    pub cites: Vec<Citation>,
}

/// A ground of a ruling.
#[derive(Clone, Debug, PartialEq)]
pub struct RulingGround {
    /// The provision.
    pub cite: Citation,
    /// Why it applies; empty: nothing said.
    pub reason: String,
}

/// The receipt of a case, for paper and for a phone.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Number of the case.
    pub number: u64,
    /// Service.
    pub service: String,
    /// Place.
    pub place: String,
    /// When it was filed.
    pub filed: Moment,
    /// What happened; empty: the case ended.
    pub what: String,
    /// `approved`, `refused`, `withdrawn`; empty: nothing was decided.
    pub outcome: String,
    /// What it proves: each event with its number.
    pub events: Vec<(u64, String)>,
    /// The case went on after that.
    pub later: bool,
    /// When that was.
    pub at: Moment,
    /// Silence decided.
    pub by_silence: bool,
    /// Provisions it rests on.
    pub cites: Vec<Citation>,
    /// Number of the leaf in the log, from 1.
    pub leaf: u64,
    /// Origin of the log.
    pub origin: String,
    /// Leaves under the checkpoint.
    pub size: u64,
    /// Root, hex or base 64.
    pub root: String,
    /// Number within the procedure.
    pub counter: u64,
    /// Where the file is.
    pub download: String,
    /// What the QR code says: an address that verifies.
    pub code: String,
    /// Back to the case; none for who may not see it.
    pub back: Option<String>,
}
