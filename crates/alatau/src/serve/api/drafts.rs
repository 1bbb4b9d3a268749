//! Applications before they are filed, and their documents.

use super::{Change, Done, Shared, Signed, instant, versioned};
use crate::serve::refusal::{Json, Path, Query, Refusal, bytes};
use crate::serve::uploads::DOCUMENT_MAX;
use alatau_city::{Application, Ask};
use alatau_core::law::hex;
use alatau_core::register::{Kind as ThingKind, Thing, Want};
use alatau_store::{Document, Draft, Journal, Sqlite};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// A thing that an application needs.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Needed {
    /// `plot`, `slot` or `quota`.
    pub kind: String,
    /// Number of the plot, name of the slot or the quota.
    pub name: String,
    /// How much; 1 of a plot or a slot.
    #[serde(default = "one")]
    pub amount: u64,
}

fn one() -> u64 {
    1
}

/// An application.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Form {
    /// What it is about, in a line.
    #[schema(example = "A house of two floors")]
    pub title: String,
    /// Place.
    #[schema(example = "alatau")]
    pub place: String,
    /// Class of the case; empty: the procedure finds it.
    #[schema(example = "level-2")]
    pub class: String,
    /// Statuses of the applicant.
    pub person: BTreeSet<String>,
    /// What is to be done.
    pub description: String,
    /// How to reach the applicant.
    pub contact: String,
    /// Plots, slots and quotas that it needs.
    pub wants: Vec<Needed>,
    /// Facts that the procedure asks at filing.
    #[schema(value_type = Object)]
    pub facts: BTreeMap<String, serde_json::Value>,
}

impl Form {
    fn application(self) -> Result<Application, Refusal> {
        let want = |needed: Needed| {
            let unknown = || Refusal::unreadable(format!("`{}` is no register; there are: plot, slot, quota", needed.kind));
            let kind = ThingKind::parse(&needed.kind).ok_or_else(unknown)?;
            Ok(Want { thing: Thing::new(kind, &needed.name), amount: needed.amount })
        };
        let wants = self.wants.into_iter().map(want).collect::<Result<_, Refusal>>()?;
        let Form { title, place, class, person, description, contact, facts, .. } = self;
        Ok(Application { title, place, class, person, description, contact, wants, facts, documents: Vec::new() })
    }
}

impl From<Application> for Form {
    fn from(application: Application) -> Form {
        let needed = |want: Want| Needed { kind: want.thing.kind.word().to_string(), name: want.thing.name, amount: want.amount };
        let Application { title, place, class, person, description, contact, wants, facts, documents: _ } = application;
        Form { title, place, class, person, description, contact, facts, wants: wants.into_iter().map(needed).collect() }
    }
}

/// A draft.
#[derive(Serialize, ToSchema)]
pub struct DraftShown {
    draft: u64,
    service: String,
    /// Version; send it as `If-Match` with a change.
    version: u64,
    changed: String,
    application: Form,
}

fn shown(draft: Draft) -> Result<DraftShown, Refusal> {
    let application: Application =
        serde_json::from_str(&draft.body).map_err(|error| Refusal::fault(format!("draft {}: {error}", draft.draft)))?;
    let Draft { draft, service, changed, version, .. } = draft;
    Ok(DraftShown { draft, service, version, changed: instant(changed), application: application.into() })
}

/// One's own draft.
///
/// # Errors
/// There is none of this number.
pub fn own(store: &Sqlite, draft: u64, account: u64) -> Result<Draft, Refusal> {
    let found = store.draft(draft)?.filter(|found| found.account == account && account != 0);
    found.ok_or_else(|| Refusal::not_found("draft"))
}

/// One's drafts, the last changed first
#[utoipa::path(get, path = "/api/drafts", tag = "applications", responses((status = 200, body = [DraftShown])))]
pub async fn list(State(server): Shared, Extension(who): Signed) -> Result<axum::Json<Vec<DraftShown>>, Refusal> {
    let drafts = server.readers.read(move |store| Ok(store.drafts(who.principal.account)?)).await?;
    Ok(axum::Json(drafts.into_iter().map(shown).collect::<Result<_, _>>()?))
}

/// A draft to be begun, or changed.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NewDraft {
    /// Service, for example `service.building-permit`.
    #[schema(example = "service.building-permit")]
    pub service: String,
    /// The answers so far.
    #[serde(default)]
    pub application: Form,
}

/// Begin an application
#[utoipa::path(post, path = "/api/drafts", tag = "applications", request_body = NewDraft, responses((status = 201, body = Done)))]
pub async fn create(change: Change<()>, Json(wanted): Json<NewDraft>) -> Result<Response, Refusal> {
    change.make(saved(None, wanted)?).await
}

fn saved(draft: Option<u64>, wanted: NewDraft) -> Result<Ask, Refusal> {
    let application = Box::new(wanted.application.application()?);
    Ok(Ask::SaveDraft { draft, service: wanted.service, application })
}

/// A draft
#[utoipa::path(get, path = "/api/drafts/{draft}", tag = "applications", params(("draft" = u64, Path)),
    responses((status = 200, body = DraftShown)))]
pub async fn read(State(server): Shared, Extension(who): Signed, Path(draft): Path<u64>) -> Result<Response, Refusal> {
    let found = server.readers.read(move |store| own(store, draft, who.principal.account)).await?;
    let version = found.version;
    Ok(versioned(version, shown(found)?))
}

