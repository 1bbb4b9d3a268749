//! Pages for anyone: the front page, what a service takes, the figures, checking a receipt.

use super::form::{Sent, choices, field};
use super::{Page, body, moment};
use crate::law::explain::{Explained, Step as Explanation};
use crate::pages::views::{
    Answer, Assumed, Choice, Citation, FieldKind, Figures, Front, Length, Measured, Need, Reason, Spread, Step, StepTerm, Stuck, Totals,
    Verdict, Verified, Verify, Waiting,
};
use crate::pages::{render_figures, render_front, render_need, render_verify};
use crate::serve::api::figures::{STUCK_DAYS, taken};
use crate::serve::api::law::{RulebookAsked, answer, named_services};
use crate::serve::refusal::Refusal;
use crate::serve::{Server, publish};
use alatau_core::law::Grade;
use alatau_core::text::{Lang, msg};
use alatau_core::time::Timestamp;
use alatau_evidence::note::{Checkpoint, Key};
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Receipt;
use alatau_store::Journal;
use axum::extract::{Multipart, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The front page.
pub async fn front(State(server): State<Arc<Server>>, page: Page) -> Result<Response, Refusal> {
    let figures = taken(&server).await?;
    let sum = |pick: fn(&alatau_city::figures::Figure) -> u64| figures.figures.procedures.iter().map(pick).sum::<u64>();
    let services = named_services(&server.library.world, page.lang);
    let view = Front {
        city: page.say(msg::PORTAL_CITY),
        services: services.into_iter().map(|service| (service.label, format!("/need?service={}", service.id))).collect(),
        filed: sum(|figure| figure.filed),
        open: sum(|figure| figure.open),
        silences: sum(|figure| figure.silences),
        leaves: figures.figures.size,
    };
    Ok(page.show(render_front(&page.frame, &view, page.lang)))
}

/// What a service takes.
pub async fn need(State(server): State<Arc<Server>>, RawQuery(query): RawQuery, page: Page) -> Result<Response, Refusal> {
    let sent = Sent::query(query.as_deref());
    // Reading a law out is work of milliseconds: not on the threads that keep connections alive.
    let made = tokio::task::spawn_blocking(move || {
        let view = need_view(&server, &sent, &page);
        (render_need(&page.frame, &view, page.lang), page)
    });
    let (text, page) = made.await.map_err(|_| Refusal::fault("reading the law out broke off"))?;
    Ok(page.show(text))
}

fn need_view(server: &Server, sent: &Sent, page: &Page) -> Need {
    let world = &server.library.world;
    let (law, lang) = (&world.law, page.lang);
    let or = |name: &str, other: &str| if sent.get(name).is_empty() { other.to_string() } else { sent.get(name).to_string() };
    let services = named_services(world, lang);
    let first = services.first().map_or(String::new(), |service| service.id.clone());
    let (service, place, class) = (or("service", &first), or("in", "alatau"), or("class", "level-2"));
    let today = world.day(Timestamp(crate::serve::writer::unix_now())).to_string();
    let day = or("day", &today);
    let person: BTreeSet<String> = sent.all("person").map(String::from).collect();
    let one = |word: &str| BTreeSet::from([word.to_string()]);
    let labelled = |list: Vec<(&String, &alatau_core::law::Labels)>, chosen: &BTreeSet<String>| -> Vec<Choice> {
        choices(list.into_iter().map(|(id, labels)| (id.as_str(), labels.get(lang.code()))), chosen)
    };
    let places = || law.territories.iter().map(|(id, place)| (id, &place.label)).collect::<Vec<_>>();
    let mut beside = labelled(places(), &one(sent.get("beside")));
    let none = Choice { value: String::new(), label: page.say(msg::PORTAL_CHOICE_NO_OTHER), chosen: sent.get("beside").is_empty() };
    beside.insert(0, none);
    let classes = law.vocabulary.classes.iter().map(|(id, word)| (id, &word.label)).collect();
    let statuses = law.vocabulary.statuses.iter().map(|(id, word)| (id, &word.label)).collect();
    let of_services = choices(services.iter().map(|service| (service.id.as_str(), service.label.as_str())), &one(&service));
    let fields = vec![
        field("service", page.say(msg::PORTAL_SERVICE), FieldKind::Select(of_services), "", true),
        field("day", page.say(msg::PORTAL_FIELD_DAY), FieldKind::Day, &day, true),
        field("class", page.say(msg::PORTAL_FIELD_CLASS), FieldKind::Select(labelled(classes, &one(&class))), "", true),
        field("person", page.say(msg::PORTAL_FIELD_PERSON), FieldKind::AnyOf(labelled(statuses, &person)), "", false),
    ];
    let person: Vec<&str> = sent.all("person").collect();
    let (mut answers, mut problem) = (Vec::new(), String::new());
    if sent.has("service") {
        let asked = RulebookAsked::new(&service, &class, &person.join(","), &day);
        for place in [place.as_str(), sent.get("beside")].into_iter().filter(|place| !place.is_empty()) {
            match answer(server, &asked, place, lang) {
                Ok(explained) => answers.push(shown(server, explained, lang)),
                Err(refusal) => problem = refusal.in_words(lang),
            }
        }
    }
    let apply = alatau_city::may_ever(&page.who.principal, alatau_city::Action::Apply) && !answers.is_empty();
    let apply = apply.then(|| format!("/applications?service={service}"));
    Need { fields, place: labelled(places(), &one(&place)), beside, problem, answers, apply }
}

fn shown(server: &Server, explained: Explained, lang: Lang) -> Answer {
    let law = &server.library.world.law;
    let bodies: BTreeSet<&str> = explained.steps.iter().filter_map(|step| step.body.as_ref()).map(|body| body.id.as_str()).collect();
    let in_order: Vec<&str> = explained.steps.iter().map(|step| step.body.as_ref().map_or("", |body| body.id.as_str())).collect();
    let handoffs = in_order.windows(2).filter(|pair| pair[0] != pair[1]).count() as u32;
    let last = explained.steps.iter().flat_map(|step| &step.terms);
    let longest = last.map(|term| f64::from(term.due.0 - term.since.0)).sum();
    let fees: Vec<String> = explained.steps.iter().flat_map(|step| &step.fees).map(|fee| format!("{} {}", fee.amount, fee.unit)).collect();
    let totals = Totals {
        steps: explained.steps.iter().filter(|step| !step.event).count() as u32,
        bodies: bodies.len() as u32,
        documents: 0,
        fees: fees.join(", "),
        handoffs,
        shortest_days: 0.0,
        longest_days: longest,
        assumed_rules: explained.why.iter().filter(|why| why.grade == Grade::Assumed).count() as u32,
    };
    let open = explained.switches.iter().map(|switch| Assumed {
        question: switch.question.clone(),
        reading: switch.value.clone(),
        ask: switch.ask.clone(),
    });
    Answer {
        service: explained.title.clone(),
        place: explained.places.iter().map(|place| place.label.clone()).collect::<Vec<_>>().join(", "),
        on: explained.on,
        registered: (explained.registered != explained.on).then_some(explained.registered),
        totals,
        assumed: explained.grade == Grade::Assumed,
        open: open.collect(),
        diagram: None,
        law: explained.law.clone(),
        documents: Vec::new(),
        reasons: explained.why.iter().map(|why| reason(law, why, lang)).collect(),
        steps: explained.steps.iter().filter(|step| !step.event).map(|step| step_of(step, lang)).collect(),
    }
}

fn reason(law: &alatau_core::law::Law, why: &crate::law::why::Why, lang: Lang) -> Reason {
    let provision = why.version.split('/').next().unwrap_or(&why.version);
    let others = why.lines.iter().skip(1).filter(|line| line.matters());
    Reason {
        slot: why.label.clone(),
        holds: cite(law, provision, Some(why.grade), lang),
        because: why.lines.first().map_or(String::new(), |line| line.because.clone()),
        others: others.map(|line| (line.rule.clone(), line.because.clone())).collect(),
    }
}

/// A provision that something rests on.
pub fn cite(law: &alatau_core::law::Law, id: &str, grade: Option<Grade>, lang: Lang) -> Citation {
    let found = crate::law::explain::citation(law, id, lang);
    let label = [found.act, found.heading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Citation {
        provision: id.to_string(),
        label: if label.is_empty() { id.to_string() } else { label },
        href: None,
        grade,
        source: String::new(),
    }
}

fn step_of(step: &Explanation, lang: Lang) -> Step {
    let applicant = alatau_core::text::by_key(lang, "body-applicant").unwrap_or_default();
    let cites = step.cites.iter().map(|found| Citation {
        provision: found.provision.clone(),
        label: format!("{}, {}", found.act, found.heading),
        href: None,
        grade: None,
        source: String::new(),
    });
    let term = |term: &crate::law::explain::TermShown| StepTerm {
        length: Length { n: term.spec.length, unit: term.spec.unit },
        due: term.due,
        yields: term.silence.to_string(),
        range: term.range,
    };
    Step {
        number: step.number.clone(),
        name: step.name.clone(),
        body: step.body.as_ref().map_or(applicant, |body| body.label.clone()),
        applicant: step.body.is_none(),
        inner: step.number.contains('.'),
        terms: step.terms.iter().map(term).collect(),
        fees: step.fees.iter().map(|fee| format!("{} {}", fee.amount, fee.unit)).collect(),
        grade: step.grade,
        cites: cites.collect(),
    }
}

/// The public figures.
pub async fn figures(State(server): State<Arc<Server>>, page: Page) -> Result<Response, Refusal> {
    let figures = taken(&server).await?;
    let world = server.library.world.clone();
    let lang = page.lang;
    let now = crate::serve::writer::unix_now();
    let stuck = figures.stuck.clone();
    let library = server.library.clone();
    let stuck = server.readers.read(move |store| {
        let line = |case: u64| -> Result<Option<Stuck>, Refusal> {
            let Some(row) = store.case(case)? else { return Ok(None) };
            let task = store.tasks(case)?.into_iter().next().unwrap_or_default();
            let days = (now - row.clock_since.max(row.filed)) as f64 / Timestamp::DAY as f64;
            let (step, holder) = (library.step(&row.procedure, &task.element, lang), body(&library.world, &task.body, lang));
            Ok(Some(Stuck { number: case, step, body: holder, days }))
        };
        stuck.into_iter().take(100).filter_map(|case| line(case).transpose()).collect::<Result<Vec<_>, Refusal>>()
    });
    let checkpoint = newest(&server);
    let days = |micros: Option<i64>| micros.map(|micros| micros as f64 / Timestamp::DAY as f64);
    let spread = |spread: alatau_city::figures::Spread| Spread { median_days: days(spread.median), p90_days: days(spread.p90) };
    let measured = figures.figures.procedures.iter().map(|figure| Measured {
        name: world
            .procedures
            .values()
            .find(|net| net.id == figure.procedure)
            .map_or(figure.procedure.clone(), |net| format!("{} · {}", service(&world, &net.service, lang), figure.procedure)),
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
    let waiting = figures.waiting.iter().map(|(id, waiting)| Waiting {
        body: if id.is_empty() { page.say(msg::BODY_APPLICANT) } else { body(&world, id, lang) },
        tasks: waiting.tasks,
        firing: waiting.firing,
        oldest_days: waiting.longest_days,
    });
    let view = Figures {
        services: Vec::new(),
        at: moment(&world, figures.taken),
        measured: measured.collect(),
        waiting: waiting.collect(),
        stuck: stuck.await?,
        stuck_from_days: STUCK_DAYS as u32,
        compared: None,
        leaves: figures.figures.size,
        root: checkpoint.map_or(String::new(), |checkpoint| alatau_core::law::hex(&checkpoint.root)),
        data: "/api/figures".to_string(),
    };
    Ok(page.show(render_figures(&page.frame, &view, lang)))
}

/// The name of a service.
pub fn service(world: &alatau_city::World, slot: &str, lang: Lang) -> String {
    world.law.vocabulary.slots.get(slot).map_or(slot, |slot| slot.label.get(lang.code())).to_string()
}

/// The newest checkpoint, as the city published it.
pub fn newest(server: &Server) -> Option<Checkpoint> {
    let text = std::fs::read_to_string(server.log.join(alatau_store::tiles::CHECKPOINT)).ok()?;
    Checkpoint::unverified(&text).ok()
}

fn verify_view(server: &Server, text: String, verified: Option<Verified>) -> Verify {
    let key = std::fs::read_to_string(server.log.join(publish::KEY)).unwrap_or_default();
    let checkpoint = newest(server);
    Verify {
        text,
        verified,
        origin: checkpoint.as_ref().map_or(String::new(), |checkpoint| checkpoint.origin.clone()),
        key: key.trim().to_string(),
        size: checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size),
        root: checkpoint.map_or(String::new(), |checkpoint| alatau_core::law::hex(&checkpoint.root)),
        offline: "/verify.html".to_string(),
    }
}

/// The page that checks a receipt.
pub async fn verify(State(server): State<Arc<Server>>, page: Page) -> Response {
    let view = verify_view(&server, String::new(), None);
    page.show(render_verify(&page.frame, &view, page.lang))
}

/// The page that checks receipts from a disk, to be kept as a file: here its script would not run.
pub async fn offline(State(server): State<Arc<Server>>, page: Page) -> Response {
    let key = std::fs::read_to_string(server.log.join(publish::KEY)).ok().and_then(|key| Key::read(key.trim()).ok());
    let text = crate::verify::page::page(page.lang, key.as_ref());
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"verify.html\"")];
    (headers, text).into_response()
}

/// Checks a receipt.
pub async fn check_receipt(State(server): State<Arc<Server>>, page: Page, mut form: Multipart) -> Result<Response, Refusal> {
    let mut text = String::new();
    let broken = |error: axum::extract::multipart::MultipartError| Refusal::unreadable(format!("the form: {error}"));
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let given = String::from_utf8_lossy(&part.bytes().await.map_err(broken)?).replace("\r\n", "\n");
        if !given.trim().is_empty() {
            text = format!("{}\n", given.trim_end());
        }
    }
    let verified = (!text.is_empty()).then(|| verdict(&server, &text, &page));
    let view = verify_view(&server, text, verified);
    Ok(page.show(render_verify(&page.frame, &view, page.lang)))
}

