//! The worklist of a body, and a task with its case.

use super::super::Server;
use super::super::api::cases::{look, status_of};
use super::super::refusal::{Path, Query, Refusal};
use super::case::{clock, fact_fields, facts_of, slack, view};
use super::reader::Reader;
use super::{Sent, go, html};
use crate::pages::{self, views};
use alatau_city::{Ask, Ground, Judgement, Proposal, outcome_word};
use alatau_core::procedure::Outcome;
use alatau_store::{Journal, Page, TaskRow};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;
use views::{Choice, FieldKind};

/// Lines a page.
const LINES: usize = 50;

/// Pages of work.
pub fn routes() -> Router<Arc<Server>> {
    Router::new().route("/work", get(list)).route("/work/{case}/{activity}", get(task)).route("/work/{case}/{activity}/{act}", post(act))
}

/// Which tasks.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Which {
    service: String,
    whose: String,
    risk: String,
    page: Option<usize>,
}

async fn list(State(server): State<Arc<Server>>, reader: Reader, Query(which): Query<Which>) -> Result<Response, Refusal> {
    let by = reader.who.principal.clone();
    let wanted = alatau_store::Worklist { body: Some(by.body.clone()), claimed: (which.whose == "mine").then_some(by.account) };
    let (page, read, library) = (which.page.unwrap_or(1).clamp(1, 1_000_000), reader.clone(), server.library.clone());
    let asked = Page { skip: (page - 1) * LINES, limit: LINES + 1 };
    let found = server.readers.read(move |store| {
        let job = |task: TaskRow| -> Result<views::Job, Refusal> {
            let row = store.case(task.case)?.unwrap_or_default();
            let holder = task.claimed.map(|account| store.account(account)).transpose()?.flatten();
            Ok(views::Job {
                href: format!("/work/{}/{}", task.case, task.activity),
                case: task.case,
                title: row.title,
                service: read.service(&row.service),
                step: library.step(&row.procedure, &task.element, read.lang),
                since: read.at(task.since),
                due: task.due.map(|due| read.at(due)),
                slack_days: task.due.and_then(|due| slack(&read, due)),
                stopped: task.due.is_none() && !task.yields.is_empty(),
                yields: task.yields,
                mine: task.claimed == Some(read.who.principal.account),
                claimed: holder.map_or(String::new(), |account| super::super::people::principal(&account).name),
            })
        };
        store.worklist(&wanted, asked)?.into_iter().map(job).collect::<Result<Vec<_>, Refusal>>()
    });
    let mut tasks = found.await?;
    let is_more = tasks.len() > LINES;
    tasks.truncate(LINES);
    let service = reader.service(&which.service);
    tasks.retain(|job| {
        (which.service.is_empty() || job.service == service)
            && (which.whose != "free" || job.claimed.is_empty())
            && (which.risk != "firing" || job.risk() == views::Risk::Firing)
    });
    let choice = |value: &str, label: &str, now: &str| Choice { value: value.into(), label: reader.say(label), chosen: value == now };
    let mut services = reader.services(&which.service);
    services.insert(0, choice("", "portal-choice-all", &which.service));
    let at = |page: usize| format!("/work?page={page}&whose={}", if which.whose == "mine" { "mine" } else { "" });
    let view = views::Worklist {
        body: reader.body(&reader.who.principal.body),
        services,
        whose: vec![
            choice("", "portal-choice-all", &which.whose),
            choice("mine", "portal-work-mine", &which.whose),
            choice("free", "portal-work-free", &which.whose),
        ],
        risk: vec![choice("", "portal-choice-all", &which.risk), choice("firing", "portal-risk-firing", &which.risk)],
        total: tasks.len() as u64,
        firing: tasks.iter().filter(|job| job.risk() == views::Risk::Firing).count() as u64,
        tasks,
        before: (page > 1).then(|| at(page - 1)),
        after: is_more.then(|| at(page + 1)),
    };
    Ok(html(pages::render_worklist(&reader.frame, &view, reader.lang)))
}

async fn task(State(server): State<Arc<Server>>, reader: Reader, Path((case, activity)): Path<(u64, u32)>) -> Result<Response, Refusal> {
    let view = read_task(&server, &reader, case, activity).await?;
    Ok(html(pages::render_work(&reader.frame, &view, reader.lang)))
}

