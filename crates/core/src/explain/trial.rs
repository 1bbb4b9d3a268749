//! The rules, run once: with the facts as stated, or with something changed.

use super::fault::Fault;
use super::path::{self, Branch, Path};
use super::ruling::{Made, Ruling};
use super::tables::{TableRun, runs};
use crate::case::reasons::{Judged, Person, judgement_fact};
use crate::decision::Value;
use crate::decision::dmn::{Datum, Kind as Type, Model};
use crate::law::{self, Amount, Answer, Decision, Fee, Judgement, Kind, Law, Literal, Resolution, Rule, Used, Yields};
use crate::procedure::{Net, Outcome};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The law and everything that it names.
#[derive(Clone, Copy)]
pub struct Sources<'s> {
    /// Acts and lists.
    pub law: &'s Law,
    /// Compiled procedures, by file name.
    pub procedures: &'s BTreeMap<String, Arc<Net>>,
    /// Decision models, by file name.
    pub decisions: &'s BTreeMap<String, Model>,
}

/// What a ruling says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Said {
    /// The ruling: a word, or what the table said; null if it is undetermined.
    pub value: Datum,
    /// Element that stands for it, if the path led to one.
    pub element: Option<String>,
    /// Elements where the case waits now.
    pub next: Vec<String>,
    /// Why it is undetermined.
    pub reason: Option<String>,
}

/// What is otherwise than stated.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub facts: BTreeMap<String, Datum>,
    pub flows: BTreeMap<String, bool>,
    pub outcome: Option<Outcome>,
    pub yields: Option<Yields>,
    pub answers: BTreeMap<String, String>,
}

/// One run of the rules.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub class: Option<String>,
    pub said: Said,
    pub tables: Vec<TableRun>,
    pub branches: Vec<Branch>,
    /// What is stated, with the answers of humans.
    facts: BTreeMap<String, Datum>,
    /// Slots that were asked.
    pub slots: BTreeMap<String, Answer>,
    /// Models that were asked: file, and what their names meant.
    pub models: BTreeMap<String, BTreeMap<String, Datum>>,
    /// File of the procedure.
    pub procedure: Option<String>,
}

/// Answers of the law, by class and slot.
type Answered = BTreeMap<(Option<String>, String), Option<Answer>>;

/// A ruling whose human parts are in order, ready to be run.
pub(super) struct Trial<'s> {
    pub sources: Sources<'s>,
    pub ruling: &'s Ruling,
    /// Reruns change facts, not the law, so it is asked once.
    answered: RefCell<Answered>,
}

