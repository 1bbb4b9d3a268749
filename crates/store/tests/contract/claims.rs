//! The claims, each over any back-end.

use crate::Factory;
use crate::rows::*;
use crate::told::told;
use alatau_evidence::tree::{Frontier, leaf_hash};
use alatau_store::*;
use std::sync::Arc;

const ALL: Page = Page { skip: 0, limit: 1000 };

fn put(row: CaseRow) -> Write {
    Write::Case(Arc::new(row))
}

/// Refused, and everything is as before.
fn refused(journal: &mut impl Journal, writes: &[Write]) -> Fault {
    let before = told(journal).unwrap();
    let fault = journal.commit(writes).expect_err("it is refused");
    assert_eq!(told(journal).unwrap(), before, "a refused commit changed something");
    fault
}

pub fn a_new_store_is_empty<F: Factory>() {
    let journal = F::default().open();
    assert_eq!(journal.size(), Ok(0));
    assert_eq!(journal.frontier(), Ok(Frontier::default().to_bytes()));
    assert_eq!(journal.ids(), Ok(Ids::default()));
    assert_eq!(journal.next_due(), Ok(None));
    assert_eq!(journal.last_number("building-permit"), Ok(0));
    assert_eq!(journal.entry(0), Ok(None));
}

pub fn what_was_committed_is_read<F: Factory>() {
    let mut journal = F::default().open();
    assert_eq!(journal.commit(&one_of_each()), Ok(1));
    assert_eq!(journal.case(1), Ok(Some(case(1))));
    assert_eq!(journal.tasks(1), Ok(vec![task(1, 1, "akimat", Some(50), 3)]));
    assert_eq!(journal.held(1), Ok(vec![holding("plot", "20-321-001", 1, 1, 1)]));
    assert_eq!(journal.notices(0, 9), Ok(vec![notice(1)]));
    assert_eq!(journal.answer(7, "k1"), Ok(Some(answer(7, "k1", "filed"))));
    assert_eq!(journal.draft(1), Ok(Some(draft(1, 5))));
    assert_eq!(journal.drafts(7), Ok(vec![draft(1, 5)]));
    assert_eq!(journal.documents(1), Ok(vec![document(1, 0, 1)]));
    assert_eq!(journal.blob(&[1; 32]), Ok(Some(vec![1; 10])));
    assert_eq!(journal.account_named("first-officer"), Ok(Some(account(1, "first-officer"))));
    assert_eq!(journal.logins(1), Ok(vec![login(1, 1, 10)]));
    assert_eq!(journal.looks(1), Ok(vec![look(1, 1, 12)]));
    assert_eq!(journal.setting("origin"), Ok(Some(b"alatau".to_vec())));
    assert_eq!(journal.ids(), Ok(Ids { case: 1, draft: 2, account: 1, notice: 1 }));
    let Entry { procedure, number, events, case, index, at, content, leaf } = entry("building-permit", 1, 1, 1, 2);
    let kept = StoredEntry { leaf_number: 0, procedure, number, events, case, index, at, content: Some(content), leaf };
    assert_eq!(journal.entries(1), Ok(vec![kept.clone()]));
    assert_eq!(journal.entry(0), Ok(Some(kept)));
}

pub fn entries_are_numbered_without_gap<F: Factory>() {
    let mut journal = F::default().open();
    let writes = [
        Write::Entry(entry("building-permit", 1, 1, 1, 2)),
        Write::Entry(entry("building-permit", 3, 2, 1, 1)),
        Write::Entry(entry("appeal", 1, 3, 1, 4)),
        Write::Entry(entry("building-permit", 4, 1, 3, 1)),
    ];
    assert_eq!(journal.commit(&writes), Ok(4));
    assert_eq!(journal.commit(&[Write::Entry(entry("appeal", 5, 3, 5, 1))]), Ok(5));
    assert_eq!((journal.last_number("building-permit"), journal.last_number("appeal")), (Ok(4), Ok(5)));
    let numbers: Vec<u64> = journal.entries(1).unwrap().iter().map(|entry| entry.leaf_number).collect();
    assert_eq!(numbers, [0, 3]);
    let mut frontier = Frontier::default();
    for leaf in journal.leaves(0, 100).unwrap() {
        frontier.push(leaf_hash(&leaf));
    }
    assert_eq!(journal.frontier(), Ok(frontier.to_bytes()));
    assert_eq!(journal.leaf_hashes(3, 100).unwrap().len(), 2);
}

