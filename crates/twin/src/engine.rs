//! One replication: the kernel, driven by people who are drawn.
//!
//! The loop pops the earliest entry of the agenda, gives the kernel a command,
//! folds what it says into the case, and lets people look at the new events.
//! No token moves here: people and the clock are replaced, law and procedure
//! are not.

use crate::agenda::{Agenda, Entry};
use crate::draws::{Draws, Purpose, Series};
use crate::hours::Hours;
use crate::model::{Arrivals, Book, Cause, Discipline, Doing, Filing, FilingKept, NOBODY, Observer, Pool, TaskModel, Wait, Worked};
use alatau_core::case::{Case, Command, Event, Rejection, What, apply, handle, next_due, step};
use alatau_core::decision::Value;
use alatau_core::procedure::{Kind, Outcome};
use alatau_core::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// After so many refusals an application counts as refused for good.
const REFILINGS_MAX: u8 = 5;

/// Body of nobody: the applicant, a consulted agency.
pub const NO_BODY: u16 = u16::MAX;

/// Why a replication was given up.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("case {number} at {at}: {rejection}")]
pub struct Fault {
    /// Number of the application.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// What the kernel said.
    pub rejection: Rejection,
}

struct Slot {
    /// Its case, a number within `Engine::cases`.
    case: u32,
    generation: u32,
    /// The due at which the agenda looks at this case next.
    armed: Timestamp,
    book: u16,
    body: u16,
    priority: bool,
    flawed: bool,
    kept: FilingKept,
}

const UNARMED: Timestamp = Timestamp::NEVER;

#[derive(Clone, Copy, Default)]
struct Job {
    slot: u32,
    generation: u32,
    activity: u32,
    visit: u32,
    node: u16,
    /// Task of the net.
    task: u16,
    pool: u16,
    phase: Phase,
    priority: bool,
    /// A finished result may have to wait before it leaves.
    lingers: bool,
    effort: i64,
    enabled: Timestamp,
}

/// What is done when a job's time has come.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// It reaches the queue of its pool.
    #[default]
    Handoff,
    /// The officer is done.
    Service,
    /// The result leaves, or a wait ends.
    Release,
    /// A refused applicant files again.
    Refile,
}

struct Desk {
    busy: u32,
    fifo: VecDeque<u32>,
    /// By priority, deadline, order of arrival; then the job.
    ordered: BinaryHeap<Reverse<(bool, Timestamp, u32, u32)>>,
    arrivals: u32,
    opening: bool,
    worked: i64,
    /// When the open hours end in which work began last.
    closes: Timestamp,
    /// Officers on duty on a day.
    duty: (i64, u32),
}

impl Desk {
    /// When work that begins `now` is done: most often in the same open hours, of which
    /// the desk knows the end.
    #[inline]
    fn finish(&mut self, hours: &Hours, now: Timestamp, effort: i64) -> Timestamp {
        if now >= self.closes {
            self.closes = hours.closes(now);
        }
        if effort <= self.closes.0 - now.0 { now.plus(effort) } else { hours.advance(now, effort) }
    }
}

/// One replication of a model.
pub struct Engine<'m, O> {
    books: &'m [Book],
    pools: &'m [Pool],
    draws: Draws,
    absence: Series,
    refiling: Series,
    /// Draws of work and waiting, for each task of each book.
    doings: Vec<Vec<Series>>,
    agenda: Agenda,
    slots: Vec<Slot>,
    /// How often each case did each work: a row of `works` counts for each slot.
    visits: Vec<u8>,
    works: usize,
    /// The cases of all slots, and a spare one into which the kernel writes what a
    /// case becomes; then the two change places.
    cases: Vec<Case>,
    spare: u32,
    free_slots: Vec<u32>,
    jobs: Vec<Job>,
    free_jobs: Vec<u32>,
    desks: Vec<Desk>,
    events: Vec<Event>,
    facts: Vec<(u16, Value)>,
    /// Who watches.
    pub observer: O,
    open: u64,
    now: Timestamp,
}