impl<'s> Trial<'s> {
    /// Checks that humans are named and that no value stands where one must answer.
    pub fn new(ruling: &'s Ruling, sources: Sources<'s>) -> Result<Trial<'s>, Fault> {
        let trial = Trial { sources, ruling, answered: RefCell::default() };
        let situation = &ruling.situation;
        let mut faults = situation.certificate.iter().flat_map(|certificate| sources.law.verify(certificate, situation.known));
        if let Some(fault) = faults.find(|fault| !fault.leaves_the_record_sound()) {
            return Err(Fault::Certificate(fault));
        }
        for slot in sources.law.vocabulary.slots.keys().filter(|slot| slot.starts_with("judgement.")) {
            let fact = judgement_fact(slot);
            if ruling.facts.contains_key(&fact) {
                return Err(Fault::Computed { fact, slot: slot.clone() });
            }
        }
        if let Made::Person { element, who, reason, .. } = &ruling.made {
            signed(element, who, reason)?;
        }
        Ok(trial)
    }

    /// Runs the rules with `changes`.
    pub fn run(&self, changes: &Changes) -> Result<Run, Fault> {
        let mut facts = self.ruling.facts.clone();
        facts.extend(changes.facts.iter().map(|(name, value)| (name.clone(), value.clone())));
        let said = Said { value: Datum::Null, element: None, next: Vec::new(), reason: None };
        let mut run = Run {
            class: self.ruling.situation.class.clone(),
            said,
            tables: Vec::new(),
            branches: Vec::new(),
            facts: BTreeMap::new(),
            slots: BTreeMap::new(),
            models: BTreeMap::new(),
            procedure: None,
        };
        for judged in &self.ruling.judgements {
            let answer = changes.answers.get(&judged.slot).unwrap_or(&judged.answer);
            facts.insert(judgement_fact(&judged.slot), Datum::text(answer));
        }
        run.facts = facts.clone();
        for judged in &self.ruling.judgements {
            self.judged(judged, &mut run)?;
        }
        if let Some(slot) = &self.ruling.class_by {
            let output = self.table(slot, &facts, &mut run)?;
            run.class = self.class_in(&output);
        }
        match &self.ruling.made {
            Made::Table { decision, part } => self.by_table(decision, part.as_deref(), &facts, &mut run)?,
            Made::Person { element, outcome, .. } => {
                let outcome = changes.outcome.unwrap_or(*outcome);
                self.by_person(element, outcome, &facts, changes, &mut run)?;
            }
            Made::Silence { element, .. } => self.by_silence(element, &facts, changes, &mut run)?,
        }
        Ok(run)
    }

    /// The part of a table's answer that is a class of the vocabulary.
    fn class_in(&self, output: &Datum) -> Option<String> {
        let is_class = |value: &Datum| match value {
            Datum::Text(word) if self.sources.law.vocabulary.classes.contains_key(word) => Some(word.clone()),
            _ => None,
        };
        match output {
            Datum::Context(parts) => parts.values().find_map(is_class),
            other => is_class(other),
        }
    }

    fn by_table(&self, slot: &str, part: Option<&str>, facts: &BTreeMap<String, Datum>, run: &mut Run) -> Result<(), Fault> {
        let made = run.tables.iter().rev().find(|table| table.slot == slot).map(|table| table.output.clone());
        let output = made.map_or_else(|| self.table(slot, facts, run), Ok)?;
        run.said.value = part.and_then(|part| output.get(part)).cloned().unwrap_or(output);
        run.said.reason = run.tables.last().and_then(|table| table.reason.clone());
        Ok(())
    }

    fn by_person(
        &self,
        element: &str,
        outcome: Outcome,
        facts: &BTreeMap<String, Datum>,
        changes: &Changes,
        run: &mut Run,
    ) -> Result<(), Fault> {
        let net = self.procedure(run)?;
        let node = find(&net, element, "an activity", run, |node| net.nodes[node as usize].task != crate::procedure::NONE)?;
        let info = &net.info[node as usize];
        if !info.judgement.is_empty() {
            let rule = self.rule(&info.judgement, run)?;
            let Kind::Judgement(Judgement { by, .. }) = &rule.kind else { return Err(wrong(&info.judgement, rule, "a judgement")) };
            if !self.ruling.judgements.iter().any(|judged| judged.slot == info.judgement) {
                return Err(Fault::NotJudged { slot: info.judgement.clone(), by: by.clone() });
            }
        }
        if !info.decision.is_empty() {
            self.table(&info.decision, facts, run)?;
        }
        for boundary in net.nodes[node as usize].boundary.iter().map(|i| net.boundaries[i as usize]) {
            if let Some(slot) = term_of(&net, boundary) {
                self.term(slot, run)?;
            }
        }
        let word = word_of(outcome);
        self.walk(&net, node, ("ruling", word), facts, changes, run)
    }

    fn by_silence(&self, element: &str, facts: &BTreeMap<String, Datum>, changes: &Changes, run: &mut Run) -> Result<(), Fault> {
        let net = self.procedure(run)?;
        let node = find(&net, element, "a timer with a term", run, |node| term_of(&net, node).is_some())?;
        let slot = term_of(&net, node).unwrap_or_default();
        let yields = self.term(slot, run)?;
        let word = changes.yields.unwrap_or(yields).as_str();
        self.walk(&net, node, ("silence", word), facts, changes, run)
    }

    /// From the element on, with the ruling or the silence stated.
    fn walk(
        &self,
        net: &Net,
        node: u16,
        (fact, word): (&str, &str),
        facts: &BTreeMap<String, Datum>,
        changes: &Changes,
        run: &mut Run,
    ) -> Result<(), Fault> {
        let authority = &net.info[node as usize].authority;
        if authority.starts_with("jurisdiction.") {
            self.rule(authority, run)?;
        }
        let mut values = vec![Value::NULL; net.facts.len()];
        for (name, slot) in &net.uses {
            let rule = self.rule(slot, run)?;
            let datum = self.parameter(rule, slot, run.class.as_deref(), None)?;
            if let Some(index) = net.fact(name) {
                values[index as usize] = path::value(&datum, &net.symbols);
            }
        }
        for (name, datum) in facts {
            if let Some(index) = net.fact(name) {
                values[index as usize] = path::value(datum, &net.symbols);
            }
        }
        if let Some(index) = net.fact(fact) {
            values[index as usize] = path::value(&Datum::text(word), &net.symbols);
        }
        let Path { branches, outcome, next, reason } = path::follow(net, node, &values, &changes.flows);
        let (value, element) = outcome.map_or((word, None), |(outcome, element)| (word_of(outcome), Some(element)));
        let value = if reason.is_some() { Datum::Null } else { Datum::text(value) };
        run.branches = branches;
        run.said = Said { value, element, next, reason };
        Ok(())
    }

    /// The procedure of the service.
    fn procedure(&self, run: &mut Run) -> Result<Arc<Net>, Fault> {
        let service = self.ruling.service.as_deref().unwrap_or("service");
        let rule = self.rule(service, run)?;
        let Kind::Service(offer) = &rule.kind else { return Err(wrong(service, rule, "a service")) };
        let file = offer.procedure.clone().unwrap_or_default();
        let missing = || Fault::NoFile { file: format!("procedures/{file}"), rule: rule.version() };
        let net = self.sources.procedures.get(&file).ok_or_else(missing)?.clone();
        run.procedure = Some(file);
        Ok(net)
    }

    /// A term with its silence; answers what silence yields.
    fn term(&self, slot: &str, run: &mut Run) -> Result<Yields, Fault> {
        let rule = self.rule(slot, run)?;
        if !matches!(rule.kind, Kind::Term(_)) {
            return Err(wrong(slot, rule, "a term"));
        }
        let silence = slot.replacen("term.", "silence.", 1);
        let rule = self.rule(&silence, run)?;
        match &rule.kind {
            Kind::Silence(silent) => Ok(silent.yields),
            _ => Err(wrong(&silence, rule, "a silence rule")),
        }
    }

    /// Asks the table that `slot` names.
    fn table(&self, slot: &str, facts: &BTreeMap<String, Datum>, run: &mut Run) -> Result<Datum, Fault> {
        let rule = self.rule(slot, run)?;
        let decision = decision_of(rule).ok_or_else(|| wrong(slot, rule, "a decision"))?;
        let missing = || Fault::NoFile { file: format!("decisions/{}", decision.file), rule: rule.version() };
        let model = self.sources.decisions.get(&decision.file).ok_or_else(missing)?;
        let uses: Vec<Used> = run.slots[slot].uses.clone();
        for used in &uses {
            self.note_use(used, run);
        }
        let mut inputs = BTreeMap::new();
        for input in &model.inputs {
            let value = match uses.iter().find(|used| used.name == input.name) {
                Some(used) => self.parameter(&self.sources.law.rules[used.rule], &used.slot, run.class.as_deref(), Some(&input.kind))?,
                None => facts.get(&input.name).cloned().unwrap_or(Datum::Null),
            };
            inputs.insert(input.name.clone(), value);
        }
        let answer = model.decide(&decision.decision, &inputs)?;
        run.tables.extend(runs(model, slot, &inputs, &answer));
        inputs.extend(answer.required.iter().map(|made| (made.decision.clone(), made.output.clone().unwrap_or(Datum::Null))));
        run.models.insert(decision.file.clone(), inputs);
        Ok(answer.output.unwrap_or(Datum::Null))
    }

    /// Notes why a slot that a table reads is answered as it is; one read on another day is told by its version alone.
    fn note_use(&self, used: &Used, run: &mut Run) {
        let before = run.slots.get(&used.slot).cloned();
        let is_same = self.rule(&used.slot, run).is_ok() && run.slots[&used.slot].version == used.version;
        if !is_same {
            run.slots.remove(&used.slot);
            run.slots.extend(before.map(|answer| (used.slot.clone(), answer)));
        }
    }

    /// The value of a parameter as a fact of the given type.
    fn parameter(&self, rule: &Rule, slot: &str, class: Option<&str>, kind: Option<&Type>) -> Result<Datum, Fault> {
        let Kind::Parameter(parameter) = &rule.kind else { return Err(wrong(slot, rule, "a parameter")) };
        let value = parameter.value_for(class).ok_or_else(|| wrong(slot, rule, "a value for this class"))?;
        let listed = self.sources.law.vocabulary.slots.get(slot).is_some_and(|listed| listed.r#type == "number");
        Ok(match value {
            Literal::Truth(truth) => Datum::Bool(*truth),
            Literal::Integer(number) => Datum::Number(number.to_string()),
            Literal::Date(date) => Datum::Text(date.to_string()),
            Literal::Text(text) if kind.map_or(listed, |kind| *kind == Type::Number) => Datum::number(text),
            Literal::Text(text) => Datum::text(text),
        })
    }

    /// A judgement as the law has it, answered by the right role with one of its answers.
    fn judged(&self, judged: &Judged, run: &mut Run) -> Result<(), Fault> {
        signed(&judged.slot, &judged.who, &judged.reason)?;
        let rule = self.rule(&judged.slot, run)?;
        let Kind::Judgement(law::Judgement { answers, by, .. }) = &rule.kind else {
            return Err(wrong(&judged.slot, rule, "a judgement"));
        };
        if answers.contains(&judged.answer) && *by == judged.who.role {
            return Ok(());
        }
        Err(Fault::WrongJudgement {
            slot: judged.slot.clone(),
            answer: judged.answer.clone(),
            role: judged.who.role.clone(),
            by: by.clone(),
            known: answers.join(", "),
        })
    }

    /// The model that a decision slot names in a run.
    pub fn model(&self, run: &Run, slot: &str) -> Option<&'s Model> {
        let rule = &self.sources.law.rules[run.slots.get(slot)?.rule];
        self.sources.decisions.get(&decision_of(rule)?.file)
    }

    /// The rule that answers a slot for the class of this run.
    pub fn rule(&self, slot: &str, run: &mut Run) -> Result<&'s Rule, Fault> {
        let key = (run.class.clone(), slot.to_string());
        let known = self.answered.borrow().get(&key).cloned();
        let answer = known.unwrap_or_else(|| {
            let question = self.ruling.situation.question(run.class.as_deref());
            let answer = answer_of(self.sources.law.resolve(slot, &question));
            self.answered.borrow_mut().insert(key, answer.clone());
            answer
        });
        let answer = answer.or_else(|| self.on_the_facts(slot, run));
        let missing = || Fault::NoAnswer { slot: slot.to_string(), day: self.ruling.situation.filed };
        let answer = answer.ok_or_else(missing)?;
        let rule = &self.sources.law.rules[answer.rule];
        run.slots.insert(slot.to_string(), answer);
        Ok(rule)
    }

    /// What the law answers where two versions can only be compared on the facts: a fee that is computed.
    fn on_the_facts(&self, slot: &str, run: &Run) -> Option<Answer> {
        let Sources { law, decisions, .. } = self.sources;
        let question = self.ruling.situation.question(run.class.as_deref());
        answer_of(law.ask(&question).with_facts(law::Facts { tables: decisions, facts: &run.facts }).resolve(slot))
    }
}

