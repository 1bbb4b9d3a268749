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
    assert!(said.contains("AL-4432: --listen: 0.0.0.0") && said.contains("--public"), "{said}");
    std::fs::write(&file, "port = 80\nlisten = \"0.0.0.0\"\n").unwrap();
    let said = run_to(2, &["serve", "--check", "--config", path]);
    assert!(said.contains(&format!("AL-4432: {path}:2:10: 0.0.0.0")), "{said}");
}

#[test]
fn a_setting_out_of_the_environment_is_refused_under_its_name_there() {
    let refused = |name: &str, value: &str, arguments: &[&str]| {
        let output = super::process::program(arguments).env(name, value).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}={value}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let check = ["serve", "--check"];
    for (name, value) in [
        ("ALATAU_PORT", "abc"),
        ("ALATAU_PORT", "99999"),
        ("ALATAU_LISTEN", "here"),
        ("ALATAU_LOG", "xml"),
        ("ALATAU_READERS", "65"),
        ("ALATAU_PUBLIC", "perhaps"),
        ("ALATAU_LANG", "de"),
        ("ALATAU_THREADS", "0"),
        ("ALATAU_SWITCH", "council-acts"),
    ] {
        let said = refused(name, value, &check);
        assert!(said.starts_with(&format!("AL-4431: the environment variable {name} is `{value}`: ")), "{said}");
        assert!(!said.contains("--"), "{said}");
    }
    let said = refused("ALATAU_LISTEN", "0.0.0.0", &check);
    assert!(said.contains("AL-4432: ALATAU_LISTEN: 0.0.0.0"), "{said}");
    // What is said on the command line stands over it, right or wrong.
    let said = refused("ALATAU_PORT", "80", &["serve", "--check", "--port", "abc"]);
    assert!(said.contains("--port") && !said.contains("ALATAU_PORT"), "{said}");
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
        let said = run_to(2, &["restore", &place(from), "--data", &place(into), "--no-kept"]);
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
    let said = run_to(2, &["restore", &place("copy"), "--data", &place("never")]);
    assert!(said.contains("--kept") && said.contains("--no-kept") && !folder.path().join("never").exists(), "{said}");
    let restored = run_to(0, &["restore", &place("copy"), "--data", &place("again"), "--no-kept", "--json"]);
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

/// The store of a city that stopped in the middle of a case.
fn stopped() -> tempfile::TempDir {
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
    folder
}

fn by_sql(sql: &'static str) -> impl Fn(&Path) {
    move |data| Connection::open(data.join("journal.sqlite")).unwrap().execute_batch(sql).unwrap()
}

#[test]
fn the_doctor_finds_each_damage_of_the_journal_by_the_check_that_is_meant_for_it() {
    let folder = stopped();
    let flip = "DROP TRIGGER contents_stay;
        UPDATE contents SET content = CAST(replace(CAST(content AS TEXT), 'A workshop', 'B workshop') AS BLOB)";
    assert_eq!(bad_after(folder.path(), by_sql(flip)), ["form", "contents", "states"]);
    // What is counted of a row is found where it was counted, too.
    let counted = ["counts", "figures", "states"];
    for (change, found) in [
        ("statutory = statutory + 1", &counted[2..]),
        ("applicant_time = applicant_time + 1", &counted[2..]),
        ("clock_since = clock_since - 1", &counted[2..]),
        ("filed = filed + 1", &counted[2..]),
        ("late = 1 - late", &counted),
        ("silences = silences + 1", &counted),
        ("closed = 17", &counted),
        ("applicant = applicant + 1", &counted[2..]),
        ("title = 'Another'", &counted[2..]),
        ("place = (SELECT id FROM words WHERE word <> 'alatau' LIMIT 1)", &counted[2..]),
        ("asked = replace(asked, 'level-2', 'level-1')", &counted[2..]),
        ("asked = replace(asked, 'resident-company', 'investor')", &counted[2..]),
    ] {
        let change = format!("UPDATE cases SET {change} WHERE case_no = 1");
        let bad = bad_after(folder.path(), |data| Connection::open(data.join("journal.sqlite")).unwrap().execute_batch(&change).unwrap());
        assert_eq!(bad, found, "{change}");
    }
    for (change, found) in [
        ("UPDATE tasks SET activity = activity + 100", &["states"][..]),
        ("DELETE FROM tasks", &["counts", "states"]),
        ("UPDATE tasks SET body = (SELECT id FROM words WHERE word = 'alatau')", &["counts", "states"]),
        ("UPDATE tasks SET since = since + 1", &["states"]),
        ("UPDATE case_counts SET cases = cases + 1", &["counts", "figures"]),
        ("UPDATE task_counts SET since = since + 86400000000 WHERE since > 0", &["counts"]),
    ] {
        let bad = bad_after(folder.path(), |data| Connection::open(data.join("journal.sqlite")).unwrap().execute_batch(change).unwrap());
        assert_eq!(bad, found, "{change}");
    }
    // Content that is gone was erased of a closed case by somebody, or was destroyed.
    let destroyed = "DELETE FROM contents; UPDATE cases SET key = NULL, title = '', asked = ''";
    assert_eq!(bad_after(folder.path(), by_sql(destroyed)), ["states"]);
    assert_eq!(bad_after(folder.path(), by_sql("DROP TRIGGER entries_stay; DROP INDEX cases_due")), ["form"]);
}

#[test]
fn the_doctor_finds_each_damage_of_the_files_by_the_check_that_is_meant_for_it() {
    let folder = stopped();
    let edit = |name: &'static str, from: &'static str, to: &'static str| {
        move |data: &Path| {
            let text = std::fs::read_to_string(data.join(name)).unwrap();
            assert!(text.contains(from), "no `{from}` in {text}");
            std::fs::write(data.join(name), text.replacen(from, to, 1)).unwrap();
        }
    };
    assert_eq!(bad_after(folder.path(), edit("log/figures.json", "\"filed\": 1", "\"filed\": 2")), ["figures"]);
    let unsigned = |data: &Path| {
        let text = std::fs::read_to_string(data.join("log/checkpoint")).unwrap();
        let at = text.rfind("=\n").unwrap() - 20;
        let other = if text[at..].starts_with('A') { "B" } else { "A" };
        std::fs::write(data.join("log/checkpoint"), [&text[..at], other, &text[at + 1..]].concat()).unwrap();
    };
    assert_eq!(bad_after(folder.path(), unsigned), ["keys"]);
    assert_eq!(bad_after(folder.path(), |data: &Path| std::fs::remove_file(data.join("log.key")).unwrap()), ["keys"]);
    let foreign = |data: &Path| std::fs::write(data.join("log.key"), "07".repeat(32)).unwrap();
    assert_eq!(bad_after(folder.path(), foreign), ["keys"]);
    let later = "INSERT OR REPLACE INTO settings VALUES ('last-alive', CAST('4070908800000000' AS BLOB))";
    assert_eq!(bad_after(folder.path(), by_sql(later)), ["clock"]);
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

#[test]
fn a_copy_in_which_anything_is_bad_is_not_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let data = folder.path().join("data");
    let server = Running::start(&data);
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    server.file(&token, "A workshop");
    server.stop();
    run_to(0, &["backup", &place("copy"), "--data", data.to_str().unwrap()]);
    for damage in [
        "DROP TRIGGER contents_stay; UPDATE contents SET content = x'7b7d'",
        "DELETE FROM tasks",
        "UPDATE cases SET title = 'Another'",
        "DELETE FROM contents; UPDATE cases SET key = NULL, title = '', asked = ''",
    ] {
        let _ = std::fs::remove_dir_all(place("bad"));
        std::fs::create_dir(place("bad")).unwrap();
        copy(&folder.path().join("copy"), &folder.path().join("bad"));
        Connection::open(folder.path().join("bad/journal.sqlite")).unwrap().execute_batch(damage).unwrap();
        let said = run_to(2, &["restore", &place("bad"), "--data", &place("again"), "--no-kept"]);
        assert!(said.contains("AL-4108") && !folder.path().join("again").exists(), "{damage}: {said}");
    }
    run_to(0, &["restore", &place("copy"), "--data", &place("again"), "--no-kept"]);
    examined(&folder.path().join("again"));
}

