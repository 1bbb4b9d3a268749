//! How long what is personal is kept, and from when on it is to be erased: what the law answers for a class of records.
//!
//! The law is asked like for everything else, by slots `retention.*`; days are counted by the core. Where no act answers,
//! nothing is due, and the open questions of the law say who would know.

use crate::live::Asked;
use crate::problem::{Kind, Problem};
use crate::world::World;
use alatau_core::law::{Grade, Kept, Kind as Says, Period, Question, Resolution, Retention, Rule, RuleNumber, Term, Unit};
use alatau_core::text::msg;
use alatau_core::time::{Date, End, TermSpec, Timestamp, count};
use alatau_store::{CaseRow, Journal};
use std::collections::BTreeSet;

/// Slot of the contents of a closed case; with its outcome behind it, the narrower one.
pub const CASE_FILE: &str = "retention.case-file";
/// Slot of the drafts that nobody files.
pub const DRAFT: &str = "retention.draft";
/// Slot of the list of who looked at a case.
pub const ACCESS_LOG: &str = "retention.access-log";
/// All classes of records.
pub const CLASSES: [&str; 3] = [CASE_FILE, DRAFT, ACCESS_LOG];
/// Slot of the term within which is erased what is kept no longer.
const ERASURE: &str = "term.erasure";
/// At most so many closed cases are looked at for one page of what is due.
const LOOKED_AT: usize = 5_000;

/// What the law says of how long something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// The slot that was asked.
    pub slot: String,
    /// Until when.
    pub until: Until,
    /// The rule that says so.
    pub rule: Option<RuleNumber>,
    /// How sure that is.
    pub grade: Option<Grade>,
    /// Open questions on which it hangs, by their switches.
    pub open: Vec<String>,
}

/// Until when something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The law does not say.
    Unknown,
    /// For ever.
    Permanently,
    /// Up to a day.
    Day {
        /// The last day of keeping; from the next on it is due.
        last: Date,
        /// The last day on which it may be erased in time, where the law sets a term for it.
        erased_by: Option<Date>,
    },
}

impl Keeping {
    /// Whether it is to be erased on a day.
    pub fn is_due(&self, today: Date) -> bool {
        matches!(self.until, Until::Day { last, .. } if last < today)
    }

    /// Whether an act that is known, and not only assumed, has it kept on a day still.
    pub fn binds(&self, today: Date) -> bool {
        self.is_known() && self.is_kept(today)
    }

    /// Whether it is kept on a day still by what is only assumed.
    pub fn is_only_assumed(&self, today: Date) -> bool {
        !self.is_known() && self.is_kept(today)
    }

    fn is_known(&self) -> bool {
        self.grade.is_some_and(|grade| grade < Grade::Assumed)
    }

    fn is_kept(&self, today: Date) -> bool {
        match self.until {
            Until::Unknown => false,
            Until::Permanently => true,
            Until::Day { last, .. } => today <= last,
        }
    }
}

/// Where a walk through the closed cases goes on: behind the case that was closed at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// When it was closed.
    pub closed: i64,
    /// Its number.
    pub case: u64,
}

/// Cases that are due, the earliest closed first.
#[derive(Debug, Default)]
pub struct DueCases {
    /// The cases, and what the law says of each.
    pub cases: Vec<(CaseRow, Keeping)>,
    /// Where the list goes on; nothing: that is all.
    pub next: Option<Behind>,
}

/// The slot of a closed case with this outcome.
fn slot_of(outcome: Option<&str>) -> String {
    outcome.map_or(CASE_FILE.to_string(), |outcome| format!("{CASE_FILE}.{outcome}"))
}

impl World {
    /// What the law says to a slot `retention.*`, where the period begins with an event of a day.
    pub fn keeping(&self, slot: &str, question: &Question, event: Date) -> Keeping {
        let open = || self.open_questions(slot, question.known);
        let unknown = || Keeping { slot: slot.to_string(), until: Until::Unknown, rule: None, grade: None, open: open() };
        let asked = self.law.ask(question);
        let Resolution::Answer(answer) = asked.resolve(slot) else { return unknown() };
        let Says::Retention(retention) = &self.law.rules[answer.rule].kind else { return unknown() };
        let Some(kept) = retention.kept(event) else { return unknown() };
        let until = match kept {
            Kept::Permanently => Until::Permanently,
            Kept::Until(last) => {
                // From the day on which keeping ends, another act may give a term.
                let then = Question { started: Some(last), decided: last.max(question.decided), ..question.clone() };
                Until::Day { last, erased_by: self.erased_by(&then, last) }
            }
        };
        let open = answer.decisive.iter().cloned().collect();
        Keeping { slot: slot.to_string(), until, rule: Some(answer.rule), grade: Some(answer.grade), open }
    }

    fn erased_by(&self, question: &Question, last: Date) -> Option<Date> {
        let asked = self.law.ask(question);
        let resolution = asked.resolve(ERASURE);
        let Says::Term(term) = &self.law.rules[resolution.answer()?.rule].kind else { return None };
        let Term { length, unit, end, first_day, rounding, .. } = *term;
        // What ends on whatever day it ends needs no calendar of working days, which has a last year.
        match end {
            End::Stays => count::civil_end(last, length, unit, rounding),
            End::NextWorkingDay => count::leg_due(last, &TermSpec { length, unit, end, first_day, rounding }, &self.calendar).ok(),
        }
    }

