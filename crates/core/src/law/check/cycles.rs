//! AL-1103: nothing leads back to itself.
//!
//! Slots are followed class by class: a rule for one class may read what a rule
//! for another class answers, as long as no class comes back to its own question.

use super::{Findings, slots_of};
use crate::law::index::prefixes;
use crate::law::*;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Who leads to whom.
type Edges<'l> = BTreeMap<&'l str, BTreeSet<&'l str>>;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    let within = law.territories.iter().map(|(id, t)| (id.as_str(), t.within.iter().map(String::as_str).collect())).collect();
    circles(out, "territories lie within each other", &within, |id| law.territories.get(id).map(|t| &t.place));
    let bodies = law.authorities.iter().map(|(id, a)| (id.as_str(), a.successor.iter().map(String::as_str).collect())).collect();
    circles(out, "bodies succeed each other", &bodies, |id| law.authorities.get(id).map(|a| &a.place));
    slots(out);
    delegations(out);
}

/// A rule also answers narrower slots: reading one of them reads every rule for it or a broader one.
fn slots(out: &mut Findings<'_>) {
    let law = out.law;
    let mut reading: Vec<(&Rule, Vec<&str>)> = Vec::new();
    for rule in &law.rules {
        let used: Vec<&str> =
            slots_of(rule).into_iter().filter(|(key, _)| matches!(*key, "uses" | "scope" | "except")).map(|(_, slot)| slot).collect();
        if !used.is_empty() {
            reading.push((rule, used));
        }
    }
    let classes: BTreeSet<&str> = reading.iter().flat_map(|(rule, _)| classes_of(rule)).collect();
    let unnamed = "";
    let mut told = BTreeSet::new();
    for class in classes.iter().copied().chain([unnamed]) {
        let mut reads: Edges<'_> = BTreeMap::new();
        for (rule, used) in reading.iter().filter(|(rule, _)| may_answer(rule, class)) {
            let broader = used.iter().flat_map(|used| prefixes(used)).filter(|slot| out.tables.has_rule(slot));
            reads.entry(&rule.slot).or_default().extend(broader);
        }
        let place = |slot: &str| reading.iter().find(|(rule, _)| rule.slot == slot && may_answer(rule, class)).map(|(rule, _)| &rule.place);
        let what = match (class, classes.len()) {
            (_, 0) | ("", _) => "slots read each other".to_string(),
            (class, _) => format!("for `{class}`, slots read each other"),
        };
        for path in all_circles(&reads) {
            let members: BTreeSet<&str> = path.iter().copied().collect();
            if told.insert(members) {
                tell(out, &what, &path, place(path[0]));
            }
        }
    }
}

/// Classes that a rule names.
fn classes_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let rows = match &rule.kind {
        Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => Some(rows.keys()),
        _ => None,
    };
    let named = rule.scope.class.iter().chain(&rule.except.class).chain(rows.into_iter().flatten());
    named.map(String::as_str).filter(|class| !class.starts_with('@'))
}

/// Whether a rule may answer for a class; a set may hold any class.
fn may_answer(rule: &Rule, class: &str) -> bool {
    let is_in = |words: &[String]| words.iter().any(|word| word == class || word.starts_with('@'));
    let only_by_class = rule.except.territory.is_empty() && rule.except.person.is_empty();
    let excepted = only_by_class && rule.except.class.iter().any(|word| word == class);
    let has_row = match &rule.kind {
        Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => rows.contains_key(class),
        _ => true,
    };
    (rule.scope.class.is_empty() || is_in(&rule.scope.class)) && !excepted && has_row
}

fn delegations(out: &mut Findings<'_>) {
    let law = out.law;
    let handed_on = law.rules.iter().filter_map(|rule| match &rule.kind {
        Kind::Competence(competence) => competence.from_body.as_deref().map(|from| (rule, competence.body.as_str(), from)),
        _ => None,
    });
    let mut edges: Edges<'_> = BTreeMap::new();
    let mut places: BTreeMap<&str, &Place> = BTreeMap::new();
    for (rule, body, from) in handed_on {
        edges.entry(body).or_default().insert(from);
        places.entry(body).or_insert(&rule.place);
    }
    circles(out, "competences are handed on", &edges, |body| places.get(body).copied());
}

fn circles<'l>(out: &mut Findings<'_>, what: &str, edges: &Edges<'l>, place: impl Fn(&str) -> Option<&'l Place>) {
    for path in all_circles(edges) {
        tell(out, what, &path, place(path[0]));
    }
}

fn tell(out: &mut Findings<'_>, what: &str, path: &[&str], place: Option<&Place>) {
    let shown = path.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
    let place = place.cloned().unwrap_or_default();
    out.place("AL-1103", &place, format!("{what} in a circle: {shown}"), "break the circle at one of these");
}

/// One circle through each knot of the graph, closed at its first member, in one walk over it.
fn all_circles<'l>(edges: &Edges<'l>) -> Vec<Vec<&'l str>> {
    let mut found = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for &start in edges.keys() {
        // The way to where we stand, each with what is still to be tried from there.
        let mut way: Vec<(&str, Vec<&str>)> = vec![];
        let mut standing: BTreeSet<&str> = BTreeSet::new();
        let next = |id: &str| edges.get(id).into_iter().flatten().copied().collect::<Vec<&str>>();
        if done.insert(start) {
            standing.insert(start);
            way.push((start, next(start)));
        }
        while let Some((here, open)) = way.last_mut() {
            let Some(to) = open.pop() else {
                standing.remove(*here);
                way.pop();
                continue;
            };
            if standing.contains(to) {
                let first = way.iter().position(|(id, _)| *id == to).unwrap_or_default();
                found.push(way[first..].iter().map(|(id, _)| *id).chain([to]).collect());
            } else if done.insert(to) {
                standing.insert(to);
                way.push((to, next(to)));
            }
        }
    }
    found
}
