//! Random tables and inputs: our runner, the net and the library's own evaluator say the same.

use alatau_core::decision::dmn::{self, Datum, Model, Net, Nulls};
use alatau_core::decision::{Symbols, Value};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelNumber, Name};
use dsntk_model_evaluator::ModelEvaluator;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells for numbers, strings and truth values: within the compiled subset and outside it.
const NUMBERS: [&str; 16] = [
    "-",
    "null",
    "5",
    "< 5",
    ">= -2.5",
    "[1..5]",
    "(1..5)",
    "]0.0001..7.5[",
    "1, 3, > 6",
    "not(3)",
    "not(1, [4..6])",
    "? > 2 and ? <= 6",
    "? = 3 or ? < 0",
    "not(null)",
    "? * 2 > 6",
    "odd(?)",
];
const STRINGS: [&str; 8] = ["-", "\"a\"", "\"a\", \"b\"", "not(\"a\")", "null", "? = \"b\"", "> \"a\"", "string length(?) > 1"];
const TRUTHS: [&str; 5] = ["-", "true", "false", "not(true)", "null"];
const OUTPUTS: [&str; 6] = ["\"high\"", "\"mid\"", "\"low\"", "null", "1.25", "3"];
const POLICIES: [&str; 11] = [
    "UNIQUE\"",
    "FIRST\"",
    "ANY\"",
    "PRIORITY\"",
    "OUTPUT ORDER\"",
    "RULE ORDER\"",
    "COLLECT\"",
    "COLLECT\" aggregation=\"SUM\"",
    "COLLECT\" aggregation=\"MIN\"",
    "COLLECT\" aggregation=\"MAX\"",
    "COLLECT\" aggregation=\"COUNT\"",
];

/// Numbers that cells name, their neighbours, and some that no machine word holds.
const NAMED: [&str; 12] = ["-2.5", "0", "0.0001", "1", "3", "4", "5", "5.0", "6", "7.5", "2.99999999999", "123456789012345678901234"];

/// A rule: the numbers of its cells and of its output.
type Row = (usize, usize, usize, usize);

fn model_text(policy: &str, rows: &[Row]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut text = String::from(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"m\" name=\"m\" namespace=\"urn:m\">\
         <decision id=\"d\" name=\"d\">\
         <variable id=\"vd\" name=\"d\"/>",
    );
    for name in ["a", "b", "c"] {
        text += &format!("<informationRequirement id=\"r{name}\"><requiredInput href=\"#i{name}\"/></informationRequirement>");
    }
    text += &format!("<decisionTable id=\"t\" hitPolicy=\"{policy}>");
    for name in ["a", "b", "c"] {
        text += &format!("<input id=\"c{name}\"><inputExpression id=\"e{name}\"><text>{name}</text></inputExpression></input>");
    }
    let listed = if policy.starts_with("PRIORITY") || policy.starts_with("OUTPUT ORDER") {
        "<outputValues id=\"ov\"><text>\"high\", \"mid\", \"low\", 1.25, 3</text></outputValues>"
    } else {
        ""
    };
    text += &format!("<output id=\"o\">{listed}</output>");
    for (number, (a, b, c, out)) in rows.iter().enumerate() {
        text += &format!("<rule id=\"rule{number}\">");
        for (column, cell) in [NUMBERS[*a], STRINGS[*b], TRUTHS[*c]].iter().enumerate() {
            text += &format!("<inputEntry id=\"x{number}{column}\"><text>{}</text></inputEntry>", escape(cell));
        }
        text += &format!("<outputEntry id=\"y{number}\"><text>{}</text></outputEntry></rule>", OUTPUTS[*out]);
    }
    text += "</decisionTable></decision>";
    for (name, kind) in [("a", "number"), ("b", "string"), ("c", "boolean")] {
        text +=
            &format!("<inputData id=\"i{name}\" name=\"{name}\"><variable id=\"v{name}\" name=\"{name}\" typeRef=\"{kind}\"/></inputData>");
    }
    text + "</definitions>"
}

/// Numbers around every constant of the cells, strings that they name and one that they do not.
fn inputs() -> impl Strategy<Value = BTreeMap<String, Datum>> {
    let number = prop_oneof![
        1 => Just(Datum::Null),
        8 => (-40_000i64..80_000).prop_map(|scaled| {
            let sign = if scaled < 0 { "-" } else { "" };
            Datum::Number(format!("{sign}{}.{:04}", scaled.abs() / 10_000, scaled.abs() % 10_000))
        }),
        8 => prop::sample::select(NAMED.to_vec()).prop_map(Datum::number),
    ];
    let text = prop::sample::select(vec![Datum::Null, Datum::text("a"), Datum::text("b"), Datum::text("zz"), Datum::text("")]);
    let truth = prop::sample::select(vec![Datum::Null, Datum::Bool(true), Datum::Bool(false)]);
    (number, text, truth).prop_map(|(a, b, c)| [("a".to_string(), a), ("b".to_string(), b), ("c".to_string(), c)].into())
}

