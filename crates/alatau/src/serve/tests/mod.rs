//! The server, asked in process: no socket, a store in a temporary folder.

mod agree;
mod apply;
mod attack;
mod case;
mod desk;
mod encode;
mod erase;
mod forms;
mod limits;
mod measure;
mod office;
mod retention;
mod roles;
mod seen;
mod story;
mod told;
mod trouble;
mod web;
mod wire;

use super::config::{Config, LogForm};
use super::people::Secret;
use super::writer::{Machine, Time};
use super::{Opened, open, router};
use alatau_city::{Ask, Kind, Principal, Reply, World};
use alatau_store::{Account, Dial, Faulty, Rates, Sqlite};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt as _;

/// The body that issues permits in the city once its acts are adopted.
pub const ISSUER: &str = "alatau-city-authority";

/// The shipped law.
fn world() -> Arc<World> {
    static WORLD: OnceLock<Arc<World>> = OnceLock::new();
    let read = || {
        let body = crate::shipped::read_sound(None).map_err(|failure| failure.message().to_string()).unwrap();
        let switches = BTreeMap::from([("council-acts".to_string(), "adopted".to_string())]);
        Arc::new(crate::city::world(&body, switches).map_err(|failure| failure.message().to_string()).unwrap())
    };
    WORLD.get_or_init(read).clone()
}

/// An application that asks for nothing.
fn application() -> Value {
    serde_json::json!({ "title": "A workshop", "place": "alatau", "class": "level-2", "person": ["resident-company"] })
}

/// A clock that a test sets: wall and monotonic, in microseconds.
#[derive(Clone)]
pub struct Hands(pub Arc<[AtomicI64; 2]>);

impl Hands {
    /// From now on.
    pub fn new() -> Hands {
        Hands(Arc::new([AtomicI64::new(super::writer::unix_now()), AtomicI64::new(0)]))
    }

    /// So much time goes by.
    pub fn goes_on(&self, micros: i64) {
        self.0[1].fetch_add(micros, Relaxed);
        self.jumps(micros);
    }

    /// The wall clock alone is set.
    pub fn jumps(&self, micros: i64) {
        self.0[0].fetch_add(micros, Relaxed);
    }
}

impl Time for Hands {
    fn read(&mut self) -> (i64, i64) {
        (self.0[0].load(Relaxed), self.0[1].load(Relaxed))
    }
}

/// A server over a store.
pub struct Town {
    /// The server.
    pub opened: Opened<Faulty<Sqlite>>,
    /// All routes.
    pub router: Router,
    /// How the writer's disk is.
    pub disk: Dial,
    /// What is not possible now is asked again, with the same key, until it is.
    pub patient: bool,
    /// Where it is.
    pub folder: Arc<tempfile::TempDir>,
    asked: AtomicU64,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
    /// The body as JSON; null if it is none.
    pub json: Value,
}

impl Answer {
    /// The answer, where the status is this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

impl Town {
    /// An empty town.
    pub fn new() -> Town {
        Town::over(Arc::new(tempfile::tempdir().unwrap()), Machine)
    }

    /// A town over a folder, by a clock.
    pub fn over(folder: Arc<tempfile::TempDir>, time: impl Time + 'static) -> Town {
        Town::with(folder, time, false)
    }

    /// A town whose operator says that the clock is right.
    pub fn believing(folder: Arc<tempfile::TempDir>, time: impl Time + 'static) -> Town {
        Town::by(folder, time, false, true)
    }

    /// A town with TLS before it, or not.
    pub fn with(folder: Arc<tempfile::TempDir>, time: impl Time + 'static, proxy: bool) -> Town {
        Town::by(folder, time, proxy, false)
    }

    /// A town under another law.
    pub fn under(world: Arc<World>, folder: Arc<tempfile::TempDir>, time: impl Time + 'static) -> Town {
        Town::made(world, folder, time, false, false)
    }

    fn by(folder: Arc<tempfile::TempDir>, time: impl Time + 'static, proxy: bool, clock_is_right: bool) -> Town {
        Town::made(world(), folder, time, proxy, clock_is_right)
    }

