//! A BPMN file and a scenario, run once: no law, many cases.

use crate::draws::{Distribution, Draws, Purpose, Series};
use crate::engine::{Engine, Fault};
use crate::hours::Hours;
use crate::model::{Arrivals, Book, Discipline, Doing, Filing, FilingKept, Observer, Pool, Stating, TaskModel, Worked};
use crate::prosimos::Checked;
use crate::sketch::Sketch;
use alatau_core::case::{Case, Rulebook};
use alatau_core::decision::{Symbols, Value};
use alatau_core::procedure::{Kind, NONE, Net};
use alatau_core::time::Timestamp;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

/// What a run is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// How many cases arrive.
    pub cases: u32,
    /// Seed.
    pub seed: u64,
    /// Instant from which gaps are counted.
    pub start: Timestamp,
}

/// What a run found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Cases that closed.
    pub cases: u64,
    /// Activities that were done.
    pub activities: u64,
    /// Time from filing to the end, in microseconds.
    pub cycle: Sketch,
    /// Mean gap between arrivals, in microseconds of arrival time.
    pub gap: f64,
    /// Cases that could not end.
    pub unfinished: u64,
}

/// Books, pools, and what is stated at filing.
pub type Joined = (Vec<Book>, Vec<Pool>, Vec<Stating>);

/// Joins a net to a scenario.
///
/// # Errors
/// A task without resources, a gateway without probabilities or facts: in words, one a line.
pub fn model(net: Net, scenario: &Checked) -> Result<Joined, Vec<String>> {
    let mut missing = Vec::new();
    let mut tasks = Vec::new();
    for (number, &node) in net.tasks.iter().enumerate() {
        let id = &net.info[node as usize].id;
        let Some(&(pool, effort)) = scenario.tasks.get(id) else {
            missing.push(format!("no resource does the task `{id}`; add it to task_resource_distribution"));
            continue;
        };
        let mut states = choices(&net, node, id, scenario);
        states.extend(facts(&net, id, scenario, &mut missing));
        let purpose = Purpose::new(&format!("effort:{}", net.info[node as usize].effort));
        let doing = Doing::Work { pool, effort, purpose, handoff: 0, sitting: 1, fill: 0.0 };
        tasks.push(TaskModel { doing, states, rules: None, body: pool, visit: number as u16 });
    }
    let known: BTreeSet<&String> = net.tasks.iter().map(|&n| &net.info[n as usize].id).collect();
    for id in scenario.tasks.keys().filter(|id| !known.contains(id)) {
        missing.push(format!("the scenario gives resources to `{id}`, which is not a task of the procedure"));
    }
    missing.extend(endless(&net, scenario));
    if !missing.is_empty() {
        return Err(missing);
    }
    let at_filing = choices_at_filing(&net, scenario);
    let pool = |g: &crate::prosimos::Group| Pool {
        name: g.name.clone(),
        officers: g.officers,
        hours: g.hours.clone(),
        discipline: Discipline::FirstCome,
        absence: 0.0,
    };
    let pools = scenario.groups.iter().map(pool).collect();
    let rulebook = Rulebook::bare(Arc::new(net));
    Ok((vec![Book { rulebook, tasks, next: None, anew: Vec::new(), refiling: None }], pools, at_filing))
}

/// Gateways whose chance would be asked again and again without being drawn anew:
/// it is drawn when a task is completed, and only timers lie between.
fn endless<'n>(net: &'n Net, scenario: &'n Checked) -> impl Iterator<Item = String> + 'n {
    let asked = scenario.branching.keys().filter_map(|id| net.node(id).map(|node| (id, node)));
    let again = asked.filter(|&(_, node)| passed_until(net, node, |node| net.waits(node) && net.timer_of(node).is_none()).contains(&node));
    again.map(|(id, _)| format!("from the gateway `{id}` a way leads back to it past timers alone, and chance is drawn when a task is completed; put a task on that way"))
}

/// Nodes that a token passes from `node` on before it waits again.
fn passed(net: &Net, node: u16) -> BTreeSet<u16> {
    passed_until(net, node, |node| net.waits(node))
}

