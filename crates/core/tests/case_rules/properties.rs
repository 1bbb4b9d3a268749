//! What holds for every procedure and every course of commands.
//!
//! `ALATAU_SEED` and `ALATAU_CASES` choose other and more random procedures.

use super::support::*;
use alatau_core::case::{Case, Command, ExtensionRule, Rejection, Rulebook, TermRule, Yields, next_due};
use alatau_core::decision::Value;
use alatau_core::law::CapOn;
use alatau_core::procedure::sound::{self, Warning, warnings};
use alatau_core::procedure::{Clock, Kind, NONE, Outcome};
use alatau_core::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;

/// A piece of a procedure with one way in and one way out.
#[derive(Clone, Debug)]
pub enum Block {
    Task,
    Applicant,
    Ruling,
    Asks,
    Corrects,
    Message,
    Pause,
    Timed {
        interrupting: bool,
        hours: u8,
    },
    Term {
        slot: u8,
    },
    Fails,
    Seq(Box<Block>, Box<Block>),
    Xor(Vec<Block>),
    And(Vec<Block>),
    Or(Vec<Block>),
    Loop(Box<Block>),
    Sub {
        inner: Box<Block>,
        timer: Option<bool>,
        term: Option<u8>,
        terminates: bool,
    },
    /// An event-based gateway before a message and a timer.
    Choice(Vec<Block>),
    /// A sub-process that is carried out several times.
    Repeat {
        inner: Box<Block>,
        sequential: bool,
    },
    /// An ad-hoc sub-process of two tasks.
    AdHoc {
        sequential: bool,
    },
    /// A sub-process that can throw what its boundary catches, with an event sub-process for messages.
    Throws {
        inner: Box<Block>,
        escalates: bool,
        watched: Option<bool>,
    },
    /// A task that is undone, if it was done, after the rest.
    Undone(Box<Block>),
    /// Split by one kind of gateway, joined by another: tokens multiply or wait for ever.
    Mixed {
        split: char,
        join: char,
        branches: Vec<Block>,
    },
}

pub fn block(sound: bool) -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        4 => Just(Block::Task),
        1 => Just(Block::Applicant),
        1 => Just(Block::Ruling),
        1 => Just(Block::Asks),
        1 => Just(Block::Corrects),
        1 => Just(Block::Message),
        1 => Just(Block::Pause),
        1 => (any::<bool>(), 1..100u8).prop_map(|(interrupting, hours)| Block::Timed { interrupting, hours }),
        2 => (0..3u8).prop_map(|slot| Block::Term { slot }),
        1 => Just(Block::Fails),
        1 => any::<bool>().prop_map(|sequential| Block::AdHoc { sequential }),
    ];
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let branches = || vec(inner.clone(), 2..4);
        let sub = (boxed(), any::<Option<bool>>(), proptest::option::of(0..3u8), any::<bool>());
        let throws = (boxed(), any::<bool>(), any::<Option<bool>>()).prop_map(|(inner, escalates, watched)| Block::Throws {
            inner,
            escalates,
            watched,
        });
        let repeat = (boxed(), any::<bool>()).prop_map(|(inner, sequential)| Block::Repeat { inner, sequential });
        let mixed = ("[xpi]", "[xpi]", branches()).prop_map(|(split, join, branches)| Block::Mixed {
            split: split.chars().next().unwrap(),
            join: join.chars().next().unwrap(),
            branches,
        });
        prop_oneof![
            3 => (boxed(), boxed()).prop_map(|(a, b)| Block::Seq(a, b)),
            2 => branches().prop_map(Block::Xor),
            3 => branches().prop_map(Block::And),
            2 => branches().prop_map(Block::Or),
            1 => boxed().prop_map(Block::Loop),
            2 => sub.prop_map(|(inner, timer, term, terminates)| Block::Sub { inner, timer, term, terminates }),
            1 => vec(inner.clone(), 2..3).prop_map(Block::Choice),
            1 => repeat,
            2 => throws,
            1 => boxed().prop_map(Block::Undone),
            3 => if sound { Just(Block::Task).boxed() } else { mixed.boxed() },
        ]
    })
}

