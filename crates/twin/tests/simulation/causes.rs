//! Each instant of a case has one cause, on any procedure; nothing is lost.

use crate::support::{Model, joined, process, scenario};
use alatau_core::time::Timestamp;
use alatau_twin::draws::{Distribution, Purpose};
use alatau_twin::model::{Cause, Discipline, Doing};
use alatau_twin::tally::Counter;
use proptest::prelude::*;
use std::fmt::Write as _;

/// A block of a procedure: one way in, one way out.
#[derive(Clone, Debug)]
enum Block {
    /// A task, with hours after which a boundary timer fires, if any, and whether it interrupts.
    Task(Option<(u8, bool)>),
    Chain(Vec<Block>),
    /// One of two, by chance.
    Choice(Box<Block>, Box<Block>),
    /// All.
    Fork(Vec<Block>),
    /// Again and again, by chance.
    Loop(Box<Block>),
    /// A scope of its own, with hours after which it is given up, if any.
    Scope(Box<Block>, Option<u8>),
    /// Hours that pass.
    Pause(u8),
}

fn block() -> impl Strategy<Value = Block> {
    let timer = prop::option::weighted(0.3, (1u8..40, any::<bool>()));
    let leaf = prop_oneof![4 => timer.prop_map(Block::Task), 1 => (1u8..30).prop_map(Block::Pause)];
    leaf.prop_recursive(4, 14, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Block::Chain),
            1 => (boxed(), boxed()).prop_map(|(a, b)| Block::Choice(a, b)),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Fork),
            1 => boxed().prop_map(Block::Loop),
            2 => (boxed(), prop::option::of(1u8..60)).prop_map(|(b, t)| Block::Scope(b, t)),
        ]
    })
}

/// Writes blocks as BPMN.
#[derive(Default)]
struct Writer {
    text: String,
    next: u32,
    tasks: Vec<String>,
    branching: Vec<String>,
}

