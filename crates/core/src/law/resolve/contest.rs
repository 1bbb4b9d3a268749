//! Steps 5 to 7: competence, the contest within a rank, the contest across ranks.

use super::Undetermined;
use super::asked::Asked;
use super::candidate::{Candidate, line};
use super::competence::Found;
use super::stability::Selection;
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::law::index::{Area, Number, Words, covers};
use crate::law::{AgainstLater, Law, Rule, RuleNumber};
use std::cmp::Ordering;

/// The contest for one slot.
pub(super) struct Contest {
    /// Rules that still stand; one after step 7, more if the law contradicts itself.
    pub left: Vec<Standing>,
    /// One final line per candidate that fell.
    pub trace: Vec<TraceLine>,
    /// How the winner won.
    pub won: (u8, Principle, Option<RuleNumber>),
    /// What a transition clause or a certificate did with the slot.
    pub selection: Option<Selection>,
    /// The contest cannot be decided by the law alone.
    pub open: Option<Undetermined>,
    keep_trace: bool,
}

/// Why the first rule beats the second in their group, if it does.
type Beats = fn(&Law, &[Standing], RuleNumber, RuleNumber) -> Option<Because>;

/// A rule in the contest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub rule: RuleNumber,
    /// The competence its body has over it, if any.
    pub competence: Option<Found>,
}

impl Contest {
    /// Steps 1 to 7.
    pub fn of(asked: &Asked<'_>, slot: &str, keep_trace: bool) -> Contest {
        let won = (4, Principle::Scope, None);
        let mut contest = Contest { left: Vec::new(), trace: Vec::new(), won, selection: None, open: None, keep_trace };
        contest.enter(asked, slot);
        if contest.left.len() < 2 {
            return contest;
        }
        let order = |standing: &Standing| rank_order(asked.law, standing.rule);
        let mut entered = std::mem::take(&mut contest.left);
        entered.sort_by_key(order);
        for group in entered.chunk_by(|a, b| order(a) == order(b)) {
            let winners = contest.within(asked.law, group.to_vec());
            contest.across(asked, winners);
        }
        contest
    }

    /// The rule that answers, if exactly one is left and no human must choose.
    pub fn winner(&self) -> Option<RuleNumber> {
        match (self.left.as_slice(), &self.open) {
            ([one], None) => Some(one.rule),
            _ => None,
        }
    }

    /// The same with its competence, or why the law does not decide.
    pub fn standing(&self) -> Result<Option<Standing>, Undetermined> {
        match (&self.open, self.left.as_slice()) {
            (Some(why), _) => Err(why.clone()),
            (None, []) => Ok(None),
            (None, [one]) => Ok(Some(*one)),
            (None, several) => Err(Undetermined::Tie { rules: several.iter().map(|standing| standing.rule).collect() }),
        }
    }

    /// The transition clause that kept an older version.
    pub fn transition(&self) -> Option<RuleNumber> {
        self.selection.as_ref().filter(|selection| !selection.by_certificate && selection.keeps_old()).map(|selection| selection.by)
    }

    /// Steps 1 to 5 for every candidate.
    fn enter(&mut self, asked: &Asked<'_>, slot: &str) {
        let index = &asked.law.index;
        for number in index.candidates(slot) {
            let Some(candidate) = asked.governing(&index.chains[number]) else {
                if self.keep_trace {
                    self.trace.extend(asked.why_not(&index.chains[number]));
                }
                continue;
            };
            if let Some(because) = asked.outside(candidate.rule, candidate.day) {
                self.note(line(4, candidate.rule, Verdict::Out, Principle::Scope, because));
                continue;
            }
            let competence = asked.competence(candidate);
            if competence.is_some() || !index.blocks[candidate.rule].needs_competence {
                self.left.push(Standing { rule: candidate.rule, competence });
            } else if self.keep_trace {
                let (verdict, because) = asked.why_void(candidate);
                self.note(line(5, candidate.rule, verdict, Principle::Competence, because));
            }
        }
    }

    pub fn note(&mut self, line: TraceLine) {
        if self.keep_trace {
            self.trace.push(line);
        }
    }

