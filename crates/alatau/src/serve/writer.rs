//! The one thread that changes the city: it takes all requests that wait, flushes
//! once, and only then answers.

use super::health::Health;
use alatau_city::{City, Clock, Jump, Kind, Principal, Problem, Reply, Request};
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_store::{Fault, Journal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, oneshot};

/// So many requests go into one commit.
const AT_ONCE: usize = 1_024;
/// So many requests wait; more are sent away.
const WAITING: usize = 8_192;
/// The clock is looked at so often, whatever is due.
const LOOK: Duration = Duration::from_secs(1);
/// That the city is at work is written down so often, in microseconds, though nothing happens.
const ALIVE_EVERY: i64 = 3_600_000_000;
/// Name of the setting that says when the city was at work last.
const ALIVE: &str = "last-alive";
/// So many cases that fall due over an outage are counted.
const COUNTED: usize = 1_000_000;
/// So many changes are remembered for those who listen and are slow.
const CHANGES: usize = 1_024;

/// Where the time comes from.
pub trait Time: Send {
    /// Microseconds since 1970, and microseconds since any fixed point.
    fn read(&mut self) -> (i64, i64);
}

/// The clocks of the machine. The second goes on while the machine is suspended: what went by meanwhile is no jump.
pub struct Machine;

#[cfg(target_os = "linux")]
const SINCE_START: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const SINCE_START: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

impl Time for Machine {
    fn read(&mut self) -> (i64, i64) {
        let since = rustix::time::clock_gettime(SINCE_START);
        (unix_now(), since.tv_sec * 1_000_000 + since.tv_nsec / 1_000)
    }
}

/// The latest instant at which a city is known to have been at work: of its last leaf, or written down since; 0: never.
///
/// # Errors
/// The store cannot be read.
pub fn last_alive(journal: &impl Journal) -> Result<i64, Fault> {
    let noted = journal.setting(ALIVE)?.and_then(|text| String::from_utf8(text).ok()?.parse().ok());
    let last = journal.leaves(journal.size()?.saturating_sub(1), 1)?;
    let last = last.first().and_then(|leaf| Leaf::read(leaf).ok()).map(|leaf| leaf.at);
    Ok(noted.into_iter().chain(last).max().unwrap_or(0))
}

/// Microseconds since 1970 by the clock on the wall.
pub fn unix_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as i64
}

/// A case changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Case.
    pub case: u64,
    /// Its events now.
    pub events: u64,
}

struct Letter {
    request: Request,
    answer: oneshot::Sender<Result<Reply, Problem>>,
}

enum Mail {
    Letter(Box<Letter>),
    Stop,
}

/// Where requests are handed in.
#[derive(Clone)]
pub struct Desk {
    inbox: SyncSender<Mail>,
    changes: broadcast::Sender<Changed>,
    health: Arc<Health>,
}

/// What is done after each commit: waking the publisher.
pub type After = Box<dyn Fn() + Send>;

impl Desk {
    /// Starts the writer over a city and its journal, by clocks.
    pub fn open<J: Journal + Send + 'static>(
        city: City,
        journal: J,
        (clock, time): (Clock, impl Time + 'static),
        health: Arc<Health>,
        after: After,
    ) -> (Desk, std::thread::JoinHandle<J>) {
        let (inbox, mail) = sync_channel(WAITING);
        let (changes, _) = broadcast::channel(CHANGES);
        let desk = Desk { inbox, changes: changes.clone(), health: health.clone() };
        let writer = Writer { city, journal, clock, time: Box::new(time), health, changes, after, alive: None };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || writer.run(&mail));
        (desk, thread.expect("the machine has room for one more thread"))
    }

    /// Asks the city; the answer comes once it is on the disk.
    ///
    /// # Errors
    /// The city's; AL-4424 if too many wait or the server stops.
    pub async fn ask(&self, by: Principal, key: Option<String>, ask: alatau_city::Ask) -> Result<Reply, Problem> {
        self.ask_as_seen(by, key, None, ask).await
    }

    /// As [`Desk::ask`], of a case or a draft that was seen at this version: at another it is refused.
    ///
    /// # Errors
    /// As of [`Desk::ask`].
    pub async fn ask_as_seen(
        &self,
        by: Principal,
        key: Option<String>,
        seen: Option<u64>,
        ask: alatau_city::Ask,
    ) -> Result<Reply, Problem> {
        let (answer, answered) = oneshot::channel();
        let request = Request { by, key, seen, ask, entropy: random()? };
        self.health.waits(1);
        self.inbox.try_send(Mail::Letter(Box::new(Letter { request, answer }))).map_err(|refused| {
            self.health.waits(-1);
            match refused {
                TrySendError::Full(_) => unavailable("too many requests wait; try again in a few seconds"),
                TrySendError::Disconnected(_) => unavailable("the server is stopping; nothing was done"),
            }
        })?;
        answered.await.unwrap_or_else(|_| Err(unavailable("the server is stopping; nothing was done")))
    }

    /// What changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }

    /// Lets the writer finish what waits, and end.
    pub fn close(&self) {
        // If it is gone already, it has ended.
        let _ = self.inbox.send(Mail::Stop);
    }
}

