//! What the law of a place says of a procedure on a day: who acts, how long, what silence means.

use crate::cli::{Globals, say, say_with};
use crate::failure::Failure;
use crate::law::columns;
use crate::law::explain::{calendar, question, refused, service};
use crate::shipped::Body;
use alatau_core::case::bind::{self, Bound};
use alatau_core::law::Law;
use alatau_core::procedure::bpmn::Bpmn;
use alatau_core::procedure::{Kind, Net};
use alatau_core::text::{Arg, Lang};
use alatau_core::time::{Calendar, Date};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where and when.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// A territory of the law, or a column: ordinary, sez, alatau-facade, alatau
    #[arg(long = "in", value_name = "PLACE", requires = "on")]
    place: Option<String>,
    /// The day of filing, for example 2026-11-02
    #[arg(long, value_name = "DATE", requires = "place")]
    on: Option<String>,
    /// Class of the case
    #[arg(long, value_name = "CLASS", default_value = "level-2")]
    class: String,
    /// Status of the applicant; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
}

/// A place and a day that were both given.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    place: &'a str,
    on: &'a str,
    class: &'a str,
    person: &'a [String],
}

impl Place {
    /// Both, if they were given.
    pub fn asked(&self) -> Option<Asked<'_>> {
        let (place, on) = (self.place.as_deref()?, self.on.as_deref()?);
        Some(Asked { place, on, class: &self.class, person: &self.person })
    }
}

/// What the law says.
pub struct Told {
    /// Name of the place.
    pub place: String,
    /// Day of filing.
    pub on: Date,
    /// Calendar of the law.
    pub calendar: Arc<Calendar>,
    /// Procedure and law, bound together.
    pub bound: Bound,
    /// Names of the bodies, by node; empty for the applicant.
    pub bodies: Vec<String>,
    /// Terms in words, by number of the net.
    pub terms: Vec<Term>,
    /// Names of the facts that the law gives, by fact.
    pub facts: BTreeMap<String, String>,
}

/// A term in words.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Term {
    /// Slot.
    pub slot: String,
    /// `15 working days`.
    pub length: String,
    /// What silence means.
    pub silence: String,
}

/// The law of a place for a file that names its service.
pub fn of_file(file: &Bpmn, asked: Asked<'_>, globals: &Globals) -> Result<Told, Failure> {
    let mut body = crate::law::sound(globals)?;
    let nets = super::nets(file, None, &[])?;
    let Some(net) = nets.into_iter().find(|net| !net.service.is_empty()) else {
        return Err(Failure::Input(say(globals.lang, "procedure-no-service", &[("file", &file.file)])));
    };
    let service = service(&body.law, &net.service, globals.lang)?;
    // Whatever file the law names for the service, this one is asked about.
    let net = Arc::new(net);
    body.procedures.values_mut().filter(|other| other.service == service).for_each(|other| *other = net.clone());
    of_service(&body, &service, asked, globals).map(|mut told| {
        told.bound.procedure.clone_from(&file.file);
        told
    })
}

/// The law of a place for a service.
pub fn of_service(body: &Body, service: &str, asked: Asked<'_>, globals: &Globals) -> Result<Told, Failure> {
    let (law, lang) = (&body.law, globals.lang);
    let on = crate::law::date(asked.on, globals)?;
    let place = columns::place(law, asked.place, asked.person, globals)?;
    if !law.vocabulary.classes.contains_key(asked.class) {
        return Err(crate::cli::unknown(lang, "law-unknown-class", asked.class, law.vocabulary.classes.keys()));
    }
    let question = question(&place, asked.class, on, on);
    let calendar = calendar(law, &question)?;
    let bound = bind::bind(law, &body.procedures, service, &question, &calendar)
        .map_err(|error| refused(law, error, [service, asked.place, asked.on], lang))?;
    let places = question.places.iter().filter_map(|id| law.territories.get(id)).map(|t| t.label.get(lang.code()).to_string());
    let place = places.collect::<Vec<_>>().join(", ");
    Ok(of_bound(law, bound, place, on, &calendar, lang))
}

/// What a bound procedure says, in words.
pub fn of_bound(law: &Law, bound: Bound, place: String, on: Date, calendar: &Arc<Calendar>, lang: Lang) -> Told {
    let named = |id: &String| law.authorities.get(id).map_or(id.clone(), |authority| authority.label.get(lang.code()).to_string());
    let bodies = bound.bodies.iter().map(named).collect();
    let net = bound.rulebook.net.clone();
    let terms = bound.rulebook.terms.iter().map(|versions| versions.last().map_or_else(Term::default, |rule| term(rule, lang))).collect();
    let slot_label = |slot: &String| law.vocabulary.slots.get(slot).map(|slot| slot.label.get(lang.code()).to_string());
    let facts = net.uses.iter().filter_map(|(fact, slot)| Some((fact.clone(), slot_label(slot)?))).collect();
    Told { place, on, calendar: calendar.clone(), bodies, terms, facts, bound }
}

fn term(rule: &alatau_core::case::TermRule, lang: Lang) -> Term {
    Term {
        slot: rule.slot.clone(),
        length: say_with(lang, &format!("length-{}", rule.spec.unit), &[("n", Arg::from(rule.spec.length))]),
        silence: say(lang, &format!("silence-{}", rule.yields.word()), &[]),
    }
}

impl Told {
    /// The procedure.
    pub fn net(&self) -> &Net {
        &self.bound.rulebook.net
    }

    /// Who acts at a node.
    pub fn body(&self, node: u16, lang: Lang) -> String {
        match self.bodies.get(node as usize).map(String::as_str) {
            None | Some("") => say(lang, "body-applicant", &[]),
            Some(body) => body.to_string(),
        }
    }

    /// What is written on a diagram beside names: bodies at tasks, lengths at terms.
    pub fn asides(&self, lang: Lang) -> BTreeMap<String, Vec<String>> {
        let mut asides = BTreeMap::new();
        let net = self.net();
        for (number, node) in net.nodes.iter().enumerate() {
            let said = match (node.kind, net.term_of(number as u16).and_then(|term| self.terms.get(term as usize))) {
                (_, Some(term)) => term.length.clone(),
                (Kind::Task, None) => self.body(number as u16, lang),
                _ => continue,
            };
            asides.insert(net.info[number].id.clone(), vec![said]);
        }
        asides
    }
}
