//! The people of a comparison: parameters with value, range, grade and basis.

use crate::draws::{Distribution, Draws, Purpose};
use alatau_core::source::Diagnostic;
use std::collections::BTreeMap;
use toml_edit::{Document, Item, TableLike, Value};

/// Code of an error in a scenario of a comparison.
const BAD_SCENARIO: &str = "AL-3102";

/// An assumed or reported number with its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Centre.
    pub value: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// Unit.
    pub unit: String,
    /// `assumed`, `reported`.
    pub grade: String,
    /// What it rests on.
    pub basis: String,
    /// Name in English, Kazakh, Russian; empty where the file has none.
    pub label: [String; 3],
}

/// What a fact or a ruling after a task turns out to be, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// Name of the parameter.
    pub name: String,
    /// Effort of the task that states it.
    pub task: String,
    /// Fact, or `ruling`.
    pub fact: String,
    /// Value that it takes with this probability.
    pub is: String,
}

/// A scenario of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// Slot of the service.
    pub service: String,
    /// Slot of the decision that gives the class.
    pub decision: String,
    /// File of the cases, within the law's folder.
    pub cases: String,
    /// Parameters by dotted name, for example `effort.sketch-review.median`.
    pub parameters: BTreeMap<String, Parameter>,
    /// Chances.
    pub chances: Vec<Chance>,
    /// Unit of each effort.
    pub efforts: BTreeMap<String, String>,
    /// Loads of the ordinary regime, as shares; the first is the headline.
    pub loads: Vec<f64>,
    /// Ways to respond to a term; the first is the headline.
    pub responses: Vec<String>,
    /// Working hours: spans of `HH:MM`.
    pub hours: Vec<(String, String)>,
    /// Task whose results leave on sitting days, by effort.
    pub sitting_task: String,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
}

/// Reads a scenario.
///
/// # Errors
/// Every fault with file, line, column, excerpt and advice.
pub fn read(file: &str, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let document = Document::parse(text).map_err(|e| {
        let offset = e.span().map_or(0, |s| s.start);
        vec![Diagnostic::error(
            BAD_SCENARIO,
            file,
            text,
            offset,
            format!("this is not TOML: {}", e.message()),
            "mend the text at this place",
        )]
    })?;
    let mut reader = Reader { file, text, found: Vec::new() };
    let mut scenario = Scenario::default();
    reader.walk(document.as_table(), "", &mut scenario);
    reader.top(document.as_table(), &mut scenario);
    for name in NEEDED {
        if !scenario.parameters.contains_key(name) {
            reader.report(0, format!("the parameter `{name}` is missing"), "add a table with value, low, high, unit, grade and basis");
        }
    }
    if reader.found.is_empty() { Ok(scenario) } else { Err(reader.found) }
}

/// Parameters that every comparison needs.
const NEEDED: [&str; 10] = [
    "filing.rate",
    "absence",
    "handoff-delay",
    "sitting-interval",
    "staffing-alatau",
    "investor-share",
    "refiling",
    "probability.repeat-factor",
    "probability.agency-silent",
    "response.fills-the-term",
];

impl Reader<'_> {
    fn report(&mut self, offset: usize, message: String, help: &str) {
        self.found.push(Diagnostic::error(BAD_SCENARIO, self.file, self.text, offset, message, help));
    }

    fn at(item: &Item) -> usize {
        item.span().map_or(0, |s| s.start)
    }

    fn top(&mut self, table: &dyn TableLike, scenario: &mut Scenario) {
        let text = |key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_string();
        scenario.service = text("service");
        scenario.decision = text("decision");
        scenario.cases = text("cases");
        let list = |table: &str| {
            let item = document_item(self.text, table);
            item.unwrap_or_default()
        };
        scenario.loads = list("load").iter().filter_map(|v| v.parse::<f64>().ok()).map(|p| p / 100.0).collect();
        scenario.responses = list("response");
        for (key, empty) in
            [("service", scenario.service.is_empty()), ("decision", scenario.decision.is_empty()), ("cases", scenario.cases.is_empty())]
        {
            if empty {
                self.report(0, format!("`{key}` is missing at the top"), "name it as a string");
            }
        }
        if scenario.loads.is_empty() || scenario.loads.iter().any(|l| !(0.05..=0.98).contains(l)) {
            self.report(0, "`load.values` must be percentages from 5 to 98".into(), "write for example [80, 60, 90]");
        }
        for response in &scenario.responses {
            if !["first-come", "earliest-deadline", "fills-the-term"].contains(&response.as_str()) {
                self.found.push(Diagnostic::error(
                    BAD_SCENARIO,
                    self.file,
                    self.text,
                    self.text.find(response.as_str()).unwrap_or(0),
                    format!("`{response}` is not a way to respond to a term"),
                    "use first-come, earliest-deadline or fills-the-term",
                ));
            }
        }
        if let Some(hours) = table.get("working-hours").and_then(Item::as_table_like) {
            let time = |key: &str| hours.get(key).and_then(Item::as_str).unwrap_or_default().to_string();
            scenario.hours = vec![(time("from"), time("lunch-from")), (time("lunch-until"), time("until"))];
        }
    }

    /// Takes every table that has `value`, `low` and `high`, wherever it stands.
    fn walk(&mut self, table: &dyn TableLike, name: &str, scenario: &mut Scenario) {
        for (key, item) in table.iter() {
            let path = if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
            let Some(inner) = item.as_table_like() else { continue };
            if inner.contains_key("value") {
                let around = if inner.contains_key("unit") { inner } else { table };
                self.parameter(&path, inner, around, Self::at(item), scenario);
            }
            if let Some(effort) = path.strip_prefix("effort.").filter(|p| !p.contains('.')) {
                let unit = inner.get("unit").and_then(Item::as_str).unwrap_or_default();
                if !["working-hours", "working-days", "calendar-days"].contains(&unit) {
                    self.report(
                        Self::at(item),
                        format!("`{unit}` is not a unit of effort"),
                        "use working-hours, working-days or calendar-days",
                    );
                }
                scenario.efforts.insert(effort.to_string(), unit.to_string());
            }
            if path.starts_with("probability.") && inner.contains_key("fact") {
                let word = |key: &str| inner.get(key).and_then(Item::as_str).unwrap_or_default().to_string();
                scenario.chances.push(Chance { name: path.clone(), task: word("task"), fact: word("fact"), is: word("is") });
            }
            if path == "sitting-interval" {
                scenario.sitting_task = inner.get("task").and_then(Item::as_str).unwrap_or_default().to_string();
            }
            self.walk(inner, &path, scenario);
        }
    }

    fn parameter(&mut self, name: &str, table: &dyn TableLike, around: &dyn TableLike, at: usize, scenario: &mut Scenario) {
        let mut number = |key: &str| {
            let value = table.get(key).and_then(Item::as_value).and_then(decimal);
            if value.is_none() {
                self.report(at, format!("`{name}` has no number `{key}`"), "write a whole number, or a decimal as a string");
            }
            value.unwrap_or(0.0)
        };
        let (value, low, high) = (number("value"), number("low"), number("high"));
        if !(low <= value && value <= high) {
            self.report(at, format!("`{name}`: {value} does not lie between {low} and {high}"), "make low <= value <= high");
        }
        let word = |key: &str| around.get(key).and_then(Item::as_str).unwrap_or_default().to_string();
        for key in ["unit", "grade", "basis"] {
            if word(key).is_empty() {
                self.report(at, format!("`{name}` has no `{key}`"), "every parameter states its unit, its grade and what it rests on");
            }
        }
        let label = around.get("label").and_then(Item::as_table_like);
        let named = |language: &str| label.and_then(|l| l.get(language)).and_then(Item::as_str).unwrap_or_default().to_string();
        let label = [named("en"), named("kk"), named("ru")];
        let parameter = Parameter { value, low, high, unit: word("unit"), grade: word("grade"), basis: word("basis"), label };
        scenario.parameters.insert(name.to_string(), parameter);
    }
}

