//! `alatau law explain`: one application, filed and carried through by the kernel
//! itself, each step done at once and favourably; what the law says of each step.

use super::columns::{Place, place};
use super::why::{Switch, Why, switches, why};
use super::{date, known_day, render};
use crate::cli::{Globals, print, print_json, say, unknown};
use crate::failure::Failure;
use crate::shipped::Body;
use alatau_core::case::bind::{self, BindError, Bound};
use alatau_core::case::{Case, Command, Event, Rejection, Rulebook, Status, What, apply, handle, next_due};
use alatau_core::decision::Value;
use alatau_core::law::{Amount, Answer, Fee, Grade, Kind, Law, Question, Resolution, hex};
use alatau_core::procedure::{Kind as NodeKind, Net, NodeInfo, Outcome};
use alatau_core::text::Lang;
use alatau_core::time::{Calendar, Date, TermSpec, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is to be explained.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The service, for example building-permit
    #[arg(value_name = "SERVICE")]
    service: String,
    /// A territory of the law, or a column: ordinary, sez, alatau-facade, alatau
    #[arg(long = "in", value_name = "PLACE")]
    place: String,
    /// The day of filing, for example 2026-11-02
    #[arg(long, value_name = "DATE")]
    on: String,
    /// The day of knowledge; the day of filing if not given
    #[arg(long, value_name = "DATE")]
    known: Option<String>,
    /// Class of the case
    #[arg(long, value_name = "CLASS", default_value = "level-2")]
    class: String,
    /// Status of the applicant; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The answer; its JSON form is stable.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The command, normalised.
    pub command: String,
    /// Service slot.
    pub service: String,
    /// Its name.
    pub title: String,
    /// What was asked for with `--in`.
    #[serde(rename = "in")]
    pub place: String,
    /// Territories.
    pub places: Vec<Named>,
    /// The applicant.
    pub person: Vec<Named>,
    /// Class of the case.
    pub class: Named,
    /// Day of filing.
    pub on: Date,
    /// Day of knowledge.
    pub known: Date,
    /// First working day on or after it.
    pub registered: Date,
    /// Hash of the law.
    pub law: String,
    /// File of the procedure.
    pub procedure: String,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Why these provisions hold, slot by slot.
    pub why: Vec<Why>,
    /// Open questions that were asked.
    pub switches: Vec<Switch>,
    /// Weakest grade of all that it rests on.
    pub grade: Grade,
    /// Some due day leans on days that nobody has published yet.
    pub projected: bool,
}

/// A word of the law and its name.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name in the chosen language.
    pub label: String,
}

/// One step.
#[derive(Debug, Serialize)]
pub struct Step {
    /// `2`, or `2.1` within step 2.
    pub number: String,
    /// Element of the procedure.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is only an event, such as a notification: nobody works on it.
    pub event: bool,
    /// Who does it; the applicant if nothing.
    pub body: Option<Named>,
    /// Terms that run while it is open.
    pub terms: Vec<TermShown>,
    /// What it costs.
    pub fees: Vec<FeeShown>,
    /// Provisions.
    pub cites: Vec<Citation>,
    /// Weakest grade of what is said here.
    pub grade: Grade,
}

/// A term of a step.
#[derive(Debug, Serialize)]
pub struct TermShown {
    /// Slot.
    pub slot: String,
    /// Length, unit and day-count rules.
    #[serde(flatten)]
    pub spec: TermSpec,
    /// Day zero, if the step were begun on the day of filing.
    pub since: Date,
    /// Last day.
    pub due: Date,
    /// What silence means.
    pub silence: &'static str,
    /// The count leans on days that nobody has published yet.
    pub projected: bool,
    /// Lowest and highest length, if it is only assumed.
    pub range: Option<(u32, u32)>,
}

/// A fee of a step.
#[derive(Debug, Serialize)]
pub struct FeeShown {
    /// Slot.
    pub slot: String,
    /// Amount, or the table that computes it.
    pub amount: String,
    /// Unit.
    pub unit: String,
}

