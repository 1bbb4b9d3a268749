//! A column of the comparison: law bound for every class and day, and its people.

use super::scenario::{Sample, Scenario};
use crate::draws::{Distribution, Purpose};
use crate::engine::NO_BODY;
use crate::hours::{DayPattern, Hours};
use crate::model::{Book, Cause, Discipline, Doing, Pool, Rulings, Stating, TaskModel};
use alatau_core::case::Rulebook;
use alatau_core::case::bind::{BindError, Bound, bind, succeed};
use alatau_core::decision::Value;
use alatau_core::law::{Kind, Law, Question};
use alatau_core::procedure::Net;
use alatau_core::time::{Calendar, Date, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where and under which readings the cases are filed.
#[derive(Clone, Debug, PartialEq)]
pub struct Territory {
    /// `ordinary`, `sez`, `alatau-facade`, `alatau`, or a lever's name.
    pub id: String,
    /// Territories that contain the place.
    pub places: BTreeSet<String>,
    /// Statuses of the person.
    pub person: BTreeSet<String>,
    /// Readings of open questions.
    pub switches: BTreeMap<String, String>,
    /// Whether the staffing multiple of the city applies.
    pub staffed: bool,
}

/// Classes of cases that have a path.
pub const CLASSES: [&str; 3] = ["level-1", "level-2", "level-3"];

/// Filing on one stretch of days, and what governs a case of it from each change of the law on.
struct Stretch {
    from: Date,
    /// First day of each, and the rulebook.
    chain: Vec<(Date, Bound)>,
}

/// The law of a territory, bound.
pub struct Regime {
    /// What it is.
    pub territory: Territory,
    /// By class.
    classes: Vec<Vec<Stretch>>,
    /// Whether investors go first.
    pub priority: bool,
}

/// What every regime of a run shares.
pub struct Ground<'a> {
    /// The law.
    pub law: &'a Law,
    /// Procedures by file name.
    pub procedures: &'a BTreeMap<String, Arc<Net>>,
    /// The law's calendar.
    pub calendar: Arc<Calendar>,
    /// The people.
    pub scenario: &'a Scenario,
    /// First day of filing.
    pub from: Date,
    /// The last day that is simulated.
    pub until: Date,
}

/// The class whose number is given, as its bound law on the first day.
impl Regime {
    /// Binds the law of a territory for every class and every day on which it changes.
    ///
    /// # Errors
    /// [`BindError`].
    pub fn bind(ground: &Ground<'_>, territory: Territory) -> Result<Regime, BindError> {
        let mut classes = Vec::new();
        for class in CLASSES {
            classes.push(stretches(ground, &territory, class)?);
        }
        let question = question(&territory, CLASSES[1], ground.from, ground.from);
        let priority = ground.law.resolve("parameter.queue-priority", &question);
        let investors = priority.answer().is_some_and(|a| match &ground.law.rules[a.rule].kind {
            Kind::Parameter(p) => p.value_for(Some(CLASSES[1])).is_some_and(|v| v.to_string() == "investors"),
            _ => false,
        });
        Ok(Regime { territory, classes, priority: investors })
    }

    /// Whether it takes only what can exist in a special economic zone.
    pub fn is_zone(&self) -> bool {
        self.territory.id == "sez"
    }

    /// The law of a class on the first day of filing.
    pub fn first(&self, class: usize) -> &Bound {
        &self.classes[class][0].chain[0].1
    }

    /// The number of the book for a class and filing day, counted from this regime's first.
    pub fn book(&self, class: usize, filed: Date) -> u16 {
        let mut number = 0;
        for stretches in &self.classes[..class] {
            number += stretches.iter().map(|s| s.chain.len()).sum::<usize>();
        }
        for (i, stretch) in self.classes[class].iter().enumerate() {
            if self.classes[class].get(i + 1).is_none_or(|next| filed < next.from) {
                return number as u16;
            }
            number += stretch.chain.len();
        }
        number as u16
    }

