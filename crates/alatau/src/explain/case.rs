//! The rulings of a case, explained from its stored events and nothing else.

use super::{refused, shown};
use crate::cli::{print, print_json, say, say_with, unknown};
use crate::failure::Failure;
use crate::files::read_text;
use alatau_core::case::What;
use alatau_core::case::record::{Recorded, StoredEvent};
use alatau_core::explain::{Kept, Line, Sources, StoredRecord, kept, layperson};
use alatau_core::procedure::Net;
use alatau_core::source::Diagnostic;
use alatau_core::text::{Arg, Lang};
use serde::Serialize;
use std::path::Path;

/// The rulings of a case; its JSON form is stable.
#[derive(Serialize)]
struct Explained {
    /// Whether every ruling is the one that its event names.
    holds: bool,
    /// Rulings and silences, in the order of the events.
    rulings: Vec<Explanation>,
    /// Numbers of events that were stored before rulings kept their reasons.
    bare: Vec<u64>,
}

/// One of them.
#[derive(Serialize)]
struct Explanation {
    /// Number of the event.
    event: u64,
    /// SHA-256 that the event names.
    named: Option<String>,
    /// SHA-256 of the record, computed from the events.
    hash: String,
    /// Whether they are the same.
    holds: bool,
    /// The text for laypersons.
    lines: Vec<Line>,
    /// The record.
    record: StoredRecord,
}

/// Explains a file of stored events; the answer is no where a ruling is not the one that its event names.
pub fn explain(path: &Path, sources: Sources<'_>, json: bool, lang: Lang) -> Result<(), Failure> {
    let (events, net) = read(path, sources, lang)?;
    let is_bare = |event: &&Recorded| matches!(event.event.what, What::Ruled { .. } | What::SilenceSpoke { .. }) && event.reasons.is_none();
    let bare: Vec<u64> = events.iter().filter(is_bare).map(|event| event.number).collect();
    let kept = kept(&events, net, sources).map_err(refused)?;
    let holds = bare.is_empty() && kept.iter().all(Kept::holds);
    let explanation = |one: &Kept| Explanation {
        event: one.number,
        named: one.named.clone(),
        hash: one.record.hash(),
        holds: one.holds(),
        lines: layperson(&one.record, sources, lang),
        record: StoredRecord::V1(Box::new(one.record.clone())),
    };
    if json {
        print_json(&Explained { holds, rulings: kept.iter().map(explanation).collect(), bare })?;
    } else {
        let mut parts: Vec<String> = kept.iter().map(|one| told(one, sources, lang)).collect();
        let told_bare = |number: &u64| format!("{}\n", say(lang, "explain-case-bare", &[("number", &number.to_string())]));
        parts.extend(bare.iter().map(told_bare));
        if parts.is_empty() {
            parts.push(format!("{}\n", say(lang, "explain-case-empty", &[])));
        }
        print(&parts.join("\n"))?;
    }
    if holds { Ok(()) } else { Err(Failure::No(String::new())) }
}

fn told(one: &Kept, sources: Sources<'_>, lang: Lang) -> String {
    let number = one.number.to_string();
    let title = [("number", Arg::Text(&number)), ("day", Arg::Date(one.record.ruling.situation.decided))];
    let mut text = format!("{}\n\n", say_with(lang, "explain-case-event", &title));
    layperson(&one.record, sources, lang).iter().for_each(|line| text.push_str(&shown(line)));
    let verdict = match &one.named {
        _ if one.holds() => say(lang, "explain-case-holds", &[]),
        Some(named) => say(lang, "explain-case-differs", &[("named", named)]),
        None => say(lang, "explain-case-unnamed", &[]),
    };
    text.push_str(&format!("\n{}\n{verdict}\n", say(lang, "explain-hash", &[("hash", &one.record.hash())])));
    text
}

/// The events of a case in their order, and the net that they are of.
fn read<'s>(path: &Path, sources: Sources<'s>, lang: Lang) -> Result<(Vec<Recorded>, &'s Net), Failure> {
    let (text, file) = (read_text(path)?, path.display().to_string());
    let (form, help) = (say(lang, "explain-case-form", &[]), say(lang, "explain-case-help", &[]));
    let stored: Vec<StoredEvent> = serde_json::Deserializer::from_str(&text)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|error| Diagnostic::json("AL-3104", &file, &text, &error, &form, &help))?;
    let Some(first) = stored.first() else { return Err(Diagnostic::error("AL-3104", &file, &text, 0, form, help).into()) };
    let Some(net) = sources.procedures.values().find(|net| net.id == first.procedure()) else {
        return Err(unknown(lang, "explain-case-procedure", first.procedure(), sources.procedures.values().map(|net| &net.id)));
    };
    let read = |event: StoredEvent| event.read(net).map_err(|damage| Failure::Input(format!("{file}: {damage}")));
    let events: Vec<Recorded> = stored.into_iter().map(read).collect::<Result<_, _>>()?;
    let strays =
        |pair: &&[Recorded]| pair[0].number >= pair[1].number || pair[0].case != pair[1].case || pair[0].procedure != pair[1].procedure;
    match events.windows(2).find(strays) {
        None => Ok((events, net)),
        Some(pair) => {
            let number = pair[1].number.to_string();
            Err(Failure::Input(say(lang, "explain-case-mixed", &[("file", &file), ("number", &number)])))
        }
    }
}
