//! Taking keys out of a table: type errors are located, and a key that nobody
//! asked for is reported with the nearest one that somebody did.

use super::node::{Data, Node, Source};
use super::table::Table;
use crate::law::{Labels, Literal};
use crate::source::{Diagnostic, Place};
use crate::time::Date;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A key that somebody asked for, and what was found.
type Answered<'a> = (&'static str, Option<&'a (usize, Node)>);

/// As many keys as are asked for in most tables.
const ASKED: usize = 32;

/// A table that is being read.
pub(crate) struct Fields<'a> {
    pub source: Source<'a>,
    pub table: &'a Table,
    /// Where the table begins.
    pub at: usize,
    /// What it is, for messages: "a term".
    what: String,
    out: &'a RefCell<Vec<Diagnostic>>,
    /// Keys that somebody asked for, in that order, and what was found; some more than once.
    asked: RefCell<Vec<Answered<'a>>>,
}

impl<'a> Fields<'a> {
    pub fn new(source: Source<'a>, table: &'a Table, at: usize, what: impl Into<String>, out: &'a RefCell<Vec<Diagnostic>>) -> Fields<'a> {
        Fields { source, table, at, what: what.into(), out, asked: RefCell::new(Vec::with_capacity(ASKED)) }
    }

    /// The fields of a nested table.
    pub fn nested(&self, node: &'a Node, what: &str) -> Option<Fields<'a>> {
        match &node.data {
            Data::Table(table) => Some(Fields::new(self.source, table, node.at, what, self.out)),
            other => {
                self.wrong(node.at, what, "a table", other);
                None
            }
        }
    }

    pub fn place(&self) -> Place {
        self.source.place(self.at)
    }

    pub fn report(&self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.out.borrow_mut().push(self.source.error(code, at, message, help));
    }

    fn wrong(&self, at: usize, key: &str, wanted: &str, found: &Data) {
        self.report("AL-1001", at, format!("`{key}` must be {wanted}, this is {}", found.form()), format!("write {wanted}"));
    }

    /// The value of `key`.
    pub fn node(&self, key: &'static str) -> Option<&'a Node> {
        let found = self.table.get(key);
        self.asked.borrow_mut().push((key, found));
        found.map(|(_, node)| node)
    }

    /// Where the value of `key` stands, or the table.
    pub fn at(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.at, |(_, node)| node.at)
    }

    /// Reports `key` as missing unless `value` is there.
    pub fn required<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.table.contains_key(key) {
            let message = format!("{} needs `{key}`", self.what);
            self.report("AL-1001", self.at, message, format!("add `{key}`; law-format, section 4, lists the keys of each kind"));
        }
        value
    }

    pub fn text(&self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        match &node.data {
            Data::Text(text) | Data::Switched(text) => Some(text.clone()),
            other => {
                self.wrong(node.at, key, "a string", other);
                None
            }
        }
    }

    pub fn need_text(&self, key: &'static str) -> Option<String> {
        self.required(key, self.text(key))
    }

    pub fn truth(&self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match &node.data {
            Data::Truth(truth) => Some(*truth),
            Data::Switched(text) if text == "true" || text == "false" => Some(text == "true"),
            other => {
                self.wrong(node.at, key, "true or false", other);
                None
            }
        }
    }

    /// A whole number from 0 to 2^31.
    pub fn count(&self, key: &'static str) -> Option<u32> {
        let node = self.node(key)?;
        let number = match &node.data {
            Data::Integer(number) => Some(*number),
            Data::Switched(text) => text.parse().ok(),
            _ => None,
        };
        match number.and_then(|n| u32::try_from(n).ok()).filter(|&n| n <= i32::MAX as u32) {
            Some(number) => Some(number),
            None => {
                self.wrong(node.at, key, "a whole number, not negative", &node.data);
                None
            }
        }
    }

    pub fn date(&self, key: &'static str) -> Option<Date> {
        let node = self.node(key)?;
        match &node.data {
            Data::Date(date) => Some(*date),
            Data::Switched(text) if text.parse::<Date>().is_ok() => text.parse().ok(),
            other => {
                self.wrong(node.at, key, "a day such as 2026-11-02, without quotes", other);
                None
            }
        }
    }

    pub fn need_date(&self, key: &'static str) -> Option<Date> {
        self.required(key, self.date(key))
    }

    /// A string, or a list of strings.
    pub fn list(&self, key: &'static str) -> Vec<String> {
        self.node(key).map(|node| self.strings(node, key)).unwrap_or_default()
    }

    pub fn need_list(&self, key: &'static str) -> Option<Vec<String>> {
        self.required(key, self.node(key).map(|node| self.strings(node, key)))
    }

    fn strings(&self, node: &Node, key: &str) -> Vec<String> {
        match &node.data {
            Data::Text(text) | Data::Switched(text) => vec![text.clone()],
            Data::List(nodes) => nodes.iter().flat_map(|node| self.strings(node, key)).collect(),
            other => {
                self.wrong(node.at, key, "a string or a list of strings", other);
                Vec::new()
            }
        }
    }

    pub fn literal(&self, key: &'static str) -> Option<Literal> {
        let node = self.node(key)?;
        let literal = literal(node);
        if literal.is_none() {
            self.wrong(node.at, key, "a single value", &node.data);
        }
        literal
    }

    /// One of the listed words.
    pub fn one_of<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => Some(*value),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let message = format!("`{key}` cannot be `{text}`{}", did_you_mean(&text, known.iter().copied()));
                self.report("AL-1001", self.at(key), message, format!("write one of: {}", known.join(", ")));
                None
            }
        }
    }

    /// A label in three languages, or one string for all.
    pub fn labels(&self, key: &'static str) -> Labels {
        let Some(node) = self.node(key) else { return Labels::default() };
        if let Data::Text(text) = &node.data {
            return Labels { en: text.clone(), kk: text.clone(), ru: text.clone() };
        }
        let Some(fields) = self.nested(node, key) else { return Labels::default() };
        let get = |key| fields.text(key).unwrap_or_default();
        let labels = Labels { en: get("en"), kk: get("kk"), ru: get("ru") };
        fields.finish();
        labels
    }

    /// A table of strings, for example `when`.
    pub fn words(&self, key: &'static str) -> Vec<(String, String)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Some(fields) = self.nested(node, key) else { return Vec::new() };
        let mut words = Vec::new();
        for (name, (_, node)) in fields.table.iter() {
            match &node.data {
                Data::Text(text) | Data::Switched(text) => words.push((name.clone(), text.clone())),
                other => fields.wrong(node.at, name, "a string", other),
            }
        }
        words
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, (at, _)) in self.table.iter().filter(|(key, _)| !asked.iter().any(|(known, _)| known == key)) {
            let asked: BTreeSet<&str> = asked.iter().map(|(known, _)| *known).collect();
            let free = asked.iter().filter(|known| !self.table.contains_key(known)).copied();
            let hint = did_you_mean(key, free);
            let message = if hint.is_empty() {
                format!("`{key}` is not a key of {}", self.what)
            } else {
                format!("`{key}`{}", hint.replacen(';', ":", 1))
            };
            let known: Vec<&str> = asked.into_iter().collect();
            self.report("AL-1001", *at, message, format!("keys that may stand here: {}", known.join(", ")));
        }
    }

    /// Where the values of the keys stand that somebody asked for; those of the act's defaults stand before the table.
    pub fn places(&self) -> BTreeMap<&'static str, usize> {
        let asked = self.asked.borrow();
        let found = asked.iter().filter_map(|(key, found)| Some((*key, (*found)?)));
        found.filter(|(_, (at, _))| *at >= self.at).map(|(key, (_, node))| (key, node.at)).collect()
    }
}

/// A single value.
pub(crate) fn literal(node: &Node) -> Option<Literal> {
    Some(match &node.data {
        Data::Text(text) | Data::Switched(text) => Literal::Text(text.clone()),
        Data::Integer(number) => Literal::Integer(*number),
        Data::Truth(truth) => Literal::Truth(*truth),
        Data::Date(date) => Literal::Date(*date),
        Data::List(_) | Data::Table(_) => return None,
    })
}

/// `; did you mean `length`?`, or nothing if no known word is near.
pub(crate) fn did_you_mean<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> String {
    nearest(word, known).map(|k| format!("; did you mean `{k}`?")).unwrap_or_default()
}

/// The known word that a mistyped one most likely stands for.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    known.map(|k| (distance(word, k), k)).filter(|(d, _)| *d <= limit).min().map(|(_, k)| k)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(80).collect(), b.chars().take(80).collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_strange_one_does_not() {
        let known = ["length", "unit", "counts-from"];
        assert_eq!(did_you_mean("lenght", known.into_iter()), "; did you mean `length`?");
        assert_eq!(did_you_mean("count-from", known.into_iter()), "; did you mean `counts-from`?");
        assert_eq!(did_you_mean("procedure", known.into_iter()), "");
    }
}
