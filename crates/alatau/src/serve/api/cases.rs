//! A case: how it stands, what happened, its clocks day by day, its documents, who looked.

use super::drafts::{DocumentShown, Name, attached, content, download};
use super::work::Written;
use super::{Change, Done, Named, Pages, Shared, Signed, Tongue, instant, versioned};
use crate::procedure::words::Words;
use crate::serve::Server;
use crate::serve::library::{Left, Opened};
use crate::serve::people::Who;
use crate::serve::refusal::{Path, Query, Refusal};
use alatau_city::{Ask, Erasure, Role, World, complaint_of};
use alatau_core::case::record::{Actor, StoredEvent};
use alatau_core::case::{Active, What};
use alatau_core::text::Lang;
use alatau_core::time::explain::{CountedDay, Pause, explain};
use alatau_core::time::{Date, TermSpec, Timestamp};
use alatau_store::{CaseFilter, CaseRow, Journal};
use axum::Extension;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A case in a list.
#[derive(Serialize, ToSchema)]
pub struct Line {
    case: u64,
    service: String,
    place: String,
    title: String,
    open: bool,
    /// `approved`, `refused`, `withdrawn`; nothing: open, or ended without a word.
    outcome: Option<String>,
    filed: String,
    closed: Option<String>,
    /// When the first term of what it waits for ends.
    due: Option<String>,
    /// Its version.
    events: u64,
}

impl Line {
    fn of(row: CaseRow, store: &alatau_store::Sqlite) -> Result<Line, Refusal> {
        let due = store.tasks(row.case)?.iter().filter_map(|task| task.due).min();
        Ok(Line {
            case: row.case,
            service: row.service,
            place: row.place,
            title: row.title,
            open: row.open,
            outcome: row.outcome,
            filed: instant(row.filed),
            closed: row.closed.map(instant),
            due: due.map(instant),
            events: row.events,
        })
    }
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only open ones, or only closed ones.
    open: Option<bool>,
    /// Only of this service.
    service: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Lines a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    per_page: Option<u16>,
}

/// Cases, the newest first: one's own; for an auditor, all
#[utoipa::path(get, path = "/api/cases", tag = "cases", params(Which), responses((status = 200, body = [Line])))]
pub async fn list(State(server): Shared, Extension(who): Signed, Query(which): Query<Which>) -> Result<Response, Refusal> {
    let default = Pages::default();
    let pages = Pages { page: which.page.unwrap_or(default.page), per_page: which.per_page.unwrap_or(default.per_page) };
    let page = pages.page()?;
    let all = who.principal.roles.contains(&Role::Auditor);
    let applicant = (!all).then_some(who.principal.account);
    let filter = CaseFilter { applicant, open: which.open, service: which.service.clone() };
    let lines = server.readers.read(move |store| store.cases(&filter, page)?.into_iter().map(|row| Line::of(row, store)).collect());
    let mut path = "/api/cases".to_string();
    let plain = |word: &&String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    let given = [which.open.map(|open| format!("open={open}")), which.service.as_ref().filter(plain).map(|word| format!("service={word}"))];
    let given: Vec<String> = given.into_iter().flatten().collect();
    if !given.is_empty() {
        path = format!("{path}?{}", given.join("&"));
    }
    Ok(pages.answer(&path, lines.await?))
}

/// Who has a case now, for one step.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Holder {
    /// Number of the activity within the case.
    activity: u32,
    /// Element of the procedure.
    element: String,
    /// Name of the step.
    step: String,
    /// Body; nothing: the applicant.
    body: Option<Named>,
    since: String,
    /// When silence speaks; nothing: no term runs.
    due: Option<String>,
    /// What silence means then; empty: nothing.
    yields: String,
    /// Somebody took it.
    claimed: bool,
    /// What was written with the step before: what the file lacks, why somebody complains.
    written: Option<Written>,
}

