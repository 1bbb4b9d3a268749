//! Own applications: drafts, their parts, their documents, filing.

use super::super::Server;
use super::super::api::drafts::{DOCUMENT_MAX, content, download};
use super::super::refusal::{Path, Query, Refusal};
use super::reader::Reader;
use super::{Sent, go, html};
use crate::pages;
use crate::pages::views::{self, Choice, FieldKind, TaskState};
use alatau_city::{Application, Ask};
use alatau_core::law::hex;
use alatau_core::register::{Kind as ThingKind, Thing, Want};
use alatau_store::{CaseFilter, Draft, Journal, Page, Sqlite};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// So many own cases are listed.
const LINES: usize = 200;
/// The parts of an application, in their order.
const PARTS: [&str; 3] = ["about", "place", "who"];

/// Pages of applicants.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/applications", get(list).post(begin))
        .route("/applications/{draft}", get(tasks))
        .route("/applications/{draft}/discard", post(discard))
        .route("/applications/{draft}/check", get(check))
        .route("/applications/{draft}/file", post(file))
        .route("/applications/{draft}/documents", get(documents).post(attach).layer(DefaultBodyLimit::max(DOCUMENT_MAX + (1 << 16))))
        .route("/applications/{draft}/documents/{hash}", get(document))
        .route("/applications/{draft}/{part}", get(part).post(save))
}

async fn list(State(server): State<Arc<Server>>, reader: Reader) -> Result<Response, Refusal> {
    let (read, account) = (reader.clone(), reader.who.principal.account);
    let found = server.readers.read(move |store| {
        let filter = CaseFilter { applicant: Some(account), ..CaseFilter::default() };
        let line = |row: alatau_store::CaseRow| -> Result<views::ApplicationLine, Refusal> {
            let tasks = store.tasks(row.case)?;
            Ok(views::ApplicationLine {
                href: format!("/cases/{}", row.case),
                number: row.case,
                title: row.title,
                service: read.service(&row.service),
                holder: tasks.first().map_or(String::new(), |task| read.body(&task.body)),
                yours: tasks.iter().any(|task| task.body.is_empty()),
                due: row.due.map(|due| read.at(due)),
                outcome: if row.open { String::new() } else { row.outcome.unwrap_or_else(|| "done".to_string()) },
            })
        };
        let cases = store.cases(&filter, Page { skip: 0, limit: LINES })?;
        let cases = cases.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>()?;
        let drafts = store.drafts(account)?.into_iter().map(|draft| line_of(&read, store, &draft));
        Ok((cases, drafts.collect::<Result<Vec<_>, Refusal>>()?))
    });
    let (cases, drafts) = found.await?;
    let view = views::Applications { services: reader.services(""), begin: "/applications".to_string(), drafts, cases };
    Ok(html(pages::render_applications(&reader.frame, &view, reader.lang)))
}

fn line_of(reader: &Reader, store: &Sqlite, draft: &Draft) -> Result<views::DraftLine, Refusal> {
    let application = read_application(draft)?;
    let states = states(&application, store.draft_documents(draft.draft)?.len());
    Ok(views::DraftLine {
        href: format!("/applications/{}", draft.draft),
        title: application.title,
        service: reader.service(&draft.service),
        changed: reader.at(draft.changed),
        done: states.iter().filter(|state| **state == TaskState::Done).count() as u32,
        of: states.len() as u32 + 1,
    })
}

fn read_application(draft: &Draft) -> Result<Application, Refusal> {
    serde_json::from_str(&draft.body).map_err(|error| Refusal::fault(format!("draft {}: {error}", draft.draft)))
}

/// How far the parts are: about, place, who, documents.
fn states(application: &Application, documents: usize) -> [TaskState; 4] {
    let of = |given: bool, begun: bool| match (given, begun) {
        (true, _) => TaskState::Done,
        (_, true) => TaskState::Begun,
        _ => TaskState::ToDo,
    };
    [
        of(!application.title.is_empty() && !application.description.is_empty(), !application.title.is_empty()),
        of(!application.place.is_empty(), false),
        of(!application.contact.is_empty(), !application.person.is_empty()),
        of(documents > 0, false),
    ]
}

