//! A question put to a law: readings and places worked out once for many slots.

use super::contest::Contest;
use super::{Facts, Question, Resolution, Undetermined};
use crate::law::index::{Area, Block, ClassWord, Link, Number, Reading, SlotNumber};
use crate::law::{Day, Kind, Law, Parameter, ParameterValue, RuleNumber};
use crate::time::Date;
use std::cell::RefCell;
use std::rc::Rc;

/// A question put to a law.
///
/// Resolving many slots of one question through the same `Asked` saves the
/// preparation; see [`Law::ask`].
pub struct Asked<'l> {
    pub(super) law: &'l Law,
    pub(super) question: &'l Question,
    case: Rc<Case>,
    /// One switch read otherwise: its number and that of the value.
    other: Option<(Number, Number)>,
    /// One day in place of all the case's days.
    pub(super) at: Option<Date>,
    /// Whether drafts take part.
    pub(super) proposed: bool,
    /// Whether it is asked how the law stood: no clause or certificate chooses.
    pub(super) past: bool,
    /// With which a fee that is computed can be compared.
    pub(super) facts: Option<Facts<'l>>,
    /// Sets and uses that are being resolved, against circles.
    pub(super) open: RefCell<Vec<SlotNumber>>,
    /// Sets that have been resolved.
    sets: RefCell<Vec<(SlotNumber, Option<RuleNumber>)>>,
}

/// The question in the numbers of the law's words.
#[derive(Clone)]
struct Case {
    /// By territory: whether the place lies in it.
    places: Vec<bool>,
    /// By status: whether the person has it.
    person: Vec<bool>,
    class: Option<Number>,
    /// By switch: the value that holds.
    reading: Vec<Number>,
}

impl Case {
    fn of(law: &Law, question: &Question) -> Case {
        let words = &law.index.words;
        let mut person = vec![false; words.statuses.len()];
        for status in &question.person {
            if let Some(has) = person.get_mut(words.statuses.number(status) as usize) {
                *has = true;
            }
        }
        let chosen = |(switch, (default, answer)): (usize, &Reading)| match answer {
            Some((known, value)) if *known <= question.known => *value,
            _ if question.switches.is_empty() => *default,
            _ => question.switches.get(words.switches.word(switch as Number)).map_or(*default, |value| words.values.number(value)),
        };
        Case {
            places: places(law, question.places.iter().map(String::as_str)),
            person,
            class: question.class.as_ref().map(|class| words.classes.number(class)),
            reading: words.readings.iter().enumerate().map(chosen).collect(),
        }
    }
}

/// By territory: whether one of the places lies in it.
fn places<'p>(law: &Law, named: impl Iterator<Item = &'p str>) -> Vec<bool> {
    let words = &law.index.words;
    let mut places = vec![false; words.territories.len()];
    for place in named {
        for outer in words.extents.get(words.territories.number(place) as usize).into_iter().flat_map(|extent| &extent.within) {
            places[*outer as usize] = true;
        }
    }
    places
}

impl Law {
    /// Puts a question; the result resolves any number of slots.
    pub fn ask<'l>(&'l self, question: &'l Question) -> Asked<'l> {
        let case = Rc::new(Case::of(self, question));
        Asked {
            law: self,
            question,
            case,
            other: None,
            at: None,
            proposed: false,
            past: false,
            facts: None,
            open: RefCell::default(),
            sets: RefCell::default(),
        }
    }

    /// Which rule answers `slot`.
    ///
    /// # Panics
    /// Never; a question with unknown words is answered as one that no rule with these words fits. See [`Law::understands`].
    pub fn resolve(&self, slot: &str, question: &Question) -> Resolution {
        self.ask(question).resolve(slot)
    }
}

