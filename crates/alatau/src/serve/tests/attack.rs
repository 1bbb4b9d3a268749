//! What somebody would try who means the city ill, each as a test.

use super::story::{Staff, step};
use super::{ISSUER, Machine, Town};
use crate::pages::CONTENT_SECURITY_POLICY;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_a_page_can_be_sent_from_another_site() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let case = town.file(&token, None).await.is(201).json["case"].clone();
    let paths = [format!("/cases/{case}/withdraw"), format!("/cases/{case}/complete/0")];
    let paths = paths.iter().map(String::as_str).chain([
        "/applications",
        "/sign-out",
        "/sign-in",
        "/set-up",
        "/accounts",
        "/registers/quotas",
        "/verify",
    ]);
    for path in paths {
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "null")] {
            for cookie in [format!("alatau={token}"), String::new()] {
                let request = Request::post(path).header(header::CONTENT_TYPE, FORM).header(header::COOKIE, cookie).header(name, value);
                let answer = town.send(request.header(header::HOST, "city.example").body(Body::empty()).unwrap()).await.is(403);
                assert!(answer.text.contains("AL-4427"), "{path}: {}", answer.text);
            }
        }
    }
    assert_eq!(town.get(&format!("/api/cases/{case}"), &token).await.is(200).json["open"], json!(true));
}

/// Signs in with a link, showing a cookie.
async fn enter(town: &Town, link: &str, cookie: &str) -> super::Answer {
    let request = Request::post("/api/sign-in").header(header::CONTENT_TYPE, "application/json").header(header::COOKIE, cookie);
    town.send(request.body(Body::from(json!({ "link": link }).to_string())).unwrap()).await
}

/// An operator, and what makes links.
async fn link(town: &Town, operator: &str, account: &Value) -> String {
    let path = format!("/api/accounts/{account}/link");
    town.ask_with(Method::POST, &path, operator, None, &[]).await.is(201).json["link"].as_str().unwrap().to_string()
}

