//! One state, wherever one looks: after each of many commands the page of the case, its
//! data, its history, the lists, the worklists and the figures tell of the same event, and
//! nobody waits for it; so does the receipt, once the log is published.

use super::story::Staff;
use super::{Answer, Town};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::receipt::Receipt;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Commands of the walk, and its seed; `ALATAU_STEPS` and `ALATAU_SEED` ask for others. After each of them some twenty-five
/// answers are read, 18 ms of CPU time in all: the 10,000 of a whole walk take minutes, and `cargo xtask soak city` has them.
const WALK: (u64, u64) = (150, 20_261_123);
/// So many cases are open at once.
const OPEN_MAX: usize = 30;

/// Numbers from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A case as it was shown last.
#[derive(Clone)]
struct Shown {
    token: String,
    open: bool,
    outcome: Value,
    events: u64,
}

struct Walk<'t> {
    town: &'t Town,
    staff: Staff<'t>,
    chance: Chance,
    applicants: [String; 3],
    auditor: String,
    cases: BTreeMap<u64, Shown>,
    /// Commands that were carried out.
    done: u64,
}

impl Walk<'_> {
    async fn read(&self, path: &str, token: &str) -> Value {
        self.town.get(path, token).await.is(200).json
    }

    async fn page(&self, path: &str, token: &str) -> String {
        let request = Request::get(path).header(header::COOKIE, format!("alatau={token}"));
        self.town.send(request.body(Body::empty()).unwrap()).await.is(200).text
    }

    /// Asks for something; answers the case that it was about.
    async fn one(&mut self) -> u64 {
        let open: Vec<u64> = self.cases.iter().filter(|(_, shown)| shown.open).map(|(case, _)| *case).collect();
        if open.len() < 3 || (open.len() < OPEN_MAX && self.chance.one_in(8)) {
            let token = self.applicants[self.chance.below(3)].clone();
            let filed = self.town.file(&token, None).await.is(201).json;
            let case = filed["case"].as_u64().unwrap();
            self.done += 1;
            self.cases.insert(case, Shown { token, open: true, outcome: Value::Null, events: filed["events"].as_u64().unwrap() });
            return case;
        }
        let known: Vec<u64> = self.cases.keys().copied().collect();
        // Now and then something is asked of a case that is over.
        let case = if self.chance.one_in(30) { known[self.chance.below(known.len())] } else { open[self.chance.below(open.len())] };
        let answer = self.act(case).await;
        assert!(answer.status.is_success() || answer.status.is_client_error(), "{}", answer.text);
        if answer.status.is_success() {
            self.done += 1;
            self.cases.get_mut(&case).unwrap().events = answer.json["events"].as_u64().unwrap();
        }
        case
    }

    async fn act(&mut self, case: u64) -> Answer {
        let (town, owner) = (self.town, self.cases[&case].token.clone());
        let status = self.read(&format!("/api/cases/{case}"), &owner).await;
        let holders = status["holders"].as_array().unwrap();
        if holders.is_empty() || self.chance.one_in(25) {
            return town.ask_with(Method::POST, &format!("/api/cases/{case}/withdraw"), &owner, None, &[]).await;
        }
        let holder = &holders[self.chance.below(holders.len())];
        let path = format!("/api/cases/{case}/tasks/{}", holder["activity"]);
        let Some(body) = holder["body"]["id"].as_str() else {
            return town.post(&format!("{path}/complete"), &owner, json!({ "words": "Done." })).await;
        };
        let [first, second] = self.staff.of(body).await;
        let task = self.read(&path, &first).await;
        let asks: Vec<&str> = task["asks"].as_array().unwrap().iter().filter_map(|fact| fact["id"].as_str()).collect();
        match self.chance.below(10) {
            0 => town.ask_with(Method::PUT, &format!("{path}/claim"), &first, Some(json!({ "taken": true })), &[]).await,
            1 => town.ask_with(Method::PUT, &format!("{path}/claim"), &first, Some(json!({ "taken": false })), &[]).await,
            2 => town.post(&format!("{path}/extend"), &first, json!({ "by": 1 })).await,
            3 if asks.contains(&"complete") => {
                let lack = json!({ "what": "plan", "provision": "permits-law#completeness", "reason": "It has no scale." });
                town.post(&format!("{path}/correction"), &first, json!({ "lacks": [lack] })).await
            }
            3 | 4 if task["rules"] == true && !task["proposal"].is_null() => {
                town.ask_with(Method::DELETE, &format!("{path}/ruling"), &second, None, &[]).await
            }
            _ if task["rules"] == true && !task["proposal"].is_null() => {
                town.ask_with(Method::POST, &format!("{path}/ruling/confirm"), &second, None, &[]).await
            }
            kind if task["rules"] == true => {
                let outcome = if kind == 5 { "refused" } else { "approved" };
                let grounds = json!([{ "provision": task["provisions"][0], "reason": "It is so." }]);
                let ruling = json!({ "outcome": outcome, "grounds": grounds });
                town.ask_with(Method::PUT, &format!("{path}/ruling"), &first, Some(ruling), &[]).await
            }
            _ => {
                let facts: serde_json::Map<String, Value> = asks.iter().map(|name| (name.to_string(), json!(true))).collect();
                town.post(&format!("{path}/complete"), &first, json!({ "facts": facts })).await
            }
        }
    }

    /// Whether all channels show the case as it is after the command.
    async fn agree(&mut self, case: u64) {
        let shown = self.cases[&case].clone();
        let answer = self.town.get(&format!("/api/cases/{case}"), &shown.token).await.is(200);
        let status = &answer.json;
        let events = shown.events;
        assert_eq!(status["events"], json!(events), "case {case}: the answer to the command and the case");
        assert!(answer.header("etag").starts_with(&format!("\"{events}-")), "{:?}", answer.headers);
        let history = self.read(&format!("/api/cases/{case}/history"), &shown.token).await;
        assert_eq!(history.as_array().unwrap().last().unwrap()["number"], json!(events), "case {case}: its history");
        let open = status["open"].as_bool().unwrap();
        for token in [&shown.token, &self.auditor] {
            let lines = self.read(&format!("/api/cases?open={open}&per_page=200"), token).await;
            let lines = lines.as_array().unwrap();
            let line = lines.iter().find(|line| line["case"] == json!(case));
            assert!(line.is_some() || lines.len() == 200, "case {case} is not in the list");
            for field in ["events", "outcome", "due", "closed"] {
                assert!(line.is_none_or(|line| line[field] == status[field]), "case {case}: {field} in the list");
            }
        }
        let told = format!("event {events}</p>");
        assert!(self.page(&format!("/cases/{case}?lang=en"), &shown.token).await.contains(&told), "case {case}: its page");
        self.agree_of_work(case, status, &told).await;
        let now = Shown { open, outcome: status["outcome"].clone(), ..shown };
        self.cases.insert(case, now);
        self.agree_of_figures().await;
    }

    async fn agree_of_work(&mut self, case: u64, status: &Value, told: &str) {
        let mut waiting: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for holder in status["holders"].as_array().unwrap() {
            if let Some(body) = holder["body"]["id"].as_str() {
                self.staff.of(body).await;
                waiting.entry(body.to_string()).or_default().push(holder);
            }
        }
        for (body, tokens) in &self.staff.tokens {
            let list = self.read("/api/worklist?per_page=200", &tokens[0]).await;
            let mut jobs: Vec<&Value> = list.as_array().unwrap().iter().filter(|job| job["case"] == json!(case)).collect();
            jobs.sort_by_key(|job| job["activity"].as_u64());
            let holders = waiting.remove(body).unwrap_or_default();
            assert_eq!(jobs.len(), holders.len(), "case {case}: the worklist of {body}");
            for (job, holder) in jobs.into_iter().zip(holders) {
                for field in ["activity", "element", "since", "due", "yields"] {
                    assert_eq!(job[field], holder[field], "case {case}: {field} in the worklist of {body}");
                }
                assert_eq!(!job["claimed"].is_null(), holder["claimed"] == true, "case {case}: taken, for {body}");
                let page = self.page(&format!("/tasks/{case}/{}?lang=en", job["activity"]), &tokens[1]).await;
                assert!(page.contains(told), "case {case}: the page of its task for {body}");
            }
        }
        assert!(waiting.is_empty());
    }

    async fn agree_of_figures(&self) {
        let figures = self.read("/api/figures", "").await;
        let sum =
            |name: &str| figures["figures"]["procedures"].as_array().unwrap().iter().map(|of| of[name].as_u64().unwrap()).sum::<u64>();
        let count = |fits: &dyn Fn(&Shown) -> bool| self.cases.values().filter(|shown| fits(shown)).count() as u64;
        assert_eq!((sum("filed"), sum("open")), (self.cases.len() as u64, count(&|shown| shown.open)));
        for outcome in ["approved", "refused", "withdrawn"] {
            assert_eq!(sum(outcome), count(&|shown| !shown.open && shown.outcome == outcome), "{outcome}");
        }
        let leaves = format!("alatau_log_leaves {}\n", figures["figures"]["size"]);
        assert!(self.town.get("/api/metrics", "").await.text.contains(&leaves), "the log has as many leaves as the figures rest on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_channel_shows_one_state_after_each_command() {
    let given = |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise);
    let (steps, seed) = (given("ALATAU_STEPS", WALK.0), given("ALATAU_SEED", WALK.1));
    println!("seed {seed}, {steps} commands");
    let town = Town::new();
    let applicants =
        [town.person("a", "applicant", "").await, town.person("b", "applicant", "").await, town.person("c", "applicant", "").await];
    let auditor = town.person("u", "auditor", "").await;
    let staff = Staff { town: &town, tokens: HashMap::new() };
    let mut walk = Walk { town: &town, staff, chance: Chance(seed), applicants, auditor, cases: BTreeMap::new(), done: 0 };
    for _ in 0..steps {
        let case = walk.one().await;
        walk.agree(case).await;
    }
    let (cases, done) = (walk.cases, walk.done);
    assert!(done * 2 > steps, "{done} of {steps} commands were carried out");
    // Who stops publishes the log to its end.
    let town = town.again();
    for (case, shown) in &cases {
        let receipt = town.get(&format!("/api/cases/{case}/receipt"), &shown.token).await.is(200).text;
        let receipt = Receipt::read(&receipt).unwrap();
        let leaf = Leaf::read(receipt.leaf.as_bytes()).unwrap();
        assert_eq!((leaf.case, leaf.index + u64::from(leaf.events) - 1), (*case, shown.events), "case {case}: its receipt");
    }
    println!("{done} commands carried out, {} cases, one state each", cases.len());
}
