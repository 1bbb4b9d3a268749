//! Forms: what was sent, and the fields to send it with.

use crate::pages::views::{Choice, Field, FieldKind, TEXT_MAX};
use crate::procedure::words::Words;
use crate::serve::refusal::{JSON_MAX, Refusal, bytes};
use alatau_city::{Facts, Lack, Said};
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::Condition;
use alatau_core::text::{Arg, Lang, msg, text};
use axum::extract::{FromRequest, Request};
use serde_json::Value;
use std::collections::BTreeSet;

/// Names and values of a form.
#[derive(Clone, Debug, Default)]
pub struct Sent(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Sent, Refusal> {
        let body = bytes(request, JSON_MAX).await?;
        let sent = serde_urlencoded::from_bytes::<Vec<(String, String)>>(&body);
        let sent = sent.map_err(|error| Refusal::unreadable(format!("the form: {error}")))?;
        // A browser counts the end of a line as one character, and sends two.
        Ok(Sent(sent.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect()))
    }
}

impl Sent {
    /// What stands after the `?` of an address.
    pub fn query(query: Option<&str>) -> Sent {
        Sent(serde_urlencoded::from_str(query.unwrap_or("")).unwrap_or_default())
    }

    /// A value; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a name that are not empty.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.all_of(name).filter(|value| !value.is_empty())
    }

    /// All values of a name.
    pub fn all_of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(of, _)| of == name)
    }

    /// The first value whose name begins so, with the rest of the name.
    pub fn with_prefix(&self, prefix: &str) -> Option<(&str, &str)> {
        self.0.iter().find_map(|(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The version that the sender has seen.
    pub fn seen(&self, name: &str) -> Option<u64> {
        self.get(name).parse().ok()
    }

    /// The language that was chosen with the form.
    pub fn lang(&self) -> Option<Lang> {
        self.get("then-lang").parse().ok()
    }
}

/// A value within an address.
pub fn coded(value: &str) -> String {
    value.bytes().fold(String::new(), |coded, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'/' => format!("{coded}{}", char::from(byte)),
        _ => format!("{coded}%{byte:02X}"),
    })
}

/// A field.
pub fn field(name: &str, label: impl Into<String>, kind: FieldKind, value: &str, required: bool) -> Field {
    let (name, label, value) = (name.to_string(), label.into(), value.to_string());
    Field { name, label, hint: String::new(), kind, value, error: String::new(), required, autocomplete: "" }
}

/// What is said of a text that is longer than the city takes.
pub fn too_long(value: &str, lang: Lang) -> Option<String> {
    let long = value.chars().count();
    let args = [("n", Arg::from(long as u32)), ("max", Arg::from(TEXT_MAX as u32))];
    (long > TEXT_MAX).then(|| text(lang, msg::PORTAL_FAULT_LONG, &args))
}

/// A field with what was sent in it, and with what is wrong about that: nothing that was typed is lost.
/// Whether an answer may be missing is for the caller to say.
pub fn tried(mut field: Field, sent: &Sent, may_miss: bool, lang: Lang) -> Field {
    let name = field.name.clone();
    let is_given = sent.all(&name).next().is_some();
    match &mut field.kind {
        FieldKind::OneOf(choices) | FieldKind::Select(choices) | FieldKind::AnyOf(choices) => {
            choices.iter_mut().for_each(|choice| choice.chosen = sent.all_of(&name).any(|value| value == choice.value));
        }
        FieldKind::Secret => {}
        _ => field.value = sent.get(&name).to_string(),
    }
    let is_number = |text: &str| text.trim().replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite);
    let value = sent.get(&name);
    let fault = |message| text(lang, message, &[]);
    field.error = too_long(value, lang).unwrap_or_else(|| match field.kind {
        FieldKind::Number if is_given && !is_number(value) => fault(msg::PORTAL_FAULT_NUMBER),
        _ if field.required && !may_miss && value.trim().is_empty() => fault(msg::PORTAL_FAULT_MISSING),
        _ => String::new(),
    });
    field
}

