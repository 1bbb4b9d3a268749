//! Numbers, shares and dates as each language writes them.

use super::Lang;
use crate::time::Date;

/// A space that does not break the line, between the parts of one number.
const HARD_SPACE: char = '\u{a0}';

/// A number with one decimal place at most: `1,234.5` in English, `1 234,5` in
/// Kazakh and Russian. A whole number has no decimal place.
pub fn number(lang: Lang, value: f64) -> String {
    let fixed = fixed(lang, value);
    let zero = if lang == Lang::En { ".0" } else { ",0" };
    fixed.strip_suffix(zero).map(str::to_string).unwrap_or(fixed)
}

/// A number with exactly one decimal place, for columns of a table.
pub fn fixed(lang: Lang, value: f64) -> String {
    if !value.is_finite() {
        return "—".to_string();
    }
    let (group, point) = if lang == Lang::En { (',', '.') } else { (HARD_SPACE, ',') };
    let text = format!("{:.1}", rounded(value).abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let mut written = String::with_capacity(text.len() + 4);
    if rounded(value) < 0.0 {
        written.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            written.push(group);
        }
        written.push(digit);
    }
    written.push(point);
    written.push_str(fraction);
    written
}

/// A number as it was given, with three decimal places at most: for parameters,
/// where `0.05` must not become `0.1`.
pub fn exact(lang: Lang, value: f64) -> String {
    let thousandths = (value * 1000.0).round() / 1000.0 + 0.0;
    let fraction = format!("{:.3}", thousandths.abs().fract());
    let fraction = fraction.trim_start_matches('0').trim_end_matches('0').trim_start_matches('.');
    if fraction.len() < 2 || !value.is_finite() {
        return number(lang, value);
    }
    let whole = number(lang, thousandths.abs().trunc());
    let sign = if thousandths < 0.0 { "−" } else { "" };
    let point = if lang == Lang::En { '.' } else { ',' };
    format!("{sign}{whole}{point}{fraction}")
}

/// To one decimal place, half away from zero; never minus zero.
pub fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// A share of one as a percentage with one decimal place at most: `83%` in English, `83 %` in Kazakh and Russian.
pub fn percent(lang: Lang, share: f64) -> String {
    let value = number(lang, share * 100.0);
    if lang == Lang::En { format!("{value}%") } else { format!("{value}{HARD_SPACE}%") }
}

const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTHS_RU: [&str; 12] =
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const MONTHS_KK: [&str; 12] =
    ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"];

/// `2 November 2026`, `2 ноября 2026 г.`, `2026 ж. 2 қараша`.
pub fn date(lang: Lang, date: Date) -> String {
    let (year, month, day) = date.ymd();
    let month = month as usize - 1;
    match lang {
        Lang::En => format!("{day}{HARD_SPACE}{} {year}", MONTHS_EN[month]),
        Lang::Ru => format!("{day}{HARD_SPACE}{} {year}{HARD_SPACE}г.", MONTHS_RU[month]),
        Lang::Kk => format!("{year}{HARD_SPACE}ж. {day}{HARD_SPACE}{}", MONTHS_KK[month]),
    }
}
