//! Backup while others write, restore that verifies, and a doctor that finds every damage we do.

#[path = "common/load.rs"]
#[allow(dead_code)]
mod load;

use alatau_evidence::note::{Checkpoint, Signer};
use alatau_store::tiles::Publisher;
use alatau_store::{Check, Fault, Finding, JOURNAL, Journal, LOG, Restored, Sqlite, State, Until, Write, back_up, examine};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn sign(size: u64, root: [u8; 32]) -> Result<String, Fault> {
    let signer = Signer::new("alatau.example/log", &[7; 32]).unwrap();
    Ok(Checkpoint { origin: "alatau.example/log".to_string(), size, root }.sign(&signer).unwrap())
}

/// A store of so many commands, published.
fn store(commands: u64) -> (TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Sqlite::open(&folder.path().join(JOURNAL)).unwrap();
    journal.commit(&load::commands(0, commands, 20)).unwrap();
    Publisher::open(&folder.path().join(LOG)).unwrap().publish(&journal, sign).unwrap();
    (folder, journal)
}

fn quiet(_: u64, _: u64) {}

fn restore(backup: &Path, into: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Restored, Fault> {
    alatau_store::restore(backup, into, None, &mut |_, _| Ok(()), progress)
}

#[test]
fn a_backup_is_of_one_moment_while_the_store_is_written() {
    let (folder, mut journal) = store(4000);
    let key = folder.path().join("log.key");
    fs::write(&key, [9; 32]).unwrap();
    let (elsewhere, mut steps, mut next) = (tempfile::tempdir().unwrap(), 0, 4000);
    let into = elsewhere.path().join("backup");
    let backup = back_up(folder.path(), &into, std::slice::from_ref(&key), &mut |_, _| {
        // Between any two steps of the copy somebody commits.
        journal.commit(&load::commands(next, next + 50, 20)).unwrap();
        (steps, next) = (steps + 1, next + 50);
    })
    .unwrap();
    assert!(steps > 0);
    assert_eq!((backup.size, backup.beside), (4000, vec!["log.key".to_string()]));
    let (restored_into, mut heard) = (elsewhere.path().join("restored"), 0);
    let restored = restore(&into, &restored_into, &mut |done, _| heard = done).unwrap();
    assert_eq!((restored.size, restored.root, restored.checkpoint, heard), (4000, backup.root, Some(4000), 4000));
    assert_eq!(fs::read(restored_into.join("log.key")).unwrap(), [9; 32]);
    let tiles = |folder: &Path| examine(folder).unwrap().into_iter().find(|finding| finding.check == Check::Tiles).unwrap();
    let found = tiles(&restored_into);
    assert_eq!((found.state, &found.figures[1]), (State::Warning, &("behind", 4000.0)), "what is not there yet is not damaged: {found:?}");
    assert!(found.wrong[0].contains("4000 leaves behind; they are written as the city starts"), "{found:?}");
    assert_eq!(bad(&restored_into), []);
    // It goes on where the backup was, and publishes on the checkpoint that was signed.
    let mut again = Sqlite::open(&restored_into.join(JOURNAL)).unwrap();
    assert_eq!(again.commit(&load::commands(4000, 4001, 20)), Ok(4001));
    let mut publisher = Publisher::open(&restored_into.join(LOG)).unwrap();
    assert_eq!(publisher.publish(&again, sign).unwrap().size, 4001);
    well(&examine(&restored_into).unwrap());
    assert_eq!(tiles(&restored_into).state, State::Well);
}

#[test]
fn nothing_is_overwritten() {
    let (folder, _journal) = store(10);
    let elsewhere = tempfile::tempdir().unwrap();
    back_up(folder.path(), &elsewhere.path().join("backup"), &[], &mut quiet).unwrap();
    for taken in [folder.path(), &elsewhere.path().join("backup")] {
        let before: Vec<PathBuf> = fs::read_dir(taken).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(matches!(back_up(folder.path(), taken, &[], &mut quiet), Err(Fault::Failed(_))));
        assert!(matches!(restore(&elsewhere.path().join("backup"), taken, &mut quiet), Err(Fault::Failed(_))));
        assert_eq!(fs::read_dir(taken).unwrap().count(), before.len());
    }
}

#[test]
fn a_backup_with_one_other_byte_is_not_restored() {
    let (folder, _journal) = store(300);
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup");
    back_up(folder.path(), &backup, &[], &mut quiet).unwrap();
    let into = elsewhere.path().join("restored");
    for sql in [
        "DROP TRIGGER entries_stay; UPDATE entries SET leaf = CAST(replace(leaf, '\"number\":201,', '\"number\":203,') AS BLOB) WHERE leaf_no = 100",
        "DROP TRIGGER entries_remain; PRAGMA foreign_keys = OFF; DELETE FROM entries WHERE leaf_no = 299",
        "DROP TRIGGER entries_remain; PRAGMA foreign_keys = OFF; DELETE FROM entries WHERE leaf_no = 7",
        "UPDATE log SET frontier = x'0000000000000000'",
        "DROP TRIGGER contents_stay; UPDATE contents SET content = x'00' WHERE leaf_no = 9",
        "DELETE FROM contents WHERE leaf_no = 9",
        "UPDATE cases SET events = events + 1 WHERE case_no = 2",
        "DROP TRIGGER looks_remain",
    ] {
        let copy = elsewhere.path().join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir_all(copy.join(LOG)).unwrap();
        fs::copy(backup.join(JOURNAL), copy.join(JOURNAL)).unwrap();
        fs::copy(backup.join(LOG).join("checkpoint"), copy.join(LOG).join("checkpoint")).unwrap();
        Connection::open(copy.join(JOURNAL)).unwrap().execute_batch(sql).unwrap();
        assert!(matches!(restore(&copy, &into, &mut quiet), Err(Fault::Damaged(_))), "{sql}");
        assert!(!into.exists(), "what could not be verified was left there: {sql}");
    }
    // A checkpoint of more leaves than there are: leaves were lost.
    let more = load::commands(0, 301, 20);
    let mut other = Sqlite::in_memory().unwrap();
    other.commit(&more).unwrap();
    let log = elsewhere.path().join("other-log");
    Publisher::open(&log).unwrap().publish(&other, sign).unwrap();
    fs::copy(log.join("checkpoint"), backup.join(LOG).join("checkpoint")).unwrap();
    assert!(matches!(restore(&backup, &into, &mut quiet), Err(Fault::Damaged(_))));
}

fn well(findings: &[Finding]) {
    for finding in findings {
        assert!(finding.state != State::Bad, "{finding:?}");
    }
    assert_eq!(findings.len(), 13);
}

/// The checks that find something bad.
fn bad(folder: &Path) -> Vec<Check> {
    let findings = examine(folder).unwrap();
    findings.iter().filter(|finding| finding.state == State::Bad).map(|finding| finding.check).collect()
}

#[test]
fn a_sound_store_is_well_also_after_an_erasure() {
    let (folder, mut journal) = store(900);
    well(&examine(folder.path()).unwrap());
    journal.commit(&[Write::Erase { case: 3 }]).unwrap();
    let findings = examine(folder.path()).unwrap();
    well(&findings);
    let contents = findings.iter().find(|finding| finding.check == Check::Contents).unwrap();
    assert_eq!(contents.figures, [("opened", 855.0), ("erased", 45.0)]);
}

#[test]
fn every_damage_is_found_by_its_check() {
    let leaf = "DROP TRIGGER entries_stay; UPDATE entries SET";
    for (sql, check) in [
        (format!("{leaf} leaf = CAST(replace(leaf, 'consult-fire', 'consult-fira') AS BLOB) WHERE leaf_no = 5"), Check::Frontier),
        (format!("{leaf} number = 4000 WHERE leaf_no = 5"), Check::Numbers),
        (format!("{leaf} case_index = 77 WHERE leaf_no = 5"), Check::Numbers),
        (
            "DROP TRIGGER contents_stay; UPDATE contents SET content = CAST('x' || content AS BLOB) WHERE leaf_no = 5".to_string(),
            Check::Contents,
        ),
        ("DELETE FROM contents WHERE leaf_no = 5".to_string(), Check::Contents),
        ("UPDATE procedures SET events = events + 1".to_string(), Check::Numbers),
        ("UPDATE cases SET events = 3 WHERE case_no = 2".to_string(), Check::Cases),
        ("UPDATE cases SET open = 0 WHERE case_no = 2".to_string(), Check::Cases),
        ("UPDATE cases SET due = due + 1 WHERE case_no = 2".to_string(), Check::Cases),
        ("DELETE FROM cases WHERE case_no = 2".to_string(), Check::Cases),
        ("UPDATE cases SET silences = 3 WHERE case_no = 2".to_string(), Check::Counts),
        ("UPDATE case_counts SET cases = cases + 1".to_string(), Check::Counts),
        ("DELETE FROM task_counts".to_string(), Check::Counts),
        ("INSERT INTO holdings VALUES (1, 'x', 1, 2, 3), (1, 'x', 2, 2, 3)".to_string(), Check::Holdings),
        ("INSERT INTO blobs VALUES (1, zeroblob(32), x'00')".to_string(), Check::Documents),
        ("DROP TRIGGER log_grows".to_string(), Check::Form),
        ("DROP INDEX tasks_by_due".to_string(), Check::Form),
        ("CREATE TRIGGER more AFTER INSERT ON cases BEGIN DELETE FROM tasks; END".to_string(), Check::Form),
        ("PRAGMA foreign_keys = OFF; INSERT INTO documents VALUES (1, 1, 0, 'a', 'b', x'00', 1, 1, 1)".to_string(), Check::File),
    ] {
        let (folder, journal) = store(300);
        drop(journal);
        Connection::open(folder.path().join(JOURNAL)).unwrap().execute_batch(&sql).unwrap();
        let bad = bad(folder.path());
        assert!(bad.contains(&check), "{sql}: {bad:?}");
    }
}

#[test]
fn damage_to_the_published_files_is_found() {
    let (folder, _journal) = store(600);
    for name in ["tile/0/001", "tile/1/000.p/2", "tile/entries/000", "tile/entries/002.p/88"] {
        let place = folder.path().join(LOG).join(name);
        let bytes = fs::read(&place).unwrap();
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        fs::write(&place, other).unwrap();
        assert_eq!(bad(folder.path()), [Check::Tiles], "{name}");
        fs::remove_file(&place).unwrap();
        assert_eq!(bad(folder.path()), [Check::Tiles], "{name} is missing");
        fs::write(&place, bytes).unwrap();
    }
    let place = folder.path().join(LOG).join("checkpoint");
    let bytes = fs::read(&place).unwrap();
    fs::write(&place, "alatau.example/log\nmany\n").unwrap();
    assert_eq!(bad(folder.path()), [Check::Tiles]);
    fs::write(&place, bytes).unwrap();
    well(&examine(folder.path()).unwrap());
}

#[test]
fn a_page_that_is_damaged_is_found_and_nothing_else_is_claimed() {
    let (folder, journal) = store(600);
    drop(journal);
    let place = folder.path().join(JOURNAL);
    let mut bytes = fs::read(&place).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 64].fill(0xff);
    fs::write(&place, bytes).unwrap();
    let findings = examine(folder.path()).unwrap();
    assert_eq!(findings[0].check, Check::File);
    assert_eq!(findings[0].state, State::Bad);
}

