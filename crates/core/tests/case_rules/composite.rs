//! Several services in one filing: asked once, filed together, one status.

use super::support::*;
use alatau_core::case::composite::{After, Bundle, Child, ChildStanding, Composite, NotFiled, Standing, Unfit};
use alatau_core::case::{Command, Rejection, Rulebook, Yields};
use alatau_core::decision::ValueKind;
use alatau_core::decision::dmn::Datum;
use alatau_core::procedure::{Net, Options, Outcome, bpmn, compile};
use alatau_core::time::Timestamp;
use std::collections::BTreeMap;

/// The shipped procedure for a permission to build, with a rule for each of its terms.
fn building_permit() -> Rulebook {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/procedures/building-permit.bpmn");
    let file = bpmn::parse("building-permit.bpmn", &std::fs::read_to_string(path).unwrap()).unwrap();
    let net = compile(&file, &Options::default()).unwrap();
    let rules: Vec<_> = net.terms.iter().map(|slot| rule(slot, "10 working-days", Yields::Approved)).collect();
    let mut book = book(net, &rules);
    for (fact, word) in
        [("initial_stage", "merged"), ("completeness_checks", "once"), ("sketch_approval", "required"), ("expertise", "required")]
    {
        book.given[book.net.fact(fact).unwrap() as usize] = book.word(word);
    }
    book
}

/// A small service: an officer rules within so many working days; its form asks for a plan of the site.
fn service(length: &str, condition: &str) -> Rulebook {
    let parts = "<userTask id=\"look\" al:form=\"site-plan.yaml\"/><userTask id=\"r\" al:ruling=\"true\"/><exclusiveGateway id=\"x\" default=\"x-e\"/>\
        <userTask id=\"more\" al:clock=\"applicant\"/>";
    let ways = format!("s>look; look>x; x>more[{condition}]; x>r; more>r; r>e; b>e; x>e");
    let net: Net =
        net(Xml(parts.into()) + elements("e") + term_timer("b", "r", "term.decision"), &ways.replace("x>r; ", "x>r[size > 0]; "));
    book(net, &[rule("term.decision", length, Yields::Refused)])
}

fn child(name: &str, rulebook: Rulebook) -> Child {
    Child { name: name.into(), rulebook, after: Vec::new(), required: true }
}

fn after(name: &str, rulebook: Rulebook, first: &str) -> Child {
    Child { after: vec![After { child: first.into(), provision: "permits-law#order".into() }], ..child(name, rulebook) }
}

fn facts(pairs: &[(&str, Datum)]) -> BTreeMap<String, Datum> {
    pairs.iter().map(|(name, datum)| (name.to_string(), datum.clone())).collect()
}

fn large() -> BTreeMap<String, Datum> {
    facts(&[("size", Datum::number("40"))])
}

/// Completes, or rules on, the open activity of an element.
fn act(all: &mut Composite, name: &str, element: &str, outcome: Option<Outcome>, now: Timestamp) -> Result<(), Rejection> {
    let number = all.child(name).unwrap();
    let net = all.cases.procedures[number].rulebook.net.clone();
    let node = net.node(element).unwrap();
    let activity = all.case(number).unwrap().active.as_slice().iter().find(|a| a.node == node && a.is_token()).unwrap().activity;
    let command = match outcome {
        None => Command::Complete { activity, facts: &[] },
        Some(outcome) => Command::Rule { activity, outcome, grounds: &[0], facts: &[] },
    };
    all.send(number, command, now)
}

