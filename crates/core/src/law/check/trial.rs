//! The circumstances in which one slot is tried, and which of its rules fit them.
//!
//! Two places, persons, classes or readings that no rule for the slot tells
//! apart are one: the first stands for all.

use super::situations::{self, Reading};
use super::tables::{Tables, rules};
use crate::law::index::{Block, Chain, Number, What};
use crate::law::resolve::Question;
use crate::law::*;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Which rules fit circumstances, and by which of their words; equal ones are answered alike on every day.
pub(super) type Fits = Vec<u64>;

/// A rule whose scope does not fit, whatever the day.
const NEVER: u64 = 0;

/// What distinguishes the circumstances of one slot.
pub(super) struct Circumstances<'l> {
    law: &'l Law,
    /// Every chain that may decide: the slot's, its silence's, and the competences of their bodies.
    chains: Vec<(&'l Chain, Vec<Date>)>,
    /// Their blocks, with the chain's place in `chains`.
    rules: Vec<(usize, RuleNumber)>,
    readings: Vec<Told<Reading>>,
    places: Vec<Told<BTreeSet<String>>>,
    persons: Vec<Told<BTreeSet<String>>>,
    classes: Vec<Told<Option<String>>>,
}

/// A value of one dimension, and what tells it apart: a code for each rule (for a
/// reading: each rule and end), 0 where it does not fit.
struct Told<T> {
    value: T,
    codes: Vec<u64>,
}

impl<'l> Circumstances<'l> {
    pub fn of(law: &'l Law, tables: &Tables<'l>, slot: &str, silence: Option<&str>) -> Circumstances<'l> {
        let mut chains: Vec<&Chain> = law.index.candidates(slot).map(|number| &law.index.chains[number]).collect();
        chains.extend(silence.into_iter().flat_map(|silence| law.index.candidates(silence).map(|number| &law.index.chains[number])));
        let acts: BTreeSet<&String> = chains.iter().map(|chain| &chain.act).collect();
        let bodies: BTreeSet<&String> = acts.into_iter().filter_map(|act| law.acts.get(act)).map(|act| &act.body).collect();
        chains.extend(bodies.into_iter().flat_map(|body| tables.competences_of(law, body)));
        let mut seen = BTreeSet::new();
        chains.retain(|chain| seen.insert(&chain.id));
        let numbered = chains.iter().enumerate();
        let rules: Vec<(usize, RuleNumber)> = numbered.flat_map(|(at, chain)| chain.blocks().map(move |rule| (at, rule))).collect();
        let blocks: Vec<&Rule> = rules.iter().map(|(_, rule)| &law.rules[*rule]).collect();
        Circumstances {
            law,
            readings: readings(law, &chains, &blocks),
            places: places(law, &rules),
            persons: persons(&blocks),
            classes: classes(law, &blocks),
            chains: chains.into_iter().map(|chain| (chain, dates(law, chain))).collect(),
            rules,
        }
    }

    /// How many readings there are.
    pub fn readings(&self) -> usize {
        self.readings.len()
    }

    /// Every combination, as numbers of reading, place, person and class; the broadest of each is 0.
    pub fn all(&self) -> impl Iterator<Item = [usize; 4]> + use<> {
        let [readings, places, persons, classes] = [self.readings.len(), self.places.len(), self.persons.len(), self.classes.len()];
        let cases = (0..readings).flat_map(move |r| (0..places).flat_map(move |p| (0..persons).map(move |s| [r, p, s])));
        cases.flat_map(move |[r, p, s]| (0..classes).map(move |c| [r, p, s, c]))
    }

    /// Numbers within [`Circumstances::all`] of those that are like these but for one circumstance: the
    /// default reading, the broadest place, nobody in particular, any other class.
    pub fn broader(&self, [reading, place, person, class]: [usize; 4]) -> impl Iterator<Item = usize> {
        let [places, persons, classes] = [self.places.len(), self.persons.len(), self.classes.len()];
        let number = move |[r, p, s, c]: [usize; 4]| ((r * places + p) * persons + s) * classes + c;
        let wider = [[0, place, person, class], [reading, 0, person, class], [reading, place, 0, class]];
        wider.into_iter().chain((0..classes).map(move |other| [reading, place, person, other])).map(number)
    }

    pub fn question(&self, [reading, place, person, class]: [usize; 4]) -> Question {
        Question {
            places: self.places[place].value.clone(),
            person: self.persons[person].value.clone(),
            class: self.classes[class].value.clone(),
            switches: self.readings[reading].value.clone(),
            known: Date::MAX,
            ..Question::on("", Date::MIN)
        }
    }

    /// How the scopes of the rules fit places, persons and classes: each way once, and for every
    /// combination, in the order of [`Circumstances::all`], the number of its way.
    pub fn scopes(&self) -> (Vec<Fits>, Vec<usize>) {
        let (mut ways, mut numbers) = (Vec::new(), Vec::new());
        let mut seen: BTreeMap<Fits, usize> = BTreeMap::new();
        let mut way = Fits::new();
        for place in &self.places {
            for person in &self.persons {
                for class in &self.classes {
                    let parts =
                        place.codes.iter().zip(&person.codes).zip(&class.codes).map(|((place, person), class)| [*place, *person, *class]);
                    way.clear();
                    way.extend(parts.map(|parts| if parts.contains(&NEVER) { NEVER } else { code(parts.into_iter()) }));
                    let number = seen.get(&way).copied().unwrap_or_else(|| {
                        ways.push(way.clone());
                        seen.insert(way.clone(), ways.len() - 1);
                        ways.len() - 1
                    });
                    numbers.push(number);
                }
            }
        }
        (ways, numbers)
    }

    /// Which rules fit, and how, in a reading and where their scopes fit this way.
    pub fn fits(&self, reading: usize, scopes: &Fits) -> Fits {
        let readings = &self.readings[reading].codes;
        let rules = scopes.iter().zip(readings).map(|(scope, reading)| if *reading == NEVER { NEVER } else { *scope });
        rules.chain(readings[self.rules.len()..].iter().copied()).collect()
    }

    /// Days on which the answer may change: dates of the rules that fit, and of the places.
    pub fn days(&self, fits: &Fits, question: &Question) -> BTreeSet<Date> {
        let mut days = BTreeSet::new();
        let mut seen = usize::MAX;
        for ((at, _), fits) in self.rules.iter().zip(fits) {
            if *fits != NEVER && *at != seen {
                seen = *at;
                days.extend(&self.chains[*at].1);
            }
        }
        let places = question.places.iter().filter_map(|place| self.law.territories.get(place));
        days.extend(places.flat_map(|territory| [territory.from, territory.until]).flatten());
        days
    }
}

