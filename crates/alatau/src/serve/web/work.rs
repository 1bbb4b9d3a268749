//! *The officer's worklist*, and the place where a case is worked on.

use super::case::Telling;
use super::form::{Sent, choices, fact_fields, facts, field, lack_fields, said, too_long, tried};
use super::open::service;
use super::{Page, can_be_mended, moment};
use crate::pages::views::{Choice, Fact, Field, FieldKind, Ground, Job, Proposal, RulingForm, TaskForm, Work, Worklist};
use crate::pages::{render_work, render_worklist};
use crate::serve::Server;
use crate::serve::api::cases::look;
use crate::serve::api::figures::firing;
use crate::serve::people::principal;
use crate::serve::refusal::{Path, Refusal};
use crate::serve::risk::{Job as AtRisk, TIMES_MIN, worklist};
use crate::serve::writer::unix_now;
use alatau_city::{Action, Ask, Judgement, Proposed, World, asked_after, may_ever, may_read_proposal, outcome_word, proposal_name};
use alatau_core::case::paper::COMPLETE;
use alatau_core::procedure::Outcome;
use alatau_core::text::{Lang, msg, text};
use alatau_store::{Journal, Sqlite, TaskRow, Worklist as Which};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tasks a page.
const A_PAGE: usize = 25;
/// Tasks that are counted at once.
const AT_ONCE: usize = 10_000;

/// The worklist of one's body.
pub async fn list(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let sent = Sent::query(query.as_deref());
    if let Some(number) = sent.seen("number") {
        return Ok(page.go(&format!("/cases/{number}"), ""));
    }
    let mine = sent.get("whose") == "mine";
    let number = sent.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let (library, by, lang) = (server.library.clone(), page.who.principal.clone(), page.lang);
    let (skip, asking) = ((number - 1) * A_PAGE, by.clone());
    let (asked, of) = (server.clone(), Which { body: Some(by.body.clone()), claimed: mine.then_some(by.account) });
    let [total, silent] = server.readers.read(move |store| counted(store, &asked.library.world, &of)).await?;
    let found = alatau_store::Page { skip, limit: A_PAGE + 1 };
    let found = worklist(&server, &asking, mine, found, move |store, AtRisk { task, slack, breach }, row| {
        let world = &library.world;
        let claimed = task.claimed.map(|account| store.account(account)).transpose()?.flatten().filter(|account| !account.closed);
        Ok(Job {
            href: format!("/tasks/{}/{}", task.case, task.activity),
            case: task.case,
            title: super::title(&row, lang),
            service: service(world, &row.service, lang),
            step: library.step(&row.procedure, &task.element, lang),
            since: moment(world, task.since),
            due: task.due.map(|due| moment(world, due)),
            firing: firing(world, &task, unix_now()),
            slack_days: slack,
            late: breach.map(|breach| (breach.late, breach.of, breach.share())),
            // A term that stands has a meaning, and no day.
            stopped: task.due.is_none() && !task.yields.is_empty(),
            yields: task.yields,
            mine: task.claimed == Some(by.account),
            claimed: claimed.map_or(String::new(), |account| principal(&account).name),
        })
    });
    let mut found = found.await?.into_iter();
    let tasks = found.by_ref().take(A_PAGE).flatten().collect();
    let more = found.next().is_some();
    let at = |number: usize| format!("/work?whose={}&page={number}", if mine { "mine" } else { "all" });
    let whose = |value: &str, label, chosen: bool| Choice { value: format!("/work?whose={value}"), label: page.say(label), chosen };
    let view = Worklist {
        body: super::body(&server.library.world, &page.who.principal.body, page.lang),
        whose: vec![whose("all", msg::PORTAL_WORK_ALL, !mine), whose("mine", msg::PORTAL_WORK_ONLY_MINE, mine)],
        tasks,
        total,
        firing: silent,
        late_from: TIMES_MIN,
        page: number,
        pages: (total as usize).div_ceil(A_PAGE),
        before: (number > 1).then(|| at(number - 1)),
        after: more.then(|| at(number + 1)),
    };
    Ok(page.show(render_worklist(&page.frame, &view, page.lang)))
}

