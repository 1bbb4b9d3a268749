//! Reading the law: who is answered what, what a day changes, what two laws say otherwise, what is executed.

mod law_support;

use alatau_core::law::coverage::coverage;
use alatau_core::law::diff::words::{Piece, compare};
use alatau_core::law::diff::{Became, Diff, Side, diff};
use alatau_core::law::survey::{Moment, Said, Standing, Where, changes, days_of_change, standing};
use alatau_core::law::wording::Wordings;
use alatau_core::law::{Law, Question};
use alatau_core::time::Date;
use law_support::{day, example, example_files, load, with};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TERM: &str = "term.decision.building-permit";

fn changed(file: &str, old: &str, new: &str) -> Law {
    let files = example_files();
    assert!(files[file].contains(old), "{old}");
    let text = files[file].replacen(old, new, 1);
    load(&with(files, file, &text))
}

fn between(a: &Law, b: &Law) -> Diff {
    diff(Side { law: a, known: Date::MAX }, Side { law: b, known: Date::MAX }, &BTreeMap::new())
}

fn version(law: &Law, said: Said) -> String {
    match said {
        Said::Rule(number) => law.rules[number].version(),
        other => format!("{other:?}"),
    }
}

/// `slot: before -> after` of a day, with the territories.
fn on(law: &Law, text: &str) -> Vec<String> {
    let found = changes(law, Moment::before(day(text)), Moment::on(day(text)), &BTreeMap::new(), None);
    let places = |wheres: &[Where]| wheres.iter().flat_map(|one| one.places.clone()).collect::<Vec<_>>().join(" ");
    let line = |change: &alatau_core::law::survey::Change| {
        format!("{}: {} -> {} [{}]", change.slot, version(law, change.before), version(law, change.after), places(&change.wheres))
    };
    found.iter().map(line).collect()
}

#[test]
fn staged_commencement_is_seen_day_by_day() {
    let law = example();
    let phase = "city-law#commencement/parameter.phase";
    assert!(on(&law, "2026-07-01").contains(&format!("parameter.phase: Nothing -> {phase}@2026-07-01 [alatau]")));
    assert_eq!(on(&law, "2027-07-01"), [format!("parameter.phase: {phase}@2027-01-01 -> {phase}@2027-07-01 [alatau]")]);
    let january = on(&law, "2027-01-01");
    assert!(january.contains(&format!("parameter.phase: {phase}@2026-07-01 -> {phase}@2027-01-01 [alatau]")));
    let term = format!("{TERM}: code#term/term.decision@2021-07-01 -> alatau-permits#time-limit/{TERM}@2027-01-01 [alatau]");
    assert!(january.contains(&term), "{january:#?}");
}

#[test]
fn a_sunset_without_successor_ends_in_nothing() {
    let law = example();
    assert_eq!(on(&law, "2050-01-01"), ["parameter.opening: city-law#opening/parameter.opening@2026-11-01 -> Nothing [alatau]"]);
    assert!(on(&law, "2050-01-02").is_empty() && on(&law, "2049-12-31").is_empty());
    assert!(days_of_change(&law).contains(&day("2050-01-01")));
}

#[test]
fn a_sunset_with_a_successor_names_it() {
    let slot = "[slots.\"revenue.vat\"]\narea = \"government\"\noptional = true\n[areas.administration]";
    let files = with(example_files(), "vocabulary.toml", &example_files()["vocabulary.toml"].replacen("[areas.administration]", slot, 1));
    let rule = |until: &str, receiver: &str| {
        format!(
            "## VAT {{#vat}}\n```toml rule\nrule = \"revenue.vat\"\nfrom = 2026-07-01\n{until}receipts = [\"vat\"]\nshare = \"1\"\nreceiver = \"{receiver}\"\n```\n"
        )
    };
    let code = files["acts/code.md"].clone() + rule("", "parliament").as_str();
    let city = files["acts/city-law.md"].clone() + rule("until = 2050-01-01\n", "council").as_str();
    let law = load(&with(with(files, "acts/code.md", &code), "acts/city-law.md", &city));
    let change = "revenue.vat: city-law#vat/revenue.vat@2026-07-01 -> code#vat/revenue.vat@2026-07-01 [alatau]";
    assert!(on(&law, "2050-01-01").contains(&change.to_string()), "{:#?}", on(&law, "2050-01-01"));
}

