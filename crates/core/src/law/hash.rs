//! The law's hash: SHA-256 of a canonical form (`docs/law-hash.md`).
//!
//! The form is made of the parsed values, so comments, file names, the order
//! of keys and white space do not change it, and every value does.

use super::model::{Law, Provision};
use super::read::{Data, Node, Table};
use crate::workers::Workers;
use sha2::{Digest, Sha256};

impl Law {
    /// SHA-256 of the canonical form.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    crate::json::hex(bytes, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// The hash of one block, from its form.
pub(crate) fn of_form(form: &str) -> [u8; 32] {
    Sha256::digest(form.as_bytes()).into()
}

/// The canonical form of a list, front matter or block.
pub(crate) fn form(table: &Table) -> String {
    let mut form = String::with_capacity(256);
    write_table(table, &mut form);
    form
}

/// The form as it enters the law's hash: behind a name.
pub(crate) fn line(name: &str, form: &str) -> String {
    [name, " ", form].concat()
}

/// So many provisions are written by one worker at a time.
const WRITTEN_AT_ONCE: usize = 512;

/// The hash of the whole law: lists, front matter and blocks, and the words of the provisions.
pub(crate) fn of_law(law: &Law, mut lines: Vec<String>, workers: &impl Workers) -> [u8; 32] {
    let provisions: Vec<&Provision> = law.provisions.values().collect();
    let pieces: Vec<&[&Provision]> = provisions.chunks(WRITTEN_AT_ONCE).collect();
    lines.extend(workers.map(&pieces, |piece| piece.iter().map(|provision| words(provision)).collect::<Vec<_>>()).into_iter().flatten());
    // Each act brought its lines in order: this sort finds long runs and merges them.
    lines.sort();
    let mut hasher = Sha256::new();
    hasher.update(b"alatau law 1\n");
    for line in lines {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().into()
}

/// The words of a provision, behind its name.
fn words(provision: &Provision) -> String {
    let Provision { id, label, heading, text, translations, .. } = provision;
    let mut line = String::with_capacity(id.len() + label.len() + heading.len() + text.len() + 16);
    line.push_str(id);
    line.push_str(" text ");
    for part in [label, heading, text] {
        write_words(part, &mut line);
    }
    for (language, translation) in translations {
        for part in [language, &translation.heading, &translation.text] {
            write_words(part, &mut line);
        }
    }
    line
}

fn write_table(table: &Table, out: &mut String) {
    out.push('{');
    for (number, (key, (_, node))) in table.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_node(node, out);
    }
    out.push('}');
}

fn write_node(node: &Node, out: &mut String) {
    match &node.data {
        Data::Text(text) | Data::Switched(text) => write_text(text, out),
        Data::Integer(number) => out.push_str(&number.to_string()),
        Data::Truth(truth) => out.push_str(&truth.to_string()),
        Data::Date(date) => out.push_str(&date.to_string()),
        Data::List(nodes) => {
            out.push('[');
            for (number, node) in nodes.iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                write_node(node, out);
            }
            out.push(']');
        }
        Data::Table(table) => write_table(table, out),
    }
}

/// A JSON string with single spaces between the words.
fn write_words(text: &str, out: &mut String) {
    out.push('"');
    if stands_as_it_is(text) {
        out.push_str(text);
    } else {
        for (number, word) in text.split_whitespace().enumerate() {
            if number > 0 {
                out.push(' ');
            }
            write_escaped(word, out);
        }
    }
    out.push('"');
}

/// Whether the words are ASCII, need no escape and have single spaces between them: most texts of most laws, told in one pass.
fn stands_as_it_is(text: &str) -> bool {
    let mut before = b' ';
    let all = text.bytes().all(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        (b' '..0x7F).contains(&byte) && byte != b'"' && byte != b'\\' && !doubled
    });
    all && (before != b' ' || text.is_empty())
}

/// A JSON string.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    write_escaped(text, out);
    out.push('"');
}

/// The characters of a JSON string; those that need no escape go over as they stand.
fn write_escaped(text: &str, out: &mut String) {
    let needs_escape = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    match text.bytes().any(needs_escape) {
        false => out.push_str(text),
        true => {
            let quoted = serde_json::Value::from(text).to_string();
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_alike_whichever_way_they_go() {
        for text in ["", " ", "one", "one two", " one", "one ", "one  two", "a\tb\n\nc", "a \"b\"", "a\\b", "а б", "a\u{a0}b", "a\u{7f}b"]
        {
            let by_word: Vec<String> = text.split_whitespace().map(|word| serde_json::Value::from(word).to_string()).collect();
            let wanted = format!("\"{}\"", by_word.iter().map(|word| &word[1..word.len() - 1]).collect::<Vec<_>>().join(" "));
            let mut written = String::new();
            write_words(text, &mut written);
            assert_eq!(written, wanted, "{text:?}");
        }
    }
}
