//! What is personal is erased: its bytes are gone, and everything that was proved stays proved.

use super::attack::files;
use super::story::{Staff, receipt, step};
use super::{ISSUER, Town};
use crate::audit::audit;
use alatau_city::figures::Figures;
use alatau_evidence::note::Key;
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Receipt;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Words that nobody else uses, one for each place where something personal stands.
const WORDS: [&str; 6] = ["quinzelwort", "brackenpfad", "ostrelhaus", "fennimort", "gravelinde", "tolbrassen"];

/// Why it is erased.
const WHY: &str = "The applicant asked for it.";

fn why() -> Value {
    json!({ "reason": WHY })
}

/// The files that hold a word, in whatever place.
fn holds(folder: &Path, word: &str) -> Vec<String> {
    let has = |path: &std::path::PathBuf| std::fs::read(path).unwrap().windows(word.len()).any(|part| part == word.as_bytes());
    files(folder).into_iter().filter(has).map(|path| path.strip_prefix(folder).unwrap().display().to_string()).collect()
}

/// A case with something personal in every place, that is withdrawn when a ruling was proposed.
async fn withdrawn(town: &Town, applicant: &str) -> Value {
    let application = json!({
        "title": WORDS[0], "description": WORDS[1], "contact": WORDS[2],
        "place": "alatau", "class": "level-2", "person": ["resident-company"]
    });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", applicant, draft).await.is(201).json["draft"].clone();
    let sent = Request::post(format!("/api/drafts/{draft}/documents?name={}", WORDS[3]));
    let sent = sent.header(header::AUTHORIZATION, format!("Bearer {applicant}")).body(Body::from(WORDS[4])).unwrap();
    town.send(sent).await.is(201);
    let filed = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), applicant, None, &[]).await.is(201);
    let case = filed.json["case"].clone();
    let mut staff = Staff { town, tokens: HashMap::new() };
    loop {
        let status = town.get(&format!("/api/cases/{case}"), applicant).await.is(200).json;
        let path = format!("/api/cases/{case}/tasks/{}", status["holders"][0]["activity"]);
        if let Some(body) = status["holders"][0]["body"]["id"].as_str() {
            let [first, _] = staff.of(body).await;
            let task = town.get(&path, &first).await.is(200).json;
            if task["rules"] == json!(true) {
                let grounds = json!([{ "provision": task["provisions"][0], "reason": WORDS[5] }]);
                let ruling = json!({ "outcome": "refused", "grounds": grounds });
                town.ask_with(Method::PUT, &format!("{path}/ruling"), &first, Some(ruling), &[]).await.is(200);
                break;
            }
        }
        assert!(step(town, &mut staff, applicant, &case).await, "nobody rules");
    }
    town.ask_with(Method::POST, &format!("/api/cases/{case}/withdraw"), applicant, None, &[]).await.is(200);
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_in_no_byte_and_everything_else_holds() {
    let town = Town::new();
    let [applicant, operator] = [town.person("a", "applicant", "").await, town.person("p", "operator", "").await];
    let other = town.person("b", "applicant", "").await;
    let open = town.file(&other, None).await.is(201).json["case"].clone();
    let case = withdrawn(&town, &applicant).await;
    let path = format!("/api/cases/{case}");
    let kept = receipt(&town, &applicant, &case).await;
    let (figures, published) = (town.get("/api/figures", "").await.is(200).json, town.folder.path().join("log"));
    for word in WORDS {
        assert!(!holds(town.folder.path(), word).is_empty(), "`{word}` was nowhere: nothing is shown by its not being there");
    }
    let refused = town.ask_with(Method::POST, &format!("/api/cases/{open}/erase"), &operator, Some(why()), &[]).await.is(409);
    assert_eq!(refused.code(), "AL-4411", "an open case is not erased");
    let unsaid = town.post(&format!("{path}/erase"), &operator, json!({ "reason": " " })).await.is(422);
    assert_eq!(unsaid.code(), "AL-4437");
    town.ask_with(Method::POST, &format!("{path}/erase"), &applicant, Some(why()), &[]).await.is(403);
    town.ask_with(Method::POST, &format!("{path}/erase"), &operator, Some(why()), &[]).await.is(200);

    // Nobody reads it any more, and the other case is as it was.
    for part in ["/history", "/documents"] {
        let gone = town.get(&format!("{path}{part}"), &applicant).await.is(410);
        assert_eq!(gone.code(), "AL-4411", "{part}");
        assert!(gone.json["detail"].as_str().unwrap().contains("withdrawn, was erased on"), "{}", gone.text);
    }
    let left = town.get(&path, &applicant).await.is(200).json;
    assert_eq!((&left["outcome"], &left["title"], &left["erased"]["reason"]), (&json!("withdrawn"), &json!(""), &json!(WHY)));
    town.get(&path, &other).await.is(404);
    let bare = Receipt::read(&town.get(&format!("{path}/receipt"), &applicant).await.is(200).text).unwrap();
    let page = Request::get(format!("/cases/{case}?lang=en")).header(header::COOKIE, format!("alatau={applicant}"));
    let page = town.send(page.body(Body::empty()).unwrap()).await.is(410).text;
    assert!(page.contains("This case was erased") && page.contains(WHY), "{page}");
    town.get(&format!("/api/cases/{open}/history"), &other).await.is(200);
    // The receipt that the applicant kept proves what it proved, and opens what was said.
    let key = Key::read(town.get("/log/key", "").await.is(200).text.trim()).unwrap();
    let kept = Receipt::read(&kept).unwrap();
    let proved = kept.verify(&Policy::of(key.clone())).unwrap();
    assert_eq!((proved.leaf.case, proved.content.is_some()), (case.as_u64().unwrap(), true));
    assert!(bare.verify(&Policy::of(key.clone())).unwrap().content.is_none(), "what is left is proved, and says nothing more");
    let now = town.get("/api/figures", "").await.is(200).json;
    assert_eq!(now["figures"], figures["figures"]);
    // Again is nothing new; and so it stays after a restart.
    town.ask_with(Method::POST, &format!("{path}/erase"), &operator, Some(why()), &[]).await.is(200);
    let town = town.again();
    for word in WORDS {
        assert_eq!(holds(town.folder.path(), word), Vec::<String>::new(), "`{word}`");
    }
    let figures: Figures = serde_json::from_slice(&std::fs::read(published.join("figures.json")).unwrap()).unwrap();
    let audited = audit(&published, Some(&key), Vec::new(), Some(&figures)).map_err(|failure| failure.message().to_string()).unwrap();
    assert_eq!(serde_json::to_value(audited).unwrap()["holds"], json!(true));
    let findings = alatau_store::examine(town.folder.path()).unwrap();
    assert!(findings.iter().all(|found| found.state != alatau_store::State::Bad), "{findings:?}");
    town.person("o", "officer", ISSUER).await;
    town.file(&other, None).await.is(201);
}
