//! The law by which the city decides: bound for each case, and bound anew when a
//! provision it uses changes.

use crate::problem::{Kind, Problem};
use alatau_core::case::bind::{self, BindError, Bound};
use alatau_core::decision::dmn::Model;
use alatau_core::explain::{Situation, Sources};
use alatau_core::law::{Law, Question};
use alatau_core::procedure::{Condition, Kind as Element, NONE, Net};
use alatau_core::text::msg;
use alatau_core::time::{Calendar, Date, TermSpec, Timestamp, Unit, count};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Law, procedures, decisions and calendar: everything that is not a case.
pub struct World {
    /// Acts and lists.
    pub law: Law,
    /// Compiled procedures, by file name.
    pub procedures: BTreeMap<String, Arc<Net>>,
    /// Texts of the procedures, by file name: a case keeps the one it began with.
    pub texts: BTreeMap<String, String>,
    /// Decision models, by file name.
    pub decisions: BTreeMap<String, Model>,
    /// Readings of open questions that the city goes by.
    pub switches: BTreeMap<String, String>,
    /// The calendar of the law.
    pub calendar: Arc<Calendar>,
}

/// The law of a case from a day on.
pub struct Book {
    /// First day.
    pub from: Date,
    /// Net, terms, silences, bodies.
    pub bound: Bound,
    /// What each element asks, once it was looked up.
    asked: Vec<OnceLock<BTreeSet<u16>>>,
}

impl Book {
    /// A law that holds from a day on.
    pub fn new(from: Date, bound: Bound) -> Book {
        let asked = bound.rulebook.net.nodes.iter().map(|_| OnceLock::new()).collect();
        Book { from, bound, asked }
    }
}

impl World {
    /// A world of what was read.
    ///
    /// # Errors
    /// [`BindError`]: the law has no calendar.
    pub fn new(
        law: Law,
        procedures: BTreeMap<String, Arc<Net>>,
        texts: BTreeMap<String, String>,
        decisions: BTreeMap<String, Model>,
        switches: BTreeMap<String, String>,
    ) -> Result<World, BindError> {
        let name = law.vocabulary.slots.keys().find_map(|slot| slot.strip_prefix("calendar.")?.split('.').next()).unwrap_or("kz");
        let everything = Question { known: Date::MAX, switches: switches.clone(), ..Question::on("", Date::MIN) };
        let calendar = Arc::new(bind::calendar(&law, name, &everything)?);
        Ok(World { law, procedures, texts, decisions, switches, calendar })
    }

    /// What rulings are explained from.
    pub fn sources(&self) -> Sources<'_> {
        Sources { law: &self.law, procedures: &self.procedures, decisions: &self.decisions }
    }

    /// Working days left until an instant: 0 on the last day, -1 once it is over. Of two instants the
    /// earlier never has more left: a list in the order of its dues is one in the order of this slack.
    pub fn slack(&self, now: Timestamp, due: Timestamp) -> i32 {
        let (today, last) = (self.day(now), self.day(due.plus(-1)));
        if due <= now || last < today {
            return -1;
        }
        let spec = TermSpec::new(1, Unit::WorkingDays);
        count::consumed(today, last, &spec, &self.calendar).map_or(0, |days| days as i32)
    }

    /// The civil day of an instant.
    pub fn day(&self, now: Timestamp) -> Date {
        self.calendar.zone.date(now)
    }

    /// The question of an application that is filed today.
    ///
    /// # Errors
    /// A place, a status or a class that the law does not know.
    pub fn question(&self, place: &str, person: &BTreeSet<String>, class: Option<&str>, today: Date) -> Result<Question, Problem> {
        let unknown = |what: &str, word: &str, known: Vec<&String>| {
            let known = known.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let message = match what {
                "place" => msg::WHY_NO_PLACE,
                "class" => msg::WHY_NO_CLASS,
                _ => msg::WHY_NO_STATUS,
            };
            Problem::new(Kind::Refused, "AL-4404", format!("`{word}` is no {what} of the law; there are: {known}"))
                .why(message, [("word", word.into())])
        };
        if !self.law.territories.contains_key(place) {
            return Err(unknown("place", place, self.law.territories.keys().collect()));
        }
        if let Some(word) = person.iter().find(|word| !self.law.vocabulary.statuses.contains_key(*word)) {
            return Err(unknown("status", word, self.law.vocabulary.statuses.keys().collect()));
        }
        if let Some(word) = class.filter(|word| !self.law.vocabulary.classes.contains_key(*word)) {
            return Err(unknown("class", word, self.law.vocabulary.classes.keys().collect()));
        }
        let switches = self.switches.clone();
        Ok(Question { person: person.clone(), class: class.map(String::from), switches, ..Question::on(place, today) })
    }

    /// The law of a case on a day: the one of its filing, and every change since.
    ///
    /// `pinned` is the procedure that the case began with, where it is no longer the present one;
    /// `books` what was bound for the same question before.
    ///
    /// # Errors
    /// The law does not offer the service, or leaves something open.
    pub fn books(
        &self,
        service: &str,
        asked: &Situation,
        pinned: Option<&Arc<Net>>,
        books: &mut Vec<Arc<Book>>,
        today: Date,
    ) -> Result<Arc<Book>, Problem> {
        let procedures = || match pinned {
            None => self.procedures.clone(),
            Some(pinned) => {
                let of_service = |net: &Arc<Net>| if net.service == pinned.service { pinned.clone() } else { net.clone() };
                self.procedures.iter().map(|(file, net)| (file.clone(), of_service(net))).collect()
            }
        };
        if books.is_empty() {
            let question = asked.question(asked.class.as_deref());
            let bound = bind::bind(&self.law, &procedures(), service, &question, &self.calendar)?;
            books.push(Arc::new(Book::new(asked.filed, bound)));
        }
        loop {
            let last = books.last().expect("a case has a law");
            let until = last.bound.rulebook.valid_until;
            if until > today {
                break;
            }
            let question = Question { decided: until, known: until.max(asked.known), ..asked.question(asked.class.as_deref()) };
            let after = bind::bind(&self.law, &procedures(), service, &question, &self.calendar)?;
            if after.rulebook.net.hash != last.bound.rulebook.net.hash {
                // A case stays on the procedure it began with, and so under the last law that has it, until it is migrated.
                let mut stays = last.bound.clone();
                stays.rulebook.valid_until = after.rulebook.valid_until;
                books.push(Arc::new(Book::new(until, stays)));
                continue;
            }
            let bound = bind::succeed(&last.bound.rulebook, after)?;
            books.push(Arc::new(Book::new(until, bound)));
        }
        let on_the_day = books.iter().rev().find(|book| book.from <= today).unwrap_or(&books[0]);
        Ok(on_the_day.clone())
    }
}

