//! What a store counts, so that nobody need read a million rows: it follows from the rows, and is kept with them.

/// A day of universal time, in microseconds.
pub const DAY: i64 = 86_400_000_000;

/// Cases that are alike in all that figures count by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseCount {
    /// Procedure they run on.
    pub procedure: String,
    /// Whether they are over.
    pub closed: bool,
    /// `approved`, `refused`, `withdrawn`, or nothing.
    pub outcome: Option<String>,
    /// Whether silence spoke where an authority had to act.
    pub late: bool,
    /// Whether they have time on the extended clock.
    pub extended: bool,
    /// How many.
    pub cases: u64,
    /// How often silence spoke in all of them.
    pub silences: u64,
}

/// A part of the time that a closed case took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// From filing to the end.
    Total,
    /// On the authority's clock.
    Statutory,
    /// On the clock of extensions.
    Extended,
    /// On the applicant's clock.
    Applicant,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 4] = [Part::Total, Part::Statutory, Part::Extended, Part::Applicant];
}

/// Tasks that are alike in all by which their waiting is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskCount {
    /// Body that has to act; empty: the applicant.
    pub body: String,
    /// When silence speaks; none: no term runs.
    pub due: Option<i64>,
    /// Begin of the [`DAY`] since which they wait; the earliest instant of all where no term runs: nothing hangs on it.
    pub since: i64,
    /// What silence means then; empty: nothing.
    pub yields: String,
    /// How many.
    pub tasks: u64,
}

/// A case that is over, as far as its duration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended<'r> {
    /// Service slot.
    pub service: &'r str,
    /// Territory.
    pub place: &'r str,
    /// When it was filed.
    pub filed: i64,
    /// When it was closed.
    pub closed: i64,
    /// Time on the statutory clock.
    pub statutory: i64,
    /// Time on the extended clock.
    pub extended: i64,
    /// Time on the applicant's clock.
    pub applicant_time: i64,
    /// Whether silence spoke where an authority had to act.
    pub late: bool,
}
