//! One question on many days: resolved where the answer can change, then looked up.
//!
//! ```
//! # use alatau_core::law::{Law, Question};
//! # let law = Law::load(&Default::default()).0;
//! let day = "2026-11-02".parse().unwrap();
//! let steps = law.steps("parameter.mci", &Question::on("kazakhstan", day));
//! assert_eq!(steps.at(day), None);
//! ```

use super::index::{Chain, What};
use super::{Kind, Law, Literal, Question, RuleNumber};
use crate::time::Date;
use std::collections::BTreeSet;

/// Which rule answers a slot from which day on, for one place, person, class, reading and day of knowledge.
///
/// Invariant: days rise, the first is [`Date::MIN`], and neighbours differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    days: Vec<Date>,
    rules: Vec<Option<RuleNumber>>,
}

impl Steps {
    /// The rule that answers if filing, start and decision fall on `day`; nothing if nobody answers or the law is undecided.
    pub fn at(&self, day: Date) -> Option<RuleNumber> {
        self.rules[self.step(day)]
    }

    /// Each first day, and who answers from it on.
    pub fn iter(&self) -> impl Iterator<Item = (Date, Option<RuleNumber>)> + '_ {
        self.days.iter().copied().zip(self.rules.iter().copied())
    }

    fn step(&self, day: Date) -> usize {
        self.days.partition_point(|from| *from <= day).saturating_sub(1)
    }
}

impl Law {
    /// The answers to `slot` over all days. Place, person, class, switches and `known`
    /// are the question's; its days are replaced by the day that is looked up.
    pub fn steps(&self, slot: &str, question: &Question) -> Steps {
        let mut steps = Steps { days: Vec::new(), rules: Vec::new() };
        let mut days = self.days_of_change(slot);
        days.extend(question.certificate.iter().flat_map(|certificate| [certificate.issued, certificate.as_of, certificate.until]));
        for day in days {
            let on_day = Question { filed: day, started: None, decided: day, ..question.clone() };
            let rule = self.ask(&on_day).outcome(slot).ok().flatten();
            if steps.rules.last() != Some(&rule) {
                steps.days.push(day);
                steps.rules.push(rule);
            }
        }
        steps
    }

    /// The value of a parameter on each of `days`, as [`Law::steps`] answers it: nothing
    /// where no parameter answers, where it has no row for the class, or is a set.
    pub fn parameter_over(&self, slot: &str, question: &Question, days: &[Date]) -> Vec<Option<&Literal>> {
        let steps = self.steps(slot, question);
        let value = |rule: &Option<RuleNumber>| match &self.rules[(*rule)?].kind {
            Kind::Parameter(parameter) => parameter.value_for(question.class.as_deref()),
            _ => None,
        };
        let values: Vec<Option<&Literal>> = steps.rules.iter().map(value).collect();
        days.iter().map(|day| values[steps.step(*day)]).collect()
    }

    /// Every day on which the answer can change: dates of the slot's rules, of the sets that their
    /// scopes read, of competences and transition clauses, of territories and bodies.
    fn days_of_change(&self, slot: &str) -> BTreeSet<Date> {
        let mut days = BTreeSet::from([Date::MIN]);
        let chains = |slot: &str| self.index.candidates(slot).map(|number| &self.index.chains[number]).collect::<Vec<&Chain>>();
        let (mut open, mut seen) = (vec![slot.to_string()], BTreeSet::new());
        while let Some(slot) = open.pop() {
            for chain in chains(&slot).into_iter().filter(|_| !seen.contains(&slot)) {
                days.extend(&chain.dates);
                open.extend(self.sets_of(chain));
            }
            seen.insert(slot);
        }
        let decides = |chain: &&Chain| chain.slot.starts_with("competence.") || chain.slot.starts_with("transition.");
        days.extend(self.index.chains.iter().filter(decides).flat_map(|chain| &chain.dates));
        days.extend(self.territories.values().flat_map(|territory| [territory.from, territory.until]).flatten());
        days.extend(self.authorities.values().flat_map(|body| [body.from, body.until]).flatten());
        days
    }

    /// Slots of the sets by which the rules of a chain name classes.
    fn sets_of(&self, chain: &Chain) -> Vec<String> {
        let rules = chain.links.iter().filter_map(|link| if let What::Block(rule) = link.what { Some(&self.rules[rule]) } else { None });
        let classes = rules.flat_map(|rule| rule.scope.class.iter().chain(&rule.except.class));
        classes.filter_map(|class| class.strip_prefix('@')).map(str::to_string).collect()
    }
}
