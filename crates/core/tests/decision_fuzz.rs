//! Whatever stands in a decision file: it is read or refused where it is wrong, it
//! answers in bounded time, and nothing panics.
//!
//! Shipped models and those of the technology compatibility kit are cut, mixed and
//! changed. `ALATAU_SEED` and `ALATAU_CASES` choose other and more changes;
//! `cargo xtask soak` makes many.

mod common;

use alatau_core::decision::dmn::{self, Datum, Model, Nulls, Reading};
use alatau_core::source::Diagnostic;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// A file with its name.
type File = (String, String);

/// Models of this repository, and of the kit where it is present.
fn models() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shipped = ["law/decisions", "benches/data", "crates/core/tests"].iter().flat_map(|dir| common::files(&root.join(dir), "dmn"));
    let kit = common::suite("dmn-tck").map_or_else(Vec::new, |dir| common::files(&dir, "dmn"));
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let read: Vec<File> = shipped.chain(kit).map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect();
    assert!(read.len() >= 6, "{} models", read.len());
    read
}

/// Words that are likely to mean something to a reader.
const PIECES: [&str; 28] = [
    "f(f)",
    "function(f) f(f)",
    "for i in 1..3 return i",
    "if a then b",
    "a[item > 1]",
    "{a: 1, b: a}",
    "[1..2",
    "not(",
    "\"",
    "99999999999999999999999999999999999999",
    "1e6144",
    "-0.5",
    "date(\"2026-13-40\")",
    "duration(\"P1Y\")",
    "null",
    "?",
    "item",
    "external",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&#0;",
    "\u{feff}",
    "href=\"#x\"",
    "typeRef=\"t\"",
    "<context/>",
    "</decision>",
    "string(a) + a.b.c",
];

