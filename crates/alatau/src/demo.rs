//! A city to look at: a run of the twin, written into a store.
//!
//! The shipped cases are filed in the city from some months ago until now. What the
//! twin's people did is given to the live city deed by deed; the city's own kernel and
//! clock do the rest, and must come to the twin's events, or the demo is refused. What
//! is under way at the end is under way in the store, and goes on live.

use crate::compare::{bar, cases, columns, read_scenario};
use crate::failure::Failure;
use crate::input::read_permits;
use crate::shipped::Body;
use alatau_city::{Act, Application, Ask, City, Facts, Principal, Problem, Request, Role, World, read_events};
use alatau_core::case::Event;
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::Situation;
use alatau_core::law::Question;
use alatau_core::text::{Arg, Lang};
use alatau_core::time::{Date, Timestamp};
use alatau_store::{Account, Journal, Sqlite};
use alatau_twin::compare::regime::{Ground, Territory};
use alatau_twin::compare::story::{Deed, Doing, Story, story};
use std::collections::{BTreeMap, BTreeSet};

/// The special regime begins here; before it there is nothing to show.
const FIRST: (i32, u32, u32) = (2026, 7, 6);
/// So many days before now the demo begins.
const DAYS: i32 = 150;
/// Applicants that the cases are shared among.
const APPLICANTS: usize = 24;
/// Commands that are kept at once.
const BATCH: usize = 256;

/// Somebody of the demo.
pub struct Person {
    /// Role.
    pub role: Role,
    /// Account.
    pub account: u64,
    /// Name that others see.
    pub label: String,
}

/// What was written.
pub struct Demo {
    /// One of each role, and an officer and a second one of each body.
    pub people: Vec<Person>,
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
}

/// Fills an empty store. `now` is the live city's instant.
///
/// # Errors
/// [`Failure`]: the law does not carry the demo, the store fails, or twin and city differ.
pub fn fill(body: &Body, city: &mut City, journal: &mut Sqlite, now: Timestamp, lang: Lang) -> Result<Demo, Failure> {
    let world = city.world().clone();
    let [.., alatau] = columns::columns(&world.switches);
    let until = world.day(now);
    let first = Date::from_ymd(FIRST.0, FIRST.1, FIRST.2).expect("a day");
    let from = first.max(until.plus(-DAYS));
    if until < from.plus(7) {
        return Err(Failure::Input(crate::cli::say(lang, "demo-too-early", &[("first", &first.plus(7).to_string())])));
    }
    let mut told = tell(body, &world, &alatau, from, until.plus(1))?;
    told.deeds.retain(|deed| deed.at < now);
    let bodies = bodies(&world, &alatau, [from, until]).map_err(fault)?;
    let mut cast = Cast::of(&world, told.deeds.len() as u64, bodies, city, journal, now)?;
    let progress = bar(told.deeds.len() as u64);
    let mut today = from;
    for (number, deed) in told.deeds.iter().enumerate() {
        if world.day(deed.at) != today {
            today = world.day(deed.at);
            city.flush(journal).map_err(fault)?;
            catch_up(city, journal, world.calendar.zone.midnight(today))?;
        }
        cast.play(deed, &alatau, city, journal).map_err(|problem| Failure::Fault(format!("case {}: {problem}", deed.case)))?;
        if number % BATCH == BATCH - 1 {
            city.flush(journal).map_err(fault)?;
            progress.inc(BATCH as u64);
        }
    }
    catch_up(city, journal, now)?;
    progress.finish_and_clear();
    let events = same(&told.events, &cast.numbers, &world, journal, now)?;
    Ok(Demo { people: cast.people, cases: cast.numbers.len(), events })
}

fn fault(problem: Problem) -> Failure {
    Failure::Fault(problem.to_string())
}

/// Lets the clock act until an instant, and keeps it.
fn catch_up(city: &mut City, journal: &mut Sqlite, until: Timestamp) -> Result<(), Failure> {
    loop {
        let more = city.tick(until, journal).map_err(fault)?;
        city.flush(journal).map_err(fault)?;
        if !more {
            return Ok(());
        }
    }
}

