//! `alatau compare` from the outside: the same bytes on any number of threads,
//! refusals that say where, and a run that is stopped.

mod cli;

use cli::{alatau, json, shipped};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A folder of our own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compare_run").join(name);
    std::fs::create_dir_all(&folder).expect("a folder of our own");
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("a path in UTF-8").to_string()
}

fn write(name: &str, text: &str) -> String {
    let folder = folder("cases");
    std::fs::write(folder.join(name), text).expect("a file of our own");
    path(&folder, name)
}

/// The header and a few of the shipped records: mostly of the headline, and some others.
fn records(count: usize) -> Vec<String> {
    let text = std::fs::read_to_string(shipped().join("cases/calgary-building-permits.csv")).expect("the shipped cases");
    let mut lines = text.lines().filter(|l| !l.contains(['"', ';'])).map(str::to_string);
    let header = lines.next().expect("a header");
    let (commercial, others): (Vec<String>, Vec<String>) = lines.partition(|l| l.contains("Commercial / Multi Family Project"));
    let some = commercial.into_iter().take(count - count / 4).chain(others.into_iter().take(count / 4));
    std::iter::once(header).chain(some).collect()
}

fn few() -> String {
    records(20).join("\n") + "\n"
}

/// Refused with exit code 2, and every word of `named` in what is said.
fn refused(words: &[&str], named: &[&str]) {
    let run = alatau(words);
    assert_eq!(run.code, 2, "{words:?}: {}{}", run.out, run.err);
    assert!(run.out.is_empty(), "{words:?}: {}", run.out);
    for word in named {
        assert!(run.err.contains(word), "`{word}` is not said: {}", run.err);
    }
}

/// Standard output and error of a comparison of one replication that succeeds.
fn compared(cases: &str) -> (serde_json::Value, String) {
    let run = alatau(&["compare", "--cases", cases, "--replications", "1", "--json", "-"]);
    assert_eq!(run.code, 0, "{}", run.err);
    (serde_json::from_str(&run.out).expect("JSON"), run.err)
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two() {
    let cases = write("same.csv", &(records(60).join("\n") + "\n"));
    let words = ["compare", "--cases", &cases, "--replications", "2", "--seed", "7", "--json", "-"];
    let by_variable = |threads: &str| {
        let run =
            Command::new(env!("CARGO_BIN_EXE_alatau")).args(words).env("RAYON_NUM_THREADS", threads).output().expect("the program starts");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).expect("UTF-8")
    };
    let first = by_variable("1");
    assert_eq!(first, by_variable("2"));
    assert_eq!(first, alatau(&[&words[..], &["--threads", "2"]].concat()).out);
    let elsewhere = folder("elsewhere");
    std::fs::copy(&cases, elsewhere.join("same.csv")).expect("a file can be copied");
    let moved = alatau(&["compare", "--cases", &path(&elsewhere, "same.csv"), "--replications", "2", "--seed", "7", "--json", "-"]);
    assert_eq!(first, moved.out, "the folder of the cases is not in the answer");
    let other = alatau(&["compare", "--cases", &cases, "--replications", "2", "--seed", "8", "--json", "-"]);
    assert_ne!(first, other.out);
    holds_nothing_of_this_machine(&first);
}

/// Neither a path nor the host nor an instant of today.
fn holds_nothing_of_this_machine(text: &str) {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    assert!(host.len() < 4 || !text.contains(host), "the host {host}");
    for place in [env!("CARGO_MANIFEST_DIR"), env!("CARGO_TARGET_TMPDIR"), env!("CARGO_BIN_EXE_alatau")] {
        assert!(!text.contains(place), "{place}");
    }
    let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
    for key in &keys {
        assert!(!["time", "host", "path", "elapsed", "threads", "version"].contains(&key.as_str()), "{key}");
    }
}

#[test]
fn an_answer_has_its_parts_and_the_levers_sum_to_the_difference() {
    let (code, answer) = json(&["compare", "--cases", &write("parts.csv", &few()), "--replications", "2", "--json", "-"]);
    assert_eq!(code, 0);
    let difference = &answer["differences"][0];
    assert_eq!((difference["a"].as_str(), difference["b"].as_str()), (Some("alatau-facade"), Some("alatau")));
    let levers = difference["levers"].as_array().expect("levers");
    let saved: f64 = levers.iter().map(|l| l["days"]["mean"].as_f64().expect("a number")).sum();
    assert!((saved + difference["median_days"].as_f64().expect("a number")).abs() < 1e-9);
    assert_eq!(answer["stopped_early"], false);
    assert_eq!(answer["mix"]["records"], 20);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    refused(&["compare", "--replications", "0"], &["--replications"]);
    refused(&["compare", "--replications=-3"], &["--replications"]);
    refused(&["compare", "--seed", "often"], &["--seed"]);
    refused(&["compare", "--from", "2024-02-30"], &["2024-02-30"]);
    refused(&["compare", "dog-licence"], &["dog-licence", "building-permit"]);
    refused(&["compare", "--switch", "council-acts=perhaps"], &["council-acts", "perhaps", "adopted"]);
    refused(&["compare", "--cases", "none.csv"], &["none.csv"]);
    refused(&["compare", "--law", "nowhere"], &["nowhere"]);
}

