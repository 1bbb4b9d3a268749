//! `alatau verify`: five receipts, five answers, three languages.
//!
//! The receipts beside this file are made here, from fixed secrets of a log that is nobody's.

mod cli;

use alatau_evidence::commitment::{commit, salt};
use alatau_evidence::leaf::{Leaf, leaf_hash};
use alatau_evidence::note::{Checkpoint, Signer};
use alatau_evidence::proof::Proof;
use alatau_evidence::receipt::{Opened, Receipt};
use alatau_evidence::tiles::{Edge, Tile, Tiles};
use alatau_evidence::tree::Frontier;
use std::collections::BTreeMap;
use std::path::PathBuf;

const CONTENT: &str = "[\"Қосымша: apartments, 12 floors; заявитель Иванов\"]";

fn signer() -> Signer {
    Signer::new("example.org/alatau", &[7; 32]).expect("a name")
}

/// The receipt of the third of eleven entries, whose public part is given.
fn receipt(public: &str) -> String {
    let leaf = |at: u64| {
        let mut bytes = Vec::new();
        let public = if at == 2 { public } else { r#"[{"kind":"stated"}]"# };
        let content = commit(&salt(&[9; 32], at + 1), CONTENT.as_bytes());
        let at_us = 1_793_600_000_000_000 + at as i64;
        let leaf = Leaf { procedure: "building-permit", number: at + 1, events: 1, case: at + 1, index: 1, at: at_us, public, content };
        leaf.write(&mut bytes).expect("a leaf");
        bytes
    };
    let (mut log, mut edge, mut tiles) = (Frontier::default(), Edge::default(), Vec::new());
    for at in 0..11 {
        log.push(leaf_hash(&leaf(at)));
        edge.push(leaf_hash(&leaf(at)), &mut tiles);
    }
    tiles.extend(edge.partial());
    let tiles: BTreeMap<Tile, Vec<u8>> = tiles.into_iter().collect();
    let reader = Tiles::new(log.size(), log.root(), |tile: &Tile| tiles.get(tile).cloned());
    let checkpoint = Checkpoint { origin: "example.org/alatau".to_string(), size: log.size(), root: log.root() };
    let proof = Proof { index: 2, hashes: reader.inclusion(2).expect("a proof"), checkpoint: checkpoint.sign(&signer()).expect("a note") };
    let opened = Some(Opened { salt: salt(&[9; 32], 3), content: CONTENT.to_string() });
    Receipt { leaf: String::from_utf8(leaf(2)).expect("text"), opened, proof }.write()
}

/// A file of ours for a test.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file of our own");
    path.to_string_lossy().into_owned()
}

