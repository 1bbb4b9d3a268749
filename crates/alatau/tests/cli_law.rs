//! `alatau law` from the outside: what is printed, and how it ends.

mod cli;

use cli::{alatau, changed_law, golden, json};

const ADOPTED: [&str; 2] = ["--switch", "council-acts=adopted"];

fn explain(place: &str, on: &str, more: &[&str]) -> Vec<String> {
    let words = ["law", "explain", "building-permit", "--in", place, "--on", on].into_iter().chain(more.iter().copied());
    words.map(str::to_string).collect()
}

fn explained(place: &str, on: &str, more: &[&str]) -> serde_json::Value {
    let words = explain(place, on, &[more, &["--json"]].concat());
    let (code, value) = json(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, 0);
    value
}

/// Without the line that names the hash: any change of law changes it, and another test holds it.
fn without_hash(text: &str, hash: &str) -> String {
    text.lines().filter(|line| !line.contains(hash)).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_shipped_law_is_sound() {
    let run = alatau(&["law", "check"]);
    assert_eq!((run.code, run.out.lines().last()), (0, Some("0 errors, 0 warnings")), "{}", run.out);
    let (code, found) = json(&["law", "check", "--json"]);
    assert_eq!((code, found["errors"].as_array().map(Vec::len)), (0, Some(0)));
}

#[test]
fn the_tests_beside_the_acts_pass() {
    let run = alatau(&["law", "test"]);
    assert!(run.code == 0 && run.out.ends_with(" passed, 0 failed, 0 skipped\n"), "{}", run.out);
    let (_, found) = json(&["law", "test", "--json"]);
    assert_eq!((found["suite"].as_str(), found["failed"].as_i64()), (Some("law"), Some(0)));
}

#[test]
fn a_failed_test_is_the_answer_no() {
    let change = |text: &str| text.replacen("parameter.initial-stage: merged", "parameter.initial-stage: separate", 1);
    let folder = changed_law("failed-test", "acts/alatau-council-building.test.yaml", change);
    let words = ["law", "test", "--law", folder.to_str().unwrap()];
    let run = alatau(&words);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("expected separate, the law says merged") && run.out.ends_with("1 failed, 0 skipped\n"), "{}", run.out);
    let (code, found) = json(&[&words[..], &["--json"]].concat());
    assert_eq!((code, found["failures"].as_array().map(Vec::len)), (1, Some(1)));
}

#[test]
fn every_command_speaks_three_languages() {
    let said = |words: &[&str]| {
        let texts = ["en", "kk", "ru"].map(|lang| alatau(&[words, &["--lang", lang]].concat()).out);
        assert!(texts.iter().all(|text| !text.is_empty()), "{words:?}");
        assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2], "{words:?}: {}", texts[1]);
    };
    said(&["law", "check"]);
    said(&["law", "at", "2026-11-02"]);
    said(&["law", "coverage"]);
    said(&["calendar", "due", "2026-11-02", "30 working-days"]);
    for place in ["ordinary", "sez", "alatau-facade", "alatau"] {
        said(&["law", "explain", "building-permit", "--in", place, "--on", "2026-11-02"]);
    }
    said(&["law", "explain", "building-permit", "--in", "alatau", "--on", "2026-11-02", "--switch", "council-acts=adopted"]);
}