/// The answer itself has to be what the groups say, for every one who is asked.
#[test]
fn the_groups_of_a_survey_are_the_answers() {
    let law = example();
    let text = "2027-06-01";
    let groups: Vec<Standing> = standing(&law, Moment::on(day(text)), &BTreeMap::new(), None)
        .into_iter()
        .filter(|one| one.slot == "parameter.permit-fee-rate")
        .collect();
    let said: Vec<(String, Vec<Where>)> = groups.iter().map(|one| (version(&law, one.said), one.wheres.clone())).collect();
    let list = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<String>>();
    let city = Where { places: list(&["alatau"]), except_classes: list(&["class-3"]), ..Where::default() };
    // Of the classes only the third is not named by a rule: it stands for all others.
    assert_eq!(said[0].1, [Where { except_classes: Vec::new(), classes: list(&["class-1", "class-2"]), ..city }]);
    assert!(said[0].0.starts_with("alatau-permits#fee/") && said[1].0.starts_with("code#fee/"), "{said:#?}");
    for class in ["class-1", "class-2", "class-3"] {
        let question = Question { class: Some(class.into()), ..Question::on("alatau", day(text)) };
        let answer = law.resolve("parameter.permit-fee-rate", &question).answer().expect("there is one").version.clone();
        assert_eq!(answer.starts_with("alatau-permits"), class != "class-3");
    }
}

/// Published on 15 January 2028, with effect from 2021: nobody's older knowledge changes.
fn erratum() -> Law {
    let act = "+++\nid = \"erratum\"\nrank = \"code\"\nbody = \"parliament\"\nadopted = 2028-01-10\npublished = 2028-01-15\ngrade = \"assumed\"\n\
               basis = \"b\"\nask = \"a\"\n+++\n## Art. 1 Longer {#longer}\nTwenty working days.\n```toml amend\namend = \"replace\"\n\
               target = \"code#term\"\nfrom = 2021-07-01\nlater-versions = \"keep\"\n```\n```toml rule\nrule = \"term.decision\"\nlength = 20\n\
               unit = \"working-days\"\ncounts-from = \"registered\"\nby = \"permit-issuer\"\nto = \"applicant\"\ncalendar = \"kz\"\n\
               end = \"next-working-day\"\n```\n";
    load(&with(example_files(), "acts/erratum.md", act))
}

#[test]
fn two_days_of_knowledge_of_one_law_differ_by_what_was_published_between() {
    let law = erratum();
    let known = |text: &str| Side { law: &law, known: day(text) };
    let none = BTreeMap::new();
    assert!(diff(known("2027-12-01"), known("2028-01-14"), &none).is_empty());
    let found = diff(known("2028-01-14"), known("2028-01-15"), &none);
    assert_eq!(found.rules.len(), 1);
    assert_eq!((found.rules[0].became, found.rules[0].rule.as_str()), (Became::Followed, "code#term/term.decision"));
    assert!(found.rules[0].keys.iter().any(|key| (key.key.as_str(), key.old.as_str(), key.new.as_str()) == ("length", "15", "20")));
    let words = found.texts.iter().find(|change| change.provision == "code#term").expect("the words change too");
    assert!(words.pieces.contains(&Piece::Removed("Fifteen".into())) && words.pieces.contains(&Piece::Added("Twenty".into())));
    let effect = found.effects.iter().find(|effect| effect.slot == "term.decision").expect("an effect");
    assert_eq!((effect.from, effect.until), (day("2021-07-01"), None));
}

#[test]
fn wording_follows_amendments_on_both_axes() {
    let law = erratum();
    let words = |valid: &str, known: &str| {
        Wordings::at(&law, Moment { valid: day(valid), known: day(known) }, &BTreeMap::new()).of("code#term").expect("it is there").text
    };
    assert_eq!(words("2027-12-01", "2028-01-14"), "Fifteen working days.");
    assert_eq!(words("2027-12-01", "2028-01-15"), "Twenty working days.");
    assert_eq!(words("2021-06-30", "2028-01-15"), "Fifteen working days.");
    assert_eq!(Wordings::at(&law, Moment::on(day("2028-01-14")), &BTreeMap::new()).of("erratum#longer"), None);
}

#[test]
fn a_repeal_ends_a_provision_and_names_its_successor() {
    let act = "+++\nid = \"reform\"\nrank = \"code\"\nbody = \"parliament\"\nadopted = 2028-01-10\npublished = 2028-01-15\ngrade = \"assumed\"\n\
               basis = \"b\"\nask = \"a\"\n+++\n## End {#end}\n```toml amend\namend = \"repeal\"\ntarget = \"code#correction-term\"\n\
               from = 2029-01-01\nsuccessor = \"code#term\"\n```\n";
    let law = load(&with(example_files(), "acts/reform.md", act));
    let wording = Wordings::at(&law, Moment::on(day("2029-01-01")), &BTreeMap::new()).of("code#correction-term").expect("it is known");
    assert!(!wording.is_in_force(day("2029-01-01")) && wording.is_in_force(day("2028-12-31")));
    assert_eq!((wording.successor.as_deref(), wording.ended_by.as_deref()), (Some("code#term"), Some("reform")));
    assert!(on(&law, "2029-01-01")[0].ends_with("term.correction@2021-07-01 -> Nothing []"), "{:?}", on(&law, "2029-01-01"));
}

