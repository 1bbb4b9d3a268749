//! Whether every case of a procedure can come to its end.
//!
//! Conditions are left free, and all ways in which tokens can move are tried, one
//! scope after the other, from the innermost outwards: a sub-process counts in the
//! scope around it as one activity that ends if its own tokens can. Inclusive joins
//! wait as they do in the kernel ([`crate::case`]). Where that takes too long the
//! limit is a finding of its own.
//!
//! Tokens of different branches meet at joins only, so of the activities that no
//! inclusive join looks at one is moved at a time. What a boundary event that does not
//! interrupt sets off is looked at by itself if no flow of it comes back; else it is
//! tried once for each time its activity runs.
//!
//! ```
//! use alatau_core::procedure::{Options, bpmn, compile, sound};
//! let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
//!   <process id="p"><startEvent id="filed"/><task id="review"/><exclusiveGateway id="done"/>
//!     <sequenceFlow id="a" sourceRef="filed" targetRef="review"/>
//!     <sequenceFlow id="b" sourceRef="review" targetRef="done"/>
//!     <sequenceFlow id="c" sourceRef="done" targetRef="review"/>
//!   </process></definitions>"#;
//! let net = compile(&bpmn::parse("p.bpmn", text).unwrap(), &Options::default()).unwrap();
//! assert_eq!(sound::warnings(&net)[0].kind, sound::Kind::NeverEnds);
//! ```

mod aside;
mod events;
mod explore;
mod moves;

use super::net::{NONE, Net};
use crate::source::{Diagnostic, Place, Severity};

/// What can go wrong on the way of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Tokens wait at a join for others that never come.
    NeverJoins,
    /// A token goes round without a way to an end.
    NeverEnds,
    /// A second token comes where the first still is: a join let one through too early.
    Multiplies,
    /// A join has gone on, and tokens are left at it that nothing takes away.
    LeftOver,
    /// No token ever comes to it.
    NeverReached,
    /// An end event throws an error that nothing catches.
    NotCaught,
    /// An event waits for what nothing inside throws. A note: somebody may still raise it by hand.
    NeverThrown,
    /// There are more states than are looked at.
    TooLarge,
}

impl Kind {
    /// Its page in `docs/errors/`.
    pub fn code(self) -> &'static str {
        match self {
            Kind::NeverJoins => "AL-2310",
            Kind::NeverEnds => "AL-2311",
            Kind::Multiplies => "AL-2312",
            Kind::LeftOver => "AL-2313",
            Kind::NeverReached => "AL-2314",
            Kind::NotCaught => "AL-2315",
            Kind::NeverThrown => "AL-2316",
            Kind::TooLarge => "AL-2317",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Kind::NeverJoins => "join with the kind of gateway that split, and let every branch come to it",
            Kind::NeverEnds => "draw a way out of the circle, to an end event",
            Kind::Multiplies => "join parallel branches with a parallel gateway, branches of an inclusive split with an inclusive one",
            Kind::LeftOver => "let each branch send one token to the join for each time it fires",
            Kind::NeverReached => "connect it to a way that a case can take, or remove it",
            Kind::NotCaught => "catch the error at a boundary or by an event sub-process, or use a terminate end event",
            Kind::NeverThrown => "throw it inside, or remove the event if nobody raises it by hand",
            Kind::TooLarge => "put independent parts into sub-processes, which are looked at one by one",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Warning {
    /// Where the first element stands in the file.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// Ids of the elements it is about.
    pub elements: Vec<String>,
    /// One sentence.
    pub words: String,
    /// Elements that tokens pass, one after the other, until it has happened; empty where no way leads there.
    pub path: Vec<String>,
}

impl Warning {
    /// Whether it is only a note: the procedure can still be right.
    pub fn is_note(&self) -> bool {
        self.kind == Kind::NeverThrown
    }

    /// As the readers report.
    pub fn diagnostic(&self) -> Diagnostic {
        let way = if self.path.is_empty() { String::new() } else { format!(" (by way of {})", self.path.join(", ")) };
        let message = format!("{}{way}", self.words);
        let (code, help) = (self.kind.code(), self.kind.help().to_string());
        Diagnostic { place: self.place.clone(), severity: Severity::Warning, code, message, help, excerpt: String::new() }
    }
}

/// Everything that is wrong with the ways of a procedure, in the order of the file.
pub fn warnings(net: &Net) -> Vec<Warning> {
    let mut found = events::check(net);
    found.extend(explore::check(net));
    found.sort();
    found.dedup();
    found
}

/// A finding about elements, the first of which gives the place.
fn warning(net: &Net, kind: Kind, nodes: &[u16], words: String, path: &[u16]) -> Warning {
    let mut ids: Vec<String> = Vec::new();
    path.iter().map(|&n| id(net, n)).for_each(|id| {
        // A repeated activity stands in the net twice.
        if ids.last() != Some(&id) {
            ids.push(id);
        }
    });
    let place = nodes.first().map_or(Place::default(), |&n| net.info[n as usize].place.clone());
    Warning { place, kind, elements: nodes.iter().map(|&n| id(net, n)).collect(), words, path: ids }
}

fn id(net: &Net, node: u16) -> String {
    net.info[node as usize].id.clone()
}

/// An element as a sentence names it.
fn label(net: &Net, node: u16) -> String {
    let info = &net.info[node as usize];
    format!("{} `{}`", info.tag, info.id)
}

/// The scope holders around an element, inner before outer, down to the process itself ([`NONE`]).
fn around(net: &Net, node: u16) -> impl Iterator<Item = u16> + '_ {
    let mut at = node;
    std::iter::from_fn(move || {
        if at == NONE {
            return None;
        }
        at = net.nodes[at as usize].parent;
        Some(at)
    })
}
