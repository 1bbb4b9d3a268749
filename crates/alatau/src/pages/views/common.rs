//! What several pages show.

use alatau_core::law::Grade;
use alatau_core::time::{Date, Timestamp, Unit, Why, Zone};

/// The longest text of a field, in characters: in any alphabet it fits into the 10,000 bytes that the city keeps of
/// what is written at once, so that a receipt with it stays small.
pub const TEXT_MAX: usize = 4_000;

/// An instant as the clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// Minutes since midnight.
    pub minute: u16,
}

impl Moment {
    /// The instant in a zone.
    pub fn at(instant: Timestamp, zone: &Zone) -> Moment {
        let minute = zone.time_of_day(instant) / (60 * Timestamp::SECOND);
        Moment { day: zone.date(instant), minute: minute as u16 }
    }
}

/// A length as the law says it: `10 working days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

/// Days on the three clocks. They are only ever shown together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ThreePart {
    /// Days on the statutory clock.
    pub statutory: f64,
    /// Days on the extended clock.
    pub extended: f64,
    /// Days with the applicant.
    pub applicant: f64,
}

impl ThreePart {
    /// All three.
    pub fn total(&self) -> f64 {
        self.statutory + self.extended + self.applicant
    }
}

/// A provision that something rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Key for ever: `permits-law#consultation`.
    pub provision: String,
    /// Act and heading, in words.
    pub label: String,
    /// Where its text is, a path of this site; none: not here.
    pub href: Option<String>,
    /// How well it is known; none: of the whole step.
    pub grade: Option<Grade>,
    /// Where it was read.
    pub source: String,
}

/// A day of a count ([`alatau_core::time::CountedDay`], in words).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Its number in the count.
    pub counted: Option<u32>,
    /// Why it counts or not.
    pub why: Why,
    /// Key of what is celebrated (`nowruz`); empty: nothing.
    pub name: String,
    /// May still turn out otherwise.
    pub projected: bool,
}

/// A term that runs or ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// What it is for: the step.
    pub what: String,
    /// How long it is.
    pub length: Length,
    /// When it began.
    pub since: Moment,
    /// The last instant; none: the clock stands.
    pub due: Option<Moment>,
    /// What was used of it, in its unit.
    pub used: u32,
    /// What is left of it, in its unit.
    pub left: u32,
    /// What silence means then: `approved`, `refused`, `agreed`, ...; empty: nothing.
    pub yields: String,
    /// It was extended.
    pub extended: bool,
    /// A day of the count may still turn out otherwise.
    pub projected: bool,
    /// The count, day by day.
    pub days: Vec<Day>,
    /// The provisions of the term and its silence.
    pub cites: Vec<Citation>,
}

impl Clock {
    /// Used share of the whole, from 0 to 100.
    pub fn used_percent(&self) -> u32 {
        let whole = u64::from(self.used) + u64::from(self.left);
        (u64::from(self.used) * 100).checked_div(whole).unwrap_or(100) as u32
    }
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What a field of a form takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// A number.
    Number,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A secret.
    Secret,
    /// One of a few, all seen at once.
    OneOf(Vec<Choice>),
    /// One of many.
    Select(Vec<Choice>),
    /// Any of a few.
    AnyOf(Vec<Choice>),
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name that is sent; unique within the page.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// What helps to answer; empty: nothing.
    pub hint: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What is in it.
    pub value: String,
    /// What is wrong with it; empty: nothing.
    pub error: String,
    /// Whether it may not stay empty.
    pub required: bool,
    /// `autocomplete` of HTML; empty: off.
    pub autocomplete: &'static str,
}

/// A document that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: String,
    /// Name of the file, as it was given.
    pub name: String,
    /// Where to get it.
    pub href: String,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256, hex.
    pub hash: String,
    /// When it was given.
    pub at: Moment,
    /// Who gave it.
    pub by: String,
    /// A newer one took its place.
    pub outdated: bool,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// It was done.
    Done,
    /// It was not done.
    Wrong,
}

/// A sentence above the page, about what was just asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its kind.
    pub kind: NoticeKind,
    /// The sentence.
    pub text: String,
}

/// Parts of the site that need an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Own applications.
    Applications,
    /// What one was told.
    Messages,
    /// The worklist of a body.
    Work,
    /// All cases.
    Cases,
    /// What cases hold.
    Registers,
    /// Accounts.
    Accounts,
    /// Keeping and erasing.
    Erasing,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Name that is shown.
    pub label: String,
    /// Body that the person acts for; empty: none.
    pub body: String,
    /// What the roles open.
    pub sections: Vec<Section>,
    /// Messages that were not read yet.
    pub unread: usize,
}

/// What surrounds every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Path and query of this page, without the language.
    pub here: String,
    /// Who is signed in.
    pub who: Option<Who>,
    /// About what was just asked for.
    pub notice: Option<Notice>,
    /// The city is a demonstration.
    pub demo: bool,
    /// When the page was made.
    pub now: Moment,
}
