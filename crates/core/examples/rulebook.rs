//! How long a complete rulebook takes.
use alatau_core::law::{Law, Question};
use alatau_core::time::Date;
use std::collections::{BTreeMap, BTreeSet};
fn main() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), text);
            }
        }
    }
    let (law, findings) = Law::load(&files);
    assert!(findings.is_empty());
    let start = std::time::Instant::now();
    let slots: Vec<&String> = law.vocabulary.slots.keys().collect();
    let mut n = 0usize;
    let places: Vec<&String> = law.territories.keys().collect();
    for i in 0..2000i32 {
        let day: Date = "2024-01-01".parse::<Date>().unwrap().plus((i * 7919) % 1500);
        let mut q = Question::on(places[i as usize % places.len()], day);
        q.class = law.vocabulary.classes.keys().nth(i as usize % law.vocabulary.classes.len()).cloned();
        q.known = day.plus(i % 300);
        q.switches = law
            .switches
            .iter()
            .take((i % 5) as usize)
            .map(|(k, s)| (k.clone(), s.values[i as usize % s.values.len()].clone()))
            .collect::<BTreeMap<_, _>>();
        let _: BTreeSet<String> = BTreeSet::new();
        let asked = law.ask(&q);
        for s in &slots {
            n += asked.resolve(s).answer().is_some() as usize;
        }
    }
    println!("{} slots, {:.1} us each, {n}", slots.len(), start.elapsed().as_secs_f64() * 1e6 / 2000.0);
}
