//! *The case*: who has it, its clocks, what the applicant can do.

use super::apply::{attached, shown};
use super::form::{self, Sent, fact_fields, facts, field, said};
use super::law::address;
use super::open::{cite, service};
use super::work::said_value;
use super::{Page, body, can_be_mended, moment};
use crate::pages::say::Say;
use crate::pages::views::{
    self, Ask as Asked, CaseState, Citation, Clock, Complaint, Day, Event, FieldKind, Holder, Length, Look, Promise, Ruling, RulingGround,
    ThreePart,
};
use crate::pages::{render_case, render_receipt};
use crate::procedure::law::Told;
use crate::procedure::words::Words;
use crate::serve::Server;
use crate::serve::api::cases::{Running, days_of, kept_of, look, running};
use crate::serve::library::Opened;
use crate::serve::people::principal;
use crate::serve::publish;
use crate::serve::refusal::{Path, Refusal};
use crate::serve::uploads::Upload;
use crate::serve::writer::unix_now;
use alatau_city::{Ask, Lack, Paper, Said, World, asked_after, complaint_of, outcome_word};
use alatau_core::case::paper::COMPLAINS;
use alatau_core::case::reasons::Reasons;
use alatau_core::case::record::{Actor, Recorded};
use alatau_core::case::{What, Yields};
use alatau_core::explain::Parted;
use alatau_core::law::{Law, Word, hex};
use alatau_core::procedure::{Kind, NONE, Net};
use alatau_core::register::{Kind as Thing, Want};
use alatau_core::text::{Arg, Lang, by_key, msg, text};
use alatau_core::time::count::leg_length;
use alatau_core::time::{Timestamp, Unit};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Checkpoint;
use alatau_evidence::receipt::Receipt;
use alatau_evidence::tree::leaf_hash;
use alatau_store::{Journal, Sqlite, TaskRow};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};
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

    /// A provision, as the law of the case has it.
    pub fn cited(&self, id: &str) -> Citation {
        let href = self.law().provisions.contains_key(id).then(|| address(id, Some(self.opened.book.from)));
        Citation { href, ..cite(self.law(), id, None, self.lang) }
    }

    /// Provisions that something rests on.
    pub fn cites<'c>(&self, all: impl IntoIterator<Item = &'c String>) -> Vec<Citation> {
        let mut seen = BTreeSet::new();
        all.into_iter().filter(|id| seen.insert(id.as_str())).map(|id| self.cited(id)).collect()
    }

    /// The steps that may come next, in their order; empty where the case ends then.
    fn next(&self) -> Vec<String> {
        let net = self.told.net();
        let mut follow = Follow { net, seen: Default::default(), tasks: Vec::new() };
        self.opened.tasks.iter().filter_map(|task| net.node(&task.element)).for_each(|node| follow.leave(node));
        let words = self.words();
        follow.tasks.into_iter().map(|node| words.name(node)).collect()
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
        // Months and years are used up in days.
        let whole = match running.spec.unit {
            Unit::Months | Unit::Years => leg_length(running.first, &running.spec, &world.calendar).unwrap_or(counted),
            _ => running.spec.length,
        };
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
            length: Length { n: running.spec.length, unit: running.spec.unit },
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

    /// The term that ends a task, or the stage around it, first.
    pub fn term_of(&self, task: &TaskRow) -> Option<Running> {
        let case = &self.opened.case;
        let mut hosts = vec![task.activity];
        let mut scope = case.token(task.activity)?.scope;
        while let Some(around) = case.scope(scope) {
            hosts.push(around.activity);
            scope = around.parent;
        }
        let all = running(self.opened, self.world).into_iter();
        all.filter(|running| hosts.contains(&running.timer.activity)).min_by_key(|running| running.timer.due)
    }

    fn holder(&self, task: &TaskRow) -> Holder {
        let clock = self.term_of(task);
        let applicant = alatau_core::text::by_key(self.lang, "body-applicant").unwrap_or_default();
        Holder {
            body: if task.body.is_empty() { applicant } else { body(self.world, &task.body, self.lang) },
            applicant: task.body.is_empty(),
            step: self.step(task),
            since: moment(self.world, task.since),
            clock: clock.map(|running| self.clock(running)),
        }
    }

    /// The term whose silence decides the application: of the authority, not of a consulted body or of the applicant.
    fn promise(&self) -> Option<Promise> {
        let decides = |running: &Running| running.by_authority && matches!(running.yields, "approved" | "refused");
        let all = running(self.opened, self.world).into_iter().filter(|running| running.timer.due != Timestamp::NEVER);
        let first = all.filter(decides).min_by_key(|running| running.timer.due)?;
        Some(Promise {
            at: moment(self.world, first.timer.due.0),
            yields: first.yields.to_string(),
            step: self.words().name(first.host),
            projected: first.projected,
            cites: self.cites(&first.cites),
        })
    }

    fn lack(&self, lack: &Lack) -> views::Because {
        let args = [("what", Arg::Text(&lack.what)), ("reason", Arg::Text(&lack.reason))];
        views::Because { text: text(self.lang, msg::PORTAL_LACK_LINE, &args), cites: self.cites([&lack.provision]) }
    }

    fn paper(&self, Paper { name, media, sha256, bytes }: &Paper) -> String {
        let args = [
            ("name", Arg::Text(name)),
            ("media", Arg::Text(media)),
            ("sha256", Arg::Text(sha256)),
            ("bytes", Arg::Text(&bytes.to_string())),
        ];
        text(self.lang, msg::PORTAL_PAPER_LINE, &args)
    }

    /// The complaint that the applicant may make now.
    fn complaint(&self, task: &TaskRow) -> Complaint {
        let case = self.opened.row.case;
        let cites = self.told.net().node(&task.element).map(|node| &self.told.net().info[node as usize].cites);
        Complaint {
            until: task.due.map(|due| moment(self.world, due)),
            action: format!("/cases/{case}/complaint"),
            decline: (format!("/cases/{case}/complete/{}", task.activity), COMPLAINS.to_string()),
            error: String::new(),
            reason: String::new(),
            cites: self.cites(cites.into_iter().flatten()),
        }
    }

    fn asked(&self, task: &TaskRow) -> Option<Asked> {
        let node = self.told.net().node(&task.element)?;
        let case = self.opened.row.case;
        let before = self.opened.said_before(task.activity);
        let mut fields = fact_fields(&self.words(), asked_after(&self.opened.book, node), &Default::default());
        fields.push(field("words", text(self.lang, msg::PORTAL_FIELD_WORDS, &[]), FieldKind::Lines, "", false));
        Some(Asked {
            title: self.step(task),
            words: before.map_or(String::new(), |said| said.words.clone()),
            items: before.into_iter().flat_map(|said| &said.lacks).map(|lack| self.lack(lack)).collect(),
            until: task.due.map(|due| moment(self.world, due)),
            yields: task.yields.clone(),
            action: format!("/cases/{case}/complete/{}", task.activity),
            fields,
            cites: self.cites(&self.told.net().info[node as usize].cites),
        })
    }

    /// What a clock does, said of the step that it ends: the names of clocks are not made for people.
    fn of_step(&self, mut what: What) -> What {
        if let What::TimerSet { node, .. }
        | What::TermStopped { node, .. }
        | What::StopEnded { node, .. }
        | What::TermExtended { node, .. }
        | What::SilenceSpoke { node, .. }
        | What::TimerFired { node, .. } = &mut what
        {
            *node = self.host(*node);
        }
        what
    }

    /// The step that a clock ends; any other node itself.
    fn host(&self, node: u16) -> u16 {
        Some(self.told.net().nodes[node as usize].host).filter(|host| *host != NONE).unwrap_or(node)
    }

    /// What was written with a step: what a file lacks, the words, and the documents that were added before it.
    fn said(&self, said: &Said) -> Vec<String> {
        let lacks = said.lacks.iter().map(|lack| self.lack(lack).text);
        let words = (!said.words.is_empty()).then(|| said.words.clone());
        lacks.chain(words).chain(said.papers.iter().map(|paper| self.paper(paper))).collect()
    }

    /// What was applied for: each question that was answered, beside title and place.
    fn application(&self) -> Vec<(String, String)> {
        let Some(application) = &self.opened.application else { return Vec::new() };
        let (words, vocabulary) = (self.words(), &self.law().vocabulary);
        let label = |list: &BTreeMap<String, Word>, id: &String| {
            list.get(id).map_or(id.as_str(), |word| word.label.get(self.lang.code())).to_string()
        };
        let persons: Vec<String> = application.person.iter().map(|id| label(&vocabulary.statuses, id)).collect();
        let class = Some(&application.class).filter(|class| !class.is_empty()).map_or(String::new(), |id| label(&vocabulary.classes, id));
        let said = |message, answer: String| (text(self.lang, message, &[]), answer);
        let rows = [
            said(msg::PORTAL_FIELD_QUESTION, application.description.clone()),
            said(msg::PORTAL_FIELD_PERSON, persons.join(", ")),
            said(msg::PORTAL_CONTACT, application.contact.clone()),
            said(msg::PORTAL_FIELD_CLASS, class),
        ];
        let want = |want: &Want| match want.thing.kind {
            Thing::Plot => said(msg::PORTAL_FIELD_PLOT, want.thing.name.clone()),
            Thing::Slot => said(msg::PORTAL_WANT_SLOT, want.thing.name.clone()),
            Thing::Quota => said(msg::PORTAL_WANT_QUOTA, format!("{}: {}", want.thing.name, want.amount)),
        };
        let facts = application.facts.iter().map(|(name, value)| (words.fact(name), said_value(value, self.lang)));
        let all = rows.into_iter().chain(application.wants.iter().map(want)).chain(facts);
        all.filter(|(_, answer)| !answer.trim().is_empty()).collect()
    }

    /// What was written with the steps so far, the newest first.
    pub fn opinions(&self) -> Vec<Event> {
        let opinion = |(event, number, said): (&Recorded, u64, &Said)| {
            let What::Completed { node, .. } = event.event.what else { return None };
            Some(Event { text: self.words().name(node), words: self.said(said), ..self.event(event, number)? })
        };
        let mut opinions: Vec<Event> = self.opened.opinions().filter_map(opinion).collect();
        opinions.reverse();
        opinions
    }

    fn begun(&self, node: u16) -> Option<String> {
        let name = self.words().name(node);
        let is_step = !matches!(self.told.net().nodes[node as usize].kind, Kind::Multi);
        is_step.then(|| text(self.lang, msg::PORTAL_EVENT_BEGUN, &[("name", Arg::Text(&name))]))
    }

    fn event(&self, event: &Recorded, number: u64) -> Option<Event> {
        let by = match &event.by {
            Actor::Principal(name) => name.clone(),
            Actor::Clock => String::new(),
        };
        Some(Event {
            number,
            at: moment(self.world, event.event.at.0),
            text: match event.event.what {
                What::Entered { node, .. } => self.begun(node)?,
                // The clocks read marks; what they are called is no word for people.
                What::Marked { .. } => return None,
                // Neither is the id of an end that has no name.
                What::Ended { node, outcome: None } if self.told.net().info[node as usize].name.is_empty() => return None,
                what => self.words().event(&self.of_step(what))?,
            },
            clock: by.is_empty(),
            by,
            words: self.opened.said.get(&number).map_or(Vec::new(), |said| self.said(said)),
            weighty: matches!(event.event.what, What::Ruled { .. } | What::SilenceSpoke { .. } | What::Closed { .. } | What::Filed { .. }),
            cites: self.cites(&event.cites),
        })
    }

    fn ruling(&self, event: &Recorded, number: u64, because: &BTreeMap<u64, Vec<views::Because>>) -> Option<Ruling> {
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
        let Parted { rest, grounds, by: both } = Parted::of(&reason, &event.cites);
        let grounds = event.cites.iter().zip(grounds).map(|(id, reason)| RulingGround { cite: self.cited(id), reason });
        Some(Ruling {
            outcome,
            step: node.map_or(element.clone(), |node| self.words().name(self.host(node))),
            at: moment(self.world, event.event.at.0),
            by: match &event.by {
                Actor::Principal(name) => both.map_or(name.clone(), |both| both.replace("; ", ", ")),
                Actor::Clock => String::new(),
            },
            body: body(self.world, holder, self.lang),
            grounds: grounds.collect(),
            reason: rest,
            because: because.get(&event.number).cloned().unwrap_or_default(),
            record: record.clone().unwrap_or_default(),
            receipt: format!("/cases/{}/receipt?event={number}", self.opened.row.case),
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

    /// The whole view; what only the applicant may do is there for them alone. Rulings bear their explanations,
    /// by the number of their event, as far as they are given.
    pub fn view(&self, store: &Sqlite, page: &Page, because: &BTreeMap<u64, Vec<views::Because>>) -> Result<views::Case, Refusal> {
        let (opened, world) = (self.opened, self.world);
        let row = &opened.row;
        let own = row.applicant == page.who.principal.account;
        let name =
            |account: u64| -> Result<String, Refusal> { Ok(store.account(account)?.map_or(String::new(), |found| principal(&found).name)) };
        let looks = store.looks(row.case)?.into_iter().take(100);
        let looks =
            looks.map(|look| Ok(Look { at: moment(world, look.at), who: name(look.account)?, what: looked_at(&look.what, self.lang) }));
        let documents = store.documents(row.case)?.into_iter().map(|document| {
            let href = format!("/api/cases/{}/documents/{}", row.case, hex(&document.hash));
            let by = name(document.by)?;
            Ok(shown(world, document, href, by))
        });
        let complaint = complaint_of(&opened.book, &opened.tasks).filter(|_| own);
        let is_complaint = |task: &TaskRow| complaint.is_some_and(|of| of.activity == task.activity);
        let yours: Vec<&TaskRow> = opened.tasks.iter().filter(|task| own && task.body.is_empty() && !is_complaint(task)).collect();
        let mine = opened.tasks.iter().find(|task| !task.body.is_empty() && task.body == page.who.principal.body);
        let days = days_of(row, unix_now());
        let mut events: Vec<Event> = opened.events.iter().zip(1..).filter_map(|(event, number)| self.event(event, number)).collect();
        events.reverse();
        let way = |own: bool, path: &str| own.then(|| format!("/cases/{}/{path}", row.case));
        Ok(views::Case {
            number: row.case,
            title: row.title.clone(),
            service: service(world, &row.service, self.lang),
            place: world.law.territories.get(&row.place).map_or(&row.place[..], |place| place.label.get(self.lang.code())).to_string(),
            filed: moment(world, row.filed),
            state: self.state(),
            stuck: row.open && (opened.case.stuck || opened.tasks.is_empty()),
            holders: opened.tasks.iter().map(|task| self.holder(task)).collect(),
            next: self.next(),
            promise: self.promise(),
            asked: yours.into_iter().filter_map(|task| self.asked(task)).collect(),
            time: ThreePart { statutory: days.statutory, extended: days.extended, applicant: days.applicant },
            events,
            last_event: row.events,
            documents: documents.collect::<Result<_, Refusal>>()?,
            looks: looks.collect::<Result<_, Refusal>>()?,
            rulings: opened.events.iter().zip(1..).filter_map(|(event, number)| self.ruling(event, number, because)).collect(),
            application: self.application(),
            diagram: format!("/cases/{}/diagram", row.case),
            receipt: Some(format!("/cases/{}/receipt", row.case)),
            withdraw: way(own && row.open, "withdraw"),
            attach: way(own && row.open, "documents"),
            complaint: complaint.map(|task| self.complaint(task)),
            kept: kept_of(row, world, self.lang).map(|kept| super::erasing::shown(&kept, &world.law, self.lang)),
            work: mine.map(|task| format!("/tasks/{}/{}", task.case, task.activity)),
        })
    }
}

/// What somebody looked at, in words.
fn looked_at(what: &str, lang: Lang) -> String {
    by_key(lang, &format!("portal-look-{what}")).unwrap_or_else(|| what.to_string())
}

/// The tasks that a case may wait for next.
struct Follow<'n> {
    net: &'n Net,
    seen: BTreeSet<u16>,
    tasks: Vec<u16>,
}

impl Follow<'_> {
    fn leave(&mut self, node: u16) {
        for flow in self.net.nodes[node as usize].outs.iter() {
            self.enter(self.net.flows[flow as usize].target);
        }
    }

    fn enter(&mut self, node: u16) {
        if !self.seen.insert(node) {
            return;
        }
        let of = &self.net.nodes[node as usize];
        match of.kind {
            Kind::Task => self.tasks.push(node),
            Kind::SubProcess | Kind::Multi if of.start != NONE => self.enter(of.start),
            Kind::End if of.parent != NONE => self.leave(of.parent),
            _ => self.leave(node),
        }
    }
}

impl Telling<'_> {
    /// A receipt of the case in words: what the leaf says, and no more. Its code has the address that checks the leaf.
    fn receipt(&self, text: &str, site: &str) -> Result<views::Receipt, Refusal> {
        let wrong = |why: String| Refusal::fault(why);
        let receipt = Receipt::read(text).map_err(|error| wrong(error.to_string()))?;
        let leaf = Leaf::read(receipt.leaf.as_bytes()).map_err(|error| wrong(error.to_string()))?;
        let checkpoint = Checkpoint::unverified(&receipt.proof.checkpoint).map_err(|error| wrong(error.to_string()))?;
        let (row, world) = (&self.opened.row, self.world);
        let last = leaf.index + u64::from(leaf.events) - 1;
        let events: Vec<(u64, &Recorded)> =
            (1..).zip(&self.opened.events).filter(|(number, _)| (leaf.index..=last).contains(number)).collect();
        let none = BTreeMap::new();
        let ruling = events.iter().rev().find_map(|(number, event)| Some((*event, self.ruling(event, *number, &none)?)));
        let ended = events.iter().find_map(|(_, event)| match event.event.what {
            What::Closed { outcome } => Some(outcome.map_or("done", outcome_word).to_string()),
            _ => None,
        });
        let told: Vec<(u64, String)> =
            events.iter().filter_map(|(number, event)| Some((*number, self.event(event, *number)?.text))).collect();
        let what = match (&ended, &ruling) {
            (Some(_), _) => String::new(),
            (None, Some((_, ruling))) => Say(self.lang).say1(msg::PORTAL_RULING_ON, "step", &ruling.step),
            (None, None) => told.first().map_or(String::new(), |(_, text)| text.clone()),
        };
        let (entry, hash) = (receipt.proof.index + 1, hex(&leaf_hash(receipt.leaf.as_bytes())));
        Ok(views::Receipt {
            number: row.case,
            service: service(world, &row.service, self.lang),
            place: world.law.territories.get(&row.place).map_or(&row.place[..], |place| place.label.get(self.lang.code())).to_string(),
            filed: moment(world, row.filed),
            what,
            outcome: ended.or(ruling.as_ref().map(|(_, ruling)| ruling.outcome.clone())).unwrap_or_default(),
            events: told,
            later: last < row.events,
            at: moment(world, leaf.at),
            by_silence: ruling.as_ref().is_some_and(|(_, ruling)| ruling.by.is_empty()),
            cites: self.cites(ruling.iter().flat_map(|(event, _)| &event.cites)),
            leaf: entry,
            origin: checkpoint.origin.clone(),
            size: checkpoint.size,
            root: hex(&checkpoint.root),
            counter: leaf.number,
            download: format!("/api/cases/{}/receipt?event={last}", row.case),
            code: format!("{site}/verify?entry={entry}&leaf={hash}"),
            back: Some(format!("/cases/{}", row.case)),
        })
    }
}

