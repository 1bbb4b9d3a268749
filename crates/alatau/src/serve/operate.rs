//! `alatau backup`, `alatau restore`, `alatau doctor`: what operators do with a store.

use super::config::Settings;
use super::library::{Folded, Library};
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use alatau_city::{World, outcome_word};
use alatau_core::case::{Status, next_due};
use alatau_core::law::hex;
use alatau_evidence::note::Checkpoint;
use alatau_evidence::tree::Frontier;
use alatau_store::{CaseRow, Fault, JOURNAL, Journal, Sqlite, State, TaskRow};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// The newest checkpoint of the log that anybody kept; a copy that contradicts it is not restored
    #[arg(long, value_name = "FILE")]
    kept: Option<PathBuf>,
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
    // What is a demonstration stays one.
    let names = [super::publish::SECRET, super::DEMO].into_iter().skip(usize::from(args.without_key));
    let beside: Vec<PathBuf> = names.map(|name| args.data.join(name)).filter(|file| file.exists()).collect();
    let made = alatau_store::back_up(&args.data, &args.into, &beside, &mut |_, _| {}).map_err(input(&args.data))?;
    let (held, erased) = contents(&args.into)?;
    if args.json {
        return print_json(&json!({
            "leaves": made.size, "root": hex(&made.root), "bytes": made.bytes, "beside": made.beside, "held": held, "erased": erased
        }));
    }
    let (leaves, root, into) = (made.size.to_string(), hex(&made.root), args.into.display().to_string());
    print(&format!("{}\n", say(globals.lang, "backup-done", &[("leaves", &leaves), ("root", &root), ("into", &into)])))?;
    say_contents(held, erased, globals)
}

/// Restores a store and verifies its root.
///
/// # Errors
/// What the store says; nothing is put in place then.
pub fn restore(args: &Restore, globals: &Globals) -> Result<(), Failure> {
    if let Some(kept) = &args.kept {
        hold_to(kept, &args.backup)?;
    }
    let done = alatau_store::restore(&args.backup, &args.data, &mut |_, _| {}).map_err(input(&args.backup))?;
    let (held, erased) = contents(&args.data)?;
    if args.json {
        return print_json(&json!({
            "leaves": done.size, "root": hex(&done.root), "checkpoint": done.checkpoint, "beside": done.beside,
            "held": held, "erased": erased
        }));
    }
    let (leaves, root, into) = (done.size.to_string(), hex(&done.root), args.data.display().to_string());
    print(&format!("{}\n", say(globals.lang, "restore-done", &[("leaves", &leaves), ("root", &root), ("into", &into)])))?;
    say_contents(held, erased, globals)
}

/// Of how many cases a copy holds what is personal, and of how many it was erased.
fn contents(data: &Path) -> Result<(u64, u64), Failure> {
    let (mut held, mut erased) = (0, 0);
    let store = Sqlite::reader(&data.join(JOURNAL)).map_err(input(data))?;
    let count = &mut |row: &CaseRow| *if row.asked.is_empty() { &mut erased } else { &mut held } += 1;
    store.each_case(count).map_err(input(data))?;
    Ok((held, erased))
}

/// What is erased later stays in a copy.
fn say_contents(held: u64, erased: u64, globals: &Globals) -> Result<(), Failure> {
    print(&format!("{}\n", say(globals.lang, "backup-holds", &[("held", &held.to_string()), ("erased", &erased.to_string())])))
}

/// A city that went on from an older copy would sign other leaves under numbers that were signed before.
fn hold_to(kept: &Path, backup: &Path) -> Result<(), Failure> {
    let signed = Checkpoint::unverified(&crate::files::read_text(kept)?);
    let signed = signed.map_err(|wrong| Failure::Input(format!("{}: {wrong}; this is no checkpoint", kept.display())))?;
    let store = Sqlite::reader(&backup.join(JOURNAL)).map_err(input(backup))?;
    let mut frontier = Frontier::default();
    while frontier.size() < signed.size {
        let hashes = store.leaf_hashes(frontier.size(), 10_000.min((signed.size - frontier.size()) as usize)).map_err(input(backup))?;
        if hashes.is_empty() {
            return Err(Failure::No(format!(
                "{}: the copy has {} leaves, and a checkpoint of {} was signed since; restore a later copy, or let the city begin a new log \
                 (another --data, without {}) and say so in public",
                backup.display(),
                frontier.size(),
                signed.size,
                super::publish::SECRET
            )));
        }
        hashes.into_iter().for_each(|hash| frontier.push(hash));
    }
    if frontier.root() == signed.root {
        return Ok(());
    }
    Err(Failure::No(format!("{}: its first {} leaves are not those of the checkpoint {}", backup.display(), signed.size, kept.display())))
}