    /// Books for one drawing of the parameters.
    pub fn books(&self, ground: &Ground<'_>, people: &People<'_>, base: u16) -> Vec<Book> {
        let mut books = Vec::new();
        for (class, stretches) in self.classes.iter().enumerate() {
            let first = |stretch: &Stretch| (ground.calendar.zone.midnight(stretch.from), base + self.book(class, stretch.from));
            let anew: Vec<(Timestamp, u16)> = stretches.iter().map(first).collect();
            for stretch in stretches {
                for (i, (_, bound)) in stretch.chain.iter().enumerate() {
                    let number = base + books.len() as u16;
                    let next = stretch.chain.get(i + 1).map(|(day, _)| (ground.calendar.zone.midnight(*day), number + 1));
                    let anew = anew.clone();
                    let rulebook = drawn(&bound.rulebook, people.sample);
                    let tasks = people.tasks(bound, CLASSES[class], self.territory.staffed);
                    books.push(Book { rulebook, tasks, next, anew, refiling: Some(people.refiling()) });
                }
            }
        }
        books
    }
}

fn question(territory: &Territory, class: &str, filed: Date, today: Date) -> Question {
    Question {
        places: territory.places.clone(),
        person: territory.person.clone(),
        class: Some(class.to_string()),
        switches: territory.switches.clone(),
        filed,
        ..Question::on("", today)
    }
}

fn stretches(ground: &Ground<'_>, territory: &Territory, class: &str) -> Result<Vec<Stretch>, BindError> {
    let service = &ground.scenario.service;
    let bound = |filed: Date, today: Date| {
        bind(ground.law, ground.procedures, service, &question(territory, class, filed, today), &ground.calendar)
    };
    let mut days = vec![ground.from];
    let mut stretches = Vec::new();
    let mut at = 0;
    while at < days.len() {
        let filed = days[at];
        let first = bound(filed, filed)?;
        if at + 1 == days.len() && first.rulebook.valid_until < ground.until {
            days.push(first.rulebook.valid_until);
        }
        stretches.push(Stretch { from: filed, chain: vec![(filed, first)] });
        at += 1;
    }
    for (i, stretch) in stretches.iter_mut().enumerate() {
        for &day in &days[i + 1..] {
            let after = bound(stretch.from, day)?;
            let before = &stretch.chain.last().expect("a chain has its first").1;
            // A change that answers nothing differently for this case is none.
            if answers(before) == answers(&after) && before.rulebook.net.hash == after.rulebook.net.hash {
                continue;
            }
            let next = succeed(&before.rulebook, after)?;
            stretch.chain.push((day, next));
        }
    }
    Ok(stretches)
}

fn answers(bound: &Bound) -> Vec<(&String, &String)> {
    bound.answers.iter().map(|(slot, answer)| (slot, &answer.version)).collect()
}

/// The rulebook with the lengths of assumed terms as this drawing has them.
fn drawn(rulebook: &Rulebook, sample: &Sample<'_>) -> Rulebook {
    let mut rulebook = rulebook.clone();
    for rule in rulebook.terms.iter_mut().flatten() {
        if let Some(range) = rule.range {
            rule.spec.length = sample.length(&rule.provision, &rule.slot, rule.spec.length, range);
        }
    }
    rulebook
}

/// Days within which any work that was begun is done.
const LAST_WORK: i32 = 3 * 366;

/// Officers of one role.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Jurisdiction slot.
    pub role: String,
    /// How many officers the ordinary regime has.
    pub officers: u32,
    /// Factor on their efforts, so that the stated load is met with whole officers.
    pub scale: f64,
}

/// The people of one drawing.
pub struct People<'a> {
    /// Scenario.
    pub scenario: &'a Scenario,
    /// Drawing.
    pub sample: &'a Sample<'a>,
    /// Roles, in the order of the pools.
    pub desks: &'a [Desk],
    /// Bodies, numbered.
    pub bodies: &'a BTreeMap<String, u16>,
    /// `first-come`, `earliest-deadline`, `fills-the-term`.
    pub response: &'a str,
    /// Working microseconds of a day.
    pub full_day: i64,
}