#[test]
fn a_report_that_cannot_be_written_fails_before_anything_is_computed() {
    let folder = folder("report");
    let folder = folder.to_str().expect("a path in UTF-8");
    for option in ["--report", "--json"] {
        for target in ["/nowhere/at/all.html", folder] {
            let began = Instant::now();
            refused(&["compare", "--replications", "10000", option, target], &[target]);
            assert!(began.elapsed() < Duration::from_secs(5), "{option} {target}");
        }
    }
}

#[test]
fn a_run_that_fails_leaves_the_report_of_an_earlier_one() {
    let folder = folder("kept");
    let (report, json) = (path(&folder, "report.html"), path(&folder, "answer.json"));
    std::fs::write(&report, "kept").expect("a file of our own");
    std::fs::write(&json, "kept").expect("a file of our own");
    let empty = write("empty-at-last.csv", "");
    refused(&["compare", "--cases", &empty, "--report", &report, "--json", &json], &["AL-3001"]);
    for file in [&report, &json] {
        assert_eq!(std::fs::read_to_string(file).expect("still there"), "kept");
        assert!(!Path::new(&format!("{file}.partial")).exists(), "nothing is left lying about");
    }
}

#[test]
fn records_that_cannot_be_read_are_refused_with_file_line_and_column() {
    let mut lines = records(8);
    let number = lines[3].split(',').next().expect("a number").to_string();
    let applied = lines[3].split(',').nth(2).expect("a day").to_string();
    lines[3] = lines[3].replacen(&applied, "2024-02-30", 1);
    refused(&["compare", "--cases", &write("day.csv", &lines.join("\r\n"))], &["AL-3006", "day.csv:4:", "2024-02-30", &number]);
    refused(&["compare", "--cases", &write("empty.csv", "")], &["AL-3001", "empty.csv"]);
    refused(&["compare", "--cases", &write("header.csv", &records(4)[0])], &["AL-3012", "header.csv"]);
    refused(&["compare", "--cases", &write("words.csv", "what is this\nno permits\n")], &["AL-3004", "words.csv:1:"]);
    let mut short = records(4);
    short[2] = short[2].split(',').take(5).collect::<Vec<_>>().join(",");
    refused(&["compare", "--cases", &write("short.csv", &short.join("\n"))], &["AL-3008", "short.csv:3:"]);
}

#[test]
fn nothing_left_of_the_headline_is_refused() {
    let mut lines = records(40);
    lines.retain(|l| !l.contains("Commercial / Multi Family Project"));
    assert!(lines.len() > 5);
    refused(&["compare", "--cases", &write("rest.csv", &lines.join("\n"))], &["AL-3012", "rest.csv"]);
}

#[test]
fn a_header_in_the_middle_line_ends_of_windows_and_another_delimiter_change_no_figure() {
    let name = "form.csv";
    let (plain, said) = compared(&write(name, &few()));
    assert!(said.is_empty(), "{said}");
    let mut twice = records(20);
    twice.insert(9, twice[0].clone());
    let (other, said) = compared(&write(name, &twice.join("\n")));
    assert_eq!(plain, other);
    assert!(said.contains("AL-3005") && said.contains("form.csv:10:"), "{said}");
    let (other, said) = compared(&write(name, &few().replace('\n', "\r\n")));
    assert_eq!((&plain, ""), (&other, said.as_str()));
    let (other, said) = compared(&write(name, &few().replace(',', ";")));
    assert_eq!(plain, other);
    assert!(said.contains("AL-3003"), "{said}");
}

#[test]
fn records_that_contradict_themselves_are_kept_out_with_a_word() {
    let (plain, _) = compared(&write("mixed.csv", &few()));
    let mut lines = records(20);
    lines.push(lines[5].clone());
    let mut early: Vec<String> = lines[2].split(',').map(str::to_string).collect();
    (early[0], early[3]) = ("BP-early".into(), "1999-01-01".into());
    lines.push(early.join(","));
    let (other, said) = compared(&write("mixed.csv", &lines.join("\n")));
    assert_eq!(plain, other);
    assert!(said.contains("AL-3010") && said.contains("mixed.csv:22:"), "{said}");
    assert!(said.contains("AL-3009") && said.contains("mixed.csv:23:"), "{said}");
}

/// Ctrl-C: what is finished is kept and shown, and nobody can take it for the whole.
#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_keeps_what_is_finished_and_says_so() {
    let folder = folder("stopped");
    let (report, json) = (path(&folder, "report.html"), path(&folder, "answer.json"));
    let words = ["compare", "--cases", &write("stopped.csv", &few()), "--replications", "10000", "--report", &report, "--json", &json];
    let mut command = Command::new(env!("CARGO_BIN_EXE_alatau"));
    let running = command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_secs(3));
    let began = Instant::now();
    let sent = Command::new("kill").args(["-INT", &running.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
    let ended = running.wait_with_output().expect("it ends");
    let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(0), "{out}{err}");
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(out.contains("stopped before all replications were done"), "{out}");
    let answer: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).expect("the answer")).expect("JSON");
    assert_eq!(answer["stopped_early"], true);
    assert!((1..10_000).contains(&answer["replications"].as_u64().expect("a number")));
    assert!(std::fs::read_to_string(&report).expect("the report").contains("</html>"));
}
