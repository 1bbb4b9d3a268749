//! From the texts of the law's folder to a linked [`Law`].

use super::act::{self, ReadAct};
use super::lists::{self, List};
use super::node::Source;
use crate::law::index::Index;
use crate::law::*;
use crate::source::{Diagnostic, Lines, Place};
use crate::workers::{InOrder, Workers};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The list that says how the blocks of acts are read.
const SWITCHES: &str = "switches.toml";
const LISTS: [&str; 5] = ["vocabulary.toml", "ranks.toml", "authorities.toml", "territories.toml", SWITCHES];

/// A file that is read without looking at the others.
enum Piece<'f> {
    List(&'static str, Option<&'f str>),
    Act(&'f str, &'f str),
    Translation { file: &'f str, text: &'f str, id: &'f str, language: &'static str },
}

/// What a file says.
enum Said<'f> {
    Nothing,
    List(List, String),
    Act(&'f str, &'f str, ReadAct),
    Translation(ReadTranslation<'f>),
}

/// What a file says of an act in another language.
struct ReadTranslation<'f> {
    file: &'f str,
    text: &'f str,
    lines: Lines,
    id: &'f str,
    language: &'static str,
    provisions: BTreeMap<String, (usize, Translation)>,
}

/// What is put together from all files.
#[derive(Default)]
struct Parts {
    provisions: Vec<(String, Provision)>,
    #[allow(clippy::vec_box, reason = "a rule is large, and is moved once")]
    rules: Vec<Box<Rule>>,
    canonical: Vec<String>,
    found: Vec<Diagnostic>,
}

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
        Law::load_with(files, &InOrder)
    }

    /// [`Law::load`] by several workers: the same law, hash and findings, whoever they are.
    pub fn load_with(files: &BTreeMap<String, String>, workers: &impl Workers) -> (Law, Vec<Diagnostic>) {
        let mut law = Law { tests: tests(files), sources: files.clone(), ..Law::default() };
        // Blocks are read by the switches; what is wrong with these is said with the other lists.
        let switches = files.get(SWITCHES).map(|text| Piece::List(SWITCHES, Some(text)).read(&BTreeMap::new()).0);
        if let Some(Said::List(switches, _)) = switches {
            switches.put(&mut law);
        }
        let pieces = pieces(files);
        let read = workers.map(&pieces, |piece| piece.read(&law.switches));
        let mut parts = Parts::default();
        let mut translations = Vec::new();
        for (said, findings) in read {
            match said {
                Said::Translation(read) => translations.push((read, findings)),
                said => {
                    parts.found.extend(findings);
                    law.add(said, &mut parts);
                }
            }
        }
        let Parts { provisions, rules, canonical, mut found } = parts;
        law.provisions = provisions.into_iter().collect();
        for (read, findings) in translations {
            found.extend(findings);
            law.translate(read, &mut found);
        }
        law.insert_provisions();
        law.rules = in_order(rules, workers);
        (law.hash, law.index) = workers.both(|| hash::of_law(&law, canonical, workers), || Index::of(&law, workers));
        (law, found)
    }

    /// The same law as if its drafts had been adopted: what was `proposed` counts as `assumed`.
    pub fn with_drafts_adopted(mut self) -> Law {
        for rule in self.rules.iter_mut().filter(|rule| rule.grade == Grade::Proposed) {
            rule.grade = Grade::Assumed;
        }
        self.index = Index::of(&self, &InOrder);
        self
    }

    /// Takes in a list or an act, as far as it is not put together with others.
    fn add(&mut self, said: Said<'_>, parts: &mut Parts) {
        match said {
            Said::List(list, form) => {
                list.put(self);
                parts.canonical.push(form);
            }
            Said::Act(file, text, ReadAct { act: Some(act), provisions, rules, amendments, canonical }) => {
                if self.acts.contains_key(&act.id) {
                    let (lines, message) = (Lines::of(text), format!("the act `{}` stands in two files", act.id));
                    let source = Source { file, text, lines: &lines };
                    parts.found.push(source.error("AL-1002", 0, message, "give each act an id of its own"));
                    return;
                }
                self.acts.insert(act.id.clone(), act);
                self.amendments.extend(amendments);
                parts.provisions.extend(provisions);
                parts.rules.extend(rules);
                parts.canonical.extend(canonical);
            }
            Said::Act(..) | Said::Translation(_) | Said::Nothing => {}
        }
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
    fn translate(&mut self, read: ReadTranslation<'_>, out: &mut Vec<Diagnostic>) {
        let ReadTranslation { file, text, ref lines, id, language, provisions } = read;
        let source = Source { file, text, lines };
        if !self.acts.contains_key(id) {
            let message = format!("there is no act `{id}` that could be read here in another language");
            out.push(source.error("AL-1002", 0, message, "a translation is called as its act, with the language before `.md`"));
            return;
        }
        let help = "a translation has the keys of its act";
        for (_, provision) in self.provisions.range(format!("{id}#")..format!("{id}$")) {
            if !provisions.contains_key(&provision.key) && provision.place.file == format!("acts/{id}.md") {
                // A draft may come before its translation: the law serves all the same.
                out.push(source.error("AL-1002", 0, format!("the provision `{}` is missing here", provision.key), help).warning());
            }
        }
        for (key, (at, translation)) in provisions {
            match self.provisions.get_mut(&format!("{id}#{key}")) {
                Some(provision) => drop(provision.translations.insert(language.to_string(), translation)),
                None => out.push(source.error("AL-1002", at, format!("`{id}` has no provision `{key}`"), help)),
            }
        }
    }
}

