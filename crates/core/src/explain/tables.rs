//! Decision tables as they ran: every rule, matched or not, and the cell that failed.

use crate::decision::dmn::{Answer, Datum, Fate, Logic, Model};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A decision that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TableRun {
    /// Slot of the law that asked for it.
    pub slot: String,
    /// Name in the DMN file.
    pub decision: String,
    /// What its inputs were: facts of the case and what the law gave.
    pub inputs: BTreeMap<String, Datum>,
    /// The expression, if it is no table.
    pub expression: Option<String>,
    /// Values of the input columns, by their expressions.
    pub columns: Vec<(String, Datum)>,
    /// Every rule, in the order of the table.
    pub rows: Vec<RowRun>,
    /// What it said; null if it is undetermined.
    pub output: Datum,
    /// Why it is undetermined.
    pub reason: Option<String>,
}

/// A rule of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RowRun {
    /// Its number, from 1.
    pub row: usize,
    /// XML id.
    pub id: String,
    /// Provisions that it is annotated with.
    pub cites: Vec<String>,
    /// What became of it.
    pub fate: RowFate,
    /// Column of the cell that failed or stayed open, from 1.
    pub column: Option<usize>,
    /// Its cells, as written.
    pub cells: Vec<String>,
}

/// What became of a rule of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowFate {
    /// It matched and spoke.
    Fired,
    /// It matched, but the hit policy let another speak.
    PassedOver,
    /// A cell did not hold.
    Failed,
    /// A cell tests an unknown value.
    Open,
}

impl TableRun {
    /// The rule that spoke, if just one did.
    pub fn fired(&self) -> Option<&RowRun> {
        let mut fired = self.rows.iter().filter(|row| row.fate == RowFate::Fired);
        fired.next().filter(|_| fired.next().is_none())
    }
}

/// The decisions of one answer: those that were needed first.
pub(super) fn runs(model: &Model, slot: &str, inputs: &BTreeMap<String, Datum>, answer: &Answer) -> Vec<TableRun> {
    answer.required.iter().chain([answer]).filter_map(|made| run(model, slot, inputs, made)).collect()
}

fn run(model: &Model, slot: &str, inputs: &BTreeMap<String, Datum>, made: &Answer) -> Option<TableRun> {
    let decision = model.decision(&made.decision)?;
    let needed = decision.inputs.iter().map(|input| model.inputs[*input].name.clone());
    let (expression, columns, rows) = match &decision.logic {
        Logic::Literal(literal) => (Some(literal.text.clone()), Vec::new(), Vec::new()),
        Logic::Boxed(boxed) => (Some(boxed.tag.clone()), Vec::new(), Vec::new()),
        Logic::Table(table) => {
            let columns = table.columns.iter().zip(&made.columns).map(|(column, value)| (column.text.clone(), value.clone())).collect();
            let rows = table.rules.iter().zip(&made.fates).enumerate().map(|(number, (rule, fate))| {
                let (fate, column) = match fate {
                    Fate::Matched if made.matched.contains(&number) => (RowFate::Fired, None),
                    Fate::Matched => (RowFate::PassedOver, None),
                    Fate::Failed(column) => (RowFate::Failed, Some(column + 1)),
                    Fate::Open(column) => (RowFate::Open, Some(column + 1)),
                };
                let cells = rule.cells.iter().map(|cell| cell.text.clone()).collect();
                RowRun { row: number + 1, id: rule.id.clone(), cites: cites(&rule.annotations), fate, column, cells }
            });
            (None, columns, rows.collect())
        }
    };
    Some(TableRun {
        slot: slot.to_string(),
        decision: made.decision.clone(),
        inputs: needed.map(|name| (inputs.get(&name).cloned().unwrap_or(Datum::Null), name)).map(|(value, name)| (name, value)).collect(),
        expression,
        columns,
        rows,
        output: made.output.clone().unwrap_or(Datum::Null),
        reason: made.reason.clone(),
    })
}

/// Provisions among the annotations of a rule: words of the form `act#key`.
fn cites(annotations: &[String]) -> Vec<String> {
    let words = annotations.iter().flat_map(|text| text.split(|c: char| c.is_whitespace() || c == ',' || c == ';'));
    words.map(|word| word.trim_end_matches('.')).filter(|word| word.contains('#')).map(String::from).collect()
}
