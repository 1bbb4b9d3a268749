//! A running program, a client that asks it, and people with tokens.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The program with arguments, without anything of this machine's environment that it would read.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alatau"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ALATAU_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// Runs it to its end with this exit code; answers what it printed, or what it complained about.
#[track_caller]
pub fn run_to(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    let [said, complaint] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}{complaint}");
    if said.is_empty() { complaint } else { said }
}

/// What `alatau doctor` finds of the states: their hash. All else has to be well.
#[track_caller]
pub fn examined(data: &Path) -> String {
    let said = run_to(0, &["doctor", "--json", "--data", data.to_str().unwrap()]);
    let found: Vec<Value> = serde_json::from_str(&said).unwrap();
    let states = found.iter().find(|found| found["check"] == "states").unwrap();
    states["hash"].as_str().unwrap().to_string()
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// The head.
    pub head: String,
    /// The body.
    pub text: String,
    /// The body as JSON; null if it is none.
    pub json: Value,
}

impl Answer {
    /// The answer, where the status is this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

/// What is sent.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Method.
    pub method: &'static str,
    /// Path.
    pub path: String,
    /// Idempotency key; empty: none.
    pub key: String,
    /// Body; null: none.
    pub body: Value,
}

/// Asks a server; an error where it broke off before all of the answer was there.
pub fn ask(address: SocketAddr, token: &str, ask: &Ask) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let body = if ask.body.is_null() { String::new() } else { ask.body.to_string() };
    let mut request = format!("{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n", ask.method, ask.path);
    for (name, value) in [("Authorization: Bearer", token), ("Idempotency-Key:", ask.key.as_str())] {
        if !value.is_empty() {
            request.push_str(&format!("{name} {value}\r\n"));
        }
    }
    request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let said = String::from_utf8_lossy(&bytes).into_owned();
    let cut = || Error::from(ErrorKind::UnexpectedEof);
    let (head, text) = said.split_once("\r\n\r\n").ok_or_else(cut)?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    if length.is_some_and(|length| length != text.len()) {
        return Err(cut());
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    Ok(Answer { status, head: head.to_string(), text: text.to_string(), json: serde_json::from_str(text).unwrap_or(Value::Null) })
}

/// A server that runs.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Secret of the first account; none: there are accounts.
    pub set_up: Option<String>,
}

impl Running {
    /// Starts it over a folder.
    pub fn start(data: &Path) -> Running {
        Running::of(program(&[]), data)
    }

    /// Starts it by a command to which its arguments are added.
    pub fn of(mut command: Command, data: &Path) -> Running {
        command.arg("serve");
        Running::with(command, data)
    }

