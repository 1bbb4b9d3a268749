//! The binary: command line, and later the server. The only crate with a clock
//! and a socket.

mod failure;
mod files;
mod simulate;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// Runs a city's decisions under its own law, and shows whether they are faster
#[derive(Debug, Parser)]
#[command(name = "alatau", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a BPMN file with a scenario: no law, many cases
    Simulate(simulate::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Some(Command::Simulate(args)) => simulate::simulate(args),
        None => Err(Failure::Input("name a command".into())),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::from(failure.code())
        }
    }
}
