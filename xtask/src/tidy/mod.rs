//! A test that reads the source: a sentence about structure is worth little
//! until something holds the tree to it.
//!
//! Each check takes the tree as a list of [`Text`]s and gives findings, so the
//! checks themselves are tested on small invented trees.

mod documents;
mod map;
mod source;
mod strings;
mod structure;

use crate::run::Done;
use std::path::Path;

/// One file; `path` is relative to the root, with `/`. Pictures and data are here by name only, with an empty text.
pub struct Text {
    pub path: String,
    pub text: String,
}

impl Text {
    fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    fn under(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// A sentence that begins with `path` or `path:line`.
type Findings = Vec<String>;

/// Checks the tree at `root` and prints each finding.
pub fn report(root: &Path) -> Done {
    let texts = read_tree(root)?;
    let findings = check(&texts);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("{} files are tidy", texts.len());
            Ok(())
        }
        n => Err(format!("{n} findings")),
    }
}

fn check(texts: &[Text]) -> Findings {
    let checks = [source::check, structure::check, documents::check, map::check];
    checks.iter().flat_map(|check| check(texts)).collect()
}

/// Folders that are not ours to keep tidy.
const SKIPPED: [&str; 4] = [".git", "target", "node_modules", ".venv"];
const ENDINGS: [&str; 12] = [".rs", ".md", ".toml", ".py", ".sh", ".bpmn", ".dmn", ".yaml", ".json", ".ftl", ".css", ".ci/run"];

fn read_tree(root: &Path) -> Result<Vec<Text>, String> {
    let mut texts = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
                continue;
            }
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let is_text = ENDINGS.iter().any(|ending| relative.ends_with(ending));
            let text =
                if is_text { std::fs::read_to_string(&path).map_err(|error| format!("{relative}: {error}"))? } else { String::new() };
            texts.push(Text { path: relative, text });
        }
    }
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(texts)
}

/// The lines of a text with their numbers, from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether `word` stands in `line` with no letter, digit or underscore beside it.
fn has_word(line: &str, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| !joins(line[..at].chars().next_back()) && !joins(line[at + word.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of invented files.
    pub fn tree(files: &[(&str, &str)]) -> Vec<Text> {
        files.iter().map(|(path, text)| Text { path: path.to_string(), text: text.to_string() }).collect()
    }

    /// The check finds exactly one thing, and it says this.
    pub fn finds(findings: Findings, what: &str) {
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].contains(what), "{findings:?}");
    }

    #[test]
    fn a_word_is_not_a_part_of_a_word() {
        assert!(has_word("use rand::Rng;", "rand"));
        assert!(!has_word("operand", "rand"));
        assert!(!has_word("random", "rand"));
    }
}
