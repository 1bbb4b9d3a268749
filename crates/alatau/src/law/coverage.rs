//! `alatau law at` and `alatau law coverage`: the acts on one screen.

use crate::cli::{print, print_json, say};
use crate::failure::Failure;
use alatau_core::law::{Act, Grade, Kind, Law, Rule};
use alatau_core::text::{Lang, by_key};
use alatau_core::time::Date;
use serde_json::json;
use std::collections::BTreeSet;

/// Which acts are known on `day`, and how many of their rules are in force.
pub fn at(law: &Law, day: Date, lang: Lang, as_json: bool) -> Result<(), Failure> {
    let rows: Vec<(&Act, Vec<&Rule>)> = law
        .acts
        .values()
        .filter(|act| act.known <= day)
        .map(|act| (act, law.rules.iter().filter(|rule| rule.set_by == act.id && is_in_force(rule, day)).collect()))
        .collect();
    let later =
        law.rules.iter().flat_map(|rule| [Some(rule.from), rule.until]).flatten().filter(|date| *date > day && *date < Date::MAX).min();
    if as_json {
        let acts = rows.iter().map(|(act, rules)| {
            let rules: Vec<String> = rules.iter().map(|rule| rule.version()).collect();
            json!({ "id": act.id, "title": act.title.get(lang.code()), "rank": act.rank, "rules": rules })
        });
        return print_json(&json!({ "on": day, "acts": acts.collect::<Vec<_>>(), "next_change": later }));
    }
    let mut shown = format!("{}\n\n", say(lang, "law-at-title", &[("day", &day.to_string())]));
    for (act, rules) in &rows {
        let conditional = rules.iter().any(|rule| !rule.when.is_empty());
        let note = if conditional { say(lang, "law-at-conditional", &[]) } else { String::new() };
        shown.push_str(&format!("{:>4}  {} ({}){note}\n", rules.len(), act.title.get(lang.code()), act.id));
    }
    if let Some(later) = later {
        shown.push_str(&format!("\n{}\n", say(lang, "law-at-next", &[("day", &later.to_string())])));
    }
    print(&shown)
}

fn is_in_force(rule: &Rule, day: Date) -> bool {
    rule.known <= day && rule.from <= day && rule.until.is_none_or(|until| day < until)
}

/// What became of the provisions of an act.
#[derive(Default, serde::Serialize)]
struct Covered {
    id: String,
    title: String,
    provisions: usize,
    executed: usize,
    judgement: usize,
    informative: usize,
    missing: Vec<String>,
    grades: [usize; 4],
}

const GRADES: [Grade; 4] = [Grade::Enacted, Grade::Reported, Grade::Bill, Grade::Assumed];

/// How much of each act is data, and how well it is known.
pub fn coverage(law: &Law, lang: Lang, as_json: bool) -> Result<(), Failure> {
    let rows: Vec<Covered> = law.acts.values().map(|act| covered(law, act, lang)).collect();
    if as_json {
        let acts = rows.iter().map(|row| {
            let grades: serde_json::Map<String, serde_json::Value> =
                GRADES.iter().zip(row.grades).map(|(grade, n)| (grade.as_str().to_string(), n.into())).collect();
            json!({
                "id": row.id, "title": row.title, "provisions": row.provisions, "executed": row.executed,
                "judgement": row.judgement, "informative": row.informative, "missing": row.missing, "grades": grades,
            })
        });
        return print_json(&json!({ "acts": acts.collect::<Vec<_>>() }));
    }
    let heads = ["provisions", "executed", "judgement", "informative", "missing"].map(|key| say(lang, &format!("law-coverage-{key}"), &[]));
    let grades = GRADES.map(|grade| by_key(lang, &format!("grade-{grade}")).unwrap_or_default());
    let mut table = vec![[vec![say(lang, "law-coverage-act", &[])], heads.to_vec(), grades.to_vec()].concat()];
    for row in &rows {
        let numbers = [row.provisions, row.executed, row.judgement, row.informative, row.missing.len()];
        let cells = numbers.iter().chain(&row.grades).map(|n| n.to_string());
        table.push([row.id.clone()].into_iter().chain(cells).collect());
    }
    print(&columns(&table))
}

fn covered(law: &Law, act: &Act, lang: Lang) -> Covered {
    let mut row = Covered { id: act.id.clone(), title: act.title.get(lang.code()).to_string(), ..Covered::default() };
    let amended: BTreeSet<&str> =
        law.amendments.iter().filter(|change| change.act == act.id).map(|change| change.target.as_str()).collect();
    for provision in law.provisions.values().filter(|provision| provision.act == act.id) {
        let rules: Vec<&Rule> = law.rules.iter().filter(|rule| rule.provision == provision.id).collect();
        row.provisions += 1;
        match rules.as_slice() {
            [] if amended.contains(provision.id.as_str()) => row.executed += 1,
            [] => row.missing.push(provision.id.clone()),
            rules if rules.iter().all(|rule| matches!(rule.kind, Kind::Informative { .. })) => row.informative += 1,
            rules if rules.iter().any(|rule| matches!(rule.kind, Kind::Judgement(_))) => row.judgement += 1,
            _ => row.executed += 1,
        }
        let weakest = rules.iter().map(|rule| rule.grade).max();
        if let Some(position) = GRADES.iter().position(|grade| Some(*grade) == weakest) {
            row.grades[position] += 1;
        }
    }
    row
}

/// Rows of a table, each column as wide as its widest cell; all but the first to the right.
fn columns(table: &[Vec<String>]) -> String {
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.first().map_or(0, Vec::len)).map(width).collect();
    let mut text = String::new();
    for row in table {
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.chars().count());
            text.push_str(&if column == 0 { format!("{cell}{padding}") } else { format!("  {padding}{cell}") });
        }
        text.push('\n');
    }
    text
}
