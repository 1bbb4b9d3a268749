//! Leaves, commitments and the tree over them.

use alatau_evidence::commitment::{commit, opens, salt};
use alatau_evidence::leaf::{Leaf, PUBLIC_MAX, Wrong, leaf_hash};
use alatau_evidence::tree::Frontier;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;

const LEAF: Leaf = Leaf {
    procedure: "building-permit",
    number: 17,
    events: 1,
    case: 4,
    index: 9,
    at: 1_793_600_000_000_000,
    public: r#"[{"kind":"decided","outcome":"approved"}]"#,
    content: [0xab; 32],
};

fn written(leaf: &Leaf) -> Vec<u8> {
    let mut bytes = Vec::new();
    leaf.write(&mut bytes).expect("a leaf");
    bytes
}

#[test]
fn a_leaf_has_one_form() {
    let bytes = written(&LEAF);
    let expected = format!(
        "{{\"v\":1,\"procedure\":\"building-permit\",\"number\":17,\"events\":1,\"case\":4,\"index\":9,\"at\":1793600000000000,\
         \"public\":[{{\"kind\":\"decided\",\"outcome\":\"approved\"}}],\"content\":\"{}\"}}",
        "ab".repeat(32)
    );
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
    assert_eq!(Leaf::read(&bytes), Ok(LEAF));
    assert_eq!((LEAF.next_number(), LEAF.next_index()), (18, 10));
}

#[test]
fn other_spellings_of_a_leaf_are_refused() {
    let good = String::from_utf8(written(&LEAF)).expect("text");
    for (from, to) in [
        ("{\"v\":1", "{ \"v\":1"),
        ("\"v\":1", "\"v\":2"),
        (":17", ":017"),
        (":17", ":17.0"),
        (":17", ":-17"),
        (":17", ":0"),
        (":17", ":9007199254740992"),
        ("\"events\":1", "\"events\":2"),
        ("\"events\":1", "\"events\":0"),
        ("\"events\":1", "\"events\":4294967296"),
        ("building-permit", ""),
        ("building-permit", "building\\u002dpermit"),
        ("\"kind\":\"decided\"", "\"kind\": \"decided\""),
        ("\"kind\":\"decided\"", "\"outcome\":\"refused\""),
        ("\"decided\"", "\"d\\u0065cided\""),
        ("[{", "[1,{"),
        ("abab", "ABAB"),
        ("abab", "abaz"),
        ("\"}", "\"} "),
        ("\"}", "\",\"more\":1}"),
        ("[{\"kind\":\"decided\",\"outcome\":\"approved\"}]", "[[]]"),
        ("[{\"kind\":\"decided\",\"outcome\":\"approved\"}]", ""),
    ] {
        let other = if from == "\"}" { good[..good.len() - 2].to_owned() + to } else { good.replacen(from, to, 1) };
        assert_ne!(other, good, "{from} stands in the leaf");
        assert!(Leaf::read(other.as_bytes()).is_err(), "refused: {other}");
    }
    for end in 0..good.len() {
        assert!(Leaf::read(&good.as_bytes()[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn what_cannot_stand_in_a_leaf_is_not_written() {
    let long = format!("[{{\"x\":\"{}\"}}]", "y".repeat(PUBLIC_MAX));
    for (leaf, wrong) in [
        (Leaf { procedure: "", ..LEAF }, Wrong::Procedure),
        (Leaf { procedure: "a\"b", ..LEAF }, Wrong::Procedure),
        (Leaf { procedure: "a\nb", ..LEAF }, Wrong::Procedure),
        (Leaf { number: 0, ..LEAF }, Wrong::Number),
        (Leaf { events: 0, ..LEAF }, Wrong::Number),
        (Leaf { case: 1 << 53, ..LEAF }, Wrong::Number),
        (Leaf { at: -1, ..LEAF }, Wrong::Number),
        (Leaf { public: &long, ..LEAF }, Wrong::Long),
    ] {
        let mut bytes = b"kept".to_vec();
        assert_eq!(leaf.write(&mut bytes), Err(wrong));
        assert_eq!(bytes, b"kept");
    }
}

#[test]
fn each_entry_has_a_salt_of_its_own() {
    let (one, two) = (salt(&[1; 32], 17), salt(&[1; 32], 18));
    assert_ne!(one, two);
    assert_ne!(one, salt(&[2; 32], 17));
    let commitment = commit(&one, b"[\"content\"]");
    assert!(opens(&commitment, &one, b"[\"content\"]"));
    assert!(!opens(&commitment, &two, b"[\"content\"]"));
    assert!(!opens(&commitment, &one, b"[\"Content\"]"));
}

/// A tree that somebody else wrote, over the same leaves.
fn root_by_others(leaves: &[Vec<u8>]) -> [u8; 32] {
    let mut tree = MemoryBackedTree::<sha2_11::Sha256, Vec<u8>>::new();
    for leaf in leaves {
        tree.push(leaf.clone());
    }
    tree.root().as_bytes().as_slice().try_into().expect("32 bytes")
}

proptest! {
    #[test]
    fn a_leaf_is_read_as_it_was_written(
        procedure in "[^\"\\\\\\x00-\\x1f]{1,20}", number in 1..1u64 << 53, case in 0..1u64 << 53, index in 0..1u64 << 53,
        at in 0..1i64 << 53, kinds in prop::collection::vec("\\PC{0,12}", 1..5), content: [u8; 32],
    ) {
        let objects: Vec<_> = kinds.iter().map(|kind| serde_json::json!({ "kind": kind })).collect();
        let public = serde_json::to_string(&objects).expect("JSON");
        let leaf = Leaf { procedure: &procedure, number, events: kinds.len() as u32, case, index, at, public: &public, content };
        let bytes = written(&leaf);
        prop_assert_eq!(Leaf::read(&bytes), Ok(leaf));
    }

    #[test]
    fn the_frontier_has_the_root_that_others_compute(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..300)) {
        let mut frontier = Frontier::default();
        for leaf in &leaves {
            frontier = Frontier::from_bytes(&frontier.to_bytes()).expect("its own bytes");
            frontier.push(leaf_hash(leaf));
        }
        prop_assert_eq!(frontier.size(), leaves.len() as u64);
        prop_assert_eq!(frontier.root(), root_by_others(&leaves));
        let bytes = frontier.to_bytes();
        prop_assert!(Frontier::from_bytes(&bytes[1..]).is_none());
        prop_assert!(Frontier::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
    }
}
