//! `alatau procedure show`: a procedure as numbered steps, for those who go through it.

mod order;
mod page;

use super::law::{Place, Told};
use super::words::Words;
use super::{named, nets, open};
use crate::cli::{Globals, print, print_json};
use crate::failure::Failure;
use alatau_core::procedure::bpmn::{Bpmn, Lane, Scope};
use alatau_core::procedure::{Condition, Kind, NONE, Net, Trigger};
use alatau_core::text::Lang;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be shown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// BPMN 2.0 file, or a service of the law, for example building-permit
    #[arg(value_name = "FILE|SERVICE")]
    procedure: String,
    /// Id of the process, where the file has several
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A procedure; its JSON form is stable.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// File.
    pub file: String,
    /// Id of the process.
    pub process: String,
    /// Its name.
    pub name: String,
    /// Service that it carries out, or empty.
    pub service: String,
    /// Place and day that the law was asked for.
    pub place: Option<String>,
    /// Day of filing.
    pub on: Option<String>,
    /// What begins it, in words, and where it leads first.
    pub begins: Vec<Beside>,
    /// Steps in the order in which they can be reached.
    pub steps: Vec<Step>,
    /// How it can end.
    pub ends: Vec<End>,
}

/// A step.
#[derive(Debug, Serialize)]
pub struct Step {
    /// `2`, or `2.1` within step 2.
    pub number: String,
    /// Element.
    pub id: String,
    /// Its tag.
    pub tag: String,
    /// Its name.
    pub name: String,
    /// Who acts; nothing where nobody does.
    pub who: Option<String>,
    /// What it is and does, in sentences.
    pub what: Vec<String>,
    /// What may happen beside it.
    pub beside: Vec<Beside>,
    /// Where it leads.
    pub ways: Vec<Way>,
    /// Steps within it.
    pub steps: Vec<Step>,
    /// Provisions.
    pub cites: Vec<String>,
}

/// Something that may happen.
#[derive(Debug, Serialize)]
pub struct Beside {
    /// Element.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it happens, in words; empty where nothing more is to say.
    pub when: String,
    /// Whether it ends what it stands on.
    pub ends_it: bool,
    /// Where it leads.
    pub ways: Vec<Way>,
}

/// A way onward.
#[derive(Debug, Serialize)]
pub struct Way {
    /// On which condition, in words; nothing if it is always taken.
    pub condition: Option<String>,
    /// Whether it is what remains when no other condition holds.
    pub otherwise: bool,
    /// Whether the law of the place decides the condition already, and how.
    pub here: Option<bool>,
    /// Number of the step it leads to.
    pub step: Option<String>,
    /// What it leads to, in words.
    pub to: String,
    /// Whether it waits there for other branches.
    pub waits: bool,
}

/// An end.
#[derive(Debug, Serialize)]
pub struct End {
    /// Element.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `approved`, `refused` or `withdrawn`.
    pub outcome: Option<alatau_core::procedure::Outcome>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut shown = Vec::new();
    for (file, told) in open(&args.procedure, &args.place, globals)? {
        match &told {
            Some(told) => shown.push(Reader::of(&file, told.net(), Some(told), globals.lang).shown()),
            None => {
                let nets = nets(&file, args.process.as_deref(), &[])?;
                shown.extend(nets.iter().map(|net| Reader::of(&file, net, None, globals.lang).shown()));
            }
        }
    }
    if args.json {
        return print_json(&shown);
    }
    print(&shown.iter().map(|one| page::text(one, globals.lang)).collect::<Vec<_>>().join("\n\n"))
}

/// Reads a net out.
struct Reader<'a> {
    file: &'a Bpmn,
    net: &'a Net,
    words: Words<'a>,
    /// Name of the lane of each element that lies in one.
    lanes: BTreeMap<&'a str, String>,
    /// Steps of each scope, in order.
    order: BTreeMap<u16, Vec<u16>>,
    /// Number of each node that is a step.
    numbers: BTreeMap<u16, String>,
}

