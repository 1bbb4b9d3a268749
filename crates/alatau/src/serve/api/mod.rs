//! The API under `/api`: each operation turns HTTP into one request to the city or one
//! read of the store, and nothing else. What may be done is said by the city's policy.

pub mod accounts;
pub mod cases;
mod city;
pub mod drafts;
pub mod figures;
pub mod law;
pub mod own;
pub mod retention;
pub mod sign;
mod status;
mod stream;
mod work;

use super::encode::is_same;
use super::guard;
use super::people::Who;
use super::refusal::{Path, Refusal};
use super::{Server, log};
use alatau_city::{Action, Ask, Kind, Problem, Reply};
use alatau_core::text::Lang;
use alatau_core::time::Timestamp;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, Router};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::openapi::{OpenApi, RefOr, Required};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use figures::Cache;

/// State of every handler.
pub type Shared = State<Arc<Server>>;
/// Who asks.
pub type Signed = Extension<Who>;

/// An instant as the API writes it, RFC 3339 in UTC.
pub fn instant(micros: i64) -> String {
    Timestamp(micros).to_string()
}

/// A word of the law and its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name in the chosen language.
    pub label: String,
}

/// The language of an answer: `?lang=`, else `Accept-Language`, else English.
#[derive(Clone, Copy, Debug)]
pub struct Tongue(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for Tongue {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Tongue, Refusal> {
        let query = parts.uri.query().unwrap_or("");
        if let Some(code) = query.split('&').find_map(|pair| pair.strip_prefix("lang=")) {
            return code.parse().map(Tongue).map_err(|error: alatau_core::text::NotALanguage| Refusal::unreadable(error.to_string()));
        }
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let codes = accepted.split(',').filter_map(|part| part.split([';', '-']).next()?.trim().parse().ok());
        Ok(Tongue(codes.into_iter().next().unwrap_or_default()))
    }
}

/// What stands in the headers of a change: its key, and the version that its sender has seen.
#[derive(Clone, Debug, Default)]
pub struct Given {
    key: Option<String>,
    seen: Option<u64>,
}

/// The longest idempotency key, in bytes.
const KEY_MAX: usize = 255;

impl<S: Send + Sync> FromRequestParts<S> for Given {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Given, Refusal> {
        let key = match parts.headers.get("idempotency-key").map(|key| key.to_str().map(str::trim)) {
            None => None,
            Some(Ok(key)) if !key.is_empty() && key.len() <= KEY_MAX => Some(key.to_string()),
            Some(_) => return Err(Refusal::unreadable(format!("`Idempotency-Key` has 1 to {KEY_MAX} printable characters"))),
        };
        let seen = match parts.headers.get(header::IF_MATCH).map(|tag| tag.to_str().unwrap_or("").trim()) {
            None | Some("*") => None,
            Some(tag) => Some(version_of(tag).ok_or_else(|| {
                let detail = format!("`If-Match: {tag}` is no version; send the `ETag` of what you have read");
                Problem::new(Kind::Stale, "AL-4403", detail)
            })?),
        };
        Ok(Given { key, seen })
    }
}

/// The version in a tag: `"7"` as a change answers it, or `"7-…"` as what was read has it.
fn version_of(tag: &str) -> Option<u64> {
    let tag = tag.trim_matches('"');
    tag.split_once('-').map_or(tag, |(version, _)| version).parse().ok()
}

/// A change that somebody sends: to what, and what its headers say.
pub struct Change<P> {
    server: Arc<Server>,
    who: Who,
    given: Given,
    /// What stands in the path.
    pub at: P,
}

impl<P: DeserializeOwned + Send> FromRequestParts<Arc<Server>> for Change<P> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Change<P>, Refusal> {
        let Path(at) = Path::from_request_parts(parts, server).await?;
        let who = parts.extensions.get::<Who>().cloned().unwrap_or_default();
        Ok(Change { server: server.clone(), who, given: Given::from_request_parts(parts, server).await?, at })
    }
}

