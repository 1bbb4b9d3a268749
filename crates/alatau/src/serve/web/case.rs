//! *The case*: who has it, its clocks, what the applicant can do.

use super::apply::shown;
use super::form::{Sent, fact_fields, facts};
use super::open::{cite, service};
use super::{Page, body, moment};
use crate::pages::views::{
    self, Ask as Asked, CaseState, Citation, Clock, Day, Event, Holder, Length, Look, Promise, Ruling, RulingGround, ThreePart,
};
use crate::pages::{render_case, render_receipt};
use crate::procedure::law::Told;
use crate::procedure::words::Words;
use crate::serve::Server;
use crate::serve::api::cases::{Running, days_of, look, running};
use crate::serve::library::Opened;
use crate::serve::people::principal;
use crate::serve::publish;
use crate::serve::refusal::{Path, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::{Ask, World, asked_after, outcome_word};
use alatau_core::case::reasons::Reasons;
use alatau_core::case::record::{Actor, Recorded};
use alatau_core::case::{What, Yields};
use alatau_core::law::{Law, hex};
use alatau_core::text::Lang;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Checkpoint;
use alatau_evidence::receipt::Receipt;
use alatau_evidence::tree::leaf_hash;
use alatau_store::{Journal, Sqlite, TaskRow};
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// What a page of a case is made with.
pub struct Telling<'t> {
    /// The case.
    pub opened: &'t Opened,
    /// The city's law.
    pub world: &'t World,
    /// The law of the case, in words.
    pub told: &'t Told,
    /// Language.
    pub lang: Lang,
}

