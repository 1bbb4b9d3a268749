//! `alatau law coverage`: what is executed, what a human answers, and what nobody knows, on one screen.

use super::page::{table, wrap};
use crate::cli::{print, print_json, say, say_with};
use crate::failure::Failure;
use alatau_core::law::coverage::{ActCoverage, GRADES, coverage};
use alatau_core::law::{Law, hex};
use alatau_core::text::{Arg, Lang};
use serde_json::{Map, Value, json};

/// Counts, one act a line, then what is missing and who knows.
pub fn run(law: &Law, lang: Lang, as_json: bool) -> Result<(), Failure> {
    let rows = coverage(law);
    if as_json {
        return print_json(&written(law, &rows, lang));
    }
    let mut lines = vec![say(lang, "law-coverage-title", &[]), String::new()];
    lines.extend(counts(&rows, lang));
    lines.push(String::new());
    lines.extend(wrap(&say(lang, "law-coverage-legend", &[]), "", ""));
    let missing: Vec<_> = rows.iter().flat_map(|row| &row.missing).collect();
    if !missing.is_empty() {
        lines.extend([String::new(), say(lang, "law-coverage-missing-title", &[])]);
    }
    for found in missing {
        let ask = match found.ask.as_str() {
            "" => say(lang, "law-coverage-no-block", &[]),
            ask => say(lang, "law-coverage-ask", &[("ask", &law.who_knows(ask, lang))]),
        };
        lines.extend(wrap(&format!("{} – {ask}", found.provision), "  ", "    "));
    }
    print(&(lines.join("\n") + "\n"))
}

fn counts(rows: &[ActCoverage], lang: Lang) -> Vec<String> {
    let heads = ["act", "provisions", "executed", "judgement", "informative", "missing", "enacted", "reported", "bill", "assumed"];
    let mut cells = vec![heads.map(|head| say(lang, &format!("law-coverage-{head}"), &[])).to_vec()];
    let mut total = [0; 9];
    for row in rows {
        let numbers = numbers(row);
        total.iter_mut().zip(numbers).for_each(|(sum, n)| *sum += n);
        cells.push(line(row.id.clone(), &numbers));
    }
    let acts = say_with(lang, "law-coverage-total", &[("acts", Arg::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)))]);
    cells.push(line(acts, &total));
    table(&cells, &[0])
}

fn numbers(row: &ActCoverage) -> [usize; 9] {
    let [enacted, reported, bill, assumed] = row.grades;
    [row.provisions, row.executed, row.judgement, row.informative, row.unknown, enacted, reported, bill, assumed]
}

/// A zero is a point: what is there stands out.
fn line(name: String, numbers: &[usize; 9]) -> Vec<String> {
    let cell = |n: &usize| if *n == 0 { "·".to_string() } else { n.to_string() };
    [name].into_iter().chain(numbers.iter().map(cell)).collect()
}

fn written(law: &Law, rows: &[ActCoverage], lang: Lang) -> Value {
    let acts: Vec<Value> = rows
        .iter()
        .map(|row| {
            let grades: Map<String, Value> = GRADES.iter().zip(row.grades).map(|(grade, n)| (grade.to_string(), n.into())).collect();
            json!({
                "id": row.id, "title": law.acts[&row.id].title.get(lang.code()), "provisions": row.provisions, "executed": row.executed,
                "judgement": row.judgement, "informative": row.informative, "unknown": row.unknown, "missing": row.missing, "grades": grades,
            })
        })
        .collect();
    json!({ "command": "law coverage", "law": hex(&law.hash()), "acts": acts })
}
