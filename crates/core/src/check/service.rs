//! AL-1204, AL-1401, AL-1402: wherever a procedure is the law's answer, its
//! terms, silences, lanes and facts have one too, and silence leads where it says.

use super::silence::{Given, contradiction};
use super::situations::{Situations, circumstances};
use super::{Findings, did_you_mean};
use crate::decision::Value;
use crate::law::{Asked, Day, Kind, Literal, Question, Service, Yields};
use crate::procedure::Net;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A slot that a procedure names, and where.
struct Named {
    slot: String,
    place: Place,
    code: &'static str,
}

pub(super) fn check(out: &mut Findings<'_>, file: &str, net: &Net) {
    let law = out.law;
    let top = net.info.first().map(|info| Place { line: 0, column: 0, ..info.place.clone() }).unwrap_or_default();
    let mut named = named(net, &top);
    let missing: Vec<bool> = named.iter().map(|n| !law.vocabulary.slots.contains_key(&n.slot)).collect();
    for (entry, _) in named.iter().zip(&missing).filter(|(_, missing)| **missing) {
        let hint = did_you_mean(&entry.slot, law.vocabulary.slots.keys().map(String::as_str));
        let message = format!("`{}` is not a slot of the vocabulary{hint}", entry.slot);
        out.at("AL-1101", &entry.place, message, "name a slot of vocabulary.toml, or add it there");
    }
    let mut keep = missing.iter().map(|missing| !missing);
    named.retain(|_| keep.next().unwrap_or(true));
    let services: BTreeSet<&str> = law.rules.iter().filter(|rule| carries(&rule.kind, file)).map(|rule| rule.slot.as_str()).collect();
    for service in services {
        Trial { out, net, file, service, named: &named, told: BTreeSet::new(), walked: BTreeSet::new() }.run();
    }
}

/// Every procedure that a service names is there; a service that reaches running cases says how they move.
pub(super) fn files(out: &mut Findings<'_>, procedures: &BTreeMap<String, Arc<Net>>) {
    let law = out.law;
    for rule in &law.rules {
        let Kind::Service(Service { procedure: Some(file), migration, .. }) = &rule.kind else { continue };
        let broken = out.files.contains_key(&format!("procedures/{file}"));
        if !procedures.contains_key(file) && !broken {
            let hint = did_you_mean(file, procedures.keys().map(String::as_str));
            out.at("AL-1102", &rule.place, format!("there is no procedure `{file}`{hint}"), "add it to procedures/, or name another");
        }
        if let Some(plan) = migration.as_ref().filter(|plan| !out.files.contains_key(&format!("procedures/{plan}"))) {
            out.at(
                "AL-1102",
                &rule.place,
                format!("there is no plan `procedures/{plan}`"),
                "add the plan that moves running cases, or name another",
            );
        }
        if rule.applies_to == Day::Decided && migration.is_none() {
            let message = format!("`{}` reaches cases under way and has no `migration`", rule.version());
            out.at("AL-1502", &rule.place, message, "name the plan that says, node by node, what stays, moves or is blocked");
        }
    }
}

fn carries(kind: &Kind, file: &str) -> bool {
    matches!(kind, Kind::Service(Service { procedure: Some(name), offered: true, .. }) if name == file)
}

fn named(net: &Net, top: &Place) -> Vec<Named> {
    let mut named = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |slot: &str, place: &Place, code| {
        if !slot.is_empty() && seen.insert(slot.to_string()) {
            named.push(Named { slot: slot.to_string(), place: place.clone(), code });
        }
    };
    add(&net.service, top, "AL-1204");
    for (_, slot) in &net.uses {
        add(slot, top, "AL-1204");
    }
    for (index, info) in net.info.iter().enumerate() {
        if info.authority.starts_with("jurisdiction.") {
            add(&info.authority, &info.place, "AL-1204");
        }
        add(&info.decision, &info.place, "AL-1204");
        add(&info.judgement, &info.place, "AL-1204");
        if let Some(term) = net.term_of(index as u16) {
            let slot = &net.terms[term as usize];
            add(slot, &info.place, "AL-1204");
            add(&slot.replacen("term.", "silence.", 1), &info.place, "AL-1401");
        }
    }
    named
}

struct Trial<'f, 'l> {
    out: &'f mut Findings<'l>,
    net: &'f Net,
    file: &'f str,
    service: &'f str,
    named: &'f [Named],
    told: BTreeSet<String>,
    walked: BTreeSet<(u16, Yields, Vec<u64>)>,
}

