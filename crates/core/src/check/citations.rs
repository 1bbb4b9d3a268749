//! AL-1501: every element cites. AL-1102, AL-1101: what it cites and names exists.

use super::{Findings, did_you_mean};
use crate::law::{self, Amendment, Law, Operation};
use crate::procedure::{Kind, Net, Node, NodeInfo};

pub(super) fn check(out: &mut Findings<'_>, net: &Net) {
    for (node, info) in net.nodes.iter().zip(&net.info) {
        if info.cites.is_empty() && !only_joins(node) {
            let message = format!("{} `{}` cites no provision", info.tag, info.id);
            out.at("AL-1501", &info.place, message, "write al:cites=\"act#key\": the provision that this element carries out");
        }
        for cited in &info.cites {
            provision(out, info, cited);
        }
        names(out, net, node, info);
    }
}

/// A pure join, or an exclusive gateway that only merges: nothing is decided there.
fn only_joins(node: &Node) -> bool {
    matches!(node.kind, Kind::Exclusive | Kind::Parallel | Kind::Inclusive) && node.outs.len <= 1
}

fn provision(out: &mut Findings<'_>, info: &NodeInfo, cited: &str) {
    if let Some((what, help)) = fault_of(out.law, cited) {
        out.at("AL-1102", &info.place, format!("`{}` cites {what}", info.id), help);
    }
}

/// What is wrong with citing a provision: it does not exist, or has ended and nothing took its place.
pub(super) fn fault_of(law: &Law, cited: &str) -> Option<(String, &'static str)> {
    if !law.provisions.contains_key(cited) {
        let hint = did_you_mean(cited, law.provisions.keys().map(String::as_str));
        return Some((format!("`{cited}`, which does not exist{hint}"), "name a provision act#key of law/acts"));
    }
    let ends = |change: &&Amendment| {
        let without = change.successor.as_deref().is_none_or(|successor| successor == "none");
        matches!(change.operation, Operation::Repeal | Operation::Annul) && change.target == cited && without && change.restated.is_empty()
    };
    law.amendments.iter().find(ends).map(|change| {
        let ended = format!("`{cited}`, which ends on {} by {} and has no successor", change.from, change.act);
        (ended, "cite what took its place, or name a `successor` where it is repealed")
    })
}

/// Slots, events and forms that an element names.
fn names(out: &mut Findings<'_>, net: &Net, node: &Node, info: &NodeInfo) {
    let law = out.law;
    if let Some(event) = net.events.get(node.event as usize).filter(|event| !law.vocabulary.events.contains_key(*event)) {
        let hint = did_you_mean(event, law.vocabulary.events.keys().map(String::as_str));
        out.at("AL-1101", &info.place, format!("there is no event `{event}`{hint}"), "write an event of vocabulary.toml, or add it there");
    }
    if !info.form.is_empty() && !out.files.contains_key(&format!("forms/{}", info.form)) {
        let message = format!("`{}` uses the form `{}`, which is not in forms/", info.id, info.form);
        out.at("AL-1102", &info.place, message, "add the form, or name another");
    }
    judgements(out, info);
}

/// AL-1502: what the law keeps for a named human is not answered by a machine.
fn judgements(out: &mut Findings<'_>, info: &NodeInfo) {
    let law = out.law;
    let is_person = matches!(info.tag.as_str(), "userTask" | "manualTask");
    let computes = matches!(info.tag.as_str(), "businessRuleTask" | "scriptTask" | "serviceTask") || !info.decision.is_empty();
    for cited in info.cites.iter().filter(|_| computes && info.judgement.is_empty()) {
        let kept = |rule: &&law::Rule| rule.provision == *cited && matches!(rule.kind, law::Kind::Judgement(_));
        if let Some(rule) = law.rules.iter().find(kept) {
            let message = format!("{} `{}` computes what `{cited}` keeps for a named human: `{}`", info.tag, info.id, rule.slot);
            out.at("AL-1502", &info.place, message, format!("make it a userTask with al:judgement=\"{}\", without al:decision", rule.slot));
        }
    }
    if !info.judgement.is_empty() && (!is_person || !info.decision.is_empty()) {
        let message = format!("`{}` lets a machine answer `{}`, which only a named human answers", info.id, info.judgement);
        out.at("AL-1502", &info.place, message, "make it a userTask without al:decision");
    }
    if !info.judgement.is_empty() && !is_person {
        return;
    }
    let computed = info.decision.strip_prefix("decision.").map(|name| format!("judgement.{name}"));
    if let Some(judgement) = computed.filter(|slot| law.vocabulary.slots.contains_key(slot)) {
        let message = format!("`{}` computes `{}`, but the law keeps `{judgement}` for a named human", info.id, info.decision);
        out.at("AL-1502", &info.place, message, "ask the human with al:judgement, and keep the table as advice");
    }
}
