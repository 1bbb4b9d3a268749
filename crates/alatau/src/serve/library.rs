//! Cases as readers see them: folded from their entries, with the law under which they acted last.

use super::refusal::Refusal;
use crate::procedure::law::{Told, of_bound};
use alatau_city::{
    About, Action, Application, Asked, Book, Erasure, Principal, Problem, Said, World, interest_declared, interests, keeps_out, may,
    read_all, read_content,
};
use alatau_core::case::record::Recorded;
use alatau_core::case::{Case, What, apply};
use alatau_core::law::hex;
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::text::Lang;
use alatau_core::time::Timestamp;
use alatau_store::{CaseRow, Journal, Sqlite, TaskRow};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// So many laws of cases are kept bound; beyond, all are forgotten and bound again.
const BOOKS_KEPT: usize = 10_000;

type Books = HashMap<(String, String), Vec<Arc<Book>>>;

/// The law and the procedures, as cases need them.
pub struct Library {
    /// Law, procedures and calendar.
    pub world: Arc<World>,
    nets: Mutex<HashMap<String, Arc<Net>>>,
    books: Mutex<Books>,
}

/// A case that is being read.
pub struct Opened {
    /// Its row.
    pub row: CaseRow,
    /// What the law was asked at filing.
    pub asked: Asked,
    /// What was applied for.
    pub application: Option<Application>,
    /// Its state.
    pub case: Case,
    /// Its events.
    pub events: Vec<Recorded>,
    /// What was written with each command, by the number of its first event.
    pub said: BTreeMap<u64, Said>,
    /// Its law.
    pub book: Arc<Book>,
    /// What it waits for.
    pub tasks: Vec<TaskRow>,
}

/// What is left of a case that was erased.
pub struct Left {
    /// Its row, without title and question.
    pub row: CaseRow,
    /// Who erased it, when and why.
    pub erasure: Option<Erasure>,
}

/// A case as its events say.
pub struct Folded {
    /// What the law was asked at filing.
    pub asked: Asked,
    /// What was applied for.
    pub application: Option<Application>,
    /// Its procedure.
    pub net: Arc<Net>,
    /// Its state.
    pub case: Case,
    /// Its events.
    pub events: Vec<Recorded>,
    /// What was written with each command, by the number of its first event.
    pub said: BTreeMap<u64, Said>,
}

impl Library {
    /// Over a world.
    pub fn new(world: Arc<World>) -> Library {
        let nets = world.procedures.values().map(|net| (hex(&net.hash), net.clone())).collect();
        Library { world, nets: Mutex::new(nets), books: Mutex::default() }
    }

    fn net(&self, hash: &str, store: &Sqlite) -> Result<Arc<Net>, Refusal> {
        let mut nets = self.nets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(net) = nets.get(hash) {
            return Ok(net.clone());
        }
        let name = format!("procedure/{hash}");
        let missing = || Refusal::fault(format!("the store has no procedure {hash}; restore the last backup"));
        let text = String::from_utf8(store.setting(&name)?.ok_or_else(missing)?).map_err(|_| missing())?;
        let net = bpmn::parse(&name, &text).and_then(|file| compile(&file, &Options::default())).map_err(|_| missing())?;
        let net = Arc::new(net);
        nets.insert(hash.to_string(), net.clone());
        Ok(net)
    }

    /// The law under which a case acted last.
    ///
    /// # Errors
    /// The law answers no more, or the store cannot be read.
    pub fn book(&self, row: &CaseRow, asked: &Asked, case: &Case, store: &Sqlite) -> Result<Arc<Book>, Refusal> {
        let pinned = self.net(&asked.procedure, store)?;
        let current = self.world.procedures.values().any(|net| net.hash == pinned.hash);
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if books.len() > BOOKS_KEPT {
            books.clear();
        }
        let of_case = books.entry((row.service.clone(), row.asked.clone())).or_default();
        let today = self.world.day(case.last).max(asked.situation.filed);
        Ok(self.world.books(&row.service, &asked.situation, if current { None } else { Some(&pinned) }, of_case, today)?)
    }

    /// A case, for whoever may see it.
    ///
    /// # Errors
    /// There is none, the principal may not know of it, its content was erased, or the store cannot be read.
    pub fn open(&self, case: u64, by: &Principal, store: &Sqlite) -> Result<Opened, Refusal> {
        let row = store.case(case)?.ok_or_else(|| Refusal::not_found("case"))?;
        let whole_city = About { applicant: row.applicant, bodies: &[], acting: "" };
        if let Some(left) = self.left_of(case, by, store)? {
            return Err(Problem::new(alatau_city::Kind::Gone, "AL-4411", self.told_of(&left)).into());
        }
        let Folded { asked, application, case: state, events, said, .. } = self.fold(&row, store)?;
        let book = self.book(&row, &asked, &state, store)?;
        if !may(by, Action::ReadCase, About { bodies: &book.bound.bodies, ..whole_city }) {
            return Err(Refusal::not_found("case"));
        }
        if keeps_out(by, row.applicant, interests(store)?.contains(&(by.account, row.applicant))) {
            return Err(interest_declared().into());
        }
        let tasks = store.tasks(case)?;
        Ok(Opened { row, asked, application, case: state, events, said, book, tasks })
    }