impl Trial<'_, '_> {
    fn run(&mut self) {
        let law = self.out.law;
        let slots = self.named.iter().map(|named| named.slot.as_str()).chain([self.service]);
        let situations = Situations::of(law, slots);
        for question in situations.questions(law) {
            let asked = law.ask(&question);
            let offered = asked.outcome(self.service).ok().flatten().is_some_and(|rule| carries(&law.rules[rule].kind, self.file));
            if offered {
                self.answers(&asked, &question);
                self.silences(&asked, &question);
                self.clocks(&asked);
            }
        }
    }

    /// Everything the procedure names has an answer here.
    fn answers(&mut self, asked: &Asked<'_>, question: &Question) {
        for named in self.named {
            if !matches!(asked.outcome(&named.slot), Ok(None)) || !self.told.insert(named.slot.clone()) {
                continue;
            }
            let (message, help) = match named.code {
                "AL-1401" => (
                    format!("nobody says what silence means: `{}` has no answer {}", named.slot, circumstances(question)),
                    format!("add a rule `{}` beside its term", named.slot),
                ),
                _ => (
                    format!("nobody answers `{}` {}, where `{}` is offered", named.slot, circumstances(question), self.service),
                    "write the rule, or narrow the scope of the service".to_string(),
                ),
            };
            self.out.at(named.code, &named.place, message, help);
        }
    }

    /// AL-1401: the events by which a clock starts, stops and goes on are marked by an element.
    fn clocks(&mut self, asked: &Asked<'_>) {
        let (law, net) = (self.out.law, self.net);
        for slot in &net.terms {
            let Ok(Some(number)) = asked.outcome(slot) else { continue };
            let Kind::Term(term) = &law.rules[number].kind else { continue };
            let stops = term.stop.iter().flat_map(|stop| [("stop", Some(&stop.on)), ("stop", stop.until.as_ref())]);
            let named = [("counts-from", Some(&term.counts_from))].into_iter().chain(stops);
            for (key, event) in named.filter_map(|(key, event)| event.map(|event| (key, event))) {
                if net.events.contains(event) || !self.told.insert(format!("{number} {key} {event}")) {
                    continue;
                }
                let rule = &law.rules[number];
                let consequence =
                    if key == "stop" { "the clock would stop or stand still for ever" } else { "the clock would never start" };
                let message = format!("no element of `{}` marks `{event}`, which `{}` names: {consequence}", self.file, rule.version());
                let help = format!(
                    "write al:event=\"{event}\" on the element that marks it{}",
                    did_you_mean(event, net.events.iter().map(String::as_str))
                );
                self.out.rule("AL-1401", rule, key, message, help);
            }
        }
    }

    /// Every timer leads where the silence of its term says.
    fn silences(&mut self, asked: &Asked<'_>, question: &Question) {
        let law = self.out.law;
        let given = self.given(asked, question);
        let key: Vec<u64> = given.iter().map(|value| value.bits()).collect();
        for index in 0..self.net.nodes.len() {
            let Some(term) = self.net.term_of(index as u16) else { continue };
            let slot = self.net.terms[term as usize].replacen("term.", "silence.", 1);
            let Ok(Some(rule)) = asked.outcome(&slot) else { continue };
            let Kind::Silence(silence) = &law.rules[rule].kind else { continue };
            if !self.walked.insert((index as u16, silence.yields, key.clone())) {
                continue;
            }
            let Some(why) = contradiction(self.net, index as u16, silence.yields, &given) else { continue };
            if self.told.insert(format!("{index} {}", silence.yields.as_str())) {
                let info = &self.net.info[index];
                let (word, version) = (silence.yields.as_str(), law.rules[rule].version());
                let message = format!("`{}`: silence means `{word}` by {version} {}, but {why}", info.id, circumstances(question));
                let help = format!("lead the path on `silence = \"{word}\"` to where such a ruling leads, or correct the silence rule");
                self.out.at("AL-1402", &info.place, message, help);
            }
        }
    }

    /// The facts that the law fills at filing.
    fn given(&self, asked: &Asked<'_>, question: &Question) -> Given {
        let law = self.out.law;
        let mut given = vec![Value::NULL; self.net.facts.len()];
        for (name, slot) in &self.net.uses {
            let (Some(fact), Ok(Some(rule))) = (self.net.fact(name), asked.outcome(slot)) else { continue };
            let Kind::Parameter(parameter) = &law.rules[rule].kind else { continue };
            given[fact as usize] = match parameter.value_for(question.class.as_deref()) {
                Some(Literal::Truth(truth)) => Value::bool(*truth),
                Some(Literal::Integer(number)) => number.checked_mul(Value::SCALE).and_then(Value::scaled).unwrap_or(Value::NULL),
                Some(Literal::Text(text)) => {
                    self.net.symbols.get(text).or_else(|| Value::parse_number(text)).unwrap_or_else(|| self.net.symbols.intern(text))
                }
                Some(Literal::Date(_)) | None => Value::NULL,
            };
        }
        given
    }
}
