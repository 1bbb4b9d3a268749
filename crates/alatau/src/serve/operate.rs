//! `alatau backup`, `alatau restore`, `alatau doctor`: what operators do with a store.

use super::config::Settings;
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use alatau_core::law::hex;
use alatau_store::{Fault, State};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is copied where.
#[derive(Debug, clap::Args)]
pub struct BackUp {
    /// Folder of the store
    #[arg(long, value_name = "FOLDER", default_value = "alatau-data", env = "ALATAU_DATA")]
    data: PathBuf,
    /// New folder for the copy
    #[arg(value_name = "INTO")]
    into: PathBuf,
    /// Leave the secret key of the log out; without it a restored city signs with a new one
    #[arg(long)]
    without_key: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What is restored where.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// Folder of the copy
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// New folder for the store
    #[arg(long, value_name = "FOLDER", default_value = "alatau-data", env = "ALATAU_DATA")]
    data: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What is examined.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Folder of the store
    #[arg(long, value_name = "FOLDER", default_value = "alatau-data", env = "ALATAU_DATA")]
    data: PathBuf,
    /// Settings to examine with it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn input(path: &Path) -> impl Fn(Fault) -> Failure + '_ {
    move |fault| Failure::Input(format!("{}: {fault}", path.display()))
}

/// Copies a store while it is being written.
///
/// # Errors
/// What the store says.
pub fn back_up(args: &BackUp, globals: &Globals) -> Result<(), Failure> {
    let key = args.data.join(super::publish::SECRET);
    let beside: Vec<PathBuf> = [key].into_iter().filter(|key| !args.without_key && key.exists()).collect();
    let made = alatau_store::back_up(&args.data, &args.into, &beside, &mut |_, _| {}).map_err(input(&args.data))?;
    if args.json {
        return print_json(&json!({ "leaves": made.size, "root": hex(&made.root), "bytes": made.bytes, "beside": made.beside }));
    }
    let (leaves, root, into) = (made.size.to_string(), hex(&made.root), args.into.display().to_string());
    print(&format!("{}\n", say(globals.lang, "backup-done", &[("leaves", &leaves), ("root", &root), ("into", &into)])))
}

/// Restores a store and verifies its root.
///
/// # Errors
/// What the store says; nothing is put in place then.
pub fn restore(args: &Restore, globals: &Globals) -> Result<(), Failure> {
    let done = alatau_store::restore(&args.backup, &args.data, &mut |_, _| {}).map_err(input(&args.backup))?;
    if args.json {
        let checkpoint = done.checkpoint;
        return print_json(&json!({ "leaves": done.size, "root": hex(&done.root), "checkpoint": checkpoint, "beside": done.beside }));
    }
    let (leaves, root, into) = (done.size.to_string(), hex(&done.root), args.data.display().to_string());
    print(&format!("{}\n", say(globals.lang, "restore-done", &[("leaves", &leaves), ("root", &root), ("into", &into)])))
}

/// Examines a store; the answer is no where something is not as it has to be.
///
/// # Errors
/// It cannot be opened at all, or something is bad.
pub fn doctor(args: &Doctor, globals: &Globals) -> Result<(), Failure> {
    if let Some(config) = &args.config {
        Settings::read(config)?.decide()?;
    }
    let findings = alatau_store::examine(&args.data).map_err(input(&args.data))?;
    let word = |state: State| match state {
        State::Well => "well",
        State::Warning => "warning",
        State::Bad => "bad",
    };
    if args.json {
        let shown = findings.iter().map(|found| {
            let figures: serde_json::Map<String, serde_json::Value> =
                found.figures.iter().map(|(name, figure)| ((*name).to_string(), json!(figure))).collect();
            json!({ "check": found.check.word(), "state": word(found.state), "figures": figures, "wrong": found.wrong })
        });
        print_json(&shown.collect::<Vec<_>>())?;
    } else {
        let mut text = String::new();
        for found in &findings {
            let check = say(globals.lang, &format!("doctor-{}", found.check.word()), &[]);
            let state = say(globals.lang, &format!("doctor-{}", word(found.state)), &[]);
            let figures: Vec<String> = found.figures.iter().map(|(name, figure)| format!("{name} {figure}")).collect();
            text.push_str(&format!("{state}: {check} ({})\n", figures.join(", ")));
            found.wrong.iter().for_each(|wrong| text.push_str(&format!("    {wrong}\n")));
        }
        print(&text)?;
    }
    if findings.iter().any(|found| found.state == State::Bad) { Err(Failure::No(String::new())) } else { Ok(()) }
}
