//! The floor under every simulator: the permit model of `benches/data` written
//! out by hand. It reads no BPMN and no scenario, knows no law and keeps no
//! events; whatever an engine costs above this is the price of being general.
//!
//! ```sh
//! floor --cases 100000 --seed 1 [--gap MINUTES] [--log FILE.csv]
//! ```

mod hours;
mod log;
mod model;

use std::process::ExitCode;

const USAGE: &str = "usage: floor [--cases N] [--seed S] [--gap MINUTES] [--log FILE.csv]";

struct Options {
    cases: u32,
    seed: u64,
    gap_min: f64,
    log: Option<String>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let done = match &options.log {
        None => Ok(model::run(options.cases, options.seed, options.gap_min, &mut log::Nothing)),
        Some(path) => log::Csv::create(path).and_then(|mut csv| {
            let totals = model::run(options.cases, options.seed, options.gap_min, &mut csv);
            csv.finish().map(|()| totals)
        }),
    };
    match done {
        Ok(totals) => {
            println!("{}", totals.json(options.seed, cpu_seconds()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the log cannot be written: {error}");
            ExitCode::from(2)
        }
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options { cases: 100_000, seed: 1, gap_min: 20.0, log: None };
    let mut words = std::env::args().skip(1);
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
        let bad = || format!("{name} cannot be `{value}`");
        match name.as_str() {
            "--cases" => options.cases = value.parse().ok().filter(|cases| *cases > 0).ok_or_else(bad)?,
            "--seed" => options.seed = value.parse().map_err(|_| bad())?,
            "--gap" => options.gap_min = value.parse().ok().filter(|gap: &f64| *gap > 0.0).ok_or_else(bad)?,
            "--log" => options.log = Some(value),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

/// CPU time of this thread, which does all the work; Linux counts it in nanoseconds.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}
