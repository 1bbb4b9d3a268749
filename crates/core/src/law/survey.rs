//! Who is answered what: a slot asked for every place, person and class that its rules tell apart.
//!
//! Invariant: the answers of a slot over its [`Positions`] are its answers
//! everywhere, because what no rule names cannot change an answer.
//!
//! ```
//! # use alatau_core::law::Law;
//! # use alatau_core::law::survey::{Moment, changes};
//! # use std::collections::BTreeMap;
//! let day = "2050-01-01".parse().unwrap();
//! let (law, _) = Law::load(&BTreeMap::new());
//! assert!(changes(&law, Moment::before(day), Moment::on(day), &BTreeMap::new(), None).is_empty());
//! ```

use super::index::What;
use super::resolve::{Question, Resolution};
use super::*;
use crate::time::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A point on both time axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// The day on which the law is to hold: of filing, of the clock's start and of the decision.
    pub valid: Date,
    /// The day of knowledge.
    pub known: Date,
}

impl Moment {
    /// A day, with the knowledge of that day.
    pub fn on(day: Date) -> Moment {
        Moment { valid: day, known: day }
    }

    /// The day before, with its knowledge.
    pub fn before(day: Date) -> Moment {
        Moment::on(day.plus(-1))
    }
}

/// An applicant somewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Territory.
    pub place: String,
    /// Status; nothing for whoever has none of those that the rules name.
    pub person: Option<String>,
    /// Class; nothing if no rule names one.
    pub class: Option<String>,
}

impl Position {
    /// The question of this applicant.
    pub fn question(&self, moment: Moment, switches: &BTreeMap<String, String>) -> Question {
        Question {
            person: self.person.iter().cloned().collect(),
            class: self.class.clone(),
            switches: switches.clone(),
            known: moment.known,
            ..Question::on(&self.place, moment.valid)
        }
    }
}

/// What is answered at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Nobody answers.
    Nothing,
    /// The law alone does not decide.
    Open,
    /// This rule answers.
    Rule(RuleNumber),
}

/// Everything that the rules for a slot tell apart.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    places: BTreeSet<String>,
    /// Statuses that rules name; nothing stands for all others.
    persons: BTreeSet<Option<String>>,
    /// Classes that rules name, and one that stands for all others.
    classes: BTreeSet<Option<String>>,
    /// The class that stands for all others.
    other_class: Option<String>,
    /// Every day on which an answer may change.
    pub days: BTreeSet<Date>,
}

impl Positions {
    /// What the rules of any of `laws` for `slot` tell apart; with `place`, there only.
    pub fn of(laws: &[&Law], slot: &str, place: Option<&str>) -> Positions {
        let mut found = Positions { persons: BTreeSet::from([None]), ..Positions::default() };
        let mut classes = BTreeSet::new();
        for law in laws {
            found.add(law, slot, &mut classes);
        }
        if let Some(place) = place {
            found.places = BTreeSet::from([place.to_string()]);
        }
        if !classes.is_empty() {
            let listed = laws.iter().flat_map(|law| law.vocabulary.classes.keys());
            found.other_class = listed.filter(|class| !classes.contains(*class)).min().cloned();
            classes.extend(found.other_class.clone());
        }
        found.classes = match classes.is_empty() {
            true => BTreeSet::from([None]),
            false => classes.into_iter().map(Some).collect(),
        };
        found
    }

