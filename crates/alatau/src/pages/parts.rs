//! Parts that several pages have, each with its own template.

use super::say::Say;
pub use super::views::TEXT_MAX;
use super::views::{Citation, Clock, Document, Field, FieldKind, NoticeKind, Risk, TaskForm, TaskState, ThreePart, Verdict};
use alatau_core::law::Grade;
use alatau_core::text::{Arg, Lang, Message, msg, text};
use askama::Template;

/// Provisions, as links with their grade.
#[derive(Template)]
#[template(path = "part/cites.html")]
pub struct Cites<'a> {
    pub(super) t: Say,
    pub(super) cites: &'a [Citation],
}

/// How well something is known.
#[derive(Template)]
#[template(path = "part/badge.html")]
pub struct Badge {
    pub(super) t: Say,
    pub(super) grade: Grade,
}

impl Badge {
    /// The kind of badge that the style sheet knows.
    fn class(&self) -> &'static str {
        match self.grade {
            Grade::Enacted => "firm",
            Grade::Reported => "heard",
            Grade::Bill | Grade::Proposed => "draft",
            Grade::Assumed => "guess",
        }
    }
}

/// A term that runs.
#[derive(Template)]
#[template(path = "part/clock.html")]
pub struct Ticking<'a> {
    pub(super) t: Say,
    pub(super) clock: &'a Clock,
}

/// Statutory, extended, applicant's.
#[derive(Template)]
#[template(path = "part/three.html")]
pub struct Three {
    pub(super) t: Say,
    pub(super) time: ThreePart,
}

impl Three {
    /// The bar in words.
    fn alt(&self) -> String {
        let ThreePart { statutory, extended, applicant } = &self.time;
        let days =
            [("statutory", statutory), ("extended", extended), ("applicant", applicant)].map(|(name, days)| (name, self.t.days(days)));
        let args: Vec<(&str, Arg)> = days.iter().map(|(name, days)| (*name, Arg::Text(days))).collect();
        text(self.t.0, msg::PORTAL_THREE_ALT, &args)
    }

    /// Widths of the parts, in tenths of a percent, and where each begins.
    fn bars(&self) -> [(&'static str, f64, f64); 3] {
        let ThreePart { statutory, extended, applicant } = self.time;
        let whole = self.time.total().max(f64::MIN_POSITIVE);
        let width = |part: f64| (part / whole * 1_000.0).round();
        [
            ("bar-statutory", 0.0, width(statutory)),
            ("bar-extended", width(statutory), width(extended)),
            ("bar-applicant", width(statutory) + width(extended), width(applicant)),
        ]
    }
}

/// A field of a form, with its label, hint and fault.
#[derive(Template)]
#[template(path = "part/field.html")]
pub struct Input<'a> {
    pub(super) t: Say,
    pub(super) field: &'a Field,
}

impl Input<'_> {
    /// Ids of what describes the field, for those who do not see it.
    fn described_by(&self) -> String {
        let Field { name, hint, error, .. } = self.field;
        let ids = [("hint", !hint.is_empty()), ("limit", self.is_long_text()), ("error", !error.is_empty())];
        let ids = ids.into_iter().filter(|(_, is_there)| *is_there);
        ids.map(|(what, _)| format!("{name}-{what}")).collect::<Vec<_>>().join(" ")
    }

    /// The longest text, in characters.
    fn most(&self) -> usize {
        TEXT_MAX
    }

    fn is_long_text(&self) -> bool {
        matches!(self.field.kind, FieldKind::Lines)
    }

    /// A browser stops at the limit, and takes nothing away of a text that is beyond it already.
    fn fits(&self) -> bool {
        !matches!(self.field.kind, FieldKind::Day) && self.field.value.chars().count() <= TEXT_MAX
    }

    fn autocomplete(&self) -> &str {
        if self.field.autocomplete.is_empty() { "off" } else { self.field.autocomplete }
    }

    fn input_type(&self) -> &'static str {
        match self.field.kind {
            FieldKind::Day => "date",
            FieldKind::Secret => "password",
            _ => "text",
        }
    }
}

