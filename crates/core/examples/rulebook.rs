//! How long a complete rulebook of the shipped law takes: every slot of the
//! vocabulary, for ten thousand different questions in random order, one thread.
//!
//! Prints `slots questions microseconds` of CPU time per question, the fastest
//! of five rounds; `cargo xtask bench rulebook` shows it. With `--full` each
//! answer comes with its trace.

use alatau_core::law::{Law, Question};
use alatau_core::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const QUESTIONS: usize = 10_000;
const ROUNDS: usize = 5;

fn main() {
    let full = std::env::args().any(|word| word == "--full");
    let (law, findings) = Law::load(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")));
    assert!(findings.is_empty(), "the shipped law has findings");
    let questions = questions(&law);
    let slots = law.vocabulary.slots.len();
    let fastest = (0..ROUNDS).map(|_| round(&law, &questions, full)).fold(f64::MAX, f64::min);
    println!("{slots} {QUESTIONS} {:.1}", fastest * 1e6 / QUESTIONS as f64);
}

/// CPU seconds of all questions.
fn round(law: &Law, questions: &[Question], full: bool) -> f64 {
    let before = cpu_s();
    let mut answered = 0;
    for question in questions {
        if full {
            let asked = law.ask(question);
            answered += law.vocabulary.slots.keys().filter(|slot| asked.resolve(slot).answer().is_some()).count();
        } else {
            answered += std::hint::black_box(law.rulebook(question)).len();
        }
    }
    assert!(answered > questions.len());
    cpu_s() - before
}

/// CPU time of this process (user and system), as the kernel counts it for its only thread.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
    nanoseconds.expect("this needs Linux") / 1e9
}

/// Different questions in random order: place, person, class, days, knowledge, readings.
fn questions(law: &Law) -> Vec<Question> {
    let mut state = 20_260_508_u64;
    let mut draw = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let first: Date = "2024-01-01".parse().expect("a day");
    let territories: Vec<&String> = law.territories.keys().collect();
    let statuses: Vec<&String> = law.vocabulary.statuses.keys().collect();
    let classes: Vec<&String> = law.vocabulary.classes.keys().collect();
    let mut questions = BTreeSet::new();
    let mut ordered = Vec::new();
    while ordered.len() < QUESTIONS {
        let filed = first.plus(draw(8 * 365) as i32);
        let mut question = Question::on(territories[draw(territories.len())], filed);
        if draw(3) == 0 {
            question.places.insert(territories[draw(territories.len())].clone());
        }
        if draw(2) == 0 && !statuses.is_empty() {
            question.person.insert(statuses[draw(statuses.len())].clone());
        }
        question.class = (draw(8) > 0).then(|| classes[draw(classes.len())].clone());
        question.decided = filed.plus(draw(120) as i32);
        question.started = (draw(2) == 0).then(|| filed.plus(draw(30) as i32));
        question.known = filed.plus(draw(1_000) as i32);
        for (name, switch) in &law.switches {
            if draw(2) == 0 {
                question.switches.insert(name.clone(), switch.values[draw(switch.values.len())].clone());
            }
        }
        if questions.insert(question.clone()) {
            ordered.push(question);
        }
    }
    ordered
}

/// Every text below a folder, by path relative to it.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the law's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("it lies below").to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    files
}
