//! `alatau law certificate`: issues a stability certificate, and checks one against the law.

use super::columns::place;
use super::date;
use crate::cli::{Globals, print, print_json, say, unknown};
use crate::failure::Failure;
use alatau_core::law::{Certificate, CertificateFault, CoveredSlot, Held, Law, NotIssued, Question, Undetermined, hex};
use alatau_core::text::Lang;
use alatau_core::time::Date;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `alatau law certificate` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write down, by hash, the versions that a guarantee keeps for a holder
    Issue(Issue),
    /// Check a certificate against the law, and say what it keeps
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
struct Issue {
    /// The guarantee: a rule, or its slot
    #[arg(long, value_name = "RULE")]
    guarantee: String,
    /// Whom it is for
    #[arg(long, value_name = "NAME")]
    holder: String,
    /// A territory of the law, or a column: ordinary, sez, alatau-facade, alatau
    #[arg(long = "in", value_name = "PLACE")]
    place: String,
    /// The day of issue, whose law it keeps
    #[arg(long, value_name = "DATE")]
    on: String,
    /// Status of the holder; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
    /// Its number; without one, the first digits of its hash
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the certificate as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// The certificate
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// With the knowledge of this day; without one, with all that the law's files know
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Say also what a case of the holder here, filed on that day, would be ruled by
    #[arg(long = "in", value_name = "PLACE", requires = "on")]
    place: Option<String>,
    /// Status of the holder; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
    /// Class of that case
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(law: &Law, args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.command {
        Command::Issue(args) => issue(law, args, globals),
        Command::Verify(args) => verify(law, args, globals),
    }
}

fn issue(law: &Law, args: &Issue, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    let on = date(&args.on, globals)?;
    let place = place(law, &args.place, &args.person, globals)?;
    let question = Question { places: place.territories, person: place.person, switches: place.switches, ..Question::on("", on) };
    let id = args.id.as_deref().unwrap_or_default();
    let mut certificate = law.issue(&args.guarantee, &question, &args.holder, id).map_err(|error| not_issued(&error, lang))?;
    if args.id.is_none() {
        certificate.id = hex(&certificate.hash())[..12].to_string();
    }
    if let Some(path) = &args.out {
        let text = serde_json::to_string_pretty(&certificate).map_err(|error| Failure::Fault(format!("JSON: {error}")))?;
        std::fs::write(path, text + "\n").map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
    }
    if args.json {
        return print_json(&certificate);
    }
    let mut lines = heading(law, &certificate, lang);
    lines.push(String::new());
    for covered in &certificate.covers {
        lines.push(format!("  {}  {}", hex(&covered.hash), covered.version));
        lines.push(format!("    {} ({})", label(law, &covered.slot, lang), covered.slot));
    }
    lines.push(String::new());
    lines.push(match &args.out {
        Some(path) => say(lang, "certificate-written", &[("file", &path.display().to_string())]),
        None => say(lang, "certificate-not-written", &[]),
    });
    print(&(lines.join("\n") + "\n"))
}

/// Holder, issuer, days, hash.
fn heading(law: &Law, certificate: &Certificate, lang: Lang) -> Vec<String> {
    let issuer = law.authorities.get(&certificate.issuer).map_or(certificate.issuer.as_str(), |body| body.label.get(lang.code()));
    let selects = serde_json::to_value(certificate.selects).ok().and_then(|word| word.as_str().map(String::from)).unwrap_or_default();
    let days = [certificate.issued, certificate.as_of, certificate.until].map(|day| day.to_string());
    let count = certificate.covers.len().to_string();
    let mut lines = vec![
        say(lang, "certificate-title", &[("id", &certificate.id), ("holder", &certificate.holder)]),
        say(lang, "certificate-issued", &[("issuer", issuer), ("day", &days[0]), ("guarantee", &certificate.guarantee)]),
        say(lang, "certificate-days", &[("from", &days[1]), ("until", &days[2])]),
        say(lang, &format!("certificate-selects-{selects}"), &[]),
        say(lang, "certificate-hash", &[("hash", &hex(&certificate.hash())), ("count", &count)]),
    ];
    if !certificate.floating.is_empty() {
        lines.push(say(lang, "certificate-floating", &[("slots", &certificate.floating.join(", "))]));
    }
    lines
}

fn label<'l>(law: &'l Law, slot: &'l str, lang: Lang) -> &'l str {
    law.vocabulary.slots.get(slot).map_or(slot, |listed| listed.label.get(lang.code()))
}

fn not_issued(error: &NotIssued, lang: Lang) -> Failure {
    match error {
        NotIssued::NoGuarantee { name, known } => {
            let known = if known.is_empty() { "–".to_string() } else { known.join(", ") };
            Failure::Input(say(lang, "certificate-no-guarantee", &[("name", name), ("known", &known)]))
        }
        NotIssued::NotInForce { guarantee, day, .. } => {
            Failure::No(say(lang, "certificate-not-in-force", &[("guarantee", guarantee), ("day", &day.to_string())]))
        }
        NotIssued::Nothing { guarantee } => Failure::No(say(lang, "certificate-nothing", &[("guarantee", guarantee)])),
        NotIssued::NoEnd { guarantee } => Failure::No(say(lang, "certificate-no-end", &[("guarantee", guarantee)])),
        NotIssued::NotAQuestion(error) => Failure::Input(error.to_string()),
    }
}

/// The answer to `verify`; its JSON form is stable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Verified {
    id: String,
    holder: String,
    issuer: String,
    until: Date,
    /// SHA-256 of the record.
    hash: String,
    /// SHA-256 of the law it was held against.
    law: String,
    /// Whether the record is what the law would certify.
    sound: bool,
    /// Whether nothing is wrong at all: the record is sound and the guarantee stands.
    verifies: bool,
    faults: Vec<Fault>,
    slots: Vec<Slot>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Fault {
    #[serde(flatten)]
    fault: CertificateFault,
    text: String,
}

/// One covered slot in a case of the holder.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Slot {
    slot: String,
    label: String,
    /// The version that is kept; none if the certificate names none for this case.
    certified: Option<String>,
    /// The version that a ruling would use.
    used: Option<String>,
    /// Hash of the version that a ruling would use.
    hash: Option<String>,
    /// Whether the promise is kept; nothing while a human has to decide.
    kept: Option<bool>,
    /// Key of the reason.
    why: String,
    text: String,
}

