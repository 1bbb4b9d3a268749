//! Every situation in which a set of slots may be answered otherwise: places,
//! persons, classes, days and readings that the rules for these slots name.

use crate::law::{Kind, Law, Parameter, ParameterValue, Question, Rule};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules name.
pub(super) struct Situations {
    days: BTreeSet<Date>,
    persons: Vec<BTreeSet<String>>,
    classes: Vec<Option<String>>,
    readings: Vec<BTreeMap<String, String>>,
    places: Vec<String>,
}

impl Situations {
    pub(super) fn of<'s>(law: &Law, slots: impl Iterator<Item = &'s str>) -> Situations {
        let mut days = BTreeSet::new();
        let mut rules: Vec<&Rule> = law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))).collect();
        for slot in slots {
            for chain in law.index.candidates(slot).map(|chain| &law.index.chains[chain]) {
                days.extend(chain.dates.iter().filter(|day| **day > Date::MIN));
                rules.extend(law.rules.iter().filter(|rule| rule.id == chain.id));
            }
        }
        days.extend(rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))).map(|rule| rule.from));
        days.extend(law.territories.values().filter_map(|territory| territory.from));
        let statuses: BTreeSet<&String> = rules.iter().flat_map(|rule| rule.scope.person.iter().chain(&rule.except.person)).collect();
        let persons = [BTreeSet::new()].into_iter().chain(statuses.into_iter().map(|status| BTreeSet::from([status.clone()])));
        let by_class = rules.iter().any(|rule| by_class(rule));
        let classes = match by_class {
            true => law.vocabulary.classes.keys().cloned().map(Some).collect(),
            false => vec![law.vocabulary.classes.keys().next().cloned()],
        };
        Situations {
            days,
            persons: persons.collect(),
            classes,
            readings: readings(law, &rules),
            places: law.territories.keys().cloned().collect(),
        }
    }

    /// Each question, days innermost; a place is asked about only while it exists.
    pub(super) fn questions<'s>(&'s self, law: &'s Law) -> impl Iterator<Item = Question> + 's {
        let people = self.readings.iter().flat_map(|reading| self.places.iter().map(move |place| (reading, place)));
        let classes = people.flat_map(|(reading, place)| self.persons.iter().map(move |person| (reading, place, person)));
        let cases = classes.flat_map(|(reading, place, person)| self.classes.iter().map(move |class| (reading, place, person, class)));
        cases.flat_map(move |(reading, place, person, class)| {
            self.days.iter().filter(|day| law.territories[place].exists_on(**day)).map(move |day| Question {
                person: person.clone(),
                class: class.clone(),
                switches: reading.clone(),
                known: Date::MAX,
                ..Question::on(place, *day)
            })
        })
    }
}

fn by_class(rule: &Rule) -> bool {
    let rows = matches!(&rule.kind, Kind::Parameter(Parameter { value: ParameterValue::PerClass(_), .. }));
    rows || !rule.scope.class.is_empty() || !rule.except.class.is_empty()
}

/// The default reading, each other value of a switch alone, and with it each
/// other value of a switch that some rule names together with it.
fn readings(law: &Law, rules: &[&Rule]) -> Vec<BTreeMap<String, String>> {
    let conditions: BTreeSet<&BTreeMap<String, String>> = rules.iter().map(|rule| &rule.when).collect();
    let names: BTreeSet<&String> = conditions.iter().flat_map(|when| when.keys()).collect();
    let others = |name: &str| {
        let switch = law.switches.get(name);
        let values = switch.into_iter().flat_map(|switch| switch.values.iter().filter(|value| **value != switch.default));
        values.cloned().collect::<Vec<String>>()
    };
    let mut readings = BTreeSet::from([BTreeMap::new()]);
    for name in names {
        for value in others(name) {
            readings.insert(BTreeMap::from([(name.clone(), value.clone())]));
            for partner in conditions.iter().filter(|when| when.contains_key(name)).flat_map(|when| when.keys()).filter(|p| *p != name) {
                for other in others(partner) {
                    readings.insert(BTreeMap::from([(name.clone(), value.clone()), (partner.clone(), other)]));
                }
            }
        }
    }
    readings.into_iter().collect()
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
