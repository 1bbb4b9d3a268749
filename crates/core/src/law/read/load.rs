//! From the texts of the law's folder to a linked [`Law`].

use super::act::{self, ReadAct};
use super::lists;
use super::node::Source;
use crate::law::index::Index;
use crate::law::*;
use crate::source::{Diagnostic, Lines, Place};
use std::cell::RefCell;
use std::collections::BTreeMap;

const LISTS: [&str; 5] = ["vocabulary.toml", "ranks.toml", "authorities.toml", "territories.toml", "switches.toml"];

impl Law {
    /// Reads the law from texts by path relative to the law's folder.
    ///
    /// Every file that can be read is in the result, so that `check` can say
    /// more; if a finding is an error, the law must not serve anything else.
    ///
    /// ```
    /// use alatau_core::law::Law;
    /// use std::collections::BTreeMap;
    ///
    /// let files = BTreeMap::from([("acts/a.md".to_string(), "no front matter".to_string())]);
    /// let (law, findings) = Law::load(&files);
    /// assert!(law.rules.is_empty());
    /// assert!(findings.iter().any(|f| f.code == "AL-1001" && f.place.file == "acts/a.md"));
    /// ```
    pub fn load(files: &BTreeMap<String, String>) -> (Law, Vec<Diagnostic>) {
        let out = RefCell::new(Vec::new());
        let mut law = Law::default();
        let mut canonical = Vec::new();
        for name in LISTS {
            match files.get(name) {
                Some(text) => lists::read(&mut law, Source { file: name, text, lines: &Lines::of(text) }, &out, &mut canonical),
                None => out.borrow_mut().push(missing(name)),
            }
        }
        let mut translations: Vec<(&str, &str, &'static str)> = Vec::new();
        for (file, text) in files {
            let Some(name) = file.strip_prefix("acts/") else { continue };
            let lines = Lines::of(text);
            let source = Source { file, text, lines: &lines };
            if name.ends_with(".test.yaml") {
                law.tests.insert(file.clone(), text.clone());
            } else if let Some((id, language)) = translation(name) {
                translations.push((file, id, language));
            } else if name.ends_with(".md") {
                let read = act::read(source, &law.switches, &out);
                law.add(read, source, &mut canonical, &out);
            }
        }
        for (file, id, language) in translations {
            let lines = Lines::of(&files[file]);
            law.translate(Source { file, text: &files[file], lines: &lines }, id, language, &out);
        }
        law.rules = in_order(law.rules);
        law.insert_provisions();
        law.sources = files.clone();
        law.hash = hash::of_law(&law, canonical);
        law.index = Index::of(&law);
        (law, out.into_inner())
    }

    /// The same law as if its drafts had been adopted: what was `proposed` counts as `assumed`.
    pub fn with_drafts_adopted(mut self) -> Law {
        for rule in self.rules.iter_mut().filter(|rule| rule.grade == Grade::Proposed) {
            rule.grade = Grade::Assumed;
        }
        self.index = Index::of(&self);
        self
    }

    fn add(&mut self, read: ReadAct, source: Source<'_>, canonical: &mut Vec<String>, out: &RefCell<Vec<Diagnostic>>) {
        let Some(act) = read.act else { return };
        if self.acts.contains_key(&act.id) {
            let help = "give each act an id of its own";
            out.borrow_mut().push(source.error("AL-1002", 0, format!("the act `{}` stands in two files", act.id), help));
            return;
        }
        self.acts.insert(act.id.clone(), act);
        self.provisions.extend(read.provisions.into_iter().map(|p| (p.id.clone(), p)));
        self.rules.extend(read.rules);
        self.amendments.extend(read.amendments);
        canonical.extend(read.canonical);
    }

    /// Provisions that another act inserts belong to the target.
    fn insert_provisions(&mut self) {
        for change in self.amendments.iter().filter(|change| change.operation == Operation::Insert) {
            let Some((act, key)) = change.target.split_once('#') else { continue };
            let text = change.text.clone().unwrap_or(Translation { heading: String::new(), text: String::new() });
            self.provisions.entry(change.target.clone()).or_insert_with(|| Provision {
                id: change.target.clone(),
                act: act.to_string(),
                key: key.to_string(),
                level: 2,
                label: change.label.clone().unwrap_or_default(),
                heading: text.heading,
                text: text.text,
                translations: BTreeMap::new(),
                place: change.place.clone(),
            });
        }
    }

    /// A translation has the provisions of its act, all of them and no others.
    fn translate(&mut self, source: Source<'_>, id: &str, language: &str, out: &RefCell<Vec<Diagnostic>>) {
        let provisions = act::read_translation(source, out);
        if !self.acts.contains_key(id) {
            let message = format!("there is no act `{id}` that could be read here in another language");
            out.borrow_mut().push(source.error(
                "AL-1002",
                0,
                message,
                "a translation is called as its act, with the language before `.md`",
            ));
            return;
        }
        let help = "a translation has the keys of its act";
        for (_, provision) in self.provisions.range(format!("{id}#")..format!("{id}$")) {
            if !provisions.contains_key(&provision.key) && provision.place.file == format!("acts/{id}.md") {
                // A draft may come before its translation: the law serves all the same.
                out.borrow_mut()
                    .push(source.error("AL-1002", 0, format!("the provision `{}` is missing here", provision.key), help).warning());
            }
        }
        for (key, (at, translation)) in provisions {
            match self.provisions.get_mut(&format!("{id}#{key}")) {
                Some(provision) => drop(provision.translations.insert(language.to_string(), translation)),
                None => out.borrow_mut().push(source.error("AL-1002", at, format!("`{id}` has no provision `{key}`"), help)),
            }
        }
    }
}

/// The rules by slot, id, days and act; what is sorted are pointers, a rule is large.
fn in_order(rules: Vec<Rule>) -> Vec<Rule> {
    let mut rules: Vec<Box<Rule>> = rules.into_iter().map(Box::new).collect();
    rules.sort_by(|a, b| {
        let names = a.slot.cmp(&b.slot).then_with(|| a.id.cmp(&b.id)).then_with(|| (a.from, a.known).cmp(&(b.from, b.known)));
        names.then_with(|| a.set_by.cmp(&b.set_by)).then_with(|| a.when.cmp(&b.when)).then_with(|| a.place.cmp(&b.place))
    });
    rules.into_iter().map(|rule| *rule).collect()
}

/// `permits-law.kk.md` is the Kazakh text of `permits-law`.
fn translation(name: &str) -> Option<(&str, &'static str)> {
    [("kk", ".kk.md"), ("ru", ".ru.md"), ("en", ".en.md")]
        .into_iter()
        .find_map(|(language, suffix)| name.strip_suffix(suffix).map(|id| (id, language)))
}

fn missing(name: &str) -> Diagnostic {
    Diagnostic {
        place: Place { file: name.to_string(), line: 0, column: 0 },
        severity: crate::source::Severity::Error,
        code: "AL-1001",
        message: "this file is missing".into(),
        help: "the law's folder holds vocabulary.toml, ranks.toml, authorities.toml, territories.toml and switches.toml".into(),
        excerpt: String::new(),
    }
}
