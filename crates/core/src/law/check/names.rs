//! AL-1101: every word stands in a closed list.

use super::Findings;
use crate::law::read::did_you_mean;
use crate::law::*;
use crate::source::Place;
use std::collections::BTreeMap;

/// Words of closed lists, by what they name.
pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for act in law.acts.values() {
        unlisted(out, &act.place, "rank", &act.rank, &law.ranks[..], "law/ranks.toml");
        unlisted(out, &act.place, "body", &act.body, &law.authorities, "law/authorities.toml");
    }
    for territory in law.territories.values() {
        for outer in territory.within.iter().chain(&territory.overlaps) {
            unlisted(out, &territory.place, "territory", outer, &law.territories, "law/territories.toml");
        }
    }
    for authority in law.authorities.values() {
        for rank in &authority.makes {
            unlisted(out, &authority.place, "rank", rank, &law.ranks[..], "law/ranks.toml");
        }
        for body in authority.successor.iter() {
            unlisted(out, &authority.place, "body", body, &law.authorities, "law/authorities.toml");
        }
    }
    for slot in law.vocabulary.slots.values() {
        unlisted(out, &slot.place, "area", &slot.area, &law.vocabulary.areas, "law/vocabulary.toml");
    }
    for rule in &law.rules {
        scopes(out, rule);
        content(out, rule);
    }
    for change in &law.amendments {
        readings(out, &change.place, &change.when);
    }
}

/// A closed list of words.
trait Listed {
    fn holds(&self, word: &str) -> bool;
    fn words(&self) -> Vec<&str>;
}

impl<T> Listed for BTreeMap<String, T> {
    fn holds(&self, word: &str) -> bool {
        self.contains_key(word)
    }

    fn words(&self) -> Vec<&str> {
        self.keys().map(String::as_str).collect()
    }
}

impl Listed for [Rank] {
    fn holds(&self, word: &str) -> bool {
        self.iter().any(|rank| rank.id == word)
    }

    fn words(&self) -> Vec<&str> {
        self.iter().map(|rank| rank.id.as_str()).collect()
    }
}

impl Listed for [String] {
    fn holds(&self, word: &str) -> bool {
        self.iter().any(|known| known == word)
    }

    fn words(&self) -> Vec<&str> {
        self.iter().map(String::as_str).collect()
    }
}

fn message(what: &str, word: &str, known: &(impl Listed + ?Sized)) -> String {
    format!("there is no {what} `{word}`{}", did_you_mean(word, known.words().into_iter()))
}

fn unlisted(out: &mut Findings<'_>, place: &Place, what: &str, word: &str, known: &(impl Listed + ?Sized), list: &str) {
    if !known.holds(word) {
        out.place("AL-1101", place, message(what, word, known), format!("name one of {list}, or add it there"));
    }
}

/// A word at a key of a rule.
fn at_rule(out: &mut Findings<'_>, rule: &Rule, key: &str, what: &str, word: &str, known: &(impl Listed + ?Sized), list: &str) {
    if !known.holds(word) {
        out.rule("AL-1101", rule, key, message(what, word, known), format!("name one of {list}, or add it there"));
    }
}

fn scopes(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    let listed = law.vocabulary.slots.contains_key(&rule.slot) || matches!(rule.kind, Kind::Informative { .. } | Kind::Calendar(_));
    if !listed {
        at_rule(out, rule, "rule", "slot", &rule.slot, &law.vocabulary.slots, "law/vocabulary.toml");
    }
    for (key, scope) in [("scope", &rule.scope), ("except", &rule.except)] {
        for word in &scope.territory {
            at_rule(out, rule, key, "territory", word, &law.territories, "law/territories.toml");
        }
        for word in &scope.person {
            at_rule(out, rule, key, "status", word, &law.vocabulary.statuses, "law/vocabulary.toml");
        }
        for word in scope.class.iter().filter(|word| !word.starts_with('@')) {
            at_rule(out, rule, key, "class", word, &law.vocabulary.classes, "law/vocabulary.toml");
        }
    }
    for rank in &rule.subsidiary_to {
        at_rule(out, rule, "subsidiary-to", "rank", rank, &law.ranks[..], "law/ranks.toml");
    }
    match rule.keys.contains_key("when") || rule.when.is_empty() {
        true => readings_of_rule(out, rule),
        false => readings(out, &rule.place, &rule.when),
    }
}