/// The `values` of a table, as words.
fn document_item(text: &str, table: &str) -> Option<Vec<String>> {
    let document = Document::parse(text).ok()?;
    let values = document.get(table)?.as_table_like()?.get("values")?.as_array()?;
    let word = |v: &Value| v.as_str().map(str::to_string).or_else(|| decimal(v).map(|d| d.to_string()));
    Some(values.iter().filter_map(word).collect())
}

fn decimal(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(i) => Some(*i.value() as f64),
        Value::String(s) => s.value().parse().ok().filter(|v: &f64| v.is_finite()),
        _ => None,
    }
}

/// One drawing of every parameter.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    scenario: &'a Scenario,
    /// Draws of the replication; nothing: every parameter at its centre.
    draws: Option<Draws>,
    /// One parameter set to a value.
    fixed: Option<(&'a str, f64)>,
}

impl<'a> Sample<'a> {
    /// Parameters drawn from their ranges.
    pub fn drawn(scenario: &'a Scenario, draws: Draws) -> Sample<'a> {
        Sample { scenario, draws: Some(draws), fixed: None }
    }

    /// Parameters at their centres.
    pub fn centre(scenario: &'a Scenario) -> Sample<'a> {
        Sample { scenario, draws: None, fixed: None }
    }

    /// The same with one parameter set.
    pub fn with(mut self, name: &'a str, value: f64) -> Sample<'a> {
        self.fixed = Some((name, value));
        self
    }

    /// The value of a parameter in this drawing; `otherwise` if the scenario has none.
    pub fn get(&self, name: &str, otherwise: f64) -> f64 {
        if let Some((_, value)) = self.fixed.filter(|f| f.0 == name) {
            return value;
        }
        let Some(p) = self.scenario.parameters.get(name) else { return otherwise };
        match &self.draws {
            None => p.value,
            Some(draws) => Distribution::Triangular { low: p.low, mode: p.value, high: p.high }.quantile(uniform(draws, name)),
        }
    }

    /// The length of a term that is only assumed, between its ends. `TERMS` set to a
    /// multiple scales the lengths that the assumed act of the Council sets.
    pub fn length(&self, provision: &str, slot: &str, length: u32, range: (u32, u32)) -> u32 {
        let name = format!("{provision}/{slot}");
        let drawn = match &self.draws {
            None => f64::from(length),
            Some(draws) => {
                let (low, high) = (f64::from(range.0.min(length)), f64::from(range.1.max(length)));
                Distribution::Triangular { low, mode: f64::from(length), high }.quantile(uniform(draws, &name))
            }
        };
        let factor = self.fixed.filter(|f| f.0 == TERMS && provision.starts_with(ASSUMED_ACT)).map_or(1.0, |f| f.1);
        libm::round(drawn * factor).max(1.0) as u32
    }
}

/// Name under which the lengths of the assumed act are varied together.
pub const TERMS: &str = "term.decision";
const ASSUMED_ACT: &str = "alatau-council";

fn uniform(draws: &Draws, name: &str) -> f64 {
    draws.uniform(0, Purpose::new(&format!("parameter:{name}")), 0)
}
