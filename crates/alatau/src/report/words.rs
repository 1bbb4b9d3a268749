//! Names, numbers and lengths in the chosen language.

use alatau_core::text::{Arg, Lang, Message, by_key, exact, fixed, msg, percent, text};
use alatau_twin::answer::Interval;

/// The name of `id` among the messages of one kind (`column-`, `cause-`, `parameter-`, ...).
/// An id that the catalogue does not know is shown as it is.
pub fn name(lang: Lang, kind: &str, id: &str) -> String {
    let key = format!("{kind}-{}", id.replace(['.', '_'], "-"));
    by_key(lang, &key).unwrap_or_else(|| id.to_string())
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
    let interval = text(lang, msg::INTERVAL, &[("low", Arg::Text(&low)), ("high", Arg::Text(&high))]);
    format!("{} {}", fixed(lang, value.mean), interval.replace(' ', "\u{a0}"))
}

/// `83% [80%, 86%]`.
pub fn share(lang: Lang, value: Interval) -> String {
    let interval = text(lang, msg::INTERVAL, &[("low", Arg::Percent(value.low)), ("high", Arg::Percent(value.high))]);
    format!("{} {}", percent(lang, value.mean), interval.replace(' ', "\u{a0}"))
}

/// A parameter with its unit: shares and multiples as percentages, times of the law in words.
pub fn value(lang: Lang, value: f64, unit: &str) -> String {
    match unit {
        "share" | "times" => percent_exact(lang, value),
        "days" => text(lang, msg::DAYS, &[("days", Arg::Exact(value))]),
        "" => exact(lang, value),
        _ => match Message::find(&format!("length-{unit}")) {
            Some(message) => text(lang, message, &[("n", Arg::Exact(value))]),
            None => format!("{} {unit}", exact(lang, value)),
        },
    }
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
