//! How long work waits before somebody begins it, from a log.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::path::Path;

/// What a log says of an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wait {
    /// How often it was done.
    pub count: u64,
    /// Sum of the times from enabled to start, in milliseconds.
    pub total: f64,
}

impl Wait {
    /// Mean waiting time, in hours.
    pub fn hours(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.total / self.count as f64 / 3_600_000.0 }
    }
}

/// Colours from little to much, each light enough for dark letters.
pub const COLOURS: [&str; 5] = ["#fdf3d8", "#fbdc9c", "#f8bd6b", "#f29a54", "#ea7a55"];

/// The colour of a waiting time where the longest is `most`.
pub fn colour(hours: f64, most: f64) -> &'static str {
    let share = if most > 0.0 { hours / most } else { 0.0 };
    COLOURS[((share * COLOURS.len() as f64) as usize).min(COLOURS.len() - 1)]
}

/// Columns that the log must have.
const ACTIVITY: &str = "activity";
const ENABLED: &str = "enabled_ms";
const START: &str = "start_ms";

/// Reads a log as `alatau simulate --log` writes it: waiting times by name of activity.
pub fn read(path: &Path) -> Result<BTreeMap<String, Wait>, Failure> {
    let name = path.display().to_string();
    let wrong = |line: u64, why: String| Failure::Input(format!("{name}:{line}: {why}; `alatau simulate --log` writes such a log"));
    let open = std::fs::File::open(path).map_err(|e| Failure::Input(format!("{name} cannot be read: {e}; check the path")))?;
    let mut reader = csv::Reader::from_reader(open);
    let headers = reader.headers().map_err(|e| wrong(1, e.to_string()))?.clone();
    let column = |wanted: &str| {
        let found = headers.iter().position(|h| h.trim() == wanted);
        found.ok_or_else(|| wrong(1, format!("there is no column `{wanted}`")))
    };
    let (activity, enabled, start) = (column(ACTIVITY)?, column(ENABLED)?, column(START)?);
    let mut waits: BTreeMap<String, Wait> = BTreeMap::new();
    let mut row = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut row) {
            Ok(false) => return Ok(waits),
            Ok(true) => {}
            Err(error) => return Err(wrong(line, error.to_string())),
        }
        let number = |column: usize| {
            let text = row.get(column).unwrap_or("").trim();
            text.parse::<i64>().map_err(|_| wrong(line, format!("`{text}` is no whole number of milliseconds")))
        };
        let (enabled, start) = (number(enabled)?, number(start)?);
        if start < enabled {
            return Err(wrong(line, "the work starts before it is enabled".to_string()));
        }
        let wait = waits.entry(row.get(activity).unwrap_or("").to_string()).or_default();
        wait.count += 1;
        wait.total += (start - enabled) as f64;
    }
}