/// One number for several; never 0.
fn code(parts: impl Iterator<Item = u64>) -> u64 {
    let mixed = parts.fold(0xCBF2_9CE4_8422_2325, |code: u64, part| (code ^ part).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23));
    mixed | 1
}

/// The first of each kind that the rules cannot tell apart.
fn told<T>(all: Vec<T>, codes: impl Fn(&T) -> Vec<u64>) -> Vec<Told<T>> {
    let mut seen = BTreeSet::new();
    let coded = all.into_iter().map(|value| Told { codes: codes(&value), value });
    coded.filter(|told| seen.insert(told.codes.clone())).collect()
}

fn places(law: &Law, rules: &[(usize, RuleNumber)]) -> Vec<Told<BTreeSet<String>>> {
    let (words, blocks) = (&law.index.words, &law.index.blocks);
    let scopes = rules.iter().map(|(_, rule)| &law.rules[*rule]);
    let named = scopes.flat_map(|rule| rule.scope.territory.iter().chain(&rule.except.territory)).collect();
    told(situations::places(law, &named), |place| {
        let inner: Vec<Number> = place.iter().map(|id| words.territories.number(id)).collect();
        let lies_in = |outer: &Number| inner.iter().any(|inner| words.lies_within(*inner, *outer));
        let one = |rule: RuleNumber| {
            let Block { scope, except, .. } = &blocks[rule];
            let fits = scope.territory.is_empty() || scope.territory.iter().any(lies_in);
            fits.then(|| code(scope.territory.iter().chain(&except.territory).map(|outer| u64::from(lies_in(outer)))))
        };
        rules.iter().map(|(_, rule)| one(*rule).unwrap_or(NEVER)).collect()
    })
}

