//! The record of a ruling: data that anyone can compute again from its own inputs.
//!
//! It names versions, never numbers of this load of the law, and leaves out what
//! nobody could know on the ruling's day of knowledge. So a law that was only
//! added to gives the same record, to the byte, years later.

use super::canonical::{self, Difference};
use super::decisive::{Decisive, decisive};
use super::fault::Fault;
use super::path::Branch;
use super::ruling::{Made, Ruling};
use super::tables::TableRun;
use super::trial::{Changes, Run, Said, Sources, Trial, term_of};
use crate::case::reasons::Judged;
use crate::law::{Answer, Because, Grade, Held, Judgement, Kind, Law, Principle, Term, TraceLine, Unit, Verdict, hex};
use crate::procedure::NONE;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a ruling is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// The inputs.
    pub ruling: Ruling,
    /// The class of the case, stated or computed.
    pub class: Option<String>,
    /// What was ruled.
    pub said: Said,
    /// Provisions, by the slot that they answer.
    pub provisions: BTreeMap<String, Provision>,
    /// Open questions that an answer asked.
    pub switches: BTreeMap<String, Asked>,
    /// Decisions in the order of asking, each rule with its fate.
    pub tables: Vec<TableRun>,
    /// Conditions of gateways in the order of asking, each with its truth.
    pub branches: Vec<Branch>,
    /// Terms that bound whoever had to act, and what their silence means.
    pub terms: Vec<TermShown>,
    /// Questions that the law keeps for a named human.
    pub judgements: Vec<JudgementShown>,
    /// SHA-256 of the procedure and the tables, by path in the law's folder.
    pub files: BTreeMap<String, String>,
    /// Conditions whose flip changes what was ruled, found by running the rules again.
    pub decisive: Vec<Decisive>,
}

/// The version that answered a slot, and why this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provision {
    /// `act#key`.
    pub provision: String,
    /// `act#key/slot@from`.
    pub version: String,
    /// SHA-256 of its content.
    pub hash: String,
    /// Weakest grade of what the answer rests on.
    pub grade: Grade,
    /// Version of the competence that it stands on.
    pub competence: Option<String>,
    /// Version of the transition clause that chose it.
    pub transition: Option<String>,
    /// What a certificate or a transition clause did with the slot, if one covers it.
    pub selection: Option<SelectionShown>,
    /// Versions of what it reads, by name.
    pub uses: BTreeMap<String, String>,
    /// One line per candidate, the winner first.
    pub trace: Vec<TraceShown>,
}

/// What a certificate or a transition clause did with a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SelectionShown {
    /// Version of the guarantee or of the clause.
    pub by: String,
    /// Whether it was a certificate.
    pub by_certificate: bool,
    /// The older version.
    pub old: Option<String>,
    /// The version that answers without it.
    pub new: Option<String>,
    /// Which of them is used, and why.
    #[serde(flatten)]
    pub held: Held,
}

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TraceShown {
    /// Step of the resolution (law format, section 6).
    pub step: u8,
    /// Version of the rule.
    pub rule: String,
    /// What became of it.
    pub verdict: Verdict,
    /// By which principle.
    pub principle: Principle,
    /// Version of the rule that beat it, or that it beat last.
    pub by: Option<String>,
    /// The particular reason.
    pub because: Because,
}

/// An open question of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    /// The reading that held.
    pub value: String,
    /// Slots whose answer another reading changes.
    pub decides: BTreeSet<String>,
}

/// A term and its silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TermShown {
    /// Slot of the term.
    pub term: String,
    /// Slot of the silence.
    pub silence: String,
    /// How many.
    pub length: u32,
    /// Of what.
    pub unit: Unit,
    /// Role that had to act.
    pub by: String,
    /// What silence means.
    pub yields: String,
}

/// A judgement of the law, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct JudgementShown {
    /// The question, in the law's languages.
    pub question: BTreeMap<String, String>,
    /// Answers that the law lists.
    pub answers: Vec<String>,
    /// Role that the law asks.
    pub by: String,
    /// Who answered, what and why.
    pub answered: Judged,
}

/// The stored form. A new form is a new variant; old ones stay readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "v")]
pub enum StoredRecord {
    /// The first form.
    #[serde(rename = "1")]
    V1(Box<Record>),
}

impl Record {
    /// SHA-256 of the canonical form: JSON without spaces, keys in byte order, with `"v":"1"`.
    pub fn hash(&self) -> String {
        canonical::hash(&self.value())
    }

    /// The canonical form itself.
    pub fn canonical(&self) -> String {
        canonical::canonical(&self.value())
    }

    /// Reads a stored record.
    ///
    /// # Errors
    /// [`Fault::Damaged`]: it is none, or of a later form.
    pub fn read(text: &str) -> Result<Record, Fault> {
        let stored: StoredRecord = serde_json::from_str(text).map_err(|error| Fault::Damaged(error.to_string()))?;
        let StoredRecord::V1(record) = stored;
        Ok(*record)
    }

    /// Where another record differs: inputs, provisions, tables, conditions, result.
    pub fn differences(&self, other: &Record) -> Vec<Difference> {
        canonical::differences(&self.value(), &other.value())
    }

    fn value(&self) -> serde_json::Value {
        serde_json::to_value(StoredRecord::V1(Box::new(self.clone()))).expect("a record has no key that is not text")
    }
}