/// How many tasks a list has, and how many of them silence is about to decide.
fn counted(store: &Sqlite, world: &World, of: &Which) -> Result<[u64; 2], Refusal> {
    let (mut counted, now) = ([0, 0], unix_now());
    loop {
        let page = alatau_store::Page { skip: counted[0] as usize, limit: AT_ONCE };
        let tasks = store.worklist(of, page)?;
        counted[0] += tasks.len() as u64;
        counted[1] += tasks.iter().filter(|task| firing(world, task, now)).count() as u64;
        if tasks.len() < AT_ONCE {
            return Ok(counted);
        }
    }
}

/// A task with its case.
pub async fn work(State(server): State<Arc<Server>>, page: Page, Path((case, activity)): Path<(u64, u32)>) -> Result<Response, Refusal> {
    let (text, page) = work_page(&server, page, case, activity, None).await?;
    Ok(page.show(text))
}

/// The page of a task; with what was tried there and did not go.
async fn work_page(
    server: &Server,
    page: Page,
    case: u64,
    activity: u32,
    tried: Option<(String, Sent)>,
) -> Result<(String, Page), Refusal> {
    let who = page.who.clone();
    let made = look(server, &who, case, "task", move |opened, world, store| {
        let task = opened.tasks.iter().find(|task| task.activity == activity).ok_or_else(|| Refusal::not_found("open task"))?;
        let told = opened.told(world, page.lang);
        let telling = Telling { opened, world, told: &told, lang: page.lang };
        let mut view = view(&telling, task, store, &page)?;
        let mut page = page;
        if let Some((act, sent)) = tried {
            refill(&mut view, &act, &sent, &page);
            // Where the fields say what is wrong, nothing has to be said above them.
            let fields = view.forms.iter().flat_map(|form| &form.fields).any(|field| !field.error.is_empty());
            if fields || view.ruling.as_ref().is_some_and(|form| !form.errors.is_empty()) {
                page.frame.notice = None;
            }
        }
        Ok((render_work(&page.frame, &view, page.lang), page))
    });
    made.await
}

/// Puts what was sent back into the form that it came from, with what is wrong about it.
fn refill(view: &mut Work, act: &str, sent: &Sent, page: &Page) {
    let again = |fields: &mut Vec<Field>| {
        *fields = std::mem::take(fields).into_iter().map(|field| tried(field, sent, false, page.lang)).collect();
    };
    for form in view.forms.iter_mut().filter(|form| form.id == act) {
        again(&mut form.fields);
        form.more.iter_mut().for_each(|(.., fields)| again(fields));
    }
    let Some(form) = view.ruling.as_mut().filter(|_| act == "propose") else { return };
    again(&mut form.facts);
    again(&mut form.judgements);
    form.outcomes.iter_mut().for_each(|choice| choice.chosen = choice.value == sent.get("outcome"));
    for ground in &mut form.grounds {
        ground.chosen = sent.all("ground").any(|chosen| chosen == ground.cite.provision);
        ground.reason = sent.get(&format!("reason:{}", ground.cite.provision)).to_string();
    }
    if sent.lang().is_some() {
        return;
    }
    if !form.outcomes.iter().any(|choice| choice.chosen) {
        form.errors.push(("outcome".to_string(), page.say(msg::PORTAL_RULING_NO_OUTCOME)));
    }
    if let Some(fault) = form.grounds.iter().find_map(|ground| too_long(&ground.reason, page.lang)) {
        form.errors.push(("grounds".to_string(), fault));
    }
    let without_reason = |ground: &Ground| ground.chosen && ground.reason.trim().is_empty();
    if !form.grounds.iter().any(|ground| ground.chosen) || form.grounds.iter().any(without_reason) {
        form.errors.push(("grounds".to_string(), page.say(msg::PORTAL_RULING_NO_GROUNDS)));
    }
}