/// Change a draft
#[utoipa::path(put, path = "/api/drafts/{draft}", tag = "applications", params(("draft" = u64, Path)), request_body = NewDraft,
    responses((status = 200, body = Done)))]
pub async fn change(change: Change<u64>, Json(wanted): Json<NewDraft>) -> Result<Response, Refusal> {
    let draft = change.at;
    change.ask(saved(Some(draft), wanted)?).await
}

/// Throw a draft away
#[utoipa::path(delete, path = "/api/drafts/{draft}", tag = "applications", params(("draft" = u64, Path)),
    responses((status = 200, body = Done)))]
pub async fn discard(change: Change<u64>) -> Result<Response, Refusal> {
    let draft = change.at;
    change.ask(Ask::DropDraft { draft }).await
}

/// File a draft: now it is a case, and the law's clocks run
#[utoipa::path(post, path = "/api/drafts/{draft}/file", tag = "applications", params(("draft" = u64, Path)),
    responses((status = 201, body = Done)))]
pub async fn file(change: Change<u64>) -> Result<Response, Refusal> {
    let draft = change.at;
    change.make(Ask::File { draft }).await
}

/// A document.
#[derive(Serialize, ToSchema)]
pub struct DocumentShown {
    name: String,
    media: String,
    /// SHA-256, hexadecimal: where its bytes are.
    hash: String,
    bytes: u64,
    at: String,
}

impl From<Document> for DocumentShown {
    fn from(document: Document) -> DocumentShown {
        let Document { name, media, hash, bytes, at, .. } = document;
        DocumentShown { name, media, hash: hex(&hash), bytes, at: instant(at) }
    }
}

/// Documents of a draft
#[utoipa::path(get, path = "/api/drafts/{draft}/documents", tag = "applications", params(("draft" = u64, Path)),
    responses((status = 200, body = [DocumentShown])))]
pub async fn documents(
    State(server): Shared,
    Extension(who): Signed,
    Path(draft): Path<u64>,
) -> Result<axum::Json<Vec<DocumentShown>>, Refusal> {
    let found = server.readers.read(move |store| {
        own(store, draft, who.principal.account)?;
        Ok(store.draft_documents(draft)?)
    });
    Ok(axum::Json(found.await?.into_iter().map(DocumentShown::from).collect()))
}

/// What a document is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Name {
    /// Name of the file.
    #[param(example = "plan.pdf")]
    pub name: String,
}

/// Add a document to a draft: the body is the file
#[utoipa::path(post, path = "/api/drafts/{draft}/documents", tag = "applications", params(("draft" = u64, Path), Name),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = Done)))]
pub async fn attach(change: Change<u64>, Query(name): Query<Name>, request: Request) -> Result<Response, Refusal> {
    let draft = change.at;
    attached(change, [draft, 0], name.name, request).await
}

/// Adds the body of a request to a draft or a case.
///
/// # Errors
/// It is too large, there is no room for it now, or the city refuses it.
pub async fn attached(change: Change<u64>, [draft, case]: [u64; 2], name: String, request: Request) -> Result<Response, Refusal> {
    let _room = change.server.uploads.room(request.headers(), DOCUMENT_MAX)?;
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.unwrap_or("application/octet-stream").chars().take(200).collect();
    let read = tokio::time::timeout(std::time::Duration::from_secs(300), bytes(request, DOCUMENT_MAX));
    let slow = |_| Refusal::new(StatusCode::REQUEST_TIMEOUT, "AL-4426", "the document took longer than five minutes; send it in parts");
    let blob = alatau_city::blob(read.await.map_err(slow)??.to_vec());
    change.make(Ask::Attach { draft, case, name, media, blob }).await
}

/// A document of a draft
#[utoipa::path(get, path = "/api/drafts/{draft}/documents/{hash}", tag = "applications",
    params(("draft" = u64, Path), ("hash" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn document(
    State(server): Shared,
    Extension(who): Signed,
    Path((draft, hash)): Path<(u64, String)>,
) -> Result<Response, Refusal> {
    let found = server.readers.read(move |store| {
        own(store, draft, who.principal.account)?;
        content(store, store.draft_documents(draft)?, &hash)
    });
    let (document, bytes) = found.await?;
    Ok(download(&document, bytes))
}

/// Take a document out of a draft
#[utoipa::path(delete, path = "/api/drafts/{draft}/documents/{hash}", tag = "applications",
    params(("draft" = u64, Path), ("hash" = String, Path)), responses((status = 200, body = Done)))]
pub async fn detach(change: Change<(u64, String)>) -> Result<Response, Refusal> {
    let (draft, hash) = change.at.clone();
    change.ask(Ask::Detach { draft, hash }).await
}

/// A document of a list, with its bytes.
///
/// # Errors
/// It is not in the list.
pub fn content(store: &Sqlite, documents: Vec<Document>, hash: &str) -> Result<(Document, Vec<u8>), Refusal> {
    let found = documents.into_iter().find(|document| hex(&document.hash) == hash);
    let found = found.ok_or_else(|| Refusal::not_found("document"))?;
    let bytes = store.blob(&found.hash)?.ok_or_else(|| Refusal::not_found("document"))?;
    Ok((found, bytes))
}

/// A document to be kept as a file, never to be shown in the page.
pub fn download(document: &Document, bytes: Vec<u8>) -> Response {
    let plain: String = document.name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let coded: String = document.name.bytes().fold(String::new(), |coded, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => format!("{coded}{}", char::from(byte)),
        _ => format!("{coded}%{byte:02X}"),
    });
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}");
    let mut response = ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response();
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
