//! The law that a live city goes by, from its folder.

use crate::failure::Failure;
use crate::shipped::Body;
use alatau_city::World;
use alatau_core::decision::dmn;
use std::collections::BTreeMap;

/// The world of a law, under readings of its open questions.
///
/// # Errors
/// A decision table that cannot be read, a law without a calendar.
pub fn world(body: &Body, switches: BTreeMap<String, String>) -> Result<World, Failure> {
    let under = |folder: &str| {
        let files = body.files.iter().filter_map(move |(path, text)| Some((path.strip_prefix(folder)?.to_string(), text.clone())));
        files.collect::<BTreeMap<String, String>>()
    };
    let mut decisions = BTreeMap::new();
    for (name, text) in under("decisions/").into_iter().filter(|(name, _)| name.ends_with(".dmn")) {
        let model = dmn::load(&format!("decisions/{name}"), &text)?;
        decisions.insert(name, model);
    }
    let made = World::new(body.law.clone(), body.procedures.clone(), under("procedures/"), decisions, switches);
    made.map_err(|error| Failure::Input(error.to_string()))
}
