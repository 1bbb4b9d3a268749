//! Why a case cannot move to another procedure.

use crate::text::{Arg, Lang, Message, text};
use crate::time::Timestamp;

/// One obstacle; the plan, the new procedure or the clock has to change before the case can move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Block {
    /// Something waits at an element that the new procedure does not have.
    NoElement {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// The element is of another kind now: a task was, a sub-process is; one was, several are.
    OtherKind {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// It lies in a sub-process that the new procedure does not have.
    NoScope {
        /// BPMN id in the old procedure.
        element: String,
        /// BPMN id of the sub-process in the old procedure.
        scope: String,
    },
    /// It lies in another sub-process, or on another activity, than before.
    OtherScope {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// Tokens wait at a join, and the join is gone or other flows lead to it.
    Join {
        /// BPMN id of the join in the old procedure.
        element: String,
    },
    /// A term of the law runs, and nothing counts it in the new procedure.
    Term {
        /// BPMN id of the timer in the old procedure.
        element: String,
        /// Slot of the term.
        term: String,
    },
    /// A clock is stopped, or can be, until an event that the new procedure never marks.
    EndlessStop {
        /// BPMN id of the timer in the old procedure.
        element: String,
        /// Legal event.
        event: String,
    },
    /// A timer or condition is armed that the new procedure does not have; the plan may drop a timer.
    Armed {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// It waits for something else now.
    Trigger {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// It was done and can be undone; in the new procedure it cannot.
    Undo {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// More instances run, or have run, than the new procedure allows.
    Instances {
        /// BPMN id in the old procedure.
        element: String,
        /// How many.
        found: u16,
        /// How many it allows.
        most: u16,
    },
    /// Its instances take or leave other facts, or begin in another order.
    Repeat {
        /// BPMN id in the old procedure.
        element: String,
    },
    /// Something is due by then: the clock acts first.
    Due {
        /// When.
        at: Timestamp,
    },
    /// The case went on after that instant.
    Earlier {
        /// Instant of its last event.
        last: Timestamp,
    },
    /// The new procedure cannot take the case as it is.
    Law {
        /// The kernel's words.
        refusal: String,
    },
    /// Its state takes more events than one change can hold.
    Large,
}

impl Block {
    /// The sentence about it.
    pub fn say(&self, lang: Lang) -> String {
        let (key, args) = self.words();
        let args: Vec<(&str, Arg)> = args.iter().map(|(name, word)| (*name, Arg::Text(word))).collect();
        text(lang, Message::find(key).expect("the tests say every obstacle"), &args)
    }

    fn words(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let of = |element: &String| vec![("element", element.clone())];
        let with = |element: &String, name, word: String| vec![("element", element.clone()), (name, word)];
        match self {
            Block::NoElement { element } => ("migrate-no-element", of(element)),
            Block::OtherKind { element } => ("migrate-other-kind", of(element)),
            Block::NoScope { element, scope } => ("migrate-no-scope", with(element, "scope", scope.clone())),
            Block::OtherScope { element } => ("migrate-other-scope", of(element)),
            Block::Join { element } => ("migrate-join", of(element)),
            Block::Term { element, term } => ("migrate-term", with(element, "term", term.clone())),
            Block::EndlessStop { element, event } => ("migrate-endless-stop", with(element, "event", event.clone())),
            Block::Armed { element } => ("migrate-armed", of(element)),
            Block::Trigger { element } => ("migrate-trigger", of(element)),
            Block::Undo { element } => ("migrate-undo", of(element)),
            Block::Instances { element, found, most } => {
                ("migrate-instances", [of(element), vec![("found", found.to_string()), ("most", most.to_string())]].concat())
            }
            Block::Repeat { element } => ("migrate-repeat", of(element)),
            Block::Due { at } => ("migrate-due", vec![("at", at.to_string())]),
            Block::Earlier { last } => ("migrate-earlier", vec![("last", last.to_string())]),
            Block::Law { refusal } => ("migrate-law", vec![("refusal", refusal.clone())]),
            Block::Large => ("migrate-large", Vec::new()),
        }
    }
}
