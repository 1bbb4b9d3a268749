//! Several services in one filing: facts and documents asked once, a case for each
//! service with its own clocks, one status for the applicant.
//!
//! A [`Bundle`] says what is applied for. [`Bundle::file`] files all of it or
//! nothing. The cases run in an [`Ensemble`], so what one throws the others hear.
//! A service that the law lets follow another begins by itself once that one is
//! approved.

use super::ensemble::{Ensemble, Procedure};
use super::handle::{Command, handle};
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::state::{Case, Status, next_due};
use crate::decision::dmn::Datum;
use crate::decision::{Value, ValueKind, condition};
use crate::procedure::{Clock, Condition, Net, Outcome};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One of the services applied for.
#[derive(Clone)]
pub struct Child {
    /// Its name within the application.
    pub name: String,
    /// Under which it runs.
    pub rulebook: Rulebook,
    /// What must be approved before it begins.
    pub after: Vec<After>,
    /// Whether the application as a whole is refused when this is.
    pub required: bool,
}

/// Another service of the application comes first, by a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its name.
    pub child: String,
    /// The provision that says so.
    pub provision: String,
}

/// Services that are applied for together.
///
/// Invariant: names are unique, what comes first is known and in no circle, and
/// every fact is of one kind.
#[derive(Clone)]
pub struct Bundle {
    children: Vec<Child>,
    asked: Asked,
}

/// What the applicant is asked, each thing once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Facts by name.
    pub facts: BTreeMap<String, AskedFact>,
    /// Documents by the form that asks for them, and the services that need it.
    pub documents: BTreeMap<String, Vec<String>>,
}

/// A fact that is asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFact {
    /// Its kind, where a condition shows it.
    pub kind: Option<ValueKind>,
    /// The services that read it.
    pub read_by: Vec<String>,
}

/// Why services cannot be applied for together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No service, or two of one name.
    #[error("`{0}` is applied for twice, or nothing is; name each service once")]
    Names(String),
    /// A fact has two kinds.
    #[error(
        "`{fact}` is {a} for `{reads_a}` and {b} for `{reads_b}`; it cannot be asked once",
        a = kind_word(.kinds[0]),
        b = kind_word(.kinds[1])
    )]
    Kinds {
        /// Its name.
        fact: String,
        /// The service that reads it as the first kind.
        reads_a: String,
        /// The service that reads it as the second kind.
        reads_b: String,
        /// Both kinds.
        kinds: [ValueKind; 2],
    },
    /// Something unknown comes first.
    #[error("`{child}` follows `{after}`, which is not applied for; add it, or take `{child}` out")]
    NoSuchChild {
        /// Who follows.
        child: String,
        /// Whom.
        after: String,
    },
    /// It follows without a provision.
    #[error("`{child}` follows `{after}` by no provision; only the law lets one service wait for another")]
    NoProvision {
        /// Who follows.
        child: String,
        /// Whom.
        after: String,
    },
    /// Each waits for the other.
    #[error("`{0}` would wait for itself; break the circle")]
    Circle(String),
}

fn kind_word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Bool => "true or false",
        ValueKind::Number => "a number",
        ValueKind::Symbol => "a word",
        ValueKind::Null => "unknown",
    }
}

/// Why an application was not filed. Nothing was filed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotFiled {
    /// A service refuses to take it.
    #[error("`{child}`: {rejection}; nothing was filed")]
    Refused {
        /// Its name.
        child: String,
        /// Why.
        rejection: Rejection,
    },
    /// Nobody asks for that.
    #[error("no service of the application reads `{0}`; leave it out")]
    UnknownFact(String),
}

/// How the application stands as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The authorities work on it.
    Open,
    /// At least one service waits for the applicant, and for nobody else.
    WaitsForApplicant,
    /// Every service that is not taken back is approved.
    Approved,
    /// A required service is refused.
    Refused,
    /// All of it is taken back.
    Withdrawn,
    /// All services are over, and not all of them by a ruling.
    Ended,
}

