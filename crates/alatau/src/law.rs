//! `alatau law`: is the law sound, what does it say here, does it do what its tests say.

mod akn;
pub mod at;
mod certificate;
pub mod check;
pub mod columns;
mod coverage;
mod diff;
pub mod explain;
pub mod page;
mod propose;
mod render;
mod test;
mod trace;
pub mod values;
pub mod why;

use crate::cli::{Globals, say};
use crate::failure::Failure;
use crate::shipped::{self, Body};
use alatau_core::time::Date;
use std::path::{Path, PathBuf};

/// What `alatau law` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say what is wrong with the law and its procedures, with file, line and excerpt
    Check {
        /// Folder of the law; the shipped one if not given
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// Say also which published blocks differ from an earlier state of the law, in this folder
        #[arg(long, value_name = "FOLDER")]
        against: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the steps of a service in one place on one day, and why these provisions hold
    Explain(explain::Args),
    /// Run the tests that stand beside the acts
    Test {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what is in force on a day, and what that day changes
    At(at::Args),
    /// Show every rule that was considered for a question, and what became of it
    Trace(trace::Args),
    /// Hold two laws against each other: words, rules, and whom it affects
    Diff(diff::Args),
    /// Write acts as Akoma Ntoso 3.0, one document an act and language
    Export(akn::Export),
    /// Read such documents back into files of law
    Import(akn::Import),
    /// Issue a stability certificate, or check one against the law
    Certificate(certificate::Args),
    /// Try a draft act on the law, on real and on generated cases, before it is adopted
    Propose(propose::Args),
    /// Show how much of each act the program carries out, and how well it is known
    Coverage {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub fn law(args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.command {
        Command::Check { folder, against, json } => {
            let body = shipped::read(folder.as_deref().or(globals.law.as_deref()))?;
            globals.readings(&body.law)?;
            check::check(&body, against.as_deref(), globals.lang, *json)
        }
        Command::Explain(args) => explain::run(&sound(globals)?, args, globals),
        Command::Test { json } => test::run(&sound(globals)?, globals.lang, *json),
        Command::At(args) => at::run(&sound(globals)?.law, args, globals),
        Command::Trace(args) => trace::run(&sound(globals)?.law, args, globals),
        Command::Diff(args) => diff::run(args, globals),
        Command::Export(args) => akn::export(&sound(globals)?.law, args, globals),
        Command::Import(args) => akn::import(args, globals),
        Command::Coverage { json } => coverage::run(&sound(globals)?.law, globals.lang, *json),
        Command::Propose(args) => propose::run(args, globals),
        Command::Certificate(args) => certificate::run(&sound(globals)?.law, args, globals),
    }
}

/// The law that is asked for, refused if it has errors.
pub fn sound(globals: &Globals) -> Result<Body, Failure> {
    let folder: Option<&Path> = globals.law.as_deref();
    let body = shipped::read_sound(folder)?;
    globals.readings(&body.law)?;
    Ok(body)
}

/// A day of knowledge.
fn known_day(text: Option<&str>, globals: &Globals) -> Result<Option<Date>, Failure> {
    text.map(|text| date(text, globals)).transpose()
}

/// A day as people write it.
pub fn date(text: &str, globals: &Globals) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::Input(say(globals.lang, "law-not-a-date", &[("name", text)])))
}
