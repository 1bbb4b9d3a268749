//! What is too long or too large to be kept.

use crate::entry::Facts;
use crate::problem::{Kind, Problem};
use alatau_core::register::Want;
use alatau_core::text::msg;

/// The longest text of a form's field, in characters: a browser counts them too, and in any alphabet alike.
pub const TEXT_MAX: usize = 10_000;

pub(crate) fn text_fits(what: &str, text: &str) -> Result<(), Problem> {
    texts_fit(what, [text])
}

/// Whether texts fit that are kept together.
pub(crate) fn texts_fit<'t>(what: &str, texts: impl IntoIterator<Item = &'t str>) -> Result<(), Problem> {
    let long: usize = texts.into_iter().map(|text| text.chars().count()).sum();
    if long <= TEXT_MAX {
        return Ok(());
    }
    let detail = format!("{what} has {long} characters, at most {TEXT_MAX} are taken; shorten it");
    Err(Problem::new(Kind::TooLarge, "AL-4416", detail).why(msg::WHY_TEXT_LONG, [("n", long.into()), ("max", TEXT_MAX.into())]))
}

/// Whether a store can keep this number.
fn is_number(number: u64) -> bool {
    i64::try_from(number).is_ok()
}

/// A thing with a number that no store can keep is not there.
pub(crate) fn can_be_kept(number: u64, what: &str) -> Result<(), Problem> {
    if is_number(number) { Ok(()) } else { Err(Problem::not_found(what)) }
}

pub(crate) fn number_fits(what: &str, number: u64) -> Result<(), Problem> {
    if is_number(number) {
        return Ok(());
    }
    let detail = format!("`{what}` is too large to be kept; the largest is {}", i64::MAX);
    Err(Problem::new(Kind::Unreadable, "AL-4420", detail).why(msg::WHY_NUMBER_LARGE, [("name", what.into())]))
}

pub(crate) fn wants_fit(wants: &[Want]) -> Result<(), Problem> {
    wants.iter().try_for_each(|want| number_fits("amount", want.amount))
}

/// Facts have no number that a store cannot keep.
pub(crate) fn facts_fit(facts: &Facts) -> Result<(), Problem> {
    fn all_fit(name: &str, value: &serde_json::Value) -> Result<(), Problem> {
        match value {
            serde_json::Value::Number(number) => number.as_u64().map_or(Ok(()), |number| number_fits(name, number)),
            serde_json::Value::Array(items) => items.iter().try_for_each(|item| all_fit(name, item)),
            serde_json::Value::Object(entries) => entries.values().try_for_each(|entry| all_fit(name, entry)),
            _ => Ok(()),
        }
    }
    facts.iter().try_for_each(|(name, value)| all_fit(name, value))
}
