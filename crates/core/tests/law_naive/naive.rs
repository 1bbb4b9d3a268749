//! Sections 5 and 6 of the law format in the plainest words: no index, no
//! numbers, no memory. It reads the public data of a law and shares no code with
//! the resolver, so that each is a check on the other.

use alatau_core::law::*;
use alatau_core::source::Place;
use alatau_core::time::Date;
use std::collections::BTreeSet;

/// What it finds; rules by their number in `Law::rules`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Wins(usize),
    NoRule,
    /// Two or more that nothing sets apart.
    Tie(BTreeSet<usize>),
}

pub struct Naive<'l> {
    pub law: &'l Law,
    pub question: &'l Question,
    /// One switch read otherwise.
    pub other: Option<(&'l str, &'l str)>,
}

/// A rule that concerns the case, and the day on which its version was chosen.
type Standing = (usize, Date);

impl<'l> Naive<'l> {
    pub fn resolve(&self, slot: &str) -> Found {
        let mut standing: Vec<Standing> = Vec::new();
        let ids: BTreeSet<&str> = self.law.rules.iter().filter(|r| covers(&r.slot, slot)).map(|r| r.id.as_str()).collect();
        for id in ids {
            if let Some((rule, day)) = self.governing(id, &|day| self.question.day(day))
                && self.concerns(&self.law.rules[rule], day)
                && (!self.needs_competence(rule) || !self.competences(rule, day).is_empty())
            {
                standing.push((rule, day));
            }
        }
        let mut left: Vec<Standing> = Vec::new();
        for rank in &self.law.ranks {
            let group: Vec<Standing> = standing.iter().copied().filter(|(rule, _)| self.rank(*rule).id == rank.id).collect();
            let winners = self.within_a_rank(group);
            if left.is_empty() {
                left = winners;
            } else if !winners.is_empty() {
                let falls = |high: &Standing| winners.iter().any(|low| self.gives_way(high.0, *low));
                if left.iter().all(falls) {
                    left = winners;
                }
            }
        }
        match left.as_slice() {
            [] => Found::NoRule,
            [(rule, _)] => Found::Wins(*rule),
            several => Found::Tie(several.iter().map(|(rule, _)| *rule).collect()),
        }
    }

    pub fn value(&self, switch: &str) -> &str {
        if let Some((name, value)) = self.other
            && name == switch
        {
            return value;
        }
        let listed = &self.law.switches[switch];
        match &listed.answer {
            Some(answer) if answer.known <= self.question.known => &answer.value,
            _ => self.question.switches.get(switch).unwrap_or(&listed.default),
        }
    }

    fn exists(&self, known: Date, when: &std::collections::BTreeMap<String, String>) -> bool {
        known <= self.question.known && when.iter().all(|(switch, value)| self.value(switch) == value)
    }

    /// Whether the heading under which a block stands was annulled.
    fn is_annulled(&self, block: &Place) -> bool {
        let is_own = |provision: &&Provision| {
            provision.place.file == block.file && provision.place.line <= block.line && provision.place.file.contains(&provision.act)
        };
        let above = self.law.provisions.values().filter(is_own);
        let heading = above.filter(|p| !p.key.starts_with('i')).max_by_key(|p| p.place.line).expect("every block has a heading");
        let annuls = |change: &Amendment| change.operation == Operation::Annul && change.target == heading.id;
        self.law.amendments.iter().any(|change| annuls(change) && self.exists(change.known, &change.when))
    }

