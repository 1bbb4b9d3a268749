//! Is the log complete? What only someone who reads all of it can say.
//!
//! Each leaf has its number in its procedure and its index in its case, and neither has a
//! gap. An [`Auditor`] goes through the leaves from the first on and says which numbers are
//! missing. What was cut off at the end leaves no gap; a checkpoint that anyone kept shows it:
//! every one that is given must have the root that these leaves have at its size.
//!
//! ```
//! use alatau_evidence::complete::Auditor;
//! let mut auditor = Auditor::new(Vec::new());
//! let content = "0".repeat(64);
//! let start = r#"{"v":1,"procedure":"permit","number":2,"events":1,"case":1,"index":1,"at":0,"public":[{}],"content":""#;
//! auditor.push(format!("{start}{content}\"}}").as_bytes());
//! assert_eq!(auditor.finish()[0].to_string(), "permit: number 1 is missing before leaf 0");
//! ```

use crate::leaf::{self, Leaf, leaf_hash};
use crate::note::Checkpoint;
use crate::tree::Frontier;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Something that a complete log cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Numbers of a procedure are missing, or stand there again.
    Numbers {
        /// Procedure.
        procedure: String,
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// Events of a case are missing, or stand there again.
    Events {
        /// Case.
        case: u64,
        /// The index that should come.
        expected: u64,
        /// The index that came.
        found: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// Cases are missing, or begin again: they are numbered in the order of filing.
    Cases {
        /// The case that should begin.
        expected: u64,
        /// The case that began.
        found: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// A leaf of a case bears an earlier instant than the one before it.
    Back {
        /// Case.
        case: u64,
        /// At which leaf, from 0.
        leaf: u64,
    },
    /// Bytes that are no leaf.
    NoLeaf {
        /// At which place of the log, from 0.
        leaf: u64,
        /// What is wrong.
        why: leaf::Wrong,
    },
    /// A checkpoint was signed of other leaves.
    Contradicts(Checkpoint),
    /// A checkpoint was signed of more leaves than there are.
    CutOff {
        /// The checkpoint.
        checkpoint: Checkpoint,
        /// How many leaves there are.
        size: u64,
    },
}

/// Goes through a log, leaf by leaf.
#[derive(Debug)]
pub struct Auditor {
    frontier: Frontier,
    /// Number that comes next.
    procedures: BTreeMap<String, u64>,
    /// Index that comes next, and the instant of the leaf before it.
    cases: HashMap<u64, (u64, i64)>,
    /// Case that begins next.
    next_case: u64,
    /// Those not reached yet, the largest first.
    checkpoints: Vec<Checkpoint>,
    findings: Vec<Finding>,
}

impl Auditor {
    /// Begins with the checkpoints that somebody kept, of whatever sizes: the newest at least.
    pub fn new(mut checkpoints: Vec<Checkpoint>) -> Auditor {
        checkpoints.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.size));
        let (frontier, findings) = (Frontier::default(), Vec::new());
        let (procedures, cases) = (BTreeMap::new(), HashMap::new());
        let mut auditor = Auditor { frontier, procedures, cases, next_case: 1, checkpoints, findings };
        auditor.hold();
        auditor
    }

    /// Takes the next leaf; what it says is given back for who counts figures.
    pub fn push<'a>(&mut self, bytes: &'a [u8]) -> Option<Leaf<'a>> {
        let at = self.frontier.size();
        self.frontier.push(leaf_hash(bytes));
        self.hold();
        let leaf = match Leaf::read(bytes) {
            Ok(leaf) => leaf,
            Err(why) => {
                self.findings.push(Finding::NoLeaf { leaf: at, why });
                return None;
            }
        };
        if let Some(expected) = next(self.procedures.get_mut(leaf.procedure), leaf.number, leaf.next_number()) {
            let procedure = leaf.procedure.to_string();
            if expected != leaf.number {
                self.findings.push(Finding::Numbers { procedure: procedure.clone(), expected, found: leaf.number, leaf: at });
            }
            self.procedures.insert(procedure, leaf.next_number());
        }
        let (expected, last) = self.cases.insert(leaf.case, (leaf.next_index(), leaf.at)).unwrap_or((1, i64::MIN));
        if expected != leaf.index {
            self.findings.push(Finding::Events { case: leaf.case, expected, found: leaf.index, leaf: at });
        }
        if leaf.at < last {
            self.findings.push(Finding::Back { case: leaf.case, leaf: at });
        }
        if leaf.index == 1 {
            let expected = std::mem::replace(&mut self.next_case, leaf.case.saturating_add(1));
            if expected != leaf.case {
                self.findings.push(Finding::Cases { expected, found: leaf.case, leaf: at });
            }
        }
        Some(leaf)
    }

    /// How many leaves came.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// All that a complete log cannot have; empty: it is complete as far as the checkpoints reach.
    pub fn finish(mut self) -> Vec<Finding> {
        let size = self.frontier.size();
        let beyond = self.checkpoints.into_iter().rev().map(|checkpoint| Finding::CutOff { checkpoint, size });
        self.findings.extend(beyond);
        self.findings
    }

    /// Holds the leaves so far to the checkpoints of their size.
    fn hold(&mut self) {
        while self.checkpoints.last().is_some_and(|next| next.size == self.frontier.size()) {
            let reached = self.checkpoints.pop().expect("just seen");
            if reached.root != self.frontier.root() {
                self.findings.push(Finding::Contradicts(reached));
            }
        }
    }
}

/// Steps a counter on. Where it did not stand at `found`, or is new, gives the value that was expected.
fn next(counter: Option<&mut u64>, found: u64, after: u64) -> Option<u64> {
    match counter {
        Some(counter) if *counter == found => {
            *counter = after;
            None
        }
        Some(counter) => Some(*counter),
        None => Some(1),
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = |f: &mut fmt::Formatter<'_>, expected: u64, found: u64, leaf: u64| {
            if found < expected {
                write!(f, "{found} stands there again at leaf {leaf}")
            } else if found == expected + 1 {
                write!(f, "{expected} is missing before leaf {leaf}")
            } else {
                write!(f, "{expected} to {} are missing before leaf {leaf}", found - 1)
            }
        };
        match self {
            Finding::Numbers { procedure, expected, found, leaf } => {
                write!(f, "{procedure}: number ")?;
                gap(f, *expected, *found, *leaf)
            }
            Finding::Events { case, expected, found, leaf } => {
                write!(f, "case {case}: event ")?;
                gap(f, *expected, *found, *leaf)
            }
            Finding::Cases { expected, found, leaf } => {
                write!(f, "case ")?;
                gap(f, *expected, *found, *leaf)
            }
            Finding::Back { case, leaf } => write!(f, "case {case}: leaf {leaf} bears an earlier instant than the one before it"),
            Finding::NoLeaf { leaf, why } => write!(f, "leaf {leaf}: {why}"),
            Finding::Contradicts(seen) => write!(f, "the checkpoint of {} leaves was signed of other leaves", seen.size),
            Finding::CutOff { checkpoint, size } => {
                write!(f, "a checkpoint was signed of {} leaves; only {size} are here", checkpoint.size)
            }
        }
    }
}
