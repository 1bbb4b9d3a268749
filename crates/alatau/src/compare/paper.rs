//! The paper answer of every column: steps, bodies, terms, shortest and longest
//! lawful duration, from the law alone.

use crate::failure::Failure;
use crate::shipped::Body;
use alatau_core::case::bind::{Bound, bind};
use alatau_core::case::paper::{Pace, Walked, flawless, walk};
use alatau_core::law::{Kind, Law, Question};
use alatau_core::procedure::NONE;
use alatau_core::text::Lang;
use alatau_core::time::{Calendar, Date, Timestamp};
use alatau_twin::answer::{Paper, PaperStep};
use alatau_twin::compare::regime::{CLASSES, Territory};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const DAY: f64 = Timestamp::DAY as f64;
/// Filings are walked from this hour of the day.
const OPENING: i64 = 9 * Timestamp::HOUR;

/// One row for each column and class.
pub fn papers(
    body: &Body,
    service: &str,
    territories: &[Territory],
    from: Date,
    calendar: &Arc<Calendar>,
    lang: Lang,
) -> Result<Vec<Paper>, Failure> {
    let mut papers = Vec::new();
    for territory in territories {
        for class in CLASSES {
            let question = Question {
                places: territory.places.clone(),
                person: territory.person.clone(),
                class: Some(class.to_string()),
                switches: territory.switches.clone(),
                ..Question::on("", from)
            };
            let bound = bind(&body.law, &body.procedures, service, &question, calendar).map_err(|e| Failure::Input(e.to_string()))?;
            papers.push(paper(&body.law, &territory.id, class, &bound, &question, calendar, from, lang)?);
        }
    }
    Ok(papers)
}

/// One row: what the bound law alone says of a flawless case.
///
/// # Errors
/// The law leads nowhere.
#[expect(clippy::too_many_arguments)]
pub fn paper(
    law: &Law,
    id: &str,
    class: &str,
    bound: &Bound,
    question: &Question,
    calendar: &Calendar,
    from: Date,
    lang: Lang,
) -> Result<Paper, Failure> {
    let filed = calendar.zone.midnight(from).plus(OPENING);
    let facts = flawless(&bound.rulebook);
    let walked = |pace| walk(&bound.rulebook, filed, pace, &facts).map_err(|e| Failure::Input(format!("{id}, {class}: {e}")));
    let (short, long) = (walked(Pace::AtOnce)?, walked(Pace::LastMoment)?);
    let official = |node: u16| Some(bound.bodies[node as usize].as_str()).filter(|b| !b.is_empty());
    let held: Vec<&str> = long.steps.iter().filter_map(|s| official(s.node)).collect();
    let days = |w: &Walked| (w.ended.0 - w.filed.0) as f64 / DAY;
    let mut grades: BTreeMap<String, u32> = BTreeMap::new();
    for answer in bound.answers.values() {
        *grades.entry(law.rules[answer.rule].grade.to_string()).or_default() += 1;
    }
    Ok(Paper {
        id: id.to_string(),
        class: class.to_string(),
        steps: long.steps.len() as u32,
        bodies: held.iter().collect::<BTreeSet<_>>().len() as u32,
        documents: documents(bound, &long),
        fees: fees(law, question),
        handoffs: held.windows(2).filter(|w| w[0] != w[1]).count() as u32,
        shortest_days: days(&short),
        longest_days: days(&long),
        walk: long.steps.iter().map(|s| step(law, bound, &long, s, lang)).collect(),
        grades,
    })
}

/// Files that the applicant hands in: steps of his that end in a filing.
fn documents(bound: &Bound, walked: &Walked) -> u32 {
    let net = &bound.rulebook.net;
    walked.steps.iter().filter(|s| bound.bodies[s.node as usize].is_empty() && net.info[s.node as usize].authority == "applicant").count()
        as u32
        + 1
}

/// Fees that the law names, in tenge; nothing if it names none.
fn fees(law: &Law, question: &Question) -> Option<String> {
    let asked = law.ask(question);
    let slots: BTreeSet<&str> = law.rules.iter().map(|r| r.slot.as_str()).filter(|s| s.starts_with("fee.")).collect();
    let mut named = Vec::new();
    for slot in slots {
        let resolution = asked.resolve(slot);
        let Some(answer) = resolution.answer() else { continue };
        let Kind::Fee(fee) = &law.rules[answer.rule].kind else { continue };
        if let alatau_core::law::Amount::Value(value) = &fee.amount {
            named.push(format!("{value} {}", fee.unit));
        }
    }
    (!named.is_empty()).then(|| named.join(", "))
}

fn step(law: &Law, bound: &Bound, walked: &Walked, s: &alatau_core::case::paper::Step, lang: Lang) -> PaperStep {
    let info = &bound.rulebook.net.info[s.node as usize];
    let name = match lang {
        Lang::Kk if !info.name_kk.is_empty() => &info.name_kk,
        Lang::Ru if !info.name_ru.is_empty() => &info.name_ru,
        _ => &info.name,
    };
    let holder = &bound.bodies[s.node as usize];
    let held = law.authorities.get(holder).map(|a| a.label.get(lang.code()).to_string());
    let rule = (s.term != NONE).then(|| bound.rulebook.terms[s.term as usize].last()).flatten();
    let days = |at: Timestamp| (at.0 - walked.filed.0) as f64 / DAY;
    PaperStep {
        id: info.id.clone(),
        name: name.clone(),
        body: held.unwrap_or_else(|| if holder.is_empty() { "applicant".into() } else { holder.clone() }),
        term: rule.map(|r| r.slot.clone()),
        length: rule.map(|r| format!("{} {}", r.spec.length, r.spec.unit)),
        silence: rule.map(|r| r.yields.word().to_string()),
        grade: rule.map(|r| r.grade.to_string()),
        cites: info.cites.clone(),
        from_day: days(s.began),
        to_day: days(s.ended),
    }
}
