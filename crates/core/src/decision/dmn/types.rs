//! Types of inputs and outputs, as far as a value can be checked against them.

use super::Datum;
use std::collections::BTreeMap;

/// What kind of value a variable holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    #[default]
    Any,
    /// Truth values.
    Bool,
    /// Numbers.
    Number,
    /// Strings.
    Text,
    /// Dates, times and durations: ISO 8601 text that this FEEL function reads.
    Temporal(&'static str),
    /// Lists of a kind.
    List(Box<Kind>),
    /// Contexts with these parts; others may stand beside them.
    Context(BTreeMap<String, Kind>),
}

impl Kind {
    /// A built-in FEEL type, with or without the `feel:` prefix.
    pub(crate) fn built_in(name: &str) -> Option<Kind> {
        Some(match name.trim().trim_start_matches("feel:") {
            "Any" | "" => Kind::Any,
            "boolean" => Kind::Bool,
            "number" => Kind::Number,
            "string" => Kind::Text,
            "date" => Kind::Temporal("date"),
            "time" => Kind::Temporal("time"),
            "date and time" | "dateTime" => Kind::Temporal("date and time"),
            "days and time duration" | "dayTimeDuration" | "years and months duration" | "yearMonthDuration" => Kind::Temporal("duration"),
            "context" => Kind::Context(BTreeMap::new()),
            "list" => Kind::List(Box::new(Kind::Any)),
            _ => return None,
        })
    }

    /// Whether a value is of this kind; null is of every kind.
    pub(crate) fn admits(&self, value: &Datum) -> bool {
        match (self, value) {
            (_, Datum::Null) | (Kind::Any, _) => true,
            (Kind::Bool, Datum::Bool(_)) | (Kind::Number, Datum::Number(_)) => true,
            (Kind::Text | Kind::Temporal(_), Datum::Text(_)) => true,
            (Kind::Context(parts), Datum::Context(values)) => {
                parts.iter().all(|(name, kind)| values.get(name).is_none_or(|v| kind.admits(v)))
            }
            (Kind::List(of), Datum::List(items)) => items.iter().all(|i| of.admits(i)),
            _ => false,
        }
    }

    /// For messages.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Kind::Any => "any value",
            Kind::Bool => "a truth value",
            Kind::Number => "a number",
            Kind::Text => "a string",
            Kind::Temporal(_) => "ISO 8601 text",
            Kind::List(_) => "a list",
            Kind::Context(_) => "a context",
        }
    }
}
