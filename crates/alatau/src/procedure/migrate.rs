//! `alatau procedure migrate`: open cases and a changed procedure.

use super::law::{Place, of_file};
use super::nets;
use crate::calendar::read_instant;
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use crate::files::{Sink, read_text};
use alatau_core::case::migrate::{Because, Block, Bridge, Plan, Timers, Verdict, name_of};
use alatau_core::case::record::{Actor, StoredEvent};
use alatau_core::case::{Case, Event, ROOT, Rulebook, apply};
use alatau_core::procedure::{Net, bpmn};
use alatau_core::source::Diagnostic;
use alatau_core::text::Lang;
use alatau_core::time::{Calendar, Timestamp, WeeklyPattern, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is to be changed into what, and which cases are open.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The BPMN file that the cases run on
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The BPMN file that takes its place
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// The plan: who stays, who moves, what is renamed (TOML)
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// The events of the cases, one JSON object a line
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// When it happens, in local time: 2026-11-02T15:42; now if not given
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Only say what would become of each case
    #[arg(long, conflicts_with = "write")]
    dry_run: bool,
    /// Write all events and those of the change to this file
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run", requires = "by")]
    write: Option<PathBuf>,
    /// Who changes the procedure: the name that the events keep
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Take the change back for cases to which nothing happened since
    #[arg(long)]
    undo: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A case as its events leave it.
struct Running {
    case: Case,
    log: Vec<Event>,
    /// Whether it runs on the new procedure.
    is_there: bool,
}

/// What becomes of one case.
#[derive(serde::Serialize)]
struct Row {
    case: u64,
    #[serde(flatten)]
    fate: Fate,
    #[serde(skip)]
    events: Vec<Event>,
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Fate {
    Judged(Verdict),
    There { verdict: &'static str, because: &'static str },
    Back { verdict: &'static str },
    NotBack { verdict: &'static str, reason: String },
}

#[derive(serde::Serialize)]
struct Answer<'a> {
    from: String,
    to: String,
    at: Timestamp,
    stays: usize,
    moves: usize,
    blocked: usize,
    cases: &'a [Row],
}

/// Prints what becomes of each case; the answer is "no" if one cannot do what the plan says.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    let (from, to) = (rulebook(&args.from, &args.place, globals)?, rulebook(&args.to, &args.place, globals)?);
    let plan_text = read_text(&args.plan)?;
    let plan = Plan::read(&args.plan.display().to_string(), &plan_text, &from.net, &to.net)?;
    let counts_terms = |book: &Rulebook| !book.net.terms.is_empty();
    if plan.timers == Timers::Recount && args.place.asked().is_none() && (counts_terms(&from) || counts_terms(&to)) {
        return Err(Failure::Input(say(lang, "migrate-recount-law", &[])));
    }
    let text = read_text(&args.cases)?;
    let stored = read(&args.cases, &text, &from.net, &to.net)?;
    let now = instant(args.at.as_deref(), lang)?;
    let bridge = Bridge::new(&from, &to, &plan);
    let rows: Vec<Row> = stored.cases.iter().map(|(number, running)| row(*number, running, &bridge, args.undo, now)).collect();
    let count = |kind: &str| rows.iter().filter(|row| row.kind() == kind).count();
    let answer = Answer {
        from: args.from.display().to_string(),
        to: args.to.display().to_string(),
        at: now,
        stays: count("stays"),
        moves: count("moves") + count("back"),
        blocked: count("blocked"),
        cases: &rows,
    };
    if args.json {
        print_json(&answer)?
    } else {
        print(&table(&answer, args.undo, lang))?
    }
    if answer.blocked > 0 {
        return Err(Failure::No(String::new()));
    }
    let Some(path) = &args.write else { return Ok(()) };
    let by = Actor::Principal(args.by.clone().unwrap_or_default());
    let written = write(path, &text, &rows, &bridge, (&from.net, &to.net, args.undo), &by, stored.numbers)?;
    eprintln!("{}", say(lang, "migrate-written", &[("events", &written.to_string()), ("path", &path.display().to_string())]));
    Ok(())
}

/// A file's only process under the law of a place; under no law, with the days of Kazakhstan, where none is named.
fn rulebook(path: &Path, place: &Place, globals: &Globals) -> Result<Rulebook, Failure> {
    let name = path.display().to_string();
    let file = bpmn::parse(&name, &read_text(path)?)?;
    if let Some(asked) = place.asked() {
        return Ok(of_file(&file, asked, globals)?.bound.rulebook);
    }
    let mut found = nets(&file, None, &[])?;
    let net = match (found.pop(), found.is_empty()) {
        (Some(net), true) => net,
        _ => {
            let ids: Vec<&str> = file.processes.iter().map(|process| process.element.id.as_str()).collect();
            let help = format!("keep one of them in the file: {}", ids.join(", "));
            return Err(Diagnostic::error("AL-2603", &name, "", 0, "the file has not one process, but several", help).into());
        }
    };
    let mut book = Rulebook::bare(Arc::new(net));
    book.calendar = Some(Arc::new(Calendar::weekly("days", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2000, 2100)));
    Ok(book)
}

fn instant(at: Option<&str>, lang: Lang) -> Result<Timestamp, Failure> {
    match at {
        Some(text) => read_instant(text, &Zone::almaty()).ok_or_else(|| Failure::Input(say(lang, "migrate-instant", &[("text", text)]))),
        None => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| Failure::Fault(error.to_string()))?;
            Ok(Timestamp(i64::try_from(now.as_micros()).unwrap_or(i64::MAX)))
        }
    }
}

