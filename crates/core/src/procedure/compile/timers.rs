//! How long timers wait.

use super::super::bpmn::{EventDefinition, FlowNode};
use super::super::net::Timer;
use super::{Work, events, number};
use crate::decision::script;

/// The timer of an event; nothing if it was refused.
pub(super) fn timer(work: &mut Work<'_>, node: &FlowNode, definition: &EventDefinition) -> Option<Timer> {
    let term = node.element.al("term");
    let written = definition.timer.as_ref();
    let (form, text) = match (term, written) {
        (Some(term), None) => return Some(Timer::Term(number(&mut work.net.terms, term.value.trim()))),
        (Some(term), Some(_)) => {
            let message = format!("{} has both a term of the law and a time of its own", node.element.label());
            work.refuse("AL-2113", term.at, message, "keep al:term and empty the timerEventDefinition, or the reverse");
            return None;
        }
        (None, None) => {
            let message = format!("{} does not say when", node.element.label());
            work.refuse("AL-2113", node.at, message, "add al:term with a term slot, or a timeDuration such as PT48H");
            return None;
        }
        (None, Some(written)) => (written.form.as_str(), &written.text),
    };
    let constant = unquoted(text.value.trim());
    let (parsed, reason) = match form {
        "timeDuration" => (span(constant), "is no ISO 8601 duration, and no FEEL expression that could give one"),
        "timeDate" => {
            (instant(constant).map(Timer::At), "is no ISO 8601 date and time with an offset, and no FEEL expression that could give one")
        }
        _ => (cycle(constant), "is no ISO 8601 repetition such as R3/PT10H"),
    };
    let looks_written = constant.starts_with(['P', 'R']) || constant.starts_with(|c: char| c.is_ascii_digit());
    if parsed.is_some() || looks_written || form == "timeCycle" {
        if parsed.is_none() {
            let message = format!("{}: the time `{}` {reason}", node.element.label(), text.value);
            let help = "write PT48H, P10D, P1M, 2026-11-02T09:00:00+05:00 or R3/PT10H; working days and all legal terms belong in the law (al:term)";
            work.refuse("AL-2113", text.at, message, help);
        }
        return parsed;
    }
    match script::parse(&text.value) {
        Ok(expression) => Some(Timer::Feel(events::bind(work, &expression))),
        Err(fault) => {
            let message = format!("{}: the time `{}` {reason}: {}", node.element.label(), text.value, fault.message);
            work.refuse("AL-2113", text.at + fault.offset, message, fault.help);
            None
        }
    }
}

/// A duration: months and years apart, because the calendar counts them.
pub(crate) fn span(text: &str) -> Option<Timer> {
    if let Some(micros) = duration(text) {
        return Some(Timer::Micros(micros));
    }
    let (date, clock) = text.strip_prefix('P')?.split_once('T').map_or((text.strip_prefix('P')?, None), |(d, c)| (d, Some(c)));
    let split = date.rfind(['Y', 'M']).map(|at| at + 1)?;
    let months = units(&date[..split], &[('Y', 12), ('M', 1)])?;
    let rest = match (&date[split..], clock) {
        ("", None) => 0,
        (days, None) => duration(&format!("P{days}"))?,
        (days, Some(clock)) => duration(&format!("P{days}T{clock}"))?,
    };
    Some(Timer::Months(i32::try_from(months).ok()?, rest))
}

/// `R3/PT10H`, `R/2026-11-02T09:00:00Z/P1D`: how often, from when, how far apart.
fn cycle(text: &str) -> Option<Timer> {
    let mut parts = text.strip_prefix('R')?.split('/');
    let times = match parts.next()? {
        "" => u16::MAX,
        number => number.parse::<u16>().ok().filter(|&n| n > 0)?,
    };
    let (second, third) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (start, every) = match third {
        Some(every) => (Some(instant(second)?), every),
        None => (None, second),
    };
    let every = duration(every).filter(|&micros| micros > 0)?;
    Some(Timer::Cycle { every, start, times })
}

/// Some modelers write the constant as a FEEL string, with or without a leading `=`.
fn unquoted(text: &str) -> &str {
    let body = text.strip_prefix('=').unwrap_or(text).trim();
    body.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text)
}

/// An ISO 8601 duration without months and years, in microseconds.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let rest = text.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((days, clock)) if !clock.is_empty() => (days, clock),
        Some(_) => return None,
        None => (rest, ""),
    };
    if days.is_empty() && clock.is_empty() {
        return None;
    }
    const SECOND: i64 = 1_000_000;
    let day = 86_400 * SECOND;
    let first = units(days, &[('W', 7 * day), ('D', day)])?;
    let second = units(clock, &[('H', 3600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)])?;
    first.checked_add(second)
}

/// A run of numbers with units, each unit at most once and in order; a fraction only of the last.
fn units(mut text: &str, allowed: &[(char, i64)]) -> Option<i64> {
    let mut total = 0i64;
    let mut next = 0;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let unit = text[end..].chars().next()?;
        let at = next + allowed[next..].iter().position(|(u, _)| *u == unit)?;
        let amount = scaled(&text[..end], allowed[at].1)?;
        total = total.checked_add(amount)?;
        next = at + 1;
        text = &text[end + 1..];
    }
    Some(total)
}

/// `2.5` times `unit`, exact; nothing if it is not a number or not a whole microsecond.
fn scaled(number: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let part = fraction.parse::<i64>().ok()?.checked_mul(unit)?;
    let divisor = 10i64.pow(fraction.len() as u32);
    if part % divisor != 0 {
        return None;
    }
    whole.checked_add(part / divisor)
}

/// A date and time with offset, as microseconds since 1970.
pub(crate) fn instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact_or_refused() {
        assert_eq!(duration("PT1H"), Some(3_600_000_000));
        assert_eq!(duration("P1W2DT3M0.5S"), Some((9 * 86_400 + 180) * 1_000_000 + 500_000));
        for bad in ["", "P", "PT", "P1M", "P1Y", "PT1D", "P1H", "1H", "PT1S1H", "P-1D", "PT99999999999999999999H", "PT.5S", "R3/PT1H"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_constant_may_stand_in_quotes() {
        assert_eq!(["PT1H", "\"PT1H\"", "= \"PT1H\"", "=PT1H"].map(unquoted), ["PT1H", "PT1H", "PT1H", "=PT1H"]);
    }

    #[test]
    fn instants_need_an_offset() {
        assert_eq!(instant("1970-01-01T05:00:01+05:00"), Some(1_000_000));
        assert_eq!(instant("1970-01-01T00:00:01"), None);
        assert_eq!(instant("2024-02-30T00:00:00Z"), None);
    }
}