impl<'a> Reader<'a> {
    fn of(file: &'a Bpmn, net: &'a Net, told: Option<&'a Told>, lang: Lang) -> Reader<'a> {
        let mut lanes = BTreeMap::new();
        file.processes.iter().for_each(|process| lanes_of(&process.scope, lang, &mut lanes));
        let order = order::steps(net);
        let mut numbers = BTreeMap::new();
        number(&order, NONE, "", net, &mut numbers);
        Reader { file, net, words: Words { net, told, lang }, lanes, order, numbers }
    }

    fn shown(&self) -> Shown {
        let net = self.net;
        let process = self.file.process(&net.id).map(|process| &process.element);
        let begins = order::begins(net).into_iter().map(|node| Beside {
            id: net.info[node as usize].id.clone(),
            name: self.own_name(node),
            when: self.words.triggers(node),
            ends_it: false,
            ways: self.ways(node),
        });
        let ends = (0..net.nodes.len() as u16).filter(|n| self.is_end_of_all(*n));
        let told = self.words.told;
        Shown {
            file: self.file.file.clone(),
            process: net.id.clone(),
            name: process.map_or(String::new(), |element| named(element, self.words.lang)),
            service: net.service.clone(),
            place: told.map(|told| told.place.clone()),
            on: told.map(|told| told.on.to_string()),
            begins: begins.collect(),
            steps: self.steps(NONE),
            ends: ends
                .map(|node| End {
                    id: net.info[node as usize].id.clone(),
                    name: self.words.name(node),
                    outcome: net.nodes[node as usize].outcome,
                })
                .collect(),
        }
    }

    /// An end of the whole case, not of a part of it.
    fn is_end_of_all(&self, node: u16) -> bool {
        let found = &self.net.nodes[node as usize];
        found.outcome.is_some() || found.kind == Kind::End && found.parent == NONE
    }

    fn steps(&self, scope: u16) -> Vec<Step> {
        self.order.get(&scope).into_iter().flatten().map(|node| self.step(*node)).collect()
    }

    fn step(&self, node: u16) -> Step {
        let net = self.net;
        // What is repeated stands within its frame: one step for both.
        let inner = if net.nodes[node as usize].kind == Kind::Multi { net.nodes[node as usize].start } else { node };
        let info = &net.info[node as usize];
        let boundaries = net.nodes[node as usize].boundary.iter().map(|b| net.boundaries[b as usize]);
        let who = matches!(net.nodes[inner as usize].kind, Kind::Task).then(|| self.who(inner)).filter(|who| !who.is_empty());
        Step {
            number: self.numbers.get(&node).cloned().unwrap_or_default(),
            id: info.id.clone(),
            tag: info.tag.clone(),
            name: self.words.name(node),
            who,
            what: self.what(node, inner),
            beside: boundaries.map(|boundary| self.beside(boundary)).collect(),
            ways: self.ways(node),
            steps: self.steps(inner),
            cites: info.cites.clone(),
        }
    }

    fn own_name(&self, node: u16) -> String {
        let name = self.words.name(node);
        if name == self.net.info[node as usize].id { String::new() } else { name }
    }

    /// Who acts: the body of the place, or the lane.
    fn who(&self, node: u16) -> String {
        if let Some(told) = self.words.told {
            return told.body(node, self.words.lang);
        }
        let mut at = node;
        loop {
            let id = self.net.info[at as usize].id.as_str();
            if let Some(lane) = self.lanes.get(id).or_else(|| self.lanes.get(id.split('/').next().unwrap_or(id))) {
                return lane.clone();
            }
            match self.net.nodes[at as usize] {
                found if found.host != NONE => at = found.host,
                found if found.parent != NONE => at = found.parent,
                _ => return String::new(),
            }
        }
    }

    fn what(&self, node: u16, inner: u16) -> Vec<String> {
        let (words, found) = (&self.words, &self.net.nodes[inner as usize]);
        let mut said = Vec::new();
        if node != inner {
            said.push(self.repeats(node));
        }
        let triggers = || words.triggers(inner);
        said.extend(match found.kind {
            Kind::Catch => Some(words.say("procedure-waits-for", &[("what", &triggers())])),
            Kind::Throw if found.triggers.len > 0 => Some(words.say("procedure-throws", &[("what", &triggers())])),
            Kind::Script => {
                let fact = self.net.facts.get(found.result as usize).map_or("", String::as_str);
                Some(words.say("procedure-computes", &[("fact", &words.fact(fact))]))
            }
            Kind::EventSubProcess => {
                let begin = self.net.nodes[found.start as usize].interrupting;
                let key = if begin { "procedure-whenever-ending" } else { "procedure-whenever" };
                Some(words.say(key, &[("what", &words.triggers(found.start))]))
            }
            Kind::AdHoc => Some(words.say("procedure-ad-hoc", &[])),
            Kind::SubProcess if found.special => Some(words.say("procedure-transaction", &[])),
            Kind::Exclusive => Some(words.say("procedure-one-of", &[])),
            Kind::Inclusive => Some(words.say("procedure-some-of", &[])),
            Kind::Complex => Some(words.say("procedure-complex", &[])),
            Kind::Parallel => Some(words.say("procedure-all-of", &[])),
            Kind::EventBased => Some(words.say("procedure-first-of", &[])),
            Kind::Task if found.ruling => Some(words.say("procedure-rules", &[])),
            _ => None,
        });
        if found.undo != NONE {
            said.push(words.say("procedure-undone-by", &[("name", &words.name(found.undo))]));
        }
        said
    }

    /// How often an activity is carried out.
    fn repeats(&self, frame: u16) -> String {
        let words = &self.words;
        let Some(repeat) = self.net.repeats.get(self.net.nodes[frame as usize].rule as usize) else { return String::new() };
        if let Some(again) = self.net.guards.get(repeat.again as usize) {
            let condition = words.condition(again, &words.say("procedure-a-condition", &[]));
            return words.say("procedure-again-while", &[("condition", &condition)]);
        }
        let manner = words.say(if repeat.sequential { "procedure-in-turn" } else { "procedure-at-once" }, &[]);
        match self.net.facts.get(repeat.collection as usize) {
            Some(list) => words.say("procedure-for-each", &[("list", &words.fact(list)), ("manner", &manner)]),
            None => words.say("procedure-several-times", &[("manner", &manner)]),
        }
    }

    fn beside(&self, node: u16) -> Beside {
        let found = &self.net.nodes[node as usize];
        let is_undo = self.net.triggers_of(node).iter().any(|t| matches!(t, Trigger::Compensation(_)));
        Beside {
            id: self.net.info[node as usize].id.clone(),
            name: self.own_name(node),
            when: self.words.triggers(node),
            ends_it: found.interrupting && !is_undo,
            ways: self.ways(node),
        }
    }

    fn ways(&self, node: u16) -> Vec<Way> {
        let found = &self.net.nodes[node as usize];
        found.outs.iter().map(|flow| self.way(flow, found.default == flow)).collect()
    }

    fn way(&self, flow: u16, otherwise: bool) -> Way {
        let from = &self.net.flows[flow as usize];
        let written = self.net.flow_conditions.get(flow as usize).map_or("", String::as_str);
        let condition = (from.condition != Condition::Always).then(|| self.words.condition(&from.condition, written));
        let (target, waits) = self.follow(flow);
        Way {
            condition,
            otherwise,
            here: self.words.decided(&from.condition),
            step: self.numbers.get(&target).cloned(),
            to: self.target(target),
            waits,
        }
    }

    /// The step or end that a flow leads to, past joins, and whether a join on the way waits for others.
    fn follow(&self, flow: u16) -> (u16, bool) {
        let mut at = self.net.flows[flow as usize].target;
        let mut seen = BTreeSet::new();
        let mut waits = false;
        while seen.insert(at) && !self.numbers.contains_key(&at) {
            let node = &self.net.nodes[at as usize];
            waits |= node.slots.len > 1;
            if node.kind == Kind::End || node.outs.len != 1 {
                break;
            }
            at = self.net.flows[node.outs.first as usize].target;
        }
        waits |= self.numbers.contains_key(&at) && self.net.nodes[at as usize].slots.len > 1;
        (at, waits)
    }

    fn target(&self, node: u16) -> String {
        let (words, found) = (&self.words, &self.net.nodes[node as usize]);
        if self.numbers.contains_key(&node) {
            return words.name(node);
        }
        let name = self.own_name(node);
        let end = match (found.outcome, found.parent) {
            (Some(outcome), _) => words.say("procedure-end-as", &[("outcome", &words.outcome(Some(outcome)))]),
            (None, NONE) => words.say("procedure-end", &[]),
            (None, _) => words.say("procedure-part-ends", &[]),
        };
        let thrown = if found.triggers.len > 0 { format!(" ({})", words.triggers(node)) } else { String::new() };
        if name.is_empty() { format!("{end}{thrown}") } else { format!("{end}: {name}{thrown}") }
    }
}

fn number(order: &BTreeMap<u16, Vec<u16>>, scope: u16, prefix: &str, net: &Net, numbers: &mut BTreeMap<u16, String>) {
    for (count, node) in order.get(&scope).into_iter().flatten().enumerate() {
        let own = format!("{prefix}{}", count + 1);
        let inner = if net.nodes[*node as usize].kind == Kind::Multi { net.nodes[*node as usize].start } else { *node };
        number(order, inner, &format!("{own}."), net, numbers);
        numbers.insert(*node, own);
    }
}

fn lanes_of<'a>(scope: &'a Scope, lang: Lang, found: &mut BTreeMap<&'a str, String>) {
    scope.lanes.iter().for_each(|lane| lane_of(lane, lang, found));
    for inner in scope.nodes.iter().filter_map(|node| node.scope.as_deref()) {
        lanes_of(inner, lang, found);
    }
}

fn lane_of<'a>(lane: &'a Lane, lang: Lang, found: &mut BTreeMap<&'a str, String>) {
    found.extend(lane.nodes.iter().map(|node| (node.id.as_str(), named(&lane.element, lang))));
    // What an inner lane says is more exact.
    lane.lanes.iter().for_each(|inner| lane_of(inner, lang, found));
}