fn passed_until(net: &Net, node: u16, waits: impl Fn(u16) -> bool) -> BTreeSet<u16> {
    let mut seen = BTreeSet::new();
    let mut pending = vec![node];
    while let Some(at) = pending.pop() {
        let n = &net.nodes[at as usize];
        for flow in n.outs.iter() {
            let target = net.flows[flow as usize].target;
            if !waits(target) && seen.insert(target) {
                let holder = net.nodes[target as usize];
                let inner = holder.starts.iter().map(|s| net.starts[s as usize]).chain([holder.start]);
                pending.extend(if holder.kind.holds() { inner.filter(|&n| n != NONE).collect() } else { vec![target] });
            }
        }
        if n.outs.len == 0 && n.parent != NONE && seen.insert(n.parent) {
            pending.push(n.parent);
        }
    }
    seen
}

/// The choices that a completion of `node` must state, drawn by the scenario's probabilities.
fn choices(net: &Net, node: u16, id: &str, scenario: &Checked) -> Vec<Stating> {
    let gateways = passed(net, node);
    gateways.iter().filter_map(|&g| choice(net, g, id, scenario)).collect()
}

fn choices_at_filing(net: &Net, scenario: &Checked) -> Vec<Stating> {
    let mut gateways = BTreeSet::new();
    for (node, n) in net.nodes.iter().enumerate() {
        if matches!(n.kind, Kind::Start | Kind::Boundary | Kind::Catch) {
            gateways.extend(passed(net, node as u16));
        }
    }
    gateways.iter().filter_map(|&g| choice(net, g, "filing", scenario)).collect()
}

fn choice(net: &Net, gateway: u16, after: &str, scenario: &Checked) -> Option<Stating> {
    let id = &net.info[gateway as usize].id;
    let paths = scenario.branching.get(id)?;
    let fact = net.fact(&format!("choice:{id}"))?;
    let (mut upto, mut values, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for (k, flow) in net.nodes[gateway as usize].outs.iter().enumerate() {
        let name = &net.flow_ids[flow as usize];
        sum += paths.iter().find(|p| &p.0 == name).map_or(0.0, |p| p.1);
        upto.push(sum);
        values.push(Value::int(k as i32));
    }
    let purpose = Purpose::new(&format!("choice:{id}@{after}"));
    Some(Stating { fact, purpose, upto, values, again: Vec::new(), flaw: false })
}

fn facts(net: &Net, id: &str, scenario: &Checked, missing: &mut Vec<String>) -> Vec<Stating> {
    let mut stating = Vec::new();
    for (name, values) in scenario.facts.get(id).into_iter().flatten() {
        let Some(fact) = net.fact(name) else {
            missing.push(format!("task `{id}` states the fact `{name}`, which no condition of the procedure reads"));
            continue;
        };
        let mut sum = 0.0;
        let upto = values.iter().map(|v| {
            sum += v.1;
            sum
        });
        let upto = upto.collect();
        let values = values.iter().map(|v| json_value(&v.0, &net.symbols)).collect();
        stating.push(Stating { fact, purpose: Purpose::new(&format!("fact:{name}@{id}")), upto, values, again: Vec::new(), flaw: false });
    }
    stating
}

/// A JSON scalar as a routing value.
pub fn json_value(value: &serde_json::Value, symbols: &Symbols) -> Value {
    match value {
        serde_json::Value::Bool(b) => Value::bool(*b),
        serde_json::Value::Number(n) => Value::parse_number(&n.to_string()).unwrap_or(Value::NULL),
        serde_json::Value::String(s) => symbols.intern(s),
        _ => Value::NULL,
    }
}

/// Applications at drawn gaps of arrival time.
struct Stream<'a> {
    left: u32,
    number: u32,
    at: Timestamp,
    gap: Distribution,
    hours: &'a Hours,
    draws: Draws,
    gaps: Series,
    states: &'a [Stating],
}

impl Arrivals for Stream<'_> {
    #[inline]
    fn next(&mut self, filing: &mut Filing) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let gap = self.gaps.sample(self.gap, self.number, 0);
        self.at = self.hours.advance(self.at, (gap as i64).max(1));
        filing.at = self.at;
        filing.number = self.number;
        filing.facts.clear();
        for stating in self.states {
            let u = self.draws.uniform(self.number, stating.purpose, 0);
            let index = stating.upto.iter().position(|&p| u < p).unwrap_or(stating.values.len() - 1);
            filing.facts.push((stating.fact, stating.values[index]));
        }
        self.number += 1;
        true
    }
}

/// What is counted, and the log.
struct Watch<W> {
    filed: Vec<Timestamp>,
    cycle: Sketch,
    activities: u64,
    first: Timestamp,
    last: Timestamp,
    log: Option<Log<W>>,
}

