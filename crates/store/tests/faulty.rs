//! A disk that fails, over a real store: nothing is half kept, and the seed says what happens.

use alatau_store::{Fault, Faulty, Journal, Mishaps, Rates, Sqlite, Write};
use std::time::Duration;

const RATES: Rates = Rates { before: 100, after: 100, full: 30, read_only: 30, lasts: 4, slow: 200, slow_by: Duration::from_millis(5) };

fn setting(n: u64) -> Write {
    Write::Setting { name: format!("n{n}"), value: n.to_be_bytes().to_vec() }
}

fn run(seed: u64) -> (Mishaps, Vec<bool>) {
    let mut journal = Faulty::new(Sqlite::in_memory().unwrap(), seed, RATES);
    let mut kept = Vec::new();
    for n in 0..400 {
        let before = journal.mishaps();
        let answer = journal.commit(&[setting(n)]);
        let there = journal.setting(&format!("n{n}")).unwrap().is_some();
        let after = journal.mishaps();
        match answer {
            Ok(_) => assert!(there),
            Err(Fault::Full) => assert!(!there && after.full > before.full),
            Err(Fault::ReadOnly(_)) => assert!(!there && after.read_only > before.read_only),
            Err(Fault::Failed(_)) if after.after > before.after => assert!(there),
            Err(Fault::Failed(_)) => assert!(!there && after.before > before.before),
            Err(fault) => panic!("{fault}"),
        }
        kept.push(there);
    }
    (journal.mishaps(), kept)
}

#[test]
fn every_mishap_happens_and_is_what_it_says() {
    let (mishaps, kept) = run(1);
    println!("seed 1: {mishaps:?}");
    let Mishaps { commits, before, after, full, read_only, slow, delayed } = mishaps;
    assert!(before > 10 && after > 10 && full > 3 && read_only > 3 && slow > 30 && delayed > Duration::ZERO);
    assert_eq!(kept.iter().filter(|kept| **kept).count() as u64, commits - before - full - read_only);
}

#[test]
fn the_same_seed_gives_the_same_mishaps_and_another_gives_others() {
    assert_eq!(run(7), run(7));
    assert_ne!(run(7).1, run(8).1);
}

#[test]
fn a_full_disk_stays_full_until_it_is_not() {
    let mut journal = Faulty::new(Sqlite::in_memory().unwrap(), 1, Rates::default());
    let dial = journal.dial();
    *dial.lock().unwrap() = Rates { full: 1000, ..Rates::default() };
    for n in 0..20 {
        assert_eq!(journal.commit(&[setting(n)]), Err(Fault::Full));
    }
    *dial.lock().unwrap() = Rates::default();
    assert_eq!(journal.commit(&[setting(1)]), Ok(0));
    assert_eq!(journal.into_inner().setting("n1"), Ok(Some(1u64.to_be_bytes().to_vec())));
}