/// A term that runs, day by day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Clock {
    /// Activity that it ends.
    activity: u32,
    /// Name of the step.
    step: String,
    /// Slot of the term.
    slot: String,
    /// `15 working days`.
    length: String,
    /// Day zero.
    since: String,
    /// When silence speaks; nothing: the clock stands.
    due: Option<String>,
    /// What silence means.
    yields: String,
    extended: bool,
    stopped: bool,
    /// A day of the count may still turn out otherwise.
    projected: bool,
    /// Each day of the stretch, and why it counts or not.
    #[schema(value_type = Vec<Object>)]
    days: Vec<CountedDay>,
    /// Provisions of the term and of its silence.
    cites: Vec<String>,
}

/// Days on the three clocks.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct ThreePart {
    /// On the statutory clock.
    pub statutory: f64,
    /// On the extended clock.
    pub extended: f64,
    /// With the applicant.
    pub applicant: f64,
}

impl ThreePart {
    /// To a hundredth of a day: who asks again in the same minutes is told that nothing changed.
    fn rounded(self) -> ThreePart {
        let rounded = |days: f64| (days * 100.0).round() / 100.0;
        ThreePart { statutory: rounded(self.statutory), extended: rounded(self.extended), applicant: rounded(self.applicant) }
    }
}

/// How a case stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Status {
    /// Number.
    case: u64,
    service: Named,
    place: Named,
    title: String,
    open: bool,
    /// `approved`, `refused`, `withdrawn`; nothing: open, or ended without a word.
    outcome: Option<String>,
    filed: String,
    closed: Option<String>,
    /// Events so far: the version that every channel shows.
    events: u64,
    /// Who has it now.
    holders: Vec<Holder>,
    /// When the first term of what it waits for ends, if everything stays as it is.
    due: Option<String>,
    /// Until when the applicant may complain; nothing: there is nothing to complain of now.
    complain_until: Option<String>,
    clocks: Vec<Clock>,
    /// Days so far.
    days: ThreePart,
    /// What was applied for.
    application: Option<super::drafts::Form>,
    /// What it holds of the registers.
    holds: Vec<super::drafts::Needed>,
    /// Hash of the procedure's law.
    rulebook: String,
    /// Until when what is personal in it is kept, and which provision says so; nothing: it is open, or erased.
    kept: Option<super::retention::Kept>,
    /// When and why it was erased; then nothing personal is left, and its receipt proves what remains.
    erased: Option<Erased>,
}

/// How a case was erased.
#[derive(Serialize, ToSchema)]
pub struct Erased {
    /// When; nothing: it was not kept then.
    at: Option<String>,
    /// Why.
    reason: String,
    /// A court decided it.
    #[serde(rename = "by-court")]
    by_court: bool,
}

impl From<Option<Erasure>> for Erased {
    fn from(erasure: Option<Erasure>) -> Erased {
        let unsaid = Erased { at: None, reason: String::new(), by_court: false };
        erasure.map_or(unsaid, |of| Erased { at: Some(instant(of.at)), reason: of.reason, by_court: of.by_court })
    }
}

/// Opens a case, and notes that somebody else than the applicant looked at it.
///
/// # Errors
/// There is none, or one may not know of it.
pub async fn look<T: Send + 'static>(
    server: &Server,
    who: &Who,
    case: u64,
    what: &str,
    read: impl FnOnce(&Opened, &World, &alatau_store::Sqlite) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let (library, by) = (server.library.clone(), who.principal.clone());
    let found = server.readers.read(move |store| {
        let opened = library.open(case, &by, store)?;
        let is_own = opened.row.applicant == by.account;
        Ok((read(&opened, &library.world, store)?, is_own))
    });
    let (found, is_own) = found.await?;
    if !is_own {
        server.desk.ask(who.principal.clone(), None, Ask::Look { case, what: what.to_string() }).await?;
    }
    Ok(found)
}

/// Who reads a case, and how.
pub struct Reading {
    server: Arc<Server>,
    who: Who,
    case: u64,
    lang: Lang,
}

