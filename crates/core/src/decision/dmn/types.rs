//! Types of inputs and outputs, as far as a value can be checked against them.

use super::{Cell, Datum};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelScope, FeelType, Name};
use dsntk_feel_parser::AstNode;
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
    /// Dates, times and durations, by FEEL's name of the type; ISO 8601 text.
    Temporal(&'static str),
    /// Lists of a kind.
    List(Box<Kind>),
    /// Contexts with these parts; others may stand beside them.
    Context(BTreeMap<String, Kind>),
    /// Ranges of a kind.
    Range(Box<Kind>),
    /// Functions, by the kinds of their parameters and their result.
    Function(Vec<Kind>, Box<Kind>),
}

impl Kind {
    /// A built-in FEEL type, with or without the `feel:` prefix.
    pub(crate) fn built_in(name: &str) -> Option<Kind> {
        Some(match name.trim().trim_start_matches("feel:").trim_start_matches("feel.") {
            "Any" | "" | "<Undefined>" => Kind::Any,
            "boolean" => Kind::Bool,
            "number" => Kind::Number,
            "string" => Kind::Text,
            "date" => Kind::Temporal("date"),
            "time" => Kind::Temporal("time"),
            "date and time" | "dateTime" => Kind::Temporal("date and time"),
            "days and time duration" | "dayTimeDuration" => Kind::Temporal("days and time duration"),
            "years and months duration" | "yearMonthDuration" => Kind::Temporal("years and months duration"),
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
            (Kind::Temporal(kind), Datum::Temporal(of, _)) => kind == of || of.ends_with("duration") && kind.ends_with("duration"),
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
            Kind::Range(_) => "a range",
            Kind::Function(..) => "a function",
        }
    }

    /// As the library's type.
    pub(crate) fn feel_type(&self) -> FeelType {
        match self {
            Kind::Any => FeelType::Any,
            Kind::Bool => FeelType::Boolean,
            Kind::Number => FeelType::Number,
            Kind::Text => FeelType::String,
            Kind::Temporal("date") => FeelType::Date,
            Kind::Temporal("time") => FeelType::Time,
            Kind::Temporal("date and time") => FeelType::DateTime,
            Kind::Temporal("days and time duration") => FeelType::DaysAndTimeDuration,
            Kind::Temporal(_) => FeelType::YearsAndMonthsDuration,
            Kind::List(of) => FeelType::list(&of.feel_type()),
            Kind::Context(parts) => {
                FeelType::Context(parts.iter().map(|(name, kind)| (Name::from(name.as_str()), kind.feel_type())).collect())
            }
            Kind::Range(of) => FeelType::range(&of.feel_type()),
            Kind::Function(parameters, result) => {
                FeelType::function(&parameters.iter().map(Kind::feel_type).collect::<Vec<_>>(), &result.feel_type())
            }
        }
    }

    /// A value with ISO text as the dates, times and durations that the kind asks for; null where it is none.
    pub(super) fn value(&self, value: FeelValue) -> FeelValue {
        match (self, value) {
            (Kind::Temporal(kind), FeelValue::String(text)) => temporal(kind, &text),
            (Kind::List(of), FeelValue::List(items)) => FeelValue::List(items.into_iter().map(|i| of.value(i)).collect()),
            (Kind::List(of), single) => of.value(single),
            (Kind::Context(parts), FeelValue::Context(mut context)) => {
                for (name, kind) in parts {
                    let name = Name::from(name.as_str());
                    if let Some(part) = context.get_entry(&name).cloned() {
                        context.set_entry(&name, kind.value(part));
                    }
                }
                FeelValue::Context(context)
            }
            (_, value) => value,
        }
    }
}

/// The value that FEEL's function of this type makes of ISO 8601 text; null if it is none.
pub(super) fn temporal(kind: &str, text: &str) -> FeelValue {
    let function = if kind.ends_with("duration") { "duration" } else { kind };
    let call = AstNode::FunctionInvocation(
        Box::new(AstNode::Name(Name::from(function))),
        Box::new(AstNode::PositionalParameters(vec![AstNode::String(text.to_string())])),
    );
    dsntk_feel_evaluator::evaluate(&FeelScope::default(), &call)
}

/// The values that a type allows, part by part.
#[derive(Default)]
pub(crate) struct Allowed {
    /// Of the value itself.
    pub(super) own: Option<Cell>,
    /// Of each item of a list.
    pub(super) items: Option<Box<Allowed>>,
    /// Of the parts of a context.
    pub(super) parts: Vec<(Name, Allowed)>,
}

impl Allowed {
    /// Nothing, where nothing is restricted.
    pub(super) fn or_none(self) -> Option<Allowed> {
        (self.own.is_some() || self.items.is_some() || !self.parts.is_empty()).then_some(self)
    }

    /// The cells that restrict the value or its parts.
    pub(super) fn cells(&self) -> Vec<&Cell> {
        let below = self.items.iter().map(|items| &**items).chain(self.parts.iter().map(|(_, part)| part));
        self.own.iter().chain(below.flat_map(Allowed::cells)).collect()
    }

    /// Whether the value, all its items and all its parts are allowed; null always is.
    pub(super) fn admits(&self, value: &FeelValue) -> bool {
        if matches!(value, FeelValue::Null(_)) {
            return true;
        }
        if let Some(cell) = &self.own {
            let mut context = FeelContext::default();
            context.set_entry(&Name::from("?"), value.clone());
            if cell.passes(value, &FeelScope::from(context), false) == Some(false) {
                return false;
            }
        }
        match value {
            FeelValue::List(all) => self.items.as_ref().is_none_or(|items| all.iter().all(|item| items.admits(item))),
            FeelValue::Context(context) => {
                self.parts.iter().all(|(name, part)| context.get_entry(name).is_none_or(|value| part.admits(value)))
            }
            single => self.items.as_ref().is_none_or(|items| items.admits(single)),
        }
    }
}
