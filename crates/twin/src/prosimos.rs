//! The scenario form of Prosimos (JSON), read with its shapes checked.
//!
//! Times in the file are seconds; `expon` has (mean, min, max), `norm` (mean,
//! deviation, min, max), `uniform` (min, max), `fix` (value), `lognorm` (mean,
//! variance, min, max), `triang` (mode, min, max). Gaps between arrivals count
//! time of the arrival calendar. One key is ours: `fact_distribution` says which
//! facts a task states, for gateways that decide by FEEL conditions.

use crate::draws::Distribution;
use crate::hours::{DayPattern, Hours};
use alatau_core::source::Diagnostic;
use alatau_core::time::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Code of an error in a scenario file.
const BAD_SCENARIO: &str = "AL-3101";

/// A scenario, as the file says it.
#[derive(Debug, Deserialize)]
pub struct Scenario {
    resource_profiles: Vec<Profile>,
    arrival_time_distribution: DistributionForm,
    arrival_time_calendar: Vec<Period>,
    #[serde(default)]
    gateway_branching_probabilities: Vec<Branching>,
    task_resource_distribution: Vec<TaskResources>,
    resource_calendars: Vec<CalendarForm>,
    #[serde(default)]
    event_distribution: Vec<serde_json::Value>,
    #[serde(default)]
    fact_distribution: Vec<FactForm>,
}

#[derive(Debug, Deserialize)]
struct Profile {
    resource_list: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    id: String,
    #[serde(default = "one")]
    amount: u32,
    calendar: String,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
struct DistributionForm {
    distribution_name: String,
    distribution_params: Vec<Param>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Param {
    Named { value: f64 },
    Bare(f64),
}

impl Param {
    fn value(&self) -> f64 {
        match *self {
            Param::Named { value } | Param::Bare(value) => value,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Period {
    from: String,
    to: String,
    #[serde(rename = "beginTime")]
    begin: String,
    #[serde(rename = "endTime")]
    end: String,
}

#[derive(Debug, Deserialize)]
struct Branching {
    gateway_id: String,
    probabilities: Vec<Path>,
}

#[derive(Debug, Deserialize)]
struct Path {
    path_id: String,
    value: f64,
}

#[derive(Debug, Deserialize)]
struct TaskResources {
    task_id: String,
    resources: Vec<TaskResource>,
}

#[derive(Debug, Deserialize)]
struct TaskResource {
    resource_id: String,
    #[serde(flatten)]
    distribution: DistributionForm,
}

#[derive(Debug, Deserialize)]
struct CalendarForm {
    id: String,
    time_periods: Vec<Period>,
}

#[derive(Debug, Deserialize)]
struct FactForm {
    task_id: String,
    fact: String,
    values: Vec<FactValue>,
}

#[derive(Debug, Deserialize)]
struct FactValue {
    value: serde_json::Value,
    probability: f64,
}

/// A fact that a task states: name, and values with their probabilities.
pub type StatedFact = (String, Vec<(serde_json::Value, f64)>);

/// A group of officers who are alike.
#[derive(Clone, Debug)]
pub struct Group {
    /// Id of the first of them.
    pub name: String,
    /// How many.
    pub officers: u32,
    /// When they work.
    pub hours: Hours,
}

/// A scenario, ready to be joined to a net.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Groups of officers.
    pub groups: Vec<Group>,
    /// By task id: group and effort in microseconds.
    pub tasks: BTreeMap<String, (u16, Distribution)>,
    /// Gap between arrivals, in microseconds of arrival time.
    pub gap: Distribution,
    /// When applications arrive.
    pub arrival_hours: Hours,
    /// By gateway id: flows and their probabilities.
    pub branching: BTreeMap<String, Vec<(String, f64)>>,
    /// By task id: facts it states.
    pub facts: BTreeMap<String, Vec<StatedFact>>,
}

/// Tasks that a resource does, and how long each takes.
type Skills<'a> = Vec<(&'a str, Distribution)>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reports at the first place where `near` stands in quotes.
    fn report(&mut self, near: &str, message: String, help: &str) {
        let offset = self.text.find(&format!("\"{near}\"")).unwrap_or(0);
        self.found.push(Diagnostic::error(BAD_SCENARIO, self.file, self.text, offset, message, help));
    }
}

/// Reads and checks a scenario.
///
/// # Errors
/// Every fault found, each with file, line, column, excerpt and advice.
pub fn read(file: &str, text: &str) -> Result<Checked, Vec<Diagnostic>> {
    let help = "mend the JSON at this place; benches/data/permit-simulation.json is a complete example";
    let broken = |error| vec![Diagnostic::json(BAD_SCENARIO, file, text, &error, "this is not a scenario of the Prosimos form", help)];
    let scenario: Scenario = serde_json::from_str(text).map_err(broken)?;
    let mut reader = Reader { file, text, found: Vec::new() };
    let checked = reader.check(&scenario);
    if reader.found.is_empty() { Ok(checked) } else { Err(reader.found) }
}

impl Reader<'_> {
    fn check(&mut self, scenario: &Scenario) -> Checked {
        if !scenario.event_distribution.is_empty() {
            let help = "remove the entries; intermediate timers take their duration from the BPMN file";
            self.report("event_distribution", "durations of events are not read from a scenario".into(), help);
        }
        let calendars: BTreeMap<&str, Hours> =
            scenario.resource_calendars.iter().map(|c| (c.id.as_str(), self.hours(&c.id, &c.time_periods))).collect();
        let (groups, tasks) = self.groups(scenario, &calendars);
        let gap = self.distribution("arrival_time_distribution", &scenario.arrival_time_distribution);
        if gap.mean() <= 0.0 {
            self.report("arrival_time_distribution", "the mean gap between arrivals must be above zero".into(), "state the gap in seconds");
        }
        let arrival_hours = self.hours("arrival_time_calendar", &scenario.arrival_time_calendar);
        let mut branching = BTreeMap::new();
        for gateway in &scenario.gateway_branching_probabilities {
            let sum: f64 = gateway.probabilities.iter().map(|p| p.value).sum();
            if (sum - 1.0).abs() > 1e-6 || gateway.probabilities.iter().any(|p| !(0.0..=1.0).contains(&p.value)) {
                let message = format!("the probabilities at gateway `{}` sum to {sum}, not 1", gateway.gateway_id);
                self.report(&gateway.gateway_id, message, "make them shares from 0 to 1 that sum to 1");
            }
            let paths = gateway.probabilities.iter().map(|p| (p.path_id.clone(), p.value)).collect();
            branching.insert(gateway.gateway_id.clone(), paths);
        }
        let mut facts: BTreeMap<String, Vec<StatedFact>> = BTreeMap::new();
        for form in &scenario.fact_distribution {
            let sum: f64 = form.values.iter().map(|v| v.probability).sum();
            if (sum - 1.0).abs() > 1e-6 {
                let message = format!("the probabilities of fact `{}` sum to {sum}, not 1", form.fact);
                self.report(&form.fact, message, "make them shares from 0 to 1 that sum to 1");
            }
            let values = form.values.iter().map(|v| (v.value.clone(), v.probability)).collect();
            facts.entry(form.task_id.clone()).or_default().push((form.fact.clone(), values));
        }
        Checked { groups, tasks, gap, arrival_hours, branching, facts }
    }