fn answer_of(resolution: Resolution) -> Option<Answer> {
    match resolution {
        Resolution::Answer(answer) => Some(answer),
        _ => None,
    }
}

/// The decision that a rule names.
pub(super) fn decision_of(rule: &Rule) -> Option<&Decision> {
    match &rule.kind {
        Kind::Decision(decision) | Kind::Fee(Fee { amount: Amount::Decision(decision), .. }) => Some(decision),
        _ => None,
    }
}

/// The term slot that a timer counts.
pub(super) fn term_of(net: &Net, node: u16) -> Option<&str> {
    net.terms.get(net.term_of(node)? as usize).map(String::as_str)
}

/// The word of a ruling, as conditions compare it.
pub(super) fn word_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Refused => "refused",
        Outcome::Withdrawn => "withdrawn",
    }
}

fn signed(what: &str, who: &Person, reason: &str) -> Result<(), Fault> {
    let unsigned = |missing| Err(Fault::Unsigned { what: what.to_string(), missing });
    match (who.name.trim().is_empty(), reason.trim().is_empty()) {
        (true, _) => unsigned("name"),
        (_, true) => unsigned("reason"),
        _ => Ok(()),
    }
}

fn wrong(slot: &str, rule: &Rule, needed: &'static str) -> Fault {
    Fault::WrongKind { slot: slot.to_string(), rule: rule.version(), needed }
}

fn find(net: &Net, element: &str, needed: &'static str, run: &Run, fits: impl Fn(u16) -> bool) -> Result<u16, Fault> {
    let known = || {
        let all = (0..net.nodes.len() as u16).filter(|node| fits(*node)).map(|node| net.info[node as usize].id.as_str());
        all.collect::<Vec<_>>().join(", ")
    };
    net.node(element).filter(|node| fits(*node)).ok_or_else(|| Fault::NoElement {
        element: element.to_string(),
        needed,
        procedure: run.procedure.clone().unwrap_or_default(),
        known: known(),
    })
}

/// Names of the facts that only humans state.
pub(super) fn judgement_names(trial: &Trial<'_>) -> std::collections::BTreeSet<String> {
    trial.sources.law.vocabulary.slots.keys().filter(|slot| slot.starts_with("judgement.")).map(|slot| judgement_fact(slot)).collect()
}
