//! `alatau explain`: the rulings that given facts lead to, each with its reasons,
//! its record and, on demand, what would have led to another.

mod case;
pub mod facts;

use crate::cli::{Globals, print, print_json, say, say_with, unknown};
use crate::failure::Failure;
use crate::files::{Sink, read_text};
use crate::law::columns::{Place, place};
use crate::law::{date, sound};
use crate::shipped::Body;
use alatau_core::decision::dmn::{self, Datum, Model};
use alatau_core::explain::{
    Fault, Goal, Line, Made, Record, Ruling, Search, Situation, Sources, StoredRecord, controlled, counterfactuals, fact, layperson,
    record, spoken, verify, ways,
};
use alatau_core::law::{Certificate, Decision, Kind, Question};
use alatau_core::procedure::Net;
use alatau_core::text::{Arg, Lang};
use alatau_core::time::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a record or a case brings with it, and nobody may say beside it.
const ALONE: [&str; 10] = ["service", "place", "on", "facts", "silent", "want", "may_change", "person", "certificate", "record"];

/// What is to be explained.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The service, for example building-permit
    #[arg(value_name = "SERVICE", required_unless_present_any = ["check", "case"])]
    service: Option<String>,
    /// A territory of the law, or a column: ordinary, sez, alatau-facade, alatau
    #[arg(long = "in", value_name = "PLACE", required_unless_present_any = ["check", "case"])]
    place: Option<String>,
    /// The day of filing, for example 2026-11-02
    #[arg(long, value_name = "DATE", required_unless_present_any = ["check", "case"])]
    on: Option<String>,
    /// The facts of the application: one JSON object
    #[arg(long, value_name = "FILE", required_unless_present_any = ["check", "case"])]
    facts: Option<PathBuf>,
    /// Explain what silence at this step would mean instead
    #[arg(long, value_name = "STEP")]
    silent: Option<String>,
    /// Seek the smallest changes that lead to this ruling; approval if it is declared and this is not given
    #[arg(long, value_name = "WORD")]
    want: Option<String>,
    /// A fact that may change; may be repeated. Those that the law's tables give to the applicant if not given
    #[arg(long = "may-change", value_name = "FACT")]
    may_change: Vec<String>,
    /// Status of the applicant; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
    /// The applicant's stability certificate
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Keep the record in this file
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Compute a kept record again, and say whether it holds
    #[arg(long, value_name = "FILE", conflicts_with_all = ALONE)]
    check: Option<PathBuf>,
    /// Explain the rulings among the stored events of a case, and say whether each is the one that its event names
    #[arg(long, value_name = "FILE", conflicts_with_all = ALONE, conflicts_with = "check")]
    case: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An explained ruling; its JSON form is stable.
#[derive(Debug, Serialize)]
struct Explained {
    /// The command, normalised.
    command: String,
    /// SHA-256 of the record's canonical form.
    hash: String,
    /// The text for laypersons.
    lines: Vec<Line>,
    /// What was sought, and found; nothing where nobody says what approval is.
    ways: Option<Search>,
    /// The same in words.
    way_lines: Vec<Line>,
    /// The record.
    record: StoredRecord,
}

/// Runs the command.
pub fn explain(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let body = sound(globals)?;
    let decisions = models(&body)?;
    let sources = Sources { law: &body.law, procedures: &body.procedures, decisions: &decisions };
    if let Some(path) = &args.check {
        return check(path, sources, args.json, globals.lang);
    }
    if let Some(path) = &args.case {
        return case::explain(path, sources, args.json, globals.lang);
    }
    let asked = Asked::read(args, globals, &body)?;
    let ruling = asked.ruling(args, sources, globals.lang)?;
    let record = record(&ruling, sources).map_err(refused)?;
    if let Some(path) = &args.record {
        let text = serde_json::to_string_pretty(&StoredRecord::V1(Box::new(record.clone()))).map_err(|e| Failure::Fault(e.to_string()))?;
        Sink::open(path)?.finish(&format!("{text}\n"))?;
    }
    let search = search(args, &asked, &ruling, sources, globals.lang)?;
    let lines = layperson(&record, sources, globals.lang);
    let way_lines = search.as_ref().map_or(Vec::new(), |search| ways(search, &record, sources, globals.lang));
    let hash = record.hash();
    if args.json {
        let record = StoredRecord::V1(Box::new(record));
        return print_json(&Explained { command: asked.command(args), hash, lines, ways: search, way_lines, record });
    }
    print(&asked.shown(&lines, search.as_ref().map(|search| (search, way_lines.as_slice())), &hash, sources, globals.lang))
}

