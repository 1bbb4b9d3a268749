//! Over a socket: who sends slowly, in pieces, or two requests in one.

use super::Town;
use crate::serve::listen::accept;
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Serves a town on this machine until the test ends.
async fn listen(town: &Town) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(accept(listener, town.router.clone(), false, std::future::pending()));
    address
}

/// Sends bytes, and reads until the server closes or says nothing for a while.
async fn say(address: SocketAddr, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    let _ = tokio::time::timeout(Duration::from_millis(1_500), stream.read_to_end(&mut heard)).await;
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_head_drop_by_drop_is_sent_away_and_others_are_served() {
    let town = Town::new();
    let address = listen(&town).await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-").await.unwrap();
        slow.push(stream);
    }
    let began = Instant::now();
    assert!(say(address, "GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.starts_with("HTTP/1.1 200"));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    // A drop every second buys no time.
    let mut first = slow.remove(0);
    let mut heard = Vec::new();
    while first.write_all(b"y").await.is_ok() && began.elapsed() < Duration::from_secs(30) {
        if let Ok(Ok(_)) = tokio::time::timeout(Duration::from_secs(1), first.read_to_end(&mut heard)).await {
            break;
        }
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert!(!String::from_utf8_lossy(&heard).contains(" 200 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_within_a_request_is_never_carried_out() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let address = listen(&town).await;
    let body = json!({ "service": "service.building-permit" }).to_string();
    let inner = format!(
        "POST /api/drafts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let head = "POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let length = inner.len();
    let zero = inner.len() + 5;
    for (name, request) in [
        ("length and chunks", format!("{head}Content-Length: {zero}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}")),
        ("two lengths", format!("{head}Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{inner}")),
        ("chunks that are none", format!("{head}Content-Length: {length}\r\nTransfer-Encoding: xchunked\r\n\r\n{inner}")),
        ("a length with a sign", format!("{head}Content-Length: +0\r\n\r\n{inner}")),
        ("a header over two lines", format!("{head}X: y\r\n Content-Length: {length}\r\n\r\n{inner}")),
        ("a space before the colon", format!("{head}Content-Length : 0\r\n\r\n{inner}")),
        ("a bare line feed in a chunk's size", format!("{head}Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n{inner}")),
        ("another version", format!("POST /api/sign-in HTTP/3.7\r\nHost: x\r\n\r\n{inner}")),
    ] {
        let heard = say(address, &request).await;
        let drafts = town.get("/api/drafts", &token).await.json;
        assert_eq!(drafts, json!([]), "{name}: {heard}");
        assert!(!heard.contains(" 201 ") && !heard.contains(" 500 "), "{name}: {heard}");
    }
    // In a row they are two requests, as they should be.
    let both = format!("GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n{inner}");
    assert!(say(address, &both).await.contains(" 201 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_missing_twofold_or_made_up_changes_nothing() {
    let town = Town::new();
    let address = listen(&town).await;
    let without = say(address, "GET /api/services HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    assert!(without.starts_with("HTTP/1.1 400"), "{without}");
    let twice = say(address, "GET /api/services HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n").await;
    assert!(twice.starts_with("HTTP/1.1 400"), "{twice}");
    let other = say(address, "GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await;
    assert!(other.starts_with("HTTP/1.1 200") && !other.contains("evil.example"), "{other}");
    let whole = say(address, "GET http://evil.example/cases/1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await;
    assert!(whole.contains("location: /sign-in?then=") && !whole.contains("evil.example"), "{whole}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_refused_while_it_comes() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let address = listen(&town).await;
    let long = say(address, &format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000))).await;
    assert!(long.starts_with("HTTP/1.1 414") || long.starts_with("HTTP/1.1 431") || long.starts_with("HTTP/1.1 404"), "{long}");
    let many: String = (0..300).map(|number| format!("X-{number}: y\r\n")).collect();
    let many = say(address, &format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n")).await;
    assert!(many.starts_with("HTTP/1.1 431") || many.starts_with("HTTP/1.1 400"), "{many}");
    // Chunks have no length to be refused by: they are counted.
    let head = format!("POST /api/drafts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000));
    let endless = say(address, &format!("{head}Transfer-Encoding: chunked\r\n\r\n{}", chunk.repeat(20))).await;
    assert!(endless.starts_with("HTTP/1.1 413") && endless.contains("AL-4423"), "{endless}");
}