impl<'l> Asked<'l> {
    /// The same question in which drafts take part.
    pub fn with_proposed(mut self) -> Asked<'l> {
        self.proposed = true;
        self
    }

    /// The same question, with which computed fees can be compared.
    pub fn with_facts(mut self, facts: Facts<'l>) -> Asked<'l> {
        self.facts = Some(facts);
        self
    }

    /// The same question, without clause and certificate.
    pub(crate) fn with_law_as_it_stood(mut self) -> Asked<'l> {
        self.past = true;
        self
    }

    /// The law that is asked.
    pub fn law(&self) -> &'l Law {
        self.law
    }

    /// The value that holds for a switch: the answer that binds, the question's, or the default.
    pub fn switch(&self, name: &str) -> Option<&'l str> {
        let words = &self.law.index.words;
        match self.other {
            Some((other, value)) if other == words.switches.number(name) => return Some(words.values.word(value)),
            _ => {}
        }
        let switch = self.law.switches.get(name)?;
        let bound = switch.answer.as_ref().filter(|answer| answer.known <= self.question.known);
        let chosen = self.question.switches.get(name).unwrap_or(&switch.default);
        Some(bound.map_or(chosen, |answer| &answer.value))
    }

    /// The same question with all days of the case set to one.
    pub(crate) fn on(&self, day: Date) -> Asked<'l> {
        Asked { at: Some(day), ..self.copy() }
    }

    /// The same question under another reading: the numbers of a switch and a value.
    pub(super) fn reading(&self, switch: Number, value: Number) -> Asked<'l> {
        Asked { other: Some((switch, value)), ..self.copy() }
    }

    /// The same question in another place.
    pub(super) fn in_place(&self, territory: &str) -> Asked<'l> {
        let case = Case { places: places(self.law, [territory].into_iter()), ..(*self.case).clone() };
        Asked { case: Rc::new(case), ..self.copy() }
    }

    fn copy(&self) -> Asked<'l> {
        Asked {
            law: self.law,
            question: self.question,
            case: Rc::clone(&self.case),
            other: self.other,
            at: self.at,
            proposed: self.proposed,
            past: self.past,
            facts: self.facts,
            open: RefCell::new(self.open.borrow().clone()),
            sets: RefCell::default(),
        }
    }

    /// The day of the case that `day` names.
    pub(super) fn day(&self, day: Day) -> Date {
        self.at.unwrap_or_else(|| self.question.day(day))
    }

    /// Number of the value that holds for a switch.
    pub(super) fn reads(&self, switch: Number) -> Number {
        match self.other {
            Some((other, value)) if other == switch => value,
            _ => self.case.reading[switch as usize],
        }
    }

    /// Steps 1 and 2: whether the link is there.
    pub(super) fn is_there(&self, link: &Link) -> bool {
        link.known <= self.question.known
            && (!link.is_proposed || self.proposed)
            && link.when.iter().all(|(switch, value)| self.reads(*switch) == *value)
            && !link.annulled_by.iter().any(|change| self.is_annulled(*change))
    }

    /// Whether an annulment is known and holds in the reading.
    pub(super) fn is_annulled(&self, change: usize) -> bool {
        let change = &self.law.amendments[change];
        change.known <= self.question.known && change.when.iter().all(|(name, value)| self.switch(name) == Some(value))
    }

    /// Whether the place lies in one of the territories, which must exist on `day`.
    pub(super) fn territory_fits(&self, area: &Area, day: Date) -> bool {
        let is_in = |territory: &Number| {
            let extent = &self.law.index.words.extents[*territory as usize];
            self.case.places[*territory as usize] && extent.from <= day && day < extent.until
        };
        area.territory.is_empty() || area.territory.iter().any(is_in)
    }

    pub(super) fn person_fits(&self, area: &Area) -> bool {
        area.person.is_empty() || area.person.iter().any(|status| self.case.person[*status as usize])
    }

    pub(super) fn class_fits(&self, area: &Area) -> bool {
        area.class.is_empty() || self.case.class.is_some_and(|class| area.class.iter().any(|word| self.is_class(*word, class)))
    }

    pub(super) fn has_row(&self, block: &Block) -> bool {
        block.rows.as_ref().is_none_or(|rows| self.case.class.is_some_and(|class| rows.contains(&class)))
    }

    /// Whether `word` is the class or a set that holds it.
    fn is_class(&self, word: ClassWord, class: Number) -> bool {
        let slot = match word {
            ClassWord::Is(word) => return word == class,
            ClassWord::In(slot) => slot,
        };
        match self.set(slot).map(|winner| &self.law.rules[winner].kind) {
            Some(Kind::Parameter(Parameter { value: ParameterValue::Set(classes), .. })) => {
                classes.iter().any(|listed| self.law.index.words.classes.number(listed) == class)
            }
            _ => false,
        }
    }

    /// The rule that answers the slot of a set, worked out once; in a circle, none.
    fn set(&self, slot: SlotNumber) -> Option<RuleNumber> {
        let entry = self.law.index.slots.get(slot)?;
        if let Some((_, winner)) = self.sets.borrow().iter().find(|(set, _)| *set == slot) {
            return *winner;
        }
        let winner = self.guarded(slot, |asked| asked.winner(&entry.name)).flatten();
        if self.open.borrow().is_empty() {
            self.sets.borrow_mut().push((slot, winner));
        }
        winner
    }

    /// Runs `work` unless `slot` is already being resolved.
    pub(super) fn guarded<T>(&self, slot: SlotNumber, work: impl FnOnce(&Self) -> T) -> Option<T> {
        if self.open.borrow().contains(&slot) {
            return None;
        }
        self.open.borrow_mut().push(slot);
        let result = work(self);
        self.open.borrow_mut().pop();
        Some(result)
    }

    /// The rule that answers, if exactly one does; no trace is kept.
    pub(super) fn winner(&self, slot: &str) -> Option<RuleNumber> {
        self.outcome(slot).ok().flatten()
    }

    /// The winner, nothing, or why the law does not decide; without trace and reasons.
    pub(crate) fn outcome(&self, slot: &str) -> Result<Option<RuleNumber>, Undetermined> {
        Ok(self.contest(slot, false).standing()?.map(|standing| standing.rule))
    }

    /// Steps 1 to 8.
    pub(super) fn contest(&self, slot: &str, keep_trace: bool) -> Contest {
        let mut contest = Contest::of(self, slot, keep_trace);
        self.select(slot, &mut contest);
        contest
    }
}
