//! Random procedures: blocks with one way in and one way out, written as BPMN.

use super::support::*;
use alatau_core::case::{ExtensionRule, Rulebook, TermRule, Yields};
use alatau_core::law::CapOn;
use alatau_core::procedure::Clock;
use proptest::collection::vec;
use proptest::prelude::*;

/// What an event waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum On {
    Message,
    Signal,
    Condition,
    Timer,
    /// A message and a signal, both.
    Both,
    Escalation,
    Error,
}

impl On {
    fn definition(self) -> &'static str {
        match self {
            On::Message => "<messageEventDefinition messageRef=\"answer\"/>",
            On::Signal => "<signalEventDefinition signalRef=\"bell\"/>",
            On::Condition => "<conditionalEventDefinition><condition>f2 = 2</condition></conditionalEventDefinition>",
            On::Timer => "<timerEventDefinition><timeDuration>PT9H</timeDuration></timerEventDefinition>",
            On::Both => "<messageEventDefinition messageRef=\"answer\"/><signalEventDefinition signalRef=\"bell\"/>",
            On::Escalation => "<escalationEventDefinition escalationRef=\"up\"/>",
            On::Error => "<errorEventDefinition errorRef=\"bad\"/>",
        }
    }

    fn attribute(self) -> &'static str {
        if self == On::Both { "parallelMultiple=\"true\"" } else { "" }
    }
}

/// How an activity is repeated.
#[derive(Clone, Copy, Debug)]
pub enum Times {
    /// While a fact says so.
    While { before: bool },
    /// So many times as an expression says, or until a fact says that it is enough.
    Count { sequential: bool, until: bool },
    /// Once for each item of a list.
    Each { sequential: bool },
}

impl Times {
    fn marker(self, number: u32) -> String {
        let many = |sequential: bool, inner: String| {
            format!("<multiInstanceLoopCharacteristics isSequential=\"{sequential}\">{inner}</multiInstanceLoopCharacteristics>")
        };
        match self {
            Times::While { before } => format!(
                "<standardLoopCharacteristics testBefore=\"{before}\" loopMaximum=\"4\"><loopCondition>again = true</loopCondition>\
                 </standardLoopCharacteristics>"
            ),
            Times::Count { sequential, until } => {
                let until = if until { "<completionCondition>f1 = 2</completionCondition>" } else { "" };
                many(sequential, format!("<loopCardinality>if f0 = 1 then 2 else 3</loopCardinality>{until}"))
            }
            Times::Each { sequential } => {
                many(sequential, format!("<loopDataInputRef>items</loopDataInputRef><inputDataItem id=\"item{number}\"/>"))
            }
        }
    }
}

/// A piece of a procedure with one way in and one way out.
#[derive(Clone, Debug)]
pub enum Block {
    Task,
    Applicant,
    Ruling,
    Asks,
    Corrects,
    Message,
    Pause,
    Timed {
        interrupting: bool,
        hours: u8,
    },
    Term {
        slot: u8,
    },
    Fails,
    Seq(Box<Block>, Box<Block>),
    Xor(Vec<Block>),
    And(Vec<Block>),
    Or(Vec<Block>),
    Loop(Box<Block>),
    Sub {
        inner: Box<Block>,
        timer: Option<bool>,
        term: Option<u8>,
        terminates: bool,
    },
    /// An event-based gateway before a message and a timer.
    Choice(Vec<Block>),
    /// A sub-process that is carried out several times.
    Repeat {
        inner: Box<Block>,
        times: Times,
    },
    /// A task that is carried out several times; before it a script states the list.
    Tasks(Times),
    /// An ad-hoc sub-process of two tasks, which ends when they do or when a fact says so.
    AdHoc {
        sequential: bool,
        until: bool,
    },
    /// A sub-process that can throw what its boundary catches, and may have an event sub-process.
    Throws {
        inner: Box<Block>,
        escalates: bool,
        watched: Option<(On, bool)>,
    },
    /// An activity that is undone, if it was done, after the rest; in whole by an event sub-process of its own.
    Undone {
        inner: Box<Block>,
        whole: bool,
    },
    /// A transaction that a fact cancels; a task of it is undone then.
    Transaction(Box<Block>),
    /// Another process of the file.
    Called(Box<Block>),
    /// Waits for an event.
    Hears(On),
    /// An activity with an event at its boundary.
    Beside {
        inner: Option<Box<Block>>,
        on: On,
        interrupting: bool,
    },
    /// Throws a signal, a message or an escalation, and goes on.
    Says(On),
    /// A script states a fact.
    Script,
    /// A link leads to the rest.
    Linked(Box<Block>),
    /// Two tokens leave a task, two begin the next.
    Doubled,
    /// Branches are counted: all, or the first, go on.
    Counted {
        branches: Vec<Block>,
        all: bool,
    },
    /// Split by one kind of gateway, joined by another: tokens multiply or wait for ever.
    Mixed {
        split: char,
        join: char,
        branches: Vec<Block>,
    },
}

