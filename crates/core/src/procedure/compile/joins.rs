//! What an inclusive join must look at before it may fire.

use super::super::net::{Kind, NONE, Net};

/// Fills [`Net::upstream`]: for each slot of an inclusive join, the nodes of its
/// scope from which a token can still come to that slot without passing the join.
pub(super) fn number(net: &mut Net) {
    let words = net.nodes.len().div_ceil(64);
    let mut upstream: Vec<Vec<u64>> = vec![Vec::new(); net.slots as usize];
    let before = predecessors(net);
    for flow in &net.flows {
        let join = flow.target;
        if flow.slot == NONE || !matches!(net.nodes[join as usize].kind, Kind::Inclusive | Kind::Complex) {
            continue;
        }
        let mut bits = vec![0u64; words];
        let mut open = vec![flow.source];
        while let Some(node) = open.pop() {
            let (word, bit) = (node as usize / 64, 1u64 << (node % 64));
            if node == join || bits[word] & bit != 0 {
                continue;
            }
            bits[word] |= bit;
            open.extend(&before[node as usize]);
        }
        upstream[flow.slot as usize] = bits;
    }
    net.upstream = upstream;
}

/// The nodes from which a token comes to each node in one step; from an activity to its boundary events too.
fn predecessors(net: &Net) -> Vec<Vec<u16>> {
    let mut before: Vec<Vec<u16>> = vec![Vec::new(); net.nodes.len()];
    for flow in &net.flows {
        before[flow.target as usize].push(flow.source);
    }
    for (index, node) in net.nodes.iter().enumerate() {
        if node.host != NONE {
            before[index].push(node.host);
        }
    }
    before
}