/// Every decision model of the law's folder.
fn models(body: &Body) -> Result<BTreeMap<String, Model>, Failure> {
    let mut models = BTreeMap::new();
    for (path, text) in &body.files {
        if let Some(name) = path.strip_prefix("decisions/").filter(|name| name.ends_with(".dmn")) {
            models.insert(name.to_string(), dmn::load(path, text)?);
        }
    }
    Ok(models)
}

fn refused(fault: Fault) -> Failure {
    Failure::Input(fault.to_string())
}

/// Where, when, what, and which facts.
struct Asked<'b> {
    body: &'b Body,
    service: String,
    title: String,
    on: Date,
    place: Place,
    facts: BTreeMap<String, Datum>,
    certificate: Option<Certificate>,
}

impl<'b> Asked<'b> {
    fn read(args: &Args, globals: &Globals, body: &'b Body) -> Result<Asked<'b>, Failure> {
        let (law, lang) = (&body.law, globals.lang);
        let name = args.service.as_deref().unwrap_or_default();
        let service = if name.starts_with("service.") { name.to_string() } else { format!("service.{name}") };
        let Some(slot) = law.vocabulary.slots.get(&service) else {
            let known: Vec<String> =
                law.vocabulary.slots.keys().filter_map(|slot| slot.strip_prefix("service.")).map(String::from).collect();
            return Err(unknown(lang, "law-unknown-service", name, known.iter()));
        };
        let on = date(args.on.as_deref().unwrap_or_default(), globals)?;
        let place = place(law, args.place.as_deref().unwrap_or_default(), &args.person, globals)?;
        let facts = match &args.facts {
            Some(path) => facts::read(path, lang)?,
            None => BTreeMap::new(),
        };
        let certificate = match &args.certificate {
            Some(path) => Some(Certificate::read(&path.display().to_string(), &read_text(path)?)?),
            None => None,
        };
        Ok(Asked { body, certificate, title: slot.label.get(lang.code()).to_string(), service, on, place, facts })
    }

    fn situation(&self) -> Situation {
        Situation {
            places: self.place.territories.clone(),
            person: self.place.person.clone(),
            class: None,
            switches: self.place.switches.clone(),
            filed: self.on,
            started: None,
            decided: self.on,
            known: self.on,
            certificate: self.certificate.clone(),
            choices: BTreeMap::new(),
        }
    }

    /// The ruling that is asked for: the service's decision, or the silence at a step.
    fn ruling(&self, args: &Args, sources: Sources<'_>, lang: Lang) -> Result<Ruling, Failure> {
        let question = self.situation().question(None);
        let slots = self.decisions(&question);
        let net = self.net(&question);
        if net.is_none() {
            return Err(refused(Fault::NoAnswer { slot: self.service.clone(), day: self.on }));
        }
        self.facts_are_read(&slots, &question, net, args, sources, lang)?;
        let table = |slot: &String, part| Ruling {
            service: None,
            situation: self.situation(),
            facts: self.facts.clone(),
            class_by: None,
            made: Made::Table { decision: slot.clone(), part },
            judgements: Vec::new(),
        };
        let class_by = slots.iter().find(|slot| says_a_class(sources, &self.body.law, &self.decision(slot, &question)));
        if let Some(step) = &args.silent {
            let element = self.silent(step, net, lang)?;
            let (service, made) = (Some(self.service.clone()), Made::Silence { element, due: None });
            return Ok(Ruling { service, class_by: class_by.cloned(), made, ..table(&self.service, None) });
        }
        let Some(slot) = slots.first() else {
            let steps = net.map(|net| timers(net).into_iter().map(|(id, _)| id).collect::<Vec<_>>().join(", ")).unwrap_or_default();
            return Err(Failure::Input(say(lang, "explain-no-decision", &[("service", &self.title), ("known", &steps)])));
        };
        let whole = record(&table(slot, None), sources).map_err(refused)?;
        let part = match &whole.said.value {
            Datum::Context(parts) => parts.iter().find(|(_, value)| matches!(value, Datum::Text(_))).map(|(name, _)| name.clone()),
            _ => None,
        };
        Ok(table(slot, part))
    }

    /// Decisions of the service: those in its own area that the law answers here.
    fn decisions(&self, question: &Question) -> Vec<String> {
        let slots = &self.body.law.vocabulary.slots;
        let area = slots[&self.service].area.as_str();
        let within = |other: &str| other == area || other.strip_prefix(area).is_some_and(|rest| rest.starts_with('.'));
        let asked = |(slot, listed): &(&String, &alatau_core::law::Slot)| {
            slot.starts_with("decision.") && within(&listed.area) && self.body.law.resolve(slot, question).answer().is_some()
        };
        slots.iter().filter(asked).map(|(slot, _)| slot.clone()).collect()
    }

    fn decision(&self, slot: &str, question: &Question) -> Option<Decision> {
        let rule = self.body.law.resolve(slot, question).answer().map(|answer| answer.rule)?;
        match &self.body.law.rules[rule].kind {
            Kind::Decision(decision) => Some(decision.clone()),
            _ => None,
        }
    }

    fn net(&self, question: &Question) -> Option<&'b Net> {
        let rule = self.body.law.resolve(&self.service, question).answer().map(|answer| answer.rule)?;
        let Kind::Service(offer) = &self.body.law.rules[rule].kind else { return None };
        self.body.procedures.get(offer.procedure.as_ref()?).map(|net| &**net)
    }

