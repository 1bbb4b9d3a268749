//! What a case tells to those who read it: applicant, officers, whoever holds a receipt.

use super::story::{Staff, answer, receipt, step};
use super::web::{Browser, between};
use super::{ISSUER, Town, world};
use crate::serve::api::figures::firing;
use alatau_core::time::{Date, Timestamp};
use alatau_store::TaskRow;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use std::collections::HashMap;

fn reader<'t>(town: &'t Town, token: &str) -> Browser<'t> {
    Browser { town, cookie: format!("alatau={token}") }
}

/// Brings a case to its next ruling; each body writes its opinion. Answers the task and who works on it.
async fn to_ruling(town: &Town, staff: &mut Staff<'_>, applicant: &str, case: &Value) -> (Value, [String; 2]) {
    for _ in 0..50 {
        let status = town.get(&format!("/api/cases/{case}"), applicant).await.is(200).json;
        let holder = &status["holders"][0];
        let path = format!("/api/cases/{case}/tasks/{}", holder["activity"]);
        let Some(body) = holder["body"]["id"].as_str() else {
            town.post(&format!("{path}/complete"), applicant, json!({})).await.is(200);
            continue;
        };
        let [first, second] = staff.of(body).await;
        let task = town.get(&path, &first).await.is(200).json;
        if task["rules"] == true {
            return (task, [first, second]);
        }
        let facts: serde_json::Map<String, Value> = task["asks"].as_array().unwrap().iter().map(answer).collect();
        town.post(&format!("{path}/complete"), &first, json!({ "facts": facts, "words": format!("Opinion of {body}.") })).await.is(200);
    }
    panic!("nobody rules");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_a_case_reads_what_was_applied_for() {
    let town = Town::new();
    let [applicant, auditor] = [town.person("a", "applicant", "").await, town.person("u", "auditor", "").await];
    let application = json!({
        "title": "A workshop", "place": "alatau", "class": "level-2", "person": ["resident-company"],
        "description": "A hall for <b>six</b> lathes.", "contact": "+7 700 000 00 00", "wants": [{ "kind": "plot", "name": "P-77" }]
    });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", &applicant, draft).await.is(201).json["draft"].clone();
    let filed = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &applicant, None, &[]).await.is(201);
    let case = filed.json["case"].clone();
    let shown = town.get(&format!("/api/cases/{case}"), &auditor).await.is(200).json["application"].clone();
    assert_eq!((&shown["description"], &shown["wants"][0]["amount"]), (&application["description"], &json!(1)));
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let (task, [officer, _]) = to_ruling(&town, &mut staff, &applicant, &case).await;
    let work = format!("/tasks/{case}/{}", task["activity"]);
    for (path, token) in [(format!("/cases/{case}"), &applicant), (format!("/cases/{case}"), &auditor), (work, &officer)] {
        let page = reader(&town, token).page(&format!("{path}?lang=en")).await;
        for answer in ["A hall for &lt;b&gt;six&lt;/b&gt; lathes.", "+7 700 000 00 00", "P-77", "Level II"] {
            assert!(page.contains(answer), "{path}: no `{answer}` in {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_reads_the_opinions_and_what_would_be_is_not_told_as_what_was() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let (task, [first, second]) = to_ruling(&town, &mut staff, &applicant, &case).await;
    let path = format!("/api/cases/{case}/tasks/{}/ruling", task["activity"]);
    let ruling = json!({ "outcome": "approved", "grounds": [{ "provision": task["provisions"][0], "reason": "It fits." }] });
    town.ask_with(Method::PUT, &path, &first, Some(ruling), &[]).await.is(200);
    town.ask_with(Method::POST, &format!("{path}/confirm"), &second, None, &[]).await.is(200);
    let (task, [officer, _]) = to_ruling(&town, &mut staff, &applicant, &case).await;
    let opinions = task["opinions"].as_array().unwrap();
    assert!(opinions.len() > 2 && opinions.iter().all(|one| one["step"].is_string() && one["by"].is_string()), "{task}");
    let page = reader(&town, &officer).page(&format!("/tasks/{case}/{}?lang=en", task["activity"])).await;
    let above = page.split("id=\"ruling\"").next().unwrap();
    for opinion in opinions {
        assert!(above.contains(opinion["written"]["words"].as_str().unwrap()), "{opinion}: {page}");
    }
    assert!(page.contains(&format!("href=\"/cases/{case}?lang=en\"")), "the way to the case");
    assert!(page.contains("If nobody acts by then") && !page.contains("obody acted"), "{page}");
    // One deadline has one form, wherever it stands.
    assert!(page.contains("24:00") && !page.contains(" 00:00"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_date_is_the_end_of_a_term() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    for _ in 0..3 {
        let status = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json;
        let dues = status["holders"].as_array().unwrap().iter().map(|holder| &holder["due"]);
        let first = dues.filter(|due| due.is_string()).min_by_key(|due| due.as_str()).unwrap_or(&Value::Null);
        let listed = town.get("/api/cases", &applicant).await.is(200).json[0]["due"].clone();
        assert_eq!((&status["due"], &listed), (first, first));
        let list = reader(&town, &applicant).page("/applications?lang=en").await;
        assert_eq!(list.contains("next date"), first.is_string(), "{list}");
        step(&town, &mut staff, &applicant, &case).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_what_its_leaf_says_and_its_code_leads_to_the_check() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let filing = receipt(&town, &applicant, &case).await;
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let (task, [first, second]) = to_ruling(&town, &mut staff, &applicant, &case).await;
    // The one before is given until the newest is published.
    let newest = town.get(&format!("/api/cases/{case}/receipt"), &applicant).await.is(200).text;
    assert!(newest.len() >= filing.len() / 4);
    let path = format!("/api/cases/{case}/tasks/{}/ruling", task["activity"]);
    let ruling = json!({ "outcome": "approved", "grounds": [{ "provision": task["provisions"][0], "reason": "It fits." }] });
    town.ask_with(Method::PUT, &path, &first, Some(ruling), &[]).await.is(200);
    town.ask_with(Method::POST, &format!("{path}/confirm"), &second, None, &[]).await.is(200);
    while step(&town, &mut staff, &applicant, &case).await {
        let status = town.get(&format!("/api/cases/{case}"), &applicant).await.json;
        if status["holders"][0]["body"].is_null() || status["holders"].as_array().unwrap().len() > 1 {
            break;
        }
    }
    receipt(&town, &applicant, &case).await;
    let mut browser = reader(&town, &applicant);
    let page = browser.page(&format!("/cases/{case}?lang=en")).await;
    let of_ruling = between(&page, "panel-ruling", "</section>");
    let of_ruling = format!("/cases/{case}/receipt?event={}", between(of_ruling, "/receipt?event=", "&"));
    let ruled = browser.page(&format!("{of_ruling}&lang=en")).await;
    assert!(ruled.contains("Ruling on") && ruled.contains("tag-approved") && ruled.contains("The case went on"), "{ruled}");
    let filed = browser.page(&format!("/cases/{case}/receipt?event=1&lang=en")).await;
    assert!(!filed.contains("tag-approved"), "a filing is no approval: {filed}");

    let code = between(&ruled, "hash\">http://city.example", "</figcaption>").replace("&amp;", "&");
    let mut anyone = Browser { town: &town, cookie: String::new() };
    let checked = anyone.page(&format!("{code}&lang=en")).await;
    let number = between(&code, "entry=", "&");
    assert!(checked.contains("verdict-holds") && checked.contains(&format!("entry {number} of")), "{checked}");
    assert!(ruled.contains(&format!("<dd>{number}</dd>")), "one number: {ruled}");
    assert!(!checked.contains("It fits."), "what is personal is not shown to anyone");
    let other = anyone.page(&format!("{}0&lang=en", &code[..code.len() - 1])).await;
    let other = if code.ends_with('0') { anyone.page(&format!("{}1&lang=en", &code[..code.len() - 1])).await } else { other };
    assert!(other.contains("verdict-broken") && other.contains("another entry"), "{other}");
    let form = format!("--b\r\ncontent-disposition: form-data; name=\"receipt\"\r\n\r\nhttp://city.example{code}\r\n--b--\r\n");
    let request = Request::post("/verify?lang=en").header("content-type", "multipart/form-data; boundary=b");
    assert!(anyone.send(request, Body::from(form)).await.is(200).text.contains("verdict-holds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reasons_of_a_ruling_come_back_line_by_line() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let (task, [first, second]) = to_ruling(&town, &mut staff, &applicant, &case).await;
    let [one, two] = [0, 1].map(|number| task["provisions"][number].as_str().unwrap());
    let reasons = [format!("First line.\nSecond line.\n{two}: third line."), "Another reason.".to_string()];
    let grounds = json!([{ "provision": one, "reason": reasons[0] }, { "provision": two, "reason": reasons[1] }]);
    let path = format!("/api/cases/{case}/tasks/{}/ruling", task["activity"]);
    let ruling = json!({ "outcome": "approved", "grounds": grounds });
    town.ask_with(Method::PUT, &path, &first, Some(ruling), &[]).await.is(200);
    town.ask_with(Method::POST, &format!("{path}/confirm"), &second, None, &[]).await.is(200);
    let page = reader(&town, &applicant).page(&format!("/cases/{case}?lang=en")).await;
    let panel = between(&page, "panel-ruling", "</section>");
    for reason in reasons {
        assert!(panel.contains(&format!("<p class=\"ground-reason\">{reason}</p>")), "{panel}");
    }
    assert!(!panel.contains("<blockquote>") && !panel.contains("(architecture)"), "{panel}");
    assert!(panel.contains(&format!("officer first-{ISSUER} (")), "who wrote it: {panel}");
}

#[test]
fn silence_is_about_to_decide_in_the_last_fifth_of_a_term() {
    let world = world();
    let at = |day: &str, hour: i64| world.calendar.zone.midnight(day.parse::<Date>().unwrap()).plus(hour * Timestamp::HOUR);
    let task = |due: &str, yields: &str| TaskRow {
        since: at("2026-11-23", 9).0,
        due: Some(at(due, 0).0),
        yields: yields.to_string(),
        ..TaskRow::default()
    };
    let fires = |due: &str, yields: &str, day: &str| firing(&world, &task(due, yields), at(day, 10).0);
    // Two working days, and ten.
    for (due, day, fire) in [
        ("2026-11-26", "2026-11-23", false),
        ("2026-11-26", "2026-11-24", false),
        ("2026-11-26", "2026-11-25", true),
        ("2026-12-08", "2026-12-03", false),
        ("2026-12-08", "2026-12-04", true),
        ("2026-12-08", "2026-12-07", true),
    ] {
        assert_eq!(fires(due, "refused", day), fire, "due {due}, on {day}");
        assert!(!fires(due, "escalated", day) && !fires(due, "", day), "where silence decides nothing");
    }
}