/// The run of the twin.
fn tell(body: &Body, world: &World, alatau: &Territory, from: Date, until: Date) -> Result<Story, Failure> {
    let scenario = read_scenario(body, "building-permit")?;
    let [ordinary, ..] = columns::columns(&world.switches);
    let question = Question { places: ordinary.places.clone(), person: ordinary.person.clone(), ..Question::on("almaty-region", from) };
    let question = Question { switches: ordinary.switches.clone(), ..question };
    let text = body.files.get(&scenario.cases).ok_or_else(|| Failure::Input(format!("{} is not in the law's folder", scenario.cases)))?;
    let (records, _) = read_permits(&scenario.cases, text.as_bytes())?;
    let applicants = cases::applicants(&records, body, &scenario.decision, &question)?.applicants;
    let calendar = world.calendar.clone();
    let ground = Ground { law: &world.law, procedures: &world.procedures, calendar, scenario: &scenario, from, until };
    story(&ground, &ordinary, alatau, &applicants, 1).map_err(|error| Failure::Fault(error.to_string()))
}

/// Who plays whom.
struct Cast {
    people: Vec<Person>,
    applicants: Vec<Principal>,
    /// Name of the first officer of each body.
    officers: BTreeMap<String, String>,
    /// Number in the city of each case of the story.
    numbers: BTreeMap<usize, u64>,
    seed: u64,
}

impl Cast {
    fn of(
        world: &World,
        seed: u64,
        bodies: BTreeSet<String>,
        city: &mut City,
        journal: &mut Sqlite,
        now: Timestamp,
    ) -> Result<Cast, Failure> {
        let (officers, numbers) = (BTreeMap::new(), BTreeMap::new());
        let mut cast = Cast { people: Vec::new(), applicants: Vec::new(), officers, numbers, seed };
        for (role, label) in [(Role::Operator, "Operator"), (Role::Auditor, "Auditor"), (Role::Council, "Council member")] {
            cast.add(role, "", role.word(), label, city, journal, now)?;
        }
        for number in 1..=APPLICANTS {
            let (name, label) = (format!("applicant-{number}"), format!("Applicant {number}"));
            let account = cast.add(Role::Applicant, "", &name, &label, city, journal, now)?;
            cast.applicants.push(Principal { account, name: label, roles: [Role::Applicant].into(), body: String::new() });
        }
        for body in bodies {
            let label = world.law.authorities.get(&body).map_or(body.as_str(), |authority| authority.label.get("en"));
            for number in 1..=2 {
                let title = format!("Officer {number}, {label}");
                cast.add(Role::Officer, &body, &format!("officer-{number}-{body}"), &title, city, journal, now)?;
                cast.officers.entry(body.clone()).or_insert(title);
            }
            cast.add(Role::Supervisor, &body, &format!("supervisor-{body}"), &format!("Supervisor, {label}"), city, journal, now)?;
        }
        city.flush(journal).map_err(fault)?;
        Ok(cast)
    }

    #[expect(clippy::too_many_arguments, reason = "an account, and where it is kept")]
    fn add(
        &mut self,
        role: Role,
        body: &str,
        name: &str,
        label: &str,
        city: &mut City,
        journal: &mut Sqlite,
        now: Timestamp,
    ) -> Result<u64, Failure> {
        let account = Account {
            name: name.to_string(),
            label: label.to_string(),
            roles: vec![role.word().to_string()],
            body: body.to_string(),
            ..Account::default()
        };
        let request = Request { by: Principal::program(), key: None, seen: None, ask: Ask::PutAccount(account), entropy: [0; 32] };
        let account = city.take(&request, now, journal).map_err(fault)?.account;
        self.people.push(Person { role, account, label: label.to_string() });
        Ok(account)
    }

