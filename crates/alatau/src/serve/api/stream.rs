//! Events as they happen, for who may see them.

use super::{Shared, Signed};
use crate::serve::health::Health;
use crate::serve::people::{self, Who};
use crate::serve::refusal::{Query, Refusal, is_number};
use crate::serve::writer::Changed;
use alatau_store::Journal;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

/// So many listen at once.
const LISTENERS_MAX: i64 = 1_000;

/// Which events.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only of this case; else of every case that one may see.
    #[param(example = 1)]
    case: Option<u64>,
}

/// Counted as long as it listens.
struct Listener(Arc<Health>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.listens(-1);
    }
}

/// Changes of cases as they happen (server-sent events): `id` is the version, `data` the number of the case and its version
#[utoipa::path(get, path = "/api/events", tag = "cases", params(Which),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub async fn events(State(server): Shared, Extension(who): Signed, Query(which): Query<Which>) -> Result<Response, Refusal> {
    if let Some(case) = which.case {
        if !is_number(case) {
            return Err(Refusal::not_found("case"));
        }
        let (library, by) = (server.library.clone(), who.principal.clone());
        server.readers.read(move |store| library.open(case, &by, store).map(drop)).await?;
    }
    if server.health.listens(1) >= LISTENERS_MAX {
        server.health.listens(-1);
        return Err(Refusal::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "AL-4424", "too many listen; ask again later"));
    }
    let listener = Listener(server.health.clone());
    let (out, stream) = mpsc::channel(64);
    let changes = server.desk.listen();
    tokio::spawn(async move {
        let _listener = listener;
        pass_on(&server, &who, which.case, changes, out).await;
    });
    let events = ReceiverStream::new(stream).map(Ok::<Event, std::convert::Infallible>);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response())
}

/// Passes changes on until the listener leaves, falls behind, or the server stops.
async fn pass_on(
    server: &crate::serve::Server,
    who: &Who,
    only: Option<u64>,
    mut changes: broadcast::Receiver<Changed>,
    out: mpsc::Sender<Event>,
) {
    let mut stopping = server.stopping.subscribe();
    loop {
        let changed = tokio::select! {
            changed = changes.recv() => changed,
            () = out.closed() => return,
            _ = stopping.wait_for(|stops| *stops) => return,
        };
        let Ok(changed) = changed else {
            // Something was missed: who listens reads anew.
            let _ = out.send(Event::default().event("reset").data("{}")).await;
            return;
        };
        if only.is_some_and(|case| case != changed.case) {
            continue;
        }
        match may_see(server, who, changed.case).await {
            None => return,
            Some(false) => continue,
            Some(true) => {}
        }
        let data = format!("{{\"case\":{},\"events\":{}}}", changed.case, changed.events);
        let event = Event::default().event("case").id(changed.events.to_string()).data(data);
        if out.send(event).await.is_err() {
            return;
        }
    }
}

/// Whether who listens may see a case, as their account is now; nothing: they are signed out.
async fn may_see(server: &crate::serve::Server, who: &Who, case: u64) -> Option<bool> {
    let (library, login) = (server.library.clone(), who.login?);
    let seen = server.readers.read(move |store| {
        let Some((by, _)) = people::found(store, &login)? else { return Ok(None) };
        // One's own needs no look at the law.
        Ok(Some(match store.case(case)? {
            Some(row) if row.applicant == by.account => true,
            _ => library.open(case, &by, store).is_ok(),
        }))
    });
    seen.await.unwrap_or(Some(false))
}
