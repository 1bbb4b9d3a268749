//! What the law offers, and what it takes: for anyone.

use super::{Named, Shared, Tongue};
use crate::failure::Failure;
use crate::law::columns::Place;
use crate::law::explain::{Asked, of, service};
use crate::serve::refusal::{Path, Query, Refusal, page};
use crate::serve::writer::unix_now;
use alatau_city::{Kind, Problem};
use alatau_core::law::{Labels, nearest};
use alatau_core::time::{Date, Timestamp};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// What can be asked for, and in which words.
#[derive(Serialize, ToSchema)]
pub struct Catalogue {
    /// Services.
    pub services: Vec<Named>,
    /// Places.
    pub places: Vec<Named>,
    /// Classes of cases.
    pub classes: Vec<Named>,
    /// Statuses of applicants.
    pub statuses: Vec<Named>,
    /// Bodies.
    pub bodies: Vec<Named>,
    /// The civil day now, on which a draft would be filed.
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// SHA-256 of the law.
    pub law: String,
}

/// What can be asked for
#[utoipa::path(get, path = "/api/services", tag = "law", params(("lang" = Option<String>, Query, description = "kk, ru or en")),
    responses((status = 200, body = Catalogue)))]
pub async fn services(State(server): Shared, Tongue(lang): Tongue) -> Json<Catalogue> {
    let world = &server.library.world;
    let law = &world.law;
    let named = |(id, label): (&String, &Labels)| Named { id: id.clone(), label: label.get(lang.code()).to_string() };
    let is_offered = |slot: &String| slot.starts_with("service.") && law.rules.iter().any(|rule| rule.slot == *slot);
    let slots = law.vocabulary.slots.iter().filter(|(slot, _)| is_offered(slot));
    Json(Catalogue {
        services: slots.map(|(id, slot)| named((id, &slot.label))).collect(),
        places: law.territories.iter().map(|(id, place)| named((id, &place.label))).collect(),
        classes: law.vocabulary.classes.iter().map(|(id, word)| named((id, &word.label))).collect(),
        statuses: law.vocabulary.statuses.iter().map(|(id, word)| named((id, &word.label))).collect(),
        bodies: law.authorities.iter().map(|(id, body)| named((id, &body.label))).collect(),
        today: world.day(Timestamp(unix_now())),
        law: alatau_core::law::hex(&law.hash()),
    })
}

/// What is asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RulebookAsked {
    /// Service, for example `building-permit`.
    #[param(example = "building-permit")]
    pub service: String,
    /// Place, for example `alatau`.
    #[param(example = "alatau")]
    pub place: String,
    /// A place to hold beside it.
    pub beside: Option<String>,
    /// Class of the case, for example `level-2`.
    #[param(example = "level-2")]
    pub class: String,
    /// Statuses of the applicant, separated by commas.
    #[serde(default)]
    pub person: String,
    /// Day of filing; today if not given.
    #[param(example = "2026-12-01")]
    pub day: Option<String>,
    /// kk, ru or en.
    #[serde(rename = "lang")]
    pub _lang: Option<String>,
}

/// What a service takes in each place.
#[derive(Serialize, ToSchema)]
pub struct Rulebook {
    /// One answer a place: steps, terms, what silence means, bodies, provisions, how well each is known, and why.
    #[schema(value_type = Vec<Object>)]
    answers: Vec<crate::law::explain::Explained>,
}

/// What a service takes on a day: steps, terms, silences, bodies, provisions
#[utoipa::path(get, path = "/api/rulebook", tag = "law", params(RulebookAsked), responses((status = 200, body = Rulebook)))]
pub async fn rulebook(State(server): Shared, Tongue(lang): Tongue, Query(asked): Query<RulebookAsked>) -> Result<Json<Rulebook>, Refusal> {
    // Reading a law out is work of milliseconds: not on the threads that keep connections alive.
    let answers = tokio::task::spawn_blocking(move || {
        let places = [Some(asked.place.clone()), asked.beside.clone()];
        places.into_iter().flatten().filter(|place| !place.is_empty()).map(|place| answer(&server, &asked, &place, lang)).collect()
    });
    let answers: Result<Vec<_>, Refusal> = answers.await.map_err(|_| Refusal::fault("reading the law out broke off"))?;
    Ok(Json(Rulebook { answers: answers? }))
}

/// What a service takes in one place.
pub fn answer(
    server: &crate::serve::Server,
    asked: &RulebookAsked,
    place: &str,
    lang: alatau_core::text::Lang,
) -> Result<crate::law::explain::Explained, Refusal> {
    let world = &server.library.world;
    let today = world.day(Timestamp(unix_now()));
    let on: Date = match asked.day.as_deref().filter(|day| !day.is_empty()) {
        None => today,
        Some(day) => day.parse().map_err(|error| Refusal::unreadable(format!("`day`: {error}")))?,
    };
    let refused = |failure: Failure| match failure {
        Failure::Fault(said) => Refusal::fault(said),
        other => Problem::new(Kind::Refused, "AL-4404", other.message()).into(),
    };
    let words = world.law.territories.keys();
    if !world.law.territories.contains_key(place) {
        let near = nearest(place, words.map(String::as_str)).map_or(String::new(), |word| format!("; did you mean `{word}`?"));
        return Err(Problem::new(Kind::Refused, "AL-4404", format!("`{place}` is no place of the law{near}")).into());
    }
    let person: Vec<String> = asked.person.split(',').map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect();
    if let Some(word) = person.iter().find(|word| !world.law.vocabulary.statuses.contains_key(*word)) {
        let known: Vec<&str> = world.law.vocabulary.statuses.keys().map(String::as_str).collect();
        return Err(
            Problem::new(Kind::Refused, "AL-4404", format!("`{word}` is no status of the law; there are: {}", known.join(", "))).into()
        );
    }
    let slot = service(&world.law, &asked.service, lang).map_err(refused)?;
    let here = Place {
        territories: BTreeSet::from([place.to_string()]),
        person: person.into_iter().collect(),
        switches: BTreeMap::clone(&world.switches),
    };
    let question = Asked { service: &asked.service, place, on, known: None, class: &asked.class };
    of(&world.law, &world.procedures, &slot, &question, &here, &world.calendar, lang).map_err(refused)
}

/// The page of an error code
#[utoipa::path(get, path = "/api/errors/{code}", tag = "law", params(("code" = String, Path, example = "AL-4403")),
    responses((status = 200, body = String, content_type = "text/markdown")))]
pub async fn error_page(Path(code): Path<String>) -> Result<Response, Refusal> {
    let is_code = code.strip_prefix("AL-").is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()));
    let text = if is_code { page(&code) } else { None };
    let text = text.ok_or_else(|| Refusal::not_found("code of this number"))?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response())
}
