//! *Messages*: what one was told, and how much of it is new.

use super::form::Sent;
use super::{Page, moment, title};
use crate::pages::views::{Message, Messages};
use crate::pages::{UNREAD_MAX, render_messages};
use crate::serve::Server;
use crate::serve::api::own::said_with;
use crate::serve::people::Who;
use crate::serve::refusal::Refusal;
use alatau_city::{Action, Ask, World, may_ever, told_until};
use alatau_core::text::{Arg, Lang, msg, text};
use alatau_store::{Journal, Notice, Sqlite};
use axum::extract::{RawQuery, State};
use axum::http::request::Parts;
use axum::response::Response;
use std::sync::Arc;

/// Messages a page.
const A_PAGE: usize = 50;

/// New messages, as counted for a request already.
#[derive(Clone, Copy)]
struct Unread(usize);

/// How many messages are new to who asks, one more than are counted at most. A request is asked once, however many
/// pages are made for it.
pub async fn unread(parts: &mut Parts, server: &Server, who: &Who) -> Result<usize, Refusal> {
    if !may_ever(&who.principal, Action::Apply) {
        return Ok(0);
    }
    if let Some(Unread(known)) = parts.extensions.get() {
        return Ok(*known);
    }
    let account = who.principal.account;
    let found = server.readers.read(move |store| {
        let until = told_until(account, store)?;
        let newest = store.notices_of(account, alatau_store::Page { skip: 0, limit: UNREAD_MAX + 1 })?;
        Ok(newest.iter().filter(|notice| notice.at > until).count())
    });
    let unread = found.await?;
    parts.extensions.insert(Unread(unread));
    Ok(unread)
}

/// What one was told, the newest first. Who has seen the page has read it.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let number = Sent::query(query.as_deref()).get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let (library, lang, account) = (server.library.clone(), page.lang, page.who.principal.account);
    let found = server.readers.read(move |store| {
        let until = told_until(account, store)?;
        let told = store.notices_of(account, alatau_store::Page { skip: (number - 1) * A_PAGE, limit: A_PAGE + 1 })?;
        let newest = told.first().map(|notice| notice.at).filter(|at| *at > until);
        let more = told.len() > A_PAGE;
        let shown = told.into_iter().take(A_PAGE).map(|notice| message(store, &library.world, &notice, until, lang));
        Ok((shown.collect::<Result<Vec<_>, Refusal>>()?, more, newest))
    });
    let (messages, more, newest) = found.await?;
    if let Some(until) = newest {
        server.desk.ask(page.who.principal.clone(), None, Ask::ReadNotices { until }).await?;
    }
    let at = |number: usize| format!("{}?page={number}", crate::pages::MESSAGES_PATH);
    let view = Messages { messages, before: (number > 1).then(|| at(number - 1)), after: more.then(|| at(number + 1)) };
    Ok(page.show(render_messages(&page.frame, &view, page.lang)))
}

fn message(store: &Sqlite, world: &World, notice: &Notice, until: i64, lang: Lang) -> Result<Message, Refusal> {
    let said = said_with(store, notice)?.unwrap_or_default();
    let lacks = said.lacks.iter().map(|lack| {
        let args = [("what", Arg::Text(&lack.what)), ("reason", Arg::Text(&lack.reason))];
        text(lang, msg::PORTAL_LACK_LINE, &args)
    });
    let case = notice.case.to_string();
    Ok(Message {
        href: format!("/cases/{case}#event-{}", notice.index),
        case: notice.case,
        title: store.case(notice.case)?.map_or(String::new(), |row| title(&row, lang)),
        event: notice.index,
        at: moment(world, notice.at),
        text: crate::cli::say(lang, &notice.text, &[("case", &case)]),
        words: lacks.chain(Some(said.words.clone()).filter(|words| !words.is_empty())).collect(),
        new: notice.at > until,
    })
}
