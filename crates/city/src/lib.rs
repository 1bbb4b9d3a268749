//! The deterministic core of a live city.
//!
//! ```text
//! take(request, now, &journal)   stages what happens and answers; nothing is kept yet
//! tick(now, &journal)            lets everything that is due act, each at its own instant
//! flush(&mut journal)            keeps all of it in one transaction; then answers may go out
//! ```
//!
//! There is no clock, chance, file or socket in here: the instant and the entropy come
//! with the request, the store is handed in. So a seed is enough to drive a whole
//! server through faults, crashes and clock jumps, and to see it again.
//!
//! Invariants: cases move only through the kernel's `handle` and `apply`; what is in
//! memory is a cache of the store, and after a failed commit all of it is forgotten.

mod accounts;
mod ask;
mod clock;
pub mod course;
mod drafts;
mod entry;
pub mod figures;
mod fits;
mod live;
mod policy;
mod problem;
mod requests;
mod retention;
mod world;

pub use ask::{Application, Ask, Erasure, Ground, Judgement, Lack, Paper, Proposal, Proposed, Reply, Request, Said};
pub use clock::{Clock, Jump};
pub use entry::{Act, Content, Facts};
pub use live::{Asked, complaint_of, first_due, outcome_word, read_all, read_content, read_events, rebuilt};
pub use policy::{About, Action, Principal, Role, keeps_out, may, may_ever, may_read_proposal, needs_body};
pub use problem::{Kind, Part, Problem, Why};
pub use requests::{OF_REGISTERS, blob, interest_declared, proposal_name, told_until};
pub use retention::{ACCESS_LOG, Behind, CASE_FILE, CLASSES, DRAFT, DueCases, Keeping, Until};
pub use world::{Book, World, asked_after, asked_at_filing};

use alatau_core::case::packed::Place;
use alatau_core::case::paper::COMPLAINS;
use alatau_core::case::reasons::Given;
use alatau_core::case::record::{Actor, Grounded, Head, Recorded, Unrecorded, complete, ground};
use alatau_core::case::{Command, Event, Rulebook, What};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Judged, Situation, seal};
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::register::{self, Claimant, Happened, Register, Want, transact};
use alatau_core::text::msg;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{CaseRow, Draft, Fault, Holding, Ids, Journal, Notice, TaskRow, Write};
use entry::{Made, Sheets};
use live::Live;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// So many cases are kept in memory before all are forgotten: they are read again when needed.
const CASES_KEPT: usize = 50_000;
/// So many questions to the law are kept with their answers.
const ANSWERS_KEPT: usize = 4_096;
/// So many cases that are due are looked at in one go.
const DUE_AT_ONCE: usize = 1_024;
/// Answers to requests are kept for seven days, in microseconds: who does not know what came of a request asks
/// again within minutes, and at the latest after a long weekend without a network.
const ANSWERS_LAST: i64 = 7 * 86_400_000_000;
/// So many answers and so many logins go in one commit: nobody waits long for it.
const FORGOTTEN_AT_ONCE: u32 = 1_024;
/// After so many microseconds it is looked again for what has served its time.
const LOOKED_AGAIN: i64 = 60_000_000;
/// After so many microseconds a case that could not go on is tried again.
const TRIED_AGAIN: i64 = 60_000_000;

/// A live city over a store.
pub struct City {
    world: Arc<World>,
    /// By service and question.
    books: HashMap<(String, String), Vec<Arc<Book>>>,
    /// Hash of the procedure that a service takes, by service and question.
    filings: HashMap<(String, String), String>,
    /// Procedures by the hash of their file, as cases are pinned to them.
    nets: HashMap<String, Arc<Net>>,
    /// By numbers that the city itself gave out.
    cases: FxHashMap<u64, Box<Live>>,
    /// Last event number of each procedure.
    numbers: BTreeMap<String, u64>,
    register: Register,
    drafts: BTreeMap<u64, Option<Draft>>,
    ids: Ids,
    /// The latest instant at which something happened; the clock never runs back behind it.
    last: Timestamp,
    /// Cases whose clock cannot go on, why, and when it is tried again: everybody else's goes on.
    stuck: BTreeMap<u64, (Problem, Timestamp)>,
    /// When it is looked again for logins that ended, and for answers that nobody asks for any more.
    forgets: Timestamp,
    /// What is in memory may not be what the store has: the store has to be read first.
    doubtful: bool,
    staged: Vec<Write>,
    /// Lists of the last command, for the next one.
    happened: Option<Box<Happened>>,
    sheets: Sheets,
}

