//! The form of the tables, and its number.
//!
//! A store has the number of its form in `user_version`. A later program brings an
//! older store forward, form by form, each in one transaction; an earlier program
//! refuses a later store.

use crate::Fault;
use rusqlite::{Connection, TransactionBehavior};

/// The forms in their order; the first makes the tables.
pub(super) const FORMS: [&str; 3] = [include_str!("form1.sql"), include_str!("form2.sql"), include_str!("form3.sql")];
/// "ALTU": the file is a store of ours.
const APPLICATION: i64 = 0x414c_5455;

/// Brings the store to the last form.
pub(super) fn bring_forward(connection: &mut Connection, forms: &[&str]) -> Result<(), Fault> {
    let found = found(connection, forms.len())?;
    for (number, form) in forms.iter().enumerate().skip(found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(form)?;
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
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_older_store_is_brought_forward_and_keeps_what_it_has() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &FORMS).unwrap();
        connection.execute("INSERT INTO settings VALUES ('origin', x'01')", []).unwrap();
        let later = [FORMS[0], FORMS[1], FORMS[2], "ALTER TABLE settings ADD COLUMN since INTEGER NOT NULL DEFAULT 7"];
        bring_forward(&mut connection, &later).unwrap();
        let since: i64 = connection.query_row("SELECT since FROM settings WHERE name = 'origin'", [], |row| row.get(0)).unwrap();
        assert_eq!((since, version(&connection)), (7, 4));
    }

    #[test]
    fn a_later_store_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &[FORMS[0], "", "", "", ""]).unwrap();
        assert_eq!(bring_forward(&mut connection, &FORMS), Err(Fault::Newer { found: 5, known: 3 }));
    }

    #[test]
    fn a_step_forward_that_fails_leaves_the_store_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_forward(&mut connection, &FORMS).unwrap();
        let broken = [FORMS[0], FORMS[1], FORMS[2], "CREATE TABLE more (x INTEGER); INSERT INTO nowhere VALUES (1)"];
        assert!(matches!(bring_forward(&mut connection, &broken), Err(Fault::Failed(_))));
        let more: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'more'", [], |row| row.get(0)).unwrap();
        assert_eq!((more, version(&connection)), (0, 3));
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE songs (name TEXT)").unwrap();
        assert!(matches!(bring_forward(&mut connection, &FORMS), Err(Fault::Damaged(_))));
    }
}
