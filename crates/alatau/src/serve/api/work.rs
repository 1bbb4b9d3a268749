//! The work of bodies: what waits, what a task asks, opinions, rulings by two officers.

use super::cases::look;
use super::{Change, Done, Named, Pages, Shared, Signed, Tongue, instant};
use crate::procedure::words::Words;
use crate::serve::refusal::{Json, Path, Query, Refusal};
use crate::serve::risk::{Breach, Job as AtRisk, worklist};
use alatau_city::{Ask, Ground, Judgement, Lack, Paper, Proposal, Proposed as Kept, Said, asked_after, may_read_proposal};
use alatau_core::case::paper::COMPLETE;
use alatau_core::procedure::Outcome;
use alatau_store::Journal;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A task in a list.
#[derive(Serialize, ToSchema)]
pub struct Job {
    case: u64,
    activity: u32,
    service: String,
    title: String,
    /// Element of the procedure.
    element: String,
    /// Its name.
    step: String,
    body: String,
    since: String,
    /// When silence speaks.
    due: Option<String>,
    /// Working days left until then: 0 on the last day, -1 once it is over.
    slack_days: Option<i32>,
    /// Of the times that this body had this step for at least as long, how many took longer than this task has, or were
    /// ended by silence: the probability of breach, as the city's log measures it; nothing below 20 such times.
    breach: Option<Breach>,
    /// What silence means; empty: nothing.
    yields: String,
    /// Account that took it.
    claimed: Option<u64>,
    /// One took it oneself.
    mine: bool,
}

/// Which tasks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those that one took oneself.
    #[serde(default)]
    mine: bool,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Lines a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    per_page: Option<u16>,
}

/// What one's body has to do, by legal risk: the least slack to the statutory date on the working calendar first, then the
/// greatest probability of breach, then filing; what has no term last
#[utoipa::path(get, path = "/api/worklist", tag = "work", params(Which), responses((status = 200, body = [Job])))]
pub async fn list(
    State(server): Shared,
    Extension(who): Signed,
    Tongue(lang): Tongue,
    Query(which): Query<Which>,
) -> Result<Response, Refusal> {
    let default = Pages::default();
    let pages = Pages { page: which.page.unwrap_or(default.page), per_page: which.per_page.unwrap_or(default.per_page) };
    let page = pages.page()?;
    let (library, by) = (server.library.clone(), who.principal);
    let asking = by.clone();
    let jobs = worklist(&server, &asking, which.mine, page, move |_, AtRisk { task, slack, breach }, row| {
        Ok(Job {
            case: task.case,
            activity: task.activity,
            step: library.step(&row.procedure, &task.element, lang),
            service: row.service,
            title: row.title,
            element: task.element,
            body: task.body,
            since: instant(task.since),
            due: task.due.map(instant),
            slack_days: slack,
            breach,
            yields: task.yields,
            mine: task.claimed == Some(by.account),
            claimed: task.claimed,
        })
    });
    let path = if which.mine { "/api/worklist?mine=true" } else { "/api/worklist" };
    Ok(pages.answer(path, jobs.await?.into_iter().flatten().collect()))
}

/// What a task asks of a human.
#[derive(Serialize, ToSchema)]
pub struct Judged {
    slot: String,
    label: String,
    answers: Vec<String>,
}

/// A ground of a ruling.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroundGiven {
    /// Provision, for example `permits-law#refusal`.
    pub provision: String,
    /// Why it applies here.
    pub reason: String,
}

/// Something that a file lacks.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LackGiven {
    /// What: a document or a field.
    #[schema(example = "site plan", min_length = 1)]
    pub what: String,
    /// Provision that asks for it.
    #[schema(example = "permits-law#completeness", min_length = 1)]
    pub provision: String,
    /// Why it is asked here, in a sentence.
    #[schema(example = "The plan has no scale.", min_length = 1)]
    pub reason: String,
}

/// What somebody wrote with a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Written {
    /// In their words: an opinion, an answer, the reasons of a complaint; empty: nothing.
    pub words: String,
    /// All that a file lacks, where it was called incomplete.
    pub lacks: Vec<LackGiven>,
    /// Documents that the applicant added to the case before this step, and since the one before.
    pub papers: Vec<PaperShown>,
}

/// A document as the record of a step names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperShown {
    /// Name of the file.
    pub name: String,
    /// Media type.
    pub media: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

impl Written {
    /// Nothing, where nothing was written.
    pub fn of(said: Option<&Said>) -> Option<Written> {
        let Said { words, lacks, papers } = said.filter(|said| !said.is_empty())?.clone();
        let lack = |Lack { what, provision, reason }| LackGiven { what, provision, reason };
        let paper = |Paper { name, media, sha256, bytes }| PaperShown { name, media, sha256, bytes };
        Some(Written { words, lacks: lacks.into_iter().map(lack).collect(), papers: papers.into_iter().map(paper).collect() })
    }
}

