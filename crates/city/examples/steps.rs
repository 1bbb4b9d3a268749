//! How many steps of people the city takes in a CPU second when the disk is left out: from the
//! JSON of a command to the entry, its commitment, its leaf with its hash, and the rows.
//!
//! Two procedures: the building permit of the shipped law, and the plain flow of `benches/data`,
//! whose user tasks the kernel's own measurement completes too. Writes are handed over in groups, as
//! a commit of the server has them. `cargo run --release -p alatau-city --example steps -- 20000`

mod support;

use alatau_city::{Ask, City, Facts, Principal, Request, Role, Said, World};
use alatau_core::time::Timestamp;
use alatau_store::{Sqlite, Write};
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
    work("permit", world(None), cases, &PERMIT);
    work("flow", world(Some(&flow)), cases, &FLOW);
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
        for write in &city.take_staged() {
            if let Write::Entry(entry) = write {
                self.content += entry.content.len();
                self.leaf += entry.leaf.len();
                std::hint::black_box(alatau_evidence::tree::leaf_hash(&entry.leaf));
            }
        }
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