    /// A fact that nobody reads is a slip of the pen, and no answer may come of it.
    fn facts_are_read(
        &self,
        slots: &[String],
        question: &Question,
        net: Option<&Net>,
        args: &Args,
        sources: Sources<'_>,
        lang: Lang,
    ) -> Result<(), Failure> {
        let mut known: BTreeSet<String> = net.map_or(BTreeSet::new(), |net| net.facts.iter().cloned().collect());
        for decision in slots.iter().filter_map(|slot| self.decision(slot, question)) {
            let inputs = sources.decisions.get(&decision.file).map_or(&[][..], |model| &model.inputs);
            known.extend(inputs.iter().map(|input| input.name.clone()).filter(|name| !decision.uses.contains_key(name)));
        }
        match self.facts.keys().chain(&args.may_change).find(|name| !known.contains(*name)) {
            None => Ok(()),
            Some(name) => {
                let known = known.into_iter().collect::<Vec<_>>().join(", ");
                Err(Failure::Input(say(lang, "explain-unknown-fact", &[("service", &self.title), ("name", name), ("known", &known)])))
            }
        }
    }

    /// The timer of a step, by its own id or that of its activity.
    fn silent(&self, step: &str, net: Option<&Net>, lang: Lang) -> Result<String, Failure> {
        let all = net.map(timers).unwrap_or_default();
        if let Some((timer, _)) = all.iter().find(|(timer, host)| timer == step || host == step) {
            return Ok(timer.clone());
        }
        let known: Vec<String> = all.into_iter().map(|(_, host)| host).collect();
        Err(unknown(lang, "explain-unknown-step", step, known.iter()))
    }

    fn shown(&self, lines: &[Line], ways: Option<(&Search, &[Line])>, hash: &str, sources: Sources<'_>, lang: Lang) -> String {
        let places: Vec<&str> = self.place.territories.iter().map(|id| self.body.law.territories[id].label.get(lang.code())).collect();
        let title = [("service", Arg::Text(&self.title)), ("place", Arg::Text(&places.join(", "))), ("day", Arg::Date(self.on))];
        let mut text = format!("{}\n\n", say_with(lang, "explain-title", &title));
        lines.iter().for_each(|line| text.push_str(&shown(line)));
        if let Some((search, lines)) = ways.filter(|(_, lines)| !lines.is_empty()) {
            let goal = search.goal.any_of.first().map_or(String::new(), |goal| spoken(goal, &self.body.law, lang));
            text.push_str(&format!("\n{}\n", say(lang, "explain-ways-title", &[("goal", &goal)])));
            lines.iter().for_each(|line| text.push_str(&shown(line)));
            let facts: Vec<String> = search.controlled.iter().map(|name| fact(name, &sources, lang)).collect();
            if !facts.is_empty() {
                text.push_str(&format!("{}\n", say(lang, "explain-changeable", &[("facts", &facts.join("; "))])));
            }
        }
        text.push_str(&format!("\n{}\n", say(lang, "explain-hash", &[("hash", hash)])));
        text
    }