pub fn a_conflict_changes_nothing<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&one_of_each()).unwrap();
    for index in [1, 2, 4] {
        let fault = refused(&mut journal, &[put(case(2)), Write::Entry(entry("building-permit", 3, 1, index, 1))]);
        assert_eq!(fault, Fault::Conflict { case: 1, expected: index - 1, found: 2 });
    }
    assert_eq!(journal.commit(&[Write::Entry(entry("building-permit", 3, 1, 3, 1))]), Ok(2));
}

pub fn a_wrong_number_changes_nothing<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&one_of_each()).unwrap();
    for number in [1, 2, 4] {
        let fault = refused(&mut journal, &[Write::Entry(entry("building-permit", number, 1, 3, 1))]);
        assert_eq!(fault, Fault::Number { procedure: "building-permit".to_string(), expected: number - 1, found: 2 });
    }
    let fault = refused(&mut journal, &[Write::Entry(entry("appeal", 2, 1, 3, 1))]);
    assert_eq!(fault, Fault::Number { procedure: "appeal".to_string(), expected: 1, found: 0 });
}

pub fn an_entry_without_events_is_refused<F: Factory>() {
    let mut journal = F::default().open();
    for entry in [entry("appeal", 1, 1, 1, 0), entry("appeal", 0, 1, 1, 1), entry("appeal", 1, 1, 0, 1)] {
        assert!(matches!(refused(&mut journal, &[Write::Entry(entry)]), Fault::Failed(_)));
    }
}

pub fn whatever_fails_nothing_of_the_commit_is_kept<F: Factory>() {
    let bad = [
        Write::Entry(entry("building-permit", 3, 1, 9, 1)),
        Write::Entry(entry("building-permit", 9, 1, 3, 1)),
        Write::Hold(holding("plot", "20-321-001", 2, 1, 1)),
        Write::Answer(answer(7, "k1", "again")),
        Write::Notice(notice(1)),
        Write::Document(document(3, 0, 200)),
        Write::Tasks { case: 3, tasks: vec![task(4, 1, "akimat", None, 1)].into() },
    ];
    let mut good = one_of_each();
    // Of what was done, the second time, only new things are to be seen.
    good.retain(|write| !matches!(write, Write::Entry(_) | Write::Notice(_) | Write::Answer(_)));
    good.push(Write::Entry(entry("building-permit", 3, 1, 3, 1)));
    good.push(Write::Entry(entry("appeal", 1, 4, 1, 1)));
    good.push(put(CaseRow { procedure: "a word that is new".to_string(), ..case(5) }));
    good.push(Write::Draft(draft(5, 9)));
    for bad in bad {
        for at in [0, good.len() / 2, good.len()] {
            let mut journal = F::default().open();
            journal.commit(&one_of_each()).unwrap();
            let mut writes = good.clone();
            // What the bad write meets must have happened or not, wherever it stands.
            writes.insert(at, bad.clone());
            if matches!(&bad, Write::Entry(entry) if entry.number == 3 && at == good.len()) {
                continue;
            }
            refused(&mut journal, &writes);
            journal.commit(&good).expect("without the bad write it is done");
        }
    }
}

pub fn the_same_store_again_tells_the_same<F: Factory>() {
    let factory = F::default();
    let mut journal = factory.open();
    journal.commit(&one_of_each()).unwrap();
    journal.commit(&[Write::Entry(entry("building-permit", 3, 1, 3, 1)), put(case(2))]).unwrap();
    let before = told(&journal).unwrap();
    drop(journal);
    let mut journal = factory.open();
    assert_eq!(told(&journal).unwrap(), before);
    assert_eq!(journal.commit(&[Write::Entry(entry("building-permit", 4, 1, 4, 1))]), Ok(3));
}

