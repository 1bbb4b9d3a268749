//! A file system that takes no more: a limit on the size of files stands for it, which any
//! process may be given (`man setrlimit`); SQLite then fails as it does on a disk with no room.

use super::process::{Answer, Ask, Running, ask, examined, program};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

/// The server, whose files have at most so many blocks of 512 bytes.
fn limited(blocks: u32, data: &std::path::Path) -> Running {
    let itself = program(&[]).get_program().to_owned();
    let mut shell = Command::new("sh");
    // The limit is a signal first, which would end the program; without it writing fails.
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"")]).arg(itself);
    Running::of(shell, data)
}

/// Sends a document of 100 kB with a key.
fn send(server: &Running, token: &str, draft: &Value, number: usize) -> Answer {
    let (path, key) = (format!("/api/drafts/{draft}/documents?name=plan-{number}"), format!("plan-{number}"));
    // It is JSON because the client sends nothing else; the city does not mind.
    let body = json!(format!("{number} {}", "x".repeat(100_000)));
    ask(server.address, token, &Ask { method: "POST", path, key, body }).unwrap()
}

#[test]
fn a_store_that_can_grow_no_more_refuses_in_words_and_goes_on_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let server = limited(4_000, folder.path());
    let operator = server.operator();
    let token = server.person(&operator, "a", "applicant", "");
    let case = server.file(&token, "A workshop");
    let draft = server.send(&token, "POST", "/api/drafts", super::process::draft("Plans")).is(201).json["draft"].clone();
    let mut kept = 0;
    let refused = loop {
        let answer = send(&server, &token, &draft, kept);
        if answer.status != 201 {
            break answer;
        }
        kept += 1;
        assert!(kept < 100, "2 MB are not 10 MB");
    };
    assert_eq!((refused.status, &refused.json["code"]), (503, &json!("AL-4412")), "after {kept}: {}", refused.text);
    assert!(refused.head.to_lowercase().contains("retry-after: 5"), "{}", refused.head);
    assert!(refused.json["detail"].as_str().unwrap().contains("Idempotency-Key"), "{}", refused.text);
    for _ in 0..3 {
        send(&server, &token, &draft, kept).is(503);
        server.get(&format!("/api/cases/{case}/history"), &token).is(200);
    }
    assert!(server.get("/api/health", "").is(503).json["store"].as_str().unwrap().contains("AL-41"));
    let documents = |server: &Running| server.get(&format!("/api/drafts/{draft}/documents"), &token).is(200).json.as_array().unwrap().len();
    assert_eq!(documents(&server), kept);
    // Room is made: the same process goes on where it may be given room, a new one where not.
    let id = server.id().to_string();
    let is_given = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status().is_ok_and(|status| status.success());
    let server = if is_given {
        server
    } else {
        println!("without prlimit the server is started again");
        server.kill();
        Running::start(folder.path())
    };
    let began = Instant::now();
    while server.get("/api/health", "").status != 200 {
        assert!(began.elapsed() < Duration::from_secs(10), "{}", server.get("/api/health", "").text);
        std::thread::sleep(Duration::from_millis(100));
    }
    for _ in 0..2 {
        send(&server, &token, &draft, kept).is(201);
        assert_eq!(documents(&server), kept + 1, "once, however often it is sent");
    }
    server.file(&token, "Another");
    server.stop();
    examined(folder.path());
    let server = Running::start(folder.path());
    assert_eq!(documents(&server), kept + 1);
    println!("{kept} documents of 100 kB before the limit, {} after it", kept + 1);
}
