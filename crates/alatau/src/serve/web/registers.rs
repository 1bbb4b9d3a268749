//! *Registers*: quotas, and the plots and slots that cases hold.

use super::form::{Sent, field, tried};
use super::{Page, can_be_mended, moment, reads_all};
use crate::pages::render_registers;
use crate::pages::views::{Choice, Field, FieldKind, Held, LimitSet, Part, Quota, Registers};
use crate::serve::Server;
use crate::serve::people::principal;
use crate::serve::refusal::{Details, Refusal};
use alatau_city::{Action, Ask, OF_REGISTERS, World, may_ever};
use alatau_core::register::{Kind, Thing, What};
use alatau_core::text::{Lang, msg, text};
use alatau_store::{Holding, Journal, Look, Sqlite};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Things a page.
const A_PAGE: usize = 50;
/// So many cases of a quota are named.
const NAMED: usize = 20;
/// So many limits that were set are shown.
const LIMITS_SHOWN: usize = 50;

/// The registers.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    shown(&server, page, Sent::query(query.as_deref()), None).await
}

/// Sets the limit of a quota.
pub async fn set_quota(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    if let Some(lang) = sent.lang() {
        let page = page.spoken("/registers".to_string(), lang, &server.library.world);
        return shown(&server, page, Sent::default(), Some((sent, None))).await;
    }
    let quota = sent.get("quota").trim().to_string();
    let limit = sent.get("limit").trim().parse::<u64>();
    let (false, Ok(limit)) = (quota.is_empty(), limit) else {
        return shown(&server, page.again("/registers".to_string(), None), Sent::default(), Some((sent, None))).await;
    };
    match server.desk.ask(page.who.principal.clone(), None, Ask::SetQuota { quota, limit }).await.map_err(Refusal::from) {
        Ok(_) => Ok(page.go("/registers", "quota")),
        Err(refusal) if can_be_mended(&refusal.details()) => {
            let page = page.again("/registers".to_string(), None);
            shown(&server, page, Sent::default(), Some((sent, Some(refusal.details())))).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// The page; with what was tried on it and did not go.
async fn shown(server: &Server, page: Page, query: Sent, tried: Option<(Sent, Option<Details>)>) -> Result<Response, Refusal> {
    let (library, lang) = (server.library.clone(), page.lang);
    let sets = may_ever(&page.who.principal, Action::SetQuota);
    let reads_all = reads_all(&page.who.principal);
    let form = sets.then(|| (fields(&query, tried.as_ref(), lang), "/registers/quotas".to_string()));
    let found = server.readers.read(move |store| {
        let quotas = quotas(store, reads_all)?;
        let history = history(store, &library.world)?;
        let found = held(store, &query, reads_all, lang)?;
        Ok(Registers { quotas, form, history, ..found })
    });
    let view = found.await?;
    let is_wrong = view.form.iter().flat_map(|(fields, _)| fields).any(|field| !field.error.is_empty());
    let text = render_registers(&page.frame, &view, page.lang);
    Ok(if is_wrong { page.refuse(text, tried.and_then(|(_, details)| details).as_ref()) } else { page.show(text) })
}

fn fields(query: &Sent, sent: Option<&(Sent, Option<Details>)>, lang: Lang) -> Vec<Field> {
    let say = |message| text(lang, message, &[]);
    let mut name = field("quota", say(msg::PORTAL_QUOTA_NAME), FieldKind::Line, query.get("quota"), true);
    name.hint = say(msg::PORTAL_QUOTA_NAME_HINT);
    let fields = vec![name, field("limit", say(msg::PORTAL_QUOTA_LIMIT), FieldKind::Number, "", true)];
    let Some((sent, details)) = sent else { return fields };
    let mut fields: Vec<Field> = fields.into_iter().map(|field| tried(field, sent, false, lang)).collect();
    let limit = sent.get("limit").trim();
    if fields[1].error.is_empty() && !limit.is_empty() && limit.parse::<u64>().is_err() {
        fields[1].error = say(msg::PORTAL_FAULT_WHOLE);
    }
    if let Some(details) = details.as_ref().filter(|_| fields.iter().all(|field| field.error.is_empty())) {
        // Of what fits into a form, the city refuses a number that no store can keep; anything else is the name.
        let is_number = limit.parse::<u64>().is_ok_and(|limit| i64::try_from(limit).is_err());
        fields[usize::from(is_number)].error = details.in_words(lang);
    }
    fields
}

fn part(holding: &Holding, reads_all: bool) -> Part {
    let href = reads_all.then(|| format!("/cases/{}", holding.case));
    Part { case: holding.case, href, amount: holding.amount }
}

fn quotas(store: &Sqlite, reads_all: bool) -> Result<Vec<Quota>, Refusal> {
    let limits: BTreeMap<String, u64> = match store.setting("quotas")? {
        None => BTreeMap::new(),
        Some(kept) => serde_json::from_slice(&kept).map_err(|error| Refusal::fault(format!("the setting `quotas`: {error}")))?,
    };
    let quota = |(name, limit): (String, u64)| {
        let held = store.holding(Kind::Quota.word(), &name)?;
        let by = held.iter().take(NAMED).map(|holding| part(holding, reads_all)).collect();
        let used = held.iter().map(|holding| holding.amount).sum();
        Ok(Quota { used, by, more: held.len().saturating_sub(NAMED), name, limit })
    };
    limits.into_iter().map(quota).collect()
}

/// The plots, or slots, that are held; or one of them, under whatever letters it is asked for.
fn held(store: &Sqlite, query: &Sent, reads_all: bool, lang: Lang) -> Result<Registers, Refusal> {
    let kind = if query.get("of") == Kind::Slot.word() { Kind::Slot } else { Kind::Plot };
    let wanted = query.get("thing").trim().to_string();
    let all = match wanted.is_empty() {
        true => store.register(kind.word())?,
        false => store.holding(kind.word(), &Thing::new(kind, &wanted).normal().name)?,
    };
    let number = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let at = |number: usize| format!("/registers?of={}&page={number}", kind.word());
    let which =
        |of: Kind, message| Choice { value: format!("/registers?of={}", of.word()), label: text(lang, message, &[]), chosen: of == kind };
    let (total, skip) = (all.len(), (number - 1) * A_PAGE);
    let of_page = all.iter().skip(skip).take(A_PAGE);
    Ok(Registers {
        quotas: Vec::new(),
        form: None,
        of: kind.word().to_string(),
        which: vec![which(Kind::Plot, msg::PORTAL_HELD_PLOTS), which(Kind::Slot, msg::PORTAL_HELD_SLOTS)],
        wanted,
        held: of_page.map(|holding| Held { thing: holding.thing.clone(), by: part(holding, reads_all) }).collect(),
        total,
        before: (number > 1).then(|| at(number - 1)),
        after: (skip + A_PAGE < total).then(|| at(number + 1)),
        history: Vec::new(),
    })
}

/// The limits that were set, the last first.
fn history(store: &Sqlite, world: &World) -> Result<Vec<LimitSet>, Refusal> {
    let limit = |look: Look| -> Option<Result<LimitSet, Refusal>> {
        let What::Limited { quota, limit } = serde_json::from_str(&look.what).ok()? else { return None };
        let by = store.account(look.account).map(|found| found.map_or(look.account.to_string(), |found| principal(&found).name));
        Some(by.map(|by| LimitSet { at: moment(world, look.at), by, quota, limit }).map_err(Refusal::from))
    };
    store.looks(OF_REGISTERS)?.into_iter().filter_map(limit).take(LIMITS_SHOWN).collect()
}
