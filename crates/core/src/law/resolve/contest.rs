//! Steps 5 to 7: competence, the contest within a rank, the contest across ranks.

use super::asked::Asked;
use super::candidate::{Candidate, Governing, line};
use super::competence::Found;
use super::stability::Selection;
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::law::{AgainstLater, Kind, Law, Rule, RuleNumber, Scope};

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
    pub open: Option<super::Undetermined>,
    keep_trace: bool,
}

/// Why the first rule beats the second, if it does.
type Beats<'f> = &'f dyn Fn(&Rule, &Rule) -> Option<Because>;

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
        let law = asked.law;
        let mut groups: Vec<(usize, Vec<Standing>)> = Vec::new();
        for standing in std::mem::take(&mut contest.left) {
            let order = rank_order(law, standing.rule);
            match groups.iter_mut().find(|(rank, _)| *rank == order) {
                Some((_, group)) => group.push(standing),
                None => groups.push((order, vec![standing])),
            }
        }
        groups.sort_by_key(|(order, _)| *order);
        for (order, group) in groups {
            let winners = contest.within(law, group);
            contest.across(law, order, winners);
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

    /// Steps 1 to 5 for every candidate.
    fn enter(&mut self, asked: &Asked<'_>, slot: &str) {
        let index = &asked.law.index;
        for number in index.candidates(slot) {
            let candidate: Candidate = match asked.governing(&index.chains[number]) {
                Governing::Block(candidate) => candidate,
                Governing::Out(line) => {
                    self.note(line);
                    continue;
                }
            };
            if let Some(because) = asked.outside(&asked.law.rules[candidate.rule], candidate.day) {
                self.note(line(4, candidate.rule, Verdict::Out, Principle::Scope, because));
                continue;
            }
            match asked.competence(candidate) {
                Ok(competence) => self.left.push(Standing { rule: candidate.rule, competence }),
                Err((verdict, because)) => self.note(line(5, candidate.rule, verdict, Principle::Competence, because)),
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
        let stages: [(Principle, Beats<'_>); 3] = [
            (Principle::Derogation, &|winner, loser| (derogates(winner, loser) && !derogates(loser, winner)).then_some(Because::Derogated)),
            (Principle::Speciality, &|winner, loser| is_narrower(law, winner, loser).then_some(Because::Narrower)),
            (Principle::Later, &|winner, loser| later(law, winner, loser)),
        ];
        for (principle, beats) in stages {
            let all = group.clone();
            if principle != Principle::Derogation && has_mutual_derogation(law, &all) {
                break;
            }
            group.retain(|loser| {
                let by = all
                    .iter()
                    .filter(|winner| winner.rule != loser.rule)
                    .find_map(|winner| beats(&law.rules[winner.rule], &law.rules[loser.rule]).map(|because| (winner.rule, because)));
                if let Some((by, because)) = by {
                    self.beaten(6, loser.rule, principle, by, because);
                    return false;
                }
                true
            });
            if group.len() < 2 {
                break;
            }
        }
        group
    }

    /// Step 7: the standing winner of higher rank meets the winner of the next lower rank.
    fn across(&mut self, law: &Law, order: usize, lower: Vec<Standing>) {
        let (Some(&higher), Some(&challenger)) = (self.left.first(), lower.first()) else {
            self.left.extend(lower);
            return;
        };
        match gives_way(law, higher, challenger, order) {
            Ok((principle, because)) => {
                for fallen in std::mem::take(&mut self.left) {
                    self.beaten(7, fallen.rule, principle, challenger.rule, because.clone());
                }
                self.left = lower;
            }
            Err(because) => {
                for fallen in lower {
                    self.beaten(7, fallen.rule, Principle::Rank, higher.rule, because.clone());
                }
            }
        }
    }
}

/// Whether the higher rule gives way to the lower one, and why or why not.
pub(super) fn gives_way(law: &Law, higher: Standing, lower: Standing, lower_order: usize) -> Result<(Principle, Because), Because> {
    let (high, low) = (&law.rules[higher.rule], &law.rules[lower.rule]);
    let lower_rank = law.ranks.get(lower_order).map(|rank| rank.id.as_str());
    if high.subsidiary_to.iter().any(|rank| Some(rank.as_str()) == lower_rank) {
        return Ok((Principle::Subsidiary, Because::Yields));
    }
    let Some(competence) = lower.competence.filter(|found| found.displaces.is_some_and(|up_to| up_to <= rank_order(law, higher.rule)))
    else {
        return Err(Because::HigherRank);
    };
    let against_later = match &law.rules[competence.rule].kind {
        Kind::Competence(competence) => competence.against_later,
        _ => AgainstLater::Yields,
    };
    let express = high.scope.territory.iter().any(|t| low.scope.territory.contains(t)) || derogates(high, low);
    let stands = high.from > low.from
        && match against_later {
            AgainstLater::Prevails => false,
            AgainstLater::Yields => true,
            AgainstLater::UnlessExpress => express,
        };
    if stands { Err(Because::HigherAndLater) } else { Ok((Principle::Displacement, Because::Displaced)) }
}

/// Order of the rule's rank, 0 the highest.
pub(super) fn rank_order(law: &Law, rule: RuleNumber) -> usize {
    let act = law.acts.get(&law.rules[rule].act);
    act.and_then(|act| law.index.rank_order.get(&act.rank)).copied().unwrap_or(usize::MAX)
}

/// Whether `winner` says that it stands notwithstanding `loser`.
pub(crate) fn derogates(winner: &Rule, loser: &Rule) -> bool {
    winner.derogates.iter().any(|target| *target == loser.id || *target == loser.provision || *target == loser.act)
}

fn has_mutual_derogation(law: &Law, group: &[Standing]) -> bool {
    let rules = || group.iter().map(|standing| &law.rules[standing.rule]);
    rules().any(|a| rules().any(|b| a.id != b.id && derogates(a, b) && derogates(b, a)))
}

/// Whether `a` is as narrow as `b` in slot, territory, person and class, and narrower in one.
pub(crate) fn is_narrower(law: &Law, a: &Rule, b: &Rule) -> bool {
    fits_inside(law, a, b) && !fits_inside(law, b, a)
}

fn fits_inside(law: &Law, a: &Rule, b: &Rule) -> bool {
    crate::law::index::covers(&b.slot, &a.slot) && is_scope_inside(law, a, b)
}

/// Whether `a` is as narrow as `b` in territory, person and class.
pub(super) fn is_scope_inside(law: &Law, a: &Rule, b: &Rule) -> bool {
    let territory = |inner: &String, outer: &String| law.index.lies_within(inner, outer);
    let same = |inner: &String, outer: &String| inner == outer;
    let inside = |a: &[String], b: &[String], within: &dyn Fn(&String, &String) -> bool| {
        b.is_empty() || (!a.is_empty() && a.iter().all(|inner| b.iter().any(|outer| within(inner, outer))))
    };
    let scope = |a: &Scope, b: &Scope| {
        inside(&a.territory, &b.territory, &territory) && inside(&a.person, &b.person, &same) && inside(&a.class, &b.class, &same)
    };
    let excepted = b.except.is_empty() || (!a.except.is_empty() && scope(&b.except, &a.except));
    scope(&a.scope, &b.scope) && excepted
}

/// Why `winner` is later than `loser`.
pub(super) fn later(law: &Law, winner: &Rule, loser: &Rule) -> Option<Because> {
    let published = |rule: &Rule| law.acts.get(&rule.set_by).map(|act| act.published);
    match winner.from.cmp(&loser.from) {
        std::cmp::Ordering::Greater => Some(Because::LaterFrom),
        std::cmp::Ordering::Equal if published(winner) > published(loser) => Some(Because::LaterPublished),
        _ => None,
    }
}