fn on() -> impl Strategy<Value = On> {
    prop_oneof![Just(On::Message), Just(On::Signal), Just(On::Condition), Just(On::Timer)]
}

fn times() -> impl Strategy<Value = Times> {
    prop_oneof![
        any::<bool>().prop_map(|before| Times::While { before }),
        any::<(bool, bool)>().prop_map(|(sequential, until)| Times::Count { sequential, until }),
        any::<bool>().prop_map(|sequential| Times::Each { sequential }),
    ]
}

/// A block without others in it.
fn leaf() -> impl Strategy<Value = Block> {
    let hears = prop_oneof![4 => on(), 1 => Just(On::Both)];
    let says = prop_oneof![Just(On::Message), Just(On::Signal), Just(On::Escalation)];
    prop_oneof![
        4 => Just(Block::Task),
        1 => Just(Block::Applicant),
        1 => Just(Block::Ruling),
        1 => Just(Block::Asks),
        1 => Just(Block::Corrects),
        1 => Just(Block::Message),
        1 => Just(Block::Pause),
        1 => (any::<bool>(), 1..100u8).prop_map(|(interrupting, hours)| Block::Timed { interrupting, hours }),
        2 => (0..3u8).prop_map(|slot| Block::Term { slot }),
        1 => Just(Block::Fails),
        1 => any::<(bool, bool)>().prop_map(|(sequential, until)| Block::AdHoc { sequential, until }),
        2 => hears.prop_map(Block::Hears),
        1 => says.prop_map(Block::Says),
        1 => Just(Block::Script),
        1 => times().prop_map(Block::Tasks),
        1 => Just(Block::Doubled),
    ]
}

/// One to three blocks after each other; sound by construction, or with gateways that do not fit each other too.
pub fn block(sound: bool) -> impl Strategy<Value = Block> {
    let joined = |blocks: Vec<Block>| blocks.into_iter().reduce(|a, b| Block::Seq(Box::new(a), Box::new(b))).unwrap();
    vec(piece(sound), 1..4).prop_map(joined)
}

fn piece(sound: bool) -> impl Strategy<Value = Block> {
    leaf().prop_recursive(4, 24, 3, move |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let branches = || vec(inner.clone(), 2..4);
        let sub = (boxed(), any::<Option<bool>>(), proptest::option::of(0..3u8), any::<bool>());
        let watched = (prop_oneof![4 => on(), 1 => Just(On::Both), 1 => Just(On::Error), 1 => Just(On::Escalation)], any::<bool>());
        let throws = (boxed(), any::<bool>(), proptest::option::of(watched)).prop_map(|(inner, escalates, watched)| {
            // An error always interrupts; an escalation that is always thrown would leave nothing to do after it.
            let watched = watched.map(|(on, interrupts)| (on, on == On::Error || interrupts && on != On::Escalation));
            Block::Throws { inner, escalates, watched }
        });
        let repeat = (boxed(), times()).prop_map(|(inner, times)| Block::Repeat { inner, times });
        let mixed = ("[xpi]", "[xpic]", branches()).prop_map(|(split, join, branches)| Block::Mixed {
            split: split.chars().next().unwrap(),
            join: join.chars().next().unwrap(),
            branches,
        });
        let beside = (proptest::option::of(boxed()), prop_oneof![4 => on(), 1 => Just(On::Both)], any::<bool>());
        let aside = prop_oneof![
            2 => boxed().prop_map(Block::Transaction),
            2 => boxed().prop_map(Block::Called),
            1 => boxed().prop_map(Block::Linked),
            3 => beside.prop_map(|(inner, on, interrupting)| Block::Beside { inner, on, interrupting }),
            1 => (branches(), any::<bool>()).prop_map(move |(branches, all)| Block::Counted { branches, all: all || sound }),
        ];
        prop_oneof![
            3 => (boxed(), boxed()).prop_map(|(a, b)| Block::Seq(a, b)),
            2 => branches().prop_map(Block::Xor),
            3 => branches().prop_map(Block::And),
            2 => branches().prop_map(Block::Or),
            1 => boxed().prop_map(Block::Loop),
            2 => sub.prop_map(|(inner, timer, term, terminates)| Block::Sub { inner, timer, term, terminates }),
            1 => vec(inner.clone(), 2..5).prop_map(Block::Choice),
            1 => repeat,
            2 => throws,
            1 => (boxed(), any::<bool>()).prop_map(|(inner, whole)| Block::Undone { inner, whole }),
            5 => aside,
            3 => if sound { Just(Block::Task).boxed() } else { mixed.boxed() },
        ]
    })
}

