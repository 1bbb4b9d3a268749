//! What one law says otherwise than another: words, rules and lists, and whom it affects.
//!
//! A side is a law and a day of knowledge, so that two folders can be held
//! against each other, or one folder against itself as it was known earlier.

pub mod words;

use super::survey::{Moment, Position, Positions, Said, Where, describe, said};
use super::wording::Wordings;
use super::*;
use crate::time::Date;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use words::{Piece, compare};

/// A law as known on a day.
#[derive(Clone, Copy, Debug)]
pub struct Side<'l> {
    /// The law.
    pub law: &'l Law,
    /// The day of knowledge.
    pub known: Date,
}

/// Whether something came, went or became otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is otherwise; a published rule must not be.
    Changed,
    /// A later version of the same rule follows the earlier one.
    Followed,
}

/// The words of a provision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// `act#key`.
    pub provision: String,
    /// `en`, `kk` or `ru`.
    pub language: &'static str,
    /// What became of it.
    pub became: Became,
    /// Label, heading and words.
    pub pieces: Vec<Piece>,
}

/// A key and its values; an empty one is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct KeyChange {
    /// As the law's files write it.
    pub key: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// A version of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// `act#key/slot`.
    pub rule: String,
    /// What became of it.
    pub became: Became,
    /// The version it is compared with.
    pub old: Option<RuleNumber>,
    /// The version in the second law.
    pub new: Option<RuleNumber>,
    /// Keys that are otherwise.
    pub keys: Vec<KeyChange>,
}

/// An act's front matter, an amendment, or an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EntryChange {
    /// `act`, `amendment`, `rank`, `authority`, `territory`, `switch`, `slot`, `area`, `class`, `status`, `event`, `receipt`, `role`.
    pub list: &'static str,
    /// Its id.
    pub id: String,
    /// What became of it.
    pub became: Became,
    /// Keys that are otherwise.
    pub keys: Vec<KeyChange>,
}

/// A question that is answered otherwise, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The slot.
    pub slot: String,
    /// First day.
    pub from: Date,
    /// First day on which both laws answer alike again.
    pub until: Option<Date>,
    /// The answer of the first law: rules are numbered in it.
    #[serde(skip)]
    pub before: Said,
    /// The answer of the second law: rules are numbered in it.
    #[serde(skip)]
    pub after: Said,
    /// A class for which it holds, for tables by class.
    #[serde(skip)]
    pub class: Option<String>,
    /// For whom.
    pub wheres: Vec<Where>,
}

/// Everything that two laws say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Acts, amendments and lists.
    pub entries: Vec<EntryChange>,
    /// Words.
    pub texts: Vec<TextChange>,
    /// Rules.
    pub rules: Vec<RuleChange>,
    /// Whom it affects.
    pub effects: Vec<Effect>,
}

impl Diff {
    /// Whether both say the same.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.texts.is_empty() && self.rules.is_empty() && self.effects.is_empty()
    }
}

/// Holds two laws against each other, in the readings given.
pub fn diff(a: Side<'_>, b: Side<'_>, switches: &BTreeMap<String, String>) -> Diff {
    Diff { entries: entries(a, b), texts: texts(a, b, switches), rules: rules(a, b), effects: effects(a, b, switches) }
}

fn texts(a: Side<'_>, b: Side<'_>, switches: &BTreeMap<String, String>) -> Vec<TextChange> {
    let ids: BTreeSet<&String> = a.law.provisions.keys().chain(b.law.provisions.keys()).collect();
    // All that is known has come.
    let at_last = |side: Side<'_>| Moment { valid: Date::MAX, known: side.known };
    let (of_a, of_b) = (readings_of(a.law, switches), readings_of(b.law, switches));
    let (words_a, words_b) = (Wordings::at(a.law, at_last(a), &of_a), Wordings::at(b.law, at_last(b), &of_b));
    let mut found = Vec::new();
    for id in ids {
        for language in ["en", "kk", "ru"] {
            let (old, new) = (text_of(a.law, &words_a, id, language), text_of(b.law, &words_b, id, language));
            let became = match (&old, &new) {
                (None, None) => continue,
                (Some(old), Some(new)) if old == new => continue,
                (None, Some(_)) => Became::Added,
                (Some(_), None) => Became::Removed,
                (Some(_), Some(_)) => Became::Changed,
            };
            let pieces = compare(&old.unwrap_or_default(), &new.unwrap_or_default());
            found.push(TextChange { provision: id.clone(), language, became, pieces });
        }
    }
    found
}

/// Label, heading and words.
fn text_of(law: &Law, words: &Wordings<'_>, id: &str, language: &str) -> Option<String> {
    let wording = words.of(id)?;
    let parts = match law.provisions[id].translations.get(language) {
        _ if language == "en" => [format!("{} {}", wording.label, wording.heading), wording.text],
        Some(translation) => [translation.heading.clone(), translation.text.clone()],
        None => return None,
    };
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    Some(parts.join("\n\n"))
}

