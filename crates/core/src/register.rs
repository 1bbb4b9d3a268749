//! What one case holds and another therefore cannot have: plots, places within a
//! district's quota, slots of a vertiport; and in whose cases an officer has an
//! interest, and therefore no part.
//!
//! Case and register are two aggregates with the same pair of functions,
//! `handle` and `apply`. A command that touches both goes through [`transact`]:
//! both event lists are appended together, or neither is.
//!
//! ```
//! use alatau_core::register::{Command, Kind, Register, Thing, Want, apply, handle};
//! use alatau_core::time::Timestamp;
//! let (mut register, mut events) = (Register::default(), Vec::new());
//! let plot = [Want::one(Thing::new(Kind::Plot, "17"))];
//! handle(&register, Command::Claim { case: 1, wants: &plot }, Timestamp(0), &mut events).unwrap();
//! events.iter().for_each(|event| apply(&mut register, event));
//! let refused = handle(&register, Command::Claim { case: 2, wants: &plot }, Timestamp(1), &mut events).unwrap_err();
//! assert_eq!(refused.to_string(), "AL-4301: plot `17` is held by case 1; wait until it is decided, or withdraw it");
//! ```

use crate::case::{self, Case, Rulebook};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A plot of land, by its number in the cadastre: one case at a time.
    Plot,
    /// A slot of a vertiport, by port and time: one case at a time.
    Slot,
    /// A district's quota: as many as its limit.
    Quota,
}

impl Kind {
    /// The word that stores and requests use.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Plot => "plot",
            Kind::Slot => "slot",
            Kind::Quota => "quota",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Kind> {
        [Kind::Plot, Kind::Slot, Kind::Quota].into_iter().find(|kind| kind.word() == word)
    }
}

/// A thing that cases hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Thing {
    /// Its kind.
    pub kind: Kind,
    /// Its name within the kind.
    pub name: String,
}

impl Thing {
    /// A thing by its name.
    pub fn new(kind: Kind, name: &str) -> Thing {
        Thing { kind, name: name.to_string() }
    }

    /// The thing under the name by which it is held: letter case, blanks, the kind of dash, full width and Cyrillic letters
    /// that look like Latin ones make no other plot or slot. A quota has the name that was set.
    ///
    /// ```
    /// # use alatau_core::register::{Kind, Thing};
    /// let plot = |name: &str| Thing::new(Kind::Plot, name).normal();
    /// assert_eq!(plot(" p – 77"), plot("Р-77")); // the second `Р` is Cyrillic
    /// assert_ne!(plot("77"), plot("78"));
    /// ```
    #[must_use]
    pub fn normal(&self) -> Thing {
        let is_normal = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase() || b"-/:.".contains(&byte);
        if self.kind == Kind::Quota || self.name.bytes().all(is_normal) {
            return self.clone();
        }
        let shown = self.name.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_uppercase);
        Thing { kind: self.kind, name: shown.map(look_alike).flat_map(char::to_lowercase).collect() }
    }
}

/// A character of full width as the usual one, and every dash as one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        _ => c,
    }
}

/// The Latin letter that a Cyrillic capital looks like; any other character itself.
fn look_alike(c: char) -> char {
    const PAIRS: [(char, char); 15] = [
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('У', 'Y'),
        ('Х', 'X'),
        ('І', 'I'),
        ('Ѕ', 'S'),
        ('Ј', 'J'),
    ];
    PAIRS.iter().find(|(cyrillic, _)| *cyrillic == c).map_or(c, |(_, latin)| *latin)
}

/// So much of a thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Want {
    /// The thing.
    pub thing: Thing,
    /// How much; a plot or a slot is held whole, by 1.
    pub amount: u64,
}

impl Want {
    /// One of it.
    pub fn one(thing: Thing) -> Want {
        Want { thing, amount: 1 }
    }
}

/// Who holds a thing, and how much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Held {
    by: BTreeMap<u64, u64>,
    used: u64,
}

/// Which case holds what, what the quotas are, and who has an interest where.
///
/// Invariants: `things` and `of_case` say the same; nothing is held beyond its limit
/// when it is claimed (a quota that is lowered later takes nothing away).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    things: BTreeMap<Thing, Held>,
    of_case: BTreeSet<(u64, Thing)>,
    quotas: BTreeMap<String, u64>,
    interests: BTreeSet<(u64, u64)>,
}

impl Register {
    /// How much there is of a thing; nothing: a quota that nobody set.
    pub fn limit(&self, thing: &Thing) -> Option<u64> {
        match thing.kind {
            Kind::Plot | Kind::Slot => Some(1),
            Kind::Quota => self.quotas.get(&thing.name).copied(),
        }
    }

    /// How much of a thing is held.
    pub fn used(&self, thing: &Thing) -> u64 {
        self.things.get(&thing.normal()).map_or(0, |held| held.used)
    }

