//! Writing what follows from the entries: cases, tasks, holdings, notices; and erasing what is personal.

use super::counts::{Counted, Counts};
use super::words::Words;
use crate::{CaseRow, Fault, Holding, Notice, TaskRow};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// Stands in the index for a task that has no due instant: after all that have one.
pub(super) const NEVER: i64 = i64::MAX;

/// Puts the row of a case.
pub(super) fn case(connection: &Connection, words: &mut Words, counts: &mut Counts, row: &CaseRow) -> Result<(), Fault> {
    let mut number = |word: &str| words.give(connection, word);
    let now = Counted {
        procedure: number(&row.procedure)?,
        outcome: row.outcome.as_deref().map(&mut number).transpose()?,
        filed: row.filed,
        closed: row.closed,
        statutory: row.statutory,
        extended: row.extended,
        applicant_time: row.applicant_time,
        silences: row.silences.into(),
        late: row.late,
    };
    let values = params![
        row.case,
        now.procedure,
        number(&row.service)?,
        number(&row.place)?,
        row.applicant,
        row.open,
        now.outcome,
        row.filed,
        row.closed,
        row.due,
        row.events,
        number(&row.clock)?,
        row.clock_since,
        row.statutory,
        row.extended,
        row.applicant_time,
        row.silences,
        row.late,
        row.key,
        row.title,
        row.asked,
    ];
    let before = Counted::of(connection, row.case)?;
    // A change leaves an index alone whose column keeps its value.
    let sql = match before {
        Some(_) => {
            "UPDATE cases SET procedure = ?2, service = ?3, place = ?4, applicant = ?5, open = ?6, outcome = ?7, filed = ?8,
                closed = ?9, due = ?10, events = ?11, clock = ?12, clock_since = ?13, statutory = ?14, extended = ?15,
                applicant_time = ?16, silences = ?17, late = ?18, key = ?19, title = ?20, asked = ?21
             WHERE case_no = ?1"
        }
        None => {
            "INSERT INTO cases (case_no, procedure, service, place, applicant, open, outcome, filed, closed, due, events,
                clock, clock_since, statutory, extended, applicant_time, silences, late, key, title, asked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"
        }
    };
    connection.prepare_cached(sql)?.execute(values)?;
    if before != Some(now) {
        before.iter().for_each(|before| counts.case(before, -1));
        counts.case(&now, 1);
    }
    Ok(())
}

/// Replaces the tasks of a case; a row that stays as it is is not touched.
pub(super) fn tasks(connection: &Connection, words: &mut Words, counts: &mut Counts, case: u64, tasks: &[TaskRow]) -> Result<(), Fault> {
    let mut there = BTreeMap::new();
    for task in super::read::tasks_of(connection, words, case)? {
        there.insert(task.activity, task);
    }
    for task in tasks {
        if task.case != case {
            return Err(Fault::Failed(format!("a task of case {} among those of case {case}", task.case)));
        }
        let before = there.remove(&task.activity);
        if before.as_ref() == Some(task) {
            continue;
        }
        if let Some(before) = before {
            count(connection, words, counts, &before, -1)?;
        }
        count(connection, words, counts, task, 1)?;
        let values = params![
            case,
            task.activity,
            words.give(connection, &task.element)?,
            words.give(connection, &task.body)?,
            task.since,
            task.due.unwrap_or(NEVER),
            words.give(connection, &task.yields)?,
            task.claimed,
        ];
        connection
            .prepare_cached(
                "INSERT INTO tasks (case_no, activity, element, body, since, due, yields, claimed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (case_no, activity) DO UPDATE SET element = excluded.element, body = excluded.body,
                    since = excluded.since, due = excluded.due, yields = excluded.yields, claimed = excluded.claimed",
            )?
            .execute(values)?;
    }
    let mut gone = connection.prepare_cached("DELETE FROM tasks WHERE case_no = ?1 AND activity = ?2")?;
    for (activity, before) in &there {
        count(connection, words, counts, before, -1)?;
        gone.execute((case, activity))?;
    }
    Ok(())
}

fn count(connection: &Connection, words: &mut Words, counts: &mut Counts, task: &TaskRow, by: i64) -> Result<(), Fault> {
    let (body, yields) = (words.give(connection, &task.body)?, words.give(connection, &task.yields)?);
    counts.task(body, task.due.unwrap_or(NEVER), task.since, yields, by);
    Ok(())
}

/// Holds a thing, if what the others hold leaves enough of it. What the case itself held of it before is replaced.
pub(super) fn hold(connection: &Connection, words: &mut Words, holding: &Holding) -> Result<(), Fault> {
    let register = words.give(connection, &holding.register)?;
    let mut statement = connection
        .prepare_cached("SELECT case_no, amount FROM holdings WHERE register = ?1 AND thing = ?2 AND case_no <> ?3 ORDER BY case_no")?;
    let mut rows = statement.query((register, &holding.thing, holding.case))?;
    // Who holds something of it; where nobody does, the case asks for more than there is.
    let (mut holder, mut held) = (holding.case, 0u64);
    while let Some(row) = rows.next()? {
        let amount: u64 = row.get(1)?;
        if held == 0 && amount > 0 {
            holder = row.get(0)?;
        }
        held = held.saturating_add(amount);
    }
    if held.saturating_add(holding.amount) > holding.limit {
        return Err(Fault::Taken { register: holding.register.clone(), thing: holding.thing.clone(), holder });
    }
    connection
        .prepare_cached(
            "INSERT INTO holdings (register, thing, case_no, amount, capacity) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (register, thing, case_no) DO UPDATE SET amount = excluded.amount, capacity = excluded.capacity",
        )?
        .execute((register, &holding.thing, holding.case, holding.amount, holding.limit))?;
    Ok(())
}

/// Lets go of all that a case holds.
pub(super) fn release(connection: &Connection, case: u64) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM holdings WHERE case_no = ?1")?.execute([case])?;
    Ok(())
}

/// Keeps a notice.
pub(super) fn notice(connection: &Connection, words: &mut Words, notice: &Notice) -> Result<(), Fault> {
    let text = words.give(connection, &notice.text)?;
    connection
        .prepare_cached("INSERT INTO notices (number, account, case_no, case_index, at, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute((notice.number, notice.account, notice.case, notice.index, notice.at, text))?;
    Ok(())
}

/// Erases what is personal in a case. Entries, leaves, counters and the edge of the log stay.
pub(super) fn erase(connection: &Connection, case: u64) -> Result<(), Fault> {
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([case]);
    run("DELETE FROM contents WHERE leaf_no IN (SELECT leaf_no FROM entries WHERE case_no = ?1)")?;
    run("UPDATE cases SET key = NULL, title = '', asked = '' WHERE case_no = ?1")?;
    super::beside::drop_documents(connection, "case_no", case)
}

/// Whether a row is there.
pub(super) fn exists(connection: &Connection, sql: &str, key: impl rusqlite::Params) -> Result<bool, Fault> {
    Ok(connection.prepare_cached(sql)?.query_row(key, |_| Ok(())).optional()?.is_some())
}