    /// Until when the contents of a closed case are kept, as far as is known on a day; nothing for an open or an erased one.
    ///
    /// # Errors
    /// The row does not say what the law was asked.
    pub fn keeping_of(&self, row: &CaseRow, today: Date) -> Result<Option<Keeping>, Problem> {
        let Some(closed) = row.closed.filter(|_| !row.open && !row.asked.is_empty()) else { return Ok(None) };
        let damaged = |error: serde_json::Error| Problem::fault(format!("what case {} asked: {error}", row.case));
        let Asked { situation, .. } = serde_json::from_str(&row.asked).map_err(damaged)?;
        let closed = self.day(Timestamp(closed));
        let question = situation.question(situation.class.as_deref());
        let question = Question { started: None, decided: closed, known: today.max(closed), switches: self.switches.clone(), ..question };
        Ok(Some(self.keeping(&slot_of(row.outcome.as_deref()), &question, closed)))
    }

    /// What the law says today of a class of records, wherever and whoever it is about.
    pub fn keeping_of_class(&self, class: &str, today: Date) -> Keeping {
        let question = Question { places: BTreeSet::new(), switches: self.switches.clone(), ..Question::on("", today) };
        self.keeping(class, &question, today)
    }

    /// Closed cases that are due on a day, from a place of the list on.
    ///
    /// A page is short where many cases were looked at in vain; it goes on at `next`.
    ///
    /// # Errors
    /// The store cannot be read, or holds a row that says nothing.
    pub fn due_cases(&self, journal: &impl Journal, today: Date, from: Behind, limit: usize) -> Result<DueCases, Problem> {
        let mut due = DueCases::default();
        let Some(before) = self.none_due_from(today) else { return Ok(due) };
        let until = self.calendar.zone.midnight(before).0 - 1;
        let rows = journal.to_erase((from.closed, from.case), until, LOOKED_AT)?;
        let all = rows.len() < LOOKED_AT;
        let mut at = None;
        for row in rows {
            if due.cases.len() == limit {
                due.next = at;
                return Ok(due);
            }
            at = Some(Behind { closed: row.closed.unwrap_or_default(), case: row.case });
            if let Some(keeping) = self.keeping_of(&row, today)?.filter(|keeping| keeping.is_due(today)) {
                due.cases.push((row, keeping));
            }
        }
        due.next = at.filter(|_| !all);
        Ok(due)
    }

    /// The day on which, or after which, no case was closed that is due today: the shortest period of any rule that may
    /// answer. Nothing, where none may.
    fn none_due_from(&self, today: Date) -> Option<Date> {
        let days = |rule: &Rule| match &rule.kind {
            Says::Retention(Retention { period: Period::Lasts { length, unit, .. }, .. }) => Some(shortest(*length, *unit)),
            _ => None,
        };
        let of_cases = self.rules_of(CASE_FILE, today).filter(|rule| self.holds(rule, today));
        let days = of_cases.filter_map(days).min()?;
        today.0.checked_sub_unsigned(days).map(Date)
    }

    /// Rules for a slot and all narrower and broader ones.
    fn rules_of(&self, slot: &str, known: Date) -> impl Iterator<Item = &Rule> {
        let lies_in = |inner: &str, outer: &str| inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
        self.law.rules.iter().filter(move |rule| rule.known <= known && (lies_in(&rule.slot, slot) || lies_in(slot, &rule.slot)))
    }

    /// Whether the reading of a rule is the one that the city goes by.
    fn holds(&self, rule: &Rule, known: Date) -> bool {
        rule.when.iter().all(|(name, value)| self.reads(name, known).is_some_and(|read| read == value))
    }

    fn reads(&self, name: &str, known: Date) -> Option<&String> {
        let switch = self.law.switches.get(name)?;
        let answer = switch.answer.as_ref().filter(|answer| answer.known <= known).map(|answer| &answer.value);
        answer.or_else(|| self.switches.get(name)).or(Some(&switch.default))
    }

    /// Open questions whose answer would be a rule for the slot.
    fn open_questions(&self, slot: &str, known: Date) -> Vec<String> {
        let names: BTreeSet<&String> = self.rules_of(slot, known).flat_map(|rule| rule.when.keys()).collect();
        let is_open =
            |name: &&&String| self.law.switches.get(**name).is_some_and(|of| of.answer.as_ref().is_none_or(|of| of.known > known));
        names.iter().filter(is_open).map(|name| (*name).clone()).collect()
    }

    /// Refuses to erase a case that an act has kept still; a court may decide otherwise.
    ///
    /// # Errors
    /// AL-4438, or a fault of the row.
    pub(crate) fn may_erase(&self, row: &CaseRow, by_court: bool, now: Timestamp) -> Result<(), Problem> {
        let today = self.day(now);
        let Some(keeping) = self.keeping_of(row, today)?.filter(|keeping| !by_court && keeping.binds(today)) else { return Ok(()) };
        let provision = keeping.rule.map_or("", |rule| &self.law.rules[rule].provision).to_string();
        let refused = |detail: String| Problem::new(Kind::Refused, "AL-4438", detail);
        Err(match keeping.until {
            Until::Day { last, .. } => {
                refused(format!("`{provision}` has it kept until {last}; only a decision of a court erases it before"))
                    .why(msg::WHY_KEPT_UNTIL, [("day", last.into()), ("provision", (&provision).into())])
            }
            _ => refused(format!("`{provision}` has it kept for ever; only a decision of a court erases it"))
                .why(msg::WHY_KEPT_FOR_EVER, [("provision", (&provision).into())]),
        })
    }
}

/// At least so many days are in a period.
fn shortest(length: u32, unit: Unit) -> u32 {
    length.saturating_mul(match unit {
        Unit::Years => 365,
        Unit::Months => 28,
        Unit::CalendarDays | Unit::WorkingDays => 1,
        Unit::Hours => 0,
    })
}
