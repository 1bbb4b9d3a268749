//! Step 8: a certificate, or a transition clause, chooses between the new version and an older one.
//!
//! The certificate prevails. Where it does not hold for a slot, and where there
//! is none, the clauses speak; of several that cover a slot one prevails by the
//! rules of steps 6 and 7, else the slot is undetermined
//! (`docs/decisions/which-transition-clause.md`).

use super::Undetermined;
use super::asked::Asked;
use super::contest::{Contest, Standing, derogates, gives_way, is_scope_inside, later, rank_order};
use super::stability::{CoveredSlot, Held, Selection};
use super::trace::{Because, Principle, TraceLine, Verdict};
use crate::law::certificate::{may_be_kept, past, within};
use crate::law::index::covers;
use crate::law::{Amendment, AsOf, Certificate, CertificateFault, Day, Guarantee, Kind, Law, Operation, RuleNumber, Selects, Transition};
use std::cmp::Ordering;

/// Who selects: a clause, or a certificate under its guarantee.
#[derive(Clone, Copy)]
enum Source<'s> {
    Clause(RuleNumber, &'s Transition),
    Certificate(RuleNumber, &'s Guarantee, &'s Certificate),
}

/// What a source says of a slot before anything is compared.
enum Kept {
    /// It does not speak of the slot.
    Silent,
    /// It covers the slot, but does not hold.
    Not(Held),
    /// This older version is kept.
    Old(Standing),
}

impl<'l> Asked<'l> {
    /// Lets the certificate, else the transition clause that covers the slot, choose.
    pub(super) fn select(&self, slot: &str, contest: &mut Contest) {
        let certificate = self.question.certificate.as_deref();
        if self.past || !may_be_kept(slot) || (certificate.is_none() && self.law.index.transitions.is_empty()) {
            return;
        }
        let chosen = self.certified(slot, contest).or_else(|| self.transitional(slot, contest));
        match chosen {
            Some(Ok((selection, old))) => contest.keep(selection, old),
            Some(Err(why)) => contest.open = Some(why),
            None => {}
        }
    }

    /// What became of a slot of the certificate; nothing if the certificate does not name it.
    pub(super) fn covered(&self, slot: &str) -> Option<CoveredSlot> {
        let mut contest = Contest::of(self, slot, false);
        let selection = self.certified_or_not(slot, &contest)?.map(|(selection, _)| selection);
        self.select(slot, &mut contest);
        Some(CoveredSlot { slot: slot.to_string(), used: contest.winner(), selection })
    }

    /// The choice of a certificate that holds for the slot.
    fn certified(&self, slot: &str, contest: &mut Contest) -> Option<Chosen> {
        match self.certified_or_not(slot, contest)? {
            Ok((selection, _)) if !selection.held.is_kept() => {
                contest.selection = Some(selection);
                None
            }
            chosen => Some(chosen),
        }
    }

    fn certified_or_not(&self, slot: &str, contest: &Contest) -> Option<Chosen> {
        let certificate = self.question.certificate.as_deref()?;
        if !certificate.covers.iter().any(|covered| covers(&covered.slot, slot)) {
            return None;
        }
        let Some((number, guarantee)) = self.law.guarantee_of(certificate) else {
            let guarantee = certificate.guarantee.clone();
            let fault = CertificateFault::NoGuarantee { guarantee, issued: certificate.issued };
            return Some(Err(Undetermined::Certificate(fault)));
        };
        self.choose(Source::Certificate(number, guarantee, certificate), slot, contest)
    }

    fn transitional(&self, slot: &str, contest: &Contest) -> Option<Chosen> {
        match self.clause(slot, contest.winner()) {
            Ok(Some((number, transition))) => self.choose(Source::Clause(number, transition), slot, contest),
            Ok(None) => None,
            Err(why) => Some(Err(why)),
        }
    }

    /// The clause that covers the slot; of several, the one that prevails over every other.
    fn clause(&self, slot: &str, new: Option<RuleNumber>) -> Result<Option<(RuleNumber, &'l Transition)>, Undetermined> {
        let law = self.law;
        let clauses = law.index.transitions.iter().filter_map(|clause| Contest::of(self, clause, false).left.first().copied());
        let covering: Vec<(Standing, &Transition, usize)> = clauses
            .filter_map(|clause| match &law.rules[clause.rule].kind {
                Kind::Transition(transition) => Some((clause, transition, self.reach(transition, slot, new)?)),
                _ => None,
            })
            .collect();
        let is_beaten = |one: &(Standing, &Transition, usize)| {
            covering.iter().any(|other| other.0.rule != one.0.rule && prevails(self, (other.0, other.2), (one.0, one.2)))
        };
        let left: Vec<&(Standing, &Transition, usize)> = covering.iter().filter(|one| !is_beaten(one)).collect();
        match (left.as_slice(), covering.is_empty()) {
            ([(clause, transition, _)], _) => Ok(Some((clause.rule, transition))),
            (_, true) => Ok(None),
            _ => Err(Undetermined::Tie { rules: covering.iter().map(|(clause, ..)| clause.rule).collect() }),
        }
    }

