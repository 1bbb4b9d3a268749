//! Values that go into a decision and come out of it.

use super::types::temporal;
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
    /// A date, time or duration where the input does not declare its type: FEEL's name
    /// of the type and ISO 8601 text. Decisions answer with [`Datum::Text`].
    Temporal(&'static str, String),
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

    /// Dates, times and durations as FEEL writes them: `P0Y` is `P0M`. Nothing if the text is none.
    pub fn canonical(&self) -> Option<Datum> {
        self.to_feel().map(|value| Datum::from_feel(&value))
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
            Datum::Temporal(kind, text) => match temporal(kind, text) {
                FeelValue::Null(_) => return None,
                value => value,
            },
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
            Datum::Text(t) | Datum::Temporal(_, t) => write!(f, "{t:?}"),
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

/// The stored form: null, truth values and strings as themselves, a number as
/// `{"number": "12.50"}`, a context as `{"context": {...}}`, a list as a list.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Stored {
    Null(()),
    Bool(bool),
    Text(String),
    Number { number: String },
    Context { context: BTreeMap<String, Datum> },
    List(Vec<Datum>),
}

impl serde::Serialize for Datum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match self.clone() {
            Datum::Null => Stored::Null(()),
            Datum::Bool(truth) => Stored::Bool(truth),
            Datum::Number(number) => Stored::Number { number },
            Datum::Text(text) | Datum::Temporal(_, text) => Stored::Text(text),
            Datum::List(items) => Stored::List(items),
            Datum::Context(context) => Stored::Context { context },
        };
        stored.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Datum {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Datum, D::Error> {
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Null(()) => Datum::Null,
            Stored::Bool(truth) => Datum::Bool(truth),
            Stored::Number { number } => Datum::Number(number),
            Stored::Text(text) => Datum::Text(text),
            Stored::List(items) => Datum::List(items),
            Stored::Context { context } => Datum::Context(context),
        })
    }
}