    /// What is left of an erased case, for whoever may see it: nothing but its row says which bodies took part. Nothing,
    /// where it was not erased.
    ///
    /// # Errors
    /// The principal may not know of it, or the store cannot be read.
    pub fn left_of(&self, case: u64, by: &Principal, store: &Sqlite) -> Result<Option<Left>, Refusal> {
        let Some(row) = store.case(case)?.filter(|row| row.asked.is_empty()) else { return Ok(None) };
        if !may(by, Action::ReadCase, About { applicant: row.applicant, bodies: &[], acting: "" }) {
            return Err(Refusal::not_found("case"));
        }
        Ok(Some(Left { erasure: Erasure::of(case, store)?, row }))
    }

    /// The same in a sentence.
    fn told_of(&self, Left { row, erasure }: &Left) -> String {
        let day = |at: i64| self.world.day(Timestamp(at));
        let ended = row.closed.map_or(String::new(), |closed| format!(", closed on {}", day(closed)));
        let outcome = row.outcome.as_deref().unwrap_or("no outcome");
        let why = erasure.as_ref().map_or(String::new(), |of| format!(" on {}: {}", day(of.at), of.reason));
        let (case, service, filed) = (row.case, &row.service, day(row.filed));
        format!("case {case} ({service}), filed on {filed}{ended}, {outcome}, was erased{why}; its proof is at /api/cases/{case}/receipt")
    }

    /// A case as its events say, without the law.
    ///
    /// # Errors
    /// Its content was erased or is damaged, or the store cannot be read.
    pub fn fold(&self, row: &CaseRow, store: &Sqlite) -> Result<Folded, Refusal> {
        let asked: Asked = serde_json::from_str(&row.asked).map_err(|error| Refusal::fault(format!("case {}: {error}", row.case)))?;
        let net = self.net(&asked.procedure, store)?;
        let entries = store.entries(row.case)?;
        let (events, said) = read_all(&entries, &net)?;
        let filed = entries.first().map(read_content).transpose()?.and_then(|content| content.application);
        let damaged = |error: serde_json::Error| Refusal::fault(format!("the application of case {}: {error}", row.case));
        let application = filed.map(serde_json::from_value).transpose().map_err(damaged)?;
        let mut case = Case::default();
        events.iter().for_each(|event| apply(&mut case, &event.event));
        Ok(Folded { asked, application, net, case, events, said })
    }

    /// The name of a step, by the procedure that is in force; its id if that has no such step.
    pub fn step(&self, procedure: &str, element: &str, lang: Lang) -> String {
        let net = self.world.procedures.values().find(|net| net.id == procedure && net.node(element).is_some());
        let info = net.and_then(|net| net.info.get(net.node(element)? as usize));
        info.map_or(element.to_string(), |info| crate::law::explain::name(info, lang))
    }
}

impl Opened {
    /// What was written with the command that opened a step: what a file lacks, why somebody complains.
    pub fn said_before(&self, activity: u32) -> Option<&Said> {
        let opened = |event: &Recorded| matches!(event.event.what, What::Entered { activity: of, .. } if of == activity);
        let number = self.events.iter().position(opened)? as u64 + 1;
        self.said.range(..=number).next_back().map(|(_, said)| said).filter(|said| !said.is_empty())
    }

    /// What was written with steps that are done: the event that ended the step, its number, and the words.
    pub fn opinions(&self) -> impl Iterator<Item = (&Recorded, u64, &Said)> {
        self.said.iter().filter(|(_, said)| !said.is_empty()).filter_map(move |(&first, said)| {
            let next = self.said.range(first + 1..).next().map_or(self.events.len() as u64 + 1, |(next, _)| *next);
            let done = |number: &u64| matches!(self.events[*number as usize - 1].event.what, What::Completed { .. });
            let number = (first..next).find(done)?;
            Some((&self.events[number as usize - 1], number, said))
        })
    }

    /// When the first term of what it waits for ends. The law may change before; that is no term.
    pub fn due(&self) -> Option<i64> {
        self.tasks.iter().filter_map(|task| task.due).min()
    }

    /// The procedure and its law in words.
    pub fn told(&self, world: &World, lang: Lang) -> Told {
        let place = world.law.territories.get(&self.row.place).map_or(&self.row.place[..], |place| place.label.get(lang.code()));
        of_bound(&world.law, self.book.bound.clone(), place.to_string(), self.book.from, &world.calendar, lang)
    }
}
