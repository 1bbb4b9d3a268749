//! `alatau audit`: the published figures, computed again from the log alone.
//!
//! It reads what anyone can fetch: checkpoint, entry bundles, figures. It opens no store
//! and asks no server. A leaf that is missing leaves a gap in the numbers of its procedure
//! or its case, or another root than the one that was signed.

use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use crate::files::read_text;
use alatau_city::figures::{Figures, Spread, Tally};
use alatau_core::text::Lang;
use alatau_core::time::Timestamp;
use alatau_evidence::complete::Auditor;
use alatau_evidence::note::{Checkpoint, Key};
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Receipt;
use alatau_evidence::tiles::{bundle_path, bundles, leaves_in};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A city publishes its figures anew within minutes; older ones tell of another time.
const FIGURES_WITHIN: i64 = 7 * Timestamp::DAY;

/// What is to be audited.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with the log: `checkpoint`, `tile/entries`, `figures.json`
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// The published figures; default: figures.json in the log's folder
    #[arg(long, value_name = "FILE")]
    figures: Option<PathBuf>,
    /// Key of the log, as its city published it (a note's verifier key)
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// A checkpoint that was kept earlier, or a receipt; may be repeated
    #[arg(long, value_name = "FILE")]
    kept: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What came out; the JSON form is stable.
#[derive(Serialize)]
pub struct Audited {
    /// Whether nothing is missing and every figure is the same.
    holds: bool,
    /// Leaves that were read.
    size: u64,
    /// Their root, hexadecimal.
    root: String,
    /// Name of the key that signed the checkpoint; none: no key was given, and no signature was checked.
    signed_by: Option<String>,
    /// Checkpoints and receipts that were kept, and are held against the log.
    kept: usize,
    /// Of how many leaves the published figures are; none: none were given, and none compared.
    figures_of: Option<u64>,
    /// What a complete log cannot have.
    findings: Vec<String>,
    /// Where the published figures differ.
    differences: Vec<Difference>,
    /// The figures of the log.
    figures: Figures,
}

/// A figure that is not what was published.
#[derive(Serialize)]
struct Difference {
    /// Procedure; empty: of the log.
    procedure: String,
    /// Name of the figure.
    figure: String,
    /// As published.
    published: String,
    /// As the log has it.
    computed: String,
}

/// Runs the command; the answer is no where something is missing or differs.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let published = published(args)?;
    let key = args.key.as_deref().map(Key::read).transpose().map_err(|wrong| Failure::Input(format!("--key: {wrong}")))?;
    let kept = args.kept.iter().map(|path| kept(path, key.as_ref())).collect::<Result<Vec<_>, _>>()?;
    let audited = audit(&args.log, key.as_ref(), kept, published.as_ref())?;
    if args.json {
        print_json(&audited)?;
    } else {
        print(&text(&audited, globals.lang))?;
    }
    if audited.holds { Ok(()) } else { Err(Failure::No(String::new())) }
}

fn published(args: &Args) -> Result<Option<Figures>, Failure> {
    let beside = args.log.join("figures.json");
    let path = match &args.figures {
        Some(path) => path,
        None if beside.exists() => &beside,
        None => return Ok(None),
    };
    let text = read_text(path)?;
    let read = serde_json::from_str(&text);
    read.map(Some).map_err(|error| Failure::Input(format!("{}: {error}; these are no published figures", path.display())))
}

fn checkpoint(path: &Path, key: Option<&Key>) -> Result<Checkpoint, Failure> {
    if !path.exists() {
        let what = "there is no checkpoint; name the folder of a published log, which has `checkpoint` and `tile/entries`";
        return Err(Failure::Input(format!("{}: {what}", path.display())));
    }
    let text = read_text(path)?;
    let refused = |wrong| Failure::No(format!("{}: {wrong}", path.display()));
    match key {
        Some(key) => Policy::of(key.clone()).open(&text).map(|accepted| accepted.checkpoint).map_err(refused),
        None => Checkpoint::unverified(&text).map_err(refused),
    }
}

