//! Cases that want the same plot.

use super::support::*;
use alatau_core::case::{self, Case, Command, Rulebook};
use alatau_core::register::{self, Claimant, PlotId, Refusal, Register, Rejection, transact};
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;

/// A city of cases that share a register.
struct City {
    book: Rulebook,
    cases: BTreeMap<u64, (Case, Vec<PlotId>)>,
    register: Register,
    log: Vec<case::Event>,
    register_log: Vec<register::Event>,
}

impl City {
    fn new(book: Rulebook) -> City {
        City { book, cases: BTreeMap::new(), register: Register::default(), log: Vec::new(), register_log: Vec::new() }
    }

    fn send(&mut self, number: u64, plots: &[u64], command: Command<'_>, now: Timestamp) -> Result<(), Refusal> {
        let entry = self.cases.entry(number).or_insert_with(|| (Case::default(), plots.iter().map(|p| PlotId(*p)).collect()));
        let claimant = Claimant { number, case: &entry.0, plots: &entry.1 };
        let (before, register_before) = (self.log.clone(), self.register_log.clone());
        let result = transact(claimant, &self.register, command, &self.book, now, &mut self.log, &mut self.register_log);
        if result.is_err() {
            assert!(self.log == before && self.register_log == register_before, "both lists or neither");
        }
        self.log[before.len()..].iter().for_each(|e| case::apply(&mut entry.0, e));
        self.register_log[register_before.len()..].iter().for_each(|e| register::apply(&mut self.register, e));
        let mut replayed = Register::default();
        self.register_log.iter().for_each(|e| register::apply(&mut replayed, e));
        assert_eq!(replayed, self.register);
        result
    }
}

const FILE: Command<'_> = Command::File { facts: &[] };

#[test]
fn a_plot_is_claimed_at_the_filing_and_free_when_the_case_is_over() {
    let now = at("2026-11-02 10:00");
    let mut city = City::new(book(net(elements("t e"), "s>t; t>e"), &[]));
    city.send(1, &[17, 4, 17], FILE, now).unwrap();
    assert_eq!(city.register.held_by(1).collect::<Vec<_>>(), [PlotId(4), PlotId(17)]);
    let refused = city.send(2, &[3, 4], FILE, now).unwrap_err();
    assert_eq!(refused, Refusal::Register(Rejection::Held { plot: PlotId(4), holder: 1 }));
    assert_eq!(refused.to_string(), "plot 4 is held by case 1; wait until it is decided, or withdraw it");
    assert_eq!((city.register.holder(PlotId(3)), city.log.len()), (None, 3), "a refused filing holds nothing");
    city.send(1, &[], Command::Complete { activity: 0, facts: &[] }, now).unwrap();
    assert_eq!(city.register, Register::default());
    city.send(2, &[], FILE, now).unwrap();
    assert_eq!(city.register.holder(PlotId(4)), Some(2));
    city.send(2, &[], Command::Withdraw, now).unwrap();
    assert_eq!(city.register.holder(PlotId(4)), None);
}

#[test]
fn where_case_and_register_refuse_the_case_speaks_and_the_register_stays() {
    let now = at("2026-11-02 10:00");
    let mut city = City::new(book(net(elements("t e"), "s>t; t>e"), &[]));
    city.send(1, &[17], FILE, now).unwrap();
    assert_eq!(city.send(1, &[], FILE, now), Err(Refusal::Case(case::Rejection::AlreadyFiled)));
    assert_eq!(city.register.holder(PlotId(17)), Some(1));
}

#[test]
fn a_case_that_is_over_at_once_claims_and_lets_go() {
    let mut city = City::new(book(net(elements("e"), "s>e"), &[]));
    city.send(1, &[17], FILE, at("2026-11-02 10:00")).unwrap();
    assert_eq!((city.register_log.len(), city.register.holder(PlotId(17))), (2, None));
}

#[test]
fn silence_that_ends_a_case_frees_its_plots_at_that_instant() {
    let xml = elements("t e e2") + term_timer("b", "t", "term.decision");
    let rules = [rule("term.decision", "2 working-days", case::Yields::Refused)];
    let mut city = City::new(book(net(xml, "s>t; t>e; b>e2"), &rules));
    city.send(1, &[17], FILE, at("2026-11-02 10:00")).unwrap();
    city.send(1, &[], Command::Tick, at("2026-12-01 10:00")).unwrap();
    assert_eq!(city.register_log.last().unwrap().at, at("2026-11-04 24:00"));
}
