//! AL-1103: nothing leads back to itself.

use super::{Findings, slots_of};
use crate::law::index::covers;
use crate::law::*;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Whether there is a circle.
pub(super) fn check(out: &mut Findings<'_>) -> bool {
    let law = out.law;
    let before = out.found.len();
    let within = law.territories.iter().map(|(id, t)| (id.clone(), t.within.iter().cloned().collect())).collect();
    circle(out, "territories lie within each other", &within, |law, id| law.territories.get(id).map(|t| t.place.clone()));
    let bodies = law.authorities.iter().map(|(id, a)| (id.clone(), a.successor.iter().cloned().collect())).collect();
    circle(out, "bodies succeed each other", &bodies, |law, id| law.authorities.get(id).map(|a| a.place.clone()));
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut delegates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in &law.rules {
        for (_, used) in slots_of(rule).into_iter().filter(|(key, _)| matches!(*key, "uses" | "scope" | "except")) {
            // A rule also answers narrower slots: reading one of them reads this one.
            let targets = law.rules.iter().filter(|other| covers(&other.slot, used)).map(|other| other.slot.clone());
            reads.entry(rule.slot.clone()).or_default().extend(targets);
        }
        if let Kind::Competence(competence) = &rule.kind {
            delegates.entry(competence.body.clone()).or_default().extend(competence.from_body.clone());
        }
    }
    let rule_place = |law: &Law, slot: &str| law.rules.iter().find(|rule| rule.slot == slot).map(|rule| rule.place.clone());
    circle(out, "slots read each other", &reads, rule_place);
    circle(out, "competences are handed on", &delegates, |law, body| {
        let by = |rule: &&Rule| matches!(&rule.kind, Kind::Competence(c) if c.body == *body && c.from_body.is_some());
        law.rules.iter().find(by).map(|rule| rule.place.clone())
    });
    out.found.len() > before
}

fn circle(out: &mut Findings<'_>, what: &str, edges: &BTreeMap<String, BTreeSet<String>>, place: impl Fn(&Law, &str) -> Option<Place>) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    for start in edges.keys() {
        if told.contains(start) {
            continue;
        }
        if let Some(path) = way_back(edges, start) {
            let place = place(out.law, start).unwrap_or_default();
            let shown = path.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
            out.place("AL-1103", &place, format!("{what} in a circle: {shown}"), "break the circle at one of these");
            told.extend(path);
        }
    }
}

/// A way from `start` back to itself.
fn way_back(edges: &BTreeMap<String, BTreeSet<String>>, start: &str) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![vec![start.to_string()]];
    while let Some(path) = open.pop() {
        for next in edges.get(path.last()?).into_iter().flatten() {
            let mut longer = path.clone();
            longer.push(next.clone());
            if next == start {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                open.push(longer);
            }
        }
    }
    None
}
