//! A disk in trouble, and clocks that jump, while people file and rule.

use super::story::{Staff, receipt, step};
use super::{Answer, Hands, Town};
use alatau_store::{Journal as _, Rates};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

const DAY: i64 = 86_400_000_000;

/// Drafts that are filed at once.
const DRAFTS: usize = 12;

async fn drafts(town: &Town, applicant: &str) -> Vec<Value> {
    let application = json!({ "title": "A workshop", "place": "alatau", "class": "level-2", "person": ["resident-company"] });
    let mut drafts = Vec::new();
    for _ in 0..DRAFTS {
        let draft = json!({ "service": "service.building-permit", "application": application });
        drafts.push(town.post("/api/drafts", applicant, draft).await.is(201).json["draft"].clone());
    }
    drafts
}

/// Files all at once, each with a key of its own that is the same every time.
async fn file_all(town: &Arc<Town>, applicant: &str, drafts: &[Value]) -> Vec<Answer> {
    let mut filings = tokio::task::JoinSet::new();
    for draft in drafts {
        let (town, applicant, draft) = (town.clone(), applicant.to_string(), draft.clone());
        filings.spawn(async move {
            let key = format!("file-{draft}");
            town.ask_with(Method::POST, &format!("/api/drafts/{draft}/file"), &applicant, None, &[("idempotency-key", &key)]).await
        });
    }
    let mut answers = filings.join_all().await;
    answers.sort_by_key(|answer| answer.json["case"].as_u64());
    answers
}