    /// Joins resources that have the same calendar, tasks and efforts into groups.
    fn groups(&mut self, scenario: &Scenario, calendars: &BTreeMap<&str, Hours>) -> (Vec<Group>, BTreeMap<String, (u16, Distribution)>) {
        let resources: BTreeMap<&str, &Resource> =
            scenario.resource_profiles.iter().flat_map(|p| &p.resource_list).map(|r| (r.id.as_str(), r)).collect();
        let mut skills: BTreeMap<&str, Skills<'_>> = BTreeMap::new();
        for task in &scenario.task_resource_distribution {
            for entry in &task.resources {
                if !resources.contains_key(entry.resource_id.as_str()) {
                    let message = format!("task `{}` names the resource `{}`, which no profile has", task.task_id, entry.resource_id);
                    self.report(&task.task_id, message, "add the resource to a profile, or take it out here");
                    continue;
                }
                let effort = self.distribution(&entry.resource_id, &entry.distribution);
                skills.entry(&entry.resource_id).or_default().push((&task.task_id, effort));
            }
        }
        let mut groups: Vec<(Group, &str, Skills<'_>)> = Vec::new();
        for (id, resource) in &resources {
            let Some(skill) = skills.get(id) else { continue };
            let Some(hours) = calendars.get(resource.calendar.as_str()) else {
                let message = format!("resource `{id}` has the calendar `{}`, which is not in resource_calendars", resource.calendar);
                self.report(id, message, "add the calendar, or name another");
                continue;
            };
            match groups.iter_mut().find(|(_, calendar, known)| *calendar == resource.calendar && known == skill) {
                Some((group, ..)) => group.officers += resource.amount,
                None => {
                    let group = Group { name: (*id).to_string(), officers: resource.amount, hours: hours.clone() };
                    groups.push((group, &resource.calendar, skill.clone()));
                }
            }
        }
        let mut tasks = BTreeMap::new();
        for (number, (_, _, skill)) in groups.iter().enumerate() {
            for (task, effort) in skill {
                if tasks.insert((*task).to_string(), (number as u16, *effort)).is_some() {
                    let message = format!("task `{task}` is shared by resources with different calendars, tasks or efforts");
                    self.report(task, message, "give all resources of a task the same calendar, tasks and distribution; unlike resources in one queue are not simulated yet");
                }
            }
        }
        (groups.into_iter().map(|g| g.0).collect(), tasks)
    }

    fn distribution(&mut self, near: &str, form: &DistributionForm) -> Distribution {
        let unit = Timestamp::SECOND as f64;
        let p: Vec<f64> = form.distribution_params.iter().map(Param::value).collect();
        let at = |i: usize| p.get(i).copied().unwrap_or(f64::NAN) * unit;
        let (distribution, needed) = match form.distribution_name.as_str() {
            "fix" => (Distribution::Fixed { value: at(0) }, 1),
            "expon" => (Distribution::Exponential { mean: at(0) }, 1),
            "uniform" => (Distribution::Uniform { low: at(0), high: at(1) }, 2),
            "norm" => (Distribution::Normal { mean: at(0), deviation: at(1) }, 2),
            "triang" => (Distribution::Triangular { mode: at(0), low: at(1), high: at(2) }, 3),
            "lognorm" => {
                let (mean, variance) = (at(0), at(1) * unit);
                let sigma2 = libm::log(1.0 + variance / (mean * mean));
                (Distribution::LogNormal { median: mean / libm::sqrt(1.0 + variance / (mean * mean)), sigma: libm::sqrt(sigma2) }, 2)
            }
            other => {
                let help = "use fix, expon, uniform, norm, lognorm or triang";
                self.report(other, format!("the distribution `{other}` is not known"), help);
                return Distribution::Fixed { value: 1.0 };
            }
        };
        if p.len() < needed || p.iter().any(|v| !v.is_finite() || *v < 0.0) {
            let message = format!("the distribution `{}` needs {needed} parameters that are numbers from 0 up", form.distribution_name);
            self.report(near, message, "state them in seconds");
            return Distribution::Fixed { value: 1.0 };
        }
        distribution
    }

    fn hours(&mut self, near: &str, periods: &[Period]) -> Hours {
        const DAYS: [&str; 7] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
        let mut week: [Vec<(i64, i64)>; 7] = Default::default();
        for period in periods {
            let day = |name: &str| DAYS.iter().position(|d| d.eq_ignore_ascii_case(name));
            let (Some(from), Some(to)) = (day(&period.from), day(&period.to)) else {
                self.report(near, format!("`{}` to `{}` are not days of the week", period.from, period.to), "write MONDAY to SUNDAY");
                continue;
            };
            let (Some(begin), Some(end)) = (time_of_day(&period.begin), time_of_day(&period.end)) else {
                self.report(near, format!("`{}` to `{}` is not a span of a day", period.begin, period.end), "write HH:MM:SS");
                continue;
            };
            let end = if end % (60 * Timestamp::SECOND) == 59 * Timestamp::SECOND { end + Timestamp::SECOND } else { end };
            let mut at = from;
            loop {
                week[at].push((begin, end));
                if at == to {
                    break;
                }
                at = (at + 1) % 7;
            }
        }
        if week.iter().flatten().all(|(begin, end)| end <= begin) {
            self.report(near, format!("the calendar `{near}` is never open"), "give it at least one period");
            week[0].push((0, Timestamp::DAY));
        }
        Hours::weekly(week.map(DayPattern::new))
    }
}

fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().unwrap_or("0").parse().ok()?;
    let fits = (0..=24).contains(&hours) && (0..60).contains(&minutes) && (0.0..60.0).contains(&seconds);
    let micros = hours * Timestamp::HOUR + minutes * 60 * Timestamp::SECOND + (seconds as i64) * Timestamp::SECOND;
    (fits && micros <= Timestamp::DAY).then_some(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_wraps_around_the_week_and_the_last_second_is_midnight() {
        let mut reader = Reader { file: "s.json", text: "", found: Vec::new() };
        let period = |from: &str, to: &str| Period { from: from.into(), to: to.into(), begin: "00:00:00".into(), end: "23:59:59".into() };
        let hours = reader.hours("c", &[period("SATURDAY", "MONDAY")]);
        assert!(reader.found.is_empty());
        let saturday = Timestamp(2 * Timestamp::DAY);
        assert_eq!(hours.advance(saturday, 3 * Timestamp::DAY), Timestamp(5 * Timestamp::DAY));
    }

    #[test]
    fn a_broken_scenario_names_line_and_column() {
        let errors = read("s.json", "{\n \"resource_profiles\": 7\n}").unwrap_err();
        assert_eq!((errors[0].place.line, errors[0].code), (2, BAD_SCENARIO));
    }
}
