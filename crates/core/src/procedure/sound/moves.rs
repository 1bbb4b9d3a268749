//! How tokens move within one scope, from one resting place to the next, with
//! conditions left free. The kernel's walk without facts, times and people.

use super::super::net::{Condition, Kind, NONE, Net, Node, Trigger};
use super::events;
use crate::decision::Value;

/// Most flows of one element of which any subset may be taken.
const SUBSETS_MAX: u16 = 8;

/// Where tokens rest, in order; a place stands there once for each token. First the
/// nodes, then the slots of joins, then the boundary events that have not fired yet.
pub(super) type State = Vec<u32>;

/// What becomes of a move.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// Tokens rest.
    Rest(State),
    /// No token is left.
    Done,
    /// Something ended all tokens; whether the scope then ends as usual.
    Over { ends: bool },
    /// A second token came where the first still is.
    Meets(u16),
    /// An element has more ways than are tried.
    TooMany(u16),
}

/// An outcome, and the elements passed on the way.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) outcome: Outcome,
    pub(super) path: Vec<u16>,
}

/// A token that still moves.
#[derive(Clone, Copy, Debug)]
enum Step {
    Take(u16),
    Enter(u16),
    Leave(u16),
}

/// Tokens that move.
#[derive(Clone, Debug, Default)]
struct Course {
    state: State,
    steps: Vec<Step>,
    path: Vec<u16>,
}

impl Course {
    fn add(&mut self, place: u32) {
        let at = self.state.partition_point(|p| *p <= place);
        self.state.insert(at, place);
    }

    fn remove(&mut self, place: u32) {
        if let Ok(at) = self.state.binary_search(&place) {
            self.state.remove(at);
        }
    }

    fn count(&self, place: u32) -> usize {
        self.state.iter().filter(|p| **p == place).count()
    }
}

/// One scope of a net.
pub(super) struct Moves<'n> {
    pub(super) net: &'n Net,
    /// For each scope holder: whether what it holds can end.
    pub(super) ends: &'n [bool],
    /// For each node: whether an inclusive or complex join looks at a token there.
    pub(super) looked: &'n [bool],
    /// For each node: whether a token rests at the activity before it instead.
    pub(super) passed: &'n [bool],
    /// Inclusive and complex joins of the scope.
    pub(super) joins: Vec<u16>,
    /// Boundary events whose ways stay aside from the others', and how these can end
    /// the whole scope: as usual, or not.
    pub(super) aside: Vec<(u16, Vec<bool>)>,
}

