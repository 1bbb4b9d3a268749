//! The pages of the live city over HTTP: what was read becomes a view, a form becomes a
//! request to the city. Every page works without a script; each change is a POST that
//! answers with the address of the page to look at next.

mod apply;
mod case;
mod open;
mod people;
mod reader;
mod work;

use super::refusal::Refusal;
use super::{Server, guard};
use crate::pages::{self, views};
use alatau_city::Action;
use alatau_core::text::{Lang, by_key};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use reader::Reader;
use std::sync::Arc;

/// All pages, each behind the policy.
pub fn router(server: &Arc<Server>) -> Router<Arc<Server>> {
    let behind = |action: Action, routes: Router<Arc<Server>>| routes.route_layer(from_fn_with_state(action, guard::gate));
    Router::new()
        .merge(behind(Action::ReadPublic, open_pages()))
        .merge(behind(Action::Apply, apply::routes()))
        .merge(behind(Action::ReadCase, case::routes()))
        .merge(behind(Action::ReadWork, work::routes()))
        .merge(behind(Action::KeepAccounts, people::operator_routes()))
        .layer(from_fn_with_state(server.clone(), refusals))
}

fn open_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/", get(open::front))
        .route("/need", get(open::need))
        .route("/figures", get(open::figures))
        .route("/verify", get(open::verify).post(open::check))
        .route("/sign-in", get(people::sign_in).post(people::enter))
        .route("/set-up", get(people::set_up).post(people::first))
        .route("/sign-out", post(people::sign_out))
        .route(pages::SHEET_PATH, get(|| asset("text/css; charset=utf-8", pages::SHEET)))
        .route(pages::MARK_PATH, get(|| asset("image/svg+xml", pages::MARK)))
}

async fn asset(media: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}

/// A page as an answer.
fn html(page: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// On to another page of this site, which says what was done.
fn go(path: &str, lang: Lang, done: &str) -> Response {
    let path = match (done, path.contains('?')) {
        ("", _) => path.to_string(),
        (_, false) => format!("{path}?done={done}"),
        (_, true) => format!("{path}&done={done}"),
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, pages::say::in_language(&path, lang))]).into_response()
}

/// A refusal is a page too; whoever is not signed in is asked to, and comes back.
async fn refusals(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let reader = Reader::of(&server, request.uri(), request.headers(), request.extensions());
    let response = next.run(request).await;
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == "application/problem+json");
    if !is_problem {
        return response;
    }
    let status = response.status();
    if status == StatusCode::UNAUTHORIZED && is_read {
        let then: String = reader.frame.here.bytes().fold(String::new(), |coded, byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => format!("{coded}{}", char::from(byte)),
            _ => format!("{coded}%{byte:02X}"),
        });
        return go(&format!("/sign-in?then={then}"), reader.lang, "");
    }
    let body = axum::body::to_bytes(response.into_body(), 64 << 10).await.unwrap_or_default();
    let details: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let word = |key: &str| details[key].as_str().unwrap_or_default().to_string();
    let view = views::Problem {
        status: status.as_u16(),
        code: word("code"),
        title: by_key(reader.lang, &format!("portal-problem-{}", kind(status))).unwrap_or_else(|| word("title")),
        detail: word("detail"),
        cites: Vec::new(),
        ways: Vec::new(),
    };
    (status, html(pages::render_problem(&reader.frame, &view, reader.lang))).into_response()
}

/// The word of the catalogue for a status.
fn kind(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 | 415 => "unreadable",
        401 => "not-signed-in",
        403 => "not-allowed",
        404 | 405 => "not-found",
        409 => "conflict",
        412 => "stale",
        413 => "too-large",
        422 => "refused",
        429 => "too-many",
        503 => "unavailable",
        _ => "fault",
    }
}

/// The pairs of a form that was sent.
struct Sent(Vec<(String, String)>);

impl Sent {
    /// The value of a field; empty if it was not sent.
    fn get(&self, name: &str) -> String {
        self.0.iter().find(|(of, _)| of == name).map_or(String::new(), |(_, value)| value.replace("\r\n", "\n"))
    }

    /// All values of a field.
    fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(of, _)| of == name).map(|(_, value)| value.clone()).collect()
    }

    /// A whole number, if there is one.
    fn number(&self, name: &str) -> Option<u64> {
        self.get(name).trim().parse().ok()
    }
}

impl<S: Send + Sync> axum::extract::FromRequest<S> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Sent, Refusal> {
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await;
        form.map(|form| Sent(form.0)).map_err(|error| Refusal::unreadable(error.body_text()))
    }
}