pub fn an_answer_is_given_once<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&[Write::Answer(answer(7, "k1", "filed as 1"))]).unwrap();
    for other in ["filed as 2", "filed as 1"] {
        refused(&mut journal, &[put(case(2)), Write::Answer(answer(7, "k1", other))]);
    }
    journal.commit(&[Write::Answer(answer(8, "k1", "another's")), Write::Answer(answer(7, "k2", "next"))]).unwrap();
    assert_eq!(journal.answer(7, "k1"), Ok(Some(answer(7, "k1", "filed as 1"))));
    assert_eq!(journal.answer(9, "k1"), Ok(None));
}

pub fn erasing_keeps_entries_leaves_and_frontier<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&one_of_each()).unwrap();
    journal
        .commit(&[
            Write::Entry(entry("building-permit", 3, 2, 1, 1)),
            put(case(2)),
            Write::Blob(blob(2)),
            Write::Document(document(2, 0, 2)),
        ])
        .unwrap();
    let log = |journal: &F::Journal| (journal.leaves(0, 9).unwrap(), journal.leaf_hashes(0, 9).unwrap(), journal.frontier().unwrap());
    let before = log(&journal);
    assert_eq!(journal.commit(&[Write::Erase { case: 1 }]), Ok(2));
    assert_eq!(log(&journal), before);
    assert_eq!(journal.entries(1).unwrap()[0].content, None);
    assert_eq!(journal.entries(1).unwrap()[0].leaf, entry("building-permit", 1, 1, 1, 2).leaf);
    let erased = CaseRow { key: None, title: String::new(), asked: String::new(), ..case(1) };
    assert_eq!(journal.case(1), Ok(Some(erased)));
    assert_eq!((journal.documents(1), journal.blob(&[1; 32])), (Ok(vec![]), Ok(None)));
    // The other case is as it was, and the erased one goes on.
    assert!(journal.entries(2).unwrap()[0].content.is_some());
    assert_eq!((journal.case(2), journal.blob(&[2; 32])), (Ok(Some(case(2))), Ok(Some(vec![2; 10]))));
    assert_eq!(journal.commit(&[Write::Entry(entry("building-permit", 4, 1, 3, 1))]), Ok(3));
}

pub fn what_two_cases_share_is_erased_with_the_last<F: Factory>() {
    let mut journal = F::default().open();
    let both = [Write::Blob(blob(3)), Write::Document(document(1, 0, 3)), Write::Document(document(2, 0, 3))];
    journal.commit(&both).unwrap();
    journal.commit(&[Write::Erase { case: 1 }]).unwrap();
    assert_eq!(journal.blob(&[3; 32]), Ok(Some(vec![3; 10])));
    journal.commit(&[Write::Erase { case: 2 }]).unwrap();
    assert_eq!(journal.blob(&[3; 32]), Ok(None));
}

pub fn cases_come_newest_first_page_by_page<F: Factory>() {
    let mut journal = F::default().open();
    let rows: Vec<CaseRow> = (1..=50)
        .map(|n| CaseRow {
            applicant: n % 3,
            open: n % 4 != 0,
            service: if n % 5 == 0 { "permit.land" } else { "permit.building" }.to_string(),
            ..case(n)
        })
        .collect();
    journal.commit(&rows.iter().cloned().map(put).collect::<Vec<_>>()).unwrap();
    for applicant in [None, Some(1), Some(9)] {
        for open in [None, Some(true), Some(false)] {
            for service in [None, Some("permit.land".to_string()), Some("permit.nothing".to_string())] {
                let filter = CaseFilter { applicant, open, service };
                let all = journal.cases(&filter, ALL).unwrap();
                let wanted = |row: &&CaseRow| {
                    applicant.is_none_or(|applicant| row.applicant == applicant)
                        && open.is_none_or(|open| row.open == open)
                        && filter.service.as_ref().is_none_or(|service| row.service == *service)
                };
                let expected: Vec<CaseRow> = rows.iter().rev().filter(wanted).cloned().collect();
                assert_eq!(all, expected, "{filter:?}");
                let pages = (0..10).flat_map(|page| journal.cases(&filter, Page { skip: page * 7, limit: 7 }).unwrap());
                assert_eq!(pages.collect::<Vec<_>>(), expected, "{filter:?} in pages");
            }
        }
    }
}

