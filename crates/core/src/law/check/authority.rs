//! AL-1301: acts within their competence. AL-1302: mutual derogation. AL-1303: nobody reaches beyond his rank or source.

use super::Findings;
use super::situations;
use super::tables::{Tables, rules};
use crate::law::index::covers;
use crate::law::resolve::{derogates, is_no_wider};
use crate::law::*;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    let mut basis = BTreeMap::new();
    for (number, rule) in law.rules.iter().enumerate() {
        if needs_competence(law, rule) && !ever_competent(out.tables, law, number, &mut basis) {
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
    }
    mutual(out);
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

/// Two rules that each say that they stand notwithstanding the other.
fn mutual(out: &mut Findings<'_>) {
    let law = out.law;
    let mut by_target: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in law.rules.iter().filter(|rule| !rule.derogates.is_empty()) {
        for name in [&rule.id, &rule.provision, &rule.act] {
            by_target.entry(name).or_default().push(rule);
        }
    }
    let mut told = BTreeSet::new();
    for rule in law.rules.iter().filter(|rule| !rule.derogates.is_empty()) {
        let named = rule.derogates.iter().filter_map(|target| by_target.get(target.as_str())).flatten();
        for other in named.filter(|other| other.id > rule.id && derogates(other, rule)) {
            if told.insert((&rule.id, &other.id)) {
                let message = format!("`{}` and `{}` derogate from each other", rule.id, other.id);
                out.rule("AL-1302", rule, "derogates", message, "only one of them can stand notwithstanding the other");
            }
        }
    }
}

/// Days on which the competences of a body change, and the readings in which they differ.
type Basis = (BTreeSet<Date>, Vec<situations::Reading>);

/// Whether on some day, in some reading, the rule's body may make it.
fn ever_competent<'l>(
    tables: &Tables<'l>,
    law: &'l Law,
    number: RuleNumber,
    basis: &mut BTreeMap<(&'l str, &'l situations::Reading), Basis>,
) -> bool {
    let rule = &law.rules[number];
    let body = law.acts.get(&rule.act).map_or("", |act| act.body.as_str());
    let (days, readings) = basis.entry((body, &rule.when)).or_insert_with(|| {
        let chains = tables.competences_of(law, body);
        let conditions = chains.iter().flat_map(|chain| rules(law, chain)).map(|rule| &rule.when).chain([&rule.when]);
        let mut readings = situations::readings(law, conditions);
        for reading in &mut readings {
            reading.extend(rule.when.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        (chains.iter().flat_map(|chain| &chain.dates).copied().collect(), readings)
    });
    let days = [rule.from].into_iter().chain(days.range(rule.from..).copied());
    let competent = |day| readings.iter().any(|reading| crate::law::resolve::is_competent(law, number, day, reading));
    days.into_iter().any(competent)
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
    let (law, tables) = (out.law, out.tables);
    let Some(from_body) = &competence.from_body else { return };
    let mut sources = tables.own_competences(from_body).iter().flat_map(|chain| rules(law, chain)).peekable();
    let reaches = |source: &Rule, wider: &Competence| {
        let inside = |place: &String| source.scope.territory.iter().any(|outer| tables.lies_within(place, outer));
        let everywhere = source.scope.territory.is_empty();
        let covered = everywhere || (!rule.scope.territory.is_empty() && rule.scope.territory.iter().all(inside));
        wider.delegable && is_no_wider(law, competence, wider) && covered
    };
    if sources.peek().is_none() {
        out.rule("AL-1303", rule, "from-body", format!("`{from_body}` has no competence to hand on"), "name the body that has it");
    } else if !sources.any(|source| matches!(&source.kind, Kind::Competence(wider) if wider.body == *from_body && reaches(source, wider))) {
        let message = format!("`{from_body}` hands on more than it may");
        let help = "the source must be `delegable` and cover every area, slot and territory";
        out.rule("AL-1303", rule, "from-body", message, help);
    }
}

fn covered_acts(out: &mut Findings<'_>, rule: &Rule, transition: &Transition) {
    let (law, tables) = (out.law, out.tables);
    let body = law.acts.get(&rule.act).map_or("", |act| act.body.as_str());
    for covered in &transition.covers {
        if let (Some(own), Some(theirs)) = (rank_of(law, &rule.act), rank_of(law, covered))
            && theirs < own
        {
            let message = format!("`{covered}` ranks higher than this transition clause");
            out.rule("AL-1303", rule, "covers", message, "an act can keep alive only older versions of its own rank or below");
        }
        let Some(listed) = law.vocabulary.slots.get(covered).filter(|_| needs_competence(law, rule)) else { continue };
        if !own_competences(tables, law, body).any(|c| c.slots.iter().any(|slot| covers(slot, covered)) || regulates(c, &listed.area)) {
            let message = format!("`{body}` has no competence for `{covered}`, so this clause cannot choose its version");
            out.rule("AL-1303", rule, "covers", message, "cover only slots that the act's body may regulate");
        }
    }
}

/// Whether an area lies within a competence.
fn regulates(competence: &Competence, area: &str) -> bool {
    competence.areas.iter().any(|a| covers(a, area)) && !competence.except_areas.iter().any(|a| covers(a, area))
}

fn guaranteed(out: &mut Findings<'_>, rule: &Rule, guarantee: &Guarantee) {
    let law = out.law;
    if !needs_competence(law, rule) {
        return;
    }
    let body = law.acts.get(&rule.act).map_or("", |act| act.body.as_str());
    for area in &guarantee.areas {
        if !own_competences(out.tables, law, body).any(|competence| regulates(competence, area)) {
            let message = format!("`{body}` guarantees `{area}`, for which it has no competence");
            out.rule("AL-1303", rule, "areas", message, "guarantee only areas that the act's body may regulate");
        }
    }
}

/// Every competence that a body has at some time.
fn own_competences<'l>(tables: &Tables<'l>, law: &'l Law, body: &str) -> impl Iterator<Item = &'l Competence> {
    let rules = tables.own_competences(body).to_vec().into_iter().flat_map(|chain| rules(law, chain));
    rules.filter_map(move |rule| match &rule.kind {
        Kind::Competence(competence) if competence.body == body => Some(competence),
        _ => None,
    })
}
