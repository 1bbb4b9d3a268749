//! Files of the calendar tests, and Kazakhstan's calendar out of the act.

use alatau_core::time::{Calendar, Date, YearRows, Zone};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The readings of the disputed Constitution Day 2026.
pub const READINGS: [&str; 2] = ["15-march", "30-august"];

pub fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

pub fn act_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/acts/calendar-kz.md")
}

/// A CSV file of the calendar tests, header first.
pub fn table(name: &str, delimiter: u8) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/time").join(name);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_path(&path).unwrap();
    reader.records().collect::<Result<_, _>>().unwrap()
}

/// Kazakhstan's calendar as the act gives it under a reading. Of the blocks of one year the last that applies is taken.
pub fn kazakhstan(reading: &str) -> Calendar {
    let text = std::fs::read_to_string(act_path()).unwrap();
    let mut years: BTreeMap<i32, YearRows> = BTreeMap::new();
    let mut zone = Zone::utc();
    for block in text.split("```toml rule\n").skip(1) {
        let rule: toml_edit::DocumentMut = block.split("```").next().unwrap().parse().unwrap();
        let wanted = rule.get("when").and_then(|when| when.get("constitution-day-2026")).and_then(|value| value.as_str());
        if wanted.is_none_or(|wanted| wanted == reading) {
            let rows = rows(&rule);
            years.insert(rows.year, rows);
        }
        zone = Zone::named(rule["zone"].as_str().unwrap()).unwrap();
    }
    let years: Vec<_> = years.values().map(|rows| rows.read().unwrap()).collect();
    Calendar::build("kz", zone, &years).unwrap()
}

fn rows(rule: &toml_edit::DocumentMut) -> YearRows {
    let table = |key: &str| -> BTreeMap<String, String> {
        let entries = rule.get(key).and_then(|item| item.as_table_like());
        entries.map(|t| t.iter().map(|(k, v)| (k.to_string(), v.as_str().unwrap().to_string())).collect()).unwrap_or_default()
    };
    let estimated = rule.get("estimated").and_then(|item| item.as_array());
    YearRows {
        year: rule["rule"].as_str().unwrap().strip_prefix("calendar.kz.").unwrap().parse().unwrap(),
        weekly: rule["weekly"].as_str().unwrap().to_string(),
        values: table("values"),
        names: table("names"),
        moved: table("moved"),
        estimated: estimated.map(|days| days.iter().map(|day| day.as_str().unwrap().to_string()).collect()).unwrap_or_default(),
        closes: None,
        projected: rule["grade"].as_str() == Some("assumed"),
    }
}