/// How one service stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum ChildStanding {
    /// What comes first is not approved yet.
    NotYet,
    /// What comes first was not approved, so it never begins.
    Never,
    /// Taken back before it began.
    TakenBack,
    /// It runs.
    Open {
        /// Whether only the applicant is waited for.
        waits_for_applicant: bool,
    },
    /// It is over.
    Over {
        /// How.
        outcome: Option<Outcome>,
    },
}

impl Bundle {
    /// Services applied for together.
    ///
    /// # Errors
    /// [`Unfit`]: they cannot be.
    pub fn new(children: Vec<Child>) -> Result<Bundle, Unfit> {
        let mut names = BTreeSet::new();
        if let Some(twice) = children.iter().find(|child| !names.insert(&child.name)) {
            return Err(Unfit::Names(twice.name.clone()));
        }
        if children.is_empty() {
            return Err(Unfit::Names(String::new()));
        }
        for (child, after) in children.iter().flat_map(|child| child.after.iter().map(move |after| (child, after))) {
            let (child, known) = (child.name.clone(), names.contains(&after.child));
            if !known {
                return Err(Unfit::NoSuchChild { child, after: after.child.clone() });
            }
            if after.provision.trim().is_empty() {
                return Err(Unfit::NoProvision { child, after: after.child.clone() });
            }
        }
        if let Some(name) = circle(&children) {
            return Err(Unfit::Circle(name));
        }
        let asked = asked(&children)?;
        Ok(Bundle { children, asked })
    }

    /// What the applicant is asked: each fact and each document once, and nothing that
    /// the law gives or one of the services finds out by itself.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Files all services that wait for no other, or none of them.
    ///
    /// # Errors
    /// [`NotFiled`]: a service refuses, be it one that is to follow.
    pub fn file(&self, facts: &BTreeMap<String, Datum>, now: Timestamp) -> Result<Composite, NotFiled> {
        let read = |name: &String| self.children.iter().any(|child| child.rulebook.net.fact(name).is_some());
        if let Some(unknown) = facts.keys().find(|name| !read(name)) {
            return Err(NotFiled::UnknownFact(unknown.clone()));
        }
        let refused = |child: &Child, rejection| NotFiled::Refused { child: child.name.clone(), rejection };
        for child in &self.children {
            let own = own_facts(&child.rulebook.net, facts);
            let tried = handle(&Case::default(), Command::File { facts: &own }, &child.rulebook, now, &mut Vec::new());
            tried.map_err(|rejection| refused(child, rejection))?;
        }
        let procedure = |child: &Child| Procedure { rulebook: child.rulebook.clone(), facts: own_facts(&child.rulebook.net, facts) };
        let procedures = self.children.iter().map(procedure).collect();
        let ensemble = Ensemble::new(procedures, Vec::new(), now).map_err(|rejection| refused(&self.children[0], rejection))?;
        let began = vec![Began::NotYet; self.children.len()];
        let mut composite = Composite { bundle: self.clone(), cases: ensemble, began, facts: facts.clone() };
        for child in (0..self.children.len()).filter(|&child| self.children[child].after.is_empty()) {
            composite.begin(child).map_err(|rejection| refused(&self.children[child], rejection))?;
        }
        Ok(composite)
    }
}

/// The first service that would wait for itself.
fn circle(children: &[Child]) -> Option<String> {
    let mut free: BTreeSet<&str> = BTreeSet::new();
    loop {
        let is_free =
            |child: &&Child| !free.contains(child.name.as_str()) && child.after.iter().all(|after| free.contains(after.child.as_str()));
        match children.iter().find(is_free) {
            Some(next) => drop(free.insert(&next.name)),
            None => return children.iter().find(|child| !free.contains(child.name.as_str())).map(|child| child.name.clone()),
        }
    }
}

