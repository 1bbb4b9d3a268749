//! The decoded file, with its lines found once, so that each finding costs little.

use alatau_core::source::{Diagnostic, Place, Severity};

/// A file's text and where its lines begin.
pub struct Text<'a> {
    file: &'a str,
    /// The whole text, without byte order mark.
    pub all: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Text<'a> {
    /// Finds the lines; they end with a line feed, a carriage return, or both.
    pub fn new(file: &'a str, all: &'a str) -> Text<'a> {
        let bytes = all.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let after_ends = (0..bytes.len()).filter(ends).map(|at| at + 1);
        Text { file, all, line_starts: std::iter::once(0).chain(after_ends).collect() }
    }

    /// Line and column, from 1, of a byte of the text; the whole file if it has no text.
    pub fn place(&self, at: usize) -> Place {
        if self.all.is_empty() {
            return Place { file: self.file.to_string(), line: 0, column: 0 };
        }
        let line = self.line_starts.partition_point(|start| *start <= at).max(1);
        let before = self.all.get(self.line_starts[line - 1]..at).unwrap_or("");
        Place { file: self.file.to_string(), line: line as u32, column: before.chars().count() as u32 + 1 }
    }

    /// An error at a byte of the text, with the line there as excerpt.
    pub fn error(&self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let place = self.place(at);
        let start = self.line_starts.get((place.line as usize).saturating_sub(1)).copied().unwrap_or(0);
        let excerpt = self.all.get(start..).and_then(|rest| rest.split(['\r', '\n']).next()).unwrap_or("").to_string();
        Diagnostic { place, severity: Severity::Error, code, message: message.into(), help: help.into(), excerpt }
    }

    /// The first byte at or after `at` that is not a line end: a reader's position may stand before those it skips.
    pub fn skip_line_ends(&self, at: usize) -> usize {
        let rest = self.all.as_bytes().get(at..).unwrap_or(&[]);
        at + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
    }

    /// Where field `index` of the record that begins at `start` begins.
    pub fn field_start(&self, start: usize, delimiter: u8, index: usize) -> usize {
        let mut scan = Scan::new(self.all.as_bytes(), delimiter, start);
        let mut left = index;
        while left > 0 {
            match scan.step() {
                Some(Step::Field) => left -= 1,
                Some(Step::Inside) => {}
                Some(Step::Record) | None => return start,
            }
        }
        scan.at
    }

    /// Where a quotation begins that the file does not end.
    pub fn open_quote(&self, delimiter: u8) -> Option<usize> {
        let mut scan = Scan::new(self.all.as_bytes(), delimiter, 0);
        while scan.step().is_some() {}
        scan.quoted_since
    }
}

/// What one byte did.
enum Step {
    Inside,
    /// A delimiter: the next byte begins a field.
    Field,
    /// A line end: the next byte begins a record.
    Record,
}

/// The rules of quotation of RFC 4180, followed byte by byte for positions only; the `csv` crate reads the values.
struct Scan<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    at_field_start: bool,
    quoted_since: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(bytes: &'a [u8], delimiter: u8, at: usize) -> Scan<'a> {
        Scan { bytes, delimiter, at, at_field_start: true, quoted_since: None }
    }

    fn step(&mut self) -> Option<Step> {
        let byte = *self.bytes.get(self.at)?;
        let at_field_start = std::mem::take(&mut self.at_field_start);
        self.at += 1;
        if self.quoted_since.is_some() {
            if byte == b'"' {
                match self.bytes.get(self.at) {
                    Some(b'"') => self.at += 1,
                    _ => self.quoted_since = None,
                }
            }
            return Some(Step::Inside);
        }
        match byte {
            b'"' if at_field_start => {
                self.quoted_since = Some(self.at - 1);
                Some(Step::Inside)
            }
            b'\n' | b'\r' => {
                self.at_field_start = true;
                Some(Step::Record)
            }
            _ if byte == self.delimiter => {
                self.at_field_start = true;
                Some(Step::Field)
            }
            _ => Some(Step::Inside),
        }
    }
}
