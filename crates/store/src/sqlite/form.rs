//! The form of the tables, and its number.
//!
//! A store has the number of its form in `user_version`. A later program brings an
//! older store forward, form by form, each in one transaction; an earlier program
//! refuses a later store.

use crate::Fault;
use rusqlite::{Connection, TransactionBehavior};

/// Puts rows into new tables.
type Fill = fn(&Connection) -> Result<(), Fault>;

/// One form: what makes it of the form before.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// Tables and indexes.
    sql: &'static str,
    /// What is put into them of the rows that are there.
    fill: Option<Fill>,
}

const fn of(sql: &'static str) -> Form {
    Form { sql, fill: None }
}

/// The forms in their order; the first makes the tables.
pub(super) const FORMS: [Form; 4] = [
    of(include_str!("form1.sql")),
    of(include_str!("form2.sql")),
    Form { sql: include_str!("form3.sql"), fill: Some(super::counts::make_anew) },
    of(include_str!("form4.sql")),
];
/// "ALTU": the file is a store of ours.
const APPLICATION: i64 = 0x414c_5455;

/// Brings the store to the last form.
pub(super) fn bring_forward(connection: &mut Connection, forms: &[Form]) -> Result<(), Fault> {
    let found = found(connection, forms.len())?;
    for (number, form) in forms.iter().enumerate().skip(found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(form.sql)?;
        form.fill.map_or(Ok(()), |fill| fill(&transaction))?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", number + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// The number of the store's form; 0: the file is new.
pub(super) fn found(connection: &Connection, known: usize) -> Result<usize, Fault> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, form) = (pragma("application_id")?, pragma("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && form == 0 && tables == 0 {
        return Ok(0);
    }
    if application != APPLICATION || form < 1 {
        return Err(Fault::Damaged("the file is a database of another program".to_string()));
    }
    let known = known as u32;
    let form = u32::try_from(form).map_err(|_| Fault::Damaged(format!("its form is {form}")))?;
    if form > known { Err(Fault::Newer { found: form, known }) } else { Ok(form as usize) }
}

#[cfg(test)]
mod tests {
    use super::super::counts::Counts;
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_older_store_is_brought_forward_and_keeps_what_it_has() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &FORMS).unwrap();
        connection.execute("INSERT INTO settings VALUES ('origin', x'01')", []).unwrap();
        let later = [FORMS[0], FORMS[1], FORMS[2], FORMS[3], of("ALTER TABLE settings ADD COLUMN since INTEGER NOT NULL DEFAULT 7")];
        bring_forward(&mut connection, &later).unwrap();
        let since: i64 = connection.query_row("SELECT since FROM settings WHERE name = 'origin'", [], |row| row.get(0)).unwrap();
        assert_eq!((since, version(&connection)), (7, 5));
    }

    #[test]
    fn the_rows_of_a_store_without_counts_are_counted() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &FORMS[..2]).unwrap();
        let case = "INSERT INTO cases VALUES (?1, 1, 2, 3, 7, ?2, ?3, 10, ?4, NULL, 4, 5, 0, 20, 0, 30, 1, 0, NULL, '', '')";
        let open: Option<i64> = None;
        connection.execute(case, (1, 1, open, open)).unwrap();
        connection.execute(case, (2, 0, 9, 7_200_000_010_i64)).unwrap();
        connection.execute("INSERT INTO tasks VALUES (1, 0, 6, 8, 87000000000, 5, 9, NULL)", []).unwrap();
        bring_forward(&mut connection, &FORMS).unwrap();
        assert_eq!(Counts::differences(&connection, |wrong| panic!("{wrong}")), Ok(2 + 4 + 1));
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT hours FROM case_hours WHERE part = 0"), 2);
        assert_eq!(count("SELECT since FROM task_counts"), 86_400_000_000);
    }

    #[test]
    fn a_later_store_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &[FORMS[0], of(""), of(""), of(""), of("")]).unwrap();
        assert_eq!(bring_forward(&mut connection, &FORMS), Err(Fault::Newer { found: 5, known: 4 }));
    }

    #[test]
    fn a_step_forward_that_fails_leaves_the_store_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &FORMS).unwrap();
        let broken = [FORMS[0], FORMS[1], FORMS[2], FORMS[3], of("CREATE TABLE more (x INTEGER); INSERT INTO nowhere VALUES (1)")];
        assert!(matches!(bring_forward(&mut connection, &broken), Err(Fault::Failed(_))));
        let more: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'more'", [], |row| row.get(0)).unwrap();
        assert_eq!((more, version(&connection)), (0, 4));
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE songs (name TEXT)").unwrap();
        assert!(matches!(bring_forward(&mut connection, &FORMS), Err(Fault::Damaged(_))));
    }
}
