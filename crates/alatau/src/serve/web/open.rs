//! Pages for anyone: the front page, what a service takes, the figures, checking a receipt.

use super::check::newest;
use super::expected::Answered;
use super::form::{Sent, choices, field, tried};
use super::law::{address, bound};
use super::recent::{Lately, lately};
use super::{Page, body, moment};
use crate::compare::paper::paper;
use crate::law::explain::{Explained, Step as Explanation};
use crate::pages::views::{
    Answer, Assumed, Assumption, Choice, Citation, Compared, Field, FieldKind, Figures, Front, Length, Measured, Need, Reason, Regime,
    Spread, Step, StepTerm, Stuck, Totals, Waiting,
};
use crate::pages::{render_figures, render_front, render_need};
use crate::report;
use crate::serve::Server;
use crate::serve::api::figures::{Figures as Taken, STUCK_DAYS, taken};
use crate::serve::api::law::{RulebookAsked, answer, named_services};
use crate::serve::refusal::{Refusal, in_words};
use alatau_city::World;
use alatau_core::law::Grade;
use alatau_core::text::{Lang, by_key, msg, text};
use alatau_core::time::{Date, Timestamp};
use alatau_store::Journal;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The front page.
pub async fn front(State(server): State<Arc<Server>>, page: Page) -> Result<Response, Refusal> {
    let figures = taken(&server).await?;
    let sum = |pick: fn(&alatau_city::figures::Figure) -> u64| figures.figures.procedures.iter().map(pick).sum::<u64>();
    let (services, lately) = (named_services(&server.library.world, page.lang), lately(&server).await?);
    let view = Front {
        city: page.say(msg::PORTAL_CITY),
        services: services
            .into_iter()
            .map(|service| (service.label, format!("/need?service={}", service.id), lately.of(&service.id, "")))
            .collect(),
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
    if let Some(lang) = sent.lang() {
        return Ok(super::go(&format!("/need?{}", sent.without(["lang", "then-lang"])), "", lang));
    }
    let lately = lately(&server).await?;
    // Reading a law out is work of milliseconds: not on the threads that keep connections alive.
    let made = tokio::task::spawn_blocking(move || {
        let view = need_view(&server, &sent, &lately, &page);
        let is_wrong = view.fields.iter().any(|field| !field.error.is_empty());
        (render_need(&page.frame, &view, page.lang), is_wrong, page)
    });
    let (text, is_wrong, page) = made.await.map_err(|_| Refusal::fault("reading the law out broke off"))?;
    Ok(if is_wrong { page.refuse(text, None) } else { page.show(text) })
}

fn need_view(server: &Server, sent: &Sent, lately: &Lately, page: &Page) -> Need {
    let world = &server.library.world;
    let (law, lang) = (&world.law, page.lang);
    let or = |name: &str, other: &str| if sent.get(name).is_empty() { other.to_string() } else { sent.get(name).to_string() };
    let services = named_services(world, lang);
    let first = services.first().map_or(String::new(), |service| service.id.clone());
    let (service, place, class) = (or("service", &first), or("in", "alatau"), or("class", "level-2"));
    let today = world.day(Timestamp(crate::serve::writer::unix_now())).to_string();
    let day = or("day", &today);
    let chosen: BTreeSet<String> = sent.all("person").map(String::from).collect();
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
        field("person", page.say(msg::PORTAL_FIELD_PERSON), FieldKind::AnyOf(labelled(statuses, &chosen)), "", false),
        field("in", page.say(msg::PORTAL_NEED_PLACE), FieldKind::Select(labelled(places(), &one(&place))), "", true),
        field("beside", page.say(msg::PORTAL_NEED_BESIDE), FieldKind::Select(beside), "", false),
    ];
    let asked_for = |field: Field| if sent.all(&field.name).next().is_some() { tried(field, sent, true, lang) } else { field };
    let mut fields: Vec<Field> = fields.into_iter().map(asked_for).collect();
    let person: Vec<&str> = sent.all("person").collect();
    let mut answers = Vec::new();
    if fields.iter().all(|field| field.error.is_empty()) && sent.has("service") {
        let asked = RulebookAsked::new(&service, &class, &person.join(","), &day);
        let places = [("in", place.as_str()), ("beside", sent.get("beside"))].into_iter();
        for (name, place) in places.filter(|(_, place)| !place.is_empty()) {
            let found = answer(server, &asked, place, lang).and_then(|explained| {
                let totals = totals(world, &explained, &class, &chosen, explained.on, lang)?;
                let diagram = diagram_of(&service, place, &class, &day, &person);
                let recent = lately.of(&explained.service, place);
                Ok(Answer { recent, ..shown(server, explained, totals, diagram, lang) })
            });
            match found {
                Ok(answer) => answers.push(answer),
                // Every word is one of the law's: it has no answer for them together.
                Err(refusal) => {
                    let error = in_words("AL-4414", lang).unwrap_or_else(|| refusal.in_words(lang));
                    fields.iter_mut().filter(|field| field.name == name).for_each(|field| field.error.clone_from(&error));
                }
            }
        }
    }
    // Who is not signed in yet is asked to on the way.
    let may_apply = page.frame.who.is_none() || alatau_city::may_ever(&page.who.principal, alatau_city::Action::Apply);
    let apply = (may_apply && !answers.is_empty()).then(|| format!("/applications?service={service}"));
    Need { fields, answers, apply }
}