/// Writes a block as BPMN; elements and flows of one scope.
#[derive(Default)]
struct Drawing {
    elements: String,
    ways: String,
}

/// A change of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Edit {
    #[default]
    Nothing,
    /// Every so manieth element has another id.
    Rename(u32),
    /// Another task follows a plain one.
    Insert(u32),
    /// A further branch of a gateway; where conditions choose, nobody takes it.
    Branch(u32),
    /// A plain task is gone.
    Remove(u32),
}

/// Numbers elements and facts across scopes.
#[derive(Default)]
pub struct Pen {
    next: u32,
    edit: Edit,
    tasks: u32,
    splits: u32,
    /// New ids by old ones.
    pub renamed: Vec<(String, String)>,
}

impl Pen {
    pub fn with(edit: Edit) -> Pen {
        Pen { edit, ..Pen::default() }
    }

    fn id(&mut self, letter: &str) -> String {
        self.next += 1;
        let id = format!("{letter}{}", self.next);
        match self.edit {
            Edit::Rename(every) if self.next.is_multiple_of(every) => {
                let new = format!("{id}-renamed");
                self.renamed.push((id, new.clone()));
                new
            }
            _ => id,
        }
    }

    /// A plain task, or what the edit makes of it.
    fn plain(&mut self, on: &mut Drawing) -> (String, String) {
        self.tasks += 1;
        match self.edit {
            Edit::Remove(nth) if nth == self.tasks => {
                let gone = self.id("gone");
                on.elements += &format!("<exclusiveGateway id=\"{gone}\"/>");
                (gone.clone(), gone)
            }
            Edit::Insert(nth) if nth == self.tasks => {
                let (first, _) = self.task(on, "task", "");
                on.elements += "<task id=\"inserted\"/>";
                on.ways += &format!("{first}>inserted;");
                (first, "inserted".into())
            }
            _ => self.task(on, "task", ""),
        }
    }