/// What somebody kept: a checkpoint, or a receipt, which has one and leads to it.
fn kept(path: &Path, key: Option<&Key>) -> Result<Checkpoint, Failure> {
    let text = if path.exists() { read_text(path)? } else { String::new() };
    if !text.trim_start().starts_with('{') {
        return checkpoint(path, key);
    }
    let Some(key) = key else {
        return Err(Failure::Input(format!("{}: a receipt counts with the key that signed it; give the log's --key", path.display())));
    };
    let receipt = Receipt::read(&text).map_err(|wrong| Failure::Input(format!("{}: {wrong}", path.display())))?;
    let proved = receipt.verify(&Policy::of(key.clone())).map(|proved| proved.checkpoint);
    proved.map_err(|wrong| Failure::No(format!("{}: {wrong}", path.display())))
}

/// Reads a whole log and computes its figures at the size of the published ones.
///
/// # Errors
/// The folder has no log, or the key did not sign its checkpoint.
pub fn audit(log: &Path, key: Option<&Key>, kept: Vec<Checkpoint>, published: Option<&Figures>) -> Result<Audited, Failure> {
    let newest = checkpoint(&log.join("checkpoint"), key)?;
    let (size, root) = (newest.size, newest.root);
    let at = published.map_or(size, |figures| figures.size);
    let was_kept = kept.len();
    let mut auditor = Auditor::new(kept.into_iter().chain([newest]).collect());
    let (mut tally, mut figures, mut findings) = (Tally::default(), None, Vec::new());
    let bar = progress(size);
    let (mut leaf, mut last) = (0, 0);
    for (index, width) in bundles(0, size) {
        let path = log.join(bundle_path(index, width));
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.push(format!("{}: {error}", path.display()));
                break;
            }
        };
        let leaves = leaves_in(&bytes).unwrap_or_else(|wrong| {
            findings.push(format!("{}: {wrong}", path.display()));
            Vec::new()
        });
        if leaves.len() != usize::from(width) {
            findings.push(format!("{}: it has {} leaves; the checkpoint covers {width} of them", path.display(), leaves.len()));
        }
        // What no checkpoint covers counts for nothing.
        for bytes in leaves.into_iter().take(width.into()) {
            if let Some(read) = auditor.push(bytes) {
                last = read.at.max(last);
                findings.extend(tally.leaf(&read).err().map(|problem| problem.detail));
            }
            leaf += 1;
            if leaf == at {
                figures = Some((tally.figures(), last));
            }
        }
        bar.set_position(leaf);
    }
    bar.finish_and_clear();
    findings.extend(auditor.finish().iter().map(ToString::to_string));
    findings.extend(tally.wrongs().iter().map(ToString::to_string));
    let (figures, of) = figures.unwrap_or_else(|| (tally.figures(), last));
    if published.is_some() && last - of > FIGURES_WITHIN {
        findings.push(format!("the published figures are of {}; the log goes on to {}", Timestamp(of), Timestamp(last)));
    }
    let differences = published.map(|published| published.differences(&figures)).unwrap_or_default().into_iter();
    let difference = |[procedure, figure, published, computed]: [String; 4]| Difference { procedure, figure, published, computed };
    let differences: Vec<Difference> = differences.map(difference).collect();
    Ok(Audited {
        holds: findings.is_empty() && differences.is_empty(),
        size: leaf,
        root: alatau_core::law::hex(&root),
        signed_by: key.map(|key| key.name().to_string()),
        kept: was_kept,
        figures_of: published.map(|figures| figures.size),
        findings,
        differences,
        figures,
    })
}

/// Progress on standard error.
fn progress(size: u64) -> ProgressBar {
    let bar = ProgressBar::new(size);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3}%  {pos}/{len}  {elapsed}") {
        bar.set_style(style);
    }
    bar
}

