//! Whether a case can still come to its end: its continuations are searched.
//!
//! The bound: [`TRIES`] continuations of at most [`STEPS`] commands from each state.
//! The first states every fact as 1, the second as 2, the others at random; the
//! first two finish what began first, the others choose at random.

use super::generate::On;
use super::properties::{all_facts, stated};
use super::support::*;
use alatau_core::case::{Case, Command, Event, Rulebook, next_due, step};
use alatau_core::decision::Value;
use alatau_core::procedure::{Kind, Net, Outcome, Trigger};
use alatau_core::time::Timestamp;

/// Continuations that are tried from each state.
pub const TRIES: u64 = 24;
/// Commands of a continuation.
pub const STEPS: usize = 300;

/// Chance that repeats itself.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// What could happen next.
#[derive(Clone, Copy, Debug)]
enum Idea {
    Finish { activity: u32, ruling: bool },
    Hear(On),
    Enough,
    Wait,
}

/// Answers how the case can end, in so many commands; an error if no continuation does within the bound.
pub fn can_end(live: &Live, now: Timestamp) -> Result<(), String> {
    let mut longest = String::new();
    for number in 0..TRIES {
        match follow(&live.book, &live.case, now, number) {
            Ok(()) => return Ok(()),
            Err(why) => longest = why,
        }
    }
    Err(longest)
}

/// One continuation.
fn follow(book: &Rulebook, case: &Case, now: Timestamp, number: u64) -> Result<(), String> {
    let mut book = book.clone();
    let (mut case, mut next) = (case.clone(), Case::default());
    let (mut now, mut dice, mut skip) = (Timestamp(now.0.max(case.last.0)), Dice(number), 0);
    let mut log: Vec<Event> = Vec::new();
    for _ in 0..STEPS {
        let tokens = || case.active.as_slice().iter().filter(|a| a.is_token());
        if tokens().next().is_none() && !case.stuck {
            return Ok(());
        }
        if case.stuck {
            return Err(format!("stuck: {:?}", case.marks));
        }
        // A clock may be held for a correction that only comes after it.
        if tokens().all(|a| a.is_stopped() || book.net.nodes[a.node as usize].kind.holds() && !is_open(&book.net, a.node)) {
            return Ok(());
        }
        let facts = facts_of(&book, number, &mut dice);
        facts.iter().for_each(|&(fact, value)| book.given[fact as usize] = value);
        let ideas = ideas(&book.net, &case);
        let due = next_due(&case);
        let idea = if due.is_some_and(|d| d.at <= now) {
            Idea::Wait
        } else {
            ideas[if number < 2 { skip % ideas.len() } else { dice.roll(ideas.len()) }]
        };
        if let (Idea::Wait, Some(due)) = (idea, due) {
            now = now.max(due.at);
        }
        let done = act(&book, &case, idea, &facts, now, &mut log, &mut next);
        skip = if done { 0 } else { skip + 1 };
        if done {
            std::mem::swap(&mut case, &mut next);
        }
    }
    let open: Vec<&str> = case.active.as_slice().iter().map(|a| book.net.info[a.node as usize].id.as_str()).collect();
    Err(format!("open after {STEPS} commands: {open:?}"))
}

/// An ad-hoc sub-process that a fact ends.
fn is_open(net: &Net, node: u16) -> bool {
    let node = &net.nodes[node as usize];
    node.kind == Kind::AdHoc && (node.rule as usize) < net.guards.len()
}

fn facts_of(book: &Rulebook, number: u64, dice: &mut Dice) -> Vec<(u16, Value)> {
    let mut facts = all_facts(book);
    if number > 0 {
        for (fact, value) in &mut facts {
            let one = if number == 1 { 2 } else { dice.roll(3) as i32 };
            *value = stated(&book.net.facts[*fact as usize], one);
        }
    }
    facts
}

/// What could happen at each token, oldest first.
fn ideas(net: &Net, case: &Case) -> Vec<Idea> {
    let mut ideas = Vec::new();
    let hear = |t: &Trigger| match t {
        Trigger::Message(_) => Some(Idea::Hear(On::Message)),
        Trigger::Signal(_) => Some(Idea::Hear(On::Signal)),
        Trigger::Condition(_) => Some(Idea::Hear(On::Condition)),
        _ => None,
    };
    for a in case.active.as_slice().iter().filter(|a| a.is_token()) {
        let node = &net.nodes[a.node as usize];
        match node.kind {
            Kind::Task => ideas.push(Idea::Finish { activity: a.activity, ruling: node.ruling }),
            Kind::Catch => ideas.extend(net.triggers_of(a.node).iter().filter_map(hear)),
            Kind::EventBased => {
                let targets = node.outs.iter().map(|f| net.flows[f as usize].target);
                ideas.extend(targets.flat_map(|t| net.triggers_of(t).iter().filter_map(hear)));
            }
            Kind::AdHoc if is_open(net, a.node) => ideas.push(Idea::Enough),
            _ => {}
        }
    }
    ideas.push(Idea::Wait);
    ideas
}

fn act(book: &Rulebook, case: &Case, idea: Idea, facts: &[(u16, Value)], now: Timestamp, log: &mut Vec<Event>, next: &mut Case) -> bool {
    let only = |name: &str, value: i32| book.net.fact(name).map(|f| (f, Value::int(value)));
    let (come, enough): (Vec<_>, Vec<_>) = (only("f2", 2).into_iter().collect(), only("f3", 1).into_iter().collect());
    let command = match idea {
        Idea::Finish { activity, ruling: true } => Command::Rule { activity, outcome: Outcome::Approved, grounds: &[0], facts },
        Idea::Finish { activity, .. } => Command::Complete { activity, facts },
        Idea::Hear(On::Signal) => Command::Signal { signal: 0, facts },
        Idea::Hear(On::Condition) => Command::State { facts: &come },
        Idea::Hear(_) => Command::Receive { message: 0, facts },
        Idea::Enough => Command::State { facts: &enough },
        Idea::Wait => Command::Tick,
    };
    step(case, command, book, now, log, next).is_ok()
}
