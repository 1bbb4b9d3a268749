//! Keeping and erasing as people meet them: the case, the operator's list, the forms.

use super::story::receipt;
use super::{Answer, Hands, Town};
use alatau_city::World;
use alatau_evidence::note::Key;
use alatau_evidence::policy::Policy;
use alatau_evidence::receipt::Receipt;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const DAY: i64 = 86_400_000_000;

/// The shipped law, by which a closed case is kept for a day; it is known, or only assumed.
fn kept_for_a_day(is_known: bool) -> Arc<World> {
    let mut texts = crate::shipped::files(None).map_err(|failure| failure.message().to_string()).unwrap();
    let list = texts.get_mut("acts/archives-list.md").unwrap();
    let until = list.find("### For ever").unwrap();
    let doubts: &[&str] =
        if is_known { &["when = ", "begins = ", "range = ", "grade = \"assumed\"", "basis = "] } else { &["when = ", "begins = "] };
    let lines = list[..until].lines().filter(|line| !doubts.iter().any(|doubt| line.starts_with(doubt)));
    *list = lines.collect::<Vec<_>>().join("\n").replace("length = 5\nunit = \"years\"", "length = 1\nunit = \"calendar-days\"");
    let switches = BTreeMap::from([("council-acts".to_string(), "adopted".to_string())]);
    Arc::new(crate::city::world(&crate::shipped::of_files(texts), switches).map_err(|failure| failure.message().to_string()).unwrap())
}

/// A town in which a case was closed two days ago, and one just now; the applicant and the operator.
async fn two_days_on(is_known: bool) -> (Town, [String; 2], [Value; 2]) {
    let hands = Hands::new();
    hands.jumps(-2 * DAY);
    let town = Town::under(kept_for_a_day(is_known), Arc::new(tempfile::tempdir().unwrap()), hands.clone());
    let people = [town.person("a", "applicant", "").await, town.person("p", "operator", "").await];
    let first = closed(&town, &people[0]).await;
    hands.goes_on(2 * DAY);
    let second = closed(&town, &people[0]).await;
    (town, people, [first, second])
}

/// A case that was withdrawn.
async fn closed(town: &Town, applicant: &str) -> Value {
    let case = town.file(applicant, None).await.is(201).json["case"].clone();
    town.ask_with(Method::POST, &format!("/api/cases/{case}/withdraw"), applicant, None, &[]).await.is(200);
    case
}

async fn page(town: &Town, path: &str, token: &str) -> Answer {
    let asked = Request::get(path).header(header::COOKIE, format!("alatau={token}")).header(header::ACCEPT, "text/html");
    town.send(asked.body(Body::empty()).unwrap()).await
}