/// A command with what a human gives beside it.
struct Told<'t> {
    by: &'t Actor,
    reason: &'t str,
    judged: Option<&'t Judged>,
    application: Option<serde_json::Value>,
    said: Said,
    wants: &'t [Want],
}

impl<'t> Told<'t> {
    fn by(by: &'t Actor) -> Told<'t> {
        Told { by, reason: "", judged: None, application: None, said: Said::default(), wants: &[] }
    }
}

impl City {
    /// The city as the store has it.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub fn open(world: Arc<World>, journal: &mut impl Journal) -> Result<City, Problem> {
        let mut city = City {
            world,
            books: HashMap::new(),
            filings: HashMap::new(),
            nets: HashMap::new(),
            cases: FxHashMap::default(),
            numbers: BTreeMap::new(),
            register: Register::default(),
            drafts: BTreeMap::new(),
            ids: Ids::default(),
            last: Timestamp::MIN,
            stuck: BTreeMap::new(),
            forgets: Timestamp::MIN,
            doubtful: false,
            staged: Vec::new(),
            happened: None,
            sheets: Sheets::default(),
        };
        city.forget(journal)?;
        let world = city.world.clone();
        for (file, net) in &world.procedures {
            let (hash, text) = (alatau_core::law::hex(&net.hash), world.texts.get(file));
            city.nets.insert(hash.clone(), net.clone());
            let name = format!("procedure/{hash}");
            if let Some(text) = text.filter(|_| matches!(journal.setting(&name), Ok(None))) {
                city.staged.push(Write::Setting { name, value: text.as_bytes().to_vec() });
            }
        }
        city.flush(journal)?;
        Ok(city)
    }

    /// Law, procedures and calendar.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// What is held.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Cases whose clock cannot go on, and why.
    pub fn stuck(&self) -> impl ExactSizeIterator<Item = (u64, &Problem)> {
        self.stuck.iter().map(|(case, (problem, _))| (*case, problem))
    }

    /// Hands over what waits to be kept, for who keeps it elsewhere, or measures without a disk.
    pub fn take_staged(&mut self) -> Vec<Write> {
        self.let_go_of_closed();
        self.sheets.settle(&mut self.staged);
        let as_long = Vec::with_capacity(self.staged.len());
        std::mem::replace(&mut self.staged, as_long)
    }

    /// Whether something waits to be kept.
    pub fn is_staged(&self) -> bool {
        !self.staged.is_empty()
    }

    /// Cases that what is staged changes, each with its events then.
    pub fn staged_cases(&self) -> impl Iterator<Item = (u64, u64)> {
        self.staged.iter().filter_map(|write| match write {
            Write::Tasks { case, .. } => Some((*case, self.cases.get(case)?.row.events)),
            _ => None,
        })
    }