async fn read_task(server: &Arc<Server>, reader: &Reader, case: u64, activity: u32) -> Result<views::Work, Refusal> {
    let read = reader.clone();
    let found = look(server, &reader.who, case, "task", move |opened, world, store| {
        let reader = &read;
        let task = opened.tasks.iter().find(|task| task.activity == activity).ok_or_else(|| Refusal::not_found("open task"))?;
        let told = opened.told(world, reader.lang);
        let net = told.net();
        let node = net.node(&task.element).ok_or_else(|| Refusal::fault(format!("the procedure has no `{}`", task.element)))?;
        let me = reader.who.principal.account;
        let status = status_of(opened, world, reader.lang);
        let at = |act: &str| format!("/work/{case}/{activity}/{act}");
        let is_mine = task.claimed == Some(me);
        let acts_here = task.body == reader.who.principal.body && !task.body.is_empty();
        let taken = task.claimed.filter(|account| *account != me).map(|account| store.account(account)).transpose()?.flatten();
        let kept = store.setting(&alatau_city::proposal_name(case, activity))?.filter(|value| !value.is_empty());
        let kept: Option<(u64, Proposal)> = match kept {
            None => None,
            Some(value) => Some(serde_json::from_slice(&value).map_err(|error| Refusal::fault(error.to_string()))?),
        };
        let is_ruling = net.nodes[node as usize].ruling;
        let judgements = judgement_fields(reader, &net.info[node as usize].judgement);
        let may_act = acts_here && (is_mine || task.claimed.is_none()) && kept.is_none();
        let facts = fact_fields(reader, opened, &task.element);
        let holder = status.holders.iter().find(|holder| holder.activity == activity);
        Ok(views::Work {
            case: view(reader, opened, store)?,
            step: holder.map_or(task.element.clone(), |holder| holder.step.clone()),
            since: reader.at(task.since),
            clock: status.clocks.iter().find(|clock| clock.activity == activity).map(|found| clock(reader, found)),
            facts: Vec::new(),
            trace: Vec::new(),
            taken_by: taken.map_or(String::new(), |account| super::super::people::principal(&account).name),
            claim: (acts_here && task.claimed.is_none() && kept.is_none()).then(|| at("claim")),
            release: (acts_here && is_mine).then(|| at("release")),
            ruling: (may_act && is_ruling)
                .then(|| ruling_form(reader, &opened.book.bound.rulebook.citations, facts.clone(), judgements.clone(), at("rule"))),
            forms: if may_act && !is_ruling { vec![complete_form(reader, facts, judgements, at("complete"))] } else { Vec::new() },
            proposal: kept.filter(|_| acts_here).map(|(by, kept)| proposal(reader, by == me, kept, &at)),
            barred: String::new(),
        })
    });
    found.await
}

fn judgement_fields(reader: &Reader, slot: &str) -> Vec<views::Field> {
    let Some(found) = reader.world.law.vocabulary.slots.get(slot) else { return Vec::new() };
    let choices = found.values.iter().map(|value| Choice { value: value.clone(), label: value.clone(), chosen: false });
    let mut answer = reader.field("judged-answer", slot, FieldKind::OneOf(choices.collect()), "");
    answer.label = found.label.get(reader.lang.code()).to_string();
    vec![answer, reader.field("judged-reason", "portal-field-reason", FieldKind::Lines, "")]
}

fn ruling_form(
    reader: &Reader,
    citations: &[String],
    facts: Vec<views::Field>,
    judgements: Vec<views::Field>,
    action: String,
) -> views::RulingForm {
    let outcome = |outcome: Outcome| {
        let word = outcome_word(outcome);
        Choice { value: word.to_string(), label: reader.say(&format!("portal-outcome-{word}")), chosen: false }
    };
    views::RulingForm {
        action,
        outcomes: [Outcome::Approved, Outcome::Refused].into_iter().map(outcome).collect(),
        grounds: citations.iter().map(|key| views::Ground { cite: reader.cite(key), chosen: false, reason: String::new() }).collect(),
        facts,
        judgements,
        errors: Vec::new(),
        second_person: true,
    }
}

fn complete_form(reader: &Reader, facts: Vec<views::Field>, judgements: Vec<views::Field>, action: String) -> views::TaskForm {
    views::TaskForm {
        id: "complete".to_string(),
        title: reader.say("portal-act-complete"),
        lead: reader.say("portal-act-complete-lead"),
        action,
        fields: facts.into_iter().chain(judgements).collect(),
        button: reader.say("portal-act-complete"),
        aside: false,
        cites: Vec::new(),
    }
}

fn proposal(reader: &Reader, is_own: bool, kept: Proposal, at: &impl Fn(&str) -> String) -> views::Proposal {
    views::Proposal {
        outcome: outcome_word(kept.outcome).to_string(),
        by: kept.by,
        at: reader.frame.now,
        grounds: kept.grounds.into_iter().map(|ground| (reader.cite(&ground.provision), ground.reason)).collect(),
        confirm: (!is_own).then(|| at("confirm")),
        send_back: Some(at("send-back")),
    }
}

