//! Publishing the log: tiles, signed checkpoint and figures as plain files, soon after
//! each commit, on a thread of its own; and receipts out of them.

use super::health::Health;
use super::refusal::Refusal;
use crate::failure::Failure;
use crate::files::read_text;
use alatau_city::figures::Figures;
use alatau_core::law::hex;
use alatau_evidence::commitment::salt;
use alatau_evidence::note::{Checkpoint, Key, Signer};
use alatau_evidence::policy::Policy;
use alatau_evidence::proof::Proof;
use alatau_evidence::receipt::{Opened, Receipt};
use alatau_evidence::tiles::Tiles;
use alatau_store::tiles::{CHECKPOINT, Published, Publisher};
use alatau_store::{Fault, Journal, Keeper, LOG, Sqlite, StoredEntry, io_fault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Commits within so long are published together.
const TOGETHER: Duration = Duration::from_millis(200);
/// The write-ahead log is brought into the file so often, if something was committed.
const TIDY: Duration = Duration::from_millis(500);
/// The figures are published at most so often.
const FIGURES: Duration = Duration::from_secs(60);
/// What could not be published is tried again after so long.
const AGAIN: Duration = Duration::from_secs(1);
/// Between two stretches of the published files that are looked over after a start, whoever else wants the disk has it.
const GLANCE: Duration = Duration::from_millis(20);
/// Name of the file with the figures.
pub const PUBLISHED: &str = "figures.json";
/// Name of the file with the secret seed of the log's key.
pub const SECRET: &str = "log.key";
/// Name of the file with the public key.
pub const KEY: &str = "key";

/// The signer of a log: its seed is kept beside the store, and made if there is none.
///
/// # Errors
/// The file cannot be read or written, or the name cannot be that of a log.
pub fn signer(data: &Path, origin: &str) -> Result<Signer, Failure> {
    check(data, origin)?;
    let path = data.join(SECRET);
    let seed = if path.exists() { read_seed(&path)? } else { new_seed(&path)? };
    named(origin, &seed)
}

fn named(origin: &str, seed: &[u8; 32]) -> Result<Signer, Failure> {
    Signer::new(origin, seed).map_err(|wrong| Failure::Input(format!("the log's name `{origin}`: {wrong}; choose another with --origin")))
}

/// Whether the log of a folder can be signed by this name; makes nothing.
///
/// # Errors
/// The name is none, the secret is lost or damaged, or it is not the one of the published key.
pub fn check(data: &Path, origin: &str) -> Result<(), Failure> {
    let (secret, published) = (data.join(SECRET), data.join(LOG).join(KEY));
    if secret.exists() {
        return same_key(&published, &named(origin, &read_seed(&secret)?)?);
    }
    named(origin, &[0; 32])?;
    if !published.exists() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{}: the secret key of the log is lost, and its public key is published; put the file of the last backup back, or begin a new log: \
         move {} away, choose another --origin and say so in public",
        secret.display(),
        data.join(LOG).display()
    )))
}

/// What is wrong with the keys of a log: the secret one makes the published one, which signed the checkpoint.
pub fn keys(data: &Path) -> Vec<String> {
    let log = data.join(LOG);
    let text = |path: PathBuf| std::fs::read_to_string(path).ok();
    let (note, published, mut wrong) = (text(log.join(CHECKPOINT)), text(log.join(KEY)), Vec::new());
    let published =
        published.and_then(|text| Key::read(text.trim()).map_err(|error| wrong.push(format!("{KEY} of the log: {error}"))).ok());
    let signed = note.as_deref().and_then(|note| Checkpoint::unverified(note).ok());
    // After a restore only the secret key and the checkpoint are there.
    let origin = published.as_ref().map(Key::name).or(signed.as_ref().map(|signed| signed.origin.as_str()));
    if data.join(SECRET).exists() || published.is_some() {
        let said = |failure: Failure| failure.message().to_string();
        wrong.extend(origin.and_then(|origin| check(data, origin).map_err(said).err()));
    }
    let own = || named(origin?, &read_seed(&data.join(SECRET)).ok()?).ok().map(|signer| signer.key());
    if let (Some(note), Some(key)) = (&note, published.clone().or_else(own))
        && let Err(error) = Policy::of(key).open(note)
    {
        wrong.push(format!("{CHECKPOINT} of the log: {error}"));
    }
    wrong
}

fn read_seed(path: &Path) -> Result<[u8; 32], Failure> {
    let text = read_text(path)?;
    let text = text.trim();
    let wrong = || Failure::Input(format!("{}: 64 hexadecimal digits are wanted; put the file of the last backup back", path.display()));
    if text.len() != 64 || !text.is_ascii() {
        return Err(wrong());
    }
    let mut seed = [0; 32];
    for (byte, digits) in seed.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).map_err(|_| wrong())?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    Ok(seed)
}

