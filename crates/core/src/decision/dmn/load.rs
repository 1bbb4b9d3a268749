//! From DMN XML to a [`Model`].

use super::graph::{self, child_text};
use super::table::listed_values;
use super::{Aggregation, Cell, Column, Decision, HitPolicy, Input, Kind, Literal, Logic, Model, Output, Rule, Table};
use crate::decision::feel::{self, AstNode, Fault, Names, Prepared};
use crate::decision::xml;
use crate::source::{Diagnostic, Place};
use roxmltree::Node;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Namespaces of DMN 1.3, 1.4 and 1.5.
const MODELS: [&str; 3] = [
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
];

/// Namespace of our own attributes.
const EXTENSION: &str = "urn:alatau:dmn";

/// Collects refusals while the tree is walked.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    namespace: &'a str,
    pub(super) errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn refuse(&mut self, code: &'static str, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.errors.push(Diagnostic::error(code, self.file, self.text, at, message, help));
    }

    fn fault(&mut self, at: usize, what: &str, fault: Fault) {
        self.refuse(fault.code, at + fault.offset, format!("{what}: {}", fault.message), fault.help);
    }

    fn place(&self, node: Node<'_, '_>) -> Place {
        Place::of(self.file, self.text, node.range().start)
    }

    /// DMN children with a tag.
    pub(super) fn children<'d, 'i>(&self, node: Node<'d, 'i>, tag: &str) -> Vec<Node<'d, 'i>> {
        node.children()
            .filter(|n| n.is_element() && n.tag_name().name() == tag && n.tag_name().namespace() == Some(self.namespace))
            .collect()
    }

    fn prepare(&mut self, what: &str, (text, at): &(String, usize), names: &Names) -> Option<(AstNode, Prepared)> {
        feel::prepare(text, names).map_err(|fault| self.fault(*at, what, fault)).ok()
    }

    fn cell(&mut self, what: &str, (text, at): &(String, usize), names: &Names) -> Option<Cell> {
        let text = if text.is_empty() { "-" } else { text };
        Cell::prepare(text, names).map_err(|fault| self.fault(*at, what, fault)).ok()
    }
}

/// Reads DMN text. `file` is how the user named it. All refusals are collected.
pub fn load(file: &str, text: &str) -> Result<Model, Vec<Diagnostic>> {
    let document = xml::document(file, text)?;
    let root = document.root_element();
    let namespace = root.tag_name().namespace().unwrap_or("");
    let mut reader = Reader { file, text, namespace, errors: Vec::new() };
    if root.tag_name().name() != "definitions" || !MODELS.contains(&namespace) {
        let message = format!("the root is `{}` of the namespace `{namespace}`, not a DMN 1.3, 1.4 or 1.5 model", root.tag_name().name());
        reader.refuse("AL-2301", root.range().start, message, format!("the namespace of DMN 1.5 is {}", MODELS[2]));
        return Err(reader.errors);
    }
    refuse_foreign(&mut reader, root);
    let model = read(&mut reader, root);
    if reader.errors.is_empty() {
        // Our checks have passed; the library holds the file against the standard.
        if let Err(reason) = dsntk_model::parse(text) {
            reader.refuse("AL-2302", root.range().start, format!("the model breaks the standard: {reason}"), "correct it in a DMN editor");
        }
    }
    match reader.errors.is_empty() {
        true => Ok(model),
        false => {
            reader.errors.sort_by(|a, b| (a.place.line, a.place.column, a.code).cmp(&(b.place.line, b.place.column, b.code)));
            Err(reader.errors)
        }
    }
}

/// What would run foreign code or lie in another file is refused wherever it stands.
fn refuse_foreign(reader: &mut Reader<'_>, root: Node<'_, '_>) {
    for node in root.descendants().filter(|n| n.is_element()) {
        let at = node.range().start;
        match node.tag_name().name() {
            "functionDefinition" if !matches!(node.attribute("kind"), None | Some("FEEL")) => {
                reader.refuse(
                    "AL-2203",
                    at,
                    "external functions run code that nobody here can check",
                    "express the rule in FEEL or as a table",
                );
            }
            "import" | "importedValues" => reader.refuse("AL-2305", at, "imports are not supported yet", "put the parts into one file"),
            "businessKnowledgeModel" => {
                reader.refuse("AL-2305", at, "business knowledge models are not supported yet", "write the rule where it is needed");
            }
            _ => {}
        }
    }
}

