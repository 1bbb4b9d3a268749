//! *File an application*: drafts, their parts, documents, the last check.

use super::form::{Sent, choices, fact_fields, facts, field, tried};
use super::open::service;
use super::{Page, body, can_be_mended, moment};
use crate::pages::views::{
    Answers, ApplicationLine, Applications, CheckAnswers, Choice, Document, Documents, DraftLine, Field, FieldKind, FormPage, Task,
    TaskGroup, TaskList, TaskState, Wanted,
};
use crate::pages::{in_language, render_applications, render_check_answers, render_documents, render_form, render_task_list};
use crate::procedure::words::Words;
use crate::serve::Server;
use crate::serve::api::drafts::own;
use crate::serve::api::law::named_services;
use crate::serve::refusal::{Path, Refusal};
use crate::serve::uploads::{DOCUMENT_MAX, Upload};
use crate::serve::writer::{random, unix_now};
use alatau_city::{Application, Ask, Book, World, asked_at_filing};
use alatau_core::case::bind::bind;
use alatau_core::law::hex;
use alatau_core::register::{Kind, Thing, Want};
use alatau_core::text::{Lang, Message, msg, text};
use alatau_core::time::Timestamp;
use alatau_store::{CaseFilter, CaseRow, Draft, Journal, Sqlite, TaskRow};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Parts of an application: name in addresses, and in words.
const PARTS: [(&str, Message); 3] = [("about", msg::PORTAL_PART_ABOUT), ("place", msg::PORTAL_PART_PLACE), ("who", msg::PORTAL_PART_WHO)];
/// The part that only some procedures have.
const FACTS: (&str, Message) = ("facts", msg::PORTAL_PART_FACTS);

fn read(draft: &Draft) -> Result<Application, Refusal> {
    serde_json::from_str(&draft.body).map_err(|error| Refusal::fault(format!("draft {}: {error}", draft.draft)))
}

/// The law by which an application is decided; none: these answers lead to no law.
fn book(world: &World, draft: &Draft, application: &Application) -> Option<Book> {
    let class = Some(application.class.as_str()).filter(|class| !class.is_empty());
    book_of(world, &draft.service, &application.place, &application.person, class)
}

fn book_of(world: &World, service: &str, place: &str, person: &BTreeSet<String>, class: Option<&str>) -> Option<Book> {
    let today = world.day(Timestamp(unix_now()));
    let question = world.question(place, person, class, today).ok()?;
    let bound = bind(&world.law, &world.procedures, service, &question, &world.calendar).ok()?;
    Some(Book::new(today, bound))
}

/// Whether a part is answered.
fn is_done(part: &str, application: &Application, book: Option<&Book>) -> bool {
    match part {
        "about" => !application.title.trim().is_empty(),
        "place" => book.is_some(),
        "facts" => book.is_some_and(|book| application.facts.len() >= asked_at_filing(book).len()),
        _ => !application.person.is_empty(),
    }
}

/// Whether an application can be filed without it: not everybody is somebody in particular.
fn may_miss(part: &str) -> bool {
    part == "who"
}

/// Whether something of a part is answered.
fn is_begun(part: &str, application: &Application) -> bool {
    match part {
        "about" => !application.description.is_empty() || !application.contact.is_empty(),
        "place" => !application.class.is_empty() || !application.wants.is_empty(),
        "facts" => !application.facts.is_empty(),
        _ => false,
    }
}

/// The parts of an application, and whether each is answered.
fn parts(world: &World, draft: &Draft, application: &Application) -> Vec<(&'static str, Message, bool)> {
    let book = book(world, draft, application);
    let more = book.as_ref().is_some_and(|book| !asked_at_filing(book).is_empty()).then_some(FACTS);
    PARTS.into_iter().chain(more).map(|(part, name)| (part, name, is_done(part, application, book.as_ref()))).collect()
}

