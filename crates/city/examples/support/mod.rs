//! What the examples share.

use alatau_city::{Application, World};
use alatau_core::decision::dmn;
use alatau_core::law::Law;
use alatau_core::procedure::{Options, bpmn, compile};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An application for a building of level II in the city.
pub fn application() -> Application {
    Application {
        title: "A workshop".into(),
        place: "alatau".into(),
        class: "level-2".into(),
        person: ["resident-company".to_string()].into(),
        ..Application::default()
    }
}

/// The shipped law; with another text in place of each of its procedures.
pub fn world(procedure: Option<&str>) -> World {
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