impl<'m, O: Observer> Engine<'m, O> {
    /// A replication that has not begun.
    pub fn new(books: &'m [Book], pools: &'m [Pool], draws: Draws, observer: O) -> Engine<'m, O> {
        let desk = || Desk {
            busy: 0,
            fifo: VecDeque::new(),
            ordered: BinaryHeap::new(),
            arrivals: 0,
            opening: false,
            worked: 0,
            closes: Timestamp::MIN,
            duty: (i64::MIN, 0),
        };
        Engine {
            books,
            pools,
            draws,
            absence: draws.series(Purpose::new("absence")),
            refiling: draws.series(Purpose::new("refiling")),
            doings: books.iter().map(|book| book.tasks.iter().map(|task| draws.series(task.doing.purpose())).collect()).collect(),
            agenda: Agenda::default(),
            slots: Vec::new(),
            visits: Vec::new(),
            works: books.iter().flat_map(|book| &book.tasks).map(|task| usize::from(task.visit) + 1).max().unwrap_or(0),
            cases: vec![Case::default()],
            spare: 0,
            free_slots: Vec::new(),
            jobs: Vec::new(),
            free_jobs: Vec::new(),
            desks: pools.iter().map(|_| desk()).collect(),
            events: Vec::with_capacity(64),
            facts: Vec::with_capacity(8),
            observer,
            open: 0,
            now: Timestamp::MIN,
        }
    }

    /// Cases under way when the run ended.
    pub fn open_cases(&self) -> u64 {
        self.open
    }

    /// Instant of the last entry.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Working microseconds that officers of each pool spent.
    pub fn worked(&self) -> impl Iterator<Item = i64> + '_ {
        self.desks.iter().map(|d| d.worked)
    }

    /// Runs until nothing is left to do, or up to `until`.
    ///
    /// # Errors
    /// If the kernel refuses what nobody may refuse: a condition that cannot be
    /// decided, a calendar that ends.
    pub fn run(&mut self, arrivals: &mut impl Arrivals, until: Timestamp) -> Result<(), Fault> {
        let mut filing = Filing::default();
        if arrivals.next(&mut filing) {
            self.agenda.push(filing.at, Entry::Arrival);
        }
        loop {
            let (slots, cases, now) = (&mut self.slots, &self.cases, self.now);
            let open = |slot: u32| {
                let slot = &mut slots[slot as usize];
                let due = next_due(&cases[slot.case as usize]);
                slot.armed = due.map_or(UNARMED, |due| due.at);
                // A clock that began before its activity may be over already.
                due.map(|due| (due.at.max(now), slot.kept.number))
            };
            let Some((at, entry)) = self.agenda.pop(open) else { return Ok(()) };
            if at > until {
                return Ok(());
            }
            self.now = at;
            match entry {
                Entry::Done(job) => self.done(job)?,
                Entry::Due(slot) => self.due(slot)?,
                Entry::Opens(pool) => {
                    self.desks[pool as usize].opening = false;
                    self.dispatch(pool as u16);
                }
                Entry::Arrival => {
                    self.file(&filing)?;
                    if arrivals.next(&mut filing) {
                        self.agenda.push(filing.at, Entry::Arrival);
                    }
                }
            }
        }
    }

    fn file(&mut self, filing: &Filing) -> Result<(), Fault> {
        let slot = self.free_slots.pop().unwrap_or_else(|| {
            self.cases.push(Case::default());
            let case = self.cases.len() as u32 - 1;
            let kept = FilingKept::default();
            self.slots.push(Slot { case, generation: 0, armed: UNARMED, book: 0, body: NO_BODY, priority: false, flawed: false, kept });
            self.visits.resize(self.visits.len() + self.works, 0);
            self.slots.len() as u32 - 1
        });
        let s = &mut self.slots[slot as usize];
        self.cases[s.case as usize] = Case::default();
        self.visits[slot as usize * self.works..][..self.works].fill(0);
        s.armed = UNARMED;
        s.book = filing.book;
        s.body = NO_BODY;
        s.priority = filing.priority;
        s.flawed = filing.flawed;
        s.kept = FilingKept { number: filing.number, group: filing.group, ..FilingKept::default() };
        self.open += 1;
        self.observer.filed(slot, filing);
        self.command(slot, Command::File { facts: &filing.facts }, NOBODY)?;
        Ok(())
    }

    /// The clock of a case: lets everything act that is due now.
    fn due(&mut self, slot: u32) -> Result<(), Fault> {
        self.slots[slot as usize].armed = UNARMED;
        while next_due(self.case(slot)).is_some_and(|due| due.at <= self.now) {
            self.command(slot, Command::Tick, NOBODY)?;
        }
        self.rearm(slot);
        Ok(())
    }

    #[inline]
    fn case(&self, slot: u32) -> &Case {
        &self.cases[self.slots[slot as usize].case as usize]
    }

    fn rearm(&mut self, slot: u32) {
        let s = &mut self.slots[slot as usize];
        if let Some(due) = next_due(&self.cases[s.case as usize])
            && due.at < s.armed
        {
            s.armed = due.at;
            self.agenda.arm(due.at.max(self.now), s.kept.number, slot);
        }
    }

    /// Gives the kernel a command, folds what happened, and lets people react.
    /// Answers whether the command was accepted.
    #[inline]
    fn command(&mut self, slot: u32, command: Command<'_>, after: u32) -> Result<bool, Fault> {
        let books = self.books;
        let mut book = &books[self.slots[slot as usize].book as usize];
        if book.next.is_some_and(|(from, _)| from <= self.now) && self.case(slot).status != alatau_core::case::Status::Closed {
            book = self.amend(slot)?;
        }
        let mut events = std::mem::take(&mut self.events);
        events.clear();
        let (s, spare) = (&mut self.slots[slot as usize], self.spare);
        let [case, next] = self.cases.get_disjoint_mut([s.case as usize, spare as usize]).expect("a slot has its own case");
        if let Err(rejection) = step(case, command, &book.rulebook, self.now, &mut events, next) {
            self.events = events;
            return match rejection {
                Rejection::NoSuchActivity { .. } | Rejection::CaseClosed => Ok(false),
                rejection => Err(Fault { number: s.kept.number, at: self.now, rejection }),
            };
        }
        (self.spare, s.case) = (s.case, spare);
        self.observer.commanded(slot, command, &book.rulebook, self.now);
        let after = if let Command::Tick = command { fired(&events) } else { after };
        self.observer.acted(slot, after);
        for event in &events {
            self.observer.event(slot, event);
        }
        for event in &events {
            match event.what {
                What::Entered { node, activity, .. } if book.rulebook.net.nodes[node as usize].kind == Kind::Task => {
                    self.begin(slot, activity, node, book);
                }
                What::Closed { .. } => self.close(slot),
                _ => {}
            }
        }
        self.events = events;
        if self.case(slot).status == alatau_core::case::Status::Open {
            self.rearm(slot);
        }
        Ok(true)
    }

    /// The law changed on a case: the next book governs it.
    #[cold]
    fn amend(&mut self, slot: u32) -> Result<&'m Book, Fault> {
        let books = self.books;
        let mut book = &books[self.slots[slot as usize].book as usize];
        while let Some((from, next)) = book.next.filter(|(from, _)| *from <= self.now) {
            let _ = from;
            self.slots[slot as usize].book = next;
            self.slots[slot as usize].kept.amended = true;
            book = &books[next as usize];
        }
        let mut events = Vec::new();
        let s = &mut self.slots[slot as usize];
        let case = &mut self.cases[s.case as usize];
        match handle(case, Command::Recount, &book.rulebook, self.now, &mut events) {
            Ok(()) | Err(Rejection::SilenceHasSpoken { .. }) => {}
            Err(rejection) => return Err(Fault { number: s.kept.number, at: self.now, rejection }),
        }
        for event in &events {
            apply(case, event);
            self.observer.event(slot, event);
        }
        Ok(book)
    }

    /// A refused applicant files the same application again, under the law of the day.
    fn refile(&mut self, slot: u32) -> Result<(), Fault> {
        let s = &mut self.slots[slot as usize];
        let case = &mut self.cases[s.case as usize];
        self.observer.refiled(slot, case, self.now);
        let anew = &self.books[s.book as usize].anew;
        let by_now = anew.iter().rev().find(|(from, _)| *from <= self.now);
        s.book = by_now.or(anew.first()).map_or(s.book, |(_, book)| *book);
        *case = Case::default();
        s.armed = UNARMED;
        s.body = NO_BODY;
        s.flawed = false;
        self.command(slot, Command::File { facts: &[] }, NOBODY)?;
        Ok(())
    }

    fn close(&mut self, slot: u32) {
        let now = self.now;
        let s = &mut self.slots[slot as usize];
        s.generation += 1;
        let case = &self.cases[s.case as usize];
        let again = self.books[s.book as usize].refiling.filter(|_| case.outcome == Some(Outcome::Refused));
        if let Some(wait) = again.filter(|_| s.kept.refilings < REFILINGS_MAX) {
            let drawn = self.refiling.sample(wait, s.kept.number, u32::from(s.kept.refilings));
            s.kept.refilings += 1;
            let at = now.plus((drawn as i64).max(1));
            let index = self.keep(Job { slot, phase: Phase::Refile, ..Job::default() });
            return self.agenda.push(at, Entry::Done(index));
        }
        self.observer.closed(slot, case, &s.kept, now);
        self.free_slots.push(slot);
        self.open -= 1;
    }

    /// A task began: somebody must do it.
    #[inline]
    fn begin(&mut self, slot: u32, activity: u32, node: u16, book: &'m Book) {
        let number_of_task = book.rulebook.net.nodes[node as usize].task;
        let task: &'m TaskModel = &book.tasks[number_of_task as usize];
        let now = self.now;
        let s = &mut self.slots[slot as usize];
        let visits = &mut self.visits[slot as usize * self.works + task.visit as usize];
        let visit = u32::from(*visits);
        *visits = visits.saturating_add(1);
        let number = s.kept.number;
        let draws = self.doings[s.book as usize][number_of_task as usize];
        let (generation, priority) = (s.generation, s.priority);
        let job = Job { slot, generation, activity, visit, node, task: number_of_task, priority, enabled: now, ..Job::default() };
        match task.doing {
            Doing::Work { pool, effort, handoff, sitting, fill, .. } => {
                let moved = s.body != task.body;
                if moved {
                    s.kept.handoffs += u16::from(s.body != NO_BODY);
                    s.body = task.body;
                }
                let drawn = draws.sample(effort, number, visit);
                let index = self.keep(Job { pool, effort: (drawn as i64).max(1), lingers: sitting > 1 || fill > 0.0, ..job });
                if moved && handoff > 0 {
                    self.observer.began(slot, activity, Wait::Cause(Cause::Batch));
                    let at = self.pools[pool as usize].hours.advance(now, handoff);
                    self.agenda.push(at, Entry::Done(index));
                } else {
                    self.observer.began(slot, activity, Wait::Officer(pool));
                    self.enqueue(index);
                }
            }
            Doing::Wait { time, silent, cause, .. } => {
                let never = silent > 0.0 && draws.uniform(number, visit | 1 << 31) < silent;
                self.observer.began(slot, activity, Wait::Cause(if never { Cause::Term } else { cause }));
                if never {
                    return;
                }
                let wait = (draws.sample(time, number, visit) as i64).max(1);
                let index = self.keep(Job { pool: NO_BODY, phase: Phase::Release, ..job });
                self.agenda.push(now.plus(wait), Entry::Done(index));
            }
        }
    }

    /// A place for a job, which stays there until its last phase is over.
    #[inline]
    fn keep(&mut self, job: Job) -> u32 {
        match self.free_jobs.pop() {
            Some(index) => {
                self.jobs[index as usize] = job;
                index
            }
            None => {
                self.jobs.push(job);
                self.jobs.len() as u32 - 1
            }
        }
    }

    #[inline]
    fn enqueue(&mut self, index: u32) {
        let job = &mut self.jobs[index as usize];
        let number = job.pool;
        let pool = &self.pools[number as usize];
        let desk = &mut self.desks[number as usize];
        if pool.discipline == Discipline::FirstCome && pool.absence == 0.0 {
            if desk.busy < pool.officers {
                return self.start(index);
            }
            desk.fifo.push_back(index);
            return;
        }
        let due = match pool.discipline {
            Discipline::EarliestDeadline => {
                next_due(&self.cases[self.slots[job.slot as usize].case as usize]).map_or(Timestamp::NEVER, |d| d.at)
            }
            Discipline::FirstCome | Discipline::Priority => Timestamp::NEVER,
        };
        desk.arrivals += 1;
        let first = job.priority && pool.discipline != Discipline::FirstCome;
        desk.ordered.push(Reverse((!first, due, desk.arrivals, index)));
        self.dispatch(number);
    }

    /// Lets free officers of a pool take what waits, if the body is open.
    #[inline]
    fn dispatch(&mut self, pool: u16) {
        let model = &self.pools[pool as usize];
        if model.discipline == Discipline::FirstCome && model.absence == 0.0 {
            while self.desks[pool as usize].busy < model.officers {
                let Some(index) = self.desks[pool as usize].fifo.pop_front() else { return };
                self.take(index);
            }
            return;
        }
        self.dispatch_by_rank(pool, model);
    }

    fn dispatch_by_rank(&mut self, pool: u16, model: &'m Pool) {
        let opens = model.hours.next_open(self.now);
        if opens == self.now {
            let on_duty = self.on_duty(pool);
            while self.desks[pool as usize].busy < on_duty {
                let Some(Reverse((.., index))) = self.desks[pool as usize].ordered.pop() else { return };
                self.take(index);
            }
        }
        let desk = &mut self.desks[pool as usize];
        if !desk.ordered.is_empty() && !desk.opening {
            let at = if opens > self.now { opens } else { model.hours.next_open(model.hours.next_midnight(self.now)) };
            if opens > self.now || model.absence > 0.0 {
                desk.opening = true;
                self.agenda.push(at, Entry::Opens(u32::from(pool)));
            }
        }
    }

    /// An officer takes a job, unless its activity is over.
    #[inline]
    fn take(&mut self, index: u32) {
        if self.is_open(&self.jobs[index as usize]) {
            self.start(index);
        } else {
            self.free_jobs.push(index);
        }
    }

    /// Officers of a pool who are not absent today.
    fn on_duty(&mut self, pool: u16) -> u32 {
        let model = &self.pools[pool as usize];
        if model.absence == 0.0 {
            return model.officers;
        }
        let day = model.hours.day(self.now);
        if self.desks[pool as usize].duty.0 != day {
            let present = |officer: &u32| self.absence.uniform(u32::from(pool) << 16 | officer, day as u32) >= model.absence;
            let present = (0..model.officers).filter(present).count() as u32;
            self.desks[pool as usize].duty = (day, present);
        }
        self.desks[pool as usize].duty.1
    }

    fn is_open(&self, job: &Job) -> bool {
        let s = &self.slots[job.slot as usize];
        s.generation == job.generation && self.cases[s.case as usize].token(job.activity).is_some()
    }

    #[inline]
    fn start(&mut self, index: u32) {
        let job = &mut self.jobs[index as usize];
        job.phase = Phase::Service;
        let desk = &mut self.desks[job.pool as usize];
        let done = desk.finish(&self.pools[job.pool as usize].hours, self.now, job.effort);
        desk.busy += 1;
        desk.worked += job.effort;
        let number = self.slots[job.slot as usize].kept.number;
        let (activity, node, enabled) = (job.activity, job.node, job.enabled);
        let worked = Worked { number, activity, node, pool: job.pool, enabled, start: self.now, done };
        self.observer.worked(job.slot, &worked);
        self.agenda.push(done, Entry::Done(index));
    }

    #[inline]
    fn done(&mut self, index: u32) -> Result<(), Fault> {
        let Job { slot, activity, pool, phase, lingers, .. } = self.jobs[index as usize];
        match phase {
            Phase::Handoff => {
                let now = self.now;
                if self.is_open(&self.jobs[index as usize]) {
                    self.observer.waits(slot, activity, Wait::Officer(pool), now);
                    self.jobs[index as usize].enabled = now;
                    self.enqueue(index);
                } else {
                    self.free_jobs.push(index);
                }
                return Ok(());
            }
            Phase::Service => {
                self.desks[pool as usize].busy -= 1;
                self.dispatch(pool);
                if lingers && let Some((release, wait)) = self.held(&self.jobs[index as usize]) {
                    self.jobs[index as usize].phase = Phase::Release;
                    self.observer.waits(slot, activity, wait, self.now);
                    self.agenda.push(release, Entry::Done(index));
                    return Ok(());
                }
            }
            Phase::Release => {}
            Phase::Refile => {
                self.free_jobs.push(index);
                return self.refile(slot);
            }
        }
        self.complete(index)
    }

    /// When a finished result leaves, if it waits for a sitting or the body lets the term fill up.
    fn held(&self, job: &Job) -> Option<(Timestamp, Wait)> {
        let s = &self.slots[job.slot as usize];
        if s.generation != job.generation {
            return None;
        }
        let book = &self.books[s.book as usize];
        let task = &book.tasks[job.task as usize];
        let Doing::Work { fill, pool, sitting, .. } = task.doing else { return None };
        let case = &self.cases[s.case as usize];
        let token = case.token(job.activity)?;
        let hours = &self.pools[pool as usize].hours;
        if sitting > 1 {
            let sits = hours.next_sitting(self.now, sitting);
            return (sits > self.now).then_some((sits, Wait::Cause(Cause::Batch)));
        }
        if fill == 0.0 {
            return None;
        }
        let own = case.active.as_slice().iter().filter(|a| !a.is_token() && (a.activity == token.activity || a.scope != token.scope));
        let due = own.map(|a| a.due).min().filter(|&d| d != Timestamp::NEVER)?;
        let span = (due.0 - job.enabled.0) as f64;
        let leave = Timestamp(job.enabled.0 + (span * fill) as i64);
        let leave = hours.last_open_before(leave);
        (leave > self.now && leave < due).then_some((leave, Wait::Work(pool)))
    }

    #[inline]
    fn complete(&mut self, index: u32) -> Result<(), Fault> {
        self.free_jobs.push(index);
        let Job { slot, generation, activity, visit, task, .. } = self.jobs[index as usize];
        let s = &self.slots[slot as usize];
        if s.generation != generation {
            return Ok(());
        }
        let book = &self.books[s.book as usize];
        let task = &book.tasks[task as usize];
        let number = s.kept.number;
        let mut facts = std::mem::take(&mut self.facts);
        facts.clear();
        for stating in &task.states {
            let index = stating.drawn(&self.draws, number, visit, s.flawed);
            facts.push((stating.fact, stating.values[index]));
        }
        let result = match &task.rules {
            None => self.command(slot, Command::Complete { activity, facts: &facts }, activity),
            Some(rules) => {
                let granted = if visit == 0 { rules.granted } else { rules.granted_again };
                let yes = self.draws.uniform(number, rules.purpose, visit) < granted;
                let outcome = if yes { Outcome::Approved } else { Outcome::Refused };
                self.command(slot, Command::Rule { activity, outcome, grounds: &rules.grounds, facts: &facts }, activity)
            }
        };
        self.facts = facts;
        result.map(|_| ())
    }
}

/// The activity whose timer fired.
fn fired(events: &[Event]) -> u32 {
    let host = |event: &Event| match event.what {
        What::SilenceSpoke { activity, .. } | What::TimerFired { activity, .. } | What::LegBegan { activity, .. } => Some(activity),
        _ => None,
    };
    events.iter().find_map(host).unwrap_or(NOBODY)
}
