//! The DMN technology compatibility kit: `NAME.dmn` and beside it `NAME-test-NN.xml`.
//!
//! A test case gives values to inputs and expects values of decisions; numbers
//! agree within 1e-8, as in the kit's own runners. A result that must be an
//! error may be null.

use super::{Outcome, Verdict, files};
use crate::cli::say;
use crate::failure::Failure;
use crate::files::read_text;
use alatau_core::decision::dmn::{self, Answer, Datum, Fault, Model, Nulls, Reading};
use alatau_core::text::Lang;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the clock answers in the suite; its cases ask only for the type of the answer.
const NOW: &str = "2026-11-02T10:00:00Z";

/// Room for calls within calls; the library goes down a long way for each.
const STACK: usize = 512 << 20;

/// Runs every test file below a folder.
pub fn run(dir: &Path, lang: Lang) -> Result<Vec<Outcome>, Failure> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || every(dir, lang));
        let thread = thread.map_err(|error| Failure::Fault(error.to_string()))?;
        thread.join().unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))
    })
}

fn every(dir: &Path, lang: Lang) -> Result<Vec<Outcome>, Failure> {
    let mut models: BTreeMap<PathBuf, Result<Model, String>> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for (name, path) in files(dir, ".xml")? {
        let text = read_text(&path)?;
        let document = Document::parse(&text).map_err(|error| Failure::Input(format!("{name}: {error}")))?;
        let root = document.root_element();
        if root.tag_name().name() != "testCases" {
            continue;
        }
        let named = child(root, "modelName").and_then(|n| n.text()).unwrap_or("").trim();
        let model_path = path.with_file_name(named);
        let model = models.entry(model_path.clone()).or_insert_with(|| model(&model_path));
        for case in elements(root, "testCase") {
            let case_name = format!("{name}: {}", case.attribute("id").unwrap_or(""));
            outcomes.push(Outcome { case: case_name, result: judge(model, case, lang) });
        }
    }
    Ok(outcomes)
}

/// A model with the files beside it, which it may import, read as the standard has it.
fn model(path: &Path) -> Result<Model, String> {
    let said = |failure: Failure| failure.message().to_string();
    let text = read_text(path).map_err(said)?;
    let mut beside = Vec::new();
    for (name, other) in files(path.parent().unwrap_or(path), ".dmn").map_err(said)? {
        if other != path {
            beside.push((name, read_text(&other).map_err(said)?));
        }
    }
    let reading = Reading { files: &beside, standard: true, now: Some(NOW) };
    dmn::load_with(&path.display().to_string(), &text, &reading).map_err(|errors| errors[0].to_string())
}

fn judge(model: &Result<Model, String>, case: Node<'_, '_>, lang: Lang) -> Verdict {
    let model = match model {
        Ok(model) => model,
        Err(why) => return Verdict::Failed(why.clone()),
    };
    let inputs: BTreeMap<String, Datum> =
        elements(case, "inputNode").map(|n| (n.attribute("name").unwrap_or("").to_string(), datum(n))).collect();
    for result in elements(case, "resultNode") {
        let decision = result.attribute("name").unwrap_or("");
        if calls_external(model, decision) {
            return Verdict::Skipped(say(lang, "conformance-external", &[]));
        }
        let expected = child(result, "expected").map_or(Datum::Null, datum);
        let (found, why) = match answer(model, case, decision, &inputs) {
            Ok(answer) => (answer.output.unwrap_or(Datum::Null), answer.reason),
            Err(fault) => (Datum::Null, Some(fault.to_string())),
        };
        if !same(&found, &expected) {
            let found = why.map_or_else(|| found.to_string(), |why| format!("{found} ({why})"));
            let args = [("decision", decision), ("expected", &expected.to_string()), ("found", &found)];
            return Verdict::Failed(say(lang, "conformance-differs", &args));
        }
    }
    Verdict::Passed
}