#[test]
fn a_store_that_is_written_and_published_meanwhile_is_well() {
    let (folder, mut journal) = store(2_000);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut publisher = Publisher::open(&folder.path().join(LOG)).unwrap();
            for next in (2_000..).step_by(3).take_while(|_| !done.load(std::sync::atomic::Ordering::Relaxed)) {
                journal.commit(&load::commands(next, next + 3, 20)).unwrap();
                publisher.publish(&journal, sign).unwrap();
            }
        });
        let findings: Vec<Vec<Finding>> = (0..12).map(|_| examine(folder.path()).unwrap()).collect();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        findings.iter().for_each(|findings| well(findings));
    });
}

#[test]
fn a_store_that_cannot_be_written_is_examined_and_copied() {
    let (folder, mut journal) = store(300);
    let lying = |name: &str| {
        let place = folder.path().with_extension(name);
        fs::create_dir_all(place.join(LOG)).unwrap();
        for file in [JOURNAL, "journal.sqlite-wal"].iter().filter(|file| folder.path().join(file).exists()) {
            fs::copy(folder.path().join(file), place.join(file)).unwrap();
        }
        // The index of the write-ahead log cannot be made here, whoever asks.
        fs::create_dir(place.join("journal.sqlite-shm")).unwrap();
        place
    };
    journal.commit(&load::commands(300, 310, 20)).unwrap();
    let logged = lying("logged");
    assert!(fs::metadata(logged.join("journal.sqlite-wal")).unwrap().len() > 0);
    drop(journal);
    let whole = lying("whole");
    for place in [logged, whole] {
        let findings = examine(&place).unwrap();
        assert_eq!(findings.iter().find(|finding| finding.check == Check::Frontier).unwrap().figures[0], ("leaves", 310.0));
        well(&findings);
        let into = place.join("copy");
        assert_eq!(back_up(&place, &into, &[], &mut quiet).unwrap().size, 310);
        assert_eq!(restore(&into, &place.join("again"), &mut quiet).unwrap().size, 310);
        fs::remove_dir_all(place).unwrap();
    }
    let missing = folder.path().join("missing");
    let said = examine(&missing).unwrap_err().to_string();
    assert!(said.starts_with("AL-4110") && said.contains("--data"), "{said}");
}