fn asked(children: &[Child]) -> Result<Asked, Unfit> {
    let mut asked = Asked::default();
    let found_out: BTreeSet<&String> = children.iter().flat_map(|child| found_out(&child.rulebook)).collect();
    for Child { name, rulebook, .. } in children {
        let kinds = kinds(&rulebook.net);
        for fact in rulebook.net.facts.iter().filter(|fact| !found_out.contains(fact)) {
            let kind = kinds.get(fact.as_str()).copied();
            let known = asked.facts.entry(fact.clone()).or_insert(AskedFact { kind, read_by: Vec::new() });
            if let (Some(a), Some(b)) = (known.kind, kind)
                && a != b
            {
                let reads_a = known.read_by.first().cloned().unwrap_or_default();
                return Err(Unfit::Kinds { fact: fact.clone(), reads_a, reads_b: name.clone(), kinds: [a, b] });
            }
            known.kind = known.kind.or(kind);
            known.read_by.push(name.clone());
        }
        let forms: BTreeSet<&String> = rulebook.net.info.iter().map(|info| &info.form).filter(|form| !form.is_empty()).collect();
        for form in forms {
            asked.documents.entry(form.clone()).or_default().push(name.clone());
        }
    }
    Ok(asked)
}

/// Facts that nobody asks the applicant: given by the law, stated by a ruling, a silence, a
/// script, a judgement or a repetition.
fn found_out(rulebook: &Rulebook) -> Vec<&String> {
    let net = &rulebook.net;
    let given = rulebook.given.iter().enumerate().filter(|(_, value)| !value.is_null()).map(|(fact, _)| fact as u16);
    let results = net.nodes.iter().map(|node| node.result);
    let repeats = net.repeats.iter().flat_map(|repeat| repeat.counters.into_iter().chain([repeat.item, repeat.result, repeat.results]));
    let own = given.chain(results).chain(repeats).chain([rulebook.silence_fact, rulebook.ruling_fact]);
    let judged: BTreeSet<String> = super::record::judgements(net).map(super::reasons::judgement_fact).collect();
    let numbered = own.filter_map(|fact| net.facts.get(fact as usize));
    numbered.chain(net.facts.iter().filter(|fact| judged.contains(*fact) || net.uses.iter().any(|(name, _)| name == *fact))).collect()
}

/// The kinds of facts that the conditions of a procedure show.
fn kinds(net: &Net) -> BTreeMap<&str, ValueKind> {
    let mut kinds = BTreeMap::new();
    let compared = net.flows.iter().map(|flow| flow.condition).chain(net.guards.iter().copied());
    for condition in compared {
        if let Condition::Compare { fact, value, .. } = condition {
            let truth = value.as_bool().map(|_| ValueKind::Bool);
            let kind = truth.or(value.as_scaled().map(|_| ValueKind::Number)).unwrap_or(ValueKind::Symbol);
            kinds.insert(net.facts[fact as usize].as_str(), kind);
        }
    }
    for formula in net.flow_conditions.iter().filter_map(|text| condition::parse(text).ok()) {
        for (name, kind) in formula.facts() {
            if let (Some(fact), Some(kind)) = (net.fact(&name), kind) {
                kinds.entry(net.facts[fact as usize].as_str()).or_insert(kind);
            }
        }
    }
    kinds
}

/// Of the facts of the application those that a procedure reads.
fn own_facts(net: &Net, facts: &BTreeMap<String, Datum>) -> Vec<(u16, Value)> {
    facts.iter().filter_map(|(name, datum)| Some((net.fact(name)?, net.symbols.value(datum)))).collect()
}

#[derive(Clone, Debug, PartialEq)]
enum Began {
    NotYet,
    TakenBack,
    /// Its filing was refused when its turn came; it is tried again.
    Refused(Rejection),
    As(usize),
}

/// An application for several services, under way.
pub struct Composite {
    bundle: Bundle,
    /// The cases, one for each service that has begun.
    pub cases: Ensemble,
    began: Vec<Began>,
    facts: BTreeMap<String, Datum>,
}

