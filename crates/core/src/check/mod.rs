//! Law and procedures held together: what neither can say about itself.
//!
//! [`crate::law::check()`] finds what is wrong with the law alone, the compiler
//! of procedures what is wrong with a drawing alone. Here the two meet: every
//! element rests on a provision, every term and lane has an answer wherever the
//! service is offered, and silence leads where the law says.

mod adhoc;
mod citations;
mod decisions;
mod service;
mod silence;
mod situations;

use crate::law::{Law, Rule};
use crate::procedure::{Net, sound};
use crate::source::{Diagnostic, Lines, Place, Severity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every finding about a law and its procedures. `files` are the texts of the
/// law's folder by path, `procedures` the compiled ones by file name.
pub fn check(law: &Law, files: &BTreeMap<String, String>, procedures: &BTreeMap<String, Arc<Net>>) -> Vec<Diagnostic> {
    let mut out = Findings { law, files, found: Vec::new(), lines: BTreeMap::new() };
    for (name, net) in procedures {
        citations::check(&mut out, net);
        adhoc::check(&mut out, net);
        service::check(&mut out, name, net);
        out.ways(net);
    }
    service::files(&mut out, procedures);
    decisions::check(&mut out);
    out.found.sort();
    out.found.dedup();
    out.found
}

/// What a reader of tables or procedures found, by the codes of the law format: what
/// reads the computer's clock or a name that nobody declared rests on no provision (AL-1501).
pub fn under_law(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let recoded = |finding: Diagnostic| match finding.code {
        "AL-2202" | "AL-2204" => Diagnostic { code: "AL-1501", ..finding },
        _ => finding,
    };
    found.into_iter().map(recoded).collect()
}

/// Findings, located by the texts.
struct Findings<'l> {
    law: &'l Law,
    files: &'l BTreeMap<String, String>,
    found: Vec<Diagnostic>,
    /// Lines of the files in which something was found.
    lines: BTreeMap<String, Lines>,
}

impl Findings<'_> {
    /// What is doubtful about the ways of a procedure's tokens, without mere notes.
    fn ways(&mut self, net: &Net) {
        for warning in sound::warnings(net).iter().filter(|w| !w.is_note()) {
            let finding = warning.diagnostic();
            let text = self.files.get(&finding.place.file).map_or("", String::as_str);
            let excerpt =
                self.lines.entry(finding.place.file.clone()).or_insert_with(|| Lines::of(text)).words(text, finding.place.line).to_string();
            self.found.push(Diagnostic { excerpt, ..finding });
        }
    }

    /// An error at `key` of a rule's block, or at the block.
    fn rule(&mut self, code: &'static str, rule: &Rule, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let text = self.files.get(&rule.place.file).map_or("", String::as_str);
        let place = rule.keys.get(key).map(|&offset| Place::of(&rule.place.file, text, offset));
        self.at(code, &place.unwrap_or_else(|| rule.place.clone()), message, help);
    }

    /// An error at a place of any file of the law's folder.
    fn at(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        let text = self.files.get(&place.file).map_or("", String::as_str);
        let lines = self.lines.entry(place.file.clone()).or_insert_with(|| Lines::of(text));
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
}

/// `; did you mean ...?`, if a known word is near.
fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    crate::decision::feel::nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
