//! Facts, values, tests and reasons in the words of a language.

use super::candidates::ELSE;
use super::record::Record;
use super::trial::Sources;
use crate::decision::dmn::Datum;
use crate::decision::feel::{self, AstNode, AstNode as N, Form, identifiers};
use crate::decision::{Value, decimal};
use crate::law::{Because, Law};
use crate::text::{Arg, Lang, Message, exact, msg, text};
use crate::time::Date;
use std::collections::BTreeMap;

/// Speaks of one record in one language.
pub(super) struct Words<'r> {
    pub record: &'r Record,
    pub sources: Sources<'r>,
    pub lang: Lang,
}

impl Words<'_> {
    /// What people call a fact.
    pub fn fact(&self, name: &str) -> String {
        fact(name, &self.sources, self.lang)
    }

    /// A value: numbers as the language writes them, words of the law by their names.
    pub fn value(&self, value: &Datum) -> String {
        spoken(value, self.sources.law, self.lang)
    }

    /// In quotation marks.
    pub fn quoted(&self, words: &str) -> String {
        quoted(words, self.lang)
    }

    /// A role of the vocabulary, or what the law calls the body that it names.
    pub fn role(&self, role: &str) -> String {
        let words = &self.sources.law.vocabulary;
        let body = || words.slots.get(&format!("jurisdiction.{role}")).map(|slot| &slot.label);
        let listed = words.roles.get(role).map(|word| &word.label).or_else(body).map(|label| label.get(self.lang.code()));
        listed.map_or_else(|| role.to_string(), String::from)
    }

    /// A test of a cell or condition, for example `>= 100` as "at least 100".
    pub fn test(&self, test: &str) -> String {
        let names: Vec<String> = identifiers(test).into_iter().map(|(name, _)| name).collect();
        let tree = [Form::UnaryTests, Form::Expression].into_iter().find_map(|form| feel::parse(test, form, &names[..].into()).ok());
        tree.and_then(|parsed| self.tree(&parsed.tree)).unwrap_or_else(|| self.quoted(test))
    }

    fn tree(&self, tree: &AstNode) -> Option<String> {
        let said = |message: Message, value: &AstNode| Some(text(self.lang, message, &[("value", Arg::Text(&self.tree(value)?))]));
        match tree {
            N::UnaryGe(x) | N::Ge(_, x) => said(msg::EXPLAIN_AT_LEAST, x),
            N::UnaryGt(x) | N::Gt(_, x) => said(msg::EXPLAIN_MORE_THAN, x),
            N::UnaryLe(x) | N::Le(_, x) => said(msg::EXPLAIN_AT_MOST, x),
            N::UnaryLt(x) | N::Lt(_, x) => said(msg::EXPLAIN_LESS_THAN, x),
            N::UnaryNe(x) | N::Nq(_, x) => said(msg::EXPLAIN_NONE_OF, x),
            N::UnaryEq(x) | N::Eq(_, x) => self.tree(x),
            N::NegatedList(all) => {
                let all: Vec<String> = all.iter().map(|one| self.tree(one)).collect::<Option<_>>()?;
                Some(text(self.lang, msg::EXPLAIN_NONE_OF, &[("value", Arg::Text(&all.join(", ")))]))
            }
            N::ExpressionList(all) | N::CommaList(all) => {
                let all: Vec<String> = all.iter().map(|one| self.tree(one)).collect::<Option<_>>()?;
                Some(all.join(&format!(" {} ", text(self.lang, msg::EXPLAIN_OR, &[]))))
            }
            N::Range(low, high) => self.range(low, high),
            N::In(_, set) => self.tree(set),
            N::FunctionInvocation(name, arguments) => match (&**name, &**arguments) {
                (N::Name(name), N::PositionalParameters(list)) if name.as_str() == "date" && list.len() == 1 => self.tree(&list[0]),
                _ => None,
            },
            N::Name(name) => self.named(name.as_str()),
            N::String(text) => Some(word(text, self.sources.law, self.lang)),
            N::Boolean(truth) => Some(self.value(&Datum::Bool(*truth))),
            N::Null => Some(self.value(&Datum::Null)),
            N::Numeric(whole, fraction, ..) => Some(number(&joined(whole, fraction), self.lang)),
            N::Neg(inner) => match &**inner {
                N::Numeric(whole, fraction, ..) => Some(number(&format!("-{}", joined(whole, fraction)), self.lang)),
                _ => None,
            },
            _ => None,
        }
    }

    fn range(&self, low: &AstNode, high: &AstNode) -> Option<String> {
        let (N::IntervalStart(a, start), N::IntervalEnd(b, end)) = (low, high) else { return None };
        let say = |message, node: &AstNode| Some(text(self.lang, message, &[("value", Arg::Text(&self.tree(node)?))]));
        let low = say(if start.opened() { msg::EXPLAIN_MORE_THAN } else { msg::EXPLAIN_AT_LEAST }, a)?;
        let high = say(if end.opened() { msg::EXPLAIN_LESS_THAN } else { msg::EXPLAIN_AT_MOST }, b)?;
        Some(text(self.lang, msg::EXPLAIN_BOTH, &[("low", Arg::Text(&low)), ("high", Arg::Text(&high))]))
    }

    /// What a name in a cell stood for: a value of the law, for example.
    fn named(&self, name: &str) -> Option<String> {
        let inputs: BTreeMap<&String, &Datum> = self.record.tables.iter().flat_map(|table| &table.inputs).collect();
        let outputs = || self.record.tables.iter().find(|table| table.decision == name).map(|table| &table.output);
        inputs.get(&name.to_string()).copied().or_else(outputs).map(|value| self.value(value))
    }
}