    /// Starts it by a command that says `serve` already.
    pub fn with(mut command: Command, data: &Path) -> Running {
        let is_new = !data.join("journal.sqlite").exists();
        let data = data.to_str().unwrap();
        command.args(["--data", data, "--port", "0", "--switch", "council-acts=adopted", "--lang", "en"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().expect("it listens").unwrap();
        let address = line().rsplit_once("http://").unwrap().1.parse().unwrap();
        let set_up = is_new.then(|| line().rsplit_once("secret=").unwrap().1.to_string());
        // What else it says is read, so that it is never held up.
        std::thread::spawn(move || lines.for_each(drop));
        Running { child, address, set_up }
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads.
    #[track_caller]
    pub fn get(&self, path: &str, token: &str) -> Answer {
        self.send(token, "GET", path, Value::Null)
    }

    /// Asks.
    #[track_caller]
    pub fn send(&self, token: &str, method: &'static str, path: &str, body: Value) -> Answer {
        ask(self.address, token, &Ask { method, path: path.to_string(), key: String::new(), body }).unwrap()
    }

    /// Makes the operator; answers the token.
    pub fn operator(&self) -> String {
        let wanted = json!({ "secret": self.set_up, "name": "root", "password": "a long sentence" });
        self.send("", "POST", "/api/set-up", wanted).is(201).json["token"].as_str().unwrap().to_string()
    }

    /// Makes somebody; answers a token that lasts ten years.
    pub fn person(&self, operator: &str, name: &str, role: &str, body: &str) -> String {
        let account = json!({ "name": name, "roles": [role], "body": body });
        let number = self.send(operator, "POST", "/api/accounts", account).is(201).json["account"].clone();
        let link = self.send(operator, "POST", &format!("/api/accounts/{number}/link"), Value::Null).is(201).json["link"].clone();
        let browser = self.send("", "POST", "/api/sign-in", json!({ "link": link })).is(201).json["token"].clone();
        let wanted = json!({ "label": name, "days": 3650 });
        let made = self.send(browser.as_str().unwrap(), "POST", "/api/account/tokens", wanted).is(201);
        made.json["token"].as_str().unwrap().to_string()
    }

    /// Files an application; answers the case.
    pub fn file(&self, token: &str, title: &str) -> Value {
        let draft = self.send(token, "POST", "/api/drafts", draft(title)).is(201).json["draft"].clone();
        self.send(token, "POST", &format!("/api/drafts/{draft}/file"), Value::Null).is(201).json["case"].clone()
    }

    /// A receipt, as soon as the log is published.
    pub fn receipt(&self, token: &str, case: &Value) -> String {
        loop {
            let answer = self.get(&format!("/api/cases/{case}/receipt"), token);
            if answer.status != 503 {
                return answer.is(200).text;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Kills it: no word of farewell, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Where a test breaks off, the server does not stay behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A draft that can be filed.
pub fn draft(title: &str) -> Value {
    let application = json!({ "title": title, "place": "alatau", "class": "level-2", "person": ["resident-company"] });
    json!({ "service": "service.building-permit", "application": application })
}

/// Makes the officers of a body as they are needed.
pub struct Staff<'s> {
    server: &'s Running,
    operator: String,
    made: std::collections::BTreeMap<String, [String; 2]>,
}

impl Staff<'_> {
    /// Nobody yet.
    pub fn new<'s>(server: &'s Running, operator: &str) -> Staff<'s> {
        Staff { server, operator: operator.to_string(), made: Default::default() }
    }

    /// Two officers of a body.
    pub fn of(&mut self, body: &str) -> [String; 2] {
        let (server, operator) = (self.server, self.operator.clone());
        // Another staff of the same city has other names.
        static MADE: AtomicU64 = AtomicU64::new(1);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let make = || ["first", "second"].map(|which| server.person(&operator, &format!("{which}-{body}-{number}"), "officer", body));
        self.made.entry(body.to_string()).or_insert_with(make).clone()
    }

    /// Does what a case waits for first, favourably; answers whether it is open still.
    pub fn step(&mut self, applicant: &str, case: &Value) -> bool {
        let status = self.server.get(&format!("/api/cases/{case}"), applicant).is(200).json;
        let Some(holder) = status["holders"].as_array().unwrap().first() else { return status["open"] == true };
        let path = format!("/api/cases/{case}/tasks/{}", holder["activity"]);
        let [first, second] = match holder["body"]["id"].as_str() {
            None => [applicant.to_string(), applicant.to_string()],
            Some(body) => self.of(body),
        };
        let task = self.server.get(&path, &first).is(200).json;
        let asks = task["asks"].as_array().unwrap().iter();
        let facts: serde_json::Map<String, Value> =
            asks.map(|asked| (asked["id"].as_str().unwrap().to_string(), json!(asked["id"] != "complains"))).collect();
        let answer = |judged: &serde_json::Map<String, Value>| json!({ "slot": judged["slot"], "answer": judged["answers"][0], "reason": "It fits." });
        let judgement = task["judgement"].as_object().map(answer);
        if task["rules"] == false {
            let stated = json!({ "facts": facts, "judgement": judgement });
            self.server.send(&first, "POST", &format!("{path}/complete"), stated).is(200);
            return true;
        }
        let grounds = json!([{ "provision": task["provisions"][0], "reason": "The plan is in order." }]);
        let ruling = json!({ "outcome": "approved", "grounds": grounds, "facts": facts, "judgement": judgement });
        self.server.send(&first, "PUT", &format!("{path}/ruling"), ruling).is(200);
        self.server.send(&second, "POST", &format!("{path}/ruling/confirm"), Value::Null).is(200);
        true
    }
}