fn view(telling: &Telling<'_>, task: &TaskRow, store: &Sqlite, page: &Page) -> Result<Work, Refusal> {
    let net = telling.told.net();
    let node = net.node(&task.element).ok_or_else(|| Refusal::fault(format!("the procedure has no `{}`", task.element)))?;
    let at = |act: &str| format!("/tasks/{}/{}/{act}", task.case, task.activity);
    let own_body = task.body == page.who.principal.body;
    let mine = task.claimed == Some(page.who.principal.account);
    let taken = task.claimed.filter(|_| !mine).map(|account| store.account(account)).transpose()?.flatten();
    let taken = taken.filter(|account| !account.closed);
    let may = own_body && taken.is_none() && may_ever(&page.who.principal, Action::Work);
    let gives_back = mine || (own_body && taken.is_some() && may_ever(&page.who.principal, Action::Reassign));
    let words = telling.words();
    let fact = |(number, name): (usize, &String)| {
        let value = *telling.opened.case.facts.as_slice().get(number)?;
        (!value.is_null()).then(|| Fact { name: words.fact(name), value: words.value(value), by: String::new() })
    };
    let asked = fact_fields(&words, asked_after(&telling.opened.book, node), &Default::default());
    let judged = judgement_fields(telling, node, page);
    let rules = net.nodes[node as usize].ruling;
    let clock = telling.term_of(task);
    let trace = telling.trace(node, clock.as_ref().map_or("", |running| running.slot.as_str()));
    let proposal = proposal(telling, task, store, page)?;
    let words_field = field("words", page.say(msg::PORTAL_FIELD_WORDS), FieldKind::Lines, "", false);
    let mut forms = Vec::new();
    if may && !rules {
        forms.push(form(
            "complete",
            [msg::PORTAL_ACT_COMPLETE, msg::PORTAL_ACT_COMPLETE_LEAD],
            at("complete"),
            asked.iter().chain(&judged).cloned().chain([words_field]).collect(),
            false,
            page,
        ));
        if asked.iter().any(|field| field.name == format!("fact:{COMPLETE}")) {
            let provisions: Vec<(String, String)> =
                telling.opened.book.bound.rulebook.citations.iter().map(|id| (id.clone(), telling.cited(id).label)).collect();
            let more = (page.say(msg::PORTAL_LACKS), page.say(msg::PORTAL_LACKS_LEAD), lack_fields(&provisions, page.lang));
            forms.iter_mut().for_each(|form| form.more = Some(more.clone()));
        }
    }
    // The term of a stage around the task is extended by the body of that stage.
    let bodies = &telling.opened.book.bound.bodies;
    let is_ours = |running: &crate::serve::api::cases::Running| {
        running.timer.activity == task.activity || bodies.get(running.host as usize) == Some(&task.body)
    };
    if may && clock.as_ref().is_some_and(|running| running.extends && is_ours(running)) {
        let units = field("by", page.say(msg::PORTAL_FIELD_UNITS), FieldKind::Number, "", true);
        forms.push(form("extend", [msg::PORTAL_ACT_EXTEND, msg::PORTAL_ACT_EXTEND_LEAD], at("extend"), vec![units], true, page));
    }
    let own = net.info[node as usize].cites.iter().chain(clock.iter().flat_map(|running| &running.cites));
    let ruling = (may && rules && proposal.is_none()).then(|| ruling_form(telling, at("propose"), own, [asked, judged], page));
    Ok(Work {
        case: telling.view(store, page, &Default::default())?,
        step: telling.step(task),
        since: moment(telling.world, task.since),
        clock: clock.map(|running| telling.clock(running)),
        opinions: telling.opinions(),
        facts: net.facts.iter().enumerate().filter_map(fact).collect(),
        trace,
        taken_by: taken.map_or(String::new(), |account| principal(&account).name),
        claim: (may && !mine).then(|| at("claim")),
        release: gives_back.then(|| at("release")),
        declare: may_ever(&page.who.principal, Action::Declare).then(|| format!("/account?case={}", task.case)),
        forms,
        ruling,
        proposal,
    })
}