fn verify(law: &Law, args: &Verify, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    let certificate = read(&args.file)?;
    let on = args.on.as_deref().map(|on| date(on, globals)).transpose()?;
    let found = law.verify(&certificate, on.unwrap_or(Date::MAX));
    let slots = match (&args.place, on) {
        (Some(place), Some(on)) => slots(law, &certificate, place, on, args, globals)?,
        _ => Vec::new(),
    };
    let faults: Vec<Fault> = found.into_iter().map(|fault| Fault { text: fault_text(&fault, lang), fault }).collect();
    let verified = Verified {
        id: certificate.id.clone(),
        holder: certificate.holder.clone(),
        issuer: certificate.issuer.clone(),
        until: certificate.until,
        hash: hex(&certificate.hash()),
        law: hex(&law.hash()),
        sound: faults.iter().all(|fault| fault.fault.leaves_the_record_sound()),
        verifies: faults.is_empty(),
        faults,
        slots,
    };
    let verdict = match (verified.sound, verified.verifies) {
        (_, true) => "certificate-verifies",
        (true, false) => "certificate-broken",
        (false, _) => "certificate-unsound",
    };
    let verdict = say(lang, verdict, &[]);
    if args.json {
        print_json(&verified)?;
        eprintln!("{verdict}");
    } else {
        print(&written(&verified, heading(law, &certificate, lang), &verdict))?;
    }
    if verified.verifies { Ok(()) } else { Err(Failure::No(String::new())) }
}

fn written(verified: &Verified, heading: Vec<String>, verdict: &str) -> String {
    let mut lines = heading;
    if !verified.slots.is_empty() {
        lines.push(String::new());
    }
    for slot in &verified.slots {
        let mark = match slot.kept {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "?",
        };
        lines.push(format!("{mark} {} ({})", slot.label, slot.slot));
        lines.push(format!("    {}", slot.text));
        if let (Some(used), Some(hash)) = (&slot.used, &slot.hash) {
            lines.push(format!("    {hash}  {used}"));
        }
    }
    lines.push(String::new());
    lines.extend(verified.faults.iter().map(|fault| format!("AL-1601 {}", fault.text)));
    lines.push(verdict.to_string());
    lines.join("\n") + "\n"
}