/// Where the diagram of a procedure is.
fn diagram_of(service: &str, place: &str, class: &str, day: &str, person: &[&str]) -> String {
    let asked = [("service", service), ("in", place), ("class", class), ("day", day)].into_iter();
    let all = asked.chain(person.iter().map(|status| ("person", *status)));
    format!("/diagram?{}", serde_urlencoded::to_string(all.collect::<Vec<_>>()).unwrap_or_default())
}

/// The paper answer of a place: counted from the law alone, as `alatau compare` does.
fn totals(world: &World, explained: &Explained, class: &str, person: &BTreeSet<String>, on: Date, lang: Lang) -> Result<Totals, Refusal> {
    let place = explained.places.first().map_or("", |place| place.id.as_str());
    let (question, bound) = bound(world, &explained.service, place, class, person, on)?;
    let paper = paper(&world.law, place, class, &bound, &question, &world.calendar, on, lang);
    let paper = paper.map_err(|failure| Refusal::fault(failure.message()))?;
    Ok(Totals {
        steps: paper.steps,
        bodies: paper.bodies,
        documents: paper.documents,
        fees: paper.fees.unwrap_or_default(),
        handoffs: paper.handoffs,
        shortest_days: paper.shortest_days,
        longest_days: paper.longest_days,
        assumed_rules: explained.why.iter().filter(|why| why.grade == Grade::Assumed).count() as u32,
    })
}

fn shown(server: &Server, explained: Explained, totals: Totals, diagram: String, lang: Lang) -> Answer {
    let law = &server.library.world.law;
    let open = explained.switches.iter().map(|switch| Assumed {
        question: switch.question.clone(),
        reading: law.reading(&switch.value, lang),
        ask: switch.ask.clone(),
    });
    let steps = || explained.steps.iter().filter(|step| !step.event);
    // What the applicant hands in is what their own steps make (`paper::documents` counts them).
    let own = steps().filter(|step| step.body.is_none());
    let mut acts: Vec<String> = Vec::new();
    for cite in steps().flat_map(|step| &step.cites).filter(|cite| !cite.act.is_empty()) {
        if !acts.contains(&cite.act) {
            acts.push(cite.act.clone());
        }
    }
    Answer {
        service: explained.title.clone(),
        place: explained.places.iter().map(|place| place.label.clone()).collect::<Vec<_>>().join(", "),
        on: explained.on,
        registered: (explained.registered != explained.on).then_some(explained.registered),
        totals,
        assumed: explained.grade == Grade::Assumed,
        open: open.collect(),
        diagram: Some(diagram),
        law: explained.law.clone(),
        documents: [text(lang, msg::PORTAL_NEED_APPLICATION, &[])].into_iter().chain(own.map(|step| step.name.clone())).collect(),
        recent: None,
        contact: steps().find_map(|step| step.body.as_ref()).map_or(String::new(), |body| body.label.clone()),
        acts,
        reasons: explained.why.iter().map(|why| reason(law, why, lang)).collect(),
        steps: numbered(steps().map(|step| step_of(step, explained.on, lang))),
    }
}

/// The provision of a rule: `permits-law#term/term.opinion@2026-08-04` is one of `permits-law#term`.
fn provision_of(rule: &str) -> &str {
    rule.split('/').next().unwrap_or(rule)
}

fn reason(law: &alatau_core::law::Law, why: &crate::law::why::Why, lang: Lang) -> Reason {
    let provision = provision_of(&why.version);
    let others = why.lines.iter().skip(1).filter(|line| line.matters());
    Reason {
        slot: why.label.clone(),
        holds: cite(law, provision, Some(why.grade), lang),
        because: why.lines.first().map_or(String::new(), |line| line.because.clone()),
        others: others.map(|line| (cite(law, provision_of(&line.rule), None, lang), line.because.clone())).collect(),
    }
}