impl<'t> Telling<'t> {
    /// Conditions, facts and events in words.
    pub fn words(&self) -> Words<'t> {
        Words { net: self.told.net(), told: Some(self.told), lang: self.lang }
    }

    fn law(&self) -> &Law {
        &self.world.law
    }

    /// Provisions that something rests on.
    pub fn cites<'c>(&self, all: impl IntoIterator<Item = &'c String>) -> Vec<Citation> {
        all.into_iter().map(|id| cite(self.law(), id, None, self.lang)).collect()
    }

    /// The name of a task's step.
    pub fn step(&self, task: &TaskRow) -> String {
        self.told.net().node(&task.element).map_or(task.element.clone(), |node| self.words().name(node))
    }

    /// A term that runs.
    pub fn clock(&self, running: Running) -> Clock {
        let world = self.world;
        let today = world.day(Timestamp(unix_now()));
        let counted = running.days.iter().filter(|day| day.date <= today).filter_map(|day| day.counted).max().unwrap_or(0);
        let whole = running.spec.length;
        let left = if running.timer.is_stopped() { u32::from(running.timer.left) } else { whole.saturating_sub(counted) };
        let day = |day: alatau_core::time::explain::CountedDay| Day {
            date: day.date,
            counted: day.counted,
            why: day.why,
            name: day.name,
            projected: day.projected,
        };
        Clock {
            what: self.words().name(running.host),
            length: Length { n: whole, unit: running.spec.unit },
            since: moment(world, running.start.0),
            due: (running.timer.due != Timestamp::NEVER).then(|| moment(world, running.timer.due.0)),
            used: whole.saturating_sub(left),
            left,
            yields: running.yields.to_string(),
            extended: running.timer.is_extended(),
            projected: running.projected,
            days: running.days.into_iter().map(day).collect(),
            cites: self.cites(&running.cites),
        }
    }

    fn holder(&self, task: &TaskRow) -> Holder {
        let clock = running(self.opened, self.world).into_iter().find(|running| running.timer.activity == task.activity);
        let applicant = alatau_core::text::by_key(self.lang, "body-applicant").unwrap_or_default();
        Holder {
            body: if task.body.is_empty() { applicant } else { body(self.world, &task.body, self.lang) },
            applicant: task.body.is_empty(),
            step: self.step(task),
            since: moment(self.world, task.since),
            clock: clock.map(|running| self.clock(running)),
        }
    }

    fn promise(&self) -> Option<Promise> {
        let all = running(self.opened, self.world).into_iter().filter(|running| running.timer.due != Timestamp::NEVER);
        let first = all.min_by_key(|running| running.timer.due)?;
        Some(Promise {
            at: moment(self.world, first.timer.due.0),
            yields: first.yields.to_string(),
            step: self.words().name(first.host),
            ends_case: false,
            projected: first.projected,
            cites: self.cites(&first.cites),
        })
    }

    fn asked(&self, task: &TaskRow) -> Option<Asked> {
        let node = self.told.net().node(&task.element)?;
        let case = self.opened.row.case;
        Some(Asked {
            title: self.step(task),
            items: Vec::new(),
            until: task.due.map(|due| moment(self.world, due)),
            yields: task.yields.clone(),
            action: format!("/cases/{case}/complete/{}", task.activity),
            fields: fact_fields(&self.words(), asked_after(&self.opened.book, node), &Default::default()),
            file: false,
            cites: self.cites(&self.told.net().info[node as usize].cites),
        })
    }

    fn event(&self, event: &Recorded, number: u64) -> Option<Event> {
        let by = match &event.by {
            Actor::Principal(name) => name.clone(),
            Actor::Clock => String::new(),
        };
        Some(Event {
            number,
            at: moment(self.world, event.event.at.0),
            text: self.words().event(&event.event.what)?,
            clock: by.is_empty(),
            by,
            weighty: matches!(event.event.what, What::Ruled { .. } | What::SilenceSpoke { .. } | What::Closed { .. } | What::Filed { .. }),
            cites: self.cites(&event.cites),
        })
    }

    fn ruling(&self, event: &Recorded) -> Option<Ruling> {
        let (element, reason, record) = match event.reasons.as_ref()? {
            Reasons::Ruling { element, reason, record, .. } => (element, reason.clone(), record),
            Reasons::Silence { element, record, .. } => (element, String::new(), record),
            Reasons::Judgement(_) => return None,
        };
        let outcome = match event.event.what {
            What::Ruled { outcome, .. } => outcome_word(outcome).to_string(),
            What::SilenceSpoke { yields: yields @ (Yields::Approved | Yields::Refused | Yields::Withdrawn), .. } => {
                yields.word().to_string()
            }
            _ => return None,
        };
        let node = self.told.net().node(element);
        let holder = node.and_then(|node| self.opened.book.bound.bodies.get(node as usize)).map_or("", String::as_str);
        // Each line of the reason that names its provision belongs to that ground.
        let of = |id: &String| reason.lines().find_map(|line| line.strip_prefix(&format!("{id}: "))).unwrap_or("").to_string();
        let grounds = event.cites.iter().map(|id| RulingGround { cite: cite(self.law(), id, None, self.lang), reason: of(id) });
        Some(Ruling {
            outcome,
            step: node.map_or(element.clone(), |node| self.words().name(node)),
            at: moment(self.world, event.event.at.0),
            by: match &event.by {
                Actor::Principal(name) => name.clone(),
                Actor::Clock => String::new(),
            },
            body: body(self.world, holder, self.lang),
            grounds: grounds.collect(),
            reason,
            because: Vec::new(),
            record: record.clone().unwrap_or_default(),
        })
    }

    fn state(&self) -> CaseState {
        let row = &self.opened.row;
        let Some(closed) = row.closed.filter(|_| !row.open) else { return CaseState::Open };
        let last = self.opened.events.iter().rev().find(|event| matches!(event.event.what, What::Ruled { .. } | What::SilenceSpoke { .. }));
        CaseState::Closed {
            outcome: row.outcome.clone().unwrap_or_else(|| "done".to_string()),
            at: moment(self.world, closed),
            by_silence: last.is_some_and(|event| matches!(event.event.what, What::SilenceSpoke { .. })),
        }
    }

    /// The whole view; what only the applicant may do is there for them alone.
    pub fn view(&self, store: &Sqlite, page: &Page) -> Result<views::Case, Refusal> {
        let (opened, world) = (self.opened, self.world);
        let row = &opened.row;
        let own = row.applicant == page.who.principal.account;
        let name =
            |account: u64| -> Result<String, Refusal> { Ok(store.account(account)?.map_or(String::new(), |found| principal(&found).name)) };
        let looks = store.looks(row.case)?.into_iter().take(100);
        let looks = looks.map(|look| Ok(Look { at: moment(world, look.at), who: name(look.account)?, what: look.what }));
        let documents = store.documents(row.case)?.into_iter().map(|document| {
            let href = format!("/api/cases/{}/documents/{}", row.case, hex(&document.hash));
            shown(world, document, href, page)
        });
        let yours: Vec<&TaskRow> = opened.tasks.iter().filter(|task| own && task.body.is_empty()).collect();
        let mine = opened.tasks.iter().find(|task| !task.body.is_empty() && task.body == page.who.principal.body);
        let days = days_of(row, unix_now());
        let mut events: Vec<Event> = opened.events.iter().zip(1..).filter_map(|(event, number)| self.event(event, number)).collect();
        events.reverse();
        let text = |own: bool, path: &str| own.then(|| format!("/cases/{}/{path}", row.case));
        Ok(views::Case {
            number: row.case,
            title: row.title.clone(),
            service: service(world, &row.service, self.lang),
            place: world.law.territories.get(&row.place).map_or(&row.place[..], |place| place.label.get(self.lang.code())).to_string(),
            filed: moment(world, row.filed),
            state: self.state(),
            holders: opened.tasks.iter().map(|task| self.holder(task)).collect(),
            next: String::new(),
            promise: self.promise(),
            asked: yours.into_iter().filter_map(|task| self.asked(task)).collect(),
            time: ThreePart { statutory: days.statutory, extended: days.extended, applicant: days.applicant },
            events,
            last_event: row.events,
            documents: documents.collect(),
            messages: Vec::new(),
            write: None,
            looks: looks.collect::<Result<_, Refusal>>()?,
            rulings: opened.events.iter().filter_map(|event| self.ruling(event)).collect(),
            receipt: Some(format!("/cases/{}/receipt", row.case)),
            withdraw: text(own && row.open, "withdraw"),
            complain: None,
            complain_cites: Vec::new(),
            work: mine.map(|task| format!("/tasks/{}/{}", task.case, task.activity)),
        })
    }
}

