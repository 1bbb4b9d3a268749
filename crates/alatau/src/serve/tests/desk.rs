//! What goes back and forth between an applicant and a body: corrections, documents, opinions.

use super::{ISSUER, Town};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;

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
    town.post(&format!("{check}/correction"), &officer, wanted.clone()).await.is(200);
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
    assert_eq!(shown["written"], json!({ "words": "Both are here now.", "lacks": [] }));
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