#[test]
fn an_edited_block_shows_key_and_effect() {
    let (a, b) = (example(), changed("acts/alatau-permits.md", "length = 10", "length = 8"));
    let found = between(&a, &b);
    assert_eq!(found.rules.len(), 1);
    assert_eq!(found.rules[0].became, Became::Changed);
    let keys: Vec<String> = found.rules[0].keys.iter().map(|key| format!("{}: {} -> {}", key.key, key.old, key.new)).collect();
    assert_eq!(keys, ["length: 10 -> 8"]);
    assert_eq!(found.effects.len(), 1);
    let effect = &found.effects[0];
    assert_eq!((effect.slot.as_str(), effect.from, effect.until), (TERM, day("2027-01-01"), None));
    assert_eq!(effect.wheres, [Where { places: vec!["alatau".into()], ..Where::default() }]);
    assert!(found.texts.is_empty() && found.entries.is_empty());
}

#[test]
fn a_source_alone_changes_a_rule_and_no_answer() {
    let (a, b) = (example(), changed("acts/code.md", "value = \"0.010\"", "value = \"0.010\"\nsource = \"page 7\""));
    let found = between(&a, &b);
    assert_eq!((found.rules.len(), found.effects.len()), (1, 0));
}

#[test]
fn a_later_start_is_one_edited_block_and_an_effect_with_an_end() {
    let (a, b) = (example(), changed("acts/alatau-permits.md", "from = 2027-01-01\nlength", "from = 2027-04-01\nlength"));
    let found = between(&a, &b);
    assert_eq!(found.rules.iter().map(|rule| rule.became).collect::<Vec<_>>(), [Became::Changed]);
    let effect = &found.effects[0];
    assert_eq!((effect.from, effect.until), (day("2027-01-01"), Some(day("2027-04-01"))));
}

#[test]
fn lists_and_acts_are_compared_too() {
    let (a, b) = (example(), changed("switches.toml", "default = \"prevails\"", "default = \"yields\""));
    let found = between(&a, &b);
    let entries: Vec<(&str, &str, Became)> = found.entries.iter().map(|e| (e.list, e.id.as_str(), e.became)).collect();
    assert_eq!(entries, [("switch", "later-law", Became::Changed)]);
    assert!(between(&a, &a).is_empty());
}

#[test]
fn coverage_adds_up() {
    let law = changed("acts/code.md", "## Art. 90 Fee", "## Unheard {#unheard}\nWords that nobody coded.\n## Art. 90 Fee");
    for row in coverage(&law) {
        assert_eq!(row.executed + row.judgement + row.informative + row.unknown, row.provisions, "{}", row.id);
    }
    let code = coverage(&law).into_iter().find(|row| row.id == "code").expect("the code");
    // `Art. 78` only opens the two provisions under it.
    assert_eq!((code.provisions, code.executed, code.unknown, code.grades), (7, 6, 1, [0, 0, 0, 6]));
    assert_eq!(code.missing[0].provision, "code#unheard");
}

proptest! {
    /// Both texts can be read off the pieces.
    #[test]
    fn no_word_is_lost_in_a_comparison(old in "([a-d]( |\n\n)){0,30}", new in "([a-d]( |\n\n)){0,30}") {
        let pieces = compare(&old, &new);
        let words = |keep: &dyn Fn(&Piece) -> Option<&String>| {
            pieces.iter().filter_map(keep).flat_map(|text| text.split_whitespace()).map(str::to_string).collect::<Vec<_>>()
        };
        let before = words(&|piece| match piece { Piece::Kept(t) | Piece::Removed(t) => Some(t), Piece::Added(_) => None });
        let after = words(&|piece| match piece { Piece::Kept(t) | Piece::Added(t) => Some(t), Piece::Removed(_) => None });
        prop_assert_eq!(before, old.split_whitespace().map(str::to_string).collect::<Vec<_>>());
        prop_assert_eq!(after, new.split_whitespace().map(str::to_string).collect::<Vec<_>>());
    }
}
