//! Recorded runs of SpiffWorkflow: `expected-traces.json` beside the models.
//!
//! A run says which elements were completed, in order, and what data people handed
//! in. We hand in the same data, let the same timers fire and messages come, and
//! compare what was completed, what still waits, and the data at the end. Conditions
//! and scripts are Python: comparisons and assignments are translated here; a run
//! that needs more is skipped, with the reason.

mod python;

use super::{Outcome, Verdict, files};
use crate::cli::say;
use crate::failure::Failure;
use crate::files::read_text;
use alatau_core::case::{Command, Ensemble, Procedure, Rejection, Rulebook, Status, What};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::bpmn::{self, Bpmn, FlowNode, Reference, Scope, SequenceFlow, Text};
use alatau_core::procedure::{Kind, NONE, Net, Options, Trigger, compile};
use alatau_core::text::Lang;
use alatau_core::time::Timestamp;
use roxmltree::{Document, Node};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[derive(Deserialize)]
struct Recorded {
    test: String,
    models: Vec<String>,
    process: Option<String>,
    steps: Vec<Step>,
    completed: Option<bool>,
    final_data: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default)]
    ready: Option<Vec<String>>,
    #[serde(default)]
    waiting: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Step {
    id: String,
    #[serde(default)]
    manual: bool,
    #[serde(default)]
    data: serde_json::Map<String, serde_json::Value>,
    result: String,
}

/// Runs every recorded run below a folder.
pub fn run(dir: &Path, lang: Lang) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for (name, path) in files(dir, "expected-traces.json")? {
        let runs: Vec<Recorded> = serde_json::from_str(&read_text(&path)?).map_err(|error| Failure::Input(format!("{name}: {error}")))?;
        for recorded in runs {
            let mut models = Vec::new();
            for model in &recorded.models {
                models.push((model.clone(), read_text(&path.with_file_name("models").join(model))?));
            }
            let result = match prepare(&recorded, &models) {
                Err(verdict) => verdict,
                Ok(play) => play.judge(&recorded, lang),
            };
            outcomes.push(Outcome { case: recorded.test, result });
        }
    }
    Ok(outcomes)
}

/// A run on its way.
struct Play {
    cases: Ensemble,
    /// Script by element.
    scripts: BTreeMap<String, Vec<python::Assignment>>,
    /// What scripts and people have stated.
    data: BTreeMap<String, Datum>,
}

fn skip(reason: impl Into<String>) -> Verdict {
    Verdict::Skipped(reason.into())
}

/// Reads and compiles the models of a run, or says why it is not run.
fn prepare(recorded: &Recorded, texts: &[(String, String)]) -> Result<Play, Verdict> {
    let fails = |errors: Vec<alatau_core::source::Diagnostic>| Verdict::Failed(errors[0].to_string());
    let is_over = |list: &Option<Vec<String>>| list.as_ref().is_none_or(Vec::is_empty);
    if recorded.completed != Some(true) && is_over(&recorded.ready) && is_over(&recorded.waiting) {
        return Err(skip("it was recorded up to an error of Python or of its data"));
    }
    let mut reached: Vec<&str> = recorded.steps.iter().map(|s| s.id.as_str()).collect();
    reached.dedup();
    let mut scripts = BTreeMap::new();
    let mut files = Vec::new();
    for (name, text) in texts {
        let mut file = bpmn::parse(name, text).map_err(fails)?;
        let document = Document::parse(text).map_err(|error| Verdict::Failed(error.to_string()))?;
        let is_item = |node: &Node<'_, '_>| matches!(node.tag_name().name(), "inputDataItem" | "outputDataItem");
        let items =
            document.descendants().filter(is_item).filter_map(|n| Some((n.range().start, n.attribute("id")?.to_string()))).collect();
        for process in &mut file.processes {
            translate(&mut process.scope, &reached, &mut scripts).map_err(skip)?;
            liken(&mut process.scope, &items);
        }
        files.push(file);
    }
    let library: Vec<&Bpmn> = files.iter().collect();
    let cases = match &recorded.process {
        Some(id) => {
            let Some(file) = files.iter().find(|f| f.process(id).is_some()) else {
                return Err(Verdict::Failed(format!("no process {id}")));
            };
            let options = Options { process: Some(id), library: &library, foreign_scripts: true, ..Options::default() };
            let net = compile(file, &options).map_err(fails)?;
            let procedure = Procedure { rulebook: Rulebook::bare(Arc::new(net)), facts: Vec::new() };
            Ensemble::new(vec![procedure], Vec::new(), Timestamp(0)).map_err(|rejection| Verdict::Failed(rejection.to_string()))?
        }
        None => {
            let options = Options { library: &library, foreign_scripts: true, ..Options::default() };
            Ensemble::of(&files[0], &options, Timestamp(0)).map_err(fails)?
        }
    };
    Ok(Play { cases, scripts, data: BTreeMap::new() })
}