/// Writes a block as BPMN; elements and flows of one scope.
#[derive(Default)]
struct Drawing {
    elements: String,
    ways: String,
}

/// A change of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Edit {
    #[default]
    Nothing,
    /// Every so manieth element has another id.
    Rename(u32),
    /// Another task follows a plain one.
    Insert(u32),
    /// A further branch of a gateway; where conditions choose, nobody takes it.
    Branch(u32),
    /// A plain task is gone.
    Remove(u32),
}

/// Numbers elements and facts across scopes.
#[derive(Default)]
pub struct Pen {
    next: u32,
    edit: Edit,
    tasks: u32,
    splits: u32,
    /// Processes that call activities call, and how deep in one this is drawn.
    processes: String,
    depth: u32,
    /// New ids by old ones.
    pub renamed: Vec<(String, String)>,
}

impl Pen {
    pub fn with(edit: Edit) -> Pen {
        Pen { edit, ..Pen::default() }
    }

    fn id(&mut self, letter: &str) -> String {
        self.next += 1;
        let id = format!("{letter}{}", self.next);
        match self.edit {
            Edit::Rename(every) if self.depth == 0 && self.next.is_multiple_of(every) => {
                let new = format!("{id}-renamed");
                self.renamed.push((id, new.clone()));
                new
            }
            _ => id,
        }
    }

    /// A plain task, or what the edit makes of it.
    fn plain(&mut self, on: &mut Drawing) -> (String, String) {
        self.tasks += 1;
        match self.edit {
            Edit::Remove(nth) if nth == self.tasks => {
                let gone = self.id("gone");
                on.elements += &format!("<exclusiveGateway id=\"{gone}\"/>");
                (gone.clone(), gone)
            }
            Edit::Insert(nth) if nth == self.tasks => {
                let (first, _) = self.task(on, "task", "");
                on.elements += "<task id=\"inserted\"/>";
                on.ways += &format!("{first}>inserted;");
                (first, "inserted".into())
            }
            _ => self.task(on, "task", ""),
        }
    }

