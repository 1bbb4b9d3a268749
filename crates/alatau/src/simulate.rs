//! `alatau simulate`: a BPMN file and a scenario.

use crate::failure::Failure;
use crate::files::{Sink, read_text};
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::time::{Date, Timestamp};
use alatau_twin::prosimos::{self, Checked};
use alatau_twin::simulate::{Found, Request, RunError, model, run};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What `alatau simulate` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// BPMN 2.0 file
    #[arg(long, value_name = "FILE")]
    bpmn: PathBuf,
    /// Scenario file (JSON, the Prosimos form)
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
    /// How many cases arrive
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    cases: u32,
    /// Seed of all chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Day from which the first gap is counted
    #[arg(long, value_name = "DATE", default_value = "2026-11-02")]
    from: Date,
    /// Write what was done as CSV, one activity a line
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Write the figures as JSON (`-` is standard output)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs the command.
pub fn simulate(args: &Args) -> Result<(), Failure> {
    let json = args.json.as_deref().map(Sink::open).transpose()?;
    let found = match found(args) {
        Ok(found) => found,
        Err(failure) => {
            json.into_iter().for_each(Sink::abandon);
            return Err(failure);
        }
    };
    let figures = figures(args, &found);
    match json {
        Some(sink) => sink.finish(&format!("{figures:#}\n"))?,
        None => print(&found, args.seed),
    }
    Ok(())
}

fn found(args: &Args) -> Result<Found, Failure> {
    let scenario_file = args.scenario.display().to_string();
    let scenario_text = read_text(&args.scenario)?;
    let scenario = prosimos::read(&scenario_file, &scenario_text)?;
    let net = read_net(&args.bpmn, &scenario)?;
    let missing =
        |lines: Vec<String>| Failure::Input(format!("{scenario_file} and {} do not fit:\n  {}", args.bpmn.display(), lines.join("\n  ")));
    let (books, pools, at_filing) = model(net, &scenario).map_err(missing)?;
    let request = Request { cases: args.cases, seed: args.seed, start: Timestamp(i64::from(args.from.0) * Timestamp::DAY) };
    let log = args.log.as_deref().map(create_log).transpose()?;
    run(&books, &pools, &at_filing, &scenario, request, log).map_err(|e| match e {
        RunError::Fault(fault) => Failure::Input(format!("the run stopped: {fault}")),
        RunError::Log(error) => Failure::Input(format!("the log could not be written: {error}")),
    })
}

fn create_log(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|e| Failure::Input(format!("{} cannot be written: {e}; choose another path", path.display())))
}

fn read_net(path: &Path, scenario: &Checked) -> Result<Net, Failure> {
    let text = read_text(path)?;
    let file = bpmn::parse(&path.display().to_string(), &text)?;
    Ok(compile(&file, &Options { branching: Some(&scenario.branching), ..Options::default() })?)
}

const HOUR: f64 = Timestamp::HOUR as f64;

fn figures(args: &Args, found: &Found) -> serde_json::Value {
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let quantile = |q: f64| found.cycle.quantile(q) / HOUR;
    json!({
        "command": format!("simulate --bpmn {} --scenario {} --cases {} --seed {} --from {}", name(&args.bpmn), name(&args.scenario), args.cases, args.seed, args.from),
        "seed": args.seed,
        "cases": found.cases,
        "unfinished": found.unfinished,
        "activities": found.activities,
        "cycle_time_h": { "mean": found.cycle.mean() / HOUR, "p50": quantile(0.5), "p90": quantile(0.9), "p95": quantile(0.95) },
        "interarrival_min": { "mean": found.gap / (60.0 * Timestamp::SECOND as f64) },
    })
}

fn print(found: &Found, seed: u64) {
    let quantile = |q: f64| found.cycle.quantile(q) / HOUR;
    println!("cases            {:>12}", found.cases);
    println!("unfinished       {:>12}", found.unfinished);
    println!("activities       {:>12}", found.activities);
    println!(
        "cycle time, h    {:>12.2} mean   {:.2} p50   {:.2} p90   {:.2} p95",
        found.cycle.mean() / HOUR,
        quantile(0.5),
        quantile(0.9),
        quantile(0.95)
    );
    println!("gap, min         {:>12.2} mean (time of the arrival calendar)", found.gap / (60.0 * Timestamp::SECOND as f64));
    println!("seed             {seed:>12}");
}