    /// Gives the city a deed, after the clock has done what was due before it.
    fn play(&mut self, deed: &Deed, alatau: &Territory, city: &mut City, journal: &Sqlite) -> Result<(), Problem> {
        let Doing::File { class, facts } = &deed.doing else {
            let case = self.numbers[&deed.case];
            let (by, act) = (self.who(deed, city, journal)?, act(&deed.doing));
            return city.take_over(case, act, &by, "Simulated: a run of the twin. No person ruled.", deed.at, journal);
        };
        let applicant = &self.applicants[deed.case % APPLICANTS];
        let application = Application {
            title: title(city.world(), class, deed.case),
            place: alatau.places.iter().next().cloned().unwrap_or_default(),
            class: (*class).to_string(),
            person: alatau.person.clone(),
            facts: json(facts),
            ..Application::default()
        };
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_be_bytes());
        let number = city.enter(&application, "service.building-permit", applicant, key, deed.at, journal)?;
        self.numbers.insert(deed.case, number);
        Ok(())
    }

    /// The name of who acts: the applicant, or the first officer of the body that has the task.
    fn who(&self, deed: &Deed, city: &mut City, journal: &Sqlite) -> Result<String, Problem> {
        let applicant = || self.applicants[deed.case % APPLICANTS].name.clone();
        let (Doing::Complete { activity, .. } | Doing::Rule { activity, .. }) = deed.doing else { return Ok(applicant()) };
        let case = self.numbers[&deed.case];
        city.until(case, deed.at, journal)?;
        let task = city.tasks(case, journal)?.iter().find(|task| task.activity == activity);
        let task = task.ok_or_else(|| fault_of(format!("activity {activity} is not open at {}", deed.at.0)))?;
        match self.officers.get(&task.body) {
            Some(officer) => Ok(officer.clone()),
            None if task.body.is_empty() => Ok(applicant()),
            None => Err(fault_of(format!("`{}` of {} has no officer", task.element, task.body))),
        }
    }
}

fn fault_of(detail: String) -> Problem {
    Problem::new(alatau_city::Kind::Fault, "AL-4400", detail)
}

/// Bodies that have a part in the service, whenever in the period a case was filed, and whatever the law became since.
fn bodies(world: &World, alatau: &Territory, [from, until]: [Date; 2]) -> Result<BTreeSet<String>, Problem> {
    let mut all = BTreeSet::new();
    let place = alatau.places.iter().next().map_or("", String::as_str);
    for class in alatau_twin::compare::regime::CLASSES {
        let mut filed = from;
        while filed <= until {
            let asked = Situation::from(&world.question(place, &alatau.person, Some(class), filed)?);
            let mut books = Vec::new();
            world.books("service.building-permit", &asked, None, &mut books, until)?;
            filed = books[0].bound.rulebook.valid_until;
            all.extend(books.iter().flat_map(|book| &book.bound.bodies).filter(|body| !body.is_empty()).cloned());
        }
    }
    Ok(all)
}

/// What an application is about: in one of the three languages, as people write.
fn title(world: &World, class: &str, number: usize) -> String {
    let lang = Lang::ALL[number % 3];
    let class = world.law.vocabulary.classes.get(class).map_or(class, |word| word.label.get(lang.code()));
    crate::cli::say_with(lang, "demo-title", &[("class", Arg::Text(class)), ("number", Arg::Text(&(number + 1).to_string()))])
}

fn act(doing: &Doing) -> Act {
    match doing {
        Doing::File { facts, .. } => Act::File { facts: json(facts) },
        Doing::Complete { activity, facts } => Act::Complete { activity: *activity, facts: json(facts) },
        Doing::Rule { activity, outcome, grounds, facts } => {
            Act::Rule { activity: *activity, outcome: *outcome, grounds: grounds.clone(), facts: json(facts) }
        }
        Doing::Withdraw => Act::Withdraw,
    }
}

fn json(facts: &[(String, Datum)]) -> Facts {
    facts.iter().map(|(name, datum)| (name.clone(), alatau_city::json(datum))).collect()
}

