//! Names, numbers and lengths in the chosen language.

use alatau_core::text::{Arg, Lang, Message, by_key, exact, fixed, msg, percent, text};
use alatau_twin::answer::Interval;

/// The name of `id` among the messages of one kind (`column-`, `cause-`, `parameter-`, ...).
/// An id that the catalogue does not know is shown as it is.
pub fn name(lang: Lang, kind: &str, id: &str) -> String {
    let key = format!("{kind}-{}", id.replace(['.', '_'], "-"));
    by_key(lang, &key).unwrap_or_else(|| id.to_string())
}

/// The name of a parameter: the scenario's own, else the catalogue's. Of an effort, the
/// median and the spread are two parameters under one name.
pub fn parameter(lang: Lang, id: &str, label: &str) -> String {
    let called = if label.is_empty() { name(lang, "parameter", id) } else { label.to_string() };
    match id.rsplit_once('.') {
        Some((_, "spread")) => text(lang, msg::PARAMETER_SPREAD, &[("name", Arg::Text(&called))]),
        _ => called,
    }
}

/// The unit of a parameter; a spread is that of a logarithm and has none.
pub fn unit_of<'a>(id: &str, unit: &'a str) -> &'a str {
    if id.ends_with(".spread") { "" } else { unit }
}

/// A message without variables.
pub fn say(lang: Lang, message: Message) -> String {
    text(lang, message, &[])
}

/// `12.5 days`.
pub fn days(lang: Lang, value: f64) -> String {
    text(lang, msg::DAYS, &[("days", Arg::Number(value))])
}

/// `[5.2, 13]`, in days.
pub fn interval(lang: Lang, low: f64, high: f64) -> String {
    text(lang, msg::INTERVAL, &[("low", Arg::Number(low)), ("high", Arg::Number(high))]).replace(' ', "\u{a0}")
}

/// `61.2 [55.0, 70.1]`, one decimal place throughout.
pub fn reading(lang: Lang, value: Interval) -> String {
    let (low, high) = (fixed(lang, value.low), fixed(lang, value.high));
    if low == high {
        return low;
    }
    let interval = text(lang, msg::INTERVAL, &[("low", Arg::Text(&low)), ("high", Arg::Text(&high))]);
    format!("{} {}", fixed(lang, value.mean), interval.replace(' ', "\u{a0}"))
}

/// `[55.0, 70.1]`, or nothing where both ends are the same.
pub fn ends(lang: Lang, value: Interval) -> String {
    reading(lang, value).split_once(' ').map(|(_, interval)| interval.to_string()).unwrap_or_default()
}

/// `83% [80%, 86%]`.
pub fn share(lang: Lang, value: Interval) -> String {
    if percent(lang, value.low) == percent(lang, value.high) {
        return percent(lang, value.low);
    }
    let interval = text(lang, msg::INTERVAL, &[("low", Arg::Percent(value.low)), ("high", Arg::Percent(value.high))]);
    format!("{} {}", percent(lang, value.mean), interval.replace(' ', "\u{a0}"))
}

/// A parameter with its unit: shares and multiples as percentages, times of the law in words.
pub fn value(lang: Lang, value: f64, unit: &str) -> String {
    match unit {
        "share" | "times" => percent_exact(lang, value),
        _ if unit_message(unit).is_some() || is_share(unit) => {
            let said = bare(lang, value, unit);
            unit_message(unit).map_or(said.clone(), |unit| text(lang, unit, &[("share", Arg::Text(&said))]))
        }
        "days" => text(lang, msg::DAYS, &[("days", Arg::Exact(value))]),
        "" => exact(lang, value),
        _ => match Message::find(&format!("length-{}", unit.replace(' ', "-"))) {
            Some(message) => text(lang, message, &[("n", Arg::Exact(value))]),
            None => format!("{} {unit}", exact(lang, value)),
        },
    }
}

/// One end of a range whose unit stands beside it already: `15`, or `50%`.
pub fn bare(lang: Lang, number: f64, unit: &str) -> String {
    if is_share(unit) { percent_exact(lang, number) } else { exact(lang, number) }
}

/// `{ $share } of files`, for a unit that is no length of time.
fn unit_message(unit: &str) -> Option<Message> {
    Message::find(&format!("unit-{}", unit.replace(' ', "-").to_lowercase()))
}

/// `share of files` and `times level II` are shares too.
fn is_share(unit: &str) -> bool {
    matches!(unit.split(' ').next(), Some("share" | "times"))
}

/// A share without losing what a tenth of a percent would lose.
fn percent_exact(lang: Lang, share: f64) -> String {
    let space = if lang == Lang::En { "" } else { "\u{a0}" };
    format!("{}{space}%", exact(lang, share * 100.0))
}

/// A length in words of the law, `10 working-days`, in the chosen language.
pub fn length(lang: Lang, length: &str) -> String {
    match length.split_once(' ').map(|(n, unit)| (n.parse::<f64>(), unit)) {
        Some((Ok(n), unit)) => value(lang, n, unit),
        _ => length.to_string(),
    }
}
