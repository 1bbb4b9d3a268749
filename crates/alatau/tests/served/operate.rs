//! What operators do: settings, copies, the way back, the doctor.

use super::process::{Running, Staff, examined, run_to};
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;

#[test]
fn settings_are_refused_with_file_line_column_and_excerpt() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.toml");
    let (path, data) = (file.to_str().unwrap(), folder.path().join("data"));
    for (text, place, excerpt, help) in [
        ("port = 80\ndate = \"x\"\n", ":2:1", "2 | date = \"x\"", "did you mean `data`?"),
        ("port = 80\nlisten = \"here\"\n", ":2:10", "2 | listen = \"here\"", "a setting is one of"),
        ("\n\n  port = \n", ":3:", "3 |   port =", "a setting is one of"),
        ("readers = 65\n", ":1:1", "1 | readers = 65", "1 to 64"),
        ("log = \"xml\"\n", ":1:7", "1 | log = \"xml\"", "a setting is one of"),
        ("data = \"a\"\ndata = \"b\"\n", ":2:1", "2 | data = \"b\"", "a setting is one of"),
    ] {
        std::fs::write(&file, text).unwrap();
        let said = run_to(2, &["serve", "--check", "--config", path]);
        for wanted in ["AL-4431", &format!("{path}{place}"), excerpt, help] {
            assert!(said.contains(wanted), "no `{wanted}` in {said}");
        }
    }
    std::fs::write(&file, "port = 8099\n").unwrap();
    let said = run_to(0, &["serve", "--check", "--config", path, "--data", data.to_str().unwrap()]);
    assert!(said.contains("127.0.0.1:8099"), "{said}");
    assert!(!data.exists(), "a check makes nothing");
    let said = run_to(2, &["serve", "--check", "--config", path, "--listen", "0.0.0.0"]);
    assert!(said.contains("AL-4432") && said.contains("--public"), "{said}");
}

#[test]
fn a_copy_is_made_while_people_work_and_put_back_nowhere_but_in_a_new_place() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let data = folder.path().join("data");
    let server = Running::start(&data);
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    let first = server.file(&token, "Before");
    let receipt = server.receipt(&token, &first);
    std::fs::write(data.join("demo"), "").unwrap();
    let copied = std::thread::scope(|scope| {
        let working = scope.spawn(|| (0..30).map(|number| server.file(&token, &format!("{number}"))).count());
        let said = run_to(0, &["backup", &place("copy"), "--data", data.to_str().unwrap(), "--json"]);
        assert_eq!(working.join().unwrap(), 30);
        serde_json::from_str::<Value>(&said).unwrap()
    });
    // Never over anything: not over the city, not over the copy, not over a folder with something in it.
    for (from, into) in [("copy", "data"), ("copy", "copy")] {
        let said = run_to(2, &["restore", &place(from), "--data", &place(into)]);
        assert!(said.contains("AL-41"), "{said}");
    }
    run_to(2, &["backup", &place("copy"), "--data", data.to_str().unwrap()]);
    let said = run_to(0, &["backup", &place("second"), "--data", data.to_str().unwrap(), "--lang", "en"]);
    assert!(said.contains("Of 31 cases it holds what is personal, of 0 that was erased before"), "{said}");
    server.file(&token, "After");
    server.stop();
    // What was signed after the copy is known: the copy would contradict it.
    let signed = data.join("log/checkpoint");
    let said = run_to(1, &["restore", &place("copy"), "--data", &place("never"), "--kept", signed.to_str().unwrap()]);
    assert!(said.contains("was signed since") && !folder.path().join("never").exists(), "{said}");
    let restored = run_to(0, &["restore", &place("copy"), "--data", &place("again"), "--json"]);
    let restored: Value = serde_json::from_str(&restored).unwrap();
    assert_eq!((&restored["leaves"], &restored["root"]), (&copied["leaves"], &copied["root"]));
    let again = folder.path().join("again");
    assert!(again.join("demo").exists(), "a demonstration stays one");
    let server = Running::start(&again);
    let key = server.get("/log/key", "").is(200).text;
    assert_eq!(server.get(&format!("/api/cases/{first}"), &token).is(200).json["title"], "Before");
    server.file(&token, "Goes on");
    std::fs::write(place("receipt.json"), receipt).unwrap();
    run_to(0, &["verify", &place("receipt.json"), "--key", key.trim()]);
    // Erased here, it is in the copy still, and the copy says so.
    server.send(&token, "POST", &format!("/api/cases/{first}/withdraw"), Value::Null).is(200);
    server.send(&operator, "POST", &format!("/api/cases/{first}/erase"), serde_json::json!({ "reason": "Asked for." })).is(200);
    server.stop();
    examined(&again);
    let later = run_to(0, &["backup", &place("later"), "--data", again.to_str().unwrap(), "--json"]);
    let later: Value = serde_json::from_str(&later).unwrap();
    assert_eq!((&restored["erased"], &later["erased"]), (&Value::from(0), &Value::from(1)));
    assert_eq!(later["held"], restored["held"], "one was filed, one erased");
}