const HOUR: f64 = Timestamp::HOUR as f64;
const DAY: f64 = Timestamp::DAY as f64;
/// Calendar days in a working day, on average.
const WEEK: f64 = 7.0 / 5.0;

impl People<'_> {
    fn refiling(&self) -> Distribution {
        Distribution::LogNormal { median: self.sample.get("refiling", 10.0) * DAY, sigma: 0.4 }
    }

    /// Officers of a pool and the factor on their efforts, with the city's staffing where it applies.
    fn staff(&self, desk: &Desk, staffed: bool) -> (u32, f64) {
        let multiple = if staffed { self.sample.get("staffing-alatau", 1.0) } else { 1.0 };
        let wanted = f64::from(desk.officers) * multiple;
        let officers = libm::round(wanted).max(1.0);
        (officers as u32, desk.scale * officers / wanted.max(0.01))
    }

    /// Pools, one for each role.
    pub fn pools(&self, hours: &Hours, staffed: bool) -> Vec<Pool> {
        let discipline = if self.response == "earliest-deadline" { Discipline::EarliestDeadline } else { Discipline::Priority };
        let pool = |desk: &Desk| Pool {
            name: desk.role.clone(),
            officers: self.staff(desk, staffed).0,
            hours: hours.clone(),
            discipline,
            absence: self.sample.get("absence", 0.0),
        };
        self.desks.iter().map(pool).collect()
    }

    /// The people of every task of a procedure.
    pub fn tasks(&self, bound: &Bound, class: &str, staffed: bool) -> Vec<TaskModel> {
        let net = &bound.rulebook.net;
        let mut visits: Vec<&str> = Vec::new();
        let mut tasks = Vec::new();
        for &node in &net.tasks {
            let info = &net.info[node as usize];
            let visit = visits.iter().position(|&v| v == info.effort).unwrap_or_else(|| {
                visits.push(&info.effort);
                visits.len() - 1
            });
            let body = self.bodies.get(&bound.bodies[node as usize]).copied().unwrap_or(NO_BODY);
            let states = self.states(net, &info.effort);
            let rules = net.nodes[node as usize].ruling.then(|| self.rulings(bound, node, &info.effort));
            let doing = self.doing(&info.effort, &info.authority, class, staffed);
            tasks.push(TaskModel { doing, states, rules, body, visit: visit as u16 });
        }
        tasks
    }

    fn doing(&self, effort: &str, role: &str, class: &str, staffed: bool) -> Doing {
        let purpose = Purpose::new(&format!("effort:{effort}"));
        let unit = self.scenario.efforts.get(effort).map_or("", String::as_str);
        let party = if unit == "calendar-days" { "applicant" } else { "officers" };
        let times = self.sample.get(&format!("multiplier.{party}.{class}"), 1.0);
        let median = self.sample.get(&format!("effort.{effort}.median"), 0.0);
        let sigma = self.sample.get(&format!("effort.{effort}.spread"), 0.0);
        let desk = self.desks.iter().position(|d| d.role == role);
        match (unit, desk) {
            ("working-hours", Some(pool)) => {
                let (_, scale) = self.staff(&self.desks[pool], staffed);
                let handoff = self.sample.get("handoff-delay", 0.0) * self.full_day as f64;
                let sitting =
                    if effort == self.scenario.sitting_task { libm::round(self.sample.get("sitting-interval", 1.0)) as u32 } else { 1 };
                let fill = if self.response == "fills-the-term" { self.sample.get("response.fills-the-term", 0.8) } else { 0.0 };
                let effort = Distribution::LogNormal { median: median * times * scale * HOUR, sigma };
                Doing::Work { pool: pool as u16, effort, purpose, handoff: handoff as i64, sitting, fill }
            }
            ("working-days", _) => {
                let silent = self.sample.get("probability.agency-silent", 0.0);
                Doing::Wait { time: Distribution::LogNormal { median: median * WEEK * DAY, sigma }, purpose, cause: Cause::Agency, silent }
            }
            _ => Doing::Wait {
                time: Distribution::LogNormal { median: median * times * DAY, sigma },
                purpose,
                cause: Cause::Applicant,
                silent: 0.0,
            },
        }
    }

    fn states(&self, net: &Net, effort: &str) -> Vec<Stating> {
        let repeat = self.sample.get("probability.repeat-factor", 1.0);
        let chances = self.scenario.chances.iter().filter(|c| c.task == effort && c.fact != "ruling");
        let stating = |chance: &super::scenario::Chance| {
            let fact = net.fact(&chance.fact)?;
            let p = self.sample.get(&chance.name, 0.0);
            let truth = chance.is == "true";
            Some(Stating {
                fact,
                purpose: Purpose::new(&chance.name),
                upto: vec![p, 1.0],
                again: vec![p * repeat, 1.0],
                values: vec![Value::bool(truth), Value::bool(!truth)],
                flaw: chance.fact == "complete",
            })
        };
        chances.filter_map(stating).collect()
    }

    fn rulings(&self, bound: &Bound, node: u16, effort: &str) -> Rulings {
        let repeat = self.sample.get("probability.repeat-factor", 1.0);
        let chance = self.scenario.chances.iter().find(|c| c.task == effort && c.fact == "ruling");
        let p = chance.map_or(0.0, |c| self.sample.get(&c.name, 0.0));
        let (granted, granted_again) = match chance.map(|c| c.is.as_str()) {
            Some("approved") => (p, p),
            _ => (1.0 - p, 1.0 - p * repeat),
        };
        let citations = &bound.rulebook.citations;
        let cites = &bound.rulebook.net.info[node as usize].cites;
        let grounds = cites.iter().filter_map(|c| citations.iter().position(|k| k == c)).map(|g| g as u16).take(4).collect();
        let purpose = Purpose::new(&format!("ruling:{effort}"));
        Rulings { granted, granted_again, purpose, grounds }
    }
}

