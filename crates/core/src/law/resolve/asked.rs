//! A question put to a law: readings and places worked out once for many slots.

use super::contest::Contest;
use super::{Facts, Question, Resolution, Undetermined};
use crate::law::{Day, Law, RuleNumber, Scope};
use crate::time::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A question put to a law.
///
/// Resolving many slots of one question through the same `Asked` saves the
/// preparation; see [`Law::ask`].
pub struct Asked<'l> {
    pub(super) law: &'l Law,
    pub(super) question: &'l Question,
    /// The value that holds for each switch.
    pub(super) switches: Rc<BTreeMap<&'l str, &'l str>>,
    /// One switch read otherwise.
    other: Option<(&'l str, &'l str)>,
    /// One day in place of all the case's days.
    pub(super) at: Option<Date>,
    /// Whether drafts take part.
    pub(super) proposed: bool,
    /// Whether it is asked how the law stood: no clause or certificate chooses.
    pub(super) past: bool,
    /// With which a fee that is computed can be compared.
    pub(super) facts: Option<&'l Facts>,
    /// Sets and uses that are being resolved, against circles.
    pub(super) open: RefCell<Vec<String>>,
}

impl Law {
    /// Puts a question; the result resolves any number of slots.
    pub fn ask<'l>(&'l self, question: &'l Question) -> Asked<'l> {
        let switches = self.switches.iter().map(|(name, switch)| {
            let bound = switch.answer.as_ref().filter(|answer| answer.known <= question.known);
            let chosen = question.switches.get(name).unwrap_or(&switch.default);
            (name.as_str(), bound.map_or(chosen.as_str(), |answer| &answer.value))
        });
        Asked {
            law: self,
            question,
            switches: Rc::new(switches.collect()),
            other: None,
            at: None,
            proposed: false,
            past: false,
            facts: None,
            open: RefCell::default(),
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
    pub fn with_facts(mut self, facts: &'l Facts) -> Asked<'l> {
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
        match self.other {
            Some((other, value)) if other == name => Some(value),
            _ => self.switches.get(name).copied(),
        }
    }

    /// The same question with all days of the case set to one.
    pub(super) fn on(&self, day: Date) -> Asked<'l> {
        Asked { at: Some(day), ..self.copy() }
    }

    /// The same question under another reading.
    pub(super) fn reading(&self, name: &'l str, value: &'l str) -> Asked<'l> {
        Asked { other: Some((name, value)), ..self.copy() }
    }

    fn copy(&self) -> Asked<'l> {
        Asked {
            law: self.law,
            question: self.question,
            switches: Rc::clone(&self.switches),
            other: self.other,
            at: self.at,
            proposed: self.proposed,
            past: self.past,
            facts: self.facts,
            open: RefCell::new(self.open.borrow().clone()),
        }
    }

    /// The day of the case that `day` names.
    pub(super) fn day(&self, day: Day) -> Date {
        self.at.unwrap_or_else(|| self.question.day(day))
    }

    /// The first switch whose value is another than `when` needs.
    pub(super) fn misread<'w>(&self, when: &'w BTreeMap<String, String>) -> Option<(&'w str, &'w str)> {
        when.iter().find(|(name, value)| self.switch(name) != Some(value)).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the place lies in `territory`, which must exist on `day`.
    pub(super) fn is_in(&self, territory: &str, day: Date) -> bool {
        self.law.territories.get(territory).is_some_and(|t| t.exists_on(day))
            && self.question.places.iter().any(|place| self.law.index.lies_within(place, territory))
    }

    pub(super) fn territory_fits(&self, scope: &Scope, day: Date) -> bool {
        scope.territory.is_empty() || scope.territory.iter().any(|territory| self.is_in(territory, day))
    }

    pub(super) fn person_fits(&self, scope: &Scope) -> bool {
        scope.person.is_empty() || scope.person.iter().any(|status| self.question.person.contains(status))
    }

    pub(super) fn class_fits(&self, scope: &Scope) -> bool {
        scope.class.is_empty()
            || self.question.class.as_deref().is_some_and(|class| scope.class.iter().any(|word| self.is_class(word, class)))
    }

    /// Whether `word` is the class or a set that holds it.
    fn is_class(&self, word: &str, class: &str) -> bool {
        let Some(slot) = word.strip_prefix('@') else { return word == class };
        let Some(winner) = self.guarded(slot, |asked| asked.winner(slot)).flatten() else { return false };
        match &self.law.rules[winner].kind {
            crate::law::Kind::Parameter(parameter) => match &parameter.value {
                crate::law::ParameterValue::Set(classes) => classes.iter().any(|listed| listed == class),
                _ => false,
            },
            _ => false,
        }
    }

    /// Runs `work` unless `slot` is already being resolved.
    pub(super) fn guarded<T>(&self, slot: &str, work: impl FnOnce(&Self) -> T) -> Option<T> {
        if self.open.borrow().iter().any(|open| open == slot) {
            return None;
        }
        self.open.borrow_mut().push(slot.to_string());
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
        let mut contest = Contest::of(self, slot, false);
        self.select(slot, &mut contest);
        match (contest.open.take(), contest.left.as_slice()) {
            (Some(why), _) => Err(why),
            (None, []) => Ok(None),
            (None, [one]) => Ok(Some(one.rule)),
            (None, several) => Err(Undetermined::Tie { rules: several.iter().map(|standing| standing.rule).collect() }),
        }
    }
}
