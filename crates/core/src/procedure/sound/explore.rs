//! All states of a scope, and what can no longer happen from some of them.

use super::super::net::{Condition, Kind as Element, NONE, Net, Span, Trigger};
use super::moves::{Moves, Next, Outcome, State};
use super::{Kind, Warning, aside, id, label, warning};
use std::collections::{BTreeSet, HashMap};

/// Most states of a scope, and most moves between them.
const STATES_MAX: usize = 20_000;
const MOVES_MAX: usize = 200_000;

/// What the ways of tokens through all scopes show.
pub(super) fn check(net: &Net) -> Vec<Warning> {
    let count = net.nodes.len();
    let mut looked = vec![false; count];
    for bits in &net.upstream {
        (0..count).filter(|n| bits.get(n / 64).is_some_and(|w| w >> (n % 64) & 1 == 1)).for_each(|n| looked[n] = true);
    }
    let (passed, rank) = (passed(net), ranks(net));
    let mut ends = vec![true; count];
    let mut found = Vec::new();
    let holders = (0..count as u16).rev().filter(|&n| net.nodes[n as usize].kind.holds());
    for holder in holders.chain([NONE]) {
        let of = net.nodes.get(holder as usize);
        if let Some(frame) = of.filter(|n| n.kind == Element::Multi) {
            ends[holder as usize] = ends.get(frame.start as usize).copied().unwrap_or(true);
            continue;
        }
        let in_scope = |n: &u16| net.nodes[*n as usize].parent == holder;
        let is_join = |n: &u16| {
            let n = &net.nodes[*n as usize];
            matches!(n.kind, Element::Inclusive | Element::Complex) && n.slots.len > 0
        };
        let joins = (0..count as u16).filter(in_scope).filter(is_join).collect();
        let moves = Moves { net, ends: &ends, looked: &looked, passed: &passed, joins, aside: Vec::new() };
        let scope = Scope::explored(&moves, holder, &rank, None);
        let open = of.is_some_and(|n| n.kind == Element::AdHoc && n.rule != NONE);
        let done = open || scope.ends || scope.cut || watchers(net, of.map_or(net.watches, |n| n.watchers)).any(|e| ends[e as usize]);
        found.extend(scope.findings());
        if let Some(place) = ends.get_mut(holder as usize) {
            *place = done;
        }
    }
    found
}

/// Interrupting event sub-processes, by the start events that are watched.
fn watchers(net: &Net, span: Span) -> impl Iterator<Item = u16> + '_ {
    let starts = span.iter().map(|w| net.watchers[w as usize]);
    starts.filter(|&s| net.nodes[s as usize].interrupting).map(|s| net.nodes[s as usize].parent)
}

/// For each node whether a token rests at the activity before it instead: both have one way in and out.
fn passed(net: &Net) -> Vec<bool> {
    let plain_out = |n: usize| {
        let node = &net.nodes[n];
        node.outs.len == 1 && node.completion_quantity == 1 && net.flows[node.outs.first as usize].condition == Condition::Always
    };
    let mut passed = vec![false; net.nodes.len()];
    for flow in &net.flows {
        let (source, target) = (&net.nodes[flow.source as usize], &net.nodes[flow.target as usize]);
        let before = matches!(source.kind, Element::Task | Element::Catch) || source.kind.holds();
        let plain = matches!(target.kind, Element::Task | Element::Catch) && target.ins == 1 && target.boundary.len == 0;
        let joins = target.start_quantity > 1;
        passed[flow.target as usize] = before && plain && !joins && plain_out(flow.source as usize) && plain_out(flow.target as usize);
    }
    passed
}

