//! One field to one value. An empty field is unknown, which is not an error.

use super::Row;
use super::columns::Column;
use alatau_core::source::Diagnostic;
use alatau_core::time::Date;

/// A name or a label.
pub fn label(row: &Row<'_>, column: Column) -> Option<String> {
    Some(row.value(column)).filter(|value| !value.is_empty()).map(str::to_string)
}

/// A day: `2013-07-08`, or with a time of day that is checked and left out, `2013-07-08T00:00:00.000`.
pub fn date(row: &Row<'_>, column: Column, errors: &mut Vec<Diagnostic>) -> Option<Date> {
    let value = row.value(column);
    if value.is_empty() {
        return None;
    }
    let (day, time) = value.split_once(['T', ' ']).unwrap_or((value, "00:00"));
    match day.parse::<Date>() {
        Ok(date) if is_time_of_day(time) => Some(date),
        _ => {
            let message = format!("`{value}` in the column `{}` is not a day of the calendar", column.name());
            errors.push(row.error(column, "AL-3006", message, "write YYYY-MM-DD, for example 2026-11-02, or leave the field empty"));
            None
        }
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff`, perhaps with a closing `Z`.
fn is_time_of_day(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let within = |part: &str, limit: u32| {
        part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u32>().is_ok_and(|number| number < limit)
    };
    let limits = [24, 60, 60];
    (2..=3).contains(&parts.len())
        && parts.iter().zip(limits).all(|(part, limit)| within(part, limit))
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number, from zero.
pub fn count(row: &Row<'_>, column: Column, errors: &mut Vec<Diagnostic>) -> Option<u32> {
    let value = row.value(column);
    if value.is_empty() {
        return None;
    }
    let whole = value.strip_suffix(".0").unwrap_or(value);
    let parsed = whole.bytes().all(|byte| byte.is_ascii_digit()).then(|| whole.parse().ok()).flatten();
    if parsed.is_none() {
        let message = format!("`{value}` in the column `{}` is not a whole number", column.name());
        errors.push(row.error(column, "AL-3007", message, "write digits only, or leave the field empty if the number is unknown"));
    }
    parsed
}

/// A number from zero with at most 15 digits before the point, kept as it is written: `246089.8`.
pub fn decimal(row: &Row<'_>, column: Column, errors: &mut Vec<Diagnostic>) -> Option<String> {
    let value = row.value(column);
    if value.is_empty() {
        return None;
    }
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(fraction) && whole.len() <= 15 && fraction.len() <= 15 {
        return Some(value.to_string());
    }
    let message = format!("`{value}` in the column `{}` is not a number", column.name());
    let help = "write digits with a decimal point and nothing else, for example 246089.80, or leave the field empty if it is unknown";
    errors.push(row.error(column, "AL-3007", message, help));
    None
}
