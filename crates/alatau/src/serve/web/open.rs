//! Pages for anyone: the front, what a service takes, the figures, checking a receipt.

use super::super::Server;
use super::super::api::{figures as counted, law};
use super::super::refusal::{Query, Refusal};
use super::reader::Reader;
use super::{Sent, html};
use crate::law::explain::{Explained, Step as LawStep};
use crate::pages::{self, views};
use alatau_city::figures::Spread;
use alatau_core::law::Grade;
use alatau_core::time::Timestamp;
use alatau_evidence::note::Checkpoint;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use views::{Choice, FieldKind};

/// The front page.
pub async fn front(State(server): State<Arc<Server>>, reader: Reader) -> Result<Response, Refusal> {
    let taken = counted::taken(&server).await?;
    let all = &taken.figures.procedures;
    let view = views::Front {
        city: reader.say("portal-city"),
        services: reader.services("").into_iter().map(|service| (service.label, format!("/need?service={}", service.value))).collect(),
        filed: all.iter().map(|figure| figure.filed).sum(),
        open: all.iter().map(|figure| figure.open).sum(),
        silences: all.iter().map(|figure| figure.silences).sum(),
        leaves: taken.figures.size,
    };
    Ok(html(pages::render_front(&reader.frame, &view, reader.lang)))
}

/// What is asked of the law.
#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub struct Question {
    service: String,
    #[serde(rename = "in")]
    place: String,
    beside: String,
    class: String,
    person: String,
    on: String,
}

/// What a service takes, in one place or two.
pub async fn need(State(server): State<Arc<Server>>, reader: Reader, Query(question): Query<Question>) -> Result<Response, Refusal> {
    let law = &reader.world.law;
    let first = |choices: &[Choice]| choices.first().map_or(String::new(), |choice| choice.value.clone());
    let or = |value: &str, other: String| if value.is_empty() { other } else { value.to_string() };
    let service = or(&question.service, first(&reader.services("")));
    let place = or(&question.place, law.territories.keys().next().cloned().unwrap_or_default());
    let class =
        or(&question.class, law.vocabulary.classes.keys().nth(1).or(law.vocabulary.classes.keys().next()).cloned().unwrap_or_default());
    let on = or(&question.on, reader.frame.now.day.to_string());
    let classes = reader.choices(law.vocabulary.classes.iter().map(|(id, word)| (id, &word.label)), &class);
    let mut persons = reader.choices(law.vocabulary.statuses.iter().map(|(id, word)| (id, &word.label)), &question.person);
    persons.insert(0, Choice { value: String::new(), label: "–".to_string(), chosen: question.person.is_empty() });
    let places = |chosen: &str| reader.choices(law.territories.iter().map(|(id, place)| (id, &place.label)), chosen);
    let mut beside = places(&question.beside);
    beside.insert(0, Choice { value: String::new(), label: reader.say("portal-choice-no-other"), chosen: question.beside.is_empty() });
    let mut view = views::Need {
        fields: vec![
            reader.field("service", "portal-service", FieldKind::Select(reader.services(&service)), ""),
            reader.field("on", "portal-field-day", FieldKind::Day, &on),
            reader.field("class", "portal-field-class", FieldKind::Select(classes), ""),
            reader.field("person", "portal-field-person", FieldKind::Select(persons), ""),
        ],
        place: places(&place),
        beside,
        problem: String::new(),
        answers: Vec::new(),
        apply: None,
    };
    if !question.service.is_empty() && !question.place.is_empty() {
        let answers = [Some(place), Some(question.beside.clone()).filter(|beside| !beside.is_empty())].into_iter().flatten();
        match explain(&server, &reader, &Question { service: service.clone(), class, on, ..question.clone() }, answers.collect()).await {
            Ok(answers) => view.answers = answers.iter().map(answer).collect(),
            Err(refusal) => view.problem = refusal.details().detail,
        }
        let may_apply = alatau_city::may_ever(&reader.who.principal, alatau_city::Action::Apply);
        view.apply = (may_apply && !view.answers.is_empty()).then(|| format!("/applications?service={service}&place={}", question.place));
    }
    Ok(html(pages::render_need(&reader.frame, &view, reader.lang)))
}

async fn explain(server: &Arc<Server>, reader: &Reader, asked: &Question, places: Vec<String>) -> Result<Vec<Explained>, Refusal> {
    let (server, lang, asked) = (server.clone(), reader.lang, asked.clone());
    let answers = tokio::task::spawn_blocking(move || {
        let Question { service, class, person, on, .. } = asked;
        let service = service.strip_prefix("service.").unwrap_or(&service).to_string();
        let asked = law::RulebookAsked { service, place: String::new(), beside: None, class, person, day: Some(on), _lang: None };
        places.iter().map(|place| law::answer(&server, &asked, place, lang)).collect()
    });
    answers.await.map_err(|_| Refusal::fault("reading the law out broke off"))?
}

fn answer(explained: &Explained) -> views::Answer {
    let bodies: BTreeSet<&str> = explained.steps.iter().filter_map(|step| step.body.as_ref().map(|body| body.id.as_str())).collect();
    let fees: Vec<String> =
        explained.steps.iter().flat_map(|step| step.fees.iter().map(|fee| format!("{} {}", fee.amount, fee.unit))).collect();
    let totals = views::Totals {
        steps: explained.steps.iter().filter(|step| !step.event).count() as u32,
        bodies: bodies.iter().filter(|body| **body != "applicant").count() as u32,
        fees: fees.join(", "),
        assumed_rules: explained.why.iter().filter(|why| why.grade == Grade::Assumed).count() as u32,
        ..views::Totals::default()
    };
    let place = explained.places.iter().map(|place| place.label.as_str()).collect::<Vec<_>>().join(", ");
    views::Answer {
        service: explained.title.clone(),
        place,
        on: explained.on,
        registered: (explained.registered != explained.on).then_some(explained.registered),
        totals,
        steps: explained.steps.iter().map(step).collect(),
        documents: Vec::new(),
        reasons: Vec::new(),
        open: Vec::new(),
        assumed: explained.grade == Grade::Assumed,
        diagram: None,
        law: explained.law.clone(),
    }
}