    /// Draws a block and answers its way in and out.
    fn draw(&mut self, block: &Block, on: &mut Drawing) -> (String, String) {
        match block {
            Block::Task => self.plain(on),
            Block::Applicant => self.task(on, "userTask", "al:clock=\"applicant\""),
            Block::Ruling => self.task(on, "userTask", "al:ruling=\"true\""),
            Block::Asks => self.task(on, "task", "al:event=\"correction-requested\""),
            Block::Corrects => self.task(on, "task", "al:event=\"corrected\""),
            Block::Message | Block::Pause => {
                let id = self.id("c");
                let (extra, definition) = match block {
                    Block::Message => ("", "<messageEventDefinition messageRef=\"answer\"/>"),
                    _ => (" al:term=\"term.0\"", "<timerEventDefinition/>"),
                };
                on.elements += &format!("<intermediateCatchEvent id=\"{id}\"{extra}>{definition}</intermediateCatchEvent>");
                (id.clone(), id)
            }
            Block::Timed { interrupting, hours } => {
                let (task, _) = self.task(on, "task", "");
                let timer = format!("<timeDuration>PT{hours}H</timeDuration>");
                self.beside(on, &task, *interrupting, "", &format!("<timerEventDefinition>{timer}</timerEventDefinition>"))
            }
            Block::Term { slot } => {
                let (task, _) = self.task(on, "task", "");
                self.beside(on, &task, true, &format!("al:term=\"term.{slot}\""), "<timerEventDefinition/>")
            }
            Block::Fails => {
                let (task, _) = self.task(on, "task", "");
                self.beside(on, &task, true, "", "<errorEventDefinition errorRef=\"bad\"/>")
            }
            Block::Seq(a, b) => {
                let ((first, a), (b, last)) = (self.draw(a, on), self.draw(b, on));
                on.ways += &format!("{a}>{b};");
                (first, last)
            }
            Block::Xor(branches) => self.split(on, branches, 'x', 'x'),
            Block::And(branches) => self.split(on, branches, 'p', 'p'),
            Block::Or(branches) => self.split(on, branches, 'i', 'i'),
            Block::Choice(branches) => self.choice(on, branches),
            Block::Repeat { inner, sequential } => {
                let marker = format!(
                    "<multiInstanceLoopCharacteristics isSequential=\"{sequential}\"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
                );
                let id = self.holder(on, "subProcess", inner, &marker, "");
                (id.clone(), id)
            }
            Block::AdHoc { sequential } => self.at_will(on, *sequential),
            Block::Throws { inner, escalates, watched } => self.throws(on, inner, *escalates, *watched),
            Block::Undone(inner) => self.undone(on, inner),
            Block::Mixed { split, join, branches } => self.split(on, branches, *split, *join),
            Block::Loop(inner) => self.repeated(on, inner),
            Block::Sub { inner, timer, term, terminates } => {
                let id = self.id("sub");
                let mut within = Drawing::default();
                let (first, last) = self.draw(inner, &mut within);
                let definition = if *terminates { "<terminateEventDefinition/>" } else { "" };
                within.elements += &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\">{definition}</endEvent>");
                within.ways += &format!("{id}_s>{first}; {last}>{id}_e;");
                on.elements += &format!("<subProcess id=\"{id}\">{}{}</subProcess>", within.elements, flows(&within.ways));
                let mut way = (id.clone(), id.clone());
                if let Some(interrupting) = timer {
                    let definition = "<timerEventDefinition><timeDuration>PT70H</timeDuration></timerEventDefinition>";
                    way.1 = self.beside(on, &id, *interrupting, "", definition).1;
                }
                if let (Some(slot), None) = (term, timer) {
                    way.1 = self.beside(on, &id, true, &format!("al:term=\"term.{slot}\""), "<timerEventDefinition/>").1;
                }
                way
            }
        }
    }

    /// A task that is undone after a block.
    fn undone(&mut self, on: &mut Drawing, inner: &Block) -> (String, String) {
        let (task, _) = self.task(on, "task", "");
        let (first, last) = self.draw(inner, on);
        let [undo, handler, throw] = ["u", "h", "v"].map(|letter| self.id(letter));
        on.elements += &format!(
            "<boundaryEvent id=\"{undo}\" attachedToRef=\"{task}\"><compensateEventDefinition/></boundaryEvent>\
             <task id=\"{handler}\" isForCompensation=\"true\"/><association id=\"{undo}_a\" sourceRef=\"{undo}\" targetRef=\"{handler}\"/>\
             <intermediateThrowEvent id=\"{throw}\"><compensateEventDefinition/></intermediateThrowEvent>"
        );
        on.ways += &format!("{task}>{first}; {last}>{throw};");
        (task, throw)
    }

    /// A block that is gone through again while a fact says so.
    fn repeated(&mut self, on: &mut Drawing, inner: &Block) -> (String, String) {
        let (into, out) = (self.gateway(on, 'x', ""), self.gateway(on, 'x', ""));
        let (task, _) = self.task(on, "task", "");
        let (first, last) = self.draw(inner, on);
        let after = self.task(on, "task", "").0;
        on.ways += &format!("{into}>{task}; {task}>{first}; {last}>{out}; {out}>{into}[again = true]; {out}>{after}[again != true];");
        (into, after)
    }

    /// Two tasks that need no flows.
    fn at_will(&mut self, on: &mut Drawing, sequential: bool) -> (String, String) {
        let (id, a, b, ordering) = (self.id("adhoc"), self.id("a"), self.id("a"), if sequential { "Sequential" } else { "Parallel" });
        on.elements +=
            &format!("<adHocSubProcess id=\"{id}\" ordering=\"{ordering}\"><task id=\"{a}\"/><task id=\"{b}\"/></adHocSubProcess>");
        (id.clone(), id)
    }

    /// A scope around a block; answers its id.
    fn holder(&mut self, on: &mut Drawing, tag: &str, inner: &Block, extra: &str, aside: &str) -> String {
        let id = self.id("sub");
        let mut within = Drawing::default();
        let (first, last) = self.draw(inner, &mut within);
        within.elements += &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/>{extra}{aside}");
        within.ways += &format!("{id}_s>{first}; {last}>{id}_e;");
        on.elements += &format!("<{tag} id=\"{id}\">{}{}</{tag}>", within.elements, flows(&within.ways));
        id
    }

    fn throws(&mut self, on: &mut Drawing, inner: &Block, escalates: bool, watched: Option<bool>) -> (String, String) {
        let id = self.id("sub");
        let mut within = Drawing::default();
        let (first, last) = self.draw(inner, &mut within);
        let (way, thrown) = (self.gateway(&mut within, 'x', &format!("{id}_e")), self.id("z"));
        let word = if escalates { "escalation" } else { "error" };
        let definition = format!("<{word}EventDefinition {word}Ref=\"{}\"/>", if escalates { "up" } else { "bad" });
        within.elements +=
            &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/><endEvent id=\"{thrown}\">{definition}</endEvent>");
        within.ways += &format!("{id}_s>{first}; {last}>{way}; {way}>{thrown}[f1 = 2]; {way}>{id}_e;");
        if let Some(interrupting) = watched {
            let [holder, start, task] = ["w", "ws", "wt"].map(|letter| self.id(letter));
            within.elements += &format!(
                "<subProcess id=\"{holder}\" triggeredByEvent=\"true\"><startEvent id=\"{start}\" isInterrupting=\"{interrupting}\">\
                 <messageEventDefinition messageRef=\"answer\"/></startEvent><task id=\"{task}\"/><endEvent id=\"{task}_e\"/>{}</subProcess>",
                flows(&format!("{start}>{task}; {task}>{task}_e"))
            );
        }
        on.elements += &format!("<subProcess id=\"{id}\">{}{}</subProcess>", within.elements, flows(&within.ways));
        self.beside(on, &id, !escalates, "", &definition)
    }

    fn choice(&mut self, on: &mut Drawing, branches: &[Block]) -> (String, String) {
        let (into, out) = (self.id("g"), self.gateway(on, 'x', ""));
        on.elements += &format!("<eventBasedGateway id=\"{into}\"/>");
        for (number, branch) in branches.iter().enumerate() {
            let event = self.id("c");
            let definition = match number {
                0 => "<messageEventDefinition messageRef=\"answer\"/>",
                _ => "<timerEventDefinition><timeDuration>PT9H</timeDuration></timerEventDefinition>",
            };
            on.elements += &format!("<intermediateCatchEvent id=\"{event}\">{definition}</intermediateCatchEvent>");
            let (first, last) = self.draw(branch, on);
            on.ways += &format!("{into}>{event}; {event}>{first}; {last}>{out};");
        }
        (into, out)
    }

    fn task(&mut self, on: &mut Drawing, tag: &str, extra: &str) -> (String, String) {
        let id = self.id("t");
        on.elements += &format!("<{tag} id=\"{id}\" {extra}/>");
        (id.clone(), id)
    }

    fn gateway(&mut self, on: &mut Drawing, kind: char, default: &str) -> String {
        let id = self.id(&kind.to_string());
        let tag = match kind {
            'x' => "exclusiveGateway",
            'p' => "parallelGateway",
            _ => "inclusiveGateway",
        };
        let default = if default.is_empty() { String::new() } else { format!("default=\"{id}-{default}\"") };
        on.elements += &format!("<{tag} id=\"{id}\" {default}/>");
        id
    }

    /// A boundary event: one that interrupts comes back to the main path, the other has its own end.
    fn beside(&mut self, on: &mut Drawing, host: &str, interrupting: bool, extra: &str, definition: &str) -> (String, String) {
        let id = self.id("b");
        let cancel = if interrupting { "" } else { "cancelActivity=\"false\"" };
        on.elements += &format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" {cancel} {extra}>{definition}</boundaryEvent>");
        if interrupting {
            let merge = self.gateway(on, 'x', "");
            on.ways += &format!("{host}>{merge}; {id}>{merge};");
            return (host.into(), merge);
        }
        let (task, _) = self.task(on, "task", "");
        on.elements += &format!("<endEvent id=\"e_{id}\"/>");
        on.ways += &format!("{id}>{task}; {task}>e_{id};");
        (host.into(), host.into())
    }

    fn split(&mut self, on: &mut Drawing, branches: &[Block], split: char, join: char) -> (String, String) {
        let drawn: Vec<(String, String)> = branches.iter().map(|b| self.draw(b, on)).collect();
        let into = self.gateway(on, split, if split == 'p' { "" } else { &drawn[0].0 });
        let out = self.gateway(on, join, "");
        for (number, (first, last)) in drawn.iter().enumerate() {
            let condition = if split == 'p' || number == 0 { String::new() } else { format!("[f{} = 1]", (self.next + number as u32) % 4) };
            on.ways += &format!("{into}>{first}{condition}; {last}>{out};");
        }
        self.splits += 1;
        if self.edit == Edit::Branch(self.splits) {
            on.elements += "<task id=\"branch\"/>";
            on.ways += &format!("{into}>branch{}; branch>{out};", if split == 'p' { "" } else { "[f0 = 99]" });
        }
        (into, out)
    }
}

