//! Steps 9 and 10: what the winner uses, and the answer with its reasons.

use super::Question;
use super::asked::Asked;
use super::candidate::line;
use super::contest::Contest;
use super::stability::Selection;
use super::trace::{Because, TraceLine, Verdict};
use crate::law::index::{Link, Number, What};
use crate::law::{Amount, CertificateFault, Fee, Grade, Kind, Law, Rule, RuleNumber, Service, Use};
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

/// A [`Resolution`] without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brief {
    /// One rule answers; it may say that a service is not offered.
    Rule(Winner),
    /// Nobody answers.
    NoRule,
    /// The law alone does not decide.
    Undetermined(Undetermined),
}

/// The rule that answers, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Winner {
    /// Number in `Law::rules`.
    pub rule: RuleNumber,
    /// The weakest of winner, competence and uses; `assumed` if a switch is decisive.
    pub grade: Grade,
    /// The competence on which the rule stands.
    pub competence: Option<RuleNumber>,
    /// The transition clause that chose this version.
    pub transition: Option<RuleNumber>,
    /// Whether another value of an open question changes the winner.
    pub is_decided_by_switch: bool,
    /// As [`Answer::next_change`].
    pub next_change: Option<Date>,
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
    /// For a jurisdiction: the body that it names, or what has taken that body's place by the rule's day.
    pub body: Option<String>,
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

impl<'l> Asked<'l> {
    /// Which rule answers `slot`.
    pub fn resolve(&self, slot: &str) -> Resolution {
        let mut contest = self.contest(slot, true);
        let settled = match self.settle(slot, &contest) {
            Ok(Some(settled)) => settled,
            Ok(None) => return Resolution::NoRule { had: self.had(slot), trace: contest.trace },
            Err(why) => {
                if let Undetermined::Tie { rules } = &why {
                    let tied = |rule: &RuleNumber| line(6, *rule, Verdict::Loses, super::Principle::Later, Because::Tie);
                    contest.trace = rules.iter().map(tied).chain(contest.trace).collect();
                }
                return Resolution::Undetermined { why, trace: contest.trace };
            }
        };
        let rule = &self.law.rules[settled.rule];
        let (step, principle, by) = contest.won;
        let because = if by.is_some() { Because::Stands } else { Because::Only };
        let mut trace = Vec::with_capacity(contest.trace.len() + 1);
        trace.push(TraceLine { step, rule: settled.rule, verdict: Verdict::Wins, principle, by, because });
        trace.append(&mut contest.trace);
        let used = |(name, used, rule): (&str, &Use, RuleNumber)| Used {
            name: name.to_string(),
            slot: used.slot.clone(),
            rule,
            version: self.law.rules[rule].version(),
        };
        let answer = Answer {
            rule: settled.rule,
            version: rule.version(),
            hash: rule.hash,
            grade: settled.grade,
            consulted: self.named(&settled.consulted),
            decisive: self.named(&settled.decisive).into_keys().collect(),
            competence: settled.competence,
            transition: contest.transition(),
            selection: contest.selection,
            body: self.body(settled.rule).map(str::to_string),
            uses: settled.uses.into_iter().map(used).collect(),
            trace,
            next_change: settled.next_change,
        };
        match &rule.kind {
            Kind::Service(Service { offered: false, .. }) => Resolution::NotOffered { offered_in: self.offered_in(slot), answer },
            _ => Resolution::Answer(answer),
        }
    }

    /// What [`Asked::resolve`] answers, without the words: no trace, no versions, no places.
    pub fn brief(&self, slot: &str) -> Brief {
        let contest = self.contest(slot, false);
        match self.settle(slot, &contest) {
            Ok(None) => Brief::NoRule,
            Err(why) => Brief::Undetermined(why),
            Ok(Some(settled)) => Brief::Rule(Winner {
                rule: settled.rule,
                grade: settled.grade,
                competence: settled.competence,
                transition: contest.transition(),
                is_decided_by_switch: !settled.decisive.is_empty(),
                next_change: settled.next_change,
            }),
        }
    }

