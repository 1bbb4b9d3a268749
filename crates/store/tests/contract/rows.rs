//! Rows to write in tests: whole, and each telling which it is.

use alatau_store::*;
use std::sync::Arc;

/// What one command to a case writes; `number` and `index` are those of its first event.
pub fn entry(procedure: &str, number: u64, case: u64, index: u64, events: u32) -> Entry {
    let leaf = format!("leaf {procedure} {number} {case} {index} {events}").into_bytes();
    let content = format!("content of {case}, {index}").into_bytes();
    Entry { procedure: procedure.to_string(), number, events, case, index, at: number as i64 * 1000, content, leaf }
}

/// An open case.
pub fn case(number: u64) -> CaseRow {
    CaseRow {
        case: number,
        procedure: "building-permit".to_string(),
        service: "permit.building".to_string(),
        place: "alatau".to_string(),
        applicant: 7,
        title: format!("house {number}"),
        open: true,
        filed: number as i64,
        due: Some(10_000 - number as i64),
        events: 1,
        asked: "{\"plot\":1}".to_string(),
        key: Some([number as u8; 32]),
        clock: "statutory".to_string(),
        ..CaseRow::default()
    }
}

/// A task of a body.
pub fn task(case: u64, activity: u32, body: &str, due: Option<i64>, since: i64) -> TaskRow {
    let element = format!("element-{activity}");
    TaskRow { case, activity, element, body: body.to_string(), since, due, yields: "approved".to_string(), claimed: None }
}

/// A plot, or part of a quota.
pub fn holding(register: &str, thing: &str, case: u64, amount: u64, limit: u64) -> Holding {
    Holding { register: register.to_string(), thing: thing.to_string(), case, amount, limit }
}

/// A notice.
pub fn notice(number: u64) -> Notice {
    Notice { number, account: 7, case: 1, index: 1, at: 5, text: "notice-filed".to_string() }
}

/// An answer to a request.
pub fn answer(account: u64, key: &str, body: &str) -> Answer {
    Answer { account, key: key.to_string(), request: [3; 32], at: 9, body: body.as_bytes().to_vec() }
}

/// A draft.
pub fn draft(number: u64, changed: i64) -> Draft {
    Draft { draft: number, account: 7, service: "permit.building".to_string(), changed, version: 1, body: "{}".to_string() }
}

/// Bytes of a document; the mark stands for the hash.
pub fn blob(mark: u8) -> Blob {
    Blob { hash: [mark; 32], bytes: vec![mark; 10] }
}

/// A document of a case or of a draft.
pub fn document(case: u64, draft: u64, mark: u8) -> Document {
    let name = format!("plan {mark}.pdf");
    Document { case, draft, name, media: "application/pdf".to_string(), hash: [mark; 32], bytes: 10, at: 3, by: 7 }
}

/// An account.
pub fn account(number: u64, name: &str) -> Account {
    let roles = vec!["officer".to_string(), "auditor".to_string()];
    Account { account: number, name: name.to_string(), label: name.to_uppercase(), roles, body: "akimat".to_string(), ..Account::default() }
}

/// A login.
pub fn login(mark: u8, account: u64, created: i64) -> Login {
    Login { hash: [mark; 32], account, kind: "browser".to_string(), label: String::new(), created, expires: created + 100 }
}

/// A look at a case.
pub fn look(case: u64, account: u64, at: i64) -> Look {
    Look { case, account, at, what: "case".to_string() }
}

/// One of each kind of write, all about case 1 and its surroundings; none of them needs another commit before it.
pub fn one_of_each() -> Vec<Write> {
    vec![
        Write::Entry(entry("building-permit", 1, 1, 1, 2)),
        Write::Case(Arc::new(case(1))),
        Write::Tasks { case: 1, tasks: vec![task(1, 1, "akimat", Some(50), 3)].into() },
        Write::Hold(holding("plot", "20-321-001", 1, 1, 1)),
        Write::Release { case: 99 },
        Write::Notice(notice(1)),
        Write::Forget { ended: -1, answered: -1, most: 9 },
        Write::Answer(answer(7, "k1", "filed")),
        Write::Draft(draft(1, 5)),
        Write::Draft(draft(2, 6)),
        Write::DropDraft { draft: 2 },
        Write::Blob(blob(1)),
        Write::Document(document(0, 1, 1)),
        Write::DropDocument { draft: 9, hash: [1; 32] },
        Write::Adopt { draft: 1, case: 1 },
        Write::Account(account(1, "first-officer")),
        Write::Login(login(1, 1, 10)),
        Write::Login(login(2, 1, 11)),
        Write::DropLogin { hash: [2; 32] },
        Write::Look(look(1, 1, 12)),
        Write::Erase { case: 99 },
        Write::Setting { name: "origin".to_string(), value: b"alatau".to_vec() },
    ]
}