/// One change of a text: what is done, and two places as shares of its length.
#[derive(Clone, Debug)]
enum Change {
    Cut(u16),
    Byte(u16, u8),
    Gone(u16, u8),
    Piece(u16, usize),
    /// Two attribute values, or two texts, change places.
    Swap(char, u16, u16),
    /// A stretch stands twice.
    Twice(u16, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<u16>;
    prop_oneof![
        1 => at().prop_map(Change::Cut),
        3 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        2 => (at(), any::<u8>()).prop_map(|(at, length)| Change::Gone(at, length)),
        4 => (at(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Piece(at, piece)),
        4 => (prop_oneof![Just('"'), Just('>')], at(), at()).prop_map(|(mark, a, b)| Change::Swap(mark, a, b)),
        2 => (at(), any::<u8>()).prop_map(|(at, length)| Change::Twice(at, length)),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let place = |share: u16| {
        let at = usize::from(share) * text.len() / 65_536;
        (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
    };
    let until =
        |from: usize, length: u8| (from + usize::from(length)..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    match *change {
        Change::Cut(at) => text[..place(at)].to_string(),
        Change::Byte(at, byte) => {
            let mut bytes = text.as_bytes().to_vec();
            if let Some(old) = bytes.get_mut(place(at)) {
                *old = byte;
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Change::Gone(at, length) => text[..place(at)].to_string() + &text[until(place(at), length)..],
        Change::Piece(at, piece) => text[..place(at)].to_string() + PIECES[piece] + &text[place(at)..],
        Change::Twice(at, length) => text[..until(place(at), length)].to_string() + &text[place(at)..],
        Change::Swap(mark, a, b) => {
            let mut words: Vec<&str> = text.split(mark).collect();
            let length = words.len();
            // Every second piece stands between quotes.
            let piece = |share: u16| ((usize::from(share) % length) | 1).min(length - 1);
            words.swap(piece(a), piece(b));
            words.join(&mark.to_string())
        }
    }
}

/// The line is in the file, the column in the line, and the excerpt is that line.
fn located(text: &str, found: &Diagnostic) -> Result<(), TestCaseError> {
    let line = text.split('\n').nth(found.place.line.saturating_sub(1) as usize);
    let line = line.ok_or_else(|| TestCaseError::fail(format!("no such line: {found}")))?.trim_end_matches('\r');
    prop_assert!(found.place.line > 0 && found.place.column as usize <= line.chars().count() + 1, "{found:?}");
    prop_assert!(found.excerpt.trim_end_matches('\r') == line && !found.message.is_empty() && found.code.starts_with("AL-2"), "{found:?}");
    Ok(())
}

/// Asks all there is to ask, with values that fit and values that do not.
fn asked(model: &Model, nulls: Nulls) {
    let kinds = [Datum::Null, Datum::number("2"), Datum::text("x"), Datum::Bool(true), Datum::List(vec![Datum::number("1")])];
    for shift in 0..kinds.len() {
        let value = |(number, input): (usize, &dmn::Input)| (input.name.clone(), kinds[(number + shift) % kinds.len()].clone());
        let inputs: BTreeMap<String, Datum> = model.inputs.iter().enumerate().map(value).collect();
        for decision in &model.decisions {
            let _ = model.decide_with(&decision.name, &inputs, nulls);
        }
        let called = model.services.iter().map(|s| &s.name).chain(model.knowledge.iter().map(|k| &k.name));
        called.for_each(|name| drop(model.invoke(name, &inputs, nulls)));
    }
}

fn survives(name: &str, text: &str, others: &[File]) -> Result<bool, TestCaseError> {
    let start = Instant::now();
    let suite = Reading { files: others, standard: true, now: Some("2026-11-02T10:00:00Z") };
    let mut read = false;
    for (reading, nulls) in [(Reading::default(), Nulls::Refuse), (suite, Nulls::Standard)] {
        match dmn::load_with(name, text, &reading) {
            Ok(model) => {
                asked(&model, nulls);
                read = true;
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                let own = errors.iter().filter(|e| e.place.file == name);
                own.into_iter().try_for_each(|error| located(text, error))?;
            }
        }
    }
    // A guard against what grows without bound, not a measurement: an ordinary case takes milliseconds.
    prop_assert!(start.elapsed().as_secs() < 20, "{} s", start.elapsed().as_secs());
    Ok(read)
}

/// The standard's reading lets functions call each other deeply.
fn with_room(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(test).unwrap();
    if let Err(panicked) = thread.join() {
        std::panic::resume_unwind(panicked);
    }
}

#[test]
fn changed_models_are_read_or_refused_where_they_are_wrong() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    let (seed, cases) = (number("ALATAU_SEED", 20_261_102), number("ALATAU_CASES", 300) as u32);
    println!("decision files: ALATAU_SEED={seed} ALATAU_CASES={cases}");
    with_room(move || {
        let models = models();
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let read = std::cell::Cell::new(0);
        let strategy = (0..models.len(), vec(change(), 1..4));
        let done = runner.run(&strategy, |(number, changes)| {
            let (name, text) = &models[number];
            let text = changes.iter().fold(text.clone(), |text, change| apply(&text, change));
            read.set(read.get() + u32::from(survives(name, &text, &models)?));
            Ok(())
        });
        done.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        println!("{} of {cases} changed models were still read", read.get());
        assert!(read.get() > cases / 20 && read.get() < cases);
    });
}

/// A decision `d` with this text, and whatever stands beside it.
fn text_of(feel: &str, beside: &str) -> String {
    let escaped = feel.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"m\" name=\"m\" namespace=\"urn:m\">{beside}\
         <decision id=\"d\" name=\"d\"><variable name=\"d\"/>{}<literalExpression><text>{escaped}</text></literalExpression></decision></definitions>",
        if beside.is_empty() { "" } else { "<knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>" }
    )
}

#[test]
fn a_model_that_calls_itself_for_ever_is_stopped() {
    let own = "<businessKnowledgeModel id=\"k\" name=\"k\"><variable name=\"k\"/><encapsulatedLogic><formalParameter name=\"f\"/>\
        <literalExpression><text>1 + f(f)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>";
    let boxed = "<businessKnowledgeModel id=\"k\" name=\"k\"><variable name=\"k\"/><encapsulatedLogic><formalParameter name=\"n\"/>\
        <context><contextEntry><variable name=\"again\"/><functionDefinition><formalParameter name=\"f\"/><literalExpression><text>f(f)</text>\
        </literalExpression></functionDefinition></contextEntry><contextEntry><literalExpression><text>again(again)</text></literalExpression>\
        </contextEntry></context></encapsulatedLogic></businessKnowledgeModel>";
    let endless = [
        ("{f: function(x) x(x), r: f(f)}.r", ""),
        // Each call makes two.
        ("{f: function(x) x(x) + x(x), r: f(f)}.r", ""),
        ("{f: function(x) for i in [1, 2, 3] return x(x), r: f(f)}.r", ""),
        ("{f: function(x) if x(x) = null then 1 else 2, r: f(f)}.r", ""),
        ("k(k)", own),
        ("k(1)", boxed),
    ];
    with_room(move || {
        let reading = Reading { standard: true, ..Reading::default() };
        for (feel, beside) in endless {
            let model = dmn::load_with("m.dmn", &text_of(feel, beside), &reading).unwrap_or_else(|e| panic!("{}", e[0]));
            let answer = model.decide_with("d", &BTreeMap::new(), Nulls::Standard).unwrap();
            let reason = answer.reason.unwrap_or_default();
            assert!(answer.output.is_none() && reason.contains("AL-2309"), "{feel}: {reason}");
            assert!(dmn::load("m.dmn", &text_of(feel, beside)).is_err(), "law has no such call: {feel}");
        }
        // What ends is answered, however often it calls itself until then.
        let ends = [
            ("{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, 200)}.r", "200"),
            ("{f: function(g, n) if n < 2 then n else g(g, n - 1) + g(g, n - 2), r: f(f, 12)}.r", "144"),
        ];
        for (feel, expected) in ends {
            let model = dmn::load_with("m.dmn", &text_of(feel, ""), &reading).unwrap_or_else(|e| panic!("{}", e[0]));
            let answer = model.decide_with("d", &BTreeMap::new(), Nulls::Standard).unwrap();
            assert_eq!(answer.output.map(|o| o.to_string()).as_deref(), Some(expected), "{feel}: {:?}", answer.reason);
        }
    });
}