    /// Drops what was staged and reads the store anew.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn forget(&mut self, journal: &impl Journal) -> Result<(), Problem> {
        self.doubtful = true;
        self.staged.clear();
        self.sheets = Sheets::default();
        self.cases.clear();
        self.drafts.clear();
        self.ids = journal.ids()?;
        let world = self.world.clone();
        self.numbers.clear();
        for net in world.procedures.values() {
            self.numbers.insert(net.id.clone(), journal.last_number(&net.id)?);
        }
        let size = journal.size()?;
        if let Some(leaf) = journal.leaves(size.saturating_sub(1), 1)?.first() {
            let leaf = Leaf::read(leaf).map_err(|wrong| Problem::fault(format!("the last leaf of the log: {wrong}")))?;
            self.last = self.last.max(Timestamp(leaf.at));
        }
        self.register = Register::default();
        let mut events = Vec::new();
        for (quota, limit) in setting::<BTreeMap<String, u64>>(journal, "quotas")? {
            events.push(register::What::Limited { quota, limit });
        }
        for (officer, party) in interests(journal)? {
            events.push(register::What::Declared { officer, party, interested: true });
        }
        for kind in [register::Kind::Plot, register::Kind::Slot, register::Kind::Quota] {
            for Holding { thing, case, amount, .. } in journal.register(kind.word())? {
                events.push(register::What::Claimed { want: Want { thing: register::Thing::new(kind, &thing).normal(), amount }, case });
            }
        }
        let at = self.last;
        events.into_iter().for_each(|what| register::apply(&mut self.register, &register::Event { at, what }));
        self.doubtful = false;
        Ok(())
    }

    /// Reads the store, if it could not be read when it had to be.
    fn sure(&mut self, journal: &impl Journal) -> Result<(), Problem> {
        if self.doubtful { self.forget(journal) } else { Ok(()) }
    }

    /// Keeps all that was staged, or nothing. Only after it are the answers true.
    ///
    /// # Errors
    /// [`Fault`], as a problem: nothing was kept, and the city is as the store has it.
    pub fn flush(&mut self, journal: &mut impl Journal) -> Result<(), Problem> {
        if self.staged.is_empty() {
            return Ok(());
        }
        self.sheets.settle(&mut self.staged);
        let kept: Result<u64, Fault> = journal.commit(&self.staged);
        if let Err(fault) = kept {
            self.forget(journal)?;
            return Err(fault.into());
        }
        self.let_go_of_closed();
        self.staged.clear();
        self.drafts.clear();
        if self.cases.len() > CASES_KEPT {
            self.cases.clear();
        }
        if self.books.len().max(self.filings.len()) > ANSWERS_KEPT {
            self.books.clear();
            self.filings.clear();
        }
        Ok(())
    }

    /// Nobody acts in a case that is over: it need not be in memory.
    fn let_go_of_closed(&mut self) {
        for write in &self.staged {
            if let Write::Case(row) = write
                && !row.open
            {
                self.cases.remove(&row.case);
            }
        }
    }

    /// When the city changes by itself next, or tries again what could not go on.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn next_due(&self, journal: &impl Journal) -> Result<Option<Timestamp>, Problem> {
        let first = match self.stuck.is_empty() {
            true => journal.next_due()?,
            false => {
                journal.due(i64::MAX, self.stuck.len() + 1)?.into_iter().find(|(_, case)| !self.stuck.contains_key(case)).map(|(at, _)| at)
            }
        };
        let again = self.stuck.values().map(|(_, again)| *again).min();
        Ok(first.map(Timestamp).into_iter().chain(again).min())
    }

    /// Lets everything act that is due by now, in the order of its instants; each event
    /// bears the instant at which it was due. Answers whether more may be due: flush, and tick again.
    /// A case that cannot go on is set aside ([`City::stuck`]) and tried again after a minute.
    ///
    /// # Errors
    /// The store cannot be read; what acted before is staged.
    pub fn tick(&mut self, now: Timestamp, journal: &impl Journal) -> Result<bool, Problem> {
        self.sure(journal)?;
        self.stuck.retain(|_, (_, again)| now < *again);
        let limit = DUE_AT_ONCE + self.stuck.len();
        let found = journal.due(now.0, limit)?;
        let more = found.len() == limit;
        // What lies beyond this page waits, so that nothing overtakes it.
        let horizon = if more { found.last().map_or(now, |(at, _)| Timestamp(*at)) } else { now };
        let able = found.into_iter().filter(|(_, case)| !self.stuck.contains_key(case));
        let mut agenda: BinaryHeap<Reverse<(i64, u64)>> = able.map(Reverse).collect();
        while let Some(Reverse((_, case))) = agenda.pop() {
            match catch_unwind(AssertUnwindSafe(|| self.tick_one(case, horizon, journal))) {
                Ok(Ok(next)) => agenda.extend(next.map(|at| Reverse((at.0, case)))),
                Ok(Err(problem)) if problem.kind == Kind::Unavailable => return Err(problem),
                Ok(Err(problem)) => self.set_aside(case, problem, now),
                Err(_) => {
                    // Nobody knows what it left half done; what the others came to is due again.
                    self.set_aside(case, Problem::fault(format!("the clock of case {case} broke the program; its log says why")), now);
                    self.forget(journal)?;
                    return Ok(true);
                }
            }
        }
        self.forget_outlived(now, journal)?;
        Ok(more)
    }

    /// Stages that logins which ended go, and answers that nobody asks for any more; looks stay, they are evidence.
    fn forget_outlived(&mut self, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        if now < self.forgets {
            return Ok(());
        }
        let (ended, answered) = (now.0, now.0.saturating_sub(ANSWERS_LAST));
        if journal.outlived(ended, answered)? {
            self.staged.push(Write::Forget { ended, answered, most: FORGOTTEN_AT_ONCE });
        } else {
            self.forgets = Timestamp(now.0.saturating_add(LOOKED_AGAIN));
        }
        Ok(())
    }

    fn set_aside(&mut self, case: u64, problem: Problem, now: Timestamp) {
        self.stuck.insert(case, (problem, Timestamp(now.0.saturating_add(TRIED_AGAIN))));
    }

    /// Lets the earliest thing act that is due in a case by then; answers when the next is, if by then too.
    fn tick_one(&mut self, case: u64, until: Timestamp, journal: &impl Journal) -> Result<Option<Timestamp>, Problem> {
        if self.live(case, journal)?.row.due.is_none_or(|due| due > until.0) {
            return Ok(None);
        }
        self.with(case, journal, |city, live| {
            let Some((at, act)) = live.next(&city.world) else { return Ok(None) };
            let book = live.book.clone();
            if act == Act::Recount {
                live.book = city.book(&live.row.service, &live.row.asked, &live.asked, at, journal)?;
            }
            let at = at.max(live.case.last);
            if let Err(problem) = city.command(live, act, Told::by(&Actor::Clock), at, journal) {
                live.book = book;
                return Err(problem);
            }
            city.stuck.remove(&case);
            Ok(live.row.due.map(Timestamp).filter(|at| *at <= until))
        })
    }

    /// A case and the city beside it.
    fn with<T>(
        &mut self,
        case: u64,
        journal: &impl Journal,
        work: impl FnOnce(&mut City, &mut Live) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.live(case, journal)?;
        let mut live = self.cases.remove(&case).expect("it was put there");
        let done = work(self, &mut live);
        self.cases.insert(case, live);
        done
    }

    /// A case, from memory or from the store.
    fn live(&mut self, case: u64, journal: &impl Journal) -> Result<&mut Live, Problem> {
        if !self.cases.contains_key(&case) {
            let row = journal.case(case)?.ok_or_else(|| Problem::not_found("case"))?;
            let live = self.read(row, journal)?;
            self.cases.insert(case, Box::new(live));
        }
        Ok(self.cases.get_mut(&case).expect("it was put there"))
    }

    fn read(&mut self, row: CaseRow, journal: &impl Journal) -> Result<Live, Problem> {
        if row.asked.is_empty() {
            return Err(Problem::new(Kind::Gone, "AL-4411", format!("the content of case {} was erased; its proofs remain", row.case)));
        }
        let asked: Asked = serde_json::from_str(&row.asked).map_err(|error| Problem::fault(format!("case {}: {error}", row.case)))?;
        let net = self.net(&asked.procedure, journal)?;
        let case = Live::fold(journal, &net, row.case)?;
        let book = self.book(&row.service, &row.asked, &asked, case.last, journal)?;
        let tasks = Arc::new(journal.tasks(row.case)?);
        let added = live::unnamed(journal, row.case)?;
        let mut live = Live { case, tasks, row: Arc::new(row), asked: Arc::new(asked), book, added };
        // The law may have been changed since the row was kept.
        Arc::make_mut(&mut live.row).due = live.next(&self.world).map(|(at, _)| at.0);
        Ok(live)
    }

    /// The procedure with a hash: of this law, or as the store keeps it.
    fn net(&mut self, hash: &str, journal: &impl Journal) -> Result<Arc<Net>, Problem> {
        if let Some(net) = self.nets.get(hash) {
            return Ok(net.clone());
        }
        let name = format!("procedure/{hash}");
        let missing = || Problem::fault(format!("the store has no procedure {hash}; restore the last backup"));
        let text = journal.setting(&name)?.ok_or_else(missing)?;
        let text = String::from_utf8(text).map_err(|_| missing())?;
        let net = bpmn::parse(&name, &text).and_then(|file| compile(&file, &Options::default()));
        let net = Arc::new(net.map_err(|errors| Problem::fault(format!("{name}: {} errors; restore the last backup", errors.len())))?);
        self.nets.insert(hash.to_string(), net.clone());
        Ok(net)
    }

    /// The law of a case at an instant.
    fn book(&mut self, service: &str, key: &str, asked: &Asked, now: Timestamp, journal: &impl Journal) -> Result<Arc<Book>, Problem> {
        let pinned = self.net(&asked.procedure, journal)?;
        let current = self.world.procedures.values().any(|net| net.hash == pinned.hash);
        let world = self.world.clone();
        let books = self.books.entry((service.to_string(), key.to_string())).or_default();
        let today = world.day(now).max(asked.situation.filed);
        world.books(service, &asked.situation, if current { None } else { Some(&pinned) }, books, today)
    }

    /// What a case waits for, staged or kept.
    ///
    /// # Errors
    /// There is no such case, or the store cannot be read.
    pub fn tasks(&mut self, case: u64, journal: &impl Journal) -> Result<&[TaskRow], Problem> {
        Ok(&self.live(case, journal)?.tasks)
    }

    /// The procedure that a service takes for a question, by the hash of its file.
    fn procedure_of(&mut self, service: &str, situation: &Situation) -> Result<String, Problem> {
        let asked = serde_json::to_string(situation).map_err(|error| Problem::fault(error.to_string()))?;
        let key = (service.to_string(), asked);
        if let Some(hash) = self.filings.get(&key) {
            return Ok(hash.clone());
        }
        let (world, question) = (&self.world, situation.question(situation.class.as_deref()));
        let bound = alatau_core::case::bind::bind(&world.law, &world.procedures, service, &question, &world.calendar)?;
        let hash = alatau_core::law::hex(&bound.rulebook.net.hash);
        self.filings.insert(key, hash.clone());
        Ok(hash)
    }

    /// Every law that a case has had by an instant, with the day from which each holds.
    ///
    /// # Errors
    /// The store cannot be read, or the law answers no more.
    pub fn books_of(&mut self, case: u64, until: Timestamp, journal: &impl Journal) -> Result<Vec<Arc<Book>>, Problem> {
        let live = self.live(case, journal)?;
        let (row, asked) = (live.row.clone(), live.asked.clone());
        self.book(&row.service, &row.asked, &asked, until, journal)?;
        Ok(self.books.get(&(row.service.clone(), row.asked.clone())).cloned().unwrap_or_default())
    }

    /// Gives a case a command; stages its entries and rows. Nothing changed on `Err`.
    fn act(&mut self, case: u64, act: Act, told: Told<'_>, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        self.with(case, journal, |city, live| city.command(live, act, told, now, journal))
    }

    /// As [`City::act`], for a case at hand: `live` is as it was on `Err`.
    fn command(&mut self, live: &mut Live, act: Act, told: Told<'_>, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        let book = live.book.clone();
        let rulebook = &book.bound.rulebook;
        let mut happened = self.happened.take().unwrap_or_default();
        happened.case.clear();
        happened.register.clear();
        let spelled = Spelled::of(act, rulebook)?;
        let claimant = Claimant { number: live.row.case, case: &live.case, wants: told.wants };
        transact(claimant, &self.register, spelled.command(), rulebook, now, &mut happened)?;
        let Happened { case: events, register: registers, next } = happened.as_mut();
        if events.is_empty() {
            // The law changed, and nothing of this case with it; the next change is another day.
            Arc::make_mut(&mut live.row).due = live.next(&self.world).map(|(at, _)| at.0);
            self.staged.push(Write::Case(live.row.clone()));
            return Ok(());
        }
        let situation = self.asked_by(live, events, now);
        let given = Given { by: told.by, asked: &situation, reason: told.reason, judged: told.judged };
        let refused = |error: Unrecorded| Problem::new(Kind::Refused, "AL-4408", error.to_string());
        let mut grounded = ground(&live.case, events, &given, rulebook).map_err(refused)?;
        let number = match self.numbers.get(&rulebook.net.id) {
            Some(last) => last + 1,
            // A procedure that the law of today has no more.
            None => journal.last_number(&rulebook.net.id)? + 1,
        };
        let head = Head { procedure: &rulebook.net.id, number, case: live.row.case, by: told.by, rulebook: &rulebook.hash };
        self.seal(live, head, &mut grounded, journal)?;
        let is_incomplete = !told.said.lacks.is_empty();
        let made = Made {
            before: &live.case,
            rulebook,
            bodies: &book.bound.bodies,
            number,
            case: live.row.case,
            index: live.row.events,
            key: &live.row.key.unwrap_or_default(),
            by: told.by,
            command: spelled.act,
            application: told.application,
            said: told.said,
            events,
            grounded: &grounded,
            register: registers,
        };
        made.entries(&mut self.sheets, &mut self.staged)?;
        self.count(&rulebook.net.id, number - 1 + events.len() as u64);
        live.take_in(events, next, &self.world);
        self.staged.push(Write::Case(live.row.clone()));
        self.staged.push(Write::Tasks { case: live.row.case, tasks: live.tasks.clone() });
        self.hold(registers);
        self.tell(live, events, is_incomplete);
        self.last = self.last.max(events.last().map_or(now, |event| event.at));
        drop(grounded);
        self.happened = Some(happened);
        Ok(())
    }

    /// The last event number of a procedure.
    fn count(&mut self, procedure: &str, last: u64) {
        match self.numbers.get_mut(procedure) {
            Some(number) => *number = last,
            None => drop(self.numbers.insert(procedure.to_string(), last)),
        }
    }

    /// What the law was asked; a ruling keeps it with the day on which it was made.
    fn asked_by<'l>(&self, live: &'l Live, events: &[Event], now: Timestamp) -> Cow<'l, Situation> {
        let asked = &live.asked.situation;
        if !events.iter().any(|event| matches!(event.what, What::Ruled { .. } | What::SilenceSpoke { .. })) {
            return Cow::Borrowed(asked);
        }
        let decided = self.world.day(now).max(asked.filed);
        Cow::Owned(Situation { decided, known: asked.known.max(decided), ..asked.clone() })
    }

    /// Names in each ruling and silence the record that explains it.
    fn seal(&self, live: &Live, head: Head<'_>, grounded: &mut [Grounded<'_>], journal: &impl Journal) -> Result<(), Problem> {
        if grounded.iter().all(|event| event.reasons.is_none()) {
            return Ok(());
        }
        let net = &live.book.bound.rulebook.net;
        let mut all = read_events(&journal.entries(live.row.case)?, net)?;
        self.staged_events(live.row.case, net, &mut all)?;
        let from = all.len();
        all.extend(complete(head, grounded));
        if let Err(fault) = seal(&mut all, from, net, self.world.sources()) {
            // Silence speaks even where its record cannot be made; a person's ruling does not.
            if *head.by != Actor::Clock {
                return Err(Problem::new(Kind::Refused, "AL-4408", fault.to_string()));
            }
        }
        grounded.iter_mut().zip(all.drain(from..)).for_each(|(event, sealed)| event.reasons = sealed.reasons.map(Box::new));
        Ok(())
    }

    fn staged_events(&self, case: u64, net: &Net, events: &mut Vec<Recorded>) -> Result<(), Problem> {
        for write in &self.staged {
            if let Write::Entry(entry) = write
                && entry.case == case
            {
                let place = Place { procedure: &entry.procedure, number: entry.number, case: entry.case };
                Content::read(&entry.content).and_then(|content| content.events_into(place, net, events)).map_err(Problem::fault)?;
            }
        }
        Ok(())
    }

    /// Folds the register and stages what it holds.
    fn hold(&mut self, events: &[register::Event]) {
        for event in events {
            register::apply(&mut self.register, event);
            match &event.what {
                register::What::Claimed { want, case } => {
                    let limit = self.register.limit(&want.thing).unwrap_or(1);
                    let (register, thing) = (want.thing.kind.word().to_string(), want.thing.name.clone());
                    self.staged.push(Write::Hold(Holding { register, thing, case: *case, amount: want.amount, limit }));
                }
                register::What::Released { case, .. } => {
                    let release = Write::Release { case: *case };
                    if self.staged.last() != Some(&release) {
                        self.staged.push(release);
                    }
                }
                register::What::Limited { .. } => {
                    let quotas: BTreeMap<&str, u64> = self.register.quotas().map(|(name, _, limit)| (name, limit)).collect();
                    self.staged.push(Write::Setting { name: "quotas".into(), value: serde_json::to_vec(&quotas).unwrap_or_default() });
                }
                register::What::Declared { .. } => {
                    let all: Vec<(u64, u64)> = self.register.all_interests().collect();
                    self.staged.push(Write::Setting { name: "interests".into(), value: serde_json::to_vec(&all).unwrap_or_default() });
                }
            }
        }
    }

    /// Tells the applicant what concerns them. `is_incomplete`: the file was sent back with what it lacks.
    fn tell(&mut self, live: &Live, events: &[Event], is_incomplete: bool) {
        let net = &live.book.bound.rulebook.net;
        let own = |node: u16| live.book.bound.bodies.get(node as usize).is_some_and(String::is_empty);
        let complains = net.fact(COMPLAINS);
        let is_task = |node: u16| net.nodes[node as usize].kind == alatau_core::procedure::Kind::Task;
        for (event, index) in events.iter().zip(live.row.events - events.len() as u64 + 1..) {
            let text = match event.what {
                What::Filed { .. } => "notice-filed",
                What::Entered { node, .. } if is_task(node) && own(node) && is_incomplete => "notice-correction",
                What::Entered { node, .. } if is_task(node) && own(node) => "notice-your-turn",
                What::FactStated { fact, value } if complains == Some(fact) && value == Value::bool(true) => "notice-complaint",
                What::Ruled { .. } => "notice-ruled",
                What::SilenceSpoke { .. } => "notice-silence",
                What::TermExtended { .. } => "notice-extended",
                What::Closed { .. } => "notice-closed",
                _ => continue,
            };
            self.ids.notice += 1;
            self.staged.push(Write::Notice(Notice {
                number: self.ids.notice,
                account: live.row.applicant,
                case: live.row.case,
                index,
                at: event.at.0,
                text: text.to_string(),
            }));
        }
    }
}

