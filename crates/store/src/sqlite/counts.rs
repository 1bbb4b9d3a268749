//! Counts that are kept with the rows: a row is taken out as it was and put in as it is, and what is left of a
//! transaction is written once. The same code counts all rows anew, for a store of an earlier form and for its doctor.

use super::follow::NEVER;
use super::read::{lookup, prepared};
use super::words::Words;
use crate::Fault;
use crate::counts::{CaseCount, DAY, Part, TaskCount};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// Times are counted by so many microseconds.
const HOUR: i64 = 3_600_000_000;
/// What of a row is counted.
const COUNTED: &str = "procedure, outcome, filed, closed, statutory, extended, applicant_time, silences, late";

/// What of the row of a case is counted; words by number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) procedure: i64,
    pub(super) outcome: Option<i64>,
    pub(super) filed: i64,
    pub(super) closed: Option<i64>,
    pub(super) statutory: i64,
    pub(super) extended: i64,
    pub(super) applicant_time: i64,
    pub(super) silences: i64,
    pub(super) late: bool,
}

impl Counted {
    fn read(row: &Row<'_>) -> rusqlite::Result<Counted> {
        Ok(Counted {
            procedure: row.get(0)?,
            outcome: row.get(1)?,
            filed: row.get(2)?,
            closed: row.get(3)?,
            statutory: row.get(4)?,
            extended: row.get(5)?,
            applicant_time: row.get(6)?,
            silences: row.get(7)?,
            late: row.get(8)?,
        })
    }

    /// Of the row that is there.
    pub(super) fn of(connection: &Connection, case: u64) -> Result<Option<Counted>, Fault> {
        let mut statement = connection.prepare_cached(&format!("SELECT {COUNTED} FROM cases WHERE case_no = ?1"))?;
        Ok(statement.query_row([case], Counted::read).optional()?)
    }

    /// The parts of its time, in the order of [`Part::ALL`].
    fn parts(&self, closed: i64) -> [i64; 4] {
        [closed - self.filed, self.statutory, self.extended, self.applicant_time]
    }
}

/// Counts by key: of all rows, or what a transaction adds to them.
#[derive(Default)]
pub(crate) struct Counts {
    /// Cases and silences, by procedure, closed, outcome, late, extended.
    cases: BTreeMap<[i64; 5], [i64; 2]>,
    /// Closed cases, by procedure, part, hours.
    hours: BTreeMap<[i64; 3], i64>,
    /// Tasks, by body, due, since, yields.
    tasks: BTreeMap<[i64; 4], i64>,
}

impl Counts {
    /// Puts a case in (`by` 1) or takes it out (-1).
    pub(super) fn case(&mut self, case: &Counted, by: i64) {
        let flags = [case.closed.is_some(), case.late, case.extended > 0].map(i64::from);
        let [closed, late, extended] = flags;
        let count = self.cases.entry([case.procedure, closed, case.outcome.unwrap_or(0), late, extended]).or_default();
        *count = [count[0] + by, count[1] + by * case.silences];
        for (part, time) in (0..).zip(case.closed.map(|closed| case.parts(closed)).into_iter().flatten()) {
            *self.hours.entry([case.procedure, part, begun_hours(time)]).or_default() += by;
        }
    }

    /// Puts a task in (`by` 1) or takes it out (-1).
    pub(super) fn task(&mut self, body: i64, due: i64, since: i64, yields: i64, by: i64) {
        *self.tasks.entry([body, due, day(due, since), yields]).or_default() += by;
    }

    /// Adds all of it to what is kept.
    pub(super) fn write(mut self, connection: &Connection) -> Result<(), Fault> {
        self.settle();
        self.write_cases(connection)?;
        self.write_hours(connection)?;
        self.write_tasks(connection)
    }

    fn write_cases(&self, connection: &Connection) -> Result<(), Fault> {
        for ([procedure, closed, outcome, late, extended], [cases, silences]) in &self.cases {
            // What takes away changes a row that is there: none is below nothing, not even before it is added to another.
            let sql = match *cases < 0 || *silences < 0 {
                true => {
                    "UPDATE case_counts SET cases = cases + ?6, silences = silences + ?7
                     WHERE procedure = ?1 AND closed = ?2 AND outcome = ?3 AND late = ?4 AND extended = ?5"
                }
                false => {
                    "INSERT INTO case_counts (procedure, closed, outcome, late, extended, cases, silences)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT DO UPDATE SET cases = cases + excluded.cases, silences = silences + excluded.silences"
                }
            };
            there(connection.prepare_cached(sql)?.execute((procedure, closed, outcome, late, extended, cases, silences))?)?;
        }
        Ok(())
    }

