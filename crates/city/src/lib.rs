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

mod clock;
mod entry;
mod live;
mod policy;
mod problem;
mod requests;
mod world;

pub use clock::{Clock, Jump};
pub use entry::{Act, Content, Facts};
pub use live::{Asked, outcome_word, read_content, read_events};
pub use policy::{About, Action, Principal, Role, may, may_ever};
pub use problem::{Kind, Problem};
pub use requests::{Application, Ask, Ground, Judgement, Proposal, Reply, Request, proposal_name};
pub use world::{Book, World, asked_after, asked_at_filing};

use alatau_core::case::reasons::Given;
use alatau_core::case::record::{Actor, Recorded, record};
use alatau_core::case::{Case, Command, Event, next_due};
use alatau_core::decision::Value;
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Judged, Situation, seal};
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::register::{self, Claimant, Register, Want, transact};
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{CaseRow, Draft, Fault, Holding, Ids, Journal, Notice, Write};
use entry::Made;
use live::Live;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

/// So many cases are kept in memory before all are forgotten: they are read again when needed.
const CASES_KEPT: usize = 50_000;
/// So many cases that are due are looked at in one go.
const DUE_AT_ONCE: usize = 1_024;

/// A live city over a store.
pub struct City {
    world: Arc<World>,
    /// By service and question.
    books: HashMap<(String, String), Vec<Arc<Book>>>,
    /// Procedures by the hash of their file, as cases are pinned to them.
    nets: HashMap<String, Arc<Net>>,
    cases: HashMap<u64, Live>,
    /// Last event number of each procedure.
    numbers: BTreeMap<String, u64>,
    register: Register,
    drafts: BTreeMap<u64, Option<Draft>>,
    ids: Ids,
    /// The latest instant at which something happened; the clock never runs back behind it.
    last: Timestamp,
    /// Cases whose clock cannot go on, and why: everybody else's does.
    stuck: BTreeMap<u64, Problem>,
    staged: Vec<Write>,
}

/// A command with what a human gives beside it.
struct Told<'t> {
    by: &'t Actor,
    reason: &'t str,
    judged: Option<&'t Judged>,
    application: Option<serde_json::Value>,
    wants: &'t [Want],
}

impl<'t> Told<'t> {
    fn by(by: &'t Actor) -> Told<'t> {
        Told { by, reason: "", judged: None, application: None, wants: &[] }
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
            nets: HashMap::new(),
            cases: HashMap::new(),
            numbers: BTreeMap::new(),
            register: Register::default(),
            drafts: BTreeMap::new(),
            ids: Ids::default(),
            last: Timestamp::MIN,
            stuck: BTreeMap::new(),
            staged: Vec::new(),
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
    pub fn stuck(&self) -> &BTreeMap<u64, Problem> {
        &self.stuck
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
        self.staged.clear();
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
        for (officer, party) in setting::<Vec<(u64, u64)>>(journal, "interests")? {
            events.push(register::What::Declared { officer, party, interested: true });
        }
        for kind in [register::Kind::Plot, register::Kind::Slot, register::Kind::Quota] {
            for Holding { thing, case, amount, .. } in journal.register(kind.word())? {
                events.push(register::What::Claimed { want: Want { thing: register::Thing::new(kind, &thing), amount }, case });
            }
        }
        let at = self.last;
        events.into_iter().for_each(|what| register::apply(&mut self.register, &register::Event { at, what }));
        Ok(())
    }

    /// Keeps all that was staged, or nothing. Only after it are the answers true.
    ///
    /// # Errors
    /// [`Fault`], as a problem: nothing was kept, and the city is as the store has it.
    pub fn flush(&mut self, journal: &mut impl Journal) -> Result<(), Problem> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let kept: Result<u64, Fault> = journal.commit(&self.staged);
        if let Err(fault) = kept {
            self.forget(journal)?;
            return Err(fault.into());
        }
        self.staged.clear();
        self.drafts.clear();
        if self.cases.len() > CASES_KEPT {
            self.cases.clear();
        }
        Ok(())
    }

    /// When the city changes by itself next.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn next_due(&self, journal: &impl Journal) -> Result<Option<Timestamp>, Problem> {
        Ok(journal.next_due()?.map(Timestamp))
    }