#[test]
fn a_copy_is_put_back_as_it_was_at_an_earlier_moment_and_begins_a_new_log() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let data = folder.path().join("data");
    let server = Running::start(&data);
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    let case = server.file(&token, "A workshop");
    let mut staff = Staff::new(&server, &operator);
    for _ in 0..2 {
        staff.step(&token, &case);
    }
    let then = server.get(&format!("/api/cases/{case}"), &token).is(200).json;
    server.stop();
    run_to(0, &["backup", &place("first"), "--data", data.to_str().unwrap(), "--json"]);
    let states = examined(&data);
    let server = Running::start(&data);
    server.send(&token, "POST", &format!("/api/cases/{case}/withdraw"), Value::Null).is(200);
    server.file(&token, "Another");
    server.stop();
    let copied: Value = serde_json::from_str(&run_to(0, &["backup", &place("copy"), "--data", data.to_str().unwrap(), "--json"])).unwrap();
    let first: Value =
        serde_json::from_str(&run_to(0, &["restore", &place("first"), "--data", &place("as-first"), "--no-kept", "--json"])).unwrap();
    assert!(first["leaves"].as_u64() < copied["leaves"].as_u64());
    let (until, signed) = (first["leaves"].to_string(), place("copy/log/checkpoint"));
    // With a checkpoint that covers more it would contradict what was signed.
    let said = run_to(1, &["restore", &place("copy"), "--data", &place("again"), "--until", &until, "--kept", &signed]);
    assert!(said.contains("new log"), "{said}");
    let restored = run_to(0, &["restore", &place("copy"), "--data", &place("again"), "--until", &until, "--no-kept", "--json"]);
    let restored: Value = serde_json::from_str(&restored).unwrap();
    assert_eq!((&restored["leaves"], &restored["root"], &restored["new-log"]), (&first["leaves"], &first["root"], &Value::from(true)));
    let again = folder.path().join("again");
    assert!(!again.join("log.key").exists() && !again.join("log/checkpoint").exists());
    assert_eq!(examined(&again), states, "every case is as it was");
    let server = Running::start(&again);
    assert_eq!(server.get(&format!("/api/cases/{case}"), &token).is(200).json["events"], then["events"]);
    server.send(&token, "POST", &format!("/api/cases/{case}/withdraw"), Value::Null).is(200);
    server.stop();
    examined(&again);
    run_to(2, &["restore", &place("copy"), "--data", &place("never"), "--until", "yesterday", "--no-kept"]);
    run_to(2, &["restore", &place("copy"), "--data", &place("never"), "--until", "999999", "--no-kept"]);
}