    fn add(&mut self, law: &Law, slot: &str, classes: &mut BTreeSet<String>) {
        self.places.extend(law.territories.iter().filter(|(_, t)| t.within.is_empty()).map(|(id, _)| id.clone()));
        for chain in law.index.candidates(slot).map(|chain| &law.index.chains[chain]) {
            self.days.extend(&chain.dates);
            for link in &chain.links {
                if let What::Block(rule) = link.what {
                    self.add_rule(law, &law.rules[rule], classes);
                }
            }
        }
        let aside = law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_) | Kind::Transition(_)));
        self.days.extend(aside.flat_map(|rule| [Some(rule.from), Some(rule.known), rule.until]).flatten());
        self.days.extend(law.switches.values().filter_map(|switch| Some(switch.answer.as_ref()?.known)));
        self.days.retain(|day| *day > Date::MIN && *day < Date::MAX);
    }

    fn add_rule(&mut self, law: &Law, rule: &Rule, classes: &mut BTreeSet<String>) {
        for scope in [&rule.scope, &rule.except] {
            self.places.extend(scope.territory.iter().filter(|id| law.territories.contains_key(*id)).cloned());
            self.persons.extend(scope.person.iter().cloned().map(Some));
            match scope.class.iter().any(|class| class.starts_with('@')) {
                true => classes.extend(law.vocabulary.classes.keys().cloned()),
                false => classes.extend(scope.class.iter().cloned()),
            }
        }
        if let Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) = &rule.kind {
            classes.extend(rows.keys().cloned());
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Position> + '_ {
        self.places.iter().flat_map(move |place| {
            self.persons.iter().flat_map(move |person| {
                self.classes.iter().map(move |class| Position { place: place.clone(), person: person.clone(), class: class.clone() })
            })
        })
    }
}

/// A set of positions in words: all keys hold together, an empty list is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Where {
    /// Territories.
    pub places: Vec<String>,
    /// Territories within them that are left out.
    pub except_places: Vec<String>,
    /// Statuses.
    pub persons: Vec<String>,
    /// Statuses that are left out.
    pub except_persons: Vec<String>,
    /// Classes.
    pub classes: Vec<String>,
    /// Classes that are left out.
    pub except_classes: Vec<String>,
}

/// The positions of a set, in as few conditions as the set's form allows.
pub fn describe(law: &Law, positions: &Positions, of: &BTreeSet<Position>) -> Vec<Where> {
    type Inner = BTreeMap<Option<String>, BTreeSet<Option<String>>>;
    let mut by_place: BTreeMap<&String, Inner> = BTreeMap::new();
    for position in of {
        by_place.entry(&position.place).or_default().entry(position.person.clone()).or_default().insert(position.class.clone());
    }
    let mut places_of: BTreeMap<Inner, BTreeSet<String>> = BTreeMap::new();
    for (place, inner) in by_place {
        places_of.entry(inner).or_default().insert(place.clone());
    }
    let mut found = Vec::new();
    for (inner, places) in places_of {
        let mut persons_of: BTreeMap<BTreeSet<Option<String>>, BTreeSet<Option<String>>> = BTreeMap::new();
        for (person, classes) in inner {
            persons_of.entry(classes).or_default().insert(person);
        }
        for (classes, persons) in persons_of {
            let mut where_ = Where::default();
            (where_.places, where_.except_places) = territories(law, &positions.places, &places);
            (where_.persons, where_.except_persons) = words(&positions.persons, &persons, &None);
            (where_.classes, where_.except_classes) = words(&positions.classes, &classes, &positions.other_class);
            found.push(where_);
        }
    }
    found.sort();
    found
}

/// Affected territories that lie in no other, and those within them that are not affected.
fn territories(law: &Law, all: &BTreeSet<String>, of: &BTreeSet<String>) -> (Vec<String>, Vec<String>) {
    let is_within = |inner: &String, outer: &String| inner != outer && law.index.lies_within(inner, outer);
    let outermost = of.iter().filter(|place| !of.iter().any(|other| is_within(place, other)));
    let except = all.difference(of).filter(|place| of.iter().any(|other| is_within(place, other)));
    let (outermost, except): (Vec<String>, Vec<String>) = (outermost.cloned().collect(), except.cloned().collect());
    let is_everywhere = except.is_empty() && outermost.iter().all(|id| law.territories.get(id).is_some_and(|t| t.within.is_empty()));
    (if is_everywhere { Vec::new() } else { outermost }, except)
}

/// The words of a set, or those that it leaves out if it holds the one that stands for all others.
fn words(all: &BTreeSet<Option<String>>, of: &BTreeSet<Option<String>>, other: &Option<String>) -> (Vec<String>, Vec<String>) {
    if of.len() == all.len() {
        return (Vec::new(), Vec::new());
    }
    match of.contains(other) && all.contains(other) {
        true => (Vec::new(), all.difference(of).flatten().cloned().collect()),
        false => (of.iter().flatten().cloned().collect(), Vec::new()),
    }
}