impl<W: Write> Observer for Watch<W> {
    #[inline]
    fn filed(&mut self, slot: u32, filing: &Filing) {
        if slot as usize >= self.filed.len() {
            self.filed.resize(slot as usize + 1, Timestamp::MIN);
        }
        self.filed[slot as usize] = filing.at;
        self.first = self.first.min(filing.at);
        self.last = filing.at;
    }

    #[inline]
    fn worked(&mut self, _slot: u32, work: &Worked) {
        self.activities += 1;
        if let Some(log) = &mut self.log {
            log.row(work);
        }
    }

    #[inline]
    fn closed(&mut self, slot: u32, _case: &Case, _filing: &FilingKept, at: Timestamp) {
        self.cycle.record(at.0 - self.filed[slot as usize].0);
    }
}

/// The log: CSV with a header, instants in whole milliseconds since 1970-01-01T00:00:00Z.
pub struct Log<W> {
    to: W,
    buffer: Vec<u8>,
    /// Names as they stand in a row, each after its comma.
    activities: Vec<Vec<u8>>,
    resources: Vec<Vec<u8>>,
    digits: itoa::Buffer,
    failed: Option<std::io::Error>,
}

const LOG_BUFFER: usize = 64 * 1024;

impl<W: Write> Log<W> {
    fn new(to: W, net: &Net, pools: &[Pool]) -> Log<W> {
        let mut buffer = Vec::with_capacity(LOG_BUFFER + 512);
        buffer.extend_from_slice(b"case,activity,resource,enabled_ms,start_ms,end_ms\n");
        let activities = net.info.iter().map(|i| field(if i.name.is_empty() { &i.id } else { &i.name })).collect();
        let resources = pools.iter().map(|p| field(&p.name)).collect();
        Log { to, buffer, activities, resources, digits: itoa::Buffer::new(), failed: None }
    }

    #[inline]
    fn row(&mut self, work: &Worked) {
        self.buffer.extend_from_slice(self.digits.format(work.number).as_bytes());
        self.buffer.extend_from_slice(&self.activities[work.node as usize]);
        self.buffer.extend_from_slice(&self.resources[work.pool as usize]);
        for at in [work.enabled, work.start, work.done] {
            self.buffer.push(b',');
            self.buffer.extend_from_slice(self.digits.format(at.0 / 1_000).as_bytes());
        }
        self.buffer.push(b'\n');
        if self.buffer.len() >= LOG_BUFFER {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.write_all(&self.buffer).err();
        }
        self.buffer.clear();
    }
}

/// A comma and the text, quoted if it must be (RFC 4180).
fn field(text: &str) -> Vec<u8> {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!(",\"{}\"", text.replace('"', "\"\"")).into_bytes(),
        false => format!(",{text}").into_bytes(),
    }
}

/// Why a run ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The kernel refused.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The log could not be written.
    #[error("the log could not be written: {0}")]
    Log(#[from] std::io::Error),
}

/// Runs `request.cases` cases to their end; writes the log as it goes.
///
/// Memory grows with the cases under way, never with the cases done.
///
/// # Errors
/// [`RunError`].
pub fn run<W: Write>(
    books: &[Book],
    pools: &[Pool],
    at_filing: &[Stating],
    scenario: &Checked,
    request: Request,
    log: Option<W>,
) -> Result<Found, RunError> {
    let draws = Draws::new(request.seed, 0);
    let mut stream = Stream {
        left: request.cases,
        number: 0,
        at: request.start,
        gap: scenario.gap,
        hours: &scenario.arrival_hours,
        draws,
        gaps: draws.series(Purpose::new("arrival")),
        states: at_filing,
    };
    let log = log.map(|to| Log::new(to, &books[0].rulebook.net, pools));
    let watch = Watch { filed: Vec::new(), cycle: Sketch::default(), activities: 0, first: Timestamp::NEVER, last: Timestamp::MIN, log };
    let mut engine = Engine::new(books, pools, draws, watch);
    engine.run(&mut stream, Timestamp::NEVER)?;
    let unfinished = engine.open_cases();
    let mut watch = engine.observer;
    if let Some(log) = &mut watch.log {
        log.flush();
        log.to.flush()?;
        if let Some(error) = log.failed.take() {
            return Err(error.into());
        }
    }
    let gaps = f64::from(request.cases.saturating_sub(1).max(1));
    let gap = scenario.arrival_hours.between(watch.first, watch.last) as f64 / gaps;
    Ok(Found { cases: watch.cycle.count(), activities: watch.activities, cycle: watch.cycle, gap, unfinished })
}