    /// How narrowly a clause names the slot: the length of the slot it names, 0 if it names the act of a version.
    fn reach(&self, transition: &Transition, slot: &str, new: Option<RuleNumber>) -> Option<usize> {
        let by_slot = transition.covers.iter().filter(|covered| covers(covered, slot)).map(String::len).max();
        let by_act = || {
            let old = self.stood_for(transition, slot).map(|old| old.rule);
            let acts = [old, new].into_iter().flatten().map(|rule| &self.law.rules[rule].act);
            acts.into_iter().any(|act| transition.covers.contains(act)).then_some(0)
        };
        by_slot.or_else(by_act)
    }

    /// What answered on the clause's day.
    fn stood_for(&self, transition: &Transition, slot: &str) -> Option<Standing> {
        let day = match transition.as_of {
            AsOf::Day(day) => day,
            AsOf::Filed => self.question.filed,
        };
        sole(&Contest::of(&self.on(day).with_law_as_it_stood(), slot, false))
    }

    /// The older version of a slot, if the source keeps one against `new`.
    fn older(&self, source: Source<'_>, slot: &str, new: Option<RuleNumber>) -> Result<Kept, Undetermined> {
        match source {
            Source::Clause(_, transition) => {
                let named = self.reach(transition, slot, new).and_then(|_| self.stood_for(transition, slot));
                Ok(named.map_or(Kept::Silent, Kept::Old))
            }
            Source::Certificate(number, guarantee, certificate) => self.certified_version(number, guarantee, certificate, slot, new),
        }
    }

    fn certified_version(
        &self,
        number: RuleNumber,
        guarantee: &Guarantee,
        certificate: &Certificate,
        slot: &str,
        new: Option<RuleNumber>,
    ) -> Result<Kept, Undetermined> {
        let law = self.law;
        let entries = || certificate.covers.iter().filter(|covered| covers(&covered.slot, slot));
        if entries().next().is_none() || certificate.floating.iter().any(|floats| covers(floats, slot)) {
            return Ok(Kept::Silent);
        }
        if let Some(held) = self.unkept(guarantee, certificate, slot, new) {
            return Ok(Kept::Not(held));
        }
        let then = past(self.question, certificate.as_of, certificate.issued);
        let asked = law.ask(&then).with_law_as_it_stood();
        let Some(old) = sole(&Contest::of(&asked, slot, false)) else { return Ok(Kept::Not(Held::OtherVersion)) };
        let version = law.rules[old.rule].version();
        let named: Vec<_> = entries().filter(|covered| covered.version == version).collect();
        if named.iter().any(|covered| covered.hash == law.rules[old.rule].hash) {
            return Ok(self.overrides(number, slot, old.rule, new).map_or(Kept::Old(old), Kept::Not));
        }
        let suspects = if named.is_empty() { entries().collect() } else { named };
        match suspects.into_iter().find_map(|covered| law.version_fault(covered)) {
            Some(fault) => Err(Undetermined::Certificate(fault)),
            None => Ok(Kept::Not(Held::OtherVersion)),
        }
    }

    /// Why a certificate does not hold for a slot that it covers.
    fn unkept(&self, guarantee: &Guarantee, certificate: &Certificate, slot: &str, new: Option<RuleNumber>) -> Option<Held> {
        let law = self.law;
        let reads = |change: &&Amendment| change.when.iter().all(|(name, value)| self.switch(name) == Some(value));
        if let Some(change) = law.annulments(certificate, self.question.known).find(reads) {
            return Some(Held::Annulled { known: change.known });
        }
        if within(&guarantee.except_areas, law.area(slot)) {
            return Some(Held::ExceptArea);
        }
        let day = self.day(new.map_or(Day::Filed, |new| law.rules[new].applies_to));
        if day < certificate.as_of {
            return Some(Held::NotYet { from: certificate.as_of });
        }
        if certificate.until <= day {
            return Some(Held::Ended { until: certificate.until });
        }
        None
    }