/// The record of a ruling.
///
/// # Errors
/// [`Fault`]: a slot without answer, a file that is missing, a human without
/// name or reason, a judgement that nobody answered.
pub fn record(ruling: &Ruling, sources: Sources<'_>) -> Result<Record, Fault> {
    let trial = Trial::new(ruling, sources)?;
    let run = trial.run(&Changes::default())?;
    let decisive = decisive(&trial, &run)?;
    let law = sources.law;
    let mut switches: BTreeMap<String, Asked> = BTreeMap::new();
    for (slot, answer) in &run.slots {
        for (name, value) in &answer.consulted {
            let asked = switches.entry(name.clone()).or_insert_with(|| Asked { value: value.clone(), decides: BTreeSet::new() });
            if answer.decisive.contains(name) {
                asked.decides.insert(slot.clone());
            }
        }
    }
    Ok(Record {
        ruling: ruling.clone(),
        terms: terms(law, &run),
        judgements: judgements(law, ruling, &run),
        files: files(&sources, &run),
        provisions: run.slots.iter().map(|(slot, answer)| (slot.clone(), provision(law, answer))).collect(),
        switches,
        class: run.class,
        said: run.said,
        tables: run.tables,
        branches: run.branches,
        decisive,
    })
}

/// The record of a stored record's own inputs. Where law, procedures and tables
/// say what they said then, it is the same and has the same hash.
///
/// # Errors
/// As [`record`].
pub fn recompute(stored: &Record, sources: Sources<'_>) -> Result<Record, Fault> {
    record(&stored.ruling, sources)
}

/// Where a record and its recomputation differ; nowhere, if it holds.
///
/// # Errors
/// As [`record`].
pub fn verify(stored: &Record, sources: Sources<'_>) -> Result<Vec<Difference>, Fault> {
    Ok(stored.differences(&recompute(stored, sources)?))
}

fn provision(law: &Law, answer: &Answer) -> Provision {
    let version = |number: usize| law.rules[number].version();
    // What nobody could know then, or what is only a draft, is no part of the record.
    let known = answer.trace.iter().filter(|line| line.principle != Principle::Known || line.verdict == Verdict::Wins);
    Provision {
        provision: law.rules[answer.rule].provision.clone(),
        version: answer.version.clone(),
        hash: hex(&answer.hash),
        grade: answer.grade,
        competence: answer.competence.map(version),
        transition: answer.transition.map(version),
        selection: answer.selection.as_ref().map(|selection| SelectionShown {
            by: version(selection.by),
            by_certificate: selection.by_certificate,
            old: selection.old.map(version),
            new: selection.new.map(version),
            held: selection.held.clone(),
        }),
        uses: answer.uses.iter().map(|used| (used.name.clone(), used.version.clone())).collect(),
        trace: known.map(|line| trace(law, line)).collect(),
    }
}

fn trace(law: &Law, line: &TraceLine) -> TraceShown {
    let version = |number: usize| law.rules[number].version();
    TraceShown {
        step: line.step,
        rule: version(line.rule),
        verdict: line.verdict,
        principle: line.principle,
        by: line.by.map(version),
        because: line.because.clone(),
    }
}

fn terms(law: &Law, run: &Run) -> Vec<TermShown> {
    let shown = |(slot, answer): (&String, &Answer)| {
        let Kind::Term(Term { length, unit, by, .. }) = &law.rules[answer.rule].kind else { return None };
        let silence = slot.replacen("term.", "silence.", 1);
        let Kind::Silence(silent) = &law.rules[run.slots.get(&silence)?.rule].kind else { return None };
        let yields = silent.yields.as_str().to_string();
        Some(TermShown { term: slot.clone(), silence, length: *length, unit: *unit, by: by.clone(), yields })
    };
    run.slots.iter().filter_map(shown).collect()
}

fn judgements(law: &Law, ruling: &Ruling, run: &Run) -> Vec<JudgementShown> {
    let shown = |judged: &Judged| {
        let Kind::Judgement(Judgement { question, answers, by }) = &law.rules[run.slots.get(&judged.slot)?.rule].kind else {
            return None;
        };
        let question = ["en", "kk", "ru"].map(|lang| (lang.to_string(), question.get(lang).to_string())).into();
        Some(JudgementShown { question, answers: answers.clone(), by: by.clone(), answered: judged.clone() })
    };
    ruling.judgements.iter().filter_map(shown).collect()
}

fn files(sources: &Sources<'_>, run: &Run) -> BTreeMap<String, String> {
    let nets = run.procedure.iter().filter_map(|file| Some((format!("procedures/{file}"), hex(&sources.procedures.get(file)?.hash))));
    let models = run.models.keys().filter_map(|file| Some((format!("decisions/{file}"), hex(&sources.decisions.get(file)?.hash))));
    nets.chain(models).collect()
}

/// The provisions on which an element of the ruling's procedure rests.
pub(super) fn element_cites(sources: &Sources<'_>, ruling: &Ruling, procedure: Option<&String>) -> Vec<String> {
    let (Made::Person { element, .. } | Made::Silence { element, .. }) = &ruling.made else { return Vec::new() };
    let Some(net) = procedure.and_then(|file| sources.procedures.get(file)) else { return Vec::new() };
    net.node(element).filter(|node| *node != NONE).map_or(Vec::new(), |node| net.info[node as usize].cites.clone())
}

/// The slot of the term that a silence let pass.
pub(super) fn silent_slot(sources: &Sources<'_>, element: &str, procedure: Option<&String>) -> Option<String> {
    let net = sources.procedures.get(procedure?)?;
    term_of(net, net.node(element)?).map(String::from)
}