/// Own applications.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let account = page.who.principal.account;
    let (library, lang) = (server.library.clone(), page.lang);
    let wanted = Sent::query(query.as_deref()).get("service").to_string();
    let found = server.readers.read(move |store| {
        let world = &library.world;
        let mut drafts = Vec::new();
        for draft in store.drafts(account)? {
            let application = read(&draft)?;
            let parts = parts(world, &draft, &application);
            drafts.push(DraftLine {
                href: format!("/applications/{}", draft.draft),
                title: application.title,
                service: service(world, &draft.service, lang),
                changed: moment(world, draft.changed),
                done: parts.iter().filter(|(.., done)| *done).count() as u32,
                of: parts.iter().filter(|(part, _, done)| *done || !may_miss(part)).count() as u32,
            });
        }
        let mut cases = Vec::new();
        let filter = CaseFilter { applicant: Some(account), ..CaseFilter::default() };
        for row in store.cases(&filter, alatau_store::Page { skip: 0, limit: 200 })? {
            cases.push(line(store, world, row, true, lang)?);
        }
        let services = named_services(world, lang);
        let services = choices(services.iter().map(|named| (named.id.as_str(), named.label.as_str())), &BTreeSet::from([wanted]));
        Ok(Applications { services, begin: "/applications".to_string(), drafts, cases })
    });
    let view = found.await?;
    Ok(page.show(render_applications(&page.frame, &view, page.lang)))
}

/// A case in a list; `own` are the reader's.
pub fn line(store: &Sqlite, world: &World, row: CaseRow, own: bool, lang: Lang) -> Result<ApplicationLine, Refusal> {
    let tasks = store.tasks(row.case)?;
    let holder = |task: &TaskRow| if task.body.is_empty() { text(lang, msg::BODY_APPLICANT, &[]) } else { body(world, &task.body, lang) };
    Ok(ApplicationLine {
        href: format!("/cases/{}", row.case),
        number: row.case,
        title: super::title(&row, lang),
        service: service(world, &row.service, lang),
        filed: moment(world, row.filed),
        holder: tasks.first().map_or(String::new(), holder),
        yours: own && tasks.iter().any(|task| task.body.is_empty()),
        due: tasks.iter().filter_map(|task| task.due).min().map(|due| moment(world, due)),
        outcome: row.outcome.unwrap_or_else(|| if row.open { String::new() } else { "done".to_string() }),
    })
}

/// Begins an application.
pub async fn begin(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery, sent: Sent) -> Result<Response, Refusal> {
    let query = Sent::query(query.as_deref());
    let service = [sent.get("service"), query.get("service")].into_iter().find(|service| !service.is_empty()).unwrap_or("").to_string();
    let ask = Ask::SaveDraft { draft: None, service, application: Box::default() };
    let made = server.desk.ask(page.who.principal.clone(), None, ask).await?;
    Ok(page.go(&format!("/applications/{}", made.draft), ""))
}

/// One's own draft.
async fn draft_of(server: &Server, page: &Page, draft: u64) -> Result<(Draft, Application), Refusal> {
    let account = page.who.principal.account;
    server
        .readers
        .read(move |store| {
            let found = own(store, draft, account)?;
            let application = read(&found)?;
            Ok((found, application))
        })
        .await
}

/// The parts of an application.
pub async fn tasks(State(server): State<Arc<Server>>, page: Page, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let (draft, application) = draft_of(&server, &page, number).await?;
    let documents = server.readers.read(move |store| Ok(store.draft_documents(number)?.len())).await?;
    let world = &server.library.world;
    let at = |part: &str| Some(format!("/applications/{number}/{part}"));
    let parts = parts(world, &draft, &application);
    let all = parts.iter().all(|(part, _, done)| *done || may_miss(part));
    let task = |name: Message, part: &str, done: bool| {
        let hint = if may_miss(part) { page.say(msg::PORTAL_FIELD_PERSON_HINT) } else { String::new() };
        let state = match done {
            true => TaskState::Done,
            false if is_begun(part, &application) => TaskState::Begun,
            false => TaskState::ToDo,
        };
        Task { name: page.say(name), hint, href: at(part), state }
    };
    let what = parts.iter().map(|(part, name, done)| task(*name, part, *done)).collect();
    let check = Task {
        name: page.say(msg::PORTAL_PART_CHECK),
        hint: String::new(),
        href: at("check").filter(|_| all),
        state: if all { TaskState::ToDo } else { TaskState::Later },
    };
    let groups = vec![
        TaskGroup { title: page.say(msg::PORTAL_GROUP_WHAT), tasks: what },
        TaskGroup {
            title: page.say(msg::PORTAL_DOCUMENTS_TITLE),
            tasks: vec![task(msg::PORTAL_DOCUMENTS_TITLE, "documents", documents > 0)],
        },
        TaskGroup { title: page.say(msg::PORTAL_GROUP_FILE), tasks: vec![check] },
    ];
    let view = TaskList {
        draft: number,
        service: service(world, &draft.service, page.lang),
        title: application.title,
        changed: moment(world, draft.changed),
        groups,
        discard: format!("/applications/{number}/discard"),
    };
    Ok(page.show(render_task_list(&page.frame, &view, page.lang)))
}