impl<P> Change<P> {
    /// Asks the city for it.
    ///
    /// # Errors
    /// The city's.
    pub async fn ask(self, ask: Ask) -> Result<Response, Refusal> {
        done(&self.server, self.who, self.given, ask, StatusCode::OK).await
    }

    /// As [`Change::ask`], where it makes something.
    ///
    /// # Errors
    /// The city's.
    pub async fn make(self, ask: Ask) -> Result<Response, Refusal> {
        done(&self.server, self.who, self.given, ask, StatusCode::CREATED).await
    }
}

/// What a change came to.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Done {
    /// Case, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<u64>,
    /// Events of the case now: its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<u64>,
    /// Draft, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<u64>,
    /// Version of the draft now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Account, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<u64>,
    /// SHA-256 of a document, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What speaks against it and did not forbid it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

impl From<Reply> for Done {
    fn from(reply: Reply) -> Done {
        let number = |number: u64| Some(number).filter(|number| *number != 0);
        Done {
            case: number(reply.case),
            events: number(reply.events),
            draft: number(reply.draft),
            version: number(reply.version),
            account: number(reply.account),
            document: Some(reply.document).filter(|hash| !hash.is_empty()),
            warning: None,
        }
    }
}

/// Asks the city, and answers with what came of it.
pub async fn done(server: &Server, who: Who, given: Given, ask: Ask, status: StatusCode) -> Result<Response, Refusal> {
    let reply = server.desk.ask_as_seen(who.principal, given.key, given.seen, ask).await?;
    let version = if reply.events == 0 { reply.version } else { reply.events };
    let place = match (&reply.document[..], reply.case, reply.draft, reply.account) {
        (hash, 0, draft, _) if !hash.is_empty() => format!("/api/drafts/{draft}/documents/{hash}"),
        (hash, case, ..) if !hash.is_empty() => format!("/api/cases/{case}/documents/{hash}"),
        (_, 0, 0, account) => format!("/api/accounts/{account}"),
        (_, 0, draft, _) => format!("/api/drafts/{draft}"),
        (_, case, ..) => format!("/api/cases/{case}"),
    };
    let mut response = (status, Json(Done::from(reply))).into_response();
    if version != 0 {
        response.headers_mut().insert(header::ETAG, tag(version));
    }
    if status == StatusCode::CREATED
        && let Ok(place) = HeaderValue::from_str(&place)
    {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// The `ETag` of a version.
pub fn tag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// An answer with the version of what it is about; [`name`] adds what else the answer says.
pub fn versioned(version: u64, body: impl Serialize) -> Response {
    ([(header::ETAG, tag(version))], Json(body)).into_response()
}

/// Names each answer to a reader by what it says: the version of what it is about, if that has one, and a hash of the
/// answer, so that another language or a task that somebody took is another tag. Nothing where the reader has it already.
async fn name(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).map(String::from);
    let is_read = request.method() == Method::GET;
    let response = next.run(request).await;
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or("");
    if !is_read || response.status() != StatusCode::OK || !media.starts_with("application/json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else { return Refusal::fault("an answer broke off").into_response() };
    let version = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| format!("{}-", tag.trim_matches('"')));
    let hash = alatau_core::law::hex(&Sha256::digest(&body));
    let tag = format!("\"{}{}\"", version.unwrap_or_default(), &hash[..16]);
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    let known = known.as_deref().and_then(|known| known.split(',').map(str::trim).find(|shown| is_same(shown, &tag)));
    let is_known = known.is_some();
    // What the reader has may be compressed: it is the one that is meant.
    if let Ok(tag) = HeaderValue::from_str(known.map_or(tag.as_str(), |known| known.trim_start_matches("W/"))) {
        parts.headers.insert(header::ETAG, tag);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Pages {
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: u32,
    /// Lines a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    per_page: u16,
}

impl Default for Pages {
    fn default() -> Pages {
        Pages { page: 1, per_page: 50 }
    }
}

impl Pages {
    /// One line more than the page has, so that one sees whether there is another.
    pub fn page(self) -> Result<alatau_store::Page, Refusal> {
        if !(1..=1_000_000).contains(&self.page) || !(1..=200).contains(&self.per_page) {
            return Err(Refusal::unreadable("`page` is 1 to 1000000, `per_page` is 1 to 200"));
        }
        let limit = usize::from(self.per_page);
        Ok(alatau_store::Page { skip: (self.page as usize - 1) * limit, limit: limit + 1 })
    }

    /// The list with links to the pages before and after; `path` may have a query of its own.
    pub fn answer<T: Serialize>(self, path: &str, mut lines: Vec<T>) -> Response {
        let more = lines.len() > usize::from(self.per_page);
        lines.truncate(usize::from(self.per_page));
        let mark = if path.contains('?') { '&' } else { '?' };
        let link = |page: u32, rel: &str| format!("<{path}{mark}page={page}&per_page={}>; rel=\"{rel}\"", self.per_page);
        let before = (self.page > 1).then(|| link(self.page - 1, "prev"));
        let after = more.then(|| link(self.page + 1, "next"));
        let links: Vec<String> = before.into_iter().chain(after).collect();
        let mut response = Json(lines).into_response();
        if let (false, Ok(links)) = (links.is_empty(), HeaderValue::from_str(&links.join(", "))) {
            response.headers_mut().insert(header::LINK, links);
        }
        response
    }
}

/// All routes, each behind the action that it needs at least, and their description.
pub fn router() -> (Router<Arc<Server>>, OpenApi) {
    let behind = |action: Action, routes: OpenApiRouter<Arc<Server>>| routes.route_layer(from_fn_with_state(action, guard::gate));
    let all = OpenApiRouter::new()
        .merge(behind(Action::ReadPublic, open_routes()))
        .merge(behind(Action::KeepAccount, own_routes()))
        .merge(behind(Action::Apply, applicant_routes()))
        .merge(behind(Action::ActAsApplicant, OpenApiRouter::new().routes(routes!(cases::withdraw)).routes(routes!(work::complain))))
        .merge(behind(Action::ReadCase, case_routes()))
        .merge(behind(Action::ReadWork, OpenApiRouter::new().routes(routes!(work::list)).routes(routes!(work::claim))))
        .merge(behind(Action::Work, work_routes()))
        .merge(behind(Action::Declare, OpenApiRouter::new().routes(routes!(city::declare))))
        .merge(behind(Action::ReadRegisters, OpenApiRouter::new().routes(routes!(city::registers))))
        .merge(behind(Action::SetQuota, OpenApiRouter::new().routes(routes!(city::set_quota))))
        .merge(behind(Action::KeepAccounts, account_routes()))
        .merge(behind(Action::Erase, erasing_routes()));
    let (router, mut described) = all.split_for_parts();
    complete(&mut described);
    (router.layer(from_fn(name)), described)
}

fn open_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(law::services))
        .routes(routes!(law::rulebook))
        .routes(routes!(law::error_page))
        .routes(routes!(figures::figures))
        .routes(routes!(status::health))
        .routes(routes!(status::metrics))
        .routes(routes!(status::description))
        .routes(routes!(sign::set_up))
        .routes(routes!(sign::sign_in))
        .routes(routes!(sign::sign_out))
        .routes(routes!(log::checkpoint))
        .routes(routes!(log::key))
        .routes(routes!(log::figures))
        .routes(routes!(log::tile))
}

fn own_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(own::account))
        .routes(routes!(own::password))
        .routes(routes!(own::tokens, own::make_token))
        .routes(routes!(own::drop_token))
        .routes(routes!(own::notices))
        .routes(routes!(own::read_notices))
}

