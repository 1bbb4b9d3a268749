//! The binary: command line, and later the server. The only crate with a clock
//! and a socket.

mod compare;
mod failure;
mod files;
mod input;
mod report;
mod shipped;
mod simulate;

use alatau_core::text::Lang;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs a city's decisions under its own law, and shows whether they are faster
#[derive(Debug, Parser)]
#[command(name = "alatau", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// File real cases in every territory and compare
    Compare(compare::Args),
    /// Simulate a BPMN file with a scenario: no law, many cases
    Simulate(simulate::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    let switches = std::collections::BTreeMap::new();
    let common = compare::Common { lang: Lang::En, switches: &switches, law: None };
    let result = match &cli.command {
        Some(Command::Compare(args)) => compare::compare(args, &common, &stop),
        Some(Command::Simulate(args)) => simulate::simulate(args),
        None => compare::compare(&compare::Args::main_job(), &common, &stop),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::from(failure.code())
        }
    }
}