#[test]
fn a_demonstration_is_for_this_machine_and_finds_its_port_taken_before_it_is_filled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let data_text = data.to_str().unwrap();
    let said = run_to(2, &["serve", "--demo", "--data", data_text, "--listen", "192.0.2.1", "--public"]);
    assert!(said.contains("AL-4432") && !data.exists(), "{said}");
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let said = run_to(2, &["serve", "--demo", "--data", data_text, "--port", &port]);
    assert!(said.contains("--port") && !data.exists(), "{said}");
    let said = run_to(2, &["serve", "--data", data_text, "--port", &port]);
    assert!(said.contains("--port") && !data.exists(), "{said}");
}

/// The words that check a store before a start.
fn checking<'w>(data: &'w str, more: &[&'w str]) -> Vec<&'w str> {
    [&["serve", "--check", "--port", "0", "--data", data], more].concat()
}

#[test]
fn a_check_before_a_start_finds_what_would_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_str().unwrap();
    let server = Running::start(&data);
    let said = run_to(1, &checking(text, &[]));
    assert!(said.contains("AL-4106"), "{said}");
    let port = server.address.port().to_string();
    let elsewhere = folder.path().join("elsewhere");
    let said = run_to(2, &["serve", "--check", "--port", &port, "--data", elsewhere.to_str().unwrap()]);
    assert!(said.contains("--port"), "{said}");
    server.stop();
    run_to(0, &checking(text, &[]));
    let said = run_to(2, &checking(text, &["--origin", "bad name +x"]));
    assert!(said.contains("--origin"), "{said}");
    let said = run_to(2, &["serve", "--check", "--port", "0", "--data", "/proc/x"]);
    assert!(said.contains("--data"), "{said}");
    assert!(!elsewhere.exists(), "a check makes nothing");
    // A secret that is lost is not replaced.
    std::fs::rename(data.join("log.key"), folder.path().join("kept.key")).unwrap();
    for command in [checking(text, &[]), vec!["serve", "--port", "0", "--data", text]] {
        let said = run_to(2, &command);
        assert!(said.contains("is lost") && !data.join("log.key").exists(), "{said}");
    }
    std::fs::rename(folder.path().join("kept.key"), data.join("log.key")).unwrap();
    let mut bytes = std::fs::read(data.join("journal.sqlite")).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 64].fill(0xff);
    std::fs::write(data.join("journal.sqlite"), bytes).unwrap();
    assert!(run_to(1, &checking(text, &[])).contains("AL-4108"));
}