/// Holds each case against the twin's; answers how many events are the same.
fn same(told: &[Vec<Event>], numbers: &BTreeMap<usize, u64>, world: &World, journal: &Sqlite, now: Timestamp) -> Result<usize, Failure> {
    let mut compared = 0;
    for (case, number) in numbers {
        let row = journal.case(*number).map_err(|error| fault(error.into()))?;
        let net = row.and_then(|row| world.procedures.values().find(|net| net.id == row.procedure));
        let Some(net) = net else { return Err(Failure::Fault(format!("case {number} is not in the store"))) };
        let entries = journal.entries(*number).map_err(|error| fault(error.into()))?;
        let live: Vec<Event> = read_events(&entries, net).map_err(fault)?.into_iter().map(|event| event.event).collect();
        let twin: Vec<Event> = told[*case].iter().filter(|event| event.at < now).copied().collect();
        if live != twin {
            let at = live.iter().zip(&twin).take_while(|(a, b)| a == b).count();
            let [here, there] = [live.get(at), twin.get(at)].map(|event| format!("{event:?}"));
            let detail = format!("case {number} went another way than in the twin at event {}: {here}, there {there}", at + 1);
            return Err(Failure::Fault(detail));
        }
        compared += live.len();
    }
    Ok(compared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alatau_city::figures::Figures;
    use alatau_core::case::What;
    use alatau_core::case::record::Actor;
    use alatau_core::procedure::{Kind, Outcome};
    use std::sync::Arc;

    #[test]
    fn the_demo_is_the_run_of_the_twin_and_goes_on_from_there() {
        let body = crate::shipped::read_sound(None).unwrap();
        let world = Arc::new(crate::city::world(&body, BTreeMap::from([("council-acts".into(), "adopted".into())])).unwrap());
        let mut journal = Sqlite::in_memory().unwrap();
        let mut city = City::open(world.clone(), &mut journal).unwrap();
        let now = alatau_core::procedure::instant("2026-09-15T11:30:00+05:00").unwrap();
        let demo = fill(&body, &mut city, &mut journal, now, Lang::En).unwrap();
        assert!(demo.cases > 300 && demo.events > 10_000, "{} cases, {} events", demo.cases, demo.events);
        let figures = Figures::of_rows(&journal).unwrap();
        let (open, closed): (u64, u64) =
            (figures.procedures.iter().map(|f| f.open).sum(), figures.procedures.iter().map(|f| f.closed).sum());
        assert!(open > 20 && closed > 100 && open + closed == demo.cases as u64, "{open} open, {closed} closed");
        assert!(demo.people.iter().filter(|person| person.role == Role::Officer).count() >= 10);
        each_acts_for_their_own_body(&demo, &world, &journal);
        a_tail_that_is_missing_and_another_event_are_noticed(&world, &journal, now);
    }

    /// What the law asks of a body, an officer of the body did; the applicant did what is left.
    fn each_acts_for_their_own_body(demo: &Demo, world: &World, journal: &Sqlite) {
        let people: BTreeMap<&str, Role> = demo.people.iter().map(|person| (person.label.as_str(), person.role)).collect();
        let mut ruled = BTreeSet::new();
        for case in 1..=demo.cases as u64 {
            let row = journal.case(case).unwrap().unwrap();
            let net = world.procedures.values().find(|net| net.id == row.procedure).unwrap();
            for event in read_events(&journal.entries(case).unwrap(), net).unwrap() {
                let Actor::Principal(name) = &event.by else { continue };
                if matches!(event.event.what, What::Ruled { .. }) {
                    ruled.insert(name.clone());
                }
                let What::Completed { node, .. } = event.event.what else { continue };
                if net.nodes[node as usize].kind != Kind::Task {
                    continue;
                }
                let info = &net.info[node as usize];
                let (is_own, element) = (!info.authority.starts_with("jurisdiction."), &info.id);
                let role = people[name.as_str()];
                assert_eq!(role == Role::Applicant, is_own, "case {case}: {name} did `{element}`");
            }
        }
        assert!(ruled.len() > 2, "{ruled:?}");
    }

    fn a_tail_that_is_missing_and_another_event_are_noticed(world: &World, journal: &Sqlite, now: Timestamp) {
        let events_of = |case: u64| -> Vec<Event> {
            let row = journal.case(case).unwrap().unwrap();
            let net = world.procedures.values().find(|net| net.id == row.procedure).unwrap();
            read_events(&journal.entries(case).unwrap(), net).unwrap().into_iter().map(|event| event.event).collect()
        };
        let is_ruled = |events: &Vec<Event>| events.iter().any(|event| matches!(event.what, What::Ruled { .. }));
        let (number, twin) = (1..).map(|case| (case, events_of(case))).find(|(_, events)| is_ruled(events)).unwrap();
        let numbers = BTreeMap::from([(0, number)]);
        let compare = |told: Vec<Event>| same(&[told], &numbers, world, journal, now);
        assert_eq!(compare(twin.clone()).ok(), Some(twin.len()));
        assert!(compare(twin[..twin.len() - 1].to_vec()).is_err(), "the live case has more than the twin's");
        let more = twin.iter().copied().chain(twin.last().copied()).collect();
        assert!(compare(more).is_err(), "the twin's has more than the live case");
        let mut other = twin.clone();
        let ruled = other.iter_mut().find_map(|event| match &mut event.what {
            What::Ruled { outcome, .. } => Some(outcome),
            _ => None,
        });
        *ruled.unwrap() = Outcome::Withdrawn;
        assert!(compare(other).is_err(), "another ruling is another event");
    }
}