    fn made(world: Arc<World>, folder: Arc<tempfile::TempDir>, time: impl Time + 'static, proxy: bool, clock_is_right: bool) -> Town {
        let config = Config {
            data: folder.path().to_path_buf(),
            listen: "127.0.0.1:0".parse().unwrap(),
            proxy,
            origin: "town.test/log".to_string(),
            log: LogForm::Text,
            readers: 2,
            clock_is_right,
            said: Default::default(),
        };
        let mut dial = None;
        let disk = |store| {
            let faulty = Faulty::new(store, 1, Rates::default()).that_waits();
            dial = Some(faulty.dial());
            faulty
        };
        let opened = open(&config, world, time, disk).map_err(|failure| failure.message().to_string()).unwrap();
        let router = router(&opened.server);
        Town { opened, router, disk: dial.unwrap(), patient: false, folder, asked: AtomicU64::new(0) }
    }

    /// How the writer's disk is from now on.
    pub fn disk_is(&self, rates: Rates) {
        *self.disk.lock().unwrap() = rates;
    }

    /// Stops and starts.
    pub fn again(self) -> Town {
        self.opened.close().map_err(|failure| failure.message().to_string()).unwrap();
        Town::over(self.folder, Machine)
    }

    /// Somebody with a token.
    pub async fn person(&self, name: &str, role: &str, body: &str) -> String {
        let account = Account {
            name: name.to_string(),
            label: format!("{role} {name}"),
            roles: vec![role.to_string()],
            body: body.to_string(),
            ..Account::default()
        };
        let made = self.surely(&Principal::program(), Some(format!("account {name}")), Ask::PutAccount(account)).await;
        let secret = Secret::new().unwrap();
        let own = Principal { account: made.account, ..Principal::default() };
        self.surely(&own, None, Ask::SignIn(secret.login(made.account, "token", "", 3_600_000_000))).await;
        secret.text
    }

    /// Asks the city itself, until it can.
    async fn surely(&self, by: &Principal, key: Option<String>, ask: Ask) -> Reply {
        loop {
            match self.opened.server.desk.ask(by.clone(), key.clone(), ask.clone()).await {
                Err(problem) if self.patient && problem.kind == Kind::Unavailable => {}
                reply => return reply.unwrap(),
            }
        }
    }

    /// Sends a request.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry(header::HOST).or_insert(HeaderValue::from_static("city.example"));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, text, json }
    }

    /// Sends JSON, or nothing, with a token and headers.
    pub async fn ask_with(&self, method: Method, path: &str, token: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        if !self.patient {
            return self.ask_once(method, path, token, body, headers).await;
        }
        let key = format!("patient-{}", self.asked.fetch_add(1, Relaxed));
        let headers: Vec<(&str, &str)> = headers.iter().copied().chain([("idempotency-key", key.as_str())]).collect();
        loop {
            let answer = self.ask_once(method.clone(), path, token, body.clone(), &headers).await;
            if answer.status != StatusCode::SERVICE_UNAVAILABLE {
                return answer;
            }
            assert_eq!(answer.header("retry-after"), "5", "{}", answer.text);
        }
    }

    async fn ask_once(&self, method: Method, path: &str, token: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        };
        self.send(request.unwrap()).await
    }

    /// Reads.
    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.ask_with(Method::GET, path, token, None, &[]).await
    }

    /// Changes.
    pub async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask_with(Method::POST, path, token, Some(body), &[]).await
    }

    /// Files an application, for a plot if one is named; answers the status, the case and what was said.
    pub async fn file(&self, token: &str, plot: Option<&str>) -> Answer {
        let mut application = application();
        application["wants"] = plot.into_iter().map(|plot| serde_json::json!({ "kind": "plot", "name": plot })).collect();
        let draft = serde_json::json!({ "service": "service.building-permit", "application": application });
        let made = self.post("/api/drafts", token, draft).await.is(201);
        self.ask_with(Method::POST, &format!("/api/drafts/{}/file", made.json["draft"]), token, None, &[]).await
    }
}