impl FromRequestParts<Arc<Server>> for Reading {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Reading, Refusal> {
        let Path(case) = Path::from_request_parts(parts, server).await?;
        let Tongue(lang) = Tongue::from_request_parts(parts, server).await?;
        let who = parts.extensions.get::<Who>().cloned().unwrap_or_default();
        Ok(Reading { server: server.clone(), who, case, lang })
    }
}

/// How a case stands: who holds it, its clocks day by day, what silence means and when
#[utoipa::path(get, path = "/api/cases/{case}", tag = "cases", params(("case" = u64, Path, example = 1)),
    responses((status = 200, body = Status)))]
pub async fn status(Reading { server, who, case, lang }: Reading) -> Result<Response, Refusal> {
    if let Some(left) = left_of(&server, &who, case).await? {
        let status = status_left(left, &server.library.world, lang);
        return Ok(versioned(status.events, status));
    }
    let found = look(&server, &who, case, "case", move |opened, world, store| {
        let mut status = status_of(opened, world, lang);
        let needed = |held: alatau_store::Holding| super::drafts::Needed { kind: held.register, name: held.thing, amount: held.amount };
        status.holds = store.held(case)?.into_iter().map(needed).collect();
        Ok(status)
    });
    let found = found.await?;
    Ok(versioned(found.events, found))
}

/// What is left of a case that was erased.
async fn left_of(server: &Server, who: &Who, case: u64) -> Result<Option<Left>, Refusal> {
    let (library, by) = (server.library.clone(), who.principal.clone());
    server.readers.read(move |store| library.left_of(case, &by, store)).await
}

fn status_left(Left { row, erasure }: Left, world: &World, lang: Lang) -> Status {
    let [service, place] = named(&row, world, lang);
    Status {
        case: row.case,
        service,
        place,
        title: String::new(),
        open: row.open,
        filed: instant(row.filed),
        closed: row.closed.map(instant),
        events: row.events,
        holders: Vec::new(),
        due: None,
        complain_until: None,
        clocks: Vec::new(),
        days: days_of(&row, crate::serve::writer::unix_now()).rounded(),
        application: None,
        holds: Vec::new(),
        rulebook: String::new(),
        kept: None,
        outcome: row.outcome,
        erased: Some(erasure.into()),
    }
}

/// Service and place of a case.
fn named(row: &CaseRow, world: &World, lang: Lang) -> [Named; 2] {
    let label = |id: &str, label: Option<&str>| Named { id: id.to_string(), label: label.unwrap_or(id).to_string() };
    let law = &world.law;
    [
        label(&row.service, law.vocabulary.slots.get(&row.service).map(|slot| slot.label.get(lang.code()))),
        label(&row.place, law.territories.get(&row.place).map(|place| place.label.get(lang.code()))),
    ]
}

fn status_of(opened: &Opened, world: &World, lang: Lang) -> Status {
    let law = &world.law;
    let row = &opened.row;
    let told = opened.told(world, lang);
    let net = told.net();
    let words = Words { net, told: Some(&told), lang };
    let holder = |task: &alatau_store::TaskRow| Holder {
        activity: task.activity,
        element: task.element.clone(),
        step: net.node(&task.element).map_or(task.element.clone(), |node| words.name(node)),
        body: (!task.body.is_empty()).then(|| Named {
            id: task.body.clone(),
            label: law.authorities.get(&task.body).map_or(&task.body[..], |body| body.label.get(lang.code())).to_string(),
        }),
        since: instant(task.since),
        due: task.due.map(instant),
        yields: task.yields.clone(),
        claimed: task.claimed.is_some(),
        written: Written::of(opened.said_before(task.activity)),
    };
    let [service, place] = named(row, world, lang);
    Status {
        case: row.case,
        service,
        place,
        title: row.title.clone(),
        open: row.open,
        outcome: row.outcome.clone(),
        filed: instant(row.filed),
        closed: row.closed.map(instant),
        events: row.events,
        holders: opened.tasks.iter().map(holder).collect(),
        due: opened.due().map(instant),
        complain_until: complaint_of(&opened.book, &opened.tasks).and_then(|task| task.due).map(instant),
        clocks: running(opened, world).into_iter().map(|running| clock(running, &words)).collect(),
        days: days_of(row, crate::serve::writer::unix_now()).rounded(),
        application: opened.application.clone().map(super::drafts::Form::from),
        holds: Vec::new(),
        rulebook: alatau_core::law::hex(&told.bound.rulebook.hash),
        kept: kept_of(row, world, lang),
        erased: None,
    }
}

