//! A whole server, driven by a seed: people who ask at random, a clock that stands,
//! jumps and is set back, a disk that fails before or after it has written, crashes in
//! between. After every flush the invariants of the city are looked at.
//!
//! `ALATAU_SEEDS=1000` tries more seeds, `ALATAU_SEED=17` one alone.

mod common;

use alatau_city::figures::{Figures, Tally};
use alatau_city::{
    Act, Ask, City, Clock, Facts, Ground, Kind, Principal, Proposal, Reply, Request, Role, Spelled, read_content, read_events,
};
use alatau_core::case::{Case, Command, Rejection, Rulebook, Status, apply, next_due};
use alatau_core::procedure::Outcome;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_evidence::tree::Frontier;
use alatau_store::{CaseFilter, Faulty, Journal, Page, Rates, Sqlite};
use alatau_twin::replay::{Differs, Record, replay};
use common::{at, person, world};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const HOUR: i64 = 3_600_000_000;
const BODIES: [&str; 6] =
    ["alatau-city-authority", "electricity-network", "water-network", "gas-network", "state-expertise", "construction-control"];

/// What was drawn is drawn from here: a 64-bit generator (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A request on its way, and what became of it.
#[derive(Clone)]
struct Sent {
    request: Request,
    reply: Option<Reply>,
}

struct Server {
    seed: u64,
    chance: Chance,
    city: City,
    journal: Faulty<Sqlite>,
    clock: Clock,
    wall: i64,
    monotonic: i64,
    now: Timestamp,
    keys: u64,
    /// Requests whose outcome nobody knows: they are sent again.
    unknown: Vec<Sent>,
    acknowledged: Vec<Sent>,
    seen: Seen,
}

/// What the run met, so that a run that meets nothing is not called a success.
#[derive(Debug, Default)]
struct Seen {
    crashes: u32,
    failures: u32,
    jumps: u32,
    refused: BTreeMap<&'static str, u32>,
    closed: usize,
    silences: u64,
    replayed: usize,
}

impl Server {
    fn new(seed: u64) -> Server {
        let rates = Rates { before: 30, after: 30, full: 5, read_only: 5, lasts: 3, slow: 10, slow_by: Duration::from_millis(1) };
        let mut journal = Faulty::new(Sqlite::in_memory().unwrap(), seed, rates);
        let city = loop {
            if let Ok(city) = City::open(world(), &mut journal) {
                break city;
            }
        };
        let now = at("2026-11-23 09:00");
        let (chance, clock) = (Chance(seed), Clock::default());
        let (unknown, acknowledged, seen) = (Vec::new(), Vec::new(), Seen::default());
        Server { seed, chance, city, journal, clock, wall: now.0, monotonic: 0, now, keys: 0, unknown, acknowledged, seen }
    }

    /// Time goes by; now and then the wall clock is set wrong for a while.
    fn pass(&mut self) {
        let gone = self.chance.below(40) as i64 * HOUR / 4;
        self.monotonic += gone;
        self.wall += gone;
        let wrong = match self.chance.below(40) {
            0 => -3 * 24 * HOUR,
            1 => 10 * 24 * HOUR,
            _ => 0,
        };
        match self.clock.now(self.wall + wrong, self.monotonic) {
            Ok(now) => self.now = now,
            Err(_) => self.seen.jumps += 1,
        }
    }

    fn crash(&mut self) {
        self.seen.crashes += 1;
        // After an outage of up to two weeks the clock starts afresh.
        let outage = self.chance.below(14 * 24) as i64 * HOUR;
        (self.wall, self.monotonic, self.clock) = (self.wall + outage, 0, Clock::default());
        self.now = self.clock.now(self.wall, 0).unwrap();
        self.city = loop {
            if let Ok(city) = City::open(world(), &mut self.journal) {
                break city;
            }
        };
    }