/// The lists, the acts and their translations, in the order in which they are put together.
fn pieces(files: &BTreeMap<String, String>) -> Vec<Piece<'_>> {
    let lists = LISTS.map(|name| Piece::List(name, files.get(name).map(String::as_str)));
    let (mut acts, mut translations) = (Vec::new(), Vec::new());
    for (file, text) in files {
        let Some(name) = file.strip_prefix("acts/") else { continue };
        match translation(name) {
            Some((id, language)) => translations.push(Piece::Translation { file, text, id, language }),
            None if name.ends_with(".md") => acts.push(Piece::Act(file, text)),
            None => {}
        }
    }
    lists.into_iter().chain(acts).chain(translations).collect()
}

impl<'f> Piece<'f> {
    /// What it says, and what is wrong with it.
    fn read(&self, switches: &BTreeMap<String, Switch>) -> (Said<'f>, Vec<Diagnostic>) {
        let out = RefCell::new(Vec::new());
        let said = match *self {
            Piece::List(name, None) => {
                out.borrow_mut().push(missing(name));
                Said::Nothing
            }
            Piece::List(file, Some(text)) => {
                let read = lists::read(Source { file, text, lines: &Lines::of(text) }, &out);
                read.map_or(Said::Nothing, |(list, form)| Said::List(list, form))
            }
            Piece::Act(file, text) => Said::Act(file, text, act::read(Source { file, text, lines: &Lines::of(text) }, switches, &out)),
            Piece::Translation { file, text, id, language } => {
                let lines = Lines::of(text);
                let provisions = act::read_translation(Source { file, text, lines: &lines }, &out);
                Said::Translation(ReadTranslation { file, text, lines, id, language, provisions })
            }
        };
        (said, out.into_inner())
    }
}

/// The tests that stand beside the acts.
fn tests(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let is_test = |file: &str| file.starts_with("acts/") && file.ends_with(".test.yaml");
    files.iter().filter(|(file, _)| is_test(file)).map(|(file, text)| (file.clone(), text.clone())).collect()
}

/// So many rules are sorted by one worker at a time.
const SORTED_AT_ONCE: usize = 4096;

/// The rules by slot, id, days and act. Pieces are sorted first; a sort of what is in order piece by piece merges them.
#[allow(clippy::vec_box, reason = "a rule is large, and is moved once")]
fn in_order(rules: Vec<Box<Rule>>, workers: &impl Workers) -> Vec<Rule> {
    let by_name = |a: &usize, b: &usize| {
        let (a, b) = (&rules[*a], &rules[*b]);
        let names = a.slot.cmp(&b.slot).then_with(|| a.id.cmp(&b.id)).then_with(|| (a.from, a.known).cmp(&(b.from, b.known)));
        names.then_with(|| a.set_by.cmp(&b.set_by)).then_with(|| a.when.cmp(&b.when)).then_with(|| a.place.cmp(&b.place))
    };
    let numbers: Vec<usize> = (0..rules.len()).collect();
    let sorted = |piece: &&[usize]| {
        let mut piece = piece.to_vec();
        piece.sort_by(by_name);
        piece
    };
    let mut order = workers.map(&numbers.chunks(SORTED_AT_ONCE).collect::<Vec<_>>(), sorted).concat();
    order.sort_by(by_name);
    let mut rules: Vec<Option<Box<Rule>>> = rules.into_iter().map(Some).collect();
    order.into_iter().map(|number| *rules[number].take().expect("each number stands once in the order")).collect()
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