/// What a file of events holds of the two procedures.
struct Stored {
    cases: BTreeMap<u64, Running>,
    /// Highest number of an event by procedure.
    numbers: BTreeMap<String, u64>,
}

fn read(path: &Path, text: &str, from: &Net, to: &Net) -> Result<Stored, Failure> {
    let file = path.display().to_string();
    let mut stored = Stored { cases: BTreeMap::new(), numbers: BTreeMap::new() };
    let mut others = BTreeSet::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let fault = |offset: usize, message: String| {
            let help = "give the events as they were stored, and the files that they were stored with";
            Failure::from(Diagnostic::error("AL-2603", &file, text, at + offset, message, help))
        };
        let event: StoredEvent =
            serde_json::from_str(line).map_err(|e| fault(e.column().saturating_sub(1), format!("this is not a stored event: {e}")))?;
        let (case, procedure) = (event.case(), event.procedure().to_string());
        if !stored.cases.contains_key(&case) && procedure != from.id && procedure != to.id {
            // A case of another procedure is none of ours.
            others.insert(case);
        }
        if others.contains(&case) {
            continue;
        }
        let running = stored.cases.entry(case).or_insert_with(|| Running {
            case: Case::default(),
            log: Vec::new(),
            is_there: procedure != from.id || from.id == to.id && event.rulebook() == alatau_core::case::record::hex(&to.hash),
        });
        if let Some(net) = event.migrates_to() {
            running.is_there = net == name_of(to);
            if !running.is_there && net != name_of(from) {
                return Err(fault(0, format!("case {case} moved to a procedure that is neither file")));
            }
        }
        let net = if running.is_there { to } else { from };
        if procedure != net.id {
            return Err(fault(0, format!("case {case} runs on `{}`, and this event is of `{procedure}`", net.id)));
        }
        let recorded = event.read(net).map_err(|damaged| fault(0, damaged.to_string()))?;
        fits(&recorded.event, net, &running.case).map_err(|message| fault(0, message))?;
        let highest = stored.numbers.entry(procedure).or_default();
        *highest = recorded.number.max(*highest);
        running.log.push(recorded.event);
        apply(&mut running.case, &recorded.event);
    }
    Ok(stored)
}

/// Whether the numbers of an event are those of the net and the case.
fn fits(event: &Event, net: &Net, case: &Case) -> Result<(), String> {
    let told = serde_json::to_value(event.what).map_err(|error| error.to_string())?;
    let Some((kind, fields)) = told.as_object().and_then(|kinds| kinds.iter().next()) else { return Ok(()) };
    let number = |key: &str| fields.get(key).and_then(serde_json::Value::as_u64);
    let known = [
        ("node", net.nodes.len()),
        ("event", net.events.len()),
        ("slot", usize::from(net.slots)),
        ("message", net.messages.len()),
        ("signal", net.signals.len()),
    ];
    for (key, len) in known {
        if let Some(number) = number(key).filter(|&number| number >= len as u64) {
            return Err(format!("`{kind}` names {key} {number}, and `{}` has {len}", net.id));
        }
    }
    match number("scope") {
        Some(scope) if kind != "scope-opened" && scope != u64::from(ROOT) && !case.scopes.iter().any(|s| u64::from(s.number) == scope) => {
            Err(format!("`{kind}` names scope {scope}, which is not open in the case"))
        }
        _ => Ok(()),
    }
}

fn row(number: u64, running: &Running, bridge: &Bridge<'_>, undo: bool, now: Timestamp) -> Row {
    let (mut events, mut next) = (Vec::new(), Case::default());
    let stays = |because| Fate::Judged(Verdict::Stays { because });
    let fate = match (undo, running.is_there) {
        (true, false) => Fate::There { verdict: "stays", because: "here" },
        (true, true) => match bridge.undo(&running.log, now, &mut events, &mut next) {
            Ok(()) => Fate::Back { verdict: "back" },
            Err(refused) => Fate::NotBack { verdict: "blocked", reason: refused.to_string() },
        },
        (false, true) => Fate::There { verdict: "stays", because: "there" },
        (false, false) => match bridge.stays(number, &running.case) {
            Some(because) => stays(because),
            None => {
                let verdict = bridge.judge(number, &running.case, now);
                if let Verdict::Moves { .. } = verdict {
                    // What was judged is what happens.
                    let moved = bridge.migrate(&running.case, now, &mut events, &mut next);
                    moved.expect("the same case, plan and instant");
                }
                Fate::Judged(verdict)
            }
        },
    };
    Row { case: number, fate, events }
}

