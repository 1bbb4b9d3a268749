//! Conditions: three-valued, and equal to the FEEL library where nothing is unknown.

use alatau_core::decision::condition::{self, Bound, Formula};
use alatau_core::decision::feel::{self, Form, Names};
use alatau_core::decision::{Symbols, Value};
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelNumber, FeelScope, Name};
use proptest::prelude::*;

fn bound(text: &str) -> (Bound, Vec<String>, Symbols) {
    let formula = condition::parse(text).unwrap_or_else(|f| panic!("{text}: {} {}", f.code, f.message));
    let (mut facts, symbols) = (Vec::new(), Symbols::default());
    let bound = formula.bind(&mut facts, &symbols);
    (bound, facts, symbols)
}

/// The answer where `n` is a number, `b` a truth value and `s` a string; empty text is unknown.
fn answer(text: &str, n: &str, b: &str, s: &str) -> Option<bool> {
    let (bound, facts, symbols) = bound(text);
    let values: Vec<Value> = facts
        .iter()
        .map(|fact| match fact.as_str() {
            "n" => Value::parse_number(n).unwrap_or(Value::NULL),
            "b" => b.parse().map_or(Value::NULL, Value::bool),
            _ if s.is_empty() => Value::NULL,
            _ => symbols.intern(s),
        })
        .collect();
    bound.evaluate(&values, &symbols)
}

#[test]
fn an_unknown_fact_gives_no_answer_unless_the_rest_suffices() {
    for (text, n, b, s, expected) in [
        ("n > 3", "4", "", "", Some(true)),
        ("n > 3", "", "", "", None),
        ("n != 3", "", "", "", None),
        ("not(n = 3)", "", "", "", None),
        ("b", "", "true", "", Some(true)),
        ("not(b)", "", "true", "", Some(false)),
        ("not(b)", "", "", "", None),
        ("n > 3 or b", "", "true", "", Some(true)),
        ("n > 3 or b", "", "false", "", None),
        ("n > 3 and b", "", "false", "", Some(false)),
        ("n > 3 and b", "", "true", "", None),
        ("not(n > 3 and b)", "", "true", "", None),
        ("n = null", "", "", "", Some(true)),
        ("n != null and n > 1", "", "", "", Some(false)),
        ("n != null and n > 1", "2", "", "", Some(true)),
        ("s in (\"a\", \"b\")", "", "", "b", Some(true)),
        ("s in (\"a\", \"b\")", "", "", "c", Some(false)),
        ("s in (\"a\", \"b\")", "", "", "", None),
        ("n in [1..5)", "5", "", "", Some(false)),
        ("n in (> 7, 3)", "3", "", "", Some(true)),
        ("n between 1 and 5", "5", "", "", Some(true)),
        ("27.5 <= n", "27.5", "", "", Some(true)),
        ("n = -0.5", "-0.5", "", "", Some(true)),
        // Beyond four places the library compares.
        ("n > 0.12345", "0.1234", "", "", Some(false)),
        ("n * 2 > 7", "3.6", "", "", Some(true)),
        ("n * 2 > 7", "", "", "", None),
        ("starts with(s, \"ho\")", "", "", "hotel", Some(true)),
        ("starts with(s, \"ho\")", "", "", "", None),
        ("if b then n > 1 else n > 2", "2", "false", "", Some(false)),
        ("some x in [1, 2] satisfies x > n", "1", "", "", Some(true)),
        // Another kind of value than the condition expects.
        ("n = \"a\"", "4", "", "", None),
        ("b = 1", "", "true", "", None),
    ] {
        assert_eq!(answer(text, n, b, s), expected, "{text} with n={n} b={b} s={s}");
    }
}

#[test]
fn simple_comparisons_stay_simple() {
    for text in ["=n = 1", "1 = n", "not(n != 1)", "(n = 1)", "n in (1)"] {
        assert!(matches!(condition::parse(text).unwrap(), Formula::Compare { .. }), "{text}");
    }
    for text in ["n = m", "n + 1 = 2", "s < \"a\"", "n = 1e3"] {
        assert!(matches!(condition::parse(text).unwrap(), Formula::Feel { .. }), "{text}");
    }
}

#[test]
fn an_undeclared_name_cannot_swallow_an_operator() {
    let mut declared = Names::from(&["Known".to_string()][..]);
    declared.parts.push("net fee".to_string());
    let fault = feel::parse("Unknown + 1 > 2", Form::Expression, &declared).unwrap_err();
    assert_eq!((fault.code, fault.offset), ("AL-2204", 0));
    let fault = feel::parse("Known + Unknwn - 1", Form::Expression, &declared).unwrap_err();
    assert_eq!((fault.code, fault.offset), ("AL-2204", 8));
    let fault = feel::parse("Knwn > 2", Form::Expression, &declared).unwrap_err();
    assert_eq!(fault.help, "did you mean `Known`?");
    assert!(feel::parse("Known + 1 > 2", Form::Expression, &declared).is_ok());
    let fault = feel::parse("Known.fee+1 > 2", Form::Expression, &declared).unwrap_err();
    assert_eq!((fault.code, fault.offset), ("AL-2204", 6));
    assert!(feel::parse("Known.net fee+1 > 2", Form::Expression, &declared).is_ok());
    assert!(feel::parse("[Known][net fee > 1]", Form::Expression, &declared).is_ok());
    assert!(feel::parse("[Known][gross fee > 1]", Form::Expression, &declared).is_err());
    assert!(feel::parse("for Unknown in 1..2 return Unknown + Known", Form::Expression, &declared).is_ok());
}

