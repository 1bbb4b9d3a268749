//! How many steps of people the city takes in a CPU second when the disk is left out: from the
//! JSON of a command to the entry, its commitment, its leaf with its hash, and the rows.
//!
//! Two procedures: the building permit of the shipped law, and the plain flow of `benches/data`,
//! whose user tasks the kernel's own measurement completes too. The third line is the plain flow without
//! what the city does beside it (rights, rows, tasks, register, notices): from JSON through kernel and
//! grounds to content and leaf. Writes are handed over in groups, as a commit of the server has them.
//! `cargo run --release -p alatau-city --example steps -- 20000`, and `permit`, `flow` or `chain` for one of them.

mod support;

use alatau_city::{Act, Ask, City, Content, Facts, Principal, Request, Role, Said, Spelled, World};
use alatau_core::case::reasons::{Given, Situation};
use alatau_core::case::record::{Actor, Head, ground};
use alatau_core::case::{Case, Command, Due, Rulebook, apply, handle, next_due, packed, public, step};
use alatau_core::json;
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::time::{Date, Timestamp};
use alatau_evidence::commitment::{Salted, commit_two};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::tree::{leaf_hash_two, leaf_hashes};
use alatau_store::{Sqlite, Write};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use support::world;

/// The body of a completion.
#[derive(Deserialize)]
struct Completion {
    activity: u32,
    #[serde(default)]
    facts: Facts,
}

/// So many cases are open at a time, as in the kernel's own measurement.
const OPEN: u64 = 1_000;
/// So many commands are one commit.
const GROUP: usize = 256;

/// Who completes what, in order.
type Step = (&'static str, &'static str);

