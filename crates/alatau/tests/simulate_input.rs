//! `alatau simulate` on input that is wrong: it says where and what to do, and ends with 2.

mod cli;

use cli::alatau;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(data(name)).expect("the data of the benchmarks")
}

/// A file of our own with this text.
fn file(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulate_input");
    std::fs::create_dir_all(&folder).expect("a folder of our own");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file of our own");
    path.to_str().expect("a path in UTF-8").to_string()
}

fn bpmn() -> String {
    data("permit-simulation.bpmn").to_str().expect("a path in UTF-8").to_string()
}

fn scenario() -> String {
    data("permit-simulation.json").to_str().expect("a path in UTF-8").to_string()
}

/// Refused with exit code 2, and every word of `named` in what is said; nothing on standard output.
fn refused(words: &[&str], named: &[&str]) {
    let run = alatau(words);
    assert_eq!(run.code, 2, "{words:?}: {}{}", run.out, run.err);
    assert!(run.out.is_empty(), "{words:?}: {}", run.out);
    for word in named {
        assert!(run.err.contains(word), "`{word}` is not said: {}", run.err);
    }
}

fn simulate(bpmn: &str, scenario: &str, named: &[&str]) {
    refused(&["simulate", "--bpmn", bpmn, "--scenario", scenario, "--cases", "10"], named);
}

#[test]
fn a_broken_procedure_is_named_with_its_line() {
    let good = text("permit-simulation.bpmn");
    simulate(&file("cut.bpmn", &good[..good.len() / 2]), &scenario(), &["cut.bpmn:", "help"]);
    simulate(&file("empty.bpmn", ""), &scenario(), &["empty.bpmn"]);
    simulate(&file("no.bpmn", "this is no XML"), &scenario(), &["no.bpmn:1:"]);
    let script =
        good.replace("<task id=\"T5\"", "\n<scriptTask id=\"T5\"").replacen("</task><task id=\"T6\"", "</scriptTask><task id=\"T6\"", 1);
    simulate(&file("script.bpmn", &script), &scenario(), &["script.bpmn:2:", "T5"]);
    let nowhere = good.replace("targetRef=\"T9\"", "targetRef=\"T99\"");
    simulate(&file("nowhere.bpmn", &nowhere), &scenario(), &["nowhere.bpmn:", "T99"]);
}

#[test]
fn a_broken_scenario_is_named_with_line_and_column() {
    let good = text("permit-simulation.json");
    let lines: Vec<&str> = good.lines().collect();
    let cut = lines[..40].join("\n");
    simulate(&bpmn(), &file("cut.json", &cut), &["AL-3101", "cut.json:40:"]);
    let mut wrong: Vec<&str> = lines.clone();
    let at = lines.iter().position(|l| l.trim() == "\"amount\": 1,").expect("an amount");
    wrong[at] = "     \"amount\": \"many\",";
    simulate(&bpmn(), &file("amount.json", &wrong.join("\n")), &["AL-3101", &format!("amount.json:{}:", at + 1), "many"]);
    simulate(&bpmn(), &file("empty.json", ""), &["AL-3101", "empty.json"]);
    simulate(&bpmn(), &file("list.json", "[]"), &["AL-3101", "list.json:1:"]);
}

#[test]
fn probabilities_that_do_not_sum_to_one_are_refused_at_their_gateway() {
    let good = text("permit-simulation.json");
    let line = 1 + good.lines().position(|l| l.contains("\"GS\"")).expect("the gateway");
    let more = good.replace("0.75", "0.85");
    simulate(&bpmn(), &file("more.json", &more), &["AL-3101", &format!("more.json:{line}:"), "GS", "1.1"]);
    let negative = good.replace("0.25", "-0.25").replace("0.75", "1.25");
    simulate(&bpmn(), &file("negative.json", &negative), &["AL-3101", "GS"]);
}

#[test]
fn resources_calendars_tasks_and_distributions_that_are_not_there_are_refused() {
    let good = text("permit-simulation.json");
    let unknown = good.replacen("\"resource_id\": \"clerk_0\"", "\"resource_id\": \"nobody\"", 1);
    simulate(&bpmn(), &file("nobody.json", &unknown), &["AL-3101", "nobody", "nobody.json:"]);
    let calendar = good.replace("\"calendar\": \"cal_lead\"", "\"calendar\": \"cal_none\"");
    simulate(&bpmn(), &file("calendar.json", &calendar), &["AL-3101", "cal_none", "calendar.json:"]);
    let task = good.replace("\"task_id\": \"T7\"", "\"task_id\": \"T77\"");
    simulate(&bpmn(), &file("task.json", &task), &["T77", "T7", "task.json"]);
    let distribution = good.replacen("\"distribution_name\": \"expon\"", "\"distribution_name\": \"weird\"", 1);
    simulate(&bpmn(), &file("weird.json", &distribution), &["AL-3101", "weird", "expon"]);
    let negative = good.replace("\"value\": 1200.0", "\"value\": -1200.0");
    simulate(&bpmn(), &file("past.json", &negative), &["AL-3101", "past.json:"]);
}

