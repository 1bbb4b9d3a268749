//! What evidence costs: `cargo xtask bench evidence` runs this and prints its lines.
//!
//! CPU time of one thread on Linux; each result is used, so that nothing is left out.

use alatau_evidence::Hash;
use alatau_evidence::commitment::{Salted, commit, commit_two, salt};
use alatau_evidence::complete::Auditor;
use alatau_evidence::leaf::{Leaf, leaf_hash};
use alatau_evidence::note::{Checkpoint, Signer};
use alatau_evidence::policy::Policy;
use alatau_evidence::proof::Proof;
use alatau_evidence::receipt::{Opened, Receipt};
use alatau_evidence::tiles::{Edge, Tile, Tiles};
use alatau_evidence::tree::{Frontier, check_inclusion, leaf_hash_two};
use std::collections::BTreeMap;
use std::hint::black_box;

const LEAVES: u64 = 1_000_000;
const ORIGIN: &str = "example.org/alatau";
const CONTENT: &str = r#"[{"v":"2","procedure":"building-permit","number":2,"case":42,"at":1793595600000002,"by":"clock","cites":["permits-law#consultation"],"what":{"fact-stated":{"fact":0}}}]"#;

fn main() {
    let key = [7; 32];
    let leaf = |number: u64| Leaf {
        procedure: "building-permit",
        number: number + 1,
        events: 1,
        case: number / 10 + 1,
        index: number % 10 + 1,
        at: 1_793_600_000_000_000 + number as i64,
        public: r#"[{"kind":"ruled","element":"Ruling","outcome":"approved","until":"2029-11-02"}]"#,
        content: commit(&salt(&key, number + 1), CONTENT.as_bytes()),
    };
    let (one, mut bytes) = (leaf(41), Vec::with_capacity(512));
    report("leaf_write", 2_000_000, |_| {
        bytes.clear();
        black_box(&one).write(&mut bytes).expect("a leaf");
        black_box(&bytes);
    });
    report("leaf_read", 500_000, |_| {
        let _ = black_box(Leaf::read(black_box(&bytes)));
    });
    report("leaf_hash", 1_000_000, |_| {
        black_box(leaf_hash(black_box(&bytes)));
    });
    report("commitment", 1_000_000, |number| {
        black_box(commit(&salt(&key, number), CONTENT.as_bytes()));
    });
    report("leaf_hash_two", 500_000, |_| {
        black_box(leaf_hash_two(black_box([&bytes, &bytes])));
    });
    report("commitment_two", 500_000, |number| {
        let one = Salted { case_key: &key, number, content: CONTENT.as_bytes() };
        black_box(commit_two(black_box([one, one])));
    });
    let mut frontier = Frontier::default();
    report("frontier_push", LEAVES, |number| frontier.push([number as u8; 32]));

    let (mut edge, mut tiles, mut log) = (Edge::default(), Vec::new(), Frontier::default());
    let mut auditor = Auditor::new(Vec::new());
    report("leaf_to_tiles", LEAVES, |number| {
        bytes.clear();
        leaf(number).write(&mut bytes).expect("a leaf");
        let hash = leaf_hash(&bytes);
        log.push(hash);
        edge.push(hash, &mut tiles);
    });
    report("audit", LEAVES, |number| {
        bytes.clear();
        leaf(number).write(&mut bytes).expect("a leaf");
        black_box(auditor.push(&bytes));
    });
    assert!(auditor.finish().is_empty());
    tiles.extend(edge.partial());
    let tiles: BTreeMap<Tile, Vec<u8>> = tiles.into_iter().collect();
    proofs(&log, &tiles, |number| {
        let mut bytes = Vec::new();
        leaf(number).write(&mut bytes).expect("a leaf");
        (bytes, Opened { salt: salt(&key, number + 1), content: CONTENT.to_string() })
    });
}

/// Proofs and receipts of a log of a million leaves.
fn proofs(log: &Frontier, tiles: &BTreeMap<Tile, Vec<u8>>, entry: impl Fn(u64) -> (Vec<u8>, Opened)) {
    let (size, root) = (log.size(), log.root());
    let reader = Tiles::new(size, root, |tile: &Tile| tiles.get(tile).cloned());
    let (bytes, opened) = entry(654_321);
    let (leaf, hashes): (Hash, _) = (leaf_hash(&bytes), reader.inclusion(654_321).expect("a proof"));
    report("prove_inclusion", 20_000, |number| {
        let _ = black_box(reader.inclusion(number * 37 % size));
    });
    report("check_inclusion", 200_000, |_| check_inclusion(black_box(&hashes), size, &root, 654_321, &leaf).expect("it is in the log"));
    let signer = Signer::new(ORIGIN, &[7; 32]).expect("a name");
    let checkpoint = Checkpoint { origin: ORIGIN.to_string(), size, root };
    report("sign_checkpoint", 20_000, |_| {
        let _ = black_box(checkpoint.sign(&signer));
    });
    let policy = Policy::of(signer.key());
    let note = checkpoint.sign(&signer).expect("a note");
    report("open_checkpoint", 20_000, |_| {
        let _ = black_box(policy.open(&note));
    });
    let proof = Proof { index: 654_321, hashes, checkpoint: note };
    let text = Receipt { leaf: String::from_utf8(bytes).expect("text"), opened: Some(opened), proof }.write();
    report("verify_receipt", 20_000, |_| {
        let receipt = Receipt::read(black_box(&text)).expect("a receipt");
        receipt.verify(&policy).expect("it is genuine");
    });
    println!("receipt_bytes {}", text.len());
}

/// Does it so many times and prints nanoseconds of CPU for one.
fn report(name: &str, times: u64, mut once: impl FnMut(u64)) {
    let begin = cpu_ns();
    (0..times).for_each(&mut once);
    println!("{name} {}", (cpu_ns() - begin) / times);
}

/// CPU time of this thread, as Linux counts it.
fn cpu_ns() -> u64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts the time of a thread");
    counted.split(' ').next().and_then(|first| first.parse().ok()).expect("a number")
}
