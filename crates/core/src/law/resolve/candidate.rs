//! Steps 1 to 4 for one rule: known, reading, time, scope.

use super::asked::Asked;
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::law::index::{Chain, Link, What};
use crate::law::{Grade, Kind, ParameterValue, Rule, RuleNumber};
use crate::time::Date;
use std::collections::BTreeMap;

/// A rule that concerns the question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub rule: RuleNumber,
    /// The day of the case on which its version was chosen.
    pub day: Date,
}

/// What governs a chain for the question.
pub(super) enum Governing {
    Block(Candidate),
    Out(TraceLine),
}

impl Asked<'_> {
    /// Steps 1 to 3: the last link whose own day of the case has reached its `from`.
    pub(super) fn governing(&self, chain: &Chain) -> Governing {
        let mut best: Option<&Link> = None;
        let mut refused: Option<TraceLine> = None;
        let mut first_later: Option<(RuleNumber, Date)> = None;
        for link in &chain.links {
            if let Some(line) = self.unusable(link) {
                if refused.as_ref().is_none_or(|earlier| line.step >= earlier.step) {
                    refused = Some(line);
                }
                continue;
            }
            if self.is_dropped(chain, link) {
                continue;
            }
            if self.day(link.day) >= link.from {
                best = Some(link);
            } else if let (What::Block(rule), None) = (link.what, first_later) {
                first_later = Some((rule, link.from));
            }
        }
        let out = |rule, because| Governing::Out(line(3, rule, Verdict::Out, Principle::Time, because));
        match (best.map(|link| (link, link.what)), first_later, refused) {
            (Some((link, What::Block(rule))), _, _) => {
                let day = self.day(link.day);
                match self.law.rules[rule].until {
                    Some(until) if until <= day => out(rule, Because::Ended { on: until }),
                    _ => Governing::Block(Candidate { rule, day }),
                }
            }
            (Some((link, What::Ended(_))), _, _) => out(last_block(chain), Because::Ended { on: link.from }),
            (None, Some((rule, from)), _) => out(rule, Because::Begins { on: from }),
            (None, None, Some(line)) => Governing::Out(line),
            (None, None, None) => out(last_block(chain), Because::Ended { on: chain.links[0].from }),
        }
    }

    /// The block of each rule that governs on the day asked, for whomever it is.
    pub fn in_force(&self) -> Vec<RuleNumber> {
        let governing = self.law.index.chains.iter().map(|chain| self.governing(chain));
        governing.filter_map(|found| if let Governing::Block(candidate) = found { Some(candidate.rule) } else { None }).collect()
    }

    /// Steps 1 and 2: why a link is not there for the question.
    fn unusable(&self, link: &Link) -> Option<TraceLine> {
        let (rule, when) = match link.what {
            What::Block(rule) => (Some(rule), &self.law.rules[rule].when),
            What::Ended(change) => (None, &self.law.amendments[change].when),
        };
        // An end that is not known or not read leaves no line of its own: its rule has one.
        let out = |step, principle, because| line(step, rule.unwrap_or_default(), Verdict::Out, principle, because);
        let unusable = if link.known > self.question.known {
            Some(out(1, Principle::Known, Because::NotYetKnown { known: link.known }))
        } else if rule.is_some_and(|rule| self.law.rules[rule].grade == Grade::Proposed) && !self.proposed {
            Some(out(1, Principle::Known, Because::Proposed))
        } else {
            self.misread(when).map(|(switch, needs)| {
                out(2, Principle::Reading, Because::OtherReading { switch: switch.to_string(), needs: needs.to_string() })
            })
        };
        match rule {
            Some(_) => unusable,
            None => unusable.map(|line| TraceLine { step: 0, ..line }),
        }
    }

    /// Whether a later known link that starts no later has swept this one away.
    fn is_dropped(&self, chain: &Chain, link: &Link) -> bool {
        chain
            .links
            .iter()
            .any(|other| other.drops_later && other.from <= link.from && link.known < other.known && self.unusable(other).is_none())
    }

    /// Step 4: why the rule does not concern the question.
    pub(super) fn outside(&self, rule: &Rule, day: Date) -> Option<Because> {
        if !self.territory_fits(&rule.scope, day) {
            return Some(Because::Territory);
        }
        if !self.person_fits(&rule.scope) {
            return Some(Because::Person);
        }
        if !self.class_fits(&rule.scope) {
            return Some(Because::Class);
        }
        let excepted = &rule.except;
        if !excepted.is_empty() && self.territory_fits(excepted, day) && self.person_fits(excepted) && self.class_fits(excepted) {
            return Some(Because::Excepted);
        }
        match &rule.kind {
            Kind::Parameter(parameter) => match &parameter.value {
                ParameterValue::PerClass(rows) if !self.has_row(rows) => Some(Because::NoRow),
                _ => None,
            },
            _ => None,
        }
    }

    fn has_row<T>(&self, rows: &BTreeMap<String, T>) -> bool {
        self.question.class.as_ref().is_some_and(|class| rows.contains_key(class))
    }
}

/// A trace line that nobody else caused.
pub(super) fn line(step: u8, rule: RuleNumber, verdict: Verdict, principle: Principle, because: Because) -> TraceLine {
    TraceLine { step, rule, verdict, principle, by: None, because }
}

/// The last block of a chain; every chain has one.
fn last_block(chain: &Chain) -> RuleNumber {
    let blocks = chain.links.iter().rev().filter_map(|link| if let What::Block(rule) = link.what { Some(rule) } else { None });
    blocks.into_iter().next().expect("a chain begins with a block")
}
