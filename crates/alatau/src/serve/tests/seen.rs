//! Every change of a case and of a draft, with the version that its sender has seen.

use super::story::{Staff, step};
use super::{ISSUER, Town};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Changes that were tried, and where their things are.
struct Walk<'t> {
    town: &'t Town,
    /// Who reads the version.
    reader: String,
    tried: BTreeSet<String>,
}

impl Walk<'_> {
    /// A change of the thing at `of`: refused with a version that it has not, then carried out with its own.
    async fn change(&mut self, of: &str, rest: &str, method: &str, by: &str, body: Value, status: u16) -> Value {
        let before = self.town.get(of, &self.reader).await.is(200);
        let send = async |tag: &str| {
            let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(format!("{of}{rest}"));
            request = request.header(header::AUTHORIZATION, format!("Bearer {by}")).header(header::IF_MATCH, tag);
            let request = match &body {
                Value::Null => request.body(Body::empty()),
                body => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            };
            self.town.send(request.unwrap()).await
        };
        for tag in ["\"999\"", "\"abc\"", "W/\"1\""] {
            assert_eq!(send(tag).await.is(412).code(), "AL-4403", "{method} {of}{rest} with {tag}");
        }
        let unchanged = self.town.get(of, &self.reader).await.is(200);
        let state = |answer: &super::Answer| (answer.header("etag").to_string(), answer.json["holders"].clone());
        assert_eq!(state(&unchanged), state(&before), "{method} {of}{rest}: refused, and nothing happened");
        let done = send(before.header("etag")).await.is(status);
        let after = self.town.get(of, &self.reader).await;
        if status < 300 && after.status.is_success() {
            let version = |tag: &str| tag.trim_matches('"').split('-').next().unwrap().to_string();
            assert_eq!(version(done.header("etag")), version(after.header("etag")), "{method} {of}{rest}: the version after it");
        }
        let number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let named = |(at, part): (usize, &str)| match (at, part) {
            (3, part) if number(&part) => if of.starts_with("/api/cases") { "{case}" } else { "{draft}" }.to_string(),
            (5, part) if number(&part) => "{activity}".to_string(),
            (5, part) if part.len() == 64 => "{hash}".to_string(),
            (_, part) => part.to_string(),
        };
        let path = format!("{of}{rest}");
        let path = path.split('?').next().unwrap().split('/').enumerate().map(named).collect::<Vec<_>>().join("/");
        self.tried.insert(format!("{method} {path}"));
        done.json
    }
}

/// The operations that say they take `If-Match`.
async fn described(town: &Town) -> BTreeSet<String> {
    let described = town.get("/api/openapi.json", "").await.is(200).json;
    let mut found = BTreeSet::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let takes = operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == "If-Match");
            assert_eq!(takes, operation["responses"]["412"].is_object(), "{method} {path}");
            if takes {
                found.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found
}