fn applicant_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(drafts::list, drafts::create))
        .routes(routes!(drafts::read, drafts::change, drafts::discard))
        .routes(routes!(drafts::file))
        .routes(routes!(drafts::documents, drafts::attach))
        .routes(routes!(drafts::document, drafts::detach))
}

fn case_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(cases::list))
        .routes(routes!(cases::status))
        .routes(routes!(cases::history))
        .routes(routes!(cases::documents, cases::attach))
        .routes(routes!(cases::document))
        .routes(routes!(cases::looks))
        .routes(routes!(cases::receipt))
        .routes(routes!(work::task))
        .routes(routes!(work::complete))
        .routes(routes!(stream::events))
}

fn work_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(work::propose, work::decline))
        .routes(routes!(work::confirm))
        .routes(routes!(work::extend))
        .routes(routes!(work::correction))
}

fn erasing_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new().routes(routes!(retention::classes)).routes(routes!(retention::due)).routes(routes!(retention::erase))
}

fn account_routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new().routes(routes!(accounts::list, accounts::create)).routes(routes!(accounts::change)).routes(routes!(accounts::link))
}

/// What makes or takes away a secret is carried out each time: no answer with one is kept.
fn keeps_no_key(path: &str) -> bool {
    ["/api/account/", "/api/sign-in", "/api/set-up"].iter().any(|of| path.starts_with(of)) || path.ends_with("/link")
}