#[test]
fn explain_shows_the_two_regimes() {
    for (name, place, more) in [("explain-ordinary.txt", "ordinary", &[][..]), ("explain-alatau.txt", "alatau", &ADOPTED[..])] {
        let words = explain(place, "2026-11-02", more);
        let run = alatau(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{}", run.err);
        let hash = explained(place, "2026-11-02", more)["law"].as_str().unwrap().to_string();
        golden(name, &without_hash(&run.out, &hash));
    }
}

/// 1 November 2026 is a Sunday: law is chosen by the day of filing, clocks start on Monday.
#[test]
fn the_council_act_governs_from_the_sunday_on() {
    let day = |on: &str| explained("alatau", on, &ADOPTED);
    let (before, sunday, monday) = (day("2026-10-31"), day("2026-11-01"), day("2026-11-02"));
    let procedures = [&before, &sunday, &monday].map(|found| found["procedure"].as_str().unwrap().to_string());
    assert_eq!(procedures, ["building-permit.bpmn", "building-permit-parallel.bpmn", "building-permit-parallel.bpmn"]);
    assert_eq!([&before, &sunday, &monday].map(|found| found["registered"].as_str().unwrap().to_string()), ["2026-11-02"; 3]);
    let service = before["why"].as_array().unwrap().iter().find(|why| why["slot"] == "service.building-permit").unwrap();
    let lines = service["lines"].as_array().unwrap();
    let council = lines.iter().find(|line| line["rule"].as_str().unwrap().starts_with("alatau-council-building")).unwrap();
    assert_eq!((council["principle"].as_str(), council["because"].as_str()), (Some("time"), Some("it begins on 1\u{a0}November 2026")));
}

#[test]
fn without_the_council_act_the_city_is_the_facade() {
    let steps = |place: &str, more: &[&str]| explained(place, "2026-11-02", more)["steps"].clone();
    assert_eq!(steps("alatau", &[]), steps("alatau-facade", &[]));
    assert_ne!(steps("alatau", &ADOPTED), steps("alatau-facade", &[]));
}

#[test]
fn a_decisive_question_is_named() {
    let found = explained("alatau", "2026-11-02", &ADOPTED);
    let switch = found["switches"].as_array().unwrap().iter().find(|switch| switch["name"] == "council-acts").unwrap();
    assert_eq!(switch["value"], "adopted");
    assert!(switch["decides"].as_array().unwrap().iter().any(|slot| slot == "service.building-permit"));
}

#[test]
fn wrong_words_are_refused_with_those_that_exist() {
    let at = |words: &[&str]| -> (i32, String) {
        let run = alatau(words);
        assert_eq!(run.out, "", "{words:?}");
        (run.code, run.err)
    };
    let refuses = |words: &[&str], named: &str| {
        let (code, said) = at(words);
        assert!(code == 2 && said.contains(named), "{words:?} gave {code}: {said}");
    };
    let base = ["law", "explain", "building-permit", "--in", "alatau", "--on", "2026-11-02"];
    let with = |index: usize, word: &'static str| {
        let mut words = base;
        words[index] = word;
        words
    };
    refuses(&with(2, "fishing"), "building-permit");
    refuses(&with(4, "atlantis"), "alatau-facade");
    refuses(&with(6, "2026-02-30"), "YYYY-MM-DD");
    refuses(&with(6, "1999-01-01"), "2021-07-01");
    refuses(&[&base[..], &["--class", "level-9"]].concat(), "level-1, level-2, level-3");
    refuses(&[&base[..], &["--person", "ghost"]].concat(), "foreign-investor");
    refuses(&[&base[..], &["--switch", "council-act=adopted"]].concat(), "council-acts");
    refuses(&[&base[..], &["--switch", "council-acts=perhaps"]].concat(), "none, adopted");
    refuses(&[&base[..], &["--switch", "council-acts"]].concat(), "NAME=VALUE");
    refuses(&[&base[..], &["--lang", "de"]].concat(), "kk, ru or en");
    refuses(&["law", "test", "--switch", "nothing=x"], "council-acts");
    refuses(&["law", "at", "soon"], "YYYY-MM-DD");
    refuses(&["law", "check", "nowhere-at-all"], "acts");
}

