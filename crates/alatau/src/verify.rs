//! `alatau verify RECEIPT`: what a receipt proves to who trusts these keys. No network.
//!
//! The same check as a page that anyone opens from disk: `--page FILE` writes it.

pub mod page;
mod verdict;

use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use crate::files::{Sink, read_bytes, read_text};
use alatau_core::text::{self, Lang, Message};
use alatau_core::time::{Date, Timestamp, Zone};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Key;
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Proved;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use verdict::{Checked, Says, Verdict};

/// Arguments of `alatau verify`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("trust").args(["policy", "key"])))]
pub struct Args {
    /// The receipt
    #[arg(required_unless_present = "page")]
    receipt: Option<PathBuf>,
    /// Whom you trust: a file in the form of c2sp.org/tlog-policy
    #[arg(long, value_name = "FILE", required_unless_present_any = ["key", "page"])]
    policy: Option<PathBuf>,
    /// Or the key of one log, as the city publishes it: name+id+letters
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// The day on which it must be in force; today if not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
    /// Write the page that checks receipts in a browser without any network, with the key if one is given
    #[arg(long, value_name = "FILE", conflicts_with_all = ["receipt", "policy"])]
    page: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Checks a receipt; the answer is "no" unless it is proved and in force.
pub fn verify(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let wrong = |wrong: alatau_evidence::note::Wrong| Failure::Input(wrong.to_string());
    let key = args.key.as_deref().map(|key| Key::read(key.trim())).transpose().map_err(wrong)?;
    if let Some(path) = &args.page {
        return Sink::open(path)?.finish(&page::page(globals.lang, key.as_ref()));
    }
    let policy = match (key, &args.policy) {
        (Some(key), _) => Policy::of(key),
        (None, Some(path)) => Policy::read(&read_text(path)?).map_err(wrong)?,
        (None, None) => return Err(Failure::Fault("the command line asks for a policy or a key".to_string())),
    };
    let path = args.receipt.as_deref().ok_or_else(|| Failure::Fault("the command line asks for a receipt".to_string()))?;
    let text = String::from_utf8_lossy(&read_bytes(path)?).into_owned();
    let zone = Zone::almaty();
    let today = match args.on {
        Some(day) => day,
        None => zone.date(now()?),
    };
    let receipt = verdict::read(&text);
    let checked = match &receipt {
        Ok(receipt) => verdict::check(receipt, &policy, today),
        Err(Verdict::NoReceipt) => {
            return Err(Failure::Input(say(globals.lang, "evidence-not-a-receipt", &[("file", &path.display().to_string())])));
        }
        Err(verdict) => Checked { verdict: verdict.clone(), says: Says::default(), proved: None },
    };
    let valid = matches!(checked.verdict, Verdict::Valid);
    if args.json {
        print_json(&as_json(&checked))?;
    } else {
        print(&in_words(&checked, globals.lang, &zone))?;
    }
    if valid { Ok(()) } else { Err(Failure::No(String::new())) }
}

fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|e| Failure::Fault(format!("the clock: {e}")))?;
    Ok(Timestamp(since.as_micros() as i64))
}

/// What a person is told of a receipt.
pub struct Told {
    /// It is proved and in force.
    pub valid: bool,
    /// It is proved, though the decision no longer stands.
    pub proved: bool,
    /// The verdict, one sentence.
    pub headline: String,
    /// What is proved.
    pub lines: Vec<String>,
}

/// Checks the text of a receipt on a day, in words.
pub fn tell(text: &str, policy: &Policy, today: Date, lang: Lang, zone: &Zone) -> Told {
    let receipt = verdict::read(text);
    let checked = match &receipt {
        Ok(receipt) => verdict::check(receipt, policy, today),
        Err(verdict) => Checked { verdict: verdict.clone(), says: Says::default(), proved: None },
    };
    let headline = match &checked.verdict {
        Verdict::NoReceipt => say(lang, "portal-verify-no-receipt", &[]),
        verdict => headline(verdict, lang),
    };
    let lines = checked.proved.as_ref().map_or(Vec::new(), |proved| facts(proved, &checked.says, lang, zone));
    Told { valid: checked.verdict == Verdict::Valid, proved: checked.proved.is_some(), headline, lines }
}

