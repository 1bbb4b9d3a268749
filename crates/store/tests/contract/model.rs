//! A store as plain collections: what the contract means, in the fewest words. It is
//! held to the suite itself, and every back-end is held against it.

use alatau_evidence::tree::{Frontier, leaf_hash};
use alatau_store::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

#[derive(Clone, Default)]
struct State {
    entries: Vec<StoredEntry>,
    cases: BTreeMap<u64, CaseRow>,
    tasks: BTreeMap<(u64, u32), TaskRow>,
    holdings: BTreeMap<(String, String, u64), Holding>,
    notices: BTreeMap<u64, Notice>,
    answers: BTreeMap<(u64, String), Answer>,
    drafts: BTreeMap<u64, Draft>,
    highest_draft: u64,
    blobs: BTreeMap<[u8; 32], Vec<u8>>,
    documents: Vec<Document>,
    accounts: BTreeMap<u64, Account>,
    logins: BTreeMap<[u8; 32], Login>,
    looks: Vec<Look>,
    settings: BTreeMap<String, Vec<u8>>,
}

/// Clones share what is kept, as two connections to one file do.
#[derive(Clone, Default)]
pub struct Model(Rc<RefCell<State>>);

impl State {
    fn write(&mut self, write: &Write) -> Result<(), Fault> {
        match write.clone() {
            Write::Entry(entry) => self.append(entry)?,
            Write::Case(row) => drop(self.cases.insert(row.case, CaseRow::clone(&row))),
            Write::Tasks { case, tasks } => {
                self.tasks.retain(|key, _| key.0 != case);
                for task in tasks.iter().cloned() {
                    if task.case != case {
                        return Err(failed());
                    }
                    self.tasks.insert((case, task.activity), task);
                }
            }
            Write::Hold(holding) => self.hold(holding)?,
            Write::Release { case } => self.holdings.retain(|key, _| key.2 != case),
            Write::Notice(notice) => only_new(self.notices.insert(notice.number, notice))?,
            Write::Answer(answer) => only_new(self.answers.insert((answer.account, answer.key.clone()), answer))?,
            Write::Draft(draft) => {
                self.highest_draft = self.highest_draft.max(draft.draft);
                self.drafts.insert(draft.draft, draft);
            }
            Write::DropDraft { draft } => {
                self.drafts.remove(&draft);
                self.drop_documents(|document| document.draft == draft && draft > 0);
            }
            Write::DropDocument { draft, hash } => {
                self.drop_documents(|document| document.draft == draft && draft > 0 && document.hash == hash);
            }
            Write::Blob(blob) => drop(self.blobs.entry(blob.hash).or_insert(blob.bytes)),
            Write::Document(document) => {
                if (document.case > 0) == (document.draft > 0) {
                    return Err(failed());
                }
                self.documents.push(document);
            }
            Write::Adopt { draft, case } => {
                let own = self.documents.iter_mut().filter(|document| document.draft == draft && draft > 0);
                own.for_each(|document| (document.case, document.draft) = (case, 0));
            }
            Write::Account(account) => {
                let other = |known: &&Account| known.name == account.name && known.account != account.account;
                only_new(self.accounts.values().find(other).cloned())?;
                self.accounts.insert(account.account, account);
            }
            Write::Login(login) => drop(self.logins.insert(login.hash, login)),
            Write::DropLogin { hash } => drop(self.logins.remove(&hash)),
            Write::Forget { ended, answered, most } => self.forget(ended, answered, most as usize),
            Write::Look(look) => self.looks.push(look),
            Write::Erase { case } => self.erase(case),
            Write::Setting { name, value } => drop(self.settings.insert(name, value)),
        }
        Ok(())
    }