    fn beaten(&mut self, step: u8, loser: RuleNumber, principle: Principle, by: RuleNumber, because: Because) {
        self.won = (step, principle, Some(loser));
        self.note(TraceLine { step, rule: loser, verdict: Verdict::Loses, principle, by: Some(by), because });
    }

    /// Step 6: derogation, speciality, later. What is returned is one rule, or a tie.
    fn within(&mut self, law: &Law, mut group: Vec<Standing>) -> Vec<Standing> {
        if group.len() < 2 {
            return group;
        }
        let stages: [(Principle, Beats); 3] =
            [(Principle::Derogation, sets_aside), (Principle::Speciality, narrower), (Principle::Later, later_of)];
        let contradicts = has_circular_derogation(law, &group);
        for (principle, beats) in stages {
            if group.len() < 2 || (contradicts && principle != Principle::Derogation) {
                break;
            }
            let all = group.clone();
            group.retain(|loser| {
                let others = all.iter().filter(|winner| winner.rule != loser.rule);
                let by = others.into_iter().find_map(|winner| Some((winner.rule, beats(law, &all, winner.rule, loser.rule)?)));
                let stands = by.is_none();
                if let Some((by, because)) = by {
                    self.beaten(6, loser.rule, principle, by, because);
                }
                stands
            });
        }
        group
    }

    /// Step 7: what stands so far meets the winners of the next lower rank. It gives way if each of its rules does.
    fn across(&mut self, asked: &Asked<'_>, lower: Vec<Standing>) {
        let Some(&first) = self.left.first() else {
            self.left = lower;
            return;
        };
        let meets = |higher: &Standing| {
            let challenges = lower.iter().map(|challenger| (challenger.rule, gives_way(asked, higher.rule, *challenger)));
            let (by, outcome) = challenges.reduce(|best, next| if best.1.is_ok() { best } else { next }).expect("a rank has a winner");
            (higher.rule, by, outcome)
        };
        let met: Vec<_> = self.left.iter().map(meets).collect();
        match met.iter().find_map(|(_, _, outcome)| outcome.as_ref().err().cloned()) {
            None => {
                for (fallen, by, outcome) in met {
                    if let Ok((principle, because)) = outcome {
                        self.beaten(7, fallen, principle, by, because);
                    }
                }
                self.left = lower;
            }
            Some(because) => {
                for fallen in lower {
                    self.beaten(7, fallen.rule, Principle::Rank, first.rule, because.clone());
                }
            }
        }
    }
}

/// Whether the higher rule gives way to the lower one, and why or why not.
pub(super) fn gives_way(asked: &Asked<'_>, higher: RuleNumber, lower: Standing) -> Result<(Principle, Because), Because> {
    let law = asked.law;
    let (high, low) = (&law.rules[higher], &law.rules[lower.rule]);
    let (high_order, low_order) = (rank_order(law, higher), rank_order(law, lower.rule));
    if high.subsidiary_to.iter().any(|rank| law.index.rank_order.get(rank) == Some(&low_order)) {
        return Ok((Principle::Subsidiary, Because::Yields));
    }
    if lower.competence.is_none() {
        return Err(Because::HigherRank);
    }
    let is_express = || high.scope.territory.iter().any(|t| low.scope.territory.contains(t)) || derogates(high, low);
    let holds = |found: &Found| {
        high.from <= low.from
            || match found.against_later {
                AgainstLater::Prevails => true,
                AgainstLater::Yields => false,
                AgainstLater::UnlessExpress => !is_express(),
            }
    };
    let reach: Vec<Found> = asked
        .competences(Candidate { rule: lower.rule, day: asked.day(low.applies_to) })
        .filter(|found| found.displaces.is_some_and(|up_to| up_to <= high_order))
        .collect();
    match reach.iter().any(holds) {
        true => Ok((Principle::Displacement, Because::Displaced)),
        false if reach.is_empty() => Err(Because::HigherRank),
        false => Err(Because::HigherAndLater),
    }
}

/// Why `loser` is dropped, if `winner` derogates from it; rules that derogate from each other, or in a circle, drop nobody.
fn sets_aside(law: &Law, group: &[Standing], winner: RuleNumber, loser: RuleNumber) -> Option<Because> {
    let drops = derogates(&law.rules[winner], &law.rules[loser]) && !leads_to(law, group, loser, winner);
    drops.then_some(Because::Derogated)
}

