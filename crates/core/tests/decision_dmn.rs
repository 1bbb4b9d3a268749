//! Decisions: the shared benchmark, every hit policy, every refusal.

mod common;

use alatau_core::decision::dmn::{self, Answer, Datum, Model, Nulls};
use common::data;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A model with inputs `a` (number), `b` (string), `c` (boolean) and one table named `d`.
fn model_text(policy: &str, outputs: &str, rules: &[(&str, &str, &str, &str)]) -> String {
    let mut text = String::from(
        r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">
<inputData id="ia" name="a"><variable id="va" name="a" typeRef="number"/></inputData>
<inputData id="ib" name="b"><variable id="vb" name="b" typeRef="string"/></inputData>
<inputData id="ic" name="c"><variable id="vc" name="c" typeRef="boolean"/></inputData>
<decision id="d" name="d"><variable id="vd" name="d"/>
"#,
    );
    for i in ["ia", "ib", "ic"] {
        text += &format!("<informationRequirement id=\"r{i}\"><requiredInput href=\"#{i}\"/></informationRequirement>\n");
    }
    text += &format!("<decisionTable id=\"t\" {policy}>\n");
    for i in ["a", "b", "c"] {
        text += &format!("<input id=\"c{i}\"><inputExpression id=\"e{i}\"><text>{i}</text></inputExpression></input>\n");
    }
    text += outputs;
    for (number, (a, b, c, out)) in rules.iter().enumerate() {
        let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;");
        let cells: String = [a, b, c]
            .iter()
            .enumerate()
            .map(|(i, t)| format!("<inputEntry id=\"x{number}{i}\"><text>{}</text></inputEntry>", escape(t)))
            .collect();
        text +=
            &format!("<rule id=\"rule{number}\">{cells}<outputEntry id=\"y{number}\"><text>{}</text></outputEntry></rule>\n", escape(out));
    }
    text + "</decisionTable></decision></definitions>"
}

fn model(policy: &str, outputs: &str, rules: &[(&str, &str, &str, &str)]) -> Model {
    dmn::load("m.dmn", &model_text(policy, outputs, rules)).unwrap_or_else(|e| panic!("{}", e[0]))
}

fn inputs(a: &str, b: &str, c: Option<bool>) -> BTreeMap<String, Datum> {
    let number = if a.is_empty() { Datum::Null } else { Datum::number(a) };
    let text = if b.is_empty() { Datum::Null } else { Datum::text(b) };
    [("a".into(), number), ("b".into(), text), ("c".into(), c.map_or(Datum::Null, Datum::Bool))].into()
}

fn check(model: &Model, given: &BTreeMap<String, Datum>, output: Option<&str>, matched: &[usize]) -> Answer {
    let answer = model.decide("d", given).unwrap();
    let found = answer.output.as_ref().map(ToString::to_string);
    assert_eq!((found.as_deref(), answer.matched.as_slice()), (output, matched), "{given:?}: {answer:?}");
    assert_eq!(answer.output.is_none(), answer.reason.is_some());
    answer
}

const ONE: &str = "<output id=\"o\"/>\n";
const LEVELS: [(&str, &str, &str, &str); 3] =
    [("> 12", "\"hotel\"", "-", "\"one\""), (">= 3", "-", "true", "\"two\""), ("< 100", "not(\"shed\")", "-", "\"three\"")];

#[test]
fn the_first_matching_rule_speaks() {
    let m = model("hitPolicy=\"FIRST\"", ONE, &LEVELS);
    check(&m, &inputs("20", "hotel", Some(true)), Some("\"one\""), &[0]);
    check(&m, &inputs("12", "hotel", Some(true)), Some("\"two\""), &[1]);
    check(&m, &inputs("12.5", "house", Some(false)), Some("\"three\""), &[2]);
    let answer = check(&m, &inputs("1", "shed", Some(false)), None, &[]);
    assert_eq!(answer.reason.unwrap(), "no rule matches");
}