/// Documents that were given.
#[derive(Template)]
#[template(path = "part/documents.html")]
pub struct Papers<'a> {
    pub(super) t: Say,
    pub(super) documents: &'a [Document],
}

/// What is wrong with a field, with the name of the field.
pub fn fault(field: &Field) -> String {
    format!("{}: {}", field.label.trim_end_matches([':', '?']), field.error)
}

/// What is wrong with a form, each with a link to its field.
#[derive(Template)]
#[template(path = "part/faults.html")]
pub struct Faults<'a> {
    pub(super) t: Say,
    pub(super) faults: Vec<(&'a str, String)>,
}

/// Something that can be done with a task.
#[derive(Template)]
#[template(path = "part/task-form.html")]
pub struct Doing<'a> {
    pub(super) t: Say,
    pub(super) form: &'a TaskForm,
    /// Events of the case that the reader has seen.
    pub(super) seen: u64,
}

impl Doing<'_> {
    /// Whether something was said there that must be seen again.
    fn is_said(&self) -> bool {
        self.form.more.iter().flat_map(|(.., fields)| fields).any(|field| !field.value.is_empty() || !field.error.is_empty())
    }
}

/// A language by its own name.
pub fn language(lang: &Lang) -> &'static str {
    match lang {
        Lang::Kk => "Қазақша",
        Lang::Ru => "Русский",
        Lang::En => "English",
    }
}

/// The kind of notice that the style sheet knows.
pub fn notice_class(kind: &NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Done => "done",
        NoticeKind::Wrong => "wrong",
    }
}

/// The kind of tag for a part of an application.
pub fn task_class(state: &TaskState) -> &'static str {
    match state {
        TaskState::ToDo => "tag-todo",
        TaskState::Begun => "tag-go",
        TaskState::Done => "tag-approved",
        TaskState::Later | TaskState::NotNeeded => "tag-later",
    }
}

/// How far a part of an application is.
pub fn task_state(state: &TaskState) -> Message {
    match state {
        TaskState::ToDo => msg::PORTAL_TASK_TO_DO,
        TaskState::Begun => msg::PORTAL_TASK_BEGUN,
        TaskState::Done => msg::PORTAL_TASK_DONE,
        TaskState::Later => msg::PORTAL_TASK_LATER,
        TaskState::NotNeeded => msg::PORTAL_TASK_NOT_NEEDED,
    }
}

/// The kind of line that the style sheet knows.
pub fn risk_class(risk: Risk) -> &'static str {
    match risk {
        Risk::Firing => "risk-firing",
        Risk::Soon => "risk-soon",
        Risk::Calm => "risk-calm",
        Risk::Stopped | Risk::NoTerm => "risk-none",
    }
}

/// How near the end of its term a task is.
pub fn risk(risk: Risk) -> Message {
    match risk {
        Risk::Firing => msg::PORTAL_RISK_FIRING,
        Risk::Soon => msg::PORTAL_RISK_SOON,
        Risk::Calm => msg::PORTAL_RISK_CALM,
        Risk::Stopped => msg::PORTAL_RISK_STOPPED,
        Risk::NoTerm => msg::PORTAL_RISK_NO_TERM,
    }
}

/// The kind of verdict that the style sheet knows.
pub fn verdict_class(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "verdict-holds",
        Verdict::Ended => "verdict-ended",
        Verdict::Broken => "verdict-broken",
    }
}

/// What a check says, in a word.
pub fn verdict(verdict: &Verdict) -> Message {
    match verdict {
        Verdict::Holds => msg::PORTAL_VERDICT_HOLDS,
        Verdict::Ended => msg::PORTAL_VERDICT_ENDED,
        Verdict::Broken => msg::PORTAL_VERDICT_BROKEN,
    }
}
