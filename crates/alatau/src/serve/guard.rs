//! What stands before every route: who asks, whether another site sent it, how long
//! it may take, and the headers of every answer.

use super::people::{Secret, Who, found};
use super::refusal::Refusal;
use super::{Address, Server};
use crate::pages::CONTENT_SECURITY_POLICY;
use alatau_city::{Action, Kind, Problem, may_ever};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Name of the cookie.
pub const COOKIE: &str = "alatau";
/// A request may take so long, documents excepted.
const PATIENCE: Duration = Duration::from_secs(30);
/// Documents come over slow lines.
const PATIENCE_FOR_DOCUMENTS: Duration = Duration::from_secs(330);
/// Headers that every answer has.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Writes one line a request, without names, numbers of cases or addresses, and counts it.
pub async fn note(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-".to_string(), |path| path.as_str().to_string());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let took = began.elapsed();
    server.health.answered(status, took);
    tracing::info!(%method, route, status, micros = took.as_micros() as u64, "request");
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Ends what takes too long.
pub async fn hurry(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let patience = if path.ends_with("/documents") { PATIENCE_FOR_DOCUMENTS } else { PATIENCE };
    // A task of its own: what was begun is finished, though its sender may leave.
    match tokio::time::timeout(patience, tokio::spawn(next.run(request))).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Refusal::fault("the request broke the program; the log says why").into_response(),
        Err(_) => {
            let detail = format!("no answer within {} seconds; read the case again before you repeat the request", patience.as_secs());
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "AL-4426", detail).into_response()
        }
    }
}

/// The secret that a request shows, and whether it came in a cookie.
fn shown(headers: &HeaderMap) -> Option<(String, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        return Some((token.map_or(String::new(), |(_, token)| token.trim().to_string()), false));
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let ours = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE);
    ours.map(|(_, value)| (value.to_string(), true))
}

/// Finds out who asks. A token that is not known is refused; a cookie that is not is nobody's.
pub async fn know(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    if request.version() == Version::HTTP_11 && request.headers().get_all(header::HOST).iter().count() != 1 {
        return Refusal::unreadable("a request names its host, and once; send one `Host` header").into_response();
    }
    let who = match shown(request.headers()) {
        None => Who::default(),
        Some((secret, by_cookie)) => match known(&server, &secret, by_cookie).await {
            Ok(who) => who,
            Err(refusal) => return refusal.into_response(),
        },
    };
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_write && (who.by_cookie || who.login.is_none()) && comes_from_elsewhere(request.headers()) {
        let detail = "the request comes from another site; open the page of the city itself and send it from there";
        return Refusal::new(StatusCode::FORBIDDEN, "AL-4427", detail).into_response();
    }
    request.extensions_mut().insert(who);
    if request.extensions().get::<Address>().is_none() {
        request.extensions_mut().insert(Address(String::new()));
    }
    next.run(request).await
}

async fn known(server: &Arc<Server>, secret: &str, by_cookie: bool) -> Result<Who, Refusal> {
    let hash = Secret::hash(secret);
    let age = match server.people.recall(&hash) {
        Ok(principal) => return Ok(Who { principal, login: Some(hash), by_cookie }),
        Err(age) => age,
    };
    match server.readers.read(move |store| found(store, &hash)).await? {
        Some((principal, expires)) => {
            server.people.learn(hash, principal.clone(), expires, age);
            Ok(Who { principal, login: Some(hash), by_cookie })
        }
        None if by_cookie => Ok(Who::default()),
        None => Err(Problem::new(Kind::NotSignedIn, "AL-4401", "this token is not known, or it ended; make a new one").into()),
    }
}

/// Whether a browser says that another site sent this (Fetch metadata, then `Origin`). A program that is no browser says neither.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => text(header::ORIGIN).is_some_and(|origin| {
            let host = text(header::HOST).unwrap_or("");
            origin.split_once("://").is_none_or(|(_, of)| of != host)
        }),
    }
}

/// Lets only those through whose roles allow it at all.
pub async fn gate(State(action): State<Action>, request: Request, next: Next) -> Response {
    let nobody = Who::default();
    let who = request.extensions().get::<Who>().unwrap_or(&nobody);
    match allow(who, action) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Refuses what no role of the principal allows.
///
/// # Errors
/// AL-4401.
pub fn allow(who: &Who, action: Action) -> Result<(), Refusal> {
    if may_ever(&who.principal, action) {
        return Ok(());
    }
    if who.principal.account == 0 {
        return Err(Problem::new(Kind::NotSignedIn, "AL-4401", "sign in first").into());
    }
    let word = serde_json::to_value(action).ok().and_then(|word| word.as_str().map(String::from)).unwrap_or_default();
    Err(Problem::new(Kind::NotAllowed, "AL-4401", format!("your roles do not allow `{word}`; ask the operator who may")).into())
}
