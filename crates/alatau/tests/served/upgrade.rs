//! Stores that released programs wrote, opened by this one: see `tests/upgrade/README.md`.
//!
//! Each folder `tests/upgrade/VERSION` has a backup (`journal.sqlite.gz`, `log/checkpoint`,
//! `beside/log.key`), what its program said of it (`said.json`), and a receipt of it.

use super::process::{Running, Staff, examined, run_to};
use alatau_city::figures::Figures;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Open cases of a fixture.
const CASES: usize = 1_000;
/// So many of them are far on.
const FAR: usize = 200;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade")
}

/// The backup of a fixture, unpacked.
fn unpacked(fixture: &Path, into: &Path) {
    fs::create_dir_all(into.join("log")).unwrap();
    fs::create_dir_all(into.join("beside")).unwrap();
    for name in ["log/checkpoint", "beside/log.key"] {
        fs::copy(fixture.join(name), into.join(name)).unwrap();
    }
    let mut packed = GzDecoder::new(File::open(fixture.join("journal.sqlite.gz")).unwrap());
    std::io::copy(&mut packed, &mut File::create(into.join("journal.sqlite")).unwrap()).unwrap();
}

#[test]
fn what_every_earlier_release_wrote_goes_on_as_if_nothing_had_happened() {
    let mut releases = 0;
    for fixture in fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        goes_on(&fixture);
        releases += 1;
    }
    println!("{releases} releases");
    assert!(releases > 0);
}