    fn write_hours(&self, connection: &Connection) -> Result<(), Fault> {
        for ([procedure, part, hours], cases) in &self.hours {
            let sql = match *cases < 0 {
                true => "UPDATE case_hours SET cases = cases + ?4 WHERE procedure = ?1 AND part = ?2 AND hours = ?3",
                false => {
                    "INSERT INTO case_hours (procedure, part, hours, cases) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO UPDATE SET cases = cases + excluded.cases"
                }
            };
            there(connection.prepare_cached(sql)?.execute((procedure, part, hours, cases))?)?;
        }
        Ok(())
    }

    /// A count that comes to nothing goes: bodies wait for ever new days.
    fn write_tasks(&self, connection: &Connection) -> Result<(), Fault> {
        for ([body, due, since, yields], tasks) in &self.tasks {
            if *tasks > 0 {
                let sql = "INSERT INTO task_counts (body, due, since, yields, tasks) VALUES (?1, ?2, ?3, ?4, ?5)
                           ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks";
                connection.prepare_cached(sql)?.execute((body, due, since, yields, tasks))?;
                continue;
            }
            let key = "WHERE body = ?1 AND due = ?2 AND since = ?3 AND yields = ?4";
            let gone = format!("DELETE FROM task_counts {key} AND tasks + ?5 = 0");
            if connection.prepare_cached(&gone)?.execute((body, due, since, yields, tasks))? == 0 {
                let less = format!("UPDATE task_counts SET tasks = tasks + ?5 {key}");
                there(connection.prepare_cached(&less)?.execute((body, due, since, yields, tasks))?)?;
            }
        }
        Ok(())
    }

    /// What adds up to nothing is left out.
    fn settle(&mut self) {
        self.cases.retain(|_, count| *count != [0, 0]);
        self.hours.retain(|_, cases| *cases != 0);
        self.tasks.retain(|_, tasks| *tasks != 0);
    }

    /// Of all rows.
    pub(super) fn of_rows(connection: &Connection) -> Result<Counts, Fault> {
        let mut counts = Counts::default();
        let mut statement = connection.prepare(&format!("SELECT {COUNTED} FROM cases"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            counts.case(&Counted::read(row)?, 1);
        }
        let mut statement = connection.prepare("SELECT body, due, since, yields FROM tasks")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            counts.task(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, 1);
        }
        Ok(counts)
    }

    /// As they are kept.
    fn kept(connection: &Connection) -> Result<Counts, Fault> {
        let mut counts = Counts::default();
        let mut statement = connection.prepare("SELECT procedure, closed, outcome, late, extended, cases, silences FROM case_counts")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            counts.cases.insert(key, [row.get(5)?, row.get(6)?]);
        }
        let mut statement = connection.prepare("SELECT procedure, part, hours, cases FROM case_hours")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            counts.hours.insert([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?);
        }
        let mut statement = connection.prepare("SELECT body, due, since, yields, tasks FROM task_counts")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            counts.tasks.insert([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?], row.get(4)?);
        }
        Ok(counts)
    }

    /// What is kept and is not what the rows say, told one after the other; answers how many counts there are.
    pub(crate) fn differences(connection: &Connection, mut wrong: impl FnMut(String)) -> Result<usize, Fault> {
        let (mut rows, mut kept) = (Counts::of_rows(connection)?, Counts::kept(connection)?);
        rows.settle();
        kept.settle();
        let counted = rows.cases.len() + rows.hours.len() + rows.tasks.len();
        differ("cases", &rows.cases, &kept.cases, &mut wrong);
        differ("hours", &rows.hours, &kept.hours, &mut wrong);
        differ("tasks", &rows.tasks, &kept.tasks, &mut wrong);
        Ok(counted)
    }
}

/// A count that is taken from has to be there.
fn there(changed: usize) -> Result<(), Fault> {
    match changed {
        1 => Ok(()),
        _ => Err(Fault::Damaged("a case or a task was never counted".to_string())),
    }
}

fn differ<K: Ord + std::fmt::Debug, C: PartialEq + Default + std::fmt::Debug>(
    what: &str,
    rows: &BTreeMap<K, C>,
    kept: &BTreeMap<K, C>,
    wrong: &mut impl FnMut(String),
) {
    let nothing = C::default();
    let keys = rows.keys().chain(kept.keys().filter(|key| !rows.contains_key(key)));
    for key in keys {
        let (has, says) = (rows.get(key).unwrap_or(&nothing), kept.get(key).unwrap_or(&nothing));
        if has != says {
            wrong(format!("{what} {key:?}: the rows have {has:?}, counted are {says:?}"));
        }
    }
}

/// Counts all rows anew.
pub(super) fn make_anew(connection: &Connection) -> Result<(), Fault> {
    connection.execute_batch("DELETE FROM case_counts; DELETE FROM case_hours; DELETE FROM task_counts;")?;
    Counts::of_rows(connection)?.write(connection)
}

/// The day by which a task is counted.
fn day(due: i64, since: i64) -> i64 {
    if due == NEVER { i64::MIN } else { since.div_euclid(DAY).saturating_mul(DAY) }
}

