//! Real permit records from a CSV file, whatever program wrote it.
//!
//! Invariant: nothing is guessed in silence. What is read in another encoding
//! or with another delimiter is said; a value that cannot be read refuses the
//! file with its line and column; a record that contradicts itself is kept out
//! and counted; an empty field stays unknown and never becomes a zero.
//!
//! ```text
//! permitnum,statuscurrent,applieddate,issueddate,completeddate,permittype,…,housingunits,estprojectcost,totalsqft
//! BP2013-09623,Completed,2013-07-08T00:00:00.000,2013-07-23T00:00:00.000,2014-01-31T00:00:00.000,Single Construction…,…,1,246089.8,1678
//! ```
//!
//! The columns are those of Calgary's open data; others may stand beside them.

mod columns;
mod encoding;
mod fields;
mod record;
mod text;

pub use record::{Record, Yardstick, yardstick};

use alatau_core::source::Diagnostic;
use columns::{Column, Columns};
use std::collections::BTreeMap;
use text::Text;

/// After so many errors the rest of the file is not read.
const ERRORS_MAX: usize = 25;

/// Codes of the warnings by which a record is kept out.
const KEPT_OUT: [&str; 3] = ["AL-3009", "AL-3010", "AL-3011"];

/// Reads the records of a file, in its order, with what a person should look at; or says why the file is refused.
pub fn read_permits(file_name: &str, bytes: &[u8]) -> Result<(Vec<Record>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut warnings = Vec::new();
    let decoded = encoding::decode(file_name, bytes, &mut warnings)?;
    let text = Text::new(file_name, &decoded);
    if text.all.trim().is_empty() {
        return Err(vec![text.error("AL-3001", 0, "the file is empty", "give a CSV file with a header line and one permit a line")]);
    }
    let delimiter = columns::delimiter(&text, &mut warnings);
    if let Some(at) = text.open_quote(delimiter) {
        let help = "close the quotation, or double the mark if it belongs to the value";
        return Err(vec![text.error("AL-3013", at, "a quotation mark opens here and never closes", help)]);
    }
    let mut reader = Reader { text: &text, delimiter, errors: Vec::new(), warnings, records: Vec::new(), seen: BTreeMap::new() };
    reader.read_all();
    let Reader { errors, warnings, records, .. } = reader;
    if !errors.is_empty() {
        return Err(errors);
    }
    if records.is_empty() {
        let mut all = warnings;
        all.push(nothing_left(file_name, "no line of it is a usable record"));
        return Err(all);
    }
    Ok((records, warnings))
}

/// How many records these warnings kept out.
pub fn kept_out(warnings: &[Diagnostic]) -> usize {
    warnings.iter().filter(|warning| KEPT_OUT.contains(&warning.code)).count()
}

/// The error for a file of which no record remains, here or after a later choice of records.
pub fn nothing_left(file_name: &str, why: &str) -> Diagnostic {
    let help = "check that this is the file you mean, and loosen the choice of records if you made one";
    Text::new(file_name, "").error("AL-3012", 0, format!("nothing is left of the file to compare: {why}"), help)
}

/// One pass over the lines.
struct Reader<'a> {
    text: &'a Text<'a>,
    delimiter: u8,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    records: Vec<Record>,
    /// Line on which each permit number first stood.
    seen: BTreeMap<String, u64>,
}

impl Reader<'_> {
    fn read_all(&mut self) {
        let mut lines =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).from_reader(self.text.all.as_bytes());
        let mut line = csv::StringRecord::new();
        let mut header: Option<(Columns, Vec<String>)> = None;
        while self.errors.len() < ERRORS_MAX {
            match lines.read_record(&mut line) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let help = "save the file as CSV again";
                    self.errors.push(self.text.error("AL-3008", 0, format!("the lines cannot be told apart: {error}"), help));
                    break;
                }
            }
            if line.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            let start = self.text.skip_line_ends(line.position().map_or(0, |position| position.byte() as usize));
            let Some((columns, names)) = &header else {
                match Columns::find(self.text, self.delimiter, start, &line) {
                    Ok(columns) => header = Some((columns, normalised(&line))),
                    Err(errors) => return self.errors.extend(errors),
                }
                continue;
            };
            if normalised(&line) == *names {
                let message = "the header stands here again; the line is skipped";
                let help = "two files were probably joined; check that no record stands in both";
                self.warnings.push(self.text.error("AL-3005", start, message, help).warning());
                continue;
            }
            let row = Row { text: self.text, delimiter: self.delimiter, start, fields: &line, columns };
            self.take(&row, names.len());
        }
        if self.errors.len() >= ERRORS_MAX
            && let Some(last) = self.errors.last_mut()
        {
            last.help.push_str(&format!("; reading stopped after {ERRORS_MAX} errors"));
        }
    }

    /// Reads one line into a record, or says why not.
    fn take(&mut self, row: &Row<'_>, width: usize) {
        if row.fields.len() != width {
            let message = format!("{} fields, but the header has {width}", row.fields.len());
            let help = "a value that contains the delimiter or a line end stands in quotation marks";
            self.errors.push(self.text.error("AL-3008", row.start, message, help));
            return;
        }
        let before = self.errors.len();
        let record = record::read(row, &mut self.errors, &mut self.warnings);
        let Some(record) = record.filter(|_| self.errors.len() == before) else { return };
        if let Some(first) = self.seen.get(&record.number) {
            let message = format!("the permit number `{}` stands on line {first} already; this record is kept out", record.number);
            let help = "keep one line for each permit";
            self.warnings.push(row.error(Column::Number, "AL-3010", message, help).warning());
            return;
        }
        self.seen.insert(record.number.clone(), record.line);
        self.records.push(record);
    }
}

fn normalised(line: &csv::StringRecord) -> Vec<String> {
    line.iter().map(columns::normal).collect()
}

/// One line of the file with what is needed to read and to blame it.
pub(crate) struct Row<'a> {
    text: &'a Text<'a>,
    delimiter: u8,
    start: usize,
    fields: &'a csv::StringRecord,
    columns: &'a Columns,
}

impl Row<'_> {
    /// The value of a column, trimmed; empty if the field is.
    fn value(&self, column: Column) -> &str {
        self.fields.get(self.columns.index(column)).unwrap_or("").trim()
    }

    fn line(&self) -> u64 {
        u64::from(self.text.place(self.start).line)
    }

    /// An error at the field of `column`.
    fn error(&self, column: Column, code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let at = self.text.field_start(self.start, self.delimiter, self.columns.index(column));
        self.text.error(code, at, message, help)
    }
}
