//! Cases from the first line to the receipt, by the API alone.

use super::{Answer, ISSUER, Town};
use alatau_evidence::note::Key;
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Receipt;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio_stream::StreamExt as _;
use tower::ServiceExt as _;

/// Two officers of each body, made as they are needed.
pub struct Staff<'t> {
    /// Where they work.
    pub town: &'t Town,
    /// By body.
    pub tokens: HashMap<String, [String; 2]>,
}

impl Staff<'_> {
    /// Those of a body.
    pub async fn of(&mut self, body: &str) -> [String; 2] {
        if !self.tokens.contains_key(body) {
            let first = self.town.person(&format!("first-{body}"), "officer", body).await;
            let second = self.town.person(&format!("second-{body}"), "officer", body).await;
            self.tokens.insert(body.to_string(), [first, second]);
        }
        self.tokens[body].clone()
    }
}

/// Does what a case waits for first, favourably; answers whether it is open still.
pub async fn step(town: &Town, staff: &mut Staff<'_>, applicant: &str, case: &Value) -> bool {
    let status = town.get(&format!("/api/cases/{case}"), applicant).await.is(200);
    let Some(holder) = status.json["holders"].as_array().unwrap().first() else { return status.json["open"] == true };
    let path = format!("/api/cases/{case}/tasks/{}", holder["activity"]);
    let [first, second] = match holder["body"]["id"].as_str() {
        None => [applicant.to_string(), applicant.to_string()],
        Some(body) => staff.of(body).await,
    };
    let task = town.get(&path, &first).await.is(200).json;
    let facts: serde_json::Map<String, Value> = task["asks"].as_array().unwrap().iter().map(answer).collect();
    let judgement =
        task["judgement"].as_object().map(|judged| json!({ "slot": judged["slot"], "answer": judged["answers"][0], "reason": "It fits." }));
    if task["rules"] == false {
        town.post(&format!("{path}/complete"), &first, json!({ "facts": facts, "judgement": judgement })).await.is(200);
        return true;
    }
    let grounds = json!([{ "provision": task["provisions"][0], "reason": "The plan is in order." }]);
    let ruling = json!({ "outcome": "approved", "grounds": grounds, "facts": facts, "judgement": judgement });
    town.ask_with(Method::PUT, &format!("{path}/ruling"), &first, Some(ruling), &[]).await.is(200);
    let alone = town.ask_with(Method::POST, &format!("{path}/ruling/confirm"), &first, None, &[]).await.is(403);
    assert_eq!(alone.code(), "AL-4405");
    assert_eq!(town.get(&path, &second).await.json["proposal"]["outcome"], "approved");
    town.ask_with(Method::POST, &format!("{path}/ruling/confirm"), &second, None, &[]).await.is(200);
    true
}

