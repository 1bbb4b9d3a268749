//! A run of one territory, told deed by deed: what the twin's people did, when, and
//! what the kernel made of it. Whoever gives the same deeds to a live city gets the
//! same events, for they are one engine.

use super::analysis::CompareError;
use super::regime::{Ground, Regime, Territory, bodies, office_hours, roles};
use super::replicate::{Applicant, Run, Setting};
use super::scenario::Sample;
use crate::model::Observer;
use alatau_core::case::{Command, Event, Rulebook};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::Outcome;
use alatau_core::time::Timestamp;

/// Facts by name.
pub type Facts = Vec<(String, Datum)>;

/// What somebody did.
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// Filed an application; a refused one that is filed again is a case of its own.
    File {
        /// Class of the law.
        class: &'static str,
        /// Facts of its form.
        facts: Facts,
    },
    /// Completed an activity.
    Complete {
        /// Its number.
        activity: u32,
        /// What it stated.
        facts: Facts,
    },
    /// Ruled.
    Rule {
        /// Number of the activity.
        activity: u32,
        /// The ruling.
        outcome: Outcome,
        /// Provisions.
        grounds: Vec<String>,
        /// What it stated.
        facts: Facts,
    },
    /// Took the application back.
    Withdraw,
}

/// A deed.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// Case, from 0, in the order of filing.
    pub case: usize,
    /// When.
    pub at: Timestamp,
    /// What.
    pub doing: Doing,
}

/// What people did, in order, and what happened to each case.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// Deeds, in the order of their instants. What the clock does is not among them.
    pub deeds: Vec<Deed>,
    /// Events by case.
    pub events: Vec<Vec<Event>>,
}

/// Tells one run of `territory`, every parameter at its centre: the law is as it is written.
/// It ends with the last day of the ground.
///
/// # Errors
/// [`CompareError`].
pub fn story(
    ground: &Ground<'_>,
    ordinary: &Territory,
    territory: &Territory,
    cases: &[Applicant],
    seed: u64,
) -> Result<Story, CompareError> {
    let (first, regime) = (Regime::bind(ground, ordinary.clone())?, Regime::bind(ground, territory.clone())?);
    let all = [&first, &regime];
    let (roles, bodies) = (roles(ground.scenario, &all), bodies(&all));
    let hours = office_hours(ground).map_err(CompareError::Hours)?;
    let setting = Setting { ground, ordinary: &first, hours: &hours, cases, roles: &roles, bodies: &bodies, seed };
    let sample = Sample::centre(ground.scenario);
    let desks = setting.desks(0, &sample, ground.scenario.loads[0])?;
    let response = ground.scenario.responses.first().map_or("first-come", String::as_str);
    let run = Run { number: 0, sample: &sample, response, desks: &desks };
    let people = setting.people(&regime, run);
    let classes = cases.iter().map(|case| super::regime::CLASSES[case.class as usize]).collect();
    let teller = Teller { story: Story::default(), slots: Vec::new(), classes };
    Ok(setting.watched(&regime, run, &people, teller)?.0.story)
}

/// Writes down what it sees.
struct Teller {
    story: Story,
    /// Case of each slot, and its class.
    slots: Vec<(usize, &'static str)>,
    /// Class of each applicant.
    classes: Vec<&'static str>,
}

impl Observer for Teller {
    fn filed(&mut self, slot: u32, filing: &crate::model::Filing) {
        let slot = slot as usize;
        self.slots.resize(self.slots.len().max(slot + 1), (usize::MAX, ""));
        // Cases of the warm-up repeat others under numbers of their own.
        self.slots[slot].1 = self.classes[filing.number as usize % 1_000_000];
    }

    fn commanded(&mut self, slot: u32, command: Command<'_>, rulebook: &Rulebook, at: Timestamp) {
        let facts = |facts: &[(u16, Value)]| facts.iter().map(|(fact, value)| named(rulebook, *fact, *value)).collect();
        let slot = slot as usize;
        let doing = match command {
            Command::File { facts: stated } => {
                self.slots[slot].0 = self.story.events.len();
                self.story.events.push(Vec::new());
                Doing::File { class: self.slots[slot].1, facts: facts(stated) }
            }
            Command::Complete { activity, facts: stated } => Doing::Complete { activity, facts: facts(stated) },
            Command::Rule { activity, outcome, grounds, facts: stated } => {
                let grounds = grounds.iter().map(|&ground| rulebook.citations[ground as usize].clone()).collect();
                Doing::Rule { activity, outcome, grounds, facts: facts(stated) }
            }
            Command::Withdraw => Doing::Withdraw,
            // The clock's own, here as in a city; people of the twin do nothing else.
            _ => return,
        };
        self.story.deeds.push(Deed { case: self.slots[slot].0, at, doing });
    }

    fn event(&mut self, slot: u32, event: &Event) {
        let (case, _) = self.slots[slot as usize];
        self.story.events[case].push(*event);
    }
}

fn named(rulebook: &Rulebook, fact: u16, value: Value) -> (String, Datum) {
    let name = rulebook.net.facts[fact as usize].clone();
    let datum = match (value.as_bool(), value.as_scaled()) {
        (Some(truth), _) => Datum::Bool(truth),
        (_, Some(number)) => Datum::Number(alatau_core::decision::decimal(number)),
        _ => rulebook.net.symbols.datum(value),
    };
    (name, datum)
}