/// The checks that the doctor finds bad, as one line; the store is put back as it was.
fn bad_after(data: &Path, damage: impl FnOnce(&Path)) -> Vec<String> {
    let damaged = tempfile::tempdir().unwrap();
    copy(data, damaged.path());
    damage(damaged.path());
    let said = run_to(1, &["doctor", "--json", "--data", damaged.path().to_str().unwrap()]);
    let found: Vec<Value> = serde_json::from_str(&said).unwrap();
    let bad = found.iter().filter(|found| found["state"] == "bad");
    bad.map(|found| {
        assert!(!found["wrong"].as_array().unwrap().is_empty(), "{found}");
        found["check"].as_str().unwrap().to_string()
    })
    .collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_doctor_finds_each_damage_by_the_check_that_is_meant_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path());
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    let case = server.file(&token, "A workshop");
    let mut staff = Staff::new(&server, &operator);
    for _ in 0..4 {
        staff.step(&token, &case);
    }
    server.receipt(&token, &case);
    server.stop();
    examined(folder.path());
    let sql = |sql: &'static str| move |data: &Path| Connection::open(data.join("journal.sqlite")).unwrap().execute_batch(sql).unwrap();
    let flip = "DROP TRIGGER contents_stay;
        UPDATE contents SET content = CAST(replace(CAST(content AS TEXT), 'A workshop', 'B workshop') AS BLOB)";
    assert_eq!(bad_after(folder.path(), sql(flip)), ["contents"]);
    for change in ["statutory = statutory + 1", "applicant_time = applicant_time + 1", "clock_since = clock_since - 1", "filed = filed + 1"]
    {
        let change = format!("UPDATE cases SET {change} WHERE case_no = 1");
        let bad = bad_after(folder.path(), |data| Connection::open(data.join("journal.sqlite")).unwrap().execute_batch(&change).unwrap());
        assert_eq!(bad, ["states"], "{change}");
    }
    assert_eq!(bad_after(folder.path(), sql("UPDATE tasks SET activity = activity + 100")), ["states"]);
    let bundle = std::fs::read_dir(folder.path().join("log/tile/entries/000.p")).unwrap().next().unwrap().unwrap().file_name();
    let missing = |data: &Path| std::fs::remove_file(data.join("log/tile/entries/000.p").join(&bundle)).unwrap();
    assert_eq!(bad_after(folder.path(), missing), ["tiles"]);
    // Well formed, and of another log.
    let other = |data: &Path| {
        let path = data.join("log/checkpoint");
        let text = std::fs::read_to_string(&path).unwrap();
        let root = text.lines().nth(2).unwrap();
        let turned = root.strip_prefix('A').map_or_else(|| format!("A{}", &root[1..]), |rest| format!("B{rest}"));
        std::fs::write(path, text.replace(root, &turned)).unwrap();
    };
    assert!(!bad_after(folder.path(), other).is_empty());
    let unreadable = |data: &Path| {
        let path = data.join("journal.sqlite");
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 4096 / 2 * 4096;
        bytes[middle..middle + 64].fill(0xff);
        std::fs::write(path, bytes).unwrap();
    };
    assert_eq!(bad_after(folder.path(), unreadable), ["file"]);
}