/// A decision, or what the case calls instead of one; of a service with several answers, the one named.
fn answer(model: &Model, case: Node<'_, '_>, decision: &str, inputs: &BTreeMap<String, Datum>) -> Result<Answer, Fault> {
    let called = case.attribute("invocableName").filter(|_| matches!(case.attribute("type"), Some("decisionService" | "bkm")));
    let Some(called) = called else {
        return match model.decide_with(decision, inputs, Nulls::Standard) {
            Err(Fault::NoSuchDecision(..)) => model.invoke(decision, inputs, Nulls::Standard),
            made => made,
        };
    };
    let mut answer = model.invoke(called, inputs, Nulls::Standard)?;
    let is_one_of_several = model.services.iter().any(|service| service.name == called && service.outputs.len() > 1);
    if let Some(Datum::Context(parts)) = answer.output.as_ref().filter(|_| is_one_of_several)
        && let Some(part) = parts.get(decision)
    {
        answer.output = Some(part.clone());
    }
    Ok(answer)
}

/// Whether a decision, or one that it needs, calls code in another language, which is never run.
fn calls_external(model: &Model, decision: &str) -> bool {
    let mut open: Vec<usize> = model.decisions.iter().position(|d| d.name == decision).into_iter().collect();
    let mut seen = open.clone();
    while let Some(number) = open.pop() {
        let decision = &model.decisions[number];
        if decision.faults.iter().any(|fault| fault.code == "AL-2203") || model.calls(number).any(|fault| fault.code == "AL-2203") {
            return true;
        }
        let next: Vec<usize> = decision.decisions.iter().copied().filter(|n| !seen.contains(n)).collect();
        seen.extend(&next);
        open.extend(next);
    }
    false
}

fn child<'a, 'i>(node: Node<'a, 'i>, tag: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| n.is_element() && n.tag_name().name() == tag)
}

fn elements<'a, 'i: 'a>(node: Node<'a, 'i>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |n| n.is_element() && n.tag_name().name() == tag)
}

/// A value of a test file: a `value`, `component`s or a `list`.
fn datum(node: Node<'_, '_>) -> Datum {
    if let Some(list) = child(node, "list") {
        return Datum::List(elements(list, "item").map(datum).collect());
    }
    let components: BTreeMap<String, Datum> =
        elements(node, "component").map(|n| (n.attribute("name").unwrap_or("").to_string(), datum(n))).collect();
    if !components.is_empty() {
        return Datum::Context(components);
    }
    let Some(value) = child(node, "value") else { return Datum::Null };
    let nil = value.attributes().any(|a| a.name() == "nil" && a.value() == "true");
    let kind = value.attributes().find(|a| a.name() == "type").map_or("", |a| a.value());
    let text = value.text().unwrap_or("");
    match kind.rsplit(':').next().unwrap_or("") {
        _ if nil => Datum::Null,
        "boolean" => Datum::Bool(text == "true"),
        "decimal" | "double" | "integer" | "int" | "long" | "float" => Datum::number(text),
        "date" => Datum::Temporal("date", text.to_string()),
        "time" => Datum::Temporal("time", text.to_string()),
        "dateTime" => Datum::Temporal("date and time", text.to_string()),
        "duration" | "dayTimeDuration" | "yearMonthDuration" => Datum::Temporal("days and time duration", text.to_string()),
        _ => Datum::text(text),
    }
}

/// What was found equals what is expected, numbers within the tolerance of the kit's runners.
fn same(a: &Datum, b: &Datum) -> bool {
    match (a, b) {
        (Datum::Number(x), Datum::Number(y)) => match (x.parse::<f64>(), y.parse::<f64>()) {
            (Ok(x), Ok(y)) => (x - y).abs() <= 1e-8 * x.abs().max(1.0),
            _ => false,
        },
        (Datum::List(x), Datum::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Datum::Context(x), Datum::Context(y)) => x.len() == y.len() && x.iter().zip(y).all(|((k, x), (l, y))| k == l && same(x, y)),
        // Dates and durations are compared as FEEL writes them; what FEEL cannot read, as it stands.
        (Datum::Text(found), Datum::Temporal(_, text)) => found == text || b.canonical().is_some_and(|canonical| canonical == *a),
        _ => a == b,
    }
}