    fn requests(&mut self) -> Vec<Sent> {
        let mut sent: Vec<Sent> = std::mem::take(&mut self.unknown);
        for _ in 0..self.chance.below(6) {
            if let Some((by, ask)) = self.wish() {
                self.keys += 1;
                let mut entropy = [0; 32];
                entropy[..8].copy_from_slice(&self.chance.next().to_be_bytes());
                sent.push(Sent { request: Request { by, key: Some(self.keys.to_string()), ask, entropy }, reply: None });
            }
        }
        // What is sent side by side arrives in any order.
        for i in (1..sent.len()).rev() {
            let j = self.chance.below(i + 1);
            sent.swap(i, j);
        }
        sent
    }

    /// What somebody wants who looks at the store.
    fn wish(&mut self) -> Option<(Principal, Ask)> {
        let applicant = person(1 + self.chance.below(4) as u64, Role::Applicant, "");
        let drafts = self.journal.drafts(applicant.account).unwrap();
        match self.chance.below(10) {
            0 => {
                let plot = self.chance.below(12).to_string();
                let wants =
                    vec![alatau_core::register::Want::one(alatau_core::register::Thing::new(alatau_core::register::Kind::Plot, &plot))];
                let application = alatau_city::Application {
                    title: format!("House on plot {plot}"),
                    place: "alatau".into(),
                    class: ["level-1", "level-2", "level-3"][self.chance.below(3)].into(),
                    person: ["resident-company".to_string()].into(),
                    wants,
                    ..alatau_city::Application::default()
                };
                let service = "service.building-permit".to_string();
                Some((applicant, Ask::SaveDraft { draft: None, version: None, service, application: Box::new(application) }))
            }
            1 => drafts.first().map(|draft| (applicant, Ask::File { draft: draft.draft })),
            _ => self.work(),
        }
    }

    fn work(&mut self) -> Option<(Principal, Ask)> {
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let cases = self.journal.cases(&open, Page { skip: 0, limit: 50 }).unwrap();
        let row = cases.get(self.chance.below(cases.len()))?;
        let tasks = self.journal.tasks(row.case).unwrap();
        let task = tasks.get(self.chance.below(tasks.len()))?;
        let (case, activity) = (row.case, task.activity);
        let seen = if self.chance.one_in(4) { Some(row.events - u64::from(self.chance.one_in(3))) } else { None };
        let applicant = person(row.applicant, Role::Applicant, "");
        if self.chance.one_in(40) {
            return Some((applicant, Ask::Withdraw { case, seen }));
        }
        let officer = 10 + self.chance.below(3) as u64;
        let body = BODIES.iter().position(|body| *body == task.body).unwrap_or(0);
        let by = if task.body.is_empty() { applicant } else { person(officer + 10 * body as u64, Role::Officer, &task.body) };
        Some(match self.chance.below(12) {
            0 => (by, Ask::Claim { case, activity }),
            1 => (by, Ask::Unclaim { case, activity }),
            2 => (by, Ask::Confirm { case, activity }),
            3 | 4 => {
                let outcome = if self.chance.one_in(3) { Outcome::Refused } else { Outcome::Approved };
                let grounds = vec![Ground { provision: "construction-rules#sketch".into(), reason: "It is so.".into() }];
                let proposal = Box::new(Proposal { outcome, grounds, facts: Facts::new(), judgement: None, by: String::new(), events: 0 });
                (by, Ask::Propose { case, activity, seen, proposal })
            }
            5 => (by, Ask::Extend { case, activity, by: 1 + self.chance.below(20) as u16 }),
            _ => {
                let mut facts = Facts::new();
                let element = task.element.as_str();
                if element.contains("check") || element.contains("complete") {
                    facts.insert("complete".into(), (!self.chance.one_in(4)).into());
                }
                if element == "decide-complaint" {
                    facts.insert("complains".into(), self.chance.one_in(2).into());
                }
                (by, Ask::Complete { case, activity, seen, facts, judgement: None })
            }
        })
    }