/// What a slot is answered, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The slot.
    pub slot: String,
    /// The answer.
    pub said: Said,
    /// Weakest grade of what the answer rests on.
    pub grade: Option<Grade>,
    /// For whom.
    pub wheres: Vec<Where>,
}

/// The answers of every slot at a moment; what nobody answers is left out.
pub fn standing(law: &Law, moment: Moment, switches: &BTreeMap<String, String>, place: Option<&str>) -> Vec<Standing> {
    let mut found = Vec::new();
    for slot in law.vocabulary.slots.keys() {
        let positions = Positions::of(&[law], slot, place);
        let mut groups: BTreeMap<Said, BTreeSet<Position>> = BTreeMap::new();
        for position in positions.all() {
            groups.entry(said(law, slot, &position, moment, switches)).or_default().insert(position);
        }
        groups.remove(&Said::Nothing);
        for (said, of) in groups {
            let grade = grade(law, slot, of.first(), moment, switches);
            found.push(Standing { slot: slot.clone(), said, grade, wheres: describe(law, &positions, &of) });
        }
    }
    found
}

/// What a slot was answered before and is answered after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The slot.
    pub slot: String,
    /// Before.
    pub before: Said,
    /// Weakest grade of what that rested on.
    pub before_grade: Option<Grade>,
    /// After.
    pub after: Said,
    /// Weakest grade of what that rests on.
    pub after_grade: Option<Grade>,
    /// For whom.
    pub wheres: Vec<Where>,
}

/// Every slot that is answered by another rule after than before.
pub fn changes(law: &Law, before: Moment, after: Moment, switches: &BTreeMap<String, String>, place: Option<&str>) -> Vec<Change> {
    let mut found = Vec::new();
    for slot in law.vocabulary.slots.keys() {
        let positions = Positions::of(&[law], slot, place);
        let mut groups: BTreeMap<(Said, Said), BTreeSet<Position>> = BTreeMap::new();
        for position in positions.all() {
            let pair = (said(law, slot, &position, before, switches), said(law, slot, &position, after, switches));
            if pair.0 != pair.1 {
                groups.entry(pair).or_default().insert(position);
            }
        }
        for ((was, is), of) in groups {
            found.push(Change {
                slot: slot.clone(),
                before: was,
                before_grade: grade(law, slot, of.first(), before, switches),
                after: is,
                after_grade: grade(law, slot, of.first(), after, switches),
                wheres: describe(law, &positions, &of),
            });
        }
    }
    found
}

/// What a slot is answered at a position.
pub fn said(law: &Law, slot: &str, position: &Position, moment: Moment, switches: &BTreeMap<String, String>) -> Said {
    match law.ask(&position.question(moment, switches)).outcome(slot) {
        Ok(Some(rule)) => Said::Rule(rule),
        Ok(None) => Said::Nothing,
        Err(_) => Said::Open,
    }
}

/// Every day on which something of the law begins, ends or becomes known.
pub fn days_of_change(law: &Law) -> BTreeSet<Date> {
    let mut days: BTreeSet<Date> = law.index.chains.iter().flat_map(|chain| chain.dates.iter().copied()).collect();
    days.extend(law.acts.values().map(|act| act.known));
    days.extend(law.amendments.iter().flat_map(|change| [change.from, change.known]));
    days.extend(law.territories.values().flat_map(|territory| [territory.from, territory.until]).flatten());
    days.extend(law.authorities.values().flat_map(|authority| [authority.from, authority.until]).flatten());
    days.extend(law.switches.values().filter_map(|switch| Some(switch.answer.as_ref()?.known)));
    days.retain(|day| *day > Date::MIN && *day < Date::MAX);
    days
}

fn grade(law: &Law, slot: &str, at: Option<&Position>, moment: Moment, switches: &BTreeMap<String, String>) -> Option<Grade> {
    match law.resolve(slot, &at?.question(moment, switches)) {
        Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => Some(answer.grade),
        _ => None,
    }
}