    /// The cases that hold a thing, and how much.
    pub fn holders(&self, thing: &Thing) -> impl Iterator<Item = (u64, u64)> {
        self.things.get(&thing.normal()).into_iter().flat_map(|held| held.by.iter().map(|(case, amount)| (*case, *amount)))
    }

    /// What a case holds, in order.
    pub fn held_by(&self, case: u64) -> impl Iterator<Item = Want> {
        let first = (case, Thing { kind: Kind::Plot, name: String::new() });
        let of_case = self.of_case.range(first..).take_while(move |(of, _)| *of == case);
        of_case.map(move |(_, thing)| Want { thing: thing.clone(), amount: self.things[thing].by[&case] })
    }

    /// The quotas that were set, with what is used of them.
    pub fn quotas(&self) -> impl Iterator<Item = (&str, u64, u64)> {
        self.quotas.iter().map(|(name, limit)| (name.as_str(), self.used(&Thing::new(Kind::Quota, name)), *limit))
    }

    /// Whether an officer declared an interest in the cases of a party.
    pub fn is_interested(&self, officer: u64, party: u64) -> bool {
        self.interests.contains(&(officer, party))
    }

    /// Every interest that was declared: officer and party, in order.
    pub fn all_interests(&self) -> impl Iterator<Item = (u64, u64)> {
        self.interests.iter().copied()
    }

    /// The parties in whose cases an officer declared an interest.
    pub fn interests(&self, officer: u64) -> impl Iterator<Item = u64> {
        self.interests.range((officer, 0)..=(officer, u64::MAX)).map(|(_, party)| *party)
    }
}

/// What is wanted of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// Hold these things until the case is over; what it holds already it keeps.
    Claim {
        /// Case.
        case: u64,
        /// Things.
        wants: &'a [Want],
    },
    /// Let go of everything.
    Release {
        /// Case.
        case: u64,
    },
    /// Set the limit of a quota.
    Limit {
        /// Its name.
        quota: &'a str,
        /// How much there is in all.
        limit: u64,
    },
    /// An officer declares, or takes back, an interest in the cases of a party.
    Declare {
        /// Officer.
        officer: u64,
        /// Party.
        party: u64,
        /// Whether there is an interest.
        interested: bool,
    },
}

/// What happened to the register.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// Kinds of events.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A case holds a thing from now on.
    Claimed {
        /// How much of it.
        want: Want,
        /// Case.
        case: u64,
    },
    /// A thing is free again.
    Released {
        /// How much of it.
        want: Want,
        /// Case that held it.
        case: u64,
    },
    /// A quota has another limit from now on.
    Limited {
        /// Its name.
        quota: String,
        /// How much there is in all.
        limit: u64,
    },
    /// An officer has, or has no longer, an interest in the cases of a party.
    Declared {
        /// Officer.
        officer: u64,
        /// Party.
        party: u64,
        /// Whether there is one.
        interested: bool,
    },
}

/// Why the register refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Another case holds the thing.
    #[error("AL-4301: {} `{}` is held by case {holder}; wait until it is decided, or withdraw it", thing.kind.word(), thing.name)]
    Held {
        /// Thing.
        thing: Thing,
        /// Case that holds it.
        holder: u64,
    },
    /// Not so much is left of a quota.
    #[error("AL-4302: quota `{quota}` has {left} left of {limit}, not {wanted}; ask for less, or wait until a case gives some back")]
    Full {
        /// Quota.
        quota: String,
        /// Wanted.
        wanted: u64,
        /// Left.
        left: u64,
        /// In all.
        limit: u64,
    },
    /// Nobody set such a quota.
    #[error("AL-4303: there is no quota `{quota}`; the operator sets it first")]
    NoQuota {
        /// Quota.
        quota: String,
    },
    /// A plot or a slot cannot be shared, and nothing is not a want.
    #[error("AL-4304: {} `{}` is wanted {amount} times; {}", thing.kind.word(), thing.name, if *amount == 0 { "ask for at least 1" } else { "it is held whole, by 1" })]
    Amount {
        /// Thing.
        thing: Thing,
        /// Wanted.
        amount: u64,
    },
}

/// Says what happens. Events are appended to `out`; on `Err` it is as it was.
pub fn handle(register: &Register, command: Command<'_>, now: Timestamp, out: &mut Vec<Event>) -> Result<(), Rejection> {
    let event = |what| Event { at: now, what };
    match command {
        Command::Claim { case, wants } => {
            // Each thing under the name that it is held by, with the name that was asked for.
            let mut sums: BTreeMap<Thing, (&Thing, u64)> = BTreeMap::new();
            for want in wants {
                if want.amount == 0 || want.thing.kind != Kind::Quota && want.amount != 1 {
                    return Err(Rejection::Amount { thing: want.thing.clone(), amount: want.amount });
                }
                let (_, sum) = sums.entry(want.thing.normal()).or_insert((&want.thing, 0));
                *sum = if want.thing.kind == Kind::Quota { sum.saturating_add(want.amount) } else { 1 };
            }
            let first = out.len();
            for (thing, (asked, amount)) in sums {
                if register.holders(&thing).any(|(holder, _)| holder == case) {
                    continue;
                }
                if let Err(refused) = is_free(register, asked, amount) {
                    out.truncate(first);
                    return Err(refused);
                }
                out.push(event(What::Claimed { want: Want { thing, amount }, case }));
            }
        }
        Command::Release { case } => out.extend(register.held_by(case).map(|want| event(What::Released { want, case }))),
        Command::Limit { quota, limit } => out.push(event(What::Limited { quota: quota.to_string(), limit })),
        Command::Declare { officer, party, interested } => {
            if register.is_interested(officer, party) != interested {
                out.push(event(What::Declared { officer, party, interested }));
            }
        }
    }
    Ok(())
}