/// Examines a store; the answer is no where something is not as it has to be.
///
/// # Errors
/// It cannot be opened at all, or something is bad.
pub fn doctor(args: &Doctor, globals: &Globals) -> Result<(), Failure> {
    if let Some(config) = &args.config {
        Settings::read(config)?.decide()?;
    }
    let mut findings = alatau_store::examine(&args.data).map_err(input(&args.data))?;
    if let Some(config) = args.config.as_ref().filter(|config| alatau_store::is_open_to_others(config)) {
        let rights = findings.iter_mut().filter(|found| found.check == alatau_store::Check::Rights);
        rights.for_each(|found| {
            found.state = State::Warning;
            found.wrong.push(format!("{} is open to others; `chmod go-rwx` it", config.display()));
        });
    }
    let is_bad = |found: &alatau_store::Finding| found.state == State::Bad;
    // A damaged file gives no answer that is worth anything.
    let is_file = |found: &alatau_store::Finding| found.check == alatau_store::Check::File;
    let states =
        if findings.iter().any(|found| is_file(found) && is_bad(found)) { None } else { Some(states(&args.data, super::world(globals)?)?) };
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
        let of_states = states.iter().map(|states| {
            let figures = json!({ "cases": states.cases, "erased": states.erased });
            json!({ "check": "states", "state": word(states.state()), "figures": figures, "wrong": states.wrong, "hash": states.hash })
        });
        print_json(&shown.chain(of_states).collect::<Vec<_>>())?;
    } else {
        let mut text = String::new();
        for found in &findings {
            let check = say(globals.lang, &format!("doctor-{}", found.check.word()), &[]);
            let state = say(globals.lang, &format!("doctor-{}", word(found.state)), &[]);
            let figures: Vec<String> = found.figures.iter().map(|(name, figure)| format!("{name} {figure}")).collect();
            text.push_str(&format!("{state}: {check} ({})\n", figures.join(", ")));
            found.wrong.iter().for_each(|wrong| text.push_str(&format!("    {wrong}\n")));
        }
        if let Some(states) = &states {
            let (check, state) =
                (say(globals.lang, "doctor-states", &[]), say(globals.lang, &format!("doctor-{}", word(states.state())), &[]));
            text.push_str(&format!("{state}: {check} (cases {}, erased {}, {})\n", states.cases, states.erased, states.hash));
            states.wrong.iter().for_each(|wrong| text.push_str(&format!("    {wrong}\n")));
        }
        print(&text)?;
    }
    let is_well = !findings.iter().any(is_bad) && states.is_none_or(|states| states.wrong.is_empty());
    if is_well { Ok(()) } else { Err(Failure::No(String::new())) }
}

/// All cases, folded anew from their events.
pub struct States {
    /// How many.
    pub cases: u64,
    /// So many were erased: nothing is left to fold.
    pub erased: u64,
    /// SHA-256 over the states of all, in order: the same after a restore, an upgrade or a crash.
    pub hash: String,
    /// Rows and tasks that are not what the events say.
    pub wrong: Vec<String>,
}

impl States {
    fn state(&self) -> State {
        if self.wrong.is_empty() { State::Well } else { State::Bad }
    }
}

/// Folds every case and holds its row and its tasks against what comes out.
///
/// # Errors
/// The store cannot be read.
pub fn states(data: &Path, world: Arc<World>) -> Result<States, Failure> {
    let store = Sqlite::reader(&data.join(JOURNAL)).map_err(input(data))?;
    let library = Library::new(world);
    let mut states = States { cases: 0, erased: 0, hash: String::new(), wrong: Vec::new() };
    let mut hash = Sha256::new();
    let read = store.snapshot(|store| {
        store.each_case(&mut |row| {
            states.cases += 1;
            if row.asked.is_empty() {
                states.erased += 1;
                return;
            }
            match library.fold(row, store).and_then(|folded| Ok((folded, store.tasks(row.case)?))) {
                Ok((folded, tasks)) => {
                    hash.update(spelled(row, &folded));
                    let wrong = differences(row, &tasks, &folded);
                    states.wrong.extend(wrong.into_iter().map(|what| format!("case {}: {what}", row.case)));
                }
                Err(refusal) => states.wrong.push(format!("case {}: {}", row.case, refusal.details().detail)),
            }
        })
    });
    read.map_err(input(data))?;
    states.hash = hex(&hash.finalize());
    Ok(states)
}

/// The state of a case in words that do not change with the program.
fn spelled(row: &CaseRow, folded: &Folded) -> String {
    let Folded { net, case, events, .. } = folded;
    let outcome = case.outcome.map_or("", outcome_word);
    let (number, events, open) = (row.case, events.len(), case.status == Status::Open);
    let mut text = format!("{number} {events} {open} {outcome} {:?} {} {} {}\n", case.clocks, case.since.0, case.filed.0, case.last.0);
    for active in case.active.as_slice() {
        let element = net.info.get(active.node as usize).map_or("", |info| info.id.as_str());
        text.push_str(&format!("  {} {element} {} {}\n", active.activity, active.since, active.due.0));
    }
    text
}

/// What of a row is not as the events say.
fn differences(row: &CaseRow, tasks: &[TaskRow], folded: &Folded) -> Vec<&'static str> {
    let Folded { net, case, events, .. } = folded;
    let waits = |task: &TaskRow| case.token(task.activity).is_some_and(|token| net.node(&task.element) == Some(token.node));
    let due = next_due(case).filter(|_| case.status == Status::Open);
    let checks = [
        (row.events == events.len() as u64, "the number of its events"),
        (row.open == (case.status == Status::Open), "whether it is open"),
        (row.outcome.as_deref() == case.outcome.filter(|_| !row.open).map(outcome_word), "its outcome"),
        (row.filed == case.filed.0, "when it was filed"),
        ([row.statutory, row.extended, row.applicant_time] == case.clocks, "the time on its clocks"),
        (row.clock_since == case.since.0, "since when its clock runs"),
        (due.is_none_or(|due| row.due.is_some_and(|at| at <= due.at.0)), "when it is due"),
        (tasks.iter().all(waits), "what it waits for"),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what).collect()
}