/// An order in which each node stands before what it leads to, and each branch stands together.
fn ranks(net: &Net) -> Vec<u32> {
    let mut rank = vec![u32::MAX; net.nodes.len()];
    let mut next = net.nodes.len() as u32;
    let mut seen = vec![false; net.nodes.len()];
    let follow = |n: u16| {
        let node = &net.nodes[n as usize];
        let flows = node.outs.iter().map(|f| net.flows[f as usize].target);
        flows.chain(node.boundary.iter().map(|b| net.boundaries[b as usize])).collect::<Vec<u16>>()
    };
    let roots = (0..net.nodes.len() as u16).filter(|&n| net.nodes[n as usize].ins == 0 && net.nodes[n as usize].host == NONE);
    for root in roots.chain(0..net.nodes.len() as u16) {
        if std::mem::replace(&mut seen[root as usize], true) {
            continue;
        }
        let mut open = vec![(root, follow(root))];
        while let Some((node, targets)) = open.last_mut() {
            match targets.pop() {
                Some(target) if !std::mem::replace(&mut seen[target as usize], true) => open.push((target, follow(target))),
                Some(_) => {}
                None => {
                    next -= 1;
                    rank[*node as usize] = next;
                    open.pop();
                }
            }
        }
    }
    rank
}

/// A scope and all its states; or the ways from a boundary event of it that stay aside.
struct Scope<'n> {
    moves: Moves<'n>,
    holder: u16,
    /// The boundary event where its tokens come from, if they stay aside.
    boundary: Option<u16>,
    /// What is looked at by itself, because it stays aside.
    asides: Vec<Scope<'n>>,
    rank: &'n [u32],
    numbers: HashMap<State, usize>,
    states: Vec<State>,
    /// For each state: the one before it and what is passed on the way.
    from: Vec<(usize, Vec<u16>)>,
    next: Vec<Vec<usize>>,
    /// States from which the scope ends, or after which nothing was looked at.
    finals: BTreeSet<usize>,
    /// Nodes that tokens came to.
    seen: Vec<bool>,
    /// Where tokens meet, with the way there.
    meets: Vec<(u16, Vec<u16>)>,
    too_many: BTreeSet<u16>,
    /// Whether it can end as usual.
    ends: bool,
    /// How a token can end all others: so that the scope ends as usual, or not.
    breaks: BTreeSet<bool>,
    /// Whether something was not looked at.
    cut: bool,
    made: usize,
}