#[test]
fn deep_and_long_expressions_are_refused_before_they_can_hurt() {
    for text in [
        "(".repeat(5000),
        format!("{}{}", "[".repeat(100), "]".repeat(100)),
        format!("{}1", "-".repeat(3000)),
        vec!["1"; 1000].join("+"),
        "a".repeat(5000),
    ] {
        let fault = feel::parse(&text, Form::Expression, &Names::default()).unwrap_err();
        assert!(["AL-2208", "AL-2201"].contains(&fault.code), "{fault:?}");
    }
}

/// The library's own answer.
fn library(text: &str, n: i64, b: bool, s: &str) -> FeelValue {
    let mut context = FeelContext::default();
    context.set_entry(&Name::from("n"), FeelValue::Number(FeelNumber::new(n, 4)));
    context.set_entry(&Name::from("b"), FeelValue::Boolean(b));
    context.set_entry(&Name::from("s"), FeelValue::String(s.to_string()));
    let scope = FeelScope::from(context);
    let tree = dsntk_feel_parser::parse_expression(&scope, text, false).unwrap();
    dsntk_feel_evaluator::evaluate(&scope, &tree)
}

fn expression() -> impl Strategy<Value = String> {
    let operator = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let number = (-3i64..4, 0u8..3).prop_map(|(w, f)| format!("{w}.{f}"));
    let word = prop::sample::select(vec!["\"x\"", "\"y\"", "\"z\""]);
    let leaf = prop_oneof![
        (operator.clone(), number.clone()).prop_map(|(o, v)| format!("n {o} {v}")),
        (operator, number.clone()).prop_map(|(o, v)| format!("{v} {o} n")),
        (prop::sample::select(vec!["=", "!="]), word.clone()).prop_map(|(o, v)| format!("s {o} {v}")),
        (word.clone(), word).prop_map(|(v, w)| format!("s in ({v}, {w})")),
        (number.clone(), number.clone()).prop_map(|(v, w)| format!("n in [{v}..{w})")),
        (number.clone(), number).prop_map(|(v, w)| format!("n between {v} and {w}")),
        Just("b".to_string()),
        Just("b = false".to_string()),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conditions_answer_as_the_library_does(text in expression(), n in -30_000i64..40_000, b: bool, s in "[xyz]") {
        let decimal = format!("{}{}.{:04}", if n < 0 { "-" } else { "" }, n.abs() / 10_000, n.abs() % 10_000);
        let ours = answer(&text, &decimal, &b.to_string(), &s);
        match library(&text, n, b, &s) {
            FeelValue::Boolean(theirs) => prop_assert_eq!(ours, Some(theirs), "{}", text),
            other => prop_assert!(false, "{}: {}", text, other),
        }
    }

    #[test]
    fn forgetting_a_fact_never_turns_an_answer_round(text in expression(), n in -30_000i64..40_000, b: bool, s in "[xyz]") {
        let decimal = format!("{}{}.{:04}", if n < 0 { "-" } else { "" }, n.abs() / 10_000, n.abs() % 10_000);
        let full = answer(&text, &decimal, &b.to_string(), &s);
        let b = b.to_string();
        for partial in [answer(&text, "", &b, &s), answer(&text, &decimal, "", &s), answer(&text, &decimal, &b, "")] {
            prop_assert!(partial.is_none() || partial == full, "{}", text);
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused_and_nothing_panics(text in "[a-z0-9 ()<>=!+*/.,\"\\[\\]{}:?-]{0,40}") {
        let _ = condition::parse(&text);
        let _ = feel::parse(&text, Form::UnaryTests, &["a".to_string(), "b c".to_string()][..].into());
    }

    #[test]
    fn words_of_the_language_in_any_order_do_not_panic(words in prop::collection::vec(prop::sample::select(vec![
        "a", "and", "or", "not", "(", ")", "in", "[", "]", "..", "1", "\"x\"", "if", "then", "else", "for", "return", "some", "every",
        "satisfies", "=", "<", ">=", "between", "null", "true", "function", "external", "{", "}", ":", ",", ".", "instance of", "number", "-", "@",
        "date", "?", "//", "/*", "*/", "item",
    ]), 0..14)) {
        let text = words.join(" ");
        let _ = condition::parse(&text);
        let _ = feel::parse(&text, Form::UnaryTests, &["a".to_string()][..].into());
    }
}