fn goes_on(fixture: &Path) {
    let said: Value = serde_json::from_str(&fs::read_to_string(fixture.join("said.json")).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (backup, data) = (folder.path().join("backup"), folder.path().join("data"));
    unpacked(fixture, &backup);
    let restored = run_to(0, &["restore", backup.to_str().unwrap(), "--data", data.to_str().unwrap(), "--no-kept", "--json"]);
    let restored: Value = serde_json::from_str(&restored).unwrap();
    assert_eq!((&restored["leaves"], &restored["root"]), (&said["leaves"], &said["root"]), "{}", fixture.display());

    // The program may bring the store into a later form; then all is as it was.
    let server = Running::start(&data);
    let token = said["token"].as_str().unwrap();
    let case = &said["case"];
    let key = server.get("/log/key", "").is(200).text.trim().to_string();
    assert_eq!(json!(key), said["key"]);
    // Terms that ended since are decided now, each at its own instant: the states are those after that.
    let history = |case: &Value| server.get(&format!("/api/cases/{case}/history"), token).is(200).json;
    let then = said["history"].as_array().unwrap();
    let now = history(case);
    assert!(now.as_array().unwrap().len() >= then.len(), "nothing of the history is lost");
    for (line, kept) in now.as_array().unwrap().iter().zip(then) {
        assert_eq!((&line["number"], &line["at"], &line["by"]), (&kept["number"], &kept["at"], &kept["by"]));
    }
    // The ruling is computed again from the stored events to the record that it names.
    let events: String = now.as_array().unwrap().iter().map(|line| format!("{}\n", line["event"])).collect();
    let file = folder.path().join("events.json");
    fs::write(&file, events).unwrap();
    let explained = run_to(0, &["explain", "--case", file.to_str().unwrap(), "--switch", "council-acts=adopted", "--json"]);
    let explained: Value = serde_json::from_str(&explained).unwrap();
    assert!(explained["holds"] == true && !explained["rulings"].as_array().unwrap().is_empty());
    // Receipts: the one that was kept, and a new one.
    let kept = fixture.join("receipt.json");
    run_to(0, &["verify", kept.to_str().unwrap(), "--key", &key]);
    let again = folder.path().join("receipt.json");
    fs::write(&again, server.receipt(token, case)).unwrap();
    run_to(0, &["verify", again.to_str().unwrap(), "--key", &key]);
    // Every open case takes its next step.
    let open = server.get("/api/cases?open=true&per_page=200", token).is(200).json;
    for line in open.as_array().unwrap().iter().take(10) {
        server.send(token, "POST", &format!("/api/cases/{}/withdraw", line["case"]), Value::Null).is(200);
    }
    server.stop();
    examined(&data);
    figures_are_the_same(fixture, &said);
}

/// State and figures before anything new happens: they follow from the store alone, by a server that is never started.
fn figures_are_the_same(fixture: &Path, said: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let (backup, data) = (folder.path().join("backup"), folder.path().join("data"));
    unpacked(fixture, &backup);
    run_to(0, &["restore", backup.to_str().unwrap(), "--data", data.to_str().unwrap(), "--no-kept"]);
    assert_eq!(json!(states(&data)), said["states"], "{}: the same states", fixture.display());
    let journal = alatau_store::Sqlite::reader(&data.join("journal.sqlite")).unwrap();
    for figures in [Figures::kept(&journal), Figures::of_rows(&journal)] {
        assert_eq!(serde_json::to_value(figures.unwrap()).unwrap(), said["figures"], "{}: the same figures", fixture.display());
    }
}

/// The hash of all states; tiles are not published yet.
fn states(data: &Path) -> String {
    let said = super::process::run(&["doctor", "--json", "--data", data.to_str().unwrap()]);
    let found: Vec<Value> = serde_json::from_slice(&said.stdout).unwrap();
    found.iter().find(|found| found["check"] == "states").unwrap_or_else(|| panic!("{found:#?}"))["hash"].as_str().unwrap().to_string()
}

/// Writes the fixture of this release: a city of so many open cases, some of them far on, and one that was ruled on.
#[test]
#[ignore = "writes the fixture of this release: tests/upgrade/README.md"]
fn writes_the_fixture_of_this_release() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let server = Running::start(&data);
    let operator = server.operator();
    let token = server.person(&operator, "applicant", "applicant", "");
    let mut staff = Staff::new(&server, &operator);
    let ruled = server.file(&token, "Ruled on");
    while staff.step(&token, &ruled) {}
    for number in 0..CASES {
        let case = server.file(&token, &format!("Case {number}"));
        for _ in 0..if number < FAR { number % 8 } else { number % 3 } {
            staff.step(&token, &case);
        }
    }
    let receipt = server.receipt(&token, &ruled);
    let history = server.get(&format!("/api/cases/{ruled}/history"), &token).is(200).json;
    let history: Vec<Value> =
        history.as_array().unwrap().iter().map(|line| json!({ "number": line["number"], "at": line["at"], "by": line["by"] })).collect();
    let key = server.get("/log/key", "").is(200).text.trim().to_string();
    let figures = server.get("/api/figures", "").is(200).json["figures"].clone();
    server.stop();
    let made = run_to(0, &["backup", copy.to_str().unwrap(), "--data", data.to_str().unwrap(), "--json"]);
    let made: Value = serde_json::from_str(&made).unwrap();
    let said = json!({
        "leaves": made["leaves"], "root": made["root"], "states": examined(&data), "figures": figures,
        "key": key, "token": token, "case": ruled, "history": history
    });
    let into = fixtures().join(env!("CARGO_PKG_VERSION"));
    let _ = fs::remove_dir_all(&into);
    for name in ["log", "beside"] {
        fs::create_dir_all(into.join(name)).unwrap();
    }
    for name in ["log/checkpoint", "beside/log.key"] {
        fs::copy(copy.join(name), into.join(name)).unwrap();
    }
    let mut packed = GzEncoder::new(File::create(into.join("journal.sqlite.gz")).unwrap(), Compression::best());
    std::io::copy(&mut File::open(copy.join("journal.sqlite")).unwrap(), &mut packed).unwrap();
    let bytes = packed.finish().unwrap().metadata().unwrap().len();
    fs::write(into.join("receipt.json"), receipt).unwrap();
    fs::write(into.join("said.json"), serde_json::to_string_pretty(&said).unwrap() + "\n").unwrap();
    println!("{}: {} leaves, {bytes} bytes", into.display(), made["leaves"]);
}
