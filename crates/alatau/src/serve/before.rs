//! What has to be right before the city is opened: its law with the readings that it goes by, port, folder, name, store.

use super::config::Config;
use super::{listen, publish, store_path};
use crate::cli::{Globals, print, say};
use crate::failure::Failure;
use crate::shipped;
use alatau_city::World;
use alatau_core::law::Law;
use alatau_store::{Journal, Sqlite, Write};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Name of the setting that keeps the readings of the law's open questions, as JSON.
const READINGS: &str = "readings";

type Readings = BTreeMap<String, String>;

/// The law that the city of a store goes by. `new`: also where the store keeps other readings.
///
/// # Errors
/// The law is not sound, a reading is unknown, or AL-4440.
pub fn world(globals: &Globals, data: &Path, new: bool) -> Result<Arc<World>, Failure> {
    let body = shipped::read_sound(globals.law.as_deref())?;
    let readings = readings(globals, &body.law, kept(data).filter(|_| !new))?;
    crate::city::world(&body, readings).map(Arc::new)
}

/// The readings that a store keeps; none: there is no store, or it was made before they were kept.
fn kept(data: &Path) -> Option<Readings> {
    // A store that cannot be read says so when it is opened.
    let store = Sqlite::reader(&store_path(data)).ok()?;
    serde_json::from_slice(&store.setting(READINGS).ok()??).ok()
}

/// Those that are said, or kept where nothing is said; both have to be the same.
fn readings(globals: &Globals, law: &Law, kept: Option<Readings>) -> Result<Readings, Failure> {
    let said = globals.readings(law)?;
    let Some(kept) = kept else { return Ok(said) };
    if said.is_empty() || said == kept {
        return Globals { switches: kept.into_iter().collect(), ..globals.clone() }.readings(law);
    }
    let words = |readings: &Readings| match readings.len() {
        0 => "as the law alone has them".to_string(),
        _ => readings.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", "),
    };
    Err(Failure::Input(format!(
        "AL-4440: the city of this store reads the law's open questions {}, and was told {}; leave --switch away to go on as before, or say \
         --new-readings if it is to decide by the others from now on",
        words(&kept),
        words(&said)
    )))
}

/// Keeps the readings with the store.
///
/// # Errors
/// The store cannot be read or written.
pub fn keep_readings(readings: &Readings, store: &mut Sqlite) -> Result<(), Failure> {
    let value = serde_json::to_vec(readings).map_err(|error| Failure::Fault(error.to_string()))?;
    if store.setting(READINGS)?.as_ref() != Some(&value) {
        store.commit(&[Write::Setting { name: READINGS.to_string(), value }])?;
    }
    Ok(())
}

/// Says whether a start would succeed; leaves nothing behind.
///
/// # Errors
/// Why it would not.
pub fn check(config: &Config, globals: &Globals) -> Result<(), Failure> {
    let path = store_path(&config.data);
    if path.exists() {
        let no = |fault: alatau_store::Fault| Failure::No(format!("{}: {fault}", path.display()));
        if Sqlite::is_in_use(&path).map_err(no)? {
            return Err(no(alatau_store::Fault::Busy));
        }
        Sqlite::reader(&path).and_then(|store| store.quick_check()).map_err(no)?;
    }
    publish::check(&config.data, &config.origin)?;
    drop(listen::take(config.listen).map_err(config.of("port"))?);
    can_be_written(&config.data).map_err(config.of("data"))?;
    let (address, data) = (config.listen.to_string(), config.data.display().to_string());
    print(&format!("{}\n", say(globals.lang, "serve-checked", &[("address", &address), ("data", &data)])))
}

/// Whether a folder, or the one in which it would be made, lets us make something.
fn can_be_written(folder: &Path) -> Result<(), Failure> {
    let place = folder.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
    let probe = place.join(format!(".alatau-check-{}", std::process::id()));
    let made = std::fs::create_dir(&probe).and_then(|()| std::fs::remove_dir(&probe));
    made.map_err(|error| Failure::Input(format!("{}: {error}; choose another folder with --data", folder.display())))
}
