//! What a certificate keeps, and what it does not.

use super::law_support::{day, shown};
use super::world::*;
use alatau_core::law::{Certificate, CertificateFault, NotIssued, Principle, Question, Verdict, check, run_tests};
use std::collections::BTreeMap;

const FAVOURABLE: (&str, &str) = ("selects = \"frozen\"", "selects = \"most-favourable\"");
const CHOICE: (&str, &str) = ("selects = \"frozen\"", "selects = \"choice\"");

type Claim = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// Later acts, changes to the guarantee, day of filing, slot: what the law says to the holder, and why.
#[rustfmt::skip]
const CLAIMS: &[Claim] = &[
    ("without a change nothing changes", &[], &[], "2030-02-01", "term.decision", "15", "unchanged"),
    ("frozen: a worse law does not reach the holder", &["longer-term"], &[], "2030-02-01", "term.decision", "15*", "frozen"),
    ("frozen: a better one does not either", &["shorter-term"], &[], "2030-02-01", "term.decision", "15*", "frozen"),
    ("an amendment in place does not reach the holder", &["in-place"], &[], "2030-02-01", "term.decision", "15*", "frozen"),
    (
        "a narrower law of later days does not reach the holder",
        &["longer-tower"],
        &[],
        "2030-02-01",
        "term.decision.tower",
        "15*",
        "frozen",
    ),
    ("what is repealed goes on for the holder", &["repealed"], &[], "2030-02-01", "parameter.storeys", "2*", "only-old"),
    (
        "most favourable: the better law moves to the holder",
        &["shorter-term"],
        &[FAVOURABLE],
        "2030-02-01",
        "term.decision",
        "10",
        "new-as-good",
    ),
    ("most favourable: the worse one does not", &["longer-term"], &[FAVOURABLE], "2030-02-01", "term.decision", "15*", "old-better"),
    (
        "together: both better, both move",
        &["shorter-term", "cheaper-rate"],
        &[FAVOURABLE],
        "2030-02-01",
        "parameter.rate",
        "2",
        "new-as-good",
    ),
    ("together: both worse, both stay", &["longer-term", "dearer-rate"], &[FAVOURABLE], "2030-02-01", "parameter.rate", "3*", "old-better"),
    ("together: one worse and one equal stay", &["dearer-rate"], &[FAVOURABLE], "2030-02-01", "term.decision", "15", "unchanged"),
    (
        "together: a shorter term with a higher rate goes to the human",
        &["shorter-term", "dearer-rate"],
        &[FAVOURABLE],
        "2030-02-01",
        "term.decision",
        "investment-office decides",
        "investment-office decides",
    ),
    (
        "and so does the rate",
        &["shorter-term", "dearer-rate"],
        &[FAVOURABLE],
        "2030-02-01",
        "parameter.rate",
        "investment-office decides",
        "investment-office decides",
    ),
    (
        "apart, each is compared for itself",
        &["shorter-term", "dearer-rate"],
        &[FAVOURABLE, ("together = [[\"term.decision\", \"parameter.rate\"]]\n", "")],
        "2030-02-01",
        "parameter.rate",
        "3*",
        "old-better",
    ),
    ("choice: the holder says", &["longer-term"], &[CHOICE], "2030-02-01", "term.decision", "holder chooses", "holder chooses"),
    (
        "a computed fee cannot be compared without the facts",
        &["flat-fee"],
        &[FAVOURABLE],
        "2030-02-01",
        "fee.permit",
        "investment-office decides",
        "investment-office decides",
    ),
    ("safety is not freezable", &["safety"], &[], "2030-02-01", "parameter.wall", "30", "not covered"),
    ("higher rank beats", &["constitution"], &[], "2030-02-01", "term.decision", "40", "higher-rank"),
    ("a repeal from above beats", &["repealed-above"], &[], "2030-02-01", "parameter.storeys", "nothing", "higher-rank"),
    ("derogation at equal rank beats", &["derogating"], &[], "2030-02-01", "term.decision", "40", "derogated"),
    ("the last day", &["longer-term"], &[], "2036-06-30", "term.decision", "15*", "frozen"),
    ("the day of its end is not in it", &["longer-term"], &[], "2036-07-01", "term.decision", "30", "ended"),
    ("before its first day it keeps nothing", &["longer-term"], &[], "2026-06-30", "term.decision", "15", "not-yet"),
    ("floating moves on", &["index"], &[], "2030-02-01", "parameter.index", "200", "not covered"),
    (
        "what a covered fee uses is covered, if it does not float",
        &["index"],
        &[("floating = [\"parameter.index\"]\n", "")],
        "2030-02-01",
        "parameter.index",
        "100*",
        "frozen",
    ),
    ("before the court is known the promise holds", &["longer-term", "court"], &[], "2029-05-31", "term.decision", "15*", "frozen"),
    ("once it is known the promise is broken", &["longer-term", "court"], &[], "2029-06-01", "term.decision", "30", "annulled"),
    ("what reached back only after the issue changes nothing", &["retroactive"], &[], "2030-02-01", "parameter.rate", "3*", "frozen"),
    (
        "a mere repeal breaks no promise that was given",
        &["longer-term", "guarantee-repealed"],
        &[],
        "2030-02-01",
        "term.decision",
        "15*",
        "frozen",
    ),
    (
        "an erratum to the later law changes nothing for the holder",
        &["longer-term", "erratum"],
        &[],
        "2030-02-01",
        "term.decision",
        "15",
        "unchanged",
    ),
];