async fn act(
    State(server): State<Arc<Server>>,
    reader: Reader,
    Path((case, activity, act)): Path<(u64, u32, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let seen = sent.number("seen");
    let (ask, done) = match act.as_str() {
        "claim" => (Ask::Claim { case, activity }, "claimed"),
        "release" => (Ask::Unclaim { case, activity }, "released"),
        "confirm" => (Ask::Confirm { case, activity }, "confirmed"),
        "send-back" => (Ask::Decline { case, activity }, "sent-back"),
        "complete" => {
            let judgement = judgement(&server, &reader, case, activity, &sent).await?;
            (Ask::Complete { case, activity, seen, facts: facts_of(&sent), judgement }, "completed")
        }
        "rule" => {
            let judgement = judgement(&server, &reader, case, activity, &sent).await?;
            match ruling(&sent, judgement) {
                Ok(proposal) => (Ask::Propose { case, activity, seen, proposal: Box::new(proposal) }, "proposed"),
                Err(wrong) => return again(&server, &reader, case, activity, &sent, wrong).await,
            }
        }
        _ => return Err(Refusal::not_found("act of this name")),
    };
    server.desk.ask(reader.who.principal.clone(), None, ask).await?;
    let next = match done {
        "claimed" | "released" | "proposed" | "sent-back" => format!("/work/{case}/{activity}"),
        _ => "/work".to_string(),
    };
    Ok(go(&next, reader.lang, done))
}

async fn judgement(server: &Arc<Server>, reader: &Reader, case: u64, activity: u32, sent: &Sent) -> Result<Option<Judgement>, Refusal> {
    let answer = sent.get("judged-answer");
    if answer.is_empty() {
        return Ok(None);
    }
    let (library, by) = (server.library.clone(), reader.who.principal.clone());
    let slot = server.readers.read(move |store| {
        let opened = library.open(case, &by, store)?;
        let net = &opened.book.bound.rulebook.net;
        let task = opened.tasks.iter().find(|task| task.activity == activity).ok_or_else(|| Refusal::not_found("open task"))?;
        Ok(net.node(&task.element).map_or(String::new(), |node| net.info[node as usize].judgement.clone()))
    });
    Ok(Some(Judgement { slot: slot.await?, answer, reason: sent.get("judged-reason") }))
}

/// The ruling of a form, or what is wrong with it: field and key of the sentence.
fn ruling(sent: &Sent, judgement: Option<Judgement>) -> Result<Proposal, Vec<(&'static str, &'static str)>> {
    let outcomes = [Outcome::Approved, Outcome::Refused];
    let outcome = outcomes.into_iter().find(|outcome| outcome_word(*outcome) == sent.get("outcome"));
    let ground = |provision: String| Ground { reason: sent.get(&format!("reason:{provision}")), provision };
    let grounds: Vec<Ground> = sent.all("ground").into_iter().map(ground).collect();
    let has_reasons = !grounds.is_empty() && grounds.iter().all(|ground| !ground.reason.trim().is_empty());
    match outcome {
        Some(outcome) if has_reasons => Ok(Proposal { outcome, grounds, facts: facts_of(sent), judgement, by: String::new(), events: 0 }),
        found => {
            let mut wrong = Vec::new();
            wrong.extend(found.is_none().then_some(("outcome", "portal-ruling-no-outcome")));
            wrong.extend((!has_reasons).then_some(("grounds", "portal-ruling-no-grounds")));
            Err(wrong)
        }
    }
}

/// The page again, with what was written and what is wrong with it.
async fn again(
    server: &Arc<Server>,
    reader: &Reader,
    case: u64,
    activity: u32,
    sent: &Sent,
    wrong: Vec<(&'static str, &'static str)>,
) -> Result<Response, Refusal> {
    let mut view = read_task(server, reader, case, activity).await?;
    if let Some(form) = &mut view.ruling {
        let chosen = sent.all("ground");
        form.errors = wrong.into_iter().map(|(field, key)| (field.to_string(), reader.say(key))).collect();
        form.outcomes.iter_mut().for_each(|outcome| outcome.chosen = outcome.value == sent.get("outcome"));
        for ground in &mut form.grounds {
            ground.chosen = chosen.contains(&ground.cite.provision);
            ground.reason = sent.get(&format!("reason:{}", ground.cite.provision));
        }
        for field in form.facts.iter_mut().chain(&mut form.judgements) {
            field.value = sent.get(&field.name);
        }
    }
    Ok(html(pages::render_work(&reader.frame, &view, reader.lang)))
}