/// What a favourable officer states.
pub fn answer(asked: &Value) -> (String, Value) {
    let name = asked["id"].as_str().unwrap().to_string();
    let value = if name == "complains" { json!(false) } else { json!(true) };
    (name, value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_case_ends_with_a_receipt_that_proves_it() {
    let town = Town::new();
    let applicant = town.person("first-applicant", "applicant", "").await;
    let filed = town.file(&applicant, Some("03-046-001-117")).await.is(201);
    let case = filed.json["case"].clone();
    assert_eq!(filed.header("location"), format!("/api/cases/{case}"));
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let mut steps = 0;
    while step(&town, &mut staff, &applicant, &case).await {
        steps += 1;
        assert!(steps < 100, "the case does not end");
    }
    let end = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json;
    assert_eq!((&end["outcome"], &end["open"]), (&json!("approved"), &json!(false)));
    let history = town.get(&format!("/api/cases/{case}/history?lang=kk"), &applicant).await.is(200).json;
    assert_eq!(history.as_array().unwrap().len() as u64, end["events"].as_u64().unwrap(), "every channel shows the same version");
    let looks = town.get(&format!("/api/cases/{case}/looks"), &applicant).await.is(200).json;
    assert!(looks.as_array().unwrap().iter().any(|look| look["who"] == format!("officer first-{ISSUER}")), "{looks}");
    let notices = town.get("/api/notices?lang=ru", &applicant).await.is(200).json;
    assert_eq!(notices[0]["text"], format!("Дело {case} закрыто."));
    let figures = town.get("/api/figures", "").await.is(200).json;
    assert_eq!(figures["figures"]["procedures"].as_array().unwrap().iter().map(|f| f["approved"].as_u64().unwrap()).sum::<u64>(), 1);
    let receipt = receipt(&town, &applicant, &case).await;
    let key = Key::read(town.get("/log/key", "").await.is(200).text.trim()).unwrap();
    let receipt = Receipt::read(&receipt).unwrap();
    let proved = receipt.verify(&Policy::of(key)).unwrap();
    assert_eq!(proved.leaf.case, case.as_u64().unwrap());
    assert!(proved.leaf.public.contains(r#"{"what":"closed","outcome":"approved"}"#), "{}", proved.leaf.public);
    assert!(proved.content.unwrap().contains(r#""by":{"principal":"#), "who did it stands in what only the receipt opens");
}

/// The receipt of the last event, as soon as there is one.
pub async fn receipt(town: &Town, token: &str, case: &Value) -> String {
    let last = town.get(&format!("/api/cases/{case}"), token).await.is(200).json["events"].clone();
    for _ in 0..100 {
        let answer = town.get(&format!("/api/cases/{case}/receipt?event={last}"), token).await;
        if answer.status.as_u16() == 200 {
            return answer.text;
        }
        assert_eq!(answer.code(), "AL-4433");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the log was not published");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_seen_the_last_event_is_sent_back() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let draft = json!({ "service": "service.building-permit", "application": { "title": "One" } });
    let made = town.post("/api/drafts", &applicant, draft.clone()).await.is(201);
    let path = format!("/api/drafts/{}", made.json["draft"]);
    let tag = made.header("etag").to_string();
    let changed = town.ask_with(Method::PUT, &path, &applicant, Some(draft.clone()), &[("if-match", &tag)]).await.is(200);
    assert_ne!(changed.header("etag"), tag);
    let stale = town.ask_with(Method::PUT, &path, &applicant, Some(draft), &[("if-match", &tag)]).await.is(412);
    assert_eq!((stale.code(), stale.header("content-type")), ("AL-4403", "application/problem+json"));
    assert_eq!(stale.json["title"], "Changed meanwhile");
    let read = town.get(&path, &applicant).await.is(200);
    assert!(read.header("etag").starts_with(changed.header("etag").trim_end_matches('"')), "the version, and what the answer says");
    let same = town.ask_with(Method::GET, &path, &applicant, None, &[("if-none-match", read.header("etag"))]).await;
    same.is(304);

    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let status = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200);
    let complete = format!("/api/cases/{case}/tasks/{}/complete", status.json["holders"][0]["activity"]);
    town.ask_with(Method::POST, &complete, &applicant, Some(json!({})), &[("if-match", "\"1\"")]).await.is(412);
    town.ask_with(Method::POST, &complete, &applicant, Some(json!({})), &[("if-match", status.header("etag"))]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_never_does_twice() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let draft = json!({ "service": "service.building-permit" });
    let key = [("idempotency-key", "k-1")];
    let first = town.ask_with(Method::POST, "/api/drafts", &applicant, Some(draft.clone()), &key).await.is(201);
    let again = town.ask_with(Method::POST, "/api/drafts", &applicant, Some(draft), &key).await.is(201);
    assert_eq!(first.json, again.json);
    let other = json!({ "service": "service.building-permit", "application": { "title": "Other" } });
    let refused = town.ask_with(Method::POST, "/api/drafts", &applicant, Some(other), &key).await.is(409);
    assert_eq!(refused.code(), "AL-4407");
    assert_eq!(town.get("/api/drafts", &applicant).await.json.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_file_for_a_plot_at_once_one_gets_it() {
    let town = std::sync::Arc::new(Town::new());
    let mut filings = tokio::task::JoinSet::new();
    for number in 0..50 {
        let token = town.person(&format!("a{number}"), "applicant", "").await;
        let town = town.clone();
        filings.spawn(async move { town.file(&token, Some("one-plot")).await });
    }
    let answers: Vec<Answer> = filings.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status.as_u16() == 201).count(), 1);
    assert!(answers.iter().all(|answer| answer.status.as_u16() == 201 || answer.code() == "AL-4301"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_a_restart() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let before = town.get(&format!("/api/cases/{case}/history"), &applicant).await.is(200);
    let town = town.again();
    let after = town.get(&format!("/api/cases/{case}/history"), &applicant).await.is(200);
    assert_eq!(before.text, after.text);
    assert_eq!(town.file(&applicant, None).await.is(201).json["case"], json!(case.as_u64().unwrap() + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_hears_of_their_case_and_of_no_other() {
    let town = Town::new();
    let [applicant, stranger] = [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await];
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    town.get(&format!("/api/events?case={case}"), &stranger).await.is(404);
    let request = Request::get(format!("/api/events?case={case}")).header(header::AUTHORIZATION, format!("Bearer {applicant}"));
    let request = request.header(header::HOST, "city.example");
    let stream = town.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut frames = stream.into_body().into_data_stream();
    town.file(&stranger, None).await.is(201);
    town.ask_with(Method::POST, &format!("/api/cases/{case}/withdraw"), &applicant, None, &[]).await.is(200);
    let heard = tokio::time::timeout(std::time::Duration::from_secs(20), frames.next()).await.unwrap().unwrap().unwrap();
    let heard = String::from_utf8(heard.to_vec()).unwrap();
    assert!(heard.contains(&format!("data: {{\"case\":{case},")), "{heard}");
}
