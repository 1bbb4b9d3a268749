//! `alatau serve` killed with `kill -9` at random moments while sixteen people file, go on and
//! withdraw over HTTP: nothing that was acknowledged is lost, nothing happened twice, each
//! case is what its events say, and no checkpoint that was ever seen is contradicted.
//!
//! `ALATAU_KILLS=1000` kills more often, `ALATAU_SEED=17` begins with another seed.

use super::process::{Answer, Ask, Running, ask, draft, examined};
use alatau_evidence::note::Checkpoint;
use alatau_evidence::tree::Frontier;
use alatau_store::{Journal as _, Sqlite};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// How often in the tests.
const KILLS: u64 = 20;
const CLIENTS: u64 = 16;
/// After so many kills everything is examined.
const BETWEEN: u64 = 10;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Somebody who files one application after the other, and asks again what was not answered.
struct Client {
    token: String,
    name: u64,
    /// Requests so far: number of the next key.
    asked: u64,
    /// What was sent and not answered.
    open: Option<Ask>,
    /// What was acknowledged, in order.
    heard: Vec<(Ask, Value)>,
    dice: Dice,
}

impl Client {
    /// What comes after what was acknowledged last.
    fn next(&mut self) -> Ask {
        self.asked += 1;
        let key = format!("{}-{}", self.name, self.asked);
        let last = self.heard.last().map(|(ask, answer)| (ask.path.as_str(), answer));
        let (path, body) = match last {
            Some(("/api/drafts", answer)) => (format!("/api/drafts/{}/file", answer["draft"]), Value::Null),
            Some((path, answer)) if path.ends_with("/file") => {
                (format!("/api/cases/{}/tasks/0/complete", answer["case"]), serde_json::json!({}))
            }
            Some((path, answer)) if path.ends_with("/complete") && self.dice.below(3) == 0 => {
                (format!("/api/cases/{}/withdraw", answer["case"]), Value::Null)
            }
            _ => ("/api/drafts".to_string(), draft(&format!("application {key}"))),
        };
        Ask { method: "POST", path, key, body }
    }

    /// Goes on until the server is gone, or it is told to end and waits for nothing.
    fn work(&mut self, address: SocketAddr, ends: &AtomicBool) {
        while self.open.is_some() || !ends.load(Relaxed) {
            let wanted = self.open.take().unwrap_or_else(|| self.next());
            match ask(address, &self.token, &wanted) {
                Ok(Answer { status: 200 | 201, json, .. }) => self.heard.push((wanted, json)),
                Ok(answer) => panic!("{wanted:?}: {answer:?}"),
                Err(_) => {
                    self.open = Some(wanted);
                    return;
                }
            }
        }
    }

    /// Cases that were filed, each with the most events that were acknowledged of it.
    fn cases(&self) -> BTreeMap<u64, u64> {
        let mut cases = BTreeMap::new();
        for (_, answer) in self.heard.iter().filter(|(_, answer)| answer["case"].is_u64()) {
            cases.insert(answer["case"].as_u64().unwrap(), answer["events"].as_u64().unwrap());
        }
        cases
    }
}

/// All clients at once until the server is gone or `after` has gone by; answers the checkpoints that were seen.
fn load(server: Running, clients: &mut [Client], after: Duration, kill: bool) -> (Option<Running>, Vec<(u64, [u8; 32])>) {
    let (address, ends) = (server.address, AtomicBool::new(false));
    std::thread::scope(|scope| {
        let working: Vec<_> = clients.iter_mut().map(|client| scope.spawn(|| client.work(address, &ends))).collect();
        let reader = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            let read = Ask { method: "GET", path: "/log/checkpoint".to_string(), ..Ask::default() };
            while let Ok(answer) = ask(address, "", &read) {
                let checkpoint = Checkpoint::unverified(&answer.is(200).text).unwrap();
                seen.insert((checkpoint.size, checkpoint.root));
                if ends.load(Relaxed) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            seen.into_iter().collect()
        });
        std::thread::sleep(after);
        let left = if kill {
            server.kill();
            None
        } else {
            Some(server)
        };
        ends.store(true, Relaxed);
        for client in working {
            client.join().unwrap();
        }
        (left, reader.join().unwrap())
    })
}

