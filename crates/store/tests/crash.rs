//! A writer that is killed at any moment: what it acknowledged is there, nothing is there twice or half,
//! the log's edge is that of its leaves, and the publisher goes on.
//!
//! The writer is this test program itself, started again with a store to write. `ALATAU_KILLS` says how often
//! it is killed (20), `ALATAU_SEED` repeats a run. What a lost write of the disk does is tried by cutting
//! the write-ahead log of a killed writer at random places.

#[path = "common/load.rs"]
#[allow(dead_code)]
mod load;

use alatau_evidence::note::{Checkpoint, Signer};
use alatau_store::tiles::{Publisher, checkpoint};
use alatau_store::{Fault, JOURNAL, Journal, LOG, Sqlite, State, examine};
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const STORE: &str = "ALATAU_CRASH_STORE";
const CASES: u64 = 40;
/// A store is begun anew after so many kills, so that looking through it stays short.
const KILLS_A_STORE: u64 = 25;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }
}

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

fn sign(size: u64, root: [u8; 32]) -> Result<String, Fault> {
    let signer = Signer::new("alatau.example/log", &[7; 32]).unwrap();
    Ok(Checkpoint { origin: "alatau.example/log".to_string(), size, root }.sign(&signer).unwrap())
}

/// How many commands the writer commits next, by how many there are.
fn group(done: u64) -> u64 {
    1 + done * 7 % 13
}

/// Nothing in an ordinary run; in the program that is started again: commits, acknowledges, publishes, until it is killed.
#[test]
fn the_writer_commits_until_it_is_killed() {
    let Ok(store) = std::env::var(STORE) else { return };
    let store = Path::new(&store);
    let mut journal = Sqlite::open(&store.join(JOURNAL)).unwrap();
    let mut publisher = Publisher::open(&store.join(LOG)).unwrap();
    let mut out = std::io::stdout().lock();
    let mut say = |word: &str, size: u64| {
        writeln!(out, "\n{word} {size}").unwrap();
        out.flush().unwrap();
    };
    let mut done = journal.size().unwrap();
    loop {
        let to = done + group(done);
        assert_eq!(journal.commit(&load::commands(done, to, CASES)), Ok(to));
        done = to;
        say("kept", done);
        if done % 3 == 0 {
            say("published", publisher.publish(&journal, sign).unwrap().size);
        }
    }
}

/// What the writer said before it was killed: commands kept, and leaves published.
fn run_and_kill(store: &Path, dice: &mut Dice) -> (u64, u64) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_writer_commits_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(STORE, store)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let (send, heard) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    let listener = std::thread::spawn(move || out.lines().map_while(Result::ok).for_each(|line| send.send(line).unwrap_or(())));
    // Mostly in the midst of its work, now and then while it opens the store.
    let opening = dice.next(6) == 0;
    let first = if opening { None } else { Some(heard.recv_timeout(Duration::from_secs(60)).expect("it never said a word")) };
    std::thread::sleep(Duration::from_micros(dice.next(if opening { 20_000 } else { 80_000 })));
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    assert!(ended.code().is_none(), "the writer stopped by itself: {ended}");
    listener.join().unwrap();
    last_words(first, &heard)
}

fn last_words(first: Option<String>, heard: &Receiver<String>) -> (u64, u64) {
    let (mut kept, mut published) = (0, 0);
    for line in first.into_iter().chain(heard.try_iter()) {
        match line.split_once(' ') {
            Some(("kept", size)) => kept = size.parse().unwrap_or(kept),
            Some(("published", size)) => published = size.parse().unwrap_or(published),
            _ => {}
        }
    }
    (kept, published)
}

