//! A small XML reader that shares no code with the one under test: elements with
//! their namespaces, attributes and text, for comparing two readings of a file.

/// An element as it stands in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its number, in document order.
    pub(super) index: usize,
    /// Number of the element around it.
    pub(super) parent: Option<usize>,
    /// Namespace, or empty.
    pub(super) namespace: String,
    /// Local name.
    pub(super) tag: String,
    /// Namespace, local name and value of each attribute, in the order of the text, without declarations of namespaces.
    pub(super) attributes: Vec<(String, String, String)>,
    /// Text directly in it, trimmed piece by piece.
    pub(super) text: String,
    /// Whether it stands within `extensionElements`.
    pub(super) in_extension: bool,
}

/// Reads a text; errors are sentences.
pub(super) fn scan(text: &str) -> Result<Vec<Seen>, String> {
    let mut all: Vec<Seen> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut scopes: Vec<Vec<(String, String)>> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        if let Some(&inner) = open.last() {
            all[inner].text.push_str(decode(&rest[..at])?.trim());
        }
        rest = &rest[at..];
        let until = |end: &str| rest.find(end).map(|e| e + end.len()).ok_or_else(|| format!("`{end}` is missing"));
        let end = if rest.starts_with("<!--") {
            until("-->")?
        } else if rest.starts_with("<?") {
            until("?>")?
        } else if rest.starts_with("<![CDATA[") {
            let end = until("]]>")?;
            if let Some(&inner) = open.last() {
                all[inner].text.push_str(rest["<![CDATA[".len()..end - 3].trim());
            }
            end
        } else {
            let end = tag_end(rest)?;
            let inner = &rest[1..end - 1];
            if inner.starts_with('/') {
                open.pop();
                scopes.pop();
            } else {
                let closed = inner.ends_with('/');
                let seen = element(inner.trim_end_matches('/'), &mut scopes, &all, &open)?;
                open.push(seen.index);
                all.push(seen);
                if closed {
                    open.pop();
                    scopes.pop();
                }
            }
            end
        };
        rest = &rest[end..];
    }
    Ok(all)
}

/// The byte behind the `>` that ends a tag; one within quotes does not.
fn tag_end(text: &str) -> Result<usize, String> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return Ok(at + 1),
            _ => {}
        }
    }
    Err("a tag has no end".to_string())
}

fn element(text: &str, scopes: &mut Vec<Vec<(String, String)>>, all: &[Seen], open: &[usize]) -> Result<Seen, String> {
    let (name, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let (mut spaces, mut pairs) = (Vec::new(), Vec::new());
    while let Some((key, tail)) = rest.split_once('=') {
        let (key, tail) = (key.trim(), tail.trim_start());
        let quote = tail.chars().next().filter(|q| "\"'".contains(*q)).ok_or_else(|| format!("`{key}` has no quotes"))?;
        let (value, tail) = tail[1..].split_once(quote).ok_or_else(|| format!("`{key}` has no end"))?;
        let value = decode(&value.replace(['\n', '\t', '\r'], " "))?;
        match (key, key.strip_prefix("xmlns:")) {
            ("xmlns", _) => spaces.push((String::new(), value)),
            (_, Some(prefix)) => spaces.push((prefix.to_string(), value)),
            _ => pairs.push((key.to_string(), value)),
        }
        rest = tail;
    }
    scopes.push(spaces);
    let space = |prefix: &str| match prefix {
        "xml" => "http://www.w3.org/XML/1998/namespace".to_string(),
        _ => scopes.iter().rev().flatten().find(|s| s.0 == prefix).map_or(String::new(), |s| s.1.clone()),
    };
    let attributes = pairs.into_iter().map(|(key, value)| match key.split_once(':') {
        Some((prefix, name)) => (space(prefix), name.to_string(), value),
        None => (String::new(), key, value),
    });
    let (prefix, tag) = name.split_once(':').unwrap_or(("", name));
    let parent = open.last().copied();
    let in_extension = parent.is_some_and(|p| all[p].in_extension || all[p].tag == "extensionElements");
    let attributes = attributes.collect();
    Ok(Seen { index: all.len(), parent, namespace: space(prefix), tag: tag.to_string(), attributes, text: String::new(), in_extension })
}

/// Resolves the references to characters.
fn decode(text: &str) -> Result<String, String> {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        found.push_str(before);
        let (name, tail) = tail.split_once(';').ok_or("a reference has no `;`")?;
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16)).or_else(|| name.strip_prefix('#').map(str::parse));
        found.push(match (name, number) {
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("apos", _) => '\'',
            (_, Some(Ok(code))) => char::from_u32(code).ok_or("a reference to no character")?,
            _ => return Err(format!("`&{name};` is not known")),
        });
        rest = tail;
    }
    found.push_str(rest);
    Ok(found)
}

/// One line an element: its depth, namespace, name, sorted attributes and text.
pub(super) fn canonical(all: &[Seen]) -> Vec<String> {
    let mut depths: Vec<usize> = Vec::with_capacity(all.len());
    let lines = all.iter().map(|seen| {
        depths.push(seen.parent.map_or(0, |p| depths[p] + 1));
        let mut attributes = seen.attributes.clone();
        attributes.sort();
        format!("{} {{{}}}{} {attributes:?} {:?}", depths[seen.index], seen.namespace, seen.tag, seen.text)
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_text_are_read() {
        let text =
            "<?xml version='1.0'?><!-- <no/> --><a xmlns='u' xmlns:p=\"v\" b='1 &gt; &#65;' p:c=\"2>\"><p:d/> t &amp; <![CDATA[<x>]]></a>";
        let all = scan(text).unwrap();
        assert_eq!(canonical(&all), [r#"0 {u}a [("", "b", "1 > A"), ("v", "c", "2>")] "t &<x>""#, r#"1 {v}d [] """#,]);
        for bad in ["<a", "<a b=c/>", "<a>&x;<b/></a>"] {
            assert!(scan(bad).is_err(), "{bad}");
        }
    }
}