/// The page of a case.
pub async fn case(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>) -> Result<Response, Refusal> {
    let (text, page) = case_page(&server, page, case, None).await?;
    Ok(page.show(text))
}

/// The page of a case; with what was tried on it and did not go: the form's address, and what was sent.
async fn case_page(server: &Server, page: Page, case: u64, tried: Option<(String, Sent)>) -> Result<(String, Page), Refusal> {
    let who = page.who.clone();
    let made = look(server, &who, case, "case", move |opened, world, store| {
        let told = opened.told(world, page.lang);
        let telling = Telling { opened, world, told: &told, lang: page.lang };
        let mut view = telling.view(store, &page, &telling.explanations())?;
        if let Some((action, sent)) = tried {
            refill(&mut view, &action, &sent, page.lang);
        }
        Ok((render_case(&page.frame, &view, page.lang), page))
    });
    made.await
}

/// Puts what was sent back into the form that it came from, with what is wrong about it.
fn refill(view: &mut views::Case, action: &str, sent: &Sent, lang: Lang) {
    for asked in view.asked.iter_mut().filter(|asked| asked.action == action) {
        asked.fields = std::mem::take(&mut asked.fields).into_iter().map(|field| form::tried(field, sent, false, lang)).collect();
    }
    if let Some(complaint) = view.complaint.as_mut().filter(|complaint| complaint.action == action) {
        let of = field("reason", String::new(), FieldKind::Lines, "", true);
        let tried = form::tried(of, sent, false, lang);
        (complaint.reason, complaint.error) = (tried.value, tried.error);
    }
}

