//! Where in a text something stands, and what is wrong there.
//!
//! Every reader (acts, BPMN, DMN, FEEL, scenarios, CSV) reports with these
//! types, so that each error says what, where and what to do next.

use std::fmt;

/// A place in a file: line and column count from 1, in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// Path as the user gave it, or relative to the law's folder.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl Place {
    /// The place of byte `offset` of `text`.
    pub fn of(file: &str, text: &str, offset: usize) -> Place {
        let offset = text.floor_char_boundary(offset);
        let before = &text[..offset];
        let line = before.bytes().filter(|&b| b == b'\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        Place { file: file.to_string(), line, column }
    }
}

/// Where the lines of a text begin, so that many places in one text are found without reading it again.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of `text`.
    pub fn of(text: &str) -> Lines {
        let starts = [0].into_iter().chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Lines { starts: starts.collect() }
    }

    /// What [`Place::of`] says of the same text.
    pub fn place(&self, file: &str, text: &str, offset: usize) -> Place {
        let offset = text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let column = text[self.starts[line - 1]..offset].chars().count() as u32 + 1;
        Place { file: file.to_string(), line: line as u32, column }
    }

    /// The words of a line, counted from 1; empty beyond the end.
    pub fn words<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let start = (line as usize).checked_sub(1).and_then(|line| self.starts.get(line));
        start.and_then(|start| text[*start..].lines().next()).unwrap_or("")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            _ => write!(f, "{}:{}:{}", self.file, self.line, self.column),
        }
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file is not accepted.
    Error,
    /// The file is accepted; a person should look.
    Warning,
}

/// One finding of a reader or a check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Diagnostic {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// How grave.
    pub severity: Severity,
    /// A stable code with a page in `docs/errors/`, for example `AL-1001`.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do next.
    pub help: String,
    /// The line of the source, as it stands in the file.
    pub excerpt: String,
}

impl Diagnostic {
    /// An error at byte `offset` of `text`, with the line there as excerpt.
    pub fn error(
        code: &'static str,
        file: &str,
        text: &str,
        offset: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let place = Place::of(file, text, offset);
        let excerpt = text.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or("").to_string();
        Diagnostic { place, severity: Severity::Error, code, message: message.into(), help: help.into(), excerpt }
    }

    /// An error where the reader of a JSON text stopped; its own words follow `message`.
    pub fn json(
        code: &'static str,
        file: &str,
        text: &str,
        error: &serde_json::Error,
        message: &str,
        help: impl Into<String>,
    ) -> Diagnostic {
        let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = (start + error.column().saturating_sub(1)).min(text.len());
        // A text that ends too early is shown where its last words stand.
        let offset = if text[text.floor_char_boundary(offset)..].trim().is_empty() { text.trim_end().len() } else { offset };
        let words = error.to_string();
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        Diagnostic::error(code, file, text, offset, format!("{message}: {words}"), help)
    }

    /// The same finding as a warning.
    pub fn warning(self) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..self }
    }
}

/// `AL-1001 file:3:7` and, below, the sentence, the excerpt with a caret and the advice.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.severity == Severity::Error { "error" } else { "warning" };
        writeln!(f, "{word}[{}]: {}", self.code, self.message)?;
        writeln!(f, "  --> {}", self.place)?;
        if self.place.line > 0 && !self.excerpt.is_empty() {
            let shown: String = self.excerpt.chars().take(160).map(|c| if c == '\t' { ' ' } else { c }).collect();
            let number = self.place.line.to_string();
            writeln!(f, "{} | {shown}", number)?;
            if self.place.column <= 160 {
                writeln!(f, "{} | {}^", " ".repeat(number.len()), " ".repeat(self.place.column.saturating_sub(1) as usize))?;
            }
        }
        write!(f, "  help: {}", self.help)
    }
}