impl Telling<'_> {
    /// The newest receipt of the case, in words. The code names the leaf: log, number, hash.
    fn receipt(&self, text: &str) -> Result<views::Receipt, Refusal> {
        let wrong = |why: String| Refusal::fault(why);
        let receipt = Receipt::read(text).map_err(|error| wrong(error.to_string()))?;
        let leaf = Leaf::read(receipt.leaf.as_bytes()).map_err(|error| wrong(error.to_string()))?;
        let checkpoint = Checkpoint::unverified(&receipt.proof.checkpoint).map_err(|error| wrong(error.to_string()))?;
        let (row, world) = (&self.opened.row, self.world);
        let weighty = |event: &&Recorded| matches!(event.event.what, What::Ruled { .. } | What::SilenceSpoke { .. });
        let decisive = self.opened.events.iter().rev().find(weighty);
        let hash = hex(&leaf_hash(receipt.leaf.as_bytes()));
        Ok(views::Receipt {
            number: row.case,
            service: service(world, &row.service, self.lang),
            place: world.law.territories.get(&row.place).map_or(&row.place[..], |place| place.label.get(self.lang.code())).to_string(),
            filed: moment(world, row.filed),
            outcome: row.outcome.clone().unwrap_or_default(),
            at: moment(world, leaf.at),
            by_silence: leaf.public.contains("\"what\":\"silence-spoke\""),
            cites: self.cites(decisive.into_iter().flat_map(|event| &event.cites)),
            leaf: receipt.proof.index,
            origin: checkpoint.origin.clone(),
            size: checkpoint.size,
            root: hex(&checkpoint.root),
            counter: leaf.number,
            download: format!("/api/cases/{}/receipt", row.case),
            code: format!("{} {} {hash}", checkpoint.origin, receipt.proof.index),
            back: Some(format!("/cases/{}", row.case)),
        })
    }
}

/// The page of a case.
pub async fn case(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let who = page.who.clone();
    let made = look(&server, &who, case, "case", move |opened, world, store| {
        let told = opened.told(world, page.lang);
        let telling = Telling { opened, world, told: &told, lang: page.lang };
        let view = telling.view(store, &page)?;
        Ok((render_case(&page.frame, &view, page.lang), page))
    });
    let (text, page) = made.await?;
    Ok(page.show(text))
}

/// The receipt of a case, to look at and to print; the file itself is the API's.
pub async fn receipt(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let (who, folder) = (page.who.clone(), server.log.clone());
    let made = look(&server, &who, case, "receipt", move |opened, world, store| {
        let told = opened.told(world, page.lang);
        let telling = Telling { opened, world, told: &told, lang: page.lang };
        let view = telling.receipt(&publish::receipt(store, &folder, case, None)?)?;
        Ok((render_receipt(&page.frame, &view, page.lang), page))
    });
    let (text, page) = made.await?;
    Ok(page.show(text))
}

/// Takes an application back.
pub async fn withdraw(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    server.desk.ask(page.who.principal.clone(), None, Ask::Withdraw { case, seen: sent.seen("seen") }).await?;
    Ok(page.go(&format!("/cases/{case}"), "withdrawn"))
}

/// Completes the applicant's own step.
pub async fn complete(
    State(server): State<Arc<Server>>,
    page: Page,
    Path((case, activity)): Path<(u64, u32)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let ask = Ask::Complete { case, activity, seen: sent.seen("seen"), facts: facts(&sent), judgement: None };
    server.desk.ask(page.who.principal.clone(), None, ask).await?;
    Ok(page.go(&format!("/cases/{case}"), "completed"))
}