/// The interests that were declared and hold: officer and party.
///
/// # Errors
/// The store cannot be read.
pub fn interests(journal: &impl Journal) -> Result<BTreeSet<(u64, u64)>, Problem> {
    setting(journal, "interests")
}

/// A setting kept as JSON; what is not there is empty.
fn setting<T: serde::de::DeserializeOwned + Default>(journal: &impl Journal, name: &str) -> Result<T, Problem> {
    match journal.setting(name)? {
        None => Ok(T::default()),
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|error| Problem::fault(format!("the setting `{name}`: {error}"))),
    }
}

/// A command with its facts and grounds as the numbers of a rulebook.
pub struct Spelled {
    act: Act,
    facts: Vec<(u16, Value)>,
    grounds: Vec<u16>,
}

impl Spelled {
    /// Looks up what a command names.
    ///
    /// # Errors
    /// A fact that the procedure has not, or a provision that the law of the case has not.
    pub fn of(act: Act, rulebook: &Rulebook) -> Result<Spelled, Problem> {
        let (facts, grounds): (&Facts, &[String]) = match &act {
            Act::File { facts } | Act::Complete { facts, .. } => (facts, &[]),
            Act::Rule { facts, grounds, .. } => (facts, grounds),
            _ => return Ok(Spelled { act, facts: Vec::new(), grounds: Vec::new() }),
        };
        let net = &rulebook.net;
        let unknown = |name: &String| {
            let known = net.facts.join(", ");
            Problem::new(Kind::Refused, "AL-4410", format!("`{name}` is no fact of the procedure; it has: {known}"))
                .why(msg::WHY_NO_FACT, [("fact", name.into())])
        };
        let fact = |(name, value): (&String, &serde_json::Value)| {
            let fact = net.fact(name).ok_or_else(|| unknown(name))?;
            Ok((fact, net.symbols.value(&datum(value.clone()))))
        };
        let ground = |name: &String| {
            let found = rulebook.citations.iter().position(|citation| citation == name).map(|number| number as u16);
            let unknown = || format!("`{name}` is no provision of the law of this case; there are: {}", rulebook.citations.join(", "));
            let refused = || Problem::new(Kind::Refused, "AL-4408", unknown()).why(msg::WHY_NO_PROVISION, [("provision", name.into())]);
            found.ok_or_else(refused)
        };
        let facts = facts.iter().map(fact).collect::<Result<_, Problem>>()?;
        let grounds = grounds.iter().map(ground).collect::<Result<_, Problem>>()?;
        Ok(Spelled { act, facts, grounds })
    }

