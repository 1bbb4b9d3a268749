//! From DMN XML to a [`Model`].

use super::boxed::{Boxed, Shape};
use super::files::{Files, own_namespace};
use super::graph::{self, CALLS_MAX, Need, Target};
use super::items::Types;
use super::logic::{self, encapsulated};
use super::{BoxedLogic, Cell, Decision, Input, Kind, Knowledge, Logic, Model, Parts, Service};
use crate::decision::feel::{self, AstNode, Fault, Names, Prepared};
use crate::decision::xml;
use crate::source::{Diagnostic, Lines, Place};
use dsntk_feel::closure::Closure;
use roxmltree::Node;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Namespaces of DMN 1.3, 1.4 and 1.5.
pub(super) const MODELS: [&str; 3] = [
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
];

/// Namespace of our own attributes.
const EXTENSION: &str = "urn:alatau:dmn";

/// How a model is read. By default as law: alone, without a clock, and refused whole if anything in it is wrong.
#[derive(Clone, Debug, Default)]
pub struct Reading<'a> {
    /// Files that may be imported: name and text. They are found by the namespace of their model.
    pub files: &'a [(String, String)],
    /// As the standard has it: names that nobody declares are null, and a decision that
    /// cannot be read is undetermined, without harm to the others. Functions may be passed in
    /// and called, up to 256 calls deep, so give it a stack of some hundred megabytes. For
    /// conformance suites.
    pub standard: bool,
    /// What `now()` and `today()` answer, in ISO 8601; where nothing is given they are refused.
    pub now: Option<&'a str>,
}

/// Reads DMN text as law. `file` is how the user named it. All refusals are collected.
pub fn load(file: &str, text: &str) -> Result<Model, Vec<Diagnostic>> {
    load_with(file, text, &Reading::default())
}

/// Reads DMN text.
pub fn load_with(file: &str, text: &str, reading: &Reading<'_>) -> Result<Model, Vec<Diagnostic>> {
    let document = xml::document(file, text)?;
    let root = document.root_element();
    let namespace = root.tag_name().namespace().unwrap_or("");
    if root.tag_name().name() != "definitions" || !MODELS.contains(&namespace) {
        let message = format!("the root is `{}` of the namespace `{namespace}`, not a DMN 1.3, 1.4 or 1.5 model", root.tag_name().name());
        let help = format!("the namespace of DMN 1.5 is {}", MODELS[2]);
        return Err(vec![Diagnostic::error("AL-2301", file, text, root.range().start, message, help)]);
    }
    let parsed = Files::parse(reading, root);
    let mut errors = Vec::new();
    let sources = parsed.sources(file, text, root, &mut errors);
    let mut reader = Reader { sources: &sources, current: 0, ids: BTreeMap::new(), names: Names::default(), errors, reading };
    let parts = read(&mut reader);
    let mut errors = reader.errors;
    if errors.is_empty() && !reading.standard {
        // Our checks have passed; the library holds the file against the standard.
        if let Err(reason) = dsntk_model::parse(text) {
            let message = format!("the model breaks the standard: {reason}");
            errors.push(Diagnostic::error("AL-2302", file, text, root.range().start, message, "correct it in a DMN editor"));
        }
    }
    if !errors.is_empty() {
        errors.sort_by(|a, b| (a.place.line, a.place.column, a.code).cmp(&(b.place.line, b.place.column, b.code)));
        return Err(errors);
    }
    let name = root.attribute("name").unwrap_or("").to_string();
    Ok(Model { file: file.to_string(), hash: Sha256::digest(text).into(), name, parts: Arc::new(parts) })
}

/// One file of a model.
pub(super) struct Source<'d, 'i> {
    pub(super) file: &'d str,
    pub(super) text: &'d str,
    pub(super) lines: Lines,
    pub(super) root: Node<'d, 'i>,
    /// Names of imports, and the sources they lead to.
    pub(super) imports: Vec<(String, usize)>,
}

/// Collects refusals while the trees are walked.
pub(super) struct Reader<'r, 's> {
    sources: &'r [Source<'s, 's>],
    /// The source that is being read.
    current: usize,
    ids: BTreeMap<(usize, String), Target>,
    /// What every expression of the current source knows.
    names: Names,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) reading: &'r Reading<'r>,
}

impl Reader<'_, '_> {
    pub(super) fn refuse(&mut self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) {
        let Source { file, text, lines, .. } = &self.sources[self.current];
        let place = lines.place(file, text, at);
        let excerpt = lines.words(text, place.line).to_string();
        let severity = crate::source::Severity::Error;
        self.errors.push(Diagnostic { place, severity, code, message: message.into(), help: help.into(), excerpt });
    }