impl Row {
    fn kind(&self) -> &'static str {
        match &self.fate {
            Fate::Judged(Verdict::Stays { .. }) => "stays",
            Fate::Judged(Verdict::Moves { .. }) => "moves",
            Fate::Judged(Verdict::Blocked { .. }) => "blocked",
            Fate::There { verdict, .. } | Fate::Back { verdict } | Fate::NotBack { verdict, .. } => verdict,
        }
    }

    fn reasons(&self, lang: Lang) -> Vec<String> {
        match &self.fate {
            Fate::Judged(Verdict::Stays { because }) => vec![say(lang, because_key(*because), &[])],
            Fate::Judged(Verdict::Moves { at, due: None }) => vec![say(lang, "migrate-goes-on", &[("at", &at.join(", "))])],
            Fate::Judged(Verdict::Moves { at, due: Some(due) }) => {
                vec![say(lang, "migrate-goes-on-due", &[("at", &at.join(", ")), ("due", &due.to_string())])]
            }
            Fate::Judged(Verdict::Blocked { blocks }) => blocks.iter().map(|block: &Block| block.say(lang)).collect(),
            Fate::There { because, .. } => {
                vec![say(lang, if *because == "there" { "migrate-because-there" } else { "migrate-because-here" }, &[])]
            }
            Fate::Back { .. } => vec![String::new()],
            Fate::NotBack { reason, .. } => vec![reason.clone()],
        }
    }
}

fn because_key(because: Because) -> &'static str {
    match because {
        Because::Pinned => "migrate-because-pinned",
        Because::FiledBefore => "migrate-because-filed-before",
        Because::WaitsThere => "migrate-because-waits-there",
        Because::Facts => "migrate-because-facts",
        Because::Over => "migrate-because-over",
        Because::NotFiled => "migrate-because-not-filed",
    }
}

fn table(answer: &Answer<'_>, undo: bool, lang: Lang) -> String {
    let head = ["case", "verdict", "reason"].map(|column| say(lang, &format!("migrate-head-{column}"), &[]));
    let mut lines = vec![head];
    for row in answer.cases {
        let verdict = say(lang, &format!("migrate-{}", row.kind()), &[]);
        for (at, reason) in row.reasons(lang).into_iter().enumerate() {
            let first = |word: String| if at == 0 { word } else { String::new() };
            lines.push([first(row.case.to_string()), first(verdict.clone()), reason]);
        }
    }
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1)];
    let title = say(lang, "migrate-title", &[("from", &answer.from), ("to", &answer.to)]);
    let counts = [answer.stays, answer.moves, answer.blocked].map(|count| count.to_string());
    let [stays, moves, blocked] = &counts;
    let counts = match undo {
        false => say(lang, "migrate-counts", &[("stays", stays), ("moves", moves), ("blocked", blocked)]),
        true => say(lang, "migrate-counts-back", &[("stays", stays), ("back", moves), ("blocked", blocked)]),
    };
    let shown: Vec<String> =
        lines.iter().map(|[a, b, c]| format!("{a:<0$}  {b:<1$}  {c}", widths[0], widths[1]).trim_end().to_string()).collect();
    format!("{title}\n\n{}\n\n{counts}\n", shown.join("\n"))
}

/// The old events and after them those of the change, numbered on; answers how many are new.
fn write(
    path: &Path,
    text: &str,
    rows: &[Row],
    bridge: &Bridge<'_>,
    (from, to, undo): (&Net, &Net, bool),
    by: &Actor,
    mut numbers: BTreeMap<String, u64>,
) -> Result<usize, Failure> {
    let sink = Sink::open(path)?;
    let net = if undo { from } else { to };
    let mut all = text.to_string();
    if !all.is_empty() && !all.ends_with('\n') {
        all.push('\n');
    }
    let mut written = 0;
    for row in rows.iter().filter(|row| !row.events.is_empty()) {
        let number = numbers.entry(net.id.clone()).or_default();
        let recorded = bridge.record(row.case, &row.events, by, *number + 1);
        *number += recorded.len() as u64;
        for event in &recorded {
            let fault = |error: &dyn std::fmt::Display| Failure::Fault(error.to_string());
            let stored = StoredEvent::write(event, net).map_err(|error| fault(&error))?;
            all += &serde_json::to_string(&stored).map_err(|error| fault(&error))?;
            all.push('\n');
            written += 1;
        }
    }
    sink.finish(&all)?;
    Ok(written)
}