/// Where a draft may begin with more than a service.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wished {
    service: String,
    place: String,
}

async fn begin(State(server): State<Arc<Server>>, reader: Reader, Query(wished): Query<Wished>, sent: Sent) -> Result<Response, Refusal> {
    let service = Some(sent.get("service")).filter(|service| !service.is_empty()).unwrap_or(wished.service);
    let application = Box::new(Application { place: wished.place, ..Application::default() });
    let ask = Ask::SaveDraft { draft: None, version: None, service, application };
    let reply = server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    Ok(go(&format!("/applications/{}", reply.draft), reader.lang, "saved"))
}

/// One's own draft and its documents.
async fn own(server: &Server, reader: &Reader, draft: u64) -> Result<(Draft, Application, Vec<alatau_store::Document>), Refusal> {
    let account = reader.who.principal.account;
    let found = server.readers.read(move |store| {
        let found = store.draft(draft)?.filter(|found| found.account == account && account != 0);
        let found = found.ok_or_else(|| Refusal::not_found("draft"))?;
        let documents = store.draft_documents(draft)?;
        Ok((found, documents))
    });
    let (draft, documents) = found.await?;
    let application = read_application(&draft)?;
    Ok((draft, application, documents))
}

async fn tasks(State(server): State<Arc<Server>>, reader: Reader, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let (draft, application, documents) = own(&server, &reader, number).await?;
    let states = states(&application, documents.len());
    let task = |part: &str, label: &str, state: TaskState| views::Task {
        name: reader.say(label),
        hint: String::new(),
        href: (state != TaskState::Later).then(|| format!("/applications/{number}/{part}")),
        state,
    };
    let ready = states[..3].iter().all(|state| *state == TaskState::Done);
    let view = views::TaskList {
        draft: number,
        service: reader.service(&draft.service),
        title: application.title,
        changed: reader.at(draft.changed),
        groups: vec![
            views::TaskGroup {
                title: reader.say("portal-group-what"),
                tasks: PARTS.iter().zip(states).map(|(part, state)| task(part, &format!("portal-part-{part}"), state)).collect(),
            },
            views::TaskGroup {
                title: reader.say("portal-documents-title"),
                tasks: vec![task("documents", "portal-documents-title", states[3])],
            },
            views::TaskGroup {
                title: reader.say("portal-group-file"),
                tasks: vec![task("check", "portal-part-check", if ready { TaskState::ToDo } else { TaskState::Later })],
            },
        ],
        discard: format!("/applications/{number}/discard"),
    };
    Ok(html(pages::render_task_list(&reader.frame, &view, reader.lang)))
}

/// The number of the plot, if one is wanted.
fn plot(application: &Application) -> String {
    application.wants.iter().find(|want| want.thing.kind == ThingKind::Plot).map_or(String::new(), |want| want.thing.name.clone())
}

fn fields(reader: &Reader, part: &str, application: &Application) -> Vec<views::Field> {
    let law = &reader.world.law;
    match part {
        "about" => vec![
            reader.field("title", "portal-field-title", FieldKind::Line, &application.title),
            reader.field("description", "portal-field-question", FieldKind::Lines, &application.description),
        ],
        "place" => {
            let places = reader.choices(law.territories.iter().map(|(id, place)| (id, &place.label)), &application.place);
            let mut classes = reader.choices(law.vocabulary.classes.iter().map(|(id, word)| (id, &word.label)), &application.class);
            let unknown =
                Choice { value: String::new(), label: reader.say("portal-field-class-unknown"), chosen: application.class.is_empty() };
            classes.insert(0, unknown);
            let mut plot = reader.field("plot", "portal-field-plot", FieldKind::Line, &plot(application));
            plot.required = false;
            let mut class = reader.field("class", "portal-field-class", FieldKind::Select(classes), "");
            class.required = false;
            vec![reader.field("place", "portal-need-place", FieldKind::Select(places), ""), class, plot]
        }
        _ => {
            let mut persons = reader.choices(law.vocabulary.statuses.iter().map(|(id, word)| (id, &word.label)), "");
            persons.iter_mut().for_each(|person| person.chosen = application.person.contains(&person.value));
            let mut person = reader.field("person", "portal-field-person", FieldKind::AnyOf(persons), "");
            person.required = false;
            vec![person, reader.field("contact", "portal-field-contact", FieldKind::Lines, &application.contact)]
        }
    }
}