fn verdict(server: &Server, text: &str, page: &Page) -> Verified {
    let key = std::fs::read_to_string(server.log.join(publish::KEY)).ok().and_then(|key| Key::read(key.trim()).ok());
    let proved = Receipt::read(text).and_then(|receipt| {
        let policy = key.map(Policy::of).ok_or(alatau_evidence::receipt::Wrong::Form)?;
        let proved = receipt.verify(&policy)?;
        let at = moment(&server.library.world, proved.leaf.at);
        Ok(vec![
            (page.say(msg::PORTAL_RECEIPT_LOG), proved.checkpoint.origin.clone()),
            (page.say(msg::PORTAL_RECEIPT_LEAF), receipt.proof.index.to_string()),
            (page.say(msg::PORTAL_RECEIPT_COUNTER), format!("{} {}", proved.leaf.procedure, proved.leaf.number)),
            (page.say(msg::PORTAL_HEAD_CASE), proved.leaf.case.to_string()),
            (page.say(msg::PORTAL_HEAD_DAY), alatau_core::text::date(page.lang, at.day)),
        ])
    });
    let (verdict, summary, lines) = match proved {
        Ok(lines) => (Verdict::Holds, page.say(msg::SERVE_RECEIPT_HOLDS), lines),
        Err(wrong) => (Verdict::Broken, wrong.to_string(), Vec::new()),
    };
    Verified { verdict, summary, checks: Vec::new(), lines }
}
