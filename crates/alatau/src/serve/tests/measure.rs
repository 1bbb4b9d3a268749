//! What a durable command costs, in process and over HTTP, beside what the disk can do
//! in the same minute. Run by `cargo xtask bench city`.

use super::Town;
use crate::serve::listen::accept;
use alatau_city::{Application, Ask, Principal, Role};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Each number of clients works so long.
const LONG: Duration = Duration::from_secs(4);
const CLIENTS: [usize; 3] = [1, 16, 256];

/// Commands a second, and the 50th and 99th percentile of their times in milliseconds.
fn line(name: &str, clients: usize, took: Duration, mut times: Vec<Duration>, flushes: f64) {
    times.sort();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)].as_secs_f64() * 1e3;
    let rate = times.len() as f64 / took.as_secs_f64();
    let (p50, p99, ratio) = (at(0.5), at(0.99), rate / flushes);
    println!("{name:<12} {clients:>4} clients {rate:>9.0} commands/s  p50 {p50:>8.2} ms  p99 {p99:>8.2} ms  {ratio:>7.1} x flushes/s");
}

/// What each client does, again and again: four commands.
async fn round(town: &Town, by: &Principal, times: &mut Vec<Duration>) {
    let desk = &town.opened.server.desk;
    let application = Application {
        title: "A workshop".into(),
        place: "alatau".into(),
        class: "level-2".into(),
        person: ["resident-company".to_string()].into(),
        ..Application::default()
    };
    let service = "service.building-permit".to_string();
    let began = Instant::now();
    let save = Ask::SaveDraft { draft: None, service, application: Box::new(application) };
    let draft = desk.ask(by.clone(), None, save).await.unwrap().draft;
    times.push(began.elapsed());
    let began = Instant::now();
    let case = desk.ask(by.clone(), None, Ask::File { draft }).await.unwrap().case;
    times.push(began.elapsed());
    let began = Instant::now();
    let complete = Ask::Complete { case, activity: 0, facts: Default::default(), judgement: None, said: Default::default() };
    // The first activity of a case is the applicant's own.
    let done = desk.ask(by.clone(), None, complete).await;
    assert!(done.is_ok(), "{done:?}");
    times.push(began.elapsed());
    let began = Instant::now();
    desk.ask(by.clone(), None, Ask::Withdraw { case }).await.unwrap();
    times.push(began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: cargo xtask bench city"]
async fn measures_commands() {
    let town = Arc::new(Town::new());
    let flushes = alatau_store::flush_rate(town.folder.path(), Duration::from_secs(2)).unwrap();
    println!("{:<12} {:>9.0} flushes/s of this disk", "raw", flushes.per_second);
    for clients in CLIENTS {
        let mut work = JoinSet::new();
        let began = Instant::now();
        for number in 0..clients as u64 {
            let town = town.clone();
            work.spawn(async move {
                let by = Principal { account: number + 1, name: "a".into(), roles: [Role::Applicant].into(), body: String::new() };
                let mut times = Vec::new();
                while began.elapsed() < LONG {
                    round(&town, &by, &mut times).await;
                }
                times
            });
        }
        let times = work.join_all().await.concat();
        line("in process", clients, began.elapsed(), times, flushes.per_second);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(accept(listener, town.router.clone(), false, std::future::pending()));
    for clients in CLIENTS {
        let mut tokens = Vec::new();
        for number in 0..clients {
            tokens.push(town.person(&format!("{clients}-{number}"), "applicant", "").await);
        }
        let mut work = JoinSet::new();
        let began = Instant::now();
        for token in tokens {
            work.spawn_blocking(move || over_http(TcpStream::connect(address).unwrap(), &token, began));
        }
        let times = work.join_all().await.concat();
        line("over HTTP", clients, began.elapsed(), times, flushes.per_second);
    }
}

fn over_http(stream: TcpStream, token: &str, began: Instant) -> Vec<Duration> {
    stream.set_nodelay(true).unwrap();
    let (mut stream, mut times) = (BufReader::new(stream), Vec::new());
    let application = json!({ "title": "A workshop", "place": "alatau", "class": "level-2", "person": ["resident-company"] });
    let draft = json!({ "service": "service.building-permit", "application": application }).to_string();
    while began.elapsed() < LONG {
        let made = post(&mut stream, token, "/api/drafts", &draft, &mut times);
        let filed = post(&mut stream, token, &format!("/api/drafts/{}/file", made["draft"]), "", &mut times);
        let case = &filed["case"];
        post(&mut stream, token, &format!("/api/cases/{case}/tasks/0/complete"), "{}", &mut times);
        post(&mut stream, token, &format!("/api/cases/{case}/withdraw"), "", &mut times);
    }
    times
}

fn post(stream: &mut BufReader<TcpStream>, token: &str, path: &str, body: &str, times: &mut Vec<Duration>) -> Value {
    let began = Instant::now();
    let head = format!("POST {path} HTTP/1.1\r\nhost: city\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    stream.get_mut().write_all(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).unwrap();
    assert!(first.starts_with("HTTP/1.1 20"), "{path}: {first}");
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some(found) = line.to_lowercase().strip_prefix("content-length: ") {
            length = found.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    times.push(began.elapsed());
    serde_json::from_slice(&body).unwrap()
}
