//! Reading. Each list comes out of an index in its order: a debug build stops where a
//! look-up scans a table or sorts.

use super::Sqlite;
use super::append::{frontier, last_number};
use super::counts;
use super::follow::NEVER;
use super::words::Words;
use crate::{
    Account, Answer, CaseCount, CaseFilter, CaseRow, Document, Draft, Ended, Fault, Holding, Ids, Journal, Login, Look, Notice, Page, Part,
    StoredEntry, TaskCount, TaskRow, Worklist, Write,
};
use alatau_evidence::tree::leaf_hash;
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, Params, Row, StatementStatus, params};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Columns of a case, in the order of [`Sqlite::case_row`].
const CASE: &str = "case_no, procedure, service, place, applicant, open, outcome, filed, closed, due, events, clock, clock_since,
    statutory, extended, applicant_time, silences, late, key, title, asked";
const ENTRY: &str = "SELECT e.leaf_no, e.procedure, e.number, e.events, e.case_no, e.case_index, e.at, c.content, e.leaf
    FROM entries e LEFT JOIN contents c ON c.leaf_no = e.leaf_no";
const TASK: &str = "case_no, activity, element, body, since, due, yields, claimed";
const NOTICE: &str = "number, account, case_no, case_index, at, text";
const ACCOUNT: &str = "SELECT account, name, label, password, roles, body, created, closed FROM accounts";
const DOCUMENT: &str = "SELECT case_no, draft, name, media, hash, bytes, at, by FROM documents";
const LOGIN: &str = "SELECT hash, account, kind, label, created, expires FROM logins";
const DRAFT: &str = "SELECT draft, account, service, changed, version, body FROM drafts";

