//! `alatau calendar due` on the command line.

use super::{DueAnswer, DueQuery, due, render};
use crate::cli::{Globals, print, print_json, say, unknown};
use crate::failure::Failure;
use crate::shipped;
use alatau_core::case::bind;
use alatau_core::law::{Law, Question};
use alatau_core::time::{Calendar, Date, End, FirstDay, Rounding};
use std::collections::{BTreeMap, BTreeSet};

/// What `alatau calendar` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say when a term is over, counted day by day
    Due(Due),
}

#[derive(Debug, clap::Args)]
struct Due {
    /// When the term starts, in local time: 2026-11-02T15:42, or the day alone
    #[arg(value_name = "INSTANT")]
    instant: String,
    /// How long it is: "30 working-days", "3 months", calendar-days, hours and years likewise
    #[arg(value_name = "LENGTH")]
    length: String,
    /// If the last day is a day off: next-working-day or stays
    #[arg(long, value_name = "WORD", default_value = "next-working-day")]
    end: End,
    /// Whether the day of the start counts: excluded or included
    #[arg(long, value_name = "WORD", default_value = "excluded")]
    first_day: FirstDay,
    /// Where a month has no such day: down (its last) or up (the first of the next)
    #[arg(long, value_name = "WORD", default_value = "down")]
    rounding: Rounding,
    /// Territory whose calendar counts
    #[arg(long = "in", value_name = "TERRITORY")]
    place: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn calendar(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let Command::Due(args) = &args.command;
    let body = shipped::read_sound(globals.law.as_deref())?;
    let answer = answer(&body.law, args, globals)?;
    if args.json {
        return print_json(&answer);
    }
    print(&render(&answer, &|key, variables| {
        let words: Vec<(&str, &str)> = variables.iter().map(|(name, word)| (*name, word.as_str())).collect();
        say(globals.lang, key, &words)
    }))
}

fn answer(law: &Law, args: &Due, globals: &Globals) -> Result<DueAnswer, Failure> {
    let readings = globals.readings(law)?;
    let roots = law.territories.iter().filter(|(_, territory)| territory.within.is_empty()).map(|(id, _)| id.clone());
    let places: BTreeSet<String> = match &args.place {
        Some(place) if law.territories.contains_key(place) => BTreeSet::from([place.clone()]),
        Some(place) => return Err(unknown(globals.lang, "law-unknown-place", place, law.territories.keys())),
        None => roots.collect(),
    };
    let build = |readings: &BTreeMap<String, String>| -> Result<Calendar, Failure> {
        let question = Question { places: places.clone(), switches: readings.clone(), known: Date::MAX, ..Question::on("", Date::MAX) };
        bind::calendar(law, "kz", &question).map_err(|error| Failure::Input(error.to_string()))
    };
    let mut query = DueQuery {
        instant: args.instant.clone(),
        length: args.length.clone(),
        end: args.end,
        first_day: args.first_day,
        rounding: args.rounding,
        switches: readings.clone(),
    };
    let input = |error: super::DueError| Failure::Input(error.to_string());
    let mut answer = due(&query, &build(&readings)?).map_err(input)?;
    let consulted = consulted(law);
    for name in &consulted {
        let Some(switch) = law.switches.get(name) else { continue };
        let taken = readings.get(name).unwrap_or(&switch.default);
        for value in switch.values.iter().filter(|value| *value != taken) {
            let mut other = readings.clone();
            other.insert(name.clone(), value.clone());
            query.switches = other.clone();
            // A reading under which the calendar has no such year is no other due day.
            if let Ok(calendar) = build(&other) {
                answer.compare_reading(&query, name, value, &calendar).map_err(input)?;
            }
        }
    }
    Ok(answer)
}

/// Open questions on which a calendar hangs.
fn consulted(law: &Law) -> BTreeSet<String> {
    law.rules.iter().filter(|rule| rule.slot.starts_with("calendar.")).flat_map(|rule| rule.when.keys().cloned()).collect()
}
