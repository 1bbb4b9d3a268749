//! `alatau law diff`: two laws against each other, or one as it was known on two days.

use super::known_day;
use super::page::wrap;
use super::values::{said, said_json, slot_label, value, whom};
use crate::cli::{Globals, print, print_json, say, say_with};
use crate::failure::Failure;
use crate::shipped::{Body, read_sound};
use alatau_core::law::diff::words::Piece;
use alatau_core::law::diff::{Became, Diff, Effect, EntryChange, KeyChange, RuleChange, Side, TextChange, diff};
use alatau_core::law::{Law, RuleNumber};
use alatau_core::text::{Arg, Lang};
use alatau_core::time::Date;
use serde_json::{Value, json};
use std::path::Path;

/// Which laws.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder of law, or the word `shipped`
    #[arg(value_name = "A")]
    a: String,
    /// The other one; the same folder if two days of knowledge are given
    #[arg(value_name = "B")]
    b: Option<String>,
    /// A as it was known on this day
    #[arg(long, value_name = "DATE")]
    known_a: Option<String>,
    /// B as it was known on this day
    #[arg(long, value_name = "DATE")]
    known_b: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The word for the law that comes with the program.
const SHIPPED: &str = "shipped";

/// Runs the command; a difference is no failure.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    if args.b.is_none() && args.known_a.is_none() && args.known_b.is_none() {
        return Err(Failure::Input(say(lang, "law-diff-one-side", &[])));
    }
    let second = args.b.as_deref().unwrap_or(&args.a);
    let (old, new) = (read(&args.a)?, read(second)?);
    let known = |text: &Option<String>| Ok::<Date, Failure>(known_day(text.as_deref(), globals)?.unwrap_or(Date::MAX));
    let (known_a, known_b) = (known(&args.known_a)?, known(&args.known_b)?);
    let (a, b) = (Side { law: &old.law, known: known_a }, Side { law: &new.law, known: known_b });
    // A question that only one of the laws asks may be answered too.
    let readings = globals.readings(&new.law).or_else(|_| globals.readings(&old.law))?;
    let found = diff(a, b, &readings);
    if args.json {
        let mut command = format!("law diff {} {second}", args.a);
        for (option, day) in [("known-a", &args.known_a), ("known-b", &args.known_b)] {
            command.push_str(&day.as_ref().map(|day| format!(" --{option} {day}")).unwrap_or_default());
        }
        readings.iter().for_each(|(name, value)| command.push_str(&format!(" --switch {name}={value}")));
        return print_json(&written(&command, &found, a.law, b.law, lang));
    }
    print(&(shown(&found, a.law, b.law, lang).join("\n") + "\n"))
}

fn read(name: &str) -> Result<Body, Failure> {
    read_sound((name != SHIPPED).then_some(Path::new(name)))
}

/// As JSON.
pub(super) fn written(command: &str, found: &Diff, a: &Law, b: &Law, lang: Lang) -> Value {
    let version = |law: &Law, number: Option<RuleNumber>| number.map(|number| law.rules[number].version());
    let rules = found.rules.iter().map(|change| {
        // A version that follows is compared with an earlier one of the same law.
        let old = version(if change.became == Became::Followed { b } else { a }, change.old);
        json!({ "rule": change.rule, "became": change.became, "old": old, "new": version(b, change.new), "keys": change.keys })
    });
    let effects = found.effects.iter().map(|effect| {
        let class = effect.class.as_deref();
        json!({
            "slot": effect.slot, "label": label(effect, a, b, lang), "from": effect.from, "until": effect.until, "wheres": effect.wheres,
            "before": said_json(a, effect.before, class, lang), "after": said_json(b, effect.after, class, lang),
        })
    });
    json!({
        "command": command, "same": found.is_empty(), "entries": found.entries, "texts": found.texts, "rules": rules.collect::<Vec<_>>(),
        "effects": effects.collect::<Vec<_>>(),
    })
}

/// In words.
pub(super) fn shown(found: &Diff, a: &Law, b: &Law, lang: Lang) -> Vec<String> {
    if found.is_empty() {
        return vec![say(lang, "law-diff-same", &[])];
    }
    let mut lines = Vec::new();
    let mut part = |key: &str, content: Vec<String>| {
        if !content.is_empty() {
            lines.extend([say(lang, key, &[]), String::new()].into_iter().chain(content).chain([String::new()]));
        }
    };
    part("law-diff-effects", effect_lines(&found.effects, a, b, lang));
    part("law-diff-rules", found.rules.iter().flat_map(|change| rule_lines(change, a, b, lang)).collect());
    part("law-diff-texts", found.texts.iter().flat_map(|change| text_lines(change, lang)).collect());
    part("law-diff-entries", found.entries.iter().flat_map(|change| entry_lines(change, lang)).collect());
    lines.extend(wrap(&counts(found, lang), "", ""));
    lines
}

