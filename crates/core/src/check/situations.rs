//! Every situation in which a set of slots may be answered otherwise: places,
//! persons, classes, days and readings that the rules for these slots name.

use crate::law::check::situations;
use crate::law::{Kind, Law, Parameter, ParameterValue, Question, Rule};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules name.
pub(super) struct Situations {
    days: BTreeSet<Date>,
    persons: Vec<BTreeSet<String>>,
    classes: Vec<Option<String>>,
    readings: Vec<BTreeMap<String, String>>,
    places: Vec<BTreeSet<String>>,
}

impl Situations {
    pub(super) fn of<'s>(law: &Law, slots: impl Iterator<Item = &'s str>) -> Situations {
        let mut days = BTreeSet::new();
        let mut rules: Vec<&Rule> = law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))).collect();
        for slot in slots {
            for chain in law.index.candidates(slot).map(|chain| &law.index.chains[chain]) {
                days.extend(chain.dates.iter().filter(|day| **day > Date::MIN));
                let first = law.rules.partition_point(|rule| (&rule.slot, &rule.id) < (&chain.slot, &chain.id));
                rules.extend(law.rules[first..].iter().take_while(|rule| rule.id == chain.id));
            }
        }
        days.extend(rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))).map(|rule| rule.from));
        days.extend(law.territories.values().filter_map(|territory| territory.from));
        let statuses: BTreeSet<&String> = rules.iter().flat_map(|rule| rule.scope.person.iter().chain(&rule.except.person)).collect();
        let by_class = rules.iter().any(|rule| by_class(rule));
        let classes = match by_class {
            true => law.vocabulary.classes.keys().cloned().map(Some).collect(),
            false => vec![law.vocabulary.classes.keys().next().cloned()],
        };
        Situations {
            days,
            persons: situations::persons(&statuses),
            classes,
            readings: situations::readings(law, rules.iter().map(|rule| &rule.when)),
            places: situations::places(law, &law.territories.keys().collect()),
        }
    }

    /// Each question, days innermost; a place is asked about only while it exists.
    pub(super) fn questions<'s>(&'s self, law: &'s Law) -> impl Iterator<Item = Question> + 's {
        let people = self.readings.iter().flat_map(|reading| self.places.iter().map(move |place| (reading, place)));
        let classes = people.flat_map(|(reading, place)| self.persons.iter().map(move |person| (reading, place, person)));
        let cases = classes.flat_map(|(reading, place, person)| self.classes.iter().map(move |class| (reading, place, person, class)));
        cases.flat_map(move |(reading, place, person, class)| {
            let exists = |day: Date| place.iter().all(|place| law.territories[place].exists_on(day));
            self.days.iter().filter(move |day| exists(**day)).map(move |day| Question {
                places: place.clone(),
                person: person.clone(),
                class: class.clone(),
                switches: reading.clone(),
                known: Date::MAX,
                ..Question::on("", *day)
            })
        })
    }
}

fn by_class(rule: &Rule) -> bool {
    let rows = matches!(&rule.kind, Kind::Parameter(Parameter { value: ParameterValue::PerClass(_), .. }));
    rows || !rule.scope.class.is_empty() || !rule.except.class.is_empty()
}

/// `in alatau on 2026-11-01, for level-2, if council-acts = adopted`.
pub(super) fn circumstances(question: &Question) -> String {
    let mut text = format!("in {} on {}", question.places.iter().cloned().collect::<Vec<_>>().join(" and "), question.filed);
    for word in question.person.iter().chain(&question.class) {
        text.push_str(&format!(", for {word}"));
    }
    for (name, value) in &question.switches {
        text.push_str(&format!(", if {name} = {value}"));
    }
    text
}