/// Complains of what was decided.
pub async fn complain(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    let wanted = Ask::Complain { case, reason: sent.get("reason").trim().to_string() };
    ask(&server, page, case, wanted, "complained", (format!("/cases/{case}/complaint"), sent)).await
}

/// Takes documents to an open case.
pub async fn attach(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>, form: Upload) -> Result<Response, Refusal> {
    let refusal = match attached(&server, &page, [0, case], form).await {
        Ok(0) => Refusal::unreadable(page.say(msg::PORTAL_FAULT_FILE)),
        Ok(_) => return Ok(page.go(&format!("/cases/{case}"), "document")),
        Err(refusal) => refusal,
    };
    let details = refusal.details();
    if !can_be_mended(&details) {
        return Err(refusal);
    }
    let (text, page) = case_page(&server, page.again(format!("/cases/{case}"), Some(&details)), case, None).await?;
    Ok(page.refuse(text, Some(&details)))
}

/// Asks for something about a case; what can be put right is said on its page.
async fn ask(server: &Server, page: Page, case: u64, ask: Ask, said: &str, tried: (String, Sent)) -> Result<Response, Refusal> {
    if let Some(lang) = tried.1.lang() {
        let page = page.spoken(format!("/cases/{case}"), lang, &server.library.world);
        let (text, page) = case_page(server, page, case, Some(tried)).await?;
        return Ok(page.show(text));
    }
    match server.desk.ask_as_seen(page.who.principal.clone(), None, tried.1.seen("seen"), ask).await.map_err(Refusal::from) {
        Ok(_) => Ok(page.go(&format!("/cases/{case}"), said)),
        Err(refusal) if can_be_mended(&refusal.details()) => {
            let details = refusal.details();
            let (text, page) = case_page(server, page.again(format!("/cases/{case}"), Some(&details)), case, Some(tried)).await?;
            Ok(page.refuse(text, Some(&details)))
        }
        Err(refusal) => Err(refusal),
    }
}