/// Says conditions and times in FEEL, and gathers the scripts of the elements that the run reached.
fn translate(scope: &mut Scope, reached: &[&str], scripts: &mut BTreeMap<String, Vec<python::Assignment>>) -> Result<(), String> {
    let condition = |text: &mut Text| python::expression(&text.value).map(|feel| text.value = feel);
    for flow in &mut scope.flows {
        flow.condition.as_mut().map_or(Ok(()), condition)?;
    }
    for node in &mut scope.nodes {
        for event in &mut node.events {
            event.condition.as_mut().map_or(Ok(()), condition)?;
            event.timer.as_mut().map_or(Ok(()), |timer| condition(&mut timer.text))?;
        }
        for expression in node.marker.iter_mut().flat_map(|m| &mut m.expressions) {
            condition(&mut expression.text)?;
        }
        if let Some(inner) = &mut node.scope {
            translate(inner, reached, scripts)?;
        }
        script(node, reached, scripts)?;
    }
    Ok(())
}

/// SpiffWorkflow knows data by their ids and passes over lanes. Where an exclusive gateway has
/// flows without conditions, one alone is its default; of several, people choose one by its name.
fn liken(scope: &mut Scope, items: &BTreeMap<usize, String>) {
    scope.lanes.clear();
    scope.data.iter_mut().for_each(|data| data.element.name.clear());
    for node in &mut scope.nodes {
        let is_free = |f: &&mut SequenceFlow| f.source.id == node.element.id && f.condition.is_none();
        let mut free: Vec<&mut SequenceFlow> = scope.flows.iter_mut().filter(is_free).collect();
        match (free.as_mut_slice(), &node.default) {
            _ if node.tag != "exclusiveGateway" => {}
            ([flow], None) => node.default = Some(Reference { id: flow.element.id.clone(), at: node.at }),
            ([_, _, ..], None) => {
                for flow in free {
                    let value = format!("choice = \"{}\"", flow.element.name);
                    flow.condition = Some(Text { value, at: flow.element.at });
                }
            }
            _ => {}
        }
        for (_, item) in node.marker.iter_mut().flat_map(|m| &mut m.data) {
            items.get(&item.at).into_iter().for_each(|id| item.id.clone_from(id));
        }
        node.scope.iter_mut().for_each(|inner| liken(inner, items));
    }
}

fn script(node: &FlowNode, reached: &[&str], scripts: &mut BTreeMap<String, Vec<python::Assignment>>) -> Result<(), String> {
    let id = node.element.id.as_str();
    let Some(found) = node.expressions.iter().find(|e| e.tag == "script").filter(|_| reached.contains(&id)) else { return Ok(()) };
    let parsed = python::script(&found.text.value).ok_or_else(|| format!("the script of `{id}` is Python: {}", found.text.value.trim()))?;
    scripts.insert(id.to_string(), parsed);
    Ok(())
}

/// A value of the record. Python's times without an offset are taken as UTC.
fn datum(value: &serde_json::Value) -> Datum {
    match value {
        serde_json::Value::Null => Datum::Null,
        serde_json::Value::Bool(value) => Datum::Bool(*value),
        serde_json::Value::Number(number) => Datum::number(&number.to_string()),
        serde_json::Value::String(text) if is_naive(text) => Datum::text(&format!("{text}Z")),
        serde_json::Value::String(text) => Datum::text(text),
        serde_json::Value::Array(items) => Datum::List(items.iter().map(datum).collect()),
        serde_json::Value::Object(entries) => Datum::Context(entries.iter().map(|(name, value)| (name.clone(), datum(value))).collect()),
    }
}

/// `2026-11-22T18:09:09.562515`
fn is_naive(text: &str) -> bool {
    text.len() >= 19 && text.as_bytes()[10] == b'T' && text.bytes().all(|b| b.is_ascii_digit() || b"-:.T".contains(&b))
}