/// Throws a draft away.
pub async fn discard(State(server): State<Arc<Server>>, page: Page, Path(draft): Path<u64>) -> Result<Response, Refusal> {
    server.desk.ask(page.who.principal.clone(), None, Ask::DropDraft { draft }).await?;
    Ok(page.go("/applications", "discarded"))
}

fn fields(world: &World, part: &str, draft: &Draft, application: &Application, page: &Page) -> Option<Vec<Field>> {
    let (law, lang) = (&world.law, page.lang);
    let one = |word: &str| BTreeSet::from([word.to_string()]);
    match part {
        "about" => {
            let mut title = field("title", page.say(msg::PORTAL_FIELD_TITLE), FieldKind::Line, &application.title, true);
            title.hint = page.say(msg::PORTAL_FIELD_TITLE_HINT);
            Some(vec![
                title,
                field("description", page.say(msg::PORTAL_FIELD_QUESTION), FieldKind::Lines, &application.description, false),
                field("contact", page.say(msg::PORTAL_FIELD_CONTACT), FieldKind::Line, &application.contact, false),
            ])
        }
        "place" => {
            let place = if application.place.is_empty() { "alatau" } else { &application.place };
            let book = |place: &str, class: Option<&str>| book_of(world, &draft.service, place, &application.person, class);
            let is_served = |place: &str| {
                law.vocabulary.classes.keys().map(|class| Some(class.as_str())).chain([None]).any(|class| book(place, class).is_some())
            };
            let places = law.territories.iter().filter(|(id, _)| is_served(id));
            let places = choices(places.map(|(id, place)| (id.as_str(), place.label.get(lang.code()))), &one(place));
            let classes = law.vocabulary.classes.iter().map(|(id, word)| (id.as_str(), word.label.get(lang.code())));
            let mut classes: Vec<Choice> = choices(classes, &one(&application.class));
            let is_found = book(place, None).is_some();
            let open = if is_found { msg::PORTAL_FIELD_CLASS_UNKNOWN } else { msg::PORTAL_CHOOSE };
            classes.insert(0, Choice { value: String::new(), label: page.say(open), chosen: application.class.is_empty() });
            let plot = application.wants.iter().find(|want| want.thing.kind == Kind::Plot).map_or("", |want| want.thing.name.as_str());
            Some(vec![
                field("place", page.say(msg::PORTAL_NEED_PLACE), FieldKind::Select(places), "", true),
                field("class", page.say(msg::PORTAL_FIELD_CLASS), FieldKind::Select(classes), "", !is_found),
                field("plot", page.say(msg::PORTAL_FIELD_PLOT), FieldKind::Line, plot, false),
            ])
        }
        "who" => {
            let statuses = law.vocabulary.statuses.iter().map(|(id, word)| (id.as_str(), word.label.get(lang.code())));
            let kind = FieldKind::AnyOf(choices(statuses, &application.person));
            let hint = page.say(msg::PORTAL_FIELD_PERSON_HINT);
            Some(vec![Field { hint, ..field("person", page.say(msg::PORTAL_FIELD_PERSON), kind, "", false) }])
        }
        "facts" => {
            let book = book(world, draft, application)?;
            let words = Words { net: &book.bound.rulebook.net, told: None, lang };
            Some(fact_fields(&words, &asked_at_filing(&book), &application.facts))
        }
        _ => None,
    }
}

fn title(part: &str) -> Option<Message> {
    PARTS.into_iter().chain([FACTS]).find(|(name, _)| *name == part).map(|(_, title)| title)
}

/// One part of an application.
pub async fn part(State(server): State<Arc<Server>>, page: Page, Path((number, part)): Path<(u64, String)>) -> Result<Response, Refusal> {
    let (draft, application) = draft_of(&server, &page, number).await?;
    let fields = fields(&server.library.world, &part, &draft, &application, &page);
    let fields = fields.ok_or_else(|| Refusal::not_found("part of this name"))?;
    Ok(page.show(part_page(&server, &page, &draft, &part, fields)))
}