    /// One turn of the writer: the clock, all that waits, one commit.
    fn turn(&mut self) {
        self.pass();
        let mut sent = self.requests();
        if self.city.tick(self.now, &self.journal).is_err() {
            self.seen.failures += 1;
        }
        for sent in &mut sent {
            match self.city.take(&sent.request, self.now, &self.journal) {
                Ok(reply) => sent.reply = Some(reply),
                Err(problem) => {
                    assert!(problem.kind != Kind::Fault, "seed {}: {problem} for {:?}", self.seed, sent.request.ask);
                    *self.seen.refused.entry(problem.code).or_default() += 1;
                }
            }
        }
        if self.chance.one_in(25) {
            // The power goes before anything is kept: nobody was answered.
            self.unknown = sent.into_iter().filter(|sent| sent.reply.is_some()).collect();
            self.unknown.iter_mut().for_each(|sent| sent.reply = None);
            self.crash();
            return;
        }
        match self.city.flush(&mut self.journal) {
            Ok(()) => self.acknowledged.extend(sent.into_iter().filter(|sent| sent.reply.is_some())),
            Err(_) => {
                // A commit that is said to have failed may have been kept: who does not know asks again.
                self.seen.failures += 1;
                self.unknown = sent.into_iter().filter(|sent| sent.reply.is_some()).collect();
                self.unknown.iter_mut().for_each(|sent| sent.reply = None);
                if self.chance.one_in(4) {
                    self.crash();
                }
            }
        }
    }

    fn check(&mut self) {
        let seed = self.seed;
        self.log_is_whole();
        let rows = self.journal.cases(&CaseFilter::default(), Page { skip: 0, limit: 10_000 }).unwrap();
        let mut plots = BTreeSet::new();
        for row in &rows {
            let entries = self.journal.entries(row.case).unwrap();
            let books = self.city.books_of(row.case, self.now, &self.journal).unwrap();
            let net = &books[0].bound.rulebook.net;
            let mut case = Case::default();
            let events = read_events(&entries, net).unwrap();
            events.iter().for_each(|event| apply(&mut case, &event.event));
            assert_eq!((case.status == Status::Open, row.events), (row.open, events.len() as u64), "seed {seed}: case {}", row.case);
            assert_eq!(case.clocks, [row.statutory, row.extended, row.applicant_time], "seed {seed}: case {}", row.case);
            if let (true, Some(due)) = (row.open, next_due(&case)) {
                assert!(row.due.is_some_and(|at| at <= due.at.0), "seed {seed}: case {} is due unseen", row.case);
            }
            let held = self.journal.held(row.case).unwrap();
            assert!(row.open || held.is_empty(), "seed {seed}: a closed case holds {held:?}");
            for holding in held {
                assert!(plots.insert((holding.register, holding.thing)), "seed {seed}: a plot is held twice");
            }
            self.seen.silences += u64::from(row.silences);
        }
        self.seen.closed = rows.iter().filter(|row| !row.open).count();
        for Sent { request, reply } in &self.acknowledged {
            let reply = reply.as_ref().unwrap();
            if reply.case != 0 {
                let kept = self.journal.case(reply.case).unwrap();
                assert!(kept.is_some_and(|row| row.events >= reply.events), "seed {seed}: lost: {:?}", request.ask);
            }
            let key = request.key.as_deref().unwrap();
            assert!(self.journal.answer(request.by.account, key).unwrap().is_some(), "seed {seed}: the answer to {key} is lost");
        }
    }

    /// Leaves, numbers, indices, frontier and figures agree, and time never runs back within a case.
    fn log_is_whole(&self) {
        let seed = self.seed;
        let (mut numbers, mut cases) = (BTreeMap::<String, u64>::new(), BTreeMap::<u64, (u64, i64)>::new());
        let (mut frontier, mut tally) = (Frontier::default(), Tally::default());
        for bytes in self.journal.leaves(0, 1_000_000).unwrap() {
            let leaf = Leaf::read(&bytes).unwrap();
            let number = numbers.entry(leaf.procedure.to_string()).or_insert(1);
            assert_eq!(leaf.number, *number, "seed {seed}: a number is missing");
            *number = leaf.next_number();
            let (index, at) = cases.entry(leaf.case).or_insert((1, i64::MIN));
            assert!(leaf.index == *index && leaf.at >= *at, "seed {seed}: case {} at {}", leaf.case, leaf.index);
            (*index, *at) = (leaf.next_index(), leaf.at);
            tally.leaf(&leaf).unwrap();
            frontier.push(alatau_evidence::tree::leaf_hash(&bytes));
        }
        assert_eq!(frontier.to_bytes(), self.journal.frontier().unwrap(), "seed {seed}");
        let published = Figures::of_rows(&self.journal).unwrap();
        assert_eq!(tally.figures().differences(&published), Vec::<[String; 4]>::new(), "seed {seed}");
    }

