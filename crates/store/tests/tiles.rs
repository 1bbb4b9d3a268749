//! The published files: what anyone reads there is what the journal has, however often the publisher was stopped.

#[path = "common/load.rs"]
#[allow(dead_code)]
mod load;

use alatau_evidence::note::{Checkpoint, Signer};
use alatau_evidence::policy::Policy;
use alatau_evidence::tiles::{Tile, Tiles, bundle_path, bundles, leaves_in};
use alatau_evidence::tree::{Frontier, check_consistency, check_inclusion, leaf_hash};
use alatau_store::tiles::{Published, Publisher};
use alatau_store::{Fault, Journal, Sqlite};
use std::fs;
use std::path::Path;

const ORIGIN: &str = "alatau.example/log";

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

fn sign(size: u64, root: [u8; 32]) -> Result<String, Fault> {
    Ok(Checkpoint { origin: ORIGIN.to_string(), size, root }.sign(&signer()).unwrap())
}

fn grow(journal: &mut Sqlite, to: u64) {
    let from = journal.size().unwrap();
    for begin in (from..to).step_by(500) {
        journal.commit(&load::commands(begin, to.min(begin + 500), 50)).unwrap();
    }
}

fn publish(folder: &Path, journal: &Sqlite) -> Result<Published, Fault> {
    Publisher::open(folder)?.publish(journal, sign)
}

/// As a stranger would: from the files and the key alone, every leaf and its proof.
fn hold(folder: &Path, journal: &Sqlite) -> Checkpoint {
    let note = fs::read_to_string(folder.join("checkpoint")).unwrap();
    let opened = Policy::of(signer().key()).open(&note).unwrap().checkpoint;
    let tiles = Tiles::new(opened.size, opened.root, |tile: &Tile| fs::read(folder.join(tile.path())).ok());
    let mut frontier = Frontier::default();
    for (index, width) in bundles(0, opened.size) {
        let bytes = fs::read(folder.join(bundle_path(index, width))).unwrap();
        for leaf in leaves_in(&bytes).unwrap() {
            frontier.push(leaf_hash(leaf));
        }
    }
    assert_eq!((frontier.size(), frontier.root()), (opened.size, opened.root));
    let leaves = journal.leaf_hashes(0, opened.size as usize).unwrap();
    for index in (0..opened.size).step_by(97).chain(opened.size.checked_sub(1)) {
        let proof = tiles.inclusion(index).unwrap();
        check_inclusion(&proof, opened.size, &opened.root, index, &leaves[index as usize]).unwrap();
    }
    opened
}

#[test]
fn every_size_is_published_and_leads_on_from_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    let mut publisher = Publisher::open(folder.path()).unwrap();
    let mut before: Option<Checkpoint> = None;
    for size in [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 3000] {
        grow(&mut journal, size);
        assert_eq!(publisher.publish(&journal, sign).unwrap().size, size);
        let now = hold(folder.path(), &journal);
        assert_eq!((now.size, publisher.size()), (size, size));
        if let Some(before) = before.filter(|before| before.size > 0) {
            let tiles = Tiles::new(now.size, now.root, |tile: &Tile| fs::read(folder.path().join(tile.path())).ok());
            let proof = tiles.consistency(before.size).unwrap();
            check_consistency(&proof, (before.size, &before.root), (now.size, &now.root)).unwrap();
        }
        before = Some(now);
    }
    // Where the full tile is there, the partial ones are gone.
    assert!(!folder.path().join("tile/0/000.p").exists() && !folder.path().join("tile/entries/001.p").exists());
    assert!(folder.path().join("tile/0/011.p").exists());
}

#[test]
fn what_is_published_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 700);
    assert!(publish(folder.path(), &journal).unwrap().files > 5);
    assert_eq!(publish(folder.path(), &journal), Ok(Published { size: 700, files: 0 }));
    grow(&mut journal, 701);
    // A bundle, the tiles of two levels (that of the upper has its old bytes), the checkpoint.
    assert_eq!(publish(folder.path(), &journal), Ok(Published { size: 701, files: 3 }));
}

#[test]
fn files_that_were_lost_or_damaged_are_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 600);
    publish(folder.path(), &journal).unwrap();
    for (name, bytes) in [("tile/0/002.p/88", None), ("tile/0/002.p/88", Some(&b"short"[..])), ("tile/1/000.p/2", Some(&[1; 64][..]))] {
        match bytes {
            None => fs::remove_file(folder.path().join(name)).unwrap(),
            Some(bytes) => fs::write(folder.path().join(name), bytes).unwrap(),
        }
        publish(folder.path(), &journal).unwrap();
        assert_eq!(hold(folder.path(), &journal).size, 600, "{name}");
    }
    fs::remove_dir_all(folder.path().join("tile")).unwrap();
    publish(folder.path(), &journal).unwrap();
    hold(folder.path(), &journal);
}

/// Looks over all that is published; answers how many files were wrong.
fn looked_over(publisher: &mut Publisher, journal: &Sqlite) -> u64 {
    std::iter::from_fn(|| publisher.look_over(journal).unwrap()).sum()
}

