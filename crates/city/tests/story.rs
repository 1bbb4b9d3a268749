//! A run of the twin, given to a live city deed by deed.

mod common;

use alatau_city::{Act, Application, City, Role, World, read_events};
use alatau_core::decision::dmn::Datum;
use alatau_core::time::{Date, Timestamp};
use alatau_store::{Journal, Sqlite};
use alatau_twin::compare::regime::{Ground, Territory};
use alatau_twin::compare::replicate::Applicant;
use alatau_twin::compare::scenario;
use alatau_twin::compare::story::{Doing, Facts, story};
use common::{person, world};
use std::collections::BTreeMap;
use std::path::Path;

fn territory(world: &World, id: &str, place: &str, acts: &str) -> Territory {
    let switches = world.switches.iter().map(|(name, value)| (name.clone(), value.clone())).chain([("council-acts".into(), acts.into())]);
    let person = ["resident-company".to_string()].into();
    Territory { id: id.into(), places: [place.to_string()].into(), person, switches: switches.collect(), staffed: false }
}

fn facts(facts: &Facts) -> alatau_city::Facts {
    let json = |datum: &Datum| match datum {
        Datum::Bool(truth) => serde_json::Value::from(*truth),
        Datum::Text(word) => serde_json::Value::from(word.as_str()),
        other => panic!("no such fact is stated: {other:?}"),
    };
    facts.iter().map(|(name, datum)| (name.clone(), json(datum))).collect()
}

#[test]
fn a_run_of_the_twin_is_the_same_in_a_live_city_event_by_event() {
    let world = world();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/scenarios/building-permit.toml")).unwrap();
    let scenario = scenario::read("scenarios/building-permit.toml", &text).unwrap();
    let cases: Vec<Applicant> = (0..60u8).map(|n| Applicant { class: n % 3, headline: true, in_sez: true, flawed: n % 4 == 0 }).collect();
    let [from, until] = [(2026, 7, 6), (2026, 12, 25)].map(|(year, month, day)| Date::from_ymd(year, month, day).unwrap());
    let calendar = world.calendar.clone();
    let ground = Ground { law: &world.law, procedures: &world.procedures, calendar, scenario: &scenario, from, until };
    let (ordinary, alatau) = (territory(&world, "ordinary", "almaty-region", "none"), territory(&world, "alatau", "alatau", "adopted"));
    let told = story(&ground, &ordinary, &alatau, &cases, 7).unwrap();

    let mut journal = Sqlite::in_memory().unwrap();
    let mut city = City::open(world.clone(), &mut journal).unwrap();
    let applicant = person(1, Role::Applicant, "");
    let mut numbers = BTreeMap::new();
    for deed in &told.deeds {
        while city.tick(deed.at.plus(-1), &journal).unwrap() {
            city.flush(&mut journal).unwrap();
        }
        let act = match &deed.doing {
            Doing::File { class, facts: stated } => {
                let (title, class, facts) = (format!("Case {}", deed.case), (*class).to_string(), facts(stated));
                let person = ["resident-company".to_string()].into();
                let application = Application { title, class, facts, person, place: "alatau".into(), ..Application::default() };
                let number = city.enter(&application, "service.building-permit", &applicant, [7; 32], deed.at, &journal).unwrap();
                numbers.insert(deed.case, number);
                continue;
            }
            Doing::Complete { activity, facts: stated } => Act::Complete { activity: *activity, facts: facts(stated) },
            Doing::Rule { activity, outcome, grounds, facts: stated } => {
                Act::Rule { activity: *activity, outcome: *outcome, grounds: grounds.clone(), facts: facts(stated) }
            }
            Doing::Withdraw => Act::Withdraw,
        };
        city.take_over(numbers[&deed.case], act, "officer", "as the twin has it", deed.at, &journal).unwrap_or_else(|problem| {
            let live = journal.entries(numbers[&deed.case]).unwrap();
            let live = live.iter().map(|entry| String::from_utf8_lossy(&entry.leaf).into_owned()).collect::<Vec<_>>().join("\n");
            let twin = told.events[deed.case].iter().map(|event| format!("{event:?}")).collect::<Vec<_>>().join("\n");
            panic!("{deed:?}: {problem}\nlive:\n{live}\ntwin:\n{twin}");
        });
        city.flush(&mut journal).unwrap();
    }
    let end = calendar_midnight(&world, until);
    while city.tick(end, &journal).unwrap() {
        city.flush(&mut journal).unwrap();
    }
    city.flush(&mut journal).unwrap();
    let mut compared = 0;
    for (case, events) in told.events.iter().enumerate() {
        let row = journal.case(numbers[&case]).unwrap().unwrap();
        let net = world.procedures.values().find(|net| net.id == row.procedure).unwrap();
        let live: Vec<_> = read_events(&journal.entries(row.case).unwrap(), net).unwrap().into_iter().map(|event| event.event).collect();
        let plain = |events: &[alatau_core::case::Event]| events.iter().map(|e| format!("{e:?}")).collect::<Vec<_>>();
        assert_eq!(plain(&live), plain(events), "case {case}");
        compared += events.len();
    }
    assert!(told.events.len() >= 100 && compared > 5_000, "{} cases, {compared} events", told.events.len());
    println!("{} cases, {compared} events", told.events.len());
}

fn calendar_midnight(world: &World, day: Date) -> Timestamp {
    world.calendar.zone.midnight(day)
}