#[test]
fn the_certificate_keeps_what_it_says_and_nothing_else() {
    for (claim, later, changes, filed, slot, said, why) in CLAIMS {
        let law = law(later, changes);
        let question = holder(filed, &certificate(changes));
        assert_eq!(says(&law, slot, &question), *said, "{claim}");
        assert_eq!(held(&law, slot, &question), *why, "{claim}");
    }
}

#[test]
fn a_rule_of_higher_rank_that_was_there_at_the_issue_is_kept_like_any_other() {
    let law = law(&["constitution"], &[]);
    let certificate = law.issue("guarantee.investor", &case("2028-02-01"), "A", "1").unwrap();
    let question = holder("2030-02-01", &certificate);
    assert_eq!((says(&law, "term.decision", &question), held(&law, "term.decision", &question)), ("40".into(), "unchanged".into()));
}

#[test]
fn an_order_of_lower_rank_never_reaches_the_holder() {
    // The order even claims to derogate from the guarantee: the check refuses that, and the holder is safe all the same.
    let law = law(&["order"], &[]);
    assert!(check(&law).iter().any(|finding| finding.code == "AL-1303"));
    assert_eq!(says(&law, "term.decision", &holder("2030-02-01", &certificate(&[]))), "15");
}

#[test]
fn the_invented_law_is_sound_and_its_tests_pass() {
    let law = law(&[], &[]);
    let found = check(&law);
    assert!(found.is_empty(), "{}", shown(&found));
    let (outcomes, findings) = run_tests(&law, &|_, _, _| None);
    assert!(findings.is_empty() && outcomes.len() == 4 && outcomes.iter().all(|outcome| outcome.passed()), "{outcomes:#?}");
}

#[test]
fn a_certificate_lists_versions_by_hash_and_its_end() {
    let certificate = certificate(&[]);
    let listed: Vec<String> = certificate.covers.iter().map(|covered| format!("{} {}", covered.slot, covered.version)).collect();
    let expected = [
        "fee.permit code#fee/fee.permit@2021-01-01",
        "parameter.rate code#rate/parameter.rate@2021-01-01",
        "parameter.storeys code#storeys/parameter.storeys@2021-01-01",
        "service.permit code#service/service.permit@2021-01-01",
        "silence.decision code#silence/silence.decision@2021-01-01",
        "term.decision code#term/term.decision@2021-01-01",
        "term.decision.tower code#term/term.decision@2021-01-01",
    ];
    assert_eq!(listed, expected);
    assert_eq!((certificate.issuer.as_str(), certificate.guarantee.as_str()), ("investment-office", "stability#stable/guarantee.investor"));
    assert_eq!((certificate.issued, certificate.until), (day("2026-07-01"), day("2036-07-01")));
    assert_eq!(law(&[], &[]).verify(&certificate, day("2026-07-01")), []);
}

#[test]
fn lengths_end_on_the_same_numbered_day() {
    for (length, until) in [("6\nunit = \"months\"", "2027-01-01"), ("90\nunit = \"calendar-days\"", "2026-09-29")] {
        assert_eq!(certificate(&[("10\nunit = \"years\"", length)]).until, day(until), "{length}");
    }
    let question = case("2024-02-29");
    let law =
        law(&[], &[("from = 2026-01-01", "from = 2024-02-01"), ("2025-06", "2023-06"), ("10\nunit = \"years\"", "1\nunit = \"years\"")]);
    assert_eq!(law.issue("guarantee.investor", &question, "A", "1").unwrap().until, day("2025-02-28"));
}