/// What makes two blocks the same version.
type Version<'r> = (&'r str, Date, Date, &'r str, &'r BTreeMap<String, String>);

fn rules(a: Side<'_>, b: Side<'_>) -> Vec<RuleChange> {
    let (old, new) = (versions(a), versions(b));
    let mut gone: Vec<(&Version, RuleNumber)> = old.iter().filter(|(v, _)| !new.contains_key(*v)).map(|(v, n)| (v, *n)).collect();
    let mut found = Vec::new();
    for (version, number) in &new {
        let rule = &b.law.rules[*number];
        let same = old.get(version).copied();
        // A block that only its day or day of knowledge tells apart from one that is gone is that block, edited.
        let edited = same.or_else(|| {
            let at = gone.iter().position(|(v, _)| (v.0, v.3, v.4) == (version.0, version.3, version.4))?;
            Some(gone.remove(at).1)
        });
        let (became, earlier) = match (edited, before(b, *number)) {
            (Some(old), _) => (Became::Changed, Some((a.law, old))),
            (None, Some(old)) => (Became::Followed, Some((b.law, old))),
            (None, None) => (Became::Added, None),
        };
        let earlier_keys = earlier.map(|(law, old)| keys_of_rule(&law.rules[old])).unwrap_or_default();
        let keys = key_changes(&earlier_keys, &keys_of_rule(rule));
        if became != Became::Changed || !keys.is_empty() {
            found.push(RuleChange { rule: rule.id.clone(), became, old: earlier.map(|(_, old)| old), new: Some(*number), keys });
        }
    }
    for (_, number) in gone {
        let rule = &a.law.rules[number];
        let keys = key_changes(&keys_of_rule(rule), &BTreeMap::new());
        found.push(RuleChange { rule: rule.id.clone(), became: Became::Removed, old: Some(number), new: None, keys });
    }
    found.sort_by(|x, y| (&x.rule, x.new, x.old).cmp(&(&y.rule, y.new, y.old)));
    found
}

fn versions(side: Side<'_>) -> BTreeMap<Version<'_>, RuleNumber> {
    let known = side.law.rules.iter().enumerate().filter(|(_, rule)| rule.known <= side.known);
    known.map(|(number, rule)| ((rule.id.as_str(), rule.from, rule.known, rule.set_by.as_str(), &rule.when), number)).collect()
}

/// The version of the same rule that a new one follows.
fn before(side: Side<'_>, number: RuleNumber) -> Option<RuleNumber> {
    let rule = &side.law.rules[number];
    let earlier = (0..number).rev().take_while(|n| side.law.rules[*n].id == rule.id);
    earlier
        .into_iter()
        .find(|n| side.law.rules[*n].known <= side.known && (side.law.rules[*n].from, side.law.rules[*n].known) < (rule.from, rule.known))
}

/// Keys that say what the block is, not what it says.
const IDENTITY: [&str; 7] = ["id", "act", "set-by", "provision", "slot", "hash", "place"];

fn keys_of_rule(rule: &Rule) -> BTreeMap<String, String> {
    keys_of(rule)
}

/// The keys of a block or entry with their values, as near to the files as the parsed form allows.
fn keys_of(thing: &impl Serialize) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    leaves(&serde_json::to_value(thing).unwrap_or(Value::Null), "", &mut keys);
    keys
}

fn leaves(value: &Value, path: &str, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('_', "-");
                let is_identity = path.is_empty() && IDENTITY.contains(&key.as_str()) || key == "place";
                if !is_identity {
                    leaves(value, &step(path, &key), out);
                }
            }
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            if !items.is_empty() {
                out.insert(path.to_string(), items.join(", "));
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| leaves(item, &format!("{path}.{}", n + 1), out)),
        scalar_value => {
            let text = scalar(scalar_value);
            if !text.is_empty() && !path.is_empty() {
                out.insert(path.to_string(), text);
            }
        }
    }
}