/// A provision.
#[derive(Debug, Serialize)]
pub struct Citation {
    /// `act#key`.
    pub provision: String,
    /// Title of the act.
    pub act: String,
    /// Label and heading.
    pub heading: String,
}

/// Runs the command.
pub fn run(body: &Body, args: &Args, globals: &Globals) -> Result<(), Failure> {
    let explained = explain(body, args, globals)?;
    match args.json {
        true => print_json(&explained),
        false => print(&render::text(&explained, globals.lang)),
    }
}

fn explain(body: &Body, args: &Args, globals: &Globals) -> Result<Explained, Failure> {
    let law = &body.law;
    let question = Asked {
        service: &args.service,
        place: &args.place,
        on: date(&args.on, globals)?,
        known: known_day(args.known.as_deref(), globals)?,
        class: &args.class,
    };
    let service = service(law, &args.service, globals.lang)?;
    let place = place(law, &args.place, &args.person, globals)?;
    let filed = self::question(&place, question.class, question.on, question.known.unwrap_or(question.on));
    of(law, &body.procedures, &service, &question, &place, &calendar(law, &filed)?, globals.lang)
}

/// What a service is asked about.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The service, as it was named.
    pub service: &'a str,
    /// Territory or column, as it was named.
    pub place: &'a str,
    /// Day of filing.
    pub on: Date,
    /// Day of knowledge; the day of filing if not given.
    pub known: Option<Date>,
    /// Class of the case.
    pub class: &'a str,
}

/// The steps of a service in a place on a day, and why these provisions hold.
///
/// # Errors
/// What the law does not know, or does not offer there.
pub fn of(
    law: &Law,
    procedures: &BTreeMap<String, Arc<Net>>,
    service: &str,
    asked: &Asked<'_>,
    place: &Place,
    calendar: &Arc<Calendar>,
    lang: Lang,
) -> Result<Explained, Failure> {
    let Asked { on, class, .. } = *asked;
    if !law.vocabulary.classes.contains_key(class) {
        return Err(unknown(lang, "law-unknown-class", class, law.vocabulary.classes.keys()));
    }
    let known = asked.known.unwrap_or(on);
    let question = question(place, class, on, known);
    let bound = bind::bind(law, procedures, service, &question, calendar)
        .map_err(|error| refused(law, error, [asked.service, asked.place, &on.to_string()], lang))?;
    let visits = carry_through(&bound, &stopping_at_throws(&bound.rulebook), calendar, on)?;
    let mut in_order = visits.steps;
    in_order.sort_by_key(|visit| visit.number.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<usize>>());
    let steps: Vec<Step> = in_order.into_iter().map(|visit| step(law, &bound, &question, calendar, visit, lang)).collect();
    let named = |words: &BTreeSet<String>, list: &dyn Fn(&str) -> String| {
        words.iter().map(|id| Named { id: id.clone(), label: list(id) }).collect::<Vec<Named>>()
    };
    let label = law.vocabulary.classes[class].label.get(lang.code()).to_string();
    Ok(Explained {
        command: command(asked, service, &question),
        title: law.vocabulary.slots[service].label.get(lang.code()).to_string(),
        place: asked.place.to_string(),
        places: named(&question.places, &|id| law.territories[id].label.get(lang.code()).to_string()),
        person: named(&question.person, &|id| law.vocabulary.statuses[id].label.get(lang.code()).to_string()),
        class: Named { id: class.to_string(), label },
        on,
        known,
        registered: visits.registered,
        law: hex(&law.hash()),
        procedure: bound.procedure.clone(),
        grade: bound.answers.values().map(|answer| answer.grade).max().unwrap_or(Grade::Enacted),
        projected: steps.iter().flat_map(|step| &step.terms).any(|term| term.projected),
        why: bound.answers.iter().map(|(slot, answer)| why(law, slot, answer, lang)).collect(),
        switches: switches(law, &bound.answers, lang),
        service: service.to_string(),
        steps,
    })
}