fn part_page(server: &Server, page: &Page, draft: &Draft, part: &str, fields: Vec<Field>) -> String {
    let view = FormPage {
        caption: service(&server.library.world, &draft.service, page.lang),
        title: title(part).map_or(String::new(), |title| page.say(title)),
        lead: String::new(),
        action: format!("/applications/{}/{part}", draft.draft),
        back: format!("/applications/{}", draft.draft),
        version: draft.version,
        fields,
        cites: Vec::new(),
    };
    render_form(&page.frame, &view, page.lang)
}

fn answered(part: &str, mut application: Application, sent: &Sent) -> Application {
    match part {
        "about" => {
            application.title = sent.get("title").to_string();
            application.description = sent.get("description").to_string();
            application.contact = sent.get("contact").to_string();
        }
        "place" => {
            application.place = sent.get("place").to_string();
            application.class = sent.get("class").to_string();
            application.wants.retain(|want| want.thing.kind != Kind::Plot);
            let plot = sent.get("plot").trim();
            application.wants.extend((!plot.is_empty()).then(|| Want::one(Thing::new(Kind::Plot, plot))));
        }
        "facts" => application.facts = facts(sent),
        _ => application.person = sent.all("person").map(String::from).collect(),
    }
    application
}

/// Keeps one part of an application.
pub async fn save(
    State(server): State<Arc<Server>>,
    page: Page,
    Path((number, part)): Path<(u64, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let (draft, application) = draft_of(&server, &page, number).await?;
    let world = &server.library.world;
    let application = answered(&part, application, &sent);
    let asked = fields(world, &part, &draft, &application, &page);
    let asked = asked.ok_or_else(|| Refusal::not_found("part of this name"))?;
    let goes_on = sent.get("then") == "next";
    let mut fields: Vec<Field> = asked.into_iter().map(|field| tried(field, &sent, !goes_on, page.lang)).collect();
    let is_whole = fields.iter().all(|field| field.error.is_empty());
    if goes_on && part == "place" && is_whole && book(world, &draft, &application).is_none() {
        fields[0].error = page.say(msg::PORTAL_FAULT_NOT_OFFERED);
    }
    if fields.iter().any(|field| !field.error.is_empty()) {
        return Ok(page.refuse(part_page(&server, &page, &draft, &part, fields), None));
    }
    let application = Box::new(application);
    let ask = Ask::SaveDraft { draft: Some(number), service: draft.service.clone(), application };
    let saved = server.desk.ask_as_seen(page.who.principal.clone(), None, sent.seen("version"), ask).await;
    if let Err(refusal) = saved.map_err(Refusal::from) {
        let details = refusal.details();
        if !can_be_mended(&details) {
            return Err(refusal);
        }
        let here = page.frame.here.clone();
        let page = page.again(here, Some(&details));
        return Ok(page.refuse(part_page(&server, &page, &draft, &part, fields), Some(&details)));
    }
    if let Some(lang) = sent.lang() {
        return Ok(super::go(&format!("/applications/{number}/{part}"), "saved", lang));
    }
    let (_, application) = draft_of(&server, &page, number).await?;
    let parts = parts(&server.library.world, &draft, &application);
    let next = parts.iter().skip_while(|(name, ..)| *name != part).nth(1).map_or("documents", |(name, ..)| name);
    let next = if goes_on { format!("/applications/{number}/{next}") } else { format!("/applications/{number}") };
    Ok(page.go(&next, "saved"))
}

/// The documents of an application.
pub async fn documents(State(server): State<Arc<Server>>, page: Page, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let text = documents_page(&server, &page, number, String::new()).await?;
    Ok(page.show(text))
}

async fn documents_page(server: &Server, page: &Page, number: u64, error: String) -> Result<String, Refusal> {
    let (draft, _) = draft_of(server, page, number).await?;
    let found = server.readers.read(move |store| Ok(store.draft_documents(number)?)).await?;
    let world = &server.library.world;
    let by = page.who.principal.name.clone();
    let given = found.into_iter().map(|document| {
        let href = format!("/api/drafts/{number}/documents/{}", hex(&document.hash));
        let remove = format!("/applications/{number}/documents/{}/remove", hex(&document.hash));
        (shown(world, document, href, by.clone()), remove)
    });
    let wanted = Wanted {
        name: "file".to_string(),
        label: page.say(msg::PORTAL_DOCUMENTS_TITLE),
        hint: String::new(),
        from_step: None,
        action: format!("/applications/{number}/documents"),
        given: given.collect(),
        error,
        cites: Vec::new(),
    };
    let caption = service(world, &draft.service, page.lang);
    let view = Documents { caption, back: format!("/applications/{number}"), wanted: vec![wanted], bytes_max: DOCUMENT_MAX as u64 };
    Ok(render_documents(&page.frame, &view, page.lang))
}

/// Takes a document out of a draft.
pub async fn detach(State(server): State<Arc<Server>>, page: Page, Path((draft, hash)): Path<(u64, String)>) -> Result<Response, Refusal> {
    server.desk.ask(page.who.principal.clone(), None, Ask::Detach { draft, hash }).await?;
    Ok(page.go(&format!("/applications/{draft}/documents"), "removed"))
}

/// A document in a list.
pub fn shown(world: &World, document: alatau_store::Document, href: String, by: String) -> Document {
    let alatau_store::Document { name, bytes, hash, at, .. } = document;
    Document { kind: String::new(), name, href, bytes, hash: hex(&hash), at: moment(world, at), by, outdated: false }
}

/// Takes a document in.
pub async fn attach(State(server): State<Arc<Server>>, page: Page, Path(draft): Path<u64>, form: Upload) -> Result<Response, Refusal> {
    let refusal = match attached(&server, &page, [draft, 0], form).await {
        Ok(0) => None,
        Ok(_) => return Ok(page.go(&format!("/applications/{draft}/documents"), "document")),
        Err(refusal) => Some(refusal),
    };
    let details = refusal.as_ref().map(Refusal::details);
    match (refusal, details) {
        (Some(refusal), Some(details)) if !can_be_mended(&details) => Err(refusal),
        (_, details) => {
            let error = details.as_ref().map_or_else(|| page.say(msg::PORTAL_FAULT_FILE), |details| details.in_words(page.lang));
            let text = documents_page(&server, &page, draft, error).await?;
            Ok(page.refuse(text, details.as_ref()))
        }
    }
}

/// Takes every file of a form in; answers how many there were.
pub async fn attached(server: &Server, page: &Page, [draft, case]: [u64; 2], mut sent: Upload) -> Result<usize, Refusal> {
    let mut count = 0;
    let broken = |error: axum::extract::multipart::MultipartError| Refusal::new(error.status(), "AL-4423", format!("the form: {error}"));
    while let Some(part) = sent.form.next_field().await.map_err(broken)? {
        let Some(name) = part.file_name().map(String::from).filter(|name| !name.is_empty()) else { continue };
        let media = part.content_type().unwrap_or("application/octet-stream").to_string();
        let blob = alatau_city::blob(part.bytes().await.map_err(broken)?.to_vec());
        if blob.bytes.is_empty() {
            continue;
        }
        server.desk.ask(page.who.principal.clone(), None, Ask::Attach { draft, case, name, media, blob }).await?;
        count += 1;
    }
    Ok(count)
}

/// All answers before they are filed.
pub async fn check(State(server): State<Arc<Server>>, page: Page, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let text = check_page(&server, &page, number, None, &Sent::default()).await?;
    Ok(page.show(text))
}

/// The answers, with what was wrong when they were sent to be filed, and where that is put right.
async fn check_page(server: &Server, page: &Page, number: u64, error: Option<(String, String)>, sent: &Sent) -> Result<String, Refusal> {
    let (draft, application) = draft_of(server, page, number).await?;
    let world = &server.library.world;
    let parts = parts(world, &draft, &application);
    let at = |part: &str| format!("/applications/{number}/{part}");
    let answers = |name: Message, part: &str, rows: Vec<(String, String)>, more: &str| {
        let mark = hex(&Sha256::digest(format!("{part} {rows:?} {more}"))[..8]);
        let changed = sent.has("shown") && sent.all("shown").all(|shown| shown != mark);
        Answers { title: page.say(name), change: at(part), rows, mark, changed }
    };
    let groups = parts.iter().map(|(part, name, _)| {
        let fields = fields(world, part, &draft, &application, page).unwrap_or_default();
        answers(*name, part, fields.into_iter().map(|field| row(field, page)).collect(), "")
    });
    let documents = server.readers.read(move |store| Ok(store.draft_documents(number)?)).await?;
    let hashes: String = documents.iter().map(|document| hex(&document.hash)).collect();
    let names = documents.into_iter().map(|document| document.name).collect::<Vec<_>>().join(", ");
    let given = if names.is_empty() { page.say(msg::PORTAL_NOT_GIVEN) } else { names };
    let documents = answers(msg::PORTAL_DOCUMENTS_TITLE, "documents", vec![(page.say(msg::PORTAL_FILE_CHOOSE), given)], &hashes);
    let groups: Vec<Answers> = groups.chain([documents]).collect();
    let changed = groups.iter().zip(1..).find_map(|(group, number)| group.changed.then(|| format!("#answers-{number}")));
    // What changed is where nothing else is to be put right.
    let error = error.map(|(place, text)| (if place.is_empty() { changed.unwrap_or("#main".to_string()) } else { place }, text));
    let first_due =
        book(world, &draft, &application).and_then(|book| alatau_city::first_due(&book, &application.facts, Timestamp(unix_now())));
    let missing = parts.iter().filter(|(part, _, done)| !done && !may_miss(part)).map(|(part, name, _)| (page.say(*name), at(part)));
    let view = CheckAnswers {
        caption: service(world, &draft.service, page.lang),
        back: format!("/applications/{number}"),
        groups,
        action: at("check"),
        version: draft.version,
        key: hex(&random()?),
        first_due: first_due.map(|due| moment(world, due.0)),
        missing: missing.collect(),
        error,
    };
    Ok(render_check_answers(&page.frame, &view, page.lang))
}

/// A question and its answer.
fn row(field: Field, page: &Page) -> (String, String) {
    let open = page.say(msg::PORTAL_CHOOSE);
    let chosen = |choices: Vec<Choice>| {
        let chosen = choices.into_iter().filter(|choice| choice.chosen && choice.label != open);
        chosen.map(|choice| choice.label).collect::<Vec<_>>().join(", ")
    };
    let answer = match field.kind {
        FieldKind::AnyOf(choices) if choices.iter().all(|choice| !choice.chosen) => page.say(msg::PORTAL_PERSON_NONE),
        FieldKind::OneOf(choices) | FieldKind::Select(choices) | FieldKind::AnyOf(choices) => chosen(choices),
        _ => field.value,
    };
    (field.label, if answer.is_empty() { page.say(msg::PORTAL_NOT_GIVEN) } else { answer })
}

/// Files an application.
pub async fn file(State(server): State<Arc<Server>>, page: Page, Path(draft): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    if sent.get("declared") != "yes" {
        let error = ("#declared".to_string(), page.say(msg::SERVE_DECLARATION_MISSING));
        let text = check_page(&server, &page, draft, Some(error), &sent).await?;
        return Ok(page.refuse(text, None));
    }
    let key = Some(sent.get("key").to_string()).filter(|key| !key.is_empty() && key.len() <= 255);
    // What is declared is what was read.
    let filed = server.desk.ask_as_seen(page.who.principal.clone(), key, sent.seen("version"), Ask::File { draft }).await;
    match filed.map_err(Refusal::from) {
        Ok(filed) => Ok(page.go(&format!("/cases/{}", filed.case), "filed")),
        Err(refusal) if can_be_mended(&refusal.details()) => {
            let details = refusal.details();
            let error = match details.code.as_str() {
                "AL-4403" => (String::new(), page.say(msg::PORTAL_CHECK_CHANGED)),
                code => (in_language(&format!("/applications/{draft}{}", place_of(code)), page.lang), refusal.in_words(page.lang)),
            };
            let text = check_page(&server, &page, draft, Some(error), &sent).await?;
            Ok(page.refuse(text, Some(&details).filter(|details| details.status == 412)))
        }
        Err(refusal) => Err(refusal),
    }
}

/// The field that has to change before an application is taken; where it is no one field, the list of parts.
fn place_of(code: &str) -> &'static str {
    match code {
        "AL-4301" | "AL-4302" | "AL-4303" | "AL-4304" => "/place#plot",
        "AL-4414" => "/place#class",
        "AL-4404" => "/about#title",
        "AL-4410" => "/facts",
        _ => "",
    }
}
