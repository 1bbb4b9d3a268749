//! `alatau procedure migrate` from the outside: a clerk asks what becomes of open cases.

mod cli;

use alatau_core::case::record::{Actor, Recorded, StoredEvent};
use alatau_core::case::{Case, Command, Event, Rulebook, TermRule, Yields, apply, handle};
use alatau_core::decision::Value;
use alatau_core::law::Grade;
use alatau_core::procedure::{NONE, Options, bpmn, compile};
use alatau_core::time::{Calendar, Timestamp, WeeklyPattern, Zone};
use cli::{alatau, golden, json};
use std::path::PathBuf;
use std::sync::Arc;

fn model(process: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:al=\"urn:alatau:bpmn\">\n<process id=\"permit\">\n\
         <startEvent id=\"s\"/><userTask id=\"check\"/><exclusiveGateway id=\"x\" default=\"x-d\"/>\n{process}\n\
         <userTask id=\"decide\"/><endEvent id=\"e\"/>\n\
         <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"check\"/><sequenceFlow id=\"b\" sourceRef=\"check\" targetRef=\"x\"/>\n\
         <sequenceFlow id=\"x-d\" sourceRef=\"x\" targetRef=\"decide\"/><sequenceFlow id=\"d-e\" sourceRef=\"decide\" targetRef=\"e\"/>\n\
         </process></definitions>\n"
    )
}

fn opinion(id: &str) -> String {
    format!(
        "<userTask id=\"{id}\"/><boundaryEvent id=\"remind\" attachedToRef=\"{id}\" cancelActivity=\"false\"><timerEventDefinition>\
         <timeDuration>P10D</timeDuration></timerEventDefinition></boundaryEvent><userTask id=\"tell\"/><endEvent id=\"e2\"/>\n\
         <sequenceFlow id=\"c\" sourceRef=\"x\" targetRef=\"{id}\"><conditionExpression>height &gt; 20</conditionExpression></sequenceFlow>\
         <sequenceFlow id=\"o-e\" sourceRef=\"{id}\" targetRef=\"decide\"/><sequenceFlow id=\"r-t\" sourceRef=\"remind\" targetRef=\"tell\"/>\
         <sequenceFlow id=\"t-e\" sourceRef=\"tell\" targetRef=\"e2\"/>"
    )
}

fn at(day: &str) -> Timestamp {
    Zone::almaty().midnight(day.parse().unwrap()).plus(10 * Timestamp::HOUR)
}

