//! Steps 9 and 10: what the winner uses, and the answer with its reasons.

use super::asked::Asked;
use super::candidate::line;
use super::contest::Contest;
use super::stability::Selection;
use super::trace::{Because, TraceLine, Verdict};
use crate::law::index::{What, covers};
use crate::law::{Amount, CertificateFault, Fee, Grade, Kind, Rule, RuleNumber, Service, Use};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the law says to a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One rule answers.
    Answer(Answer),
    /// The service does not exist here; the rule says what that means.
    NotOffered {
        /// The rule that says so, with its reasons.
        answer: Answer,
        /// Territories that offer it on that day to the same person.
        offered_in: Vec<String>,
    },
    /// Nobody answers.
    NoRule {
        /// Rules for the slot, with their days and places.
        had: Vec<Had>,
        /// Why none of them answers.
        trace: Vec<TraceLine>,
    },
    /// The law alone does not decide.
    Undetermined {
        /// Why.
        why: Undetermined,
        /// The candidates.
        trace: Vec<TraceLine>,
    },
}

impl Resolution {
    /// The answer, if one rule answers.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Resolution::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// One final line per candidate.
    pub fn trace(&self) -> &[TraceLine] {
        match self {
            Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => &answer.trace,
            Resolution::NoRule { trace, .. } | Resolution::Undetermined { trace, .. } => trace,
        }
    }
}

/// The rule that answers, and all that the answer hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Number in `Law::rules`.
    pub rule: RuleNumber,
    /// `act#key/slot@from`, with `;act` if another act set it.
    pub version: String,
    /// SHA-256 of the version's content.
    pub hash: [u8; 32],
    /// The weakest of winner, competence and uses; `assumed` if a switch is decisive.
    pub grade: Grade,
    /// Open questions that were asked, with the value that held.
    pub consulted: BTreeMap<String, String>,
    /// Those of them whose other value changes the winner.
    pub decisive: BTreeSet<String>,
    /// The competence on which the rule stands.
    pub competence: Option<RuleNumber>,
    /// The transition clause that chose this version.
    pub transition: Option<RuleNumber>,
    /// What a clause or a certificate did with the slot, if one covers it.
    pub selection: Option<Selection>,
    /// What the rule reads.
    pub uses: Vec<Used>,
    /// One final line per candidate, the winner first.
    pub trace: Vec<TraceLine>,
    /// The first day after the day of decision on which something that was considered begins, ends or becomes known.
    pub next_change: Option<Date>,
}

/// A slot that the winner reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its name in the decision.
    pub name: String,
    /// The slot.
    pub slot: String,
    /// The rule that answers it.
    pub rule: RuleNumber,
    /// Its version.
    pub version: String,
}

/// A rule that answers the slot on other days or in other places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// Number in `Law::rules`.
    pub rule: RuleNumber,
    /// First day.
    pub from: Date,
    /// First day without it.
    pub until: Option<Date>,
    /// Its territories; empty is everywhere.
    pub territories: Vec<String>,
}

/// Why the law alone does not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undetermined {
    /// Rules are left that nothing sets apart (AL-1302).
    Tie {
        /// The rules.
        rules: Vec<RuleNumber>,
    },
    /// A transition clause leaves it to the holder.
    Choice {
        /// The clause.
        clause: RuleNumber,
        /// The older version.
        old: RuleNumber,
        /// The newer version.
        new: RuleNumber,
    },
    /// Which version is better for the applicant cannot be computed.
    Incomparable {
        /// The clause.
        clause: RuleNumber,
        /// The older version.
        old: RuleNumber,
        /// The newer version.
        new: RuleNumber,
        /// The body whose named human decides.
        human: String,
    },
    /// The certificate is wrong: no command may rely on it (AL-1601).
    Certificate(CertificateFault),
    /// A slot that the winner reads has no answer, or reads the winner in turn.
    Uses {
        /// The winner.
        rule: RuleNumber,
        /// The slot it reads.
        slot: String,
    },
}

