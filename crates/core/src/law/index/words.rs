//! The law's words as small numbers, so that a question is compared without reading.

use super::SlotNumber;
use crate::law::model::{Law, Scope};
use crate::law::{Authority, Kind};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Number of a word within its list; [`Number::MAX`] is a word that no rule and no list has.
pub(crate) type Number = u32;

/// Words of one kind, in the order of the alphabet.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordList {
    words: Vec<String>,
    numbers: HashMap<String, Number>,
}

impl WordList {
    fn of<'w>(words: impl Iterator<Item = &'w str>) -> WordList {
        let words: Vec<String> = words.collect::<BTreeSet<_>>().into_iter().map(str::to_string).collect();
        WordList { numbers: words.iter().enumerate().map(|(number, word)| (word.clone(), number as Number)).collect(), words }
    }

    /// The word's number.
    pub fn number(&self, word: &str) -> Number {
        self.numbers.get(word).copied().unwrap_or(Number::MAX)
    }

    /// The word of a number that this list gave.
    pub fn word(&self, number: Number) -> &str {
        &self.words[number as usize]
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }
}

/// All lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub territories: WordList,
    pub statuses: WordList,
    pub classes: WordList,
    pub switches: WordList,
    /// Values of all switches.
    pub values: WordList,
    pub bodies: WordList,
    /// By territory: its days, and every territory that contains it, itself included.
    pub extents: Vec<Extent>,
    /// By switch: its default, and the answer with the day from which it binds.
    pub readings: Vec<Reading>,
    /// By switch: the numbers of its values.
    pub values_of: Vec<Box<[Number]>>,
    /// By body: who took its place, and from which day.
    heirs: Vec<Option<(Number, Date)>>,
}

/// The default value of a switch, and its answer with the day from which it binds.
pub(crate) type Reading = (Number, Option<(Date, Number)>);

/// When a territory exists, and what contains it at any time.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    pub from: Date,
    pub until: Date,
    pub within: Box<[Number]>,
}

/// A scope or an exception in numbers: lists are any-of, the three all-of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Area {
    pub territory: Box<[Number]>,
    pub person: Box<[Number]>,
    pub class: Box<[ClassWord]>,
}

/// A class, or the slot of a set that lists classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClassWord {
    Is(Number),
    In(SlotNumber),
}

impl Area {
    pub fn is_empty(&self) -> bool {
        self.territory.is_empty() && self.person.is_empty() && self.class.is_empty()
    }

    /// The sets it names.
    pub fn sets(&self) -> impl Iterator<Item = SlotNumber> + '_ {
        self.class
            .iter()
            .filter_map(|word| if let ClassWord::In(slot) = word { Some(*slot) } else { None })
            .filter(|slot| *slot != usize::MAX)
    }
}

impl Words {
    pub fn of(law: &Law) -> Words {
        let scopes = || law.rules.iter().flat_map(|rule| [&rule.scope, &rule.except]);
        let whens = || law.rules.iter().map(|rule| &rule.when).chain(law.amendments.iter().map(|change| &change.when));
        let competent = law.rules.iter().filter_map(|rule| if let Kind::Competence(c) = &rule.kind { Some(c) } else { None });
        let rows = law.rules.iter().filter_map(|rule| match &rule.kind {
            Kind::Parameter(crate::law::Parameter { value: crate::law::ParameterValue::PerClass(rows), .. }) => Some(rows.keys()),
            _ => None,
        });
        let answers = |switch: &'_ crate::law::Switch| switch.answer.as_ref().map(|answer| answer.value.clone());
        let values: Vec<String> =
            law.switches.values().flat_map(|s| s.values.iter().cloned().chain([s.default.clone()]).chain(answers(s))).collect();
        let mut words = Words {
            territories: WordList::of(
                law.territories
                    .iter()
                    .flat_map(|(id, t)| [id].into_iter().chain(&t.within))
                    .chain(scopes().flat_map(|s| &s.territory))
                    .map(String::as_str),
            ),
            statuses: WordList::of(law.vocabulary.statuses.keys().chain(scopes().flat_map(|s| &s.person)).map(String::as_str)),
            classes: WordList::of(
                law.vocabulary.classes.keys().chain(scopes().flat_map(|s| &s.class)).chain(rows.flatten()).map(String::as_str),
            ),
            switches: WordList::of(law.switches.keys().chain(whens().flat_map(|when| when.keys())).map(String::as_str)),
            values: WordList::of(values.iter().chain(whens().flat_map(|when| when.values())).map(String::as_str)),
            bodies: WordList::of(
                (law.authorities.iter().flat_map(|(id, a)| [id].into_iter().chain(&a.successor)))
                    .chain(law.acts.values().map(|act| &act.body))
                    .chain(competent.flat_map(|c| [&c.body].into_iter().chain(&c.from_body)))
                    .map(String::as_str),
            ),
            ..Words::default()
        };
        words.extents = words.territories.words.iter().map(|id| words.extent(law, id)).collect();
        words.readings = words.switches.words.iter().map(|name| words.reading(law, name)).collect();
        let values =
            |name: &String| law.switches.get(name).into_iter().flat_map(|switch| &switch.values).map(|v| words.values.number(v)).collect();
        words.values_of = words.switches.words.iter().map(values).collect();
        words.heirs = words.bodies.words.iter().map(|id| words.heir(law, id)).collect();
        words
    }