pub fn closed_cases_come_in_the_order_of_closing_until_they_are_erased<F: Factory>() {
    let mut journal = F::default().open();
    let key = Some([7; 32]);
    let closed = |case: u64, at: i64| CaseRow { case, closed: Some(at), key, asked: "{}".to_string(), ..CaseRow::default() };
    let open = CaseRow { case: 9, open: true, key, ..CaseRow::default() };
    let rows = [closed(1, 50), closed(2, 10), closed(3, 50), closed(4, 60), open];
    journal.commit(&rows.into_iter().map(put).collect::<Vec<_>>()).unwrap();
    fn found(journal: &impl Journal, behind: (i64, u64), until: i64, limit: usize) -> Vec<u64> {
        journal.to_erase(behind, until, limit).unwrap().into_iter().map(|row| row.case).collect()
    }
    assert_eq!(found(&journal, (0, 0), 99, 99), [2, 1, 3, 4]);
    assert_eq!(found(&journal, (0, 0), 50, 2), [2, 1], "so many at most");
    assert_eq!(found(&journal, (50, 1), 50, 99), [3], "behind a case that was closed at the same instant");
    assert_eq!(found(&journal, (50, 3), 59, 99), [] as [u64; 0]);
    journal.commit(&[Write::Erase { case: 1 }]).unwrap();
    assert_eq!(found(&journal, (0, 0), 99, 99), [2, 3, 4]);
}

pub fn due_cases_come_in_the_order_of_their_instants<F: Factory>() {
    let mut journal = F::default().open();
    let due = |number: u64, due: Option<i64>| put(CaseRow { due, ..case(number) });
    let writes = [due(1, Some(30)), due(2, Some(10)), due(3, None), due(4, Some(10)), due(5, Some(-5))];
    journal.commit(&writes).unwrap();
    assert_eq!(journal.next_due(), Ok(Some(-5)));
    assert_eq!(journal.due(30, 9), Ok(vec![(-5, 5), (10, 2), (10, 4), (30, 1)]));
    assert_eq!(journal.due(29, 9), Ok(vec![(-5, 5), (10, 2), (10, 4)]));
    assert_eq!(journal.due(29, 2), Ok(vec![(-5, 5), (10, 2)]));
    journal.commit(&[due(5, None), due(2, Some(40))]).unwrap();
    assert_eq!(journal.next_due(), Ok(Some(10)));
    assert_eq!(journal.due(100, 9), Ok(vec![(10, 4), (30, 1), (40, 2)]));
}

pub fn the_worklist_comes_by_due_then_by_age<F: Factory>() {
    let mut journal = F::default().open();
    let claimed = |row: TaskRow, account: u64| TaskRow { claimed: Some(account), ..row };
    let rows = [
        task(1, 1, "akimat", Some(20), 5),
        task(1, 2, "fire", Some(20), 4),
        claimed(task(2, 1, "akimat", Some(-3), 9), 4),
        task(3, 1, "akimat", None, 1),
        claimed(task(3, 2, "akimat", None, 0), 4),
        task(4, 1, "akimat", Some(20), 5),
        claimed(task(4, 2, "fire", Some(7), 5), 4),
    ];
    for number in 1..=4 {
        let tasks: Vec<TaskRow> = rows.iter().filter(|row| row.case == number).cloned().collect();
        journal.commit(&[Write::Tasks { case: number, tasks: tasks.into() }]).unwrap();
    }
    let list = |body: Option<&str>, claimed: Option<u64>, page: Page| -> Vec<(u64, u32)> {
        let worklist = Worklist { body: body.map(str::to_string), claimed };
        journal.worklist(&worklist, page).unwrap().iter().map(|row| (row.case, row.activity)).collect()
    };
    assert_eq!(list(None, None, ALL), [(2, 1), (4, 2), (1, 2), (1, 1), (4, 1), (3, 2), (3, 1)]);
    assert_eq!(list(Some("akimat"), None, ALL), [(2, 1), (1, 1), (4, 1), (3, 2), (3, 1)]);
    assert_eq!(list(Some("akimat"), None, Page { skip: 1, limit: 3 }), [(1, 1), (4, 1), (3, 2)]);
    assert_eq!(list(None, Some(4), ALL), [(2, 1), (4, 2), (3, 2)]);
    assert_eq!(list(Some("fire"), Some(4), ALL), [(4, 2)]);
    assert_eq!(list(Some("nobody"), None, ALL), []);
}