/// Waits until health is so, though nobody asks for anything else.
async fn health_is(town: &Town, status: u16) -> Value {
    let began = Instant::now();
    loop {
        let health = town.get("/api/health", "").await;
        if health.status.as_u16() == status {
            return health.json;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{}", health.text);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What people read goes on; what has to be kept does not, and pages say so in words.
async fn reading_goes_on(town: &Town, applicant: &str, auditor: &str, case: &Value) {
    for path in [&format!("/api/cases/{case}"), "/api/cases", "/api/drafts", "/api/services", "/api/figures", "/log/checkpoint"] {
        town.get(path, applicant).await.is(200);
    }
    // Who looks at the case of another is noted; who cannot be noted does not look.
    assert_eq!(town.get(&format!("/api/cases/{case}"), auditor).await.is(503).code(), "AL-4412");
    let page = |request: axum::http::request::Builder| {
        let request = request.header(header::COOKIE, format!("alatau={applicant}")).header("sec-fetch-site", "same-origin");
        town.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::empty()).unwrap())
    };
    page(Request::get(format!("/cases/{case}"))).await.is(200);
    let refused = page(Request::post("/applications")).await;
    assert!(refused.status.as_u16() == 404 || refused.status.as_u16() == 503, "{}", refused.text);
    let refused = page(Request::post(format!("/cases/{case}/withdraw?lang=ru"))).await.is(503);
    assert_eq!(refused.header("retry-after"), "5");
    assert!(refused.header("content-type").starts_with("text/html"));
    for words in ["AL-4412", "неполадка с диском", "подаётся один раз"] {
        assert!(refused.text.contains(words), "no `{words}` in {}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_trouble_nothing_is_acknowledged_and_afterwards_the_same_requests_succeed_once() {
    let well = Rates::default();
    let troubles = [
        ("AL-4104", Rates { full: 1000, ..well }),
        ("AL-4105", Rates { read_only: 1000, ..well }),
        ("AL-4109", Rates { before: 1000, ..well }),
        ("AL-4109", Rates { after: 1000, ..well }),
    ];
    for (code, rates) in troubles {
        let town = Arc::new(Town::new());
        let [applicant, auditor] = [town.person("a", "applicant", "").await, town.person("u", "auditor", "").await];
        let case = town.file(&applicant, None).await.is(201).json["case"].clone();
        receipt(&town, &applicant, &case).await;
        let drafts = drafts(&town, &applicant).await;
        town.disk_is(rates);
        for refused in file_all(&town, &applicant, &drafts).await {
            let refused = refused.is(503);
            let told = (refused.code(), refused.header("content-type"), refused.header("retry-after"));
            assert_eq!(told, ("AL-4412", "application/problem+json", "5"));
            let detail = refused.json["detail"].as_str().unwrap();
            assert!(detail.contains(code) && detail.contains("Idempotency-Key"), "{detail}");
        }
        let health = health_is(&town, 503).await;
        assert!(health["store"].as_str().unwrap().contains(code), "{health}");
        if rates.after == 0 {
            reading_goes_on(&town, &applicant, &auditor, &case).await;
        }
        town.disk_is(well);
        health_is(&town, 200).await;
        let filed = file_all(&town, &applicant, &drafts).await;
        let cases: BTreeSet<u64> = filed.into_iter().map(|filed| filed.is(201).json["case"].as_u64().unwrap()).collect();
        assert_eq!(cases.len(), DRAFTS, "{code}: each is filed");
        let again = file_all(&town, &applicant, &drafts).await;
        assert_eq!(cases, again.into_iter().map(|filed| filed.is(201).json["case"].as_u64().unwrap()).collect());
        let all = town.get("/api/cases?per_page=200", &applicant).await.json;
        assert_eq!(all.as_array().unwrap().len(), DRAFTS + 1, "{code}: each once, and what was acknowledged before is there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_disk_makes_people_wait_and_nobody_who_reads() {
    let town = Arc::new(Town::new());
    let applicant = town.person("a", "applicant", "").await;
    let drafts = drafts(&town, &applicant).await;
    town.disk_is(Rates { slow: 1000, slow_by: Duration::from_secs(2), ..Rates::default() });
    let filing = tokio::spawn({
        let (town, applicant) = (town.clone(), applicant.clone());
        async move { file_all(&town, &applicant, &drafts).await }
    });
    let mut longest = Duration::ZERO;
    while !filing.is_finished() {
        let began = Instant::now();
        town.get("/api/cases", &applicant).await.is(200);
        longest = longest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let filed = filing.await.unwrap();
    assert!(filed.len() == DRAFTS && filed.iter().all(|filed| filed.status.as_u16() == 201), "{filed:?}");
    println!("the longest read took {longest:?}");
    assert!(longest < Duration::from_secs(2));
    health_is(&town, 200).await;
}

/// A case from the first line to its end: the kinds of its events, in order.
async fn course(town: &Town) -> Vec<Value> {
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, Some("plot-1")).await.is(201).json["case"].clone();
    let mut staff = Staff { town, tokens: HashMap::new() };
    while step(town, &mut staff, &applicant, &case).await {}
    let history = town.get(&format!("/api/cases/{case}/history"), &applicant).await.is(200).json;
    history.as_array().unwrap().iter().map(|line| json!([line["number"], line["text"], line["by"]])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_over_a_failing_disk_has_the_same_events_as_over_a_sound_one() {
    let sound = course(&Town::new()).await;
    let town = Town { patient: true, ..Town::new() };
    let slow_by = Duration::from_millis(5);
    town.disk_is(Rates { before: 150, after: 150, full: 30, read_only: 30, lasts: 3, slow: 100, slow_by });
    assert_eq!(course(&town).await, sound);
    town.disk_is(Rates::default());
    let town = Town { patient: false, ..town }.again();
    let auditor = town.person("u", "auditor", "").await;
    let kept = town.get("/api/cases/1/history", &auditor).await.is(200).json;
    assert_eq!(kept.as_array().unwrap().len(), sound.len(), "and after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_that_could_not_be_kept_speaks_at_its_own_instant_once_the_disk_works() {
    let hands = Hands::new();
    let town = Town::over(Arc::new(tempfile::tempdir().unwrap()), hands.clone());
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    let path = format!("/api/cases/{case}");
    let due = loop {
        let status = town.get(&path, &applicant).await.is(200).json;
        if let Some(due) = status["holders"][0]["due"].as_str() {
            break due.to_string();
        }
        assert!(step(&town, &mut staff, &applicant, &case).await, "nothing is ever due");
    };
    let before = town.get(&path, &applicant).await.json["events"].clone();
    town.disk_is(Rates { full: 1000, ..Rates::default() });
    hands.goes_on(60 * DAY);
    let health = health_is(&town, 503).await;
    assert!(health["store"].as_str().unwrap().contains("AL-4104"), "{health}");
    assert_eq!(town.get(&path, &applicant).await.json["events"], before, "what is not kept has not happened");
    town.disk_is(Rates::default());
    health_is(&town, 200).await;
    let history = town.get(&format!("{path}/history"), &applicant).await.is(200).json;
    let next = &history[before.as_u64().unwrap() as usize];
    assert_eq!((next["at"].as_str().unwrap(), &next["by"]), (due.as_str(), &Value::Null), "{next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_jump_while_people_file_put_nothing_out_of_order() {
    let hands = Hands::new();
    let town = Arc::new(Town::over(Arc::new(tempfile::tempdir().unwrap()), hands.clone()));
    let applicant = town.person("a", "applicant", "").await;
    // Set back it stands still, and health says so; set ahead it is not believed.
    for (jump, is_believed, is_well) in [
        (0, true, true),
        (-2 * DAY, true, false),
        (2 * DAY, true, true),
        (3 * DAY, false, false),
        (-3 * DAY, true, true),
        (-DAY, true, false),
    ] {
        hands.jumps(jump);
        hands.goes_on(1_000_000);
        let drafts = if is_believed { drafts(&town, &applicant).await } else { vec![json!(1)] };
        let filed = file_all(&town, &applicant, &drafts).await;
        for filed in &filed {
            let told = (filed.status.as_u16(), filed.code());
            assert_eq!(told, if is_believed { (201, "") } else { (503, "AL-4413") }, "{}", filed.text);
        }
        let health = health_is(&town, if is_well { 200 } else { 503 }).await;
        let off = town.get("/api/metrics", "").await.text;
        let off = off.lines().find_map(|line| line.strip_prefix("alatau_clock_off_seconds ")).unwrap().parse::<f64>().unwrap();
        assert_eq!(health["clock"].is_string(), !is_well);
        assert_eq!((off > 80_000.0, off < -80_000.0), (!is_believed, is_believed && !is_well), "{off} {health}");
    }
    let cases = town.get("/api/cases?per_page=200", &applicant).await.json;
    let mut filed: Vec<&str> = cases.as_array().unwrap().iter().map(|case| case["filed"].as_str().unwrap()).collect();
    filed.reverse();
    assert!(filed.is_sorted() && filed.len() == 5 * DRAFTS, "{filed:?}");
    // The clock is a day behind still; a restart does not let time run back either.
    let Town { opened, folder, .. } = Arc::into_inner(town).unwrap();
    assert!(opened.close().is_ok());
    let town = Town::over(folder, hands);
    let next = town.file(&applicant, None).await.is(201).json["case"].clone();
    let next = town.get(&format!("/api/cases/{next}"), &applicant).await.json["filed"].clone();
    assert!(next.as_str().unwrap() >= *filed.last().unwrap(), "{next} after {filed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_a_wrong_clock_decides_nothing_until_somebody_says_that_it_is_right() {
    let hands = Hands::new();
    let town = Town::over(Arc::new(tempfile::tempdir().unwrap()), hands.clone());
    let applicant = town.person("a", "applicant", "").await;
    let case = town.file(&applicant, None).await.is(201).json["case"].clone();
    let mut staff = Staff { town: &town, tokens: HashMap::new() };
    while town.get(&format!("/api/cases/{case}"), &applicant).await.is(200).json["holders"][0]["due"].is_null() {
        assert!(step(&town, &mut staff, &applicant, &case).await, "nothing is ever due");
    }
    let Town { opened, folder, .. } = town;
    let size = opened.close().ok().unwrap().size().unwrap();
    // All that is due would act at once, and could never be taken back.
    hands.jumps(46 * DAY);
    let town = Town::over(folder, hands.clone());
    let health = health_is(&town, 503).await;
    assert!(health["clock"].as_str().unwrap().contains("--clock-is-right"), "{health}");
    assert_eq!(town.post(&format!("/api/cases/{case}/withdraw"), &applicant, Value::Null).await.is(503).code(), "AL-4413");
    town.get(&format!("/api/cases/{case}"), &applicant).await.is(200);
    // It is set right: the city goes on by itself.
    hands.jumps(-45 * DAY);
    health_is(&town, 200).await;
    let Town { opened, folder, .. } = town;
    assert_eq!(opened.close().ok().unwrap().size().unwrap(), size);
    hands.jumps(200 * DAY);
    let town = Town::believing(folder, hands);
    health_is(&town, 200).await;
    assert!(town.opened.close().ok().unwrap().size().unwrap() > size, "what was due acts");
}

#[test]
fn the_second_clock_of_the_machine_counts_the_time_in_which_it_is_suspended() {
    use crate::serve::writer::{Machine, Time as _};
    // The first figure is the time since the machine was started, with that in which it was suspended.
    let Ok(uptime) = std::fs::read_to_string("/proc/uptime") else { return println!("skipped: no /proc/uptime") };
    let since: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    assert!((Machine.read().1 as f64 / 1e6 - since).abs() < 5.0);
}
