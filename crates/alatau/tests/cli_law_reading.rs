//! `alatau law at`, `trace`, `diff`, `coverage`, `export` and `import` from the outside.

mod cli;

use cli::{alatau, changed_law, golden, json, shipped};
use std::path::PathBuf;

const LANGUAGES: [&str; 3] = ["en", "kk", "ru"];

/// What a command prints in a language.
fn said(words: &[&str], lang: &str) -> String {
    let run = alatau(&[words, &["--lang", lang]].concat());
    assert_eq!(run.code, 0, "{words:?}: {}", run.err);
    run.out
}

#[test]
fn coverage_is_one_screen() {
    for lang in LANGUAGES {
        let text = said(&["law", "coverage"], lang);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= 80 && text.lines().count() <= 40, "{lang}: {widest} x {}\n{text}", text.lines().count());
        golden(&format!("coverage-{lang}.txt"), &text);
    }
    let (_, found) = json(&["law", "coverage", "--json"]);
    let acts = found["acts"].as_array().expect("acts");
    let missing: Vec<&str> =
        acts.iter().flat_map(|act| act["missing"].as_array().unwrap()).map(|m| m["provision"].as_str().unwrap()).collect();
    assert!(missing.contains(&"alatau-constitutional-law#revenue"), "{missing:?}");
}

#[test]
fn nothing_is_wider_than_a_terminal() {
    let folder = draft("width");
    let other = folder.to_str().unwrap();
    let commands: [&[&str]; 7] = [
        &["law", "at", "2026-08-04"],
        &["law", "at", "2050-01-01"],
        &["law", "at", "2026-11-02", "--in", "alatau"],
        &["law", "at", "2026-11-02", "permits-law"],
        &["law", "trace", "term.decision.initial-materials", "--in", "alatau", "--on", "2026-11-02", "--class", "level-2"],
        &["law", "diff", "shipped", other],
        &["law", "explain", "building-permit", "--in", "alatau", "--on", "2026-11-02", "--switch", "council-acts=adopted"],
    ];
    for words in commands {
        for lang in LANGUAGES {
            let text = said(words, lang);
            let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
            assert!(wide.is_empty(), "{lang} {words:?}: {wide:#?}");
        }
    }
}

#[test]
fn the_last_day_of_a_revenue_rule_names_its_successor() {
    let covers_vat = ["law", "at", "2050-01-01", "--switch", "retention-covers-vat=yes"];
    for lang in LANGUAGES {
        golden(&format!("at-2050-{lang}.txt"), &said(&covers_vat, lang));
    }
    let changes = |words: &[&str]| -> Vec<(String, String, String)> {
        let (_, found) = json(&[words, &["--json"]].concat());
        let version = |change: &serde_json::Value, side: &str| change[side]["version"].as_str().unwrap_or("nothing").to_string();
        let all = found["changes"].as_array().unwrap().iter();
        let all = all.map(|change| (change["slot"].as_str().unwrap().to_string(), version(change, "before"), version(change, "after")));
        all.filter(|(slot, ..)| slot.starts_with("revenue.")).collect()
    };
    let found = changes(&covers_vat);
    let slots: Vec<&str> = found.iter().map(|(slot, ..)| slot.as_str()).collect();
    assert_eq!(slots, ["revenue.cit-small", "revenue.vat"]);
    for (slot, before, after) in &found {
        assert!(before.starts_with("alatau-constitutional-law#") && after.starts_with("budget-code#"), "{slot}: {before} -> {after}");
    }
    // Whether value added tax is covered at all is an open question.
    assert_eq!(changes(&covers_vat[..3]).len(), 1);
    let (_, before) = json(&["law", "at", "2049-12-31", "--json"]);
    assert_eq!(before["changes"], serde_json::json!([]));
    assert_eq!(before["next_change"], "2050-01-01");
}

