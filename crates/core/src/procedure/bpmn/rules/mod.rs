//! The rules of BPMN 2.0.2 about what a model may say.
//!
//! [`check`] walks the XML once, numbers its elements ([`model`]) and asks each
//! theme for its findings. A rule is *breaking* where its breach loses the meaning
//! of the model or lets engines differ, and *formal* where only the letter of the
//! standard is broken, as many tools do when they export: a missing `<incoming>`
//! is one. Breaking rules always refuse a model, formal ones when asked to be
//! strict ([`crate::procedure::Options::strict`]); else they are warnings.
//!
//! The rules are those of the standard's class tables and sentences, and of its
//! XML form (`schema.txt`). A reference into another namespace is believed.
//!
//! ```
//! let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
//!   <process id="p"><startEvent id="s"/><endEvent id="z"/>
//!     <sequenceFlow id="a" sourceRef="z" targetRef="s"/></process></definitions>"#;
//! let file = alatau_core::procedure::bpmn::parse("small.bpmn", text).unwrap();
//! let names: Vec<&str> = file.violations.iter().map(|v| v.rule.name).collect();
//! assert!(names.contains(&"start-event-incoming") && names.contains(&"end-event-outgoing"));
//! ```

mod activities;
mod boundaries;
mod choreographies;
mod collaborations;
mod data;
mod event_content;
mod events;
mod expressions;
mod flows;
mod form;
mod gateways;
mod identity;
mod links;
mod loops;
mod model;
mod schema;
mod services;
mod sub_processes;
mod tags;
mod values;

use super::Bpmn;
use crate::source::Diagnostic;
use model::Model;
use roxmltree::Document;

/// How much a rule's breach matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The meaning is lost, or engines would differ.
    Breaking,
    /// Only the letter of the standard is broken.
    Formal,
}

/// A rule of the standard.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, for example `start-event-incoming`.
    pub name: &'static str,
    /// Code of the page that explains it.
    pub code: &'static str,
    /// How much its breach matters.
    pub class: Class,
    /// Section of BPMN 2.0.2 that asks for it.
    pub section: &'static str,
    /// The rule, in a sentence without a full stop.
    pub says: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: &'static Rule,
    /// Byte in the file.
    pub at: usize,
    /// What is the case, with the elements by name.
    pub fact: String,
}

impl Violation {
    /// The finding with its place: an error; see [`Diagnostic::warning`].
    pub fn diagnostic(&self, file: &Bpmn) -> Diagnostic {
        let Rule { code, name, section, says, help, .. } = *self.rule;
        file.error(code, self.at, format!("{}: {says} (BPMN 2.0.2, {section}; rule {name})", self.fact), help)
    }
}

/// Most violations that are kept of one file.
pub const VIOLATIONS_MAX: usize = 1000;

/// Names one rule a line: `NAME class "name" "section" "rule" "what to do";`.
macro_rules! rules {
    ($code:literal; $($name:ident $class:ident $text:literal $section:literal $says:literal $help:literal;)*) => {
        $(
            pub(super) const $name: crate::procedure::bpmn::rules::Rule = crate::procedure::bpmn::rules::Rule {
                name: $text,
                code: $code,
                class: crate::procedure::bpmn::rules::Class::$class,
                section: $section,
                says: $says,
                help: $help,
            };
        )*
        /// The rules of this theme.
        pub(super) const RULES: &[&crate::procedure::bpmn::rules::Rule] = &[$(&$name,)*];
    };
}
use rules;

/// All rules, theme by theme.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let themes: [&[&'static Rule]; 16] = [
        form::RULES,
        identity::RULES,
        flows::RULES,
        gateways::RULES,
        events::RULES,
        boundaries::RULES,
        links::RULES,
        event_content::RULES,
        activities::RULES,
        loops::RULES,
        sub_processes::RULES,
        data::RULES,
        services::RULES,
        collaborations::RULES,
        choreographies::RULES,
        expressions::RULES,
    ];
    themes.into_iter().flatten().copied()
}

/// What the themes work on and add to.
struct Check<'a, 'i> {
    model: Model<'a, 'i>,
    found: Vec<Violation>,
}

impl Check<'_, '_> {
    /// Records a breach at an element.
    fn breach(&mut self, rule: &'static Rule, item: u32, fact: impl Into<String>) {
        self.breach_at(rule, self.model.at(item), fact);
    }

    /// Records a breach at a byte.
    fn breach_at(&mut self, rule: &'static Rule, at: usize, fact: impl Into<String>) {
        if self.found.len() < VIOLATIONS_MAX {
            self.found.push(Violation { rule, at, fact: fact.into() });
        }
    }
}

/// Finds the breaches in a document whose root is `definitions`, in the order of the file.
pub(super) fn check(document: &Document<'_>) -> Vec<Violation> {
    let mut check = Check { model: Model::of(document), found: Vec::new() };
    let run: [fn(&mut Check<'_, '_>); 16] = [
        form::check,
        identity::check,
        flows::check,
        gateways::check,
        events::check,
        boundaries::check,
        links::check,
        event_content::check,
        activities::check,
        loops::check,
        sub_processes::check,
        data::check,
        services::check,
        collaborations::check,
        choreographies::check,
        expressions::check,
    ];
    for theme in run {
        theme(&mut check);
    }
    check.found.sort_by(|a, b| (a.at, a.rule.name).cmp(&(b.at, b.rule.name)));
    check.found.dedup();
    check.found
}

/// Adds the breaches that refuse a file to its errors. When strict these are all; else they are the breaking ones,
/// and only where the compiler found nothing: what it refuses it names in the procedure's own words.
pub fn with_refusals(mut errors: Vec<Diagnostic>, file: &Bpmn, strict: bool) -> Vec<Diagnostic> {
    let refuses = |v: &&Violation| strict || v.rule.class == Class::Breaking;
    if strict || errors.is_empty() {
        errors.extend(file.violations.iter().filter(refuses).map(|v| v.diagnostic(file)));
    }
    errors
}