fn unavailable(detail: &str) -> Problem {
    Problem::new(Kind::Unavailable, "AL-4424", detail)
}

/// Random bytes of the machine.
///
/// # Errors
/// The machine gives none.
pub fn random() -> Result<[u8; 32], Problem> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Problem::new(Kind::Unavailable, "AL-4424", format!("no random numbers: {error}")))?;
    Ok(bytes)
}

struct Writer<J> {
    city: City,
    journal: J,
    clock: Clock,
    time: Box<dyn Time>,
    health: Arc<Health>,
    changes: broadcast::Sender<Changed>,
    after: After,
    /// When it was last written down that the city is at work.
    alive: Option<Timestamp>,
}

impl<J: Journal> Writer<J> {
    fn run(mut self, mail: &Receiver<Mail>) -> J {
        let mut stops = false;
        while !stops {
            let mut letters = Vec::new();
            match mail.recv_timeout(self.pause()) {
                Ok(Mail::Letter(letter)) => letters.push(*letter),
                Ok(Mail::Stop) | Err(RecvTimeoutError::Disconnected) => stops = true,
                Err(RecvTimeoutError::Timeout) => {}
            }
            while letters.len() < AT_ONCE && (stops || !letters.is_empty()) {
                match mail.try_recv() {
                    Ok(Mail::Letter(letter)) => letters.push(*letter),
                    Ok(Mail::Stop) => stops = true,
                    Err(_) => break,
                }
            }
            self.health.waits(-(letters.len() as i64));
            self.work(letters);
        }
        if self.alive.is_some() && self.health.keeps() {
            let (wall, monotonic) = self.time.read();
            self.clock.now(wall, monotonic).into_iter().for_each(|now| self.note_alive(now));
        }
        self.journal
    }

    /// Until something is due, at most until the clock is looked at again. What has been due for longer
    /// than that cannot go on now: it is tried as seldom.
    fn pause(&mut self) -> Duration {
        let (wall, _) = self.time.read();
        match self.city.next_due(&self.journal) {
            Ok(Some(due)) if due.0 > wall - LOOK.as_micros() as i64 => {
                Duration::from_micros((due.0 - wall).max(0) as u64).clamp(Duration::from_millis(10), LOOK)
            }
            _ => LOOK,
        }
    }

    fn work(&mut self, letters: Vec<Letter>) {
        let (wall, monotonic) = self.time.read();
        let now = match self.clock.now(wall, monotonic) {
            Ok(now) => now,
            Err(jump) => return self.wait_for_clock(jump, letters),
        };
        let behind = self.clock.behind(wall);
        self.health.clock(
            -behind,
            (behind > 0).then(|| {
                let seconds = behind / 1_000_000;
                format!("AL-4413: the clock is behind by {seconds} seconds; time stands at {now} until it is set right or has caught up")
            }),
        );
        if self.alive.is_none() {
            self.say_outage(now);
        }
        if let Err(problem) = self.let_due_act(now) {
            self.health.store(Some(&problem));
            return letters.into_iter().for_each(|letter| answer(letter, Err(problem.clone())));
        }
        let is_idle = letters.is_empty();
        if !is_idle {
            self.batch(letters, now);
        }
        let is_over = self.alive.is_none_or(|last| now.0 - last.0 >= ALIVE_EVERY);
        if is_over || is_idle && !self.health.keeps() {
            self.note_alive(now);
        }
        self.health.stuck(self.city.stuck().len());
    }