    /// Steps 9 and 10 for what the contest left: uses, grade, switches.
    fn settle(&self, slot: &str, contest: &Contest) -> Result<Option<Settled<'l>>, Undetermined> {
        let Some(winner) = contest.standing()? else { return Ok(None) };
        let (law, block) = (self.law, &self.law.index.blocks[winner.rule]);
        let rule = &law.rules[winner.rule];
        let consulted = self.consulted(slot);
        let competence = winner.competence.map(|found| found.rule);
        let mut settled = Settled {
            rule: winner.rule,
            grade: competence.map_or(rule.grade, |number| rule.grade.max(law.rules[number].grade)),
            competence: competence.filter(|_| block.needs_competence),
            decisive: self.decisive(slot, &consulted, winner.rule),
            consulted: consulted.switches,
            uses: Vec::new(),
            next_change: [self.next_change(slot), self.selection_changes(contest.selection.as_ref())].into_iter().flatten().min(),
        };
        for (name, used) in uses_of(rule) {
            let Some(read) = self.used(slot, used) else {
                return Err(Undetermined::Uses { rule: winner.rule, slot: used.slot.clone() });
            };
            settled.grade = settled.grade.max(read.grade);
            settled.next_change = [settled.next_change, read.next_change].into_iter().flatten().min();
            settled.uses.push((name, used, read.rule));
            settled.consulted.extend(read.consulted);
            settled.decisive.extend(read.decisive);
        }
        if !settled.decisive.is_empty() {
            settled.grade = settled.grade.max(Grade::Assumed);
        }
        Ok(Some(settled))
    }

    /// A used slot, on its own day if it names one; reading in a circle finds nothing, nor does a service not offered.
    fn used(&self, slot: &str, used: &Use) -> Option<Settled<'l>> {
        let index = &self.law.index;
        let (own, other) = (index.slot(slot)?, index.slot(&used.slot)?);
        let read = |asked: &Asked<'l>| asked.settle(&used.slot, &asked.contest(&used.slot, false)).ok().flatten();
        let settled = self.guarded(own, |asked| match asked.open.borrow().contains(&other) {
            true => None,
            false => used.on.map_or_else(|| read(asked), |day| read(&asked.on(asked.day(day)))),
        })??;
        let offered = !matches!(self.law.rules[settled.rule].kind, Kind::Service(Service { offered: false, .. }));
        offered.then_some(settled)
    }

    /// The body that a jurisdiction names, or whoever has taken its place by the rule's day.
    fn body(&self, rule: RuleNumber) -> Option<&'l str> {
        let Kind::Jurisdiction { body } = &self.law.rules[rule].kind else { return None };
        Some(self.law.body_on(body, self.day(self.law.rules[rule].applies_to)))
    }

    /// Rules for the slot on any day, in any place, in the reading that holds, as far as they are known.
    fn had(&self, slot: &str) -> Vec<Had> {
        let index = &self.law.index;
        let mut had = Vec::new();
        for chain in index.candidates(slot).map(|number| &index.chains[number]) {
            let links: Vec<&Link> = chain.links.iter().filter(|link| self.is_there(link)).collect();
            for (number, link) in links.iter().enumerate() {
                let What::Block(rule) = link.what else { continue };
                let next = links.get(number + 1).map(|next| next.from);
                let until = [self.law.rules[rule].until, next].into_iter().flatten().min();
                if until.is_none_or(|until| link.from < until) {
                    had.push(Had { rule, from: link.from, until, territories: self.law.rules[rule].scope.territory.clone() });
                }
            }
        }
        had
    }

    /// Territories in which the same person would be offered the service.
    fn offered_in(&self, slot: &str) -> Vec<String> {
        let offers = |place: &&String| {
            let winner = self.in_place(place).winner(slot).map(|rule| &self.law.rules[rule].kind);
            matches!(winner, Some(Kind::Service(Service { offered: true, .. })))
        };
        self.law.territories.keys().filter(offers).cloned().collect()
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

    /// The first day after the day of decision on which something that may decide the slot begins, ends or becomes known.
    fn next_change(&self, slot: &str) -> Option<Date> {
        let today = self.day(crate::law::Day::Decided);
        let dates = &self.law.index.slots[self.law.index.slot(slot)?].dates;
        dates.get(dates.partition_point(|date| *date <= today)).copied()
    }
}

impl Law {
    /// The short answer to every slot of the vocabulary, in the order of their names.
    pub fn rulebook(&self, question: &Question) -> Vec<(&str, Brief)> {
        let asked = self.ask(question);
        self.vocabulary.slots.keys().map(|slot| (slot.as_str(), asked.brief(slot))).collect()
    }

    /// The body, or whoever has taken its place by `day`.
    pub fn body_on<'l>(&'l self, body: &'l str, day: Date) -> &'l str {
        let words = &self.index.words;
        match words.bodies.number(body) {
            Number::MAX => body,
            number => words.bodies.word(words.heir_on(number, day)),
        }
    }
}

/// What steps 9 and 10 found.
struct Settled<'l> {
    rule: RuleNumber,
    grade: Grade,
    competence: Option<RuleNumber>,
    /// Name in the decision, slot and day, and the rule that answers.
    uses: Vec<(&'l str, &'l Use, RuleNumber)>,
    consulted: Vec<Number>,
    decisive: Vec<Number>,
    next_change: Option<Date>,
}

/// The slots that a rule reads, by the name it reads them under.
pub(crate) fn uses_of(rule: &Rule) -> impl Iterator<Item = (&str, &Use)> {
    let decision = match &rule.kind {
        Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => Some(decision),
        _ => None,
    };
    decision.into_iter().flat_map(|decision| &decision.uses).map(|(name, used)| (name.as_str(), used))
}