fn library(evaluator: &Arc<ModelEvaluator>, given: &BTreeMap<String, Datum>) -> FeelValue {
    let value = |datum: &Datum| match datum {
        Datum::Bool(truth) => FeelValue::Boolean(*truth),
        Datum::Number(text) => FeelValue::Number(text.parse::<FeelNumber>().unwrap()),
        Datum::Text(text) => FeelValue::String(text.clone()),
        _ => FeelValue::Null(None),
    };
    let mut context = FeelContext::default();
    given.iter().for_each(|(name, datum)| context.set_entry(&Name::from(name.as_str()), value(datum)));
    evaluator.evaluate_invocable("urn:m", "m", "d", &context)
}

fn datum(value: &FeelValue) -> Datum {
    match value {
        FeelValue::Boolean(truth) => Datum::Bool(*truth),
        FeelValue::Number(number) => Datum::Number(number.to_string()),
        FeelValue::String(text) => Datum::text(text),
        FeelValue::List(items) => Datum::List(items.iter().map(datum).collect()),
        _ => Datum::Null,
    }
}

/// The net's answer, if the table is in its subset and the inputs fit machine words.
fn by_net(model: &Model, given: &BTreeMap<String, Datum>, nulls: Nulls) -> Option<(Option<Datum>, Vec<usize>)> {
    let symbols = Symbols::default();
    let net = Net::of(model, "d", &symbols)?;
    let word = |datum: &Datum| match datum {
        Datum::Bool(truth) => Some(Value::bool(*truth)),
        Datum::Number(text) => Value::parse_number(text),
        Datum::Text(text) => Some(symbols.intern(text)),
        _ => Some(Value::NULL),
    };
    let facts = net.inputs().iter().map(|name| word(&given[name])).collect::<Option<Vec<_>>>()?;
    let mut matched = Vec::new();
    let answer = net.decide(&facts, nulls, &mut matched).map(|answer| answer.into_owned());
    Some((answer, matched))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn runner_net_and_library_say_the_same(
        policy in prop::sample::select(POLICIES.to_vec()),
        simple in any::<bool>(),
        rows in prop::collection::vec((0usize..NUMBERS.len(), 0usize..STRINGS.len(), 0usize..TRUTHS.len(), 0usize..OUTPUTS.len()), 1..80),
        given in prop::collection::vec(inputs(), 12),
    ) {
        // Half of the tables stay within the compiled subset, so that the net is asked, too.
        let kept = |(a, b, c, out): &Row| if simple { (a % 14, b % 6, *c, *out) } else { (*a, *b, *c, *out) };
        let rows: Vec<Row> = rows.iter().map(kept).collect();
        let text = model_text(policy, &rows);
        let model = dmn::load("m.dmn", &text).unwrap_or_else(|errors| panic!("{}", errors[0]));
        let evaluator = ModelEvaluator::new(&[dsntk_model::parse(&text).unwrap()]).unwrap();
        // The library compares the input with the truth of an expression on `?`, where the
        // standard (DMN 1.5, table 55) takes that truth itself.
        let asks = rows.iter().any(|(a, b, c, _)| [NUMBERS[*a], STRINGS[*b], TRUTHS[*c]].iter().any(|cell| cell.contains('?')));
        for given in &given {
            let ours = model.decide_with("d", given, Nulls::Standard).unwrap();
            let theirs = datum(&library(&evaluator, given));
            // Nothing that matches is nothing to the library, and none to us.
            let counted_none = policy.contains("COUNT") && ours.matched.is_empty();
            let output = ours.output.clone().unwrap_or(Datum::Null);
            prop_assert!(counted_none || asks || output == theirs, "{policy} {given:?}: {ours:?}, the library {theirs}\n{text}");
            for nulls in [Nulls::Standard, Nulls::Refuse] {
                let slow = model.decide_with("d", given, nulls).unwrap();
                let fast = by_net(&model, given, nulls);
                prop_assert!(!simple || fast.is_some() || given["a"].to_string().len() > 9, "no net for {text}");
                if let Some((output, matched)) = fast {
                    prop_assert_eq!((&output, &matched), (&slow.output, &slow.matched), "{} {:?} {:?}\n{}", policy, nulls, given, text);
                }
            }
        }
    }
}
