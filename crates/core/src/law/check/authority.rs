//! AL-1301: acts within their competence. AL-1302: mutual derogation. AL-1303: nobody reaches beyond his rank or source.

use super::Findings;
use crate::law::index::covers;
use crate::law::resolve::{derogates, is_no_wider};
use crate::law::*;
use crate::time::Date;
use std::collections::BTreeSet;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    let mut told = BTreeSet::new();
    for (number, rule) in law.rules.iter().enumerate() {
        if needs_competence(law, rule) && !ever_competent(law, number) {
            let body = law.acts.get(&rule.act).map_or("", |act| act.body.as_str());
            let message = format!("`{body}` never has the competence for `{}` here: this rule is void", rule.slot);
            let help = "add the competence, narrow `scope` to its territory, or move the rule to an act of another rank";
            out.rule("AL-1301", rule, "rule", message, help);
            if rule.grade != Grade::Proposed {
                out.soften();
            }
        }
        derogation(out, rule);
        match &rule.kind {
            Kind::Competence(competence) => delegation(out, rule, competence),
            Kind::Transition(transition) => covered_acts(out, rule, transition),
            Kind::Guarantee(guarantee) => guaranteed(out, rule, guarantee),
            _ => {}
        }
        for other in law.rules.iter().filter(|other| other.id > rule.id && derogates(rule, other) && derogates(other, rule)) {
            if told.insert((&rule.id, &other.id)) {
                let message = format!("`{}` and `{}` derogate from each other", rule.id, other.id);
                out.rule("AL-1302", rule, "derogates", message, "only one of them can stand notwithstanding the other");
            }
        }
    }
    for change in &law.amendments {
        let target = change.target.split('#').next().unwrap_or("");
        if let (Some(own), Some(theirs)) = (rank_of(law, &change.act), rank_of(law, target))
            && own > theirs
        {
            let message = format!("an act of lower rank amends `{}`", change.target);
            out.place("AL-1303", &change.place, message, "an act is amended by acts of its own rank or a higher one");
        }
    }
}

/// Order of an act's rank, 0 the highest.
fn rank_of(law: &Law, act: &str) -> Option<usize> {
    law.index.rank_order.get(&law.acts.get(act)?.rank).copied()
}

fn needs_competence(law: &Law, rule: &Rule) -> bool {
    rank_of(law, &rule.act).is_some_and(|order| law.ranks[order].needs_competence)
}

/// Whether on some day, in some reading, the rule's body may make it.
fn ever_competent(law: &Law, number: RuleNumber) -> bool {
    let rule = &law.rules[number];
    let chains = || law.index.competences.iter().map(|&chain| &law.index.chains[chain]);
    let mut days: BTreeSet<Date> = chains().flat_map(|chain| &chain.dates).copied().filter(|day| *day >= rule.from).collect();
    days.insert(rule.from);
    let mut names: BTreeSet<&String> = BTreeSet::new();
    for competence in law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))) {
        names.extend(competence.when.keys().filter(|name| !rule.when.contains_key(*name)));
    }
    let mut readings = vec![rule.when.clone()];
    for name in names {
        for value in law.switches.get(name).into_iter().flat_map(|switch| &switch.values) {
            let mut reading = rule.when.clone();
            reading.insert(name.clone(), value.clone());
            readings.push(reading);
        }
    }
    days.iter().any(|day| readings.iter().any(|reading| crate::law::resolve::is_competent(law, number, *day, reading)))
}

fn derogation(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    for target in &rule.derogates {
        let act = target.split('#').next().unwrap_or(target);
        if let (Some(own), Some(theirs)) = (rank_of(law, &rule.act), rank_of(law, act))
            && own != theirs
        {
            let message = format!("`{target}` is of another rank: `derogates` sets aside rules of equal rank only");
            out.rule("AL-1303", rule, "derogates", message, "between ranks, `subsidiary-to` or a competence that `displaces` decides");
        }
    }
}

fn delegation(out: &mut Findings<'_>, rule: &Rule, competence: &Competence) {
    let law = out.law;
    let Some(from_body) = &competence.from_body else { return };
    let sources = law.rules.iter().filter_map(|other| match &other.kind {
        Kind::Competence(wider) if wider.body == *from_body => Some(wider),
        _ => None,
    });
    let mut sources = sources.peekable();
    if sources.peek().is_none() {
        out.rule("AL-1303", rule, "from-body", format!("`{from_body}` has no competence to hand on"), "name the body that has it");
    } else if !sources.any(|wider| wider.delegable && is_no_wider(law, competence, wider)) {
        let message = format!("`{from_body}` hands on more than it may");
        out.rule("AL-1303", rule, "from-body", message, "the source must be `delegable` and cover every area and slot");
    }
}

fn covered_acts(out: &mut Findings<'_>, rule: &Rule, transition: &Transition) {
    let law = out.law;
    for act in &transition.covers {
        if let (Some(own), Some(theirs)) = (rank_of(law, &rule.act), rank_of(law, act))
            && theirs < own
        {
            let message = format!("`{act}` ranks higher than this transition clause");
            out.rule("AL-1303", rule, "covers", message, "an act can keep alive only older versions of its own rank or below");
        }
    }
}

fn guaranteed(out: &mut Findings<'_>, rule: &Rule, guarantee: &Guarantee) {
    let law = out.law;
    if !needs_competence(law, rule) {
        return;
    }
    let body = law.acts.get(&rule.act).map_or("", |act| act.body.as_str());
    for area in &guarantee.areas {
        let has = law.rules.iter().any(|other| match &other.kind {
            Kind::Competence(c) => {
                c.body == body && c.areas.iter().any(|a| covers(a, area)) && !c.except_areas.iter().any(|a| covers(a, area))
            }
            _ => false,
        });
        if !has {
            let message = format!("`{body}` guarantees `{area}`, for which it has no competence");
            out.rule("AL-1303", rule, "areas", message, "guarantee only areas that the act's body may regulate");
        }
    }
}
