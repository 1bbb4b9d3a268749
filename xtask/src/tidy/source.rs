//! Width, length, leftover markers, banned words, and the purity of the core.

use super::strings::without_strings;
use super::{Findings, Text, has_word, numbered};

const LINE_CHARS_MAX: usize = 140;
const FILE_LINES_MAX: usize = 800;
const FUNCTION_LINES_MAX: usize = 70;

/// What knows neither clock nor chance nor the world.
const PURE: [&str; 3] = ["crates/core/src/", "crates/evidence/src/", "crates/city/src/"];

pub fn check(texts: &[Text]) -> Findings {
    let mut findings = Vec::new();
    for text in texts {
        let is_code = text.is(".rs") || text.is(".py") || text.is(".sh") || text.is(".ci/run");
        if is_code {
            width_and_length(text, &mut findings);
            markers(text, &mut findings);
        }
        if text.is(".rs") {
            functions(text, &mut findings);
        }
        if text.is(".rs") && PURE.iter().any(|folder| text.under(folder)) {
            purity(text, &mut findings);
        }
        surroundings(text, &mut findings);
    }
    findings
}

/// The formatter does not break a string, so a long sentence in one does not count.
fn width_and_length(text: &Text, findings: &mut Findings) {
    for (number, line) in numbered(&without_strings(&text.text)) {
        let width = line.chars().count();
        if width > LINE_CHARS_MAX {
            findings.push(format!("{}:{number}: {width} characters, at most {LINE_CHARS_MAX}", text.path));
        }
    }
    let lines = text.text.lines().count();
    if lines > FILE_LINES_MAX {
        findings.push(format!("{}: {lines} lines, at most {FILE_LINES_MAX}; look for the seam", text.path));
    }
}

/// Work left undone is an issue, not a comment. The words are put together here so that this file passes.
fn markers(text: &Text, findings: &mut Findings) {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
    let calls = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("d", "bg!(")];
    for (number, line) in numbered(&text.text) {
        let word = words.iter().find(|word| has_word(line, word));
        if let Some(marker) = word.or_else(|| calls.iter().find(|call| line.contains(**call))) {
            findings.push(format!("{}:{number}: `{marker}` is left over", text.path));
        }
    }
}

/// Length of each function, by the layout that rustfmt gives: it ends at the first `}` in the column where `fn` begins.
fn functions(text: &Text, findings: &mut Findings) {
    let lines: Vec<&str> = text.text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let words = code.split_whitespace().take_while(|word| !word.starts_with("//"));
        let begins = words.take(5).take_while(|word| is_before_fn(word)).count();
        if code.split_whitespace().nth(begins) != Some("fn") || code.ends_with(';') || code.ends_with('}') {
            continue;
        }
        let closing = format!("{}}}", " ".repeat(indent));
        let Some(length) = lines[index..].iter().position(|line| *line == closing) else { continue };
        if length + 1 > FUNCTION_LINES_MAX {
            findings.push(format!("{}:{}: a function of {} lines, at most {FUNCTION_LINES_MAX}", text.path, index + 1, length + 1));
        }
    }
}

fn is_before_fn(word: &str) -> bool {
    matches!(word, "pub" | "const" | "async" | "unsafe" | "extern") || word.starts_with("pub(")
}

/// What would bring a clock, a file, a network, a thread or chance into the core.
const IMPURE_PATHS: [&str; 9] =
    ["std::fs", "std::net", "std::thread", "std::env", "std::process", "Instant::now", "Zoned::now", "Timestamp::now", "println!"];
const IMPURE_WORDS: [&str; 5] = ["SystemTime", "rand", "tokio", "rayon", "getrandom"];

/// Reads the code up to the module's own tests, comments and sentences left out.
fn purity(text: &Text, findings: &mut Findings) {
    let code = without_strings(&text.text);
    for (number, line) in numbered(&code).take_while(|(_, line)| line.trim() != "#[cfg(test)]") {
        let code = line.split("//").next().unwrap_or("");
        let path = IMPURE_PATHS.iter().find(|path| code.contains(**path));
        if let Some(name) = path.or_else(|| IMPURE_WORDS.iter().find(|word| has_word(code, word))) {
            findings.push(format!("{}:{number}: `{name}` in a crate that knows no clock, file, network, thread or chance", text.path));
        }
    }
}

/// Nothing in the tree speaks of how or where it was written. An act may speak of a sitting of parliament, and a
/// server of those who are signed in.
fn surroundings(text: &Text, findings: &mut Findings) {
    let words = [concat!("ses", "sion"), concat!("ses", "sions"), concat!("hel", "per"), concat!("hel", "pers")];
    let folders = [concat!("/wo", "rk/main"), concat!("/wo", "rk/wt"), concat!("/wo", "rk/shared"), concat!("/wo", "rk/.")];
    let of_server = ["crates/alatau/src/serve/", "docs/errors/AL-44"].iter().any(|folder| text.under(folder));
    for (number, line) in numbered(&text.text) {
        if let Some(folder) = folders.iter().find(|folder| line.contains(**folder)) {
            findings.push(format!("{}:{number}: names `{folder}`", text.path));
        }
        let lower = line.to_lowercase();
        if !text.under("law/")
            && !of_server
            && let Some(word) = words.iter().find(|word| has_word(&lower, word))
        {
            findings.push(format!("{}:{number}: the word `{word}`", text.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, tree};
    use super::*;

    #[test]
    fn a_line_of_141_characters_is_found_and_one_of_140_is_not() {
        finds(check(&tree(&[("a.rs", &"x".repeat(141))])), "141 characters");
        assert!(check(&tree(&[("a.rs", &"ж".repeat(140))])).is_empty());
    }

    #[test]
    fn a_long_sentence_in_a_string_is_no_long_line() {
        assert!(check(&tree(&[("a.rs", &format!("say(\"{}\")", "x".repeat(200)))])).is_empty());
    }

    #[test]
    fn a_function_of_71_lines_is_found_and_one_of_70_is_not() {
        let function = |body: usize| format!("pub fn long() {{\n{}}}\n", "    step();\n".repeat(body));
        finds(check(&tree(&[("a.rs", &function(69))])), "71 lines");
        assert!(check(&tree(&[("a.rs", &function(68))])).is_empty());
    }

    #[test]
    fn leftover_markers_are_found() {
        finds(check(&tree(&[("a.rs", concat!("// TO", "DO later\n"))])), "left over");
        finds(check(&tree(&[("a.rs", concat!("    to", "do!()\n"))])), "left over");
    }

    #[test]
    fn the_core_may_not_read_the_clock_but_its_tests_and_others_may() {
        let code = "use std::time::SystemTime;\n";
        finds(check(&tree(&[("crates/core/src/law/act.rs", code)])), "SystemTime");
        assert!(check(&tree(&[("crates/core/src/law/act.rs", "//! No SystemTime here.\n")])).is_empty());
        assert!(check(&tree(&[("crates/core/src/law/act.rs", &format!("#[cfg(test)]\nmod tests {{ {code} }}\n"))])).is_empty());
        assert!(check(&tree(&[("crates/alatau/src/clock.rs", code)])).is_empty());
    }

    #[test]
    fn the_surroundings_of_the_work_are_not_named() {
        finds(check(&tree(&[("docs/a.md", concat!("Written in a ses", "sion.\n"))])), "the word");
        finds(check(&tree(&[("docs/a.md", concat!("See /wo", "rk/shared.\n"))])), "names");
        assert!(check(&tree(&[("law/acts/a.md", concat!("A joint ses", "sion of both chambers.\n"))])).is_empty());
    }
}
