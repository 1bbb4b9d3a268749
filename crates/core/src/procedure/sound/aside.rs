//! Reminders: what a boundary event that does not interrupt sets off beside its
//! activity, where no flow of it comes back to the ways of the others.
//!
//! Such tokens neither wait for the others nor are waited for, and another round of
//! a loop may set them off while those of an earlier one still run. Each has its own
//! way to its own end, so its ways are looked at by themselves, once. (Where gateways
//! choose or join, but never both in one place, a procedure that is sound with one
//! token is so with any number of them: van Hee, Sidorova, Voorhoeve, "Generalised
//! soundness of workflow nets is decidable", 2004, and later work on free choice.)

use super::super::net::{Kind, Net};

/// The boundary events whose ways stay aside from those that begin at `roots`.
pub(super) fn of(net: &Net, roots: &[u16]) -> Vec<u16> {
    let mut here = reached(net, roots, false);
    loop {
        let beside = |&b: &u16| {
            let node = &net.nodes[b as usize];
            node.kind == Kind::Boundary && !node.interrupting && here[node.host as usize] && !here[b as usize]
        };
        let candidates: Vec<u16> = (0..net.nodes.len() as u16).filter(beside).collect();
        let comes_back = |b: u16| reached(net, &[b], true).iter().zip(&here).any(|(theirs, ours)| *theirs && *ours);
        let Some(&back) = candidates.iter().find(|&&b| comes_back(b)) else { return candidates };
        // Its tokens mix with the others: it is one of them.
        let more = reached(net, &[back], false);
        here.iter_mut().zip(more).for_each(|(ours, theirs)| *ours |= theirs);
    }
}

/// What flows and boundary events lead to from some elements; those that do not interrupt if `all`.
fn reached(net: &Net, from: &[u16], all: bool) -> Vec<bool> {
    let mut seen = vec![false; net.nodes.len()];
    let mut open = from.to_vec();
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at as usize], true) {
            continue;
        }
        let node = &net.nodes[at as usize];
        let beside = node.boundary.iter().map(|b| net.boundaries[b as usize]);
        open.extend(beside.filter(|&b| all || net.nodes[b as usize].interrupting));
        open.extend(node.outs.iter().map(|f| net.flows[f as usize].target));
    }
    seen
}