impl<'n> Scope<'n> {
    fn new(moves: Moves<'n>, holder: u16, rank: &'n [u32], boundary: Option<u16>) -> Scope<'n> {
        let seen = vec![false; moves.net.nodes.len()];
        Scope {
            moves,
            holder,
            boundary,
            asides: Vec::new(),
            rank,
            numbers: HashMap::new(),
            states: Vec::new(),
            from: Vec::new(),
            next: Vec::new(),
            finals: BTreeSet::new(),
            seen,
            meets: Vec::new(),
            too_many: BTreeSet::new(),
            ends: false,
            breaks: BTreeSet::new(),
            cut: false,
            made: 0,
        }
    }

    /// All states of a scope, or of what its boundary event sets off; before it what stays aside from these.
    fn explored(moves: &Moves<'n>, holder: u16, rank: &'n [u32], boundary: Option<u16>) -> Scope<'n> {
        let roots = boundary.map_or_else(|| begins(moves.net, holder), |b| (Some(b), Vec::new()));
        let roots: Vec<u16> = roots.0.into_iter().chain(roots.1).collect();
        let inner: Vec<Scope<'n>> =
            aside::of(moves.net, &roots).into_iter().map(|b| Scope::explored(moves, holder, rank, Some(b))).collect();
        let aside = inner.iter().filter_map(|a| Some((a.boundary?, a.breaks.iter().copied().collect()))).collect();
        let mut scope = Scope::new(Moves { joins: moves.joins.clone(), aside, ..*moves }, holder, rank, boundary);
        scope.asides = inner;
        scope.explore();
        let cut = scope.asides.iter().any(|a| a.cut);
        scope.cut |= cut;
        scope
    }

    fn explore(&mut self) {
        for first in self.begins() {
            self.add(usize::MAX, first);
        }
        let mut at = 0;
        while at < self.states.len() {
            if self.states.len() > STATES_MAX || self.made > MOVES_MAX {
                self.cut = true;
                return;
            }
            let state = self.states[at].clone();
            let before = self.next[at].len();
            for next in self.steps(&state) {
                self.add(at, next);
            }
            // What holds no token and leads nowhere has ended; what waits for a scope that cannot end is reported there.
            let stands_still = self.next[at].len() == before && !self.moves.active(&state).is_empty();
            let open = self.moves.waited_at(&state).iter().any(|&join| self.moves.is_undecided(join));
            if stands_still || open && self.moves.active(&state).is_empty() {
                self.finals.insert(at);
            }
            at += 1;
        }
    }

    /// The states after the scope begins, in each way that it can.
    fn begins(&self) -> Vec<Next> {
        let net = self.moves.net;
        if let Some(boundary) = self.boundary {
            return self.moves.begin(&[boundary], &[]);
        }
        let (first, list) = begins(net, self.holder);
        let Some(holder) = net.nodes.get(self.holder as usize) else {
            if first.is_none() && list.iter().all(|&n| net.triggers_of(n).is_empty()) {
                return self.moves.begin(&[], &list);
            }
            return first.into_iter().chain(list).flat_map(|start| self.moves.begin(&[start], &[])).collect();
        };
        let start: Vec<u16> = first.into_iter().collect();
        if holder.kind == Element::AdHoc && holder.special {
            return list.iter().flat_map(|&one| self.moves.begin(&start, &[one])).collect();
        }
        self.moves.begin(&start, &list)
    }

    fn add(&mut self, from: usize, next: Next) {
        self.made += 1;
        next.path.iter().for_each(|&n| self.seen[n as usize] = true);
        match next.outcome {
            Outcome::Rest(state) => {
                let number = self.numbers.get(&state).copied().unwrap_or_else(|| {
                    self.numbers.insert(state.clone(), self.states.len());
                    self.states.push(state);
                    self.from.push((from, next.path));
                    self.next.push(Vec::new());
                    self.states.len() - 1
                });
                if from != usize::MAX {
                    self.next[from].push(number);
                }
                return;
            }
            Outcome::Done => self.ends = true,
            Outcome::Over { ends } => {
                self.ends |= ends;
                self.breaks.insert(ends);
            }
            Outcome::Meets(node) => {
                self.cut = true;
                if self.meets.iter().all(|(n, _)| *n != node) {
                    let mut path = self.path(from);
                    path.extend(next.path);
                    self.meets.push((node, path));
                }
            }
            Outcome::TooMany(node) => {
                self.cut = true;
                self.too_many.insert(node);
            }
        }
        if from != usize::MAX {
            self.finals.insert(from);
        }
    }

    /// What can happen next. Of activities that no inclusive join looks at one is
    /// moved at a time, the first in order: what the others do does not touch it.
    fn steps(&self, state: &State) -> Vec<Next> {
        let moves = &self.moves;
        let mut active: Vec<(u16, Vec<Next>)> = Vec::new();
        let (looked, mut others): (Vec<u16>, Vec<u16>) = moves.active(state).into_iter().partition(|&n| moves.looked[n as usize]);
        if let Some(&straight) = looked.iter().find(|&&n| moves.is_straight(n)) {
            return moves.exits(state, straight);
        }
        active.extend(looked.into_iter().map(|n| (n, moves.exits(state, n))));
        active.retain(|(_, next)| !next.is_empty());
        if !active.is_empty() {
            return active.into_iter().flat_map(|(_, next)| next).collect();
        }
        others.sort_by_key(|&n| self.rank[n as usize]);
        others.into_iter().map(|n| moves.exits(state, n)).find(|next| !next.is_empty()).unwrap_or_default()
    }

    /// The elements on the way to a state.
    fn path(&self, state: usize) -> Vec<u16> {
        let mut parts = Vec::new();
        let mut at = state;
        while at != usize::MAX {
            parts.push(&self.from[at].1);
            at = self.from[at].0;
        }
        parts.into_iter().rev().flatten().copied().collect()
    }

    fn findings(&self) -> Vec<Warning> {
        let mut found = Vec::new();
        let whole = self.look(&[], &mut found);
        if whole {
            let known: BTreeSet<String> = found.iter().flat_map(|w: &Warning| w.elements.iter().cloned()).collect();
            found.extend(self.unreached(&known));
        }
        let mut reported = BTreeSet::new();
        found.retain(|w| reported.insert((w.kind, w.elements.clone())));
        found
    }

    /// What is wrong here, and in what stays aside; answers whether all was looked at.
    fn look(&self, before: &[u16], found: &mut Vec<Warning>) -> bool {
        let net = self.moves.net;
        let whole = |state: usize| before.iter().copied().chain(self.path(state)).collect::<Vec<u16>>();
        for (node, path) in &self.meets {
            let merge = merge_before(net, *node);
            let nodes = if merge == *node { vec![merge] } else { vec![merge, *node] };
            let words = format!("{} can let a token through while another is still at {}", label(net, merge), label(net, *node));
            let path: Vec<u16> = before.iter().chain(path).copied().collect();
            found.push(warning(net, Kind::Multiplies, &nodes, words, &path));
        }
        if let Some(large) = self.too_large() {
            found.push(large);
            return false;
        }
        let bad = self.blocked(whole, found);
        let circle = self.circle(&bad, whole);
        let mut complete = !self.cut && circle.is_none();
        found.extend(circle);
        for aside in &self.asides {
            let host = aside.boundary.map_or(NONE, |b| net.nodes[b as usize].host);
            let rests = self.states.iter().position(|state| self.moves.active(state).contains(&host));
            complete &= aside.look(&rests.map_or_else(Vec::new, whole), found);
        }
        complete
    }

    fn too_large(&self) -> Option<Warning> {
        let net = self.moves.net;
        let scope = if self.holder == NONE { format!("process `{}`", net.id) } else { label(net, self.holder) };
        if let Some(&node) = self.too_many.first() {
            let words = format!("{} has so many ways that {scope} was not looked at in full", label(net, node));
            return Some(warning(net, Kind::TooLarge, &[node], words, &[]));
        }
        if self.states.len() <= STATES_MAX && self.made <= MOVES_MAX {
            return None;
        }
        let words = format!("{scope} has more than {STATES_MAX} states or {MOVES_MAX} moves; the rest was not looked at");
        let at = if self.holder == NONE { (0..net.nodes.len() as u16).next() } else { Some(self.holder) };
        Some(warning(net, Kind::TooLarge, &at.into_iter().collect::<Vec<_>>(), words, &[]))
    }

    /// Joins at which tokens wait for ever; answers the states from which no end can be reached.
    fn blocked(&self, whole: impl Fn(usize) -> Vec<u16>, found: &mut Vec<Warning>) -> Vec<bool> {
        let net = self.moves.net;
        let mut reported = BTreeSet::new();
        for (number, state) in self.states.iter().enumerate() {
            let is_end = self.next[number].is_empty() && self.moves.active(state).is_empty() && !self.is_final(number);
            for join in self.moves.waited_at(state).into_iter().filter(|_| is_end) {
                let fired = self.path(number).contains(&join);
                if !reported.insert((join, fired)) {
                    continue;
                }
                let (kind, words) = if fired {
                    (Kind::LeftOver, format!("tokens can be left at {} that nothing takes away", label(net, join)))
                } else {
                    (Kind::NeverJoins, format!("{} can wait for ever for tokens that never come", label(net, join)))
                };
                found.push(warning(net, kind, &[join], words, &whole(number)));
            }
        }
        let ends: Vec<usize> = (0..self.states.len()).filter(|&n| self.next[n].is_empty() || self.is_final(n)).collect();
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); self.states.len()];
        self.next.iter().enumerate().for_each(|(from, to)| to.iter().for_each(|&t| back[t].push(from)));
        reach(&back, ends).into_iter().map(|good| !good).collect()
    }

    fn is_final(&self, state: usize) -> bool {
        self.finals.contains(&state)
    }

    /// A circle of states that leads to no end.
    fn circle(&self, bad: &[bool], whole: impl Fn(usize) -> Vec<u16>) -> Option<Warning> {
        let net = self.moves.net;
        let mut at = bad.iter().position(|b| *b)?;
        loop {
            let within = reach(&self.next, vec![at]);
            let out = (0..bad.len()).filter(|&n| within[n]).find(|&n| !reach(&self.next, vec![n])[at]);
            let Some(deeper) = out else {
                let states = (0..bad.len()).filter(|&n| within[n]);
                let nodes: BTreeSet<u16> = states.flat_map(|n| self.moves.active(&self.states[n])).collect();
                // What could still end stands by only, because the circle was moved first.
                let kept: Vec<u16> = nodes.iter().copied().filter(|&n| !leads_to_an_end(net, n)).collect();
                let nodes = if kept.is_empty() { nodes.into_iter().collect() } else { kept };
                let names: Vec<String> = nodes.iter().take(6).map(|&n| format!("`{}`", id(net, n))).collect();
                let words = format!("a token at {} can never come to an end", names.join(", "));
                return Some(warning(net, Kind::NeverEnds, &nodes, words, &whole(at)));
            };
            at = deeper;
        }
    }

    fn has_seen(&self, node: u16) -> bool {
        self.seen[node as usize] || self.asides.iter().any(|a| a.has_seen(node))
    }

    /// Elements that no token comes to, without those that only follow from others.
    fn unreached(&self, known: &BTreeSet<String>) -> Vec<Warning> {
        let net = self.moves.net;
        let undone: BTreeSet<u16> = net.nodes.iter().map(|n| n.undo).collect();
        let mut before: Vec<Vec<u16>> = vec![Vec::new(); net.nodes.len()];
        net.flows.iter().for_each(|f| before[f.target as usize].push(f.source));
        let lost = |n: u16| !self.has_seen(n);
        let mut found = Vec::new();
        for n in (0..net.nodes.len() as u16).filter(|&n| net.nodes[n as usize].parent == self.holder && lost(n)) {
            let node = &net.nodes[n as usize];
            let waits_for = net.triggers_of(n);
            let aside = matches!(node.kind, Element::EventSubProcess | Element::Start)
                || undone.contains(&n)
                || waits_for.iter().any(|t| matches!(t, Trigger::Compensation(_) | Trigger::Cancel)) && node.kind == Element::Boundary
                || node.ins == 0 && node.host == NONE;
            let follows = before[n as usize].iter().any(|&b| lost(b)) || node.host != NONE && lost(node.host);
            if !aside && !follows && !known.contains(&id(net, n)) {
                let words = format!("no case comes to {}", label(net, n));
                found.push(warning(net, Kind::NeverReached, &[n], words, &[]));
            }
        }
        found
    }
}