fn step(step: &LawStep) -> views::Step {
    let term = |term: &crate::law::explain::TermShown| views::StepTerm {
        length: views::Length { n: term.spec.length, unit: term.spec.unit },
        due: term.due,
        yields: term.silence.to_string(),
        range: term.range,
    };
    let cite = |cite: &crate::law::explain::Citation| views::Citation {
        provision: cite.provision.clone(),
        label: format!("{}, {}", cite.act, cite.heading),
        href: None,
        grade: None,
        source: String::new(),
    };
    views::Step {
        number: step.number.clone(),
        name: step.name.clone(),
        body: step.body.as_ref().map_or(String::new(), |body| body.label.clone()),
        applicant: step.body.as_ref().is_none_or(|body| body.id == "applicant"),
        inner: step.number.contains('.'),
        terms: step.terms.iter().map(term).collect(),
        fees: step.fees.iter().map(|fee| format!("{} {}", fee.amount, fee.unit)).collect(),
        grade: step.grade,
        cites: step.cites.iter().map(cite).collect(),
    }
}

/// The public figures.
pub async fn figures(State(server): State<Arc<Server>>, reader: Reader) -> Result<Response, Refusal> {
    let taken = counted::taken(&server).await?;
    let days = |micros: Option<i64>| micros.map(|micros| micros as f64 / Timestamp::DAY as f64);
    let spread = |spread: Spread| views::Spread { median_days: days(spread.median), p90_days: days(spread.p90) };
    let name = |procedure: &str| {
        let net = reader.world.procedures.values().find(|net| net.id == procedure);
        net.map_or(procedure.to_string(), |net| reader.service(&net.service))
    };
    let measured = taken.figures.procedures.iter().map(|figure| views::Measured {
        name: name(&figure.procedure),
        filed: figure.filed,
        open: figure.open,
        closed: figure.closed,
        approved: figure.approved,
        refused: figure.refused,
        withdrawn: figure.withdrawn,
        silences: figure.silences,
        late: figure.late,
        extended: figure.extended,
        on_time: figure.on_time,
        total: spread(figure.total),
        statutory: spread(figure.statutory_time),
        extended_time: spread(figure.extended_time),
        applicant: spread(figure.applicant_time),
    });
    let (_, root) = checkpoint(&server);
    let view = views::Figures {
        services: Vec::new(),
        at: reader.read(&taken.at).unwrap_or(reader.frame.now),
        measured: measured.collect(),
        waiting: taken
            .waiting
            .iter()
            .map(|(body, waiting)| views::Waiting {
                body: reader.body(body),
                tasks: waiting.tasks,
                with_term: waiting.with_term,
                oldest_days: waiting.longest_days,
            })
            .collect(),
        stuck: taken.stuck.clone(),
        stuck_from_days: counted::STUCK_DAYS as u32,
        compared: None,
        leaves: taken.figures.size,
        root,
        data: "/api/figures".to_string(),
    };
    Ok(html(pages::render_figures(&reader.frame, &view, reader.lang)))
}

/// Size and root of the published log; nothing published yet is size 0.
pub fn checkpoint(server: &Server) -> (u64, String) {
    let text = std::fs::read_to_string(server.log.join(alatau_store::tiles::CHECKPOINT)).unwrap_or_default();
    let root = text.lines().nth(2).unwrap_or_default().to_string();
    Checkpoint::unverified(&text).map_or((0, String::new()), |signed| (signed.size, root))
}

fn verify_page(server: &Server, reader: &Reader, text: String, verified: Option<views::Verified>) -> Response {
    let (size, root) = checkpoint(server);
    let key = std::fs::read_to_string(server.log.join(super::super::publish::KEY)).unwrap_or_default().trim().to_string();
    let origin = key.split('+').next().unwrap_or_default().to_string();
    let view = views::Verify { text, verified, origin, key, size, root, offline: None };
    html(pages::render_verify(&reader.frame, &view, reader.lang))
}

/// Where a receipt is checked.
pub async fn verify(State(server): State<Arc<Server>>, reader: Reader) -> Response {
    verify_page(&server, &reader, String::new(), None)
}

/// Checks a receipt that was pasted, against the log's key.
pub async fn check(State(server): State<Arc<Server>>, reader: Reader, sent: Sent) -> Response {
    let text = sent.get("receipt");
    let verified = verdict(&server, &reader, &text);
    verify_page(&server, &reader, text, Some(verified))
}

fn verdict(server: &Server, reader: &Reader, text: &str) -> views::Verified {
    use alatau_evidence::policy::Policy;
    use alatau_evidence::receipt::Receipt;
    let key = std::fs::read_to_string(server.log.join(super::super::publish::KEY)).unwrap_or_default();
    let checked = alatau_evidence::note::Key::read(key.trim()).map(Policy::of).map_err(|wrong| wrong.to_string()).and_then(|policy| {
        let receipt = Receipt::read(text.trim()).map_err(|wrong| wrong.to_string())?;
        receipt.verify(&policy).map(|_| ()).map_err(|wrong| wrong.to_string())
    });
    let (verdict, summary) = match &checked {
        Ok(_) => (views::Verdict::Holds, reader.say("portal-verify-in-log")),
        Err(wrong) => (views::Verdict::Broken, wrong.clone()),
    };
    views::Verified { verdict, summary, checks: Vec::new(), lines: Vec::new() }
}
