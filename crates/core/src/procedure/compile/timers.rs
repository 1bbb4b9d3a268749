//! How long timers wait.

use super::super::bpmn::{EventDefinition, FlowNode};
use super::super::net::Timer;
use super::{Work, number};

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
    let (parsed, reason) = match form {
        "timeDuration" => (duration(&text.value).map(Timer::Micros), "is no constant ISO 8601 duration in weeks, days, hours, minutes and seconds"),
        "timeDate" => (instant(&text.value).map(Timer::At), "is no constant ISO 8601 date and time with an offset"),
        _ => (None, "is a cycle, which is not supported yet"),
    };
    if parsed.is_none() {
        let message = format!("{}: the time `{}` {reason}", node.element.label(), text.value);
        let help = "write PT48H, P10D or 2026-11-02T09:00:00+05:00; months and years, working days and all legal terms belong in the law (al:term)";
        work.refuse("AL-2113", text.at, message, help);
    }
    parsed
}

/// An ISO 8601 duration without months and years, in microseconds.
pub(super) fn duration(text: &str) -> Option<i64> {
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
pub(super) fn instant(text: &str) -> Option<i64> {
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
    fn instants_need_an_offset() {
        assert_eq!(instant("1970-01-01T05:00:01+05:00"), Some(1_000_000));
        assert_eq!(instant("1970-01-01T00:00:01"), None);
        assert_eq!(instant("2024-02-30T00:00:00Z"), None);
    }
}
