//! Whether two tokens can ever meet on one flow.
//!
//! All ways in which tokens can move are tried, with conditions left free; where
//! that takes too long the answer is "perhaps", which costs a little speed and
//! changes no result. Runs of elements with one way in and one way out count as
//! one place, so two tokens that follow each other through such a run also count
//! as meeting.

use super::super::net::{Condition, Kind, NONE, Net, Node, Trigger};
use std::collections::HashSet;

/// Most bits of markings that are looked at, over all markings of a scope.
const WORK_MAX: usize = 6_000_000;
/// Most flows of which any subset may be taken.
const SUBSETS_MAX: u16 = 8;

/// Whether at most one token can ever be on any flow. "No" may mean "not proved".
pub(super) fn one_safe(net: &Net) -> bool {
    if net.nodes.iter().any(|n| beyond(net, n)) || net.begins.len > 0 {
        return false;
    }
    let starts = net.nodes.iter().filter(|n| matches!(n.kind, Kind::SubProcess | Kind::EventSubProcess)).map(|n| n.start);
    std::iter::once(net.start).chain(starts).filter(|&start| start != NONE).all(|start| scope_is_safe(net, start))
}

/// Whether an element does with tokens what is not tried here.
fn beyond(net: &Net, node: &Node) -> bool {
    let repeats = |t: &Trigger| !matches!(t, Trigger::Error(_) | Trigger::Cancel | Trigger::Compensation(_) | Trigger::Timer(_));
    let triggers = &net.triggers[node.triggers.first as usize..][..node.triggers.len as usize];
    let again = node.kind == Kind::Boundary && !node.interrupting && triggers.iter().any(repeats);
    again
        || matches!(node.kind, Kind::Complex | Kind::AdHoc)
        || node.start_quantity > 1
        || node.completion_quantity > 1
        || node.starts.len > 0
}

/// Which of the net's flows and nodes have which bit in a marking.
struct Places<'a> {
    net: &'a Net,
    /// For each flow: the flow at the end of its run.
    run: Vec<u16>,
    /// Bits of a marking: flows, then active nodes, then boundary events that may still fire.
    bits: usize,
}

/// A set of tokens.
type Marking = Vec<u64>;

fn scope_is_safe(net: &Net, start: u16) -> bool {
    if !splits(net, net.nodes[start as usize].parent) {
        return true;
    }
    let places =
        Places { net, run: (0..net.flows.len() as u16).map(|f| end_of_run(net, f)).collect(), bits: net.flows.len() + net.nodes.len() };
    let words = places.bits.div_ceil(64);
    let Some(first) = places.add(vec![0; words], net.nodes[start as usize].outs.iter()) else { return false };
    let mut seen: HashSet<Marking> = HashSet::from([first.clone()]);
    let mut open = vec![first];
    while let Some(marking) = open.pop() {
        if seen.len() * places.bits > WORK_MAX {
            return false;
        }
        let Some(next) = places.steps(&marking) else { return false };
        for marking in next {
            if seen.insert(marking.clone()) {
                open.push(marking);
            }
        }
    }
    true
}

/// Whether any element of the scope makes several tokens of one.
fn splits(net: &Net, parent: u16) -> bool {
    net.nodes.iter().filter(|n| n.parent == parent).any(|n| match n.kind {
        Kind::Exclusive | Kind::EventBased => false,
        Kind::Boundary => !n.interrupting || n.outs.len > 1,
        _ => n.outs.len > 1,
    })
}

fn end_of_run(net: &Net, flow: u16) -> u16 {
    let mut end = flow;
    for _ in 0..net.flows.len() {
        let node = &net.nodes[net.flows[end as usize].target as usize];
        let passes = node.ins == 1 && node.outs.len == 1 && node.boundary.len == 0;
        if !passes || net.flows[node.outs.first as usize].condition != Condition::Always {
            break;
        }
        end = node.outs.first;
    }
    end
}

