//! Programs that share no code with us read the log that we publish: `aics-tlog` (Python) the plain files, and
//! `metamorphic-log` (another Rust library) signed checkpoints and proofs. `cargo xtask test` installs them.

use crate::city::{City, ORIGIN, published, signer};
use alatau_evidence::Hash;
use alatau_evidence::tiles::{Tile, Tiles, bundle, bundle_path, bundles};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python of the folder in which they are installed.
fn python() -> Option<PathBuf> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tlog/bin/python");
    if !python.is_file() {
        println!("SKIPPED: the other readers of logs are not here; `cargo xtask test tools` installs them");
        return None;
    }
    Some(python)
}

/// Runs a program of theirs; whether it says yes, and what it said.
fn run(python: &Path, words: &[&str]) -> (bool, String) {
    let output = Command::new(python).args(words).env("PYTHONDONTWRITEBYTECODE", "1").output().expect("python runs");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// A log of 600 entries in a folder: tiles, bundles, checkpoint; and an earlier checkpoint beside it.
fn publish(folder: &Path, city: &City, earlier: usize) {
    let _ = std::fs::remove_dir_all(folder);
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of our own");
        std::fs::write(path, bytes).expect("a file of our own");
    };
    for (path, bytes) in published(&city.hashes()) {
        write(&path, &bytes);
    }
    let leaves: Vec<&[u8]> = city.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
    for (index, width) in bundles(0, leaves.len() as u64) {
        let first = index as usize * 256;
        write(&bundle_path(index, width), &bundle(&leaves[first..first + usize::from(width)]).expect("small leaves"));
    }
    write("checkpoint", city.checkpoint(leaves.len()).sign(&signer()).expect("a note").as_bytes());
    write("earlier", city.checkpoint(earlier).sign(&signer()).expect("a note").as_bytes());
    write("leaf", leaves[300]);
}

fn city() -> City {
    City::of(&(0..600).map(|at| (at % 50 + 1, (at % 3) as u32 + 1)).collect::<Vec<_>>())
}

#[test]
fn a_program_that_we_did_not_write_reads_our_log_from_its_plain_files() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("log-for-others");
    let city = city();
    publish(&folder, &city, 257);
    let (tiles, key) = (folder.to_string_lossy().into_owned(), signer().key().to_string());
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (checkpoint, earlier, leaf) = (file("checkpoint"), file("earlier"), file("leaf"));
    let ask = |words: &[&str]| run(&python, &[&["-m", "aics_tlog"], words, &["--log-key", &key, "--origin", ORIGIN]].concat());
    let inclusion = ["verify-inclusion", "--tiles", &tiles, "--index", "300", "--leaf", &leaf];
    let consistency = ["verify-consistency", "--tiles", &tiles, "--old-checkpoint", &earlier, "--checkpoint", &checkpoint];
    for words in [&["verify-checkpoint", "--note", &checkpoint][..], &inclusion, &consistency] {
        let (yes, said) = ask(words);
        assert!(yes, "{words:?}: {said}");
    }
    // It is no program that says yes to everything.
    std::fs::write(folder.join("leaf"), [city.entries[300].leaf.as_slice(), b" "].concat()).expect("a file of our own");
    assert!(!ask(&inclusion).0);
    let mut tile = std::fs::read(folder.join("tile/0/001")).expect("a tile");
    tile[44 * 32] ^= 1;
    std::fs::write(folder.join("tile/0/001"), tile).expect("a file of our own");
    std::fs::write(folder.join("leaf"), &city.entries[300].leaf).expect("a file of our own");
    assert!(!ask(&inclusion).0);
}

#[test]
fn another_library_accepts_our_checkpoints_and_proofs() {
    let Some(python) = python() else { return };
    let city = city();
    let (hashes, now, then) = (city.hashes(), city.checkpoint(600), city.checkpoint(257));
    let tiles = published(&hashes);
    let log = Tiles::new(now.size, now.root, |tile: &Tile| tiles.get(&tile.path()).cloned());
    let words = |proof: &[Hash]| proof.iter().map(hex).collect::<Vec<_>>().join(",");
    let (inclusion, consistency) = (words(&log.inclusion(300).expect("a proof")), words(&log.consistency(257).expect("a proof")));
    let notes = [then, now].map(|checkpoint| checkpoint.sign(&signer()).expect("a note"));
    let script = "import sys, metamorphic_log as other
old, new, key, leaf, inclusion, consistency = sys.argv[1:]
proof = lambda text: [bytes.fromhex(one) for one in text.split(',')]
assert other.checkpoint_verify(new, [key]).size == 600
other.checkpoint_verify_inclusion(new, [key], 300, bytes.fromhex(leaf), proof(inclusion))
other.checkpoint_verify_consistency(old, new, [key], proof(consistency))";
    let key = signer().key().to_string();
    let (yes, said) = run(&python, &["-c", script, &notes[0], &notes[1], &key, &hex(&hashes[300]), &inclusion, &consistency]);
    assert!(yes, "{said}");
    let (yes, _) = run(&python, &["-c", script, &notes[0], &notes[1], &key, &hex(&hashes[301]), &inclusion, &consistency]);
    assert!(!yes, "another leaf is not the one that is proved");
}

fn hex(hash: &Hash) -> String {
    String::from_utf8_lossy(&alatau_evidence::hex::digits(hash)).into_owned()
}
