//! How long what is personal is kept, what is due to be erased, and erasing it.

use super::{Change, Done, Named, Shared, Tongue, instant, tag};
use crate::law::values;
use crate::serve::Server;
use crate::serve::refusal::{Json, Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::{Ask, Behind, CLASSES, Keeping, Until, World};
use alatau_core::law::{Grade, Kind};
use alatau_core::text::{Arg, Lang, date, msg, text};
use alatau_core::time::{Date, Timestamp};
use alatau_store::Journal;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Until when something is kept, and what says so.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kept {
    /// Slot of the law that was asked.
    #[schema(example = "retention.case-file.approved")]
    pub slot: String,
    /// The last day of keeping; nothing: for ever, or not known.
    #[schema(value_type = Option<String>, example = "2031-12-31")]
    pub until: Option<Date>,
    /// It is kept for ever.
    pub permanently: bool,
    /// It is to be erased by now.
    pub due: bool,
    /// The last day on which it may be erased in time; nothing: no term runs.
    #[schema(value_type = Option<String>, example = "2032-01-01")]
    pub erased_by: Option<Date>,
    /// The provision that says so; nothing: none does.
    pub provision: Option<Named>,
    /// How sure that is: `enacted`, `reported`, `bill`, `assumed`.
    #[schema(value_type = Option<String>)]
    pub grade: Option<Grade>,
    /// Open questions on which it hangs.
    pub open: Vec<OpenQuestion>,
}

/// What nobody has answered yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpenQuestion {
    /// Switch that stands for it.
    pub switch: String,
    /// The question.
    pub question: String,
    /// Who could answer.
    pub ask: String,
}

impl Kept {
    /// A keeping in words of a language, on a day.
    pub fn of(keeping: &Keeping, world: &World, today: Date, lang: Lang) -> Kept {
        let law = &world.law;
        let named = |rule: usize| {
            let id = law.rules[rule].provision.clone();
            let found = crate::law::explain::citation(law, &id, lang);
            let label = [found.act, found.heading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            Named { label: if label.is_empty() { id.clone() } else { label }, id }
        };
        let question = |name: &String| {
            let of = law.switches.get(name);
            let said = of.map_or(name.as_str(), |of| of.question.get(lang.code())).to_string();
            OpenQuestion { switch: name.clone(), question: said, ask: of.map_or(String::new(), |of| law.who_knows(&of.ask, lang)) }
        };
        let (until, erased_by) = match keeping.until {
            Until::Day { last, erased_by } => (Some(last), erased_by),
            Until::Permanently | Until::Unknown => (None, None),
        };
        Kept {
            slot: keeping.slot.clone(),
            until,
            permanently: keeping.until == Until::Permanently,
            due: keeping.is_due(today),
            erased_by,
            provision: keeping.rule.map(named),
            grade: keeping.grade,
            open: keeping.open.iter().map(question).collect(),
        }
    }
}

/// A class of records.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Class {
    /// What is kept.
    pub records: Named,
    /// How long, in words; empty: not known.
    pub period: String,
    /// What says so; its day is that of a record of today.
    pub kept: Kept,
}

/// The classes of records, and those narrower ones to which the law says something else.
pub fn classes_of(world: &World, today: Date, lang: Lang) -> Vec<Class> {
    let law = &world.law;
    let mut found: Vec<Class> = Vec::new();
    for class in CLASSES {
        let broad = world.keeping_of_class(class, today);
        let narrower = law.vocabulary.slots.keys().filter(|slot| slot.strip_prefix(class).is_some_and(|rest| rest.starts_with('.')));
        let differs = |keeping: &Keeping| keeping.rule != broad.rule;
        let others: Vec<Keeping> = narrower.map(|slot| world.keeping_of_class(slot, today)).filter(differs).collect();
        found.extend([broad.clone()].iter().chain(&others).map(|keeping| {
            let rule = keeping.rule.map(|rule| &law.rules[rule].kind);
            let period = match rule {
                Some(Kind::Retention(retention)) => values::kept(law, retention, lang),
                _ => String::new(),
            };
            let records = Named { id: keeping.slot.clone(), label: values::slot_label(law, &keeping.slot, lang) };
            Class { records, period, kept: Kept::of(keeping, world, today, lang) }
        }));
    }
    found
}

/// How long each class of records is kept, by which provision; where no act answers, the open question
#[utoipa::path(get, path = "/api/retention", tag = "retention", responses((status = 200, body = [Class])))]
pub async fn classes(State(server): Shared, Tongue(lang): Tongue) -> axum::Json<Vec<Class>> {
    let world = &server.library.world;
    axum::Json(classes_of(world, world.day(Timestamp(unix_now())), lang))
}