#[test]
fn a_building_permit_and_another_service_ask_each_thing_once() {
    let (land, kiosk) = (service("3 working-days", "complete = true"), service("5 working-days", "size > 100"));
    let bundle = Bundle::new(vec![child("permit", building_permit()), child("land", land), child("kiosk", kiosk)]).unwrap();
    let asked = bundle.asked();
    assert_eq!(asked.facts["complete"].read_by, ["permit", "land"]);
    assert_eq!((asked.facts["size"].kind, asked.facts["size"].read_by.len()), (Some(ValueKind::Number), 2));
    for known in ["initial_stage", "expertise", "ruling", "silence"] {
        assert!(!asked.facts.contains_key(known), "{known} is known without asking");
    }
    assert_eq!(asked.documents["site-plan.yaml"], ["land", "kiosk"]);
    let told = [large(), facts(&[("complete", Datum::Bool(false))])].into_iter().flatten().collect();
    let mut all = bundle.file(&told, at("2026-11-02 10:00")).unwrap();
    // What was asked once is known to each that reads it.
    for name in ["land", "kiosk"] {
        let number = all.child(name).unwrap();
        let net = &all.cases.procedures[number].rulebook.net;
        let size = all.case(number).unwrap().facts.at(net.fact("size").unwrap() as usize);
        assert_eq!(net.symbols.datum(size), Datum::number("40"));
    }
    assert!(matches!(all.standing_of(0), ChildStanding::Open { .. }));
    // Each has its own clock; the application's is the earliest.
    act(&mut all, "land", "look", None, at("2026-11-03 10:00")).unwrap();
    act(&mut all, "kiosk", "look", None, at("2026-11-03 11:00")).unwrap();
    let dues: Vec<Option<Timestamp>> = (0..3).map(|number| all.due_of(number)).collect();
    assert_eq!((dues[1], dues[2]), (Some(at("2026-11-07 00:00")), Some(at("2026-11-11 00:00"))));
    assert_eq!(all.next_due(), dues.iter().flatten().min().copied());
}

#[test]
fn all_is_filed_or_nothing() {
    let undecided = book(net(elements("t t2 e") + "<exclusiveGateway id=\"x\"/>", "s>x; x>t[size > 3]; x>t2[size <= 3]; t>e; t2>e"), &[]);
    let bundle = Bundle::new(vec![child("permit", building_permit()), child("shed", undecided)]).unwrap();
    let now = at("2026-11-02 10:00");
    assert!(matches!(bundle.file(&facts(&[]), now), Err(NotFiled::Refused { child, .. }) if child == "shed"));
    assert_eq!(bundle.file(&facts(&[("colour", Datum::text("red"))]), now).err(), Some(NotFiled::UnknownFact("colour".into())));
    let filed = bundle.file(&facts(&[("size", Datum::number("2"))]), now).unwrap();
    assert_eq!(filed.cases.members.len(), 2);
}

#[test]
fn a_service_that_follows_begins_once_the_first_is_approved() {
    let book = || service("3 working-days", "size > 100");
    let bundle = Bundle::new(vec![after("hookup", book(), "land"), child("land", book())]).unwrap();
    for (outcome, wanted) in [(Outcome::Approved, "open"), (Outcome::Refused, "never")] {
        let mut all = bundle.file(&large(), at("2026-11-02 10:00")).unwrap();
        assert_eq!((all.standing_of(0), all.standing()), (ChildStanding::NotYet, Standing::Open));
        act(&mut all, "land", "look", None, at("2026-11-03 10:00")).unwrap();
        act(&mut all, "land", "r", Some(outcome), at("2026-11-04 10:00")).unwrap();
        match wanted {
            "open" => {
                assert!(matches!(all.standing_of(0), ChildStanding::Open { .. }));
                assert_eq!(all.case(0).unwrap().filed, at("2026-11-04 10:00"), "its own clock begins then");
                act(&mut all, "hookup", "look", None, at("2026-11-05 10:00")).unwrap();
                act(&mut all, "hookup", "r", Some(Outcome::Approved), at("2026-11-05 11:00")).unwrap();
                assert_eq!(all.standing(), Standing::Approved);
            }
            _ => assert_eq!((all.standing_of(0), all.standing()), (ChildStanding::Never, Standing::Refused)),
        }
    }
}

