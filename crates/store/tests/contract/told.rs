//! All that a journal tells, as one value: two journals with the same one are the same.

use alatau_store::*;

/// The numbers, names and words that tests use.
pub const NUMBERS: u64 = 6;
pub const PROCEDURES: [&str; 2] = ["building-permit", "appeal"];
pub const SERVICES: [&str; 2] = ["permit.building", "permit.land"];
pub const BODIES: [&str; 3] = ["", "akimat", "fire"];
pub const REGISTERS: [&str; 2] = ["plot", "quota"];
pub const THINGS: [&str; 2] = ["20-321-001", "20-321-002"];

/// Everything, in words, line by line, so that a difference can be read.
pub fn told(journal: &impl Journal) -> Result<Vec<String>, Fault> {
    let mut lines = Vec::new();
    let mut say = |what: &str, answer: String| lines.push(format!("{what}: {answer}"));
    say("size", format!("{:?}", journal.size()?));
    say("frontier", format!("{:?}", journal.frontier()?));
    say("leaves", format!("{:?}", journal.leaves(0, usize::MAX)?));
    say("some leaves", format!("{:?}", journal.leaves(1, 2)?));
    say("hashes", format!("{:?}", journal.leaf_hashes(1, 100)?));
    say("ids", format!("{:?}", journal.ids()?));
    say("next due", format!("{:?}", journal.next_due()?));
    say("due", format!("{:?} {:?}", journal.due(i64::MAX, usize::MAX)?, journal.due(9_997, 2)?));
    for instant in [0, 5, 9_000] {
        say("outlived", format!("{:?} {:?}", journal.outlived(instant, i64::MIN)?, journal.outlived(i64::MIN, instant)?));
    }
    say("notices", format!("{:?} {:?}", journal.notices(0, usize::MAX)?, journal.notices(2, 1)?));
    for account in [7, 8] {
        let page = Page { skip: 1, limit: 2 };
        say(
            "notices of",
            format!(
                "{account}: {:?} {:?}",
                journal.notices_of(account, Page { skip: 0, limit: usize::MAX })?,
                journal.notices_of(account, page)?
            ),
        );
    }
    say("accounts", format!("{:?}", journal.accounts()?));
    say("setting", format!("{:?}", journal.setting("origin")?));
    for procedure in PROCEDURES {
        say(procedure, format!("{:?}", journal.last_number(procedure)?));
    }
    let mut each = Vec::new();
    journal.each_case(&mut |row| each.push(row.clone()))?;
    say("each", format!("{each:?}"));
    counted(journal, &mut say)?;
    for (filter, page) in filters() {
        say(&format!("{filter:?} {page:?}"), format!("{:?}", journal.cases(&filter, page)?));
    }
    for behind in [(0, 0), (30, 2)] {
        say(&format!("to erase {behind:?}"), format!("{:?}", journal.to_erase(behind, i64::MAX, 3)?));
    }
    for (worklist, page) in worklists() {
        say(&format!("{worklist:?} {page:?}"), format!("{:?}", journal.worklist(&worklist, page)?));
    }
    for register in REGISTERS {
        say(register, format!("{:?}", journal.register(register)?));
        for thing in THINGS {
            say(thing, format!("{:?}", journal.holding(register, thing)?));
        }
    }
    for n in 0..NUMBERS {
        say(&format!("entry {n}"), format!("{:?} {:?}", journal.entry(n)?, journal.entries(n)?));
        say(&format!("case {n}"), format!("{:?} {:?} {:?}", journal.case(n)?, journal.tasks(n)?, journal.held(n)?));
        say(&format!("papers {n}"), format!("{:?} {:?}", journal.documents(n)?, journal.draft_documents(n)?));
        say(&format!("drafts {n}"), format!("{:?} {:?}", journal.draft(n)?, journal.drafts(n)?));
        say(&format!("looks {n}"), format!("{:?} {:?}", journal.looks(n)?, journal.account(n)?));
        say(&format!("logins {n}"), format!("{:?} {:?}", journal.logins(n)?, journal.login(&[n as u8; 32])?));
        say(&format!("answer {n}"), format!("{:?} {:?}", journal.answer(n, "k1")?, journal.answer(n, "k2")?));
        say(&format!("rest {n}"), format!("{:?} {:?}", journal.blob(&[n as u8; 32])?, journal.account_named(&format!("name {n}"))?));
    }
    Ok(lines)
}

/// Counts, in an order of their own, and the times by which they are.
fn counted(journal: &impl Journal, say: &mut impl FnMut(&str, String)) -> Result<(), Fault> {
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        format!("{lines:?}")
    };
    say("case counts", sorted(journal.case_counts()?.iter().map(|count| format!("{count:?}")).collect()));
    let tasks = journal.task_counts()?;
    let mut lines = Vec::new();
    for count in &tasks {
        let before = [0, 1_000_000_000, i64::MAX].map(|before| journal.waited_before(count, before));
        lines.push(format!("{count:?} {:?} {before:?}", journal.waits_since(count)?));
    }
    say("task counts", sorted(lines));
    for procedure in PROCEDURES {
        for part in Part::ALL {
            let times = (0..=NUMBERS).map(|rank| journal.time(procedure, part, rank)).collect::<Result<Vec<_>, _>>()?;
            say(&format!("times {procedure} {part:?}"), format!("{times:?}"));
        }
    }
    for since in [i64::MIN, 40] {
        let mut ended = Vec::new();
        journal.each_ended(since, &mut |case| ended.push(format!("{case:?}")))?;
        say("ended", sorted(ended));
    }
    for before in [3, i64::MAX] {
        say("first open", format!("{:?} {:?}", journal.first_open(before, usize::MAX)?, journal.first_open(before, 2)?));
    }
    Ok(())
}

/// Every way to ask for cases, whole and in pages.
fn filters() -> Vec<(CaseFilter, Page)> {
    let mut all = Vec::new();
    for applicant in [None, Some(7), Some(8)] {
        for open in [None, Some(true), Some(false)] {
            for service in [None, Some(SERVICES[0].to_string()), Some(SERVICES[1].to_string())] {
                for page in pages() {
                    all.push((CaseFilter { applicant, open, service: service.clone() }, page));
                }
            }
        }
    }
    all
}

/// Every way to ask for tasks.
fn worklists() -> Vec<(Worklist, Page)> {
    let mut all = Vec::new();
    for claimed in [None, Some(1), Some(2)] {
        for body in std::iter::once(None).chain(BODIES.map(|body| Some(body.to_string()))) {
            for page in pages() {
                all.push((Worklist { body: body.clone(), claimed }, page));
            }
        }
    }
    all
}

fn pages() -> [Page; 2] {
    [Page { skip: 0, limit: usize::MAX }, Page { skip: 1, limit: 2 }]
}
