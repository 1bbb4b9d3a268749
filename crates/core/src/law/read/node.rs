//! TOML as a small tree whose every part knows its byte offset in the file.
//!
//! Floats and times are refused here: decimals are strings, law counts in days.

use crate::source::{Diagnostic, Lines, Place, Severity};
use crate::time::Date;
use std::collections::BTreeMap;
use toml_edit::{Document, Item, TableLike, Value};

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

/// Keys with the offset of the key itself.
pub(crate) type Table = BTreeMap<String, (usize, Node)>;

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
    let document = match Document::parse(part) {
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
    let table = reader.table(document.as_table());
    reader.good.then_some(table)
}

struct Reader<'a, 'o> {
    source: Source<'a>,
    base: usize,
    out: &'o mut Vec<Diagnostic>,
    good: bool,
}

impl Reader<'_, '_> {
    fn table(&mut self, table: &dyn TableLike) -> Table {
        let mut result = Table::new();
        for (name, item) in table.iter() {
            let key_at = table.key(name).and_then(|key| key.span()).map_or(0, |span| span.start) + self.base;
            if let Some(node) = self.item(item, key_at) {
                result.insert(name.to_string(), (key_at, node));
            }
        }
        result
    }

    fn item(&mut self, item: &Item, key_at: usize) -> Option<Node> {
        let at = item.span().map_or(key_at, |span| span.start + self.base);
        let data = match item {
            Item::None => return None,
            Item::Value(value) => return self.value(value, at),
            Item::Table(table) => Data::Table(self.table(table)),
            Item::ArrayOfTables(tables) => Data::List(
                tables
                    .iter()
                    .map(|table| Node { at: table.span().map_or(at, |span| span.start + self.base), data: Data::Table(self.table(table)) })
                    .collect(),
            ),
        };
        Some(Node { data, at })
    }

    fn value(&mut self, value: &Value, at: usize) -> Option<Node> {
        let data = match value {
            Value::String(text) => Data::Text(text.value().clone()),
            Value::Integer(number) => Data::Integer(*number.value()),
            Value::Boolean(truth) => Data::Truth(*truth.value()),
            Value::Float(_) => return self.refuse(at, "a decimal without quotes", "write the decimal as a string, for example \"0.16\""),
            Value::Datetime(stamp) => match date(stamp.value()) {
                Some(date) => Data::Date(date),
                None => return self.refuse(at, "not a day", "write a day as 2026-11-02, without quotes, hour or zone"),
            },
            Value::Array(array) => Data::List(
                array.iter().filter_map(|value| self.value(value, value.span().map_or(at, |span| span.start + self.base))).collect(),
            ),
            Value::InlineTable(table) => Data::Table(self.table(table)),
        };
        Some(Node { data, at })
    }

    fn refuse(&mut self, at: usize, what: &str, help: &str) -> Option<Node> {
        self.good = false;
        self.out.push(self.source.error("AL-1001", at, format!("this value is {what}"), help));
        None
    }
}

fn date(stamp: &toml_edit::Datetime) -> Option<Date> {
    match (stamp.date, stamp.time) {
        (Some(day), None) => Date::from_ymd(i32::from(day.year), u32::from(day.month), u32::from(day.day)),
        _ => None,
    }
}
