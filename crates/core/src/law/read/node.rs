//! TOML as a small tree whose every part knows its byte offset in the file.
//!
//! Floats and times are refused here: decimals are strings, law counts in days.

use super::table::Table;
use crate::source::{Diagnostic, Lines, Place, Severity};
use crate::time::Date;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub data: Data,
    pub at: usize,
}

/// Forms of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Text(String),
    Integer(i64),
    Truth(bool),
    Date(Date),
    List(Vec<Node>),
    Table(Table),
    /// What a switch put in place of `{ switch = "name" }`: a word that may stand for a number or a day.
    Switched(String),
}

impl Data {
    /// How a message names the form.
    pub fn form(&self) -> &'static str {
        match self {
            Data::Text(_) | Data::Switched(_) => "a string",
            Data::Integer(_) => "a whole number",
            Data::Truth(_) => "true or false",
            Data::Date(_) => "a date",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
        }
    }
}

/// A file, for messages.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub lines: &'a Lines,
}

impl Source<'_> {
    pub fn place(&self, at: usize) -> Place {
        self.lines.place(self.file, self.text, at)
    }

    pub fn error(&self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let place = self.place(at);
        let excerpt = self.lines.words(self.text, place.line).to_string();
        Diagnostic { place, severity: Severity::Error, code, message: message.into(), help: help.into(), excerpt }
    }
}

/// The TOML text `part`, which begins at byte `base` of the file.
pub(crate) fn read_toml(source: Source<'_>, part: &str, base: usize, out: &mut Vec<Diagnostic>) -> Option<Table> {
    let document = match DeTable::parse(part) {
        Ok(document) => document,
        Err(error) => {
            let at = base + error.span().map_or(0, |span| span.start);
            if error.message().contains("duplicate key") {
                let help = "one block, one rule, and each key once: close the block and open another, or strike one of the lines";
                out.push(source.error("AL-1002", at, "this key stands twice", help));
                return None;
            }
            let message = format!("this is not TOML: {}", error.message().trim());
            let help = "correct the line; strings take quotes, decimals are strings, dates are written 2026-11-02 without quotes";
            out.push(source.error("AL-1001", at, message, help));
            return None;
        }
    };
    let mut reader = Reader { source, base, out, good: true };
    let table = reader.table(document.into_inner());
    reader.good.then_some(table)
}

struct Reader<'a, 'o> {
    source: Source<'a>,
    base: usize,
    out: &'o mut Vec<Diagnostic>,
    good: bool,
}

impl Reader<'_, '_> {
    fn table(&mut self, table: DeTable<'_>) -> Table {
        let entries = table.into_iter().filter_map(|(key, value)| {
            let key_at = key.span().start + self.base;
            self.node(value).map(|node| (key.into_inner().into_owned(), (key_at, node)))
        });
        entries.collect()
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>) -> Option<Node> {
        let at = value.span().start + self.base;
        let data = match value.into_inner() {
            DeValue::String(text) => Data::Text(text.into_owned()),
            DeValue::Integer(number) => match integer(&number) {
                Some(number) => Data::Integer(number),
                None => return self.refuse(at, "too large a number", "write a whole number of at most 18 digits"),
            },
            DeValue::Boolean(truth) => Data::Truth(truth),
            DeValue::Float(_) => return self.refuse(at, "a decimal without quotes", "write the decimal as a string, for example \"0.16\""),
            DeValue::Datetime(stamp) => {
                let day = stamp.date.filter(|_| stamp.time.is_none());
                match day.and_then(|day| Date::from_ymd(i32::from(day.year), u32::from(day.month), u32::from(day.day))) {
                    Some(day) => Data::Date(day),
                    None => return self.refuse(at, "not a day", "write a day as 2026-11-02, without quotes, hour or zone"),
                }
            }
            DeValue::Array(values) => Data::List(values.into_iter().filter_map(|value| self.node(value)).collect()),
            DeValue::Table(table) => Data::Table(self.table(table)),
        };
        Some(Node { data, at })
    }

    fn refuse(&mut self, at: usize, what: &str, help: &str) -> Option<Node> {
        self.good = false;
        self.out.push(self.source.error("AL-1001", at, format!("this value is {what}"), help));
        None
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_law_counts_in_is_refused_where_it_stands() {
        for (text, what) in [
            ("a = 99999999999999999999", "too large a number"),
            ("a = 0.5", "a decimal without quotes"),
            ("a = 07:32:00", "not a day"),
            ("a = 2026-11-02T07:32:00", "not a day"),
        ] {
            let (mut out, lines) = (Vec::new(), Lines::of(text));
            assert_eq!(read_toml(Source { file: "x", text, lines: &lines }, text, 0, &mut out), None, "{text}");
            assert_eq!((out.len(), out[0].place.column), (1, 5), "{text}");
            assert!(out[0].message.contains(what), "{text}: {}", out[0].message);
        }
        let (mut out, text) = (Vec::new(), "a = -9_223_372_036_854_775_808");
        let table = read_toml(Source { file: "x", text, lines: &Lines::of(text) }, text, 0, &mut out).expect("it fits");
        assert_eq!(table.get("a").map(|(_, node)| &node.data), Some(&Data::Integer(i64::MIN)));
    }
}
