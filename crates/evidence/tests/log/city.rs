//! A small city for tests: entries with contents, their leaves, tiles and signed checkpoints.

use alatau_evidence::Hash;
use alatau_evidence::commitment::{commit, salt};
use alatau_evidence::leaf::{Leaf, leaf_hash};
use alatau_evidence::note::{Checkpoint, Signer};
use alatau_evidence::proof::Proof;
use alatau_evidence::receipt::{Opened, Receipt};
use alatau_evidence::tiles::{Edge, Tile, Tiles};
use alatau_evidence::tree::Frontier;
use std::collections::BTreeMap;

pub const ORIGIN: &str = "example.org/alatau";

/// Everything that one command left.
pub struct Entry {
    pub case: u64,
    pub number: u64,
    pub content: String,
    pub leaf: Vec<u8>,
}

/// Entries of several procedures and cases, as a city would have made them.
#[derive(Default)]
pub struct City {
    pub entries: Vec<Entry>,
    procedures: BTreeMap<&'static str, u64>,
    cases: BTreeMap<u64, u64>,
}

impl City {
    /// Entries by case and number of events; each case has its procedure.
    pub fn of(commands: &[(u64, u32)]) -> City {
        City::at(&(0..).zip(commands).map(|(at, (case, events))| (*case, *events, at)).collect::<Vec<_>>())
    }

    /// The same, each with its instant.
    pub fn at(commands: &[(u64, u32, i64)]) -> City {
        let mut city = City::default();
        for (case, events, at) in commands {
            city.take(*case, *events, 1_793_600_000_000_000 + at);
        }
        city
    }

    fn take(&mut self, case: u64, events: u32, at: i64) {
        let procedure = ["building-permit", "land", "flight"][case as usize % 3];
        let number = self.procedures.entry(procedure).or_insert(1);
        let index = self.cases.entry(case).or_insert(1);
        let content = format!("[\"what the applicant {case} wrote\"]");
        let commitment = commit(&salt(&key_of(case), *number), content.as_bytes());
        let public = vec![r#"{"kind":"stated"}"#; events as usize].join(",");
        let public = format!("[{public}]");
        let leaf = Leaf { procedure, number: *number, events, case, index: *index, at, public: &public, content: commitment };
        let mut bytes = Vec::new();
        leaf.write(&mut bytes).expect("a leaf");
        self.entries.push(Entry { case, number: *number, content, leaf: bytes });
        *number += u64::from(events);
        *index += u64::from(events);
    }

    pub fn hashes(&self) -> Vec<Hash> {
        self.entries.iter().map(|entry| leaf_hash(&entry.leaf)).collect()
    }

    pub fn checkpoint(&self, size: usize) -> Checkpoint {
        checkpoint(&self.hashes()[..size])
    }

    /// The receipt of an entry under the newest checkpoint.
    pub fn receipt(&self, index: usize) -> Receipt {
        let hashes = self.hashes();
        let (checkpoint, tiles) = (checkpoint(&hashes), published(&hashes));
        let log = Tiles::new(checkpoint.size, checkpoint.root, |tile: &Tile| tiles.get(&tile.path()).cloned());
        let hashes = log.inclusion(index as u64).expect("a proof");
        let proof = Proof { index: index as u64, hashes, checkpoint: checkpoint.sign(&signer()).expect("a note") };
        let entry = &self.entries[index];
        let opened = Opened { salt: salt(&key_of(entry.case), entry.number), content: entry.content.clone() };
        Receipt { leaf: String::from_utf8(entry.leaf.clone()).expect("text"), opened: Some(opened), proof }
    }
}

fn key_of(case: u64) -> [u8; 32] {
    [case as u8; 32]
}

pub fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).expect("a name")
}

pub fn checkpoint(hashes: &[Hash]) -> Checkpoint {
    let mut frontier = Frontier::default();
    hashes.iter().for_each(|hash| frontier.push(*hash));
    Checkpoint { origin: ORIGIN.to_string(), size: frontier.size(), root: frontier.root() }
}

/// Every tile of the log, by its path.
pub fn published(hashes: &[Hash]) -> BTreeMap<String, Vec<u8>> {
    let (mut edge, mut tiles) = (Edge::default(), Vec::new());
    hashes.iter().for_each(|hash| edge.push(*hash, &mut tiles));
    tiles.extend(edge.partial());
    tiles.into_iter().map(|(tile, bytes)| (tile.path(), bytes)).collect()
}