    pub(super) fn fault(&mut self, at: usize, what: &str, fault: Fault) {
        self.refuse(fault.code, at + fault.offset, format!("{what}: {}", fault.message), fault.help);
    }

    pub(super) fn place(&self, node: Node<'_, '_>) -> Place {
        let Source { file, text, lines, .. } = &self.sources[self.current];
        lines.place(file, text, node.range().start)
    }

    pub(super) fn prepare(&mut self, what: &str, (text, at): &(String, usize), names: &Names) -> Option<(AstNode, Prepared)> {
        feel::prepare(text, names).map_err(|fault| self.fault(*at, what, fault)).ok()
    }

    pub(super) fn cell(&mut self, what: &str, (text, at): &(String, usize), names: &Names) -> Option<Cell> {
        let text = if text.is_empty() { "-" } else { text };
        Cell::prepare(text, names).map_err(|fault| self.fault(*at, what, fault)).ok()
    }

    /// What an `href` leads to: `#id` in the same file, `namespace#id` in it or in one that it imports.
    pub(super) fn target(&self, href: &str) -> Option<Need> {
        let (namespace, id) = href.rsplit_once('#')?;
        let own = &self.sources[self.current];
        let (source, under) = if namespace.is_empty() || own_namespace(own.root) == namespace {
            (self.current, None)
        } else {
            let (name, source) = own.imports.iter().find(|(_, source)| own_namespace(self.sources[*source].root) == namespace)?;
            (*source, Some(name.clone()).filter(|name| !name.is_empty()))
        };
        self.ids.get(&(source, id.to_string())).map(|&target| Need { target, under })
    }

    /// What was refused since there were `before` errors, where one decision's faults do not harm the others.
    fn own_faults(&mut self, before: usize) -> Vec<Diagnostic> {
        if self.reading.standard { self.errors.split_off(before) } else { Vec::new() }
    }
}

/// DMN children with a tag.
pub(super) fn children<'d, 'i>(node: Node<'d, 'i>, tag: &str) -> Vec<Node<'d, 'i>> {
    let namespace = node.document().root_element().tag_name().namespace();
    let fits = |n: &Node<'_, '_>| n.is_element() && n.tag_name().name() == tag && n.tag_name().namespace() == namespace;
    node.children().filter(fits).collect()
}

/// The elements of one kind in all sources, in order, each with its source.
type Found<'s> = Vec<(usize, Node<'s, 's>)>;

fn found<'s>(sources: &[Source<'s, 's>], tag: &str) -> Found<'s> {
    let mut found = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        found.extend(children(source.root, tag).into_iter().map(|node| (number, node)));
    }
    found
}

fn read(reader: &mut Reader<'_, '_>) -> Parts {
    let sources = reader.sources;
    let found = |tag: &str| found(sources, tag);
    let (inputs, decisions) = (found("inputData"), found("decision"));
    let (knowledge, services) = (found("businessKnowledgeModel"), found("decisionService"));
    let types = types(sources);
    let mut ids = BTreeMap::new();
    let mut name = |found: &Found<'_>, target: fn(usize) -> Target| {
        let id = |node: Node<'_, '_>| node.attribute("id").unwrap_or("").to_string();
        ids.extend(found.iter().enumerate().map(|(number, (source, node))| ((*source, id(*node)), target(number))));
    };
    name(&inputs, Target::Input);
    name(&decisions, Target::Decision);
    name(&knowledge, Target::Knowledge);
    name(&services, Target::Service);
    reader.ids = ids;
    let mut parts = Parts::default();
    for (source, node) in inputs {
        enter(reader, source, &types);
        parts.inputs.push(input(reader, node, &types[source]));
    }
    let variables = Variables {
        inputs: parts.inputs.iter().map(|input| input.name.clone()).collect(),
        decisions: decisions.iter().map(|(_, node)| variable(*node).0).collect(),
        knowledge: knowledge.iter().map(|(_, node)| variable(*node).0).collect(),
        services: services.iter().map(|(_, node)| variable(*node).0).collect(),
    };
    for (source, node) in decisions {
        enter(reader, source, &types);
        parts.decisions.push(decision(reader, node, &types[source], &variables));
    }
    for (source, node) in knowledge {
        enter(reader, source, &types);
        parts.knowledge.push(encapsulated_knowledge(reader, node, &types[source], &variables));
    }
    for (source, node) in services {
        enter(reader, source, &types);
        parts.services.push(service(reader, node, &types[source], &parts));
    }
    ordered(reader, &mut parts);
    parts
}