impl Play {
    fn judge(mut self, recorded: &Recorded, lang: Lang) -> Verdict {
        if let Err(why) = self.begin(recorded).and_then(|()| self.follow(recorded)) {
            return Verdict::Failed(why);
        }
        let differs = |what: &str, expected: String, found: String| {
            let args = [("decision", what), ("expected", expected.as_str()), ("found", found.as_str())];
            Verdict::Failed(say(lang, "conformance-differs", &args))
        };
        let ready: Vec<&str> = recorded.ready.iter().flatten().map(|id| local(id)).collect();
        let (mut wanted, mut found) = (self.wanted(recorded, &ready), self.completed());
        wanted.sort();
        found.sort();
        if wanted != found {
            return differs("completed", wanted.join(" "), found.join(" "));
        }
        let open = self.open();
        let waits: Vec<&str> = recorded.waiting.iter().flatten().map(|id| local(id)).collect();
        if let Some(missing) = waits.iter().find(|id| !open.contains(&id.to_string())) {
            return differs("waiting", (*missing).to_string(), open.join(" "));
        }
        let is_over = self.cases.members.iter().all(|m| m.case.status == Status::Closed);
        if recorded.completed == Some(true) && !is_over {
            return differs("completed", "true".to_string(), open.join(" "));
        }
        for (name, value) in recorded.final_data.iter().flatten().filter(|(name, _)| *name != "data_objects") {
            let (wanted, found) = (datum(value), self.value(name));
            if recorded.completed == Some(true) && found != wanted {
                return differs(name, wanted.to_string(), found.to_string());
            }
        }
        Verdict::Passed
    }

    /// Files a case of each process that no event begins. The record does not say with which
    /// data: they are taken from the first that people handed in, else from those at the end.
    fn begin(&mut self, recorded: &Recorded) -> Result<(), String> {
        let first = recorded.steps.iter().find(|s| s.manual).map(|s| &s.data).or(recorded.final_data.as_ref());
        self.data.extend(first.into_iter().flatten().map(|(name, value)| (name.clone(), datum(value))));
        for procedure in 0..self.cases.procedures.len() {
            let net = self.cases.procedures[procedure].rulebook.net.clone();
            let by_event = net.begins.iter().any(|i| !net.triggers_of(net.starts[i as usize]).is_empty());
            if !by_event || net.start != NONE {
                self.cases.file(procedure, &self.facts(&net)).map_err(|rejection| rejection.to_string())?;
            }
        }
        Ok(())
    }

    fn facts(&self, net: &Net) -> Vec<(u16, Value)> {
        self.data.iter().filter_map(|(name, value)| Some((net.fact(name)?, net.symbols.value(value)))).collect()
    }

    /// An event begins a process of which there is no case yet.
    fn begun_by(&mut self, id: &str) -> Result<(), String> {
        for procedure in 0..self.cases.procedures.len() {
            let net = self.cases.procedures[procedure].rulebook.net.clone();
            let begin = net.begins.iter().map(|i| net.starts[i as usize]).find(|&node| net.info[node as usize].id == id);
            if let Some(node) = begin
                && !self.cases.members.iter().any(|m| m.procedure == procedure)
            {
                self.cases.start(procedure, node, &self.facts(&net)).map_err(|rejection| rejection.to_string())?;
            }
        }
        Ok(())
    }

    /// Does what the record shows, step by step.
    fn follow(&mut self, recorded: &Recorded) -> Result<(), String> {
        for step in recorded.steps.iter().filter(|s| s.result == "COMPLETED") {
            let id = local(&step.id);
            if step.manual {
                self.data.extend(step.data.iter().map(|(name, value)| (name.clone(), datum(value))));
                let (member, activity) = self.task(id).ok_or_else(|| format!("`{id}` is not open; open are {}", self.open().join(" ")))?;
                self.complete(member, activity)?;
            } else if let Some((member, activity)) = self.task(id) {
                for assignment in self.scripts.get(id).cloned().unwrap_or_default() {
                    let value = assignment.value(&self.data).ok_or_else(|| format!("the script of `{id}` reads what nobody stated"))?;
                    self.data.insert(assignment.name, value);
                }
                self.complete(member, activity)?;
            } else {
                self.event(id)?;
            }
        }
        Ok(())
    }

    /// An event of the record happens, if it is still waited for.
    fn event(&mut self, id: &str) -> Result<(), String> {
        let refused = |rejection: Rejection| rejection.to_string();
        let Some((member, trigger)) = self.awaited(id) else { return self.begun_by(id) };
        match trigger {
            Trigger::Message(message) => self.cases.send(member, Command::Receive { message, facts: &[] }).map_err(refused),
            Trigger::Signal(signal) => self.cases.send(member, Command::Signal { signal, facts: &[] }).map_err(refused),
            Trigger::Timer(_) => {
                let due = self.cases.next_due().ok_or_else(|| format!("nothing is due when `{id}` happens"))?;
                self.cases.tick(due).map(drop).map_err(refused)
            }
            _ => Ok(()),
        }
    }