#[test]
fn nothing_is_issued_without_a_guarantee_that_holds() {
    let issue = |law: &alatau_core::law::Law, name: &str, question: &Question| law.issue(name, question, "A", "1");
    let plain = law(&[], &[]);
    assert!(matches!(issue(&plain, "guarantee.other", &case("2026-07-01")), Err(NotIssued::NoGuarantee { known, .. }) if known.len() == 1));
    assert!(matches!(issue(&plain, "guarantee.investor", &case("2025-12-31")), Err(NotIssued::NotInForce { .. })));
    let anybody = Question { person: Default::default(), ..case("2026-07-01") };
    assert!(matches!(issue(&plain, "guarantee.investor", &anybody), Err(NotIssued::NotInForce { .. })));
    let stranger = Question { person: ["martian".to_string()].into(), ..case("2026-07-01") };
    assert!(matches!(issue(&plain, "guarantee.investor", &stranger), Err(NotIssued::NotAQuestion(_))));
    let empty = law(&[], &[("areas = [\"construction\"]", "areas = [\"administration\"]")]);
    assert!(matches!(issue(&empty, "guarantee.investor", &case("2026-07-01")), Err(NotIssued::Nothing { .. })));
    let endless = law(&[], &[("10\nunit = \"years\"", "10\nunit = \"working-days\"")]);
    assert!(matches!(issue(&endless, "guarantee.investor", &case("2026-07-01")), Err(NotIssued::NoEnd { .. })));
    let repealed = law(&["guarantee-repealed"], &[]);
    assert!(matches!(issue(&repealed, "guarantee.investor", &case("2029-07-01")), Err(NotIssued::NotInForce { .. })));
}

/// Changes one thing in the record; what the verification says.
fn faults(change: impl FnOnce(&mut Certificate)) -> Vec<String> {
    let mut certificate = certificate(&[]);
    change(&mut certificate);
    let faults = law(&[], &[]).verify(&certificate, day("2030-01-01"));
    faults.iter().map(|fault| fault.to_string()).collect()
}

