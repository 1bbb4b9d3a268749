//! One permit, and what many of them say about real durations.

use super::columns::Column;
use super::{Row, fields};
use alatau_core::source::Diagnostic;
use alatau_core::time::Date;

/// One permit as the file tells it; `None` is unknown, never zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    /// Permit number, unique in the file.
    pub number: String,
    /// Status, for example `Completed`.
    pub status: Option<String>,
    /// Kind of permit, for example `Commercial / Multi Family Project`.
    pub kind: Option<String>,
    /// Class, for example `1106 - Single Family House`.
    pub class: Option<String>,
    /// Group of the class, for example `Single Family`.
    pub class_group: Option<String>,
    /// `Residential`, `Non-Residential` or `Unspecified`.
    pub class_mapped: Option<String>,
    /// Kind of work, for example `New`, `Alteration`.
    pub work: Option<String>,
    /// Dwellings; a written 0 is a real zero.
    pub units: Option<u32>,
    /// Estimated cost in the currency of the file: digits, perhaps with a decimal point.
    pub cost: Option<String>,
    /// Floor area in square feet, written likewise.
    pub area_sqft: Option<String>,
    /// Day of application.
    pub applied: Date,
    /// Day of issue.
    pub issued: Option<Date>,
    /// Day of completion or of closing.
    pub completed: Option<Date>,
}

/// Reads a line. What cannot be read is an error; what contradicts itself or lacks its number or day is kept out with a warning.
pub(super) fn read(row: &Row<'_>, errors: &mut Vec<Diagnostic>, warnings: &mut Vec<Diagnostic>) -> Option<Record> {
    let applied = fields::date(row, Column::Applied, errors);
    let issued = fields::date(row, Column::Issued, errors);
    let completed = fields::date(row, Column::Completed, errors);
    let units = fields::count(row, Column::Units, errors);
    let cost = fields::decimal(row, Column::Cost, errors);
    let area_sqft = fields::decimal(row, Column::Area, errors);
    for column in [Column::Number, Column::Applied] {
        if row.value(column).is_empty() {
            let message = format!("the field `{}` is empty; this record is kept out", column.name());
            warnings.push(row.error(column, "AL-3011", message, "a record needs its number and its day of application").warning());
            return None;
        }
    }
    let applied = applied?;
    for (column, day) in [(Column::Issued, issued), (Column::Completed, completed)] {
        if let Some(day) = day.filter(|day| *day < applied) {
            let message = format!("`{}` is {day}, before the application on {applied}; this record is kept out", column.name());
            warnings.push(row.error(column, "AL-3009", message, "correct the day that is wrong").warning());
            return None;
        }
    }
    Some(Record {
        line: row.line(),
        number: row.value(Column::Number).to_string(),
        status: fields::label(row, Column::Status),
        kind: fields::label(row, Column::Kind),
        class: fields::label(row, Column::Class),
        class_group: fields::label(row, Column::ClassGroup),
        class_mapped: fields::label(row, Column::ClassMapped),
        work: fields::label(row, Column::Work),
        units,
        cost,
        area_sqft,
        applied,
        issued,
        completed,
    })
}

/// Real calendar days from application to issue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Yardstick {
    /// Median of the issued cases; nothing if none was issued.
    pub median_days: Option<i32>,
    /// 90th percentile of the issued cases.
    pub p90_days: Option<i32>,
    /// All cases.
    pub cases: u32,
    /// Of these, open or ended without issue: their days are unknown and in neither figure.
    pub censored: u32,
}

/// The yardstick of these records. Quantiles are real cases: the smallest with at least that share at or below it.
pub fn yardstick(records: &[Record]) -> Yardstick {
    let mut days: Vec<i32> = records.iter().filter_map(|record| Some(record.issued?.0 - record.applied.0)).collect();
    days.sort_unstable();
    let quantile = |percent: usize| days.get((days.len() * percent).div_ceil(100).max(1) - 1).copied();
    Yardstick {
        median_days: quantile(50),
        p90_days: quantile(90),
        cases: records.len() as u32,
        censored: (records.len() - days.len()) as u32,
    }
}