    /// Lets everything act that is due by now, in the order of its instants; each event
    /// bears the instant at which it was due. Answers whether more may be due: flush, and tick again.
    /// A case that cannot go on is set aside ([`City::stuck`]) and tried again the next time.
    ///
    /// # Errors
    /// The store cannot be read; what acted before is staged.
    pub fn tick(&mut self, now: Timestamp, journal: &impl Journal) -> Result<bool, Problem> {
        let found = journal.due(now.0, DUE_AT_ONCE)?;
        let more = found.len() == DUE_AT_ONCE;
        // What lies beyond this page waits, so that nothing overtakes it.
        let horizon = if more { found.last().map_or(now, |(at, _)| Timestamp(*at)) } else { now };
        let mut agenda: BinaryHeap<Reverse<(i64, u64)>> = found.into_iter().map(Reverse).collect();
        while let Some(Reverse((_, case))) = agenda.pop() {
            let due = match self.due_of(case, journal) {
                Ok(Some(due)) if due <= horizon => due,
                Ok(_) => continue,
                Err(problem) if problem.kind == Kind::Unavailable => return Err(problem),
                Err(problem) => {
                    self.stuck.insert(case, problem);
                    continue;
                }
            };
            match self.act(case, Act::Tick, Told::by(&Actor::Clock), due.max(self.last_of(case)), journal) {
                Ok(()) => drop(self.stuck.remove(&case)),
                Err(problem) if problem.kind == Kind::Unavailable => return Err(problem),
                Err(problem) => {
                    self.stuck.insert(case, problem);
                    continue;
                }
            }
            if let Some(next) = self.due_of(case, journal)?.filter(|next| *next <= horizon) {
                agenda.push(Reverse((next.0, case)));
            }
        }
        Ok(more)
    }

    fn due_of(&mut self, case: u64, journal: &impl Journal) -> Result<Option<Timestamp>, Problem> {
        let live = self.live(case, journal)?;
        Ok(next_due(&live.case).map(|due| due.at).filter(|_| world::is_open(live.case.status)))
    }

    fn last_of(&self, case: u64) -> Timestamp {
        self.cases.get(&case).map_or(Timestamp::MIN, |live| live.case.last)
    }

    /// A case, from memory or from the store.
    fn live(&mut self, case: u64, journal: &impl Journal) -> Result<&mut Live, Problem> {
        if !self.cases.contains_key(&case) {
            let row = journal.case(case)?.ok_or_else(|| Problem::not_found("case"))?;
            let live = self.read(row, journal)?;
            self.cases.insert(case, live);
        }
        Ok(self.cases.get_mut(&case).expect("it was put there"))
    }