    fn forget(&mut self, ended: i64, answered: i64, most: usize) {
        let mut logins: Vec<_> =
            self.logins.values().filter(|login| login.expires <= ended).map(|login| (login.expires, login.hash)).collect();
        logins.sort();
        logins.into_iter().take(most).for_each(|(_, hash)| drop(self.logins.remove(&hash)));
        let old = self.answers.values().filter(|answer| answer.at < answered);
        let mut answers: Vec<_> = old.map(|answer| (answer.at, answer.account, answer.key.clone())).collect();
        answers.sort();
        answers.into_iter().take(most).for_each(|(_, account, key)| drop(self.answers.remove(&(account, key))));
    }

    fn append(&mut self, entry: Entry) -> Result<(), Fault> {
        if entry.events == 0 || entry.index == 0 || entry.number == 0 {
            return Err(failed());
        }
        let found = self.entries.iter().rev().find(|known| known.case == entry.case).map_or(0, |e| e.index + u64::from(e.events) - 1);
        if entry.index != found + 1 {
            return Err(Fault::Conflict { case: entry.case, expected: entry.index - 1, found });
        }
        let found = self.last_number(&entry.procedure);
        if entry.number != found + 1 {
            return Err(Fault::Number { procedure: entry.procedure, expected: entry.number - 1, found });
        }
        let Entry { procedure, number, events, case, index, at, content, leaf } = entry;
        let (leaf_number, content) = (self.entries.len() as u64, Some(content));
        self.entries.push(StoredEntry { leaf_number, procedure, number, events, case, index, at, content, leaf });
        Ok(())
    }

    fn last_number(&self, procedure: &str) -> u64 {
        let last = self.entries.iter().rev().find(|entry| entry.procedure == procedure);
        last.map_or(0, |entry| entry.number + u64::from(entry.events) - 1)
    }

    fn hold(&mut self, holding: Holding) -> Result<(), Fault> {
        let Holding { register, thing, case, amount, limit } = holding.clone();
        let others: Vec<&Holding> =
            self.holdings.values().filter(|h| h.register == register && h.thing == thing && h.case != case).collect();
        let held: u64 = others.iter().map(|holding| holding.amount).sum();
        if held + amount > limit {
            let holder = others.iter().find(|holding| holding.amount > 0).map_or(case, |holding| holding.case);
            return Err(Fault::Taken { register, thing, holder });
        }
        self.holdings.insert((register, thing, case), holding);
        Ok(())
    }

    fn erase(&mut self, case: u64) {
        self.entries.iter_mut().filter(|entry| entry.case == case).for_each(|entry| entry.content = None);
        if let Some(row) = self.cases.get_mut(&case) {
            (row.key, row.title, row.asked) = (None, String::new(), String::new());
        }
        self.drop_documents(|document| document.case == case && case > 0);
    }

    fn drop_documents(&mut self, gone: impl Fn(&Document) -> bool) {
        let dropped: Vec<Document> = self.documents.iter().filter(|document| gone(document)).cloned().collect();
        self.documents.retain(|document| !gone(document));
        let used = |hash| self.documents.iter().any(|document| document.hash == hash);
        let unused: Vec<[u8; 32]> = dropped.iter().map(|document| document.hash).filter(|hash| !used(*hash)).collect();
        unused.iter().for_each(|hash| drop(self.blobs.remove(hash)));
    }

    fn whole(&self) -> Result<(), Fault> {
        if self.documents.iter().all(|document| self.blobs.contains_key(&document.hash)) { Ok(()) } else { Err(failed()) }
    }
}

/// The words of such a fault are each back-end's own.
fn failed() -> Fault {
    Fault::Failed(String::new())
}

fn only_new<T>(before: Option<T>) -> Result<(), Fault> {
    if before.is_some() { Err(failed()) } else { Ok(()) }
}

fn paged<T>(rows: impl Iterator<Item = T>, page: Page) -> Vec<T> {
    rows.skip(page.skip).take(page.limit).collect()
}

impl Journal for Model {
    fn commit(&mut self, writes: &[Write]) -> Result<u64, Fault> {
        let mut state = self.0.borrow().clone();
        writes.iter().try_for_each(|write| state.write(write))?;
        state.whole()?;
        self.0.replace(state);
        self.size()
    }