#[test]
fn two_rules_under_unique_leave_the_matter_open() {
    let m = model("hitPolicy=\"UNIQUE\"", ONE, &LEVELS);
    check(&m, &inputs("2", "hotel", Some(false)), Some("\"three\""), &[2]);
    let answer = check(&m, &inputs("20", "hotel", Some(true)), None, &[0, 1, 2]);
    assert_eq!(answer.reason.unwrap(), "rules 1, 2, 3 all match, but only one may");
}

#[test]
fn any_wants_agreement() {
    let m = model("hitPolicy=\"ANY\"", ONE, &[("> 1", "-", "-", "\"x\""), ("> 2", "-", "-", "\"x\""), ("> 3", "-", "-", "\"y\"")]);
    check(&m, &inputs("3", "b", Some(true)), Some("\"x\""), &[0, 1]);
    check(&m, &inputs("4", "b", Some(true)), None, &[0, 1, 2]);
}

#[test]
fn priority_and_output_order_follow_the_listed_values() {
    let listed = "<output id=\"o\"><outputValues id=\"ov\"><text>\"high\",\"mid\",\"low\"</text></outputValues></output>\n";
    let rules = [("> 1", "-", "-", "\"low\""), ("> 2", "-", "-", "\"high\""), ("> 2", "-", "-", "\"mid\"")];
    check(&model("hitPolicy=\"PRIORITY\"", listed, &rules), &inputs("3", "b", Some(true)), Some("\"high\""), &[0, 1, 2]);
    let m = model("hitPolicy=\"OUTPUT ORDER\"", listed, &rules);
    check(&m, &inputs("3", "b", Some(true)), Some("[\"high\", \"mid\", \"low\"]"), &[0, 1, 2]);
}