/// The start event of a scope, and what else begins with it.
fn begins(net: &Net, holder: u16) -> (Option<u16>, Vec<u16>) {
    let (start, span) = net.nodes.get(holder as usize).map_or((net.start, net.begins), |n| (n.start, n.starts));
    ((start != NONE).then_some(start), span.iter().map(|i| net.starts[i as usize]).collect())
}

/// The element with several ways in from which a token came to a node.
fn merge_before(net: &Net, node: u16) -> u16 {
    let mut at = node;
    for _ in 0..net.nodes.len() {
        if net.nodes[at as usize].ins != 1 {
            break;
        }
        let Some(flow) = net.flows.iter().find(|f| f.target == at) else { break };
        at = flow.source;
    }
    if net.nodes[at as usize].ins > 1 { at } else { node }
}

/// Whether flows lead from a node to an element that nothing leaves.
fn leads_to_an_end(net: &Net, node: u16) -> bool {
    let next: Vec<Vec<usize>> =
        net.nodes.iter().map(|n| n.outs.iter().map(|f| usize::from(net.flows[f as usize].target)).collect()).collect();
    let seen = reach(&next, vec![usize::from(node)]);
    (0..next.len()).any(|n| seen[n] && next[n].is_empty())
}

/// What can be reached from some states.
fn reach(next: &[Vec<usize>], mut open: Vec<usize>) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    open.iter().for_each(|&n| seen[n] = true);
    while let Some(at) = open.pop() {
        for &to in &next[at] {
            if !std::mem::replace(&mut seen[to], true) {
                open.push(to);
            }
        }
    }
    seen
}