    fn size(&self) -> Result<u64, Fault> {
        Ok(self.0.borrow().entries.len() as u64)
    }

    fn frontier(&self) -> Result<Vec<u8>, Fault> {
        let mut frontier = Frontier::default();
        self.0.borrow().entries.iter().for_each(|entry| frontier.push(leaf_hash(&entry.leaf)));
        Ok(frontier.to_bytes())
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(self.0.borrow().entries.iter().skip(from as usize).take(limit).map(|entry| entry.leaf.clone()).collect())
    }

    fn leaf_hashes(&self, from: u64, limit: usize) -> Result<Vec<[u8; 32]>, Fault> {
        Ok(self.leaves(from, limit)?.iter().map(|leaf| leaf_hash(leaf)).collect())
    }

    fn last_number(&self, procedure: &str) -> Result<u64, Fault> {
        Ok(self.0.borrow().last_number(procedure))
    }

    fn entries(&self, case: u64) -> Result<Vec<StoredEntry>, Fault> {
        Ok(self.0.borrow().entries.iter().filter(|entry| entry.case == case).cloned().collect())
    }

    fn entry(&self, leaf: u64) -> Result<Option<StoredEntry>, Fault> {
        Ok(self.0.borrow().entries.get(leaf as usize).cloned())
    }

    fn case(&self, case: u64) -> Result<Option<CaseRow>, Fault> {
        Ok(self.0.borrow().cases.get(&case).cloned())
    }

    fn cases(&self, filter: &CaseFilter, page: Page) -> Result<Vec<CaseRow>, Fault> {
        let wanted = |row: &&CaseRow| {
            filter.applicant.is_none_or(|applicant| row.applicant == applicant)
                && filter.open.is_none_or(|open| row.open == open)
                && filter.service.as_ref().is_none_or(|service| row.service == *service)
        };
        Ok(paged(self.0.borrow().cases.values().rev().filter(wanted).cloned(), page))
    }

    fn to_erase(&self, behind: (i64, u64), until: i64, limit: usize) -> Result<Vec<CaseRow>, Fault> {
        let at = |row: &CaseRow| row.closed.map(|closed| (closed, row.case)).unwrap_or_default();
        let wanted = |row: &&CaseRow| row.closed.is_some_and(|closed| closed <= until) && row.key.is_some() && at(row) > behind;
        let mut rows: Vec<CaseRow> = self.0.borrow().cases.values().filter(wanted).cloned().collect();
        rows.sort_by_key(at);
        rows.truncate(limit);
        Ok(rows)
    }

    fn each_case(&self, each: &mut dyn FnMut(&CaseRow)) -> Result<(), Fault> {
        self.0.borrow().cases.values().for_each(each);
        Ok(())
    }

    fn case_counts(&self) -> Result<Vec<CaseCount>, Fault> {
        let mut counts = Vec::<CaseCount>::new();
        for row in self.0.borrow().cases.values() {
            let kind = CaseCount {
                procedure: row.procedure.clone(),
                closed: row.closed.is_some(),
                outcome: row.outcome.clone(),
                late: row.late,
                extended: row.extended > 0,
                ..CaseCount::default()
            };
            let alike = |count: &&mut CaseCount| CaseCount { cases: 0, silences: 0, ..CaseCount::clone(count) } == kind;
            let silences = u64::from(row.silences);
            match counts.iter_mut().find(alike) {
                Some(count) => (count.cases, count.silences) = (count.cases + 1, count.silences + silences),
                None => counts.push(CaseCount { cases: 1, silences, ..kind }),
            }
        }
        Ok(counts)
    }

    fn time(&self, procedure: &str, part: Part, rank: u64) -> Result<Option<i64>, Fault> {
        let state = self.0.borrow();
        let of = |row: &CaseRow| {
            let total = row.closed? - row.filed;
            Some([total, row.statutory, row.extended, row.applicant_time][part as usize])
        };
        let mut times: Vec<i64> = state.cases.values().filter(|row| row.procedure == procedure).filter_map(of).collect();
        times.sort_unstable();
        Ok(times.get(rank as usize).copied())
    }

