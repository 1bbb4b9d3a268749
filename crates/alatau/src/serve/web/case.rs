//! A case and its receipt, and what its applicant does with it.

use super::super::Server;
use super::super::api::cases::{Clock, Status, look, status_of};
use super::super::library::Opened;
use super::super::publish;
use super::super::refusal::{Path, Refusal};
use super::reader::Reader;
use super::{Sent, go, html};
use crate::pages::{self, views};
use crate::procedure::words::Words;
use alatau_city::{Ask, asked_after};
use alatau_core::case::What;
use alatau_core::case::record::Actor;
use alatau_core::time::{Timestamp, Unit};
use alatau_store::{Journal, Sqlite};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use views::{CaseState, FieldKind};

/// Pages of cases.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/cases/{case}", get(page))
        .route("/cases/{case}/withdraw", post(withdraw))
        .route("/cases/{case}/answer/{activity}", post(answer))
        .route("/cases/{case}/receipt", get(receipt))
        .route("/cases/{case}/receipt.json", get(receipt_file))
        .route("/cases/{case}/documents/{hash}", get(document))
}

async fn page(State(server): State<Arc<Server>>, reader: Reader, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let who = reader.who.clone();
    let read = reader.clone();
    let view = look(&server, &who, case, "case", move |opened, _, store| view(&read, opened, store)).await?;
    Ok(html(pages::render_case(&reader.frame, &view, reader.lang)))
}

/// The view of a case.
///
/// # Errors
/// The store's.
pub fn view(reader: &Reader, opened: &Opened, store: &Sqlite) -> Result<views::Case, Refusal> {
    let row = &opened.row;
    let status = status_of(opened, &reader.world, reader.lang);
    let is_own = row.applicant == reader.who.principal.account;
    let state = match row.closed {
        Some(at) => CaseState::Closed {
            outcome: row.outcome.clone().unwrap_or_else(|| "done".to_string()),
            at: reader.at(at),
            by_silence: spoke_last(opened),
        },
        None => CaseState::Open,
    };
    let documents = store.documents(row.case)?;
    let looks = store.looks(row.case)?;
    let name = |account: u64| -> Result<String, Refusal> {
        Ok(store.account(account)?.map_or(String::new(), |account| super::super::people::principal(&account).name))
    };
    let by_applicant = name(row.applicant)?;
    let days = &status.days;
    Ok(views::Case {
        number: row.case,
        title: row.title.clone(),
        service: status.service.label.clone(),
        place: status.place.label.clone(),
        filed: reader.at(row.filed),
        state,
        holders: holders(reader, &status),
        next: String::new(),
        promise: promise(reader, &status),
        asked: if is_own { asked(reader, opened, &status) } else { Vec::new() },
        time: views::ThreePart { statutory: days.statutory, extended: days.extended, applicant: days.applicant },
        events: events(reader, opened),
        last_event: row.events,
        documents: documents.into_iter().map(|document| shown(reader, row.case, document, &by_applicant)).collect(),
        messages: Vec::new(),
        write: None,
        looks: looks
            .into_iter()
            .map(|look| Ok(views::Look { at: reader.at(look.at), who: name(look.account)?, what: look.what }))
            .collect::<Result<_, Refusal>>()?,
        rulings: Vec::new(),
        receipt: Some(format!("/cases/{}/receipt", row.case)),
        withdraw: (is_own && row.open).then(|| format!("/cases/{}/withdraw", row.case)),
        complain: None,
        complain_cites: Vec::new(),
        work: work(reader, opened),
    })
}

/// The page on which the reader works on it, if their body has to act.
fn work(reader: &Reader, opened: &Opened) -> Option<String> {
    let body = &reader.who.principal.body;
    let task = opened.tasks.iter().find(|task| !task.body.is_empty() && task.body == *body)?;
    Some(format!("/work/{}/{}", opened.row.case, task.activity))
}

/// Whether silence was the last to decide.
fn spoke_last(opened: &Opened) -> bool {
    let decisive = |what: &What| matches!(what, What::Ruled { .. } | What::SilenceSpoke { .. } | What::Withdrawn { .. });
    let last = opened.events.iter().rev().find(|event| decisive(&event.event.what));
    last.is_some_and(|event| matches!(event.event.what, What::SilenceSpoke { .. }))
}

fn shown(reader: &Reader, case: u64, document: alatau_store::Document, by: &str) -> views::Document {
    let hash = alatau_core::law::hex(&document.hash);
    views::Document {
        kind: document.media,
        name: document.name,
        href: format!("/cases/{case}/documents/{hash}"),
        bytes: document.bytes,
        hash,
        at: reader.at(document.at),
        by: by.to_string(),
        outdated: false,
    }
}