#[test]
fn one_status_tells_whose_turn_it_is_and_one_service_or_all_can_be_taken_back() {
    let book = || service("3 working-days", "size > 10");
    let bundle = Bundle::new(vec![child("a", book()), child("b", service("3 working-days", "size > 100"))]).unwrap();
    let mut all = bundle.file(&large(), at("2026-11-02 10:00")).unwrap();
    assert_eq!(all.standing(), Standing::Open);
    act(&mut all, "a", "look", None, at("2026-11-02 11:00")).unwrap();
    assert_eq!(all.standing(), Standing::WaitsForApplicant);
    all.withdraw(Some(0), at("2026-11-02 12:00")).unwrap();
    assert_eq!(all.standing(), Standing::Open);
    assert_eq!(all.withdraw(Some(0), at("2026-11-02 12:00")), Err(Rejection::CaseClosed));
    act(&mut all, "b", "look", None, at("2026-11-03 10:00")).unwrap();
    // Nothing is back-dated past a silence of any of them.
    let due = all.next_due().unwrap();
    assert_eq!(all.withdraw(None, due), Err(Rejection::SilenceHasSpoken { due }));
    while all.tick(due).unwrap() {}
    assert!(matches!(all.standing_of(1), ChildStanding::Over { .. }));
    let mut again = bundle.file(&large(), at("2026-11-02 10:00")).unwrap();
    again.withdraw(None, at("2026-11-02 11:00")).unwrap();
    assert_eq!(again.standing(), Standing::Withdrawn);
}

#[test]
fn facts_are_stated_to_all_services_or_to_none() {
    // The second cannot go on when its condition comes true: no way out of its gateway fits.
    let waits = "<intermediateCatchEvent id=\"c\"><conditionalEventDefinition><condition>size &gt; 3</condition></conditionalEventDefinition></intermediateCatchEvent>";
    let waiting = |ways: &str| book(net(elements("t e") + waits + "<exclusiveGateway id=\"x\"/>", ways), &[]);
    let bundle = Bundle::new(vec![
        child("first", waiting("s>c; c>t; t>x; x>e[size > 0]")),
        child("second", waiting("s>c; c>x; x>t[size > 5]; x>e[colour = 1]; t>e")),
    ]);
    let bundle = bundle.unwrap();
    let mut all = bundle.file(&facts(&[("size", Datum::number("1"))]), at("2026-11-02 10:00")).unwrap();
    let before: Vec<_> = all.cases.members.iter().map(|member| (member.case.clone(), member.log.clone())).collect();
    let told = facts(&[("size", Datum::number("4"))]);
    let refused = all.state(&told, at("2026-11-03 10:00")).unwrap_err();
    assert!(matches!(refused, Rejection::Undecided { .. }), "{refused}");
    let after: Vec<_> = all.cases.members.iter().map(|member| (member.case.clone(), member.log.clone())).collect();
    assert_eq!(before, after, "nobody keeps what one refused");
    // An earlier instant is still good: the clock did not go on either.
    all.state(&facts(&[("size", Datum::number("6"))]), at("2026-11-02 11:00")).unwrap();
    assert!(all.cases.members.iter().all(|member| member.log.len() > before[0].1.len()));
}

#[test]
fn services_that_do_not_fit_together_are_refused() {
    let number = || service("3 working-days", "size > 10");
    let refusal = |children: Vec<Child>| Bundle::new(children).err().unwrap();
    assert_eq!(refusal(vec![]), Unfit::Names(String::new()));
    assert_eq!(refusal(vec![child("a", number()), child("a", number())]), Unfit::Names("a".into()));
    let kinds =
        refusal(vec![child("a", number()), child("b", service("3 working-days", "complete = \"yes\"")), child("p", building_permit())]);
    assert!(matches!(&kinds, Unfit::Kinds { fact, .. } if fact == "complete"), "{kinds}");
    assert_eq!(kinds.to_string(), "`complete` is a word for `b` and true or false for `p`; it cannot be asked once");
    assert_eq!(refusal(vec![after("a", number(), "b")]), Unfit::NoSuchChild { child: "a".into(), after: "b".into() });
    assert_eq!(refusal(vec![after("a", number(), "b"), after("b", number(), "a")]), Unfit::Circle("a".into()));
    let mut unlawful = after("a", number(), "b");
    unlawful.after[0].provision.clear();
    assert_eq!(refusal(vec![unlawful, child("b", number())]), Unfit::NoProvision { child: "a".into(), after: "b".into() });
}