/// The place of the first error of a code: file, line, column.
fn first_error(folder: &std::path::Path, code: &str) -> (String, i64, String) {
    let words = ["law", "check", folder.to_str().unwrap()];
    let (ended, found) = json(&[&words[..], &["--json"]].concat());
    assert_eq!(ended, 1, "{found:#}");
    let errors = found["errors"].as_array().unwrap();
    let error = errors.iter().find(|error| error["code"] == code).unwrap_or_else(|| panic!("no {code}: {found:#}"));
    let (file, line, column) = (error["file"].as_str().unwrap(), error["line"].as_i64().unwrap(), error["column"].as_i64().unwrap());
    let shown = alatau(&words).out;
    assert!(shown.contains(&format!("--> {file}:{line}:{column}")) && shown.contains(&format!("error[{code}]")), "{shown}");
    assert!(error["help"].as_str().is_some_and(|help| !help.is_empty()));
    (file.to_string(), line, error["excerpt"].as_str().unwrap().to_string())
}

#[test]
fn a_broken_act_is_named_by_file_line_and_excerpt() {
    let folder = changed_law("broken-act", "acts/permits-law.md", |text| text.replacen("length = ", "lenght = ", 1));
    let (file, line, _) = first_error(&folder, "AL-1001");
    assert!(file == "acts/permits-law.md" && line > 1, "{file}:{line}");
    assert!(alatau(&["law", "check", folder.to_str().unwrap()]).out.contains("| lenght = "));
    let run = alatau(&["law", "explain", "building-permit", "--in", "alatau", "--on", "2026-11-02", "--law", folder.to_str().unwrap()]);
    assert!(run.code == 2 && run.err.contains("did you mean `length`?"), "{}", run.err);
}

#[test]
fn a_broken_procedure_is_named_by_file_and_line() {
    let folder = changed_law("broken-bpmn", "procedures/building-permit.bpmn", |text| text.replacen("</process>", "</proces>", 1));
    let words = ["law", "check", folder.to_str().unwrap()];
    let run = alatau(&words);
    assert!(run.code == 1 && run.out.contains("--> procedures/building-permit.bpmn:"), "{}", run.out);
    let folder = changed_law("script", "procedures/building-permit.bpmn", |text| text.replacen("userTask id", "scriptTask id", 1));
    assert!(alatau(&["law", "check", folder.to_str().unwrap()]).out.contains("scriptTask"));
}

#[test]
fn an_element_without_citation_is_refused() {
    let change = |text: &str| text.replacen(" al:effort=\"completeness-initial\" al:cites=\"permits-law#completeness\"", "", 1);
    let folder = changed_law("uncited", "procedures/building-permit.bpmn", change);
    let (file, _, excerpt) = first_error(&folder, "AL-1501");
    assert!(file == "procedures/building-permit.bpmn" && excerpt.contains("check-completeness"), "{excerpt}");
}

#[test]
fn a_citation_that_does_not_exist_is_refused() {
    let change = |text: &str| text.replacen("al:cites=\"permits-law#completeness\"", "al:cites=\"permits-law#completenes\"", 1);
    let folder = changed_law("dangling", "procedures/building-permit.bpmn", change);
    assert!(first_error(&folder, "AL-1102").2.contains("completenes\""));
}

#[test]
fn silence_that_leads_elsewhere_is_refused() {
    let branch = "<sequenceFlow id=\"f-sketch-by-silence-sketch-done\" name=\"approved\"";
    let change = |text: &str| {
        let at = text.find(branch).expect("the flow is drawn");
        let (before, after) = text.split_at(at);
        format!("{before}{}", after.replacen("silence = \"approved\"", "silence = \"refused\"", 1))
    };
    let folder = changed_law("contradiction", "procedures/building-permit.bpmn", change);
    assert!(first_error(&folder, "AL-1402").2.contains("sketch-silent"));
}

#[test]
fn a_judgement_is_for_humans() {
    let judged = "serviceTask id=\"check-completeness\" al:judgement=\"judgement.complete\" ";
    let change = |text: &str| {
        let (before, after) = text.split_once("userTask id=\"check-completeness\" ").expect("the task is drawn");
        format!("{before}{judged}{}", after.replacen("</userTask>", "</serviceTask>", 1))
    };
    let folder = changed_law("computed", "procedures/building-permit.bpmn", change);
    assert!(first_error(&folder, "AL-1502").2.contains("check-completeness"));
}

