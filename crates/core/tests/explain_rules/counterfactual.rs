//! The smallest changes that lead to approval are found, and no smaller ones exist.

use crate::support::{Body, Fixture, body};
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{FactChange, Goal, Made, Ruling, Search, Situation, controlled, counterfactuals, record};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn search(it: &str) -> Search {
    let fixture = Fixture::named(it);
    let (ruling, sources) = (fixture.ruling(), fixture.body().sources());
    let goal = Goal::of(&ruling, &sources).expect("it is declared what approval is");
    let search = counterfactuals(&ruling, sources, &goal, &controlled(&ruling, sources).unwrap()).unwrap();
    for found in &search.found {
        let mut changed = ruling.clone();
        changed.facts.extend(found.changes.iter().map(|change| (change.fact.clone(), change.to.clone())));
        assert_eq!(record(&changed, sources).unwrap().said, found.then, "{it}");
        assert!(goal.is_met(&found.then), "{it}");
    }
    search
}

fn change(fact: &str, from: Datum, to: Datum) -> FactChange {
    FactChange { fact: fact.into(), from, to }
}

#[test]
fn a_refusal_names_the_smallest_change_that_approves() {
    let found = search("at most twenty square metres").found;
    assert_eq!(
        found.iter().map(|one| one.changes.clone()).collect::<Vec<_>>(),
        [[change("area", Datum::number("20.5"), Datum::number("20"))]]
    );
    let found = search("not before the season").found;
    assert_eq!(found[0].changes, [change("opens", Datum::text("2026-08-15"), Datum::text("2026-09-01"))]);
}

#[test]
fn what_the_applicant_does_not_control_is_never_proposed() {
    let found = search("no alcohol beside a school").found;
    assert!(!found.is_empty());
    for one in &found {
        assert!(one.changes.iter().all(|change| change.fact == "use"), "{one:?}");
    }
}

#[test]
fn fewer_dwellings_would_have_let_silence_approve() {
    let found = search("in the city silence refuses a building of level I").found;
    assert_eq!(found[0].changes, [change("housingunits", Datum::number("120"), Datum::number("99"))]);
}

#[test]
fn it_says_so_when_nothing_in_the_applicants_hands_helps() {
    let search = search("elsewhere silence refuses every building");
    assert!(search.found.is_empty() && search.complete && search.runs > 1 && !search.controlled.is_empty(), "{search:?}");
}

#[test]
fn several_facts_change_only_where_one_does_not_suffice() {
    let mut ruling = Fixture::named("at most twenty square metres").ruling();
    ruling.facts.insert("opens".into(), Datum::text("2026-08-31"));
    let sources = body("invented").sources();
    let goal = Goal::of(&ruling, &sources).unwrap();
    let found = counterfactuals(&ruling, sources, &goal, &controlled(&ruling, sources).unwrap()).unwrap().found;
    let facts: Vec<Vec<&str>> = found.iter().map(|one| one.changes.iter().map(|change| change.fact.as_str()).collect()).collect();
    assert_eq!(facts, [["area", "opens"]]);
}

/// A small random table: three facts, a few rows, the first that matches speaks.
#[derive(Clone, Debug)]
struct Small {
    rows: Vec<([String; 3], bool)>,
    facts: [i64; 2],
    word: &'static str,
}

const HIGHEST: i64 = 9;
const WORDS: [&str; 3] = ["shop", "hotel", "school"];

fn number_cell() -> impl Strategy<Value = String> {
    let n = 1..HIGHEST;
    prop_oneof![
        3 => Just("-".to_string()),
        1 => n.clone().prop_map(|n| format!("&gt;= {n}")),
        1 => n.clone().prop_map(|n| format!("&gt; {n}")),
        1 => n.clone().prop_map(|n| format!("&lt; {n}")),
        1 => n.clone().prop_map(|n| format!("&lt;= {n}")),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| format!("[{}..{}]", a.min(b), a.max(b))),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| format!("]{}..{}[", a.min(b), a.max(b) + 1)),
        1 => n.prop_map(|n| format!("not({n})")),
    ]
}

fn word_cell() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(&WORDS[..]);
    prop_oneof![
        2 => Just("-".to_string()),
        1 => word().prop_map(|w| format!("\"{w}\"")),
        1 => (word(), word()).prop_map(|(a, b)| format!("\"{a}\",\"{b}\"")),
        1 => word().prop_map(|w| format!("not(\"{w}\")")),
    ]
}

fn small() -> impl Strategy<Value = Small> {
    let row = (number_cell(), number_cell(), word_cell(), any::<bool>()).prop_map(|(a, b, c, approved)| ([a, b, c], approved));
    (prop::collection::vec(row, 1..6), [0..=HIGHEST, 0..=HIGHEST], prop::sample::select(&WORDS[..])).prop_map(|(rows, facts, word)| Small {
        rows,
        facts,
        word,
    })
}