fn text(audited: &Audited, lang: Lang) -> String {
    let mut text = String::new();
    let mut line = |key: &str, args: &[(&str, &str)]| text += &format!("{}\n", say(lang, key, args));
    line("audit-read", &[("size", &audited.size.to_string()), ("root", &audited.root)]);
    match &audited.signed_by {
        Some(key) => line("audit-signed", &[("key", key)]),
        None => line("audit-unsigned", &[]),
    }
    match audited.kept {
        0 => line("audit-nothing-kept", &[]),
        kept => line("audit-kept", &[("kept", &kept.to_string())]),
    }
    for figure in &audited.figures.procedures {
        let number = |n: u64| n.to_string();
        let args = [
            ("procedure", figure.procedure.clone()),
            ("filed", number(figure.filed)),
            ("open", number(figure.open)),
            ("closed", number(figure.closed)),
            ("approved", number(figure.approved)),
            ("refused", number(figure.refused)),
            ("withdrawn", number(figure.withdrawn)),
            ("ontime", number(figure.on_time)),
            ("silences", number(figure.silences)),
            ("statutory", days(figure.statutory_time)),
            ("extended", days(figure.extended_time)),
            ("applicant", days(figure.applicant_time)),
            ("total", days(figure.total)),
        ];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        line("audit-figure", &args);
    }
    for finding in &audited.findings {
        line("audit-finding", &[("finding", finding)]);
    }
    for Difference { procedure, figure, published, computed } in &audited.differences {
        line("audit-difference", &[("procedure", procedure), ("figure", figure), ("published", published), ("computed", computed)]);
    }
    if let Some(of) = audited.figures_of.filter(|of| *of < audited.size) {
        line("audit-figures-of", &[("of", &of.to_string()), ("size", &audited.size.to_string())]);
    }
    let last = match (audited.holds, audited.figures_of) {
        (false, _) => "audit-fails",
        (true, Some(_)) => "audit-holds",
        (true, None) => "audit-nothing-published",
    };
    line(last, &[]);
    text
}

