//! Checks of the whole: starts, reachability, loops that never wait.

use super::super::bpmn::Process;
use super::super::net::{Kind, NONE, Net, Span};
use super::{Part, Work};

/// Runs all of them.
pub(super) fn run(work: &mut Work<'_>, process: &Process) {
    let label = format!("process `{}`", process.element.id);
    begin(work, NONE, process.at, &label);
    for index in 0..work.drafts.len() {
        let Some(kind) = work.drafts[index].kind else { continue };
        let from = work.look(index);
        match kind {
            // What calls nothing has been refused already.
            Kind::SubProcess if from.tag == "callActivity" && within(work, index as u16, |_| true).is_empty() => {}
            Kind::SubProcess => begin(work, index as u16, from.at, &from.element.label()),
            Kind::EventSubProcess => begin_by_event(work, index as u16),
            Kind::AdHoc => {
                let free = without_incoming(work, index as u16);
                work.net.nodes[index].starts = list(&mut work.net.starts, free);
            }
            Kind::EventBased => choices(work, index),
            _ => {}
        }
    }
    watch(work);
    // Where flows or ends are missing, what cannot be reached is only their consequence.
    if !work.errors.iter().any(|e| matches!(e.code, "AL-2102" | "AL-2103" | "AL-2104" | "AL-2105" | "AL-2106" | "AL-2107" | "AL-2112")) {
        reachable(work);
        loops(work);
    }
}

fn list(into: &mut Vec<u16>, nodes: Vec<u16>) -> Span {
    let first = into.len() as u16;
    into.extend(&nodes);
    Span { first, len: nodes.len() as u16 }
}

/// What lies directly in a scope, by tag or kind.
fn within(work: &Work<'_>, scope: u16, is_it: impl Fn(usize) -> bool) -> Vec<u16> {
    (0..work.drafts.len()).filter(|&i| work.drafts[i].parent == scope && is_it(i)).map(|i| i as u16).collect()
}

/// Elements that no flow enters and nothing else begins.
fn without_incoming(work: &Work<'_>, scope: u16) -> Vec<u16> {
    within(work, scope, |i| {
        let (node, from) = (&work.net.nodes[i], work.drafts[i].from);
        node.ins == 0 && !matches!(node.kind, Kind::Boundary | Kind::EventSubProcess) && !from.element.is("isForCompensation")
    })
}

/// How a process or sub-process begins: at its none start event; without any start
/// event, everywhere that no flow enters (BPMN 2.0.2, section 10.5.2).
fn begin(work: &mut Work<'_>, scope: u16, at: usize, label: &str) {
    let starts = within(work, scope, |i| work.drafts[i].from.tag == "startEvent");
    let (triggered, plain): (Vec<u16>, Vec<u16>) = starts.iter().partition(|&&s| work.net.nodes[s as usize].triggers.len > 0);
    if let [first, second, ..] = plain.as_slice() {
        let a = work.drafts[*first as usize].from.element.id.clone();
        let b = work.look(*second as usize);
        let message = format!("{label} has {} start events without a trigger, `{a}` and `{}` among them", plain.len(), b.element.id);
        work.refuse("AL-2107", b.at, message, "keep one; join the paths after it with an exclusive gateway");
    }
    let mut begins = instantiating(work, scope);
    let start = plain.first().copied().unwrap_or(NONE);
    if starts.is_empty() && begins.is_empty() {
        begins = without_incoming(work, scope);
        if begins.is_empty() {
            work.refuse("AL-2106", at, format!("{label} has no start event"), "add one; without it nobody knows where to begin");
        }
    }
    if scope == NONE {
        begins.extend(triggered);
        work.net.start = start;
        work.net.begins = list(&mut work.net.starts, begins);
    } else {
        if start == NONE && begins.is_empty() && !triggered.is_empty() {
            work.refuse("AL-2106", at, format!("{label} begins only by an event"), "add a none start event, by which a call can begin it");
        }
        work.net.nodes[scope as usize].start = start;
        work.net.nodes[scope as usize].starts = list(&mut work.net.starts, begins);
    }
}

/// Receive tasks, and targets of event-based gateways, that create a case.
fn instantiating(work: &Work<'_>, scope: u16) -> Vec<u16> {
    let creators = within(work, scope, |i| work.drafts[i].from.element.is("instantiate") && work.net.nodes[i].ins == 0);
    let targets = |node: u16| work.net.nodes[node as usize].outs.iter().map(|f| work.net.flows[f as usize].target).collect();
    let of = |node: u16| if work.net.nodes[node as usize].kind == Kind::EventBased { targets(node) } else { vec![node] };
    creators.into_iter().flat_map(of).collect()
}

/// An event sub-process has one start event, and that has a trigger.
fn begin_by_event(work: &mut Work<'_>, scope: u16) {
    let starts = within(work, scope, |i| work.drafts[i].from.tag == "startEvent");
    let from = work.look(scope as usize);
    match starts.as_slice() {
        [one] => work.net.nodes[scope as usize].start = *one,
        _ => {
            let message = format!("{} has {} start events; an event sub-process has one", from.element.label(), starts.len());
            work.refuse("AL-2107", from.at, message, "keep one start event, with the trigger that begins it");
        }
    }
}

