//! Draws are addressed, not consumed.

use crate::support::{Model, chain, data, joined, permit, scenario};
use alatau_twin::model::{Filing, Observer, Pool, Worked};
use std::collections::BTreeMap;

/// Effort of every piece of work, by application, element and visit.
#[derive(Default)]
struct Efforts {
    pools: Vec<Pool>,
    ids: Vec<String>,
    found: BTreeMap<(u32, String), Vec<i64>>,
    filed: Vec<i64>,
}

impl Observer for Efforts {
    fn filed(&mut self, _slot: u32, filing: &Filing) {
        self.filed.push(filing.at.0);
    }

    fn worked(&mut self, _slot: u32, work: &Worked) {
        let hours = &self.pools[work.pool as usize].hours;
        let key = (work.number, self.ids[work.node as usize].clone());
        self.found.entry(key).or_default().push(hours.between(work.start, work.done));
    }
}

fn efforts(model: &Model, cases: u32, seed: u64) -> Efforts {
    let ids = model.books[0].rulebook.net.info.iter().map(|i| i.id.clone()).collect();
    model.watched(cases, seed, Efforts { pools: model.pools.clone(), ids, ..Efforts::default() })
}

/// Everything that `one` drew, `other` drew as well, and beside it only what the step `added` needs.
fn check_same_but_for(one: &Efforts, other: &Efforts, added: &str, seed: u64) {
    assert_eq!(one.filed, other.filed, "seed {seed}: applications come when they came");
    assert!(!one.found.is_empty());
    for (key, drawn) in &one.found {
        assert_eq!(other.found.get(key), Some(drawn), "seed {seed}: {key:?}");
    }
    let further = other.found.keys().filter(|key| !one.found.contains_key(key));
    assert!(further.clone().count() > 0);
    for (number, element) in further {
        assert_eq!(element, added, "seed {seed}: application {number}");
    }
}

#[test]
fn adding_a_step_changes_no_draw_of_another_step() {
    for seed in 1..=3 {
        let times = |tasks: &[&'static str]| -> Vec<(&str, usize, f64)> { tasks.iter().map(|t| (*t, 0, 600.0)).collect() };
        let run = |tasks: &[&'static str]| efforts(&joined(&chain(tasks), &scenario(3_600.0, &[2], &times(tasks), "")), 500, seed);
        let before = run(&["check", "review", "sign"]);
        for longer in [["extra", "check", "review", "sign"], ["check", "extra", "review", "sign"], ["check", "review", "sign", "extra"]] {
            check_same_but_for(&before, &run(&longer), "extra", seed);
        }
    }
}

#[test]
fn adding_a_step_within_a_loop_changes_no_draw_of_another_step_nor_any_choice() {
    let bpmn = data("permit-simulation.bpmn")
        .replace("targetRef=\"T2\"/>", "targetRef=\"T11\"/><sequenceFlow id=\"f2b\" sourceRef=\"T11\" targetRef=\"T2\"/>")
        .replace("<task id=\"T2\"", "<task id=\"T11\" name=\"Scan\"><incoming>f2</incoming><outgoing>f2b</outgoing></task><task id=\"T2\"")
        .replace("<incoming>f2</incoming><outgoing>f3</outgoing>", "<incoming>f2b</incoming><outgoing>f3</outgoing>");
    let text = data("permit-simulation.json");
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let tasks = json["task_resource_distribution"].as_array_mut().expect("tasks");
    let mut scan = tasks[0].clone();
    scan["task_id"] = "T11".into();
    tasks.push(scan);
    let longer = joined(&bpmn, &json.to_string());
    for seed in 1..=3 {
        let (one, other) = (efforts(&permit(), 1_000, seed), efforts(&longer, 1_000, seed));
        assert!(one.found.values().any(|visits| visits.len() > 2), "some files are sent back twice");
        check_same_but_for(&one, &other, "T11", seed);
    }
}

#[test]
fn another_order_of_the_elements_in_the_file_changes_no_draw() {
    let straight = joined(&chain(&["a", "b", "c"]), &scenario(3_600.0, &[1], &[("a", 0, 60.0), ("b", 0, 90.0), ("c", 0, 30.0)], ""));
    let text = chain(&["a", "b", "c"]).replace("<task id=\"a\"/>", "").replace("</process>", "<task id=\"a\"/></process>");
    let turned = joined(&text, &scenario(3_600.0, &[1], &[("c", 0, 30.0), ("b", 0, 90.0), ("a", 0, 60.0)], ""));
    for seed in 1..=3 {
        assert_eq!(efforts(&straight, 300, seed).found, efforts(&turned, 300, seed).found, "seed {seed}");
    }
}