#[test]
fn each_phase_of_commencement_shows_its_day() {
    golden("at-2027.txt", &said(&["law", "at", "2027-01-01"], "en"));
    let phase = |day: &str| -> (String, String) {
        let (_, found) = json(&["law", "at", day, "--in", "alatau", "--json"]);
        let change = found["changes"].as_array().unwrap().iter().find(|change| change["slot"] == "parameter.alatau-phase").unwrap().clone();
        let value = |side: &str| change[side]["value"].as_str().unwrap_or("nothing").to_string();
        (value("before"), value("after"))
    };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(phase("2026-07-01"), pair("nothing", "first"));
    assert_eq!(phase("2027-01-01"), pair("first", "second"));
    assert_eq!(phase("2027-07-01"), pair("second", "full"));
}

/// What was not known does not change the day, and what becomes known later changes the earlier day only for later knowledge.
#[test]
fn the_day_of_knowledge_is_an_axis_of_its_own() {
    let acts = |known: &str| {
        let (_, found) = json(&["law", "at", "2026-11-02", "--known", known, "--switch", "council-acts=adopted", "--json"]);
        found["acts"].as_array().unwrap().iter().any(|act| act["id"] == "alatau-council-building")
    };
    assert!(!acts("2026-10-07") && acts("2026-10-08"));
    let traced = |known: &str| {
        let words = ["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02", "--switch", "council-acts=adopted"];
        json(&[&words[..], &["--known", known, "--json"]].concat()).1["answer"]["value"].clone()
    };
    assert_eq!((traced("2026-10-07"), traced("2026-10-08")), ("10 working days".into(), "5 working days".into()));
}

#[test]
fn a_provision_is_in_force_or_the_answer_names_the_days_on_which_it_was() {
    let run = alatau(&["law", "at", "2026-11-02", "permits-law#consultation"]);
    assert!(
        run.code == 0 && run.out.contains("10 working days") && run.out.contains("permits-law#consultation/term.opinion@2014-11-21"),
        "{}",
        run.out
    );
    let run = alatau(&["law", "at", "2050-01-01", "alatau-constitutional-law#revenue"]);
    let shown = run.out.replace('\u{a0}', " ");
    assert!(run.code == 1 && shown.contains("from 1 July 2026 to 31 December 2049"), "{shown}");
    let run = alatau(&["law", "at", "2010-01-01", "permits-law#consultation"]);
    let shown = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(run.code == 1 && shown.contains("Known from 16 May 2014") && shown.contains("from 21 November 2014"), "{shown}");
    let run = alatau(&["law", "at", "2010-01-01", "term.opinion"]);
    assert!(run.code == 1 && run.out.contains("permits-law#consultation/term.opinion@2014-11-21"), "{}", run.out);
    let (code, found) = json(&["law", "at", "2027-02-01", "parameter.alatau-phase", "--json"]);
    assert_eq!((code, found["answers"][0]["answer"]["value"].as_str()), (0, Some("second")));
    let (_, found) = json(&["law", "at", "2026-11-02", "--json"]);
    for act in found["acts"].as_array().unwrap() {
        let ids: Vec<&str> = act["provisions"].as_array().unwrap().iter().map(|provision| provision["id"].as_str().unwrap()).collect();
        let mut once = ids.clone();
        once.dedup();
        assert_eq!(ids, once, "one version of each provision");
    }
}

#[test]
fn a_trace_shows_every_candidate_and_who_beat_it() {
    let words = ["law", "trace", "jurisdiction.architecture", "--in", "alatau", "--on", "2026-11-02", "--switch", "council-acts=adopted"];
    for lang in LANGUAGES {
        golden(&format!("trace-{lang}.txt"), &said(&words, lang));
    }
    let (_, found) = json(&[&words[..], &["--json"]].concat());
    let trace = found["trace"].as_array().unwrap();
    assert_eq!(
        (trace[0]["verdict"].as_str(), trace[0]["principle"].as_str(), trace[0]["step"].as_i64()),
        (Some("wins"), Some("displacement"), Some(7))
    );
    let loser =
        trace.iter().find(|line| line["rule"] == "construction-rules#architecture-alatau/jurisdiction.architecture@2026-08-04").unwrap();
    assert_eq!((loser["verdict"].as_str(), &loser["by"]), (Some("loses"), &trace[0]["rule"]));
    assert_eq!(found["answer"]["grade"], "assumed");
}

