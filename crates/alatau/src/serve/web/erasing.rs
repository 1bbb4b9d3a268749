//! Keeping and erasing: how long the law has what is personal kept, what is due, and erasing it.

use super::form::{Sent, field};
use super::open::{cite, service};
use super::{Page, can_be_mended, moment};
use crate::pages::render_erasing;
use crate::pages::views::{Choice, DueLine, Erasing, Field, FieldKind, Kept as Shown, KeptClass, Notice, NoticeKind};
use crate::serve::Server;
use crate::serve::api::retention::{Kept, behind, classes_of, warning, written};
use crate::serve::refusal::{Details, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::{Ask, World};
use alatau_core::law::Law;
use alatau_core::text::{Lang, msg};
use alatau_core::time::Timestamp;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;

/// Cases a page.
const A_PAGE: usize = 25;

/// What a page says of how long something is kept.
pub fn shown(kept: &Kept, law: &Law, lang: Lang) -> Shown {
    let by = kept.provision.iter().map(|named| cite(law, &named.id, kept.grade, lang));
    Shown {
        until: kept.until,
        permanently: kept.permanently,
        due: kept.due,
        cites: by.collect(),
        open: kept.open.iter().map(|open| (open.question.clone(), open.ask.clone())).collect(),
    }
}

/// The page.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let sent = Sent::query(query.as_deref());
    let from = sent.get("behind").to_string();
    show(&server, page, &from, None).await
}

/// A form that did not go: what was sent, what is wrong, and what it would need a second time for.
struct Tried {
    sent: Sent,
    wrong: Option<Details>,
    warned: Option<String>,
}

async fn show(server: &Server, mut page: Page, from: &str, tried: Option<Tried>) -> Result<Response, Refusal> {
    let (library, lang) = (server.library.clone(), page.lang);
    let from = behind(from)?;
    let found = server.readers.read(move |store| {
        let (world, today) = (&library.world, library.world.day(Timestamp(unix_now())));
        let due = world.due_cases(store, today, from, A_PAGE)?;
        let lines = due.cases.iter().map(|(row, keeping)| {
            let kept = Kept::of(keeping, world, today, lang);
            DueLine {
                number: row.case,
                service: service(world, &row.service, lang),
                outcome: row.outcome.clone().unwrap_or_else(|| "done".to_string()),
                closed: moment(world, row.closed.unwrap_or_default()),
                erased_by: kept.erased_by,
                late: kept.erased_by.is_some_and(|day| day < today),
                kept: shown(&kept, &world.law, lang),
            }
        });
        Ok((lines.collect::<Vec<_>>(), due.next, classes(world, today, lang)))
    });
    let (due, next, classes) = found.await?;
    let fields = fields(&page, tried.as_ref());
    let warned = tried.as_ref().and_then(|tried| tried.warned.clone());
    if let Some(text) = &warned {
        page.frame.notice = Some(Notice { kind: NoticeKind::Wrong, text: text.clone() });
    }
    let view = Erasing {
        classes,
        due,
        after: next.map(|next| format!("/erasing?behind={}", written(next))),
        fields,
        anyway: tried.as_ref().filter(|_| warned.is_some()).and_then(|tried| tried.sent.seen("case")),
        action: "/erasing".to_string(),
    };
    let text = render_erasing(&page.frame, &view, page.lang);
    Ok(match &tried {
        None => page.show(text),
        Some(tried) => page.refuse(text, tried.wrong.as_ref()),
    })
}

fn classes(world: &World, today: alatau_core::time::Date, lang: Lang) -> Vec<KeptClass> {
    let class = |class: crate::serve::api::retention::Class| KeptClass {
        label: class.records.label,
        period: class.period,
        kept: shown(&class.kept, &world.law, lang),
    };
    classes_of(world, today, lang).into_iter().map(class).collect()
}

/// The number of a case, why, and whether a court decided it.
fn fields(page: &Page, tried: Option<&Tried>) -> Vec<Field> {
    let value = |name: &str| tried.map_or("", |tried| tried.sent.get(name));
    let mut case = field("case", page.say(msg::PORTAL_ERASING_CASE), FieldKind::Number, value("case"), true);
    let mut reason = field("reason", page.say(msg::PORTAL_ERASING_REASON), FieldKind::Lines, value("reason"), true);
    reason.hint = page.say(msg::PORTAL_ERASING_REASON_HINT);
    let chosen = tried.is_some_and(|tried| tried.sent.has("court"));
    let court = vec![Choice { value: "yes".to_string(), label: page.say(msg::PORTAL_ERASING_COURT), chosen }];
    let court = field("court", page.say(msg::PORTAL_ERASING_COURT_TITLE), FieldKind::AnyOf(court), "", false);
    if let Some(wrong) = tried.and_then(|tried| tried.wrong.as_ref()) {
        let at = if wrong.code == "AL-4437" || wrong.code == "AL-4404" { &mut reason } else { &mut case };
        at.error = wrong.in_words(page.lang);
    }
    vec![case, reason, court]
}

/// Erases what is personal in a case. What is kept still by what is only assumed is erased when the form comes a second time.
pub async fn erase(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    if let Some(lang) = sent.lang() {
        let page = page.spoken("/erasing".to_string(), lang, &server.library.world);
        let tried = Tried { sent, wrong: None, warned: None };
        return show(&server, page, "", Some(tried)).await.map(|mut response| {
            *response.status_mut() = axum::http::StatusCode::OK;
            response
        });
    }
    let (case, by_court) = (sent.seen("case").unwrap_or(0), sent.has("court"));
    // The warning was read for one case, and for no other that is written over it.
    let was_warned = case != 0 && sent.seen("anyway") == Some(case);
    let warned = if by_court || was_warned { None } else { warning(&server, case, page.lang).await? };
    let again = page.again("/erasing".to_string(), None);
    if warned.is_some() {
        return show(&server, again, "", Some(Tried { sent, wrong: None, warned })).await;
    }
    let ask = Ask::Erase { case, reason: sent.get("reason").to_string(), by_court };
    match server.desk.ask(again.who.principal.clone(), None, ask).await {
        Ok(_) => Ok(again.go("/erasing", "erased")),
        Err(refusal) => {
            let refusal = Refusal::from(refusal);
            let details = refusal.details();
            if details.status != 404 && !can_be_mended(&details) {
                return Err(refusal);
            }
            show(&server, again, "", Some(Tried { sent, wrong: Some(details), warned: None })).await
        }
    }
}