/// A ruling that waits for a second person.
#[derive(Serialize, ToSchema)]
pub struct Proposed {
    outcome: String,
    grounds: Vec<GroundGiven>,
    /// What it states.
    #[schema(value_type = Object)]
    facts: BTreeMap<String, serde_json::Value>,
    /// What the law leaves to a human.
    judgement: Option<JudgementGiven>,
    /// Who proposed it.
    by: String,
    /// One proposed it oneself, and so cannot confirm it.
    own: bool,
    /// Names what is proposed: who confirms says that they have read this.
    mark: String,
}

/// A task.
#[derive(Serialize, ToSchema)]
pub struct TaskShown {
    case: u64,
    activity: u32,
    element: String,
    step: String,
    body: String,
    since: String,
    due: Option<String>,
    yields: String,
    claimed: Option<u64>,
    /// It ends with a ruling, which a second person confirms.
    rules: bool,
    /// Facts that whoever completes it states: name and label.
    asks: Vec<Named>,
    /// What the law leaves to a named human.
    judgement: Option<Judged>,
    /// Provisions that a ruling may cite.
    provisions: Vec<String>,
    /// What was written with the step before, for whoever does this one: what a file lacks, why somebody complains.
    written: Option<Written>,
    proposal: Option<Proposed>,
}

/// A task: what it asks, what a ruling may cite, what is proposed
#[utoipa::path(get, path = "/api/cases/{case}/tasks/{activity}", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), responses((status = 200, body = TaskShown)))]
pub async fn task(
    State(server): Shared,
    Extension(who): Signed,
    Path((case, activity)): Path<(u64, u32)>,
    Tongue(lang): Tongue,
) -> Result<axum::Json<TaskShown>, Refusal> {
    let by = who.principal.clone();
    let found = look(&server, &who, case, "task", move |opened, world, store| {
        let task = opened.tasks.iter().find(|task| task.activity == activity).ok_or_else(|| Refusal::not_found("open task"))?;
        let told = opened.told(world, lang);
        let net = told.net();
        let words = Words { net, told: Some(&told), lang };
        let node = net.node(&task.element).ok_or_else(|| Refusal::fault(format!("the procedure has no `{}`", task.element)))?;
        let asked = asked_after(&opened.book, node);
        let fact = |fact: &u16| net.facts.get(*fact as usize).map(|name| Named { id: name.clone(), label: words.fact(name) });
        let slot = &net.info[node as usize].judgement;
        let judgement = world.law.vocabulary.slots.get(slot).map(|found| Judged {
            slot: slot.clone(),
            label: found.label.get(lang.code()).to_string(),
            answers: found.values.clone(),
        });
        let proposed = store.setting(&alatau_city::proposal_name(case, activity))?.unwrap_or_default();
        let proposed = Kept::read(&proposed)?.filter(|_| may_read_proposal(&by, &task.body));
        Ok(TaskShown {
            case,
            activity,
            element: task.element.clone(),
            step: words.name(node),
            body: task.body.clone(),
            since: instant(task.since),
            due: task.due.map(instant),
            yields: task.yields.clone(),
            claimed: task.claimed,
            rules: net.nodes[node as usize].ruling,
            asks: asked.iter().filter_map(fact).collect(),
            judgement,
            provisions: opened.book.bound.rulebook.citations.clone(),
            written: Written::of(opened.said_before(activity)),
            proposal: proposed.map(|Kept { account, proposal, mark }| Proposed {
                outcome: alatau_city::outcome_word(proposal.outcome).to_string(),
                grounds: proposal.grounds.into_iter().map(|Ground { provision, reason }| GroundGiven { provision, reason }).collect(),
                facts: proposal.facts,
                judgement: proposal.judgement.map(|Judgement { slot, answer, reason }| JudgementGiven { slot, answer, reason }),
                by: proposal.by,
                own: account == by.account,
                mark,
            }),
        })
    });
    found.await.map(axum::Json)
}

/// Whether a task is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Take it, or give it back to the body.
    pub taken: bool,
}

/// Take a task, or give it back to the body
#[utoipa::path(put, path = "/api/cases/{case}/tasks/{activity}/claim", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), request_body = Claim,
    responses((status = 200, body = Done)))]
pub async fn claim(change: Change<(u64, u32)>, Json(wanted): Json<Claim>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    change.ask(if wanted.taken { Ask::Claim { case, activity } } else { Ask::Unclaim { case, activity } }).await
}

/// The answer of a named human.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementGiven {
    /// Judgement slot.
    pub slot: String,
    /// One of the law's answers.
    pub answer: String,
    /// Why.
    pub reason: String,
}

impl From<JudgementGiven> for Judgement {
    fn from(JudgementGiven { slot, answer, reason }: JudgementGiven) -> Judgement {
        Judgement { slot, answer, reason }
    }
}

/// What completes a task.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Completed {
    /// What it states.
    #[schema(value_type = Object)]
    pub facts: BTreeMap<String, serde_json::Value>,
    /// What the law leaves to a human.
    pub judgement: Option<JudgementGiven>,
    /// What goes with it in words, for example an opinion; kept with the step, and shown to the parties.
    pub words: String,
}

