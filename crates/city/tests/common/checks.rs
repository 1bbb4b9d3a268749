//! What holds of a store at any moment, whatever happened to its server.

use alatau_city::figures::{Figures, Tally};
use alatau_city::{Act, City, Spelled, read_content, read_events};
use alatau_core::case::{Case, Command, Rejection, Rulebook, Status, apply, next_due};
use alatau_core::time::Timestamp;
use alatau_evidence::leaf::Leaf;
use alatau_evidence::tree::{Frontier, leaf_hash};
use alatau_store::{CaseFilter, CaseRow, Journal, Page};
use alatau_twin::replay::{Differs, Record, replay};
use std::collections::{BTreeMap, BTreeSet};

const ALL: Page = Page { skip: 0, limit: 10_000 };

/// Leaves, numbers, indices, frontier and figures agree, and time never runs back within a case.
pub fn log_is_whole(journal: &impl Journal, seed: u64) {
    let (mut numbers, mut cases) = (BTreeMap::<String, u64>::new(), BTreeMap::<u64, (u64, i64)>::new());
    let (mut frontier, mut tally) = (Frontier::default(), Tally::default());
    for bytes in journal.leaves(0, 1_000_000).unwrap() {
        let leaf = Leaf::read(&bytes).unwrap();
        let number = numbers.entry(leaf.procedure.to_string()).or_insert(1);
        assert_eq!(leaf.number, *number, "seed {seed}: a number is missing");
        *number = leaf.next_number();
        let (index, at) = cases.entry(leaf.case).or_insert((1, i64::MIN));
        assert!(leaf.index == *index && leaf.at >= *at, "seed {seed}: case {} at {}", leaf.case, leaf.index);
        (*index, *at) = (leaf.next_index(), leaf.at);
        tally.leaf(&leaf).unwrap();
        frontier.push(leaf_hash(&bytes));
    }
    assert_eq!(frontier.to_bytes(), journal.frontier().unwrap(), "seed {seed}");
    assert_eq!(tally.wrongs(), [], "seed {seed}: what an honest city does not write");
    let published = Figures::kept(journal).unwrap();
    assert_eq!(Figures::of_rows(journal).unwrap(), published, "seed {seed}: the rows, one by one");
    assert_eq!(tally.figures().differences(&published), Vec::<[String; 4]>::new(), "seed {seed}");
}

/// Each row is the fold of its entries, nothing is due unseen, and nothing is held twice.
pub fn rows_follow(city: &mut City, journal: &impl Journal, now: Timestamp, seed: u64) -> Vec<CaseRow> {
    let rows = journal.cases(&CaseFilter::default(), ALL).unwrap();
    let mut plots = BTreeSet::new();
    for row in rows.iter().filter(|row| row.key.is_some()) {
        let entries = journal.entries(row.case).unwrap();
        let books = city.books_of(row.case, now, journal).unwrap();
        let mut case = Case::default();
        let events = read_events(&entries, &books[0].bound.rulebook.net).unwrap();
        events.iter().for_each(|event| apply(&mut case, &event.event));
        assert_eq!((case.status == Status::Open, row.events), (row.open, events.len() as u64), "seed {seed}: case {}", row.case);
        assert_eq!(case.clocks, [row.statutory, row.extended, row.applicant_time], "seed {seed}: case {}", row.case);
        if let (true, Some(due)) = (row.open, next_due(&case)) {
            assert!(row.due.is_some_and(|at| at <= due.at.0), "seed {seed}: case {} is due unseen", row.case);
        }
        let held = journal.held(row.case).unwrap();
        assert!(row.open || held.is_empty(), "seed {seed}: a closed case holds {held:?}");
        for holding in held {
            let (is_shared, thing) = (holding.register == "quota", (holding.register, holding.thing));
            assert!(is_shared || plots.insert(thing.clone()), "seed {seed}: {thing:?} is held twice");
        }
    }
    rows
}

/// Each case again on the virtual clock: the same events. Answers how many cases.
pub fn replays(city: &mut City, journal: &impl Journal, now: Timestamp, seed: u64) -> usize {
    let last = journal.leaves(0, 1_000_000).unwrap().iter().map(|leaf| Leaf::read(leaf).unwrap().at).max().unwrap_or(0);
    let rows = journal.cases(&CaseFilter::default(), ALL).unwrap();
    for row in rows.iter().filter(|row| row.key.is_some()) {
        let entries = journal.entries(row.case).unwrap();
        let books = city.books_of(row.case, now, journal).unwrap();
        let zone = &city.world().calendar.zone;
        let laws: Vec<(Timestamp, &Rulebook)> = books.iter().map(|book| (zone.midnight(book.from), &book.bound.rulebook)).collect();
        let live: Vec<_> = read_events(&entries, &laws[0].1.net).unwrap().into_iter().map(|event| event.event).collect();
        let acts = entries.iter().filter_map(|entry| Some((Timestamp(entry.at), read_content(entry).unwrap().command?)));
        let deeds = Deeds(acts.filter(|(_, act)| !matches!(act, Act::Tick | Act::Recount)).collect());
        let until = if row.open { live.last().map_or(Timestamp(last), |event| event.at) } else { Timestamp(last) };
        let again = replay(&deeds, &laws, until).unwrap_or_else(|why| panic!("seed {seed}: case {}: {why}", row.case));
        assert_eq!(again, live, "seed {seed}: case {}", row.case);
    }
    rows.iter().filter(|row| row.key.is_some()).count()
}

/// What people did in a case.
struct Deeds(Vec<(Timestamp, Act)>);

impl Record for Deeds {
    fn at(&self, deed: usize) -> Option<Timestamp> {
        self.0.get(deed).map(|(at, _)| *at)
    }

    fn give(&self, deed: usize, rulebook: &Rulebook, give: &mut dyn FnMut(Command<'_>) -> Result<(), Rejection>) -> Result<(), Differs> {
        let spelled = Spelled::of(self.0[deed].1.clone(), rulebook);
        let spelled = spelled.map_err(|problem| Differs::Unspeakable { deed, why: problem.to_string() })?;
        give(spelled.command()).map_err(|rejection| Differs::Refused { deed, rejection })
    }
}
