//! What is too long or too large to be kept.

use crate::entry::Facts;
use crate::problem::{Kind, Problem};
use alatau_core::register::{Kind as ThingKind, Want};
use alatau_core::text::msg;
use serde::Serialize;

/// The longest text of a form's field, in bytes.
const TEXT_MAX: usize = 10_000;

pub(crate) fn text_fits(what: &str, text: &str) -> Result<(), Problem> {
    bytes_fit(what, text.len())
}

pub(crate) fn bytes_fit(what: &str, bytes: usize) -> Result<(), Problem> {
    if bytes <= TEXT_MAX {
        return Ok(());
    }
    let detail = format!("{what} has {bytes} bytes, at most {TEXT_MAX} are taken; shorten it");
    Err(Problem::new(Kind::TooLarge, "AL-4416", detail).why(msg::WHY_TEXT_LONG, [("n", bytes.into()), ("max", TEXT_MAX.into())]))
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

/// So many plots, slots and quotas one application may ask for.
const WANTS_MAX: usize = 16;
/// The longest name of a plot or a slot, in bytes.
const NAME_MAX: usize = 100;

pub(crate) fn wants_fit(wants: &[Want]) -> Result<(), Problem> {
    if wants.len() > WANTS_MAX {
        let detail = format!("{} things are asked for, at most {WANTS_MAX} go into one application; file the others apart", wants.len());
        let why = [("n", wants.len().into()), ("max", WANTS_MAX.into())];
        return Err(Problem::new(Kind::TooLarge, "AL-4416", detail).why(msg::WHY_MANY_WANTS, why));
    }
    wants.iter().try_for_each(|want| number_fits("amount", want.amount))
}

/// What is filed for names plots and slots so that everybody reads the same.
pub(crate) fn names_fit(wants: &[Want]) -> Result<(), Problem> {
    wants.iter().try_for_each(|want| {
        let (kind, name) = (want.thing.kind, &want.thing.name);
        let is_name = name.chars().all(is_of_a_name) && !want.thing.normal().name.is_empty() && name.len() <= NAME_MAX;
        if kind == ThingKind::Quota || is_name {
            return Ok(());
        }
        let detail =
            format!("{} `{}` has no name that it could have; write it in letters, figures and dashes", kind.word(), name.escape_debug());
        Err(Problem::new(Kind::Refused, "AL-4404", detail).why(msg::WHY_NOT_A_NAME, [("name", (&name.escape_debug().to_string()).into())]))
    })
}

/// Whether the number of a plot or the name of a slot has such a character: what cannot be seen, or is seen
/// as another, would be another plot.
fn is_of_a_name(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{52f}' | '\u{ff01}'..='\u{ff5e}' | '\u{2010}'..='\u{2015}' | '\u{a0}' | '№')
        || c.is_ascii_graphic()
        || c == ' '
}

/// Whether what somebody wrote leaves room in a receipt, which has less than 20 KB: it stands there as JSON in JSON,
/// and each quotation mark takes four bytes.
pub(crate) fn receipt_fits(what: &str, written: &impl Serialize) -> Result<(), Problem> {
    let json = |error: serde_json::Error| Problem::fault(error.to_string());
    let text = serde_json::to_string(written).map_err(json)?;
    bytes_fit(what, serde_json::to_string(&text).map_err(json)?.len())
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