fn form(
    id: &str,
    [title, lead]: [alatau_core::text::Message; 2],
    action: String,
    fields: Vec<Field>,
    aside: bool,
    page: &Page,
) -> TaskForm {
    let (title, lead) = (page.say(title), page.say(lead));
    TaskForm { id: id.to_string(), button: title.clone(), title, lead, action, fields, more: None, aside, cites: Vec::new() }
}

fn judgement_fields(telling: &Telling<'_>, node: u16, page: &Page) -> Vec<Field> {
    let slot = &telling.told.net().info[node as usize].judgement;
    let Some(found) = telling.world.law.vocabulary.slots.get(slot) else { return Vec::new() };
    let answers = choices(found.values.iter().map(|value| (value.as_str(), value.as_str())), &BTreeSet::new());
    vec![
        field(&format!("judged:{slot}"), found.label.get(page.lang.code()), FieldKind::OneOf(answers), "", true),
        field("judged-reason", page.say(msg::PORTAL_FIELD_REASON), FieldKind::Lines, "", true),
    ]
}

/// The form of a ruling; `own` are the provisions of the step and of its term.
fn ruling_form<'p>(
    telling: &Telling<'_>,
    action: String,
    own: impl IntoIterator<Item = &'p String>,
    [facts, judgements]: [Vec<Field>; 2],
    page: &Page,
) -> RulingForm {
    let outcome = |word: &str, message| Choice { value: word.to_string(), label: page.say(message), chosen: false };
    let mut near: Vec<&String> = own.into_iter().collect();
    near.sort();
    near.dedup();
    let all = &telling.opened.book.bound.rulebook.citations;
    let far = all.iter().filter(|id| !near.contains(id));
    let grounds = near.iter().copied().chain(far);
    let ground = |id: &String| Ground { cite: telling.cited(id), chosen: false, reason: String::new() };
    RulingForm {
        action,
        outcomes: vec![outcome("approved", msg::PORTAL_OUTCOME_APPROVED), outcome("refused", msg::PORTAL_OUTCOME_REFUSED)],
        grounds: grounds.map(ground).collect(),
        near: near.len(),
        judgements,
        facts,
        errors: Vec::new(),
        second_person: true,
    }
}

fn proposal(telling: &Telling<'_>, task: &TaskRow, store: &Sqlite, page: &Page) -> Result<Option<Proposal>, Refusal> {
    let kept = store.setting(&proposal_name(task.case, task.activity))?.unwrap_or_default();
    let by = &page.who.principal;
    let Some(kept) = Proposed::read(&kept)?.filter(|_| may_read_proposal(by, &task.body)) else { return Ok(None) };
    let (mark, proposed) = (kept.mark, kept.proposal);
    let may = task.body == by.body;
    let at = |act: &str| format!("/tasks/{}/{}/{act}", task.case, task.activity);
    let grounds = proposed.grounds.into_iter().map(|ground| (telling.cited(&ground.provision), ground.reason));
    let words = telling.words();
    let facts = proposed.facts.iter().map(|(name, value)| (words.fact(name), said_value(value, telling.lang)));
    let judged = proposed.judgement.map(|judged| {
        let slot = telling.world.law.vocabulary.slots.get(&judged.slot);
        let label = slot.map_or(judged.slot.as_str(), |slot| slot.label.get(telling.lang.code()));
        (label.to_string(), format!("{}: {}", judged.answer, judged.reason))
    });
    Ok(Some(Proposal {
        outcome: outcome_word(proposed.outcome).to_string(),
        by: proposed.by,
        at: moment(telling.world, telling.opened.case.last.0),
        grounds: grounds.collect(),
        states: facts.chain(judged).collect(),
        confirm: (may && kept.account != by.account).then(|| (at("confirm"), mark)),
        send_back: may.then(|| at("send-back")),
    }))
}

