//! Whether a log tells a course of events that can be: what its numbers alone do not show.
//!
//! Whoever holds the log's key can sign any leaves. But the leaves of an honest city keep to this:
//!
//! - a case begins once, with its filing, and nothing follows its end;
//! - people act in the order of the log: the city never dates their acts back;
//! - a term that runs is over at the instant that was said when it was set, and silence speaks
//!   at that instant or never: nothing else of the case comes between.
//!
//! A term is followed from `timer-set` on until its step ends or it is stopped. Where the public
//! part does not tell which terms a change ended (an event sub-process, another procedure), those
//! of the case are followed no more, and start anew with the next `timer-set`.

use crate::figures::Public;
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use std::collections::HashMap;
use std::fmt;

/// After so long without a word on a term that is over, the log lacks its silence.
const SPEAKS_WITHIN: i64 = Timestamp::DAY;

/// Something that an honest city does not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A case that begins without a filing, or is filed again.
    Filing {
        /// Case.
        case: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// A case goes on after its end.
    Ended {
        /// Case.
        case: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// Somebody acted at an earlier instant than a leaf before it bears.
    BackDated {
        /// Case.
        case: u64,
        /// At which leaf, from 0.
        leaf: u64,
        /// When they acted, it says.
        at: Timestamp,
        /// The instant that was reached by then.
        reached: Timestamp,
    },
    /// Silence spoke, or a timer fired, at another instant than its term ended.
    Instant {
        /// Case.
        case: u64,
        /// At which leaf, from 0.
        leaf: u64,
        /// When it did.
        at: Timestamp,
        /// When it was due.
        due: Timestamp,
    },
    /// A term was over, and the case, or the whole log, went on without its silence.
    Silent {
        /// Case.
        case: u64,
        /// At which leaf, from 0; none: to the end of the log.
        leaf: Option<u64>,
        /// When it was due.
        due: Timestamp,
    },
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Filing { case, leaf } => write!(f, "case {case}: leaf {leaf} is no filing where the case begins, or a second one"),
            Wrong::Ended { case, leaf } => write!(f, "case {case}: it was closed, and goes on at leaf {leaf}"),
            Wrong::BackDated { case, leaf, at, reached } => {
                write!(f, "case {case}: leaf {leaf} dates what somebody did back to {}; the log had reached {}", at, reached)
            }
            Wrong::Instant { case, leaf, at, due } => {
                write!(f, "case {case}: leaf {leaf} lets a term end at {}; it was set to end at {}", at, due)
            }
            Wrong::Silent { case, leaf: Some(leaf), due } => {
                write!(f, "case {case}: a term was over at {}, and leaf {leaf} goes on without its silence", due)
            }
            Wrong::Silent { case, leaf: None, due } => {
                write!(f, "case {case}: a term was over at {}, and the log goes on without its silence", due)
            }
        }
    }
}

/// A term that runs: number of its activity, hash of its element's id, end.
type Term = (u32, u64, i64);

/// Follows the leaves of a log.
#[derive(Default)]
pub(crate) struct Course {
    /// The latest instant so far, and the case of the leaf before with its instant.
    reached: i64,
    before: (u64, i64),
    /// Running terms of the cases that are open; nothing: closed.
    cases: HashMap<u64, Option<Vec<Term>>>,
    pub wrongs: Vec<Wrong>,
}

