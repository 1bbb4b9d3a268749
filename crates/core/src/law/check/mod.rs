//! What is wrong with a law as a whole: the codes of section 10 of the law
//! format that concern the law alone. Each code has a page in `docs/errors/`.

mod authority;
mod chains;
mod coverage;
mod cycles;
mod honesty;
mod names;
mod published;
mod references;
pub(crate) mod situations;
mod tables;
mod trial;

use super::model::{Law, Rule};
use crate::source::{Diagnostic, Lines, Place, Severity};
use crate::workers::{InOrder, Workers};
use std::collections::BTreeMap;

pub use published::check_against;
use tables::Tables;

/// What is looked for in the law as a whole, each on its own.
const WHOLE: [fn(&mut Findings<'_>); 6] = [cycles::check, authority::check, names::check, references::check, chains::check, honesty::check];
/// The place of the circles in it: in a circle, no slot can be tried.
const CYCLES: usize = 0;

/// Every finding about the law as a whole; reading it gave its own ([`Law::load`]).
pub fn check(law: &Law) -> Vec<Diagnostic> {
    check_with(law, &InOrder)
}

/// [`check()`] by several workers: the same findings, whoever they are.
pub fn check_with(law: &Law, workers: &impl Workers) -> Vec<Diagnostic> {
    let tables = Tables::of(law);
    let mut found = workers.map(&WHOLE, |check| Findings::by(law, &tables, check));
    if found[CYCLES].is_empty() {
        found.extend(coverage::check(law, &tables, workers));
    }
    let mut found = found.concat();
    found.sort();
    found.dedup();
    found
}

/// Findings, located by the law's own sources.
struct Findings<'l> {
    pub law: &'l Law,
    pub tables: &'l Tables<'l>,
    pub found: Vec<Diagnostic>,
    /// Lines of the files in which something was found.
    lines: BTreeMap<String, Lines>,
}

impl<'l> Findings<'l> {
    fn new(law: &'l Law, tables: &'l Tables<'l>) -> Findings<'l> {
        Findings { law, tables, found: Vec::new(), lines: BTreeMap::new() }
    }

    /// What one check finds.
    fn by(law: &'l Law, tables: &'l Tables<'l>, check: impl Fn(&mut Findings<'l>)) -> Vec<Diagnostic> {
        let mut out = Findings::new(law, tables);
        check(&mut out);
        out.found
    }
}

impl Findings<'_> {
    /// An error at `key` of a rule's block, or at the block if the act gave the key.
    pub fn rule(&mut self, code: &'static str, rule: &Rule, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let place = rule.keys.get(key).map(|&offset| {
            let (lines, text) = self.lines(&rule.place.file);
            lines.place(&rule.place.file, text, offset)
        });
        self.place(code, &place.unwrap_or_else(|| rule.place.clone()), message, help);
    }

    /// An error at a place.
    pub fn place(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        let (lines, text) = self.lines(&place.file);
        let excerpt = lines.words(text, place.line).to_string();
        self.found.push(Diagnostic {
            place: place.clone(),
            severity: Severity::Error,
            code,
            message: message.into(),
            help: help.into(),
            excerpt,
        });
    }

    fn lines(&mut self, file: &str) -> (&Lines, &str) {
        let text = self.law.sources.get(file).map_or("", String::as_str);
        if !self.lines.contains_key(file) {
            self.lines.insert(file.to_string(), Lines::of(text));
        }
        (&self.lines[file], text)
    }

    /// Turns the last finding into a warning.
    pub fn soften(&mut self) {
        if let Some(last) = self.found.pop() {
            self.found.push(last.warning());
        }
    }
}

/// Every slot that a rule's content refers to, with the key where it does.
pub(super) fn slots_of(rule: &Rule) -> Vec<(&'static str, &str)> {
    use super::kind::*;
    let mut slots: Vec<(&'static str, &str)> = Vec::new();
    for class in rule.scope.class.iter().chain(&rule.except.class) {
        let key = if rule.scope.class.contains(class) { "scope" } else { "except" };
        slots.extend(class.strip_prefix('@').map(|slot| (key, slot)));
    }
    match &rule.kind {
        Kind::Term(term) => slots.extend(term.stop.iter().filter_map(|stop| stop.limit.as_deref()).map(|limit| ("stop", limit))),
        Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => {
            slots.extend(decision.uses.values().map(|used| ("uses", used.slot.as_str())));
        }
        Kind::Appeal(appeal) => slots.push(("term", &appeal.term)),
        Kind::Service(Service { instead: Some(slot), .. }) => slots.push(("instead", slot)),
        Kind::Guarantee(guarantee) => {
            slots.extend(guarantee.floating.iter().map(|slot| ("floating", slot.as_str())));
            slots.extend(guarantee.together.iter().flatten().map(|slot| ("together", slot.as_str())));
        }
        Kind::Transition(transition) => slots.extend(transition.together.iter().flatten().map(|slot| ("together", slot.as_str()))),
        Kind::Competence(competence) => slots.extend(competence.slots.iter().map(|slot| ("slots", slot.as_str()))),
        _ => {}
    }
    slots
}