/// Hours of a time, a begun one as a whole: none stands for no time at all.
fn begun_hours(time: i64) -> i64 {
    time.div_euclid(HOUR) + i64::from(time.rem_euclid(HOUR) > 0)
}

/// The time of a rank, from 0, among those of a procedure.
pub(super) fn time(connection: &Connection, procedure: i64, part: Part, rank: u64) -> Result<Option<i64>, Fault> {
    let mut statement = prepared(connection, "SELECT hours, cases FROM case_hours WHERE procedure = ?1 AND part = ?2 ORDER BY hours")?;
    let mut rows = statement.query((procedure, part as i64))?;
    let mut left = rank;
    while let Some(row) = rows.next()? {
        let (hours, cases): (i64, u64) = (row.get(0)?, row.get(1)?);
        if left >= cases {
            left -= cases;
            continue;
        }
        let (index, time) = match part {
            Part::Total => ("cases_total", "closed - filed"),
            Part::Statutory => ("cases_statutory", "statutory"),
            Part::Extended => ("cases_extended", "extended"),
            Part::Applicant => ("cases_applicant_time", "applicant_time"),
        };
        let last = hours.saturating_mul(HOUR);
        let found = |order: &str, skip: u64| {
            let sql = format!(
                "SELECT {time} FROM cases INDEXED BY {index} WHERE procedure = ?1 AND closed IS NOT NULL AND {time} > ?2 AND {time} <= ?3
                 ORDER BY {time} {order} LIMIT 1 OFFSET ?4"
            );
            let found: Option<i64> = lookup(connection, &sql, (procedure, last - HOUR, last, skip), |row| row.get(0))?.pop();
            found.ok_or_else(|| Fault::Damaged("a time that was counted is not there".to_string()))
        };
        // Most have no time at all on the clocks of extensions and of the applicant: one is as the other.
        let first = found("ASC", 0)?;
        return if first == found("DESC", 0)? { Ok(Some(first)) } else { found("ASC", left).map(Some) };
    }
    Ok(None)
}

/// How many cases are alike, by their kind.
pub(super) fn cases(connection: &Connection, words: &mut Words) -> Result<Vec<CaseCount>, Fault> {
    let sql = "SELECT procedure, closed, outcome, late, extended, cases, silences FROM case_counts
               WHERE procedure > 0 AND cases > 0 ORDER BY procedure, closed, outcome, late, extended";
    lookup(connection, sql, [], |row| {
        let outcome = Some(row.get(2)?).filter(|outcome| *outcome != 0);
        Ok(CaseCount {
            procedure: words.word(connection, row.get(0)?)?,
            closed: row.get(1)?,
            outcome: outcome.map(|outcome| words.word(connection, outcome)).transpose()?,
            late: row.get(3)?,
            extended: row.get(4)?,
            cases: row.get(5)?,
            silences: row.get(6)?,
        })
    })
}

/// How many tasks are alike, by their kind.
pub(super) fn tasks(connection: &Connection, words: &mut Words) -> Result<Vec<TaskCount>, Fault> {
    let sql = "SELECT body, due, since, yields, tasks FROM task_counts WHERE body > 0 ORDER BY body, due, since, yields";
    lookup(connection, sql, [], |row| {
        Ok(TaskCount {
            body: words.word(connection, row.get(0)?)?,
            due: Some(row.get(1)?).filter(|due| *due != NEVER),
            since: row.get(2)?,
            yields: words.word(connection, row.get(3)?)?,
            tasks: row.get(4)?,
        })
    })
}

/// The earliest instant since which a task of a body waits that is due at an instant, of those that wait since a day or later.
pub(super) fn earliest(connection: &Connection, body: i64, due: Option<i64>, since: i64) -> Result<Option<i64>, Fault> {
    let sql = "SELECT since FROM tasks WHERE body = ?1 AND due = ?2 AND since >= ?3 ORDER BY since LIMIT 1";
    Ok(lookup(connection, sql, (body, due.unwrap_or(NEVER), since), |row| row.get(0))?.pop())
}

/// How many tasks of a kind (body, due, day, yields) wait since before an instant.
pub(super) fn waited_before(
    connection: &Connection,
    (body, due, since, yields): (i64, Option<i64>, i64, i64),
    before: i64,
) -> Result<u64, Fault> {
    // Of a kind with a term it is at most a day that is read.
    let end = if due.is_some() { since.saturating_add(DAY).min(before) } else { before };
    let sql = "SELECT count(*) FROM tasks INDEXED BY tasks_of_body
               WHERE body = ?1 AND due = ?2 AND since >= ?3 AND since < ?4 AND +yields = ?5";
    Ok(lookup(connection, sql, (body, due.unwrap_or(NEVER), since, end, yields), |row| row.get(0))?.pop().unwrap_or(0))
}