impl Composite {
    /// The number of a service by its name.
    pub fn child(&self, name: &str) -> Option<usize> {
        self.bundle.children.iter().position(|child| child.name == name)
    }

    /// The case of a service, if it has begun.
    pub fn case(&self, child: usize) -> Option<&Case> {
        match self.began.get(child)? {
            Began::As(member) => Some(&self.cases.members[*member].case),
            _ => None,
        }
    }

    /// Why a service whose turn has come could not be filed.
    pub fn refused(&self, child: usize) -> Option<&Rejection> {
        if let Some(Began::Refused(rejection)) = self.began.get(child) { Some(rejection) } else { None }
    }

    /// Sends a command to the case of one service, and what follows from it to the others.
    ///
    /// # Errors
    /// The case refuses it, or has not begun ([`Rejection::NotFiled`]).
    pub fn send(&mut self, child: usize, command: Command<'_>, now: Timestamp) -> Result<(), Rejection> {
        let Some(Began::As(member)) = self.began.get(child) else { return Err(Rejection::NotFiled) };
        let member = *member;
        self.at(now)?;
        self.cases.send(member, command)?;
        self.begin_next();
        Ok(())
    }

    /// States facts once, to every service that reads them, begun or to come.
    ///
    /// # Errors
    /// One of the cases refuses them; none keeps them then.
    pub fn state(&mut self, facts: &BTreeMap<String, Datum>, now: Timestamp) -> Result<(), Rejection> {
        let before = (self.cases.course(), self.began.clone(), self.facts.clone());
        let stated = self.state_each(facts, now);
        if stated.is_err() {
            let (course, began, facts) = before;
            self.cases.back_to(course);
            (self.began, self.facts) = (began, facts);
        }
        stated
    }

    fn state_each(&mut self, facts: &BTreeMap<String, Datum>, now: Timestamp) -> Result<(), Rejection> {
        self.at(now)?;
        self.facts.extend(facts.clone());
        for child in 0..self.began.len() {
            if let Began::Refused(_) = self.began[child] {
                self.began[child] = Began::NotYet;
            }
            let own = own_facts(&self.bundle.children[child].rulebook.net, facts);
            let is_open = self.case(child).is_some_and(|case| case.status == Status::Open);
            if let (Began::As(member), true, false) = (&self.began[child], is_open, own.is_empty()) {
                self.cases.send(*member, Command::State { facts: &own })?;
            }
        }
        self.begin_next();
        Ok(())
    }

    /// The applicant takes one service back, or all.
    ///
    /// # Errors
    /// Nothing of it runs, or something is due first.
    pub fn withdraw(&mut self, child: Option<usize>, now: Timestamp) -> Result<(), Rejection> {
        self.at(now)?;
        let chosen: Vec<usize> = child.map_or_else(|| (0..self.began.len()).collect(), |one| vec![one]);
        if chosen
            .iter()
            .all(|&one| matches!(self.standing_of(one), ChildStanding::Over { .. } | ChildStanding::TakenBack | ChildStanding::Never))
        {
            return Err(Rejection::CaseClosed);
        }
        for one in chosen {
            match (&self.began[one], self.standing_of(one)) {
                (Began::As(member), ChildStanding::Open { .. }) => self.cases.send(*member, Command::Withdraw)?,
                (Began::NotYet | Began::Refused(_), _) => self.began[one] = Began::TakenBack,
                _ => {}
            }
        }
        self.begin_next();
        Ok(())
    }

    /// Lets the earliest thing that is due by `until` act; false: nothing is due any more.
    pub fn tick(&mut self, until: Timestamp) -> Result<bool, Rejection> {
        let acted = self.cases.tick(until)?;
        self.begin_next();
        Ok(acted)
    }

