//! `alatau doctor`: is the store of a live city well? What the store can say of itself, and what only law, clock and keys can.

use super::config::Place;
use super::library::{Folded, Library};
use super::operate::input;
use super::{before, publish, writer};
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use alatau_city::figures::{Figures, Tally};
use alatau_city::{Clock, read_content, rebuilt};
use alatau_core::case::reasons::Reasons;
use alatau_core::case::record::Actor;
use alatau_core::case::{Event, Status, next_due};
use alatau_core::law::hex;
use alatau_core::register;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{CaseRow, Check, Fault, Finding, Holding, JOURNAL, Journal, LOG, Sqlite, State, StoredEntry, TaskRow, Write};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is examined.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    pub place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was looked at, and what came out.
struct Found {
    check: &'static str,
    state: State,
    figures: Vec<(&'static str, f64)>,
    wrong: Vec<String>,
    hash: Option<String>,
}

impl Found {
    fn of(check: &'static str, figures: Vec<(&'static str, f64)>, wrong: Vec<String>) -> Found {
        let state = if wrong.is_empty() { State::Well } else { State::Bad };
        Found { check, state, figures, wrong, hash: None }
    }

    fn word(&self) -> &'static str {
        match self.state {
            State::Well => "well",
            State::Warning => "warning",
            State::Bad => "bad",
        }
    }

    fn json(&self) -> Value {
        let figures: serde_json::Map<String, Value> =
            self.figures.iter().map(|(name, figure)| ((*name).to_string(), json!(figure))).collect();
        let mut shown = json!({ "check": self.check, "state": self.word(), "figures": figures, "wrong": self.wrong });
        if let Some(hash) = &self.hash {
            shown["hash"] = json!(hash);
        }
        shown
    }

    fn line(&self, globals: &Globals) -> String {
        let (check, state) =
            (say(globals.lang, &format!("doctor-{}", self.check), &[]), say(globals.lang, &format!("doctor-{}", self.word()), &[]));
        let figures = self.figures.iter().map(|(name, figure)| format!("{name} {figure}")).chain(self.hash.clone());
        let mut text = format!("{state}: {check} ({})\n", figures.collect::<Vec<_>>().join(", "));
        self.wrong.iter().for_each(|wrong| text.push_str(&format!("    {wrong}\n")));
        text
    }
}

impl From<Finding> for Found {
    fn from(found: Finding) -> Found {
        Found { check: found.check.word(), state: found.state, figures: found.figures, wrong: found.wrong, hash: None }
    }
}

/// Examines a store; the answer is no where something is not as it has to be.
///
/// # Errors
/// It cannot be opened at all, or something is bad.
pub fn doctor(args: &Doctor, globals: &Globals) -> Result<(), Failure> {
    let data = args.place.folder()?;
    let mut findings = alatau_store::examine(&data).map_err(input(&data))?;
    if let Some(config) = args.place.config.as_ref().filter(|config| alatau_store::is_open_to_others(config)) {
        let rights = findings.iter_mut().filter(|found| found.check == Check::Rights);
        rights.for_each(|found| {
            found.state = State::Warning;
            found.wrong.push(format!("{} is open to others; `chmod go-rwx` it", config.display()));
        });
    }
    // A damaged file gives no answer that is worth anything.
    let is_readable = !findings.iter().any(|found| found.check == Check::File && found.state == State::Bad);
    let mut all: Vec<Found> = findings.into_iter().map(Found::from).collect();
    all.push(Found::of("keys", Vec::new(), publish::keys(&data)));
    if is_readable {
        // What is published is in the journal already.
        let published = std::fs::read_to_string(data.join(LOG).join(publish::PUBLISHED)).ok();
        let store = Sqlite::reader(&data.join(JOURNAL)).map_err(input(&data))?;
        all.push(clock(&store).map_err(input(&data))?);
        all.push(figures(&store, published.as_deref()).map_err(input(&data))?);
        let library = Library::new(before::world(globals, &data, false)?);
        let States { cases, erased, hash, wrong } = states(&store, &library)?;
        let figures = vec![("cases", cases as f64), ("erased", erased as f64)];
        all.push(Found { hash: Some(hash), ..Found::of("states", figures, wrong) });
    }
    if args.json {
        print_json(&all.iter().map(Found::json).collect::<Vec<_>>())?;
    } else {
        print(&all.iter().map(|found| found.line(globals)).collect::<String>())?;
    }
    if all.iter().any(|found| found.state == State::Bad) { Err(Failure::No(String::new())) } else { Ok(()) }
}

