//! What holds for every procedure and every course of commands.
//!
//! `ALATAU_SEED` and `ALATAU_CASES` choose other and more random procedures.

use super::generate::{Block, block, rulebook};
use super::search::can_end;
use super::support::*;
use alatau_core::case::{Case, Command, Rejection, Rulebook, next_due};
use alatau_core::decision::Value;
use alatau_core::procedure::sound::{Warning, warnings};
use alatau_core::procedure::{NONE, Outcome};
use alatau_core::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// A random command: its kind, what it picks, a fact's value, minutes since the last one.
pub type Move = (u8, u8, u8, u16);

/// Nothing is wanted.
const NO_MOVE: Move = (19, 0, 0, 0);

/// Sends one random command, sensible or not.
pub fn step(live: &mut Live, (kind, pick, value, minutes): Move, now: &mut Timestamp) -> Result<(), Rejection> {
    *now = now.plus(i64::from(minutes) * 60 * Timestamp::SECOND);
    let tokens: Vec<u32> = live.case.active.as_slice().iter().filter(|a| a.is_token()).map(|a| a.activity).collect();
    let activity = tokens.get(pick as usize % tokens.len().max(1)).copied().unwrap_or(u32::from(pick));
    let fact = live.book.net.fact(["f0", "f1", "f2", "f3", "again"][pick as usize % 5]);
    let name = fact.map_or("", |f| live.book.net.facts[f as usize].as_str());
    let stated = if value % 4 == 3 { Value::NULL } else { stated(name, i32::from(value % 4)) };
    let facts: Vec<(u16, Value)> = fact.map(|f| (f, stated)).into_iter().collect();
    let facts = facts.as_slice();
    let command = match kind % 20 {
        0..=6 => Command::Complete { activity, facts },
        7..=8 => Command::Rule { activity, outcome: Outcome::Approved, grounds: if value == 0 { &[] } else { &[0] }, facts },
        9 => Command::Receive { message: 0, facts },
        10 => Command::Raise { activity, error: if value % 2 == 0 { 0 } else { NONE } },
        11 => Command::Extend { activity, by: u16::from(value % 12) },
        12 => Command::Recount,
        13 if value == 0 => Command::Withdraw,
        14..=15 => Command::Signal { signal: 0, facts },
        16 => Command::State { facts },
        17 => Command::Escalate { activity, escalation: if value % 2 == 0 { 0 } else { NONE } },
        18 => Command::Begin { activity, node: begun(live, activity, value) },
        _ => Command::Tick,
    };
    live.send(command, *now).map(|_| ())
}

/// An activity of an ad-hoc sub-process.
fn begun(live: &Live, activity: u32, value: u8) -> u16 {
    let net = &live.book.net;
    let host = live.case.token(activity).map(|token| &net.nodes[token.node as usize]);
    let starts: Vec<u16> = host.map_or_else(Vec::new, |n| n.starts.iter().map(|i| net.starts[i as usize]).collect());
    starts.get(usize::from(value) % starts.len().max(1)).copied().unwrap_or(0)
}

/// A fact's value for a number.
pub fn stated(name: &str, number: i32) -> Value {
    if name == "again" { Value::bool(number == 0) } else { Value::int(number) }
}

pub fn begin(book: &Rulebook) -> (Live, Timestamp) {
    let mut live = Live::new(book.clone());
    let now = at("2026-11-02 10:00");
    let facts: Vec<(u16, Value)> = ["f0", "f1", "f2"].iter().filter_map(|f| Some((book.net.fact(f)?, Value::int(1)))).collect();
    // A filing that cannot be decided is refused; then all facts are stated.
    if live.send(Command::File { facts: &facts }, now).is_err() {
        live.send(Command::File { facts: &all_facts(book) }, now).unwrap();
    }
    (live, now)
}

/// Every fact that conditions ask for, loops left.
pub fn all_facts(book: &Rulebook) -> Vec<(u16, Value)> {
    let asked = |name: &str| ["f0", "f1", "f2", "f3", "again"].contains(&name);
    let facts = book.net.facts.iter().enumerate().filter(|(_, name)| asked(name));
    facts.map(|(n, name)| (n as u16, stated(name, 1))).collect()
}

pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    vec((any::<u8>(), any::<u8>(), 0..8u8, prop_oneof![3 => 0..300u16, 1 => 300..9_000u16]), 0..40)
}