/// Every checkpoint that was seen is of the log as it is now.
fn nothing_contradicts(data: &Path, seen: &BTreeSet<(u64, [u8; 32])>) {
    let journal = Sqlite::reader(&data.join("journal.sqlite")).unwrap();
    let (mut frontier, size) = (Frontier::default(), journal.size().unwrap());
    let wanted: BTreeMap<u64, [u8; 32]> = seen.iter().copied().collect();
    assert_eq!(wanted.len(), seen.len(), "two roots of one size were signed");
    assert!(wanted.keys().all(|of| *of <= size), "a checkpoint covers leaves that are lost");
    for hash in journal.leaf_hashes(0, size as usize).unwrap() {
        assert!(wanted.get(&frontier.size()).is_none_or(|root| *root == frontier.root()));
        frontier.push(hash);
    }
    assert!(wanted.get(&size).is_none_or(|root| *root == frontier.root()));
}

/// Nothing acknowledged is lost, nothing is there twice.
fn all_is_there(server: &Running, clients: &[Client]) {
    for client in clients {
        let (mut found, mut page) = (BTreeMap::new(), 1);
        loop {
            let list = server.get(&format!("/api/cases?per_page=200&page={page}"), &client.token).is(200).json;
            let list = list.as_array().unwrap();
            found.extend(list.iter().map(|line| (line["case"].as_u64().unwrap(), line["events"].as_u64().unwrap())));
            if list.len() < 200 {
                break;
            }
            page += 1;
        }
        let acknowledged = client.cases();
        // At the end nobody waits for anything, so that every case was acknowledged.
        assert_eq!(found, acknowledged, "client {}", client.name);
        // Asked again, the same is answered and nothing happens.
        for (asked, answer) in client.heard.iter().rev().take(5) {
            assert_eq!(ask(server.address, &client.token, asked).unwrap().json, *answer, "{asked:?}");
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed_under_load() {
    let (kills, seed) = (number("ALATAU_KILLS").unwrap_or(KILLS), number("ALATAU_SEED").unwrap_or(1));
    println!("seed {seed}, {kills} kills of alatau serve");
    let folder = tempfile::tempdir().unwrap();
    let (data, mut dice) = (folder.path(), Dice(seed));
    let server = Running::start(data);
    let operator = server.operator();
    let mut clients: Vec<Client> = (0..CLIENTS)
        .map(|name| {
            let token = server.person(&operator, &format!("applicant-{name}"), "applicant", "");
            Client { token, name, asked: 0, open: None, heard: Vec::new(), dice: Dice(seed ^ name) }
        })
        .collect();
    let mut server = Some(server);
    let mut seen = BTreeSet::new();
    for kill in 1..=kills {
        let running = server.take().unwrap_or_else(|| Running::start(data));
        let after = Duration::from_millis(5 + dice.below(300));
        seen.extend(load(running, &mut clients, after, true).1);
        if kill % BETWEEN == 0 || kill == kills {
            nothing_contradicts(data, &seen);
            assert_eq!(examined(data), examined(data));
        }
    }
    let (server, more) = load(Running::start(data), &mut clients, Duration::from_millis(200), false);
    seen.extend(more);
    let server = server.unwrap();
    all_is_there(&server, &clients);
    server.stop();
    let before = examined(data);
    Running::start(data).stop();
    assert_eq!(examined(data), before, "the same states after a stop and a start");
    nothing_contradicts(data, &seen);
    let heard: usize = clients.iter().map(|client| client.heard.len()).sum();
    let cases: usize = clients.iter().map(|client| client.cases().len()).sum();
    println!("{kills} kills, {heard} acknowledged, {cases} cases, {} checkpoints seen: nothing lost, nothing twice", seen.len());
    assert!(cases as u64 > kills && seen.len() > 5);
}