    fn read(&mut self, row: CaseRow, journal: &impl Journal) -> Result<Live, Problem> {
        if row.asked.is_empty() {
            return Err(Problem::new(Kind::Conflict, "AL-4411", format!("the content of case {} was erased; its proofs remain", row.case)));
        }
        let asked: Asked = serde_json::from_str(&row.asked).map_err(|error| Problem::fault(format!("case {}: {error}", row.case)))?;
        let net = self.net(&asked.procedure, journal)?;
        let case = Live::fold(journal, &net, row.case)?;
        let book = self.book(&row.service, &row.asked, &asked, case.last, journal)?;
        Ok(Live { case, tasks: journal.tasks(row.case)?, row, asked: Arc::new(asked), book })
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

    /// Gives a case a command; stages its entries and rows. Nothing changed on `Err`.
    fn act(&mut self, case: u64, act: Act, told: Told<'_>, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        let mut live = self.live(case, journal)?.clone();
        let book = self.book(&live.row.service, &live.row.asked, &live.asked, now, journal)?;
        if !Arc::ptr_eq(&book, &live.book) {
            live.book = book;
            self.command(&mut live, Act::Recount, Told::by(&Actor::Clock), now, journal)?;
            self.cases.insert(case, live.clone());
        }
        self.command(&mut live, act, told, now, journal)?;
        self.cases.insert(case, live);
        Ok(())
    }

    fn command(&mut self, live: &mut Live, act: Act, told: Told<'_>, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        let book = live.book.clone();
        let rulebook = &book.bound.rulebook;
        let (mut events, mut registers) = (Vec::<Event>::new(), Vec::new());
        let (facts, grounds) = spell(&act, rulebook)?;
        let command = command_of(&act, &facts, &grounds);
        let claimant = Claimant { number: live.row.case, case: &live.case, wants: told.wants };
        transact(claimant, &self.register, command, rulebook, now, &mut events, &mut registers)?;
        if events.is_empty() {
            return Ok(());
        }
        let situation = Situation { decided: self.world.day(now).max(live.asked.situation.filed), ..live.asked.situation.clone() };
        let known = situation.known.max(situation.decided);
        let situation = Situation { known, ..situation };
        let given = Given { by: told.by, asked: &situation, reason: told.reason, judged: told.judged };
        let number = self.numbers.get(&rulebook.net.id).copied().unwrap_or(0);
        let recorded = record(live.row.case, &live.case, &events, &given, rulebook, number + 1);
        let recorded = recorded.map_err(|error| Problem::new(Kind::Refused, "AL-4408", error.to_string()))?;
        let recorded = self.sealed(live, recorded, journal)?;
        let key = live.row.key.unwrap_or_default();
        let made = Made {
            before: &live.case,
            rulebook,
            bodies: &book.bound.bodies,
            case: live.row.case,
            index: live.row.events,
            key: &key,
            command: act,
            application: told.application,
            events: recorded.clone(),
            register: registers.clone(),
        };
        let entries = made.entries()?;
        self.numbers.insert(rulebook.net.id.clone(), number + recorded.len() as u64);
        self.staged.extend(entries.into_iter().map(Write::Entry));
        live.take_in(&recorded);
        self.staged.push(Write::Case(Box::new(live.row.clone())));
        self.staged.push(Write::Tasks { case: live.row.case, tasks: live.tasks.clone() });
        self.hold(&registers);
        self.tell(live, &recorded);
        self.last = self.last.max(events.last().map_or(now, |event| event.at));
        Ok(())
    }

    /// Names in each ruling and silence the record that explains it.
    fn sealed(&self, live: &Live, recorded: Vec<Recorded>, journal: &impl Journal) -> Result<Vec<Recorded>, Problem> {
        if recorded.iter().all(|event| event.reasons.is_none()) {
            return Ok(recorded);
        }
        let net = &live.book.bound.rulebook.net;
        let mut all = read_events(&journal.entries(live.row.case)?, net)?;
        all.extend(self.staged_events(live.row.case, net)?);
        let from = all.len();
        all.extend(recorded);
        if let Err(fault) = seal(&mut all, from, net, self.world.sources()) {
            // Silence speaks even where its record cannot be made; a person's ruling does not.
            let by_clock = all[from..].iter().all(|event| event.by == Actor::Clock);
            if !by_clock {
                return Err(Problem::new(Kind::Refused, "AL-4408", fault.to_string()));
            }
        }
        Ok(all.split_off(from))
    }

    fn staged_events(&self, case: u64, net: &Net) -> Result<Vec<Recorded>, Problem> {
        let mut events = Vec::new();
        for write in &self.staged {
            let Write::Entry(entry) = write else { continue };
            if entry.case == case {
                let content: Content = serde_json::from_slice(&entry.content).map_err(|error| Problem::fault(error.to_string()))?;
                for event in content.events {
                    events.push(event.read(net).map_err(|error| Problem::fault(error.to_string()))?);
                }
            }
        }
        Ok(events)
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

    /// Tells the applicant what concerns them.
    fn tell(&mut self, live: &Live, events: &[Recorded]) {
        use alatau_core::case::What;
        let net = &live.book.bound.rulebook.net;
        let own = |node: u16| live.book.bound.bodies.get(node as usize).is_some_and(String::is_empty);
        let is_task = |node: u16| net.nodes[node as usize].kind == alatau_core::procedure::Kind::Task;
        for (event, index) in events.iter().zip(live.row.events - events.len() as u64 + 1..) {
            let text = match event.event.what {
                What::Filed { .. } => "notice-filed",
                What::Entered { node, .. } if is_task(node) && own(node) => "notice-your-turn",
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
                at: event.event.at.0,
                text: text.to_string(),
                delivered: false,
            }));
        }
    }
}