    /// The kernel's command.
    pub fn command(&self) -> Command<'_> {
        let (facts, grounds) = (self.facts.as_slice(), self.grounds.as_slice());
        match self.act {
            Act::File { .. } => Command::File { facts },
            Act::Complete { activity, .. } => Command::Complete { activity, facts },
            Act::Rule { activity, outcome, .. } => Command::Rule { activity, outcome, grounds, facts },
            Act::Extend { activity, by } => Command::Extend { activity, by },
            Act::Recount => Command::Recount,
            Act::Tick => Command::Tick,
            Act::Withdraw => Command::Withdraw,
        }
    }
}

/// A value of FEEL as JSON; a number that JSON cannot hold exactly is a string.
pub fn json(datum: &Datum) -> serde_json::Value {
    match datum {
        Datum::Null => serde_json::Value::Null,
        Datum::Bool(truth) => (*truth).into(),
        Datum::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        Datum::Text(text) | Datum::Temporal(_, text) => text.as_str().into(),
        Datum::List(items) => items.iter().map(json).collect(),
        Datum::Context(entries) => {
            entries.iter().map(|(name, value)| (name.clone(), json(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

/// JSON as a value of FEEL.
pub fn datum(value: serde_json::Value) -> Datum {
    match value {
        serde_json::Value::Null => Datum::Null,
        serde_json::Value::Bool(truth) => Datum::Bool(truth),
        serde_json::Value::Number(number) => Datum::Number(number.to_string()),
        serde_json::Value::String(word) => Datum::Text(word),
        serde_json::Value::Array(items) => Datum::List(items.into_iter().map(datum).collect()),
        serde_json::Value::Object(entries) => Datum::Context(entries.into_iter().map(|(name, value)| (name, datum(value))).collect()),
    }
}
