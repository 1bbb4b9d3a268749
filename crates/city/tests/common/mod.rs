//! The shipped law, an empty store in memory, and people.

#![allow(dead_code, reason = "each test takes what it needs")]

pub mod checks;
pub mod people;

use alatau_city::{Application, Ask, City, Facts, Principal, Problem, Reply, Request, Role, Said, World};
use alatau_core::decision::dmn;
use alatau_core::law::Law;
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::time::Timestamp;
use alatau_store::{Journal, Sqlite};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The law of the repository.
pub fn world() -> Arc<World> {
    static WORLD: OnceLock<Arc<World>> = OnceLock::new();
    WORLD.get_or_init(|| Arc::new(changed_world(str::to_string))).clone()
}

/// The law of the repository with its procedures changed; the Council's acts are adopted.
pub fn changed_world(change: impl Fn(&str) -> String) -> World {
    world_of(|path, text| if path.ends_with(".bpmn") { change(text) } else { text.to_string() }, &[])
}

/// The law of the repository with any of its files changed, and read so; the Council's acts are adopted.
pub fn world_of(change: impl Fn(&str, &str) -> String, readings: &[(&str, &str)]) -> World {
    let readings = readings.iter().chain(&[("council-acts", "adopted")]);
    let switches: BTreeMap<String, String> = readings.map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let path = path.strip_prefix(&root).unwrap().to_str().unwrap().to_string();
                let text = change(&path, &text);
                files.insert(path, text);
            }
        }
    }
    let (law, _) = Law::load(&files);
    let (mut procedures, mut texts, mut decisions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (path, text) in &files {
        if let Some(name) = path.strip_prefix("procedures/").filter(|name| name.ends_with(".bpmn")) {
            let net = compile(&bpmn::parse(path, text).unwrap(), &Options::default()).unwrap();
            procedures.insert(name.to_string(), Arc::new(net));
            texts.insert(name.to_string(), text.clone());
        } else if let Some(name) = path.strip_prefix("decisions/") {
            decisions.insert(name.to_string(), dmn::load(path, text).ok().unwrap());
        }
    }
    World::new(law, procedures, texts, decisions, switches).unwrap()
}

/// An instant of Almaty time: `2026-11-23 10:00`.
pub fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    alatau_core::procedure::instant(&format!("{day}T{time}:00+05:00")).unwrap()
}

/// A principal of a role.
pub fn person(account: u64, role: Role, body: &str) -> Principal {
    Principal { account, name: format!("{} {account}", role.word()), roles: [role].into(), body: body.to_string() }
}

/// A city with its store and its clock.
pub struct Town<J: Journal> {
    /// The core.
    pub city: City,
    /// Its store.
    pub journal: J,
    /// Now.
    pub now: Timestamp,
    seed: u8,
}

impl Town<Sqlite> {
    /// An empty town.
    pub fn new(now: &str) -> Town<Sqlite> {
        let mut journal = Sqlite::in_memory().unwrap();
        let city = City::open(world(), &mut journal).unwrap();
        Town { city, journal, now: at(now), seed: 0 }
    }
}

impl<J: Journal> Town<J> {
    /// One request, kept.
    pub fn ask(&mut self, by: &Principal, ask: Ask) -> Result<Reply, Problem> {
        self.ask_as_seen(by, None, ask)
    }

    /// As [`Town::ask`], of what was seen at a version.
    pub fn ask_as_seen(&mut self, by: &Principal, seen: Option<u64>, ask: Ask) -> Result<Reply, Problem> {
        self.seed = self.seed.wrapping_add(1);
        let request = Request { by: by.clone(), key: None, seen, ask, entropy: [self.seed; 32] };
        let reply = self.city.take(&request, self.now, &self.journal);
        self.city.flush(&mut self.journal)?;
        reply
    }

    /// Files an application for a level II building in Alatau.
    pub fn file(&mut self, by: &Principal, plots: &[&str]) -> Result<u64, Problem> {
        self.file_class(by, "level-2", plots)
    }

    /// As [`Town::file`], for a building of this class.
    pub fn file_class(&mut self, by: &Principal, class: &str, plots: &[&str]) -> Result<u64, Problem> {
        let plot =
            |name: &&str| alatau_core::register::Want::one(alatau_core::register::Thing::new(alatau_core::register::Kind::Plot, name));
        let application = Application {
            title: "A workshop".into(),
            place: "alatau".into(),
            class: class.into(),
            person: ["resident-company".to_string()].into(),
            wants: plots.iter().map(plot).collect(),
            ..Application::default()
        };
        let service = "service.building-permit".to_string();
        let draft = self.ask(by, Ask::SaveDraft { draft: None, service, application: Box::new(application) })?.draft;
        Ok(self.ask(by, Ask::File { draft })?.case)
    }

    /// The activity of an element that waits.
    pub fn activity(&self, case: u64, element: &str) -> u32 {
        let tasks = self.journal.tasks(case).unwrap();
        let waiting: Vec<&str> = tasks.iter().map(|task| task.element.as_str()).collect();
        tasks.iter().find(|task| task.element == element).unwrap_or_else(|| panic!("{element} is not among {waiting:?}")).activity
    }

    /// Completes an element.
    pub fn complete(&mut self, by: &Principal, case: u64, element: &str, facts: Facts) -> Result<Reply, Problem> {
        let activity = self.activity(case, element);
        self.ask(by, Ask::Complete { case, activity, facts, judgement: None, said: Said::default() })
    }
}

/// Facts of JSON.
pub fn facts(value: serde_json::Value) -> Facts {
    value.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}