    /// The case that waits for an event, and for what.
    fn awaited(&self, id: &str) -> Option<(usize, Trigger)> {
        self.cases.members.iter().enumerate().find_map(|(number, member)| {
            let net = &self.cases.procedures[member.procedure].rulebook.net;
            let is_it = |node: u16| local(&net.info[node as usize].id) == id && !net.triggers_of(node).is_empty();
            let tokens = member.case.active.as_slice().iter();
            let node = tokens.flat_map(|a| beside(net, a.node)).find(|&node| is_it(node))?;
            Some((number, net.triggers_of(node)[0]))
        })
    }

    fn complete(&mut self, member: usize, activity: u32) -> Result<(), String> {
        let facts = self.facts(&self.cases.procedures[self.cases.members[member].procedure].rulebook.net);
        self.cases.send(member, Command::Complete { activity, facts: &facts }).map_err(|rejection| rejection.to_string())
    }

    /// The first open task of an element.
    fn task(&self, id: &str) -> Option<(usize, u32)> {
        let found = self.cases.members.iter().enumerate().filter_map(|(number, member)| {
            let net = &self.cases.procedures[member.procedure].rulebook.net;
            let is_it = |node: u16| net.nodes[node as usize].kind == Kind::Task && local(&net.info[node as usize].id) == id;
            let open = member.case.active.as_slice().iter().filter(|a| a.is_token() && is_it(a.node));
            Some((number, open.map(|a| a.activity).min()?))
        });
        found.min_by_key(|&(_, activity)| activity)
    }

    /// Ids of all that is waited for.
    fn open(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for member in &self.cases.members {
            let net = &self.cases.procedures[member.procedure].rulebook.net;
            let nodes = member.case.active.as_slice().iter().flat_map(|a| beside(net, a.node));
            ids.extend(nodes.map(|node| local(&net.info[node as usize].id).to_string()));
        }
        ids
    }

    /// Ids of the activities, waiting events and ends that were completed.
    fn completed(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for member in &self.cases.members {
            let net = &self.cases.procedures[member.procedure].rulebook.net;
            ids.extend(member.log.iter().filter_map(|event| match event.what {
                What::Completed { node, .. } | What::Ended { node, .. } if is_seen(net, node) => {
                    Some(local(&net.info[node as usize].id).to_string())
                }
                _ => None,
            }));
        }
        ids
    }

    /// What the record completed of those, with what it left to do by itself.
    fn wanted(&self, recorded: &Recorded, ready: &[&str]) -> Vec<String> {
        let nets: Vec<Arc<Net>> = self.cases.procedures.iter().map(|p| p.rulebook.net.clone()).collect();
        let seen = |id: &str, ends: bool| {
            nets.iter().any(|net| {
                let mut nodes = (0..net.nodes.len() as u16).filter(|&n| local(&net.info[n as usize].id) == id);
                nodes.any(|n| is_seen(net, n) && (!ends || net.nodes[n as usize].kind == Kind::End))
            })
        };
        let steps = recorded.steps.iter().filter(|s| s.result == "COMPLETED").map(|s| local(&s.id)).filter(|id| seen(id, false));
        steps.chain(ready.iter().copied().filter(|id| seen(id, true))).map(String::from).collect()
    }

    /// A value at the end: as the case knows it, else as it was stated.
    fn value(&self, name: &str) -> Datum {
        let known = self.cases.members.iter().find_map(|member| {
            let net = &self.cases.procedures[member.procedure].rulebook.net;
            let value = member.case.facts.at(net.fact(name)? as usize);
            (!value.is_null()).then(|| net.symbols.datum(value))
        });
        known.or_else(|| self.data.get(name).cloned()).unwrap_or(Datum::Null)
    }
}

/// An element, what stands on it, and what follows it where the first event decides.
fn beside(net: &Net, node: u16) -> Vec<u16> {
    let found = &net.nodes[node as usize];
    let mut all = vec![node];
    all.extend(found.boundary.iter().map(|b| net.boundaries[b as usize]));
    if found.kind == Kind::EventBased {
        all.extend(found.outs.iter().map(|f| net.flows[f as usize].target));
    }
    all
}

/// Whether both we and the record tell of the completion of an element.
fn is_seen(net: &Net, node: u16) -> bool {
    let after_choice = || net.flows.iter().any(|f| f.target == node && net.nodes[f.source as usize].kind == Kind::EventBased);
    match net.nodes[node as usize].kind {
        Kind::Task | Kind::SubProcess | Kind::AdHoc | Kind::Multi => true,
        Kind::Catch => !after_choice(),
        Kind::End => !net.breaks_off(node),
        _ => false,
    }
}

/// An id without the process or call before it.
fn local(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
