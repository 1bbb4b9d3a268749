//! The pages: each reads what its view shows, or turns a form into the request that
//! the API has for it, and goes on to the next page. No second logic.

mod apply;
mod case;
mod cases;
mod check;
mod erasing;
pub mod expected;
mod form;
mod law;
mod open;
mod people;
mod reasons;
pub mod recent;
mod registers;
mod told;
mod work;

use super::api::Tongue;
use super::guard;
use super::people::Who;
use super::refusal::{Details, Refusal, in_words};
use super::uploads::FORM_MAX;
use super::writer::unix_now;
use super::{Address, Server};
use crate::pages::views::{Frame, Moment, Notice, NoticeKind, Problem, Section, Who as Reader};
use crate::pages::{MARK, MARK_PATH, MESSAGES_PATH, SHEET, SHEET_PATH, in_language, render_problem};
use alatau_city::{About, Action, Principal, World, may, may_ever};
use alatau_core::text::{Lang, Message, by_key, msg};
use alatau_core::time::Timestamp;
use alatau_store::CaseRow;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// What surrounds the page that is being made.
pub struct Page {
    /// Frame.
    pub frame: Frame,
    /// Language.
    pub lang: Lang,
    /// Who reads.
    pub who: Who,
    /// Where they are connected from.
    pub address: String,
    /// Scheme and host, as the reader's browser has them.
    pub site: String,
}

impl FromRequestParts<Arc<Server>> for Page {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Page, Refusal> {
        let Tongue(lang) = Tongue::from_request_parts(parts, server).await?;
        let who = parts.extensions.get::<Who>().cloned().unwrap_or_default();
        let address = parts.extensions.get::<Address>().map_or(String::new(), |address| address.0.clone());
        let query = parts.uri.query().unwrap_or("");
        let is_ours = |pair: &&str| pair.starts_with("lang=") || pair.starts_with("said=");
        let rest: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_ours(pair)).collect();
        let path = parts.uri.path();
        let here = if rest.is_empty() { path.to_string() } else { format!("{path}?{}", rest.join("&")) };
        // What was done is one of the sentences of the catalogue, whatever an address says.
        let said =
            query.split('&').find_map(|pair| pair.strip_prefix("said=")).and_then(|said| by_key(lang, &format!("portal-done-{said}")));
        let world = &server.library.world;
        let unread = told::unread(parts, server, &who).await?;
        let frame = Frame {
            here,
            who: reader(&who, world, lang, unread),
            notice: said.map(|text| Notice { kind: NoticeKind::Done, text }),
            demo: server.demo,
            now: moment(world, unix_now()),
        };
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        let site = if host.is_empty() { String::new() } else { format!("{}://{host}", if server.secure { "https" } else { "http" }) };
        Ok(Page { frame, lang, who, address, site })
    }
}

fn reader(who: &Who, world: &World, lang: Lang, unread: usize) -> Option<Reader> {
    let principal = &who.principal;
    let sections = [
        (Section::Applications, may_ever(principal, Action::Apply)),
        (Section::Messages, may_ever(principal, Action::Apply)),
        (Section::Work, may_ever(principal, Action::ReadWork)),
        (Section::Cases, reads_all(principal)),
        (Section::Registers, may_ever(principal, Action::ReadRegisters)),
        (Section::Accounts, may_ever(principal, Action::KeepAccounts)),
        (Section::Erasing, may_ever(principal, Action::Erase)),
    ];
    let open = sections.into_iter().filter(|(_, is_open)| *is_open).map(|(section, _)| section);
    (principal.account != 0).then(|| Reader {
        label: principal.name.clone(),
        body: body_beside(world, &principal.name, &principal.body, lang),
        sections: open.collect(),
        unread,
    })
}

/// What a case is about, for a list: of one that was erased, that it was.
pub fn title(row: &CaseRow, lang: Lang) -> String {
    if row.asked.is_empty() { alatau_core::text::text(lang, msg::PORTAL_CASE_ERASED, &[]) } else { row.title.clone() }
}

/// Whether somebody may read every case.
pub fn reads_all(principal: &Principal) -> bool {
    may(principal, Action::ReadCase, About::default())
}

/// An instant on the clock of the city.
pub fn moment(world: &World, micros: i64) -> Moment {
    Moment::at(Timestamp(micros), &world.calendar.zone)
}

/// The name of a body; of the applicant, nothing.
pub fn body(world: &World, id: &str, lang: Lang) -> String {
    world.law.authorities.get(id).map_or(id, |body| body.label.get(lang.code())).to_string()
}