fn check(name: &str, property: impl Fn(Block, Vec<Move>) -> Result<(), TestCaseError>, sound: bool) {
    run(name, (block(sound), moves()), |(block, moves)| property(block, moves));
}

pub fn run<S: Strategy>(name: &str, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    let (seed, cases) = (number("ALATAU_SEED", 20_261_102), number("ALATAU_CASES", 1_000) as u32);
    println!("{name}: ALATAU_SEED={seed} ALATAU_CASES={cases}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    runner.run(&strategy, property).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
}

#[test]
fn every_course_of_commands_keeps_the_promises_of_the_kernel() {
    // `Live::send` holds each step to them: replay is the case, a refusal changes
    // nothing, time does not run back, no token is lost, the clocks add up.
    check(
        "promises",
        |block, moves| {
            let book = rulebook(&block);
            let (mut live, mut now) = begin(&book);
            let (mut twin, mut then) = begin(&book);
            for m in moves {
                let result = step(&mut live, m, &mut now);
                prop_assert_eq!(&result, &step(&mut twin, m, &mut then));
                if result == Err(Rejection::CaseClosed) {
                    break;
                }
            }
            prop_assert!(live.log == twin.log, "the same commands give the same events");
            Ok(())
        },
        false,
    );
}

/// From each state that random commands lead to some continuation ends the case; nothing is ever stuck.
fn goes_well(book: &Rulebook, moves: Vec<Move>) -> Result<(), TestCaseError> {
    let (mut live, mut now) = begin(book);
    for m in std::iter::once(NO_MOVE).chain(moves.into_iter().filter(|m| m.0 % 20 != 13)) {
        if step(&mut live, m, &mut now).is_ok() || m == NO_MOVE {
            prop_assert!(!live.case.stuck, "stuck: {:?}", live.case.marks);
            can_end(&live, now).map_err(TestCaseError::fail)?;
        }
    }
    Ok(())
}

#[test]
fn a_sound_procedure_is_never_stuck_and_comes_to_its_end() {
    check(
        "soundness",
        |block, moves| {
            let book = rulebook(&block);
            prop_assert_eq!(doubts(&book), Vec::<Warning>::new());
            goes_well(&book, moves)
        },
        true,
    );
}

#[test]
fn random_procedures_have_every_element_in_them() {
    let seen: RefCell<BTreeMap<String, u32>> = RefCell::default();
    check(
        "elements",
        |block, _| {
            let net = rulebook(&block).net;
            let word = |long: String| long.split(['(', ' ']).next().unwrap_or("").to_string();
            let tags = net.info.iter().map(|info| info.tag.clone());
            let kinds = net.nodes.iter().map(|node| word(format!("{:?}", node.kind)));
            let triggers = (0..net.nodes.len() as u16).flat_map(|n| {
                let (kind, triggers) = (net.nodes[n as usize].kind, net.triggers_of(n));
                triggers.iter().map(|t| format!("{kind:?} {}", word(format!("{t:?}")))).collect::<Vec<_>>()
            });
            let all: BTreeSet<String> = tags.chain(kinds).chain(triggers).collect();
            all.into_iter().for_each(|word| *seen.borrow_mut().entry(word).or_default() += 1);
            *seen.borrow_mut().entry("elements".into()).or_default() += net.nodes.len() as u32;
            Ok(())
        },
        false,
    );
    println!("{:?}", seen.borrow());
    let wanted = "task scriptTask callActivity transaction adHocSubProcess subProcess complexGateway inclusiveGateway parallelGateway \
        eventBasedGateway exclusiveGateway Multi EventSubProcess Catch,Message Catch,Signal Catch,Condition Catch,Timer Throw,Message \
        Throw,Signal Throw,Escalation Throw,Compensation End,Error End,Escalation End,Cancel End,Terminate Boundary,Message \
        Boundary,Signal Boundary,Condition Boundary,Timer Boundary,Error Boundary,Escalation Boundary,Cancel Boundary,Compensation \
        Start,Message Start,Signal Start,Condition Start,Timer Start,Error Start,Escalation Start,Compensation";
    for word in wanted.split_whitespace().map(|word| word.replace(',', " ")) {
        assert!(seen.borrow().get(&word).is_some_and(|&n| n > 3), "`{word}` is hardly drawn");
    }
}

/// Warnings of the procedure, without mere notes.
fn doubts(book: &Rulebook) -> Vec<Warning> {
    warnings(&book.net).into_iter().filter(|w| !w.is_note()).collect()
}

#[test]
fn a_procedure_without_a_warning_is_never_stuck_and_can_always_end() {
    let (warned, clean) = (Cell::new(0), Cell::new(0));
    check(
        "warnings",
        |block, moves| {
            let book = rulebook(&block);
            if !doubts(&book).is_empty() {
                warned.set(warned.get() + 1);
                return Ok(());
            }
            clean.set(clean.get() + 1);
            goes_well(&book, moves)
        },
        false,
    );
    println!("{} with warnings, {} without", warned.get(), clean.get());
    assert!(warned.get() > 0 && clean.get() > 0);
}

/// Lets the clock act. A fact that its path needs and nobody stated comes from the law.
fn tick(live: &mut Live, now: Timestamp) {
    if let Err(refused) = live.send(Command::Tick, now) {
        assert!(matches!(refused, Rejection::Undecided { .. }), "{refused}");
        all_facts(&live.book).into_iter().for_each(|(fact, value)| live.book.given[fact as usize] = value);
        live.send(Command::Tick, now).unwrap();
    }
}

#[test]
fn a_closed_case_keeps_nothing_that_waits() {
    check(
        "closed",
        |block, moves| {
            let (mut live, mut now) = begin(&rulebook(&block));
            for m in moves {
                let _ = step(&mut live, m, &mut now);
            }
            if live.is_open() {
                now = Timestamp(now.0.max(live.case.last.0));
                while next_due(&live.case).is_some_and(|due| due.at <= now) {
                    tick(&mut live, now);
                }
            }
            if live.is_open() {
                live.send(Command::Withdraw, now).unwrap();
            }
            let Case { active, scopes, notes, marks, .. } = &live.case;
            prop_assert!(active.as_slice().is_empty() && scopes.is_empty() && notes.as_slice().is_empty() && marks.is_empty());
            prop_assert_eq!(next_due(&live.case), None);
            Ok(())
        },
        true,
    );
}

#[test]
fn a_late_body_never_blocks_the_others() {
    check(
        "late body",
        |block, moves| {
            // Two to four reviews, each with a term; the first acts at once, or never.
            let count = 2 + moves.len() % 3;
            let late =
                Block::Seq(Box::new(Block::Task), Box::new(Block::And((0..count).map(|n| Block::Term { slot: n as u8 % 3 }).collect())));
            let book = rulebook(&Block::And(vec![late, block]));
            let (mut prompt, now) = begin(&book);
            let (mut late, mut now) = (Live { book: prompt.book.clone(), case: prompt.case.clone(), log: prompt.log.clone() }, now);
            let reviews: Vec<u16> =
                (0..book.net.nodes.len() as u16).filter(|&n| book.net.nodes[n as usize].boundary.len > 0).take(count).collect();
            let first = Command::Complete { activity: token_of(&prompt, book.net.tasks[0]).unwrap(), facts: &[] };
            prop_assert!(prompt.send(first, now).is_ok() && late.send(first, now).is_ok());
            let own = Command::Complete { activity: token_of(&prompt, reviews[0]).unwrap(), facts: &[] };
            prop_assert!(prompt.send(own, now).is_ok());
            for (_, pick, _, minutes) in moves {
                now = now.plus(i64::from(minutes) * 60 * Timestamp::SECOND);
                for live in [&mut prompt, &mut late] {
                    while live.is_open() && next_due(&live.case).is_some_and(|due| due.at <= now) {
                        tick(live, now);
                    }
                }
                let others = &reviews[1..];
                let dues = |live: &Live| others.iter().map(|&n| due_beside(live, n)).collect::<Vec<_>>();
                prop_assert_eq!(dues(&prompt), dues(&late));
                let other = others[pick as usize % others.len()];
                let mut answers = [&mut prompt, &mut late].map(|live| {
                    let activity = token_of(live, other)?;
                    Some(live.send(Command::Complete { activity, facts: &[] }, now).is_ok())
                });
                prop_assert_eq!(answers[0].take(), answers[1].take());
            }
            Ok(())
        },
        true,
    );
}

fn token_of(live: &Live, node: u16) -> Option<u32> {
    live.case.active.as_slice().iter().find(|a| a.is_token() && a.node == node).map(|a| a.activity)
}

/// When the term on an activity is due.
fn due_beside(live: &Live, node: u16) -> Option<Timestamp> {
    let activity = token_of(live, node)?;
    live.case.active.as_slice().iter().find(|a| !a.is_token() && a.activity == activity).map(|a| a.due)
}
