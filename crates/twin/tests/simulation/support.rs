//! Models to run, and applications to file in them.

use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::source::Diagnostic;
use alatau_core::time::Timestamp;
use alatau_twin::draws::{Draws, Purpose};
use alatau_twin::engine::Engine;
use alatau_twin::model::{Arrivals, Book, Filing, Observer, Pool, Stating};
use alatau_twin::prosimos::{self, Checked};
use alatau_twin::simulate::{Found, Request, model, run};
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

/// 2 November 2026, a Monday, midnight.
pub const START: Timestamp = Timestamp(20_759 * Timestamp::DAY);

/// A file of the benchmarks' data.
pub fn data(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A net with its people.
pub struct Model {
    pub books: Vec<Book>,
    pub pools: Vec<Pool>,
    pub at_filing: Vec<Stating>,
    pub scenario: Checked,
}

fn lines(errors: &[Diagnostic]) -> String {
    errors.iter().map(|e| format!("{e}\n")).collect()
}

/// Joins the texts of a procedure and a scenario.
pub fn joined(bpmn_text: &str, scenario_text: &str) -> Model {
    let scenario = prosimos::read("scenario.json", scenario_text).unwrap_or_else(|e| panic!("{}", lines(&e)));
    let net = net(bpmn_text, &scenario);
    let (books, pools, at_filing) = model(net, &scenario).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    Model { books, pools, at_filing, scenario }
}

fn net(text: &str, scenario: &Checked) -> Net {
    let file = bpmn::parse("procedure.bpmn", text).unwrap_or_else(|e| panic!("{}\n{text}", lines(&e)));
    let options = Options { branching: Some(&scenario.branching), ..Options::default() };
    compile(&file, &options).unwrap_or_else(|e| panic!("{}\n{text}", lines(&e)))
}

/// The permit model of the benchmarks.
pub fn permit() -> Model {
    joined(&data("permit-simulation.bpmn"), &data("permit-simulation.json"))
}

impl Model {
    /// Runs `cases` cases as `alatau simulate` does.
    pub fn simulate(&self, cases: u32, seed: u64) -> Found {
        let request = Request { cases, seed, start: START };
        run(&self.books, &self.pools, &self.at_filing, &self.scenario, request, None::<File>).unwrap_or_else(|e| panic!("seed {seed}: {e}"))
    }

    /// Runs `cases` cases before the eyes of an observer, and hands him back.
    pub fn watched<O: Observer>(&self, cases: u32, seed: u64, observer: O) -> O {
        let draws = Draws::new(seed, 0);
        let mut engine = Engine::new(&self.books, &self.pools, draws, observer);
        engine.run(&mut self.applications(cases, draws), Timestamp::NEVER).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        assert_eq!(engine.open_cases(), 0, "seed {seed}: every case ends");
        engine.observer
    }

    fn applications(&self, cases: u32, draws: Draws) -> Applications<'_> {
        Applications { model: self, draws, at: START, next: 0, cases }
    }
}

struct Applications<'a> {
    model: &'a Model,
    draws: Draws,
    at: Timestamp,
    next: u32,
    cases: u32,
}

impl Arrivals for Applications<'_> {
    fn next(&mut self, filing: &mut Filing) -> bool {
        if self.next == self.cases {
            return false;
        }
        let gap = self.draws.series(Purpose::new("arrival")).sample(self.model.scenario.gap, self.next, 0);
        self.at = self.model.scenario.arrival_hours.advance(self.at, (gap as i64).max(1));
        *filing = Filing { at: self.at, number: self.next, ..Filing::default() };
        for stating in &self.model.at_filing {
            filing.facts.push((stating.fact, stating.values[stating.drawn(&self.draws, self.next, 0, false)]));
        }
        self.next += 1;
        true
    }
}

/// One day and night, every day.
const ALWAYS: &str = r#"[{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59"}]"#;

/// A scenario that never sleeps: arrivals `gap` seconds apart on average, officers
/// by group, and the group and mean seconds of each task; all exponential.
pub fn scenario(gap: f64, officers: &[u32], tasks: &[(&str, usize, f64)], branching: &str) -> String {
    let exponential = |mean: f64| format!(r#""distribution_name": "expon", "distribution_params": [{{"value": {mean}}}]"#);
    let mut resources = String::new();
    for (group, amount) in officers.iter().enumerate() {
        let comma = if group > 0 { ", " } else { "" };
        let _ = write!(resources, r#"{comma}{{"id": "g{group}", "amount": {amount}, "calendar": "always"}}"#);
    }
    let mut does = String::new();
    for (i, (task, group, mean)) in tasks.iter().enumerate() {
        let comma = if i > 0 { ",\n" } else { "" };
        let _ = write!(does, r#"{comma}{{"task_id": "{task}", "resources": [{{"resource_id": "g{group}", {}}}]}}"#, exponential(*mean));
    }
    format!(
        r#"{{"resource_profiles": [{{"resource_list": [{resources}]}}],
"arrival_time_distribution": {{{}}},
"arrival_time_calendar": {ALWAYS},
"gateway_branching_probabilities": [{branching}],
"task_resource_distribution": [{does}],
"resource_calendars": [{{"id": "always", "time_periods": {ALWAYS}}}]}}"#,
        exponential(gap)
    )
}

/// A process of the given elements, whose start is `s` and whose end is `e`.
pub fn process(elements: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:al=\"urn:alatau:bpmn\"><process id=\"p\"><startEvent id=\"s\"/><endEvent id=\"e\"/>{elements}</process></definitions>"
    )
}

/// Tasks, one after the other.
pub fn chain(tasks: &[&str]) -> String {
    let mut elements = String::new();
    let mut from = "s";
    for task in tasks {
        let _ = write!(elements, "<task id=\"{task}\"/><sequenceFlow id=\"to_{task}\" sourceRef=\"{from}\" targetRef=\"{task}\"/>");
        from = task;
    }
    let _ = write!(elements, "<sequenceFlow id=\"to_e\" sourceRef=\"{from}\" targetRef=\"e\"/>");
    process(&elements)
}