async fn activity(town: &Town, applicant: &str, of: &str) -> Value {
    town.get(of, applicant).await.is(200).json["holders"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_case_or_a_draft_is_refused_to_who_has_not_seen_it_as_it_is() {
    let town = Town::new();
    let [applicant, operator] = [town.person("a", "applicant", "").await, town.person("p", "operator", "").await];
    let mut walk = Walk { town: &town, reader: applicant.clone(), tried: BTreeSet::new() };
    let null = Value::Null;

    let application = json!({ "title": "A shed", "place": "alatau", "class": "level-1", "person": ["resident-company"] });
    let wanted = json!({ "service": "service.building-permit", "application": application });
    let mut drafts = Vec::new();
    for _ in 0..2 {
        drafts.push(format!("/api/drafts/{}", town.post("/api/drafts", &applicant, wanted.clone()).await.is(201).json["draft"]));
    }
    let draft = &drafts[0];
    walk.change(draft, "", "PUT", &applicant, wanted, 200).await;
    let plan = walk.change(draft, "/documents?name=plan.pdf", "POST", &applicant, json!("a plan"), 201).await;
    let place = format!("/documents/{}", plan["document"].as_str().unwrap());
    walk.change(draft, &place, "DELETE", &applicant, null.clone(), 200).await;
    let case = walk.change(draft, "/file", "POST", &applicant, null.clone(), 201).await["case"].clone();
    walk.change(&drafts[1], "", "DELETE", &applicant, null.clone(), 200).await;

    let of = format!("/api/cases/{case}");
    let own = format!("/tasks/{}", activity(&town, &applicant, &of).await["activity"]);
    walk.change(&of, "/documents?name=plan.pdf", "POST", &applicant, json!("a plan"), 201).await;
    walk.change(&of, "/complaint", "POST", &applicant, json!({ "reason": "Slow." }), 409).await;
    walk.change(&of, &format!("{own}/complete"), "POST", &applicant, json!({}), 200).await;
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let [first, second] = staff.of(ISSUER).await;
    let check = format!("/tasks/{}", activity(&town, &applicant, &of).await["activity"]);
    walk.change(&of, &format!("{check}/claim"), "PUT", &first, json!({ "taken": true }), 200).await;
    walk.change(&of, &format!("{check}/claim"), "PUT", &first, json!({ "taken": false }), 200).await;
    walk.change(&of, &format!("{check}/extend"), "POST", &first, json!({ "by": 1 }), 422).await;
    let lack = json!({ "what": "plan", "provision": "permits-law#completeness", "reason": "It has no scale." });
    walk.change(&of, &format!("{check}/correction"), "POST", &first, json!({ "lacks": [lack] }), 200).await;
    let task = loop {
        let holder = activity(&town, &applicant, &of).await;
        if let Some(body) = holder["body"]["id"].as_str() {
            let task = town.get(&format!("{of}/tasks/{}", holder["activity"]), &staff.of(body).await[0]).await.is(200).json;
            if task["rules"] == json!(true) {
                assert_eq!(body, ISSUER);
                break task;
            }
        }
        assert!(step(&town, &mut staff, &applicant, &case).await, "nobody rules");
    };
    let rules = format!("/tasks/{}/ruling", task["activity"]);
    let ground = json!({ "provision": task["provisions"][0], "reason": "It is so." });
    let ruling = json!({ "outcome": "approved", "grounds": [ground] });
    walk.change(&of, &rules, "PUT", &first, ruling.clone(), 200).await;
    walk.change(&of, &rules, "DELETE", &second, null.clone(), 200).await;
    walk.change(&of, &rules, "PUT", &first, ruling, 200).await;
    walk.change(&of, &format!("{rules}/confirm"), "POST", &second, null.clone(), 200).await;
    let other = format!("/api/cases/{}", town.file(&applicant, None).await.is(201).json["case"]);
    walk.change(&other, "/withdraw", "POST", &applicant, null.clone(), 200).await;
    walk.change(&other, "/erase", "POST", &operator, json!({ "reason": "Asked for." }), 200).await;

    let tried = walk.tried;
    assert_eq!(described(&town).await, tried, "what the description says, and what was tried");
    // What has no version takes none.
    for (method, path, by, body) in [
        (Method::POST, "/api/drafts", &applicant, json!({ "service": "service.building-permit" })),
        (Method::PUT, "/api/quotas/q", &operator, json!({ "limit": 7 })),
        (Method::POST, "/api/accounts", &operator, json!({ "name": "b", "roles": ["applicant"] })),
    ] {
        let refused = town.ask_with(method, path, by, Some(body), &[("if-match", "\"1\"")]).await.is(412);
        assert_eq!(refused.code(), "AL-4403", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_names_what_an_answer_says_and_nothing_else() {
    let town = Town::new();
    let [applicant, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let of = format!("/api/cases/{case}");
    let own = activity(&town, &applicant, &of).await["activity"].clone();
    town.post(&format!("{of}/tasks/{own}/complete"), &applicant, json!({})).await.is(200);
    let check = activity(&town, &applicant, &of).await["activity"].clone();
    let known = async |path: &str, tag: &str, status: u16| {
        let answer = town.ask_with(Method::GET, path, &applicant, None, &[("if-none-match", tag)]).await.is(status);
        assert_eq!((answer.header("vary"), answer.text.is_empty()), ("accept-language", status == 304), "{path}");
        answer.header("etag").to_string()
    };
    let tag = known(&of, "\"0\"", 200).await;
    assert_eq!(known(&of, &format!("\"x\", W/{tag}"), 304).await, tag);
    // Another language, or a task that somebody took: another answer of the same version.
    assert_ne!(known(&format!("{of}?lang=kk"), &tag, 200).await, tag);
    town.ask_with(Method::PUT, &format!("{of}/tasks/{check}/claim"), &officer, Some(json!({ "taken": true })), &[]).await.is(200);
    let taken = known(&of, &tag, 200).await;
    assert_ne!(taken, tag);
    assert_eq!(taken.split('-').next(), tag.split('-').next());
    for path in ["/api/cases", "/api/figures", "/api/services", "/api/notices", &format!("{of}/history"), &format!("{of}/documents")] {
        let tag = known(path, "\"0\"", 200).await;
        assert_eq!(known(path, &tag, 304).await, tag, "{path}");
    }
}
