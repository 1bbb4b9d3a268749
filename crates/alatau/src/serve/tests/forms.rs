//! Forms that do not go, and pages that are asked for wrongly: what comes back, and that it is text.

use super::web::{Browser, between};
use super::{Answer, ISSUER, Town};
use axum::body::Body;
use axum::http::{Request, header};

const EVIL: &str = "<script>alert(1)</script>\"' &amp; \u{202e}\0 ]]>";

impl Browser<'_> {
    /// Sends a form that does not go.
    async fn refused(&mut self, path: &str, fields: &[(&str, &str)], status: u16) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await.is(status)
    }
}

/// Nothing of it is markup, and nothing turns the text around it.
fn is_text(page: &str) {
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "what was typed is lost: {page}");
    assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains('\0'), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_beside_what_is_wrong_with_it() {
    let town = Town::new();
    let mut browser = Browser { town: &town, cookie: format!("alatau={}", town.person("a", "applicant", "").await) };
    let draft = browser.form("/applications?lang=en", &[("service", "service.building-permit")]).await;
    let path = draft.split('?').next().unwrap();
    let about = format!("{path}/about?lang=en");
    let empty = [("title", " "), ("description", EVIL), ("then", "next")];
    let page = browser.refused(&about, &empty, 422).await.text;
    assert!(page.contains("id=\"title-error\"") && !page.contains("id=\"description-error\""), "{page}");
    is_text(&page);
    let long = format!("{EVIL}{}", "x".repeat(100_000));
    let page = browser.refused(&about, &[("title", "House"), ("description", &long)], 422).await.text;
    assert!(page.contains("id=\"description-error\"") && page.contains("value=\"House\""));
    is_text(&page);
    let kazakh = browser.refused(&format!("{path}/about?lang=kk"), &[("then", "next")], 422).await.text;
    assert!(kazakh.contains("Жауап беріңіз"), "{kazakh}");

    // Kept as a draft it may be anything, and stays text on every page that shows it.
    browser.form(&about, &[("title", EVIL), ("description", EVIL), ("contact", EVIL)]).await;
    browser.form(&format!("{path}/place?lang=en"), &[("place", "alatau"), ("class", "level-2"), ("plot", EVIL)]).await;
    for page in ["", "/about", "/check"] {
        is_text(&browser.page(&format!("{path}{page}?lang=en")).await);
    }
    is_text(&browser.page("/applications?lang=en").await);
    let stale = browser.refused(&about, &[("version", "1"), ("title", "Mine")], 412).await.text;
    assert!(stale.contains("notice-wrong") && stale.contains("value=\"Mine\""), "{stale}");
    let version = between(&stale, "name=\"version\" value=\"", "\"").to_string();
    browser.form(&about, &[("version", &version), ("title", "Mine")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_has_the_same_limit_in_any_alphabet_and_the_page_names_it_before() {
    let town = Town::new();
    let mut browser = Browser { town: &town, cookie: format!("alatau={}", town.person("a", "applicant", "").await) };
    let draft = browser.form("/applications?lang=ru", &[("service", "service.building-permit")]).await;
    let about = format!("{}/about?lang=ru", draft.split('?').next().unwrap());
    let page = browser.page(&about).await;
    assert!(page.contains("maxlength=\"4000\"") && page.contains("id=\"description-limit\""), "{page}");
    // A browser counts the end of a line once, and sends it as two characters.
    let whole = format!("{}\r\n", "ж".repeat(3_999));
    browser.form(&about, &[("title", "Дом"), ("description", &whole)]).await;
    assert!(browser.page(&about).await.contains(&"ж".repeat(3_999)), "what fits is kept whole");
    let long = "ж".repeat(4_001);
    let page = browser.refused(&about, &[("title", "Дом"), ("description", &long)], 422).await.text;
    assert!(page.contains(&long) && page.contains("4\u{a0}001") && !page.contains("maxlength=\"4000\">\nж"), "{}", page.replace('ж', ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_wholly_in_the_readers_language() {
    let town = Town::new();
    let [first, second] = [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await];
    let held = town.file(&first, Some("17")).await.is(201).json["case"].clone();
    let mut browser = Browser { town: &town, cookie: format!("alatau={second}") };
    let draft = browser.form("/applications?lang=kk", &[("service", "service.building-permit")]).await;
    let path = draft.split('?').next().unwrap().to_string();
    browser.form(&format!("{path}/about"), &[("title", "Үй")]).await;
    browser.form(&format!("{path}/place"), &[("place", "alatau"), ("class", "level-2"), ("plot", "17")]).await;
    browser.form(&format!("{path}/who"), &[("person", "resident-company")]).await;
    for (lang, said) in [("kk", format!("«17» {held} ісінде тұр.")), ("ru", format!("«17» занято делом {held}."))] {
        let page = browser.refused(&format!("{path}/check?lang={lang}"), &[("declared", "yes")], 422).await.text;
        assert!(page.contains(&said) && !page.contains("is held by"), "{page}");
    }
    let english = town.get(&format!("/api/cases/{held}"), &second).await.is(404).json;
    assert_eq!(english["detail"], "there is no case, or you may not see it", "programs are told in particular");
    let request = Request::get("/cases/99?lang=kk");
    let page = browser.send(request, Body::empty()).await.is(404).text;
    assert!(page.contains("AL-4402") && !page.contains("you may not see it"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_tells_what_is_promised_measured_asked_and_by_which_law() {
    let town = Town::new();
    let mut browser = Browser { town: &town, cookie: String::new() };
    let path = "/need?service=service.building-permit&in=alatau&class=level-2&lang=en";
    let page = browser.page(path).await;
    assert!(page.contains("no case ended in the last 90 days") && browser.page("/?lang=en").await.contains("no case ended"), "{page}");
    for said in ["Promised by law", "The application, filled in on this site", "Geological survey</li>", "it takes the file first"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(between(&page, "Legal basis", "</dl>").contains("<li>Law on Permits and Notifications</li>"), "{page}");
    let numbers: Vec<&str> = page.split("class=\"step-number\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert!(numbers.starts_with(&["1", "2", "3", "3.1", "3.2", "3.3", "4"]), "{numbers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_form_keeps_what_was_written_and_a_list_of_lacks_reaches_the_applicant() {
    let town = Town::new();
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut applicant = Browser { town: &town, cookie: format!("alatau={applicant}") };
    let mut officer = Browser { town: &town, cookie: format!("alatau={}", town.person("o", "officer", ISSUER).await) };
    let page = applicant.page(&format!("/cases/{case}?lang=en")).await;
    let own = between(&page, "action=\"/cases/1/complete/", "?").to_string();
    applicant.form(&format!("/cases/{case}/complete/{own}"), &[("words", EVIL)]).await;
    is_text(&applicant.page(&format!("/cases/{case}?lang=en")).await);

    let work = officer.page("/work?lang=en").await;
    assert!(work.contains("aria-current=\"true\""), "the list that is shown is marked");
    let task = format!("/tasks/1/{}", between(&work, "href=\"/tasks/1/", "?"));
    assert!(officer.page(&format!("{task}?lang=en")).await.contains("/law/"), "what the rules say, each with its provision");
    let bare = [("fact:complete", "false"), ("lack-what-1", EVIL), ("lack-why-1", "It has no scale.")];
    let page = officer.refused(&format!("{task}/complete?lang=en"), &bare, 422).await.text;
    assert!(page.contains("It has no scale.") && page.contains(" open=\"open\""), "{page}");
    is_text(&page);
    let provision = between(&page, "<option value=\"permits-law#", "\"").to_string();
    let provision = format!("permits-law#{provision}");
    let whole = [("fact:complete", "false"), ("lack-what-1", "Site plan"), ("lack-by-1", &provision), ("lack-why-1", "It has no scale.")];
    officer.form(&format!("{task}/complete?lang=en"), &whole).await;
    let page = applicant.page(&format!("/cases/{case}?lang=en")).await;
    assert!(page.contains("Site plan. It has no scale.") && page.contains(&provision.replace('#', "/")), "{page}");
    let boundary = "b";
    let file = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"plan.txt\"\r\n\r\na plan\r\n--b--\r\n";
    let request =
        Request::post(format!("/cases/{case}/documents")).header("content-type", format!("multipart/form-data; boundary={boundary}"));
    applicant.send(request, Body::from(file)).await.is(303);
    assert!(applicant.page(&format!("/cases/{case}?lang=en")).await.contains("plan.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_answered_in_words_whatever_it_asks_for() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let mut browser = Browser { town: &town, cookie: format!("alatau={token}") };
    for path in ["/nowhere", "/api/cases/99", "/law/no-such/law", "/api/nothing"] {
        let asked = |accept: &'static str| Request::get(format!("{path}?lang=kk")).header("accept", accept);
        let page = browser.send(asked("text/html,*/*;q=0.8"), Body::empty()).await.is(404);
        assert!(page.header("content-type").starts_with("text/html"), "{path}: {:?}", page.headers);
        assert!(page.text.contains("<html lang=\"kk\"") && page.text.contains("AL-44"), "{path}: {}", page.text);
        let is_page = path.starts_with("/law");
        let data = browser.send(asked("application/json"), Body::empty()).await.is(404);
        assert_eq!(data.header("content-type") == "application/problem+json", !is_page, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_law_is_there_to_read_and_a_procedure_to_look_at() {
    let town = Town::new();
    let mut browser = Browser { town: &town, cookie: String::new() };
    let page = browser.page("/law/permits-law/completeness?lang=en").await;
    assert!(page.contains("Art. 25 Completeness") && page.contains("2 working days"), "{page}");
    assert!(browser.page("/law/permits-law/completeness?on=1999-01-01&lang=en").await.contains("not in force on"));
    for lang in ["kk", "ru"] {
        browser.page(&format!("/law/permits-law/completeness?lang={lang}")).await;
    }
    let need = browser.page("/need?service=service.building-permit&in=alatau&class=level-2&lang=en").await;
    let diagram = between(&need, "src=\"/diagram", "\"").replace("&amp;", "&");
    let drawing = browser.send(Request::get(format!("/diagram{diagram}")), Body::empty()).await.is(200);
    assert!(drawing.header("content-type").starts_with("image/svg+xml") && drawing.text.starts_with("<svg"), "{}", drawing.text);
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut browser = Browser { town: &town, cookie: format!("alatau={applicant}") };
    let drawing = browser.send(Request::get(format!("/cases/{case}/diagram?lang=en")), Body::empty()).await.is(200);
    assert!(drawing.text.contains("the case is here"), "where the case is, is marked");
}
