//! Where an application is filed: a territory, or a column of the comparison.

use crate::cli::{Globals, unknown};
use crate::compare::columns::columns;
use crate::failure::Failure;
use alatau_core::law::Law;
use alatau_twin::compare::regime::Territory;
use std::collections::{BTreeMap, BTreeSet};

/// A place, a person and readings to ask with.
pub struct Place {
    /// Territories; what contains them is added by the resolver.
    pub territories: BTreeSet<String>,
    /// Statuses.
    pub person: BTreeSet<String>,
    /// Readings of open questions.
    pub switches: BTreeMap<String, String>,
}

/// Reads `--in`, `--person` and `--switch`.
pub fn place(law: &Law, id: &str, person: &[String], globals: &Globals) -> Result<Place, Failure> {
    let columns = columns(&BTreeMap::new());
    let place_of = |column: &Territory| column.places.iter().next().cloned().unwrap_or_default();
    let column = columns.iter().find(|column| column.id == id && law.territories.contains_key(&place_of(column)));
    let territory = column.map_or(id.to_string(), place_of);
    if !law.territories.contains_key(&territory) {
        let columns = columns.iter().filter(|column| law.territories.contains_key(&place_of(column))).map(|column| column.id.clone());
        let known: BTreeSet<String> = law.territories.keys().cloned().chain(columns).collect();
        return Err(unknown(globals.lang, "law-unknown-place", id, known.iter()));
    }
    if let Some(name) = person.iter().find(|name| !law.vocabulary.statuses.contains_key(*name)) {
        return Err(unknown(globals.lang, "law-unknown-person", name, law.vocabulary.statuses.keys()));
    }
    let usual = column.map_or(BTreeSet::from(["resident-company".to_string()]), |column| column.person.clone());
    let person: BTreeSet<String> = match person.is_empty() {
        true => usual.into_iter().filter(|name| law.vocabulary.statuses.contains_key(name)).collect(),
        false => person.iter().cloned().collect(),
    };
    // `alatau` is the territory too: its readings are those that are asked for.
    let fixed = column.filter(|column| column.id != "alatau").map(|column| column.switches.clone()).unwrap_or_default();
    let mut switches: BTreeMap<String, String> = fixed.into_iter().filter(|(name, _)| law.switches.contains_key(name)).collect();
    switches.extend(globals.readings(law)?);
    Ok(Place { territories: BTreeSet::from([territory]), person, switches })
}