/// From here on expressions know the types and parts of this source.
fn enter(reader: &mut Reader<'_, '_>, source: usize, types: &[Types<'_, '_>]) {
    if reader.current == source && !reader.names.parts.is_empty() {
        return;
    }
    reader.current = source;
    let own = &types[source];
    reader.names = Names {
        declared: Vec::new(),
        parts: own.parts.clone(),
        types: own.by_name(),
        passed: Vec::new(),
        lenient: reader.reading.standard,
        now: reader.reading.now.map(String::from),
    };
}

/// The types of every source, those of imported ones first.
fn types<'s>(sources: &[Source<'s, 's>]) -> Vec<Types<'s, 's>> {
    let mut types: Vec<Types<'s, 's>> = Vec::new();
    types.resize_with(sources.len(), Types::default);
    let needs: Vec<Vec<usize>> = sources.iter().map(|source| source.imports.iter().map(|(_, to)| *to).collect()).collect();
    for number in graph::order(&needs).unwrap_or_default() {
        let source = &sources[number];
        let imported: Vec<(String, &Types<'s, 's>)> = source.imports.iter().map(|(name, to)| (name.clone(), &types[*to])).collect();
        let own = Types::read(source.root, &imported);
        types[number] = own;
    }
    types
}

/// Names of the variables of all elements, by index.
struct Variables {
    inputs: Vec<String>,
    decisions: Vec<String>,
    knowledge: Vec<String>,
    services: Vec<String>,
}

impl Variables {
    fn of(&self, target: Target) -> &str {
        match target {
            Target::Input(number) => &self.inputs[number],
            Target::Decision(number) => &self.decisions[number],
            Target::Knowledge(number) => &self.knowledge[number],
            Target::Service(number) => &self.services[number],
        }
    }

    /// What an element with these needs may read: the variables, and where they stand under an import its name.
    fn names(&self, base: &Names, needs: &[Need]) -> Names {
        let mut names = base.clone();
        for need in needs {
            let variable = self.of(need.target).to_string();
            match &need.under {
                None => names.declared.push(variable),
                Some(import) => {
                    names.declared.push(import.clone());
                    names.parts.push(variable);
                }
            }
        }
        names
    }
}

/// Name and type reference of an element's variable.
fn variable<'d>(node: Node<'d, '_>) -> (String, Option<(&'d str, usize)>) {
    let variable = children(node, "variable").into_iter().next();
    let name = variable.and_then(|v| v.attribute("name")).or(node.attribute("name")).unwrap_or("").trim().to_string();
    let kind = variable.and_then(|v| v.attribute_node("typeRef")).map(|a| (a.value(), a.range().start));
    (name, kind)
}

fn id(node: Node<'_, '_>) -> String {
    node.attribute("id").unwrap_or("").to_string()
}

fn input(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, types: &Types<'_, '_>) -> Input {
    let (name, type_ref) = variable(node);
    let kind = types.kind(reader, type_ref);
    let allowed = type_ref.and_then(|(name, _)| types.allowed(reader, name));
    let labels = ["en", "kk", "ru"].map(|lang| node.attribute((EXTENSION, format!("label.{lang}").as_str())).unwrap_or("").to_string());
    let is_applicants = node.attribute((EXTENSION, "by")) == Some("applicant");
    Input { id: id(node), name, feel_type: kind.feel_type(), kind, labels, is_applicants, allowed, place: reader.place(node) }
}

fn decision(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, types: &Types<'_, '_>, variables: &Variables) -> Decision {
    let before = reader.errors.len();
    let needs = graph::requirements(reader, node);
    let (name, type_ref) = variable(node);
    let kind = types.kind(reader, type_ref);
    let names = variables.names(&reader.names, &needs);
    let logic = logic::decision(reader, node, &name, types, &names)
        .unwrap_or_else(|| Logic::Boxed(BoxedLogic { tag: String::new(), boxed: nothing() }));
    let faults = reader.own_faults(before);
    let of = |pick: fn(&Need) -> Option<usize>| needs.iter().filter_map(pick).collect();
    Decision {
        id: id(node),
        name,
        feel_type: kind.feel_type(),
        kind,
        inputs: of(|need| if let Target::Input(number) = need.target { Some(number) } else { None }),
        decisions: of(|need| if let Target::Decision(number) = need.target { Some(number) } else { None }),
        needs,
        logic,
        place: reader.place(node),
        faults,
    }
}

/// An expression that yields null.
pub(super) fn nothing() -> Arc<Boxed> {
    let null = dsntk_feel_evaluator::prepare(&AstNode::Null);
    Arc::new(Boxed { shape: Shape::Feel(null), kind: None, reads: Closure::default() })
}