/// The service slot of a name, which may stand with or without `service.`.
pub fn service(law: &Law, name: &str, lang: Lang) -> Result<String, Failure> {
    let slot = if name.starts_with("service.") { name.to_string() } else { format!("service.{name}") };
    let known: BTreeSet<String> = law.rules.iter().filter_map(|rule| rule.slot.strip_prefix("service.")).map(str::to_string).collect();
    match law.vocabulary.slots.contains_key(&slot) && slot.strip_prefix("service.").is_some_and(|name| known.contains(name)) {
        true => Ok(slot),
        false => Err(unknown(lang, "law-unknown-service", name, known.iter())),
    }
}

/// The question of an application filed, started and decided on one day.
pub fn question(place: &Place, class: &str, on: Date, known: Date) -> Question {
    Question {
        places: place.territories.clone(),
        person: place.person.clone(),
        class: Some(class.to_string()),
        switches: place.switches.clone(),
        known,
        ..Question::on("", on)
    }
}

/// The calendar with all that the law's files know; the term rules name it `kz`, or the one there is.
pub fn calendar(law: &Law, question: &Question) -> Result<Arc<Calendar>, Failure> {
    let name = law.vocabulary.slots.keys().find_map(|slot| slot.strip_prefix("calendar.")?.split('.').next()).unwrap_or("kz");
    let everything = Question { known: Date::MAX, ..question.clone() };
    bind::calendar(law, name, &everything).map(Arc::new).map_err(|error| Failure::Input(error.to_string()))
}

/// Why a service cannot be had; `asked` is the service, the place and the day as they were named.
pub fn refused(law: &Law, error: BindError, asked: [&str; 3], lang: Lang) -> Failure {
    let [service, place, day] = asked;
    match error {
        BindError::NotOffered { offered_in, .. } => {
            let named = |id: &String| format!("{} ({id})", law.territories.get(id).map_or(id.as_str(), |t| t.label.get(lang.code())));
            let places = offered_in.iter().map(named).collect::<Vec<_>>().join(", ");
            let args = [("service", service), ("place", place), ("day", day), ("known", places.as_str())];
            Failure::Input(say(lang, "law-not-offered", &args))
        }
        BindError::NoAnswer { ref slot, .. } if slot.starts_with("service.") => {
            let had = law.rules.iter().filter(|rule| rule.slot == *slot).map(|rule| rule.from).min();
            let first = had.map(|day| day.to_string()).unwrap_or_default();
            let args = [("service", service), ("place", place), ("day", day), ("first", first.as_str())];
            Failure::Input(format!("{}\n{error}", say(lang, "law-not-yet", &args)))
        }
        other => Failure::Input(other.to_string()),
    }
}

/// A step as the kernel came by it.
struct Visit {
    number: String,
    node: u16,
    terms: Vec<(u16, Date, Timestamp)>,
}

struct Visits {
    steps: Vec<Visit>,
    registered: Date,
}

/// Steps that one application can have before the procedure is called a circle.
const STEPS_MAX: usize = 1_000;

/// The same rulebook in which a case rests at what it throws, so that notifications are steps too.
fn stopping_at_throws(rulebook: &Rulebook) -> Rulebook {
    let mut net = Net::clone(&rulebook.net);
    for node in net.nodes.iter_mut().filter(|node| node.kind == NodeKind::Throw && node.outcome.is_none()) {
        node.kind = NodeKind::Task;
    }
    Rulebook { net: Arc::new(net), ..rulebook.clone() }
}

