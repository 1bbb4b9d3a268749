//! A record computes again to the same hash, or says what differs.

use crate::support::{Body, Fixture, body};
use alatau_core::decision::dmn::Datum;
use alatau_core::explain::{Fault, Made, Record, RowFate, Ruling, StoredRecord, judgement_fact, layperson, recompute, record, verify};
use alatau_core::text::Lang;
use std::path::Path;

fn stored(record: &Record) -> String {
    serde_json::to_string_pretty(&StoredRecord::V1(Box::new(record.clone()))).expect("a record is data")
}

#[test]
fn a_stored_record_computes_again_to_the_same_hash() {
    for fixture in Fixture::all() {
        let made = fixture.body().record(&fixture.ruling());
        let read = Record::read(&stored(&made)).expect("it was just written");
        assert_eq!(read, made, "{}", fixture.it);
        let again = recompute(&read, fixture.body().sources()).expect("its inputs are there");
        assert_eq!(again.hash(), made.hash(), "{}", fixture.it);
        assert_eq!(verify(&read, fixture.body().sources()), Ok(Vec::new()), "{}", fixture.it);
    }
}

#[test]
fn the_kept_samples_of_the_first_form_still_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/decision_record_v1.jsonl");
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
        let invented = Fixture::all().into_iter().filter(|fixture| fixture.law == "invented");
        let line = |fixture: Fixture| {
            let record = fixture.body().record(&fixture.ruling());
            let kept = serde_json::json!({ "hash": record.hash(), "record": StoredRecord::V1(Box::new(record)) });
            format!("{kept}\n")
        };
        std::fs::write(&path, invented.map(line).collect::<String>()).expect("the samples can be written");
    }
    let text = std::fs::read_to_string(&path).expect("the samples are kept");
    assert!(text.lines().count() >= 10);
    for line in text.lines() {
        let kept: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let record = Record::read(&kept["record"].to_string()).expect("an old form stays readable");
        assert_eq!(kept["hash"], record.hash());
        assert_eq!(verify(&record, body("invented").sources()), Ok(Vec::new()));
    }
}

#[test]
fn a_changed_input_gives_another_hash_and_is_named() {
    let fixture = Fixture::named("no alcohol beside a school");
    let made = fixture.body().record(&fixture.ruling());
    let mut forged = made.clone();
    forged.ruling.facts.insert("school".into(), Datum::number("100"));
    let found = verify(&forged, fixture.body().sources()).expect("it can be computed");
    assert!(
        found.iter().any(|difference| difference.at == "said / value" && difference.after.as_deref() == Some("\"approved\"")),
        "{found:?}"
    );
    assert_ne!(forged.hash(), made.hash());
}

#[test]
fn a_changed_provision_gives_another_hash_and_is_named() {
    let fixture = Fixture::named("at most twenty square metres");
    let made = fixture.body().record(&fixture.ruling());
    let changed = fixture.body().with("acts/kiosk-law.md", |text| text.replace("value = 20", "value = 21"));
    let found = verify(&made, changed.sources()).expect("it can be computed");
    let at: Vec<&str> = found.iter().map(|difference| difference.at.as_str()).collect();
    assert!(at.contains(&"said / value") && at.iter().any(|at| at.starts_with("tables / 1 / inputs / largest")), "{at:?}");
    let table = fixture.body().with("decisions/kiosk.dmn", |text| text.replace("&lt; 100", "&lt; 90"));
    let found = verify(&made, table.sources()).expect("it can be computed");
    assert!(found.iter().any(|difference| difference.at == "files / decisions/kiosk.dmn"), "{found:?}");
}

/// A later act, known later, that would decide otherwise.
const LATER: &str = "+++\nid = \"later\"\ntitle = { en = \"Later law\", kk = \"Кейінгі заң\", ru = \"Поздний закон\" }\nrank = \"law\"\n\
    body = \"parliament\"\nadopted = 2026-06-01\npublished = 2026-06-02\ngrade = \"assumed\"\nbasis = \"illustration\"\nask = \"nobody\"\n+++\n\
    ## Art. 1 Area {#area}\nFive.\n```toml rule\nrule = \"parameter.kiosk-area\"\nfrom = 2026-06-03\nvalue = 5\nunit = \"m2\"\n```\n";

#[test]
fn a_law_that_was_only_added_to_gives_the_same_record() {
    for fixture in Fixture::all().into_iter().filter(|fixture| fixture.law == "invented") {
        let made = fixture.body().record(&fixture.ruling());
        let later = fixture.body().with("acts/later.md", |_| LATER.to_string());
        let mut found = verify(&made, later.sources()).expect("it can be computed");
        found.retain(|difference| !difference.at.starts_with("switches"));
        assert_eq!(found, Vec::new(), "{}", fixture.it);
        let mut today = fixture.ruling();
        (today.situation.filed, today.situation.decided, today.situation.known) = [20610; 3].map(alatau_core::time::Date).into();
        let read = |body: &Body| body.record(&today).provisions.get("parameter.kiosk-area").map(|provision| provision.version.clone());
        assert!(read(&later).is_none_or(|version| version.starts_with("later#") || fixture.place == "new-town"), "{}", fixture.it);
    }
}

#[test]
fn every_row_of_a_table_has_its_fate_and_the_cell_that_failed() {
    let fixture = Fixture::named("at most twenty square metres");
    let record = fixture.body().record(&fixture.ruling());
    let table = &record.tables[0];
    let fates: Vec<(RowFate, Option<usize>)> = table.rows.iter().map(|row| (row.fate, row.column)).collect();
    let failed = |column| (RowFate::Failed, Some(column));
    assert_eq!(fates, [failed(2), failed(3), (RowFate::Fired, None), failed(5), (RowFate::PassedOver, None)]);
    assert_eq!(table.fired().map(|row| row.cites.clone()), Some(vec!["kiosk-law#area".to_string()]));
    assert_eq!(table.inputs["largest"], Datum::number("20"));
}