#[test]
fn a_trace_without_answer_is_the_answer_no() {
    let words = ["law", "trace", "term.opinion", "--in", "kazakhstan", "--on", "2014-06-01"];
    let run = alatau(&words);
    assert!(run.code == 1 && run.out.contains("it begins on"), "{}", run.out);
    // What nobody knew is no candidate: a later publication leaves every older answer as it was.
    let run = alatau(&["law", "trace", "term.opinion", "--in", "kazakhstan", "--on", "2010-01-01"]);
    assert!(run.code == 1 && run.out.ends_with("no rule for it was known.\n"), "{}", run.out);
    let (code, found) = json(&[&words[..], &["--json"]].concat());
    assert_eq!((code, found["result"].as_str(), found["answer"].is_null()), (1, Some("nobody"), true));
}

/// The days of a case differ: law is chosen by filing, unless a rule says otherwise.
#[test]
fn a_trace_takes_the_days_of_a_case() {
    let answer = |more: &[&str]| {
        let words = [
            "law",
            "trace",
            "parameter.initial-stage",
            "--in",
            "alatau",
            "--on",
            "2026-11-02",
            "--switch",
            "council-acts=adopted",
            "--json",
        ];
        json(&[&words[..], more].concat()).1["answer"]["version"].as_str().unwrap().to_string()
    };
    assert!(answer(&[]).starts_with("alatau-council-building#"));
    let earlier = answer(&["--filed", "2026-10-30"]);
    assert!(!earlier.starts_with("alatau-council-building#"), "{earlier}");
    let run = alatau(&["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02", "--decided", "2026-11-01"]);
    assert!(run.code == 2 && run.err.contains("2026-11-01"), "{}", run.err);
}

/// A draft: ten days become seven for agencies, in other words; one provision is new.
fn draft(name: &str) -> PathBuf {
    let folder = changed_law(name, "acts/permits-law.md", |text| {
        let text = text.replacen("length = 10\n", "length = 7\n", 1).replacen("within ten\nworking days", "within seven\nworking days", 1);
        let added = "\n## Art. 99 One file {#one-file}\nA body asks for each document once.\n\n```toml rule\nrule = \"informative.one-file\"\n\
                     from = 2027-01-01\nbecause = \"A test.\"\n```\n";
        text.replace("ten working days", "seven working days") + added
    });
    for (file, words) in [
        ("acts/permits-law.kk.md", "## 99-бап. Бір құжат {#one-file}\nӘр құжат бір рет сұралады.\n"),
        ("acts/permits-law.ru.md", "## Статья 99 Один документ {#one-file}\nКаждый документ запрашивается один раз.\n"),
    ] {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).expect("the translation is there");
        std::fs::write(&path, format!("{text}\n{words}")).expect("a file of our own");
    }
    folder
}