fn new_seed(path: &Path) -> Result<[u8; 32], Failure> {
    use std::io::Write as _;
    let seed = super::writer::random().map_err(|problem| Failure::Fault(problem.to_string()))?;
    let fail = |error: std::io::Error| Failure::Input(format!("{}: {error}", path.display()));
    // Nobody but the owner reads it.
    let mut file = alatau_store::private_file().create_new(true).open(path).map_err(fail)?;
    file.write_all(format!("{}\n", hex(&seed)).as_bytes()).and_then(|()| file.sync_all()).map_err(fail)?;
    Ok(seed)
}

/// Publishes the key of a log, once: whoever holds it could not verify what another signs.
fn keep_key(path: &Path, signer: &Signer) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::Input(format!("{}: {error}", path.display()));
    if !path.exists() {
        return std::fs::write(path, format!("{}\n", signer.key())).map_err(fail);
    }
    same_key(path, signer)
}

/// The published key, if there is one, is that of the signer.
fn same_key(path: &Path, signer: &Signer) -> Result<(), Failure> {
    if !path.exists() {
        return Ok(());
    }
    let (key, published) = (signer.key(), read_text(path)?);
    let (published, origin) = (published.trim(), published.split('+').next().unwrap_or_default());
    if published == key.to_string() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{}: this log is signed with the key {published}, not with {key}; go on with --origin {origin} and its own {SECRET}",
        path.display()
    )))
}

/// Publishes whenever something was committed.
pub struct Publishing {
    wake: SyncSender<bool>,
    thread: JoinHandle<()>,
}

impl Publishing {
    /// Starts over a reader of the store; what is not published yet is published before this returns.
    ///
    /// # Errors
    /// The folder cannot be written, or a checkpoint was signed that the store does not keep.
    pub fn start(store: Sqlite, folder: PathBuf, signer: Signer, health: Arc<Health>) -> Result<Publishing, Failure> {
        let fail = |fault: Fault| Failure::Input(format!("{}: {fault}", folder.display()));
        let publisher = Publisher::open(&folder).map_err(fail)?;
        keep_key(&folder.join(KEY), &signer)?;
        let keeper = store.keeper().map_err(fail)?;
        let mut work =
            Work { store, keeper, tidied: Instant::now(), publisher, signer, figures: None, looking: true, folder: folder.clone(), health };
        work.publish(true).map_err(fail)?;
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::Builder::new().name("publisher".into()).spawn(move || work.run(&woken));
        Ok(Publishing { wake, thread: thread.map_err(|error| Failure::Fault(error.to_string()))? })
    }

    /// What wakes it.
    pub fn wake(&self) -> SyncSender<bool> {
        self.wake.clone()
    }

    /// Publishes what is left, and ends.
    pub fn close(self) {
        let _ = self.wake.send(true);
        let _ = self.thread.join();
    }
}

struct Work {
    store: Sqlite,
    /// Spares the writer the write-ahead log.
    keeper: Option<Keeper>,
    /// When it did so last.
    tidied: Instant,
    publisher: Publisher,
    signer: Signer,
    /// When the figures were published last, and of how many leaves.
    figures: Option<(Instant, u64)>,
    /// The files that were there at the start are not all looked over yet.
    looking: bool,
    folder: PathBuf,
    health: Arc<Health>,
}

impl Work {
    fn run(mut self, woken: &Receiver<bool>) {
        let mut wait = FIGURES;
        loop {
            let last = match woken.recv_timeout(if self.looking && wait != AGAIN { GLANCE } else { wait }) {
                Ok(last) => last,
                Err(RecvTimeoutError::Timeout) if self.looking && wait != AGAIN => {
                    if let Err(fault) = self.look_over() {
                        tracing::error!(%fault, "the published log could not be looked over, or not be mended; it is tried again");
                        self.health.published(Some(fault.to_string()));
                        wait = AGAIN;
                    }
                    continue;
                }
                Err(RecvTimeoutError::Timeout) if wait == AGAIN || self.owes_figures() => false,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            let done = self.publish(last);
            if let Err(fault) = &done {
                tracing::error!(%fault, "the log could not be published; it is tried again");
            }
            wait = if done.is_ok() { FIGURES } else { AGAIN };
            self.health.published(done.err().map(|fault| fault.to_string()));
            if let (Some(keeper), true) = (&self.keeper, self.tidied.elapsed() >= TIDY) {
                if let Err(fault) = keeper.tidy() {
                    tracing::warn!(%fault, "the write-ahead log could not be brought into the store's file; the writer does it");
                }
                self.tidied = Instant::now();
            }
            if last {
                return;
            }
            std::thread::sleep(TOGETHER);
        }
    }

    fn owes_figures(&self) -> bool {
        self.figures.is_none_or(|(_, size)| size < self.publisher.size())
    }

    /// Publishes the log, then the figures of its first leaves: an auditor finds no figures of leaves that are not there.
    fn publish(&mut self, at_once: bool) -> Result<(), Fault> {
        let due = at_once || self.figures.is_none_or(|(at, _)| at.elapsed() >= FIGURES);
        let figures = if due { Some(self.figures()?) } else { None };
        self.publish_log()?;
        if let Some(figures) = figures {
            self.publish_figures(&figures)?;
            self.figures = Some((Instant::now(), figures.size));
        }
        Ok(())
    }

    /// Looks over the next stretch of the published files; what is missing or damaged is written again at once.
    fn look_over(&mut self) -> Result<(), Fault> {
        let wrong = self.publisher.look_over(&self.store)?;
        self.looking = wrong.is_some();
        if let Some(files) = wrong.filter(|wrong| *wrong > 0) {
            self.publish_log()?;
            tracing::warn!(files, "published files of the log were missing or damaged; they were written again");
            self.health.mended(files);
        }
        Ok(())
    }

    fn publish_log(&mut self) -> Result<Published, Fault> {
        let origin = self.signer.key().name().to_string();
        let signer = &self.signer;
        let sign = |size, root| {
            let signed = Checkpoint { origin, size, root }.sign(signer);
            signed.map_err(|wrong| Fault::Failed(format!("the checkpoint cannot be signed: {wrong}")))
        };
        self.publisher.publish(&self.store, sign)
    }

    fn figures(&self) -> Result<Figures, Fault> {
        let failed = |problem: alatau_city::Problem| Fault::Failed(format!("the figures: {problem}"));
        self.store.snapshot(|store| Figures::kept(store).map_err(failed))
    }

    fn publish_figures(&self, figures: &Figures) -> Result<(), Fault> {
        let failed = |why: String| Fault::Failed(format!("the figures: {why}"));
        let text = serde_json::to_string_pretty(figures).map_err(|error| failed(error.to_string()))?;
        let (partial, path) = (self.folder.join("figures.json.partial"), self.folder.join(PUBLISHED));
        std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, &path)).map_err(|error| io_fault(&path, &error))
    }
}