fn rulebook(block: &Block) -> Rulebook {
    drawn(block, &mut Pen::default())
}

pub fn drawn(block: &Block, pen: &mut Pen) -> Rulebook {
    let mut on = Drawing::default();
    let (first, last) = pen.draw(block, &mut on);
    // The events and the applicant's task at the end exist in every net.
    let tail = "<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\" al:clock=\"applicant\" al:event=\"corrected\"/>";
    let net = net(on.elements + tail + "<endEvent id=\"e\"/>", &format!("s>{first}; {last}>ask; ask>fix; fix>e; {}", on.ways));
    let yields = [Yields::Agreed, Yields::Escalated, Yields::Refused];
    let rules: Vec<TermRule> = (0..3)
        .map(|n| {
            let length = ["3 working-days", "30 hours", "9 calendar-days"][n];
            let mut rule = rule(&format!("term.{n}"), length, yields[n]);
            rule.stops = vec![stop(&net, "correction-requested", "corrected")];
            (rule.stops[0].restart, rule.stops[0].waits_for) = (n == 2, if n == 0 { Clock::Statutory } else { Clock::Applicant });
            let (cap, cap_on) = if n == 2 { ("30 calendar-days", CapOn::Total) } else { ("9 calendar-days", CapOn::Extension) };
            rule.extension = Some(ExtensionRule { times: 1 + n as u8, cap: cap.parse().unwrap(), cap_on });
            rule
        })
        .collect();
    book(net, &rules)
}

