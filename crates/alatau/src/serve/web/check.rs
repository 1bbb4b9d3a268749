//! Checking a receipt: the same check as `alatau verify`, by the key of this city.

use super::Page;
use crate::pages::render_verify;
use crate::pages::views::{Verdict, Verified, Verify};
use crate::serve::refusal::Refusal;
use crate::serve::uploads::Upload;
use crate::serve::writer::unix_now;
use crate::serve::{Server, publish};
use alatau_core::time::Timestamp;
use alatau_evidence::note::{Checkpoint, Key};
use alatau_evidence::policy::Policy;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The newest checkpoint, as the city published it.
pub fn newest(server: &Server) -> Option<Checkpoint> {
    let text = std::fs::read_to_string(server.log.join(alatau_store::tiles::CHECKPOINT)).ok()?;
    Checkpoint::unverified(&text).ok()
}

/// The key of the log, as the city published it.
fn key(server: &Server) -> Option<Key> {
    std::fs::read_to_string(server.log.join(publish::KEY)).ok().and_then(|key| Key::read(key.trim()).ok())
}

fn view(server: &Server, text: String, verified: Option<Verified>) -> Verify {
    let key = std::fs::read_to_string(server.log.join(publish::KEY)).unwrap_or_default();
    let checkpoint = newest(server);
    Verify {
        text,
        verified,
        origin: checkpoint.as_ref().map_or(String::new(), |checkpoint| checkpoint.origin.clone()),
        key: key.trim().to_string(),
        size: checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size),
        root: checkpoint.map_or(String::new(), |checkpoint| alatau_core::law::hex(&checkpoint.root)),
        offline: "/verify.html".to_string(),
    }
}

/// The page that checks a receipt.
pub async fn verify(State(server): State<Arc<Server>>, page: Page) -> Response {
    let view = view(&server, String::new(), None);
    page.show(render_verify(&page.frame, &view, page.lang))
}

/// The page that checks receipts from a disk, to be kept as a file: here its script would not run.
pub async fn offline(State(server): State<Arc<Server>>, page: Page) -> Response {
    let text = crate::verify::page::page(page.lang, key(&server).as_ref());
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"verify.html\"")];
    (headers, text).into_response()
}

/// Checks a receipt that was pasted, or its file.
pub async fn check(State(server): State<Arc<Server>>, page: Page, mut sent: Upload) -> Result<Response, Refusal> {
    let mut text = String::new();
    let broken = |error: axum::extract::multipart::MultipartError| Refusal::unreadable(format!("the form: {error}"));
    while let Some(part) = sent.form.next_field().await.map_err(broken)? {
        let is_file = part.file_name().is_some();
        let given = String::from_utf8_lossy(&part.bytes().await.map_err(broken)?).into_owned();
        if !given.trim().is_empty() {
            // A browser sends the lines of a text field in a form of its own.
            text = if is_file { given } else { format!("{}\n", given.replace("\r\n", "\n").trim_end()) };
        }
    }
    let verified = (!text.is_empty()).then(|| verdict(&server, &text, &page));
    let is_short = text.len() <= SHOWN_MAX;
    let view = view(&server, if is_short { text } else { String::new() }, verified);
    Ok(page.show(render_verify(&page.frame, &view, page.lang)))
}

/// A receipt has less than 20 KB; what is longer is not shown again.
const SHOWN_MAX: usize = 40_000;

fn verdict(server: &Server, text: &str, page: &Page) -> Verified {
    let zone = &server.library.world.calendar.zone;
    let Some(key) = key(server) else {
        let summary = page.say(alatau_core::text::msg::PORTAL_VERIFY_NO_KEY);
        return Verified { verdict: Verdict::Broken, summary, lines: Vec::new() };
    };
    let told = crate::verify::tell(text, &Policy::of(key), zone.date(Timestamp(unix_now())), page.lang, zone);
    let verdict = match (told.valid, told.proved) {
        (true, _) => Verdict::Holds,
        (false, true) => Verdict::Ended,
        (false, false) => Verdict::Broken,
    };
    Verified { verdict, summary: told.headline, lines: told.lines }
}
