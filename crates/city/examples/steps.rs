//! How many steps of people the city takes in a CPU second when the disk is left out:
//! from the JSON of a command to the entry, its leaf and the rows.
//!
//! `cargo run --release -p alatau-city --example steps -- 20000`

use alatau_city::{Application, Ask, City, Facts, Principal, Request, Role, Said, World};
use alatau_core::decision::dmn;
use alatau_core::law::Law;
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::time::Timestamp;
use alatau_store::{Sqlite, Write};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The body of a completion.
#[derive(Deserialize)]
struct Completion {
    activity: u32,
    #[serde(default)]
    facts: Facts,
}

fn main() {
    let cases: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let mut journal = Sqlite::in_memory().expect("a store in memory");
    let mut city = City::open(Arc::new(world()), &mut journal).expect("a city");
    let now = alatau_core::procedure::instant("2026-11-23T10:00:00+05:00").expect("an instant");
    let applicant = person(1, Role::Applicant, "");
    let application = Application {
        title: "A workshop".into(),
        place: "alatau".into(),
        class: "level-2".into(),
        person: ["resident-company".to_string()].into(),
        ..Application::default()
    };
    let begun = cpu();
    let numbers: Vec<u64> = (0..cases)
        .map(|number| {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_be_bytes());
            city.enter(&application, "service.building-permit", &applicant, key, now, &journal).expect("it is filed")
        })
        .collect();
    let filed = cpu() - begun;
    let mut written = Written::default();
    written.count(city.take_staged());
    println!("{cases} filings: {:.3} CPU s, {:.0} a second; {}", filed, cases as f64 / filed, written.text());
    let steps: [(&str, &str, &str); 5] = [
        ("", r#"{"activity":0}"#, "prepare-sketch-first"),
        ("alatau-city-authority", r#"{"activity":1,"facts":{"complete":true}}"#, "check-completeness"),
        ("electricity-network", r#"{"activity":4}"#, "electricity-conditions"),
        ("water-network", r#"{"activity":5}"#, "water-conditions"),
        ("gas-network", r#"{"activity":6}"#, "gas-conditions"),
    ];
    let mut written = Written::default();
    let (begun, mut done) = (cpu(), 0);
    for (body, command, _) in steps {
        let by = if body.is_empty() { applicant.clone() } else { person(2, Role::Officer, body) };
        for &case in &numbers {
            let Completion { activity, facts } = serde_json::from_str(command).expect("a command");
            let ask = Ask::Complete { case, activity, seen: None, facts, judgement: None, said: Said::default() };
            let request = Request { by: by.clone(), key: None, ask, entropy: [0; 32] };
            done += usize::from(city.take(&request, Timestamp(now.0 + 1), &journal).is_ok());
        }
        written.count(city.take_staged());
    }
    let spent = cpu() - begun;
    println!("{done} steps: {spent:.3} CPU s, {:.0} a CPU second; {}", done as f64 / spent, written.text());
}

#[derive(Default)]
struct Written {
    entries: u64,
    bytes: usize,
}

impl Written {
    fn count(&mut self, writes: Vec<Write>) {
        for write in writes {
            if let Write::Entry(entry) = write {
                self.entries += 1;
                self.bytes += entry.content.len() + entry.leaf.len();
                std::hint::black_box(alatau_evidence::tree::leaf_hash(&entry.leaf));
            }
        }
    }

    fn text(&self) -> String {
        format!("{} entries of {} bytes", self.entries, self.bytes / self.entries.max(1) as usize)
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

fn world() -> World {
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
            let net = bpmn::parse(path, text).and_then(|file| compile(&file, &Options::default())).expect("a procedure");
            procedures.insert(name.to_string(), Arc::new(net));
            texts.insert(name.to_string(), text.clone());
        } else if let Some(name) = path.strip_prefix("decisions/") {
            decisions.insert(name.to_string(), dmn::load(path, text).unwrap_or_else(|_| panic!("{path} is no table")));
        }
    }
    let switches = BTreeMap::from([("council-acts".to_string(), "adopted".to_string())]);
    World::new(law, procedures, texts, decisions, switches).expect("a world")
}