    fn command(&self, args: &Args) -> String {
        let name = self.service.strip_prefix("service.").unwrap_or(&self.service);
        let mut command = format!("explain {name} --in {} --on {}", args.place.as_deref().unwrap_or_default(), self.on);
        let mut push = |option: &str, value: &str| command.push_str(&format!(" --{option} {value}"));
        args.silent.iter().for_each(|step| push("silent", step));
        args.want.iter().for_each(|word| push("want", word));
        args.may_change.iter().for_each(|fact| push("may-change", fact));
        self.certificate.iter().for_each(|certificate| push("certificate", &certificate.id));
        self.place.person.iter().for_each(|person| push("person", person));
        self.place.switches.iter().for_each(|(name, value)| push("switch", &format!("{name}={value}")));
        command
    }
}

/// Timers that count a term: their id, and that of the activity they belong to.
fn timers(net: &Net) -> Vec<(String, String)> {
    let is_term = |node: &usize| net.term_of(*node as u16).is_some();
    let host = |node: usize| net.info.get(net.nodes[node].host as usize).map_or(String::new(), |info| info.id.clone());
    (0..net.nodes.len()).filter(is_term).map(|node| (net.info[node].id.clone(), host(node))).collect()
}

/// Whether some rule of a decision's table says a class of the vocabulary.
fn says_a_class(sources: Sources<'_>, law: &alatau_core::law::Law, decision: &Option<Decision>) -> bool {
    let Some(decision) = decision else { return false };
    let says = |word: &String| law.vocabulary.classes.contains_key(word);
    sources.decisions.get(&decision.file).is_some_and(|model| model.words(&decision.decision).iter().any(says))
}

fn shown(line: &Line) -> String {
    let links: String = line.links.iter().map(|link| format!("  § {} ({})\n", link.title(), link.provision)).collect();
    format!("{}\n{links}", line.text)
}

/// What would have led to the wanted ruling, or to approval where that is declared.
fn search(args: &Args, asked: &Asked<'_>, ruling: &Ruling, sources: Sources<'_>, lang: Lang) -> Result<Option<Search>, Failure> {
    if let (Some(word), Made::Table { decision, .. }) = (&args.want, &ruling.made) {
        let decision = asked.decision(decision, &ruling.situation.question(None));
        let words = decision.and_then(|d| Some(sources.decisions.get(&d.file)?.words(&d.decision))).unwrap_or_default();
        if !words.is_empty() && !words.contains(word) {
            return Err(unknown(lang, "explain-unknown-want", word, words.iter()));
        }
    }
    let wanted = args.want.as_ref().map(|word| Goal { any_of: vec![wanted(word)] });
    let Some(goal) = wanted.or_else(|| Goal::of(ruling, &sources)) else { return Ok(None) };
    let facts = match args.may_change.is_empty() {
        true => controlled(ruling, sources).map_err(refused)?,
        false => args.may_change.clone(),
    };
    counterfactuals(ruling, sources, &goal, &facts).map(Some).map_err(refused)
}

fn wanted(word: &str) -> Datum {
    match word {
        "true" => Datum::Bool(true),
        "false" => Datum::Bool(false),
        _ if word.parse::<f64>().is_ok() => Datum::number(word),
        _ => Datum::text(word),
    }
}

/// Computes a kept record again.
fn check(path: &Path, sources: Sources<'_>, json: bool, lang: Lang) -> Result<(), Failure> {
    let kept = Record::read(&read_text(path)?).map_err(|fault| Failure::Input(format!("{}: {fault}", path.display())))?;
    let differences = verify(&kept, sources).map_err(refused)?;
    let holds = differences.is_empty();
    if json {
        print_json(&serde_json::json!({ "hash": kept.hash(), "holds": holds, "differences": differences }))?;
    } else {
        let mut text = match holds {
            true => format!("{}\n", say(lang, "explain-verified", &[])),
            false => format!("{}\n", say(lang, "explain-differs", &[("count", &differences.len().to_string())])),
        };
        let nothing = say(lang, "explain-nothing", &[]);
        for one in &differences {
            let (before, after) = (one.before.as_ref().unwrap_or(&nothing), one.after.as_ref().unwrap_or(&nothing));
            text.push_str(&format!("  {}\n", say(lang, "explain-differs-at", &[("at", &one.at), ("before", before), ("after", after)])));
        }
        text.push_str(&format!("{}\n", say(lang, "explain-hash", &[("hash", &kept.hash())])));
        print(&text)?;
    }
    if holds { Ok(()) } else { Err(Failure::No(String::new())) }
}
