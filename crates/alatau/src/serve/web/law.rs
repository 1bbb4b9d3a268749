//! The law to read: a provision on a day, and the diagram of a procedure.

use super::Page;
use super::case::Telling;
use super::form::{Sent, coded};
use crate::law::at::one::words;
use crate::law::values::value;
use crate::pages::render_provision;
use crate::pages::views::{Choice, Provision, RuleShown};
use crate::procedure::draw::drawn;
use crate::procedure::law::{Told, of_bound};
use crate::serve::Server;
use crate::serve::api::cases::look;
use crate::serve::refusal::{Path, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::World;
use alatau_core::case::bind::{Bound, bind};
use alatau_core::law::survey::Moment;
use alatau_core::law::wording::Wordings;
use alatau_core::law::{Law, Question, hex};
use alatau_core::procedure::bpmn;
use alatau_core::text::{Arg, Lang, date, msg, text};
use alatau_core::time::{Date, Timestamp};
use alatau_store::Journal;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Drawings have a style of their own, and nothing else.
const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Where a provision is read, as of a day.
pub fn address(id: &str, on: Option<Date>) -> String {
    let path = format!("/law/{}", coded(&id.replacen('#', "/", 1)));
    on.map_or(path.clone(), |day| format!("{path}?on={day}"))
}

/// A provision on a day: its words, and what its rules say.
pub async fn provision(
    State(server): State<Arc<Server>>,
    page: Page,
    Path((act, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let (world, sent) = (&server.library.world, Sent::query(query.as_deref()));
    let today = world.day(Timestamp(unix_now()));
    let on = match sent.get("on") {
        "" => today,
        day => day.parse().map_err(|error| Refusal::unreadable(format!("`on`: {error}")))?,
    };
    let view = stated(world, &format!("{act}#{key}"), on, today, page.lang).ok_or_else(|| Refusal::not_found("provision of this name"))?;
    Ok(page.show(render_provision(&page.frame, &view, page.lang)))
}

fn stated(world: &World, id: &str, on: Date, today: Date, lang: Lang) -> Option<Provision> {
    let law = &world.law;
    let found = law.provisions.get(id)?;
    let act = law.acts.get(&found.act)?;
    let moment = Moment { valid: on, known: today.max(on) };
    let wordings = Wordings::at(law, moment, &world.switches);
    let wording = wordings.of(id).filter(|wording| wording.is_in_force(on));
    let (heading, said) = words(found, wording.as_ref(), lang);
    let question = Question { switches: world.switches.clone(), known: moment.known, ..Question::on("", on) };
    let governing: BTreeSet<usize> = law.ask(&question).in_force().into_iter().collect();
    let rules = wordings.rules_of(id).iter().map(|number| (*number, &law.rules[*number]));
    let shown = rules.clone().filter(|(number, _)| governing.contains(number)).map(|(_, rule)| RuleShown {
        slot: law.vocabulary.slots.get(&rule.slot).map_or(rule.slot.clone(), |slot| slot.label.get(lang.code()).to_string()),
        value: value(law, rule, None, lang),
        grade: rule.grade,
    });
    let mut sources: Vec<&str> = rules.clone().map(|(_, rule)| rule.source.as_str()).filter(|source| !source.is_empty()).collect();
    sources.dedup();
    Some(Provision {
        key: id.to_string(),
        act: act.title.get(lang.code()).to_string(),
        heading,
        text: said.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(String::from).collect(),
        from: wording.as_ref().map(|wording| wording.from),
        until: wording.as_ref().and_then(|wording| wording.until),
        grade: rules.clone().map(|(_, rule)| rule.grade).max(),
        source: sources.join("; "),
        on,
        versions: versions(law, id, on, lang),
        rules: shown.collect(),
    })
}

/// The days on which a provision begins to say something else, the one that holds on the day marked.
fn versions(law: &Law, id: &str, on: Date, lang: Lang) -> Vec<Choice> {
    let rules = law.rules.iter().filter(|rule| rule.provision == id);
    let ends = rules.clone().filter_map(|rule| rule.until);
    let changes = law.amendments.iter().filter(|change| change.target == id).map(|change| change.from);
    let days: BTreeSet<Date> = rules.map(|rule| rule.from).chain(ends).chain(changes).collect();
    let holds = days.range(..=on).next_back().copied();
    let choice = |day: Date| Choice {
        value: address(id, Some(day)),
        label: text(lang, msg::PORTAL_PROVISION_FROM, &[("day", Arg::Text(&date(lang, day)))]),
        chosen: Some(day) == holds,
    };
    days.into_iter().map(choice).collect()
}

/// What the law of a service binds for a question that an address asks.
pub fn bound(
    world: &World,
    service: &str,
    place: &str,
    class: &str,
    person: &BTreeSet<String>,
    on: Date,
) -> Result<(Question, Bound), Refusal> {
    let question = world.question(place, person, Some(class).filter(|class| !class.is_empty()), on)?;
    let bound = bind(&world.law, &world.procedures, service, &question, &world.calendar).map_err(alatau_city::Problem::from)?;
    Ok((question, bound))
}

/// The diagram of a service's procedure in a place on a day.
pub async fn diagram(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let sent = Sent::query(query.as_deref());
    let made = tokio::task::spawn_blocking(move || {
        let world = &server.library.world;
        let today = world.day(Timestamp(unix_now()));
        let on = sent.get("day").parse().unwrap_or(today);
        let person = sent.all("person").map(String::from).collect();
        let (_, bound) = bound(world, sent.get("service"), sent.get("in"), sent.get("class"), &person, on)?;
        let place = world.law.territories.get(sent.get("in")).map_or("", |place| place.label.get(page.lang.code())).to_string();
        let told = of_bound(&world.law, bound, place, on, &world.calendar, page.lang);
        let text = text_of(world, &told).ok_or_else(|| Refusal::not_found("diagram of this procedure"))?;
        sheet(text, &told, &BTreeSet::new(), false, page.lang)
    });
    made.await.map_err(|_| Refusal::fault("drawing broke off"))?
}

/// The diagram of a case's procedure, with where the case is now; or only what is around that.
pub async fn of_case(
    State(server): State<Arc<Server>>,
    page: Page,
    Path(case): Path<u64>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let (who, lang, near) = (page.who.clone(), page.lang, Sent::query(query.as_deref()).get("part") == "here");
    let made = look(&server, &who, case, "diagram", move |opened, world, store| {
        let told = opened.told(world, lang);
        let telling = Telling { opened, world, told: &told, lang };
        let here = telling.opened.tasks.iter().map(|task| task.element.clone()).collect();
        // A case keeps the procedure that it began with, whatever is in force.
        match text_of(world, &told) {
            Some(text) => sheet(text, &told, &here, near, lang),
            None => {
                let kept = store.setting(&format!("procedure/{}", hex(&told.net().hash)))?.and_then(|kept| String::from_utf8(kept).ok());
                sheet(&kept.ok_or_else(|| Refusal::not_found("diagram of this procedure"))?, &told, &here, near, lang)
            }
        }
    });
    made.await
}

/// The file of a procedure that is in force.
fn text_of<'w>(world: &'w World, told: &Told) -> Option<&'w str> {
    let (file, _) = world.procedures.iter().find(|(_, net)| net.hash == told.net().hash)?;
    world.texts.get(file).map(String::as_str)
}

fn sheet(text: &str, told: &Told, here: &BTreeSet<String>, near: bool, lang: Lang) -> Result<Response, Refusal> {
    let file = bpmn::parse(&told.bound.procedure, text).map_err(|_| Refusal::fault("the procedure cannot be read any more"))?;
    let drawing = drawn(&file, told, here, near, lang);
    let headers = [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, DRAWING_POLICY)];
    Ok((headers, drawing).into_response())
}