    /// Draws a block and answers its way in and out.
    fn draw(&mut self, block: &Block, on: &mut Drawing) -> (String, String) {
        match block {
            Block::Task => self.plain(on),
            Block::Applicant => self.task(on, "userTask", "al:clock=\"applicant\""),
            Block::Ruling => self.task(on, "userTask", "al:ruling=\"true\""),
            Block::Asks => self.task(on, "task", "al:event=\"correction-requested\""),
            Block::Corrects => self.task(on, "task", "al:event=\"corrected\""),
            Block::Message | Block::Pause => {
                let id = self.id("c");
                let (extra, definition) = match block {
                    Block::Message => ("", "<messageEventDefinition messageRef=\"answer\"/>"),
                    _ => (" al:term=\"term.0\"", "<timerEventDefinition/>"),
                };
                on.elements += &format!("<intermediateCatchEvent id=\"{id}\"{extra}>{definition}</intermediateCatchEvent>");
                (id.clone(), id)
            }
            Block::Timed { interrupting, hours } => {
                let (task, _) = self.task(on, "task", "");
                let timer = format!("<timeDuration>PT{hours}H</timeDuration>");
                self.beside(on, &task, *interrupting, "", &format!("<timerEventDefinition>{timer}</timerEventDefinition>"))
            }
            Block::Term { slot } => {
                let (task, _) = self.task(on, "task", "");
                self.beside(on, &task, true, &format!("al:term=\"term.{slot}\""), "<timerEventDefinition/>")
            }
            Block::Fails => {
                let (task, _) = self.task(on, "task", "");
                self.beside(on, &task, true, "", "<errorEventDefinition errorRef=\"bad\"/>")
            }
            Block::Seq(a, b) => {
                let ((first, a), (b, last)) = (self.draw(a, on), self.draw(b, on));
                on.ways += &format!("{a}>{b};");
                (first, last)
            }
            Block::Xor(branches) => self.split(on, branches, 'x', 'x'),
            Block::And(branches) => self.split(on, branches, 'p', 'p'),
            Block::Or(branches) => self.split(on, branches, 'i', 'i'),
            Block::Choice(branches) => self.choice(on, branches),
            Block::Mixed { split, join, branches } => self.split(on, branches, *split, *join),
            Block::Loop(inner) => self.repeated(on, inner),
            Block::Sub { inner, timer, term, terminates } => {
                let id = self.id("sub");
                let mut within = Drawing::default();
                let (first, last) = self.draw(inner, &mut within);
                let definition = if *terminates { "<terminateEventDefinition/>" } else { "" };
                within.elements += &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\">{definition}</endEvent>");
                within.ways += &format!("{id}_s>{first}; {last}>{id}_e;");
                on.elements += &format!("<subProcess id=\"{id}\">{}{}</subProcess>", within.elements, flows(&within.ways));
                let mut way = (id.clone(), id.clone());
                if let Some(interrupting) = timer {
                    let definition = "<timerEventDefinition><timeDuration>PT70H</timeDuration></timerEventDefinition>";
                    way.1 = self.beside(on, &id, *interrupting, "", definition).1;
                }
                if let (Some(slot), None) = (term, timer) {
                    way.1 = self.beside(on, &id, true, &format!("al:term=\"term.{slot}\""), "<timerEventDefinition/>").1;
                }
                way
            }
            other => self.draw_rare(other, on),
        }
    }

    /// Markers, scopes and events that a procedure has less often.
    fn draw_rare(&mut self, block: &Block, on: &mut Drawing) -> (String, String) {
        match block {
            Block::Tasks(times) => {
                let id = self.id("t");
                on.elements += &format!("<task id=\"{id}\">{}</task>", times.marker(self.next));
                let list = self.script(on, "items", "[1, 2]");
                on.ways += &format!("{list}>{id};");
                (list, id)
            }
            Block::Repeat { inner, times } => {
                self.next += 1;
                let marker = times.marker(self.next);
                let id = self.holder(on, "subProcess", inner, &marker, "");
                let list = self.script(on, "items", "[1, 2]");
                on.ways += &format!("{list}>{id};");
                (list, id)
            }
            Block::AdHoc { sequential, until } => self.at_will(on, *sequential, *until),
            Block::Throws { inner, escalates, watched } => self.throws(on, inner, *escalates, *watched),
            Block::Undone { inner, whole } => self.undone(on, inner, *whole),
            Block::Transaction(inner) => self.transaction(on, inner),
            Block::Called(inner) => self.called(on, inner),
            Block::Hears(what) => {
                let id = self.id("c");
                let (all, definition) = (what.attribute(), what.definition());
                on.elements += &format!("<intermediateCatchEvent id=\"{id}\" {all}>{definition}</intermediateCatchEvent>");
                (id.clone(), id)
            }
            Block::Beside { inner, on: what, interrupting } => {
                let host = match inner {
                    Some(inner) => self.holder(on, "subProcess", inner, "", ""),
                    None => self.task(on, "task", "").0,
                };
                self.beside(on, &host, *interrupting, what.attribute(), what.definition())
            }
            Block::Says(what) => {
                let id = self.id("o");
                on.elements += &format!("<intermediateThrowEvent id=\"{id}\">{}</intermediateThrowEvent>", what.definition());
                (id.clone(), id)
            }
            Block::Script => {
                let id = self.script(on, "f3", "if f0 = 1 then 1 else 2");
                (id.clone(), id)
            }
            Block::Linked(inner) => {
                let [from, to] = ["o", "c"].map(|letter| self.id(letter));
                let (first, last) = self.draw(inner, on);
                let link = format!("<linkEventDefinition name=\"{from}\"/>");
                on.elements += &format!(
                    "<intermediateThrowEvent id=\"{from}\">{link}</intermediateThrowEvent>\
                     <intermediateCatchEvent id=\"{to}\">{link}</intermediateCatchEvent>"
                );
                on.ways += &format!("{to}>{first};");
                (from, last)
            }
            Block::Doubled => {
                let (first, last) = (self.task(on, "task", "completionQuantity=\"2\"").0, self.task(on, "task", "startQuantity=\"2\"").0);
                on.ways += &format!("{first}>{last};");
                (first, last)
            }
            Block::Counted { branches, all } => {
                let (first, last) = self.split(on, branches, 'p', if *all { 'a' } else { 'c' });
                (first, last)
            }
            _ => unreachable!("drawn by `draw`"),
        }
    }

    /// A script task that states a fact.
    fn script(&mut self, on: &mut Drawing, fact: &str, text: &str) -> String {
        let id = self.id("k");
        on.elements += &format!("<scriptTask id=\"{id}\" scriptFormat=\"FEEL\" al:result=\"{fact}\"><script>{text}</script></scriptTask>");
        id
    }

    /// An activity that is undone after a block.
    fn undone(&mut self, on: &mut Drawing, inner: &Block, whole: bool) -> (String, String) {
        let task = if whole { self.undoes_itself(on) } else { self.task(on, "task", "").0 };
        let (first, last) = self.draw(inner, on);
        let throw = self.id("v");
        if !whole {
            self.handler(on, &task);
        }
        on.elements += &format!("<intermediateThrowEvent id=\"{throw}\"><compensateEventDefinition/></intermediateThrowEvent>");
        on.ways += &format!("{task}>{first}; {last}>{throw};");
        (task, throw)
    }

    /// A task that undoes another.
    fn handler(&mut self, on: &mut Drawing, task: &str) {
        let [undo, handler] = ["u", "h"].map(|letter| self.id(letter));
        on.elements += &format!(
            "<boundaryEvent id=\"{undo}\" attachedToRef=\"{task}\"><compensateEventDefinition/></boundaryEvent>\
             <task id=\"{handler}\" isForCompensation=\"true\"/><association id=\"{undo}_a\" sourceRef=\"{undo}\" targetRef=\"{handler}\"/>"
        );
    }

    /// A sub-process with an event sub-process that undoes it.
    fn undoes_itself(&mut self, on: &mut Drawing) -> String {
        let [holder, start, task] = ["w", "ws", "wt"].map(|letter| self.id(letter));
        let aside = format!(
            "<subProcess id=\"{holder}\" triggeredByEvent=\"true\"><startEvent id=\"{start}\"><compensateEventDefinition/></startEvent>\
             <task id=\"{task}\"/><endEvent id=\"{task}_e\"/>{}</subProcess>",
            flows(&format!("{start}>{task}; {task}>{task}_e"))
        );
        self.holder(on, "subProcess", &Block::Task, "", &aside)
    }

    /// A block that a fact can take back, with a task that is undone then.
    fn transaction(&mut self, on: &mut Drawing, inner: &Block) -> (String, String) {
        let id = self.id("sub");
        let mut within = Drawing::default();
        let (task, _) = self.task(&mut within, "task", "");
        self.handler(&mut within, &task);
        let (first, last) = self.draw(inner, &mut within);
        let (way, thrown) = (self.gateway(&mut within, 'x', &format!("{id}_e")), self.id("z"));
        within.elements +=
            &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/><endEvent id=\"{thrown}\"><cancelEventDefinition/></endEvent>");
        within.ways += &format!("{id}_s>{task}; {task}>{first}; {last}>{way}; {way}>{thrown}[f0 = 2]; {way}>{id}_e;");
        on.elements += &format!("<transaction id=\"{id}\">{}{}</transaction>", within.elements, flows(&within.ways));
        self.beside(on, &id, true, "", "<cancelEventDefinition/>")
    }

    /// A block that stands in a process of its own.
    fn called(&mut self, on: &mut Drawing, inner: &Block) -> (String, String) {
        self.depth += 1;
        let [id, process] = ["call", "other"].map(|letter| self.id(letter));
        let mut within = Drawing::default();
        let (first, last) = self.draw(inner, &mut within);
        self.depth -= 1;
        within.elements += &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/>");
        within.ways += &format!("{id}_s>{first}; {last}>{id}_e;");
        self.processes += &format!("<process id=\"{process}\">{}{}</process>", within.elements, flows(&within.ways));
        on.elements += &format!("<callActivity id=\"{id}\" calledElement=\"{process}\"/>");
        (id.clone(), id)
    }

    /// A block that is gone through again while a fact says so.
    fn repeated(&mut self, on: &mut Drawing, inner: &Block) -> (String, String) {
        let (into, out) = (self.gateway(on, 'x', ""), self.gateway(on, 'x', ""));
        let (task, _) = self.task(on, "task", "");
        let (first, last) = self.draw(inner, on);
        let after = self.task(on, "task", "").0;
        on.ways += &format!("{into}>{task}; {task}>{first}; {last}>{out}; {out}>{into}[again = true]; {out}>{after}[again != true];");
        (into, after)
    }

    /// Two tasks that need no flows.
    fn at_will(&mut self, on: &mut Drawing, sequential: bool, until: bool) -> (String, String) {
        let (id, a, b, ordering) = (self.id("adhoc"), self.id("a"), self.id("a"), if sequential { "Sequential" } else { "Parallel" });
        let until = if until { "<completionCondition>f3 = 1</completionCondition>" } else { "" };
        on.elements +=
            &format!("<adHocSubProcess id=\"{id}\" ordering=\"{ordering}\"><task id=\"{a}\"/><task id=\"{b}\"/>{until}</adHocSubProcess>");
        (id.clone(), id)
    }

    /// A scope around a block; answers its id.
    fn holder(&mut self, on: &mut Drawing, tag: &str, inner: &Block, extra: &str, aside: &str) -> String {
        let id = self.id("sub");
        let mut within = Drawing::default();
        let (first, last) = self.draw(inner, &mut within);
        within.elements += &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/>{extra}{aside}");
        within.ways += &format!("{id}_s>{first}; {last}>{id}_e;");
        on.elements += &format!("<{tag} id=\"{id}\">{}{}</{tag}>", within.elements, flows(&within.ways));
        id
    }

    fn throws(&mut self, on: &mut Drawing, inner: &Block, escalates: bool, watched: Option<(On, bool)>) -> (String, String) {
        let id = self.id("sub");
        let mut within = Drawing::default();
        let (first, last) = self.draw(inner, &mut within);
        let (way, thrown) = (self.gateway(&mut within, 'x', &format!("{id}_e")), self.id("z"));
        let word = if escalates { "escalation" } else { "error" };
        let definition = format!("<{word}EventDefinition {word}Ref=\"{}\"/>", if escalates { "up" } else { "bad" });
        within.elements +=
            &format!("<startEvent id=\"{id}_s\"/><endEvent id=\"{id}_e\"/><endEvent id=\"{thrown}\">{definition}</endEvent>");
        within.ways += &format!("{id}_s>{first}; {last}>{way}; {way}>{thrown}[f1 = 2]; {way}>{id}_e;");
        if let Some((what, interrupting)) = watched {
            let [holder, start, task] = ["w", "ws", "wt"].map(|letter| self.id(letter));
            within.elements += &format!(
                "<subProcess id=\"{holder}\" triggeredByEvent=\"true\"><startEvent id=\"{start}\" isInterrupting=\"{interrupting}\" {}>\
                 {}</startEvent><task id=\"{task}\"/><endEvent id=\"{task}_e\"/>{}</subProcess>",
                what.attribute(),
                what.definition(),
                flows(&format!("{start}>{task}; {task}>{task}_e"))
            );
        }
        on.elements += &format!("<subProcess id=\"{id}\">{}{}</subProcess>", within.elements, flows(&within.ways));
        self.beside(on, &id, !escalates, "", &definition)
    }

    fn choice(&mut self, on: &mut Drawing, branches: &[Block]) -> (String, String) {
        let (into, out) = (self.id("g"), self.gateway(on, 'x', ""));
        on.elements += &format!("<eventBasedGateway id=\"{into}\"/>");
        for (number, branch) in branches.iter().enumerate() {
            let event = self.id("c");
            let definition = [On::Message, On::Timer, On::Signal, On::Condition][number].definition();
            on.elements += &format!("<intermediateCatchEvent id=\"{event}\">{definition}</intermediateCatchEvent>");
            let (first, last) = self.draw(branch, on);
            on.ways += &format!("{into}>{event}; {event}>{first}; {last}>{out};");
        }
        (into, out)
    }

    fn task(&mut self, on: &mut Drawing, tag: &str, extra: &str) -> (String, String) {
        let id = self.id("t");
        on.elements += &format!("<{tag} id=\"{id}\" {extra}/>");
        (id.clone(), id)
    }

    fn gateway(&mut self, on: &mut Drawing, kind: char, default: &str) -> String {
        let id = self.id(&kind.to_string());
        let tag = match kind {
            'x' => "exclusiveGateway",
            'p' => "parallelGateway",
            'c' | 'a' => "complexGateway",
            _ => "inclusiveGateway",
        };
        let default = if default.is_empty() { String::new() } else { format!("default=\"{id}-{default}\"") };
        let inner = match kind {
            'a' => "<activationCondition>activationCount &gt;= {count}</activationCondition>",
            'c' => "<activationCondition>activationCount &gt;= 1</activationCondition>",
            _ => "",
        };
        on.elements += &format!("<{tag} id=\"{id}\" {default}>{inner}</{tag}>");
        id
    }

    /// A boundary event: one that interrupts comes back to the main path, the other has its own end.
    fn beside(&mut self, on: &mut Drawing, host: &str, interrupting: bool, extra: &str, definition: &str) -> (String, String) {
        let id = self.id("b");
        let cancel = if interrupting { "" } else { "cancelActivity=\"false\"" };
        on.elements += &format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" {cancel} {extra}>{definition}</boundaryEvent>");
        if interrupting {
            let merge = self.gateway(on, 'x', "");
            on.ways += &format!("{host}>{merge}; {id}>{merge};");
            return (host.into(), merge);
        }
        let (task, _) = self.task(on, "task", "");
        on.elements += &format!("<endEvent id=\"e_{id}\"/>");
        on.ways += &format!("{id}>{task}; {task}>e_{id};");
        (host.into(), host.into())
    }

    fn split(&mut self, on: &mut Drawing, branches: &[Block], split: char, join: char) -> (String, String) {
        let drawn: Vec<(String, String)> = branches.iter().map(|b| self.draw(b, on)).collect();
        let into = self.gateway(on, split, if split == 'p' { "" } else { &drawn[0].0 });
        let out = self.gateway(on, join, "");
        on.elements = on.elements.replace("{count}", &drawn.len().to_string());
        for (number, (first, last)) in drawn.iter().enumerate() {
            let condition = if split == 'p' || number == 0 { String::new() } else { format!("[f{} = 1]", (self.next + number as u32) % 4) };
            on.ways += &format!("{into}>{first}{condition}; {last}>{out};");
        }
        self.splits += 1;
        if self.edit == Edit::Branch(self.splits) {
            on.elements += "<task id=\"branch\"/>";
            on.ways += &format!("{into}>branch{}; branch>{out};", if split == 'p' { "" } else { "[f0 = 99]" });
        }
        (into, out)
    }
}