fn readings_of_rule(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    for (name, value) in &rule.when {
        at_rule(out, rule, "when", "switch", name, &law.switches, "law/switches.toml");
        if let Some(switch) = law.switches.get(name) {
            at_rule(out, rule, "when", &format!("value of `{name}`"), value, &switch.values[..], "its values in law/switches.toml");
        }
    }
}

fn readings(out: &mut Findings<'_>, place: &Place, when: &BTreeMap<String, String>) {
    let law = out.law;
    for (name, value) in when {
        unlisted(out, place, "switch", name, &law.switches, "law/switches.toml");
        if let Some(switch) = law.switches.get(name) {
            unlisted(out, place, &format!("value of `{name}`"), value, &switch.values[..], "its values in law/switches.toml");
        }
    }
}

fn content(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    let words = &law.vocabulary;
    let vocabulary = "law/vocabulary.toml";
    let event = |out: &mut Findings<'_>, key: &str, word: &str| at_rule(out, rule, key, "event", word, &words.events, vocabulary);
    let body =
        |out: &mut Findings<'_>, key: &str, word: &str| at_rule(out, rule, key, "body", word, &law.authorities, "law/authorities.toml");
    let role = |out: &mut Findings<'_>, key: &str, word: &str| {
        if !words.roles.is_empty() {
            at_rule(out, rule, key, "role", word, &words.roles, vocabulary);
        }
    };
    let area = |out: &mut Findings<'_>, key: &str, word: &str| at_rule(out, rule, key, "area", word, &words.areas, vocabulary);
    match &rule.kind {
        Kind::Jurisdiction { body: word } => body(out, "body", word),
        Kind::Term(term) => {
            event(out, "counts-from", &term.counts_from);
            role(out, "by", &term.by);
            role(out, "to", &term.to);
            for stop in &term.stop {
                event(out, "stop", &stop.on);
                role(out, "stop", &stop.waits_for);
                stop.until.iter().for_each(|word| event(out, "stop", word));
            }
            term.extend.iter().for_each(|extend| role(out, "extend", &extend.by));
        }
        Kind::Retention(retention) => event(out, "counts-from", &retention.counts_from),
        Kind::Parameter(parameter) => parameter_words(out, rule, parameter),
        Kind::Fee(fee) => event(out, "liable", &fee.liable),
        Kind::Judgement(judgement) => role(out, "by", &judgement.by),
        Kind::Competence(competence) => {
            body(out, "body", &competence.body);
            competence.from_body.iter().for_each(|word| body(out, "from-body", word));
            competence.areas.iter().for_each(|word| area(out, "areas", word));
            competence.except_areas.iter().for_each(|word| area(out, "except-areas", word));
            for rank in competence.displaces.iter() {
                at_rule(out, rule, "displaces", "rank", rank, &law.ranks[..], "law/ranks.toml");
            }
        }
        Kind::Guarantee(guarantee) => {
            body(out, "by", &guarantee.by);
            guarantee.areas.iter().for_each(|word| area(out, "areas", word));
            guarantee.except_areas.iter().for_each(|word| area(out, "except-areas", word));
        }
        Kind::Revenue(revenue) => {
            for receipt in &revenue.receipts {
                at_rule(out, rule, "receipts", "receipt", receipt, &words.receipts, vocabulary);
            }
        }
        _ => {}
    }
}

fn parameter_words(out: &mut Findings<'_>, rule: &Rule, parameter: &Parameter) {
    let law = out.law;
    let classes = &law.vocabulary.classes;
    let values = law.vocabulary.slots.get(&rule.slot).map_or(&[][..], |slot| &slot.values);
    let given: Vec<String> = match &parameter.value {
        ParameterValue::One(value) => vec![value.to_string()],
        ParameterValue::PerClass(rows) => {
            rows.keys().for_each(|class| at_rule(out, rule, "values", "class", class, classes, "law/vocabulary.toml"));
            rows.values().map(Literal::to_string).collect()
        }
        ParameterValue::Set(listed) => {
            listed.iter().for_each(|class| at_rule(out, rule, "value", "class", class, classes, "law/vocabulary.toml"));
            Vec::new()
        }
    };
    let key = if rule.keys.contains_key("values") { "values" } else { "value" };
    for value in given.iter().filter(|_| !values.is_empty()) {
        at_rule(out, rule, key, &format!("value of `{}`", rule.slot), value, values, "the slot's `values` in law/vocabulary.toml");
    }
}
