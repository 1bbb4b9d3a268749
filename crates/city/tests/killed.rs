//! A server that is killed with `kill -9` at random moments under load: nothing that it
//! acknowledged is lost, nothing happened twice, log and journal agree, and each case
//! is again what its events say.
//!
//! `ALATAU_KILLS=1000` kills more often, `ALATAU_SEED=17` begins with another seed.

mod common;

use alatau_city::{Ask, City, Request};
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{Journal, Sqlite};
use common::people::Chance;
use common::{at, checks, world};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How often in the tests.
const KILLS: u64 = 50;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The server that is killed: requests by a seed, an acknowledgement a line.
#[test]
#[ignore = "run by the other test, in a process of its own"]
fn serves_until_it_is_killed() {
    let Ok(path) = std::env::var("ALATAU_KILLED_STORE") else { return };
    let mut journal = Sqlite::open(Path::new(&path)).unwrap();
    let mut city = City::open(world(), &mut journal).unwrap();
    let run = number("ALATAU_KILLED_RUN").unwrap();
    let mut chance = Chance(run);
    // Each run goes on some days after the one before.
    let mut now = at("2026-11-23 09:00").plus(run as i64 % 1_000_000 * 3 * 86_400_000_000);
    let mut out = std::io::stdout().lock();
    writeln!(out, "READY").unwrap();
    out.flush().unwrap();
    for turn in 0u64.. {
        now = now.plus(chance.below(3_600) as i64 * 1_000_000);
        let _ = city.tick(now, &journal);
        let mut replies = Vec::new();
        for number in 0..1 + chance.below(16) {
            let Some((by, seen, ask)) = chance.wish(&journal) else { continue };
            let key = format!("{run}-{turn}-{number}");
            let mut entropy = [0; 32];
            entropy[..8].copy_from_slice(&chance.next().to_be_bytes());
            let is_filing = matches!(ask, Ask::File { .. });
            let account = by.account;
            if let Ok(reply) = city.take(&Request { by, key: Some(key.clone()), seen, ask, entropy }, now, &journal) {
                replies.push((account, key, reply.case, reply.events, is_filing));
            }
        }
        city.flush(&mut journal).unwrap();
        for (account, key, case, events, is_filing) in replies {
            writeln!(out, "ACK {account} {key} {case} {events} {}", u8::from(is_filing)).unwrap();
        }
        out.flush().unwrap();
    }
}

#[test]
fn a_server_that_is_killed_loses_nothing_that_it_acknowledged() {
    let (kills, seed) = (number("ALATAU_KILLS").unwrap_or(KILLS), number("ALATAU_SEED").unwrap_or(1));
    println!("seed {seed}, {kills} kills");
    let folder = std::env::temp_dir().join(format!("alatau-killed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = folder.join("city.db");
    let mut chance = Chance(seed);
    let (mut acknowledged, mut cases, mut all) = (Vec::new(), BTreeMap::<u64, u64>::new(), 0);
    for kill in 0..kills {
        let mut server = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "serves_until_it_is_killed", "--ignored", "--nocapture"])
            .env("ALATAU_KILLED_STORE", &store)
            .env("ALATAU_KILLED_RUN", kill.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        while lines.next().is_some_and(|line| !line.unwrap().contains("READY")) {}
        let wait = Duration::from_millis(5 + chance.below(150) as u64);
        let id = server.id();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(wait);
            Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        });
        // What was written before the end arrived; a last line may be cut.
        for line in lines.map_while(Result::ok) {
            let words: Vec<&str> = line.split(' ').collect();
            let ["ACK", account, key, case, events, filed] = words[..] else { continue };
            let (case, events): (u64, u64) = (case.parse().unwrap(), events.parse().unwrap());
            acknowledged.push((account.parse::<u64>().unwrap(), key.to_string()));
            if case != 0 && filed == "1" {
                assert!(cases.insert(case, events).is_none(), "case {case} was filed twice");
            } else if case != 0 {
                cases.entry(case).and_modify(|most| *most = events.max(*most)).or_insert(events);
            }
        }
        killer.join().unwrap();
        server.wait().unwrap();
        all += acknowledged.len();
        let mut journal = Sqlite::open(&store).unwrap();
        for (account, key) in acknowledged.drain(..) {
            assert!(journal.answer(account, &key).unwrap().is_some(), "kill {kill}: the answer to {key} is lost");
        }
        for (case, events) in &cases {
            let row = journal.case(*case).unwrap();
            assert!(row.is_some_and(|row| row.events >= *events), "kill {kill}: case {case} lost events");
        }
        if kill % 10 == 9 || kill + 1 == kills {
            let mut city = City::open(world(), &mut journal).unwrap();
            let now = at("2026-11-23 09:00").plus((kill as i64 + 1) * 3 * 86_400_000_000);
            // What was due when it was killed acts first, as when a server starts.
            let leaf = journal.leaves(journal.size().unwrap() - 1, 1).unwrap().remove(0);
            let last = Timestamp(Leaf::read(&leaf).unwrap().at);
            while city.tick(last, &journal).unwrap() {
                city.flush(&mut journal).unwrap();
            }
            city.flush(&mut journal).unwrap();
            checks::log_is_whole(&journal, seed);
            checks::rows_follow(&mut city, &journal, now, seed);
            checks::replays(&mut city, &journal, now, seed);
        }
    }
    let journal = Sqlite::open(&store).unwrap();
    println!("{kills} kills, {} leaves, {} cases, {all} acknowledged", journal.size().unwrap(), cases.len());
    assert!(!cases.is_empty() && journal.size().unwrap() > kills);
    drop(journal);
    std::fs::remove_dir_all(folder).unwrap();
}
