//! A whole server, driven by a seed: people who ask at random, a clock that stands,
//! jumps and is set back, a disk that fails before or after it has written, crashes in
//! between. After every flush the invariants of the city are looked at.
//!
//! `ALATAU_SEEDS=1000` tries more seeds, `ALATAU_SEED=17` one alone.

mod common;

use alatau_city::{City, Clock, Kind, Reply, Request};
use alatau_core::time::Timestamp;
use alatau_store::{Faulty, Journal, Rates, Sqlite};
use common::people::Chance;
use common::{at, checks, world};
use std::collections::BTreeMap;
use std::time::Duration;

const HOUR: i64 = 3_600_000_000;

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
            if let Some((by, seen, ask)) = self.chance.wish(&self.journal) {
                self.keys += 1;
                let mut entropy = [0; 32];
                entropy[..8].copy_from_slice(&self.chance.next().to_be_bytes());
                sent.push(Sent { request: Request { by, key: Some(self.keys.to_string()), seen, ask, entropy }, reply: None });
            }
        }
        // What is sent side by side arrives in any order.
        for i in (1..sent.len()).rev() {
            let j = self.chance.below(i + 1);
            sent.swap(i, j);
        }
        sent
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
        checks::log_is_whole(&self.journal, seed);
        let rows = checks::rows_follow(&mut self.city, &self.journal, self.now, seed);
        self.seen.silences += rows.iter().map(|row| u64::from(row.silences)).sum::<u64>();
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
    server.seen.replayed = checks::replays(&mut server.city, &server.journal, server.now, seed);
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