/// The store has exactly the commands that came before some whole commit, and answers how many.
fn hold(store: &Path) -> u64 {
    let journal = Sqlite::open(&store.join(JOURNAL)).unwrap();
    let size = journal.size().unwrap();
    let mut whole = 0;
    while whole < size {
        whole += group(whole);
    }
    assert_eq!(whole, size, "a commit is there in part");
    for case in 1..=CASES {
        let numbers: Vec<u64> = (0..size).filter(|number| load::case_of(*number, CASES) == case).collect();
        let entries = journal.entries(case).unwrap();
        assert_eq!(entries.iter().map(|entry| entry.leaf_number).collect::<Vec<_>>(), numbers);
        for (entry, number) in entries.iter().zip(&numbers) {
            let expected = load::entry(*number, CASES);
            assert_eq!((&entry.leaf, entry.content.as_ref()), (&expected.leaf, Some(&expected.content)));
        }
        assert_eq!(journal.case(case).unwrap(), numbers.last().map(|number| load::row(*number, CASES)));
        assert_eq!(journal.tasks(case).unwrap().len(), usize::from(!numbers.is_empty()));
    }
    assert_eq!(journal.notices(0, usize::MAX).unwrap().len() as u64, size);
    let answered = |number: u64| journal.answer(1 + number % 97, &format!("{number:032x}")).unwrap().is_some();
    assert!((0..size).all(answered) && !answered(size), "answers and entries differ");
    drop(journal);
    for finding in examine(store).unwrap() {
        assert!(finding.state != State::Bad, "{finding:?}");
    }
    size
}

fn kill(kills: u64, seed: u64) {
    println!("ALATAU_SEED={seed} ALATAU_KILLS={kills}");
    let mut dice = Dice(seed);
    let (mut folder, mut before, mut acknowledged) = (tempfile::tempdir().unwrap(), 0, 0);
    for turn in 0..kills {
        if turn % KILLS_A_STORE == 0 {
            (folder, before) = (tempfile::tempdir().unwrap(), 0);
        }
        let (kept, published) = run_and_kill(folder.path(), &mut dice);
        acknowledged += kept.saturating_sub(before);
        // Killed before it made the file: there is nothing to lose.
        if !folder.path().join(JOURNAL).exists() {
            assert_eq!(kept, 0);
            continue;
        }
        let size = hold(folder.path());
        assert!(size >= kept.max(before), "{kept} were acknowledged, {before} were there before, {size} are left");
        assert!(size <= kept.max(before) + group(kept.max(before)), "more than one commit that was not acknowledged");
        let covered = checkpoint(&folder.path().join(LOG)).unwrap().map_or(0, |checkpoint| checkpoint.size);
        assert!(published <= covered && covered <= size, "{published} were published, the checkpoint covers {covered} of {size}");
        before = size;
    }
    println!("{kills} kills, {acknowledged} acknowledged commands, none lost, none twice");
}

#[test]
fn what_was_acknowledged_survives_every_kill() {
    kill(from_environment("ALATAU_KILLS", 20), from_environment("ALATAU_SEED", 1));
}

/// For `cargo xtask soak`.
#[test]
#[ignore = "takes minutes"]
fn what_was_acknowledged_survives_a_thousand_kills() {
    kill(from_environment("ALATAU_KILLS", 1000), from_environment("ALATAU_SEED", std::process::id().into()));
}

#[test]
fn a_log_that_was_cut_off_gives_the_commits_before_the_cut() {
    let seed = from_environment("ALATAU_SEED", 2);
    println!("ALATAU_SEED={seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    while run_and_kill(folder.path(), &mut dice).0 < 20 {}
    let log = folder.path().join("journal.sqlite-wal");
    let bytes = fs::read(&log).unwrap();
    // The published log may be ahead of a disk that lost what it had flushed; that is no question of ours here.
    fs::remove_dir_all(folder.path().join(LOG)).unwrap();
    let mut sizes = Vec::new();
    for turn in 0..12 {
        let copy = tempfile::tempdir().unwrap();
        fs::copy(folder.path().join(JOURNAL), copy.path().join(JOURNAL)).unwrap();
        let cut = (bytes.len() as u64 * turn / 12 + dice.next(bytes.len() as u64 / 12)) as usize;
        let mut kept = bytes[..cut].to_vec();
        if turn % 3 == 0 {
            // Instead of nothing, something else lies there.
            kept.extend((0..5000).map(|_| dice.next(256) as u8));
        }
        fs::write(copy.path().join("journal.sqlite-wal"), kept).unwrap();
        sizes.push(hold(copy.path()));
    }
    println!("{sizes:?}");
    assert!(sizes.is_sorted() && sizes[11] > sizes[0], "{sizes:?}");
}