fn encapsulated_knowledge(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, types: &Types<'_, '_>, variables: &Variables) -> Knowledge {
    let before = reader.errors.len();
    let needs = graph::requirements(reader, node);
    let (name, type_ref) = variable(node);
    let kind = types.kind(reader, type_ref);
    let names = variables.names(&reader.names, &needs);
    let (parameters, body) = encapsulated(reader, node, &name, types, &names).unwrap_or_else(|| (Vec::new(), nothing()));
    let faults = reader.own_faults(before);
    Knowledge { id: id(node), name, needs, parameters, body, result: kind.feel_type(), place: reader.place(node), faults }
}

fn service(reader: &mut Reader<'_, '_>, node: Node<'_, '_>, types: &Types<'_, '_>, parts: &Parts) -> Service {
    let before = reader.errors.len();
    let (name, type_ref) = variable(node);
    let kind = types.kind(reader, type_ref);
    let mut listed = |tag: &str, what: &str| -> Vec<usize> {
        let is_input = what == "input";
        let fits = |target: &Target| matches!((target, is_input), (Target::Input(_), true) | (Target::Decision(_), false));
        let found = children(node, tag).into_iter().filter_map(|child| graph::reference(reader, child, what, &fits));
        let number = |need: Need| match need.target {
            Target::Input(number) | Target::Decision(number) | Target::Knowledge(number) | Target::Service(number) => number,
        };
        found.map(number).collect()
    };
    let (inputs, input_decisions) = (listed("inputData", "input"), listed("inputDecision", "decision"));
    let outputs = listed("outputDecision", "decision");
    listed("encapsulatedDecision", "decision");
    let faults = reader.own_faults(before);
    let mut parameters: Vec<_> = inputs.iter().map(|&i| super::boxed::parameter(&parts.inputs[i].name, &parts.inputs[i].kind)).collect();
    let decided = input_decisions.iter().map(|&d| super::boxed::parameter(&parts.decisions[d].name, &parts.decisions[d].kind));
    parameters.extend(decided);
    Service {
        id: id(node),
        name,
        inputs,
        input_decisions,
        outputs,
        parameters,
        result: kind.feel_type(),
        place: reader.place(node),
        faults,
    }
}

/// Orders the decisions, or refuses an element that needs itself and chains of calls that are too long.
fn ordered(reader: &mut Reader<'_, '_>, parts: &mut Parts) {
    let (decisions, knowledge) = (parts.decisions.len(), parts.knowledge.len());
    let number = |need: &Need| match need.target {
        Target::Input(_) => None,
        Target::Decision(number) => Some(number),
        Target::Knowledge(number) => Some(decisions + number),
        Target::Service(number) => Some(decisions + knowledge + number),
    };
    let mut needs: Vec<Vec<usize>> = Vec::new();
    needs.extend(parts.decisions.iter().map(|d| d.needs.iter().filter_map(number).collect()));
    needs.extend(parts.knowledge.iter().map(|k| k.needs.iter().filter_map(number).collect()));
    needs.extend(parts.services.iter().map(|s| s.outputs.clone()));
    let of = |index: usize| -> (&str, &Place) {
        match index {
            d if d < decisions => (&parts.decisions[d].name, &parts.decisions[d].place),
            k if k < decisions + knowledge => (&parts.knowledge[k - decisions].name, &parts.knowledge[k - decisions].place),
            s => (&parts.services[s - decisions - knowledge].name, &parts.services[s - decisions - knowledge].place),
        }
    };
    let mut refuse = |index: usize, message: String, help: &str| {
        let (_, place) = of(index);
        let found = Diagnostic {
            place: place.clone(),
            severity: crate::source::Severity::Error,
            code: "AL-2306",
            message,
            help: help.to_string(),
            excerpt: String::new(),
        };
        reader.errors.push(found);
    };
    let order = match graph::order(&needs) {
        Ok(order) => order,
        Err(circle) => return refuse(circle, format!("`{}` needs its own answer", of(circle).0), "break the circle of requirements"),
    };
    let mut calls = vec![0usize; needs.len()];
    for &index in &order {
        calls[index] = needs[index].iter().map(|&n| calls[n]).max().unwrap_or(0) + usize::from(index >= decisions);
        if calls[index] > CALLS_MAX {
            let message = format!("`{}` calls through more than {CALLS_MAX} business knowledge models and services", of(index).0);
            return refuse(index, message, "flatten the chain");
        }
    }
    parts.order = order.into_iter().filter(|&index| index < decisions).collect();
}

/// The kind that an element's `typeRef` names.
pub(super) fn kind_of(node: Node<'_, '_>, types: &Types<'_, '_>, reader: &mut Reader<'_, '_>) -> Kind {
    types.kind(reader, node.attribute_node("typeRef").map(|a| (a.value(), a.range().start)))
}
