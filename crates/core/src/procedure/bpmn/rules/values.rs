//! What values look like: names, addresses, media types, ISO 8601 times.

/// Whether the text is an XML name without a colon, as ids are.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if text.bytes().all(plain) {
        return text.bytes().next().is_some_and(|b| b == b'_' || b.is_ascii_alphabetic());
    }
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && letters.all(|c| c.is_alphanumeric() || "_-.\u{b7}".contains(c) || is_mark(c))
}

/// Marks that combine with a letter, and the letters' neighbours that names may hold.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether the text can be an address: no character that addresses never have, and every `%` followed by two digits.
pub(super) fn is_uri(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hex = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_hexdigit);
    let escaped = bytes.iter().enumerate().all(|(i, b)| *b != b'%' || (hex(i + 1) && hex(i + 2)));
    escaped && !text.chars().any(|c| c.is_whitespace() || c.is_control() || r#"<>"{}|\^`"#.contains(c))
}

/// Whether the text is a media type: `type/subtype`, perhaps with parameters.
pub(super) fn is_mime(text: &str) -> bool {
    let kind = text.split(';').next().unwrap_or("").trim();
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    kind.split_once('/').is_some_and(|(a, b)| word(a) && word(b))
}

/// Whether the text is a date, or a date with a time, of ISO 8601.
pub(super) fn is_date(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date = date.strip_prefix('-').unwrap_or(date);
    let parts: Vec<&str> = date.split('-').collect();
    let number =
        |t: &str, from: u32, to: u32| t.bytes().all(|b| b.is_ascii_digit()) && t.parse().is_ok_and(|n: u32| (from..=to).contains(&n));
    let calendar = match parts.as_slice() {
        [year, month, day] if year.len() >= 4 => number(year, 0, 999_999) && number(month, 1, 12) && number(day, 1, 31),
        [all] if all.len() == 8 && all.is_ascii() => number(&all[..4], 0, 9999) && number(&all[4..6], 1, 12) && number(&all[6..], 1, 31),
        _ => false,
    };
    calendar && time.is_none_or(is_time)
}

fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let digits = |t: &str, most: u32| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()) && t.parse().is_ok_and(|n: u32| n <= most);
    let zone = zone.split('[').next().unwrap_or("");
    let offset = zone.trim_start_matches(['+', '-']);
    let zone = zone.is_empty() || zone.eq_ignore_ascii_case("z") || offset.split(':').all(|part| digits(part, 2359)) && offset.len() <= 5;
    let clock =
        clock.split_once(['.', ',']).map_or(clock, |(whole, part)| if digits(&part[..part.len().min(9)], u32::MAX) { whole } else { "" });
    let mut parts = clock.split(':');
    let good = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(h), Some(m), s, None) => digits(h, 24) && digits(m, 59) && s.is_none_or(|s| digits(s, 60)),
        (Some(all), None, None, None) => matches!(all.len(), 4 | 6) && digits(all, u32::MAX),
        _ => false,
    };
    good && zone
}

/// Whether the text is a duration of ISO 8601, for example `P3D` or `PT1H30M`.
pub(super) fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, times) = rest.split_once('T').map_or((rest, None), |(a, b)| (a, Some(b)));
    let parts = |mut text: &str, units: &str| {
        let mut units = units.chars();
        while !text.is_empty() {
            let Some(end) = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').filter(|&e| e > 0) else { return false };
            let unit = text[end..].chars().next().unwrap_or(' ');
            if !units.any(|u| u == unit) {
                return false;
            }
            text = &text[end + unit.len_utf8()..];
        }
        true
    };
    let some = !days.is_empty() || times.is_some();
    some && parts(days, "YMWD") && times.is_none_or(|t| !t.is_empty() && parts(t, "HMS"))
}

/// Whether the text is a repeating interval of ISO 8601, for example `R3/PT10M`, or a cron line, which many tools write.
pub(super) fn is_cycle(text: &str) -> bool {
    if matches!(text.split_whitespace().count(), 5..=7) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" */,-?#\t".contains(&b)) {
        return true;
    }
    let mut parts = text.split('/');
    let repeats = parts.next().and_then(|r| r.strip_prefix('R')).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) || n == "-1");
    let rest: Vec<&str> = parts.collect();
    let each = rest.iter().all(|part| is_date(part) || is_duration(part));
    repeats && each && matches!(rest.len(), 1..=2) && rest.iter().any(|p| is_duration(p)) || repeats && rest.len() == 2 && each
}

/// Whether the text is an expression to work out when the time comes rather than a time as it stands.
pub(super) fn is_worked_out(text: &str) -> bool {
    text.starts_with(['=', '"']) || text.contains(['(', '{', '+', '.']) && !text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart() {
        let check = |test: fn(&str) -> bool, good: &[&str], bad: &[&str]| {
            for text in good {
                assert!(test(text), "{text}");
            }
            for text in bad {
                assert!(!test(text), "{text}");
            }
        };
        check(is_id, &["_1", "a-b.c", "Жоба"], &["", "1a", "a b", "a:b"]);
        check(is_uri, &["", "http://a/b?c#d", "##WebService", "a%20b"], &["a%", "a%zz", "a b", "_invalid_uri%$!", "<a>"]);
        check(is_mime, &["text/plain", "application/x-feel+xml; charset=utf-8"], &["", "INVALID", "text/", "/plain", "a b/c"]);
        check(
            is_date,
            &["2016-06-01T14:37:44", "2016-06-01T14:37:44.5Z", "2016-06-01", "20160601", "2011-03-11T12:13:14+02:00"],
            &["", "INVALID", "2016-13-01", "2016-06-01T25:00"],
        );
        check(is_duration, &["PT1S", "P1Y2M3DT4H5M6.5S", "P2W", "-P1D"], &["", "P", "PT", "P1", "PT1X", "1S", "P1H"]);
        check(is_cycle, &["R4/PT1S", "R/2026-01-01T00:00:00Z/P1D", "0 0 9 * * ?"], &["", "R4", "PT1S", "R4/", "daily"]);
    }
}
