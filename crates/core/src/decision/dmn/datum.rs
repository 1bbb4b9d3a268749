//! Values that go into a decision and come out of it.

use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelNumber, Name, ToFeelString};
use std::collections::BTreeMap;
use std::fmt;

/// A typed value. Numbers are decimal text, exact to 34 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// Unknown.
    Null,
    /// A truth value.
    Bool(bool),
    /// A decimal number, for example `12.50`.
    Number(String),
    /// A string; dates and durations in their ISO 8601 form.
    Text(String),
    /// A list.
    List(Vec<Datum>),
    /// Named values.
    Context(BTreeMap<String, Datum>),
}

impl Datum {
    /// A number from its decimal text.
    pub fn number(text: &str) -> Datum {
        Datum::Number(text.to_string())
    }

    /// A string.
    pub fn text(text: &str) -> Datum {
        Datum::Text(text.to_string())
    }

    /// A named value within a context.
    pub fn get(&self, name: &str) -> Option<&Datum> {
        match self {
            Datum::Context(entries) => entries.get(name),
            _ => None,
        }
    }

    /// As FEEL's value; nothing if a number is none.
    pub(crate) fn to_feel(&self) -> Option<FeelValue> {
        Some(match self {
            Datum::Null => FeelValue::Null(None),
            Datum::Bool(b) => FeelValue::Boolean(*b),
            Datum::Number(text) => FeelValue::Number(text.trim().parse::<FeelNumber>().ok()?),
            Datum::Text(text) => FeelValue::String(text.clone()),
            Datum::List(items) => FeelValue::List(items.iter().map(Datum::to_feel).collect::<Option<Vec<_>>>()?),
            Datum::Context(entries) => {
                let mut context = FeelContext::default();
                for (name, value) in entries {
                    context.set_entry(&Name::from(name.as_str()), value.to_feel()?);
                }
                FeelValue::Context(context)
            }
        })
    }

    /// From FEEL's value; functions and ranges become their FEEL text.
    pub(crate) fn from_feel(value: &FeelValue) -> Datum {
        match value {
            FeelValue::Null(_) => Datum::Null,
            FeelValue::Boolean(b) => Datum::Bool(*b),
            FeelValue::Number(n) => Datum::Number(n.to_string()),
            FeelValue::String(s) => Datum::Text(s.clone()),
            FeelValue::List(items) => Datum::List(items.iter().map(Datum::from_feel).collect()),
            FeelValue::Context(context) => {
                Datum::Context(context.iter().map(|(name, value)| (name.as_str().to_string(), Datum::from_feel(value))).collect())
            }
            FeelValue::Date(date) => Datum::Text(date.to_string()),
            FeelValue::DateTime(instant) => Datum::Text(instant.to_string()),
            FeelValue::Time(time) => Datum::Text(time.to_string()),
            FeelValue::DaysAndTimeDuration(duration) => Datum::Text(duration.to_string()),
            FeelValue::YearsAndMonthsDuration(duration) => Datum::Text(duration.to_string()),
            other => Datum::Text(other.to_feel_string()),
        }
    }
}

/// As FEEL would write it.
impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Datum::Null => f.write_str("null"),
            Datum::Bool(b) => write!(f, "{b}"),
            Datum::Number(n) => f.write_str(n),
            Datum::Text(t) => write!(f, "{t:?}"),
            Datum::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Datum::Context(entries) => {
                let entries: Vec<String> = entries.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}
