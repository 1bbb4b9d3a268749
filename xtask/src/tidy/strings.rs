//! Source without the contents of its string literals: what a formatter could
//! break, and what really is code.

/// The same lines, with nothing left inside string literals; comments stay.
pub fn without_strings(source: &str) -> String {
    let mut left = source;
    let mut code = String::with_capacity(source.len());
    while let Some(c) = left.chars().next() {
        if left.starts_with("//") {
            let end = left.find('\n').unwrap_or(left.len());
            code.push_str(&left[..end]);
            left = &left[end..];
        } else if let Some(end) = char_literal(left) {
            code.push_str("' '");
            left = &left[end..];
        } else if let Some((hashes, begin)) = raw_string(left).filter(|_| !ends_in_word(&code)) {
            let closing = format!("\"{}", "#".repeat(hashes));
            let end = left[begin..].find(&closing).map_or(left.len(), |at| begin + at + closing.len());
            drop_contents(&mut code, &left[..end]);
            left = &left[end..];
        } else if c == '"' {
            let end = string_end(left);
            drop_contents(&mut code, &left[..end]);
            left = &left[end..];
        } else {
            code.push(c);
            left = &left[c.len_utf8()..];
        }
    }
    code
}

/// Keeps the quotes and the line ends.
fn drop_contents(code: &mut String, literal: &str) {
    code.push('"');
    code.extend(literal.chars().filter(|c| *c == '\n'));
    code.push('"');
}

fn ends_in_word(code: &str) -> bool {
    code.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// `'"'` or `'\n'`, not a lifetime.
fn char_literal(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    if first == '\\' {
        return inside.get(2..)?.find('\'').filter(|at| *at < 12).map(|at| 1 + 2 + at + 1);
    }
    inside[first.len_utf8()..].starts_with('\'').then(|| 1 + first.len_utf8() + 1)
}

/// `r"…`, `r#"…`: how many hashes, and where the contents begin.
fn raw_string(text: &str) -> Option<(usize, usize)> {
    let prefix = if text.starts_with("br") { 2 } else { usize::from(text.starts_with('r')) };
    let rest = text.get(prefix..).filter(|_| prefix > 0)?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some((hashes, prefix + hashes + 1))
}

/// Just behind the closing quote of the string that opens here.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_go_and_everything_else_stays() {
        let check = |source: &str, expected: &str| assert_eq!(without_strings(source), expected);
        check("let a = \"x \\\" y\";", "let a = \"\";");
        check("let a = r#\"x \" y\"#; b(\"c\")", "let a = \"\"; b(\"\")");
        check("match c { '\"' => 1, '\\'' => 2, '\\u{FEFF}' => 3 }", "match c { ' ' => 1, ' ' => 2, ' ' => 3 }");
        check("fn f<'a>(x: &'a str) -> &'a str", "fn f<'a>(x: &'a str) -> &'a str");
        check("// don't \"touch\nx", "// don't \"touch\nx");
        check("for\"x\"", "for\"\"");
        check("let a = \"one\ntwo\";\nb", "let a = \"\n\";\nb");
    }
}