fn in_words(checked: &Checked<'_>, lang: Lang, zone: &Zone) -> String {
    let mut lines = vec![headline(&checked.verdict, lang)];
    if let Some(proved) = &checked.proved {
        lines.extend(facts(proved, &checked.says, lang, zone).into_iter().map(|line| format!("  {line}")));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn headline(verdict: &Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::Valid | Verdict::NoReceipt => say(lang, "evidence-valid", &[]),
        Verdict::Expired { until } => say(lang, "evidence-expired", &[("day", &text::date(lang, *until))]),
        Verdict::Revoked => say(lang, "evidence-revoked", &[]),
        Verdict::Changed { part, why } => {
            let code = why.split(':').next().unwrap_or_default();
            format!("{} {} ({code})", say(lang, "evidence-changed", &[]), say(lang, part.message(), &[]))
        }
        Verdict::UnknownKey { origin } => say(lang, "evidence-unknown-key", &[("origin", origin)]),
        Verdict::Witnesses { origin } => say(lang, "evidence-witnesses", &[("origin", origin)]),
    }
}

fn facts(proved: &Proved<'_>, says: &Says, lang: Lang, zone: &Zone) -> Vec<String> {
    let (leaf, at) = (&proved.leaf, Timestamp(proved.leaf.at));
    let minutes = zone.time_of_day(at) / 60_000_000;
    let (day, time) = (text::date(lang, zone.date(at)), format!("{:02}:{:02}", minutes / 60, minutes % 60));
    let (index, size) = ((proved.index + 1).to_string(), proved.checkpoint.size.to_string());
    let (case, first, last) = (leaf.case.to_string(), leaf.number.to_string(), (leaf.next_number() - 1).to_string());
    let place: [(&str, &str); 3] = [("origin", &proved.checkpoint.origin), ("leaf", &index), ("size", &size)];
    let entry: [(&str, &str); 4] = [("case", &case), ("procedure", leaf.procedure), ("first", &first), ("last", &last)];
    let mut lines = vec![
        say(lang, "evidence-log", &place),
        say(lang, "evidence-written", &[("day", &day), ("time", &time), ("zone", "Asia/Almaty")]),
        say(lang, "evidence-entry", &entry),
    ];
    lines.extend(says.outcome.as_ref().map(|outcome| say(lang, "evidence-outcome", &[("outcome", &word(outcome, lang))])));
    lines.extend(says.until.map(|until| say(lang, "evidence-until", &[("day", &text::date(lang, until))])));
    lines.push(say(lang, if proved.content.is_some() { "evidence-content-shown" } else { "evidence-content-hidden" }, &[]));
    if !proved.witnesses.is_empty() {
        lines.push(say(lang, "evidence-witnessed", &[("names", &proved.witnesses.join(", "))]));
    }
    lines
}

/// An outcome in words, if the catalogue has it; else as it stands in the leaf.
fn word(outcome: &str, lang: Lang) -> String {
    let known = [format!("silence-{outcome}"), format!("evidence-outcome-{outcome}")];
    known.iter().find_map(|key| Message::find(key)).map_or(outcome.to_string(), |message| text::text(lang, message, &[]))
}

fn as_json(checked: &Checked<'_>) -> Value {
    let why = match &checked.verdict {
        Verdict::Changed { why, .. } => Some(why.clone()),
        _ => None,
    };
    let entry = checked.proved.as_ref().map(|proved| {
        let Leaf { procedure, number, events, case, index, at, public, .. } = proved.leaf;
        json!({
            "origin": proved.checkpoint.origin,
            "leaf": proved.index,
            "size": proved.checkpoint.size,
            "procedure": procedure,
            "number": number,
            "events": events,
            "case": case,
            "index": index,
            "at": at,
            "public": serde_json::from_str::<Value>(public).unwrap_or_default(),
            "content": proved.content,
            "witnesses": proved.witnesses,
        })
    });
    json!({
        "verdict": checked.verdict.name(),
        "why": why,
        "outcome": checked.says.outcome,
        "until": checked.says.until.map(|until| until.to_string()),
        "entry": entry,
    })
}