/// Files an application at nine in the morning and does each step at once and favourably.
fn carry_through(bound: &Bound, rulebook: &Rulebook, calendar: &Calendar, on: Date) -> Result<Visits, Failure> {
    let net: &Net = &rulebook.net;
    let mut now = calendar.zone.instant(on, 9 * Timestamp::HOUR);
    let favourable: Vec<(u16, Value)> = net.fact("complete").into_iter().map(|fact| (fact, Value::bool(true))).collect();
    let mut case = Case::default();
    let mut visits = Collector { visits: Visits { steps: Vec::new(), registered: on }, of: BTreeMap::new(), scopes: BTreeMap::new() };
    let stopped = |error: Rejection| Failure::Input(format!("{}: {error}", bound.procedure));
    let mut events: Vec<Event> = Vec::new();
    handle(&case, Command::File { facts: &favourable }, rulebook, now, &mut events).map_err(stopped)?;
    loop {
        for event in events.drain(..) {
            visits.note(net, &event);
            apply(&mut case, &event);
        }
        if case.status == Status::Closed {
            return Ok(visits.visits);
        }
        if visits.visits.steps.len() > STEPS_MAX {
            return Err(Failure::Input(format!("{}: after {STEPS_MAX} steps there is no end", bound.procedure)));
        }
        let waits = |node: u16| net.nodes[node as usize].kind == NodeKind::Task || net.waits(node) && net.message_of(node).is_some();
        let command = match case.active.as_slice().iter().find(|token| token.is_token() && waits(token.node)) {
            Some(token) => {
                let (node, activity, facts) = (&net.nodes[token.node as usize], token.activity, favourable.as_slice());
                match (net.message_of(token.node), node.ruling) {
                    (Some(message), _) => Command::Receive { message, facts },
                    (_, true) => Command::Rule { activity, outcome: Outcome::Approved, grounds: &[0], facts },
                    (_, false) => Command::Complete { activity, facts },
                }
            }
            None => match next_due(&case) {
                Some(due) => {
                    now = due.at;
                    Command::Tick
                }
                None => return Err(Failure::Input(format!("{}: the case waits for something that never comes", bound.procedure))),
            },
        };
        handle(&case, command, rulebook, now, &mut events).map_err(stopped)?;
    }
}

/// Numbers the steps as they are entered.
struct Collector {
    visits: Visits,
    /// Step of each activity.
    of: BTreeMap<u32, usize>,
    /// Prefix and last number of each scope.
    scopes: BTreeMap<u16, (String, usize)>,
}

impl Collector {
    fn note(&mut self, net: &Net, event: &Event) {
        match event.what {
            What::Filed { registered } => self.visits.registered = registered,
            What::Entered { node, scope, activity } => {
                let (prefix, last) = self.scopes.entry(scope).or_default();
                *last += 1;
                let number = format!("{prefix}{last}");
                self.of.insert(activity, self.visits.steps.len());
                self.visits.steps.push(Visit { number, node, terms: Vec::new() });
            }
            What::ScopeOpened { scope, activity, .. } => {
                let prefix = self.of.get(&activity).map_or(String::new(), |step| format!("{}.", self.visits.steps[*step].number));
                self.scopes.insert(scope, (prefix, 0));
            }
            What::TimerSet { node, activity, due } if net.term_of(node).is_some() => {
                if let Some(step) = self.of.get(&activity) {
                    let terms = &mut self.visits.steps[*step].terms;
                    terms.retain(|(timer, ..)| *timer != node);
                    terms.push((node, Date::MIN, due));
                }
            }
            What::TermCounted { node, activity, since, .. } => {
                let step = self.of.get(&activity).map(|step| &mut self.visits.steps[*step]);
                if let Some(term) = step.and_then(|step| step.terms.iter_mut().find(|(timer, ..)| *timer == node)) {
                    term.1 = since;
                }
            }
            _ => {}
        }
    }
}

