//! Cases that want the same plot, and quotas that they share.

use super::support::*;
use alatau_core::case::{self, Case, Command, Rulebook};
use alatau_core::register::{self, Claimant, Happened, Kind, Refusal, Register, Rejection, Thing, Want, transact};
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;

/// A city of cases that share a register.
struct City {
    book: Rulebook,
    cases: BTreeMap<u64, (Case, Vec<Want>)>,
    register: Register,
    happened: Happened,
}

impl City {
    fn new(book: Rulebook) -> City {
        City { book, cases: BTreeMap::new(), register: Register::default(), happened: Happened::default() }
    }

    fn send(&mut self, number: u64, plots: &[u64], command: Command<'_>, now: Timestamp) -> Result<(), Refusal> {
        let entry = self.cases.entry(number).or_insert_with(|| (Case::default(), plots.iter().map(|p| Want::one(plot(*p))).collect()));
        let claimant = Claimant { number, case: &entry.0, wants: &entry.1 };
        let (before, register_before) = (self.happened.case.clone(), self.happened.register.clone());
        let result = transact(claimant, &self.register, command, &self.book, now, &mut self.happened);
        if result.is_err() {
            assert!(self.happened.case == before && self.happened.register == register_before, "both lists or neither");
        }
        self.happened.case[before.len()..].iter().for_each(|e| case::apply(&mut entry.0, e));
        assert!(result.is_err() || entry.0 == self.happened.next, "the case after it is the fold of what happened");
        self.happened.register[register_before.len()..].iter().for_each(|e| register::apply(&mut self.register, e));
        let mut replayed = Register::default();
        self.happened.register.iter().for_each(|e| register::apply(&mut replayed, e));
        assert_eq!(replayed, self.register);
        result
    }

    fn holder(&self, number: u64) -> Option<u64> {
        self.register.holders(&plot(number)).next().map(|(case, _)| case)
    }

    fn order(&mut self, command: register::Command<'_>) {
        let before = self.happened.register.len();
        register::handle(&self.register, command, at("2026-11-02 09:00"), &mut self.happened.register).unwrap();
        self.happened.register[before..].iter().for_each(|e| register::apply(&mut self.register, e));
    }
}

fn plot(number: u64) -> Thing {
    Thing::new(Kind::Plot, &number.to_string())
}

const FILE: Command<'_> = Command::File { facts: &[] };

#[test]
fn a_plot_is_claimed_at_the_filing_and_free_when_the_case_is_over() {
    let now = at("2026-11-02 10:00");
    let mut city = City::new(book(net(elements("t e"), "s>t; t>e"), &[]));
    city.send(1, &[17, 4, 17], FILE, now).unwrap();
    assert_eq!(city.register.held_by(1).collect::<Vec<_>>(), [Want::one(plot(17)), Want::one(plot(4))]);
    let refused = city.send(2, &[3, 4], FILE, now).unwrap_err();
    assert_eq!(refused, Refusal::Register(Rejection::Held { thing: plot(4), holder: 1 }));
    assert_eq!(refused.to_string(), "AL-4301: plot `4` is held by case 1; wait until it is decided, or withdraw it");
    assert_eq!((city.holder(3), city.happened.case.len()), (None, 3), "a refused filing holds nothing");
    city.send(1, &[], Command::Complete { activity: 0, facts: &[] }, now).unwrap();
    assert_eq!(city.register, Register::default());
    city.send(2, &[], FILE, now).unwrap();
    assert_eq!(city.holder(4), Some(2));
    city.send(2, &[], Command::Withdraw, now).unwrap();
    assert_eq!(city.holder(4), None);
}

#[test]
fn where_case_and_register_refuse_the_case_speaks_and_the_register_stays() {
    let now = at("2026-11-02 10:00");
    let mut city = City::new(book(net(elements("t e"), "s>t; t>e"), &[]));
    city.send(1, &[17], FILE, now).unwrap();
    assert_eq!(city.send(1, &[], FILE, now), Err(Refusal::Case(case::Rejection::AlreadyFiled)));
    assert_eq!(city.holder(17), Some(1));
}

#[test]
fn a_case_that_is_over_at_once_claims_and_lets_go() {
    let mut city = City::new(book(net(elements("e"), "s>e"), &[]));
    city.send(1, &[17], FILE, at("2026-11-02 10:00")).unwrap();
    assert_eq!((city.happened.register.len(), city.holder(17)), (2, None));
}

#[test]
fn silence_that_ends_a_case_frees_its_plots_at_that_instant() {
    let xml = elements("t e e2") + term_timer("b", "t", "term.decision");
    let rules = [rule("term.decision", "2 working-days", case::Yields::Refused)];
    let mut city = City::new(book(net(xml, "s>t; t>e; b>e2"), &rules));
    city.send(1, &[17], FILE, at("2026-11-02 10:00")).unwrap();
    city.send(1, &[], Command::Tick, at("2026-12-01 10:00")).unwrap();
    assert_eq!(city.happened.register.last().unwrap().at, at("2026-11-04 24:00"));
}

#[test]
fn a_quota_is_never_given_out_twice() {
    let (mut register, mut log) = (Register::default(), Vec::new());
    let quota = |name: &str, amount| [Want { thing: Thing::new(Kind::Quota, name), amount }];
    let claim = |register: &Register, case, wants: &[Want], log: &mut Vec<_>| {
        register::handle(register, register::Command::Claim { case, wants }, at("2026-11-02 10:00"), log).map_err(|why| why.to_string())
    };
    let unknown = claim(&register, 1, &quota("golden", 1), &mut log).unwrap_err();
    assert_eq!(unknown, "AL-4303: there is no quota `golden`; the operator sets it first");
    let mut city = City::new(book(net(elements("t e"), "s>t; t>e"), &[]));
    city.order(register::Command::Limit { quota: "golden", limit: 10 });
    register = city.register;
    claim(&register, 1, &quota("golden", 7), &mut log).unwrap();
    log.drain(..).for_each(|event| register::apply(&mut register, &event));
    let full = claim(&register, 2, &quota("golden", 4), &mut log).unwrap_err();
    assert_eq!(full, "AL-4302: quota `golden` has 3 left of 10, not 4; ask for less, or wait until a case gives some back");
    assert!(claim(&register, 2, &[quota("golden", 2), quota("golden", 2)].concat(), &mut log).is_err(), "two wants are one sum");
    claim(&register, 2, &quota("golden", 3), &mut log).unwrap();
    let whole = [Want { thing: plot(1), amount: 2 }];
    assert_eq!(claim(&register, 3, &whole, &mut log).unwrap_err(), "AL-4304: plot `1` is wanted 2 times; it is held whole, by 1");
}

#[test]
fn an_interest_is_declared_once_and_taken_back() {
    let mut city = City::new(book(net(elements("e"), "s>e"), &[]));
    let declare = |interested| register::Command::Declare { officer: 4, party: 9, interested };
    city.order(declare(true));
    city.order(declare(true));
    assert!(city.register.is_interested(4, 9) && !city.register.is_interested(9, 4));
    assert_eq!((city.happened.register.len(), city.register.interests(4).collect::<Vec<_>>()), (1, vec![9]));
    city.order(declare(false));
    assert_eq!(city.register, Register::default());
}