/// Why `loser` is dropped, if `winner` is as narrow in slot, territory, person and class, and narrower in one.
fn narrower(law: &Law, _: &[Standing], winner: RuleNumber, loser: RuleNumber) -> Option<Because> {
    (fits_inside(law, winner, loser) && !fits_inside(law, loser, winner)).then_some(Because::Narrower)
}

fn later_of(law: &Law, _: &[Standing], winner: RuleNumber, loser: RuleNumber) -> Option<Because> {
    later(law, winner, loser)
}

/// Why `loser` is dropped, if `winner` is later in force, or published later.
pub(super) fn later(law: &Law, winner: RuleNumber, loser: RuleNumber) -> Option<Because> {
    let published = |rule: RuleNumber| law.index.blocks[rule].published;
    match law.rules[winner].from.cmp(&law.rules[loser].from) {
        Ordering::Greater => Some(Because::LaterFrom),
        Ordering::Equal if published(winner) > published(loser) => Some(Because::LaterPublished),
        _ => None,
    }
}

/// Order of the rule's rank, 0 the highest.
pub(super) fn rank_order(law: &Law, rule: RuleNumber) -> usize {
    law.index.blocks[rule].order
}

/// Whether `winner` says that it stands notwithstanding `loser`.
pub(crate) fn derogates(winner: &Rule, loser: &Rule) -> bool {
    winner.derogates.iter().any(|target| *target == loser.id || *target == loser.provision || *target == loser.act)
}

/// Whether derogations within the group lead from one rule to another.
fn leads_to(law: &Law, group: &[Standing], from: RuleNumber, to: RuleNumber) -> bool {
    let (mut seen, mut open) = (Vec::new(), vec![from]);
    while let Some(next) = open.pop().filter(|_| !law.rules[from].derogates.is_empty()) {
        let set_aside = |rule: &RuleNumber| *rule != next && derogates(&law.rules[next], &law.rules[*rule]);
        for rule in group.iter().map(|standing| standing.rule).filter(set_aside) {
            if rule == to {
                return true;
            }
            if !seen.contains(&rule) {
                seen.push(rule);
                open.push(rule);
            }
        }
    }
    false
}

fn has_circular_derogation(law: &Law, group: &[Standing]) -> bool {
    group.iter().any(|standing| leads_to(law, group, standing.rule, standing.rule))
}

/// Whether every case of `a` is one of `b`, as far as slots and scopes say.
fn fits_inside(law: &Law, a: RuleNumber, b: RuleNumber) -> bool {
    covers(&law.rules[b].slot, &law.rules[a].slot) && is_scope_inside(law, a, b)
}

/// Whether `a` is as narrow as `b` in territory, person and class.
pub(super) fn is_scope_inside(law: &Law, a: RuleNumber, b: RuleNumber) -> bool {
    let (words, a, b) = (&law.index.words, &law.index.blocks[a], &law.index.blocks[b]);
    let left_out = b.except.is_empty() || (!a.except.is_empty() && inside(words, &b.except, &a.except)) || are_apart(&a.scope, &b.except);
    inside(words, &a.scope, &b.scope) && left_out
}

fn inside(words: &Words, a: &Area, b: &Area) -> bool {
    let within = |inner: &Number| b.territory.iter().any(|outer| words.lies_within(*inner, *outer));
    (b.territory.is_empty() || (!a.territory.is_empty() && a.territory.iter().all(within)))
        && (b.person.is_empty() || (!a.person.is_empty() && a.person.iter().all(|status| b.person.contains(status))))
        && (b.class.is_empty() || (!a.class.is_empty() && a.class.iter().all(|class| b.class.contains(class))))
}

/// Whether no case is in both, because a case has one class only.
fn are_apart(a: &Area, b: &Area) -> bool {
    let listed = |area: &Area| !area.class.is_empty() && area.sets().next().is_none();
    listed(a) && listed(b) && !a.class.iter().any(|class| b.class.contains(class))
}