/// The machine's clock beside the instant at which the city was at work last.
fn clock(store: &Sqlite) -> Result<Found, Fault> {
    let (last, now) = (writer::last_alive(store)?, writer::unix_now());
    let since = if last == 0 { 0 } else { (now - last) / 1_000_000 };
    let mut found = Found::of("clock", vec![("seconds_since", since as f64)], Vec::new());
    let (was, is) = (Timestamp(last), Timestamp(now));
    if last - now > Clock::PATIENCE {
        found.state = State::Bad;
        found.wrong.push(format!("the clock says {is}, and the city was at work at {was}: time would stand until then; set it right"));
    } else if last > 0 && now - last > Clock::OUTAGE {
        found.state = State::Warning;
        found.wrong.push(format!("the clock says {is}, and the city was last at work at {was}: a start wants --clock-is-right"));
    }
    Ok(found)
}

/// The figures that are shown beside those of the rows, and the published ones beside those of the leaves that they rest on.
fn figures(store: &Sqlite, published: Option<&str>) -> Result<Found, Fault> {
    let failed = |problem: alatau_city::Problem| Fault::Damaged(problem.to_string());
    let (shown, rows) =
        store.snapshot(|store| Ok::<_, Fault>((Figures::kept(store).map_err(failed)?, Figures::of_rows(store).map_err(failed)?)))?;
    let wrong = rows.differences(&shown).into_iter();
    let mut wrong: Vec<String> =
        wrong.map(|[procedure, figure, rows, said]| format!("{procedure} {figure}: the rows say {rows}, shown is {said}")).collect();
    let Some(published) = published else { return Ok(Found::of("figures", Vec::new(), wrong)) };
    let published: Figures = match serde_json::from_str(published) {
        Ok(published) => published,
        Err(error) => {
            wrong.push(error.to_string());
            return Ok(Found::of("figures", Vec::new(), wrong));
        }
    };
    let (mut tally, mut read) = (Tally::default(), 0);
    while read < published.size {
        let leaves = store.leaves(read, 10_000.min((published.size - read) as usize))?;
        if leaves.is_empty() {
            break;
        }
        for leaf in &leaves {
            let counted = Leaf::read(leaf).map_err(|wrong| wrong.to_string());
            let counted = counted.and_then(|leaf| tally.leaf(&leaf).map_err(|problem| problem.to_string()));
            counted.map_err(|wrong| Fault::Damaged(format!("leaf {read}: {wrong}")))?;
            read += 1;
        }
    }
    let differences = tally.figures().differences(&published).into_iter();
    let said =
        |[procedure, figure, leaves, said]: [String; 4]| format!("{procedure} {figure}: the leaves say {leaves}, published is {said}");
    wrong.extend(differences.map(said));
    Ok(Found::of("figures", vec![("leaves", read as f64)], wrong))
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

/// Folds every case and holds its row and its tasks against what comes out.
///
/// # Errors
/// The store cannot be read.
pub fn states(store: &Sqlite, library: &Library) -> Result<States, Failure> {
    let mut states = States { cases: 0, erased: 0, hash: String::new(), wrong: Vec::new() };
    let mut hash = Sha256::new();
    let read = store.snapshot(|store| {
        store.each_case(&mut |row| {
            states.cases += 1;
            let wrong = match row.asked.is_empty() {
                true => {
                    states.erased += 1;
                    erased(row, store)
                }
                false => Anew::of(row, store, library).map(|anew| {
                    hash.update(spelled(row, &anew.folded));
                    anew.differences(row)
                }),
            };
            let wrong = wrong.unwrap_or_else(|said| vec![said]);
            states.wrong.extend(wrong.into_iter().map(|what| format!("case {}: {what}", row.case)));
        })
    });
    read?;
    states.hash = hex(&hash.finalize());
    Ok(states)
}

/// What is wrong with a case whose content is gone: only a closed one is erased, and who did it is written down.
fn erased(row: &CaseRow, store: &Sqlite) -> Result<Vec<String>, String> {
    let looks = store.looks(row.case).map_err(|fault| fault.to_string())?;
    let mut wrong = Vec::new();
    if row.open {
        wrong.push("its content is gone, and it is open".to_string());
    }
    if !looks.iter().any(|look| look.what == "erase") {
        wrong.push("its content is gone, and nobody erased it".to_string());
    }
    Ok(wrong)
}

/// The state of a case in words that do not change with the program.
fn spelled(row: &CaseRow, folded: &Folded) -> String {
    let Folded { net, case, events, .. } = folded;
    let outcome = case.outcome.map_or("", alatau_city::outcome_word);
    let (number, events, open) = (row.case, events.len(), case.status == Status::Open);
    let mut text = format!("{number} {events} {open} {outcome} {:?} {} {} {}\n", case.clocks, case.since.0, case.filed.0, case.last.0);
    for active in case.active.as_slice() {
        let element = net.info.get(active.node as usize).map_or("", |info| info.id.as_str());
        text.push_str(&format!("  {} {element} {} {}\n", active.activity, active.since, active.due.0));
    }
    text
}

/// A case as its events say.
struct Anew {
    folded: Folded,
    entries: Vec<StoredEntry>,
    row: CaseRow,
    tasks: Vec<TaskRow>,
    kept: Vec<TaskRow>,
    filed: String,
}

impl Anew {
    fn of(row: &CaseRow, store: &Sqlite, library: &Library) -> Result<Anew, String> {
        let said = |refusal: super::refusal::Refusal| refusal.details().detail;
        let folded = library.fold(row, store).map_err(said)?;
        let book = library.book(row, &folded.asked, &folded.case, store).map_err(said)?;
        let events: Vec<Event> = folded.events.iter().map(|recorded| recorded.event).collect();
        let (made, mut tasks) = rebuilt(row, &folded.asked, book, &events, &library.world);
        let (entries, kept) = (store.entries(row.case), store.tasks(row.case));
        let (entries, kept) = (entries.map_err(|fault| fault.to_string())?, kept.map_err(|fault| fault.to_string())?);
        // A body is that of the day on which the step was reached.
        let bodies = bodies(&entries);
        for task in &mut tasks {
            task.body = bodies.get(&task.activity).cloned().unwrap_or_default();
            task.claimed = kept.iter().find(|kept| kept.activity == task.activity).and_then(|kept| kept.claimed);
        }
        let filed = library.world.day(folded.case.filed).to_string();
        Ok(Anew { folded, entries, row: made, tasks, kept, filed })
    }

    /// What of a row is not as the events say.
    fn differences(&self, row: &CaseRow) -> Vec<String> {
        let (made, case) = (&self.row, &self.folded.case);
        let due = next_due(case).filter(|_| row.open);
        let times = |row: &CaseRow| (row.filed, row.closed, row.statutory, row.extended, row.applicant_time);
        let by_activity = |tasks: &[TaskRow]| tasks.iter().map(|task| (task.activity, task.clone())).collect::<BTreeMap<_, _>>();
        // An earlier program kept the ruling on the way in the row of an open case.
        let on_the_way = row.open && row.outcome.as_deref() == case.outcome.map(alatau_city::outcome_word);
        let checks = [
            (row.events == made.events, "the number of its events"),
            (row.procedure == made.procedure, "its procedure"),
            (row.open == made.open, "whether it is open"),
            (on_the_way || row.outcome == made.outcome, "its outcome"),
            (times(row) == times(made), "when it was filed and closed, or the time on its clocks"),
            ((&row.clock, row.clock_since) == (&made.clock, made.clock_since), "which clock runs, and since when"),
            ((row.silences, row.late) == (made.silences, made.late), "where silence spoke"),
            (due.is_none_or(|due| row.due.is_some_and(|at| at <= due.at.0)), "when it is due"),
            (by_activity(&self.kept) == by_activity(&self.tasks), "what it waits for"),
        ];
        let wrong = checks.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what.to_string());
        wrong.chain(self.differences_of_filing(row)).collect()
    }

    /// What of a row is not as it was filed.
    fn differences_of_filing(&self, row: &CaseRow) -> Vec<String> {
        let Some(first) = self.entries.first().and_then(|entry| read_content(entry).ok()) else { return Vec::new() };
        let Some(application) = first.application else { return Vec::new() };
        let text = |name: &str| application[name].as_str().unwrap_or_default();
        let asked = &self.folded.asked.situation;
        let person: Vec<&str> = application["person"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let applicant = match self.folded.events.first().map(|event| &event.by) {
            // `Name (17)`
            Some(Actor::Principal(name)) => name.strip_suffix(')').and_then(|name| name.rsplit_once('(')?.1.parse::<u64>().ok()),
            _ => None,
        };
        let checks = [
            (row.title == text("title").trim(), "its title"),
            (row.place == text("place"), "its place"),
            (applicant.is_none_or(|account| row.applicant == account), "who filed it"),
            (asked.class.as_deref().unwrap_or_default() == text("class"), "its class"),
            (asked.person.iter().map(String::as_str).eq(person), "whose application it is"),
            (asked.filed.to_string() == self.filed, "the day of its filing"),
            (self.asked_alike(), "what the law was asked"),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what.to_string()).collect()
    }

    /// What a ruling or a silence says that the law was asked is what the row says.
    fn asked_alike(&self) -> bool {
        let asked = &self.folded.asked.situation;
        let mut said = self.folded.events.iter().filter_map(|event| match event.reasons.as_ref()? {
            Reasons::Ruling { asked, .. } | Reasons::Silence { asked, .. } => Some(asked),
            Reasons::Judgement(_) => None,
        });
        said.all(|said| {
            (&said.places, &said.person, &said.class, &said.switches) == (&asked.places, &asked.person, &asked.class, &asked.switches)
        })
    }
}

/// The body of each step that was reached, by the public part of the leaves.
fn bodies(entries: &[StoredEntry]) -> HashMap<u32, String> {
    let mut bodies = HashMap::new();
    for entry in entries {
        let public = Leaf::read(&entry.leaf).ok().and_then(|leaf| serde_json::from_str::<Vec<Value>>(leaf.public).ok());
        for event in public.into_iter().flatten().filter(|event| event["what"] == "entered") {
            let activity = event["activity"].as_u64().unwrap_or_default() as u32;
            bodies.insert(activity, event["body"].as_str().unwrap_or_default().to_string());
        }
    }
    bodies
}

/// Makes the rows of cases anew that lost entries: row, tasks and what is held.
///
/// # Errors
/// A case was erased since, or cannot be folded.
pub fn made_anew(store: &mut Sqlite, lost: &[u64], library: &Library) -> Result<(), Failure> {
    let mut writes = Vec::new();
    for &case in lost {
        let Some(row) = store.case(case)? else { continue };
        if row.asked.is_empty() {
            let detail = "was erased after that moment, and what is erased does not come back; choose a later moment";
            return Err(Failure::Input(format!("case {case} {detail}")));
        }
        let anew = Anew::of(&row, store, library).map_err(|said| Failure::Input(format!("case {case}: {said}")))?;
        writes.push(Write::Release { case });
        for (thing, amount) in held(&anew.entries) {
            let limit = store.holding(thing.kind.word(), &thing.name)?.first().map_or(1, |held| held.limit);
            writes.push(Write::Hold(Holding {
                register: thing.kind.word().to_string(),
                thing: thing.name,
                case,
                amount,
                limit: limit.max(amount),
            }));
        }
        writes.push(Write::Case(Arc::new(anew.row)));
        writes.push(Write::Tasks { case, tasks: Arc::new(anew.tasks) });
    }
    store.commit(&writes)?;
    Ok(())
}

/// What a case holds, by its entries.
fn held(entries: &[StoredEntry]) -> BTreeMap<register::Thing, u64> {
    let mut held = BTreeMap::new();
    for event in entries.iter().filter_map(|entry| read_content(entry).ok()).flat_map(|content| content.register) {
        match event.what {
            register::What::Claimed { want, .. } => drop(held.insert(want.thing, want.amount)),
            register::What::Released { want, .. } => drop(held.remove(&want.thing)),
            _ => {}
        }
    }
    held
}