/// Generated cases: filed day after day, some of them further on.
fn events() -> String {
    let file = bpmn::parse("old.bpmn", &model(&opinion("opinion"))).unwrap();
    let book = Rulebook::bare(Arc::new(compile(&file, &Options::default()).unwrap()));
    let height = book.net.fact("height").unwrap();
    let (mut text, mut number) = (String::new(), 0);
    for case_number in 1..=6u64 {
        let (mut case, mut log): (Case, Vec<Event>) = (Case::default(), Vec::new());
        let facts = [(height, Value::int(10 * case_number as i32))];
        let mut send = |case: &mut Case, command: Command<'_>, day: &str| {
            let before = log.len();
            handle(case, command, &book, at(day), &mut log).unwrap();
            log[before..].iter().for_each(|event| apply(case, event));
        };
        send(&mut case, Command::File { facts: &facts }, &format!("2026-11-0{case_number}"));
        for done in 0..[0, 1, 1, 0, 2, 1][case_number as usize - 1] {
            let activity = case.active.as_slice().iter().find(|a| a.is_token()).unwrap().activity;
            send(&mut case, Command::Complete { activity, facts: &[] }, &format!("2026-11-0{}", 7 + done));
        }
        for event in &log {
            number += 1;
            let by = Actor::Principal("officer-7".into());
            let (procedure, cites, rulebook) = ("permit".to_string(), Vec::new(), book.hash);
            let recorded = Recorded { procedure, number, case: case_number, event: *event, by, cites, rulebook, reasons: None };
            text += &(serde_json::to_string(&StoredEvent::write(&recorded, &book.net).unwrap()).unwrap() + "\n");
        }
    }
    text
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, new: &str, plan: &str) -> Folder {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("old.bpmn", &model(&opinion("opinion")));
        write("new.bpmn", new);
        write("plan.toml", plan);
        write("events.jsonl", &events());
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    fn words(&self, events: &str, more: &[&str]) -> Vec<String> {
        let files = [("--from", "old.bpmn"), ("--to", "new.bpmn"), ("--plan", "plan.toml"), ("--cases", events)];
        let mut words = vec!["procedure".to_string(), "migrate".into(), "--at".into(), "2026-11-10T10:00".into()];
        words.extend(files.iter().flat_map(|(option, file)| [option.to_string(), self.path(file)]));
        words.extend(more.iter().map(|word| word.to_string()));
        words
    }

    fn run(&self, events: &str, more: &[&str]) -> cli::Run {
        let words = self.words(events, more);
        alatau(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

const SPLIT: &str =
    "cases = \"split\"\ncites = [\"permits-law#transition\"]\n[stay]\nfiled-before = 2026-11-02\n[rename]\nopinion = \"expert-opinion\"\n";

#[test]
fn a_dry_run_lists_what_becomes_of_each_case_in_three_languages() {
    // Without the opinion two cases have nowhere to go; with it renamed all go on.
    let blocked = Folder::new("migrate-blocked", &model(""), "cases = \"migrate\"\n");
    let moved = Folder::new("migrate-moved", &model(&opinion("expert-opinion")), SPLIT);
    for lang in ["en", "kk", "ru"] {
        let run = blocked.run("events.jsonl", &["--dry-run", "--lang", lang]);
        assert_eq!(run.code, 1, "{}", run.err);
        golden(&format!("migrate-blocked.{lang}.txt"), &run.out.replace(&blocked.path(""), ""));
        let run = moved.run("events.jsonl", &["--dry-run", "--lang", lang]);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        golden(&format!("migrate-moved.{lang}.txt"), &run.out.replace(&moved.path(""), ""));
    }
    let words = blocked.words("events.jsonl", &["--dry-run", "--json"]);
    let (code, answer) = json(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let count = |verdict: &str| answer["cases"].as_array().unwrap().iter().filter(|row| row["verdict"] == verdict).count() as u64;
    assert_eq!(code, 1);
    for verdict in ["stays", "moves", "blocked"] {
        assert_eq!(answer[verdict].as_u64(), Some(count(verdict)), "{verdict}");
    }
    assert!(count("blocked") > 0 && count("moves") > 0);
}

#[test]
fn moved_cases_go_on_there_keep_their_due_instant_and_can_be_taken_back() {
    let folder = Folder::new("migrate-write", &model(&opinion("expert-opinion")), SPLIT);
    let moved = folder.path("moved.jsonl");
    let run = folder.run("events.jsonl", &["--write", &moved, "--by", "officer-1"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("at expert-opinion; acts by itself at 2026-11-17T05:00:00Z"), "{}", run.out);
    let (before, after) = (events(), std::fs::read_to_string(&moved).unwrap());
    let new = after.strip_prefix(&before).expect("what happened stays as it was");
    assert!(new.lines().all(|line| line.contains("officer-1") && line.contains("permits-law#transition")));
    // They are there now, and come back.
    let again = folder.run("moved.jsonl", &["--dry-run"]);
    assert!(again.out.contains("it is in the new procedure already"), "{}", again.out);
    let back = folder.path("back.jsonl");
    let run = folder.run("moved.jsonl", &["--undo", "--write", &back, "--by", "officer-1"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let forth = folder.run("back.jsonl", &["--dry-run"]);
    assert_eq!(forth.out, folder.run("events.jsonl", &["--dry-run"]).out, "as if nothing had happened");
}

/// The shipped procedure for a permission to build, under terms of ten working days.
fn permit(text: &str) -> Rulebook {
    let net = compile(&bpmn::parse("permit.bpmn", text).unwrap(), &Options::default()).unwrap();
    let rule = |slot: &String| TermRule {
        slot: slot.clone(),
        provision: "act#term".into(),
        silence_provision: "act#silence".into(),
        spec: "10 working-days".parse().unwrap(),
        counts_from: NONE,
        stops: Vec::new(),
        extension: None,
        yields: Yields::Approved,
        by: "permit-issuer".into(),
        range: None,
        grade: Grade::Assumed,
        reaches_running: false,
        from: "2026-01-01".parse().unwrap(),
    };
    let terms = net.terms.iter().map(|slot| vec![rule(slot)]).collect();
    let calendar = Calendar::weekly("office", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2026, 2029);
    let mut book = Rulebook { terms, calendar: Some(Arc::new(calendar)), ..Rulebook::bare(Arc::new(net)) };
    let words = [("initial_stage", "merged"), ("completeness_checks", "once"), ("sketch_approval", "required"), ("expertise", "required")];
    for (fact, word) in words {
        book.given[book.net.fact(fact).unwrap() as usize] = book.word(word);
    }
    book
}

#[test]
fn terms_are_recounted_by_the_law_of_a_place() {
    let old = std::fs::read_to_string(cli::shipped().join("procedures/building-permit.bpmn")).unwrap();
    let book = permit(&old);
    let (mut case, mut log) = (Case::default(), Vec::new());
    let stated = [("size", Value::int(40)), ("complete", Value::bool(false))];
    let facts: Vec<_> = stated.iter().filter_map(|(name, value)| Some((book.net.fact(name)?, *value))).collect();
    handle(&case, Command::File { facts: &facts }, &book, at("2026-11-02"), &mut log).unwrap();
    log.iter().for_each(|event| apply(&mut case, event));
    for day in 3..9 {
        if case.active.as_slice().iter().any(|active| active.is_term()) {
            break;
        }
        let activity = case.active.as_slice().iter().find(|active| active.is_token()).unwrap().activity;
        let before = log.len();
        handle(&case, Command::Complete { activity, facts: &facts }, &book, at(&format!("2026-11-0{day}")), &mut log).unwrap();
        log[before..].iter().for_each(|event| apply(&mut case, event));
    }
    assert!(case.active.as_slice().iter().any(|active| active.is_term()), "a term runs");
    let stored: String = (1..)
        .zip(&log)
        .map(|(number, event)| {
            let (by, procedure) = (Actor::Principal("officer-7".into()), book.net.id.clone());
            let recorded =
                Recorded { procedure, number, case: 1, event: *event, by, cites: Vec::new(), rulebook: book.hash, reasons: None };
            serde_json::to_string(&StoredEvent::write(&recorded, &book.net).unwrap()).unwrap() + "\n"
        })
        .collect();
    let folder = Folder::new("migrate-law", &(old.clone() + "<!-- changed -->\n"), "cases = \"migrate\"\ntimers = \"recount\"\n");
    std::fs::write(folder.path("old.bpmn"), &old).unwrap();
    std::fs::write(folder.path("permit.jsonl"), stored).unwrap();
    let lawless = folder.run("permit.jsonl", &["--dry-run"]);
    assert!(lawless.code == 2 && lawless.err.contains("--in"), "{}{}", lawless.out, lawless.err);
    let run = folder.run("permit.jsonl", &["--dry-run", "--in", "alatau", "--on", "2026-11-02"]);
    assert!(
        run.code == 0 && run.out.contains("0 stay, 1 move, 0 blocked") && run.out.contains("acts by itself at"),
        "{}{}",
        run.out,
        run.err
    );
}

#[test]
fn wrong_input_is_refused_where_it_is_wrong() {
    let folder = Folder::new("migrate-wrong", &model(""), "cases = \"migrate\"\n[rename]\nopinoin = \"decide\"\n");
    let run = folder.run("events.jsonl", &["--dry-run"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("AL-2602") && run.err.contains("plan.toml:3:1") && run.err.contains("did you mean `opinion`?"), "{}", run.err);
    std::fs::write(folder.path("plan.toml"), "cases = \"migrate\"\n").unwrap();
    let good = events();
    let second = good.find('\n').unwrap() + 1;
    let (first, rest) = good.split_at(second);
    let broken = [
        (format!("{first}{{\"v\":\"2\"}}\n"), "events.jsonl:2:"),
        (format!("{first}nonsense\n"), "events.jsonl:2:"),
        (good.replacen("\"node\":1", "\"node\":900", 1), "names node 900"),
        (rest.replacen("height", "depth", 1), "depth"),
    ];
    for (text, wanted) in broken {
        std::fs::write(folder.path("events.jsonl"), text).unwrap();
        let run = folder.run("events.jsonl", &["--dry-run"]);
        assert_eq!(run.code, 2, "{wanted}: {}{}", run.out, run.err);
        assert!(run.err.contains("AL-2603") && run.err.contains(wanted), "{wanted}: {}", run.err);
    }
    assert_eq!(alatau(&["procedure", "migrate", "--from", "x"]).code, 2);
}
