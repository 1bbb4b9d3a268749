//! Checks of the whole: starts, reachability, loops that never wait.

use super::super::bpmn::Process;
use super::super::net::{Kind, NONE, Net};
use super::Work;

/// Runs all of them.
pub(super) fn run(work: &mut Work<'_>, process: &Process) {
    work.net.start = start_of(work, NONE, process.at, &format!("process `{}`", process.element.id));
    for index in 0..work.drafts.len() {
        if work.drafts[index].kind == Some(Kind::SubProcess) {
            let from = work.drafts[index].from;
            let start = start_of(work, index as u16, from.at, &from.element.label());
            work.net.nodes[index].start = start;
        }
    }
    // Where flows or ends are missing, what cannot be reached is only their consequence.
    if !work.errors.iter().any(|e| matches!(e.code, "AL-2102" | "AL-2103" | "AL-2104" | "AL-2105" | "AL-2106" | "AL-2107" | "AL-2112")) {
        reachable(work);
        loops(work);
    }
}

fn start_of(work: &mut Work<'_>, scope: u16, at: usize, label: &str) -> u16 {
    let starts: Vec<usize> =
        (0..work.drafts.len()).filter(|&i| work.drafts[i].parent == scope && work.drafts[i].from.tag == "startEvent").collect();
    match starts.as_slice() {
        [one] => *one as u16,
        [] => {
            work.refuse("AL-2106", at, format!("{label} has no start event"), "add one none start event; without it nobody knows where to begin");
            NONE
        }
        [first, second, ..] => {
            let (a, b) = (&work.drafts[*first].from.element.id, work.drafts[*second].from);
            let message = format!("{label} has {} start events, `{a}` and `{}` among them", starts.len(), b.element.id);
            work.refuse("AL-2107", b.at, message, "keep one start event; join the paths after it with an exclusive gateway");
            *first as u16
        }
    }
}

/// Every element must be reachable from the start of its scope.
fn reachable(work: &mut Work<'_>) {
    let net = &work.net;
    let mut seen = vec![false; net.nodes.len()];
    let mut open: Vec<u16> = Vec::new();
    let visit = |node: u16, seen: &mut Vec<bool>, open: &mut Vec<u16>| {
        if node != NONE && !std::mem::replace(&mut seen[node as usize], true) {
            open.push(node);
        }
    };
    // All starts are roots: that a scope has several is reported elsewhere.
    for (index, draft) in work.drafts.iter().enumerate() {
        if draft.from.tag == "startEvent" {
            visit(index as u16, &mut seen, &mut open);
        }
    }
    while let Some(index) = open.pop() {
        let node = &net.nodes[index as usize];
        for flow in node.outs.iter() {
            visit(net.flows[flow as usize].target, &mut seen, &mut open);
        }
        for boundary in node.boundary.iter() {
            visit(net.boundaries[boundary as usize], &mut seen, &mut open);
        }
    }
    // A boundary event without a host is reported elsewhere.
    let lost: Vec<usize> = (0..seen.len()).filter(|&i| !seen[i] && work.drafts[i].from.tag != "boundaryEvent").collect();
    let roots: Vec<usize> = lost.iter().copied().filter(|&i| net.nodes[i].ins == 0).collect();
    for index in if roots.is_empty() { lost } else { roots } {
        let from = work.drafts[index].from;
        let message = format!("no flow leads from the start to {}", from.element.label());
        work.refuse("AL-2108", from.at, message, "connect it, or remove it; an element without incoming flows is not started by itself");
    }
}

/// A cycle in which nothing waits would turn for ever.
fn loops(work: &mut Work<'_>) {
    let next = instant_steps(&work.net);
    let mut ins = vec![0usize; next.len()];
    next.iter().flatten().for_each(|&t| ins[t as usize] += 1);
    let mut left: Vec<bool> = vec![true; next.len()];
    peel(&next, &mut ins, &mut left);
    let mut back: Vec<Vec<u16>> = vec![Vec::new(); next.len()];
    for (from, targets) in next.iter().enumerate().filter(|(i, _)| left[*i]) {
        targets.iter().filter(|t| left[**t as usize]).for_each(|&t| back[t as usize].push(from as u16));
    }
    let mut outs = vec![0usize; next.len()];
    back.iter().flatten().for_each(|&t| outs[t as usize] += 1);
    peel(&back, &mut outs, &mut left);
    let members: Vec<usize> = (0..left.len()).filter(|&i| left[i]).collect();
    let Some(&first) = members.first() else { return };
    let names: Vec<String> = members.iter().take(6).map(|&i| format!("`{}`", work.net.info[i].id)).collect();
    let message = format!("a loop through {} has no step that waits: it would turn for ever", names.join(", "));
    let at = work.drafts[first].from.at;
    work.refuse("AL-2116", at, message, "put a task, a message or a timer into the loop");
}

/// Removes, again and again, what nothing that is left points to.
fn peel(next: &[Vec<u16>], ins: &mut [usize], left: &mut [bool]) {
    let mut open: Vec<usize> = (0..next.len()).filter(|&i| left[i] && ins[i] == 0).collect();
    while let Some(index) = open.pop() {
        left[index] = false;
        for &target in next[index].iter().filter(|t| left[**t as usize]) {
            ins[target as usize] -= 1;
            if ins[target as usize] == 0 {
                open.push(target as usize);
            }
        }
    }
}

/// Where a token can go from each node without waiting.
fn instant_steps(net: &Net) -> Vec<Vec<u16>> {
    let mut next: Vec<Vec<u16>> = vec![Vec::new(); net.nodes.len()];
    let targets = |node: usize| net.nodes[node].outs.iter().map(|f| net.flows[f as usize].target).collect::<Vec<u16>>();
    // Inner sub-processes have higher numbers, so their passage is known before it is needed.
    for index in (0..net.nodes.len()).rev() {
        let node = &net.nodes[index];
        match node.kind {
            Kind::Task | Kind::CatchMessage | Kind::CatchTimer => {}
            Kind::SubProcess => {
                let (ends, throws) = passes(net, &next, node.start);
                if ends {
                    next[index].extend(targets(index));
                }
                if throws {
                    let caught = node.boundary.iter().map(|b| net.boundaries[b as usize]);
                    next[index].extend(caught.filter(|&b| net.nodes[b as usize].kind == Kind::BoundaryError));
                }
            }
            _ => next[index] = targets(index),
        }
    }
    next
}

/// Whether a token can come from `start` to an end, or to an error end, without waiting.
fn passes(net: &Net, next: &[Vec<u16>], start: u16) -> (bool, bool) {
    let (mut ends, mut throws) = (false, false);
    let mut seen = vec![false; net.nodes.len()];
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        if index == NONE || std::mem::replace(&mut seen[index as usize], true) {
            continue;
        }
        let node = &net.nodes[index as usize];
        let waits = matches!(node.kind, Kind::Task | Kind::CatchMessage | Kind::CatchTimer);
        match node.kind {
            Kind::ErrorEnd => throws = true,
            // An implicit end: nothing leaves.
            _ if node.outs.len == 0 && !waits => ends = true,
            _ => open.extend(&next[index as usize]),
        }
    }
    (ends, throws)
}