async fn part(State(server): State<Arc<Server>>, reader: Reader, Path((number, part)): Path<(u64, String)>) -> Result<Response, Refusal> {
    if !PARTS.contains(&part.as_str()) {
        return Err(Refusal::not_found("part of this name"));
    }
    let (draft, application, _) = own(&server, &reader, number).await?;
    let view = views::FormPage {
        caption: reader.service(&draft.service),
        title: reader.say(&format!("portal-part-{part}")),
        lead: String::new(),
        action: format!("/applications/{number}/{part}"),
        back: format!("/applications/{number}"),
        version: draft.version,
        fields: fields(&reader, &part, &application),
        cites: Vec::new(),
    };
    Ok(html(pages::render_form(&reader.frame, &view, reader.lang)))
}

async fn save(
    State(server): State<Arc<Server>>,
    reader: Reader,
    Path((number, part)): Path<(u64, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let (draft, mut application, _) = own(&server, &reader, number).await?;
    match part.as_str() {
        "about" => (application.title, application.description) = (sent.get("title"), sent.get("description")),
        "place" => {
            (application.place, application.class) = (sent.get("place"), sent.get("class"));
            application.wants.retain(|want| want.thing.kind != ThingKind::Plot);
            let plot = sent.get("plot").trim().to_string();
            if !plot.is_empty() {
                application.wants.push(Want { thing: Thing::new(ThingKind::Plot, &plot), amount: 1 });
            }
        }
        "who" => (application.person, application.contact) = (sent.all("person").into_iter().collect(), sent.get("contact")),
        _ => return Err(Refusal::not_found("part of this name")),
    }
    let version = sent.number("version").or(Some(draft.version));
    let ask = Ask::SaveDraft { draft: Some(number), version, service: draft.service, application: Box::new(application) };
    server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    let lang = sent.get("then-lang");
    if let Ok(lang) = lang.parse() {
        return Ok(go(&format!("/applications/{number}/{part}"), lang, "saved"));
    }
    let after = PARTS.iter().position(|known| *known == part).and_then(|at| PARTS.get(at + 1));
    let next = match after {
        _ if sent.get("then") == "list" => format!("/applications/{number}"),
        Some(next) => format!("/applications/{number}/{next}"),
        None => format!("/applications/{number}/documents"),
    };
    Ok(go(&next, reader.lang, "saved"))
}

async fn discard(State(server): State<Arc<Server>>, reader: Reader, Path(draft): Path<u64>) -> Result<Response, Refusal> {
    server.desk.ask(reader.who.principal.clone(), None, Ask::DropDraft { draft }).await?;
    Ok(go("/applications", reader.lang, "discarded"))
}

async fn documents(State(server): State<Arc<Server>>, reader: Reader, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let (draft, _, documents) = own(&server, &reader, number).await?;
    let by = reader.who.principal.name.clone();
    let given = documents.into_iter().map(|document| {
        let hash = hex(&document.hash);
        views::Document {
            kind: document.media,
            name: document.name,
            href: format!("/applications/{number}/documents/{hash}"),
            bytes: document.bytes,
            hash,
            at: reader.at(document.at),
            by: by.clone(),
            outdated: false,
        }
    });
    let view = views::Documents {
        caption: reader.service(&draft.service),
        back: format!("/applications/{number}"),
        wanted: vec![views::Wanted {
            name: "file".to_string(),
            label: reader.say("portal-documents-title"),
            hint: String::new(),
            from_step: None,
            action: format!("/applications/{number}/documents"),
            given: given.map(|document| (document, None)).collect(),
            error: String::new(),
            cites: Vec::new(),
        }],
        bytes_max: DOCUMENT_MAX as u64,
    };
    Ok(html(pages::render_documents(&reader.frame, &view, reader.lang)))
}

async fn attach(
    State(server): State<Arc<Server>>,
    reader: Reader,
    Path(draft): Path<u64>,
    mut parts: Multipart,
) -> Result<Response, Refusal> {
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        Refusal::new(error.status(), if error.status().as_u16() == 413 { "AL-4423" } else { "AL-4420" }, error.body_text())
    };
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let (name, media) = (part.file_name().unwrap_or_default().to_string(), part.content_type().unwrap_or_default().to_string());
        let bytes = part.bytes().await.map_err(unreadable)?.to_vec();
        if name.is_empty() || bytes.is_empty() {
            continue;
        }
        let media = if media.is_empty() { "application/octet-stream".to_string() } else { media.chars().take(200).collect() };
        let ask = Ask::Attach { draft, case: 0, name, media, bytes };
        server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    }
    Ok(go(&format!("/applications/{draft}/documents"), reader.lang, "document"))
}