#[test]
fn full_files_far_from_the_edge_are_looked_over_and_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::open(&folder.path().join("journal")).unwrap();
    // More than one stretch.
    grow(&mut journal, 17_000);
    publish(folder.path(), &journal).unwrap();
    let mut publisher = Publisher::open(folder.path()).unwrap();
    assert_eq!(looked_over(&mut publisher, &journal), 0);
    assert_eq!(publisher.publish(&journal, sign), Ok(Published { size: 17_000, files: 0 }));
    let damage = || {
        fs::write(folder.path().join("tile/0/003"), [1; 8192]).unwrap();
        fs::remove_file(folder.path().join("tile/entries/002")).unwrap();
        fs::write(folder.path().join("tile/entries/066.p/104"), "short").unwrap();
    };
    damage();
    let mut publisher = Publisher::open(folder.path()).unwrap();
    assert_eq!(looked_over(&mut publisher, &journal), 3);
    assert_eq!(publisher.publish(&journal, sign).unwrap().files, 4, "three files, and the checkpoint again");
    hold(folder.path(), &journal);
    // A journal that does not keep what was signed writes nothing over what was published.
    let before = fs::read(folder.path().join("tile/entries/000")).unwrap();
    let sql = "DROP TRIGGER entries_stay; UPDATE entries SET leaf = CAST(replace(leaf, 'consult-fire', 'consult-fira') AS BLOB) WHERE leaf_no = 5";
    rusqlite::Connection::open(folder.path().join("journal")).unwrap().execute_batch(sql).unwrap();
    let mut publisher = Publisher::open(folder.path()).unwrap();
    assert!(looked_over(&mut publisher, &journal) > 0);
    assert!(matches!(publisher.publish(&journal, sign), Err(Fault::Damaged(_))));
    assert_eq!(fs::read(folder.path().join("tile/entries/000")).unwrap(), before);
}

#[test]
fn a_publisher_that_was_stopped_after_any_file_goes_on() {
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 300);
    let begun = tempfile::tempdir().unwrap();
    publish(begun.path(), &journal).unwrap();
    grow(&mut journal, 600);
    let whole = tempfile::tempdir().unwrap();
    copy(begun.path(), whole.path());
    publish(whole.path(), &journal).unwrap();
    let new: Vec<String> = files(whole.path()).into_iter().filter(|name| !begun.path().join(name).exists()).collect();
    assert!(new.len() >= 5, "{new:?}");
    // Any of the new files may be there or not, in any order that the disk chose; the checkpoint is still the old one.
    for stopped in 0..1u32 << new.len().min(8) {
        let folder = tempfile::tempdir().unwrap();
        copy(begun.path(), folder.path());
        for (n, name) in new.iter().enumerate().filter(|(n, _)| stopped >> n & 1 == 1) {
            let place = folder.path().join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            // The last of them was being written under its first name.
            let name = if n == 7 { folder.path().join(".new") } else { place };
            fs::copy(whole.path().join(&new[n]), name).unwrap();
        }
        assert_eq!(publish(folder.path(), &journal).unwrap().size, 600);
        hold(folder.path(), &journal);
        assert_eq!(publish(folder.path(), &journal).unwrap().files, 0);
    }
}

#[test]
fn what_could_not_be_written_is_written_before_anything_is_signed_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 100);
    let mut publisher = Publisher::open(folder.path()).unwrap();
    publisher.publish(&journal, sign).unwrap();
    grow(&mut journal, 600);
    // The first full tile cannot be written once; the same publisher goes on afterwards.
    let tile = folder.path().join(Tile { level: 0, index: 0, width: alatau_evidence::tiles::WIDTH }.path());
    fs::create_dir(&tile).unwrap();
    publisher.publish(&journal, sign).unwrap_err();
    assert_eq!(hold(folder.path(), &journal).size, 100, "nothing was signed");
    fs::remove_dir(&tile).unwrap();
    grow(&mut journal, 700);
    publisher.publish(&journal, sign).unwrap();
    assert_eq!(hold(folder.path(), &journal).size, 700);
}

#[test]
fn a_journal_that_contradicts_what_was_signed_is_never_signed() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 600);
    publish(folder.path(), &journal).unwrap();
    let before = fs::read(folder.path().join("checkpoint")).unwrap();
    // An older journal; one with other leaves, of the same size and longer.
    let mut older = Sqlite::in_memory().unwrap();
    grow(&mut older, 500);
    assert!(matches!(publish(folder.path(), &older), Err(Fault::Damaged(_))));
    for size in [601, 900] {
        let mut other = Sqlite::in_memory().unwrap();
        other.commit(&load::commands(0, size, 49)).unwrap();
        assert!(matches!(publish(folder.path(), &other), Err(Fault::Damaged(_))), "{size}");
        let _ = fs::remove_dir_all(folder.path().join("tile"));
        assert!(matches!(publish(folder.path(), &other), Err(Fault::Damaged(_))), "{size}, without tiles");
    }
    assert_eq!(fs::read(folder.path().join("checkpoint")).unwrap(), before);
    publish(folder.path(), &journal).unwrap();
    hold(folder.path(), &journal);
}

#[test]
fn a_signature_of_something_else_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::in_memory().unwrap();
    grow(&mut journal, 3);
    let mut publisher = Publisher::open(folder.path()).unwrap();
    assert!(publisher.publish(&journal, |size, root| sign(size + 1, root)).is_err());
    assert!(publisher.publish(&journal, |_, _| Err(Fault::Failed("no key".to_string()))).is_err());
    assert!(!folder.path().join("checkpoint").exists());
    publisher.publish(&journal, sign).unwrap();
    hold(folder.path(), &journal);
}

fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for file in fs::read_dir(next).unwrap().map(|file| file.unwrap().path()) {
            if file.is_dir() {
                folders.push(file);
            } else {
                names.push(file.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    for name in files(from) {
        fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}