impl Course {
    /// Takes in the events of the leaf with a number.
    pub fn leaf(&mut self, number: u64, leaf: &Leaf<'_>, events: &[Public<'_>]) {
        let case = leaf.case;
        let first = events.first().map_or("", |event| &event.what);
        let known = self.cases.get(&case);
        if (first == "filed") != known.is_none() || events.iter().skip(1).any(|event| event.what == "filed") {
            self.wrongs.push(Wrong::Filing { case, leaf: number });
        }
        if known == Some(&None) {
            self.wrongs.push(Wrong::Ended { case, leaf: number });
        }
        // The further leaves of a long command begin with whatever comes.
        let is_further = self.before == (case, leaf.at);
        let acts = matches!(first, "filed" | "completed" | "ruled" | "fact-stated" | "withdrawn" | "term-extended");
        if acts && !is_further && leaf.at < self.reached {
            self.wrongs.push(Wrong::BackDated { case, leaf: number, at: Timestamp(leaf.at), reached: Timestamp(self.reached) });
        }
        self.reached = self.reached.max(leaf.at);
        self.before = (case, leaf.at);
        let mut terms = self.cases.remove(&case).flatten().unwrap_or_default();
        self.speak(number, leaf, events, is_further, &mut terms);
        let is_closed = follow(&mut terms, events, leaf.at);
        self.cases.insert(case, if is_closed { None } else { Some(terms) });
    }

    /// What fires now was due now, and nothing was due before, nor now where nothing fires.
    fn speak(&mut self, number: u64, leaf: &Leaf<'_>, events: &[Public<'_>], is_further: bool, terms: &mut Vec<Term>) {
        let fires = is_further || events.iter().any(|event| matches!(&*event.what, "silence-spoke" | "timer-fired" | "leg-began"));
        for event in events.iter().filter(|event| matches!(&*event.what, "silence-spoke" | "timer-fired")) {
            let Some(place) = terms.iter().position(|term| is_of(term, event)) else { continue };
            let (_, _, due) = terms.swap_remove(place);
            if due != leaf.at {
                self.wrongs.push(Wrong::Instant { case: leaf.case, leaf: number, at: Timestamp(leaf.at), due: Timestamp(due) });
            }
        }
        let is_over = |(_, _, due): &Term| *due < leaf.at || *due == leaf.at && !fires;
        if let Some((_, _, due)) = terms.iter().find(|term| is_over(term)) {
            self.wrongs.push(Wrong::Silent { case: leaf.case, leaf: Some(number), due: Timestamp(*due) });
        }
        terms.retain(|term| !is_over(term));
    }

    /// Terms that the log, up to its end, lets pass without a word.
    pub fn passed(&self) -> Vec<Wrong> {
        let end = self.reached - SPEAKS_WITHIN;
        let over = |(case, terms): (&u64, &Option<Vec<Term>>)| {
            let due = terms.iter().flatten().map(|(_, _, due)| *due).filter(|due| *due < end).min()?;
            Some(Wrong::Silent { case: *case, leaf: None, due: Timestamp(due) })
        };
        let mut passed: Vec<Wrong> = self.cases.iter().filter_map(over).collect();
        passed.sort_by_key(|wrong| if let Wrong::Silent { case, .. } = wrong { *case } else { 0 });
        passed
    }
}

fn is_of((activity, element, _): &Term, event: &Public<'_>) -> bool {
    event.activity == Some(*activity) && *element == hash(event)
}

/// Which element: ids are long, and terms many.
fn hash(event: &Public<'_>) -> u64 {
    use std::hash::BuildHasher as _;
    rustc_hash::FxBuildHasher.hash_one(event.element.as_deref().unwrap_or_default())
}

/// Follows the terms of a case through the events of a leaf; answers whether it is over.
fn follow(terms: &mut Vec<Term>, events: &[Public<'_>], at: i64) -> bool {
    let mut is_scope_closed = false;
    for event in events {
        match &*event.what {
            "timer-set" => {
                terms.retain(|term| !is_of(term, event));
                if let (Some(activity), Some(due)) = (event.activity, event.due.filter(|due| *due != Timestamp::NEVER.0)) {
                    // One that counts from long ago may be over as it is set.
                    terms.push((activity, hash(event), due.max(at)));
                }
            }
            "term-stopped" => terms.retain(|term| !is_of(term, event)),
            "completed" | "cancelled" => {
                // With the step that a scope belongs to ends what began in it.
                let ends = |activity: u32| Some(activity) == event.activity || is_scope_closed && Some(activity) > event.activity;
                terms.retain(|(activity, ..)| !ends(*activity));
                is_scope_closed = false;
            }
            "scope-closed" => is_scope_closed = true,
            "interrupted" | "disarmed" | "migrated" | "carried" | "instance-ended" | "stuck" => terms.clear(),
            "closed" => return true,
            _ => {}
        }
    }
    if is_scope_closed {
        terms.clear();
    }
    false
}
