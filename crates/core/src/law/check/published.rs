//! AL-1201: a published block is never edited, only followed.

use super::Findings;
use super::tables::Tables;
use crate::law::*;
use crate::source::{Diagnostic, Place};
use std::collections::BTreeMap;

/// What `new` changed of the blocks that `old` had published: each must stand in it
/// as it stood. Drafts (`grade = "proposed"`) may change freely.
pub fn check_against(new: &Law, old: &Law) -> Vec<Diagnostic> {
    let tables = Tables::of(new);
    let mut out = Findings::new(new, &tables);
    let mut by_name: BTreeMap<Name<'_>, &Rule> = BTreeMap::new();
    for rule in &new.rules {
        by_name.insert(name(rule), rule);
    }
    for before in old.rules.iter().filter(|rule| rule.grade != Grade::Proposed) {
        match by_name.get(&name(before)) {
            Some(now) if now.hash == before.hash => {}
            Some(now) => edited(&mut out, old, before, now),
            None => withdrawn(&mut out, before),
        }
    }
    amendments(&mut out, old);
    out.found.sort();
    out.found.dedup();
    out.found
}

/// What makes a block the same block: its version, the day it was known, and its reading.
type Name<'l> = (String, crate::time::Date, &'l BTreeMap<String, String>);

fn name(rule: &Rule) -> Name<'_> {
    (rule.version(), rule.known, &rule.when)
}

const HELP: &str =
    "restore it, and follow it with a later block of the same rule; a slip of transcription takes an erratum, an act with its own `known`";

fn edited(out: &mut Findings<'_>, old: &Law, before: &Rule, now: &Rule) {
    let keys: std::collections::BTreeSet<&str> = before.keys.keys().chain(now.keys.keys()).copied().collect();
    let differs = keys.into_iter().find(|key| statement(old, before, key) != statement(out.law, now, key));
    let key = differs.unwrap_or("rule");
    let was = match differs.and_then(|key| statement(old, before, key)) {
        Some(was) => format!("`{was}`"),
        None if differs.is_some() => format!("no `{key}`"),
        None => "another content, by the keys that its act gives to every block".to_string(),
    };
    let message = format!("`{}` was published with {was} and has been edited since", now.version());
    out.rule("AL-1201", now, key, message, HELP);
}

/// The line on which a block states a key, as it stands in the file.
fn statement<'l>(law: &'l Law, rule: &Rule, key: &str) -> Option<&'l str> {
    let text = law.sources.get(&rule.place.file)?;
    let value = *rule.keys.get(key)?;
    let start = text[..value].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().map(str::trim)
}

fn withdrawn(out: &mut Findings<'_>, before: &Rule) {
    let provision = out.law.provisions.get(&before.provision).map(|provision| &provision.place);
    let act = out.law.acts.get(&before.set_by).map(|act| &act.place);
    let place = provision.or(act).cloned().unwrap_or_else(|| top(out.law, &before.place.file));
    let message = format!("`{}`, known from {}, was published and is gone", before.version(), before.known);
    out.place("AL-1201", &place, message, HELP);
}

/// Where a file begins; a file that is gone has no lines.
fn top(law: &Law, file: &str) -> Place {
    let line = u32::from(law.sources.contains_key(file));
    Place { file: file.to_string(), line, column: line }
}

/// Amendments are published blocks too.
fn amendments(out: &mut Findings<'_>, old: &Law) {
    let law = out.law;
    let bare = |change: &Amendment| Amendment { place: Default::default(), text: None, restated: Vec::new(), ..change.clone() };
    let same = |change: &Amendment, other: &Amendment| {
        (&change.act, &change.target, change.operation) == (&other.act, &other.target, other.operation)
    };
    let mut by_act: BTreeMap<&str, Vec<&Amendment>> = BTreeMap::new();
    for change in &law.amendments {
        by_act.entry(&change.act).or_default().push(change);
    }
    for before in &old.amendments {
        let here = by_act.get(before.act.as_str()).map_or(&[][..], Vec::as_slice);
        if here.iter().any(|now| bare(now) == bare(before)) {
            continue;
        }
        let act = law.acts.get(&before.act).map(|act| &act.place);
        let now = here.iter().find(|now| same(now, before)).map(|now| &now.place);
        let place = now.or(act).cloned().unwrap_or_else(|| top(law, &before.place.file));
        let message = format!(
            "the amendment of `{}` from {} by `{}` was published and has been edited since",
            before.target, before.from, before.act
        );
        out.place("AL-1201", &place, message, HELP);
    }
}