#[test]
fn what_is_due_on_a_day_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Running::with(super::process::program(&["serve", "--switch", "case-file-keeping=five-years"]), folder.path());
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    let [closed, _] = ["Closed", "Open"].map(|title| server.file(&token, title));
    server.send(&token, "POST", &format!("/api/cases/{closed}/withdraw"), Value::Null).is(200);
    server.stop();
    let due = |on: &str| -> Value { serde_json::from_str(&run_to(0, &["due", "--json", "--on", on, "--data", data])).unwrap() };
    let year: i32 = due("2026-01-01")["classes"][0]["kept"]["until"].as_str().unwrap()[..4].parse().unwrap();
    assert_eq!(year, 2031, "five years from the end of the year of a closing on that day");
    assert_eq!(due("2031-01-01")["due"], serde_json::json!([]));
    let listed = due("2099-01-01");
    assert_eq!(
        (listed["due"].as_array().unwrap().len(), &listed["due"][0]["case"], &listed["due"][0]["outcome"]),
        (1, &closed, &"withdrawn".into())
    );
    for (lang, word) in [("en", "Due to be erased"), ("ru", "Пора удалить"), ("kk", "өшіретін уақыты")] {
        assert!(run_to(0, &["due", "--on", "2099-01-01", "--data", data, "--lang", lang]).contains(word), "{lang}");
    }
    assert!(run_to(2, &["due", "--data", "/nowhere"]).contains("AL-4110"));
}

#[test]
fn a_store_keeps_the_readings_that_its_city_goes_by() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_str().unwrap();
    Running::start(&data).stop();
    run_to(0, &checking(text, &[]));
    run_to(0, &checking(text, &["--switch", "council-acts=adopted"]));
    let said = run_to(2, &checking(text, &["--switch", "council-acts=none"]));
    assert!(said.contains("AL-4440") && said.contains("council-acts=adopted") && said.contains("--new-readings"), "{said}");
    run_to(0, &checking(text, &["--switch", "council-acts=none", "--new-readings"]));
    // A file of settings names folder, law and language for the operators' commands, too.
    let file = folder.path().join("city.toml");
    std::fs::write(&file, format!("data = {text:?}\nlang = \"ru\"\n[switch]\ncouncil-acts = \"adopted\"\n")).unwrap();
    let file = file.to_str().unwrap();
    assert!(run_to(0, &["doctor", "--config", file]).contains("часы машины"));
    assert!(run_to(0, &["doctor", "--config", file, "--lang", "en"]).contains("the clock of the machine"));
    run_to(0, &["backup", folder.path().join("copy").to_str().unwrap(), "--config", file]);
    let said = run_to(2, &["doctor", "--data", "/nowhere"]);
    assert!(said.contains("AL-4110") && !said.contains("writable"), "{said}");
}

#[test]
fn a_city_that_was_out_for_long_waits_until_somebody_says_that_the_clock_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path());
    server.operator();
    server.stop();
    let alive = |micros: i64| {
        let sql = format!("INSERT OR REPLACE INTO settings VALUES ('last-alive', CAST('{micros}' AS BLOB))");
        Connection::open(folder.path().join("journal.sqlite")).unwrap().execute_batch(&sql).unwrap();
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64;
    let day = 86_400_000_000;
    for (last, status, word) in [(now - 44 * day, 200, ""), (now - 46 * day, 503, "--clock-is-right"), (now + day, 503, "behind")] {
        alive(last);
        let server = Running::start(folder.path());
        // The clock is looked at every second.
        std::thread::sleep(std::time::Duration::from_millis(2_500));
        let health = server.get("/api/health", "").is(status);
        assert!(health.text.contains(word), "{}", health.text);
        server.kill();
    }
    alive(now - 4_000 * day);
    let mut command = super::process::program(&[]);
    command.args(["serve", "--clock-is-right"]);
    let server = Running::with(command, folder.path());
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    server.get("/api/health", "").is(200);
    server.stop();
}