/// Every row of what is kept, in order.
fn rows(store: &Path) -> Vec<String> {
    let connection = Connection::open(store.join(JOURNAL)).unwrap();
    let mut all = Vec::new();
    for (table, order) in [
        ("entries", "leaf_no"),
        ("contents", "leaf_no"),
        ("cases", "case_no"),
        ("tasks", "case_no, activity"),
        ("notices", "number"),
        ("answers", "account, key"),
        ("procedures", "procedure"),
        ("log", "one"),
    ] {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY {order}")).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row| (0..columns).map(|column| row.get(column)).collect::<Result<Vec<rusqlite::types::Value>, _>>();
        all.extend(statement.query_map([], row).unwrap().map(|row| format!("{table} {:?}", row.unwrap())));
    }
    all
}

#[test]
fn a_copy_is_restored_as_it_was_at_an_earlier_moment() {
    let (folder, _journal) = store(300);
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup");
    back_up(folder.path(), &backup, &[], &mut quiet).unwrap();
    for leaves in [0, 1, 13, 150, 299, 300] {
        let into = elsewhere.path().join(format!("until-{leaves}"));
        let at = 1_793_600_000_000_000 + (leaves as i64 - 1) * 1_000;
        let mut settle = |journal: &mut Sqlite, lost: &[u64]| -> Result<(), Fault> {
            // Each of the 20 cases had a command in turn.
            let last = |case: &u64| (0..leaves).rev().find(|command| load::case_of(*command, 20) == *case);
            let entry = |write: &Write| matches!(write, Write::Case(_) | Write::Tasks { .. });
            let rows = lost.iter().filter_map(last).flat_map(|command| load::command(command, 20)).filter(entry);
            journal.commit(&rows.collect::<Vec<_>>()).map(drop)
        };
        let restored = alatau_store::restore(&backup, &into, Some(Until { leaves, at }), &mut settle, &mut quiet).unwrap();
        assert_eq!((restored.size, restored.checkpoint), (leaves, (leaves == 300).then_some(300)));
        let (was, _journal) = store(leaves);
        assert_eq!(rows(&into), rows(was.path()), "{leaves}");
        // It goes on from there.
        let mut again = Sqlite::open(&into.join(JOURNAL)).unwrap();
        assert_eq!(again.commit(&load::commands(leaves, leaves + 1, 20)), Ok(leaves + 1));
    }
    // Who cannot make the rows anew leaves nothing behind.
    let into = elsewhere.path().join("never");
    let until = Some(Until { leaves: 150, at: 0 });
    assert!(alatau_store::restore(&backup, &into, until, &mut |_, _| Ok::<_, Fault>(()), &mut quiet).is_err());
    assert!(!into.exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_a_store_and_its_copies_and_the_doctor_says_when_others_may() {
    use std::os::unix::fs::PermissionsExt as _;
    let above = tempfile::tempdir().unwrap();
    let [data, copy, again] = ["data", "copy", "again"].map(|name| above.path().join(name));
    alatau_store::private_folder(&data).unwrap();
    let mut journal = Sqlite::open(&data.join(JOURNAL)).unwrap();
    journal.commit(&load::commands(0, 20, 20)).unwrap();
    let key = data.join("log.key");
    fs::write(&key, [9; 32]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&key, 0o644);
    back_up(&data, &copy, std::slice::from_ref(&key), &mut quiet).unwrap();
    restore(&copy, &again, &mut quiet).unwrap();
    for folder in [&data, &copy, &again] {
        assert_eq!(mode(folder), 0o700, "{folder:?}");
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file() && *file != key) {
            assert_eq!(mode(&file), 0o600, "{file:?}");
        }
    }
    let rights = |folder: &Path| examine(folder).unwrap().into_iter().find(|finding| finding.check == Check::Rights).unwrap();
    assert_eq!(rights(&again).state, State::Well);
    let found = rights(&data);
    assert_eq!((found.state, found.wrong.len()), (State::Warning, 1), "the key of the first was opened: {found:?}");
    set(&again, 0o711);
    assert_eq!(rights(&again).state, State::Well, "who passes through sees nothing");
    set(&again, 0o755);
    set(&again.join(JOURNAL), 0o640);
    let open = rights(&again).wrong;
    assert!(open.len() >= 2 && open[0].contains("again is open") && open[1].contains(JOURNAL), "{open:?}");
}