/// Until when what is personal in a closed case is kept.
pub fn kept_of(row: &CaseRow, world: &World, lang: Lang) -> Option<super::retention::Kept> {
    let today = world.day(Timestamp(crate::serve::writer::unix_now()));
    // The row was read as a case before: it says what the law was asked.
    let keeping = world.keeping_of(row, today).ok()??;
    Some(super::retention::Kept::of(&keeping, world, today, lang))
}

/// Days on the three clocks up to now, or up to the end.
pub fn days_of(row: &CaseRow, now: i64) -> ThreePart {
    let running = if row.open { (now - row.clock_since).max(0) } else { 0 };
    let plus = |clock: &str, spent: i64| {
        let more = if row.clock == clock { running } else { 0 };
        (spent + more) as f64 / Timestamp::DAY as f64
    };
    ThreePart {
        statutory: plus("statutory", row.statutory),
        extended: plus("extended", row.extended),
        applicant: plus("applicant", row.applicant_time),
    }
}

/// A term that runs, with each day of its stretch.
pub struct Running {
    /// Its timer.
    pub timer: Active,
    /// Node of the step that it ends.
    pub host: u16,
    /// Number of the term in the procedure.
    pub term: usize,
    /// Slot of the term.
    pub slot: String,
    /// How it is counted; of a further leg, that leg alone.
    pub spec: TermSpec,
    /// Where the count begins.
    pub start: Timestamp,
    /// Day zero.
    pub first: Date,
    /// What silence means.
    pub yields: &'static str,
    /// It binds the authority, and not a consulted body or the applicant.
    pub by_authority: bool,
    /// It may still be extended.
    pub extends: bool,
    /// A day of the count may still turn out otherwise.
    pub projected: bool,
    /// The days.
    pub days: Vec<CountedDay>,
    /// Provisions of the term and of its silence.
    pub cites: [String; 2],
}

/// The terms that run in a case.
pub fn running(opened: &Opened, world: &World) -> Vec<Running> {
    if !opened.row.open {
        return Vec::new();
    }
    let timers = opened.case.active.as_slice().iter().filter(|timer| timer.is_term());
    timers.filter_map(|timer| one_running(opened, *timer, world)).collect()
}

fn one_running(opened: &Opened, timer: Active, world: &World) -> Option<Running> {
    let rulebook = &opened.book.bound.rulebook;
    let term = rulebook.net.term_of(timer.node)? as usize;
    let versions = rulebook.terms.get(term)?;
    let rule = versions.get(timer.version as usize).or(versions.last())?;
    // A further leg is counted by itself, from the end of the one before.
    let leg_of = |what: &What| matches!(what, What::LegBegan { node, activity, .. } if (*node, *activity) == (timer.node, timer.activity));
    let leg = opened.events.iter().rev().find(|event| leg_of(&event.event.what)).filter(|_| timer.is_extended());
    let (first, length) = match leg.map(|event| event.event.what) {
        Some(What::LegBegan { since, left, .. }) => (since, u32::from(left)),
        _ => (opened.case.day_zero(timer), rule.spec.length),
    };
    let spec = TermSpec { length, ..rule.spec };
    let zone = &world.calendar.zone;
    let began = opened.events.iter().find_map(|event| match event.event.what {
        What::TermCounted { node, activity, since, .. } if (node, activity, since) == (timer.node, timer.activity, first) => {
            Some(event.event.at)
        }
        _ => None,
    });
    let start = began.filter(|at| zone.date(*at) == first).unwrap_or_else(|| zone.midnight(first));
    let counted = explain(start, &spec, &pauses(opened, timer, start), &world.calendar).ok()?;
    Some(Running {
        timer,
        host: opened.case.token(timer.activity).map_or(timer.node, |token| token.node),
        term,
        slot: rule.slot.clone(),
        spec,
        start,
        first,
        yields: rule.yields.word(),
        by_authority: rule.by_authority(),
        extends: rule.extension.is_some() && !timer.is_extended(),
        projected: counted.projected,
        days: counted.days,
        cites: [rule.provision.clone(), rule.silence_provision.clone()],
    })
}