/// Median and 90th percentile in days, with one decimal place.
fn days(spread: Spread) -> String {
    let day = |micros: Option<i64>| micros.map_or("-".into(), |micros| format!("{:.1}", micros as f64 / 86_400e6));
    format!("{} / {}", day(spread.median), day(spread.p90))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alatau_city::City;
    use alatau_evidence::complete::Finding;
    use alatau_evidence::leaf::Leaf;
    use alatau_evidence::note::Signer;
    use alatau_store::tiles::Publisher;
    use alatau_store::{Journal, Sqlite};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// A log of a simulated city in a folder of its own, its figures and its key.
    fn log(name: &str) -> (PathBuf, Figures, Key, Vec<Vec<u8>>) {
        let body = crate::shipped::read_sound(None).unwrap();
        let world = Arc::new(crate::city::world(&body, BTreeMap::from([("council-acts".into(), "adopted".into())])).unwrap());
        let mut journal = Sqlite::in_memory().unwrap();
        let mut city = City::open(world, &mut journal).unwrap();
        let now = alatau_core::procedure::instant("2026-08-20T11:30:00+05:00").unwrap();
        crate::demo::fill(&body, &mut city, &mut journal, now, Lang::En).unwrap();
        let folder = std::env::temp_dir().join(format!("alatau-audit-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let key = publish(&folder, &journal);
        let leaves = journal.leaves(0, 1_000_000).unwrap();
        (folder, Figures::of_rows(&journal).unwrap(), key, leaves)
    }

    fn publish(folder: &Path, journal: &impl Journal) -> Key {
        let signer = Signer::new("alatau.test/log", &[7; 32]).unwrap();
        let sign = |size, root| {
            let checkpoint = Checkpoint { origin: "alatau.test/log".into(), size, root };
            Ok(checkpoint.sign(&signer).unwrap())
        };
        Publisher::open(folder).unwrap().publish(journal, sign).unwrap();
        signer.key()
    }

    #[test]
    fn figures_come_out_of_the_log_as_the_city_shows_them() {
        let (folder, figures, key, _) = log("same");
        let audited = audit(&folder, Some(&key), Vec::new(), Some(&figures)).unwrap();
        assert!(audited.holds, "{:?} {:?}", audited.findings, audited.differences.len());
        assert!(audited.size > 1_000 && audited.figures == figures);

        let mut wrong = figures.clone();
        wrong.procedures[0].on_time += 1;
        let audited = audit(&folder, Some(&key), Vec::new(), Some(&wrong)).unwrap();
        assert!(!audited.holds && audited.differences.len() == 1 && audited.differences[0].figure == "on-time");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_leaf_beyond_the_checkpoint_counts_for_nothing_and_is_told() {
        let (folder, figures, key, leaves) = log("beyond");
        let size = leaves.len() as u64;
        let (index, width) = alatau_evidence::tiles::bundles(0, size).last().unwrap();
        let path = folder.join(bundle_path(index, width));
        let mut bytes = std::fs::read(&path).unwrap();
        let last = leaves.last().unwrap();
        bytes.extend(u16::try_from(last.len()).unwrap().to_be_bytes());
        bytes.extend(last);
        std::fs::write(&path, bytes).unwrap();
        let audited = audit(&folder, Some(&key), Vec::new(), Some(&figures)).unwrap();
        assert!(!audited.holds && audited.size == size && audited.differences.is_empty(), "{:?}", audited.findings);
        assert!(audited.findings[0].ends_with(&format!("it has {} leaves; the checkpoint covers {width} of them", width + 1)));
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// What an auditor and the count of a log say of it, once its leaves were changed.
    fn told(leaves: &[Vec<u8>], mut change: impl FnMut(&mut Leaf<'_>, &mut String)) -> Vec<String> {
        let mut tally = Tally::default();
        for bytes in leaves {
            let mut leaf = Leaf::read(bytes).unwrap();
            let mut public = leaf.public.to_string();
            change(&mut leaf, &mut public);
            tally.leaf(&Leaf { public: &public, ..leaf }).unwrap();
        }
        tally.wrongs().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn who_holds_the_key_cannot_date_back_nor_silence_a_silence() {
        let (folder, _, _, leaves) = log("forged");
        assert_eq!(told(&leaves, |_, _| ()), [""; 0], "the log as it was written");

        // Each closing leaf that a person made is dated to just after the one before it in its case.
        let (mut before, mut dated) = (BTreeMap::new(), 0);
        let found = told(&leaves, |leaf, public| {
            if public.contains("\"closed\"") && public.starts_with("[{\"what\":\"ruled\"") {
                leaf.at = before.get(&leaf.case).copied().unwrap_or(leaf.at);
                dated += 1;
            }
            before.insert(leaf.case, leaf.at + 1);
        });
        assert!(dated > 10 && found.len() * 10 >= dated * 9, "{} of {dated}: {:?}", found.len(), found.first());
        assert!(found[0].contains("dates what somebody did back"), "{}", found[0]);

        // A silence that is called something else, or spoke at another time.
        let mut spoke = 0;
        let found = told(&leaves, |_, public| {
            spoke += public.matches("silence-spoke").count();
            *public = public.replace("silence-spoke", "condition");
        });
        assert!(spoke > 10 && found.len() * 10 >= spoke * 9, "{} of {spoke}: {:?}", found.len(), found.first());
        assert!(found[0].contains("without its silence"), "{}", found[0]);
        let found = told(&leaves, |leaf, public| leaf.at += i64::from(public.contains("silence-spoke")) * Timestamp::DAY);
        assert!(found.iter().filter(|told| told.contains("lets a term end at")).count() * 10 >= spoke * 9, "{:?}", found.first());

        // A closed case is filed and closed once more.
        let closed = leaves.iter().find(|leaf| Leaf::read(leaf).unwrap().public.contains("\"closed\"")).unwrap();
        let again = [leaves.clone(), vec![closed.clone()]].concat();
        let found = told(&again, |_, _| ());
        assert!(found.iter().any(|told| told.contains("was closed, and goes on")), "{found:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_case_that_is_left_out_is_missed_every_time() {
        let (folder, figures, _, leaves) = log("removed");
        let mut removed = 0;
        let case_of = |leaf: &[u8]| Leaf::read(leaf).unwrap().case;
        let cases: std::collections::BTreeSet<u64> = leaves.iter().map(|leaf| case_of(leaf)).collect();
        for case in cases.iter().take(100) {
            let rest: Vec<&Vec<u8>> = leaves.iter().filter(|leaf| case_of(leaf) != *case).collect();
            // Whoever removes a case signs the rest anew: the key is theirs.
            let mut auditor = Auditor::new(Vec::new());
            let mut tally = Tally::default();
            for leaf in rest {
                if let Some(read) = auditor.push(leaf) {
                    tally.leaf(&read).unwrap();
                }
            }
            let found = auditor.finish();
            assert!(found.iter().any(|finding| matches!(finding, Finding::Cases { .. })), "{found:?}");
            let found = !found.is_empty() && !figures.differences(&tally.figures()).is_empty();
            removed += usize::from(found);
        }
        assert_eq!((removed, cases.len() >= 100), (100, true));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