/// Roles whose work keeps officers busy, in order of name.
pub fn roles(scenario: &Scenario, regimes: &[&Regime]) -> Vec<String> {
    let mut roles = BTreeSet::new();
    for net in regimes.iter().flat_map(|r| (0..CLASSES.len()).map(|c| &r.first(c).rulebook.net)) {
        for &node in &net.tasks {
            let info = &net.info[node as usize];
            if scenario.efforts.get(&info.effort).is_some_and(|u| u == "working-hours") {
                roles.insert(info.authority.clone());
            }
        }
    }
    roles.into_iter().collect()
}

/// Every body that any regime names, numbered.
pub fn bodies(regimes: &[&Regime]) -> BTreeMap<String, u16> {
    let all: BTreeSet<&String> =
        regimes.iter().flat_map(|r| (0..CLASSES.len()).flat_map(|c| &r.first(c).bodies)).filter(|b| !b.is_empty()).collect();
    all.into_iter().zip(0..).map(|(body, number)| (body.clone(), number)).collect()
}

/// The hours of a working day on the law's calendar.
///
/// # Errors
/// Hours that cannot be read, or days that the calendar does not cover.
pub fn office_hours(ground: &Ground<'_>) -> Result<Hours, String> {
    let time = |text: &str| -> Option<i64> {
        let (h, m) = text.split_once(':')?;
        Some(h.parse::<i64>().ok()? * Timestamp::HOUR + m.parse::<i64>().ok()? * 60 * Timestamp::SECOND)
    };
    let span = |(from, to): &(String, String)| Some((time(from)?, time(to)?));
    let spans: Option<Vec<_>> = ground.scenario.hours.iter().map(span).collect();
    let spans =
        spans.filter(|s| s.iter().any(|(a, b)| b > a)).ok_or("working-hours: write from, lunch-from, lunch-until and until as HH:MM")?;
    // Work that is begun on the last day ends after it.
    Hours::on_calendar(DayPattern::new(spans), &ground.calendar, ground.from.plus(-30), ground.until.plus(LAST_WORK))
}