fn persons(rules: &[&Rule]) -> Vec<Told<BTreeSet<String>>> {
    let named = rules.iter().flat_map(|rule| rule.scope.person.iter().chain(&rule.except.person)).collect();
    told(situations::persons(&named), |person| {
        let any = |words: &[String]| words.is_empty() || words.iter().any(|word| person.contains(word));
        rules.iter().map(|rule| if any(&rule.scope.person) { 1 + u64::from(any(&rule.except.person)) } else { NEVER }).collect()
    })
}

fn classes(law: &Law, rules: &[&Rule]) -> Vec<Told<Option<String>>> {
    let listed = &law.vocabulary.classes;
    let named: BTreeSet<&String> = rules.iter().flat_map(|rule| classes_of(rule)).collect();
    let by_set = named.iter().any(|class| class.starts_with('@'));
    let mut classes: BTreeSet<&String> = named.into_iter().filter(|class| listed.contains_key(*class)).collect();
    // One class that no rule names stands for all such classes, unless a set may hold it.
    match by_set {
        true => classes.extend(listed.keys()),
        false => classes.extend(listed.keys().find(|class| !classes.contains(class)).into_iter().collect::<Vec<_>>()),
    }
    let all = if classes.is_empty() { vec![None] } else { classes.into_iter().cloned().map(Some).collect() };
    told(all, |class: &Option<String>| {
        let any = |words: &[String]| words.is_empty() || words.iter().any(|word| word.starts_with('@') || class.as_ref() == Some(word));
        let own = if by_set { code(class.iter().flat_map(|class| class.bytes()).map(u64::from)) << 2 } else { 0 };
        let one = |rule: &Rule| {
            let row = match &rule.kind {
                Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => {
                    class.as_ref().is_some_and(|c| rows.contains_key(c))
                }
                _ => true,
            };
            if row && any(&rule.scope.class) { own + 1 + u64::from(any(&rule.except.class)) } else { NEVER }
        };
        rules.iter().map(|rule| one(rule)).collect()
    })
}

fn readings(law: &Law, chains: &[&Chain], rules: &[&Rule]) -> Vec<Told<Reading>> {
    let ends = chains.iter().flat_map(|chain| &chain.links).filter_map(|link| match link.what {
        What::Ended(change) => Some(&law.amendments[change].when),
        What::Block(_) => None,
    });
    let conditions: Vec<&Reading> = rules.iter().map(|rule| &rule.when).chain(ends).collect();
    told(situations::readings(law, conditions.iter().copied()), |reading| {
        let holds = |(name, value): (&String, &String)| {
            let switch = law.switches.get(name);
            let bound = switch.and_then(|switch| switch.answer.as_ref()).map(|answer| &answer.value);
            bound.or(reading.get(name)).or(switch.map(|switch| &switch.default)) == Some(value)
        };
        conditions.iter().map(|when| u64::from(when.iter().all(holds))).collect()
    })
}

/// Classes that a rule names: in its scope, in its exception, in its rows.
fn classes_of(rule: &Rule) -> impl Iterator<Item = &String> {
    let rows: Option<&BTreeMap<String, Literal>> = match &rule.kind {
        Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => Some(rows),
        _ => None,
    };
    rule.scope.class.iter().chain(&rule.except.class).chain(rows.into_iter().flat_map(BTreeMap::keys))
}

/// Every day on which something in the chain begins or ends.
fn dates(law: &Law, chain: &Chain) -> Vec<Date> {
    let mut dates: Vec<Date> = chain.links.iter().map(|link| link.from).collect();
    for rule in rules(law, chain) {
        dates.extend(rule.until);
        let named = rule.scope.territory.iter().chain(&rule.except.territory).filter_map(|id| law.territories.get(id));
        dates.extend(named.flat_map(|territory| [territory.from, territory.until]).flatten());
    }
    dates.retain(|day| *day > Date::MIN);
    dates
}