#[test]
fn a_missing_silence_is_refused() {
    let change = |text: &str| text.replacen("rule = \"silence.opinion\"\n", "rule = \"silence.complaint\"\n", 1);
    let folder = changed_law("no-silence", "acts/permits-law.md", change);
    first_error(&folder, "AL-1401");
}

#[test]
fn help_names_what_is_there() {
    let run = alatau(&["--help"]);
    for word in ["law", "calendar", "--lang", "--threads", "--switch", "--law"] {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
}

#[test]
fn a_published_block_that_was_edited_is_found_against_the_earlier_state() {
    let folder = changed_law("edited-block", "acts/permits-law.md", |text| text.replacen("length = 2\n", "length = 3\n", 1));
    let words = ["law", "check", folder.to_str().unwrap(), "--against", cli::shipped().to_str().unwrap(), "--json"].map(str::to_string);
    let (code, found) = json(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let edited = found["errors"].as_array().unwrap().iter().find(|error| error["code"] == "AL-1201").expect("it is told").clone();
    assert_eq!((code, edited["file"].as_str()), (1, Some("acts/permits-law.md")));
    assert_eq!(edited["excerpt"].as_str(), Some("length = 3"));
    let same = alatau(&["law", "check", "--against", cli::shipped().to_str().unwrap()]);
    assert_eq!((same.code, same.out.lines().last()), (0, Some("0 errors, 0 warnings")), "{}", same.out);
}

#[test]
fn a_test_with_an_unknown_key_or_slot_is_told_with_the_nearest_word() {
    let file = "acts/alatau-council-building.test.yaml";
    for (from, to, says) in [
        ("parameter.initial-stage: merged", "parameter.initial-stag: merged", "did you mean `parameter.initial-stage`?"),
        ("place: [kazakhstan", "plase: [kazakhstan", "did you mean `place`?"),
        ("parameter.initial-stage: merged", "parameter.initial-stage: { is: merged, grad: assumed }", "did you mean `grade`?"),
        ("class: level-2", "class: level-4", "there is no class `level-4`"),
        ("filed: 2026-11-01", "filed: 2026-11-41", "2026-11-41"),
    ] {
        let folder = changed_law("unknown-word", file, |text| text.replacen(from, to, 1));
        let run = alatau(&["law", "test", "--law", folder.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(says) && run.err.contains(file), "{to}: {}", run.err);
    }
}

#[test]
fn a_test_may_state_the_minute_of_filing_the_winner_and_its_grade() {
    let test = "- it: registers what comes in after closing on the next day\n  given: { place: kazakhstan, class: level-2, filed: 2026-11-02T18:10 }\n  \
                then:\n    term.opinion: { is: 2026-11-17, act: permits-law, grade: reported }\n";
    let closes = |text: &str| text.replace("rule = \"calendar.kz.2026\"\n", "rule = \"calendar.kz.2026\"\ncloses = \"18:00\"\n");
    let folder = changed_law("minute", "acts/calendar-kz.md", closes);
    std::fs::write(folder.join("acts/permits-law.test.yaml"), test).expect("a file of our own");
    let run = alatau(&["law", "test", "--law", folder.to_str().unwrap()]);
    assert!(run.out.ends_with(" passed, 0 failed, 0 skipped\n"), "{}", run.out);
    std::fs::write(folder.join("acts/permits-law.test.yaml"), test.replace("T18:10", "T17:50")).expect("a file of our own");
    let run = alatau(&["law", "test", "--law", folder.to_str().unwrap()]);
    assert!(run.out.contains("expected 2026-11-17, the law says 2026-11-16"), "{}", run.out);
}