/// Things that a file may lack, in one form.
const LACKS: u32 = 5;

/// The fields of a list of what a file lacks; `provisions` are those that the law of the case cites: id and name.
pub fn lack_fields(provisions: &[(String, String)], lang: Lang) -> Vec<Field> {
    let said = |message, number: u32| text(lang, message, &[("n", Arg::from(number))]);
    let line = |number: u32| {
        let mut choices = choices(provisions.iter().map(|(id, label)| (id.as_str(), label.as_str())), &BTreeSet::new());
        let label = text(lang, msg::PORTAL_LACK_NO_PROVISION, &[]);
        choices.insert(0, Choice { value: String::new(), label, chosen: true });
        [
            field(&format!("lack-what-{number}"), said(msg::PORTAL_LACK_WHAT, number), FieldKind::Line, "", false),
            field(&format!("lack-by-{number}"), said(msg::PORTAL_LACK_PROVISION, number), FieldKind::Select(choices), "", false),
            field(&format!("lack-why-{number}"), said(msg::PORTAL_LACK_REASON, number), FieldKind::Line, "", false),
        ]
    };
    (1..=LACKS).flat_map(line).collect()
}

/// What was written with a step.
pub fn said(sent: &Sent) -> Said {
    let lack = |number: u32| {
        let [what, provision, reason] = ["what", "by", "why"].map(|part| sent.get(&format!("lack-{part}-{number}")).trim().to_string());
        (!what.is_empty() || !reason.is_empty()).then_some(Lack { what, provision, reason })
    };
    Said { words: sent.get("words").trim().to_string(), lacks: (1..=LACKS).filter_map(lack).collect(), ..Said::default() }
}

/// Choices out of words and labels.
pub fn choices<'c>(all: impl Iterator<Item = (&'c str, &'c str)>, chosen: &BTreeSet<String>) -> Vec<Choice> {
    let choice =
        |(value, label): (&str, &str)| Choice { value: value.to_string(), label: label.to_string(), chosen: chosen.contains(value) };
    all.map(choice).collect()
}

/// The fields of facts that a step asks; their values as they are known.
pub fn fact_fields(words: &Words<'_>, asked: &BTreeSet<u16>, known: &Facts) -> Vec<Field> {
    asked.iter().filter_map(|fact| fact_field(words, *fact, known)).collect()
}

fn fact_field(words: &Words<'_>, fact: u16, known: &Facts) -> Option<Field> {
    let name = words.net.facts.get(fact as usize)?;
    let value = known.get(name).map_or(String::new(), spelled);
    let compared: BTreeSet<Datum> = words
        .net
        .flows
        .iter()
        .filter_map(|flow| match &flow.condition {
            Condition::Compare { fact: of, value, .. } if *of == fact => Some(words.net.symbols.datum(*value)),
            _ => None,
        })
        .collect();
    let is_truth = compared.is_empty() || compared.iter().all(|datum| matches!(datum, Datum::Bool(_)));
    let chosen = BTreeSet::from([value.clone()]);
    let kind = if is_truth {
        let (yes, no) = (text(words.lang, msg::YES, &[]), text(words.lang, msg::NO, &[]));
        FieldKind::OneOf(choices([("true", yes.as_str()), ("false", no.as_str())].into_iter(), &chosen))
    } else if compared.iter().all(|datum| matches!(datum, Datum::Number(_))) {
        FieldKind::Number
    } else {
        FieldKind::Line
    };
    Some(field(&format!("fact:{name}"), words.fact(name), kind, &value, true))
}

fn spelled(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The facts that were sent: truths and numbers as such, everything else as words.
pub fn facts(sent: &Sent) -> Facts {
    let stated = sent.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("fact:")?, value.trim())));
    let value = |text: &str| match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        other => match other.replace(',', ".").parse::<serde_json::Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::String(other.to_string()),
        },
    };
    stated.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_string(), value(text))).collect()
}
