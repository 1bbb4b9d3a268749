//! `alatau law`: is the law sound, what does it say here, does it do what its tests say.

mod check;
pub mod columns;
mod coverage;
mod explain;
mod render;
mod test;
mod why;

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
    /// Show which acts are in force on a day
    At {
        /// The day, for example 2026-11-02
        #[arg(value_name = "DATE")]
        day: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
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
        Command::Check { folder, json } => {
            let body = shipped::read(folder.as_deref().or(globals.law.as_deref()))?;
            globals.readings(&body.law)?;
            check::check(&body, globals.lang, *json)
        }
        Command::Explain(args) => explain::run(&sound(globals)?, args, globals),
        Command::Test { json } => test::run(&sound(globals)?, globals.lang, *json),
        Command::At { day, json } => coverage::at(&sound(globals)?.law, date(day, globals)?, globals.lang, *json),
        Command::Coverage { json } => coverage::coverage(&sound(globals)?.law, globals.lang, *json),
    }
}

/// The law that is asked for, refused if it has errors.
pub fn sound(globals: &Globals) -> Result<Body, Failure> {
    let folder: Option<&Path> = globals.law.as_deref();
    let body = shipped::read_sound(folder)?;
    globals.readings(&body.law)?;
    Ok(body)
}

/// A day as people write it.
pub fn date(text: &str, globals: &Globals) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::Input(say(globals.lang, "law-not-a-date", &[("name", text)])))
}
