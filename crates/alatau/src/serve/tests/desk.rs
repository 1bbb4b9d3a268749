//! What goes back and forth between an applicant and a body: corrections, documents, opinions.

use super::{Hands, ISSUER, Town};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;
use std::sync::Arc;

/// The task that waits, by its element.
async fn task(town: &Town, token: &str, case: &serde_json::Value, element: &str) -> String {
    let status = town.get(&format!("/api/cases/{case}"), token).await.is(200).json;
    let holders = status["holders"].as_array().unwrap();
    let holder = holders.iter().find(|holder| holder["element"] == element).unwrap_or_else(|| panic!("{element}: {status}"));
    format!("/api/cases/{case}/tasks/{}", holder["activity"])
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_file_lacks_is_asked_in_one_request_and_shown_wherever_the_case_is() {
    let town = Town::new();
    let [applicant, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let first = task(&town, &applicant, &case, "prepare-sketch-first").await;
    town.post(&format!("{first}/complete"), &applicant, json!({})).await.is(200);
    let check = task(&town, &officer, &case, "check-completeness").await;
    town.ask_with(Method::POST, &format!("{check}/correction"), &officer, None, &[]).await.is(415);
    assert_eq!(town.post(&format!("{check}/correction"), &officer, json!({ "lacks": [] })).await.is(422).code(), "AL-4418");
    let unsaid = json!({ "facts": { "complete": false } });
    assert_eq!(town.post(&format!("{check}/complete"), &officer, unsaid).await.is(422).code(), "AL-4418");
    let lacks = json!([
        { "what": "site plan", "provision": "permits-law#completeness", "reason": "<b>It has no scale.</b>" },
        { "what": "title deed", "provision": "permits-law#completeness", "reason": "It is missing." },
    ]);
    let wanted = json!({ "lacks": lacks, "words": "Three days are enough." });
    town.post(&format!("{check}/correction"), &officer, wanted).await.is(200);
    let wanted = json!({ "lacks": lacks, "words": "Three days are enough.", "papers": [] });
    let status = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json;
    assert_eq!((&status["holders"][0]["element"], &status["holders"][0]["written"]), (&json!("correct-file"), &wanted));
    let history = town.get(&format!("/api/cases/{case}/history"), &applicant).await.is(200).json;
    let written: Vec<_> = history.as_array().unwrap().iter().filter(|event| !event["written"].is_null()).collect();
    assert_eq!((written.len(), &written[0]["written"]), (1, &wanted));
    let notices = town.get("/api/notices?lang=ru", &applicant).await.is(200).json;
    assert_eq!(notices[0]["written"]["lacks"], lacks);
    assert!(notices[0]["text"].as_str().unwrap().contains("комплект неполный"), "{notices}");
    let correct = task(&town, &applicant, &case, "correct-file").await;
    assert_eq!(town.get(&correct, &applicant).await.is(200).json["written"]["lacks"], lacks);
    town.post(&format!("{correct}/complete"), &applicant, json!({ "words": "Both are here now." })).await.is(200);
    let again = task(&town, &officer, &case, "check-completeness").await;
    let shown = town.get(&again, &officer).await.is(200).json;
    assert_eq!(shown["written"], json!({ "words": "Both are here now.", "lacks": [], "papers": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_complain_yet_is_told_what_the_case_waits_for() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    assert!(town.get(&format!("/api/cases/{case}"), &applicant).await.json["complain-until"].is_null());
    let refused = town.post(&format!("/api/cases/{case}/complaint"), &applicant, json!({ "reason": "Slow." })).await.is(409);
    assert_eq!((refused.code(), &refused.json["title"]), ("AL-4419", &json!("No complaint is possible so")));
    assert!(refused.json["detail"].as_str().unwrap().contains("waits for prepare-sketch-first"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_by_silence_complains_and_the_higher_body_reads_why() {
    let hands = Hands::new();
    let town = Town::over(Arc::new(tempfile::tempdir().unwrap()), hands.clone());
    let [applicant, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    let application = json!({ "title": "A shed", "place": "alatau", "class": "level-1", "person": ["resident-company"] });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", &applicant, draft.clone()).await.is(201).json["draft"].clone();
    let filed = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &applicant, None, &[]).await.is(201);
    let case = filed.json["case"].clone();
    let first = task(&town, &applicant, &case, "prepare-sketch-first").await;
    town.post(&format!("{first}/complete"), &applicant, json!({})).await.is(200);
    let check = task(&town, &officer, &case, "check-completeness").await;
    town.post(&format!("{check}/complete"), &officer, json!({ "facts": { "complete": true } })).await.is(200);
    let path = format!("/api/cases/{case}");
    let mut status = json!({});
    for _ in 0..30 {
        hands.goes_on(5 * 86_400_000_000);
        // Whatever is asked next lets the clock act before.
        town.post("/api/drafts", &applicant, json!({ "service": "service.building-permit" })).await.is(201);
        status = town.get(&path, &applicant).await.is(200).json;
        if !status["complain-until"].is_null() {
            break;
        }
    }
    assert!(status["complain-until"].is_string(), "{status}");
    assert_eq!(town.post(&format!("{path}/complaint"), &applicant, json!({ "reason": "" })).await.is(422).code(), "AL-4419");
    let reason = json!({ "reason": "Nobody looked at the file." });
    town.ask_with(Method::POST, &format!("{path}/complaint"), &applicant, Some(reason.clone()), &[("if-match", "\"1\"")]).await.is(412);
    town.post(&format!("{path}/complaint"), &applicant, reason).await.is(200);
    let status = town.get(&path, &applicant).await.is(200).json;
    let holder = &status["holders"][0];
    assert_eq!((&holder["element"], &holder["written"]["words"]), (&json!("consider-complaint"), &json!("Nobody looked at the file.")));
    assert!(status["complain-until"].is_null() && holder["due"].is_string(), "{status}");
    let higher = town.person("h", "officer", holder["body"]["id"].as_str().unwrap()).await;
    let shown = town.get(&format!("{path}/tasks/{}", holder["activity"]), &higher).await.is(200).json;
    assert_eq!((&shown["rules"], &shown["written"]["words"]), (&json!(true), &json!("Nobody looked at the file.")));
    let notices = town.get("/api/notices?lang=kk", &applicant).await.is(200).json;
    assert_eq!(notices[0]["text"], format!("{case} ісі бойынша шағымыңыз қабылданды."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worklist_goes_by_the_working_days_that_are_left() {
    let town = Town::new();
    let [applicant, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    for turn in 0..6 {
        let case = town.file(&applicant, None).await.is(201).json["case"].clone();
        let first = task(&town, &applicant, &case, "prepare-sketch-first").await;
        town.post(&format!("{first}/complete"), &applicant, json!({})).await.is(200);
        if turn % 2 == 0 {
            let check = task(&town, &officer, &case, "check-completeness").await;
            town.post(&format!("{check}/complete"), &officer, json!({ "facts": { "complete": true } })).await.is(200);
        }
    }
    let list = town.get("/api/worklist", &officer).await.is(200).json;
    let slack: Vec<i64> = list.as_array().unwrap().iter().map(|job| job["slack_days"].as_i64().unwrap_or(i64::MAX)).collect();
    assert!(slack.len() == 6 && slack.is_sorted() && slack[0] < slack[5], "{slack:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_taken_out_of_a_draft() {
    let town = Town::new();
    let [applicant, stranger] = [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await];
    let made = town.post("/api/drafts", &applicant, json!({ "service": "service.building-permit" })).await.is(201);
    let documents = format!("/api/drafts/{}/documents", made.json["draft"]);
    let sent = Request::post(format!("{documents}?name=plan.pdf")).header(header::AUTHORIZATION, format!("Bearer {applicant}"));
    let sent = town.send(sent.body(Body::from("a plan")).unwrap()).await.is(201);
    let place = sent.header("location").to_string();
    let remove = async |token: &str| town.ask_with(Method::DELETE, &place, token, None, &[]).await;
    remove(&stranger).await.is(404);
    remove(&applicant).await.is(200);
    remove(&applicant).await.is(404);
    town.get(&place, &applicant).await.is(404);
    assert_eq!(town.get(&documents, &applicant).await.is(200).json, json!([]));
}

/// Adds a file to a case or a draft; answers its SHA-256.
async fn add(town: &Town, token: &str, of: &str, name: &str, text: &str) -> String {
    let sent = Request::post(format!("{of}/documents?name={name}")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let sent = sent.header(header::CONTENT_TYPE, "text/plain").body(Body::from(text.to_string())).unwrap();
    town.send(sent).await.is(201).json["document"].as_str().unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_to_an_open_case_is_named_in_the_next_own_step_and_once() {
    let town = Town::new();
    let [applicant, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    let application = json!({ "title": "A shed", "place": "alatau", "class": "level-2", "person": ["resident-company"] });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", &applicant, draft).await.is(201).json["draft"].clone();
    add(&town, &applicant, &format!("/api/drafts/{draft}"), "deed.txt", "a deed").await;
    let filed = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &applicant, None, &[]).await.is(201);
    let case = filed.json["case"].clone();
    let of = format!("/api/cases/{case}");
    let first = add(&town, &applicant, &of, "plan.txt", "a plan").await;
    let town = town.again();
    // A store that is opened anew knows what no step names yet; what was filed is named already.
    let second = add(&town, &applicant, &of, "sketch.txt", "a sketch!").await;
    let sketch = task(&town, &applicant, &case, "prepare-sketch-first").await;
    town.post(&format!("{sketch}/complete"), &applicant, json!({})).await.is(200);
    let papers = json!([
        { "name": "plan.txt", "media": "text/plain", "sha256": first, "bytes": 6 },
        { "name": "sketch.txt", "media": "text/plain", "sha256": second, "bytes": 9 },
    ]);
    let check = task(&town, &officer, &case, "check-completeness").await;
    assert_eq!(town.get(&check, &officer).await.is(200).json["written"]["papers"], papers);
    let receipt = super::story::receipt(&town, &applicant, &case).await;
    assert!(receipt.contains(&first) && receipt.contains(&second), "the evidence of the step binds them: {receipt}");
    let page = Request::get(format!("/cases/{case}?lang=en")).header(header::COOKIE, format!("alatau={applicant}"));
    let page = town.send(page.body(Body::empty()).unwrap()).await.is(200).text;
    assert!(page.contains(&format!("Added: plan.txt (6 bytes, text/plain), SHA-256 {first}")), "{page}");
    // Each once; what comes after the last step is named by the one that takes the application back.
    let last = add(&town, &applicant, &of, "late.txt", "late").await;
    town.ask_with(Method::POST, &format!("{of}/withdraw"), &applicant, None, &[]).await.is(200);
    let history = town.get(&format!("{of}/history"), &applicant).await.is(200).json;
    let named: Vec<&serde_json::Value> = history.as_array().unwrap().iter().map(|event| &event["written"]["papers"]).collect();
    let named: Vec<&serde_json::Value> = named.into_iter().filter(|papers| papers.is_array()).collect();
    assert_eq!(named.len(), 2, "{history}");
    assert_eq!((named[0], &named[1][0]["sha256"]), (&papers, &json!(last)));
}
