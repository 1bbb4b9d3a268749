//! User tasks of the shared permit flow through the kernel, on one thread.
//!
//! Instance i completes `check` with `docs_ok` = not (i divides by 4 and it is the
//! first time) and `approved` = (i mod 10 is not 9): 100 instances complete 650 user
//! tasks and give 90 permits. Prints two lines `what tasks_per_cpu_second`, the
//! fastest of five rounds: `bare` is the kernel alone; `journal` takes the instances
//! in turns, looks each up by its number, writes its events as journal bytes and
//! keeps its next due. `cargo xtask bench flow` shows them beside their peers.

mod support;

use alatau_core::case::{Case, Command, Due, Event, Rulebook, Status, bytes, next_due, step};
use alatau_core::decision::Value;
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::time::Timestamp;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use support::cpu_seconds;

const INSTANCES: u32 = 200_000;
const OPEN: u32 = 1_000;
const ROUNDS: usize = 5;

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data/flow.bpmn");
    let text = std::fs::read_to_string(&path).expect("the flow is in the repository");
    let net = compile(&bpmn::parse("flow.bpmn", &text).expect("it is BPMN"), &Options::default()).expect("it compiles");
    let book = Rulebook::bare(Arc::new(net));
    for (name, run) in [("bare", bare as fn(&Rulebook) -> Done), ("journal", journal)] {
        let rounds = (0..ROUNDS).map(|_| {
            let before = cpu_seconds();
            let done = run(&book);
            assert_eq!((done.tasks, done.permits), (INSTANCES / 100 * 650, INSTANCES / 100 * 90));
            cpu_seconds() - before
        });
        let fastest = rounds.fold(f64::MAX, f64::min);
        println!("{name} {:.0}", f64::from(INSTANCES / 100 * 650) / fastest);
    }
}

/// What came of all instances.
#[derive(Default)]
struct Done {
    tasks: u32,
    permits: u32,
}

/// What completing a task states, by the names of the net.
struct Flow {
    check: u16,
    issue: u16,
    docs_ok: u16,
    approved: u16,
}

impl Flow {
    fn of(book: &Rulebook) -> Flow {
        let fact = |name| book.net.fact(name).expect("the flow has it");
        let node = |id| book.net.node(id).expect("the flow has it");
        Flow { check: node("check"), issue: node("issue"), docs_ok: fact("docs_ok"), approved: fact("approved") }
    }
}

/// Completes the first open task of an instance; answers whether one was.
fn complete(flow: &Flow, book: &Rulebook, number: u32, case: &mut Case, next: &mut Case, events: &mut Vec<Event>, done: &mut Done) -> bool {
    if case.status == Status::Closed {
        return false;
    }
    let token = case.active[0];
    let first_time = token.activity == 0;
    let facts = [(flow.docs_ok, Value::bool(!(number.is_multiple_of(4) && first_time))), (flow.approved, Value::bool(number % 10 != 9))];
    let facts = if token.node == flow.check { &facts[..] } else { &[] };
    let now = Timestamp(case.last.0 + 60_000_000);
    step(case, Command::Complete { activity: token.activity, facts }, book, now, events, next).expect("the task is open");
    std::mem::swap(case, next);
    done.tasks += 1;
    done.permits += u32::from(token.node == flow.issue);
    true
}

fn file(book: &Rulebook, case: &mut Case, next: &mut Case, events: &mut Vec<Event>) {
    *case = Case::default();
    step(case, Command::File { facts: &[] }, book, Timestamp(0), events, next).expect("it can be filed");
    std::mem::swap(case, next);
}

fn bare(book: &Rulebook) -> Done {
    let (flow, mut done) = (Flow::of(book), Done::default());
    let (mut case, mut next, mut events) = (Case::default(), Case::default(), Vec::new());
    for number in 0..INSTANCES {
        events.clear();
        file(book, &mut case, &mut next, &mut events);
        while complete(&flow, book, number, &mut case, &mut next, &mut events, &mut done) {
            events.clear();
        }
    }
    done
}

/// Instances that are open at the same time, each looked up for every task.
fn journal(book: &Rulebook) -> Done {
    let (flow, mut done) = (Flow::of(book), Done::default());
    let (mut next, mut events, mut kept) = (Case::default(), Vec::new(), Vec::new());
    let mut open: HashMap<u32, (Case, Option<Due>)> = HashMap::with_capacity(OPEN as usize);
    for first in (0..INSTANCES).step_by(OPEN as usize) {
        open.clear();
        for number in first..first + OPEN {
            let (case, due) = open.entry(number).or_default();
            file(book, case, &mut next, &mut events);
            append(book, &mut events, &mut kept);
            *due = next_due(case);
        }
        let mut any = true;
        while any {
            any = false;
            for number in first..first + OPEN {
                let (case, due) = open.get_mut(&number).expect("it was filed");
                if complete(&flow, book, number, case, &mut next, &mut events, &mut done) {
                    append(book, &mut events, &mut kept);
                    *due = next_due(case);
                    any = true;
                }
            }
        }
    }
    done
}

fn append(book: &Rulebook, events: &mut Vec<Event>, kept: &mut Vec<u8>) {
    bytes::write(events.iter(), &book.net.symbols, kept);
    events.clear();
    if kept.len() > 1 << 20 {
        // A journal would write them out here.
        std::hint::black_box(&kept);
        kept.clear();
    }
}
