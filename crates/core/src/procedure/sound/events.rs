//! What is thrown, and who catches it.

use super::super::net::{Kind as Element, NONE, Net, Span, Trigger};
use super::{Kind, Warning, around, label, warning};

/// Error ends that nothing catches, and events that nothing sets off.
pub(super) fn check(net: &Net) -> Vec<Warning> {
    let mut found = Vec::new();
    for (index, node) in net.nodes.iter().enumerate() {
        let index = index as u16;
        for &trigger in net.triggers_of(index) {
            match (node.kind, trigger) {
                (Element::End, Trigger::Error(error)) if catcher(net, index, trigger).is_none() => {
                    let words = format!(
                        "{} throws error `{}`, which nothing catches: it ends the whole case",
                        label(net, index),
                        net.errors[error as usize]
                    );
                    found.push(warning(net, Kind::NotCaught, &[index], words, &[]));
                }
                (Element::Boundary | Element::Start, _) => found.extend(unheard(net, index, trigger)),
                _ => {}
            }
        }
    }
    found
}

/// A boundary event or an event sub-process whose trigger is thrown nowhere inside.
fn unheard(net: &Net, event: u16, trigger: Trigger) -> Option<Warning> {
    let node = &net.nodes[event as usize];
    let (word, name) = match trigger {
        Trigger::Error(error) => ("error", net.errors.get(error as usize)),
        Trigger::Escalation(escalation) => ("escalation", net.escalations.get(escalation as usize)),
        Trigger::Signal(signal) => ("signal", net.signals.get(signal as usize)),
        Trigger::Cancel => ("cancel end event", None),
        _ => return None,
    };
    let inside = if node.kind == Element::Boundary { node.host } else { net.nodes.get(node.parent as usize)?.parent };
    let is_boundary = node.kind == Element::Boundary;
    // What a single activity raises, somebody raises by hand; a start event of the process is no event sub-process.
    if is_boundary && !holds_a_scope(net, inside) && trigger != Trigger::Cancel || !is_boundary && !is_watcher(net, event) {
        return None;
    }
    let lies = |n: u16| matches!(trigger, Trigger::Signal(_)) || inside == NONE || around(net, n).any(|holder| holder == inside);
    let thrown = (0..net.nodes.len() as u16).any(|n| {
        let own = net.nodes[n as usize].kind;
        let by_repeat = own == Element::Multi && repeats(net, n).is_some_and(|t| catches(trigger, t));
        let by_event = matches!(own, Element::End | Element::Throw) && net.triggers_of(n).iter().any(|t| catches(trigger, *t));
        (by_repeat && (lies(n) || n == inside)) || (by_event && lies(n))
    });
    if thrown {
        return None;
    }
    let name = name.map_or(String::new(), |name| format!(" `{name}`"));
    let wher = if matches!(trigger, Trigger::Signal(_)) { "in this procedure" } else { "inside" };
    let words = format!("{} waits for {word}{name}, which no event {wher} throws", label(net, event));
    Some(warning(net, Kind::NeverThrown, &[event], words, &[]))
}

fn is_watcher(net: &Net, start: u16) -> bool {
    net.nodes.get(net.nodes[start as usize].parent as usize).is_some_and(|holder| holder.kind == Element::EventSubProcess)
}

/// Whether an activity holds others, be it as the body of a repetition.
fn holds_a_scope(net: &Net, node: u16) -> bool {
    match net.nodes[node as usize] {
        n if n.kind == Element::Multi => n.start != NONE && (holds_a_scope(net, n.start) || repeats(net, node).is_some()),
        n => n.kind.holds(),
    }
}

fn repeats(net: &Net, frame: u16) -> Option<Trigger> {
    net.repeats.get(net.nodes[frame as usize].rule as usize).and_then(|repeat| repeat.trigger)
}

/// Whether an event that waits for `wanted` catches `thrown`: the same code, or any.
fn catches(wanted: Trigger, thrown: Trigger) -> bool {
    let any = matches!((wanted, thrown), (Trigger::Error(NONE), Trigger::Error(_)) | (Trigger::Escalation(NONE), Trigger::Escalation(_)));
    any || wanted == thrown
}

/// The event that catches what an element throws: of the event sub-processes of its
/// scope, at the boundary of that, and so outwards. None catches its own.
pub(super) fn catcher(net: &Net, thrower: u16, thrown: Trigger) -> Option<u16> {
    let hears = |event: u16| net.triggers_of(event).iter().any(|t| catches(*t, thrown));
    let mut from = thrower;
    for holder in around(net, thrower) {
        let (watchers, boundary) = net.nodes.get(holder as usize).map_or((net.watches, Span::default()), |n| (n.watchers, n.boundary));
        // An interrupting event sub-process is the last that its scope begins.
        let own = net.nodes[from as usize];
        let over = own.kind == Element::EventSubProcess && own.start != NONE && net.nodes[own.start as usize].interrupting;
        let mut heard = watchers.iter().map(|w| net.watchers[w as usize]).filter(|&w| net.nodes[w as usize].parent != from && hears(w));
        let found = heard.next().filter(|_| !over).or_else(|| boundary.iter().map(|b| net.boundaries[b as usize]).find(|&b| hears(b)));
        if found.is_some() {
            return found;
        }
        from = holder;
    }
    None
}

/// Whether throwing from an element ends the scope that it lies in.
pub(super) fn ends_its_scope(net: &Net, thrower: u16) -> bool {
    let escalates = |t: &Trigger| matches!(t, Trigger::Escalation(_));
    let thrown = net.triggers_of(thrower).iter().filter(|t| escalates(t));
    thrown.into_iter().any(|&t| catcher(net, thrower, t).is_some_and(|event| net.nodes[event as usize].interrupting))
}