    /// Steps 1 to 3. The last of a rule's links whose day has come.
    fn governing(&self, id: &str, day: &dyn Fn(Day) -> Date) -> Option<Standing> {
        struct Link {
            from: Date,
            known: Date,
            day: Date,
            sweeps: bool,
            rule: Option<usize>,
        }
        let mut links: Vec<Link> = Vec::new();
        let mut slot = "";
        for (number, rule) in self.law.rules.iter().enumerate().filter(|(_, rule)| rule.id == id) {
            slot = &rule.slot;
            if self.exists(rule.known, &rule.when) && rule.grade != Grade::Proposed && !self.is_annulled(&rule.place) {
                let sweeps = rule.later_versions == Some(LaterVersions::Drop);
                links.push(Link { from: rule.from, known: rule.known, day: day(rule.applies_to), sweeps, rule: Some(number) });
            }
        }
        for change in &self.law.amendments {
            let is_target = change.target == id || id.split('/').next() == Some(&change.target);
            let ends = match change.operation {
                Operation::Repeal | Operation::Annul => true,
                Operation::Replace => !change.restated.iter().any(|restated| restated == slot),
                Operation::Insert | Operation::Renumber => false,
            };
            if is_target && ends && self.exists(change.known, &change.when) && !self.is_annulled(&change.place) {
                let sweeps = change.operation == Operation::Annul || change.later_versions == Some(LaterVersions::Drop);
                links.push(Link { from: change.from, known: change.known, day: day(change.applies_to), sweeps, rule: None });
            }
        }
        let swept = |link: &Link| links.iter().any(|other| other.sweeps && other.from <= link.from && other.known > link.known);
        let reached = links.iter().filter(|link| !swept(link) && link.from <= link.day);
        let last = reached.max_by_key(|link| (link.from, link.known, link.rule.is_some()))?;
        let rule = last.rule?;
        let ended = self.law.rules[rule].until.is_some_and(|until| until <= last.day);
        (!ended).then_some((rule, last.day))
    }

    /// Step 4.
    fn concerns(&self, rule: &Rule, day: Date) -> bool {
        let excepted = !rule.except.is_empty() && self.fits(&rule.except, day);
        let has_row = match &rule.kind {
            Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => {
                self.question.class.as_ref().is_some_and(|class| rows.contains_key(class))
            }
            _ => true,
        };
        self.fits(&rule.scope, day) && !excepted && has_row
    }

    fn fits(&self, scope: &Scope, day: Date) -> bool {
        let place = scope.territory.is_empty() || scope.territory.iter().any(|territory| self.is_in(territory, day));
        let person = scope.person.is_empty() || scope.person.iter().any(|status| self.question.person.contains(status));
        let class = scope.class.is_empty() || scope.class.iter().any(|word| self.is_class(word));
        place && person && class
    }

    fn is_in(&self, territory: &str, day: Date) -> bool {
        self.law.territories[territory].exists_on(day) && self.question.places.iter().any(|place| self.lies_within(place, territory))
    }

    fn lies_within(&self, inner: &str, outer: &str) -> bool {
        inner == outer || self.law.territories[inner].within.iter().any(|next| self.lies_within(next, outer))
    }

    fn is_class(&self, word: &str) -> bool {
        let Some(class) = &self.question.class else { return false };
        let Some(slot) = word.strip_prefix('@') else { return word == class };
        match self.resolve(slot) {
            Found::Wins(set) => match &self.law.rules[set].kind {
                Kind::Parameter(Parameter { value: ParameterValue::Set(classes), .. }) => classes.contains(class),
                _ => false,
            },
            _ => false,
        }
    }

    fn rank(&self, rule: usize) -> &Rank {
        let act = &self.law.acts[&self.law.rules[rule].act];
        self.law.ranks.iter().find(|rank| rank.id == act.rank).expect("a listed rank")
    }

    fn height(&self, rank: &str) -> usize {
        self.law.ranks.iter().position(|listed| listed.id == rank).expect("a listed rank")
    }

    fn needs_competence(&self, rule: usize) -> bool {
        self.rank(rule).needs_competence
    }

    /// Step 5. The competences, by rule number, on which the rule stands on a day.
    fn competences(&self, rule: usize, day: Date) -> Vec<usize> {
        let own = &self.law.rules[rule];
        let (act, set_by) = (&self.law.acts[&own.act], &self.law.acts[&own.set_by]);
        let reaches = |number: &usize| {
            let block = &self.law.rules[*number];
            let Kind::Competence(competence) = &block.kind else { return false };
            let there = own.scope.territory.iter().all(|t| block.scope.territory.iter().any(|outer| self.lies_within(t, outer)));
            self.is_over(competence, &own.slot)
                && (block.scope.territory.is_empty() || (there && !own.scope.territory.is_empty()))
                && self.concerns(block, day)
        };
        let mut found = Vec::new();
        for id in self.competence_ids() {
            let Some((number, _)) = self.governing(id, &|_| day) else { continue };
            let Kind::Competence(competence) = &self.law.rules[number].kind else { continue };
            let mut versions = (0..self.law.rules.len()).filter(|n| self.law.rules[*n].id == id);
            let was_known = versions.any(|n| {
                let version = &self.law.rules[n];
                let existed = version.known <= set_by.adopted && self.exists(version.known, &version.when);
                existed && !self.is_annulled(&version.place) && reaches(&n)
            });
            let theirs = self.heir(&competence.body, day) == self.heir(&act.body, day);
            if theirs && reaches(&number) && was_known && self.within_bounds(competence, own) && self.is_founded(number, day, 8) {
                found.push(number);
            }
        }
        found
    }

