//! Decision tables that the law names: they load, they decide what is asked,
//! they read only what the rule declares, and every row cites.

use super::citations::fault_of;
use super::{Findings, did_you_mean, under_law};
use crate::decision::dmn::{self, Logic};
use crate::law::{Amount, Decision, Fee, Kind, Rule};
use crate::source::Place;
use std::collections::BTreeSet;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    let mut loaded = BTreeSet::new();
    for rule in &law.rules {
        let (Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. })) = &rule.kind else { continue };
        let path = format!("decisions/{}", decision.file);
        let Some(text) = out.files.get(&path) else {
            let files = out.files.keys().filter_map(|path| path.strip_prefix("decisions/"));
            let hint = did_you_mean(&decision.file, files);
            out.at("AL-1102", &rule.place, format!("there is no table `{path}`{hint}"), "add the DMN file, or name another");
            continue;
        };
        match dmn::load(&path, text) {
            Ok(model) => {
                one(out, rule, decision, &model);
                if loaded.insert(path.clone()) {
                    rows(out, &model);
                    nulls(out, &path, text);
                }
            }
            Err(errors) if loaded.insert(path) => out.found.extend(under_law(errors)),
            Err(_) => {}
        }
    }
}

fn one(out: &mut Findings<'_>, rule: &Rule, decision: &Decision, model: &dmn::Model) {
    if model.decision(&decision.decision).is_none() {
        let hint = did_you_mean(&decision.decision, model.decisions.iter().map(|d| d.name.as_str()));
        let message = format!("`{}` has no decision `{}`{hint}", model.file, decision.decision);
        out.at("AL-1102", &rule.place, message, "name a decision of the file");
    }
    for input in &model.inputs {
        if !decision.facts.contains_key(&input.name) && !decision.uses.contains_key(&input.name) {
            let message = format!("`{}` reads `{}`, which {} does not declare", model.file, input.name, rule.version());
            out.at("AL-1501", &input.place, message, "declare it under `facts` (of the case) or `uses` (a slot of the law)");
        }
    }
}

fn rows(out: &mut Findings<'_>, model: &dmn::Model) {
    let law = out.law;
    for decision in &model.decisions {
        let Logic::Table(table) = &decision.logic else { continue };
        for row in &table.rules {
            let words = row.annotations.iter().flat_map(|text| text.split(|c: char| c.is_whitespace() || c == ',' || c == ';'));
            let cited: Vec<&str> = words.map(|word| word.trim_end_matches('.')).filter(|word| word.contains('#')).collect();
            if cited.is_empty() {
                let message = format!("a row of `{}` cites no provision", decision.name);
                out.at("AL-1501", &row.place, message, "annotate the row with `cites`: act#key");
            }
            for (what, help) in cited.into_iter().filter_map(|id| fault_of(law, id)) {
                out.at("AL-1102", &row.place, format!("a row of `{}` cites {what}", decision.name), help);
            }
        }
    }
}

/// An answer that is `null` decides nothing; in a condition, `null` asks whether a fact is there.
fn nulls(out: &mut Findings<'_>, path: &str, text: &str) {
    let Ok(document) = roxmltree::Document::parse(text) else { return };
    let answers = |node: &roxmltree::Node<'_, '_>| {
        let holder = node.parent().map(|parent| parent.tag_name().name());
        node.tag_name().name() == "text" && matches!(holder, Some("outputEntry" | "literalExpression" | "defaultOutputEntry"))
    };
    for cell in document.descendants().filter(answers) {
        let words = cell.text().unwrap_or("");
        let outside_quotes = words.split('"').step_by(2);
        if outside_quotes.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_')).any(|word| word == "null") {
            let place = Place::of(path, text, cell.range().start);
            let message = format!("`{}` is null: a table that says nothing decides nothing", words.trim());
            out.at("AL-1501", &place, message, "write the value, or leave the case to a judgement");
        }
    }
}
