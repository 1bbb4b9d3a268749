//! Link events: pairs by name, or by `source` and `target`, within one level.

use super::model::NONE;
use super::tags::Tag;
use super::{Check, rules};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

rules! { "AL-2157";
    FLOWS Breaking "link-flows" "10.5.4 Intermediate Event"
        "a link event is the end of a flow or its beginning, not both"
        "remove one of the flows";
    NO_SOURCE Formal "link-source-absent" "10.5.5 Event Definitions"
        "a catching link names its sources"
        "add `source` with the ids of the throwing links";
    NO_TARGET Formal "link-target-absent" "10.5.5 Event Definitions"
        "a throwing link names its one target"
        "add `target` with the id of the catching link";
    PAIR Formal "link-pair" "10.5.5 Event Definitions"
        "a link and its partner name each other"
        "add the name that is missing";
    LEVEL Breaking "link-level" "10.5.4 Intermediate Event"
        "a link leads to a catching link of the same process level"
        "move the links to one level, or give both the same name";
    TWICE Breaking "link-target-twice" "10.5.4 Intermediate Event"
        "a link has one catching event of its name on a level"
        "give one of them another name";
}

/// What the pairs of links look like.
struct Links<'a> {
    /// Catching link by its name and level.
    catching: BTreeMap<(&'a str, u32), u32>,
    /// Throwing link and its target.
    targets: Vec<(u32, u32)>,
    /// Catching link and its source.
    sources: Vec<(u32, u32)>,
}

/// Checks link events.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let model = &check.model;
    let all: Vec<u32> = model.all(Tag::LinkEventDefinition).collect();
    let mut links = Links { catching: BTreeMap::new(), targets: model.pairs(Tag::Target), sources: model.pairs(Tag::Source) };
    let mut twice = Vec::new();
    for &item in all.iter().filter(|&&i| model.parent_tag(i) == Some(Tag::IntermediateCatchEvent)) {
        let event = model.parent(item);
        match links.catching.entry((model.attribute(item, "name").unwrap_or(""), model.parent(event))) {
            Entry::Vacant(place) => drop(place.insert(event)),
            Entry::Occupied(first) => twice.push((event, *first.get())),
        }
    }
    for (event, first) in twice {
        let fact = format!("{} has the link name of {}", check.model.label(event), check.model.label(first));
        check.breach(&TWICE, event, fact);
    }
    for item in all {
        match check.model.parent_tag(item) {
            Some(Tag::IntermediateThrowEvent) => throwing(check, item, &links),
            Some(Tag::IntermediateCatchEvent) => catching(check, item, &links),
            _ => {}
        }
    }
}

/// The second of each pair whose first is this one.
fn seconds(pairs: &[(u32, u32)], first: u32) -> impl Iterator<Item = u32> + '_ {
    let from = pairs.partition_point(|p| p.0 < first);
    pairs[from..].iter().take_while(move |p| p.0 == first).map(|p| p.1)
}

fn throwing(check: &mut Check<'_, '_>, item: u32, links: &Links<'_>) {
    let event = check.model.parent(item);
    let level = check.model.parent(event);
    if check.model.has_outgoing(event) {
        let fact = check.model.label(event);
        check.breach(&FLOWS, event, fact);
    }
    let targets: Vec<u32> = seconds(&links.targets, item).collect();
    if targets.is_empty() {
        let fact = check.model.label(event);
        check.breach(&NO_TARGET, item, fact);
    }
    let known = |t: &&u32| **t != NONE;
    for &target in targets.iter().filter(known) {
        if links.sources.binary_search(&(target, item)).is_err() {
            let fact = format!("{} is not a source of its target {}", check.model.label(item), check.model.label(target));
            check.breach(&PAIR, item, fact);
        }
    }
    let named = links.catching.contains_key(&(check.model.attribute(item, "name").unwrap_or(""), level));
    let meant = |&t: &u32| check.model.items.get(check.model.parent(t) as usize).is_some_and(|e| e.parent == level);
    if !named && !targets.iter().filter(known).any(meant) {
        let fact = check.model.label(event);
        check.breach(&LEVEL, event, fact);
    }
}

fn catching(check: &mut Check<'_, '_>, item: u32, links: &Links<'_>) {
    let event = check.model.parent(item);
    if check.model.has_incoming(event) {
        let fact = check.model.label(event);
        check.breach(&FLOWS, event, fact);
    }
    let sources: Vec<u32> = seconds(&links.sources, item).collect();
    if sources.is_empty() {
        let fact = check.model.label(event);
        check.breach(&NO_SOURCE, item, fact);
    }
    for source in sources.into_iter().filter(|&s| s != NONE) {
        if links.targets.binary_search(&(source, item)).is_err() {
            let fact = format!("{} is not the target of its source {}", check.model.label(item), check.model.label(source));
            check.breach(&PAIR, item, fact);
        }
    }
}