/// A provision that something rests on.
pub fn cite(law: &alatau_core::law::Law, id: &str, grade: Option<Grade>, lang: Lang) -> Citation {
    let found = crate::law::explain::citation(law, id, lang);
    let label = [found.act, found.heading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Citation {
        provision: id.to_string(),
        label: if label.is_empty() { id.to_string() } else { label },
        href: law.provisions.contains_key(id).then(|| address(id, None)),
        grade,
        source: String::new(),
    }
}

/// Steps without gaps in their numbers: events between them are not shown.
fn numbered(steps: impl Iterator<Item = Step>) -> Vec<Step> {
    let (mut outer, mut inner) = (0, 0);
    let number = |mut step: Step| {
        if step.inner {
            inner += 1;
        } else {
            (outer, inner) = (outer + 1, 0);
        }
        step.number = if step.inner { format!("{outer}.{inner}") } else { outer.to_string() };
        step
    };
    steps.map(number).collect()
}

fn step_of(step: &Explanation, on: Date, lang: Lang) -> Step {
    let applicant = by_key(lang, "body-applicant").unwrap_or_default();
    let cites = step.cites.iter().map(|found| Citation {
        provision: found.provision.clone(),
        label: format!("{}, {}", found.act, found.heading),
        href: Some(address(&found.provision, Some(on))),
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
    let (checkpoint, lately) = (newest(&server), lately(&server).await?);
    let days = |micros: Option<i64>| micros.map(|micros| micros as f64 / Timestamp::DAY as f64);
    let spread = |spread: alatau_city::figures::Spread| Spread { median_days: days(spread.median), p90_days: days(spread.p90) };
    let measured = figures.figures.procedures.iter().map(|figure| Measured {
        name: procedure(&world, &figure.procedure, lang),
        id: figure.procedure.clone(),
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
    let (compared, soon) = match server.expected.answered(lang) {
        Answered::Known(answer) => (Some(compared(&answer, &figures, &world, &page)), false),
        Answered::Soon => (None, true),
        Answered::Not => (None, false),
    };
    let view = Figures {
        at: moment(&world, figures.taken),
        measured: measured.collect(),
        months: lately.months.clone(),
        waiting: waiting.collect(),
        stuck: stuck.await?,
        stuck_from_days: STUCK_DAYS as u32,
        compared,
        soon,
        leaves: figures.figures.size,
        root: checkpoint.map_or(String::new(), |checkpoint| alatau_core::law::hex(&checkpoint.root)),
        data: "/api/figures".to_string(),
    };
    Ok(page.show(render_figures(&page.frame, &view, lang)))
}

/// The answer of `alatau compare`, and below it what was measured here.
fn compared(answer: &alatau_twin::answer::Answer, figures: &Taken, world: &World, page: &Page) -> Compared {
    let lang = page.lang;
    let computed = answer.territories.iter().filter(|column| column.cases > 0.0).map(|column| Regime {
        name: report::name(lang, "column", &column.id),
        median: column.median_days.mean,
        interval: (column.median_days.low, column.median_days.high),
        p90: column.p90_days.mean,
        measured: false,
    });
    let days = |micros: i64| micros as f64 / Timestamp::DAY as f64;
    let measured = figures.figures.procedures.iter().filter_map(|figure| {
        let (median, p90) = (days(figure.total.median?), days(figure.total.p90?));
        let name = format!("{} · {}", page.say(msg::PORTAL_CITY), procedure(world, &figure.procedure, lang));
        Some(Regime { name, median, interval: (median, median), p90, measured: true })
    });
    let assumption = |row: Vec<String>| -> Option<Assumption> {
        let [name, value, range, grade, basis] = row.try_into().ok()?;
        Some(Assumption { name, value, range, grade, basis })
    };
    Compared {
        sentence: report::sentence(answer, lang),
        regimes: computed.chain(measured).collect(),
        cases: answer.cases,
        replications: answer.replications,
        assumptions: report::assumptions(answer, lang).rows.into_iter().filter_map(assumption).collect(),
        command: format!("alatau {}", answer.command),
    }
}

/// The name of a procedure; without one, its id.
fn procedure(world: &World, id: &str, lang: Lang) -> String {
    let net = world.procedures.values().find(|net| net.id == id);
    net.map_or(id, |net| net.name(lang)).to_string()
}

/// The name of a service.
pub fn service(world: &alatau_city::World, slot: &str, lang: Lang) -> String {
    world.law.vocabulary.slots.get(slot).map_or(slot, |slot| slot.label.get(lang.code())).to_string()
}