    fn extent(&self, law: &Law, id: &str) -> Extent {
        let listed = law.territories.get(id);
        let from = listed.map_or(Date::MAX, |territory| territory.from.unwrap_or(Date::MIN));
        let until = listed.and_then(|territory| territory.until).unwrap_or(Date::MAX);
        Extent { from, until, within: containing(law, id).iter().map(|outer| self.territories.number(outer)).collect() }
    }

    fn reading(&self, law: &Law, name: &str) -> Reading {
        let Some(switch) = law.switches.get(name) else { return (Number::MAX, None) };
        let answer = switch.answer.as_ref().map(|answer| (answer.known, self.values.number(&answer.value)));
        (self.values.number(&switch.default), answer)
    }

    fn heir(&self, law: &Law, id: &str) -> Option<(Number, Date)> {
        let Authority { successor, until, .. } = law.authorities.get(id)?;
        let successor = successor.as_ref()?;
        let begins = law.authorities.get(successor).and_then(|heir| heir.from);
        Some((self.bodies.number(successor), until.or(begins).unwrap_or(Date::MIN)))
    }

    /// The body, or whoever has taken its place by `day`.
    pub fn heir_on(&self, body: Number, day: Date) -> Number {
        let mut body = body;
        for _ in 0..self.heirs.len() {
            match self.heirs.get(body as usize) {
                Some(Some((heir, from))) if *from <= day => body = *heir,
                _ => break,
            }
        }
        body
    }

    /// The days on which the body, and whoever takes its place, is succeeded.
    pub fn successions(&self, body: Number) -> Vec<Date> {
        let mut days = Vec::new();
        let mut body = body;
        while let Some(Some((heir, from))) = self.heirs.get(body as usize).filter(|_| days.len() < self.heirs.len()) {
            days.push(*from);
            body = *heir;
        }
        days
    }

    /// Whether territory `inner` is `outer` or lies within it.
    pub fn lies_within(&self, inner: Number, outer: Number) -> bool {
        inner == outer || self.extents.get(inner as usize).is_some_and(|extent| extent.within.contains(&outer))
    }

    /// A scope in numbers; `set` numbers the slot of a set.
    pub fn area(&self, scope: &Scope, set: &dyn Fn(&str) -> SlotNumber) -> Area {
        let class = |word: &String| match word.strip_prefix('@') {
            Some(slot) => ClassWord::In(set(slot)),
            None => ClassWord::Is(self.classes.number(word)),
        };
        Area {
            territory: scope.territory.iter().map(|word| self.territories.number(word)).collect(),
            person: scope.person.iter().map(|word| self.statuses.number(word)).collect(),
            class: scope.class.iter().map(class).collect(),
        }
    }

    /// A reading in numbers: switch and value.
    pub fn when(&self, when: &BTreeMap<String, String>) -> Box<[(Number, Number)]> {
        when.iter().map(|(name, value)| (self.switches.number(name), self.values.number(value))).collect()
    }
}

/// The territory and all that contain it; a circle ends where it closes.
fn containing(law: &Law, id: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut open = vec![id.to_string()];
    while let Some(next) = open.pop() {
        if all.insert(next.clone())
            && let Some(territory) = law.territories.get(&next)
        {
            open.extend(territory.within.iter().cloned());
        }
    }
    all
}