fn holders(reader: &Reader, status: &Status) -> Vec<views::Holder> {
    let holder = |holder: &super::super::api::cases::Holder| views::Holder {
        body: holder.body.as_ref().map_or_else(|| reader.body(""), |body| body.label.clone()),
        applicant: holder.body.is_none(),
        step: holder.step.clone(),
        since: reader.read(&holder.since).unwrap_or(reader.frame.now),
        clock: status.clocks.iter().find(|clock| clock.activity == holder.activity).map(|found| clock(reader, found)),
    };
    status.holders.iter().map(holder).collect()
}

/// A clock of the API as a page shows it.
pub fn clock(reader: &Reader, clock: &Clock) -> views::Clock {
    let today = reader.frame.now.day;
    let counted = |day: &&alatau_core::time::CountedDay| day.counted.is_some();
    let whole = clock.days.iter().filter(counted).last().and_then(|day| day.counted).unwrap_or(0);
    let used = clock.days.iter().filter(|day| day.date < today).filter(counted).last().and_then(|day| day.counted).unwrap_or(0);
    let whole = if clock.spec.unit == Unit::Hours || clock.due.is_none() { clock.spec.length.max(used) } else { whole };
    views::Clock {
        what: clock.step.clone(),
        length: views::Length { n: clock.spec.length, unit: clock.spec.unit },
        since: clock.days.first().map_or(reader.frame.now, |day| views::Moment { day: day.date, minute: 0 }),
        due: clock.due.as_deref().and_then(|due| reader.read(due)),
        used,
        left: whole.saturating_sub(used),
        yields: clock.yields.clone(),
        extended: clock.extended,
        projected: clock.projected,
        days: clock
            .days
            .iter()
            .map(|day| views::Day { date: day.date, counted: day.counted, why: day.why, name: day.name.clone(), projected: day.projected })
            .collect(),
        cites: clock.cites.iter().filter(|cite| !cite.is_empty()).map(|cite| reader.cite(cite)).collect(),
    }
}

/// The earliest silence that changes the case.
fn promise(reader: &Reader, status: &Status) -> Option<views::Promise> {
    let next = status.clocks.iter().filter(|clock| clock.due.is_some()).min_by(|a, b| a.due.cmp(&b.due))?;
    Some(views::Promise {
        at: reader.read(next.due.as_deref()?)?,
        yields: next.yields.clone(),
        step: next.step.clone(),
        ends_case: false,
        projected: next.projected,
        cites: next.cites.iter().filter(|cite| !cite.is_empty()).map(|cite| reader.cite(cite)).collect(),
    })
}

/// What the applicant has to do.
fn asked(reader: &Reader, opened: &Opened, status: &Status) -> Vec<views::Ask> {
    let own = status.holders.iter().filter(|holder| holder.body.is_none());
    let ask = |holder: &super::super::api::cases::Holder| views::Ask {
        title: holder.step.clone(),
        items: Vec::new(),
        until: holder.due.as_deref().and_then(|due| reader.read(due)),
        yields: holder.yields.clone(),
        action: format!("/cases/{}/answer/{}", opened.row.case, holder.activity),
        fields: fact_fields(reader, opened, &holder.element),
        file: false,
        cites: Vec::new(),
    };
    own.map(ask).collect()
}

/// A field for each fact that completing a step states.
pub fn fact_fields(reader: &Reader, opened: &Opened, element: &str) -> Vec<views::Field> {
    let told = opened.told(&reader.world, reader.lang);
    let net = told.net();
    let words = Words { net, told: Some(&told), lang: reader.lang };
    let Some(node) = net.node(element) else { return Vec::new() };
    let names = asked_after(&opened.book, node).into_iter().filter_map(|fact| net.facts.get(fact as usize).cloned());
    let field = |name: String| {
        let choice = |value: &str, label: &str| views::Choice { value: value.into(), label: reader.say(label), chosen: false };
        let kind = match name.as_str() {
            "complete" => FieldKind::OneOf(vec![choice("true", "yes"), choice("false", "no")]),
            _ => FieldKind::Line,
        };
        views::Field {
            label: words.fact(&name),
            name: format!("fact-{name}"),
            hint: String::new(),
            kind,
            value: String::new(),
            error: String::new(),
            required: true,
            autocomplete: "",
        }
    };
    names.map(field).collect()
}