/// Does what a form of the task asks for.
pub async fn act(
    State(server): State<Arc<Server>>,
    page: Page,
    Path((case, activity, act)): Path<(u64, u32, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    if let Some(lang) = sent.lang() {
        let page = page.spoken(format!("/tasks/{case}/{activity}"), lang, &server.library.world);
        let (text, page) = work_page(&server, page, case, activity, Some((act, sent))).await?;
        return Ok(page.show(text));
    }
    let asked = asked(&act, case, activity, &sent);
    let done = match asked {
        Err(refusal) => Err(refusal),
        Ok((ask, said, stays)) => server
            .desk
            .ask_as_seen(page.who.principal.clone(), None, sent.seen("seen"), ask)
            .await
            .map(|_| (said, stays))
            .map_err(Refusal::from),
    };
    match done {
        Ok((said, stays)) => {
            let place = if stays { format!("/tasks/{case}/{activity}") } else { format!("/cases/{case}") };
            Ok(page.go(&place, said))
        }
        Err(refusal) if can_be_mended(&refusal.details()) => {
            let details = refusal.details();
            let page = page.again(format!("/tasks/{case}/{activity}"), Some(&details));
            // A task that is gone meanwhile has no page any more: then the refusal itself is shown.
            match work_page(&server, page, case, activity, Some((act, sent))).await {
                Ok((text, page)) => Ok(page.refuse(text, Some(&details))),
                Err(_) => Err(refusal),
            }
        }
        Err(refusal) => Err(refusal),
    }
}

/// What a form of a task asks for; what is said when it is done, and whether the task stays.
fn asked(act: &str, case: u64, activity: u32, sent: &Sent) -> Result<(Ask, &'static str, bool), Refusal> {
    Ok(match act {
        "claim" => (Ask::Claim { case, activity }, "claimed", true),
        "release" => (Ask::Unclaim { case, activity }, "released", true),
        "complete" => (Ask::Complete { case, activity, facts: facts(sent), judgement: judged(sent), said: said(sent) }, "completed", false),
        "extend" => {
            let by = sent.get("by").trim().parse().map_err(|_| Refusal::unreadable("write by how many units, in figures"))?;
            (Ask::Extend { case, activity, by }, "extended", true)
        }
        "propose" => (Ask::Propose { case, activity, proposal: Box::new(proposed(sent)?) }, "proposed", true),
        "confirm" => {
            let mark = Some(sent.get("mark").to_string()).filter(|mark| !mark.is_empty());
            (Ask::Confirm { case, activity, mark }, "confirmed", false)
        }
        "send-back" => (Ask::Decline { case, activity }, "sent-back", true),
        _ => return Err(Refusal::not_found("act of this name")),
    })
}

fn judged(sent: &Sent) -> Option<Judgement> {
    let (slot, answer) = sent.with_prefix("judged:")?;
    Some(Judgement { slot: slot.to_string(), answer: answer.to_string(), reason: sent.get("judged-reason").to_string() })
}

/// A fact's value as people read it.
pub fn said_value(value: &serde_json::Value, lang: Lang) -> String {
    match value {
        serde_json::Value::Bool(truth) => text(lang, if *truth { msg::YES } else { msg::NO }, &[]),
        value => value.as_str().map_or_else(|| value.to_string(), String::from),
    }
}

fn proposed(sent: &Sent) -> Result<alatau_city::Proposal, Refusal> {
    let outcomes = [Outcome::Approved, Outcome::Refused];
    let outcome = outcomes.into_iter().find(|outcome| outcome_word(*outcome) == sent.get("outcome"));
    let ground = |provision: &str| {
        let reason = sent.get(&format!("reason:{provision}")).trim().to_string();
        alatau_city::Ground { provision: provision.to_string(), reason }
    };
    Ok(alatau_city::Proposal {
        outcome: outcome.ok_or_else(|| Refusal::unreadable("choose a decision: approved or refused"))?,
        grounds: sent.all("ground").map(ground).collect(),
        facts: facts(sent),
        judgement: judged(sent),
        by: String::new(),
        events: 0,
    })
}