async fn document(
    State(server): State<Arc<Server>>,
    reader: Reader,
    Path((draft, hash)): Path<(u64, String)>,
) -> Result<Response, Refusal> {
    own(&server, &reader, draft).await?;
    let found = server.readers.read(move |store| content(store, store.draft_documents(draft)?, &hash));
    let (document, bytes) = found.await?;
    Ok(download(&document, bytes))
}

async fn check(State(server): State<Arc<Server>>, reader: Reader, Path(number): Path<u64>) -> Result<Response, Refusal> {
    check_page(&server, &reader, number, "").await
}

async fn check_page(server: &Server, reader: &Reader, number: u64, error: &str) -> Result<Response, Refusal> {
    let (draft, application, documents) = own(server, reader, number).await?;
    let group = |part: &str| {
        let row = |field: views::Field| {
            let chosen = match &field.kind {
                FieldKind::Select(choices) | FieldKind::OneOf(choices) | FieldKind::AnyOf(choices) => {
                    choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(", ")
                }
                _ => field.value.clone(),
            };
            (field.label, chosen)
        };
        views::Answers {
            title: reader.say(&format!("portal-part-{part}")),
            change: format!("/applications/{number}/{part}"),
            rows: fields(reader, part, &application).into_iter().map(row).collect(),
        }
    };
    let mut groups: Vec<views::Answers> = PARTS.iter().map(|part| group(part)).collect();
    groups.push(views::Answers {
        title: reader.say("portal-documents-title"),
        change: format!("/applications/{number}/documents"),
        rows: documents.iter().map(|document| (document.name.clone(), hex(&document.hash))).collect(),
    });
    let missing = PARTS.iter().zip(states(&application, documents.len())).filter(|(_, state)| *state != TaskState::Done);
    let view = views::CheckAnswers {
        caption: reader.service(&draft.service),
        back: format!("/applications/{number}"),
        groups,
        action: format!("/applications/{number}/file"),
        version: draft.version,
        key: format!("page-{number}-{}", draft.version),
        first_due: None,
        missing: missing.map(|(part, _)| (reader.say(&format!("portal-part-{part}")), format!("/applications/{number}/{part}"))).collect(),
        error: error.to_string(),
    };
    Ok(html(pages::render_check_answers(&reader.frame, &view, reader.lang)))
}

async fn file(State(server): State<Arc<Server>>, reader: Reader, Path(draft): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    if sent.get("declared") != "yes" {
        return check_page(&server, &reader, draft, &reader.say("portal-declare-first")).await;
    }
    let key = Some(sent.get("key")).filter(|key| !key.is_empty() && key.len() <= 255);
    let reply = server.desk.ask(reader.who.principal.clone(), key, Ask::File { draft }).await?;
    Ok(go(&format!("/cases/{}", reply.case), reader.lang, "filed"))
}
