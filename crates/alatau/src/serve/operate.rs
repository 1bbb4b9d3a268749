//! `alatau backup` and `alatau restore`: a store copied while it is written, and put back as it was.

use super::config::Place;
use super::doctor::{made_anew, states};
use super::library::Library;
use super::{before, publish};
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use alatau_core::law::hex;
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Checkpoint;
use alatau_evidence::tree::Frontier;
use alatau_store::{CaseRow, Fault, JOURNAL, Journal, Sqlite, Until};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is copied where.
#[derive(Debug, clap::Args)]
pub struct BackUp {
    #[command(flatten)]
    pub place: Place,
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
    #[command(flatten)]
    pub place: Place,
    /// The newest checkpoint of the log that anybody kept; a copy that contradicts it is not restored
    #[arg(long, value_name = "FILE")]
    kept: Option<PathBuf>,
    /// Nobody kept a checkpoint that is newer than the copy
    #[arg(long, conflicts_with = "kept")]
    no_kept: bool,
    /// Put the store back as it was at an instant, or when its log had so many leaves
    #[arg(long, value_name = "INSTANT|LEAVES")]
    until: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What the store says, with its place.
pub fn input(path: &Path) -> impl Fn(Fault) -> Failure + '_ {
    move |fault| Failure::Input(format!("{}: {fault}", path.display()))
}

/// Copies a store while it is being written.
///
/// # Errors
/// What the store says.
pub fn back_up(args: &BackUp, globals: &Globals) -> Result<(), Failure> {
    // What is a demonstration stays one.
    let names = [publish::SECRET, super::DEMO].into_iter().skip(usize::from(args.without_key));
    let data = args.place.folder()?;
    let beside: Vec<PathBuf> = names.map(|name| data.join(name)).filter(|file| file.exists()).collect();
    let made = alatau_store::back_up(&data, &args.into, &beside, &mut |_, _| {}).map_err(input(&data))?;
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
    let (backup, data) = (&args.backup, args.place.folder()?);
    let until = args.until.as_deref().map(|text| moment(text, backup)).transpose()?;
    match &args.kept {
        Some(kept) => hold_to(kept, backup, until)?,
        None if args.no_kept => {}
        None => {
            let detail = "an older copy would contradict what the city signed since: say --kept FILE with the newest checkpoint that anybody \
                 has (the city's own is log/checkpoint in its folder), or --no-kept if there is none";
            return Err(Failure::Input(format!("{}: {detail}", backup.display())));
        }
    }
    let world = before::world(globals, backup, false)?;
    let library = Library::new(world);
    let mut settle = |journal: &mut Sqlite, lost: &[u64]| {
        made_anew(journal, lost, &library)?;
        match states(journal, &library)?.wrong.first() {
            None => Ok(()),
            Some(wrong) => Err(Failure::from(Fault::Damaged(wrong.clone()))),
        }
    };
    let placed = |failure: Failure| Failure::Input(format!("{}: {}", backup.display(), failure.message()));
    let done = alatau_store::restore(backup, &data, until, &mut settle, &mut |_, _| {}).map_err(placed)?;
    let is_new_log = until.is_some() && done.checkpoint.is_none();
    let secret = data.join(publish::SECRET);
    if is_new_log && secret.exists() {
        // What it signed covers more than is here: it must not sign again.
        std::fs::remove_file(&secret).map_err(|error| Failure::Fault(format!("{}: {error}; remove it", secret.display())))?;
    }
    let (held, erased) = contents(&data)?;
    if args.json {
        return print_json(&json!({
            "leaves": done.size, "root": hex(&done.root), "checkpoint": done.checkpoint, "beside": done.beside,
            "held": held, "erased": erased, "new-log": is_new_log
        }));
    }
    let (leaves, root, into) = (done.size.to_string(), hex(&done.root), data.display().to_string());
    print(&format!("{}\n", say(globals.lang, "restore-done", &[("leaves", &leaves), ("root", &root), ("into", &into)])))?;
    if is_new_log {
        print(&format!("{}\n", say(globals.lang, "restore-new-log", &[])))?;
    }
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

/// The moment at which a copy is cut off: an instant, or a number of leaves.
fn moment(text: &str, backup: &Path) -> Result<Until, Failure> {
    let store = Sqlite::reader(&backup.join(JOURNAL)).map_err(input(backup))?;
    let wrong = |detail: String| Failure::Input(format!("--until {text}: {detail}"));
    let at_of =
        |leaf: &[u8]| Leaf::read(leaf).map(|leaf| leaf.at).map_err(|wrong| Failure::Input(format!("{}: {wrong}", backup.display())));
    let size = store.size().map_err(input(backup))?;
    if let Ok(leaves) = text.parse::<u64>() {
        if leaves > size {
            return Err(wrong(format!("the log of the copy has {size} leaves")));
        }
        let last = store.leaves(leaves.saturating_sub(1), usize::from(leaves > 0)).map_err(input(backup))?;
        return Ok(Until { leaves, at: last.first().map_or(Ok(i64::MIN), |leaf| at_of(leaf))? });
    }
    let at =
        alatau_core::procedure::instant(text).ok_or_else(|| wrong("write 2026-11-23T09:00:00+05:00, or a number of leaves".to_string()))?;
    let mut leaves = 0;
    loop {
        let next = store.leaves(leaves, 10_000).map_err(input(backup))?;
        for leaf in &next {
            if at_of(leaf)? > at.0 {
                return Ok(Until { leaves, at: at.0 });
            }
            leaves += 1;
        }
        if next.is_empty() {
            return Ok(Until { leaves, at: at.0 });
        }
    }
}

/// A city that went on from an older copy would sign other leaves under numbers that were signed before.
fn hold_to(kept: &Path, backup: &Path, until: Option<Until>) -> Result<(), Failure> {
    let signed = Checkpoint::unverified(&crate::files::read_text(kept)?);
    let signed = signed.map_err(|wrong| Failure::Input(format!("{}: {wrong}; this is no checkpoint", kept.display())))?;
    if let Some(until) = until.filter(|until| until.leaves < signed.size) {
        return Err(Failure::No(format!(
            "{}: a checkpoint of {} leaves was signed, and only {} would stay; with --no-kept the city begins a new log there",
            kept.display(),
            signed.size,
            until.leaves
        )));
    }
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
                publish::SECRET
            )));
        }
        hashes.into_iter().for_each(|hash| frontier.push(hash));
    }
    if frontier.root() == signed.root {
        return Ok(());
    }
    Err(Failure::No(format!("{}: its first {} leaves are not those of the checkpoint {}", backup.display(), signed.size, kept.display())))
}
