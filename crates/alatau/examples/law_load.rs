//! `law_load [ACTS] [PROVISIONS] [SEED] [THREADS]`: makes a law, then reads and checks it as
//! `alatau law check` does, and says what that cost. Without THREADS, as many as the machine has.

#[path = "../../core/tests/law_support/generate.rs"]
mod generate;
#[path = "../src/threads.rs"]
mod threads;

use alatau_core::law::{Law, check_with};
use std::collections::BTreeMap;
use std::time::Instant;
use threads::Threads;

/// The allocator of the program, so that what is measured is what people get.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// CPU seconds of all threads of this process, as Linux counts them; elsewhere unknown, so not a number.
fn cpu_seconds() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return f64::NAN };
    let counted = |task: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    tasks.filter_map(counted).sum::<f64>() / 1e9
}

fn main() {
    let number = |at: usize, default: usize| std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (acts, provisions, seed, threads) = (number(1, 1000), number(2, 50), number(3, 1) as u64, number(4, 0));
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().expect("threads start");
    let files = generate::law(acts, provisions, seed);
    let now = || (Instant::now(), cpu_seconds());
    let start = now();
    let (law, mut findings) = Law::load_with(&files, &Threads);
    let loaded = now();
    findings.extend(check_with(&law, &Threads));
    findings.extend(alatau_core::check::check(&law, &files, &BTreeMap::new()));
    let checked = now();
    for finding in findings.iter().take(5) {
        eprintln!("{finding}");
    }
    println!("{{\"acts\": {}, \"provisions\": {}, \"rules\": {},", law.acts.len(), law.provisions.len(), law.rules.len());
    let mib = files.values().map(String::len).sum::<usize>() as f64 / 1_048_576.0;
    println!(" \"slots\": {}, \"mib\": {mib:.1}, \"findings\": {},", law.vocabulary.slots.len(), findings.len());
    println!(" \"threads\": {}, \"hash\": \"{}\",", rayon::current_num_threads(), alatau_core::law::hex(&law.hash()));
    for (name, from, to) in [("load", start, loaded), ("check", loaded, checked)] {
        println!(" \"{name}_s\": {:.3}, \"{name}_cpu_s\": {:.3},", (to.0 - from.0).as_secs_f64(), to.1 - from.1);
    }
    println!(" \"both_s\": {:.3}, \"both_cpu_s\": {:.3}}}", (checked.0 - start.0).as_secs_f64(), checked.1 - start.1);
}