    fn each_ended(&self, since: i64, each: &mut dyn FnMut(Ended<'_>)) -> Result<(), Fault> {
        let state = self.0.borrow();
        let mut all: Vec<(i64, &CaseRow)> = state.cases.values().filter_map(|row| Some((row.closed?, row))).collect();
        all.sort_by_key(|(closed, _)| *closed);
        for (closed, row) in all.into_iter().filter(|(closed, _)| *closed >= since) {
            each(Ended {
                service: &row.service,
                place: &row.place,
                filed: row.filed,
                closed,
                statutory: row.statutory,
                extended: row.extended,
                applicant_time: row.applicant_time,
                late: row.late,
            });
        }
        Ok(())
    }

    fn first_open(&self, before: i64, limit: usize) -> Result<Vec<u64>, Fault> {
        let state = self.0.borrow();
        let open = state.cases.values().filter(|row| row.open);
        Ok(open.take(limit).take_while(|row| row.filed < before).map(|row| row.case).collect())
    }

    fn tasks(&self, case: u64) -> Result<Vec<TaskRow>, Fault> {
        Ok(self.0.borrow().tasks.values().filter(|task| task.case == case).cloned().collect())
    }

    fn worklist(&self, worklist: &Worklist, page: Page) -> Result<Vec<TaskRow>, Fault> {
        let wanted = |task: &&TaskRow| {
            worklist.body.as_ref().is_none_or(|body| task.body == *body)
                && worklist.claimed.is_none_or(|claimed| task.claimed == Some(claimed))
        };
        let mut tasks: Vec<TaskRow> = self.0.borrow().tasks.values().filter(wanted).cloned().collect();
        tasks.sort_by_key(|task| (task.due.is_none(), task.due, task.since, task.case, task.activity));
        Ok(paged(tasks.into_iter(), page))
    }

    fn task_counts(&self) -> Result<Vec<TaskCount>, Fault> {
        let mut counts = BTreeMap::<_, u64>::new();
        for task in self.0.borrow().tasks.values() {
            let since = if task.due.is_some() { task.since.div_euclid(DAY) * DAY } else { i64::MIN };
            *counts.entry((task.body.clone(), task.due, since, task.yields.clone())).or_default() += 1;
        }
        Ok(counts.into_iter().map(|((body, due, since, yields), tasks)| TaskCount { body, due, since, yields, tasks }).collect())
    }

    fn waits_since(&self, of: &TaskCount) -> Result<Option<i64>, Fault> {
        let state = self.0.borrow();
        let like = state.tasks.values().filter(|task| task.body == of.body && task.due == of.due && task.since >= of.since);
        Ok(like.map(|task| task.since).min())
    }

    fn waited_before(&self, of: &TaskCount, before: i64) -> Result<u64, Fault> {
        let state = self.0.borrow();
        let end = if of.due.is_some() { of.since + DAY } else { i64::MAX };
        let like = state.tasks.values().filter(|task| task.body == of.body && task.due == of.due && task.yields == of.yields);
        Ok(like.filter(|task| (of.since..end.min(before)).contains(&task.since)).count() as u64)
    }

    fn next_due(&self) -> Result<Option<i64>, Fault> {
        Ok(self.0.borrow().cases.values().filter_map(|row| row.due).min())
    }

    fn due(&self, until: i64, limit: usize) -> Result<Vec<(i64, u64)>, Fault> {
        let mut due: Vec<(i64, u64)> = self.0.borrow().cases.values().filter_map(|row| Some((row.due?, row.case))).collect();
        due.sort_unstable();
        Ok(due.into_iter().filter(|(due, _)| *due <= until).take(limit).collect())
    }

    fn holding(&self, register: &str, thing: &str) -> Result<Vec<Holding>, Fault> {
        Ok(self.register(register)?.into_iter().filter(|holding| holding.thing == thing).collect())
    }

    fn held(&self, case: u64) -> Result<Vec<Holding>, Fault> {
        Ok(self.0.borrow().holdings.values().filter(|holding| holding.case == case).cloned().collect())
    }

    fn register(&self, register: &str) -> Result<Vec<Holding>, Fault> {
        Ok(self.0.borrow().holdings.values().filter(|holding| holding.register == register).cloned().collect())
    }

    fn answer(&self, account: u64, key: &str) -> Result<Option<Answer>, Fault> {
        Ok(self.0.borrow().answers.get(&(account, key.to_string())).cloned())
    }

    fn outlived(&self, ended: i64, answered: i64) -> Result<bool, Fault> {
        let state = self.0.borrow();
        Ok(state.logins.values().any(|login| login.expires <= ended) || state.answers.values().any(|answer| answer.at < answered))
    }

    fn notices(&self, after: u64, limit: usize) -> Result<Vec<Notice>, Fault> {
        Ok(self.0.borrow().notices.range(after + 1..).map(|(_, notice)| notice.clone()).take(limit).collect())
    }

    fn notices_of(&self, account: u64, page: Page) -> Result<Vec<Notice>, Fault> {
        let state = self.0.borrow();
        Ok(paged(state.notices.values().rev().filter(|notice| notice.account == account).cloned(), page))
    }

    fn draft(&self, draft: u64) -> Result<Option<Draft>, Fault> {
        Ok(self.0.borrow().drafts.get(&draft).cloned())
    }

    fn drafts(&self, account: u64) -> Result<Vec<Draft>, Fault> {
        let mut drafts: Vec<Draft> = self.0.borrow().drafts.values().filter(|draft| draft.account == account).cloned().collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.changed, draft.draft)));
        Ok(drafts)
    }

    fn documents(&self, case: u64) -> Result<Vec<Document>, Fault> {
        Ok(self.0.borrow().documents.iter().filter(|document| document.case == case && case > 0).cloned().collect())
    }

    fn draft_documents(&self, draft: u64) -> Result<Vec<Document>, Fault> {
        Ok(self.0.borrow().documents.iter().filter(|document| document.draft == draft && draft > 0).cloned().collect())
    }

    fn blob(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.borrow().blobs.get(hash).cloned())
    }

    fn account(&self, account: u64) -> Result<Option<Account>, Fault> {
        Ok(self.0.borrow().accounts.get(&account).cloned())
    }

    fn account_named(&self, name: &str) -> Result<Option<Account>, Fault> {
        Ok(self.0.borrow().accounts.values().find(|account| account.name == name).cloned())
    }

    fn accounts(&self) -> Result<Vec<Account>, Fault> {
        Ok(self.0.borrow().accounts.values().cloned().collect())
    }

    fn login(&self, hash: &[u8; 32]) -> Result<Option<Login>, Fault> {
        Ok(self.0.borrow().logins.get(hash).cloned())
    }

    fn logins(&self, account: u64) -> Result<Vec<Login>, Fault> {
        let mut logins: Vec<Login> = self.0.borrow().logins.values().filter(|login| login.account == account).cloned().collect();
        logins.sort_by_key(|login| (login.created, login.hash));
        Ok(logins)
    }

    fn looks(&self, case: u64) -> Result<Vec<Look>, Fault> {
        Ok(self.0.borrow().looks.iter().rev().filter(|look| look.case == case).cloned().collect())
    }

    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.borrow().settings.get(name).cloned())
    }

    fn ids(&self) -> Result<Ids, Fault> {
        let state = self.0.borrow();
        let last = |number: Option<&u64>| number.copied().unwrap_or(0);
        Ok(Ids {
            case: last(state.cases.keys().last()).max(last(state.entries.iter().map(|entry| &entry.case).max())),
            draft: state.highest_draft,
            account: last(state.accounts.keys().last()),
            notice: last(state.notices.keys().last()),
        })
    }
}