fn read(reader: &mut Reader<'_>, root: Node<'_, '_>) -> Model {
    let types = Types::read(reader, root);
    let input_nodes = reader.children(root, "inputData");
    let decision_nodes = reader.children(root, "decision");
    let index = |nodes: &[Node<'_, '_>]| -> BTreeMap<String, usize> {
        nodes.iter().enumerate().map(|(i, n)| (n.attribute("id").unwrap_or("").to_string(), i)).collect()
    };
    let (input_ids, decision_ids) = (index(&input_nodes), index(&decision_nodes));
    let as_str = |map: &BTreeMap<String, usize>| -> Vec<(String, usize)> { map.iter().map(|(k, v)| (k.clone(), *v)).collect() };
    let (input_pairs, decision_pairs) = (as_str(&input_ids), as_str(&decision_ids));
    let input_index: BTreeMap<&str, usize> = input_pairs.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let decision_index: BTreeMap<&str, usize> = decision_pairs.iter().map(|(k, v)| (k.as_str(), *v)).collect();

    let inputs: Vec<Input> = input_nodes.iter().map(|n| input(reader, *n, &types)).collect();
    let names: Vec<String> = decision_nodes.iter().map(|n| variable(reader, *n).0).collect();
    let needs: Vec<graph::Requirements> =
        decision_nodes.iter().map(|n| graph::requirements(reader, *n, &input_index, &decision_index)).collect();
    let edges: Vec<Vec<usize>> = needs.iter().map(|n| n.decisions.clone()).collect();
    if let Some(circle) = graph::circle(&edges) {
        let at = decision_nodes[circle].range().start;
        reader.refuse("AL-2306", at, format!("the decision `{}` needs its own answer", names[circle]), "break the circle of requirements");
    }
    let mut decisions = Vec::new();
    for (number, (node, needs)) in decision_nodes.iter().zip(needs).enumerate() {
        let mut declared: Vec<String> = needs.inputs.iter().map(|&i| inputs[i].name.clone()).collect();
        declared.extend(needs.decisions.iter().map(|&i| names[i].clone()));
        let declared = Names { declared, parts: types.parts.clone() };
        let kind = types.kind(reader, variable(reader, *node).1);
        if let Some(logic) = logic(reader, *node, &names[number], &declared) {
            let id = node.attribute("id").unwrap_or("").to_string();
            decisions.push(Decision {
                id,
                name: names[number].clone(),
                kind,
                inputs: needs.inputs,
                decisions: needs.decisions,
                logic,
                place: reader.place(*node),
            });
        }
    }
    let hash = Sha256::digest(reader.text).into();
    Model { file: reader.file.to_string(), hash, name: root.attribute("name").unwrap_or("").to_string(), inputs, decisions }
}

