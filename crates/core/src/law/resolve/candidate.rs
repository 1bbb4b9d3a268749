//! Steps 1 to 4 for one rule: known, reading, time, scope.

use super::asked::Asked;
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::law::index::{Chain, Link, What};
use crate::law::{Day, RuleNumber};
use crate::time::Date;

/// A rule that concerns the question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub rule: RuleNumber,
    /// The day of the case on which its version was chosen.
    pub day: Date,
}

impl Asked<'_> {
    /// Steps 1 to 3: the last link whose own day of the case has reached its `from`, if it is a block in force.
    pub(super) fn governing(&self, chain: &Chain) -> Option<Candidate> {
        let (_, link) = self.last(chain, |day| self.day(day))?;
        let What::Block(rule) = link.what else { return None };
        let day = self.day(link.day);
        (day < self.law.index.blocks[rule].until).then_some(Candidate { rule, day })
    }

    /// The same with one day for all: the number of the link, and its block.
    pub(super) fn governing_on(&self, chain: &Chain, day: Date) -> Option<(usize, RuleNumber)> {
        let (number, link) = self.last(chain, |_| day)?;
        let What::Block(rule) = link.what else { return None };
        (day < self.law.index.blocks[rule].until).then_some((number, rule))
    }

    /// The block of each rule that governs on the day asked, for whomever it is.
    pub fn in_force(&self) -> Vec<RuleNumber> {
        self.law.index.chains.iter().filter_map(|chain| self.governing(chain)).map(|candidate| candidate.rule).collect()
    }

    /// The last link that is there and whose day has come.
    fn last<'c>(&self, chain: &'c Chain, day: impl Fn(Day) -> Date) -> Option<(usize, &'c Link)> {
        let governs = |link: &Link| link.from <= day(link.day) && self.is_there(link) && !self.is_dropped(chain, link);
        chain.links.iter().enumerate().rev().find(|(_, link)| governs(link))
    }

    fn is_dropped(&self, chain: &Chain, link: &Link) -> bool {
        chain.is_dropped(link, |other| self.is_there(other))
    }

    /// Why no block of the chain governs; nothing if none of them was known.
    pub(super) fn why_not(&self, chain: &Chain) -> Option<TraceLine> {
        let known = || chain.links.iter().filter(|link| link.known <= self.question.known);
        let block = |link: &Link| if let What::Block(rule) = link.what { Some(rule) } else { None };
        let last_block = known().rev().find_map(block)?;
        let out = |rule, because| Some(line(3, rule, Verdict::Out, Principle::Time, because));
        if let Some((number, link)) = self.last(chain, |day| self.day(day)) {
            let had_begun = chain.links[..number].iter().any(|link| link.known <= self.question.known && block(link).is_some());
            match (link.what, block(link).and_then(|rule| self.law.rules[rule].until)) {
                (What::Block(rule), Some(until)) => return out(rule, Because::Ended { on: until }),
                _ if had_begun => return out(last_block, Because::Ended { on: link.from }),
                _ => {}
            }
        }
        let there = known().filter(|link| self.is_there(link));
        if let Some((rule, from)) = there.filter(|link| !self.is_dropped(chain, link)).find_map(|link| Some((block(link)?, link.from))) {
            return out(rule, Because::Begins { on: from });
        }
        let refused = known().filter(|link| !self.is_there(link)).filter_map(|link| self.unread(link, block(link)?));
        refused.max_by_key(|line| line.step).or_else(|| out(last_block, Because::Ended { on: known().next()?.from }))
    }

    /// Steps 1 and 2: why a known block is not there.
    fn unread(&self, link: &Link, rule: RuleNumber) -> Option<TraceLine> {
        if link.is_proposed && !self.proposed {
            return Some(line(1, rule, Verdict::Out, Principle::Known, Because::Proposed));
        }
        if let Some(change) = link.annulled_by.iter().find(|change| self.is_annulled(**change)) {
            let on = self.law.amendments[*change].known;
            return Some(line(1, rule, Verdict::Out, Principle::Known, Because::Annulled { on }));
        }
        let words = &self.law.index.words;
        let (switch, needs) = link.when.iter().find(|(switch, value)| self.reads(*switch) != *value)?;
        let (switch, needs) = (words.switches.word(*switch).to_string(), words.values.word(*needs).to_string());
        Some(line(2, rule, Verdict::Out, Principle::Reading, Because::OtherReading { switch, needs }))
    }

    /// Step 4: why the rule does not concern the question.
    pub(super) fn outside(&self, rule: RuleNumber, day: Date) -> Option<Because> {
        let block = &self.law.index.blocks[rule];
        if !self.territory_fits(&block.scope, day) {
            return Some(Because::Territory);
        }
        if !self.person_fits(&block.scope) {
            return Some(Because::Person);
        }
        if !self.class_fits(&block.scope) {
            return Some(Because::Class);
        }
        let excepted = &block.except;
        if !excepted.is_empty() && self.territory_fits(excepted, day) && self.person_fits(excepted) && self.class_fits(excepted) {
            return Some(Because::Excepted);
        }
        (!self.has_row(block)).then_some(Because::NoRow)
    }
}

/// A trace line that nobody else caused.
pub(super) fn line(step: u8, rule: RuleNumber, verdict: Verdict, principle: Principle, because: Because) -> TraceLine {
    TraceLine { step, rule, verdict, principle, by: None, because }
}
