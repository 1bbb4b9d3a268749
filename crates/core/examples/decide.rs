//! Decisions per CPU second: the shared permit track through our net, through the
//! evaluator that keeps the whole trace, and through the library's own evaluator.
//!
//! Prints one JSON object; `cargo xtask bench decide` shows it. Every answer is checked first.

use alatau_core::decision::dmn::{self, Datum, Model, Net, Nulls};
use alatau_core::decision::{Symbols, Value};
use dsntk_feel::context::FeelContext;
use dsntk_feel::{FeelNumber, Name, values::Value as FeelValue};
use dsntk_model_evaluator::ModelEvaluator;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

const DECISION: &str = "Permit Track";
const ROUNDS: usize = 5;

type Case = (BTreeMap<String, Datum>, BTreeMap<String, Datum>);

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data");
    let text = std::fs::read_to_string(folder.join("track.dmn")).expect("the shared model is here");
    let cases = cases(&std::fs::read_to_string(folder.join("track-cases.json")).expect("the shared cases are here"));
    let model = dmn::load("track.dmn", &text).expect("the shared model is sound");
    let net = net_rate(&model, &cases);
    let traced = rate(&cases, 20, |(inputs, _)| {
        black_box(model.decide(DECISION, inputs).expect("it is there"));
    });
    let library = library_rate(&text, &cases);
    println!("{{\"cases\": {}, \"net_per_s\": {net:.0}, \"traced_per_s\": {traced:.0}, \"library_per_s\": {library:.0}}}", cases.len());
}

fn cases(text: &str) -> Vec<Case> {
    let datum = |value: &serde_json::Value| match value {
        serde_json::Value::Number(number) => Datum::Number(number.to_string()),
        other => Datum::text(other.as_str().expect("numbers and strings")),
    };
    let context = |value: &serde_json::Map<String, serde_json::Value>| -> BTreeMap<String, Datum> {
        value.iter().filter(|(name, _)| *name != "expect").map(|(name, value)| (name.clone(), datum(value))).collect()
    };
    let read: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(text).expect("JSON");
    read.iter().map(|case| (context(case), context(case["expect"].as_object().expect("what is expected")))).collect()
}

/// The net, with the matched rule.
fn net_rate(model: &Model, cases: &[Case]) -> f64 {
    let symbols = Symbols::default();
    let net = Net::of(model, DECISION, &symbols).expect("a table of constants");
    let word = |datum: &Datum| match datum {
        Datum::Number(text) => Value::parse_number(text).expect("at most four places"),
        Datum::Text(text) => symbols.intern(text),
        _ => Value::NULL,
    };
    let facts: Vec<Vec<Value>> = cases.iter().map(|(inputs, _)| net.inputs().iter().map(|name| word(&inputs[name])).collect()).collect();
    let mut matched = Vec::new();
    for (facts, (_, expected)) in facts.iter().zip(cases) {
        let answer = net.decide(facts, Nulls::Refuse, &mut matched).expect("a rule matches");
        assert_eq!((answer.as_ref(), matched.len()), (&Datum::Context(expected.clone()), 1));
    }
    rate(&facts, 2_000, |facts| {
        black_box(net.decide(black_box(facts), Nulls::Refuse, &mut matched));
        black_box(&matched);
    })
}

/// The library's own evaluator, which names no rule.
fn library_rate(text: &str, cases: &[Case]) -> f64 {
    let definitions = dsntk_model::parse(text).expect("the shared model is sound");
    let evaluator = ModelEvaluator::new(&[definitions]).expect("the shared model is sound");
    let value = |datum: &Datum| match datum {
        Datum::Number(text) => FeelValue::Number(text.parse::<FeelNumber>().expect("a number")),
        other => FeelValue::String(other.to_string().trim_matches('"').to_string()),
    };
    let context = |values: &BTreeMap<String, Datum>| {
        let mut context = FeelContext::default();
        values.iter().for_each(|(name, datum)| context.set_entry(&Name::from(name.as_str()), value(datum)));
        context
    };
    let read: Vec<(FeelContext, FeelValue)> =
        cases.iter().map(|(given, expected)| (context(given), FeelValue::Context(context(expected)))).collect();
    let decide = |given: &FeelContext| evaluator.evaluate_invocable("https://permit", "permit", DECISION, given);
    read.iter().for_each(|(given, expected)| assert_eq!(decide(given), *expected));
    rate(&read, 5, |(given, _)| {
        black_box(decide(given));
    })
}

/// Decisions per CPU second in the fastest of some rounds.
fn rate<T>(cases: &[T], times: usize, mut decide: impl FnMut(&T)) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let before = cpu_s();
        (0..times).for_each(|_| cases.iter().for_each(&mut decide));
        best = best.min(cpu_s() - before);
    }
    (cases.len() * times) as f64 / best
}

/// CPU time of this process (user and system), as the kernel counts it for its only thread.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
    nanoseconds.expect("this needs Linux") / 1e9
}