/// What people call a fact: its label in the decision model, or its name.
pub fn fact(name: &str, sources: &Sources<'_>, lang: Lang) -> String {
    let at = match lang {
        Lang::En => 0,
        Lang::Kk => 1,
        Lang::Ru => 2,
    };
    let inputs = sources.decisions.values().flat_map(|model| &model.inputs).filter(|input| input.name == name);
    let label = inputs.flat_map(|input| [&input.labels[at], &input.labels[0]]).find(|label| !label.is_empty());
    label.cloned().unwrap_or_else(|| name.replace('_', " "))
}

/// A value in words: numbers as the language writes them, classes and rulings by their names.
pub fn spoken(value: &Datum, law: &Law, lang: Lang) -> String {
    let said = |message| text(lang, message, &[]);
    match value {
        Datum::Null => said(msg::EXPLAIN_UNKNOWN),
        Datum::Bool(true) => said(msg::YES),
        Datum::Bool(false) => said(msg::NO),
        Datum::Number(digits) => number(digits, lang),
        Datum::Text(text) | Datum::Temporal(_, text) => word(text, law, lang),
        Datum::List(items) => items.iter().map(|item| spoken(item, law, lang)).collect::<Vec<_>>().join(", "),
        Datum::Context(parts) => {
            let parts: Vec<String> = parts.iter().map(|(name, value)| format!("{name}: {}", spoken(value, law, lang))).collect();
            parts.join(", ")
        }
    }
}

fn number(digits: &str, lang: Lang) -> String {
    let Some(scaled) = Value::parse_number(digits).and_then(Value::as_scaled) else { return digits.to_string() };
    // The language's form keeps three decimal places; a fourth would be lost.
    if scaled % 10 != 0 { decimal(scaled) } else { exact(lang, scaled as f64 / Value::SCALE as f64) }
}

fn word(word: &str, law: &Law, lang: Lang) -> String {
    if word == ELSE {
        return text(lang, msg::EXPLAIN_ELSE, &[]);
    }
    if let Some(class) = law.vocabulary.classes.get(word) {
        return class.label.get(lang.code()).to_string();
    }
    if let Ok(day) = word.parse::<Date>() {
        return crate::text::date(lang, day);
    }
    let known = Message::find(&format!("silence-{word}")).map(|message| text(lang, message, &[]));
    known.unwrap_or_else(|| quoted(word, lang))
}

fn quoted(words: &str, lang: Lang) -> String {
    text(lang, msg::QUOTED, &[("text", Arg::Text(words))])
}

fn joined(whole: &str, fraction: &str) -> String {
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

/// Why one rule gave way to another, in the catalogue's words.
pub(super) fn because(law: &Law, because: &Because, lang: Lang) -> String {
    let parts = serde_json::to_value(because).unwrap_or_default();
    let part = |name: &str| parts.get(name).and_then(|value| value.as_str()).unwrap_or("").to_string();
    let day = [part("on"), part("known")].iter().find_map(|text| text.parse::<Date>().ok());
    let question = law.switches.get(&part("switch")).map_or(part("switch"), |listed| listed.question.get(lang.code()).to_string());
    let reading = law.reading(&part("needs"), lang);
    let Some(message) = Message::find(&format!("law-because-{}", part("reason"))) else { return because.to_string() };
    let args: BTreeMap<&str, Arg> = BTreeMap::from([
        ("day", day.map_or(Arg::Text(""), Arg::Date)),
        ("question", Arg::Text(&question)),
        ("reading", Arg::Text(&reading)),
    ]);
    // A reason with another variable has a form of its own in logs.
    if message.variables().iter().any(|name| !args.contains_key(name)) {
        return because.to_string();
    }
    text(lang, message, &args.into_iter().collect::<Vec<_>>())
}