/// An event-based gateway leads to events that can be waited for.
fn choices(work: &mut Work<'_>, index: usize) {
    let node = work.look(index);
    let outs = work.net.nodes[index].outs;
    let bad = outs.iter().map(|f| work.net.flows[f as usize].target).find(|&t| work.net.nodes[t as usize].kind != Kind::Catch);
    if outs.len < 2 {
        let message = format!("{} has {} outgoing flows; it chooses between two or more events", node.element.label(), outs.len);
        work.refuse("AL-2105", node.at, message, "draw a flow to each event that it waits for");
    }
    if let Some(bad) = bad {
        let target = work.drafts[bad as usize].from.element.label();
        let message = format!("{} leads to {target}, which is no event that can be waited for", node.element.label());
        work.refuse("AL-2105", node.at, message, "let it lead to intermediate catch events or receive tasks only");
    }
    let waits_for_all = node.element.get("eventGatewayType").is_some_and(|a| a.value.trim() == "Parallel");
    if waits_for_all && !node.element.is("instantiate") {
        let message = format!("{} waits for all of its events, and does not create a case", node.element.label());
        work.refuse("AL-2109", node.at, message, "add instantiate=\"true\", or use a parallel gateway");
    }
    work.net.nodes[index].all = waits_for_all;
}

/// Groups the start events of event sub-processes by the scope that they watch.
fn watch(work: &mut Work<'_>) {
    let holders = std::iter::once(NONE).chain((0..work.net.nodes.len() as u16).filter(|&n| work.net.nodes[n as usize].kind.holds()));
    for holder in holders.collect::<Vec<u16>>() {
        let inner = within(work, holder, |i| work.drafts[i].kind == Some(Kind::EventSubProcess));
        let starts = inner.into_iter().map(|e| work.net.nodes[e as usize].start).filter(|&s| s != NONE).collect();
        let span = list(&mut work.net.watchers, starts);
        match work.net.nodes.get_mut(holder as usize) {
            Some(node) => node.watchers = span,
            None => work.net.watches = span,
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
        let by_itself = draft.from.tag == "startEvent" || draft.from.element.is("isForCompensation") || draft.part == Part::Body;
        if by_itself || draft.kind == Some(Kind::EventSubProcess) {
            visit(index as u16, &mut seen, &mut open);
        }
    }
    net.starts.iter().for_each(|&start| visit(start, &mut seen, &mut open));
    let creates = |i: &usize| work.drafts[*i].from.element.is("instantiate");
    (0..seen.len()).filter(creates).for_each(|i| visit(i as u16, &mut seen, &mut open));
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
        let from = work.look(index);
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
    let at = work.look(first).at;
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

/// Where a token can go from each node without waiting. A script counts as waiting:
/// it can change what the loop asks.
fn instant_steps(net: &Net) -> Vec<Vec<u16>> {
    let mut next: Vec<Vec<u16>> = vec![Vec::new(); net.nodes.len()];
    let targets = |node: usize| net.nodes[node].outs.iter().map(|f| net.flows[f as usize].target).collect::<Vec<u16>>();
    // Inner scopes have higher numbers, so their passage is known before it is needed.
    for index in (0..net.nodes.len()).rev() {
        let node = &net.nodes[index];
        if node.kind.holds() {
            let (ends, throws) = passes(net, &next, index);
            if ends {
                next[index].extend(targets(index));
            }
            if throws {
                next[index].extend(node.boundary.iter().map(|b| net.boundaries[b as usize]));
            }
        } else if !waits(net, index as u16) {
            next[index] = targets(index);
        }
    }
    next
}

fn waits(net: &Net, node: u16) -> bool {
    net.waits(node) || net.nodes[node as usize].kind == Kind::Script
}

/// Whether a token can come from the start of a scope to an end, or to one that throws, without waiting.
fn passes(net: &Net, next: &[Vec<u16>], holder: usize) -> (bool, bool) {
    let (mut ends, mut throws) = (false, false);
    let mut seen = vec![false; net.nodes.len()];
    let node = &net.nodes[holder];
    let mut open: Vec<u16> = node.starts.iter().map(|s| net.starts[s as usize]).chain([node.start]).collect();
    if open == [NONE] {
        return (true, false);
    }
    while let Some(index) = open.pop() {
        if index == NONE || std::mem::replace(&mut seen[index as usize], true) {
            continue;
        }
        let node = &net.nodes[index as usize];
        throws |= matches!(node.kind, Kind::End | Kind::Throw) && node.triggers.len > 0;
        // An implicit end: nothing leaves.
        if node.outs.len == 0 && !waits(net, index) && (!node.kind.holds() || passes(net, next, index as usize).0) {
            ends = true;
        } else {
            open.extend(&next[index as usize]);
        }
    }
    (ends, throws)
}
