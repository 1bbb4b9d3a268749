//! Which elements are steps, and in which order they can be reached.

use alatau_core::procedure::{Kind, NONE, Net};
use std::collections::{BTreeMap, BTreeSet};

/// The steps of every scope, each after those that lead to it where no circle forbids that.
pub fn steps(net: &Net) -> BTreeMap<u16, Vec<u16>> {
    let mut order: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    // Those that nothing leads to come last: what may happen at any time, and what undoes.
    let all = 0..net.nodes.len() as u16;
    let first = all.clone().filter(|n| net.nodes[*n as usize].kind == Kind::Start);
    let next = all.clone().filter(|n| net.nodes[*n as usize].ins == 0 && net.nodes[*n as usize].kind != Kind::EventSubProcess);
    let mut left = Vec::new();
    for begin in first.chain(next).chain(all) {
        let mut found = Vec::new();
        reach(net, begin, &mut seen, &mut found);
        found.reverse();
        left.push(found);
    }
    for node in left.into_iter().flatten().filter(|n| is_step(net, *n)) {
        order.entry(net.nodes[node as usize].parent).or_default().push(node);
    }
    order
}

/// Elements that begin the whole procedure.
pub fn begins(net: &Net) -> Vec<u16> {
    let further = net.begins.iter().map(|number| net.starts[number as usize]);
    let all = Some(net.start).filter(|start| *start != NONE).into_iter().chain(further);
    all.filter(|node| net.nodes[*node as usize].kind == Kind::Start).collect()
}

/// Whether people should hear of an element: joins, starts and ends are said where flows lead.
fn is_step(net: &Net, node: u16) -> bool {
    let found = &net.nodes[node as usize];
    let repeated = found.parent != NONE && net.nodes[found.parent as usize].kind == Kind::Multi;
    match found.kind {
        _ if repeated => false,
        Kind::Start | Kind::End | Kind::Boundary => false,
        Kind::Exclusive | Kind::Parallel | Kind::Inclusive | Kind::Complex => found.outs.len > 1,
        _ => true,
    }
}

/// Everything after a node, each before what leads to it (to be read backwards), without recursion.
fn reach(net: &Net, begin: u16, seen: &mut BTreeSet<u16>, found: &mut Vec<u16>) {
    if !seen.insert(begin) {
        return;
    }
    let mut path = vec![(begin, after(net, begin))];
    while let Some((node, rest)) = path.last_mut() {
        match rest.pop() {
            Some(next) if seen.insert(next) => path.push((next, after(net, next))),
            Some(_) => {}
            None => {
                found.push(*node);
                path.pop();
            }
        }
    }
}

/// Where a node leads; of these the last is gone first and so stands last.
fn after(net: &Net, node: u16) -> Vec<u16> {
    let found = &net.nodes[node as usize];
    let boundaries = found.boundary.iter().map(|b| net.boundaries[b as usize]);
    found.outs.iter().map(|flow| net.flows[flow as usize].target).chain(boundaries).collect()
}
