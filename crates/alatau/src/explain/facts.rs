//! The facts of an application: one JSON object of scalars.

use crate::cli::say;
use crate::failure::Failure;
use crate::files::read_text;
use alatau_core::decision::dmn::Datum;
use alatau_core::source::Diagnostic;
use alatau_core::text::Lang;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The facts in a file, by name.
///
/// # Errors
/// AL-3103 at the line and column that is none; a fact that is stated twice is none either.
pub fn read(path: &Path, lang: Lang) -> Result<BTreeMap<String, Datum>, Failure> {
    let text = read_text(path)?;
    let (form, help) = (say(lang, "explain-facts-form", &[]), say(lang, "explain-facts-help", &[]));
    let Facts(facts) = serde_json::from_str(&text)
        .map_err(|error| Diagnostic::json("AL-3103", &path.display().to_string(), &text, &error, &form, help))?;
    Ok(facts)
}

struct Facts(BTreeMap<String, Datum>);

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Facts, D::Error> {
        from.deserialize_map(FactsVisitor)
    }
}

struct FactsVisitor;

impl<'de> Visitor<'de> for FactsVisitor {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = BTreeMap::new();
        while let Some((name, Scalar(value))) = map.next_entry::<String, Scalar>()? {
            if facts.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("`{name}` is stated twice")));
            }
        }
        Ok(Facts(facts))
    }
}

struct Scalar(Datum);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Scalar, D::Error> {
        from.deserialize_any(ScalarVisitor).map(Scalar)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Datum;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a string, true, false or null")
    }

    fn visit_unit<E>(self) -> Result<Datum, E> {
        Ok(Datum::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Datum, E> {
        Ok(Datum::Bool(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Datum, E> {
        Ok(Datum::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Datum, E> {
        Ok(Datum::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Datum, E> {
        Ok(Datum::Number(number.to_string()))
    }

    fn visit_str<E>(self, word: &str) -> Result<Datum, E> {
        Ok(Datum::text(word))
    }
}