fn clock(running: Running, words: &Words<'_>) -> Clock {
    Clock {
        activity: running.timer.activity,
        step: words.name(running.host),
        slot: running.slot,
        length: words.told.and_then(|told| told.terms.get(running.term)).map_or(String::new(), |term| term.length.clone()),
        since: running.first.to_string(),
        due: (running.timer.due != Timestamp::NEVER).then(|| instant(running.timer.due.0)),
        yields: running.yields.to_string(),
        extended: running.timer.is_extended(),
        stopped: running.timer.is_stopped(),
        projected: running.projected,
        days: running.days,
        cites: running.cites.into(),
    }
}

/// When the clock of a term stood.
fn pauses(opened: &Opened, timer: Active, start: Timestamp) -> Vec<Pause> {
    let (mut pauses, mut open): (Vec<Pause>, std::collections::BTreeSet<u8>) = Default::default();
    for event in opened.events.iter().filter(|event| event.event.at >= start) {
        match event.event.what {
            What::TermStopped { node, activity, stop, .. } if (node, activity) == (timer.node, timer.activity) => {
                if open.is_empty() {
                    pauses.push(Pause { stopped: event.event.at, resumed: None });
                }
                open.insert(stop);
            }
            What::StopEnded { node, activity, stop } if (node, activity) == (timer.node, timer.activity) => {
                open.remove(&stop);
                if let Some(last) = pauses.last_mut().filter(|pause| open.is_empty() && pause.resumed.is_none()) {
                    last.resumed = Some(event.event.at);
                }
            }
            _ => {}
        }
    }
    pauses
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Happened {
    /// Number within the case, from 1.
    number: u64,
    at: String,
    /// In words; nothing where only the books of the kernel changed.
    text: Option<String>,
    /// Who did it; nothing: the clock.
    by: Option<String>,
    /// Provisions it rests on.
    cites: Vec<String>,
    /// What was written with the command whose first event this is.
    written: Option<Written>,
    /// The event, complete, as it is stored.
    #[schema(value_type = Object)]
    event: StoredEvent,
}

/// What happened in a case, in words and complete, the oldest first
#[utoipa::path(get, path = "/api/cases/{case}/history", tag = "cases", params(("case" = u64, Path, example = 1)),
    responses((status = 200, body = [Happened])))]
pub async fn history(Reading { server, who, case, lang }: Reading) -> Result<Response, Refusal> {
    let found = look(&server, &who, case, "history", move |opened, world, _| {
        let told = opened.told(world, lang);
        let words = Words { net: told.net(), told: Some(&told), lang };
        let happened = opened.events.iter().zip(1..).map(|(event, number)| {
            let stored = StoredEvent::write(event, told.net());
            Ok(Happened {
                number,
                at: instant(event.event.at.0),
                text: words.event(&event.event.what),
                by: match &event.by {
                    Actor::Principal(name) => Some(name.clone()),
                    Actor::Clock => None,
                },
                cites: event.cites.clone(),
                written: Written::of(opened.said.get(&number)),
                event: stored.map_err(|error| Refusal::fault(format!("event {number} of case {case}: {error}")))?,
            })
        });
        Ok((happened.collect::<Result<Vec<_>, Refusal>>()?, opened.row.events))
    });
    let (happened, version) = found.await?;
    Ok(versioned(version, happened))
}

/// Documents of a case
#[utoipa::path(get, path = "/api/cases/{case}/documents", tag = "cases", params(("case" = u64, Path, example = 1)),
    responses((status = 200, body = [DocumentShown])))]