/// The name of a body beside a person's, which may say the body already, in whatever language.
pub fn body_beside(world: &World, name: &str, id: &str, lang: Lang) -> String {
    let says = world.law.authorities.get(id).is_some_and(|of| Lang::ALL.iter().any(|lang| name.ends_with(of.label.get(lang.code()))));
    if says { String::new() } else { body(world, id, lang) }
}

impl Page {
    /// The page as it goes out.
    pub fn show(&self, text: String) -> Response {
        Html(text).into_response()
    }

    /// The page once more, after something that did not go: `here` is where it is read.
    pub fn again(mut self, here: String, wrong: Option<&Details>) -> Page {
        self.frame.here = here;
        self.frame.notice = wrong.map(|details| Notice { kind: NoticeKind::Wrong, text: details.in_words(self.lang) });
        self
    }

    /// The page once more in the language that was chosen with its form: nothing was done, nothing is lost.
    pub fn spoken(self, here: String, lang: Lang, world: &World) -> Page {
        let mut page = self.again(here, None);
        let unread = page.frame.who.as_ref().map_or(0, |who| who.unread);
        (page.frame.who, page.lang) = (reader(&page.who, world, lang, unread), lang);
        page
    }

    /// The page that says what is wrong with a form.
    pub fn refuse(&self, text: String, wrong: Option<&Details>) -> Response {
        let status = wrong.and_then(|details| StatusCode::from_u16(details.status).ok()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        (status, Html(text)).into_response()
    }

    /// Goes on to another page, and says there what was done.
    pub fn go(&self, path: &str, said: &str) -> Response {
        go(path, said, self.lang)
    }

    /// A text of the catalogue that is there.
    pub fn say(&self, message: Message) -> String {
        alatau_core::text::text(self.lang, message, &[])
    }
}

/// Whether a form can be put right: not where one may not be, or where something of ours broke.
pub fn can_be_mended(details: &Details) -> bool {
    matches!(details.status, 400 | 409 | 412 | 413 | 415 | 422)
}

/// Goes on to another page.
pub fn go(path: &str, said: &str, lang: Lang) -> Response {
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = if said.is_empty() { path.to_string() } else { format!("{path}{mark}said={said}") };
    let place = HeaderValue::from_str(&in_language(&path, lang)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A path of this site and nothing else.
pub fn own_path(path: &str) -> &str {
    let is_own =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|byte| byte > b' ' && byte < 127);
    if is_own { path } else { "/" }
}

/// Every page behind the action that it needs at least.
pub fn router(server: &Arc<Server>) -> Router<Arc<Server>> {
    let behind = |action: Action, routes: Router<Arc<Server>>| routes.route_layer(from_fn_with_state(action, guard::gate));
    let pages = Router::new()
        .merge(behind(Action::ReadPublic, open_pages()))
        .merge(behind(Action::KeepAccount, own_pages()))
        .merge(behind(Action::Apply, apply_pages()))
        .merge(behind(Action::ReadCase, case_pages()))
        .merge(behind(Action::ReadWork, work_pages()))
        .merge(behind(Action::ReadRegisters, Router::new().route("/registers", get(registers::list))))
        .merge(behind(Action::SetQuota, Router::new().route("/registers/quotas", post(registers::set_quota))))
        .merge(behind(Action::KeepAccounts, people_pages()))
        .merge(behind(Action::Erase, Router::new().route("/erasing", get(erasing::list).post(erasing::erase))));
    pages.layer(DefaultBodyLimit::max(FORM_MAX)).layer(from_fn_with_state(server.clone(), dress))
}

fn open_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/", get(open::front))
        .route("/need", get(open::need))
        .route("/figures", get(open::figures))
        .route("/law/{act}/{key}", get(law::provision))
        .route("/diagram", get(law::diagram))
        .route("/verify", get(check::verify).post(check::check))
        .route("/verify.html", get(check::offline))
        .route("/sign-in", get(people::sign_in).post(people::enter))
        .route("/set-up", get(people::set_up).post(people::set_up_done))
        .route(SHEET_PATH, get(sheet))
        .route(MARK_PATH, get(mark))
}

fn own_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/sign-out", post(people::sign_out))
        .route("/account", get(people::own).post(people::set_password))
        .route("/account/interests", post(people::declare))
        .route(MESSAGES_PATH, get(told::list))
}