#[test]
fn a_wrong_number_of_cases_and_files_that_are_not_there_are_refused() {
    let (bpmn, scenario) = (bpmn(), scenario());
    for cases in ["0", "-1", "many", "99999999999"] {
        let option = format!("--cases={cases}");
        refused(&["simulate", "--bpmn", &bpmn, "--scenario", &scenario, &option], &["--cases"]);
    }
    refused(&["simulate", "--bpmn", "none.bpmn", "--scenario", &scenario, "--cases", "1"], &["none.bpmn"]);
    refused(&["simulate", "--bpmn", &bpmn, "--scenario", "none.json", "--cases", "1"], &["none.json"]);
    refused(&["simulate", "--bpmn", &bpmn, "--scenario", &scenario, "--cases", "1", "--from", "2024-02-30"], &["2024-02-30"]);
    let latin = Path::new(&file("latin.json", "")).to_path_buf();
    std::fs::write(&latin, [b'{', 0xe9, b'}']).expect("a file of our own");
    refused(&["simulate", "--bpmn", &bpmn, "--scenario", latin.to_str().expect("UTF-8"), "--cases", "1"], &["latin.json", "UTF-8"]);
}

/// Chance is drawn when a task is completed; a circle of timers alone would never end.
#[test]
fn a_circle_past_timers_alone_is_refused() {
    let circle = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">
<startEvent id=\"s\"/><task id=\"T1\"/><exclusiveGateway id=\"in\"/><exclusiveGateway id=\"x\"/><endEvent id=\"e\"/>
<intermediateCatchEvent id=\"w\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
<sequenceFlow id=\"f1\" sourceRef=\"s\" targetRef=\"T1\"/><sequenceFlow id=\"f2\" sourceRef=\"T1\" targetRef=\"in\"/>
<sequenceFlow id=\"f3\" sourceRef=\"in\" targetRef=\"w\"/><sequenceFlow id=\"f4\" sourceRef=\"w\" targetRef=\"x\"/>
<sequenceFlow id=\"again\" sourceRef=\"x\" targetRef=\"in\"/><sequenceFlow id=\"out\" sourceRef=\"x\" targetRef=\"e\"/></process></definitions>";
    let mut scenario: serde_json::Value = serde_json::from_str(&text("permit-simulation.json")).expect("JSON");
    let register = scenario["task_resource_distribution"][0].clone();
    scenario["task_resource_distribution"] = vec![register].into();
    let half = |path: &str| serde_json::json!({ "path_id": path, "value": 0.5 });
    scenario["gateway_branching_probabilities"] = serde_json::json!([{ "gateway_id": "x", "probabilities": [half("again"), half("out")] }]);
    let scenario = file("circle.json", &scenario.to_string());
    simulate(&file("circle.bpmn", circle), &scenario, &["`x`", "task"]);
    let worked = circle.replace("sourceRef=\"w\" targetRef=\"x\"", "sourceRef=\"w\" targetRef=\"T1\"");
    let worked = worked.replace("sourceRef=\"T1\" targetRef=\"in\"", "sourceRef=\"T1\" targetRef=\"x\"");
    let run = alatau(&["simulate", "--bpmn", &file("worked.bpmn", &worked), "--scenario", &scenario, "--cases", "50"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn a_path_that_cannot_be_written_fails_before_anything_is_computed() {
    let (bpmn, scenario) = (bpmn(), scenario());
    let folder = env!("CARGO_TARGET_TMPDIR");
    for option in ["--json", "--log"] {
        for path in ["/nowhere/at/all.out", folder] {
            let began = Instant::now();
            refused(&["simulate", "--bpmn", &bpmn, "--scenario", &scenario, "--cases", "100000000", option, path], &[path]);
            assert!(began.elapsed() < Duration::from_secs(5), "{option} {path}");
        }
    }
}

#[test]
fn a_run_that_fails_leaves_the_result_of_an_earlier_one() {
    let kept = file("kept.json", "kept");
    refused(&["simulate", "--bpmn", &bpmn(), "--scenario", "none.json", "--cases", "5", "--json", &kept], &["none.json"]);
    assert_eq!(std::fs::read_to_string(&kept).expect("still there"), "kept");
    assert!(!Path::new(&format!("{kept}.partial")).exists(), "nothing is left lying about");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (bpmn, scenario) = (bpmn(), scenario());
    let run = |seed: &str| {
        let log = file(&format!("log-{seed}.csv"), "");
        let found = alatau(&[
            "simulate",
            "--bpmn",
            &bpmn,
            "--scenario",
            &scenario,
            "--cases",
            "2000",
            "--seed",
            seed,
            "--log",
            &log,
            "--json",
            "-",
        ]);
        assert_eq!(found.code, 0, "{}", found.err);
        (found.out, std::fs::read_to_string(&log).expect("the log"))
    };
    let first = run("7");
    assert_eq!(first, run("7"));
    assert_ne!(first.0, run("8").0);
    assert!(first.1.starts_with("case,activity,resource,enabled_ms,start_ms,end_ms\n"));
    let figures: serde_json::Value = serde_json::from_str(&first.0).expect("JSON");
    assert_eq!(first.1.lines().count() as u64, 1 + figures["activities"].as_u64().expect("a number"));
    assert!(!first.0.contains(env!("CARGO_MANIFEST_DIR")), "no path of this machine: {}", first.0);
}