pub fn tasks_are_replaced_as_a_whole<F: Factory>() {
    let mut journal = F::default().open();
    let first = vec![task(1, 1, "akimat", Some(5), 1), task(1, 2, "fire", None, 1), task(1, 3, "fire", None, 1)];
    let other = vec![task(2, 1, "akimat", Some(6), 1)];
    journal
        .commit(&[Write::Tasks { case: 1, tasks: first.clone().into() }, Write::Tasks { case: 2, tasks: other.clone().into() }])
        .unwrap();
    let second = vec![first[0].clone(), TaskRow { due: Some(2), ..first[1].clone() }, task(1, 9, "akimat", None, 3)];
    journal.commit(&[Write::Tasks { case: 1, tasks: second.clone().into() }]).unwrap();
    assert_eq!((journal.tasks(1), journal.tasks(2)), (Ok(second), Ok(other.clone())));
    journal.commit(&[Write::Tasks { case: 1, tasks: vec![].into() }]).unwrap();
    assert_eq!((journal.tasks(1), journal.worklist(&Worklist::default(), ALL)), (Ok(vec![]), Ok(other)));
}

pub fn a_thing_is_held_by_one_case<F: Factory>() {
    let mut journal = F::default().open();
    let plot = |case: u64| Write::Hold(holding("plot", "20-321-001", case, 1, 1));
    journal.commit(&[plot(1)]).unwrap();
    journal.commit(&[plot(1)]).expect("who holds it may say so again");
    let fault = refused(&mut journal, &[put(case(2)), plot(2)]);
    assert_eq!(fault, Fault::Taken { register: "plot".to_string(), thing: "20-321-001".to_string(), holder: 1 });
    journal.commit(&[Write::Hold(holding("slot", "20-321-001", 2, 1, 1))]).expect("another register");
    journal.commit(&[Write::Release { case: 1 }, plot(2)]).expect("let go in the same commit");
    assert_eq!(journal.holding("plot", "20-321-001"), Ok(vec![holding("plot", "20-321-001", 2, 1, 1)]));
    assert_eq!(journal.held(1), Ok(vec![]));
    assert_eq!(journal.held(2).unwrap().len(), 2);
}

pub fn a_quota_is_never_exceeded<F: Factory>() {
    let mut journal = F::default().open();
    let quota = |case: u64, amount: u64| Write::Hold(holding("quota", "district 3", case, amount, 10));
    journal.commit(&[quota(1, 4), quota(2, 6)]).unwrap();
    let fault = refused(&mut journal, &[quota(3, 1)]);
    assert_eq!(fault, Fault::Taken { register: "quota".to_string(), thing: "district 3".to_string(), holder: 1 });
    assert!(matches!(refused(&mut journal, &[quota(1, 5)]), Fault::Taken { holder: 2, .. }));
    journal.commit(&[quota(1, 3), quota(3, 1)]).expect("what it gives back is free");
    // More than there is, by whoever asks.
    journal.commit(&[Write::Release { case: 1 }, Write::Release { case: 2 }, Write::Release { case: 3 }]).unwrap();
    assert!(matches!(refused(&mut journal, &[quota(4, 11)]), Fault::Taken { holder: 4, .. }));
    assert_eq!(journal.register("quota"), Ok(vec![]));
}