    fn competence_ids(&self) -> BTreeSet<&str> {
        self.law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))).map(|rule| rule.id.as_str()).collect()
    }

    /// Who holds a body's place on a day.
    fn heir<'b>(&'b self, body: &'b str, day: Date) -> &'b str {
        let authority = &self.law.authorities[body];
        match &authority.successor {
            Some(heir) if authority.until.or(self.law.authorities[heir].from).is_none_or(|from| from <= day) => self.heir(heir, day),
            _ => body,
        }
    }

    fn within_bounds(&self, competence: &Competence, rule: &Rule) -> bool {
        let value = match &rule.kind {
            Kind::Parameter(Parameter { value: ParameterValue::One(value), .. }) => Some(value),
            Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) => {
                self.question.class.as_ref().and_then(|c| rows.get(c))
            }
            _ => None,
        };
        let min = competence.min.as_ref().is_none_or(|min| value.is_some_and(|value| amount(min) <= amount(value)));
        let max = competence.max.as_ref().is_none_or(|max| value.is_some_and(|value| amount(value) <= amount(max)));
        min && max
    }

    fn is_over(&self, competence: &Competence, slot: &str) -> bool {
        let area = &self.law.vocabulary.slots[slot].area;
        let by_slot = competence.slots.iter().any(|listed| covers(listed, slot));
        let by_area = competence.areas.iter().any(|listed| covers(listed, area));
        by_slot || (by_area && !competence.except_areas.iter().any(|listed| covers(listed, area)))
    }

    /// A competence of a rank that needs one must be handed on, by the body that has it; every link delegable, none wider.
    fn is_founded(&self, number: usize, day: Date, depth: usize) -> bool {
        let block = &self.law.rules[number];
        let Kind::Competence(narrow) = &block.kind else { return false };
        let Some(giver) = &narrow.from_body else { return !self.needs_competence(number) };
        let maker = &self.law.acts[&block.act].body;
        if depth == 0 || (self.needs_competence(number) && self.heir(giver, day) != self.heir(maker, day)) {
            return false;
        }
        self.competence_ids().into_iter().any(|id| {
            let Some((source, _)) = self.governing(id, &|_| day) else { return false };
            let above = &self.law.rules[source];
            let Kind::Competence(wide) = &above.kind else { return false };
            let there = block.scope.territory.iter().all(|t| above.scope.territory.iter().any(|outer| self.lies_within(t, outer)));
            wide.body == *giver
                && self.is_no_wider(narrow, wide)
                && (above.scope.territory.is_empty() || (there && !block.scope.territory.is_empty()))
                && self.concerns(above, day)
                && self.is_founded(source, day, depth - 1)
        })
    }

    fn is_no_wider(&self, narrow: &Competence, wide: &Competence) -> bool {
        let areas = narrow.areas.iter().all(|area| wide.areas.iter().any(|w| covers(w, area)));
        let left_out = wide.except_areas.iter().all(|out| {
            let touches = narrow.areas.iter().any(|n| covers(n, out) || covers(out, n));
            !touches || narrow.except_areas.iter().any(|n| covers(n, out))
        });
        let slots = narrow.slots.iter().all(|slot| self.is_over(wide, slot));
        let displaces = match (&narrow.displaces, &wide.displaces) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(source)) => {
                self.height(source) <= self.height(own) && sureness(narrow.against_later) <= sureness(wide.against_later)
            }
        };
        let min = wide.min.as_ref().is_none_or(|source| narrow.min.as_ref().is_some_and(|own| amount(own) >= amount(source)));
        let max = wide.max.as_ref().is_none_or(|source| narrow.max.as_ref().is_some_and(|own| amount(own) <= amount(source)));
        wide.delegable && areas && left_out && slots && displaces && min && max
    }

    /// Step 6.
    fn within_a_rank(&self, group: Vec<Standing>) -> Vec<Standing> {
        // Who sets aside whom, directly or through others.
        let mut aside: BTreeSet<(usize, usize)> = BTreeSet::new();
        let pairs = || group.iter().flat_map(|a| group.iter().map(move |b| (a.0, b.0))).filter(|(a, b)| a != b);
        aside.extend(pairs().filter(|(a, b)| derogates(&self.law.rules[*a], &self.law.rules[*b])));
        let direct = aside.clone();
        for _ in &group {
            let further: Vec<(usize, usize)> =
                aside.iter().flat_map(|(a, b)| direct.iter().filter(move |(from, _)| from == b).map(move |(_, to)| (*a, *to))).collect();
            aside.extend(further);
        }
        let contradict = group.iter().any(|rule| aside.contains(&(rule.0, rule.0)));
        let one_sided = |a: &Standing, b: &Standing| direct.contains(&(a.0, b.0)) && !aside.contains(&(b.0, a.0));
        let group = drop_beaten(group, &one_sided);
        if contradict {
            return group;
        }
        let group = drop_beaten(group, &|a, b| self.is_inside(a.0, b.0) && !self.is_inside(b.0, a.0));
        drop_beaten(group, &|a, b| {
            let later = |standing: &Standing| {
                let rule = &self.law.rules[standing.0];
                (rule.from, self.law.acts[&rule.set_by].published)
            };
            later(a) > later(b)
        })
    }

    /// Whether every case of `a` is one of `b`, as slot, scope and exception tell.
    fn is_inside(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.law.rules[a], &self.law.rules[b]);
        let apart = one_class_each(&a.scope.class, &b.except.class);
        let left_out = b.except.is_empty() || (!a.except.is_empty() && self.is_scope_inside(&b.except, &a.except)) || apart;
        covers(&b.slot, &a.slot) && self.is_scope_inside(&a.scope, &b.scope) && left_out
    }

    fn is_scope_inside(&self, a: &Scope, b: &Scope) -> bool {
        let subset = |a: &[String], b: &[String], within: &dyn Fn(&str, &str) -> bool| {
            b.is_empty() || (!a.is_empty() && a.iter().all(|inner| b.iter().any(|outer| within(inner, outer))))
        };
        subset(&a.territory, &b.territory, &|inner, outer| self.lies_within(inner, outer))
            && subset(&a.person, &b.person, &|inner, outer| inner == outer)
            && subset(&a.class, &b.class, &|inner, outer| inner == outer)
    }

    /// Step 7.
    fn gives_way(&self, high: usize, (low, day): Standing) -> bool {
        let (higher, lower) = (&self.law.rules[high], &self.law.rules[low]);
        let express = higher.scope.territory.iter().any(|t| lower.scope.territory.contains(t)) || derogates(higher, lower);
        let is_later = higher.from > lower.from;
        let displaced = self.competences(low, day).into_iter().any(|number| {
            let Kind::Competence(competence) = &self.law.rules[number].kind else { return false };
            let reach = competence.displaces.as_ref().is_some_and(|rank| self.height(rank) <= self.height(&self.rank(high).id));
            let against_later = match competence.against_later {
                AgainstLater::Prevails => true,
                AgainstLater::Yields => false,
                AgainstLater::UnlessExpress => !express,
            };
            reach && (!is_later || against_later)
        });
        higher.subsidiary_to.contains(&self.rank(low).id) || displaced
    }
}

fn covers(broad: &str, narrow: &str) -> bool {
    narrow == broad || narrow.starts_with(&format!("{broad}."))
}

/// The sets are named and no class is in both.
fn one_class_each(a: &[String], b: &[String]) -> bool {
    let plain = |list: &[String]| !list.is_empty() && list.iter().all(|word| !word.starts_with('@'));
    plain(a) && plain(b) && a.iter().all(|class| !b.contains(class))
}

fn derogates(a: &Rule, b: &Rule) -> bool {
    a.derogates.iter().any(|target| [&b.id, &b.provision, &b.act].contains(&target))
}

fn drop_beaten(group: Vec<Standing>, beats: &dyn Fn(&Standing, &Standing) -> bool) -> Vec<Standing> {
    group.iter().copied().filter(|loser| !group.iter().any(|winner| winner.0 != loser.0 && beats(winner, loser))).collect()
}

fn sureness(against_later: AgainstLater) -> u8 {
    match against_later {
        AgainstLater::Yields => 0,
        AgainstLater::UnlessExpress => 1,
        AgainstLater::Prevails => 2,
    }
}

fn amount(literal: &Literal) -> f64 {
    literal.to_string().parse().expect("a number")
}