    /// Says what an outage comes to, before it is done.
    fn say_outage(&self, now: Timestamp) {
        // A store that cannot be read says so by itself.
        let (Ok(since), Ok(due)) = (last_alive(&self.journal), self.journal.due(now.0, COUNTED)) else { return };
        let (cases, days) = (due.len(), (now.0 - if since == 0 { now.0 } else { since }) / 86_400_000_000);
        if cases > 0 || days > 0 {
            tracing::info!(cases, days, "{cases} cases fall due over an outage of {days} days");
        }
    }

    /// Writes down that the city is at work. It also tries a store that did not keep: whoever watches the health of the
    /// city sends nobody before it keeps again.
    fn note_alive(&mut self, now: Timestamp) {
        let noted = Write::Setting { name: ALIVE.to_string(), value: now.0.to_string().into_bytes() };
        let kept = self.journal.commit(&[noted]).map_err(Problem::from);
        self.health.store(kept.err().as_ref());
        self.alive = Some(now);
    }

    fn wait_for_clock(&self, jump: Jump, letters: Vec<Letter>) {
        self.health.clock(jump.by(), Some(jump.to_string()));
        let said = jump.to_string();
        let problem = Problem::new(Kind::Unavailable, "AL-4413", said.split_once(": ").map_or(said.as_str(), |(_, detail)| detail));
        letters.into_iter().for_each(|letter| answer(letter, Err(problem.clone())));
    }

    fn let_due_act(&mut self, now: Timestamp) -> Result<(), Problem> {
        loop {
            let (city, journal) = (&mut self.city, &self.journal);
            let ticked = catch_unwind(AssertUnwindSafe(|| city.tick(now, journal)));
            let more = ticked.unwrap_or_else(|_| {
                self.city.forget(&self.journal)?;
                Err(Problem::new(Kind::Fault, "AL-4400", "the clock's part broke off; the log of the program says why"))
            })?;
            if self.city.is_staged() {
                let changed = self.changed();
                self.keep()?;
                changed.into_iter().for_each(|change| drop(self.changes.send(change)));
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Cases that what is staged changes.
    fn changed(&self) -> Vec<Changed> {
        self.city.staged_cases().map(|(case, events)| Changed { case, events }).collect()
    }

    fn keep(&mut self) -> Result<(), Problem> {
        let began = Instant::now();
        let kept = self.city.flush(&mut self.journal);
        self.health.store(kept.as_ref().err());
        self.health.committed(began.elapsed());
        kept?;
        (self.after)();
        Ok(())
    }

    /// Serves all in one commit. Where one of them breaks the program, each is served alone.
    fn batch(&mut self, letters: Vec<Letter>, now: Timestamp) {
        let (city, journal) = (&mut self.city, &self.journal);
        let taken =
            catch_unwind(AssertUnwindSafe(|| letters.iter().map(|letter| city.take(&letter.request, now, journal)).collect::<Vec<_>>()));
        let Ok(replies) = taken else { return self.one_by_one(letters, now) };
        let changed = self.changed();
        let count = letters.len();
        let kept = if self.city.is_staged() { self.keep() } else { Ok(()) };
        if kept.as_ref().is_err_and(|problem| problem.kind != Kind::Unavailable) && count > 1 {
            // What one of them asks contradicts the store; the others have no part in it.
            return letters.into_iter().for_each(|letter| self.batch(vec![letter], now));
        }
        self.health.served(count);
        if kept.is_ok() {
            changed.into_iter().for_each(|change| drop(self.changes.send(change)));
        }
        for (letter, reply) in letters.into_iter().zip(replies) {
            answer(letter, reply.and_then(|reply| kept.clone().map(|()| reply)));
        }
    }

    fn one_by_one(&mut self, letters: Vec<Letter>, now: Timestamp) {
        let broken = Problem::new(Kind::Fault, "AL-4400", "the request broke the program; nothing of it was kept, and the log says why");
        if let Err(problem) = self.city.forget(&self.journal) {
            return letters.into_iter().for_each(|letter| answer(letter, Err(problem.clone())));
        }
        if letters.len() == 1 {
            tracing::error!("a request broke the program");
            return letters.into_iter().for_each(|letter| answer(letter, Err(broken.clone())));
        }
        letters.into_iter().for_each(|letter| self.batch(vec![letter], now));
    }
}

fn answer(letter: Letter, reply: Result<Reply, Problem>) {
    // Who asked may have left; what was done stays done.
    let _ = letter.answer.send(reply);
}
