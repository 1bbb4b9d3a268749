//! The decisive condition stands first, and its flip flips the ruling.

use crate::support::{Fixture, Named, golden};
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Change, Condition, Decisive, LINES_MAX, Made, layperson, record};
use alatau_core::text::Lang;

fn named(one: &Decisive) -> Named {
    let (kind, fact, slot) = match &one.condition {
        Condition::Ruling { .. } => ("ruling", None, None),
        Condition::Judgement { slot, .. } => ("judgement", None, Some(slot.clone())),
        Condition::Silence { .. } => ("silence", None, None),
        Condition::Fact { fact, .. } => ("fact", Some(fact.clone()), None),
        Condition::Flow { .. } => ("flow", None, None),
    };
    Named { kind: kind.to_string(), fact, slot }
}

/// The ruling with the flip carried out where it lives: in the facts, in the
/// human's hand, or in the text of the law. Nothing of the explanation is used.
fn flipped(fixture: &Fixture, one: &Decisive) -> Datum {
    let mut ruling = fixture.ruling();
    match &one.flip {
        Change::Fact { fact, to } => drop(ruling.facts.insert(fact.clone(), to.clone())),
        Change::Answer { slot, to } => {
            let judged = ruling.judgements.iter_mut().find(|judged| judged.slot == *slot).expect("it was answered");
            judged.answer = to.clone();
        }
        Change::Outcome { to } => {
            let Made::Person { outcome, .. } = &mut ruling.made else { panic!("a human ruled") };
            *outcome = *to;
        }
        Change::Yields { to } => {
            let law = &fixture.body().law;
            let Condition::Silence { slot, yields } = &one.condition else { panic!("silence ruled") };
            let provision = &fixture.body().record(&ruling).provisions[slot];
            let rule = law.rules.iter().find(|rule| rule.version() == provision.version).expect("the version is there");
            let mut lines: Vec<String> = Vec::new();
            let mut within = false;
            for (number, line) in fixture.body().files[&rule.place.file].lines().enumerate() {
                within |= number as u32 + 1 >= rule.place.line;
                let is_it = within && line == format!("yields = \"{yields}\"");
                within &= !is_it;
                lines.push(if is_it { format!("yields = \"{to}\"") } else { line.to_string() });
            }
            let changed = fixture.body().with(&rule.place.file, |_| lines.join("\n") + "\n");
            return record(&ruling, changed.sources()).expect("the changed law answers").said.value;
        }
        Change::Flow { flow, .. } => panic!("no fixture flips {flow}"),
    }
    record(&ruling, fixture.body().sources()).expect("the flipped ruling has a record").said.value
}

#[test]
fn flipping_the_condition_that_is_named_first_flips_the_ruling() {
    let fixtures = Fixture::all();
    assert!(fixtures.len() >= 20);
    for fixture in &fixtures {
        let record = fixture.body().record(&fixture.ruling());
        assert_eq!(record.said.value, fixture.says, "{}", fixture.it);
        let first = record.decisive.first().unwrap_or_else(|| panic!("{}: nothing decides", fixture.it));
        assert_eq!(named(first), fixture.first, "{}", fixture.it);
        assert_eq!(first.then, fixture.then, "{}", fixture.it);
        if let Some(second) = &fixture.second {
            assert_eq!(record.decisive.get(1).map(named).as_ref(), Some(second), "{}", fixture.it);
        }
    }
}

#[test]
fn every_decisive_condition_decides_when_the_ruling_is_made_again() {
    for fixture in Fixture::all() {
        let record = fixture.body().record(&fixture.ruling());
        for one in record.decisive.iter().filter(|one| !matches!(one.flip, Change::Flow { .. })) {
            let then = flipped(&fixture, one);
            assert_ne!(then, record.said.value, "{}: {one:?}", fixture.it);
            assert_eq!(then, one.then, "{}: {one:?}", fixture.it);
        }
    }
}

#[test]
fn a_layperson_reads_twelve_lines_at_most_and_each_names_its_article() {
    for fixture in Fixture::all() {
        let record = fixture.body().record(&fixture.ruling());
        let mut texts = Vec::new();
        for lang in Lang::ALL {
            let lines = layperson(&record, fixture.body().sources(), lang);
            assert!(!lines.is_empty() && lines.len() <= LINES_MAX, "{}: {}", fixture.it, lines.len());
            for line in &lines {
                assert!(!line.links.is_empty(), "{}: {}", fixture.it, line.text);
                for link in &line.links {
                    assert!(fixture.body().law.provisions.contains_key(&link.provision), "{}: {}", fixture.it, link.provision);
                    assert!(!link.act.is_empty() && !link.heading.is_empty(), "{}: {link:?}", fixture.it);
                }
                assert!(!line.text.contains("{") && !line.text.contains("  "), "{}: {}", fixture.it, line.text);
            }
            texts.push(lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>());
        }
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{}", fixture.it);
    }
}

#[test]
fn the_texts_are_as_they_were_read_and_approved() {
    for fixture in Fixture::all() {
        let Some(name) = &fixture.golden else { continue };
        let record = fixture.body().record(&fixture.ruling());
        for lang in Lang::ALL {
            let mut text = String::new();
            for line in layperson(&record, fixture.body().sources(), lang) {
                text += &format!("{}\n", line.text);
                for link in line.links {
                    text += &format!("    § {} ({})\n", link.title(), link.provision);
                }
            }
            golden(&format!("data/explain/{name}.{lang}.txt"), &text);
        }
    }
}

#[test]
fn a_human_who_decided_is_named_in_every_language() {
    for (it, name) in [("a human refuses", "officer-7"), ("a human finds that it does not fit", "officer-9")] {
        let fixture = Fixture::named(it);
        let record = fixture.body().record(&fixture.ruling());
        for lang in Lang::ALL {
            let first = &layperson(&record, fixture.body().sources(), lang)[0].text;
            assert!(first.contains(name), "{first}");
        }
    }
}