#[test]
fn a_difference_shows_effect_rules_and_words() {
    let folder = draft("draft");
    let law = folder.to_str().unwrap();
    for lang in LANGUAGES {
        golden(&format!("diff-{lang}.txt"), &said(&["law", "diff", "shipped", law], lang));
    }
    let (_, found) = json(&["law", "diff", "shipped", law, "--json"]);
    let effect = found["effects"].as_array().unwrap().iter().find(|effect| effect["slot"] == "term.opinion").expect("an effect");
    assert_eq!((effect["before"]["value"].as_str(), effect["after"]["value"].as_str()), (Some("10 working days"), Some("7 working days")));
    let rule =
        found["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "permits-law#consultation/term.opinion").expect("a rule");
    assert_eq!(rule["keys"], serde_json::json!([{ "key": "length", "old": "10", "new": "7" }]));
    assert!(found["texts"].as_array().unwrap().iter().any(|text| text["became"] == "added" && text["provision"] == "permits-law#one-file"));
    let (_, same) = json(&["law", "diff", "shipped", shipped().to_str().unwrap(), "--json"]);
    assert_eq!(same["same"], true);
}

#[test]
fn one_law_differs_between_two_days_of_knowledge() {
    let words =
        ["law", "diff", "shipped", "--known-a", "2026-10-07", "--known-b", "2026-10-08", "--switch", "council-acts=adopted", "--json"];
    let (_, found) = json(&words);
    let entries: Vec<&str> = found["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(entries, ["alatau-council-building"]);
    let effect = found["effects"].as_array().unwrap().iter().find(|effect| effect["slot"] == "term.opinion").expect("an effect");
    assert_eq!((effect["from"].as_str(), effect["after"]["value"].as_str()), (Some("2026-11-01"), Some("5 working days")));
}

#[test]
fn a_law_that_was_exported_and_imported_is_the_same_law() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("akn");
    let _ = std::fs::remove_dir_all(&folder);
    let out = folder.to_str().unwrap();
    let (_, written) = json(&["law", "export", "--format", "akn", "--out", out, "--json"]);
    assert!(written["files"].as_array().unwrap().iter().any(|file| file == "permits-law.rus.xml"));
    let again = changed_law("akn-law", "acts/permits-law.md", |_| "gone".to_string());
    std::fs::remove_dir_all(again.join("acts")).unwrap();
    let run = alatau(&["law", "import", out, "--out", again.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let hash = |words: &[&str]| json(words).1["law"].clone();
    assert_eq!(hash(&["law", "coverage", "--json"]), hash(&["law", "coverage", "--json", "--law", again.to_str().unwrap()]));
    let printed = said(&["law", "export", "--act", "permits-law"], "kk");
    assert_eq!(printed, std::fs::read_to_string(folder.join("permits-law.kaz.xml")).unwrap());
}

#[test]
fn wrong_words_are_answered_with_what_would_do() {
    let refuses = |words: &[&str], named: &str| {
        let run = alatau(words);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(named), "{words:?} gave {}: {}{}", run.code, run.out, run.err);
    };
    refuses(&["law", "at", "2026-13-01"], "YYYY-MM-DD");
    refuses(&["law", "at", "2026-11-02", "--known", "today"], "YYYY-MM-DD");
    refuses(&["law", "at", "2026-11-02", "--in", "alatu"], "Did you mean “alatau”?");
    refuses(&["law", "at", "2026-11-02", "permits-law#consultaton"], "Did you mean “permits-law#consultation”?");
    refuses(&["law", "trace", "term.opinon", "--in", "alatau", "--on", "2026-11-02"], "Did you mean “term.opinion”?");
    refuses(&["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02", "--class", "level-4"], "level-1, level-2, level-3");
    refuses(
        &["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02", "--filed", "2026-11-05", "--started", "2026-11-04"],
        "2026-11-05",
    );
    refuses(&["law", "trace", "term.opinion", "--in", "alatau"], "--on");
    let opinion = ["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02"];
    refuses(&[&opinion[..], &["--choose", "term.opinion=best"]].concat(), "SLOT=old or SLOT=new");
    refuses(&[&opinion[..], &["--choose", "term.opinon=old"]].concat(), "Did you mean “term.opinion”?");
    refuses(&[&opinion[..], &["--certificate", "nowhere.json"]].concat(), "nowhere.json");
    refuses(&["law", "diff", "shipped"], "--known-a");
    refuses(&["law", "diff", "shipped", "nowhere-at-all"], "nowhere-at-all");
    refuses(&["law", "diff", "shipped", "--known-a", "x"], "YYYY-MM-DD");
    refuses(&["law", "export", "--act", "permit-law"], "Did you mean “permits-law”?");
    refuses(&["law", "export"], "--out");
    refuses(&["law", "export", "--format", "pdf", "--out", "x"], "akn");
    refuses(&["law", "export", "--out", "/proc/nowhere"], "/proc/nowhere");
    refuses(&["law", "import", "nowhere.xml", "--out", "x"], "nowhere.xml");
    refuses(&["law", "import", "Cargo.toml", "--out", "x"], "XML");
    refuses(&["law", "import", "src", "--out", "x"], "*.xml");
}
