//! What was told, and what the registers hold, as pages; and that a page speaks one language.

use super::story::{Staff, step};
use super::web::{Browser, between};
use super::{ISSUER, Town};
use alatau_core::text::Lang;
use axum::body::Body;
use axum::http::{Method, Request, header};
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

fn browser<'t>(town: &'t Town, token: &str) -> Browser<'t> {
    Browser { town, cookie: format!("alatau={token}") }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_new_until_it_was_read_and_leads_to_its_event() {
    let town = Town::new();
    let [owner, other] = [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await];
    let mut page = browser(&town, &owner);
    assert!(page.page("/messages?lang=en").await.contains("Nothing was told to you yet."));
    let case = town.file(&owner, None).await.is(201).json["case"].clone();
    let told = town.get("/api/notices", &owner).await.is(200).json;
    let told = told.as_array().unwrap();
    assert!(told.len() >= 2 && told.iter().all(|notice| notice["new"] == true), "{told:?}");
    // The count is beside the way to the messages, on whatever page one is.
    let count = format!("<span class=\"count\">{}<", told.len());
    assert!(page.page("/?lang=en").await.contains(&count));
    assert!(page.page(&format!("/cases/{case}?lang=kk")).await.contains(&count));
    assert!(!browser(&town, &other).page("/?lang=en").await.contains("class=\"count\""), "it is nobody else's");
    let shown = page.page("/messages?lang=en").await;
    assert_eq!(shown.matches("tag-warn\">new<").count(), told.len(), "{shown}");
    let of_case = page.page(&format!("/cases/{case}?lang=en")).await;
    for notice in told {
        let event = &notice["event"];
        assert!(shown.contains(&format!("href=\"/cases/{case}?lang=en#event-{event}\"")), "{shown}");
        assert!(of_case.contains(&format!("id=\"event-{event}\"")), "event {event}: {of_case}");
    }
    // It was read: in the pages and in the data.
    assert!(!page.page("/messages?lang=en").await.contains("tag-warn"));
    assert!(!page.page("/?lang=en").await.contains("class=\"count\""));
    let known = town.get("/api/notices", &owner).await.is(200).json;
    assert!(known.as_array().unwrap().iter().all(|notice| notice["new"] == false), "{known}");
    town.ask_with(Method::POST, &format!("/api/cases/{case}/withdraw"), &owner, None, &[]).await.is(200);
    assert!(page.page("/?lang=en").await.contains("class=\"count\""), "what comes later is new again");
    town.ask_with(Method::PUT, "/api/notices/read", &owner, None, &[]).await.is(200);
    assert!(!page.page("/?lang=en").await.contains("class=\"count\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_lacks_stands_in_the_message_and_an_erased_case_says_that_it_is() {
    let town = Town::new();
    let [owner, officer] = [town.person("a", "applicant", "").await, town.person("o", "officer", ISSUER).await];
    let [operator, auditor] = [town.person("p", "operator", "").await, town.person("u", "auditor", "").await];
    let case = town.file(&owner, None).await.is(201).json["case"].clone();
    let path = format!("/api/cases/{case}");
    let activity = async || town.get(&path, &owner).await.json["holders"][0]["activity"].clone();
    town.post(&format!("{path}/tasks/{}/complete", activity().await), &owner, json!({})).await.is(200);
    let lack = json!({ "what": "Site plan", "provision": "permits-law#completeness", "reason": "It has no <scale>." });
    let wanted = json!({ "lacks": [lack], "words": "Three days are enough." });
    town.post(&format!("{path}/tasks/{}/correction", activity().await), &officer, wanted).await.is(200);
    let mut page = browser(&town, &owner);
    let shown = page.page("/messages?lang=en").await;
    for words in ["Site plan. It has no &lt;scale&gt;.", "Three days are enough.", "came back: the file is incomplete"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    town.ask_with(Method::POST, &format!("{path}/withdraw"), &owner, None, &[]).await.is(200);
    town.post(&format!("{path}/erase"), &operator, json!({ "reason": "Asked for." })).await.is(200);
    for (lang, erased) in [("en", "Content erased"), ("ru", "Содержание удалено"), ("kk", "Мазмұны өшірілді")]
    {
        for list in ["/messages", "/applications"] {
            let shown = page.page(&format!("{list}?lang={lang}")).await;
            assert!(shown.contains(erased) && !shown.contains("Site plan"), "{list}: {shown}");
        }
        assert!(browser(&town, &auditor).page(&format!("/cases?lang={lang}")).await.contains(erased));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_is_set_by_a_form_and_everybody_who_may_sees_who_holds_it() {
    let town = Town::new();
    let [owner, operator] = [town.person("a", "applicant", "").await, town.person("p", "operator", "").await];
    let [officer, auditor] = [town.person("o", "officer", ISSUER).await, town.person("u", "auditor", "").await];
    let mut desk = browser(&town, &operator);
    for (quota, limit, wrong) in
        [("", "5", "quota"), ("district-1", "many", "limit"), ("district-1", "-1", "limit"), ("district-1", "1.5", "limit")]
    {
        let page = desk.refused("/registers/quotas?lang=en", &[("quota", quota), ("limit", limit)], 422).await.text;
        assert!(page.contains(&format!("id=\"{wrong}-error\"")) && page.contains(&format!("value=\"{limit}\"")), "{page}");
    }
    let far = u64::MAX.to_string();
    let far = desk.refused("/registers/quotas?lang=en", &[("quota", "district-1"), ("limit", &far)], 400).await.text;
    assert!(far.contains("id=\"limit-error\""), "{far}");
    assert!(desk.page("/registers?lang=en").await.contains("No quota is set."), "nothing was done");
    let set = desk.form("/registers/quotas?lang=en", &[("quota", "district-1"), ("limit", "5")]).await;
    assert_eq!(set, "/registers?said=quota&lang=en");
    let application = json!({
        "title": "A shed", "place": "alatau", "class": "level-2", "person": ["resident-company"],
        "wants": [{ "kind": "quota", "name": "district-1", "amount": 2 }, { "kind": "plot", "name": "Р – 77" }],
    });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", &owner, draft).await.is(201).json["draft"].clone();
    let case = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &owner, None, &[]).await.is(201).json["case"].clone();
    for (token, sets, reads) in [(&operator, true, false), (&officer, false, false), (&auditor, false, true)] {
        let page = browser(&town, token).page("/registers?lang=en").await;
        assert!(page.contains("2 of 5 held") && page.contains("3 left") && page.contains("<td>p-77</td>"), "{page}");
        assert_eq!(page.contains("action=\"/registers/quotas"), sets, "{page}");
        assert_eq!(page.contains(&format!("href=\"/cases/{case}?lang=en\"")), reads, "{page}");
        assert!(page.contains("operator p") && page.contains("district-1: 5"), "who set it: {page}");
    }
    let found = browser(&town, &auditor).page("/registers?of=plot&thing=P-77&lang=en").await;
    assert!(found.contains("1 is held"), "{found}");
    assert!(browser(&town, &auditor).page("/registers?of=plot&thing=78&lang=en").await.contains("is held by no case"));
    assert!(browser(&town, &auditor).page("/registers?of=slot&lang=en").await.contains("Nothing is held."));
    // A limit below what is held is shown as what it is.
    desk.form("/registers/quotas?lang=en", &[("quota", "district-1"), ("limit", "1")]).await;
    assert!(desk.page("/registers?lang=en").await.contains("above the limit"));
    let mut outside = browser(&town, &owner);
    outside.send(Request::get("/registers"), Body::empty()).await.is(403);
    for token in [&owner, &officer, &auditor] {
        browser(&town, token).refused("/registers/quotas", &[("quota", "q"), ("limit", "1")], 403).await;
    }
    let switched = desk.refused("/registers/quotas?lang=en", &[("quota", "district-9"), ("then-lang", "kk")], 200).await.text;
    assert!(switched.contains("value=\"district-9\"") && switched.contains("Тізілімдер"), "another language keeps what was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_by_name_and_shown_page_by_page() {
    let town = Town::new();
    let operator = town.person("p", "operator", "").await;
    for number in 0..60 {
        town.person(&format!("builder-{number}"), "applicant", "").await;
    }
    let mut desk = browser(&town, &operator);
    let first = desk.page("/accounts?lang=en").await;
    assert_eq!(first.matches("class=\"line account").count(), 50);
    let next = between(&first, "rel=\"next\" href=\"", "\"").replace("&amp;", "&");
    assert_eq!(desk.page(&next).await.matches("class=\"line account").count(), 11);
    let found = desk.page("/accounts?wanted=APPLICANT+builder-59&lang=en").await;
    assert_eq!(found.matches("class=\"line account").count(), 1, "{found}");
}

/// Words of more than two Latin letters, in small letters; the key of a provision is no word.
fn latin(text: &str) -> BTreeSet<String> {
    let words = text.split_whitespace().filter(|word| !word.contains('#')).flat_map(|word| word.split(|c: char| !c.is_alphabetic()));
    words.filter(|word| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())).map(str::to_lowercase).collect()
}

/// The words of the catalogue in a language; keys and variables are the same in all.
fn catalogue(lang: Lang) -> BTreeSet<String> {
    let folder = format!("{}/../core/src/text/ftl/{lang}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    files.flat_map(|file| latin(&file)).collect()
}

/// What a reader reads, without code, sources and what is marked as another language; and what is said of pictures.
fn read(node: Node<'_, '_>, into: &mut String) {
    let is_other = |attribute: &str, values: &[&str]| node.attribute(attribute).is_some_and(|value| values.contains(&value));
    if matches!(node.tag_name().name(), "code" | "head") || is_other("class", &["source", "note hash"]) || is_other("hreflang", &["en"]) {
        return;
    }
    for said in ["alt", "title", "aria-label"] {
        *into += " ";
        *into += node.attribute(said).unwrap_or("");
    }
    if node.is_text() {
        *into += " ";
        *into += node.text().unwrap_or("");
    }
    if !(node.tag_name().name() == "button" && is_other("lang", &["en"])) {
        node.children().for_each(|child| read(child, into));
    }
}

/// All pages that links lead to from some, one of each kind.
async fn all_pages(town: &Town, token: &str, starts: &[&str], lang: Lang) -> BTreeMap<String, String> {
    let (mut pages, mut kinds) = (BTreeMap::new(), BTreeSet::new());
    let sign = |path: &str| if path.contains('?') { '&' } else { '?' };
    let mut to_do: VecDeque<String> = starts.iter().map(|path| format!("{path}{}lang={lang}", sign(path))).collect();
    while let Some(path) = to_do.pop_front() {
        let kind: String = path.split("lang=").next().unwrap_or("").chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        if kinds.len() > 120 || !kinds.insert(kind) {
            continue;
        }
        let request = Request::get(&path).header(header::COOKIE, format!("alatau={token}")).header(header::ACCEPT, "text/html");
        let answer = town.send(request.body(Body::empty()).unwrap()).await;
        let is_page = answer.header("content-type").starts_with("text/html") && answer.header("content-disposition").is_empty();
        if !is_page {
            continue;
        }
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&answer.text, options).unwrap_or_else(|error| panic!("{path}: {error}"));
        let links = document.descendants().filter_map(|node| node.attribute("href")).filter(|href| href.starts_with('/'));
        let ours = links.filter(|href| href.ends_with(&format!("lang={lang}")) && !href.starts_with("/api/"));
        to_do.extend(ours.map(String::from));
        let mut text = String::new();
        read(document.root_element(), &mut text);
        pages.insert(path, text);
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_in_kazakh_or_russian_has_words_of_the_english_catalogue() {
    let town = Town::new();
    let owner = town.person("1", "applicant", "").await;
    let [operator, auditor, council] =
        [town.person("2", "operator", "").await, town.person("3", "auditor", "").await, town.person("4", "council", "").await];
    let application = json!({ "title": "Үй", "place": "alatau", "class": "level-2", "person": ["resident-company"] });
    let draft = json!({ "service": "service.building-permit", "application": application });
    let draft = town.post("/api/drafts", &owner, draft).await.is(201).json["draft"].clone();
    let case = town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &owner, None, &[]).await.is(201).json["case"].clone();
    town.file(&owner, None).await.is(201);
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    for _ in 0..3 {
        step(&town, &mut staff, &owner, &case).await;
    }
    let [officer, _] = staff.of(ISSUER).await;
    town.ask_with(Method::PUT, "/api/quotas/9", &operator, Some(json!({ "limit": 7 })), &[]).await.is(200);
    let need = "/need?service=service.building-permit&in=alatau&beside=almaty-region&class=level-2";
    let case = format!("/cases/{case}");
    let walks: [(&str, Vec<&str>); 6] = [
        ("", vec!["/", need, "/figures", "/verify", "/sign-in", "/nowhere", &case]),
        (&owner, vec!["/applications", "/messages", &case, "/account", "/cases/99"]),
        (&officer, vec!["/work", "/registers", "/account", "/accounts"]),
        (&auditor, vec!["/cases", &case, "/registers"]),
        (&operator, vec!["/accounts", "/registers"]),
        (&council, vec!["/", "/registers"]),
    ];
    let world = &town.opened.server.library.world;
    for lang in [Lang::Kk, Lang::Ru] {
        // Words that are the same in both languages: names, units, commands.
        let said = catalogue;
        let bodies = world.law.authorities.values().map(|body| body.label.get(lang.code()));
        let ours: BTreeSet<String> = said(lang).into_iter().chain(bodies.flat_map(latin)).collect();
        let roles = ["applicant", "officer", "auditor", "operator", "council", "first", "second"].map(String::from);
        let english: BTreeSet<String> = said(Lang::En).into_iter().filter(|word| !ours.contains(word) && !roles.contains(word)).collect();
        let (mut wrong, mut seen) = (BTreeMap::new(), 0);
        for (token, starts) in &walks {
            let pages = all_pages(&town, token, starts, lang).await;
            seen += pages.len();
            for (path, text) in pages {
                let words: Vec<String> = latin(&text).into_iter().filter(|word| english.contains(word)).collect();
                if !words.is_empty() {
                    wrong.insert(path, words);
                }
            }
        }
        assert!(seen > 60, "{lang}: {seen} pages");
        assert!(wrong.is_empty(), "{lang}: {wrong:#?}");
    }
}
