//! Why a provision answers and the others do not, in the chosen language.

use crate::cli::{say, say_with};
use alatau_core::law::{Answer, Because, Grade, Law, Principle, TraceLine, Verdict};
use alatau_core::text::{Arg, Lang};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why one slot is answered as it is.
#[derive(Debug, Serialize)]
pub struct Why {
    /// The slot.
    pub slot: String,
    /// Its name.
    pub label: String,
    /// The version that answers.
    pub version: String,
    /// Weakest grade of what it rests on.
    pub grade: Grade,
    /// The candidates, the winner first.
    pub lines: Vec<Line>,
}

/// What became of one candidate.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Step of the resolution (law format, section 6).
    pub step: u8,
    /// Version of the rule.
    pub rule: String,
    /// What became of it.
    pub verdict: Verdict,
    /// By which principle.
    pub principle: Principle,
    /// The rule that beat it, or that it beat last.
    pub by: Option<String>,
    /// The sentence.
    pub because: String,
    /// It ended before.
    #[serde(skip)]
    is_past: bool,
}

impl Line {
    /// Whether it belongs into a short answer: what never concerned the place, person or class, and what has ended, does not.
    pub fn matters(&self) -> bool {
        self.verdict != Verdict::Out || (self.principle != Principle::Scope && !self.is_past)
    }
}

/// An open question that was asked.
#[derive(Debug, Serialize)]
pub struct Switch {
    /// Its id.
    pub name: String,
    /// The question.
    pub question: String,
    /// The reading that holds.
    pub value: String,
    /// All readings.
    pub values: Vec<String>,
    /// Slots whose answer another reading changes.
    pub decides: Vec<String>,
    /// Who knows.
    pub ask: String,
}

/// The trace of an answer.
pub fn why(law: &Law, slot: &str, answer: &Answer, lang: Lang) -> Why {
    let label = law.vocabulary.slots.get(slot).map_or(slot, |listed| listed.label.get(lang.code()));
    let lines = lines_of(law, &answer.trace, lang);
    Why { slot: slot.to_string(), label: label.to_string(), version: answer.version.clone(), grade: answer.grade, lines }
}

/// The lines of a trace.
pub fn lines_of(law: &Law, trace: &[TraceLine], lang: Lang) -> Vec<Line> {
    trace.iter().map(|line| shown(law, line, lang)).collect()
}

/// What became of a candidate, in a word.
pub fn verdict(verdict: Verdict, lang: Lang) -> String {
    let word = match verdict {
        Verdict::Wins => "wins",
        Verdict::Loses => "loses",
        Verdict::Void => "void",
        Verdict::Lapsed => "lapsed",
        Verdict::Out => "out",
    };
    say(lang, &format!("law-verdict-{word}"), &[])
}

fn shown(law: &Law, line: &TraceLine, lang: Lang) -> Line {
    let version = |number: usize| law.rules[number].version();
    Line {
        step: line.step,
        rule: version(line.rule),
        verdict: line.verdict,
        principle: line.principle,
        by: line.by.map(version),
        because: because(law, &line.because, lang),
        is_past: matches!(line.because, Because::Ended { .. }),
    }
}

/// Every open question that any of the answers asked.
pub fn switches(law: &Law, answers: &BTreeMap<String, Answer>, lang: Lang) -> Vec<Switch> {
    let mut found: BTreeMap<&String, Switch> = BTreeMap::new();
    for (slot, answer) in answers {
        for (name, value) in &answer.consulted {
            let listed = law.switches.get(name);
            let entry = found.entry(name).or_insert_with(|| Switch {
                name: name.clone(),
                question: listed.map_or(String::new(), |switch| switch.question.get(lang.code()).to_string()),
                value: value.clone(),
                values: listed.map_or(Vec::new(), |switch| switch.values.clone()),
                decides: Vec::new(),
                ask: listed.map_or(String::new(), |switch| law.who_knows(&switch.ask, lang)),
            });
            if answer.decisive.contains(name) {
                entry.decides.push(slot.clone());
            }
        }
    }
    found.into_values().collect()
}

/// The name of a principle.
pub fn principle(principle: Principle, lang: Lang) -> String {
    let word = match principle {
        Principle::Known => "known",
        Principle::Reading => "reading",
        Principle::Time => "time",
        Principle::Scope => "scope",
        Principle::Competence => "competence",
        Principle::Derogation => "derogation",
        Principle::Speciality => "speciality",
        Principle::Later => "later",
        Principle::Rank => "rank",
        Principle::Subsidiary => "subsidiary",
        Principle::Displacement => "displacement",
        Principle::Transition => "transition",
        Principle::Certificate => "certificate",
    };
    say(lang, &format!("law-principle-{word}"), &[])
}

/// The sentence of a reason.
fn because(law: &Law, because: &Because, lang: Lang) -> String {
    let (word, day) = match because {
        Because::OtherReading { switch, needs } => {
            let question = law.switches.get(switch).map_or(switch.as_str(), |listed| listed.question.get(lang.code()));
            return say(lang, "law-because-other-reading", &[("question", question), ("reading", &law.reading(needs, lang))]);
        }
        Because::Annulled { on } => ("annulled", Some(*on)),
        Because::Begins { on } => ("begins", Some(*on)),
        Because::Ended { on } => ("ended", Some(*on)),
        Because::CompetenceBegins { on } => ("competence-begins", Some(*on)),
        Because::CompetenceEnded { on } => ("competence-ended", Some(*on)),
        Because::Proposed => ("proposed", None),
        Because::Territory => ("territory", None),
        Because::Person => ("person", None),
        Because::Class => ("class", None),
        Because::Excepted => ("excepted", None),
        Because::NoRow => ("no-row", None),
        Because::NoCompetence => ("no-competence", None),
        Because::OutsideBounds => ("outside-bounds", None),
        Because::Derogated => ("derogated", None),
        Because::Narrower => ("narrower", None),
        Because::LaterFrom => ("later-from", None),
        Because::LaterPublished => ("later-published", None),
        Because::HigherRank => ("higher-rank", None),
        Because::Yields => ("yields", None),
        Because::Displaced => ("displaced", None),
        Because::HigherAndLater => ("higher-and-later", None),
        Because::Tie => ("tie", None),
        Because::KeptByTransition => ("kept-by-transition", None),
        Because::KeptByCertificate => ("kept-by-certificate", None),
        Because::Only => ("only", None),
        Because::Stands => ("stands", None),
    };
    let args: Vec<(&str, Arg)> = day.map(|day| ("day", Arg::Date(day))).into_iter().collect();
    say_with(lang, &format!("law-because-{word}"), &args)
}