impl Sqlite {
    /// Rows that an index leads to, in its order.
    pub(super) fn lookup<T>(&self, sql: &str, key: impl Params, row: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>, Fault> {
        lookup(&self.connection, sql, key, row)
    }

    /// The one row that a key leads to, or none.
    fn one<T>(&self, sql: &str, key: impl Params, row: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Option<T>, Fault> {
        Ok(self.lookup(sql, key, row)?.pop())
    }

    fn notice(&self, row: &Row<'_>) -> rusqlite::Result<Notice> {
        Ok(Notice {
            number: row.get(0)?,
            account: row.get(1)?,
            case: row.get(2)?,
            index: row.get(3)?,
            at: row.get(4)?,
            text: self.word(row.get(5)?)?,
        })
    }

    fn word(&self, number: i64) -> rusqlite::Result<String> {
        self.words.borrow_mut().word(&self.connection, number)
    }

    fn find_word(&self, word: &str) -> Result<Option<i64>, Fault> {
        Ok(self.words.borrow_mut().find(&self.connection, word)?)
    }

    fn entry_row(&self, row: &Row) -> rusqlite::Result<StoredEntry> {
        Ok(StoredEntry {
            leaf_number: row.get(0)?,
            procedure: self.word(row.get(1)?)?,
            number: row.get(2)?,
            events: row.get(3)?,
            case: row.get(4)?,
            index: row.get(5)?,
            at: row.get(6)?,
            content: row.get(7)?,
            leaf: row.get(8)?,
        })
    }

    fn case_row(&self, row: &Row) -> rusqlite::Result<CaseRow> {
        Ok(CaseRow {
            case: row.get(0)?,
            procedure: self.word(row.get(1)?)?,
            service: self.word(row.get(2)?)?,
            place: self.word(row.get(3)?)?,
            applicant: row.get(4)?,
            open: row.get(5)?,
            outcome: row.get::<_, Option<i64>>(6)?.map(|word| self.word(word)).transpose()?,
            filed: row.get(7)?,
            closed: row.get(8)?,
            due: row.get(9)?,
            events: row.get(10)?,
            clock: self.word(row.get(11)?)?,
            clock_since: row.get(12)?,
            statutory: row.get(13)?,
            extended: row.get(14)?,
            applicant_time: row.get(15)?,
            silences: row.get(16)?,
            late: row.get(17)?,
            key: row.get(18)?,
            title: row.get(19)?,
            asked: row.get(20)?,
        })
    }

    fn holding_row(&self, row: &Row) -> rusqlite::Result<Holding> {
        Ok(Holding { register: self.word(row.get(0)?)?, thing: row.get(1)?, case: row.get(2)?, amount: row.get(3)?, limit: row.get(4)? })
    }

    fn draft_row(&self, row: &Row) -> rusqlite::Result<Draft> {
        Ok(Draft {
            draft: row.get(0)?,
            account: row.get(1)?,
            service: self.word(row.get(2)?)?,
            changed: row.get(3)?,
            version: row.get(4)?,
            body: row.get(5)?,
        })
    }

    fn highest(&self, sql: &str) -> Result<u64, Fault> {
        Ok(self.lookup(sql, [], |row| row.get::<_, Option<u64>>(0))?.pop().flatten().unwrap_or(0))
    }
}

impl Journal for Sqlite {
    fn commit(&mut self, writes: &[Write]) -> Result<u64, Fault> {
        self.commit_all(writes)
    }

    fn size(&self) -> Result<u64, Fault> {
        Ok(frontier(&self.connection)?.size())
    }

    fn frontier(&self) -> Result<Vec<u8>, Fault> {
        Ok(frontier(&self.connection)?.to_bytes())
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Fault> {
        self.lookup("SELECT leaf FROM entries WHERE leaf_no >= ?1 ORDER BY leaf_no LIMIT ?2", (from, most(limit)), |row| row.get(0))
    }

    fn leaf_hashes(&self, from: u64, limit: usize) -> Result<Vec<[u8; 32]>, Fault> {
        self.lookup("SELECT leaf FROM entries WHERE leaf_no >= ?1 ORDER BY leaf_no LIMIT ?2", (from, most(limit)), |row| {
            Ok(leaf_hash(row.get_ref(0)?.as_blob()?))
        })
    }

    fn last_number(&self, procedure: &str) -> Result<u64, Fault> {
        self.find_word(procedure)?.map_or(Ok(0), |procedure| last_number(&self.connection, procedure))
    }

    fn entries(&self, case: u64) -> Result<Vec<StoredEntry>, Fault> {
        self.lookup(&format!("{ENTRY} WHERE e.case_no = ?1 ORDER BY e.case_index"), [case], |row| self.entry_row(row))
    }

    fn entry(&self, leaf: u64) -> Result<Option<StoredEntry>, Fault> {
        self.one(&format!("{ENTRY} WHERE e.leaf_no = ?1"), [leaf], |row| self.entry_row(row))
    }

    fn case(&self, case: u64) -> Result<Option<CaseRow>, Fault> {
        self.one(&format!("SELECT {CASE} FROM cases WHERE case_no = ?1"), [case], |row| self.case_row(row))
    }

    fn cases(&self, filter: &CaseFilter, page: Page) -> Result<Vec<CaseRow>, Fault> {
        let service = match &filter.service {
            None => None,
            Some(word) => match self.find_word(word)? {
                None => return Ok(Vec::new()),
                found => found,
            },
        };
        let from = cases_from(filter);
        let sql = format!("SELECT {CASE} FROM {from} ORDER BY case_no DESC LIMIT :limit OFFSET :skip");
        let mut statement = prepared(&self.connection, &sql)?;
        let given: [(&str, Value); 5] = [
            (":applicant", integer(filter.applicant)?),
            (":service", service.into()),
            (":open", filter.open.map(i64::from).into()),
            (":limit", most(page.limit).into()),
            (":skip", most(page.skip).into()),
        ];
        for (name, value) in given {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        let mut rows = statement.raw_query();
        let mut cases = Vec::new();
        while let Some(row) = rows.next()? {
            cases.push(self.case_row(row)?);
        }
        Ok(cases)
    }

    fn to_erase(&self, (closed, case): (i64, u64), until: i64, limit: usize) -> Result<Vec<CaseRow>, Fault> {
        let sql = format!(
            "SELECT {CASE} FROM cases WHERE closed IS NOT NULL AND key IS NOT NULL AND closed >= ?1 AND closed <= ?3
             AND (closed > ?1 OR case_no > ?2) ORDER BY closed, case_no LIMIT ?4"
        );
        self.lookup(&sql, params![closed, case, until, most(limit)], |row| self.case_row(row))
    }

    fn each_case(&self, each: &mut dyn FnMut(&CaseRow)) -> Result<(), Fault> {
        let mut statement = prepared(&self.connection, &format!("SELECT {CASE} FROM cases ORDER BY case_no"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(&self.case_row(row)?);
        }
        Ok(())
    }

    fn case_counts(&self) -> Result<Vec<CaseCount>, Fault> {
        counts::cases(&self.connection, &mut self.words.borrow_mut())
    }

    fn time(&self, procedure: &str, part: Part, rank: u64) -> Result<Option<i64>, Fault> {
        self.find_word(procedure)?.map_or(Ok(None), |procedure| counts::time(&self.connection, procedure, part, rank))
    }

    fn each_ended(&self, since: i64, each: &mut dyn FnMut(Ended<'_>)) -> Result<(), Fault> {
        let sql = "SELECT service, place, filed, closed, statutory, extended, applicant_time, late FROM cases INDEXED BY cases_closed
                   WHERE closed IS NOT NULL AND closed >= ?1 ORDER BY closed, service, place, filed";
        let mut statement = prepared(&self.connection, sql)?;
        let mut rows = statement.query([since])?;
        // A few words, and hundreds of thousands of cases.
        let mut words = BTreeMap::<i64, String>::new();
        while let Some(row) = rows.next()? {
            let numbers: [i64; 2] = [row.get(0)?, row.get(1)?];
            for number in numbers {
                if let Entry::Vacant(new) = words.entry(number) {
                    new.insert(self.word(number)?);
                }
            }
            let [service, place] = numbers.map(|number| words[&number].as_str());
            each(Ended {
                service,
                place,
                filed: row.get(2)?,
                closed: row.get(3)?,
                statutory: row.get(4)?,
                extended: row.get(5)?,
                applicant_time: row.get(6)?,
                late: row.get(7)?,
            });
        }
        Ok(())
    }

    fn first_open(&self, before: i64, limit: usize) -> Result<Vec<u64>, Fault> {
        let mut statement = prepared(&self.connection, "SELECT case_no, filed FROM cases WHERE open = 1 ORDER BY case_no LIMIT ?1")?;
        let rows = statement.query_map([most(limit)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let is_before = |row: &rusqlite::Result<(u64, i64)>| row.as_ref().map_or(true, |(_, filed)| *filed < before);
        Ok(rows.take_while(is_before).map(|row| row.map(|(case, _)| case)).collect::<Result<_, _>>()?)
    }

    fn tasks(&self, case: u64) -> Result<Vec<TaskRow>, Fault> {
        tasks_of(&self.connection, &mut self.words.borrow_mut(), case)
    }

    fn worklist(&self, worklist: &Worklist, page: Page) -> Result<Vec<TaskRow>, Fault> {
        let body = match &worklist.body {
            None => None,
            Some(word) => match self.find_word(word)? {
                None => return Ok(Vec::new()),
                found => found,
            },
        };
        // A plus before a column keeps its index out of the choice.
        let filter = match (worklist.claimed, body) {
            (Some(_), _) => "WHERE claimed = ?1 AND (?2 IS NULL OR +body = ?2)",
            (None, Some(_)) => "WHERE ?1 IS NULL AND body = ?2",
            (None, None) => "INDEXED BY tasks_by_due WHERE ?1 IS NULL AND ?2 IS NULL AND due >= -9223372036854775808",
        };
        let sql = format!("SELECT {TASK} FROM tasks {filter} ORDER BY due, since, case_no, activity LIMIT ?3 OFFSET ?4");
        let mut words = self.words.borrow_mut();
        self.lookup(&sql, params![worklist.claimed, body, most(page.limit), most(page.skip)], |row| {
            task_row(&self.connection, &mut words, row)
        })
    }

    fn task_counts(&self) -> Result<Vec<TaskCount>, Fault> {
        counts::tasks(&self.connection, &mut self.words.borrow_mut())
    }

    fn waits_since(&self, of: &TaskCount) -> Result<Option<i64>, Fault> {
        self.find_word(&of.body)?.map_or(Ok(None), |body| counts::earliest(&self.connection, body, of.due, of.since))
    }

    fn waited_before(&self, of: &TaskCount, before: i64) -> Result<u64, Fault> {
        match (self.find_word(&of.body)?, self.find_word(&of.yields)?) {
            (Some(body), Some(yields)) => counts::waited_before(&self.connection, (body, of.due, of.since, yields), before),
            _ => Ok(0),
        }
    }

    fn next_due(&self) -> Result<Option<i64>, Fault> {
        self.one("SELECT due FROM cases WHERE due IS NOT NULL ORDER BY due LIMIT 1", [], |row| row.get(0))
    }

    fn due(&self, until: i64, limit: usize) -> Result<Vec<(i64, u64)>, Fault> {
        self.lookup("SELECT due, case_no FROM cases WHERE due <= ?1 ORDER BY due, case_no LIMIT ?2", (until, most(limit)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    fn holding(&self, register: &str, thing: &str) -> Result<Vec<Holding>, Fault> {
        let Some(register) = self.find_word(register)? else { return Ok(Vec::new()) };
        let sql = "SELECT register, thing, case_no, amount, capacity FROM holdings WHERE register = ?1 AND thing = ?2 ORDER BY case_no";
        self.lookup(sql, (register, thing), |row| self.holding_row(row))
    }

    fn held(&self, case: u64) -> Result<Vec<Holding>, Fault> {
        let sql = "SELECT register, thing, case_no, amount, capacity FROM holdings WHERE case_no = ?1";
        let mut held = self.lookup(sql, [case], |row| self.holding_row(row))?;
        held.sort_by(|a, b| (&a.register, &a.thing).cmp(&(&b.register, &b.thing)));
        Ok(held)
    }

    fn register(&self, register: &str) -> Result<Vec<Holding>, Fault> {
        let Some(register) = self.find_word(register)? else { return Ok(Vec::new()) };
        let sql = "SELECT register, thing, case_no, amount, capacity FROM holdings WHERE register = ?1 ORDER BY thing, case_no";
        self.lookup(sql, [register], |row| self.holding_row(row))
    }

    fn answer(&self, account: u64, key: &str) -> Result<Option<Answer>, Fault> {
        self.one("SELECT account, key, request, at, body FROM answers WHERE account = ?1 AND key = ?2", (account, key), |row| {
            Ok(Answer { account: row.get(0)?, key: row.get(1)?, request: row.get(2)?, at: row.get(3)?, body: row.get(4)? })
        })
    }

    fn outlived(&self, ended: i64, answered: i64) -> Result<bool, Fault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM logins WHERE expires <= ?1) OR EXISTS (SELECT 1 FROM answers WHERE at < ?2)";
        Ok(self.one(sql, (ended, answered), |row| row.get(0))?.unwrap_or(false))
    }

    fn notices(&self, after: u64, limit: usize) -> Result<Vec<Notice>, Fault> {
        let sql = format!("SELECT {NOTICE} FROM notices WHERE number > ?1 ORDER BY number LIMIT ?2");
        self.lookup(&sql, (after, most(limit)), |row| self.notice(row))
    }

    fn notices_of(&self, account: u64, page: Page) -> Result<Vec<Notice>, Fault> {
        let sql = format!("SELECT {NOTICE} FROM notices WHERE account = ?1 ORDER BY number DESC LIMIT ?2 OFFSET ?3");
        self.lookup(&sql, (account, most(page.limit), most(page.skip)), |row| self.notice(row))
    }

    fn draft(&self, draft: u64) -> Result<Option<Draft>, Fault> {
        self.one(&format!("{DRAFT} WHERE draft = ?1"), [draft], |row| self.draft_row(row))
    }

    fn drafts(&self, account: u64) -> Result<Vec<Draft>, Fault> {
        let sql = format!("{DRAFT} WHERE account = ?1 ORDER BY changed DESC, draft DESC");
        self.lookup(&sql, [account], |row| self.draft_row(row))
    }

    fn documents(&self, case: u64) -> Result<Vec<Document>, Fault> {
        self.lookup(&format!("{DOCUMENT} WHERE case_no = ?1 AND case_no > 0 ORDER BY id"), [case], document_row)
    }

    fn draft_documents(&self, draft: u64) -> Result<Vec<Document>, Fault> {
        self.lookup(&format!("{DOCUMENT} WHERE draft = ?1 AND draft > 0 ORDER BY id"), [draft], document_row)
    }

    fn blob(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, Fault> {
        self.one("SELECT bytes FROM blobs WHERE hash = ?1", [hash], |row| row.get(0))
    }

    fn account(&self, account: u64) -> Result<Option<Account>, Fault> {
        self.one(&format!("{ACCOUNT} WHERE account = ?1"), [account], account_row)
    }

    fn account_named(&self, name: &str) -> Result<Option<Account>, Fault> {
        self.one(&format!("{ACCOUNT} WHERE name = ?1"), [name], account_row)
    }

    fn accounts(&self) -> Result<Vec<Account>, Fault> {
        self.lookup(&format!("{ACCOUNT} WHERE account > 0 ORDER BY account"), [], account_row)
    }

    fn login(&self, hash: &[u8; 32]) -> Result<Option<Login>, Fault> {
        self.one(&format!("{LOGIN} WHERE hash = ?1"), [hash], login_row)
    }

    fn logins(&self, account: u64) -> Result<Vec<Login>, Fault> {
        self.lookup(&format!("{LOGIN} WHERE account = ?1 ORDER BY created, hash"), [account], login_row)
    }

    fn looks(&self, case: u64) -> Result<Vec<Look>, Fault> {
        self.lookup("SELECT case_no, account, at, what FROM looks WHERE case_no = ?1 ORDER BY id DESC", [case], |row| {
            Ok(Look { case: row.get(0)?, account: row.get(1)?, at: row.get(2)?, what: self.word(row.get(3)?)? })
        })
    }

    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.one("SELECT value FROM settings WHERE name = ?1", [name], |row| row.get(0))
    }

    fn ids(&self) -> Result<Ids, Fault> {
        Ok(Ids {
            // An entry may stand without the row of its case.
            case: self.highest("SELECT max(case_no) FROM cases")?.max(self.highest("SELECT max(case_no) FROM entries")?),
            draft: self.highest("SELECT highest_draft FROM log WHERE one = 1")?,
            account: self.highest("SELECT max(account) FROM accounts")?,
            notice: self.highest("SELECT max(number) FROM notices")?,
        })
    }
}

/// A statement that stays prepared. A test hears which there are.
pub(super) fn prepared<'c>(connection: &'c Connection, sql: &str) -> rusqlite::Result<CachedStatement<'c>> {
    #[cfg(test)]
    super::tests::hear(sql);
    connection.prepare_cached(sql)
}

pub(super) fn lookup<T>(
    connection: &Connection,
    sql: &str,
    key: impl Params,
    mut row: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    let mut statement = prepared(connection, sql)?;
    let mut rows = statement.query(key)?;
    let mut found = Vec::new();
    while let Some(next) = rows.next()? {
        found.push(row(next)?);
    }
    drop(rows);
    if cfg!(debug_assertions) {
        let cost = statement.reset_status(StatementStatus::FullscanStep) + statement.reset_status(StatementStatus::Sort);
        assert_eq!(cost, 0, "it scans or sorts: {sql}");
    }
    Ok(found)
}

/// The table, or parts of it, and the condition that one index answers.
fn cases_from(filter: &CaseFilter) -> String {
    let given = |asked: bool, condition: &'static str| if asked { condition } else { "" };
    let open = given(filter.open.is_some(), " AND +open = :open");
    match (filter.applicant, &filter.service, filter.open) {
        (Some(_), service, _) => {
            let service = given(service.is_some(), " AND +service = :service");
            format!("cases WHERE applicant = :applicant{service}{open}")
        }
        (None, Some(_), Some(_)) => "cases WHERE service = :service AND open = :open".to_string(),
        (None, None, Some(_)) => "cases WHERE open = :open".to_string(),
        (None, None, None) => "cases".to_string(),
        // The first of the open ones and the first of the closed ones: among them are the first of all.
        (None, Some(_), None) => {
            let half = |open: u8| {
                format!(
                    "SELECT * FROM (SELECT * FROM cases WHERE service = :service AND open = {open}
                     ORDER BY case_no DESC LIMIT :limit + :skip)"
                )
            };
            format!("({} UNION ALL {})", half(0), half(1))
        }
    }
}

/// Tasks of a case, by the number of the activity.
pub(super) fn tasks_of(connection: &Connection, words: &mut Words, case: u64) -> Result<Vec<TaskRow>, Fault> {
    lookup(connection, &format!("SELECT {TASK} FROM tasks WHERE case_no = ?1 ORDER BY activity"), [case], |row| {
        task_row(connection, words, row)
    })
}

fn task_row(connection: &Connection, words: &mut Words, row: &Row) -> rusqlite::Result<TaskRow> {
    Ok(TaskRow {
        case: row.get(0)?,
        activity: row.get(1)?,
        element: words.word(connection, row.get(2)?)?,
        body: words.word(connection, row.get(3)?)?,
        since: row.get(4)?,
        due: Some(row.get(5)?).filter(|due| *due != NEVER),
        yields: words.word(connection, row.get(6)?)?,
        claimed: row.get(7)?,
    })
}

fn document_row(row: &Row) -> rusqlite::Result<Document> {
    Ok(Document {
        case: row.get(0)?,
        draft: row.get(1)?,
        name: row.get(2)?,
        media: row.get(3)?,
        hash: row.get(4)?,
        bytes: row.get(5)?,
        at: row.get(6)?,
        by: row.get(7)?,
    })
}

fn account_row(row: &Row) -> rusqlite::Result<Account> {
    let roles: String = row.get(4)?;
    Ok(Account {
        account: row.get(0)?,
        name: row.get(1)?,
        label: row.get(2)?,
        password: row.get(3)?,
        roles: roles.split_terminator('\n').map(str::to_string).collect(),
        body: row.get(5)?,
        created: row.get(6)?,
        closed: row.get(7)?,
    })
}

fn login_row(row: &Row) -> rusqlite::Result<Login> {
    Ok(Login { hash: row.get(0)?, account: row.get(1)?, kind: row.get(2)?, label: row.get(3)?, created: row.get(4)?, expires: row.get(5)? })
}

/// A limit that SQLite can still add to another.
fn most(limit: usize) -> i64 {
    limit.min(1 << 62) as i64
}

/// A number as SQLite keeps it; nothing is NULL.
fn integer(number: Option<u64>) -> Result<Value, Fault> {
    let number = number.map(i64::try_from).transpose();
    Ok(number.map_err(|_| Fault::Failed("a number is beyond 2^63".to_string()))?.into())
}
