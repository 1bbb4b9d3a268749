//! Random writes, to a back-end and to the model: they agree on every answer and on everything kept.

use crate::Factory;
use crate::model::Model;
use crate::rows;
use crate::told::{BODIES, NUMBERS, PROCEDURES, REGISTERS, SERVICES, THINGS, told};
use alatau_store::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::Arc;

/// A write by numbers; those of an entry are made to fit, mostly, when it is carried out.
#[derive(Clone, Debug)]
struct Dice {
    kind: u8,
    a: u64,
    b: u64,
    c: i64,
    flag: bool,
    off: u8,
}

fn dice() -> impl Strategy<Value = Dice> {
    (0u8..24, 0..NUMBERS, 0..NUMBERS, -3i64..4, any::<bool>(), 0u8..30).prop_map(|(kind, a, b, c, flag, off)| Dice {
        kind,
        a,
        b,
        c,
        flag,
        off,
    })
}

fn write(dice: &Dice, journal: &Model, before: &[Write]) -> Write {
    let Dice { kind, a, b, c, flag, off } = dice.clone();
    let pick = |words: &[&str]| words[(b as usize) % words.len()].to_string();
    match kind {
        0..=4 => entry(dice, journal, before),
        5 | 6 => Write::Case(Arc::new(CaseRow {
            applicant: 7 + b % 2,
            service: pick(&SERVICES),
            open: flag,
            due: (c != 0).then_some(10_000 + c),
            outcome: flag.then(|| "approved".to_string()),
            procedure: pick(&PROCEDURES),
            closed: (!flag).then_some(a as i64 + i64::from(off) * 600_000_000),
            statutory: c * 1_800_000_000,
            extended: c.max(0),
            applicant_time: i64::from(off % 3),
            silences: b as u32,
            late: off % 2 == 0,
            ..rows::case(a)
        })),
        7 | 8 => Write::Tasks {
            case: a,
            tasks: (0..b as u32)
                .map(|n| TaskRow {
                    claimed: (n % 2 == 0 && flag).then_some(1 + b % 2),
                    ..rows::task(
                        if off == 0 { a + 1 } else { a },
                        n + u32::from(flag),
                        BODIES[n as usize % 3],
                        (n % 3 != 0).then_some(c),
                        i64::from(n) - c * 60_000_000_000,
                    )
                })
                .collect::<Vec<_>>()
                .into(),
        },
        9 | 10 => Write::Hold(rows::holding(
            REGISTERS[usize::from(flag)],
            THINGS[a as usize % 2],
            b,
            1 + (c.unsigned_abs() % 3),
            if flag { 4 } else { 1 + a % 3 },
        )),
        11 => Write::Release { case: b },
        12 => Write::Notice(rows::notice(a)),
        13 => Write::Forget { ended: c, answered: i64::from(off) + c, most: b as u32 },
        14 => Write::Answer(rows::answer(a, if flag { "k1" } else { "k2" }, "body")),
        15 => Write::Draft(Draft { account: b, ..rows::draft(1 + a, c) }),
        16 if flag => Write::DropDraft { draft: a },
        16 => Write::DropDocument { draft: 1 + a, hash: [b as u8; 32] },
        17 => Write::Blob(rows::blob(b as u8)),
        18 => Write::Document(if flag { rows::document(1 + a, 0, b as u8) } else { rows::document(0, 1 + a, b as u8) }),
        19 => Write::Adopt { draft: a, case: 1 + b },
        20 => Write::Account(rows::account(1 + a, &format!("name {b}"))),
        21 if flag => Write::Login(rows::login(a as u8, b, c)),
        21 => Write::DropLogin { hash: [a as u8; 32] },
        22 if flag => Write::Look(rows::look(a, b, c)),
        22 => Write::Setting { name: "origin".to_string(), value: vec![b as u8] },
        _ => Write::Erase { case: a },
    }
}

/// The next entry of a case and of a procedure, counted over what is kept and what stands before it in the commit;
/// once in a while not the next.
fn entry(dice: &Dice, journal: &Model, before: &[Write]) -> Write {
    let procedure = PROCEDURES[usize::from(dice.flag)];
    let staged = || before.iter().filter_map(|write| if let Write::Entry(entry) = write { Some(entry) } else { None });
    let of_case: u64 = journal.entries(dice.a).unwrap().iter().map(|entry| u64::from(entry.events)).sum();
    let of_case = of_case + staged().filter(|entry| entry.case == dice.a).map(|entry| u64::from(entry.events)).sum::<u64>();
    let of_procedure = journal.last_number(procedure).unwrap();
    let of_procedure =
        of_procedure + staged().filter(|entry| entry.procedure == procedure).map(|entry| u64::from(entry.events)).sum::<u64>();
    let (number, index) = match dice.off {
        0 => (of_procedure, of_case + 1),
        1 => (of_procedure + 1, of_case + 2),
        2 => (of_procedure + 2, of_case),
        _ => (of_procedure + 1, of_case + 1),
    };
    Write::Entry(rows::entry(procedure, number, dice.a, index, dice.b as u32 + u32::from(dice.off > 3)))
}

/// Whatever is written, in whatever order: same answers, same contents, before and after opening it again.
pub fn writes_give_what_the_model_gives<F: Factory>() {
    let config = Config { cases: Config::default().cases / 4, failure_persistence: None, ..Config::default() };
    let commits = prop::collection::vec((prop::collection::vec(dice(), 0..6), any::<bool>()), 1..12);
    let seed = seed();
    println!("ALATAU_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let done = runner.run(&commits, |commits| {
        let (factory, mut model) = (F::default(), Model::default());
        let mut journal = factory.open();
        for (dice, reopen) in commits {
            let mut writes: Vec<Write> = Vec::new();
            for dice in &dice {
                let next = write(dice, &model, &writes);
                writes.push(next);
            }
            match (journal.commit(&writes), model.commit(&writes)) {
                (Err(Fault::Failed(_)), Err(Fault::Failed(_))) => {}
                (ours, expected) => prop_assert_eq!(ours, expected),
            }
            if reopen {
                drop(journal);
                journal = factory.open();
            }
            prop_assert_eq!(told(&journal).unwrap(), told(&model).unwrap());
        }
        Ok(())
    });
    done.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Another one each time, or the one that is asked for.
fn seed() -> u64 {
    let asked = std::env::var("ALATAU_SEED").ok().and_then(|seed| seed.parse().ok());
    asked.unwrap_or_else(|| std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_nanos() as u64))
}