/// In force for ever.
fn good() -> String {
    receipt(r#"[{"kind":"ruled","outcome":"approved"}]"#)
}

/// In force until a day.
fn limited() -> String {
    receipt(r#"[{"kind":"ruled","outcome":"approved","until":"2030-01-31"}]"#)
}

#[test]
fn each_state_of_a_receipt_has_an_answer_of_its_own_in_three_languages() {
    let expired = receipt(r#"[{"kind":"ruled","outcome":"approved","until":"2020-01-31"}]"#);
    let revoked = receipt(r#"[{"kind":"stated","outcome":"revoked"}]"#);
    for (name, text) in [("good", good()), ("expired", expired.clone()), ("revoked", revoked.clone())] {
        cli::golden(&format!("../verify/{name}.json"), &text);
    }
    let key = signer().key().to_string();
    let stranger = Signer::new("example.org/alatau", &[8; 32]).expect("a name").key().to_string();
    let runs = [
        ("good", good(), &key, 0),
        ("limited", limited(), &key, 0),
        ("expired", expired, &key, 1),
        ("revoked", revoked, &key, 1),
        ("changed-leaf", good().replacen("approved", "refused!", 1), &key, 1),
        ("changed-content", good().replacen("Иванов", "Петров", 1), &key, 1),
        ("changed-checkpoint", good().replacen("\\n11\\n", "\\n12\\n", 1), &key, 1),
        ("changed-form", good().replacen("\"receipt\": 1", "\"receipt\": 2", 1), &key, 1),
        ("stranger", good(), &stranger, 1),
    ];
    // Valid, over, revoked, changed, signed by a stranger: how each answer begins.
    let answers = [
        ("en", ["Genuine. ", "Genuine, but no longer", "Genuine, but revoked", "Not genuine: ", "Not proved: "]),
        ("kk", ["Түпнұсқа. ", "Түпнұсқа, бірақ енді", "Түпнұсқа, бірақ кері", "Түпнұсқа емес: ", "Дәлелденбеді: "]),
        ("ru", ["Подлинно. ", "Подлинно, но больше", "Подлинно, но отозвано", "Не подлинно: ", "Не доказано: "]),
    ];
    for (lang, [valid, over, gone, changed, stranger]) in answers {
        for (name, text, key, code) in &runs {
            let path = file(&format!("{lang}-{name}.json"), text);
            let run = cli::alatau(&["verify", &path, "--key", key, "--on", "2026-11-23", "--lang", lang]);
            assert_eq!(run.code, *code, "{name}: {}{}", run.out, run.err);
            let begins = match *name {
                "good" | "limited" => valid,
                "expired" => over,
                "revoked" => gone,
                "stranger" => stranger,
                _ => changed,
            };
            assert!(run.out.starts_with(begins), "{name}: {}", run.out);
        }
    }
}

#[test]
fn json_has_the_verdict_and_what_it_rests_on() {
    let key = signer().key().to_string();
    let path = file("json.json", &limited());
    let (code, found) = cli::json(&["verify", &path, "--key", &key, "--on", "2030-01-31", "--json"]);
    assert_eq!((code, found["verdict"].as_str(), found["outcome"].as_str()), (0, Some("valid"), Some("approved")));
    assert_eq!((found["entry"]["case"].as_u64(), found["entry"]["content"].as_str()), (Some(3), Some(CONTENT)));
    let (code, found) = cli::json(&["verify", &path, "--key", &key, "--on", "2030-02-01", "--json"]);
    assert_eq!((code, found["verdict"].as_str(), found["until"].as_str()), (1, Some("expired"), Some("2030-01-31")));
    let changed = file("json-changed.json", &good().replacen("index 2", "index 3", 1));
    let (code, found) = cli::json(&["verify", &changed, "--key", &key, "--json"]);
    assert_eq!((code, found["verdict"].as_str(), found["entry"].is_null()), (1, Some("changed"), true));
    assert!(found["why"].as_str().is_some_and(|why| why.starts_with("AL-4204")), "{found}");
}

#[test]
fn a_policy_asks_for_its_witnesses() {
    let (key, path) = (signer().key().to_string(), file("policy-receipt.json", &good()));
    let none = file("policy-none", &format!("log {key}\nquorum none\n"));
    assert_eq!(cli::alatau(&["verify", &path, "--policy", &none, "--on", "2026-11-23"]).code, 0);
    let witness = "witness.example+1eca4c83+BAJyX5cX4fBGBu+MBoVAT8mS85MYGlpqbcvHWyfWTKKz";
    let wanting = file("policy-witness", &format!("log {key}\nwitness w {witness}\nquorum w\n"));
    let run = cli::alatau(&["verify", &path, "--policy", &wanting, "--json"]);
    // The witness key above has a wrong id on purpose: a policy that cannot be read is wrong input, not a "no".
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("AL-4205"), "{}", run.err);
    let cut = file("policy-cut", &format!("log {key}\n"));
    let run = cli::alatau(&["verify", &path, "--policy", &cut]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("AL-4206: line 1"), "{}", run.err);
}

#[test]
fn what_never_was_a_receipt_is_wrong_input() {
    let key = signer().key().to_string();
    for text in ["", "{}", "%PDF-1.7", "[1,2]"] {
        let run = cli::alatau(&["verify", &file("no-receipt", text), "--key", &key]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    }
    assert_eq!(cli::alatau(&["verify", &file("no-key.json", &good())]).code, 2);
    assert_eq!(cli::alatau(&["verify", &file("bad-key.json", &good()), "--key", "abc"]).code, 2);
    assert_eq!(cli::alatau(&["verify", "/nowhere/at/all", "--key", &key]).code, 2);
}

#[test]
fn the_page_allows_its_own_script_and_nothing_else() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("verify.html");
    let key = signer().key().to_string();
    let run = cli::alatau(&["verify", "--page", &path.to_string_lossy(), "--key", &key, "--lang", "kk"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let page = std::fs::read_to_string(path).expect("the page");
    assert!(page.contains("default-src 'none'; script-src 'sha256-") && page.contains("<html lang=\"kk\">") && page.contains(&key));
    // Nothing is loaded, and no mark of the frame is left.
    for outside in ["src=", "href=", "http:", "https:", "@import", "url(", "@lang@", "@title@", "@texts@", "@script", "@style", "@key@"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