fn is_free(register: &Register, thing: &Thing, wanted: u64) -> Result<(), Rejection> {
    let Some(limit) = register.limit(thing) else { return Err(Rejection::NoQuota { quota: thing.name.clone() }) };
    let left = limit.saturating_sub(register.used(thing));
    match register.holders(thing).next() {
        _ if wanted <= left => Ok(()),
        Some((holder, _)) if thing.kind != Kind::Quota => Err(Rejection::Held { thing: thing.clone(), holder }),
        _ => Err(Rejection::Full { quota: thing.name.clone(), wanted, left, limit }),
    }
}

/// Folds one event into the register.
pub fn apply(register: &mut Register, event: &Event) {
    match &event.what {
        What::Claimed { want, case } => {
            let held = register.things.entry(want.thing.clone()).or_default();
            assert!(held.by.insert(*case, want.amount).is_none(), "a case claims a thing once");
            held.used += want.amount;
            register.of_case.insert((*case, want.thing.clone()));
        }
        What::Released { want, case } => {
            let held = register.things.get_mut(&want.thing).expect("what is let go was held");
            assert!(held.by.remove(case) == Some(want.amount), "only a holder lets a thing go");
            held.used -= want.amount;
            if held.by.is_empty() {
                register.things.remove(&want.thing);
            }
            register.of_case.remove(&(*case, want.thing.clone()));
        }
        What::Limited { quota, limit } => drop(register.quotas.insert(quota.clone(), *limit)),
        What::Declared { officer, party, interested: true } => drop(register.interests.insert((*officer, *party))),
        What::Declared { officer, party, interested: false } => drop(register.interests.remove(&(*officer, *party))),
    }
}

/// A case, as the register needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Claimant<'a> {
    /// Its number.
    pub number: u64,
    /// Its state.
    pub case: &'a Case,
    /// What it is about: claimed when it is filed, free when it is over.
    pub wants: &'a [Want],
}

/// Why a command on a case and the register was refused: the case speaks first.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// By the case.
    #[error(transparent)]
    Case(#[from] case::Rejection),
    /// By the register.
    #[error(transparent)]
    Register(#[from] Rejection),
}

/// What a command came to. Who keeps one for the next command saves making its lists anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happened {
    /// To the case.
    pub case: Vec<case::Event>,
    /// To the register.
    pub register: Vec<Event>,
    /// The case after it; nothing of worth after a refusal.
    pub next: Case,
}

/// Handles a command by the case and by the register. Both lists of `happened` are appended; on
/// `Err` both are as they were.
pub fn transact(
    claimant: Claimant<'_>,
    register: &Register,
    command: case::Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    happened: &mut Happened,
) -> Result<(), Refusal> {
    let (cases, registers) = (happened.case.len(), happened.register.len());
    let result = both(claimant, register, command, rulebook, now, happened);
    if result.is_err() {
        happened.case.truncate(cases);
        happened.register.truncate(registers);
    }
    result
}

fn both(
    claimant: Claimant<'_>,
    register: &Register,
    command: case::Command<'_>,
    rulebook: &Rulebook,
    now: Timestamp,
    happened: &mut Happened,
) -> Result<(), Refusal> {
    let Happened { case: case_events, register: register_events, next } = happened;
    let (before, number) = (case_events.len(), claimant.number);
    case::step(claimant.case, command, rulebook, now, case_events, next)?;
    let new = &case_events[before..];
    let first = register_events.len();
    if let Some(filed) = new.iter().find(|e| matches!(e.what, case::What::Filed { .. })) {
        handle(register, Command::Claim { case: number, wants: claimant.wants }, filed.at, register_events)?;
    }
    if let Some(closed) = new.iter().find(|e| matches!(e.what, case::What::Closed { .. })) {
        let claimed: Vec<Event> = register_events[first..].to_vec();
        handle(register, Command::Release { case: number }, closed.at, register_events)?;
        // A case may be over as soon as it is filed: then it lets go of what it has just claimed.
        for event in claimed {
            if let What::Claimed { want, case } = event.what {
                register_events.push(Event { at: closed.at, what: What::Released { want, case } });
            }
        }
    }
    Ok(())
}