impl Asked<'_> {
    /// Which rule answers `slot`.
    pub fn resolve(&self, slot: &str) -> Resolution {
        let mut contest = Contest::of(self, slot, true);
        self.select(slot, &mut contest);
        if let Some(why) = contest.open {
            return Resolution::Undetermined { why, trace: contest.trace };
        }
        let winner = match contest.left.as_slice() {
            [] => return Resolution::NoRule { had: self.had(slot), trace: contest.trace },
            [one] => *one,
            several => {
                let rules: Vec<RuleNumber> = several.iter().map(|standing| standing.rule).collect();
                let tied = |rule: &RuleNumber| line(6, *rule, Verdict::Loses, super::Principle::Later, Because::Tie);
                let trace = rules.iter().map(tied).chain(contest.trace).collect();
                return Resolution::Undetermined { why: Undetermined::Tie { rules }, trace };
            }
        };
        let rule = &self.law.rules[winner.rule];
        let competence = winner.competence.map(|found| found.rule);
        let mut grade = competence.map_or(rule.grade, |number| rule.grade.max(self.law.rules[number].grade));
        let mut uses = Vec::new();
        let mut next_change = [self.next_change(slot), self.selection_changes(contest.selection.as_ref())].into_iter().flatten().min();
        for (name, used) in uses_of(rule) {
            match self.guarded(slot, |asked| asked.used(&used.slot, used)) {
                Some(Resolution::Answer(answer)) => {
                    grade = grade.max(answer.grade);
                    next_change = [next_change, answer.next_change].into_iter().flatten().min();
                    uses.push(Used { name: name.clone(), slot: used.slot.clone(), rule: answer.rule, version: answer.version });
                }
                _ => {
                    let why = Undetermined::Uses { rule: winner.rule, slot: used.slot.clone() };
                    return Resolution::Undetermined { why, trace: contest.trace };
                }
            }
        }
        let consulted = self.consulted(slot);
        let decisive = self.decisive(slot, &consulted, winner.rule);
        let (step, principle, by) = contest.won;
        let because = if by.is_some() { Because::Stands } else { Because::Only };
        let mut trace = Vec::with_capacity(contest.trace.len() + 1);
        trace.push(TraceLine { step, rule: winner.rule, verdict: Verdict::Wins, principle, by, because });
        trace.append(&mut contest.trace);
        let answer = Answer {
            rule: winner.rule,
            version: rule.version(),
            hash: rule.hash,
            grade: if decisive.is_empty() { grade } else { grade.max(Grade::Assumed) },
            consulted,
            decisive,
            competence: competence.filter(|_| self.needs_competence(&rule.act)),
            transition: contest.selection.as_ref().filter(|s| !s.by_certificate && s.keeps_old()).map(|s| s.by),
            selection: contest.selection,
            uses,
            trace,
            next_change,
        };
        match &rule.kind {
            Kind::Service(Service { offered: false, .. }) => Resolution::NotOffered { offered_in: self.offered_in(slot), answer },
            _ => Resolution::Answer(answer),
        }
    }

    /// A used slot, on its own day if it names one; reading in a circle finds nothing.
    fn used(&self, slot: &str, used: &Use) -> Resolution {
        if self.open.borrow().iter().any(|open| open == slot) {
            return Resolution::NoRule { had: Vec::new(), trace: Vec::new() };
        }
        match used.on {
            Some(day) => self.on(self.day(day)).resolve(slot),
            None => self.resolve(slot),
        }
    }

    /// Rules for the slot on any day, in any place, in the reading that holds.
    fn had(&self, slot: &str) -> Vec<Had> {
        let index = &self.law.index;
        let blocks = index.candidates(slot).flat_map(|chain| &index.chains[chain].links).filter_map(|link| match link.what {
            What::Block(rule) if self.misread(&self.law.rules[rule].when).is_none() => Some(rule),
            _ => None,
        });
        let had = blocks.map(|number| {
            let rule = &self.law.rules[number];
            Had { rule: number, from: rule.from, until: rule.until, territories: rule.scope.territory.clone() }
        });
        had.collect()
    }

    /// Territories in which the same person would be offered the service.
    fn offered_in(&self, slot: &str) -> Vec<String> {
        let offers = |place: &&String| {
            let question = super::Question { places: BTreeSet::from([place.to_string()]), ..self.question.clone() };
            let mut asked = self.law.ask(&question);
            asked.switches = self.switches.iter().map(|(name, value)| (*name, *value)).collect::<BTreeMap<_, _>>().into();
            let winner = asked.winner(slot).map(|rule| &self.law.rules[rule].kind);
            matches!(winner, Some(Kind::Service(Service { offered: true, .. })))
        };
        self.law.territories.keys().filter(offers).cloned().collect()
    }

    /// Switches on which a rule for this place, person and class hangs, or its body's competence.
    fn consulted(&self, slot: &str) -> BTreeMap<String, String> {
        let law = self.law;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let mut bodies: BTreeSet<&str> = BTreeSet::new();
        for chain in law.index.candidates(slot) {
            for link in &law.index.chains[chain].links {
                let (rule, when) = match link.what {
                    What::Block(rule) => (Some(&law.rules[rule]), &law.rules[rule].when),
                    What::Ended(change) => (None, &law.amendments[change].when),
                };
                if rule.is_some_and(|rule| self.outside(rule, self.day(link.day)).is_some()) {
                    continue;
                }
                names.extend(when.keys().map(String::as_str));
                bodies.extend(rule.and_then(|rule| law.acts.get(&rule.act)).map(|act| act.body.as_str()));
            }
        }
        for rule in law.index.competences.iter().flat_map(|&chain| blocks(&law.index.chains[chain].links)).map(|rule| &law.rules[rule]) {
            match &rule.kind {
                Kind::Competence(c)
                    if bodies.contains(c.body.as_str()) && (c.slots.iter().any(|s| covers(s, slot)) || !c.areas.is_empty()) =>
                {
                    names.extend(rule.when.keys().map(String::as_str));
                }
                _ => {}
            }
        }
        let value = |name: &str| (name.to_string(), self.switch(name).unwrap_or("").to_string());
        names.into_iter().map(value).collect()
    }

    /// Consulted switches that are still open and whose other value changes the winner.
    fn decisive(&self, slot: &str, consulted: &BTreeMap<String, String>, winner: RuleNumber) -> BTreeSet<String> {
        let changes = |name: &&String| {
            let Some((name, switch)) = self.law.switches.get_key_value(*name) else { return false };
            let is_bound = switch.answer.as_ref().is_some_and(|answer| answer.known <= self.question.known);
            let others = switch.values.iter().filter(|value| self.switch(name) != Some(value));
            !is_bound && others.into_iter().any(|value| self.reading(name, value).winner(slot) != Some(winner))
        };
        consulted.keys().filter(changes).cloned().collect()
    }

    /// The first day after the day of decision on which the certificate, or its guarantee, or the clause begins, ends or becomes known.
    fn selection_changes(&self, selection: Option<&Selection>) -> Option<Date> {
        let selection = selection?;
        let rule = &self.law.rules[selection.by];
        let certificate = self.question.certificate.as_deref().filter(|_| selection.by_certificate);
        let own = certificate.into_iter().flat_map(|certificate| [certificate.as_of, certificate.until]);
        let today = self.day(crate::law::Day::Decided);
        let chain = self.next_change(&rule.slot);
        own.filter(|day| today < *day).chain(chain).min()
    }

    /// The first day after the day of decision on which a candidate's link begins, ends or becomes known.
    fn next_change(&self, slot: &str) -> Option<Date> {
        let index = &self.law.index;
        let today = self.day(crate::law::Day::Decided);
        let after = |dates: &[Date]| dates.get(dates.partition_point(|date| *date <= today)).copied();
        let own = index.candidates(slot).filter_map(|chain| after(&index.chains[chain].dates));
        let stands_on = index.candidates(slot).any(|chain| self.needs_competence(&index.chains[chain].act));
        let competences = index.competences.iter().filter(|_| stands_on).filter_map(|&chain| after(&index.chains[chain].dates));
        own.chain(competences).min()
    }
}

/// The slots that a rule reads.
pub(crate) fn uses_of(rule: &Rule) -> impl Iterator<Item = (&String, &Use)> {
    let decision = match &rule.kind {
        Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => Some(decision),
        _ => None,
    };
    decision.into_iter().flat_map(|decision| &decision.uses)
}

fn blocks(links: &[crate::law::index::Link]) -> impl Iterator<Item = RuleNumber> + '_ {
    links.iter().filter_map(|link| if let What::Block(rule) = link.what { Some(rule) } else { None })
}