async fn account(town: &Town, operator: &str, name: &str, role: &str, body: &str) -> Value {
    let wanted = json!({ "name": name, "roles": [role], "body": body });
    town.post("/api/accounts", operator, wanted).await.is(201).json["account"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_somebody_else_chose_is_never_taken_over() {
    let town = Town::with(Arc::new(tempfile::tempdir().unwrap()), Machine, true);
    let operator = town.person("p", "operator", "").await;
    let number = account(&town, &operator, "a", "applicant", "").await;
    let chosen = "0".repeat(64);
    let entered = enter(&town, &link(&town, &operator, &number).await, &format!("alatau={chosen}")).await.is(201);
    let cookie = entered.header("set-cookie");
    for wanted in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=43200"] {
        assert!(cookie.contains(wanted), "{cookie} lacks {wanted}");
    }
    assert!(!cookie.contains(&chosen) && !cookie.contains("Domain"), "{cookie}");
    town.get("/api/account", &chosen).await.is(401);
    let first = entered.json["token"].as_str().unwrap();
    let again = enter(&town, &link(&town, &operator, &number).await, &format!("alatau={first}")).await.is(201);
    assert_ne!(again.json["token"], first, "each sign-in has a secret of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_one_of_many_in_who_use_it_at_once() {
    let town = Arc::new(Town::new());
    let operator = town.person("p", "operator", "").await;
    let number = account(&town, &operator, "a", "applicant", "").await;
    let link = link(&town, &operator, &number).await;
    let mut entering = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (town, link) = (town.clone(), link.clone());
        entering.spawn(async move { enter(&town, &link, "").await.status.as_u16() });
    }
    let mut answers = entering.join_all().await;
    answers.sort_unstable();
    assert_eq!((answers[0], answers[1..].iter().all(|status| *status == 401)), (201, true), "{answers:?}");
    // Neither is it a session by itself.
    town.get("/api/account", &link).await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_ends_at_once() {
    let town = Town::new();
    let operator = town.person("p", "operator", "").await;
    let number = account(&town, &operator, "a", "applicant", "").await;
    let session = enter(&town, &link(&town, &operator, &number).await, "").await.is(201).json["token"].clone();
    let session = session.as_str().unwrap();
    let made = town.post("/api/account/tokens", session, json!({ "label": "script", "days": 1 })).await.is(201).json["token"].clone();
    let made = made.as_str().unwrap();
    town.get("/api/account", made).await.is(200);
    let tokens = town.get("/api/account/tokens", session).await.is(200);
    assert!(!tokens.text.contains(made), "secrets are not told again");
    let hash = tokens.json.as_array().unwrap().iter().find(|token| token["kind"] == "token").unwrap()["hash"].as_str().unwrap().to_string();
    let other = town.person("b", "applicant", "").await;
    town.ask_with(Method::DELETE, &format!("/api/account/tokens/{hash}"), &other, None, &[]).await.is(404);
    town.get("/api/account", made).await.is(200);
    town.ask_with(Method::DELETE, &format!("/api/account/tokens/{hash}"), session, None, &[]).await.is(200);
    town.get("/api/account", made).await.is(401);
    // A role that is taken away, an account that is closed.
    let change = |roles: Value, closed: bool| json!({ "name": "a", "roles": roles, "closed": closed });
    let path = format!("/api/accounts/{number}");
    town.get("/api/drafts", session).await.is(200);
    town.ask_with(Method::PUT, &path, &operator, Some(change(json!(["auditor"]), false)), &[]).await.is(200);
    town.get("/api/drafts", session).await.is(403);
    let unused = link(&town, &operator, &number).await;
    town.ask_with(Method::PUT, &path, &operator, Some(change(json!(["auditor"]), true)), &[]).await.is(200);
    town.get("/api/account", session).await.is(401);
    enter(&town, &unused, "").await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_a_password_waits_whoever_guesses_from_elsewhere_does_not() {
    let town = Town::new();
    let guess = |address: &'static str, name: &'static str| {
        let request = Request::post("/sign-in").header(header::CONTENT_TYPE, FORM).extension(crate::serve::Address(address.into()));
        town.send(request.body(Body::from(format!("name={name}&password=x"))).unwrap())
    };
    for _ in 0..8 {
        guess("10.0.0.1", "root").await.is(401);
    }
    guess("10.0.0.1", "Root").await.is(429);
    guess("10.0.0.2", "root").await.is(401);
    // Nor does who signs in with a link: that cannot be guessed.
    let operator = town.person("p", "operator", "").await;
    let number = account(&town, &operator, "a", "applicant", "").await;
    let link = link(&town, &operator, &number).await;
    let request = Request::post("/sign-in").header(header::CONTENT_TYPE, FORM).extension(crate::serve::Address("10.0.0.1".into()));
    town.send(request.body(Body::from(format!("link={link}&then=/"))).unwrap()).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_limited_and_their_names_are_only_words() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let draft = town.post("/api/drafts", &token, json!({ "service": "service.building-permit" })).await.is(201).json["draft"].clone();
    let before: Vec<_> = files(town.folder.path());
    let send = |path: String, bytes: Vec<u8>| {
        let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        town.send(request.header(header::CONTENT_TYPE, "application/pdf").body(Body::from(bytes)).unwrap())
    };
    let path = |name: &str| format!("/api/drafts/{draft}/documents?name={name}");
    assert_eq!(send(path("big"), vec![0; (20 << 20) + 1]).await.is(413).code(), "AL-4423");
    send(path("big"), vec![0; 20 << 20]).await.is(201);
    for (name, saved) in [
        ("..%2f..%2f..%2fetc%2fpasswd", ".._.._.._etc_passwd"),
        ("%2Fetc%2Fpasswd", "_etc_passwd"),
        ("a%0d%0aSet-Cookie:%20x=1", "a__Set-Cookie_ x_1"),
        ("a%22;%20filename=%22b.exe", "a__ filename__b.exe"),
        ("%00.pdf", "_.pdf"),
    ] {
        let made = send(path(name), name.as_bytes().to_vec()).await.is(201);
        let found = town.get(made.header("location"), &token).await.is(200);
        let disposition = found.header("content-disposition");
        assert!(disposition.starts_with(&format!("attachment; filename=\"{saved}\"; filename*=UTF-8''")), "{disposition}");
        assert!(found.headers.get("set-cookie").is_none() && found.text == name);
    }
    let long = send(path(&"n".repeat(20_000)), vec![1]).await;
    assert!((400..500).contains(&long.status.as_u16()), "{}", long.text);
    assert_eq!(files(town.folder.path()), before, "no file of that name anywhere");
}

/// The files below a folder, by name.
pub fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_never_leads_away_nor_into_a_header() {
    let town = Town::new();
    for then in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/x%0d%0aSet-Cookie:y=1",
        "%0d%0aSet-Cookie:y=1",
        "javascript:alert(1)",
    ] {
        let page = town.get(&format!("/sign-in?then={then}"), "").await.is(200);
        assert!(page.text.contains("name=\"then\" value=\"/\""), "{then}");
        let away = town.get(&format!("/cases/1?lang=kk&then={then}"), "").await.is(303);
        assert!(away.header("location").starts_with("/sign-in?then=/cases/1"), "{then}: {}", away.header("location"));
        assert!(away.headers.get("set-cookie").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nested_deeply_is_refused_and_breaks_nothing() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    for depth in [100, 127, 200, 10_000, 60_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!("{{\"service\":\"service.building-permit\",\"application\":{{\"facts\":{{\"x\":{nested}}}}}}}");
            let request = Request::post("/api/drafts").header(header::AUTHORIZATION, format!("Bearer {token}"));
            let made = town.send(request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap()).await;
            assert!(matches!(made.status.as_u16(), 201 | 400 | 413 | 422), "{depth}: {}", made.text);
            if made.status == 201 {
                town.get(&format!("/api/drafts/{}", made.json["draft"]), &token).await.is(200);
                town.get(&format!("/applications/{}/check", made.json["draft"]), &token).await;
            }
        }
    }
    town.get("/api/health", "").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_its_policy_whatever_it_is() {
    let town = Town::new();
    let described = town.get("/api/openapi.json", "").await.json;
    let paths: Vec<String> = described["paths"].as_object().unwrap().keys().map(|path| path.replace(['{', '}'], "")).collect();
    let pages = [
        "/",
        "/need",
        "/figures",
        "/verify",
        "/sign-in",
        "/set-up",
        "/applications",
        "/messages",
        "/work",
        "/registers",
        "/accounts",
        "/cases/1",
        "/nothing",
    ];
    let paths = paths.iter().map(String::as_str).chain(pages).chain(["/assets/portal.css", "/assets/mark.svg", "/favicon.ico"]);
    for path in paths.filter(|path| *path != "/api/events") {
        // Signing out is among them.
        let token = town.person(path, "applicant", "").await;
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::HEAD, Method::TRACE] {
            for token in ["", token.as_str(), "wrong"] {
                let answer = town.ask_with(method.clone(), path, token, None, &[("sec-fetch-site", "same-origin")]).await;
                let policy = answer.header("content-security-policy");
                assert_eq!(policy, CONTENT_SECURITY_POLICY, "{method} {path}");
                assert!(!policy.contains("unsafe") && policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
                assert_eq!((answer.header("x-content-type-options"), answer.header("x-frame-options")), ("nosniff", "DENY"));
                assert!(!answer.header("cache-control").is_empty() && answer.status.as_u16() < 500, "{method} {path}: {}", answer.text);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_case_of_another_is_not_there() {
    let town = Town::new();
    let [owner, stranger] = [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await];
    let elsewhere = town.person("o", "officer", "architecture-almaty-region").await;
    let case = town.file(&owner, None).await.is(201).json["case"].clone();
    let path = format!("/api/cases/{case}");
    let sent = Request::post(format!("{path}/documents?name=plan")).header(header::AUTHORIZATION, format!("Bearer {owner}"));
    let document = town.send(sent.body(Body::from("plan")).unwrap()).await.is(201).header("location").to_string();
    let draft = town.post("/api/drafts", &owner, json!({ "service": "service.building-permit" })).await.is(201).json["draft"].clone();
    let reads = ["", "/history", "/documents", "/looks", "/receipt", "/tasks/0"].map(|part| format!("{path}{part}"));
    for read in reads.iter().chain([&document, &format!("/api/drafts/{draft}"), &format!("/api/drafts/{draft}/documents")]) {
        let status = town.get(read, &stranger).await.is(404);
        assert_eq!(status.text.replace(&case.to_string(), ""), town.get(&read.replace('1', "77"), &stranger).await.text.replace("77", ""));
        let status = town.get(read, &elsewhere).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{read}: {status}");
    }
    for (method, part, body) in
        [(Method::POST, "/withdraw", None), (Method::POST, "/tasks/0/complete", Some(json!({}))), (Method::POST, "/documents?name=x", None)]
    {
        let status = town.ask_with(method, &format!("{path}{part}"), &stranger, body, &[]).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{part}: {status}");
    }
    for page in [format!("/cases/{case}"), format!("/cases/{case}/receipt"), format!("/applications/{draft}")] {
        let request = Request::get(&page).header(header::COOKIE, format!("alatau={stranger}"));
        town.send(request.body(Body::empty()).unwrap()).await.is(404);
    }
    assert_eq!(town.get("/api/cases", &stranger).await.is(200).json, json!([]));
    assert!(
        town.get(&format!("{path}/looks"), &owner).await.is(200).json.as_array().unwrap().is_empty(),
        "who saw nothing looked at nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_interest_takes_no_part_and_nobody_is_their_own_second() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let party = town.get("/api/account", &applicant).await.json["account"].clone();
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    // Until the city's own body has to rule.
    let path = loop {
        let status = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json;
        let holder = &status["holders"][0];
        let path = format!("/api/cases/{case}/tasks/{}", holder["activity"]);
        if let Some(body) = holder["body"]["id"].as_str() {
            let [first, _] = staff.of(body).await;
            if town.get(&path, &first).await.is(200).json["rules"] == json!(true) {
                break path;
            }
        }
        assert!(step(&town, &mut staff, &applicant, &case).await, "nobody rules");
    };
    let body = town.get(&format!("/api/cases/{case}"), &applicant).await.json["holders"][0]["body"]["id"].as_str().unwrap().to_string();
    let [first, second] = staff.of(&body).await;
    let task = town.get(&path, &first).await.json;
    let ground = json!([{ "provision": task["provisions"][0], "reason": "The plan is in order." }]);
    let ruling = json!({ "outcome": "approved", "grounds": ground });
    let declare = |token: String, interested: bool| {
        let town = &town;
        let path = format!("/api/interests/{party}");
        async move { town.ask_with(Method::PUT, &path, &token, Some(json!({ "interested": interested })), &[]).await.is(200) }
    };
    let put = |token: String| {
        let (town, path, ruling) = (&town, format!("{path}/ruling"), ruling.clone());
        async move { town.ask_with(Method::PUT, &path, &token, Some(ruling), &[]).await }
    };
    declare(first.clone(), true).await;
    assert_eq!(put(first.clone()).await.is(403).code(), "AL-4406");
    let claim = town.ask_with(Method::PUT, &format!("{path}/claim"), &first, Some(json!({ "taken": true })), &[]).await.is(403);
    assert_eq!(claim.code(), "AL-4406");
    declare(first.clone(), false).await;
    put(first.clone()).await.is(200);
    declare(second.clone(), true).await;
    let confirm = |token: String| {
        let (town, path) = (&town, format!("{path}/ruling/confirm"));
        async move { town.ask_with(Method::POST, &path, &token, None, &[]).await }
    };
    assert_eq!(confirm(second.clone()).await.is(403).code(), "AL-4406", "nor confirms");
    assert_eq!(confirm(first.clone()).await.is(403).code(), "AL-4405", "nor does the first");
    // Not in another browser either: it is the person that counts.
    let again = town.post("/api/account/tokens", &first, json!({ "label": "other", "days": 1 })).await.is(201).json["token"].clone();
    assert_eq!(confirm(again.as_str().unwrap().to_string()).await.is(403).code(), "AL-4405");
    // An officer of the body who applies does not decide on their own application.
    assert_eq!(confirm(town.person("x", "supervisor", ISSUER).await).await.is(403).code(), "AL-4401");
    assert_eq!(confirm(applicant.clone()).await.is(403).code(), "AL-4401");
    assert_eq!(town.get(&format!("/api/cases/{case}"), &applicant).await.json["open"], json!(true));
}
