//! `alatau procedure run`: a case gone through in the terminal, command by command.

mod trial;

use super::law::Place;
use super::{nets, open};
use crate::cli::{Globals, print, say};
use crate::failure::Failure;
use alatau_core::case::Rulebook;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::instant;
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use trial::{Told, Trial};

/// What is to be gone through.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// BPMN 2.0 file, or a service of the law, for example building-permit
    #[arg(value_name = "FILE|SERVICE")]
    procedure: String,
    /// Id of the process, where the file has several
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    /// The facts of the application: one JSON object
    #[arg(long, value_name = "FACTS.json")]
    facts: Option<PathBuf>,
    /// When it is filed, for example 2026-11-02T09:00:00+05:00; now if not given
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Print JSON: one object a command
    #[arg(long)]
    json: bool,
}

/// Runs the command: what is typed, or a script from a pipe. A refused command changes nothing;
/// in a script it makes the answer "no".
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    let mut opened = open(&args.procedure, &args.place, globals)?;
    let names = || opened.iter().map(|(file, _)| file.file.as_str()).collect::<Vec<_>>().join(", ");
    if opened.len() != 1 {
        return Err(Failure::Input(say(lang, "procedure-which-file", &[("files", &names())])));
    }
    let (file, told) = opened.remove(0);
    let rulebook = match &told {
        Some(told) => told.bound.rulebook.clone(),
        None => {
            let mut found = nets(&file, args.process.as_deref(), &[])?;
            let ids = found.iter().map(|net| net.id.clone()).collect::<Vec<_>>().join(", ");
            if found.len() != 1 {
                return Err(Failure::Input(say(lang, "procedure-which-process", &[("processes", &ids)])));
            }
            let net = found.remove(0);
            if let Some(term) = net.terms.first() {
                return Err(Failure::Input(say(lang, "procedure-needs-place", &[("term", term)])));
            }
            bare(net)
        }
    };
    let facts = args.facts.as_deref().map(|path| crate::explain::facts::read(path, lang)).transpose()?.unwrap_or_default();
    let at = match &args.at {
        Some(text) => instant(text).ok_or_else(|| Failure::Input(say(lang, "procedure-not-an-instant", &[("text", text)])))?,
        None => now()?,
    };
    talk(Trial::new(rulebook, told, at, lang), &facts, args.json)
}

/// A rulebook without law; rulings cite what the procedure itself cites.
fn bare(net: alatau_core::procedure::Net) -> Rulebook {
    let mut citations: Vec<String> = net.info.iter().flat_map(|info| info.cites.clone()).collect();
    citations.sort();
    citations.dedup();
    if citations.is_empty() {
        citations.push(net.id.clone());
    }
    Rulebook { citations, ..Rulebook::bare(Arc::new(net)) }
}

fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|e| Failure::Fault(format!("the clock: {e}")))?;
    Ok(Timestamp(since.as_micros() as i64))
}

fn talk(mut trial: Trial, facts: &BTreeMap<String, Datum>, json: bool) -> Result<(), Failure> {
    let input = std::io::stdin();
    let typed = input.is_terminal();
    let mut refused = false;
    let opening = trial.file(facts);
    refused |= answer(&trial, "file", &opening, json)?;
    if typed && !json {
        print(&format!("{}\n", trial.say("procedure-run-help", &[])))?;
    }
    let mut lines = input.lock().lines();
    loop {
        if typed && !json {
            print("> ")?;
        }
        let Some(line) = lines.next() else { break };
        let line = line.map_err(|e| Failure::Input(format!("standard input: {e}")))?;
        let line = line.split('#').next().unwrap_or("").trim().to_string();
        if line.is_empty() {
            continue;
        }
        if !typed && !json {
            print(&format!("> {line}\n"))?;
        }
        if matches!(line.as_str(), "quit" | "exit") {
            break;
        }
        let told = trial.obey(&line);
        refused |= answer(&trial, &line, &told, json)?;
    }
    if refused && !typed { Err(Failure::No(String::new())) } else { Ok(()) }
}

/// Prints what became of a command; says whether it was refused.
fn answer(trial: &Trial, command: &str, told: &Told, json: bool) -> Result<bool, Failure> {
    if json {
        let value = trial.json(command, told);
        let line = serde_json::to_string(&value).map_err(|e| Failure::Fault(format!("JSON: {e}")))?;
        print(&format!("{line}\n"))?;
    } else {
        print(&trial.text(told))?;
    }
    Ok(told.is_err())
}