#[test]
fn every_change_to_the_record_is_found() {
    let claims: Vec<(Vec<String>, &str)> = vec![
        (faults(|c| c.covers[5].hash[31] ^= 1), "`code#term/term.decision@2021-01-01` has the hash"),
        (faults(|c| c.covers[5].version = "code#term/term.decision@2022-01-01".into()), "is no version of a rule for `term.decision`"),
        (faults(|c| c.covers[5].slot = "parameter.rate".into()), "is no version of a rule for `parameter.rate`"),
        (faults(|c| c.covers[5].area = "budget".into()), "`term.decision` lies in `construction.permits`, which the certificate"),
        (faults(|c| c.until = day("2046-07-01")), "the length of the guarantee ends it on 2036-07-01"),
        (faults(|c| c.issuer = "ministry".into()), "only `investment-office` issues"),
        (faults(|c| c.as_of = day("2026-07-02")), "later than its issue"),
        (faults(|c| c.selects = alatau_core::law::Selects::New), "selects or floats otherwise"),
        (faults(|c| c.floating.clear()), "selects or floats otherwise"),
        (faults(|c| c.guarantee = "stability#other/guarantee.investor".into()), "no guarantee `stability#other"),
        (faults(|c| c.issued = day("2025-12-31")), "no guarantee `stability#stable/guarantee.investor` was in force"),
    ];
    for (found, expected) in claims {
        assert!(found.iter().any(|fault| fault.starts_with("AL-1601: ") && fault.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn safety_that_was_smuggled_in_is_found_and_never_kept() {
    let plain = law(&[], &[("except-areas = [\"construction.safety\"]\n", "")]);
    let smuggled = plain.issue("guarantee.investor", &case("2026-07-01"), "A", "1").unwrap();
    let law = law(&["safety"], &[]);
    let faults = law.verify(&smuggled, day("2030-01-01"));
    assert!(matches!(faults.as_slice(), [CertificateFault::Area { slot, excepted: true, .. }] if slot == "parameter.wall"), "{faults:?}");
    let question = holder("2030-02-01", &smuggled);
    assert_eq!((says(&law, "parameter.wall", &question), held(&law, "parameter.wall", &question)), ("30".into(), "except-area".into()));
}

#[test]
fn a_published_rule_that_was_changed_afterwards_refuses_the_command() {
    let law = law(&["longer-term"], &[("length = 15", "length = 16")]);
    let certificate = certificate(&[]);
    let said = says(&law, "term.decision", &holder("2030-02-01", &certificate));
    assert!(said.starts_with("AL-1601: `code#term/term.decision@2021-01-01` has the hash"), "{said}");
    assert_eq!(law.verify(&certificate, day("2030-01-01")).len(), 2, "the term and the tower's term");
    assert_eq!(says(&law, "silence.decision", &holder("2030-02-01", &certificate)), "approved");
}

#[test]
fn an_annulled_guarantee_leaves_a_sound_record_of_a_broken_promise() {
    let law = law(&["court"], &[]);
    let certificate = certificate(&[]);
    assert_eq!(law.verify(&certificate, day("2029-05-31")), []);
    let faults = law.verify(&certificate, day("2029-06-01"));
    assert_eq!(faults, [CertificateFault::Annulled { by: "court".into(), known: day("2029-06-01") }]);
    assert!(faults[0].leaves_the_record_sound());
    // The reading in which the court upheld it.
    let mut upheld = holder("2030-02-01", &certificate);
    upheld.switches.insert("court".into(), "upheld".into());
    assert_eq!(held(&law, "term.decision", &upheld), "unchanged");
    assert_eq!(held(&law, "term.decision", &holder("2030-02-01", &certificate)), "annulled");
}

#[test]
fn a_case_decided_later_keeps_the_knowledge_of_its_day() {
    let law = law(&["longer-term", "court"], &[]);
    let replayed = Question { decided: day("2030-01-01"), known: day("2028-06-01"), ..holder("2028-03-01", &certificate(&[])) };
    assert_eq!(says(&law, "term.decision", &replayed), "15*");
}

#[test]
fn the_holder_chooses_once_for_slots_that_move_together() {
    let law = law(&["shorter-term", "dearer-rate"], &[CHOICE]);
    let mut question = holder("2030-02-01", &certificate(&[CHOICE]));
    for (word, term, rate) in [("old", "15*", "3*"), ("new", "10", "5")] {
        question.choices = [("term.decision".to_string(), word.to_string())].into();
        assert_eq!((says(&law, "term.decision", &question), says(&law, "parameter.rate", &question)), (term.into(), rate.into()));
        assert_eq!(held(&law, "parameter.rate", &question), format!("chosen-{word}"));
    }
    question.choices = [("term.decision".to_string(), "old".to_string()), ("parameter.rate".to_string(), "new".to_string())].into();
    assert_eq!(says(&law, "term.decision", &question), "holder chooses", "contradictory words are none");
    question.choices = [("term.decision".to_string(), "best".to_string())].into();
    assert!(law.understands(&question).is_err());
}

#[test]
fn the_named_human_decides_what_cannot_be_compared() {
    let law = law(&["shorter-term", "dearer-rate"], &[FAVOURABLE]);
    let mut question = holder("2030-02-01", &certificate(&[FAVOURABLE]));
    question.choices = [("parameter.rate".to_string(), "old".to_string())].into();
    assert_eq!((says(&law, "term.decision", &question), says(&law, "parameter.rate", &question)), ("15*".into(), "3*".into()));
}

#[test]
fn a_computed_fee_is_compared_on_the_facts_of_the_case() {
    use alatau_core::decision::dmn::{Datum, load};
    use alatau_core::law::Facts;
    let law = law(&["flat-fee", "index"], &[FAVOURABLE]);
    let question = holder("2030-02-01", &certificate(&[FAVOURABLE]));
    let (mut tables, mut facts) = (BTreeMap::new(), BTreeMap::new());
    for file in ["fee.dmn", "flat-fee.dmn"] {
        let text = std::fs::read_to_string(folder().join(file)).unwrap();
        tables.insert(file.to_string(), load(file, &text).unwrap_or_else(|e| panic!("{e:?}")));
    }
    // Three an area and index against five hundred an index: below 167 square metres the old fee is lower.
    for (area, version) in [("166", "code#fee/fee.permit@2021-01-01*"), ("167", "flat-fee#fee/fee.permit@2028-01-01")] {
        facts.insert("area".to_string(), Datum::number(area));
        let asked = law.ask(&question).with_facts(Facts { tables: &tables, facts: &facts });
        let answer = asked.resolve("fee.permit").answer().cloned().unwrap();
        let kept = if answer.selection.unwrap().keeps_old() { "*" } else { "" };
        assert_eq!(format!("{}{kept}", answer.version), version, "{area}");
        assert_eq!(answer.uses.iter().find(|used| used.name == "index").unwrap().version, "index#index/parameter.index@2028-01-01");
    }
}

#[test]
fn the_record_of_a_computed_fee_compares_on_its_own_facts() {
    use alatau_core::decision::dmn::{Datum, load};
    use alatau_core::explain::{Made, Ruling, Situation, Sources, record, verify};
    let law = law(&["flat-fee", "index"], &[FAVOURABLE]);
    let table = |file: &str| {
        let text = std::fs::read_to_string(folder().join(file)).unwrap();
        (file.to_string(), load(file, &text).unwrap_or_else(|e| panic!("{e:?}")))
    };
    let decisions = BTreeMap::from(["fee.dmn", "flat-fee.dmn"].map(table));
    let sources = Sources { law: &law, procedures: &BTreeMap::new(), decisions: &decisions };
    let ruling = |area: &str| Ruling {
        service: None,
        situation: Situation::from(&holder("2030-02-01", &certificate(&[FAVOURABLE]))),
        facts: [("area".to_string(), Datum::number(area))].into(),
        class_by: None,
        made: Made::Table { decision: "fee.permit".into(), part: None },
        judgements: Vec::new(),
    };
    for (area, version, is_kept) in [("166", "code#fee/fee.permit@2021-01-01", true), ("167", "flat-fee#fee/fee.permit@2028-01-01", false)]
    {
        let made = record(&ruling(area), sources).unwrap_or_else(|fault| panic!("{fault}"));
        let fee = &made.provisions["fee.permit"];
        assert_eq!((fee.version.as_str(), fee.selection.as_ref().unwrap().by_certificate), (version, true));
        let file = if is_kept { "decisions/fee.dmn" } else { "decisions/flat-fee.dmn" };
        assert_eq!(made.files.keys().collect::<Vec<_>>(), [file], "{area}");
        assert_eq!(verify(&made, sources), Ok(Vec::new()));
        assert!(matches!(made.said.value, Datum::Number(_)), "{:?}", made.said);
    }
    // Where the fact is unknown nothing can be compared, and nobody guesses.
    let open = Ruling { facts: BTreeMap::new(), ..ruling("1") };
    assert!(record(&open, sources).is_err());
}

#[test]
fn another_person_place_or_class_is_not_covered_by_what_was_not_certified() {
    let law = law(&["longer-term"], &[]);
    let question = case("2026-07-01");
    let houses = law.issue("guarantee.investor", &question, "A", "1").unwrap();
    assert_eq!(houses.covers.len(), 7, "the same slots, for houses");
    let tower = Question { class: Some("tower".into()), ..holder("2030-02-01", &houses) };
    assert_eq!(says(&law, "term.decision", &tower), "15*", "the term does not hang on the class");
}

#[test]
fn the_reasons_name_the_certificate() {
    let law = law(&["longer-term"], &[]);
    let answer = law.resolve("term.decision", &holder("2030-02-01", &certificate(&[]))).answer().cloned().unwrap();
    let (winner, loser) = (&answer.trace[0], answer.trace.iter().find(|line| line.verdict == Verdict::Loses && line.step == 8).unwrap());
    assert_eq!((winner.step, winner.principle, winner.by), (8, Principle::Certificate, Some(loser.rule)));
    assert_eq!((loser.principle, loser.by), (Principle::Certificate, Some(answer.rule)));
    assert_eq!(answer.transition, None);
    assert_eq!(answer.next_change, Some(day("2036-07-01")), "the certificate ends");
}

#[test]
fn a_certificate_is_read_as_it_was_written_and_a_broken_file_is_located() {
    let certificate = certificate(&[]);
    let text = serde_json::to_string_pretty(&certificate).unwrap();
    let read = Certificate::read("c.json", &text).unwrap();
    assert_eq!((&read, read.hash()), (&certificate, certificate.hash()));
    let claims = [
        (text.replace("\"until\"", "\"untill\""), "unknown field `untill`"),
        (text.replacen("\"frozen\"", "\"frosen\"", 1), "unknown variant `frosen`"),
        (text.replace("\"2036-07-01\"", "\"2036-02-30\""), "2036-02-30"),
        (text[..text.len() / 2].to_string(), "EOF"),
        (text.replacen("\"hash\": \"", "\"hash\": \"z", 1), "64 digits"),
        (String::new(), "EOF"),
    ];
    for (text, expected) in claims {
        let found = Certificate::read("c.json", &text).unwrap_err().remove(0);
        assert_eq!((found.code, found.place.file.as_str()), ("AL-1601", "c.json"));
        assert!(found.message.contains(expected), "{expected}: {}", found.message);
    }
    let line = Certificate::read("c.json", &text.replace("\"until\"", "\"untill\"")).unwrap_err()[0].place.line as usize;
    assert!(text.lines().nth(line - 1).unwrap().contains("until"));
}
