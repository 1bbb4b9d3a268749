//! AL-1102: what a rule points at exists. AL-1401: nothing waits for ever.

use super::{Findings, slots_of};
use crate::law::index::covers;
use crate::law::read::did_you_mean;
use crate::law::*;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for rule in &law.rules {
        slots(out, rule);
        derogations(out, rule);
        if let Kind::Term(term) = &rule.kind {
            endless(out, rule, term);
        }
        if let Kind::Transition(transition) = &rule.kind {
            for covered in &transition.covers {
                let is_slot = law.vocabulary.slots.keys().any(|slot| covers(covered, slot));
                if !is_slot && !law.acts.contains_key(covered) {
                    out.rule(
                        "AL-1102",
                        rule,
                        "covers",
                        format!("`{covered}` is neither a slot nor an act"),
                        "name slots or acts that exist",
                    );
                }
            }
        }
        if let Kind::Appeal(appeal) = &rule.kind {
            contested(out, rule, appeal);
        }
        answered_by_machine(out, rule);
        if !law.provisions.contains_key(&rule.provision) {
            let message = format!("the provision `{}` does not exist", rule.provision);
            out.rule("AL-1102", rule, "target", message, "name a provision of the amended act, or insert it");
        }
    }
    for change in &law.amendments {
        amendment(out, change);
    }
}

fn slots(out: &mut Findings<'_>, rule: &Rule) {
    let known = &out.law.vocabulary.slots;
    for (key, slot) in slots_of(rule).into_iter().filter(|(_, slot)| !known.contains_key(*slot)) {
        let message = format!("`{slot}` is not a slot of the vocabulary{}", did_you_mean(slot, known.keys().map(String::as_str)));
        out.rule("AL-1102", rule, key, message, "name a slot of law/vocabulary.toml, or add it there");
    }
}

fn derogations(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    for target in &rule.derogates {
        let exists = law.acts.contains_key(target) || law.provisions.contains_key(target) || out.tables.chain(target).is_some();
        if !exists {
            let known = law.provisions.keys().chain(law.acts.keys()).map(String::as_str);
            let message = format!("`derogates` names `{target}`, which does not exist{}", did_you_mean(target, known));
            out.rule("AL-1102", rule, "derogates", message, "name an act, a provision act#key or a rule act#key/slot");
        }
    }
}

fn amendment(out: &mut Findings<'_>, change: &Amendment) {
    let law = out.law;
    let tables = out.tables;
    let exists = |id: &str| law.provisions.contains_key(id) || tables.chain(id).is_some();
    if change.operation == Operation::Insert {
        let act = change.target.split('#').next().unwrap_or("");
        if !law.acts.contains_key(act) {
            out.place("AL-1102", &change.place, format!("the act `{act}` does not exist"), "name the act that receives the provision");
        }
    } else if !exists(&change.target) {
        let hint = did_you_mean(&change.target, law.provisions.keys().map(String::as_str));
        let message = format!("`{}` does not exist{hint}", change.target);
        out.place("AL-1102", &change.place, message, "name a provision act#key or a rule act#key/slot");
    }
    let successor = change.successor.as_deref().filter(|id| *id != "none");
    if let Some(id) = successor.filter(|id| !exists(id)) {
        let message = format!("the successor `{id}` does not exist");
        out.place("AL-1102", &change.place, message, "name the provision that takes its place, or \"none\"");
    }
}

/// What is contested and who decides it are listed.
fn contested(out: &mut Findings<'_>, rule: &Rule, appeal: &Appeal) {
    let words = &out.law.vocabulary;
    for against in appeal.against.iter().filter(|name| !words.slots.contains_key(*name) && !words.events.contains_key(*name)) {
        let hint = did_you_mean(against, words.slots.keys().chain(words.events.keys()).map(String::as_str));
        out.rule("AL-1102", rule, "against", format!("`{against}` is neither a slot nor an event{hint}"), "name what is contested");
    }
    if !words.slots.contains_key(&appeal.to) && !words.roles.contains_key(&appeal.to) && !words.roles.is_empty() {
        let hint = did_you_mean(&appeal.to, words.slots.keys().chain(words.roles.keys()).map(String::as_str));
        out.rule(
            "AL-1102",
            rule,
            "to",
            format!("`{}` is neither a jurisdiction nor a role{hint}", appeal.to),
            "name who decides the appeal",
        );
    }
}

/// AL-1502: what the law keeps for a named human, no table and no number answers.
fn answered_by_machine(out: &mut Findings<'_>, rule: &Rule) {
    let kind = rule.slot.split('.').next().unwrap_or("");
    if !matches!(rule.kind, Kind::Decision(_) | Kind::Parameter(_)) {
        return;
    }
    let judgement = rule.slot.replacen(kind, "judgement", 1);
    let kept =
        crate::law::index::prefixes(&judgement).find(|slot| out.law.vocabulary.slots.contains_key(*slot) || out.tables.has_rule(slot));
    if let Some(kept) = kept {
        let message = format!("`{}` answers by a {kind} what `{kept}` keeps for a named human", rule.id);
        out.rule("AL-1502", rule, "rule", message, "leave the question to the human, and call what the machine says otherwise: it advises");
    }
}

fn endless(out: &mut Findings<'_>, rule: &Rule, term: &Term) {
    for stop in &term.stop {
        let missing: Vec<&str> =
            [("`until`", stop.until.is_none()), ("`limit`", stop.limit.is_none())].iter().filter(|(_, m)| *m).map(|(k, _)| *k).collect();
        if !missing.is_empty() {
            let message = format!("the stop on `{}` has no {}: the clock might stand still for ever", stop.on, missing.join(" and no "));
            out.rule("AL-1401", rule, "stop", message, "name the event that ends the stop and the term whose silence ends it");
        }
    }
    if term.extend.as_ref().is_some_and(|extend| extend.cap.is_none()) {
        out.rule("AL-1401", rule, "extend", "the extension has no cap", "add `cap`, the longest duration of the further leg");
    }
}