impl Moves<'_> {
    /// The place of a slot.
    pub(super) fn slot(&self, slot: u16) -> u32 {
        self.net.nodes.len() as u32 + u32::from(slot)
    }

    fn unfired(&self, boundary: u16) -> u32 {
        self.net.nodes.len() as u32 + u32::from(self.net.slots) + u32::from(boundary)
    }

    /// The activities where tokens rest.
    pub(super) fn active(&self, state: &State) -> Vec<u16> {
        state.iter().take_while(|p| **p < self.net.nodes.len() as u32).map(|p| *p as u16).collect()
    }

    /// The joins at which tokens wait.
    pub(super) fn waited_at(&self, state: &State) -> Vec<u16> {
        let holds = |n: &Node| n.slots.iter().any(|s| state.binary_search(&self.slot(s)).is_ok());
        (0..self.net.nodes.len() as u16).filter(|&n| holds(&self.net.nodes[n as usize])).collect()
    }

    /// A scope begins: tokens leave some elements and enter others.
    pub(super) fn begin(&self, left: &[u16], entered: &[u16]) -> Vec<Next> {
        let steps = entered.iter().rev().map(|&n| Step::Enter(n)).chain(left.iter().map(|&n| Step::Leave(n))).collect();
        self.run(Course { steps, path: left.to_vec(), ..Course::default() })
    }

    /// All that can happen next at an activity.
    pub(super) fn exits(&self, state: &State, node: u16) -> Vec<Next> {
        let n = &self.net.nodes[node as usize];
        let mut gone = Course { state: state.clone(), ..Course::default() };
        gone.remove(u32::from(node));
        let boundaries: Vec<u16> = n.boundary.iter().map(|b| self.net.boundaries[b as usize]).collect();
        boundaries.iter().for_each(|&b| gone.remove(self.unfired(b)));
        let go = |mut course: Course, from: u16| {
            course.path.push(from);
            course.steps.push(Step::Leave(from));
            self.run(course)
        };
        let mut next = Vec::new();
        if n.kind == Kind::EventBased {
            let targets = n.outs.iter().map(|f| self.net.flows[f as usize].target);
            return targets.flat_map(|target| go(gone.clone(), target)).collect();
        }
        if !n.kind.holds() || self.ends[node as usize] {
            next.extend(go(gone.clone(), node));
        }
        for boundary in boundaries.into_iter().filter(|&b| self.may_fire(b)) {
            if let Some((_, breaks)) = self.aside.iter().find(|a| a.0 == boundary) {
                next.extend(breaks.iter().map(|&ends| Next { outcome: Outcome::Over { ends }, path: vec![boundary] }));
                continue;
            }
            if self.net.nodes[boundary as usize].interrupting {
                next.extend(go(gone.clone(), boundary));
            } else if state.binary_search(&self.unfired(boundary)).is_ok() {
                let mut course = Course { state: state.clone(), ..Course::default() };
                course.remove(self.unfired(boundary));
                next.extend(go(course, boundary));
            }
        }
        next
    }

    fn may_fire(&self, boundary: u16) -> bool {
        let host = self.net.nodes[boundary as usize].host;
        let cancels = |n: usize| self.net.nodes[n].parent == host && self.net.triggers_of(n as u16).contains(&Trigger::Cancel);
        self.net.triggers_of(boundary).iter().any(|trigger| match trigger {
            Trigger::Compensation(_) => false,
            Trigger::Cancel => (0..self.net.nodes.len()).any(cancels),
            _ => true,
        })
    }

    /// Whether a token goes from an activity to the slot of a join and nowhere else.
    pub(super) fn is_straight(&self, node: u16) -> bool {
        let mut at = node;
        loop {
            let n = &self.net.nodes[at as usize];
            let [flow] = self.outs(n) else { return false };
            let only =
                n.boundary.len == 0 && n.completion_quantity == 1 && flow.condition == Condition::Always && n.kind != Kind::EventBased;
            if !only || n.kind.holds() && !self.ends[at as usize] {
                return false;
            }
            let target = flow.target;
            match self.net.nodes[target as usize].kind {
                Kind::Parallel | Kind::Inclusive if flow.slot != NONE => return true,
                _ if self.passed[target as usize] => at = target,
                _ => return false,
            }
        }
    }

    fn outs(&self, n: &Node) -> &[super::super::net::Flow] {
        &self.net.flows[n.outs.first as usize..][..n.outs.len as usize]
    }

    /// Moves all tokens until they rest, in every way that conditions leave open.
    fn run(&self, course: Course) -> Vec<Next> {
        let mut next = Vec::new();
        let mut open = vec![course];
        while let Some(mut course) = open.pop() {
            let outcome = match course.steps.pop() {
                Some(Step::Take(flow)) => self.take(&mut course, flow),
                Some(Step::Enter(node)) => self.enter(&mut course, node),
                Some(Step::Leave(node)) => self.leave(course, node, &mut open, &mut next),
                None if self.fire(&mut course) => {
                    open.push(course);
                    continue;
                }
                None if course.state.is_empty() => {
                    next.push(Next { outcome: Outcome::Done, path: course.path });
                    continue;
                }
                None => {
                    next.push(Next { outcome: Outcome::Rest(course.state), path: course.path });
                    continue;
                }
            };
            match outcome {
                Moved::On(more) => open.extend(more),
                Moved::Out(outcome, path) => next.push(Next { outcome, path }),
                Moved::Done => {}
            }
        }
        next
    }

    fn take(&self, course: &mut Course, flow: u16) -> Moved {
        let flow = self.net.flows[flow as usize];
        if flow.slot == NONE {
            return self.enter(course, flow.target);
        }
        let (node, place) = (flow.target, self.slot(flow.slot));
        let n = &self.net.nodes[node as usize];
        match n.kind {
            Kind::Complex => return self.activate(course, node, flow.slot),
            Kind::Parallel | Kind::Inclusive if course.count(place) > 0 => return Moved::out(course, Outcome::Meets(node)),
            _ => course.add(place),
        }
        match n.kind {
            Kind::Parallel if n.slots.iter().all(|s| course.count(self.slot(s)) > 0) => {
                self.merge(course, n);
                self.pass(course, node)
            }
            Kind::Parallel | Kind::Inclusive => Moved::on(course),
            _ if course.count(place) >= usize::from(n.start_quantity) => {
                (0..n.start_quantity).for_each(|_| course.remove(place));
                self.enter(course, node)
            }
            _ => Moved::on(course),
        }
    }

    fn merge(&self, course: &mut Course, n: &Node) {
        n.slots.iter().for_each(|s| course.remove(self.slot(s)));
    }

    fn pass(&self, course: &mut Course, node: u16) -> Moved {
        course.path.push(node);
        course.steps.push(Step::Leave(node));
        Moved::on(course)
    }

    /// A token arrives at a complex gateway: its condition is decided if it asks for
    /// the number of tokens only, else both answers are tried.
    fn activate(&self, course: &mut Course, node: u16, slot: u16) -> Moved {
        let n = &self.net.nodes[node as usize];
        let half = n.slots.len / 2;
        let fired = (n.slots.first + half..n.slots.first + n.slots.len).any(|s| course.count(self.slot(s)) > 0);
        let place = self.slot(if fired { slot + half } else { slot });
        if course.count(place) > 0 {
            return Moved::out(course, Outcome::Meets(node));
        }
        course.add(place);
        if fired {
            return Moved::on(course);
        }
        let first = n.slots.first..n.slots.first + half;
        let count = first.clone().filter(|&s| course.count(self.slot(s)) > 0).count();
        let mut on = course.clone();
        for s in first.filter(|&s| course.count(self.slot(s)) > 0) {
            on.remove(self.slot(s));
            on.add(self.slot(s + half));
        }
        on.path.push(node);
        on.steps.push(Step::Leave(node));
        match self.activates(n, count) {
            Some(true) => Moved::On(vec![on]),
            Some(false) => Moved::on(course),
            None if count == half as usize => Moved::On(vec![on]),
            None => Moved::On(vec![on, std::mem::take(course)]),
        }
    }

    /// Whether a complex gateway goes on with so many tokens; nothing if it asks for more than their number.
    fn activates(&self, n: &Node, count: usize) -> Option<bool> {
        let Condition::Compare { fact, op, value } = *self.net.guards.get(n.rule as usize)? else { return None };
        if fact == n.result { op.holds(Value::int(count as i32), value) } else { None }
    }

    /// Whether a gateway's condition is more than a question for the number of tokens.
    pub(super) fn is_undecided(&self, node: u16) -> bool {
        let n = &self.net.nodes[node as usize];
        n.kind == Kind::Complex && self.activates(n, 1).is_none()
    }

    fn enter(&self, course: &mut Course, node: u16) -> Moved {
        let n = &self.net.nodes[node as usize];
        let rests = matches!(n.kind, Kind::Task | Kind::Catch | Kind::EventBased) || n.kind.holds();
        if rests && !self.passed[node as usize] {
            if course.count(u32::from(node)) > 0 {
                return Moved::out(course, Outcome::Meets(node));
            }
            course.path.push(node);
            course.add(u32::from(node));
            let boundaries = n.boundary.iter().map(|b| self.net.boundaries[b as usize]);
            let mixes = |b: &u16| !self.net.nodes[*b as usize].interrupting && self.aside.iter().all(|a| a.0 != *b);
            boundaries.filter(mixes).for_each(|b| course.add(self.unfired(b)));
            return Moved::on(course);
        }
        course.path.push(node);
        let throws = matches!(n.kind, Kind::End | Kind::Throw);
        if throws && events::ends_its_scope(self.net, node) {
            return Moved::out(course, Outcome::Over { ends: false });
        }
        if n.kind != Kind::End {
            course.steps.push(Step::Leave(node));
            return Moved::on(course);
        }
        let triggers = self.net.triggers_of(node);
        if triggers.contains(&Trigger::Terminate) {
            return Moved::out(course, Outcome::Over { ends: true });
        }
        if triggers.contains(&Trigger::Cancel) {
            let caught = self.net.nodes.iter().enumerate().any(|(b, other)| {
                other.kind == Kind::Boundary && other.host == n.parent && self.net.triggers_of(b as u16).contains(&Trigger::Cancel)
            });
            return Moved::out(course, Outcome::Over { ends: !caught });
        }
        if self.net.breaks_off(node) {
            return Moved::out(course, Outcome::Over { ends: false });
        }
        Moved::on(course)
    }

    /// Tokens leave an element, once for each way that its conditions allow.
    fn leave(&self, course: Course, node: u16, open: &mut Vec<Course>, next: &mut Vec<Next>) -> Moved {
        let n = &self.net.nodes[node as usize];
        let Some(ways) = self.ways(n) else {
            next.push(Next { outcome: Outcome::TooMany(node), path: course.path });
            return Moved::Done;
        };
        for way in ways {
            let mut course = course.clone();
            for _ in 0..n.completion_quantity {
                course.steps.extend(way.iter().rev().map(|&f| Step::Take(f)));
            }
            open.push(course);
        }
        Moved::Done
    }

    /// The sets of flows that an element can take.
    fn ways(&self, n: &Node) -> Option<Vec<Vec<u16>>> {
        let is_free = |f: &u16| self.net.flows[*f as usize].condition != Condition::Always;
        let plain = |f: &u16| *f != n.default && !is_free(f);
        if n.kind == Kind::Exclusive {
            let mut ways: Vec<Vec<u16>> = Vec::new();
            for flow in n.outs.iter().filter(|f| *f != n.default) {
                ways.push(vec![flow]);
                if !is_free(&flow) {
                    return Some(ways);
                }
            }
            ways.extend((n.default != NONE).then(|| vec![n.default]));
            return Some(ways);
        }
        let always: Vec<u16> = n.outs.iter().filter(plain).collect();
        let free: Vec<u16> = n.outs.iter().filter(|f| *f != n.default && is_free(f)).collect();
        if free.len() > usize::from(SUBSETS_MAX) {
            return None;
        }
        let mut ways = Vec::new();
        for subset in 0u32..1 << free.len() {
            let chosen = free.iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, f)| *f);
            let mut way: Vec<u16> = always.iter().copied().chain(chosen).collect();
            if way.is_empty() && n.default != NONE {
                way.push(n.default);
            }
            if !way.is_empty() || n.outs.len == 0 {
                ways.push(way);
            }
        }
        Some(ways)
    }

    /// Fires the first inclusive join that no other token can still reach, or ends
    /// the round of a complex gateway, as the kernel does when all tokens rest.
    fn fire(&self, course: &mut Course) -> bool {
        for &join in &self.joins {
            let n = &self.net.nodes[join as usize];
            let marked = |s: u16| course.state.binary_search(&self.slot(s)).is_ok();
            let from = if n.kind == Kind::Complex { n.slots.first + n.slots.len / 2 } else { n.slots.first };
            let mut slots = from..n.slots.first + n.slots.len;
            if !slots.clone().any(marked) || !slots.clone().all(marked) && self.may_still_arrive(&course.state, join, n) {
                continue;
            }
            slots.by_ref().for_each(|s| course.remove(self.slot(s)));
            if n.kind == Kind::Inclusive {
                course.path.push(join);
                course.steps.push(Step::Leave(join));
            }
            return true;
        }
        false
    }

    /// Whether a token can reach an empty slot of a join and no full one (BPMN 2.0.2, section 13.4.3).
    fn may_still_arrive(&self, state: &State, join: u16, n: &Node) -> bool {
        let marked = |s: u16| state.binary_search(&self.slot(s)).is_ok();
        let reaches = |s: u16, node: u16| self.net.upstream[s as usize].get(node as usize / 64).is_some_and(|w| w >> (node % 64) & 1 == 1);
        let blocks =
            |node: &u16| n.slots.iter().any(|s| !marked(s) && reaches(s, *node)) && !n.slots.iter().any(|s| marked(s) && reaches(s, *node));
        self.active(state).iter().any(blocks) || self.waited_at(state).iter().any(|other| *other != join && blocks(other))
    }
}

/// Where one step led.
enum Moved {
    On(Vec<Course>),
    Out(Outcome, Vec<u16>),
    Done,
}

impl Moved {
    fn on(course: &mut Course) -> Moved {
        Moved::On(vec![std::mem::take(course)])
    }

    fn out(course: &mut Course, outcome: Outcome) -> Moved {
        Moved::Out(outcome, std::mem::take(&mut course.path))
    }
}