async fn send(town: &Town, token: &str, form: &str) -> Answer {
    let sent = Request::post("/erasing?lang=en").header(header::COOKIE, format!("alatau={token}"));
    let sent = sent.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
    town.send(sent.body(Body::from(form.to_string())).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_law_is_silent_the_case_and_the_list_say_so() {
    let town = Town::new();
    let [applicant, operator] = [town.person("a", "applicant", "").await, town.person("p", "operator", "").await];
    let open = town.file(&applicant, None).await.is(201).json["case"].clone();
    assert_eq!(town.get(&format!("/api/cases/{open}"), &applicant).await.is(200).json["kept"], Value::Null, "it is open");
    let case = closed(&town, &applicant).await;
    let kept = town.get(&format!("/api/cases/{case}?lang=ru"), &applicant).await.is(200).json["kept"].clone();
    assert_eq!(
        (&kept["until"], &kept["permanently"], &kept["due"], &kept["provision"]),
        (&Value::Null, &json!(false), &json!(false), &Value::Null)
    );
    assert_eq!(kept["open"][0]["switch"], "case-file-keeping");
    assert!(kept["open"][0]["ask"].as_str().unwrap().contains("279"), "{kept}");
    for (lang, said) in
        [("en", "no act that the city goes by says how long"), ("ru", "не говорит, сколько"), ("kk", "қанша екенін айтпайды")]
    {
        let text = page(&town, &format!("/cases/{case}?lang={lang}"), &applicant).await.is(200).text;
        assert!(text.contains(said), "{lang}: {text}");
        let text = page(&town, &format!("/erasing?lang={lang}"), &operator).await.is(200).text;
        assert!(text.contains(said), "{lang}: {text}");
    }
    let classes = town.get("/api/retention", &operator).await.is(200).json;
    let found: Vec<(&str, &Value)> =
        classes.as_array().unwrap().iter().map(|of| (of["records"]["id"].as_str().unwrap(), &of["kept"]["grade"])).collect();
    let nothing = Value::Null;
    let assumed = json!("assumed");
    assert_eq!(found, [("retention.case-file", &nothing), ("retention.draft", &nothing), ("retention.access-log", &assumed)]);
    assert_eq!(town.get("/api/retention/due", &operator).await.is(200).json, json!([]));
    assert_eq!(town.get("/api/retention/due?behind=x", &operator).await.is(400).code(), "AL-4420");
    page(&town, "/erasing", &applicant).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_case_is_listed_erased_and_its_receipt_still_holds() {
    let (town, [applicant, operator], [due, kept]) = two_days_on(true).await;
    let receipt = receipt(&town, &applicant, &due).await;
    let list = town.get("/api/retention/due", &operator).await.is(200).json;
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!((&list[0]["case"], &list[0]["kept"]["due"], &list[0]["kept"]["grade"]), (&due, &json!(true), &json!("reported")));
    assert_eq!(list[0]["kept"]["provision"]["id"], "archives-list#case-file-five-years");
    assert!(list[0]["kept"]["erased-by"].is_string(), "the rules on personal data give a day");
    assert!(!list.to_string().contains("A workshop"), "who erases reads no case");
    let text = page(&town, "/erasing?lang=en", &operator).await.is(200).text;
    assert!(text.contains(&format!("value=\"{due}\"")) && text.contains("Erase"), "{text}");
    // The one that was closed today is kept still: not even a demand changes it.
    let refused = town.post(&format!("/api/cases/{kept}/erase"), &operator, json!({ "reason": "Demanded." })).await.is(422);
    assert_eq!(refused.code(), "AL-4438");
    let again = send(&town, &operator, &format!("case={kept}&reason=Demanded.")).await.is(422).text;
    assert!(again.contains("has this case kept still") || again.contains("has the case kept until"), "{again}");
    assert!(again.contains("Demanded."), "what was typed is there still");
    send(&town, &operator, &format!("case={due}&reason=+")).await.is(422);
    send(&town, &operator, "case=999999&reason=Over.").await.is(404);
    assert_eq!(
        send(&town, &operator, &format!("case={due}&reason=Over.")).await.is(303).header("location"),
        "/erasing?said=erased&lang=en"
    );
    assert_eq!(town.get("/api/retention/due", &operator).await.is(200).json, json!([]));
    let key = Key::read(town.get("/log/key", "").await.is(200).text.trim()).unwrap();
    assert!(Receipt::read(&receipt).unwrap().verify(&Policy::of(key)).unwrap().content.is_some());
    // A court may decide otherwise.
    send(&town, &operator, &format!("case={kept}&reason=Decision+7.&court=yes")).await.is(303);
    town.get(&format!("/api/cases/{kept}/history"), &applicant).await.is(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_by_assumption_is_erased_with_a_warning() {
    let (town, [applicant, operator], [_, kept]) = two_days_on(false).await;
    let shown = town.get(&format!("/api/cases/{kept}"), &applicant).await.is(200).json["kept"].clone();
    assert_eq!((&shown["grade"], &shown["due"]), (&json!("assumed"), &json!(false)), "{shown}");
    let warned = send(&town, &operator, &format!("case={kept}&reason=Demanded.")).await.is(422).text;
    assert!(warned.contains("only assumed") && warned.contains("name=\"anyway\""), "{warned}");
    town.get(&format!("/api/cases/{kept}/history"), &applicant).await.is(200);
    send(&town, &operator, &format!("case={kept}&reason=Demanded.&anyway=1{kept}")).await.is(422);
    send(&town, &operator, &format!("case={kept}&reason=Demanded.&anyway={kept}")).await.is(303);
    town.get(&format!("/api/cases/{kept}/history"), &applicant).await.is(410);
    let other = closed(&town, &applicant).await;
    let done = town.post(&format!("/api/cases/{other}/erase"), &operator, json!({ "reason": "Demanded." })).await.is(200).json;
    assert!(done["warning"].as_str().unwrap().contains("only assumed"), "{done}");
}