/// Name and type reference of an element's variable.
fn variable<'d>(reader: &Reader<'_>, node: Node<'d, '_>) -> (String, Option<(&'d str, usize)>) {
    let variable = reader.children(node, "variable").into_iter().next();
    let name = variable.and_then(|v| v.attribute("name")).or(node.attribute("name")).unwrap_or("").trim().to_string();
    let kind = variable.and_then(|v| v.attribute_node("typeRef")).map(|a| (a.value(), a.range().start));
    (name, kind)
}

fn input(reader: &mut Reader<'_>, node: Node<'_, '_>, types: &Types) -> Input {
    let (name, type_ref) = variable(reader, node);
    let kind = types.kind(reader, type_ref);
    let allowed =
        type_ref.and_then(|(name, _)| types.allowed.get(name)).and_then(|text| reader.cell("allowed values", text, &Names::default()));
    let labels = ["en", "kk", "ru"].map(|lang| node.attribute((EXTENSION, format!("label.{lang}").as_str())).unwrap_or("").to_string());
    Input {
        id: node.attribute("id").unwrap_or("").to_string(),
        name,
        kind,
        labels,
        is_applicants: node.attribute((EXTENSION, "by")) == Some("applicant"),
        allowed,
        place: reader.place(node),
    }
}

/// The model's own types.
struct Types {
    kinds: BTreeMap<String, Kind>,
    allowed: BTreeMap<String, (String, usize)>,
    /// Names of all components.
    parts: Vec<String>,
}

impl Types {
    fn read(reader: &Reader<'_>, root: Node<'_, '_>) -> Types {
        let nodes = reader.children(root, "itemDefinition");
        let mut types = Types { kinds: BTreeMap::new(), allowed: BTreeMap::new(), parts: Vec::new() };
        let components = root.descendants().filter(|n| n.is_element() && n.tag_name().name() == "itemComponent");
        types.parts = components.filter_map(|n| n.attribute("name")).map(|n| n.trim().to_string()).collect();
        // A type may stand after one that uses it, so the list is read until nothing is added.
        for _ in 0..=nodes.len() {
            let before = types.kinds.len();
            for node in &nodes {
                let name = node.attribute("name").unwrap_or("").to_string();
                if let Some(kind) = types.kind_of(reader, *node).filter(|_| !types.kinds.contains_key(&name)) {
                    types.kinds.insert(name, kind);
                }
            }
            if types.kinds.len() == before {
                break;
            }
        }
        for node in &nodes {
            let name = node.attribute("name").unwrap_or("").to_string();
            for tag in ["allowedValues", "typeConstraint"] {
                if let Some(text) = child_text(reader, *node, tag).filter(|_| node.attribute("isCollection") != Some("true")) {
                    types.allowed.insert(name.clone(), text);
                }
            }
        }
        types
    }

    fn kind_of(&self, reader: &Reader<'_>, node: Node<'_, '_>) -> Option<Kind> {
        let components = reader.children(node, "itemComponent");
        let inner = if components.is_empty() {
            let (name, _) = reader.children(node, "typeRef").first().map(|n| xml::text(*n)).unwrap_or_default();
            Kind::built_in(&name).or_else(|| self.kinds.get(&name).cloned())?
        } else {
            let part = |n: &Node<'_, '_>| Some((n.attribute("name")?.trim().to_string(), self.kind_of(reader, *n)?));
            Kind::Context(components.iter().map(part).collect::<Option<_>>()?)
        };
        Some(if node.attribute("isCollection") == Some("true") { Kind::List(Box::new(inner)) } else { inner })
    }

    fn kind(&self, reader: &mut Reader<'_>, type_ref: Option<(&str, usize)>) -> Kind {
        let Some((name, at)) = type_ref else { return Kind::Any };
        if let Some(kind) = Kind::built_in(name).or_else(|| self.kinds.get(name.trim()).cloned()) {
            return kind;
        }
        reader.refuse("AL-2303", at, format!("there is no type `{name}`"), "use a FEEL type or add an itemDefinition");
        Kind::Any
    }
}

fn logic(reader: &mut Reader<'_>, node: Node<'_, '_>, name: &str, declared: &Names) -> Option<Logic> {
    let not_logic = ["variable", "description", "extensionElements", "question", "allowedAnswers", "informationRequirement"];
    let also_not = ["knowledgeRequirement", "authorityRequirement", "supportedObjective", "impactedPerformanceIndicator"];
    let also = ["decisionMaker", "decisionOwner", "usingProcess", "usingTask"];
    let expression = node.children().filter(|n| n.is_element() && n.tag_name().namespace() == Some(reader.namespace)).find(|n| {
        let tag = n.tag_name().name();
        !not_logic.contains(&tag) && !also_not.contains(&tag) && !also.contains(&tag)
    });
    let Some(expression) = expression else {
        reader.refuse("AL-2305", node.range().start, format!("the decision `{name}` has no logic"), "add a table or a literal expression");
        return None;
    };
    match expression.tag_name().name() {
        "decisionTable" => table(reader, expression, name, declared).map(Logic::Table),
        "literalExpression" => {
            let text = child_text(reader, expression, "text").unwrap_or((String::new(), expression.range().start));
            let (tree, prepared) = reader.prepare(&format!("expression of `{name}`"), &text, declared)?;
            Some(Logic::Literal(Literal { text: text.0, tree, prepared }))
        }
        tag => {
            let message = format!("the decision `{name}` is made by a {tag}, which is not supported yet");
            reader.refuse("AL-2305", expression.range().start, message, "use a decision table or a literal expression");
            None
        }
    }
}

fn table(reader: &mut Reader<'_>, node: Node<'_, '_>, name: &str, declared: &Names) -> Option<Table> {
    let before = reader.errors.len();
    let policy = policy(reader, node);
    let columns: Vec<Option<Column>> = reader.children(node, "input").into_iter().map(|n| column(reader, n, declared)).collect();
    let output_nodes = reader.children(node, "output");
    let outputs: Vec<Option<Output>> = output_nodes.iter().map(|n| output(reader, *n, declared)).collect();
    if output_nodes.len() > 1 && output_nodes.iter().any(|n| n.attribute("name").is_none_or(str::is_empty)) {
        reader.refuse(
            "AL-2307",
            node.range().start,
            format!("the table of `{name}` has several outputs and not all have names"),
            "name each output",
        );
    }
    if output_nodes.is_empty() {
        reader.refuse("AL-2307", node.range().start, format!("the table of `{name}` has no output"), "add one");
    }
    let listed = outputs.iter().flatten().any(|o| !o.values.is_empty());
    if matches!(policy, Some(HitPolicy::Priority | HitPolicy::OutputOrder)) && !listed {
        let message = format!("the table of `{name}` goes by priority, but no output lists its values");
        reader.refuse("AL-2307", node.range().start, message, "add outputValues in order of priority");
    }
    let rules: Vec<Option<Rule>> =
        reader.children(node, "rule").into_iter().map(|n| rule(reader, n, columns.len(), outputs.len(), declared)).collect();
    if reader.errors.len() > before {
        return None;
    }
    Some(Table {
        policy: policy?,
        columns: columns.into_iter().collect::<Option<_>>()?,
        outputs: outputs.into_iter().collect::<Option<_>>()?,
        rules: rules.into_iter().collect::<Option<_>>()?,
    })
}

fn policy(reader: &mut Reader<'_>, node: Node<'_, '_>) -> Option<HitPolicy> {
    let aggregation = match node.attribute("aggregation") {
        None => Some(Aggregation::List),
        Some("SUM") => Some(Aggregation::Sum),
        Some("MIN") => Some(Aggregation::Min),
        Some("MAX") => Some(Aggregation::Max),
        Some("COUNT") => Some(Aggregation::Count),
        Some(_) => None,
    };
    let policy = match (node.attribute("hitPolicy").unwrap_or("UNIQUE"), aggregation) {
        ("UNIQUE", _) => Some(HitPolicy::Unique),
        ("FIRST", _) => Some(HitPolicy::First),
        ("ANY", _) => Some(HitPolicy::Any),
        ("PRIORITY", _) => Some(HitPolicy::Priority),
        ("COLLECT", Some(a)) => Some(HitPolicy::Collect(a)),
        ("RULE ORDER", _) => Some(HitPolicy::RuleOrder),
        ("OUTPUT ORDER", _) => Some(HitPolicy::OutputOrder),
        _ => None,
    };
    if policy.is_none() {
        let at = node.attribute_node("hitPolicy").map_or(node.range().start, |a| a.range().start);
        reader.refuse(
            "AL-2307",
            at,
            "the hit policy or its aggregation is none of DMN's",
            "UNIQUE, FIRST, ANY, PRIORITY, COLLECT, RULE ORDER or OUTPUT ORDER",
        );
    }
    policy
}

fn column(reader: &mut Reader<'_>, node: Node<'_, '_>, declared: &Names) -> Option<Column> {
    let text = child_text(reader, node, "inputExpression").unwrap_or((String::new(), node.range().start));
    let (tree, prepared) = reader.prepare("input expression", &text, declared)?;
    let allowed = match child_text(reader, node, "inputValues").filter(|(t, _)| !t.is_empty()) {
        Some(values) => Some(reader.cell("input values", &values, declared)?),
        None => None,
    };
    Some(Column { text: text.0, tree, prepared, allowed })
}

fn output(reader: &mut Reader<'_>, node: Node<'_, '_>, declared: &Names) -> Option<Output> {
    let values = match child_text(reader, node, "outputValues").filter(|(t, _)| !t.is_empty()) {
        Some((text, at)) => listed_values(&text).map_err(|fault| reader.fault(at, "output values", fault)).ok()?,
        None => Vec::new(),
    };
    let default = match child_text(reader, node, "defaultOutputEntry").filter(|(t, _)| !t.is_empty()) {
        Some(text) => Some(reader.prepare("default output", &text, declared)?.1),
        None => None,
    };
    Some(Output { name: node.attribute("name").unwrap_or("").trim().to_string(), values, default })
}

fn rule(reader: &mut Reader<'_>, node: Node<'_, '_>, columns: usize, outputs: usize, declared: &Names) -> Option<Rule> {
    let entries = |reader: &Reader<'_>, tag: &str| -> Vec<(String, usize)> {
        let holder = |n: Node<'_, '_>| reader.children(n, "text").into_iter().next().map_or((String::new(), n.range().start), xml::text);
        reader.children(node, tag).into_iter().map(holder).collect()
    };
    let (cells, results) = (entries(reader, "inputEntry"), entries(reader, "outputEntry"));
    if cells.len() != columns || results.len() != outputs {
        let message = format!("the rule has {} inputs and {} outputs; the table has {columns} and {outputs}", cells.len(), results.len());
        reader.refuse("AL-2307", node.range().start, message, "fill each cell; `-` means that any value will do");
        return None;
    }
    let cells: Vec<Option<Cell>> = cells.iter().map(|text| reader.cell("cell", text, declared)).collect();
    let outputs: Vec<Option<(AstNode, Prepared)>> = results.iter().map(|text| reader.prepare("output", text, declared)).collect();
    Some(Rule {
        id: node.attribute("id").unwrap_or("").to_string(),
        place: reader.place(node),
        annotations: entries(reader, "annotationEntry").into_iter().map(|(text, _)| text).collect(),
        cells: cells.into_iter().collect::<Option<_>>()?,
        outputs: outputs.into_iter().map(|output| output.map(|(_, prepared)| prepared)).collect::<Option<_>>()?,
    })
}