#[test]
fn the_record_says_why_this_version_was_chosen() {
    let fixture = Fixture::named("thirty square metres in the new town");
    let record = fixture.body().record(&fixture.ruling());
    assert_eq!(record.provisions["decision.kiosk"].uses["largest"], "new-town-kiosks#area/parameter.kiosk-area@2026-04-01");
    let fixture = Fixture::named("in the city silence refuses a building of level I");
    let record = fixture.body().record(&fixture.ruling());
    assert_eq!(record.class.as_deref(), Some("level-1"));
    let silence = &record.provisions["silence.decision.initial-materials"];
    assert!(silence.trace.len() > 1 && silence.trace[0].rule == silence.version, "{silence:?}");
}

#[test]
fn nothing_computed_stands_where_a_human_must_answer() {
    let fixture = Fixture::named("a human finds that it does not fit");
    let fault = |change: &dyn Fn(&mut Ruling)| {
        let mut ruling = fixture.ruling();
        change(&mut ruling);
        record(&ruling, fixture.body().sources()).expect_err("it has no record")
    };
    let slot = "judgement.fits-the-street";
    assert!(matches!(fault(&|ruling| ruling.judgements.clear()), Fault::NotJudged { .. }));
    let stated = fault(&|ruling| {
        ruling.judgements.clear();
        ruling.facts.insert(judgement_fact(slot), Datum::text("yes"));
    });
    assert!(matches!(stated, Fault::Computed { .. }));
    assert!(matches!(fault(&|ruling| ruling.judgements[0].who.name = " ".into()), Fault::Unsigned { missing: "name", .. }));
    assert!(matches!(fault(&|ruling| ruling.judgements[0].reason = String::new()), Fault::Unsigned { missing: "reason", .. }));
    assert!(matches!(fault(&|ruling| ruling.judgements[0].answer = "perhaps".into()), Fault::WrongJudgement { .. }));
    assert!(matches!(fault(&|ruling| ruling.judgements[0].who.role = "applicant".into()), Fault::WrongJudgement { .. }));
    let unsigned = fault(&|ruling| {
        let Made::Person { reason, .. } = &mut ruling.made else { panic!("a human ruled") };
        reason.clear();
    });
    assert!(matches!(unsigned, Fault::Unsigned { missing: "reason", .. }));
}

#[test]
fn what_the_law_does_not_answer_has_no_record() {
    let fixture = Fixture::named("no alcohol beside a school");
    let mut ruling = fixture.ruling();
    ruling.situation.filed = "2025-01-01".parse().unwrap();
    assert!(matches!(record(&ruling, fixture.body().sources()), Err(Fault::NoAnswer { .. })));
    let mut ruling = Fixture::named("a human refuses").ruling();
    let Made::Person { element, .. } = &mut ruling.made else { panic!("a human ruled") };
    *element = "fits".into();
    assert!(matches!(record(&ruling, body("invented").sources()), Err(Fault::NoElement { .. })));
}

#[test]
fn an_unknown_fact_leaves_the_ruling_open_and_the_record_says_why() {
    let mut ruling = Fixture::named("no alcohol beside a school").ruling();
    ruling.facts.remove("school");
    let record = body("invented").record(&ruling);
    assert_eq!(record.said.value, Datum::Null);
    assert!(record.said.reason.is_some_and(|reason| reason.contains("`school`")), "{:?}", record.tables);
}

#[test]
fn a_certificate_is_part_of_the_record_and_of_the_text() {
    let law = body("invented").with("acts/later.md", |_| LATER.to_string());
    let mut ruling = Fixture::named("twenty square metres are enough").ruling();
    ruling.situation.person.insert("resident".into());
    let issued = law.law.issue("kiosk-law#stability/guarantee.resident", &ruling.situation.question(None), "A", "c1");
    let july = "2026-07-01".parse().unwrap();
    (ruling.situation.filed, ruling.situation.decided, ruling.situation.known) = (july, july, july);
    let without = law.record(&ruling);
    assert_eq!(without.said.value, Datum::text("refused"));
    ruling.situation.certificate = Some(issued.expect("a resident has a guarantee"));
    let with = law.record(&ruling);
    assert_eq!(with.said.value, Datum::text("approved"));
    let area = &with.provisions["parameter.kiosk-area"];
    let selection = area.selection.as_ref().expect("the certificate covers it");
    assert!(selection.by_certificate && selection.new.as_ref().is_some_and(|version| version.starts_with("later#")), "{selection:?}");
    assert_eq!((&area.version, verify(&Record::read(&stored(&with)).unwrap(), law.sources())), (&without_later(&law), Ok(Vec::new())));
    assert_ne!(with.hash(), without.hash());
    let said = |record: &Record| layperson(record, law.sources(), Lang::En).iter().any(|line| line.text.starts_with("Certificate c1 on"));
    assert!(said(&with) && !said(&without));
    ruling.situation.certificate.as_mut().unwrap().covers[0].hash[0] ^= 1;
    assert!(matches!(record(&ruling, law.sources()), Err(Fault::Certificate(_))));
}

/// The version of the largest area before the later act.
fn without_later(law: &Body) -> String {
    let rule = law.law.rules.iter().find(|rule| rule.id == "kiosk-law#area/parameter.kiosk-area");
    rule.expect("the rule is there").version()
}