    /// Why the newer law stands against a certificate: it is of higher rank than the guarantee, or derogates from it.
    fn overrides(&self, number: RuleNumber, slot: &str, old: RuleNumber, new: Option<RuleNumber>) -> Option<Held> {
        let law = self.law;
        let promised = rank_order(law, number);
        match new {
            Some(new) if new == old => None,
            Some(new) => {
                let made = rank_order(law, new).min(rank_of_act(law, &law.rules[new].set_by));
                if made < promised {
                    return Some(Held::HigherRank);
                }
                (made == promised && derogates(&law.rules[new], &law.rules[number])).then_some(Held::Derogated)
            }
            None => self.was_repealed_from_above(slot, promised).then_some(Held::HigherRank),
        }
    }

    /// Whether an act of higher rank has ended a rule for the slot.
    fn was_repealed_from_above(&self, slot: &str, promised: usize) -> bool {
        let law = self.law;
        let has_ended = |change: &Amendment| {
            change.known <= self.question.known
                && change.from <= self.day(change.applies_to)
                && change.operation != Operation::Renumber
                && rank_of_act(law, &change.act) < promised
                && change.when.iter().all(|(name, value)| self.switch(name) == Some(value))
        };
        let targets = |change: &Amendment| {
            law.rules.iter().any(|rule| {
                let rest = rule.id.strip_prefix(change.target.as_str());
                covers(&rule.slot, slot) && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        law.amendments.iter().any(|change| has_ended(change) && targets(change))
    }

    /// The version that a source takes, with the older one.
    fn choose(&self, source: Source<'_>, slot: &str, contest: &Contest) -> Option<Chosen> {
        let new = match contest.left.as_slice() {
            [] => None,
            [one] => Some(one.rule),
            // A contradiction in the newer law is no concern of a case that keeps the older.
            _ if source.selects() == Selects::Frozen => None,
            _ => return None,
        };
        let by_certificate = matches!(source, Source::Certificate(..));
        let selection = |old, held| Selection { by: source.rule(), by_certificate, old, new, held };
        match self.older(source, slot, new) {
            Err(why) => Some(Err(why)),
            Ok(Kept::Silent) => None,
            Ok(Kept::Not(held)) => Some(Ok((selection(None, held), None))),
            Ok(Kept::Old(old)) => Some(self.held(source, slot, old.rule, new).map(|held| (selection(Some(old.rule), held), Some(old)))),
        }
    }

    fn held(&self, source: Source<'_>, slot: &str, old: RuleNumber, new: Option<RuleNumber>) -> Result<Held, Undetermined> {
        let Some(new) = new else { return Ok(if source.selects() == Selects::New { Held::New } else { Held::OnlyOld }) };
        let clause = source.rule();
        match source.selects() {
            _ if old == new => Ok(Held::Unchanged),
            Selects::New => Ok(Held::New),
            Selects::Frozen => Ok(Held::Frozen),
            Selects::Choice => {
                let group = self.group(source, slot);
                self.chosen(&group, slot).ok_or(Undetermined::Choice { clause, old, new })
            }
            Selects::MostFavourable => {
                let group = self.group(source, slot);
                match self.compare_all(source, slot, &group)? {
                    Some(Ordering::Greater) => Ok(Held::OldBetter),
                    Some(_) => Ok(Held::NewAsGood),
                    None => {
                        let human = source.human(self.law).to_string();
                        self.chosen(&group, slot).ok_or(Undetermined::Incomparable { clause, old, new, human })
                    }
                }
            }
        }
    }

    /// The slots that move with `slot`, itself included: all listed ones under the names of its group.
    fn group(&self, source: Source<'_>, slot: &str) -> Vec<String> {
        let named = |name: &String| covers(name, slot);
        let Some(group) = source.together().iter().find(|group| group.iter().any(named)) else { return vec![slot.to_string()] };
        let listed = self.law.vocabulary.slots.keys().filter(|listed| group.iter().any(|name| covers(name, listed)));
        let mut slots: Vec<String> = listed.cloned().collect();
        if !slots.iter().any(|listed| listed == slot) {
            slots.push(slot.to_string());
        }
        slots
    }

    /// What the holder or the named human said to one of the slots; contradictory words are none.
    fn chosen(&self, group: &[String], slot: &str) -> Option<Held> {
        let said = |slot: &str| self.question.choices.iter().find(|(key, _)| covers(key, slot)).map(|(_, word)| word.as_str());
        let words: Vec<&str> = group.iter().map(String::as_str).chain([slot]).filter_map(said).collect();
        match words.first() {
            Some(&"old") if words.iter().all(|word| *word == "old") => Some(Held::ChosenOld),
            Some(&"new") if words.iter().all(|word| *word == "new") => Some(Held::ChosenNew),
            _ => None,
        }
    }

    /// How the older versions of a group compare to the newer ones; nothing if they pull in opposite directions, or if one
    /// cannot be compared.
    fn compare_all(&self, source: Source<'_>, slot: &str, group: &[String]) -> Result<Option<Ordering>, Undetermined> {
        let older = |slot: &str| match self.older(source, slot, sole(&Contest::of(self, slot, false)).map(|new| new.rule)) {
            Ok(Kept::Old(old)) => Some(old.rule),
            _ => None,
        };
        let mut all = Ordering::Equal;
        for member in group.iter().map(String::as_str) {
            let Some(new) = sole(&Contest::of(self, member, false)).map(|new| new.rule) else { continue };
            let old = match self.older(source, member, Some(new)) {
                Ok(Kept::Old(old)) => old.rule,
                Err(why) if member == slot => return Err(why),
                _ => continue,
            };
            match (all, self.compare(member, old, new, &older)) {
                (_, None) | (Ordering::Less, Some(Ordering::Greater)) | (Ordering::Greater, Some(Ordering::Less)) => return Ok(None),
                (Ordering::Equal, Some(ordering)) => all = ordering,
                _ => {}
            }
        }
        Ok(Some(all))
    }
}

/// A selection with the older version, or why nobody but a human can make it.
type Chosen = Result<(Selection, Option<Standing>), Undetermined>;

impl Source<'_> {
    fn rule(&self) -> RuleNumber {
        match self {
            Source::Clause(rule, _) | Source::Certificate(rule, ..) => *rule,
        }
    }

    fn selects(&self) -> Selects {
        match self {
            Source::Clause(_, transition) => transition.selects,
            Source::Certificate(_, _, certificate) => certificate.selects,
        }
    }

    fn together(&self) -> &[Vec<String>] {
        match self {
            Source::Clause(_, transition) => &transition.together,
            Source::Certificate(_, guarantee, _) => &guarantee.together,
        }
    }

    /// Who decides what cannot be compared: the issuer, for a clause the body that made it.
    fn human<'a>(&'a self, law: &'a Law) -> &'a str {
        match self {
            Source::Clause(rule, _) => law.acts.get(&law.rules[*rule].set_by).map_or("", |act| &act.body),
            Source::Certificate(_, _, certificate) => &certificate.issuer,
        }
    }
}

impl Contest {
    /// Lets an older version answer in place of the newer one, if the selection says so.
    fn keep(&mut self, selection: Selection, old: Option<Standing>) {
        if let (true, Some(old)) = (selection.keeps_old(), old) {
            let (principle, because) = match selection.by_certificate {
                true => (Principle::Certificate, Because::KeptByCertificate),
                false => (Principle::Transition, Because::KeptByTransition),
            };
            self.trace.retain(|line| line.rule != old.rule);
            for fallen in std::mem::take(&mut self.left) {
                let by = Some(old.rule);
                self.note(TraceLine { step: 8, rule: fallen.rule, verdict: Verdict::Loses, principle, by, because: because.clone() });
            }
            self.left = vec![old];
            self.won = (8, principle, selection.new);
        } else if selection.held == Held::ChosenNew && selection.new.is_none() {
            self.left.clear();
        }
        self.selection = Some(selection);
    }
}

/// The one rule that is left.
fn sole(contest: &Contest) -> Option<Standing> {
    match (contest.left.as_slice(), &contest.open) {
        ([one], None) => Some(*one),
        _ => None,
    }
}

fn rank_of_act(law: &Law, act: &str) -> usize {
    law.acts.get(act).and_then(|act| law.index.rank_order.get(&act.rank)).copied().unwrap_or(usize::MAX)
}

/// Whether the first clause prevails over the second: across ranks as in step 7, within one by derogation, the narrower
/// reach and scope, the later day, as in step 6.
fn prevails(asked: &Asked<'_>, (a, a_reach): (Standing, usize), (b, b_reach): (Standing, usize)) -> bool {
    let law = asked.law;
    match rank_order(law, a.rule).cmp(&rank_order(law, b.rule)) {
        Ordering::Less => return gives_way(asked, a.rule, b).is_err(),
        Ordering::Greater => return gives_way(asked, b.rule, a).is_ok(),
        Ordering::Equal => {}
    }
    let (rule_a, rule_b) = (&law.rules[a.rule], &law.rules[b.rule]);
    match (derogates(rule_a, rule_b), derogates(rule_b, rule_a)) {
        (true, false) => return true,
        (false, true) => return false,
        _ => {}
    }
    let is_inside = |(inner, reach): (_, usize), (outer, wide): (_, usize)| reach >= wide && is_scope_inside(law, inner, outer);
    match (is_inside((a.rule, a_reach), (b.rule, b_reach)), is_inside((b.rule, b_reach), (a.rule, a_reach))) {
        (true, false) => true,
        (false, true) => false,
        _ => later(law, a.rule, b.rule).is_some(),
    }
}
