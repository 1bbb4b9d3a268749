//! The DMN technology compatibility kit, as far as our part of DMN goes.

mod common;

use alatau_core::decision::dmn::{self, Datum, Model, Nulls};
use roxmltree::Node;
use std::collections::BTreeMap;

fn child<'a, 'i>(node: Node<'a, 'i>, tag: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| n.is_element() && n.tag_name().name() == tag)
}

/// A value of a test file: `value`, `component`s or a `list`.
fn datum(node: Node<'_, '_>) -> Datum {
    if let Some(list) = child(node, "list") {
        return Datum::List(list.children().filter(|n| n.tag_name().name() == "item").map(datum).collect());
    }
    let components: BTreeMap<String, Datum> = node
        .children()
        .filter(|n| n.tag_name().name() == "component")
        .map(|n| (n.attribute("name").unwrap_or("").to_string(), datum(n)))
        .collect();
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
        _ => Datum::text(text),
    }
}

/// Equal, numbers within the tolerance of the official runners.
fn same(a: &Datum, b: &Datum) -> bool {
    match (a, b) {
        (Datum::Number(x), Datum::Number(y)) => match (x.parse::<f64>(), y.parse::<f64>()) {
            (Ok(x), Ok(y)) => (x - y).abs() <= 1e-8 * x.abs().max(1.0),
            _ => false,
        },
        (Datum::List(x), Datum::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Datum::Context(x), Datum::Context(y)) => x.len() == y.len() && x.iter().zip(y).all(|((k, x), (l, y))| k == l && same(x, y)),
        _ => a == b,
    }
}

/// Puts the questions of one test file; answers passed and failed.
fn questions(model: &Model, text: &str, name: &str) -> (usize, usize) {
    let document = roxmltree::Document::parse(text).unwrap();
    let (mut passed, mut failed) = (0, 0);
    for case in document.root_element().children().filter(|n| n.tag_name().name() == "testCase") {
        let inputs: BTreeMap<String, Datum> = case
            .children()
            .filter(|n| n.tag_name().name() == "inputNode")
            .map(|n| (n.attribute("name").unwrap_or("").to_string(), datum(n)))
            .collect();
        for result in case.children().filter(|n| n.tag_name().name() == "resultNode") {
            let decision = result.attribute("name").unwrap_or("");
            let expected = child(result, "expected").map_or(Datum::Null, datum);
            let found = model.decide_with(decision, &inputs, Nulls::Standard).map_or(Datum::Null, |a| a.output.unwrap_or(Datum::Null));
            if same(&found, &expected) {
                passed += 1;
            } else {
                failed += 1;
                println!("{name} {} {decision}: expected {expected}, found {found}", case.attribute("id").unwrap_or(""));
            }
        }
    }
    (passed, failed)
}

fn level(folder: &str) -> Option<(usize, usize, usize)> {
    let folder = common::suite(folder)?;
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for path in common::files(&folder, "dmn") {
        let Ok(model) = dmn::load(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap()) else {
            skipped += 1;
            continue;
        };
        for test in common::files(path.parent().unwrap(), "xml") {
            let name = test.file_name().unwrap().to_string_lossy().into_owned();
            let (yes, no) = questions(&model, &std::fs::read_to_string(&test).unwrap(), &name);
            passed += yes;
            failed += no;
        }
    }
    println!("{}: {passed} passed, {failed} failed, {skipped} models refused", folder.display());
    Some((passed, failed, skipped))
}

#[test]
fn tables_and_literals_answer_as_the_kit_expects() {
    if let Some((passed, failed, _)) = level("dmn-tck/compliance-level-2") {
        assert!(passed >= 30 && failed == 0, "{passed} passed, {failed} failed");
    }
}

#[test]
fn most_of_feel_answers_as_the_kit_expects() {
    if let Some((passed, failed, _)) = level("dmn-tck/compliance-level-3") {
        assert!(passed > 100 && failed * 50 < passed, "{passed} passed, {failed} failed");
    }
}