impl Small {
    /// A body of law that consists of this table.
    fn body(&self) -> Body {
        let input = |(name, kind): (&str, &str)| {
            let variable = format!("<variable id=\"v{name}\" name=\"{name}\" typeRef=\"{kind}\"/>");
            format!("<inputData id=\"{name}\" name=\"{name}\" al:by=\"applicant\">{variable}</inputData>")
        };
        let mut xml = String::from(
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" xmlns:al=\"urn:alatau:dmn\" id=\"m\" name=\"m\" namespace=\"urn:m\">\
             <itemDefinition id=\"w\" name=\"word\"><typeRef>string</typeRef><allowedValues><text>\"shop\",\"hotel\",\"school\"</text></allowedValues></itemDefinition>",
        );
        xml += &[("a", "number"), ("b", "number"), ("c", "word")].map(input).concat();
        xml += "<decision id=\"conditions\" name=\"conditions\"><variable id=\"vd\" name=\"conditions\" typeRef=\"string\"/>";
        for name in ["a", "b", "c"] {
            xml += &format!("<informationRequirement id=\"r{name}\"><requiredInput href=\"#{name}\"/></informationRequirement>");
        }
        xml += "<decisionTable id=\"t\" hitPolicy=\"FIRST\">";
        for name in ["a", "b", "c"] {
            xml += &format!("<input id=\"i{name}\"><inputExpression id=\"e{name}\"><text>{name}</text></inputExpression></input>");
        }
        xml += "<output id=\"o\"/>";
        let last = (["-".to_string(), "-".to_string(), "-".to_string()], false);
        for (number, (cells, approved)) in self.rows.iter().chain([&last]).enumerate() {
            xml += &format!("<rule id=\"k{number}\">");
            for (at, cell) in cells.iter().enumerate() {
                xml += &format!("<inputEntry id=\"k{number}-{at}\"><text>{cell}</text></inputEntry>");
            }
            let word = if *approved { "approved" } else { "refused" };
            xml += &format!("<outputEntry id=\"k{number}-o\"><text>\"{word}\"</text></outputEntry></rule>");
        }
        xml += "</decisionTable></decision></definitions>";
        let mut files = body("invented").files.clone();
        files.insert("decisions/small.dmn".into(), xml);
        let act = files.get_mut("acts/kiosk-law.md").expect("the act is there");
        let end = act.find("uses = { largest").expect("the rule is there");
        *act = act.replace(&act[end..act[end..].find('\n').expect("a line") + end], "").replace("\"kiosk.dmn\"", "\"small.dmn\"");
        *act = act.replace("facts = [\"area\", \"school\", \"use\", \"water\", \"opens\"]", "facts = [\"a\", \"b\", \"c\"]");
        Body::of(files)
    }

    fn ruling(&self) -> Ruling {
        let filed = "2026-05-04".parse().unwrap();
        let situation = Situation {
            places: BTreeSet::from(["country".to_string()]),
            person: BTreeSet::new(),
            class: None,
            switches: BTreeMap::new(),
            filed,
            started: None,
            decided: filed,
            known: filed,
            certificate: None,
            choices: BTreeMap::new(),
        };
        let number = |n: i64| Datum::Number(n.to_string());
        let facts = [("a", number(self.facts[0])), ("b", number(self.facts[1])), ("c", Datum::text(self.word))];
        let facts = facts.map(|(name, value)| (name.to_string(), value));
        let made = Made::Table { decision: "decision.kiosk".into(), part: None };
        Ruling { service: None, situation, facts: facts.into(), class_by: None, made, judgements: Vec::new() }
    }

    /// The least (number of facts, size) over every combination of values, by trying them all.
    fn least(&self, law: &Body) -> Option<(usize, u64)> {
        let model = &law.decisions["small.dmn"];
        let mut least = None;
        for a in 0..=HIGHEST {
            for b in 0..=HIGHEST {
                for c in WORDS {
                    let inputs = [("a", Datum::Number(a.to_string())), ("b", Datum::Number(b.to_string())), ("c", Datum::text(c))];
                    let inputs = inputs.map(|(name, value)| (name.to_string(), value)).into();
                    if model.decide("conditions", &inputs).unwrap().output != Some(Datum::text("approved")) {
                        continue;
                    }
                    let size = |new: i64, old: i64| (new - old).unsigned_abs() * 1_000_000 / old.unsigned_abs().max(1);
                    let parts = [size(a, self.facts[0]), size(b, self.facts[1]), if c == self.word { 0 } else { 1_000_000 }];
                    let found = (parts.iter().filter(|part| **part > 0).count(), parts.iter().sum());
                    least = least.map_or(Some(found), |before: (usize, u64)| Some(before.min(found)));
                }
            }
        }
        least
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn no_smaller_change_exists(small in small()) {
        let law = small.body();
        let (ruling, sources) = (small.ruling(), law.sources());
        let goal = Goal { any_of: vec![Datum::text("approved")] };
        let names = controlled(&ruling, sources).unwrap();
        prop_assert_eq!(&names, &["a", "b", "c"]);
        let search = counterfactuals(&ruling, sources, &goal, &names).unwrap();
        let found = match goal.is_met(&record(&ruling, sources).unwrap().said) {
            true => Some((0, 0)),
            false => search.found.first().map(|one| (one.changes.len(), one.size)),
        };
        prop_assert!(search.complete);
        prop_assert_eq!(found, small.least(&law), "{:?}", search);
    }
}
