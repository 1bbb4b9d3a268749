//! From the first answer to the filing: what is asked of whom, and what is declared.

use super::Town;
use super::web::{Browser, between};
use axum::http::Method;
use serde_json::json;

/// A draft that lacks nothing but place and applicant; its path.
async fn begun(browser: &mut Browser<'_>) -> String {
    let draft = browser.form("/applications?lang=en", &[("service", "service.building-permit")]).await;
    let path = draft.split('?').next().unwrap().to_string();
    browser.form(&format!("{path}/about?lang=en"), &[("title", "A house")]).await;
    path
}

/// What the check page sends with the declaration.
fn declared(check: &str) -> Vec<(&'static str, String)> {
    let sent = |name: &'static str| {
        let before = format!("name=\"{name}\" value=\"");
        let rest = check.split(&before).skip(1).map(|rest| (name, rest.split('"').next().unwrap().to_string()));
        rest.collect::<Vec<_>>()
    };
    let all = ["version", "key", "shown"].into_iter().flat_map(sent);
    all.chain([("declared", "yes".to_string())]).collect()
}

fn borrowed<'f>(fields: &'f [(&'static str, String)]) -> Vec<(&'f str, &'f str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_nobody_in_particular_files_and_what_cannot_be_filed_is_not_offered() {
    let town = Town::new();
    let mut browser = Browser { town: &town, cookie: format!("alatau={}", town.person("a", "applicant", "").await) };
    let path = begun(&mut browser).await;
    let place = browser.page(&format!("{path}/place?lang=en")).await;
    assert!(place.contains("value=\"alatau\"") && !place.contains("value=\"kazakhstan\""), "only where the law offers it: {place}");
    let kind = between(&place, "id=\"class\"", "</select>");
    assert!(kind.contains("required") && kind.contains(">Choose<"), "{kind}");
    let all = [("place", "alatau"), ("class", ""), ("then", "next")];
    let page = browser.refused(&format!("{path}/place?lang=ru"), &all, 422).await.text;
    assert!(page.contains("id=\"class-error\"") && page.contains("href=\"#class\""), "{page}");
    let elsewhere = [("place", "kazakhstan"), ("class", "level-2"), ("then", "next")];
    let page = browser.refused(&format!("{path}/place?lang=ru"), &elsewhere, 422).await.text;
    assert!(page.contains("id=\"place-error\""), "{page}");
    // Kept for later it is still not done, and the last page says so.
    browser.form(&format!("{path}/place?lang=en"), &[("place", "alatau"), ("class", "")]).await;
    let missing = browser.page(&format!("{path}/check?lang=en")).await;
    assert!(missing.contains("id=\"missing\"") && !missing.contains("name=\"declared\""), "{missing}");

    browser.form(&format!("{path}/place?lang=en"), &[("place", "alatau"), ("class", "level-2"), ("then", "next")]).await;
    browser.form(&format!("{path}/who?lang=en"), &[("then", "next")]).await;
    let tasks = browser.page(&format!("{path}?lang=en")).await;
    assert!(tasks.contains(&format!("href=\"{path}/check")), "nothing more has to be said: {tasks}");
    let check = browser.page(&format!("{path}/check?lang=en")).await;
    assert!(check.contains("none of these"), "{check}");
    let filed = browser.form(&format!("{path}/check?lang=en"), &borrowed(&declared(&check))).await;
    assert!(filed.starts_with("/cases/1?"), "{filed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plot_that_another_holds_is_said_in_the_readers_language_where_it_is_asked() {
    let town = Town::new();
    town.file(&town.person("first", "applicant", "").await, Some("17")).await.is(201);
    let mut browser = Browser { town: &town, cookie: format!("alatau={}", town.person("a", "applicant", "").await) };
    let path = begun(&mut browser).await;
    browser.form(&format!("{path}/place"), &[("place", "alatau"), ("class", "level-2"), ("plot", "17")]).await;
    let check = browser.page(&format!("{path}/check?lang=ru")).await;
    let page = browser.refused(&format!("{path}/check?lang=ru"), &borrowed(&declared(&check)), 422).await.text;
    assert!(page.contains(&format!("href=\"{path}/place?lang=ru#plot\"")), "{page}");
    assert!(!page.contains("is held by"), "no English in it: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_read_is_declared() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let mut browser = Browser { town: &town, cookie: format!("alatau={token}") };
    let path = begun(&mut browser).await;
    browser.form(&format!("{path}/place"), &[("place", "alatau"), ("class", "level-2")]).await;
    let read = browser.page(&format!("{path}/check?lang=en")).await;
    assert!(!read.contains(">changed<"), "{read}");
    // Meanwhile, elsewhere.
    browser.form(&format!("{path}/about"), &[("title", "A tower")]).await;
    let page = browser.refused(&format!("{path}/check?lang=en"), &borrowed(&declared(&read)), 412).await.text;
    assert_eq!(page.matches(">changed<").count(), 1, "{page}");
    assert!(page.contains("A tower") && page.contains("href=\"#answers-1\""), "{page}");

    let draft = path.strip_prefix("/applications/").unwrap();
    let api = |version: u64| {
        let tag = format!("\"{version}\"");
        let (town, token, path) = (&town, token.clone(), format!("/api/drafts/{draft}/file"));
        async move { town.ask_with(Method::POST, &path, &token, None, &[("if-match", &tag)]).await }
    };
    let version: u64 = between(&page, "name=\"version\" value=\"", "\"").parse().unwrap();
    assert_eq!(api(version - 1).await.is(412).code(), "AL-4403");
    // A document is part of what is declared.
    town.post(&format!("/api/drafts/{draft}/documents?name=plan.txt"), &token, json!("a plan")).await.is(201);
    let page = browser.refused(&format!("{path}/check?lang=en"), &borrowed(&declared(&page)), 412).await.text;
    assert!(page.contains("href=\"#answers-4\"") && page.contains("plan.txt"), "{page}");
    let nothing = axum::http::Request::post(format!("/api/drafts/{draft}/documents?name=empty.txt"));
    let nothing = nothing.header("authorization", format!("Bearer {token}")).body(axum::body::Body::empty()).unwrap();
    assert_eq!(town.send(nothing).await.is(422).code(), "AL-4404", "an empty file is none");
    assert_eq!(api(version + 1).await.is(201).json["case"], 1);
}