const PERMIT: [Step; 5] = [
    ("", r#"{"activity":0}"#),
    ("alatau-city-authority", r#"{"activity":1,"facts":{"complete":true}}"#),
    ("electricity-network", r#"{"activity":4}"#),
    ("water-network", r#"{"activity":5}"#),
    ("gas-network", r#"{"activity":6}"#),
];

const FLOW: [Step; 6] = [
    ("", r#"{"activity":0,"facts":{"docs_ok":true}}"#),
    ("", r#"{"activity":1}"#),
    ("", r#"{"activity":2}"#),
    ("", r#"{"activity":3}"#),
    ("", r#"{"activity":4,"facts":{"approved":true}}"#),
    ("", r#"{"activity":5}"#),
];

fn main() {
    let cases: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let flow = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data/flow.bpmn");
    let flow = std::fs::read_to_string(flow).expect("the flow is in the repository");
    let only = std::env::args().nth(2);
    let is_asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if is_asked("permit") {
        work("permit", world(None), cases, &PERMIT);
    }
    if is_asked("flow") {
        work("flow", world(Some(&flow)), cases, &FLOW);
    }
    if is_asked("chain") {
        chain(&flow, cases);
    }
}

/// The steps of the plain flow without the city around them.
fn chain(flow: &str, cases: u64) {
    let file = bpmn::parse("flow.bpmn", flow).expect("it is BPMN");
    let book = Rulebook::bare(Arc::new(compile(&file, &Options::default()).expect("it compiles")));
    let bodies = vec![String::new(); book.net.nodes.len()];
    let question = world(None).question("alatau", &Default::default(), None, Date(20_780)).expect("a question");
    let (asked, by, key) = (Situation::from(&question), Actor::Principal("applicant (1)".into()), [7; 32]);
    let given = Given::by(&by, &asked);
    let now = alatau_core::procedure::instant("2026-11-23T10:00:00+05:00").expect("an instant");
    let (mut next, mut events, mut number, mut steps) = (Case::default(), Vec::new(), 1, Written::default());
    let (mut public, mut block) = (Vec::new(), Vec::new());
    let mut entries: [(u64, Vec<u8>, Vec<u8>); 2] = Default::default();
    let mut open: FxHashMap<u64, (Case, u64, Option<Due>)> = FxHashMap::default();
    for first in (0..cases).step_by(OPEN as usize) {
        open.clear();
        for case in first..first + OPEN {
            let filed = open.entry(case).or_default();
            handle(&filed.0, Command::File { facts: &[] }, &book, Timestamp(now.0 - 1), &mut events).expect("it can be filed");
            filed.1 += events.len() as u64;
            events.drain(..).for_each(|event| apply(&mut filed.0, &event));
        }
        let begun = cpu();
        for (_, command) in FLOW {
            for number_of_case in first..first + OPEN {
                let (case, index, due) = open.get_mut(&number_of_case).expect("it was filed");
                let Completion { activity, facts } = serde_json::from_str(command).expect("a command");
                let act = Act::Complete { activity, facts };
                let (entry, content, leaf) = &mut entries[steps.done % 2];
                *entry = number;
                content.clear();
                content.extend_from_slice(b"{\"v\":");
                json::number(Content::FORM, content);
                content.extend_from_slice(b",\"command\":");
                json::write(&act, content).expect("it is JSON");
                let spelled = Spelled::of(act, &book).expect("the flow has its facts");
                events.clear();
                step(case, spelled.command(), &book, now, &mut events, &mut next).expect("the task is open");
                let grounded = ground(case, &events, &given, &book).expect("nobody rules");
                let head = Head { procedure: &book.net.id, number, case: number_of_case, by: &by, rulebook: &book.hash };
                content.push(b',');
                packed::write(head, &grounded, &book.net, &mut block, content).expect("nobody rules");
                content.push(b'}');
                leaf.clear();
                public.clear();
                public::write(case, &events, &book, &bodies, &mut public);
                let one = Leaf {
                    procedure: &book.net.id,
                    number,
                    events: events.len() as u32,
                    case: number_of_case,
                    index: *index + 1,
                    at: now.0,
                    public: std::str::from_utf8(&public).expect("it is JSON"),
                    content: [0; 32],
                };
                one.write(leaf).expect("it is a leaf");
                case.clone_from(&next);
                (*due, number, *index) = (next_due(case), number + events.len() as u64, *index + events.len() as u64);
                steps.done += 1;
                steps.content += content.len();
                steps.leaf += leaf.len();
                if steps.done.is_multiple_of(2) {
                    committed(&key, &mut entries);
                }
            }
        }
        steps.seconds += cpu() - begun;
    }
    steps.say("flow without the city:", "steps");
}

/// Commitments and leaf hashes of two entries.
fn committed(key: &[u8; 32], entries: &mut [(u64, Vec<u8>, Vec<u8>); 2]) {
    let hashes = commit_two(entries.each_ref().map(|(number, content, _)| Salted { case_key: key, number: *number, content }));
    for ((_, _, leaf), hash) in entries.iter_mut().zip(hashes) {
        Leaf::commit_to(&hash, leaf);
    }
    std::hint::black_box(leaf_hash_two(entries.each_ref().map(|(_, _, leaf)| leaf.as_slice())));
}

fn work(name: &str, world: World, cases: u64, steps: &[Step]) {
    let mut journal = Sqlite::in_memory().expect("a store in memory");
    let mut city = City::open(Arc::new(world), &mut journal).expect("a city");
    let now = alatau_core::procedure::instant("2026-11-23T10:00:00+05:00").expect("an instant");
    let applicant = person(1, Role::Applicant, "");
    let application = support::application();
    let mut request = Request { by: applicant.clone(), key: None, seen: None, ask: Ask::Withdraw { case: 0 }, entropy: [0; 32] };
    let (mut filings, mut completions) = (Written::default(), Written::default());
    let mut last = 0;
    while last < cases {
        let begun = cpu();
        for number in last + 1..=cases.min(last + OPEN) {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_be_bytes());
            last = city.enter(&application, "service.building-permit", &applicant, key, now, &journal).expect("it is filed");
            filings.take(&mut city, number.is_multiple_of(OPEN));
        }
        filings.seconds += cpu() - begun;
        let (first, begun) = (last.saturating_sub(OPEN) + 1, cpu());
        for (body, command) in steps {
            request.by = if body.is_empty() { applicant.clone() } else { person(2, Role::Officer, body) };
            for case in first..=last {
                let Completion { activity, facts } = serde_json::from_str(command).expect("a command");
                request.ask = Ask::Complete { case, activity, facts, judgement: None, said: Said::default() };
                city.take(&request, Timestamp(now.0 + 1), &journal).expect("it is done");
                completions.take(&mut city, case == last);
            }
        }
        completions.seconds += cpu() - begun;
    }
    filings.say(name, "filings");
    completions.say(name, "steps");
}

/// What was done, and what became of it.
#[derive(Default)]
struct Written {
    seconds: f64,
    done: usize,
    content: usize,
    leaf: usize,
}

impl Written {
    /// Counts a command, and takes a full or a last group over; the leaf's hash is what the log needs of it.
    fn take(&mut self, city: &mut City, is_last: bool) {
        self.done += 1;
        if !is_last && !self.done.is_multiple_of(GROUP) {
            return;
        }
        let staged = city.take_staged();
        let entries = || staged.iter().filter_map(|write| if let Write::Entry(entry) = write { Some(entry) } else { None });
        self.content += entries().map(|entry| entry.content.len()).sum::<usize>();
        self.leaf += entries().map(|entry| entry.leaf.len()).sum::<usize>();
        let leaves: Vec<&[u8]> = entries().map(|entry| entry.leaf.as_slice()).collect();
        std::hint::black_box(leaf_hashes(&leaves));
    }

    fn say(&self, name: &str, what: &str) {
        let (content, leaf, each) = (self.content / self.done, self.leaf / self.done, self.seconds * 1e9 / self.done as f64);
        println!("{name} {what} {} per_cpu_s {:.0} ns {each:.0} content {content} leaf {leaf} bytes", self.done, 1e9 / each);
    }
}

fn person(account: u64, role: Role, body: &str) -> Principal {
    Principal { account, name: role.word().to_string(), roles: [role].into(), body: body.to_string() }
}

/// CPU seconds of this process.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