/// One step down; what only the program's types tell apart is left out.
fn step(path: &str, key: &str) -> String {
    match (path, key) {
        ("", "kind") => String::new(),
        ("value", "one" | "set") => "value".to_string(),
        ("value", "per-class") => "values".to_string(),
        ("amount", "value") => "value".to_string(),
        ("" | "amount", _) => key.to_string(),
        _ => format!("{path}.{key}"),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn key_changes(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<KeyChange> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let value = |side: &BTreeMap<String, String>, key: &String| side.get(key).cloned().unwrap_or_default();
    let changes = keys.into_iter().map(|key| KeyChange { key: key.clone(), old: value(old, key), new: value(new, key) });
    changes.filter(|change| change.old != change.new).collect()
}

type Entries = BTreeMap<(&'static str, String), BTreeMap<String, String>>;

fn entries(a: Side<'_>, b: Side<'_>) -> Vec<EntryChange> {
    let (old, new) = (entries_of(a), entries_of(b));
    let ids: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let nothing = BTreeMap::new();
    let mut found = Vec::new();
    for id in ids {
        let became = match (old.contains_key(id), new.contains_key(id)) {
            (true, true) => Became::Changed,
            (true, false) => Became::Removed,
            (false, _) => Became::Added,
        };
        let keys = key_changes(old.get(id).unwrap_or(&nothing), new.get(id).unwrap_or(&nothing));
        if !keys.is_empty() || became != Became::Changed {
            found.push(EntryChange { list: id.0, id: id.1.clone(), became, keys });
        }
    }
    found
}

fn entries_of(side: Side<'_>) -> Entries {
    let law = side.law;
    let mut found = Entries::new();
    for (id, act) in law.acts.iter().filter(|(_, act)| act.known <= side.known) {
        found.insert(("act", id.clone()), keys_of(act));
    }
    for change in law.amendments.iter().filter(|change| change.known <= side.known) {
        let operation = serde_json::to_value(change.operation).ok().map_or(String::new(), |value| scalar(&value));
        found.insert(("amendment", format!("{operation} {} ({} {})", change.target, change.act, change.from)), keys_of(change));
    }
    let vocabulary = &law.vocabulary;
    found.extend(law.ranks.iter().map(|rank| (("rank", rank.id.clone()), keys_of(rank))));
    found.extend(law.authorities.iter().map(|(id, entry)| (("authority", id.clone()), keys_of(entry))));
    found.extend(law.territories.iter().map(|(id, entry)| (("territory", id.clone()), keys_of(entry))));
    found.extend(law.switches.iter().map(|(id, entry)| (("switch", id.clone()), keys_of(entry))));
    found.extend(vocabulary.slots.iter().map(|(id, entry)| (("slot", id.clone()), keys_of(entry))));
    let words = [
        ("area", &vocabulary.areas),
        ("class", &vocabulary.classes),
        ("status", &vocabulary.statuses),
        ("event", &vocabulary.events),
        ("receipt", &vocabulary.receipts),
        ("role", &vocabulary.roles),
    ];
    for (list, words) in words {
        found.extend(words.iter().map(|(id, entry)| ((list, id.clone()), keys_of(entry))));
    }
    found
}

/// From, until, and the content of both answers.
type Span = (Date, Option<Date>, String, String);

fn effects(a: Side<'_>, b: Side<'_>, switches: &BTreeMap<String, String>) -> Vec<Effect> {
    let slots: BTreeSet<&String> = a.law.vocabulary.slots.keys().chain(b.law.vocabulary.slots.keys()).collect();
    let (of_a, of_b) = (readings_of(a.law, switches), readings_of(b.law, switches));
    let mut found = Vec::new();
    for slot in slots {
        let positions = Positions::of(&[a.law, b.law], slot, None);
        let mut spans: BTreeMap<Span, BTreeSet<Position>> = BTreeMap::new();
        let mut samples: BTreeMap<Span, (Said, Said)> = BTreeMap::new();
        for position in positions.all() {
            let answer = |side: Side<'_>, readings: &BTreeMap<String, String>, day: Date| {
                let said = said(side.law, slot, &position, Moment { valid: day, known: side.known }, readings);
                (said, content(side.law, said, position.class.as_deref()))
            };
            let over_days = positions.days.iter().map(|day| (*day, answer(a, &of_a, *day), answer(b, &of_b, *day)));
            for (span, answers) in differing(over_days) {
                samples.entry(span.clone()).or_insert(answers);
                spans.entry(span).or_default().insert(position.clone());
            }
        }
        for (span, of) in spans {
            let (before, after) = samples[&span];
            found.push(Effect {
                slot: slot.clone(),
                from: span.0,
                until: span.1,
                before,
                after,
                class: of.first().and_then(|position| position.class.clone()),
                wheres: describe(b.law, &positions, &of),
            });
        }
    }
    found
}

/// Readings of questions that this law asks.
fn readings_of(law: &Law, switches: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    switches.iter().filter(|(name, _)| law.switches.contains_key(*name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The stretches of days in which the contents differ.
fn differing(days: impl Iterator<Item = (Date, (Said, String), (Said, String))>) -> Vec<(Span, (Said, Said))> {
    let mut found: Vec<(Span, (Said, Said))> = Vec::new();
    let mut open = false;
    for (day, (was, old), (is, new)) in days {
        if let Some((last, _)) = found.last_mut().filter(|_| open) {
            if (&last.2, &last.3) == (&old, &new) {
                continue;
            }
            last.1 = Some(day);
        }
        open = old != new;
        if open {
            found.push(((day, None, old, new), (was, is)));
        }
    }
    found
}

/// What an answer says, whoever says it.
fn content(law: &Law, said: Said, class: Option<&str>) -> String {
    let Said::Rule(number) = said else { return format!("{said:?}") };
    let kind = match &law.rules[number].kind {
        Kind::Parameter(parameter) => match parameter.value_for(class) {
            Some(value) => Kind::Parameter(Parameter { value: ParameterValue::One(value.clone()), unit: parameter.unit.clone() }),
            None => Kind::Parameter(parameter.clone()),
        },
        kind => kind.clone(),
    };
    serde_json::to_string(&kind).unwrap_or_default()
}