/// The receipt of a case, to look at and to print; the file itself is the API's.
pub async fn receipt(
    State(server): State<Arc<Server>>,
    page: Page,
    Path(case): Path<u64>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let event = Sent::query(query.as_deref()).seen("event");
    let (who, folder) = (page.who.clone(), server.log.clone());
    let made = look(&server, &who, case, "receipt", move |opened, world, store| {
        let told = opened.told(world, page.lang);
        let telling = Telling { opened, world, told: &told, lang: page.lang };
        let view = telling.receipt(&publish::receipt(store, &folder, case, event)?, &page.site)?;
        Ok((render_receipt(&page.frame, &view, page.lang), page))
    });
    let (text, page) = made.await?;
    Ok(page.show(text))
}

/// Takes an application back.
pub async fn withdraw(State(server): State<Arc<Server>>, page: Page, Path(case): Path<u64>, sent: Sent) -> Result<Response, Refusal> {
    ask(&server, page, case, Ask::Withdraw { case }, "withdrawn", (String::new(), sent)).await
}

/// Completes the applicant's own step.
pub async fn complete(
    State(server): State<Arc<Server>>,
    page: Page,
    Path((case, activity)): Path<(u64, u32)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let wanted = Ask::Complete { case, activity, facts: facts(&sent), judgement: None, said: said(&sent) };
    ask(&server, page, case, wanted, "completed", (format!("/cases/{case}/complete/{activity}"), sent)).await
}
