//! `law_load [ACTS] [PROVISIONS] [SEED]`: makes a law, then reads and checks it, and says what that cost.

#[path = "../tests/law_support/generate.rs"]
mod generate;
mod support;

use alatau_core::law::{Law, check};
use std::collections::BTreeMap;
use support::cpu_seconds;

fn main() {
    let number = |at: usize, default: usize| std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (acts, provisions, seed) = (number(1, 1000), number(2, 50), number(3, 1) as u64);
    let files = generate::law(acts, provisions, seed);
    let start = cpu_seconds();
    let (law, mut findings) = Law::load(&files);
    let loaded = cpu_seconds();
    findings.extend(check(&law));
    findings.extend(alatau_core::check::check(&law, &files, &BTreeMap::new()));
    let checked = cpu_seconds();
    for finding in findings.iter().take(5) {
        eprintln!("{finding}");
    }
    println!(
        "{{\"acts\": {}, \"provisions\": {}, \"rules\": {}, \"slots\": {}, \"mib\": {:.1}, \"findings\": {}, \"load_cpu_s\": {:.3}, \"check_cpu_s\": {:.3}}}",
        law.acts.len(),
        law.provisions.len(),
        law.rules.len(),
        law.vocabulary.slots.len(),
        files.values().map(String::len).sum::<usize>() as f64 / 1_048_576.0,
        findings.len(),
        loaded - start,
        checked - loaded
    );
}