fn step(law: &Law, bound: &Bound, question: &Question, calendar: &Calendar, visit: Visit, lang: Lang) -> Step {
    let net = &bound.rulebook.net;
    let info = &net.info[visit.node as usize];
    let mut cites: Vec<String> = info.cites.clone();
    let mut slots: Vec<String> = vec![info.authority.clone(), info.decision.clone()];
    let mut terms = Vec::new();
    for (timer, since, due) in visit.terms {
        let Some(number) = net.term_of(timer) else { continue };
        let Some(rule) = bound.rulebook.terms[number as usize].last() else { continue };
        let day = calendar.zone.date(Timestamp(due.0 - 1));
        cites.extend([rule.provision.clone(), rule.silence_provision.clone()]);
        slots.extend([rule.slot.clone(), rule.slot.replacen("term.", "silence.", 1)]);
        let projected = calendar.is_uncertain_between(since, day).unwrap_or(true);
        let (slot, spec, silence, range) = (rule.slot.clone(), rule.spec, rule.yields.word(), rule.range);
        terms.push(TermShown { slot, spec, since, due: day, silence, projected, range });
    }
    let fees = fees(law, question, net.events.get(net.nodes[visit.node as usize].event as usize), &mut cites);
    let mut seen = BTreeSet::new();
    cites.retain(|id| seen.insert(id.clone()));
    let body = bound.bodies[visit.node as usize].as_str();
    let body = (!body.is_empty()).then(|| Named {
        id: body.to_string(),
        label: law.authorities.get(body).map_or(body, |authority| authority.label.get(lang.code())).to_string(),
    });
    let grades = slots.iter().filter_map(|slot| bound.answers.get(slot)).map(|answer: &Answer| answer.grade);
    let of_service = bound.answers.get(&net.service).map_or(Grade::Enacted, |answer| answer.grade);
    Step {
        number: visit.number,
        id: info.id.clone(),
        name: name(info, lang),
        event: info.tag.ends_with("Event"),
        body,
        terms,
        fees,
        cites: cites.iter().map(|id| citation(law, id, lang)).collect(),
        grade: grades.max().unwrap_or(of_service),
    }
}

/// The name of an element in a language; without one, the English name or the id.
pub fn name(info: &NodeInfo, lang: Lang) -> String {
    let wanted = match lang {
        Lang::Kk => &info.name_kk,
        Lang::Ru => &info.name_ru,
        Lang::En => &info.name,
    };
    [wanted, &info.name, &info.id].into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

/// Fees that the event of a step makes due.
fn fees(law: &Law, question: &Question, event: Option<&String>, cites: &mut Vec<String>) -> Vec<FeeShown> {
    let mut fees = Vec::new();
    for slot in law.vocabulary.slots.keys().filter(|slot| slot.starts_with("fee.")) {
        let Resolution::Answer(answer) = law.resolve(slot, question) else { continue };
        let rule = &law.rules[answer.rule];
        let Kind::Fee(Fee { amount, unit, liable, .. }) = &rule.kind else { continue };
        if Some(liable) == event {
            let amount = match amount {
                Amount::Value(value) => value.to_string(),
                Amount::Decision(decision) => decision.file.clone(),
            };
            cites.push(rule.provision.clone());
            fees.push(FeeShown { slot: slot.clone(), amount, unit: unit.clone() });
        }
    }
    fees
}

fn citation(law: &Law, id: &str, lang: Lang) -> Citation {
    let provision = law.provisions.get(id);
    let act = provision.and_then(|provision| law.acts.get(&provision.act)).map_or("", |act| act.title.get(lang.code()));
    let heading = provision.map_or(String::new(), |provision| match provision.translations.get(lang.code()) {
        Some(translation) => translation.heading.clone(),
        None => format!("{} {}", provision.label, provision.heading).trim().to_string(),
    });
    Citation { provision: id.to_string(), act: act.to_string(), heading }
}

fn command(asked: &Asked<'_>, service: &str, question: &Question) -> String {
    let service = service.strip_prefix("service.").unwrap_or(service);
    let mut command = format!("law explain {service} --in {} --on {} --class {}", asked.place, question.filed, asked.class);
    if question.known != question.filed {
        command.push_str(&format!(" --known {}", question.known));
    }
    for person in &question.person {
        command.push_str(&format!(" --person {person}"));
    }
    for (name, value) in &question.switches {
        command.push_str(&format!(" --switch {name}={value}"));
    }
    command
}