/// A random command: its kind, what it picks, a fact's value, minutes since the last one.
pub type Move = (u8, u8, u8, u16);

/// Sends one random command, sensible or not.
pub fn step(live: &mut Live, (kind, pick, value, minutes): Move, now: &mut Timestamp) -> Result<(), Rejection> {
    *now = now.plus(i64::from(minutes) * 60 * Timestamp::SECOND);
    let tokens: Vec<u32> = live.case.active.as_slice().iter().filter(|a| a.is_token()).map(|a| a.activity).collect();
    let activity = tokens.get(pick as usize % tokens.len().max(1)).copied().unwrap_or(u32::from(pick));
    let fact = live.book.net.fact(["f0", "f1", "f2", "f3", "again"][pick as usize % 5]);
    let stated = match (pick % 5, value % 4) {
        (_, 3) => Value::NULL,
        (4, n) => Value::bool(n == 0),
        (_, n) => Value::int(i32::from(n)),
    };
    let facts: Vec<(u16, Value)> = fact.map(|f| (f, stated)).into_iter().collect();
    let facts = facts.as_slice();
    let command = match kind % 16 {
        0..=6 => Command::Complete { activity, facts },
        7..=8 => Command::Rule { activity, outcome: Outcome::Approved, grounds: if value == 0 { &[] } else { &[0] }, facts },
        9 => Command::Receive { message: 0, facts },
        10 => Command::Raise { activity, error: if value % 2 == 0 { 0 } else { NONE } },
        11 => Command::Extend { activity, by: u16::from(value % 12) },
        12 => Command::Recount,
        13 if value == 0 => Command::Withdraw,
        _ => Command::Tick,
    };
    live.send(command, *now).map(|_| ())
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

/// Every fact stated, loops left.
fn all_facts(book: &Rulebook) -> Vec<(u16, Value)> {
    let value = |name: &String| if name == "again" { Value::bool(false) } else { Value::int(1) };
    book.net.facts.iter().enumerate().map(|(n, name)| (n as u16, value(name))).collect()
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

#[test]
fn a_sound_procedure_is_never_stuck_and_comes_to_its_end() {
    check(
        "soundness",
        |block, moves| {
            let book = rulebook(&block);
            // A reminder of an earlier round of a loop may still be open when the next one comes.
            let is_grave = |w: &Warning| !matches!(w.kind, sound::Kind::Multiplies | sound::Kind::NeverReached);
            let grave: Vec<Warning> = doubts(&book).into_iter().filter(is_grave).collect();
            prop_assert_eq!(grave, Vec::<Warning>::new());
            let (mut live, mut now) = begin(&book);
            for m in moves.into_iter().filter(|m| m.0 % 16 != 13) {
                let _ = step(&mut live, m, &mut now);
            }
            let facts = all_facts(&book);
            for _ in 0..400 {
                prop_assert!(!live.case.stuck);
                // A clock may be held for a correction that only comes after it.
                let tokens = live.case.active.as_slice().iter().filter(|a| a.is_token());
                if !live.is_open() || tokens.clone().all(|a| a.is_stopped() || live.kind(a.node).holds()) {
                    return Ok(());
                }
                forward(&mut live, &facts, &mut now);
            }
            Err(TestCaseError::fail(format!("still open after 400 steps: {:?}", live.open())))
        },
        true,
    );
}

/// Warnings of the procedure, without mere notes.
fn doubts(book: &Rulebook) -> Vec<Warning> {
    warnings(&book.net).into_iter().filter(|w| !w.is_note()).collect()
}

#[test]
fn a_procedure_without_a_warning_is_never_stuck() {
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
            let (mut live, mut now) = begin(&book);
            for m in moves {
                let _ = step(&mut live, m, &mut now);
                prop_assert!(!live.case.stuck, "stuck: {:?}", live.case.marks);
            }
            Ok(())
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
        live.book.given = all_facts(&live.book).into_iter().map(|(_, value)| value).collect();
        live.send(Command::Tick, now).unwrap();
    }
}

/// One step that leads on: what is due, else the first activity that can end.
fn forward(live: &mut Live, facts: &[(u16, Value)], now: &mut Timestamp) {
    *now = Timestamp(now.0.max(live.case.last.0));
    if next_due(&live.case).is_some_and(|due| due.at <= *now) {
        tick(live, *now);
        return;
    }
    let net = live.book.net.clone();
    let ends = |a: &&alatau_core::case::Active| {
        a.is_token() && (net.nodes[a.node as usize].kind == Kind::Task || net.message_of(a.node).is_some())
    };
    let Some(token) = live.case.active.as_slice().iter().find(ends).copied() else {
        let due = next_due(&live.case).expect("only a timer is waited for");
        *now = due.at;
        return;
    };
    let node = &net.nodes[token.node as usize];
    let activity = token.activity;
    let command = match (node.kind, node.ruling) {
        (Kind::Catch | Kind::EventBased, _) => Command::Receive { message: 0, facts },
        (_, true) => Command::Rule { activity, outcome: Outcome::Refused, grounds: &[0], facts },
        _ => Command::Complete { activity, facts },
    };
    live.send(command, *now).unwrap_or_else(|e| panic!("{e}"));
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
