//! How much of the law is executed, what is left to a human, and what is not known.

use super::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carried {
    /// The program carries it out, or it changes another act.
    Executed,
    /// A named human answers.
    Judgement,
    /// There is nothing to carry out.
    Informative,
    /// Its content is not known, or its words have no block.
    Missing,
    /// It only opens what stands under it.
    Opens,
}

/// Why a provision is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// `act#key`.
    pub provision: String,
    /// Why, as the law's files say; empty if its words have no block.
    pub because: String,
    /// Who knows.
    pub ask: String,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActCoverage {
    /// Id.
    pub id: String,
    /// Provisions with content; what only opens others does not count.
    pub provisions: usize,
    /// Carried out.
    pub executed: usize,
    /// Left to a named human.
    pub judgement: usize,
    /// Nothing to carry out.
    pub informative: usize,
    /// Content not known.
    pub unknown: usize,
    /// What is not known, in these and in other provisions.
    pub missing: Vec<Missing>,
    /// Provisions by their weakest grade: enacted, reported, bill, assumed.
    pub grades: [usize; 4],
}

/// The grades that published law may have, in the order of [`ActCoverage::grades`].
pub const GRADES: [Grade; 4] = [Grade::Enacted, Grade::Reported, Grade::Bill, Grade::Assumed];

/// Every act.
pub fn coverage(law: &Law) -> Vec<ActCoverage> {
    let mut rules: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in &law.rules {
        rules.entry(&rule.provision).or_default().push(rule);
    }
    law.acts.keys().map(|act| of_act(law, &rules, act)).collect()
}

fn of_act(law: &Law, rules: &BTreeMap<&str, Vec<&Rule>>, act: &str) -> ActCoverage {
    let mut row = ActCoverage {
        id: act.to_string(),
        provisions: 0,
        executed: 0,
        judgement: 0,
        informative: 0,
        unknown: 0,
        missing: Vec::new(),
        grades: [0; 4],
    };
    let provisions = law.provisions_of(act);
    for (number, provision) in provisions.iter().enumerate() {
        let opens = provisions.get(number + 1).is_some_and(|next| next.level > provision.level);
        let rules = rules.get(provision.id.as_str()).map_or(&[][..], Vec::as_slice);
        let carried = carried(law, provision, rules, opens);
        match carried {
            Carried::Opens => continue,
            Carried::Executed => row.executed += 1,
            Carried::Judgement => row.judgement += 1,
            Carried::Informative => row.informative += 1,
            Carried::Missing => row.unknown += 1,
        }
        if carried == Carried::Missing || !rules.is_empty() {
            row.missing.extend(missing(provision, rules));
        }
        row.provisions += 1;
        let weakest = rules.iter().map(|rule| rule.grade).max();
        if let Some(position) = GRADES.iter().position(|grade| Some(*grade) == weakest) {
            row.grades[position] += 1;
        }
    }
    row
}

fn carried(law: &Law, provision: &Provision, rules: &[&Rule], opens: bool) -> Carried {
    let amends = || law.amendments.iter().any(|change| change.place.file == provision.place.file && stands_under(law, change, provision));
    match rules {
        [] if amends() => Carried::Executed,
        [] if opens => Carried::Opens,
        [] => Carried::Missing,
        rules if rules.iter().all(|rule| matches!(rule.kind, Kind::Informative { .. })) => {
            // Who knows is named only where something is not known.
            if rules.iter().any(|rule| !rule.ask.is_empty()) { Carried::Missing } else { Carried::Informative }
        }
        rules if rules.iter().any(|rule| matches!(rule.kind, Kind::Judgement(_))) => Carried::Judgement,
        _ => Carried::Executed,
    }
}

/// Whether the amendment's block stands between this heading and the next.
fn stands_under(law: &Law, change: &Amendment, provision: &Provision) -> bool {
    let next = law.provisions.values().filter(|other| other.place.file == provision.place.file).map(|other| other.place.line);
    let next = next.filter(|line| *line > provision.place.line).min().unwrap_or(u32::MAX);
    (provision.place.line..next).contains(&change.place.line)
}

/// The words without a rule, or each rule that names only who would know.
fn missing(provision: &Provision, rules: &[&Rule]) -> Vec<Missing> {
    let missing = |because: &str, ask: &str| Missing { provision: provision.id.clone(), because: because.into(), ask: ask.into() };
    let told = rules.iter().filter_map(|rule| match &rule.kind {
        Kind::Informative { because } if !rule.ask.is_empty() => Some(missing(because, &rule.ask)),
        _ => None,
    });
    let told: Vec<Missing> = told.collect();
    if rules.is_empty() { vec![missing("", "")] } else { told }
}