    /// When silence, or a timer, changes any of the cases.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.cases.next_due()
    }

    /// When the case of a service changes by itself.
    pub fn due_of(&self, child: usize) -> Option<Timestamp> {
        self.case(child).and_then(next_due).map(|due| due.at)
    }

    /// How one service stands.
    pub fn standing_of(&self, child: usize) -> ChildStanding {
        match (&self.began[child], self.case(child)) {
            (Began::TakenBack, _) => ChildStanding::TakenBack,
            (_, Some(case)) if case.status == Status::Closed => ChildStanding::Over { outcome: case.outcome },
            (_, Some(case)) => ChildStanding::Open { waits_for_applicant: case.clock == Clock::Applicant },
            _ => {
                let first = self.bundle.children[child].after.iter().filter_map(|after| self.child(&after.child));
                let fails = |one: usize| match self.standing_of(one) {
                    ChildStanding::Over { outcome } => outcome != Some(Outcome::Approved),
                    ChildStanding::Never | ChildStanding::TakenBack => true,
                    _ => false,
                };
                if first.into_iter().any(fails) { ChildStanding::Never } else { ChildStanding::NotYet }
            }
        }
    }

    /// How the application stands: refused once a required service is; else waiting for
    /// the applicant if any service is; open while any runs or is to come; withdrawn when
    /// all are taken back; approved when all that are left are.
    pub fn standing(&self) -> Standing {
        let each: Vec<(ChildStanding, bool)> =
            (0..self.began.len()).map(|c| (self.standing_of(c), self.bundle.children[c].required)).collect();
        let any = |is_it: &dyn Fn(ChildStanding) -> bool| each.iter().any(|(standing, _)| is_it(*standing));
        let over = |wanted: Outcome| move |standing: ChildStanding| standing == ChildStanding::Over { outcome: Some(wanted) };
        if each.iter().any(|(standing, required)| *required && over(Outcome::Refused)(*standing)) {
            return Standing::Refused;
        }
        if any(&|standing| standing == ChildStanding::Open { waits_for_applicant: true }) {
            return Standing::WaitsForApplicant;
        }
        if any(&|standing| matches!(standing, ChildStanding::Open { .. } | ChildStanding::NotYet)) {
            return Standing::Open;
        }
        let is_back = |standing: ChildStanding| standing == ChildStanding::TakenBack || over(Outcome::Withdrawn)(standing);
        let left: Vec<ChildStanding> = each.iter().map(|one| one.0).filter(|one| !is_back(*one) && *one != ChildStanding::Never).collect();
        if left.is_empty() {
            return Standing::Withdrawn;
        }
        // A refusal that is not required leaves the others as they are.
        let decided = left.iter().all(|one| over(Outcome::Approved)(*one) || over(Outcome::Refused)(*one));
        match decided && left.iter().any(|one| over(Outcome::Approved)(*one)) {
            true => Standing::Approved,
            false => Standing::Ended,
        }
    }

    /// The clock of all cases; it never runs back.
    fn at(&mut self, now: Timestamp) -> Result<(), Rejection> {
        if now < self.cases.now {
            return Err(Rejection::BeforeLastEvent { now, last: self.cases.now });
        }
        if let Some(due) = self.next_due().filter(|&due| due <= now) {
            return Err(Rejection::SilenceHasSpoken { due });
        }
        self.cases.now = now;
        Ok(())
    }

    fn begin(&mut self, child: usize) -> Result<(), Rejection> {
        let own = own_facts(&self.bundle.children[child].rulebook.net, &self.facts);
        let member = self.cases.file(child, &own)?;
        self.began[child] = Began::As(member);
        Ok(())
    }

    /// Files what only waited for what is approved now.
    fn begin_next(&mut self) {
        loop {
            let approved = |after: &After| {
                let first = self.child(&after.child).expect("the bundle knows whom it names");
                self.standing_of(first) == ChildStanding::Over { outcome: Some(Outcome::Approved) }
            };
            let ready = |&child: &usize| self.began[child] == Began::NotYet && self.bundle.children[child].after.iter().all(approved);
            let Some(next) = (0..self.began.len()).find(ready) else { return };
            if let Err(rejection) = self.begin(next) {
                self.began[next] = Began::Refused(rejection);
            }
        }
    }
}