/// Complete a task that does not rule: a check that found a file complete, an opinion, one's own step
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{activity}/complete", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), request_body = Completed,
    responses((status = 200, body = Done)))]
pub async fn complete(change: Change<(u64, u32)>, Json(stated): Json<Completed>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    let judgement = stated.judgement.map(Judgement::from);
    let said = Said { words: stated.words, ..Said::default() };
    change.ask(Ask::Complete { case, activity, facts: stated.facts, judgement, said }).await
}

/// All that a file lacks, in one request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Each thing, at least one.
    #[schema(min_items = 1)]
    pub lacks: Vec<LackGiven>,
    /// What else the applicant should know.
    #[serde(default)]
    pub words: String,
}

/// Send an application back for correction: its check ends with `complete = false`, and names all that the file lacks
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{activity}/correction", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), request_body = Correction,
    responses((status = 200, body = Done)))]
pub async fn correction(change: Change<(u64, u32)>, Json(wanted): Json<Correction>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    let facts = BTreeMap::from([(COMPLETE.to_string(), serde_json::Value::Bool(false))]);
    let lack = |LackGiven { what, provision, reason }| Lack { what, provision, reason };
    let said = Said { words: wanted.words, lacks: wanted.lacks.into_iter().map(lack).collect(), ..Said::default() };
    change.ask(Ask::Complete { case, activity, facts, judgement: None, said }).await
}

/// A complaint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// What is wrong with the decision.
    #[schema(example = "The body said nothing, and nobody looked at the file.", min_length = 1)]
    pub reason: String,
}

/// Complain of a refusal: the higher body looks at it anew
#[utoipa::path(post, path = "/api/cases/{case}/complaint", tag = "cases", params(("case" = u64, Path, example = 1)),
    request_body = Complaint, responses((status = 200, body = Done)))]
pub async fn complain(change: Change<u64>, Json(wanted): Json<Complaint>) -> Result<Response, Refusal> {
    let case = change.at;
    change.ask(Ask::Complain { case, reason: wanted.reason }).await
}

/// A ruling to be proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// `approved` or `refused`; only the applicant withdraws.
    pub outcome: String,
    /// What it rests on; at least one.
    pub grounds: Vec<GroundGiven>,
    /// What the procedure asks of it.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub facts: BTreeMap<String, serde_json::Value>,
    /// What the law leaves to a human.
    #[serde(default)]
    pub judgement: Option<JudgementGiven>,
}

/// Propose a ruling; a second officer of the body confirms it
#[utoipa::path(put, path = "/api/cases/{case}/tasks/{activity}/ruling", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), request_body = Ruling,
    responses((status = 200, body = Done)))]
pub async fn propose(change: Change<(u64, u32)>, Json(ruling): Json<Ruling>) -> Result<Response, Refusal> {
    let outcomes = [Outcome::Approved, Outcome::Refused, Outcome::Withdrawn];
    let outcome = outcomes.into_iter().find(|outcome| alatau_city::outcome_word(*outcome) == ruling.outcome);
    let unknown = || Refusal::unreadable(format!("`{}` is no outcome; there are: approved, refused", ruling.outcome));
    let proposal = Proposal {
        outcome: outcome.ok_or_else(unknown)?,
        grounds: ruling.grounds.into_iter().map(|GroundGiven { provision, reason }| Ground { provision, reason }).collect(),
        facts: ruling.facts,
        judgement: ruling.judgement.map(Judgement::from),
        by: String::new(),
        events: 0,
    };
    let (case, activity) = change.at;
    change.ask(Ask::Propose { case, activity, proposal: Box::new(proposal) }).await
}

/// Send a proposed ruling back
#[utoipa::path(delete, path = "/api/cases/{case}/tasks/{activity}/ruling", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), responses((status = 200, body = Done)))]
pub async fn decline(change: Change<(u64, u32)>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    change.ask(Ask::Decline { case, activity }).await
}

/// What a second person has read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Read {
    /// `mark` of the proposal that is confirmed; another one is refused.
    mark: Option<String>,
}

/// Confirm a proposed ruling, as a second person: now it is one
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{activity}/ruling/confirm", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0), Read), responses((status = 200, body = Done)))]
pub async fn confirm(Query(read): Query<Read>, change: Change<(u64, u32)>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    change.ask(Ask::Confirm { case, activity, mark: read.mark }).await
}

/// By how much a term is extended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// Units of the term.
    pub by: u16,
}

/// Extend the term that ends a task, its own or that of a stage around it, as far as the law allows
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{activity}/extend", tag = "work",
    params(("case" = u64, Path, example = 1), ("activity" = u32, Path, example = 0)), request_body = Longer,
    responses((status = 200, body = Done)))]
pub async fn extend(change: Change<(u64, u32)>, Json(wanted): Json<Longer>) -> Result<Response, Refusal> {
    let (case, activity) = change.at;
    change.ask(Ask::Extend { case, activity, by: wanted.by }).await
}
