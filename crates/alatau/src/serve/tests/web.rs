//! The pages, as a browser without script uses them: cookie, forms, redirects.

use super::{Answer, ISSUER, Town};
use axum::body::Body;
use axum::http::{Method, Request, header};

/// A browser: one cookie.
pub struct Browser<'t> {
    /// Where it looks.
    pub town: &'t Town,
    /// `name=value`.
    pub cookie: String,
}

impl Browser<'_> {
    /// The answer to a request, as a browser sends it.
    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::COOKIE, &self.cookie).header("sec-fetch-site", "same-origin").body(body).unwrap();
        let answer = self.town.send(request).await;
        if let Some((cookie, _)) = answer.header("set-cookie").split_once(';') {
            self.cookie = cookie.to_string();
        }
        answer
    }

    /// A page, in whole and with nothing that its policy forbids.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.send(Request::get(path), Body::empty()).await.is(200);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.text.ends_with("</html>\n") || answer.text.trim_end().ends_with("</html>"), "{path}");
        assert!(!answer.text.contains("<script") && !answer.text.contains(" style="), "{path}");
        assert!(answer.text.len() < 100_000, "{path} has {} bytes", answer.text.len());
        answer.text
    }

    /// Sends a form; answers where it leads.
    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await.is(303).header("location").to_string()
    }
}

/// The first piece of a text between two others.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no `{before}` in {text}")).1;
    rest.split_once(after).unwrap().0
}

async fn enter<'t>(town: &'t Town, operator: &mut Browser<'_>, name: &str, role: &str, body: &str) -> Browser<'t> {
    let made = serde_urlencoded::to_string([("name", name), ("role", role), ("body", body)]).unwrap();
    let request = Request::post("/accounts").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let made = operator.send(request, Body::from(made)).await.is(200).text;
    let link = between(&made, "/sign-in?link=", "<").to_string();
    let mut browser = Browser { town, cookie: String::new() };
    browser.send(Request::get(format!("/sign-in?link={link}")), Body::empty()).await.is(303);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_account_to_a_ruling_without_script() {
    let town = Town::new();
    let secret = town.opened.set_up.clone().unwrap();
    let mut operator = Browser { town: &town, cookie: String::new() };
    assert!(operator.page(&format!("/set-up?secret={secret}&lang=kk")).await.contains(&secret));
    let fields = [("secret", secret.as_str()), ("name", "root"), ("password", "a long sentence"), ("again", "a long sentence")];
    assert_eq!(operator.form("/set-up", &fields).await, "/accounts?lang=en");
    let mut applicant = enter(&town, &mut operator, "first-applicant", "applicant", "").await;
    let mut officer = enter(&town, &mut operator, "second-officer", "officer", ISSUER).await;

    let need = applicant.page("/need?service=service.building-permit&in=alatau&beside=almaty-region&class=level-2&lang=ru").await;
    assert!(need.contains("/applications?service="), "where to apply: {need}");
    assert!(need.matches("<li").count() > 20, "the steps: {need}");
    let draft = applicant.form("/applications?lang=en", &[("service", "service.building-permit")]).await;
    let path = draft.split('?').next().unwrap().to_string();
    let about = format!("{path}/about");
    let version = between(&applicant.page(&about).await, "name=\"version\" value=\"", "\"").to_string();
    let said = applicant.form(&about, &[("version", &version), ("title", "<b>House</b>"), ("then-lang", "kk")]).await;
    assert_eq!(said, format!("{about}?said=saved&lang=kk"), "another language keeps what was written");
    let kept = applicant.page(&said).await;
    assert!(kept.contains("House") && !kept.contains("<b>House"), "it comes back as text");
    let next = applicant.form(&about, &[("title", "House"), ("then", "next")]).await;
    assert_eq!(next, format!("{path}/place?said=saved&lang=en"));
    applicant.form(&format!("{path}/place"), &[("place", "alatau"), ("class", "level-2"), ("plot", "17")]).await;
    applicant.form(&format!("{path}/who"), &[("person", "resident-company")]).await;
    applicant.page(&path).await;
    applicant.page(&format!("{path}/documents")).await;
    let check = applicant.page(&format!("{path}/check")).await;
    let key = between(&check, "name=\"key\" value=\"", "\"").to_string();
    let case = applicant.form(&format!("{path}/check"), &[("declared", "yes"), ("key", &key)]).await;
    let again = applicant.form(&format!("{path}/check"), &[("declared", "yes"), ("key", &key)]).await;
    assert_eq!(case, again, "pressed twice, filed once");
    let page = applicant.page(&case).await;
    let step = between(&page, "action=\"/cases/1/complete/", "?").to_string();
    let seen = between(&page, "name=\"seen\" value=\"", "\"").to_string();
    applicant.form(&format!("/cases/1/complete/{step}"), &[("seen", &seen)]).await;
    assert!(applicant.page("/applications").await.contains("/cases/1"));

    let work = officer.page("/work?lang=en").await;
    let task = between(&work, "href=\"/tasks/1/", "?").to_string();
    officer.page(&format!("/tasks/1/{task}")).await;
    officer.form(&format!("/tasks/1/{task}/claim"), &[]).await;
    assert!(officer.page(&format!("/tasks/1/{task}?lang=kk")).await.contains("/release"));
    officer.form(&format!("/tasks/1/{task}/complete"), &[("fact:complete", "true")]).await;
    assert!(applicant.page("/cases/1?lang=ru").await.contains("second-officer"), "who looked, and who acted, is there");
    for path in ["/", "/figures", "/verify", "/sign-in"] {
        applicant.page(&format!("{path}?lang=kk")).await;
    }
    assert_eq!(applicant.form("/sign-out", &[]).await, "/?said=signed-out&lang=en");
    let request = town.ask_with(Method::GET, "/cases/1", "", None, &[]).await.is(303);
    assert_eq!(request.header("location"), "/sign-in?then=/cases/1&lang=en");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_a_page_with_its_reason() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let mut browser = Browser { town: &town, cookie: format!("alatau={token}") };
    for (path, status) in [("/accounts", 403), ("/cases/99", 404), ("/applications/7", 404), ("/need/x", 404)] {
        let answer = browser.send(Request::get(path), Body::empty()).await.is(status);
        let is_page = answer.header("content-type").starts_with("text/html");
        assert_eq!(is_page, path != "/need/x", "{path}: {:?}", answer.headers);
    }
    let outside = browser.send(Request::get("/sign-in?then=//evil.example/x"), Body::empty()).await.is(200);
    assert!(outside.text.contains("name=\"then\" value=\"/\""), "{}", outside.text);
}
