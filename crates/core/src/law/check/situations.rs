//! The circumstances that rules name: what nobody names cannot change an answer.

use crate::law::Law;
use std::collections::{BTreeMap, BTreeSet};

/// Values of switches; those not named have their default.
pub(crate) type Reading = BTreeMap<String, String>;

/// The default reading, each other value alone, each condition as it stands, any
/// two that can hold together, and each condition with one of its values changed.
pub(crate) fn readings<'l>(law: &Law, conditions: impl Iterator<Item = &'l Reading>) -> Vec<Reading> {
    let conditions: BTreeSet<&Reading> = conditions.filter(|when| !when.is_empty()).collect();
    let mut found: BTreeSet<Reading> = BTreeSet::new();
    for when in &conditions {
        for name in when.keys() {
            for value in law.switches.get(name).into_iter().flat_map(|switch| &switch.values) {
                let changed = BTreeMap::from([(name.clone(), value.clone())]);
                found.insert(when.iter().chain(&changed).map(|(k, v)| (k.clone(), v.clone())).collect());
                found.insert(changed);
            }
        }
        for other in conditions.iter().filter(|other| can_hold_together(when, other)) {
            found.insert(when.iter().chain(other.iter()).map(|(k, v)| (k.clone(), v.clone())).collect());
        }
    }
    let is_default = |name: &String, value: &String| law.switches.get(name).is_none_or(|switch| switch.default == *value);
    let plain = found.into_iter().map(|reading| reading.into_iter().filter(|(name, value)| !is_default(name, value)).collect());
    [Reading::new()].into_iter().chain(plain).collect::<BTreeSet<Reading>>().into_iter().collect()
}

/// Whether both can hold in one reading.
pub(crate) fn can_hold_together(a: &Reading, b: &Reading) -> bool {
    a.iter().all(|(name, value)| b.get(name).is_none_or(|other| other == value))
}

/// Nobody in particular, each status alone, any two, and all together.
pub(crate) fn persons(statuses: &BTreeSet<&String>) -> Vec<BTreeSet<String>> {
    let mut found = vec![BTreeSet::new()];
    for (at, one) in statuses.iter().enumerate() {
        found.push(BTreeSet::from([one.to_string()]));
        found.extend(statuses.iter().skip(at + 1).map(|other| BTreeSet::from([one.to_string(), other.to_string()])));
    }
    if statuses.len() > 2 {
        found.push(statuses.iter().map(|status| status.to_string()).collect());
    }
    found
}

/// The territories within which everything lies, each named one, and any two that the list says overlap.
pub(crate) fn places(law: &Law, named: &BTreeSet<&String>) -> Vec<BTreeSet<String>> {
    let is_part = |id: &&String| law.territories.get(*id).is_some_and(|territory| !territory.within.is_empty());
    let all: BTreeSet<&String> = named.iter().copied().filter(is_part).collect();
    let roots = law.territories.iter().filter(|(_, territory)| territory.within.is_empty());
    let mut found: Vec<BTreeSet<String>> = roots.map(|(id, _)| BTreeSet::from([id.to_string()])).collect();
    found.extend(all.iter().map(|id| BTreeSet::from([id.to_string()])));
    for id in &all {
        let overlapping = law.territories[*id].overlaps.iter().filter(|other| law.territories.contains_key(*other));
        found.extend(overlapping.map(|other| BTreeSet::from([id.to_string(), other.clone()])));
    }
    found
}