impl Places<'_> {
    fn node_bit(&self, node: u16) -> usize {
        self.net.flows.len() + node as usize
    }

    /// Puts tokens on flows; nothing if one is already there.
    fn add(&self, mut marking: Marking, flows: impl Iterator<Item = u16>) -> Option<Marking> {
        for flow in flows {
            set(&mut marking, self.run[flow as usize] as usize)?;
        }
        Some(marking)
    }

    /// All markings one step away; nothing if in one of them two tokens meet.
    fn steps(&self, marking: &Marking) -> Option<Vec<Marking>> {
        let mut next = Vec::new();
        for bit in (0..self.bits).filter(|&b| has(marking, b)) {
            if bit < self.net.flows.len() {
                self.arrive(marking, bit as u16, &mut next)?;
            } else {
                self.work(marking, (bit - self.net.flows.len()) as u16, &mut next)?;
            }
        }
        Some(next)
    }

    /// A token on a flow reaches the flow's target.
    fn arrive(&self, marking: &Marking, flow: u16, next: &mut Vec<Marking>) -> Option<()> {
        let target = self.net.flows[flow as usize].target;
        let node = &self.net.nodes[target as usize];
        let mut rest = marking.clone();
        clear(&mut rest, flow as usize);
        match node.kind {
            Kind::End if self.net.breaks_off(target) => next.push(vec![0; rest.len()]),
            Kind::End => next.push(rest),
            Kind::Exclusive | Kind::EventBased if node.outs.len > 0 => {
                for out in node.outs.iter() {
                    next.push(self.add(rest.clone(), std::iter::once(out))?);
                }
            }
            Kind::Parallel | Kind::Inclusive if node.slots.len > 0 => {
                if let Some(rest) = self.joined(marking, target) {
                    self.leave(rest, target, next)?;
                }
            }
            _ if node.boundary.len > 0 => {
                set(&mut rest, self.node_bit(target))?;
                for boundary in self.lasting(target) {
                    set(&mut rest, self.node_bit(boundary))?;
                }
                next.push(rest);
            }
            _ => self.leave(rest, target, next)?,
        }
        Some(())
    }

    /// An active node completes, is interrupted, or a boundary event beside it fires.
    fn work(&self, marking: &Marking, node: u16, next: &mut Vec<Marking>) -> Option<()> {
        let mut rest = marking.clone();
        clear(&mut rest, self.node_bit(node));
        let host = self.net.nodes[node as usize].host;
        if host != NONE {
            // A boundary event that does not interrupt: once an activity.
            return self.leave(rest, node, next);
        }
        for boundary in self.lasting(node) {
            clear(&mut rest, self.node_bit(boundary));
        }
        for boundary in self.boundaries(node).filter(|&b| self.net.nodes[b as usize].interrupting) {
            self.leave(rest.clone(), boundary, next)?;
        }
        self.leave(rest, node, next)
    }

    fn boundaries(&self, node: u16) -> impl Iterator<Item = u16> + '_ {
        self.net.nodes[node as usize].boundary.iter().map(|b| self.net.boundaries[b as usize])
    }

    /// Boundary events that do not interrupt.
    fn lasting(&self, node: u16) -> impl Iterator<Item = u16> + '_ {
        self.boundaries(node).filter(|&b| !self.net.nodes[b as usize].interrupting)
    }

    /// Tokens leave a node: on every flow, or on any subset where it chooses.
    fn leave(&self, rest: Marking, node: u16, next: &mut Vec<Marking>) -> Option<()> {
        let node = &self.net.nodes[node as usize];
        let free = |f: u16| self.net.flows[f as usize].condition != Condition::Always || node.default == f;
        let chooses = node.outs.iter().any(free);
        if !chooses {
            next.push(self.add(rest, node.outs.iter())?);
            return Some(());
        }
        if node.outs.len > SUBSETS_MAX {
            return None;
        }
        for subset in 1u32..1 << node.outs.len {
            let chosen = node.outs.iter().filter(|f| subset >> (f - node.outs.first) & 1 == 1);
            next.push(self.add(rest.clone(), chosen)?);
        }
        Some(())
    }

    /// The marking after a join has taken its tokens, if it may fire.
    fn joined(&self, marking: &Marking, join: u16) -> Option<Marking> {
        let net = self.net;
        let ins: Vec<u16> = (0..net.flows.len() as u16).filter(|&f| net.flows[f as usize].target == join).collect();
        let (marked, empty): (Vec<u16>, Vec<u16>) = ins.into_iter().partition(|&f| has(marking, f as usize));
        let may =
            if net.nodes[join as usize].kind == Kind::Parallel { empty.is_empty() } else { !self.awaited(marking, join, &marked, &empty) };
        if !may {
            return None;
        }
        let mut rest = marking.clone();
        marked.iter().for_each(|&f| clear(&mut rest, f as usize));
        Some(rest)
    }

    /// Whether a token can still reach an empty flow of an inclusive join and none that is marked.
    fn awaited(&self, marking: &Marking, join: u16, marked: &[u16], empty: &[u16]) -> bool {
        let net = self.net;
        let reaches = |node: u16, flows: &[u16]| {
            flows.iter().any(|&f| {
                let bits = &net.upstream[net.flows[f as usize].slot as usize];
                bits[node as usize / 64] >> (node % 64) & 1 == 1
            })
        };
        (0..self.bits).filter(|&b| has(marking, b)).any(|bit| {
            let node = if bit < net.flows.len() { net.flows[bit].target } else { (bit - net.flows.len()) as u16 };
            node != join && reaches(node, empty) && !reaches(node, marked)
        })
    }
}

fn has(marking: &Marking, bit: usize) -> bool {
    marking[bit / 64] >> (bit % 64) & 1 == 1
}

fn clear(marking: &mut Marking, bit: usize) {
    marking[bit / 64] &= !(1 << (bit % 64));
}

fn set(marking: &mut Marking, bit: usize) -> Option<()> {
    if has(marking, bit) {
        return None;
    }
    marking[bit / 64] |= 1 << (bit % 64);
    Some(())
}
