//! Strangers, hostile input, too much of it, and clocks and passwords that do not fit.

use super::{Hands, ISSUER, Town};
use crate::serve::uploads::DOCUMENT_MAX;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_is_made_with_the_printed_link_and_once() {
    let town = Town::new();
    let secret = town.opened.set_up.clone().unwrap();
    let wanted = |secret: &str, password: &str| json!({ "secret": secret, "name": "root", "password": password });
    let short = town.post("/api/set-up", "", wanted(&secret, "short")).await.is(422);
    assert_eq!(short.code(), "AL-4425");
    let other = town.post("/api/set-up", "", wanted("0000", "a long sentence")).await.is(403);
    assert_eq!(other.code(), "AL-4429", "the city is not set up yet");
    let made = town.post("/api/set-up", "", wanted(&secret, "a long sentence")).await.is(201);
    let cookie = made.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(town.post("/api/set-up", "", wanted(&secret, "a long sentence")).await.is(403).code(), "AL-4428");
    let operator = made.json["token"].as_str().unwrap();
    assert_eq!(town.get("/api/account", operator).await.is(200).json["roles"], json!(["operator"]));

    let officer = json!({ "name": "o", "roles": ["officer"], "body": ISSUER });
    let account = town.post("/api/accounts", operator, officer).await.is(201).json["account"].clone();
    let link =
        town.ask_with(Method::POST, &format!("/api/accounts/{account}/link"), operator, None, &[]).await.is(201).json["link"].clone();
    let entered = town.post("/api/sign-in", "", json!({ "link": link })).await.is(201);
    let again = town.post("/api/sign-in", "", json!({ "link": link })).await.is(401);
    assert_eq!(again.code(), "AL-4429", "a link works once");
    let token = entered.json["token"].as_str().unwrap();
    town.ask_with(Method::PUT, "/api/account/password", token, Some(json!({ "new": "another long one" })), &[]).await.is(204);
    town.post("/api/sign-in", "", json!({ "name": "o", "password": "another long one" })).await.is(201);
    let own = json!({ "name": "root", "roles": [] });
    let shut = town.ask_with(Method::PUT, "/api/accounts/1", operator, Some(own), &[]).await.is(409);
    assert_eq!(shut.code(), "AL-4430");
    town.ask_with(Method::DELETE, "/api/sign-in", operator, None, &[]).await.is(204);
    town.get("/api/account", operator).await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_eight_wrong_passwords_one_has_to_wait() {
    let town = Town::new();
    for _ in 0..8 {
        town.post("/api/sign-in", "", json!({ "name": "nobody", "password": "x" })).await.is(401);
    }
    let refused = town.post("/api/sign-in", "", json!({ "name": "NOBODY", "password": "x" })).await.is(429);
    assert_eq!((refused.code(), refused.header("retry-after")), ("AL-4422", "60"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_use_the_cookie() {
    let town = Town::new();
    let secret = town.person("a", "applicant", "").await;
    let draft = json!({ "service": "service.building-permit" });
    let cookie = format!("x=1; alatau={secret}");
    let post = |headers: Vec<(&'static str, &'static str)>| {
        let (town, cookie, draft) = (&town, cookie.clone(), draft.clone());
        async move {
            let headers: Vec<(&str, &str)> = headers.into_iter().chain([("cookie", cookie.as_str())]).collect();
            town.ask_with(Method::POST, "/api/drafts", "", Some(draft), &headers).await
        }
    };
    assert_eq!(post(vec![("sec-fetch-site", "cross-site")]).await.is(403).code(), "AL-4427");
    assert_eq!(post(vec![("sec-fetch-site", "same-site")]).await.is(403).code(), "AL-4427");
    assert_eq!(post(vec![("origin", "https://evil.example"), ("host", "city.example")]).await.is(403).code(), "AL-4427");
    post(vec![("sec-fetch-site", "same-origin")]).await.is(201);
    post(vec![("origin", "https://city.example"), ("host", "city.example")]).await.is(201);
    let by_token = town.ask_with(Method::POST, "/api/drafts", &secret, Some(draft.clone()), &[("sec-fetch-site", "cross-site")]).await;
    by_token.is(201);
    town.ask_with(Method::GET, "/api/account", "", None, &[("cookie", "alatau=0000")]).await.is(401);
    town.get("/api/services", "0000").await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_come_back_as_text() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    for word in ["<script>alert(1)</script>", "'; DROP TABLE cases; --", "\u{202e}\u{0}\u{7}", "{{7*7}}", "😀\r\nSet-Cookie: x=1"] {
        let application = json!({ "title": word, "description": word, "contact": word, "place": "alatau", "class": "level-2" });
        let draft = json!({ "service": "service.building-permit", "application": application });
        let made = town.post("/api/drafts", &applicant, draft).await.is(201);
        let path = format!("/api/drafts/{}", made.json["draft"]);
        let read = town.get(&path, &applicant).await.is(200);
        assert_eq!(read.json["application"]["title"], word);
        assert_eq!((read.header("x-content-type-options"), read.header("content-type")), ("nosniff", "application/json"));
        assert!(read.header("content-security-policy").starts_with("default-src 'none'"));
        let name: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let sent = Request::post(format!("{path}/documents?name={name}")).header(header::AUTHORIZATION, format!("Bearer {applicant}"));
        let sent = town.send(sent.header(header::CONTENT_TYPE, "text/html").body(Body::from("<script>")).unwrap()).await.is(201);
        let found = town.get(sent.header("location"), &applicant).await.is(200);
        assert!(found.header("content-disposition").starts_with("attachment; filename=\""), "{:?}", found.headers);
        assert_eq!((found.header("content-type"), found.text.as_str()), ("application/octet-stream", "<script>"));
        assert!(found.headers.get("set-cookie").is_none());
        let path = format!("/api/errors/{name}");
        town.get(&path, "").await.is(404);
        let search = town.get(&format!("/api/rulebook?service=building-permit&class=level-2&place={name}"), "").await.is(422);
        assert_eq!(search.header("content-type"), "application/problem+json");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_at_its_place() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let send = |media: &'static str, body: Vec<u8>| {
        let request = Request::post("/api/drafts").header(header::AUTHORIZATION, format!("Bearer {applicant}"));
        let request = request.header(header::CONTENT_TYPE, media).body(Body::from(body)).unwrap();
        town.send(request)
    };
    let wrong = send("application/json", b"{\"service\": \"x\",\n \"application\": {\"title\": 7}}".to_vec()).await.is(400);
    assert!(wrong.json["detail"].as_str().unwrap().starts_with("line 2, column 27 at `application.title`: invalid type"), "{}", wrong.text);
    let unknown = send("application/json", b"{\"service\": \"x\", \"applikation\": {}}".to_vec()).await.is(400);
    assert!(unknown.text.contains("unknown field `applikation`"), "{}", unknown.text);
    send("application/json", vec![0xff; 10]).await.is(400);
    send("application/json", [b'['; 200_000].to_vec()).await.is(400);
    assert_eq!(send("application/json", vec![b' '; 300 << 10]).await.is(413).code(), "AL-4423");
    send("text/plain", b"{}".to_vec()).await.is(415);
    assert_eq!(town.get("/api/nothing", "").await.is(404).code(), "AL-4421");
    assert_eq!(town.ask_with(Method::DELETE, "/api/services", "", None, &[]).await.is(405).code(), "AL-4421");
    for path in
        ["/log/tile/../../journal.sqlite", "/log/tile/%2e%2e/%2e%2e/log.key", "/log/tile/..%2f..%2flog.key", "/log/tile//etc/passwd"]
    {
        assert!(matches!(town.get(path, "").await.status.as_u16(), 404 | 400), "{path}");
    }
    for path in ["/api/cases?page=0", "/api/cases?per_page=1000", "/api/cases?open=maybe"] {
        assert_eq!(town.get(path, &applicant).await.is(400).code(), "AL-4420", "{path}");
    }
    for number in ["99999999999999999999", "18446744073709551615", "9223372036854775808", "-1"] {
        town.get(&format!("/api/cases/{number}"), &applicant).await.is(404);
        town.get(&format!("/api/drafts/{number}"), &applicant).await.is(404);
    }
    town.get("/api/events?case=18446744073709551615", &applicant).await.is(404);
    let wants = json!([{ "kind": "quota", "name": "q", "amount": u64::MAX }]);
    let draft = json!({ "service": "service.building-permit", "application": { "wants": wants } });
    town.post("/api/drafts", &applicant, draft).await.is(400);
    town.ask_with(Method::GET, "/api/services?lang=de", "", None, &[]).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_decides_nothing_and_health_says_so() {
    let hands = Hands::new();
    let town = Town::over(Arc::new(tempfile::tempdir().unwrap()), hands.clone());
    let applicant = town.person("a", "applicant", "").await;
    let draft = json!({ "service": "service.building-permit" });
    town.get("/api/health", "").await.is(200);
    hands.jumps(86_400_000_000);
    let refused = town.post("/api/drafts", &applicant, draft.clone()).await.is(503);
    assert_eq!((refused.code(), refused.header("retry-after")), ("AL-4413", "5"));
    let health = town.get("/api/health", "").await.is(503).json;
    assert!(health["clock"].as_str().unwrap().contains("jumped ahead by 86400 seconds"), "{health}");
    hands.0[1].fetch_add(86_400_000_000, Relaxed);
    town.post("/api/drafts", &applicant, draft).await.is(201);
    town.get("/api/health", "").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_linked_and_figures_of_the_server_are_told() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    for _ in 0..5 {
        town.file(&applicant, None).await.is(201);
    }
    let second = town.get("/api/cases?per_page=2&page=2&open=true", &applicant).await.is(200);
    assert_eq!(second.json.as_array().unwrap().len(), 2);
    let links = "</api/cases?open=true&page=1&per_page=2>; rel=\"prev\", </api/cases?open=true&page=3&per_page=2>; rel=\"next\"";
    assert_eq!(second.header("link"), links);
    let last = town.get("/api/cases?per_page=2&page=3", &applicant).await.is(200);
    assert!(!last.header("link").contains("next"));
    let metrics = town.get("/api/metrics", "").await.is(200).text;
    assert!(metrics.contains("alatau_log_leaves 5\n") && metrics.contains("alatau_healthy 1\n"), "{metrics}");
    assert!(metrics.contains("alatau_request_seconds_bucket{le=\"+Inf\"}"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_sent_at_one_time_have_so_much_room_together() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let draft = town.post("/api/drafts", &applicant, json!({ "service": "service.building-permit" })).await.is(201).json["draft"].clone();
    let (uploads, mut headers) = (&town.opened.server.uploads, HeaderMap::new());
    // Nobody says how long these are: each may have the most.
    let held: Vec<_> = (0..6).map(|_| uploads.room(&headers, DOCUMENT_MAX).unwrap()).collect();
    headers.insert(header::CONTENT_LENGTH, (8 << 20).into());
    drop(uploads.room(&headers, DOCUMENT_MAX).expect("there are eight MiB left"));
    let by_program = async || {
        let sent =
            Request::post(format!("/api/drafts/{draft}/documents?name=plan")).header(header::AUTHORIZATION, format!("Bearer {applicant}"));
        town.send(sent.body(Body::from("a plan")).unwrap()).await
    };
    let by_browser = async |media: &str, body: &'static str| {
        let sent = Request::post(format!("/applications/{draft}/documents?lang=en")).header(header::COOKIE, format!("alatau={applicant}"));
        let sent = sent.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, media);
        town.send(sent.body(Body::from(body)).unwrap()).await
    };
    let form = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"plan\"\r\n\r\na plan\r\n--b--\r\n";
    let refused = by_program().await.is(503);
    assert_eq!((refused.code(), refused.header("retry-after")), ("AL-4424", "5"));
    let page = by_browser("multipart/form-data; boundary=b", form).await.is(503);
    assert!(page.header("content-type").starts_with("text/html") && page.header("retry-after") == "5", "{:?}", page.headers);
    assert!(page.text.contains("AL-4424"), "{}", page.text);
    drop(held);
    by_program().await.is(201);
    by_browser("multipart/form-data; boundary=b", form).await.is(303);
    for media in ["text/plain", "multipart/form-data"] {
        let page = by_browser(media, "a plan").await.is(400);
        assert!(page.header("content-type").starts_with("text/html") && page.text.contains("AL-4420"), "{media}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_has_less_than_twenty_thousand_bytes_whatever_was_written() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let draft = |description: &str, plots: usize| {
        let wants: Vec<_> = (0..plots).map(|plot| json!({ "kind": "plot", "name": format!("20-321-{plot:03}") })).collect();
        let application = json!({
            "title": "A workshop", "description": description, "place": "alatau", "class": "level-2", "person": ["resident-company"], "wants": wants
        });
        json!({ "service": "service.building-permit", "application": application })
    };
    for (description, plots) in [("x".repeat(9_999), 0), ("\"".repeat(3_000), 0), ("\u{1}".repeat(2_000), 0), (String::new(), 17)] {
        assert_eq!(town.post("/api/drafts", &applicant, draft(&description, plots)).await.is(413).code(), "AL-4416");
    }
    let draft = town.post("/api/drafts", &applicant, draft(&"ж".repeat(2_400), 16)).await.is(201).json["draft"].clone();
    for number in 0..14 {
        let sent = Request::post(format!("/api/drafts/{draft}/documents?name=plan-of-the-floor-{number}.pdf"));
        let sent = sent.header(header::AUTHORIZATION, format!("Bearer {applicant}")).body(Body::from(number.to_string())).unwrap();
        town.send(sent).await.is(201);
    }
    let filed = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &applicant, None, &[]).await.is(201);
    let receipt = super::story::receipt(&town, &applicant, &filed.json["case"]).await;
    assert!((11_000..20_000).contains(&receipt.len()), "{} bytes", receipt.len());
    // And of a step, with as much as one may write.
    let case = filed.json["case"].clone();
    let status = town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json;
    let own = format!("/api/cases/{case}/tasks/{}/complete", status["holders"][0]["activity"]);
    assert_eq!(town.post(&own, &applicant, json!({ "words": "x".repeat(9_999) })).await.is(413).code(), "AL-4416");
    for number in 0..20 {
        let sent = Request::post(format!("/api/cases/{case}/documents?name=plan-of-the-floor-{number}.pdf"));
        let sent = sent.header(header::AUTHORIZATION, format!("Bearer {applicant}")).body(Body::from(number.to_string())).unwrap();
        town.send(sent).await.is(201);
    }
    town.post(&own, &applicant, json!({ "words": "x".repeat(9_900) })).await.is(200);
    let receipt = super::story::receipt(&town, &applicant, &case).await;
    assert!(receipt.len() < 20_000, "{} bytes", receipt.len());
}