/// The facts that are read after an element and before anything waits again: what whoever completes it has to state.
pub fn asked_after(book: &Book, node: u16) -> &BTreeSet<u16> {
    static NOTHING: BTreeSet<u16> = BTreeSet::new();
    match book.asked.get(node as usize) {
        Some(asked) => asked.get_or_init(|| look_up(book, node)),
        None => &NOTHING,
    }
}

fn look_up(book: &Book, node: u16) -> BTreeSet<u16> {
    let net = &book.bound.rulebook.net;
    let mut reader = Reader { net, seen: BTreeSet::new(), facts: BTreeSet::new() };
    reader.leave(node);
    let rulebook = &book.bound.rulebook;
    let judged: BTreeSet<String> =
        net.info.iter().filter(|i| !i.judgement.is_empty()).map(|i| alatau_core::explain::judgement_fact(&i.judgement)).collect();
    reader.facts.retain(|&fact| {
        rulebook.given[fact as usize].is_null()
            && fact != rulebook.silence_fact
            && fact != rulebook.ruling_fact
            && !judged.contains(&net.facts[fact as usize])
    });
    reader.facts
}

/// The facts that an application states: those read before anything waits.
pub fn asked_at_filing(book: &Book) -> BTreeSet<u16> {
    asked_after(book, book.bound.rulebook.net.start).clone()
}

struct Reader<'n> {
    net: &'n Net,
    seen: BTreeSet<u16>,
    facts: BTreeSet<u16>,
}

impl Reader<'_> {
    fn leave(&mut self, node: u16) {
        for flow in self.net.nodes[node as usize].outs.iter() {
            let flow_of = &self.net.flows[flow as usize];
            match flow_of.condition {
                Condition::Always => {}
                Condition::Compare { fact, .. } => drop(self.facts.insert(fact)),
                Condition::Feel(_) => {
                    let text = &self.net.flow_conditions[flow as usize];
                    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').collect();
                    let read = self.net.facts.iter().enumerate().filter(|(_, name)| words.contains(name.as_str()));
                    self.facts.extend(read.map(|(fact, _)| fact as u16));
                }
            }
            self.enter(flow_of.target);
        }
    }

    fn enter(&mut self, node: u16) {
        if !self.seen.insert(node) {
            return;
        }
        let of = &self.net.nodes[node as usize];
        match of.kind {
            Element::Task | Element::Catch | Element::AdHoc | Element::EventBased => {}
            Element::SubProcess | Element::Multi if of.start != NONE => self.enter(of.start),
            Element::SubProcess | Element::Multi | Element::EventSubProcess => {}
            Element::End if of.parent != NONE => self.leave(of.parent),
            _ => self.leave(node),
        }
    }
}
