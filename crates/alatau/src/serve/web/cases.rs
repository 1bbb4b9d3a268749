//! All cases, for who may read every one.

use super::apply::line;
use super::form::Sent;
use super::{Page, reads_all};
use crate::pages::render_cases;
use crate::pages::views::{Cases, Choice};
use crate::serve::Server;
use crate::serve::refusal::Refusal;
use alatau_city::{Kind, Problem};
use alatau_core::text::msg;
use alatau_store::{CaseFilter, Journal};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;

/// Cases a page.
const A_PAGE: usize = 50;

/// Cases, the newest first; or, by its number, one of them.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    if !reads_all(&page.who.principal) {
        return Err(Problem::new(Kind::NotAllowed, "AL-4401", "only who may read every case has this list").into());
    }
    let sent = Sent::query(query.as_deref());
    if let Some(number) = sent.seen("number") {
        return Ok(page.go(&format!("/cases/{number}"), ""));
    }
    let state = sent.get("state").to_string();
    let open = match state.as_str() {
        "open" => Some(true),
        "closed" => Some(false),
        _ => None,
    };
    let number = sent.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let (library, lang) = (server.library.clone(), page.lang);
    let found = server.readers.read(move |store| {
        let filter = CaseFilter { open, ..CaseFilter::default() };
        let rows = store.cases(&filter, alatau_store::Page { skip: (number - 1) * A_PAGE, limit: A_PAGE + 1 })?;
        let more = rows.len() > A_PAGE;
        let lines = rows.into_iter().take(A_PAGE).map(|row| line(store, &library.world, row, false, lang));
        Ok((lines.collect::<Result<Vec<_>, Refusal>>()?, more))
    });
    let (cases, more) = found.await?;
    let at = |number: usize| format!("/cases?state={}&page={number}", open.map_or("all", |open| if open { "open" } else { "closed" }));
    let which = |value: &str, label, of: Option<bool>| Choice {
        value: format!("/cases?state={value}"),
        label: page.say(label),
        chosen: of == open,
    };
    let view = Cases {
        which: vec![
            which("all", msg::PORTAL_CASES_ALL, None),
            which("open", msg::PORTAL_OUTCOME_OPEN, Some(true)),
            which("closed", msg::PORTAL_OUTCOME_DONE, Some(false)),
        ],
        cases,
        before: (number > 1).then(|| at(number - 1)),
        after: more.then(|| at(number + 1)),
    };
    Ok(page.show(render_cases(&page.frame, &view, page.lang)))
}