    /// Each case again on the virtual clock.
    fn replay(&mut self) {
        let last = self.journal.leaves(0, 1_000_000).unwrap().iter().map(|leaf| Leaf::read(leaf).unwrap().at).max().unwrap_or(0);
        for row in self.journal.cases(&CaseFilter::default(), Page { skip: 0, limit: 10_000 }).unwrap() {
            let entries = self.journal.entries(row.case).unwrap();
            let books = self.city.books_of(row.case, self.now, &self.journal).unwrap();
            let zone = &self.city.world().calendar.zone;
            let laws: Vec<(Timestamp, &Rulebook)> = books.iter().map(|book| (zone.midnight(book.from), &book.bound.rulebook)).collect();
            let live: Vec<_> = read_events(&entries, &laws[0].1.net).unwrap().into_iter().map(|event| event.event).collect();
            let acts = entries.iter().filter_map(|entry| Some((Timestamp(entry.at), read_content(entry).unwrap().command?)));
            let deeds = Deeds(acts.filter(|(_, act)| !matches!(act, Act::Tick | Act::Recount)).collect());
            let until = if row.open { live.last().map_or(Timestamp(last), |event| event.at) } else { Timestamp(last) };
            let again = replay(&deeds, &laws, until).unwrap_or_else(|why| panic!("seed {}: case {}: {why}", self.seed, row.case));
            assert_eq!(again, live, "seed {}: case {}", self.seed, row.case);
            self.seen.replayed += 1;
        }
    }
}

/// What people did in a case.
struct Deeds(Vec<(Timestamp, Act)>);

impl Record for Deeds {
    fn at(&self, deed: usize) -> Option<Timestamp> {
        self.0.get(deed).map(|(at, _)| *at)
    }

    fn give(&self, deed: usize, rulebook: &Rulebook, give: &mut dyn FnMut(Command<'_>) -> Result<(), Rejection>) -> Result<(), Differs> {
        let spelled = Spelled::of(self.0[deed].1.clone(), rulebook);
        let spelled = spelled.map_err(|problem| Differs::Unspeakable { deed, why: problem.to_string() })?;
        give(spelled.command()).map_err(|rejection| Differs::Refused { deed, rejection })
    }
}

fn run(seed: u64) -> Seen {
    let mut server = Server::new(seed);
    for turn in 0..300 {
        server.turn();
        if turn % 50 == 49 {
            server.check();
        }
    }
    server.check();
    server.replay();
    server.seen
}

#[test]
fn no_invariant_of_the_server_breaks_under_any_seed() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("ALATAU_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("ALATAU_SEEDS").unwrap_or(50)).collect(),
    };
    println!("seeds {:?} to {:?}", seeds.first(), seeds.last());
    let (mut crashes, mut failures, mut jumps, mut closed, mut silences, mut replayed) = (0, 0, 0, 0, 0, 0);
    for &seed in &seeds {
        let seen = run(seed);
        crashes += seen.crashes;
        failures += seen.failures;
        jumps += seen.jumps;
        closed += seen.closed;
        silences += seen.silences;
        replayed += seen.replayed;
        if seeds.len() == 1 {
            println!("{seen:?}");
        }
    }
    println!("{crashes} crashes, {failures} failed commits, {jumps} jumps, {closed} closed, {silences} silences seen, {replayed} replayed");
    assert!(seeds.len() < 20 || crashes > 20 && failures > 20 && jumps > 20 && closed > 20 && silences > 20, "too little happened");
}