/// What every operation has: refusals, the headers of changes, the two ways to sign in.
fn complete(described: &mut OpenApi) {
    use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
    use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
    use utoipa::openapi::{ComponentsBuilder, ContentBuilder, Ref, ResponseBuilder};
    described.info.title = "Alatau".into();
    described.info.description = Some("The live city: law, applications, cases, evidence.".into());
    described.info.version = env!("CARGO_PKG_VERSION").into();
    let components = described.components.get_or_insert_with(|| ComponentsBuilder::new().build());
    let (name, schema) = (<super::refusal::Details as ToSchema>::name(), <super::refusal::Details as utoipa::PartialSchema>::schema());
    components.schemas.insert(name.to_string(), schema);
    components.add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(guard::COOKIE))));
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).build();
    let refusal = ResponseBuilder::new().description("Refused").content("application/problem+json", problem.clone()).build();
    let text = <String as utoipa::PartialSchema>::schema;
    let header = |name: &str, said: &str| {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
        parameter.description(Some(said)).schema(Some(text())).build()
    };
    let complete = |path: &str, operation: &mut Operation, is_change: bool| {
        operation.responses.responses.entry("default".into()).or_insert_with(|| RefOr::T(refusal.clone()));
        let parameters = operation.parameters.get_or_insert_default();
        if is_change && !keeps_no_key(path) {
            parameters.push(RefOr::T(header("Idempotency-Key", "The same key with the same request is answered once, for seven days")));
        }
        if is_change && ["/api/cases/{case}", "/api/drafts/{draft}"].iter().any(|versioned| path.starts_with(versioned)) {
            let said = "The ETag of the case or the draft that was read; refused with 412 if it is no longer the present one";
            parameters.push(RefOr::T(header("If-Match", said)));
            let stale =
                ResponseBuilder::new().description("It was changed since it was read").content("application/problem+json", problem.clone());
            operation.responses.responses.insert("412".into(), RefOr::T(stale.build()));
        }
    };
    // A path that takes the rest of an address is written otherwise in a description.
    let paths = std::mem::take(&mut described.paths.paths);
    described.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    for (path, item) in &mut described.paths.paths {
        item.get.iter_mut().for_each(|operation| complete(path, operation, false));
        for operation in [&mut item.post, &mut item.put, &mut item.delete].into_iter().flatten() {
            complete(path, operation, true);
        }
    }
    let schemes = ["token", "cookie"].map(|scheme| utoipa::openapi::SecurityRequirement::new(scheme, Vec::<String>::new()));
    described.security = Some(schemes.into_iter().chain([utoipa::openapi::SecurityRequirement::default()]).collect());
}
