//! Where an application is filed: a territory, or a column of the comparison.

use crate::cli::{Globals, unknown};
use crate::failure::Failure;
use alatau_core::law::Law;
use std::collections::{BTreeMap, BTreeSet};

/// A column: its place, its readings, the person who files.
struct Column {
    id: &'static str,
    territory: &'static str,
    readings: &'static [(&'static str, &'static str)],
    person: &'static [&'static str],
}

/// `alatau` is the territory too: its readings are those that are asked for.
const COLUMNS: [Column; 4] = [
    Column { id: "ordinary", territory: "almaty-region", readings: &[], person: &["resident-company"] },
    Column { id: "sez", territory: "sez-alatau", readings: &[], person: &["resident-company", "zone-participant"] },
    Column { id: "alatau-facade", territory: "alatau", readings: &[("council-acts", "none")], person: &["foreign-investor"] },
    Column { id: "alatau", territory: "alatau", readings: &[], person: &["foreign-investor"] },
];

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
    let column = COLUMNS.iter().find(|column| column.id == id && law.territories.contains_key(column.territory));
    let territory = column.map_or(id, |column| column.territory);
    if !law.territories.contains_key(territory) {
        let columns = COLUMNS.iter().filter(|column| law.territories.contains_key(column.territory)).map(|column| column.id.to_string());
        let known: BTreeSet<String> = law.territories.keys().cloned().chain(columns).collect();
        return Err(unknown(globals.lang, "law-unknown-place", id, known.iter()));
    }
    if let Some(name) = person.iter().find(|name| !law.vocabulary.statuses.contains_key(*name)) {
        return Err(unknown(globals.lang, "law-unknown-person", name, law.vocabulary.statuses.keys()));
    }
    let usual = column.map_or(&["resident-company"][..], |column| column.person);
    let person: BTreeSet<String> = match person.is_empty() {
        true => usual.iter().filter(|name| law.vocabulary.statuses.contains_key(**name)).map(|name| name.to_string()).collect(),
        false => person.iter().cloned().collect(),
    };
    let fixed = column.map_or(&[][..], |column| column.readings);
    let mut switches: BTreeMap<String, String> = fixed.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    switches.extend(globals.readings(law)?);
    Ok(Place { territories: BTreeSet::from([territory.to_string()]), person, switches })
}