pub fn the_last_of_many_rivals_for_a_quota_is_refused<F: Factory>() {
    let mut journal = F::default().open();
    let mut kept = 0;
    for rival in 1..=40 {
        let thing = format!("slot {}", rival % 4);
        match journal.commit(&[Write::Hold(holding("slot", &thing, rival, 1, 3)), put(case(rival))]) {
            Ok(_) => kept += 1,
            Err(Fault::Taken { holder, .. }) => assert!(holder < rival),
            Err(fault) => panic!("{fault}"),
        }
    }
    assert_eq!((kept, journal.register("slot").unwrap().len(), journal.cases(&CaseFilter::default(), ALL).unwrap().len()), (12, 12, 12));
}

pub fn numbers_of_removed_drafts_are_not_given_again<F: Factory>() {
    let factory = F::default();
    let mut journal = factory.open();
    journal.commit(&[Write::Draft(draft(3, 1)), Write::Draft(draft(1, 1)), Write::DropDraft { draft: 3 }]).unwrap();
    drop(journal);
    assert_eq!(factory.open().ids().unwrap().draft, 3);
}

pub fn documents_move_from_a_draft_to_its_case<F: Factory>() {
    let mut journal = F::default().open();
    let papers = [1, 2].map(|mark| Write::Document(document(0, 4, mark)));
    journal.commit(&[&papers[..], &[Write::Blob(blob(1)), Write::Blob(blob(2)), Write::Draft(draft(4, 1))]].concat()).unwrap();
    assert_eq!(journal.draft_documents(4).unwrap().len(), 2);
    journal.commit(&[Write::Adopt { draft: 4, case: 9 }, Write::DropDraft { draft: 4 }]).unwrap();
    assert_eq!((journal.draft(4), journal.draft_documents(4)), (Ok(None), Ok(vec![])));
    assert_eq!(journal.documents(9), Ok(vec![document(9, 0, 1), document(9, 0, 2)]));
    assert_eq!(journal.blob(&[2; 32]), Ok(Some(vec![2; 10])));
}

pub fn a_document_taken_out_of_a_draft_stays_with_others<F: Factory>() {
    let mut journal = F::default().open();
    let papers = [(0, 4), (0, 5), (9, 0)].map(|(case, draft)| Write::Document(document(case, draft, 1)));
    journal.commit(&[&papers[..], &[Write::Document(document(0, 4, 2)), Write::Blob(blob(1)), Write::Blob(blob(2))]].concat()).unwrap();
    let out = |draft, mark: u8| Write::DropDocument { draft, hash: [mark; 32] };
    journal.commit(&[out(4, 1), out(0, 1), out(4, 7)]).unwrap();
    assert_eq!(journal.draft_documents(4), Ok(vec![document(0, 4, 2)]));
    assert_eq!((journal.draft_documents(5).unwrap().len(), journal.documents(9).unwrap().len()), (1, 1));
    assert_eq!(journal.blob(&[1; 32]), Ok(Some(vec![1; 10])), "others have it");
    journal.commit(&[out(4, 2)]).unwrap();
    assert_eq!(journal.blob(&[2; 32]), Ok(None), "nobody has it any more");
}

pub fn a_document_without_its_bytes_is_refused<F: Factory>() {
    let mut journal = F::default().open();
    assert!(matches!(refused(&mut journal, &[Write::Document(document(1, 0, 8))]), Fault::Failed(_)));
    journal.commit(&[Write::Document(document(1, 0, 8)), Write::Blob(blob(8))]).expect("in one commit, in any order");
}

pub fn a_name_belongs_to_one_account<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&[Write::Account(account(1, "first-officer"))]).unwrap();
    assert!(matches!(refused(&mut journal, &[Write::Account(account(2, "first-officer"))]), Fault::Failed(_)));
    let renamed = Account { closed: true, roles: vec![], ..account(1, "second-officer") };
    journal.commit(&[Write::Account(renamed.clone())]).unwrap();
    assert_eq!((journal.account_named("first-officer"), journal.account(1)), (Ok(None), Ok(Some(renamed))));
}

pub fn an_empty_commit_is_nothing<F: Factory>() {
    let mut journal = F::default().open();
    journal.commit(&one_of_each()).unwrap();
    let before = told(&journal).unwrap();
    assert_eq!(journal.commit(&[]), Ok(1));
    assert_eq!(told(&journal).unwrap(), before);
}
