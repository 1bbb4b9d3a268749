//! How many steps of people the city takes in a CPU second when the disk is left out: from the
//! JSON of a command to the entry, its commitment, its leaf with its hash, and the rows.
//!
//! Two procedures: the building permit of the shipped law, and the plain flow of `benches/data`,
//! whose user tasks the kernel's own measurement completes too. Writes are handed over in groups, as
//! a commit of the server has them. `cargo run --release -p alatau-city --example steps -- 20000`

use alatau_city::{Application, Ask, City, Facts, Principal, Request, Role, World};
use alatau_core::decision::dmn;
use alatau_core::law::Law;
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::time::Timestamp;
use alatau_store::{Sqlite, Write};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The body of a completion.
#[derive(Deserialize)]
struct Completion {
    activity: u32,
    #[serde(default)]
    facts: Facts,
}

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
    let application = Application {
        title: "A workshop".into(),
        place: "alatau".into(),
        class: "level-2".into(),
        person: ["resident-company".to_string()].into(),
        ..Application::default()
    };
    let (mut written, begun) = (Written::default(), cpu());
    let mut numbers = Vec::new();
    for number in 0..cases {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        numbers.push(city.enter(&application, "service.building-permit", &applicant, key, now, &journal).expect("it is filed"));
        written.take(&mut city, numbers.len());
    }
    written.say(name, "filings", numbers.len(), cpu() - begun);
    let (mut written, begun, mut done) = (Written::default(), cpu(), 0);
    for (body, command) in steps {
        let by = if body.is_empty() { applicant.clone() } else { person(2, Role::Officer, body) };
        for &case in &numbers {
            let Completion { activity, facts } = serde_json::from_str(command).expect("a command");
            let ask = Ask::Complete { case, activity, seen: None, facts, judgement: None };
            let request = Request { by: by.clone(), key: None, ask, entropy: [0; 32] };
            city.take(&request, Timestamp(now.0 + 1), &journal).expect("it is done");
            done += 1;
            written.take(&mut city, done);
        }
    }
    written.say(name, "steps", done, cpu() - begun);
}

#[derive(Default)]
struct Written {
    entries: u64,
    content: usize,
    leaf: usize,
}

impl Written {
    /// Takes a full group over; the leaf's hash is what the log needs of it.
    fn take(&mut self, city: &mut City, commands: usize) {
        if !commands.is_multiple_of(GROUP) {
            return;
        }
        for write in city.take_staged() {
            if let Write::Entry(entry) = write {
                self.entries += 1;
                self.content += entry.content.len();
                self.leaf += entry.leaf.len();
                std::hint::black_box(alatau_evidence::tree::leaf_hash(&entry.leaf));
            }
        }
    }

    fn say(&self, name: &str, what: &str, done: usize, seconds: f64) {
        let entries = self.entries.max(1) as usize;
        let (content, leaf, each) = (self.content / entries, self.leaf / entries, seconds * 1e9 / done as f64);
        println!("{name} {what} {done} per_cpu_s {:.0} ns {each:.0} content {content} leaf {leaf} bytes", done as f64 / seconds);
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

/// The shipped law; with another text in place of each of its procedures.
fn world(procedure: Option<&str>) -> World {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("the law's folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned(), text);
            }
        }
    }
    let (law, _) = Law::load(&files);
    let (mut procedures, mut texts, mut decisions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (path, text) in &files {
        if let Some(name) = path.strip_prefix("procedures/") {
            let text = procedure.unwrap_or(text);
            let net = bpmn::parse(path, text).and_then(|file| compile(&file, &Options::default())).expect("a procedure");
            procedures.insert(name.to_string(), Arc::new(net));
            texts.insert(name.to_string(), text.to_string());
        } else if let Some(name) = path.strip_prefix("decisions/") {
            decisions.insert(name.to_string(), dmn::load(path, text).unwrap_or_else(|_| panic!("{path} is no table")));
        }
    }
    let switches = BTreeMap::from([("council-acts".to_string(), "adopted".to_string())]);
    World::new(law, procedures, texts, decisions, switches).expect("a world")
}