#[test]
fn collected_outputs_are_listed_summed_and_counted() {
    let rules = [("> 1", "-", "-", "10"), ("> 2", "-", "-", "0.5"), ("> 3", "-", "-", "a * 2")];
    for (policy, expected) in [
        ("hitPolicy=\"COLLECT\"", "[10, 0.5]"),
        ("hitPolicy=\"RULE ORDER\"", "[10, 0.5]"),
        ("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "10.5"),
        ("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", "0.5"),
        ("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "10"),
        ("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "2"),
    ] {
        check(&model(policy, ONE, &rules), &inputs("3", "b", Some(true)), Some(expected), &[0, 1]);
    }
}

#[test]
fn an_unknown_input_never_becomes_a_silent_no() {
    let m = model("hitPolicy=\"FIRST\"", ONE, &LEVELS);
    let answer = check(&m, &inputs("", "hotel", Some(false)), None, &[]);
    assert_eq!(answer.reason.unwrap(), "rule 1 needs `a`, which is unknown");
    // What is known suffices: rule 1 is out by `b`, rule 2 matches whatever `b` is.
    check(&m, &inputs("5", "", Some(true)), Some("\"two\""), &[1]);
    // The standard lets the test fail and goes on.
    let answer = m.decide_with("d", &inputs("", "hotel", Some(false)), Nulls::Standard).unwrap();
    assert_eq!(answer.output, None);
    let asked = model("hitPolicy=\"FIRST\"", ONE, &[("null", "-", "-", "\"unknown\""), ("-", "-", "-", "\"known\"")]);
    check(&asked, &inputs("", "b", None), Some("\"unknown\""), &[0]);
    check(&asked, &inputs("1", "b", None), Some("\"known\""), &[1]);
}

#[test]
fn a_default_output_speaks_when_no_rule_does_and_no_unknown_could() {
    let out = "<output id=\"o\"><defaultOutputEntry id=\"do\"><text>\"else\"</text></defaultOutputEntry></output>";
    let m = model("hitPolicy=\"UNIQUE\"", out, &[("> 1", "-", "-", "\"x\"")]);
    check(&m, &inputs("1", "b", None), Some("\"else\""), &[]);
    check(&m, &inputs("", "b", None), None, &[]);
}

#[test]
fn decisions_need_decisions() {
    let text = std::fs::read_to_string(data("decision/two-steps.dmn")).unwrap();
    let m = dmn::load("two-steps.dmn", &text).unwrap_or_else(|e| panic!("{}", e[0]));
    let given = [("height m".to_string(), Datum::number("30")), ("filed".to_string(), Datum::text("2026-11-02"))].into();
    let answer = m.decide("level", &given).unwrap();
    assert_eq!(answer.output, Some(Datum::text("level-1")));
    assert_eq!(answer.required[0].decision, "storeys");
    assert_eq!(answer.required[0].output, Some(Datum::number("10")));
    // An undetermined decision leaves what hangs on it undetermined.
    let answer = m.decide("level", &[("filed".to_string(), Datum::text("2026-11-02"))].into()).unwrap();
    assert_eq!(answer.output, None);
    assert_eq!(answer.reason.unwrap(), "rule 1 needs `storeys`, which is unknown");
    let wrong = m.decide("level", &[("height m".to_string(), Datum::text("tall"))].into()).unwrap_err();
    assert_eq!(wrong.to_string(), "AL-2308: the input `height m` must be a number, not \"tall\" (two-steps.dmn:2:1)");
    let wrong = m.decide("level", &[("filed".to_string(), Datum::text("2024-02-30"))].into()).unwrap_err();
    assert!(wrong.to_string().contains("`filed` must be ISO 8601 text"), "{wrong}");
}

#[test]
fn all_shared_cases_of_the_permit_track_agree() {
    let text = std::fs::read_to_string(common::in_repository("benches/data/track.dmn")).unwrap();
    let m = dmn::load("track.dmn", &text).unwrap_or_else(|e| panic!("{}", e[0]));
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(common::in_repository("benches/data/track-cases.json")).unwrap()).unwrap();
    let datum = |v: &serde_json::Value| match v {
        serde_json::Value::Number(n) => Datum::Number(n.to_string()),
        serde_json::Value::String(s) => Datum::text(s),
        other => panic!("{other}"),
    };
    for case in &cases {
        let case = case.as_object().unwrap();
        let given = case.iter().filter(|(k, _)| *k != "expect").map(|(k, v)| (k.clone(), datum(v))).collect();
        let answer = m.decide("Permit Track", &given).unwrap();
        let expected = case["expect"].as_object().unwrap().iter().map(|(k, v)| (k.clone(), datum(v))).collect();
        assert_eq!(answer.output, Some(Datum::Context(expected)), "{case:?}");
        assert_eq!(answer.matched.len(), 1);
    }
    assert_eq!(cases.len(), 2800);
}

/// Changes one thing in a good model and expects this code at this line.
fn refused(from: &str, to: &str, code: &str, line: u32) {
    let good = model_text("hitPolicy=\"FIRST\"", ONE, &LEVELS);
    assert!(good.contains(from), "{from}");
    let errors = dmn::load("m.dmn", &good.replacen(from, to, 1)).err().unwrap_or_else(|| panic!("{to} is accepted"));
    assert_eq!((errors[0].code, errors[0].place.line), (code, line), "{}", errors[0]);
}

#[test]
fn what_cannot_be_run_is_refused_where_it_stands() {
    refused("https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/", "AL-2301", 1);
    refused("href=\"#ib\"", "href=\"#nobody\"", "AL-2304", 7);
    refused("href=\"#ib\"", "href=\"https://elsewhere#ib\"", "AL-2304", 7);
    refused("typeRef=\"string\"", "typeRef=\"colour\"", "AL-2303", 3);
    refused("hitPolicy=\"FIRST\"", "hitPolicy=\"LAST\"", "AL-2307", 9);
    refused("hitPolicy=\"FIRST\"", "hitPolicy=\"PRIORITY\"", "AL-2307", 9);
    refused("\"hotel\"", "hotel", "AL-2204", 14);
    refused("> 12", "> 12 +", "AL-2201", 14);
    refused("\"one\"", "string(today())", "AL-2202", 14);
    refused("\"one\"", "Unknown + 1", "AL-2204", 14);
    refused("\"one\"", "function(x) external {java: {class: \"a\", method signature: \"b\"}}", "AL-2203", 14);
    refused("<inputEntry id=\"x00\"><text>> 12</text></inputEntry>", "", "AL-2307", 14);
    refused("<decisionTable", "<context id=\"q\"/><decisionTable", "AL-2305", 9);
    refused("<decision id=\"d\"", "<import namespace=\"x\" name=\"x\" importType=\"y\"/><decision id=\"d\"", "AL-2305", 5);
    refused("<definitions", "<!DOCTYPE x [<!ENTITY a \"b\">]><definitions", "AL-2002", 1);
    refused("</decisionTable>", "", "AL-2001", 17);
    refused("name=\"m\" namespace", "namespace", "AL-2302", 1);
}

#[test]
fn a_decision_that_needs_itself_is_refused() {
    let text = std::fs::read_to_string(data("decision/two-steps.dmn")).unwrap();
    let text = text.replacen("<requiredInput href=\"#h\"/>", "<requiredDecision href=\"#level\"/>", 1);
    let errors = dmn::load("two-steps.dmn", &text).err().unwrap();
    assert!(errors.iter().any(|e| e.code == "AL-2306"), "{}", errors[0]);
}

/// A model of these elements, with a decision `d` that says `expression` and needs what `needs` names.
fn small(needs: &str, expression: &str, others: &str) -> Result<Model, Vec<alatau_core::source::Diagnostic>> {
    let text = format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"m\" name=\"m\" namespace=\"urn:m\">\n\
         <decision id=\"d\" name=\"d\"><variable id=\"v\" name=\"d\"/>{needs}{expression}</decision>\n{others}</definitions>"
    );
    dmn::load("m.dmn", &text)
}

fn literal(text: &str) -> String {
    format!("<literalExpression><text>{text}</text></literalExpression>")
}

fn knowledge(id: &str, needs: &str, parameter: &str, body: &str) -> String {
    format!(
        "<businessKnowledgeModel id=\"{id}\" name=\"{id}\"><variable id=\"v{id}\" name=\"{id}\"/>\
         <encapsulatedLogic><formalParameter id=\"p{id}\" name=\"{parameter}\"/>{}\
         </encapsulatedLogic>{needs}</businessKnowledgeModel>",
        literal(body)
    )
}

fn calls(id: &str) -> String {
    format!("<knowledgeRequirement id=\"r{id}\"><requiredKnowledge href=\"#{id}\"/></knowledgeRequirement>")
}

#[test]
fn functions_and_boxed_expressions_decide() {
    let fee = knowledge("fee", "", "area", "area * 2.5");
    let made = |model: Model| model.decide("d", &BTreeMap::new()).unwrap().output.unwrap().to_string();
    assert_eq!(made(small(&calls("fee"), &literal("fee(4)"), &fee).unwrap()), "10");
    let entries = "<context><contextEntry><variable name=\"net\"/><literalExpression><text>40</text></literalExpression></contextEntry>\
                   <contextEntry><literalExpression><text>net + 2</text></literalExpression></contextEntry></context>";
    assert_eq!(made(small("", entries, "").unwrap()), "42");
    let each = format!("<for iteratorVariable=\"i\"><in>{}</in><return>{}</return></for>", literal("[1, 2, 3]"), literal("i * i"));
    assert_eq!(made(small("", &each, "").unwrap()), "[1, 4, 9]");
}

fn first_code(model: Result<Model, Vec<alatau_core::source::Diagnostic>>) -> (&'static str, bool) {
    let errors = model.err().expect("it is refused");
    (errors[0].code, errors[0].place.line > 0)
}

#[test]
fn what_could_never_end_is_refused() {
    for omega in ["(function(g) g(g))(function(g) g(g))", "{f: function(g) sort([g, g], g), r: f(f)}.r", "for g in [1] return g(g)"] {
        assert_eq!(first_code(small("", &literal(omega), "")), ("AL-2210", true), "{omega}");
    }
    let alone = knowledge("f", &calls("f"), "x", "f(x)");
    assert_eq!(first_code(small(&calls("f"), &literal("f(1)"), &alone)), ("AL-2306", true));
    let pair = [knowledge("f", &calls("g"), "x", "g(x)"), knowledge("g", &calls("f"), "x", "f(x)")].concat();
    assert_eq!(first_code(small(&calls("f"), &literal("f(1)"), &pair)), ("AL-2306", true));
    let chain: String =
        (0..40).map(|n| knowledge(&format!("f{n}"), &calls(&format!("f{}", n + 1)), "x", &format!("f{}(x)", n + 1))).collect();
    let chain = format!("{chain}{}", knowledge("f40", "", "x", "x"));
    assert_eq!(first_code(small(&calls("f0"), &literal("f0(1)"), &chain)), ("AL-2306", true));
}

#[test]
fn what_grows_without_end_is_refused_or_bounded() {
    let deep = format!("{}{}{}", "<list>".repeat(60), literal("1"), "</list>".repeat(60));
    assert_eq!(first_code(small("", &deep, "")), ("AL-2208", true));
    let part = |n: usize| ["a", "b"].map(|name| format!("<itemComponent name=\"{name}\"><typeRef>t{n}</typeRef></itemComponent>")).concat();
    let doubled: String = (1..50).rev().map(|n| format!("<itemDefinition name=\"t{n}\">{}</itemDefinition>", part(n - 1))).collect();
    let input = "<inputData id=\"i\" name=\"i\"><variable id=\"vi\" name=\"i\" typeRef=\"t49\"/></inputData>";
    let types = format!("{doubled}<itemDefinition name=\"t0\"><typeRef>number</typeRef></itemDefinition>{input}");
    assert_eq!(first_code(small("", &literal("1"), &types)), ("AL-2303", true));
    let own = "<itemDefinition name=\"t\"><typeRef>t</typeRef></itemDefinition>\
               <inputData id=\"i\" name=\"i\"><variable id=\"vi\" name=\"i\" typeRef=\"t\"/></inputData>";
    assert_eq!(first_code(small("", &literal("1"), own)), ("AL-2303", true));
    let need = |n: usize| format!("<informationRequirement id=\"r{n}\"><requiredDecision href=\"#d{n}\"/></informationRequirement>");
    let decision = |n: usize, needs: &str, text: &str| {
        format!("<decision id=\"d{n}\" name=\"d{n}\"><variable id=\"v{n}\" name=\"d{n}\"/>{needs}{}</decision>", literal(text))
    };
    let chain: String = (0..3000).map(|n| decision(n, &need(n + 1), &format!("d{} + 1", n + 1))).collect();
    let model =
        small(&need(0), &literal("d0"), &format!("{chain}{}", decision(3000, "", "0"))).unwrap_or_else(|errors| panic!("{}", errors[0]));
    assert_eq!(model.decide("d", &BTreeMap::new()).unwrap().output, Some(Datum::number("3000")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_model_is_read_or_refused_and_nothing_panics(
        cut in 0usize..3000,
        changes in prop::collection::vec((0usize..3000, any::<u8>()), 0..4)
    ) {
        let mut bytes = std::fs::read(data("decision/two-steps.dmn")).unwrap();
        for (at, byte) in &changes {
            let length = bytes.len();
            bytes[at % length] = *byte;
        }
        if changes.is_empty() {
            bytes.truncate(cut);
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(model) = dmn::load("fuzz.dmn", &text) {
            let _ = model.decide("level", &[("height m".to_string(), Datum::number("30"))].into());
        }
    }
}

#[test]
fn models_of_the_technology_compatibility_kit_are_read_or_refused_with_a_place() {
    let Some(folder) = common::suite("dmn-tck") else { return };
    let (mut read, mut refused) = (0, BTreeMap::<&str, usize>::new());
    for path in common::files(&folder, "dmn") {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        match dmn::load(&path.display().to_string(), &text) {
            Ok(_) => read += 1,
            Err(errors) => {
                assert!(errors.iter().all(|e| e.place.line > 0), "{}", errors[0]);
                println!("{}", errors[0]);
                *refused.entry(errors[0].code).or_default() += 1;
            }
        }
    }
    println!("{read} models read; refused by the first code: {refused:?}");
    assert!(read > 20);
}
