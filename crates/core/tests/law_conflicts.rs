//! Conflicts of norms as data: `data/law/conflicts.yaml`. Each states the rules,
//! the question, who prevails, the principle in the trace and why the others fall.

mod law_support;

use alatau_core::law::{Brief, Law, Question, Resolution, Undetermined};
use law_support::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct File {
    shared: BTreeMap<String, Written>,
    conflicts: Vec<Conflict>,
}

type Written = serde_json::Map<String, Value>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflict {
    it: String,
    #[serde(default)]
    with: Vec<String>,
    rules: BTreeMap<String, Written>,
    #[serde(default)]
    given: Given,
    asks: Option<String>,
    wins: Option<String>,
    by: Option<String>,
    tie: Option<BTreeSet<String>>,
    #[serde(default)]
    nobody: bool,
    #[serde(default)]
    falls: BTreeMap<String, String>,
    consulted: Option<BTreeMap<String, String>>,
    decisive: Option<BTreeSet<String>>,
    grade: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    place: Option<String>,
    person: Value,
    class: Option<String>,
    filed: Option<String>,
    switches: BTreeMap<String, String>,
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a word: {value}"))
}

/// A value of the file as TOML: a day is bare, all other words are quoted.
fn toml(value: &Value) -> String {
    match value {
        Value::String(word) if word.parse::<alatau_core::time::Date>().is_ok() => word.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => format!("{{ {} }}", table.iter().map(|(k, v)| format!("{k} = {}", toml(v))).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// One rule as an act of its own.
fn act(name: &str, written: &Written) -> String {
    let mut keys = written.clone();
    let mut take = |key: &str, default: &str| keys.remove(key).map_or(default.to_string(), |value| text(&value).to_string());
    let rank = take("rank", "law");
    let body = match rank.as_str() {
        "council-act" => "council",
        "order" => "agency",
        _ => "parliament",
    };
    let published = take("published", "2025-06-01");
    let slot = take("slot", "parameter.fee");
    let mut rule = format!("rule = \"{slot}\"\n");
    keys.entry("from").or_insert("2026-01-01".into());
    if !keys.contains_key("grade") {
        rule += "grade = \"assumed\"\nbasis = \"a conflict\"\nask = \"nobody\"\n";
    }
    if slot.starts_with("parameter.") && !keys.contains_key("per") {
        keys.entry("value").or_insert(1.into());
    }
    for (key, value) in &keys {
        rule += &format!("{key} = {}\n", toml(value));
    }
    format!(
        "+++\nid = \"{name}\"\nrank = \"{rank}\"\nbody = \"{body}\"\nadopted = {published}\npublished = {published}\n+++\n\
         ## Art. 1 {{#one}}\n```toml rule\n{rule}```\n"
    )
}

impl Conflict {
    fn law(&self, shared: &BTreeMap<String, Written>) -> Law {
        let mut files = read_folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_body"));
        files.retain(|name, _| name.ends_with(".toml"));
        let powers = self.with.iter().map(|name| (name, &shared[name]));
        for (name, written) in self.rules.iter().chain(powers) {
            files.insert(format!("acts/{name}.md"), act(name, written));
        }
        load(&files)
    }

    fn question(&self) -> Question {
        let given = &self.given;
        let filed = day(given.filed.as_deref().unwrap_or("2026-06-15"));
        let mut question = Question::on(given.place.as_deref().unwrap_or("city"), filed);
        question.person = match &given.person {
            Value::Null => BTreeSet::new(),
            Value::Array(items) => items.iter().map(|item| text(item).to_string()).collect(),
            one => BTreeSet::from([text(one).to_string()]),
        };
        question.class.clone_from(&given.class);
        question.switches.clone_from(&given.switches);
        question
    }

    /// What is wrong, or nothing.
    fn fails(&self, shared: &BTreeMap<String, Written>) -> Option<String> {
        let (law, question) = (self.law(shared), self.question());
        law.understands(&question).unwrap_or_else(|why| panic!("{}: {why}", self.it));
        let slot = self.asks.as_deref().unwrap_or("parameter.fee");
        let resolution = law.resolve(slot, &question);
        let name = |rule: usize| law.rules[rule].act.clone();
        let mut wrong = Vec::new();
        let mut expect = |what: &str, found: String, expected: String| {
            if found != expected {
                wrong.push(format!("{what}: found {found}, expected {expected}"));
            }
        };
        let record = resolution.record(&law);
        let trace: Vec<Value> = record["trace"].as_array().or(record["answer"]["trace"].as_array()).cloned().unwrap_or_default();
        let outcome = match &resolution {
            Resolution::Answer(answer) => format!("{} by {}", name(answer.rule), text(&trace[0]["principle"])),
            Resolution::NoRule { .. } => "nobody".into(),
            Resolution::Undetermined { why: Undetermined::Tie { rules }, .. } => {
                format!("tie {:?}", rules.iter().map(|rule| name(*rule)).collect::<BTreeSet<_>>())
            }
            other => format!("{other:?}"),
        };
        let expected = match (&self.wins, &self.tie) {
            (Some(winner), None) => format!("{winner} by {}", self.by.as_deref().unwrap_or("")),
            (None, Some(names)) => format!("tie {names:?}"),
            _ if self.nobody => "nobody".into(),
            _ => panic!("{}: say who wins", self.it),
        };
        expect("outcome", outcome, expected);
        let fallen = resolution
            .trace()
            .iter()
            .zip(&trace)
            .filter(|(line, _)| line.because != alatau_core::law::Because::Tie)
            .skip(usize::from(self.wins.is_some()));
        let falls: BTreeMap<String, String> =
            fallen.map(|(line, kept)| (name(line.rule), text(&kept["because"]["reason"]).to_string())).collect();
        expect("falls", format!("{falls:?}"), format!("{:?}", self.falls));
        if let Resolution::Answer(answer) = &resolution {
            let beaten_by = |line: &&alatau_core::law::TraceLine| line.step >= 6 && line.rule != answer.rule;
            expect("beaten by", resolution.trace().iter().filter(beaten_by).any(|line| line.by.is_none()).to_string(), "false".into());
            if let Some(consulted) = &self.consulted {
                expect("consulted", format!("{:?}", answer.consulted), format!("{consulted:?}"));
            }
            if let Some(decisive) = &self.decisive {
                expect("decisive", format!("{:?}", answer.decisive), format!("{decisive:?}"));
            }
            if let Some(grade) = &self.grade {
                expect("grade", answer.grade.to_string(), grade.clone());
            }
            let short = law.ask(&question).brief(slot);
            expect("in short", matches!(short, Brief::Rule(winner) if winner.rule == answer.rule).to_string(), "true".into());
        }
        let shown: String = resolution.trace().iter().map(|line| format!("    {}\n", law.trace_text(line))).collect();
        (!wrong.is_empty()).then(|| format!("{}\n  {}\n{shown}", self.it, wrong.join("\n  ")))
    }
}

#[test]
fn each_conflict_is_decided_by_its_principle() {
    let text = include_str!("data/law/conflicts.yaml");
    let file: File = serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    assert!(file.conflicts.len() >= 40, "{}", file.conflicts.len());
    let failed: Vec<String> = file.conflicts.iter().filter_map(|conflict| conflict.fails(&file.shared)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_conflicts_show_every_principle_of_steps_six_and_seven_and_competence() {
    let file: File = serde_saphyr::from_str(include_str!("data/law/conflicts.yaml")).expect("it was read above");
    let mut principles: BTreeSet<String> = file.conflicts.iter().filter_map(|conflict| conflict.by.clone()).collect();
    for conflict in &file.conflicts {
        principles.extend(conflict.falls.values().filter(|reason| reason.contains("competence")).cloned());
    }
    for principle in ["derogation", "speciality", "later", "rank", "subsidiary", "displacement", "no-competence", "competence-ended"] {
        assert!(principles.contains(principle), "{principle}");
    }
}