/// A case that is due to be erased.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DueCase {
    case: u64,
    service: Named,
    outcome: Option<String>,
    closed: String,
    kept: Kept,
}

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DuePart {
    /// Where the list goes on, as the link to the next part says.
    #[param(example = "0.0")]
    behind: Option<String>,
    /// Cases a part, at most 200.
    #[param(minimum = 1, maximum = 200)]
    per_page: Option<u16>,
}

/// A place in the list, as an address has it.
pub fn written(behind: Behind) -> String {
    format!("{}.{}", behind.closed, behind.case)
}

/// The place in the list that an address names; the beginning, where it names none.
///
/// # Errors
/// It is none.
pub fn behind(text: &str) -> Result<Behind, Refusal> {
    let read = || {
        let (closed, case) = text.split_once('.')?;
        Some(Behind { closed: closed.parse().ok()?, case: case.parse().ok().filter(|case| *case <= i64::MAX as u64)? })
    };
    if text.is_empty() { Ok(Behind::default()) } else { read().ok_or_else(|| Refusal::unreadable("`behind` is no place in the list")) }
}

/// Closed cases that are due to be erased, the earliest closed first; a part may be short, the link leads on
#[utoipa::path(get, path = "/api/retention/due", tag = "retention", params(DuePart), responses((status = 200, body = [DueCase])))]
pub async fn due(State(server): Shared, Tongue(lang): Tongue, Query(part): Query<DuePart>) -> Result<Response, Refusal> {
    let limit = part.per_page.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(Refusal::unreadable("`per_page` is 1 to 200"));
    }
    let from = behind(part.behind.as_deref().unwrap_or(""))?;
    let library = server.library.clone();
    let found = server.readers.read(move |store| {
        let (world, today) = (&library.world, library.world.day(Timestamp(unix_now())));
        let due = world.due_cases(store, today, from, usize::from(limit))?;
        let lines = due.cases.iter().map(|(row, keeping)| DueCase {
            case: row.case,
            service: Named { id: row.service.clone(), label: values::slot_label(&world.law, &row.service, lang) },
            outcome: row.outcome.clone(),
            closed: row.closed.map(instant).unwrap_or_default(),
            kept: Kept::of(keeping, world, today, lang),
        });
        Ok((lines.collect::<Vec<_>>(), due.next))
    });
    let (lines, next) = found.await?;
    let mut response = axum::Json(lines).into_response();
    let link = next.map(|next| format!("</api/retention/due?behind={}&per_page={limit}>; rel=\"next\"", written(next)));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// Why a case is erased.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Erasing {
    /// Why: it is told to whoever asks for the case, for ever; so nothing personal.
    #[schema(example = "The period of keeping is over.", min_length = 1)]
    pub reason: String,
    /// A court decided it: then it may be before the law has it kept no longer.
    #[serde(default)]
    pub by_court: bool,
}

/// What speaks against erasing a case now and does not forbid it: keeping that is only assumed. Nothing, where nothing does.
///
/// # Errors
/// The store cannot be read.
pub async fn warning(server: &Server, case: u64, lang: Lang) -> Result<Option<String>, Refusal> {
    let library = server.library.clone();
    let assumed = server.readers.read(move |store| {
        let today = library.world.day(Timestamp(unix_now()));
        // No case has a number that the store could not keep.
        let row = i64::try_from(case).ok().map(|_| store.case(case)).transpose()?.flatten();
        let keeping = row.map(|row| library.world.keeping_of(&row, today)).transpose()?.flatten();
        Ok(keeping.filter(|keeping| keeping.is_only_assumed(today)))
    });
    Ok(assumed.await?.map(|keeping| match keeping.until {
        Until::Day { last, .. } => text(lang, msg::PORTAL_ERASING_ASSUMED, &[("day", Arg::Text(&date(lang, last)))]),
        _ => text(lang, msg::PORTAL_ERASING_ASSUMED_EVER, &[]),
    }))
}

/// Erase what is personal in a closed case; number, service, outcome, dates and proofs stay. Refused where an act has it kept still
#[utoipa::path(post, path = "/api/cases/{case}/erase", tag = "retention", params(("case" = u64, Path)), request_body = Erasing,
    responses((status = 200, body = Done)))]
pub async fn erase(change: Change<u64>, Tongue(lang): Tongue, Json(wanted): Json<Erasing>) -> Result<Response, Refusal> {
    let Change { server, who, given, at: case } = change;
    let warning = if wanted.by_court { None } else { warning(&server, case, lang).await? };
    let ask = Ask::Erase { case, reason: wanted.reason, by_court: wanted.by_court };
    let reply = server.desk.ask_as_seen(who.principal, given.key, given.seen, ask).await?;
    let version = tag(reply.events);
    Ok(([(header::ETAG, version)], axum::Json(Done { warning, ..Done::from(reply) })).into_response())
}