fn apply_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/applications", get(apply::list).post(apply::begin))
        .route("/applications/{draft}", get(apply::tasks))
        .route("/applications/{draft}/discard", post(apply::discard))
        .route("/applications/{draft}/check", get(apply::check).post(apply::file))
        .route("/applications/{draft}/documents", get(apply::documents).post(apply::attach))
        .route("/applications/{draft}/documents/{hash}/remove", post(apply::detach))
        .route("/applications/{draft}/{part}", get(apply::part).post(apply::save))
}

fn case_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/cases", get(cases::list))
        .route("/cases/{case}", get(case::case))
        .route("/cases/{case}/receipt", get(case::receipt))
        .route("/cases/{case}/diagram", get(law::of_case))
        .route("/cases/{case}/documents", post(case::attach))
        .route("/cases/{case}/complaint", post(case::complain))
        .route("/cases/{case}/withdraw", post(case::withdraw))
        .route("/cases/{case}/complete/{activity}", post(case::complete))
}

fn work_pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/work", get(work::list))
        .route("/tasks/{case}/{activity}", get(work::work))
        .route("/tasks/{case}/{activity}/{act}", post(work::act))
}

fn people_pages() -> Router<Arc<Server>> {
    Router::new().route("/accounts", get(people::accounts).post(people::make)).route("/accounts/{account}/{act}", post(people::change))
}

async fn sheet() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], SHEET)
}

async fn mark() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=3600")], MARK)
}

/// Shows what goes wrong anywhere as a page to who asks for pages: a browser.
pub async fn dress_for_browsers(server: State<Arc<Server>>, request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    if accepted.contains("text/html") { dress(server, request, next).await } else { next.run(request).await }
}

/// Shows a refusal as a page; who is not signed in is asked to.
async fn dress(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let (mut parts, request_body) = request.into_parts();
    let mut page = Page::from_request_parts(&mut parts, &server).await;
    if page.is_err() {
        // A language that there is not: said in another.
        let asked = std::mem::take(&mut parts.uri);
        parts.uri = asked.path().parse().unwrap_or_default();
        page = Page::from_request_parts(&mut parts, &server).await;
        parts.uri = asked;
    }
    let is_read = parts.method == axum::http::Method::GET;
    let response = next.run(Request::from_parts(parts, request_body)).await;
    let Some(details) = response.extensions().get::<Arc<Details>>().cloned() else { return response };
    let Ok(page) = page else { return response };
    if details.status == 401 && details.code == "AL-4401" {
        let then = if is_read { page.frame.here.clone() } else { "/".to_string() };
        return go(&format!("/sign-in?then={}", form::coded(&then)), "", page.lang);
    }
    let mut ways = way_back(&page.frame.here, page.lang);
    // What is not there is no way back.
    ways.retain(|(_, path)| details.status != 404 || page.frame.here.starts_with("/tasks/") && *path != page.frame.here);
    let view = Problem {
        status: details.status,
        code: details.code.clone(),
        title: by_key(page.lang, &format!("portal-problem-{}", kind(details.status))).unwrap_or_else(|| details.title.clone()),
        detail: in_words(&details.code, page.lang).unwrap_or_default(),
        // Where the routes are listed is nothing for people.
        precisely: if details.code == "AL-4421" { String::new() } else { details.precisely(page.lang) },
        cites: Vec::new(),
        ways,
    };
    let mut shown = (response.status(), Html(render_problem(&page.frame, &view, page.lang))).into_response();
    if let Some(retry) = response.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, retry.clone());
    }
    shown
}

/// From a part of a case or a draft, the way back to it.
fn way_back(here: &str, lang: Lang) -> Vec<(String, String)> {
    let mut parts = here.split(['/', '?']).skip(1);
    let way = |message, path: String| vec![(alatau_core::text::text(lang, message, &[]), path)];
    match (parts.next(), parts.next().filter(|number| number.parse::<u64>().is_ok())) {
        (Some("cases" | "tasks"), Some(case)) => way(alatau_core::text::msg::PORTAL_TO_CASE, format!("/cases/{case}")),
        (Some("applications"), Some(draft)) => way(alatau_core::text::msg::PORTAL_BACK_TO_TASKS, format!("/applications/{draft}")),
        _ => Vec::new(),
    }
}

fn kind(status: u16) -> &'static str {
    match status {
        400 | 415 => "unreadable",
        401 => "not-signed-in",
        403 => "not-allowed",
        404 | 405 => "not-found",
        409 => "conflict",
        410 => "gone",
        412 => "stale",
        413 => "too-large",
        422 => "refused",
        429 => "too-many",
        408 | 503 => "unavailable",
        _ => "fault",
    }
}