pub async fn documents(
    State(server): Shared,
    Extension(who): Signed,
    Path(case): Path<u64>,
) -> Result<axum::Json<Vec<DocumentShown>>, Refusal> {
    let found = look(&server, &who, case, "documents", move |_, _, store| Ok(store.documents(case)?)).await?;
    Ok(axum::Json(found.into_iter().map(DocumentShown::from).collect()))
}

/// Add a document to one's own open case: the body is the file
#[utoipa::path(post, path = "/api/cases/{case}/documents", tag = "cases", params(("case" = u64, Path, example = 1), Name),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = Done)))]
pub async fn attach(change: Change<u64>, Query(name): Query<Name>, request: Request) -> Result<Response, Refusal> {
    let case = change.at;
    attached(change, [0, case], name.name, request).await
}

/// A document of a case
#[utoipa::path(get, path = "/api/cases/{case}/documents/{hash}", tag = "cases",
    params(("case" = u64, Path, example = 1), ("hash" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn document(State(server): Shared, Extension(who): Signed, Path((case, hash)): Path<(u64, String)>) -> Result<Response, Refusal> {
    let found = look(&server, &who, case, "document", move |_, _, store| content(store, store.documents(case)?, &hash)).await?;
    Ok(download(&found.0, found.1))
}

/// Somebody looked.
#[derive(Serialize, ToSchema)]
pub struct LookShown {
    at: String,
    /// Name of who looked.
    who: String,
    /// `case`, `history`, `documents`, ...
    what: String,
}

/// Who looked at a case, the last first
#[utoipa::path(get, path = "/api/cases/{case}/looks", tag = "cases", params(("case" = u64, Path, example = 1)),
    responses((status = 200, body = [LookShown])))]
pub async fn looks(State(server): Shared, Extension(who): Signed, Path(case): Path<u64>) -> Result<axum::Json<Vec<LookShown>>, Refusal> {
    let found = look(&server, &who, case, "looks", move |_, _, store| {
        let name = |account: u64| -> Result<String, Refusal> {
            let found = store.account(account)?;
            Ok(found.map_or(String::new(), |account| crate::serve::people::principal(&account).name))
        };
        let looks = store.looks(case)?;
        looks.into_iter().map(|look| Ok(LookShown { at: instant(look.at), who: name(look.account)?, what: look.what })).collect()
    });
    found.await.map(axum::Json)
}

/// Which event.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Event {
    /// Number of an event within the case; the last that is in the published log if not given.
    event: Option<u64>,
}

/// A receipt: one file that proves, without any network, what the city put in its log
#[utoipa::path(get, path = "/api/cases/{case}/receipt", tag = "cases", params(("case" = u64, Path, example = 1), Event),
    responses((status = 200, body = Object)))]
pub async fn receipt(
    State(server): Shared,
    Extension(who): Signed,
    Path(case): Path<u64>,
    Query(event): Query<Event>,
) -> Result<Response, Refusal> {
    let folder = server.log.clone();
    if left_of(&server, &who, case).await?.is_some() {
        let text = server.readers.read(move |store| crate::serve::publish::receipt(store, &folder, case, event.event)).await?;
        return Ok(receipt_file(case, text));
    }
    let read = move |_: &Opened, _: &World, store: &alatau_store::Sqlite| crate::serve::publish::receipt(store, &folder, case, event.event);
    let text = look(&server, &who, case, "receipt", read).await?;
    Ok(receipt_file(case, text))
}

fn receipt_file(case: u64, text: String) -> Response {
    let name = format!("attachment; filename=\"receipt-{case}.json\"");
    ([(header::CONTENT_TYPE, "application/json".to_string()), (header::CONTENT_DISPOSITION, name)], text).into_response()
}

/// Take an application back
#[utoipa::path(post, path = "/api/cases/{case}/withdraw", tag = "cases", params(("case" = u64, Path, example = 1)),
    responses((status = 200, body = Done)))]
pub async fn withdraw(change: Change<u64>) -> Result<Response, Refusal> {
    let case = change.at;
    change.ask(Ask::Withdraw { case }).await
}