impl Writer {
    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}{}", self.next)
    }

    fn element(&mut self, tag: &str, id: &str) {
        let _ = write!(self.text, "<{tag} id=\"{id}\"/>");
    }

    fn flow(&mut self, from: &str, to: &str) -> String {
        let id = self.id("f");
        let _ = write!(self.text, "<sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
        id
    }

    fn timer(&mut self, host: &str, hours: u8, interrupts: bool) -> String {
        let id = self.id("b");
        let _ = write!(
            self.text,
            "<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" cancelActivity=\"{interrupts}\"><timerEventDefinition>\
             <timeDuration>PT{hours}H</timeDuration></timerEventDefinition></boundaryEvent>"
        );
        id
    }

    /// An exclusive gateway from which the first flow is taken with the chance `first`.
    fn fork_by_chance(&mut self, gateway: &str, to: [&str; 2], first: f64) {
        let flows = to.map(|t| self.flow(gateway, t));
        let path = |flow: &str, p: f64| format!(r#"{{"path_id": "{flow}", "value": {p}}}"#);
        let paths = format!("{}, {}", path(&flows[0], first), path(&flows[1], 1.0 - first));
        self.branching.push(format!(r#"{{"gateway_id": "{gateway}", "probabilities": [{paths}]}}"#));
    }

    /// Writes a block; answers where a token enters it and where it leaves.
    fn block(&mut self, block: &Block) -> (String, String) {
        match block {
            Block::Task(timer) => self.task(*timer),
            Block::Pause(hours) => {
                let id = self.id("w");
                let _ = write!(
                    self.text,
                    "<intermediateCatchEvent id=\"{id}\"><timerEventDefinition><timeDuration>PT{hours}H</timeDuration>\
                     </timerEventDefinition></intermediateCatchEvent>"
                );
                (id.clone(), id)
            }
            Block::Chain(blocks) => {
                let ends: Vec<(String, String)> = blocks.iter().map(|b| self.block(b)).collect();
                for pair in ends.windows(2) {
                    self.flow(&pair[0].1, &pair[1].0);
                }
                (ends[0].0.clone(), ends[ends.len() - 1].1.clone())
            }
            Block::Choice(a, b) => {
                let (open, shut) = (self.id("x"), self.id("x"));
                self.element("exclusiveGateway", &open);
                self.element("exclusiveGateway", &shut);
                let ends = [self.block(a), self.block(b)];
                self.fork_by_chance(&open, [&ends[0].0, &ends[1].0], 0.4);
                for (_, out) in &ends {
                    self.flow(out, &shut);
                }
                (open, shut)
            }
            Block::Fork(blocks) => {
                let (open, shut) = (self.id("p"), self.id("p"));
                self.element("parallelGateway", &open);
                self.element("parallelGateway", &shut);
                for b in blocks {
                    let (a, z) = self.block(b);
                    self.flow(&open, &a);
                    self.flow(&z, &shut);
                }
                (open, shut)
            }
            Block::Loop(inner) => {
                let (open, shut) = (self.id("x"), self.id("x"));
                self.element("exclusiveGateway", &open);
                self.element("exclusiveGateway", &shut);
                // Chance is drawn when a task is completed, so one stands before the question and one after it.
                let [check, done] = [self.task(None).0, self.task(None).0];
                let (a, z) = self.block(inner);
                self.flow(&open, &a);
                self.flow(&z, &check);
                self.flow(&check, &shut);
                self.fork_by_chance(&shut, [&open, &done], 0.3);
                (open, done)
            }
            Block::Scope(inner, timer) => self.scope(inner, *timer),
        }
    }

    fn task(&mut self, timer: Option<(u8, bool)>) -> (String, String) {
        let id = self.id("t");
        self.element("task", &id);
        self.tasks.push(id.clone());
        let Some((hours, interrupts)) = timer else { return (id.clone(), id) };
        let boundary = self.timer(&id, hours, interrupts);
        if interrupts {
            let out = self.id("x");
            self.element("exclusiveGateway", &out);
            self.flow(&boundary, &out);
            self.flow(&id, &out);
            return (id, out);
        }
        let (beside, end) = (self.id("t"), self.id("e"));
        self.element("task", &beside);
        self.tasks.push(beside.clone());
        self.element("endEvent", &end);
        self.flow(&boundary, &beside);
        self.flow(&beside, &end);
        (id.clone(), id)
    }

    fn scope(&mut self, inner: &Block, timer: Option<u8>) -> (String, String) {
        let (id, start, end) = (self.id("u"), self.id("s"), self.id("e"));
        let outside = std::mem::take(&mut self.text);
        self.element("startEvent", &start);
        self.element("endEvent", &end);
        let (a, z) = self.block(inner);
        self.flow(&start, &a);
        self.flow(&z, &end);
        let inside = std::mem::replace(&mut self.text, outside);
        let _ = write!(self.text, "<subProcess id=\"{id}\">{inside}</subProcess>");
        let Some(hours) = timer else { return (id.clone(), id) };
        let boundary = self.timer(&id, hours, true);
        let out = self.id("x");
        self.element("exclusiveGateway", &out);
        self.flow(&boundary, &out);
        self.flow(&id, &out);
        (id, out)
    }
}

/// How the people of a random model are.
#[derive(Clone, Debug)]
struct People {
    officers: [u32; 2],
    /// By task, in turn: seconds of work, and what else is so.
    habits: Vec<(u32, u8)>,
    absence: f64,
    discipline: u8,
    fill: f64,
    night: bool,
}

fn people() -> impl Strategy<Value = People> {
    let habits = prop::collection::vec((60u32..60_000, 0u8..6), 1..8);
    (prop::array::uniform2(1u32..4), habits, prop_oneof![Just(0.0), Just(0.2)], 0u8..3, prop_oneof![Just(0.0), Just(0.7)], any::<bool>())
        .prop_map(|(officers, habits, absence, discipline, fill, night)| People { officers, habits, absence, discipline, fill, night })
}

/// The same scenario with officers who work from nine to five on weekdays.
fn by_day(scenario: &str) -> String {
    let (people, calendars) = scenario.split_once("\"resource_calendars\"").expect("calendars");
    let mut calendars = calendars.to_string();
    for (always, office) in [("SUNDAY", "FRIDAY"), ("00:00:00", "09:00:00"), ("23:59:59", "17:00:00")] {
        calendars = calendars.replace(always, office);
    }
    format!("{people}\"resource_calendars\"{calendars}")
}

/// The procedure of a block with these people.
fn random(block: &Block, people: &People) -> Model {
    let mut writer = Writer::default();
    let (a, z) = writer.block(block);
    writer.flow("s", &a);
    writer.flow(&z, "e");
    let habit = |i: usize| people.habits[i % people.habits.len()];
    let tasks: Vec<(&str, usize, f64)> = writer.tasks.iter().enumerate().map(|(i, t)| (t.as_str(), i % 2, f64::from(habit(i).0))).collect();
    let mut text = scenario(200_000.0, &people.officers, &tasks, &writer.branching.join(", "));
    if !people.night {
        text = by_day(&text);
    }
    let mut model = joined(&process(&writer.text), &text);
    for (i, task) in model.books[0].tasks.iter_mut().enumerate() {
        let (seconds, kind) = habit(i);
        match (&mut task.doing, kind) {
            (Doing::Work { handoff, fill, .. }, 0) => (*handoff, *fill) = (3 * Timestamp::HOUR, people.fill),
            (Doing::Work { sitting, .. }, 1) => *sitting = 3,
            (doing, 2 | 3) => {
                let cause = if kind == 2 { Cause::Applicant } else { Cause::Agency };
                let time = Distribution::Exponential { mean: f64::from(seconds) * Timestamp::SECOND as f64 };
                *doing = Doing::Wait { time, purpose: Purpose::new(&format!("wait:{i}")), cause, silent: 0.0 };
            }
            _ => {}
        }
    }
    for pool in &mut model.pools {
        pool.absence = people.absence;
        pool.discipline = [Discipline::FirstCome, Discipline::Priority, Discipline::EarliestDeadline][people.discipline as usize];
    }
    model
}

const CASES: u32 = 60;

/// Runs it, and adds up. The counter itself asserts that the causes of each case sum to its duration.
fn check(model: &Model, seed: u64) {
    let tally = model.watched(CASES, seed, Counter::new(&model.books, &model.pools, 1)).tallies.remove(0);
    assert_eq!((tally.filed, tally.closed), (u64::from(CASES), u64::from(CASES)), "seed {seed}: no token is lost");
    let whole: i128 = tally.causes.iter().sum();
    assert_eq!(tally.clocks.iter().sum::<i128>(), whole, "seed {seed}: the clocks add up");
    let mean = whole as f64 / f64::from(CASES);
    assert!((tally.days.mean() - mean).abs() < 1.0, "seed {seed}");
    assert!(tally.causes.iter().all(|&c| c >= 0) && tally.clocks.iter().all(|&c| c >= 0), "seed {seed}");
    for part in [tally.approved, tally.by_silence, tally.on_time, tally.refused_once, tally.amended] {
        assert!(part <= tally.closed, "seed {seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn the_causes_of_a_case_add_up_on_any_procedure(block in block(), people in people(), seed in any::<u64>()) {
        check(&random(&block, &people), seed);
    }
}

const DAY: i64 = Timestamp::DAY;

/// Runs a block in which each task takes five days of the applicant's time if its
/// number is `waiting`, else a day of work; answers the days of a case by cause.
fn days(block: &Block, waiting: usize) -> [i128; 7] {
    let people = People { officers: [50, 50], habits: vec![(600, 5)], absence: 0.0, discipline: 0, fill: 0.0, night: true };
    let mut model = random(block, &people);
    for (i, task) in model.books[0].tasks.iter_mut().enumerate() {
        match &mut task.doing {
            Doing::Work { effort, .. } if i != waiting => *effort = Distribution::Fixed { value: DAY as f64 },
            doing => {
                let time = Distribution::Fixed { value: 5.0 * DAY as f64 };
                *doing = Doing::Wait { time, purpose: Purpose::new("wait"), cause: Cause::Applicant, silent: 0.0 };
            }
        }
    }
    let tally = model.watched(CASES, 1, Counter::new(&model.books, &model.pools, 1)).tallies.remove(0);
    tally.causes.map(|c| c / i128::from(CASES) * 24 / i128::from(DAY))
}

/// Hours by cause, in the order of the seven words.
fn hours(work: i128, applicant: i128) -> [i128; 7] {
    let mut expected = [0; 7];
    (expected[Cause::Work as usize], expected[Cause::Applicant as usize]) = (work, applicant);
    expected
}

#[test]
fn the_branch_that_kept_a_join_waiting_is_the_cause() {
    let block = Block::Fork(vec![Block::Task(None), Block::Task(None)]);
    assert_eq!(days(&block, 1), hours(0, 120));
    assert_eq!(days(&block, 9), hours(24, 0));
}

#[test]
fn what_was_done_in_a_stage_is_the_cause_when_its_term_ends_it() {
    let stage = Block::Scope(Box::new(Block::Chain(vec![Block::Task(None), Block::Task(None)])), Some(48));
    assert_eq!(days(&stage, 1), hours(24, 24));
    assert_eq!(days(&stage, 0), hours(0, 48));
}

#[test]
fn work_beside_an_activity_whose_timer_spoke_begins_with_the_days_up_to_then() {
    // The task takes a day; beside it, from its twelfth hour on, somebody waits five days for the applicant.
    let beside = Block::Task(Some((12, false)));
    assert_eq!(days(&beside, 1), hours(12, 120));
}
