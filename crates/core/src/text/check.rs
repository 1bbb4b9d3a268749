//! What the build demands of the message catalogue.
//!
//! The build script includes this file as it stands, and the tests of the crate
//! do too, so that the rules themselves are tested. It knows nothing of the
//! rest of the crate.
//!
//! The rules: every key exists in every language; a key is written once in a
//! language; the variables of a message are the same in every language; a choice
//! by plural names all the plural forms of its language and no other; what is
//! referred to exists.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use std::collections::{BTreeMap, BTreeSet};

/// One `.ftl` file of one language.
pub struct Source {
    /// `kk`, `ru` or `en`.
    pub lang: String,
    /// Path for messages.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// One message as all languages have it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Names of the variables, sorted.
    pub variables: BTreeSet<String>,
    /// The text of the first language, for the documentation of the constant.
    pub sample: String,
}

/// The plural forms that a language has for whole numbers (CLDR, cardinal).
fn plural_forms(lang: &str) -> &'static [&'static str] {
    match lang {
        "ru" => &["one", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

const ALL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What one language says, gathered from its files.
#[derive(Default)]
struct Language {
    messages: BTreeMap<String, Written>,
    terms: BTreeSet<String>,
    references: Vec<(String, String)>,
}

/// All messages of the catalogue by key, or every fault found, one line each.
pub fn check(languages: &[&str], sources: &[Source]) -> Result<BTreeMap<String, Written>, Vec<String>> {
    let mut faults = Vec::new();
    let mut read: BTreeMap<&str, Language> = languages.iter().map(|l| (*l, Language::default())).collect();
    for source in sources {
        match read.get_mut(source.lang.as_str()) {
            Some(language) => read_file(source, language, &mut faults),
            None => faults.push(format!("{}: `{}` is not a language of the catalogue", source.file, source.lang)),
        }
    }
    for (lang, language) in &read {
        for (file, name) in &language.references {
            let known =
                if let Some(term) = name.strip_prefix('-') { language.terms.contains(term) } else { language.messages.contains_key(name) };
            if !known {
                faults.push(format!("{file}: `{name}` is referred to but not written in {lang}"));
            }
        }
    }
    compare(languages, &read, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(read.remove(languages[0]).map(|l| l.messages).unwrap_or_default())
}

/// Every language against the first, both ways.
fn compare(languages: &[&str], read: &BTreeMap<&str, Language>, faults: &mut Vec<String>) {
    let keys: BTreeSet<&String> = read.values().flat_map(|l| l.messages.keys()).collect();
    for key in keys {
        let mut expected: Option<(&str, &BTreeSet<String>)> = None;
        for lang in languages {
            let Some(message) = read[lang].messages.get(key) else {
                faults.push(format!("`{key}` is missing in {lang}"));
                continue;
            };
            match expected {
                Some((first, variables)) if *variables != message.variables => {
                    faults.push(format!("`{key}` uses {variables:?} in {first} but {:?} in {lang}", message.variables));
                }
                Some(_) => {}
                None => expected = Some((lang, &message.variables)),
            }
        }
    }
}

fn read_file(source: &Source, language: &mut Language, faults: &mut Vec<String>) {
    let file = &source.file;
    let resource = match fluent_syntax::parser::parse(source.text.as_str()) {
        Ok(resource) => resource,
        Err((_, errors)) => {
            for error in errors {
                let line = source.text[..error.pos.start.min(source.text.len())].matches('\n').count() + 1;
                faults.push(format!("{file}:{line}: {error}"));
            }
            return;
        }
    };
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name.to_string();
                let mut found = Found { file, lang: &source.lang, key: &key, entry: Written::default(), references: Vec::new(), faults };
                match &message.value {
                    Some(pattern) => found.pattern(pattern),
                    None => found.fault("has no text"),
                }
                if !message.attributes.is_empty() {
                    found.fault("has attributes, which the catalogue does not use");
                }
                let Found { entry, references, .. } = found;
                language.references.extend(references.into_iter().map(|name| (file.clone(), name)));
                if language.messages.insert(key.clone(), entry).is_some() {
                    faults.push(format!("{file}: `{key}` is written twice in {}", source.lang));
                }
            }
            Entry::Term(term) => {
                let key = term.id.name.to_string();
                if !language.terms.insert(key.clone()) {
                    faults.push(format!("{file}: `-{key}` is written twice in {}", source.lang));
                }
            }
            Entry::Junk { content } => faults.push(format!("{file}: cannot be read: {content}")),
            _ => {}
        }
    }
}

/// What one message uses, while it is walked.
struct Found<'a> {
    file: &'a str,
    lang: &'a str,
    key: &'a str,
    entry: Written,
    references: Vec<String>,
    faults: &'a mut Vec<String>,
}

impl Found<'_> {
    fn fault(&mut self, what: &str) {
        self.faults.push(format!("{}: `{}` {what}", self.file, self.key));
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    if value.chars().any(|c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
                        self.fault("holds an invisible direction mark");
                    }
                    self.entry.sample.push_str(value);
                }
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                self.plural(variants);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    /// A choice that names one plural form must name exactly those of the language.
    fn plural(&mut self, variants: &[Variant<&str>]) {
        let named: BTreeSet<&str> = variants
            .iter()
            .filter_map(|v| match &v.key {
                VariantKey::Identifier { name } => Some(*name),
                VariantKey::NumberLiteral { .. } => None,
            })
            .collect();
        let is_plural = named.iter().all(|name| ALL_FORMS.contains(name));
        let wanted: BTreeSet<&str> = plural_forms(self.lang).iter().copied().collect();
        if is_plural && named != wanted {
            self.fault(&format!("has the plural forms {named:?}; {} has {wanted:?}", self.lang));
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.entry.variables.insert(id.name.to_string());
                self.entry.sample.push_str(&format!("{{{}}}", id.name));
            }
            InlineExpression::TermReference { id, .. } => self.references.push(format!("-{}", id.name)),
            InlineExpression::MessageReference { .. } => self.fault("refers to another message; use a term (`-name`)"),
            InlineExpression::FunctionReference { .. } => self.fault("calls a function; numbers and dates are written by the program"),
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { value } => self.entry.sample.push_str(value),
            InlineExpression::NumberLiteral { value } => self.entry.sample.push_str(value),
        }
    }
}