/// The certificate in a file.
pub(super) fn read(path: &Path) -> Result<Certificate, Failure> {
    let text = std::fs::read(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
    let name = path.display().to_string();
    Ok(Certificate::read(&name, &String::from_utf8_lossy(&text))?)
}

/// What a case of the holder, filed and decided on a day, would be ruled by.
fn slots(law: &Law, certificate: &Certificate, id: &str, on: Date, args: &Verify, globals: &Globals) -> Result<Vec<Slot>, Failure> {
    let place = place(law, id, &args.person, globals)?;
    if let Some(class) = args.class.as_ref().filter(|class| !law.vocabulary.classes.contains_key(*class)) {
        return Err(unknown(globals.lang, "law-unknown-class", class, law.vocabulary.classes.keys()));
    }
    let question = Question {
        places: place.territories,
        person: place.person,
        class: args.class.clone(),
        switches: place.switches,
        certificate: Some(Arc::new(certificate.clone())),
        ..Question::on("", on)
    };
    Ok(law.covered(&question).into_iter().map(|covered| slot(law, covered, globals.lang)).collect())
}

/// What a clause or a certificate did with a slot.
pub(super) fn held_text(held: &Held, lang: Lang) -> String {
    let (key, day) = held.key();
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    say(lang, &format!("certificate-held-{key}"), &[("day", &day)])
}

fn slot(law: &Law, covered: CoveredSlot, lang: Lang) -> Slot {
    let version = |rule: usize| law.rules[rule].version();
    let (why, kept, certified, text) = match &covered.selection {
        Ok(selection) => {
            let text = held_text(&selection.held, lang);
            (selection.held.key().0, Some(is_kept(&selection.held)), selection.old.map(version), text)
        }
        Err(Undetermined::Choice { old, new, .. }) => {
            let text = say(lang, "certificate-held-choice", &[("old", &version(*old)), ("new", &version(*new))]);
            ("choice", None, Some(version(*old)), text)
        }
        Err(Undetermined::Incomparable { old, new, human, .. }) => {
            let body = law.authorities.get(human).map_or(human.as_str(), |body| body.label.get(lang.code()));
            let words = [("old", version(*old)), ("new", version(*new))];
            let text = say(lang, "certificate-held-human", &[("body", body), ("old", &words[0].1), ("new", &words[1].1)]);
            ("human", None, Some(version(*old)), text)
        }
        Err(Undetermined::Certificate(fault)) => ("fault", Some(false), None, fault_text(fault, lang)),
        Err(Undetermined::Tie { .. } | Undetermined::Uses { .. }) => ("open", None, None, say(lang, "certificate-held-open", &[])),
    };
    let used = covered.used.filter(|_| kept.is_some());
    Slot {
        label: label(law, &covered.slot, lang).to_string(),
        slot: covered.slot,
        certified,
        used: used.map(version),
        hash: used.map(|rule| hex(&law.rules[rule].hash)),
        kept,
        why: why.to_string(),
        text,
    }
}

/// A promise that was not due is not broken.
fn is_kept(held: &Held) -> bool {
    held.is_kept() || matches!(held, Held::NotYet { .. } | Held::Ended { .. } | Held::OtherVersion)
}

pub(super) fn fault_text(fault: &CertificateFault, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, &str)]| say(lang, &format!("certificate-fault-{key}"), args);
    match fault {
        CertificateFault::NoGuarantee { guarantee, issued } => {
            say("no-guarantee", &[("guarantee", guarantee), ("day", &issued.to_string())])
        }
        CertificateFault::Issuer { found, expected } => say("issuer", &[("found", found), ("expected", expected)]),
        CertificateFault::Length { found, expected } => {
            say("length", &[("found", &found.to_string()), ("expected", &expected.to_string())])
        }
        CertificateFault::AsOf { as_of, issued } => say("as-of", &[("found", &as_of.to_string()), ("day", &issued.to_string())]),
        CertificateFault::Terms => say("terms", &[]),
        CertificateFault::Version { slot, version } => say("version", &[("slot", slot), ("version", version)]),
        CertificateFault::Hash { version, found, expected, .. } => {
            say("hash", &[("version", version), ("found", found), ("expected", expected)])
        }
        CertificateFault::Area { slot, area, excepted } => {
            say(if *excepted { "except-area" } else { "area" }, &[("slot", slot), ("area", area)])
        }
        CertificateFault::Annulled { by, known } => say("annulled", &[("act", by), ("day", &known.to_string())]),
    }
}
