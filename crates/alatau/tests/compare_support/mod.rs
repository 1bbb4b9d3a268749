//! A small comparison: the shipped law, forty applications, few replications.

use super::columns;
use alatau_core::case::bind;
use alatau_core::law::{Law, Question};
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::source::Severity;
use alatau_core::time::{Calendar, Date};
use alatau_twin::compare::analysis::{Found, Request, compare};
use alatau_twin::compare::regime::{Ground, Territory};
use alatau_twin::compare::replicate::{Applicant, horizon};
use alatau_twin::compare::scenario::{self, Scenario};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Name of the assumed act of the Council, on which every lead of the city rests.
pub const COUNCIL_ACT: &str = "acts/alatau-council-building";

/// Every text of the shipped law's folder, by its path within it.
pub fn law_files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the law's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(&root).expect("within the folder").to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    files
}

/// The same law with every rule of the assumed act taken out, and the tests that ask for them.
pub fn without_council_rules(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    files.remove(&format!("{COUNCIL_ACT}.test.yaml"));
    let act = files.get_mut(&format!("{COUNCIL_ACT}.md")).expect("the assumed act");
    let mut kept = String::new();
    let mut within = false;
    let mut taken = 0;
    for line in act.split_inclusive('\n') {
        if line.starts_with("```toml rule") {
            within = true;
            taken += 1;
        }
        if !within {
            kept += line;
        }
        if within && line.trim_end() == "```" {
            within = false;
        }
    }
    assert!(taken > 5 && !kept.contains("rule = "), "{taken} rules were taken out");
    *act = kept;
    files
}

/// A law that is ready to be compared under.
pub struct Body {
    pub law: Law,
    pub procedures: BTreeMap<String, Arc<Net>>,
    pub scenario: Scenario,
    pub calendar: Arc<Calendar>,
    pub from: Date,
}

pub fn body(files: &BTreeMap<String, String>) -> Body {
    let (law, findings) = Law::load(files);
    let errors: Vec<String> = findings.iter().filter(|f| f.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
    let mut procedures = BTreeMap::new();
    for (path, text) in files {
        if let Some(name) = path.strip_prefix("procedures/").filter(|n| n.ends_with(".bpmn")) {
            let net = bpmn::parse(path, text).and_then(|file| compile(&file, &Options::default())).expect("a shipped procedure");
            procedures.insert(name.to_string(), Arc::new(net));
        }
    }
    let mut scenario = scenario::read("building-permit.toml", &files["scenarios/building-permit.toml"]).expect("the shipped scenario");
    // One load and one response: the side questions are not what is tested here.
    scenario.loads.truncate(1);
    scenario.responses.truncate(1);
    let from = Date::from_ymd(2026, 11, 2).expect("a day");
    let [ordinary, ..] = columns::columns(&BTreeMap::new());
    let question =
        Question { places: ordinary.places, person: ordinary.person, switches: ordinary.switches, ..Question::on("almaty-region", from) };
    let calendar = Arc::new(bind::calendar(&law, "kz", &question).expect("the calendar"));
    Body { law, procedures, scenario, calendar, from }
}

/// Forty applications of all classes; a quarter is not in the headline.
pub fn applicants() -> Vec<Applicant> {
    let one = |n: u8| Applicant { class: n % 3, headline: !n.is_multiple_of(4), in_sez: !n.is_multiple_of(5), flawed: n.is_multiple_of(7) };
    (0..40).map(one).collect()
}

/// Compares `territories` in `replications` replications.
pub fn found(body: &Body, territories: [Territory; 4], replications: u32, seed: u64) -> Found {
    let ground = Ground {
        law: &body.law,
        procedures: &body.procedures,
        calendar: body.calendar.clone(),
        scenario: &body.scenario,
        from: body.from,
        until: horizon(body.from),
    };
    let levers = columns::levers(&body.law, &BTreeMap::new());
    let cases = applicants();
    let request = Request { ground, territories, levers, cases: &cases, seed, replications, progress: &|| true };
    compare(&request).expect("a comparison")
}
