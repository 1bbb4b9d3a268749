//! From real permit records to applications under this country's law.
//!
//! The records give the mix of cases, not the rate. Which level of
//! responsibility a foreign kind is, a decision table of the law says; kinds that
//! need no permit here are counted and named, not forced.

use crate::failure::Failure;
use crate::input::Record;
use crate::shipped::Body;
use alatau_core::decision::dmn::{self, Datum, Model, Nulls};
use alatau_core::law::{Kind, Question};
use alatau_twin::answer::Mix;
use alatau_twin::compare::replicate::{Applicant, class_number};
use std::collections::BTreeMap;

/// Applications, and what became of the records.
pub struct Cases {
    /// Those that have a path.
    pub applicants: Vec<Applicant>,
    /// Every record, counted.
    pub mix: Mix,
}

/// Reads each record through the decision that `slot` names.
pub fn applicants(records: &[Record], body: &Body, slot: &str, question: &Question) -> Result<Cases, Failure> {
    let (file, decision) = table(body, slot, question)?;
    let path = format!("decisions/{file}");
    let text = body
        .files
        .get(&path)
        .ok_or_else(|| Failure::Input(format!("{path} is not in the law's folder; add it, or name another in {slot}")))?;
    let model = dmn::load(&path, text)?;
    let mut cases = Cases { applicants: Vec::new(), mix: Mix { records: records.len() as u32, ..Mix::default() } };
    for record in records {
        let answer = decide(&model, &decision, record)
            .map_err(|why| Failure::Input(format!("{path}: line {} of the records: {why}", record.line)))?;
        count(record, &answer, &mut cases);
    }
    Ok(cases)
}

fn table(body: &Body, slot: &str, question: &Question) -> Result<(String, String), Failure> {
    let resolution = body.law.resolve(slot, question);
    let rule = resolution.answer().map(|a| &body.law.rules[a.rule]);
    match rule.map(|r| &r.kind) {
        Some(Kind::Decision(decision)) => Ok((decision.file.clone(), decision.decision.clone())),
        _ => Err(Failure::Input(format!("nobody answers `{slot}` on {}; the law must name a decision table", question.filed))),
    }
}

fn decide(model: &Model, decision: &str, record: &Record) -> Result<Datum, String> {
    let text = |value: &Option<String>| value.as_ref().map_or(Datum::Null, |v| Datum::text(v));
    let number = |value: Option<String>| value.map_or(Datum::Null, Datum::Number);
    let inputs = BTreeMap::from([
        ("permittype".to_string(), text(&record.kind)),
        ("permitclassmapped".to_string(), text(&record.class_mapped)),
        ("permitclassgroup".to_string(), text(&record.class_group)),
        ("workclass".to_string(), text(&record.work)),
        ("housingunits".to_string(), number(record.units.map(|u| u.to_string()))),
        ("estprojectcost".to_string(), number(record.cost.clone())),
        ("totalsqft".to_string(), number(record.area_sqft.clone())),
    ]);
    let answer = model.decide_with(decision, &inputs, Nulls::Standard).map_err(|fault| fault.to_string())?;
    answer.output.ok_or_else(|| format!("the table does not decide: {}", answer.reason.unwrap_or_default()))
}

fn count(record: &Record, answer: &Datum, cases: &mut Cases) {
    let truth = |name: &str| matches!(answer.get(name), Some(Datum::Bool(true)));
    let level = match answer.get("level") {
        Some(Datum::Text(level)) => level.clone(),
        _ => "undetermined".to_string(),
    };
    let mix = &mut cases.mix;
    let kind = format!("{}, {}", record.class_group.as_deref().unwrap_or("?"), record.work.as_deref().unwrap_or("?"));
    if truth("headline") {
        mix.headline += 1;
        *mix.headline_levels.entry(level.clone()).or_default() += 1;
    } else {
        mix.rest += 1;
    }
    *mix.levels.entry(level.clone()).or_default() += 1;
    if !truth("in_sez") {
        *mix.not_in_sez.entry(record.class_group.clone().unwrap_or_else(|| "?".into())).or_default() += 1;
    }
    let flawed = !truth("complete");
    mix.incomplete += u32::from(flawed);
    match class_number(&level) {
        Some(class) => cases.applicants.push(Applicant { class, headline: truth("headline"), in_sez: truth("in_sez"), flawed }),
        None => *mix.no_permit.entry(kind).or_default() += 1,
    }
}
