//! The identifiers of a FEEL text, found before it is parsed.

const KEYWORDS: [&str; 20] = [
    "and", "or", "not", "between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "instance", "of", "function",
    "external", "true", "false", "null",
];

/// Identifiers that may be names of facts, with the byte of their first use:
/// not keywords, not functions that are called, not what follows a dot, nothing
/// within strings and comments.
///
/// ```
/// use alatau_core::decision::feel::identifiers;
/// let found = identifiers(r#"docs_ok = true and count(["x y"]) > limit + 1 // end"#);
/// let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
/// assert_eq!(names, ["docs_ok", "limit"]);
/// ```
pub fn identifiers(text: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut rest = text;
    let mut after_dot = false;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = token_length(rest, first);
        let token = &rest[..length];
        rest = &rest[length..];
        if starts_name(first) {
            let callable = rest.trim_start().starts_with('(');
            if !after_dot && !callable && !KEYWORDS.contains(&token) && !found.iter().any(|(name, _)| name == token) {
                found.push((token.to_string(), at));
            }
        }
        if !first.is_whitespace() {
            after_dot = token == ".";
        }
    }
    found
}

fn token_length(rest: &str, first: char) -> usize {
    let to = |end: Option<usize>| end.unwrap_or(rest.len());
    if first == '"' {
        return string_length(rest);
    }
    if rest.starts_with("//") {
        return to(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return to(rest.find("*/").map(|i| i + 2));
    }
    if starts_name(first) {
        return to(rest.find(|c: char| !continues_name(c)));
    }
    if first.is_ascii_digit() {
        let digits = to(rest.find(|c: char| !(c.is_ascii_digit() || c == '.')));
        let exponent = rest[digits..].strip_prefix(['e', 'E']).map(|tail| tail.trim_start_matches(['+', '-']));
        return match exponent {
            Some(tail) if tail.starts_with(|c: char| c.is_ascii_digit()) => {
                let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
                rest.len() - tail.len() + end
            }
            _ => digits,
        };
    }
    first.len_utf8()
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

fn starts_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn continues_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The candidate most like `name`, if one is like enough to be meant.
///
/// ```
/// use alatau_core::decision::feel::nearest;
/// assert_eq!(nearest("aproved", ["approved", "refused"]), Some("approved"));
/// assert_eq!(nearest("fee", ["approved", "refused"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let best = candidates.into_iter().map(|c| (distance(name, c), c)).min_by_key(|(d, _)| *d)?;
    (best.0 <= allowed).then_some(best.1)
}

/// Letters to insert, drop or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