fn counts(found: &Diff, lang: Lang) -> String {
    let count = |n: usize| Arg::from(u32::try_from(n).unwrap_or(u32::MAX));
    let (effects, rules) = (count(found.effects.len()), count(found.rules.len()));
    let args = [("effects", effects), ("rules", rules), ("texts", count(found.texts.len())), ("entries", count(found.entries.len()))];
    say_with(lang, "law-diff-counts", &args)
}

fn label(effect: &Effect, a: &Law, b: &Law, lang: Lang) -> String {
    let law = if b.vocabulary.slots.contains_key(&effect.slot) { b } else { a };
    slot_label(law, &effect.slot, lang)
}

/// Question by question: since when, for whom, what instead of what.
fn effect_lines(effects: &[Effect], a: &Law, b: &Law, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = "";
    for effect in effects {
        if effect.slot != last {
            lines.extend(wrap(&format!("{} ({})", label(effect, a, b, lang), effect.slot), "  ", "    "));
        }
        last = &effect.slot;
        let class = effect.class.as_deref();
        let change = [said(a, effect.before, class, lang), said(b, effect.after, class, lang)].join(" → ");
        let days = match effect.until {
            None => say_with(lang, "law-diff-from", &[("from", Arg::Date(effect.from))]),
            Some(until) => say_with(lang, "law-diff-from-to", &[("from", Arg::Date(effect.from)), ("last", Arg::Date(until.plus(-1)))]),
        };
        lines.extend(wrap(&format!("{change}, {days}"), "    ", "      "));
        lines.extend(wrap(&whom(b, &effect.wheres, lang), "      ", "      "));
    }
    lines
}

fn rule_lines(change: &RuleChange, a: &Law, b: &Law, lang: Lang) -> Vec<String> {
    let became = became(change.became, lang);
    let (law, number) = match (change.new, change.old) {
        (Some(new), _) => (b, new),
        (None, Some(old)) => (a, old),
        (None, None) => return Vec::new(),
    };
    let rule = &law.rules[number];
    let mut lines = wrap(&format!("{became} {}", rule.version()), "  ", "    ");
    match (change.became, change.old) {
        (Became::Added | Became::Removed, _) => {
            let from = say_with(lang, "law-diff-from", &[("from", Arg::Date(rule.from))]);
            lines.extend(wrap(&format!("{}, {from}", value(law, rule, None, lang)), "    ", "      "));
        }
        (Became::Followed, Some(old)) => {
            lines.extend(wrap(&say(lang, "law-diff-follows", &[("version", &b.rules[old].version())]), "    ", "      "));
            lines.extend(key_lines(&change.keys));
        }
        _ => lines.extend(key_lines(&change.keys)),
    }
    lines
}

fn entry_lines(change: &EntryChange, lang: Lang) -> Vec<String> {
    let list = say(lang, &format!("law-diff-list-{}", change.list), &[]);
    let mut lines = wrap(&format!("{} {list} {}", became(change.became, lang), change.id), "  ", "    ");
    if change.became == Became::Changed {
        lines.extend(key_lines(&change.keys));
    }
    lines
}

fn key_lines(keys: &[KeyChange]) -> Vec<String> {
    let side = |text: &str| if text.is_empty() { "–".to_string() } else { text.to_string() };
    keys.iter()
        .flat_map(|change| wrap(&format!("{}: {} → {}", change.key, side(&change.old), side(&change.new)), "    ", "      "))
        .collect()
}

fn became(became: Became, lang: Lang) -> String {
    let word = match became {
        Became::Added => "added",
        Became::Removed => "removed",
        Became::Changed => "changed",
        Became::Followed => "followed",
    };
    say(lang, &format!("law-diff-{word}"), &[])
}

/// Words around a change that are shown; the rest of what is in both is left out.
const CONTEXT: usize = 8;

fn text_lines(change: &TextChange, lang: Lang) -> Vec<String> {
    let mut lines = wrap(&format!("{} {} [{}]", became(change.became, lang), change.provision, change.language), "  ", "    ");
    let whole = change.became != Became::Changed;
    let last = change.pieces.len().saturating_sub(1);
    let words: Vec<String> = change
        .pieces
        .iter()
        .enumerate()
        .map(|(number, piece)| match piece {
            Piece::Kept(text) => shortened(text, number == 0, number == last),
            Piece::Removed(text) | Piece::Added(text) if whole => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("{{+{text}+}}"),
        })
        .collect();
    for paragraph in words.join(" ").split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        lines.extend(wrap(paragraph, "    ", "    "));
    }
    lines
}

/// The words next to a change.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let (head, tail) = (if is_first { 0 } else { CONTEXT }, if is_last { 0 } else { CONTEXT });
    if words.len() <= head + tail + 1 {
        return text.to_string();
    }
    [&words[..head], &["…"], &words[words.len() - tail..]].concat().join(" ")
}
