//! Whoever watches over the work: auditors, supervisors, operators; and what a page does in another language.

use super::story::{Staff, step};
use super::web::{Browser, between};
use super::{ISSUER, Town};
use axum::body::Body;
use axum::http::Request;
use std::collections::HashMap;

async fn browser<'t>(town: &'t Town, name: &str, role: &str, body: &str) -> Browser<'t> {
    Browser { town, cookie: format!("alatau={}", town.person(name, role, body).await) }
}

/// A case at its first officer, and the path of the task.
async fn at_work(town: &Town) -> String {
    let token = town.person("a", "applicant", "").await;
    town.file(&token, None).await.is(201);
    let mut applicant = Browser { town, cookie: format!("alatau={token}") };
    let page = applicant.page("/cases/1?lang=en").await;
    let own = between(&page, "action=\"/cases/1/complete/", "?").to_string();
    applicant.form(&format!("/cases/1/complete/{own}"), &[("words", "The sketch.")]).await;
    let mut officer = browser(town, "reader", "officer", ISSUER).await;
    let work = officer.page("/work?lang=en").await;
    format!("/tasks/1/{}", between(&work, "href=\"/tasks/1/", "?"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_finds_every_case_and_nobody_else_does() {
    let town = Town::new();
    at_work(&town).await;
    let mut auditor = browser(&town, "auditor", "auditor", "").await;
    let all = auditor.page("/cases?lang=en").await;
    assert!(all.contains("href=\"/cases/1?") && all.contains("A workshop"), "{all}");
    assert!(auditor.page("/?lang=en").await.contains("href=\"/cases?"), "the way in is on every page");
    assert!(auditor.page("/cases?state=open&lang=en").await.contains("href=\"/cases/1?"));
    assert!(!auditor.page("/cases?state=closed&lang=en").await.contains("href=\"/cases/1?"));
    let by_number = auditor.send(Request::get("/cases?number=1&lang=en"), Body::empty()).await.is(303);
    assert_eq!(by_number.header("location"), "/cases/1?lang=en");
    for role in ["officer", "supervisor", "applicant"] {
        let mut other = browser(&town, &format!("other-{role}"), role, ISSUER).await;
        other.send(Request::get("/cases"), Body::empty()).await.is(403);
        assert!(!other.page("/?lang=en").await.contains("href=\"/cases?"), "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_task_comes_back_by_the_supervisor_or_when_the_account_is_closed() {
    let town = Town::new();
    let task = at_work(&town).await;
    let mut first = browser(&town, "first", "officer", ISSUER).await;
    let mut second = browser(&town, "second", "officer", ISSUER).await;
    let mut supervisor = browser(&town, "head", "supervisor", ISSUER).await;
    first.form(&format!("{task}/claim"), &[]).await;
    assert!(!second.page(&task).await.contains("/release"));
    let page = supervisor.page(&task).await;
    assert!(page.contains("/release") && !page.contains("/claim") && !page.contains(&format!("{task}/complete")), "{page}");
    supervisor.form(&format!("{task}/release"), &[]).await;
    second.form(&format!("{task}/claim"), &[]).await;
    first.refused(&format!("{task}/claim"), &[], 409).await;

    let mut operator = browser(&town, "root", "operator", "").await;
    let accounts = operator.page("/accounts?lang=en").await;
    let line = accounts.split("<li").find(|line| line.contains("officer second")).unwrap();
    assert!(line.contains("<details"), "to close an account takes a second click: {line}");
    let switch = between(line, "action=\"/accounts/", "/link").to_string();
    operator.form(&format!("/accounts/{switch}/switch"), &[]).await;
    let page = first.page(&format!("{task}?lang=en")).await;
    assert!(page.contains("/claim") && !page.contains("officer second has taken"), "{page}");
    assert!(first.page("/work?lang=en").await.contains(">free<"), "nobody has it");
    first.form(&format!("{task}/complete"), &[("fact:complete", "true")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interest_is_declared_and_taken_back_on_a_page() {
    let town = Town::new();
    let task = at_work(&town).await;
    let mut officer = browser(&town, "o", "officer", ISSUER).await;
    let page = officer.page(&task).await;
    let way = between(&page, "href=\"/account?case", "\"").replace("&amp;", "&");
    let page = officer.page(&format!("/account?case{way}")).await;
    let case = between(between(&page, "id=\"case\"", ">"), "value=\"", "\"");
    assert_eq!(case, "1");
    officer.form("/account/interests?lang=en", &[("case", case)]).await;
    officer.refused(&format!("{task}/claim"), &[], 403).await;
    let page = officer.page("/account?lang=en").await;
    assert!(page.contains("Take back: applicant a"), "{page}");
    let party = between(&page, "name=\"party\" value=\"", "\"").to_string();
    officer.form("/account/interests?lang=en", &[("party", &party)]).await;
    officer.form(&format!("{task}/claim"), &[]).await;
    assert!(officer.refused("/account/interests?lang=ru", &[("case", "99")], 422).await.text.contains("id=\"case-error\""));
    let mut applicant = browser(&town, "b", "applicant", "").await;
    assert!(!applicant.page("/account?lang=en").await.contains("/account/interests"), "who decides nothing declares nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_keeps_what_was_written_on_every_page() {
    let town = Town::new();
    let task = at_work(&town).await;
    let switch = ("then-lang", "kk");
    let mut officer = browser(&town, "o", "officer", ISSUER).await;
    assert!(officer.page(&task).await.contains("name=\"then-lang\""));
    let written = [("fact:complete", "false"), ("lack-what-1", "Site plan"), ("words", "Read twice."), switch];
    let page = officer.refused(&format!("{task}/complete?lang=en"), &written, 200).await.text;
    assert!(page.contains("<html lang=\"kk\"") && page.contains("Site plan") && page.contains("Read twice."), "{page}");
    assert!(!page.contains("class=\"fault\"") && !page.contains("notice-wrong"), "nothing is wrong yet: {page}");
    officer.form(&format!("{task}/complete"), &[("fact:complete", "true")]).await;

    let mut operator = browser(&town, "root", "operator", "").await;
    let page = operator.refused("/accounts?lang=en", &[("name", "somebody"), ("role", "auditor"), switch], 200).await.text;
    assert!(page.contains("<html lang=\"kk\"") && page.contains("value=\"somebody\"") && !page.contains("class=\"fault\""), "{page}");
    assert!(!operator.page("/accounts").await.contains("somebody"), "nothing was made");
    let need = operator.page("/need?lang=en").await;
    assert!(need.contains("name=\"then-lang\""), "{need}");
    let chosen = "/need?lang=en&service=service.building-permit&class=level-1&then-lang=ru";
    let away = operator.send(Request::get(chosen), Body::empty()).await.is(303);
    assert_eq!(away.header("location"), "/need?service=service.building-permit&class=level-1&lang=ru");

    let fresh = Town::new();
    let secret = fresh.opened.set_up.clone().unwrap();
    let mut nobody = Browser { town: &fresh, cookie: String::new() };
    let page = nobody.refused("/set-up?lang=en", &[("secret", &secret), ("name", "root"), switch], 200).await.text;
    assert!(page.contains("<html lang=\"kk\"") && page.contains("value=\"root\"") && page.contains(&secret), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reasons_of_a_ruling_outlive_another_language() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let case = town.file(&token, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let (path, [first, _]) = loop {
        let holder = town.get(&format!("/api/cases/{case}"), &token).await.is(200).json["holders"][0].clone();
        let path = format!("tasks/{}", holder["activity"]);
        if let Some(body) = holder["body"]["id"].as_str() {
            let both = staff.of(body).await;
            if town.get(&format!("/api/cases/{case}/{path}"), &both[0]).await.is(200).json["rules"] == true {
                break (path, both);
            }
        }
        assert!(step(&town, &mut staff, &token, &case).await, "nobody rules");
    };
    let mut officer = Browser { town: &town, cookie: format!("alatau={first}") };
    let page = path.replace("tasks/", "/tasks/1/");
    let shown = officer.page(&page).await;
    let provision = between(&shown, "name=\"ground\" value=\"", "\"").to_string();
    let reason = format!("reason:{provision}");
    let written = [("outcome", "refused"), ("ground", &provision), (&reason, "No access road."), ("then-lang", "ru")];
    let again = officer.refused(&format!("{page}/propose?lang=en"), &written, 200).await.text;
    assert!(again.contains("<html lang=\"ru\"") && again.contains("No access road.") && !again.contains("class=\"fault\""), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said_where_it_was_asked() {
    let town = Town::new();
    let mut nobody = Browser { town: &town, cookie: String::new() };
    let need = "service=service.building-permit&class=level-2";
    let wrong = [
        ("in=bogus", "in"),
        ("in=alatau&class=zzz", "class"),
        ("in=alatau&day=2020-01-01", "in"),
        ("in=alatau&day=soon", "day"),
        ("in=alatau&person=king", "person"),
        ("in=alatau&beside=kazakhstan", "beside"),
    ];
    for (asked, field) in wrong {
        let rest = if asked.contains("class=") { "service=service.building-permit" } else { need };
        let page = nobody.send(Request::get(format!("/need?{rest}&{asked}&lang=ru")), Body::empty()).await.is(422).text;
        assert!(page.contains(&format!("id=\"{field}-error\"")) && page.contains(&format!("href=\"#{field}\"")), "{asked}: {page}");
    }
    let page = nobody.send(Request::get("/?lang=xx").header("accept", "text/html"), Body::empty()).await.is(400);
    assert!(page.header("content-type").starts_with("text/html"), "{:?}", page.headers);

    let other = [("secret", "0000"), ("name", "root"), ("password", "a long sentence"), ("again", "a long sentence")];
    let page = nobody.refused("/set-up?lang=en", &other, 422).await.text;
    assert!(!page.contains("exists already"), "{page}");
    let mut auditor = browser(&town, "auditor", "auditor", "").await;
    let page = auditor.send(Request::get("/cases/99?lang=en").header("accept", "text/html"), Body::empty()).await.is(404).text;
    assert!(!page.contains("Back to the case"), "what is not there is no way back: {page}");
    let mut operator = browser(&town, "root", "operator", "").await;
    let made = [("name", "o"), ("role", "officer"), ("body", "")];
    let page = operator.refused("/accounts?lang=en", &made, 422).await.text;
    assert!(page.contains("id=\"body-error\"") && page.contains("value=\"o\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_is_gone_once_it_was_used() {
    let town = Town::new();
    let secret = town.opened.set_up.clone().unwrap();
    let mut operator = Browser { town: &town, cookie: String::new() };
    let fields = [("secret", secret.as_str()), ("name", "root"), ("password", "a long sentence"), ("again", "a long sentence")];
    operator.form("/set-up", &fields).await;
    let gone = operator.send(Request::get(format!("/set-up?secret={secret}&lang=en")).header("accept", "text/html"), Body::empty()).await;
    assert!(gone.is(403).text.contains("AL-4428"));
}