/// Wakes the publisher; it works through what it finds, so that one word is enough.
pub fn woken(wake: SyncSender<bool>) -> super::writer::After {
    Box::new(move || {
        let _ = wake.try_send(false);
    })
}

/// The receipt of the entry of a case that holds this event; none: of its last that is published.
///
/// # Errors
/// There is no such event, it is not published yet, or the case was erased.
pub fn receipt(store: &Sqlite, folder: &Path, case: u64, event: Option<u64>) -> Result<String, Refusal> {
    let row = store.case(case)?.ok_or_else(|| Refusal::not_found("case"))?;
    let entries = store.entries(case)?;
    let (checkpoint, signed) = published(folder)?;
    let holds = |entry: &&StoredEntry| match event {
        Some(event) => (entry.index..entry.index + u64::from(entry.events)).contains(&event),
        None => entry.leaf_number < signed.size,
    };
    let missing = || if event.is_some() { Refusal::not_found("event of this number") } else { soon() };
    let entry = entries.iter().rev().find(holds).ok_or_else(missing)?;
    let opened = match (&entry.content, &row.key) {
        (Some(content), Some(key)) => Some(Opened { salt: salt(key, entry.number), content: text(content)? }),
        _ => None,
    };
    proved(entry, opened, (checkpoint, signed), folder)
}

/// The receipt of a leaf by its number from 0, without what can be erased: what the log shows to anyone.
///
/// # Errors
/// It is not published yet.
pub fn public(store: &Sqlite, folder: &Path, leaf: u64) -> Result<Option<String>, Refusal> {
    let entry = store.entry(leaf)?;
    entry.map(|entry| proved(&entry, None, published(folder)?, folder)).transpose()
}

fn soon() -> Refusal {
    let detail = "the entry is kept, and will be in the published log in a moment; ask again";
    Refusal::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "AL-4433", detail)
}

fn text(bytes: &[u8]) -> Result<String, Refusal> {
    String::from_utf8(bytes.to_vec()).map_err(|error| Refusal::fault(error.to_string()))
}

/// The newest checkpoint: its text, and what it says.
fn published(folder: &Path) -> Result<(String, Checkpoint), Refusal> {
    let checkpoint = std::fs::read_to_string(folder.join(CHECKPOINT)).map_err(|_| soon())?;
    let signed = Checkpoint::unverified(&checkpoint).map_err(|wrong| Refusal::fault(wrong.to_string()))?;
    Ok((checkpoint, signed))
}

fn proved(
    entry: &StoredEntry,
    opened: Option<Opened>,
    (checkpoint, signed): (String, Checkpoint),
    folder: &Path,
) -> Result<String, Refusal> {
    if entry.leaf_number >= signed.size {
        return Err(soon());
    }
    let tiles = Tiles::new(signed.size, signed.root, |tile: &alatau_evidence::tiles::Tile| std::fs::read(folder.join(tile.path())).ok());
    // A partial tile may have been replaced since the checkpoint was read: the next one has it.
    let hashes = tiles.inclusion(entry.leaf_number).map_err(|_| soon())?;
    let proof = Proof { index: entry.leaf_number, hashes, checkpoint };
    Ok(Receipt { leaf: text(&entry.leaf)?, opened, proof }.write())
}