/// The facts of a form, read as JSON where they are, else as text.
pub fn facts_of(sent: &Sent) -> BTreeMap<String, Value> {
    let pairs = sent.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("fact-")?.to_string(), value.trim())));
    let given = pairs.filter(|(_, value)| !value.is_empty());
    given
        .map(|(name, value)| {
            let read = serde_json::from_str(value).ok().filter(|value: &Value| value.is_boolean() || value.is_number());
            (name, read.unwrap_or_else(|| Value::String(value.to_string())))
        })
        .collect()
}

fn events(reader: &Reader, opened: &Opened) -> Vec<views::Event> {
    let told = opened.told(&reader.world, reader.lang);
    let words = Words { net: told.net(), told: Some(&told), lang: reader.lang };
    let event = |(number, event): (u64, &alatau_core::case::record::Recorded)| {
        let what = &event.event.what;
        Some(views::Event {
            number,
            at: reader.at(event.event.at.0),
            text: words.event(what)?,
            by: match &event.by {
                Actor::Principal(name) => name.clone(),
                Actor::Clock => String::new(),
            },
            clock: event.by == Actor::Clock,
            weighty: matches!(what, What::Ruled { .. } | What::SilenceSpoke { .. } | What::Filed { .. } | What::Withdrawn { .. }),
            cites: event.cites.iter().map(|cite| reader.cite(cite)).collect(),
        })
    };
    let mut shown: Vec<views::Event> = (1..).zip(&opened.events).filter_map(event).collect();
    shown.reverse();
    shown
}

async fn withdraw(State(server): State<Arc<Server>>, reader: Reader, Path(case): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    let ask = Ask::Withdraw { case, seen: sent.number("seen") };
    server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    Ok(go(&format!("/cases/{case}"), reader.lang, "withdrawn"))
}

async fn answer(
    State(server): State<Arc<Server>>,
    reader: Reader,
    Path((case, activity)): Path<(u64, u32)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let ask = Ask::Complete { case, activity, seen: sent.number("seen"), facts: facts_of(&sent), judgement: None };
    server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    Ok(go(&format!("/cases/{case}"), reader.lang, "completed"))
}

async fn receipt(State(server): State<Arc<Server>>, reader: Reader, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let (size, root) = super::open::checkpoint(&server);
    let read = reader.clone();
    let view = look(&server, &reader.who, case, "receipt", move |opened, _, store| {
        let row = &opened.row;
        let entries = store.entries(case)?;
        let last = entries.last().ok_or_else(|| Refusal::not_found("entry of this case"))?;
        Ok(views::Receipt {
            number: case,
            service: read.service(&row.service),
            place: read.place(&row.place),
            filed: read.at(row.filed),
            outcome: row.outcome.clone().unwrap_or_default(),
            at: read.at(row.closed.unwrap_or(last.at)),
            by_silence: !row.open && spoke_last(opened),
            cites: Vec::new(),
            leaf: last.leaf_number,
            origin: String::new(),
            size,
            root: root.clone(),
            counter: last.number,
            download: format!("/cases/{case}/receipt.json"),
            code: format!("/verify?case={case}&leaf={}&root={root}", last.leaf_number),
            back: Some(format!("/cases/{case}")),
        })
    });
    let mut view = view.await?;
    let key = std::fs::read_to_string(server.log.join(publish::KEY)).unwrap_or_default();
    view.origin = key.split('+').next().unwrap_or_default().to_string();
    Ok(html(pages::render_receipt(&reader.frame, &view, reader.lang)))
}

async fn receipt_file(State(server): State<Arc<Server>>, reader: Reader, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let folder = server.log.clone();
    let read = move |_: &Opened, _: &alatau_city::World, store: &Sqlite| publish::receipt(store, &folder, case, None);
    let text = look(&server, &reader.who, case, "receipt", read).await?;
    let name = format!("attachment; filename=\"receipt-{case}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_string()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

async fn document(State(server): State<Arc<Server>>, reader: Reader, Path((case, hash)): Path<(u64, String)>) -> Result<Response, Refusal> {
    use super::super::api::drafts::{content, download};
    let read = move |_: &Opened, _: &alatau_city::World, store: &Sqlite| content(store, store.documents(case)?, &hash);
    let (document, bytes) = look(&server, &reader.who, case, "document", read).await?;
    Ok(download(&document, bytes))
}

/// Whole working days from today to the last day of a term; below zero: it is over.
pub fn slack(reader: &Reader, due: i64) -> Option<i32> {
    let calendar = &reader.world.calendar;
    let last = calendar.zone.date(Timestamp(due - 1));
    let today = reader.frame.now.day;
    if last < today {
        return Some(-1);
    }
    calendar.working_days_between(today, last).ok().map(|days| days as i32)
}