/// A setting kept as JSON; what is not there is empty.
fn setting<T: serde::de::DeserializeOwned + Default>(journal: &impl Journal, name: &str) -> Result<T, Problem> {
    match journal.setting(name)? {
        None => Ok(T::default()),
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|error| Problem::fault(format!("the setting `{name}`: {error}"))),
    }
}

/// Facts and grounds as the numbers of a rulebook.
fn spell(act: &Act, rulebook: &alatau_core::case::Rulebook) -> Result<(Vec<(u16, Value)>, Vec<u16>), Problem> {
    let (facts, grounds): (&Facts, &[String]) = match act {
        Act::File { facts } | Act::Complete { facts, .. } => (facts, &[]),
        Act::Rule { facts, grounds, .. } => (facts, grounds),
        _ => return Ok((Vec::new(), Vec::new())),
    };
    let net = &rulebook.net;
    let unknown = |name: &String| {
        let known = net.facts.join(", ");
        Problem::new(Kind::Refused, "AL-4410", format!("`{name}` is no fact of the procedure; it has: {known}"))
    };
    let fact = |(name, value): (&String, &serde_json::Value)| {
        let fact = net.fact(name).ok_or_else(|| unknown(name))?;
        Ok((fact, net.symbols.value(&datum(value.clone()))))
    };
    let ground = |name: &String| {
        let found = rulebook.citations.iter().position(|citation| citation == name).map(|number| number as u16);
        let unknown = || format!("`{name}` is no provision of the law of this case; there are: {}", rulebook.citations.join(", "));
        found.ok_or_else(|| Problem::new(Kind::Refused, "AL-4408", unknown()))
    };
    Ok((facts.iter().map(fact).collect::<Result<_, Problem>>()?, grounds.iter().map(ground).collect::<Result<_, Problem>>()?))
}

fn command_of<'a>(act: &Act, facts: &'a [(u16, Value)], grounds: &'a [u16]) -> Command<'a> {
    match *act {
        Act::File { .. } => Command::File { facts },
        Act::Complete { activity, .. } => Command::Complete { activity, facts },
        Act::Rule { activity, outcome, .. } => Command::Rule { activity, outcome, grounds, facts },
        Act::Extend { activity, by } => Command::Extend { activity, by },
        Act::Recount => Command::Recount,
        Act::Tick => Command::Tick,
        Act::Withdraw => Command::Withdraw,
    }
}

/// Gives a case the command of an entry again, under its rulebook; appends what happens.
///
/// # Errors
/// What the kernel says now; then the replay differs from the record.
pub fn again(case: &Case, act: &Act, book: &Book, now: Timestamp, events: &mut Vec<Event>) -> Result<(), Problem> {
    let (facts, grounds) = spell(act, &book.bound.rulebook)?;
    Ok(alatau_core::case::handle(case, command_of(act, &facts, &grounds), &book.bound.rulebook, now, events)?)
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
