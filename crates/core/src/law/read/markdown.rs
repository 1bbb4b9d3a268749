//! An act's Markdown: front matter, provisions, fenced blocks.

use super::node::Source;
use crate::source::Diagnostic;

/// The parts of an act's file, with byte offsets.
#[derive(Default)]
pub(crate) struct Parts<'a> {
    /// TOML between `+++`, and where it begins.
    pub front: Option<(usize, &'a str)>,
    /// What stands before the first provision.
    pub lead: String,
    pub sections: Vec<Section<'a>>,
}

/// A heading with a key, and what stands under it.
pub(crate) struct Section<'a> {
    pub at: usize,
    /// Number of `#` before the heading.
    pub level: u8,
    pub key: &'a str,
    pub label: &'a str,
    pub heading: &'a str,
    pub text: String,
    pub blocks: Vec<Block<'a>>,
}

/// A fenced block that the program reads.
pub(crate) struct Block<'a> {
    /// Where the fence stands.
    pub at: usize,
    /// Where the content begins.
    pub base: usize,
    pub content: &'a str,
    pub amends: bool,
}

/// Splits `source` into its parts; what is wrong goes to `out`.
pub(crate) fn split<'a>(source: Source<'a>, out: &mut Vec<Diagnostic>) -> Parts<'a> {
    let mut parts = Parts::default();
    let mut lines = Lines { text: source.text, at: if source.text.starts_with('\u{feff}') { 3 } else { 0 } };
    let mut pending = lines.next();
    while pending.is_some_and(|(_, line)| line.trim().is_empty()) {
        pending = lines.next();
    }
    if let Some((at, line)) = pending.filter(|(_, line)| line.trim_end() == "+++") {
        let base = at + line.len();
        match lines.by_ref().find(|(_, line)| line.trim_end() == "+++") {
            Some((end, _)) => parts.front = Some((base, &source.text[base..end])),
            None => out.push(source.error("AL-1001", at, "the front matter does not end", "close it with a line `+++`")),
        }
        pending = lines.next();
    }
    while let Some((at, line)) = pending {
        let start = line.trim_start();
        if let Some(fence) = fence_of(start) {
            read_fence(source, &mut lines, at, line, fence, &mut parts, out);
        } else if let Some(section) = heading(source, at, line, out) {
            parts.sections.push(section);
        } else {
            parts.sections.last_mut().map_or(&mut parts.lead, |section| &mut section.text).push_str(line);
        }
        pending = lines.next();
    }
    parts.lead = plain(&parts.lead);
    for section in &mut parts.sections {
        section.text = plain(&section.text);
    }
    parts
}

/// Lines with their line ends, and where they begin.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let at = self.at;
        self.at += length;
        Some((at, &rest[..length]))
    }
}

/// The run of backquotes that opens a fence.
fn fence_of(line: &str) -> Option<&str> {
    let length = line.bytes().take_while(|&b| b == b'`').count();
    (length >= 3 && !line[length..].contains('`')).then(|| &line[..length])
}

fn read_fence<'a>(
    source: Source<'a>,
    lines: &mut Lines<'a>,
    at: usize,
    line: &'a str,
    fence: &str,
    parts: &mut Parts<'a>,
    out: &mut Vec<Diagnostic>,
) {
    let info: Vec<&str> = line.trim_start()[fence.len()..].split_whitespace().collect();
    let base = at + line.len();
    let closes = |line: &str| line.trim().len() >= fence.len() && line.trim().bytes().all(|b| b == b'`');
    let end = match lines.by_ref().find(|(_, line)| closes(line)) {
        Some((end, _)) => end,
        None => {
            out.push(source.error("AL-1001", at, "this block does not end", format!("close it with a line `{fence}`")));
            source.text.len()
        }
    };
    let content = &source.text[base.min(end)..end];
    let amends = match info.as_slice() {
        ["toml", "rule"] => false,
        ["toml", "amend"] => true,
        ["toml", ..] => {
            out.push(source.error("AL-1001", at, "a toml block is a rule or an amendment", "write ```toml rule or ```toml amend"));
            return;
        }
        _ => {
            if let Some(section) = parts.sections.last_mut() {
                section.text.push_str(content);
            }
            return;
        }
    };
    match parts.sections.last_mut() {
        Some(section) => section.blocks.push(Block { at, base, content, amends }),
        None => out.push(source.error(
            "AL-1002",
            at,
            "this block belongs to no provision",
            "put it under a heading with a key, for example `## Art. 1 Time limit {#time-limit}`",
        )),
    }
}

/// `## Art. 25 Consultation {#consultation}`.
fn heading<'a>(source: Source<'a>, at: usize, line: &'a str, out: &mut Vec<Diagnostic>) -> Option<Section<'a>> {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    if !(1..=6).contains(&level) || !line[level..].starts_with([' ', '\t']) {
        return None;
    }
    let title = line[level..].trim();
    let keyed = title.strip_suffix('}').and_then(|rest| rest.rsplit_once("{#"));
    let Some((words, key)) = keyed else {
        if level == 2 {
            let help = "give it a key that never changes, for example `## Art. 25 Consultation {#consultation}`";
            out.push(source.error("AL-1002", at, "this provision has no key", help));
        }
        return None;
    };
    let key_at = at + line.rfind("{#").unwrap_or(0) + 2;
    if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let help = "a key is made of small letters, digits and hyphens";
        out.push(source.error("AL-1002", key_at, format!("`{key}` is not a key"), help));
        return None;
    }
    let (label, heading) = split_label(words.trim());
    Some(Section { at, level: level as u8, key, label, heading, text: String::new(), blocks: Vec::new() })
}

/// `Art. 25 Consultation` is `Art. 25` and `Consultation`; `25-bap Title` is `25-bap` and `Title`.
fn split_label(words: &str) -> (&str, &str) {
    let mut ends = words.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(i, _)| i).chain([words.len()]);
    let first = ends.next().unwrap_or(0);
    let second = ends.next();
    let has_digit = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    if has_digit(&words[..first]) {
        return (&words[..first], words[first..].trim());
    }
    let abbreviates =
        words[..first].ends_with('.') || ["Article", "Chapter", "Section", "Annex", "Статья", "Глава"].contains(&&words[..first]);
    match second.filter(|&end| abbreviates && has_digit(&words[first..end])) {
        Some(end) => (&words[..end], words[end..].trim()),
        None => ("", words),
    }
}

/// The words without HTML comments, with single spaces; paragraphs stay apart.
fn plain(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let mut plain = String::with_capacity(kept.len());
    // What parts the next word from the one before.
    let mut space = "";
    for line in kept.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() && !plain.is_empty() {
            space = "\n\n";
        }
        for word in words {
            plain.push_str(space);
            plain.push_str(word);
            space = " ";
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_parted_from_its_heading() {
        assert_eq!(split_label("Art. 25 Consultation of agencies"), ("Art. 25", "Consultation of agencies"));
        assert_eq!(split_label("25-бап Келісу"), ("25-бап", "Келісу"));
        assert_eq!(split_label("Rules of 2026"), ("", "Rules of 2026"));
        assert_eq!(split_label(""), ("", ""));
    }

    #[test]
    fn words_stand_in_paragraphs_with_single_spaces() {
        assert_eq!(plain("\n\n one  two\t\nthree<!-- not\n\nthis -->four\n \n\n five\u{a0}six \n\n"), "one two threefour\n\nfive six");
        assert_eq!(plain("one <!-- without end\n\ntwo"), "one");
        assert_eq!(plain(" \n \n"), "");
    }
}