pub fn rulebook(block: &Block) -> Rulebook {
    drawn(block, &mut Pen::default())
}

pub fn drawn(block: &Block, pen: &mut Pen) -> Rulebook {
    let mut on = Drawing::default();
    let (first, last) = pen.draw(block, &mut on);
    // The events and the applicant's task at the end exist in every net.
    let tail = "<task id=\"ask\" al:event=\"correction-requested\"/><task id=\"fix\" al:clock=\"applicant\" al:event=\"corrected\"/>";
    let elements = on.elements + tail + "<endEvent id=\"e\"/><dataObject id=\"items\"/>";
    let ways = format!("s>{first}; {last}>ask; ask>fix; fix>e; {}", on.ways);
    let net = net_beside(elements, &ways, &pen.processes);
    let yields = [Yields::Agreed, Yields::Escalated, Yields::Refused];
    let rules: Vec<TermRule> = (0..3)
        .map(|n| {
            let length = ["3 working-days", "30 hours", "9 calendar-days"][n];
            let mut rule = rule(&format!("term.{n}"), length, yields[n]);
            rule.stops = vec![stop(&net, "correction-requested", "corrected")];
            (rule.stops[0].restart, rule.stops[0].waits_for) = (n == 2, if n == 0 { Clock::Statutory } else { Clock::Applicant });
            let (cap, cap_on) = if n == 2 { ("30 calendar-days", CapOn::Total) } else { ("9 calendar-days", CapOn::Extension) };
            rule.extension = Some(ExtensionRule { times: 1 + n as u8, cap: cap.parse().unwrap(), cap_on });
            rule
        })
        .collect();
    book(net, &rules)
}
