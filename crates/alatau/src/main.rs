//! The binary: command line, and later the server. The only crate with a clock
//! and a socket.

mod audit;
mod calendar;
mod city;
mod cli;
mod compare;
mod conformance;
mod demo;
mod explain;
mod failure;
mod files;
mod input;
mod law;
mod pages;
mod procedure;
mod report;
mod serve;
mod shipped;
mod simulate;
mod threads;
mod verify;

use clap::parser::ValueSource;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use failure::Failure;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A law is many small values: with this allocator it is read and checked in a quarter less time;
/// what runs cases is as fast as with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs a city's decisions under its own law, and shows whether they are faster
#[derive(Debug, Parser)]
#[command(name = "alatau", version)]
struct Cli {
    #[command(flatten)]
    globals: cli::Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// File real cases in every territory and compare
    Compare(compare::Args),
    /// Simulate a BPMN file with a scenario: no law, many cases
    Simulate(simulate::Args),
    /// Check, explain and test the law
    Law(law::Args),
    /// Explain a ruling: why it is so, and what would have led to another
    Explain(explain::Args),
    /// Show, draw, check and try out procedures in BPMN
    Procedure(procedure::Args),
    /// Count days
    Calendar(calendar::command::Args),
    /// Run the live city: people, the wall clock, the API
    Serve(Box<serve::Args>),
    /// Copy the store of a live city while it runs
    Backup(serve::BackUp),
    /// Put a copy in place and verify its root
    Restore(serve::Restore),
    /// Say whether the store of a live city is sound
    Doctor(serve::Doctor),
    /// List the closed cases of which the law has nothing kept any longer
    Due(serve::Due),
    /// Compute the published figures again from the log alone
    Audit(audit::Args),
    /// Check a receipt: what the city's log proves, without any network
    Verify(verify::Args),
    /// Run a suite that others wrote, for example the DMN kit
    Conformance(conformance::Args),
}

impl Command {
    /// The file of settings that it was given.
    fn config(&self) -> Option<&Path> {
        match self {
            Command::Serve(args) => args.config(),
            Command::Backup(args) => args.place.config.as_deref(),
            Command::Restore(args) => args.place.config.as_deref(),
            Command::Doctor(args) => args.place.config.as_deref(),
            Command::Due(args) => args.place.config.as_deref(),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    let matches = Cli::command().try_get_matches().unwrap_or_else(|wrong| cli::refuse(&Cli::command(), wrong));
    let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|wrong| wrong.exit());
    let lang_said = matches.value_source("lang") != Some(ValueSource::DefaultValue);
    // A broken invariant ends the program with one sentence, never with a trace of the stack.
    std::panic::set_hook(Box::new(|_| {}));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&mut cli, lang_said)));
    let result = ended.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied()).unwrap_or("?");
        Err(Failure::Fault(cli::say(cli.globals.lang, "law-fault", &[("fault", words)])))
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message().is_empty() {
                eprintln!("{}", failure.message());
            }
            ExitCode::from(failure.code())
        }
    }
}

fn run(cli: &mut Cli, lang_said: bool) -> Result<(), Failure> {
    if let Some(config) = cli.command.as_ref().and_then(Command::config) {
        serve::Settings::read(config)?.under(&mut cli.globals, lang_said);
    }
    let cli = &*cli;
    cli.globals.start_threads()?;
    match &cli.command {
        Some(Command::Compare(args)) => compared(cli, args),
        None => compared(cli, &compare::Args::main_job()),
        Some(Command::Simulate(args)) => simulate::simulate(args),
        Some(Command::Law(args)) => law::law(args, &cli.globals),
        Some(Command::Explain(args)) => explain::explain(args, &cli.globals),
        Some(Command::Procedure(args)) => procedure::procedure(args, &cli.globals),
        Some(Command::Calendar(args)) => calendar::command::calendar(args, &cli.globals),
        Some(Command::Serve(args)) => serve::serve(args, &cli.globals),
        Some(Command::Backup(args)) => serve::back_up(args, &cli.globals),
        Some(Command::Restore(args)) => serve::restore(args, &cli.globals),
        Some(Command::Doctor(args)) => serve::doctor(args, &cli.globals),
        Some(Command::Due(args)) => serve::due(args, &cli.globals),
        Some(Command::Audit(args)) => audit::run(args, &cli.globals),
        Some(Command::Verify(args)) => verify::verify(args, &cli.globals),
        Some(Command::Conformance(args)) => conformance::conformance(args, &cli.globals),
    }
}

/// Compares until it is done or the user stops it; what is finished by then is kept.
fn compared(cli: &Cli, args: &compare::Args) -> Result<(), Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).map_err(|e| Failure::Fault(format!("no handler for Ctrl-C: {e}")))?;
    compare::compare(args, &cli.globals, &stop)
}
